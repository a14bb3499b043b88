"""Pages of press requests: for journalists, the register, each case, timeliness."""

from fastapi import APIRouter

from services.media.contacts.service import Contacts
from services.media.monitoring.service import Monitoring
from services.media.requests.pages import case, correcting, public, register, timeliness
from services.media.requests.service import PressRequests
from services.media.requests.service.answering import Answering
from services.media.requests.service.correcting import Correcting
from services.media.requests.service.timeliness import Timeliness
from services.media.requests.service.working import Working
from shared.web.render import Templates


def pages(
    requests: PressRequests,
    working: Working,
    answering: Answering,
    correct: Correcting,
    counts: Timeliness,
    contacts: Contacts,
    monitoring: Monitoring,
    templates: Templates,
) -> APIRouter:
    """Give all pages of press requests."""
    router = APIRouter(include_in_schema=False)
    router.include_router(public.pages(requests, templates))
    router.include_router(register.pages(requests, contacts, monitoring, templates))
    router.include_router(case.pages(requests, working, answering, correct, templates))
    router.include_router(correcting.pages(requests, correct, templates))
    router.include_router(timeliness.pages(requests, counts, templates))
    return router
