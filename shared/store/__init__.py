"""The MongoDB store of one service: state, inbox and outbox in one transaction. Nothing else imports the driver.

It knows no document of any service; a move to another driver stays in here (docs/decisions/motor.md).
"""

from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument, UpdateOne

from shared.store.coding import Document, digest, new_id
from shared.store.collection import Collection
from shared.store.database import Database, Migration
from shared.store.errors import Duplicate, KeyReused, NotFound, Stale, StoreError, StoreUnavailable, try_again
from shared.store.leases import Lease
from shared.store.own import outbox_row
from shared.store.transactions import Outgoing, Transaction, transactional

__all__ = [
    "ASCENDING",
    "DESCENDING",
    "Collection",
    "Database",
    "Document",
    "Duplicate",
    "IndexModel",
    "KeyReused",
    "Lease",
    "Migration",
    "NotFound",
    "Outgoing",
    "ReturnDocument",
    "Stale",
    "StoreError",
    "StoreUnavailable",
    "Transaction",
    "UpdateOne",
    "digest",
    "new_id",
    "outbox_row",
    "transactional",
    "try_again",
]
