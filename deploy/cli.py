"""The command `ratusz`. Each command reads its arguments and calls one function; what it does is said elsewhere."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from deploy.local.world import SERVICES, World
from deploy.refusal import CannotStart


class Commands(TyperGroup):
    """Says what is in the way in one sentence, and ends with 2; a traceback is for a defect of ours."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except CannotStart as refusal:
            print(refusal.sentence, file=sys.stderr)
            raise typer.Exit(2) from None


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The town hall's software: start it, serve one part of it, move the demonstration's clock.",
)


@app.command()
def up() -> None:
    """Start everything on this machine and stay until Ctrl-C."""
    import asyncio

    from deploy.local.up import stay_up

    asyncio.run(stay_up(World.here(), lambda sentence: print(sentence, flush=True)))


@app.command()
def serve(service: Annotated[str, typer.Argument(help=f"One of: {', '.join(SERVICES)}.")]) -> None:
    """Run one service with the settings of its environment."""
    from deploy import serving

    serving.serve(service)


@app.command()
def secrets() -> None:
    """Make the secrets for docker compose, those that are missing."""
    from deploy.compose import secret_files

    files = secret_files.make()
    print(f"{len(files)} secrets are in {files[0].parent}.")


@app.command(context_settings={"ignore_unknown_options": True})
def clock(where: Annotated[str, typer.Argument(help="+30d, -2h, +15m, 2027-09-01T12:00 (in Warsaw) or real.")]) -> None:
    """Move the clock of the demonstration."""
    from deploy import clock as demo_clock
    from shared.clock import warsaw

    file = os.environ.get("RATUSZ_CLOCK_FILE")
    shown = demo_clock.move(Path(file) if file else World.here().clock_file, where)
    print(f"The clock of the house shows {warsaw(shown):%Y-%m-%d %H:%M} (Warsaw).")


@app.command()
def demo(
    edition: Annotated[
        Path | None, typer.Option(help="A Pabulib file: a real election, played with every ballot.")
    ] = None,
    exit: Annotated[bool, typer.Option("--exit", help="Stop everything after the play.")] = False,
) -> None:
    """Empty the world and play a whole edition of the civic budget in it."""
    from deploy.demo.command import run

    run(edition, leave=exit)


@app.command()
def keys() -> None:
    """Make the commission's key pair and the secret of the draw; run it on the commission's own computer."""
    from deploy.keys import ceremony

    for name, value in ceremony().items():
        print(f"{name:<16} {value}")


@app.command(add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def tally(ctx: typer.Context) -> None:
    """Count an election from its ballots: who wins, why, and which ties decided."""
    from deploy.tally import main as count

    raise typer.Exit(count(ctx.args))


parked = typer.Typer(no_args_is_help=True, help="Messages that a service could not digest.")
app.add_typer(parked, name="parked")

Service = Annotated[str, typer.Argument(help=f"One of: {', '.join(SERVICES)}.")]
Ids = Annotated[list[str] | None, typer.Argument(help="Ids as `ratusz parked list` shows them.")]


def _amqp_url(service: str) -> str:
    if service not in SERVICES:
        raise CannotStart(f"There is no service {service!r}. There are: {', '.join(SERVICES)}.")
    return os.environ.get(f"{service.upper()}_AMQP_URL") or World.here().amqp_url(service)


@parked.command("list")
def parked_list(service: Service) -> None:
    """Show what is parked, and why."""
    import asyncio

    from deploy.parked import listed

    for message in asyncio.run(listed(_amqp_url(service), service)):
        print(f"{message.id}  {message.event}  {message.reason} after {message.tries} tries  from {message.queue}")


@parked.command("retry")
def parked_retry(service: Service, ids: Ids = None, all: Annotated[bool, typer.Option("--all")] = False) -> None:
    """Send parked messages back to their queues: those named, or `--all`."""
    import asyncio

    from deploy.parked import retry

    print(f"{asyncio.run(retry(_amqp_url(service), service, None if all else frozenset(ids or ())))} sent back.")


@parked.command("drop")
def parked_drop(service: Service, ids: Ids = None) -> None:
    """Throw parked messages away. They are gone."""
    import asyncio

    from deploy.parked import drop

    print(f"{asyncio.run(drop(_amqp_url(service), service, frozenset(ids or ())))} thrown away.")


if __name__ == "__main__":
    app()
