"""Pages of the test vote: its ballots with the result that is expected, and what came of it."""

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.voting.ballots.domain.election import ElectionState
from services.voting.ballots.service import Ballots
from services.voting.tally.service import WrongKey
from services.voting.trial.domain import Expected, NotLawful, NotVoid, NumberUnreadable, PutIn, SheetLacks, Way
from services.voting.trial.domain.comparison import LONGEST, expected_of
from services.voting.trial.domain.sheet import LONGEST_MARKS, MOST_COPIES, MOST_LINES, numbered
from services.voting.trial.protocol import protocol
from services.voting.trial.service import Trial, TrialKeys, TrialVotes
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.documents import as_docx, as_pdf
from shared.store import NotFound
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_BASE = "/panel/glosowanie/{edition_id}/proba"
_HEX = "^[0-9a-f]{64}$"
_SPARE = 3
"""Empty lines under the ballots that are there."""
_FORMATS = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
_KEY_TEXT = "Wklej 64 znaki: cyfry i litery od a do f."
_MESSAGES = {
    "public_key": _KEY_TEXT,
    "private_key": _KEY_TEXT,
    "copies": "Podaj liczbę od 1 do 200.",
    "sheet": "Wpisz co najmniej jedną kartę próbną.",
}
_NUMBERS = "Nie umiemy tego odczytać. Wpisz numery z listy, każdy raz, na przykład: O-1 L-3."
_FIGURES = "Nie umiemy tego odczytać. Wpisz numery z listy, każdy raz, z liczbą po dwukropku: O-1:2 L-3:1."
_NOT_LAWFUL = "Takiej karty nie da się oddać. Popraw ją albo oznacz jako nieważną."
_NOT_VOID = "Ta karta byłaby ważna. Zaznacz na niej za dużo projektów albo numer spoza listy."
_LACKS = (
    "Potrzebna jest co najmniej jedna karta przez internet, jedna na papierze i jedna nieważna, "
    "a w każdej części listy ktoś musi dostać ważny głos."
)
_WRONG_KEY = "Ten klucz nie pasuje do próbnego klucza publicznego."


class BallotRow(Form):
    """One line of test ballots; a line without marks is left out."""

    way: Way
    copies: int = Field(default=1, ge=1, le=MOST_COPIES)
    marks: str | None = Field(default=None, max_length=LONGEST_MARKS)


class TrialForm(Form):
    """A test vote to hold."""

    sheet: tuple[BallotRow, ...] = Field(default=(), max_length=MOST_LINES)
    figures: str = Field(default="", max_length=LONGEST)
    selected: str = Field(default="", max_length=LONGEST)
    by_draw: str = Field(default="", max_length=LONGEST)
    public_key: str = Field(pattern=_HEX)
    private_key: str = Field(pattern=_HEX)
    secret: str = Field(min_length=16, max_length=500)


