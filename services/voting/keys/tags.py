"""Keyed tags: what stands in the place of something personal, so that it can be looked up and not read."""

import hashlib
import hmac


def keyed_tag(key: bytes, said: str) -> str:
    """Give HMAC-SHA256 of `said` under `key`, 64 hex digits: without the key nobody can try out what it is of.

    `said` begins with what the tag is for, so that no two kinds of tag can be laid beside each other.
    """
    return hmac.digest(key, said.encode(), hashlib.sha256).hex()
