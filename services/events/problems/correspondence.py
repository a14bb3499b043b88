"""What the errors of letters, speeches and patronage mean on the web."""

from services.events.letters.domain import (
    DayImpossible,
    EmailMissing,
    OwnText,
    RecipientDeceased,
    SignatoryApproved,
    TooManyVersions,
)
from services.events.letters.domain.batches import BatchNotNow, ListBroken
from services.events.letters.domain.forms import FormUnknown
from services.events.letters.domain.occasions import NotYet, OccasionClosed, StageUnfit
from services.events.letters.domain.steps import NotNow as LetterNotNow
from services.events.letters.domain.templates import TemplateBroken
from services.events.letters.service import SignatoryUnknown
from services.events.letters.service.batches import SeasonUnknown
from services.events.letters.service.occasions import OccasionKnown, OrderedAlready
from services.events.patronage.domain import EventOver, NoMaterials, PatronageNotNow, ReportEarly, TooLate
from services.events.patronage.domain import TooManyPhotographs as TooManyPatronagePhotographs
from services.events.patronage.service import LateUnknown, PatronageLinkBroken, TooManyWaiting
from services.events.speeches.domain import (
    CheckByHouse,
    CheckClosed,
    DayUnfit,
    EventUnfit,
    FiguresUnchecked,
    FiguresWithoutSource,
    NothingToCheck,
    OwnSpeech,
    SpeechNotNow,
)
from services.events.speeches.domain import TooManyVersions as TooManySpeechVersions
from services.events.speeches.service.ordering import SpeakerUnknown
from shared.web.problems import Problem

PROBLEMS: dict[type[Exception], Problem] = {
    LetterNotNow: Problem(
        409, "letter-not-there", "Ktoś zrobił już następny krok z tym listem", "Otwórz list jeszcze raz."
    ),
    OwnText: Problem(
        409, "own-text", "Zatwierdza i sprawdza ktoś inny niż autor", "Poproś osobę, która tego tekstu nie pisała."
    ),
    TooManyVersions: Problem(409, "too-many-versions", "Ten tekst ma już za dużo wersji"),
    RecipientDeceased: Problem(
        409, "recipient-deceased", "Adresat tego listu nie żyje", "Nie wysyłaj go. Zakończ sprawę listu z powodem."
    ),
    EmailMissing: Problem(
        422, "email-missing", "Nie ma adresu e-mail adresata", "Dopisz adres albo wyślij list inną drogą."
    ),
    DayImpossible: Problem(422, "day-impossible", "Ten dzień nie jest możliwy", "Popraw datę."),
    FormUnknown: Problem(
        409,
        "form-unknown",
        "Nie wiadomo, jak zwrócić się do adresata",
        "Najpierw ktoś musi podać formę grzecznościową.",
    ),
    TemplateBroken: Problem(
        422, "template-broken", "W tekście jest pole, którego nie znamy", "Popraw nazwę w nawiasach klamrowych."
    ),
    SignatoryUnknown: Problem(422, "signatory-unknown", "Nie ma takiej osoby podpisującej", "Wybierz z listy."),
    SignatoryApproved: Problem(
        409, "signatory-approved", "Kto podpisze, zatwierdzono razem z tekstem", "Najpierw zwróć list do poprawy."
    ),
    StageUnfit: Problem(409, "stage-unfit", "Ten etap nie następuje po obecnym", "Otwórz jubileusz jeszcze raz."),
    NotYet: Problem(
        409,
        "motion-not-yet",
        "Na ten wniosek jest za wcześnie",
        "Wniosek o medal składa się w roku jubileuszu, a gdy wypada on w styczniu lub lutym, od listopada.",
    ),
    OccasionClosed: Problem(409, "occasion-closed", "Ten jubileusz jest już zakończony"),
    OccasionKnown: Problem(409, "occasion-known", "Te osoby są już na liście", "Otwórz ich jubileusz na liście."),
    OrderedAlready: Problem(409, "ordered-already", "List na ten jubileusz jest już zlecony"),
    SeasonUnknown: Problem(422, "season-unknown", "Nie ma takiej okazji", "Wybierz okazję z listy."),
    BatchNotNow: Problem(
        409, "mailing-not-there", "Ktoś zrobił już następny krok z tą wysyłką", "Otwórz wysyłkę jeszcze raz."
    ),
    ListBroken: Problem(422, "list-broken", "Jedna z linii listy jest niepełna", "Popraw ją i wyślij jeszcze raz."),
    SpeechNotNow: Problem(
        409, "speech-not-there", "Ktoś zrobił już następny krok z tym wystąpieniem", "Otwórz je jeszcze raz."
    ),
    OwnSpeech: Problem(
        409, "own-speech", "Zatwierdza ktoś inny niż autor tekstu", "Poproś osobę, która tego tekstu nie pisała."
    ),
    FiguresUnchecked: Problem(
        409, "figures-unchecked", "Nie wszystkie liczby są potwierdzone", "Daj je do sprawdzenia albo popraw."
    ),
    FiguresWithoutSource: Problem(
        409, "figures-without-source", "W tekście są liczby bez źródła", "Dopisz je do danych ze źródłem."
    ),
    NothingToCheck: Problem(409, "nothing-to-check", "Nie ma liczb do sprawdzenia"),
    CheckByHouse: Problem(
        409,
        "check-by-house",
        "Liczby sprawdza ktoś spoza urzędu",
        "Jesteś w systemie jako pracownik urzędu. Odpowiada tylko osoba, która dostała od nas e-mail.",
    ),
    CheckClosed: Problem(410, "check-closed", "Ten odsyłacz już nie działa", "Odpowiedz na wiadomość od nas."),
    DayUnfit: Problem(422, "day-unfit", "Ten dzień nie jest możliwy", "Popraw datę."),
    TooManySpeechVersions: Problem(409, "too-many-speech-versions", "Ten tekst ma już za dużo wersji"),
    EventUnfit: Problem(
        422, "event-unfit", "To wydarzenie nie odbywa się tego dnia", "Popraw dzień albo wybierz inne wydarzenie."
    ),
    SpeakerUnknown: Problem(422, "speaker-unknown", "Nie ma takiej osoby mówiącej", "Wybierz z listy."),
    PatronageNotNow: Problem(
        409, "patronage-not-there", "Ktoś zrobił już następny krok z tym wnioskiem", "Otwórz go jeszcze raz."
    ),
    EventOver: Problem(422, "event-over", "Podaj dzień, który jeszcze przed nami; koniec po początku."),
    TooLate: Problem(422, "patronage-too-late", "Na to wydarzenie nie można już złożyć wniosku"),
    LateUnknown: Problem(
        422, "patronage-late", "Ten wniosek jest późny", "Potwierdź, że wiesz: decyzja może nie zapaść na czas."
    ),
    TooManyWaiting: Problem(409, "too-many-waiting", "Z tego adresu czeka już 5 wniosków. Poczekaj na odpowiedź."),
    ReportEarly: Problem(409, "report-early", "Wydarzenie jeszcze się nie skończyło."),
    NoMaterials: Problem(409, "no-materials", "Nie ma materiałów, które czekają na ocenę"),
    TooManyPatronagePhotographs: Problem(409, "too-many-patronage-photographs", "Jest już 8 zdjęć."),
    PatronageLinkBroken: Problem(404, "link-broken", "Ten adres jest niepełny", "Skopiuj cały adres z wiadomości."),
}
