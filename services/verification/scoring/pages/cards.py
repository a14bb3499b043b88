"""The page of one scoring: a member's card beside the application, the conflict of interest, the chair's closing."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.initiatives.api import READERS, TEAM
from services.verification.initiatives.domain import NotAtThisStage
from services.verification.initiatives.pages import shown
from services.verification.initiatives.service import PLACE, Initiatives
from services.verification.scoring.api import MOST_CRITERIA, ConflictReason, CriterionCode, Points, ScoreReason
from services.verification.scoring.domain import (
    AlreadyExcused,
    Criteria,
    Given,
    MemberExcused,
    NobodyScored,
    PointsFault,
    PointsFaulty,
    ScoringClosed,
    ScoringState,
)
from services.verification.scoring.service import Scorings
from services.verification.unit_opinions.service import UnitOpinions
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_ONE = PLACE + "/oceny/{initiative_id}"
_OUT_OF_RANGE = "Podaj punkty z zakresu tego kryterium."
_MESSAGES = {"conflict": "Napisz, na czym polega konflikt interesów."}


class ScoreLine(Form):
    """What a member gives by one criterion."""

    code: CriterionCode
    points: Points
    reason: ScoreReason


class ScoreCardForm(Form):
    """The card as a member fills it in."""

    version: int
    scores: Annotated[tuple[ScoreLine, ...], Field(min_length=1, max_length=MOST_CRITERIA)]


class ConflictForm(Form):
    """Why the member takes no part."""

    conflict: ConflictReason


class ClosingForm(Form):
    """Which state of the scoring the chair has seen."""

    version: int


def pages(scorings: Scorings, initiatives: Initiatives, opinions: UnitOpinions, templates: Templates) -> APIRouter:
    """Give the page of a scoring."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request,
        initiative_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        form: Literal["card", "conflict", "closing"] = "card",
    ) -> Response:
        """Show it as the caller may see it; `values` and `errors` belong to `form`."""
        scoring, person = await scorings.scoring(initiative_id), signed_in(request)
        own, open_one = scoring.card_of(person.id), scoring.state is ScoringState.OPEN
        excuse = scoring.excuse_of(person.id)
        member = person.role in TEAM
        typed = [line for line in values.get("scores", ()) if isinstance(line, Mapping) and line.get("reason")]
        held = {"scores": [score.model_dump() for score in own.scores if not score.computed]} if own else {}
        return templates.page(
            request,
            "scoring.html",
            status_code=status,
            scoring=scoring,
            own=own,
            excuse=excuse,
            editable=open_one and member and excuse is None,
            may_close=open_one and person.role is Role.TEAM_CHAIR,
            sees=scoring.shows_cards_to(person.id),
            opinions=await opinions.of_initiative(initiative_id),
            form=form,
            values=values or held,
            errors=errors,
            overtaken=status == 412,
            lost=typed if status == 412 and not (open_one and member and excuse is None) else [],
            sent=request.query_params.get("wyslano") == "tak",
            **shown(await initiatives.case(initiative_id)),
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def one(request: Request, initiative_id: Id) -> Response:
        """Show a scoring: a member's own card to fill in, others' once it is sent, the result once it is closed."""
        return await page(request, initiative_id, {}, {}, 200)

    @router.post(_ONE, dependencies=[only(*TEAM)])
    async def send(request: Request, initiative_id: Id) -> Response:
        """Send one's own card, or correct it."""
        criteria = (await scorings.scoring(initiative_id)).criteria
        try:
            form = await read(request, ScoreCardForm)
        except FormInvalid as invalid:
            return await page(request, initiative_id, invalid.values, _in_words(invalid.errors, criteria), 422)
        given = [Given(**line.model_dump()) for line in form.scores]
        try:
            await scorings.send(initiative_id, form.version, given, by=signed_in(request))
        except (Stale, ScoringClosed, MemberExcused):
            return await page(request, initiative_id, form.model_dump(mode="json"), {}, 412)
        except PointsFaulty as error:
            return await page(request, initiative_id, form.model_dump(mode="json"), _fault(error, criteria), 422)
        return RedirectResponse(f"{PLACE}/oceny/{initiative_id}?wyslano=tak", 303)

    @router.post(_ONE + "/konflikt", dependencies=[only(*TEAM)])
    async def excuse(request: Request, initiative_id: Id) -> Response:
        """Declare a conflict of interest."""
        try:
            form = await read(request, ConflictForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, initiative_id, invalid.values, invalid.errors, 422, "conflict")
        try:
            await scorings.excuse(initiative_id, reason=form.conflict, by=signed_in(request))
        except (ScoringClosed, AlreadyExcused):
            return await page(request, initiative_id, form.model_dump(mode="json"), {}, 412, "conflict")
        return RedirectResponse(f"{PLACE}/oceny/{initiative_id}", 303)

    @router.post(_ONE + "/zamkniecie", dependencies=[only(Role.TEAM_CHAIR)])
    async def close(request: Request, initiative_id: Id) -> Response:
        """Close the scoring."""
        try:
            form = await read(request, ClosingForm)
        except FormInvalid as invalid:
            return await page(request, initiative_id, {}, invalid.errors, 422, "closing")
        try:
            await scorings.close(initiative_id, form.version, by=signed_in(request))
        except (Stale, ScoringClosed, NotAtThisStage):
            return await page(request, initiative_id, {}, {}, 412, "closing")
        except NobodyScored:
            text = "Nie ma jeszcze żadnej karty oceny, która się liczy."
            return await page(request, initiative_id, {}, {"zamknij": text}, 409, "closing")
        return RedirectResponse(f"{PLACE}?etap=oceny&zapisano={initiative_id}", 303)

    return router


def _in_words(errors: Mapping[str, str], criteria: Criteria) -> dict[str, str]:
    """Say in the words of the card what is wrong at a line."""
    words = dict(errors)
    for place in range(len(criteria.judged)):
        points, reason = f"scores-{place}-points", f"scores-{place}-reason"
        if points in words:
            words[points] = _OUT_OF_RANGE
        if reason in words:
            words[reason] = "Uzasadnij te punkty."
    return words


def _fault(error: PointsFaulty, criteria: Criteria) -> dict[str, str]:
    places = {criterion.code: place for place, criterion in enumerate(criteria.judged)}
    place = places.get(error.code)
    if place is None:
        return {"scores-0-points": "Otwórz kartę jeszcze raz: zmieniła się lista kryteriów."}
    if error.fault == PointsFault.UNEXPLAINED:
        return {f"scores-{place}-reason": "Uzasadnij te punkty."}
    return {f"scores-{place}-points": _OUT_OF_RANGE}
