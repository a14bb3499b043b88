"""What city and applicants agree on, and what is wrong with it. It knows no state of a contract."""

import hashlib
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.contracts.initiatives.intake import (
    CityShare,
    ContributionKind,
    Declared,
    EstimateItem,
    InitiativeContent,
    Step,
)

_WHOLE = 10_000
"""A share of 100 %, in hundredths of a percent."""


class Fault(StrEnum):
    """What keeps terms from being agreed on."""

    DATES_MISSING = "dates_missing"
    DATES_REVERSED = "dates_reversed"
    STEP_OUTSIDE = "step_outside"
    NOTHING_DECLARED = "nothing_declared"
    WORK_MISCOUNTED = "work_miscounted"
    OWN_NOT_ESTIMATE = "own_not_estimate"
    CITY_NOT_ESTIMATE = "city_not_estimate"
    CITY_ABOVE_DECISION = "city_above_decision"
    OWN_BELOW_LEAST = "own_below_least"


class Terms(BaseModel):
    """The terms of a contract or of an annex. Days are the city's, both ends included; money is in grosze."""

    model_config = ConfigDict(frozen=True)

    starts: date | None = None
    ends: date | None = None
    settle_by: date | None = None
    steps: tuple[Step, ...] = ()
    city_shares: tuple[CityShare, ...] = ()
    declared: tuple[Declared, ...] = ()
    estimate: tuple[EstimateItem, ...] = ()
    clauses: str = ""
    """Whatever else was arranged: how both sides reach each other, insurance, damages, how the contract may end."""

    @classmethod
    def of(cls, content: InitiativeContent, clauses: str) -> "Terms":
        """Give the terms that an application asks for; nobody types anything twice."""
        return cls(
            steps=content.steps,
            city_shares=content.city_shares,
            declared=content.declared,
            estimate=content.estimate,
            clauses=clauses,
        )

    @property
    def own(self) -> int:
        """What the residents give."""
        return sum(one.value for one in self.declared)

    @property
    def city(self) -> int:
        """What the city gives."""
        return sum(one.value for one in self.city_shares)

    @property
    def sha256(self) -> str:
        """The digest of the whole text: what was signed stays what it was."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def faults(self, *, limit: int, least_own: int) -> tuple[Fault, ...]:
        """Tell what is wrong, in the order of the text.

        `limit`: the most that the mayor has given, in grosze. `least_own`: the least own share of the whole value, in
        hundredths of a percent.
        """
        return tuple(fault for fault, wrong in self._checks(limit, least_own) if wrong)

    def _checks(self, limit: int, least_own: int) -> Iterable[tuple[Fault, bool]]:
        days = (self.starts, self.ends, self.settle_by)
        yield Fault.DATES_MISSING, None in days
        if self.starts and self.ends and self.settle_by:
            yield Fault.DATES_REVERSED, not self.starts <= self.ends <= self.settle_by
            outside = any(not self.starts <= one.starts <= one.ends <= self.ends for one in self.steps)
            yield Fault.STEP_OUTSIDE, outside
        yield Fault.NOTHING_DECLARED, not self.declared
        yield Fault.WORK_MISCOUNTED, any(one.value != value_of_work(one) for one in self.declared if _is_work(one))
        yield Fault.OWN_NOT_ESTIMATE, self.own != sum(one.own for one in self.estimate)
        yield Fault.CITY_NOT_ESTIMATE, self.city != sum(one.city for one in self.estimate)
        yield Fault.CITY_ABOVE_DECISION, self.city > limit
        yield Fault.OWN_BELOW_LEAST, self.own * _WHOLE < least_own * (self.own + self.city)


def value_of_work(declared: Declared) -> int:
    """Give what declared work counts as: minutes x hourly rate / 60, rounded half up to a whole grosz."""
    return (2 * (declared.minutes or 0) * (declared.rate or 0) + 60) // 120


def _is_work(declared: Declared) -> bool:
    return declared.kind is ContributionKind.WORK
