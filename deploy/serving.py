"""Runs one service in this process. It knows of a service only that it has `Settings` and `create_app`."""

import gc
import os
from importlib import import_module

import uvicorn
from pydantic import ValidationError
from starlette.types import ASGIApp

from deploy.local.world import SERVICES
from deploy.refusal import CannotStart

_GRACE = 10
"""Seconds that requests in hand have to end after SIGTERM."""


def serve(service: str) -> None:
    """Serve until SIGTERM, on the interface in HOST (this machine only, by default).

    Raises `CannotStart` for an unknown service, and with the names of the settings that are missing or wrong.
    """
    if service not in SERVICES:
        raise CannotStart(f"There is no service {service!r}; there are {', '.join(SERVICES)}.")
    serve_from(f"services.{service}", service)


def serve_from(package: str, name: str) -> None:
    """Serve what the package's `main` makes of its `Settings`, as `serve` does. Raises `CannotStart`."""
    settings_of = import_module(f"{package}.settings").Settings
    try:
        settings = settings_of()
    except ValidationError as error:
        raise CannotStart(f"{name} cannot start: {_wrong(error, name)}.") from error
    serve_app(import_module(f"{package}.main").create_app(settings), settings.port)


def serve_app(app: ASGIApp, port: int) -> None:
    """Serve an application that is there already as `serve` does; where it has a `protocol`, that makes connections."""
    # What is there from the start stays to the end: no collection walks through it while somebody waits.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app,
        host=os.environ.get("HOST", "127.0.0.1"),
        port=port,
        loop="uvloop",
        http=getattr(app, "protocol", None) or "httptools",
        ws="none",
        access_log=False,
        # The frame writes the logs; uvicorn's own would print addresses of people.
        log_config=None,
        server_header=False,
        proxy_headers=True,
        # Longer than the gateway keeps one, so that it never uses a connection that was just closed here.
        timeout_keep_alive=10,
        timeout_graceful_shutdown=_GRACE,
    )


def _wrong(error: ValidationError, service: str) -> str:
    """Say which variables are wrong and why, without their values: they are secrets."""
    told = []
    for part in error.errors():
        name = str(part["loc"][0]) if part["loc"] else "settings"
        variable = name if name.isupper() else f"{service}_{name}".upper()
        told.append(f"{variable} is missing" if part["type"] == "missing" else f"{variable}: {part['msg']}")
    return "; ".join(told)
