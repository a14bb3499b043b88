"""The declaration for programs: anybody reads it, the press office records reviews."""

from typing import Any

import pytest

from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS

API = "/api/media/v1/accessibility-declaration"
GIVEN = {
    "reviewed_on": "2027-03-02",
    "updated_on": "2027-02-20",
    "status": "partial",
    "gaps": ["Nagrania sesji Rady nie mają jeszcze napisów."],
}


@pytest.fixture(autouse=True)
def spring(clock: SetClock) -> None:
    """The site is out since November 2026; it is March now."""
    clock.move(days=325)


async def record(site: Site, who: Any = PRESS, version: int = 0, key: str | None = None, **changes: Any) -> Any:
    headers = {**site.once(who, key), "If-Match": f'"{version}"'}
    return await site.client.post(f"{API}/reviews", json=GIVEN | changes, headers=headers)


async def test_a_review_is_recorded_and_anybody_reads_what_it_found(site: Site) -> None:
    before = await site.client.get(API)
    assert (before.headers["ETag"], before.json()["reviewed_on"]) == ('"0"', "2026-11-23")
    answer = await record(site)
    assert (answer.status_code, answer.json()) == (201, {"version": 1})
    after = await site.client.get(API)
    assert after.headers["ETag"] == '"1"'
    assert {name: after.json()[name] for name in GIVEN} == GIVEN
    (review,) = (await site.client.get(f"{API}/reviews", headers=site.by(PRESS))).json()
    assert (review["reviewed_on"], review["recorded_by"]) == (GIVEN["reviewed_on"], PRESS.name)


async def test_only_the_press_office_records_reviews_and_lists_them(site: Site) -> None:
    for role in sorted({one.role for one in DEMO_PEOPLE}):
        press = role is Role.PRESS_OFFICER
        assert (await record(site, person(role))).status_code == (201 if press else 403)
        listed = await site.client.get(f"{API}/reviews", headers=site.by(person(role)))
        assert listed.status_code == (200 if press else 403)


async def test_one_key_is_one_review_and_an_older_version_is_refused(site: Site) -> None:
    answers = [await record(site, key="klucz-przegladu") for _ in range(2)]
    assert [answer.json() for answer in answers] == [{"version": 1}] * 2
    assert len((await site.client.get(f"{API}/reviews", headers=site.by(PRESS))).json()) == 1
    assert (await record(site)).status_code == 412


async def test_a_review_that_does_not_fit_is_refused(site: Site) -> None:
    unfit: list[dict[str, Any]] = [
        {"reviewed_on": "2027-12-31"},
        {"reviewed_on": "2026-01-01"},
        {"updated_on": "2020-01-01"},
        {"status": "full"},
        {"gaps": []},
    ]
    for changes in unfit:
        answer = await record(site, **changes)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/review-unfit"), changes
