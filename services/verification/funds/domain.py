"""One year's total and what is secured within it (art. 46 ust. 3 u.s.g.). It knows no clock. Amounts in grosze."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By


class TotalUnknown(Exception):
    """The treasurer has set no total for this year."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no total for {year}")
        self.year = year


class FundsExceeded(Exception):
    """The year's total does not hold this much more."""

    def __init__(self, year: int, amount: int, free: int) -> None:
        super().__init__(f"{amount} of {year}, free {free}")
        self.year, self.amount, self.free = year, amount, free


class TotalBelowSecured(Exception):
    """More than the new total is secured already."""

    def __init__(self, year: int, total: int, secured: int) -> None:
        super().__init__(f"total of {year} would be {total}, secured {secured}")
        self.year, self.total, self.secured = year, total, secured


class NeverCountersigned(Exception):
    """The word of a contract gives or spends more than was countersigned: no such contract can have been signed."""

    def __init__(self, initiative_id: str, city: int, secured: int) -> None:
        super().__init__(f"{city} of {initiative_id}, countersigned {secured}")


class NothingMissing(Exception):
    """Nothing is missing that could be secured."""

    def __init__(self, initiative_id: str) -> None:
        super().__init__(f"nothing is missing for {initiative_id}")
        self.initiative_id = initiative_id


class TotalSet(BaseModel):
    """A total that the treasurer has set."""

    model_config = ConfigDict(frozen=True)

    total: int
    at: datetime
    by: By


class YearFunds(BaseModel):
    """The money of one year. `secured` is what is spoken for; the store alone adds to it, never beyond `total`."""

    model_config = ConfigDict(frozen=True)

    id: str
    """The year."""
    total: int
    secured: int = 0
    history: tuple[TotalSet, ...]
    """The totals that were set, the oldest first; the last one holds."""
    version: int = 1

    @property
    def year(self) -> int:
        """The year as a number."""
        return int(self.id)

    @property
    def free(self) -> int:
        """What can still be secured."""
        return self.total - self.secured

    @classmethod
    def first(cls, year: int, total: int, *, by: By, at: datetime) -> "YearFunds":
        """Give the year with its first total."""
        return cls(id=str(year), total=total, history=(TotalSet(total=total, at=at, by=by),))

    def with_total(self, total: int, *, by: By, at: datetime) -> "YearFunds":
        """Give the year with another total. Raises `TotalBelowSecured`."""
        if total < self.secured:
            raise TotalBelowSecured(self.year, total, self.secured)
        history = (*self.history, TotalSet(total=total, at=at, by=by))
        return self.model_copy(update={"total": total, "history": history, "version": self.version + 1})


class FundsState(StrEnum):
    """Where the money of an initiative stands."""

    SECURED = "secured"
    SHORT = "short"
    """An annex is to give more than is secured: it is not signed before the treasurer has countersigned the rest."""
    RELEASED = "released"
    """Nothing is spoken for any more."""
    SETTLED = "settled"
    """What was spent stays taken, the rest is free again."""

    @property
    def over(self) -> bool:
        """True where no contract or annex takes anything more."""
        return self in (FundsState.RELEASED, FundsState.SETTLED)


class Secured(BaseModel):
    """What is secured for one initiative; it has the initiative's id."""

    model_config = ConfigDict(frozen=True)

    id: str
    year: int
    case: str
    title: str
    city: int
    """How much of the year's total it takes."""
    wanted: int
    """How much the contract is to give; more than `city` while it is short."""
    given_before: int = 0
    """The most that held before an annex gave less: a settlement may not have known of that annex."""
    asked_version: int = 0
    """The version of the contract's newest word that asked for money."""
    state: FundsState = FundsState.SECURED
    secured_at: datetime
    secured_by: By
    released_at: datetime | None = None
    settled_version: int = 0
    """The version of the settlement's word that holds."""
    version: int = 1

    def holding(self, city: int) -> "Secured":
        """Give it with all that the contract gives."""
        return self._with(city=city, wanted=city, state=FundsState.SECURED)

    def signed(self, city: int) -> "Secured":
        """Give it as a contract or an annex was signed that gives `city`. Raises `NeverCountersigned`."""
        if city > self.city:
            raise NeverCountersigned(self.id, city, self.city)
        return self.holding(city).model_copy(update={"given_before": max(self.given_before, self.city)})

    def asked(self, wanted: int, version: int) -> "Secured":
        """Give it where an annex is to give `wanted`: what is secured stays so until the treasurer countersigns."""
        if wanted <= self.city:
            return self.holding(wanted).model_copy(update={"asked_version": version})
        return self._with(wanted=wanted, state=FundsState.SHORT, asked_version=version)

    def covered(self) -> "Secured":
        """Give it where the treasurer has countersigned what was missing."""
        return self.holding(self.wanted)

    def released(self, at: datetime) -> "Secured":
        """Give it where nothing is spoken for any more."""
        return self._with(city=0, wanted=0, given_before=0, state=FundsState.RELEASED, released_at=at)

    def settled(self, spent: int, version: int) -> "Secured":
        """Give it where the contract is settled: what was spent stays taken, and only that.

        What a signed annex gave back counts too. Raises `NeverCountersigned`.
        """
        most = max(self.city, self.given_before)
        if spent > most:
            raise NeverCountersigned(self.id, spent, most)
        return self._with(city=spent, wanted=spent, state=FundsState.SETTLED, settled_version=version)

    def _with(self, **changes: object) -> "Secured":
        return self.model_copy(update={**changes, "version": self.version + 1})
