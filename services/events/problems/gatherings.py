"""What the errors of the calendar, meetings and invitations mean on the web."""

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
from services.events.calendar.domain.dates import SeriesElsewhere
from services.events.calendar.domain.free_days import DayTooFar, FreeAnyway, NotDeclared
from services.events.calendar.domain.people import FeedLinkBroken, UnknownPerson
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
from shared.web.problems import Problem
from shared.web.series import SERIES_PROBLEMS

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
    **SERIES_PROBLEMS,
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
    EntryTimes: Problem(
        422, "entry-times", "Wydarzenie kończy się, zanim się zacznie", "Popraw dzień albo godzinę zakończenia."
    ),
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
    CodeUnknown: Problem(404, "code-unknown", "Nie ma takiego kodu", "Sprawdź znaki pod kodem QR."),
    DoorClosed: Problem(
        409, "door-closed", "Gości wpuszcza się w dniu wydarzenia", "Kto był, można jeszcze wpisać przez tydzień."
    ),
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
}
