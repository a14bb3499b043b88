"""Where everything of one local world lives: folders, ports, secrets, and each service's environment.

It starts nothing; several worlds with different roots and ports run side by side.
"""

import os
import random
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from deploy.local.keys import Keys
from deploy.refusal import CannotStart

PROJECT = Path(__file__).parents[2]
SERVICES = ("intake", "verification", "voting", "media", "events", "reporting")
CASTING = "casting"
"""Voting's second process, for casting alone: it runs wherever voting does, on voting's store and keys."""
VHOST = "ratusz"

PICKED_FROM = range(12_000, 32_000)
"""Ports for worlds apart: below those that the machine gives to outgoing connections."""
PORTS: Mapping[str, int] = {
    "mongo": 27117,
    "rabbit": 5772,
    "rabbit_nodes": 25772,
    "epmd": 5769,
    "mail": 8125,
    "gateway": 8080,
    "intake": 8101,
    "verification": 8102,
    "voting": 8103,
    "media": 8104,
    "events": 8105,
    "reporting": 8106,
    CASTING: 8107,
}


@dataclass(frozen=True)
class World:
    """One local world.

    `mongo_server` and `amqp_server` are administrators' URLs of servers that run elsewhere and are used in place of
    the world's own. `own_mongo_users` and `own_amqp_users` are False where no user per service could be made there:
    then all services share the administrator's login.
    """

    root: Path
    ports: Mapping[str, int] = field(default_factory=lambda: dict(PORTS))
    mongo_server: str | None = None
    amqp_server: str | None = None
    own_mongo_users: bool = True
    own_amqp_users: bool = True
    history: str = "365D"
    """How long the stream of public events keeps them (`x-max-age` of RabbitMQ streams)."""

    @classmethod
    def here(cls, root: Path | None = None) -> "World":
        """Give the world of this folder: `var/`, its usual ports, and what the environment says otherwise.

        Raises `CannotStart` for a port that is not a number.
        """
        given = {name: os.environ.get(port_variable(name)) for name in PORTS}
        for name, text in given.items():
            if text is not None and not (text.isdigit() and 0 < int(text) < 65536):
                raise CannotStart(f"{port_variable(name)} is not a port number: {text!r}.")
        ports = {name: int(text) if text else PORTS[name] for name, text in given.items()}
        return cls(
            (root or PROJECT / "var").absolute(),
            ports,
            mongo_server=os.environ.get("MONGO_URL") or None,
            amqp_server=os.environ.get("AMQP_URL") or None,
        )

    @classmethod
    def apart(cls, root: Path) -> "World":
        """Give a world of its own on ports that are free now, for tests."""
        return cls(root.absolute(), free_ports(*PORTS))

    @property
    def keys(self) -> Keys:
        """The secrets of this world."""
        return Keys(self.root / "secrets")

    @property
    def clock_file(self) -> Path:
        """Holds the seconds that the demonstration's clock is ahead."""
        return self.root / "clock"

    @property
    def mail_folder(self) -> Path:
        """Holds a file for every message that the services sent."""
        return self.root / "mail"

    @property
    def origin(self) -> str:
        """The address of the site."""
        return f"http://localhost:{self.ports['gateway']}"

    def folder(self, name: str) -> Path:
        """Give a folder of this world, made where needed; `log` and `run` are shared by all programs."""
        path = self.root / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def log(self, program: str) -> Path:
        """Give the log of one program."""
        return self.folder("log") / f"{program}.log"

    def pid_file(self, program: str) -> Path:
        """Give the file that holds the process id of a program that runs."""
        return self.folder("run") / f"{program}.pid"

    def service_address(self, service: str) -> str:
        """Give the address at which a service answers by itself, without the gateway."""
        return f"http://127.0.0.1:{self.ports[service]}"

    @property
    def mongo_admin(self) -> str:
        """The administrator's URL of the store."""
        if self.mongo_server:
            return self.mongo_server
        password = self.keys.password("mongo-admin")
        return f"mongodb://admin:{password}@127.0.0.1:{self.ports['mongo']}/?replicaSet=rs0&authSource=admin"

    @property
    def amqp_admin(self) -> str:
        """The administrator's URL of the broker, in the house's virtual host."""
        if self.amqp_server:
            return self.amqp_server
        return f"amqp://admin:{self.keys.password('amqp-admin')}@127.0.0.1:{self.ports['rabbit']}/{VHOST}"

    def mongo_url(self, service: str) -> str:
        """Give the URL with which a service reaches its own database."""
        if not self.own_mongo_users:
            return _in_database(self.mongo_admin, service)
        return _with_login(self.mongo_admin, service, self.keys.password(f"mongo-{service}"), service)

    def amqp_url(self, user: str) -> str:
        """Give the URL with which a service, or a reader of the public events, reaches the broker."""
        if not self.own_amqp_users:
            return self.amqp_admin
        server = urlsplit(self.amqp_admin)
        _, _, host = server.netloc.rpartition("@")
        login = f"{user}:{self.keys.password(f'amqp-{user}')}"
        return urlunsplit(server._replace(netloc=f"{login}@{host}", path=f"/{VHOST}"))

    def environment(self, service: str) -> dict[str, str]:
        """Give the variables of one service's process, or of `CASTING`."""
        if service == CASTING:
            return {
                "CASTING_PORT": str(self.ports[CASTING]),
                "CASTING_MONGO_URL": self.mongo_url("voting"),
                "CASTING_KEY_FOLDER": str(self.keys.inner("editions")),
                "RATUSZ_ENV": "demo",
                "RATUSZ_CLOCK_FILE": str(self.clock_file),
            }
        prefix = service.upper()
        own = {
            f"{prefix}_PORT": str(self.ports[service]),
            f"{prefix}_MONGO_URL": self.mongo_url(service),
            f"{prefix}_AMQP_URL": self.amqp_url(service),
            f"{prefix}_CIPHER_KEY_FILE": str(self.keys.cipher(service)),
        }
        if service == "voting":
            own["VOTING_SECRET_FILE"] = str(self.keys.key("voting-secret"))
            own["VOTING_KEY_FOLDER"] = str(self.keys.inner("editions"))
        if service == "media":
            # The papers of a demonstration are read on this machine.
            own["MEDIA_MONITORING_INSIDE"] = '["127.0.0.0/8"]'
        return own | {
            "RATUSZ_ENV": "demo",
            "RATUSZ_PUBLIC_ORIGIN": self.origin,
            "RATUSZ_SESSION_KEY_FILE": str(self.keys.key("session-key")),
            "RATUSZ_CLOCK_FILE": str(self.clock_file),
            "RATUSZ_SMTP_URL": f"smtp://127.0.0.1:{self.ports['mail']}",
        }


