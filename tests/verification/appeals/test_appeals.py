"""Appeals over HTTP: a second review by somebody else, the mayor's final decision, and what follows at once."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.access import Person, Role
from shared.contracts.intake import AppealFiledV1
from shared.demo_people import DEMO_PEOPLE
from tests.verification.conftest import (
    API,
    EDITION,
    GREEN,
    MAYOR,
    OFFICER,
    ROADS,
    House,
    announced,
    submitted,
    withdrawn,
)

SECOND_OFFICER = next(one for one in DEMO_PEOPLE if one.role is Role.OFFICER and one.id != OFFICER.id)
SECOND_ROADS = Person(
    id="p-second", name="Druga Osoba", role=Role.UNIT_REVIEWER, unit="ZDM", unit_name="Zarząd Dróg Miejskich"
)
AUDITOR = next(one for one in DEMO_PEOPLE if one.role is Role.AUDITOR)
FILED = datetime(2026, 8, 12, 10, tzinfo=UTC)
AGAINST = {"positive": False, "opinion": "Teren nadal nie należy do miasta."}
IN_FAVOUR = {"positive": True, "opinion": "Miasto odkupiło teren."}


def appealed(number: int = 1, appeal: int = 1, **changes: Any) -> AppealFiledV1:
    """The applicant's appeal as intake sends it."""
    plain: dict[str, Any] = {
        "version": 5,
        "proposal_id": f"{number:032x}",
        "edition_id": EDITION,
        "appeal": appeal,
        "text": "Teren miasto kupiło w marcu, mam odpis z księgi.",
        "filed_at": FILED,
    }
    return AppealFiledV1.model_validate(plain | changes)


def path(step: str, appeal: int = 1) -> str:
    """The address of a step of the appeal."""
    return f"{API}/appeals/{1:032x}-{appeal}{step}"


async def refused(house: House) -> House:
    """Lead a proposal to the mayor's refusal."""
    await house.tell(announced(), submitted())
    await house.pass_card()
    await house.review(positive=False, opinion="Teren nie należy do miasta.")
    assert (await house.decide(1, admitted=False, reason="Teren nie należy do miasta.")).status_code == 200
    house.clock.moment = FILED
    return house


async def failed(house: House) -> House:
    """Lead a proposal to a failed formal card."""
    await house.tell(announced(), submitted())
    body = {"passed": False, "reasons": ["Brakuje zgody."]}
    assert (await house.post(f"{API}/cards/{1:032x}/result", body, OFFICER)).status_code == 200
    house.clock.moment = FILED
    return house


async def stage(house: House) -> str:
    """Tell where the case stands."""
    case = await house.database.collection("cases").find_one({})
    assert case is not None
    return str(case["stage"])


async def test_an_appeal_opens_a_task_for_the_unit_that_refused_and_says_how_its_date_was_found(house: House) -> None:
    await (await refused(house)).tell(appealed())
    shown = (await house.get(path(""))).json()
    assert (shown["against"], shown["state"], shown["unit"]) == ("admission", "review", "ZDM")
    assert shown["refusal"] == "Teren nie należy do miasta."
    task = (await house.events("verification.task_opened"))[-1]
    assert (task["kind"], task["role"], task["unit"]) == ("appeal_review", "unit_reviewer", "ZDM")
    assert task["explanation"]


async def test_an_appeal_against_the_formal_check_is_reviewed_in_the_department(house: House) -> None:
    await (await failed(house)).tell(appealed())
    shown = (await house.get(path(""))).json()
    assert (shown["against"], shown["unit"], shown["refusal"]) == ("formal", None, "Brakuje zgody.")
    task = (await house.events("verification.task_opened"))[-1]
    assert (task["role"], task["unit"]) == ("officer", None)


async def test_the_same_appeal_told_twice_is_one(house: House) -> None:
    await refused(house)
    await house.tell(appealed(), appealed())
    assert len(await house.listed("appeals", "review")) == 1


async def test_who_did_the_first_review_cannot_do_the_second(house: House) -> None:
    await (await refused(house)).tell(appealed())
    answer = await house.post(path("/review"), AGAINST, ROADS)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/same-person")
    assert (await house.post(path("/review"), AGAINST, SECOND_ROADS)).status_code == 200


async def test_who_filled_the_card_cannot_review_it_again(house: House) -> None:
    await (await failed(house)).tell(appealed())
    assert (await house.post(path("/review"), AGAINST, OFFICER)).status_code == 403
    assert (await house.post(path("/review"), AGAINST, SECOND_OFFICER)).status_code == 200


