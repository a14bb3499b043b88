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
from services.verification.decisions import api as decisions_api
from services.verification.decisions import pages as decisions_pages
from services.verification.decisions.service import Decisions
from services.verification.decisions.store import MongoDecisionStore
from services.verification.formal import api as formal_api
from services.verification.formal import handlers as formal_handlers
from services.verification.formal import pages as formal_pages
from services.verification.formal.api import initiatives as initiative_checks_api
from services.verification.formal.pages import initiatives as initiative_checks_pages
from services.verification.formal.service import FormalChecks, Terms
from services.verification.formal.service.initiatives import InitiativeChecks
from services.verification.formal.store import MongoCardStore, MongoInitiativeCardStore
from services.verification.funds import api as funds_api
from services.verification.funds import handlers as funds_handlers
from services.verification.funds import pages as funds_pages
from services.verification.funds.service import Funds
from services.verification.funds.store import MongoFundsStore
from services.verification.initiatives import api as initiatives_api
from services.verification.initiatives import handlers as initiatives_handlers
from services.verification.initiatives import pages as initiatives_pages
from services.verification.initiatives.service import AnswerTerms, Initiatives
from services.verification.initiatives.store import MongoInitiativeStore
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
from services.verification.scoring import api as scoring_api
from services.verification.scoring import pages as scoring_pages
from services.verification.scoring.service import Scorings
from services.verification.scoring.store import MongoScoringStore
from services.verification.settings import Settings
from services.verification.statements import api as statements_api
from services.verification.statements import pages as statements_pages
from services.verification.statements.service import Statements
from services.verification.statements.store import MongoStatementStore
from services.verification.unit_opinions import api as unit_opinions_api
from services.verification.unit_opinions import pages as unit_opinions_pages
from services.verification.unit_opinions.service import UnitOpinions
from services.verification.unit_opinions.store import MongoUnitOpinionStore
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
    answer_terms = AnswerTerms(answer=settings.answer_term, longest=settings.longest_answer_term)
    initiative_store = MongoInitiativeStore(database)
    initiatives = Initiatives(database, initiative_store, settings.units, free_days, answer_terms, clock)
    unit_opinion_store = MongoUnitOpinionStore(database)
    unit_opinions = UnitOpinions(database, unit_opinion_store, initiatives, settings.statement_term, clock)
    card_store = MongoInitiativeCardStore(database)
    initiative_checks = InitiativeChecks(database, card_store, initiatives, unit_opinions, terms, clock)
    scorings = Scorings(database, MongoScoringStore(database), initiatives, settings.scoring_term, clock)
    decisions = Decisions(database, MongoDecisionStore(database), initiatives, settings.funds_term, clock)
    funds = Funds(database, MongoFundsStore(database), initiatives, settings.funds_term, clock)
    free_days.postpones(formal.store.deadlines, formal.postpone)
    free_days.postpones(merit.store.deadlines, merit.postpone)
    free_days.postpones(statements.store.deadlines, statements.postpone)
    free_days.postpones(admissions.store.deadlines, admissions.postpone)
    free_days.postpones(appeals.store.deadlines, appeals.postpone)
    free_days.postpones(opinions.store.deadlines, opinions.postpone)
    free_days.postpones(initiatives.store.deadlines, initiatives.postpone)
    free_days.postpones(initiative_checks.store.deadlines, initiative_checks.postpone)
    free_days.postpones(unit_opinions.store.deadlines, unit_opinions.postpone)
    free_days.postpones(scorings.store.deadlines, scorings.postpone)
    frame.ticks.every(TICK_SECONDS, "free days", free_days.look_after)
    subscribe(frame.bus, free_days)
    cases_handlers.subscribe(frame.bus, cases)
    formal_handlers.subscribe(frame.bus, formal, initiative_checks)
    initiatives_handlers.subscribe(frame.bus, initiatives)
    funds_handlers.subscribe(frame.bus, funds)
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
        initiatives_api.routes(initiatives),
        initiative_checks_api.routes(initiative_checks, initiatives),
        unit_opinions_api.routes(unit_opinions),
        scoring_api.routes(scorings),
        decisions_api.routes(decisions),
        funds_api.routes(funds),
        initiatives_pages.pages(initiatives, unit_opinions, scorings, decisions, funds, frame.templates),
        initiative_checks_pages.pages(initiative_checks, initiatives, frame.templates),
        unit_opinions_pages.pages(unit_opinions, initiatives, frame.templates),
        scoring_pages.pages(scorings, initiatives, unit_opinions, frame.templates),
        decisions_pages.pages(decisions, initiatives, scorings, unit_opinions, frame.templates),
        funds_pages.pages(funds, initiatives, frame.templates),
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
