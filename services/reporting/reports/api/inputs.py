"""JSON routes of inputs: a unit gives its own and reads no other, an officer accepts or sends back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from services.reporting.council.api.given import CLOSED, Version, Why, Words
from services.reporting.council.api.resolutions import Said
from services.reporting.reports.domain.inputs import Execution, Given, Input, InputState, Return, Section
from services.reporting.reports.service.inputs import READERS, Inputs
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag

Number = Annotated[int, Path(ge=1, le=999)]


class ExecutionGiven(BaseModel):
    """How far the unit's part of a resolution is."""

    model_config = CLOSED

    resolution_id: Id
    status: Said
    text: Words


class InputGiven(BaseModel):
    """What a unit has to say; `nothing`: that there is nothing, and then nothing else."""

    model_config = CLOSED

    nothing: bool = False
    executions: Annotated[tuple[ExecutionGiven, ...], Field(max_length=500)] = ()
    texts: Mapping[Section, Words] = {}

    def given(self) -> Given:
        """Give it in the words of the domain."""
        said = tuple(Execution(**one.model_dump()) for one in self.executions)
        return Given(nothing=self.nothing, executions=said, texts=dict(self.texts))


class ReasonGiven(BaseModel):
    """What the unit is asked to mend."""

    model_config = CLOSED

    reason: Why


class InputShown(BaseModel):
    """The input of a unit. `version` is what If-Match must name."""

    number: int
    unit: str
    unit_name: str
    state: InputState
    due_at: datetime
    explanation: tuple[str, ...]
    given: Given | None
    sent_at: datetime | None
    returns: tuple[Return, ...]
    version: int


class InputLine(BaseModel):
    """Where the input of a unit stands."""

    number: int
    unit: str
    unit_name: str
    state: InputState
    due_at: datetime
    late: bool
    nothing: bool


class InputList(BaseModel):
    """The inputs of a report in the order of the units."""

    items: list[InputLine]


def routes(inputs: Inputs) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/council-reports/{report_id}/inputs")

    @router.get("", dependencies=[only(*READERS)])
    async def list_inputs(report_id: Id) -> InputList:
        """Tell where the input of each unit stands."""
        now = inputs.clock.now()
        return InputList(items=[_line(one, now) for one in await inputs.store.inputs(report_id)])

    @router.get("/{number}", dependencies=[only(Role.UNIT_REVIEWER, *READERS)])
    async def get_input(report_id: Id, number: Number, request: Request, response: Response) -> InputShown:
        """Give an input; 403 for another unit's."""
        one = await inputs.shown_to(report_id, number, signed_in(request))
        response.headers["ETag"] = etag(one.version)
        return InputShown(**one.model_dump(include=set(InputShown.model_fields)))

    @router.post("/{number}/submission", dependencies=[only(Role.UNIT_REVIEWER), Keyed])
    async def submit(report_id: Id, number: Number, given: InputGiven, version: IfMatch, request: Request) -> Version:
        """Send a unit's input to an officer.

        403 for another unit's, 409 where it was sent or the report waits for approval, 412, 422 where it says nothing
        and something, neither, or speaks of another unit's resolution.
        """
        return Version(version=await inputs.submit(report_id, number, version, given.given(), signed_in(request)))

    @router.post("/{number}/acceptance", dependencies=[only(Role.OFFICER), Keyed])
    async def accept(report_id: Id, number: Number, version: IfMatch, request: Request) -> Version:
        """Accept an input: what it says of resolutions goes into the register. 409 where none waits, 412."""
        return Version(version=await inputs.accept(report_id, number, version, signed_in(request)))

    @router.post("/{number}/return", dependencies=[only(Role.OFFICER), Keyed])
    async def send_back(
        report_id: Id, number: Number, given: ReasonGiven, version: IfMatch, request: Request
    ) -> Version:
        """Ask the unit for something else. 409 where none waits, 412."""
        return Version(version=await inputs.send_back(report_id, number, version, given.reason, signed_in(request)))

    return router


def _line(one: Input, now: datetime) -> InputLine:
    told = one.model_dump(include={"number", "unit", "unit_name", "state", "due_at"})
    return InputLine(**told, late=one.late(now), nothing=bool(one.given and one.given.nothing))
