"""The mayor's decision: within what was asked for, with the residents' share kept, with a reason."""

from typing import Any

import pytest

from services.verification.cases.domain import Unit
from services.verification.decisions.domain import OwnShareTooSmall, Ruling, decided
from services.verification.initiatives.domain import Application
from tests.verification.conftest import House
from tests.verification.initiatives.conftest import content, reach, rule, stage
from tests.verification.scoring.test_criteria import ANNA, AT


async def test_an_approval_names_amount_and_unit_and_goes_to_the_treasurer(house: House) -> None:
    await reach(house, "decision")
    assert (await rule(house, city=8_000_00)).status_code == 200
    [told] = await house.events("verification.initiative_decided")
    assert (told["outcome"], told["city"], told["unit"]) == ("approved", 8_000_00, "WGOŚ")
    last = (await house.events("verification.task_opened"))[-1]
    assert (last["kind"], last["role"]) == ("initiative_funds", "treasurer")
    assert await stage(house) == "funds"


async def test_a_rejection_gives_its_reason_and_ends_it(house: House) -> None:
    await reach(house, "decision")
    assert (await rule(house, approved=False, reason="Miasto nie ma tu terenu.")).status_code == 200
    [told] = await house.events("verification.initiative_decided")
    assert (told["outcome"], told["city"], told["unit"], told["reason"]) == (
        "rejected",
        0,
        None,
        "Miasto nie ma tu terenu.",
    )
    assert await stage(house) == "rejected"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"city": 9_000_01}, "amount-above-asked"),
        ({"city": None}, "decision-incomplete"),
        ({"unit": None}, "decision-incomplete"),
        ({"unit": "XX"}, "unit-unknown"),
    ],
)
async def test_what_the_mayor_cannot_approve(house: House, changes: dict[str, Any], problem: str) -> None:
    await reach(house, "decision")
    answer = await rule(house, **changes)
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{problem}")
    assert await stage(house) == "decision"


@pytest.mark.parametrize(
    ("own", "city", "share", "holds"),
    [
        (1_000, 9_000, 1_000, True),
        (999, 9_000, 1_000, False),
        (999, 8_991, 1_000, True),
        (1, 0, 10_000, True),
        (0, 1, 1, False),
    ],
)
def test_the_own_share_is_kept_at_every_approval(own: int, city: int, share: int, holds: bool) -> None:
    application = Application.model_validate(content(own=own, city=9_000, own_share=share))
    ruling = Ruling(approved=True, reason="Tak.", city=city, unit=Unit(symbol="ZDM", name="Drogi"))
    if holds:
        assert decided("i", application, ruling, by=ANNA, at=AT).city == city
    else:
        with pytest.raises(OwnShareTooSmall):
            decided("i", application, ruling, by=ANNA, at=AT)


async def test_who_decides_by_what_has_changed_is_told(house: House) -> None:
    await reach(house, "decision")
    assert (await rule(house, version=3)).status_code == 412
