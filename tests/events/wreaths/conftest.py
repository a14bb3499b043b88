"""What the tests of wreaths share: the use cases on an empty store, and a ceremony in the calendar."""

from datetime import UTC, datetime

import pytest

from services.events.calendar.domain import EntryKind, Plan
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore
from services.events.memorials.store import MongoMemorialStore
from services.events.partners.service import Partners
from services.events.partners.store import MongoPartnerStore
from services.events.precedence.domain.shipped import shipped
from services.events.precedence.service import Precedence
from services.events.precedence.store import MongoPrecedenceStore
from services.events.wreaths.domain import Given, Offering, Provider
from services.events.wreaths.service import Habits, Wreaths
from services.events.wreaths.store import MongoWreathStore
from shared.deadlines import STATUTE, FreeDays, Term, Unit
from shared.privacy import Cipher
from shared.readings import Readings
from shared.store import Database, Transaction
from tests.conftest import SetClock

STARTS = datetime(2026, 8, 14, 10, tzinfo=UTC)
PLAN = Plan(
    title="Rocznica zburzenia Kalisza",
    kind=EntryKind.CEREMONY,
    starts=STARTS,
    ends=STARTS.replace(hour=11),
    place="Pomnik, ul. Podmiejska",
)


def given(institution: str, rank_id: str | None = None, provider: Provider = Provider.DELEGATION) -> Given:
    return Given(institution=institution, rank_id=rank_id, count=2, offering=Offering.WREATH, provider=provider)


@pytest.fixture
async def wreaths(database: Database, clock: SetClock, cipher: Cipher) -> Wreaths:
    async def free_days(_: Transaction) -> FreeDays:
        return STATUTE

    readings = Readings(database, clock, "event_readings")
    calendar = Calendar(database, MongoEntryStore(database), clock)
    precedence = Precedence(database, MongoPrecedenceStore(database), clock, shipped())
    made = Wreaths(
        database,
        MongoWreathStore(database),
        cipher,
        calendar,
        precedence,
        MongoMemorialStore(database),
        Partners(database, MongoPartnerStore(database), cipher, readings, clock),
        readings,
        free_days,
        clock,
        Habits(Term(amount=1, unit=Unit.DAY), 90),
    )
    calendar.tells(made.follow)
    precedence.asks(made.has_rank)
    await database.prepare()
    return made


@pytest.fixture
async def event(wreaths: Wreaths) -> str:
    """The id of a ceremony."""
    return await wreaths.calendar.put_in(PLAN)
