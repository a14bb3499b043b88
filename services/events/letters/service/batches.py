"""Use cases of mailings: one list, one text, each reader in their own form of address. A mailing leaves once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.events.letters.domain import DayImpossible, EmailMissing
from services.events.letters.domain.batches import Batch, BatchContent, BatchNotNow, BatchState
from services.events.letters.domain.forms import Decided, Recipient, address
from services.events.letters.domain.kinds import Kind
from services.events.letters.domain.occasions import Season
from services.events.letters.domain.steps import Action
from services.events.letters.domain.templates import Template
from services.events.letters.service import Letters, SignatoryUnknown
from services.events.letters.service.rights import READERS, require_may
from services.events.letters.service.seasons import Seasons
from services.events.readings.domain import What
from shared.access import NotAllowed, Person
from shared.history import Done
from shared.mail import Mail
from shared.store import Stale, Transaction, new_id, transactional
from shared.ticks import in_turn


class Wished(BaseModel):
    """That somebody was wished something. No person is twice in one `round`: a unique index says so."""

    model_config = ConfigDict(frozen=True)

    id: str
    round: str
    who: str
    batch_id: str
    place: int
    """Their place in the list of the mailing, from 0."""


@dataclass(frozen=True)
class Mailing:
    """A mailing as it is typed."""

    season: str
    year: int
    title: str
    body: str
    recipients: tuple[Recipient, ...]
    needed_on: date
    signatory: str
    by_email: bool


class SeasonUnknown(Exception):
    """The house knows no such season."""


class BatchStore(Protocol):
    """What the use cases need to keep."""

    async def batch(self, id: str, tx: Transaction | None = None) -> Batch: ...  # noqa: D102
    async def add_batch(self, tx: Transaction, batch: Batch) -> None: ...  # noqa: D102
    async def save_batch(self, tx: Transaction, batch: Batch) -> None: ...  # noqa: D102
    async def batches(self, skip: int, limit: int) -> list[Batch]: ...  # noqa: D102
    async def wished(self, round: str, who: Sequence[str], tx: Transaction | None = None) -> set[str]: ...  # noqa: D102
    async def wished_by(self, batch_id: str) -> list[Wished]: ...  # noqa: D102
    async def add_wished(self, tx: Transaction, rows: Sequence[Wished]) -> None: ...  # noqa: D102
    async def batches_to_erase(self, before: datetime, limit: int) -> list[str]: ...  # noqa: D102


class Batches:
    """The mailings. All raise `NotFound`, `Stale`, `NotAllowed`, `BatchNotNow`."""

    def __init__(self, letters: Letters, seasons: Seasons, store: BatchStore) -> None:
        self.letters, self.seasons, self.store, self.database = letters, seasons, store, letters.database

    def season(self, code: str) -> Season:
        """Give a season. Raises `SeasonUnknown`."""
        found = next((one for one in self.seasons.every if one.code == code), None)
        if found is None:
            raise SeasonUnknown
        return found

    @transactional
    async def make(self, tx: Transaction, mailing: Mailing, by: Person) -> str:
        """Begin a mailing; give its id. Raises `SeasonUnknown`, `SignatoryUnknown`, `DayImpossible`, `EmailMissing`."""
        require_may(Action.DRAFT, by)
        season, id, now = self.season(mailing.season), new_id(), self.letters.clock.now()
        told = await self._told(tx, id, mailing)
        state = BatchState.FORM_NEEDED if told["lacking"] else BatchState.DRAFTED
        batch = Batch(
            id=id,
            season=season.code,
            season_name=season.name,
            year=mailing.year,
            **told,
            state=state,
            authors=(by.id,),
            history=(Done(at=now, action="made", by_name=by.name),),
        )
        await self.store.add_batch(tx, self.letters.telling.batch(tx, None, batch))
        return id

    @transactional
    async def rewrite(self, tx: Transaction, id: str, version: int, mailing: Mailing, by: Person) -> int:
        """Change the list or the text; what was read by others is to be read again. Raises as `make` does."""
        batch = await self._read(tx, id, version, by)
        if batch.state in (BatchState.SENT, BatchState.DROPPED):
            raise BatchNotNow(batch.state)
        after = batch.rewritten(await self._told(tx, id, mailing), by, self.letters.clock.now())
        return await self._keep(tx, batch, after)

    @transactional
    async def check(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Say that list and text were proof-read. Raises `OwnText` for whoever has written any of it."""
        batch = await self._read(tx, id, version, by, Action.CHECK)
        return await self._keep(tx, batch, batch.checked(by, self.letters.clock.now()))

    @transactional
    async def approve(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Approve list and text. Raises `OwnText` for whoever has written any of it."""
        batch = await self._read(tx, id, version, by, Action.APPROVE)
        return await self._keep(tx, batch, batch.approved(by, self.letters.clock.now()))

    @transactional
    async def sign(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Say that it is signed."""
        batch = await self._read(tx, id, version, by, Action.SIGN)
        return await self._keep(tx, batch, batch.signed(by, self.letters.clock.now()))

    @transactional
    async def hand_back(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Give it back to be mended, for a reason."""
        batch = await self._read(tx, id, version, by, Action.RETURN)
        return await self._keep(tx, batch, batch.returned(reason, by, self.letters.clock.now()))

    @transactional
    async def send(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Send it, once, to each who has not had these wishes yet and is alive; by e-mail the house writes itself."""
        batch, now = await self._read(tx, id, version, by), self.letters.clock.now()
        if batch.state is not BatchState.SIGNED:
            raise BatchNotNow(batch.state)
        had = await self.store.wished(batch.round, batch.who, tx)
        gone = {one.id for one in await self.letters.store.deceased(batch.who, tx)}
        places = {who: place for place, who in reversed(list(enumerate(batch.who))) if who not in had | gone}
        rows = [
            Wished(id=new_id(), round=batch.round, who=who, batch_id=id, place=place)
            for who, place in sorted(places.items(), key=lambda entry: entry[1])
        ]
        if rows:
            await self.store.add_wished(tx, rows)
        if batch.by_email:
            await self._mail(tx, batch, [row.place for row in rows])
        sign = await self.letters.next_sign(tx, self.letters.today)
        after = batch.sent(sign, batch.count - len(rows), by, now)
        await self.seasons.done(tx, batch.round)
        return await self._keep(tx, batch, after)

    @transactional
    async def drop(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Say that it is not sent."""
        batch = await self._read(tx, id, version, by)
        return await self._keep(tx, batch, batch.dropped(reason, by, self.letters.clock.now()))

    # -- reading -------------------------------------------------------------------------------------------------------

    async def content(self, batch: Batch, by: Person) -> BatchContent:
        """Give to whom it goes and what it says; the reading is written down first."""
        if by.role not in READERS:
            raise NotAllowed(by.role)
        await self.letters.readings.note(What.BATCH, batch.id, by)
        return self.letters.sealed.content(batch)

    async def texts(self, batch: Batch, content: BatchContent, places: Sequence[int]) -> list[tuple[Recipient, str]]:
        """Give the letters of a mailing at these places of its list. Raises `FormUnknown`."""
        decided = await self.letters.forms.decided(content.recipients)
        phrase = self._phrase(batch)
        return [(one, _text(content.body, one, decided, phrase)) for one in (content.recipients[at] for at in places)]

    async def to_print(self, batch: Batch) -> list[int]:
        """Give the places that get a letter: once it is sent those that got one, before that those that would."""
        if batch.sent_at is not None:
            return sorted(row.place for row in await self.store.wished_by(batch.id))
        had = await self.store.wished(batch.round, batch.who)
        gone = {one.id for one in await self.letters.store.deceased(batch.who)}
        places = {who: at for at, who in reversed(list(enumerate(batch.who))) if who not in had | gone}
        return sorted(places.values())

    async def erase_due(self, before: datetime) -> None:
        """Erase lists and texts of mailings that left before."""
        await in_turn([partial(self._erase, id) for id in await self.store.batches_to_erase(before, 50)])

    @transactional
    async def _erase(self, tx: Transaction, id: str) -> None:
        batch = await self.store.batch(id, tx)
        if batch.erased_at is None:
            await self.store.save_batch(tx, batch.erased(self.letters.clock.now()))

    # ------------------------------------------------------------------------------------------------------------------

    async def _told(self, tx: Transaction, id: str, mailing: Mailing) -> dict[str, object]:
        if mailing.needed_on < self.letters.today:
            raise DayImpossible
        if mailing.signatory not in self.letters.office.signatories:
            raise SignatoryUnknown
        if mailing.by_email and any(one.email is None for one in mailing.recipients):
            raise EmailMissing
        # A text whose slots there are not would fail only when it is to leave.
        phrase = self.season(mailing.season).phrase
        for one in mailing.recipients[:1]:
            plain = one.model_copy(update={"manner": "plain"})
            _text(mailing.body, plain, {}, phrase)
        sealed = self.letters.sealed
        content = BatchContent(recipients=mailing.recipients, body=mailing.body)
        return {
            "title": mailing.title,
            "content": sealed.seal_content(id, content),
            "count": len(mailing.recipients),
            "who": sealed.people(mailing.recipients)["who"],
            "lacking": await self.letters.forms.ask(tx, mailing.recipients),
            "needed_on": mailing.needed_on,
            "signatory": mailing.signatory,
            "by_email": mailing.by_email,
        }

    async def _mail(self, tx: Transaction, batch: Batch, places: Sequence[int]) -> None:
        cipher, content = self.letters.sealed.cipher, self.letters.sealed.content(batch)
        decided = await self.letters.forms.decided(content.recipients, tx)
        phrase = self._phrase(batch)
        for place in places:
            one = content.recipients[place]
            text = f"{_text(content.body, one, decided, phrase)}\n\n{batch.signatory}\n"
            assert one.email is not None  # `_told` has seen to it.
            tx.send(Mail(cipher, one.email, f"Życzenia: {batch.season_name}", text, mailing=batch.id))

    def _phrase(self, batch: Batch) -> str:
        """Say the season; one that is no setting any more by its name."""
        try:
            return self.season(batch.season).phrase
        except SeasonUnknown:
            return batch.season_name

    async def _read(self, tx: Transaction, id: str, version: int, by: Person, action: Action = Action.DRAFT) -> Batch:
        require_may(action, by)
        batch = await self.store.batch(id, tx)
        if batch.version != version:
            raise Stale("letter_batches", id)
        return batch

    async def _keep(self, tx: Transaction, before: Batch, after: Batch) -> int:
        await self.store.save_batch(tx, self.letters.telling.batch(tx, before, after))
        return after.version


def _text(body: str, one: Recipient, decided: Decided, phrase: str) -> str:
    template = Template(kind=Kind.WISHES, version=1, asks="", body=body)
    return template.text(address([one], decided), {"okazja": phrase})
