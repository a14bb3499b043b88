"""JSON routes of wreaths at a ceremony."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.events.given import Email
from services.events.precedence.domain import Reason
from services.events.wreaths.domain import (
    Action,
    Delegation,
    Given,
    Heads,
    Institution,
    Offering,
    People,
    Provider,
    ReadAs,
    SiteName,
    State,
    Supply,
)
from services.events.wreaths.domain.lines import read_out
from services.events.wreaths.service import HANDS, READERS, Contact, Wreaths
from services.events.wreaths.service.notices import Notices, Reached
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class DelegationGiven(BaseModel):
    """A delegation. `site_id`: null for the first monument; `people`, `email`: who lays, its mailbox, kept sealed.

    `read_as`: how the announcer goes on after "składa"; null: as the house does.
    """

    model_config = _CLOSED

    institution: Institution
    read_as: ReadAs | None = None
    partner_id: Id | None = None
    rank_id: Id | None = None
    site_id: Id | None = None
    count: Heads = 1
    offering: Offering = Offering.WREATH
    provider: Provider = Provider.DELEGATION
    people: People | None = None
    email: Email | None = None

    def given(self) -> Given:
        """Give it in the words of the domain."""
        return Given(**self.model_dump(include=set(Given.model_fields)))

    def contact(self) -> Contact:
        """Give who lays, and its mailbox."""
        return Contact(self.people or "", self.email or "")


class DelegationChange(DelegationGiven):
    """A delegation as it is to be; `people`, `email`: null leaves what there is."""

    def contact(self) -> Contact:
        """Give what of it changes."""
        return Contact(self.people, self.email)

    @model_validator(mode="after")
    def _stays(self) -> "DelegationChange":
        if self.site_id is not None:
            raise ValueError("a delegation goes to another site by a move")
        return self


class MoveOfDelegation(BaseModel):
    """To which monument, before whom; null: at the end of its line."""

    model_config = _CLOSED

    site_id: Id
    before: Id | None = None
    reason: Reason


class ReasonOfDelegation(BaseModel):
    """Why."""

    model_config = _CLOSED

    reason: Reason


class SupplyGiven(BaseModel):
    """How far the wreath is that the city provides."""

    model_config = _CLOSED

    supply: Supply


class SiteGiven(BaseModel):
    """A monument: of the register, or by its name."""

    model_config = _CLOSED

    name: SiteName | None = None
    memorial_id: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> "SiteGiven":
        if (self.name is None) == (self.memorial_id is None):
            raise ValueError("a name or a memorial")
        return self


class DelegationShown(BaseModel):
    """A delegation in its place, from 1; null: withdrawn. `reason`: why somebody has moved it here by hand."""

    delegation_id: str
    institution: str
    partner_id: str | None
    rank_id: str | None
    count: int
    offering: Offering
    provider: Provider
    supply: Supply
    place: int | None
    reason: str | None
    reads: Annotated[str, Field(description="The sentence of the announcer.")]
    version: Annotated[int, Field(description="What If-Match must name to change the delegation itself.")]


class SiteShown(BaseModel):
    """A monument with its line."""

    site_id: str
    name: str
    memorial_id: str | None
    delegations: list[DelegationShown]
    announced: Annotated[list[str], Field(description="What the announcer reads here, line by line.")]


class WreathsShown(BaseModel):
    """The order. `version` is what If-Match must name to change the order; `withdrawn`: who does not come."""

    version: int
    state: State
    task_due_at: datetime | None
    undoable: bool
    untold: Annotated[bool, Field(description="Delegations are to be told whether the ceremony takes place.")]
    sites: list[SiteShown]
    withdrawn: list[DelegationShown]


class NoticeShown(BaseModel):
    """What a delegation is written of when, where and in which place it lays. `reached`: whether it is written now."""

    delegation_id: str
    institution: str
    reached: Reached
    subject: str
    text: str


class WreathMade(BaseModel):
    """The id of what was made."""

    id: str


class WreathsChanged(BaseModel):
    """The version that the change made."""

    version: int


def routes(wreaths: Wreaths, notices: Notices) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/events/v1/wreaths/{event_id}", tags=["wreaths"])

    def by(action: Action) -> list[Any]:
        return [only(*HANDS[action]), Keyed]

    @router.get("", dependencies=[only(*READERS)])
    async def wreaths_of_ceremony(event_id: Id, response: Response) -> WreathsShown:
        """Give the order of a ceremony, without names of people."""
        order, found = await wreaths.order(event_id), await wreaths.store.delegations(event_id)
        response.headers["ETag"] = etag(order.version)
        sites = [
            SiteShown(
                announced=list(read.lines),
                site_id=site.id,
                name=site.name,
                memorial_id=site.memorial_id,
                delegations=[_shown(one) for one in found if one.site_id == site.id and not one.withdrawn],
            )
            for site, read in zip(order.sites, read_out(order.sites, found), strict=True)
        ]
        return WreathsShown(
            version=order.version,
            state=order.state(wreaths.today),
            task_due_at=next((task.due_at for task in order.tasks.values()), None),
            undoable=bool(order.undo),
            untold=order.untold,
            sites=sites,
            withdrawn=[_shown(one) for one in found if one.withdrawn],
        )

    @router.post("/delegations", dependencies=by(Action.ENTER), status_code=201)
    async def enter_delegation(event_id: Id, given: DelegationGiven, request: Request) -> WreathMade:
        """Enter a delegation where precedence puts it."""
        by = signed_in(request)
        return WreathMade(id=await wreaths.enter(event_id, given.site_id, given.given(), given.contact(), by))

    one = "/delegations/{delegation_id}"

    @router.put(one, dependencies=[only(*HANDS[Action.CHANGE])])
    async def change_delegation(
        event_id: Id, delegation_id: Id, given: DelegationChange, version: IfMatch, request: Request
    ) -> WreathsChanged:
        """Change what is said of a delegation; If-Match: of the delegation. It stays in its place."""
        by = signed_in(request)
        after = await wreaths.change(event_id, delegation_id, version, given.given(), given.contact(), by)
        return WreathsChanged(version=after)

    @router.post(f"{one}/supply", dependencies=by(Action.SUPPLY))
    async def say_supply(
        event_id: Id, delegation_id: Id, given: SupplyGiven, version: IfMatch, request: Request
    ) -> WreathsChanged:
        """Say how far a wreath of the city is; If-Match: of the delegation."""
        after = await wreaths.supply(event_id, delegation_id, version, given.supply, signed_in(request))
        return WreathsChanged(version=after)

    @router.post(f"{one}/move", dependencies=by(Action.MOVE))
    async def move_delegation(
        event_id: Id, delegation_id: Id, given: MoveOfDelegation, version: IfMatch, request: Request
    ) -> WreathsChanged:
        """Move a delegation for a reason. 409 where it stands there already, 412 where the order has changed."""
        after = await wreaths.move(
            event_id, version, delegation_id, given.site_id, given.before, given.reason, signed_in(request)
        )
        return WreathsChanged(version=after)

    @router.post(f"{one}/withdrawal", dependencies=by(Action.WITHDRAW))
    async def withdraw_delegation(
        event_id: Id, delegation_id: Id, given: ReasonOfDelegation, version: IfMatch, request: Request
    ) -> WreathsChanged:
        """Take a delegation out of the order."""
        after = await wreaths.withdraw(event_id, delegation_id, version, given.reason, signed_in(request))
        return WreathsChanged(version=after)

    @router.post(f"{one}/return", dependencies=by(Action.PUT_BACK))
    async def put_delegation_back(
        event_id: Id, delegation_id: Id, version: IfMatch, request: Request
    ) -> WreathsChanged:
        """Take a withdrawn delegation in again, where precedence puts it."""
        return WreathsChanged(version=await wreaths.put_back(event_id, delegation_id, version, signed_in(request)))

    @router.post("/proposal", dependencies=by(Action.PROPOSE))
    async def propose_order(event_id: Id, version: IfMatch, request: Request) -> WreathsChanged:
        """Put all in the order of precedence."""
        return WreathsChanged(version=await wreaths.propose(event_id, version, signed_in(request)))

    @router.post("/undo", dependencies=by(Action.UNDO))
    async def undo_move(event_id: Id, version: IfMatch, request: Request) -> WreathsChanged:
        """Take back the newest move."""
        return WreathsChanged(version=await wreaths.undo(event_id, version, signed_in(request)))

    @router.post("/telling", dependencies=by(Action.TELL))
    async def tell_delegations(event_id: Id, version: IfMatch, request: Request) -> WreathsChanged:
        """Note that all delegations were told that the ceremony is off, or that it is to be held after all."""
        return WreathsChanged(version=await wreaths.tell(event_id, version, signed_in(request)))

    @router.get("/notices", dependencies=[only(*READERS)])
    async def list_notices(event_id: Id) -> list[NoticeShown]:
        """Give what each delegation that comes is to be written by now, without its mailbox."""
        return [
            NoticeShown(
                delegation_id=one.delegation.id,
                institution=one.delegation.given.institution,
                reached=one.reached,
                subject=one.subject,
                text=one.text,
            )
            for one in await notices.drafts(event_id)
        ]

    @router.post("/notices", dependencies=by(Action.WRITE))
    async def send_notices(event_id: Id, version: IfMatch, request: Request) -> WreathsChanged:
        """Write to each delegation that does not know it yet and has a mailbox. 409 where there is none."""
        return WreathsChanged(version=await notices.send(event_id, version, signed_in(request)))

    @router.post("/sites", dependencies=by(Action.SITES), status_code=201)
    async def add_site(event_id: Id, given: SiteGiven, request: Request) -> WreathMade:
        """Add a monument."""
        return WreathMade(id=await wreaths.add_site(event_id, given.name, given.memorial_id, signed_in(request)))

    @router.post("/sites/{site_id}/removal", dependencies=by(Action.SITES))
    async def drop_site(event_id: Id, site_id: Id, version: IfMatch, request: Request) -> WreathsChanged:
        """Take away a monument at which nobody lays anything."""
        return WreathsChanged(version=await wreaths.drop_site(event_id, version, site_id, signed_in(request)))

    return router


def _shown(one: Delegation) -> DelegationShown:
    given = one.given
    return DelegationShown(
        delegation_id=one.id,
        institution=given.institution,
        partner_id=given.partner_id,
        rank_id=given.rank_id,
        count=given.count,
        offering=given.offering,
        provider=given.provider,
        supply=one.supply,
        place=one.place,
        reason=one.why.reason if one.why else None,
        reads=one.read,
        version=one.version,
    )
