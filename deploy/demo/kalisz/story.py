"""Reads the story that the demonstration plays into frozen models and checks that its parts fit. It plays nothing."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator
from pydantic_core import to_jsonable_python

from deploy.demo.desks import ScriptedDesks
from deploy.demo.kalisz.building import Course, CourseKind, StoryBuilding, building_faults
from deploy.demo.kalisz.ceremony import StoryCeremony
from deploy.demo.kalisz.council import StoryCouncil, council_faults
from deploy.demo.kalisz.desks import desk_faults
from deploy.demo.kalisz.initiatives import StoryInitiatives
from deploy.demo.kalisz.media import media_faults
from deploy.demo.kalisz.opinions import OpinionRound, opinion_faults
from deploy.demo.kalisz.talks import StoryQuestion, StoryRequest, talk_faults
from deploy.demo.meeting import ScriptedMeeting
from deploy.demo.scripted_media import ScriptedMedia
from shared.clock import WARSAW
from shared.contracts.base import Line, Text
from shared.contracts.intake import Area, CostItem, EditionRules, Pool, PoolKind, Section, Selection, Window

GROSZE = 100
"""The files hold whole złoty, because people read them."""

_DESKS = ("partners", "memorials", "letters", "patronage")

Paragraph = Annotated[Text, AfterValidator(str.strip)]
T = TypeVar("T")


class StoryDoesNotFit(ValueError):
    """Parts of the story contradict one another; `faults` names each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Assumptions(_Part):
    """What no public source tells about Kalisz's rules, and what the demonstration therefore takes for granted."""

    local_money: Literal["one_pool"]
    leftover: Literal["returns_to_city"]
    web_and_paper: Literal["first", "last", "paper_wins", "void_all"]
    appeal_days: int = Field(ge=1, description="Calendar days.")


class Outcome(StrEnum):
    """What becomes of a proposal before the vote."""

    ADMITTED = "admitted"
    FORMAL = "formal"
    """Fails the formal check."""
    MERIT = "merit"
    """Is refused on its merits."""


class Statement(_Part):
    """What another unit is asked about its part of a proposal, and what it says; it is always for it."""

    unit: str
    question: Text
    text: Text


class Proposal(_Part):
    """A made-up proposal and its planned way to the ballot. Money in grosze."""

    id: str = Field(pattern=r"^[a-z0-9-]+$", max_length=64)
    title: Line
    summary: Line
    description: Paragraph
    pool: str
    area: str | None = None
    category: Line
    location: Line
    latitude: float = Field(ge=51.71, le=51.81)
    longitude: float = Field(ge=18.04, le=18.14)
    cost_items: tuple[CostItem, ...] = Field(min_length=2, max_length=5)
    cost: int = Field(gt=0)
    signatures: int = Field(ge=0)
    from_initiative: str | None = None
    """The key of the refused initiative that it was made from."""
    signatures_at_first: int | None = Field(default=None, ge=0)
    """With how many it is filed, where its applicant brings the rest after a call; else it is filed with all."""
    unit: str | None = None
    """The symbol of the unit that reviews it; None where the formal check is the end."""
    opinion: Text | None = None
    statement: Statement | None = None
    """What the unit that reviews it asks another one; None: nothing."""
    reviewed_cost: int
    """The cost after the review; the applicant's own where the unit changed nothing."""
    outcome: Outcome = Outcome.ADMITTED
    reason: Text | None = None
    appeal: Text | None = None
    """What its applicant says against a refusal on the merits; the second review confirms the refusal."""
    appeal_answer: Text | None = None
    course: str | None = None
    """The course that its building takes should it win."""
    popularity: float = Field(ge=0.2, le=5)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if sum(item.amount for item in self.cost_items) != self.cost:
            raise ValueError(f"{self.id}: the cost items do not add up to {self.cost}")
        if (self.outcome is Outcome.ADMITTED) == (self.reason is not None):
            raise ValueError(f"{self.id}: a reason belongs to a refusal and to nothing else")
        if (self.appeal is None) != (self.appeal_answer is None):
            raise ValueError(f"{self.id}: an appeal has an answer")
        if self.appeal is not None and self.outcome is not Outcome.MERIT:
            raise ValueError(f"{self.id}: an appeal is against a refusal on the merits")
        reviewed = self.outcome is not Outcome.FORMAL
        if reviewed != (self.unit is not None) or reviewed != (self.opinion is not None):
            raise ValueError(f"{self.id}: a unit and its opinion belong to what passes the formal check")
        if self.statement is not None and (not reviewed or self.statement.unit == self.unit):
            raise ValueError(f"{self.id}: another unit is asked about what passes the formal check")
        if (self.outcome is Outcome.ADMITTED) != (self.course is not None):
            raise ValueError(f"{self.id}: a course belongs to what may win")
        return self


class Pair(_Part):
    """Two proposals for the same place, and whether at most one of them can win."""

    between: tuple[str, str]
    excluding: bool
    reason: Text


