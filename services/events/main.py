"""Puts events together: the only file of the service that knows everything."""

from fastapi import APIRouter, FastAPI

from services.events.anniversaries import api as anniversaries_api
from services.events.anniversaries.domain import Planning
from services.events.anniversaries.domain.shipped import shipped
from services.events.anniversaries.pages import plan as anniversary_plan
from services.events.anniversaries.pages import register as anniversary_register
from services.events.anniversaries.service import Anniversaries
from services.events.anniversaries.store import MongoAnniversaryStore
from services.events.calendar import api, handlers
from services.events.calendar.domain.people import Officials
from services.events.calendar.following import Following
from services.events.calendar.free_days import FreeDays
from services.events.calendar.invitations import Invitations
from services.events.calendar.pages import desk, people, public
from services.events.calendar.pages import free_days as free_days_pages
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore, MongoFeedLinkStore, MongoFreeDayStore
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
from services.events.invitations import api as invitations_api
from services.events.invitations import pages as invitation_pages
from services.events.invitations.domain import Days
from services.events.invitations.service import GuestLists, House
from services.events.invitations.service.appointments import Appointments
from services.events.invitations.service.book import AddressBook
from services.events.invitations.service.door import Door
from services.events.invitations.service.looking_after import LookingAfter as LookingAfterGuests
from services.events.invitations.service.seating import Seating
from services.events.invitations.service.telling import Telling as GuestTelling
from services.events.invitations.store import MongoInvitationStore
from services.events.letters import api as letters_api
from services.events.letters import pages as letters_pages
from services.events.letters.sealed import Sealed
from services.events.letters.service import Letters, Office
from services.events.letters.service.batches import Batches
from services.events.letters.service.deceased import Register
from services.events.letters.service.forms import Forms
from services.events.letters.service.looking_after import LookingAfter
from services.events.letters.service.occasions import Occasions, Recurring
from services.events.letters.service.sending import Sending
from services.events.letters.service.telling import Telling
from services.events.letters.service.writing import Writing
from services.events.letters.store import MongoLetterStore
from services.events.meetings import api as meetings_api
from services.events.meetings import pages as meetings_pages
from services.events.meetings.sealed import Sealed as MeetingsSealed
from services.events.meetings.service import Meetings
from services.events.meetings.service.looking_after import LookingAfter as LookingAfterMeetings
from services.events.meetings.service.minutes import Writing as MinutesWriting
from services.events.meetings.service.programme import Programmes
from services.events.meetings.service.telling import Telling as MeetingsTelling
from services.events.meetings.service.telling import Terms as MeetingTerms
from services.events.meetings.store import DocumentsSealed, MongoMeetingStore, meeting_files
from services.events.memorials import api as memorials_api
from services.events.memorials.pages import applications as memorial_applications
from services.events.memorials.pages import care as memorial_care
from services.events.memorials.pages import desk as memorial_desk
from services.events.memorials.pages import proposals as memorial_proposals
from services.events.memorials.pages import public as memorial_pages
from services.events.memorials.service import Memorials
from services.events.memorials.service.applications import Applications
from services.events.memorials.service.proposals import Proposals
from services.events.memorials.service.proposals import Terms as MemorialTerms
from services.events.memorials.service.telling import Telling as MemorialTelling
from services.events.memorials.store import MongoMemorialStore, OldIndexGone, ProposersKnown
from services.events.partners import api as partners_api
from services.events.partners import pages as partners_pages
from services.events.partners.history import History
from services.events.partners.service import Partners
from services.events.partners.store import MongoPartnerStore
from services.events.patronage import api as patronage_api
from services.events.patronage import pages as patronage_pages
from services.events.patronage.looking_after import LookingAfter as LookingAfterPatronage
from services.events.patronage.service import Patronages
from services.events.patronage.service import Rules as PatronageRules
from services.events.patronage.store import MongoPatronageStore, OrganisersKnown
from services.events.precedence import api as precedence_api
from services.events.precedence import pages as precedence_pages
from services.events.precedence.domain.shipped import shipped as shipped_precedence
from services.events.precedence.service import Precedence
from services.events.precedence.store import MongoPrecedenceStore
from services.events.problems import PROBLEMS
from services.events.readings import pages as readings_pages
from services.events.settings import Settings
from services.events.speeches import api as speeches_api
from services.events.speeches import pages as speeches_pages
from services.events.speeches.service import Habits, Speeches
from services.events.speeches.service.looking_after import LookingAfter as LookingAfterSpeeches
from services.events.speeches.store import MongoSpeechStore, SaidFoundAnew
from services.events.wreaths import api as wreaths_api
from services.events.wreaths import pages as wreaths_pages
from services.events.wreaths.service import Habits as WreathHabits
from services.events.wreaths.service import Wreaths
from services.events.wreaths.store import MongoWreathStore
from shared.asks import Asks
from shared.files import Files, LooseFiles, Pictures
from shared.frame import Frame
from shared.free_days import TICK_SECONDS, CityFreeDays, subscribe
from shared.ical import Mailbox
from shared.readings import Readings

