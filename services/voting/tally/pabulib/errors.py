"""What can be wrong with a `.pb` file, each with the number of its line. It must not decide what to do about it."""


class NotPabulib(Exception):
    """The file does not keep to the format; `line` counts from 1 and is 0 where no line is to blame.

    `words` say it to a person, with the details in their places.
    """

    words = "the file does not keep to the format"

    def __init__(self, line: int, *details: object) -> None:
        said = self.words.format(*details)
        super().__init__(f"line {line}: {said}" if line else said)
        self.line = line
        self.details = details


class NotUtf8(NotPabulib):
    """The line has bytes that are not UTF-8."""

    words = "these bytes are not UTF-8"


class SectionMissing(NotPabulib):
    """META, PROJECTS or VOTES is not there (details: its title)."""

    words = "the section {0} is missing"


class ColumnMissing(NotPabulib):
    """A section's header lacks a column (details: section, column)."""

    words = "the section {0} has no column {1!r}"


class FieldMissing(NotPabulib):
    """META lacks a key that the format requires (details: the key)."""

    words = "{0!r} is missing in META"


class UnreadableRow(NotPabulib):
    """A row has another number of fields than the header (details: expected, given)."""

    words = "the row has {1} fields, the header {0}"


class BadQuotes(UnreadableRow):
    """The quotes of a row do not close (details: the reader's words)."""

    words = "the row cannot be taken apart: {0}"


class BadAmount(NotPabulib):
    """An amount is not a sum of money from zero up, to the grosz (details: the text)."""

    words = "{0!r} is not an amount of money"


class BadNumber(NotPabulib):
    """A number is not a whole one from zero up (details: the text)."""

    words = "{0!r} is not a whole number"


class BadDate(NotPabulib):
    """A date is neither DD.MM.YYYY nor a year (details: the text)."""

    words = "{0!r} is neither a date (DD.MM.YYYY) nor a year"


class UnknownVoteType(NotPabulib):
    """The vote type is not approval, choose-1, ordinal or cumulative, or contradicts its limits (details: the text)."""

    words = "the vote type {0!r} is unknown, or contradicts its limits"


class NumberDiffers(NotPabulib):
    """META promises another number of projects or votes than the file has (details: key, promised, found)."""

    words = "{0} is {1}, and the file has {2}"


class ListedAgain(NotPabulib):
    """A project or a voter stands in the file twice (details: id)."""

    words = "{0!r} stands in the file twice"


class MarkedTwice(NotPabulib):
    """One vote names a project twice (details: id)."""

    words = "the vote names project {0!r} twice"


class UnknownProject(NotPabulib):
    """A vote names a project that is not listed (details: id)."""

    words = "the vote names project {0!r}, which is not listed"


class PointsDoNotMatch(NotPabulib):
    """A vote has more or fewer points than projects, or points where none are asked for (details: projects, points)."""

    words = "the vote has {0} projects and {1} points"


class RankWorthDiffers(NotPabulib):
    """Two votes give one place different points (details: place from 1, points before, points here)."""

    words = "place {0} is worth {1} on an earlier vote, and {2} here"
