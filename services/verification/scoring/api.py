"""JSON routes of the scoring: criteria, meetings, cards, the result."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.verification.initiatives.api import READERS, TEAM
from services.verification.scoring.domain import (
    MOST_AT_MEETING,
    Band,
    Criteria,
    Criterion,
    Figure,
    Given,
    Meeting,
    Result,
    ScoreCard,
    Scoring,
    ScoringState,
)
from services.verification.scoring.service import Scorings
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag

Points = Annotated[int, Field(ge=0, le=1_000)]
Resolution = Annotated[str, Field(min_length=3, max_length=200)]
CriterionName = Annotated[str, Field(min_length=3, max_length=200)]
CriterionCode = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]
Guidance = Annotated[str, Field(max_length=1_000)]
ScoreReason = Annotated[str, Field(min_length=3, max_length=2_000)]
ConflictReason = Annotated[str, Field(min_length=3, max_length=1_000)]
MOST_CRITERIA = 20
MOST_BANDS = 20


class BandGiven(BaseModel):
    """Up to this share (hundredths of a percent; null: above the row before), this many points."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)

    up_to: Annotated[int, Field(ge=0, le=10_000)] | None
    points: Points


class CriterionGiven(BaseModel):
    """What is scored. With `figure` and `bands` the points are computed, else members give them."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, from_attributes=True)

    code: CriterionCode
    name: CriterionName
    guidance: Guidance = ""
    least: Points = 0
    most: Annotated[int, Field(ge=1, le=1_000)]
    figure: Figure | None = None
    bands: Annotated[tuple[BandGiven, ...], Field(max_length=MOST_BANDS)] = ()

    @property
    def criterion(self) -> Criterion:
        """Give it as the use cases take it."""
        bands = tuple(Band(**band.model_dump()) for band in self.bands)
        return Criterion(**self.model_dump(exclude={"bands"}), bands=bands)


class CriteriaGiven(BaseModel):
    """The criteria of a resolution; they hold for what is filed from `in_force_from` on."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    resolution: Resolution
    in_force_from: date
    criteria: Annotated[tuple[CriterionGiven, ...], Field(min_length=1, max_length=MOST_CRITERIA)]
    pass_mark: Annotated[int, Field(ge=0, le=20_000)] | None = None


class CriteriaSet(BaseModel):
    """The criteria that were written down."""

    criteria_id: str


class CriteriaShown(BaseModel):
    """Criteria of a resolution."""

    criteria_id: str
    resolution: str
    in_force_from: date
    criteria: list[CriterionGiven]
    pass_mark: int | None
    most: int
    set_at: datetime


class CriteriaList(BaseModel):
    """All criteria, the newest first."""

    items: list[CriteriaShown]


class MeetingGiven(BaseModel):
    """A meeting of the Team: its day, and the initiatives (ids) whose scoring it opens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    held_on: date
    initiatives: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_AT_MEETING)]


class MeetingOpened(BaseModel):
    """The meeting that was opened."""

    meeting_id: str
    number: int


class MeetingShown(BaseModel):
    """A meeting of the Team: its day in Warsaw's calendar, and the initiatives (ids) whose scoring it has opened."""

    meeting_id: str
    number: int
    year: int
    held_on: date
    initiatives: tuple[str, ...]
    opened_at: datetime


class MeetingList(BaseModel):
    """The newest meetings, the newest first."""

    items: list[MeetingShown]


class ScoreGiven(BaseModel):
    """What a member gives by one criterion, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    code: CriterionCode
    points: Points
    reason: ScoreReason


class CardGiven(BaseModel):
    """A whole card: every criterion that is not computed, once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scores: Annotated[tuple[ScoreGiven, ...], Field(min_length=1, max_length=MOST_CRITERIA)]

    @property
    def given(self) -> tuple[Given, ...]:
        """Give it as the use cases take it."""
        return tuple(Given(**score.model_dump()) for score in self.scores)


