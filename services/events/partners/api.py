"""JSON routes of partners."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from services.events.given import Day
from services.events.partners.domain import (
    Card,
    DeedKind,
    Kind,
    Partner,
    PartnerContact,
    PartnerName,
    PartnerNote,
    PartnerShort,
    Search,
)
from services.events.partners.history import History
from services.events.partners.service import KEEPERS, READERS, Partners
from services.events.precedence.domain import Reason
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class PartnerGiven(BaseModel):
    """An organisation. `contact`: whom to ask there, kept sealed; null in a change leaves it."""

    model_config = _CLOSED

    name: PartnerName
    kind: Kind
    place: PartnerShort | None = None
    patron: PartnerShort | None = None
    standard: bool = False
    competent: bool = False
    contact: PartnerContact | None = None

    def card(self) -> Card:
        """Give it in the words of the domain."""
        return Card(**self.model_dump(exclude={"contact"}))


class PartnerEnding(BaseModel):
    """Why it is no longer worked with."""

    model_config = _CLOSED

    reason: Reason


class PartnerNoteGiven(BaseModel):
    """Something that was done together."""

    model_config = _CLOSED

    on: Day
    text: PartnerNote


class PartnerLine(BaseModel):
    """A partner in a list, without its contact."""

    partner_id: str
    name: str
    kind: Kind
    place: str | None
    patron: str | None
    standard: bool
    competent: bool
    active: bool


class DeedShown(BaseModel):
    """Something that was done together. `on`: null where it goes on.

    `outcome`: what has become of an application, in Polish, "" where nothing could.
    """

    on: date | None
    kind: DeedKind
    text: str
    detail: str
    outcome: str
    link: str | None
    note_id: str | None


class PartnerShown(PartnerLine):
    """A partner. `version` is what If-Match must name; `former`: the names it had before, the newest last."""

    version: int
    former: tuple[str, ...]
    history: list[DeedShown]


class PartnerList(BaseModel):
    """A part of the register, by name; `count`: of all that fit."""

    items: list[PartnerLine]
    count: int


class PartnerContactShown(BaseModel):
    """Whom to ask there."""

    contact: str


class PartnerMade(BaseModel):
    """The id of what was made."""

    id: str


class PartnerChanged(BaseModel):
    """The version that the change made."""

    version: int


def routes(partners: Partners, history: History) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/events/v1/partners", tags=["partners"])
    readers, keepers = [only(*READERS)], [only(*KEEPERS), Keyed]

    @router.get("", dependencies=readers)
    async def list_partners(
        q: Annotated[str, Query(max_length=200)] = "",
        kind: Kind | None = None,
        active: bool | None = None,
        standard: bool = False,
        page: Annotated[int, Query(ge=1, le=1000)] = 1,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> PartnerList:
        """List partners with all these words or their beginnings."""
        search = Search(text=q, kind=kind, active=active, standard=standard)
        found = await partners.store.find(search, (page - 1) * limit, limit)
        return PartnerList(items=[PartnerLine(**_line(one)) for one in found], count=await partners.store.count(search))

    @router.post("", dependencies=keepers, status_code=201)
    async def enter_partner(given: PartnerGiven, request: Request) -> PartnerMade:
        """Enter an organisation."""
        return PartnerMade(id=await partners.enter(given.card(), given.contact or "", signed_in(request)))

    @router.get("/{partner_id}", dependencies=readers)
    async def get_partner(partner_id: Id, response: Response) -> PartnerShown:
        """Give a partner with what was done together."""
        one = await partners.store.get(partner_id)
        response.headers["ETag"] = etag(one.version)
        deeds = [DeedShown(**deed.model_dump(exclude={"by_name"})) for deed in await history.of(one)]
        return PartnerShown(**_line(one), version=one.version, former=one.former, history=deeds)

    @router.get("/{partner_id}/contact", dependencies=readers)
    async def contact_of_partner(partner_id: Id, request: Request, response: Response) -> PartnerContactShown:
        """Give whom to ask there. That it was read is written down."""
        response.headers["Cache-Control"] = "no-store"
        one = await partners.store.get(partner_id)
        return PartnerContactShown(contact=await partners.contact(one, signed_in(request)))

    @router.put("/{partner_id}", dependencies=[only(*KEEPERS)])
    async def change_partner(partner_id: Id, given: PartnerGiven, version: IfMatch, request: Request) -> PartnerChanged:
        """Change what the register says."""
        after = await partners.change(partner_id, version, given.card(), given.contact, signed_in(request))
        return PartnerChanged(version=after)

    @router.post("/{partner_id}/end", dependencies=keepers)
    async def end_partner(partner_id: Id, given: PartnerEnding, version: IfMatch, request: Request) -> PartnerChanged:
        """Say that it is no longer worked with; its contact is erased."""
        return PartnerChanged(version=await partners.end(partner_id, version, given.reason, signed_in(request)))

    @router.post("/{partner_id}/return", dependencies=keepers)
    async def begin_again(partner_id: Id, version: IfMatch, request: Request) -> PartnerChanged:
        """Say that it is worked with again."""
        return PartnerChanged(version=await partners.begin_again(partner_id, version, signed_in(request)))

    @router.post("/{partner_id}/notes", dependencies=keepers)
    async def note_of_partner(
        partner_id: Id, given: PartnerNoteGiven, version: IfMatch, request: Request
    ) -> PartnerChanged:
        """Write down something that was done together."""
        return PartnerChanged(
            version=await partners.note(partner_id, version, given.on, given.text, signed_in(request))
        )

    @router.post("/{partner_id}/notes/{note_id}/removal", dependencies=keepers)
    async def drop_note_of_partner(partner_id: Id, note_id: Id, version: IfMatch, request: Request) -> PartnerChanged:
        """Take away what was written down by mistake."""
        return PartnerChanged(version=await partners.drop_note(partner_id, version, note_id, signed_in(request)))

    return router


def _line(one: Partner) -> dict[str, object]:
    return {**one.card.model_dump(), "partner_id": one.id, "active": one.active}
