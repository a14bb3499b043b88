"""A review that goes to another unit, or back to its own: terms, tasks, history, who may, and what others are told."""

import pytest

from shared.access import Person
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

REVIEW = f"{API}/reviews/{1:032x}"
PLACE = f"/panel/weryfikacja/oceny/{1:032x}"
TO_GREEN = {"unit": "WGOŚ", "reason": "Skwer nie leży w pasie drogowym."}
MISSING = {"reason": "Brakuje kosztu oświetlenia."}
AUDITOR = person("p-adam")


@pytest.fixture
async def reviewed(house: House) -> House:
    """A proposal that waits for the roads' opinion."""
    await house.tell(announced(), submitted())
    await house.pass_card()
    return house


async def open_tasks(house: House) -> list[tuple[str, str | None, str]]:
    """Give role, unit and date of the tasks that nobody has closed."""
    opened = await house.events("verification.task_opened")
    closed = {task["task_id"] for task in await house.events("verification.task_closed")}
    assert len({task["task_id"] for task in opened}) == len(opened), "each task is told once"
    return [(task["role"], task["unit"], task["due_at"][:10]) for task in opened if task["task_id"] not in closed]


@pytest.mark.parametrize("who", [ROADS, OFFICER], ids=lambda who: who.role)
async def test_the_other_unit_has_its_full_term_from_the_day_it_was_handed_over(reviewed: House, who: Person) -> None:
    reviewed.clock.move(days=10)
    done = await reviewed.post(f"{REVIEW}/unit", TO_GREEN, who)
    assert (done.status_code, done.json()["version"]) == (200, 2)
    shown = (await reviewed.get(REVIEW)).json()
    assert (shown["unit"], shown["state"]) == ("WGOŚ", "open")
    # 25 April + 30 days is 25 May, a Monday.
    assert shown["due_at"].startswith("2026-05-25T21:59:59")
    assert await open_tasks(reviewed) == [("unit_reviewer", "WGOŚ", "2026-05-25")]
    assert (await reviewed.events("verification.task_opened"))[-1]["explanation"]
    [told] = await reviewed.events("verification.review_handed_over")
    assert (told["from_unit"], told["unit"], told["version"]) == ("ZDM", "WGOŚ", 3)


async def test_only_the_new_unit_reviews_then(reviewed: House) -> None:
    await reviewed.post(f"{REVIEW}/unit", TO_GREEN, ROADS)
    assert (await reviewed.post(f"{REVIEW}/unit", {**TO_GREEN, "unit": "WE"}, ROADS, version=2)).status_code == 403
    said = {"positive": True, "opinion": "Można to zrobić.", "cost": 90_000_00}
    assert (await reviewed.post(f"{REVIEW}/result", said, ROADS, version=2)).status_code == 403
    assert (await reviewed.post(f"{REVIEW}/result", said, GREEN, version=2)).status_code == 200
    [waiting] = await reviewed.listed("admissions")
    assert waiting["unit"] == "WGOŚ"


@pytest.mark.parametrize("who", [GREEN, MAYOR, AUDITOR], ids=["another unit", "mayor", "auditor"])
async def test_nobody_hands_over_a_review_that_is_not_theirs(reviewed: House, who: Person) -> None:
    assert (await reviewed.post(f"{REVIEW}/unit", TO_GREEN, who)).status_code == 403
    assert (await reviewed.get(REVIEW)).json()["unit"] == "ZDM"


@pytest.mark.parametrize(
    ("body", "version", "status", "problem"),
    [
        ({**TO_GREEN, "unit": "ZDM"}, 1, 422, "unit-unchanged"),
        ({**TO_GREEN, "unit": "NIE MA"}, 1, 422, "unit-unknown"),
        ({**TO_GREEN, "reason": " "}, 1, 422, None),
        (TO_GREEN, 7, 412, None),
    ],
    ids=["the same unit", "no such unit", "no reason", "an older state"],
)
async def test_what_does_not_hold_is_refused(
    reviewed: House, body: dict[str, str], version: int, status: int, problem: str | None
) -> None:
    answer = await reviewed.post(f"{REVIEW}/unit", body, OFFICER, version=version)
    assert answer.status_code == status
    assert problem is None or answer.json()["type"] == f"/problems/{problem}"
    assert await reviewed.events("verification.review_handed_over") == []


