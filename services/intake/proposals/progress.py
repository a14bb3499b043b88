"""Use cases of the building: tell the authors of a chosen project how it goes. It decides and publishes nothing."""

from typing import Protocol

from services.intake.letters.domain.kinds import LetterKind
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.domain import Proposal, ProposalState
from shared.contracts.reporting import ProgressPublishedV1, Stage
from shared.store import Database, Transaction, transactional

_STAGES = {
    Stage.PLANNED: "plan realizacji",
    Stage.PREPARED: "przygotowanie",
    Stage.CONTRACTED: "umowa z wykonawcą",
    Stage.BUILT: "budowa",
    Stage.FINISHED: "gotowe",
    Stage.ABANDONED: "odstąpiono od realizacji",
}


class BuiltProposals(Protocol):
    """What the use cases read of proposals."""

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102


class ProgressLetters:
    """Letters to authors about what becomes of their project after the vote."""

    def __init__(self, database: Database, store: BuiltProposals, applicants: Applicants) -> None:
        self.database, self.store = database, store
        self._applicants = applicants

    @transactional
    async def follow_progress(self, tx: Transaction, event: ProgressPublishedV1) -> None:
        """Write to the applicant and the co-authors what the unit says. Raises `NotFound`."""
        proposal = await self.store.get(event.proposal_id, tx)
        if proposal.state is not ProposalState.SUBMITTED:
            return
        await self._applicants.letter(
            tx,
            proposal,
            LetterKind.PROGRESS,
            stage=_STAGES[event.stage],
            facts="\n".join(_facts(event)),
            note=event.note,
            public_page=self._applicants.public_page(proposal),
        )


def _facts(event: ProgressPublishedV1) -> list[str]:
    facts = [f"Realizuje: {event.unit_name}.", f"Etap: {_STAGES[event.stage]}."]
    if event.stage is not Stage.ABANDONED:
        facts.append(f"Zaawansowanie: {event.percent}%.")
    if event.delay_reason:
        facts.append(f"Termin się przesuwa. {event.delay_reason}")
    if event.planned_end and event.stage is not Stage.FINISHED:
        facts.append(f"Planowany koniec prac: {event.planned_end:%d.%m.%Y}.")
    if event.overrun_reason:
        facts.append(f"Dlaczego drożej: {event.overrun_reason}")
    if event.photographs:
        facts.append(f"Nowe zdjęcia: {event.photographs}.")
    return facts
