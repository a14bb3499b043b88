"""Pages of initiatives: how it works and what there is, the applicants' own, the neighbours', those of staff."""

from fastapi import APIRouter

from services.intake.contracts.service import Contracts
from services.intake.editions.service import Editions
from services.intake.initiatives.conversion import Conversion
from services.intake.initiatives.corrections import InitiativeCorrections
from services.intake.initiatives.declarants import OfRepresentative
from services.intake.initiatives.declarations import Declarations
from services.intake.initiatives.drafts import InitiativeDrafts
from services.intake.initiatives.pages import (
    correction,
    declarants,
    filing,
    own,
    panel,
    paper,
    paper_declarations,
    public,
    rules,
)
from services.intake.initiatives.pages import declarations as declaration_pages
from services.intake.initiatives.rulebook import Rulebook
from services.intake.initiatives.service import Initiatives
from services.intake.letters.service import Letters
from services.intake.proposals.signed import SignedTexts
from shared.files import Files
from shared.web.render import Templates


def pages(
    initiatives: Initiatives,
    contracts: Contracts,
    drafts: InitiativeDrafts,
    declarations: Declarations,
    representative: OfRepresentative,
    corrections: InitiativeCorrections,
    conversion: Conversion,
    rulebook: Rulebook,
    editions: Editions,
    letters: Letters,
    signed: SignedTexts,
    files: Files,
    templates: Templates,
) -> APIRouter:
    """Give all pages of initiatives."""
    router = APIRouter(include_in_schema=False)
    shown = own.shower(initiatives, contracts, templates)
    router.include_router(filing.pages(initiatives, drafts, declarations, editions, signed, files, templates, shown))
    router.include_router(declaration_pages.pages(initiatives, drafts, declarations, templates))
    router.include_router(declarants.pages(representative, templates))
    router.include_router(own.pages(initiatives, conversion, templates, shown))
    router.include_router(correction.pages(initiatives, corrections, editions, signed, files, templates))
    # Before the case, whose address ends in any id.
    router.include_router(rules.pages(rulebook, templates))
    router.include_router(paper.pages(initiatives, editions, signed, files, templates))
    router.include_router(paper_declarations.pages(initiatives, declarations, templates))
    router.include_router(panel.pages(initiatives, contracts, drafts, letters, files, templates))
    router.include_router(public.pages(initiatives, contracts, templates))
    return router
