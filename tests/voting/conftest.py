"""What the tests of voting share: a small edition, taken by its use cases as far as a test needs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bson import json_util
from nacl.public import PrivateKey

from services.voting.ballots.service import Ballots
from services.voting.ballots.service.following import Candidates
from services.voting.ballots.store import MongoBallotStore
from services.voting.board.service import Board
from services.voting.board.store import MongoBoardStore
from services.voting.complaints.service import Complaints, Terms
from services.voting.complaints.store import MongoComplaintStore
from services.voting.destruction.service import Destructions
from services.voting.destruction.store import MongoDestructionStore
from services.voting.doubts.service.closing import WaitingDoubts
from services.voting.doubts.store import MongoDoubtStore
from services.voting.enquiries.service import Enquiries
from services.voting.enquiries.store import MongoEnquiryStore
from services.voting.fraud.domain.sightings import Sighting
from services.voting.fraud.domain.signals import Limits
from services.voting.fraud.service import Fraud, Watch
from services.voting.fraud.store import MongoFraudStore
from services.voting.keys.domain import EditionKey
from services.voting.keys.service import Keys
from services.voting.keys.store import KeyFolder
from services.voting.keys.tags import TagKey
from services.voting.paper.service import Cards, Points
from services.voting.paper.store import MongoPaperStore
from services.voting.readings.service import Readings
from services.voting.readings.store import MongoReadingStore
from services.voting.rolls.service import Rolls
from services.voting.rolls.service.codes import OpenProposals
from services.voting.rolls.store import MongoBatchStore, MongoRollStore
from services.voting.tally.domain import seed_commitment
from services.voting.tally.service import Tally
from services.voting.tally.store import MongoCountStore
from services.voting.trial.domain import Expected, Summary
from services.voting.trial.scene import Rehearsal
from services.voting.trial.service import Trial, TrialVotes
from services.voting.trial.store import MongoTrialStore
from shared.access import Role
from shared.contracts import Event
from shared.contracts.intake import EditionAnnouncedV1, EditionRules, ProposalSubmittedV1
from shared.contracts.verification import AdmissionDecidedV1, ConflictDecidedV1, ConflictFoundV1
from shared.deadlines import Term, Unit
from shared.free_days import CityFreeDays
from shared.privacy import Cipher
from shared.store import Database, new_id
from tests.conftest import SetClock, Site, person, told

EDITION = "ed-2027"
BASE, PANEL = f"/api/voting/v1/editions/{EDITION}", f"/panel/glosowanie/{EDITION}"
OPENS, CLOSES = datetime(2026, 9, 20, 22, tzinfo=UTC), datetime(2026, 10, 2, 21, 59, 59, tzinfo=UTC)
COMMISSION = PrivateKey(bytes(range(32)))
PUBLIC, PRIVATE = bytes(COMMISSION.public_key).hex(), bytes(COMMISSION).hex()
SECRET = "Nad Prosną stoi stary młyn"
ROLL = """imię;nazwisko;adres
Anna;Nowak;Śródmiejska 1/2
Jan;Kowalski;Śródmiejska 1/2
Maria;Wiśniewska;Górnośląska 10
Piotr;Zieliński;Polna 5
"""
PROPOSALS = {
    # id: (pool, area, cost in grosze)
    "fontanna": ("city", None, 30_000_00),
    "alejki": ("city", None, 25_000_00),
    "drzewa": ("city", None, 10_000_00),
    "hustawki": ("local", "asnyka", 8_000_00),
    "lawki": ("local", "chmielnik", 4_000_00),
}


def rules(**changes: Any) -> EditionRules:
    """A city with one pool for all of it and one for its areas; up to two projects are marked in each section."""
    window = {"opens": "2026-04-12T22:00:00Z", "closes": "2026-04-24T21:59:59Z"}
    plain: dict[str, Any] = {
        "number": 13,
        "year": 2027,
        "name": "Budżet Obywatelski 2027",
        "city": "Kalisz",
        "resolution": "Uchwała Nr L/1/2026",
        "expenditure_basis": 0,
        "windows": [{"kind": "submission", **window}, {"kind": "web_vote", "opens": OPENS, "closes": CLOSES}],
        "pools": [
            {
                "id": "city",
                "name": "Ogólnomiejska",
                "kind": "citywide",
                "amount": 40_000_00,
                "cap": 40_000_00,
                "signatures": 1,
            },
            {"id": "local", "name": "Lokalna", "kind": "local", "amount": 10_000_00, "cap": 10_000_00, "signatures": 1},
        ],
        "areas": [
            {"id": "asnyka", "name": "Asnyka", "residents": 5040, "cap": 10_000_00, "signatures": 5},
            {"id": "chmielnik", "name": "Chmielnik", "residents": 3020, "cap": 10_000_00, "signatures": 3},
        ],
        "categories": ["Zieleń i środowisko"],
        "sections": [
            {"id": "miasto", "name": "Projekty ogólnomiejskie", "pools": ["city"], "max_choices": 2},
            {"id": "osiedla", "name": "Projekty lokalne", "pools": ["local"], "max_choices": 2, "by_area": True},
        ],
        "selection": {"rule": "greedy", "tie": "draw"},
        "identity": "name_address",
    }
    return EditionRules.model_validate(plain | changes)


def announced(**changes: Any) -> EditionAnnouncedV1:
    return told(EditionAnnouncedV1, edition_id=EDITION, rules=rules(**changes))


def submitted(id: str, **changes: Any) -> ProposalSubmittedV1:
    pool, area, cost = PROPOSALS[id]
    place = {"pool_id": pool, "area_id": area, "number": list(PROPOSALS).index(id) + 1}
    facts = {"proposal_id": id, "edition_id": EDITION, "title": f"Projekt {id}", "cost": cost, **place}
    return told(ProposalSubmittedV1, **(facts | changes))


def decided(id: str, **changes: Any) -> AdmissionDecidedV1:
    facts = {"proposal_id": id, "edition_id": EDITION, "admitted": True, "cost": PROPOSALS[id][2]}
    return told(AdmissionDecidedV1, **(facts | changes))


def found(one: str, other: str, **changes: Any) -> ConflictFoundV1:
    facts = {"conflict_id": f"{one}-{other}", "edition_id": EDITION, "proposals": (one, other)}
    return told(ConflictFoundV1, **(facts | changes))


def settled(one: str, other: str, *, excluding: bool = True, version: int = 2) -> ConflictDecidedV1:
    facts = {"conflict_id": f"{one}-{other}", "edition_id": EDITION, "proposals": (one, other)}
    return told(ConflictDecidedV1, excluding=excluding, version=version, **facts)


async def tried(database: Database) -> None:
    """Keep a test vote on the present list that went well; how one is really held, `trial/` tests."""
    store = MongoTrialStore(database)
    election = await MongoBallotStore(database).election(EDITION)
    trial = Trial(
        id=new_id(),
        edition_id=EDITION,
        number=len(await store.of_edition(EDITION)) + 1,
        held_at=OPENS,
        by_id="p-komisja",
        by_name="Maria Komisarz",
        rules_hash=election.hash_of_rules(),
        public_key="7e" * 32,
        sheet=(),
        expected=Expected(),
        summary=Summary(ballots_expected=0, ballots=0, void_expected=0, void=0, lines=()),
        log_size=0,
        log_root="",
        digest="",
    )
    await database.transaction(lambda tx: store.add(tx, trial))


@pytest.fixture
def vote_site(
    make_site: Callable[..., Awaitable[Site]], tmp_path: Path, deliver: Callable[..., Awaitable[None]], clock: SetClock
) -> Callable[..., Awaitable[Site]]:
    """Makes the service, with settings of its own, and an edition (`rules`) whose list is ready to be published."""

    async def make(*, rules: Mapping[str, Any] | None = None, **settings: Any) -> Site:
        (tmp_path / "secret").write_text("ab" * 32)
        # Which cards are drawn to be keyed in twice follows from the key: with this one, none of the first ones.
        (tmp_path / f"{EDITION}.key").write_bytes(EditionKey(TagKey([4] * 32), bytes([7]) * 32).written())
        site = await make_site("voting", secret_file=tmp_path / "secret", **settings)
        # The voter's cookies are for https alone.
        site.client.base_url = site.client.base_url.copy_with(scheme="https")
        candidates = Candidates(site.database, MongoBallotStore(site.database), KeyFolder(tmp_path), clock)
        await deliver(announced(**(rules or {})), candidates.follow_edition)
        for id in PROPOSALS:
            await deliver(submitted(id), candidates.follow_content)
            await deliver(decided(id), candidates.follow_admission)
        return site

    return make


async def list_at_the_desk(site: Site, roll: str = ROLL) -> Any:
    """Let the commission publish the list and take the roll in; gives the report on the roll."""
    by = site.by(person(Role.COMMISSION))
    await site.client.post(f"{PANEL}/lista", data={"seed": "losowanie"}, headers=by)
    report = await site.client.post(f"{BASE}/roll", params={"dry_run": "false"}, content=roll.encode(), headers=by)
    return report.json()


async def open_at_the_desk(site: Site, roll: str = ROLL) -> Any:
    """Let the commission go from the list to the opened vote; gives the report on the roll."""
    by = site.by(person(Role.COMMISSION))
    report = await list_at_the_desk(site, roll)
    await tried(site.database)
    form = {"public_key": PUBLIC, "draw_commitment": seed_commitment(SECRET)}
    assert (await site.client.post(f"{PANEL}/otwarcie", data=form, headers=by)).status_code == 303
    return report


@dataclass(frozen=True)
class Vote:
    """An edition's vote, as its use cases see it."""

    candidates: Candidates
    ballots: Ballots
    rolls: Rolls
    tally: Tally
    points: Points
    cards: Cards
    trials: TrialVotes
    fraud: Fraud
    watch: Watch
    keys: Keys
    complaints: Complaints
    enquiries: Enquiries
    destructions: Destructions
    readings: Readings
    clock: SetClock
    deliver: Callable[..., Awaitable[None]]

    async def waits(self) -> bool:
        """Tell whether the list would have to wait for a proposal."""
        return any(candidate.undecided for candidate in await self.ballots.store.candidates(EDITION))

    async def hear(self, *events: Event) -> None:
        """Let the news of other services come in."""
        for event in events:
            await self.deliver(event, getattr(self.candidates, _FOLLOWED[event.name]))

    async def list(self, *pairs: Event, roll: str = ROLL, **rules: Any) -> None:
        """Go as far as the published list and the roll; `pairs` are what was decided about conflicts."""
        await self.hear(announced(**rules))
        for id in PROPOSALS:
            await self.hear(submitted(id), decided(id))
        await self.hear(*pairs)
        await self.ballots.publish_list(EDITION, "losowanie")
        await self.rolls.take_in(EDITION, roll.encode(), dry_run=False)

    async def open(self, *pairs: Event, roll: str = ROLL, **rules: Any) -> None:
        """Go as far as the first day of the vote."""
        await self.list(*pairs, roll=roll, **rules)
        await tried(self.ballots.database)
        await self.ballots.open(EDITION, PUBLIC, seed_commitment(SECRET))
        self.clock.moment = OPENS

    async def close(self) -> None:
        """Close the box when its time has come."""
        self.clock.moment = (await self.ballots.store.election(EDITION)).closable_from
        await self.ballots.close(EDITION)


