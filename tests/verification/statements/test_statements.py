"""Statements over HTTP: who asks, who answers, what waits for whom, and that the leading unit waits for all of them."""

from typing import Any

import pytest

from shared.access import Person
from tests.verification.cases.test_arrangements import revised
from tests.verification.conftest import (
    API,
    GREEN,
    MAYOR,
    OFFICER,
    ROADS,
    House,
    announced,
    person,
    submitted,
    withdrawn,
)
from tests.verification.statements.conftest import (
    FIRST,
    ID,
    NEEDLESS,
    NOT_OURS,
    QUESTION,
    REVIEW,
    SCHOOLS,
    SECOND,
    SECOND_GREEN,
    TO_SCHOOLS,
    answer,
    ask,
    open_tasks,
    states,
)

REVIEW_TASK = ("merit_review", "ZDM", "2026-05-15")
AUDITOR = person("p-adam")


@pytest.mark.parametrize("who", [ROADS, OFFICER], ids=lambda who: who.role)
async def test_each_unit_that_is_asked_has_its_own_work_with_its_own_date(led: House, who: Person) -> None:
    asked = await ask(led, "WGOŚ", "WE", who=who)
    assert asked.json() == {"proposal_id": ID, "statement_ids": [f"{ID}-1", f"{ID}-2"]}
    # 15 April + 14 days is a Wednesday.
    waiting = [("statement", "WE", "2026-04-29"), ("statement", "WGOŚ", "2026-04-29")]
    assert await open_tasks(led) == [REVIEW_TASK, *waiting]
    assert (await led.events("verification.task_opened"))[-1]["explanation"]
    shown = (await led.get(FIRST)).json()
    assert (shown["state"], shown["question"], shown["unit"]) == ("open", QUESTION, "WGOŚ")


async def test_what_others_are_told_holds_no_text_and_no_cost(led: House) -> None:
    await ask(led, "WGOŚ")
    await answer(led)
    [asked] = await led.events("verification.statement_requested")
    [ended] = await led.events("verification.statement_closed")
    assert (asked["unit"], asked["version"], ended["outcome"], ended["version"]) == ("WGOŚ", 1, "given", 2)
    told = str([event for event in await led.events() if "task" not in event["name"]])
    for word in (QUESTION, "Drzewa zostają", "Osłony", "positive"):
        assert word not in told, word


async def test_the_leading_unit_finishes_after_everybody_has_answered(led: House) -> None:
    await ask(led, "WGOŚ", "WE")
    early = await led.review()
    assert (early.status_code, early.json()["type"]) == (409, "/problems/statements-awaited")
    assert early.json()["units"] == ["WGOŚ", "WE"]
    assert (await answer(led)).json()["state"] == "positive"
    assert (await led.review()).json()["units"] == ["WE"]
    no: dict[str, Any] = {"result": "not_concerned", "text": "Szkoły tam nie ma.", "costs": []}
    assert (await answer(led, SCHOOLS, SECOND, **no)).json()["state"] == "not_concerned"
    assert (await led.review()).status_code == 200
    assert [task[0] for task in await open_tasks(led)] == ["admission"]
    shown = (await led.get(f"{REVIEW}/statements", MAYOR)).json()["items"]
    assert [(one["unit"], one["total"]) for one in shown] == [("WGOŚ", 7_500_50), ("WE", 0)]


async def test_the_statement_and_its_steps_are_in_the_history_of_the_case(led: House) -> None:
    await ask(led, "WGOŚ")
    await led.post(f"{FIRST}/unit", TO_SCHOOLS, GREEN)
    await led.post(f"{FIRST}/return", NOT_OURS, SCHOOLS, version=2)
    await led.post(f"{FIRST}/unit", {"unit": "WGOŚ", "reason": "Jednak Wasze."}, ROADS, version=3)
    await answer(led, version=4)
    history = (await led.get(f"/panel/weryfikacja/sprawy/{ID}")).text
    for words in (
        "Prośba o stanowisko innej jednostki",
        "Zapytano teraz: Wydział Edukacji. Przedtem: Wydział Gospodarki Komunalnej",
        NOT_OURS["reason"],
        "Jednostka odesłała prośbę o stanowisko",
        "Jednostka zajęła stanowisko",
    ):
        assert words in history, words
    assert [event["version"] for event in await led.events("verification.statement")] == [1, 2, 4, 5]


