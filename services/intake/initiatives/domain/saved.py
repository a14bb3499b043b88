"""An application that is not filed yet: its form as typed, sealed, and what the office was asked about it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from shared.deadlines import Deadline, Reckoning


class ConsultationClosed(Exception):
    """The office is asked already, or is not asked about applications by the rules of the day."""


class NothingAsked(Exception):
    """Nobody waits for an answer to this draft."""


class Consultation(BaseModel):
    """What the office was asked about a draft, and what it says. `text` and `answer` are sealed: people name people."""

    model_config = ConfigDict(frozen=True)

    number: int
    text: bytes
    asked_at: datetime
    due_at: datetime | None = None
    """When the office answers at the latest; None in what was asked before dates were kept."""
    reckoning: Reckoning | None = None
    answer: bytes | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    """The name of the officer."""


class SavedApplication(BaseModel):
    """A form that somebody has begun. `content` is sealed: it holds personal data. Its id becomes the initiative's."""

    model_config = ConfigDict(frozen=True)

    id: str
    content: bytes
    saved_at: datetime
    remind_at: datetime | None
    """When its author is told that it will be deleted; None where that is done, or no link has gone out by mail."""
    delete_at: datetime
    linked: bool = True
    """Its link has gone out to the address that it holds. Before this was noted it went out wherever there was one."""
    converted_from: str | None = None
    """The civic-budget proposal that it was made from."""
    consultation: Consultation | None = None
    """The newest one."""
    waits: bool = False
    """The office has been asked and has not answered."""
    free_days: int = 0
    """The version of the declared free days that the office's date was last held against."""

    @property
    def task(self) -> str:
        """The id of the office's task to answer the newest question."""
        return f"consultation-{self.id}-{self.consultation.number if self.consultation else 0}"

    def asking(self, text: bytes, at: datetime, deadline: Deadline) -> "SavedApplication":
        """Give the draft about which the office is asked. Raises `ConsultationClosed` while it waits."""
        if self.waits:
            raise ConsultationClosed
        number = self.consultation.number + 1 if self.consultation else 1
        due = {"due_at": deadline.due_at, "reckoning": deadline.reckoning}
        asked = Consultation(number=number, text=text, asked_at=at, **due)
        return self.model_copy(update={"consultation": asked, "waits": True, "free_days": 0})

    def answered(self, answer: bytes, at: datetime, by_name: str) -> "SavedApplication":
        """Give the draft about which the office has answered. Raises `NothingAsked`."""
        if not self.waits or self.consultation is None:
            raise NothingAsked
        told = {"answer": answer, "answered_at": at, "answered_by": by_name}
        return self.model_copy(update={"consultation": self.consultation.model_copy(update=told), "waits": False})
