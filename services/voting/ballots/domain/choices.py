"""What a voter may mark in a section of the ballot (sekcja karty). It must not say what a mark is worth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Choice = tuple[str, int]
"""A project's id and the points the voter gives it: 1 wherever the ballot does not ask for points."""

Choices = Mapping[str, Sequence[Choice]]
"""A whole ballot: what is marked in each section, by the section's id; in order of preference where places count."""


class VoteType(StrEnum):
    """How a section is filled in, by the names of Pabulib."""

    APPROVAL = "approval"
    CHOOSE_1 = "choose-1"
    ORDINAL = "ordinal"
    CUMULATIVE = "cumulative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many projects, points and grosze one voter may mark in a section. `None`: no such limit.

    `min_points` and `max_points` bound what one project may be given; `max_sum_cost` (grosze) what the marked projects
    may cost together. Raises `ValueError` where they contradict each other.
    """

    vote_type: VoteType
    min_length: int = 1
    max_length: int | None = None
    min_points: int = 1
    max_points: int | None = None
    min_sum_points: int = 0
    max_sum_points: int | None = None
    max_sum_cost: int | None = None

    def __post_init__(self) -> None:
        if min(self.min_length, self.min_sum_points) < 0 or self.min_points < 1:
            raise ValueError("a least is below what there can be")
        if any(most is not None and most < 1 for most in self._mosts):
            raise ValueError("a most is below 1")
        if self.max_length is not None and self.min_length > self.max_length:
            raise ValueError("min_length is above max_length")
        if self.vote_type is VoteType.CHOOSE_1 and self.max_length != 1:
            raise ValueError("choose-1 needs max_length 1")
        if self.vote_type is VoteType.CUMULATIVE:
            if self.max_sum_points is None:
                raise ValueError("cumulative needs max_sum_points")
            if self.min_sum_points > self.max_sum_points:
                raise ValueError("min_sum_points is above max_sum_points")

    @property
    def _mosts(self) -> tuple[int | None, ...]:
        return self.max_length, self.max_points, self.max_sum_points, self.max_sum_cost

    @property
    def asks_points(self) -> bool:
        """Whether the voter shares out points."""
        return self.vote_type is VoteType.CUMULATIVE

    @property
    def asks_order(self) -> bool:
        """Whether the order of the marks means something."""
        return self.vote_type is VoteType.ORDINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the ballot with its own limits; it may cover several pools of money (Kalisz: general and green).

    `costs`: grosze, by the id of every project that may be marked here. `plain`: the marks without points.
    """

    id: str
    limits: Limits
    costs: Mapping[str, int]
    plain: frozenset[Choice] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", frozenset((id, 1) for id in self.costs))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that makes a ballot unlawful; `section` is the id of the section."""

    section: str


@dataclass(frozen=True, slots=True)
class Blank(Fault):
    """Nothing is marked in any section (`section` is empty)."""


@dataclass(frozen=True, slots=True)
class UnknownSection(Fault):
    """The ballot of this edition has no such section."""


@dataclass(frozen=True, slots=True)
class TooFew(Fault):
    """Fewer projects are marked than the section asks for."""

    least: int
    given: int


@dataclass(frozen=True, slots=True)
class TooMany(Fault):
    """More projects are marked than the section allows."""

    most: int
    given: int


@dataclass(frozen=True, slots=True)
class Repeated(Fault):
    """A project is marked more than once."""

    project_id: str


@dataclass(frozen=True, slots=True)
class NotOnTheBallot(Fault):
    """A marked project does not stand in this section."""

    project_id: str


@dataclass(frozen=True, slots=True)
class PointsNotAsked(Fault):
    """Points are given where the section asks for marks alone."""

    project_id: str


@dataclass(frozen=True, slots=True)
class PointsOutOfRange(Fault):
    """A project is given fewer or more points than one project may get."""

    project_id: str
    points: int


