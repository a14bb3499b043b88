"""Every resolution has an executor and a status, and its status is what its units say."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.council.domain.numbers import ResolutionNumber
from services.reporting.council.domain.resolutions import (
    SAID_BY_UNITS,
    Change,
    Entry,
    ExecutionStatus,
    Executor,
    ExecutorMissing,
    NotExecutor,
    PartialReport,
    ReportedAhead,
    Resolution,
    ResolutionEnded,
    distinct,
    overall,
)

S = ExecutionStatus
AT = datetime(2026, 4, 15, 10, tzinfo=UTC)
TODAY = date(2026, 4, 15)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((S.NOT_STARTED,), S.NOT_STARTED),
        ((S.EXECUTED, S.EXECUTED), S.EXECUTED),
        ((S.CONTINUOUS, S.CONTINUOUS), S.CONTINUOUS),
        ((S.EXECUTED, S.CONTINUOUS), S.CONTINUOUS),
        ((S.EXECUTED, S.NOT_STARTED), S.PARTLY),
        ((S.EXECUTED, S.IN_PROGRESS), S.PARTLY),
        ((S.PARTLY, S.NOT_STARTED), S.PARTLY),
        ((S.IN_PROGRESS, S.NOT_STARTED), S.IN_PROGRESS),
        ((S.CONTINUOUS, S.NOT_STARTED), S.IN_PROGRESS),
    ],
)
def test_a_resolution_is_as_far_as_its_units_together(parts, whole):
    assert overall(parts) is whole


@given(st.lists(st.sampled_from(SAID_BY_UNITS), min_size=1, max_size=6))
def test_a_resolution_is_executed_only_where_every_unit_is_done(parts):
    assert (overall(parts) is S.EXECUTED) == (set(parts) == {S.EXECUTED})
    assert overall(parts) == overall(reversed(parts))


def resolution(*units: str, due_on: date | None = date(2026, 6, 30)) -> Resolution:
    return Resolution(
        id="XLIX-676-2026",
        term_id="t",
        number=ResolutionNumber(session=49, number=676, year=2026),
        title="w sprawie zieleni",
        due_on=due_on,
        passed_on=date(2026, 2, 3),
        executors=tuple(Executor(unit=unit, name=unit) for unit in units or ("ZDM", "WRM")),
        status_since=date(2026, 2, 3),
    )


def said(unit: str | None, status: S, on: str = "2026-04-10") -> PartialReport:
    return PartialReport(
        unit=unit, unit_name=unit, status=status, text="…", on=date.fromisoformat(on), at=AT, by_name="Anna"
    )


def test_what_units_say_stands_in_the_history_by_its_days():
    one = resolution().reported(said("ZDM", S.EXECUTED), TODAY)
    assert (one.status, one.status_since, one.open) == (S.PARTLY, date(2026, 4, 10), True)
    two = one.reported(said("WRM", S.EXECUTED, "2026-04-12"), TODAY)
    assert (two.status, two.status_since, two.open, two.version) == (S.EXECUTED, date(2026, 4, 12), False, 3)
    assert [report.unit for report in two.reports] == ["ZDM", "WRM"]


def test_what_is_written_down_late_does_not_undo_what_was_said_of_a_later_day():
    done = resolution("ZDM").reported(said("ZDM", S.EXECUTED), TODAY)
    late = done.reported(said("ZDM", S.IN_PROGRESS, "2026-03-01"), TODAY)
    assert late.status is S.EXECUTED
    assert [report.status for report in late.reports] == [S.IN_PROGRESS, S.EXECUTED]


@pytest.mark.parametrize(
    ("report", "error"),
    [
        (said("WE", S.EXECUTED), NotExecutor),
        (said("ZDM", S.EXECUTED, "2026-02-02"), ReportedAhead),
        (said("ZDM", S.EXECUTED, "2026-04-16"), ReportedAhead),
    ],
)
def test_nobody_else_and_nothing_of_an_impossible_day_is_written_down(report, error):
    with pytest.raises(error):
        resolution().reported(report, TODAY)


def test_what_was_annulled_is_over_and_says_nothing_more():
    over = resolution().ended_as(said(None, S.ANNULLED), TODAY)
    assert (over.open, over.ended, over.late(date(2027, 1, 1))) == (False, True, False)
    with pytest.raises(ResolutionEnded):
        over.reported(said("ZDM", S.EXECUTED), TODAY)
    with pytest.raises(ResolutionEnded):
        over.ended_as(said(None, S.LAPSED), TODAY)


def test_a_unit_that_stays_keeps_how_far_it_is_and_a_new_one_begins():
    one = resolution("ZDM").reported(said("ZDM", S.EXECUTED), TODAY)
    entry = Entry(title="w sprawie zieleni", due_on=None)
    change = Change(at=AT, by_name="Anna", reason="Doszła jednostka.")
    two = one.changed(entry, [Executor(unit="ZDM", name="ZDM"), Executor(unit="WE", name="WE")], change, ())
    assert [part.status for part in two.executors] == [S.EXECUTED, S.NOT_STARTED]
    assert two.status is S.PARTLY


def test_nobody_can_take_the_last_executor_away():
    with pytest.raises(ExecutorMissing):
        distinct([])


@pytest.mark.parametrize(
    ("due_on", "today", "late"),
    [(date(2026, 4, 14), TODAY, True), (TODAY, TODAY, False), (None, date(2030, 1, 1), False)],
)
def test_what_is_done_continuously_is_never_late(due_on, today, late):
    assert resolution(due_on=due_on).late(today) is late
