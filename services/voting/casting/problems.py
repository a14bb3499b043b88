"""What the errors of casting mean to whoever votes; the same rows serve the pages and the programs."""

from services.voting.ballots.domain import Refused, UnreadableCode
from services.voting.ballots.domain.election import NotNow, WrongState
from services.voting.ballots.service.casting import AlreadyVoted
from services.voting.ballots.service.slot import Crowded
from services.voting.keys.domain import EditionKeyDestroyed, EditionKeyMissing
from services.voting.rolls.domain import (
    AddressUnreadable,
    BirthUnreadable,
    NameUnreadable,
    TooManyWords,
    UnreadablePesel,
)
from services.voting.rolls.service import CannotTellApart, NotDeclared, NotOnRoll, WrongIdentity
from shared.web.refusals import Problem

CASTING_PROBLEMS: dict[type[Exception], Problem] = {
    Refused: Problem(422, "ballot-refused", "Ta karta nie spełnia zasad", "Popraw wybór i wyślij ponownie."),
    UnreadableCode: Problem(422, "code-unreadable", "W kodzie jest pomyłka", "Sprawdź kod i wpisz go jeszcze raz."),
    NameUnreadable: Problem(422, "name-unreadable", "Nie umiemy odczytać imienia i nazwiska", "Popraw je."),
    TooManyWords: Problem(
        422, "name-too-long", "Imię albo nazwisko ma za dużo słów", "Wpisz najwyżej cztery słowa w każdym polu."
    ),
    BirthUnreadable: Problem(
        422, "birth-unreadable", "Nie umiemy odczytać daty urodzenia", "Wpisz ją, na przykład: 14.05.1980."
    ),
    NotDeclared: Problem(
        422, "not-declared", "Brakuje oświadczenia", "Oświadcz, że mieszkasz w mieście i podajesz prawdziwe dane."
    ),
    UnreadablePesel: Problem(422, "pesel-unreadable", "W numerze PESEL jest pomyłka", "Ma 11 cyfr. Przepisz je."),
    AddressUnreadable: Problem(422, "address-unreadable", "Nie umiemy odczytać adresu", "Podaj ulicę i numer domu."),
    WrongIdentity: Problem(422, "identity-incomplete", "Brakuje danych do rozpoznania głosującego", "Uzupełnij je."),
    NotOnRoll: Problem(
        403,
        "not-on-roll",
        "Nie znaleźliśmy takiej osoby w spisie",
        "Sprawdź pisownię. Jeśli wszystko się zgadza, zadzwoń do nas.",
    ),
    CannotTellApart: Problem(
        409,
        "identity-unclear",
        "Nie wiemy, o którą osobę ze spisu chodzi",
        "Poproś o sprawdzenie danych albo zadzwoń do nas.",
    ),
    AlreadyVoted: Problem(
        409,
        "already-voted",
        "Ta osoba już zagłosowała",
        "Jeśli to nie był Twój głos, zadzwoń do nas. Sprawdzimy to.",
    ),
    NotNow: Problem(409, "vote-not-now", "Teraz nie można głosować", "Sprawdź terminy głosowania."),
    WrongState: Problem(409, "vote-wrong-state", "Na tym etapie nie można tego zrobić", "Sprawdź stan głosowania."),
    EditionKeyMissing: Problem(
        500,
        "edition-key-missing",
        "Brakuje klucza tej edycji",
        "Niczego nie zmieniaj i wezwij administratora: plik klucza trzeba przywrócić w to samo miejsce.",
    ),
    EditionKeyDestroyed: Problem(
        410,
        "edition-data-destroyed",
        "Klucze i dane osobowe tej edycji zniszczono",
        "Wyniki, publiczny dziennik urny i protokoły zostały.",
    ),
    Crowded: Problem(
        503,
        "crowded",
        "W tej chwili głosuje bardzo dużo osób",
        "Nic nie przepadło. Spróbuj ponownie za chwilę.",
        retry_after=5,
    ),
}
