"""What residents file as an initiative, and who files it. Money in grosze."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.intake.proposals.domain.draft import Applicant
from shared.contracts.base import Grosze
from shared.contracts.initiatives.intake import CityShare, CityShareKind, EstimateItem, Readiness, Step

MOST_STEPS = 20
MOST_SHARES = 20
MOST_LINES = 30
"""Lines of an estimate."""
MOST_MEMBERS = 20
"""Residents who file beside their representative."""
_GIVEN = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_Name = Annotated[str, Field(min_length=2, max_length=200)]
_Amount = Annotated[Grosze, Field(gt=0, le=10**11)]


class StepGiven(Step):
    """One step of the schedule, as it is filed."""

    model_config = _GIVEN

    name: _Name


class ShareGiven(CityShare):
    """One thing that is asked of the city, as it is filed."""

    model_config = _GIVEN

    kind: CityShareKind
    subject: _Name
    value: _Amount


class LineGiven(EstimateItem):
    """One line of the estimate, as it is filed: what each side bears of it."""

    model_config = _GIVEN

    name: _Name
    own: Annotated[Grosze, Field(le=10**11)] = 0
    city: Annotated[Grosze, Field(le=10**11)] = 0


class Content(BaseModel):
    """What an application says. What residents give is not in it: each of them declares that themselves."""

    model_config = _GIVEN

    title: Annotated[str, Field(min_length=5, max_length=200)]
    summary: Annotated[str, Field(min_length=20, max_length=300)]
    description: Annotated[str, Field(min_length=50, max_length=5_000)]
    goal: Annotated[str, Field(min_length=10, max_length=2_000)]
    task_area: Annotated[str, Field(min_length=3, max_length=300)]
    place: Annotated[str, Field(min_length=3, max_length=300)]
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    area_name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    audience: Annotated[str, Field(min_length=3, max_length=300)]
    beneficiaries: Annotated[int, Field(ge=1, le=1_000_000)]
    readiness: Readiness
    organisation: Annotated[str, Field(min_length=3, max_length=300)] | None = None
    signatures: Annotated[int, Field(ge=0, le=100_000)] = 0
    steps: Annotated[tuple[StepGiven, ...], Field(min_length=1, max_length=MOST_STEPS)]
    city_shares: Annotated[tuple[ShareGiven, ...], Field(max_length=MOST_SHARES)] = ()
    estimate: Annotated[tuple[LineGiven, ...], Field(min_length=1, max_length=MOST_LINES)]

    @property
    def city(self) -> int:
        """What is asked of the city, in grosze."""
        return sum(share.value for share in self.city_shares)


class Member(BaseModel):
    """A resident who files beside the representative. Personal data: kept only sealed."""

    model_config = _GIVEN

    given: Annotated[str, Field(min_length=1, max_length=100)]
    surname: Annotated[str, Field(min_length=1, max_length=100)]
    address: Annotated[str, Field(min_length=3, max_length=300)]


class Group(BaseModel):
    """Who files an initiative. Personal data: kept only sealed."""

    model_config = _GIVEN

    representative: Applicant
    members: Annotated[tuple[Member, ...], Field(max_length=MOST_MEMBERS)] = ()

    @property
    def residents(self) -> int:
        """How many they are."""
        return 1 + len(self.members)


class SphereUnknown(Exception):
    """The rules of the day have no such sphere."""

    def __init__(self, task_area: str) -> None:
        super().__init__(task_area)
        self.task_area = task_area


def last_day(steps: tuple[Step, ...]) -> date:
    """Give the day on which the last step ends."""
    return max(step.ends for step in steps)
