"""Pages of cases: what waits for whom, and the history of one case."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, Field

from services.verification.cases.api import READERS
from services.verification.cases.domain import Case, Stage
from services.verification.cases.domain.checks import Check, Given, Result
from services.verification.cases.service import Cases, Counts, PlaceInList, Wanted
from services.verification.notes.service import Notes
from services.verification.opinions.service import Opinions
from services.verification.statements.service import Statements
from shared.access import Person, Role, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.forms import Form, said
from shared.web.render import Templates

_ROWS = 50
_STAGES = {
    "karty": (Stage.FORMAL,),
    "oceny": (Stage.MERIT,),
    "dopuszczenie": (Stage.ADMISSION,),
    "odwolania": (Stage.APPEAL,),
    "zakonczone": tuple(stage for stage in Stage if stage.over),
}
_OWN = {Role.UNIT_REVIEWER: "oceny", Role.MAYOR: "dopuszczenie"}

StageName = Literal["", "karty", "oceny", "dopuszczenie", "odwolania", "zakonczone"]
DueName = Literal["", "po-terminie", "dzis", "tydzien", "siedem-dni"]


def pages(cases: Cases, notes: Notes, opinions: Opinions, statements: Statements, templates: Templates) -> APIRouter:
    """Give the pages of cases."""
    router = APIRouter(include_in_schema=False)

    @router.get("/panel/weryfikacja", dependencies=[only(*READERS)])
    async def waiting(
        request: Request,
        etap: StageName = "",
        termin: DueName = "",
        jednostka: Annotated[str, Query(max_length=64)] = "",
        nr: Annotated[str, Query(max_length=40)] = "",
        po: Annotated[str, Query(max_length=100)] = "",
        zapisano: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """List what waits for the caller's role, the late first; filters are in the address."""
        person = signed_in(request)
        stage = etap or _OWN.get(person.role, "karty")
        wanted = _wanted(person, stage, jednostka, nr)
        counts = Counts(late=0, today=0, week=0, all=0) if wanted.over or nr else await cases.counts(wanted)
        narrowed = wanted if nr else cases.due(wanted, termin)
        found = await cases.store.page(narrowed, PlaceInList.parse(po) if po else None, _ROWS + 1)
        rows = found[:_ROWS]
        return templates.page(
            request,
            "case_list.html",
            stage=stage,
            chosen={"etap": stage, "termin": termin, "jednostka": wanted.unit or "", "nr": nr},
            counts=counts,
            rows=rows,
            next=PlaceInList.of(rows[-1]).text if len(found) > _ROWS else None,
            editions={edition.id: edition for edition in await cases.store.editions()},
            units=cases.units,
            saved=await _saved(cases, zapisano),
        )

    @router.get("/panel/weryfikacja/sprawy/{proposal_id}", dependencies=[only(*READERS)])
    async def one(request: Request, proposal_id: Id) -> Response:
        """Tell everything that has happened to one case, the newest first."""
        case = await cases.case(proposal_id)
        about = await shown(cases, case)
        heard = (await opinions.heard([case]))[proposal_id]
        written, asked = await notes.of_case(proposal_id), await statements.of_proposal(proposal_id)
        return templates.page(request, "case.html", notes=written, heard=heard, statements=asked, **about)

    return router


async def shown(cases: Cases, case: Case) -> dict[str, Any]:
    """Give what every page about a case shows of it; the edition is None while its rules are on the way."""
    return {"case": case, "proposal": case.proposal, "edition": await cases.store.edition(case.edition_id)}


class CheckLine(Form):
    """One line of a card, as a person has filled it in."""

    code: Annotated[str, Field(max_length=64)]
    result: Result
    note: Annotated[str, Field(max_length=2_000)] = ""


def whole(checks: Sequence[Check]) -> AfterValidator:
    """Make a validator for the lines of a form: each of `checks` is there once."""

    def each_once(lines: tuple[CheckLine, ...]) -> tuple[CheckLine, ...]:
        if sorted(line.code for line in lines) != sorted(check.code for check in checks):
            raise said("Otwórz kartę jeszcze raz: zmieniła się lista warunków.")
        return lines

    return AfterValidator(each_once)


def given(lines: Sequence[CheckLine]) -> dict[str, Given]:
    """Give the answers by the code of the check."""
    return {line.code: Given(result=line.result, note=line.note) for line in lines}


def line_errors(errors: Mapping[str, str]) -> dict[str, str]:
    """Say in the words of the card what is wrong with a line that nobody has answered."""
    mark = "Zaznacz, czy warunek jest spełniony."
    return {field: mark if field.endswith("-result") else text for field, text in errors.items()}


def check_errors(codes: Mapping[str, int], wrong: list[str], field: str, text: str) -> dict[str, str]:
    """Put an error text at a field of each check named in `wrong`; `codes` gives the place of a check on the card."""
    return {f"checks-{codes[code]}-{field}": text for code in wrong}


def _wanted(person: Person, stage: str, unit: str, number: str) -> Wanted:
    if number:
        # A number is looked for wherever its case stands; "BO-2027-088" and "88" are the same.
        digits = number.rpartition("-")[2].strip()
        return Wanted(stages=tuple(Stage), number=int(digits) if digits.isdecimal() and len(digits) < 10 else 0)
    own = person.unit if person.role is Role.UNIT_REVIEWER and stage == "oceny" and not unit else None
    chosen = unit if stage != "karty" else ""
    return Wanted(stages=_STAGES[stage], unit=own or chosen or None)


async def _saved(cases: Cases, proposal_id: str) -> Case | None:
    """Give the case that the caller has just worked on, to say so on the next page."""
    if not proposal_id:
        return None
    try:
        return await cases.case(proposal_id)
    except NotFound:
        return None


def typed(values: Mapping[str, Any]) -> list[str]:
    """Give the texts of a form, for whoever wrote them and finds the form gone."""
    return [text for name in _TEXTS if isinstance(text := values.get(name), str) and text]


_TEXTS = ("opinion", "cost_reason", "reasons", "reason", "question")
"""Fields in which somebody may have written for an hour."""