async def test_a_finished_review_cannot_be_handed_over(reviewed: House) -> None:
    await reviewed.review()
    answer = await reviewed.post(f"{REVIEW}/unit", TO_GREEN, OFFICER, version=2)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/review-closed")


async def test_the_history_names_both_units_and_the_reason(reviewed: House) -> None:
    form = await reviewed.client.get(f"{PLACE}/przekazanie", headers=reviewed.by(ROADS))
    assert 'value="WGOŚ"' in form.text
    assert 'value="ZDM"' not in form.text
    assert (await reviewed.get(f"{PLACE}/przekazanie", GREEN)).status_code == 403
    typed = {"version": "1", "reason": TO_GREEN["reason"]}
    wrong = await reviewed.client.post(f"{PLACE}/przekazanie", data=typed, headers=reviewed.by(ROADS))
    assert wrong.status_code == 422
    assert TO_GREEN["reason"] in wrong.text
    assert 'href="#unit"' in wrong.text
    right = typed | {"unit": "WGOŚ"}
    assert (await reviewed.client.post(f"{PLACE}/przekazanie", data=right, headers=reviewed.by(ROADS))).is_redirect
    history = (await reviewed.get(f"/panel/weryfikacja/sprawy/{1:032x}")).text
    for words in ("Wydział Gospodarki Komunalnej", "Przedtem: Zarząd Dróg Miejskich", TO_GREEN["reason"]):
        assert words in history


@pytest.mark.parametrize("who", [MAYOR, OFFICER], ids=lambda who: who.role)
async def test_a_review_goes_back_with_all_that_was_filled_in_and_a_new_term(reviewed: House, who: Person) -> None:
    estimate = {"amounts": [75_000_00, 15_000_00], "added": [{"name": "Nadzór", "amount": 1_000_00}]}
    checks = [{"code": "land", "result": "met", "note": "Działka 12/3 jest miejska."}]
    await reviewed.review(cost=None, estimate=estimate, cost_reason="Doszedł nadzór.", checks=checks)
    reviewed.clock.move(days=20)
    done = await reviewed.post(f"{REVIEW}/return", MISSING, who, version=2)
    assert (done.status_code, done.json()["state"], done.json()["version"]) == (200, "open", 3)
    # 5 May + 30 days is Corpus Christi: the term moves to Friday.
    assert await open_tasks(reviewed) == [("unit_reviewer", "ZDM", "2026-06-05")]
    [told] = await reviewed.events("verification.review_returned")
    assert (told["unit"], told["reason"]) == ("ZDM", MISSING["reason"])
    page = (await reviewed.get(PLACE, ROADS)).text.replace("\u00a0", " ")
    for words in (
        MISSING["reason"],
        'value="75 000"',
        'value="Nadzór"',
        "Działka 12/3 jest miejska.",
        "Doszedł nadzór.",
    ):
        assert words in page, words
    assert "Ocena wróciła do jednostki" in (await reviewed.get(f"/panel/weryfikacja/sprawy/{1:032x}")).text


