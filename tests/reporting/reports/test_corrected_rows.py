"""A corrected row of the annex: the units' parts and the whole say the same, whatever is corrected, in every order."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.council.domain.resolutions import ENDINGS, OPEN, SAID_BY_UNITS, ExecutionStatus, overall
from services.reporting.reports.domain.content import Content, Part, Row
from services.reporting.reports.domain.corrections import (
    Correction,
    NoSuchPlace,
    NothingToCorrect,
    PartUnclear,
    corrected,
    differences,
)

DAY = date(2026, 3, 26)
UNITS = ("ZDM", "WE", "WRM")
EXECUTED, LAPSED = ExecutionStatus.EXECUTED, ExecutionStatus.LAPSED
OPENED, GOING = ExecutionStatus.NOT_STARTED, ExecutionStatus.IN_PROGRESS


def row(id: str, *parts: ExecutionStatus, ended: ExecutionStatus | None = None) -> Row:
    told = tuple(Part(unit=unit, name=unit, status=part) for unit, part in zip(UNITS, parts, strict=False))
    return Row(
        resolution_id=id,
        number=id,
        title="w sprawie parku",
        passed_on=DAY,
        parts=told,
        due_on=None,
        status=ended or overall(parts),
        since=DAY,
        note="",
    )


def content(*rows: Row) -> Content:
    return Content(
        number=1,
        session="XX",
        session_on=DAY,
        council="Rady Miasta Kalisza",
        first_day=DAY,
        last_day=DAY,
        made_on=DAY,
        long_days=180,
        introduction="",
        rows=rows,
        contributions=(),
        missing=(),
        diary=(),
        previous=None,
    )


def require_consistent(report: Content) -> None:
    """What is counted by statuses, by units and as open comes from one and the same state of each row."""
    for one in report.rows:
        assert one.status in ENDINGS or one.status is overall(part.status for part in one.parts)
        assert all(part.status in SAID_BY_UNITS for part in one.parts)
    assert sum(report.by_status.values()) == len(report.rows)
    assert len(report.open_rows) == report.count(*OPEN)
    counted = {one.unit: one for one in report.by_unit}
    opened = {part.unit for one in report.open_rows for part in one.parts if part.status in OPEN}
    assert {unit for unit, one in counted.items() if one.open} == opened
    # Whatever is open is open for some unit, and nothing is open for a unit that is not open as a whole.
    assert all(any(part.status in OPEN for part in one.parts) for one in report.open_rows)
    assert all(one.all >= one.done + one.open for one in counted.values())


SAID = st.sampled_from(SAID_BY_UNITS)
ROWS = st.builds(
    lambda parts, ended: (parts, ended),
    st.lists(SAID, min_size=1, max_size=3),
    st.none() | st.sampled_from(ENDINGS),
)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.none() | st.sampled_from(UNITS),
        st.none() | st.sampled_from(ExecutionStatus),
        st.sampled_from(["Zrobiono.", "Nie zrobiono."]),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=5), STEPS)
def test_whatever_is_corrected_the_counts_agree_and_each_change_is_told(rows, steps):
    report = content(*(row(f"r{number}", *parts, ended=ended) for number, (parts, ended) in enumerate(rows)))
    for place, unit, status, text in steps:
        id = f"r{place % len(rows)}"
        try:
            after = corrected(report, Correction(text=text, resolution_id=id, unit=unit, status=status))
        except (NoSuchPlace, NothingToCorrect, PartUnclear):
            continue
        assert differences(report, after)
        report = after
        require_consistent(report)


@pytest.mark.parametrize(
    ("before", "unit", "status", "parts", "whole"),
    [
        (row("r", OPENED), None, EXECUTED, (EXECUTED,), EXECUTED),
        (row("r", OPENED), "ZDM", EXECUTED, (EXECUTED,), EXECUTED),
        (row("r", OPENED), None, LAPSED, (OPENED,), LAPSED),
        (row("r", OPENED, ended=LAPSED), None, EXECUTED, (EXECUTED,), EXECUTED),
        (row("r", OPENED, GOING), "WE", EXECUTED, (OPENED, EXECUTED), ExecutionStatus.PARTLY),
        (row("r", EXECUTED, GOING), "WE", EXECUTED, (EXECUTED, EXECUTED), EXECUTED),
        (row("r", OPENED, GOING), None, LAPSED, (OPENED, GOING), LAPSED),
        (row("r", EXECUTED, GOING, ended=LAPSED), "ZDM", EXECUTED, (EXECUTED, GOING), ExecutionStatus.PARTLY),
        (row("r", OPENED, GOING), None, GOING, (OPENED, GOING), GOING),
    ],
    ids=[
        "the only unit's part is the whole",
        "the only unit may be named",
        "an ending leaves the part",
        "a wrong ending is taken back",
        "one of several",
        "the last of several",
        "an ending of several",
        "a wrong ending of several",
        "the same status and another note",
    ],
)
def test_a_status_is_corrected_where_it_comes_from(before, unit, status, parts, whole):
    fix = Correction(text="Inaczej.", resolution_id="r", unit=unit, status=status)
    [after] = corrected(content(before), fix).rows
    assert (tuple(part.status for part in after.parts), after.status) == (parts, whole)


@pytest.mark.parametrize(
    ("unit", "status"),
    [(None, EXECUTED), ("WE", LAPSED)],
    ids=["nobody's of several", "an ending of one of them"],
)
def test_a_status_that_is_nobodys_is_refused(unit, status):
    fix = Correction(text="Inaczej.", resolution_id="r", unit=unit, status=status)
    with pytest.raises(PartUnclear):
        corrected(content(row("r", OPENED, GOING)), fix)


def test_a_part_that_leaves_the_whole_as_it_was_is_told_by_its_unit():
    before = content(row("r", OPENED, GOING))
    after = corrected(before, Correction(text="Zaczęto.", resolution_id="r", unit="ZDM", status=GOING))
    told = [(one.what, one.where, one.before, one.after) for one in differences(before, after)]
    assert told == [("status", "r, ZDM", OPENED, GOING), ("execution", "r", "", "Zaczęto.")]


def test_the_only_part_is_not_told_twice():
    before = content(row("r", OPENED))
    after = corrected(before, Correction(text="Jest.", resolution_id="r", status=EXECUTED))
    assert [one.where for one in differences(before, after) if one.what == "status"] == ["r"]
