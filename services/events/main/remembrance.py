"""Puts together how the city remembers: anniversaries, ceremonies, wreaths in their order, memorials, partners."""

from fastapi import APIRouter

from services.events.anniversaries import api as anniversaries_api
from services.events.anniversaries.domain import Planning
from services.events.anniversaries.domain.shipped import shipped
from services.events.anniversaries.pages import plan as anniversary_plan
from services.events.anniversaries.pages import register as anniversary_register
from services.events.anniversaries.service import Anniversaries
from services.events.anniversaries.store import MongoAnniversaryStore
from services.events.calendar.beside import Beside
from services.events.calendar.free_days import FreeDays
from services.events.calendar.service import Calendar
from services.events.ceremonies import api as ceremonies_api
from services.events.ceremonies import pages as ceremonies_pages
from services.events.ceremonies.domain.shipped import shipped as shipped_ceremonies
from services.events.ceremonies.service import Ceremonies
from services.events.ceremonies.service import Habits as CeremonyHabits
from services.events.ceremonies.service.military import Assistance
from services.events.ceremonies.service.permits import Permits
from services.events.ceremonies.service.reports import Reports
from services.events.ceremonies.service.scenario import Scenarios
from services.events.ceremonies.store import MongoCeremonyStore
from services.events.invitations.service.presence import Presence
from services.events.invitations.store import MongoInvitationStore
from services.events.memorials import api as memorials_api
from services.events.memorials.pages import applications as memorial_applications
from services.events.memorials.pages import care as memorial_care
from services.events.memorials.pages import desk as memorial_desk
from services.events.memorials.pages import proposals as memorial_proposals
from services.events.memorials.pages import public as memorial_pages
from services.events.memorials.service import Memorials
from services.events.memorials.service.applications import Applications
from services.events.memorials.service.planned import BeforeCeremonies
from services.events.memorials.service.proposals import Proposals
from services.events.memorials.service.proposals import Terms as MemorialTerms
from services.events.memorials.service.telling import Telling as MemorialTelling
from services.events.memorials.store import MongoMemorialStore
from services.events.partners import api as partners_api
from services.events.partners import pages as partners_pages
from services.events.partners.history import History
from services.events.partners.service import Partners
from services.events.patronage.store import MongoPatronageStore
from services.events.precedence import api as precedence_api
from services.events.precedence import pages as precedence_pages
from services.events.precedence.domain.shipped import shipped as shipped_precedence
from services.events.precedence.service import Precedence
from services.events.precedence.store import MongoPrecedenceStore
from services.events.settings import Settings
from services.events.speeches.store import MongoSpeechStore
from services.events.wreaths import api as wreaths_api
from services.events.wreaths import pages as wreaths_pages
from services.events.wreaths.service import Habits as WreathHabits
from services.events.wreaths.service import Wreaths
from services.events.wreaths.service.looking_after import LookingAfter
from services.events.wreaths.service.notices import Notices
from services.events.wreaths.store import MongoWreathStore
from shared.asks import Asks
from shared.files import Pictures
from shared.frame import Frame
from shared.free_days import CityFreeDays
from shared.readings import Readings


def remembered(frame: Frame, settings: Settings, calendar: Calendar, free_days: FreeDays) -> Anniversaries:
    """Put the use cases of anniversaries together: they go where their entries in the calendar go."""
    anniversaries = Anniversaries(
        frame.database,
        MongoAnniversaryStore(frame.database),
        calendar,
        free_days.known,
        frame.clock,
        shipped(settings.anniversaries),
        settings.ceremony_steps,
        settings.ceremony_lead,
        Planning(settings.year_plan_month, settings.year_plan_day, settings.year_plan_drawn_up),
        MongoMemorialStore(frame.database),
    )
    calendar.tells(anniversaries.follow)
    frame.ticks.every(60, "anniversaries", anniversaries.look_after)
    return anniversaries


def anniversary_routes(frame: Frame, anniversaries: Anniversaries, beside: Beside) -> list[APIRouter]:
    """Put the routes of anniversaries together."""
    return [
        anniversaries_api.routes(anniversaries),
        anniversary_register.pages(anniversaries, frame.templates),
        anniversary_plan.pages(anniversaries, beside, frame.templates),
    ]


