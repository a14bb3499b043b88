"""The rules of initiatives: shares, work, states, and events in any order."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.initiatives.domain import Call, Initiative
from services.intake.initiatives.domain.declarations import (
    DeclarationClosed,
    Gift,
    SignedLater,
    asked,
    declared,
    from_paper,
    worth,
)
from services.intake.initiatives.domain.rules import Rate, RateUnknown, RulesUnfit, check, in_force, kalisz
from services.intake.initiatives.domain.shares import (
    Balance,
    EstimateUnbalanced,
    OwnShareTooSmall,
    balance,
    require,
)
from services.intake.initiatives.domain.states import WHO_MAY, Action, Actor, NotNow, State, may
from shared.contracts import Event, contract
from shared.contracts.initiatives.intake import InitiativePart, InitiativeSubmittedV1
from shared.contracts.initiatives.verification import InitiativeOutcome
from tests.intake.initiatives.conftest import GROUP, content

NOW = datetime(2026, 4, 15, 10, tzinfo=UTC)
RULES = kalisz(3_140)
GOLDEN = Path(__file__).parents[2] / "contracts" / "golden"


def golden(name: str, **changes: Any) -> Event:
    """A sample of a contract."""
    return contract(name).model_validate(json.loads((GOLDEN / f"{name}.json").read_text()) | changes)


def an_initiative(**changes: Any) -> Initiative:
    """An initiative that was filed."""
    sample = golden("intake.initiative_submitted.v1")
    assert isinstance(sample, InitiativeSubmittedV1)
    plain = sample.model_dump(exclude={"version", "initiative_id", "attachments", "on_paper", "own", "city"})
    filed = {"goal": "Cień i zieleń na skwerze.", "audience": "sąsiedzi", "group": b"", "attachments": ()}
    return Initiative.model_validate({**plain, **filed, "id": "i-1", **changes})


def a_call(**changes: Any) -> Call:
    """A call for the costs."""
    plain: dict[str, Any] = {
        "number": 1,
        "points": ("Kosztorys się nie zgadza.",),
        "parts": (InitiativePart.COSTS,),
        "explanation": ("7 dni",),
        "called_at": NOW,
        "due_at": NOW + timedelta(days=7),
    }
    return Call(**plain | changes)


@pytest.mark.parametrize(
    ("minutes", "rate", "value"),
    [(600, 3_140, 31_400), (60, 3_140, 3_140), (1, 3_140, 52), (1, 30, 1), (1, 29, 0), (30, 3_141, 1_571)],
)
def test_work_is_worth_its_hours_by_the_rate_rounded_half_up(minutes, rate, value):
    assert worth(minutes, rate) == value


def test_work_counts_by_the_rate_of_the_day_of_signing():
    later = Rate(valid_from=date(2026, 5, 1), amount=4_000)
    rules = RULES.model_copy(update={"rates": (*RULES.rates, later)})
    work = Gift(kind="work", subject="sadzenie", minutes=60)

    before = from_paper("d-1", "i-1", work, b"x", rules, date(2026, 4, 30), NOW + timedelta(days=30))
    after = from_paper("d-2", "i-1", work, b"x", rules, date(2026, 5, 1), NOW + timedelta(days=30))

    assert (before.rate, before.value, after.rate, after.value) == (3_140, 3_140, 4_000, 4_000)


def test_nothing_is_signed_tomorrow_or_before_there_was_a_rate():
    work = Gift(kind="work", subject="sadzenie", minutes=60)
    with pytest.raises(SignedLater):
        from_paper("d-1", "i-1", work, b"x", RULES, date(2026, 4, 16), NOW)
    with pytest.raises(RateUnknown):
        from_paper("d-1", "i-1", work, b"x", RULES, date(2015, 1, 1), NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "work", "subject": "sadzenie"},
        {"kind": "work", "subject": "sadzenie", "value": 100},
        {"kind": "money", "subject": "składka"},
        {"kind": "in_kind", "subject": "ziemia", "minutes": 5, "value": 100},
    ],
)
def test_work_is_given_in_minutes_and_anything_else_by_its_value(wrong):
    with pytest.raises(ValueError, match="minutes"):
        Gift.model_validate(wrong)


def test_a_declaration_is_signed_once_and_ended_once():
    signed = asked("d-1", "i-1", b"x", NOW).signed(
        Gift(kind="money", subject="składka", value=10_000), b"y", RULES, NOW
    )

    with pytest.raises(DeclarationClosed):
        signed.signed(Gift(kind="money", subject="składka", value=1), b"z", RULES, NOW)
    ended = signed.ended()
    assert ended.sealed == b""
    with pytest.raises(DeclarationClosed):
        ended.ended()


def test_declarations_are_numbered_without_gaps_in_the_order_of_signing():
    gift = Gift(kind="money", subject="składka", value=10_000)
    blank = [asked(f"d-{number}", "i-1", b"x", NOW) for number in range(4)]
    signed = [one.signed(gift, b"y", RULES, NOW + timedelta(minutes=9 - at)) for at, one in enumerate(blank[:3])]

    found = declared([*signed[:2], signed[2].ended(), blank[3]])

    assert [(each.number, each.declaration_id) for each in found] == [(1, "d-1"), (2, "d-0")]


@given(own=st.integers(0, 10**9), city=st.integers(0, 10**9), threshold=st.integers(0, 9_999))
def test_what_is_missing_is_just_enough(own, city, threshold):
    found = Balance(own=own, city=city, threshold=threshold, rate=3_140)
    if found.enough:
        assert found.missing == 0
        return
    fuller = found.model_copy(update={"own": own + found.missing})
    assert fuller.enough or fuller.total == 0
    if found.missing > 1:
        assert not found.model_copy(update={"own": own + found.missing - 1}).enough
    assert worth(found.missing_minutes, 3_140) >= found.missing or found.missing_minutes * 3_140 >= found.missing * 60


@pytest.mark.parametrize(
    ("own", "estimate", "error"),
    [
        (1_000_00, (1_000_00, 9_000_00), None),
        (1_000_00, (999_99, 9_000_00), EstimateUnbalanced),
        (1_000_00, (1_000_00, 9_000_01), EstimateUnbalanced),
        (999_00, (999_00, 9_000_00), OwnShareTooSmall),
    ],
)
def test_an_application_adds_up_on_both_sides_and_residents_give_a_tenth(own, estimate, error):
    gift = Gift(kind="money", subject="składka", value=own)
    signed = asked("d-1", "i-1", b"x", NOW).signed(gift, b"y", RULES, NOW)
    shares = content().city_shares
    lines = [line.model_copy(update={"own": estimate[0], "city": estimate[1]}) for line in content().estimate[:1]]
    found = balance(declared([signed]), shares, lines, RULES.own_share, 3_140)

    if error is None:
        require(found)
        assert found.share == 1_000
    else:
        with pytest.raises(error):
            require(found)


def test_rules_that_do_not_hold_together_are_refused():
    late = RULES.model_copy(update={"rates": (Rate(valid_from=date(2030, 1, 1), amount=1),)})
    twice = RULES.model_copy(update={"spheres": ("Zieleń", "Zieleń")})
    for unfit in (late, twice):
        with pytest.raises(RulesUnfit):
            check(unfit)
    check(RULES)


def test_the_rules_of_a_day_are_the_last_that_were_in_force_by_then():
    first = RULES
    second = RULES.model_copy(update={"id": "r-1", "number": 1, "in_force_from": date(2026, 1, 1)})
    third = RULES.model_copy(update={"id": "r-2", "number": 2, "in_force_from": date(2026, 6, 1)})

    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [in_force([second, third], day, first).number for day in days] == [0, 1, 1, 2]


MATRIX = {
    State.SUBMITTED: {Action.WITHDRAW, Action.WITHDRAW_ON_PAPER},
    State.CALLED: {Action.CORRECT, Action.CORRECT_ON_PAPER, Action.WITHDRAW, Action.WITHDRAW_ON_PAPER},
    State.CHECKED: {Action.WITHDRAW, Action.WITHDRAW_ON_PAPER},
    State.FAULTY: {Action.WITHDRAW, Action.WITHDRAW_ON_PAPER},
    State.SCORED: {Action.WITHDRAW, Action.WITHDRAW_ON_PAPER},
    State.APPROVED: {Action.WITHDRAW, Action.WITHDRAW_ON_PAPER},
    State.FUNDED: {Action.WITHDRAW, Action.WITHDRAW_ON_PAPER, Action.CONTRACT},
    State.CONTRACTED: {Action.ANNEX, Action.TERMINATE},
    State.SETTLED: set(),
    State.SETTLED_WITH_CORRECTION: set(),
    State.TERMINATED: set(),
    State.REJECTED: {Action.CONVERT},
    State.LEFT_UNCONSIDERED: {Action.CONVERT},
    State.WITHDRAWN: set(),
}
"""What anybody may do in each state."""
WHOSE = {
    Actor.APPLICANT: {Action.CORRECT, Action.WITHDRAW, Action.CONVERT},
    Actor.OFFICER: {
        Action.CORRECT_ON_PAPER,
        Action.WITHDRAW_ON_PAPER,
        Action.CONTRACT,
        Action.ANNEX,
        Action.TERMINATE,
    },
}
DONE = {
    Action.CORRECT: lambda one: one.corrected(content(), None, one.declared, (), NOW),
    Action.WITHDRAW: lambda one: one.withdrawn(Actor.APPLICANT, NOW),
    Action.WITHDRAW_ON_PAPER: lambda one: one.withdrawn(Actor.OFFICER, NOW),
    Action.CONVERT: lambda one: one.converted(NOW),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("actor", Actor)
def test_who_may_do_what_when(state, action, actor):
    assert may(state, action, actor) == (action in MATRIX[state] and action in WHOSE[actor])


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", DONE)
def test_what_is_not_allowed_cannot_be_done(state, action):
    one = an_initiative(state=state, call=a_call())
    if action in MATRIX[state]:
        DONE[action](one)
    else:
        with pytest.raises(NotNow):
            DONE[action](one)


def test_every_action_has_one_actor():
    assert set(WHO_MAY) == set(Action)


def test_a_correction_changes_only_what_was_opened():
    before = an_initiative().called(a_call(parts=(InitiativePart.PLACE,)))
    after = before.corrected(content(place="park", title="Inna nazwa"), None, (), (), NOW)

    assert (after.place, after.title, after.declared) == ("park", before.title, before.declared)
    assert after.state is State.SUBMITTED
    with pytest.raises(NotNow):
        after.corrected(content(), None, (), (), NOW)


def test_whoever_may_change_a_share_may_change_the_estimate():
    opened = a_call(parts=(InitiativePart.CITY_SHARE,)).opens
    assert opened == (InitiativePart.CITY_SHARE, InitiativePart.COSTS)


def test_who_files_changes_only_where_the_residents_are_called_for():
    called = an_initiative(residents=3).called(a_call(parts=(InitiativePart.RESIDENTS,)))
    assert called.corrected(content(), (GROUP, b"new"), (), (), NOW).residents == 2
    other = an_initiative(residents=3).called(a_call())
    assert other.corrected(content(), (GROUP, b"new"), (), (), NOW).group == b""


def test_the_time_to_answer_ends_for_the_web_but_a_paper_waits_for_the_check():
    called = an_initiative().called(a_call())
    late = NOW + timedelta(days=8)

    assert not called.can_correct(late)
    with pytest.raises(NotNow):
        called.corrected(content(), None, (), (), late)
    assert called.postponed(1, late, ("dzień wolny",)).can_correct(late)
    assert called.postponed(2, late, ()) is called


FACTS: list[tuple[str, dict[str, Any], State]] = [
    ("verification.initiative_check_finished.v1", {"passed": True}, State.CHECKED),
    ("verification.initiative_scored.v1", {}, State.SCORED),
    ("verification.initiative_decided.v1", {"outcome": InitiativeOutcome.APPROVED}, State.APPROVED),
    ("verification.funds_secured.v1", {}, State.FUNDED),
    ("intake.contract_signed.v1", {"annex": 0}, State.CONTRACTED),
    ("intake.contract_signed.v1", {"annex": 1, "version": 2}, State.CONTRACTED),
    ("reporting.settlement_returned.v1", {}, State.CONTRACTED),
    ("reporting.initiative_settled.v1", {"outcome": "settled_with_correction"}, State.SETTLED_WITH_CORRECTION),
]


def test_an_initiative_goes_its_way_step_by_step():
    one = an_initiative()
    for name, changes, state in FACTS:
        one = one.heard(golden(name, **changes))
        assert one.state is state


@given(order=st.permutations(FACTS), repeats=st.lists(st.integers(0, len(FACTS) - 1), max_size=6))
def test_events_in_any_order_and_any_number_leave_the_same_initiative(order, repeats):
    def after(facts: Sequence[Any]) -> Initiative:
        one = an_initiative()
        for name, changes, _ in facts:
            one = one.heard(golden(name, **changes))
        return one

    told = after([*order, *(order[at] for at in repeats)])
    assert told == after(FACTS)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("rejected", State.REJECTED), ("left_unconsidered", State.LEFT_UNCONSIDERED), ("approved", State.APPROVED)],
)
def test_the_mayors_decision_decides(outcome, state):
    decided = golden("verification.initiative_decided.v1", outcome=outcome)
    assert an_initiative().heard(decided).state is state


def test_what_was_withdrawn_stays_withdrawn_whatever_is_heard_before_a_contract():
    one = an_initiative().withdrawn(Actor.APPLICANT, NOW)
    for name, changes, _ in FACTS[:4]:
        one = one.heard(golden(name, **changes))
    assert one.state is State.WITHDRAWN
