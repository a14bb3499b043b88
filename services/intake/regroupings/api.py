"""JSON routes of plans to merge and split: for officers by the plan, for authors by their token."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.intake.proposals.api import READERS
from services.intake.proposals.corrections import Received
from services.intake.proposals.domain.draft import MOST_FILES, Draft
from services.intake.regroupings.domain import MOST_MERGED, MOST_NEW, Named, NewProposal, Regrouping, RegroupingState
from services.intake.regroupings.service import Asked, Regroupings
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.contracts.intake import CostItem, RegroupingKind
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Token = Annotated[str, Field(min_length=10, max_length=400)]
Reason = Annotated[str, Field(min_length=10, max_length=2_000)]
Versions = Annotated[dict[Id, Annotated[int, Field(ge=1)]], Field(min_length=2, max_length=MOST_MERGED)]
AuthorId = Annotated[str, Path(min_length=1, max_length=64)]


class MergerGiven(BaseModel):
    """A plan by which the other proposals become a part of `leading`, which keeps its number, sign and date of receipt.

    `versions`: of each proposal, the leading one too, by its id, the version that was read. Of `text` count the
    description, the place and the costs; edition, pool and support stay. `due_on`: the last day to answer, in Warsaw's
    calendar; a working day.
    """

    model_config = _CLOSED

    leading: Id
    versions: Versions
    text: Draft
    reason: Reason
    due_on: date


class NewGiven(BaseModel):
    """A proposal that a split makes. `files`: ids of the original's files that concern it too."""

    model_config = _CLOSED

    text: Draft
    files: Annotated[tuple[Id, ...], Field(max_length=MOST_FILES)] = ()


class SplitGiven(BaseModel):
    """A plan by which a proposal keeps `text` and the `new` ones come to be beside it, with no signatures yet."""

    model_config = _CLOSED

    proposal_id: Id
    text: Draft
    new: Annotated[tuple[NewGiven, ...], Field(min_length=1, max_length=MOST_NEW)]
    reason: Reason
    due_on: date


class AnswerGiven(BaseModel):
    """What the author of a token says."""

    model_config = _CLOSED

    token: Token
    consents: bool


class PaperConsentGiven(BaseModel):
    """The same on paper, by its day of receipt in Warsaw's calendar."""

    model_config = _CLOSED

    consents: bool
    received_on: date


class PlanOpened(BaseModel):
    """The id of a plan that was opened."""

    regrouping_id: str


class AuthorShown(BaseModel):
    """One person who is asked, without who it is. `proposals`: theirs."""

    author_id: str
    proposals: tuple[str, ...]
    by_post: bool
    given: bool | None
    at: datetime | None
    on_paper: bool


class TextShown(BaseModel):
    """What a proposal would say. Amounts in grosze."""

    model_config = ConfigDict(from_attributes=True)

    title: str
    summary: str
    description: str
    pool_id: str
    area_id: str | None
    category: str
    location: str
    latitude: float | None
    longitude: float | None
    parcel: str | None
    cost_items: tuple[CostItem, ...]
    cost: int


class PlanShown(BaseModel):
    """A plan without anybody's name. `version` is what If-Match must name."""

    regrouping_id: str
    number: int
    edition_id: str
    kind: RegroupingKind
    proposals: tuple[Named, ...]
    text: TextShown
    new: tuple[TextShown, ...]
    made: tuple[Named, ...]
    reason: str
    opened_at: datetime
    due_at: datetime
    authors: tuple[AuthorShown, ...]
    state: RegroupingState
    closed_at: datetime | None
    version: int


class PlanList(BaseModel):
    """A part of the plans of an edition, the newest first; `next` is the key to go on after."""

    items: list[PlanShown]
    next: str | None


