"""One invitation at the desk: an answer heard by telephone, how many may come along, taking it off the list."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.given import Why
from services.events.invitations.domain import (
    MOST_COMPANIONS,
    TABLE,
    Action,
    AnswerClosed,
    InvitationNotNow,
    State,
    TooManyCompanions,
)
from services.events.invitations.pages.lists import ONE
from services.events.invitations.pages.typed import ANSWER_MESSAGES, AnswerForm
from services.events.invitations.service import GuestLists
from services.events.invitations.service.answers import Answers
from services.events.invitations.service.rights import HANDS, READERS, Duty, may
from services.events.invitations.service.telling import PLACE
from shared.access import Person, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import FormInvalid, VersionForm, read
from shared.web.render import Templates

_GUEST = ONE + "/goscie/{invitation_id}"


class WithdrawalForm(VersionForm):
    """Why it is taken back."""

    why: Why


class CompanionsForm(VersionForm):
    """How many may come along."""

    allowed: int = Field(ge=0, le=MOST_COMPANIONS)


def pages(lists: GuestLists, answers: Answers, templates: Templates) -> APIRouter:
    """Give the pages of an invitation."""
    router = APIRouter()

    async def page(
        request: Request,
        list_id: str,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        person = signed_in(request)
        line = await lists.line(id, person)
        one = line.invitation
        if one.list_id != list_id:
            raise NotFound("invitations", id)
        guests = await lists.store.guest_list(list_id)
        held = {"answer": one.state.value, "companions": 0}
        if line.said:
            held = {**line.said.model_dump(mode="json"), "answer": line.said.state.value}
        answers = Action.ENTER in {action for action, states in TABLE.items() if one.state in states}
        return templates.page(
            request,
            "guest_invitation.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            guests=guests,
            line=line,
            one=one,
            answers=answers and guests.held and not guests.over(lists.clock.now()) and may(Duty.ENTER, person),
            allows=one.state in (State.PREPARED, State.SENT) and may(Duty.ENTER, person),
            withdraws=one.state in TABLE[Action.WITHDRAW] and may(Duty.WITHDRAW, person),
            off=one.state is State.PREPARED and may(Duty.TAKE_OFF, person),
            values={
                **held,
                "allowed": one.companions,
                **values,
                "version": one.version if stale else values.get("version", one.version),
            },
            errors=errors,
            stale=stale,
        )

    @router.get(_GUEST, dependencies=[only(*READERS)])
    async def show(request: Request, list_id: Id, invitation_id: Id) -> Response:
        """Show an invitation."""
        return await page(request, list_id, invitation_id, {}, {}, 200)

    def add(
        path: str,
        duty: Duty,
        form: type[VersionForm] | type[AnswerForm],
        run: Callable[[str, Any, Person], Awaitable[Any]],
    ) -> None:
        async def post(request: Request, list_id: Id, invitation_id: Id) -> Response:
            try:
                filled = await read(request, form, ANSWER_MESSAGES)
            except FormInvalid as invalid:
                return await page(request, list_id, invitation_id, invalid.values, invalid.errors, 422)
            typed = filled.model_dump(mode="json")
            try:
                await run(invitation_id, filled, signed_in(request))
            except Stale:
                return await page(request, list_id, invitation_id, typed, {}, 412, stale=True)
            except TooManyCompanions as fault:
                text = f"Tej osobie mogą towarzyszyć najwyżej {fault.most} osoby."
                return await page(request, list_id, invitation_id, typed, {"companions": text}, 422)
            except (AnswerClosed, InvitationNotNow):
                text = "Teraz nie można tego zrobić. Niżej jest obecny stan."
                return await page(request, list_id, invitation_id, typed, {"answer": text}, 409, stale=True)
            back = f"{PLACE}/{list_id}" + ("" if duty is Duty.TAKE_OFF else f"/goscie/{invitation_id}")
            return RedirectResponse(back, 303)

        router.add_api_route(f"{_GUEST}/{path}", post, methods=["POST"], dependencies=[only(*HANDS[duty])])

    add("odpowiedz", Duty.ENTER, AnswerForm, lambda i, f, by: answers.enter(i, f.version, f.said(), by))
    add("towarzyszace", Duty.ENTER, CompanionsForm, lambda i, f, by: lists.allow(i, f.version, f.allowed, by))
    add("wycofanie", Duty.WITHDRAW, WithdrawalForm, lambda i, f, by: lists.withdraw(i, f.version, f.why, by))
    add("usuniecie", Duty.TAKE_OFF, VersionForm, lambda i, f, by: lists.take_off(i, f.version, by))
    return router
