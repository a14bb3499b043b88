"""Use cases of proposals of new memorials: received, sent to who has a say, built, unveiled into the register."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from services.events.memorials.domain import Card
from services.events.memorials.domain.proposals import CHECK, Body, DayAhead, MemorialProposal, State
from services.events.memorials.service import Memorials
from services.events.memorials.service.telling import Proposer, Telling
from services.events.memorials.tasks import Tasks
from services.events.memorials.wording import accepted, refused, unveiled, withdrawn
from services.events.partners.domain import Kind
from services.events.partners.service import Partners
from services.events.readings.domain import What
from shared.access import Person
from shared.case_numbers import CaseNumber
from shared.deadlines import Term, compute, postponed
from shared.free_days import CityFreeDays
from shared.readings import Readings
from shared.store import Stale, Transaction, new_id, transactional

_PADDING = 4


class Terms(NamedTuple):
    """How long the department looks whether a proposal can go on, and how long each body is given."""

    check: Term
    bodies: Mapping[Body, Term]


class Proposals:
    """Proposals of new memorials."""

    def __init__(
        self,
        memorials: Memorials,
        telling: Telling,
        free_days: CityFreeDays,
        terms: Terms,
        office: tuple[str, str],
        readings: Readings,
        partners: Partners,
    ) -> None:
        """`office`: the unit's symbol and the class of such cases; `partners`: know which IPN branch is asked."""
        self.database, self.store, self.clock = memorials.database, memorials.store, memorials.clock
        self.memorials, self.telling, self.free_days, self.terms = memorials, telling, free_days, terms
        self._office, self._tasks, self._readings = office, Tasks(memorials.clock), readings
        self._partners = partners

    async def proposer(self, one: MemorialProposal, by: Person) -> Proposer:
        """Give who proposes; that `by` looks is written down first."""
        await self._readings.note(What.MEMORIAL_PROPOSAL, one.id, by)
        return self.telling.proposer(one)

    @transactional
    async def receive(
        self, tx: Transaction, card: Card, proposer: Proposer, received_on: date, *, city_ground: bool
    ) -> str:
        """Enter a proposal, give it a case of its own and its id. Raises `DayAhead`."""
        today = self.memorials.today
        if received_on > today:
            raise DayAhead(received_on)
        return (await self.take_in(tx, card, proposer, received_on, city_ground=city_ground)).id

    async def take_in(
        self, tx: Transaction, card: Card, proposer: Proposer, received_on: date, *, city_ground: bool, **told: Any
    ) -> MemorialProposal:
        """Give one a case of its own in a transaction that is open; `told`: what else is known of it."""
        (symbol, jrwa), id = self._office, new_id()
        number = await self.database.next_number(tx, f"cases {symbol}.{jrwa}.{received_on.year}")
        one = MemorialProposal(
            id=id,
            sign=CaseNumber(symbol=symbol, jrwa=jrwa, number=number, year=received_on.year).format(_PADDING),
            card=card,
            city_ground=city_ground,
            proposer=self.telling.seal(id, proposer),
            proposed_by=self.telling.digest(proposer.name),
            received_on=received_on,
            **told,
        )
        one = self._tasks.settle(tx, one)
        await self.store.add_proposal(tx, one)
        return one

    @transactional
    async def accept(
        self, tx: Transaction, id: str, version: int, *, city_ground: bool, war_grave: bool, listed: str | None
    ) -> int:
        """Say that one that was sent in can go on; its sender hears. Raises as `MemorialProposal.accepted`, `Stale`."""
        before = await self._read(tx, id, version)
        after = before.accepted(city_ground=city_ground, war_grave=war_grave, listed=listed)
        self.telling.write(tx, after, "pytamy o opinie i zgody", accepted())
        return await self.keep(tx, after)

    @transactional
    async def ask(self, tx: Transaction, id: str, version: int, body: Body, on: date) -> int:
        """Enter that a body was asked; its clock runs, and the history of the partner that it is has it.

        Raises as `MemorialProposal.asking`, `DayAhead`, `Stale`.
        """
        before = await self._read(tx, id, version)
        if not before.received_on <= on <= self.memorials.today:
            raise DayAhead(on)
        deadline = compute(self.terms.bodies[body], on, await self.free_days.known(tx))
        partner = await self._partners.competent(tx, Kind.IPN) if body is Body.IPN else None
        after = before.asking(body, on, deadline.due_at, tuple(deadline.explained()), partner)
        return await self.keep(tx, after)

    @transactional
    async def answer(
        self,
        tx: Transaction,
        id: str,
        version: int,
        body: Body,
        on: date,
        sign: str,
        note: str | None,
        *,
        positive: bool,
    ) -> int:
        """Enter what a body said. Raises as `MemorialProposal.answered`, `Stale`."""
        before = await self._read(tx, id, version)
        after = before.answered(body, on, sign, note, self.memorials.today, positive=positive)
        return await self.keep(tx, after)

    @transactional
    async def build(self, tx: Transaction, id: str, version: int, on: date) -> int:
        """Enter that it stands. Raises as `MemorialProposal.built`, `Stale`."""
        return await self.keep(tx, (await self._read(tx, id, version)).built(on, self.memorials.today))

    @transactional
    async def unveil(self, tx: Transaction, id: str, version: int, on: date) -> str:
        """Enter that it was unveiled: it is in the register and in care. Gives the memorial's id.

        Raises as `MemorialProposal.unveiled`, `Stale`.
        """
        before = await self._read(tx, id, version)
        before.unveiled(on, "", self.memorials.today)
        memorial_id = await self.memorials.put(tx, before.card)
        after = before.unveiled(on, memorial_id, self.memorials.today)
        self.telling.write(tx, after, "upamiętnienie odsłonięte", unveiled(on))
        await self.keep(tx, after)
        return memorial_id

    @transactional
    async def end(self, tx: Transaction, id: str, version: int, state: State, reason: str, by: Person) -> int:
        """Refuse it, or enter that it was taken back; its sender hears. Raises as `MemorialProposal.ended`, `Stale`."""
        after = (await self._read(tx, id, version)).ended(state, reason, by.name)
        text = refused(reason) if state is State.REFUSED else withdrawn(reason)
        self.telling.write(tx, after, "sprawa zakończona", text)
        return await self.keep(tx, after)

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the clocks of a proposal against the days that the city has declared free.

        Who works on it is not disturbed: its version stays.
        """
        free, one = await self.free_days.known(tx), await self.store.proposal(id, tx)
        if one.free_days >= free.version:
            return
        later: dict[str, object] = {}
        for key, field, term, start, told in self._clocks(one):
            moved = postponed(told, compute(term, start, free).reckoning, free)
            if moved is not None:
                later |= {f"{field}due_at": moved.due_at, f"{field}explanation": moved.explanation}
                self._tasks.move(tx, one, key, moved, free)
        await self.store.deadlines.held(tx, id, free.version, **later)

    def _clocks(self, one: MemorialProposal) -> Iterator[tuple[str, str, Term, date, datetime]]:
        """Give what waits: its key, the path before its fields, its term, from which day, and what was told."""
        if one.state is State.SUBMITTED and one.due_at is not None:
            yield CHECK, "", self.terms.check, one.received_on, one.due_at
        for number, asked in enumerate(one.asked):
            if asked.waits:
                yield one.key(number), f"asked.{number}.", self.terms.bodies[asked.body], asked.on, asked.due_at

    async def _read(self, tx: Transaction, id: str, version: int) -> MemorialProposal:
        one = await self.store.proposal(id, tx)
        if one.version != version:
            raise Stale("memorial_proposals", id)
        return one

    async def keep(self, tx: Transaction, after: MemorialProposal) -> int:
        """Write the next version with its tasks; give the version. Raises `Stale`."""
        await self.store.save_proposal(tx, self._tasks.settle(tx, after))
        return after.version
