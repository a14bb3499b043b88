"""A meeting from its convening to the approved minutes, as pure rules. What was said of whom is sealed."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict

from services.events.meetings.domain.documents import Document
from services.events.meetings.domain.people import Part, Participant
from services.events.meetings.domain.programme import When

MOST_PARTICIPANTS = 60
MOST_DOCUMENTS = 60
MOST_REMARKS = 200


class State(StrEnum):
    """Where a meeting stands."""

    CONVENED = "convened"
    ISSUED = "issued"
    HELD = "held"
    REMARKS = "remarks"
    APPROVED = "approved"
    CANCELLED = "cancelled"


class Action(StrEnum):
    """What can be done with a meeting. That it is called off or moved, the calendar says."""

    INVITE = "invite"
    REMOVE = "remove"
    RENEW = "renew"
    PLAN = "plan"
    ATTACH = "attach"
    DETACH = "detach"
    SIGN = "sign"
    ISSUE = "issue"
    HOLD = "hold"
    WRITE = "write"
    SEND_OUT = "send_out"
    REMARK = "remark"
    ANSWER = "answer"
    APPROVE = "approve"
    CORRECT = "correct"


_AHEAD = frozenset({State.CONVENED, State.ISSUED})
TABLE: dict[Action, frozenset[State]] = {
    Action.INVITE: _AHEAD,
    Action.REMOVE: _AHEAD,
    Action.RENEW: frozenset(State) - {State.CANCELLED},
    Action.PLAN: _AHEAD,
    Action.ATTACH: _AHEAD,
    Action.DETACH: _AHEAD,
    Action.SIGN: _AHEAD,
    Action.ISSUE: _AHEAD,
    Action.HOLD: frozenset({State.ISSUED}),
    Action.WRITE: frozenset({State.HELD, State.REMARKS}),
    Action.SEND_OUT: frozenset({State.HELD}),
    Action.REMARK: frozenset({State.REMARKS}),
    Action.ANSWER: frozenset({State.REMARKS}),
    Action.APPROVE: frozenset({State.REMARKS}),
    Action.CORRECT: frozenset({State.APPROVED}),
}
"""What may be done while it stands where."""


class MeetingNotNow(Exception):
    """In the state in which it is, the meeting waits for something else."""

    def __init__(self, state: str, action: str) -> None:
        super().__init__(f"no {action} while {state}")
        self.state, self.action = state, action


class OwnProgramme(Exception):
    """Who has worked on the programme does not sign it off."""


class OwnMinutes(Exception):
    """Who has written the minutes does not approve them."""


class ProgrammeEmpty(Exception):
    """A programme without points is none."""


class NotSignedOff(Exception):
    """The programme is issued only as somebody else than its authors has signed it off."""


class RemarksWait(Exception):
    """The day until which remarks are taken has not passed, or a remark has no answer. `until`: that day."""

    def __init__(self, until: date) -> None:
        super().__init__(until.isoformat())
        self.until = until


class RemarksOver(Exception):
    """Remarks are taken no longer."""


class MeetingDay(Exception):
    """The day does not fit: a meeting is held once it has begun, and remarks are taken until a day that comes."""


class MeetingFull(Exception):
    """There are as many of these as may be."""


class ChairTaken(Exception):
    """Somebody else chairs the meeting already."""


class Done(BaseModel):
    """Something that was done."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    action: str
    by_name: str = ""
    note: str = ""


class SignOff(BaseModel):
    """That somebody has signed the programme off, as it stands."""

    model_config = ConfigDict(frozen=True)

    by_name: str
    at: datetime


class Remark(BaseModel):
    """What a participant says of the minutes. `text` and `answer` are sealed."""

    model_config = ConfigDict(frozen=True)

    id: str
    participant: str
    at: datetime
    number: int
    """Of the minutes, from 1."""
    text: bytes
    accepted: bool | None = None
    answer: bytes | None = None
    answered_by: str = ""


