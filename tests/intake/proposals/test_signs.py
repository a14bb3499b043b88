"""The sign of a case: one for every proposal, without gaps in the year, told to the city's records system."""

import asyncio
from datetime import UTC, datetime

import pytest

from tests.intake.conftest import OFFICER, House


async def test_every_proposal_gets_the_next_sign_of_the_year_whatever_its_edition(house: House) -> None:
    first, second = await house.announce(), await house.announce(number=14, name="Budżet obywatelski 2028", year=2028)
    for edition in (first, second, first):
        await house.file(edition)

    signs = [event["sign"] for event in await house.events("intake.case_registered.v1")]
    assert signs == ["WPKS.0632.1.2026", "WPKS.0632.2.2026", "WPKS.0632.3.2026"]


async def test_many_at_once_leave_no_gap_and_share_no_sign(house: House) -> None:
    edition = await house.announce()
    await asyncio.gather(*(house.file(edition, title=f"Ławki przy ulicy {number}") for number in range(12)))

    found = [event["number"] for event in await house.events("intake.case_registered.v1")]
    assert sorted(found) == list(range(1, 13))


async def test_the_list_begins_anew_with_the_year_in_warsaw(house: House) -> None:
    windows = [{"kind": "submission", "opens": "2026-12-01T00:00:00+01:00", "closes": "2027-01-31T23:59:59+01:00"}]
    windows += [{"kind": "web_vote", "opens": "2027-03-01T00:00:00+01:00", "closes": "2027-03-10T23:59:59+01:00"}]
    edition = await house.announce(windows=windows)
    house.clock.moment = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    await house.file(edition)
    house.clock.moment = datetime(2026, 12, 31, 23, 1, tzinfo=UTC)
    await house.file(edition)

    signs = [event["sign"] for event in await house.events("intake.case_registered.v1")]
    assert signs == ["WPKS.0632.1.2026", "WPKS.0632.1.2027"]


async def test_a_proposal_that_is_refused_takes_no_number(house: House) -> None:
    edition = await house.announce()
    house.clock.moment = datetime(2026, 6, 1, tzinfo=UTC)
    with pytest.raises(AssertionError, match="submission-not-open"):
        await house.file(edition)
    house.clock.moment = datetime(2026, 4, 15, tzinfo=UTC)
    await house.file(edition)

    assert [event["number"] for event in await house.events("intake.case_registered.v1")] == [1]


async def test_the_records_system_is_told_what_it_needs_and_nothing_personal(house: House) -> None:
    filed = await house.file(await house.announce())

    event = (await house.events("intake.case_registered.v1"))[0]
    assert (event["symbol"], event["jrwa"], event["number"], event["year"]) == ("WPKS", "0632", 1, 2026)
    assert event["subject"] == "Plac zabaw pod kasztanami"
    assert event["proposal_id"] == filed["proposal_id"]
    assert "Kanarkowa" not in str(event)
    assert (await house.events("intake.proposal_submitted.v1"))[0]["sign"] == event["sign"]


@pytest.mark.parametrize(
    "typed", ["WPKS.0632.2.2026", "wpks.0632.2.2026", " WPKS.0632.02.2026. ", "WPKS . 0632 . 2 . 2026"]
)
async def test_an_officer_finds_a_case_by_its_sign_however_it_is_typed(house: House, typed: str) -> None:
    edition = await house.announce()
    for title in ("Ławki przy Rogatce", "Zielony przystanek", "Ścieżka nad Prosną"):
        await house.file(edition, title=title)

    page = await house.client.get("/panel/wnioski", params={"q": typed}, headers=house.by(OFFICER))
    assert "Zielony przystanek" in page.text
    assert "Ławki przy Rogatce" not in page.text
    listed = await house.client.get("/api/intake/v1/proposals", params={"q": typed, "edition_id": edition})
    assert [item["sign"] for item in listed.json()["items"]] == ["WPKS.0632.2.2026"]


async def test_the_applicant_reads_the_sign_in_the_mail_and_on_the_own_page(house: House) -> None:
    filed = await house.file(await house.announce())

    assert "Znak sprawy: WPKS.0632.1.2026" in (await house.mails())[0]
    page = await house.client.get(f"/budzet-obywatelski/zgloszenie/{filed['token']}")
    assert "WPKS.0632.1.2026" in page.text
