"""Units' opinions about initiatives: asked, answered, handed over, withdrawn; the last one leads to the Team."""

from shared.access import Person
from tests.verification.conftest import API, GREEN, OFFICER, ROADS, House, person
from tests.verification.initiatives.conftest import (
    QUESTION,
    filed,
    id_of,
    of,
    opine,
    pass_on,
    rules_set,
    shown,
    stage,
)

FIRST = f"{API}/unit-opinions/{id_of()}-1"
SCHOOLS: Person = person("p-iwona")


async def asked(house: House, *units: str) -> None:
    await house.tell(rules_set(), filed())
    await pass_on(house, 1, *(units or ("WGOŚ",)))


async def test_the_teams_turn_comes_when_the_last_unit_has_answered(house: House) -> None:
    await asked(house, "WGOŚ", "ZDM")
    assert (await opine(house)).status_code == 200
    assert await stage(house) == "opinions"
    assert (await opine(house, 1, 2, ROADS, favourable=False)).status_code == 200
    assert await stage(house) == "scoring"
    told = await house.events("verification.initiative_opinion_given")
    assert [(one["unit"], one["favourable"]) for one in told] == [("WGOŚ", True), ("ZDM", False)]
    last = (await house.events("verification.task_opened"))[-1]
    assert (last["kind"], last["role"]) == ("initiative_meeting", "officer")


async def test_only_the_unit_that_is_asked_answers_and_once(house: House) -> None:
    await asked(house)
    assert (await opine(house, who=ROADS)).status_code == 403
    assert (await opine(house)).status_code == 200
    again = await house.post(f"{FIRST}/answer", {"favourable": True, "text": "Tak."}, GREEN, version=2)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/statement-closed")


async def test_a_unit_hands_over_what_is_anothers_task_with_its_full_term(house: House) -> None:
    await asked(house)
    house.clock.move(days=3)
    body = {"unit": "WE", "reason": "To teren szkoły."}
    assert (await house.post(f"{FIRST}/unit", body, ROADS)).status_code == 403
    assert (await house.post(f"{FIRST}/unit", body, GREEN)).status_code == 200
    [one] = (await house.get(of(1, "/opinions"))).json()["items"]
    assert (one["unit"], one["due_at"][:10]) == ("WE", "2026-05-04"), "2.05.2026 is a Saturday"
    answer = await house.post(f"{FIRST}/answer", {"favourable": True, "text": "Zgoda."}, SCHOOLS, version=2)
    assert answer.status_code == 200


async def test_a_unit_has_one_open_opinion_about_an_initiative(house: House) -> None:
    await asked(house, "WGOŚ", "ZDM")
    body = {"unit": "ZDM", "reason": "To pas drogowy."}
    answer = await house.post(f"{FIRST}/unit", body, GREEN)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/statement-open")
    more = {"units": ["ZDM"], "question": QUESTION}
    assert (await house.post(of(1, "/opinions"), more, OFFICER, version=None)).status_code == 409


async def test_who_does_not_answer_is_asked_no_longer_and_the_way_goes_on(house: House) -> None:
    await asked(house)
    body = {"reason": "Jednostka nie zarządza tym terenem."}
    assert (await house.post(f"{FIRST}/withdrawal", body, OFFICER)).status_code == 200
    assert await stage(house) == "scoring"
    assert (await shown(house))["steps"][-2]["kind"] == "statement_withdrawn"
