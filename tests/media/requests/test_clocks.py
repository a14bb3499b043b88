"""The law's terms as a table. The days were found by hand with a calendar and the acts, not by the code."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from services.media.contacts.domain import Medium
from services.media.requests.domain.clocks import (
    APPEAL,
    COURT,
    REFUSAL_OF_RECTIFICATION,
    Clock,
    DayNotNamed,
    Kind,
    Stop,
    StopReason,
    clock_of,
    count,
    latest,
    publishing,
)
from services.media.settings import Settings
from services.reporting.settings import Settings as Reporting
from shared.clock import WARSAW, warsaw
from shared.deadlines import STATUTE, FreeDay, FreeDays

DAILY, WEEKLY, PORTAL, RADIO, TV = Medium.DAILY, Medium.PERIODICAL, Medium.PORTAL, Medium.RADIO, Medium.TELEVISION
INTERVIEW = Settings.model_fields["press_interview_term"].default


def at(text: str) -> datetime:
    """A moment on the clocks of the city, or in UTC where it says so."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=WARSAW)


def clock(kind: Kind, medium: Medium = DAILY) -> Clock:
    return clock_of(kind, medium, INTERVIEW)


def stop(first: str, last: str | None) -> Stop:
    return Stop(at=at(first), until=at(last) if last else None, reason=StopReason.FEE, note="Opłata.", by_name="Ktoś")


Q, C = clock(Kind.QUESTION), clock(Kind.CRITICISM)
IN_PORTAL, IN_DAILY = clock(Kind.RECTIFICATION_IN, PORTAL), clock(Kind.RECTIFICATION_IN, DAILY)
OUT, TALK = clock(Kind.RECTIFICATION_OUT), clock(Kind.INTERVIEW)
COUNCIL = Clock(term=Reporting.model_fields["interpellation_term"].default, basis="art. 24 ust. 6 u.s.g.")

