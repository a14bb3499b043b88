"""Casting: one person, one ballot, in time, and nothing in the store that tells who chose what."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx2 as httpx
import pytest
from starlette.types import Receive, Scope, Send

from services.voting.ballots.api import AtTheDoor, BallotDoor
from services.voting.ballots.domain import Choices, Refused, TooMany
from services.voting.ballots.domain.election import GRACE, NotNow, StillOpen, WrongState
from services.voting.ballots.domain.envelope import Opener
from services.voting.ballots.service import AlreadyVoted, BadPublicKey, Ballots, Receipt
from services.voting.casting.door import FAILED
from services.voting.keys.service import Keys
from services.voting.rolls.domain import Person
from services.voting.rolls.service import Identity, Rolls
from services.voting.tally.domain import seed_commitment
from shared.store import Database, StoreUnavailable
from tests.conftest import SetClock, Site
from tests.voting.conftest import (
    BASE,
    CLOSES,
    EDITION,
    OPENS,
    PRIVATE,
    PUBLIC,
    SECRET,
    Vote,
    open_at_the_desk,
    voting,
)

Stored = Callable[[], Awaitable[dict[str, str]]]
CHOICES: Choices = {"miasto": [("fontanna", 1)], "osiedla": [("lawki", 1)]}
SAID: dict[str, Any] = {
    "voter": {"given": "Anna", "surname": "Nowak", "address": "Śródmiejska 1/2"},
    "choices": {"miasto": [{"proposal_id": "fontanna"}]},
}
ANNA, JAN = Person("Anna", "Nowak", "Śródmiejska 1/2"), Person("Jan", "Kowalski", "Śródmiejska 1/2")


async def cast(vote: Vote, person: Person = ANNA, nonce: str = "n" * 16, choices: Choices = CHOICES) -> Receipt:
    roll_id = (await vote.rolls.recognise(EDITION, "name_address", Identity(person=person))).roll_id
    return await vote.ballots.cast(EDITION, roll_id, choices, nonce)


async def test_a_ballot_that_was_cast_is_in_the_box_and_its_receipt_says_so(vote: Vote) -> None:
    await vote.open()
    receipt = await cast(vote)
    assert await vote.ballots.find(EDITION, receipt.code) == (0, True)
    assert await vote.ballots.find("other-edition", receipt.code) is None
    assert await vote.ballots.store.count_box(EDITION) == 1


async def test_the_same_form_sent_again_gives_the_same_receipt_and_one_ballot(vote: Vote) -> None:
    await vote.open()
    first = await cast(vote)
    assert await cast(vote) == first
    assert await vote.ballots.store.count_box(EDITION) == 1


async def test_who_lost_the_answer_in_the_last_second_gets_the_receipt_after_the_end(vote: Vote) -> None:
    await vote.open()
    first = await cast(vote)
    vote.clock.moment = CLOSES + timedelta(seconds=1)
    assert await cast(vote) == first
    with pytest.raises(NotNow):
        await cast(vote, nonce="another-nonce-123")
    await vote.close()
    assert await cast(vote) == first
    with pytest.raises(NotNow):
        await cast(vote, JAN)


async def test_a_second_ballot_of_one_person_is_refused_also_with_other_choices(vote: Vote) -> None:
    await vote.open()
    await cast(vote)
    with pytest.raises(AlreadyVoted):
        await cast(vote, nonce="another-nonce-123", choices={"miasto": [("alejki", 1)], "osiedla": []})


async def test_of_twenty_ballots_of_one_person_cast_at_once_one_gets_in(vote: Vote) -> None:
    await vote.open()
    ends = await asyncio.gather(*(cast(vote, nonce=f"nonce-number-{n:04}") for n in range(20)), return_exceptions=True)
    assert sum(isinstance(end, Receipt) for end in ends) == 1
    assert sum(isinstance(end, AlreadyVoted) for end in ends) == 19
    assert await vote.ballots.store.count_box(EDITION) == 1


async def test_of_twenty_sendings_of_one_form_at_once_all_get_one_receipt(vote: Vote) -> None:
    await vote.open()
    assert len({receipt.code for receipt in await asyncio.gather(*(cast(vote) for _ in range(20)))}) == 1
    assert await vote.ballots.store.count_box(EDITION) == 1


async def test_two_people_at_one_address_cast_two_ballots(vote: Vote) -> None:
    await vote.open()
    assert (await cast(vote, ANNA)).code != (await cast(vote, JAN)).code
    assert await vote.ballots.store.count_box(EDITION) == 2


async def test_a_ballot_against_the_rules_is_refused_and_its_voter_can_still_vote(vote: Vote) -> None:
    await vote.open()
    with pytest.raises(Refused) as refused:
        await cast(vote, choices={"miasto": [("fontanna", 1), ("alejki", 1), ("drzewa", 1)]})
    assert [type(fault) for fault in refused.value.faults] == [TooMany]
    await cast(vote)


@pytest.mark.parametrize(
    ("moment", "taken"),
    [
        (OPENS - timedelta(seconds=1), False),
        (OPENS, True),
        (CLOSES, True),
        (CLOSES + timedelta(milliseconds=999), True),
        (CLOSES + timedelta(seconds=1), False),
    ],
)
async def test_ballots_are_taken_from_the_first_to_the_last_second_of_the_window(
    vote: Vote, moment: Any, taken: bool
) -> None:
    await vote.open()
    vote.clock.moment = moment
    if taken:
        await cast(vote)
    else:
        with pytest.raises(NotNow):
            await cast(vote)


async def test_before_the_commission_opens_the_vote_the_window_alone_takes_no_ballot(vote: Vote) -> None:
    await vote.list()
    vote.clock.moment = OPENS
    with pytest.raises(WrongState):
        await cast(vote)


async def test_after_the_box_is_closed_nothing_gets_in_even_where_a_process_remembers_it_open(vote: Vote) -> None:
    await vote.open()
    await cast(vote)
    await vote.close()
    vote.clock.moment = CLOSES
    with pytest.raises(WrongState):
        await cast(vote, JAN)
    assert await vote.ballots.store.count_box(EDITION) == 1


async def test_the_box_is_not_closed_before_the_last_ballot_can_have_arrived(vote: Vote) -> None:
    await vote.open()
    for moment in (OPENS, CLOSES + GRACE - timedelta(seconds=1)):
        vote.clock.moment = moment
        with pytest.raises(StillOpen):
            await vote.ballots.close(EDITION)
    await vote.close()
    with pytest.raises(WrongState):
        await vote.ballots.close(EDITION)


async def test_the_box_is_not_closed_while_a_point_takes_cards(vote: Vote) -> None:
    later = CLOSES + timedelta(days=3)
    windows = [
        {"kind": "web_vote", "opens": OPENS, "closes": CLOSES},
        {"kind": "paper_vote", "opens": OPENS, "closes": later},
    ]
    await vote.open(windows=windows)
    for moment in (CLOSES + GRACE, later):
        vote.clock.moment = moment
        with pytest.raises(StillOpen):
            await vote.ballots.close(EDITION)
    await vote.close()


@pytest.mark.parametrize("key", ["", "00", "zz" * 32, "0" * 63])
async def test_a_vote_is_not_opened_with_what_is_no_key(vote: Vote, key: str) -> None:
    await vote.list()
    with pytest.raises(BadPublicKey):
        await vote.ballots.open(EDITION, key, seed_commitment(SECRET))


async def test_what_was_hashed_at_the_opening_can_be_read_and_hashed_by_anybody(vote: Vote) -> None:
    await vote.open()
    election = await vote.ballots.store.election(EDITION)
    frozen = json.loads((await vote.ballots.store.frozen(EDITION)).text)
    assert election.rules_hash == election.hash_of_rules()
    assert frozen["public_key"] == PUBLIC
    assert {entry["proposal_id"] for entry in frozen["entries"]} == {entry.proposal_id for entry in election.entries}


async def test_nothing_in_the_store_holds_a_name_an_address_a_choice_or_a_moment_of_a_ballot(
    vote: Vote, stored: Stored, database: Database
) -> None:
    await vote.open()
    await cast(vote)
    texts = await stored()
    assert {"envelopes", "voters", "elections"} <= set(texts)
    for name, text in texts.items():
        for secret in ("Nowak", "nowak", "Wiśniewska", "wisniewska", "Polna 5", "polna 5"):
            assert secret not in text, name
    [envelope] = await database.collection("envelopes").find({}).to_list(None)
    fields = {"_id", "schema_version", "edition", "voter_tag", "channel", "commitment", "sealed", "state", "seq"}
    assert set(envelope) == fields
    assert "fontanna" not in texts["envelopes"]


async def test_casting_leaves_an_envelope_and_its_entry_in_the_log_and_neither_event_nor_inbox_row(
    vote: Vote, stored: Stored
) -> None:
    await vote.open()
    before = await stored()
    await cast(vote)
    after = await stored()
    assert {name for name in after if after[name] != before[name]} == {
        "envelopes",
        "logs",
        "log_pages",
        "sighting_heaps",
    }


async def test_all_ballots_in_the_box_have_one_length_whatever_is_on_them(vote: Vote) -> None:
    await vote.open()
    await cast(vote, ANNA)
    await cast(
        vote, JAN, choices={"miasto": [("drzewa", 1), ("alejki", 1)], "osiedla": [("hustawki", 1), ("lawki", 1)]}
    )
    box = [envelope async for envelope in vote.ballots.store.box(EDITION)]
    assert len({len(envelope.sealed) for envelope in box}) == 1


async def test_only_the_commissions_key_opens_what_is_in_the_box(vote: Vote) -> None:
    await vote.open()
    await cast(vote)
    [envelope] = [envelope async for envelope in vote.ballots.store.box(EDITION)]
    assert Opener(bytes.fromhex(PRIVATE), EDITION).open(envelope.sealed) == {
        "miasto": (("fontanna", 1),),
        "osiedla": (("lawki", 1),),
    }


# -- the door in front of the framework ------------------------------------------------------------------------------


class _Behind:
    """What stands behind the door: tells which requests, with which bodies and errors, have come through."""

    def __init__(self) -> None:
        self.came: list[bytes] = []
        self.told: list[Exception] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), bool(message.get("more_body"))
        self.came.append(body)
        self.told += [scope[FAILED]] if FAILED in scope else []
        await send({"type": "http.response.start", "status": 202, "headers": []})
        await send({"type": "http.response.body", "body": b"behind"})


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "taken"),
    [
        ("POST", "/api/voting/v1/editions/ed-1/ballots", {}, b"{}", True),
        ("GET", "/api/voting/v1/editions/ed-1/ballots", {}, b"", False),
        ("POST", "/api/voting/v1/editions/ed-1/opening", {}, b"{}", False),
        ("POST", "/api/voting/v1/editions/ed-1/ballots/", {}, b"{}", False),
        ("POST", "/api/voting/v1/editions/ed-1/ballots", {"Origin": "https://elsewhere.example"}, b"{}", False),
        ("POST", "/api/voting/v1/editions/ed-1/ballots", {"Sec-Fetch-Site": "cross-site"}, b"{}", False),
        ("POST", "/api/voting/v1/editions/ed-1/ballots", {"Content-Encoding": "gzip"}, b"{}", False),
        ("POST", "/api/voting/v1/editions/ed-1/ballots", {}, b"refused", False),
        ("POST", "/api/voting/v1/editions/ed-1/ballots", {}, b"x" * 200_000, False),
    ],
)
async def test_only_a_plain_ballot_is_taken_at_the_door_and_all_else_goes_on_whole(
    method: str, path: str, headers: dict[str, str], body: bytes, taken: bool
) -> None:
    async def take(edition_id: str, body: bytes, key: str | None, whence: str | None) -> bytes:
        assert (edition_id, key, whence) == ("ed-1", "k" * 16, "127.0.0.1")
        if body == b"refused":
            raise AlreadyVoted
        return b"receipt"

    behind = _Behind()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=BallotDoor(behind, take)), base_url="http://here"
    ) as client:
        answer = await client.request(method, path, content=body, headers={"Idempotency-Key": "k" * 16, **headers})
    assert (answer.status_code, answer.content) == ((201, b"receipt") if taken else (202, b"behind"))
    assert behind.came == ([] if taken else [body])
    refused = [type(error) for error in behind.told]
    assert refused == ([AlreadyVoted] if body == b"refused" else [])


class _Broken(Exception):
    """Nobody has foreseen this."""


@pytest.mark.parametrize(("fails", "status"), [(StoreUnavailable("away"), 503), (_Broken("why"), 500)])
async def test_what_fails_at_the_door_is_tried_once_and_told_as_everywhere(
    vote_site: Callable[..., Awaitable[Site]],
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    fails: Exception,
    status: int,
) -> None:
    site = await vote_site()
    await open_at_the_desk(site)
    clock.moment = OPENS
    tries = []

    async def fail(*given: object, **_: object) -> None:
        tries.append(given)
        raise fails

    monkeypatch.setattr(Ballots, "cast_all", fail)
    told = httpx.ASGITransport(app=site.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=told, base_url="https://here") as client:
        answer = await client.post(f"{BASE}/ballots", json=SAID, headers={"Idempotency-Key": "n" * 16})
    assert (answer.status_code, len(tries)) == (status, 1)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_ballot_that_is_refused_at_the_door_is_told_why_and_looked_up_once(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = await vote_site()
    await open_at_the_desk(site)
    clock.moment = OPENS
    looked = []
    recognise_all = Rolls.recognise_all

    async def counted(self: Rolls, *given: Any) -> Any:
        looked.append(given)
        return await recognise_all(self, *given)

    monkeypatch.setattr(Rolls, "recognise_all", counted)
    nobody = {**SAID, "voter": {**SAID["voter"], "surname": "Niktowska"}}
    answer = await site.client.post(f"{BASE}/ballots", json=nobody, headers={"Idempotency-Key": "n" * 16})
    assert (answer.status_code, len(looked)) == (403, 1), answer.text
    unread = await site.client.post(f"{BASE}/ballots", json={"voter": {}}, headers={"Idempotency-Key": "n" * 16})
    assert unread.status_code == 422
    assert unread.json()["errors"][0]["at"].startswith("body/")


async def test_who_lost_the_answer_gets_the_receipt_from_a_service_that_was_started_after_the_close(
    vote: Vote, database: Database, clock: SetClock, keys: Keys, deliver: Callable[..., Awaitable[None]]
) -> None:
    await vote.open()
    body, key = json.dumps(SAID).encode(), "nonce-of-the-last-second"
    first = await AtTheDoor(vote.ballots, vote.rolls).cast(EDITION, body, key, None)
    await vote.close()
    new = voting(database, clock, keys, deliver, bytes(32))
    assert await AtTheDoor(new.ballots, new.rolls).cast(EDITION, body, key, None) == first
    with pytest.raises(WrongState):
        await AtTheDoor(new.ballots, new.rolls).cast(EDITION, body, "nonce-of-another-try", None)
