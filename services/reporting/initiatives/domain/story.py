"""The life line of an initiative, from its application to its settlement: a pure function of events, in any order.

It holds nothing of single people: neither applicants nor who signed a declaration are on the bus.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self, TypeAlias

from pydantic import BaseModel, ConfigDict

from services.reporting.tracker.domain.project import CallDelivery
from services.reporting.tracker.domain.searching import words_of
from shared.contracts.initiatives.intake import (
    ContractSignedV1,
    ContractTerminatedV1,
    InitiativeCallDeliveryNotedV1,
    InitiativeContent,
    InitiativeConvertedV1,
    InitiativeCorrectedV1,
    InitiativeSubmittedV1,
    InitiativeWithdrawnV1,
)
from shared.contracts.initiatives.reporting import InitiativeSettledV1, SettlementOutcome, SettlementReturnedV1
from shared.contracts.initiatives.verification import (
    FundsSecuredV1,
    InitiativeAnswerExtendedV1,
    InitiativeCalledV1,
    InitiativeCallPostponedV1,
    InitiativeCheckFinishedV1,
    InitiativeDecidedV1,
    InitiativeOpinionGivenV1,
    InitiativeOutcome,
    InitiativeScoredV1,
)
from shared.sketch import Point

StoryEvent: TypeAlias = (
    InitiativeSubmittedV1
    | InitiativeCorrectedV1
    | InitiativeWithdrawnV1
    | InitiativeConvertedV1
    | InitiativeCalledV1
    | InitiativeCallPostponedV1
    | InitiativeCallDeliveryNotedV1
    | InitiativeCheckFinishedV1
    | InitiativeOpinionGivenV1
    | InitiativeScoredV1
    | InitiativeAnswerExtendedV1
    | InitiativeDecidedV1
    | FundsSecuredV1
    | ContractSignedV1
    | ContractTerminatedV1
    | SettlementReturnedV1
    | InitiativeSettledV1
)
"""What the life lines follow from."""


class Turn(StrEnum):
    """What has happened to an initiative, in the order in which it is told of one moment."""

    SUBMITTED = "submitted"
    CALLED = "called"
    POSTPONED = "postponed"
    """There is longer to answer a call than was said."""
    CORRECTED = "corrected"
    CHECKED = "checked"
    OPINION = "opinion"
    SCORED = "scored"
    EXTENDED = "extended"
    DECIDED = "decided"
    FUNDS = "funds"
    CONVERTED = "converted"
    CONTRACT = "contract"
    ANNEX = "annex"
    TERMINATED = "terminated"
    RETURNED = "returned"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


_RANK = {turn: rank for rank, turn in enumerate(Turn)}
_ONCE = {
    Turn.SUBMITTED,
    Turn.CHECKED,
    Turn.SCORED,
    Turn.DECIDED,
    Turn.FUNDS,
    Turn.CONTRACT,
    Turn.TERMINATED,
    Turn.SETTLED,
}
"""Of these the newest version stands alone; of all others each has its place, by its own number or version."""

_LAST = {Turn.SETTLED, Turn.WITHDRAWN, Turn.CONVERTED}


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True)


class Entry(_Plain):
    """One entry of the life line. `which` tells several of one kind apart; `reasons`: why, line by line.

    `amount`: grosze; `mean`, `most`: of the scores, the mean in hundredths of a point.
    """

    turn: Turn
    version: int
    at: datetime
    which: str = ""
    positive: bool | None = None
    text: str = ""
    reasons: tuple[str, ...] = ()
    amount: int | None = None
    mean: int | None = None
    most: int | None = None
    due_at: datetime | None = None

    @property
    def last(self) -> bool:
        """Whether nothing more is expected after it."""
        return self.turn in _LAST or (self.turn is Turn.DECIDED and not self.positive)


class Content(_Plain):
    """What the application says. Amounts in grosze."""

    version: int
    number: int
    year: int
    case: str
    title: str
    summary: str
    place: str
    latitude: float | None = None
    longitude: float | None = None
    area_name: str | None = None
    beneficiaries: int
    residents: int
    organisation: str | None = None
    own: int
    city: int

    @property
    def point(self) -> Point | None:
        """Give where it is to be, None where only the words say so."""
        return (self.latitude, self.longitude) if self.latitude is not None and self.longitude is not None else None


class State(StrEnum):
    """Where an initiative stands, for lists."""

    CONSIDERED = "considered"
    APPROVED = "approved"
    REJECTED = "rejected"
    LEFT_UNCONSIDERED = "left_unconsidered"
    CONTRACTED = "contracted"
    SETTLED = "settled"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    CONVERTED = "converted"


_DECIDED = {
    InitiativeOutcome.APPROVED: State.APPROVED,
    InitiativeOutcome.REJECTED: State.REJECTED,
    InitiativeOutcome.LEFT_UNCONSIDERED: State.LEFT_UNCONSIDERED,
}
_OVER = {State.REJECTED, State.LEFT_UNCONSIDERED, State.WITHDRAWN, State.CONVERTED}


class Story(_Plain):
    """What has become of an initiative; its id is the initiative's. Amounts in grosze.

    `own`, `city`: as contracted; `own_delivered`, `city_spent`: as settled, None before.
    """

    id: str
    case: str | None = None
    content: Content | None = None
    words: tuple[str, ...] = ()
    """By which it is found."""
    entries: tuple[Entry, ...] = ()
    deliveries: dict[str, CallDelivery] = {}
    """Of calls that went by post, by their numbers."""
    state: State = State.CONSIDERED
    outcome: InitiativeOutcome | None = None
    granted: int = 0
    unit_name: str | None = None
    contract_key: tuple[int, int] = (-1, 0)
    """The annex and version of the newest contract."""
    signed_on: date | None = None
    own: int = 0
    city: int = 0
    steps: tuple[tuple[str, date, date], ...] = ()
    starts: date | None = None
    ends: date | None = None
    settlement: SettlementOutcome | None = None
    own_delivered: int | None = None
    city_spent: int | None = None

    def heard(self, event: StoryEvent) -> Self:
        """Give what is known with an event. Any order and repetition of the same events gives the same."""
        told = self.model_copy(update=self._facts(event))
        entry = entry_of(event)
        entries = _with(told.entries, entry) if entry is not None else told.entries
        # The term of a call that went by post runs from its delivery: what was said before holds no more.
        counted = tuple(
            one.model_copy(update={"due_at": told.deliveries[one.which].due_at})
            if one.turn is Turn.CALLED and one.which in told.deliveries
            else one
            for one in entries
        )
        told = told.model_copy(update={"entries": counted})
        return told.model_copy(update={"state": told._state()})

    def _facts(self, event: StoryEvent) -> dict[str, Any]:
        match event:
            case InitiativeContent() if self.content is None or event.version > self.content.version:
                content = Content.model_validate(event.model_dump(include=set(Content.model_fields)))
                words = words_of(event.case, event.title, event.place, event.area_name or "", event.summary)
                return {"content": content, "case": event.case, "words": words}
            case InitiativeCallDeliveryNotedV1() if self._news_of_delivery(event):
                noted = CallDelivery(version=event.version, due_at=event.due_at)
                return {"deliveries": dict(sorted({**self.deliveries, _call(event.call): noted}.items()))}
            case InitiativeDecidedV1() if self._newest(Turn.DECIDED, event.version):
                return {"outcome": event.outcome, "granted": event.city, "unit_name": event.unit_name}
            case ContractSignedV1() if (event.annex, event.version) > self.contract_key:
                return {
                    "contract_key": (event.annex, event.version),
                    "own": event.own,
                    "city": event.city,
                    "steps": tuple((one.name, one.starts, one.ends) for one in event.steps),
                    "starts": event.starts,
                    "ends": event.ends,
                    "signed_on": event.signed_on if event.annex == 0 else self.signed_on,
                    "case": self.case or event.case,
                }
            case ContractSignedV1() if event.annex == 0 and self.signed_on is None:
                return {"signed_on": event.signed_on}
            case InitiativeSettledV1() if self._newest(Turn.SETTLED, event.version):
                return {
                    "settlement": event.outcome,
                    "own_delivered": event.own_delivered,
                    "city_spent": event.city_spent,
                    "case": self.case or event.case,
                }
            case _:
                return {}

    def _news_of_delivery(self, event: InitiativeCallDeliveryNotedV1) -> bool:
        known = self.deliveries.get(_call(event.call))
        return known is None or event.version > known.version

    def _newest(self, turn: Turn, version: int) -> bool:
        return all(one.version < version for one in self.entries if one.turn is turn)

    def _has(self, turn: Turn) -> bool:
        return any(one.turn is turn for one in self.entries)

    def _state(self) -> State:
        if self.settlement is not None:
            over = self.settlement is SettlementOutcome.TERMINATED
            return State.TERMINATED if over else State.SETTLED
        for turn, state in (
            (Turn.TERMINATED, State.TERMINATED),
            (Turn.CONTRACT, State.CONTRACTED),
            (Turn.ANNEX, State.CONTRACTED),
            (Turn.CONVERTED, State.CONVERTED),
            (Turn.WITHDRAWN, State.WITHDRAWN),
        ):
            if self._has(turn):
                return state
        return _DECIDED[self.outcome] if self.outcome else State.CONSIDERED

    @property
    def known(self) -> bool:
        """Whether people can be shown it: its application has come, with its number and title."""
        return self.content is not None

    @property
    def over(self) -> bool:
        """Whether nothing more is expected: it was settled, refused, withdrawn, or goes on as a project."""
        return self.settlement is not None or self.state in _OVER

    @property
    def contracted(self) -> bool:
        """Whether there is, or was, a contract."""
        return self.contract_key[0] >= 0


def _with(entries: tuple[Entry, ...], new: Entry) -> tuple[Entry, ...]:
    """Add an entry; of what happens once, and of the same one told again, the highest version stands."""
    same = [one for one in entries if one.turn is new.turn and (new.turn in _ONCE or one.which == new.which)]
    if any(one.version >= new.version for one in same):
        return entries
    kept = [one for one in entries if one not in same]
    return tuple(sorted([*kept, new], key=lambda one: (one.at, _RANK[one.turn], one.which)))


def _call(number: int) -> str:
    return f"{number:03d}"


def entry_of(event: StoryEvent) -> Entry | None:
    """Give what a life line says of an event; None for a delivery."""
    match event:
        case InitiativeCallDeliveryNotedV1():
            return None
        case InitiativeSubmittedV1():
            return _made(Turn.SUBMITTED, event.version, event.submitted_at, amount=event.city)
        case InitiativeCalledV1():
            return _made(Turn.CALLED, event.version, event.called_at, which=_call(event.call), due_at=event.due_at)
        case InitiativeCallPostponedV1():
            return _made(
                Turn.POSTPONED, event.version, event.postponed_at, which=_call(event.call), due_at=event.due_at
            )
        case InitiativeCorrectedV1():
            return _made(Turn.CORRECTED, event.version, event.corrected_at, which=_call(event.call))
        case InitiativeWithdrawnV1():
            return _made(Turn.WITHDRAWN, event.version, event.withdrawn_at)
        case InitiativeConvertedV1():
            return _made(Turn.CONVERTED, event.version, event.converted_at)
        case InitiativeCheckFinishedV1():
            told = {"positive": event.passed, "reasons": event.reasons, "text": ", ".join(event.units)}
            return _made(Turn.CHECKED, event.version, event.finished_at, **told)
        case InitiativeOpinionGivenV1():
            told = {"which": event.opinion_id, "positive": event.favourable, "text": event.text}
            return _made(Turn.OPINION, event.version, event.stated_at, reasons=(event.unit_name,), **told)
        case InitiativeScoredV1():
            return _made(Turn.SCORED, event.version, event.scored_at, mean=event.mean, most=event.most)
        case InitiativeAnswerExtendedV1():
            told = {"which": f"{event.version:06d}", "text": event.reason, "due_at": event.due_at}
            return _made(Turn.EXTENDED, event.version, event.extended_at, **told)
        case InitiativeDecidedV1():
            told = {"which": event.outcome.value, "text": event.reason, "amount": event.city}
            told["positive"] = event.outcome is InitiativeOutcome.APPROVED
            return _made(Turn.DECIDED, event.version, event.decided_at, **told)
        case FundsSecuredV1():
            return _made(Turn.FUNDS, event.version, event.secured_at, amount=event.city)
        case ContractSignedV1():
            turn, which = (Turn.ANNEX, f"{event.annex:03d}") if event.annex else (Turn.CONTRACT, "")
            told = {"which": which, "text": event.reason or event.contract, "amount": event.city}
            return _made(turn, event.version, event.signed_at, **told)
        case ContractTerminatedV1():
            return _made(Turn.TERMINATED, event.version, event.terminated_at, text=event.reason)
        case SettlementReturnedV1():
            which = f"{event.version:06d}"
            return _made(Turn.RETURNED, event.version, event.returned_at, which=which, due_at=event.due_at)
        case InitiativeSettledV1():
            told = {"which": event.outcome.value, "text": event.note or "", "amount": event.city_spent}
            return _made(Turn.SETTLED, event.version, event.settled_at, **told)


def _made(turn: Turn, version: int, at: datetime, **told: Any) -> Entry:
    return Entry(turn=turn, version=version, at=at, **told)
