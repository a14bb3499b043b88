"""The ledger of one contract, whole: its entries, inspections and photographs, and how its settlement goes.

What is known of the contract comes from events in any order. It reads no clock.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.reporting.implementation.domain.photographs import NoSuchPhotograph, Photograph, TooManyPhotographs
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
from services.reporting.initiatives.domain.permits import Action, Actor, NotForActor, NotNow, Stage, require
from shared.clock import end_of, warsaw
from shared.contracts.initiatives.reporting import SettlementOutcome
from shared.deadlines import Deadline, FreeDays, Postponed, Reckoning, postponed

_WHOLE = 10_000
"""A share of 100 %, in hundredths of a percent."""
MOST_PHOTOGRAPHS = 60
"""Of one initiative, so that its page opens on a telephone: the house's own."""
OPEN = (Stage.RUNNING, Stage.HANDED_IN, Stage.RETURNED)
"""Where somebody has something to do by a day."""


class AboveContract(Exception):
    """The city has spent more than the contract allows, and nobody has said that the applicants pay the excess.

    `spent`, `city` in grosze; `annex`: the number of the annex that it needs.
    """

    def __init__(self, spent: int, city: int, annex: int) -> None:
        super().__init__(f"spent {spent} of {city}: needs annex {annex}")
        self.spent, self.city, self.annex = spent, city, annex


class OutsideTerm(Exception):
    """Work or gifts of days that are outside the term of the contract now. `entries`: their numbers."""

    def __init__(self, entries: tuple[int, ...]) -> None:
        super().__init__(f"outside the term: {entries}")
        self.entries = list(entries)


class NothingDelivered(Exception):
    """The residents have given nothing of what they declared: that is no settlement of a contract that runs."""


class NotInspected(Exception):
    """Nobody has inspected the initiative yet: at least once has to be before it is settled."""


class Inspection(BaseModel):
    """A visit on the spot. `by`: an opaque id of staff. The findings stay in the house."""

    model_config = ConfigDict(frozen=True)

    number: int
    on: date
    by: Maker
    findings: str
    noted_at: datetime


class Taken(Photograph):
    """A photograph of an initiative; `inspection`: of which it is, None for one of the works.

    `offered`: the representative has sent it, and no officer has shown it to everybody yet. Of the representative the
    name is empty: it is not known here.
    """

    inspection: int | None = None
    offered: bool = False


class HandedIn(BaseModel):
    """That the settlement was handed in. `entries`: how many the ledger had; what comes later is the office's own."""

    model_config = ConfigDict(frozen=True)

    by: Maker
    at: datetime
    entries: int


class Returned(BaseModel):
    """What has to be mended, until when, and how that was found, in Polish."""

    model_config = ConfigDict(frozen=True)

    points: tuple[str, ...]
    due_at: datetime
    explanation: tuple[str, ...]
    by: Maker
    at: datetime


class Settled(BaseModel):
    """How it ended. Amounts in grosze as they stood then.

    `city_spent`: what the city bears, at most what the contract gives; `excess`: what the applicants pay beyond it.
    """

    model_config = ConfigDict(frozen=True)

    outcome: SettlementOutcome
    note: str | None
    own_declared: int
    own_delivered: int
    city_planned: int
    city_spent: int
    excess: int = 0
    by: Maker
    at: datetime