async def seen_of(database: Database) -> list[Sighting]:
    """Give what was seen of ballots, examined or not."""
    store, ids = MongoFraudStore(database), await database.collection("sightings").distinct("_id")
    return [*(await store.fresh(EDITION)).heaped, *await store.sightings(ids)]


_FOLLOWED = {
    "intake.edition_announced.v1": "follow_edition",
    "intake.edition_changed.v1": "follow_edition",
    "intake.proposal_submitted.v1": "follow_content",
    "intake.proposal_corrected.v1": "follow_content",
    "intake.proposal_withdrawn.v1": "follow_withdrawal",
    "intake.proposal_merged.v1": "follow_merger",
    "intake.proposal_regrouped.v1": "follow_content",
    "verification.formal_check_finished.v1": "follow_formal_check",
    "verification.admission_decided.v1": "follow_admission",
    "intake.appeal_filed.v1": "follow_appeal",
    "verification.appeal_decided.v1": "follow_appeal_decision",
    "verification.conflict_found.v1": "follow_conflict",
    "verification.conflict_decided.v1": "follow_conflict",
}


@pytest.fixture
def stored(database: Database) -> Callable[[], Awaitable[dict[str, str]]]:
    """Gives the text of every collection of the service, by its name: all that a thief of the database has."""

    async def texts() -> dict[str, str]:
        names = await database.collection("elections").database.list_collection_names()
        rows = {name: await database.collection(name).find({}).to_list(None) for name in names}
        return {name: json_util.dumps(found, ensure_ascii=False) for name, found in rows.items()}

    return texts


