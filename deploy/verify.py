"""Checks a public log, and the box it belongs to, on any machine: no server, no database, no trust in either."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from services.voting.ballots.domain import UnreadableCode, commitment_start, read_receipt
from services.voting.ballots.domain.envelope import Channel, commitment
from services.voting.board.domain.audit import (
    Finding,
    Held,
    Standing,
    check_box,
    check_heads,
    check_log,
    follow,
    standing_of,
)
from services.voting.board.domain.files import LogFile, Unreadable, read_box, read_log
from services.voting.board.domain.log import Head


class CannotVerify(Exception):
    """What was given cannot be read, so nothing can be said of it. The text is a sentence for people."""


@dataclass(frozen=True)
class Verdict:
    """What was checked, in sentences, and what is wrong; nothing wrong: `good`."""

    checked: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether all of it is as it should be."""
        return not self.wrong


_WORDS = {
    "signature": "head over {place} entries: not signed by the edition's key",
    "order": "head over {place} entries: missing, or older or smaller than the one before it",
    "root": "head over {place} entries: the log is not what was signed",
    "unsigned": "the log goes on behind its last signed head, from entry {next}",
    "impossible": "entry {next}: says what cannot have happened to its ballot",
    "missing": "entry {next}: its ballot is not in the box",
    "foreign": "box: a ballot that says entry {next} is not the one that was cast there, or not in that way",
    "state": "box: how the ballot of entry {next} stands is not what the log says",
    "twice": "box: two ballots say entry {next}",
}

_NOT_COUNTED = {
    Standing.SUPERSEDED: "another ballot of the same voter counts instead of it (entry {next} says superseded). "
    "Whoever has not cast another one should call the commission.",
    Standing.VOID: "it is void (entry {next} says so). Whoever wants to know why should call the commission.",
    Standing.ASIDE: "it is set aside (entry {next} says quarantined) until the commission has decided about it. "
    "Whoever wants to know why should call the commission.",
}
"""Why a ballot lawfully does not count: nothing is wrong with such a log."""


def verify(
    log: Path, box: Path | None = None, receipt: str | None = None, key: str | None = None, witness: Path | None = None
) -> Verdict:
    """Check a log; with `box`, that the box holds what it says; with `receipt`, that a ballot is in it.

    That the ballot lawfully does not count, since another one does or it is void, is said and is nothing wrong.
    `key`: the key of the heads as the frozen rules name it, 64 hex digits; without it the file's own is believed.
    `witness`: heads that somebody has kept, one JSON object a line. Raises `CannotVerify`.
    """
    read = _log(log)
    checked = [f"{len(read.entries)} entries, {len(read.heads)} signed heads of {read.edition}"]
    wrong = [_sentence(one) for one in check_log(read.edition, key or read.public_key, read.entries, read.heads)]
    if key is not None and key != read.public_key:
        wrong.append("the file names another key than the one given")
    if witness is not None:
        kept = _kept(witness)
        checked.append(f"{len(kept)} kept heads")
        found = check_heads(read.edition, key or read.public_key, read.entries, kept)
        wrong += [f"kept {_sentence(one)}" for one in found]
    if box is not None:
        counted, sentences = _box(box, read)
        checked.append(f"{counted} ballots in the box")
        wrong += sentences
    if receipt is not None:
        said, good = _receipt(receipt, read)
        (checked if good else wrong).append(said)
    return Verdict(tuple(checked), tuple(wrong))


def _log(path: Path) -> LogFile:
    with _opened(path) as lines:
        try:
            return read_log(lines)
        except Unreadable as error:
            raise CannotVerify(f"{path}: line {error.line} is not a line of a log.") from None


def _box(path: Path, log: LogFile) -> tuple[int, list[str]]:
    with _opened(path) as lines:
        try:
            edition, envelopes = read_box(lines)
            held = [
                Held(
                    one.seq,
                    bytes.fromhex(commitment(one.ballot, Channel(one.channel))),
                    standing_of(one.state),
                )
                for one in envelopes
            ]
        except Unreadable as error:
            raise CannotVerify(f"{path}: line {error.line} is not a line of a box.") from None
    wrong = [] if edition == log.edition else ["the box belongs to another edition than the log"]
    return len(held), wrong + [_sentence(one) for one in check_box(log.entries, held)]


def _kept(path: Path) -> list[Head]:
    with _opened(path) as lines:
        heads = []
        for number, line in enumerate(lines, start=1):
            try:
                fields = {name: value for name, value in json.loads(line).items() if name in Head.model_fields}
                heads.append(Head.model_validate_json(json.dumps(fields)))
            except (ValidationError, ValueError, AttributeError):
                raise CannotVerify(f"{path}: line {number} is not a head.") from None
    return heads


def _receipt(receipt: str, log: LogFile) -> tuple[str, bool]:
    try:
        start = commitment_start(read_receipt(receipt))
    except UnreadableCode:
        raise CannotVerify(f"{receipt!r} is not the code of a receipt.") from None
    followed = follow(log.entries)
    for place, cast in followed.cast.items():
        if cast.hex().startswith(start):
            if followed.counts(place):
                return f"receipt {receipt}: entry {place + 1}, and its ballot counts", True
            said = max(at for at, entry in enumerate(log.entries) if entry.commitment == cast)
            why = _NOT_COUNTED[followed.standing[cast]].format(next=said + 1)
            return f"receipt {receipt}: entry {place + 1}, its ballot does not count: {why}", True
    return f"receipt {receipt}: no entry", False


def _sentence(finding: Finding) -> str:
    return _WORDS[finding.kind].format(place=finding.place, next=finding.place + 1)


@contextmanager
def _opened(path: Path) -> Iterator[Iterator[str]]:
    """Open a text file to walk its lines. Raises `CannotVerify` where it cannot be opened or is no text."""
    try:
        with path.open(encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise CannotVerify(f"{path}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CannotVerify(f"{path} is not a text in UTF-8.") from None
