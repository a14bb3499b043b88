"""Use cases that reach the sender: the answer, a holding reply, a later day, a stop, a refusal; and how it ends."""

import asyncio
import hashlib
from datetime import date, datetime, time
from typing import Literal

from services.media.requests.domain import PressRequest
from services.media.requests.domain.clocks import Extension, Kind, Stop, StopReason, publishing
from services.media.requests.domain.parts import (
    GROUNDS,
    OF_INFORMATION,
    Paper,
    Publication,
    Refusal,
    RefusalGround,
    Sent,
)
from services.media.requests.domain.steps import Action, NotNow
from services.media.requests.service import PressRequests
from services.media.requests.service.telling import said, until
from services.media.requests.wording import (
    KINDS,
    another_day,
    answered,
    extended,
    extension_document,
    holding,
    refusal_document,
    refused_information,
    refused_rectification,
    restarted,
    stopped,
)
from shared.access import NotAllowed, Person
from shared.clock import WARSAW
from shared.documents import Document, as_docx, as_pdf
from shared.store import NotFound, Transaction, new_id, transactional

BY_EMAIL = "email"


class AnsweredAhead(Exception):
    """The day on which something happened has not come yet, or is before the receipt."""


class WayMissing(Exception):
    """The sender has left no e-mail address, and nobody has said how the text was passed on."""


