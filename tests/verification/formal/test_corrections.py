"""The call to complete: what is missing, until when, and nothing decided before the answer or the end of the term."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from services.verification.formal.domain import CHECKS
from shared.contracts.intake import ProposalCorrectedV1, ProposalPart, SupportCountedV1
from shared.store import new_id
from tests.verification.cases.test_pages import PASS, card, marked, page, place, send
from tests.verification.conftest import API, MAYOR, OFFICER, ROADS, House, announced, submitted, withdrawn

CARD = f"{API}/cards/{1:032x}"
DUE = datetime(2026, 4, 22, 21, 59, 59, tzinfo=UTC)
"""Seven days after the test's Wednesday; the whole last day, in Warsaw."""
MISSING = {"checks": [{"code": "consents", "result": "not_met", "note": "Dołącz zgodę zarządcy terenu."}]}


def corrected(number: int = 1, call: int = 1, **changes: Any) -> ProposalCorrectedV1:
    """The applicant's answer."""
    told = submitted(number, **{"version": 2, "signatures": 30, **changes}).model_dump()
    return ProposalCorrectedV1.model_validate(
        {**told, "call": call, "corrected_at": datetime(2026, 4, 16, 8, tzinfo=UTC)}
    )


async def call(house: House, body: dict[str, Any] = MISSING, *, version: int = 1) -> Any:
    return await house.post(f"{CARD}/call", body, OFFICER, version=version)


async def test_a_call_names_what_is_missing_opens_its_parts_and_gives_seven_days(house):
    await house.tell(announced(), submitted(signatures=1))
    answer = await call(house)
    assert (answer.status_code, answer.json()["state"]) == (200, "open")
    [told] = await house.events("verification.correction_called")
    assert told["parts"] == ["support"]
    assert any("Dołącz zgodę zarządcy terenu." in point for point in told["points"])
    assert any("podpisów" in point for point in told["points"]), "what the machine found is said, too"
    assert told["due_at"] == DUE.isoformat().replace("+00:00", "Z")
    assert told["explanation"]


async def test_while_the_applicant_has_time_nothing_is_decided(house):
    await house.tell(announced(), submitted())
    await call(house)
    for path, body in (("result", {"passed": True, "unit": "ZDM"}), ("result", {"passed": False}), ("call", MISSING)):
        answer = await house.post(f"{CARD}/{path}", body, OFFICER, version=2)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/call-pending"), path


async def test_when_the_time_is_over_the_officer_decides_without_an_answer(house):
    await house.tell(announced(), submitted())
    await call(house)
    house.clock.moment = DUE + timedelta(seconds=1)
    body = {"passed": False, "reasons": ["Nie uzupełniono zgody w terminie."]}
    assert (await house.post(f"{CARD}/result", body, OFFICER, version=2)).status_code == 200


async def test_an_answer_reopens_the_card_with_the_new_text_and_a_new_task(house):
    await house.tell(announced(), submitted(signatures=1))
    await call(house)
    await house.tell(corrected(title="Plac zabaw i zieleń"))
    shown = (await house.get(CARD)).json()
    assert shown["title"] == "Plac zabaw i zieleń"
    assert shown["calls"][0]["answered_at"] is not None
    assert {check["code"]: check["found"] for check in shown["checks"]}["signatures"] == "met"
    done = await house.post(f"{CARD}/result", {"passed": True, "unit": "ZDM"}, OFFICER, version=3)
    assert done.status_code == 200
    opened = [task["task_id"] for task in await house.events("verification.task_opened")]
    closed = [task["task_id"] for task in await house.events("verification.task_closed")]
    assert len(set(opened)) == 4, "the card, the wait, the answer, the unit's review"
    assert closed == opened[:3]


async def test_an_answer_that_a_newer_count_of_signatures_has_overtaken_is_an_answer_all_the_same(house):
    await house.tell(announced(), submitted(signatures=1))
    await call(house)
    answer = corrected(title="Plac zabaw i zieleń")
    newer = answer.model_dump(exclude={"call", "corrected_at"}) | {"version": 3, "signatures_counted": 30}
    lines = {"strangers": 0, "repeated": 0, "illegible": 0, "counted_at": answer.corrected_at}
    await house.tell(SupportCountedV1(**newer, **lines), answer)
    shown = (await house.get(CARD)).json()
    assert shown["calls"][0]["answered_at"] is not None
    assert shown["title"] == "Plac zabaw i zieleń"
    assert {check["code"]: check["found_note"] for check in shown["checks"]}["signatures"].startswith("Policzono")
    last = (await house.events("verification.task_opened"))[-1]
    assert last["action"] == "Sprawdź uzupełniony wniosek i dokończ kartę"
    await house.tell(answer)
    assert (await house.get(CARD)).json() == shown
    done = await house.post(f"{CARD}/result", {"passed": True, "unit": "ZDM"}, OFFICER, version=3)
    assert done.status_code == 200, done.text


