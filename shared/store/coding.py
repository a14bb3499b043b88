"""How documents are written as BSON, and the ids they have."""

import hashlib
import uuid
from datetime import UTC, date, time
from typing import Any, TypeAlias

from bson.codec_options import CodecOptions, TypeRegistry
from bson.raw_bson import RawBSONDocument

Document: TypeAlias = dict[str, Any]


def _plain(value: object) -> object:
    """Encode what BSON does not know: a calendar date or an hour becomes its ISO text (it has no time zone to lose)."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"cannot store {type(value).__name__}")


CODEC: CodecOptions[Document] = CodecOptions(
    tz_aware=True, tzinfo=UTC, type_registry=TypeRegistry(fallback_encoder=_plain)
)
RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)


def new_id() -> str:
    """Make an opaque random id. Random on purpose: ids that grow with time tell who came after whom."""
    return uuid.uuid4().hex


def digest(body: bytes) -> str:
    """Give the fingerprint of a request's body."""
    return hashlib.sha256(body).hexdigest()
