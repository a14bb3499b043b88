"""Use cases of press requests: taking them in, finding them, who sees what. What follows is in the other files here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Protocol

from services.media.contacts.domain import Medium
from services.media.contacts.domain.words import words_of
from services.media.requests.domain import PressRequest, PublicationMissing, ReceivedAhead
from services.media.requests.domain.clocks import OF_PUBLICATIONS, Kind, clock_of, count
from services.media.requests.domain.parts import Asked, Channel, Contact, Paper, Publication
from services.media.requests.domain.steps import WAITING, WITH_UNIT, Action, State
from services.media.requests.domain.units import PressUnit
from services.media.requests.sealed import LinkEnded, LinkTakenOut, Sealed
from services.media.requests.service.rights import require_may
from services.media.requests.service.telling import Telling, until
from services.media.requests.service.terms import Terms
from services.media.requests.wording import KINDS, moved, received
from shared.access import Person, Role
from shared.asks import Asks
from shared.case_numbers import CaseNumber, NotACaseNumber
from shared.clock import WARSAW, Clock, warsaw
from shared.deadlines import FreeDays, before
from shared.free_days import CityFreeDays, OpenDeadlines
from shared.history import Done
from shared.readings import Readings
from shared.store import Database, Stale, Transaction, new_id, transactional

MOST_WAITING = 20
"""Requests of one address that wait at the same time: no form of ours may fill a stranger's letter box."""
READERS = (Role.PRESS_OFFICER, Role.MAYOR, Role.AUDITOR)
"""Who reads every request; a unit reads those that are with it, or that it has drafted."""
FROM_FORM = (Kind.QUESTION, Kind.INTERVIEW, Kind.AUTHORISATION, Kind.CRITICISM)
"""What journalists may send by the form. A rectification is demanded in writing, signed (art. 31a ust. 3 i 4)."""


class TooManyWaiting(Exception):
    """As many requests of this address wait for an answer as may."""


@dataclass(frozen=True)
class Given:
    """A request as it is taken in. `topic`: the office's own line, "" where the sender has filled the form."""

    kind: Kind
    outlet: str
    medium: Medium
    contact: Contact
    asked: Asked
    channel: Channel
    received_at: datetime
    topic: str = ""
    outlet_id: str | None = None
    publication: Publication | None = None
    named: date | None = None
    mention_id: str | None = None


@dataclass(frozen=True)
class Wanted:
    """Which ones a list shows. `states` empty: all; `late_at`: late then; `unit`: with it, or drafted by it.

    `sign`: the case with this sign; `text`: words that are looked for; `names`: what stands for each of them where
    names may be looked for.
    """

    states: tuple[State, ...] = ()
    late_at: datetime | None = None
    unit: str | None = None
    sign: str = ""
    text: str = ""
    names: tuple[str, ...] = ()
    finished: bool = False


class PressStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> PressRequest: ...  # noqa: D102
    async def add(self, tx: Transaction, one: PressRequest) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, one: PressRequest) -> None: ...  # noqa: D102
    async def of_mention(self, mention_id: str) -> list[PressRequest]: ...  # noqa: D102
    async def places(self, asker: str, tx: Transaction) -> set[int]: ...  # noqa: D102
    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[PressRequest]: ...  # noqa: D102
    async def after(self, wanted: Wanted, id: str, limit: int) -> list[PressRequest]: ...  # noqa: D102
    async def count(self, wanted: Wanted) -> int: ...  # noqa: D102
    async def of_journalist(self, journalist_id: str, limit: int) -> list[PressRequest]: ...  # noqa: D102
    async def to_chase(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def handed(self, first: str, last: str) -> list[dict[str, Any]]: ...  # noqa: D102
    async def finished(self, first: str, last: str) -> list[dict[str, Any]]: ...  # noqa: D102
    async def late_drafts(self, first: str, last: str, now: datetime) -> list[dict[str, Any]]: ...  # noqa: D102
    async def late_answers(self, first: str, last: str, now: datetime) -> list[dict[str, Any]]: ...  # noqa: D102
    async def add_paper(self, tx: Transaction, paper: Paper) -> None: ...  # noqa: D102
    async def paper(self, id: str) -> Paper: ...  # noqa: D102
    async def add_morning(self, tx: Transaction, day: date, at: datetime) -> None: ...  # noqa: D102
    async def had_morning(self, day: date) -> bool: ...  # noqa: D102


@dataclass(frozen=True)
class Office:
    """Which list of cases requests are entered in, which units draft, where press office and leadership read mail."""

    symbol: str
    jrwa: str
    units: Sequence[PressUnit]
    mailboxes: Sequence[str]
    leadership: Sequence[str]


class PressRequests:
    """The register of the press."""

    def __init__(
        self,
        database: Database,
        store: PressStore,
        sealed: Sealed,
        readings: Readings,
        free_days: CityFreeDays,
        clock: Clock,
        office: Office,
        terms: Terms,
        asks: Asks,
    ) -> None:
        self.database, self.store, self.sealed, self.clock = database, store, sealed, clock
        self.readings, self.free_days, self.office, self.terms = readings, free_days, office, terms
        self.telling, self._asks = Telling(sealed, clock), asks

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- receipt -----------------------------------------------------------------------------------------------------

    async def ask(self, given: Given, network: str | None) -> str:
        """Take in what a journalist has sent by the form; give the token of its page.

        `network`: the network address that it comes from. Raises `AskedTooOften`, `TooManyWaiting`.
        """
        return self.sealed.token(await self._take(given, None, network))

    async def enter(self, given: Given, by: Person) -> str:
        """Enter what has come another way, or what the city begins; give its id.

        Raises `ReceivedAhead`, `PublicationMissing`, `DayNotNamed`.
        """
        if given.received_at > self.clock.now():
            raise ReceivedAhead
        if given.kind in OF_PUBLICATIONS and given.publication is None:
            raise PublicationMissing
        return await self._take(given, by)

    @transactional
    async def _take(self, tx: Transaction, given: Given, by: Person | None, network: str | None = None) -> str:
        if by is None:
            await self._asks.count(tx, network)
        now, id, free = self.clock.now(), new_id(), await self.free_days.known(tx)
        clock = clock_of(given.kind, given.medium, self.terms.interview)
        starts = start_of(given.kind, given.received_at, given.publication)
        due = count(clock, starts, free, named=given.named)
        asker, place = await self._place(tx, given) if by is None else (None, None)
        year = warsaw(given.received_at).year
        number = await self.database.next_number(tx, f"press|{year}")
        sign = CaseNumber(symbol=self.office.symbol, jrwa=self.office.jrwa, number=number, year=year).format(1)
        one = PressRequest(
            id=id,
            kind=given.kind,
            number=number,
            year=year,
            sign=sign,
            topic=given.topic,
            outlet=given.outlet,
            medium=given.medium,
            outlet_id=given.outlet_id,
            channel=given.channel,
            contact=self.sealed.seal_contact(id, given.contact),
            asked=self.sealed.seal_asked(id, given.asked),
            asker=asker,
            place=place,
            digests=self.sealed.names(given.contact.name),
            words=words_of(given.topic, given.outlet),
            received_at=given.received_at,
            publication=given.publication,
            clock=clock,
            starts_at=starts,
            named=given.named,
            mention_id=given.mention_id,
            due_at=due.due_at,
            explanation=due.explanation,
            refuse=self.terms.refusal_due(given.kind, starts, free),
            history=(Done(at=now, action="received", by_name=by.name if by else ""),),
            free_days=free.version,
        )
        await self.store.add(tx, self._ready(tx, None, self.confirm(tx, one), free))
        return id

    async def _place(self, tx: Transaction, given: Given) -> tuple[str | None, int | None]:
        if given.contact.email is None:
            return None, None
        asker = self.sealed.asker(given.contact.email)
        taken = await self.store.places(asker, tx)
        free = next((place for place in range(MOST_WAITING) if place not in taken), None)
        if free is None:
            raise TooManyWaiting
        return asker, free

    # -- reading -----------------------------------------------------------------------------------------------------

    async def of_sender(self, token: str) -> PressRequest:
        """Give the request that a link opens. Raises `LinkBroken`, `LinkEnded`, `LinkTakenOut`, `NotFound`."""
        id, links = self.sealed.opened(token)
        one = await self.store.get(id)
        if one.links != links:
            raise LinkEnded(id) if self.sealed.contact(one).email else LinkTakenOut(id)
        return one

    async def contact(self, one: PressRequest, by: Person) -> Contact | None:
        """Give who is on the other side, to the press office alone; the reading is written down first."""
        if by.role is not Role.PRESS_OFFICER:
            return None
        await self.readings.note("contact", one.id, by)
        return self.sealed.contact(one)

    def wanted(self, states: tuple[State, ...], text: str, by: Person, *, late: bool = False) -> Wanted:
        """Give what a person looks for, within what the person may read."""
        unit = by.unit or "-" if by.role is Role.UNIT_REVIEWER else None
        late_at = self.clock.now() if late else None
        sign = _sign(text)
        # Only who may read names may look for them.
        names = self.sealed.names(text) if by.role is Role.PRESS_OFFICER else ()
        finished = bool(states) and WAITING.isdisjoint(states)
        return Wanted(states, late_at, unit, sign, "" if sign else text, names, finished)

    # -- what the other use cases share ------------------------------------------------------------------------------

    async def read(self, tx: Transaction | None, id: str, version: int, action: Action, by: Person) -> PressRequest:
        """Give a request that somebody acts on as seen in `version`. Raises `NotFound`, `NotAllowed`, `Stale`."""
        one = await self.store.get(id, tx)
        # Who may not act on it does not learn that it has changed.
        require_may(action, by, one.unit)
        if one.version != version:
            raise Stale("press_requests", id)
        return one

    async def keep(self, tx: Transaction, before: PressRequest, after: PressRequest) -> int:
        """Write the next version with its tasks; give the version. Raises `Stale`."""
        kept = self._ready(tx, before, after, await self.free_days.known(tx))
        await self.store.save(tx, kept)
        return kept.version

    def _ready(self, tx: Transaction, before: PressRequest | None, after: PressRequest, free: FreeDays) -> PressRequest:
        """Give it as it is to be stored: with its tasks, and with when it is chased."""
        reminded = after.with_answer_reminder(self.terms.answer_reminded(after, free))
        return self.telling.tasks(tx, before, reminded).ready()

    def confirm(self, tx: Transaction, one: PressRequest) -> PressRequest:
        """Write to the sender that it is here and until when it is answered; give it with the day that was told."""
        if one.kind is Kind.RECTIFICATION_OUT:
            return one  # The city begins it: nobody has sent it.
        letter = received(until(one), self.sealed.link(one))
        return one.with_day_told() if self.telling.write(tx, one, KINDS[one.kind], letter) else one

    def tell_link(self, tx: Transaction, one: PressRequest) -> None:
        """Write to the sender, at another address, where the page of the request is; no day is told."""
        if one.kind is not Kind.RECTIFICATION_OUT:
            self.telling.write(tx, one, KINDS[one.kind], moved(self.sealed.link(one)))

    def unit_due(self, one: PressRequest, free: FreeDays) -> tuple[datetime, datetime]:
        """Give when a unit's draft is wanted and when it is reminded; asked late, it has as long as the term leaves."""
        now = self.clock.now()
        ahead = one.due_at if one.in_hours else before(self.terms.draft, one.due_on, free).due_at
        due = ahead if ahead > now else one.due_at
        remind = due if one.in_hours else before(self.terms.reminder, warsaw(due).date(), free).due_at
        return due, max(remind, now)

    def with_unit_due(self, one: PressRequest, free: FreeDays) -> PressRequest:
        """Give one whose end has moved, its unit's date with it."""
        return one.with_unit_due(self.unit_due(one, free) if one.state in WITH_UNIT else None)

    def named(self, one: PressRequest, topic: str) -> PressRequest:
        """Give the same version with the office's own line about it, by which it is found."""
        told = {"topic": topic, "words": words_of(topic, one.outlet)}
        return one.model_copy(update=told)


def may_read(one: PressRequest, person: Person) -> bool:
    """Tell whether a person may read a request: units read what is with them, or what they have drafted."""
    if person.role in READERS:
        return True
    units = {one.unit, *(handed.unit for handed in one.handed)}
    return person.role is Role.UNIT_REVIEWER and person.unit is not None and person.unit in units


def start_of(kind: Kind, received_at: datetime, publication: Publication | None) -> datetime:
    """Give the event that the term runs from: for the city's own demand it is the publication."""
    if kind is Kind.RECTIFICATION_OUT and publication is not None:
        return datetime.combine(publication.on, time(12), tzinfo=WARSAW).astimezone(UTC)
    return received_at


def _sign(text: str) -> str:
    """Read what is looked for as the sign of a case; "" where it is none."""
    try:
        return CaseNumber.parse(text).format(1)
    except NotACaseNumber:
        return ""
