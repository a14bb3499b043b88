"""Use cases of proposals: receive, keep the register, show the applicant's data to officers, withdraw.

It checks no form: what is wrong with a proposal, verification finds.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from services.intake.editions.domain.rules import window
from services.intake.editions.service import Editions
from services.intake.letters.domain.kinds import LetterKind
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.domain import AlreadyFiled, Paper, Proposal
from services.intake.proposals.domain.coauthor import Author
from services.intake.proposals.domain.draft import Applicant, Attachment, Draft, WebApplicant
from services.intake.proposals.domain.receipt import moment_of_receipt, require_open
from services.intake.proposals.domain.saved import SavedDraft
from services.intake.proposals.domain.words import title_key
from services.intake.proposals.entering import Entering
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.signs import Signs
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.contracts.intake import ProposalWithdrawnV1, WindowKind
from shared.store import Database, NotFound, Transaction, new_id, transactional

_SAME_TITLE = 50
"""Proposals of one title that are looked through for the same applicant."""


class Reading(BaseModel):
    """That a member of staff has read personal data: who, what, of which case, when."""

    model_config = ConfigDict(frozen=True)

    id: str
    who: str
    what: str
    case: str
    at: datetime


class Wanted(BaseModel):
    """Which proposals of an edition to list: those with all these words or this sign, of this pool, of this area."""

    model_config = ConfigDict(frozen=True)

    edition_id: str
    text: str = ""
    sign: str | None = None
    """The sign of the one case that is wanted."""
    pool_id: str | None = None
    area_id: str | None = None


class ProposalStore(Protocol):
    """What the use cases need to keep."""

    async def drop_draft(self, tx: Transaction, id: str) -> SavedDraft | None: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102
    async def save(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102
    async def same_title(self, tx: Transaction, edition_id: str, key: str, limit: int) -> list[Proposal]: ...  # noqa: D102
    async def page(self, wanted: Wanted, after: int, limit: int) -> list[Proposal]: ...  # noqa: D102
    async def count(self, wanted: Wanted) -> int: ...  # noqa: D102
    async def note_reading(self, tx: Transaction, reading: Reading) -> None: ...  # noqa: D102
    async def readings(self, case: str) -> list[Reading]: ...  # noqa: D102


@dataclass(frozen=True)
class Receipt:
    """What the applicant gets back."""

    proposal_id: str
    number: int
    case: str
    submitted_at: datetime


class Proposals:
    """The register of proposals of all editions."""

    def __init__(
        self,
        database: Database,
        store: ProposalStore,
        editions: Editions,
        applicants: Applicants,
        signed: SignedTexts,
        signs: Signs,
        entering: Entering,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.signed, self.clock = database, store, signed, clock
        self._editions, self._applicants, self._signs, self._entering = editions, applicants, signs, entering

    def wanted(self, edition_id: str, text: str, pool_id: str | None, area_id: str | None) -> Wanted:
        """Say which proposals somebody looks for; a `text` that is the sign of a case means that case."""
        sign = self._signs.read(text)
        words = "" if sign else text
        return Wanted(edition_id=edition_id, text=words, sign=sign, pool_id=pool_id, area_id=area_id)

    async def submit(
        self,
        draft: Draft,
        applicant: WebApplicant,
        attachments: tuple[Attachment, ...] = (),
        saved_draft: str | None = None,
    ) -> Receipt:
        """Enter a proposal into the register under the next number, and write to the applicant.

        What was saved of it as the draft `saved_draft` is deleted; whoever has supported that supports the proposal.
        The moment of the call is the date of receipt.
        Raises `NotFound` (no such edition), `SubmissionNotOpen`, `Misplaced`.
        """
        # Before anything waits for its turn: the date of receipt decides.
        return _receipt(await self._submit(draft, applicant, attachments, self.clock.now(), saved_draft))

    async def submit_on_paper(
        self,
        draft: Draft,
        applicant: Applicant,
        received_on: date,
        by: Person,
        attachments: tuple[Attachment, ...] = (),
        *,
        another: bool = False,
    ) -> Receipt:
        """Enter a proposal that came on paper as `submit` does; the day of receipt in Warsaw's calendar decides.

        `another`: the officer has seen the proposal that `AlreadyFiled` named, and this is not the same paper.
        Raises `NotFound` (no such edition), `ReceivedLater`, `SubmissionNotOpen`, `Misplaced`, `AlreadyFiled`.
        """
        return _receipt(await self._submit_on_paper(draft, applicant, received_on, by, attachments, another))

    @transactional
    async def _submit(
        self,
        tx: Transaction,
        draft: Draft,
        applicant: WebApplicant,
        attachments: tuple[Attachment, ...],
        received: datetime,
        saved_draft: str | None,
    ) -> dict[str, Any]:
        number = await self._entering.next_number(tx, draft.edition_id)
        saved = await self.store.drop_draft(tx, saved_draft) if saved_draft else None
        require_open((await self._editions.edition(draft.edition_id, tx)).rules, received)
        entered = await self._entering.enter(
            tx,
            number,
            draft,
            applicant,
            attachments,
            received,
            saved_draft=saved_draft,
            converted_from=saved.converted_from if saved else None,
        )
        return await self._confirm(tx, entered)

    @transactional
    async def _submit_on_paper(
        self,
        tx: Transaction,
        draft: Draft,
        applicant: Applicant,
        received_on: date,
        by: Person,
        attachments: tuple[Attachment, ...],
        another: bool,
    ) -> dict[str, Any]:
        # First of all: whoever keys in the same paper meanwhile waits here, and is then warned.
        number, now = await self._entering.next_number(tx, draft.edition_id), self.clock.now()
        if not another:
            await self._require_first(tx, draft, applicant)
        rules = (await self._editions.edition(draft.edition_id, tx)).rules
        submission = window(rules, WindowKind.SUBMISSION)
        assert submission is not None  # `check` refuses rules without it
        received = moment_of_receipt(received_on, now, submission.opens, submission.closes)
        require_open(rules, received)
        paper = Paper(keyed_by=by.id, keyed_by_name=by.name, keyed_at=now, by_post=applicant.email is None)
        return await self._confirm(
            tx, await self._entering.enter(tx, number, draft, applicant, attachments, received, paper)
        )

    async def _require_first(self, tx: Transaction, draft: Draft, applicant: Applicant) -> None:
        for other in await self.store.same_title(tx, draft.edition_id, title_key(draft.title), _SAME_TITLE):
            if applicant.same_person(self._applicants.of(other)):
                raise AlreadyFiled(other)

    async def proposal(self, id: str) -> Proposal:
        """Give a proposal. Raises `NotFound`."""
        return await self.store.get(id)

    async def of_applicant(self, token: str) -> Proposal:
        """Give the proposal that an applicant's link opens. Raises `LinkBroken`, `NotFound`."""
        return await self.store.get(self.signed.proposal_id(token))

    async def withdraw(self, token: str) -> None:
        """Withdraw the proposal that an applicant's link opens. Raises `LinkBroken`, `NotFound`, `NotWithdrawable`."""
        await self._withdraw(self.signed.proposal_id(token))

    @transactional
    async def _withdraw(self, tx: Transaction, proposal_id: str) -> None:
        proposal = await self.store.get(proposal_id, tx)
        rules = (await self._editions.edition(proposal.edition_id, tx)).rules
        now = self.clock.now()
        withdrawn = proposal.withdrawn(rules, now)
        await self.store.save(tx, withdrawn)
        call = withdrawn.call
        if call is not None and call.letter is not None and call.answered_at is None:
            await self._applicants.letters.need_no_receipt(tx, call.letter)
        tx.publish(
            ProposalWithdrawnV1(
                version=withdrawn.version, proposal_id=proposal_id, edition_id=proposal.edition_id, withdrawn_at=now
            )
        )

    async def coauthors(self, proposal_id: str, by: Person) -> list[Author]:
        """Show an officer who has said yes to being a co-author; the reading is written down. Raises `NotFound`."""
        proposal = await self.store.get(proposal_id)
        found = self._applicants.coauthors(proposal, confirmed=True)
        if found:
            await self._note(proposal.case, "coauthors", by)
        return found

    async def applicant(self, proposal_id: str, by: Person) -> Applicant:
        """Show an officer who has filed a proposal; the reading is written down first. Raises `NotFound`."""
        proposal = await self.store.get(proposal_id)
        await self._note(proposal.case, "applicant", by)
        return self._applicants.of(proposal)

    async def attachment(self, proposal_id: str, file_id: str, by: Person) -> Attachment:
        """Hand an officer a file that came with a proposal; the reading is written down first. Raises `NotFound`."""
        proposal = await self.store.get(proposal_id)
        for file in proposal.attachments:
            if file.id == file_id:
                await self._note(proposal.case, "attachment", by)
                return file
        raise NotFound("attachment", file_id)

    async def note_letter(self, case: str, by: Person) -> None:
        """Write down that an officer opens a letter with its addressee."""
        await self._note(case, "letter", by)

    async def note_question(self, case: str, by: Person) -> None:
        """Write down that an officer reads what somebody asks."""
        await self._note(case, "question", by)

    async def note_supporters(self, case: str, by: Person) -> None:
        """Write down that an officer reads who supports a proposal."""
        await self._note(case, "supporters", by)

    @transactional
    async def _note(self, tx: Transaction, case: str, what: str, by: Person) -> None:
        reading = Reading(id=new_id(), who=by.id, what=what, case=case, at=self.clock.now())
        await self.store.note_reading(tx, reading)

    async def _confirm(self, tx: Transaction, proposal: Proposal) -> dict[str, Any]:
        await self._applicants.letter(
            tx,
            proposal,
            LetterKind.RECEIVED,
            received_at=warsaw(proposal.submitted_at).strftime("%d.%m.%Y, %H:%M"),
            public_page=self._applicants.public_page(proposal),
        )
        received = proposal.submitted_at.isoformat()
        return {"proposal_id": proposal.id, "number": proposal.number, "case": proposal.case, "submitted_at": received}


def _receipt(answer: dict[str, Any]) -> Receipt:
    received = datetime.fromisoformat(answer["submitted_at"])
    return Receipt(answer["proposal_id"], answer["number"], answer["case"], received)
