"""What is told to followers by itself: a unit's approved word, a step of an initiative, to each once; then all goes.

Everything is done in parts of a hundred, each a transaction: five thousand followers are fifty small ones.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from services.reporting.followers import wording
from services.reporting.followers.domain import Follower, Kind, Limits, Mailing, News
from services.reporting.followers.followed import AllFollowed
from services.reporting.followers.sealed import Sealed
from services.reporting.initiatives.domain.story import Entry, StoryEvent, entry_of
from shared.clock import Clock
from shared.contracts.reporting import ProgressPublishedV1, Stage
from shared.deadlines import STATUTE, compute
from shared.mail import Deliveries, Mail
from shared.store import Database, Stale, Transaction, transactional
from shared.ticks import in_turn

_PART = 100
_AT_ONCE = 50
_MOST_SHOWN = 200
_LAST = (Stage.FINISHED, Stage.ABANDONED)


class MailingStore(Protocol):
    """What the use cases need to keep."""

    async def mailing_or_none(self, id: str, tx: Transaction) -> Mailing | None: ...  # noqa: D102
    async def mailing(self, id: str, tx: Transaction) -> Mailing: ...  # noqa: D102
    async def add_mailing(self, tx: Transaction, mailing: Mailing) -> None: ...  # noqa: D102
    async def save_mailing(self, tx: Transaction, mailing: Mailing) -> None: ...  # noqa: D102
    async def to_send(self, limit: int) -> list[str]: ...  # noqa: D102
    async def to_forget(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def of_followed(self, followed_id: str, limit: int) -> list[Mailing]: ...  # noqa: D102
    async def following(  # noqa: D102
        self, tx: Transaction, followed_id: str, after: str, confirmed_by: datetime, limit: int
    ) -> list[Follower]: ...
    async def drop_followers(self, tx: Transaction, followed_id: str, limit: int) -> int: ...  # noqa: D102
    async def drop_unconfirmed(self, tx: Transaction, now: datetime, limit: int) -> int: ...  # noqa: D102


@dataclass(frozen=True)
class Told:
    """A mailing and what has become of its letters, by state: waiting, delivered, failed."""

    mailing: Mailing
    states: dict[str, int]


class Mailings:
    """The letters to all followers of a project or an initiative."""

    def __init__(
        self,
        database: Database,
        store: MailingStore,
        all_followed: AllFollowed,
        sealed: Sealed,
        deliveries: Deliveries,
        clock: Clock,
        limits: Limits,
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._all_followed, self._sealed = all_followed, sealed
        self._deliveries, self._limits = deliveries, limits

    @transactional
    async def follow_progress(self, tx: Transaction, event: ProgressPublishedV1) -> None:
        """Begin to tell the followers of a project what its unit says."""
        news, over = News(**event.model_dump(include=set(News.model_fields))), event.stage in _LAST
        id, followed = f"{event.implementation_id}-{event.version}", (Kind.PROJECT, event.proposal_id)
        await self._begin(tx, id, followed, news, event.published_at, over=over)

    @transactional
    async def follow_initiative(self, tx: Transaction, event: StoryEvent) -> None:
        """Begin to tell the followers of an initiative what has happened to it."""
        entry = entry_of(event)
        if entry is not None:
            id = f"{event.initiative_id}-{entry.turn}-{entry.which}-{entry.version}"
            await self._begin(tx, id, (Kind.INITIATIVE, event.initiative_id), entry, entry.at, over=entry.last)

    async def _begin(
        self, tx: Transaction, id: str, followed: tuple[Kind, str], news: News | Entry, at: datetime, *, over: bool
    ) -> None:
        if await self.store.mailing_or_none(id, tx) is not None:
            return  # Known from an earlier delivery, as when the log of events is read anew.
        kind, followed_id = followed
        forget_at = compute(self._limits.kept, at, STATUTE).due_at if over else None
        mailing = Mailing(id=id, kind=kind, followed_id=followed_id, news=news, published_at=at, forget_at=forget_at)
        await self.store.add_mailing(tx, mailing)

    async def look_after(self) -> None:
        """Write the letters that are still to be written."""
        await in_turn([partial(_until_done, self._part, id) for id in await self.store.to_send(_AT_ONCE)])

    @transactional
    async def _part(self, tx: Transaction, id: str) -> bool:
        mailing = await self.store.mailing(id, tx)
        if mailing.done:
            return False
        found = await self.store.following(tx, mailing.followed_id, mailing.after, mailing.published_at, _PART)
        if found:
            # Whoever follows has seen its page, so it is known here.
            followed = await self._all_followed.get(mailing.kind, mailing.followed_id)
        for follower in found:
            leave = self._sealed.departure(follower)
            letter = wording.news(mailing.news, followed, self._sealed.origin + followed.page, leave)
            to = self._sealed.address(follower)
            tx.send(Mail(self._sealed.cipher, to, *letter, about=follower.id, mailing=id, leave=leave))
        after = mailing.sent([one.id for one in found], _PART)
        await self.store.save_mailing(tx, after)
        return not after.done

    async def forget(self) -> None:
        """Delete followers of what is over, and those who have not confirmed in time."""
        over = await self.store.to_forget(self.clock.now(), _AT_ONCE)
        await in_turn([partial(_until_done, self._forget, id) for id in over])
        while await self._drop_unconfirmed() == _PART:
            pass

    @transactional
    async def _forget(self, tx: Transaction, id: str) -> bool:
        mailing = await self.store.mailing(id, tx)
        if mailing.forgotten:
            return False
        gone = await self.store.drop_followers(tx, mailing.followed_id, _PART)
        if gone == _PART:
            return True
        await self.store.save_mailing(tx, mailing.after_all())
        return False

    @transactional
    async def _drop_unconfirmed(self, tx: Transaction) -> int:
        return await self.store.drop_unconfirmed(tx, self.clock.now(), _PART)

    async def of_followed(self, id: str) -> list[Told]:
        """Give what was told of a project or an initiative, the newest first, and what has become of the letters."""
        found = await self.store.of_followed(id, _MOST_SHOWN)
        return [Told(one, await self._deliveries.of_mailing(one.id)) for one in found]


async def _until_done(part: Callable[[str], Awaitable[bool]], id: str) -> None:
    try:
        while await part(id):
            pass
    except Stale:
        return  # Another replica does it.
