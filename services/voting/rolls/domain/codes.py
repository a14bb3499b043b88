"""One-time codes handed out to people on the roll. They must not be kept in the clear, nor derived from anybody."""

import secrets

from services.voting.ballots.domain import symbols
from services.voting.keys.tags import keyed_tag

_SYMBOLS = 12
_BITS = 5 * (_SYMBOLS - 1)


def new_code() -> str:
    """Make a code of 55 random bits and a check symbol, as `XXXX-XXXX-XXXX`."""
    return symbols.write_code(secrets.randbits(_BITS), _SYMBOLS)


def read_code(text: str) -> str:
    """Give the right spelling of a code as a person typed it. Raises `WrongLength`, `StrangeSymbol`, `Mistyped`."""
    return symbols.read_code(text, _SYMBOLS)


def code_hash(key: bytes, edition: str, code: str) -> str:
    """Give what is stored in place of a code: HMAC-SHA256(key, "code|edition|code"), 64 hex digits.

    Raises as `read_code` does.
    """
    return keyed_tag(key, f"code|{edition}|{read_code(code)}")
