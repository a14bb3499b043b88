"""What the errors of intake mean on the web: type, status, and the Polish words a person reads."""

from services.intake.arrangements.domain import ArrangementClosed, ArrangementNotOpen, DueDayUnfit
from services.intake.contracts.domain.contract import MoneyAwaited, NotPossible, TermsUnfit, TooManyItems
from services.intake.contracts.domain.items import DayUnfit, ItemGone
from services.intake.editions.domain import EditionExists, EditionFrozen, NothingChanged, PartsInUse
from services.intake.editions.domain.rules import (
    BelowLegalMinimum,
    CapAbovePool,
    ChoicesReversed,
    DoubleVoteUnknown,
    IdentityUnknown,
    IdsRepeated,
    PointsContradictory,
    PoolsNotCovered,
    SignaturesUnlawful,
    WindowMissing,
    WindowReversed,
    WindowWithoutZone,
)
from services.intake.initiatives.conversion import NoEdition, NotToConvert
from services.intake.initiatives.declarants import LinkOutdated
from services.intake.initiatives.declarations import DraftUnready
from services.intake.initiatives.domain import AlreadyFiled as InitiativeAlreadyFiled
from services.intake.initiatives.domain.content import SphereUnknown
from services.intake.initiatives.domain.declarations import AlreadyInvited as DeclarantAlreadyInvited
from services.intake.initiatives.domain.declarations import DeclarationClosed, DeclarationsFull, SignedLater
from services.intake.initiatives.domain.rules import RateUnknown, RulesUnfit
from services.intake.initiatives.domain.saved import ConsultationClosed, NothingAsked
from services.intake.initiatives.domain.shares import EstimateUnbalanced, OwnShareTooSmall
from services.intake.initiatives.domain.states import NotNow
from services.intake.letters.domain import DeliveryUnfit, NoReceiptAwaited, TextFaulty
from services.intake.proposals.domain import AlreadyFiled, AppealNotOpen, CorrectionClosed, NotWithdrawable
from services.intake.proposals.domain.coauthor import AlreadyAnswered, AlreadyInvited, AuthorsFixed, CoAuthorsClosed
from services.intake.proposals.domain.receipt import Misplaced, ReceivedLater, SubmissionNotOpen
from services.intake.proposals.domain.support import CountClosed
from services.intake.proposals.drafts import DraftGone, DraftTooLong
from services.intake.proposals.signed import LinkBroken
from services.intake.questions.domain import NotWaiting, ThreadFull, TooManyWaiting
from services.intake.regroupings.domain import (
    ConsentGiven,
    FileUnknown,
    NotTogether,
    RegroupingClosed,
    RegroupingNotOpen,
)
from services.intake.support.domain import (
    AlreadySupported,
    LinkExpired,
    MailboxFull,
    NotToDecide,
    SupportClosed,
    SupportTakenBack,
    TooManyMails,
)
from shared.files import FileRefused
from shared.representatives import RepresentativeLinkBroken
from shared.web.problems import Problem

