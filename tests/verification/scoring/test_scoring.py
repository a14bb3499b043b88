"""Score cards: final once sent, corrected with a trace, unseen by others before their own, closed by the chair."""

import asyncio
from typing import Any

import pytest

from shared.access import Person, Role
from tests.verification.conftest import API, MAYOR, OFFICER, House
from tests.verification.initiatives.conftest import (
    AUDITOR,
    CHAIR,
    LOS,
    ROJ,
    SIKORA,
    card,
    close,
    excuse,
    filed,
    id_of,
    meet,
    of,
    opine,
    pass_on,
    reach,
    rules_set,
    send,
    set_criteria,
    stage,
    taken_back,
)


async def seen(house: House, who: Person, number: int = 1) -> dict[str, Any]:
    """Give the scoring as somebody sees it."""
    return dict((await house.get(of(number, "/scoring"), who)).json())


async def test_a_meeting_opens_the_scoring_of_several_initiatives_or_of_none(house: House) -> None:
    await set_criteria(house)
    await house.tell(rules_set(), filed(), filed(2), filed(3))
    for number in (1, 2):
        await pass_on(house, number)
        await opine(house, number)
    refused = await meet(house, 1, 2, 3)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/initiative-not-at-this-stage")
    opened = await meet(house, 1, 2)
    assert (opened.status_code, opened.json()["number"]) == (200, 1)
    again = await meet(house, 2)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/scoring-known")
    [listed] = (await house.get(f"{API}/team-meetings", ROJ)).json()["items"]
    assert (listed["number"], listed["initiatives"]) == (1, [id_of(1), id_of(2)])
    one = await house.get(f"{API}/team-meetings/{listed['meeting_id']}", AUDITOR)
    assert one.json() == listed
    assert (await house.get(f"{API}/team-meetings/nobody", AUDITOR)).status_code == 404
    roles = [one["role"] for one in await house.events("verification.task_opened") if one["kind"] in KINDS]
    assert sorted(roles) == ["team_chair", "team_chair", "team_member", "team_member"]


@pytest.mark.parametrize("held_on", ["2206-04-20", "2016-04-20", "0001-01-01", "9999-12-31"])
async def test_a_slip_in_the_year_of_a_meeting_never_stands_in_its_protocol(house: House, held_on: str) -> None:
    await set_criteria(house)
    await reach(house, "scoring")
    body = {"held_on": held_on, "initiatives": [id_of(1)]}
    answer = await house.post(f"{API}/team-meetings", body, OFFICER, version=None)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/meeting-too-far")
    address = "/panel/weryfikacja/inicjatywy/posiedzenia/nowe"
    page = await house.client.post(address, data=body, headers=house.by(OFFICER))
    assert (page.status_code, 'href="#held_on"' in page.text) == (422, True)


KINDS = ("initiative_score", "initiative_close")


async def test_without_criteria_on_the_day_of_filing_nothing_is_scored(house: House) -> None:
    await set_criteria(house, in_force_from="2026-04-15")
    await reach(house, "scoring")
    answer = await meet(house)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/criteria-missing")


async def test_the_result_is_the_mean_of_the_cards_with_the_table_in_each(house: House) -> None:
    await reach(house, "opened")
    for who, points in ((ROJ, (8, 4)), (LOS, (5, 3)), (CHAIR, (10, 5))):
        assert (await send(house, who, body=card(*points))).status_code == 200
    await excuse(house, SIKORA)
    assert (await close(house)).status_code == 200
    [told] = await house.events("verification.initiative_scored")
    assert (told["members"], told["excused"], told["most"], told["pass_mark"]) == (3, 1, 25, 12)
    assert [(one["code"], one["mean"]) for one in told["scores"]] == [
        ("purpose", 767),
        ("readiness", 400),
        ("work", 100),
    ]
    assert told["mean"] == 1267, "work is 314 zł of 10 514 zł: one point in each card"
    result = (await seen(house, MAYOR))["result"]
    assert (result["lowest"], result["highest"]) == (9, 16)
    assert await stage(house) == "decision"