TABLE = {
    # Questions: 14 days from the day of the request, which is not counted (art. 13 ust. 1 u.d.i.p., art. 111 § 2 k.c.).
    "question on a Wednesday": (Q, "2026-04-15T10:00", "2026-04-29"),
    "question on a Thursday, last day before the long weekend": (Q, "2026-04-16T10:00", "2026-04-30"),
    "question whose last day is 1 May, a Friday: Saturday, 3 May, then Monday": (Q, "2026-04-17T10:00", "2026-05-04"),
    "question on a Saturday: its last day is a Saturday (art. 115 k.c.)": (Q, "2026-04-18T10:00", "2026-05-04"),
    "question on a Sunday: its last day is 3 May, a Sunday": (Q, "2026-04-19T10:00", "2026-05-04"),
    "question at 23:59 belongs to its day": (Q, "2026-04-13T23:59", "2026-04-27"),
    "question at midnight belongs to the next day": (Q, "2026-04-14T00:00", "2026-04-28"),
    "question at 22:30 UTC in summer came at 0:30 in Kalisz": (Q, "2026-04-13T22:30+00:00", "2026-04-28"),
    "question at 22:30 UTC in winter came at 23:30 in Kalisz": (Q, "2026-01-12T22:30+00:00", "2026-01-26"),
    "question at 23:30 UTC in winter came at 0:30 in Kalisz": (Q, "2026-01-12T23:30+00:00", "2026-01-27"),
    "question over Christmas Eve 2026, free: Monday 28": (Q, "2026-12-10T10:00", "2026-12-28"),
    "question over Christmas Eve 2025, the first free one: Monday 29": (Q, "2025-12-10T10:00", "2025-12-29"),
    "question over Christmas Eve 2024, still a working day": (Q, "2024-12-10T10:00", "2024-12-24"),
    "question whose last day is 25 December 2026": (Q, "2026-12-11T10:00", "2026-12-28"),
    "question whose last day is New Year, a Friday": (Q, "2026-12-18T10:00", "2027-01-04"),
    "question whose last day is Epiphany, a Wednesday": (Q, "2026-12-23T10:00", "2027-01-07"),
    "question that came on Christmas Eve: the term runs all the same": (Q, "2026-12-24T10:00", "2027-01-07"),
    "question whose last day is Easter Monday": (Q, "2026-03-23T10:00", "2026-04-07"),
    "question whose last day is Good Friday, a working day": (Q, "2026-03-20T10:00", "2026-04-03"),
    "question whose last day is Corpus Christi: the Friday after it": (Q, "2026-05-21T10:00", "2026-06-05"),
    "question whose last day is 29 February": (Q, "2028-02-15T10:00", "2028-02-29"),
    "question over the end of a February of 28 days": (Q, "2027-02-15T10:00", "2027-03-01"),
    "question that came on 29 February": (Q, "2028-02-29T10:00", "2028-03-14"),
    "question whose last day is 11 November": (Q, "2026-10-28T10:00", "2026-11-12"),
    "question whose last day is 15 August, a Saturday": (Q, "2026-08-01T10:00", "2026-08-17"),
    "question whose last day is 1 November, a Sunday": (Q, "2026-10-18T10:00", "2026-11-02"),
    "question whose last day is 3 May, a Monday": (Q, "2027-04-19T10:00", "2027-05-04"),
    "question on the eve of summer time at 23:59": (Q, "2026-03-28T23:59", "2026-04-13"),
    "question in the night of winter time": (Q, "2026-10-25T02:30", "2026-11-09"),
    # Criticism: a month (art. 6 ust. 2 prawa prasowego); months end on the same number (art. 112 k.c.).
    "criticism whose last day is a Sunday": (C, "2026-04-10T10:00", "2026-05-11"),
    "criticism on 31 January: 28 February is a Saturday": (C, "2026-01-31T10:00", "2026-03-02"),
    "criticism on 31 January of a leap year": (C, "2028-01-31T10:00", "2028-02-29"),
    "criticism on 29 February": (C, "2028-02-29T10:00", "2028-03-29"),
    "criticism over Christmas Eve 2026": (C, "2026-11-24T10:00", "2026-12-28"),
    "criticism over Christmas Eve 2024": (C, "2024-11-24T10:00", "2024-12-24"),
    "criticism whose last day is New Year": (C, "2026-12-01T10:00", "2027-01-04"),
    "criticism on 31 March: April has 30 days": (C, "2026-03-31T10:00", "2026-04-30"),
    "criticism whose last day is 1 May": (C, "2026-04-01T10:00", "2026-05-04"),
    "criticism at 23:59": (C, "2026-05-15T23:59", "2026-06-15"),
    "criticism on 28 February: 28 March is a Saturday": (C, "2026-02-28T10:00", "2026-03-30"),
    # Rectification on a portal: 3 working days (art. 32 ust. 1 pkt 1).
    "portal, Monday": (IN_PORTAL, "2026-04-13T10:00", "2026-04-16"),
    "portal, over 1 and 3 May": (IN_PORTAL, "2026-04-29T10:00", "2026-05-05"),
    "portal, Saturday": (IN_PORTAL, "2026-04-18T10:00", "2026-04-22"),
    "portal, over Christmas 2026 with its Eve": (IN_PORTAL, "2026-12-22T10:00", "2026-12-29"),
    "portal, over Christmas 2024 without its Eve": (IN_PORTAL, "2024-12-20T10:00", "2024-12-27"),
    "portal, over Easter": (IN_PORTAL, "2026-04-02T10:00", "2026-04-08"),
    "portal, over Corpus Christi": (IN_PORTAL, "2026-06-03T10:00", "2026-06-09"),
    # In a daily: 7 days (pkt 2).
    "daily, Monday": (IN_DAILY, "2026-04-13T10:00", "2026-04-20"),
    "daily, last day 1 May": (IN_DAILY, "2026-04-24T10:00", "2026-05-04"),
    "daily, over Christmas Eve 2026": (IN_DAILY, "2026-12-17T10:00", "2026-12-28"),
    "daily, over Christmas Eve 2025": (IN_DAILY, "2025-12-17T10:00", "2025-12-29"),
    "daily, Saturday": (IN_DAILY, "2026-04-11T10:00", "2026-04-20"),
    # The city's own demand: 21 days from publication (art. 31a ust. 3), counted without giving way.
    "demand, published on a Wednesday": (OUT, "2026-04-15T06:00", "2026-05-06"),
    "demand, last day a Saturday": (OUT, "2026-04-11T06:00", "2026-05-02"),
    "demand, last day Christmas Eve": (OUT, "2026-12-03T06:00", "2026-12-24"),
    "demand, last day 29 February": (OUT, "2028-02-08T06:00", "2028-02-29"),
    # Interviews: the house's 2 working days.
    "interview, before the long weekend": (TALK, "2026-04-30T10:00", "2026-05-05"),
    "interview, Friday": (TALK, "2026-04-17T10:00", "2026-04-21"),
    # Councillors: 14 days (art. 24 ust. 6 u.s.g.), kept in reporting; its setting says that they do not give way.
    "councillor, Monday": (COUNCIL, "2026-04-13T10:00", "2026-04-27"),
    "councillor, last day a Sunday": (COUNCIL, "2026-04-12T10:00", "2026-04-26"),
    "councillor, last day Christmas Eve": (COUNCIL, "2026-12-10T10:00", "2026-12-24"),
    "councillor, last day 29 February": (COUNCIL, "2028-02-15T23:59", "2028-02-29"),
    # Refusing a rectification (art. 33 ust. 3), the court (art. 39 ust. 2), the appeal (art. 129 § 2 k.p.a.).
    "refusing a rectification": (REFUSAL_OF_RECTIFICATION, "2026-04-13T10:00", "2026-04-20"),
    "refusing a rectification, last day 1 May": (REFUSAL_OF_RECTIFICATION, "2026-04-24T10:00", "2026-05-04"),
    "court": (COURT, "2026-04-15T06:00", "2027-04-15"),
    "court, published on 29 February": (COURT, "2028-02-29T06:00", "2029-02-28"),
    "appeal": (APPEAL, "2026-06-01T10:00", "2026-06-15"),
    "appeal, last day 1 May": (APPEAL, "2026-04-17T10:00", "2026-05-04"),
}