def pages(trials: TrialVotes, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the pages of the test vote."""
    router = APIRouter(include_in_schema=False)
    readers = [only(Role.COMMISSION, Role.OFFICER, Role.AUDITOR)]

    async def form(
        request: Request, edition_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        election = await ballots.store.election(edition_id)
        held = dict(values)
        if not held and election.state is ElectionState.LISTED:
            sheet, expected = await trials.propose(edition_id)
            held = {"sheet": [one.model_dump(mode="json") for one in sheet], **expected.model_dump()}
        rows = list(held.get("sheet", []))
        held["sheet"] = [*rows, *({"way": "online", "copies": 1} for _ in range(min(_SPARE, MOST_LINES - len(rows))))]
        return templates.page(
            request,
            "trial_form.html",
            status_code=status,
            election=election,
            trials=await trials.store.of_edition(edition_id),
            values=held,
            errors=errors,
            mine=signed_in(request).role is Role.COMMISSION,
        )

    @router.get(_BASE, dependencies=readers)
    async def prepare(request: Request, edition_id: Id) -> Response:
        """Show test ballots to begin with, and the test votes that were held."""
        return await form(request, edition_id, {}, {}, 200)

    @router.post(_BASE, dependencies=[only(Role.COMMISSION)])
    async def hold(request: Request, edition_id: Id) -> Response:
        """Hold a test vote."""
        try:
            filled = await read(request, TrialForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form(request, edition_id, _kept(invalid.values), invalid.errors, 422)
        rows = [row for row in filled.sheet if row.marks]
        sheet = [PutIn(way=row.way, copies=row.copies, marks=row.marks or "") for row in rows]
        expected = Expected(figures=filled.figures, selected=filled.selected, by_draw=filled.by_draw)
        keys = TrialKeys(filled.public_key, filled.private_key, filled.secret)
        typed = _kept({**filled.model_dump(mode="json"), "sheet": [row.model_dump(mode="json") for row in rows]})
        errors: dict[str, str] = {}
        if not sheet:
            errors["sheet-0-marks"] = _MESSAGES["sheet"]
        try:
            id = await trials.hold(edition_id, sheet, expected, keys, signed_in(request)) if sheet else ""
        except NotLawful as fault:
            errors[f"sheet-{fault.line}-marks"] = _NOT_LAWFUL
        except NotVoid as fault:
            errors[f"sheet-{fault.line}-marks"] = _NOT_VOID
        except SheetLacks:
            errors["sheet-0-marks"] = _LACKS
        except WrongKey:
            errors["private_key"] = _WRONG_KEY
        except NumberUnreadable:
            field = await _where(edition_id, sheet, expected)
            errors[field] = _FIGURES if field == "figures" else _NUMBERS
        if errors:
            return await form(request, edition_id, typed, errors, 422)
        return RedirectResponse(f"/panel/glosowanie/{edition_id}/proba/{id}", 303)

    async def _where(edition_id: str, sheet: list[PutIn], expected: Expected) -> str:
        """Name the field that cannot be read."""
        election = await ballots.store.election(edition_id)
        for line, one in enumerate(sheet):
            try:
                numbered(one.marks)
            except NumberUnreadable:
                return f"sheet-{line}-marks"
        for name in ("figures", "selected"):
            try:
                expected_of(election, Expected.model_validate({name: getattr(expected, name)}))
            except NumberUnreadable:
                return name
        return "by_draw"

    async def found(edition_id: str, trial_id: str) -> Trial:
        trial = await trials.store.get(trial_id)
        if trial.edition_id != edition_id:
            raise NotFound("trial", trial_id)
        return trial

    @router.get(_BASE + "/{trial_id}", dependencies=readers)
    async def show(request: Request, edition_id: Id, trial_id: Id) -> Response:
        """Show a test vote, project by project."""
        trial, election = await found(edition_id, trial_id), await ballots.store.election(edition_id)
        names = {pool.id: pool.name for pool in election.rules.pools}
        groups = [
            (names[pool], [line for line in trial.summary.lines if line.pool_id == pool])
            for pool in dict.fromkeys(line.pool_id for line in trial.summary.lines)
        ]
        wrong = [line for line in trial.summary.lines if not line.agrees]
        return templates.page(request, "trial.html", election=election, trial=trial, groups=groups, wrong=wrong)

    @router.get(_BASE + "/{trial_id}/protokol.{format}", dependencies=readers)
    async def document(edition_id: Id, trial_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give the protocol of a test vote."""
        written = protocol(await ballots.store.election(edition_id), trial := await found(edition_id, trial_id))
        make, kind = _FORMATS[format]
        name = f"protokol-proby-{trial.number}-{edition_id}.{format}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(await asyncio.to_thread(make, written), media_type=kind, headers=headers)

    return router


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the form may show again: no private key and no secret, for they would stay in the page's source."""
    return {name: value for name, value in values.items() if name not in ("private_key", "secret")}
