"""Use cases of occasions that come again, and of those who have died: nobody writes to them by mistake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from services.events.letters.domain import DayImpossible
from services.events.letters.domain.forms import Recipient
from services.events.letters.domain.kinds import Kind, text_due
from services.events.letters.domain.occasions import (
    MEDAL_YEARS,
    TO_DO,
    Occasion,
    OccasionKind,
    Rules,
    Stage,
    Told,
    motion_opens,
    upcoming,
)
from services.events.letters.domain.steps import Action
from services.events.letters.service import Asking, Deceased, Letters
from services.events.letters.service.rights import require_may
from services.events.letters.service.telling import PLACE, Work
from services.events.readings.domain import What
from shared.access import Person, Role
from shared.deadlines import Term, compute
from shared.free_days import OpenDeadlines
from shared.history import Done
from shared.store import NotFound, Stale, Transaction, new_id, transactional
from shared.ticks import in_turn

_AT_ONCE = 100
_AFTER = timedelta(days=30)
"""After its day an occasion waits so long for what is still to be done, then the next years come."""
_NAMES = {OccasionKind.WEDDING: "Jubileusz małżeński", OccasionKind.BIRTHDAY: "Urodziny"}


_DIED = "Osoba nie żyje"


class OccasionContent(BaseModel):
    """What is sealed of an occasion: who they are, and the day it is counted from."""

    model_config = ConfigDict(frozen=True)

    recipients: tuple[Recipient, ...]
    counted_from: date


@dataclass(frozen=True)
class Recurring:
    """How far ahead occasions are put on the work list, and how long a medal stands at a stage."""

    rules: Rules
    ahead_days: int
    medal: Mapping[Stage, Term]


class OccasionStore(Protocol):
    """What the use cases need to keep."""

    @property
    def occasion_deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def occasion(self, id: str, tx: Transaction | None = None) -> Occasion: ...  # noqa: D102
    async def add_occasion(self, tx: Transaction, one: Occasion) -> None: ...  # noqa: D102
    async def save_occasion(self, tx: Transaction, one: Occasion) -> None: ...  # noqa: D102
    async def same_occasion(self, kind: str, who: Sequence[str], tx: Transaction) -> Occasion | None: ...  # noqa: D102
    async def occasions_of(self, who: str, tx: Transaction) -> list[Occasion]: ...  # noqa: D102
    async def occasions(self, closed: bool, names: Sequence[str], skip: int, limit: int) -> list[Occasion]: ...  # noqa: D102
    async def occasions_due(self, today: date, passed: date, limit: int) -> list[str]: ...  # noqa: D102
    async def deceased(self, who: Sequence[str], tx: Transaction | None = None) -> list[Deceased]: ...  # noqa: D102
    async def put_deceased(self, tx: Transaction, one: Deceased) -> None: ...  # noqa: D102
    async def remove_deceased(self, tx: Transaction, who: str) -> None: ...  # noqa: D102


class OccasionKnown(Exception):
    """These people are on the list already."""

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id


class OrderedAlready(Exception):
    """The letter for these years was ordered."""


class Occasions:
    """Jubilees, hundredth birthdays."""

    def __init__(self, letters: Letters, store: OccasionStore, recurring: Recurring) -> None:
        self.letters, self.store, self.recurring = letters, store, recurring
        self.database = letters.database

    # -- one -----------------------------------------------------------------------------------------------------------

    @transactional
    async def enter(
        self,
        tx: Transaction,
        kind: OccasionKind,
        recipients: tuple[Recipient, ...],
        counted_from: date,
        medal: bool,
        by: Person,
    ) -> str:
        """Put a couple or a person on the list; give its id.

        Raises `DayImpossible` where the day is ahead or no years come any more, `OccasionKnown`.
        """
        require_may(Action.DRAFT, by)
        today, sealed, id = self.letters.today, self.letters.sealed, new_id()
        coming = upcoming(kind, counted_from, today, self.recurring.rules) if counted_from < today else None
        if coming is None:
            raise DayImpossible
        years, on = coming
        people = sealed.people(recipients)
        known = await self.store.same_occasion(kind.value, people["who"], tx)
        if known is not None:
            raise OccasionKnown(known.id)
        asked_for = medal and kind is OccasionKind.WEDDING and years >= MEDAL_YEARS
        opens = motion_opens(on, self.recurring.rules) if asked_for else None
        content = OccasionContent(recipients=recipients, counted_from=counted_from)
        one = Occasion(
            id=id,
            kind=kind,
            sealed=sealed.seal(id, "occasion", content.model_dump_json()),
            **people,
            years=years,
            on=on,
            stage=Stage.TO_APPLY if asked_for else Stage.NONE,
            motion_from=opens,
            motion_raise_at=opens,
            raise_at=on - timedelta(days=self.recurring.ahead_days),
            history=(self._entry("entered", by.name),),
        )
        await self.store.add_occasion(tx, one)
        return id

    async def content(self, one: Occasion, by: Person) -> OccasionContent:
        """Give who they are; the reading is written down first."""
        await self.letters.readings.note(What.OCCASION, one.id, by)
        return self._content(one)

    async def died(self, one: Occasion) -> list[bool]:
        """Tell of each of them whether they have died."""
        dead = {each.id for each in await self.store.deceased(one.who)}
        return [who in dead for who in one.who]

    @transactional
    async def advance(self, tx: Transaction, id: str, version: int, stage: Stage, note: str, by: Person) -> int:
        """Note how far the medal is; the work list asks for the step after it.

        Raises `Stale`, `StageUnfit`, `NotYet`, `OccasionClosed`.
        """
        one = await self._read(tx, id, version, by)
        after = one.advanced(stage, self.letters.today, self._entry(stage.value, by.name, note))
        if one.motion_task is not None:
            self.letters.telling.close(tx, one.motion_task)
            after = after.with_tasks(motion_task=None)
        after = after.with_tasks(**await self._ask_of_medal(tx, after, self.letters.today))
        await self.store.save_occasion(tx, after)
        return after.version

    async def _ask_of_medal(self, tx: Transaction, one: Occasion, since: date) -> dict[str, Any]:
        """Put what is to be done with the medal on the work list, counted from a day; give what changes by that."""
        if one.stage not in TO_DO:
            return {}
        motion = compute(self.recurring.medal[one.stage], since, await self.letters.free_days.known(tx))
        key = "motion" if one.stage is Stage.TO_APPLY else "medal"
        task, work = f"{one.id}-{key}-{one.version}", Work(key, TO_DO[one.stage], Role.PROTOCOL_OFFICER)
        title, case, place = _said(one)
        explained = tuple(motion.explained())
        self.letters.telling.open(tx, task, "jubilee_motion", work, case, title, place, motion.due_at, explained)
        told = Told(start=motion.start, due_at=motion.due_at)
        return {"motion_task": task, "motion_raise_at": None, "motion_told": told}

    @transactional
    async def order(self, tx: Transaction, id: str, version: int, signatory: str, by: Person) -> str:
        """Ask for the letter of the years that come, once; give its id. Raises `OrderedAlready`, as `request` does."""
        one = await self._read(tx, id, version, by)
        if one.letter_id is not None:
            raise OrderedAlready
        phrase = one.phrase(self.recurring.rules)
        asking = Asking(
            kind=Kind.CONGRATULATION,
            topic=f"{_NAMES[one.kind]}: {one.years} lat",
            phrase=phrase,
            recipients=self._content(one).recipients,
            needed_on=max(one.on, self.letters.today),
            signatory=signatory,
        )
        letter_id = await self.letters.take_in(tx, asking, by, occasion_id=id, round=one.round)
        after = one.ordered(letter_id, self._entry("ordered", by.name))
        if one.task is not None:
            self.letters.telling.close(tx, one.task)
            after = after.with_tasks(task=None)
        await self.store.save_occasion(tx, after)
        return letter_id

    @transactional
    async def end(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Say that nobody is to be congratulated any more, and why. Raises `OccasionClosed`."""
        return await self._end(tx, await self._read(tx, id, version, by), reason, by)

    async def _end(self, tx: Transaction, one: Occasion, reason: str, by: Person) -> int:
        after = one.ended(reason, self._entry("ended", by.name, reason))
        for task in filter(None, (one.task, one.motion_task)):
            self.letters.telling.close(tx, task)
        after = after.with_tasks(task=None, motion_task=None)
        await self.store.save_occasion(tx, after)
        return after.version

    # -- those who have died -------------------------------------------------------------------------------------------

    @transactional
    async def note_death(self, tx: Transaction, letter_id: str, place: int, by: Person) -> None:
        """Note that a reader of a letter has died: nothing more is sent to them, no occasion comes round again.

        `place`: their place among the readers, from 0. Raises `NotFound`.
        """
        require_may(Action.DRAFT, by)
        letter = await self.letters.store.get(letter_id, tx)
        if place >= len(letter.who):
            raise NotFound("recipient", str(place))
        await self._note_death(tx, letter.who[place], letter.names[place], by)

    @transactional
    async def note_death_of(self, tx: Transaction, id: str, version: int, place: int, by: Person) -> None:
        """Note the same of one of those who are congratulated. Raises `NotFound`, `Stale`."""
        one = await self._read(tx, id, version, by)
        if place >= len(one.who):
            raise NotFound("recipient", str(place))
        await self._note_death(tx, one.who[place], one.names[place], by)

    async def _note_death(self, tx: Transaction, who: str, name: str, by: Person) -> None:
        deceased = Deceased(id=who, name=name, noted_at=self.letters.clock.now(), by_name=by.name)
        await self.store.put_deceased(tx, deceased)
        for one in await self.store.occasions_of(who, tx):
            if one.closed is None:
                await self._end(tx, one, _DIED, by)

    @transactional
    async def take_death_back(self, tx: Transaction, letter_id: str, place: int, by: Person) -> None:
        """Say that a reader of a letter is alive after all: what their death has ended goes on. Raises `NotFound`."""
        require_may(Action.DRAFT, by)
        letter = await self.letters.store.get(letter_id, tx)
        if place >= len(letter.who):
            raise NotFound("recipient", str(place))
        await self._take_death_back(tx, letter.who[place], by)

    @transactional
    async def take_death_back_of(self, tx: Transaction, id: str, version: int, place: int, by: Person) -> None:
        """Say the same of one of those who were congratulated. Raises `NotFound`, `Stale`."""
        one = await self._read(tx, id, version, by)
        if place >= len(one.who):
            raise NotFound("recipient", str(place))
        await self._take_death_back(tx, one.who[place], by)

    async def _take_death_back(self, tx: Transaction, who: str, by: Person) -> None:
        await self.store.remove_deceased(tx, who)
        for one in await self.store.occasions_of(who, tx):
            if one.closed == _DIED and not await self.store.deceased(one.who, tx):
                ahead = one.on - timedelta(days=self.recurring.ahead_days)
                after = one.resumed(ahead, self._entry("resumed", by.name))
                if after.stage is not Stage.TO_APPLY:
                    after = after.with_tasks(**await self._ask_of_medal(tx, after, self.letters.today))
                await self.store.save_occasion(tx, after)

    # -- by itself -----------------------------------------------------------------------------------------------------

    async def raise_due(self) -> None:
        """Put on the work list what has come near, take the next years where a day is over."""
        today = self.letters.today
        due = await self.store.occasions_due(today, today - _AFTER, _AT_ONCE)
        await in_turn([partial(self._raise, id) for id in due])

    @transactional
    async def _raise(self, tx: Transaction, id: str) -> None:
        one, today, now = await self.store.occasion(id, tx), self.letters.today, self.letters.clock.now()
        if one.closed is not None:
            return
        if one.on < today - _AFTER:
            await self._come_round(tx, one)
            return
        changes: dict[str, object] = {}
        free = await self.letters.free_days.known(tx)
        title, case, place = _said(one)
        if one.raise_at is not None and one.raise_at <= today:
            due = text_due(self.letters.office.leads[Kind.CONGRATULATION], one.on, now, free)
            work = Work("order", "Zleć list gratulacyjny", Role.PROTOCOL_OFFICER)
            task = f"{one.id}-order-{one.version + 1}"
            self.letters.telling.open(
                tx, task, "letter_occasion", work, case, title, place, due.due_at, due.explanation
            )
            changes |= {"task": task, "raise_at": None, "told": Told(start=now, due_at=due.due_at)}
        if one.motion_raise_at is not None and one.motion_raise_at <= today and one.motion_from is not None:
            changes |= await self._ask_of_medal(tx, one.noted(), max(one.motion_from, today))
        if changes:
            await self.store.save_occasion(tx, one.noted(**changes))

    async def _come_round(self, tx: Transaction, one: Occasion) -> None:
        counted_from = self._content(one).counted_from
        coming = upcoming(one.kind, counted_from, self.letters.today, self.recurring.rules)
        if one.task is not None:
            self.letters.telling.close(tx, one.task)
        entry = self._entry("came_round", "")
        if coming is None:
            if one.motion_task is not None:
                self.letters.telling.close(tx, one.motion_task)
            ended = one.ended("Nie ma już kolejnego jubileuszu", entry)
            after = ended.with_tasks(task=None, motion_task=None)
        else:
            years, on = coming
            ahead = on - timedelta(days=self.recurring.ahead_days)
            after = one.come_round(years, on, ahead, entry).with_tasks(task=None)
        await self.store.save_occasion(tx, after)

    # ------------------------------------------------------------------------------------------------------------------

    async def _read(self, tx: Transaction, id: str, version: int, by: Person) -> Occasion:
        require_may(Action.DRAFT, by)
        one = await self.store.occasion(id, tx)
        if one.version != version:
            raise Stale("occasions", id)
        return one

    def _content(self, one: Occasion) -> OccasionContent:
        return OccasionContent.model_validate_json(self.letters.sealed.open(one.id, "occasion", one.sealed))

    def _entry(self, action: str, by: str, note: str = "") -> Done:
        return Done(at=self.letters.clock.now(), action=action, by_name=by, note=note)


def _said(one: Occasion) -> tuple[str, str, str]:
    """Give the title, the case and the address of an occasion on the work list: nobody's name."""
    place = f"{PLACE}/jubileusze/{one.id}"
    return f"{_NAMES[one.kind]}: {one.years} lat", f"Jubileusz {one.on:%d.%m.%Y}", place
