"""The input of one unit: its one-page form, and an officer's yes or what to mend."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field, field_validator

from services.reporting.council.api.given import Why, Words
from services.reporting.council.api.resolutions import Said
from services.reporting.council.domain.resolutions import SAID_BY_UNITS, NotExecutor, Resolution
from services.reporting.reports.api.inputs import Number
from services.reporting.reports.domain.inputs import (
    Execution,
    Given,
    Input,
    InputEmpty,
    InputNotAwaited,
    NothingAndSomething,
    NotItsResolution,
    Section,
)
from services.reporting.reports.domain.report import ReportNotThere, ReportState
from services.reporting.reports.pages.desk import PLACE
from services.reporting.reports.service.inputs import READERS, Inputs
from services.reporting.reports.service.reports import Reports
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_ONE = f"{PLACE}/{{report_id}}/wklady/{{number}}"


class ExecutionRow(Form):
    """How far the unit's part of a resolution is, as typed; without a status nothing has changed."""

    resolution_id: Id
    status: Said | None = None
    text: Words | None = None


class InputForm(Form):
    """What a unit says, as typed."""

    version: int
    nothing: bool = False
    executions: Annotated[tuple[ExecutionRow, ...], Field(max_length=150)] = ()
    meetings: Words | None = None
    investments: Words | None = None
    events: Words | None = None
    orders: Words | None = None
    contracts: Words | None = None
    grants: Words | None = None

    @field_validator("executions", mode="before")
    @classmethod
    def _changed(cls, rows: Any) -> Any:
        # The id of a resolution stands in every row; only where something was chosen or typed it says anything.
        return [row for row in rows if isinstance(row, dict) and (row.get("status") or row.get("text"))]

    def given(self) -> Given:
        """Give it in the words of the domain."""
        texts = {section: text for section in Section if (text := getattr(self, section.value))}
        said = tuple(
            Execution(resolution_id=row.resolution_id, status=row.status, text=row.text)
            for row in self.executions
            if row.status is not None and row.text is not None
        )
        return Given(nothing=self.nothing, executions=said, texts=texts)


class ReturnForm(VersionForm):
    """What the unit is to mend."""

    reason: Why


_MESSAGES = {"reason": "Napisz jednostce, co poprawić."}
_EMPTY = "Napisz coś w jednej z części albo zaznacz, że jednostka nie ma nic do zgłoszenia."
_BOTH = "Zaznaczono, że nie ma nic do zgłoszenia, a coś wpisano. Odznacz to albo usuń teksty."
_HALF = "Podaj i stan, i opis: co zrobiono albo dlaczego nie."
_GONE = "Stan którejś uchwały zmienił się w rejestrze. Sprawdź listę i wyślij jeszcze raz."
_NOT_EXECUTOR = "Jednostka nie wykonuje już którejś z tych uchwał. Zwróć jej wkład do poprawy."
_NOT_AWAITED = "Ten wkład już wysłano albo przyjęto. Nic nie zapisano."
_NOT_COLLECTING = "Sprawozdanie czeka na zatwierdzenie albo jest zatwierdzone: wkładów już nie zbieramy."


