"""Criteria of a resolution: data that anybody can check, tables that compute points, never changed afterwards."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.verification.cases.domain import By
from services.verification.initiatives.domain import Application
from services.verification.scoring.domain import (
    Criteria,
    CriteriaFaulty,
    Criterion,
    Given,
    PointsFaulty,
    Scoring,
    computed,
)
from tests.verification.conftest import House
from tests.verification.initiatives.conftest import CRITERIA, SZCZECIN, content, reach, send, set_criteria

ANNA, AT = By(id="p-anna", name="Anna"), datetime(2026, 4, 20, tzinfo=UTC)
WORK: dict[str, Any] = CRITERIA["criteria"][2]


def criteria(**changes: Any) -> Criteria:
    """The criteria of the tests."""
    told = {**CRITERIA, "id": "c1", "set_at": AT, "set_by": ANNA, **changes}
    return Criteria.model_validate(told)


def worth(work: int, other: int) -> Application:
    """An application whose residents' work is worth `work` of `work + other` grosze."""
    declared = [content()["declared"][0] | {"minutes": work or 1, "rate": 60, "value": work}]
    return Application.model_validate(content(declared=declared, own=work, city=other))


@pytest.mark.parametrize(
    ("percent", "points"),
    [
        (0, 1),
        (10, 1),
        (10.5, 4),
        (11, 4),
        (20, 4),
        (20.01, 6),
        (30, 6),
        (31, 8),
        (40, 8),
        (40.5, 10),
        (41, 10),
        (100, 10),
    ],
)
def test_szczecins_table_gives_points_by_the_share_of_work(percent: float, points: int) -> None:
    work = round(percent * 100)
    [score] = computed(criteria(), worth(work, 10_000 - work))
    assert (score.points, score.computed) == (points, True)


def test_the_share_of_work_is_of_the_whole_value_and_is_said() -> None:
    [score] = computed(criteria(), worth(3_000, 7_000))
    assert score.reason == "Praca społeczna to 30\u00a0% wartości zadania."


FAULTY: list[tuple[dict[str, Any], str]] = [
    ({"criteria": [WORK]}, "nothing_to_judge"),
    ({"criteria": [CRITERIA["criteria"][0]] * 2}, "code_twice"),
    ({"criteria": [CRITERIA["criteria"][0] | {"least": 10}]}, "range"),
    ({"criteria": [WORK | {"figure": None}]}, "bands"),
    ({"criteria": [WORK | {"bands": []}]}, "bands"),
    ({"criteria": [WORK | {"bands": SZCZECIN[:-1]}]}, "bands"),
    ({"criteria": [WORK | {"bands": [SZCZECIN[1], SZCZECIN[0], SZCZECIN[4]]}]}, "bands"),
    ({"criteria": [WORK | {"bands": [SZCZECIN[4], SZCZECIN[4]]}]}, "bands"),
    ({"criteria": [WORK | {"bands": [{"up_to": None, "points": 11}]}]}, "points"),
    ({"pass_mark": 26}, "pass_mark"),
]


@pytest.mark.parametrize(("changes", "fault"), FAULTY)
def test_nobody_can_set_criteria_that_nobody_could_score_by(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(CriteriaFaulty) as wrong:
        criteria(**changes).require_sound()
    assert wrong.value.fault == fault


@st.composite
def sound(draw: st.DrawFn) -> Criteria:
    """Any criteria by which one can score."""
    lines = []
    for place in range(draw(st.integers(1, 5))):
        least = draw(st.integers(0, 9))
        lines.append(Criterion(code=f"c{place}", name="Kryterium", least=least, most=draw(st.integers(least + 1, 30))))
    return criteria(criteria=[*[line.model_dump() for line in lines], WORK], pass_mark=None)


@given(sound(), st.data())
def test_every_score_lies_in_its_range_and_means_lie_between_the_lowest_and_the_highest(
    by: Criteria, data: st.DataObject
) -> None:
    scoring = Scoring(
        id="i",
        meeting_id="m",
        case="IL-2026-001",
        title="Skwer",
        criteria=by,
        computed=computed(by, worth(3_000, 7_000)),
        task=None,
        opened_at=AT,
    )
    for member in range(data.draw(st.integers(1, 6))):
        said = [
            Given(
                code=one.code, points=data.draw(st.integers(-3, 35)), reason=data.draw(st.sampled_from(["Tak.", " "]))
            )
            for one in by.judged
        ]
        allowed = all(
            one.least <= line.points <= one.most and line.reason.strip()
            for one, line in zip(by.judged, said, strict=True)
        )
        try:
            scoring = scoring.sent(By(id=str(member), name="x"), said, AT)
            assert allowed
        except PointsFaulty:
            assert not allowed
    for card in scoring.cards:
        for criterion, score in zip(by.criteria, card.scores, strict=True):
            assert criterion.least <= score.points <= criterion.most
    if scoring.cards:
        result = scoring.closed(by=ANNA, at=AT).result
        assert result is not None
        assert 100 * result.lowest <= result.mean <= 100 * result.highest <= 100 * by.most
        assert all(100 * one.lowest <= one.mean <= 100 * one.highest for one in result.scores)


async def test_two_resolutions_are_never_in_force_from_the_same_day(house: House) -> None:
    assert (await set_criteria(house)).status_code == 200
    again = await set_criteria(house, resolution="I/1/2026")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/criteria-known")
    assert (await set_criteria(house, in_force_from="2026-05-01")).status_code == 200


async def test_a_new_resolution_never_changes_a_score_that_was_begun_or_finished(house: House) -> None:
    await reach(house, "decision")
    before = (await house.get("/api/verification/v1/initiatives/" + f"{1:032x}" + "/scoring")).json()
    other = [CRITERIA["criteria"][0] | {"most": 100}]
    assert (await set_criteria(house, in_force_from=str(date(2026, 4, 1)), criteria=other)).status_code == 200
    after = (await house.get("/api/verification/v1/initiatives/" + f"{1:032x}" + "/scoring")).json()
    assert after == before
    await reach_second(house)
    scoring = (await house.get("/api/verification/v1/initiatives/" + f"{2:032x}" + "/scoring")).json()
    assert scoring["criteria_id"] != before["criteria_id"], "what was filed under the new one is scored by it"
    body = {"scores": [{"code": "purpose", "points": 88, "reason": "Ważne."}]}
    assert (await send(house, number=2, body=body)).status_code == 200


async def reach_second(house: House) -> None:
    """Open the scoring of a second initiative, with the criteria that are there."""
    from tests.verification.initiatives.conftest import filed, meet, opine, pass_on

    await house.tell(filed(2))
    for answer in (await pass_on(house, 2), await opine(house, 2), await meet(house, 2)):
        assert answer.status_code == 200, answer.text
