"""The digest of a morning: what was found since the one before. Of it only from when until when is kept, no text."""

from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from services.media.monitoring.domain.mention import Mention
from services.media.monitoring.domain.source import Source, Watch
from services.media.monitoring.domain.tone import Tone
from services.media.monitoring.domain.topic import Topic


class Digest(BaseModel):
    """A digest; `id` is its day. `since` and `until`: when what it tells was seen, the second one excluded."""

    model_config = ConfigDict(frozen=True)

    id: str
    since: datetime
    until: datetime

    @property
    def day(self) -> date:
        """The day on which it was written, by the clocks of the city."""
        return date.fromisoformat(self.id)


@dataclass(frozen=True)
class Told:
    """A digest with what it tells. A story stands under the first of its topics (by name); `rest`: under none.

    `trends`: for each topic the stories of the last days, the newest last. `silent`: sources that bring nothing.
    """

    digest: Digest
    count: int
    by_tone: dict[Tone, int]
    topics: list[tuple[Topic, list[Mention]]]
    rest: list[Mention]
    more: int
    trends: list[tuple[Topic, list[tuple[date, int, int]]]]
    silent: list[tuple[Source, Watch]]
