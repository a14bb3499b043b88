"""A press conference or a meeting with the press: its plan, and what becomes of it. It reads no clock.

When it is and its programme are in `programme`, who was invited in `guests`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from services.media.conferences.domain.programme import LINE, Point, Said, When, require_programme, require_times

_LINES = "[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]"
Title = Annotated[str, Field(min_length=5, max_length=200, pattern=f"^{LINE}*$")]
About = Annotated[str, Field(min_length=10, max_length=4000, pattern=f"^{_LINES}*$")]
Contact = Annotated[str, Field(min_length=5, max_length=200, pattern=f"^{LINE}*$")]
Why = Annotated[str, Field(min_length=10, max_length=1000, pattern=f"^{_LINES}*$")]

MOST_POINTS, MOST_SPEAKERS, MOST_MATERIALS = 40, 20, 10


class Kind(StrEnum):
    """What is held."""

    CONFERENCE = "conference"
    MEETING = "meeting"
    """A meeting with the press that has a programme (program spotkania)."""


class State(StrEnum):
    """Where it is."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    POSTPONED = "postponed"
    """It does not take place on its day; another one is to be told."""
    CANCELLED = "cancelled"
    DISCARDED = "discarded"


class Action(StrEnum):
    """What can be done to it."""

    REWRITE = "rewrite"
    AMEND = "amend"
    """Change what is no day, hour, place or name: nobody has to be told."""
    ATTACH = "attach"
    ANNOUNCE = "announce"
    INVITE = "invite"
    MOVE = "move"
    POSTPONE = "postpone"
    CANCEL = "cancel"
    DISCARD = "discard"


_KNOWN = frozenset({State.ANNOUNCED, State.POSTPONED})
TABLE: Mapping[Action, frozenset[State]] = {
    Action.REWRITE: frozenset({State.DRAFT}),
    Action.AMEND: _KNOWN,
    Action.ATTACH: _KNOWN | {State.DRAFT},
    Action.ANNOUNCE: frozenset({State.DRAFT}),
    Action.INVITE: frozenset({State.ANNOUNCED}),
    Action.MOVE: _KNOWN,
    Action.POSTPONE: frozenset({State.ANNOUNCED}),
    Action.CANCEL: _KNOWN,
    Action.DISCARD: frozenset({State.DRAFT}),
}
"""In which states a thing can be done."""
PUBLIC = frozenset({State.ANNOUNCED, State.POSTPONED, State.CANCELLED})


class NotNow(Exception):
    """What was asked cannot be done to a conference where it is."""

    def __init__(self, state: State, action: Action) -> None:
        super().__init__(f"{state}: no {action}")
        self.state, self.action = state.value, action.value


class TooManyMaterials(Exception):
    """It has as many materials as it may have."""


class Material(BaseModel):
    """A file for the press. `id`: of its file."""

    model_config = ConfigDict(frozen=True)

    id: str
    told: str
    filename: str
    size: int


class Content(BaseModel):
    """What can change without anybody being told. `speakers`: a name and function each."""

    model_config = ConfigDict(frozen=True)

    about: About
    contact: Contact
    programme: Annotated[tuple[Point, ...], Field(max_length=MOST_POINTS)] = ()
    speakers: Annotated[tuple[Said, ...], Field(max_length=MOST_SPEAKERS)] = ()


class Change(BaseModel):
    """That it was moved, postponed or cancelled, and why: everybody reads it. `before`: when and where it was to be."""

    model_config = ConfigDict(frozen=True)

    action: Action
    reason: str
    before: When
    at: datetime
    by_name: str


