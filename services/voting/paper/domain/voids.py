"""Why a paper card, or a section of it, is void (głos nieważny), each with its sentence for the protocol.

Source: the rules of the vote in Kalisz (first name, surname and address on the front; three statements, date and
signature on the back) and the practice of other cities. It decides about no card: see `verdict`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict


class VoidReason(StrEnum):
    """Why a card, or a section of it, does not count."""

    NO_FIRST_NAME = "no_first_name"
    NO_SURNAME = "no_surname"
    NO_ADDRESS = "no_address"
    NO_PESEL = "no_pesel"
    WRONG_PESEL = "wrong_pesel"
    """Nobody can have such a number: its check digit or its date does not hold."""
    NO_BIRTH = "no_birth"
    STATEMENT_NOT_TICKED = "statement_not_ticked"
    NO_DATE = "no_date"
    NO_SIGNATURE = "no_signature"
    NOT_CHECKED = "not_checked"
    """Nobody at the point noted that they had seen who it was."""
    TOO_MANY_MARKS = "too_many_marks"
    TOO_FEW_MARKS = "too_few_marks"
    TOO_DEAR = "too_dear"
    WRONG_POINTS = "wrong_points"
    """Too many or too few points, or points where none are asked for."""
    NOT_ON_LIST = "not_on_list"
    ILLEGIBLE_NUMBER = "illegible_number"
    WRONG_CARD = "wrong_card"
    UNREADABLE = "unreadable"
    LATE = "late"
    NOT_ON_ROLL = "not_on_roll"
    BLANK = "blank"
    SECOND_CARD = "second_card"


SENTENCES: Mapping[VoidReason, str] = {
    VoidReason.NO_FIRST_NAME: "Na karcie nie ma imienia głosującego.",
    VoidReason.NO_SURNAME: "Na karcie nie ma nazwiska głosującego.",
    VoidReason.NO_ADDRESS: "Na karcie nie ma adresu głosującego.",
    VoidReason.NO_PESEL: "Na karcie nie ma numeru PESEL głosującego.",
    VoidReason.WRONG_PESEL: "Numer PESEL na karcie jest błędny: nikt takiego nie ma.",
    VoidReason.NO_BIRTH: "Na karcie nie ma daty urodzenia głosującego.",
    VoidReason.STATEMENT_NOT_TICKED: "Na odwrocie nie zaznaczono jednego z oświadczeń.",
    VoidReason.NO_DATE: "Pod oświadczeniami nie ma daty.",
    VoidReason.NO_SIGNATURE: "Pod oświadczeniami nie ma czytelnego podpisu.",
    VoidReason.NOT_CHECKED: "Na karcie nie odnotowano sprawdzenia tożsamości.",
    VoidReason.TOO_MANY_MARKS: "W części karty wskazano za dużo projektów.",
    VoidReason.TOO_FEW_MARKS: "W części karty wskazano za mało projektów.",
    VoidReason.TOO_DEAR: "Projekty wskazane w części karty kosztują razem za dużo.",
    VoidReason.WRONG_POINTS: "W części karty punkty rozdano niezgodnie z zasadami.",
    VoidReason.NOT_ON_LIST: "Na liście nie ma projektu o wpisanym numerze.",
    VoidReason.ILLEGIBLE_NUMBER: "W części karty jest numer, którego nie da się odczytać.",
    VoidReason.WRONG_CARD: "Głos oddano na niewłaściwej karcie.",
    VoidReason.UNREADABLE: "Karty nie da się odczytać.",
    VoidReason.LATE: "Karta wpłynęła po terminie.",
    VoidReason.NOT_ON_ROLL: "Głosującego nie ma w spisie mieszkańców.",
    VoidReason.BLANK: "Na karcie nie wskazano żadnego projektu.",
    VoidReason.SECOND_CARD: "To drugi głos tej samej osoby.",
}
"""The sentence of each reason, as the protocol has it."""

_OF_MARKS = (VoidReason.NOT_ON_LIST, VoidReason.ILLEGIBLE_NUMBER)

SEEN = (
    VoidReason.STATEMENT_NOT_TICKED,
    VoidReason.NO_DATE,
    VoidReason.NO_SIGNATURE,
    VoidReason.NOT_CHECKED,
    VoidReason.WRONG_CARD,
    VoidReason.UNREADABLE,
    VoidReason.LATE,
)
"""What only eyes see: the clerk adds it. Everything else the machine proposes from what was keyed in."""


class Key(NamedTuple):
    """A key by which the clerk marks what is missing on the card; `label`: what is marked, in Polish."""

    key: str
    label: str
    reason: VoidReason


KEYS = (
    Key("1", "brak znaku przy 1. oświadczeniu", VoidReason.STATEMENT_NOT_TICKED),
    Key("2", "brak znaku przy 2. oświadczeniu", VoidReason.STATEMENT_NOT_TICKED),
    Key("3", "brak znaku przy 3. oświadczeniu", VoidReason.STATEMENT_NOT_TICKED),
    Key("d", "brak daty", VoidReason.NO_DATE),
    Key("p", "brak czytelnego podpisu", VoidReason.NO_SIGNATURE),
    Key("t", "nie sprawdzono tożsamości", VoidReason.NOT_CHECKED),
    Key("k", "niewłaściwa karta", VoidReason.WRONG_CARD),
    Key("n", "karta nieczytelna", VoidReason.UNREADABLE),
    Key("s", "wpłynęła po terminie", VoidReason.LATE),
)


class Void(BaseModel):
    """One reason; `section` is the id of the section that it is about, None where it is about the whole card."""

    model_config = ConfigDict(frozen=True)

    reason: VoidReason
    section: str | None = None

    @property
    def of_mark(self) -> bool:
        """Whether it is about a number alone: what else stands in the section may count."""
        return self.reason in _OF_MARKS
