"""A thousand people who each vote sixteen times at once, under each rule for double votes."""

import time

import pytest

from services.voting.ballots.domain.double import DoubleVote
from tests.voting.conftest import keys
from tests.voting.crowd import gather_crowd
from tests.voting.test_one_ballot import Deliver, sites

__all__ = ["keys", "sites"]

PEOPLE = 1_000


@pytest.mark.parametrize("policy", DoubleVote)
async def test_of_sixteen_ballots_of_each_of_a_thousand_people_one_counts_and_the_log_is_clean(
    sites, clock, keys, deliver: Deliver, policy: DoubleVote
):
    began = time.monotonic()
    crowd = await gather_crowd(
        [one.database for one in sites], [one.client for one in sites], clock, keys, deliver, PEOPLE, policy
    )
    await crowd.all_vote()
    took = time.monotonic() - began
    given, refused = sum(map(len, crowd.gave.values())), crowd.refused.total()
    print(f"{policy}: {PEOPLE} people, 16 at once each, {took:.0f} s, {given} receipts, {refused} refused", flush=True)
    assert await crowd.faults(policy) == []