def routes(regroupings: Regroupings) -> APIRouter:
    """Give the routes of plans."""
    router = APIRouter(prefix="/api/intake/v1", tags=["regroupings"])

    @router.post("/mergers", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def open_merger(given: MergerGiven, request: Request, response: Response) -> PlanOpened:
        """Ask every author whether these proposals may become one.

        412 where some have changed since they were read: `proposal_ids` says which. 409 where one of them is decided,
        called, or asked about already; 422 where they are not of one edition and pool, or the place or the last day
        does not fit.
        """
        asked = Asked(given.reason, given.due_on, signed_in(request))
        return _opened(await regroupings.open_merger(given.leading, given.versions, given.text, asked), response)

    @router.post("/splits", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def open_split(given: SplitGiven, version: IfMatch, request: Request, response: Response) -> PlanOpened:
        """Ask every author whether a proposal may be split; If-Match: its version that was read. Refused as above."""
        asked = Asked(given.reason, given.due_on, signed_in(request))
        new = [NewProposal(text=one.text, files=one.files) for one in given.new]
        return _opened(await regroupings.open_split(given.proposal_id, version, given.text, new, asked), response)

    @router.get("/regroupings", dependencies=[only(*READERS)])
    async def list_plans(
        request: Request,
        response: Response,
        edition_id: Id,
        after: Annotated[After, Query(pattern=r"^\d{1,9}$")] = None,
        limit: Limit = 50,
    ) -> PlanList:
        """List the plans of an edition, the newest first."""
        found = await regroupings.store.page(edition_id, int(after) if after else None, limit + 1)
        more = str(found[limit - 1].number) if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return PlanList(items=[_shown(one) for one in found[:limit]], next=more)

    @router.get("/regroupings/{regrouping_id}", dependencies=[only(*READERS)])
    async def get_plan(regrouping_id: Id, response: Response) -> PlanShown:
        """Give a plan: who has answered, and how."""
        plan = await regroupings.store.get(regrouping_id)
        response.headers["ETag"] = etag(plan.version)
        return _shown(plan)

    @router.post("/regroupings/{regrouping_id}/withdrawal", dependencies=[only(Role.OFFICER), Keyed], status_code=204)
    async def withdraw_plan(regrouping_id: Id, version: IfMatch) -> None:
        """Ask for no consent any more. 412 where somebody has answered meanwhile, 409 where it has ended."""
        await regroupings.withdraw(regrouping_id, version)

    @router.post(
        "/regroupings/{regrouping_id}/authors/{author_id}/consent",
        dependencies=[only(Role.OFFICER), Keyed],
        status_code=204,
    )
    async def consent_on_paper(
        regrouping_id: Id, author_id: AuthorId, given: PaperConsentGiven, request: Request
    ) -> None:
        """Key in an answer that came on paper. 409 by the day of receipt, 422 where that is yet to come."""
        received = Received(given.received_on, signed_in(request))
        await regroupings.answer_on_paper(regrouping_id, author_id, received, consents=given.consents)

    @router.post("/consents", dependencies=[anyone(), Keyed], status_code=204)
    async def consent(given: AnswerGiven) -> None:
        """Say yes or no by a token, once; the last yes carries the plan out, a no ends it.

        409 where the answer is there already or it is too late, 404 where the token is not ours.
        """
        await regroupings.answer(given.token, consents=given.consents)

    return router


def _opened(id: str, response: Response) -> PlanOpened:
    response.headers["Location"] = f"/api/intake/v1/regroupings/{id}"
    return PlanOpened(regrouping_id=id)


def _shown(plan: Regrouping) -> PlanShown:
    authors = [
        AuthorShown(
            author_id=one.id,
            proposals=tuple(dict.fromkeys(role.proposal_id for role in one.of)),
            **one.model_dump(include={"by_post", "given", "at", "on_paper"}),
        )
        for one in plan.consents
    ]
    fields = {"number", "edition_id", "kind", "made", "reason", "opened_at", "due_at", "state", "closed_at", "version"}
    return PlanShown(
        regrouping_id=plan.id,
        proposals=plan.named,
        text=TextShown.model_validate(plan.text),
        new=tuple(TextShown.model_validate(one.text) for one in plan.new),
        authors=tuple(authors),
        **plan.model_dump(include=fields),
    )