class Hand(NamedTuple):
    """Who does something, and when."""

    id: str
    name: str
    at: datetime


class Meeting(BaseModel):
    """A meeting. `line_id` joins meetings that follow each other; `points`, `minutes` and `sent` are sealed.

    `planners`, `scribes`: ids of those who have worked on the programme, on the minutes. `issued`, `approved`: the
    number of the newest programme and minutes, 0 before there are any. `sent`: the minutes as participants have them.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    entry_id: str
    line_id: str
    when: When
    words: tuple[str, ...] = ()
    postponed: bool = False
    state: State = State.CONVENED
    cancelled_from: State | None = None
    participants: tuple[Participant, ...] = ()
    points: bytes | None = None
    planners: tuple[str, ...] = ()
    sign_off: SignOff | None = None
    documents: tuple[Document, ...] = ()
    issued: int = 0
    issued_starts: datetime | None = None
    changed: bool = False
    """True where points or documents are others than those that were issued last."""
    minutes: bytes | None = None
    scribes: tuple[str, ...] = ()
    sent: bytes | None = None
    remarks_until: date | None = None
    remarks: tuple[Remark, ...] = ()
    approved: int = 0
    terms: tuple[str, ...] = ()
    """Digests of the stems of the approved minutes, by which they are found."""
    correction: str = ""
    """Why the minutes are being corrected."""
    ended_at: datetime | None = None
    erased_at: datetime | None = None
    history: tuple[Done, ...] = ()
    task: str | None = None
    due_at: datetime | None = None
    """Until when the open task was said to be due; None where there is none, or where it is older than this field."""
    free_days: int = 0
    """The version of the declared free days that the date was last held against."""
    version: int = 1

    @property
    def outdated(self) -> bool:
        """Tell whether the issued programme names another time than the calendar."""
        return self.issued_starts is not None and self.issued_starts != self.when.starts

    @property
    def to_issue(self) -> bool:
        """Tell whether there is something that participants do not have yet."""
        return not self.issued or self.changed or self.outdated

    @property
    def chair(self) -> Participant | None:
        """Who chairs it."""
        return next((one for one in self.participants if one.part is Part.CHAIR), None)

    def participant(self, id: str) -> Participant | None:
        """Give a participant."""
        return next((one for one in self.participants if one.id == id), None)

    def document(self, id: str) -> Document | None:
        """Give a document that has not been withdrawn."""
        return next((one for one in self.documents if one.id == id and one.withdrawn_at is None), None)

    def may(self, action: Action) -> bool:
        """Tell whether something may be done now."""
        if self.state not in TABLE[action] or (action in (Action.HOLD, Action.ISSUE) and self.postponed):
            return False
        return action is not Action.RENEW or self.erased_at is None

    # -- before ----------------------------------------------------------------------------------------------------

    def invited(self, one: Participant, by: Hand) -> Self:
        """Give it with another participant. Raises `MeetingNotNow`, `MeetingFull`, `ChairTaken`."""
        self._require(Action.INVITE)
        if len(self.participants) >= MOST_PARTICIPANTS:
            raise MeetingFull
        if one.part is Part.CHAIR and self.chair is not None:
            raise ChairTaken
        return self._next(Action.INVITE, by, participants=(*self.participants, one))

    def removed(self, id: str, by: Hand) -> Self:
        """Give it without a participant, whose link opens nothing any more. Raises `MeetingNotNow`."""
        self._require(Action.REMOVE)
        return self._next(Action.REMOVE, by, participants=tuple(one for one in self.participants if one.id != id))

    def renewed(self, id: str, key: str, by: Hand) -> Self:
        """Give it with another key in the link of a guest: the link before opens nothing any more.

        Raises `MeetingNotNow`.
        """
        self._require(Action.RENEW)
        changed = {one.id: one.model_copy(update={"key": key}) for one in self.participants if one.id == id}
        return self._next(Action.RENEW, by, participants=tuple(changed.get(one.id, one) for one in self.participants))

    def planned(self, points: bytes, by: Hand) -> Self:
        """Give it with another draft of the programme, which is signed off anew. Raises `MeetingNotNow`."""
        self._require(Action.PLAN)
        return self._next(
            Action.PLAN, by, points=points, sign_off=None, changed=True, planners=_with(self.planners, by.id)
        )

    def attached(self, document: Document, by: Hand) -> Self:
        """Give it with another document. Raises `MeetingNotNow`, `MeetingFull`."""
        self._require(Action.ATTACH)
        if len(self.documents) >= MOST_DOCUMENTS:
            raise MeetingFull
        told: dict[str, Any] = {"documents": (*self.documents, document), "planners": _with(self.planners, by.id)}
        return self._next(Action.ATTACH, by, sign_off=None, changed=True, **told)

    def detached(self, id: str, by: Hand) -> Self:
        """Give it with a document that nobody sees any more. Raises `MeetingNotNow`."""
        self._require(Action.DETACH)
        documents = tuple(
            one.model_copy(update={"withdrawn_at": by.at}) if one.id == id and one.withdrawn_at is None else one
            for one in self.documents
        )
        return self._next(
            Action.DETACH, by, documents=documents, sign_off=None, changed=True, planners=_with(self.planners, by.id)
        )

    def signed(self, points: int, by: Hand) -> Self:
        """Give it signed off; `points`: how many. Raises `MeetingNotNow`, `OwnProgramme`, `ProgrammeEmpty`."""
        self._require(Action.SIGN)
        if by.id in self.planners:
            raise OwnProgramme
        if not points:
            raise ProgrammeEmpty
        return self._next(Action.SIGN, by, sign_off=SignOff(by_name=by.name, at=by.at))

    def issued_anew(self, by: Hand) -> Self:
        """Give it with its programme issued. Raises `MeetingNotNow`, `NotSignedOff`."""
        self._require(Action.ISSUE)
        if self.sign_off is None:
            raise NotSignedOff
        told: dict[str, Any] = {
            "state": State.ISSUED,
            "issued": self.issued + 1,
            "issued_starts": self.when.starts,
            "sign_off": None,
            "changed": False,
        }
        return self._next(Action.ISSUE, by, f"{self.issued + 1}", **told)

    # -- as the calendar says ----------------------------------------------------------------------------------------

    def follows(self, when: When, *, cancelled: bool, postponed: bool, words: tuple[str, ...], by: Hand) -> Self:
        """Give it as its entry in the calendar is now; what was held stays held."""
        if self.state in (State.HELD, State.REMARKS, State.APPROVED):
            return self
        moved = when.model_copy(update={"people": self.when.people}) != self.when
        state: State = self.state
        before = self.cancelled_from
        if cancelled and state is not State.CANCELLED:
            state, before = State.CANCELLED, state
        elif not cancelled and state is State.CANCELLED:
            state, before = before or State.CONVENED, None
        if (state, postponed, when) == (self.state, self.postponed, self.when):
            return self
        told: dict[str, Any] = {
            "state": state,
            "cancelled_from": before,
            "postponed": postponed,
            "when": when,
            "words": words,
        }
        action = (
            "called_off" if cancelled else "restored" if self.state is State.CANCELLED
            else "postponed" if postponed and not self.postponed else "moved" if moved else "people"
        )  # fmt: skip
        ended = by.at if cancelled else None
        return self._next(action, by, sign_off=None if moved else self.sign_off, ended_at=ended, **told)

    # -- after -----------------------------------------------------------------------------------------------------

    def held(self, minutes: bytes, by: Hand) -> Self:
        """Give it held, with the minutes as they begin. Raises `MeetingNotNow`, `MeetingDay`."""
        self._require(Action.HOLD)
        if by.at < self.when.starts:
            raise MeetingDay
        return self._next(Action.HOLD, by, state=State.HELD, minutes=minutes)

    def written(self, minutes: bytes, by: Hand) -> Self:
        """Give it with other minutes. Raises `MeetingNotNow`."""
        self._require(Action.WRITE)
        return self._next(Action.WRITE, by, minutes=minutes, scribes=_with(self.scribes, by.id))

    def sent_out(self, sent: bytes, until: date, today: date, by: Hand) -> Self:
        """Give it with its minutes out for remarks. Raises `MeetingNotNow`, `MeetingDay`."""
        self._require(Action.SEND_OUT)
        if until < today:
            raise MeetingDay
        told: dict[str, Any] = {"sent": sent, "remarks_until": until, "state": State.REMARKS}
        return self._next(Action.SEND_OUT, by, f"{until:%d.%m.%Y}", **told)

    def remarked(self, remark: Remark, today: date) -> Self:
        """Give it with a remark. Raises `MeetingNotNow`, `RemarksOver`, `MeetingFull`."""
        self._require(Action.REMARK)
        if self.remarks_until is None or today > self.remarks_until:
            raise RemarksOver
        if len(self.remarks) >= MOST_REMARKS:
            raise MeetingFull
        return self._next(Action.REMARK, Hand("", "", remark.at), remarks=(*self.remarks, remark))

    def answered(self, id: str, accepted: bool, answer: bytes, by: Hand) -> Self:
        """Give it with what became of a remark. Raises `MeetingNotNow`."""
        self._require(Action.ANSWER)
        told: dict[str, Any] = {"accepted": accepted, "answer": answer, "answered_by": by.name}
        remarks = tuple(one.model_copy(update=told) if one.id == id else one for one in self.remarks)
        return self._next(Action.ANSWER, by, remarks=remarks)

    def require_approvable(self, today: date, by_id: str) -> None:
        """Raise `MeetingNotNow`, `OwnMinutes` or `RemarksWait` where somebody cannot approve the minutes."""
        self._require(Action.APPROVE)
        if by_id in self.scribes:
            raise OwnMinutes
        until = self.remarks_until or today
        if today <= until or any(one.accepted is None for one in self.remarks):
            raise RemarksWait(until)

    def approved_by(self, terms: Sequence[str], today: date, by: Hand) -> Self:
        """Give it with approved minutes. Raises as `require_approvable` does."""
        self.require_approvable(today, by.id)
        told: dict[str, Any] = {
            "state": State.APPROVED,
            "approved": self.approved + 1,
            "terms": tuple(terms),
            "ended_at": by.at,
        }
        return self._next(Action.APPROVE, by, f"{self.approved + 1}", correction="", **told)

    def corrected(self, reason: str, by: Hand) -> Self:
        """Give it with minutes to be written anew, as their next version; the former stay. Raises `MeetingNotNow`."""
        self._require(Action.CORRECT)
        told: dict[str, Any] = {"state": State.HELD, "correction": reason, "sent": None, "ended_at": None}
        return self._next(Action.CORRECT, by, reason, **told)

    def erased(self, at: datetime) -> Self:
        """Give it without contacts, remarks and documents: the links open nothing any more. The frozen files stay."""
        bare = tuple(one.model_copy(update={"contact": b""}) for one in self.participants)
        return self._next("erased", Hand("", "", at), participants=bare, remarks=(), documents=(), erased_at=at)

    def with_task(self, task: str | None, due_at: datetime | None, free_days: int) -> Self:
        """Give the same version with its open task, and by which declared free days its date was found."""
        return self.model_copy(update={"task": task, "due_at": due_at, "free_days": free_days})

    def _require(self, action: Action) -> None:
        if not self.may(action):
            raise MeetingNotNow(self.state, action)

    def _next(self, action: str, by: Hand, note: str = "", **changes: Any) -> Self:
        history = (*self.history, Done(at=by.at, action=str(action), by_name=by.name, note=note))
        return self.model_copy(update={**changes, "history": history, "version": self.version + 1})


def _with(ids: tuple[str, ...], id: str) -> tuple[str, ...]:
    return ids if id in ids else (*ids, id)
