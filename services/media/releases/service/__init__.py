"""Use cases of press releases: their way to the public, and the mails to journalists that go with it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from services.media.contacts.service import Contacts
from services.media.releases.domain.release import Delivered, Kind, Part, Release, Signed, require_embargo
from services.media.releases.domain.steps import Action, State
from services.media.releases.domain.text import Text, slug_of
from services.media.releases.service.rights import HANDS
from services.media.releases.service.telling import Telling
from services.media.releases.wording import corrected_mail, recalled_mail, withdrawn_mail
from services.media.search.service import Search
from shared.access import NotAllowed, Person
from shared.clock import Clock, warsaw
from shared.contracts.media import PressReleaseCorrectedV1, PressReleasePublishedV1, PressReleaseWithdrawnV1
from shared.files import Files, Pictures, StoredFile
from shared.store import Database, Stale, Transaction, new_id, transactional
from shared.ticks import in_turn

_AT_ONCE = 100


class Photographs(Pictures):
    """The photographs of press releases: as large as the press prints them, and for a page."""

    WIDTHS = (3508, 640)


class ReleaseStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Release: ...  # noqa: D102
    async def add(self, tx: Transaction, release: Release) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, release: Release) -> None: ...  # noqa: D102
    async def desk(self, states: Sequence[State], skip: int, limit: int) -> list[Release]: ...  # noqa: D102
    async def count(self, states: Sequence[State]) -> int: ...  # noqa: D102
    async def due(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def by_slug(self, slug: str) -> Release: ...  # noqa: D102
    async def taken(self, slug: str, tx: Transaction) -> bool: ...  # noqa: D102
    async def on_site(self, text: str, skip: int, limit: int) -> list[Release]: ...  # noqa: D102
    async def delivered(self, ids: Sequence[str], tx: Transaction) -> set[str]: ...  # noqa: D102
    async def note(self, tx: Transaction, delivered: Sequence[Delivered]) -> None: ...  # noqa: D102
    async def receivers(self, release_id: str, what: str, tx: Transaction) -> list[str]: ...  # noqa: D102


class Releases:
    """The press releases of the city."""

    def __init__(
        self,
        database: Database,
        store: ReleaseStore,
        contacts: Contacts,
        photographs: Photographs,
        files: Files,
        telling: Telling,
        search: Search,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.contacts, self.clock = database, store, contacts, clock
        self.photographs, self.files, self._telling, self._search = photographs, files, telling, search

    @property
    def origin(self) -> str:
        """The address of the site."""
        return self._telling.origin

    # -- to approval -------------------------------------------------------------------------------------------------

    @transactional
    async def write(self, tx: Transaction, text: Text, embargo: datetime | None, by: Person) -> str:
        """Begin a release and give its id. Raises `EmbargoUnfit`."""
        now = self.clock.now()
        require_embargo(embargo, now)
        one = Release(id=new_id(), text=text, embargo=embargo, writers=(by.id,), created_at=now, changed_at=now)
        await self.store.add(tx, one)
        return one.id

    @transactional
    async def rewrite(
        self, tx: Transaction, id: str, version: int, text: Text, embargo: datetime | None, by: Person
    ) -> int:
        """Change a draft that the caller read in `version`; give the new version.

        Raises `Stale`, `NotNow`, `EmbargoUnfit`.
        """
        one = await self._read(tx, id, version, Action.REWRITE, by)
        return await self._keep(tx, one, one.rewritten(text, embargo, self._signed(by)))

    @transactional
    async def finish(
        self, tx: Transaction, id: str, version: int, text: Text, embargo: datetime | None, by: Person
    ) -> int:
        """Save a draft as it stands in its form and hand it to the second pair of eyes; give the new version.

        Raises `Stale`, `NotNow`, `EmbargoUnfit`.
        """
        one, signed = await self._read(tx, id, version, Action.SUBMIT, by), self._signed(by)
        saved = one
        # Who hands over what others have written, and changes nothing, may still approve it.
        if (text, embargo) != (one.text, one.embargo):
            # One step of the document: the two that it means are in its history.
            saved = one.rewritten(text, embargo, signed).model_copy(update={"version": one.version})
        return await self._keep(tx, one, saved.submitted(signed))

    @transactional
    async def add_photograph(
        self,
        tx: Transaction,
        id: str,
        version: int,
        picture: str,
        filename: str,
        told: str,
        author: str,
        licence: str,
        by: Person,
    ) -> int:
        """Add a photograph whose picture is kept already. Raises `Stale`, `NotNow`, `TooMuch`, `NotFound`."""
        one = await self._read(tx, id, version, Action.ATTACH, by)
        kept = await self.photographs.kept(picture)
        await self.photographs.hold(tx, picture)
        part = Part(
            id=picture,
            kind=Kind.PHOTOGRAPH,
            told=told,
            filename=filename,
            author=author,
            licence=licence,
            width=kept.width,
            height=kept.height,
        )
        return await self._keep(tx, one, one.with_part(part, self._signed(by)))

    @transactional
    async def add_file(self, tx: Transaction, id: str, version: int, file: StoredFile, told: str, by: Person) -> int:
        """Add a file that is kept already. Raises `Stale`, `NotNow`, `TooMuch`."""
        one = await self._read(tx, id, version, Action.ATTACH, by)
        part = Part(id=file.id, kind=Kind.FILE, told=told, filename=file.filename, size=file.size)
        return await self._keep(tx, one, one.with_part(part, self._signed(by)))

    @transactional
    async def remove_part(self, tx: Transaction, id: str, version: int, part_id: str, by: Person) -> int:
        """Take a photograph or a file away again. Raises `Stale`, `NotNow`."""
        one = await self._read(tx, id, version, Action.ATTACH, by)
        part = one.part(part_id)
        if part is not None and part.kind is Kind.PHOTOGRAPH:
            await self.photographs.let_go(tx, part_id)
        return await self._keep(tx, one, one.without_part(part_id, self._signed(by)))

    @transactional
    async def submit(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Hand a draft to the second pair of eyes. Raises `Stale`, `NotNow`."""
        one = await self._read(tx, id, version, Action.SUBMIT, by)
        return await self._keep(tx, one, one.submitted(self._signed(by)))

    @transactional
    async def give_back(self, tx: Transaction, id: str, version: int, remark: str, by: Person) -> int:
        """Give it back to be mended. Raises `Stale`, `NotNow`."""
        one = await self._read(tx, id, version, Action.GIVE_BACK, by)
        return await self._keep(tx, one, one.given_back(remark, self._signed(by)))

    @transactional
    async def approve(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Approve what another has written; without an embargo, or after its end, it is out at once.

        Raises `Stale`, `NotNow`, `SameEyes`.
        """
        one = await self._read(tx, id, version, Action.APPROVE, by)
        after = one.approve(self._signed(by))
        if after.due(self.clock.now()):
            # One step of the document: the two that it means are in its history.
            after = await self._published(tx, after.model_copy(update={"version": one.version}))
        return await self._keep(tx, one, after)

    @transactional
    async def recall(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Make a draft of it again; who had it under embargo is told not to publish. Raises `Stale`, `NotNow`."""
        one = await self._read(tx, id, version, Action.RECALL, by)
        after = one.recalled(self._signed(by))
        if one.told_of:
            subject, text = recalled_mail(one)
            after = await self._tell_again(tx, after, one.mailed_as, f"recall-{one.edition}", subject, text, by)
        return await self._keep(tx, one, after)

    @transactional
    async def discard(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Let a draft go. Raises `Stale`, `NotNow`."""
        one = await self._read(tx, id, version, Action.DISCARD, by)
        return await self._keep(tx, one, one.discarded(self._signed(by)))

    # -- out, and after ----------------------------------------------------------------------------------------------

    async def publish_due(self) -> None:
        """Publish what is approved and whose embargo has ended."""
        await in_turn([partial(self._publish, id) for id in await self.store.due(self.clock.now(), _AT_ONCE)])

    @transactional
    async def _publish(self, tx: Transaction, id: str) -> None:
        one = await self.store.get(id, tx)
        if one.due(self.clock.now()):  # else somebody has recalled it meanwhile
            await self._keep(tx, one, await self._published(tx, one))

    @transactional
    async def propose(self, tx: Transaction, id: str, version: int, text: Text, what: str, by: Person) -> int:
        """Propose to put right what is out. Raises `Stale`, `NotNow`, `CorrectionWaits`, `NothingCorrected`."""
        one = await self._read(tx, id, version, Action.CORRECT, by)
        return await self._keep(tx, one, one.correcting(text, what, self._signed(by)))

    @transactional
    async def confirm(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Confirm a correction: it is out, and who was sent the release is sent it, too.

        Raises `Stale`, `NotNow`, `NothingToConfirm`, `SameEyes`.
        """
        one = await self._read(tx, id, version, Action.CONFIRM, by)
        after = one.corrected(self._signed(by))
        told = corrected_mail(after, self.origin)
        after = await self._tell_again(tx, after, one.mailed_as, f"correction-{len(after.corrections)}", *told, by)
        tx.publish(
            PressReleaseCorrectedV1(
                version=after.version,
                release_id=after.id,
                slug=after.slug or "",
                title=after.text.title,
                lead=after.text.lead,
                what=after.corrections[-1].what,
                corrected_at=after.corrections[-1].at,
                page=after.page,
            )
        )
        await self._search.show(tx, after.found)
        return await self._keep(tx, one, after)

    @transactional
    async def drop(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Let a proposed correction go. Raises `Stale`, `NotNow`, `NothingToConfirm`."""
        one = await self._read(tx, id, version, Action.DROP, by)
        return await self._keep(tx, one, one.without_proposal(self._signed(by)))

    @transactional
    async def withdraw(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Withdraw what is out, for a reason that readers see, and tell who was sent it. Raises `Stale`, `NotNow`."""
        one = await self._read(tx, id, version, Action.WITHDRAW, by)
        signed = self._signed(by)
        after = one.withdrawn(reason, signed)
        told = withdrawn_mail(after, self.origin)
        after = await self._tell_again(tx, after, one.mailed_as, "withdrawal", *told, by)
        tx.publish(PressReleaseWithdrawnV1(version=after.version, release_id=after.id, withdrawn_at=signed.at))
        await self._search.hide(tx, id)
        return await self._keep(tx, one, after)

    @transactional
    async def send(
        self, tx: Transaction, id: str, version: int, outlets: Sequence[str], embargo_said: bool, by: Person
    ) -> int:
        """Send a release to the journalists of these titles who let us write to them; who has had it gets no other.

        `embargo_said`: the officer has said that it goes out under embargo. Raises `Stale`, `NotNow`,
        `EmbargoNotSaid`, `NotFound` for a title.
        """
        one = await self._read(tx, id, version, Action.SEND, by)
        one.require_sending(embargo_said=embargo_said)
        names = tuple([(await self.contacts.store.outlet(outlet, tx)).name for outlet in outlets])
        addressees = await self.contacts.addressees(tx, outlets=outlets)
        after = await self._telling.send(tx, self.store, one.sending(self._signed(by)), addressees, names, by)
        return await self._keep(tx, one, after)

    # -- what they share ---------------------------------------------------------------------------------------------

    async def _published(self, tx: Transaction, one: Release) -> Release:
        """Give it as it is out, with its number and address, tell the city, and let it be found."""
        now = self.clock.now()
        year = warsaw(now).year
        number = f"K-{year}-{await self.database.next_number(tx, f'press releases|{year}'):03d}"
        slug = slug_of(one.text.title)
        if await self.store.taken(slug, tx):
            slug = f"{slug}-{number.lower()}"
        after = one.published(number, slug, now)
        tx.publish(
            PressReleasePublishedV1(
                version=after.version,
                release_id=after.id,
                number=number,
                slug=slug,
                title=after.text.title,
                lead=after.text.lead,
                published_at=now,
                page=after.page,
            )
        )
        await self._search.show(tx, after.found)
        return after

    async def _tell_again(
        self, tx: Transaction, after: Release, had: str, what: str, subject: str, text: str, by: Person
    ) -> Release:
        """Write to those who had the release, where anybody had."""
        ids = await self.store.receivers(after.id, had, tx)
        addressees = await self.contacts.addressees(tx, ids=ids) if ids else []
        return await self._telling.write(tx, self.store, after, what, subject, text, addressees, (), by)

    def _signed(self, by: Person) -> Signed:
        return Signed(person_id=by.id, person_name=by.name, at=self.clock.now())

    async def _read(self, tx: Transaction, id: str, version: int, action: Action, by: Person) -> Release:
        # Who may not act on it does not learn that it is there.
        if by.role not in HANDS[action]:
            raise NotAllowed(by.role)
        one = await self.store.get(id, tx)
        if one.version != version:
            raise Stale("press release", id)
        return one

    async def _keep(self, tx: Transaction, before: Release, after: Release) -> int:
        await self.store.save(tx, self._telling.tasks(tx, before, after))
        return after.version
