"""Use cases of letters: asking for one, finding them, what warns about them. The rest is in the other files here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.events.letters.domain import DayImpossible, Letter
from services.events.letters.domain.forms import Recipient, address
from services.events.letters.domain.kinds import Kind, Lead, letter_due, text_due
from services.events.letters.domain.steps import Action, State, require
from services.events.letters.domain.templates import templates
from services.events.letters.domain.words import words_of
from services.events.letters.sealed import Sealed
from services.events.letters.service.forms import Forms
from services.events.letters.service.rights import require_may
from services.events.letters.service.telling import Telling
from services.events.readings.domain import What
from shared.access import Person, Role
from shared.case_numbers import CaseNumber, NotACaseNumber
from shared.clock import Clock, warsaw
from shared.deadlines import Term
from shared.free_days import CityFreeDays, OpenDeadlines
from shared.history import Done
from shared.readings import Readings
from shared.store import Database, Stale, Transaction, new_id, transactional

_RECENT = timedelta(days=366)
"""How far back somebody is told to have been written to already."""


@dataclass(frozen=True)
class Office:
    """In which list of cases letters are entered, who signs, how long each kind takes, how long people are kept."""

    symbol: str
    jrwa: str
    padding: int
    signatories: Sequence[str]
    leads: Mapping[Kind, Lead]
    kept: Term


@dataclass(frozen=True)
class Asking:
    """A letter as it is asked for. `topic`: without names; `phrase`: ends the sentence of its template."""

    kind: Kind
    topic: str
    phrase: str
    recipients: tuple[Recipient, ...]
    needed_on: date
    signatory: str


class Deceased(BaseModel):
    """Somebody who has died. `id` stands for the person, `name` for the name alone."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    noted_at: datetime
    by_name: str


@dataclass(frozen=True)
class Warnings:
    """What is to be known before a letter leaves.

    `earlier`: letters to the same people in the last year. `deceased`: of each reader, whether they have died.
    `namesakes`: how many have the name of somebody who has, at another address.
    """

    earlier: tuple[Letter, ...] = ()
    deceased: tuple[bool, ...] = ()
    namesakes: int = 0


@dataclass(frozen=True)
class Wanted:
    """Which letters a list shows. `states` empty: all. `names`: what stands for each word of `text`."""

    states: tuple[State, ...] = ()
    text: str = ""
    sign: str = ""
    names: tuple[str, ...] = ()
    late_at: datetime | None = None
    registered: bool = False


class LetterStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Letter: ...  # noqa: D102
    async def add(self, tx: Transaction, letter: Letter) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, letter: Letter) -> None: ...  # noqa: D102
    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Letter]: ...  # noqa: D102
    async def after(self, wanted: Wanted, id: str, limit: int) -> list[Letter]: ...  # noqa: D102
    async def count(self, wanted: Wanted) -> int: ...  # noqa: D102
    async def to_people(self, who: Sequence[str], since: datetime) -> list[Letter]: ...  # noqa: D102
    async def deceased(self, who: Sequence[str], tx: Transaction | None = None) -> list[Deceased]: ...  # noqa: D102
    async def deceased_namesakes(self, names: Sequence[str]) -> list[Deceased]: ...  # noqa: D102
    async def to_erase(self, before: datetime, limit: int) -> list[str]: ...  # noqa: D102


class SignatoryUnknown(Exception):
    """Nobody signs letters under this name."""


