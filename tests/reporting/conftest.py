"""What the tests of reporting share: the real service on real servers, and events as the other services send them."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI

from services.reporting.council.service.resolutions import Resolutions
from services.reporting.council.service.sessions import Sessions as CouncilSessions
from services.reporting.council.store import MongoResolutionStore, MongoSessionStore
from services.reporting.followers.domain import Limits
from services.reporting.followers.followed import AllFollowed
from services.reporting.followers.mailings import Mailings
from services.reporting.followers.sealed import Sealed
from services.reporting.followers.service import Followers
from services.reporting.followers.store import MongoFollowerStore
from services.reporting.implementation.domain import Rhythm
from services.reporting.implementation.service import Implementations
from services.reporting.implementation.service.calls import Calls
from services.reporting.implementation.service.photographs import Photographs
from services.reporting.implementation.service.post import UnitPost
from services.reporting.implementation.service.units import AskedUnits
from services.reporting.implementation.store import MongoImplementationStore, MongoUnitStore
from services.reporting.initiatives.domain import Rhythm as SettlementRhythm
from services.reporting.initiatives.domain.story import StoryEvent
from services.reporting.initiatives.service import Ledgers
from services.reporting.initiatives.service.inspections import Inspections
from services.reporting.initiatives.service.settlements import Settlements
from services.reporting.initiatives.service.stories import Stories
from services.reporting.initiatives.store import MongoLedgerStore, MongoStoryStore
from services.reporting.interpellations.service import Interpellations
from services.reporting.interpellations.service import Terms as InterpellationTerms
from services.reporting.interpellations.store import MongoInterpellationStore
from services.reporting.main import Settings
from services.reporting.milestones.service import Milestones
from services.reporting.milestones.store import MongoScheduleStore
from services.reporting.reports.service.corrections import Corrections
from services.reporting.reports.service.diary import Diary
from services.reporting.reports.service.inputs import Inputs
from services.reporting.reports.service.opening import Openings
from services.reporting.reports.service.reports import Reports
from services.reporting.reports.service.terms import Terms
from services.reporting.reports.store import MongoDiaryStore, MongoReportStore
from services.reporting.statistics.domain.following import StatisticsEvent
from services.reporting.statistics.service import Statistics
from services.reporting.statistics.store import MongoStatisticsStore
from services.reporting.tracker.service import TrackedEvent, Tracker
from services.reporting.tracker.store import MongoTrackerStore
from services.reporting.worklist.service import Escalation, Worklist
from services.reporting.worklist.service.absences import Covers
from services.reporting.worklist.service.colleagues import Colleagues
from services.reporting.worklist.service.handing import Handing
from services.reporting.worklist.service.load import Load
from services.reporting.worklist.service.morning import Mailbox, Mornings
from services.reporting.worklist.store import MongoTaskStore
from services.reporting.worklist.store.care import MongoCareStore, MongoMorningStore, MongoPeopleStore
from shared.access import Person, Role, Sessions
from shared.asks import Asks
from shared.contracts import Event
from shared.contracts.events import CeremonyHeldV1, EntryScheduledV1, LetterSentV1, MeetingHeldV1
from shared.contracts.initiatives.intake import ContractSignedV1, ContractTerminatedV1
from shared.contracts.initiatives.verification import InitiativeDecidedV1
from shared.contracts.intake import (
    AppealFiledV1,
    CallDeliveryNotedV1,
    EditionAnnouncedV1,
    EditionRules,
    ProposalContent,
    ProposalCorrectedV1,
    ProposalSubmittedV1,
    ProposalWithdrawnV1,
)
from shared.contracts.reporting import (
    ImplementationSettledV1,
    ImplementationStartedV1,
    ProgressPublishedV1,
    SessionScheduledV1,
)
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened
from shared.contracts.verification import (
    AdmissionDecidedV1,
    AppealDecidedV1,
    ConflictDecidedV1,
    CorrectionCalledV1,
    FormalCheckFinishedV1,
    MeritReviewFinishedV1,
    OpinionRecordedV1,
    ReviewHandedOverV1,
    ReviewReturnedV1,
    StatementClosedV1,
    StatementRequestedV1,
)
from shared.contracts.voting import (
    BallotEntry,
    BallotListPublishedV1,
    Outcome,
    PoolResult,
    ProjectResult,
    ResultsPublishedV1,
    VotingClosedV1,
    VotingOpenedV1,
    VotingTurnoutV1,
)
from shared.daily_mails import DailyMails
from shared.demo_people import DEMO_PEOPLE
from shared.files import Pictures
from shared.free_days import CityFreeDays
from shared.mail import Deliveries
from shared.privacy import Cipher
from shared.representatives import RepresentativeLinks
from shared.store import Database, new_id
from tests.conftest import SetClock, told
from tests.conftest import Site as Running

SESSION_KEY = "s" * 64


def person(role: Role, unit: str | None = None) -> Person:
    """One of the demonstration's people."""
    return next(one for one in DEMO_PEOPLE if one.role is role and unit in (None, one.unit))


