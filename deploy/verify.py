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
    "signature": "podpis pod {place} pierwszymi wpisami: nie złożono go kluczem tej edycji",
    "order": "podpis pod {place} pierwszymi wpisami: brakuje go albo jest starszy lub krótszy od poprzedniego",
    "root": "podpis pod {place} pierwszymi wpisami: dziennik nie jest tym, który podpisano",
    "unsigned": "za ostatnim podpisem dziennik ciągnie się dalej, od wpisu {next}",
    "impossible": "wpis {next}: z jego kartą nie mogło się to stać",
    "missing": "wpis {next}: jego karty nie ma w urnie",
    "foreign": "urna: karta z numerem wpisu {next} nie jest tą, którą tam oddano, albo nie przyszła tą drogą",
    "state": "urna: karta z wpisu {next} ma inny stan, niż mówi dziennik",
    "twice": "urna: dwie karty mają numer wpisu {next}",
}

_NOT_COUNTED = {
    Standing.SUPERSEDED: "liczy się zamiast niej inna karta tej osoby (mówi to wpis {next}). "
    "Kto innej nie oddał, niech zadzwoni do komisji.",
    Standing.VOID: "jest nieważna (mówi to wpis {next}). Kto chce wiedzieć dlaczego, niech zadzwoni do komisji.",
    Standing.ASIDE: "jest odłożona (mówi to wpis {next}), aż zdecyduje o niej komisja. "
    "Kto chce wiedzieć dlaczego, niech zadzwoni do komisji.",
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
    checked = [f"dziennik edycji {read.edition}: wpisów {len(read.entries)}, podpisów {len(read.heads)}"]
    wrong = [sentence(one) for one in check_log(read.edition, key or read.public_key, read.entries, read.heads)]
    if key is not None and key != read.public_key:
        wrong.append("plik podaje inny klucz niż ten, który podano w poleceniu")
    if witness is not None:
        kept = _kept(witness)
        checked.append(f"zachowane podpisy: {len(kept)}")
        found = check_heads(read.edition, key or read.public_key, read.entries, kept)
        wrong += [f"zachowany {sentence(one)}" for one in found]
    if box is not None:
        counted, sentences = _box(box, read)
        checked.append(f"karty w urnie: {counted}")
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
            raise CannotVerify(f"{path}: wiersz {error.line} nie jest wierszem dziennika.") from None


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
            raise CannotVerify(f"{path}: wiersz {error.line} nie jest wierszem urny.") from None
    wrong = [] if edition == log.edition else ["urna jest z innej edycji niż dziennik"]
    return len(held), wrong + [sentence(one) for one in check_box(log.entries, held)]


def _kept(path: Path) -> list[Head]:
    with _opened(path) as lines:
        heads = []
        for number, line in enumerate(lines, start=1):
            try:
                fields = {name: value for name, value in json.loads(line).items() if name in Head.model_fields}
                heads.append(Head.model_validate_json(json.dumps(fields)))
            except (ValidationError, ValueError, AttributeError):
                raise CannotVerify(f"{path}: wiersz {number} nie jest podpisem dziennika.") from None
    return heads


def _receipt(receipt: str, log: LogFile) -> tuple[str, bool]:
    try:
        start = commitment_start(read_receipt(receipt))
    except UnreadableCode:
        raise CannotVerify(f"„{receipt}” nie jest kodem potwierdzenia.") from None
    followed = follow(log.entries)
    for place, cast in followed.cast.items():
        if cast.hex().startswith(start):
            if followed.counts(place):
                return f"potwierdzenie {receipt}: wpis {place + 1}, a jego karta się liczy", True
            said = max(at for at, entry in enumerate(log.entries) if entry.commitment == cast)
            why = _NOT_COUNTED[followed.standing[cast]].format(next=said + 1)
            return f"potwierdzenie {receipt}: wpis {place + 1}, ale jego karta się nie liczy: {why}", True
    return f"potwierdzenie {receipt}: w dzienniku nie ma takiego wpisu", False


def sentence(finding: Finding) -> str:
    """Say what is wrong, and where; entries count from 1."""
    return _WORDS[finding.kind].format(place=finding.place, next=finding.place + 1)


@contextmanager
def _opened(path: Path) -> Iterator[Iterator[str]]:
    """Open a text file to walk its lines. Raises `CannotVerify` where it cannot be opened or is no text."""
    try:
        with path.open(encoding="utf-8") as file:
            yield file
    except FileNotFoundError:
        raise CannotVerify(f"{path}: nie ma takiego pliku.") from None
    except OSError:
        raise CannotVerify(f"{path}: nie da się otworzyć.") from None
    except UnicodeDecodeError:
        raise CannotVerify(f"{path} nie jest tekstem w UTF-8.") from None
