"""Events that initiatives react to. Translate and delegate, nothing else."""

from services.intake.initiatives.conversion import Conversion
from services.intake.initiatives.corrections import InitiativeCorrections
from services.intake.initiatives.declarants import OfRepresentative
from services.intake.initiatives.progress import InitiativeProgress
from shared.bus import Bus
from shared.contracts.initiatives.intake import ContractSignedV1, ContractTerminatedV1
from shared.contracts.initiatives.reporting import (
    InitiativeSettledV1,
    RepresentativeLinkRenewedV1,
    SettlementReminderDueV1,
    SettlementReturnedV1,
)
from shared.contracts.initiatives.verification import (
    FundsSecuredV1,
    InitiativeAnswerExtendedV1,
    InitiativeCalledV1,
    InitiativeCallPostponedV1,
    InitiativeCheckFinishedV1,
    InitiativeDecidedV1,
    InitiativeOpinionGivenV1,
    InitiativeScoredV1,
)
from shared.contracts.voting import ResultsPublishedV1


def subscribe(
    bus: Bus,
    corrections: InitiativeCorrections,
    progress: InitiativeProgress,
    representative: OfRepresentative,
    conversion: Conversion,
) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(InitiativeCalledV1, by="initiatives")
    async def on_initiative_called(event: InitiativeCalledV1) -> None:
        """Write to the representative and open what is to be completed."""
        await corrections.follow_call(event)

    @bus.reads(InitiativeCallPostponedV1, by="initiatives")
    async def on_initiative_call_postponed(event: InitiativeCallPostponedV1) -> None:
        """Write to the representative that there is more time."""
        await corrections.follow_postponement(event)

    @bus.reads(InitiativeCheckFinishedV1, by="initiatives")
    async def on_initiative_check_finished(event: InitiativeCheckFinishedV1) -> None:
        """Tell what the check has found."""
        await progress.follow(event.initiative_id, event)

    @bus.reads(InitiativeOpinionGivenV1, by="initiatives")
    async def on_initiative_opinion_given(event: InitiativeOpinionGivenV1) -> None:
        """Tell what a unit thinks of it."""
        await progress.follow(event.initiative_id, event)

    @bus.reads(InitiativeScoredV1, by="initiatives")
    async def on_initiative_scored(event: InitiativeScoredV1) -> None:
        """Tell how the Team has scored it."""
        await progress.follow(event.initiative_id, event)

    @bus.reads(InitiativeAnswerExtendedV1, by="initiatives")
    async def on_initiative_answer_extended(event: InitiativeAnswerExtendedV1) -> None:
        """Tell that the answer comes later, and why."""
        await progress.follow(event.initiative_id, event)

    @bus.reads(InitiativeDecidedV1, by="initiatives")
    async def on_initiative_decided(event: InitiativeDecidedV1) -> None:
        """Tell what the mayor has decided."""
        await progress.follow(event.initiative_id, event)

    @bus.reads(FundsSecuredV1, by="initiatives")
    async def on_funds_secured(event: FundsSecuredV1) -> None:
        """Tell that the money is there."""
        await progress.follow(event.initiative_id, event)

    @bus.reads(ContractSignedV1, by="initiatives")
    async def on_contract_signed(event: ContractSignedV1) -> None:
        """Tell what the contract, or its annex, lays down."""
        await progress.follow(event.initiative_id, event)

    @bus.reads(ContractTerminatedV1, by="initiatives")
    async def on_contract_terminated(event: ContractTerminatedV1) -> None:
        """Tell that the contract has ended before its time."""
        await progress.follow(event.initiative_id, event)

    @bus.reads(SettlementReturnedV1, by="initiatives")
    async def on_settlement_returned(event: SettlementReturnedV1) -> None:
        """Tell what is to be corrected in the settlement."""
        await progress.follow(event.initiative_id, event)

    @bus.reads(SettlementReminderDueV1, by="initiatives")
    async def on_settlement_reminder_due(event: SettlementReminderDueV1) -> None:
        """Remind of the settlement."""
        await progress.follow(event.initiative_id, event)

    @bus.reads(RepresentativeLinkRenewedV1, by="initiatives")
    async def on_representative_link_renewed(event: RepresentativeLinkRenewedV1) -> None:
        """Let older links open no names."""
        await representative.follow_link(event)

    @bus.reads(InitiativeSettledV1, by="initiatives")
    async def on_initiative_settled(event: InitiativeSettledV1) -> None:
        """Tell what came of it."""
        await progress.follow(event.initiative_id, event)

    @bus.reads(ResultsPublishedV1, by="initiatives")
    async def on_results_published(event: ResultsPublishedV1) -> None:
        """Remember which proposals may become initiatives."""
        await conversion.follow_results(event)