OFFICER, MAYOR = person(Role.OFFICER), person(Role.MAYOR)
COUNCILLOR = Person(id="p-radna", name="Radna (wersja pokazowa)", role=Role.COUNCILLOR)
ZDM, WRM = person(Role.UNIT_REVIEWER, "ZDM"), person(Role.UNIT_REVIEWER, "WRM")


def moment(day: str) -> datetime:
    """Noon UTC of a day."""
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)


def _window(kind: str, opens: str, closes: str) -> dict[str, str]:
    return {"kind": kind, "opens": f"{opens}T00:00:00+02:00", "closes": f"{closes}T23:59:59+02:00"}


RULES = EditionRules.model_validate(
    {
        "number": 13,
        "year": 2027,
        "name": "Budżet Obywatelski Kalisza 2027",
        "city": "Kalisz",
        "resolution": "Uchwała Nr L/1/2026 Rady Miasta",
        "expenditure_basis": 100_000_000_00,
        "windows": [
            _window("submission", "2026-04-13", "2026-04-24"),
            _window("verification", "2026-04-13", "2026-07-03"),
            _window("admission", "2026-07-20", "2026-08-07"),
            _window("appeals", "2026-08-08", "2026-08-21"),
            _window("final_lists", "2026-08-24", "2026-09-04"),
            _window("web_vote", "2026-09-21", "2026-10-02"),
            _window("results", "2026-10-03", "2026-10-21"),
        ],
        "pools": [
            {"id": "city", "name": "Ogólnomiejska", "kind": "citywide", "amount": 470_000_00, "cap": 470_000_00}
            | {"signatures": 10},
            {"id": "local", "name": "Lokalna", "kind": "local", "amount": 900_000_00, "cap": 140_000_00}
            | {"signatures": 1},
        ],
        "areas": [
            {"id": "rogatka", "name": "Rogatka", "residents": 2_900, "cap": 100_000_00, "signatures": 2},
            {"id": "asnyka", "name": "Asnyka", "residents": 8_040, "cap": 140_000_00, "signatures": 8},
        ],
        "categories": ["Zieleń i środowisko", "Sport i rekreacja", "Drogi i chodniki"],
        "sections": [
            {"id": "city", "name": "Całe miasto", "pools": ["city"], "max_choices": 3},
            {"id": "local", "name": "Osiedla", "pools": ["local"], "max_choices": 3},
        ],
        "selection": {"rule": "greedy"},
        "identity": "name_address",
    }
)
EDITION = "edition-2027"


def announced(version: int = 1, rules: EditionRules = RULES) -> EditionAnnouncedV1:
    return EditionAnnouncedV1(version=version, edition_id=EDITION, rules=rules, announced_at=moment("2026-03-20"))


