"""Signatures on lists are counted by an officer, and the formal check goes by the count."""

import html
from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Role
from shared.contracts.intake import ProposalPart
from shared.contracts.verification import FormalCheckFinishedV1
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import told
from tests.intake.conftest import OFFICER, key
from tests.intake.proposals.test_corrections import Case, case

__all__ = ["case"]

COUNT = {"valid": 11, "strangers": 3, "repeated": 2, "illegible": 1}


async def count(case: Case, version: int = 1, by: Any = OFFICER, **changes: Any) -> httpx.Response:
    headers = {**case.house.by(by), **key(), "If-Match": f'"{version}"'}
    address = f"/api/intake/v1/proposals/{case.id}/support-count"
    return await case.house.client.put(address, json=COUNT | changes, headers=headers)


async def typed(case: Case, **changes: str) -> httpx.Response:
    form = {name: str(number) for name, number in COUNT.items()} | {"version": "1"} | changes
    address = f"/panel/wnioski/{case.id}/podpisy"
    return await case.house.client.post(address, data=form, headers=case.house.by())


async def register(case: Case) -> str:
    page = await case.house.client.get(f"/panel/wnioski/{case.id}", headers=case.house.by())
    return " ".join(html.unescape(page.text).split())


async def test_the_register_shows_the_count_against_what_is_needed(case: Case) -> None:
    assert "Tyle podał wnioskodawca." in await register(case)

    assert (await typed(case, valid="1")).status_code == 303

    page = await register(case)
    assert "Podpisy: 1, wymagane: 2." in page
    assert f"Policzono ważne: 1 z 7 linii. Wynik: {OFFICER.name}" in page
    assert "Spoza miasta: 3, powtórzone: 2, nieczytelne: 1." in page
    assert "za mało" in page


async def test_the_event_holds_the_whole_text_with_the_count_and_nothing_personal(case: Case) -> None:
    assert (await count(case)).status_code == 204

    (event,) = await case.house.events("intake.support_counted.v1")
    assert {name: event[name] for name in ("strangers", "repeated", "illegible")} == {
        "strangers": 3,
        "repeated": 2,
        "illegible": 1,
    }
    assert (event["version"], event["signatures_counted"], event["signatures"]) == (2, 11, 14)
    assert event["title"] == "Plac zabaw pod kasztanami"
    assert "Kanarkowa" not in str(event)


async def test_a_count_is_mended_by_another_and_of_two_at_once_the_second_is_told(case: Case) -> None:
    assert (await count(case)).status_code == 204
    assert (await count(case)).status_code == 412
    late = await typed(case, valid="12")
    assert late.status_code == 412
    assert 'value="12"' in late.text
    assert (await count(case, 2, valid=12)).status_code == 204
    assert "Policzono ważne: 12 z 18 linii." in await register(case)


async def test_new_lists_after_a_call_are_to_be_counted_anew_other_answers_keep_the_count(case: Case) -> None:
    await count(case)
    await case.call(ProposalPart.PLACE)
    place = {"pool_id": "local", "area_id": "dobro", "location": "skwer przy ul. Długiej"}
    assert (await case.send(**place)).status_code == 303
    assert (await case.house.events("intake.proposal_corrected.v1"))[0]["signatures_counted"] == 11
    await case.call(ProposalPart.SUPPORT, number=2)
    assert (await case.send(signatures="31")).status_code == 303

    assert (await case.house.events("intake.proposal_corrected.v1"))[1]["signatures_counted"] is None
    assert "Podpisów jeszcze nie policzono." in await register(case)


async def test_after_the_formal_check_nothing_is_counted(case: Case) -> None:
    await case.decide(told(FormalCheckFinishedV1, proposal_id=case.id))

    assert (await count(case, 2)).json()["type"].endswith("count-closed")
    assert (await typed(case, version="2")).status_code == 409
    assert "Policz podpisy" not in await register(case)


@pytest.mark.parametrize(("field", "text"), [("valid", ""), ("strangers", "-1"), ("repeated", "dwa"), ("valid", "1e9")])
async def test_what_is_no_number_is_told_at_its_field_and_the_others_stay(case: Case, field: str, text: str) -> None:
    answer = await typed(case, **{field: text})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert 'value="3"' in answer.text or field == "strangers"


async def test_only_officers_count(case: Case) -> None:
    for other in DEMO_PEOPLE:
        if other.role is not Role.OFFICER:
            assert (other.role, (await count(case, by=other)).status_code) == (other.role, 403)
            page = await case.house.client.get(f"/panel/wnioski/{case.id}/podpisy", headers=case.house.by(other))
            assert (other.role, page.status_code) == (other.role, 403)