__all__ = ["Settings", "create_app"]
_MATERIALS = "patronage_materials"


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("events", settings)
    officials = Officials(every=settings.officials)
    calendar = Calendar(frame.database, MongoEntryStore(frame.database), frame.clock, officials)
    free_days = FreeDays(frame.database, MongoFreeDayStore(frame.database), calendar, frame.clock)
    following = Following(calendar)
    handlers.subscribe(frame.bus, following)
    readings, days = (
        Readings(frame.database, frame.clock, "event_readings"),
        CityFreeDays(frame.database),
    )
    subscribe(frame.bus, days)
    frame.ticks.every(TICK_SECONDS, "free days", days.look_after)
    precedence = _order(frame, settings)
    partners = Partners(frame.database, MongoPartnerStore(frame.database), frame.cipher, readings, frame.clock)
    wreaths = _laid(frame, settings, calendar, precedence, partners, readings, free_days)
    anniversaries = _remembered(frame, settings, calendar, free_days)
    key = settings.session_key_file.read_text().strip()
    return frame.app(
        *_calendar(frame, settings, following, free_days),
        *_anniversaries(frame, anniversaries),
        *_ceremonies(frame, settings, calendar, free_days, anniversaries, wreaths, partners),
        *_memorials(frame, settings, days, readings, partners),
        *_letters(frame, settings, readings, days),
        *_speeches(frame, settings, calendar, days),
        *_patronage(frame, settings, readings, days),
        *_invitations(frame, settings, calendar, precedence, readings, days),
        *_precedence(frame, precedence),
        *_wreaths(frame, settings, wreaths, partners),
        *_meetings(frame, settings, calendar, readings, days),
        problems=PROBLEMS,
        migrations=[
            DocumentsSealed(frame.cipher),
            OldIndexGone(),
            OrganisersKnown(frame.cipher, key),
            ProposersKnown(MemorialTelling(frame.cipher, key, settings.public_origin)),
            SaidFoundAnew(),
        ],
    )


def _calendar(frame: Frame, settings: Settings, following: Following, free_days: FreeDays) -> list[APIRouter]:
    """Put the calendar's own pages together, and what officials have of it."""
    calendar = following.calendar
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
        api.routes(calendar, following, free_days),
        people.pages(calendar, invitations, frame.templates, settings.public_origin),
        public.pages(calendar, frame.templates, settings.public_origin),
        # Before the desk, whose addresses end in any id.
        free_days_pages.pages(free_days, frame.templates),
        desk.pages(calendar, following, frame.templates),
    ]


def _remembered(frame: Frame, settings: Settings, calendar: Calendar, free_days: FreeDays) -> Anniversaries:
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
    )
    calendar.tells(anniversaries.follow)
    frame.ticks.every(60, "anniversaries", anniversaries.look_after)
    return anniversaries


def _anniversaries(frame: Frame, anniversaries: Anniversaries) -> list[APIRouter]:
    """Put the routes of anniversaries together."""
    return [
        anniversaries_api.routes(anniversaries),
        anniversary_register.pages(anniversaries, frame.templates),
        anniversary_plan.pages(anniversaries, frame.templates),
    ]


def _ceremonies(
    frame: Frame,
    settings: Settings,
    calendar: Calendar,
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
        Reports(ceremonies, MongoSpeechStore(frame.database), pictures),
    )
    return [ceremonies_api.routes(*parts), ceremonies_pages.pages(*parts, frame.templates)]