def submitted(id: str = "p-1", number: int = 1, **changes: Any) -> ProposalSubmittedV1:
    """A proposal as intake sends it."""
    plain: dict[str, Any] = {
        "version": 1,
        "proposal_id": id,
        "edition_id": EDITION,
        "number": number,
        "case": f"BO-2027-{number:03d}",
        "title": "Plac zabaw pod kasztanami",
        "summary": "Bezpieczne miejsce dla najmłodszych w cieniu starych drzew.",
        "description": "Na skwerze powstaną huśtawki, piaskownica i ławki dla rodziców.\n\nDrzewa zostają.",
        "pool_id": "local",
        "area_id": "rogatka",
        "category": "Sport i rekreacja",
        "location": "skwer przy ul. Wojska Polskiego",
        "cost_items": [{"name": "Urządzenia", "amount": 70_000_00}, {"name": "Montaż", "amount": 20_000_00}],
        "cost": 90_000_00,
        "signatures": 14,
        "submitted_at": moment("2026-04-16"),
    }
    return ProposalSubmittedV1.model_validate(plain | changes)


def called(id: str = "p-1", version: int = 2) -> CorrectionCalledV1:
    return told(CorrectionCalledV1, proposal_id=id, edition_id=EDITION, version=version, called_at=moment("2026-05-04"))


def delivery(id: str = "p-1", version: int = 3, **changes: Any) -> CallDeliveryNotedV1:
    """What is known of the delivery of the call."""
    return told(CallDeliveryNotedV1, proposal_id=id, edition_id=EDITION, version=version, **changes)


def corrected(id: str = "p-1", version: int = 3, **changes: Any) -> ProposalCorrectedV1:
    """A proposal as intake sends it after its applicant has answered a call."""
    facts = {**submitted(id).model_dump(), "call": 1, "corrected_at": moment("2026-05-06"), "version": version}
    return ProposalCorrectedV1.model_validate(facts | changes)


def appealed(id: str = "p-1", version: int = 5, **changes: Any) -> AppealFiledV1:
    facts = {"filed_at": moment("2026-08-12"), "appeal": 1, **changes}
    return told(AppealFiledV1, proposal_id=id, edition_id=EDITION, version=version, **facts)


def answered(id: str = "p-1", *, upheld: bool = True, version: int = 7, **changes: Any) -> AppealDecidedV1:
    facts = {"decided_at": moment("2026-08-28"), "appeal": 1, "upheld": upheld, **changes}
    return told(AppealDecidedV1, proposal_id=id, edition_id=EDITION, version=version, **facts)


def excluded(
    id: str = "p-1", rival: str = "p-0", *, excluding: bool = True, version: int = 2, **changes: Any
) -> ConflictDecidedV1:
    facts = {"decided_at": moment("2026-07-01"), "proposals": (id, rival), "excluding": excluding, **changes}
    return told(ConflictDecidedV1, conflict_id=f"{id}-{rival}", edition_id=EDITION, version=version, **facts)


def opined(id: str = "p-1", opinion: str = "o-1", version: int = 1, **changes: Any) -> OpinionRecordedV1:
    facts = {
        "recorded_at": moment("2026-06-03"),
        "proposal_id": id,
        "round_id": "r-1",
        "body": "Jednostka pomocnicza: Rogatka",
        "result": "favourable",
        "text": "Plac zabaw jest potrzebny.",
        "received_on": "2026-06-02",
        **changes,
    }
    return told(OpinionRecordedV1, opinion_id=opinion, edition_id=EDITION, version=version, **facts)


def withdrawn(id: str = "p-1", version: int = 2) -> ProposalWithdrawnV1:
    return ProposalWithdrawnV1(version=version, proposal_id=id, edition_id=EDITION, withdrawn_at=moment("2026-05-04"))


def checked(id: str = "p-1", *, passed: bool = True, version: int = 2, **changes: Any) -> FormalCheckFinishedV1:
    plain: dict[str, Any] = {
        "version": version,
        "proposal_id": id,
        "edition_id": EDITION,
        "passed": passed,
        "reasons": () if passed else ("Brakuje listy poparcia.",),
        "unit": "ZDM" if passed else None,
        "unit_name": "Zarząd Dróg Miejskich" if passed else None,
        "finished_at": moment("2026-05-11"),
    }
    return FormalCheckFinishedV1.model_validate(plain | changes)


