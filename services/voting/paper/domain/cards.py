"""A paper card (karta do głosowania): who has keyed it in, who has confirmed it, what became of it.

What stands on it is held sealed until it is confirmed, and not at all afterwards.
"""

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.voting.paper.domain.voids import Void


class CardState(StrEnum):
    """How far a card is."""

    KEYED = "keyed"
    TO_CLARIFY = "to_clarify"
    """More than one person on the roll may be meant: somebody decides, with a reason."""
    RETURNED = "returned"
    """Two entries differ, or the second person sees a slip: it goes back to who has keyed it in."""
    UNDONE = "undone"
    CAST = "cast"
    """Confirmed and in the box."""
    VOID = "void"


WAITING = (CardState.KEYED, CardState.TO_CLARIFY, CardState.RETURNED)
"""The box cannot be closed while a card is in one of these."""


class CardNotHere(Exception):
    """The card is not in a state for this step; `state` is its own."""

    def __init__(self, state: CardState) -> None:
        super().__init__(str(state))
        self.state = str(state)


class SamePerson(Exception):
    """Who has keyed a card in cannot confirm it, nor decide about it."""


class NotYours(Exception):
    """Only who has keyed the card in can change or undo it."""


class SecondEntryNeeded(Exception):
    """The card was drawn: it is keyed in a second time, unseen, before it is confirmed."""


class NotDrawn(Exception):
    """The card was not drawn to be keyed in a second time."""


class Clarified(BaseModel):
    """Who decided who an unclear card is of; the reason only encrypted, for it may name people."""

    model_config = ConfigDict(frozen=True)

    by_id: str
    by_name: str
    reason: bytes


class Card(BaseModel):
    """A card. `entry`, `second`: what was keyed in, encrypted; `note`: why it was returned, encrypted.

    No moment of its confirmation is kept: beside the order of the box it would tell whose envelope is whose. `bucket`:
    the five minutes in which it was keyed in, until then; how fast one clerk keys in shows what was not read.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    point_id: str
    number: int
    state: CardState
    keyed_by_id: str
    keyed_by_name: str
    bucket: AwareDatetime | None = None
    entry: bytes | None = None
    second: bytes | None = None
    second_by_id: str | None = None
    note: bytes | None = None
    clarified: Clarified | None = None
    twice: bool = False
    """Whether two entries of it were compared and agreed."""
    voids: tuple[Void, ...] = ()
    rival: str | None = None
    """Of a second card: a keyed tag of its person, by which it is found if their other ballot turns out void."""
    again: int | None = None
    """The version at which it was asked to be keyed in once more; None: it was not, or that is done."""
    confirmed_by_id: str | None = None
    confirmed_by_name: str | None = None
    version: int = 1

    def require(self, *states: CardState) -> None:
        """Raise `CardNotHere` where the card is in none of these states."""
        if self.state not in states:
            raise CardNotHere(self.state)

    def require_other(self, person_id: str) -> None:
        """Raise `SamePerson` where this person has keyed the card in."""
        if person_id == self.keyed_by_id:
            raise SamePerson

    def require_own(self, person_id: str) -> None:
        """Raise `NotYours` where another person has keyed the card in."""
        if person_id != self.keyed_by_id:
            raise NotYours

    def next(self, **changes: object) -> Self:
        """Give the next version."""
        return self.model_copy(update={**changes, "version": self.version + 1})

    def decided(
        self,
        state: CardState,
        voids: tuple[Void, ...],
        by_id: str,
        by_name: str,
        *,
        twice: bool,
        rival: str | None = None,
    ) -> Self:
        """Give the card after its confirmation: nothing of what stood on it is left but why it does not count."""
        return self.next(
            state=state,
            voids=voids,
            confirmed_by_id=by_id,
            confirmed_by_name=by_name,
            twice=twice,
            rival=rival,
            bucket=None,
            entry=None,
            second=None,
            note=None,
        )

    def asked_again(self) -> Self:
        """Give a second card as it is once the other ballot is void: to be keyed in anew, from the paper."""
        gone = {"confirmed_by_id": None, "confirmed_by_name": None, "twice": False, "voids": (), "rival": None}
        return self.next(state=CardState.UNDONE, again=self.version + 1, **gone)


class Register(BaseModel):
    """The count of an edition's cards; every change of its paper vote goes through it, so that they queue.

    `cards`: numbers given out; `waiting`: cards that are not confirmed; `rounds`: how often cards began to wait.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    cards: int = 0
    waiting: int = 0
    rounds: int = 0
    closed: bool = False
    version: int = 1
