"""Puts events together: the only file of the service that knows everything."""

from fastapi import APIRouter, FastAPI

from services.events.anniversaries.domain.shipped import shipped
from services.events.anniversaries.pages import plan as anniversary_plan
from services.events.anniversaries.pages import register as anniversary_register
from services.events.anniversaries.service import Anniversaries
from services.events.anniversaries.store import MongoAnniversaryStore
from services.events.calendar import api, handlers
from services.events.calendar.domain.people import Officials
from services.events.calendar.free_days import FreeDays
from services.events.calendar.invitations import Invitations
from services.events.calendar.pages import desk, people, public
from services.events.calendar.pages import free_days as free_days_pages
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore, MongoFeedLinkStore, MongoFreeDayStore
from services.events.memorials.pages import care as memorial_care
from services.events.memorials.pages import desk as memorial_desk
from services.events.memorials.pages import proposals as memorial_proposals
from services.events.memorials.pages import public as memorial_pages
from services.events.memorials.service import Memorials
from services.events.memorials.service.proposals import Proposals
from services.events.memorials.store import MongoMemorialStore
from services.events.problems import PROBLEMS
from services.events.settings import Settings
from shared.files import Pictures
from shared.frame import Frame
from shared.ical import Mailbox

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("events", settings)
    officials = Officials(every=settings.officials)
    calendar = Calendar(frame.database, MongoEntryStore(frame.database), frame.clock, officials)
    free_days = FreeDays(frame.database, MongoFreeDayStore(frame.database), calendar, frame.clock)
    handlers.subscribe(frame.bus, calendar)
    return frame.app(
        *_calendar(frame, settings, calendar, free_days),
        *_anniversaries(frame, settings, calendar, free_days),
        *_memorials(frame, settings, free_days),
        problems=PROBLEMS,
    )


def _calendar(frame: Frame, settings: Settings, calendar: Calendar, free_days: FreeDays) -> list[APIRouter]:
    """Put the calendar's own pages together, and what officials have of it."""
    invitations = Invitations(
        frame.database,
        MongoFeedLinkStore(frame.database),
        calendar.officials,
        frame.cipher,
        settings.session_key_file.read_text().strip(),
        settings.public_origin,
        Mailbox(settings.organiser_name, settings.organiser),
        frame.clock,
    )
    calendar.tells(invitations.follow)
    return [
        api.routes(calendar, free_days),
        people.pages(calendar, invitations, frame.templates, settings.public_origin),
        public.pages(calendar, frame.templates, settings.public_origin),
        # Before the desk, whose addresses end in any id.
        free_days_pages.pages(free_days, frame.templates),
        desk.pages(calendar, frame.templates),
    ]


def _anniversaries(frame: Frame, settings: Settings, calendar: Calendar, free_days: FreeDays) -> list[APIRouter]:
    """Put anniversaries together: they go where their entries in the calendar go."""
    anniversaries = Anniversaries(
        frame.database,
        MongoAnniversaryStore(frame.database),
        calendar,
        free_days.known,
        frame.clock,
        shipped(settings.anniversaries),
        settings.ceremony_steps,
        settings.ceremony_lead,
    )
    calendar.tells(anniversaries.follow)
    frame.ticks.every(60, "anniversaries", anniversaries.look_after)
    return [
        anniversary_register.pages(anniversaries, frame.templates),
        anniversary_plan.pages(anniversaries, frame.templates),
    ]


def _memorials(frame: Frame, settings: Settings, free_days: FreeDays) -> list[APIRouter]:
    """Put memorials together: the register, their care, proposals of new ones."""
    pictures = Pictures(frame.database, "memorial_photographs", frame.clock)
    frame.ticks.every(3_600, "memorial photographs", pictures.drop_due)
    care_day = (settings.care_month, settings.care_day)
    memorials = Memorials(frame.database, MongoMemorialStore(frame.database), pictures, frame.clock, care_day)
    office = (settings.memorial_symbol, settings.memorial_class)
    proposals = Proposals(memorials, frame.cipher, free_days.known, settings.memorial_terms, office)
    return [
        memorial_pages.pages(memorials, frame.templates),
        # Before the desk, whose addresses end in any id.
        memorial_care.pages(memorials, frame.templates),
        memorial_proposals.pages(proposals, frame.templates),
        memorial_desk.pages(memorials, pictures, frame.templates),
    ]
