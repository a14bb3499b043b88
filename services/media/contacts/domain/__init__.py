"""Titles, journalists and accreditations, as pure rules. Nothing of a person stands here open; it reads no clock."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

MOST_NUMBERS = 10
"""Telephone numbers of one journalist."""
MOST_OUTLETS = 10
"""Titles of one journalist."""


class Medium(StrEnum):
    """What a title is. By it the law says how a rectification is published and a quotation authorised."""

    DAILY = "daily"
    PERIODICAL = "periodical"
    RADIO = "radio"
    TELEVISION = "television"
    PORTAL = "portal"


class ConsentWithdrawn(Exception):
    """The journalist has taken the consent back: nothing more is written down about them."""


class ConsentAhead(Exception):
    """The day of a consent has not come yet."""


class PeriodBackwards(Exception):
    """An accreditation would end before it begins."""


class AccreditationEnded(Exception):
    """The accreditation has been taken back already."""


class OutletFacts(BaseModel):
    """What is written down of a title. All of it is public; `registration`: its number in the register of the court."""

    model_config = ConfigDict(frozen=True)

    name: str
    medium: Medium
    email: str | None = None
    telephone: str | None = None
    address: str | None = None
    registration: str | None = None
    active: bool = True


class Outlet(OutletFacts):
    """A title: a paper, a station, a portal."""

    id: str
    words: tuple[str, ...]
    version: int = 1

    def changed(self, facts: OutletFacts, words: tuple[str, ...]) -> Self:
        """Give it as it is to be."""
        return self.model_copy(update={**facts.model_dump(), "words": words, "version": self.version + 1})


class Number(BaseModel):
    """A telephone number; private unless its owner has said otherwise."""

    model_config = ConfigDict(frozen=True)

    label: str
    number: str
    private: bool = True


class Details(BaseModel):
    """Who a journalist is. It is only ever kept sealed."""

    model_config = ConfigDict(frozen=True)

    name: str
    email: str | None = None
    numbers: tuple[Number, ...] = ()

    def public(self) -> "Details":
        """Give it without the private numbers."""
        return self.model_copy(update={"numbers": tuple(one for one in self.numbers if not one.private)})


class Consent(BaseModel):
    """When a journalist agreed to be in the list, how, and when they took it back."""

    model_config = ConfigDict(frozen=True)

    given_on: date
    how: str
    withdrawn_at: datetime | None = None


class Journalist(BaseModel):
    """A journalist. `sealed`: the `Details`; `digests`: keyed ones of the words of the name, to find it by."""

    model_config = ConfigDict(frozen=True)

    id: str
    sealed: bytes
    digests: tuple[str, ...]
    roles: tuple[str, ...]
    outlets: tuple[str, ...]
    consent: Consent
    active: bool = True
    erase_at: datetime | None = None
    """When all of it is erased, once the consent was taken back."""
    version: int = 1

    def changed(self, **changes: Any) -> Self:
        """Give it as it is to be. Raises `ConsentWithdrawn`."""
        if self.consent.withdrawn_at is not None:
            raise ConsentWithdrawn
        return self.model_copy(update={**changes, "version": self.version + 1})

    def withdrawn(self, at: datetime, erase_at: datetime) -> Self:
        """Give who has taken the consent back: nobody writes to them any more. Raises `ConsentWithdrawn`."""
        consent = self.consent.model_copy(update={"withdrawn_at": at})
        return self.changed(consent=consent, active=False, erase_at=erase_at)


class Accreditation(BaseModel):
    """A journalist may take part in what the city holds, from one day to another, under a number of the year.

    `journalist_id` stays when the journalist is erased: it then leads nowhere.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    number: int
    year: int
    journalist_id: str
    outlet_id: str
    first: date
    last: date
    given_at: datetime
    given_by: str
    ended_at: datetime | None = None
    reason: str | None = None
    version: int = 1

    @property
    def called(self) -> str:
        """The number as it is printed."""
        return f"{self.number}/{self.year}"

    def holds(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return self.ended_at is None and self.first <= day <= self.last

    def ended(self, at: datetime, reason: str) -> Self:
        """Give one that was taken back. Raises `AccreditationEnded`."""
        if self.ended_at is not None:
            raise AccreditationEnded
        return self.model_copy(update={"ended_at": at, "reason": reason, "version": self.version + 1})


def require_period(first: date, last: date) -> None:
    """Raise `PeriodBackwards` where the last day is before the first."""
    if last < first:
        raise PeriodBackwards


def require_consent(given_on: date, today: date) -> None:
    """Raise `ConsentAhead` where the day has not come yet."""
    if given_on > today:
        raise ConsentAhead
