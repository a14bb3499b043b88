"""The second count goes another way than the first, and where the two differ there is no result."""

import dataclasses
import random
from collections.abc import Callable

import pytest

import services.voting.tally.service as counting
from services.voting.tally.domain.opening import Counted, count_box
from services.voting.tally.pabulib.second import CountsDiffer, count_again
from shared.contracts.voting import Outcome
from tests.voting.conftest import EDITION, PRIVATE, SECRET, Vote
from tests.voting.tally.test_count import voted
from tests.voting.tally.test_exporting import counted, edition

Slip = Callable[[Counted], Counted]
VOTE = edition("approval", {"rule": "greedy", "tie": "draw"}, [600_00] * 9, [])


def of_projects(slip: Callable[[dict[str, object]], dict[str, object]]) -> Slip:
    """A slip in what the first count says of its first project."""

    def slipped(result: Counted) -> Counted:
        first, *others = result.projects
        return dataclasses.replace(result, projects=(first.model_copy(update=slip(first.model_dump())), *others))

    return slipped


def of_pools(**changes: object) -> Slip:
    """A slip in what the first count says of each pool."""
    return lambda result: dataclasses.replace(
        result, pools=tuple(pool.model_copy(update=changes) for pool in result.pools)
    )


def without_a_ballot(result: Counted) -> Counted:
    """Lose one ballot between the count and the files."""
    boxes = {id: dict(list(box.items())[1:]) for id, box in result.boxes.items()}
    return dataclasses.replace(result, boxes=boxes)


SLIPS: dict[str, Slip] = {
    "a vote": of_projects(lambda row: {"votes": row["votes"] + 1}),  # type: ignore[operator]
    "a point": of_projects(lambda row: {"points": row["points"] + 1}),  # type: ignore[operator]
    "a place": of_projects(lambda row: {"place": row["place"] + 7}),  # type: ignore[operator]
    "a winner": of_projects(
        lambda row: {"outcome": Outcome.DID_NOT_FIT if row["outcome"] == "selected" else Outcome.SELECTED}
    ),
    "the money": of_pools(spent=1),
    "a tie": of_pools(ties=()),
    "a ballot": without_a_ballot,
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_a_slip_of_the_first_count_is_found_by_the_second(slip: Slip) -> None:
    result = counted(VOTE, 14, random.Random(2))
    assert any(pool.ties for pool in result.pools)
    count_again(VOTE, result, SECRET)
    with pytest.raises(CountsDiffer):
        count_again(VOTE, slip(result), SECRET)


async def test_where_the_two_counts_differ_there_is_no_result(vote: Vote, monkeypatch: pytest.MonkeyPatch) -> None:
    await voted(vote)
    slip = SLIPS["a winner"]
    monkeypatch.setattr(counting, "count_box", lambda *given: slip(count_box(*given)))
    with pytest.raises(CountsDiffer):
        await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert await vote.tally.store.known(EDITION) is None
