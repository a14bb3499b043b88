"""A batch of one-time codes: before the opening one member of the commission makes it, after it two people do.

Whoever makes codes while ballots are taken could cast one for each. It holds no code and no word in the clear.
"""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.voting.fraud.domain.flags import SameMember


class BatchState(StrEnum):
    """How far a batch is."""

    PROPOSED = "proposed"
    HANDED_OUT = "handed_out"
    SENT_BACK = "sent_back"
    EXPIRED = "expired"
    """The box was closed before a second person decided."""


class NoCodesNeeded(Exception):
    """The edition recognises its voters without codes."""


class SecondMemberNeeded(Exception):
    """The vote is open: codes are proposed by one member of the commission and confirmed by another."""


class CodesAlreadyGiven(Exception):
    """The codes of this batch were given once, and are not given again."""


class BatchDecided(Exception):
    """Somebody has decided about this batch already."""


class CodeBatch(BaseModel):
    """A batch. `during`: whether it belongs to the time of the vote; `given_at`: when it was handed out (UTC).

    `reason`, `words`: why it is needed and why it was sent back, encrypted, for people write names.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    number: int
    count: int
    during: bool
    state: BatchState
    by_id: str
    by_name: str
    reason: bytes | None = None
    second_id: str | None = None
    second_name: str | None = None
    words: bytes | None = None
    given_at: AwareDatetime | None = None
    version: int = 1

    def handed_out(self, by_id: str, by_name: str, now: datetime) -> Self:
        """Give it confirmed by a second person. Raises `BatchDecided`, `SameMember`."""
        return self._decided(by_id, by_name, state=BatchState.HANDED_OUT, given_at=now)

    def sent_back(self, by_id: str, by_name: str, words: bytes) -> Self:
        """Give it refused by a second person. Raises `BatchDecided`, `SameMember`."""
        return self._decided(by_id, by_name, state=BatchState.SENT_BACK, words=words)

    def expired(self) -> Self:
        """Give it after the closing of the box."""
        return self.model_copy(update={"state": BatchState.EXPIRED, "version": self.version + 1})

    def _decided(self, by_id: str, by_name: str, **changes: object) -> Self:
        if self.state is not BatchState.PROPOSED:
            raise BatchDecided
        if by_id == self.by_id:
            raise SameMember
        return self.model_copy(
            update={"second_id": by_id, "second_name": by_name, "version": self.version + 1, **changes}
        )


class CodeFigures(BaseModel):
    """How many codes an edition has handed out: before its opening, and while ballots were taken."""

    model_config = ConfigDict(frozen=True)

    before: int = 0
    during: int = 0
    batches_during: int = 0


def figures(batches: list[CodeBatch]) -> CodeFigures:
    """Count what was handed out."""
    given = [batch for batch in batches if batch.state is BatchState.HANDED_OUT]
    during = [batch.count for batch in given if batch.during]
    before = sum(batch.count for batch in given if not batch.during)
    return CodeFigures(before=before, during=sum(during), batches_during=len(during))
