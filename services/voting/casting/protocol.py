"""The door for ballots on the connection itself: a plain ballot costs no task, no messages, and no trace.

All of HTTP is read by the server's own parser. What is not plain, or comes while another is under way on the same
connection, goes the application's way, as if this were not here.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from pydantic import ValidationError
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from services.voting.ballots.service.casting import Receipt
from services.voting.casting.api import Answer, refusal_of, unread
from services.voting.casting.at_the_door import Tell
from services.voting.casting.bodies import written
from services.voting.casting.door import MOST, NOT_PLAIN, PATH

_PATH = re.compile(PATH.pattern.encode(), re.ASCII)
_NOT_PLAIN_HERE = NOT_PLAIN | {b"expect", b"transfer-encoding", b"upgrade"}
_JSON = [(b"content-type", b"application/json")]

Put = Callable[[str, bytes, str | None, str | None, Tell], None]
"""Takes the ballot in a body: edition, body, key in the header, network address, who tells; raises what is wrong."""


class _Ballot:
    """A ballot on its connection, with what the server asks of whatever is under way on one."""

    message_event = asyncio.Event()
    """The server wakes who reads a body; nobody does here."""

    def __init__(self, edition_id: str, key: str | None, whence: str | None) -> None:
        self.edition_id, self.key, self.whence = edition_id, key, whence
        self.body = bytearray()
        self.more_body, self.keep_alive = True, True
        self.response_complete, self.disconnected = False, False

    def taken(self) -> tuple[str, bytes, str | None, str | None]:
        """Give what was sent, and keep nothing of it: the connection may live long after."""
        said = self.edition_id, bytes(self.body), self.key, self.whence
        self.body, self.key, self.whence = bytearray(), None, None
        return said


class BallotProtocol(HttpToolsProtocol):
    """A connection that takes ballots."""

    def __init__(self, put: Put, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._put = put
        # Of the server's own middleware; where it is missing, nobody's word about addresses would be weighed.
        self._trusted = self.app.trusted_hosts

    def on_headers_complete(self) -> None:
        """Take a plain ballot; hand on everything else."""
        ballot = self._plain()
        if ballot is None:
            super().on_headers_complete()
        else:
            # An answer that was given at once, in the midst of what is read, has set it.
            self._unset_keepalive_if_required()
            self.cycle = ballot  # type: ignore[assignment]  # as far as the server looks at it, it is one

    def on_body(self, body: bytes) -> None:
        """Read; what is longer than a ballot can be is the application's."""
        ballot = self.cycle
        if not isinstance(ballot, _Ballot):
            super().on_body(body)
            return
        ballot.body += body
        if len(ballot.body) > MOST:
            self.cycle = None  # type: ignore[assignment]  # nothing is under way
            super().on_headers_complete()
            super().on_body(bytes(ballot.body))

    def on_message_complete(self) -> None:
        """Put the ballot where it is cast."""
        ballot = self.cycle
        if not isinstance(ballot, _Ballot):
            super().on_message_complete()
            return
        ballot.more_body = False
        edition_id, body, key, whence = ballot.taken()
        try:
            self._put(edition_id, body, key, whence, partial(self._told, ballot))
        except ValidationError:
            self._tell(ballot, unread(body))
        except Exception as error:  # told in the house's words, as the application tells it
            self._tell(ballot, refusal_of(error))

    def _plain(self) -> _Ballot | None:
        if self.parser.get_method() != b"POST" or (match := _PATH.fullmatch(self.url)) is None:
            return None
        if self.cycle is not None and not self.cycle.response_complete:
            return None
        if self.flow.write_paused:  # Who does not read the answers is made to wait for them.
            return None
        if self.parser.get_http_version() != "1.1" or not self.parser.should_keep_alive():
            return None
        key, forwarded = None, []
        for name, value in self.headers:
            if name in _NOT_PLAIN_HERE:
                return None
            if name == b"idempotency-key" and key is None:
                key = value.decode("latin-1")
            elif name == b"x-forwarded-for":
                forwarded.append(value)
        return _Ballot(match[1].decode(), key, self._whence(forwarded))

    def _whence(self, forwarded: Sequence[bytes]) -> str | None:
        """Give the network address, by the server's own rule of whose word about it is believed."""
        address = self.client[0] if self.client else None
        said = b", ".join(forwarded).decode("latin-1")
        if said and address in self._trusted:
            address = self._trusted.get_trusted_client_address(said)[0] or address
        return address

    def _told(self, ballot: _Ballot, answer: Receipt | Exception) -> None:
        if isinstance(answer, Exception):
            self._tell(ballot, refusal_of(answer))
        else:
            self._tell(ballot, (201, written(answer), _JSON))

    def _tell(self, ballot: _Ballot, answer: Answer) -> None:
        status, body, headers = answer
        if ballot.disconnected or self.transport.is_closing():
            return
        told = [*self.server_state.default_headers, *headers, (b"content-length", b"%d" % len(body))]
        if not ballot.keep_alive:
            told.append((b"connection", b"close"))
        lines = [b"%s: %s\r\n" % line for line in told]
        self.transport.write(b"".join([STATUS_LINE[status], *lines, b"\r\n", body]))
        ballot.response_complete = True
        if not ballot.keep_alive:
            self.transport.close()
        self.on_response_complete()