_TERMS = ((14, Unit.DAY), (1, Unit.MONTH), (30, Unit.DAY))


def voting(
    database: Database, clock: SetClock, keys: Keys, deliver: Callable[..., Awaitable[None]], secret: bytes
) -> Vote:
    """Put the use cases together on a store; twice on one store, they are two replicas of the service."""
    box = MongoBallotStore(database)
    board = Board(database, MongoBoardStore(database), clock, secret)
    paper = MongoPaperStore(database)
    held, flags = MongoTrialStore(database), MongoFraudStore(database)
    watch = Watch(flags, box, clock, Limits())
    waiting = (
        WaitingDoubts(database, MongoDoubtStore(database), clock),
        OpenProposals(MongoBatchStore(database), clock),
    )
    voters = MongoRollStore(database)
    ballots = Ballots(database, box, board, paper, held, watch, waiting, voters, clock, keys)
    rolls = Rolls(database, voters, ballots, keys, clock)
    terms = Terms(*(Term(amount=amount, unit=unit) for amount, unit in _TERMS))
    readings = Readings(database, MongoReadingStore(database), clock)
    free, opened = CityFreeDays(database), Cipher({"k1": bytes(32)}, "k1")
    complaints = Complaints(
        database,
        MongoComplaintStore(database),
        box,
        keys,
        opened,
        readings,
        free,
        clock,
        terms,
        "http://localhost:8080",
    )
    enquiries = Enquiries(database, MongoEnquiryStore(database), ballots, rolls, keys, readings, complaints)
    destructions = Destructions(database, MongoDestructionStore(database), box, complaints, enquiries, keys, clock)
    tally = Tally(database, MongoCountStore(database), box, board, rolls, paper, watch, complaints, clock)
    points = Points(database, paper, box, clock)
    cards = Cards(database, paper, ballots, rolls, keys, readings, clock, 5)
    fraud = Fraud(database, flags, box, board, watch, cards, keys, clock)
    trials = TrialVotes(database, held, box, Rehearsal(database), clock)
    candidates = Candidates(database, box, keys, clock)
    return Vote(
        candidates,
        ballots,
        rolls,
        tally,
        points,
        cards,
        trials,
        fraud,
        watch,
        keys,
        complaints,
        enquiries,
        destructions,
        readings,
        clock,
        deliver,
    )


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    """The keys of editions, in the folder that a site of the same test has them in."""
    return KeyFolder(tmp_path)


@pytest.fixture
async def vote(database: Database, clock: SetClock, keys: Keys, deliver: Callable[..., Awaitable[None]]) -> Vote:
    """Use cases on an empty store."""
    vote = voting(database, clock, keys, deliver, bytes(32))
    await database.prepare()
    return vote
