"""JSON routes of proposals: filing and the public register for everybody, applicants' data for officers."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.intake.proposals.appeals import Appeals
from services.intake.proposals.coauthors import CoAuthors
from services.intake.proposals.corrections import Corrections, Received
from services.intake.proposals.domain import Proposal, ProposalState
from services.intake.proposals.domain.changes import Difference
from services.intake.proposals.domain.coauthor import Author, Invited
from services.intake.proposals.domain.draft import Applicant, Details, Draft, WebApplicant
from services.intake.proposals.service import Proposals
from services.intake.proposals.versions import Versions
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.contracts.intake import CostItem, OtherProposal, SplitFrom
from shared.web.requests import After, Keyed, Limit, Page, etag

READERS = (Role.OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.COMMISSION, Role.AUDITOR)
"""Who of the staff may read the register."""

Token = Annotated[str, Field(min_length=10, max_length=400)]
"""What opens the applicant's own page, as proof of being the applicant."""


AppealText = Annotated[str, Field(min_length=20, max_length=5_000)]


class ProposalGiven(Draft):
    """A proposal and who files it.

    Who sends it states for the applicant that they live in the city and agree that the text be published.
    """

    applicant: WebApplicant
    draft_token: Token | None = None
    """Of the draft that is filed so: it is deleted, and what it was made from, or who supports it, stays known."""

    def draft(self) -> Draft:
        """Give the public part."""
        return Draft.model_validate(self.model_dump(include=set(Draft.model_fields)))


class PaperProposalGiven(Draft):
    """A proposal that came on paper, with the signed statements that the applicant lives in the city and agrees."""

    applicant: Applicant
    received_on: date
    """The day of receipt in Warsaw's calendar."""
    another: bool = False
    """True once it is clear that this is not the paper which `already-filed` named."""

    def draft(self) -> Draft:
        """Give the public part."""
        return Draft.model_validate(self.model_dump(include=set(Draft.model_fields)))


class CorrectionGiven(BaseModel):
    """The answer to a call to complete: the applicant's token, the whole proposal, and details where they are asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: Token
    proposal: Draft
    details: Details | None = None


class AppealGiven(BaseModel):
    """An appeal against a refusal, by the applicant's token. Name no person in the text."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    token: Token
    text: AppealText


class PaperAppealGiven(BaseModel):
    """An appeal that came on paper; the moment of receipt decides whether it is in time."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    text: AppealText
    received_at: AwareDatetime


class PaperReceived(BaseModel):
    """What the register made of a paper. `submitted_at`: the moment that stands for the day of receipt."""

    proposal_id: str
    number: int
    case: str
    submitted_at: datetime


class ProposalReceived(PaperReceived):
    """The receipt. `token` opens the applicant's own page and withdraws the proposal: keep it secret."""

    token: str


class ProposalLine(BaseModel):
    """A proposal in the register, as everybody may see it. Amounts in grosze."""

    proposal_id: str
    edition_id: str
    number: int
    case: str
    sign: str
    title: str
    summary: str
    pool_id: str
    area_id: str | None
    category: str
    location: str
    latitude: float | None
    longitude: float | None
    parcel: str | None
    cost: int
    signatures: int
    attachments: int
    state: ProposalState
    submitted_at: datetime


class ProposalShown(ProposalLine):
    """A proposal with its text and estimate."""

    description: str
    cost_items: tuple[CostItem, ...]
    withdrawn_at: datetime | None
    merged_into: OtherProposal | None
    """The proposal that it has become a part of."""
    merged_at: datetime | None
    split_from: SplitFrom | None
    """What it was split from, whose date of receipt it has."""
    converted_from: str | None
    """The local initiative that it was made from."""
    correctable_until: datetime | None
    """Until when its applicant may complete it; None where nobody calls for that, or the answer has come."""
    appeal_until: datetime | None
    """Until when its applicant may appeal; None where nothing was refused, or no appeal is possible any more."""


class ProposalList(BaseModel):
    """A part of the register; `next` is the key to go on after, as in the Link header."""

    items: list[ProposalLine]
    next: str | None