class Ledger(BaseModel):
    """The ledger of the contract of one initiative; its id is the initiative's."""

    model_config = ConfigDict(frozen=True)

    id: str
    version: int = 0
    stage: Stage = Stage.WAITING
    contract: Contract | None = None
    terminated_on: date | None = None
    termination_reason: str | None = None
    decision_version: int = 0
    unit: str | None = None
    unit_name: str | None = None
    entries: tuple[Entry, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    photographs: tuple[Taken, ...] = ()
    offers: int = 0
    """How many times photographs of the representative began to wait for an officer: it names that task."""
    handed_in: tuple[HandedIn, ...] = ()
    returned: tuple[Returned, ...] = ()
    settled: Settled | None = None
    due_at: datetime | None = None
    """Until when somebody has something to do: the residents settle, or an officer decides; None where nobody has."""
    reckoning: Reckoning | None = None
    """From what that was found; None for the day that the contract names."""
    explanation: tuple[str, ...] = ()
    """How it was found, in Polish; empty for the day that the contract names."""
    free_days: int = 0
    """The version of the declared free days that this date was last held against."""
    remind_at: datetime | None = None
    overdue: bool = False
    """Whether the department has a task of it that the residents are late."""
    link: int = 1
    """Which link of the representative holds: an older one opens nothing."""

    def changed(self, **changes: Any) -> Self:
        """Give the next version with some fields changed."""
        return self.model_copy(update={**changes, "version": self.version + 1})

    # -- what the services say ---------------------------------------------------------------------------------------

    def signed(self, contract: Contract, rhythm: Rhythm, now: datetime) -> Self | None:
        """Take in a contract or an annex; None where a newer version is known."""
        if not contract.newer_than(self.contract):
            return None
        known = self.changed(contract=contract)
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
    def signed_contract(self) -> Contract:
        """The contract. Raises `NotNow` before it has come."""
        if self.contract is None:
            raise NotNow(self.stage)
        return self.contract

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
        return faults(given, self.signed_contract, self.entries, self.last_day, today)

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

    # -- on the spot -------------------------------------------------------------------------------------------------

    def inspected(self, on: date, findings: str, actor: Actor, by: Maker, now: datetime) -> Self:
        """Note an inspection. Raises `NotNow`, `EntryIncomplete` for a day outside of what it can be."""
        require(Action.INSPECT, self.stage, actor)
        if on > warsaw(now).date():
            raise EntryIncomplete("on", "ahead")
        if on < self.signed_contract.signed_on:
            raise EntryIncomplete("on", "before_contract")
        noted = Inspection(number=len(self.inspections) + 1, on=on, by=by, findings=findings, noted_at=now)
        return self.changed(inspections=(*self.inspections, noted))

    def photographed(self, photograph: Taken, actor: Actor) -> Self:
        """Add a photograph. Raises `NotNow`, `NotForActor`, `TooManyPhotographs`, `EntryIncomplete`."""
        require(Action.PHOTOGRAPH, self.stage, actor)
        if photograph.inspection is not None and photograph.inspection > len(self.inspections):
            raise EntryIncomplete("inspection", "unknown")
        if len(self.shown) + len(self.offered) >= MOST_PHOTOGRAPHS:
            raise TooManyPhotographs(MOST_PHOTOGRAPHS)
        offered = actor is Actor.REPRESENTATIVE
        taken = photograph.model_copy(update={"offered": offered})
        begins = offered and not self.offered
        return self.changed(photographs=(*self.photographs, taken), offers=self.offers + begins)

    def with_shown(self, id: str) -> Self:
        """Let everybody see what the representative has sent. Raises `NotNow`, `NoSuchPhotograph`."""
        require(Action.SHOW_PHOTOGRAPH, self.stage, Actor.OFFICER)
        if all(one.id != id for one in self.offered):
            raise NoSuchPhotograph(id)
        kept = tuple(one.model_copy(update={"offered": False}) if one.id == id else one for one in self.photographs)
        return self.changed(photographs=kept)

    def without_photograph(self, id: str, reason: str, by_name: str, now: datetime) -> Self:
        """Withdraw a photograph; that it was there, and why it is not, stays. Raises `NotNow`, `NoSuchPhotograph`."""
        require(Action.WITHDRAW_PHOTOGRAPH, self.stage, Actor.OFFICER)
        self.photograph(id, seen_by_all=False)
        kept = tuple(one.withdrawn(reason, by_name, now) if one.id == id else one for one in self.photographs)
        return self.changed(photographs=kept)

    @property
    def shown(self) -> list[Taken]:
        """The photographs that everybody sees, the newest first."""
        return [one for one in reversed(self.photographs) if one.withdrawn_at is None and not one.offered]

    @property
    def offered(self) -> list[Taken]:
        """The photographs of the representative that wait for an officer, the newest first."""
        return [one for one in reversed(self.photographs) if one.withdrawn_at is None and one.offered]

    def photograph(self, id: str, *, seen_by_all: bool = True) -> Taken:
        """Give a photograph that everybody sees, or (`seen_by_all` False) also one that waits for an officer.

        Raises `NoSuchPhotograph`.
        """
        known = self.shown if seen_by_all else [*self.shown, *self.offered]
        found = next((one for one in known if one.id == id), None)
        if found is None:
            raise NoSuchPhotograph(id)
        return found

    def with_new_link(self) -> Self:
        """Give the representative another link: the former one opens nothing any more. Raises `NotNow`."""
        require(Action.RENEW_LINK, self.stage, Actor.OFFICER)
        return self.changed(link=self.link + 1)
