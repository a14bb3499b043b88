"""Papers of an event as files: letters, notices, envelopes, badges, cards for seats, the list of guests."""

from collections.abc import Sequence
from typing import Literal

from fastapi import APIRouter, Request, Response

from services.events.invitations import paper
from services.events.invitations.domain import GuestList, State
from services.events.invitations.pages.lists import ONE
from services.events.invitations.service import GuestLists, Line
from services.events.invitations.service.rights import READERS
from services.events.invitations.service.seating import Seating
from services.events.invitations.service.telling import PLACE
from services.events.letters.paper import PDF, answer, envelopes, kept_by_nobody
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound


def pages(lists: GuestLists, seating: Seating) -> APIRouter:
    """Give the files."""
    router = APIRouter(dependencies=[only(*READERS)])

    async def opened(request: Request, id: str) -> tuple[GuestList, list[Line]]:
        guests = await lists.store.guest_list(id)
        return guests, await lists.lines(guests, signed_in(request))

    def links(lines: Sequence[Line]) -> dict[str, str]:
        # Who was not written to has no page yet.
        sent = [line.invitation.id for line in lines if line.invitation.state not in (State.PREPARED, State.WITHDRAWN)]
        return {id: lists.link(id) for id in sent}

    @router.get(ONE + "/listy.pdf")
    async def letters(request: Request, list_id: Id, poczta: bool = True) -> Response:
        """Give the letters that leave by post, or (`poczta=false`) all of them, in one file."""
        guests, lines = await opened(request, list_id)
        wanted = [line for line in lines if _gets_mail(line) and (not poczta or _by_post(line))]
        texts = await lists.texts(guests, wanted)
        if not texts:
            raise NotFound("letters", list_id)
        return kept_by_nobody(paper.letters(guests, texts, links(lines), lists.today), PDF, "zaproszenia.pdf")

    @router.get(ONE + "/koperty.pdf")
    async def covers(request: Request, list_id: Id) -> Response:
        """Give the envelopes of the letters that leave by post."""
        _, lines = await opened(request, list_id)
        recipients = [line.known.card.recipient() for line in lines if _gets_mail(line) and _by_post(line)]
        if not recipients:
            raise NotFound("letters", list_id)
        return kept_by_nobody(envelopes(recipients, lists.today), PDF, "koperty.pdf")

    @router.get(ONE + "/zawiadomienia.pdf")
    async def notices(request: Request, list_id: Id) -> Response:
        """Give the letters about a change that wait to be posted."""
        guests, lines = await opened(request, list_id)
        undone = {one.invitation_id for one in await lists.store.undone(list_id)}
        wanted = [line for line in lines if line.invitation.id in undone and _gets_mail(line)]
        if not wanted:
            raise NotFound("notices", list_id)
        body = paper.notices(guests, wanted, links(lines), lists.today)
        return kept_by_nobody(body, PDF, "zawiadomienia.pdf")

    @router.get(ONE + "/goscie/{invitation_id}/zaproszenie.{format}")
    async def letter(request: Request, list_id: Id, invitation_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give one letter as a file."""
        guests = await lists.store.guest_list(list_id)
        line = await lists.line(invitation_id, signed_in(request))
        texts = await lists.texts(guests, [line])
        if not texts or line.invitation.list_id != list_id:
            raise NotFound("letters", invitation_id)
        known = links([line])
        if format == "pdf":
            return kept_by_nobody(paper.letters(guests, texts, known, lists.today), PDF, "zaproszenie.pdf")
        document = paper.letter(guests, line, texts[0][1], known.get(invitation_id, ""), lists.today)
        return answer(document, format, "zaproszenie")

    @router.get(ONE + "/identyfikatory.pdf")
    async def badges(request: Request, list_id: Id) -> Response:
        """Give the badges of all who come."""
        guests, lines = await opened(request, list_id)
        doors = {line.invitation.id: f"{lists.origin}{PLACE}/wejscie/{line.invitation.code}" for line in lines}
        seats = await seating.store.seats(list_id)
        return kept_by_nobody(paper.badges(guests, lines, seats, doors, lists.today), PDF, "identyfikatory.pdf")

    @router.get(ONE + "/winietki.pdf")
    async def cards(request: Request, list_id: Id) -> Response:
        """Give the cards for seats."""
        _, lines = await opened(request, list_id)
        seats = await seating.store.seats(list_id)
        return kept_by_nobody(paper.seat_cards(lines, seats, lists.today), PDF, "winietki.pdf")

    @router.get(ONE + "/lista.{format}")
    async def sheet(request: Request, list_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give the list of guests by rank; after the event that of those who came."""
        guests, lines = await opened(request, list_id)
        seats = await seating.store.seats(list_id)
        made = paper.sheet(guests, lines, seats, lists.today, over=guests.over(lists.clock.now()))
        return answer(made, format, made.title.partition(":")[0].lower())

    return router


def _gets_mail(line: Line) -> bool:
    """Tell whether anything is sent to them at all."""
    return not line.left_out and line.invitation.state is not State.WITHDRAWN


def _by_post(line: Line) -> bool:
    """Tell whether the letter leaves, or has left, by post."""
    sent = line.invitation.by_email
    return not line.known.card.email and bool(line.known.card.lines) if sent is None else not sent
