"""Documents of a meeting, and for whom each is meant: the one rule that every door goes through."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.events.meetings.domain.people import Part, Participant, Staff


class Audience(StrEnum):
    """For whom a document is."""

    ALL = "all"
    CHOSEN = "chosen"
    CHAIR = "chair"


class Document(BaseModel):
    """A document. `chosen`: ids of participants, where it is for some; `file_id`: in the bucket of meetings.

    It never changes: who wants another audience withdraws it and attaches it anew.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    audience: Audience
    chosen: tuple[str, ...] = ()
    file_id: str
    filename: str
    media_type: str
    size: int
    by_id: str
    by_name: str
    at: datetime
    withdrawn_at: datetime | None = None

    def meant_for(self, one: Participant) -> bool:
        """Tell whether it is for a participant."""
        match self.audience:
            case Audience.ALL:
                return True
            case Audience.CHOSEN:
                return one.id in self.chosen
            case Audience.CHAIR:
                return one.part is Part.CHAIR


def seen_by(one: Participant, documents: Sequence[Document], issued: Collection[str]) -> list[Document]:
    """Give what a participant sees: what is meant for them, was issued, and was not withdrawn since."""
    return [each for each in documents if each.id in issued and each.withdrawn_at is None and each.meant_for(one)]


def seen_at_desk(
    person: Staff,
    keeps: bool,
    documents: Sequence[Document],
    participants: Sequence[Participant],
    issued: Collection[str],
) -> list[Document]:
    """Give what a member of staff sees at the desk.

    Who `keeps` the meeting sees what is for all; what is for some, who has put it in, and those whom it is for.
    """
    own = {each.id for one in participants if one.is_(person) for each in seen_by(one, documents, issued)}
    return [
        each
        for each in documents
        if each.withdrawn_at is None
        and (each.id in own or each.by_id == person.id or (keeps and each.audience is Audience.ALL))
    ]
