"""What the voter's browser carries: who it speaks for and the unfinished choices, both opaque. We must not keep either.

libsodium's `SecretBox` under keys derived by purpose: a draft never passes for a session, and one voter's draft cannot
be opened in another voter's session on the same computer.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from services.voting.ballots.domain.choices import Choice, Choices
from services.voting.ballots.domain.envelope import WeakKey

_BLOCK = 512
"""Drafts grow in steps of this many bytes, so that their length does not count the marks."""

_LEAST_KEY = 32


class SessionUnreadable(Exception):
    """The token was not made by us or has been altered."""


class SessionExpired(Exception):
    """The time to vote in this session is over; the voter identifies again.

    `session` is what it was: it still says whose unfinished choices came with it.
    """

    def __init__(self, session: "VoterSession") -> None:
        super().__init__(session.expires.isoformat())
        self.session = session


class DraftUnreadable(Exception):
    """The draft is damaged or belongs to another voter: start with empty sections."""


class VoterSession(BaseModel):
    """The right to cast one ballot until `expires` (UTC). `age`, `home`: what may be watched of the voter.

    `doubt`: the id of the officer's decision by which the voter was let in, where there was one. `said`: what
    a voter has declared, where the edition has no roll: it is kept with the ballot, not before. `nonce`: what the
    ballot of this session is known by, so that whoever lost the answer and goes back gets the same receipt.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    roll_id: str
    edition: str
    age: int | None = None
    home: str | None = None
    doubt: str | None = None
    said: dict[str, str] | None = None
    nonce: str
    expires: AwareDatetime


def seal_session(key: bytes, session: VoterSession) -> str:
    """Write the session as a token opaque to the browser. `key`: at least 32 secret bytes. Raises `WeakKey`."""
    return _encrypt(_derived(key, "session"), session.model_dump_json().encode())


def open_session(key: bytes, token: str, now: datetime) -> VoterSession:
    """Read a token back. Raises `SessionUnreadable`, `SessionExpired`."""
    try:
        session = VoterSession.model_validate_json(_decrypt(_derived(key, "session"), token))
    except (CryptoError, ValueError, ValidationError):
        # The original error may quote the token's content.
        raise SessionUnreadable from None
    if session.expires <= now:
        raise SessionExpired(session)
    return session


class NodeVisit(BaseModel):
    """A browser's way to the national node: the answer must bring its `state`, and be made for its `nonce`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: str
    state: str
    nonce: str
    expires: AwareDatetime


def seal_visit(key: bytes, visit: NodeVisit) -> str:
    """Write the visit as a token opaque to the browser. Raises `WeakKey`."""
    return _encrypt(_derived(key, "node"), visit.model_dump_json().encode())


def open_visit(key: bytes, token: str, now: datetime) -> NodeVisit:
    """Read a token back. Raises `SessionUnreadable`, where it is damaged or too old."""
    try:
        visit = NodeVisit.model_validate_json(_decrypt(_derived(key, "node"), token))
    except (CryptoError, ValueError, ValidationError):
        raise SessionUnreadable from None
    if visit.expires <= now:
        raise SessionUnreadable
    return visit


def seal_draft(key: bytes, voter_tag: str, choices: Choices) -> str:
    """Write unfinished choices for the cookie of the voter with this tag. Raises `WeakKey`."""
    text = json.dumps({id: [list(pair) for pair in chosen] for id, chosen in choices.items()}, separators=(",", ":"))
    padded = text.encode()
    return _encrypt(_derived(key, f"draft|{voter_tag}"), padded.ljust(-(-len(padded) // _BLOCK) * _BLOCK))


def open_draft(key: bytes, voter_tag: str, cookie: str) -> dict[str, tuple[Choice, ...]]:
    """Read the voter's own draft back, not checked. Raises `DraftUnreadable`."""
    try:
        draft = json.loads(_decrypt(_derived(key, f"draft|{voter_tag}"), cookie))
        return {id: tuple((str(project), int(points)) for project, points in chosen) for id, chosen in draft.items()}
    except (CryptoError, ValueError):
        raise DraftUnreadable from None


def _derived(key: bytes, purpose: str) -> bytes:
    if len(key) < _LEAST_KEY:
        raise WeakKey
    return hmac.digest(key, purpose.encode(), hashlib.sha256)


def _encrypt(key: bytes, text: bytes) -> str:
    return urlsafe_b64encode(bytes(SecretBox(key).encrypt(text))).decode()


def _decrypt(key: bytes, token: str) -> bytes:
    return SecretBox(key).decrypt(urlsafe_b64decode(token.encode()))
