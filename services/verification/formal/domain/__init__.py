"""The formal card of a proposal: its checks and what the machine finds by itself. It knows no clock."""

from datetime import datetime

from services.verification.cases.domain import Edition, Proposal, Unit, zloty
from services.verification.cases.domain.checks import Check, Finding, Result, described, finding, located
from services.verification.formal.domain.card import (
    Call,
    CallPending,
    CardClosed,
    CardState,
    FailureUnexplained,
    FormalCard,
    NotCorrectable,
    NothingToCorrect,
    ReviewUnitMissing,
    Verdict,
)
from shared.clock import warsaw
from shared.contracts.intake import ProposalPart, WindowKind

__all__ = [
    "CHECKS",
    "Call",
    "CallPending",
    "Card",
    "CardClosed",
    "CardState",
    "FailureUnexplained",
    "FormalCard",
    "NotCorrectable",
    "NothingToCorrect",
    "ReviewUnitMissing",
    "Verdict",
    "findings",
]

CHECKS = (
    Check(code="received_in_time", text="Wniosek wpłynął w terminie zgłaszania"),
    Check(
        code="applicant_complete",
        text="Wnioskodawca jest mieszkańcem miasta i podał pełne dane",
        opens=ProposalPart.APPLICANT,
    ),
    Check(code="described", text="Są tytuł, skrót i opis projektu", opens=ProposalPart.DESCRIPTION),
    Check(code="title_matches", text="Tytuł odpowiada treści projektu", opens=ProposalPart.DESCRIPTION),
    Check(code="located", text="Podano miejsce realizacji", opens=ProposalPart.PLACE),
    Check(
        code="right_pool", text="Wybrano właściwą pulę, a w puli lokalnej właściwe osiedle", opens=ProposalPart.PLACE
    ),
    Check(
        code="cost_items", text="Jest kosztorys, a jego pozycje sumują się do kosztu projektu", opens=ProposalPart.COSTS
    ),
    Check(code="cost_within_cap", text="Koszt mieści się w limicie", opens=ProposalPart.COSTS),
    Check(code="signatures", text="Pod projektem jest wymagana liczba podpisów", opens=ProposalPart.SUPPORT),
    Check(
        code="support_list",
        text="Lista poparcia jest czytelna i podpisana przez mieszkańców tego obszaru",
        opens=ProposalPart.SUPPORT,
    ),
    Check(
        code="consents",
        text="Są wymagane zgody i oświadczenia: na teren i na korzystanie z utworu",
        opens=ProposalPart.SUPPORT,
    ),
    Check(code="decent", text="Nie ma treści obraźliwych ani reklamy", opens=ProposalPart.DESCRIPTION),
)
"""The card, after the cards that Polish cities use (domain.md §1.7). A city's own regulations decide the wording."""


class Card(FormalCard[ProposalPart]):
    """The formal card of a proposal."""

    edition_id: str
    number: int
    unit: Unit | None = None

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """Give its lines."""
        return CHECKS

    @classmethod
    def parts(cls) -> tuple[ProposalPart, ...]:
        """Give what a call can open."""
        return tuple(ProposalPart)

    def passed_to(self, units: tuple[Unit, ...]) -> dict[str, object]:
        """Give the unit that reviews it: one answers for the whole proposal."""
        return {"unit": units[0]}

    def overturned(self, unit: Unit) -> "Card":
        """Give the failed card that an appeal has turned into a passed one; its answers stay as they were signed."""
        return self.model_copy(
            update={"state": CardState.PASSED, "unit": unit, "reasons": (), "version": self.version + 1}
        )


def findings(proposal: Proposal, edition: Edition) -> dict[str, Finding]:
    """Find what can be told from figures and dates alone, by the code of the check. Raises `PlaceUnknown`."""
    found = [
        described(proposal.title, proposal.summary, proposal.description),
        located(proposal.location),
        _cost_items(proposal),
    ]
    window = edition.window(WindowKind.SUBMISSION)
    if window is not None:
        in_time = window.opens <= proposal.submitted_at <= window.closes
        days = f"{_day(window.opens)}–{_day(window.closes)}"
        note = f"Wpłynął {_day(proposal.submitted_at)}, zgłaszanie trwa {days}."
        found.append(finding("received_in_time", in_time, note))
    cap = edition.cap(proposal.pool_id, proposal.area_id)
    note = f"Koszt {zloty(proposal.cost)}, limit {zloty(cap)}."
    found.append(finding("cost_within_cap", proposal.cost <= cap, note))
    needed = edition.signatures(proposal.pool_id, proposal.area_id)
    counted = proposal.signatures_counted
    online = proposal.signatures_online
    have = proposal.signatures + online if counted is None else counted
    said = f"Podano podpisów: {proposal.signatures}" if counted is None else f"Policzono ważnych podpisów: {have}"
    if online:
        said += f", w tym przez internet: {online}" if counted is not None else f", przez internet: {online}"
    found.append(finding("signatures", have >= needed, f"{said}, potrzeba: {needed}."))
    if needed == 0:
        note = "W tej puli podpisy nie są potrzebne."
        found.append(Finding(code="support_list", result=Result.NOT_APPLICABLE, note=note))
    return {finding.code: finding for finding in found}


def _cost_items(proposal: Proposal) -> Finding:
    total = sum(item.amount for item in proposal.cost_items)
    note = f"Pozycji: {len(proposal.cost_items)}, razem {zloty(total)}."
    return finding("cost_items", bool(proposal.cost_items) and total == proposal.cost, note)


def _day(moment: datetime) -> str:
    return warsaw(moment).strftime("%d.%m.%Y")