def reviewed(id: str = "p-1", *, positive: bool = True, version: int = 2, **changes: Any) -> MeritReviewFinishedV1:
    plain: dict[str, Any] = {
        "version": version,
        "proposal_id": id,
        "edition_id": EDITION,
        "unit": "ZDM",
        "unit_name": "Zarząd Dróg Miejskich",
        "positive": positive,
        "opinion": "Teren jest miejski, koszt po zmianie nawierzchni wynosi 95 000 zł.",
        "cost": 95_000_00,
        "finished_at": moment("2026-06-15"),
    }
    return MeritReviewFinishedV1.model_validate(plain | changes)


def handed_over(id: str = "p-1", version: int = 3) -> ReviewHandedOverV1:
    """The unit gives the review to another one."""
    plain = {
        "version": version,
        "proposal_id": id,
        "edition_id": EDITION,
        "from_unit": "ZDM",
        "from_unit_name": "Zarząd Dróg Miejskich",
        "unit": "WGOŚ",
        "unit_name": "Wydział Gospodarki Komunalnej i Ochrony Środowiska",
        "reason": "Skwer nie leży w pasie drogowym.",
        "due_at": moment("2026-06-12"),
        "handed_over_at": moment("2026-05-13"),
    }
    return ReviewHandedOverV1.model_validate(plain)


def statement_requested(id: str = "p-1", **changes: Any) -> StatementRequestedV1:
    """Another unit is asked about its part."""
    plain = {
        "version": 1,
        "statement_id": f"{id}-1",
        "proposal_id": id,
        "edition_id": EDITION,
        "unit": "WGOŚ",
        "unit_name": "Wydział Gospodarki Komunalnej i Ochrony Środowiska",
        "due_at": moment("2026-05-27"),
        "requested_at": moment("2026-05-13"),
    }
    return StatementRequestedV1.model_validate(plain | changes)


def statement_closed(id: str = "p-1", **changes: Any) -> StatementClosedV1:
    """It has said what it thinks."""
    plain = {
        "version": 2,
        "statement_id": f"{id}-1",
        "proposal_id": id,
        "edition_id": EDITION,
        "unit": "WGOŚ",
        "unit_name": "Wydział Gospodarki Komunalnej i Ochrony Środowiska",
        "outcome": "given",
        "closed_at": moment("2026-05-20"),
    }
    return StatementClosedV1.model_validate(plain | changes)


def returned(id: str = "p-1", version: int = 4) -> ReviewReturnedV1:
    """The review goes back to its unit."""
    plain = {
        "version": version,
        "proposal_id": id,
        "edition_id": EDITION,
        "unit": "ZDM",
        "unit_name": "Zarząd Dróg Miejskich",
        "reason": "Brakuje kosztu oświetlenia.",
        "due_at": moment("2026-07-13"),
        "returned_at": moment("2026-06-11"),
    }
    return ReviewReturnedV1.model_validate(plain)


def decided(id: str = "p-1", *, admitted: bool = True, version: int = 2, **changes: Any) -> AdmissionDecidedV1:
    plain: dict[str, Any] = {
        "version": version,
        "proposal_id": id,
        "edition_id": EDITION,
        "admitted": admitted,
        "reason": "Projekt jest zgodny z prawem i można go wykonać.",
        "cost": 95_000_00,
        "unit": "ZDM",
        "unit_name": "Zarząd Dróg Miejskich",
        "decided_at": moment("2026-07-30"),
    }
    return AdmissionDecidedV1.model_validate(plain | changes)


def listed(*ids: str, version: int = 3) -> BallotListPublishedV1:
    entries = tuple(
        BallotEntry(proposal_id=id, number=str(7 + place), section_id="local", pool_id="local", cost=95_000_00)
        for place, id in enumerate(ids or ("p-1",))
    )
    return BallotListPublishedV1(
        version=version, edition_id=EDITION, entries=entries, published_at=moment("2026-09-01")
    )


def opened(version: int = 4) -> VotingOpenedV1:
    return VotingOpenedV1(
        version=version,
        edition_id=EDITION,
        rules_hash="a" * 64,
        public_key="b" * 64,
        opens=moment("2026-09-21"),
        closes=moment("2026-10-02"),
        opened_at=moment("2026-09-21"),
    )