class Answering:
    """What leaves the house, and what is heard back. All raise `NotFound`, `Stale`, `NotAllowed`, `NotNow`."""

    def __init__(self, requests: PressRequests) -> None:
        self.requests, self.database = requests, requests.database

    @transactional
    async def send(
        self,
        tx: Transaction,
        id: str,
        version: int,
        *,
        by: Person,
        way: str | None = None,
        named: date | None = None,
    ) -> int:
        """Send the approved text, by mail where there is an address, else it was passed on in a `way`.

        A rectification goes to its editor; `named`: the day of the next issue or broadcast. Raises `WayMissing`,
        `DayNotNamed`.
        """
        one, now = await self.requests.read(tx, id, version, Action.SEND, by), self.requests.clock.now()
        text = self.requests.sealed.newest(one)
        sent = self._sent(tx, one, f"{KINDS[one.kind]}: odpowiedź", answered(text, self._link(one)), text, way, by)
        if one.kind is Kind.RECTIFICATION_OUT:
            free = await self.requests.free_days.known(tx)
            after = one.demanded(sent, publishing(one.medium), named, now, free, by.name)
        else:
            after = one.answered(sent, by.name)
        return await self.requests.keep(tx, one, after)

    @transactional
    async def hold(self, tx: Transaction, id: str, version: int, text: str, by: Person, way: str | None = None) -> int:
        """Tell the sender, in a `way` as in `send`, that the answer will come. It ends no term. Raises `WayMissing`."""
        one = await self.requests.read(tx, id, version, Action.HOLD, by)
        sent = self._sent(tx, one, "Pracujemy nad odpowiedzią", holding(text, self._link(one)), text, way, by)
        return await self.requests.keep(tx, one, one.held(sent, by.name))

    @transactional
    async def tell_day(self, tx: Transaction, id: str, version: int, by: Person, way: str | None = None) -> int:
        """Tell the sender, who knows another day, until when the answer comes, in a `way` as in `send`.

        Raises `NotNow` where the sender knows the day, `WayMissing`.
        """
        one = await self.requests.read(tx, id, version, Action.HOLD, by)
        if not one.told_otherwise(self.requests.clock.now()):
            raise NotNow(one.state, "tell_day")
        text = another_day(said(one, one.told_due_at or one.due_at), until(one))
        sent = self._sent(tx, one, "Termin odpowiedzi", holding(text, self._link(one)), text, way, by)
        return await self.requests.keep(tx, one, one.held(sent, by.name).with_day_told())

    @transactional
    async def extend(
        self, tx: Transaction, id: str, version: int, to: date, reason: str, by: Person, way: str | None = None
    ) -> int:
        """Tell the sender of the later day and why, in a `way` as in `send`.

        The notice is a document of the case, kept as a refusal is. Raises `ExtendedAlready`, `TermStands`,
        `ExtensionTooLate`, `ExtensionTooFar`, `WayMissing`.
        """
        one, free = (
            await self.requests.read(tx, id, version, Action.EXTEND, by),
            await self.requests.free_days.known(tx),
        )
        now, said = self.requests.clock.now(), way or BY_EMAIL
        notice = Extension(id=new_id(), at=now, to=to, reason=reason, by_name=by.name, way=said)
        due = self.requests.with_unit_due(one.extended(notice, free, by.name), free)
        self._told(tx, due, "Późniejszy termin odpowiedzi", extended(until(due), reason, self._link(one)), way)
        asked, contact = self.requests.sealed.asked(one), self.requests.sealed.contact(one)
        # In the transaction, so that the same request sent again gets its answer; tried again, it is made again.
        paper, digests = await self._paper(one, notice.id, extension_document(due, notice, asked, contact))
        await self.requests.store.add_paper(tx, paper)
        after = due.model_copy(update={"extension": notice.model_copy(update=digests)})
        return await self.requests.keep(tx, one, after.with_day_told())

    @transactional
    async def stop(
        self,
        tx: Transaction,
        id: str,
        version: int,
        reason: StopReason,
        note: str,
        by: Person,
        way: str | None = None,
    ) -> int:
        """Stop the term; the sender is told in a `way` as in `send`. Raises `TermStands`, `TermOver`, `WayMissing`."""
        one = await self.requests.read(tx, id, version, Action.STOP, by)
        told = self._told(tx, one, "Termin wstrzymany", stopped(note, self._link(one)), way)
        stop = Stop(at=self.requests.clock.now(), reason=reason, note=note, by_name=by.name, way=told)
        return await self.requests.keep(tx, one, one.stopped_for(stop, by.name))

    @transactional
    async def restart(
        self, tx: Transaction, id: str, version: int, note: str, by: Person, way: str | None = None
    ) -> int:
        """Let the term run again; the sender is told until when, in a `way`. Raises `TermRuns`, `WayMissing`."""
        one, free = (
            await self.requests.read(tx, id, version, Action.RESTART, by),
            await self.requests.free_days.known(tx),
        )
        runs = one.restarted(note, free, by.name, self.requests.clock.now(), way or BY_EMAIL)
        after = self.requests.with_unit_due(runs, free)
        self._told(tx, after, "Termin znów biegnie", restarted(until(after), self._link(one)), way)
        return await self.requests.keep(tx, one, after.with_day_told())

    @transactional
    async def refuse(
        self,
        tx: Transaction,
        id: str,
        version: int,
        *,
        by: Person,
        ground: RefusalGround,
        number: str,
        taken_by: str,
        reasons: str,
    ) -> int:
        """Refuse: information by a decision that is delivered on paper, a rectification by a notice with reasons.

        Its document is made of the case and kept with its digests: what is given out later is what was signed. Raises
        `GroundUnfit`.
        """
        one, now = await self.requests.read(tx, id, version, Action.REFUSE, by), self.requests.clock.now()
        one.require_refusable(ground)
        sealed_in = self.requests.sealed
        refusal_id, sealed = sealed_in.seal(id, reasons)
        refusal = Refusal(
            id=refusal_id,
            at=now,
            by_name=by.name,
            ground=ground,
            number=number,
            taken_by=taken_by,
            sealed=sealed,
        )
        # In the transaction, as of a notice: the same request sent again gets its answer.
        document = refusal_document(one, refusal, reasons, sealed_in.asked(one), sealed_in.contact(one))
        paper, digests = await self._paper(one, refusal_id, document)
        after = one.refused(refusal.model_copy(update=digests), by.name)
        link = self._link(one)
        text = (
            refused_information(number, link)
            if ground in OF_INFORMATION
            else refused_rectification(GROUNDS[ground], reasons, link)
        )
        await self.requests.store.add_paper(tx, paper)
        self.requests.telling.write(tx, one, "Odmowa", text)
        return await self.requests.keep(tx, one, after)

    async def _paper(self, one: PressRequest, id: str, document: Document) -> tuple[Paper, dict[str, str]]:
        """Make the files of a document of the case and their digests."""
        pdf, docx = await asyncio.to_thread(lambda: (as_pdf(document), as_docx(document)))
        sealed = self.requests.sealed
        paper = Paper(
            id=id,
            request_id=one.id,
            pdf=sealed.seal_file(one.id, f"{id}/pdf", pdf),
            docx=sealed.seal_file(one.id, f"{id}/docx", docx),
        )
        digests = {"pdf_sha256": hashlib.sha256(pdf).hexdigest(), "docx_sha256": hashlib.sha256(docx).hexdigest()}
        return paper, digests

    async def paper_file(
        self, id: str, what: Literal["refusal", "extension"], format: Literal["pdf", "docx"], by: Person
    ) -> bytes:
        """Give the document of a refusal or of the notice of a later day, byte for byte as it was made.

        It names the sender, so the reading is written down first. Raises `NotFound`, also for one from before
        documents were made, and `NotAllowed`.
        """
        one = await self.requests.store.get(id)
        part = one.refusal if what == "refusal" else one.extension
        if part is None:
            raise NotFound(f"press {what}", id)
        if await self.requests.contact(one, by) is None:
            raise NotAllowed(by.role)
        paper = await self.requests.store.paper(part.id)
        sealed = paper.docx if format == "docx" else paper.pdf
        return self.requests.sealed.file(id, f"{paper.id}/{format}", sealed)

    @transactional
    async def deliver(self, tx: Transaction, id: str, version: int, on: date, by: Person) -> int:
        """Note when the decision was delivered: from then on the term of an appeal runs. Raises `AnsweredAhead`."""
        one = await self.requests.read(tx, id, version, Action.LINK, by)
        if on > self.requests.today or (one.refusal and on < one.refusal.at.astimezone(WARSAW).date()):
            raise AnsweredAhead
        return await self.requests.keep(tx, one, one.delivered(on))

    @transactional
    async def withdraw(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Note that nobody asks for it any more."""
        one = await self.requests.read(tx, id, version, Action.WITHDRAW, by)
        return await self.requests.keep(tx, one, one.withdrawn(reason, by.name, self.requests.clock.now()))

    @transactional
    async def settle(
        self, tx: Transaction, id: str, version: int, published: Publication | None, note: str, by: Person
    ) -> int:
        """Note what an editor has done with the city's rectification. Raises `AnsweredAhead`."""
        self._require_past(published)
        one = await self.requests.read(tx, id, version, Action.RECORD_OUTCOME, by)
        return await self.requests.keep(tx, one, one.settled(published, note, by.name, self.requests.clock.now()))

    @transactional
    async def link(self, tx: Transaction, id: str, version: int, article: Publication, by: Person) -> int:
        """Note the article that came of it. Raises `AnsweredAhead`."""
        self._require_past(article)
        one = await self.requests.read(tx, id, version, Action.LINK, by)
        return await self.requests.keep(tx, one, one.linked(article, by.name, self.requests.clock.now()))

    def appeal_from(self, one: PressRequest) -> datetime | None:
        """Give the event that the term of an appeal runs from, None where there is none yet."""
        if one.refusal is None or one.refusal.delivered_on is None or one.kind is not Kind.QUESTION:
            return None
        return datetime.combine(one.refusal.delivered_on, time(12), tzinfo=WARSAW)

    def _link(self, one: PressRequest) -> str:
        return self.requests.sealed.link(one)

    def _require_past(self, published: Publication | None) -> None:
        if published is not None and published.on > self.requests.today:
            raise AnsweredAhead

    def _sent(
        self, tx: Transaction, one: PressRequest, subject: str, mail: str, text: str, way: str | None, by: Person
    ) -> Sent:
        said = self._told(tx, one, subject, mail, way)
        text_id, sealed = self.requests.sealed.seal(one.id, text)
        return Sent(id=text_id, at=self.requests.clock.now(), by_name=by.name, way=said, sealed=sealed)

    def _told(self, tx: Transaction, one: PressRequest, subject: str, mail: str, way: str | None) -> str:
        """Write to the sender where no other `way` is said; give how they were told. Raises `WayMissing`."""
        # Said to be passed on otherwise, it is not mailed as well: nobody gets it twice.
        if way is None and not self.requests.telling.write(tx, one, subject, mail):
            raise WayMissing
        return way or BY_EMAIL
