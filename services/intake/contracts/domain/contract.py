"""The contract of a local initiative (umowa, art. 19d u.d.p.p.w.): what may be done with it, when and by what right."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.intake.contracts.domain.items import DayUnfit, LentItem
from services.intake.contracts.domain.terms import Fault, Terms
from shared.contracts.initiatives.intake import InitiativeContent

MOST_ITEMS = 100
"""Things that one contract may lend."""


class ContractState(StrEnum):
    """Where a contract stands."""

    AWAITED = "awaited"
    """The mayor's decision, or the money for it, is not known yet."""
    DRAFTED = "drafted"
    AGREED = "agreed"
    """The text is closed and goes to be signed."""
    SIGNED = "signed"
    ANNEX_DRAFTED = "annex_drafted"
    ANNEX_AGREED = "annex_agreed"
    TERMINATED = "terminated"
    SETTLED = "settled"
    DROPPED = "dropped"
    """The applicants have withdrawn, or the application was refused."""


class Action(StrEnum):
    """What may be done with a contract."""

    EDIT = "edit"
    OFFER = "offer"
    ANSWER = "answer"
    AGREE = "agree"
    REOPEN = "reopen"
    SIGN = "sign"
    ANNEX = "annex"
    DROP_ANNEX = "drop_annex"
    LEND = "lend"
    TAKE_BACK = "take_back"
    TERMINATE = "terminate"


_DRAFTS = {ContractState.DRAFTED, ContractState.ANNEX_DRAFTED}
_AGREED = {ContractState.AGREED, ContractState.ANNEX_AGREED}
RUNNING = frozenset({ContractState.SIGNED, ContractState.ANNEX_DRAFTED, ContractState.ANNEX_AGREED})
"""States in which a signed contract holds."""
_POSSIBLE: Mapping[Action, frozenset[ContractState]] = {
    Action.EDIT: frozenset(_DRAFTS),
    Action.OFFER: frozenset(_DRAFTS),
    Action.ANSWER: frozenset(_DRAFTS),
    Action.AGREE: frozenset(_DRAFTS),
    Action.REOPEN: frozenset(_AGREED),
    Action.SIGN: frozenset(_AGREED),
    Action.ANNEX: frozenset({ContractState.SIGNED}),
    Action.DROP_ANNEX: frozenset({ContractState.ANNEX_DRAFTED, ContractState.ANNEX_AGREED}),
    Action.LEND: RUNNING,
    # What was lent comes back after the end as well.
    Action.TAKE_BACK: RUNNING | {ContractState.TERMINATED, ContractState.SETTLED},
    Action.TERMINATE: RUNNING,
}


class NotPossible(Exception):
    """The contract is in a state in which this cannot be done."""

    def __init__(self, action: Action, state: ContractState) -> None:
        super().__init__(f"{action} of what is {state}")
        self.action, self.state = action.value, state.value


class TermsUnfit(Exception):
    """The terms cannot be agreed on: what is wrong with them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(faults))
        self.faults = [fault.value for fault in faults]


class MoneyAwaited(Exception):
    """The annex gives more than the treasurer has countersigned (art. 46 ust. 3 u.s.g.)."""

    def __init__(self, city: int) -> None:
        super().__init__(f"{city} is not countersigned")
        self.city = city


class TooManyItems(Exception):
    """No contract lends so many things."""


class Decision(BaseModel):
    """What is known of the mayor's decision and of the money, by the versions of their events. Money in grosze."""

    model_config = ConfigDict(frozen=True)

    approved: bool
    city: int
    unit_name: str | None
    version: int
    unit: str | None = None
    """The symbol of the unit that carries it out with the residents."""


class Money(BaseModel):
    """What the treasurer has countersigned last, in grosze; `asked`: for which word of ours, None for the decision."""

    model_config = ConfigDict(frozen=True)

    city: int
    version: int
    asked: int | None = None


class About(BaseModel):
    """What a text names of its application."""

    model_config = ConfigDict(frozen=True)

    case: str
    title: str
    place: str


