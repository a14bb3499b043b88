"""A card as a form sends it and a page shows it. It must not judge a card, nor keep anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fastapi import Request

from services.voting.ballots.domain.election import Election
from services.voting.paper.domain.entry import (
    LONGEST_ADDRESS,
    LONGEST_MARKS,
    LONGEST_NAME,
    Entry,
    Mark,
    MarksUnreadable,
    letters_of,
)
from services.voting.paper.domain.entry import marks_of as marks_in
from services.voting.paper.domain.verdict import Verdict
from services.voting.paper.domain.voids import KEYS, VoidReason
from services.voting.rolls.domain import asked

MISSING = "braki"
SAVE = "zapisz"
"""The name that stands for the form's button where the next field is told."""
_LONGEST = {"given": LONGEST_NAME, "surname": LONGEST_NAME, "address": LONGEST_ADDRESS}
_LONGEST |= {"code": 40, "pesel": 20, "born": 20}
# Without an example: the field's own stands beside it, with the letters of its section.
_UNREADABLE = "Nie umiemy odczytać numerów. Wpisz je z odstępami, jak w przykładzie przy tym polu."
_NEEDS_LETTER = "W tej części jest więcej list. Dopisz literę przed każdym numerem, jak w przykładzie przy tym polu."
_UNKNOWN_KEY = "Nie ma takiego znaku. Użyj tylko cyfr i liter z objaśnienia."
_REASON_OF = {key.key: key.reason for key in KEYS}
_KEY_OF: dict[VoidReason, str] = {}
for _key in KEYS:
    _KEY_OF.setdefault(_key.reason, _key.key)


@dataclass(frozen=True)
class TypedCard:
    """What came with a form. `values`: as typed; `errors`: what cannot be read; `entry` where all can."""

    values: Mapping[str, str]
    step: str
    nonce: str
    at: str
    version: int
    errors: Mapping[str, str] = field(default_factory=dict)
    entry: Entry | None = None


@dataclass(frozen=True)
class ShownSection:
    """A section of a card as the second person sees it: its marks, each with the title of its project if it has one."""

    name: str
    marks: Sequence[tuple[Mark, str | None]]
    counts: bool
    points: bool


class Hint(NamedTuple):
    """How the numbers of a section are typed, each as it is accepted; `bare`: whether the letter may be left out."""

    example: str
    points: str
    bare: bool


def field_names(election: Election) -> list[str]:
    """Give the names of a card's fields in their order."""
    return [
        *asked(election.rules.identity),
        *(mark_field(place) for place in range(1, len(election.rules.sections) + 1)),
        MISSING,
    ]


def mark_field(place: int) -> str:
    """Give the name of the field with the numbers of a section, by its place from 1."""
    return f"numery{place}"


async def read_card(request: Request, election: Election) -> TypedCard:
    """Read the form of a card."""
    form = await request.form(max_fields=60, max_part_size=2_000)

    def text(name: str, longest: int) -> str:
        value = form.get(name)
        return value[:longest].strip() if isinstance(value, str) else ""

    names = field_names(election)
    values = {name: text(name, _LONGEST.get(name, LONGEST_MARKS)) for name in names}
    version = text("version", 9)
    typed = TypedCard(
        values=values,
        step=text("step", 10),
        nonce=text("nonce", 100),
        at=text("at", 20),
        version=int(version) if version.isascii() and version.isdigit() else 0,
    )
    errors: dict[str, str] = {}
    keys = values[MISSING].lower().replace(" ", "").replace(",", "")
    if not set(keys) <= set(_REASON_OF):
        errors[MISSING] = _UNKNOWN_KEY
    sections = {}
    for place, section in enumerate(election.rules.sections, start=1):
        name = mark_field(place)
        sections[section.id] = values[name]
        try:
            marks_in(section.id, values[name], election)
        except MarksUnreadable as unreadable:
            errors[name] = _NEEDS_LETTER if unreadable.needs_letter else _UNREADABLE
    if errors:
        return TypedCard(**{**vars(typed), "errors": errors})
    seen = tuple(dict.fromkeys(_REASON_OF[key] for key in keys))
    person = {name: values[name] for name in _LONGEST if name in values}
    return TypedCard(**{**vars(typed), "entry": Entry(**person, sections=sections, seen=seen)})


def next_field(typed: TypedCard, election: Election) -> str:
    """Give where Enter leads where no script does it: behind the field it came from, and behind all that is filled."""
    names = field_names(election)
    filled = [place for place, name in enumerate(names) if typed.values[name]]
    came = names.index(typed.at) if typed.at in names else -1
    place = max([came, *filled]) + 1
    return names[place] if place < len(names) else SAVE


def values_of(entry: Entry, election: Election) -> dict[str, str]:
    """Give the form of an entry, as it was typed."""
    values = {name: getattr(entry, name) for name in _LONGEST}
    for place, section in enumerate(election.rules.sections, start=1):
        values[mark_field(place)] = entry.sections.get(section.id, "")
    values[MISSING] = " ".join(_KEY_OF[reason] for reason in entry.seen)
    return values


def shown_sections(entry: Entry, verdict: Verdict, election: Election) -> list[ShownSection]:
    """Give the sections of a card with what is written in each."""
    titles = {one.number: one.title for one in election.entries}
    shown = []
    for section in election.rules.sections:
        marks = marks_in(section.id, entry.sections.get(section.id, ""), election)
        rows = [(one, titles.get(one.number) if one.project else None) for one in marks]
        counts, points = not marks or section.id in verdict.choices, section.vote_type == "cumulative"
        shown.append(ShownSection(section.name, rows, counts, points))
    return shown


def form_of(election: Election) -> dict[str, Any]:
    """Give what the form of a card is drawn from."""
    fields = [
        (mark_field(place), section, _hint(section.id, election))
        for place, section in enumerate(election.rules.sections, start=1)
    ]
    return {"marks": fields, "asked": asked(election.rules.identity), "keys": KEYS}


def _hint(section: str, election: Election) -> Hint:
    letters = letters_of(section, election)
    first, last = (letters[0], letters[-1]) if letters else ("O", "O")
    bare = len(letters) == 1
    return Hint(f"{first}-1 3 7" if bare else f"{first}-1 {last}-3", f"{first}-3:5", bare)