async def test_who_had_the_card_open_when_the_answer_came_is_told(house):
    await house.tell(announced(), submitted())
    await call(house)
    await house.tell(corrected())
    assert (await house.post(f"{CARD}/result", {"passed": True, "unit": "ZDM"}, OFFICER, version=2)).status_code == 412


async def test_the_same_answer_twice_or_an_older_one_changes_nothing(house):
    await house.tell(announced(), submitted())
    await call(house)
    await house.tell(corrected(version=3, title="Nowsza nazwa projektu"))
    await house.tell(corrected(version=3), corrected(version=2, title="Starsza nazwa projektu"))
    assert (await house.get(CARD)).json()["title"] == "Nowsza nazwa projektu"
    assert len(await house.events("verification.task_opened")) == 3


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_whatever_order_the_news_come_in_the_card_is_of_the_newest_text(house, order):
    news = [announced(), submitted(), corrected(title="Poprawiona nazwa projektu")]
    await house.tell(*(news[number] for number in order))
    case = await house.get(f"{API}/cards/{1:032x}")
    assert case.json()["state"] == "open"
    text = await page(house, card())
    assert "30" in text, "the signatures of the correction"


@pytest.mark.parametrize(
    ("body", "type"),
    [
        ({"checks": [{"code": "received_in_time", "result": "not_met", "note": "Po terminie."}]}, "not-correctable"),
        ({}, "nothing-to-correct"),
        ({"checks": [{"code": "nope", "result": "not_met"}]}, "check-unknown"),
        ({"checks": [{"code": "located", "result": "not_met"}]}, "overrule-unexplained"),
    ],
)
async def test_a_call_that_would_raise_false_hopes_is_refused(house, body, type):
    await house.tell(announced(), submitted())
    answer = await call(house, body)
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{type}")
    assert await house.events("verification.correction_called") == []


@pytest.mark.parametrize("who", [ROADS, MAYOR])
async def test_only_an_officer_calls(house, who):
    await house.tell(announced(), submitted())
    assert (await house.post(f"{CARD}/call", MISSING, who)).status_code == 403


async def test_a_proposal_withdrawn_while_its_call_waits_leaves_nothing_to_do(house):
    await house.tell(announced(), submitted())
    await call(house)
    await house.tell(withdrawn())
    assert (await house.get(CARD)).json()["state"] == "closed"
    opened = [task["task_id"] for task in await house.events("verification.task_opened")]
    closed = [task["task_id"] for task in await house.events("verification.task_closed")]
    assert sorted(opened) == sorted(closed)


async def test_a_second_call_is_a_second_call(house):
    await house.tell(announced(), submitted())
    await call(house)
    await house.tell(corrected())
    assert (await call(house, version=3)).status_code == 200
    assert [event["call"] for event in await house.events("verification.correction_called")] == [1, 2]


def test_every_check_but_the_date_of_receipt_can_be_mended():
    assert [check.code for check in CHECKS if check.opens is None] == ["received_in_time"]
    assert {check.opens for check in CHECKS if check.opens} == set(ProposalPart)


async def test_an_officer_calls_from_the_card_and_sees_until_when(house):
    await house.tell(announced(), submitted())
    form = {**PASS, **marked(CHECKS, consents="not_met"), "outcome": "call"}
    form[f"checks-{place('consents')}-note"] = "Dołącz zgodę zarządcy."
    answer = await send(house, card(), form, OFFICER)
    assert answer.status_code == 303, answer.text
    text = await page(house, card())
    assert "Wnioskodawca ma czas na uzupełnienie do 22" in text.replace("\u00a0", " ")
    assert "Dołącz zgodę zarządcy." in text
    assert "Zakończ kartę" not in text
    await house.tell(corrected())
    text = await page(house, card())
    assert "uzupełniono" in text
    assert "Zakończ kartę" in text


async def test_a_call_without_an_unmet_check_is_told_at_the_result(house):
    await house.tell(announced(), submitted())
    form = {"form_key": new_id(), **PASS, **marked(CHECKS), "outcome": "call"}
    answer = await house.client.post(card(), data=form, headers=house.by(OFFICER))
    assert answer.status_code == 422
    assert 'href="#outcome"' in answer.text
