"""Use cases of patronage: the organiser's by the link, the department's and the mayor's at the desk."""

import hashlib
import hmac
from datetime import date, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from services.events.letters.domain.words import fold, words_of
from services.events.patronage.domain import (
    Action,
    Application,
    EventOver,
    Opinion,
    Organiser,
    Photograph,
    Reply,
    State,
    TooLate,
)
from services.events.patronage.service.needs import (
    Applying,
    LateUnknown,
    Materials,
    PatronageLinkBroken,
    PatronageStore,
    Pictures,
    Rules,
    TooManyWaiting,
)
from services.events.patronage.service.rights import HANDS, OWN, READERS, WRITERS
from services.events.patronage.tasks import next_of
from services.events.patronage.wording import asked, called, decided, ended, judged, mailed
from services.events.readings.domain import What
from services.events.work import handed_on
from shared.access import NotAllowed, Person
from shared.asks import Asks
from shared.case_numbers import CaseNumber
from shared.clock import Clock, warsaw
from shared.contracts.events import PatronageEndedV1, PatronageGrantedV1
from shared.deadlines import compute
from shared.files import StoredPicture
from shared.free_days import CityFreeDays
from shared.history import Done
from shared.mail import Mail
from shared.privacy import Cipher, keyed_digest
from shared.readings import Readings
from shared.store import Database, NotFound, Stale, Transaction, new_id, transactional

__all__ = [
    "HANDS",
    "OWN",
    "PUBLIC",
    "READERS",
    "WRITERS",
    "Applying",
    "LateUnknown",
    "PatronageLinkBroken",
    "PatronageStore",
    "Patronages",
    "Rules",
    "TooManyWaiting",
    "organisation_digest",
    "organiser",
]
PUBLIC = "/patronat"
MOST_WAITING = 5
"""Applications of one address that are open at the same time."""