class ConflictDeclared(BaseModel):
    """Why the member takes no part."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    reason: ConflictReason


class CardSent(BaseModel):
    """How often the card was sent; the next sending names it in If-Match."""

    initiative_id: str
    version: int


class ConflictNoted(BaseModel):
    """The member is excused."""

    initiative_id: str
    excused: bool


class ScoringClosedShown(BaseModel):
    """The state and version of the scoring."""

    initiative_id: str
    state: ScoringState
    version: int


class ScoringShown(BaseModel):
    """A scoring as the caller may see it: `cards` that count, only once one's own is sent or the chair has closed.

    `own_version` is what one's own card's next sending names in If-Match; `version` is that for closing.
    """

    initiative_id: str
    meeting_id: str
    criteria_id: str
    resolution: str
    state: ScoringState
    sent: int
    excused: int
    cards: list[ScoreCard] | None
    own_version: int
    result: Result | None
    version: int


def routes(scorings: Scorings) -> APIRouter:
    """Give the routes of the scoring."""
    router = APIRouter(prefix="/api/verification/v1", tags=["scoring"])

    @router.get("/scoring-criteria", dependencies=[only(*READERS)])
    async def list_criteria() -> CriteriaList:
        """List the criteria of all resolutions."""
        return CriteriaList(items=[_criteria(one) for one in await scorings.store.criteria()])

    @router.get("/scoring-criteria/{criteria_id}", dependencies=[only(*READERS)])
    async def get_criteria(criteria_id: Id) -> CriteriaShown:
        """Give the criteria of a resolution."""
        return _criteria(await scorings.store.one_criteria(criteria_id))

    @router.post("/scoring-criteria", dependencies=[only(Role.OFFICER), Keyed])
    async def set_criteria(given: CriteriaGiven, request: Request) -> CriteriaSet:
        """Write down the criteria of a resolution. They are never changed: another resolution brings other criteria.

        409 where others are in force from the same day, 422 where nobody could score by them.
        """
        done = await scorings.set_criteria(
            resolution=given.resolution,
            in_force_from=given.in_force_from,
            criteria=[one.criterion for one in given.criteria],
            pass_mark=given.pass_mark,
            by=signed_in(request),
        )
        return CriteriaSet.model_validate(done)

    @router.post("/team-meetings", dependencies=[only(Role.OFFICER, Role.TEAM_CHAIR), Keyed])
    async def open_meeting(given: MeetingGiven, request: Request) -> MeetingOpened:
        """Open the scoring of initiatives that wait for the Team, all of them or none.

        409 where one does not wait for it, has been opened already, or no criteria were in force when it was filed.
        """
        person = signed_in(request)
        done = await scorings.open_meeting(held_on=given.held_on, initiatives=given.initiatives, by=person)
        return MeetingOpened.model_validate(done)

    @router.get("/team-meetings", dependencies=[only(*READERS)])
    async def list_meetings() -> MeetingList:
        """List the newest meetings."""
        return MeetingList(items=[_meeting(one) for one in await scorings.store.meetings()])

    @router.get("/team-meetings/{meeting_id}", dependencies=[only(*READERS)])
    async def get_meeting(meeting_id: Id) -> MeetingShown:
        """Give a meeting. Its protocol is a page's: PDF and DOCX."""
        return _meeting(await scorings.store.meeting(meeting_id))

    @router.get("/initiatives/{initiative_id}/scoring", dependencies=[only(*READERS)])
    async def get_scoring(initiative_id: Id, request: Request, response: Response) -> ScoringShown:
        """Give a scoring as the caller may see it. Its ETag is what its closing must name in If-Match."""
        scoring = await scorings.scoring(initiative_id)
        response.headers["ETag"] = etag(scoring.version)
        return _shown(scoring, signed_in(request).id)

    @router.post("/initiatives/{initiative_id}/scoring/card", dependencies=[only(*TEAM), Keyed])
    async def send_score_card(
        initiative_id: Id, given: CardGiven, version: IfMatch, request: Request, response: Response
    ) -> CardSent:
        """Send one's own card, or correct it until the chair closes; If-Match: how often it was sent, "0" at first.

        403 for a member who is excused, 409 where the scoring is closed, 412 where it was sent from elsewhere, 422
        where a criterion is missing, unknown, unexplained or out of its range.
        """
        done = await scorings.send(initiative_id, version, given.given, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return CardSent.model_validate(done)

    @router.post("/initiatives/{initiative_id}/scoring/conflict", dependencies=[only(*TEAM), Keyed])
    async def declare_conflict(initiative_id: Id, given: ConflictDeclared, request: Request) -> ConflictNoted:
        """Declare a conflict of interest: a card that one has sent does not count any more. 409 where it is closed."""
        done = await scorings.excuse(initiative_id, reason=given.reason, by=signed_in(request))
        return ConflictNoted.model_validate(done)

    @router.post("/initiatives/{initiative_id}/scoring/closing", dependencies=[only(Role.TEAM_CHAIR), Keyed])
    async def close_scoring(
        initiative_id: Id, version: IfMatch, request: Request, response: Response
    ) -> ScoringClosedShown:
        """Close the scoring: its result is final, the mayor decides. 409 where it is closed or nobody has scored."""
        done = await scorings.close(initiative_id, version, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return ScoringClosedShown.model_validate(done)

    return router


def _criteria(criteria: Criteria) -> CriteriaShown:
    told = criteria.model_dump(include={"resolution", "in_force_from", "pass_mark", "set_at", "most"})
    shown = [CriterionGiven.model_validate(one) for one in criteria.criteria]
    return CriteriaShown(criteria_id=criteria.id, criteria=shown, most=criteria.most, **told)


def _meeting(meeting: Meeting) -> MeetingShown:
    return MeetingShown(meeting_id=meeting.id, **meeting.model_dump(include=set(MeetingShown.model_fields)))


def _shown(scoring: Scoring, person_id: str) -> ScoringShown:
    own = scoring.card_of(person_id)
    return ScoringShown(
        initiative_id=scoring.id,
        meeting_id=scoring.meeting_id,
        criteria_id=scoring.criteria.id,
        resolution=scoring.criteria.resolution,
        state=scoring.state,
        sent=len(scoring.counting),
        excused=len(scoring.excuses),
        cards=list(scoring.counting) if scoring.shows_cards_to(person_id) else None,
        own_version=own.version if own else 0,
        result=scoring.result,
        version=scoring.version,
    )
