"""Jobs that one replica at a time may do."""

from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.store.coding import Document, new_id


class Lease:
    """The right to do a job that only one replica at a time may do. Times are the database server's."""

    def __init__(self, leases: "AsyncIOMotorCollection[Document]", name: str, seconds: float) -> None:
        self._leases, self.name, self._milliseconds = leases, name, int(seconds * 1000)
        self.owner = new_id()

    async def take(self) -> bool:
        """Take the lease, or make it longer; False where another replica holds it."""
        free = {"$or": [{"$eq": ["$owner", self.owner]}, {"$lt": [{"$ifNull": ["$until", 0]}, "$$NOW"]}]}
        held_until = {"$add": ["$$NOW", self._milliseconds]}
        change = {"owner": {"$cond": [free, self.owner, "$owner"]}, "until": {"$cond": [free, held_until, "$until"]}}
        try:
            row: Any = await self._leases.find_one_and_update(
                {"_id": self.name}, [{"$set": change}], upsert=True, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError:
            return False
        return bool(row["owner"] == self.owner)

    async def give_back(self) -> None:
        """Let the next replica have it at once."""
        await self._leases.delete_one({"_id": self.name, "owner": self.owner})
