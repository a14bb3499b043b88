"""JSON routes of invitations: the address book, guest lists, answers, seats, the door."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel

from services.events.given import Made
from services.events.invitations.api.given import (
    AnswerGiven,
    CardGiven,
    CompanionsGiven,
    GuestsGiven,
    LayoutGiven,
    LetterGiven,
    ListGiven,
    MoveGiven,
    PeopleGiven,
    WithdrawalGiven,
)
from services.events.invitations.api.shown import (
    ArrivedShown,
    CardShown,
    ListShown,
    RankShown,
    Seated,
    SentShown,
    shown,
)
from services.events.invitations.domain import MOST_GUESTS, Letter, counted
from services.events.invitations.domain.seats import Sitter, Spot
from services.events.invitations.service import GuestLists
from services.events.invitations.service.answers import Answers
from services.events.invitations.service.door import Door
from services.events.invitations.service.rights import HANDS, READERS, Duty
from services.events.invitations.service.seating import Seating
from services.events.invitations.service.sending import Sending
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag
from shared.web.steps import Changed, Use, add_step


def routes(lists: GuestLists, sending: Sending, answers: Answers, seating: Seating, door: Door) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/events/v1", tags=["invitations"])
    readers = only(*READERS)

    def of(duty: Duty) -> Any:
        return only(*HANDS[duty])

    @router.get("/guest-ranks", dependencies=[readers])
    async def ranks() -> list[RankShown]:
        """List the order of precedence."""
        return [RankShown(id=one.id, name=one.name, place=one.place) for one in await lists.book.ranks()]

    @router.post("/guests", dependencies=[of(Duty.BOOK), Keyed], status_code=201)
    async def enter_guest(given: CardGiven, request: Request) -> Made:
        """Enter a guest into the address book."""
        return Made(id=await lists.book.enter(given.card(), given.rank, signed_in(request)))

    @router.get("/guests", dependencies=[readers])
    async def search_guests(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> list[CardShown]:
        """List guests with all these words, by rank. That they were read is written down."""
        found = await lists.book.search(q, True, signed_in(request))
        return [
            CardShown(guest_id=one.guest.id, card=one.card, rank=one.rank, place=one.place, version=one.guest.version)
            for one in found
        ]

    @router.post("/guests/{guest_id}", dependencies=[of(Duty.BOOK), Keyed])
    async def change_guest(guest_id: Id, given: CardGiven, version: IfMatch, request: Request) -> Changed:
        """Change a card. 412 where it has changed meanwhile."""
        by = signed_in(request)
        after = await lists.book.change(guest_id, version, given.card(), given.rank, given.active, by)
        return Changed(version=after)

    @router.post("/guest-lists", dependencies=[of(Duty.OPEN), Keyed], status_code=201)
    async def open_list(given: ListGiven, request: Request) -> Made:
        """Begin the guest list of an entry of the calendar."""
        return Made(id=await lists.open(given.entry_id, signed_in(request)))

    @router.get("/guest-lists/{list_id}", dependencies=[readers])
    async def get_list(
        list_id: Id,
        request: Request,
        response: Response,
        page: Annotated[int, Query(ge=1, le=MOST_GUESTS)] = 1,
        limit: Annotated[int, Query(ge=1, le=MOST_GUESTS)] = 100,
    ) -> ListShown:
        """Give a guest list. That it was read is written down."""
        guests = await lists.store.guest_list(list_id)
        lines = await lists.lines(guests, signed_in(request))
        counts = counted([line.invitation for line in lines])
        response.headers["ETag"] = etag(guests.version)
        return ListShown(
            list_id=guests.id,
            when=guests.when,
            letter=guests.letter,
            approved=guests.approved_at is not None,
            answer_by=guests.letter.answer_by,
            guests=[shown(line) for line in lines[(page - 1) * limit : page * limit]],
            expected=counts.expected,
            inside=counts.inside,
            version=guests.version,
        )

    def step(path: str, body: type[BaseModel] | None, duty: Duty, use: Callable[[Any], Use], doc: str) -> None:
        add_step(router, path, body, of(duty), use, f"{path.rpartition('/')[2]}_{duty.value}", doc)

    one = "/guest-lists/{id}"
    step(
        f"{one}/letter",
        LetterGiven,
        Duty.WRITE,
        lambda g: lambda i, v, by: lists.write(i, v, Letter(**g.model_dump()), by),
        "Write the letter; it is to be approved anew.",
    )
    step(
        f"{one}/guests",
        GuestsGiven,
        Duty.ADD,
        lambda g: lambda i, v, by: lists.add(i, v, g.guests, by),
        "Add guests.",
    )
    step(
        f"{one}/approval",
        None,
        Duty.APPROVE,
        lambda _: lambda i, v, by: lists.approve(i, v, by),
        "Approve letter and list; no author may.",
    )
    step(
        f"{one}/layout",
        LayoutGiven,
        Duty.SEAT,
        lambda g: lambda i, v, by: seating.lay_out(i, v, g.rows, g.places, by),
        "Lay the seats out.",
    )
    step(
        "/invitations/{id}/answer",
        AnswerGiven,
        Duty.ENTER,
        lambda g: lambda i, v, by: answers.enter(i, v, g.said(), by),
        "Enter an answer that was heard.",
    )

    step(
        "/invitations/{id}/companions",
        CompanionsGiven,
        Duty.ENTER,
        lambda g: lambda i, v, by: lists.allow(i, v, g.companions, by),
        "Say how many a guest may bring.",
    )
    step(
        "/invitations/{id}/withdrawal",
        WithdrawalGiven,
        Duty.WITHDRAW,
        lambda g: lambda i, v, by: lists.withdraw(i, v, g.reason, by),
        "Take back an invitation that was sent: the guest hears nothing more.",
    )

    @router.post("/invitations/{invitation_id}/removal", dependencies=[of(Duty.TAKE_OFF), Keyed], status_code=204)
    async def take_off(invitation_id: Id, version: IfMatch, request: Request) -> None:
        """Take a guest off who was not written to; 409 where they were."""
        await lists.take_off(invitation_id, version, signed_in(request))

    @router.post("/guest-lists/{list_id}/notices", dependencies=[of(Duty.SEND), Keyed], status_code=204)
    async def notices_posted(list_id: Id, version: IfMatch, request: Request) -> None:
        """Note that the letters about a change have left for those who are written to by post.

        412 where more of them wait than in the version of the list that was read.
        """
        await sending.notices_posted(list_id, version, signed_in(request))

    @router.post("/guest-lists/{list_id}/dispatch", dependencies=[of(Duty.SEND), Keyed])
    async def send(list_id: Id, version: IfMatch, request: Request) -> SentShown:
        """Send the letter, once to each who is approved and can be addressed and reached."""
        return SentShown(**(await sending.send(list_id, version, signed_in(request)))._asdict())

    @router.post("/guest-lists/{list_id}/seats", dependencies=[of(Duty.SEAT), Keyed])
    async def seat(list_id: Id, request: Request) -> Seated:
        """Seat all who come by rank."""
        return Seated(seated=await seating.seat_by_rank(list_id, signed_in(request)))

    @router.post("/guest-lists/{list_id}/seats/move", dependencies=[of(Duty.SEAT), Keyed], status_code=204)
    async def move(list_id: Id, given: MoveGiven, request: Request) -> None:
        """Put somebody on a seat, for a reason."""
        sitter, spot = Sitter(given.invitation_id, given.number), Spot(given.row, given.place)
        await seating.move(list_id, sitter, spot, given.swap, given.reason, signed_in(request))

    @router.post("/badges/{code}/arrival", dependencies=[of(Duty.ADMIT), Keyed])
    async def admit(
        code: Annotated[str, Path(min_length=1, max_length=40)], given: PeopleGiven, request: Request
    ) -> ArrivedShown:
        """Let a guest in; 409 where the guest is in already."""
        after = await lists.store.invitation(await door.admit(code, given.people, signed_in(request)))
        assert after.arrival is not None
        return ArrivedShown(invitation_id=after.id, at=after.arrival.at, people=after.arrival.people)

    @router.post("/badges/{code}/arrival/undo", dependencies=[of(Duty.ADMIT), Keyed], status_code=204)
    async def let_out(code: Annotated[str, Path(min_length=1, max_length=40)], request: Request) -> None:
        """Take back that a guest was let in, which was a slip; 409 where nobody was."""
        await door.let_out(code, signed_in(request))

    return router
