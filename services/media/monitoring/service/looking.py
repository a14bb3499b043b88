"""Looks at sources when their time has come, politely; keeps what is new there, once, joined with what is alike."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from services.media.monitoring.domain.likeness import likeness
from services.media.monitoring.domain.mention import Mention, key_of, mention_of
from services.media.monitoring.domain.reading import Entry, Unreadable, decoded
from services.media.monitoring.domain.source import Source, Trouble, Watch, asked_pause
from services.media.monitoring.domain.tone import lexicon
from services.media.monitoring.service import Monitoring
from services.media.monitoring.service.apart import read_apart
from shared.background import side_by_side
from shared.fetching import Fault, Fetched, Fetcher, FetchFailed
from shared.store import NotFound, Transaction, new_id, transactional

_AT_ONCE = 20
"""Sources that one tick looks at."""
_SIDE_BY_SIDE = 4
"""Sites that are asked at the same time."""
_CLAIM = timedelta(minutes=10)
_ROBOTS_KEPT = timedelta(hours=24)
"""How long robots.txt is believed without asking again: RFC 9309 §2.4."""
_PAUSE, _PAUSE_MOST = 1.0, 30.0
"""Seconds between two requests to one site, unless its robots.txt asks for more, within reason."""
_NEWEST_STANDING = 600
_SITES_MOST = 1_000


@dataclass(frozen=True)
class Manners:
    """The house's own rules: how often it looks, what is the same story, how much is kept and for how long."""

    every: timedelta
    likeness: float
    join: timedelta
    snippet: int
    kept: timedelta


@dataclass(frozen=True)
class _Robots:
    """What a site wants; None where it could not be asked: then nothing is fetched (RFC 9309 §2.3.1.4)."""

    rules: Protego | None
    at: datetime


