"""JSON routes of support: for residents by a proposal and by their token, for officers by the proposal."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.intake.support.counting import Counted, Counting, Opened
from services.intake.support.domain import Doubt, Resident, SupporterState
from services.intake.support.service import Supporters
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Lines = Annotated[int, Field(ge=0, le=100_000)]
Surname = Annotated[str, Field(min_length=1, max_length=100)]
Reason = Annotated[str, Field(min_length=5, max_length=500)]
Token = Annotated[str, Field(min_length=10, max_length=400)]


class CountGiven(BaseModel):
    """The lines on the lists of a proposal by what they are worth."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid: Lines
    strangers: Annotated[Lines, Field(description="Of people who do not live in the city.")]
    repeated: Annotated[Lines, Field(description="Of people who have signed before.")]
    illegible: Annotated[Lines, Field(description="Unreadable, or a part is missing.")]
    online: Annotated[Lines, Field(description="Of people who support it online as well: they count there.")] = 0


class SupportShown(BaseModel):
    """The support of a proposal or draft in figures. `have`: what counts already; `paper`: null until it is counted."""

    gathering_id: str
    proposal_id: str | None
    title: str
    is_open: bool
    have: int
    needed: int
    online: int
    paper: int | None


class SupporterGiven(Resident):
    """Who wants to support, with the statement that it is true and that they support the proposal."""

    declared: Literal[True]

    def resident(self) -> Resident:
        """Give the person."""
        return Resident.model_validate(self.model_dump(exclude={"declared"}))


class SupportRequest(BaseModel):
    """The token that sends the same mail once more; it confirms nothing."""

    token: str


class TokenGiven(BaseModel):
    """A token: of a request, or of the link in the mail."""

    model_config = _CLOSED

    token: Token


class SearchGiven(BaseModel):
    """A surname, whole; case and accents do not matter."""

    model_config = _CLOSED

    surname: Surname


class DecisionGiven(BaseModel):
    """Whether a stranger counts, and why."""

    model_config = _CLOSED

    accepted: bool
    reason: Reason


class SupporterShown(BaseModel):
    """A supporter, for officers. `version` is what If-Match must name to decide."""

    supporter_id: str
    state: SupporterState
    doubt: Doubt | None
    given: str
    surname: str
    street: str
    house: str
    town: str
    area_id: str | None
    confirmed_at: datetime | None
    decided_by: str | None
    reason: str | None
    version: int


class SupporterList(BaseModel):
    """Supporters, at most 50 of a kind."""

    items: list[SupporterShown]


def routes(supporters: Supporters, counting: Counting) -> APIRouter:
    """Give the routes of support."""
    router = APIRouter(prefix="/api/intake/v1", tags=["support"])

    @router.get("/support/{id}", dependencies=[anyone()])
    async def get_support(id: Id) -> SupportShown:
        """Give how many support a proposal, by its id or that of its gathering."""
        matter = await supporters.matter(id)
        tally = await supporters.tally(matter)
        return SupportShown(
            gathering_id=matter.gathering.id,
            proposal_id=matter.gathering.proposal_id,
            title=matter.text.title,
            is_open=supporters.is_open(matter),
            have=tally.have,
            **tally.model_dump(include={"needed", "online", "paper"}),
        )

    @router.post("/support/{id}/supporters", dependencies=[anyone(), Keyed], status_code=202)
    async def ask_to_support(id: Id, given: SupporterGiven) -> SupportRequest:
        """Ask to support; nothing counts before the link in the mail is confirmed.

        409 where support is closed, 429 where the address has had its mails of the day.
        """
        return SupportRequest(token=await supporters.ask(id, given.resident()))

    @router.post("/support-requests", dependencies=[anyone(), Keyed], status_code=204)
    async def ask_again(given: TokenGiven) -> None:
        """Send the same mail once more. 410 where its time is over; 409 and 429 as above."""
        await supporters.ask_again(given.token)

    @router.post("/support-confirmations", dependencies=[anyone(), Keyed], status_code=204)
    async def confirm_support(given: TokenGiven) -> None:
        """Confirm by the token of the mail. 409 where the same person supports it already or it is closed; 410 late."""
        await supporters.confirm(given.token)

    @router.post("/support-withdrawals", dependencies=[anyone(), Keyed], status_code=204)
    async def take_support_back(given: TokenGiven) -> None:
        """Take the support of a token back; what was kept of the person is deleted."""
        await supporters.take_back(given.token)

    @router.put("/proposals/{proposal_id}/support-count", dependencies=[only(Role.OFFICER), Keyed], status_code=204)
    async def count_support(proposal_id: Id, given: CountGiven, version: IfMatch, request: Request) -> None:
        """Enter the count of the signatures over the former one. 409 once the formal check is finished.

        A version since which nothing but the number of online supporters has changed is as good as the present one.
        """
        await counting.count(proposal_id, version, Counted(**given.model_dump()), signed_in(request))

    @router.get("/proposals/{proposal_id}/strangers", dependencies=[only(Role.OFFICER)])
    async def list_strangers(proposal_id: Id, request: Request) -> SupporterList:
        """Give those whose address an officer has to look at, then the refused. Every reading is written down."""
        return _shown(await counting.strangers(proposal_id, signed_in(request)))

    @router.post("/proposals/{proposal_id}/supporter-searches", dependencies=[only(Role.OFFICER)])
    async def find_supporters(proposal_id: Id, given: SearchGiven, request: Request) -> SupporterList:
        """Find supporters by surname, to compare them with a paper list. Every reading is written down."""
        return _shown(await counting.search(proposal_id, given.surname, signed_in(request)))

    @router.put(
        "/proposals/{proposal_id}/strangers/{supporter_id}", dependencies=[only(Role.OFFICER), Keyed], status_code=204
    )
    async def decide_stranger(
        proposal_id: Id, supporter_id: Id, given: DecisionGiven, version: IfMatch, request: Request
    ) -> None:
        """Count a stranger or not. 412 where somebody was faster, 409 where nothing is to be decided any more."""
        await counting.decide(
            proposal_id,
            supporter_id,
            version,
            accepted=given.accepted,
            reason=given.reason,
            by=signed_in(request),
        )

    return router


def _shown(found: list[Opened]) -> SupporterList:
    return SupporterList(
        items=[
            SupporterShown(
                supporter_id=one.supporter.id,
                state=one.supporter.state,
                doubt=one.supporter.doubt,
                **one.resident.model_dump(exclude={"email"}),
                confirmed_at=one.supporter.confirmed_at,
                decided_by=one.supporter.decided_by_name,
                reason=one.reason,
                version=one.supporter.version,
            )
            for one in found
        ]
    )
