"""Interpellations as everybody reads them: the list, and each one with its answer."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from services.reporting.interpellations.service import Interpellations, Wanted
from shared.access import anyone
from shared.contracts.base import Id
from shared.web.render import Templates

_PER_PAGE = 30
Shown = Literal["", "bez-odpowiedzi", "po-terminie", "z-odpowiedzia"]
PageNumber = Annotated[int, Query(ge=1, le=1000)]


async def listing(
    request: Request, interpellations: Interpellations, templates: Templates, template: str, pokaz: Shown, page: int
) -> Response:
    """Show a list of them: all, or those that wait, are late, are answered."""
    now, store = interpellations.clock.now(), interpellations.store
    wanted = {
        "": Wanted(),
        "bez-odpowiedzi": Wanted(waiting=True),
        "po-terminie": Wanted(late_at=now),
        "z-odpowiedzia": Wanted(waiting=False),
    }
    found = await store.page(wanted[pokaz], (page - 1) * _PER_PAGE, _PER_PAGE + 1)
    return templates.page(
        request,
        template,
        found=found[:_PER_PAGE],
        counts={name: await store.count(one) for name, one in wanted.items()},
        shown=pokaz,
        at=now,
        number=page,
        more=len(found) > _PER_PAGE,
    )


def pages(interpellations: Interpellations, templates: Templates) -> APIRouter:
    """Give the public pages."""
    router = APIRouter(dependencies=[anyone()])

    @router.get("/interpelacje")
    async def listed(request: Request, pokaz: Shown = "", strona: PageNumber = 1) -> Response:
        """List them for everybody."""
        return await listing(request, interpellations, templates, "interpellation_public.html", pokaz, strona)

    @router.get("/interpelacje/{interpellation_id}")
    async def one(request: Request, interpellation_id: Id) -> Response:
        """Show one with its answer, for everybody."""
        found = await interpellations.store.get(interpellation_id)
        return templates.page(request, "interpellation_public_one.html", one=found, at=interpellations.clock.now())

    return router
