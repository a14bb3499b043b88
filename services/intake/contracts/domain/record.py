"""What is kept of a contract, and what can be told from it. It changes nothing."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.intake.contracts.domain.items import LentItem
from services.intake.contracts.domain.parts import About, Agreement, Decision, End, Money, Signed, Text
from services.intake.contracts.domain.states import POSSIBLE, Action, ContractState
from services.intake.contracts.domain.terms import Fault, Terms
from shared.contracts.initiatives.intake import InitiativeContent


class Record(BaseModel):
    """The contract of one initiative as it is kept; it has the initiative's id.

    There is one from the first word of the initiative.
    """

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
    """Since when the applicants have had the text in work; None where it was not sent, or has changed since."""
    remind_at: datetime | None = None
    """When they are reminded of it, unless they have answered."""
    reminded_at: datetime | None = None
    agreement: Agreement | None = None
    """Of the text that waits for its signatures."""
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
        return self.state in POSSIBLE[action]

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
            return Text(**told, about=self.signed[annex].about or self.about)
        if annex != len(self.signed) or self.terms is None:
            raise LookupError(annex)
        return Text(annex=annex, reason=self.reason, terms=self.terms, about=self.about, draft=self.may_edit)

    @property
    def about(self) -> About:
        """What a text of now names of the application."""
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