@pytest.mark.parametrize("who", [ROADS, OFFICER, SCHOOLS, MAYOR, AUDITOR], ids=lambda who: who.id)
async def test_nobody_answers_for_a_unit_that_is_not_theirs(led: House, who: Person) -> None:
    await ask(led, "WGOŚ")
    assert (await answer(led, who)).status_code == 403
    assert (await led.post(f"{FIRST}/return", NOT_OURS, who)).status_code == 403
    assert await states(led) == {"WGOŚ": "open"}


@pytest.mark.parametrize("who", [GREEN, SCHOOLS, MAYOR, AUDITOR], ids=lambda who: who.id)
async def test_only_who_has_the_review_asks_and_withdraws(led: House, who: Person) -> None:
    assert (await ask(led, "WGOŚ", who=who)).status_code == 403
    await ask(led, "WGOŚ")
    assert (await led.post(f"{FIRST}/withdrawal", NEEDLESS, who)).status_code == 403


@pytest.mark.parametrize(
    ("units", "status", "problem"),
    [
        (["ZDM"], 422, "unit-leads"),
        (["WE", "NIE MA"], 422, "unit-unknown"),
        (["WE", "WGOŚ"], 409, "statement-open"),
        ([], 422, None),
        ([f"U{n}" for n in range(11)], 422, None),
    ],
    ids=["the leading unit", "no such unit", "one asked before", "nobody", "too many"],
)
async def test_either_all_units_are_asked_or_none(
    led: House, units: list[str], status: int, problem: str | None
) -> None:
    await ask(led, "WGOŚ")
    told = len(await led.events())
    refused = await ask(led, *units)
    assert refused.status_code == status
    assert problem is None or refused.json()["type"] == f"/problems/{problem}"
    assert await states(led) == {"WGOŚ": "open"}
    assert len(await led.events()) == told


async def test_a_unit_that_is_named_twice_is_asked_once(led: House) -> None:
    assert (await ask(led, "WE", "WE")).json()["statement_ids"] == [f"{ID}-1"]


async def test_there_may_be_several_rounds_and_no_more_than_a_case_can_hold(led: House) -> None:
    for place in range(1, 51):
        assert (await ask(led, "WGOŚ")).status_code == 200
        assert (await answer(led, path=f"{API}/statements/{ID}-{place}")).status_code == 200
    full = await ask(led, "WGOŚ")
    assert (full.status_code, full.json()["type"]) == (409, "/problems/too-many-statements")
    assert (await led.review()).status_code == 200


async def test_what_is_sent_back_is_the_work_of_who_asked(led: House) -> None:
    await ask(led, "WGOŚ")
    await ask(led, "WE", who=OFFICER)
    led.clock.move(days=2)
    assert (await led.post(f"{FIRST}/return", NOT_OURS, GREEN)).json()["state"] == "returned"
    assert (await led.post(f"{SECOND}/return", NOT_OURS, SCHOOLS)).json()["state"] == "returned"
    # 17 April + 14 days is a Friday and a holiday: both terms move to Monday.
    mine, theirs = ("statement_returned", "ZDM", "2026-05-04"), ("statement_returned", None, "2026-05-04")
    assert await open_tasks(led) == [REVIEW_TASK, theirs, mine]
    assert (await led.review()).json()["units"] == ["WGOŚ", "WE"]
    assert (await answer(led, version=2)).json()["type"] == "/problems/statement-closed"
    again = await led.post(f"{FIRST}/unit", TO_SCHOOLS | {"unit": "WRM"}, ROADS, version=2)
    assert again.json()["state"] == "open"
    assert (await led.post(f"{SECOND}/withdrawal", NEEDLESS, ROADS, version=2)).json()["state"] == "withdrawn"
    assert await open_tasks(led) == [REVIEW_TASK, ("statement", "WRM", "2026-05-04")]


@pytest.mark.parametrize("who", [GREEN, OFFICER], ids=lambda who: who.role)
async def test_the_right_unit_gets_a_full_term_and_answers_alone(led: House, who: Person) -> None:
    await ask(led, "WGOŚ")
    led.clock.move(days=7)
    assert (await led.post(f"{FIRST}/unit", TO_SCHOOLS, who)).json()["version"] == 2
    assert await open_tasks(led) == [REVIEW_TASK, ("statement", "WE", "2026-05-06")]
    assert (await answer(led, version=2)).status_code == 403
    assert (await answer(led, SCHOOLS, version=2)).status_code == 200
    assert [event["unit"] for event in await led.events("verification.statement")] == ["WGOŚ", "WE", "WE"]


