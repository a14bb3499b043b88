"""Puts together what brings people to one place: the calendar, meetings, invitations."""

from fastapi import APIRouter

from services.events.anniversaries.service import Anniversaries
from services.events.calendar import api
from services.events.calendar.beside import Beside
from services.events.calendar.following import Following
from services.events.calendar.free_days import FreeDays
from services.events.calendar.invitations import Invitations
from services.events.calendar.pages import desk, people, public
from services.events.calendar.pages import free_days as free_days_pages
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoFeedLinkStore
from services.events.invitations import api as invitations_api
from services.events.invitations import pages as invitation_pages
from services.events.invitations.domain import Days
from services.events.invitations.service import GuestLists, House
from services.events.invitations.service.answers import Answers
from services.events.invitations.service.appointments import Appointments
from services.events.invitations.service.book import AddressBook
from services.events.invitations.service.door import Door
from services.events.invitations.service.looking_after import LookingAfter as LookingAfterGuests
from services.events.invitations.service.seating import Seating
from services.events.invitations.service.sending import Sending
from services.events.invitations.service.telling import Telling as GuestTelling
from services.events.invitations.store import MongoInvitationStore
from services.events.letters.sealed import Sealed
from services.events.letters.service.deceased import Register
from services.events.letters.service.forms import Forms
from services.events.letters.service.telling import Telling
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
from services.events.meetings.store import MongoMeetingStore, meeting_files
from services.events.precedence.service import Precedence
from services.events.settings import Settings
from shared.frame import Frame
from shared.free_days import CityFreeDays
from shared.ical import Mailbox
from shared.readings import Readings


def calendar_routes(
    frame: Frame, settings: Settings, following: Following, beside: Beside, free_days: FreeDays
) -> list[APIRouter]:
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
        desk.pages(calendar, following, beside, frame.templates),
    ]


def meeting_routes(
    frame: Frame, settings: Settings, calendar: Calendar, beside: Beside, readings: Readings, days: CityFreeDays
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
        meetings_pages.pages(meetings, programmes, writing, beside, files, frame.templates),
    ]


def invitation_routes(
    frame: Frame,
    settings: Settings,
    calendar: Calendar,
    precedence: Precedence,
    readings: Readings,
    days: CityFreeDays,
    anniversaries: Anniversaries,
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
        anniversaries,
    )
    sending, answers, seating, door = Sending(lists), Answers(lists), Seating(lists, store), Door(lists)
    appointments = Appointments(lists, answers)
    after = LookingAfterGuests(lists, sending, appointments, store)
    calendar.tells(lists.follow)
    precedence.asks(book.has_rank)
    frame.ticks.every(60, "invitations", after.work)
    frame.ticks.every(3_600, "guests kept", after.erase_due)
    return [
        invitations_api.routes(lists, sending, answers, seating, door),
        invitation_pages.pages(lists, sending, answers, seating, door, appointments, frame.templates),
    ]
