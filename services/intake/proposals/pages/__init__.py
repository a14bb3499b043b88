"""Pages of proposals: the form, the applicant's own page, the register for staff."""

from fastapi import APIRouter

from services.intake.arrangements.service import Arrangements
from services.intake.editions.service import Editions
from services.intake.initiatives.conversion import Conversion
from services.intake.letters.service import Letters
from services.intake.proposals.appeals import Appeals
from services.intake.proposals.coauthors import CoAuthors
from services.intake.proposals.corrections import Corrections
from services.intake.proposals.drafts import Drafts
from services.intake.proposals.pages import appeal, correction, filing, own, paper, register, versions
from services.intake.proposals.pages import coauthors as coauthor_pages
from services.intake.proposals.service import Proposals
from services.intake.proposals.versions import Versions
from services.intake.regroupings.service import Regroupings
from services.intake.similar.service import Similar
from services.intake.support.service import Supporters
from shared.files import Files
from shared.web.render import Templates


def pages(
    proposals: Proposals,
    drafts: Drafts,
    corrections: Corrections,
    appeals: Appeals,
    coauthors: CoAuthors,
    former: Versions,
    supporters: Supporters,
    editions: Editions,
    similar: Similar,
    letters: Letters,
    arrangements: Arrangements,
    regroupings: Regroupings,
    conversion: Conversion,
    files: Files,
    templates: Templates,
) -> APIRouter:
    """Give all pages of proposals."""
    router = APIRouter(include_in_schema=False)
    router.include_router(filing.pages(proposals, drafts, supporters, editions, similar, files, templates))
    router.include_router(correction.pages(proposals, corrections, editions, files, templates))
    router.include_router(appeal.pages(proposals, appeals, editions, templates))
    router.include_router(coauthor_pages.pages(proposals, coauthors, templates))
    router.include_router(own.pages(proposals, supporters, editions, arrangements, regroupings, conversion, templates))
    # Before the register, whose addresses end in any id.
    router.include_router(paper.pages(proposals, editions, files, templates))
    router.include_router(versions.pages(proposals, former, editions, templates))
    router.include_router(
        register.pages(proposals, supporters, editions, similar, letters, regroupings, files, templates)
    )
    return router
