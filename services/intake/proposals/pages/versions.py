"""The page that shows staff what was changed in a proposal after it was filed."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from services.intake.editions.domain.rules import area_of, pool_of
from services.intake.editions.service import Editions
from services.intake.proposals.api import READERS
from services.intake.proposals.service import Proposals
from services.intake.proposals.versions import Versions
from shared.access import only
from shared.contracts.base import Id
from shared.contracts.intake import EditionRules
from shared.web.render import Templates


def pages(proposals: Proposals, versions: Versions, editions: Editions, templates: Templates) -> APIRouter:
    """Give the page of versions."""
    router = APIRouter(include_in_schema=False, dependencies=[only(*READERS)])

    @router.get("/panel/wnioski/{proposal_id}/wersje")
    async def changes(request: Request, proposal_id: Id) -> Response:
        """Show each change, the newest first, with former and new words beside each other."""
        proposal = await proposals.proposal(proposal_id)
        rules = (await editions.edition(proposal.edition_id)).rules

        return templates.page(
            request,
            "register_versions.html",
            proposal=proposal,
            changes=await versions.changes(proposal_id),
            name=namer(rules),
        )

    return router


def namer(rules: EditionRules) -> Callable[[str, str | None], str | None]:
    """Give how people call the values of a proposal's fields: ids of pools and areas by their names."""

    def name(field: str, value: str | None) -> str | None:
        named = {"pool_id": pool_of, "area_id": area_of}.get(field)
        found = named(rules, value) if named is not None else None
        return found.name if found is not None else value

    return name
