"""The terms of press requests as a table with their legal basis, and how a date comes of one. It reads no clock.

What runs for the city (udip, prawo prasowe) says nothing of how its terms are counted, so the Civil Code does it (art.
110): the day of the event is not counted (art. 111 § 2), months end on the same number (art. 112), a last day on a
Saturday or free day gives way (art. 115). Those are the rules of `shared.deadlines`.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from babel.dates import format_date
from pydantic import BaseModel, ConfigDict

from services.media.contacts.domain import Medium
from shared.clock import end_of, warsaw
from shared.deadlines import FreeDays, Postponed, Term, Unit, compute, next_working_day, working_days_between


class Kind(StrEnum):
    """What came in, or for the last one goes out."""

    QUESTION = "question"
    CRITICISM = "criticism"
    INTERVIEW = "interview"
    AUTHORISATION = "authorisation"
    RECTIFICATION_IN = "rectification_in"
    RECTIFICATION_OUT = "rectification_out"


OF_PUBLICATIONS = (Kind.RECTIFICATION_IN, Kind.RECTIFICATION_OUT)
"""About a publication that has to be named."""


class DayNotNamed(Exception):
    """The term ends with the next issue or broadcast, and nobody has said when that is."""


class Clock(BaseModel):
    """One term. `term` None: it ends on a day that somebody names: of the next issue, or of the next broadcast.

    `basis`: the act and article, in Polish. `latest`: to where a notice may push its end, counted from the same event.
    """

    model_config = ConfigDict(frozen=True)

    term: Term | None
    basis: str
    latest: Term | None = None
    latest_basis: str = ""


class StopReason(StrEnum):
    """Why a term does not run."""

    FEE = "fee"
    UNCLEAR = "unclear"
    SENDER = "sender"
    HINDRANCE = "hindrance"


STOP_BASES = {
    StopReason.FEE: "powiadomienie o opłacie, art. 15 ust. 2 ustawy o dostępie do informacji publicznej",
    StopReason.UNCLEAR: "wezwanie do uzupełnienia, art. 64 § 2 w związku z art. 35 § 5 k.p.a.",
    StopReason.SENDER: "na prośbę pytającego",
    StopReason.HINDRANCE: "przyczyna niezależna od urzędu, art. 35 § 5 k.p.a.",
}


class Stop(BaseModel):
    """A time in which the term does not run: after the day of `at`, up to and with the day of `until`.

    `way`, `until_way`: how the sender was told of its beginning and its end; "" from before that was said.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    reason: StopReason
    note: str
    by_name: str
    until: datetime | None = None
    way: str = ""
    until_way: str = ""

    @property
    def days(self) -> int:
        """How many days are not counted; 0 while it lasts."""
        return (warsaw(self.until).date() - warsaw(self.at).date()).days if self.until else 0


