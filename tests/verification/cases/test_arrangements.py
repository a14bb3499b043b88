"""What is arranged with applicants: nobody decides meanwhile, and whoever works on the case sees what was changed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.contracts.intake import ArrangementClosedV1, ArrangementOpenedV1, ProposalPart, ProposalRevisedV1
from tests.verification.conftest import API, EDITION, MAYOR, OFFICER, ROADS, House, announced, submitted

ID = f"{1:032x}"
AT = datetime(2026, 4, 16, tzinfo=UTC)


def opened(number: int = 1) -> ArrangementOpenedV1:
    """The word that the applicant is asked for a change."""
    return ArrangementOpenedV1(
        version=number,
        proposal_id=ID,
        edition_id=EDITION,
        arrangement=number,
        reason="Przesuń plac: pod spodem biegnie gazociąg.",
        legal_basis="§ 12 uchwały",
        parts=(ProposalPart.PLACE,),
        opened_at=AT,
        due_at=datetime(2026, 4, 23, 21, 59, 59, tzinfo=UTC),
    )


def closed(number: int = 1, outcome: str = "declined") -> ArrangementClosedV1:
    """The word that nobody waits for the applicant any more."""
    return ArrangementClosedV1(
        version=number, proposal_id=ID, edition_id=EDITION, arrangement=number, outcome=outcome, closed_at=AT
    )


def revised(**changes: Any) -> ProposalRevisedV1:
    """The word of what the proposal says now."""
    content = submitted().model_dump() | {"version": 2, **changes}
    return ProposalRevisedV1(**content, arrangement=1, revised_at=AT)


async def waiting_for_the_mayor(house: House) -> None:
    """Bring a proposal before the mayor."""
    await house.tell(announced(), submitted())
    await house.pass_card()
    assert (await house.review()).status_code == 200


async def test_no_card_is_finished_while_the_applicant_may_answer(house: House) -> None:
    await house.tell(announced(), submitted(), opened())
    assert (await house.pass_card()).status_code == 409
    page = await house.get(f"/panel/weryfikacja/karty/{ID}")
    assert "Poprosiliśmy wnioskodawcę o zmianę" in page.text

    await house.tell(closed())
    assert (await house.pass_card()).status_code == 200


async def test_nobody_is_called_to_complete_what_they_have_been_asked_to_change(house: House) -> None:
    await house.tell(announced(), submitted(), opened())
    missing = {"checks": [{"code": "consents", "result": "not_met", "note": "Dołącz zgodę zarządcy terenu."}]}
    path = f"{API}/cards/{ID}/call"
    refused = await house.post(path, missing, OFFICER)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/applicant-asked")

    await house.tell(closed())
    assert (await house.post(path, missing, OFFICER, version=1)).status_code == 200


@pytest.mark.parametrize("admitted", [True, False])
async def test_the_mayor_decides_nothing_while_the_applicant_may_answer(house: House, admitted: bool) -> None:
    await waiting_for_the_mayor(house)
    await house.tell(submitted(2), opened())
    await house.pass_card(2)
    await house.review(2)

    assert (await house.decide(1, admitted=admitted, reason="Bo tak.")).status_code == 409
    page = f"/panel/weryfikacja/dopuszczenie/{ID}"
    form = {"version": "1", "admitted": str(admitted).lower(), "reason": "Zapisany powód."}
    typed = await house.client.post(page, data=form, headers=house.by(MAYOR))
    assert typed.status_code == 409
    assert "Zapisany powód." in typed.text
    many = await house.client.post(
        "/panel/weryfikacja/dopuszczenie", data={"proposals": f"{ID}.1"}, headers=house.by(MAYOR)
    )
    assert many.status_code == 409
    assert "Odznacz ten projekt." in many.text
    assert "checked" not in many.text, "what the mayor has not ticked"

    await house.tell(closed())
    assert (await house.decide(1, admitted=admitted, reason="Bo tak.")).status_code == 200


async def test_the_end_may_come_before_the_beginning(house: House) -> None:
    await waiting_for_the_mayor(house)
    await house.tell(closed(), opened())
    assert (await house.decide(1)).status_code == 200


async def test_a_second_request_waits_whatever_came_of_the_first(house: House) -> None:
    await waiting_for_the_mayor(house)
    await house.tell(opened(), opened(2), closed(1))
    assert (await house.decide(1)).status_code == 409
    await house.tell(closed(2, "expired"))
    assert (await house.decide(1)).status_code == 200


async def test_who_had_the_card_open_sees_what_changed_before_finishing_it(house: House) -> None:
    await house.tell(announced(), submitted())
    await house.tell(revised(title="Plac zabaw obok"))

    assert (await house.pass_card()).status_code == 412
    assert "Plac zabaw obok" in (await house.get(f"/panel/weryfikacja/karty/{ID}")).text
    case = (await house.get(f"/panel/weryfikacja/sprawy/{ID}")).text
    assert "Zmieniony przez wnioskodawcę" in case


async def test_the_unit_reviews_what_the_proposal_says_now(house: House) -> None:
    await house.tell(announced(), submitted())
    await house.pass_card()
    await house.tell(revised(title="Plac zabaw obok"))

    assert "Plac zabaw obok" in (await house.get(f"/panel/weryfikacja/oceny/{ID}", ROADS)).text
    assert (await house.review()).status_code == 412


async def test_the_mayor_is_told_of_a_change_after_the_review(house: House) -> None:
    await waiting_for_the_mayor(house)
    page = f"/panel/weryfikacja/dopuszczenie/{ID}"
    assert "już po ocenie jednostki" not in (await house.get(page, MAYOR)).text

    await house.tell(revised(title="Plac zabaw obok"))

    text = (await house.get(page, MAYOR)).text
    assert "już po ocenie jednostki" in text
    assert "Plac zabaw obok" in text
    items = (await house.get(f"{API}/admissions?edition_id={EDITION}&state=open", OFFICER)).json()["items"]
    assert [one["title"] for one in items] == ["Plac zabaw obok"]


CHEAPER = {"cost": 80_000_00, "cost_items": ({"name": "Roboty", "amount": 80_000_00},)}
"""The applicant asks for less now."""


async def test_the_unit_explains_what_differs_from_the_cost_that_the_applicant_asks_for_now(house: House) -> None:
    await house.tell(announced(), submitted())
    await house.pass_card()
    await house.tell(revised(**CHEAPER))
    shown = (await house.get(f"{API}/reviews/{ID}")).json()
    assert shown["submitted_cost"] == 80_000_00
    said, path = {"positive": True, "opinion": "Można to zrobić w ciągu roku."}, f"{API}/reviews/{ID}/result"
    dearer = await house.post(path, {**said, "cost": 90_000_00}, ROADS, version=2)
    assert dearer.json()["type"] == "/problems/cost-unexplained"
    assert (await house.post(path, {**said, "cost": 80_000_00}, ROADS, version=2)).status_code == 200


async def test_a_review_that_is_sent_back_after_a_change_is_of_the_changed_cost(house: House) -> None:
    await waiting_for_the_mayor(house)
    await house.tell(revised(**CHEAPER))
    body = {"reason": "Wnioskodawca zmniejszył projekt: oceńcie go jeszcze raz."}
    assert (await house.post(f"{API}/reviews/{ID}/return", body, MAYOR, version=2)).status_code == 200
    assert (await house.get(f"{API}/reviews/{ID}")).json()["submitted_cost"] == 80_000_00
    said = {"positive": True, "opinion": "Można to zrobić w ciągu roku.", "cost": 80_000_00}
    assert (await house.post(f"{API}/reviews/{ID}/result", said, ROADS, version=3)).status_code == 200
