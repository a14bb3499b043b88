"""What a warning tells people: its words, whom to call, where and until when it holds, how bad it is."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from services.media.crisis.domain.area import Area

NO_CONTROLS = "^[^\x00-\x1f\x7f\ufffe\uffff]*$"
NO_CONTROLS_BUT_LINES = "^[^\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]*$"
# Control characters are no text, and XML 1.0 (CAP, Atom) cannot hold them.


def _one_line_end(value: object) -> object:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


Headline = Annotated[str, Field(min_length=5, max_length=140, pattern=NO_CONTROLS)]
Long = Annotated[
    str, BeforeValidator(_one_line_end), Field(min_length=10, max_length=2000, pattern=NO_CONTROLS_BUT_LINES)
]
Contact = Annotated[str, Field(min_length=3, max_length=300, pattern=NO_CONTROLS)]
Reason = Annotated[
    str, BeforeValidator(_one_line_end), Field(min_length=10, max_length=1000, pattern=NO_CONTROLS_BUT_LINES)
]

_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
Moment = Annotated[AwareDatetime, Field(ge=_EARLIEST, le=_LATEST)]


class Severity(StrEnum):
    """How bad it is, in the words of CAP 1.2."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"


class Urgency(StrEnum):
    """How soon people must act, in the words of CAP 1.2."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"


class Certainty(StrEnum):
    """How sure it is, in the words of CAP 1.2."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"


class Words(BaseModel):
    """What a warning says: what happened, what to do."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    headline: Headline
    description: Long
    instruction: Long


class Content(BaseModel):
    """All that a warning tells people. `contact`: whom to call. `expires`: until when it holds, UTC."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    words: Words
    contact: Contact
    area: Area
    expires: Moment
    severity: Severity
    urgency: Urgency
    certainty: Certainty