def _memorials(
    frame: Frame, settings: Settings, days: CityFreeDays, readings: Readings, partners: Partners
) -> list[APIRouter]:
    """Put memorials together: the register, their care, proposals of new ones."""
    pictures = Pictures(frame.database, "memorial_photographs", frame.clock)
    frame.ticks.every(3_600, "memorial photographs", pictures.drop_due)
    care_day = (settings.care_month, settings.care_day)
    store = MongoMemorialStore(frame.database)
    plan_day = (settings.care_plan_month, settings.care_plan_day)
    memorials = Memorials(frame.database, store, pictures, frame.clock, care_day, plan_day)
    frame.ticks.every(3_600, "care of memorials", memorials.look_after)
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


def _letters(frame: Frame, settings: Settings, readings: Readings, days: CityFreeDays) -> list[APIRouter]:
    """Put the occasional correspondence together."""
    database, clock, store = frame.database, frame.clock, MongoLetterStore(frame.database)
    sealed, telling = Sealed(frame.cipher, settings.session_key_file.read_text().strip()), Telling(frame.clock)
    forms = Forms(database, store, sealed, telling, clock)
    office = Office(
        settings.letter_symbol,
        settings.letter_class,
        settings.letter_padding,
        settings.letter_signatories,
        settings.leads(),
        settings.letter_kept,
    )
    letters = Letters(database, store, sealed, forms, readings, days, clock, office, telling)
    writing, sending = Writing(letters), Sending(letters)
    recurring = Recurring(
        settings.jubilee_rules, settings.jubilee_ahead_days, settings.jubilee_motion, settings.letter_seasons
    )
    occasions = Occasions(letters, store, recurring)
    batches = Batches(letters, occasions, store)
    after = LookingAfter(letters, batches, occasions)
    frame.ticks.every(60, "letter occasions", occasions.raise_due)
    frame.ticks.every(3_600, "letters kept", after.erase_due)
    days.postpones(store.deadlines, after.postpone)
    days.postpones(store.occasion_deadlines, after.postpone_occasion)
    days.postpones(store.season_deadlines, after.postpone_season)
    return [
        letters_api.routes(letters, writing, sending, forms, occasions, batches),
        letters_pages.pages(letters, writing, sending, forms, occasions, batches, frame.templates),
        readings_pages.pages(readings, frame.templates),
    ]


def _speeches(frame: Frame, settings: Settings, calendar: Calendar, days: CityFreeDays) -> list[APIRouter]:
    """Put speeches together: they go where their entries in the calendar go."""
    habits = Habits(settings.speech_speakers, settings.speech_words_per_minute, settings.speech_draft)
    key, store = settings.session_key_file.read_text().strip(), MongoSpeechStore(frame.database)
    origin, clock = settings.public_origin, frame.clock
    speeches = Speeches(frame.database, store, frame.cipher, key, origin, days, calendar, clock, habits)
    after = LookingAfterSpeeches(speeches, Telling(clock))
    calendar.tells(after.follow)
    days.postpones(store.deadlines, after.postpone)
    return [speeches_api.routes(speeches), speeches_pages.pages(speeches, frame.templates)]


def _patronage(frame: Frame, settings: Settings, readings: Readings, days: CityFreeDays) -> list[APIRouter]:
    """Put patronage together."""
    database, key = frame.database, settings.session_key_file.read_text().strip()
    files, pictures = Files(database, _MATERIALS), Pictures(database, "patronage_pictures", frame.clock)
    store = MongoPatronageStore(database)
    loose = LooseFiles(database, _MATERIALS, store.with_materials, frame.clock)
    rules = PatronageRules(
        settings.letter_symbol,
        settings.patronage_class,
        settings.letter_padding,
        settings.patronage_ahead_days,
        settings.patronage_late,
        settings.patronage_decision,
        settings.patronage_report_days,
    )
    asks = Asks(database, "patronage_asks", key, frame.clock, settings.patronage_asks_a_day)
    patronages = Patronages(
        database,
        store,
        frame.cipher,
        key,
        settings.public_origin,
        readings,
        files,
        pictures,
        days,
        frame.clock,
        rules,
        asks,
    )
    frame.ticks.every(3_600, "patronage applied for", asks.forget)
    days.postpones(store.deadlines, LookingAfterPatronage(patronages).postpone)
    frame.ticks.every(300, "patronage reports", patronages.remind_due)
    frame.ticks.every(600, "patronage pictures", pictures.drop_due)
    frame.ticks.every(3_600, "patronage materials", loose.drop_due)
    return [
        patronage_api.routes(patronages, files, pictures),
        patronage_pages.pages(patronages, files, pictures, frame.templates),
    ]


