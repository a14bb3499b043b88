"""Says how long a term is and how a deadline was found, in Polish and in English. It computes nothing."""

from datetime import date

from shared.clock import warsaw
from shared.deadlines.calendar import SATURDAY, holiday
from shared.deadlines.terms import Step, StepCode, Term, Unit

_ON_POLISH = ("w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę")
_POLISH_UNITS = {
    Unit.DAY: ("dnia", "dni"),
    Unit.WORKING_DAY: ("dnia roboczego", "dni roboczych"),
    Unit.MONTH: ("miesiąca", "miesięcy"),
    Unit.HOUR: ("godziny", "godzin"),
}
_ENGLISH_UNITS = {
    Unit.DAY: ("day", "days"),
    Unit.WORKING_DAY: ("working day", "working days"),
    Unit.MONTH: ("month", "months"),
    Unit.HOUR: ("hour", "hours"),
}


def length(term: Term, lang: str = "pl") -> str:
    """Say in `pl` or `en` how long a term is, in Polish as it stands after "termin": 7 dni, 1 miesiąca."""
    one, many = {"pl": _POLISH_UNITS, "en": _ENGLISH_UNITS}[lang][term.unit]
    return f"{term.amount} {one if term.amount == 1 else many}"


def polish(step: Step, term: Term) -> str:
    """Say a step in Polish."""
    day = _written(step.day, "d MMMM y", "pl")
    on_day = f"{_ON_POLISH[step.day.weekday()]} {day}"
    free = holiday(step.day) or (f"na mocy {step.basis}" if step.basis else "")
    because = f" ({free})" if free and step.day.weekday() < SATURDAY else ""
    hour = f", godz. {warsaw(step.at):%H:%M}" if step.at else ""
    match step.code:
        case StepCode.EVENT if step.at:
            return f"Początek: {day}{hour}"
        case StepCode.EVENT:
            law = "" if term.unit is Unit.WORKING_DAY else ", art. 57 § 1 k.p.a."
            return f"Początek: {day} (dzień zdarzenia się nie liczy{law})"
        case StepCode.EVENT_AHEAD:
            return f"Wydarzenie: {day}{hour}" if step.at else f"Wydarzenie: {day} (tego dnia się nie liczy)"
        case StepCode.SKIPPED:
            return f"Dzień wolny, nie liczy się: {day}{because}"
        case StepCode.ENDS:
            law = " (art. 57 § 3 k.p.a.)" if term.unit is Unit.MONTH else ""
            return f"Termin {length(term)} kończy się {on_day}{hour}{because}{law}"
        case StepCode.REACHES_BACK:
            return f"Termin {length(term)}, licząc wstecz, wypada {on_day}{hour}{because}"
        case StepCode.FREE:
            return f"{day} jest wolny na mocy {step.basis}"
        case StepCode.MOVED:
            return f"Przesunięte na {on_day.split(' ', 1)[1]} (art. 57 § 4 k.p.a.)"
        case StepCode.MOVED_BACK:
            return f"Cofnięte na {on_day.split(' ', 1)[1]}, ostatni dzień roboczy wcześniej"


def english(step: Step, term: Term) -> str:
    """Say a step in English."""
    day = _written(step.day, "d MMMM y", "en_GB")
    named_day = _written(step.day, "EEEE d MMMM y", "en_GB")
    free = holiday(step.day, "en_US") or (f"by law: {step.basis}" if step.basis else "")
    because = f" ({free})" if free and step.day.weekday() < SATURDAY else ""
    hour = f", {warsaw(step.at):%H:%M}" if step.at else ""
    match step.code:
        case StepCode.EVENT if step.at:
            return f"Start: {day}{hour}"
        case StepCode.EVENT:
            law = "" if term.unit is Unit.WORKING_DAY else ", art. 57 § 1 of the Code of Administrative Procedure"
            return f"Start: {day} (the day of the event is not counted{law})"
        case StepCode.EVENT_AHEAD:
            return f"Event: {day}{hour}" if step.at else f"Event: {day} (this day is not counted)"
        case StepCode.SKIPPED:
            return f"A free day, not counted: {day}{because}"
        case StepCode.ENDS:
            law = " (art. 57 § 3 of the Code of Administrative Procedure)" if term.unit is Unit.MONTH else ""
            return f"The term of {length(term, 'en')} ends on {named_day}{hour}{because}{law}"
        case StepCode.REACHES_BACK:
            return f"The term of {length(term, 'en')}, counted back, reaches {named_day}{hour}{because}"
        case StepCode.FREE:
            return f"{day} is a free day by law: {step.basis}"
        case StepCode.MOVED:
            return f"Moved to {named_day} (art. 57 § 4 of the Code of Administrative Procedure)"
        case StepCode.MOVED_BACK:
            return f"Moved back to {named_day}, the last working day before it"


def _written(day: date, form: str, locale: str) -> str:
    # Imported here: whoever only names a term need not carry the languages of the world.
    from babel.dates import format_date

    return format_date(day, form, locale=locale)
