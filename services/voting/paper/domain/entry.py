"""A card as one person keys it in, and what the numbers in it mean. It decides about no card: see `verdict`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from services.voting.ballots.domain.election import Election
from services.voting.paper.domain.voids import SEEN, VoidReason

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_MARKS = 100, 200, 300
_MARK = re.compile(r"(?:([A-Z])-?)?(\d{1,4}|\?)(?::(\d{1,4}))?")
ILLEGIBLE = "?"
"""Typed for a number on the card that nobody can read: a mark for no project."""


class MarksUnreadable(Exception):
    """What is typed for a section cannot be read; `section` is its id, `mark` the first that is no number.

    `needs_letter`: a number that more than one list of the section has.
    """

    def __init__(self, section: str, mark: str, *, needs_letter: bool) -> None:
        super().__init__(section)
        self.section, self.mark, self.needs_letter = section, mark, needs_letter


class UnknownMark(Exception):
    """Something was marked as seen on the card that the machine finds by itself, or a section is not on the card."""


class Entry(BaseModel):
    """What one person has keyed in of a card, as it stands there. Kept only encrypted, and only until it is confirmed.

    `sections`: the numbers by the section's id, as typed. `seen`: what only eyes see. `roll_id`: who it is by the roll,
    `unclear`: whether more than one person may be meant, `wrong_pesel`: whether nobody can have the number; none of
    these: nobody like that is on the roll.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    given: str = Field(default="", max_length=LONGEST_NAME)
    surname: str = Field(default="", max_length=LONGEST_NAME)
    address: str = Field(default="", max_length=LONGEST_ADDRESS)
    code: str = Field(default="", max_length=40)
    pesel: str = Field(default="", max_length=20, repr=False)
    born: str = Field(default="", max_length=20, repr=False)
    sections: dict[str, str] = Field(default_factory=dict, max_length=20)
    seen: tuple[VoidReason, ...] = Field(default=(), max_length=len(SEEN))
    roll_id: str | None = None
    unclear: bool = False
    wrong_pesel: bool = False


@dataclass(frozen=True)
class Mark:
    """A mark in a section: the project it is for, None where the list has none such, and its points."""

    project: str | None
    number: str
    points: int

    @property
    def illegible(self) -> bool:
        """Whether nobody can read its number."""
        return self.number.endswith(ILLEGIBLE)


def require_readable(entry: Entry, election: Election) -> None:
    """Let an entry pass that can be read. Raises `MarksUnreadable`, `UnknownMark`."""
    if not set(entry.seen) <= set(SEEN) or not set(entry.sections) <= {one.id for one in election.rules.sections}:
        raise UnknownMark
    for section, typed in entry.sections.items():
        if len(typed) > LONGEST_MARKS:
            raise MarksUnreadable(section, typed[:20], needs_letter=False)
        marks_of(section, typed, election)


def marks_of(section: str, typed: str, election: Election) -> tuple[Mark, ...]:
    """Read the numbers of a section, as `O-1 3 7`; with points as `O-1:3`. A number written twice is one mark.

    The letter may be left out where all projects of the section have the same one, and before a number that nobody can
    read; each such is a mark of its own. Raises `MarksUnreadable`.
    """
    projects, letters = numbers_of(section, election), letters_of(section, election)
    found: dict[str, Mark] = {}
    for place, text in enumerate(re.split(r"[\s,;]+", typed.strip().upper())):
        if not text:
            continue
        match = _MARK.fullmatch(text)
        if match is None:
            raise MarksUnreadable(section, text[:20], needs_letter=False)
        letter = match[1] or (letters[0] if len(letters) == 1 else None)
        points = int(match[3] or 1)
        if match[2] == ILLEGIBLE:
            number = f"{letter}-{ILLEGIBLE}" if letter else ILLEGIBLE
            found[f"{number}{place}"] = Mark(None, number, points)
            continue
        if letter is None:
            raise MarksUnreadable(section, text[:20], needs_letter=True)
        number = f"{letter}-{int(match[2])}"
        found.setdefault(number, Mark(projects.get(number), number, points))
    return tuple(found.values())


def numbers_of(section: str, election: Election) -> Mapping[str, str]:
    """Give the projects of a section by their numbers on the ballot."""
    return {entry.number: entry.proposal_id for entry in election.entries if entry.section_id == section}


def letters_of(section: str, election: Election) -> list[str]:
    """Give the letters of a section's lists, in their order."""
    return sorted({number.partition("-")[0] for number in numbers_of(section, election)})


def differences(one: Entry, other: Entry, election: Election) -> list[str]:
    """Name the fields in which two entries of one card do not say the same: what counts, not how it is typed."""
    found = [] if _same_person(one, other) else ["person"]
    for section in election.rules.sections:
        first, second = (_said(entry, section.id, election) for entry in (one, other))
        if first != second:
            found.append(section.id)
    if set(one.seen) != set(other.seen):
        found.append("seen")
    return found


def _said(entry: Entry, section: str, election: Election) -> Sequence[tuple[str, int]]:
    marks = [(mark.number, mark.points) for mark in marks_of(section, entry.sections.get(section, ""), election)]
    ordered = any(one.id == section and one.vote_type == "ordinal" for one in election.rules.sections)
    return marks if ordered else sorted(marks)


def _same_person(one: Entry, other: Entry) -> bool:
    if one.roll_id is not None and other.roll_id is not None:
        return one.roll_id == other.roll_id
    return all(
        " ".join(getattr(one, field).casefold().split()) == " ".join(getattr(other, field).casefold().split())
        for field in ("given", "surname", "address", "code", "pesel", "born")
    )
