"""Readers for programs: whoever asks by JSON gets the same letters, limits and answers as on the page."""

from typing import Any

import pytest

from shared.demo_people import DEMO_PEOPLE
from shared.store import new_id
from tests.conftest import SetClock, Site, person
from tests.media.newsletter.addresses import link, mails, readers

API = "/api/media/v1/newsletter"
ASKED = {"email": "anna.kowalska@example.org", "topics": ["warnings", "news", "news"]}
MADE_UP = {"token": "x" * 40}


async def say(site: Site, path: str, given: Any, key: str | None = None) -> Any:
    return await site.client.post(f"{API}/{path}", json=given, headers={"Idempotency-Key": key or new_id()})


async def token(site: Site, kind: str) -> dict[str, str]:
    """What the newest letter's link of a kind ends in."""
    return {"token": link((await mails(site))[-1], kind).rpartition("/")[2]}


async def confirmed(site: Site) -> dict[str, str]:
    """Anna reads; give what speaks for her."""
    await say(site, "subscriptions", ASKED)
    await say(site, "confirmations", await token(site, "potwierdzenie"))
    await say(site, "subscriptions", ASKED)
    return await token(site, "wybor")


async def test_an_address_counts_once_its_owner_has_confirmed(site: Site) -> None:
    assert (await say(site, "subscriptions", ASKED)).status_code == 202
    [reader] = await readers(site)
    assert (reader["confirmed_at"], reader["topics"]) == (None, ["news", "warnings"])
    confirmation = await token(site, "potwierdzenie")
    for _ in range(2):
        assert (await say(site, "confirmations", confirmation)).status_code == 204
    assert (await readers(site))[0]["confirmed_at"] is not None


async def test_everybody_gets_the_same_answer_and_at_most_four_letters_a_day(site: Site) -> None:
    answers = [await say(site, "subscriptions", ASKED)]
    await say(site, "confirmations", await token(site, "potwierdzenie"))
    answers += [await say(site, "subscriptions", ASKED) for _ in range(5)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, answers[0].content)}
    assert len(await mails(site)) == 4


async def test_the_same_request_twice_with_one_key_is_one_letter(site: Site) -> None:
    for _ in range(2):
        assert (await say(site, "subscriptions", ASKED, "klucz-czytelnika")).status_code == 202
    assert len(await mails(site)) == 1


async def test_a_reader_chooses_and_leaves_by_the_link_of_a_letter(site: Site) -> None:
    own = await confirmed(site)
    assert (await say(site, "choices", {**own, "topics": ["civic_budget"]})).status_code == 204
    assert (await readers(site))[0]["topics"] == ["civic_budget"]
    for _ in range(2):
        assert (await say(site, "departures", own)).status_code == 204
    assert (await readers(site), await mails(site)) == ([], [])
    assert (await say(site, "choices", {**own, "topics": ["news"]})).status_code == 410


async def test_a_link_that_comes_late_or_is_made_up_opens_nothing(site: Site, clock: SetClock) -> None:
    await say(site, "subscriptions", ASKED)
    confirmation = await token(site, "potwierdzenie")
    clock.move(days=4)
    assert (await say(site, "confirmations", confirmation)).json()["type"] == "/problems/newsletter-link-expired"
    for path, more in (("confirmations", {}), ("choices", {"topics": ["news"]}), ("departures", {})):
        assert (await say(site, path, MADE_UP | more)).json()["type"] == "/problems/newsletter-link-broken"
        # What confirms does not choose, and the other way round.
    assert (await say(site, "departures", confirmation)).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "anna"},
        {"email": "a@b.pl\nBcc: c@d.pl"},
        {"topics": []},
        {"topics": ["x"]},
        {"topics": ["news"] * 21},
        {"extra": 1},
    ],
)
async def test_what_is_no_address_and_no_choice_is_refused(site: Site, changes: dict[str, Any]) -> None:
    assert (await say(site, "subscriptions", ASKED | changes)).status_code == 422
    assert await readers(site) == []


async def test_nobody_needs_to_be_known_to_read_but_a_key_is_needed(site: Site) -> None:
    for role in sorted({one.role for one in DEMO_PEOPLE}):
        answer = await site.client.post(f"{API}/subscriptions", json=ASKED, headers=site.once(person(role)))
        assert answer.status_code == 202, role
    assert (await site.client.post(f"{API}/subscriptions", json=ASKED)).status_code == 400
