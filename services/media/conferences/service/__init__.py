"""Use cases of press conferences: plan, announce, invite, move, call off; who was invited hears of every change."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from itsdangerous import BadSignature, URLSafeSerializer

from services.media.conferences.domain import Action, Conference, Content, Kind, Material, State
from services.media.conferences.domain.guests import Answer, Guest
from services.media.conferences.domain.programme import When
from services.media.conferences.service.admissions import Admissions
from services.media.conferences.wording import invitation, notice
from services.media.contacts.domain import Accreditation
from services.media.contacts.service import Addressee, Contacts
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.media import PressConferenceScheduledV1
from shared.files import Files, StoredFile
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Database, NotFound, Stale, Transaction, new_id, transactional

WRITERS = (Role.PRESS_OFFICER,)
READERS = (Role.PRESS_OFFICER, Role.MAYOR)
"""Who sees what is being prepared, and who was invited."""


class InvitationBroken(Exception):
    """The link of an invitation has been cut off or made up."""


class ConferenceStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Conference: ...  # noqa: D102
    async def public(self, id: str) -> Conference: ...  # noqa: D102
    async def of_series(self, series_id: str, tx: Transaction | None = None) -> list[Conference]: ...  # noqa: D102
    async def add(self, tx: Transaction, one: Conference) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, one: Conference) -> None: ...  # noqa: D102
    async def desk(self, skip: int, limit: int) -> list[Conference]: ...  # noqa: D102
    async def ahead(self, now: datetime, limit: int) -> list[Conference]: ...  # noqa: D102
    async def over(self, now: datetime, skip: int, limit: int) -> list[Conference]: ...  # noqa: D102
    async def invite(self, tx: Transaction, guests: Sequence[Guest]) -> None: ...  # noqa: D102
    async def guests(self, conference_id: str, tx: Transaction | None = None) -> list[Guest]: ...  # noqa: D102
    async def guest(self, id: str, tx: Transaction | None = None) -> Guest: ...  # noqa: D102
    async def save_guest(self, tx: Transaction, guest: Guest) -> None: ...  # noqa: D102


class Conferences:
    """The press conferences of the city."""

    def __init__(
        self,
        database: Database,
        store: ConferenceStore,
        contacts: Contacts,
        files: Files,
        cipher: Cipher,
        key: str,
        clock: Clock,
        origin: str,
        admissions: Admissions,
    ) -> None:
        """`key`: by which links of invitations are signed; `origin`: the address of the site."""
        self.database, self.store, self.contacts, self.files = database, store, contacts, files
        self.clock, self.origin, self._cipher, self.admissions = clock, origin, cipher, admissions
        self._links = URLSafeSerializer(key, salt="conference guest")

    # -- its way -----------------------------------------------------------------------------------------------------

    @transactional
    async def plan(self, tx: Transaction, kind: Kind, title: str, when: When, content: Content, by: Person) -> str:
        """Begin one and give its id. Raises `TimesUnfit`, `ProgrammeUnfit`."""
        one = Conference.drafted(new_id(), kind, title, when, content, self.clock.now())
        await self.store.add(tx, one)
        return one.id

    @transactional
    async def rewrite(
        self, tx: Transaction, id: str, version: int, kind: Kind, title: str, when: When, content: Content, by: Person
    ) -> int:
        """Change a draft; give the new version. Raises `Stale`, `NotNow`, `TimesUnfit`, `ProgrammeUnfit`."""
        one = await self.read(tx, id, version)
        return await self.keep(tx, one.rewritten(kind, title, when, content, by.name, self.clock.now()))

    @transactional
    async def amend(self, tx: Transaction, id: str, version: int, content: Content, by: Person) -> int:
        """Change what nobody has to be told. Raises `Stale`, `NotNow`, `ProgrammeUnfit`."""
        one = await self.read(tx, id, version)
        return await self.keep(tx, one.amended(content, by.name, self.clock.now()))

    @transactional
    async def attach(self, tx: Transaction, id: str, version: int, file: StoredFile, told: str, by: Person) -> int:
        """Add a file for the press. Raises `Stale`, `NotNow`, `TooManyMaterials`."""
        one = await self.read(tx, id, version)
        material = Material(id=file.id, told=told, filename=file.filename, size=file.size)
        return await self.keep(tx, one.with_material(material, by.name, self.clock.now()))

    @transactional
    async def detach(self, tx: Transaction, id: str, version: int, material_id: str, by: Person) -> int:
        """Take a file away. Raises `Stale`, `NotNow`."""
        one = await self.read(tx, id, version)
        return await self.keep(tx, one.without_material(material_id, by.name, self.clock.now()))

    @transactional
    async def announce(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Let everybody know of it. Raises `Stale`, `NotNow`, `TimesUnfit`."""
        one = await self.read(tx, id, version)
        return await self.tell(tx, one.announced(by.name, self.clock.now()))

    @transactional
    async def announce_anew(
        self, tx: Transaction, id: str, version: int, kind: Kind, title: str, when: When, content: Content, by: Person
    ) -> int:
        """Let everybody know of a draft as it stands in its form. Raises as `rewrite`."""
        one, now = await self.read(tx, id, version), self.clock.now()
        saved = as_typed(one, kind, title, when, content, by.name, now)
        return await self.tell(tx, saved.announced(by.name, now))

    @transactional
    async def move(self, tx: Transaction, id: str, version: int, when: When, reason: str, by: Person) -> int:
        """Set it anew and tell who was invited. Raises `Stale`, `NotNow`, `TimesUnfit`, `ProgrammeUnfit`."""
        one = await self.read(tx, id, version)
        return await self.tell(tx, one.moved(when, reason, by.name, self.clock.now()))

    @transactional
    async def postpone(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Take its day away and tell who was invited. Raises `Stale`, `NotNow`."""
        one = await self.read(tx, id, version)
        return await self.tell(tx, one.postponed(reason, by.name, self.clock.now()))

    @transactional
    async def cancel(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Call it off and tell who was invited. Raises `Stale`, `NotNow`."""
        one = await self.read(tx, id, version)
        return await self.tell(tx, one.cancelled(reason, by.name, self.clock.now()))

    @transactional
    async def discard(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Let a draft go. Raises `Stale`, `NotNow`."""
        one = await self.read(tx, id, version)
        return await self.keep(tx, one.discarded(by.name, self.clock.now()))

    # -- guests ------------------------------------------------------------------------------------------------------

    @transactional
    async def invite(self, tx: Transaction, id: str, version: int, outlets: Sequence[str], by: Person) -> int:
        """Invite the journalists of titles who let us write to them, none of them twice; give the version.

        Raises `Stale`, `NotNow`, `NotFound` for a title.
        """
        one = await self.read(tx, id, version)
        for outlet in outlets:
            await self.contacts.store.outlet(outlet, tx)
        invited = {guest.tag for guest in await self.store.guests(id, tx)}
        new = [each for each in await self.contacts.addressees(tx, outlets=outlets) if each.tag not in invited]
        after = one.inviting(by.name, len(new), self.clock.now())
        guests = [
            Guest(
                id=new_id(),
                conference_id=id,
                tag=each.tag,
                journalist_id=each.journalist_id,
                invited_at=self.clock.now(),
            )
            for each in new
        ]
        if guests:
            await self.store.invite(tx, guests)
        for guest, each in zip(guests, new, strict=True):
            self._write(tx, each, invitation(after, self.link(guest), self.origin), id)
        return await self.keep(tx, after)

    @transactional
    async def answer(self, tx: Transaction, token: str, answer: Answer) -> None:
        """Note what an invited journalist answers. Raises `InvitationBroken`, `NotFound`."""
        guest = await self.store.guest(self._guest_id(token), tx)
        await self.store.save_guest(tx, guest.answered(answer, self.clock.now()))

    async def invited(self, token: str) -> tuple[Conference, Guest]:
        """Give what a link of an invitation opens. Raises `InvitationBroken`, `NotFound`."""
        guest = await self.store.guest(self._guest_id(token))
        return await self.store.public(guest.conference_id), guest

    async def guest_list(self, one: Conference) -> list[tuple[Guest, str, Accreditation | None]]:
        """Give who was invited, by name, with the accreditation that holds on the day; "" for who was erased."""
        found, day = list[tuple[Guest, str, Accreditation | None]](), self.day(one)
        guests = await self.store.guests(one.id)
        accredited = await self.contacts.store.accredited([guest.journalist_id for guest in guests], day)
        for guest in guests:
            try:
                name = self.contacts.named(await self.contacts.store.journalist(guest.journalist_id))
            except NotFound:
                name = ""
            found.append((guest, name, accredited.get(guest.journalist_id)))
        return sorted(found, key=lambda each: each[1])

    async def accredit(self, one: Conference, guest_id: str, by: Person) -> None:
        """Accredit somebody who was invited, for the day of it. Raises `NotFound`, `ConsentWithdrawn`."""
        guest = await self.store.guest(guest_id)
        journalist = await self.contacts.store.journalist(guest.journalist_id)
        if guest.conference_id != one.id or not journalist.outlets:
            raise NotFound("guest", guest_id)
        day = self.day(one)
        await self.contacts.accredit(journalist.id, journalist.outlets[0], day, day, by)

    def day(self, one: Conference) -> date:
        """Give the day of it in the city."""
        return warsaw(one.when.starts).date()

    def link(self, guest: Guest) -> str:
        """Give the address where somebody who was invited answers."""
        return f"{self.origin}/prasa/konferencje/zaproszenie/{self._links.dumps(guest.id)}"

    # -- what the other use cases share ------------------------------------------------------------------------------

    def _guest_id(self, token: str) -> str:
        try:
            return str(self._links.loads(token))
        except BadSignature:
            raise InvitationBroken from None

    def _write(self, tx: Transaction, to: Addressee, mail: tuple[str, str], about: str) -> None:
        subject, text = mail
        tx.send(Mail(self._cipher, to.email, subject, text, about=about))

    async def tell(self, tx: Transaction, after: Conference) -> int:
        """Keep it, tell the city, and write to all who were invited, or asked to come, where something has changed."""
        tx.publish(
            PressConferenceScheduledV1(
                version=after.version,
                conference_id=after.id,
                title=after.title,
                place=after.when.place,
                starts=after.when.starts,
                ends=after.when.ends,
                page=after.page,
                cancelled=after.state is not State.ANNOUNCED,
                scheduled_at=after.changed_at,
            )
        )
        guests = {guest.tag: guest for guest in await self.store.guests(after.id, tx)} if after.changes else {}
        ids = [guest.journalist_id for guest in guests.values()]
        for each in await self.contacts.addressees(tx, ids=ids) if ids else []:
            guest = guests.get(each.tag) or next(
                one for one in guests.values() if one.journalist_id == each.journalist_id
            )
            self._write(tx, each, notice(after, self.link(guest), self.origin), after.id)
        if after.changes:
            await self.admissions.follow(tx, after)
        if after.changes and after.changes[-1].action is Action.MOVE:
            for guest in guests.values():
                if guest.answer is not None:
                    await self.store.save_guest(tx, guest.asked_again())
        return await self.keep(tx, after)

    async def read(self, tx: Transaction, id: str, version: int) -> Conference:
        """Give one that somebody acts on as seen in `version`. Raises `NotFound`, `Stale`."""
        one = await self.store.get(id, tx)
        if one.version != version:
            raise Stale("conference", id)
        return one

    async def keep(self, tx: Transaction, after: Conference) -> int:
        """Write the next version; give it. Raises `Stale`."""
        await self.store.save(tx, after)
        return after.version


def as_typed(
    one: Conference, kind: Kind, title: str, when: When, content: Content, by: str, now: datetime
) -> Conference:
    """Give a draft as it stands in its form, still in its version: what follows is the same step of the document.

    Raises `NotNow`, `TimesUnfit`, `ProgrammeUnfit`.
    """
    if (kind, title, when, content) == (one.kind, one.title, one.when, one.content):
        return one
    return one.rewritten(kind, title, when, content, by, now).model_copy(update={"version": one.version})
