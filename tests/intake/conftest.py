"""What the tests of intake share: the real service on real servers, an edition, a proposal."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.letters.service import Letters
from services.intake.letters.store import MongoLetterStore
from services.intake.main import Settings, create_app
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.domain.draft import Draft, WebApplicant
from services.intake.proposals.draft_mails import DraftMails
from services.intake.proposals.entering import Entering
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.signs import Signs
from services.intake.proposals.store import MongoProposalStore
from services.intake.support.gatherings import Gatherings
from services.intake.support.store import MongoSupportStore
from shared.access import Role, Sessions
from shared.asks import Asks
from shared.contracts.intake import EditionRules
from shared.daily_mails import DailyMails
from shared.deadlines import Term, Unit
from shared.demo_people import DEMO_PEOPLE
from shared.free_days import CityFreeDays
from shared.privacy import Cipher
from shared.store import Database, new_id
from tests.conftest import SetClock, on_the_bus

OFFICER = next(person for person in DEMO_PEOPLE if person.role is Role.OFFICER)
SESSION_KEY = "s" * 64
CIPHER = Cipher({"k1": bytes.fromhex("ab" * 32)}, "k1")
REVIEWER = next(person for person in DEMO_PEOPLE if person.role is Role.UNIT_REVIEWER)


def _window(kind: str, opens: str, closes: str) -> dict[str, str]:
    return {"kind": kind, "opens": f"{opens}T00:00:00+02:00", "closes": f"{closes}T23:59:59+02:00"}


def rules(**changes: Any) -> EditionRules:
    """A small city's edition; the test clock stands inside its submission window."""
    plain: dict[str, Any] = {
        "number": 13,
        "year": 2027,
        "name": "Budżet obywatelski 2027",
        "city": "Kalisz",
        "resolution": "Uchwała Nr L/1/2026 Rady Miasta",
        "expenditure_basis": 100_000_000_00,
        "windows": [
            _window("submission", "2026-04-13", "2026-04-24"),
            _window("verification", "2026-04-13", "2026-07-03"),
            _window("appeals", "2026-08-08", "2026-08-21"),
            _window("web_vote", "2026-09-21", "2026-10-02"),
            _window("paper_vote", "2026-09-21", "2026-09-25"),
            _window("results", "2026-10-03", "2026-10-21"),
        ],
        "pools": [
            {"id": "city", "name": "Ogólnomiejska", "kind": "citywide", "amount": 200_000_00, "cap": 200_000_00}
            | {"signatures": 10},
            {"id": "local", "name": "Lokalna", "kind": "local", "amount": 300_000_00, "cap": 140_000_00}
            | {"signatures": 1},
        ],
        "areas": [
            {"id": "rogatka", "name": "Rogatka", "residents": 2_900, "cap": 100_000_00, "signatures": 2},
            {"id": "dobro", "name": "Dobro", "residents": 880, "cap": 60_000_00, "signatures": 1},
            {"id": "asnyka", "name": "Asnyka", "residents": 8_040, "cap": 140_000_00, "signatures": 8},
        ],
        "categories": ["Zieleń i środowisko", "Sport i rekreacja"],
        "sections": [
            {"id": "city", "name": "Całe miasto", "pools": ["city"], "max_choices": 3},
            {"id": "local", "name": "Osiedla", "pools": ["local"], "max_choices": 3},
        ],
        "selection": {"rule": "greedy"},
        "identity": "name_address",
    }
    return EditionRules.model_validate(plain | changes)


def draft(edition_id: str, **changes: Any) -> Draft:
    """A proposal that has everything."""
    plain: dict[str, Any] = {
        "edition_id": edition_id,
        "title": "Plac zabaw pod kasztanami",
        "summary": "Bezpieczne miejsce dla najmłodszych w cieniu starych drzew.",
        "description": "Na skwerze przy ulicy Wojska Polskiego powstaną huśtawki, piaskownica i ławki dla rodziców.",
        "pool_id": "local",
        "area_id": "rogatka",
        "category": "Sport i rekreacja",
        "location": "skwer przy ul. Wojska Polskiego",
        "cost_items": [{"name": "Urządzenia", "amount": 70_000_00}, {"name": "Montaż", "amount": 20_000_00}],
        "signatures": 14,
    }
    return Draft.model_validate(plain | changes)


APPLICANT = WebApplicant(
    given="Jolanta", surname="Kanarkowa-Znak", email="jolanta.znak@example.org", address="ul. Złota 5, Kalisz"
)


