"""The ballots of a test vote, as the commission writes them down. It must not say what they add up to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from services.voting.ballots.domain import Choice, faults_of_ballot
from services.voting.ballots.domain.election import Election

MOST_LINES, MOST_COPIES, LONGEST_MARKS = 20, 200, 300
_NUMBER = re.compile(r"([A-Z])-?(\d{1,4})(?::(\d{1,6}))?")


class NumberUnreadable(Exception):
    """What is typed is not a number from the ballot list (`O-1`, with a figure `O-1:3`)."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NotLawful(Exception):
    """Line `line` (from 0) of the test ballots is to count, and could not be cast."""

    def __init__(self, line: int) -> None:
        super().__init__(str(line))
        self.line = line


class NotVoid(Exception):
    """Line `line` (from 0) of the test ballots is to be void, and would count."""

    def __init__(self, line: int) -> None:
        super().__init__(str(line))
        self.line = line


class SheetLacks(Exception):
    """The test ballots would prove too little: no card of the way `ways` is among them, or `sections` have no mark."""

    def __init__(self, ways: Sequence[str], sections: Sequence[str]) -> None:
        super().__init__(f"{ways}, {sections}")
        self.ways, self.sections = list(ways), list(sections)


class Way(StrEnum):
    """How a test ballot gets into the box."""

    ONLINE = "online"
    PAPER = "paper"
    VOID = "void"
    """It breaks the rules: no form lets it through, so it is sealed past the form, and the count must find it."""


class PutIn(BaseModel):
    """Test ballots that are all alike: `copies` people who each mark `marks` (`O-1 L-2`, with points `O-1:3`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    way: Way
    copies: int = Field(default=1, ge=1, le=MOST_COPIES)
    marks: str = Field(default="", max_length=LONGEST_MARKS)


@dataclass(frozen=True)
class Rehearsed:
    """A test ballot ready to be cast: its choices by section."""

    way: Way
    copies: int
    choices: dict[str, tuple[Choice, ...]]


def numbered(text: str) -> list[tuple[str, int | None]]:
    """Read numbers from the list, each with its figure where it has one: `O-1 L-2:3`. Raises `NumberUnreadable`."""
    found = []
    for part in re.split(r"[\s,;]+", text.strip().upper()):
        if not part:
            continue
        match = _NUMBER.fullmatch(part)
        if match is None:
            raise NumberUnreadable(part[:20])
        found.append((f"{match[1]}-{int(match[2])}", None if match[3] is None else int(match[3])))
    return found


def choices_of(marks: str, election: Election) -> dict[str, tuple[Choice, ...]]:
    """Give the choices that are marked. A number that is not on the list is a choice of the first section: it is void.

    Raises `NumberUnreadable`.
    """
    entries = {entry.number: entry for entry in election.entries}
    found: dict[str, list[Choice]] = {}
    for number, points in numbered(marks):
        entry = entries.get(number)
        section = entry.section_id if entry else election.rules.sections[0].id
        found.setdefault(section, []).append((entry.proposal_id if entry else number, 1 if points is None else points))
    return {section: tuple(choices) for section, choices in found.items()}


def require_sheet(ballots: Sequence[PutIn], election: Election) -> list[Rehearsed]:
    """Give the test ballots ready to be cast. Raises `NumberUnreadable`, `NotLawful`, `NotVoid`, `SheetLacks`.

    At least one on the web, one on paper and one void, and a vote that counts in every section with a list: a box with
    next to nothing in it agrees with everything.
    """
    sections, ready = election.sections, []
    for line, ballot in enumerate(ballots):
        choices = choices_of(ballot.marks, election)
        void = bool(faults_of_ballot(sections, choices))
        if void and ballot.way is not Way.VOID:
            raise NotLawful(line)
        if not void and ballot.way is Way.VOID:
            raise NotVoid(line)
        ready.append(Rehearsed(ballot.way, ballot.copies, choices))
    marked = {section for one in ready if one.way is not Way.VOID for section, chosen in one.choices.items() if chosen}
    ways = [way for way in Way if way not in {one.way for one in ready}]
    unmarked = [one.id for one in sections if len(one.costs) >= max(one.limits.min_length, 1) and one.id not in marked]
    if ways or unmarked:
        raise SheetLacks(ways, unmarked)
    return ready
