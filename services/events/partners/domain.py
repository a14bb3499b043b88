"""A partner organisation and what was done with it. Contacts of people are sealed elsewhere. No framework, no await."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MOST_FORMER = 20
MOST_NOTES = 300


def _text(least: int, most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


PartnerName = Annotated[str, _text(3, 200)]
PartnerShort = Annotated[str, _text(2, 200)]
PartnerNote = Annotated[str, _text(3, 2_000)]
PartnerContact = Annotated[str, _text(3, 1_000)]


class PartnerKnown(Exception):
    """The register has an organisation of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is a partner named {name}")
        self.name = name


class PartnerEnded(Exception):
    """The organisation is no longer worked with, or does not exist any more."""

    def __init__(self, partner_id: str) -> None:
        super().__init__(f"partner {partner_id} is not active")
        self.partner_id = partner_id


class NoSuchNote(Exception):
    """The note was taken away already."""

    def __init__(self, note_id: str) -> None:
        super().__init__(f"no note {note_id}")
        self.note_id = note_id


class TooManyNotes(Exception):
    """The partner has `MOST_NOTES` already."""


class NoteAhead(Exception):
    """The day of a note has not come."""

    def __init__(self, on: date) -> None:
        super().__init__(f"note of {on.isoformat()}")
        self.on = on


class Kind(StrEnum):
    """What an organisation is."""

    IPN = "ipn"
    """A branch of the Institute of National Remembrance."""
    GARRISON = "garrison"
    VETERANS = "veterans"
    SOCIAL = "social"
    SCHOOL = "school"
    PARISH = "parish"
    SERVICE = "service"
    """Police, fire brigade, municipal guard…"""
    OTHER = "other"


class Card(BaseModel):
    """What the register says. `competent`: of its kind the one that is competent for the city; data, not law.

    `patron`: after whom it is named; `standard`: it has a standard, with which it can come.
    """

    model_config = ConfigDict(frozen=True)

    name: PartnerName
    kind: Kind
    place: PartnerShort | None = None
    patron: PartnerShort | None = None
    standard: bool = False
    competent: bool = False


class Note(BaseModel):
    """Something that was done together, written down by hand."""

    model_config = ConfigDict(frozen=True)

    id: str
    on: date
    text: PartnerNote
    by_name: str


class Partner(BaseModel):
    """An organisation. `contact`: sealed; `sorted_by`: its name folded, one of each; `words`: what finds it.

    `former`: the names it had before, the newest last: under them it applied, and cared for memorials.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    card: Card
    contact: bytes | None = None
    active: bool = True
    ended_because: str | None = None
    sorted_by: str
    words: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    former: tuple[PartnerName, ...] = ()
    changed_at: datetime
    version: int = 1

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it has had, the present one first."""
        return (self.card.name, *self.former)

    def renamed(self, card: Card) -> tuple[str, ...]:
        """Give the names it will have had before under another card."""
        if card.name == self.card.name:
            return self.former
        kept = (*(name for name in self.former if name not in (card.name, self.card.name)), self.card.name)
        return kept[-MOST_FORMER:]

    def changed(self, at: datetime, **changes: object) -> Self:
        """Give its next version."""
        return self.model_copy(update={**changes, "changed_at": at, "version": self.version + 1})

    def ended(self, reason: str, at: datetime) -> Self:
        """Give it no longer worked with, and competent for nothing. Raises `PartnerEnded`."""
        if not self.active:
            raise PartnerEnded(self.id)
        card = self.card.model_copy(update={"competent": False})
        return self.changed(at, active=False, ended_because=reason, card=card)

    def noted(self, note: Note, today: date, at: datetime) -> Self:
        """Give it with something that was done together. Raises `NoteAhead`, `TooManyNotes`."""
        if note.on > today:
            raise NoteAhead(note.on)
        if len(self.notes) >= MOST_NOTES:
            raise TooManyNotes
        return self.changed(at, notes=(*self.notes, note))

    def without_note(self, note_id: str, at: datetime) -> Self:
        """Give it without a note. Raises `NoSuchNote`."""
        if note_id not in {one.id for one in self.notes}:
            raise NoSuchNote(note_id)
        return self.changed(at, notes=tuple(one for one in self.notes if one.id != note_id))


class DeedKind(StrEnum):
    """What was done together."""

    DELEGATION = "delegation"
    PATRONAGE = "patronage"
    CARE = "care"
    """It cares for a memorial, or owns its ground."""
    PROPOSAL = "proposal"
    """It has proposed a memorial."""
    OPINION = "opinion"
    """It was asked for its opinion on a memorial."""
    ASSISTANCE = "assistance"
    """It was asked for military assistance at a ceremony."""
    NOTE = "note"


class Deed(BaseModel):
    """One thing of the history. `on`: None where it goes on; `link`: its page at the desk; `note_id`: of a note.

    `outcome`: what has become of an application, "" where nothing could.
    """

    model_config = ConfigDict(frozen=True)

    on: date | None
    kind: DeedKind
    text: str
    detail: str = ""
    outcome: str = ""
    link: str | None = None
    note_id: str | None = None
    by_name: str = ""


def history(deeds: Iterable[Deed]) -> tuple[Deed, ...]:
    """Give what was done together: what goes on first, then from the newest."""
    return tuple(sorted(deeds, key=lambda one: (one.on is not None, -one.on.toordinal() if one.on else 0, one.text)))


class Search(BaseModel):
    """Which partners somebody looks for; `text`: words or their beginnings, in any order."""

    model_config = ConfigDict(frozen=True)

    text: str = Field("", max_length=200)
    kind: Kind | None = None
    active: bool | None = True
    standard: bool = False