def ceremony_routes(
    frame: Frame,
    settings: Settings,
    calendar: Calendar,
    beside: Beside,
    free_days: FreeDays,
    anniversaries: Anniversaries,
    wreaths: Wreaths,
    partners: Partners,
) -> list[APIRouter]:
    """Put ceremonies together: they go where their entries in the calendar go."""
    pictures = Pictures(frame.database, "ceremony_photographs", frame.clock)
    frame.ticks.every(3_600, "ceremony photographs", pictures.drop_due)
    habits = CeremonyHabits(
        shipped_ceremonies(settings.ceremony_file, settings.permit_days),
        settings.ceremony_days,
        settings.garrison_commander,
        settings.ceremony_signatory,
        settings.mayor_id,
    )
    store = MongoCeremonyStore(frame.database, frame.cipher)
    ceremonies = Ceremonies(frame.database, store, calendar, anniversaries, free_days.known, frame.clock, habits)
    calendar.tells(ceremonies.follow)
    parts = (
        ceremonies,
        Scenarios(ceremonies, wreaths),
        Assistance(ceremonies, partners),
        Permits(ceremonies),
        Reports(ceremonies, MongoSpeechStore(frame.database), Presence(MongoInvitationStore(frame.database)), pictures),
    )
    return [ceremonies_api.routes(*parts), ceremonies_pages.pages(*parts, beside, frame.templates)]


def order(frame: Frame, settings: Settings) -> Precedence:
    """Put the use cases of the order of precedence together, which neighbours take ranks from."""
    store = MongoPrecedenceStore(frame.database)
    return Precedence(frame.database, store, frame.clock, shipped_precedence(settings.precedence))


def precedence_routes(frame: Frame, precedence: Precedence) -> list[APIRouter]:
    """Put its pages together."""
    return [precedence_api.routes(precedence), precedence_pages.pages(precedence, frame.templates)]


def laid(
    frame: Frame,
    settings: Settings,
    calendar: Calendar,
    precedence: Precedence,
    partners: Partners,
    readings: Readings,
    free_days: FreeDays,
) -> Wreaths:
    """Put the use cases of wreaths together: their order goes where its entry in the calendar goes."""
    wreaths = Wreaths(
        frame.database,
        MongoWreathStore(frame.database),
        frame.cipher,
        calendar,
        precedence,
        MongoMemorialStore(frame.database),
        partners,
        readings,
        free_days.known,
        frame.clock,
        WreathHabits(settings.wreaths_ready, settings.wreath_names_kept),
    )
    calendar.tells(wreaths.follow)
    precedence.asks(wreaths.has_rank)
    frame.ticks.every(3_600, "wreaths", LookingAfter(wreaths).look_after)
    return wreaths


def wreath_routes(frame: Frame, settings: Settings, wreaths: Wreaths, partners: Partners) -> list[APIRouter]:
    """Put the pages of wreaths and of partners together."""
    history = History(
        partners,
        wreaths.store,
        MongoMemorialStore(frame.database),
        MongoPatronageStore(frame.database),
        MongoCeremonyStore(frame.database, frame.cipher),
        shipped_ceremonies(settings.ceremony_file, settings.permit_days).names,
        settings.session_key_file.read_text().strip(),
    )
    notices = Notices(wreaths)
    return [
        wreaths_api.routes(wreaths, notices),
        wreaths_pages.pages(wreaths, notices, partners, frame.templates),
        partners_api.routes(partners, history),
        partners_pages.pages(partners, history, frame.templates),
    ]


def memorial_routes(
    frame: Frame,
    settings: Settings,
    days: CityFreeDays,
    readings: Readings,
    partners: Partners,
    anniversaries: Anniversaries,
) -> list[APIRouter]:
    """Put memorials together: the register, their care, proposals of new ones."""
    pictures = Pictures(frame.database, "memorial_photographs", frame.clock)
    frame.ticks.every(3_600, "memorial photographs", pictures.drop_due)
    care_day = (settings.care_month, settings.care_day)
    store = MongoMemorialStore(frame.database)
    plan_day = (settings.care_plan_month, settings.care_plan_day)
    memorials = Memorials(frame.database, store, pictures, frame.clock, care_day, plan_day)
    frame.ticks.every(3_600, "care of memorials", memorials.look_after)
    before_ceremonies = BeforeCeremonies(memorials, anniversaries.at_memorials)
    frame.ticks.every(3_600, "care before ceremonies", before_ceremonies.look_after)
    office = (settings.memorial_symbol, settings.memorial_class)
    key = settings.session_key_file.read_text().strip()
    telling = MemorialTelling(frame.cipher, key, settings.public_origin)
    terms = MemorialTerms(settings.memorial_check, settings.memorial_terms)
    proposals = Proposals(memorials, telling, days, terms, office, readings, partners)
    asks = Asks(frame.database, "memorial_asks", key, frame.clock, settings.memorial_asks_a_day)
    frame.ticks.every(3_600, "memorials proposed", asks.forget)
    applications = Applications(proposals, asks)
    days.postpones(store.deadlines, proposals.postpone)
    return [
        memorials_api.routes(memorials, proposals, applications, pictures),
        # Before the page of a memorial, whose address ends in any id.
        memorial_applications.pages(applications, frame.templates),
        memorial_pages.pages(memorials, frame.templates),
        # Before the desk, whose addresses end in any id.
        memorial_care.pages(memorials, frame.templates),
        memorial_proposals.pages(proposals, frame.templates),
        memorial_desk.pages(memorials, pictures, frame.templates),
    ]