@pytest.mark.parametrize("case", TABLE)
def test_each_term_ends_on_the_day_that_the_law_gives(case):
    kind, start, day = TABLE[case]
    due = count(kind, at(start), STATUTE)
    assert f"{warsaw(due.due_at):%Y-%m-%d %H:%M:%S}" == f"{day} 23:59:59"
    assert due.explanation[0] == f"Podstawa: {kind.basis}"
    assert len(due.explanation) > 2


@pytest.mark.parametrize(
    ("medium", "start", "end"),
    [
        # 6 hours for dailies, 24 for periodicals, round the clock (art. 14a ust. 4 i 5).
        pytest.param(DAILY, "2026-04-15T10:00", "2026-04-15T16:00", id="daily in the morning"),
        pytest.param(DAILY, "2026-04-15T23:59", "2026-04-16T05:59", id="daily at 23:59"),
        pytest.param(WEEKLY, "2026-04-18T12:00", "2026-04-19T12:00", id="weekly on a Saturday: hours run on"),
        pytest.param(DAILY, "2026-03-29T00:30", "2026-03-29T07:30", id="the night of summer time has 5 hours to 6:30"),
        pytest.param(WEEKLY, "2026-10-24T12:00", "2026-10-25T11:00", id="the day of winter time has 25 hours"),
        pytest.param(PORTAL, "2026-12-24T08:00", "2026-12-24T14:00", id="Christmas Eve: hours run on"),
    ],
)
def test_a_quotation_is_authorised_within_hours(medium, start, end):
    assert count(clock(Kind.AUTHORISATION, medium), at(start), STATUTE).due_at == at(end)


@pytest.mark.parametrize(
    ("medium", "named"),
    [
        pytest.param(WEEKLY, "2026-04-23", id="the next issue (art. 32 ust. 1 pkt 3)"),
        pytest.param(RADIO, "2026-04-19", id="the next such broadcast, a Sunday (pkt 4)"),
        pytest.param(TV, "2026-04-14", id="the next such broadcast (pkt 4)"),
    ],
)
def test_what_ends_with_an_issue_ends_on_the_day_that_is_named(medium, named):
    kind = publishing(medium)
    with pytest.raises(DayNotNamed):
        count(kind, at("2026-04-13T10:00"), STATUTE)
    due = count(kind, at("2026-04-13T10:00"), STATUTE, named=date.fromisoformat(named))
    assert warsaw(due.due_at).date() == date.fromisoformat(named)


