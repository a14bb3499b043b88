"""Use cases of proposals of new memorials: received, sent to who has a say, built, unveiled into the register."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from services.events.letters.domain.words import fold
from services.events.memorials.domain import Card
from services.events.memorials.domain.proposals import Body, DayAhead, MemorialProposal, State
from services.events.memorials.service import Memorials
from services.events.memorials.tasks import Tasks
from services.events.readings.domain import What
from shared.access import Person
from shared.case_numbers import CaseNumber
from shared.deadlines import Term, compute, postponed
from shared.free_days import CityFreeDays
from shared.privacy import Cipher, keyed_digest
from shared.readings import Readings
from shared.store import Stale, Transaction, new_id, transactional

_COLLECTION = "memorial_proposals"
_PADDING = 4


class Proposer(BaseModel):
    """Who proposes, as they are written to."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(min_length=3, max_length=200)
    contact: str = Field(min_length=3, max_length=300)


class Proposals:
    """Proposals of new memorials."""

    def __init__(
        self,
        memorials: Memorials,
        cipher: Cipher,
        free_days: CityFreeDays,
        terms: Mapping[Body, Term],
        office: tuple[str, str],
        readings: Readings,
        key: str,
    ) -> None:
        """`terms`: how long each body is given; `office`: the unit's symbol and the class of such cases.

        `key`: the house's secret, for digests.
        """
        self.database, self.store, self.clock = memorials.database, memorials.store, memorials.clock
        self.memorials, self._cipher, self._free_days = memorials, cipher, free_days
        self._terms, self._office, self._tasks = terms, office, Tasks(memorials.clock)
        self._readings, self._key = readings, key

    async def proposer(self, one: MemorialProposal, by: Person) -> Proposer:
        """Give who proposes; that `by` looks is written down first."""
        await self._readings.note(What.MEMORIAL_PROPOSAL, one.id, by)
        return Proposer.model_validate_json(self._cipher.open(one.proposer, _place(one.id)))

    @transactional
    async def receive(
        self, tx: Transaction, card: Card, proposer: Proposer, received_on: date, *, city_ground: bool
    ) -> str:
        """Enter a proposal, give it a case of its own and its id. Raises `DayAhead`."""
        today = self.memorials.today
        if received_on > today:
            raise DayAhead(received_on)
        (symbol, jrwa), id = self._office, new_id()
        number = await self.database.next_number(tx, f"cases {symbol}.{jrwa}.{received_on.year}")
        sign = CaseNumber(symbol=symbol, jrwa=jrwa, number=number, year=received_on.year).format(_PADDING)
        one = MemorialProposal(
            id=id,
            sign=sign,
            card=card,
            city_ground=city_ground,
            proposer=self._cipher.seal(proposer.model_dump_json(), _place(id)),
            proposed_by=proposer_digest(self._key, proposer.name),
            received_on=received_on,
        )
        await self.store.add_proposal(tx, self._tasks.settle(tx, one))
        return id

    @transactional
    async def ask(self, tx: Transaction, id: str, version: int, body: Body, on: date) -> int:
        """Enter that a body was asked; its clock runs. Raises as `MemorialProposal.asking`, `DayAhead`, `Stale`."""
        before = await self._read(tx, id, version)
        if not before.received_on <= on <= self.memorials.today:
            raise DayAhead(on)
        deadline = compute(self._terms[body], on, await self._free_days.known(tx))
        return await self._save(tx, before.asking(body, on, deadline.due_at, tuple(deadline.explained())))

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
        return await self._save(tx, after)

    @transactional
    async def build(self, tx: Transaction, id: str, version: int, on: date) -> int:
        """Enter that it stands. Raises as `MemorialProposal.built`, `Stale`."""
        return await self._save(tx, (await self._read(tx, id, version)).built(on, self.memorials.today))

    @transactional
    async def unveil(self, tx: Transaction, id: str, version: int, on: date) -> str:
        """Enter that it was unveiled: it is in the register and in care. Gives the memorial's id.

        Raises as `MemorialProposal.unveiled`, `Stale`.
        """
        before = await self._read(tx, id, version)
        before.unveiled(on, "", self.memorials.today)
        memorial_id = await self.memorials.put(tx, before.card)
        await self._save(tx, before.unveiled(on, memorial_id, self.memorials.today))
        return memorial_id

    @transactional
    async def end(self, tx: Transaction, id: str, version: int, state: State, reason: str, by: Person) -> int:
        """Refuse it, or enter that it was taken back. Raises as `MemorialProposal.ended`, `Stale`."""
        before = await self._read(tx, id, version)
        return await self._save(tx, before.ended(state, f"{reason} ({by.name})"))

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the clocks of a proposal against the days that the city has declared free.

        Who works on it is not disturbed: its version stays.
        """
        free, one = await self._free_days.known(tx), await self.store.proposal(id, tx)
        if one.free_days >= free.version:
            return
        later: dict[str, object] = {}
        for number, asked in enumerate(one.asked):
            reckoning = compute(self._terms[asked.body], asked.on, free).reckoning
            moved = postponed(asked.due_at, reckoning, free) if asked.waits else None
            if moved is not None:
                later |= {f"asked.{number}.due_at": moved.due_at, f"asked.{number}.explanation": moved.explanation}
                self._tasks.move(tx, one, number, moved, free)
        await self.store.deadlines.held(tx, id, free.version, **later)

    async def _read(self, tx: Transaction, id: str, version: int) -> MemorialProposal:
        one = await self.store.proposal(id, tx)
        if one.version != version:
            raise Stale("memorial_proposals", id)
        return one

    async def _save(self, tx: Transaction, after: MemorialProposal) -> int:
        await self.store.save_proposal(tx, self._tasks.settle(tx, after))
        return after.version


def _place(id: str) -> str:
    return f"{_COLLECTION}/{id}/proposer"


def proposer_digest(key: str, name: str) -> str:
    """Give what stands for a proposer's name, however it was typed; `key`: the house's secret."""
    return keyed_digest(key, f"memorials|proposer|{' '.join(fold(name))}")
