"""The planned days of a project: which stand, which are reached, which are off, and how often they changed."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.milestones.domain import Schedule, told
from shared.contracts.reporting import ProgressPublishedV1, Stage
from tests.reporting.conftest import moment, progressed

DAYS = {"planned_contract": "2027-03-31", "planned_building": "2027-05-10", "planned_end": "2027-08-31"}


def word(version=7, stage="planned", **changes):
    return progressed(version=version, stage=stage, **(DAYS | changes))


def line(*words):
    schedule: Schedule | None = None
    for one in words:
        schedule = told(schedule, one)
    assert schedule is not None
    return schedule


def states(schedule):
    return {
        one.stage.value: "off" if one.cancelled else "reached" if one.reached_on else "planned"
        for one in schedule.milestones
    }


@pytest.mark.parametrize(
    ("stage", "reached"),
    [
        ("planned", []),
        ("prepared", []),
        ("contracted", ["contracted"]),
        ("built", ["contracted", "built"]),
        ("finished", ["contracted", "built", "finished"]),
    ],
)
def test_a_stage_that_is_told_reaches_its_day_and_those_before_it(stage, reached):
    found = states(line(word(), word(8, stage)))
    assert [name for name, state in found.items() if state == "reached"] == reached


def test_what_was_reached_keeps_its_day_and_what_was_not_is_off_when_the_project_is_abandoned():
    schedule = line(word(), word(8, "built"), word(9, "abandoned", planned_end=None))
    assert states(schedule) == {"contracted": "reached", "built": "reached", "finished": "off"}
    assert [one.planned for one in schedule.milestones][-1] == date(2027, 8, 31)


def test_the_number_goes_up_with_every_change_and_with_nothing_else():
    moved = word(9, planned_end="2027-11-30", delay_reason="Nie wpłynęła oferta.")
    schedule = line(word(), word(8), moved, word(10, **{"planned_end": "2027-11-30"}))
    versions = {one.stage.value: one.version for one in schedule.milestones}
    assert versions == {"contracted": 1, "built": 1, "finished": 2}


def test_a_day_that_is_planned_no_more_is_off_and_comes_back_when_it_is_planned_again():
    gone = word(8, planned_building=None)
    assert states(line(word(), gone))["built"] == "off"
    back = line(word(), gone, word(9)).milestone(Stage.BUILT)
    assert back is not None
    assert (back.cancelled, back.version) == (False, 3)


def test_another_name_of_the_project_is_a_change_of_all_its_days():
    renamed = word(8, title="Plac zabaw i ogród")
    assert {one.version for one in line(word(), renamed).milestones} == {2}


def test_a_project_without_days_has_none():
    nothing = word(planned_contract=None, planned_building=None, planned_end=None)
    assert line(nothing).milestones == ()
    assert line(word(8, "abandoned")).milestones == ()


def test_what_comes_late_changes_nothing():
    new, old = word(9, planned_end="2027-12-31"), word(8)
    assert line(new, old) == line(new) == line(new, new)


@given(st.permutations(range(5)), st.integers(0, 4))
def test_whatever_the_order_of_the_words_the_newest_one_holds(order, again):
    ends = ["2027-08-31", "2027-09-30", None, "2027-10-31", "2027-12-31"]
    words: list[ProgressPublishedV1] = [
        word(7 + place, "built" if end else "finished", planned_end=end, published_at=moment(f"2027-0{place + 1}-10"))
        for place, end in enumerate(ends)
    ]
    schedule = line(*(words[place] for place in order), words[again])
    end = schedule.milestone(Stage.FINISHED)
    assert end is not None
    assert (end.planned, end.cancelled, end.reached_on) == (date(2027, 12, 31), False, None)


def test_versions_never_go_back():
    words = [word(7), word(8, "built"), word(9, "contracted"), word(10, "abandoned", planned_end=None)]
    seen = [line(*words[:count]) for count in range(1, 5)]
    for before, after in itertools.pairwise(seen):
        for one in before.milestones:
            later = after.milestone(one.stage)
            assert later is not None
            assert later.version >= one.version
