"""The log of what was said where and when. One can only add to it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Words = Annotated[str, Field(min_length=3, max_length=5000, pattern="^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]*$")]
SITE, NEWSLETTER = "strona miasta", "newsletter"
"""Places that have no profile, as pages call them."""


class SaidAhead(Exception):
    """What was said was said in the past."""


class Said(BaseModel):
    """One entry. `number`: from 1 without a gap. `place`: as it was called when it was said.

    `by_name`: who of the staff entered it, None where the program did. `source`: what the program tells of, once.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    number: int
    at: datetime
    place: str
    words: str
    link: Annotated[str, Field(max_length=400)] | None = None
    profile_id: str | None = None
    by_name: str | None = None
    source: str | None = None
    entered_at: datetime
