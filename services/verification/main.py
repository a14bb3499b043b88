"""Puts verification together: the only file of the service that knows everything."""

from fastapi import FastAPI

from services.verification.admission import api as admission_api
from services.verification.admission import pages as admission_pages
from services.verification.admission.service import Admissions
from services.verification.admission.store import MongoAdmissionStore
from services.verification.appeals import api as appeals_api
from services.verification.appeals import handlers as appeals_handlers
from services.verification.appeals import pages as appeals_pages
from services.verification.appeals.service import Appeals, AppealTerms
from services.verification.appeals.store import MongoAppealStore
from services.verification.cases import handlers as cases_handlers
from services.verification.cases import pages as cases_pages
from services.verification.cases.service import Cases
from services.verification.cases.store import MongoCaseStore
from services.verification.conflicts import api as conflicts_api
from services.verification.conflicts import handlers as conflicts_handlers
from services.verification.conflicts import pages as conflicts_pages
from services.verification.conflicts.service import Conflicts
from services.verification.conflicts.store import MongoConflictStore
from services.verification.formal import api as formal_api
from services.verification.formal import handlers as formal_handlers
from services.verification.formal import pages as formal_pages
from services.verification.formal.service import FormalChecks, Terms
from services.verification.formal.store import MongoCardStore
from services.verification.merit import api as merit_api
from services.verification.merit import pages as merit_pages
from services.verification.merit.service import MeritReviews
from services.verification.merit.store import MongoReviewStore
from services.verification.notes import api as notes_api
from services.verification.notes import pages as notes_pages
from services.verification.notes.service import Notes
from services.verification.notes.store import MongoNoteStore
from services.verification.opinions import api as opinions_api
from services.verification.opinions import pages as opinions_pages
from services.verification.opinions.service import Opinions
from services.verification.opinions.store import MongoOpinionStore
from services.verification.problems import PROBLEMS
from services.verification.settings import Settings
from services.verification.statements import api as statements_api
from services.verification.statements import pages as statements_pages
from services.verification.statements.service import Statements
from services.verification.statements.store import MongoStatementStore
from shared.frame import Frame
from shared.free_days import TICK_SECONDS, CityFreeDays, subscribe

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("verification", settings)
    database, clock = frame.database, frame.clock
    free_days = CityFreeDays(database)
    cases = Cases(database, MongoCaseStore(database), settings.units, free_days, clock)
    notes = Notes(database, MongoNoteStore(database), cases, clock)
    admissions = Admissions(database, MongoAdmissionStore(database), cases, settings.admission_term, clock)
    review_store, statement_store = MongoReviewStore(database), MongoStatementStore(database)
    statements = Statements(database, statement_store, review_store, cases, settings.statement_term, clock)
    merit = MeritReviews(database, review_store, cases, admissions, statements, settings.merit_term, clock)
    terms = Terms(card=settings.formal_term, correction=settings.correction_term)
    appeal_store = MongoAppealStore(database)
    formal = FormalChecks(database, MongoCardStore(database), cases, merit, appeal_store, terms, clock)
    appeal_terms = AppealTerms(review=settings.appeal_review_term, decision=settings.appeal_decision_term)
    appeals = Appeals(database, appeal_store, cases, formal, merit, admissions, appeal_terms, clock)
    conflicts = Conflicts(database, MongoConflictStore(database), cases, settings.conflict_radius, clock)
    opinions = Opinions(database, MongoOpinionStore(database), cases, clock)
    free_days.postpones(formal.store.deadlines, formal.postpone)
    free_days.postpones(merit.store.deadlines, merit.postpone)
    free_days.postpones(statements.store.deadlines, statements.postpone)
    free_days.postpones(admissions.store.deadlines, admissions.postpone)
    free_days.postpones(appeals.store.deadlines, appeals.postpone)
    free_days.postpones(opinions.store.deadlines, opinions.postpone)
    frame.ticks.every(TICK_SECONDS, "free days", free_days.look_after)
    subscribe(frame.bus, free_days)
    cases_handlers.subscribe(frame.bus, cases)
    formal_handlers.subscribe(frame.bus, formal)
    appeals_handlers.subscribe(frame.bus, appeals)
    conflicts_handlers.subscribe(frame.bus, conflicts)
    return frame.app(
        formal_api.routes(formal, cases),
        merit_api.routes(merit),
        statements_api.routes(statements),
        admission_api.routes(admissions),
        appeals_api.routes(appeals),
        conflicts_api.routes(conflicts),
        opinions_api.routes(opinions),
        notes_api.routes(notes),
        cases_pages.pages(cases, notes, opinions, statements, frame.templates),
        formal_pages.pages(formal, cases, frame.templates),
        merit_pages.pages(merit, statements, cases, notes, frame.templates),
        statements_pages.pages(statements, cases, frame.templates),
        notes_pages.pages(notes, cases, frame.templates),
        admission_pages.pages(admissions, opinions, statements, cases, frame.templates),
        appeals_pages.pages(appeals, admissions, cases, frame.templates),
        conflicts_pages.pages(conflicts, cases, frame.templates),
        opinions_pages.pages(opinions, cases, frame.templates),
        problems=PROBLEMS,
    )