class Article(_Part):
    """News of the city's site, or a page of it; `body` is Markdown, `published_at` is UTC."""

    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    title: Line
    lead: Line
    body: Paragraph
    kind: Literal["article", "page"] = "article"
    published_at: datetime


class CalendarEntry(_Part):
    """What takes place in the city, or why it does not; UTC."""

    title: Line
    starts: datetime
    ends: datetime
    place: Line
    description: Text | None = None
    cancelled: Text | None = None


class Story(_Part):
    """All that the demonstration plays."""

    rules: EditionRules
    assumptions: Assumptions
    units: dict[str, str]
    """Names of units by symbol."""
    streets: dict[str, tuple[str, ...]]
    """Streets by the id of the area."""
    proposals: tuple[Proposal, ...]
    pairs: tuple[Pair, ...]
    """Pairs of admitted proposals."""
    rounds: tuple[OpinionRound, ...]
    """Rounds of opinions, the earlier first."""
    questions: tuple[StoryQuestion, ...]
    requests: tuple[StoryRequest, ...]
    """Requests for a change."""
    news: tuple[Article, ...]
    calendar: tuple[CalendarEntry, ...]
    building: StoryBuilding
    council: StoryCouncil
    initiatives: StoryInitiatives
    ceremony: StoryCeremony
    meeting: ScriptedMeeting
    desks: ScriptedDesks
    media: ScriptedMedia

    def admitted(self) -> tuple[Proposal, ...]:
        """Give the proposals that go to the vote."""
        return tuple(proposal for proposal in self.proposals if proposal.outcome is Outcome.ADMITTED)

    def cap_of(self, proposal: Proposal) -> int:
        """Give the most that `proposal` may cost, in grosze: its area's cap, else its pool's."""
        return self._limits(proposal).cap

    def signatures_for(self, proposal: Proposal) -> int:
        """Give how many signatures `proposal` needs."""
        return self._limits(proposal).signatures

    def progress(self, winners: Sequence[str]) -> dict[str, Course]:
        """Give the course of each winner (ids, best first).

        The first winner that fits is delayed, the last that fits is abandoned, so that the demonstration shows both.
        """
        courses = {course.id: course for course in self.building.courses}
        planned = {proposal.id: proposal.course for proposal in self.admitted()}
        chosen = {winner: courses[name] for winner in winners if (name := planned[winner])}
        for course in self.building.courses:
            fitting = [winner for winner in winners if planned[winner] in course.replaces]
            if fitting:
                chosen[fitting[-1 if course.kind is CourseKind.ABANDONED else 0]] = course
        return chosen

    def _limits(self, proposal: Proposal) -> Area | Pool:
        if proposal.area is not None:
            return next(area for area in self.rules.areas if area.id == proposal.area)
        return next(pool for pool in self.rules.pools if pool.id == proposal.pool)


def read_story(folder: Path) -> Story:
    """Read the story in `folder`; raises `StoryDoesNotFit`, or pydantic's error where a single part is malformed."""
    edition = _read(folder / "edition.toml")
    told, talks = _read(folder / "proposals.toml"), _read(folder / "talks.toml")
    story = Story(
        rules=_rules(edition),
        assumptions=Assumptions(**edition["assumptions"]),
        units=edition["units"],
        streets={area["id"]: tuple(area["streets"]) for area in edition["areas"]},
        proposals=tuple(_proposal(row) for row in told["proposals"]),
        pairs=tuple(Pair(**row) for row in told["pairs"]),
        rounds=tuple(OpinionRound(**row) for row in _read(folder / "opinions.toml")["rounds"]),
        questions=tuple(StoryQuestion(**_on_the_clock(row)) for row in talks["questions"]),
        requests=tuple(StoryRequest(**_on_the_clock(row)) for row in talks["requests"]),
        news=tuple(_article(row) for row in _read(folder / "news.toml")["news"]),
        calendar=tuple(CalendarEntry(**_on_the_clock(row)) for row in _read(folder / "calendar.toml")["entries"]),
        building=StoryBuilding(**_on_the_clock(_read(folder / "progress.toml"))),
        council=StoryCouncil(**_on_the_clock(_read(folder / "council.toml"))),
        initiatives=StoryInitiatives(**_on_the_clock(_read(folder / "initiatives.toml"))),
        ceremony=StoryCeremony(**_on_the_clock(_read(folder / "ceremony.toml"))),
        meeting=_as_sent(ScriptedMeeting, _read(folder / "meeting.toml")),
        desks=_as_sent(ScriptedDesks, {desk: _read(folder / f"{desk}.toml") for desk in _DESKS}),
        media=_as_sent(ScriptedMedia, _read(folder / "media.toml")),
    )
    if faults := _faults(story):
        raise StoryDoesNotFit(faults)
    return story


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _as_sent(kind: type[T], told: dict[str, Any]) -> T:
    """Give a part of the story in which what is sent is JSON from here on. Raises pydantic's error."""
    return TypeAdapter(kind).validate_python(to_jsonable_python(_on_the_clock(told)))