class Letters:
    """The occasional correspondence."""

    def __init__(
        self,
        database: Database,
        store: LetterStore,
        sealed: Sealed,
        forms: Forms,
        readings: Readings,
        free_days: CityFreeDays,
        clock: Clock,
        office: Office,
        telling: Telling,
    ) -> None:
        self.database, self.store, self.sealed, self.forms, self.clock = database, store, sealed, forms, clock
        self.readings, self.free_days, self.office, self.telling = readings, free_days, office, telling

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    @transactional
    async def request(self, tx: Transaction, asking: Asking, by: Person) -> str:
        """Ask for a letter; give its id. Raises `DayImpossible`, `SignatoryUnknown`."""
        return await self.take_in(tx, asking, by)

    async def take_in(
        self, tx: Transaction, asking: Asking, by: Person, occasion_id: str | None = None, round: str | None = None
    ) -> str:
        """Do what `request` does, in a transaction that is open: for occasions."""
        require_may(Action.DRAFT, by)
        if asking.needed_on < self.today:
            raise DayImpossible
        if asking.signatory not in self.office.signatories:
            raise SignatoryUnknown
        id, now, free = new_id(), self.clock.now(), await self.free_days.known(tx)
        due = text_due(self.office.leads[asking.kind], asking.needed_on, now, free)
        lacking = await self.forms.ask(tx, asking.recipients)
        letter = Letter(
            id=id,
            kind=asking.kind,
            topic=asking.topic,
            phrase=self.sealed.seal(id, "phrase", asking.phrase),
            people=self.sealed.seal_people(id, asking.recipients),
            count=len(asking.recipients),
            **self.sealed.people(asking.recipients),
            words=words_of(asking.topic),
            lacking=lacking,
            needed_on=asking.needed_on,
            signatory=asking.signatory,
            occasion_id=occasion_id,
            round=round,
            state=State.FORM_NEEDED if lacking else State.REQUESTED,
            due_at=due.due_at,
            explanation=due.explanation,
            history=(Done(at=now, action="requested", by_name=by.name),),
            requested_at=now,
            free_days=free.version,
        )
        await self.store.add(tx, self.telling.letter(tx, None, letter))
        return id

    @transactional
    async def readdress(
        self, tx: Transaction, id: str, version: int, recipients: tuple[Recipient, ...], by: Person
    ) -> int:
        """Mend to whom a letter goes and how they are addressed, before it is written."""
        letter = await self.read(tx, id, version, Action.READDRESS, by)
        # Before anything is asked for on its behalf.
        require(Action.READDRESS, letter.state)
        people = {
            "people": self.sealed.seal_people(id, recipients),
            "count": len(recipients),
            "lacking": await self.forms.ask(tx, recipients),
            **self.sealed.people(recipients),
        }
        return await self.keep(tx, letter, letter.readdressed(self.clock.now(), by, **people))

    @transactional
    async def correct(
        self,
        tx: Transaction,
        id: str,
        version: int,
        topic: str,
        phrase: str,
        needed_on: date,
        signatory: str,
        by: Person,
    ) -> int:
        """Correct what was asked for until it is sent; a correction of nothing leaves the version as it is.

        The text is wanted on another day only where the letter is needed on another. Raises `DayImpossible`,
        `SignatoryUnknown`, `SignatoryApproved`.
        """
        letter = await self.read(tx, id, version, Action.CORRECT, by)
        moved = needed_on != letter.needed_on
        if moved and needed_on < self.today:
            raise DayImpossible
        if signatory not in (*self.office.signatories, letter.signatory):
            raise SignatoryUnknown
        after = letter.corrected(
            self.clock.now(),
            by,
            rephrased=phrase != self.sealed.phrase(letter),
            topic=topic,
            words=words_of(topic),
            phrase=self.sealed.seal(id, "phrase", phrase),
            needed_on=needed_on,
            signatory=signatory,
        )
        if after is letter:
            return letter.version
        return await self.keep(tx, letter, await self.due_anew(tx, after) if moved else after)

    # -- reading -----------------------------------------------------------------------------------------------------

    async def recipients(self, letter: Letter, by: Person) -> tuple[Recipient, ...]:
        """Give the readers of a letter; the reading is written down first."""
        await self.readings.note(What.LETTER, letter.id, by)
        return self.sealed.recipients(letter)

    async def proposed(self, letter: Letter) -> str:
        """Give the text that its template makes for its readers. Raises `FormUnknown`."""
        recipients = self.sealed.recipients(letter)
        said = address(recipients, await self.forms.decided(recipients))
        return templates()[letter.kind].text(said, {"okazja": self.sealed.phrase(letter)})

    async def warnings(self, letter: Letter) -> Warnings:
        """Give what is to be known before it leaves."""
        earlier = await self.store.to_people(letter.who, self.clock.now() - _RECENT)
        dead = {one.id for one in await self.store.deceased(letter.who)}
        names = {one.name for one in await self.store.deceased_namesakes(letter.names)}
        namesakes = sum(name in names and who not in dead for who, name in zip(letter.who, letter.names, strict=True))
        others = tuple(one for one in earlier if one.id != letter.id and one.state is not State.DECLINED)
        return Warnings(others, tuple(who in dead for who in letter.who), namesakes)

    def wanted(
        self, states: tuple[State, ...], text: str, by: Person, *, late: bool = False, registered: bool = False
    ) -> Wanted:
        """Give what a person looks for; an auditor does not look for names."""
        sign = _sign(text, self.office.padding)
        names = self.sealed.words(text) if by.role is not Role.AUDITOR else ()
        return Wanted(states, "" if sign else text, sign, names, self.clock.now() if late else None, registered)

    # -- what the other use cases share ------------------------------------------------------------------------------

    async def read(self, tx: Transaction, id: str, version: int, action: Action, by: Person) -> Letter:
        """Give a letter that somebody acts on as seen in `version`. Raises `NotFound`, `NotAllowed`, `Stale`."""
        require_may(action, by)
        letter = await self.store.get(id, tx)
        if letter.version != version:
            raise Stale("letters", id)
        return letter

    async def due_anew(self, tx: Transaction, letter: Letter) -> Letter:
        """Give a letter with until when it is wanted: as a text before it is approved, then to leave."""
        free, lead = await self.free_days.known(tx), self.office.leads[letter.kind]
        asked_at = letter.requested_at if lead.from_request else self.clock.now()
        approved = letter.approved_by is not None
        due = letter_due(letter.needed_on) if approved else text_due(lead, letter.needed_on, asked_at, free)
        told = {"due_at": due.due_at, "explanation": due.explanation, "free_days": free.version}
        return letter.model_copy(update=told)

    async def keep(self, tx: Transaction, before: Letter, after: Letter) -> int:
        """Write the next version with its task; give the version. Raises `Stale`."""
        await self.store.save(tx, self.telling.letter(tx, before, after))
        return after.version

    async def next_sign(self, tx: Transaction, day: date) -> str:
        """Give the next sign in the list of cases of the year of `day`."""
        number = await self.database.next_number(tx, f"letters|{self.office.symbol}|{self.office.jrwa}|{day.year}")
        case = CaseNumber(symbol=self.office.symbol, jrwa=self.office.jrwa, number=number, year=day.year)
        return case.format(self.office.padding)


def _sign(text: str, padding: int) -> str:
    """Read what is looked for as the sign of a case; "" where it is none."""
    try:
        return CaseNumber.parse(text).format(padding)
    except NotACaseNumber:
        return ""
