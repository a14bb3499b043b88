"""The request for military assistance (wniosek o wojskową asystę honorową). No framework, no await."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.contracts.base import Id

MOST_SENDINGS = 30
Composition = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1_000)]


class RequestState(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SENT = "sent"
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ANSWERS = (RequestState.GRANTED, RequestState.PARTLY, RequestState.REFUSED)


class RequestNotNow(Exception):
    """The request does not wait for this."""

    def __init__(self, state: str) -> None:
        super().__init__(f"not while {state}")
        self.state = state


class NothingNew(Exception):
    """The garrison has the present scenario already."""


class NothingAsked(Exception):
    """The request names no component."""


class Component(BaseModel):
    """What can be asked for, as the house has it in its data. `note`: what to know of it."""

    model_config = ConfigDict(frozen=True)

    id: Id
    name: Annotated[str, Field(min_length=3, max_length=100)]
    note: Annotated[str, Field(max_length=300)] = ""


class Sending(BaseModel):
    """A version of the scenario that was sent: its number from 1, the digest (SHA-256) of the file that went.

    `content`: the digest of its words, by which it is told whether the scenario has changed since; `partner_id`: which
    garrison of the register of partners has it, None where the register did not say.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    partner_id: str | None = None
    sha256: str
    content: str
    components: tuple[str, ...]
    remarks: str
    at: datetime
    by_name: str
    late: bool


class Answer(BaseModel):
    """What the garrison has answered. `composition`: who comes; `sign`: of its letter."""

    model_config = ConfigDict(frozen=True)

    state: RequestState
    composition: str
    sign: str
    on: date
    number: int
    """Of the sending that is answered."""
    by_name: str


class Letter(BaseModel):
    """What a request has said: of which ceremony, for what, from whom to whom, and by when it asks for an answer.

    `begins` in UTC; `components`: their names.
    """

    model_config = ConfigDict(frozen=True)

    title: str
    begins: datetime
    place: str
    components: tuple[str, ...]
    commander: str
    signatory: str
    answer_by: date


class Withdrawal(BaseModel):
    """What was written to the garrison when the ceremony did not take place, or not then: it stays as it went.

    `number`: of the sending that it takes back; `letter`: what that one had said; `reason`: of the calendar.
    `put_off`: the ceremony waits for a new date.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    letter: Letter
    reason: str
    put_off: bool
    at: datetime
    by_name: str


class MilitaryRequest(BaseModel):
    """The request. `components`: ids of what is asked for. `due_at`: by when it is to be with the commander."""

    model_config = ConfigDict(frozen=True)

    components: tuple[str, ...]
    remarks: str = ""
    state: RequestState = RequestState.DRAFT
    sendings: tuple[Sending, ...] = ()
    answers: tuple[Answer, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()

    @property
    def last(self) -> Sending | None:
        """The version that the garrison has."""
        return self.sendings[-1] if self.sendings else None

    @property
    def stands(self) -> bool:
        """True where the garrison reckons with the ceremony because of it."""
        return self.state in (RequestState.SENT, RequestState.GRANTED, RequestState.PARTLY)

    def differs(self, content: str) -> bool:
        """Tell whether the garrison has another scenario than the one with the words of this digest."""
        return self.last is not None and self.last.content != content

    def drafted(self, components: tuple[str, ...], remarks: str) -> Self:
        """Give it with other things asked for; what was sent stays as it was."""
        return self.model_copy(update={"components": components, "remarks": remarks})

    def sent(
        self, sha256: str, content: str, at: datetime, by: str, *, late: bool, partner_id: str | None = None
    ) -> Self:
        """Give it sent, or sent anew as the next version; `partner_id`: to which garrison.

        Raises `NothingNew`, `NothingAsked`, `RequestNotNow`.
        """
        if not self.components:
            raise NothingAsked
        if len(self.sendings) >= MOST_SENDINGS:
            raise RequestNotNow(self.state)
        last = self.last
        kept = last if self.state is not RequestState.WITHDRAWN else None
        same = kept is not None and (kept.components, kept.remarks) == (self.components, self.remarks)
        if same and not self.differs(content):
            raise NothingNew
        told: dict[str, Any] = {"sha256": sha256, "content": content, "at": at, "by_name": by, "late": late}
        told["partner_id"] = partner_id
        sending = Sending(number=len(self.sendings) + 1, components=self.components, remarks=self.remarks, **told)
        return self.model_copy(update={"state": RequestState.SENT, "sendings": (*self.sendings, sending)})

    def answered(self, state: RequestState, composition: str, sign: str, on: date, by: str) -> Self:
        """Give it with an answer, also one that takes an earlier one's place. Raises `RequestNotNow`."""
        if self.state in (RequestState.DRAFT, RequestState.WITHDRAWN) or state not in ANSWERS:
            raise RequestNotNow(self.state)
        answer = Answer(state=state, composition=composition, sign=sign, on=on, number=len(self.sendings), by_name=by)
        return self.model_copy(update={"state": state, "answers": (*self.answers, answer)})

    def withdrawn(self, withdrawal: Withdrawal) -> Self:
        """Give it taken back, to be sent anew where the ceremony takes place after all. Raises `RequestNotNow`."""
        if not self.stands:
            raise RequestNotNow(self.state)
        told: dict[str, Any] = {"withdrawals": (*self.withdrawals, withdrawal)}
        return self.model_copy(update={"state": RequestState.WITHDRAWN, **told})


class Copy(BaseModel):
    """A scenario as it went to the garrison: the file itself, its words, and the letter with it. It is written once.

    `letter` is None where the request went before letters were kept.
    """

    model_config = ConfigDict(frozen=True)

    ceremony_id: str
    number: int
    sha256: str
    file: bytes
    words: str
    letter: Letter | None = None
    made_at: datetime


class CopyBroken(Exception):
    """What is kept of a sent scenario is not what was sent: its digest is another one."""

    def __init__(self, ceremony_id: str, number: int) -> None:
        super().__init__(f"copy {number} of {ceremony_id} is broken")
        self.ceremony_id, self.number = ceremony_id, number
