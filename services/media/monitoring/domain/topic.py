"""A topic that is watched: a name and its words; and when it has jumped. It knows no store."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from statistics import median
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.media.search.domain import sought

MOST_WORDS = 40
_PLAIN = "[^\x00-\x1f\x7f\ufffe\uffff]"
TopicName = Annotated[str, Field(min_length=3, max_length=100, pattern=f"^{_PLAIN}*$")]
Phrase = Annotated[str, Field(min_length=2, max_length=100, pattern=rf"^{_PLAIN}*\w{_PLAIN}*$")]
Phrases = Annotated[tuple[Phrase, ...], Field(min_length=1, max_length=MOST_WORDS)]


class TopicFacts(BaseModel):
    """What an officer says of a topic. Each of its `phrases` is a word, or several that must all be there."""

    model_config = ConfigDict(frozen=True)

    name: TopicName
    phrases: Phrases
    active: bool = True


class Topic(TopicFacts):
    """A topic."""

    id: str
    added_at: datetime
    by_name: str
    version: int = 1

    @property
    def wanted(self) -> tuple[tuple[frozenset[str], ...], ...]:
        """Give for each phrase, for each of its words, the terms of which one must be there."""
        return tuple(filter(None, (sought(phrase) for phrase in self.phrases)))

    def fits(self, terms: Collection[str]) -> bool:
        """Tell whether what has these terms belongs to it."""
        own = frozenset(terms)
        return any(all(word & own for word in phrase) for phrase in self.wanted)


class JumpRule(BaseModel):
    """When a topic has jumped: on a day with `times` the median of the `days` before it, and at least `least`."""

    model_config = ConfigDict(frozen=True)

    times: float = Field(gt=1, le=100)
    least: int = Field(ge=1, le=1000)
    days: int = Field(ge=3, le=90)

    def holds(self, today: int, before: Sequence[int]) -> bool:
        """Tell whether `today` is a jump after the counts of the days `before` it, all of them."""
        return today >= self.least and today >= self.times * median(before)


class Jump(BaseModel):
    """A day on which a topic has jumped. `open`: nobody has looked at it yet."""

    model_config = ConfigDict(frozen=True)

    id: str
    topic_id: str
    day: date
    count: int
    median: float
    at: datetime
    open: bool = True
    seen_at: datetime | None = None
    seen_by: str = ""

    @property
    def task(self) -> str:
        """Give the id of its task."""
        return f"jump-{self.id}"
