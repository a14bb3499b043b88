"""What residents and the city promised and what they gave: lines, entries and balances, as pure rules.

An entry is never changed: what was wrong is put right by a further entry that names it and says why. Sources: art. 19f
and 19h u.d.p.p.w.; amounts in grosze, days by the calendar of the city.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

from shared.contracts.initiatives.intake import CityShare, CityShareKind, ContractSignedV1, ContributionKind, Declared

MINUTES_OF_A_DAY = 24 * 60
MOST_ENTRIES = 5_000
"""Of one contract: a hundred people on fifty days. The house's own, so that a ledger stays one document."""
INVOICED = (CityShareKind.PURCHASE, CityShareKind.EXPERT, CityShareKind.TRAINING)
"""What the city pays for; venues and equipment are its own, and come without an invoice."""

Kind: TypeAlias = ContributionKind | CityShareKind


class NoSuchLine(LookupError):
    """The contract has no such declaration or share of the city."""

    def __init__(self, id: str) -> None:
        super().__init__(f"no line {id}")
        self.id = id


class NoSuchEntry(LookupError):
    """The ledger has no entry with this number, or it is itself a correction: those name the entry they put right."""

    def __init__(self, number: int) -> None:
        super().__init__(f"no entry {number} to correct")
        self.number = number


class EntryIncomplete(ValueError):
    """Something is missing in an entry. `field`, `fault`: where, and what (needed, ahead, too_many, …)."""

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(f"{field}: {fault}")
        self.field, self.fault = field, fault


class NothingCorrected(ValueError):
    """A correction says what the ledger says already."""


class LedgerFull(Exception):
    """The ledger has as many entries as it may have. `most`: how many that are."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most} entries")
        self.most = most


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True)


class Side(StrEnum):
    """Who gives."""

    OWN = "own"
    CITY = "city"


class Line(_Plain):
    """One thing that somebody promised. `number`: of the declaration, or its place among the shares of the city.

    `minutes`, `rate` (grosze for an hour): of work alone. `planned` is 0 where an annex has dropped the line.
    """

    id: str
    side: Side
    number: int
    kind: Kind
    name: str
    planned: int
    minutes: int | None = None
    rate: int | None = None


class Contract(_Plain):
    """The newest version of a contract; `annex` 0: the contract itself.

    `own_share`: the least part of all that is given that has to be the residents', in hundredths of a percent.
    """

    contract: str
    annex: int
    version: int
    case: str
    title: str
    signed_on: date
    starts: date
    ends: date
    settle_by: date
    city_shares: tuple[CityShare, ...]
    declared: tuple[Declared, ...]
    own: int
    city: int
    own_share: int = 0

    @classmethod
    def of(cls, event: ContractSignedV1) -> "Contract":
        """Take over what was signed."""
        return cls.model_validate(event.model_dump(include=set(cls.model_fields)))

    def newer_than(self, other: "Contract | None") -> bool:
        """Tell whether this one holds where the other was signed, too."""
        return other is None or (self.annex, self.version) > (other.annex, other.version)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What both sides promised: the declarations by their numbers, then the shares of the city as they stand."""
        own = [
            Line(
                id=one.declaration_id,
                side=Side.OWN,
                number=one.number,
                kind=one.kind,
                name=one.subject,
                planned=one.value,
                minutes=one.minutes,
                rate=one.rate,
            )
            for one in sorted(self.declared, key=lambda one: one.number)
        ]
        city: dict[str, Line] = {}
        for one in self.city_shares:
            id = share_id(one)
            before = city.get(id)
            value = one.value + (before.planned if before else 0)
            number = before.number if before else len(city) + 1
            city[id] = Line(id=id, side=Side.CITY, number=number, kind=one.kind, name=one.subject, planned=value)
        return (*own, *city.values())

    def line(self, id: str) -> Line:
        """Give a line. Raises `NoSuchLine`."""
        found = next((one for one in self.lines if one.id == id), None)
        if found is None:
            raise NoSuchLine(id)
        return found


def share_id(share: CityShare) -> str:
    """Name a share of the city by what it is: an annex may put it elsewhere in the list, or change its value."""
    return hashlib.sha256(f"{share.kind.value}|{share.subject}".encode()).hexdigest()[:16]


class Given(_Plain):
    """What somebody says was given or spent, before it is an entry. `minutes`: of work; `value`: of all else."""

    line: str
    day: date
    minutes: int | None = None
    value: int | None = None
    invoice: str | None = None
    note: str | None = None