class Extension(BaseModel):
    """The later day that the asker was told of within the term, and why (art. 13 ust. 2 u.d.i.p.).

    `way`: how; the digests (SHA-256) are of the files of the notice `id`. "" from before these were.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    to: date
    reason: str
    by_name: str
    way: str = ""
    id: str = ""
    pdf_sha256: str = ""
    docx_sha256: str = ""


def _term(amount: int, unit: Unit, *, moves: bool = True) -> Term:
    return Term(amount=amount, unit=unit, moves=moves)


_UDIP = "ustawy o dostępie do informacji publicznej"
_PRESS = "prawa prasowego"
_QUESTION = Clock(
    term=_term(14, Unit.DAY),
    basis=f"art. 13 ust. 1 {_UDIP} w związku z art. 3a {_PRESS}: 14 dni od złożenia wniosku",
    # "Nie dłuższym niż 2 miesiące": the day that is named may not lie later, hence it does not give way.
    latest=_term(2, Unit.MONTH, moves=False),
    latest_basis=f"art. 13 ust. 2 {_UDIP}: powiadomienie w ciągu 14 dni, nowy dzień do 2 miesięcy od złożenia wniosku",
)
_CRITICISM = Clock(
    term=_term(1, Unit.MONTH), basis=f"art. 6 ust. 2 i 3 {_PRESS}: miesiąc od przekazania krytyki prasowej"
)
_SIX, _DAY = (
    Clock(term=_term(hours, Unit.HOUR), basis=f"art. 14a ust. 4 {_PRESS}: {hours} {word} od przekazania tekstu")
    for hours, word in ((6, "godzin"), (24, "godziny"))
)
_PUBLISHING = {
    Medium.PORTAL: Clock(
        term=_term(3, Unit.WORKING_DAY),
        basis=f"art. 32 ust. 1 pkt 1 {_PRESS}: 3 dni robocze od otrzymania sprostowania",
    ),
    Medium.DAILY: Clock(
        term=_term(7, Unit.DAY), basis=f"art. 32 ust. 1 pkt 2 {_PRESS}: 7 dni od otrzymania sprostowania"
    ),
    Medium.PERIODICAL: Clock(
        term=None, basis=f"art. 32 ust. 1 pkt 3 {_PRESS}: najbliższy albo następny przygotowywany numer"
    ),
    Medium.RADIO: Clock(term=None, basis=f"art. 32 ust. 1 pkt 4 {_PRESS}: najbliższy analogiczny przekaz"),
    Medium.TELEVISION: Clock(term=None, basis=f"art. 32 ust. 1 pkt 4 {_PRESS}: najbliższy analogiczny przekaz"),
}
_DEMANDING = Clock(
    # A right that is lost with its last day: nobody should count on its giving way.
    term=_term(21, Unit.DAY, moves=False),
    basis=f"art. 31a ust. 3 {_PRESS}: 21 dni od opublikowania materiału",
)

REFUSAL_OF_RECTIFICATION = Clock(
    term=_term(7, Unit.DAY), basis=f"art. 33 ust. 3 {_PRESS}: 7 dni od otrzymania sprostowania"
)
"""To tell who demands a rectification that it will not be published, and why."""
COURT = Clock(term=_term(12, Unit.MONTH, moves=False), basis=f"art. 39 ust. 2 {_PRESS}: rok od opublikowania materiału")
"""To sue for a rectification that an editor has not published."""
APPEAL = Clock(
    term=_term(14, Unit.DAY), basis=f"art. 129 § 2 k.p.a. w związku z art. 16 {_UDIP}: 14 dni od doręczenia decyzji"
)
"""To appeal from a decision that refuses information."""


def clock_of(kind: Kind, medium: Medium, interview: Term) -> Clock:
    """Give the clock of a request; `interview`: the house's own term, for no act knows one."""
    match kind:
        case Kind.QUESTION:
            return _QUESTION
        case Kind.CRITICISM:
            return _CRITICISM
        case Kind.INTERVIEW:
            return Clock(term=interview, basis="zwyczaj urzędu: żadna ustawa nie wyznacza terminu")
        case Kind.AUTHORISATION:
            # Radio, television and portals count as dailies here: the shorter term is the safe one.
            return _DAY if medium is Medium.PERIODICAL else _SIX
        case Kind.RECTIFICATION_IN:
            return publishing(medium)
        case Kind.RECTIFICATION_OUT:
            return _DEMANDING


def beside(kind: Kind, received: datetime, published_on: date | None, free: FreeDays) -> tuple[str, Postponed] | None:
    """Give the second date that the law ties to a rectification, with the step it is for; None for other kinds.

    To an editor's demand the city says no within a week at most, whatever day its next issue has; who demands one can
    go to court within a year of the publication.
    """
    if kind is Kind.RECTIFICATION_IN:
        return "refuse", count(REFUSAL_OF_RECTIFICATION, received, free)
    if kind is Kind.RECTIFICATION_OUT and published_on is not None:
        return "court", count(COURT, published_on, free)
    return None


def publishing(medium: Medium) -> Clock:
    """Give the clock by which an editor publishes a rectification (art. 32 ust. 1 prawa prasowego)."""
    return _PUBLISHING[medium]


