"""An entry and a correction as they are typed, at the desk or by the representative's link. It enters nothing."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Request
from pydantic import Field

from services.reporting.initiatives.api.bodies import Day, Invoice, Note, Reason
from services.reporting.initiatives.domain import Given, Ledger, Line, Standing
from shared.web.forms import Form, FormInvalid, Zloty, read

ORDER = ("day", "hours", "minutes", "value", "invoice", "note", "reason")
_MOST = 10**12
_DAY = "Podaj dzień, na przykład 10.05.2027."
_HOURS = "Podaj liczbę godzin od 0 do 24."
_MINUTES = "Podaj liczbę minut od 0 do 59."
_VALUE = "Podaj kwotę większą od zera, na przykład 1 200,50."
_REASON = "Napisz, dlaczego poprawiasz: co najmniej 5 znaków."
_MESSAGES = {
    "day": _DAY,
    "hours": _HOURS,
    "minutes": _MINUTES,
    "value": _VALUE,
    "invoice": "Podaj numer faktury: najwyżej 100 znaków.",
    "note": "Napisz krócej, do 1000 znaków, albo zostaw puste.",
    "reason": _REASON,
}
FAULTS = {
    "day:ahead": "Ten dzień jeszcze nie nadszedł.",
    "day:outside_term": "Ten dzień jest poza czasem umowy.",
    "day:before_contract": "Ten dzień jest przed podpisaniem umowy.",
    "minutes:needed": "Podaj, ile trwała praca.",
    "minutes:too_many": "Razem wychodzi więcej niż doba jednej osoby. Sprawdź dzień i godziny.",
    "value:needed": _VALUE,
    "invoice:needed": "Podaj numer faktury.",
    "invoice:known": "Ta faktura jest już wpisana przy tej pozycji.",
    "on:ahead": "Ten dzień jeszcze nie nadszedł.",
    "on:before_contract": "Ten dzień jest przed podpisaniem umowy.",
    "note:needed": "Napisz, dlaczego rozliczenie różni się od umowy albo dlaczego umowa się skończyła.",
    "inspection:unknown": "Nie ma takiej wizji. Wybierz inną.",
}
_AT = {"minutes": "hours"}
"""Where a fault of the whole time is said."""


class _Worked(Form):
    hours: int = Field(default=0, ge=0, le=24)
    minutes: int = Field(default=0, ge=0, le=59)

    @property
    def whole(self) -> int:
        return 60 * self.hours + self.minutes


class WorkForm(_Worked):
    """A day of work."""

    day: Day
    note: Note | None = None


class ValueForm(Form):
    """What was given or spent."""

    day: Day
    value: Annotated[Zloty, Field(gt=0, le=_MOST)]
    invoice: Invoice | None = None
    note: Note | None = None


class WorkCorrection(_Worked):
    """How long it was."""

    reason: Reason


class ValueCorrection(Form):
    """How much it was."""

    value: Annotated[Zloty, Field(ge=0, le=_MOST)]
    reason: Reason


async def entry_of(request: Request, ledger: Ledger, line: Line, today: Any) -> Given:
    """Read an entry for a line. Raises `FormInvalid` with everything that was typed, and what is wrong at its field."""
    if line.rate is not None:
        work = await read(request, WorkForm, _MESSAGES)
        given = Given(line=line.id, day=work.day, minutes=work.whole, note=work.note)
        typed: Mapping[str, Any] = work.model_dump()
    else:
        value = await read(request, ValueForm, _MESSAGES)
        given = Given(line=line.id, day=value.day, value=value.value, invoice=value.invoice, note=value.note)
        typed = value.model_dump()
    faults = ledger.faults(given, today)
    if faults:
        raise FormInvalid(typed, said(faults))
    return given


def again(given: Given) -> Mapping[str, Any]:
    """Give what was typed, for an entry that somebody was faster with: the same invoice, the last hours of a day."""
    whole = {} if given.minutes is None else {"hours": given.minutes // 60, "minutes": given.minutes % 60}
    return {**given.model_dump(exclude={"line", "minutes"}), **whole}


async def correction_of(request: Request, entry: Standing) -> tuple[int, str, Mapping[str, Any]]:
    """Read what an entry should say, why, and what was typed. Raises `FormInvalid`."""
    if entry.entry.rate is not None:
        work = await read(request, WorkCorrection, _MESSAGES)
        return work.whole, work.reason, work.model_dump()
    value = await read(request, ValueCorrection, {**_MESSAGES, "value": "Podaj kwotę, na przykład 1 200,50 albo 0."})
    return value.value, value.reason, value.model_dump()


def held(entry: Standing) -> Mapping[str, Any]:
    """Give what the form of a correction begins with: what stands now."""
    if entry.minutes is None:
        return {"value": entry.value}
    return {"hours": str(entry.minutes // 60), "minutes": str(entry.minutes % 60)}


def said(faults: Mapping[str, str]) -> dict[str, str]:
    """Give the words for faults, at the fields where they are said."""
    return {_AT.get(field, field): FAULTS[f"{field}:{fault}"] for field, fault in faults.items()}


def amount_field(entry: Standing) -> str:
    """Name the field in which a correction says how much it was."""
    return "value" if entry.entry.rate is None else "hours"
