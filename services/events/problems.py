"""What the errors of events mean on the web: type, status, and the Polish words a person reads."""

from services.events.calendar.domain import EntryCancelled, EntryFollowed, EntryOfFreeDay, EntryTimes
from services.events.calendar.domain.free_days import DayTooFar, FreeAnyway, NotDeclared
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
    EntryTimes: Problem(
        422, "entry-times", "Wydarzenie kończy się, zanim się zacznie", "Popraw dzień albo godzinę zakończenia."
    ),
}
