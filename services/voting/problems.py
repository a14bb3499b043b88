"""What the errors of voting mean on the web: type, status, and the Polish words a voter reads."""

from services.voting.ballots.domain import Refused, UnreadableCode
from services.voting.ballots.domain.election import (
    AppealsOpen,
    EmptyList,
    InNoSection,
    NotNow,
    StillOpen,
    Undecided,
    WrongState,
)
from services.voting.ballots.domain.exclusion import ConflictsOpen
from services.voting.ballots.service import AlreadyVoted, BadPublicKey
from services.voting.board.service import LogBroken
from services.voting.rolls.domain import AddressUnreadable, NameUnreadable, NotUtf8, RollColumnMissing
from services.voting.rolls.service import CannotTellApart, NotOnRoll, RollFrozen, WrongIdentity
from services.voting.tally.domain.edition import Uncountable
from services.voting.tally.service import (
    AlreadyCounted,
    BoxChanged,
    CountsDiffer,
    WrongKey,
    WrongSecret,
)
from shared.web.problems import Problem

PROBLEMS = {
    Refused: Problem(422, "ballot-refused", "Ta karta nie spełnia zasad", "Popraw wybór i wyślij ponownie."),
    UnreadableCode: Problem(422, "code-unreadable", "W kodzie jest pomyłka", "Sprawdź kod i wpisz go jeszcze raz."),
    NameUnreadable: Problem(422, "name-unreadable", "Nie umiemy odczytać imienia i nazwiska", "Popraw je."),
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
        "W spisie jest więcej niż jedna taka osoba",
        "Zadzwoń do nas. Pomożemy oddać głos.",
    ),
    AlreadyVoted: Problem(
        409,
        "already-voted",
        "Ta osoba już zagłosowała",
        "Jeśli to nie był Twój głos, zadzwoń do nas. Sprawdzimy to.",
    ),
    NotNow: Problem(409, "vote-not-now", "Teraz nie można głosować", "Sprawdź terminy głosowania."),
    WrongState: Problem(409, "vote-wrong-state", "Na tym etapie nie można tego zrobić", "Sprawdź stan głosowania."),
    StillOpen: Problem(409, "vote-still-open", "Głosowanie jeszcze trwa", "Zamknij je po upływie terminu."),
    Undecided: Problem(
        409, "proposals-undecided", "Nie wszystkie projekty są rozstrzygnięte", "Poczekaj na wszystkie decyzje."
    ),
    ConflictsOpen: Problem(
        409,
        "conflicts-open",
        "Nie wiadomo jeszcze, które projekty się wykluczają",
        "Poczekaj, aż wydział rozstrzygnie wszystkie kolizje.",
    ),
    AppealsOpen: Problem(
        409, "appeals-open", "Można się jeszcze odwołać", "Opublikuj listę po ostatnim dniu na odwołania."
    ),
    EmptyList: Problem(409, "list-empty", "Nie ma projektów dopuszczonych do głosowania", "Sprawdź decyzje."),
    InNoSection: Problem(
        409,
        "in-no-section",
        "Jednego z projektów nie ma w żadnej części karty",
        "Sprawdź pule i części karty w zasadach edycji.",
    ),
    Uncountable: Problem(
        409,
        "rules-uncountable",
        "Zasad tej edycji nie umiemy policzyć",
        "Popraw zasady edycji, zanim opublikujesz listę.",
    ),
    RollFrozen: Problem(
        409,
        "roll-frozen",
        "Spis jest zamrożony od otwarcia głosowania",
        "Po otwarciu nie można go wymienić: ta sama osoba mogłaby zagłosować dwa razy.",
    ),
    BadPublicKey: Problem(422, "public-key-unreadable", "To nie jest klucz publiczny komisji", "Sprawdź klucz."),
    WrongKey: Problem(422, "private-key-wrong", "Ten klucz nie pasuje do głosowania", "Użyj klucza tej edycji."),
    WrongSecret: Problem(
        422, "secret-wrong", "To nie jest tekst zatwierdzony przed głosowaniem", "Użyj tekstu z otwarcia głosowania."
    ),
    BoxChanged: Problem(
        409,
        "box-changed",
        "Zawartość urny nie zgadza się z ogłoszonym skrótem",
        "Nie liczcie głosów. Wezwijcie audytora.",
    ),
    LogBroken: Problem(
        500, "log-broken", "Dziennik urny nie zgadza się ze swoim podpisem", "Zachowaj potwierdzenie i zadzwoń do nas."
    ),
    CountsDiffer: Problem(500, "counts-differ", "Dwa liczenia dały różne wyniki", "Wezwijcie audytora."),
    AlreadyCounted: Problem(409, "already-counted", "Głosy są już policzone", "Obejrzyj protokół."),
    NotUtf8: Problem(422, "roll-not-utf8", "Plik spisu nie jest zapisany w UTF-8", "Zapisz go w UTF-8."),
    RollColumnMissing: Problem(
        422, "roll-column-missing", "W spisie brakuje kolumny", "Nagłówek: imię;nazwisko;adres."
    ),
}
