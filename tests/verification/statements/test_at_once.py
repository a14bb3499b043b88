"""Several people at one moment: one of two acts that cannot both hold wins, the other is told why."""

import asyncio

from tests.verification.conftest import API, GREEN, OFFICER, ROADS, House, announced, submitted, withdrawn
from tests.verification.statements.conftest import (
    FIRST,
    ID,
    NEEDLESS,
    REVIEW,
    SECOND_GREEN,
    TO_SCHOOLS,
    answer,
    ask,
    open_tasks,
    states,
)

MANY = range(1, 13)


async def many(house: House) -> None:
    """Bring proposals to the review that ZDM leads."""
    await house.tell(announced(), *(submitted(number) for number in MANY))
    for number in MANY:
        assert (await house.pass_card(number)).status_code == 200


async def test_of_two_reviewers_of_one_unit_the_second_is_told_that_it_has_changed(led: House) -> None:
    await ask(led, "WGOŚ")
    answers = await asyncio.gather(answer(led), answer(led, SECOND_GREEN, result="negative", text="Nie można."))
    assert sorted(one.status_code for one in answers) == [200, 412]
    won = next(one for one in answers if one.status_code == 200).json()["state"]
    assert await states(led) == {"WGOŚ": won}
    assert len(await led.events("verification.statement_closed")) == 1
    assert [task[0] for task in await open_tasks(led)] == ["merit_review"]


async def test_of_two_requests_to_one_unit_one_opens_a_statement(led: House) -> None:
    answers = await asyncio.gather(*(ask(led, "WGOŚ", who=who) for who in (ROADS, OFFICER, ROADS)))
    assert sorted(one.status_code for one in answers) == [200, 409, 409]
    assert len(await led.events("verification.statement_requested")) == 1


async def test_requests_to_different_units_all_hold(led: House) -> None:
    units = ("WGOŚ", "WE", "WRM", "OSRiR")
    assert [one.status_code for one in await asyncio.gather(*(ask(led, unit) for unit in units))] == [200] * 4
    assert set(await states(led)) == set(units)


async def test_the_same_request_sent_again_asks_once(led: House) -> None:
    body = {"units": ["WGOŚ"], "question": "Czy są drzewa?"}
    sent = (led.post(f"{REVIEW}/statements", body, ROADS, version=None, key="twice-the-same") for _ in range(4))
    answers = await asyncio.gather(*sent)
    assert {one.text for one in answers} == {answers[0].text}
    assert await states(led) == {"WGOŚ": "open"}


async def test_a_finish_and_a_request_at_one_moment_never_both_hold(house: House) -> None:
    await many(house)
    acts = [(house.review(number), ask(house, "WGOŚ", number=number)) for number in MANY]
    answers = await asyncio.gather(*(act for pair in acts for act in pair))
    finished, asked = answers[::2], answers[1::2]
    for number, finish, request in zip(MANY, finished, asked, strict=True):
        assert sorted((finish.status_code, request.status_code)) == [200, 409], number
        lost = finish if finish.status_code == 409 else request
        expected = "statements-awaited" if lost is finish else "review-closed"
        assert lost.json()["type"] == f"/problems/{expected}"
        assert await states(house, number) == ({"WGOŚ": "open"} if lost is finish else {})


async def test_a_finish_and_an_answer_at_one_moment_leave_nothing_open(house: House) -> None:
    await many(house)
    for number in MANY:
        await ask(house, "WGOŚ", number=number)
    acts = [(house.review(number), answer(house, path=f"{API}/statements/{number:032x}-1")) for number in MANY]
    answers = await asyncio.gather(*(act for pair in acts for act in pair))
    assert {one.status_code for one in answers[1::2]} == {200}, "whoever finishes stops nobody from answering"
    assert {one.status_code for one in answers[::2]} <= {200, 409}
    assert await house.listed("statements") == []


async def test_an_answer_a_hand_over_and_a_withdrawal_at_one_moment_end_in_one_of_them(led: House) -> None:
    await ask(led, "WGOŚ")
    answers = await asyncio.gather(
        answer(led),
        led.post(f"{FIRST}/unit", TO_SCHOOLS, SECOND_GREEN),
        led.post(f"{FIRST}/withdrawal", NEEDLESS, OFFICER),
    )
    said, handed, withdrawn = (one.status_code for one in answers)
    # Whose a statement is comes before its version: once it is handed over, it is another unit's to answer.
    too_late = {412, 403} if handed == 200 else {412}
    assert [said, handed, withdrawn].count(200) == 1
    assert said in {200, *too_late}
    assert {handed, withdrawn} <= {200, 412}
    assert (await led.get(FIRST)).json()["version"] == 2


async def test_whatever_comes_with_the_withdrawal_of_a_proposal_nobody_is_troubled_afterwards(house: House) -> None:
    await many(house)
    for number in MANY:
        await ask(house, "WGOŚ", number=number)
    acts = (
        act
        for number in MANY
        for act in (
            answer(house, path=f"{API}/statements/{number:032x}-1"),
            ask(house, "WE", number=number),
            house.tell(withdrawn(number)),
        )
    )
    await asyncio.gather(*acts)
    assert await house.listed("statements") == []
    assert await open_tasks(house) == []


async def test_the_same_statement_handed_over_and_asked_for_elsewhere_is_open_once(led: House) -> None:
    await ask(led, "WGOŚ")
    answers = await asyncio.gather(led.post(f"{FIRST}/unit", TO_SCHOOLS, GREEN), ask(led, "WE"))
    assert sorted(one.status_code for one in answers) == [200, 409]
    found = (await led.get(f"{REVIEW}/statements")).json()["items"]
    assert [one["unit"] for one in found if one["state"] == "open"].count("WE") == 1
    assert ID in {one["proposal_id"] for one in found}