class Maker(_Plain):
    """Who made an entry: an opaque id, and the name that colleagues know (None: the residents' representative)."""

    id: str
    name: str | None = None


REPRESENTATIVE = Maker(id="representative")
"""Whoever has the link that went to the representative of the residents."""


class Entry(_Plain):
    """One entry. What its line was called and counted as is kept: no annex changes what was entered.

    A correction has in `minutes` and `value` the difference that it makes, below 0 where there was less.
    """

    number: int
    line: str
    side: Side
    kind: Kind
    name: str
    day: date
    minutes: int | None = None
    rate: int | None = None
    value: int
    invoice: str | None = None
    note: str | None = None
    corrects: int | None = None
    reason: str | None = None
    made_at: datetime
    made_by: Maker


class Standing(_Plain):
    """An entry with its corrections, and what stands after them."""

    entry: Entry
    corrections: tuple[Entry, ...]

    @property
    def minutes(self) -> int | None:
        """The minutes that stand; None where no work is counted."""
        if self.entry.minutes is None:
            return None
        return self.entry.minutes + sum(one.minutes or 0 for one in self.corrections)

    @property
    def value(self) -> int:
        """The value that stands."""
        return self.entry.value + sum(one.value for one in self.corrections)


class LineBalance(_Plain):
    """A line, what was given of it, and the entries that say so."""

    line: Line
    standing: tuple[Standing, ...]

    @property
    def delivered(self) -> int:
        """What was given or spent."""
        return sum(one.value for one in self.standing)

    @property
    def minutes(self) -> int | None:
        """How long people worked; None where no work is counted."""
        return sum(one.minutes or 0 for one in self.standing) if self.line.rate is not None else None

    @property
    def difference(self) -> int:
        """How much more was given than promised; below 0: less."""
        return self.delivered - self.line.planned

    @property
    def short(self) -> bool:
        """Whether less was given than promised. Of work the time counts: its days are rounded, each for itself."""
        if self.minutes is not None and self.line.minutes is not None:
            return self.minutes < self.line.minutes
        return self.difference < 0


class KindBalance(_Plain):
    """All lines of one kind together."""

    side: Side
    kind: Kind
    planned: int
    delivered: int


class Balance(_Plain):
    """Every line of the contract and every line of which something was given, those of the residents first."""

    lines: tuple[LineBalance, ...]

    def of(self, side: Side) -> list[LineBalance]:
        """Give the lines of one side, or of its name: templates have no other."""
        return [one for one in self.lines if one.line.side == side]

    def planned(self, side: Side) -> int:
        """Add up what one side promised."""
        return sum(one.line.planned for one in self.of(side))

    def delivered(self, side: Side) -> int:
        """Add up what one side gave."""
        return sum(one.delivered for one in self.of(side))

    @property
    def kinds(self) -> list[KindBalance]:
        """The lines by kind, in the order of the kinds."""
        order: Sequence[tuple[Side, Kind]] = (
            *((Side.OWN, kind) for kind in ContributionKind),
            *((Side.CITY, kind) for kind in CityShareKind),
        )
        found = []
        for side, kind in order:
            lines = [one for one in self.of(side) if one.line.kind is kind]
            if lines:
                planned, delivered = sum(one.line.planned for one in lines), sum(one.delivered for one in lines)
                found.append(KindBalance(side=side, kind=kind, planned=planned, delivered=delivered))
        return found


def value_of(minutes: int, rate: int) -> int:
    """Give what work counts as: minutes x rate / 60, rounded half up to a whole grosz; the same way below 0."""
    whole = (2 * abs(minutes) * rate + 60) // 120
    return whole if minutes >= 0 else -whole


def standing(entries: Sequence[Entry]) -> tuple[Standing, ...]:
    """Give every entry with its corrections, in the order of their numbers."""
    corrections: dict[int, list[Entry]] = {}
    for one in entries:
        if one.corrects is not None:
            corrections.setdefault(one.corrects, []).append(one)
    return tuple(
        Standing(entry=one, corrections=tuple(corrections.get(one.number, ())))
        for one in entries
        if one.corrects is None
    )


def balance(contract: Contract, entries: Sequence[Entry]) -> Balance:
    """Hold what was given against what the contract says; a line that an annex has dropped is there with nothing."""
    by_line: dict[str, list[Standing]] = {}
    for one in standing(entries):
        by_line.setdefault(one.entry.line, []).append(one)
    lines = {one.id: one for one in contract.lines}
    for id, found in by_line.items():
        lines.setdefault(id, _dropped(found[0].entry))
    ordered = sorted(lines.values(), key=lambda one: (one.side is Side.CITY, one.number == 0))
    return Balance(lines=tuple(LineBalance(line=one, standing=tuple(by_line.get(one.id, ()))) for one in ordered))


