"""The page of one opinion: to write it down or to correct it, and to go on to the next proposal of the round."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.cases.api import READERS
from services.verification.cases.pages import shown
from services.verification.cases.service import Cases
from services.verification.opinions.api import OpinionText
from services.verification.opinions.domain import (
    Given,
    OpinionKnown,
    ReceivedAhead,
    ReceivedEarly,
    ReceivedLate,
    Resolution,
    ResolutionLater,
    RoundState,
)
from services.verification.opinions.pages.rounds import PLACE
from services.verification.opinions.service import Opinions
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.contracts.verification import OpinionResult
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_ONE = PLACE + "/{round_id}/projekty/{proposal_id}"
_MESSAGES = {
    "result": "Wybierz, co mówi opinia.",
    "received_on": "Podaj dzień wpływu.",
    "resolution_on": "Podaj dzień uchwały.",
}
_EARLY = "Ten dzień jest przed początkiem opiniowania. Sprawdź dzień wpływu."
_LATE = "Opinia wpłynęła po terminie, więc nie można jej zapisać. Sprawdź dzień wpływu."
_AHEAD = "Ten dzień jeszcze nie nadszedł. Podaj dzień wpływu z pieczęci."
_NO_DAY = "Podaj dzień uchwały albo usuń jej numer."
_NO_NUMBER = "Podaj numer uchwały albo usuń jej dzień."
_RESOLUTION_LATER = "Uchwała nie może być późniejsza niż dzień wpływu."


class OpinionForm(Form):
    """An opinion to write down; `version` is that of the opinion to correct, `step` where to go then."""

    version: Annotated[int, Field(ge=1)] | None = None
    result: OpinionResult
    text: OpinionText = ""
    received_on: date
    resolution_number: Annotated[str, Field(max_length=60)] | None = None
    resolution_on: date | None = None
    step: Literal["save", "next"] = "save"

    @property
    def given(self) -> Given:
        """Give it as the use cases take it."""
        resolution = None
        if self.resolution_number and self.resolution_on:
            resolution = Resolution(number=self.resolution_number, passed_on=self.resolution_on)
        return Given(result=self.result, text=self.text, received_on=self.received_on, resolution=resolution)


def pages(opinions: Opinions, cases: Cases, templates: Templates) -> APIRouter:
    """Give the page of an opinion."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request,
        round_id: str,
        proposal_id: str,
        values: Mapping[str, Any] | None,
        errors: Mapping[str, str],
        status: int,
        *,
        zapisano: str = "",
    ) -> Response:
        overview = await opinions.overview(round_id)
        case, body = await opinions.asked(overview, proposal_id)
        opinion = overview.opinions.get(proposal_id)
        return templates.page(
            request,
            "opinion.html",
            status_code=status,
            overview=overview,
            round=overview.round,
            body=body,
            opinion=opinion,
            saved=overview.said_about(zapisano),
            overtaken=opinion is not None and values is not None and not values.get("version"),
            editable=signed_in(request).role is Role.OFFICER and overview.round.state is RoundState.OPEN,
            values=_as_typed(opinion.newest) if values is None and opinion is not None else values or {},
            errors=errors,
            **await shown(cases, case),
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def one(
        request: Request, round_id: Id, proposal_id: Id, zapisano: Annotated[str, Query(max_length=64)] = ""
    ) -> Response:
        """Show what the body says about a proposal, or the form for it."""
        return await page(request, round_id, proposal_id, None, {}, 200, zapisano=zapisano)

    @router.post(_ONE, dependencies=[only(Role.OFFICER)])
    async def write(request: Request, round_id: Id, proposal_id: Id) -> Response:
        """Write an opinion down or correct it, then go back to the round or on to the next proposal without one."""
        try:
            form = await read(request, OpinionForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, round_id, proposal_id, invalid.values, invalid.errors, 422)
        errors = _unpaired(form)
        if not errors:
            try:
                await _write(opinions, round_id, proposal_id, form, request)
            except ReceivedEarly:
                errors = {"received_on": _EARLY}
            except ReceivedLate:
                errors = {"received_on": _LATE}
            except ReceivedAhead:
                errors = {"received_on": _AHEAD}
            except ResolutionLater:
                errors = {"resolution_on": _RESOLUTION_LATER}
            except OpinionKnown:
                return await page(request, round_id, proposal_id, form.model_dump(mode="json"), {}, 409)
            except Stale:
                values = form.model_dump(mode="json", exclude={"version"})
                return await page(request, round_id, proposal_id, values, {}, 412)
        if errors:
            return await page(request, round_id, proposal_id, form.model_dump(mode="json"), errors, 422)
        return RedirectResponse(await _onward(opinions, round_id, proposal_id, form), 303)

    return router


async def _write(opinions: Opinions, round_id: str, proposal_id: str, form: OpinionForm, request: Request) -> None:
    by = signed_in(request)
    if form.version is None:
        await opinions.record(round_id, proposal_id, form.given, by=by)
        return
    known = (await opinions.overview(round_id)).opinions.get(proposal_id)
    if known is None:
        raise NotFound("opinions", proposal_id)
    await opinions.correct(known.id, form.version, form.given, by=by)


async def _onward(opinions: Opinions, round_id: str, proposal_id: str, form: OpinionForm) -> str:
    overview = await opinions.overview(round_id)
    waiting = overview.next_after(overview.opinions[proposal_id].number) if form.step == "next" else None
    place = f"{PLACE}/{round_id}/projekty/{waiting.id}" if waiting else f"{PLACE}/{round_id}"
    return f"{place}?zapisano={proposal_id}"


def _unpaired(form: OpinionForm) -> dict[str, str]:
    """Tell where half of a resolution is missing."""
    if form.resolution_number and not form.resolution_on:
        return {"resolution_on": _NO_DAY}
    if form.resolution_on and not form.resolution_number:
        return {"resolution_number": _NO_NUMBER}
    return {}


def _as_typed(given: Given) -> dict[str, Any]:
    resolution = given.resolution
    return {
        "result": given.result.value,
        "text": given.text,
        "received_on": given.received_on,
        "resolution_number": resolution.number if resolution else "",
        "resolution_on": resolution.passed_on if resolution else None,
    }