def pages(reports: Reports, inputs: Inputs, templates: Templates) -> APIRouter:
    """Give the pages of inputs."""
    router = APIRouter()

    async def page(
        request: Request,
        report_id: str,
        number: int,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        person = signed_in(request)
        one = await inputs.shown_to(report_id, number, person)
        report = await reports.store.report(report_id)
        collecting = report.state is ReportState.COLLECTING
        resolutions = await inputs.resolutions.store.open_of(one.unit)
        fresh = {"version": one.version}
        titles = {
            said.resolution_id: await _title(inputs, said.resolution_id)
            for said in (one.given.executions if one.given else ())
        }
        return templates.page(
            request,
            "report_input.html",
            status_code=status,
            input=one,
            report=report,
            resolutions=resolutions,
            titles=titles,
            sections=list(Section),
            said_by_units=SAID_BY_UNITS,
            may_give=person.role is Role.UNIT_REVIEWER and person.unit == one.unit and one.waits and collecting,
            may_decide=person.role is Role.OFFICER and one.state == "submitted" and collecting,
            collecting=collecting,
            values={**_held(one, resolutions), **fresh, **values, **(fresh if stale else {})},
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE, dependencies=[only(Role.UNIT_REVIEWER, *READERS)])
    async def show(request: Request, report_id: Id, number: Number) -> Response:
        """Show the input: the form for its unit, what was given for those who oversee."""
        return await page(request, report_id, number, {}, {}, 200)

    @router.post(_ONE, dependencies=[only(Role.UNIT_REVIEWER)])
    async def submit(request: Request, report_id: Id, number: Number) -> Response:
        """Send it to an officer."""
        person = signed_in(request)
        await inputs.shown_to(report_id, number, person)
        try:
            form = await read(request, InputForm, _MESSAGES)
            _require_both(form)
        except FormInvalid as invalid:
            own = await inputs.shown_to(report_id, number, person)
            typed = _in_place(invalid.values, await inputs.resolutions.store.open_of(own.unit))
            return await page(request, report_id, number, typed, _at_place(invalid, typed), 422)
        own = await inputs.shown_to(report_id, number, person)
        typed = _in_place(form.model_dump(mode="json"), await inputs.resolutions.store.open_of(own.unit))
        try:
            await inputs.submit(report_id, number, form.version, form.given(), person)
        except Stale:
            return await page(request, report_id, number, typed, {}, 412, stale=True)
        except InputEmpty:
            return await page(request, report_id, number, typed, {"nothing": _EMPTY}, 422)
        except NothingAndSomething:
            return await page(request, report_id, number, typed, {"nothing": _BOTH}, 422)
        except NotItsResolution:
            return await page(request, report_id, number, typed, {"nothing": _GONE}, 409)
        except InputNotAwaited:
            return await page(request, report_id, number, typed, {"nothing": _NOT_AWAITED}, 409)
        except ReportNotThere:
            return await page(request, report_id, number, typed, {"nothing": _NOT_COLLECTING}, 409)
        return RedirectResponse(_ONE.format(report_id=report_id, number=number), 303)

    async def decide(request: Request, report_id: str, number: int, form: type[Form], accept: bool) -> Response:
        person = signed_in(request)
        try:
            filled: Any = await read(request, form, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, report_id, number, invalid.values, invalid.errors, 422)
        try:
            if accept:
                await inputs.accept(report_id, number, filled.version, person)
            else:
                await inputs.send_back(report_id, number, filled.version, filled.reason, person)
        except Stale:
            return await page(request, report_id, number, filled.model_dump(), {}, 412, stale=True)
        except InputNotAwaited:
            return await page(request, report_id, number, filled.model_dump(), {"reason": _NOT_AWAITED}, 409)
        except NotExecutor:
            return await page(request, report_id, number, filled.model_dump(), {"reason": _NOT_EXECUTOR}, 409)
        except ReportNotThere:
            return await page(request, report_id, number, filled.model_dump(), {"reason": _NOT_COLLECTING}, 409)
        return RedirectResponse(f"{PLACE}/{report_id}", 303)

    @router.post(f"{_ONE}/przyjecie", dependencies=[only(Role.OFFICER)])
    async def accept(request: Request, report_id: Id, number: Number) -> Response:
        """Accept it."""
        return await decide(request, report_id, number, VersionForm, accept=True)

    @router.post(f"{_ONE}/zwrot", dependencies=[only(Role.OFFICER)])
    async def send_back(request: Request, report_id: Id, number: Number) -> Response:
        """Ask the unit for something else."""
        return await decide(request, report_id, number, ReturnForm, accept=False)

    return router


async def _title(inputs: Inputs, resolution_id: str) -> str:
    try:
        found = await inputs.resolutions.store.get(resolution_id)
    except NotFound:
        return resolution_id
    return f"{found.number} {found.title}"


def _held(one: Input, resolutions: list[Resolution]) -> dict[str, Any]:
    """Give what the form begins with: what came back, else nothing."""
    given = one.given
    if given is None:
        return {}
    rows = [said.model_dump(mode="json") for said in given.executions]
    texts = {section.value: text for section, text in given.texts.items()}
    return _in_place({"nothing": given.nothing, "executions": rows, **texts}, resolutions)


def _in_place(values: Mapping[str, Any], resolutions: list[Resolution]) -> dict[str, Any]:
    """Put each row that was typed at the place of its resolution in the form."""
    rows = values.get("executions")
    typed = {row.get("resolution_id"): row for row in rows if isinstance(row, dict)} if isinstance(rows, list) else {}
    return {**values, "executions": [typed.get(one.id, {}) for one in resolutions]}


def _at_place(invalid: FormInvalid, typed: Mapping[str, Any]) -> dict[str, str]:
    """Name the fields of rows as they stand in the form: the rules count only the rows that say something."""
    said = [place for place, row in enumerate(typed["executions"]) if row.get("status") or row.get("text")]
    errors = {}
    for field, text in invalid.errors.items():
        name, _, rest = field.partition("-")
        place, _, part = rest.partition("-")
        if name == "executions" and place.isdigit() and int(place) < len(said):
            field = f"executions-{said[int(place)]}-{part}"
        errors[field] = text
    return errors


def _require_both(form: InputForm) -> None:
    """Raise `FormInvalid` where a row has a status without a text, or a text without a status."""
    wrong = {
        f"executions-{place}-{'text' if row.text is None else 'status'}": _HALF
        for place, row in enumerate(form.executions)
        if (row.status is None) is not (row.text is None)
    }
    if wrong:
        raise FormInvalid(form.model_dump(mode="json"), wrong)