class Signed(BaseModel):
    """A contract (annex 0) or an annex as both sides have signed it. `file_id`: the copy with the signatures.

    `version`: of the contract, when it was entered. `about`: as it stood then; None of what was signed before that was
    kept.
    """

    model_config = ConfigDict(frozen=True)

    annex: int
    reason: str | None
    terms: Terms
    sha256: str
    signed_on: date
    file_id: str
    file_name: str
    entered_at: datetime
    entered_by_name: str
    version: int = 0
    about: About | None = None


class Text(BaseModel):
    """One text as it is printed: the contract (annex 0) or an annex, with its own terms and reason.

    `signed_on`: None while it is in work; `draft`: its words may still change.
    """

    model_config = ConfigDict(frozen=True)

    annex: int
    reason: str | None
    terms: Terms
    about: About
    signed_on: date | None = None
    draft: bool = False


class End(BaseModel):
    """The end of a contract before its time."""

    model_config = ConfigDict(frozen=True)

    reason: str
    on: date
    entered_at: datetime
    entered_by_name: str


class Contract(BaseModel):
    """The contract of one initiative; it has the initiative's id, and there is one from the first word of that."""

    model_config = ConfigDict(frozen=True)

    id: str
    state: ContractState = ContractState.AWAITED
    content: InitiativeContent | None = None
    decision: Decision | None = None
    money: Money | None = None
    terms: Terms | None = None
    """What is being worked on; None where nothing is."""
    reason: str | None = None
    """Why there is to be an annex."""
    asked: int | None = None
    """The version in which the agreed annex asked the treasurer for more money; None where it needs no more."""
    offered_at: datetime | None = None
    """Since when the applicants have had this text to accept; None while nobody asks them."""
    objection: bytes | None = None
    """What they want changed, sealed; None once they are asked again."""
    objected_at: datetime | None = None
    signed: tuple[Signed, ...] = ()
    items: tuple[LentItem, ...] = ()
    end: End | None = None
    task_id: str | None = None
    """What of it waits on somebody's desk."""
    opened_at: datetime | None = None
    """When it began to wait for somebody of the house: the order of the list."""
    version: int = 1

    def may(self, action: Action) -> bool:
        """Tell whether this can be done now: nobody answers what was not asked, nor signs what is not countersigned."""
        if action is Action.ANSWER and self.offered_at is None:
            return False
        if action is Action.SIGN and self.awaits_money:
            return False
        return self.state in _POSSIBLE[action]

    @property
    def may_edit(self) -> bool:
        """Tell whether a text is being worked on."""
        return self.may(Action.EDIT)

    @property
    def awaits_money(self) -> bool:
        """Tell whether the agreed annex gives more than is countersigned: it is not signed before the treasurer has.

        What was countersigned for an earlier text does not count: of that the treasurer may have given back.
        """
        if self.asked is None or self.terms is None:
            return False
        known = self.money
        return known is None or known.asked != self.asked or known.city < self.terms.city

    @property
    def number(self) -> str:
        """The number of the contract: that of the case as a contract's, UIL-2027-004. Raises where nothing is known."""
        return f"U{self.known.case}"

    @property
    def known(self) -> InitiativeContent:
        """What the application says. Raises `LookupError` while only a decision is known."""
        if self.content is None:
            raise LookupError(self.id)
        return self.content

    @property
    def limit(self) -> int:
        """The most that the city may give, in grosze: what the mayor has decided, at first within the money for it.

        An annex may go back up to the decision: the treasurer countersigns what it gives more before it is signed.
        """
        given = (self.decision,) if self.signed else (self.decision, self.money)
        return min((one.city for one in given if one is not None), default=0)

    @property
    def shown(self) -> Terms:
        """The terms that one looks at: those that hold, else those in work, else what the application asks for."""
        if self.signed:
            return self.in_force.terms
        return self.terms or Terms.of(self.known, "")

    @property
    def read_by_applicants(self) -> Terms | None:
        """The terms that the applicants read: those that they are asked about or have agreed to, else what holds."""
        if self.may(Action.ANSWER) or self.state in (ContractState.AGREED, ContractState.ANNEX_AGREED):
            return self.terms
        return self.in_force.terms if self.signed else None

    @property
    def in_force(self) -> Signed:
        """What was signed last. Raises IndexError where nothing was."""
        return self.signed[-1]

    def text(self, annex: int) -> Text:
        """Give the contract (0) or an annex, as it was signed or as it is in work. Raises `LookupError`."""
        if 0 <= annex < len(self.signed):
            told = self.signed[annex].model_dump(include={"annex", "reason", "terms", "signed_on"})
            return Text(**told, about=self.signed[annex].about or self._about)
        if annex != len(self.signed) or self.terms is None:
            raise LookupError(annex)
        return Text(annex=annex, reason=self.reason, terms=self.terms, about=self._about, draft=self.may_edit)

    @property
    def _about(self) -> About:
        return About(case=self.known.case, title=self.known.title, place=self.known.place)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the terms that are being worked on; nothing where none are."""
        if self.terms is None:
            return ()
        return self.terms.faults(limit=self.limit, least_own=self.known.own_share)

    @property
    def lent(self) -> tuple[LentItem, ...]:
        """What has not come back yet."""
        return tuple(one for one in self.items if one.returned_on is None)

    def told(
        self,
        *,
        content: InitiativeContent | None = None,
        decision: Decision | None = None,
        money: Money | None = None,
        clauses: str,
        at: datetime,
    ) -> "Contract":
        """Give the contract that knows this too; what is older than what it has is ignored.

        Once all is known that a contract needs, its draft is there; a refusal drops what was not signed.
        """
        newer: dict[str, object] = {}
        if content is not None and (self.content is None or self.content.version < content.version):
            newer["content"] = content
        if decision is not None and (self.decision is None or self.decision.version < decision.version):
            newer["decision"] = decision
        if money is not None and (self.money is None or self.money.version < money.version):
            newer["money"] = money
        if not newer:
            return self
        after = self._next(**newer)
        if after.state is not ContractState.AWAITED:
            return after
        if after.decision is not None and not after.decision.approved:
            return after.model_copy(update={"state": ContractState.DROPPED})
        if after.content is None or after.decision is None or after.money is None:
            return after
        terms = Terms.of(after.content, clauses)
        return after.model_copy(update={"state": ContractState.DRAFTED, "terms": terms, "opened_at": at})

    def dropped(self) -> "Contract":
        """Give the contract that will not be: the applicants have withdrawn. What was signed stays."""
        if self.signed or self.state is ContractState.DROPPED:
            return self
        return self._next(state=ContractState.DROPPED, terms=None)

    def edited(self, terms: Terms) -> "Contract":
        """Give the contract with other terms in work. What the residents have signed to give changes by annex alone.

        Raises `NotPossible`.
        """
        self._require(Action.EDIT)
        if not self.signed:
            terms = terms.model_copy(update={"declared": self.known.declared})
        return self._next(terms=terms, offered_at=None)

    def offered(self, at: datetime) -> "Contract":
        """Give the contract whose text the applicants are asked to accept. Raises `NotPossible`, `TermsUnfit`."""
        self._require(Action.OFFER)
        if self.faults:
            raise TermsUnfit(self.faults)
        return self._next(offered_at=at, objection=None, objected_at=None)

    def accepted(self) -> "Contract":
        """Give the contract whose text the applicants accept: it goes to be signed. Raises as `agreed`."""
        self._require(Action.ANSWER)
        return self.agreed()

    def objected(self, sealed: bytes, at: datetime) -> "Contract":
        """Give the contract that the applicants want changed; `sealed`: their words. Raises `NotPossible`."""
        self._require(Action.ANSWER)
        return self._next(offered_at=None, objection=sealed, objected_at=at)

    def agreed(self) -> "Contract":
        """Give the contract whose text is closed. Raises `NotPossible`, `TermsUnfit`."""
        self._require(Action.AGREE)
        if self.faults:
            raise TermsUnfit(self.faults)
        told = {"offered_at": None, "objection": None, "objected_at": None}
        if not self.signed:
            return self._next(state=ContractState.AGREED, **told)
        assert self.terms is not None
        more = self.terms.city > self.in_force.terms.city
        return self._next(state=ContractState.ANNEX_AGREED, asked=self.version + 1 if more else None, **told)

    def reopened(self) -> "Contract":
        """Give the contract whose text is being worked on again. Raises `NotPossible`."""
        self._require(Action.REOPEN)
        return self._next(state=ContractState.ANNEX_DRAFTED if self.signed else ContractState.DRAFTED, asked=None)

    def signed_on(self, day: date, file: tuple[str, str], *, by_name: str, at: datetime, today: date) -> "Contract":
        """Give the contract that both sides have signed on `day`; `file`: id and name of the copy.

        What is lent is due on the last day of the newest text.

        Raises `NotPossible`, `MoneyAwaited`, `TermsUnfit` where less money is known meanwhile, `DayUnfit` for a day yet
        to come.
        """
        if self.awaits_money and self.terms is not None:
            raise MoneyAwaited(self.terms.city)
        self._require(Action.SIGN)
        assert self.terms is not None
        if self.faults:
            raise TermsUnfit(self.faults)
        if day > today:
            raise DayUnfit
        signed = Signed(
            annex=len(self.signed),
            reason=self.reason,
            terms=self.terms,
            sha256=self.terms.sha256,
            signed_on=day,
            file_id=file[0],
            file_name=file[1],
            entered_at=at,
            entered_by_name=by_name,
            version=self.version + 1,
            about=self._about,
        )
        assert self.terms.ends is not None
        items = self._due_with(self.terms.ends)
        return self._without_text(state=ContractState.SIGNED, signed=(*self.signed, signed), items=items)

    def annex_begun(self, reason: str) -> "Contract":
        """Give the contract with the draft of an annex: what holds now, to be changed. Raises `NotPossible`."""
        self._require(Action.ANNEX)
        return self._next(state=ContractState.ANNEX_DRAFTED, terms=self.in_force.terms, reason=reason)

    def annex_dropped(self) -> "Contract":
        """Give the contract without the annex that was in work. Raises `NotPossible`."""
        self._require(Action.DROP_ANNEX)
        cleared = {"offered_at": None, "objection": None, "objected_at": None}
        return self._without_text(state=ContractState.SIGNED, **cleared)

    def lending(self, name: str, value: int, condition: str, on: date, *, today: date) -> "Contract":
        """Give the contract with one more thing handed over. Raises `NotPossible`, `TooManyItems`, `DayUnfit`."""
        self._require(Action.LEND)
        if len(self.items) >= MOST_ITEMS:
            raise TooManyItems
        ends = self.in_force.terms.ends
        assert ends is not None
        if on > today:
            raise DayUnfit
        item = LentItem(
            number=len(self.items) + 1,
            name=name,
            value=value,
            condition=condition,
            handed_over_on=on,
            return_by=max(ends, on),
        )
        return self._next(items=(*self.items, item))

    def taken_back(self, number: int, on: date, condition: str, *, complete: bool, today: date) -> "Contract":
        """Give the contract whose thing is back. Raises `NotPossible`, `LookupError`, `ItemGone`, `DayUnfit`."""
        self._require(Action.TAKE_BACK)
        if not 1 <= number <= len(self.items):
            raise LookupError(number)
        changed = self.items[number - 1].returned(on, condition, complete=complete, today=today)
        return self._next(items=(*self.items[: number - 1], changed, *self.items[number:]))

    def terminated(self, reason: str, on: date, *, by_name: str, at: datetime, today: date) -> "Contract":
        """Give the contract that has ended before its time; what is lent is due then.

        Raises `NotPossible`, `DayUnfit`.
        """
        self._require(Action.TERMINATE)
        if not self.signed[0].signed_on <= on <= today:
            raise DayUnfit
        end = End(reason=reason, on=on, entered_at=at, entered_by_name=by_name)
        items = self._due_with(on)
        return self._without_text(state=ContractState.TERMINATED, items=items, end=end)

    def settled(self) -> "Contract":
        """Give the contract that was settled; one that has ended otherwise stays as it is."""
        if self.state not in RUNNING:
            return self
        return self._without_text(state=ContractState.SETTLED)

    def _without_text(self, **changes: object) -> "Contract":
        return self._next(**changes, terms=None, reason=None, asked=None)

    def _due_with(self, end: date) -> tuple[LentItem, ...]:
        return tuple(one.due_with(end) for one in self.items)

    def _require(self, action: Action) -> None:
        if not self.may(action):
            raise NotPossible(action, self.state)

    def _next(self, **changes: object) -> "Contract":
        return self.model_copy(update={**changes, "version": self.version + 1})
