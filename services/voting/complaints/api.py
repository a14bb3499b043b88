"""JSON routes of complaints: anybody complains and looks by the code; two people of the city answer."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.voting.casting.bodies import nonce_of
from services.voting.complaints.domain import Complaint, ComplaintState, Outcome, Subject
from services.voting.complaints.service import Complaints, Said
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, etag

READERS = (Role.COMMISSION, Role.OFFICER, Role.AUDITOR)
WORKERS = (Role.COMMISSION, Role.OFFICER)
"""Who enters what came on paper, and prepares answers; the commission alone confirms them."""
MOST_TEXT = 5_000
AT_ONCE = 50
Name = Annotated[str, Field(min_length=3, max_length=150)]
Email = Annotated[str, Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Address = Annotated[str, Field(min_length=3, max_length=200)]
Words = Annotated[str, Field(min_length=10, max_length=MOST_TEXT)]
Reason = Annotated[str, Field(min_length=5, max_length=1_000)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Complaining(_Body):
    """A complaint: who complains, how to answer them, of what."""

    subject: Subject
    name: Name
    email: Email | None = None
    address: Address | None = None
    text: Words

    @property
    def said(self) -> Said:
        """What is kept of it, sealed."""
        return Said(name=self.name, email=self.email or "", address=self.address or "", text=self.text)


class Entered(Complaining):
    """A complaint that came on paper; `sent_on`: the day of its post mark, or on which it was handed in."""

    sent_on: date


class Followed(BaseModel):
    """The code to follow a complaint by; it is given once."""

    code: str


class CodeSaid(_Body):
    """The code that somebody follows a complaint by."""

    code: Annotated[str, Field(max_length=40)]


class ComplaintTold(BaseModel):
    """What who complains may know: how far it is, until when it is answered, and the answer."""

    number: int
    state: ComplaintState
    due_at: datetime
    outcome: Outcome | None
    answer: str | None


class ComplaintShown(BaseModel):
    """A complaint in the list."""

    id: str
    number: int
    subject: Subject
    state: ComplaintState
    filed_at: datetime
    due_at: datetime
    outcome: Outcome | None
    version: int


class ComplaintRead(ComplaintShown):
    """A complaint for who answers it; `said` is null where it was destroyed."""

    said: Said | None
    prepared: str | None
    prepared_outcome: Outcome | None
    prepared_by: str | None
    answer: str | None


class ComplaintList(BaseModel):
    """Complaints in the order of their numbers, at most fifty; go on `after` the last number."""

    items: list[ComplaintShown]


class ComplaintFigures(BaseModel):
    """Until when one can complain, and how many have: what everybody may know."""

    until: datetime
    explanation: tuple[str, ...]
    received: int
    answered: int
    upheld: int


class AnswerGiven(_Body):
    """An answer for a second person to confirm."""

    outcome: Outcome
    answer: Words


class Because(_Body):
    """Why an answer is sent back."""

    reason: Reason


def routes(complaints: Complaints) -> APIRouter:
    """Give the routes of complaints."""
    router = APIRouter(prefix="/api/voting/v1/editions/{edition_id}/complaints", tags=["complaints"])

    @router.post("", dependencies=[anyone()], status_code=201)
    async def file(
        edition_id: Id, body: Complaining, idempotency_key: Annotated[str | None, Header()] = None
    ) -> Followed:
        """Complain. The key (16 to 100 plain characters) sent again with the same words gives the same code.

        409 when it is too late.
        """
        nonce = nonce_of(idempotency_key)
        return Followed(code=await complaints.file(edition_id, body.subject, body.said, nonce))

    @router.post("/paper", dependencies=[only(*WORKERS)], status_code=201)
    async def enter(
        edition_id: Id, body: Entered, request: Request, idempotency_key: Annotated[str | None, Header()] = None
    ) -> Followed:
        """Enter a complaint that came on paper: the day on which it was sent decides whether it is in time."""
        nonce, by = nonce_of(idempotency_key), signed_in(request)
        return Followed(code=await complaints.enter(edition_id, body.subject, body.said, body.sent_on, nonce, by))

    @router.post("/state", dependencies=[anyone()])
    async def tell(edition_id: Id, said: CodeSaid) -> ComplaintTold:
        """Tell how far a complaint is. By POST: a code in an address would stand in logs."""
        found = await complaints.by_code(edition_id, said.code)
        return ComplaintTold(
            number=found.number,
            state=found.state,
            due_at=found.due_at,
            outcome=found.outcome,
            answer=complaints.answer(found),
        )

    @router.get("/figures", dependencies=[anyone()])
    async def figures(edition_id: Id) -> ComplaintFigures:
        """Count the complaints."""
        period = await complaints.period(edition_id)
        return ComplaintFigures.model_validate(period.model_dump())

    @router.get("", dependencies=[only(*READERS)])
    async def list_all(edition_id: Id, after: Annotated[int, Query(ge=0)] = 0) -> ComplaintList:
        """List complaints."""
        found = await complaints.store.complaints(edition_id, after, AT_ONCE)
        return ComplaintList(items=[_shown(one) for one in found])

    @router.get("/{complaint_id}", dependencies=[only(*READERS)])
    async def read(edition_id: Id, complaint_id: Id, request: Request, response: Response) -> ComplaintRead:
        """Show a complaint. Its ETag is its version. The reading is written down."""
        found, said = await complaints.read(edition_id, complaint_id, signed_in(request))
        response.headers["ETag"] = etag(found.version)
        return ComplaintRead(
            **_shown(found).model_dump(),
            said=said,
            prepared=complaints.prepared(found),
            prepared_outcome=found.prepared.outcome if found.prepared else None,
            prepared_by=found.prepared.by_name if found.prepared else None,
            answer=complaints.answer(found),
        )

    @router.put("/{complaint_id}/answer", dependencies=[only(*WORKERS)], status_code=204)
    async def prepare(edition_id: Id, complaint_id: Id, body: AnswerGiven, version: IfMatch, request: Request) -> None:
        """Prepare an answer. 412 where the complaint has changed, 409 where an answer waits or was given."""
        by = signed_in(request)
        await complaints.prepare(edition_id, complaint_id, version, body.outcome, body.answer, by)

    @router.put("/{complaint_id}/confirmation", dependencies=[only(Role.COMMISSION)], status_code=204)
    async def confirm(edition_id: Id, complaint_id: Id, version: IfMatch, request: Request) -> None:
        """Confirm the answer. 403 for one's own, 412 where the complaint has changed."""
        await complaints.confirm(edition_id, complaint_id, version, signed_in(request))

    @router.put("/{complaint_id}/return", dependencies=[only(Role.COMMISSION)], status_code=204)
    async def send_back(edition_id: Id, complaint_id: Id, body: Because, version: IfMatch, request: Request) -> None:
        """Send the answer back. 403 for one's own, 412 where the complaint has changed."""
        await complaints.send_back(edition_id, complaint_id, version, body.reason, signed_in(request))

    return router


def _shown(complaint: Complaint) -> ComplaintShown:
    return ComplaintShown.model_validate(complaint.model_dump(include=set(ComplaintShown.model_fields)))
