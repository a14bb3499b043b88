"""Before filing: which formal rules hold, which are still to be met, which a person will judge. Nothing is kept."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from services.intake.guidance.domain import DESCRIPTION_LEAST, PLACE_LEAST, SUMMARY_LEAST, TITLE_LEAST
from services.intake.proposals.domain.draft import Draft
from tests.intake.conftest import House, draft
from tests.intake.proposals.test_form import FORM, PNG, fields_of, filled

JSON = "/api/intake/v1/prechecks"
WHOLE = draft("e").model_dump(mode="json", exclude={"edition_id"}) | {"files": 1}


async def ask(house: House, edition_id: str, sketch: dict[str, Any]) -> Any:
    """Have a sketch checked."""
    known = {name: value for name, value in sketch.items() if name in WHOLE}
    return await house.client.post(JSON, json={**known, "edition_id": edition_id})


def to_mend(answer: dict[str, Any]) -> dict[str, str | None]:
    """The rules that are not met yet, and where to mend them."""
    return {line["code"]: line["field"] for line in answer["lines"] if line["state"] == "missing"}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, {}),
        ({"title": ""}, {"title": "title"}),
        ({"title": "Sad "}, {"title": "title"}),
        ({"summary": "Krótko."}, {"summary": "summary"}),
        ({"description": ""}, {"description": "description"}),
        ({"location": ""}, {"location": "location"}),
        ({"category": "Kosmos"}, {"category": "category"}),
        ({"area_id": None}, {"pool": "area_id"}),
        ({"area_id": "nowhere"}, {"pool": "area_id"}),
        ({"pool_id": ""}, {"pool": "pool_id"}),
        ({"cost_items": []}, {"costs": "costs"}),
        ({"cost_items": [{"name": "Huśtawki", "amount": 100_000_00}]}, {}),
        ({"cost_items": [{"name": "Huśtawki", "amount": 100_000_01}]}, {"cap": "costs"}),
        ({"signatures": 2}, {}),
        ({"signatures": 1}, {"signatures": "signatures"}),
        ({"files": 0}, {"support_list": "support_list"}),
        ({"signatures": 0, "files": 0}, {"signatures": "signatures", "support_list": "support_list"}),
    ],
)
async def test_what_is_missing_is_named_with_the_field_to_mend(
    house: House, changes: dict[str, Any], missing: dict[str, str]
) -> None:
    answer = await ask(house, await house.announce(), WHOLE | changes)

    assert answer.status_code == 200, answer.text
    found = to_mend(answer.json())
    if changes.get("pool_id") == "":
        # Without a pool nobody knows how many signatures are needed.
        assert "signatures" not in found
    assert found == missing
    assert answer.json()["complete"] is (not missing)


async def test_an_empty_sketch_lacks_all_that_is_written_and_breaks_nothing(house: House) -> None:
    answer = await ask(house, await house.announce(), {})

    found = to_mend(answer.json())
    assert list(found) == ["title", "summary", "description", "location", "category", "pool", "costs"]


async def test_where_no_signatures_are_needed_none_are_asked_for(house: House) -> None:
    pools = [
        {"id": "city", "name": "Cała", "kind": "citywide", "amount": 500_000_00, "cap": 200_000_00, "signatures": 0}
    ]
    sections = [{"id": "city", "name": "Całe miasto", "pools": ["city"], "max_choices": 3}]
    edition = await house.announce(pools=pools, sections=sections, areas=[])

    answer = await ask(house, edition, WHOLE | {"pool_id": "city", "area_id": None, "signatures": 0, "files": 0})

    assert answer.json()["complete"] is True
    codes = {line["code"] for line in answer.json()["lines"]}
    assert codes.isdisjoint({"signatures", "support_list", "supporters", "right_area"})


@pytest.mark.parametrize(("day", "is_open"), [("2026-04-12", False), ("2026-04-24", True), ("2026-04-25", False)])
async def test_outside_the_window_the_time_is_what_is_missing(
    house: House, at: Callable[[str], datetime], day: str, is_open: bool
) -> None:
    edition = await house.announce()
    house.clock.moment = at(day)

    assert to_mend((await ask(house, edition, WHOLE)).json()) == ({} if is_open else {"in_time": None})


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("title", TITLE_LEAST),
        ("summary", SUMMARY_LEAST),
        ("description", DESCRIPTION_LEAST),
        ("location", PLACE_LEAST),
    ],
)
def test_the_precheck_asks_for_as_many_characters_as_the_filing(name: str, least: int) -> None:
    assert Draft.model_validate(draft("e").model_dump() | {name: "x" * least})
    with pytest.raises(ValidationError):
        Draft.model_validate(draft("e").model_dump() | {name: "x" * (least - 1)})


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x" * 201},
        {"description": "x" * 5001},
        {"cost_items": [{"name": "x", "amount": 1}] * 41},
        {"files": 6},
        {"signatures": -1},
        {"applicant": {"given": "Jolanta"}},
    ],
)
async def test_the_input_is_bounded_and_takes_no_personal_data(house: House, changes: dict[str, Any]) -> None:
    edition = await house.announce()

    answer = await house.client.post(JSON, json={**WHOLE, **changes, "edition_id": edition})

    assert answer.status_code == 422


async def test_a_dry_run_leaves_no_trace(house: House) -> None:
    await ask(house, await house.announce(), WHOLE)

    for name in ("proposals", "drafts", "inbox"):
        rows = [row async for row in house.database.collection(name).find()]
        assert "kasztanami" not in str(rows), name
    assert (await ask(house, "nowhere", WHOLE)).status_code == 404


async def test_the_review_says_of_every_rule_whether_it_holds_and_leads_to_the_field(house: House) -> None:
    await house.announce()

    review = await house.client.post(FORM, data=filled(signatures="1"))
    back = await house.client.post(FORM, data={**fields_of(review.text), "step": "edit"})

    assert f'formaction="{FORM}#signatures"' in review.text
    assert f'formaction="{FORM}#support_list"' in review.text
    assert len(re.findall("do poprawy", review.text)) == 2
    assert len(re.findall("sprawdzi urząd", review.text)) == 7
    assert "spełnione</span> Koszt mieści się w limicie" in review.text
    assert 'id="signatures"' in back.text
    assert 'id="support_list"' in back.text
    assert "Sad osiedlowy przy Rogatce" in back.text
    assert "12 500,50" in back.text


async def test_with_everything_there_only_people_have_something_to_judge(house: House) -> None:
    await house.announce()

    review = await house.client.post(FORM, data=filled(), files={"support_list": ("lista.png", PNG)})

    assert "do poprawy" not in review.text
    assert "Wszystko jest wypełnione" in review.text