@pytest.mark.parametrize(
    ("body", "version", "status", "problem"),
    [
        ({**TO_SCHOOLS, "unit": "WGOŚ"}, 1, 422, "statement-unit-unchanged"),
        ({**TO_SCHOOLS, "unit": "ZDM"}, 1, 422, "unit-leads"),
        ({**TO_SCHOOLS, "unit": "NIE MA"}, 1, 422, "unit-unknown"),
        ({**TO_SCHOOLS, "unit": "WRM"}, 1, 409, "statement-open"),
        ({**TO_SCHOOLS, "reason": " "}, 1, 422, None),
        (TO_SCHOOLS, 7, 412, "changed-meanwhile"),
    ],
    ids=["the same unit", "the leading unit", "no such unit", "one asked already", "no reason", "an older state"],
)
async def test_a_hand_over_that_does_not_hold_changes_nothing(
    led: House, body: dict[str, str], version: int, status: int, problem: str | None
) -> None:
    await ask(led, "WGOŚ", "WRM")
    told = len(await led.events())
    refused = await led.post(f"{FIRST}/unit", body, GREEN, version=version)
    assert refused.status_code == status
    assert problem is None or refused.json()["type"] == f"/problems/{problem}"
    assert len(await led.events()) == told
    assert await states(led) == {"WGOŚ": "open", "WRM": "open"}


@pytest.mark.parametrize("who", [ROADS, OFFICER], ids=lambda who: who.role)
async def test_what_is_withdrawn_is_not_waited_for(led: House, who: Person) -> None:
    await ask(led, "WGOŚ")
    assert (await led.post(f"{FIRST}/withdrawal", {"reason": ""}, who)).status_code == 422
    assert (await led.post(f"{FIRST}/withdrawal", NEEDLESS, who)).status_code == 200
    assert await open_tasks(led) == [REVIEW_TASK]
    assert (await answer(led, version=2)).json()["type"] == "/problems/statement-closed"
    [ended] = await led.events("verification.statement_closed")
    assert ended["outcome"] == "withdrawn"
    assert (await ask(led, "WGOŚ")).status_code == 200, "and may be asked for again"
    await led.post(f"{SECOND}/withdrawal", NEEDLESS, who)
    assert (await led.review()).status_code == 200


async def test_a_withdrawn_proposal_troubles_no_unit(led: House) -> None:
    await ask(led, "WGOŚ", "WE", "WRM")
    await led.post(f"{SECOND}/return", NOT_OURS, SCHOOLS)
    await answer(led)
    await led.tell(withdrawn())
    assert await states(led) == {"WGOŚ": "positive", "WE": "closed", "WRM": "closed"}
    assert await open_tasks(led) == []
    assert (await ask(led, "OSRiR")).json()["type"] == "/problems/review-closed"


async def test_statements_go_on_when_the_review_goes_to_another_unit(led: House) -> None:
    await ask(led, "WGOŚ", "WE")
    await led.post(f"{FIRST}/return", NOT_OURS, GREEN)
    assert (await led.post(f"{REVIEW}/unit", {"unit": "WRM", "reason": "To budowa."}, ROADS)).status_code == 200
    assert await states(led) == {"WGOŚ": "returned", "WE": "open"}
    tasks = [(kind, unit) for kind, unit, _ in await open_tasks(led)]
    # What came back to the unit that led before is now the work of the one that leads.
    assert tasks == [("merit_review", "WRM"), ("statement", "WE"), ("statement_returned", "WRM")]
    assert (await led.post(f"{FIRST}/withdrawal", NEEDLESS, ROADS, version=3)).status_code == 403


async def test_the_unit_that_takes_the_review_over_gives_no_statement_of_its_own(led: House) -> None:
    await ask(led, "WGOŚ", "WE")
    assert (await led.post(f"{REVIEW}/unit", {"unit": "WGOŚ", "reason": "To zieleń."}, ROADS)).status_code == 200
    assert await states(led) == {"WGOŚ": "withdrawn", "WE": "open"}
    assert [(kind, unit) for kind, unit, _ in await open_tasks(led)] == [("merit_review", "WGOŚ"), ("statement", "WE")]
    facts = [event["version"] for event in await led.events("verification.review")]
    assert facts == sorted(set(facts))


