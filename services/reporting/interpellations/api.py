"""JSON routes of interpellations: everybody reads them; officers, units and the mayor work on them."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from services.reporting.interpellations.domain import Interpellation, Letter, Signatory
from services.reporting.interpellations.service import Interpellations, Wanted
from shared.access import Role, anyone, only, signed_in
from shared.case_numbers import CaseNumber, NotACaseNumber
from shared.contracts.base import Id
from shared.contracts.reporting import InterpellationKind
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_PADDING = 4


def _readable(text: str) -> str:
    try:
        return CaseNumber.parse(text).format(_PADDING)
    except NotACaseNumber:
        raise ValueError("no sign of a case") from None


def _some(least: int, most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Day = Annotated[date, Field(ge=date(1990, 1, 1), lt=date(2200, 1, 1))]
Number = Annotated[int, Field(ge=1, le=9_999)]
Name = Annotated[str, _some(3, 200)]
Topic = Annotated[str, _some(5, 300)]
Text = Annotated[str, _some(10, 20_000)]
Why = Annotated[str, _some(5, 2_000)]
Sign = Annotated[str, Field(max_length=60), AfterValidator(_readable)]


class LetterGiven(BaseModel):
    """What is written down. `councillor`: who asks; `received_on`: when the mayor got it; `sign`: WRM.0003.0009.2025.

    `text` is read by everybody at once: what is private in it is left out.
    """

    model_config = _CLOSED

    kind: InterpellationKind
    number: Number
    councillor: Name
    topic: Topic
    text: Text
    received_on: Day
    sign: Sign | None = None

    def letter(self) -> Letter:
        """Give it in the words of the domain."""
        return Letter(**{name: getattr(self, name) for name in Letter.model_fields})


class ChangeGiven(LetterGiven):
    """The whole as it is to be, and why."""

    reason: Why


class AssignmentGiven(BaseModel):
    """The symbol of the unit that prepares the answer."""

    model_config = _CLOSED

    unit: Id


class DraftGiven(BaseModel):
    """What the unit proposes to answer."""

    model_config = _CLOSED

    text: Text


class ReturnGiven(BaseModel):
    """Why a draft goes back."""

    model_config = _CLOSED

    reason: Why


class AnswerGiven(BaseModel):
    """The answer. `name`: of who signs it; `on`: the day of the answer."""

    model_config = _CLOSED

    text: Text
    on: Day
    signatory: Signatory
    name: Name


class Made(BaseModel):
    """The id of what was made."""

    id: str


class Version(BaseModel):
    """The version that the change made."""

    version: int


class AnswerShown(BaseModel):
    """The answer as it was given."""

    text: str
    on: date
    signatory: Signatory
    name: str


class InterpellationLine(BaseModel):
    """One in a list. `late`: it waits longer than the act allows; `late_days`: by so many days its answer came late."""

    interpellation_id: str
    kind: InterpellationKind
    number: int
    year: int
    councillor: str
    topic: str
    received_on: date
    due_at: datetime
    answered_on: date | None
    late: bool
    late_days: int


class InterpellationShown(InterpellationLine):
    """One with its text, how its term was found, and its answer. `version` is what If-Match must name."""

    text: str
    sign: str | None
    explanation: tuple[str, ...]
    unit_name: str | None
    answer: AnswerShown | None
    version: int


class InterpellationList(BaseModel):
    """A part of them; `next` is the key to go on after."""

    items: list[InterpellationLine]
    next: str | None


def routes(interpellations: Interpellations) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/reporting/v1/interpellations", tags=["interpellations"])

    @router.post("", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def receive_interpellation(given: LetterGiven) -> Made:
        """Write one down. 409 where its number is taken in the year, 422 for a day that has not come."""
        return Made(id=await interpellations.receive(given.letter()))

    @router.get("", dependencies=[anyone()])
    async def list_interpellations(
        request: Request,
        response: Response,
        waiting: Annotated[bool | None, Query(description="Only without an answer, or only answered.")] = None,
        late: Annotated[bool, Query(description="Only what waits longer than the act allows.")] = False,
        year: Annotated[int | None, Query(ge=1990, le=2200)] = None,
        after: After = None,
        limit: Limit = 50,
    ) -> InterpellationList:
        """List them in a stable order."""
        now = interpellations.clock.now()
        wanted = Wanted(waiting, now if late else None, year)
        found = await interpellations.store.after(wanted, after or "", limit + 1)
        more = found[limit - 1].id if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return InterpellationList(items=[InterpellationLine(**_line(one, now)) for one in found[:limit]], next=more)

    @router.get("/{interpellation_id}", dependencies=[anyone()])
    async def get_interpellation(interpellation_id: Id, response: Response) -> InterpellationShown:
        """Give one with its answer; never a draft."""
        one = await interpellations.store.get(interpellation_id)
        response.headers["ETag"] = etag(one.version)
        told = one.model_dump(include={"text", "sign", "explanation", "unit_name", "version"})
        answer = AnswerShown(**one.answer.model_dump(exclude={"at"})) if one.answer else None
        return InterpellationShown(**_line(one, interpellations.clock.now()), **told, answer=answer)

    @router.put("/{interpellation_id}", dependencies=[only(Role.OFFICER)])
    async def change_interpellation(
        interpellation_id: Id, given: ChangeGiven, version: IfMatch, request: Request
    ) -> Version:
        """Put right what was written down wrongly. 409 once it is answered, 412 where it has changed meanwhile."""
        by = signed_in(request)
        new = await interpellations.change(interpellation_id, version, given.letter(), reason=given.reason, by=by)
        return Version(version=new)

    @router.post("/{interpellation_id}/assignment", dependencies=[only(Role.OFFICER), Keyed])
    async def assign_interpellation(interpellation_id: Id, given: AssignmentGiven, version: IfMatch) -> Version:
        """Ask a unit for a draft. 409 where the mayor has one or it is answered, 412 as above, 422 for no such unit."""
        return Version(version=await interpellations.assign(interpellation_id, version, given.unit))

    @router.post("/{interpellation_id}/draft", dependencies=[only(Role.UNIT_REVIEWER), Keyed])
    async def draft_answer(interpellation_id: Id, given: DraftGiven, version: IfMatch, request: Request) -> Version:
        """Give the unit's draft to the mayor. 403 for another unit, 409 where none is wanted, 412 as above."""
        return Version(version=await interpellations.draft(interpellation_id, version, given.text, signed_in(request)))

    @router.post("/{interpellation_id}/return", dependencies=[only(Role.MAYOR), Keyed])
    async def return_draft(interpellation_id: Id, given: ReturnGiven, version: IfMatch, request: Request) -> Version:
        """Ask the unit for another draft. 409 where there is none, 412 as above."""
        by = signed_in(request)
        return Version(version=await interpellations.send_back(interpellation_id, version, given.reason, by))

    @router.post("/{interpellation_id}/answer", dependencies=[only(Role.MAYOR), Keyed])
    async def answer_interpellation(interpellation_id: Id, given: AnswerGiven, version: IfMatch) -> Version:
        """Answer, for everybody to read. 409 where it is answered, 412 as above, 422 for an impossible day."""
        return Version(version=await interpellations.answer(interpellation_id, version, **given.model_dump()))

    return router


def _line(one: Interpellation, now: datetime) -> dict[str, object]:
    return {
        **one.model_dump(include={"kind", "number", "year", "councillor", "topic", "received_on", "due_at"}),
        "interpellation_id": one.id,
        "answered_on": one.answer.on if one.answer else None,
        "late": one.late(now),
        "late_days": one.late_days,
    }