@pytest.mark.parametrize("who", [GREEN, SECOND_OFFICER, MAYOR, AUDITOR], ids=lambda who: who.role)
async def test_nobody_reviews_an_appeal_of_a_unit_that_is_not_theirs(house: House, who: Person) -> None:
    await (await refused(house)).tell(appealed())
    assert (await house.post(path("/review"), AGAINST, who)).status_code == 403
    assert (await house.get(path(""))).json()["state"] == "review"


@pytest.mark.parametrize("who", [SECOND_ROADS, SECOND_OFFICER, AUDITOR], ids=lambda who: who.role)
async def test_only_the_mayor_decides_an_appeal(house: House, who: Person) -> None:
    await (await refused(house)).tell(appealed())
    await house.post(path("/review"), AGAINST, SECOND_ROADS)
    answer = await house.post(path("/decision"), {"upheld": False, "reason": "Jak w ocenie."}, who, version=2)
    assert answer.status_code == 403


async def test_where_nobody_else_is_in_the_unit_an_officer_hands_the_review_over(house: House) -> None:
    await (await refused(house)).tell(appealed())
    before = (await house.events("verification.task_opened"))[-1]["task_id"]
    assert (await house.post(path("/unit"), {"unit": "WGOŚ"}, OFFICER)).status_code == 200
    assert (await house.post(path("/unit"), {"unit": "NIE MA"}, OFFICER, version=2)).status_code == 422
    assert before in [task["task_id"] for task in await house.events("verification.task_closed")]
    assert (await house.post(path("/review"), AGAINST, SECOND_ROADS, version=2)).status_code == 403
    assert (await house.post(path("/review"), AGAINST, GREEN, version=2)).status_code == 200


async def test_a_dismissed_appeal_leaves_the_refusal_and_is_told_once(house: House) -> None:
    await (await refused(house)).tell(appealed())
    await house.post(path("/review"), AGAINST, SECOND_ROADS)
    answer = await house.post(path("/decision"), {"upheld": False, "reason": "Miasto nie ma prawa."}, MAYOR, version=2)
    assert (answer.status_code, answer.json()["state"]) == (200, "dismissed")
    [told] = await house.events("verification.appeal_decided")
    assert (told["appeal"], told["upheld"], told["reason"]) == (1, False, "Miasto nie ma prawa.")
    assert [event["admitted"] for event in await house.events("verification.admission")] == [False]
    assert await stage(house) == "refused"
    again = await house.post(path("/decision"), {"upheld": True, "reason": "Jednak tak."}, MAYOR, version=3)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/appeal-not-at-this-step")


async def test_an_upheld_appeal_admits_the_proposal_at_the_cost_of_the_second_review(house: House) -> None:
    await (await refused(house)).tell(appealed())
    await house.post(path("/review"), IN_FAVOUR | {"cost": 95_000_00}, SECOND_ROADS)
    answer = await house.post(path("/decision"), {"upheld": True, "reason": "Miasto ma prawo."}, MAYOR, version=2)
    assert answer.status_code == 200
    first, second = await house.events("verification.admission_decided")
    assert (first["admitted"], second["admitted"], second["cost"]) == (False, True, 95_000_00)
    assert second["version"] > first["version"]
    [told] = await house.events("verification.appeal_decided")
    assert told["version"] == second["version"], "who follows can tell that the admission belongs to the appeal"
    assert await stage(house) == "admitted"
    assert [one["state"] for one in await house.listed("admissions", "admitted")] == ["admitted"]
    opened = {task["task_id"] for task in await house.events("verification.task_opened")}
    closed = {task["task_id"] for task in await house.events("verification.task_closed")}
    assert opened == closed, "nothing waits any more"


async def test_no_appeal_admits_what_costs_more_than_the_cap(house: House) -> None:
    await (await refused(house)).tell(appealed())
    await house.post(path("/review"), IN_FAVOUR | {"cost": 100_000_01}, SECOND_ROADS)
    answer = await house.post(path("/decision"), {"upheld": True, "reason": "Mimo to."}, MAYOR, version=2)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/cost-above-cap")
    assert await stage(house) == "appeal"


