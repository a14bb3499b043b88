"""What two versions of a proposal differ in, as a person reads it: word by word, line by line."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.intake.proposals.domain import Proposal

_TEXTS = ("title", "summary", "description", "category", "location", "parcel")
_PLAIN = ("pool_id", "area_id", "latitude", "longitude", "signatures")
_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
"""A word or a mark with the space after it: spaces of their own would match everywhere, and slowly."""


class PieceKind(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(BaseModel):
    """A stretch of text that stayed, went or came."""

    model_config = ConfigDict(frozen=True)

    kind: PieceKind
    text: str


class TextChange(BaseModel):
    """A field whose words changed: all its words, former and new, in reading order."""

    model_config = ConfigDict(frozen=True)

    field: str
    pieces: tuple[Piece, ...]


class ValueChange(BaseModel):
    """A field that holds another value; None where it held, or holds, none. `attachments`: how many there are."""

    model_config = ConfigDict(frozen=True)

    field: str
    before: str | None
    after: str | None


class CostChange(BaseModel):
    """A line of the estimate with another amount, in grosze; None where there was, or is, no such line."""

    model_config = ConfigDict(frozen=True)

    name: str
    before: int | None
    after: int | None


class Difference(BaseModel):
    """What two versions differ in. Of the applicant's sealed details only whether they were given anew."""

    model_config = ConfigDict(frozen=True)

    texts: tuple[TextChange, ...]
    values: tuple[ValueChange, ...]
    costs: tuple[CostChange, ...]
    applicant: bool


def difference(before: Proposal, after: Proposal) -> Difference:
    """Give what `after` has otherwise than `before`."""
    return Difference(
        texts=tuple(
            TextChange(field=field, pieces=pieces(getattr(before, field) or "", getattr(after, field) or ""))
            for field in _TEXTS
            if getattr(before, field) != getattr(after, field)
        ),
        values=tuple(_values(before, after)),
        costs=tuple(_costs(before, after)),
        applicant=before.applicant != after.applicant,
    )


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Give the words of two texts as stretches, in reading order; what stayed is spaced as in `after`."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    bare_old, bare_new = [word.strip() for word in old], [word.strip() for word in new]
    found: list[Piece] = []
    # Without autojunk: it would take the commonest words of a long text for noise.
    for tag, a, b, c, d in SequenceMatcher(None, bare_old, bare_new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(kind=PieceKind.SAME, text="".join(new[c:d])))
            continue
        if a < b:
            found.append(Piece(kind=PieceKind.REMOVED, text="".join(old[a:b])))
        if c < d:
            found.append(Piece(kind=PieceKind.ADDED, text="".join(new[c:d])))
    return tuple(found)


def _values(before: Proposal, after: Proposal) -> Iterator[ValueChange]:
    for field in _PLAIN:
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield ValueChange(field=field, before=_text(old), after=_text(new))
    if before.attachments != after.attachments:
        old, new = str(len(before.attachments)), str(len(after.attachments))
        yield ValueChange(field="attachments", before=old, after=new)


def _costs(before: Proposal, after: Proposal) -> Iterator[CostChange]:
    """Compare the lines by name and order among those of one name; first what went or changed, then what came."""
    left = list(after.cost_items)
    for item in before.cost_items:
        same = next((other for other in left if other.name == item.name), None)
        if same is not None:
            left.remove(same)
        if same is None or same.amount != item.amount:
            yield CostChange(name=item.name, before=item.amount, after=same.amount if same is not None else None)
    for item in left:
        yield CostChange(name=item.name, before=None, after=item.amount)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
