"""State by action by role: the whole table of what may follow what, by whose hand; and who may not approve."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from services.events.letters.domain import Dispatch, Letter, OwnText, TooManyVersions, Way
from services.events.letters.domain.kinds import Kind
from services.events.letters.domain.steps import TABLE, Action, NotNow, State
from services.events.letters.service.rights import may
from services.events.texts import Version
from shared.access import Person, Role
from shared.history import Done

NOW = datetime(2026, 4, 15, 10, tzinfo=UTC)
AUTHOR, READER, HEAD = (Person(id=f"p-{name}", name=name, role=Role.PROTOCOL_OFFICER) for name in ("a", "r", "h"))


def letter(state: State, authors: tuple[Person, ...] = (AUTHOR,), approved_by: str | None = "p-h") -> Letter:
    return Letter(
        id="l-1", kind=Kind.THANKS, topic="Temat", phrase=b"", people=b"", count=1, who=("w",), names=("n",),
        digests=(), words=(), needed_on=date(2026, 5, 1), signatory="Prezydent", state=state, due_at=NOW,
        explanation=(), history=(Done(at=NOW, action="requested"),), requested_at=NOW,
        versions=tuple(version(one) for one in authors), approved_by=approved_by,
    )  # fmt: skip


def version(by: Person) -> Version:
    return Version(id="v", at=NOW, by_id=by.id, by_name=by.name, sealed=b"")


STEPS: dict[Action, Callable[[Letter], Letter]] = {
    Action.DRAFT: lambda one: one.drafted(version(AUTHOR), "thanks-1"),
    Action.CHECK: lambda one: one.checked(None, READER, NOW),
    Action.RETURN: lambda one: one.returned("Popraw", HEAD, NOW),
    Action.APPROVE: lambda one: one.approved(HEAD, NOW),
    Action.SIGN: lambda one: one.signed(NOW.date(), HEAD, NOW),
    Action.REGISTER: lambda one: one.registered("WPKS.0541.0001.2026", READER, NOW),
    Action.SEND: lambda one: one.sent(Dispatch(way=Way.POST, at=NOW, by_name="r")),
    Action.DELIVER: lambda one: one.delivered(NOW.date(), READER, NOW),
    Action.DECLINE: lambda one: one.declined("Nie trzeba", HEAD, NOW),
    Action.READDRESS: lambda one: one.readdressed(NOW, READER, lacking=(), count=1),
    Action.CORRECT: lambda one: one.corrected(
        NOW, READER, rephrased=False, topic="Inny temat", needed_on=one.needed_on, signatory=one.signatory
    ),
}
S, A = State, Action
ALLOWED: dict[State, dict[Action, State]] = {
    S.FORM_NEEDED: {A.CORRECT: S.FORM_NEEDED, A.READDRESS: S.REQUESTED, A.DECLINE: S.DECLINED},
    S.REQUESTED: {A.CORRECT: S.REQUESTED, A.DRAFT: S.DRAFTED, A.READDRESS: S.REQUESTED, A.DECLINE: S.DECLINED},
    S.DRAFTED: {
        A.CORRECT: S.DRAFTED,
        A.DRAFT: S.DRAFTED,
        A.CHECK: S.CHECKED,
        A.RETURN: S.REQUESTED,
        A.DECLINE: S.DECLINED,
    },
    S.CHECKED: {A.CORRECT: S.CHECKED, A.APPROVE: S.APPROVED, A.RETURN: S.REQUESTED, A.DECLINE: S.DECLINED},
    S.APPROVED: {A.CORRECT: S.APPROVED, A.SIGN: S.SIGNED, A.RETURN: S.REQUESTED, A.DECLINE: S.DECLINED},
    S.SIGNED: {A.CORRECT: S.SIGNED, A.REGISTER: S.REGISTERED, A.RETURN: S.REQUESTED, A.DECLINE: S.DECLINED},
    S.REGISTERED: {A.CORRECT: S.REGISTERED, A.SEND: S.SENT, A.DECLINE: S.DECLINED},
    S.SENT: {A.DELIVER: S.DELIVERED},
    S.DELIVERED: {},
    S.DECLINED: {},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_each_step_has_its_time(state, action):
    after = ALLOWED[state].get(action)
    if after is None:
        with pytest.raises(NotNow):
            STEPS[action](letter(state))
    else:
        done = STEPS[action](letter(state))
        assert (done.state, done.version) == (after, 2)
    assert (state in TABLE[action]) is (after is not None)


WRITERS = {Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER}
HEADS = WRITERS | {Role.MAYOR}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_each_step_is_for_its_roles(role, action):
    allowed = HEADS if action in (A.APPROVE, A.RETURN, A.SIGN, A.DECLINE) else WRITERS
    assert may(action, Person(id="p", name="p", role=role)) is (role in allowed)


def test_no_author_of_any_version_approves():
    checked = letter(State.CHECKED, authors=(AUTHOR, READER))
    for author in (AUTHOR, READER):
        with pytest.raises(OwnText):
            checked.approved(author, NOW)
    assert checked.approved(HEAD, NOW).approved_by == HEAD.id


def test_the_last_author_does_not_proof_read():
    with pytest.raises(OwnText):
        letter(State.DRAFTED).checked(None, AUTHOR, NOW)


@pytest.mark.parametrize("approved_by", [None, AUTHOR.id])
def test_nothing_leaves_without_the_approval_of_somebody_else(approved_by):
    with pytest.raises(NotNow):
        STEPS[A.SEND](letter(State.REGISTERED, approved_by=approved_by))


def test_what_is_returned_is_no_longer_approved_or_signed():
    signed = letter(State.APPROVED).signed(NOW.date(), HEAD, NOW)
    returned = signed.returned("Popraw", HEAD, NOW)
    assert (returned.approved_by, returned.signed_on) == (None, None)


def test_a_text_has_a_last_version():
    with pytest.raises(TooManyVersions):
        letter(State.DRAFTED, authors=(AUTHOR,) * 60).drafted(version(AUTHOR), "")
