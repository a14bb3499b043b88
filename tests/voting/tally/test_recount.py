"""The count again, without the server: the same result from the downloaded files, or none at all."""

import json
import random
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.recount import as_data, differences, frozen, recount, write_files
from deploy.refusal import CannotStart
from services.voting.ballots.domain.envelope import EnvelopeState
from services.voting.board.domain.files import BoxLine, LogLine, entry_line, envelope_line
from services.voting.rolls.service import Identity
from services.voting.tally.pabulib.exporting import pool_files
from shared.store import Database
from tests.voting.conftest import EDITION, PRIVATE, SECRET, Vote, settled
from tests.voting.tally.test_count import VOTERS, voted


async def files(vote: Vote, folder: Path) -> tuple[Path, Path, Path]:
    """Write what the service gives for download."""
    board, store = vote.ballots.board, vote.ballots.store
    signed = await board.signed(EDITION)
    log = [LogLine(edition=EDITION, public_key=board.public_key(EDITION)).model_dump_json()]
    log += [entry_line(entry) async for entry in board.whole(EDITION, signed.size)]
    log += [head.model_dump_json() for head in await board.all_heads(EDITION)]
    box = [BoxLine(edition=EDITION).model_dump_json()]
    box += [envelope_line(one.seq or 0, one.state, one.channel, one.sealed) async for one in store.box(EDITION)]
    paths = folder / "rules.json", folder / "log.jsonl", folder / "box.jsonl"
    for path, text in zip(paths, [(await store.frozen(EDITION)).text, "\n".join(log), "\n".join(box)], strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


async def test_a_recount_on_another_machine_gives_the_published_result(vote: Vote, tmp_path: Path) -> None:
    await voted(vote, settled("fontanna", "hustawki"))
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    rules, log, box = await files(vote, tmp_path)
    election = await vote.ballots.store.election(EDITION)
    again, result = recount(frozen(rules, election.rules_hash), log, box, PRIVATE, SECRET)
    assert result.digest == counted.digest
    published = tmp_path / "results.json"
    published.write_text(counted.model_dump_json())
    assert differences(again, result, published) == []
    written = write_files(again, result, SECRET, tmp_path / "pb")
    boxes = await vote.tally.store.boxes(EDITION)
    assert [path.read_text() for path in written] == [
        text for _, text in pool_files(election, counted.projects, boxes, counted.secret)
    ]
    published.write_text(counted.model_copy(update={"void": 7}).model_dump_json())
    assert differences(again, result, published) == ["void"]
    assert as_data(again, result)["digest"] == counted.digest


async def test_a_log_that_was_cut_together_with_its_box_is_seen_by_its_root(vote: Vote, tmp_path: Path) -> None:
    await vote.open()
    for number, person in enumerate(VOTERS):
        roll_id = (await vote.rolls.recognise(EDITION, "name_address", Identity(person=person))).roll_id
        await vote.ballots.cast(EDITION, roll_id, {"miasto": [("drzewa", 1)]}, f"nonce-number-{number}")
        vote.clock.moment += timedelta(minutes=6)
        await vote.ballots.board.sign_due()
    await vote.close()
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    rules, log, box = await files(vote, tmp_path)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    heads = [line for line in lines if "root" in line]
    short = next(head for head in heads if head["size"] == 1)
    kept = [lines[0], *[line for line in lines if "kind" in line][:1], *heads[: heads.index(short) + 1]]
    log.write_text("\n".join(map(json.dumps, kept)))
    sealed = [json.loads(line) for line in box.read_text().splitlines()]
    box.write_text("\n".join(map(json.dumps, [sealed[0], *[one for one in sealed[1:] if one["seq"] == 0]])))
    cut, result = recount(frozen(rules), log, box, PRIVATE, SECRET)
    published = tmp_path / "results.json"
    published.write_text(counted.model_dump_json())
    assert {"digest", "public_value", "ballots"} <= set(differences(cut, result, published))
    with pytest.raises(CannotStart, match="nie jest taka, jak mówi jej dziennik"):
        recount(frozen(rules), log, box, PRIVATE, SECRET, counted.public_value)


async def test_the_order_of_the_boxs_lines_means_nothing(vote: Vote, tmp_path: Path) -> None:
    await voted(vote)
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    rules, log, box = await files(vote, tmp_path)
    first, *lines = box.read_text().splitlines()
    box.write_text("\n".join([first, *reversed(lines)]))
    assert recount(frozen(rules), log, box, PRIVATE, SECRET)[1].digest == counted.digest


async def test_any_changed_symbol_of_log_or_box_is_refused(vote: Vote, tmp_path: Path) -> None:
    await voted(vote)
    rules, log, box = await files(vote, tmp_path)
    chance, vote_rules = random.Random(20261128), frozen(rules)
    for _ in range(60):
        path = chance.choice((log, box))
        text = path.read_text()
        # The last digit of a padded base 64 has bits that mean nothing.
        means = [at for at, symbol in enumerate(text) if symbol in "0123456789abcdefXYZ" and text[at + 1] != "="]
        at = chance.choice(means)
        path.write_text(text[:at] + chance.choice([one for one in "048acfX" if one != text[at]]) + text[at + 1 :])
        with pytest.raises(CannotStart):
            recount(vote_rules, log, box, PRIVATE, SECRET)
        path.write_text(text)


async def test_changed_rules_another_key_or_secret_are_refused(vote: Vote, tmp_path: Path) -> None:
    await voted(vote)
    rules, log, box = await files(vote, tmp_path)
    hash = (await vote.ballots.store.election(EDITION)).rules_hash
    for key, secret in (("0" * 64, SECRET), (PRIVATE, SECRET + ".")):
        with pytest.raises(CannotStart):
            recount(frozen(rules), log, box, key, secret)
    rules.write_text(rules.read_text().replace('"cost":3000000', '"cost":3000001'))
    with pytest.raises(CannotStart, match="nie są zasady, które zamrożono"):
        frozen(rules, hash)
    rules.write_text("{}")
    with pytest.raises(CannotStart, match="nie jest tekstem zamrożonych"):
        frozen(rules)


async def test_an_envelope_that_left_the_count_without_the_log_is_refused(
    vote: Vote, database: Database, tmp_path: Path
) -> None:
    await voted(vote)
    one = await anext(vote.ballots.store.box(EDITION))
    await database.collection("envelopes").update_one({"_id": one.id}, {"$set": {"state": EnvelopeState.VOID.value}})
    with pytest.raises(CannotStart, match="nie jest taka, jak mówi jej dziennik"):
        recount(
            frozen((await files(vote, tmp_path))[0]), tmp_path / "log.jsonl", tmp_path / "box.jsonl", PRIVATE, SECRET
        )