def results(won: tuple[str, ...] = ("p-1",), lost: tuple[str, ...] = (), version: int = 6) -> ResultsPublishedV1:
    projects = [
        ProjectResult(
            proposal_id=id,
            number=str(7 + place),
            pool_id="local",
            votes=412 - 40 * place,
            points=412 - 40 * place,
            place=place + 1,
            cost=95_000_00,
            outcome=Outcome.SELECTED if id in won else Outcome.DID_NOT_FIT,
        )
        for place, id in enumerate((*won, *lost))
    ]
    return ResultsPublishedV1(
        version=version,
        edition_id=EDITION,
        ballots=2_000,
        void=3,
        entitled=90_000,
        pools=(PoolResult(pool_id="local", amount=900_000_00, spent=95_000_00 * len(won)),),
        projects=tuple(projects),
        digest="c" * 64,
        published_at=moment("2026-10-12"),
    )


def started(id: str = "p-1", version: int = 5) -> ImplementationStartedV1:
    return ImplementationStartedV1(
        version=version,
        implementation_id=id,
        proposal_id=id,
        edition_id=EDITION,
        title="Plac zabaw pod kasztanami",
        unit="ZDM",
        unit_name="Zarząd Dróg Miejskich",
        budget=95_000_00,
        started_at=moment("2026-10-12"),
    )


def progressed(id: str = "p-1", version: int = 7, **changes: Any) -> ProgressPublishedV1:
    plain: dict[str, Any] = {
        "version": version,
        "implementation_id": id,
        "proposal_id": id,
        "edition_id": EDITION,
        "title": "Plac zabaw pod kasztanami",
        "area": "Rogatka",
        "unit": "ZDM",
        "unit_name": "Zarząd Dróg Miejskich",
        "stage": "contracted",
        "percent": 40,
        "budget": 95_000_00,
        "spent": 8_000_00,
        "note": "Podpisaliśmy umowę z wykonawcą.",
        "planned_end": "2027-08-31",
        "published_at": moment("2027-05-17"),
    }
    return ProgressPublishedV1.model_validate(plain | changes)


def settled(id: str = "p-1", version: int = 12, cost: int = 93_500_00, **changes: Any) -> ImplementationSettledV1:
    """What it has cost in the end."""
    facts = {"implementation_id": id, "edition_id": EDITION, "budget": 95_000_00, "actual_cost": cost}
    at = {"settled_at": moment("2027-10-04")}
    return told(ImplementationSettledV1, proposal_id=id, version=version, **(facts | at | changes))


def key(text: str | None = None) -> dict[str, str]:
    """A fresh idempotency key."""
    return {"Idempotency-Key": text or new_id()}


_LIMITS = (("link", "link_term"), ("kept", "kept"))
CIPHER = Cipher({"k1": bytes.fromhex("ab" * 32)}, "k1")


