"""A question "has someone voted for me?", its answer, and a report. It must not hold a choice, a moment, or a name."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.voting.ballots.domain.envelope import Channel, Envelope, EnvelopeState
from services.voting.rolls.domain import IdentityPolicy

MOST_A_DAY = 3
"""How often one person may ask in a day: a question, a slip, and once more."""
STRAIGHT = frozenset({IdentityPolicy.ROLL_CODE, IdentityPolicy.PESEL_ROLL})
"""Where the answer is given at once. What neighbours know (a name, an address) must not open it: there, at the desk."""


class AskAtTheDesk(Exception):
    """Whoever knows a name and an address is not yet that person: the answer is given against an identity document."""


class NotYet(Exception):
    """The box has not been opened: there is nothing to ask about."""


class AskedTooOften(Exception):
    """Somebody has asked about this person as often as one may in a day."""


class NothingToReport(Exception):
    """No ballot was found by this question, so nobody has cast one."""


class AlreadySettled(Exception):
    """Somebody has settled this report already."""


class ReportsWaiting(Exception):
    """Nobody has said yet how `waiting` reports ended: what they are about must not be destroyed."""

    def __init__(self, waiting: int) -> None:
        super().__init__(str(waiting))
        self.waiting = waiting


class Way(StrEnum):
    """How somebody asked."""

    WEB = "web"
    DESK = "desk"


class Enquiry(BaseModel):
    """One look: kept so that it is counted and can be accounted for.

    `asker`: a keyed tag of what was said; `day`: in the city; `place`: which question of the day, None at the desk,
    where an officer answers for it (`by_id`). `tag`: the voter's tag where a ballot was found, else None.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    way: Way
    asker: str
    day: str
    place: int | None = None
    tag: str | None = None
    by_id: str | None = None
    by_name: str | None = None


class Answer(BaseModel):
    """What somebody reads: by which channels ballots of theirs lie in the box. Never what they hold, nor when.

    `id`: of the question. `replaced`: how those came that what lies there has replaced: somebody else may have cast
    one. `void`: there were two ballots, and by the edition's rules neither counts.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    channels: tuple[Channel, ...] = ()
    replaced: tuple[Channel, ...] = ()
    void: bool = False


class Report(BaseModel):
    """Somebody says that the ballot cast for them is not theirs; once for each person.

    `words`: how it ended, encrypted.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    number: int
    tag: str
    channels: tuple[Channel, ...]
    replaced: tuple[Channel, ...] = ()
    envelopes: tuple[str, ...]
    reported_at: AwareDatetime
    words: bytes | None = None
    settled_by_id: str | None = None
    settled_by_name: str | None = None
    version: int = 1

    @property
    def settled(self) -> bool:
        """Whether the commission has said how it ended."""
        return self.words is not None

    def settle(self, words: bytes, by_id: str, by_name: str) -> Self:
        """Give it with how it ended. Raises `AlreadySettled`."""
        if self.settled:
            raise AlreadySettled
        changes = {"words": words, "settled_by_id": by_id, "settled_by_name": by_name}
        return self.model_copy(update={**changes, "version": self.version + 1})


def answer(id: str, lying: Iterable[Envelope], replaced: Iterable[Envelope] = ()) -> Answer:
    """Give the answer from what lies in the box, or is void, of one voter, and from what that has replaced."""
    there = list(lying)
    counting = [one for one in there if one.state is not EnvelopeState.VOID]
    return Answer(
        id=id,
        channels=_channels(counting or there),
        replaced=_channels(replaced) if there else (),
        void=bool(there) and not counting,
    )


def _channels(envelopes: Iterable[Envelope]) -> tuple[Channel, ...]:
    return tuple(sorted({one.channel for one in envelopes}))
