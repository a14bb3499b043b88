"""What the errors of events mean on the web: type, status, and the Polish words a person reads."""

from services.events.anniversaries.domain import NoSuchStep, NotInPlan, OtherYear, PlanApproved, PlanTooFar, StepUnknown
from services.events.calendar.domain import (
    AlreadyPostponed,
    EntryCancelled,
    EntryFollowed,
    EntryOfFreeDay,
    EntryTimes,
    NothingToUndo,
    PersonElsewhere,
    ReasonMissing,
)
from services.events.calendar.domain.dates import SeriesElsewhere, SeriesTooLong
from services.events.calendar.domain.free_days import DayTooFar, FreeAnyway, NotDeclared
from services.events.calendar.domain.people import FeedLinkBroken, UnknownPerson
from services.events.ceremonies.domain import (
    CeremonyFull,
    CeremonyNotNow,
    HourMissing,
    NotACeremony,
    NotYetHeld,
    OwnCeremony,
    ScenarioEmpty,
    ScenarioThere,
)
from services.events.ceremonies.domain.military import CopyBroken, NothingAsked, NothingNew, RequestNotNow
from services.events.ceremonies.domain.permits import DayUnfit as PermitDayUnfit
from services.events.ceremonies.domain.permits import KindUnknown, PermitKnown, PermitLacking, PermitNotNow
from services.events.ceremonies.domain.scenario import Elsewhere, NoSuchItem, PostTaken, TooManyItems
from services.events.ceremonies.service.reports import SpeechUnknown
from services.events.invitations.domain import (
    AlreadyIn,
    AnswerClosed,
    InvitationNotNow,
    OwnInvitation,
    TooManyCompanions,
)
from services.events.invitations.domain.seats import NoSuchSeat, SeatsMissing, SeatTaken
from services.events.invitations.service import DayUnfit as AnswerDayUnfit
from services.events.invitations.service import (
    GuestLinkBroken,
    ListKnown,
    NobodyToSend,
    NotAnOccasion,
    TooManyGuests,
)
from services.events.invitations.service import SignatoryUnknown as InvitationSignatoryUnknown
from services.events.invitations.service.door import CodeUnknown, DoorClosed
from services.events.letters.domain import (
    DayImpossible,
    EmailMissing,
    OwnText,
    RecipientDeceased,
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
from services.events.meetings.domain import (
    ChairTaken,
    MeetingDay,
    MeetingFull,
    MeetingNotNow,
    NotSignedOff,
    OwnMinutes,
    OwnProgramme,
    ProgrammeEmpty,
    RemarksOver,
    RemarksWait,
)
from services.events.meetings.domain.minutes import TaskDone, TaskGone
from services.events.meetings.sealed import MeetingLinkBroken
from services.events.meetings.service import EntryNoMeeting, MeetingKnown, UnitMissing
from services.events.meetings.service.programme import AudienceEmpty
from services.events.memorials.domain import (
    CareClosed,
    InspectedAhead,
    InspectionsMissing,
    MemorialWithdrawn,
    TooManyPhotographs,
)
from services.events.memorials.domain.proposals import DayAhead, NotNow, ProposalClosed
from services.events.memorials.service.applications import TooManyProposals
from services.events.memorials.service.telling import ProposalLinkBroken
from services.events.partners.domain import NoSuchNote, NoteAhead, PartnerEnded, PartnerKnown, TooManyNotes
from services.events.patronage.domain import EventOver, NoMaterials, PatronageNotNow, ReportEarly, TooLate
from services.events.patronage.domain import TooManyPhotographs as TooManyPatronagePhotographs
from services.events.patronage.service import LateUnknown, PatronageLinkBroken, TooManyWaiting
from services.events.precedence.domain import NothingMoved, RankNamed, RankUnknown, RankUsed, TooManyRanks
from services.events.precedence.domain import NothingToUndo as NoVersionToUndo
from services.events.speeches.domain import (
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
from services.events.speeches.service import SpeakerUnknown
from services.events.wreaths.domain import (
    DelegationGone,
    NoMoveToUndo,
    OrderClosed,
    SiteTaken,
    SpotUnknown,
    TooManyDelegations,
)
from shared.files import FileRefused
from shared.web.problems import Problem

PROBLEMS: dict[type[Exception], Problem] = {
    EntryCancelled: Problem(409, "entry-cancelled", "To wydarzenie jest odwołane", "Dodaj nowe wydarzenie."),
    EntryFollowed: Problem(
        409,
        "entry-followed",
        "Ten termin pochodzi z edycji, konferencji prasowej, sesji rady albo realizacji projektu",
        "Zmień go tam: kalendarz pokaże nową datę sam.",
    ),
    EntryOfFreeDay: Problem(
        409,
        "entry-of-free-day",
        "To jest dzień wolny od pracy ogłoszony przez miasto",
        "Jeśli ogłoszono go przez pomyłkę, cofnij go na stronie dni wolnych.",
    ),
    FreeAnyway: Problem(
        422, "free-anyway", "Ten dzień i tak jest wolny", "To sobota, święto albo dzień, który już ogłoszono."
    ),
    DayTooFar: Problem(
        422,
        "day-too-far",
        "Ten dzień jest za daleko",
        "Podaj dzień najwyżej miesiąc wstecz i najwyżej trzy lata naprzód.",
    ),
    NotDeclared: Problem(
        409,
        "free-day-not-declared",
        "Ten dzień nie jest ogłoszony jako wolny",
        "Może ktoś już go cofnął. Nic nie zmieniliśmy.",
    ),
    AlreadyPostponed: Problem(
        409, "entry-postponed", "To wydarzenie jest już przełożone", "Gdy znasz nowy termin, wpisz go w formularzu."
    ),
    NothingToUndo: Problem(
        409,
        "nothing-to-undo",
        "Tej zmiany nie można już cofnąć",
        "Cofnąć można tylko ostatnią zmianę terminu albo odwołanie, przez 48 godzin.",
    ),
    ReasonMissing: Problem(
        422, "reason-missing", "Podaj powód", "Mieszkańcy znają poprzedni termin i miejsce. Napisz im, skąd zmiana."
    ),
    PersonElsewhere: Problem(
        409,
        "person-elsewhere",
        "Ta osoba jest wtedy gdzie indziej",
        "Zmień godziny albo wybierz kogoś innego. Nic nie zapisaliśmy.",
    ),
    UnknownPerson: Problem(422, "unknown-person", "Nie ma takiej osoby na liście", "Wybierz kogoś z listy."),
    SeriesTooLong: Problem(
        422,
        "series-too-long",
        "Tyle terminów naraz nie wpiszemy",
        "Seria ma mieć od 2 do 120 terminów. Podaj inny dzień ostatniego.",
    ),
    SeriesElsewhere: Problem(
        409,
        "series-elsewhere",
        "Po przesunięciu ktoś byłby w dwóch miejscach naraz",
        "Zmień najpierw te terminy albo osoby. Nic nie przesunęliśmy.",
    ),
    FeedLinkBroken: Problem(
        404,
        "feed-link-broken",
        "Ten adres kalendarza już nie działa",
        "Poproś osobę, która prowadzi kalendarz, o nowy adres.",
    ),
    NotInPlan: Problem(
        409,
        "not-in-plan",
        "Tej rocznicy nie ma w planie",
        "Skreślono ją w tym roku. Zmień to w jej wpisie w kalendarzu.",
    ),
    NoSuchStep: Problem(
        409, "no-such-step", "Tego zadania nie można teraz zmienić", "Może ktoś już je zmienił. Nic nie zapisaliśmy."
    ),
    StepUnknown: Problem(422, "step-unknown", "Na liście zadań nie ma takiego kroku", "Wybierz krok z listy."),
    OtherYear: Problem(422, "other-year", "To dzień innego roku", "Podaj dzień w roku, na który jest ten plan."),
    PlanApproved: Problem(409, "plan-approved", "Ten plan jest już zatwierdzony", "Zmieniaj pojedyncze rocznice."),
    PlanTooFar: Problem(
        422, "plan-too-far", "Na ten rok planu teraz nie ułożymy", "Wybierz rok bieżący albo jeden z trzech następnych."
    ),
    MemorialWithdrawn: Problem(
        409, "memorial-withdrawn", "To miejsce wykreślono z rejestru", "Nic w nim już nie zmienisz."
    ),
    TooManyPhotographs: Problem(
        409, "too-many-photographs", "To miejsce ma już tyle zdjęć, ile może", "Usuń najpierw jedno z nich."
    ),
    CareClosed: Problem(
        409, "care-closed", "Tego roku opieki nie można teraz zmienić", "Jest zamknięty albo nie jest to rok bieżący."
    ),
    InspectionsMissing: Problem(
        409,
        "inspections-missing",
        "Nie każde miejsce ma oględziny",
        "Rok zamkniesz, gdy każde miejsce z planu będzie obejrzane.",
    ),
    InspectedAhead: Problem(
        422, "inspected-ahead", "Ten dzień nie pasuje", "Podaj dzień, który już był, w roku tego planu."
    ),
    ProposalClosed: Problem(409, "memorial-proposal-closed", "Ta sprawa jest zakończona", "Nic nie zapisaliśmy."),
    TooManyProposals: Problem(409, "too-many-proposals", "Z tego adresu czekają już 3 wnioski. Poczekaj na odpowiedź."),
    ProposalLinkBroken: Problem(404, "link-broken", "Ten adres jest niepełny", "Skopiuj cały adres z wiadomości."),
    NotNow: Problem(
        409,
        "memorial-step-not-now",
        "Na ten krok jeszcze nie pora",
        "Najpierw potrzebne są pozostałe opinie i zgody. Nic nie zapisaliśmy.",
    ),
    DayAhead: Problem(
        422,
        "day-ahead",
        "Ten dzień nie pasuje",
        "Podaj dzień, który już był i nie jest wcześniejszy niż poprzedni krok.",
    ),
    EntryTimes: Problem(
        422, "entry-times", "Wydarzenie kończy się, zanim się zacznie", "Popraw dzień albo godzinę zakończenia."
    ),
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
    InvitationNotNow: Problem(
        409, "invitation-not-there", "Teraz nie można tego zrobić z tym zaproszeniem", "Otwórz listę jeszcze raz."
    ),
    OwnInvitation: Problem(
        409, "own-invitation", "Zatwierdza ktoś inny niż autor", "Poproś osobę, która listy nie przygotowuje."
    ),
    TooManyCompanions: Problem(422, "too-many-companions", "Tylu osób nie można zabrać ze sobą"),
    AnswerClosed: Problem(409, "answer-closed", "Na to zaproszenie nie można już odpowiedzieć"),
    AlreadyIn: Problem(409, "already-in", "Ten gość jest już w środku"),
    NoSuchSeat: Problem(422, "no-such-seat", "Takiego miejsca nie ma na planie", "Podaj rząd i miejsce z planu."),
    SeatTaken: Problem(409, "seat-taken", "To miejsce jest zajęte", "Wybierz inne albo zamień osoby."),
    SeatsMissing: Problem(409, "seats-missing", "Brakuje miejsc", "Dodaj rząd albo miejsca w rzędach."),
    GuestLinkBroken: Problem(404, "link-broken", "Ten adres jest niepełny", "Skopiuj cały adres z wiadomości."),
    ListKnown: Problem(409, "guest-list-known", "To wydarzenie ma już listę gości", "Otwórz ją."),
    NobodyToSend: Problem(
        409,
        "nobody-to-send",
        "Nie ma do kogo wysłać",
        "Uzupełnij adresy i formy grzecznościowe albo poczekaj na zgodę.",
    ),
    NotAnOccasion: Problem(
        409, "not-an-occasion", "Na to wydarzenie się nie zaprasza", "Wybierz uroczystość albo spotkanie przed nami."
    ),
    TooManyGuests: Problem(422, "too-many-guests", "Lista gości jest za długa"),
    AnswerDayUnfit: Problem(422, "day-unfit", "Ten dzień nie jest możliwy", "Popraw datę."),
    InvitationSignatoryUnknown: Problem(
        422, "signatory-unknown", "Nie ma takiej osoby podpisującej", "Wybierz z listy."
    ),
    FileRefused: Problem(422, "file-refused", "Tego pliku nie możemy przyjąć", "Wybierz inny plik, do 10 MB."),
    CodeUnknown: Problem(404, "code-unknown", "Nie ma takiego kodu", "Sprawdź znaki pod kodem QR."),
    DoorClosed: Problem(409, "door-closed", "Gości wpuszcza się w dniu wydarzenia"),
    NothingMoved: Problem(409, "nothing-moved", "To już stoi w tym miejscu", "Nic nie zapisaliśmy."),
    RankNamed: Problem(409, "rank-named", "Jest już ranga o tej nazwie", "Podaj inną nazwę."),
    RankUnknown: Problem(
        409, "rank-unknown", "Nie ma takiej rangi", "Zakończono ją albo usunięto. Wybierz inną z precedencji."
    ),
    RankUsed: Problem(409, "rank-used", "Ktoś ma tę rangę", "Zakończ ją zamiast usuwać."),
    TooManyRanks: Problem(409, "too-many-ranks", "Rang jest już tyle, ile może być", "Zakończ najpierw jedną z nich."),
    NoVersionToUndo: Problem(
        409, "no-version-to-undo", "Nie ma czego cofnąć", "Cofnąć można tylko ostatnią zmianę, raz."
    ),
    OrderClosed: Problem(
        409,
        "wreaths-closed",
        "Tej kolejności już się nie zmienia",
        "Uroczystość już była albo jej nie będzie.",
    ),
    DelegationGone: Problem(
        409, "delegation-gone", "Ktoś wycofał albo przywrócił już tę delegację", "Otwórz kolejność jeszcze raz."
    ),
    SpotUnknown: Problem(409, "no-such-spot", "Nie ma już takiego miejsca", "Otwórz kolejność jeszcze raz."),
    SiteTaken: Problem(
        409,
        "site-taken",
        "Tego miejsca nie można tak zmienić",
        "Jest już na liście, jest jedyne albo ktoś składa tu wieniec.",
    ),
    TooManyDelegations: Problem(409, "too-many-delegations", "Miejsc albo delegacji jest już tyle, ile może być"),
    NoMoveToUndo: Problem(
        409, "no-move-to-undo", "Nie ma czego cofnąć", "Cofnąć można tylko ostatnie przesunięcie, raz."
    ),
    PartnerKnown: Problem(409, "partner-known", "Ta organizacja jest już w rejestrze", "Znajdź ją po nazwie."),
    PartnerEnded: Problem(
        409, "partner-ended", "Z tym partnerem już nie współpracujemy", "Przywróć go albo wybierz innego."
    ),
    NoSuchNote: Problem(409, "no-such-note", "Tego wpisu już nie ma", "Nic nie zapisaliśmy."),
    TooManyNotes: Problem(409, "too-many-notes", "Wpisów jest już tyle, ile może być"),
    NoteAhead: Problem(422, "note-ahead", "Ten dzień jeszcze nie nadszedł", "Podaj dzień, który już był."),
    MeetingNotNow: Problem(
        409, "meeting-not-there", "Ktoś zrobił już następny krok z tym spotkaniem", "Otwórz je jeszcze raz."
    ),
    MeetingKnown: Problem(409, "meeting-known", "Dla tego wpisu w kalendarzu jest już spotkanie", "Otwórz je z listy."),
    EntryNoMeeting: Problem(
        422,
        "entry-no-meeting",
        "Z tego wpisu nie zrobimy spotkania",
        "Wpis w kalendarzu ma być spotkaniem z godzinami, które nie jest odwołane.",
    ),
    OwnProgramme: Problem(
        409, "own-programme", "Program podpisuje ktoś inny niż autor", "Poproś osobę, która go nie układała."
    ),
    OwnMinutes: Problem(
        409, "own-minutes", "Protokół zatwierdza ktoś inny niż autor", "Poproś osobę, która go nie pisała."
    ),
    ProgrammeEmpty: Problem(409, "programme-empty", "W programie nie ma jeszcze punktów", "Dopisz je najpierw."),
    NotSignedOff: Problem(
        409, "not-signed-off", "Tego programu nikt jeszcze nie podpisał", "Najpierw podpis, potem wydanie."
    ),
    RemarksWait: Problem(
        409,
        "remarks-wait",
        "Na zatwierdzenie protokołu jeszcze nie pora",
        "Poczekaj do dnia po terminie uwag i odpowiedz na każdą z nich.",
    ),
    RemarksOver: Problem(409, "remarks-over", "Termin uwag minął", "Jeśli to ważne, odpowiedz na wiadomość od nas."),
    MeetingDay: Problem(
        422,
        "meeting-day",
        "Ten dzień nie pasuje",
        "Spotkanie zapisuje się, gdy się zacznie; uwagi zbiera się do dnia, który nadejdzie.",
    ),
    ChairTaken: Problem(409, "chair-taken", "To spotkanie ma już przewodniczącą albo przewodniczącego"),
    MeetingFull: Problem(409, "meeting-full", "Więcej się tu nie zmieści"),
    UnitMissing: Problem(422, "unit-missing", "Podaj, której jednostki to dotyczy", "Na przykład ZDM."),
    AudienceEmpty: Problem(
        422, "audience-empty", "Zaznacz, dla kogo jest ten dokument", "Wybierz uczestników z listy."
    ),
    TaskGone: Problem(
        409, "meeting-task-gone", "Zadania z zatwierdzonego protokołu nie można usunąć", "Zamyka je ten, kto je wykona."
    ),
    TaskDone: Problem(409, "meeting-task-done", "To zadanie jest już wykonane"),
    MeetingLinkBroken: Problem(
        404,
        "meeting-link-broken",
        "Ten adres już nie działa",
        "Skopiuj cały adres z ostatniej wiadomości albo poproś o nowy.",
    ),
    CeremonyNotNow: Problem(
        409, "ceremony-not-there", "Uroczystość nie czeka teraz na ten krok", "Otwórz ją jeszcze raz."
    ),
    OwnCeremony: Problem(
        409, "own-ceremony", "To robi ktoś inny niż autor zmian", "Poproś osobę, która ich nie pisała."
    ),
    NotACeremony: Problem(
        409,
        "not-a-ceremony",
        "Ten wpis w kalendarzu nie jest uroczystością, która się odbędzie",
        "Sprawdź jego rodzaj.",
    ),
    HourMissing: Problem(409, "hour-missing", "Uroczystość nie ma jeszcze godziny", "Podaj ją we wpisie w kalendarzu."),
    ScenarioEmpty: Problem(409, "scenario-empty", "Scenariusz jest pusty", "Najpierw ułóż punkty."),
    ScenarioThere: Problem(409, "scenario-there", "Scenariusz ma już punkty", "Zmień te, które są."),
    NotYetHeld: Problem(409, "not-yet-held", "Uroczystość jeszcze się nie zaczęła", "Zapisz to po jej rozpoczęciu."),
    CeremonyFull: Problem(409, "too-many", "Więcej się tu nie zmieści"),
    TooManyItems: Problem(409, "too-many-items", "Scenariusz ma już tyle punktów albo stanowisk, ile może"),
    Elsewhere: Problem(
        409,
        "post-elsewhere",
        "Ta osoba albo to miejsce jest wtedy potrzebne w innym punkcie",
        "Zmień godziny, miejsce albo stanowisko. Nic nie zapisaliśmy.",
    ),
    NoSuchItem: Problem(404, "no-such-item", "Nie ma takiego punktu albo stanowiska", "Otwórz scenariusz jeszcze raz."),
    PostTaken: Problem(409, "post-taken", "Na tym stanowisku ktoś już jest", "Sztandar też może mieć tylko jedno."),
    RequestNotNow: Problem(409, "request-not-there", "Wniosek o asystę nie czeka teraz na ten krok"),
    NothingAsked: Problem(409, "nothing-asked", "Wniosek o asystę o nic nie prosi", "Najpierw zaznacz, o co prosimy."),
    NothingNew: Problem(409, "nothing-new", "Garnizon ma już ten scenariusz i ten wniosek", "Nic nie wysłaliśmy."),
    CopyBroken: Problem(
        500,
        "copy-broken",
        "Kopia scenariusza nie zgadza się ze swoim skrótem",
        "Zgłoś to administratorowi i odtwórz ją z kopii zapasowej.",
    ),
    KindUnknown: Problem(422, "kind-unknown", "Nie znamy tego rodzaju", "Wybierz z listy."),
    PermitKnown: Problem(409, "permit-known", "To zezwolenie jest już na liście"),
    PermitLacking: Problem(
        409,
        "permit-lacking",
        "Na tyle osób potrzebne jest zezwolenie, którego nie ma na liście",
        "Dodaj je do zezwoleń albo podaj powód.",
    ),
    PermitNotNow: Problem(409, "permit-not-there", "To zezwolenie nie czeka teraz na ten krok"),
    PermitDayUnfit: Problem(422, "ceremony-day-unfit", "Ten dzień jeszcze nie nadszedł", "Popraw datę."),
    SpeechUnknown: Problem(422, "speech-unknown", "Nie ma takiego wystąpienia", "Sprawdź jego adres."),
}