class House:
    """The use cases on a real store, for tests that need no web."""

    def __init__(self, database: Database, clock: SetClock, deliver: Callable[..., Awaitable[None]]) -> None:
        self.database, self.clock, self._deliver = database, clock, deliver
        self.tracker = Tracker(database, MongoTrackerStore, clock)
        self.free_days, works = CityFreeDays(database), MongoImplementationStore(database)
        units = Settings.model_fields["units"].default
        asked = AskedUnits(database, MongoUnitStore(database), Rhythm(), CIPHER, units)
        post = UnitPost(asked, CIPHER, SESSION_KEY, "http://localhost:8080")
        self.works = Implementations(database, works, self.tracker, post, self.free_days, clock)
        self.calls = Calls(database, self.works, post, self.free_days)
        self.pictures = Pictures(database, "photographs", clock)
        self.photographs = Photographs(database, self.works, self.calls, self.pictures)
        self.free_days.postpones(works.deadlines, self.works.postpone)
        contracts, links = MongoLedgerStore(database), RepresentativeLinks(SESSION_KEY, "http://localhost:8080")
        self.ledgers = Ledgers(database, contracts, links, self.free_days, clock, SettlementRhythm())
        spans = (Settings.model_fields[f"settlement_{name}"].default for name in ("deciding", "mending"))
        self.settlements = Settlements(self.ledgers, *spans)
        self.inspections = Inspections(self.ledgers, self.pictures)
        self.stories = Stories(database, MongoStoryStore)
        self.free_days.postpones(contracts.deadlines, self.settlements.postpone)
        deliveries, followed = Deliveries(database), MongoFollowerStore(database)
        limits = Limits(**{name: Settings.model_fields[f"follow_{field}"].default for name, field in _LIMITS})
        self.addresses = Sealed(CIPHER, SESSION_KEY, "http://localhost:8080")
        most = Settings.model_fields["follow_asks_a_day"].default
        self.asks = Asks(database, "follow_asks", SESSION_KEY, clock, most)
        of_day = Settings.model_fields["follow_mails_a_day"].default
        mails = DailyMails(database, "follow_mails", SESSION_KEY, clock, of_day)
        parts = (deliveries, clock, limits, self.asks, mails)
        every = AllFollowed(self.tracker, self.stories)
        self.followers = Followers(database, followed, every, self.addresses, *parts)
        self.mailings = Mailings(database, followed, every, self.addresses, deliveries, clock, limits)
        self.milestones = Milestones(database, MongoScheduleStore(database), clock)
        own = Settings.model_fields
        self.sessions = CouncilSessions(database, MongoSessionStore(database), clock)
        register, ahead = MongoResolutionStore(database), timedelta(days=own["resolution_ahead_days"].default)
        self.resolutions = Resolutions(database, register, self.sessions, units, clock, ahead)
        kept, days = MongoReportStore(database), MongoDiaryStore(database)
        terms = Terms(
            *(own[f"report_{name}"].default for name in ("opening", "inputs", "materials", "mending", "reminder"))
        )
        sessions, resolutions = self.sessions, self.resolutions
        letters = MongoInterpellationStore(database)
        answering = InterpellationTerms(
            *(own[f"interpellation_{name}"].default for name in ("term", "draft", "reminder"))
        )
        self.interpellations = Interpellations(database, letters, units, self.free_days, clock, answering)
        self.free_days.postpones(letters.deadlines, self.interpellations.postpone)
        self.openings = Openings(database, kept, kept, sessions, resolutions, self.free_days, clock, terms, post)
        more = (self.free_days, terms.mending, 180)
        self.reports = Reports(database, kept, kept, days, sessions, resolutions, letters, clock, *more)
        self.inputs = Inputs(database, kept, kept, resolutions, self.free_days, clock, terms, post)
        self.free_days.postpones(kept.deadlines, self.inputs.postpone)
        corrections = Corrections(database, kept, self.free_days, clock, terms)
        self.free_days.postpones(kept.confirmations, corrections.postpone)
        self.free_days.postpones(kept.mendings, corrections.postpone)
        self.diary = Diary(database, days, clock)
        escalation = Escalation(Settings.model_fields["escalation_term"].default, post)
        self.statistics = Statistics(database, MongoStatisticsStore)
        people, care = MongoPeopleStore(database), MongoCareStore(database)
        self.colleagues = Colleagues(database, people, CIPHER, DEMO_PEOPLE)
        self.covers = Covers(database, people, self.colleagues, clock)
        self.worklist = Worklist(database, MongoTaskStore, care, self.covers, self.free_days, clock, escalation)
        self.handing = Handing(self.worklist, self.colleagues, CIPHER)
        self.load = Load(MongoTaskStore(database), clock)
        roles, origin = (Mailbox(role=Role.OFFICER, email="wydzial@um.example"),), "https://bo.example"
        self.mornings = Mornings(
            self.worklist, MongoMorningStore(database), asked, roles, self.free_days, CIPHER, origin, 7
        )

    async def hears(self, *events: Event) -> None:
        """Give each event to every capability that reads it, as the bus does."""
        for event in events:
            for use_case in (*self._readers(event), *self._counts(event)):
                await self._deliver(event, use_case)

    def _counts(self, event: Event) -> list[Callable[..., Awaitable[object]]]:
        return [self.statistics.follow] if isinstance(event, StatisticsEvent) else []

    def _readers(self, event: Event) -> list[Callable[..., Awaitable[object]]]:
        tracker, works, diary = self.tracker, self.works, self.diary
        told: list[Callable[..., Awaitable[object]]] = [self.stories.follow, self.mailings.follow_initiative]
        match event:
            case EditionAnnouncedV1():
                return [tracker.follow, diary.follow_edition]
            case EntryScheduledV1():
                return [diary.follow_calendar]
            case MeetingHeldV1():
                return [diary.follow_meeting]
            case LetterSentV1():
                return [diary.follow_letter]
            case CeremonyHeldV1():
                return [diary.follow_ceremony]
            case SessionScheduledV1():
                return [self.openings.follow_session]
            case VotingTurnoutV1() | VotingClosedV1():
                return []
            case ResultsPublishedV1():
                return [tracker.follow, works.follow_results, diary.follow_results]
            case ProposalContent():
                return [tracker.follow, works.follow_content]
            case ProgressPublishedV1():
                return [tracker.follow, self.mailings.follow_progress, self.milestones.follow_progress]
            case MeritReviewFinishedV1():
                return [tracker.follow, works.follow_review]
            case AdmissionDecidedV1():
                return [tracker.follow, works.follow_decision]
            case TaskOpened() | TaskChanged() | TaskClosed():
                return [self.worklist.follow]
            case ContractSignedV1():
                return [*told, self.ledgers.follow_contract]
            case ContractTerminatedV1():
                return [*told, self.ledgers.follow_termination]
            case InitiativeDecidedV1():
                return [*told, self.ledgers.follow_decision]
            case _ if isinstance(event, StoryEvent):
                return told
            case _:
                assert isinstance(event, TrackedEvent)
                return [tracker.follow]

    async def mails(self) -> list[dict[str, str]]:
        """Give the mails that wait."""
        rows = self.database.collection("mails").find()
        return [json.loads(CIPHER.open(row["sealed"], f"mails/{row['_id']}")) async for row in rows]

    async def publishes(self, *kinds: type[Event]) -> list[Event]:
        """Give what has been published of these kinds, the first first."""
        rows = self.database.published_events([kind.name for kind in kinds])
        by_name = {kind.name: kind for kind in kinds}
        return [by_name[row["name"]].model_validate_json(row["body"]) async for row in rows]


