"""The voter's receipt: a short code of the commitment to the sealed ballot. It must say nothing of the choices."""

from services.voting.ballots.domain.symbols import ALPHABET, read_code, write_code

_SYMBOLS = 16
_BITS = 5 * (_SYMBOLS - 1)


def receipt_code(commitment: str) -> str:
    """Give the code of a commitment (64 hex digits): its first 75 bits and a check symbol, as `XXXX-XXXX-XXXX-XXXX`."""
    return write_code(int(commitment, 16) >> (256 - _BITS), _SYMBOLS)


def read_receipt(text: str) -> str:
    """Give the right spelling of a receipt as a person typed it. Raises `WrongLength`, `StrangeSymbol`, `Mistyped`."""
    return read_code(text, _SYMBOLS)


def commitment_start(code: str) -> str:
    """Give the first 18 hex digits of the commitment that a rightly spelled receipt was made of."""
    number = 0
    for symbol in code.replace("-", "")[:-1]:
        number = number << 5 | ALPHABET.index(symbol)
    return f"{number >> (_BITS % 4):0{_BITS // 4}x}"
