"""What happens by itself: chasers, the letter of the morning, dates that declared free days move."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from services.media.requests.domain import PressRequest
from services.media.requests.domain.parts import Chaser, ChaserKind
from services.media.requests.domain.steps import HEAD, WAITING, WITH_UNIT, State
from services.media.requests.domain.units import UnitUnknown, unit_of
from services.media.requests.service import PressRequests, Wanted
from services.media.requests.service.telling import PLACE, until
from services.media.requests.wording import CHASED, KINDS, chased, morning
from shared.clock import warsaw
from shared.deadlines import is_working_day
from shared.mail import Mail
from shared.store import Duplicate, Transaction, transactional
from shared.ticks import in_turn

_AT_ONCE = 100
_LISTED = 50


class LookingAfter:
    """Chases what is late, writes in the morning, moves dates."""

    def __init__(self, requests: PressRequests, hour: int, morning: Sequence[str]) -> None:
        """`hour`: by the clocks of the city, from when the letter of the morning goes out on working days.

        `morning`: who gets it.
        """
        self.requests, self.database, self._hour, self._morning = requests, requests.database, hour, morning

    async def chase_due(self) -> None:
        """Send the chasers whose time has come, each once, and of several for one request the gravest."""
        due = await self.requests.store.to_chase(self.requests.clock.now(), _AT_ONCE)
        await in_turn([partial(self._chase, id) for id in due])

    @transactional
    async def _chase(self, tx: Transaction, id: str) -> None:
        now, one = self.requests.clock.now(), await self.requests.store.get(id, tx)
        due = [chaser for chaser in one.chasers() if chaser.at <= now]
        if not due:
            return
        gravest = max(due, key=lambda chaser: tuple(ChaserKind).index(chaser.kind))
        after = one.chase(gravest.model_copy(update={"at": now}))
        for address in self._addresses(one, gravest.kind):
            tx.send(
                Mail(self.requests.sealed.cipher, address, f"{one.sign}: {_subject(gravest)}", self._text(one, gravest))
            )
        if gravest.kind in _FOR_THE_HEAD and one.refusal_task is None:
            task = f"{one.id}-refuse-{after.version}"
            self.requests.telling.open_refusal(tx, one, task)
            after = after.model_copy(update={"refusal_task": task})
        await self.requests.keep(tx, one, after)

    def _addresses(self, one: PressRequest, kind: ChaserKind) -> list[str]:
        """Give who is written to, each once: whose turn it is; a unit's head and the press office, once it is late.

        Of a refusal the press office hears from the beginning: it prepares the decision. It stands in for a leadership
        without a mailbox, and hears once that a case is late, though that goes on to the next whose turn it is.
        """
        office, head = list(self.requests.office.mailboxes), list(self.requests.office.leadership)
        try:
            unit = unit_of(one.unit, self.requests.office.units) if one.unit and one.state in WITH_UNIT else None
        except UnitUnknown:
            unit = None
        mailbox, above = (unit.email, unit.head_email) if unit else (None, None)
        turn: list[str | None] = [mailbox, above] if unit else list(head if one.turn == HEAD else office)
        written: list[str | None]
        match kind:
            case ChaserKind.REMINDER:
                written = [mailbox]
            case ChaserKind.ANSWER_REMINDER:
                written = turn or list(office)
            case ChaserKind.OVERDUE:
                written = turn if one.told_late else [*turn, *office]
            case ChaserKind.REFUSAL_REMINDER:
                written = [mailbox, *office]
            case ChaserKind.ESCALATION | ChaserKind.REFUSAL_ESCALATION:
                written = [above, *office]
            case ChaserKind.REFUSAL_OVERDUE:
                written = [*office]
        return list(dict.fromkeys(address for address in written if address))

    def _text(self, one: PressRequest, chaser: Chaser) -> str:
        link = self.requests.sealed.desk(f"{PLACE}/{one.id}")
        return chased(f"{KINDS[one.kind]} {one.sign}", CHASED[chaser.kind], f"{warsaw(chaser.about):%d.%m.%Y}", link)

    # -- in the morning ----------------------------------------------------------------------------------------------

    async def write_morning(self) -> None:
        """Write the letter of the morning, once on each working day; nothing where nothing waits."""
        now = self.requests.clock.now()
        if (
            not self._morning
            or warsaw(now).hour < self._hour
            or await self.requests.store.had_morning(self.requests.today)
        ):
            return
        if not is_working_day(self.requests.today, await self.requests.free_days.known()):
            return
        try:
            await self._write_morning()
        except Duplicate:
            return  # Another replica was faster.

    @transactional
    async def _write_morning(self, tx: Transaction) -> None:
        now = self.requests.clock.now()
        await self.requests.store.add_morning(tx, self.requests.today, now)
        parts = await self._parts(now)
        if any(lines for _, lines in parts):
            text = morning(parts, self.requests.sealed.desk(PLACE))
            subject = f"Prasa, {warsaw(now):%d.%m.%Y}: co czeka"
            for mailbox in self._morning:
                tx.send(Mail(self.requests.sealed.cipher, mailbox, subject, text))

    async def _parts(self, now: datetime) -> list[tuple[str, list[str]]]:
        """Give what waits, in words without names: the late first, then by what is to be done."""
        waiting = await self.requests.store.page(Wanted(states=tuple(sorted(WAITING))), 0, _LISTED)
        late = [one for one in waiting if one.late(now)]
        today = [one for one in waiting if not one.late(now) and one.due_on == self.requests.today]
        rest = [one for one in waiting if one not in late and one not in today]
        return [
            ("Po terminie", _lines(late)),
            ("Termin dziś", _lines(today)),
            ("Do przydzielenia", _lines(one for one in rest if one.state is State.RECEIVED)),
            ("Do sprawdzenia i wysłania", _lines(one for one in rest if one.state in (State.DRAFTED, State.APPROVED))),
            ("Czeka na innych", _lines(one for one in rest if one.state not in _OURS)),
        ]

    # -- free days ---------------------------------------------------------------------------------------------------

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the date against the days that the city has declared free."""
        free, one = await self.requests.free_days.known(tx), await self.requests.store.get(id, tx)
        if one.free_days >= free.version:
            return
        refuse = self.requests.terms.refusal_due(one.kind, one.starts_at, free)
        after = one.held_against(free, refuse) if one.waits else None
        if after is None:
            await self.requests.store.deadlines.held(tx, id, free.version)
            return
        await self.requests.keep(tx, one, self.requests.with_unit_due(after, free))


_FOR_THE_HEAD = (ChaserKind.REFUSAL_ESCALATION, ChaserKind.REFUSAL_OVERDUE)
"""Only the head refuses: these open a task there."""
_OURS = (State.RECEIVED, State.DRAFTED, State.APPROVED)


def _subject(chaser: Chaser) -> str:
    return {
        ChaserKind.REMINDER: "projekt odpowiedzi będzie potrzebny",
        ChaserKind.ESCALATION: "projekt odpowiedzi jest spóźniony",
        ChaserKind.ANSWER_REMINDER: "zbliża się termin odpowiedzi",
        ChaserKind.OVERDUE: "odpowiedź jest spóźniona",
        ChaserKind.REFUSAL_REMINDER: "zbliża się termin odmowy sprostowania",
        ChaserKind.REFUSAL_ESCALATION: "dziś mija termin odmowy sprostowania",
        ChaserKind.REFUSAL_OVERDUE: "termin odmowy sprostowania minął",
    }[chaser.kind]


def _lines(found: Iterable[PressRequest]) -> list[str]:
    return [f"{one.sign}, {KINDS[one.kind]}{f', {one.topic}' if one.topic else ''}: do {until(one)}" for one in found]
