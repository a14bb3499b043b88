"""What is wrong with what somebody says of themselves: at which field it stands, and in which words."""

from collections.abc import Collection, Mapping

from services.voting.ballots.domain import UnreadableCode
from services.voting.rolls.domain import (
    DECLARED,
    AddressUnreadable,
    BirthUnreadable,
    IdentityPolicy,
    NameUnreadable,
    TooManyWords,
    UnreadablePesel,
)
from services.voting.rolls.service import CannotTellApart, NotOnRoll

FAULTS: Mapping[type[Exception], tuple[str, str]] = {
    NotOnRoll: (
        "surname",
        "Nie znaleźliśmy takiej osoby w spisie. Sprawdź imię, nazwisko i cały adres, z numerem mieszkania.",
    ),
    CannotTellApart: (
        "surname",
        "Nie wiemy, o którą osobę ze spisu chodzi. Wpisz dane tak jak w dowodzie albo poproś o sprawdzenie.",
    ),
    TooManyWords: ("surname", "To za dużo słów. Wpisz najwyżej cztery."),
    NameUnreadable: ("surname", "Wpisz imię i nazwisko."),
    AddressUnreadable: ("address", "Wpisz ulicę i numer, na przykład: Śródmiejska 12/3."),
    BirthUnreadable: ("born", "Wpisz datę urodzenia, na przykład: 14.05.1980."),
    UnreadableCode: ("code", "W kodzie jest pomyłka. Przepisz go z listu jeszcze raz."),
    UnreadablePesel: ("pesel", "W numerze PESEL jest pomyłka. Ma 11 cyfr, przepisz je jeszcze raz."),
}
"""Errors of the roll as a voter reads them: the field, and a Polish msgid. A subclass stands before its class."""
_NEAR = "Ktoś o podobnych danych już głosował. Popraw dane albo poproś o sprawdzenie."
_NUMBER_NOT_FOUND = ("pesel", "Nie znaleźliśmy w spisie osoby o takim numerze i nazwisku. Sprawdź jedno i drugie.")
_NOT_FOUND: Mapping[str, tuple[str, str]] = {
    IdentityPolicy.ROLL_CODE: ("code", "Nie wydaliśmy takiego kodu. Przepisz go z listu jeszcze raz."),
    IdentityPolicy.PESEL_ROLL: _NUMBER_NOT_FOUND,
    IdentityPolicy.NATIONAL_NODE: _NUMBER_NOT_FOUND,
}


def fault_of(error: Exception, fields: Collection[str], policy: str = "") -> tuple[str, str]:
    """Give the field at which an error of `FAULTS` stands, one of `fields`, and its text."""
    field, text = next(said for kind, said in FAULTS.items() if isinstance(error, kind))
    if isinstance(error, NotOnRoll):
        field, text = _NOT_FOUND.get(policy, (field, text))
    if isinstance(error, CannotTellApart) and policy in DECLARED:
        text = _NEAR
    if isinstance(error, TooManyWords):
        field = error.field
    return (field if field in fields else next(iter(fields))), text
