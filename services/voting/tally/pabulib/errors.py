"""What can be wrong with a `.pb` file, each with the number of its line. It must not decide what to do about it."""


class NotPabulib(Exception):
    """The file does not keep to the format; `line` counts from 1 and is 0 where no line is to blame."""

    def __init__(self, line: int, *details: object) -> None:
        super().__init__(f"line {line}: {' '.join(map(str, details))}")
        self.line = line
        self.details = details


class NotUtf8(NotPabulib):
    """The line has bytes that are not UTF-8."""


class SectionMissing(NotPabulib):
    """META, PROJECTS or VOTES is not there (details: its title)."""


class ColumnMissing(NotPabulib):
    """A section's header lacks a column (details: section, column)."""


class FieldMissing(NotPabulib):
    """META lacks a key that the format requires (details: the key)."""


class UnreadableRow(NotPabulib):
    """A row has another number of fields than the header, or its quotes do not close (details: expected, given)."""


class BadAmount(NotPabulib):
    """An amount is not a sum of money from zero up, to the grosz (details: the text)."""


class BadNumber(NotPabulib):
    """A number is not a whole one from zero up (details: the text)."""


class BadDate(NotPabulib):
    """A date is neither DD.MM.YYYY nor a year (details: the text)."""


class UnknownVoteType(NotPabulib):
    """The vote type is not approval, choose-1, ordinal or cumulative, or contradicts its limits (details: the text)."""


class NumberDiffers(NotPabulib):
    """META promises another number of projects or votes than the file has (details: key, promised, found)."""


class ListedAgain(NotPabulib):
    """A project or a voter stands in the file twice (details: id)."""


class MarkedTwice(NotPabulib):
    """One vote names a project twice (details: id)."""


class UnknownProject(NotPabulib):
    """A vote names a project that is not listed (details: id)."""


class PointsDoNotMatch(NotPabulib):
    """A vote has more or fewer points than projects, or points where none are asked for (details: projects, points)."""


class RankWorthDiffers(NotPabulib):
    """Two votes give one place different points (details: place from 1, points before, points here)."""
