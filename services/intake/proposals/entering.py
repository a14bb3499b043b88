"""How a proposal comes into the register: the next number, the next sign, and the word to the others.

It is a part of a use case's transaction and has none of its own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.intake.editions.service import Editions
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.content import content
from services.intake.proposals.domain import Paper, Proposal
from services.intake.proposals.domain.coauthor import Author, CoAuthor
from services.intake.proposals.domain.draft import Applicant, Attachment, Draft
from services.intake.proposals.domain.receipt import Misplaced, case_name, place_faults
from services.intake.proposals.domain.support import OnlineCount
from services.intake.proposals.domain.words import title_key, words_of
from services.intake.proposals.signs import Signs
from shared.clock import Clock
from shared.contracts.intake import CaseRegisteredV1, CostItem, ProposalSubmittedV1, SplitFrom
from shared.store import Database, Transaction, new_id


class EnteredStore(Protocol):
    """What is needed to keep a new proposal."""

    async def add(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102


class FiledSupport(Protocol):
    """What is needed to know of those who have supported a draft."""

    async def follow_filing(self, tx: Transaction, draft_id: str, proposal_id: str, draft: Draft) -> int: ...  # noqa: D102


class Entering:
    """The way into the register."""

    def __init__(
        self,
        database: Database,
        store: EnteredStore,
        editions: Editions,
        applicants: Applicants,
        signs: Signs,
        supported: FiledSupport,
        clock: Clock,
    ) -> None:
        self._database, self._store, self._supported, self._clock = database, store, supported, clock
        self._editions, self._applicants, self._signs = editions, applicants, signs

    async def next_number(self, tx: Transaction, edition_id: str) -> int:
        """Give the next number of an edition; whoever enters another proposal meanwhile waits."""
        return await self._database.next_number(tx, f"proposals|{edition_id}")

    async def enter(
        self,
        tx: Transaction,
        number: int,
        draft: Draft,
        applicant: Applicant,
        attachments: tuple[Attachment, ...],
        received: datetime,
        paper: Paper | None = None,
        saved_draft: str | None = None,
        converted_from: str | None = None,
    ) -> Proposal:
        """Enter what somebody has filed. Whether it is in time is for the caller to say. Raises `Misplaced`.

        Whoever has supported the draft `saved_draft` supports the proposal. `converted_from`: the initiative that the
        draft was made from.
        """
        return await self._enter(
            tx, number, draft, applicant, (), attachments, received, paper, None, saved_draft, converted_from
        )

    async def split(
        self,
        tx: Transaction,
        number: int,
        draft: Draft,
        original: Proposal,
        attachments: tuple[Attachment, ...],
        at: datetime,
    ) -> Proposal:
        """Enter what was split from a proposal: it has that one's authors and date of receipt, and no signatures yet.

        Raises `Misplaced`.
        """
        origin = SplitFrom(proposal_id=original.id, number=original.number, case=original.case, at=at)
        coauthors = [author for id, author in self._applicants.authors(original) if id is not None]
        applicant, received, paper = self._applicants.of(original), original.submitted_at, original.paper
        return await self._enter(tx, number, draft, applicant, coauthors, attachments, received, paper, origin)

    async def _enter(
        self,
        tx: Transaction,
        number: int,
        draft: Draft,
        applicant: Applicant,
        coauthors: Sequence[Author],
        attachments: tuple[Attachment, ...],
        received: datetime,
        paper: Paper | None,
        origin: SplitFrom | None,
        saved_draft: str | None = None,
        converted_from: str | None = None,
    ) -> Proposal:
        rules = (await self._editions.edition(draft.edition_id, tx)).rules
        faults = place_faults(rules, draft.pool_id, draft.area_id, draft.category)
        if faults:
            raise Misplaced(faults)
        now = self._clock.now()
        sign = await self._signs.next(tx, now)
        id, case, written = new_id(), case_name(rules, number), self._signs.write(sign)
        online = await self._supported.follow_filing(tx, saved_draft, id, draft) if saved_draft else 0
        proposal = Proposal(
            **draft.model_dump(exclude={"cost_items"}),
            id=id,
            number=number,
            case=case,
            sign=written,
            cost_items=tuple(CostItem(name=item.name, amount=item.amount) for item in draft.cost_items),
            cost=draft.cost,
            attachments=attachments,
            applicant=self._applicants.seal(id, applicant),
            words=words_of(case, str(number), draft.title, draft.location, draft.summary),
            title_key=title_key(draft.title),
            submitted_at=received,
            paper=paper,
            split_from=origin,
            converted_from=converted_from,
            coauthors=tuple(self.coauthor(id, author, now) for author in coauthors),
            online=OnlineCount(accepted=online, since=1, told=1) if online else None,
        )
        await self._store.add(tx, proposal)
        tx.publish(ProposalSubmittedV1(**content(proposal), version=1))
        tx.publish(
            CaseRegisteredV1(
                version=1,
                proposal_id=id,
                edition_id=proposal.edition_id,
                sign=written,
                **sign.model_dump(include={"symbol", "jrwa", "number", "year"}),
                subject=proposal.title,
                opened_at=received,
                on_paper=paper is not None,
                attachments=len(attachments),
            )
        )
        return proposal

    def coauthor(self, proposal_id: str, author: Author, at: datetime) -> CoAuthor:
        """Give an author of another proposal as a co-author of this one, who has said yes to that at `at`."""
        id = new_id()
        sealed = self._applicants.seal_coauthor(proposal_id, id, author)
        return CoAuthor(id=id, sealed=sealed, invited_at=at, confirmed_at=at)
