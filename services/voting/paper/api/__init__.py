"""JSON routes of the vote on paper: the points for everybody, sheets and cards for officers and the commission."""

import re
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from services.voting.paper.api.bodies import (
    CHECKERS,
    KEEPERS,
    READERS,
    Because,
    CardContent,
    CardList,
    CardMade,
    CardShown,
    Clarification,
    Compared,
    EntryGiven,
    Made,
    NoteGiven,
    PersonShown,
    PointGiven,
    PointList,
    PointShown,
    SheetGiven,
    Unclear,
)
from services.voting.paper.domain.cards import Card, CardState
from services.voting.paper.domain.points import Point, PointPlan, Sheet
from services.voting.paper.domain.progress import PaperProgress
from services.voting.paper.service import Cards, Points
from shared.access import anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.refusals import KeyMissing, KeyUnreadable
from shared.web.requests import IfMatch, Keyed, etag

_NONCE = re.compile(r"[\w.:=+/-]{16,100}", re.ASCII)


def routes(points: Points, cards: Cards) -> APIRouter:
    """Give the routes of the vote on paper."""
    router = APIRouter(prefix="/api/voting/v1/editions/{edition_id}", tags=["paper"])
    _points(router, points)
    _keying(router, cards)
    _second(router, cards)
    return router


def _points(router: APIRouter, points: Points) -> None:
    @router.get("/points", dependencies=[anyone()])
    async def list_points(edition_id: Id) -> PointList:
        """List where and when one votes on paper."""
        now = points.clock.now()
        return PointList(items=[_shown(point, now) for point in await points.store.points(edition_id)])

    @router.post("/points", dependencies=[only(*KEEPERS), Keyed], status_code=201)
    async def add_point(edition_id: Id, given: PointGiven, request: Request) -> Made:
        """Open a point. 422 where an opening lies outside the window of the vote on paper."""
        return Made(id=await points.add(edition_id, _plan(given), given.reason, signed_in(request)))

    @router.get("/points/{point_id}", dependencies=[only(*READERS)])
    async def show_point(edition_id: Id, point_id: Id, response: Response) -> Point:
        """Show a point with its sheet and its changes."""
        point = await points.store.point(edition_id, point_id)
        response.headers["ETag"] = etag(point.version)
        return point

    @router.put("/points/{point_id}", dependencies=[only(*KEEPERS)], status_code=204)
    async def change_point(edition_id: Id, point_id: Id, given: PointGiven, version: IfMatch, request: Request) -> None:
        """Change a point. 412 where somebody has changed it meanwhile, 409 where it has its sheet."""
        await points.change(edition_id, point_id, version, _plan(given), given.reason, signed_in(request))

    @router.post("/points/{point_id}/withdrawal", dependencies=[only(*KEEPERS), Keyed], status_code=204)
    async def withdraw_point(edition_id: Id, point_id: Id, given: Because, version: IfMatch, request: Request) -> None:
        """Withdraw a point. 409 where it has its sheet."""
        await points.withdraw(edition_id, point_id, version, given.reason, signed_in(request))

    @router.put("/points/{point_id}/sheet", dependencies=[only(*CHECKERS)], status_code=204)
    async def settle_point(edition_id: Id, point_id: Id, given: SheetGiven, version: IfMatch, request: Request) -> None:
        """Account for the cards of a point. 422 with the difference where they do not add up and nobody says why."""
        sheet = Sheet(**given.model_dump(exclude={"reason"}))
        await points.settle(edition_id, point_id, version, sheet, given.reason, signed_in(request))


