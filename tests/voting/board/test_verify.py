"""`ratusz verify`: whatever is changed in a log or a box after it was signed is found, on a machine of one's own."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from deploy.verify import CannotVerify, Verdict, verify
from services.voting.ballots.domain import receipt_code
from services.voting.ballots.domain.envelope import Channel, commitment
from services.voting.board.domain.files import BoxLine, LogLine, entry_line, envelope_line
from services.voting.board.domain.log import Entry, EntryKind, hashes_of, public_half, signed_head
from services.voting.board.domain.tree import root_of

EDITION, KEY = "ed-2027", bytes(range(32))
BALLOTS = [f"sealed ballot number {number:03}".encode() for number in range(40)]
VOIDED, ASIDE, REPLACED = 7, 12, 20
MUTATIONS = 1000


def committed(ballot: bytes) -> str:
    return commitment(ballot, Channel.ONLINE)


def _entries() -> list[Entry]:
    cast = [Entry(EntryKind.CAST, bytes.fromhex(committed(ballot))) for ballot in BALLOTS]
    said = ((EntryKind.VOID, VOIDED), (EntryKind.QUARANTINED, ASIDE), (EntryKind.SUPERSEDED, REPLACED))
    return [*cast, *(Entry(kind, cast[number].commitment) for kind, number in said)]


def log_lines() -> list[str]:
    entries, began = _entries(), datetime(2026, 9, 20, 22, tzinfo=UTC)
    hashes = hashes_of(EDITION, 0, entries)
    heads = [
        signed_head(KEY, EDITION, number, size, root_of(hashes[:size]), began + timedelta(minutes=size))
        for number, size in enumerate((0, 11, 30, len(entries)), start=1)
    ]
    first = LogLine(edition=EDITION, public_key=public_half(KEY)).model_dump_json()
    return [first, *map(entry_line, entries), *(head.model_dump_json() for head in heads)]


def box_lines() -> list[str]:
    states = {VOIDED: "void", ASIDE: "quarantined", REPLACED: "superseded"}
    envelopes = [
        envelope_line(seq, states.get(seq, "accepted"), "online", ballot) for seq, ballot in enumerate(BALLOTS)
    ]
    return [BoxLine(edition=EDITION).model_dump_json(), *envelopes]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    log, box = tmp_path / "log.jsonl", tmp_path / "box.jsonl"
    log.write_text("\n".join(log_lines()) + "\n")
    box.write_text("\n".join(box_lines()) + "\n")
    return log, box


def test_what_nobody_has_touched_is_good(files: tuple[Path, Path]) -> None:
    verdict = verify(*files, receipt_code(committed(BALLOTS[0])), public_half(KEY))
    assert verdict.good
    assert "wpis 1, a jego karta się liczy" in verdict.checked[-1]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (REPLACED, f"liczy się zamiast niej inna karta tej osoby (mówi to wpis {len(BALLOTS) + 3})"),
        (VOIDED, f"jest nieważna (mówi to wpis {len(BALLOTS) + 1})"),
        (ASIDE, f"jest odłożona (mówi to wpis {len(BALLOTS) + 2})"),
    ],
)
def test_who_holds_a_receipt_of_a_ballot_that_lawfully_does_not_count_is_told_why_without_alarm(
    files: tuple[Path, Path], number: int, said: str
) -> None:
    verdict = verify(files[0], receipt=receipt_code(committed(BALLOTS[number])))
    assert verdict.good
    assert f"wpis {number + 1}, ale jego karta się nie liczy: {said}" in verdict.checked[-1]
    assert "do komisji" in verdict.checked[-1]


def test_a_receipt_that_leads_to_no_entry_is_not_good(files: tuple[Path, Path]) -> None:
    verdict = verify(files[0], receipt=receipt_code(committed(b"never cast")))
    assert ["nie ma takiego wpisu" in sentence for sentence in verdict.wrong] == [True]


def _deleted(lines: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(lines))
    return [*lines[:at], *lines[at + 1 :]]


def _inserted(lines: list[str], chance: random.Random) -> list[str]:
    """Put in a line that was there already, or one that never was."""
    at, other = chance.sample(range(len(lines)), 2)
    line = lines[at]
    if chance.random() < 0.5:
        line = entry_line(Entry(EntryKind.CAST, chance.randbytes(32)))
        if '"sealed"' in lines[1]:
            line = envelope_line(chance.randrange(50), "accepted", "online", chance.randbytes(24))
    return [*lines[:other], line, *lines[other:]]


def _reordered(lines: list[str], chance: random.Random) -> list[str]:
    """Let two lines change places. In a box, whose order says nothing, two ballots change theirs in the log."""
    at, other = chance.sample(range(len(lines)), 2)
    swapped = list(lines)
    swapped[at], swapped[other] = lines[other], lines[at]
    if '"sealed"' in lines[1]:
        at, other = chance.sample(range(1, len(lines)), 2)
        one, two = json.loads(lines[at]), json.loads(lines[other])
        swapped = list(lines)
        for place, row, seq in ((at, one, two["seq"]), (other, two, one["seq"])):
            swapped[place] = json.dumps(row | {"seq": seq}, separators=(",", ":"))
    return swapped


def _changed(lines: list[str], chance: random.Random) -> list[str]:
    """Flip one symbol, or change a digit of a number."""
    at = chance.randrange(len(lines))
    line = lines[at]
    place = chance.choice([number for number, symbol in enumerate(line) if symbol.isalnum()])
    symbols = "0123456789abcdef" if line[place] in "0123456789abcdef" else "ghijkXYZ"
    new = chance.choice([symbol for symbol in symbols if symbol != line[place]])
    return [*lines[:at], line[:place] + new + line[place + 1 :], *lines[at + 1 :]]


def _restated(lines: list[str], chance: random.Random) -> list[str]:
    """Say of an envelope that it came the other way, or stands in another state."""
    if '"sealed"' not in lines[1]:
        return _changed(lines, chance)
    at = chance.randrange(1, len(lines))
    row = json.loads(lines[at])
    field, values = chance.choice(
        [("channel", ["online", "paper"]), ("state", ["accepted", "quarantined", "superseded", "void"])]
    )
    row[field] = chance.choice([value for value in values if value != row[field]])
    return [*lines[:at], json.dumps(row, separators=(",", ":")), *lines[at + 1 :]]


@pytest.mark.parametrize("mutate", [_changed, _deleted, _inserted, _reordered, _restated])
@pytest.mark.parametrize("which", ["log", "box"])
def test_of_a_thousand_random_changes_of_log_or_box_every_one_is_found(
    tmp_path: Path, which: str, mutate: Callable[[list[str], random.Random], list[str]]
) -> None:
    whole = {"log": log_lines(), "box": box_lines()}
    log, box = tmp_path / "log.jsonl", tmp_path / "box.jsonl"
    chance, done = random.Random(f"{which} {mutate.__name__}"), 0
    while done < MUTATIONS // 10:
        lines = mutate(whole[which], chance)
        if lines == whole[which]:
            continue
        log.write_text("\n".join(lines if which == "log" else whole["log"]) + "\n")
        box.write_text("\n".join(lines if which == "box" else whole["box"]) + "\n")
        assert _refused(log, box), [line for line in lines if line not in whole[which]]
        done += 1


def _refused(log: Path, box: Path) -> bool:
    try:
        return not verify(log, box, key=public_half(KEY)).good
    except CannotVerify:
        return True


def test_a_whole_other_log_signed_anew_with_the_same_key_is_found_by_whoever_kept_a_head(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    witness = tmp_path / "heads.jsonl"
    witness.write_text("\n".join(log_lines()[-4:-1]) + "\n")
    assert verify(files[0], witness=witness).good
    entries = _entries()
    forged = [Entry(EntryKind.CAST, sha256(b"stuffed").digest()), *entries[1:]]
    hashes = hashes_of(EDITION, 0, forged)
    head = signed_head(KEY, EDITION, 1, len(forged), root_of(hashes), datetime(2026, 9, 22, tzinfo=UTC))
    files[0].write_text("\n".join([log_lines()[0], *map(entry_line, forged), head.model_dump_json()]) + "\n")
    found: Verdict = verify(files[0], witness=witness)
    assert not found.good
    assert any(
        "zachowany podpis pod 11 pierwszymi wpisami: dziennik nie jest tym, który podpisano" in sentence
        for sentence in found.wrong
    )


def test_a_log_signed_with_another_key_is_found_by_whoever_read_the_frozen_rules(files: tuple[Path, Path]) -> None:
    assert not verify(files[0], key=public_half(bytes(32))).good


def test_the_command_says_what_is_wrong_and_ends_with_one(files: tuple[Path, Path]) -> None:
    log, box = files
    lines = box.read_text().splitlines()
    stuffed = json.loads(lines[3]) | {"sealed": "AAAA"}
    box.write_text("\n".join([*lines[:3], json.dumps(stuffed), *lines[4:]]) + "\n")
    command = [sys.executable, "-m", "deploy.cli", "verify", str(log), "--box", str(box)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "NIE ZGADZA SIĘ: urna: karta z numerem wpisu 3 nie jest tą, którą tam oddano" in ended.stdout
    assert ended.stdout.endswith("\nNiezgodności: 1. Wezwijcie audytora.\n")
    missing = subprocess.run([*command[:4], "/nowhere.jsonl"], capture_output=True, text=True, check=False)
    assert missing.returncode == 2
    assert "nie ma takiego pliku" in missing.stderr


def test_the_command_says_what_it_had_nothing_to_compare_with(files: tuple[Path, Path], tmp_path: Path) -> None:
    witness = tmp_path / "heads.jsonl"
    witness.write_text("\n".join(log_lines()[-4:-1]) + "\n")
    command = [sys.executable, "-m", "deploy.cli", "verify", str(files[0])]
    for given, lacks in (
        ([], ["--key", "--witness"]),
        (["--key", public_half(KEY)], ["--witness"]),
        (["--key", public_half(KEY), "--witness", str(witness)], []),
    ):
        ended = subprocess.run([*command, *given], capture_output=True, text=True, check=False)
        assert ended.returncode == 0
        told = ended.stderr.splitlines()
        assert [line.startswith("NIE PORÓWNANO") and name in line for line, name in zip(told, lacks, strict=True)] == [
            True for _ in lacks
        ]
