"""Turns a Pabulib file, a real election with every ballot, into a script. Official winners only serve to compare."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from deploy.demo.script import Script, ScriptedBallot, ScriptedProposal
from deploy.refusal import CannotStart
from services.voting.tally.pabulib import NotPabulib, read
from shared.clock import WARSAW
from shared.contracts.intake import (
    EditionRules,
    Pool,
    PoolKind,
    Section,
    Selection,
    VoteType,
    Window,
    WindowKind,
)

_POOL, _SECTION = "pool", "ballot"
_DAY = timedelta(days=1)
_APPLICANT = {
    "given": "Maria",
    "surname": "Przykładowa",
    "email": "maria.przykladowa@example.org",
    "address": "ul. Przykładowa 1",
}


def script_of(path: Path) -> Script:
    """Read the file. Raises `CannotStart` with one sentence where it cannot be played."""
    try:
        election = read(path)
    except FileNotFoundError:
        raise CannotStart(f"There is no file {path}.") from None
    except NotPabulib as error:
        raise CannotStart(f"{path.name} is not a Pabulib file that can be played: {error}.") from None
    begins = _midnight(election.begins)
    ends = _midnight(election.ends) + _DAY - timedelta(seconds=1)
    limits = election.limits
    place = election.meta.get("subunit") or election.meta.get("district") or election.meta.get("unit", "")
    city = election.meta.get("unit", "")
    year = begins.astimezone(WARSAW).year
    windows = (
        Window(kind=WindowKind.SUBMISSION, opens=begins - 120 * _DAY, closes=begins - 100 * _DAY),
        Window(kind=WindowKind.VERIFICATION, opens=begins - 120 * _DAY, closes=begins - 60 * _DAY),
        Window(kind=WindowKind.ADMISSION, opens=begins - 60 * _DAY, closes=begins - 30 * _DAY),
        Window(kind=WindowKind.FINAL_LISTS, opens=begins - 30 * _DAY, closes=begins - _DAY),
        Window(kind=WindowKind.WEB_VOTE, opens=begins, closes=ends),
        Window(kind=WindowKind.RESULTS, opens=ends + _DAY, closes=ends + 21 * _DAY),
    )
    rules = EditionRules(
        number=int(election.meta.get("edition", "1")) if election.meta.get("edition", "1").isdigit() else 1,
        year=year + 1,
        name=f"Budżet obywatelski: {place} ({year})"[:300],
        city=city,
        resolution="Dane wyborów: Pabulib",
        expenditure_basis=0,
        windows=windows,
        pools=(
            Pool(
                id=_POOL, name=place, kind=PoolKind.CITYWIDE, amount=election.budget, cap=election.budget, signatures=0
            ),
        ),
        areas=(),
        categories=("Projekt",),
        sections=(
            Section(
                id=_SECTION,
                name="Projekty",
                pools=(_POOL,),
                vote_type=VoteType("approval" if limits.vote_type == "choose-1" else limits.vote_type.value),
                min_choices=limits.min_length,
                max_choices=limits.max_length or len(election.projects),
                max_points=limits.max_sum_points,
                max_project_points=limits.max_points,
                place_points=election.rank_points[: limits.max_length] if limits.asks_order else (),
                max_cost=limits.max_sum_cost,
            ),
        ),
        selection=Selection(rule=election.rule, min_votes=election.threshold, tie="lower_cost"),
        identity="roll_code",
    )
    proposals = tuple(
        ScriptedProposal(
            key=project.id,
            title=project.name[:200] if len(project.name) >= 5 else f"Projekt {project.id} {project.name}".strip(),
            summary=f"Projekt {project.id} z prawdziwego głosowania: {project.name}"[:300],
            description=f"Projekt {project.id} z pliku {path.name} (Pabulib). Nazwa: {project.name}. "
            "Plik nie zawiera opisu, więc pokaz go nie wymyśla.",
            pool=_POOL,
            area=None,
            category="Projekt",
            location=place or city or "Polska",
            point=None,
            cost_items=(("Całość", project.cost),),
            signatures=0,
            applicant=_APPLICANT,
            unit="WRM",
            cost=project.cost,
            opinion="Projekt był na karcie do głosowania, więc przeszedł ocenę.",
        )
        for project in election.projects
    )
    ballots = tuple(
        ScriptedBallot({}, {_SECTION: ballot}) for ballot, times in election.ballots.items() for _ in range(times)
    )
    return Script(
        rules=rules,
        announced=begins - 150 * _DAY,
        proposals=proposals,
        ballots=ballots,
        roll=None,
        today=ends + 30 * _DAY,
        official=election.published.winners if election.published else None,
    )


def _midnight(day: date | int) -> datetime:
    start = day if isinstance(day, date) else date(day, 9, 1)
    return datetime.combine(start, time(), WARSAW).astimezone(UTC)