@dataclass(frozen=True, slots=True)
class TooFewPoints(Fault):
    """Fewer points are shared out than the section asks for."""

    least: int
    given: int


@dataclass(frozen=True, slots=True)
class TooManyPoints(Fault):
    """More points are shared out than the section allows."""

    most: int
    given: int


@dataclass(frozen=True, slots=True)
class TooDear(Fault):
    """The marked projects cost more together (grosze) than the section allows."""

    most: int
    given: int


class Refused(Exception):
    """The ballot is not lawful; `faults` says everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(sorted({type(fault).__name__ for fault in faults})))
        self.faults = faults
        self.reasons = [{"section": fault.section, "fault": type(fault).__name__} for fault in faults]
        """The same for programs."""


def faults_of_section(section: Section, chosen: Sequence[Choice]) -> list[Fault]:
    """List everything that is wrong with the marks in one section."""
    limits = section.limits
    found: list[Fault] = []
    if len(chosen) < limits.min_length:
        found.append(TooFew(section.id, limits.min_length, len(chosen)))
    if limits.max_length is not None and len(chosen) > limits.max_length:
        found.append(TooMany(section.id, limits.max_length, len(chosen)))
    # A count asks this of every ballot: marks that are plainly in order are not taken one by one.
    marks = set(chosen)
    if limits.vote_type is VoteType.CUMULATIVE or len(marks) < len(chosen) or not marks <= section.plain:
        found.extend(_faults_of_marks(section, chosen))
    if limits.vote_type is VoteType.CUMULATIVE:
        total = sum(points for _, points in chosen)
        if total < limits.min_sum_points:
            found.append(TooFewPoints(section.id, limits.min_sum_points, total))
        if limits.max_sum_points is not None and total > limits.max_sum_points:
            found.append(TooManyPoints(section.id, limits.max_sum_points, total))
    if limits.max_sum_cost is not None:
        cost = sum(section.costs.get(project, 0) for project, _ in chosen)
        if cost > limits.max_sum_cost:
            found.append(TooDear(section.id, limits.max_sum_cost, cost))
    return found


def _faults_of_marks(section: Section, chosen: Sequence[Choice]) -> list[Fault]:
    limits, seen = section.limits, set[str]()
    found: list[Fault] = []
    for project, points in chosen:
        if project in seen:
            found.append(Repeated(section.id, project))
        seen.add(project)
        if project not in section.costs:
            found.append(NotOnTheBallot(section.id, project))
        if not limits.asks_points:
            if points != 1:
                found.append(PointsNotAsked(section.id, project))
        elif points < limits.min_points or (limits.max_points is not None and points > limits.max_points):
            found.append(PointsOutOfRange(section.id, project, points))
    return found


def faults_of_ballot(sections: Iterable[Section], choices: Choices) -> list[Fault]:
    """List everything that is wrong with a whole ballot. A section may be left empty; the whole ballot may not."""
    by_id = {section.id: section for section in sections}
    found: list[Fault] = [UnknownSection(id) for id in choices if id not in by_id]
    if not any(choices.values()):
        found.append(Blank(""))
    for id, chosen in choices.items():
        if chosen and id in by_id:
            found.extend(faults_of_section(by_id[id], chosen))
    return found


def check(sections: Iterable[Section], choices: Choices) -> None:
    """Let a lawful ballot pass. Raises `Refused`."""
    found = faults_of_ballot(sections, choices)
    if found:
        raise Refused(tuple(found))


def shown_order(voter_tag: str, project_ids: Iterable[str]) -> tuple[str, ...]:
    """Put projects in the voter's own order, the same at every look: no project gains by standing first for all."""
    # Imported here: a count reads what may be marked too, and needs to start without these.
    from services.voting.keys.tags import keyed_tag

    key = voter_tag.encode()
    return tuple(sorted(project_ids, key=lambda id: keyed_tag(key, id)))
