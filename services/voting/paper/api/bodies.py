"""What the JSON routes of the vote on paper take and give; their pages borrow the limits."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.voting.paper.domain.cards import CardState
from services.voting.paper.domain.entry import LONGEST_ADDRESS, LONGEST_MARKS, LONGEST_NAME, Entry
from services.voting.paper.domain.points import Hours, PointPlan, Sheet
from services.voting.paper.domain.voids import SEEN, Void, VoidReason
from shared.access import Role
from shared.contracts.base import Id

KEEPERS = (Role.OFFICER,)
"""Who keeps points and keys cards in."""
CHECKERS = (Role.OFFICER, Role.COMMISSION)
"""Who settles points and confirms cards: never one's own."""
READERS = (Role.OFFICER, Role.COMMISSION, Role.AUDITOR)
"""Who follows."""
_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Reason = Annotated[str, Field(min_length=5, max_length=500)]
Words = Annotated[str, Field(min_length=5, max_length=1_000)]


class PointGiven(PointPlan):
    """A point as it is to be, and why."""

    reason: Reason


class Because(BaseModel):
    """Why something is done."""

    model_config = _CLOSED

    reason: Reason


class SheetGiven(Sheet):
    """The sheet of a point; `reason`: why it is corrected, or a word about it."""

    reason: Annotated[str, Field(max_length=500)] = ""


class EntryGiven(BaseModel):
    """A card as it stands there: who it is of as the edition asks, numbers by section, and what only eyes see."""

    model_config = _CLOSED

    given: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    surname: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    address: Annotated[str, Field(max_length=LONGEST_ADDRESS)] = ""
    code: Annotated[str, Field(max_length=40)] = ""
    pesel: Annotated[str, Field(max_length=20)] = ""
    born: Annotated[str, Field(max_length=20)] = ""
    sections: dict[Id, Annotated[str, Field(max_length=LONGEST_MARKS)]] = Field(default_factory=dict, max_length=20)
    seen: tuple[VoidReason, ...] = Field(default=(), max_length=len(SEEN))

    def entry(self) -> Entry:
        """Give it in the domain's terms."""
        return Entry(**self.model_dump())


class NoteGiven(BaseModel):
    """What the second person sees that the first has keyed in wrongly."""

    model_config = _CLOSED

    note: Words


class Clarification(BaseModel):
    """Who a card is of, by its place among those who may be meant (from 1), 0 for nobody; and why."""

    model_config = _CLOSED

    choice: int = Field(ge=0, le=50)
    reason: Words


class PointShown(BaseModel):
    """A point for everybody. `version` is what If-Match must name."""

    id: str
    name: str
    address: str
    mobile: bool
    hours: tuple[Hours, ...]
    open_now: bool
    version: int


class PointList(BaseModel):
    """The points of an edition."""

    items: list[PointShown]


class Made(BaseModel):
    """The id of what was made."""

    id: str


class CardMade(BaseModel):
    """A card that was keyed in: its number, to be written on the paper, and its version for If-Match."""

    id: str
    number: int
    state: CardState
    version: int


class CardShown(CardMade):
    """A card without what stands on it."""

    point_id: str
    keyed_by: str
    confirmed_by: str | None
    keyed_in_twice: bool
    voids: tuple[Void, ...]


class CardList(BaseModel):
    """A part of an edition's cards, in the order of their numbers."""

    items: list[CardShown]


class CardContent(BaseModel):
    """What stands on a card that waits, as keyed in, and what would not count of it and why."""

    given: str
    surname: str
    address: str
    code: str
    sections: dict[str, str]
    seen: tuple[VoidReason, ...]
    voids: tuple[Void, ...]
    note: str | None


class Compared(BaseModel):
    """Where two entries of a card differ: `person`, `seen`, or ids of sections; nothing: the card is confirmed."""

    differences: list[str]


class PersonShown(BaseModel):
    """Somebody on the roll who may be meant."""

    given: str
    surname: str
    address: str


class Unclear(BaseModel):
    """Who a card says it is of, and who on the roll may be meant, in a stable order."""

    card: PersonShown
    likely: list[PersonShown]
