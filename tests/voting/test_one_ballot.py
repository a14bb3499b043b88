"""One person, one ballot: sixteen at once of each of many people, on the web and on paper, at three replicas."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from services.voting.ballots.domain.double import DoubleVote
from services.voting.ballots.domain.envelope import Channel, Envelope, commitment
from services.voting.ballots.service import AlreadyVoted, Ballots, Came, Receipt
from services.voting.ballots.service.casting import UNKNOWN
from services.voting.keys.service import Keys
from shared.store import Database, new_id
from tests.conftest import SetClock, Site
from tests.voting.crowd import TAGS, Crowd, gather_crowd

PEOPLE = 12
Deliver = Callable[..., Awaitable[None]]


@pytest.fixture
async def sites(make_site: Callable[..., Awaitable[Site]], tmp_path: Path) -> list[Site]:
    """Three replicas of the service on one store."""
    (tmp_path / "secret").write_text(TAGS)
    return [await make_site("voting", secret_file=tmp_path / "secret") for _ in range(3)]


@pytest.mark.parametrize("policy", DoubleVote)
async def test_of_sixteen_ballots_of_each_of_many_people_at_once_one_counts_and_the_log_is_clean(
    sites: list[Site], clock: SetClock, keys: Keys, deliver: Deliver, policy: DoubleVote
) -> None:
    replicas = [site.database for site in sites], [site.client for site in sites]
    crowd = await gather_crowd(*replicas, clock, keys, deliver, PEOPLE, policy)
    await crowd.all_vote()
    assert await crowd.faults(policy) == []


@pytest.mark.parametrize("policy", DoubleVote)
async def test_where_full_heaps_of_the_same_people_are_under_way_at_once_one_ballot_of_each_counts_too(
    monkeypatch: pytest.MonkeyPatch,
    sites: list[Site],
    clock: SetClock,
    keys: Keys,
    deliver: Deliver,
    policy: DoubleVote,
) -> None:
    for place in ("ballots.service.casting", "rolls.service", "casting.at_the_door"):
        monkeypatch.setattr(f"services.voting.{place}.HEAP", 3)
    at_once, most = 0, 0
    cast_all = Ballots.cast_all

    async def counted(self: Ballots, *given: Any) -> Any:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        try:
            return await cast_all(self, *given)
        finally:
            at_once -= 1

    monkeypatch.setattr(Ballots, "cast_all", counted)
    replicas = [sites[0].database], [sites[0].client]
    crowd = await gather_crowd(*replicas, clock, keys, deliver, PEOPLE, policy)
    await crowd.all_vote()
    assert await crowd.faults(policy) == []
    assert most > 1


class CheckThenInsert(Ballots):
    """The comfortable mistake: look whether the person has voted, then put the ballot in; no index, no transaction."""

    async def cast(self, edition_id: str, roll_id: str, choices: Any, nonce: str, came: Came = UNKNOWN) -> Receipt:
        tag = self.tag(edition_id, roll_id)
        boxes = self.database.collection("envelopes")
        if await boxes.find_one({"edition": edition_id, "voter_tag": tag, "state": "accepted"}):
            raise AlreadyVoted
        sealed = f"{roll_id} {nonce}".encode()
        envelope = Envelope(
            id=new_id(),
            edition=edition_id,
            voter_tag=tag,
            channel=Channel.ONLINE,
            commitment=commitment(sealed, Channel.ONLINE),
            sealed=sealed,
        )
        await boxes.insert_one({"_id": envelope.id, "schema_version": 1, **envelope.model_dump(exclude={"id"})})
        return Receipt("0000-0000-0000-0000", envelope.commitment, 0)


class OnlyTheUseCase(Crowd):
    """The same crowd where only the use case takes ballots."""

    async def _over_http(self, number: int, nonce: str, place: int) -> str | None:
        return await self._by_use_case(number, nonce, self.vote)


async def test_a_store_that_looks_before_it_writes_fails_the_same_test(
    database: Database, clock: SetClock, keys: Keys, deliver: Deliver
) -> None:
    honest = await gather_crowd([database], [], clock, keys, deliver, PEOPLE, DoubleVote.FIRST, CheckThenInsert)
    await database.prepare()
    await database.collection("envelopes").drop_index("one_person_one_ballot")
    crowd = OnlyTheUseCase(honest.desks, (), PEOPLE)
    await crowd.all_vote()
    found = await crowd.faults(DoubleVote.FIRST)
    assert any("ballots count" in fault for fault in found), "looking first is no protection: the test above can fail"
    assert any(fault.startswith("audit") for fault in found)