class Withdrawal(BaseModel):
    """The applicant's token, as proof of being the applicant."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: Token


class CoAuthorGiven(Invited):
    """Somebody whom the applicant of a token names as a co-author."""

    token: Token


class CoAuthorAnswer(BaseModel):
    """What the named person of a token says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: Token
    confirms: bool


class PaperCorrectionGiven(BaseModel):
    """The answer to a call to complete that came on paper: as `CorrectionGiven`, by its day of receipt."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    proposal: Draft
    details: Details | None = None
    received_on: date
    """The day of receipt in Warsaw's calendar."""


class ProposalChange(BaseModel):
    """A change of a proposal after it was filed. `at`: when it came in; on paper, its moment of receipt."""

    at: datetime
    on_paper: bool
    difference: Difference


class ProposalChanges(BaseModel):
    """All changes of a proposal, the newest first."""

    items: list[ProposalChange]


def routes(
    proposals: Proposals,
    corrections: Corrections,
    appeals: Appeals,
    coauthors: CoAuthors,
    versions: Versions,
) -> APIRouter:
    """Give the routes of proposals."""
    router = APIRouter(prefix="/api/intake/v1", tags=["proposals"])

    @router.post("/proposals", dependencies=[anyone(), Keyed], status_code=201)
    async def file_proposal(given: ProposalGiven, response: Response) -> ProposalReceived:
        """File a proposal. 409 outside the submission window; cost and signatures are left to the formal check.

        404 where the token of its draft is broken.
        """
        saved = proposals.signed.draft_id(given.draft_token) if given.draft_token else None
        receipt = await proposals.submit(given.draft(), given.applicant, saved_draft=saved)
        response.headers["Location"] = f"/api/intake/v1/proposals/{receipt.proposal_id}"
        return ProposalReceived(**vars(receipt), token=proposals.signed.link(receipt.proposal_id))

    @router.post("/paper-proposals", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def file_paper_proposal(given: PaperProposalGiven, request: Request, response: Response) -> PaperReceived:
        """Key in a proposal that came on paper.

        409 where it came outside the submission window, or the same person has filed one of this title and nobody
        says that it is `another`; 422 where the day of receipt is yet to come.
        """
        receipt = await proposals.submit_on_paper(
            given.draft(), given.applicant, given.received_on, signed_in(request), another=given.another
        )
        response.headers["Location"] = f"/api/intake/v1/proposals/{receipt.proposal_id}"
        return PaperReceived(**vars(receipt))

    @router.get("/proposals", dependencies=[anyone()])
    async def list_proposals(
        request: Request,
        response: Response,
        edition_id: Id,
        q: Annotated[
            str,
            Query(max_length=100, description="Words of number, title, summary or place, or a whole sign."),
        ] = "",
        pool_id: Id | None = None,
        area_id: Id | None = None,
        after: Annotated[After, Query(pattern=r"^\d{1,9}$")] = None,
        limit: Limit = 50,
    ) -> ProposalList:
        """List the register of an edition in the order of its numbers, withdrawn and merged proposals included."""
        wanted = proposals.wanted(edition_id, q, pool_id, area_id)
        found = await proposals.store.page(wanted, int(after or 0), limit + 1)
        more = str(found[limit - 1].number) if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return ProposalList(items=[ProposalLine(**_line(proposal)) for proposal in found[:limit]], next=more)

    @router.get("/proposals/{proposal_id}", dependencies=[anyone()])
    async def get_proposal(proposal_id: Id, response: Response) -> ProposalShown:
        """Give one proposal, without its applicant."""
        proposal, now = await proposals.proposal(proposal_id), proposals.clock.now()
        response.headers["ETag"] = etag(proposal.version)
        return ProposalShown(
            **_line(proposal),
            description=proposal.description,
            cost_items=proposal.cost_items,
            withdrawn_at=proposal.withdrawn_at,
            merged_into=proposal.merged_into,
            merged_at=proposal.merged_at,
            split_from=proposal.split_from,
            converted_from=proposal.converted_from,
            correctable_until=proposal.call.due_at if proposal.call and proposal.can_correct(now) else None,
            appeal_until=await appeals.open_until(proposal),
        )

    @router.get("/proposals/{proposal_id}/applicant", dependencies=[only(Role.OFFICER)])
    async def get_applicant(proposal_id: Id, request: Request) -> Applicant:
        """Give who has filed a proposal. Every reading is written down: who, what, when."""
        return await proposals.applicant(proposal_id, signed_in(request))

    @router.post("/corrections", dependencies=[anyone(), Keyed], status_code=204)
    async def correct_proposal(given: CorrectionGiven) -> None:
        """Complete the proposal of a token after a call. Of what is sent counts what the call has opened.

        409 where no call is open, 422 where the place does not fit the edition, 404 where the token is not ours.
        """
        await corrections.correct(given.token, given.proposal, (), given.details)

    @router.post("/proposals/{proposal_id}/correction", dependencies=[only(Role.OFFICER), Keyed], status_code=204)
    async def correct_on_paper(proposal_id: Id, given: PaperCorrectionGiven, request: Request) -> None:
        """Key in an answer to a call that came on paper. Of what is sent counts what the call has opened.

        409 where no call is open, the day of receipt is out of its time or the formal check is finished; 422 where
        the day is yet to come or the place does not fit the edition.
        """
        received = Received(given.received_on, signed_in(request))
        await corrections.correct_on_paper(proposal_id, given.proposal, (), given.details, received)

    @router.get("/proposals/{proposal_id}/changes", dependencies=[only(*READERS)])
    async def list_changes(proposal_id: Id) -> ProposalChanges:
        """Give what each change of a proposal has changed. No personal data is in it."""
        found = await versions.changes(proposal_id)
        return ProposalChanges(
            items=[
                ProposalChange(at=one.at, on_paper=one.paper is not None, difference=one.difference) for one in found
            ]
        )

    @router.post("/appeals", dependencies=[anyone(), Keyed], status_code=204)
    async def appeal(given: AppealGiven) -> None:
        """Appeal against the refusal of the proposal of a token, once, up to the end of the window of appeals.

        409 where nothing was refused, it is too late or an appeal is there already; 404 where the token is not ours.
        """
        await appeals.appeal(given.token, given.text)

    @router.post("/proposals/{proposal_id}/appeal", dependencies=[only(Role.OFFICER), Keyed], status_code=204)
    async def appeal_on_paper(proposal_id: Id, given: PaperAppealGiven) -> None:
        """Enter an appeal that came on paper. 409 as above, by the moment of receipt; 422 where that is yet to come."""
        await appeals.appeal_on_paper(proposal_id, given.text, given.received_at)

    @router.get("/proposals/{proposal_id}/coauthors", dependencies=[only(Role.OFFICER)])
    async def get_coauthors(proposal_id: Id, request: Request) -> list[Author]:
        """Give who has said yes to being a co-author. Every reading is written down: who, what, when."""
        return await proposals.coauthors(proposal_id, signed_in(request))

    @router.post("/coauthors", dependencies=[anyone(), Keyed], status_code=204)
    async def invite_coauthor(given: CoAuthorGiven) -> None:
        """Name a co-author of the proposal of a token; who is named is asked by e-mail.

        409 where that address is known, four are named already or the formal check is finished; 404 where the token is
        not ours.
        """
        await coauthors.invite(given.token, Invited(**given.model_dump(exclude={"token"})))

    @router.post("/coauthor-answers", dependencies=[anyone(), Keyed], status_code=204)
    async def answer_invitation(given: CoAuthorAnswer) -> None:
        """Answer an invitation by its token, once. 409 where it has been answered or taken back."""
        await coauthors.answer(given.token, confirms=given.confirms)

    @router.post("/withdrawals", dependencies=[anyone(), Keyed], status_code=204)
    async def withdraw_proposal(given: Withdrawal) -> None:
        """Withdraw the proposal of a token. 409 once verification is over; 404 where the token is not ours."""
        await proposals.withdraw(given.token)

    return router


def _line(proposal: Proposal) -> dict[str, object]:
    fields = {name: getattr(proposal, name, None) for name in ProposalLine.model_fields}
    return {**fields, "proposal_id": proposal.id, "attachments": len(proposal.attachments)}
