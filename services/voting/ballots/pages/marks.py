"""The marks of a section, as its form sends them and as its page shows them. It must not judge whether they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from starlette.datastructures import FormData

from services.voting.ballots.domain import (
    Blank,
    Choice,
    Fault,
    TooDear,
    TooFew,
    TooFewPoints,
    TooMany,
    TooManyPoints,
    VoteType,
)

CHOICE = "wybor"
"""The name of the form's fields; with a project's id behind it where a place or points are asked for."""
_LONGEST_ID = 64


class Step(StrEnum):
    """Where a button of a section leads. `STAY`: nowhere, the page only keeps what is marked so far."""

    ON = "dalej"
    BACK = "wstecz"
    AREA = "osiedle"
    STAY = "tu"

    @classmethod
    def of(cls, text: str) -> "Step":
        """Give the step that a form names; where it names none, it goes on."""
        return cls(text) if text in frozenset(cls) else cls.ON

    def leads(self, place: int, area: str, *, last: bool) -> str:
        """Give the rest of the address that it leads to from a section; `last`: whether the review comes next."""
        if self is Step.AREA:
            return f"{place}?{urlencode({'osiedle': area})}"
        if self is Step.BACK:
            return str(max(place - 1, 1))
        return "podsumowanie" if last else str(place + 1)


@dataclass(frozen=True)
class Marks:
    """What came with a form. `shown`: what each project has on the page; `fault`: why it cannot be read, in Polish."""

    choices: tuple[Choice, ...]
    shown: dict[str, int]
    fault: str | None = None


def read_marks(form: FormData, vote_type: str) -> Marks:
    """Read the marks of a section."""
    if vote_type == VoteType.APPROVAL:
        ids = [str(id)[:_LONGEST_ID] for id in form.getlist(CHOICE)]
        return Marks(tuple((id, 1) for id in ids), dict.fromkeys(ids, 1))
    given: list[Choice] = []
    for name, value in form.multi_items():
        if name.startswith(f"{CHOICE}-") and value:
            text = str(value)
            id = name.removeprefix(f"{CHOICE}-")[:_LONGEST_ID]
            if not (text.isascii() and text.isdigit() and len(text) <= 4):
                return Marks((), dict(given), "Wybierz liczbę z listy.")
            given.append((id, int(text)))
    if vote_type == VoteType.CUMULATIVE:
        given = [(id, points) for id, points in given if points]
        return Marks(tuple(given), dict(given))
    given.sort(key=lambda mark: mark[1])
    ranks = [rank for _, rank in given]
    if len(set(ranks)) < len(ranks):
        return Marks((), dict(given), "Każde miejsce możesz dać tylko jednemu projektowi.")
    if ranks != list(range(1, len(ranks) + 1)):
        return Marks((), dict(given), "Nie pomijaj miejsc: najpierw 1., potem 2. i dalej.")
    return Marks(tuple((id, 1) for id, _ in given), dict(given))


def shown(choices: Sequence[Choice], vote_type: str) -> dict[str, int]:
    """Give what each project of a draft has on the page: its points, or its place where places count."""
    if vote_type == VoteType.ORDINAL:
        return {id: place for place, (id, _) in enumerate(choices, start=1)}
    return dict(choices)


def hold_up(faults: Sequence[Fault], step: Step) -> list[Fault]:
    """Give what must be put right before a step: who does not go on may have marked too few so far."""
    return [fault for fault in faults if step is Step.ON or not isinstance(fault, TooFew | TooFewPoints)]


def fault_text(fault: Fault) -> str:
    """Say in Polish what is wrong with a ballot and what to do."""
    match fault:
        case TooMany():
            return "Zaznaczono za dużo projektów. Odznacz niektóre."
        case TooFew():
            return "Zaznaczono za mało projektów."
        case TooManyPoints():
            return "Rozdano za dużo punktów. Odejmij niektóre."
        case TooFewPoints():
            return "Rozdano za mało punktów."
        case TooDear():
            return "Zaznaczone projekty kosztują razem za dużo. Odznacz niektóre."
        case Blank():
            return "Zaznacz co najmniej jeden projekt."
        case _:
            return "Ten wybór nie jest możliwy. Zaznacz projekty jeszcze raz."
