"""The key of an edition: made once, never silently anew, and gone for good when it is destroyed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.voting.keys.domain import EditionKeyDestroyed, EditionKeyMissing
from services.voting.keys.store import KeyFolder
from services.voting.rolls.service import identity_of
from shared.privacy import Unreadable
from tests.voting.conftest import EDITION, ROLL, Vote, announced

ANNA = identity_of("Anna", "Nowak", "Śródmiejska 1/2")


def test_replicas_that_make_the_key_of_an_edition_at_once_have_the_same_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda _: KeyFolder(tmp_path).make("ed-1"), range(64)))

    assert len(set(made)) == 1
    assert KeyFolder(tmp_path).of("ed-1") == made[0]
    assert [file.name for file in tmp_path.iterdir()] == ["ed-1.key"]
    assert (tmp_path / "ed-1.key").stat().st_mode & 0o777 == 0o600


def test_two_editions_have_nothing_in_common(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path)
    one, other = keys.make("ed-1"), keys.make("ed/../2")

    assert len({one.tags, one.data, other.tags, other.data}) == 4
    with pytest.raises(Unreadable):
        other.cipher.open(one.cipher.seal("Anna", "place"), "place")


@pytest.mark.parametrize("text", [b"", b"tags 00\ndata 00\n", b"\xff\xfe", b"tags " + b"a" * 64])
def test_a_file_that_is_no_key_is_an_error_and_stays_as_it_is(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "ed-1.key").write_bytes(text)

    for ask in (KeyFolder(tmp_path).of, KeyFolder(tmp_path).make):
        with pytest.raises(EditionKeyMissing):
            ask("ed-1")
    assert (tmp_path / "ed-1.key").read_bytes() == text


def test_a_destroyed_key_is_gone_at_every_replica_and_is_never_made_again(tmp_path: Path) -> None:
    here, there = KeyFolder(tmp_path), KeyFolder(tmp_path)
    key = here.make("ed-1")
    assert there.of("ed-1") == key

    here.destroy("ed-1")
    here.destroy("ed-1")

    for keys in (here, there, KeyFolder(tmp_path)):
        for ask in (keys.of, keys.make):
            with pytest.raises(EditionKeyDestroyed):
                ask("ed-1")
    for file in tmp_path.iterdir():
        assert key.tags.hex() not in file.read_text()
        assert key.data.hex() not in file.read_text()


def test_whoever_dies_while_destroying_a_key_destroys_it_at_the_next_try(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path)
    key = keys.make("ed-1")
    # What is left where the process died behind the first step.
    (tmp_path / "ed-1.key").rename(tmp_path / "ed-1.gone")
    with pytest.raises(EditionKeyDestroyed):
        keys.of("ed-1")

    keys.destroy("ed-1")

    assert key.tags.hex() not in (tmp_path / "ed-1.gone").read_text()


def test_a_key_that_is_not_there_is_not_taken_for_destroyed(tmp_path: Path) -> None:
    with pytest.raises(EditionKeyMissing):
        KeyFolder(tmp_path).destroy("ed-1")
    with pytest.raises(FileNotFoundError):
        KeyFolder(tmp_path / "not-mounted").make("ed-1")


async def test_an_edition_gets_its_key_when_it_is_announced_and_keeps_it(vote: Vote, tmp_path: Path) -> None:
    await vote.hear(announced())
    key = vote.keys.of(EDITION)
    await vote.hear(announced(), announced(version=2))

    assert vote.keys.of(EDITION) == key
    assert (await vote.ballots.store.election(EDITION)).key_print == key.print


async def test_without_its_key_an_edition_stands_still_and_nobody_makes_another(vote: Vote, tmp_path: Path) -> None:
    await vote.list()
    file = tmp_path / f"{EDITION}.key"
    kept = file.read_bytes()
    file.unlink()

    await vote.hear(announced(version=2))
    with pytest.raises(EditionKeyMissing):
        await vote.rolls.take_in(EDITION, ROLL.encode(), dry_run=False)
    with pytest.raises(EditionKeyMissing):
        await vote.rolls.recognise(EDITION, "name_address", ANNA)
    assert not file.exists()

    file.write_bytes(kept)
    assert (await vote.rolls.recognise(EDITION, "name_address", ANNA)).roll_id


async def test_no_vote_opens_and_no_ballot_is_taken_with_the_key_of_another(vote: Vote, tmp_path: Path) -> None:
    await vote.open()
    other = KeyFolder(tmp_path)
    other.make("ed-2028")
    (tmp_path / f"{EDITION}.key").write_bytes((tmp_path / "ed-2028.key").read_bytes())

    with pytest.raises(EditionKeyMissing):
        await vote.ballots.opened(EDITION)