class Patronages:
    """Applications for patronage. Steps raise `NotFound`, `Stale`, `NotAllowed`, `PatronageNotNow`."""

    def __init__(
        self,
        database: Database,
        store: PatronageStore,
        cipher: Cipher,
        key: str,
        origin: str,
        readings: Readings,
        materials: Materials,
        pictures: Pictures,
        free_days: CityFreeDays,
        clock: Clock,
        rules: Rules,
        asks: Asks,
    ) -> None:
        """`key`: the house's secret, for links and digests; `origin`: the address of the site."""
        self.database, self.store, self.clock, self.rules = database, store, clock, rules
        self._cipher, self._key, self._origin = cipher, key.encode(), origin.rstrip("/")
        self._readings, self.free_days, self._asks = readings, free_days, asks
        self._materials, self._pictures = materials, pictures
        self._links = URLSafeSerializer(key, salt="patronage")

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    def last_day(self, starts_on: date) -> date:
        """Give the last day on which an application for an event is in time."""
        return starts_on - timedelta(days=self.rules.ahead_days)

    # -- the organiser -------------------------------------------------------------------------------------------------

    @transactional
    async def apply(self, tx: Transaction, given: Applying, network: str | None) -> str:
        """File an application; give the token of its page, which is mailed too.

        `network`: the network address that it comes from. Raises `EventOver`, `TooLate`, `LateUnknown`,
        `AskedTooOften`, `TooManyWaiting`.
        """
        now, last = self.clock.now(), self.last_day(given.starts_on)
        if given.starts_on <= self.today or given.ends_on < given.starts_on:
            raise EventOver
        late = self.today > last
        if late and self.rules.late == "refuse":
            raise TooLate(last)
        if late and not given.late_known:
            raise LateUnknown(last)
        await self._asks.count(tx, network)
        asker = self._digest(given.organiser.email.strip().lower())
        taken = await self.store.places(asker, tx)
        place = next((one for one in range(MOST_WAITING) if one not in taken), None)
        if place is None:
            raise TooManyWaiting
        free = await self.free_days.known(tx)
        due = compute(self.rules.decision, now, free)
        id = new_id()
        one = Application(
            id=id,
            sign=await self._sign(tx),
            kind=given.kind,
            title=given.title,
            place_of_event=given.place,
            starts_on=given.starts_on,
            ends_on=given.ends_on,
            organiser=self._seal(id, "organiser", given.organiser.model_dump_json()),
            asker=asker,
            place=place,
            words=words_of(given.title, given.place),
            organisation=organisation_digest(self._key.decode(), given.organiser.organisation),
            late=late,
            received_at=now,
            due_at=due.due_at,
            explanation=tuple(due.explained()),
            history=(Done(at=now, action="submitted"),),
            free_days=free.version,
        )
        await self.keep(tx, None, one)
        self.write(tx, one, "wniosek przyjęty", asked(one.title, f"{warsaw(due.due_at):%d.%m.%Y}", late))
        return self.token(id)

    async def of_link(self, token: str) -> Application:
        """Give the application that a link opens. Raises `PatronageLinkBroken`, `NotFound`."""
        return await self.store.get(self._id(token))

    @transactional
    async def complete(self, tx: Transaction, token: str, about: str) -> None:
        """Complete what was asked for."""
        one = await self.store.get(self._id(token), tx)
        organiser = self._organiser(one).model_copy(update={"about": about})
        sealed = self._seal(one.id, "organiser", organiser.model_dump_json())
        await self.keep(tx, one, one.completed(sealed, self.clock.now()))

    @transactional
    async def hand_in(self, tx: Transaction, token: str, materials: str) -> None:
        """Hand in the file that shows how the arms are used; `materials`: its id. One handed in before goes."""
        one = await self.store.get(self._id(token), tx)
        if one.materials is not None:
            await self._materials.drop(tx, [one.materials])
        await self.keep(tx, one, one.handed_in(materials, self.clock.now()))

    @transactional
    async def photograph(self, tx: Transaction, token: str, picture: StoredPicture, alt: str) -> None:
        """Add a photograph to the report. Raises `TooManyPhotographs`, `NotFound` where the picture is gone."""
        one = await self.store.get(self._id(token), tx)
        added = Photograph(id=picture.id, alt=alt, width=picture.width, height=picture.height)
        after = one.photographed(added, self.clock.now())
        await self._pictures.hold(tx, picture.id)
        await self.keep(tx, one, after)

    @transactional
    async def drop_photograph(self, tx: Transaction, token: str, photograph: str) -> None:
        """Take a photograph out of the report that is not sent yet. Raises `NotFound`."""
        one = await self.store.get(self._id(token), tx)
        if photograph not in {each.id for each in one.photographs}:
            raise NotFound("photograph", photograph)
        after = one.without_photograph(photograph, self.clock.now())
        await self._pictures.let_go(tx, photograph)
        await self.keep(tx, one, after)

    @transactional
    async def report(self, tx: Transaction, token: str, text: str) -> None:
        """Report on the event. Raises `ReportEarly`."""
        one = await self.store.get(self._id(token), tx)
        await self.keep(tx, one, one.reported(self._seal(one.id, "report", text), self.today, self.clock.now()))

    @transactional
    async def withdraw(self, tx: Transaction, token: str) -> None:
        """Withdraw it."""
        one = await self.store.get(self._id(token), tx)
        after = one.withdrawn(self.clock.now())
        if one.state is State.GRANTED:
            self._publish_end(tx, after, revoked=False)
        await self.keep(tx, one, after)

    # -- the desk ------------------------------------------------------------------------------------------------------

    @transactional
    async def call(self, tx: Transaction, id: str, version: int, what: str, by: Person) -> int:
        """Ask the organiser to complete it."""
        one = await self._read(tx, id, version, Action.CALL, by)
        after = one.called(what, by, self.clock.now())
        self.write(tx, after, "uzupełnij wniosek", called(what))
        return await self.keep(tx, one, after)

    @transactional
    async def check(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Say that it is formally in order."""
        one = await self._read(tx, id, version, Action.CHECK, by)
        return await self.keep(tx, one, one.checked(by, self.clock.now()))

    @transactional
    async def opine(self, tx: Transaction, id: str, version: int, favourable: bool, text: str, by: Person) -> int:
        """Say what the department thinks."""
        one = await self._read(tx, id, version, Action.OPINE, by)
        opinion = Opinion(favourable=favourable, text=text, by_name=by.name, at=self.clock.now())
        return await self.keep(tx, one, one.opined(opinion))

    @transactional
    async def decide(self, tx: Transaction, id: str, version: int, granted: bool, text: str, by: Person) -> int:
        """Decide, always with a written reply. A refusal is final."""
        one = await self._read(tx, id, version, Action.GRANT if granted else Action.REFUSE, by)
        now = self.clock.now()
        reply = Reply(granted=granted, at=now, by_name=by.name, sealed=self._seal(id, "reply", text))
        after = one.decided(reply, one.ends_on + timedelta(days=1))
        if granted:
            tx.publish(
                PatronageGrantedV1(
                    version=after.version,
                    patronage_id=id,
                    title=one.title,
                    place=one.place_of_event,
                    starts_on=one.starts_on,
                    ends_on=one.ends_on,
                    granted_at=now,
                )
            )
        self.write(tx, after, "decyzja o patronacie", decided(granted, text))
        return await self.keep(tx, one, after)

    @transactional
    async def judge_arms(self, tx: Transaction, id: str, version: int, approved: bool, note: str, by: Person) -> int:
        """Approve the use of the arms, or return it with what to mend. Raises `NoMaterials`."""
        action = Action.APPROVE_ARMS if approved else Action.RETURN_ARMS
        one = await self._read(tx, id, version, action, by)
        after = one.arms_judged(approved, note, by, self.clock.now())
        self.write(tx, after, "użycie herbu", judged(approved, note))
        return await self.keep(tx, one, after)

    @transactional
    async def revoke(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Take the patronage back; the organiser is written to."""
        one = await self._read(tx, id, version, Action.REVOKE, by)
        after = one.revoked(reason, by, self.clock.now())
        self._publish_end(tx, after, revoked=True)
        self.write(tx, after, "cofnięcie patronatu", ended(reason))
        return await self.keep(tx, one, after)

    # -- reading -------------------------------------------------------------------------------------------------------

    async def organiser(self, one: Application, by: Person) -> Organiser:
        """Give who organises; the reading is written down first."""
        await self._readings.note(What.PATRONAGE, one.id, by)
        return self._organiser(one)

    async def earlier(self, one: Application) -> list[Application]:
        """Give what else its organiser has applied for, the newest first: by the name, however it was typed."""
        same = await self.store.of_organisations([one.organisation]) if one.organisation else []
        return [each for each in same if each.id != one.id]

    def own(self, one: Application) -> Organiser:
        """Give the same to the organiser, who has the link."""
        return self._organiser(one)

    def reply(self, one: Application) -> str:
        """Give the text of the decision, "" where there is none."""
        return self._cipher.open(one.reply.sealed, _place(one.id, "reply")) if one.reply else ""

    def report_text(self, one: Application) -> str:
        """Give the text of the report, "" where there is none."""
        return self._cipher.open(one.report, _place(one.id, "report")) if one.report else ""

    def token(self, id: str) -> str:
        """Give the token that opens the page of an application."""
        return str(self._links.dumps(id))

    # ------------------------------------------------------------------------------------------------------------------

    async def _sign(self, tx: Transaction) -> str:
        rules, year = self.rules, self.today.year
        number = await self.database.next_number(tx, f"patronage|{rules.symbol}|{rules.jrwa}|{year}")
        return CaseNumber(symbol=rules.symbol, jrwa=rules.jrwa, number=number, year=year).format(rules.padding)

    async def _read(self, tx: Transaction, id: str, version: int, action: Action, by: Person) -> Application:
        if by.role not in HANDS[action]:
            raise NotAllowed(by.role)
        one = await self.store.get(id, tx)
        if one.version != version:
            raise Stale("patronages", id)
        return one

    def _publish_end(self, tx: Transaction, after: Application, *, revoked: bool) -> None:
        event = PatronageEndedV1(
            version=after.version, patronage_id=after.id, revoked=revoked, ended_at=self.clock.now()
        )
        tx.publish(event)

    def write(self, tx: Transaction, one: Application, subject: str, text: str) -> None:
        """Mail the organiser, with the way to their page."""
        link = f"{self._origin}{PUBLIC}/{self.token(one.id)}"
        tx.send(
            Mail(self._cipher, self._organiser(one).email, f"{one.sign}: {subject}", mailed(text, link), about=one.id)
        )

    def _organiser(self, one: Application) -> Organiser:
        return organiser(self._cipher, one)

    def _seal(self, id: str, part: str, text: str) -> bytes:
        return self._cipher.seal(text, _place(id, part))

    def _id(self, token: str) -> str:
        try:
            return str(self._links.loads(token))
        except BadSignature:
            raise PatronageLinkBroken from None

    def _digest(self, text: str) -> str:
        return hmac.new(self._key, f"patronage|{text}".encode(), hashlib.sha256).hexdigest()

    async def keep(self, tx: Transaction, before: Application | None, after: Application) -> int:
        """Write an application or its next version, with what it waits for; give its number."""
        had, of = next_of(before) if before else None, (after.id, after.version)
        after = after.with_task(handed_on(tx, of, after.task, had, next_of(after), self.clock.now()))
        await (self.store.save if before else self.store.add)(tx, after)
        return after.version


def _place(id: str, part: str) -> str:
    return f"patronages/{id}/{part}"


def organiser(cipher: Cipher, one: Application) -> Organiser:
    """Open who organises."""
    return Organiser.model_validate_json(cipher.open(one.organiser, _place(one.id, "organiser")))


def organisation_digest(key: str, name: str) -> str:
    """Give what stands for the name of an organisation, however it was typed; `key`: the house's secret."""
    return keyed_digest(key, f"patronage|organisation|{' '.join(fold(name))}")
