"""What the errors of events mean on the web: type, status, and the Polish words a person reads."""

from services.events.anniversaries.domain import NoSuchStep, NotInPlan, OtherYear, PlanApproved, PlanTooFar
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
from services.events.calendar.domain.dates import SeriesTooLong
from services.events.calendar.domain.free_days import DayTooFar, FreeAnyway, NotDeclared
from services.events.calendar.domain.people import FeedLinkBroken, UnknownPerson
from services.events.memorials.domain import (
    CareClosed,
    InspectedAhead,
    InspectionsMissing,
    MemorialWithdrawn,
    TooManyPhotographs,
)
from services.events.memorials.domain.proposals import DayAhead, NotNow, ProposalClosed
from shared.web.problems import Problem

PROBLEMS: dict[type[Exception], Problem] = {
    EntryCancelled: Problem(409, "entry-cancelled", "To wydarzenie jest odwołane", "Dodaj nowe wydarzenie."),
    EntryFollowed: Problem(
        409,
        "entry-followed",
        "Ten termin pochodzi z edycji budżetu obywatelskiego",
        "Zmień go na stronie edycji: kalendarz pokaże nową datę sam.",
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
}
