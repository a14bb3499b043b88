"""State by action by role: the whole table of what may follow what, and by whose hand."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from services.media.contacts.domain import Medium
from services.media.requests.domain import GroundUnfit, PressRequest, TooManyVersions, UnitUnchanged
from services.media.requests.domain.clocks import Extension, Kind, Stop, StopReason, clock_of, count, publishing
from services.media.requests.domain.parts import (
    MOST_VERSIONS,
    Channel,
    ChaserKind,
    Corrected,
    Publication,
    Refusal,
    RefusalGround,
    Sent,
    Version,
)
from services.media.requests.domain.steps import Action, NotNow, State
from services.media.requests.domain.timing import (
    ExtendedAlready,
    ExtensionTooFar,
    ExtensionTooLate,
    TermOver,
    TermRuns,
    TermStands,
)
from services.media.requests.service.rights import may, require_may
from shared.access import NotAllowed, Person, Role
from shared.clock import WARSAW, warsaw
from shared.comparing import compared
from shared.deadlines import STATUTE, FreeDay, FreeDays, Term, Unit

TERM = Term(amount=2, unit=Unit.WORKING_DAY)
BY = "Ktoś"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


NOW = at("2026-04-14T10:00")
DRAFT_DUE = (at("2026-04-22T23:59"), at("2026-04-21T23:59"))


def request(kind: Kind = Kind.QUESTION, received: str = "2026-04-13T10:00") -> PressRequest:
    clock = clock_of(kind, Medium.DAILY, TERM)
    due = count(clock, at(received), STATUTE)
    return PressRequest(
        id="r-1",
        kind=kind,
        number=1,
        year=2026,
        sign="WPKS.1431.1.2026",
        outlet="Głos Próbny",
        medium=Medium.DAILY,
        channel=Channel.FORM,
        contact=b"",
        asked=b"",
        received_at=at(received),
        clock=clock,
        starts_at=at(received),
        due_at=due.due_at,
        explanation=due.explanation,
    )


def version(moment: datetime = NOW) -> Version:
    return Version(id="v", at=moment, by_name="Ktoś", role="press_officer", sealed=b"")


def sent(moment: datetime = NOW) -> Sent:
    return Sent(id="s", at=moment, by_name="Ktoś", way="email", sealed=b"")


def refusal(ground: RefusalGround = RefusalGround.PRIVACY) -> Refusal:
    return Refusal(id="f", at=NOW, by_name="Ktoś", ground=ground, number="1/2026", taken_by="Ktoś", sealed=b"")


def stop(moment: datetime = NOW) -> Stop:
    return Stop(at=moment, reason=StopReason.FEE, note="Opłata", by_name="Ktoś")


def later(to: str, moment: datetime = NOW) -> Extension:
    return Extension(at=moment, to=date.fromisoformat(to), reason="Dużo akt", by_name="Ktoś")


CORRECTED = Corrected(id="c", at=NOW, by_name="Ktoś", fields=("outlet",), sealed=b"")
ARTICLE = Publication(title="O ulicy", on=date(2026, 4, 14))


def do_send(one: PressRequest) -> PressRequest:
    if one.kind is Kind.RECTIFICATION_OUT:
        return one.demanded(sent(), publishing(one.medium), None, NOW, STATUTE, BY)
    return one.answered(sent(), BY)


def do_refuse(one: PressRequest) -> PressRequest:
    ground = RefusalGround.PRIVACY if one.kind is Kind.QUESTION else RefusalGround.LATE
    return one.refused(refusal(ground), BY)


STEPS: dict[Action, Callable[[PressRequest], PressRequest]] = {
    Action.ASSIGN: lambda one: one.assigned("ZDM" if one.unit != "ZDM" else "WE", "Jednostka", DRAFT_DUE, BY, NOW),
    Action.ACCEPT: lambda one: one.accepted(BY, NOW),
    Action.GIVE_BACK: lambda one: one.given_back("Nie nasze", BY, NOW),
    Action.TRANSFER: lambda one: one.transferred("WGOŚ", "Wydział", DRAFT_DUE, "To ich", BY, NOW),
    Action.DRAFT: lambda one: one.drafted(version(), BY),
    Action.COMPOSE: lambda one: one.composed(version(), BY),
    Action.SEND_BACK: lambda one: one.sent_back("Popraw", DRAFT_DUE, BY, NOW),
    Action.CLEAR: lambda one: one.cleared(version(), BY, NOW),
    Action.RETURN: lambda one: one.returned("Popraw", BY, NOW),
    Action.APPROVE: lambda one: one.approved(None, BY, NOW),
    Action.SEND: do_send,
    Action.REFUSE: do_refuse,
    Action.HOLD: lambda one: one.held(sent(), BY),
    Action.EXTEND: lambda one: one.extended(later("2026-05-20"), STATUTE, BY),
    Action.STOP: lambda one: one.stopped_for(stop(), BY),
    Action.WITHDRAW: lambda one: one.withdrawn("Nieaktualne", BY, NOW),
    Action.RECORD_OUTCOME: lambda one: one.settled(ARTICLE, "Jest", BY, NOW),
    Action.LINK: lambda one: one.linked(ARTICLE, BY, NOW),
    Action.CORRECT: lambda one: one.put_right(
        CORRECTED,
        STATUTE,
        publication=one.publication or ARTICLE,
        **{name: getattr(one, name) for name in ("kind", "clock", "starts_at", "named")},
    ),
    Action.CHOOSE: lambda one: one.chosen("j-1", BY, NOW),
}
A = Action
TO = {
    State.RECEIVED: (),
    State.ASSIGNED: (A.ASSIGN,),
    State.ACCEPTED: (A.ASSIGN, A.ACCEPT),
    State.DRAFTED: (A.ASSIGN, A.ACCEPT, A.DRAFT),
    State.CLEARED: (A.COMPOSE,),
    State.APPROVED: (A.COMPOSE, A.APPROVE),
    State.ANSWERED: (A.COMPOSE, A.APPROVE, A.SEND),
    State.REFUSED: (A.REFUSE,),
    State.WITHDRAWN: (A.WITHDRAW,),
}
"""The way of a question to each state."""
OPEN = {A.REFUSE, A.HOLD, A.EXTEND, A.STOP, A.WITHDRAW, A.LINK, A.CORRECT, A.CHOOSE}
ALWAYS = {A.LINK, A.CHOOSE}
ALLOWED = {
    State.RECEIVED: OPEN | {A.ASSIGN, A.COMPOSE},
    State.ASSIGNED: OPEN | {A.ASSIGN, A.ACCEPT, A.GIVE_BACK, A.TRANSFER, A.DRAFT},
    State.ACCEPTED: OPEN | {A.ASSIGN, A.GIVE_BACK, A.TRANSFER, A.DRAFT},
    State.DRAFTED: OPEN | {A.CLEAR, A.SEND_BACK},
    State.CLEARED: OPEN | {A.APPROVE, A.RETURN},
    State.APPROVED: OPEN | {A.SEND},
    State.ANSWERED: ALWAYS,
    State.REFUSED: ALWAYS,
    State.WITHDRAWN: ALWAYS,
}
"""What may be done with a question, by hand from the way that the office works."""


def led(kind: Kind, state: State) -> PressRequest:
    one = request(kind)
    for action in TO[state]:
        one = STEPS[action](one)
    assert one.state is state
    return one


@pytest.mark.parametrize("state", ALLOWED)
@pytest.mark.parametrize("action", STEPS)
def test_each_step_of_a_question_has_its_time(state, action):
    one = led(Kind.QUESTION, state)
    if action in ALLOWED[state]:
        assert STEPS[action](one).version == one.version + 1
    else:
        with pytest.raises(NotNow):
            STEPS[action](one)


@pytest.mark.parametrize(
    ("kind", "forbidden"),
    [
        (Kind.QUESTION, set()),
        (Kind.CRITICISM, {A.REFUSE, A.EXTEND}),
        (Kind.INTERVIEW, {A.REFUSE, A.EXTEND}),
        (Kind.AUTHORISATION, {A.REFUSE, A.EXTEND, A.STOP}),
        (Kind.RECTIFICATION_IN, {A.EXTEND, A.STOP}),
        (Kind.RECTIFICATION_OUT, {A.REFUSE, A.EXTEND, A.STOP, A.HOLD}),
    ],
)
def test_only_information_is_refused_by_decision_and_only_its_term_extended(kind, forbidden):
    for action in OPEN:
        if action in forbidden:
            with pytest.raises(NotNow):
                STEPS[action](request(kind))
        else:
            STEPS[action](request(kind))


ROLES = {
    **dict.fromkeys(
        [A.ASSIGN, A.COMPOSE, A.SEND_BACK, A.CLEAR, A.SEND, A.HOLD, A.EXTEND, A.STOP, A.RESTART, A.WITHDRAW],
        Role.PRESS_OFFICER,
    ),
    **dict.fromkeys([A.RECORD_OUTCOME, A.LINK, A.CORRECT, A.CHOOSE], Role.PRESS_OFFICER),
    **dict.fromkeys([A.ACCEPT, A.GIVE_BACK, A.TRANSFER, A.DRAFT], Role.UNIT_REVIEWER),
    **dict.fromkeys([A.RETURN, A.APPROVE, A.REFUSE], Role.MAYOR),
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_each_step_has_its_hand(action, role):
    person = Person(id="p", name="Ktoś", role=role, unit="ZDM")
    assert may(action, person, "ZDM") is (ROLES[action] is role)
    if role is Role.UNIT_REVIEWER:
        assert not may(action, person, "WE"), "another unit's"
        assert not may(action, person, None), "nobody's"
    if ROLES[action] is not role:
        with pytest.raises(NotAllowed):
            require_may(action, person, "ZDM")


def test_a_rectification_of_the_citys_goes_to_its_editor_and_is_waited_for():
    one = STEPS[A.APPROVE](STEPS[A.COMPOSE](request(Kind.RECTIFICATION_OUT)))
    waiting = do_send(one)
    assert waiting.state is State.AWAITED
    assert waiting.in_time
    # Tuesday 14 April and 7 days (art. 32 ust. 1 pkt 2).
    assert waiting.due_on == date(2026, 4, 21)
    assert waiting.settled(ARTICLE, "Jest", BY, NOW).state is State.PUBLISHED
    silent = waiting.settled(None, "Odmówiła", BY, at("2026-05-30T10:00"))
    assert silent.state is State.UNPUBLISHED
    assert silent.in_time, "the editor's delay is not ours"


@pytest.mark.parametrize(
    ("received", "told_at", "to", "fault"),
    [
        pytest.param("2026-04-13T10:00", "2026-04-27T23:59", "2026-06-12", None, id="on day 14"),
        pytest.param("2026-04-13T10:00", "2026-04-28T00:00", "2026-06-12", ExtensionTooLate, id="on day 15"),
        pytest.param("2026-04-18T10:00", "2026-05-04T12:00", "2026-06-12", None, id="on the day that it gave way to"),
        pytest.param("2026-04-18T10:00", "2026-05-05T00:00", "2026-06-12", ExtensionTooLate, id="and the next one"),
        pytest.param("2026-04-13T10:00", "2026-04-14T10:00", "2026-06-13", None, id="to the last day of two months"),
        pytest.param("2026-04-13T10:00", "2026-04-14T10:00", "2026-06-14", ExtensionTooFar, id="a day further"),
        pytest.param("2026-04-13T10:00", "2026-04-14T10:00", "2026-04-27", ExtensionTooFar, id="to the same day"),
        pytest.param("2026-12-31T10:00", "2027-01-05T10:00", "2027-02-28", None, id="to the end of February"),
        pytest.param("2026-12-31T10:00", "2027-01-05T10:00", "2027-03-01", ExtensionTooFar, id="a day after it"),
        pytest.param("2027-12-31T10:00", "2028-01-05T10:00", "2028-02-29", None, id="to 29 February"),
        pytest.param("2026-12-10T10:00", "2026-12-28T23:59", "2027-02-10", None, id="on 28 December for the 24th"),
    ],
)
def test_a_later_day_is_told_within_the_term_and_within_two_months(received, told_at, to, fault):
    one = request(received=received)
    if fault is not None:
        with pytest.raises(fault):
            one.extended(later(to, at(told_at)), STATUTE, BY)
        return
    after = one.extended(later(to, at(told_at)), STATUTE, BY)
    assert after.due_on == date.fromisoformat(to)
    assert "art. 13 ust. 2" in after.explanation[1]
    with pytest.raises(ExtendedAlready):
        after.extended(later(to, at(told_at)), STATUTE, BY)


def test_a_stop_takes_the_date_away_and_a_restart_gives_it_back_later():
    stopped = request().stopped_for(stop(at("2026-04-20T10:00")), BY)
    assert not stopped.late(at("2026-06-01T10:00"))
    assert stopped.chasers() == []
    with pytest.raises(TermStands):
        stopped.stopped_for(stop(), BY)
    with pytest.raises(TermStands):
        stopped.extended(later("2026-05-20"), STATUTE, BY)
    running = stopped.restarted("Zapłacono", STATUTE, BY, at("2026-04-22T10:00"))
    assert running.due_on == date(2026, 4, 29)
    with pytest.raises(TermRuns):
        running.restarted("Znów", STATUTE, BY, at("2026-04-22T10:00"))
    with pytest.raises(TermOver):
        request().stopped_for(stop(at("2026-04-28T00:00")), BY)


def test_what_is_stopped_after_a_notice_ends_later_by_as_much():
    one = request().extended(later("2026-05-20"), STATUTE, BY).stopped_for(stop(at("2026-05-04T10:00")), BY)
    assert one.restarted("Zapłacono", STATUTE, BY, at("2026-05-08T10:00")).due_on == date(2026, 5, 25)


def test_an_answer_is_in_time_until_the_last_second():
    one = led(Kind.QUESTION, State.APPROVED)
    assert one.answered(sent(at("2026-04-27T23:59:59")), BY).in_time
    late = one.answered(sent(at("2026-04-28T00:00")), BY)
    assert late.in_time is False
    assert late.finished_month == "2026-04"
    assert one.answered(sent(at("2026-05-02T10:00")), BY).finished_month == "2026-04", "when its date passed"
    assert not late.late(at("2026-06-01T10:00")), "what is answered waits for nothing"


def test_a_ground_fits_its_kind():
    with pytest.raises(GroundUnfit):
        request().refused(refusal(RefusalGround.LATE), BY)
    with pytest.raises(GroundUnfit):
        request(Kind.RECTIFICATION_IN).refused(refusal(RefusalGround.PRIVACY), BY)


def test_a_request_does_not_go_to_the_unit_that_has_it():
    one = led(Kind.QUESTION, State.ASSIGNED)
    with pytest.raises(UnitUnchanged):
        one.assigned("ZDM", "ZDM", DRAFT_DUE, BY, NOW)


def test_a_unit_that_gives_it_back_has_nothing_more_to_do_with_it():
    one = STEPS[A.GIVE_BACK](led(Kind.QUESTION, State.ACCEPTED))
    assert (one.unit, one.unit_due_at, one.state) == (None, None, State.RECEIVED)
    assert [chaser.kind for chaser in one.chasers()] == [ChaserKind.OVERDUE]


def test_what_the_press_office_wrote_itself_goes_back_to_no_unit():
    one = STEPS[A.RETURN](led(Kind.QUESTION, State.CLEARED))
    with pytest.raises(NotNow):
        STEPS[A.SEND_BACK](one)


def test_a_graver_chaser_covers_the_milder_ones():
    one = led(Kind.QUESTION, State.ASSIGNED)
    kinds = [chaser.kind for chaser in one.chasers()]
    assert kinds == [ChaserKind.REMINDER, ChaserKind.ESCALATION, ChaserKind.OVERDUE]
    escalated = one.chase(one.chasers()[1])
    assert [chaser.kind for chaser in escalated.chasers()] == [ChaserKind.OVERDUE]
    assert one.chase(one.chasers()[2]).chasers() == []
    mended = STEPS[A.DRAFT](escalated).sent_back("Popraw", (at("2026-04-25T23:59"), NOW), BY, NOW)
    assert [chaser.kind for chaser in mended.chasers()] == kinds, "the new date is chased anew"


def test_a_text_has_no_more_versions_than_it_may():
    one = led(Kind.QUESTION, State.DRAFTED).model_copy(update={"versions": (version(),) * MOST_VERSIONS})
    with pytest.raises(TooManyVersions):
        one.cleared(version(), BY, NOW)


def test_a_declared_free_day_moves_what_runs_and_never_back():
    one = request()
    free = FreeDays(version=1, days=(FreeDay(day=date(2026, 4, 27), basis="ustawy"),))
    moved = one.held_against(free, None)
    assert moved is not None
    assert moved.due_on == date(2026, 4, 28)
    assert moved.held_against(FreeDays(version=2), None) is None
    assert f"{warsaw(moved.due_at):%H:%M:%S}" == "23:59:59"
    hours = request(Kind.AUTHORISATION, "2026-04-27T10:00")
    assert hours.held_against(free, None) is None
    named = one.extended(later("2026-05-20"), STATUTE, BY)
    free = FreeDays(version=1, days=(FreeDay(day=date(2026, 5, 20), basis="ustawy"),))
    after = named.held_against(free, None)
    assert after is not None
    assert after.due_on == date(2026, 5, 21)


def test_a_comparison_gives_the_later_text_and_what_it_no_longer_has():
    pieces = compared("Remont ruszy w maju.\nPotrwa rok.", "Remont ruszy w czerwcu.\nPotrwa rok.")
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == "Remont ruszy w czerwcu.\nPotrwa rok."
    assert [piece.text.strip() for piece in pieces if piece.kind == "out"] == ["maju."]
