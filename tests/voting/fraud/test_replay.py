"""The replay of Wrocław 2025 and Elbląg 2024 among honest votes: who is flagged, and who is not."""

from collections import Counter

import pytest

from services.voting.fraud.domain.signals import Limits, find, strange_ages
from tests.voting.fraud.replay import HONEST, Replay


@pytest.mark.parametrize("seed", range(4))
def test_at_least_95_of_100_injected_votes_are_flagged_and_at_most_one_of_200_honest_ones(seed: int) -> None:
    replay = Replay(seed)
    sightings = replay.all
    people = Counter(one.age for one in sightings if one.age is not None)
    findings = find(sightings, strange_ages(people, Limits()), Limits())
    flagged = {id for finding in findings for id in finding.envelopes}
    shares = {name: sum(one.id in flagged for one in group) / len(group) for name, group in replay.injected.items()}
    honest = sum(one.id in flagged for one in replay.honest)
    injected = [one for group in replay.injected.values() for one in group]
    found = sum(one.id in flagged for one in injected)
    told = (
        f"seed {seed}: {found} of {len(injected)} injected ({found / len(injected):.2%}), {shares}; "
        f"{honest} of {len(replay.honest)} honest ({honest / HONEST:.3%}); "
        f"flags: {Counter(str(finding.kind) for finding in findings)}"
    )
    print(told)
    assert len(replay.honest) == HONEST
    assert found >= 0.95 * len(injected), told
    # The last five minutes of a fast hand are not full, and stay under the limit.
    assert min(shares.values()) >= 0.9, told
    assert honest <= 0.005 * HONEST, told
