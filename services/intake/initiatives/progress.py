"""Use cases of what becomes of an initiative: keep what the others tell, and write of it. It decides nothing."""

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from services.intake.arrangements.wording import PAPER
from services.intake.initiatives import wording
from services.intake.initiatives.domain import Initiative
from services.intake.initiatives.domain.states import State
from services.intake.initiatives.links import Links
from services.intake.initiatives.people import People
from services.intake.letters.domain import Ways
from services.intake.letters.domain.kinds import LetterKind
from shared.clock import warsaw
from shared.contracts.initiatives.intake import ContractSignedV1, ContractTerminatedV1
from shared.contracts.initiatives.reporting import InitiativeSettledV1, SettlementReminderDueV1, SettlementReturnedV1
from shared.contracts.initiatives.verification import (
    FundsSecuredV1,
    InitiativeAnswerExtendedV1,
    InitiativeCheckFinishedV1,
    InitiativeDecidedV1,
    InitiativeOpinionGivenV1,
    InitiativeOutcome,
    InitiativeScoredV1,
)
from shared.representatives import RepresentativeLinks
from shared.store import Database, Transaction, transactional

_FIRST_LINK = 1
"""The number of the representative's link until the office gives out another one."""
FollowedEvent: TypeAlias = (
    InitiativeCheckFinishedV1
    | InitiativeOpinionGivenV1
    | InitiativeScoredV1
    | InitiativeAnswerExtendedV1
    | InitiativeDecidedV1
    | FundsSecuredV1
    | ContractSignedV1
    | ContractTerminatedV1
    | SettlementReturnedV1
    | SettlementReminderDueV1
    | InitiativeSettledV1
)
"""What an initiative's applicants and everybody are told of."""


class FollowedStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Initiative: ...  # noqa: D102
    async def save(self, tx: Transaction, initiative: Initiative) -> None: ...  # noqa: D102


class InitiativeProgress:
    """The life of initiatives after they were filed."""

    def __init__(
        self, database: Database, store: FollowedStore, people: People, links: Links, ledgers: RepresentativeLinks
    ) -> None:
        self.database, self.store, self._people, self._links = database, store, people, links
        self._ledgers = ledgers

    @transactional
    async def follow(self, tx: Transaction, event: FollowedEvent) -> None:
        """Keep what an event tells and write to the representative; what is known already, nobody is told again.

        Who has withdrawn is written to no more. Raises `NotFound`.
        """
        before = await self.store.get(event.initiative_id, tx)
        after = before.heard(event)
        if after is before:
            return
        await self.store.save(tx, after)
        letter = self._letter(after, event)
        if letter is not None and after.state is not State.WITHDRAWN:
            kind, values = letter
            await self._people.letter(tx, after, kind, **values)

    def _ledger(self, initiative: Initiative, number: int) -> Ways:
        """Say where the representative enters what was given; the link is in the mail alone."""
        return Ways(by_mail=f"pod tym adresem:\n{self._ledgers.address(initiative.id, number)}", on_paper=PAPER)

    def _letter(
        self, initiative: Initiative, event: FollowedEvent
    ) -> tuple[LetterKind, Mapping[str, str | Ways]] | None:
        public = self._links.public_page(initiative.case)
        match event:
            case InitiativeCheckFinishedV1(passed=True):
                return LetterKind.INITIATIVE_CHECKED, {"next_step": wording.after_check(event)}
            case InitiativeCheckFinishedV1():
                return None  # Left without consideration at once: the letter of that gives the reasons.
            case InitiativeOpinionGivenV1():
                opinion = {"unit": event.unit_name, "outcome": wording.opinion(event), "reasons": event.text}
                return LetterKind.INITIATIVE_OPINION, opinion
            case InitiativeScoredV1():
                return LetterKind.INITIATIVE_SCORED, {"points": wording.points(event), "public_page": public}
            case InitiativeAnswerExtendedV1():
                due_on = warsaw(event.due_at).strftime("%d.%m.%Y")
                return LetterKind.INITIATIVE_EXTENDED, {"due_on": due_on, "reasons": event.reason}
            case InitiativeDecidedV1(outcome=InitiativeOutcome.APPROVED):
                approved = {"amount": wording.money(event.city), "next_step": wording.after_approval(event)}
                return LetterKind.INITIATIVE_APPROVED, {**approved, "reasons": event.reason}
            case InitiativeDecidedV1():
                rejected = event.outcome is InitiativeOutcome.REJECTED
                kind = LetterKind.INITIATIVE_REJECTED if rejected else LetterKind.INITIATIVE_LEFT
                return kind, {"reasons": event.reason, "where": wording.CONVERTED}
            case FundsSecuredV1(city=city) if initiative.contract is not None and city <= initiative.contract.city:
                return None  # What a contract gives its own letter tells.
            case FundsSecuredV1():
                return LetterKind.INITIATIVE_FUNDED, {"amount": wording.money(event.city), "year": str(event.year)}
            case ContractSignedV1(annex=0):
                return LetterKind.INITIATIVE_CONTRACT, {
                    "facts": wording.contracted(event),
                    "where": self._ledger(initiative, _FIRST_LINK),
                }
            case ContractSignedV1():
                annex = {"facts": wording.contracted(event), "reasons": event.reason or ""}
                return LetterKind.INITIATIVE_ANNEX, annex
            case ContractTerminatedV1():
                ended = {"reasons": event.reason, "due_on": event.terminated_on.strftime("%d.%m.%Y")}
                return LetterKind.INITIATIVE_TERMINATED, ended
            case SettlementReturnedV1():
                due = warsaw(event.due_at)
                return LetterKind.INITIATIVE_RETURNED, {
                    "due_on": due.strftime("%d.%m.%Y"),
                    "due_at": due.strftime("%d.%m.%Y, %H:%M"),
                    "points": wording.numbered(event.points),
                    "explanation": ". ".join(event.explanation),
                    "where": self._ledger(initiative, event.link),
                }
            case SettlementReminderDueV1():
                due_on = warsaw(event.due_at).strftime("%d.%m.%Y")
                reminded = {"due_on": due_on, "outcome": wording.reminded(event)}
                return LetterKind.INITIATIVE_REMINDED, {**reminded, "where": self._ledger(initiative, event.link)}
            case InitiativeSettledV1():
                facts = {"outcome": wording.SETTLED[event.outcome], "facts": wording.settled(event)}
                return LetterKind.INITIATIVE_SETTLED, {**facts, "note": event.note or "", "public_page": public}
        raise TypeError(type(event).__name__)
