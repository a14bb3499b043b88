"""Use cases of a meeting's programme: points, documents, sign-off, issuing; and what each participant has of it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from services.events.meetings.domain import Action, Meeting, State
from services.events.meetings.domain.documents import Audience, Document, seen_at_desk, seen_by
from services.events.meetings.domain.people import Participant, Reading
from services.events.meetings.domain.programme import Carried, Draft, Issued, Point, Programme, digest
from services.events.meetings.service import Meetings
from services.events.meetings.service.rights import READERS, WRITERS
from services.events.meetings.wording import doer, issued
from services.events.readings.domain import What
from shared.access import NotAllowed, Person
from shared.clock import warsaw
from shared.files import StoredFile
from shared.store import NotFound, Transaction, new_id, transactional


class AudienceEmpty(Exception):
    """A document for chosen participants names none, or somebody who takes no part."""


class Files(Protocol):
    """Where the documents are kept."""

    async def read(self, id: str) -> tuple[StoredFile, bytes]: ...  # noqa: D102
    async def drop(self, tx: Transaction, ids: Sequence[str]) -> None: ...  # noqa: D102


class Own(NamedTuple):
    """What a participant has of a meeting. `programme`: without the documents that are not for them."""

    meeting: Meeting
    participant: Participant
    programme: Programme | None
    documents: list[Document]


class Programmes:
    """The programmes of meetings. Steps raise as those of `Meetings` do."""

    def __init__(self, meetings: Meetings, files: Files) -> None:
        self.meetings, self.files, self.database = meetings, files, meetings.database

    # -- steps -----------------------------------------------------------------------------------------------------

    @transactional
    async def plan(self, tx: Transaction, id: str, version: int, points: Sequence[Point], by: Person) -> int:
        """Write the points."""
        m = self.meetings
        one = await m.read(tx, id, version, Action.PLAN, by)
        sealed = m.sealed.seal(id, "points", Draft(points=tuple(points)))
        return await m.keep(tx, one, one.planned(sealed, m.hand(by)))

    async def attach(
        self,
        id: str,
        version: int,
        title: str,
        audience: Audience,
        chosen: Sequence[str],
        file: StoredFile,
        by: Person,
    ) -> int:
        """Attach a document for all, for chosen ones or for the chair alone. Raises `AudienceEmpty`, `MeetingFull`.

        Participants see it once a programme with it is issued. The file of a document that is not taken is dropped.
        """
        try:
            return await self._attach(id, version, title, audience, chosen, file, by)
        except Exception:
            await self._drop_loose(id, file.id)
            raise

    @transactional
    async def _drop_loose(self, tx: Transaction, id: str, file_id: str) -> None:
        # The answer to a commit may be lost: what the meeting has after all, it keeps.
        if all(each.file_id != file_id for each in (await self.meetings.store.get(id, tx)).documents):
            await self.files.drop(tx, [file_id])

    @transactional
    async def _attach(
        self,
        tx: Transaction,
        id: str,
        version: int,
        title: str,
        audience: Audience,
        chosen: Sequence[str],
        file: StoredFile,
        by: Person,
    ) -> int:
        m = self.meetings
        one = await m.read(tx, id, version, Action.ATTACH, by)
        some = audience is Audience.CHOSEN
        if some and (not chosen or any(one.participant(each) is None for each in chosen)):
            raise AudienceEmpty
        document = Document(
            id=new_id(),
            title=title,
            audience=audience,
            chosen=tuple(chosen) if some else (),
            file_id=file.id,
            filename=file.filename,
            media_type=file.media_type,
            size=file.size,
            by_id=by.id,
            by_name=by.name,
            at=m.clock.now(),
        )
        return await m.keep(tx, one, one.attached(document, m.hand(by)))

    @transactional
    async def detach(self, tx: Transaction, id: str, version: int, document: str, by: Person) -> int:
        """Withdraw a document: from now on no door gives it. Raises `NotFound`."""
        one = await self.meetings.read(tx, id, version, Action.DETACH, by)
        if one.document(document) is None:
            raise NotFound("document", document)
        return await self.meetings.keep(tx, one, one.detached(document, self.meetings.hand(by)))

    @transactional
    async def sign(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Sign the programme off. Raises `OwnProgramme`, `ProgrammeEmpty`."""
        one = await self.meetings.read(tx, id, version, Action.SIGN, by)
        points = len(self.meetings.draft(one).points)
        return await self.meetings.keep(tx, one, one.signed(points, self.meetings.hand(by)))

    @transactional
    async def issue(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Issue the programme as its next version, and tell the participants. Raises `NotSignedOff`."""
        m = self.meetings
        one = await m.read(tx, id, version, Action.ISSUE, by)
        after, now = one.issued_anew(m.hand(by)), m.clock.now()
        assert one.sign_off is not None
        when, number, labels = one.when, after.issued, m.labels(one)
        programme = Programme(
            title=when.title,
            starts=when.starts,
            ends=when.ends,
            place=when.place,
            participants=tuple(labels[each.id].label for each in one.participants),
            carried=tuple(await self.carried(one, tx)),
            points=m.draft(one).points,
            documents=tuple(each for each in one.documents if each.withdrawn_at is None),
        )
        await m.store.add_issued(
            tx,
            Issued(
                id=f"{id}-{number}",
                meeting_id=id,
                number=number,
                issued_at=now,
                issued_by=by.name,
                signed_by=one.sign_off.by_name,
                sha256=digest(programme.model_dump_json()),
                sealed=m.sealed.seal(id, f"programme/{number}", programme),
            ),
        )
        await m.telling.tell(
            tx,
            after,
            lambda link: issued(when.title, when.starts, when.place, number, link),
            "Przeczytaj program spotkania",
        )
        return await m.keep(tx, one, after)

    # -- what there is -----------------------------------------------------------------------------------------------

    async def carried(self, one: Meeting, tx: Transaction | None = None) -> list[Carried]:
        """Give the tasks that earlier meetings of its line have agreed and nobody has done, the oldest first.

        Those of minutes that are not approved yet are among them: no task is lost between two meetings.
        """
        m = self.meetings
        found = [
            Carried(what=task.what, who=doer(task.role, task.unit), due=task.due, agreed_on=warsaw(task.met_at).date())
            for task in await m.store.open_tasks(one.line_id, one.when.starts, tx)
            if task.meeting_id != one.id
        ]
        for earlier in await m.store.earlier(one.line_id, one.when.starts, 50, tx):
            if earlier.id == one.id or earlier.state not in (State.HELD, State.REMARKS):
                continue
            minutes = m.minutes(earlier)
            found += [
                Carried(
                    what=task.what,
                    who=doer(task.role, task.unit),
                    due=task.due,
                    agreed_on=warsaw(earlier.when.starts).date(),
                    settled=False,
                )
                for task in (minutes.tasks if minutes else ())
                if not task.agreed
            ]
        return sorted(found, key=lambda task: (task.agreed_on, task.due))

    async def at_desk(self, one: Meeting, person: Person) -> list[Document]:
        """Give the documents that somebody at the desk may open."""
        programme = await self.meetings.programme(one)
        ids = programme.document_ids if programme else frozenset()
        return seen_at_desk(person, person.role in WRITERS, one.documents, one.participants, ids)

    async def open_at_desk(self, id: str, document: str, person: Person) -> tuple[StoredFile, bytes]:
        """Give a document to somebody at the desk; one that is not for all is an audit event. Raises `NotAllowed`."""
        one = await self.meetings.store.get(id)
        found = one.document(document)
        if found is None or person.role not in READERS:
            raise NotFound("document", document)
        if found.id not in {each.id for each in await self.at_desk(one, person)}:
            raise NotAllowed(person.role)
        await self._audited(found, person)
        return await self.files.read(found.file_id)

    async def own(self, one: Meeting, participant: Participant) -> Own:
        """Give what a participant has of a meeting; nothing of it once it is called off."""
        programme = await self.meetings.programme(one)
        if programme is None or one.state is State.CANCELLED:
            return Own(one, participant, None, [])
        documents = seen_by(participant, one.documents, programme.document_ids)
        return Own(one, participant, programme.model_copy(update={"documents": tuple(documents)}), documents)

    async def open_own(
        self, own: Own, document: str, person: Person | None = None
    ) -> tuple[Document, StoredFile, bytes]:
        """Give a participant a document that is for them, and note that they have it. Raises `NotFound`."""
        found = next((each for each in own.documents if each.id == document), None)
        if found is None:
            raise NotFound("document", document)
        if person is not None:
            await self._audited(found, person)
        await self.note(own.meeting, own.participant, "document", document, person)
        return found, *await self.files.read(found.file_id)

    async def open_set(self, own: Own, person: Person | None = None) -> list[tuple[Document, bytes]]:
        """Give a participant all documents that are for them, and note that they have them."""
        if own.programme is None:
            raise NotFound("programme", own.meeting.id)
        if person is not None:
            for each in own.documents:
                await self._audited(each, person)
        await self.note(own.meeting, own.participant, "set", str(own.meeting.issued), person)
        return [(each, (await self.files.read(each.file_id))[1]) for each in own.documents]

    async def versions(self, one: Meeting) -> list[tuple[Issued, Programme]]:
        """Give every issued version, the first first."""
        found = []
        for number in range(1, one.issued + 1):
            programme = await self.meetings.programme(one, number)
            assert programme is not None
            found.append((await self.meetings.store.issued(one.id, number), programme))
        return found

    @transactional
    async def note(
        self, tx: Transaction, one: Meeting, participant: Participant, what: str, of: str, person: Person | None = None
    ) -> None:
        """Note that a participant has opened something; what staff was to read is done by that."""
        m = self.meetings
        reading = Reading(
            id=new_id(),
            meeting_id=one.id,
            participant=participant.id,
            what=what,
            of=of,
            at=m.clock.now(),
            by_name=person.name if person else "",
        )
        await m.store.add_reading(tx, reading)
        if person is not None:
            await m.telling.close_notices(tx, one.id, participant.id)

    async def _audited(self, document: Document, person: Person) -> None:
        if document.audience is not Audience.ALL:
            await self.meetings.audit.note(What.MEETING_DOCUMENT, document.id, person)