async def test_an_upheld_appeal_against_the_card_hands_the_proposal_to_a_unit(house: House) -> None:
    await (await failed(house)).tell(appealed())
    nobody = await house.post(path("/review"), IN_FAVOUR, SECOND_OFFICER)
    assert (nobody.status_code, nobody.json()["type"]) == (422, "/problems/next-unit-missing")
    assert (await house.post(path("/review"), IN_FAVOUR | {"next_unit": "ZDM"}, SECOND_OFFICER)).status_code == 200
    assert (await house.post(path("/decision"), {"upheld": True, "reason": "Zgoda jest."}, MAYOR, version=2)).is_success
    checks = await house.events("verification.formal_check_finished")
    assert [(check["passed"], check["unit"]) for check in checks] == [(False, None), (True, "ZDM")]
    assert checks[0]["version"] < checks[1]["version"]
    assert await stage(house) == "merit"
    assert (await house.review()).status_code == 200
    assert (await house.decide(1)).status_code == 200


async def test_the_mayor_names_the_unit_where_the_second_review_was_against(house: House) -> None:
    await (await failed(house)).tell(appealed())
    await house.post(path("/review"), AGAINST, SECOND_OFFICER)
    body = {"upheld": True, "reason": "Zgoda jest w aktach."}
    assert (await house.post(path("/decision"), body, MAYOR, version=2)).status_code == 422
    assert (await house.post(path("/decision"), body | {"next_unit": "WGOŚ"}, MAYOR, version=2)).status_code == 200


async def test_a_proposal_refused_later_on_its_merits_can_be_appealed_again(house: House) -> None:
    await (await failed(house)).tell(appealed())
    await house.post(path("/review"), IN_FAVOUR | {"next_unit": "ZDM"}, SECOND_OFFICER)
    await house.post(path("/decision"), {"upheld": True, "reason": "Zgoda jest."}, MAYOR, version=2)
    await house.review(positive=False, opinion="Kolizja z wodociągiem.")
    await house.decide(1, admitted=False, reason="Kolizja z wodociągiem.")
    await house.tell(appealed(appeal=2))
    assert (await house.get(path("", 2))).json()["against"] == "admission"
    page = await house.client.get(f"/panel/weryfikacja/odwolania/{1:032x}", headers=house.by(OFFICER))
    assert "Kolizja z wodociągiem." in page.text
    assert "Zgoda jest." in page.text, "the earlier appeal is told, too"


async def test_two_who_review_at_once_are_one_review_and_one_word_that_it_has_changed(house: House) -> None:
    await (await refused(house)).tell(appealed())
    assert (await house.post(path("/unit"), {"unit": "ZDM"}, OFFICER)).status_code == 200
    late = await house.post(path("/review"), AGAINST, SECOND_ROADS, version=1)
    assert late.status_code == 412


async def test_a_withdrawn_proposal_has_no_open_appeal(house: House) -> None:
    await (await refused(house)).tell(appealed(), withdrawn())
    assert (await house.get(path(""))).json()["state"] == "closed"
    answer = await house.post(path("/review"), AGAINST, SECOND_ROADS, version=2)
    assert answer.status_code == 409
    assert await stage(house) == "withdrawn"


async def test_an_appeal_that_comes_after_the_withdrawal_opens_nothing(house: House) -> None:
    await (await refused(house)).tell(withdrawn(), appealed())
    assert await house.listed("appeals", "review") == []
    assert await stage(house) == "withdrawn"


async def test_the_page_leads_each_through_their_step(house: House) -> None:
    await (await refused(house)).tell(appealed())
    place = f"/panel/weryfikacja/odwolania/{1:032x}"
    first = await house.client.get(place, headers=house.by(ROADS))
    assert "drugą robi ktoś inny" in first.text
    typed = {"version": "1", "opinion": "Teren nadal nie należy do miasta.", "cost": "dużo"}
    wrong = await house.client.post(f"{place}/ocena", data=typed, headers=house.by(SECOND_ROADS))
    assert wrong.status_code == 422
    assert "Teren nadal nie należy do miasta." in wrong.text
    assert wrong.text.count("Wybierz ocenę.") == 2
    right = typed | {"cost": "90 000", "positive": "false"}
    saved = await house.client.post(f"{place}/ocena", data=right, headers=house.by(SECOND_ROADS))
    assert saved.status_code == 303, saved.text
    listed = await house.client.get("/panel/weryfikacja?etap=odwolania", headers=house.by(MAYOR))
    assert place in listed.text
    form = await house.client.get(place, headers=house.by(MAYOR))
    assert "Ta decyzja jest ostateczna." in form.text
    decided = {"version": "2", "upheld": "false", "reason": "Miasto nie ma prawa do terenu."}
    done = await house.client.post(f"{place}/decyzja", data=decided, headers=house.by(MAYOR))
    assert done.status_code == 303
    assert "oddalone" in (await house.client.get(place, headers=house.by(AUDITOR))).text
