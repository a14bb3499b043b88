"""An initiative in the register: what it says, what became of it, what may still be done. Nobody's name is in it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.intake.initiatives.domain.content import Content, Group
from services.intake.initiatives.domain.states import Action, Actor, NotNow, State, may
from services.intake.proposals.domain import Paper
from services.intake.proposals.domain.draft import Attachment
from services.intake.proposals.domain.words import title_key, words_of
from shared.contracts.base import Event
from shared.contracts.initiatives.intake import (
    CityShare,
    ContractSignedV1,
    ContractTerminatedV1,
    Declared,
    EstimateItem,
    InitiativePart,
    Readiness,
    Step,
)
from shared.contracts.initiatives.reporting import (
    InitiativeSettledV1,
    SettlementOutcome,
    SettlementReminderDueV1,
    SettlementReturnedV1,
)
from shared.contracts.initiatives.verification import (
    FundsSecuredV1,
    InitiativeAnswerExtendedV1,
    InitiativeCheckFinishedV1,
    InitiativeDecidedV1,
    InitiativeOpinionGivenV1,
    InitiativeOutcome,
    InitiativeScoredV1,
)
from shared.deadlines import Deadline, Term
from shared.deadlines.words import length

MOST_REMINDERS = 20
"""Reminders that an initiative remembers: the newest."""


class AlreadyFiled(Exception):
    """The same person has filed an initiative of this title this year: perhaps the same paper."""

    def __init__(self, initiative: "Initiative") -> None:
        super().__init__(f"{initiative.id} is the same")
        self.initiative_id, self.case = initiative.id, initiative.case
        self.submitted_at = initiative.submitted_at.isoformat()


class Call(BaseModel):
    """A call to complete an application: what is missing, what may be changed, and until when."""

    model_config = ConfigDict(frozen=True)

    number: int
    points: tuple[str, ...]
    parts: tuple[InitiativePart, ...]
    explanation: tuple[str, ...]
    called_at: datetime
    due_at: datetime | None
    """None while the call goes by post and nobody knows when it was delivered."""
    term: Term | None = None
    """How long there is from the delivery, where the call goes by post."""
    letter: str | None = None
    """The letter from whose delivery the term runs."""
    delivered_on: date | None = None
    answered_at: datetime | None = None
    paper: Paper | None = None
    """How the answer was keyed in; None where it came on the web, or has not come."""

    def term_length(self, lang: str) -> str:
        """Say in `pl` or `en` how long there is from the delivery: 7 dni; empty where it went by e-mail."""
        return length(self.term, lang) if self.term else ""

    @property
    def opens(self) -> tuple[InitiativePart, ...]:
        """What may be changed: the estimate, too, where a share may, since it has to add up."""
        shares = {InitiativePart.CITY_SHARE, InitiativePart.OWN_SHARE}
        found = {*self.parts, *((InitiativePart.COSTS,) if shares & set(self.parts) else ())}
        return tuple(part for part in InitiativePart if part in found)


PART_FIELDS: Mapping[InitiativePart, tuple[str, ...]] = {
    InitiativePart.RESIDENTS: ("organisation",),
    InitiativePart.DESCRIPTION: (
        "title",
        "summary",
        "description",
        "goal",
        "task_area",
        "audience",
        "beneficiaries",
        "readiness",
    ),
    InitiativePart.PLACE: ("place", "latitude", "longitude", "area_name"),
    InitiativePart.SCHEDULE: ("steps",),
    InitiativePart.CITY_SHARE: ("city_shares",),
    InitiativePart.OWN_SHARE: (),
    InitiativePart.COSTS: ("estimate",),
}
"""What of the content each part holds. Who the residents are is sealed; what they give they declare."""

_SLOTS: Mapping[type[Event], str] = {
    InitiativeCheckFinishedV1: "check",
    InitiativeScoredV1: "score",
    InitiativeDecidedV1: "decision",
    FundsSecuredV1: "funds",
    ContractTerminatedV1: "terminated",
    InitiativeSettledV1: "settled",
}
"""Where the newest event of each kind is kept."""


class Initiative(BaseModel):
    """An initiative in the register. What other services and the contract tell is kept as they tell it."""

    model_config = ConfigDict(frozen=True)

    id: str
    rules_id: str
    own_share: int
    number: int
    year: int
    case: str
    sign: str
    title: str
    summary: str
    description: str
    goal: str
    task_area: str
    place: str
    latitude: float | None
    longitude: float | None
    area_name: str | None
    audience: str
    beneficiaries: int
    readiness: Readiness
    organisation: str | None
    signatures: int
    steps: tuple[Step, ...]
    city_shares: tuple[CityShare, ...]
    estimate: tuple[EstimateItem, ...]
    declared: tuple[Declared, ...]
    residents: int
    group: bytes
    """Sealed: a `Group`."""
    attachments: tuple[Attachment, ...]
    submitted_at: datetime
    """The date of receipt."""
    paper: Paper | None = None
    converted_from: str | None = None
    title_key: str = ""
    words: tuple[str, ...] = ()
    call: Call | None = None
    """The newest call to complete it."""
    check: InitiativeCheckFinishedV1 | None = None
    opinions: tuple[InitiativeOpinionGivenV1, ...] = ()
    extensions: tuple[InitiativeAnswerExtendedV1, ...] = ()
    score: InitiativeScoredV1 | None = None
    decision: InitiativeDecidedV1 | None = None
    funds: FundsSecuredV1 | None = None
    contracts: tuple[ContractSignedV1, ...] = ()
    """The contract and its annexes, the newest last."""
    terminated: ContractTerminatedV1 | None = None
    returned: tuple[SettlementReturnedV1, ...] = ()
    reminders: tuple[SettlementReminderDueV1, ...] = ()
    settled: InitiativeSettledV1 | None = None
    representative_link: int = 1
    """Which link of the representative holds, as reporting tells it."""
    bound_at: datetime | None = None
    """When the signature of its contract was entered: from then on it is not withdrawn, whatever was heard so far."""
    withdrawn_at: datetime | None = None
    converted_at: datetime | None = None
    state: State = State.SUBMITTED
    """As `reckoned`: kept to be searched by."""
    version: int = 1

    @property
    def own(self) -> int:
        """What residents give, in grosze."""
        return sum(each.value for each in self.declared)

    @property
    def city(self) -> int:
        """What is asked of the city, in grosze."""
        return sum(share.value for share in self.city_shares)

    @property
    def contract(self) -> ContractSignedV1 | None:
        """The contract as its newest annex has left it."""
        return self.contracts[-1] if self.contracts else None

    @property
    def content(self) -> Content:
        """What it says, as it was filed."""
        return Content.model_validate(self.model_dump(include=set(Content.model_fields)))

    @property
    def reckoned(self) -> State:
        """How far it is, from all that is known: the same in whatever order it was heard."""
        if self.settled is not None:
            return {
                SettlementOutcome.SETTLED: State.SETTLED,
                SettlementOutcome.SETTLED_WITH_CORRECTION: State.SETTLED_WITH_CORRECTION,
                SettlementOutcome.TERMINATED: State.TERMINATED,
            }[self.settled.outcome]
        if self.terminated is not None:
            return State.TERMINATED
        if self.contracts:
            return State.CONTRACTED
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.decision is not None and self.decision.outcome is not InitiativeOutcome.APPROVED:
            rejected = self.decision.outcome is InitiativeOutcome.REJECTED
            return State.REJECTED if rejected else State.LEFT_UNCONSIDERED
        if self.funds is not None:
            return State.FUNDED
        if self.decision is not None:
            return State.APPROVED
        if self.score is not None:
            return State.SCORED
        if self.check is not None and (self.call is None or self.check.finished_at >= self.call.called_at):
            return State.CHECKED if self.check.passed else State.FAULTY
        waits = self.call is not None and self.call.answered_at is None
        return State.CALLED if waits else State.SUBMITTED

    def may(self, action: Action, actor: Actor) -> bool:
        """Tell whether an actor may do that now, as far as the state and a signature decide it."""
        if self.bound_at is not None and action in (Action.WITHDRAW, Action.WITHDRAW_ON_PAPER):
            return False
        return may(self.state, action, actor)

    def _next(self, **changes: object) -> "Initiative":
        after = self.model_copy(update={**changes, "version": self.version + 1})
        return after.model_copy(update={"state": after.reckoned})

    def _require(self, action: Action, actor: Actor) -> None:
        if not self.may(action, actor):
            raise NotNow(self.id, self.state, action)

    def called(self, call: Call) -> "Initiative":
        """Give the initiative with a call; one that is not newer changes nothing."""
        known = self.call.number if self.call else 0
        return self if call.number <= known else self._next(call=call)

    def postponed(self, number: int, due_at: datetime, explanation: tuple[str, ...]) -> "Initiative":
        """Give the initiative whose call may be answered longer; what is no later, or another call, changes nothing."""
        call = self.call
        if call is None or call.number != number or call.answered_at is not None:
            return self
        if call.due_at is None or due_at <= call.due_at:
            return self
        return self._next(call=call.model_copy(update={"due_at": due_at, "explanation": explanation}))

    def delivered(self, on: date, due: Deadline) -> "Initiative":
        """Give the initiative whose open call was delivered on a day, which decides when the answer is due."""
        assert self.call is not None
        told = {"delivered_on": on, "due_at": due.due_at, "explanation": tuple(due.explained())}
        return self._next(call=self.call.model_copy(update=told))

    def can_correct(self, now: datetime) -> bool:
        """Tell whether its applicants may answer a call now."""
        call = self.call
        in_time = call is not None and (call.due_at is None or now <= call.due_at)
        return in_time and self.may(Action.CORRECT, Actor.APPLICANT)

    def corrected(
        self,
        content: Content,
        group: tuple[Group, bytes] | None,
        declared: tuple[Declared, ...],
        attachments: tuple[Attachment, ...],
        at: datetime,
        paper: Paper | None = None,
    ) -> "Initiative":
        """Give the initiative with what the call had opened taken from what came; the rest stays as it was.

        `group`: who files it, open and sealed. `attachments` are added. With a `paper`, `at` is the moment of receipt:
        it may be past the call's date until the check is finished or the mayor has decided, since a letter's days run
        from its delivery. Raises `NotNow`.
        """
        action, actor = (Action.CORRECT, Actor.APPLICANT) if paper is None else _ON_PAPER
        self._require(action, actor)
        assert self.call is not None  # the state says so
        if paper is None and not self.can_correct(at):
            raise NotNow(self.id, self.state, action)
        opened = self.call.opens
        fields = {name for part in opened for name in PART_FIELDS[part]}
        told: dict[str, Any] = {name: getattr(content, name) for name in fields}
        if InitiativePart.RESIDENTS in opened and group is not None:
            told |= {"residents": group[0].residents, "group": group[1]}
        if InitiativePart.OWN_SHARE in opened:
            told["declared"] = declared
        title, summary = told.get("title", self.title), told.get("summary", self.summary)
        place = told.get("place", self.place)
        answered = self.call.model_copy(update={"answered_at": at, "paper": paper})
        return self._next(
            **told,
            **found_by(self.case, title, summary, place),
            attachments=(*self.attachments, *attachments),
            call=answered,
        )

    def withdrawn(self, actor: Actor, at: datetime) -> "Initiative":
        """Give the initiative withdrawn by its applicants, or for them by an officer. Raises `NotNow`."""
        self._require(Action.WITHDRAW if actor is Actor.APPLICANT else Action.WITHDRAW_ON_PAPER, actor)
        return self._next(withdrawn_at=at)

    def bound(self, at: datetime) -> "Initiative":
        """Give the initiative whose contract is signed. Raises `NotNow` where it was withdrawn."""
        if self.withdrawn_at is not None:
            raise NotNow(self.id, self.state, Action.CONTRACT)
        return self._next(bound_at=at)

    def converted(self, at: datetime) -> "Initiative":
        """Give the initiative of which the draft of a proposal was made; once is enough. Raises `NotNow`."""
        self._require(Action.CONVERT, Actor.APPLICANT)
        return self if self.converted_at is not None else self._next(converted_at=at)

    def with_link(self, number: int) -> "Initiative":
        """Give the initiative whose representative has this link now; an older word changes nothing."""
        return self if number <= self.representative_link else self._next(representative_link=number)

    def heard(self, event: Event) -> "Initiative":
        """Give the initiative with what an event tells; what is known, or older than what is, changes nothing."""
        slot = _SLOTS.get(type(event))
        if slot is not None:
            known = getattr(self, slot)
            return self if known is not None and event.version <= known.version else self._next(**{slot: event})
        if isinstance(event, InitiativeOpinionGivenV1):
            return self._opinion(event)
        if isinstance(event, InitiativeAnswerExtendedV1):
            if any(each.version == event.version for each in self.extensions):
                return self
            return self._next(extensions=tuple(sorted((*self.extensions, event), key=lambda each: each.version)))
        if isinstance(event, ContractSignedV1):
            return self._contract(event)
        if isinstance(event, SettlementReturnedV1):
            if any(each.version == event.version for each in self.returned):
                return self
            return self._next(returned=tuple(sorted((*self.returned, event), key=lambda each: each.version)))
        assert isinstance(event, SettlementReminderDueV1)
        if any((each.due_at, each.days) == (event.due_at, event.days) for each in self.reminders):
            return self
        reminders = sorted((*self.reminders, event), key=lambda each: each.reminded_at)
        return self._next(reminders=tuple(reminders[-MOST_REMINDERS:]))

    def _opinion(self, event: InitiativeOpinionGivenV1) -> "Initiative":
        former = next((each for each in self.opinions if each.opinion_id == event.opinion_id), None)
        if former is not None and event.version <= former.version:
            return self
        others = tuple(each for each in self.opinions if each is not former)
        return self._next(opinions=tuple(sorted((*others, event), key=lambda each: (each.stated_at, each.opinion_id))))

    def _contract(self, event: ContractSignedV1) -> "Initiative":
        former = next((each for each in self.contracts if each.annex == event.annex), None)
        if former is not None and event.version <= former.version:
            return self
        others = tuple(each for each in self.contracts if each is not former)
        return self._next(contracts=tuple(sorted((*others, event), key=lambda each: each.annex)))


_ON_PAPER = (Action.CORRECT_ON_PAPER, Actor.OFFICER)


def found_by(case: str, title: str, summary: str, place: str) -> dict[str, object]:
    """Give by what an initiative is found."""
    return {"words": words_of(case, title, place, summary), "title_key": title_key(title)}


def case_name(year: int, number: int) -> str:
    """Give the number that people use: IL-2027-004."""
    return f"IL-{year}-{number:03d}"
