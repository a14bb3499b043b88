"""MongoDB documents of the roll."""

from collections.abc import Sequence

from services.voting.rolls.domain.batches import BatchState, CodeBatch
from services.voting.rolls.service.needs import Alike, Declared, Roll, Voter
from shared.store import ASCENDING, Collection, Database, IndexModel, NotFound, Transaction

_ASKED = ["roll_id", "exact", "home", "born"]
"""What every ballot asks of its voter."""


class MongoRollStore:
    """Keeps voters by their tags, and which batch of them is in force."""

    def __init__(self, database: Database) -> None:
        self._rolls = Collection(database, "rolls", Roll, key="id")
        self._voters = Collection(
            database,
            "voters",
            Voter,
            key="id",
            indexes=[
                IndexModel([("edition_id", ASCENDING), ("batch", ASCENDING), ("exact", ASCENDING)]),
                IndexModel([("edition_id", ASCENDING), ("batch", ASCENDING), ("near", ASCENDING)]),
                IndexModel([("edition_id", ASCENDING), ("batch", ASCENDING), ("roll_id", ASCENDING)]),
                IndexModel(
                    [("edition_id", ASCENDING), ("batch", ASCENDING), ("pesel", ASCENDING)],
                    unique=True,
                    partialFilterExpression={"pesel": {"$type": "string"}},
                ),
                IndexModel(
                    [("edition_id", ASCENDING), ("code", ASCENDING)],
                    unique=True,
                    partialFilterExpression={"code": {"$type": "string"}},
                ),
            ],
        )
        self._declared = Collection(
            database,
            "declared",
            Declared,
            key="id",
            indexes=[
                # Two who are near are never both let in by machine: the store refuses the second.
                IndexModel([("edition_id", ASCENDING), ("alone", ASCENDING)], unique=True, name="nobody_near"),
                IndexModel([("edition_id", ASCENDING), ("like", ASCENDING)], name="like"),
            ],
        )

    async def roll(self, edition_id: str, tx: Transaction | None = None) -> Roll | None:
        """Give the roll in force, None where there is none."""
        return await self._rolls.find_one({"_id": edition_id}, tx)

    async def people(self, edition_id: str, tx: Transaction | None = None) -> int:
        """Count the people who may vote, and the codes that were handed out."""
        roll = await self.roll(edition_id, tx)
        return roll.people + roll.codes if roll else 0

    async def settle(self, tx: Transaction, edition_id: str) -> int:
        """Count the people as `people` does, and write the roll: of this and a `put_roll` at once, one is undone."""
        await self._rolls.raw.update_one({"_id": edition_id}, {"$inc": {"version": 1}}, session=tx.session)
        return await self.people(edition_id, tx)

    async def put_roll(self, tx: Transaction, roll: Roll) -> None:
        """Put a roll in force."""
        await self._rolls.put(tx, roll)

    async def add(self, voters: Sequence[Voter], tx: Transaction | None = None) -> None:
        """Add voters of a batch."""
        documents = [self._voters.document(voter) for voter in voters]
        await self._voters.raw.insert_many(documents, session=tx.session if tx else None)

    async def drop(self, edition_id: str, batch: str) -> None:
        """Delete the voters of a former roll."""
        await self._voters.raw.delete_many({"edition_id": edition_id, "batch": batch})

    async def by_exact(self, edition_id: str, batch: str, tags: Sequence[str]) -> list[Alike]:
        """Give the voters who have one of these exact tags, without their near ones."""
        return await self._like(edition_id, batch, "exact", tags, _ASKED)

    async def by_near(self, edition_id: str, batch: str, tags: Sequence[str]) -> list[Alike]:
        """Give the voters who have one of these near tags."""
        return await self._like(edition_id, batch, "near", tags, [*_ASKED, "near"])

    async def _like(
        self, edition_id: str, batch: str, kind: str, tags: Sequence[str], fields: Sequence[str]
    ) -> list[Alike]:
        wanted = {"edition_id": edition_id, "batch": batch, kind: {"$in": list(tags)}}
        # One answer for a whole heap: the server's own first one would end at 101.
        rows = self._voters.raw.find(wanted, fields, batch_size=len(tags) + 1)
        # Not by the model: every ballot is read so, and waits for all of its heap.
        return [Alike(row.pop("_id"), **row) for row in await rows.to_list(None)]

    async def by_pesel(self, edition_id: str, batch: str, pesel: str) -> Voter | None:
        """Give the voter with this tag of a PESEL."""
        return await self._voters.find_one({"edition_id": edition_id, "batch": batch, "pesel": pesel})

    async def by_code(self, edition_id: str, code: str) -> Voter | None:
        """Give the voter with this code's hash."""
        return await self._voters.find_one({"edition_id": edition_id, "code": code})

    async def by_roll_id(self, edition_id: str, batch: str, roll_id: str) -> Voter | None:
        """Give the voter with this id."""
        return await self._voters.find_one({"edition_id": edition_id, "batch": batch, "roll_id": roll_id})

    async def declared(self, edition_id: str, id: str, tx: Transaction | None = None) -> Declared | None:
        """Give who has declared under this id."""
        return await self._declared.find_one({"_id": id, "edition_id": edition_id}, tx)

    async def declared_like(self, edition_id: str, near: Sequence[str]) -> list[Declared]:
        """Give who has declared and is near."""
        return await self._declared.find({"edition_id": edition_id, "like": {"$in": list(near)}})

    async def add_declared(self, tx: Transaction, declared: Declared) -> None:
        """Add who declares. Raises `Duplicate` where somebody near has declared."""
        await self._declared.insert(tx, declared)

    async def drop_apart(self, tx: Transaction, edition_id: str, id: str) -> None:
        """Delete whom an officer had set apart; whoever declared by themselves stays."""
        wanted = {"_id": id, "edition_id": edition_id, "apart": True}
        await self._declared.raw.delete_one(wanted, session=tx.session)


class MongoBatchStore:
    """Keeps the batches of codes."""

    def __init__(self, database: Database) -> None:
        self._batches = Collection(
            database,
            "code_batches",
            CodeBatch,
            key="id",
            indexes=[
                IndexModel([("edition_id", ASCENDING), ("number", ASCENDING)]),
                IndexModel(
                    [("edition_id", ASCENDING)],
                    unique=True,
                    partialFilterExpression={"state": BatchState.PROPOSED.value},
                    name="one_proposal",
                ),
            ],
        )

    async def batch(self, edition_id: str, id: str, tx: Transaction | None = None) -> CodeBatch:
        """Give a batch. Raises `NotFound`."""
        found = await self._batches.find_one({"_id": id, "edition_id": edition_id}, tx)
        if found is None:
            raise NotFound("code batch", id)
        return found

    async def batches(self, edition_id: str, tx: Transaction | None = None) -> list[CodeBatch]:
        """Give the batches of an edition in the order of their numbers."""
        return await self._batches.find({"edition_id": edition_id}, sort=[("number", ASCENDING)], limit=10_000, tx=tx)

    async def add_batch(self, tx: Transaction, batch: CodeBatch) -> None:
        """Add a batch. Raises `Duplicate` where another waits for its second person."""
        await self._batches.insert(tx, batch)

    async def save_batch(self, tx: Transaction, batch: CodeBatch) -> None:
        """Write the next version. Raises `Stale`."""
        await self._batches.replace(tx, batch)
