"""The register of proposals for staff. Who has filed them, officers alone see, and every reading is written down."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from services.intake.editions.domain.rules import area_of, pool_of
from services.intake.editions.service import Editions
from services.intake.letters.service import Letters
from services.intake.proposals.api import READERS
from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.coauthor import Author
from services.intake.proposals.domain.draft import Applicant
from services.intake.proposals.domain.receipt import cap_of, signatures_of
from services.intake.proposals.service import Proposals
from services.intake.regroupings.service import Regroupings
from services.intake.similar.service import Similar
from services.intake.support.service import Supporters
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.contracts.intake import EditionRules
from shared.files import Files
from shared.web.render import Templates

_PART = 50
FILE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store",
}
"""A file from outside is saved, never shown by us: it could hold a script."""


def pages(
    proposals: Proposals,
    supporters: Supporters,
    editions: Editions,
    similar: Similar,
    letters: Letters,
    regroupings: Regroupings,
    files: Files,
    templates: Templates,
) -> APIRouter:
    """Give the pages of staff."""
    router = APIRouter(include_in_schema=False)

    @router.get("/panel/wnioski", dependencies=[only(*READERS)])
    async def register(
        request: Request,
        edition: Annotated[str, Query(max_length=64)] = "",
        q: Annotated[str, Query(max_length=100)] = "",
        pool: Annotated[str, Query(max_length=64)] = "",
        area: Annotated[str, Query(max_length=64)] = "",
        after: Annotated[int, Query(ge=0, le=10**6)] = 0,
    ) -> Response:
        """List the proposals of an edition; search and filters stand in the address."""
        every = await editions.all()
        chosen = next((one for one in every if one.id == edition), every[0] if every else None)
        if chosen is None:
            return templates.page(request, "register_none.html")
        wanted = proposals.wanted(chosen.id, q, pool or None, area or None)
        found = await proposals.store.page(wanted, after, _PART + 1)
        return templates.page(
            request,
            "register.html",
            editions=every,
            edition=chosen,
            rules=chosen.rules,
            rows=[_row(chosen.rules, proposal) for proposal in found[:_PART]],
            next=found[_PART - 1].number if len(found) > _PART else None,
            count=await proposals.store.count(wanted),
            wanted=wanted,
            text=q,
            after=after,
        )

    async def shown(
        request: Request, proposal_id: str, applicant: Applicant | None, coauthors: Sequence[Author] = ()
    ) -> Response:
        proposal = await proposals.proposal(proposal_id)
        rules = (await editions.edition(proposal.edition_id)).rules
        return templates.page(
            request,
            "register_proposal.html",
            headers={"Cache-Control": "no-store"},
            rules=rules,
            now=proposals.clock.now(),
            readings=await proposals.store.readings(proposal.case),
            to_decide=await supporters.to_decide(proposal_id),
            applicant=applicant,
            coauthors=coauthors,
            letters=await letters.store.of_proposal(proposal.id),
            plans=await regroupings.store.of_proposal(proposal.id),
            can_regroup=await regroupings.is_open(proposal),
            similar=await similar.like(f"{proposal.title} {proposal.summary}", proposal.id),
            **_row(rules, proposal),
        )

    @router.get("/panel/wnioski/{proposal_id}", dependencies=[only(*READERS)])
    async def one(request: Request, proposal_id: Id) -> Response:
        """Show a proposal, without its applicant."""
        return await shown(request, proposal_id, None)

    @router.post("/panel/wnioski/{proposal_id}/dane", dependencies=[only(Role.OFFICER)])
    async def applicant(request: Request, proposal_id: Id) -> Response:
        """Show it with its applicant; the reading is written down."""
        by = signed_in(request)
        applicant = await proposals.applicant(proposal_id, by)
        return await shown(request, proposal_id, applicant, await proposals.coauthors(proposal_id, by))

    @router.get("/panel/wnioski/{proposal_id}/zalaczniki/{file_id}", dependencies=[only(Role.OFFICER)])
    async def attachment(request: Request, proposal_id: Id, file_id: Id) -> Response:
        """Hand out a file to be saved; the reading is written down."""
        file = await proposals.attachment(proposal_id, file_id, signed_in(request))
        _, body = await files.read(file.id)
        disposition = f"attachment; filename*=UTF-8''{quote(file.filename)}"
        return Response(body, media_type=file.media_type, headers={**FILE, "Content-Disposition": disposition})

    return router


def _row(rules: EditionRules, proposal: Proposal) -> dict[str, Any]:
    """Give a proposal beside the limits of its place."""
    cap = cap_of(rules, proposal.pool_id, proposal.area_id)
    needed = signatures_of(rules, proposal.pool_id, proposal.area_id)
    return {
        "proposal": proposal,
        "pool": pool_of(rules, proposal.pool_id),
        "area": area_of(rules, proposal.area_id),
        "cap": cap,
        "needed": needed,
        "too_dear": proposal.cost > cap,
        "too_few": proposal.supported < needed,
    }
