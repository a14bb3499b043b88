"""Filing a proposal by the JSON API: the register, the date of receipt, what must never get out."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from tests.intake.conftest import APPLICANT, OFFICER, REVIEWER, House, draft, key


async def test_a_proposal_gets_the_next_number_of_its_edition(house: House) -> None:
    edition = await house.announce()

    first, second = await house.file(edition), await house.file(edition)

    assert (first["number"], first["case"]) == (1, "BO-2027-001")
    assert (second["number"], second["case"]) == (2, "BO-2027-002")


async def test_numbers_have_no_gaps_when_many_file_at_once_and_some_are_refused(house: House) -> None:
    edition = await house.announce()
    good = [house.file(edition) for _ in range(12)]
    bad = [
        house.client.post(
            "/api/intake/v1/proposals",
            json=draft(edition, area_id="nowhere").model_dump(mode="json") | {"applicant": APPLICANT.model_dump()},
            headers=key(),
        )
        for _ in range(6)
    ]

    answers = await asyncio.gather(*good, *bad)

    assert sorted(receipt["number"] for receipt in answers[:12]) == list(range(1, 13))
    assert {answer.status_code for answer in answers[12:]} == {422}


async def test_the_same_filing_sent_twice_counts_once(house: House) -> None:
    edition = await house.announce()
    body = draft(edition).model_dump(mode="json") | {"applicant": APPLICANT.model_dump()}
    same = key()

    answers = await asyncio.gather(
        *(house.client.post("/api/intake/v1/proposals", json=body, headers=same) for _ in range(5))
    )

    assert len({answer.json()["proposal_id"] for answer in answers}) == 1
    listed = await house.client.get(f"/api/intake/v1/proposals?edition_id={edition}")
    assert len(listed.json()["items"]) == 1


async def test_what_was_received_in_time_keeps_its_receipt_after_the_window(
    house: House, at: Callable[[str], datetime]
) -> None:
    edition = await house.announce()
    body = draft(edition).model_dump(mode="json") | {"applicant": APPLICANT.model_dump()}
    same = key()
    first = await house.client.post("/api/intake/v1/proposals", json=body, headers=same)

    house.clock.moment = at("2026-05-01")
    again = await house.client.post("/api/intake/v1/proposals", json=body, headers=same)
    late = await house.client.post("/api/intake/v1/proposals", json=body, headers=key())

    assert again.json() == first.json()
    assert late.status_code == 409
    assert late.json()["type"] == "/problems/submission-not-open"


async def test_a_cost_above_the_cap_is_no_reason_to_refuse_the_filing(house: House) -> None:
    edition = await house.announce()

    receipt = await house.file(edition, cost_items=[{"name": "Wszystko", "amount": 999_000_00}], signatures=0)

    assert receipt["number"] == 1


async def test_a_local_proposal_must_name_its_area(house: House) -> None:
    edition = await house.announce()
    body = draft(edition, area_id=None).model_dump(mode="json") | {"applicant": APPLICANT.model_dump()}

    answer = await house.client.post("/api/intake/v1/proposals", json=body, headers=key())

    assert answer.status_code == 422
    assert answer.json()["faults"] == ["area_id: needed"]


async def test_the_event_and_the_public_register_name_no_applicant(house: House) -> None:
    edition = await house.announce()
    receipt = await house.file(edition)

    rows = [row async for row in house.database.published_events()]
    public = await house.client.get(f"/api/intake/v1/proposals/{receipt['proposal_id']}")

    assert {row["name"] for row in rows} == {
        "intake.edition_announced.v1",
        "intake.proposal_submitted.v1",
        "intake.case_registered.v1",
    }
    for text in (*(row["body"].decode() for row in rows), public.text):
        assert not any(part in text for part in (APPLICANT.surname, APPLICANT.email, APPLICANT.address))


async def test_personal_data_lie_in_the_store_only_sealed(house: House) -> None:
    edition = await house.announce()
    await house.file(edition)

    for name in ("proposals", "letters", "mails", "inbox", "outbox"):
        async for row in house.database.collection(name).find():
            assert b"Kanarkowa" not in repr(row).encode()
            assert b"jolanta.znak" not in repr(row).encode()


async def test_an_officer_reads_who_applies_and_the_reading_is_written_down(house: House) -> None:
    edition = await house.announce()
    receipt = await house.file(edition)
    path = f"/api/intake/v1/proposals/{receipt['proposal_id']}/applicant"

    shown = await house.client.get(path, headers=house.by(OFFICER))
    refused = await house.client.get(path, headers=house.by(REVIEWER))
    stranger = await house.client.get(path)

    assert shown.json()["surname"] == APPLICANT.surname
    assert (refused.status_code, stranger.status_code) == (403, 401)
    readings = await house.database.collection("readings").find().to_list(10)
    assert [(row["who"], row["what"], row["case"]) for row in readings] == [(OFFICER.id, "applicant", "BO-2027-001")]


async def test_the_register_is_searched_without_regard_to_polish_letters(house: House) -> None:
    edition = await house.announce()
    await house.file(edition, title="Żółwie w parku", area_id="dobro")
    await house.file(edition, title="Ławki przy Rogatce")

    async def found(query: str) -> list[str]:
        answer = await house.client.get(f"/api/intake/v1/proposals?edition_id={edition}&{query}")
        return [item["case"] for item in answer.json()["items"]]

    assert await found("q=zolw") == ["BO-2027-001"]
    assert await found("q=LAWKI rogat") == ["BO-2027-002"]
    assert await found("area_id=dobro") == ["BO-2027-001"]
    assert await found("q=zolw&area_id=rogatka") == []


async def test_the_register_is_read_part_by_part(house: House) -> None:
    edition = await house.announce()
    for _ in range(5):
        await house.file(edition)

    numbers, after = [], ""
    while True:
        answer = await house.client.get(f"/api/intake/v1/proposals?edition_id={edition}&limit=2{after}")
        numbers += [item["number"] for item in answer.json()["items"]]
        if not answer.json()["next"]:
            break
        assert 'rel="next"' in answer.headers["Link"]
        after = f"&after={answer.json()['next']}"

    assert numbers == [1, 2, 3, 4, 5]


async def test_the_applicant_withdraws_with_the_link_while_proposals_are_checked(
    house: House, at: Callable[[str], datetime]
) -> None:
    edition = await house.announce()
    mine, late = await house.file(edition), await house.file(edition)

    house.clock.moment = at("2026-07-03")
    done = await house.client.post("/api/intake/v1/withdrawals", json={"token": mine["token"]}, headers=key())
    house.clock.moment = at("2026-07-04")
    refused = await house.client.post("/api/intake/v1/withdrawals", json={"token": late["token"]}, headers=key())
    forged = await house.client.post(
        "/api/intake/v1/withdrawals", json={"token": mine["token"][:-2] + "xx"}, headers=key()
    )

    assert (done.status_code, refused.status_code, forged.status_code) == (204, 409, 404)
    shown = await house.client.get(f"/api/intake/v1/proposals/{mine['proposal_id']}")
    assert shown.json()["state"] == "withdrawn"
    names = [row["name"] async for row in house.database.published_events()]
    assert names.count("intake.proposal_withdrawn.v1") == 1
