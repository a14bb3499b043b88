"""What the store says when something is not as the caller believed, or does not work."""

from pymongo.errors import BulkWriteError, ConnectionFailure, DuplicateKeyError, PyMongoError

Duplicate = DuplicateKeyError
StoreUnavailable = ConnectionFailure
StoreError = PyMongoError

_TAKEN = 11000
"""MongoDB's code for a unique index that has the key already."""


def refused(error: BulkWriteError) -> StoreError:
    """Give what is told where several documents were refused: `Duplicate` for a key that was taken."""
    taken = any(fault["code"] == _TAKEN for fault in error.details["writeErrors"])
    return Duplicate(str(_TAKEN)) if taken else error


def try_again() -> StoreError:
    """Make the error by which a transaction says that it must be undone and tried again a little later."""
    return StoreError("not now", error_labels=["TransientTransactionError"])


class NotFound(LookupError):
    """There is no `kind` with this id."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"no {kind} {id}")
        self.kind, self.id = kind, id


class Stale(Exception):
    """Somebody has changed the document since it was read."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"{kind} {id} has changed meanwhile")
        self.kind, self.id = kind, id


class KeyReused(Exception):
    """The same idempotency key came with another body."""
