"""Pages of wreaths at the desk."""

from fastapi import APIRouter

from services.events.partners.service import Partners
from services.events.wreaths.pages import delegation, order
from services.events.wreaths.pages import notices as notice_pages
from services.events.wreaths.service import Wreaths
from services.events.wreaths.service.notices import Notices
from shared.web.render import Templates


def pages(wreaths: Wreaths, notices: Notices, partners: Partners, templates: Templates) -> APIRouter:
    """Give all pages of wreaths."""
    router = APIRouter(include_in_schema=False)
    router.include_router(order.pages(wreaths, templates))
    router.include_router(notice_pages.pages(wreaths, notices, templates))
    router.include_router(delegation.pages(wreaths, partners, templates))
    return router
