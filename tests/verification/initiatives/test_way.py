"""The way of an initiative: from the filing to the money, in whichever order the words of it come."""

from itertools import permutations

import httpx2 as httpx
import pytest

from tests.verification.conftest import OFFICER, House
from tests.verification.initiatives.conftest import (
    completed,
    converted,
    filed,
    id_of,
    of,
    pass_on,
    reach,
    rule,
    rules_set,
    shown,
    stage,
    taken_back,
)


async def test_an_initiative_goes_from_the_filing_to_the_secured_money(house: House) -> None:
    await reach(house, "secured")
    told = await shown(house)
    assert (told["stage"], told["city_granted"], told["unit"]) == ("secured", 9_000_00, "WGOŚ")
    kinds = [step["kind"] for step in told["steps"]]
    assert kinds == [
        "submitted",
        "card_passed",
        "statement_requested",
        "statement_given",
        "opinions_complete",
        "scoring_opened",
        "scored",
        "approved",
        "funds_secured",
    ]
    names = {event["name"].rpartition(".v")[0] for event in await house.events("verification.")}
    assert names == {
        "verification.initiative_check_finished",
        "verification.initiative_opinion_given",
        "verification.initiative_scored",
        "verification.initiative_decided",
        "verification.funds_secured",
        "verification.task_opened",
        "verification.task_closed",
    }, "nothing of the civic budget is told of an initiative"
    opened = {event["task_id"] for event in await house.events("verification.task_opened")}
    closed = {event["task_id"] for event in await house.events("verification.task_closed")}
    assert opened == closed, "nobody is left with work that is done"


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_the_words_of_an_initiative_may_come_in_any_order_and_twice(house: House, order: tuple[int, ...]) -> None:
    events = [rules_set(), filed(), completed(title="Zielony skwer")]
    for place in (*order, *order):
        await house.tell(events[place])
    told = await shown(house)
    assert (told["stage"], told["title"]) == ("formal", "Zielony skwer")
    opened = [event["task_id"] for event in await house.events("verification.task_opened")]
    assert len(opened) == len(set(opened))


@pytest.mark.parametrize("where", ["formal", "opinions", "scoring", "opened", "scored", "decision", "funds", "secured"])
async def test_what_is_taken_back_troubles_nobody_any_more(house: House, where: str) -> None:
    await reach(house, where)
    await house.tell(taken_back(), taken_back())
    assert await stage(house) == "withdrawn"
    opened = {event["task_id"] for event in await house.events("verification.task_opened")}
    closed = [event["task_id"] for event in await house.events("verification.task_closed")]
    assert sorted(closed) == sorted(opened)


async def test_what_was_taken_back_before_it_came_opens_nothing(house: House) -> None:
    await house.tell(taken_back(), filed(), completed())
    assert await stage(house) == "withdrawn"
    assert await house.events("verification.task_opened") == []
    assert (await house.get(of(1, "/card"), OFFICER)).status_code == 404


async def test_a_refused_initiative_is_known_to_have_become_a_proposal(house: House) -> None:
    await reach(house, "decision")
    await rule(house, approved=False, reason="Skwer należy do spółdzielni.")
    await house.tell(converted(), converted())
    told = await shown(house)
    assert (told["stage"], told["steps"][-1]["kind"]) == ("rejected", "converted")


async def test_the_answer_is_due_in_a_month_from_the_day_on_which_the_application_was_complete(house: House) -> None:
    await house.tell(rules_set(), filed())
    told = await shown(house)
    assert told["answer_by"].startswith("2026-05-14")
    assert told["answer_by_at_most"].startswith("2026-06-15"), "14.06.2026 is a Sunday"
    missing = {"checks": [{"code": "owner_consents", "result": "not_met", "note": "Dołącz zgodę."}]}
    await house.post(of(1, "/card/call"), missing, OFFICER)
    await house.tell(completed())
    assert (await shown(house))["answer_by"].startswith("2026-05-18"), "a month from 17.04. ends on a Sunday"


async def extend(house: House, until: str, version: int | None = None) -> httpx.Response:
    """Tell the applicants that their answer comes by `until`."""
    said = {"until": until, "reason": "Czekamy na opinię konserwatora zabytków."}
    named = (await shown(house))["version"] if version is None else version
    return await house.post(of(1, "/answer-term"), said, OFFICER, version=named)


async def test_applicants_are_told_why_their_answer_comes_later_and_what_waits_moves_with_it(house: House) -> None:
    await reach(house, "decision")
    [before] = [event for event in await house.events("verification.task_opened") if event["role"] == "mayor"]
    assert (await extend(house, "2026-06-06")).status_code == 200
    told = await shown(house)
    assert (told["answer_by"][:10], told["steps"][-1]["kind"]) == ("2026-06-08", "answer_extended"), (
        "6.06. is a Saturday"
    )
    [event] = await house.events("verification.initiative_answer_extended")
    assert (event["due_at"], event["beyond"]) == (told["answer_by"], False)
    after = (await house.events("verification.task_opened"))[-1]
    assert (after["role"], after["due_at"]) == ("mayor", told["answer_by"])
    assert before["task_id"] in {event["task_id"] for event in await house.events("verification.task_closed")}
    assert (await rule(house)).status_code == 200


async def test_a_later_answer_is_later_than_what_was_said_and_says_where_it_is_beyond_two_months(house: House) -> None:
    await house.tell(rules_set(), filed())
    for day in ("2026-05-14", "2026-04-14", "2020-01-01"):
        assert (await extend(house, day)).json()["type"] == "/problems/answer-not-later"
    assert (await extend(house, "2026-07-01", version=7)).status_code == 412
    assert (await extend(house, "2026-07-01")).status_code == 200
    [event] = await house.events("verification.initiative_answer_extended")
    assert event["beyond"]
    missing = {"checks": [{"code": "owner_consents", "result": "not_met", "note": "Dołącz zgodę."}]}
    await house.post(of(1, "/card/call"), missing, OFFICER)
    await house.tell(completed())
    assert (await shown(house))["answer_by"].startswith("2026-07-01"), "no earlier than was said"


async def test_a_day_that_nobody_means_is_refused(house: House) -> None:
    await house.tell(rules_set(), filed())
    answer = await extend(house, "9999-12-31")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/answer-too-far")


async def test_who_has_an_answer_is_told_of_no_later_one(house: House) -> None:
    await reach(house, "funds")
    assert (await extend(house, "2026-09-01")).json()["type"] == "/problems/initiative-not-at-this-stage"


async def test_no_list_of_the_civic_budget_shows_an_initiative(house: House) -> None:
    await reach(house, "opinions")
    for path in ("cards", "reviews", "admissions", "statements"):
        answer = await house.get(f"/api/verification/v1/{path}?edition_id={'e' * 32}", OFFICER)
        assert answer.json()["items"] == [], path
    page = await house.get("/panel/weryfikacja?nr=1", OFFICER)
    assert "IL-2026-001" not in page.text
    assert (await house.get(f"/api/verification/v1/cards/{id_of()}", OFFICER)).status_code == 404
    assert (await pass_on(house)).status_code == 409
