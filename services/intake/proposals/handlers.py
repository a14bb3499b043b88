"""Events that proposals react to. Translate and delegate, nothing else."""

from services.intake.proposals.appeals import Appeals
from services.intake.proposals.corrections import Corrections
from services.intake.proposals.drafts import Drafts
from services.intake.proposals.progress import ProgressLetters
from shared.bus import Bus
from shared.contracts.intake import EditionChangedV1
from shared.contracts.reporting import ProgressPublishedV1
from shared.contracts.verification import (
    AdmissionDecidedV1,
    AppealDecidedV1,
    CorrectionCalledV1,
    CorrectionPostponedV1,
    FormalCheckFinishedV1,
)


def subscribe(bus: Bus, drafts: Drafts, corrections: Corrections, appeals: Appeals, progress: ProgressLetters) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(EditionChangedV1, by="proposals")
    async def on_edition_changed(event: EditionChangedV1) -> None:
        """Remind of drafts, and delete them, by the new dates."""
        await drafts.follow_change(event)

    @bus.reads(CorrectionCalledV1, by="proposals")
    async def on_correction_called(event: CorrectionCalledV1) -> None:
        """Write to the applicant and open what is to be completed."""
        await corrections.follow_call(event)

    @bus.reads(CorrectionPostponedV1, by="proposals")
    async def on_correction_postponed(event: CorrectionPostponedV1) -> None:
        """Write to the applicant that there is more time."""
        await corrections.follow_postponement(event)

    @bus.reads(FormalCheckFinishedV1, by="proposals")
    async def on_formal_check_finished(event: FormalCheckFinishedV1) -> None:
        """Write to the applicant what the check has found."""
        await appeals.follow_check(event)

    @bus.reads(AdmissionDecidedV1, by="proposals")
    async def on_admission_decided(event: AdmissionDecidedV1) -> None:
        """Write to the applicant what the mayor has decided."""
        await appeals.follow_admission(event)

    @bus.reads(AppealDecidedV1, by="proposals")
    async def on_appeal_decided(event: AppealDecidedV1) -> None:
        """Write to the applicant what became of the appeal."""
        await appeals.follow_appeal_decision(event)

    @bus.reads(ProgressPublishedV1, by="proposals")
    async def on_progress_published(event: ProgressPublishedV1) -> None:
        """Write to the authors how their project goes."""
        await progress.follow_progress(event)
