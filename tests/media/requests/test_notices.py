"""The later day that a notice names (art. 13 ust. 2 u.d.i.p.), and what moves it. Days found by hand."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.media.contacts.domain import Medium
from services.media.requests.domain.clocks import Extension, Kind, Stop, StopReason, clock_of, count, latest
from services.media.settings import Settings
from shared.clock import WARSAW, warsaw
from shared.deadlines import STATUTE
from tests.media.requests.conftest import at

Q = clock_of(Kind.QUESTION, Medium.DAILY, Settings.model_fields["press_interview_term"].default)


def stop(first: str, last: str | None) -> Stop:
    return Stop(at=at(first), until=at(last) if last else None, reason=StopReason.FEE, note="Opłata.", by_name="Ktoś")


EXTENDED: dict[str, tuple[str, Sequence[tuple[str, str | None]], str]] = {
    # Received on Monday 13 April 2026, told on the 27th: two months end on Saturday 13 June.
    "what stood before the notice is in the day that it names": ("2026-06-12", [("2026-04-14", "2026-04-24")], "06-12"),
    "what stood before it and ended on its day too": ("2026-06-12", [("2026-04-14", "2026-04-27T09:00")], "06-12"),
    "from the notice on 4 days: Tuesday": ("2026-06-12", [("2026-05-11", "2026-05-15")], "06-16"),
    "before it and after it: only the 4 days after it": (
        *("2026-06-12", [("2026-04-14", "2026-04-24"), ("2026-05-11", "2026-05-15")]),
        "06-16",
    ),
    "Sunday 24 May gives way, two months are far": ("2026-05-20", [("2026-05-04", "2026-05-08")], "05-25"),
    "a day after the last one is a Sunday: it does not give way": (
        "2026-06-13",
        [("2026-05-11", "2026-05-12")],
        "06-14",
    ),
    "ended on its day: the last day stays a Saturday": (
        *("2026-06-13", [("2026-05-11T08:00", "2026-05-11T15:00")]),
        "06-13",
    ),
    "still stopped: nothing is added yet": ("2026-06-12", [("2026-05-11", None)], "06-12"),
}


def notice(day: date) -> Extension:
    return Extension(at=at("2026-04-27T10:00"), to=day, reason="Dużo akt", by_name="Ktoś")


@pytest.mark.parametrize("case", EXTENDED)
def test_only_what_stands_from_the_notice_on_moves_the_day_that_it_names(case):
    to, stops, day = EXTENDED[case]
    own = [stop(*one) for one in stops]
    due = count(Q, at("2026-04-13T10:00"), STATUTE, stops=own, extension=notice(date.fromisoformat(to)))
    assert f"{warsaw(due.due_at):%m-%d}" == day
    counted = sum(one.at >= at("2026-04-27T10:00") and one.until is not None for one in own)
    assert sum("Bieg terminu stał" in line for line in due.explanation) == counted


@settings(max_examples=30, deadline=None)
@given(
    received=st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    told=st.integers(0, 13),
    ahead=st.integers(0, 45),
    spans=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=4),
)
def test_no_notice_takes_an_answer_further_than_two_months_and_what_stood_after_it(received, told, ahead, spans):
    """Whatever stood before the notice: the day that results is the one that it names, or later by what stood since."""
    start = datetime(received.year, received.month, received.day, 10, tzinfo=WARSAW)
    last = latest(Q, start, STATUTE)
    assert last is not None
    told_at = start + timedelta(days=told, hours=1)
    day = max(last - timedelta(ahead), received + timedelta(15))
    moment, stops = start + timedelta(minutes=1), []
    for gap, length in spans:
        first = moment + timedelta(days=gap)
        if first < told_at < first + timedelta(days=length):  # While it stands, nobody extends it.
            first = told_at
        moment = first + timedelta(days=length, minutes=1)
        stops.append(Stop(at=first, until=moment, reason=StopReason.FEE, note="Opłata.", by_name="Ktoś"))
    extension = Extension(at=told_at, to=day, reason="Dużo akt", by_name="Ktoś")
    due = warsaw(count(Q, start, STATUTE, stops=stops, extension=extension).due_at).date()
    since = sum(one.days for one in stops if one.at >= told_at)
    assert day + timedelta(since) <= due <= last + timedelta(since)
    if not any(one.at >= told_at for one in stops):
        assert due == day