def _rules(edition: dict[str, Any]) -> EditionRules:
    caps = {name: złoty * GROSZE for name, złoty in edition["cost_classes"].items()}
    money = {"amount", "cap"}
    return EditionRules(
        number=edition["number"],
        year=edition["year"],
        name=edition["name"],
        city=edition["city"],
        resolution=edition["resolution"],
        expenditure_basis=edition["expenditure_basis"] * GROSZE,
        windows=tuple(_window(kind, *days) for kind, days in edition["windows"].items()),
        pools=tuple(
            Pool(**{key: value * GROSZE if key in money else value for key, value in row.items()})
            for row in edition["pools"]
        ),
        areas=tuple(
            Area(
                id=row["id"],
                name=row["name"],
                residents=row["residents"],
                cap=caps[row["cost_class"]],
                signatures=max(1, row["residents"] // 1000),
            )
            for row in edition["areas"]
        ),
        categories=tuple(edition["categories"]),
        sections=tuple(Section(**row) for row in edition["sections"]),
        selection=Selection(**edition["selection"]),
        identity=edition["identity"],
        online_support=edition["online_support"],
        age_groups=edition["age_groups"],
        double_vote=edition["assumptions"]["web_and_paper"],
    )


def _window(kind: str, first: date, last: date) -> Window:
    opens = datetime.combine(first, time(0), tzinfo=WARSAW).astimezone(UTC)
    closes = datetime.combine(last, time(23, 59, 59), tzinfo=WARSAW).astimezone(UTC)
    return Window.model_validate({"kind": kind, "opens": opens, "closes": closes})


def _proposal(row: dict[str, Any]) -> Proposal:
    latitude, longitude = row.pop("point")
    items = tuple(CostItem(name=name, amount=amount * GROSZE) for name, amount in row.pop("costs"))
    cost = row.pop("cost") * GROSZE
    reviewed = row.pop("reviewed_cost") * GROSZE if "reviewed_cost" in row else cost
    return Proposal(latitude=latitude, longitude=longitude, cost_items=items, cost=cost, reviewed_cost=reviewed, **row)


def _article(row: dict[str, Any]) -> Article:
    at = datetime.combine(row.pop("published_on"), time(9), tzinfo=WARSAW).astimezone(UTC)
    return Article(published_at=at, **row)


def _on_the_clock(row: dict[str, Any]) -> dict[str, Any]:
    """Take the moments of a row, also of the rows in it, for moments on the clocks of the city."""

    def read(value: Any) -> Any:
        if isinstance(value, dict):
            return _on_the_clock(value)
        if isinstance(value, list):
            return [read(one) for one in value]
        return value.replace(tzinfo=WARSAW).astimezone(UTC) if isinstance(value, datetime) else value

    return {name: read(value) for name, value in row.items()}


def _faults(story: Story) -> list[str]:
    """Name what does not fit between the parts: words that nobody defined, ids used twice."""
    faults = [
        f"{name} twice" for name, times in Counter([proposal.id for proposal in story.proposals]).items() if times > 1
    ]
    kinds = {pool.id: pool.kind for pool in story.rules.pools}
    areas = {area.id for area in story.rules.areas}
    courses = {course.id for course in story.building.courses}
    refused = {None, *(one.key for one in story.initiatives.initiatives if one.missing is None and not one.approved)}
    for proposal in story.proposals:
        known = (
            (proposal.pool in kinds, f"pool {proposal.pool}"),
            (proposal.category in story.rules.categories, f"category {proposal.category}"),
            (proposal.unit is None or proposal.unit in story.units, f"unit {proposal.unit}"),
            (proposal.statement is None or proposal.statement.unit in story.units, "unit of its statement"),
            (proposal.course is None or proposal.course in courses, f"course {proposal.course}"),
            (proposal.area is None or proposal.area in areas, f"area {proposal.area}"),
            (proposal.from_initiative in refused, f"initiative {proposal.from_initiative}"),
        )
        faults += [f"{proposal.id}: no {what}" for is_known, what in known if not is_known]
        if (kinds.get(proposal.pool) is PoolKind.LOCAL) != (proposal.area is not None):
            faults.append(f"{proposal.id}: an area belongs to a local project")
    admitted = {proposal.id for proposal in story.admitted()}
    faults += [f"{id}: not admitted" for pair in story.pairs for id in pair.between if id not in admitted]
    checked = {proposal.id: proposal.area for proposal in story.proposals if proposal.outcome is not Outcome.FORMAL}
    faults += opinion_faults(story.rounds, checked)
    faults += talk_faults(story.questions, story.requests, checked)
    faults += council_faults(story.council)
    faults += desk_faults(story.desks)
    faults += media_faults(story.media, story.units)
    faults += building_faults(story.building, story.units)
    faults += [
        f"{section.id}: no pool {pool}"
        for section in story.rules.sections
        for pool in section.pools
        if pool not in kinds
    ]
    return faults
