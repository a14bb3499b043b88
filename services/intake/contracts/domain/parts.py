"""What a contract is made of: what is known of decision and money, what was signed, its texts, its end."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from services.intake.contracts.domain.terms import Terms


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


class Agreement(BaseModel):
    """When a text was agreed on. `by_name`: the officer who has entered so; None: the applicants, by their link."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by_name: str | None


class Signed(BaseModel):
    """A contract (annex 0) or an annex as both sides have signed it. `file_id`: the copy with the signatures.

    `version`: of the contract, when it was entered. `about`, `agreement`: as they stood then; None of what was signed
    before they were kept.
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
    agreement: Agreement | None = None


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