class Looking:
    """Looks."""

    def __init__(self, monitoring: Monitoring, fetcher: Fetcher, manners: Manners) -> None:
        self.monitoring, self.database, self.store = monitoring, monitoring.database, monitoring.store
        self._clock, self._fetcher, self._manners = monitoring.clock, fetcher, manners
        self._robots: dict[str, _Robots] = {}

    async def look_due(self) -> None:
        """Look at the sources whose time has come; those of one site one after another, with a pause between."""
        now, by_site = self._clock.now(), dict[str, list[tuple[Source, Watch]]]()
        for _ in range(_AT_ONCE):
            watch = await self.store.claim(now, now + _CLAIM)
            if watch is None:
                break
            source = await self.store.source(watch.id)
            by_site.setdefault(urlsplit(source.url).netloc.lower(), []).append((source, watch))
        room = asyncio.Semaphore(_SIDE_BY_SIDE)

        async def one_site(rows: list[tuple[Source, Watch]]) -> None:
            async with room:
                for place, (source, watch) in enumerate(rows):
                    if place:
                        await asyncio.sleep(self._pause(source.url))
                    await self._look(source, watch)

        await side_by_side(*(one_site(rows) for rows in by_site.values()))

    def _pause(self, url: str) -> float:
        robots = self._robots.get(_site(url))
        asked = robots.rules.crawl_delay(self._fetcher.agent) if robots and robots.rules else None
        return min(max(asked or _PAUSE, _PAUSE), _PAUSE_MOST)

    # -- one look ----------------------------------------------------------------------------------------------------

    async def _look(self, source: Source, watch: Watch) -> None:
        now, every = self._clock.now(), self._manners.every
        headers = {"If-None-Match": watch.etag, "If-Modified-Since": watch.modified}
        wanted = {name: value for name, value in headers.items() if value}
        try:
            answer = await self._fetcher.get(source.url, wanted, allowed=self._allowed)
            trouble = _trouble_of(answer.status)
            if trouble is not None:
                wait = asked_pause(answer.headers.get("retry-after"), now)
                after = watch.failed(now, every, trouble, answer.status, wait)
                await self._keep(source, after, ())
            elif answer.status == 304:
                await self._keep(source, watch.read(now, every, answer.moved_to), ())
            else:
                entries = await read_apart(source.kind, answer.body, answer.headers.get("content-type", ""), answer.url)
                after = watch.read(now, every, answer.moved_to).model_copy(update=_named(answer))
                await self._keep(source, after, entries)
        except FetchFailed as failed:
            await self._keep(source, watch.failed(now, every, Trouble(failed.fault.value), None, None), ())
        except Unreadable:
            await self._keep(source, watch.failed(now, every, Trouble.UNREADABLE, None, None), ())

    async def _allowed(self, url: str) -> bool:
        """Tell whether the site lets us fetch an address. Raises `FetchFailed` where it cannot be asked."""
        site, now = _site(url), self._clock.now()
        robots = self._robots.get(site)
        if robots is None or robots.at + _ROBOTS_KEPT <= now:
            if len(self._robots) >= _SITES_MOST:
                self._robots.clear()
            robots = self._robots[site] = _Robots(await self._ask(site), now)
        return robots.rules is None or robots.rules.can_fetch(url, self._fetcher.agent)

    async def _ask(self, site: str) -> Protego | None:
        answer = await self._fetcher.get(f"{site}/robots.txt")
        if 200 <= answer.status < 300:
            return Protego.parse(decoded(answer.body, answer.headers.get("content-type", "")))
        if 400 <= answer.status < 500 and answer.status != 429:
            return None  # There is none: everything may be fetched (RFC 9309 §2.3.1.3).
        raise FetchFailed(Fault.FORBIDDEN)

    # -- keeping -----------------------------------------------------------------------------------------------------

    @transactional
    async def _keep(self, tx: Transaction, source: Source, after: Watch, entries: Sequence[Entry]) -> None:
        """Keep what is new, and how the watching stands. What an officer has changed meanwhile is not overwritten."""
        try:
            now_source, before = await self.store.source(source.id, tx), await self.store.watch(source.id, tx)
        except NotFound:
            return
        if now_source.version != source.version:
            return  # Looked at as it was; as it is now, its time has come again.
        now, fresh = self._clock.now(), list[Mention]()
        standing = before.standing
        if entries:
            undated = [key_of(entry.url) for entry in entries if entry.at is None]
            after = after.model_copy(update={"standing": tuple(undated[:_NEWEST_STANDING])})
            old = await self.store.known([key_of(entry.url) for entry in entries], tx)
            for entry in entries:
                if key_of(entry.url) in old or not self._is_new(entry, standing, now):
                    continue
                old.add(key_of(entry.url))
                own = mention_of(new_id(), entry, now_source, lexicon(), self._manners.snippet, now)
                fresh.append(await self._joined(tx, own, fresh))
        if fresh:
            await self.store.add_mentions(tx, fresh)
        await self.store.put_watch(tx, after)

    def _is_new(self, entry: Entry, standing: tuple[str, ...] | None, now: datetime) -> bool:
        if entry.at is not None:
            return entry.at > now - self._manners.kept
        # Nobody says when it was published: what stood there at the first look is from before.
        return standing is not None and key_of(entry.url) not in standing

    async def _joined(self, tx: Transaction, own: Mention, fresh: list[Mention]) -> Mention:
        found = await self.store.like(own.runs, own.at - self._manners.join, tx)
        best = max(
            (one for one in (*found, *fresh) if abs(one.at - own.at) <= self._manners.join),
            key=lambda one: (likeness(own.runs, one.runs), one.first),
            default=None,
        )
        if best is None or likeness(own.runs, best.runs) < self._manners.likeness:
            return own
        place = next((place for place, one in enumerate(fresh) if one.id == best.story), None)
        if place is None:
            await self.store.count_copy(tx, best.story)
        else:
            fresh[place] = fresh[place].model_copy(update={"copies": fresh[place].copies + 1})
        return own.copy_of(best.story)

    async def forget_old(self) -> None:
        """Delete the mentions that were kept as long as they may."""
        await self.store.forget(self._clock.now() - self._manners.kept)


def _trouble_of(status: int) -> Trouble | None:
    if status in (429, 503):
        return Trouble.ASKED_TO_WAIT
    if status == 410:
        return Trouble.GONE
    return None if status in (200, 203, 304) else Trouble.STATUS


def _named(answer: Fetched) -> dict[str, str | None]:
    """Give what the site calls the state that it gave, as far as it is fit to be said back."""
    names = {"etag": answer.headers.get("etag"), "modified": answer.headers.get("last-modified")}
    return {
        name: value if value and len(value) <= 300 and value.isprintable() else None for name, value in names.items()
    }


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
