"""What the errors of reporting mean on the web: type, status, and the Polish words a person reads."""

from services.reporting.commune.domain.chapter import ChapterMoved, YearKnown, YearNotOver
from services.reporting.commune.domain.debate import LimitLowered, SignUpsClosed
from services.reporting.commune.domain.debate import ReceivedAhead as SignedUpAhead
from services.reporting.council.domain.reading import ColumnsMissing, NotReadable
from services.reporting.council.domain.resolutions import (
    ExecutorMissing,
    NotExecutor,
    ReportedAhead,
    ResolutionEnded,
    ResolutionKnown,
)
from services.reporting.council.domain.sessions import (
    SessionAhead,
    SessionKnown,
    SessionNotHeld,
    SessionSettled,
    TermMisplaced,
    TermUnknown,
)
from services.reporting.council.domain.units import UnitUnknown
from services.reporting.council.service.resolutions import LinesUnreadable
from services.reporting.followers.domain import FollowLinkBroken, FollowLinkExpired, NotFollowable
from services.reporting.implementation.domain import (
    CallClosed,
    CallLinkBroken,
    CostTooEarly,
    NoSuchPhotograph,
    NoSuchUpdate,
    NotStarted,
    ProgressIncomplete,
    SameUnit,
    TooManyPhotographs,
    UpdateDecided,
    UpdateReturned,
    UpdateWaits,
    WorkOver,
)
from services.reporting.initiatives.domain import (
    AboveContract,
    EntryIncomplete,
    LedgerFull,
    NoSuchEntry,
    NoSuchLine,
    NotForActor,
    NothingCorrected,
    NothingDelivered,
    NotInspected,
    NotNow,
    OutsideTerm,
)
from services.reporting.initiatives.service import LinkRenewed
from services.reporting.interpellations.domain import (
    AnsweredOutOfTime,
    InterpellationKnown,
    InterpellationNotThere,
    ReceivedAhead,
)
from services.reporting.reports.domain.confirmations import NotAsked, UnitsNotConfirmed
from services.reporting.reports.domain.corrections import NoSuchPlace, NothingToCorrect, PartUnclear
from services.reporting.reports.domain.diary import EntryReported
from services.reporting.reports.domain.inputs import (
    InputEmpty,
    InputNotAwaited,
    NothingAndSomething,
    NotItsResolution,
)
from services.reporting.reports.domain.report import (
    CompiledBefore,
    PeriodEmpty,
    ReportNotThere,
    ReportOfSession,
    ReportOpen,
    SessionGone,
)
from services.reporting.worklist.domain.absence import AbsenceMisplaced
from services.reporting.worklist.domain.holding import NotAColleague, NotTheirs, TaskDone
from shared.files import FileRefused
from shared.representatives import RepresentativeLinkBroken
from shared.web.problems import Problem
from shared.web.sign_in import SIGN_IN_PROBLEMS

