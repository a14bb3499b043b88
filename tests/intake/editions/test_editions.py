"""Announcing and changing an edition: who, with which version, for what reason, and until when."""

import asyncio
from typing import Any

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from shared.contracts.voting import VotingOpenedV1
from shared.store import Database
from tests.intake.conftest import REVIEWER, House, key, rules


async def change(house: House, id: str, version: int, reason: str = "Zarządzenie 12/2026", **changes: Any) -> Any:
    body = {"rules": rules(**changes).model_dump(mode="json"), "reason": reason}
    headers = {**house.by(), **key(), "If-Match": f'"{version}"'}
    return await house.client.post(f"/api/intake/v1/editions/{id}/changes", json=body, headers=headers)


async def test_an_officer_announces_and_everybody_reads(house: House) -> None:
    id = await house.announce()

    one = await house.client.get(f"/api/intake/v1/editions/{id}")
    every = await house.client.get("/api/intake/v1/editions")
    known = await house.client.get("/api/intake/v1/editions", headers={"If-None-Match": every.headers["ETag"]})

    assert one.json()["rules"] == every.json()["items"][0]["rules"]
    assert one.headers["ETag"] == '"1"'
    assert known.status_code == 304


async def test_nobody_but_an_officer_announces(house: House) -> None:
    body = rules().model_dump(mode="json")

    reviewer = await house.client.post("/api/intake/v1/editions", json=body, headers={**house.by(REVIEWER), **key()})
    stranger = await house.client.post("/api/intake/v1/editions", json=body, headers=key())

    assert (reviewer.status_code, stranger.status_code) == (403, 401)


async def test_a_city_has_each_number_once(house: House) -> None:
    bodies = [rules(number=14, name=f"Edycja {n}").model_dump(mode="json") for n in range(4)]

    answers = await asyncio.gather(
        *(house.client.post("/api/intake/v1/editions", json=b, headers={**house.by(), **key()}) for b in bodies)
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_broken_rules_are_answered_with_the_law(house: House) -> None:
    body = rules(expenditure_basis=840_000_000_00).model_dump(mode="json")

    answer = await house.client.post("/api/intake/v1/editions", json=body, headers={**house.by(), **key()})

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/below-legal-minimum"
    assert (answer.json()["total"], answer.json()["minimum"]) == (500_000_00, 4_200_000_00)


async def test_a_change_is_made_for_a_reason_and_on_what_was_read(house: House) -> None:
    id = await house.announce()

    made = await change(house, id, 1, name="Budżet obywatelski Kalisza")
    stale = await change(house, id, 1, name="Inna nazwa")
    empty = await change(house, id, 2, name="Budżet obywatelski Kalisza")
    unreasoned = await change(house, id, 2, reason="bo tak", name="Inna nazwa")

    assert (made.status_code, made.headers["ETag"]) == (200, '"2"')
    assert [answer.status_code for answer in (stale, empty, unreasoned)] == [412, 422, 422]
    names = [row["name"] async for row in house.database.published_events()]
    assert names == ["intake.edition_announced.v1", "intake.edition_changed.v1"]


async def test_an_area_that_may_have_proposals_cannot_go(house: House) -> None:
    id = await house.announce()

    answer = await change(house, id, 1, areas=[area.model_dump() for area in rules().areas if area.id != "dobro"])

    assert (answer.status_code, answer.json()["ids"]) == (409, ["dobro"])


async def test_the_rules_freeze_when_voting_opens(house: House, deliver: Any) -> None:
    id = await house.announce()
    database = Database(house.mongo_url, "intake")
    editions = Editions(database, MongoEditionStore(database), house.clock)
    now = house.clock.now()
    opened = VotingOpenedV1(
        version=3, edition_id=id, rules_hash="h", public_key="k", opens=now, closes=now, opened_at=now
    )

    await deliver(opened, editions.freeze, "m-1")
    await deliver(opened, editions.freeze, "m-1")
    refused = await change(house, id, 2, name="Inna nazwa")
    database.close()

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/edition-frozen")
    shown = await house.client.get(f"/api/intake/v1/editions/{id}")
    assert (shown.json()["version"], shown.json()["frozen_at"] is not None) == (2, True)


async def test_an_unknown_edition_is_said_to_be_unknown(house: House) -> None:
    answer = await house.client.get("/api/intake/v1/editions/nie-ma")

    assert (answer.status_code, answer.json()["kind"]) == (404, "editions")
