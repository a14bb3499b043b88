"""What the errors of voting mean on the web: type, status, and the Polish words a voter reads."""

from services.voting.ballots.domain.closing import PaperUnfinished
from services.voting.ballots.domain.double import BallotAside
from services.voting.ballots.domain.election import (
    AppealsOpen,
    EmptyList,
    InNoSection,
    StillOpen,
    Undecided,
)
from services.voting.ballots.domain.exclusion import ConflictsOpen
from services.voting.ballots.service import (
    BadPublicKey,
    EmptyRoll,
    KeyUsedInTrial,
    NoNationalNode,
    TrialNeeded,
)
from services.voting.board.service import LogBroken
from services.voting.casting.problems import CASTING_PROBLEMS
from services.voting.complaints.domain import (
    AlreadyAnswered,
    ComplaintsOver,
    ComplaintsWaiting,
    DayAhead,
    PeriodRunning,
    ResultInQuestion,
    TooLate,
    TooManyComplaints,
    UnknownComplaint,
)
from services.voting.doubts.domain import (
    AlreadyDecided,
    HasVoted,
    NotCleared,
    NothingToDecide,
    SomebodyElses,
    TooManyDoubts,
    UnknownDoubt,
)
from services.voting.enquiries.domain import (
    AlreadySettled,
    AskAtTheDesk,
    AskedTooOften,
    NothingToReport,
    NotYet,
    ReportsWaiting,
)
from services.voting.fraud.domain.flags import (
    AlreadyProposed,
    FlagsUndecided,
    NotAside,
    NothingProposed,
    SameMember,
)
from services.voting.paper.domain.cards import CardNotHere, NotDrawn, NotYours, SamePerson, SecondEntryNeeded
from services.voting.paper.domain.entry import MarksUnreadable, UnknownMark
from services.voting.paper.domain.points import (
    AllCardsKeyed,
    HoursUnfit,
    MoreCardsKeyed,
    NoPaperVote,
    PointInUse,
    PointNotOpenYet,
    PointUnsettled,
    SheetDiffers,
)
from services.voting.rolls.domain import (
    NotUtf8,
    RollColumnMissing,
)
from services.voting.rolls.domain.batches import BatchDecided, CodesAlreadyGiven, NoCodesNeeded, SecondMemberNeeded
from services.voting.rolls.service import RollFrozen
from services.voting.tally.domain.edition import Uncountable
from services.voting.tally.service import (
    AlreadyCounted,
    BoxChanged,
    CountsDiffer,
    WrongKey,
    WrongSecret,
)
from services.voting.trial.domain import NotLawful, NotVoid, NumberUnreadable, SheetLacks
from shared.web.problems import Problem

