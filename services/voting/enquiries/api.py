"""JSON routes of enquiries: a resident asks and reports, an officer asks at the desk, the commission settles."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.voting.ballots.domain.envelope import Channel
from services.voting.casting.bodies import VoterSays
from services.voting.doubts.api import CHECKERS, Words
from services.voting.enquiries.domain import Answer, Report
from services.voting.enquiries.service import Enquiries
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class AskedAtDesk(BaseModel):
    """Whom an officer asks for. `choice`: which of those who may be meant, from 1; 0 where there is no question."""

    model_config = _CLOSED

    voter: VoterSays
    document_seen: Literal[True]
    choice: Annotated[int, Field(ge=0, le=50)] = 0


class Answered(BaseModel):
    """Whether a ballot of theirs is in the box, and by which channels; `void`: there were two, and neither counts.

    `replaced`: how those came that it has replaced.
    """

    id: str
    ballot: bool
    channels: tuple[Channel, ...]
    replaced: tuple[Channel, ...]
    void: bool


class AnsweredAtDesk(Answered):
    """The same at the desk. `nobody`: nobody like that is on the roll, so that no ballot means nothing."""

    nobody: bool


class Reported(BaseModel):
    """The number of a report."""

    number: int


class ReportShown(BaseModel):
    """A report; its ETag is its version. `envelopes`: the random ids of what lies in the box."""

    id: str
    number: int
    channels: tuple[Channel, ...]
    replaced: tuple[Channel, ...]
    envelopes: tuple[str, ...]
    settled: bool
    version: int


class ReportList(BaseModel):
    """The reports of an edition, those that wait first."""

    items: list[ReportShown]


class Outcome(BaseModel):
    """How a report ended."""

    model_config = _CLOSED

    words: Words


def routes(enquiries: Enquiries) -> APIRouter:
    """Give the routes of enquiries.

    No question is kept with a request's key: such a digest of a name or a number can be guessed.
    """
    router = APIRouter(prefix="/api/voting/v1/editions/{edition_id}", tags=["enquiries"])

    @router.post("/enquiries", dependencies=[anyone()])
    async def ask(edition_id: Id, voter: VoterSays) -> Answered:
        """Tell whether a ballot of this person is in the box. 409 where the answer is given at the desk alone.

        Who is not on the roll reads what who has no ballot reads. 429 after three questions of a person in a day.
        """
        return _answered(await enquiries.ask(edition_id, voter.identity()))

    @router.post("/enquiries/desk", dependencies=[only(*CHECKERS)])
    async def ask_at_desk(edition_id: Id, asked: AskedAtDesk, request: Request) -> AnsweredAtDesk:
        """Tell an officer who has seen the person's identity document; the look is kept with the officer's name."""
        by = signed_in(request)
        told = await enquiries.ask_at_desk(edition_id, asked.voter.identity(), asked.choice, by)
        return AnsweredAtDesk(nobody=told.nobody, **_answered(told.answer).model_dump())

    @router.put("/enquiries/{enquiry_id}/report", dependencies=[anyone()])
    async def report(edition_id: Id, enquiry_id: Id) -> Reported:
        """Report that the ballot found by a question is not one's own. Sent again, it is the same report."""
        return Reported(number=await enquiries.report(edition_id, enquiry_id))

    @router.get("/reports", dependencies=[only(Role.COMMISSION, Role.AUDITOR)])
    async def list_reports(edition_id: Id) -> ReportList:
        """List the reports."""
        return ReportList(items=[_shown(one) for one in await enquiries.store.reports(edition_id)])

    @router.get("/reports/{report_id}", dependencies=[only(Role.COMMISSION, Role.AUDITOR)])
    async def read(edition_id: Id, report_id: Id, response: Response) -> ReportShown:
        """Show a report."""
        found = await enquiries.store.report(edition_id, report_id)
        response.headers["ETag"] = etag(found.version)
        return _shown(found)

    @router.put("/reports/{report_id}/outcome", dependencies=[only(Role.COMMISSION)], status_code=204)
    async def settle(edition_id: Id, report_id: Id, given: Outcome, version: IfMatch, request: Request) -> None:
        """Say how a report ended."""
        await enquiries.settle(edition_id, report_id, version, given.words, signed_in(request))

    return router


def _answered(found: Answer) -> Answered:
    return Answered(ballot=bool(found.channels) and not found.void, **found.model_dump())


def _shown(report: Report) -> ReportShown:
    fields = set(ReportShown.model_fields) - {"settled"}
    return ReportShown(settled=report.settled, **report.model_dump(include=fields))
