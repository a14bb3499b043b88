"""A proposal's public text as events carry it, whole."""

from typing import Any

from services.intake.proposals.domain import Proposal
from shared.contracts.intake import ProposalContent

_NAMED_OTHERWISE = {"version", "proposal_id", "attachments", "signatures_counted", "signatures_online"}


def content(proposal: Proposal) -> dict[str, Any]:
    """Give the fields of `ProposalContent` without the version. No personal data is in them."""
    return {
        **proposal.model_dump(include=set(ProposalContent.model_fields) - _NAMED_OTHERWISE),
        "proposal_id": proposal.id,
        "attachments": len(proposal.attachments),
        "signatures_counted": proposal.supported if proposal.counted is not None else None,
        "signatures_online": proposal.accepted_online,
    }