@pytest.fixture
async def house(database: Database, clock: SetClock, deliver: Callable[..., Awaitable[None]]) -> House:
    """The use cases of reporting on an empty store."""
    house = House(database, clock, deliver)
    await database.prepare()
    return house


class Site:
    """The running service, as a browser and as programs see it."""

    def __init__(self, app: FastAPI, client: httpx.AsyncClient, house: House) -> None:
        self.app, self.client, self.house = app, client, house
        self.sessions = Sessions(SESSION_KEY)

    def by(self, who: Person) -> dict[str, str]:
        """Headers of a member of staff."""
        return {"Authorization": f"Bearer {self.sessions.token(who)}"}

    async def ready(self) -> bool:
        """Tell whether the service hears the bus and serves."""
        return bool((await self.client.get("/health/ready")).json()["ready"])


@pytest.fixture
async def make_site(
    make_site: Callable[..., Awaitable[Running]],
    mongo_url: str,
    clock: SetClock,
    deliver: Callable[..., Awaitable[None]],
) -> AsyncIterator[Callable[..., Awaitable[Site]]]:
    """Makes the whole service without its bus, beside its use cases; its database is empty at the start."""
    database = Database(mongo_url, "reporting")

    async def make(environment: str = "development") -> Site:
        made = await make_site("reporting", environment=environment)
        house = House(database, clock, deliver)
        await database.prepare()
        return Site(made.app, made.client, house)

    yield make
    database.close()


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]]) -> Site:
    """The service as it stands in a development environment."""
    return await make_site()