async def test_given_statements_stay_with_a_review_that_is_sent_back_and_new_ones_may_be_asked_for(led: House) -> None:
    await ask(led, "WGOŚ")
    await answer(led)
    await led.review()
    assert (await ask(led, "WE")).json()["type"] == "/problems/review-closed"
    assert (await led.post(f"{REVIEW}/return", {"reason": "Brak szkoły."}, MAYOR, version=2)).status_code == 200
    assert await states(led) == {"WGOŚ": "positive"}
    assert (await ask(led, "WGOŚ", "WE")).status_code == 200
    said = {"positive": True, "opinion": "Można.", "cost": 90_000_00}
    assert (await led.post(f"{REVIEW}/result", said, ROADS, version=3)).status_code == 409
    await answer(led, path=SECOND)
    await answer(led, SCHOOLS, f"{API}/statements/{ID}-3")
    assert (await led.post(f"{REVIEW}/result", said, ROADS, version=3)).status_code == 200


async def test_who_answers_by_an_older_text_of_the_proposal_is_told(led: House) -> None:
    await ask(led, "WGOŚ", "WE")
    await answer(led)
    led.clock.move(days=3)
    await led.tell(revised(title="Plac zabaw i sad"))
    late = await answer(led, SCHOOLS, SECOND)
    assert late.status_code == 412
    assert (await led.get(SECOND)).json()["title"] == "Plac zabaw i sad"
    page = (await led.get(f"/panel/weryfikacja/oceny/{ID}", ROADS)).text
    assert page.count("projekt zmieniono później") == 1
    assert (await answer(led, SCHOOLS, SECOND, version=2)).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"result": "maybe"},
        {"text": " "},
        {"costs": [{"name": "Drzewa", "amount": -1}]},
        {"costs": [{"name": " ", "amount": 1}]},
        {"costs": [{"name": "Drzewo", "amount": 1}] * 21},
    ],
    ids=["no such result", "no text", "less than nothing", "nameless", "too many lines"],
)
async def test_a_statement_that_is_not_whole_is_refused(led: House, changes: dict[str, Any]) -> None:
    await ask(led, "WGOŚ")
    assert (await answer(led, **changes)).status_code == 422
    assert await states(led) == {"WGOŚ": "open"}


async def test_an_officer_who_passes_the_card_chooses_the_cooperating_units_at_once(house: House) -> None:
    await house.tell(announced(), submitted())
    done = await house.pass_card(cooperating=["WGOŚ", "WE"], question=QUESTION)
    assert done.status_code == 200, done.text
    assert await states(house) == {"WGOŚ": "open", "WE": "open"}
    [passed] = await house.events("verification.formal_check_finished")
    assert (passed["unit"], passed["version"]) == ("ZDM", 2)
    await house.post(f"{FIRST}/return", NOT_OURS, GREEN)
    assert ("statement_returned", None, "2026-04-29") in await open_tasks(house), "back to the department"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"cooperating": ["ZDM"], "question": QUESTION}, "/problems/unit-leads"),
        ({"cooperating": ["NIE MA"], "question": QUESTION}, "/problems/unit-unknown"),
        ({"cooperating": ["WE"]}, None),
        ({"question": QUESTION}, None),
        ({"passed": False, "unit": None, "reasons": ["Brak."], "cooperating": ["WE"], "question": QUESTION}, None),
    ],
    ids=["the leading unit", "no such unit", "no question", "no units", "a failed card"],
)
async def test_a_card_that_asks_wrongly_is_not_finished(
    house: House, body: dict[str, Any], problem: str | None
) -> None:
    await house.tell(announced(), submitted())
    refused = await house.pass_card(**body)
    assert refused.status_code == 422
    assert problem is None or refused.json()["type"] == problem
    assert len(await house.listed("cards")) == 1
    assert await states(house) == {}


async def test_a_colleague_of_the_same_unit_may_answer(led: House) -> None:
    await ask(led, "WGOŚ")
    assert (await answer(led, SECOND_GREEN)).status_code == 200
    assert (await answer(led, version=2)).json()["type"] == "/problems/statement-closed"


async def test_the_list_goes_on_where_it_ended(led: House) -> None:
    await ask(led, "WGOŚ", "WE", "WRM")
    edition = (await led.get(FIRST)).json()["edition_id"]
    first = (await led.get(f"{API}/statements?edition_id={edition}&limit=2")).json()
    rest = (await led.get(f"{API}/statements?edition_id={edition}&limit=2&after={first['next']}")).json()
    assert [one["unit"] for one in [*first["items"], *rest["items"]]] == ["WGOŚ", "WE", "WRM"]
    one = (await led.get(f"{API}/statements?edition_id={edition}&unit=WE&state=open")).json()["items"]
    assert [line["statement_id"] for line in one] == [f"{ID}-2"]
