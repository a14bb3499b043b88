"""Puts together what the city writes and says: letters, speeches, patronage."""

from fastapi import APIRouter

from services.events.calendar.service import Calendar
from services.events.letters import api as letters_api
from services.events.letters import pages as letters_pages
from services.events.letters.sealed import Sealed
from services.events.letters.service import Letters, Office
from services.events.letters.service.batches import Batches
from services.events.letters.service.forms import Forms
from services.events.letters.service.looking_after import LookingAfter
from services.events.letters.service.occasions import Occasions, Recurring
from services.events.letters.service.seasons import Seasons
from services.events.letters.service.sending import Sending
from services.events.letters.service.telling import Telling
from services.events.letters.service.writing import Writing
from services.events.letters.store import MongoLetterStore
from services.events.patronage import api as patronage_api
from services.events.patronage import pages as patronage_pages
from services.events.patronage.looking_after import LookingAfter as LookingAfterPatronage
from services.events.patronage.service import Patronages
from services.events.patronage.service import Rules as PatronageRules
from services.events.patronage.store import MongoPatronageStore
from services.events.readings import pages as readings_pages
from services.events.settings import Settings
from services.events.speeches import api as speeches_api
from services.events.speeches import pages as speeches_pages
from services.events.speeches.service import Habits, Speeches
from services.events.speeches.service.looking_after import LookingAfter as LookingAfterSpeeches
from services.events.speeches.service.ordering import Ordering
from services.events.speeches.store import MongoSpeechStore
from shared.asks import Asks
from shared.files import Files, LooseFiles, Pictures
from shared.frame import Frame
from shared.free_days import CityFreeDays
from shared.readings import Readings

_MATERIALS = "patronage_materials"


def letter_routes(frame: Frame, settings: Settings, readings: Readings, days: CityFreeDays) -> list[APIRouter]:
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
    recurring = Recurring(settings.jubilee_rules, settings.jubilee_ahead_days, settings.medal())
    occasions = Occasions(letters, store, recurring)
    seasons = Seasons(letters, store, settings.letter_seasons)
    batches = Batches(letters, seasons, store)
    after = LookingAfter(letters, batches, occasions, seasons)
    frame.ticks.every(60, "letter occasions", occasions.raise_due)
    frame.ticks.every(60, "letter seasons", seasons.raise_due)
    frame.ticks.every(3_600, "letters kept", after.erase_due)
    days.postpones(store.deadlines, after.postpone)
    days.postpones(store.occasion_deadlines, after.postpone_occasion)
    days.postpones(store.season_deadlines, after.postpone_season)
    return [
        letters_api.routes(letters, writing, sending, forms, occasions, batches),
        letters_pages.pages(letters, writing, sending, forms, occasions, batches, frame.templates),
        readings_pages.pages(readings, frame.templates),
    ]


def speech_routes(frame: Frame, settings: Settings, calendar: Calendar, days: CityFreeDays) -> list[APIRouter]:
    """Put speeches together: they go where their entries in the calendar go."""
    habits = Habits(settings.speech_speakers, settings.speech_words_per_minute, settings.speech_draft)
    key, store = settings.session_key_file.read_text().strip(), MongoSpeechStore(frame.database)
    origin, clock = settings.public_origin, frame.clock
    speeches = Speeches(frame.database, store, frame.cipher, key, origin, days, clock, habits)
    ordering = Ordering(speeches, calendar)
    after = LookingAfterSpeeches(ordering, Telling(clock))
    calendar.tells(after.follow)
    days.postpones(store.deadlines, after.postpone)
    return [speeches_api.routes(speeches, ordering), speeches_pages.pages(speeches, ordering, frame.templates)]


def patronage_routes(frame: Frame, settings: Settings, readings: Readings, days: CityFreeDays) -> list[APIRouter]:
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
    after = LookingAfterPatronage(patronages)
    days.postpones(store.deadlines, after.postpone)
    frame.ticks.every(300, "patronage reports", after.remind_due)
    frame.ticks.every(600, "patronage pictures", pictures.drop_due)
    frame.ticks.every(3_600, "patronage materials", loose.drop_due)
    return [
        patronage_api.routes(patronages, files, pictures),
        patronage_pages.pages(patronages, files, pictures, frame.templates),
    ]
