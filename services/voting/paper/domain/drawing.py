"""Which cards are keyed in a second time, blind: nobody can foresee or choose them. It keeps nothing."""

import hashlib
import hmac


def is_drawn(key: bytes, number: int, percent: int) -> bool:
    """Tell whether the card with this number (from 1) is keyed in twice.

    Of each run of 100 // `percent` numbers exactly one is drawn, by HMAC-SHA256 under the edition's secret `key`: at
    least `percent` per cent of every full run, and which ones, only the holder of the key could tell beforehand.
    """
    run = 100 // percent
    at, place = divmod(number - 1, run)
    digest = hmac.digest(key, f"second entry|{at}".encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big") % run == place
