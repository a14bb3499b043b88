"""Use cases of forms of address: what the tables lack a person says once, and it is kept with who has said it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.events.letters.domain import Letter
from services.events.letters.domain.batches import Batch
from services.events.letters.domain.forms import Form, Gender, Recipient, Said, Who, missing, needed
from services.events.letters.sealed import Sealed
from services.events.letters.service.telling import PLACE, Telling, Work
from shared.access import Person, Role
from shared.clock import Clock
from shared.store import Database, Stale, Transaction, transactional


class Opinion(BaseModel):
    """What somebody has said of a form, and when; `sealed`: the form."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by_name: str
    who: Who
    sealed: bytes


class AskedForm(BaseModel):
    """A word that the tables lack. `sealed`: the word, with its kind and gender. The last of `said` holds.

    `asked`: how many letters and mailings have asked for it; counted up so that who asks and who answers meet.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    sealed: bytes
    said: tuple[Opinion, ...] = ()
    waits: bool = True
    asked_at: datetime
    asked: int = 1
    version: int = 1


class FormStore(Protocol):
    """What the use cases need to keep."""

    async def form(self, id: str, tx: Transaction | None = None) -> AskedForm: ...  # noqa: D102
    async def forms(self, ids: Sequence[str], tx: Transaction | None = None) -> list[AskedForm]: ...  # noqa: D102
    async def all_forms(self, waits: bool, skip: int, limit: int) -> list[AskedForm]: ...  # noqa: D102
    async def add_form(self, tx: Transaction, form: AskedForm) -> None: ...  # noqa: D102
    async def save_form(self, tx: Transaction, form: AskedForm) -> None: ...  # noqa: D102
    async def letters_lacking(self, form_id: str, tx: Transaction) -> list[Letter]: ...  # noqa: D102
    async def batches_lacking(self, form_id: str, tx: Transaction) -> list[Batch]: ...  # noqa: D102
    async def save(self, tx: Transaction, letter: Letter) -> None: ...  # noqa: D102
    async def save_batch(self, tx: Transaction, batch: Batch) -> None: ...  # noqa: D102


class Asked(BaseModel):
    """A word that is asked for, opened, with what was said of it."""

    model_config = ConfigDict(frozen=True)

    id: str
    form: Form
    said: Said | None
    opinions: tuple[tuple[datetime, str, str], ...]
    """When, who, what; the last one holds."""
    asked: int
    version: int


class Forms:
    """The forms of address that the tables lack."""

    def __init__(self, database: Database, store: FormStore, sealed: Sealed, telling: Telling, clock: Clock) -> None:
        self.database, self.store, self.sealed = database, store, sealed
        self._telling, self._clock = telling, clock

    async def decided(self, recipients: Sequence[Recipient], tx: Transaction | None = None) -> dict[str, Said]:
        """Give what people have said of the words that these readers need."""
        by_id = {self.sealed.form(form): form for form in needed(recipients)}
        found = await self.store.forms(list(by_id), tx)
        return {by_id[one.id].key: self._said(one) for one in found if one.said}

    async def ask(self, tx: Transaction, recipients: Sequence[Recipient]) -> tuple[str, ...]:
        """Ask for the words that nobody has said yet; give their ids. In the caller's transaction."""
        lacking = missing(recipients, await self.decided(recipients, tx))
        now, by_id = self._clock.now(), {self.sealed.form(form): form for form in lacking}
        known = {one.id: one for one in await self.store.forms(list(by_id), tx)}
        for id, form in by_id.items():
            if id in known:
                # Written, so that who decides at this moment and who asks do not miss each other.
                one = known[id]
                await self.store.save_form(
                    tx, one.model_copy(update={"asked": one.asked + 1, "version": one.version + 1})
                )
            else:
                word = self.sealed.seal(id, "word", "|".join((form.kind, form.gender.value, form.word)))
                await self.store.add_form(tx, AskedForm(id=id, sealed=word, asked_at=now))
                work = Work("form", "Sprawdź formę: jak zwrócić się do adresata", Role.PROTOCOL_OFFICER)
                link = f"{PLACE}/formy/{id}"
                self._telling.open(tx, f"form-{id[:40]}", "letter_form", work, "Formy", "Forma grzecznościowa", link)
        return tuple(by_id)

    @transactional
    async def decide(self, tx: Transaction, id: str, version: int, text: str, who: Who, by: Person) -> int:
        """Say how a word is said; letters and mailings that wait for it go on. Raises `NotFound`, `Stale`."""
        one = await self.store.form(id, tx)
        if one.version != version:
            raise Stale("letter_forms", id)
        now = self._clock.now()
        opinion = Opinion(at=now, by_name=by.name, who=who, sealed=self.sealed.seal(id, f"said-{len(one.said)}", text))
        after = one.model_copy(update={"said": (*one.said, opinion), "waits": False, "version": one.version + 1})
        await self.store.save_form(tx, after)
        if one.waits:
            self._telling.close(tx, f"form-{id[:40]}")
        for letter in await self.store.letters_lacking(id, tx):
            left = tuple(other for other in letter.lacking if other != id)
            said = letter.forms_said(left, now, by.name)
            await self.store.save(tx, self._telling.letter(tx, letter, said))
        for batch in await self.store.batches_lacking(id, tx):
            left = tuple(other for other in batch.lacking if other != id)
            await self.store.save_batch(tx, self._telling.batch(tx, batch, batch.forms_said(left, now, by.name)))
        return after.version

    async def one(self, id: str) -> Asked:
        """Give a word that was asked for. Raises `NotFound`."""
        return self._opened(await self.store.form(id))

    async def list(self, waits: bool, skip: int, limit: int) -> list[Asked]:
        """Give the words that wait, or those that were said, the newest first."""
        return [self._opened(one) for one in await self.store.all_forms(waits, skip, limit)]

    def _said(self, one: AskedForm) -> Said:
        last = len(one.said) - 1
        return Said(self.sealed.open(one.id, f"said-{last}", one.said[last].sealed), one.said[last].who)

    def _opened(self, one: AskedForm) -> Asked:
        kind, gender, word = self.sealed.open(one.id, "word", one.sealed).split("|", 2)
        opinions = tuple(
            (said.at, said.by_name, self.sealed.open(one.id, f"said-{place}", said.sealed))
            for place, said in enumerate(one.said)
        )
        return Asked(
            id=one.id,
            form=Form(kind, word, Gender(gender)),
            said=self._said(one) if one.said else None,
            opinions=opinions,
            asked=one.asked,
            version=one.version,
        )
