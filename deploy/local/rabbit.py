"""The broker's server: Debian's RabbitMQ as a child process with folders of its own. It declares no service's queue."""

import asyncio
import base64
import http.client
import json
import logging
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aio_pika
from aio_pika.exceptions import AMQPError

from deploy.local.definitions import STREAM, USERS, definitions, topology
from deploy.local.program import Program, greets, inherited
from deploy.local.world import World
from deploy.refusal import CannotStart
from shared.bus import EVENTS, connected

SCRIPT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""The server's own script: the one on the PATH is a wrapper that changes the user and insists on /var/lib."""

log = logging.getLogger(__name__)

_CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{port}
load_definitions = {definitions}
log.console = true
log.console.level = warning
log.file = false
vm_memory_high_watermark.relative = 0.3
disk_free_limit.absolute = 300MB
raft.wal_max_size_bytes = 67108864
"""


class Rabbit:
    """The world's own broker, and the small name server that Erlang needs beside it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def programs(self) -> list[Program]:
        """Describe the two processes, the name server first. Raises `CannotStart` where RabbitMQ is missing."""
        epmd = shutil.which("epmd")
        if not SCRIPT.exists() or epmd is None:
            raise CannotStart("RabbitMQ is not where Debian puts it: give a broker in AMQP_URL.")
        port = self._world.ports["epmd"]
        names = [epmd, "-address", "127.0.0.1", "-port", str(port)]
        return [
            Program("epmd", names, lambda: greets(port), inherited(), ports=("epmd",), grace=2.0),
            Program(
                "rabbitmq",
                [str(SCRIPT)],
                self.ready,
                self._environment(),
                clean=self._write_configuration,
                grace=20.0,
                ports=("rabbit", "rabbit_nodes"),
            ),
        ]

    def forget(self) -> None:
        """Throw away all queues and messages of a broker that is not running."""
        shutil.rmtree(self._world.root / "rabbit", ignore_errors=True)

    async def ready(self) -> bool:
        """Tell whether the administrator can sign in and events find their way, the public ones to their stream too.

        After a crash the stream comes some seconds later than the listener; until then a public event is returned as
        unroutable.
        """
        if not await greets(self._world.ports["rabbit"]):
            return False
        try:
            async with asyncio.timeout(5), connected(self._world.amqp_admin) as connection:
                channel = await connection.channel()
                await channel.get_exchange(EVENTS, ensure=True)
                await channel.get_queue(STREAM, ensure=True)
        except (AMQPError, OSError, TimeoutError):
            return False
        await self._settle()
        return True

    async def _settle(self) -> None:
        """Let a broker on an empty folder write down what it has just made.

        RabbitMQ 3.10 keeps the names of new queues in memory for half a second; killed in that time it never finds
        the stream again.
        """
        settled = self._world.root / "rabbit" / "settled"
        if not settled.exists():
            await asyncio.sleep(1.5)
            settled.touch()

    def _environment(self) -> dict[str, str]:
        base, ports = self._world.root / "rabbit", self._world.ports
        return inherited() | {
            "HOME": str(base / "home"),
            # The script then becomes the server itself instead of its parent, so the process id is the server's.
            "RUNNING_UNDER_SYSTEMD": "true",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_CONFIG_FILE": str(base / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(base / "enabled_plugins"),
            "RABBITMQ_BASE": str(base),
            "RABBITMQ_MNESIA_BASE": str(base / "data"),
            "RABBITMQ_LOG_BASE": str(base / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": str(base / "server.pid"),
            "RABBITMQ_NODENAME": "ratusz@localhost",
            "RABBITMQ_DIST_PORT": str(ports["rabbit_nodes"]),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_PORT": str(ports["epmd"]),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }

    def _write_configuration(self) -> None:
        base = self._world.root / "rabbit"
        for folder in ("home", "data", "log"):
            (base / folder).mkdir(parents=True, exist_ok=True)
        cookie = base / "home" / ".erlang.cookie"
        if not cookie.exists():
            cookie.write_text(self._world.keys.password("erlang-cookie"))
            cookie.chmod(0o400)
        wanted = definitions(lambda user: self._world.keys.password(f"amqp-{user}"), self._world.history)
        file = self._world.keys.derived("broker-definitions.json", json.dumps(wanted, indent=1))
        (base / "enabled_plugins").write_text("[].\n")
        (base / "rabbitmq.conf").write_text(
            _CONFIGURATION.format(port=self._world.ports["rabbit"], definitions=json.dumps(str(file)).strip('"'))
        )
        # What a killed predecessor leaves would only mislead whoever reads it.
        (base / "server.pid").unlink(missing_ok=True)


async def prepare_elsewhere(url: str, world: World) -> str | None:
    """Make users and topology on a broker that runs elsewhere.

    Tries the management interface (port 15672 of the same host), which can make everything; without it the exchanges
    and the stream are declared over AMQP, and the sentence returned says that the services share the login.
    Raises `CannotStart` where the broker does not answer or refuses the exchanges.
    """
    wanted = definitions(lambda user: world.keys.password(f"amqp-{user}"), world.history, USERS)
    if await asyncio.to_thread(_import, url, json.dumps(wanted).encode()):
        return None
    shared = topology(world.history)
    try:
        async with asyncio.timeout(15), connected(url) as connection:
            channel = await connection.channel()
            for exchange in shared["exchanges"]:
                await channel.declare_exchange(exchange["name"], aio_pika.ExchangeType.TOPIC, durable=True)
            for queue in shared["queues"]:
                await channel.declare_queue(queue["name"], durable=True, arguments=queue["arguments"])
            for binding in shared["bindings"]:
                kind = "queue" if binding["destination_type"] == "queue" else "exchange"
                source, key = binding["source"], binding["routing_key"]
                if kind == "queue":
                    await (await channel.get_queue(binding["destination"])).bind(source, key)
                else:
                    await (await channel.get_exchange(binding["destination"])).bind(source, key)
    except (AMQPError, OSError, TimeoutError) as error:
        raise CannotStart(f"The broker in AMQP_URL does not do its work ({type(error).__name__}).") from error
    return (
        "The broker in AMQP_URL has no management interface on port 15672 that this login may use, so no users could"
        f" be made ({', '.join(USERS)}): all services use its login and its virtual host."
    )


def _import(url: str, body: bytes) -> bool:
    """Hand the definitions to the management interface; False where there is none or it refuses."""
    server = urlsplit(url)
    login = f"{unquote(server.username or 'guest')}:{unquote(server.password or 'guest')}"
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Basic {base64.b64encode(login.encode()).decode()}",
    }
    management = http.client.HTTPConnection(server.hostname or "localhost", 15672, timeout=5)
    try:
        management.request("POST", "/api/definitions", body, headers)
        return management.getresponse().status < 300
    except (http.client.HTTPException, OSError) as error:
        log.info("no_management_interface", extra={"reason": type(error).__name__})
        return False
    finally:
        management.close()