PROBLEMS: dict[type[Exception], Problem] = {
    **SIGN_IN_PROBLEMS,
    NotStarted: Problem(409, "work-not-started", "Ten projekt nie ma jeszcze jednostki", "Poczekaj na decyzję."),
    WorkOver: Problem(
        409, "work-over", "Realizacja tego projektu jest zakończona", "Niczego więcej nie trzeba wpisywać."
    ),
    SameUnit: Problem(409, "same-unit", "Tę realizację prowadzi już ta jednostka", "Wybierz inną jednostkę."),
    UpdateWaits: Problem(
        409, "update-waits", "Poprzedni wpis czeka na zatwierdzenie", "Poczekaj na decyzję wydziału albo zadzwoń."
    ),
    UpdateDecided: Problem(409, "update-decided", "O tym wpisie już zdecydowano", "Otwórz stronę realizacji od nowa."),
    NoSuchUpdate: Problem(404, "update-unknown", "Nie ma takiego wpisu", "Otwórz stronę realizacji od nowa."),
    CallLinkBroken: Problem(
        404, "call-link-broken", "Ten adres jest niepełny", "Skopiuj z wiadomości cały adres i otwórz go jeszcze raz."
    ),
    CallClosed: Problem(
        409, "call-closed", "To wezwanie ma już odpowiedź", "Nic więcej nie trzeba robić. Następne przyślemy mailem."
    ),
    NotFollowable: Problem(
        409,
        "not-followable",
        "O tym nie piszemy",
        "Możesz obserwować realizowane projekty i inicjatywy, które jeszcze trwają.",
    ),
    FollowLinkBroken: Problem(
        404, "follow-link-broken", "Ten adres jest niepełny", "Skopiuj z wiadomości cały adres i otwórz go jeszcze raz."
    ),
    FollowLinkExpired: Problem(
        410,
        "follow-link-expired",
        "Ten link stracił ważność",
        "Podaj adres jeszcze raz na stronie tego, co chcesz obserwować.",
    ),
    ProgressIncomplete: Problem(
        422, "progress-incomplete", "We wpisie o postępach czegoś brakuje", "Uzupełnij wskazane pole."
    ),
    CostTooEarly: Problem(
        409, "cost-too-early", "Prace jeszcze trwają", "Koszt ostateczny wpisz, gdy realizacja się skończy."
    ),
    TooManyPhotographs: Problem(
        409, "too-many-photographs", "Ten wpis ma już tyle zdjęć, ile może", "Dodaj je do następnego wpisu."
    ),
    UpdateReturned: Problem(
        409, "update-returned", "Ten wpis wrócił do poprawy", "Dodaj zdjęcia do poprawionego wpisu."
    ),
    NoSuchPhotograph: Problem(404, "photograph-unknown", "Nie ma takiego zdjęcia", "Otwórz stronę realizacji od nowa."),
    FileRefused: Problem(422, "file-refused", "Tego pliku nie przyjmujemy", "Wybierz zdjęcie JPEG albo PNG, do 10 MB."),
    TermMisplaced: Problem(
        409, "term-misplaced", "Ta kadencja nakłada się na inną albo kończy się przed początkiem", "Popraw jej dni."
    ),
    TermUnknown: Problem(422, "term-unknown", "Tego dnia nie ma w żadnej kadencji", "Wpisz najpierw kadencję."),
    SessionKnown: Problem(409, "session-known", "Sesja o tym numerze już jest", "Sprawdź numer sesji."),
    SessionSettled: Problem(
        409, "session-settled", "Ta sesja już się odbyła albo ją odwołano", "Otwórz stronę sesji od nowa."
    ),
    SessionAhead: Problem(409, "session-ahead", "Dzień tej sesji jeszcze nie nadszedł", "Wróć po sesji."),
    SessionNotHeld: Problem(
        409, "session-not-held", "Ta sesja jeszcze się nie odbyła", "Najpierw zapisz, że sesja się odbyła."
    ),
    UnitUnknown: Problem(422, "unit-unknown", "Miasto nie ma takiej jednostki", "Sprawdź symbol jednostki."),
    ResolutionKnown: Problem(
        409, "resolution-known", "Uchwała o tym numerze już jest w rejestrze", "Otwórz ją albo sprawdź numer."
    ),
    ExecutorMissing: Problem(
        422, "executor-missing", "Uchwałę ktoś musi wykonać", "Wskaż co najmniej jedną jednostkę."
    ),
    NotExecutor: Problem(409, "not-executor", "Ta jednostka nie wykonuje tej uchwały", "Wybierz inną jednostkę."),
    ResolutionEnded: Problem(
        409, "resolution-ended", "Ta uchwała wygasła albo stwierdzono jej nieważność", "Niczego więcej nie wpisuj."
    ),
    ReportedAhead: Problem(
        422, "reported-ahead", "Ten dzień jest przed uchwałą albo jeszcze nie nadszedł", "Popraw dzień."
    ),
    NotReadable: Problem(
        422, "file-unreadable", "Tego pliku nie da się odczytać", "Zapisz go jako CSV w kodowaniu UTF-8."
    ),
    ColumnsMissing: Problem(
        422, "columns-missing", "W pliku brakuje kolumn", "Pierwszy wiersz: numer;tytuł;data;jednostki;termin."
    ),
    LinesUnreadable: Problem(
        409, "lines-unreadable", "Niektórych wierszy nie da się odczytać", "Popraw je i wczytaj plik jeszcze raz."
    ),
    ReportOpen: Problem(
        409, "report-open", "Poprzednie sprawozdanie nie jest jeszcze zatwierdzone", "Zatwierdź je albo wycofaj."
    ),
    ReportOfSession: Problem(409, "report-of-session", "Ta sesja ma już swoje sprawozdanie", "Otwórz to sprawozdanie."),
    PeriodEmpty: Problem(
        409, "period-empty", "Ta sesja jest przed początkiem okresu sprawozdania", "Wybierz późniejszą sesję."
    ),
    ReportNotThere: Problem(
        409, "report-not-there", "W tym stanie sprawozdania nie można tego zrobić", "Otwórz sprawozdanie od nowa."
    ),
    SessionGone: Problem(
        409, "session-gone", "Sesja tego sprawozdania nie odbędzie się w tym terminie", "Wskaż inną sesję."
    ),
    UnitsNotConfirmed: Problem(
        409,
        "units-not-confirmed",
        "Nie wszystkie jednostki potwierdziły poprawkę",
        "Poczekaj na nie albo zapisz, dlaczego nie czekamy.",
    ),
    NotAsked: Problem(
        409, "confirmation-not-asked", "Nikt nie pyta o to tej jednostki", "Otwórz sprawozdanie od nowa."
    ),
    CompiledBefore: Problem(
        409, "compiled-before", "Sesja zmieniła dzień po złożeniu sprawozdania", "Złóż sprawozdanie od nowa."
    ),
    NoSuchPlace: Problem(404, "place-unknown", "W sprawozdaniu nie ma takiego miejsca", "Wybierz inne miejsce."),
    NothingToCorrect: Problem(409, "nothing-to-correct", "Ta poprawka niczego nie zmienia", "Zmień tekst albo stan."),
    PartUnclear: Problem(
        422,
        "part-unclear",
        "Nie wiadomo, czyj to stan",
        "Wskaż jednostkę, której część poprawiasz. Utrata mocy i unieważnienie dotyczą całej uchwały.",
    ),
    EntryReported: Problem(
        409, "entry-reported", "Ten wpis jest już w zatwierdzonym sprawozdaniu", "Popraw sprawozdanie."
    ),
    InputEmpty: Problem(422, "input-empty", "Wkład jest pusty", "Napisz coś albo zaznacz, że nic nie było."),
    NothingAndSomething: Problem(
        422, "nothing-and-something", "Zaznaczono, że nic nie było, a coś wpisano", "Odznacz to albo usuń teksty."
    ),
    InputNotAwaited: Problem(
        409, "input-not-awaited", "Ten wkład już wysłano albo przyjęto", "Otwórz jego stronę od nowa."
    ),
    TaskDone: Problem(409, "task-done", "To zadanie jest już zrobione", "Niczego nie trzeba przekazywać."),
    NotTheirs: Problem(
        403, "task-not-theirs", "To zadanie nie jest dla Ciebie", "Zajmuje się nim inna jednostka albo inna osoba."
    ),
    NotAColleague: Problem(
        422, "not-a-colleague", "Tej osobie nie można tego przekazać", "Wybierz kogoś innego ze swojej jednostki."
    ),
    AbsenceMisplaced: Problem(
        422, "absence-misplaced", "Te dni nieobecności nie mogą tak zostać", "Sprawdź pierwszy i ostatni dzień."
    ),
    NotItsResolution: Problem(
        422, "not-its-resolution", "Ta jednostka nie wykonuje tej uchwały", "Usuń tę uchwałę z wkładu."
    ),
    InterpellationKnown: Problem(
        409, "interpellation-known", "Ten numer jest już zajęty w tym roku", "Sprawdź numer w rejestrze."
    ),
    InterpellationNotThere: Problem(
        409, "interpellation-not-there", "W tym stanie nie można tego zrobić", "Otwórz stronę interpelacji od nowa."
    ),
    AnsweredOutOfTime: Problem(
        422, "answered-out-of-time", "Dzień odpowiedzi jest przed wpływem albo jeszcze nie nadszedł", "Popraw dzień."
    ),
    ReceivedAhead: Problem(422, "received-ahead", "Dzień wpływu jeszcze nie nadszedł", "Popraw dzień."),
    NotNow: Problem(
        409, "settlement-not-now", "Na tym etapie umowy nie można tego zrobić", "Otwórz stronę umowy od nowa."
    ),
    NotForActor: Problem(403, "settlement-not-yours", "Tego wpisu nie możesz zmienić", "Zadzwoń do urzędu."),
    EntryIncomplete: Problem(422, "entry-incomplete", "W tym wpisie czegoś brakuje", "Popraw wskazane pole."),
    NoSuchLine: Problem(
        422, "contract-line-unknown", "Umowa nie ma takiej deklaracji ani takiego wkładu", "Wybierz inną pozycję."
    ),
    NoSuchEntry: Problem(404, "entry-unknown", "Nie ma takiego wpisu do poprawienia", "Otwórz stronę umowy od nowa."),
    NothingCorrected: Problem(
        409, "nothing-corrected", "Ta poprawka niczego nie zmienia", "Wpisz inną liczbę albo zostaw wpis bez zmian."
    ),
    LedgerFull: Problem(409, "ledger-full", "Ta umowa ma już tyle wpisów, ile może", "Zadzwoń do urzędu."),
    AboveContract: Problem(
        409,
        "settlement-above-contract",
        "Miasto wydało więcej, niż pozwala umowa",
        "Podpiszcie aneks, popraw wydatki albo rozlicz umowę z nadwyżką, którą pokrywają wnioskodawcy.",
    ),
    OutsideTerm: Problem(
        409, "entries-outside-term", "Są wpisy spoza czasu umowy", "Popraw te wpisy, na przykład na zero."
    ),
    NothingDelivered: Problem(
        409,
        "nothing-delivered",
        "Mieszkańcy nie dali jeszcze nic z tego, co zadeklarowali",
        "Wpisz to, co dano, zwróć rozliczenie do poprawy albo rozwiąż umowę.",
    ),
    NotInspected: Problem(409, "not-inspected", "Nie było jeszcze wizji lokalnej", "Wpisz najpierw wizję lokalną."),
    RepresentativeLinkBroken: Problem(
        404,
        "representative-link-broken",
        "Ten adres jest niepełny",
        "Skopiuj z wiadomości cały adres i otwórz go jeszcze raz.",
    ),
    LinkRenewed: Problem(
        410, "representative-link-renewed", "Ten link już nie działa", "Urząd dał nowy. Zadzwoń, jeśli go nie masz."
    ),
    YearNotOver: Problem(422, "year-not-over", "Ten rok jeszcze się nie skończył", "Podaj miniony rok."),
    YearKnown: Problem(409, "year-known", "Raport za ten rok już jest", "Otwórz go."),
    ChapterMoved: Problem(
        409, "chapter-moved", "Dane zmieniły się, odkąd otwarto stronę", "Przejrzyj rozdział jeszcze raz."
    ),
    SignUpsClosed: Problem(409, "sign-ups-closed", "Debata już się odbyła", "Zgłoszeń nie przyjmujemy."),
    SignedUpAhead: Problem(422, "signed-up-ahead", "Ta chwila jeszcze nie nadeszła", "Popraw dzień i godzinę wpływu."),
    LimitLowered: Problem(422, "limit-lowered", "Rada może tylko zwiększyć liczbę z ustawy", "Podaj większą liczbę."),
}
