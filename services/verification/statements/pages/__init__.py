"""Pages of statements: what waits for whom, the request to other units, and one statement with its moves."""

from fastapi import APIRouter

from services.verification.cases.service import Cases
from services.verification.statements.pages import asking, moves, one
from services.verification.statements.service import Statements
from shared.web.render import Templates


def pages(statements: Statements, cases: Cases, templates: Templates) -> APIRouter:
    """Give all pages of statements."""
    router = APIRouter(include_in_schema=False)
    router.include_router(asking.pages(statements, cases, templates))
    router.include_router(one.pages(statements, cases, templates))
    router.include_router(moves.pages(statements, templates))
    return router
