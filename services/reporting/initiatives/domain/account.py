"""The ledger of one contract, whole: its entries, and how its settlement goes.

What is known of the contract comes from events in any order. It reads no clock.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

from services.reporting.initiatives.domain.dates import Rhythm
from services.reporting.initiatives.domain.ledger import (
    MOST_ENTRIES,
    REPRESENTATIVE,
    Balance,
    Contract,
    Entry,
    EntryIncomplete,
    Given,
    LedgerFull,
    LineBalance,
    Maker,
    NoSuchEntry,
    Side,
    Standing,
    balance,
    correction,
    entered,
    faults,
    standing,
)
from services.reporting.initiatives.domain.parts import (
    AboveContract,
    HandedIn,
    NothingDelivered,
    NotInspected,
    OutsideTerm,
    Returned,
    Settled,
)
from services.reporting.initiatives.domain.permits import Action, Actor, NotForActor, Stage, require
from services.reporting.initiatives.domain.spot import Seen
from shared.clock import end_of, warsaw
from shared.contracts.initiatives.reporting import SettlementOutcome
from shared.deadlines import Deadline, FreeDays, Postponed, Reckoning, postponed

_WHOLE = 10_000
"""A share of 100 %, in hundredths of a percent."""
OPEN = (Stage.RUNNING, Stage.HANDED_IN, Stage.RETURNED)
"""Where somebody has something to do by a day."""


class Ledger(Seen):
    """The ledger of the contract of one initiative: what was given, and how it is settled."""

    # -- what the services say ---------------------------------------------------------------------------------------

    def signed(self, contract: Contract, rhythm: Rhythm, now: datetime) -> Self | None:
        """Take in a contract or an annex; None where a newer version is known, and the day of this one is no news."""
        first = contract.signed_on if self.contract is None else min(self.since, contract.signed_on)
        if not contract.newer_than(self.contract):
            return None if first == self.since else self.changed(first_signed_on=first)
        known = self.changed(contract=contract, first_signed_on=first)
        if self.stage is Stage.WAITING:
            return known._begun(contract, rhythm, now)
        if self.stage is Stage.RUNNING and self.contract and self.contract.settle_by != contract.settle_by:
            return known._due(end_of(contract.settle_by), None, rhythm, now)
        return known

    def _begun(self, contract: Contract, rhythm: Rhythm, now: datetime) -> Self:
        if self.terminated_on is not None:
            return self.model_copy(update={"stage": Stage.TERMINATED})
        begun = self.model_copy(update={"stage": Stage.RUNNING})
        return begun._due(end_of(contract.settle_by), None, rhythm, now)

    def terminated(self, on: date, reason: str) -> Self | None:
        """Take in that the contract has ended before its time; None where that is known."""
        if self.terminated_on is not None:
            return None
        told = self.changed(terminated_on=on, termination_reason=reason)
        if self.stage not in OPEN:
            return told
        gone = {"stage": Stage.TERMINATED, "due_at": None, "reckoning": None, "remind_at": None, "overdue": False}
        return told.model_copy(update=gone)

    def _due(self, at: datetime, reckoning: Reckoning | None, rhythm: Rhythm, now: datetime) -> Self:
        dates: dict[str, Any] = {"due_at": at, "reckoning": reckoning, "explanation": (), "free_days": 0}
        dates["remind_at"] = rhythm.next_after(now, at)
        return self.model_copy(update=dates)

    # -- entries -----------------------------------------------------------------------------------------------------

    @property
    def last_day(self) -> date:
        """The last day on which residents give: the end of the contract, or the day on which it was terminated."""
        ends = self.signed_contract.ends
        return min(ends, self.terminated_on) if self.terminated_on else ends

    @property
    def balance(self) -> Balance:
        """What was promised and what was given."""
        return balance(self.signed_contract, self.entries)

    @property
    def outside_term(self) -> tuple[int, ...]:
        """The entries of the residents whose days an annex or a termination has put outside the term."""
        contract = self.signed_contract
        return tuple(
            one.entry.number
            for one in standing(self.entries)
            if one.entry.side is Side.OWN and one.value and not contract.starts <= one.entry.day <= self.last_day
        )

    def faults(self, given: Given, today: date) -> Mapping[str, str]:
        """Name what is wrong with an entry, by field. Raises `NotNow`, `NoSuchLine`."""
        return faults(given, self.signed_contract, self.entries, (self.since, self.last_day), today)

    def recorded(self, given: Given, actor: Actor, by: Maker, now: datetime) -> Self:
        """Add an entry.

        Raises `NotNow`, `NotForActor`, `NoSuchLine`, `LedgerFull`, and `EntryIncomplete` with the first field that is
        wrong.
        """
        contract = self.signed_contract
        own = contract.line(given.line).side is Side.OWN
        require(Action.RECORD_OWN if own else Action.RECORD_CITY, self.stage, actor)
        self._require_room()
        for field, fault in self.faults(given, warsaw(now).date()).items():
            raise EntryIncomplete(field, fault)
        entry = entered(given, contract, len(self.entries) + 1, by, now)
        return self.changed(entries=(*self.entries, entry))

    def corrected(self, number: int, right: int, reason: str, actor: Actor, by: Maker, now: datetime) -> Self:
        """Put an entry right by a further one. `right`: what it should say, in minutes of work or in grosze.

        The representative puts right what came by the link alone. Raises `NotNow`, `NotForActor`, `NoSuchEntry`,
        `NothingCorrected`, `EntryIncomplete`, `LedgerFull`.
        """
        require(Action.CORRECT, self.stage, actor)
        self._require_room()
        if actor is Actor.REPRESENTATIVE and self.entry(number).entry.made_by != REPRESENTATIVE:
            raise NotForActor(actor)
        return self.changed(entries=(*self.entries, correction(self.entries, number, right, reason, by, now)))

    def entry(self, number: int) -> Standing:
        """Give an entry with its corrections. Raises `NoSuchEntry`."""
        found = next((one for one in standing(self.entries) if one.entry.number == number), None)
        if found is None:
            raise NoSuchEntry(number)
        return found

    def _require_room(self) -> None:
        if len(self.entries) >= MOST_ENTRIES:
            raise LedgerFull(MOST_ENTRIES)

    # -- the settlement ----------------------------------------------------------------------------------------------

    def handed(self, actor: Actor, by: Maker, now: datetime, due: Deadline) -> Self:
        """Hand the settlement in: an officer decides until `due`. Raises `NotNow`, `NotForActor`."""
        require(Action.HAND_IN, self.stage, actor)
        handed = HandedIn(by=by, at=now, entries=len(self.entries))
        return self.changed(
            stage=Stage.HANDED_IN,
            handed_in=(*self.handed_in, handed),
            due_at=due.due_at,
            reckoning=due.reckoning,
            explanation=tuple(due.explained()),
            free_days=0,
            remind_at=None,
            overdue=False,
        )

    def sent_back(self, points: tuple[str, ...], by: Maker, now: datetime, due: Deadline, rhythm: Rhythm) -> Self:
        """Ask the residents to mend the settlement until `due`. Raises `NotNow`."""
        require(Action.SEND_BACK, self.stage, Actor.OFFICER)
        explanation = tuple(due.explained())
        told = Returned(points=points, due_at=due.due_at, explanation=explanation, by=by, at=now)
        back = self.changed(stage=Stage.RETURNED, returned=(*self.returned, told))
        dated = back._due(due.due_at, due.reckoning, rhythm, now)
        return dated.model_copy(update={"explanation": explanation})

    @property
    def office_corrections(self) -> list[Entry]:
        """What the office has put right since the settlement was handed in."""
        since = self.handed_in[-1].entries if self.handed_in else 0
        return [one for one in self.entries[since:] if one.corrects is not None]

    @property
    def short(self) -> list[LineBalance]:
        """The declarations of which less was given than was promised: what one gives more is not another one's."""
        return [one for one in self.balance.lines if one.line.side is Side.OWN and one.short]

    @property
    def excess(self) -> int:
        """How much more the invoices say than the contract gives, in grosze; 0 where they do not."""
        return max(0, self.balance.delivered(Side.CITY) - self.signed_contract.city)

    @property
    def below_share(self) -> bool:
        """Whether the residents' part of all that was given is below the least of the contract's rules (art. 19c)."""
        own, city = self.balance.delivered(Side.OWN), self.balance.delivered(Side.CITY) - self.excess
        return own * _WHOLE < self.signed_contract.own_share * (own + city)

    @property
    def outcome(self) -> SettlementOutcome:
        """How it ends if it is accepted as it stands: as agreed, or with a difference that a note has to explain."""
        if self.stage is Stage.TERMINATED:
            return SettlementOutcome.TERMINATED
        differs = self.office_corrections or self.short or self.below_share or self.excess
        return SettlementOutcome.SETTLED_WITH_CORRECTION if differs else SettlementOutcome.SETTLED

    def require_acceptable(self, *, excess_is_own: bool) -> None:
        """Raise what stands against acceptance: `AboveContract`, `OutsideTerm`, `NothingDelivered`, `NotInspected`.

        `excess_is_own`: the applicants pay what the invoices say beyond the contract.
        """
        contract = self.signed_contract
        if self.excess and not excess_is_own:
            raise AboveContract(contract.city + self.excess, contract.city, contract.annex + 1)
        if outside := self.outside_term:
            raise OutsideTerm(outside)
        if self.stage is Stage.TERMINATED:
            return
        if not self.balance.delivered(Side.OWN):
            raise NothingDelivered
        if not self.inspections:
            raise NotInspected

    def accepted(self, note: str | None, by: Maker, now: datetime, *, excess_is_own: bool = False) -> Self:
        """Settle the contract, for good, as the ledger stands; what is not as agreed and a termination need a `note`.

        Raises `NotNow`, `EntryIncomplete`, and as `require_acceptable`.
        """
        require(Action.ACCEPT, self.stage, Actor.OFFICER)
        self.require_acceptable(excess_is_own=excess_is_own)
        outcome, found = self.outcome, self.balance
        if outcome is not SettlementOutcome.SETTLED and not note:
            raise EntryIncomplete("note", "needed")
        settled = Settled(
            outcome=outcome,
            note=note,
            own_declared=self.signed_contract.own,
            own_delivered=found.delivered(Side.OWN),
            city_planned=self.signed_contract.city,
            city_spent=found.delivered(Side.CITY) - self.excess,
            excess=self.excess,
            by=by,
            at=now,
        )
        gone = {"due_at": None, "reckoning": None, "remind_at": None, "overdue": False}
        return self.changed(stage=Stage.CLOSED, settled=settled, **gone)

    # -- dates -------------------------------------------------------------------------------------------------------

    @property
    def waits_for_residents(self) -> bool:
        """Whether the residents have to settle."""
        return self.stage in (Stage.RUNNING, Stage.RETURNED)

    def reminded(self, rhythm: Rhythm, now: datetime) -> Self:
        """Give it after the residents were reminded, or chased."""
        assert self.due_at is not None
        return self.changed(remind_at=rhythm.next_after(now, self.due_at), overdue=self.overdue or now > self.due_at)

    def postponed(self, free: FreeDays, rhythm: Rhythm, now: datetime) -> tuple[Self, Postponed] | None:
        """Give the ledger whose date is later by declared free days, and how; None where nothing moves."""
        if self.due_at is None or self.overdue:
            return None
        later = postponed(self.due_at, self.reckoning, free)
        if later is None:
            return None
        moved = self._due(later.due_at, self.reckoning, rhythm, now) if self.waits_for_residents else self
        dates = {"due_at": later.due_at, "explanation": later.explanation, "free_days": free.version}
        return moved.changed(**dates), later

    def with_new_link(self) -> Self:
        """Give the representative another link: the former one opens nothing any more. Raises `NotNow`."""
        require(Action.RENEW_LINK, self.stage, Actor.OFFICER)
        return self.changed(link=self.link + 1)