class Done(BaseModel):
    """Something that was done, for the history."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    action: str
    by_name: str
    note: str = ""


class Conference(BaseModel):
    """One conference or meeting. With `series_id` it is one of several that were planned together."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    title: Title
    when: When
    content: Content
    state: State = State.DRAFT
    materials: tuple[Material, ...] = ()
    changes: tuple[Change, ...] = ()
    history: tuple[Done, ...] = ()
    series_id: str | None = None
    changed_at: datetime
    version: int = 1

    @classmethod
    def drafted(
        cls, id: str, kind: Kind, title: str, when: When, content: Content, now: datetime, series_id: str | None = None
    ) -> Self:
        """Give a new one. Raises `TimesUnfit`, `ProgrammeUnfit`."""
        require_times(when, now)
        require_programme(content.programme, when)
        told = {"kind": kind, "title": title, "when": when, "content": content}
        return cls(id=id, **told, series_id=series_id, changed_at=now)

    @property
    def page(self) -> str:
        """The path of its public page."""
        return f"/prasa/konferencje/{self.id}"

    @property
    def timetable(self) -> list[tuple[datetime, str]]:
        """The points of the programme with their moments."""
        return [(self.when.starts + timedelta(minutes=one.after), one.text) for one in self.content.programme]

    def can(self, action: Action) -> bool:
        """Tell whether something can be done to it as it is."""
        return self.state in TABLE[action]

    def material(self, id: str) -> Material | None:
        """Give a material by its id, None where there is none."""
        return next((one for one in self.materials if one.id == id), None)

    def shows_materials(self, now: datetime) -> bool:
        """Tell whether everybody may have the materials: from its beginning, not before."""
        return self.state is State.ANNOUNCED and now >= self.when.starts

    def rewritten(self, kind: Kind, title: str, when: When, content: Content, by_name: str, now: datetime) -> Self:
        """Give the draft as it is to be. Raises `NotNow`, `TimesUnfit`, `ProgrammeUnfit`."""
        self._require(Action.REWRITE)
        require_times(when, now)
        require_programme(content.programme, when)
        return self._next(Action.REWRITE, by_name, now, kind=kind, title=title, when=when, content=content)

    def amended(self, content: Content, by_name: str, now: datetime) -> Self:
        """Give it with another content. Raises `NotNow`, `ProgrammeUnfit`."""
        self._require(Action.AMEND)
        require_programme(content.programme, self.when)
        return self._next(Action.AMEND, by_name, now, content=content)

    def with_material(self, material: Material, by_name: str, now: datetime) -> Self:
        """Give it with a file more. Raises `NotNow`, `TooManyMaterials`."""
        self._require(Action.ATTACH)
        if len(self.materials) >= MOST_MATERIALS:
            raise TooManyMaterials
        return self._next(Action.ATTACH, by_name, now, material.filename, materials=(*self.materials, material))

    def without_material(self, id: str, by_name: str, now: datetime) -> Self:
        """Give it without one of its files. Raises `NotNow`."""
        self._require(Action.ATTACH)
        return self._next(Action.ATTACH, by_name, now, materials=tuple(one for one in self.materials if one.id != id))

    def announced(self, by_name: str, now: datetime) -> Self:
        """Give it as everybody may know of it. Raises `NotNow`, `TimesUnfit`."""
        self._require(Action.ANNOUNCE)
        require_times(self.when, now)
        return self._next(Action.ANNOUNCE, by_name, now, state=State.ANNOUNCED)

    def inviting(self, by_name: str, count: int, now: datetime) -> Self:
        """Give the next version, to which so many were invited. Raises `NotNow`."""
        self._require(Action.INVITE)
        return self._next(Action.INVITE, by_name, now, str(count))

    def moved(self, when: When, reason: str, by_name: str, now: datetime) -> Self:
        """Give it at another time or place, its programme with it. Raises `NotNow`, `TimesUnfit`, `ProgrammeUnfit`."""
        self._require(Action.MOVE)
        require_times(when, now)
        require_programme(self.content.programme, when)
        return self._changed(Action.MOVE, reason, by_name, now, when=when, state=State.ANNOUNCED)

    def postponed(self, reason: str, by_name: str, now: datetime) -> Self:
        """Give it without a day for the time being. Raises `NotNow`."""
        self._require(Action.POSTPONE)
        return self._changed(Action.POSTPONE, reason, by_name, now, state=State.POSTPONED)

    def cancelled(self, reason: str, by_name: str, now: datetime) -> Self:
        """Give it called off. Raises `NotNow`."""
        self._require(Action.CANCEL)
        return self._changed(Action.CANCEL, reason, by_name, now, state=State.CANCELLED)

    def discarded(self, by_name: str, now: datetime) -> Self:
        """Give the draft that nobody needs. Raises `NotNow`."""
        self._require(Action.DISCARD)
        return self._next(Action.DISCARD, by_name, now, state=State.DISCARDED)

    def _require(self, action: Action) -> None:
        if not self.can(action):
            raise NotNow(self.state, action)

    def _changed(self, action: Action, reason: str, by_name: str, now: datetime, **changes: Any) -> Self:
        change = Change(action=action, reason=reason, before=self.when, at=now, by_name=by_name)
        return self._next(action, by_name, now, reason, changes=(*self.changes, change), **changes)

    def _next(self, action: Action, by_name: str, now: datetime, note: str = "", **changes: Any) -> Self:
        entry = Done(at=now, action=action.value, by_name=by_name, note=note)
        kept = {"history": (*self.history, entry), "changed_at": now, "version": self.version + 1}
        return self.model_copy(update={**changes, **kept})