def port_variable(name: str) -> str:
    """Name the environment variable that sets a port."""
    return f"{name.upper()}_PORT" if name in (*SERVICES, CASTING) else f"RATUSZ_{name.upper()}_PORT"


def is_free(port: int) -> bool:
    """Tell whether nobody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(*names: str) -> dict[str, int]:
    """Pick a free port for each name from `PICKED_FROM`. It is nobody's before something listens on it."""
    picked: dict[str, int] = {}
    for port in random.SystemRandom().sample(PICKED_FROM, k=len(PICKED_FROM)):
        if len(picked) == len(names):
            break
        if is_free(port):
            picked[names[len(picked)]] = port
    return picked


def _in_database(admin: str, database: str) -> str:
    """Point an administrator's URL at one database; the login is still looked up where the administrator's is."""
    server = urlsplit(admin)
    query = server.query if "authSource=" in server.query or "@" not in server.netloc else _and(server.query, "admin")
    return urlunsplit(server._replace(path=f"/{database}", query=query))


def _with_login(admin: str, user: str, password: str, database: str) -> str:
    server = urlsplit(admin)
    _, _, hosts = server.netloc.rpartition("@")
    options = "&".join(part for part in server.query.split("&") if part and not part.startswith("authSource="))
    return urlunsplit(
        server._replace(netloc=f"{user}:{password}@{hosts}", path=f"/{database}", query=_and(options, database))
    )


def _and(options: str, source: str) -> str:
    return "&".join(part for part in (options, f"authSource={source}") if part)
