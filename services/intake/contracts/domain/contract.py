"""The contract of a local initiative (umowa, art. 19d u.d.p.p.w.): how it goes from step to step, and by what right."""

from datetime import date, datetime

from services.intake.contracts.domain.items import DayUnfit, LentItem
from services.intake.contracts.domain.parts import Agreement, Decision, End, Money, Signed
from services.intake.contracts.domain.record import Record
from services.intake.contracts.domain.states import RUNNING, Action, ContractState
from services.intake.contracts.domain.terms import Fault, Terms
from shared.clock import warsaw
from shared.contracts.initiatives.intake import InitiativeContent

MOST_ITEMS = 100
"""Things that one contract may lend."""
_NOT_OFFERED = {"offered_at": None, "remind_at": None, "reminded_at": None}
"""What is known of a text that nobody was sent."""
_NOT_AGREED = {"asked": None, "agreement": None}
"""What is known of a text that is not agreed on."""
_UNANSWERED = {"objection": None, "objected_at": None}
"""What is known of a text of which nobody has said what to change."""


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


class Contract(Record):
    """The contract of one initiative, with the steps that it can take."""

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
        return self._without_text(state=ContractState.DROPPED)

    def edited(self, terms: Terms) -> "Contract":
        """Give the contract with other terms in work. What the residents have signed to give changes by annex alone.

        Raises `NotPossible`.
        """
        self._require(Action.EDIT)
        if not self.signed:
            terms = terms.model_copy(update={"declared": self.known.declared})
        return self._next(terms=terms, **_NOT_OFFERED)

    def offered(self, at: datetime, remind_at: datetime) -> "Contract":
        """Give the contract whose text the applicants are asked to accept; `remind_at`: when once more.

        Raises `NotPossible`, `TermsUnfit`.
        """
        self._require(Action.OFFER)
        if self.faults:
            raise TermsUnfit(self.faults)
        return self._next(**_UNANSWERED, offered_at=at, remind_at=remind_at, reminded_at=None)

    def accepted(self, at: datetime) -> "Contract":
        """Give the contract whose text the applicants accept: it goes to be signed. Raises as `agreed`."""
        self._require(Action.ANSWER)
        return self.agreed(Agreement(at=at, by_name=None))

    def objected(self, sealed: bytes, at: datetime) -> "Contract":
        """Give the contract that the applicants want changed; `sealed`: their words. Raises `NotPossible`."""
        self._require(Action.ANSWER)
        return self._next(**_NOT_OFFERED, objection=sealed, objected_at=at)

    def agreed(self, agreement: Agreement) -> "Contract":
        """Give the contract whose text is closed. Raises `NotPossible`, `TermsUnfit`."""
        self._require(Action.AGREE)
        if self.faults:
            raise TermsUnfit(self.faults)
        told = {**_UNANSWERED, "remind_at": None, "agreement": agreement}
        if not self.signed:
            return self._next(state=ContractState.AGREED, **told)
        assert self.terms is not None
        more = self.terms.city > self.in_force.terms.city
        return self._next(state=ContractState.ANNEX_AGREED, asked=self.version + 1 if more else None, **told)

    def reopened(self) -> "Contract":
        """Give the contract whose text is being worked on again. Raises `NotPossible`."""
        self._require(Action.REOPEN)
        state = ContractState.ANNEX_DRAFTED if self.signed else ContractState.DRAFTED
        return self._next(state=state, **_NOT_AGREED, **_NOT_OFFERED)

    def signed_on(self, day: date, file: tuple[str, str], *, by_name: str, at: datetime, today: date) -> "Contract":
        """Give the contract that both sides have signed on `day`; `file`: id and name of the copy.

        What is lent is due on the last day of the newest text.

        Raises `NotPossible`, `MoneyAwaited`, `TermsUnfit` where less money is known meanwhile, `DayUnfit` for a day yet
        to come, before the application, or before the text that this one changes.
        """
        if self.awaits_money and self.terms is not None:
            raise MoneyAwaited(self.terms.city)
        self._require(Action.SIGN)
        assert self.terms is not None
        if self.faults:
            raise TermsUnfit(self.faults)
        if not self._signed_from() <= day <= today:
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
            about=self.about,
            agreement=self.agreement,
        )
        assert self.terms.ends is not None
        items = self._due_with(self.terms.ends)
        return self._without_text(state=ContractState.SIGNED, signed=(*self.signed, signed), items=items)

    def _signed_from(self) -> date:
        return self.in_force.signed_on if self.signed else warsaw(self.known.submitted_at).date()

    def annex_begun(self, reason: str) -> "Contract":
        """Give the contract with the draft of an annex: what holds now, to be changed. Raises `NotPossible`."""
        self._require(Action.ANNEX)
        return self._next(state=ContractState.ANNEX_DRAFTED, terms=self.in_force.terms, reason=reason)

    def annex_dropped(self) -> "Contract":
        """Give the contract without the annex that was in work. Raises `NotPossible`."""
        self._require(Action.DROP_ANNEX)
        return self._without_text(state=ContractState.SIGNED)

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
        return self._next(**changes, **_NOT_OFFERED, **_UNANSWERED, **_NOT_AGREED, terms=None, reason=None)

    def _due_with(self, end: date) -> tuple[LentItem, ...]:
        return tuple(one.due_with(end) for one in self.items)

    def _require(self, action: Action) -> None:
        if not self.may(action):
            raise NotPossible(action, self.state)

    def _next(self, **changes: object) -> "Contract":
        return self.model_copy(update={**changes, "version": self.version + 1})
