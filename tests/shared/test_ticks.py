"""What is due is done one after another: what fails holds up nothing else, and is not forgotten."""

from functools import partial

import pytest

from shared.store import Duplicate, Stale, StoreUnavailable
from shared.ticks import in_turn


async def test_one_that_fails_stops_no_other_and_the_first_failure_is_told_at_the_end():
    done = []

    async def work(id: str) -> None:
        if id == "bad 2":
            raise Duplicate("of a document, not of the store")
        if id.startswith("bad"):
            raise ValueError(id)
        done.append(id)

    with pytest.raises(ValueError, match="bad 1"):
        await in_turn([partial(work, id) for id in ("a", "bad 1", "b", "bad 2", "c")])
    assert done == ["a", "b", "c"]


async def test_what_somebody_changes_at_the_same_moment_is_left_for_the_next_time():
    done: list[str] = []

    async def changed() -> None:
        raise Stale("letters", "a")

    await in_turn([changed, partial(_note, done, "b")])
    assert done == ["b"]


async def test_without_the_store_nothing_more_is_tried():
    done: list[str] = []

    async def away() -> None:
        raise StoreUnavailable

    with pytest.raises(StoreUnavailable):
        await in_turn([away, partial(_note, done, "b")])
    assert done == []


async def _note(done: list[str], id: str) -> None:
    done.append(id)
