"""Use cases of monitoring: sources and topics as officers keep them, mentions as they read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from services.media.monitoring.domain.digest import Digest
from services.media.monitoring.domain.mention import Mention
from services.media.monitoring.domain.source import Source, SourceAlready, SourceFacts, Watch
from services.media.monitoring.domain.tone import Tone
from services.media.monitoring.domain.topic import Jump, Topic, TopicFacts
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional

MOST_SOURCES = 200
MOST_TOPICS = 100


class TooManySources(Exception):
    """As many sources as may are watched."""


class TooManyTopics(Exception):
    """There are as many topics as may be."""


@dataclass(frozen=True)
class Wanted:
    """Which mentions are looked for: the first of each story, or with `copies` all of them.

    `first`, `last`: days, both included; `since`, `until`: when they were seen, the second one excluded. `words`: each
    one's terms of which one must be there; `topic`: as `Topic.wanted`.
    """

    first: date | None = None
    last: date | None = None
    since: datetime | None = None
    until: datetime | None = None
    source_id: str | None = None
    tone: Tone | None = None
    words: tuple[frozenset[str], ...] = ()
    topic: tuple[tuple[frozenset[str], ...], ...] | None = None
    copies: bool = False


class MonitoringStore(Protocol):
    """What the use cases need to keep."""

    async def source(self, id: str, tx: Transaction | None = None) -> Source: ...  # noqa: D102
    async def sources(self, tx: Transaction | None = None) -> list[Source]: ...  # noqa: D102
    async def add_source(self, tx: Transaction, source: Source) -> None: ...  # noqa: D102
    async def save_source(self, tx: Transaction, source: Source) -> None: ...  # noqa: D102
    async def watches(self) -> dict[str, Watch]: ...  # noqa: D102
    async def watch(self, id: str, tx: Transaction | None = None) -> Watch: ...  # noqa: D102
    async def put_watch(self, tx: Transaction, watch: Watch) -> None: ...  # noqa: D102
    async def claim(self, now: datetime, until: datetime) -> Watch | None: ...  # noqa: D102
    async def topic(self, id: str, tx: Transaction | None = None) -> Topic: ...  # noqa: D102
    async def topics(self, tx: Transaction | None = None) -> list[Topic]: ...  # noqa: D102
    async def add_topic(self, tx: Transaction, topic: Topic) -> None: ...  # noqa: D102
    async def save_topic(self, tx: Transaction, topic: Topic) -> None: ...  # noqa: D102
    async def mention(self, id: str, tx: Transaction | None = None) -> Mention: ...  # noqa: D102
    async def add_mentions(self, tx: Transaction, mentions: Sequence[Mention]) -> None: ...  # noqa: D102
    async def save_mention(self, tx: Transaction, mention: Mention) -> None: ...  # noqa: D102
    async def known(self, keys: Sequence[str], tx: Transaction) -> set[str]: ...  # noqa: D102
    async def like(self, runs: Sequence[int], since: datetime, tx: Transaction) -> list[Mention]: ...  # noqa: D102
    async def count_copy(self, tx: Transaction, story: str) -> None: ...  # noqa: D102
    async def of_story(self, story: str) -> list[Mention]: ...  # noqa: D102
    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Mention]: ...  # noqa: D102
    async def after(self, wanted: Wanted, id: str, limit: int) -> list[Mention]: ...  # noqa: D102
    async def count(self, wanted: Wanted) -> int: ...  # noqa: D102
    async def by_day(self, wanted: Wanted) -> dict[date, tuple[int, int]]: ...  # noqa: D102
    async def began(self) -> datetime | None: ...  # noqa: D102
    async def forget(self, before: datetime) -> None: ...  # noqa: D102
    async def add_jump(self, tx: Transaction, jump: Jump) -> None: ...  # noqa: D102
    async def open_jumps(self) -> list[Jump]: ...  # noqa: D102
    async def jumps_of(self, topic_id: str, limit: int) -> list[Jump]: ...  # noqa: D102
    async def jump(self, id: str, tx: Transaction) -> Jump: ...  # noqa: D102
    async def save_jump(self, tx: Transaction, jump: Jump) -> None: ...  # noqa: D102
    async def add_digest(self, tx: Transaction, digest: Digest) -> None: ...  # noqa: D102
    async def digest(self, day: date) -> Digest: ...  # noqa: D102
    async def digests(self, limit: int) -> list[Digest]: ...  # noqa: D102


class Monitoring:
    """What is watched, and what was found."""

    def __init__(self, database: Database, store: MonitoringStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- sources -----------------------------------------------------------------------------------------------------

    @transactional
    async def add_source(self, tx: Transaction, facts: SourceFacts, by: Person) -> str:
        """Watch a source from now on; give its id. Raises `SourceAlready`, `TooManySources`."""
        if len(await self.store.sources(tx)) >= MOST_SOURCES:
            raise TooManySources
        now = self.clock.now()
        source = Source(**facts.model_dump(), id=new_id(), added_at=now, by_name=by.name)
        try:
            await self.store.add_source(tx, source)
        except Duplicate:
            raise SourceAlready from None
        await self.store.put_watch(tx, Watch(id=source.id, due_at=now if source.active else None))
        return source.id

    @transactional
    async def change_source(self, tx: Transaction, id: str, version: int, facts: SourceFacts, by: Person) -> int:
        """Write a source anew; give its version. One with another address is looked at as if for the first time.

        Raises `NotFound`, `Stale`, `SourceAlready`.
        """
        old, watch = await self.store.source(id, tx), await self.store.watch(id, tx)
        if old.version != version:
            raise Stale("monitoring_sources", id)
        told = {"id": id, "added_at": old.added_at, "by_name": by.name, "version": version + 1}
        new = Source(**facts.model_dump(), **told)
        try:
            await self.store.save_source(tx, new)
        except Duplicate:
            raise SourceAlready from None
        if (new.url, new.kind) != (old.url, old.kind):
            watch = Watch(id=id, due_at=self.clock.now())
        elif new.active and watch.due_at is None:
            watch = watch.model_copy(update={"due_at": self.clock.now(), "failures": 0})
        if not new.active:
            watch = watch.model_copy(update={"due_at": None})
        await self.store.put_watch(tx, watch)
        return new.version

    # -- topics ------------------------------------------------------------------------------------------------------

    @transactional
    async def add_topic(self, tx: Transaction, facts: TopicFacts, by: Person) -> str:
        """Watch a topic from now on, and in what was found before; give its id. Raises `TooManyTopics`."""
        if len(await self.store.topics(tx)) >= MOST_TOPICS:
            raise TooManyTopics
        topic = Topic(**facts.model_dump(), id=new_id(), added_at=self.clock.now(), by_name=by.name)
        await self.store.add_topic(tx, topic)
        return topic.id

    @transactional
    async def change_topic(self, tx: Transaction, id: str, version: int, facts: TopicFacts, by: Person) -> int:
        """Write a topic anew; give its version. Raises `NotFound`, `Stale`."""
        old = await self.store.topic(id, tx)
        if old.version != version:
            raise Stale("monitoring_topics", id)
        told = {"id": id, "added_at": old.added_at, "by_name": by.name, "version": version + 1}
        await self.store.save_topic(tx, Topic(**facts.model_dump(), **told))
        return version + 1

    async def active_topics(self) -> list[Topic]:
        """Give the topics that are watched, by their names."""
        return [topic for topic in await self.store.topics() if topic.active]

    async def trend(self, topic: Topic, days: int, until: date) -> list[tuple[date, int, int]]:
        """Give for each of the `days` that end with `until`: how many stories, and how many mentions with copies."""
        first = until - timedelta(days=days - 1)
        counts = await self.store.by_day(Wanted(first=first, last=until, topic=topic.wanted))
        every = (first + timedelta(days=place) for place in range(days))
        return [(day, *counts.get(day, (0, 0))) for day in every]

    # -- mentions ----------------------------------------------------------------------------------------------------

    @transactional
    async def rule(self, tx: Transaction, id: str, version: int, tone: Tone, by: Person) -> int:
        """Say what the tone of a mention is, whatever the hint says; give its version.

        Raises `NotFound`, `Stale`, `TooManyRulings`.
        """
        mention = await self.store.mention(id, tx)
        if mention.version != version:
            raise Stale("mentions", id)
        ruled = mention.ruled(tone, by.name, self.clock.now())
        await self.store.save_mention(tx, ruled)
        return ruled.version
