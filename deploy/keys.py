"""Makes the commission's keys. It stores and sends nothing: what it prints is the commission's to keep."""

import hashlib
import secrets

from nacl.public import PrivateKey


def ceremony() -> dict[str, str]:
    """Make an X25519 key pair and the secret of the draw, with what is to be published of each (hex, 64 digits)."""
    key = PrivateKey.generate()
    secret = secrets.token_hex(24)
    return {
        "private_key": bytes(key).hex(),
        "public_key": bytes(key.public_key).hex(),
        "secret": secret,
        "draw_commitment": hashlib.sha256(secret.encode()).hexdigest(),
    }
