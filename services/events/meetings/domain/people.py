"""Who takes part in a meeting: staff by their role, guests by a link. What is known of them is sealed."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel, ConfigDict


class Staff(Protocol):
    """A member of staff: an opaque id, the name that colleagues know, a role, for some a unit."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def role(self) -> str: ...  # noqa: D102
    @property
    def unit(self) -> str | None: ...  # noqa: D102


class Part(StrEnum):
    """What somebody does at a meeting."""

    CHAIR = "chair"
    SCRIBE = "scribe"
    MEMBER = "member"


class Contact(BaseModel):
    """Who it is: a name or an office, an institution, and where notices go; "" where it is not known."""

    model_config = ConfigDict(frozen=True)

    name: str
    institution: str = ""
    email: str = ""

    @property
    def label(self) -> str:
        """As they stand in programmes and minutes."""
        return f"{self.name}, {self.institution}" if self.institution else self.name


class Participant(BaseModel):
    """Somebody who takes part. `role`, `unit`: staff who is signed in as such; None: a guest, who has a link alone.

    `key`: what the link holds beside the ids.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    part: Part
    role: str | None = None
    unit: str | None = None
    contact: bytes
    key: str

    def is_(self, person: Staff) -> bool:
        """Tell whether a member of staff takes this place."""
        return self.role is not None and self.role == person.role and self.unit in (None, person.unit)


class Reading(BaseModel):
    """That a participant has opened something. `what`: programme, document, set or minutes; `of`: which one."""

    model_config = ConfigDict(frozen=True)

    id: str
    meeting_id: str
    participant: str
    what: str
    of: str
    at: datetime
    by_name: str = ""
    """Of staff; a guest is known by the participant."""


class Notice(BaseModel):
    """That a member of staff has something of a meeting to read: a task of the work list. `id`: the task's."""

    model_config = ConfigDict(frozen=True)

    id: str
    meeting_id: str
    participant: str
    open: bool = True
