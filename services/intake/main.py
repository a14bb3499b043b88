"""Puts intake together: the only file of the service that knows everything."""

from fastapi import FastAPI

from services.intake.arrangements import api as arrangements_api
from services.intake.arrangements import handlers as arrangements_handlers
from services.intake.arrangements import pages as arrangements_pages
from services.intake.arrangements.service import Arrangements
from services.intake.arrangements.store import MongoArrangementStore
from services.intake.contracts import api as contracts_api
from services.intake.contracts import handlers as contracts_handlers
from services.intake.contracts import pages as contracts_pages
from services.intake.contracts.parties import Parties
from services.intake.contracts.service import Contracts
from services.intake.contracts.store import MongoContractStore
from services.intake.editions import api as editions_api
from services.intake.editions import handlers as editions_handlers
from services.intake.editions import pages as editions_pages
from services.intake.editions.help import Helps
from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.guidance import api as guidance_api
from services.intake.initiatives import api as initiatives_api
from services.intake.initiatives import handlers as initiatives_handlers
from services.intake.initiatives import pages as initiatives_pages
from services.intake.initiatives.conversion import Conversion
from services.intake.initiatives.corrections import InitiativeCorrections
from services.intake.initiatives.declarants import OfRepresentative
from services.intake.initiatives.declarations import Declarations
from services.intake.initiatives.domain.rules import kalisz
from services.intake.initiatives.drafts import InitiativeDrafts
from services.intake.initiatives.entering import InitiativeEntering
from services.intake.initiatives.links import Links
from services.intake.initiatives.people import People
from services.intake.initiatives.progress import InitiativeProgress
from services.intake.initiatives.rulebook import Rulebook
from services.intake.initiatives.service import Initiatives
from services.intake.initiatives.store import MongoInitiativeStore
from services.intake.letters import api as letters_api
from services.intake.letters import pages as letters_pages
from services.intake.letters.receipts import Receipts
from services.intake.letters.service import Letters
from services.intake.letters.store import MongoLetterStore
from services.intake.problems import PROBLEMS
from services.intake.proposals import api as proposals_api
from services.intake.proposals import handlers as proposals_handlers
from services.intake.proposals import pages as proposals_pages
from services.intake.proposals.appeals import Appeals
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.coauthors import CoAuthors
from services.intake.proposals.corrections import Corrections
from services.intake.proposals.draft_mails import DraftMails
from services.intake.proposals.drafts import Drafts
from services.intake.proposals.entering import Entering
from services.intake.proposals.progress import ProgressLetters
from services.intake.proposals.service import Proposals
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.signs import Signs
from services.intake.proposals.store import MongoProposalStore
from services.intake.proposals.versions import Versions
from services.intake.questions import api as questions_api
from services.intake.questions import pages as questions_pages
from services.intake.questions.service import Questions
from services.intake.questions.store import MongoQuestionStore
from services.intake.regroupings import api as regroupings_api
from services.intake.regroupings import handlers as regroupings_handlers
from services.intake.regroupings import pages as regroupings_pages
from services.intake.regroupings.service import Regroupings
from services.intake.regroupings.service.asking import Asking
from services.intake.regroupings.service.effects import Effects
from services.intake.regroupings.store import MongoRegroupingStore
from services.intake.settings import Settings
from services.intake.similar import api as similar_api
from services.intake.similar import handlers as similar_handlers
from services.intake.similar import pages as similar_pages
from services.intake.similar.service import Similar
from services.intake.similar.store import MongoLikenessStore
from services.intake.support import api as support_api
from services.intake.support import handlers as support_handlers
from services.intake.support import pages as support_pages
from services.intake.support.counting import Counting
from services.intake.support.domain import Limits
from services.intake.support.following import Following
from services.intake.support.gatherings import Gatherings
from services.intake.support.sealed import Sealed
from services.intake.support.service import Supporters
from services.intake.support.store import MailsCountedAnew, MongoSupportStore
from shared.asks import Asks
from shared.daily_mails import DailyMails
from shared.files import Files
from shared.frame import Frame
from shared.free_days import TICK_SECONDS, CityFreeDays, subscribe
from shared.representatives import RepresentativeLinks

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("intake", settings)
    edition_store = MongoEditionStore(frame.database)
    editions = Editions(frame.database, edition_store, frame.clock)
    helps = Helps(frame.database, edition_store, frame.clock)
    key = settings.session_key_file.read_text().strip()
    store, signed = MongoProposalStore(frame.database), SignedTexts(key)
    free_days = CityFreeDays(frame.database)
    letters = Letters(
        frame.database,
        MongoLetterStore(frame.database),
        free_days,
        frame.cipher,
        frame.clock,
        settings.posting_term,
        settings.receipt_term,
    )
    applicants = Applicants(frame.cipher, signed, letters, settings.public_origin)
    signs = Signs(frame.database, settings.case_symbol, settings.case_class, settings.case_padding)
    support_store = MongoSupportStore(frame.database)
    gatherings = Gatherings(support_store, frame.clock)
    entering = Entering(frame.database, store, editions, applicants, signs, gatherings, frame.clock)
    proposals = Proposals(frame.database, store, editions, applicants, signed, signs, entering, frame.clock)
    draft_asks = Asks(frame.database, "draft_asks", key, frame.clock, settings.draft_asks_a_day)
    draft_letters = DailyMails(frame.database, "draft_mails", key, frame.clock, settings.draft_mails_a_day)
    draft_mails = DraftMails(draft_asks, draft_letters)
    drafts = Drafts(
        frame.database,
        store,
        editions,
        frame.cipher,
        signed,
        gatherings,
        frame.clock,
        draft_mails,
        settings.public_origin,
    )
    corrections = Corrections(frame.database, store, editions, applicants, signed, gatherings, free_days, frame.clock)
    appeals = Appeals(frame.database, store, editions, applicants, signed, frame.clock)
    coauthors = CoAuthors(frame.database, store, applicants, frame.cipher, signed, frame.clock)
    versions = Versions(store)
    limits = Limits(
        link=settings.support_link_term,
        per_mailbox=settings.support_per_mailbox,
        kept=settings.support_kept,
    )
    support_mails = DailyMails(frame.database, "support_mails", key, frame.clock, settings.support_mails_a_day)
    sealed = Sealed(frame.cipher, key)
    supporters = Supporters(
        frame.database,
        support_store,
        gatherings,
        store,
        editions,
        sealed,
        signed,
        frame.clock,
        limits,
        support_mails,
        settings.public_origin,
    )
    counting = Counting(frame.database, support_store, store, proposals, supporters, sealed, frame.clock)
    following = Following(frame.database, support_store, store, editions, supporters, sealed, frame.clock, limits)
    similar = Similar(frame.database, MongoLikenessStore(frame.database), editions)
    arrangement_store = MongoArrangementStore(frame.database)
    arrangements = Arrangements(
        frame.database,
        arrangement_store,
        store,
        editions,
        applicants,
        frame.cipher,
        signed,
        free_days,
        gatherings,
        frame.clock,
        settings.arrangement_term,
        settings.arrangement_post_term,
    )
    asking = Asking(applicants, editions, signed)
    regroupings = Regroupings(
        frame.database,
        MongoRegroupingStore(frame.database),
        store,
        arrangement_store,
        editions,
        asking,
        Effects(store, entering, asking, gatherings),
        signed,
        free_days,
        frame.clock,
        settings.arrangement_term,
        settings.arrangement_post_term,
    )
    questions = Questions(
        frame.database,
        MongoQuestionStore(frame.database),
        editions,
        proposals,
        frame.cipher,
        signed,
        free_days,
        frame.clock,
        key,
        settings.answer_term,
        settings.question_retention,
        settings.public_origin,
    )
    initiative_store = MongoInitiativeStore(frame.database)
    rulebook = Rulebook(frame.database, initiative_store, frame.clock, kalisz(settings.initiative_hourly_rate))
    links = Links(key, settings.public_origin)
    people = People(frame.cipher, links, letters)
    initiative_signs = Signs(frame.database, settings.case_symbol, settings.initiative_class, settings.case_padding)
    initiative_entering = InitiativeEntering(
        frame.database, initiative_store, people, links, initiative_signs, frame.clock
    )
    initiatives = Initiatives(
        frame.database, initiative_store, rulebook, people, links, initiative_signs, initiative_entering, frame.clock
    )
    parties = Parties(initiatives, people, links)
    contracts = Contracts(
        frame.database,
        MongoContractStore(frame.database),
        parties,
        frame.cipher,
        frame.clock,
        settings.terms_reminder_term,
    )
    initiative_drafts = InitiativeDrafts(
        frame.database,
        initiative_store,
        rulebook,
        links,
        frame.cipher,
        free_days,
        frame.clock,
        settings.initiative_draft_kept,
        settings.consultation_term,
        draft_mails,
    )
    asks = Asks(frame.database, "declaration_asks", key, frame.clock, settings.declaration_asks_a_day)
    declarations = Declarations(
        frame.database, initiative_store, initiative_drafts, rulebook, people, links, frame.cipher, frame.clock, asks
    )
    initiative_corrections = InitiativeCorrections(
        frame.database, initiative_store, rulebook, people, links, free_days, frame.clock
    )
    receipts = Receipts(letters, corrections, initiative_corrections)
    conversion = Conversion(
        frame.database,
        initiative_store,
        initiative_drafts,
        people,
        links,
        store,
        drafts,
        applicants,
        editions,
        signed,
        frame.clock,
    )
    files, signed_copies = Files(frame.database, "attachments"), Files(frame.database, "signed_contracts")
    frame.ticks.every(60, "drafts", drafts.look_after)
    frame.ticks.every(60, "arrangements", arrangements.look_after)
    frame.ticks.every(20, "support counts", following.tell_counts)
    frame.ticks.every(20, "support changes", following.tell_changes)
    frame.ticks.every(60, "support kept", following.forget)
    frame.ticks.every(60, "regroupings", regroupings.look_after)
    frame.ticks.every(3_600, "questions", questions.look_after)
    frame.ticks.every(3_600, "initiative drafts", initiative_drafts.look_after)
    frame.ticks.every(3_600, "requests for declarations", asks.forget)
    frame.ticks.every(3_600, "letters of the day about drafts", draft_mails.forget)
    frame.ticks.every(3_600, "letters of the day to supporters", support_mails.forget)
    frame.ticks.every(60, "contracts", contracts.look_after)
    free_days.postpones(letters.store.deadlines, letters.postpone)
    free_days.postpones(letters.store.receipts, letters.postpone)
    free_days.postpones(arrangements.store.deadlines, arrangements.postpone)
    free_days.postpones(regroupings.store.deadlines, regroupings.postpone)
    free_days.postpones(questions.store.deadlines, questions.postpone)
    free_days.postpones(initiative_drafts.store.deadlines, initiative_drafts.postpone)
    frame.ticks.every(TICK_SECONDS, "free days", free_days.look_after)
    subscribe(frame.bus, free_days)
    editions_handlers.subscribe(frame.bus, editions)
    proposals_handlers.subscribe(
        frame.bus, drafts, corrections, appeals, ProgressLetters(frame.database, store, applicants)
    )
    arrangements_handlers.subscribe(frame.bus, arrangements)
    regroupings_handlers.subscribe(frame.bus, regroupings)
    support_handlers.subscribe(frame.bus, following)
    similar_handlers.subscribe(frame.bus, similar)
    contracts_handlers.subscribe(frame.bus, contracts)
    ledger_links = RepresentativeLinks(key, settings.public_origin)
    representative = OfRepresentative(frame.database, initiative_store, people, ledger_links, frame.clock)
    initiatives_handlers.subscribe(
        frame.bus,
        initiative_corrections,
        InitiativeProgress(frame.database, initiative_store, people, links, ledger_links),
        representative,
        conversion,
    )
    return frame.app(
        editions_api.routes(editions, helps),
        proposals_api.routes(proposals, corrections, appeals, coauthors, versions),
        support_api.routes(supporters, counting),
        letters_api.routes(letters, proposals, receipts),
        arrangements_api.routes(arrangements),
        regroupings_api.routes(regroupings),
        questions_api.routes(questions),
        guidance_api.routes(editions),
        similar_api.routes(similar),
        contracts_api.routes(contracts, signed_copies),
        initiatives_api.routes(
            initiatives, initiative_drafts, declarations, representative, initiative_corrections, conversion, rulebook
        ),
        editions_pages.pages(editions, helps, proposals, free_days, frame.templates),
        arrangements_pages.pages(arrangements, proposals, editions, files, frame.templates),
        regroupings_pages.pages(regroupings, proposals, editions, similar, files, frame.templates),
        # Before the register, whose addresses end in any id.
        letters_pages.pages(letters, proposals, receipts, frame.templates),
        support_pages.pages(supporters, counting, drafts, proposals, editions, frame.templates),
        questions_pages.pages(questions, editions, helps, proposals, applicants, frame.templates),
        proposals_pages.pages(
            proposals,
            drafts,
            corrections,
            appeals,
            coauthors,
            versions,
            supporters,
            editions,
            similar,
            letters,
            arrangements,
            regroupings,
            conversion,
            files,
            frame.templates,
        ),
        similar_pages.pages(similar, frame.templates),
        # Before the register of initiatives, whose addresses end in any id.
        contracts_pages.pages(contracts, parties, signed_copies, frame.templates, settings.city),
        initiatives_pages.pages(
            initiatives,
            contracts,
            initiative_drafts,
            declarations,
            representative,
            initiative_corrections,
            conversion,
            rulebook,
            editions,
            letters,
            signed,
            files,
            frame.templates,
        ),
        problems=PROBLEMS,
        migrations=[MailsCountedAnew()],
    )
