"""The unit's cost estimate: every item of the applicant beside the unit's amount, what is missing, a computed total."""

from typing import Any

import pytest

from services.verification.merit.domain import CHECKS
from tests.verification.cases.test_pages import marked
from tests.verification.conftest import API, OFFICER, ROADS, House, announced, submitted

REVIEW = f"{API}/reviews/{1:032x}"
PLACE = f"/panel/weryfikacja/oceny/{1:032x}"
DRAINAGE = {"name": "Odwodnienie", "amount": 4_000_00}


@pytest.fixture
async def reviewed(house: House) -> House:
    """A proposal of two items, 70 000 and 20 000 zł, that waits for the roads' opinion."""
    await house.tell(announced(), submitted())
    await house.pass_card()
    return house


async def test_the_total_is_the_sum_of_the_items_and_the_units_own(reviewed: House) -> None:
    estimate = {"amounts": [75_000_00, 15_000_00], "added": [DRAINAGE]}
    done = await reviewed.review(cost=None, estimate=estimate, cost_reason="Doszło odwodnienie.")
    assert done.status_code == 200
    shown = (await reviewed.get(REVIEW)).json()
    assert shown["cost"] == 94_000_00
    lines = [(line["name"], line["submitted"], line["amount"], line["difference"]) for line in shown["estimate"]]
    assert lines == [
        ("Urządzenia", 70_000_00, 75_000_00, 5_000_00),
        ("Montaż", 20_000_00, 15_000_00, -5_000_00),
        ("Odwodnienie", None, 4_000_00, 4_000_00),
    ]
    [told] = await reviewed.events("verification.merit_review_finished")
    assert told["cost"] == 94_000_00


async def test_items_that_even_out_need_no_reason_and_another_total_does(reviewed: House) -> None:
    dearer = await reviewed.review(cost=None, estimate={"amounts": [70_000_00, 20_000_01]})
    assert (dearer.status_code, dearer.json()["type"]) == (422, "/problems/cost-unexplained")
    assert (await reviewed.review(cost=None, estimate={"amounts": [75_000_00, 15_000_00]})).status_code == 200


async def test_the_cap_is_compared_with_the_computed_total(reviewed: House) -> None:
    estimate = {"amounts": [80_000_00, 20_000_00], "added": [DRAINAGE]}
    answer = await reviewed.review(cost=None, estimate=estimate, cost_reason="Doszło odwodnienie.")
    assert answer.json()["type"] == "/problems/result-contradicted"


@pytest.mark.parametrize(
    "costs",
    [
        {"estimate": {"amounts": [90_000_00]}},
        {"estimate": {"amounts": [70_000_00, -1]}},
        {"estimate": {"amounts": [70_000_00, 20_000_00], "added": [{"name": " ", "amount": 1}]}},
        {"estimate": {"amounts": [70_000_00, 20_000_00]}, "cost": 90_000_00},
        {},
    ],
    ids=["an item too few", "less than nothing", "nameless", "total and items", "nothing"],
)
async def test_an_estimate_that_is_not_whole_is_refused(reviewed: House, costs: dict[str, Any]) -> None:
    assert (await reviewed.review(**{"cost": None, **costs})).status_code == 422
    assert len(await reviewed.listed("reviews")) == 1


async def test_the_form_begins_with_the_applicants_amounts_and_adds_up_without_writing(reviewed: House) -> None:
    fresh = (await reviewed.get(PLACE, ROADS)).text.replace("\u00a0", " ")
    assert 'value="70 000"' in fresh
    typed = {
        "items-0-name": "Urządzenia",
        "items-0-amount": "75 000",
        "items-1-name": "Montaż",
        "items-1-amount": "10 000",
        "added-0-name": "Nadzór",
        "added-0-amount": "1 500,50",
        "opinion": "Można, ale trzeba nadzoru.",
    }
    counted = await reviewed.client.post(f"{PLACE}/kosztorys", data=typed, headers=reviewed.by(ROADS))
    text = counted.text.replace("\u00a0", " ")
    assert counted.status_code == 200
    for words in (
        "86 500,50 zł",
        "+5 000 zł",
        "-10 000 zł",
        "-3 499,50 zł",
        "Można, ale trzeba nadzoru.",
        "added-2-name",
    ):
        assert words in text, words
    assert len(await reviewed.listed("reviews")) == 1


async def test_the_finished_page_shows_both_estimates(reviewed: House) -> None:
    fields = {
        **marked(CHECKS),
        "version": "1",
        "positive": "true",
        "opinion": "Można to zrobić.",
        "items-0-name": "Urządzenia",
        "items-0-amount": "65 000",
        "items-1-name": "Montaż",
        "items-1-amount": "20 000",
        "added-0-name": "Projekt",
        "added-0-amount": "",
    }
    half = await reviewed.client.post(PLACE, data=fields, headers=reviewed.by(ROADS))
    assert half.status_code == 422
    assert 'href="#added-0-amount"' in half.text
    whole = fields | {"added-0-amount": "5000"}
    done = await reviewed.client.post(PLACE, data=whole, headers=reviewed.by(ROADS))
    assert done.status_code == 303, done.text
    text = (await reviewed.get(PLACE, OFFICER)).text
    assert text.index("Porównanie kosztorysów") < text.index("Projekt</td>")
