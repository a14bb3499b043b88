"""What the errors of events mean on the web: type, status, and the Polish words a person reads."""

from services.events.calendar.domain import EntryCancelled, EntryFollowed, EntryTimes
from shared.web.problems import Problem

PROBLEMS: dict[type[Exception], Problem] = {
    EntryCancelled: Problem(409, "entry-cancelled", "To wydarzenie jest odwołane", "Dodaj nowe wydarzenie."),
    EntryFollowed: Problem(
        409,
        "entry-followed",
        "Ten termin pochodzi z edycji budżetu obywatelskiego",
        "Zmień go na stronie edycji: kalendarz pokaże nową datę sam.",
    ),
    EntryTimes: Problem(
        422, "entry-times", "Wydarzenie kończy się, zanim się zacznie", "Popraw dzień albo godzinę zakończenia."
    ),
}