def _keying(router: APIRouter, cards: Cards) -> None:
    @router.get("/paper", dependencies=[only(*READERS)])
    async def progress(edition_id: Id) -> PaperProgress:
        """Count points and cards by how far they are."""
        return await cards.progress(edition_id)

    @router.post("/points/{point_id}/cards", dependencies=[only(*KEEPERS)], status_code=201)
    async def key_in(
        edition_id: Id,
        point_id: Id,
        given: EntryGiven,
        request: Request,
        idempotency_key: Annotated[str | None, Header()] = None,
    ) -> CardMade:
        """Key in a card. The key (16 to 100 plain characters), sent again by the same person, gives the same card.

        It is not kept with the keys of other requests: those stand beside digests of bodies, and a vote can be guessed.
        409 where the point has no sheet, or as many cards as were cast.
        """
        id = await cards.key_in(edition_id, point_id, given.entry(), _nonce(idempotency_key), signed_in(request))
        return _made(await cards.store.card(edition_id, id))

    @router.get("/cards", dependencies=[only(*READERS)])
    async def list_cards(
        edition_id: Id,
        state: Annotated[CardState | None, Query()] = None,
        after: Annotated[int, Query(ge=0, le=10**9, description="List from behind this number.")] = 0,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> CardList:
        """List cards, without what stands on them."""
        states = tuple(CardState) if state is None else (state,)
        found = await cards.store.cards(edition_id, states, after=after, limit=limit)
        return CardList(items=[_card(card) for card in found])

    @router.get("/cards/{card_id}/content", dependencies=[only(*CHECKERS)])
    async def content(edition_id: Id, card_id: Id, request: Request, response: Response) -> CardContent:
        """Show what stands on a card that waits; it is written down. 409 where the caller has to key it in unseen."""
        card, by = await cards.store.card(edition_id, card_id), signed_in(request)
        entry, verdict = await cards.read(card, by)
        response.headers["ETag"] = etag(card.version)
        typed = entry.model_dump(include={"given", "surname", "address", "code", "sections", "seen"})
        return CardContent(**typed, voids=verdict.voids, note=cards.contents.note(card))

    @router.put("/cards/{card_id}", dependencies=[only(*KEEPERS)], status_code=204)
    async def amend(edition_id: Id, card_id: Id, given: EntryGiven, version: IfMatch, request: Request) -> None:
        """Key one's own card in anew: returned, undone or not confirmed yet. 403 for another's."""
        await cards.amend(edition_id, card_id, version, given.entry(), signed_in(request))

    @router.post("/cards/{card_id}/undoing", dependencies=[only(*KEEPERS), Keyed], status_code=204)
    async def undo(edition_id: Id, card_id: Id, version: IfMatch, request: Request) -> None:
        """Take back one's own card that nobody has confirmed. 403 for another's."""
        await cards.undo(edition_id, card_id, version, signed_in(request))


def _second(router: APIRouter, cards: Cards) -> None:
    @router.put("/cards/{card_id}/second-entry", dependencies=[only(*CHECKERS)])
    async def enter_second(
        edition_id: Id, card_id: Id, given: EntryGiven, version: IfMatch, request: Request
    ) -> Compared:
        """Key in a drawn card a second time, unseen. Where both agree, it is confirmed; 403 for one's own."""
        found = await cards.enter_second(edition_id, card_id, version, given.entry(), signed_in(request))
        return Compared(differences=list(found))

    @router.post("/cards/{card_id}/confirmation", dependencies=[only(*CHECKERS), Keyed], status_code=204)
    async def confirm(edition_id: Id, card_id: Id, version: IfMatch, request: Request) -> None:
        """Confirm a card: what counts of it goes into the box. 403 for one's own, 409 where it is keyed in twice."""
        await cards.confirm(edition_id, card_id, version, signed_in(request))

    @router.put("/cards/{card_id}/return", dependencies=[only(*CHECKERS)], status_code=204)
    async def give_back(edition_id: Id, card_id: Id, given: NoteGiven, version: IfMatch, request: Request) -> None:
        """Return a card to who has keyed it in. 403 for one's own."""
        await cards.give_back(edition_id, card_id, version, given.note, signed_in(request))

    @router.get("/cards/{card_id}/people", dependencies=[only(*CHECKERS)])
    async def people(edition_id: Id, card_id: Id, request: Request, response: Response) -> Unclear:
        """Show who may be meant by a card that is to be clarified. The reading is written down."""
        card = await cards.store.card(edition_id, card_id)
        person, likely = await cards.likely(card, signed_in(request))
        response.headers["ETag"] = etag(card.version)
        shown = [
            PersonShown(given=p.given, surname=p.surname, address=p.address) for p in (one.person for one in likely)
        ]
        return Unclear(
            card=PersonShown(given=person.given, surname=person.surname, address=person.address), likely=shown
        )

    @router.put("/cards/{card_id}/clarification", dependencies=[only(*CHECKERS)], status_code=204)
    async def clarify(edition_id: Id, card_id: Id, given: Clarification, version: IfMatch, request: Request) -> None:
        """Decide who a card is of. 403 for one's own, 404 where there is no such place among those who may be meant."""
        await cards.clarify(edition_id, card_id, version, given.choice, given.reason, signed_in(request))


def _nonce(key: str | None) -> str:
    if key is None:
        raise KeyMissing
    if not _NONCE.fullmatch(key.strip('"')):
        raise KeyUnreadable
    return key.strip('"')


def _plan(given: PointGiven) -> PointPlan:
    return PointPlan(**given.model_dump(exclude={"reason"}))


def _shown(point: Point, now: datetime) -> PointShown:
    fields = {name: getattr(point, name) for name in ("id", "name", "address", "mobile", "hours", "version")}
    return PointShown(**fields, open_now=point.open_at(now) is not None)


def _made(card: Card) -> CardMade:
    return CardMade(id=card.id, number=card.number, state=card.state, version=card.version)


def _card(card: Card) -> CardShown:
    return CardShown(
        **_made(card).model_dump(),
        point_id=card.point_id,
        keyed_by=card.keyed_by_name,
        confirmed_by=card.confirmed_by_name,
        keyed_in_twice=card.twice,
        voids=card.voids,
    )
