"""Use cases of who follows what: ask, confirm, leave. An address counts only after its owner has pressed a button.

Whether an address follows already is told to its owner alone: whoever asks gets the same answer.
"""

from typing import Protocol

from services.reporting.followers import wording
from services.reporting.followers.domain import (
    Followed,
    Follower,
    FollowLinkExpired,
    Kind,
    Limits,
    NotFollowable,
)
from services.reporting.followers.followed import AllFollowed
from services.reporting.followers.sealed import Sealed
from shared.asks import Asks
from shared.clock import Clock, warsaw
from shared.daily_mails import DailyMails
from shared.deadlines import STATUTE, compute
from shared.mail import Deliveries, Mail
from shared.store import Database, Duplicate, NotFound, Transaction, new_id, transactional

_TRIES = 3


class FollowerStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Follower: ...  # noqa: D102
    async def of_digest(self, who: str, tx: Transaction) -> Follower | None: ...  # noqa: D102
    async def add(self, tx: Transaction, follower: Follower) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, follower: Follower) -> None: ...  # noqa: D102
    async def drop(self, tx: Transaction, id: str) -> None: ...  # noqa: D102
    async def count(self, followed_id: str) -> int: ...  # noqa: D102


class Followers:
    """Residents who want to be told how a project or an initiative goes."""

    def __init__(
        self,
        database: Database,
        store: FollowerStore,
        all_followed: AllFollowed,
        sealed: Sealed,
        deliveries: Deliveries,
        clock: Clock,
        limits: Limits,
        asks: Asks,
        mails: DailyMails,
    ) -> None:
        self.database, self.store, self.clock, self._limits = database, store, clock, limits
        self.all_followed, self.sealed, self._deliveries = all_followed, sealed, deliveries
        self.asks, self.mails = asks, mails

    async def ask(self, kind: Kind, key: str, email: str, network: str | None) -> None:
        """Send an address the link that confirms it; where it has had its letters of the day, nothing.

        `key`: as `AllFollowed.at` takes it. `network`: the network address that asks; it is counted by a keyed digest
        until the end of the day. Raises `NotFound`, `NotFollowable`, `AskedTooOften`: these are of what is followed
        and the network, never of the address.
        """
        for left in reversed(range(_TRIES)):
            try:
                return await self._ask(kind, key, email, network)
            except Duplicate:
                # The same address asked twice at once: the second time it is known.
                if not left:
                    raise
        return None

    @transactional
    async def _ask(self, tx: Transaction, kind: Kind, key: str, email: str, network: str | None) -> None:
        followed, now = _open(await self.all_followed.at(kind, key)), self.clock.now()
        await self.asks.count(tx, network)
        known = await self.store.of_digest(self.sealed.who(followed.id, email), tx)
        if not await self.mails.take(tx, email):
            return
        if known is not None and known.confirmed_at is not None:
            leave = self.sealed.departure(known)
            self._write(tx, known, wording.already(followed, leave), leave)
            return
        until = compute(self._limits.link, now, STATUTE).due_at
        if known is None:
            id = new_id()
            follower = Follower(
                id=id,
                kind=kind,
                followed_id=followed.id,
                sealed=self.sealed.seal(id, email),
                who=self.sealed.who(followed.id, email),
                asked_at=now,
                expires_at=until,
            )
            await self.store.add(tx, follower)
        else:
            follower = known.asked_again(until, now)
            await self.store.save(tx, follower)
        link, said = self.sealed.confirmation(follower), warsaw(until).strftime("%d.%m.%Y, %H:%M")
        self._write(tx, follower, wording.confirm(followed, link, said))

    async def of_link(self, token: str) -> tuple[Follower, Followed]:
        """Give who is confirmed by a link, and what they would follow.

        Raises `FollowLinkBroken`, `FollowLinkExpired`.
        """
        follower = await self._known(self.sealed.confirming(token))
        return follower, await self.all_followed.get(follower.kind, follower.followed_id)

    async def confirm(self, token: str) -> None:
        """Begin to tell the owner of a link; a second confirmation changes nothing.

        Raises `FollowLinkBroken`, `FollowLinkExpired`, `NotFollowable` where it has ended meanwhile.
        """
        await self._confirm(self.sealed.confirming(token))

    @transactional
    async def _confirm(self, tx: Transaction, follower_id: str) -> None:
        follower = await self._known(follower_id, tx)
        if follower.confirmed_at is None:
            _open(await self.all_followed.get(follower.kind, follower.followed_id))
            await self.store.save(tx, follower.confirmed(self.clock.now()))

    async def leave(self, token: str) -> None:
        """Tell the owner of a link nothing any more, and delete the address; at any time, as often as one likes.

        Raises `FollowLinkBroken`.
        """
        await self._leave(self.sealed.leaving(token))

    @transactional
    async def _leave(self, tx: Transaction, follower_id: str) -> None:
        await self.store.drop(tx, follower_id)
        await self._deliveries.forget(tx, follower_id)

    async def followed(self, token: str) -> Followed | None:
        """Give what the owner of a leaving link follows; None where they have left. Raises `FollowLinkBroken`."""
        try:
            follower = await self.store.get(self.sealed.leaving(token))
        except NotFound:
            return None
        return await self.all_followed.get(follower.kind, follower.followed_id)

    async def _known(self, follower_id: str, tx: Transaction | None = None) -> Follower:
        try:
            follower = await self.store.get(follower_id, tx)
        except NotFound:
            # The signature was ours: it was deleted, unused or after the end.
            raise FollowLinkExpired from None
        if follower.expires_at is not None and self.clock.now() > follower.expires_at:
            raise FollowLinkExpired
        return follower

    def _write(self, tx: Transaction, to: Follower, letter: tuple[str, str], leave: str | None = None) -> None:
        tx.send(Mail(self.sealed.cipher, self.sealed.address(to), *letter, about=to.id, leave=leave))


def _open(followed: Followed) -> Followed:
    if not followed.is_open:
        raise NotFollowable(followed.id)
    return followed