class House:
    """The running service, as a browser and as programs see it."""

    def __init__(
        self, app: FastAPI, client: httpx.AsyncClient, database: Database, mongo_url: str, clock: SetClock
    ) -> None:
        self.app, self.client, self.database, self.mongo_url, self.clock = app, client, database, mongo_url, clock
        self.sessions = Sessions(SESSION_KEY)

    def by(self, person: Any = OFFICER) -> dict[str, str]:
        """Headers of a member of staff."""
        return {"Authorization": f"Bearer {self.sessions.token(person)}"}

    async def announce(self, **changes: Any) -> str:
        """Announce an edition and give its id."""
        body = rules(**changes).model_dump(mode="json")
        answer = await self.client.post("/api/intake/v1/editions", json=body, headers={**self.by(), **key()})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["edition_id"])

    async def file(self, edition_id: str, **changes: Any) -> dict[str, Any]:
        """File a proposal and give the receipt."""
        body = draft(edition_id, **changes).model_dump(mode="json") | {"applicant": APPLICANT.model_dump()}
        answer = await self.client.post("/api/intake/v1/proposals", json=body, headers=key())
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def mails(self) -> list[str]:
        """Give the texts of the mails that wait."""
        rows = self.database.collection("mails").find()
        return [json.loads(CIPHER.open(row["sealed"], f"mails/{row['_id']}"))["text"] async for row in rows]

    async def events(self, name: str) -> list[dict[str, Any]]:
        """Give the events of a name that the service has written, the oldest first."""
        return [json.loads(row["body"]) async for row in self.database.published_events([name])]


def applicants(database: Database, clock: SetClock) -> Applicants:
    """What the use cases write letters with."""
    letters = Letters(
        database,
        MongoLetterStore(database),
        CityFreeDays(database),
        CIPHER,
        clock,
        Term(amount=2, unit=Unit.WORKING_DAY),
        Term(amount=30, unit=Unit.DAY),
    )
    return Applicants(CIPHER, SignedTexts(SESSION_KEY), letters, "http://localhost:8080")


def gatherings(database: Database, clock: SetClock) -> Gatherings:
    """What the use cases tell supporters with."""
    return Gatherings(MongoSupportStore(database), clock)


def draft_mails(database: Database, clock: SetClock) -> DraftMails:
    """What counts the letters about drafts, as the settings have it."""
    asks, mails = (Settings.model_fields[f"draft_{what}_a_day"].default for what in ("asks", "mails"))
    return DraftMails(
        Asks(database, "draft_asks", SESSION_KEY, clock, asks),
        DailyMails(database, "draft_mails", SESSION_KEY, clock, mails),
    )


def entering_of(house: House) -> Entering:
    """The way into the register, on the service's own store."""
    database, clock = house.database, house.clock
    store, editions = MongoProposalStore(database), Editions(database, MongoEditionStore(database), clock)
    signs, support = Signs(database, "WPKS", "0632", 1), gatherings(database, clock)
    return Entering(database, store, editions, applicants(database, clock), signs, support, clock)


def key(text: str | None = None) -> dict[str, str]:
    """A fresh idempotency key."""
    return {"Idempotency-Key": text or new_id()}


_NO_BROKER = "amqp://127.0.0.1:1"


@asynccontextmanager
async def _running(mongo_url: str, amqp_url: str, folder: Path) -> AsyncIterator[House]:
    (folder / "cipher").write_text(f"k1 {'ab' * 32}\n")
    (folder / "session").write_text(SESSION_KEY)
    database, clock = Database(mongo_url, "intake"), SetClock()
    settings = Settings(
        port=8101,
        mongo_url=mongo_url,
        amqp_url=amqp_url,
        cipher_key_file=folder / "cipher",
        session_key_file=folder / "session",
        environment="development",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Settings, "clock", lambda _: clock)
        app = create_app(settings)
    async with (
        nullcontext() if amqp_url == _NO_BROKER else on_the_bus(app, amqp_url),
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost:8080") as client,
    ):
        await _until_prepared(client)
        yield House(app, client, database, mongo_url, clock)
    database.close()


@pytest.fixture(scope="module")
async def service(
    mongo_url: str, emptied: Callable[[str], None], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The service on a real store, running for all tests of a file: to start it takes longer than most of them.

    It has no broker: news of one test must not come to the next. Tests hand it events themselves.
    """
    emptied("intake")
    async with _running(mongo_url, _NO_BROKER, tmp_path_factory.mktemp("intake")) as house:
        yield house


@pytest.fixture
async def house_on_the_bus(
    mongo_url: str, amqp_url: str, emptied: Callable[[str], None], tmp_path: Path
) -> AsyncIterator[House]:
    """The service on its store and a real broker, for tests of what it hears and says."""
    emptied("intake")
    async with _running(mongo_url, amqp_url, tmp_path) as house:
        # Its queues take nothing that was sent before they were bound.
        while (await house.client.get("/health/ready")).status_code != 200:
            await asyncio.sleep(0.01)
        yield house


@pytest.fixture
def clock(service: House) -> SetClock:
    """The service's own clock, set back to where every test begins."""
    service.clock.moment = SetClock().moment
    return service.clock


@pytest.fixture
def house(service: House, clock: SetClock, emptied: Callable[[str], None]) -> House:
    """The service with nothing in its store."""
    emptied("intake")
    service.client.cookies.clear()
    return service


async def _until_prepared(client: httpx.AsyncClient) -> None:
    while not (await client.get("/health/ready")).json()["prepared"]:
        await asyncio.sleep(0.01)


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """A moment of the year by its day, at noon UTC."""
    return lambda day: datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
