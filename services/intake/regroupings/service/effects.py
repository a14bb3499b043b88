"""What a plan does once everybody has said yes, in the transaction of the last yes: all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime

from services.intake.proposals.content import content
from services.intake.proposals.domain import OldVersion, Proposal
from services.intake.proposals.domain.coauthor import CoAuthor
from services.intake.proposals.entering import Entering
from services.intake.regroupings.domain import Regrouping
from services.intake.regroupings.service.asking import Asking
from services.intake.regroupings.service.needs import RegroupedProposals, RegroupedSupport
from shared.contracts.intake import OtherProposal, ProposalMergedV1, ProposalRegroupedV1
from shared.store import Transaction


class Effects:
    """Merges and splits."""

    def __init__(
        self, proposals: RegroupedProposals, entering: Entering, asking: Asking, supported: RegroupedSupport
    ) -> None:
        self._proposals, self._entering, self._asking, self._supported = proposals, entering, asking, supported

    async def merge(self, tx: Transaction, plan: Regrouping, found: Sequence[Proposal], at: datetime) -> None:
        """Give the leading proposal the joint text and all authors, and end the others in it."""
        leading, *others = found
        new = self._newcomers(plan, found, at)
        after = await self._change(tx, plan, leading, (*leading.coauthors, *new.values()), at)
        into = OtherProposal(proposal_id=after.id, number=after.number, case=after.case)
        for other in others:
            merged = other.merged(after, at)
            await self._proposals.save(tx, merged)
            tx.publish(
                ProposalMergedV1(
                    version=merged.version,
                    proposal_id=merged.id,
                    edition_id=merged.edition_id,
                    case=merged.case,
                    regrouping=plan.number,
                    into=into,
                    merged_at=at,
                )
            )
        await self._asking.tell_merger(tx, plan, found, after, {id: one.id for id, one in new.items()})

    async def split(self, tx: Transaction, plan: Regrouping, original: Proposal, at: datetime) -> list[Proposal]:
        """Give the original its reduced text, enter the new proposals beside it and give them."""
        after = await self._change(tx, plan, original, original.coauthors, at)
        made = []
        for new in plan.new:
            number = await self._entering.next_number(tx, original.edition_id)
            files = tuple(file for file in original.attachments if file.id in new.files)
            made.append(await self._entering.split(tx, number, new.text, original, files, at))
        await self._asking.tell_split(tx, plan, after, made)
        return made

    def _newcomers(self, plan: Regrouping, found: Sequence[Proposal], at: datetime) -> dict[str, CoAuthor]:
        """Make co-authors of those people of the plan who do not stand behind the leading proposal yet."""
        leading, new = found[0], {}
        for consent in plan.consents:
            person = self._asking.author(consent, found)
            if person is not None and all(role.proposal_id != leading.id for role in consent.of):
                new[consent.id] = self._entering.coauthor(leading.id, person[2], at)
        return new

    async def _change(
        self, tx: Transaction, plan: Regrouping, before: Proposal, coauthors: tuple[CoAuthor, ...], at: datetime
    ) -> Proposal:
        after = before.regrouped(plan.text, coauthors)
        await self._proposals.keep_version(tx, OldVersion.of(before, at, None))
        await self._proposals.save(tx, after)
        told = {**content(after), "regrouping": plan.number, "kind": plan.kind, "regrouped_at": at}
        tx.publish(ProposalRegroupedV1(**told, version=after.version))
        await self._supported.follow_change(tx, after)
        return after
