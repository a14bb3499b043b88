"""The desk of those on duty: what is in force, what is being written, a hazard to choose; and a warning on its way."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.media.crisis.domain.area import DISTRICTS
from services.media.crisis.domain.hazards import HAZARDS
from services.media.crisis.domain.message import (
    WAS_ISSUED,
    ExpiryUnfit,
    Kind,
    Message,
    NotInForce,
    NotPreApproved,
    SamePerson,
    State,
)
from services.media.crisis.domain.record import RELAYED
from services.media.crisis.pages.shown import shown
from services.media.crisis.pages.typed import (
    MESSAGES,
    AgainForm,
    AskedForm,
    BeginForm,
    CancellationForm,
    FollowForm,
    StepForm,
    WarningForm,
    typed,
)
from services.media.crisis.service import Crisis, Reaching, Speakers
from services.media.crisis.service.rights import ALONE, APPROVERS, READERS, WRITERS
from services.media.crisis.wording import announcement, request
from shared.access import NotAllowed, Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates

_DESK = "/panel/kryzys"
_ONE = _DESK + "/komunikaty/{message_id}"
_PRIVATE = {"Cache-Control": "no-store"}
_OVERTAKEN = "Ktoś zapisał ten komunikat przed Tobą. To, co masz w formularzu, zostało. Sprawdź i zapisz jeszcze raz."
_NEEDS_TWO = (
    "Ten tekst różni się od zatwierdzonego w planie, więc potrzebna jest druga osoba. Zapisz go i poproś o "
    "zatwierdzenie albo przywróć tekst z planu."
)
_UNFIT = "Ten koniec już minął albo jest później niż za 14 dni."
_GONE = "To, co chcesz zmienić albo odwołać, już nie obowiązuje. Porzuć ten szkic i w razie potrzeby wydaj nowe."
_SAME_PERSON = "Ten tekst jest Twój. Zatwierdzić musi go ktoś inny."


def pages(crisis: Crisis, speakers: Speakers, reaching: Reaching, templates: Templates) -> APIRouter:
    """Give the pages of the desk."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_desk(crisis, speakers, reaching, templates))
    router.include_router(_one(crisis, reaching, templates))
    router.include_router(_steps(crisis))
    router.include_router(_relays(crisis, reaching))
    return router


def _desk(crisis: Crisis, speakers: Speakers, reaching: Reaching, templates: Templates) -> APIRouter:
    router = APIRouter()

    async def page(asked: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200) -> Response:
        in_force = await crisis.store.in_force(crisis.clock.now())
        return templates.page(
            asked,
            "crisis_desk.html",
            status_code=status,
            headers=_PRIVATE,
            in_force=[shown(one, crisis.issuer) for one in in_force],
            lost={one.id for one in in_force if await reaching.lost(one)},
            drafts=[shown(one, crisis.issuer) for one in await crisis.store.open()],
            hazards=HAZARDS,
            speaker=await speakers.now(),
            may_write=signed_in(asked).role in WRITERS,
            values={"exercise": "false", **values},
            errors=errors,
        )

    @router.get(_DESK, dependencies=[only(*READERS)])
    async def desk(request: Request) -> Response:
        """Show what matters now."""
        return await page(request, {}, {})

    @router.post(_DESK + "/nowy", dependencies=[only(*WRITERS)])
    async def begin(request: Request) -> Response:
        """Begin a warning: its clock runs."""
        try:
            form = await read(request, BeginForm, MESSAGES)
        except FormInvalid as invalid:
            return await page(request, invalid.values, invalid.errors, 422)
        id = await crisis.open(form.hazard, form.exercise, form.minutes_ago, signed_in(request))
        return RedirectResponse(_ONE.format(message_id=id), 303)

    return router


