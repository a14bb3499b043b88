"""What has become of mails, and what is decided about those that wait. It reads none."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.mail.letter import COLLECTION
from shared.store import ASCENDING, Database, IndexModel, Transaction


@dataclass(frozen=True)
class Undelivered:
    """A mail that has not been delivered, as its last try ended. `reason` names no person."""

    id: str
    given_up: bool
    tries: int
    reason: str
    due_at: datetime


@dataclass(frozen=True)
class Refused:
    """A mail whose address a mail server has refused for good: its id, what it was written for, when."""

    id: str
    about: str
    at: datetime


class Deliveries:
    """What has become of the mails of a service, by what they were written for. It reads no mail."""

    def __init__(self, database: Database) -> None:
        index = IndexModel([("mailing", ASCENDING), ("state", ASCENDING)], sparse=True, name="mailing")
        refused = IndexModel([("mailing", ASCENDING)], partialFilterExpression={"refusal": "new"}, name="refused")
        self._mails = database.collection(COLLECTION, [index, refused])

    async def of_mailing(self, id: str) -> dict[str, int]:
        """Count the mails of a mailing by state: waiting, held, delivered, failed, dropped."""
        stages: list[dict[str, Any]] = [
            {"$match": {"mailing": id}},
            {"$group": {"_id": "$state", "count": {"$sum": 1}}},
        ]
        return {row["_id"]: int(row["count"]) async for row in self._mails.aggregate(stages)}

    async def waiting(self, mailing: str) -> int:
        """Count the mails of a mailing that wait to go out."""
        return int(await self._mails.count_documents({"mailing": mailing, "state": "waiting"}))

    async def undelivered(self, mailing: str, limit: int) -> list[Undelivered]:
        """Give mails of a mailing whose last try has failed, those given up first."""
        wanted = {"mailing": mailing, "state": {"$in": ["failed", "waiting", "held"]}, "reason": {"$exists": True}}
        rows = self._mails.find(wanted, {"sealed": 0}).sort([("state", ASCENDING), ("due_at", ASCENDING)]).limit(limit)
        return [
            Undelivered(row["_id"], row["state"] == "failed", row["tries"], row["reason"], row["due_at"])
            async for row in rows
        ]

    async def refused(self, mailing: str, limit: int) -> list[Refused]:
        """Give mails of a mailing whose address was refused for good and that nobody has taken note of yet."""
        rows = self._mails.find({"mailing": mailing, "refusal": "new"}, {"about": 1, "refused_at": 1}).limit(limit)
        return [Refused(row["_id"], row.get("about", ""), row["refused_at"]) async for row in rows]

    async def take_refusal(self, tx: Transaction, id: str) -> bool:
        """Take note that a mail was refused; False where somebody has. Tried anew, it is not taken note of again."""
        taken = await self._mails.update_one(
            {"_id": id, "refusal": "new"}, {"$set": {"refusal": "taken"}}, session=tx.session
        )
        return bool(taken.modified_count)

    async def delivered_since(self, tx: Transaction, about: str, moment: datetime) -> bool:
        """Tell whether a mail written for `about` was delivered after a moment."""
        wanted = {"about": about, "delivered_at": {"$gt": moment}}
        return await self._mails.find_one(wanted, {"_id": 1}, session=tx.session) is not None

    async def silence(self, tx: Transaction, about: str) -> None:
        """Let nothing written for `about` leave any more, nor be tried anew: the texts of it are deleted."""
        waiting = {"about": about, "state": {"$in": ["waiting", "held"]}}
        await self._mails.update_many(
            waiting, {"$set": {"state": "dropped"}, "$unset": {"sealed": 1}}, session=tx.session
        )
        failed = {"about": about, "state": "failed"}
        await self._mails.update_many(failed, {"$unset": {"sealed": 1}}, session=tx.session)

    # The next four are no part of a transaction: against the courier, which changes the same mails all the time, a
    # transaction would seldom win. Each may be done again, and whoever decides them does so until they hold.

    async def hold(self, mailing: str) -> None:
        """Let no mail of a mailing leave until it is released; the one in hand goes out."""
        await self._mails.update_many({"mailing": mailing, "state": "waiting"}, {"$set": {"state": "held"}})

    async def release(self, mailing: str) -> None:
        """Let the mails of a mailing that were held leave."""
        await self._mails.update_many({"mailing": mailing, "state": "held"}, {"$set": {"state": "waiting"}})

    async def again(self, mailing: str) -> None:
        """Try anew what was given up and has its text still."""
        anew = {"$set": {"state": "waiting", "tries": 0, "due_at": datetime.now(UTC)}}
        wanted = {"mailing": mailing, "state": "failed", "sealed": {"$exists": True}}
        await self._mails.update_many(wanted, anew)

    async def drop(self, mailing: str) -> None:
        """Give up, and delete the texts of, the mails of a mailing that nobody needs any more."""
        wanted = {"mailing": mailing, "state": {"$in": ["waiting", "held", "failed"]}}
        await self._mails.update_many(wanted, {"$set": {"state": "dropped"}, "$unset": {"sealed": 1}})

    async def forget(self, tx: Transaction, about: str) -> None:
        """Delete what was written about `about` and has not been delivered."""
        await self._mails.delete_many({"about": about, "state": {"$ne": "delivered"}}, session=tx.session)