def _invitations(
    frame: Frame,
    settings: Settings,
    calendar: Calendar,
    precedence: Precedence,
    readings: Readings,
    days: CityFreeDays,
) -> list[APIRouter]:
    """Put invitations together: a guest list goes where its entry in the calendar goes."""
    database, clock, cipher = frame.database, frame.clock, frame.cipher
    key, store = settings.session_key_file.read_text().strip(), MongoInvitationStore(database)
    letters, sealed = MongoLetterStore(database), Sealed(cipher, key)
    forms, deceased = Forms(database, letters, sealed, Telling(clock), clock), Register(letters, sealed)
    book = AddressBook(database, store, cipher, key, precedence, forms, readings, clock)
    house = House(
        Days(settings.invitation_send, settings.invitation_answer, settings.invitation_remind_days),
        settings.invitation_companions,
        settings.invitation_kept,
        settings.guests_kept,
        settings.letter_signatories,
        settings.organiser,
    )
    telling = GuestTelling(store, clock, house.days)
    lists = GuestLists(
        database,
        store,
        book,
        forms,
        deceased,
        calendar,
        readings,
        days,
        telling,
        cipher,
        key,
        settings.public_origin,
        house,
        clock,
    )
    seating, door, appointments = Seating(lists, store), Door(lists), Appointments(lists)
    after = LookingAfterGuests(lists, appointments, store)
    calendar.tells(lists.follow)
    precedence.asks(book.has_rank)
    frame.ticks.every(60, "invitations", after.work)
    frame.ticks.every(3_600, "guests kept", after.erase_due)
    return [
        invitations_api.routes(lists, seating, door),
        invitation_pages.pages(lists, seating, door, appointments, frame.templates),
    ]


def _order(frame: Frame, settings: Settings) -> Precedence:
    """Put the use cases of the order of precedence together, which neighbours take ranks from."""
    store = MongoPrecedenceStore(frame.database)
    return Precedence(frame.database, store, frame.clock, shipped_precedence(settings.precedence))


def _precedence(frame: Frame, precedence: Precedence) -> list[APIRouter]:
    """Put its pages together."""
    return [precedence_api.routes(precedence), precedence_pages.pages(precedence, frame.templates)]


def _laid(
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
    frame.ticks.every(3_600, "wreaths", wreaths.look_after)
    return wreaths


def _wreaths(frame: Frame, settings: Settings, wreaths: Wreaths, partners: Partners) -> list[APIRouter]:
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
    return [
        wreaths_api.routes(wreaths),
        wreaths_pages.pages(wreaths, partners, frame.templates),
        partners_api.routes(partners, history),
        partners_pages.pages(partners, history, frame.templates),
    ]


def _meetings(
    frame: Frame, settings: Settings, calendar: Calendar, readings: Readings, days: CityFreeDays
) -> list[APIRouter]:
    """Put meetings together: they go where their entries in the calendar go."""
    database, clock, store = frame.database, frame.clock, MongoMeetingStore(frame.database)
    key, files = settings.session_key_file.read_text().strip(), meeting_files(database, frame.cipher)
    sealed = MeetingsSealed(frame.cipher, key, settings.public_origin)
    terms = MeetingTerms(
        settings.meeting_programme,
        settings.meeting_minutes,
        settings.meeting_remarks,
        settings.meeting_approval,
        settings.meeting_kept,
    )
    telling = MeetingsTelling(store, sealed, clock, terms)
    meetings = Meetings(database, store, calendar, sealed, telling, readings, days, clock, settings.mayor_id)
    programmes, writing = Programmes(meetings, files), MinutesWriting(meetings)
    calendar.tells(meetings.follow)
    after = LookingAfterMeetings(meetings, files)
    frame.ticks.every(3_600, "meetings kept", after.erase_due)
    days.postpones(store.deadlines, after.postpone)
    days.postpones(store.task_deadlines, after.postpone_task)
    return [
        meetings_api.routes(meetings, programmes, writing, files),
        meetings_pages.pages(meetings, programmes, writing, files, frame.templates),
    ]