def _dropped(entry: Entry) -> Line:
    minutes = 0 if entry.rate is not None else None
    told = entry.model_dump(include={"side", "kind", "name", "rate"})
    return Line(id=entry.line, number=0, planned=0, minutes=minutes, **told)


def faults(
    given: Given, contract: Contract, entries: Sequence[Entry], days: tuple[date, date], today: date
) -> Mapping[str, str]:
    """Name what is wrong with what somebody says was given, by field.

    `days`: since which there is a contract, and the last one of its term, or that on which it was terminated. Raises
    `NoSuchLine`.
    """
    line = contract.line(given.line)
    return {
        **_amount_faults(given, line, entries),
        **_day_faults(given.day, line.side, contract, days, today),
        **_invoice_faults(given, line, entries),
    }


def _amount_faults(given: Given, line: Line, entries: Sequence[Entry]) -> Mapping[str, str]:
    if line.rate is None:
        found = {} if given.minutes is None else {"minutes": "not_work"}
        return found if given.value and given.value > 0 else {**found, "value": "needed"}
    if given.value is not None:
        return {"value": "counted"}
    if not given.minutes or given.minutes < 0:
        return {"minutes": "needed"}
    same_day = sum(
        one.minutes or 0 for one in standing(entries) if one.entry.line == line.id and one.entry.day == given.day
    )
    return {"minutes": "too_many"} if same_day + given.minutes > MINUTES_OF_A_DAY else {}


def _day_faults(day: date, side: Side, contract: Contract, days: tuple[date, date], today: date) -> Mapping[str, str]:
    since, last_day = days
    if day > today:
        return {"day": "ahead"}
    if side is Side.CITY:
        return {"day": "before_contract"} if day < since else {}
    return {} if contract.starts <= day <= last_day else {"day": "outside_term"}


def _invoice_faults(given: Given, line: Line, entries: Sequence[Entry]) -> Mapping[str, str]:
    if line.side is Side.OWN:
        return {"invoice": "not_city"} if given.invoice else {}
    if not given.invoice:
        return {"invoice": "needed"} if line.kind in INVOICED else {}
    known = any(
        one.entry.line == line.id and one.entry.invoice == given.invoice and one.value > 0 for one in standing(entries)
    )
    return {"invoice": "known"} if known else {}


def entered(given: Given, contract: Contract, number: int, by: Maker, now: datetime) -> Entry:
    """Make an entry of what has no fault. Raises `NoSuchLine`."""
    line = contract.line(given.line)
    value = value_of(given.minutes or 0, line.rate) if line.rate is not None else given.value or 0
    told = line.model_dump(include={"side", "kind", "name", "rate"})
    said = given.model_dump(include={"day", "minutes", "invoice", "note"})
    return Entry(number=number, line=line.id, value=value, made_at=now, made_by=by, **told, **said)


def correction(entries: Sequence[Entry], number: int, right: int, reason: str, by: Maker, now: datetime) -> Entry:
    """Make the entry that puts another one right. `right`: what it should say, minutes of work or grosze; 0: nothing.

    Raises `NoSuchEntry`, `NothingCorrected`, `EntryIncomplete` for more than a day has.
    """
    found = next((one for one in standing(entries) if one.entry.number == number), None)
    if found is None:
        raise NoSuchEntry(number)
    wrong, was = found.entry, found.value if found.minutes is None else found.minutes
    if right == was:
        raise NothingCorrected
    if wrong.rate is None:
        minutes, value = None, right - found.value
    else:
        others = sum(
            one.minutes or 0
            for one in standing(entries)
            if one.entry.line == wrong.line and one.entry.day == wrong.day and one.entry.number != number
        )
        if others + right > MINUTES_OF_A_DAY:
            raise EntryIncomplete("minutes", "too_many")
        minutes, value = right - (found.minutes or 0), value_of(right, wrong.rate) - found.value
    kept = {"line", "side", "kind", "name", "day", "rate", "invoice"}
    return Entry(
        number=len(entries) + 1,
        minutes=minutes,
        value=value,
        corrects=number,
        reason=reason,
        made_at=now,
        made_by=by,
        **wrong.model_dump(include=kept),
    )
