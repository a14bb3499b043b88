"""A test vote: its ballots, the result that is expected of them, and how the count compares with it."""

from services.voting.trial.domain.comparison import Draw, Expected, Line, Summary, compared
from services.voting.trial.domain.proposal import drawn, proposed
from services.voting.trial.domain.sheet import (
    NotLawful,
    NotVoid,
    NumberUnreadable,
    PutIn,
    Rehearsed,
    SheetLacks,
    Way,
    choices_of,
    numbered,
    require_sheet,
)

__all__ = [
    "Draw",
    "Expected",
    "Line",
    "NotLawful",
    "NotVoid",
    "NumberUnreadable",
    "PutIn",
    "Rehearsed",
    "SheetLacks",
    "Summary",
    "Way",
    "choices_of",
    "compared",
    "drawn",
    "numbered",
    "proposed",
    "require_sheet",
]
