"""Puts events together: the only package of the service that knows everything."""

from fastapi import FastAPI

from services.events.calendar import handlers
from services.events.calendar.beside import Beside
from services.events.calendar.domain.people import Officials
from services.events.calendar.following import Following
from services.events.calendar.free_days import FreeDays
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore, MongoFreeDayStore
from services.events.main import correspondence, gatherings, remembrance
from services.events.meetings.store import DocumentsSealed
from services.events.memorials.service.telling import Telling as MemorialTelling
from services.events.memorials.store import MemorialsFoundByWords, OldIndexGone, ProposersKnown
from services.events.partners.service import Partners
from services.events.partners.store import MongoPartnerStore
from services.events.patronage.store import OrganisersKnown
from services.events.problems import PROBLEMS
from services.events.settings import Settings
from services.events.speeches.store import SaidFoundAnew
from shared.frame import Frame
from shared.free_days import TICK_SECONDS, CityFreeDays, subscribe
from shared.readings import Readings

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("events", settings)
    officials = Officials(every=settings.officials)
    calendar = Calendar(frame.database, MongoEntryStore(frame.database), frame.clock, officials)
    free_days = FreeDays(frame.database, MongoFreeDayStore(frame.database), calendar, frame.clock)
    following, beside = Following(calendar, settings.mayor_id), Beside(calendar, settings.mayor_id)
    handlers.subscribe(frame.bus, following)
    readings, days = (
        Readings(frame.database, frame.clock, "event_readings"),
        CityFreeDays(frame.database),
    )
    subscribe(frame.bus, days)
    frame.ticks.every(TICK_SECONDS, "free days", days.look_after)
    precedence = remembrance.order(frame, settings)
    partners = Partners(frame.database, MongoPartnerStore(frame.database), frame.cipher, readings, frame.clock)
    wreaths = remembrance.laid(frame, settings, calendar, precedence, partners, readings, free_days)
    anniversaries = remembrance.remembered(frame, settings, calendar, free_days)
    key = settings.session_key_file.read_text().strip()
    return frame.app(
        *gatherings.calendar_routes(frame, settings, following, beside, free_days),
        *remembrance.anniversary_routes(frame, anniversaries, beside),
        *remembrance.ceremony_routes(frame, settings, calendar, beside, free_days, anniversaries, wreaths, partners),
        *remembrance.memorial_routes(frame, settings, days, readings, partners, anniversaries),
        *correspondence.letter_routes(frame, settings, readings, days),
        *correspondence.speech_routes(frame, settings, calendar, days),
        *correspondence.patronage_routes(frame, settings, readings, days),
        *gatherings.invitation_routes(frame, settings, calendar, precedence, readings, days, anniversaries),
        *remembrance.precedence_routes(frame, precedence),
        *remembrance.wreath_routes(frame, settings, wreaths, partners),
        *gatherings.meeting_routes(frame, settings, calendar, beside, readings, days),
        problems=PROBLEMS,
        migrations=[
            DocumentsSealed(frame.cipher),
            MemorialsFoundByWords(),
            OldIndexGone(),
            OrganisersKnown(frame.cipher, key),
            ProposersKnown(MemorialTelling(frame.cipher, key, settings.public_origin)),
            SaidFoundAnew(),
        ],
    )