async def test_finished_again_it_comes_before_the_mayor_anew(reviewed: House) -> None:
    await reviewed.review()
    await reviewed.post(f"{REVIEW}/return", MISSING, MAYOR, version=2)
    assert await reviewed.listed("admissions") == []
    assert (await reviewed.decide(1)).json()["type"] == "/problems/admission-closed"
    said = {"positive": False, "opinion": "Brakuje miejsca na latarnie.", "cost": 90_000_00}
    assert (await reviewed.post(f"{REVIEW}/result", said, ROADS, version=3)).status_code == 200
    [waiting] = await reviewed.listed("admissions")
    assert (waiting["positive"], waiting["opinion"]) == (False, "Brakuje miejsca na latarnie.")
    assert [task[0] for task in await open_tasks(reviewed)] == ["mayor"]
    assert (await reviewed.decide(1, admitted=False, reason="Brakuje miejsca.")).status_code == 200
    assert await open_tasks(reviewed) == []
    facts = [event["version"] for event in await reviewed.events() if "task" not in event["name"]]
    assert facts == sorted(set(facts))


@pytest.mark.parametrize("who", [ROADS, AUDITOR], ids=lambda who: who.role)
async def test_only_the_mayor_and_the_department_send_back(reviewed: House, who: Person) -> None:
    await reviewed.review()
    assert (await reviewed.post(f"{REVIEW}/return", MISSING, who, version=2)).status_code == 403


async def test_what_the_mayor_does_not_have_cannot_be_sent_back(reviewed: House) -> None:
    early = await reviewed.post(f"{REVIEW}/return", MISSING, MAYOR)
    assert (early.status_code, early.json()["type"]) == (409, "/problems/review-not-finished")
    assert (await reviewed.get(f"{PLACE}/zwrot", MAYOR)).status_code == 409
    await reviewed.review()
    assert (await reviewed.post(f"{REVIEW}/return", MISSING, MAYOR, version=1)).status_code == 412
    await reviewed.decide(1)
    answer = await reviewed.post(f"{REVIEW}/return", MISSING, MAYOR, version=2)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/admission-closed")


async def test_the_page_sends_back_and_says_what_is_missing_in_the_form(reviewed: House) -> None:
    await reviewed.review()
    assert f"{PLACE}/zwrot" in (await reviewed.get(f"/panel/weryfikacja/dopuszczenie/{1:032x}", MAYOR)).text
    assert "Zarząd Dróg Miejskich" in (await reviewed.get(f"{PLACE}/zwrot", MAYOR)).text
    wrong = await reviewed.client.post(f"{PLACE}/zwrot", data={"version": "2"}, headers=reviewed.by(MAYOR))
    assert wrong.status_code == 422
    assert wrong.text.count("Napisz, czego brakuje.") == 2
    right = {"version": "2", **MISSING}
    assert (await reviewed.client.post(f"{PLACE}/zwrot", data=right, headers=reviewed.by(MAYOR))).is_redirect
    assert "wróciła do jednostki" in (await reviewed.get(f"/panel/weryfikacja/dopuszczenie/{1:032x}", MAYOR)).text


@pytest.mark.parametrize("move", ["przekazanie", "zwrot"])
async def test_who_moves_a_review_that_changed_meanwhile_keeps_the_reason(reviewed: House, move: str) -> None:
    if move == "zwrot":
        await reviewed.review()
    else:
        assert (await reviewed.post(f"{REVIEW}/unit", TO_GREEN, OFFICER)).status_code == 200
    typed = {"version": "1", "unit": "ZDM", "reason": "Sprawdźcie jeszcze, czyja jest ta działka."}
    answer = await reviewed.client.post(f"{PLACE}/{move}", data=typed, headers=reviewed.by(OFFICER))
    assert answer.status_code == 412
    for shown in ("Ktoś w międzyczasie to zmienił.", typed["reason"], 'name="version" value="2"'):
        assert shown in answer.text


async def test_a_withdrawal_ends_a_review_that_was_sent_back(reviewed: House) -> None:
    await reviewed.review()
    await reviewed.post(f"{REVIEW}/return", MISSING, MAYOR, version=2)
    await reviewed.tell(withdrawn())
    assert (await reviewed.get(REVIEW)).json()["state"] == "closed"
    assert await open_tasks(reviewed) == []
