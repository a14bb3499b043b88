"""The documents of one kind."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from pymongo import ASCENDING, IndexModel, ReplaceOne
from pymongo.errors import BulkWriteError

from shared.store.coding import Document
from shared.store.database import EMBEDDED, Database
from shared.store.errors import NotFound, Stale, refused
from shared.store.transactions import Transaction

M = TypeVar("M", bound=BaseModel)

_OURS = {"_id", "schema_version", EMBEDDED}
"""Fields that the store adds to a model's own."""


class Collection(Generic[M]):
    """The documents of one kind: frozen pydantic models with an id and, where people share them, a version.

    The model's field `key` is stored as `_id`. Where the model has a `version`, `replace` takes only the next one:
    who read an older state gets `Stale`, never the last word.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        model: type[M],
        *,
        key: str,
        indexes: Sequence[IndexModel] = (),
        schema_version: int = 1,
    ) -> None:
        self.raw = database.collection(name, indexes)
        """The driver's collection, for queries that this class does not cover."""
        self._name, self._model, self._key, self._schema_version = name, model, key, schema_version
        self._versioned = "version" in model.model_fields

    def document(self, item: M) -> Document:
        """Give the document in which `item` is stored."""
        document = item.model_dump()
        return {"_id": document.pop(self._key), **document, "schema_version": self._schema_version}

    def item(self, document: Mapping[str, Any]) -> M:
        """Read a document back."""
        fields = {name: value for name, value in document.items() if name not in _OURS}
        return self._model.model_validate({**fields, self._key: document["_id"]})

    async def insert(self, tx: Transaction, item: M) -> None:
        """Add a new document. Raises `Duplicate` where the id or a unique index is taken."""
        await self.raw.insert_one(self.document(item), session=tx.session)

    async def insert_many(self, tx: Transaction, items: Sequence[M]) -> None:
        """Add new documents, at least one, all or none. Raises `Duplicate` as `insert` does."""
        try:
            await self.raw.insert_many([self.document(item) for item in items], session=tx.session)
        except BulkWriteError as error:
            raise refused(error) from None

    def insert_last(self, tx: Transaction, items: Sequence[M]) -> None:
        """Add new documents just before the commit, as `Transaction.add_last` does."""
        tx.add_last(self.raw, [self.document(item) for item in items])

    async def replace(self, tx: Transaction, item: M) -> None:
        """Write the next version of a document. Raises `Stale` or `NotFound`."""
        document = self.document(item)
        wanted: Document = {"_id": document["_id"]}
        if self._versioned:
            wanted["version"] = document["version"] - 1
        result = await self.raw.replace_one(wanted, document, session=tx.session)
        if result.matched_count == 0:
            if await self.find_one({"_id": document["_id"]}, tx) is None:
                raise NotFound(self._name, document["_id"])
            raise Stale(self._name, document["_id"])

    async def put(self, tx: Transaction, item: M) -> None:
        """Write a document whether it is there or not: for copies of what other services own."""
        document = self.document(item)
        await self.raw.replace_one({"_id": document["_id"]}, document, upsert=True, session=tx.session)

    async def put_many(self, tx: Transaction, items: Sequence[M]) -> None:
        """Write documents, at least one, as `put` writes one."""
        rows = [self.document(item) for item in items]
        writes = [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows]
        await self.raw.bulk_write(writes, ordered=False, session=tx.session)

    async def get(self, id: str, tx: Transaction | None = None) -> M:
        """Give the document with this id. Raises `NotFound`."""
        item = await self.find_one({"_id": id}, tx)
        if item is None:
            raise NotFound(self._name, id)
        return item

    async def find_one(self, wanted: Mapping[str, Any], tx: Transaction | None = None) -> M | None:
        """Give the document that fits, or None."""
        document = await self.raw.find_one(dict(wanted), session=tx.session if tx else None)
        return self.item(document) if document else None

    async def find(
        self,
        wanted: Mapping[str, Any],
        *,
        sort: Sequence[tuple[str, int]] = (("_id", ASCENDING),),
        limit: int = 1000,
        skip: int = 0,
        tx: Transaction | None = None,
    ) -> list[M]:
        """Give at most `limit` documents that fit, in order."""
        rows = self.raw.find(dict(wanted), session=tx.session if tx else None)
        rows = rows.sort(list(sort)).skip(skip).limit(limit)
        return [self.item(row) for row in await rows.to_list(limit)]

    async def count(self, wanted: Mapping[str, Any], tx: Transaction | None = None) -> int:
        """Count the documents that fit."""
        return int(await self.raw.count_documents(dict(wanted), session=tx.session if tx else None))
