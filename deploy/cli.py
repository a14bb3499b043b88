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
    half: Annotated[
        bool, typer.Option("--half", help="Stop in the middle of the vote: vote and count yourself.")
    ] = False,
    exit: Annotated[bool, typer.Option("--exit", help="Stop everything after the play.")] = False,
) -> None:
    """Empty the world and play a whole edition of the civic budget in it."""
    from deploy.demo.command import run

    run(edition, half=half, leave=exit)


@app.command()
def keys(
    into: Annotated[
        Path, typer.Option(help="A folder for the sheets to print, best on a stick that is then destroyed.")
    ],
    people: Annotated[int, typer.Option(help="Members of the commission who get a share.")] = 5,
    needed: Annotated[int, typer.Option(help="How many of them together can open the box.")] = 3,
    title: Annotated[str, typer.Option(help="What the sheets are for.")] = "Budżet obywatelski",
) -> None:
    """Make the commission's key, split among its members, and the secret of the draw; on the commission's computer."""
    from deploy.keys import CannotShare, ceremony, write_sheets

    try:
        made = ceremony(people, needed)
    except CannotShare as error:
        raise CannotStart(str(error)) from None
    sheets = write_sheets(made, into, title)
    print("For the opening, public:")
    print(f"  public_key       {made.public_key}")
    print(f"  draw_commitment  {made.draw_commitment}")
    print("For the count, secret; write it down and lock it away:")
    print(f"  secret           {made.secret}")
    print(f"{len(sheets)} sheets are in {into}. Print them, hand them out, destroy the files.")


@app.command()
def unlock(public_key: Annotated[str, typer.Argument(help="The key that was published at the opening.")]) -> None:
    """Put the commission's private key together from its members' shares; on the commission's computer."""
    print(f"private_key  {_joined(public_key)}")


def _joined(public_key: str) -> str:
    """Ask for shares until there are enough, and give the private key."""
    from deploy.keys import CannotJoin, join, read_share, still_needed

    shares: list[str] = []
    try:
        while still_needed(shares):
            typed = typer.prompt(f"Share {len(shares) + 1}, all its words", hide_input=sys.stdin.isatty(), err=True)
            try:
                shares.append(read_share(typed))
            except CannotJoin as wrong:
                if not sys.stdin.isatty():
                    raise
                print(wrong, file=sys.stderr)
        return join(shares, public_key)
    except CannotJoin as error:
        raise CannotStart(str(error)) from None


@app.command()
def recount(
    rules: Annotated[Path, typer.Argument(help="The frozen rules, from the page of the results.")],
    log: Annotated[Path, typer.Argument(help="The public log: log.jsonl.")],
    box: Annotated[Path, typer.Argument(help="The sealed box: box.jsonl, for the commission and auditors.")],
    rules_hash: Annotated[str | None, typer.Option(help="The rules' hash as it was published at the opening.")] = None,
    root: Annotated[str | None, typer.Option(help="The log's root as it was published at the close.")] = None,
    published: Annotated[Path | None, typer.Option(help="The published result (JSON), to compare with.")] = None,
    into: Annotated[Path | None, typer.Option(help="A folder for the ballots of each pool, as Pabulib files.")] = None,
) -> None:
    """Count a vote anew from its files and the members' shares, without the server; ends with 1 where it differs.

    Asks for the shares, then for the secret of the draw.
    """
    import json

    from deploy import recount as again

    frozen = again.frozen(rules, rules_hash)
    private_key = _joined(str(frozen.public_key))
    secret = typer.prompt("Secret of the draw", hide_input=sys.stdin.isatty(), prompt_suffix=": ", err=True)
    vote, counted = again.recount(frozen, log, box, private_key, secret, root)
    print(json.dumps(again.as_data(vote, counted), ensure_ascii=False, indent=1))
    if root is None and published is None:
        print("NOT COMPARED: with --root or --published a log that was cut would be seen.", file=sys.stderr)
    for path in again.write_files(vote, counted, secret, into) if into else []:
        print(f"written: {path}", file=sys.stderr)
    wrong = again.differences(vote, counted, published) if published else []
    for part in wrong:
        print(f"DIFFERS: {part}", file=sys.stderr)
    raise typer.Exit(1 if wrong else 0)


@app.command()
def verify(
    log: Annotated[Path, typer.Argument(help="The public log: log.jsonl from the page of the vote.")],
    box: Annotated[
        Path | None, typer.Option(help="The sealed box: box.jsonl, for the commission and auditors.")
    ] = None,
    receipt: Annotated[str | None, typer.Option(help="The code of a voter's receipt.")] = None,
    key: Annotated[str | None, typer.Option(help="The log's key as the frozen rules name it (log_key).")] = None,
    witness: Annotated[Path | None, typer.Option(help="Heads kept by somebody, one JSON object a line.")] = None,
) -> None:
    """Check a ballot box's public log on this machine; ends with 1 where anything is wrong."""
    from deploy.verify import CannotVerify
    from deploy.verify import verify as check

    try:
        verdict = check(log, box, receipt, key, witness)
    except CannotVerify as error:
        raise CannotStart(str(error)) from None
    for sentence in verdict.checked:
        print(f"checked: {sentence}")
    for sentence in verdict.wrong:
        print(f"WRONG:   {sentence}")
    if key is None:
        print("NOT COMPARED: with --key a log that somebody else has signed would be seen.", file=sys.stderr)
    if witness is None:
        print("NOT COMPARED: with --witness a log that was cut or signed anew would be seen.", file=sys.stderr)
    many = len(verdict.wrong)
    found = f"{many} {'finding' if many == 1 else 'findings'}. Call the auditor."
    print("Everything is as it was signed." if verdict.good else found)
    raise typer.Exit(0 if verdict.good else 1)


@app.command(add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def tally(ctx: typer.Context) -> None:
    """Count an election from its ballots: who wins, why, and which ties decided."""
    from deploy.tally import main as count

    raise typer.Exit(count(ctx.args))


parked = typer.Typer(no_args_is_help=True, help="Messages that a service could not digest.")
app.add_typer(parked, name="parked")

Service = Annotated[str, typer.Argument(help=f"One of: {', '.join(SERVICES)}.")]
Ids = Annotated[list[str] | None, typer.Argument(help="Ids as `ratusz parked list` shows them.")]


@app.command()
def replay(
    projection: Annotated[str, typer.Argument(help="tracker (the life lines), worklist, initiatives or statistics.")],
) -> None:
    """Throw a projection away and build it anew from every publisher's log, while the service runs.

    Whoever reads sees the old one until the new one is whole.
    """
    import asyncio

    from deploy.replay import replay as build

    rebuilt = asyncio.run(build(projection, _mongo_url))
    print(f"{rebuilt.events} events. Digest of the old one: {rebuilt.old}")
    same = "the same" if rebuilt.new == rebuilt.old else "ANOTHER: the old one lagged behind the logs or was wrong"
    print(f"Digest of the new one: {rebuilt.new}, {same}.")


def _mongo_url(service: str) -> str:
    variable = f"{service.upper()}_MONGO_URL"
    file = os.environ.get(f"{variable}_FILE")
    return os.environ.get(variable) or (Path(file).read_text().strip() if file else World.here().mongo_url(service))


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
