"""The collections that the store keeps beside those of its service, and what lies in them."""

from datetime import datetime, timedelta

from opentelemetry import propagate
from pymongo import ASCENDING, IndexModel

from shared.contracts import Event
from shared.store.coding import Document, new_id

OUTBOX = "outbox"
INBOX = "inbox"
LEASES = "leases"
COUNTERS = "counters"
MIGRATIONS = "migrations"

OWN_INDEXES = {
    OUTBOX: [
        IndexModel([("at", ASCENDING)], partialFilterExpression={"pending": True}, name="waiting"),
        IndexModel([("at", ASCENDING), ("_id", ASCENDING)], name="log"),
    ],
    INBOX: [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0, name="expires")],
}

EVENT_KEYS_KEPT = timedelta(days=400)
REQUEST_KEYS_KEPT = timedelta(days=2)


def outbox_row(event: Event, now: datetime) -> Document:
    """Give the row in which an event waits for the relay, with the trace it belongs to."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return {
        "_id": new_id(),
        "name": event.name,
        "subject": event.aggregate_id,
        "at": now,
        "traceparent": carrier.get("traceparent"),
        "body": event.model_dump_json().encode(),
        "pending": True,
    }
