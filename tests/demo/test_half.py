"""The demonstration that stops in the middle of a vote: what is left can be played by hand."""

from pathlib import Path

import httpx2 as httpx

from deploy.demo.pabulib import script_of
from deploy.demo.play import Player
from deploy.keys import join
from deploy.local.background import InBackground
from deploy.local.world import World
from shared.store import new_id
from tests.voting.tally.test_pabulib import SMALL


async def test_whoever_watches_votes_as_one_of_those_who_have_not_and_no_one_votes_twice(tmp_path: Path) -> None:
    file = tmp_path / "small.pb"
    file.write_text(SMALL, encoding="utf-8")
    with InBackground(World.apart(tmp_path / "town")) as house:
        outcome = await Player(house.world, script_of(file)).play(half=True)
        assert outcome.ceremony is not None
        assert join(outcome.ceremony.shares[2:], outcome.ceremony.public_key)
        assert (len(outcome.receipts), len(outcome.not_voted)) == (1, 1)
        vote = {"voter": outcome.not_voted[0], "choices": {"ballot": [{"proposal_id": next(iter(outcome.keys))}]}}
        ballots = f"/api/voting/v1/editions/{outcome.edition_id}/ballots"
        async with httpx.AsyncClient(base_url=house.world.origin, timeout=None) as client:
            answers = [await client.post(ballots, json=vote, headers={"Idempotency-Key": new_id()}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]
