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


_CHECKING = "Dla komisji i każdego, kto nas sprawdza"
"""The heading of what people of the city run: it speaks Polish."""

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


@app.command(rich_help_panel=_CHECKING)
def keys(
    into: Annotated[
        Path, typer.Option(help="Folder na arkusze do druku, najlepiej na nośniku, który się potem niszczy.")
    ],
    people: Annotated[int, typer.Option(help="Ilu członków komisji dostanie udział.")] = 5,
    needed: Annotated[int, typer.Option(help="Ilu z nich razem otworzy urnę.")] = 3,
    title: Annotated[str, typer.Option(help="Tytuł na arkuszach.")] = "Budżet obywatelski",
) -> None:
    """Przygotuj klucz komisji, podzielony między członków, i tajny tekst losowania; na komputerze komisji."""
    from deploy.keys import CannotShare, ceremony, write_sheets

    try:
        made = ceremony(people, needed)
    except CannotShare as error:
        raise CannotStart(str(error)) from None
    sheets = write_sheets(made, into, title)
    print("Do otwarcia głosowania, jawne:")
    print(f"  klucz publiczny komisji          {made.public_key}")
    print(f"  skrót tajnego tekstu losowania   {made.draw_commitment}")
    print("Do liczenia głosów, tajne: przepiszcie to i zamknijcie w sejfie.")
    print(f"  tajny tekst losowania            {made.secret}")
    print(f"Arkusze z udziałami ({len(sheets)}) są w folderze {into}. Wydrukujcie je, rozdajcie, a pliki zniszczcie.")


@app.command(rich_help_panel=_CHECKING)
def unlock(public_key: Annotated[str, typer.Argument(help="Klucz publiczny, ogłoszony przy otwarciu.")]) -> None:
    """Złóż klucz prywatny komisji z udziałów jej członków; na komputerze komisji."""
    print(f"klucz prywatny komisji  {_joined(public_key)}")


def _joined(public_key: str) -> str:
    """Ask for shares until there are enough, and give the private key."""
    from deploy.keys import CannotJoin, join, read_share, still_needed

    shares: list[str] = []
    try:
        while still_needed(shares):
            typed = typer.prompt(f"Udział {len(shares) + 1}, wszystkie słowa", hide_input=sys.stdin.isatty(), err=True)
            try:
                shares.append(read_share(typed))
            except CannotJoin as wrong:
                if not sys.stdin.isatty():
                    raise
                print(wrong, file=sys.stderr)
        return join(shares, public_key)
    except CannotJoin as error:
        raise CannotStart(str(error)) from None


@app.command(rich_help_panel=_CHECKING)
def recount(
    rules: Annotated[Path, typer.Argument(help="Zamrożone zasady, ze strony wyników.")],
    log: Annotated[Path, typer.Argument(help="Publiczny dziennik urny (JSON Lines).")],
    box: Annotated[Path, typer.Argument(help="Zaklejona urna (JSON Lines): dla komisji i audytorów.")],
    rules_hash: Annotated[str | None, typer.Option(help="Skrót zasad, ogłoszony przy otwarciu.")] = None,
    root: Annotated[str | None, typer.Option(help="Korzeń dziennika, ogłoszony przy zamknięciu urny.")] = None,
    published: Annotated[Path | None, typer.Option(help="Ogłoszony wynik (JSON) do porównania.")] = None,
    into: Annotated[Path | None, typer.Option(help="Folder na karty każdej puli, w plikach Pabulib.")] = None,
) -> None:
    """Policz głosy od nowa z plików i udziałów członków, bez serwera; kończy się kodem 1, gdy wynik jest inny.

    Pyta o udziały, potem o tajny tekst losowania.
    """
    import json

    from deploy import recount as again

    frozen = again.frozen(rules, rules_hash)
    private_key = _joined(str(frozen.public_key))
    secret = typer.prompt("Tajny tekst losowania", hide_input=sys.stdin.isatty(), prompt_suffix=": ", err=True)
    vote, counted = again.recount(frozen, log, box, private_key, secret, root)
    print(json.dumps(again.as_data(vote, counted), ensure_ascii=False, indent=1))
    if root is None and published is None:
        print(
            "NIE PORÓWNANO: dziennik, któremu ucięto koniec, rozpoznasz dopiero z --root albo --published.",
            file=sys.stderr,
        )
    for path in again.write_files(vote, counted, secret, into) if into else []:
        print(f"zapisano: {path}", file=sys.stderr)
    wrong = again.differences(vote, counted, published) if published else []
    for part in wrong:
        print(f"INACZEJ: {part}", file=sys.stderr)
    raise typer.Exit(1 if wrong else 0)


@app.command(rich_help_panel=_CHECKING)
def verify(
    log: Annotated[Path, typer.Argument(help="Publiczny dziennik urny (JSON Lines), ze strony głosowania.")],
    box: Annotated[Path | None, typer.Option(help="Zaklejona urna (JSON Lines): dla komisji i audytorów.")] = None,
    receipt: Annotated[str | None, typer.Option(help="Kod z potwierdzenia głosującego.")] = None,
    key: Annotated[str | None, typer.Option(help="Klucz dziennika z zamrożonych zasad (log_key).")] = None,
    witness: Annotated[
        Path | None, typer.Option(help="Podpisy zachowane przez kogoś, po jednym (JSON) w wierszu.")
    ] = None,
) -> None:
    """Sprawdź publiczny dziennik urny na tym komputerze; kończy się kodem 1, gdy coś się nie zgadza."""
    from deploy.verify import CannotVerify
    from deploy.verify import verify as check

    try:
        verdict = check(log, box, receipt, key, witness)
    except CannotVerify as error:
        raise CannotStart(str(error)) from None
    for sentence in verdict.checked:
        print(f"sprawdzono: {sentence}")
    for sentence in verdict.wrong:
        print(f"NIE ZGADZA SIĘ: {sentence}")
    if key is None:
        print("NIE PORÓWNANO: dziennik podpisany przez kogoś innego rozpoznasz dopiero z --key.", file=sys.stderr)
    if witness is None:
        print("NIE PORÓWNANO: dziennik ucięty albo podpisany od nowa rozpoznasz dopiero z --witness.", file=sys.stderr)
    found = f"Niezgodności: {len(verdict.wrong)}. Wezwijcie audytora."
    print("Wszystko jest tak, jak podpisano." if verdict.good else found)
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
