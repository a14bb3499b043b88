"""MongoDB documents of followers: addresses, mailings."""

from datetime import datetime

from services.reporting.followers.domain import Follower, Kind, Mailing
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_FOLLOWERS = [
    IndexModel([("who", ASCENDING)], unique=True, name="one_address"),
    IndexModel([("followed_id", ASCENDING), ("_id", ASCENDING)], name="of_followed"),
    IndexModel(
        [("expires_at", ASCENDING)], partialFilterExpression={"expires_at": {"$type": "date"}}, name="unconfirmed"
    ),
]
_TO_SEND = {"done": False}
_TO_FORGET = {"forgotten": False, "forget_at": {"$type": "date"}}
_MAILINGS = [
    IndexModel([("published_at", ASCENDING)], partialFilterExpression=_TO_SEND, name="to_send"),
    IndexModel([("forget_at", ASCENDING)], partialFilterExpression=_TO_FORGET, name="to_forget"),
    IndexModel([("followed_id", ASCENDING), ("published_at", DESCENDING)], name="of_followed"),
]


class FollowedNamed:
    """Followers and mailings from before initiatives could be followed say that theirs is a project."""

    name = "what followers follow"

    async def __call__(self, database: Database) -> None:
        """Name it anew; what has its name stays."""
        for name in ("followers", "mailings"):
            change = {"$rename": {"project_id": "followed_id"}, "$set": {"kind": Kind.PROJECT.value}}
            await database.collection(name).update_many({"project_id": {"$exists": True}}, change)


class MongoFollowerStore:
    """Keeps followers; of one followed thing an address has one document."""

    def __init__(self, database: Database) -> None:
        self._followers = Collection(database, "followers", Follower, key="id", indexes=_FOLLOWERS)
        self._mailings = Collection(database, "mailings", Mailing, key="id", indexes=_MAILINGS)

    async def get(self, id: str, tx: Transaction | None = None) -> Follower:
        """Give a follower. Raises `NotFound`."""
        return await self._followers.get(id, tx)

    async def of_digest(self, who: str, tx: Transaction) -> Follower | None:
        """Give the follower with this digest of an address and what it follows."""
        return await self._followers.find_one({"who": who}, tx)

    async def add(self, tx: Transaction, follower: Follower) -> None:
        """Add who has asked. Raises `Duplicate` where the address is there already."""
        await self._followers.insert(tx, follower)

    async def save(self, tx: Transaction, follower: Follower) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._followers.replace(tx, follower)

    async def drop(self, tx: Transaction, id: str) -> None:
        """Delete a follower, if there is one."""
        await self._followers.raw.delete_one({"_id": id}, session=tx.session)

    async def count(self, followed_id: str) -> int:
        """Count who has confirmed."""
        return await self._followers.count({"followed_id": followed_id, "expires_at": None})

    async def following(
        self, tx: Transaction, followed_id: str, after: str, confirmed_by: datetime, limit: int
    ) -> list[Follower]:
        """Give at most `limit` who had confirmed by then, in the order of ids after one."""
        wanted = {"followed_id": followed_id, "_id": {"$gt": after}, "confirmed_at": {"$lte": confirmed_by}}
        return await self._followers.find(wanted, limit=limit, tx=tx)

    async def drop_followers(self, tx: Transaction, followed_id: str, limit: int) -> int:
        """Delete at most `limit` followers of one thing; give how many."""
        return await self._drop(tx, await self._followers.find({"followed_id": followed_id}, limit=limit, tx=tx))

    async def drop_unconfirmed(self, tx: Transaction, now: datetime, limit: int) -> int:
        """Delete at most `limit` of those who have not confirmed in time; give how many."""
        wanted = {"expires_at": {"$type": "date", "$lt": now}}
        found = await self._followers.find(wanted, sort=[("expires_at", ASCENDING)], limit=limit, tx=tx)
        return await self._drop(tx, found)

    async def _drop(self, tx: Transaction, found: list[Follower]) -> int:
        ids = [one.id for one in found]
        await self._followers.raw.delete_many({"_id": {"$in": ids}}, session=tx.session)
        return len(ids)

    async def mailing_or_none(self, id: str, tx: Transaction) -> Mailing | None:
        """Give a mailing, None where its word is not known yet."""
        return await self._mailings.find_one({"_id": id}, tx)

    async def mailing(self, id: str, tx: Transaction) -> Mailing:
        """Give a mailing. Raises `NotFound`."""
        return await self._mailings.get(id, tx)

    async def add_mailing(self, tx: Transaction, mailing: Mailing) -> None:
        """Add what is to be told. Raises `Duplicate` where it is there already."""
        await self._mailings.insert(tx, mailing)

    async def save_mailing(self, tx: Transaction, mailing: Mailing) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._mailings.replace(tx, mailing)

    async def to_send(self, limit: int) -> list[str]:
        """Give ids of mailings whose letters are not all written, the oldest first."""
        return [one.id for one in await self._mailings.find(_TO_SEND, sort=[("published_at", ASCENDING)], limit=limit)]

    async def to_forget(self, now: datetime, limit: int) -> list[str]:
        """Give ids of the last mailings of what is over, whose followers have had their time."""
        wanted = {"forgotten": False, "forget_at": {"$type": "date", "$lte": now}}
        return [one.id for one in await self._mailings.find(wanted, sort=[("forget_at", ASCENDING)], limit=limit)]

    async def of_followed(self, followed_id: str, limit: int) -> list[Mailing]:
        """Give the mailings of one thing, the newest first."""
        newest = [("published_at", DESCENDING)]
        return await self._mailings.find({"followed_id": followed_id}, sort=newest, limit=limit)
