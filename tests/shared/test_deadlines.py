"""The law on terms is a table, and so is its test."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import WARSAW, warsaw
from shared.deadlines import (
    STATUTE,
    FreeDay,
    FreeDays,
    HoursNeedAMoment,
    NaiveMoment,
    Reckoning,
    StepCode,
    Term,
    Unit,
    before,
    compute,
    is_working_day,
    next_working_day,
    working_days_between,
)

DAYS, WORKING, MONTHS, HOURS = Unit.DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.HOUR


@pytest.mark.parametrize(
    ("amount", "unit", "start", "last_day"),
    [
        # The day of the event is not counted.
        (1, DAYS, date(2026, 3, 2), date(2026, 3, 3)),
        (7, DAYS, date(2026, 3, 2), date(2026, 3, 9)),
        (14, DAYS, date(2026, 11, 9), date(2026, 11, 23)),
        # Saturday, Sunday, and holidays in the week give way.
        (14, DAYS, date(2026, 11, 8), date(2026, 11, 23)),
        (5, DAYS, date(2026, 3, 2), date(2026, 3, 9)),
        (7, DAYS, date(2026, 11, 4), date(2026, 11, 12)),
        # Christmas Eve is free since 2025: a working Tuesday in 2024, no longer in 2025.
        (7, DAYS, date(2024, 12, 17), date(2024, 12, 24)),
        (7, DAYS, date(2025, 12, 17), date(2025, 12, 29)),
        (7, DAYS, date(2026, 12, 17), date(2026, 12, 28)),
        # Easter: 5 and 6 April 2026, 28 and 29 March 2027; Epiphany; the first days of May.
        (3, DAYS, date(2026, 4, 3), date(2026, 4, 7)),
        (1, DAYS, date(2027, 3, 28), date(2027, 3, 30)),
        (1, DAYS, date(2027, 1, 5), date(2027, 1, 7)),
        (2, DAYS, date(2026, 4, 29), date(2026, 5, 4)),
        # Corpus Christi is a Thursday: the Friday after it is a working day.
        (1, DAYS, date(2026, 6, 3), date(2026, 6, 5)),
        (1, DAYS, date(2027, 5, 26), date(2027, 5, 28)),
        # 15 August 2026 is a Saturday: the term ends on Monday, no day is given back.
        (1, DAYS, date(2026, 8, 14), date(2026, 8, 17)),
        # Months end on the same number, else on the last day of the month.
        (1, MONTHS, date(2026, 3, 10), date(2026, 4, 10)),
        (1, MONTHS, date(2024, 1, 31), date(2024, 2, 29)),
        (1, MONTHS, date(2025, 1, 31), date(2025, 2, 28)),
        (1, MONTHS, date(2027, 1, 31), date(2027, 3, 1)),
        (1, MONTHS, date(2024, 2, 29), date(2024, 3, 29)),
        (12, MONTHS, date(2024, 2, 29), date(2025, 2, 28)),
        (48, MONTHS, date(2024, 2, 29), date(2028, 2, 29)),
        (2, MONTHS, date(2025, 10, 24), date(2025, 12, 29)),
        (2, MONTHS, date(2026, 11, 30), date(2027, 2, 1)),
        (1, MONTHS, date(2026, 12, 15), date(2027, 1, 15)),
        # Working days: free ones do not count at all.
        (3, WORKING, date(2026, 3, 5), date(2026, 3, 10)),
        (1, WORKING, date(2025, 12, 23), date(2025, 12, 29)),
        (1, WORKING, date(2024, 12, 23), date(2024, 12, 24)),
        (10, WORKING, date(2026, 4, 30), date(2026, 5, 15)),
        (1, WORKING, date(2026, 3, 7), date(2026, 3, 9)),
    ],
)
def test_a_term_ends_on_the_day_that_the_law_names(amount: int, unit: Unit, start: date, last_day: date) -> None:
    deadline = compute(Term(amount=amount, unit=unit), start, STATUTE)

    assert deadline.day == last_day
    assert warsaw(deadline.due_at) == datetime(last_day.year, last_day.month, last_day.day, 23, 59, 59, tzinfo=WARSAW)
    assert deadline.due_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        (datetime(2026, 3, 2, 9, 30, tzinfo=UTC), 6, datetime(2026, 3, 2, 15, 30, tzinfo=UTC)),
        # The night of 29 March 2026 has 23 hours, that of 25 October 25.
        (
            datetime(2026, 3, 28, 12, 0, tzinfo=WARSAW),
            24,
            datetime(2026, 3, 29, 13, 0, tzinfo=WARSAW),
        ),
        (
            datetime(2026, 10, 24, 12, 0, tzinfo=WARSAW),
            24,
            datetime(2026, 10, 25, 11, 0, tzinfo=WARSAW),
        ),
        # Hours run through Christmas.
        (datetime(2026, 12, 24, 20, 0, tzinfo=UTC), 24, datetime(2026, 12, 25, 20, 0, tzinfo=UTC)),
    ],
)
def test_hours_run_round_the_clock(start: datetime, amount: int, due: datetime) -> None:
    assert compute(Term(amount=amount, unit=HOURS), start, STATUTE).due_at == due


def test_the_day_of_the_event_is_the_day_on_the_clocks_of_the_city() -> None:
    late_in_the_evening = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    assert compute(Term(amount=7, unit=DAYS), late_in_the_evening, STATUTE).day == date(2026, 7, 9)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 1, 14), datetime(2026, 1, 14, 22, 59, 59, tzinfo=UTC)),
        (date(2026, 7, 14), datetime(2026, 7, 14, 21, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_deadline_is_the_last_second_in_winter_as_in_summer(day: date, due: datetime) -> None:
    assert compute(Term(amount=1, unit=DAYS), day - timedelta(days=1), STATUTE).due_at == due


def test_a_term_that_does_not_move_may_end_on_a_sunday() -> None:
    assert compute(Term(amount=14, unit=DAYS, moves=False), date(2026, 11, 8), STATUTE).day == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("amount", "unit", "event", "last_day"),
    [
        (10, WORKING, date(2026, 9, 21), date(2026, 9, 7)),
        (10, WORKING, date(2026, 11, 20), date(2026, 11, 5)),
        (3, WORKING, date(2026, 12, 28), date(2026, 12, 21)),
        (30, DAYS, date(2026, 6, 10), date(2026, 5, 11)),
        (7, DAYS, date(2026, 11, 18), date(2026, 11, 10)),
        (1, MONTHS, date(2026, 3, 31), date(2026, 2, 27)),
    ],
)
def test_a_term_counted_back_never_makes_anyone_late(amount: int, unit: Unit, event: date, last_day: date) -> None:
    assert before(Term(amount=amount, unit=unit), event, STATUTE).day == last_day


def test_hours_count_back_to_a_moment() -> None:
    event = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)

    assert before(Term(amount=48, unit=HOURS), event, STATUTE).due_at == datetime(2026, 8, 30, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 12, 24), True),
        (date(2025, 12, 24), False),
        (date(2026, 4, 6), False),
        (date(2026, 6, 4), False),
        (date(2026, 6, 5), True),
        (date(2026, 3, 7), False),
        (date(2026, 3, 8), False),
        (date(2026, 3, 9), True),
        (date(2026, 1, 6), False),
    ],
)
def test_the_city_hall_works_on_working_days(day: date, works: bool) -> None:
    assert is_working_day(day, STATUTE) is works


def test_working_days_between_leave_out_the_first_day_and_count_the_last() -> None:
    assert working_days_between(date(2026, 12, 22), date(2026, 12, 28), STATUTE) == 2
    assert working_days_between(date(2026, 12, 28), date(2026, 12, 22), STATUTE) == -2
    assert working_days_between(date(2026, 12, 22), date(2026, 12, 22), STATUTE) == 0


def test_a_moved_deadline_explains_itself_in_polish_and_english() -> None:
    deadline = compute(Term(amount=14, unit=DAYS), date(2026, 11, 8), STATUTE)

    assert [step.code for step in deadline.steps] == [StepCode.EVENT, StepCode.ENDS, StepCode.MOVED]
    assert deadline.explained() == [
        "Początek: 8 listopada 2026 (dzień zdarzenia się nie liczy, art. 57 § 1 k.p.a.)",
        "Termin 14 dni kończy się w niedzielę 22 listopada 2026",
        "Przesunięte na poniedziałek 23 listopada 2026 (art. 57 § 4 k.p.a.)",
    ]
    assert deadline.explained("en") == [
        "Start: 8 November 2026 "
        "(the day of the event is not counted, art. 57 § 1 of the Code of Administrative Procedure)",
        "The term of 14 days ends on Sunday 22 November 2026",
        "Moved to Monday 23 November 2026 (art. 57 § 4 of the Code of Administrative Procedure)",
    ]


def test_a_holiday_in_the_way_is_named() -> None:
    assert compute(Term(amount=7, unit=DAYS), date(2026, 11, 4), STATUTE).explained()[1:] == [
        "Termin 7 dni kończy się w środę 11 listopada 2026 (Narodowe Święto Niepodległości)",
        "Przesunięte na czwartek 12 listopada 2026 (art. 57 § 4 k.p.a.)",
    ]
    assert compute(Term(amount=10, unit=WORKING), date(2026, 11, 4), STATUTE).explained()[1:] == [
        "Dzień wolny, nie liczy się: 11 listopada 2026 (Narodowe Święto Niepodległości)",
        "Termin 10 dni roboczych kończy się w czwartek 19 listopada 2026",
    ]


def test_months_hours_and_terms_counted_back_explain_themselves() -> None:
    noon = datetime(2026, 10, 24, 12, 0, tzinfo=WARSAW)

    assert compute(Term(amount=1, unit=MONTHS), date(2026, 3, 10), STATUTE).explained()[1] == (
        "Termin 1 miesiąca kończy się w piątek 10 kwietnia 2026 (art. 57 § 3 k.p.a.)"
    )
    assert compute(Term(amount=24, unit=HOURS), noon, STATUTE).explained() == [
        "Początek: 24 października 2026, godz. 12:00",
        "Termin 24 godzin kończy się w niedzielę 25 października 2026, godz. 11:00",
    ]
    assert before(Term(amount=14, unit=DAYS), date(2026, 11, 8), STATUTE).explained() == [
        "Wydarzenie: 8 listopada 2026 (tego dnia się nie liczy)",
        "Termin 14 dni, licząc wstecz, wypada w niedzielę 25 października 2026",
        "Cofnięte na piątek 23 października 2026, ostatni dzień roboczy wcześniej",
    ]


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(NaiveMoment):
        compute(Term(amount=7, unit=DAYS), datetime(2026, 3, 2, 9, 0), STATUTE)  # noqa: DTZ001 - naive on purpose


def test_hours_from_a_mere_day_are_refused() -> None:
    with pytest.raises(HoursNeedAMoment):
        compute(Term(amount=24, unit=HOURS), date(2026, 3, 2), STATUTE)


days = st.dates(date(2010, 1, 1), date(2060, 12, 31))
terms = st.builds(Term, amount=st.integers(1, 120), unit=st.sampled_from([DAYS, WORKING, MONTHS]))


@given(terms, days)
def test_a_term_that_moves_never_ends_on_a_free_day(term: Term, start: date) -> None:
    deadline = compute(term, start, STATUTE)

    assert is_working_day(deadline.day, STATUTE)
    assert deadline.day > start
    assert is_working_day(before(term, start, STATUTE).day, STATUTE)
    assert before(term, start, STATUTE).day < start


@given(terms, days, st.integers(0, 40))
def test_who_starts_later_never_ends_earlier(term: Term, start: date, later: int) -> None:
    assert compute(term, start, STATUTE).due_at <= compute(term, start + timedelta(days=later), STATUTE).due_at


@given(st.integers(1, 60), days)
def test_counting_working_days_agrees_with_the_term(amount: int, start: date) -> None:
    assert (
        working_days_between(start, compute(Term(amount=amount, unit=WORKING), start, STATUTE).day, STATUTE) == amount
    )


@given(st.integers(1, 60), days.filter(lambda day: is_working_day(day, STATUTE)))
def test_working_days_counted_back_lead_forward_again(amount: int, event: date) -> None:
    term = Term(amount=amount, unit=WORKING)

    assert compute(term, before(term, event, STATUTE).day, STATUTE).day == event


@given(terms, days)
def test_a_deadline_survives_being_stored(term: Term, start: date) -> None:
    deadline = compute(term, start, STATUTE)

    assert type(deadline).model_validate_json(deadline.model_dump_json()) == deadline


ACT = "ustawy z dnia 7 listopada 2029 r. (Dz. U. poz. 2117)"


def declared(*days_: date, version: int = 1) -> FreeDays:
    return FreeDays(version=version, days=tuple(FreeDay(day=day, basis=ACT) for day in days_))


NOVEMBER_12 = declared(date(2029, 11, 12))
"""A Monday, as that of 2018 was, which an act made free five days before; our calendar knows that one by now."""


@pytest.mark.parametrize(
    ("amount", "unit", "start", "by_statute", "with_the_day"),
    [
        (7, DAYS, date(2029, 11, 5), date(2029, 11, 12), date(2029, 11, 13)),
        # The search for a working day leads over it: 10 and 11 November are a Saturday and a Sunday.
        (5, DAYS, date(2029, 11, 5), date(2029, 11, 12), date(2029, 11, 13)),
        (6, DAYS, date(2029, 11, 5), date(2029, 11, 12), date(2029, 11, 13)),
        # Neither the first day nor one in between matters to a term in days.
        (1, DAYS, date(2029, 11, 12), date(2029, 11, 13), date(2029, 11, 13)),
        (14, DAYS, date(2029, 11, 5), date(2029, 11, 19), date(2029, 11, 19)),
        # It does to one in working days.
        (5, WORKING, date(2029, 11, 8), date(2029, 11, 15), date(2029, 11, 16)),
        (2, WORKING, date(2029, 11, 8), date(2029, 11, 12), date(2029, 11, 13)),
        (1, WORKING, date(2029, 11, 12), date(2029, 11, 13), date(2029, 11, 13)),
        (1, MONTHS, date(2029, 10, 12), date(2029, 11, 12), date(2029, 11, 13)),
        (1, MONTHS, date(2029, 10, 9), date(2029, 11, 9), date(2029, 11, 9)),
    ],
)
def test_a_day_that_was_declared_free_moves_what_ends_or_counts_on_it(
    amount: int, unit: Unit, start: date, by_statute: date, with_the_day: date
) -> None:
    term = Term(amount=amount, unit=unit)

    assert compute(term, start, STATUTE).day == by_statute
    assert compute(term, start, NOVEMBER_12).day == with_the_day


@pytest.mark.parametrize(
    ("amount", "unit", "event", "by_statute", "with_the_day"),
    [
        (1, DAYS, date(2029, 11, 13), date(2029, 11, 12), date(2029, 11, 9)),
        (2, WORKING, date(2029, 11, 14), date(2029, 11, 12), date(2029, 11, 9)),
        (3, WORKING, date(2029, 11, 14), date(2029, 11, 9), date(2029, 11, 8)),
        (1, MONTHS, date(2029, 12, 12), date(2029, 11, 12), date(2029, 11, 9)),
        (1, DAYS, date(2029, 11, 12), date(2029, 11, 9), date(2029, 11, 9)),
    ],
)
def test_a_day_that_was_declared_free_makes_nobody_late_who_counts_back(
    amount: int, unit: Unit, event: date, by_statute: date, with_the_day: date
) -> None:
    term = Term(amount=amount, unit=unit)

    assert before(term, event, STATUTE).day == by_statute
    assert before(term, event, NOVEMBER_12).day == with_the_day


def test_hours_and_terms_that_do_not_move_run_through_a_declared_day() -> None:
    start = datetime(2029, 11, 11, 20, 0, tzinfo=UTC)

    assert compute(Term(amount=24, unit=HOURS), start, NOVEMBER_12).due_at == start + timedelta(hours=24)
    fixed = Term(amount=7, unit=DAYS, moves=False)
    assert compute(fixed, date(2029, 11, 5), NOVEMBER_12).day == date(2029, 11, 12)


def test_a_declared_day_is_explained_by_its_act() -> None:
    assert compute(Term(amount=7, unit=DAYS), date(2029, 11, 5), NOVEMBER_12).explained()[1:] == [
        "Termin 7 dni kończy się w poniedziałek 12 listopada 2029",
        f"12 listopada 2029 jest wolny na mocy {ACT}",
        "Przesunięte na wtorek 13 listopada 2029 (art. 57 § 4 k.p.a.)",
    ]
    assert compute(Term(amount=2, unit=WORKING), date(2029, 11, 8), NOVEMBER_12).explained()[1:] == [
        f"Dzień wolny, nie liczy się: 12 listopada 2029 (na mocy {ACT})",
        "Termin 2 dni roboczych kończy się we wtorek 13 listopada 2029",
    ]
    assert compute(Term(amount=7, unit=DAYS), date(2029, 11, 5), NOVEMBER_12).explained("en")[2] == (
        f"12 November 2029 is a free day by law: {ACT}"
    )


def test_a_day_that_is_free_anyway_is_named_by_its_own_name() -> None:
    independence_day = declared(date(2026, 11, 11), date(2026, 11, 14))

    assert compute(Term(amount=7, unit=DAYS), date(2026, 11, 4), independence_day).explained()[1:] == [
        "Termin 7 dni kończy się w środę 11 listopada 2026 (Narodowe Święto Niepodległości)",
        "Przesunięte na czwartek 12 listopada 2026 (art. 57 § 4 k.p.a.)",
    ]


def test_a_told_deadline_is_postponed_and_never_shortened() -> None:
    reckoning = Reckoning(term=Term(amount=7, unit=DAYS), start=datetime(2029, 11, 5, 9, 0, tzinfo=UTC))
    told = compute(reckoning.term, reckoning.start, STATUTE).due_at

    later = reckoning.postponed(told, NOVEMBER_12)
    assert later is not None
    assert later.day == date(2029, 11, 13)
    assert reckoning.postponed(later.due_at, NOVEMBER_12) is None
    # Taken back: nobody has less time than they were told.
    assert reckoning.postponed(later.due_at, declared(version=2)) is None
    # Taken back, and the day to which it had moved declared instead.
    once_more = reckoning.postponed(later.due_at, declared(date(2029, 11, 13), version=3))
    assert once_more is not None
    assert once_more.day == date(2029, 11, 14)
    assert once_more.explained()[-2:] == [
        f"13 listopada 2029 jest wolny na mocy {ACT}",
        "Przesunięte na środę 14 listopada 2029 (art. 57 § 4 k.p.a.)",
    ]


def test_a_day_that_somebody_has_set_gives_way_too() -> None:
    told = datetime(2029, 11, 12, 22, 59, 59, tzinfo=UTC)

    assert next_working_day(told, STATUTE) is None
    assert next_working_day(told, NOVEMBER_12) == (
        datetime(2029, 11, 13, 22, 59, 59, tzinfo=UTC),
        (
            f"12 listopada 2029 jest wolny na mocy {ACT}",
            "Przesunięte na wtorek 13 listopada 2029 (art. 57 § 4 k.p.a.)",
        ),
    )


near = st.dates(date(2029, 9, 1), date(2030, 2, 28))


@given(terms, near, st.sets(near, max_size=12), st.sets(near, max_size=3))
def test_one_more_free_day_never_makes_a_term_shorter(
    term: Term, start: date, some: set[date], more: set[date]
) -> None:
    fewer, others = declared(*sorted(some)), declared(*sorted(some | more))

    assert compute(term, start, fewer).due_at <= compute(term, start, others).due_at
    assert before(term, start, others).due_at <= before(term, start, fewer).due_at
    assert is_working_day(compute(term, start, others).day, others)


@given(terms, near, st.lists(st.sets(near, max_size=6), max_size=5))
def test_whatever_is_declared_and_taken_back_what_was_told_only_grows(
    term: Term, start: date, sets: list[set[date]]
) -> None:
    reckoning = Reckoning(term=term, start=datetime(start.year, start.month, start.day, 12, 0, tzinfo=WARSAW))
    told = compute(term, start, STATUTE).due_at
    for number, some in enumerate(sets, start=1):
        free = declared(*sorted(some), version=number)
        later = reckoning.postponed(told, free)
        if later is not None:
            assert later.due_at > told
            told = later.due_at
        assert reckoning.postponed(told, free) is None
        assert told >= compute(term, start, free).due_at
        assert is_working_day(warsaw(told).date(), free)
