"""Keyed tags: what stands in the place of something personal, so that it can be looked up and not read."""

import hashlib
import hmac
from functools import cached_property


class TagKey(bytes):
    """A key under which many tags are made: what belongs to it alone is worked out once, and goes with it."""

    @cached_property
    def begun(self) -> hmac.HMAC:
        """What every tag begins with."""
        return hmac.new(self, digestmod=hashlib.sha256)


def keyed_tag(key: bytes, said: str) -> str:
    """Give HMAC-SHA256 of `said` under `key`, 64 hex digits: without the key nobody can try out what it is of.

    `said` begins with what the tag is for, so that no two kinds of tag can be laid beside each other.
    """
    if not isinstance(key, TagKey):
        return hmac.digest(key, said.encode(), hashlib.sha256).hex()
    tag = key.begun.copy()
    tag.update(said.encode())
    return tag.hexdigest()
