"""An initiative's content as events carry it, whole."""

from typing import Any

from services.intake.initiatives.domain import Initiative
from shared.contracts.initiatives.intake import InitiativeContent

_NAMED_OTHERWISE = {"version", "initiative_id", "attachments", "on_paper", "own", "city"}


def content(initiative: Initiative) -> dict[str, Any]:
    """Give the fields of `InitiativeContent` without the version. No personal data is in them."""
    return {
        **initiative.model_dump(include=set(InitiativeContent.model_fields) - _NAMED_OTHERWISE),
        "initiative_id": initiative.id,
        "attachments": len(initiative.attachments),
        "on_paper": initiative.paper is not None,
        "own": initiative.own,
        "city": initiative.city,
    }
