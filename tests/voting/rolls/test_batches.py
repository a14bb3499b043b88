"""Batches of one-time codes: by one before the opening, by two while the vote is open, counted where all can see."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from bson import json_util

from services.voting.ballots.domain.election import WrongState
from services.voting.fraud.domain.flags import AlreadyProposed, SameMember
from services.voting.keys.service import Keys
from services.voting.rolls.domain.batches import BatchDecided, BatchState, NoCodesNeeded, SecondMemberNeeded
from services.voting.rolls.service import Identity, NotOnRoll
from services.voting.rolls.service.codes import Codes
from services.voting.rolls.store import MongoBatchStore
from shared.access import Person, Role
from shared.store import Database, Stale
from tests.conftest import SetClock, Site, person
from tests.voting.conftest import BASE, EDITION, OPENS, PANEL, Vote, announced, open_at_the_desk

ALA, OLA = person(Role.COMMISSION), Person(id="p-ola", name="Ola Druga", role=Role.COMMISSION)


@pytest.fixture
async def codes(vote: Vote, database: Database, keys: Keys) -> Codes:
    made = Codes(database, MongoBatchStore(database), vote.rolls.store, vote.ballots, keys, vote.clock)
    await database.prepare()
    return made


async def opened(vote: Vote, code: str) -> str:
    return (await vote.rolls.recognise(EDITION, "roll_code", Identity(code=code))).roll_id


async def test_codes_open_one_ballot_each_and_are_kept_only_as_hashes(
    vote: Vote, codes: Codes, database: Database
) -> None:
    await vote.list(identity="roll_code")
    made = await codes.hand_out(EDITION, 3, ALA)
    assert len({await opened(vote, code) for code in made}) == 3
    rows = json_util.dumps([row async for row in database.collection("voters").find({})])
    assert not any(code in rows or code.replace("-", "") in rows for code in made)


async def test_a_code_of_another_edition_opens_nothing(vote: Vote, codes: Codes) -> None:
    other = announced(identity="roll_code").model_copy(update={"edition_id": "ed-2028"})
    await vote.hear(announced(identity="roll_code"), other)
    [code] = await codes.hand_out("ed-2028", 1, ALA)
    with pytest.raises(NotOnRoll):
        await opened(vote, code)


@pytest.mark.parametrize("policy", ["name_address", "pesel_roll"])
async def test_an_edition_that_needs_no_codes_gives_none(vote: Vote, codes: Codes, policy: str) -> None:
    await vote.hear(announced(identity=policy))
    with pytest.raises(NoCodesNeeded):
        await codes.hand_out(EDITION, 1, ALA)
    with pytest.raises(NoCodesNeeded):
        await codes.propose(EDITION, 1, "listy nie doszły", ALA)


async def test_while_the_vote_is_open_one_member_alone_gets_no_code(vote: Vote, codes: Codes) -> None:
    await vote.open(identity="roll_code")
    with pytest.raises(SecondMemberNeeded):
        await codes.hand_out(EDITION, 1, ALA)
    id = await codes.propose(EDITION, 2, "listy nie doszły", ALA)
    with pytest.raises(SameMember):
        await codes.confirm(EDITION, id, 1, ALA)
    with pytest.raises(AlreadyProposed):
        await codes.propose(EDITION, 2, "listy nie doszły", OLA)
    assert await vote.rolls.count(EDITION) == 4
    made = await codes.confirm(EDITION, id, 1, OLA)
    assert len({await opened(vote, code) for code in made}) == 2
    assert await vote.rolls.count(EDITION) == 6


async def test_two_who_confirm_at_once_give_the_codes_out_once(vote: Vote, codes: Codes) -> None:
    await vote.open(identity="roll_code")
    id = await codes.propose(EDITION, 2, "listy nie doszły", ALA)
    answers = await asyncio.gather(*(codes.confirm(EDITION, id, 1, OLA) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(one, list) for one in answers) == 1
    assert all(isinstance(one, list | Stale | BatchDecided) for one in answers)
    assert await vote.rolls.count(EDITION) == 6


async def test_what_was_sent_back_gives_no_codes(vote: Vote, codes: Codes) -> None:
    await vote.open(identity="roll_code")
    id = await codes.propose(EDITION, 2, "listy nie doszły", ALA)
    await codes.send_back(EDITION, id, 1, "listy doszły wczoraj", OLA)
    with pytest.raises(BatchDecided):
        await codes.confirm(EDITION, id, 2, OLA)
    [batch] = await codes.store.batches(EDITION)
    assert (batch.state, codes.words(batch)) == (BatchState.SENT_BACK, ("listy nie doszły", "listy doszły wczoraj"))
    assert await codes.propose(EDITION, 1, "jednak nie doszły", ALA)


async def test_no_codes_are_handed_out_once_the_box_is_closed_and_no_proposal_waits(vote: Vote, codes: Codes) -> None:
    await vote.open(identity="roll_code")
    id = await codes.propose(EDITION, 2, "listy nie doszły", ALA)
    await vote.close()
    assert (await codes.store.batch(EDITION, id)).state is BatchState.EXPIRED
    for work in (codes.hand_out(EDITION, 1, ALA), codes.confirm(EDITION, id, 2, OLA)):
        with pytest.raises(WrongState):
            await work


async def test_everybody_sees_how_many_codes_were_handed_out_before_and_during_the_vote(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await vote_site(rules={"identity": "roll_code"})
    ala, ola = site.by(ALA), site.by(OLA)
    made = await site.client.post(f"{PANEL}/kody", data={"count": "3", "form_key": "k" * 16}, headers=ala)
    assert made.text.count("<code>") == 3
    again = await site.client.post(f"{PANEL}/kody", data={"count": "3", "form_key": "k" * 16}, headers=ala)
    assert (again.status_code, again.text.count("<code>")) == (409, 0)
    await open_at_the_desk(site)
    clock.moment = OPENS
    assert (await site.client.post(f"{PANEL}/kody", data={"count": "3"}, headers=ala)).status_code == 409
    wanted = {"count": "2", "reason": "listy nie doszły"}
    assert (await site.client.post(f"{PANEL}/kody/propozycja", data=wanted, headers=ala)).status_code == 303
    [_, batch] = (await site.client.get(f"{BASE}/code-batches")).json()["items"]
    path = f"{PANEL}/kody/{batch['id']}/potwierdzenie"
    assert (await site.client.post(path, data={"version": "1"}, headers=ala)).status_code == 403
    given = await site.client.post(path, data={"version": "1"}, headers=ola)
    assert (given.status_code, given.text.count("<code>")) == (200, 2)
    assert (await site.client.post(path, data={"version": "1"}, headers=ola)).status_code == 412
    shown = (await site.client.get(f"{BASE}/code-batches")).json()
    assert (shown["before"], shown["during"]) == (3, 2)
    assert "listy nie doszły" not in str(shown)
    log = (await site.client.get(f"/budzet-obywatelski/glosowanie/{EDITION}/dziennik")).text
    assert "Ile wydano kodów" in log
