"""What started the work in hand: an event from the bus, or a keyed request. It carries no data of the work itself.

The store reads it to write the inbox key in the same transaction as the effect, and the outbox to go on with the trace.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Cause:
    """One delivery of an event to one consumer, or one keyed request; good for exactly one transaction."""

    consumer: str
    message_id: str
    fingerprint: str | None = None
    """Digest of a request's body: the same key with another body is an error of the caller."""
    spent: bool = field(default=False, compare=False)

    @property
    def key(self) -> str:
        """The inbox key: what has happened once must not happen again under it.

        A request's is a digest: its address can be a secret link, and what it says opens its answer.
        """
        return self._said if self.fingerprint is None else hashlib.sha256(self._said.encode()).hexdigest()

    @property
    def secret(self) -> str:
        """What nobody can say but who sends a request again: its address, its key and its body."""
        return f"{self._said}|{self.fingerprint}"

    @property
    def _said(self) -> str:
        return f"{self.consumer}|{self.message_id}"


class SecondTransaction(RuntimeError):
    """A handler or request tried a second transaction: one cause, one use case, one transaction."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(f"{cause.consumer} has had its one transaction already")
        self.cause = cause


_current: ContextVar[Cause | None] = ContextVar("cause", default=None)


def current_cause() -> Cause | None:
    """Give what started the present work, or None for work that nobody asked for by message (a tick, a test)."""
    return _current.get()


def set_cause(cause: Cause) -> None:
    """Say what started the work of this task. For request dependencies, whose task ends with the request."""
    _current.set(cause)


@contextmanager
def caused_by(cause: Cause) -> Iterator[None]:
    """Say what starts the work inside the block."""
    token = _current.set(cause)
    try:
        yield
    finally:
        _current.reset(token)
