"""An entry of the bulletin: who made it, who answers for it, when, and every earlier version. It renders nothing.

Source: ustawa o dostępie do informacji publicznej, art. 8 ust. 6; rozporządzenie MSWiA z 18.01.2007 on the bulletin
(who made and who put in, times, the log of changes).
"""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_NO_CONTROLS = "[^\x00-\x1f\x7f\ufffe\uffff]"
_NO_CONTROLS_BUT_LINES = "[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]"
Title = Annotated[str, Field(min_length=3, max_length=300, pattern=f"^{_NO_CONTROLS}*$")]
Section = Annotated[str, Field(min_length=3, max_length=100, pattern=f"^{_NO_CONTROLS}*$")]
Body = Annotated[str, Field(min_length=10, max_length=60_000, pattern=f"^{_NO_CONTROLS_BUT_LINES}*$")]
"""Markdown."""
Named = Annotated[str, Field(min_length=3, max_length=150, pattern=f"^{_NO_CONTROLS}*$")]
What = Annotated[str, Field(min_length=5, max_length=500, pattern=f"^{_NO_CONTROLS}*$")]


class MadeAhead(Exception):
    """Nothing is made later than today."""


class Ended(Exception):
    """The entry is out of date and was marked so: it changes no more."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"entry {entry_id} has ended")
        self.entry_id = entry_id


class Content(BaseModel):
    """What an entry says, and who stands for it. `made_by` and `responsible` are public by law."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    title: Title
    section: Section
    body: Body
    made_by: Named
    responsible: Named
    made_on: date


class Change(BaseModel):
    """A version of an entry, for ever. `what`: what was done and why; `ended`: it marks the entry as out of date."""

    model_config = ConfigDict(frozen=True)

    id: str
    entry_id: str
    number: int
    content: Content
    what: What
    put_in_by: str
    at: datetime
    ended: bool = False


class Entry(BaseModel):
    """An entry as it stands now: its newest version."""

    model_config = ConfigDict(frozen=True)

    id: str
    content: Content
    published_at: datetime
    changed_at: datetime
    ended: bool = False
    version: int = 1

    @property
    def path(self) -> str:
        """Its page."""
        return f"/bip/{self.id}"

    def changed(self, content: Content, at: datetime) -> "Entry":
        """Give the entry with a new version on top. Raises `Ended`."""
        self._only_open()
        return self.model_copy(update={"content": content, "changed_at": at, "version": self.version + 1})

    def outdated(self, at: datetime) -> "Entry":
        """Give the entry marked as out of date; it stays readable. Raises `Ended`."""
        self._only_open()
        return self.model_copy(update={"ended": True, "changed_at": at, "version": self.version + 1})

    def kept(self, what: str, put_in_by: str) -> Change:
        """Give the present state as a version to keep."""
        return Change(
            id=f"{self.id}-{self.version}",
            entry_id=self.id,
            number=self.version,
            content=self.content,
            what=what,
            put_in_by=put_in_by,
            at=self.changed_at,
            ended=self.ended,
        )

    def _only_open(self) -> None:
        if self.ended:
            raise Ended(self.id)