async def test_nobody_sees_others_cards_before_sending_their_own(house: House) -> None:
    await reach(house, "scored")
    for who in (LOS, CHAIR, OFFICER, MAYOR, AUDITOR):
        assert (await seen(house, who))["cards"] is None, who.name
    await send(house, LOS)
    assert [one["member"]["id"] for one in (await seen(house, LOS))["cards"]] == [ROJ.id, LOS.id]
    await excuse(house, SIKORA)
    assert (await seen(house, SIKORA))["cards"] is None
    await close(house)
    assert len((await seen(house, AUDITOR))["cards"]) == 2


async def test_a_card_is_corrected_with_a_trace_until_the_chair_closes(house: House) -> None:
    await reach(house, "scored")
    assert (await send(house)).status_code == 412, "it was sent already"
    assert (await send(house, version=1, body=card(2, 2))).status_code == 200
    [own] = (await seen(house, ROJ))["cards"]
    assert [score["points"] for score in own["scores"]] == [2, 2, 1]
    assert [[score["points"] for score in one["scores"]] for one in own["earlier"]] == [[8, 4, 1]]
    await close(house)
    late = await send(house, version=2)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/scoring-closed")


async def test_who_has_a_conflict_of_interest_does_not_score_and_their_card_does_not_count(house: House) -> None:
    await reach(house, "scored")
    await send(house, LOS, body=card(0, 1))
    assert (await excuse(house, LOS)).status_code == 200
    refused = await send(house, LOS, version=1)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/member-excused")
    assert (await excuse(house, LOS)).status_code == 409
    await close(house)
    [told] = await house.events("verification.initiative_scored")
    assert (told["members"], told["excused"], told["mean"]) == (1, 1, 1300)
    shown = (await house.get(of(1, "/scoring"), OFFICER)).json()
    assert [one["member"]["id"] for one in shown["cards"]] == [ROJ.id], "a card that does not count is shown to nobody"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"scores": card()["scores"][:1]}, "missing"),
        ({"scores": [*card()["scores"], {"code": "other", "points": 1, "reason": "Tak."}]}, "unknown"),
        ({"scores": [*card()["scores"], {"code": "work", "points": 1, "reason": "Tak."}]}, "computed"),
        (card(11, 4), "range"),
        (card(8, 0), "range"),
    ],
)
async def test_a_card_holds_every_criterion_in_its_range(house: House, change: dict[str, Any], fault: str) -> None:
    await reach(house, "opened")
    answer = await send(house, body=change)
    assert (answer.status_code, answer.json()["fault"]) == (422, fault)


async def test_cards_that_come_at_one_moment_all_count(house: House) -> None:
    await reach(house, "opened")
    people = [Person(id=f"p-{n}", name=f"Osoba {n}", role=Role.TEAM_MEMBER) for n in range(12)]
    answers = await asyncio.gather(*[send(house, who) for who in people])
    assert [answer.status_code for answer in answers] == [200] * 12
    assert (await seen(house, OFFICER))["sent"] == 12


async def test_a_card_and_the_closing_at_one_moment_never_lose_a_card_unseen(house: House) -> None:
    await reach(house, "scored")
    version = (await seen(house, CHAIR))["version"]
    sent, closed = await asyncio.gather(send(house, LOS), close(house, version=version))
    counted = (await seen(house, AUDITOR))["sent"]
    assert (sent.status_code, closed.status_code, counted) in [(200, 412, 2), (409, 200, 1)]


async def test_nothing_is_closed_without_a_card(house: House) -> None:
    await reach(house, "opened")
    await excuse(house, ROJ)
    answer = await close(house)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/nobody-scored")


async def test_the_scoring_of_what_was_taken_back_is_over(house: House) -> None:
    await reach(house, "scored")
    await house.tell(taken_back())
    assert (await send(house, LOS)).json()["type"] == "/problems/scoring-closed"
    assert (await close(house)).status_code == 409
    assert (await house.get(f"{API}/initiatives/{id_of()}/scoring", OFFICER)).json()["state"] == "ended"
