"""Who was invited to a conference, and what they have answered. It knows nobody's name."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict


class Answer(StrEnum):
    """What somebody who was invited has answered."""

    COMING = "coming"
    DECLINED = "declined"


class Guest(BaseModel):
    """A journalist who was invited. `tag`: stands for the address, so that none is invited twice."""

    model_config = ConfigDict(frozen=True)

    id: str
    conference_id: str
    tag: str
    journalist_id: str
    invited_at: datetime
    answer: Answer | None = None
    answered_at: datetime | None = None
    version: int = 1

    def asked_again(self) -> Self:
        """Give who is asked anew: what was answered was about another day or place."""
        return self.model_copy(update={"answer": None, "answered_at": None, "version": self.version + 1})

    def answered(self, answer: Answer, at: datetime) -> Self:
        """Give who has answered, for the first time or anew."""
        return self.model_copy(update={"answer": answer, "answered_at": at, "version": self.version + 1})
