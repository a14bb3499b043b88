"""What a resident files: the idea, its place, its money, its supporters, and who files it."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.intake.proposals.domain.words import fold
from shared.contracts.intake import CostItem

MOST_ITEMS = 40
"""Lines of a cost estimate."""
MOST_FILES = 5
"""Files with one proposal."""
EMAIL = r"^[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}$"


class Item(CostItem):
    """One line of the estimate, as it is filed; grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)]


class Draft(BaseModel):
    """What a resident files: the idea, its place, its money, its supporters. Amounts in grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    edition_id: Annotated[str, Field(min_length=1, max_length=64)]
    title: Annotated[str, Field(min_length=5, max_length=200)]
    summary: Annotated[str, Field(min_length=20, max_length=300)]
    description: Annotated[str, Field(min_length=50, max_length=5000)]
    pool_id: Annotated[str, Field(min_length=1, max_length=64)]
    area_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    category: Annotated[str, Field(min_length=1, max_length=300)]
    location: Annotated[str, Field(min_length=3, max_length=300)]
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    parcel: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    cost_items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MOST_ITEMS)]
    signatures: Annotated[int, Field(ge=0, le=100_000)]

    @property
    def cost(self) -> int:
        """What the lines of the estimate add up to, in grosze."""
        return sum(item.amount for item in self.cost_items)


class Details(BaseModel):
    """What an applicant may be called upon to mend about themselves: all but the e-mail, to which the link belongs."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    given: Annotated[str, Field(min_length=1, max_length=100)]
    surname: Annotated[str, Field(min_length=1, max_length=100)]
    phone: Annotated[str, Field(min_length=6, max_length=30)] | None = None
    address: Annotated[str, Field(min_length=3, max_length=300)]


Email = Annotated[str, Field(max_length=254, pattern=EMAIL)]


class Applicant(Details):
    """Who files the proposal. Personal data: kept only encrypted, never in events, logs or addresses."""

    email: Email | None = None
    """None on some papers: letters to this person go by post."""

    def same_person(self, other: "Applicant") -> bool:
        """Tell whether both bear one name, however it was typed."""
        return fold(f"{self.given} {self.surname}") == fold(f"{other.given} {other.surname}")


class WebApplicant(Applicant):
    """Who files on the web: the receipt needs an e-mail."""

    email: Email


class AttachmentKind(StrEnum):
    """What a file is for; the names are those of the form's fields."""

    SUPPORT_LIST = "support_list"
    LAND_CONSENT = "land_consent"
    DECLARATION = "declaration"
    AUTHORISATION = "authorisation"
    """Of an initiative that comes through an organisation: that it may be filed by it."""


class Attachment(BaseModel):
    """A file that came with a proposal. It may hold personal data: for officers alone."""

    model_config = ConfigDict(frozen=True)

    id: str
    filename: str
    media_type: str
    size: int
    kind: AttachmentKind = AttachmentKind.SUPPORT_LIST