def count(
    clock: Clock,
    start: datetime | date,
    free: FreeDays,
    *,
    named: date | None = None,
    stops: Sequence[Stop] = (),
    extension: Extension | None = None,
) -> Postponed:
    """Find when a request is due, in UTC, and say in Polish how that was found.

    `named`: the day of the next issue or broadcast, for a clock that ends with it. What is stopped and runs again ends
    later by the days (working days, hours) in which it stood. A day that an `extension` names moves by what stood from
    its notice on, and gives way no further than two months and these days (art. 13 ust. 2 u.d.i.p.). Raises
    `DayNotNamed`, and as `shared.deadlines.compute`.
    """
    told = [f"Podstawa: {clock.basis}"]
    if extension is not None:
        told += [f"Podstawa przedłużenia: {clock.latest_basis}", f"Powiadomiono {_day(warsaw(extension.at).date())}"]
        # Who names a day knows what has stood before: only what stands from then on moves it.
        since = [stop for stop in stops if stop.at >= extension.at]
        last = latest(clock, start, free)
        day = extension.to
        if last and day > last:
            # The day of receipt was put right after the notice: the law counts from the right one.
            told.append(f"W powiadomieniu stoi {_day(day)}, ale prawo nie daje więcej niż do {_day(last)}")
            day = last
        moved = _on_day(day, "Nowy dzień", told, since, free)
        if since and last and warsaw(moved.due_at).date() > last + timedelta(sum(stop.days for stop in since)):
            return _on_day(day, "Nowy dzień", told, since, free, moves=False)
        return moved
    if clock.term is None:
        if named is None:
            raise DayNotNamed
        return _on_day(named, "Dzień numeru albo przekazu", told, stops, free)
    ended = [stop for stop in stops if stop.until is not None]
    if not ended:
        due = compute(clock.term, start, free)
        return Postponed(due.due_at, (*told, *due.explained()))
    if clock.term.unit is Unit.HOUR:
        due = compute(clock.term, start, free)
        stood = sum((stop.until - stop.at for stop in ended if stop.until), timedelta())
        at = due.due_at + stood
        after = f"Po doliczeniu termin kończy się {_day(warsaw(at).date())} o {warsaw(at):%H:%M}"
        return Postponed(at, (*told, *due.explained(), *_stood(ended), after))
    still = compute(clock.term.model_copy(update={"moves": False}), start, free)
    return _later(still.day, clock.term, [*told, *still.explained()], ended, free)


def latest(clock: Clock, start: datetime | date, free: FreeDays) -> date | None:
    """Give the last day that a notice may name; None where the law knows no such notice."""
    return compute(clock.latest, start, free).day if clock.latest else None


def _on_day(
    day: date, said: str, told: list[str], stops: Sequence[Stop], free: FreeDays, *, moves: bool = True
) -> Postponed:
    told = [*told, f"{said}: {_day(day)}"]
    ended = [stop for stop in stops if stop.until is not None]
    if ended:
        return _later(day, _term(1, Unit.DAY, moves=moves), told, ended, free)
    moved = next_working_day(end_of(day), free)
    return Postponed(moved.due_at, (*told, *moved.explanation)) if moved else Postponed(end_of(day), tuple(told))


def _later(day: date, term: Term, told: list[str], stops: Sequence[Stop], free: FreeDays) -> Postponed:
    """Put the end of a term off by the time in which it stood."""
    unit = Unit.WORKING_DAY if term.unit is Unit.WORKING_DAY else Unit.DAY
    days = sum(stop.days for stop in stops)
    if unit is Unit.WORKING_DAY:
        days = sum(
            working_days_between(warsaw(stop.at).date(), warsaw(stop.until).date(), free)
            for stop in stops
            if stop.until
        )
    told = [*told, *_stood(stops)]
    # A day that is not one of those counted (0 of them) still gives way where the term's own rule says so.
    last = compute(Term(amount=max(days, 1), unit=unit, moves=term.moves), day if days else day - timedelta(1), free)
    ways = last.explained()
    plain = compute(last.term.model_copy(update={"moves": False}), last.start, free)
    told.append(f"Po doliczeniu termin kończy się {_day(plain.day)}")
    return Postponed(last.due_at, (*told, *ways[len(plain.steps) :]))


def _stood(stops: Sequence[Stop]) -> list[str]:
    return [
        f"Bieg terminu stał od {_day(warsaw(stop.at).date())} do {_day(warsaw(stop.until).date())}: "
        f"{STOP_BASES[stop.reason]}"
        for stop in stops
        if stop.until
    ]


def _day(day: date) -> str:
    return format_date(day, "d MMMM y", locale="pl")
