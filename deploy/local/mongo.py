"""The store's server: a one-node replica set with a login per service. It knows no collection of any service."""

import asyncio
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local.program import Program, inherited
from deploy.local.world import SERVICES, World
from deploy.refusal import CannotStart

_NOT_INITIATED = 94
_UNKNOWN_USER = 11
_WRONG_LOGIN = 18
ROLES = ("readWrite", "dbAdmin")

# In threads: the driver of asyncio loses a socket where it is closed while it connects, as here it often is.
Client = MongoClient[dict[str, Any]]


def binary() -> Path:
    """Find mongod in the package that brings it; raises `CannotStart`."""
    spec = find_spec("fiftyone")
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (found := Path(place) / "db" / "bin" / "mongod").exists():
            return found
    raise CannotStart("mongod is missing: `make demo` installs it; or give a MongoDB server in MONGO_URL.")


class Mongo:
    """The world's own mongod."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._prepared = False

    def program(self) -> Program:
        """Describe the process. Raises `CannotStart` where mongod is missing."""
        data = self._world.folder("mongo")
        key = self._world.keys.key("mongo-keyfile")
        command = [
            *(str(binary()), "--port", str(self._world.ports["mongo"]), "--bind_ip", "127.0.0.1"),
            *("--dbpath", str(data), "--replSet", "rs0", "--keyFile", str(key), "--oplogSize", "128"),
            # In less, what an evening of voting writes has no room until the next checkpoint, and is written out by all
            # cores while people wait; in much more, what has never been written out is slow to read.
            *("--wiredTigerCacheSizeGB", "1", "--nounixsocket", "--quiet"),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            # What a killed service had open blocks the others until it is given up; ours take milliseconds.
            *("--setParameter", "transactionLifetimeLimitSeconds=10"),
            # Nobody here reads the past. Kept for five minutes, the files of what tests have dropped would stay open,
            # thousands of them, until mongod finds no more and dies.
            *("--setParameter", "minSnapshotHistoryWindowInSeconds=0"),
            # The clock of this world may be moved, mongod's may not: on a day of last spring, what is to be kept for a
            # day would be deleted within a minute of its writing.
            *("--setParameter", "ttlMonitorEnabled=false"),
        ]
        return Program("mongod", command, self.ready, inherited(), ports=("mongo",))

    async def ready(self) -> bool:
        """Tell whether the store takes writes and every service can sign in; makes that so at the first call."""
        return await asyncio.to_thread(self._ready)

    def _ready(self) -> bool:
        try:
            if not self._prepared:
                self._prepare()
                self._prepared = True
            with _alone(self._world, signed_in=True) as client:
                return bool(client.admin.command("hello")["isWritablePrimary"])
        except PyMongoError:
            return False

    def _prepare(self) -> None:
        port = self._world.ports["mongo"]
        members = [{"_id": 0, "host": f"127.0.0.1:{port}"}]
        with _alone(self._world, signed_in=True) as client:
            try:
                found = client.admin.command("replSetGetConfig")["config"]
            except OperationFailure as error:
                if error.code not in (_WRONG_LOGIN, _UNKNOWN_USER):
                    raise
                self._first_start(members)
            else:
                if [member["host"] for member in found["members"]] != [members[0]["host"]]:
                    # The data come from a run on another port; the node would not recognise itself.
                    found |= {"members": members, "version": found["version"] + 1}
                    client.admin.command("replSetReconfig", found, force=True)
            make_users(client, self._world)

    def _first_start(self, members: list[dict[str, Any]]) -> None:
        """Make the replica set and the administrator; mongod allows it from this machine while it has no user."""
        with _alone(self._world, signed_in=False) as client:
            try:
                hello = client.admin.command("hello")
                if "setName" not in hello:
                    client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
            except OperationFailure as error:
                if error.code != _NOT_INITIATED:
                    raise
            password = self._world.keys.password("mongo-admin")
            # Fails while the node is not primary yet; the caller asks again.
            client.admin.command("createUser", "admin", pwd=password, roles=["root"])


def make_users(client: Client, world: World) -> None:
    """Give every service a login that opens its own database and no other; raises OperationFailure."""
    for service in SERVICES:
        login: dict[str, Any] = {"pwd": world.keys.password(f"mongo-{service}"), "roles": [*ROLES]}
        known = client[service].command("usersInfo", service)
        client[service].command("updateUser" if known["users"] else "createUser", service, **login)


def prepare_elsewhere(url: str, world: World) -> str | None:
    """Make the services' logins on a server that runs elsewhere.

    Gives None, or a sentence that says why the services must share the administrator's login. Raises `CannotStart`
    where the server does not answer or is no replica set.
    """
    client: Client = MongoClient(url, serverSelectionTimeoutMS=5000)
    with client:
        try:
            hello = client.admin.command("hello")
        except PyMongoError as error:
            raise CannotStart(f"The server in MONGO_URL does not answer ({type(error).__name__}).") from error
        if "setName" not in hello and hello.get("msg") != "isdbgrid":
            raise CannotStart("The server in MONGO_URL is no replica set; transactions need one (one node will do).")
        try:
            make_users(client, world)
        except OperationFailure as error:
            return (
                f"MONGO_URL may not make users ({error.details.get('codeName', error.code) if error.details else ''}):"
                " all services use its login."
            )
    return None


def drop_databases(world: World) -> None:
    """Drop the database of every service; the logins stay."""
    client: Client = MongoClient(world.mongo_admin, serverSelectionTimeoutMS=5000)
    with client:
        for service in SERVICES:
            client.drop_database(service)


def _alone(world: World, *, signed_in: bool) -> Client:
    """Connect to the node itself, whatever state its replica set is in."""
    login: dict[str, Any] = {"username": "admin", "password": world.keys.password("mongo-admin")} if signed_in else {}
    port = world.ports["mongo"]
    return MongoClient("127.0.0.1", port, directConnection=True, serverSelectionTimeoutMS=1500, **login)
