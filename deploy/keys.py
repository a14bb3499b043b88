"""The commission's keys: made in a ceremony, split among its members, put together for the count.

Run on the commission's own computer. It sends nothing, and keeps nothing but the sheets that it is told to write: the
whole private key is nowhere before enough members bring their shares (Shamir's sharing, as SLIP-39 words).
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

from shared.pdf import pdf

MOST_PEOPLE = 16
"""SLIP-39 knows no more shares than that."""
_WORDS = 33
"""Of a share of 32 bytes."""
_SHEET = Path(__file__).parent / "key_sheet.typ"


class CannotShare(Exception):
    """The shares that were asked for make no sense. The text is a sentence for people."""


class CannotJoin(Exception):
    """The shares that were given do not make up the key. The text is a sentence for people."""


@dataclass(frozen=True)
class Ceremony:
    """What a ceremony gives: what is published at the opening (hex, 64 digits), what stays secret, and the shares."""

    public_key: str
    draw_commitment: str
    secret: str
    needed: int
    shares: tuple[str, ...]


def ceremony(people: int, needed: int) -> Ceremony:
    """Make an X25519 key pair, split among `people` of whom `needed` can open the box, and the secret of the draw.

    Raises `CannotShare`.
    """
    if not 2 <= needed <= people <= MOST_PEOPLE:
        raise CannotShare(
            f"Osób może być od 2 do {MOST_PEOPLE}, a potrzebnych z nich co najmniej 2; nie {needed} z {people}."
        )
    key, secret = PrivateKey.generate(), secrets.token_hex(24)
    [shares] = generate_mnemonics(1, [(needed, people)], bytes(key))
    return Ceremony(
        public_key=bytes(key.public_key).hex(),
        draw_commitment=hashlib.sha256(secret.encode()).hexdigest(),
        secret=secret,
        needed=needed,
        shares=tuple(shares),
    )


def write_sheets(made: Ceremony, folder: Path, title: str) -> list[Path]:
    """Write a sheet to print for each member (PDF); `title` names the vote. Nobody else may see a sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets = []
    for number, share in enumerate(made.shares, start=1):
        data = {
            "title": title,
            "number": number,
            "people": len(made.shares),
            "needed": made.needed,
            "words": share.split(),
            "public_key": made.public_key,
        }
        path = folder / f"udzial-{number}-z-{len(made.shares)}.pdf"
        path.touch(mode=0o600)
        path.write_bytes(pdf(_SHEET, data))
        sheets.append(path)
    return sheets


def read_share(text: str) -> str:
    """Give the right spelling of a share as somebody typed it, with the sheet's numbers or without.

    Raises `CannotJoin` where a word is wrong.
    """
    words = [word for word in text.lower().split() if not word.rstrip(".").isdigit()]
    strange = [(place, word) for place, word in enumerate(words, start=1) if word not in WORD_INDEX_MAP]
    if strange:
        raise CannotJoin("To nie jest udział: słowo {} to „{}”, a takiego na arkuszach nie ma.".format(*strange[0]))
    try:
        Share.from_mnemonic(" ".join(words))
    except (MnemonicError, ValueError):
        if len(words) != _WORDS:
            raise CannotJoin(f"To nie jest udział: słów jest {len(words)}, a na arkuszu {_WORDS}.") from None
        raise CannotJoin("To nie jest udział: któreś słowo jest inne niż na arkuszu albo nie po kolei.") from None
    return " ".join(words)


def join(shares: Iterable[str], public_key: str) -> str:
    """Put the private key together, 64 hex digits. Raises `CannotJoin`, also where it is not the key of this vote."""
    try:
        key = combine_mnemonics(list(shares))
    except MnemonicError:
        raise CannotJoin("Te udziały nie należą do siebie: pochodzą z różnych kluczy.") from None
    if bytes(PrivateKey(key).public_key).hex() != public_key:
        raise CannotJoin("To udziały z innego głosowania: nie składają się na klucz tego.")
    return bytes(key).hex()


def still_needed(shares: Sequence[str]) -> int:
    """Tell how many more shares are needed; 1 where there is none yet. `shares` in their right spelling."""
    if not shares:
        return 1
    different = {Share.from_mnemonic(share).index for share in shares}
    needed: int = Share.from_mnemonic(shares[0]).member_threshold
    return max(needed - len(different), 0)
