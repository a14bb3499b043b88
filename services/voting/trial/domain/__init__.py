"""A test vote: its ballots, the result that is expected of them, and how the count compares with it."""

from services.voting.trial.domain.comparison import Expected, Line, Summary, compared
from services.voting.trial.domain.proposal import proposed
from services.voting.trial.domain.sheet import (
    NotLawful,
    NotVoid,
    NumberUnreadable,
    PutIn,
    Rehearsed,
    Way,
    choices_of,
    numbered,
    require_sheet,
)

__all__ = [
    "Expected",
    "Line",
    "NotLawful",
    "NotVoid",
    "NumberUnreadable",
    "PutIn",
    "Rehearsed",
    "Summary",
    "Way",
    "choices_of",
    "compared",
    "numbered",
    "proposed",
    "require_sheet",
]
