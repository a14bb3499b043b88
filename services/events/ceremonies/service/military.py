"""Use cases of military assistance: the request, sent with a scenario that is frozen from then on, and the answer."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from services.events.ceremonies import sheets
from services.events.ceremonies.domain import Action, Ceremony, State
from services.events.ceremonies.domain.military import (
    Copy,
    CopyBroken,
    Letter,
    NothingAsked,
    RequestNotNow,
    RequestState,
    Sending,
    Withdrawal,
)
from services.events.ceremonies.domain.permits import DayUnfit, KindUnknown
from services.events.ceremonies.domain.text import content_of, head_of, words_of
from services.events.ceremonies.service import Ceremonies
from services.events.partners.domain import Kind
from services.events.partners.service import Partners
from shared.access import Person
from shared.clock import warsaw
from shared.comparing import Piece, compared
from shared.documents import Document, as_pdf
from shared.store import NotFound, Transaction, transactional


class Assistance:
    """Military assistance. Steps raise `NotFound`, `Stale`, `NotAllowed`, `CeremonyNotNow`."""

    def __init__(self, ceremonies: Ceremonies, partners: Partners) -> None:
        """`partners`: know which garrison is asked."""
        self.database, self.ceremonies, self.store = ceremonies.database, ceremonies, ceremonies.store
        self._partners = partners

    @transactional
    async def draft(
        self, tx: Transaction, id: str, version: int, components: Sequence[str], remarks: str, by: Person
    ) -> int:
        """Say what is asked for. Raises `KindUnknown`."""
        one = await self.ceremonies.read(tx, id, version, Action.ASK, by)
        known = {each.id for each in self.ceremonies.habits.shipped.components}
        for component in components:
            if component not in known:
                raise KindUnknown(component)
        wanted = tuple(dict.fromkeys(components))
        return await self.ceremonies.keep(tx, one, one.asking(wanted, remarks, by, self.ceremonies.clock.now()))

    @transactional
    async def go_without(self, tx: Transaction, id: str, version: int, frame_plan: bool, by: Person) -> int:
        """Say that no request is needed: nobody is wanted, or the frame plan of the year has the ceremony."""
        one = await self.ceremonies.read(tx, id, version, Action.ASK, by)
        after = one.without_military(by, self.ceremonies.clock.now(), frame_plan=frame_plan)
        return await self.ceremonies.keep(tx, one, after)

    @transactional
    async def send(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Note the request as sent, with the scenario as it stands: its file and what the letter says stay for good.

        Raises `HourMissing`, `ScenarioEmpty`, `NothingAsked`, `NothingNew`.
        """
        one, now = await self.ceremonies.read(tx, id, version, Action.SEND, by), self.ceremonies.clock.now()
        one.require_scenario()
        if one.request is None:
            raise NothingAsked
        file, words = await asyncio.to_thread(as_pdf, sheets.garrison_copy(one)), words_of(one)
        due_at, _ = (await self.ceremonies.clocks(tx)).of("military", one.slot.day)
        sha256 = hashlib.sha256(file).hexdigest()
        garrison = await self._partners.competent(tx, Kind.GARRISON)
        request = one.request.sent(sha256, content_of(one), now, by.name, late=now > due_at, partner_id=garrison)
        number = len(request.sendings)
        letter = await self._letter(one.slot.title, one.slot.starts, one.place, request.components, tx)
        copy = Copy(ceremony_id=id, number=number, sha256=sha256, file=file, words=words, letter=letter, made_at=now)
        await self.store.add_copy(tx, copy)
        return await self.ceremonies.keep(tx, one, one.requested(request, by, now, f"wersja {number}"))

    @transactional
    async def answer(
        self,
        tx: Transaction,
        id: str,
        version: int,
        state: RequestState,
        composition: str,
        sign: str,
        on: date,
        by: Person,
    ) -> int:
        """Enter what the garrison has answered. Raises `RequestNotNow`, `DayUnfit`."""
        one = await self.ceremonies.read(tx, id, version, Action.ANSWER, by)
        if on > self.ceremonies.today:
            raise DayUnfit
        if one.request is None:
            raise RequestNotNow("none")
        request = one.request.answered(state, composition, sign, on, by.name)
        return await self.ceremonies.keep(tx, one, one.answered(request, by, self.ceremonies.clock.now()))

    @transactional
    async def withdraw(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Note the request as taken back: what the letter to the garrison says stays for good.

        Raises `CeremonyNotNow` where it is to be held, `RequestNotNow`, `CopyBroken`.
        """
        one, now = await self.ceremonies.read(tx, id, version, Action.WITHDRAW, by), self.ceremonies.clock.now()
        if one.request is None or one.request.last is None:
            raise RequestNotNow("none")
        letter = await self._letter_of(id, one.request.last.number)
        told = {
            "letter": letter,
            "reason": one.off_reason or "",
            "put_off": one.state is State.MOVED,
            "by_name": by.name,
        }
        withdrawal = Withdrawal(number=one.request.last.number, at=now, **told)
        after = one.withdrawn(one.request.withdrawn(withdrawal), by, now)
        return await self.ceremonies.keep(tx, one, after)

    # -- reading -----------------------------------------------------------------------------------------------------

    async def due(self, one: Ceremony) -> tuple[datetime, tuple[str, ...]]:
        """Give by when the request is to be with the commander, and how that was found."""
        return (await self.ceremonies.clocks()).of("military", one.slot.day)

    async def copy(self, id: str, number: int) -> Copy:
        """Give a scenario as it was sent: by the digest that was noted then. Raises `NotFound`, `CopyBroken`."""
        return (await self._sent(id, number))[1]

    async def difference(self, one: Ceremony) -> list[Piece]:
        """Give what the present scenario has other than the one that the garrison has; empty where nothing is."""
        request = one.request
        if request is None or request.last is None or not request.differs(content_of(one)):
            return []
        return compared((await self.copy(one.id, request.last.number)).words, words_of(one))

    async def letter(self, id: str, number: int) -> Document:
        """Give the request that went with a version of the scenario, as it was. Raises `NotFound`, `CopyBroken`."""
        sending, _ = await self._sent(id, number)
        return sheets.request(await self._letter_of(id, number), sending)

    async def withdrawal(self, id: str, number: int) -> Document:
        """Give the letter that took a sending back, as it was. Raises `NotFound`."""
        request = (await self.store.get(id)).request
        for one in request.withdrawals if request else ():
            if one.number == number:
                return sheets.withdrawal(one)
        raise NotFound("withdrawals", f"{id}-{number}")

    async def _letter_of(self, id: str, number: int) -> Letter:
        sending, copy = await self._sent(id, number)
        # Of a letter that was not kept, its scenario still tells which ceremony it was for, when and where.
        return copy.letter or await self._letter(*head_of(copy.words), sending.components)

    async def _sent(self, id: str, number: int) -> tuple[Sending, Copy]:
        request, copy = (await self.store.get(id)).request, await self.store.copy(id, number)
        sending = next((one for one in request.sendings if one.number == number), None) if request else None
        if sending is None or sending.sha256 != copy.sha256:
            raise CopyBroken(id, number)
        return sending, copy

    async def _letter(
        self, title: str, begins: datetime, place: str, components: tuple[str, ...], tx: Transaction | None = None
    ) -> Letter:
        habits = self.ceremonies.habits
        return Letter(
            title=title,
            begins=begins,
            place=place,
            components=habits.shipped.names(components),
            commander=habits.commander,
            signatory=habits.signatory,
            answer_by=(await self.ceremonies.clocks(tx)).of("answer", warsaw(begins).date())[0].date(),
        )
