"""The rules of meetings as tables: what may be done when and by whom, and who sees which document."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.events.meetings.domain import (
    TABLE,
    Action,
    ChairTaken,
    Hand,
    Meeting,
    MeetingDay,
    MeetingNotNow,
    NotSignedOff,
    OwnMinutes,
    OwnProgramme,
    ProgrammeEmpty,
    Remark,
    RemarksOver,
    RemarksWait,
    SignOff,
    State,
)
from services.events.meetings.domain.documents import Audience, Document, seen_at_desk, seen_by
from services.events.meetings.domain.minutes import Agreed, Minutes, Task, TaskDone, TaskGone
from services.events.meetings.domain.people import Part, Participant
from services.events.meetings.domain.programme import Point, When, overrun, timed
from services.events.meetings.service.rights import DOERS, HANDS
from shared.access import Person, Role

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
WHEN = When(title="Narada", starts=NOW - timedelta(hours=2), ends=NOW, place="Ratusz")
AUTHOR, HEAD = Hand("p-a", "Autor", NOW), Hand("p-h", "Inny", NOW)


def participant(
    id: str = "g", part: Part = Part.MEMBER, role: str | None = None, unit: str | None = None
) -> Participant:
    return Participant(id=id, part=part, role=role, unit=unit, contact=b"", key="k")


def document(id: str = "d", audience: Audience = Audience.ALL, chosen: tuple[str, ...] = (), **more: Any) -> Document:
    return Document(
        id=id, title=id, audience=audience, chosen=chosen, file_id="f", filename="a.pdf",
        media_type="application/pdf", size=1, by_id="p-a", by_name="Autor", at=NOW, **more,
    )  # fmt: skip


def remark(accepted: bool | None = True) -> Remark:
    return Remark(id="r", participant="g", at=NOW, number=1, text=b"", accepted=accepted)


def meeting(state: State, **changes: Any) -> Meeting:
    plain: dict[str, Any] = {
        "points": b"x", "sign_off": SignOff(by_name="Inny", at=NOW), "participants": (participant(),),
        "documents": (document(),), "planners": ("p-a",), "scribes": ("p-a",), "minutes": b"x",
        "remarks_until": date(2026, 5, 5) if state is State.REMARKS else None,
    }  # fmt: skip
    return Meeting(id="m", entry_id="e", line_id="l", when=WHEN, state=state, **plain | changes)


TODAY = date(2026, 5, 6)
STEPS: dict[Action, Any] = {
    Action.INVITE: lambda one: one.invited(participant("h"), AUTHOR),
    Action.REMOVE: lambda one: one.removed("g", AUTHOR),
    Action.RENEW: lambda one: one.renewed("g", "other", AUTHOR),
    Action.PLAN: lambda one: one.planned(b"y", AUTHOR),
    Action.ATTACH: lambda one: one.attached(document("e"), AUTHOR),
    Action.DETACH: lambda one: one.detached("d", AUTHOR),
    Action.SIGN: lambda one: one.signed(1, HEAD),
    Action.ISSUE: lambda one: one.issued_anew(AUTHOR),
    Action.HOLD: lambda one: one.held(b"y", AUTHOR),
    Action.WRITE: lambda one: one.written(b"y", AUTHOR),
    Action.SEND_OUT: lambda one: one.sent_out(b"y", TODAY, TODAY, AUTHOR),
    Action.REMARK: lambda one: one.model_copy(update={"remarks_until": TODAY}).remarked(remark(None), TODAY),
    Action.ANSWER: lambda one: one.answered("r", True, b"y", AUTHOR),
    Action.APPROVE: lambda one: one.approved_by(("t",), TODAY, HEAD),
    Action.CORRECT: lambda one: one.corrected("Błąd w nazwie", AUTHOR),
}
S, A = State, Action
_AHEAD = {A.INVITE, A.REMOVE, A.RENEW, A.PLAN, A.ATTACH, A.DETACH, A.SIGN}
ALLOWED: dict[State, dict[Action, State]] = {
    S.CONVENED: {**dict.fromkeys(_AHEAD, S.CONVENED), A.ISSUE: S.ISSUED},
    S.ISSUED: {**dict.fromkeys(_AHEAD, S.ISSUED), A.ISSUE: S.ISSUED, A.HOLD: S.HELD},
    S.HELD: {A.RENEW: S.HELD, A.WRITE: S.HELD, A.SEND_OUT: S.REMARKS},
    S.REMARKS: {
        **dict.fromkeys((A.RENEW, A.WRITE, A.REMARK, A.ANSWER), S.REMARKS),
        A.APPROVE: S.APPROVED,
    },
    S.APPROVED: {A.RENEW: S.APPROVED, A.CORRECT: S.HELD},
    S.CANCELLED: {},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_each_step_has_its_time(state, action):
    after = ALLOWED[state].get(action)
    assert (state in TABLE[action]) is (after is not None)
    if after is None:
        with pytest.raises(MeetingNotNow):
            STEPS[action](meeting(state))
    else:
        assert STEPS[action](meeting(state)).state is after


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", [action for action in Action if action is not Action.REMARK])
def test_each_step_is_for_its_roles(role, action):
    writers = {Role.PROTOCOL_OFFICER, Role.OFFICER}
    allowed = writers | {Role.MAYOR} if action in (A.SIGN, A.APPROVE) else writers
    assert (role in HANDS[action]) is (role in allowed)


def test_nothing_is_issued_or_held_while_it_is_put_off():
    for action in (A.ISSUE, A.HOLD):
        with pytest.raises(MeetingNotNow):
            STEPS[action](meeting(S.ISSUED, postponed=True))


def test_no_author_signs_off_or_approves():
    with pytest.raises(OwnProgramme):
        meeting(S.CONVENED).signed(1, AUTHOR)
    with pytest.raises(OwnMinutes):
        meeting(S.REMARKS).approved_by((), TODAY, AUTHOR)


@pytest.mark.parametrize("change", [A.PLAN, A.ATTACH, A.DETACH])
def test_what_changes_a_programme_takes_its_sign_off_away(change):
    changed = STEPS[change](meeting(S.ISSUED))
    assert changed.sign_off is None
    with pytest.raises(NotSignedOff):
        changed.issued_anew(AUTHOR)


def test_an_issued_programme_waits_for_nothing_until_it_is_changed():
    issued = STEPS[A.ISSUE](STEPS[A.SIGN](STEPS[A.PLAN](meeting(S.CONVENED))))
    assert not issued.to_issue
    assert STEPS[A.ATTACH](issued).to_issue


def test_an_empty_programme_and_a_second_chair_are_refused():
    with pytest.raises(ProgrammeEmpty):
        meeting(S.CONVENED).signed(0, HEAD)
    with pytest.raises(ChairTaken):
        meeting(S.CONVENED, participants=(participant(part=Part.CHAIR),)).invited(participant("h", Part.CHAIR), AUTHOR)


def test_a_meeting_is_not_held_before_it_begins():
    with pytest.raises(MeetingDay):
        meeting(S.ISSUED).held(b"", AUTHOR._replace(at=WHEN.starts - timedelta(minutes=1)))


@pytest.mark.parametrize(
    ("until", "accepted"), [(TODAY, True), (date(2026, 5, 5), None)], ids=["its last day", "no answer"]
)
def test_minutes_wait_for_the_day_and_for_the_answer_to_every_remark(until, accepted):
    with pytest.raises(RemarksWait):
        meeting(S.REMARKS, remarks_until=until, remarks=(remark(accepted),)).approved_by((), TODAY, HEAD)


def test_no_remark_comes_after_the_day():
    with pytest.raises(RemarksOver):
        meeting(S.REMARKS).remarked(remark(None), TODAY)


CHAIR, MEMBER, OTHER = (
    participant("c", Part.CHAIR, "mayor"),
    participant("m", Part.MEMBER, "unit_reviewer", "ZDM"),
    participant("o"),
)
DOCUMENTS = [
    document("all"), document("chosen", Audience.CHOSEN, ("m",)), document("chair", Audience.CHAIR),
    document("gone", withdrawn_at=NOW), document("later"),
]  # fmt: skip
ISSUED = {"all", "chosen", "chair", "gone"}


@pytest.mark.parametrize(("one", "seen"), [(CHAIR, {"all", "chair"}), (MEMBER, {"all", "chosen"}), (OTHER, {"all"})])
def test_a_participant_sees_what_is_for_them_and_was_issued(one, seen):
    assert {each.id for each in seen_by(one, DOCUMENTS, ISSUED)} == seen
    assert seen_by(one, DOCUMENTS, ()) == []


def staff(role: Role, id: str = "p-x", unit: str | None = None) -> Person:
    return Person(id=id, name=id, role=role, unit=unit)


@pytest.mark.parametrize(
    ("person", "keeps", "seen"),
    [
        (staff(Role.PROTOCOL_OFFICER, "p-a"), True, {"all", "chosen", "chair", "later"}),
        (staff(Role.OFFICER), True, {"all", "later"}),
        (staff(Role.MAYOR), False, {"all", "chair"}),
        (staff(Role.UNIT_REVIEWER, unit="ZDM"), False, {"all", "chosen"}),
        (staff(Role.UNIT_REVIEWER, unit="WE"), False, set()),
        (staff(Role.AUDITOR), False, set()),
    ],
    ids=["who put them in", "a colleague", "the chair", "a participant", "another unit", "the auditor"],
)
def test_the_desk_shows_a_document_to_who_put_it_in_and_to_those_it_is_for(person, keeps, seen):
    assert {each.id for each in seen_at_desk(person, keeps, DOCUMENTS, (CHAIR, MEMBER, OTHER), ISSUED)} == seen


def test_points_follow_each_other_and_an_overrun_is_told():
    points = [Point(title="A", minutes=50), Point(title="B", minutes=80)]
    assert [at for at, _ in timed(WHEN.starts, points)] == [WHEN.starts, WHEN.starts + timedelta(minutes=50)]
    assert overrun(WHEN.starts, WHEN.ends, points) == 10
    assert overrun(WHEN.starts, WHEN.ends, points[:1]) == 0


AGREED = Agreed(id="t", what="Plan", role="officer", due=TODAY, agreed=True)


@pytest.mark.parametrize("tasks", [(), (AGREED.model_copy(update={"due": date(2027, 1, 1)}),)], ids=["lost", "changed"])
def test_a_correction_neither_loses_nor_changes_a_task_that_was_agreed(tasks):
    had = Minutes(title="N", starts=NOW, ends=NOW, place="", attendance=(), items=(), tasks=(AGREED,))
    with pytest.raises(TaskGone):
        had.rewritten((), tasks, "")


def test_a_task_is_done_once_by_who_is_to_do_it():
    task = Task(
        id="t", meeting_id="m", line_id="l", title="N", met_at=NOW, what="Plan", role="unit_reviewer", unit="ZDM",
        due=TODAY,
    )  # fmt: skip
    right, wrong = staff(Role.UNIT_REVIEWER, unit="ZDM"), staff(Role.UNIT_REVIEWER, unit="WE")
    assert (task.is_of(right), task.is_of(wrong)) == (True, False)
    after = task.completed("Jest plan", right, NOW)
    assert (after.open, after.done, after.done_by) == (False, "Jest plan", "p-x")
    with pytest.raises(TaskDone):
        after.completed("Jeszcze raz", right, NOW)


def follows(one: Meeting, **changes: Any) -> Meeting:
    plain: dict[str, Any] = {"when": WHEN, "cancelled": False, "postponed": False, "words": (), "by": HEAD}
    return one.follows(**plain | changes)


def test_a_meeting_goes_where_the_calendar_goes_and_comes_back():
    off = follows(meeting(S.ISSUED), cancelled=True)
    assert (off.state, follows(off, cancelled=False).state) == (S.CANCELLED, S.ISSUED)
    later = WHEN.model_copy(update={"starts": WHEN.starts + timedelta(days=1)})
    moved = follows(meeting(S.ISSUED, issued_starts=WHEN.starts), when=later)
    assert (moved.outdated, moved.sign_off) == (True, None)
    same = meeting(S.CONVENED)
    assert follows(same) is same
    for state in (S.HELD, S.REMARKS, S.APPROVED):
        held = meeting(state)
        assert follows(held, cancelled=True, when=later) is held


def test_staff_who_can_do_something_are_staff_that_take_part():
    assert set(DOERS) >= {Role.PROTOCOL_OFFICER, Role.OFFICER, Role.UNIT_REVIEWER, Role.MAYOR}