STOPPED: dict[str, tuple[Clock, str, Sequence[tuple[str, str | None]], str]] = {
    # Received on Monday 13 April 2026: 14 days end on Monday 27 April.
    "from Monday to Friday: 4 days, 1 May gives way": (Q, "2026-04-13", [("2026-04-20", "2026-04-24")], "2026-05-04"),
    "ended on its day: nothing": (Q, "2026-04-13", [("2026-04-20T08:00", "2026-04-20T15:00")], "2026-04-27"),
    "over one midnight: 1 day": (Q, "2026-04-13", [("2026-04-20T23:59", "2026-04-21T00:01")], "2026-04-28"),
    "twice, 2 and 3 days: Saturday 2 May gives way": (
        *(Q, "2026-04-13", [("2026-04-15", "2026-04-17"), ("2026-04-20", "2026-04-23")]),
        "2026-05-04",
    ),
    "the days are added before the end gives way: Saturday 2 May and 2 days": (
        *(Q, "2026-04-18", [("2026-04-20", "2026-04-22")]),
        "2026-05-04",
    ),
    "still stopped: nothing is added yet": (Q, "2026-04-13", [("2026-04-20", None)], "2026-04-27"),
    "over Christmas Eve: 24 and 4 days": (Q, "2026-12-10", [("2026-12-14", "2026-12-18")], "2026-12-28"),
    "a month: 28 February and 3 days": (C, "2026-01-31", [("2026-02-02", "2026-02-05")], "2026-03-03"),
    "a month of a leap year: 29 February and 3 days": (C, "2028-01-31", [("2028-02-02", "2028-02-05")], "2028-03-03"),
    "working days: only Tuesday and Wednesday stood": (
        *(IN_PORTAL, "2026-04-30", [("2026-05-04", "2026-05-06")]),
        "2026-05-08",
    ),
    "working days: over a weekend only Monday stood": (
        *(IN_PORTAL, "2026-04-16", [("2026-04-17", "2026-04-20")]),
        "2026-04-22",
    ),
    "working days: a weekend alone is none": (
        *(IN_PORTAL, "2026-04-16", [("2026-04-17", "2026-04-19")]),
        "2026-04-21",
    ),
}


@pytest.mark.parametrize("case", STOPPED)
def test_what_stood_still_ends_later_by_as_much(case):
    kind, start, stops, day = STOPPED[case]
    due = count(kind, at(start), STATUTE, stops=[stop(*one) for one in stops])
    assert f"{warsaw(due.due_at):%Y-%m-%d}" == day
    assert sum("Bieg terminu stał" in line for line in due.explanation) == sum(last is not None for _, last in stops)


def test_hours_that_stood_still_are_added_to_the_minute():
    kind = clock(Kind.AUTHORISATION, DAILY)
    due = count(kind, at("2026-04-30T23:59"), STATUTE, stops=[stop("2026-05-01T01:00", "2026-05-01T02:30")])
    assert due.due_at == at("2026-05-01T07:29")


@pytest.mark.parametrize(
    ("received", "last"),
    [
        pytest.param("2026-04-13T10:00", "2026-06-13", id="2 months, a Saturday: it does not give way"),
        pytest.param("2026-12-31T10:00", "2027-02-28", id="February has no 31"),
        pytest.param("2027-12-31T10:00", "2028-02-29", id="February of a leap year"),
        pytest.param("2026-10-24T23:59", "2026-12-24", id="Christmas Eve: it does not give way"),
    ],
)
def test_a_notice_names_a_day_within_two_months_of_the_request(received, last):
    assert latest(Q, at(received), STATUTE) == date.fromisoformat(last)
    assert latest(C, at(received), STATUTE) is None


def test_a_day_declared_free_is_a_free_day_of_every_clock():
    free = FreeDays(version=1, days=(FreeDay(day=date(2026, 4, 27), basis="ustawy z 1 kwietnia 2026"),))
    moved = count(Q, at("2026-04-13T10:00"), free)
    assert f"{warsaw(moved.due_at):%Y-%m-%d}" == "2026-04-28"
    assert any("ustawy z 1 kwietnia 2026" in line for line in moved.explanation)
    issue = count(publishing(WEEKLY), at("2026-04-13T10:00"), free, named=date(2026, 4, 27))
    assert f"{warsaw(issue.due_at):%Y-%m-%d}" == "2026-04-28"
    hours = count(clock(Kind.AUTHORISATION), at("2026-04-27T10:00"), free)
    assert hours.due_at == at("2026-04-27T16:00")
