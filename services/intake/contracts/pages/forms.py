"""The forms of contracts: what is typed into them, and what becomes of it. It shows nothing."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.intake.contracts.api import Clauses, Condition, Day, Thing, Why
from services.intake.contracts.domain.contract import Contract
from services.intake.contracts.domain.terms import Terms, value_of_work
from shared.contracts.initiatives.intake import CityShare, CityShareKind, ContributionKind, Declared, EstimateItem, Step
from shared.web.forms import Form, VersionForm, Zloty

_ROW = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)


class StepRow(BaseModel):
    """A line of the schedule."""

    model_config = _ROW

    name: Annotated[str, Field(min_length=2, max_length=300)]
    starts: Day
    ends: Day


class CityRow(BaseModel):
    """A line of what the city gives."""

    model_config = _ROW

    kind: CityShareKind
    subject: Annotated[str, Field(min_length=2, max_length=300)]
    value: Annotated[Zloty, Field(ge=0)]


class EstimateRow(BaseModel):
    """A line of the estimate."""

    model_config = _ROW

    name: Annotated[str, Field(min_length=2, max_length=300)]
    own: Annotated[Zloty, Field(ge=0)] = 0
    city: Annotated[Zloty, Field(ge=0)] = 0


def _hours(value: object) -> object:
    """Read hours as people write them ("2,5") into minutes."""
    if not isinstance(value, str):
        return value
    try:
        return round(float(value.replace(",", ".").strip()) * 60)
    except ValueError:
        return value


class DeclaredRow(BaseModel):
    """What an annex makes of a declaration: hours of work, or the value of anything else."""

    model_config = _ROW

    number: int = Field(ge=1)
    minutes: Annotated[int | None, BeforeValidator(_hours), Field(ge=1, le=600_000)] = None
    value: Annotated[Zloty | None, Field(ge=0)] = None


class TermsForm(Form):
    """The text in work, as it is to be."""

    version: int = Field(ge=1)
    starts: Day | None = None
    ends: Day | None = None
    settle_by: Day | None = None
    steps: Annotated[tuple[StepRow, ...], Field(max_length=60)] = ()
    city: Annotated[tuple[CityRow, ...], Field(max_length=60)] = ()
    estimate: Annotated[tuple[EstimateRow, ...], Field(max_length=60)] = ()
    declared: Annotated[tuple[DeclaredRow, ...], Field(max_length=500)] = ()
    clauses: Clauses = ""

    def terms(self, before: Terms) -> Terms:
        """Give the terms; of declarations counts what was typed for those that there are."""
        typed = {row.number: row for row in self.declared}
        return Terms(
            starts=self.starts,
            ends=self.ends,
            settle_by=self.settle_by,
            steps=tuple(Step(**dict(row)) for row in self.steps),
            city_shares=tuple(CityShare(**dict(row)) for row in self.city),
            estimate=tuple(EstimateItem(**dict(row)) for row in self.estimate),
            declared=tuple(_changed(one, typed.get(one.number)) for one in before.declared),
            clauses=self.clauses,
        )


class ReasonForm(VersionForm):
    """Why there is to be an annex."""

    reason: Why


class EndForm(ReasonForm):
    """When a contract has ended before its time, and why."""

    ended_on: Day


class SignatureForm(VersionForm):
    """The day of the signatures; the copy comes as a file."""

    signed_on: Day


class ItemForm(VersionForm):
    """A thing that was handed over."""

    name: Thing
    value: Annotated[Zloty, Field(ge=0, le=10**12)]
    condition: Condition
    handed_on: Day


class ItemBackForm(VersionForm):
    """A thing that is back."""

    back_on: Day
    back_condition: Condition
    complete: bool


def as_typed(one: Contract) -> dict[str, Any]:
    """Give the form as the text in work stands."""
    if one.terms is None:
        return {}
    terms = one.terms
    return {
        "version": one.version,
        **{name: getattr(terms, name) for name in ("starts", "ends", "settle_by", "clauses")},
        "steps": [dict(row) for row in terms.steps],
        "city": [dict(row) for row in terms.city_shares],
        "estimate": [dict(row) for row in terms.estimate],
        "declared": [dict(row) for row in terms.declared],
    }


def _changed(one: Declared, row: DeclaredRow | None) -> Declared:
    if row is None:
        return one
    if one.kind is ContributionKind.WORK:
        after = one.model_copy(update={"minutes": row.minutes or one.minutes})
        return after.model_copy(update={"value": value_of_work(after)})
    return one.model_copy(update={"value": one.value if row.value is None else row.value})