def _one(crisis: Crisis, reaching: Reaching, templates: Templates) -> APIRouter:
    router = APIRouter()

    async def page(
        asked: Request,
        message: Message,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
        lost: WarningForm | CancellationForm | None = None,
        saved: bool = False,
    ) -> Response:
        person, plan = signed_in(asked), await crisis.plans.plan(message.hazard)
        out = message.state in WAS_ISSUED
        return templates.page(
            asked,
            "crisis_message.html",
            status_code=status,
            headers=_PRIVATE,
            one=shown(message, crisis.issuer),
            text=announcement(message, crisis.issuer),
            plan=plan,
            as_planned=plan.approves(message.kind, message.content),
            chain=await crisis.store.of_incident(message.incident_id),
            sends=await reaching.of(message),
            requests=[(one, request(one, message, crisis.issuer)) for one in RELAYED] if out else [],
            log=await crisis.store.log_of(message.incident_id),
            holds=message.in_force(crisis.clock.now()),
            may_write=person.role in WRITERS,
            may_alone=person.role in ALONE,
            may_approve=person.role in APPROVERS and person.id != message.written.person_id,
            districts=DISTRICTS,
            values=typed(message.content, message.version) if values is None else values,
            errors=errors or {},
            lost=lost,
            saved=saved,
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def show(request: Request, message_id: Id, zapisano: bool = False) -> Response:
        """Show a warning with what can be done to it."""
        return await page(request, await crisis.store.message(message_id), saved=zapisano)

    @router.post(_ONE, dependencies=[only(*WRITERS)])
    async def write(request: Request, message_id: Id) -> Response:
        """Save a draft, or send it out alone."""
        message = await crisis.store.message(message_id)
        kind = CancellationForm if message.kind is Kind.CANCEL else WarningForm
        try:
            form = await read(request, kind, MESSAGES)
        except FormInvalid as invalid:
            return await page(request, message, invalid.values, invalid.errors, 422)
        person, content = signed_in(request), form.content(message.content)
        again = {**typed(content, form.version), "reason": form.reason}
        try:
            if form.step == "alone":
                _require(person.role)
                await crisis.issue_alone(message_id, form.version, content, form.reason or "", person)
            else:
                await crisis.rewrite(message_id, form.version, content, person)
        except Stale:
            newest = await crisis.store.message(message_id)
            if newest.state is not State.DRAFT:
                return await page(request, newest, status=412, lost=form)
            again["version"] = newest.version
            return await page(request, newest, again, {"headline": _OVERTAKEN}, 412)
        except NotPreApproved:
            return await page(request, message, again, {"headline": _NEEDS_TWO}, 409)
        except NotInForce:
            return await page(request, message, again, {"headline": _GONE}, 409)
        except ExpiryUnfit:
            return await page(request, message, again, {"expires": _UNFIT}, 422)
        told = "?zapisano=true" if form.step == "save" else ""
        return RedirectResponse(_ONE.format(message_id=message_id) + told, 303)

    @router.post(_ONE + "/zatwierdzenie", dependencies=[only(*APPROVERS)])
    async def approve(request: Request, message_id: Id) -> Response:
        """Approve what somebody else has written, and send it out at once where asked for."""
        form = await _step(request)
        try:
            await crisis.approve(message_id, form.version, signed_in(request), issue=form.step == "issue")
        except (SamePerson, ExpiryUnfit, NotInForce) as error:
            message = await crisis.store.message(message_id)
            return await page(request, message, None, _fault(error), 409)
        return RedirectResponse(_ONE.format(message_id=message_id), 303)

    return router


def _steps(crisis: Crisis) -> APIRouter:
    router = APIRouter()

    @router.post(_ONE + "/zwrot", dependencies=[only(*APPROVERS)])
    async def give_back(request: Request, message_id: Id) -> Response:
        """Make a draft again of what was approved."""
        await crisis.give_back(message_id, (await _step(request)).version, signed_in(request))
        return RedirectResponse(_ONE.format(message_id=message_id), 303)

    @router.post(_ONE + "/wydanie", dependencies=[only(*WRITERS)])
    async def issue(request: Request, message_id: Id) -> Response:
        """Send out what was approved, everywhere."""
        await crisis.issue(message_id, (await _step(request)).version, signed_in(request))
        return RedirectResponse(_ONE.format(message_id=message_id), 303)

    @router.post(_ONE + "/porzucenie", dependencies=[only(*WRITERS)])
    async def discard(request: Request, message_id: Id) -> Response:
        """Drop what was never sent out."""
        await crisis.discard(message_id, (await _step(request)).version, signed_in(request))
        return RedirectResponse(_DESK, 303)

    @router.post(_ONE + "/dalej", dependencies=[only(*WRITERS)])
    async def follow_up(request: Request, message_id: Id) -> Response:
        """Begin an update or a cancellation."""
        try:
            form = await read(request, FollowForm)
        except FormInvalid:
            raise Stale("warning", message_id) from None
        id = await crisis.follow_up(message_id, form.kind, signed_in(request))
        return RedirectResponse(_ONE.format(message_id=id), 303)

    return router


def _relays(crisis: Crisis, reaching: Reaching) -> APIRouter:
    router = APIRouter()

    @router.post(_ONE + "/jeszcze-raz", dependencies=[only(*WRITERS)])
    async def again(request: Request, message_id: Id) -> Response:
        """Have it tried anew by a channel that has given up on it."""
        try:
            form = await read(request, AgainForm)
        except FormInvalid:
            raise Stale("warning", message_id) from None
        await reaching.again(message_id, form.send, form.version, signed_in(request))
        return RedirectResponse(_ONE.format(message_id=message_id) + "#kanaly", 303)

    @router.post(_ONE + "/przekazanie", dependencies=[only(*WRITERS)])
    async def hand_over(request: Request, message_id: Id) -> Response:
        """Note that the voivode's centre was asked."""
        try:
            form = await read(request, AskedForm)
        except FormInvalid:
            raise Stale("warning", message_id) from None
        await crisis.hand_over(message_id, form.channel, signed_in(request))
        return RedirectResponse(_ONE.format(message_id=message_id) + "#kanaly", 303)

    return router


def _fault(error: Exception) -> dict[str, str]:
    """Give what is said at which field."""
    if isinstance(error, ExpiryUnfit):
        return {"expires": _UNFIT}
    return {"headline": _SAME_PERSON if isinstance(error, SamePerson) else _GONE}


async def _step(request: Request) -> StepForm:
    """Read a form of hidden fields alone: where one is broken, the page is as old as where it is stale."""
    try:
        return await read(request, StepForm)
    except FormInvalid:
        raise Stale("warning", request.path_params["message_id"]) from None


def _require(role: Role) -> None:
    if role not in ALONE:
        raise NotAllowed(role)