PROBLEMS: dict[type[Exception], Problem] = {
    EditionExists: Problem(409, "edition-exists", "Jest już edycja o tym numerze", "Nadaj edycji następny numer."),
    EditionFrozen: Problem(
        409, "edition-frozen", "Zasad tej edycji nie można już zmienić", "Głosowanie jest otwarte: zasady są zamrożone."
    ),
    NothingChanged: Problem(
        422, "nothing-changed", "Nic się nie zmieniło", "Zmień daty albo zasady i zapisz ponownie."
    ),
    PartsInUse: Problem(
        409, "parts-in-use", "Tej puli ani tego osiedla nie można usunąć", "Trwa zgłaszanie: mogą już mieć projekty."
    ),
    WindowReversed: Problem(422, "window-reversed", "Termin kończy się, zanim się zacznie", "Popraw daty."),
    WindowWithoutZone: Problem(422, "window-without-zone", "Data bez strefy czasowej", "Podaj strefę, na przykład Z."),
    WindowMissing: Problem(422, "window-missing", "Brakuje terminu", "Podaj terminy zgłaszania i głosowania."),
    IdsRepeated: Problem(422, "ids-repeated", "Coś powtarza się na liście", "Nadaj różne oznaczenia."),
    PoolsNotCovered: Problem(
        422, "pools-not-covered", "Części karty nie obejmują każdej puli raz", "Przypisz każdą pulę do jednej części."
    ),
    ChoicesReversed: Problem(
        422, "choices-reversed", "Najmniejsza liczba głosów jest większa od największej", "Popraw liczby głosów."
    ),
    PointsContradictory: Problem(
        422,
        "points-contradictory",
        "Punkty w części karty nie pasują do siebie",
        "Punkty rozdziela się, gdy karta jest punktowa, a jeden projekt dostaje najwyżej tyle, ile jest do rozdania. "
        "Punkty za miejsca: po jednej liczbie na każde miejsce, od największej.",
    ),
    SignaturesUnlawful: Problem(
        422,
        "signatures-unlawful",
        "Liczba podpisów jest niezgodna z ustawą",
        "To 0,1% mieszkańców obszaru, w dół, co najmniej 1 (art. 5a ust. 7 pkt 2).",
    ),
    CapAbovePool: Problem(422, "cap-above-pool", "Limit kosztu jest większy niż pula", "Zmniejsz limit."),
    BelowLegalMinimum: Problem(
        422,
        "below-legal-minimum",
        "Pul jest razem mniej, niż wymaga ustawa",
        "To co najmniej 0,5% wydatków z ostatniego sprawozdania (art. 5a ust. 5).",
    ),
    IdentityUnknown: Problem(
        422,
        "identity-unknown",
        "Nie znamy takiego sposobu rozpoznawania",
        "Wybierz name_address, roll_code, pesel_roll, national_node, declaration albo declaration_born.",
    ),
    DoubleVoteUnknown: Problem(
        422,
        "double-vote-unknown",
        "Nie wiemy, co ma się liczyć po dwóch głosach jednej osoby",
        "Wybierz first, last, paper_wins albo void_all.",
    ),
    DraftGone: Problem(
        410, "draft-gone", "Tego szkicu już nie ma", "Został wysłany albo usunięty. Adres zgłoszenia masz w poczcie."
    ),
    DraftTooLong: Problem(413, "draft-too-long", "Ten szkic jest za długi", "Skróć opis i zapisz jeszcze raz."),
    SubmissionNotOpen: Problem(
        409, "submission-not-open", "Teraz nie przyjmujemy projektów", "Sprawdź terminy zgłaszania."
    ),
    Misplaced: Problem(422, "misplaced", "Pula, osiedle albo kategoria nie pasują do edycji", "Popraw wybór."),
    AlreadyFiled: Problem(
        409,
        "already-filed",
        "Ta osoba zgłosiła już projekt o tej nazwie",
        "Sprawdź, czy to nie ten sam wniosek. Jeśli inny, potwierdź to i zapisz jeszcze raz.",
    ),
    CoAuthorsClosed: Problem(
        409,
        "co-authors-closed",
        "Więcej współautorów nie można dodać",
        "Jest ich dość albo ocena formalna się skończyła.",
    ),
    AlreadyInvited: Problem(409, "already-invited", "Ten adres już jest na liście", "Podaj adres innej osoby."),
    AlreadyAnswered: Problem(
        409, "already-answered", "To zaproszenie nie jest już otwarte", "Odpowiedź już jest albo zaproszenie cofnięto."
    ),
    CountClosed: Problem(
        409,
        "count-closed",
        "Tych podpisów nie można już liczyć",
        "Ocena formalna jest zakończona albo wniosek wycofano.",
    ),
    SupportClosed: Problem(
        409,
        "support-closed",
        "Tego projektu nie można teraz poprzeć przez internet",
        "Poparcie zbiera się do końca oceny formalnej, jeśli zasady edycji na to pozwalają.",
    ),
    AlreadySupported: Problem(
        409,
        "already-supported",
        "Ta osoba popiera już projekt",
        "Każdy liczy się raz. Jeśli to pomyłka, napisz do nas.",
    ),
    MailboxFull: Problem(
        409, "mailbox-full", "Z tego adresu e-mail nie można już poprzeć projektu", "Podaj inny adres e-mail."
    ),
    TooManyMails: Problem(
        429,
        "too-many-mails",
        "Na ten adres wysłaliśmy dziś dość wiadomości",
        "Sprawdź pocztę albo wróć jutro.",
        retry_after=3600,
    ),
    LinkExpired: Problem(410, "link-expired", "Ten link stracił ważność", "Wypełnij formularz poparcia jeszcze raz."),
    SupportTakenBack: Problem(
        410, "support-taken-back", "To poparcie cofnięto", "Jeśli zmienisz zdanie, wypełnij formularz jeszcze raz."
    ),
    NotToDecide: Problem(
        409, "not-to-decide", "Tu nie ma czego sprawdzać", "To poparcie cofnięto albo adres nie budzi wątpliwości."
    ),
    CorrectionClosed: Problem(
        409,
        "correction-closed",
        "Tego zgłoszenia nie można teraz uzupełnić",
        "Uzupełnienie już wysłano albo minął na nie czas. Zobacz stronę swojego zgłoszenia.",
    ),
    AppealNotOpen: Problem(
        409,
        "appeal-not-open",
        "Teraz nie można się odwołać",
        "Projekt nie został odrzucony, termin minął albo odwołanie już jest. Zobacz stronę zgłoszenia.",
    ),
    ReceivedLater: Problem(422, "received-later", "Ten dzień jeszcze nie nadszedł", "Podaj dzień wpływu z pieczęci."),
    NotWithdrawable: Problem(
        409, "not-withdrawable", "Tego projektu nie można już wycofać", "Jeśli to pomyłka, napisz do nas."
    ),
    LinkBroken: Problem(
        404, "link-broken", "Ten adres jest niepełny", "Skopiuj z wiadomości cały adres i otwórz go jeszcze raz."
    ),
    RepresentativeLinkBroken: Problem(
        404,
        "representative-link-broken",
        "Ten adres jest niepełny",
        "Skopiuj z wiadomości cały adres i otwórz go jeszcze raz.",
    ),
    LinkOutdated: Problem(
        410, "representative-link-renewed", "Ten link już nie działa", "Urząd dał nowy. Zadzwoń, jeśli go nie masz."
    ),
    TextFaulty: Problem(
        422,
        "text-faulty",
        "W tym wzorze nie zgadzają się pola",
        "Pola stoją w klamrach: popraw nieznane, dopisz potrzebne.",
    ),
    NoReceiptAwaited: Problem(
        409,
        "no-receipt-awaited",
        "Nie czekamy na zwrotkę tego pisma",
        "Pismo jeszcze nie wyszło, termin od niego nie biegnie albo wnioskodawca już odpowiedział.",
    ),
    DeliveryUnfit: Problem(
        422,
        "delivery-unfit",
        "Tego dnia pismo nie mogło być doręczone",
        "Doręczenie jest po wysłaniu i nie w przyszłości; po awizie mija najpierw 14 dni.",
    ),
    ArrangementNotOpen: Problem(
        409,
        "arrangement-not-open",
        "Teraz nie można prosić o zmianę",
        "Na coś już czekamy, jest decyzja albo wniosek wycofano.",
    ),
    ArrangementClosed: Problem(
        409, "arrangement-closed", "Tego uzgodnienia już nie ma", "Jest odpowiedź, minął termin albo je wycofano."
    ),
    DueDayUnfit: Problem(422, "due-day-unfit", "Ten dzień się nie nadaje", "Wybierz dzień roboczy z podanego okresu."),
    NotPossible: Problem(
        409, "contract-not-in-that-state", "Z tą umową nie można tego teraz zrobić", "Otwórz umowę i zobacz jej stan."
    ),
    MoneyAwaited: Problem(
        409,
        "money-awaited",
        "Aneks czeka na kontrasygnatę skarbnika",
        "Daje więcej, niż zabezpieczono. Wpisz podpis, gdy skarbnik zabezpieczy tę kwotę.",
    ),
    TermsUnfit: Problem(
        422, "terms-unfit", "Treść umowy jeszcze się nie zgadza", "Popraw to, co wymieniono, i zamknij treść ponownie."
    ),
    TooManyItems: Problem(409, "too-many-items", "Jedna umowa nie wydaje tylu rzeczy", "Wpisz je razem."),
    ItemGone: Problem(409, "item-returned", "Ta rzecz już wróciła", "Otwórz umowę i zobacz listę rzeczy."),
    DayUnfit: Problem(
        422,
        "day-unfit",
        "Ten dzień się nie nadaje",
        "Podaj dzień, który już był i nie jest wcześniejszy niż poprzedni krok.",
    ),
    AuthorsFixed: Problem(
        409,
        "authors-fixed",
        "Teraz nikt nie może dołączyć ani zrezygnować",
        "Prosimy autorów o zgodę na połączenie albo podział. Poczekaj na koniec albo odpowiedz „nie”.",
    ),
    RegroupingNotOpen: Problem(
        409,
        "regrouping-not-open",
        "Tych projektów nie można teraz łączyć ani dzielić",
        "O jeden z nich już o coś pytamy, jest decyzja albo wniosek wycofano.",
    ),
    NotTogether: Problem(
        422,
        "not-together",
        "Tych projektów nie można połączyć",
        "Wybierz od 2 do 5 projektów z jednej edycji i jednej puli. Podzielić można na najwyżej 4 projekty.",
    ),
    FileUnknown: Problem(422, "file-unknown", "Ten plik nie należy do dzielonego projektu", "Wybierz pliki z listy."),
    RegroupingClosed: Problem(
        409,
        "regrouping-closed",
        "Na tę zgodę już nie czekamy",
        "Wszystko już wiadomo, minął termin albo urząd się wycofał.",
    ),
    ConsentGiven: Problem(409, "consent-given", "Ta odpowiedź już jest", "Każdy autor odpowiada raz."),
    TooManyWaiting: Problem(
        409, "too-many-waiting", "Za dużo pytań czeka na odpowiedź", "Następne zadasz, gdy odpowiemy na tamte."
    ),
    ThreadFull: Problem(409, "thread-full", "W tej rozmowie nie zmieści się więcej wiadomości", "Zadaj nowe pytanie."),
    NotWaiting: Problem(409, "not-waiting", "Tu nikt nie czeka na odpowiedź", "Odpowiedź już jest."),
    RulesUnfit: Problem(
        422,
        "initiative-rules-unfit",
        "Te zasady się nie zgadzają",
        "Stawka musi obowiązywać od pierwszego dnia zasad, a daty stawek i zakresy nie mogą się powtarzać.",
    ),
    RateUnknown: Problem(
        422, "rate-unknown", "Na ten dzień nie ma stawki godzinowej", "Sprawdź datę podpisu albo zasady inicjatyw."
    ),
    SphereUnknown: Problem(422, "sphere-unknown", "Nie ma takiego zakresu zadania", "Wybierz zakres z listy."),
    EstimateUnbalanced: Problem(
        422,
        "estimate-unbalanced",
        "Kosztorys się nie zgadza",
        "Część mieszkańców ma być równa sumie deklaracji, a część miasta sumie tego, o co prosicie.",
    ),
    OwnShareTooSmall: Problem(
        422, "own-share-too-small", "Wkład własny jest za mały", "Zbierz więcej deklaracji albo poproś miasto o mniej."
    ),
    NotNow: Problem(
        409, "initiative-not-now", "Teraz nie można tego zrobić", "Zobacz na stronie inicjatywy, na jakim jest etapie."
    ),
    InitiativeAlreadyFiled: Problem(
        409,
        "initiative-already-filed",
        "Ta osoba złożyła już w tym roku wniosek o tej nazwie",
        "Sprawdź, czy to nie ten sam wniosek. Jeśli inny, potwierdź to i zapisz jeszcze raz.",
    ),
    DeclarationsFull: Problem(
        409, "declarations-full", "Więcej deklaracji się nie zmieści", "Jedna inicjatywa może mieć ich najwyżej 100."
    ),
    DeclarantAlreadyInvited: Problem(
        409, "declarant-already-invited", "Ta osoba jest już na liście", "Podaj adres innej osoby."
    ),
    DeclarationClosed: Problem(
        409,
        "declaration-closed",
        "Tej deklaracji nie można już zmienić",
        "Jest podpisana albo wycofana, albo wniosek został złożony.",
    ),
    SignedLater: Problem(422, "signed-later", "Ten dzień jeszcze nie nadszedł", "Podaj dzień podpisu z kartki."),
    DraftUnready: Problem(
        409,
        "draft-unready",
        "Szkic nie ma jeszcze nazwy albo streszczenia",
        "Wpisz je i zapisz: osoba, którą prosisz, musi wiedzieć, o co chodzi.",
    ),
    ConsultationClosed: Problem(
        409,
        "consultation-closed",
        "Teraz nie można zapytać",
        "Czekasz już na odpowiedź albo nie ma konsultacji.",
    ),
    NothingAsked: Problem(409, "nothing-asked", "Nikt nie czeka na tę odpowiedź", "Odpowiedź już jest."),
    NotToConvert: Problem(
        409,
        "not-to-convert",
        "Z tego projektu nie można zrobić inicjatywy",
        "Można, gdy projekt odpadł albo nie wygrał głosowania.",
    ),
    NoEdition: Problem(
        409, "no-edition", "Teraz nie trwa budżet obywatelski", "Wróć, gdy zacznie się zgłaszanie projektów."
    ),
    FileRefused: Problem(422, "file-refused", "Tego pliku nie możemy przyjąć", "Wyślij PDF, JPEG albo PNG do 10 MB."),
}
