"""The council in the story: a term, sessions, resolutions and one report, and whether they fit. It reads no file."""

from datetime import date, datetime, time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.contracts.base import Line, Text
from shared.contracts.reporting import SessionKind

_Said = Annotated[Text, AfterValidator(str.strip)]
MARK = "(uchwała wymyślona do pokazu)"
"""Ends the title of every resolution: nobody shall take one for real."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StoryTerm(_Part):
    """The term of the council."""

    number: int
    first_day: date
    last_day: date
    council: Line


class StorySession(_Part):
    """A session."""

    number: int
    kind: SessionKind
    on: date
    begins: time
    place: Line


class StoryResolution(_Part):
    """A resolution. `due_on` None: carried out continuously."""

    number: Line
    title: Line
    passed_on: date
    units: tuple[str, ...] = Field(min_length=1)
    due_on: date | None = None


class StoryExecution(_Part):
    """What a unit says of its part of a resolution, by its id."""

    resolution_id: str
    status: str
    text: _Said


class StoryInput(_Part):
    """What a unit gives to the report; without executions and texts it says that there is nothing."""

    unit: str
    executions: tuple[StoryExecution, ...] = ()
    texts: dict[str, _Said] = {}

    @property
    def says_something(self) -> bool:
        """Whether there is anything to report."""
        return bool(self.executions or self.texts)


class StoryActivity(_Part):
    """An entry of the mayor's diary."""

    on: date
    kind: str
    title: Line
    place: Line | None = None
    participants: Line | None = None


class StoryCouncil(_Part):
    """All of it. The report is for the session `reported`, by its number; moments are UTC."""

    entered_at: datetime
    term: StoryTerm
    sessions: tuple[StorySession, ...]
    resolutions: tuple[StoryResolution, ...]
    diary: tuple[StoryActivity, ...]
    reported: int
    opened_at: datetime
    introduction: _Said
    inputs: tuple[StoryInput, ...]
    published_at: datetime
    presented_at: datetime


def council_faults(council: StoryCouncil) -> list[str]:
    """Name what does not fit."""
    days = {session.number: session.on for session in council.sessions}
    faults = [f"session {number} is outside its term" for number, day in days.items() if not _in_term(council, day)]
    faults += [f"{one.number} is not marked as made up" for one in council.resolutions if not one.title.endswith(MARK)]
    faults += [
        f"{one.number} is outside the term" for one in council.resolutions if not _in_term(council, one.passed_on)
    ]
    known = {one.number.replace("/", "-"): one.units for one in council.resolutions}
    for given in council.inputs:
        for said in given.executions:
            if given.unit not in known.get(said.resolution_id, ()):
                faults.append(f"{given.unit} does not carry out {said.resolution_id}")
    moments = (council.entered_at, council.opened_at, council.published_at, council.presented_at)
    if list(moments) != sorted(moments) or council.published_at.date() >= days[council.reported]:
        faults.append("the report has no order")
    return faults


def _in_term(council: StoryCouncil, day: date) -> bool:
    return council.term.first_day <= day <= council.term.last_day
