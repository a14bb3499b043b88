"""`ratusz demo`: an empty world, a whole edition played in it, the results told, and the site left open."""

import asyncio
from pathlib import Path

from rich.console import Console
from rich.table import Table

from deploy.demo.kalisz.script import script as kalisz_script
from deploy.demo.pabulib import script_of
from deploy.demo.papers import printed
from deploy.demo.play import Player
from deploy.demo.script import Script
from deploy.demo.stage import Outcome
from deploy.keys import write_sheets
from deploy.local.runner import Runner, wipe
from deploy.local.up import addresses, until_stopped
from deploy.local.world import World
from deploy.refusal import CannotStart
from shared.demo_people import DEMO_PEOPLE, REPORTING_PEOPLE

_SHOWN = 12
_VOTERS = 5
"""Who has not voted yet: so many are told."""


async def demo(world: World, edition: Path | None, *, half: bool, leave: bool) -> None:
    """Play Kalisz, or the election in the file `edition`, in an emptied world; stay up afterwards unless `leave`.

    With `half` it is played up to the middle of the vote, and whoever watches can vote, close and count by hand.
    Raises `CannotStart` with one sentence, also where the outcome of a real election is not the official one.
    """
    console = Console()
    script = script_of(edition) if edition else kalisz_script()
    if not (world.mongo_server or world.amqp_server):
        wipe(world)
    async with Runner(world, say=console.print) as running, printed(script, world.clock_file) as papers:
        if world.mongo_server or world.amqp_server:
            await running.wipe()
        cards = len(script.ballots) + (len(script.point.cards) if script.point else 0)
        console.print(f"[bold]{script.rules.name}[/bold]: {len(script.proposals)} projektów, {cards} kart")
        outcome = await Player(world, script, papers).play(half=half)
        if half:
            _tell_half(console, world, outcome)
        else:
            _tell(console, script, outcome)
        if not leave:
            _people(console)
            console.print(addresses(world))
            await until_stopped()
    if outcome.identical is not None:
        console.print(f"outcome: {'identical to' if outcome.identical else 'different from'} the official one")
    if outcome.identical is False:
        raise CannotStart("The winners are not the official ones.")


def _tell(console: Console, script: Script, outcome: Outcome) -> None:
    names = {pool.id: pool.name for pool in script.rules.pools}
    by_pool = {pool["pool_id"]: pool for pool in outcome.results["pools"]}
    for pool_id, pool in by_pool.items():
        rows = [row for row in outcome.results["projects"] if row["pool_id"] == pool_id]
        won = sum(row["outcome"] == "selected" for row in rows)
        money = f"{pool['spent'] / 100:,.0f} z {pool['amount'] / 100:,.0f} zł".replace(",", "\u00a0")
        table = Table(title=f"{names[pool_id]}: wybrano {won}, {money}", title_justify="left")
        # On a narrow screen only the title wraps.
        table.add_column("nr", no_wrap=True)
        table.add_column("projekt", max_width=60)
        for column in ("wynik", "koszt"):
            table.add_column(column, justify="right", no_wrap=True)
        table.add_column("decyzja", no_wrap=True)
        for row in rows[:_SHOWN]:
            cost = f"{row['cost'] / 100:,.0f}".replace(",", "\u00a0")
            decision = _DECISIONS[row["outcome"]]
            table.add_row(row["number"], outcome.titles[row["proposal_id"]], str(row["points"]), cost, decision)
        console.print(table)
        if len(rows) > _SHOWN:
            console.print(f"  … i {len(rows) - _SHOWN} dalszych")
    entitled = outcome.results["entitled"]
    turnout = outcome.results["ballots"] / entitled if entitled else 0
    console.print(f"Kart ważnych: {outcome.results['ballots'] - outcome.results['void']}, frekwencja {turnout:.1%}")


def _tell_half(console: Console, world: World, outcome: Outcome) -> None:
    """Tell where one votes, as whom, and what the commission needs for the count."""
    assert outcome.ceremony is not None, "the box is open"
    said = {"given": "imię", "surname": "nazwisko", "address": "adres", "code": "kod"}
    some = outcome.not_voted[:_VOTERS]
    table = Table(
        title=f"Kart w urnie: {len(outcome.receipts)}. Nie głosowali jeszcze na przykład:", title_justify="left"
    )
    for name in some[0]:
        table.add_column(said[name])
    for voter in some:
        table.add_row(*voter.values())
    console.print(table)
    folder = world.root / "commission"
    write_sheets(outcome.ceremony, folder, "Pokaz: udział w kluczu komisji")
    console.print(
        f"Zagłosuj jako ktoś z nich:  {world.origin}/budzet-obywatelski/glosowanie/{outcome.edition_id}\n"
        f"Dalej w czasie:             .venv/bin/ratusz clock +7d\n"
        f"Udziały w kluczu komisji:   {folder} (do „.venv/bin/ratusz unlock {outcome.ceremony.public_key}”)\n"
        f"Tajny tekst losowania:      {outcome.ceremony.secret}",
        soft_wrap=True,
    )


_DECISIONS = {
    "selected": "wybrany",
    "did_not_fit": "zabrakło pieniędzy",
    "below_threshold": "poniżej progu",
    "after_stop": "po wyczerpaniu pieniędzy",
    "excluded_by_conflict": "wyklucza się z wybranym",
    "lost_tie": "przegrał remis",
}


def _people(console: Console) -> None:
    table = Table(title="Logowanie na /panel: wybierz osobę, hasła nie ma", title_justify="left")
    for column in ("osoba", "rola", "jednostka"):
        table.add_column(column)
    for person in (one for one in DEMO_PEOPLE if one not in REPORTING_PEOPLE):
        table.add_row(person.name, person.role.value, person.unit or "")
    console.print(table)


def run(edition: Path | None, *, half: bool, leave: bool) -> None:
    """Run `demo` in this folder's world."""
    asyncio.run(demo(World.here(), edition, half=half, leave=leave))