PROBLEMS = {
    **CASTING_PROBLEMS,
    NoNationalNode: Problem(
        409,
        "no-national-node",
        "Nie ma połączenia z Węzłem Krajowym",
        "Poproś administratora o jego ustawienie albo wybierz inny sposób rozpoznawania.",
    ),
    NoCodesNeeded: Problem(409, "no-codes-needed", "W tej edycji nie głosuje się kodem", "Sprawdź zasady edycji."),
    SecondMemberNeeded: Problem(
        409,
        "second-member-needed",
        "Głosowanie trwa: nowe kody potwierdza druga osoba",
        "Zaproponuj kody, a potwierdzi je inny członek komisji.",
    ),
    CodesAlreadyGiven: Problem(
        409, "codes-already-given", "Te kody już wydano", "Pokazujemy je tylko raz. Przygotujcie nowe."
    ),
    BatchDecided: Problem(409, "batch-decided", "Ktoś już to rozstrzygnął", "Otwórz stronę kodów jeszcze raz."),
    NothingToDecide: Problem(
        409, "nothing-to-decide", "Tych danych nie trzeba sprawdzać", "Zagłosuj albo popraw pisownię danych."
    ),
    TooManyDoubts: Problem(
        409, "too-many-doubts", "Za dużo osób o tych danych czeka na sprawdzenie", "Zadzwoń do nas."
    ),
    UnknownDoubt: Problem(404, "doubt-unknown", "Nie znamy takiego kodu", "Przepisz go jeszcze raz."),
    AlreadyDecided: Problem(409, "doubt-decided", "Ktoś już to rozstrzygnął", "Obejrzyj rozstrzygnięcie."),
    NotCleared: Problem(409, "doubt-not-cleared", "Nie ma tu decyzji do cofnięcia", "Obejrzyj rozstrzygnięcie."),
    HasVoted: Problem(
        409, "person-has-voted", "Ta osoba już zagłosowała", "Tej decyzji nie da się cofnąć. Powiadom komisję."
    ),
    SomebodyElses: Problem(
        409, "somebody-elses", "Kto inny jest już uznany za tę osobę", "Sprawdź jeszcze raz, kto to jest."
    ),
    AskAtTheDesk: Problem(
        409,
        "answer-at-desk",
        "Na to odpowiadamy w urzędzie",
        "Przyjdź z dokumentem tożsamości: imię, nazwisko i adres zna też ktoś inny.",
    ),
    AskedTooOften: Problem(
        429, "asked-too-often", "O tę osobę pytano już dziś trzy razy", "Zapytaj jutro.", retry_after=3_600
    ),
    NotYet: Problem(409, "vote-not-yet", "Głosowania jeszcze nie było", "Zapytaj, gdy się zacznie."),
    NothingToReport: Problem(409, "nothing-to-report", "W urnie nie ma karty oddanej na te dane", "Możesz zagłosować."),
    AlreadySettled: Problem(409, "report-settled", "To zgłoszenie jest już zakończone", "Otwórz je jeszcze raz."),
    StillOpen: Problem(409, "vote-still-open", "Głosowanie jeszcze trwa", "Zamknij je po upływie terminu."),
    PaperUnfinished: Problem(
        409,
        "paper-unfinished",
        "Karty papierowe nie są jeszcze gotowe",
        "Rozliczcie punkty i potwierdźcie wszystkie karty. Potem zamknijcie urnę.",
    ),
    FlagsUndecided: Problem(
        409,
        "flags-undecided",
        "Nie wszystkie głosy w kwarantannie są rozstrzygnięte",
        "Rozstrzygnijcie wszystkie flagi we dwoje. Nowe pojawią się w ciągu minuty. Potem zamknijcie urnę.",
    ),
    BallotAside: Problem(
        409,
        "ballot-aside",
        "Ta karta czeka na decyzję komisji",
        "Zostaw ją w kolejce. Potwierdzisz ją, gdy komisja rozstrzygnie flagi.",
    ),
    SameMember: Problem(403, "same-member", "O propozycji decyduje inna osoba", "Poproś o to innego członka komisji."),
    NothingProposed: Problem(409, "nothing-proposed", "Nie ma tu propozycji", "Otwórz stronę jeszcze raz."),
    AlreadyProposed: Problem(
        409, "already-proposed", "Jest już propozycja", "Poczekaj, aż druga osoba ją potwierdzi albo zwróci."
    ),
    NotAside: Problem(
        422,
        "not-aside",
        "Wybranych głosów nie ma w kwarantannie tej flagi",
        "Otwórz flagę i wybierz głosy jeszcze raz.",
    ),
    NoPaperVote: Problem(
        409, "no-paper-vote", "W tej edycji nie głosuje się na papierze", "Sprawdź terminy w zasadach edycji."
    ),
    HoursUnfit: Problem(
        422,
        "hours-unfit",
        "Te godziny nie pasują do głosowania na papierze",
        "Popraw je: muszą mieścić się w terminie i nie mogą na siebie nachodzić.",
    ),
    PointInUse: Problem(409, "point-in-use", "Ten punkt jest już rozliczony", "Nie można go zmienić ani usunąć."),
    PointNotOpenYet: Problem(
        409, "point-not-open-yet", "Ten punkt jeszcze nie działał", "Rozlicz go po zakończeniu głosowania."
    ),
    PointUnsettled: Problem(
        409, "point-unsettled", "Ten punkt nie jest jeszcze rozliczony", "Najpierw wpisz rozliczenie kart."
    ),
    SheetDiffers: Problem(
        422, "sheet-differs", "Rozliczenie się nie zgadza", "Policz karty jeszcze raz albo wyjaśnij różnicę."
    ),
    MoreCardsKeyed: Problem(
        409, "more-cards-keyed", "Wpisano już więcej kart", "Sprawdź, ile kart było w urnie tego punktu."
    ),
    AllCardsKeyed: Problem(
        409,
        "all-cards-keyed",
        "Wpisano już wszystkie karty z tego punktu",
        "Sprawdź rozliczenie punktu albo czy karta nie jest z innego punktu.",
    ),
    MarksUnreadable: Problem(
        422, "marks-unreadable", "Nie umiemy odczytać numerów na karcie", "Wpisz każdy z literą, na przykład: O-1 O-3."
    ),
    UnknownMark: Problem(422, "mark-unknown", "Na karcie nie ma takiej części ani uwagi", "Popraw wpis."),
    SamePerson: Problem(
        403, "same-person", "Kartę musi sprawdzić inna osoba", "Poproś o to kogoś, kto jej nie wpisywał."
    ),
    NotYours: Problem(403, "not-your-card", "Tę kartę wpisała inna osoba", "Tylko ta osoba może ją poprawić."),
    SecondEntryNeeded: Problem(
        409,
        "second-entry-needed",
        "Ta karta jest wylosowana do drugiego wpisu",
        "Wpisz ją z papieru jeszcze raz, bez podglądania pierwszego wpisu.",
    ),
    NotDrawn: Problem(
        409, "not-drawn", "Ta karta nie jest wylosowana do drugiego wpisu", "Sprawdź ją i potwierdź albo zwróć."
    ),
    CardNotHere: Problem(409, "card-not-here", "Z tą kartą nie można tego teraz zrobić", "Sprawdź jej stan."),
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
    EmptyRoll: Problem(
        409,
        "roll-empty",
        "Spis uprawnionych jest pusty",
        "Wczytajcie go, zanim otworzycie głosowanie: potem się nie da.",
    ),
    BadPublicKey: Problem(422, "public-key-unreadable", "To nie jest klucz publiczny komisji", "Sprawdź klucz."),
    TrialNeeded: Problem(
        409,
        "trial-needed",
        "Najpierw głosowanie próbne",
        "Otworzycie głosowanie, gdy próba na tej liście i tych zasadach da spodziewany wynik.",
    ),
    KeyUsedInTrial: Problem(
        422, "key-used-in-trial", "Ten klucz był użyty w próbie", "Przygotujcie nowy klucz poleceniem „ratusz keys”."
    ),
    NumberUnreadable: Problem(
        422, "trial-number-unreadable", "Nie umiemy odczytać numeru z listy", "Wpisz numery z listy: O-1 L-2, O-1:3."
    ),
    NotLawful: Problem(
        422, "trial-not-lawful", "Takiej karty nie da się oddać", "Popraw ją albo oznacz jako nieważną."
    ),
    NotVoid: Problem(422, "trial-not-void", "Ta karta byłaby ważna", "Zaznacz na niej za dużo projektów."),
    SheetLacks: Problem(
        422,
        "trial-sheet-lacks",
        "Takie karty próbne niczego by nie dowiodły",
        "Dodaj karty, których brakuje: przez internet, na papierze, nieważną, i ważny głos w każdej części listy.",
    ),
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
    TooLate: Problem(
        409,
        "complaint-late",
        "Termin na skargi minął",
        "Skargę wysłaną pocztą w terminie przyjmiemy: liczy się data stempla.",
    ),
    DayAhead: Problem(422, "complaint-day-ahead", "Ten dzień jest jeszcze przed nami", "Sprawdź datę."),
    TooManyComplaints: Problem(
        409,
        "too-many-complaints",
        "Kilka skarg od tej osoby czeka już na odpowiedź",
        "Poczekaj na nią albo zadzwoń do nas.",
    ),
    UnknownComplaint: Problem(404, "complaint-unknown", "Nie znamy takiego kodu", "Przepisz go jeszcze raz."),
    AlreadyAnswered: Problem(409, "complaint-answered", "Ta skarga ma już odpowiedź", "Obejrzyj ją."),
    ComplaintsOver: Problem(
        409,
        "complaints-over",
        "Skargi na to głosowanie są zakończone",
        "Komisja niszczy albo zniszczyła klucze i dane osobowe.",
    ),
    PeriodRunning: Problem(
        409, "complaints-running", "Można jeszcze składać skargi", "Zniszczcie dane po terminie na skargi."
    ),
    ComplaintsWaiting: Problem(
        409, "complaints-waiting", "Nie wszystkie skargi mają odpowiedź", "Najpierw odpowiedzcie na wszystkie."
    ),
    ReportsWaiting: Problem(
        409,
        "reports-waiting",
        "Nie wszystkie zgłoszenia „to nie mój głos” są zakończone",
        "Najpierw sprawdźcie każde i napiszcie, co ustalono.",
    ),
    ResultInQuestion: Problem(
        409,
        "result-in-question",
        "Wynik jest w wątpliwości",
        "Najpierw wyjaśnijcie go i dajcie ostateczną odpowiedź na skargę.",
    ),
    NotUtf8: Problem(422, "roll-not-utf8", "Plik spisu nie jest zapisany w UTF-8", "Zapisz go w UTF-8."),
    RollColumnMissing: Problem(
        422,
        "roll-column-missing",
        "W spisie brakuje kolumny",
        "Nagłówek: imię;nazwisko;adres, a gdy głosuje się z numerem PESEL, także pesel.",
    ),
}
