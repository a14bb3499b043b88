"""What the tests of verification share: the real service on real servers, fed by events, used over HTTP."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import aio_pika
import httpx2 as httpx
import pytest
from fastapi import FastAPI

from services.verification.main import Settings, create_app
from shared.access import Person, Role, Sessions
from shared.bus import EVENTS
from shared.contracts import Event
from shared.contracts.intake import (
    EditionAnnouncedV1,
    ProposalSubmittedV1,
    ProposalWithdrawnV1,
)
from shared.demo_people import DEMO_PEOPLE
from shared.store import Database, new_id
from tests.conftest import SetClock, on_the_bus, poll
from tests.intake.conftest import rules

EDITION = "e" * 32
QUEUES = (
    "appeals.intake.appeal_filed.v1",
    "cases.intake.arrangement_closed.v1",
    "cases.intake.arrangement_opened.v1",
    "cases.intake.arrangement_postponed.v1",
    "cases.intake.edition_announced.v1",
    "cases.intake.edition_changed.v1",
    "cases.intake.regrouping_closed.v1",
    "cases.intake.regrouping_opened.v1",
    "conflicts.intake.proposal_corrected.v1",
    "conflicts.intake.proposal_merged.v1",
    "conflicts.intake.proposal_regrouped.v1",
    "conflicts.intake.proposal_revised.v1",
    "conflicts.intake.proposal_submitted.v1",
    "conflicts.intake.proposal_withdrawn.v1",
    "conflicts.verification.admission_decided.v1",
    "conflicts.verification.formal_check_finished.v1",
    "conflicts.voting.ballot_list_published.v1",
    "formal.intake.call_delivery_noted.v1",
    "formal.intake.initiative_corrected.v1",
    "formal.intake.initiative_submitted.v1",
    "formal.intake.proposal_corrected.v1",
    "formal.intake.proposal_merged.v1",
    "formal.intake.proposal_regrouped.v1",
    "formal.intake.proposal_revised.v1",
    "formal.intake.proposal_submitted.v1",
    "formal.intake.proposal_withdrawn.v1",
    "formal.intake.support_counted.v1",
    "free_days.events.free_days_changed.v1",
    "funds.intake.contract_money_asked.v1",
    "funds.intake.contract_signed.v1",
    "funds.intake.contract_terminated.v1",
    "funds.reporting.initiative_settled.v1",
    "initiatives.intake.initiative_converted.v1",
    "initiatives.intake.initiative_rules_set.v1",
    "initiatives.intake.initiative_withdrawn.v1",
)
API = "/api/verification/v1"
TOO_DEAR = {"code": "within_cap", "result": "met", "note": "Limit rozstrzygnie prezydent."}
"""The line by which a unit stays positive about what costs more than the cap."""


def person(id: str) -> Person:
    """A made-up member of staff."""
    return next(one for one in DEMO_PEOPLE if one.id == id)


OFFICER, MAYOR = person("p-anna"), next(one for one in DEMO_PEOPLE if one.role is Role.MAYOR)
ROADS, GREEN = person("p-marek"), person("p-ewa")


def announced(**changes: Any) -> EditionAnnouncedV1:
    """The edition; the test clock stands inside its submission window."""
    fields: dict[str, Any] = {"version": 1, "rules": rules(windows=_windows())}
    at = datetime(2026, 3, 1, tzinfo=UTC)
    return EditionAnnouncedV1(edition_id=EDITION, announced_at=at, **fields | changes)


def _windows() -> list[dict[str, str]]:
    admission = {
        "kind": "admission",
        "opens": "2026-07-20T00:00:00+02:00",
        "closes": "2026-08-07T23:59:59+02:00",
    }
    return [*[window.model_dump(mode="json") for window in rules().windows], admission]


def submitted(number: int = 1, **changes: Any) -> ProposalSubmittedV1:
    """A proposal that has everything."""
    plain: dict[str, Any] = {
        "version": 1,
        "proposal_id": f"{number:032x}",
        "edition_id": EDITION,
        "number": number,
        "case": f"BO-2027-{number:03}",
        "title": "Plac zabaw pod kasztanami",
        "summary": "Bezpieczne miejsce dla najmłodszych w cieniu starych drzew.",
        "description": "Na skwerze przy ulicy Wojska Polskiego powstaną huśtawki, piaskownica i ławki dla rodziców.",
        "pool_id": "local",
        "area_id": "rogatka",
        "category": "Sport i rekreacja",
        "location": "skwer przy ul. Wojska Polskiego",
        "cost_items": [{"name": "Urządzenia", "amount": 70_000_00}, {"name": "Montaż", "amount": 20_000_00}],
        "cost": 90_000_00,
        "signatures": 14,
        "submitted_at": datetime(2026, 4, 14, 9, 30, tzinfo=UTC),
    }
    return ProposalSubmittedV1.model_validate(plain | changes)


def _readers(event: str) -> int:
    return sum(queue.partition(".")[2] == event for queue in QUEUES)


def withdrawn(number: int = 1) -> ProposalWithdrawnV1:
    """The word that its applicant takes it back."""
    at = datetime(2026, 4, 16, tzinfo=UTC)
    return ProposalWithdrawnV1(version=2, proposal_id=f"{number:032x}", edition_id=EDITION, withdrawn_at=at)


class House:
    """The running service, as the bus, a browser and programs see it."""

    def __init__(
        self,
        app: FastAPI,
        client: httpx.AsyncClient,
        database: Database,
        exchange: aio_pika.abc.AbstractExchange,
        clock: SetClock,
    ) -> None:
        self.app, self.client, self.database, self.clock, self._exchange = app, client, database, clock, exchange
        self.sessions = Sessions("s" * 64)

    async def tell(self, *events: Event) -> None:
        """Send events over the broker and wait until each has had its effect with everybody who reads it."""
        for event in events:
            id, readers = new_id(), _readers(event.name)
            body = event.model_dump_json().encode()
            message = aio_pika.Message(body, message_id=id, content_type="application/json")
            await self._exchange.publish(message, event.name)
            await poll(lambda id=id, readers=readers: self._read(id, readers))  # type: ignore[misc]  # mypy cannot infer the default

    async def come_to_rest(self) -> None:
        """Wait until what the service wrote itself is sent, and read by those of its parts that read it."""
        outbox = self.database.collection("outbox")

        async def written() -> list[dict[str, Any]]:
            return [row async for row in outbox.find({}, {"name": 1, "pending": 1}).sort("_id", 1)]

        async def at_rest() -> bool:
            rows = await written()
            read = [await self._read(row["_id"], _readers(row["name"])) for row in rows if _readers(row["name"])]
            # Who reads a row between the two looks may have answered it with another one.
            return all(read) and not any("pending" in row for row in rows) and await written() == rows

        await poll(at_rest)

    async def _read(self, id: str, readers: int) -> bool:
        inbox = self.database.collection("inbox")
        return int(await inbox.count_documents({"_id": {"$regex": f"{id}$"}})) == readers

    def by(self, who: Person) -> dict[str, str]:
        """Headers of a member of staff."""
        return {"Authorization": f"Bearer {self.sessions.token(who)}"}

    async def get(self, path: str, who: Person = OFFICER) -> httpx.Response:
        """Read."""
        return await self.client.get(path, headers=self.by(who))

    async def post(
        self, path: str, body: dict[str, Any], who: Person, *, version: int | None = 1, key: str | None = None
    ) -> httpx.Response:
        """Send JSON as programs do."""
        headers = {**self.by(who), "Idempotency-Key": key or new_id()}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return await self.client.post(path, json=body, headers=headers)

    async def pass_card(self, number: int = 1, unit: str = "ZDM", *, version: int = 1, **body: Any) -> httpx.Response:
        """Pass a card."""
        path = f"{API}/cards/{number:032x}/result"
        return await self.post(path, {"passed": True, "unit": unit, **body}, OFFICER, version=version)

    async def review(self, number: int = 1, who: Person = ROADS, **body: Any) -> httpx.Response:
        """Finish a review."""
        said = {"positive": True, "opinion": "Można to zrobić w ciągu roku.", "cost": 90_000_00, **body}
        return await self.post(f"{API}/reviews/{number:032x}/result", said, who)

    async def seen(self, *numbers: int) -> dict[str, int]:
        """Look at admissions: their versions by proposal id; 1 where there is nothing (yet)."""
        answer = await self.get(f"{API}/admissions?edition_id={EDITION}&limit=200", MAYOR)
        found = {row["number"]: row["version"] for row in answer.json()["items"]}
        return {f"{number:032x}": found.get(number, 1) for number in numbers}

    async def decide(
        self, *numbers: int, admitted: bool = True, reason: str = "", seen: dict[str, int] | None = None
    ) -> httpx.Response:
        """Admit or refuse, as looked at just now or in the versions `seen`."""
        versions = await self.seen(*numbers) if seen is None else seen
        body = {"versions": versions, "admitted": admitted, "reason": reason}
        return await self.post(f"{API}/admissions", body, MAYOR, version=None)

    async def listed(self, kind: str, state: str = "open") -> list[dict[str, Any]]:
        """Give the items of a list."""
        answer = await self.get(f"{API}/{kind}?edition_id={EDITION}&state={state}")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def events(self, name: str = "verification.") -> list[dict[str, Any]]:
        """Give the events that the service has written, the oldest first, as plain data with their name."""
        rows = [row async for row in self.database.published_events()]
        return [{"name": row["name"], **_plain(row["body"])} for row in rows if row["name"].startswith(name)]


async def reviewed_anew(house: House, number: int, **body: Any) -> None:
    """Send a finished review back to its unit, which finishes it otherwise."""
    path = f"{API}/reviews/{number:032x}"
    returned = await house.post(f"{path}/return", {"reason": "Brakuje kosztu nadzoru."}, MAYOR, version=2)
    assert returned.status_code == 200, returned.text
    said = {"positive": True, "opinion": "Doszedł nadzór.", "cost": 90_000_00, **body}
    again = await house.post(f"{path}/result", said, ROADS, version=3)
    assert again.status_code == 200, again.text


def _plain(body: bytes) -> dict[str, Any]:
    return dict(json.loads(body))


@pytest.fixture(scope="module")
async def service(
    mongo_url: str, amqp_url: str, emptied: Callable[[str], None], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The service on real servers, running for all tests of a file: to start it takes longer than most of them."""
    folder, clock = tmp_path_factory.mktemp("verification"), SetClock()
    (folder / "cipher").write_text(f"k1 {'ab' * 32}\n")
    (folder / "session").write_text("s" * 64)
    database = Database(mongo_url, "verification")
    emptied("verification")
    settings = Settings(
        port=8102,
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
        on_the_bus(app, amqp_url) as channel,
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost:8080") as client,
    ):

        async def ready() -> bool:
            answer = (await client.get("/health/ready")).json()
            return bool(answer["prepared"] and answer["bus"])

        await poll(ready)
        yield House(app, client, database, await channel.get_exchange(EVENTS), clock)
    database.close()


@pytest.fixture
def clock(service: House) -> SetClock:
    """The service's own clock, set back to where every test begins."""
    service.clock.moment = SetClock().moment
    return service.clock


@pytest.fixture
async def house(service: House, clock: SetClock, emptied: Callable[[str], None]) -> AsyncIterator[House]:
    """The service with nothing in its store."""
    emptied("verification")
    service.client.cookies.clear()
    yield service
    await service.come_to_rest()
