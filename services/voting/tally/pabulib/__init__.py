"""Elections in Pabulib's `.pb` format (pabulib.org/format). A published outcome must not pass for the count's."""

from services.voting.tally.pabulib.election import Election, NamedProject, Published, RuleNotCounted
from services.voting.tally.pabulib.errors import (
    BadAmount,
    BadDate,
    BadNumber,
    BadQuotes,
    ColumnMissing,
    FieldMissing,
    ListedAgain,
    MarkedTwice,
    NotPabulib,
    NotUtf8,
    NumberDiffers,
    PointsDoNotMatch,
    RankWorthDiffers,
    SectionMissing,
    UnknownProject,
    UnknownVoteType,
    UnreadableRow,
)
from services.voting.tally.pabulib.reading import read, read_text
from services.voting.tally.pabulib.recount import TallyOutcome, recount, tally_file
from services.voting.tally.pabulib.writing import write

__all__ = [
    "BadAmount",
    "BadDate",
    "BadNumber",
    "BadQuotes",
    "ColumnMissing",
    "Election",
    "FieldMissing",
    "ListedAgain",
    "MarkedTwice",
    "NamedProject",
    "NotPabulib",
    "NotUtf8",
    "NumberDiffers",
    "PointsDoNotMatch",
    "Published",
    "RankWorthDiffers",
    "RuleNotCounted",
    "SectionMissing",
    "TallyOutcome",
    "UnknownProject",
    "UnknownVoteType",
    "UnreadableRow",
    "read",
    "read_text",
    "recount",
    "tally_file",
    "write",
]
