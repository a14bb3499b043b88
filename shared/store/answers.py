"""What the inbox keeps of a request: a fingerprint to know it by, and its answer, for nobody but whoever asked."""

from typing import Any

import bson

from shared.causes import Cause
from shared.privacy import Cipher, keyed_digest
from shared.store.coding import CODEC


def fingerprint(cause: Cause) -> str | None:
    """Give what a request is known by when it comes again. Nobody who only has it can try bodies until one fits."""
    return cause.fingerprint and keyed_digest(cause.secret, "inbox|fingerprint")


def _sealing(cause: Cause) -> Cipher:
    """Give the cipher of a request's answer: it can hold a secret link, and only who asked is to read it again."""
    return Cipher({"request": bytes.fromhex(keyed_digest(cause.secret, "inbox|answer"))}, "request")


def sealed_answer(answer: object, cause: Cause) -> bytes:
    """Seal what a request got."""
    return _sealing(cause).seal_bytes(bson.encode({"": answer}, codec_options=CODEC), cause.key)


def opened_answer(sealed: bytes, cause: Cause) -> Any:
    """Open it for the same request, sent again."""
    return bson.decode(_sealing(cause).open_bytes(sealed, cause.key), codec_options=CODEC)[""]
