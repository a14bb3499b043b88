"""Guest lists at the desk: the events, one list with what is to be done next, the letter, guests to choose from."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from services.events.given import Day, Phrase, Short, Text
from services.events.invitations.domain import (
    MOST_COMPANIONS,
    MOST_GUESTS,
    TABLE,
    Action,
    InvitationNotNow,
    Letter,
    OwnInvitation,
    State,
    counted,
)
from services.events.invitations.service import (
    DayUnfit,
    GuestLists,
    ListKnown,
    NobodyToSend,
    NotAnOccasion,
    SignatoryUnknown,
    TooManyGuests,
)
from services.events.invitations.service.rights import HANDS, READERS, WRITERS, Duty, may
from services.events.invitations.service.sending import Sending
from services.events.invitations.service.telling import PLACE
from services.events.letters.domain.templates import TemplateBroken
from shared.access import Person, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

ONE = PLACE + "/{list_id}"
_PER_PAGE = 30
_WRITTEN_TO = TABLE[Action.SEND] | TABLE[Action.ASK_AGAIN]
"""In these states a guest would still be written to."""
_GUESTS_PER_PAGE = 100


def _many(value: object) -> object:
    """One ticked box comes as a text, several as a list."""
    return [value] if isinstance(value, str) else value


class OpenForm(Form):
    """The entry of the calendar."""

    entry_id: Id


class LetterForm(VersionForm):
    """What the letter says."""

    phrase: Phrase
    body: Text
    signatory: Short
    answer_by: Day
    companions: int = Field(ge=0, le=MOST_COMPANIONS)

    def letter(self) -> Letter:
        """Give it in the words of the domain."""
        return Letter(**self.model_dump(exclude={"version"}))


class AddForm(VersionForm):
    """Who is put on the list."""

    guests: Annotated[list[Id], BeforeValidator(_many), Field(min_length=1, max_length=MOST_GUESTS)]


_MESSAGES = {
    "entry_id": "Wybierz wydarzenie.",
    "phrase": "Napisz, na co zapraszamy.",
    "body": "Napisz treść zaproszenia.",
    "signatory": "Wybierz, kto podpisze.",
    "answer_by": "Podaj dzień, do którego prosimy o odpowiedź.",
    "companions": f"Podaj liczbę od 0 do {MOST_COMPANIONS}.",
    "guests": "Zaznacz co najmniej jedną osobę.",
}
_FAULTS: dict[type[Exception], tuple[str, str, int]] = {
    SignatoryUnknown: ("signatory", "Wybierz, kto podpisze.", 422),
    DayUnfit: ("answer_by", "Podaj dzień od dziś do dnia przed wydarzeniem.", 422),
    TemplateBroken: ("body", "W tekście jest pole w nawiasach klamrowych, którego nie znamy.", 422),
    TooManyGuests: ("guests", f"Lista ma najwyżej {MOST_GUESTS} osób.", 422),
    NotFound: ("guests", "Kogoś z zaznaczonych nie ma już w książce adresowej.", 422),
    OwnInvitation: ("approve", "Nie możesz zatwierdzić tego, co przygotowujesz. Poproś kogoś innego.", 409),
    InvitationNotNow: ("approve", "Teraz nie można tego zrobić. Niżej jest obecny stan.", 409),
    NobodyToSend: (
        "send",
        "Nie ma do kogo wysłać: brakuje form grzecznościowych albo adresów, albo goście są pominięci.",
        409,
    ),
}


def pages(lists: GuestLists, sending: Sending, templates: Templates) -> APIRouter:
    """Give the pages of guest lists."""
    router = APIRouter()

    async def overview(request: Request, errors: Mapping[str, str], status: int, number: int = 1) -> Response:
        found = await lists.store.guest_lists((number - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "guest_lists.html",
            status_code=status,
            found=[(one, await lists.counts(one.id)) for one in found[:_PER_PAGE]],
            coming=await lists.coming(),
            number=number,
            more=len(found) > _PER_PAGE,
            writes=signed_in(request).role in WRITERS,
            errors=errors,
            at=lists.clock.now(),
        )

    @router.get(PLACE, dependencies=[only(*READERS)])
    async def listed(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List the events to which guests are invited."""
        return await overview(request, {}, 200, strona)

    @router.post(PLACE, dependencies=[only(*HANDS[Duty.OPEN])])
    async def begin(request: Request) -> Response:
        """Begin a guest list."""
        try:
            filled = await read(request, OpenForm, _MESSAGES)
            id = await lists.open(filled.entry_id, signed_in(request))
        except FormInvalid as invalid:
            return await overview(request, invalid.errors, 422)
        except ListKnown:
            id = filled.entry_id
        except (NotAnOccasion, NotFound):
            text = "Na to wydarzenie nie da się teraz zapraszać. Wybierz inne."
            return await overview(request, {"entry_id": text}, 409)
        return RedirectResponse(f"{PLACE}/{id}", 303)

    @router.get(PLACE + "/wydarzenie/{entry_id}", dependencies=[only(*READERS)])
    async def of_entry(entry_id: Id) -> Response:
        """Go from an entry of the calendar to its guest list, or to where one is begun."""
        known = await lists.store.with_list([entry_id])
        return RedirectResponse(f"{PLACE}/{entry_id}" if known else PLACE, 303)

    async def page(
        request: Request, id: str, errors: Mapping[str, str], status: int, stale: bool = False, number: int = 1
    ) -> Response:
        guests, person = await lists.store.guest_list(id), signed_in(request)
        lines = await lists.lines(guests, person)
        waiting = [line for line in lines if line.invitation.state is State.PREPARED]
        # Who was approved when the others were sent, and stayed behind.
        left = [line for line in waiting if line.invitation.approved] if len(waiting) < len(lines) else []
        samples = await lists.texts(guests, [line for line in lines if not line.form_lacks][:1])
        undone = {one.invitation_id for one in await lists.store.undone(id)}
        return templates.page(
            request,
            "guest_list.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            guests=guests,
            lines=lines,
            shown=lines[(number - 1) * _GUESTS_PER_PAGE : number * _GUESTS_PER_PAGE],
            number=number,
            more=len(lines) > number * _GUESTS_PER_PAGE,
            counts=counted([line.invitation for line in lines]),
            waiting=waiting,
            ready=[line for line in waiting if line.invitation.approved and not (line.form_lacks or line.left_out)],
            gone=sum(line.left_out and line.invitation.state in _WRITTEN_TO for line in lines),
            posted=any(line.invitation.by_email is False for line in lines),
            undone=len(undone),
            sample=samples[0] if samples else None,
            send_by=await lists.send_by(guests),
            own=person.id in guests.authors,
            can={duty.value for duty in Duty if may(duty, person)},
            over=guests.over(lists.clock.now()),
            errors=errors,
            stale=stale,
            lacking=[line for line in left if line.form_lacks and not line.left_out],
            unreachable=[
                line for line in left if not (line.known.card.email or line.known.card.lines or line.left_out)
            ],
        )

    @router.get(ONE, dependencies=[only(*READERS)])
    async def show(request: Request, list_id: Id, strona: Annotated[int, Query(ge=1, le=MOST_GUESTS)] = 1) -> Response:
        """Show a list with what is to be done next."""
        return await page(request, list_id, {}, 200, number=strona)

    # -- the letter ----------------------------------------------------------------------------------------------------

    async def letter_form(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        return templates.page(
            request,
            "guest_letter.html",
            status_code=status,
            guests=await lists.store.guest_list(id),
            values=values,
            errors=errors,
            signatories=lists.house.signatories,
            most=MOST_COMPANIONS,
            stale=stale,
        )

    @router.get(ONE + "/tresc", dependencies=[only(*HANDS[Duty.WRITE])])
    async def letter(request: Request, list_id: Id) -> Response:
        """Show the letter to be written."""
        guests = await lists.store.guest_list(list_id)
        return await letter_form(request, list_id, {**guests.letter.model_dump(), "version": guests.version}, {}, 200)

    @router.post(ONE + "/tresc", dependencies=[only(*HANDS[Duty.WRITE])])
    async def write(request: Request, list_id: Id) -> Response:
        """Write the letter."""
        seen = (await lists.store.guest_list(list_id)).version
        try:
            filled = await read(request, LetterForm, _MESSAGES)
        except FormInvalid as invalid:
            return await letter_form(request, list_id, {"version": seen, **invalid.values}, invalid.errors, 422)
        typed = filled.model_dump()
        try:
            await lists.write(list_id, filled.version, filled.letter(), signed_in(request))
        except Stale:
            return await letter_form(request, list_id, {**typed, "version": seen}, {}, 412, stale=True)
        except (SignatoryUnknown, DayUnfit, TemplateBroken, InvitationNotNow) as fault:
            field, text, status = _FAULTS[type(fault)]
            return await letter_form(request, list_id, typed, {"body" if field == "approve" else field: text}, status)
        return RedirectResponse(f"{PLACE}/{list_id}", 303)

    # -- who is on it --------------------------------------------------------------------------------------------------

    async def choice(
        request: Request,
        id: str,
        errors: Mapping[str, str],
        status: int,
        q: str = "",
        chosen: tuple[str, ...] = (),
        stale: bool = False,
    ) -> Response:
        guests = await lists.store.guest_list(id)
        there = {one.guest_id for one in await lists.store.invitations(id)}
        found = [one for one in await lists.book.search(q, True, signed_in(request)) if one.guest.id not in there]
        return templates.page(
            request,
            "guest_choice.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            guests=guests,
            found=found,
            q=q,
            chosen=chosen,
            errors=errors,
            stale=stale,
        )

    @router.get(ONE + "/dodaj", dependencies=[only(*HANDS[Duty.ADD])])
    async def choose(request: Request, list_id: Id, q: Annotated[str, Query(max_length=200)] = "") -> Response:
        """Show who could be invited, by rank."""
        return await choice(request, list_id, {}, 200, q)

    @router.post(ONE + "/dodaj", dependencies=[only(*HANDS[Duty.ADD])])
    async def add(request: Request, list_id: Id, q: Annotated[str, Query(max_length=200)] = "") -> Response:
        """Put guests on the list."""
        try:
            filled = await read(request, AddForm, _MESSAGES)
        except FormInvalid as invalid:
            return await choice(request, list_id, invalid.errors, 422, q)
        chosen = tuple(filled.guests)
        try:
            await lists.add(list_id, filled.version, chosen, signed_in(request))
        except Stale:
            return await choice(request, list_id, {}, 412, q, chosen, stale=True)
        except (TooManyGuests, NotFound, InvitationNotNow) as fault:
            _, text, status = _FAULTS[type(fault)]
            return await choice(request, list_id, {"guests": text}, status, q, chosen)
        return RedirectResponse(f"{PLACE}/{list_id}", 303)

    # -- steps ---------------------------------------------------------------------------------------------------------

    def step(path: str, duty: Duty, run: Callable[[str, int, Person], Awaitable[Any]]) -> None:
        async def post(request: Request, list_id: Id) -> Response:
            try:
                filled = await read(request, VersionForm)
            except FormInvalid:
                return await page(request, list_id, {}, 412, stale=True)
            try:
                await run(list_id, filled.version, signed_in(request))
            except Stale:
                return await page(request, list_id, {}, 412, stale=True)
            except (OwnInvitation, InvitationNotNow, NobodyToSend) as fault:
                field, text, status = _FAULTS[type(fault)]
                return await page(request, list_id, {field: text}, status)
            return RedirectResponse(f"{PLACE}/{list_id}", 303)

        router.add_api_route(f"{ONE}/{path}", post, methods=["POST"], dependencies=[only(*HANDS[duty])])

    step("zatwierdzenie", Duty.APPROVE, lambda id, version, by: lists.approve(id, version, by))
    step("wyslanie", Duty.SEND, lambda id, version, by: sending.send(id, version, by))
    step("zawiadomienia", Duty.SEND, lambda id, version, by: sending.notices_posted(id, version, by))
    return router
