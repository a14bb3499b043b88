"""A co-author: somebody whom the applicant names, and who is one only after saying so. No personal data in the open."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.intake.proposals.domain.draft import EMAIL
from services.intake.proposals.domain.words import fold

MOST_COAUTHORS = 4
"""Co-authors of one proposal who have not said no."""


class CoAuthorsClosed(Exception):
    """Co-authors can be named no more: there are enough of them, or the formal check is finished."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"proposal {proposal_id} takes no more co-authors")
        self.proposal_id = proposal_id


class AlreadyInvited(Exception):
    """The applicant has named this address already, or it is the applicant's own."""


class AlreadyAnswered(Exception):
    """The invitation has been answered, or taken back."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"invitation to proposal {proposal_id} is no longer open")
        self.proposal_id = proposal_id


class AuthorsFixed(Exception):
    """All authors are asked for their consent to a merger or a split: until that ends, nobody joins or leaves them."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"the authors of proposal {proposal_id} are asked for their consent")
        self.proposal_id = proposal_id


class Invited(BaseModel):
    """Whom the applicant names. Personal data: kept only sealed."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    given: Annotated[str, Field(min_length=1, max_length=100)]
    surname: Annotated[str, Field(min_length=1, max_length=100)]
    email: Annotated[str, Field(max_length=254, pattern=EMAIL)]


class Author(BaseModel):
    """Who stands behind a proposal, as far as a letter needs it. Personal data: kept only sealed."""

    model_config = ConfigDict(frozen=True)

    given: str
    surname: str
    email: str | None
    """None: letters to this person go by post."""
    address: str = ""
    """Of an invited co-author nobody has asked for it."""

    @property
    def name(self) -> str:
        """The name on a letter."""
        return f"{self.given} {self.surname}"

    def same_person(self, other: "Author") -> bool:
        """Tell whether both bear one name and are reached at one place, however it was typed."""
        if fold(self.name) != fold(other.name):
            return False
        if self.email is not None and other.email is not None:
            return self.email.casefold() == other.email.casefold()
        return bool(self.address) and fold(self.address) == fold(other.address)


class CoAuthor(BaseModel):
    """An invitation and what became of it. `sealed` holds an `Invited` or an `Author`; after a no it is emptied."""

    model_config = ConfigDict(frozen=True)

    id: str
    sealed: bytes
    invited_at: datetime
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    """When the invited person said no, or the applicant took the invitation back."""

    @property
    def waits(self) -> bool:
        """Tell whether an answer may still come."""
        return self.confirmed_at is None and self.ended_at is None
