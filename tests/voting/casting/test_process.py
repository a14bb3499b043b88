"""Casting in a process of its own: the same box, the same receipts and the same words as the service's own route."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import httpx2 as httpx
import pytest

from services.voting.ballots.service.casting import Receipt
from services.voting.ballots.service.slot import Crowded, Heap, Slot
from services.voting.ballots.store import MongoBallotStore
from services.voting.casting.at_the_door import AtTheDoor
from services.voting.rolls.service import NotOnRoll, Rolls
from shared.store import StoreUnavailable
from tests.conftest import SetClock, Site, poll
from tests.voting.conftest import BASE, CLOSES, EDITION, Vote

ANNA = {"given": "Anna", "surname": "Nowak", "address": "Śródmiejska 1/2"}
SAID: dict[str, Any] = {"voter": ANNA, "choices": {"miasto": [{"proposal_id": "fontanna"}]}}
KEY = {"Idempotency-Key": "nonce-of-a-voter"}
PAGE = {"Sec-Fetch-Site": "same-origin"}
"""What a page's browser says; such a ballot is taken by the service's own route, behind its door."""


async def test_of_a_person_who_votes_at_both_at_once_one_ballot_counts(site: Site, casting: httpx.AsyncClient) -> None:
    doors = (site.client, casting)
    answers = await asyncio.gather(
        *(
            doors[number % 2].post(f"{BASE}/ballots", json=SAID, headers={"Idempotency-Key": f"nonce-{number:010}"})
            for number in range(16)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 15
    assert await site.database.collection("envelopes").count_documents({"state": "accepted"}) == 1


async def test_who_lost_the_answer_of_one_gets_the_same_receipt_from_the_other(
    site: Site, casting: httpx.AsyncClient
) -> None:
    first = await casting.post(f"{BASE}/ballots", json=SAID, headers=KEY)
    again = await site.client.post(f"{BASE}/ballots", json=SAID, headers={**KEY, **PAGE})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.headers["content-type"] == again.headers["content-type"]
    found = await site.client.get(f"{BASE}/receipts/{first.json()['code']}")
    assert found.json() == {"in_box": True, "seq": 0, "counts": True}


UNKNOWN = {**ANNA, "surname": "Niktowska"}


CANNOT_BE_CAST: list[tuple[str | bytes, dict[str, str], int]] = [
    (json.dumps({**SAID, "voter": UNKNOWN}), KEY, 403),
    (json.dumps({**SAID, "voter": {"code": "1234"}}), KEY, 422),
    (json.dumps({**SAID, "voter": {**ANNA, "address": "nigdzie"}}), KEY, 422),
    (json.dumps({**SAID, "voter": {**ANNA, "given": "a b c d e"}}), KEY, 422),
    (json.dumps({**SAID, "choices": {"miasto": [{"proposal_id": "lawki"}]}}), KEY, 422),
    (json.dumps({**SAID, "choices": {}}), KEY, 422),
    (json.dumps(SAID), {}, 400),
    (json.dumps(SAID), {"Idempotency-Key": "short"}, 400),
    (json.dumps({"voter": {"given": "x" * 101}}), KEY, 422),
    (json.dumps({**SAID, "more": 1}), KEY, 422),
    (json.dumps({**SAID, "choices": {"miasto": [{"proposal_id": "fontanna", "points": "wiele"}]}}), KEY, 422),
    ("{", KEY, 422),
    ("[]", KEY, 422),
    ("", KEY, 422),
    ("[" * 30_000, KEY, 400),
    ('{"voter": 1' + "0" * 5_000 + "}", KEY, 400),
    (b"\xff{}", KEY, 400),
    (json.dumps({**SAID, "voter": {**ANNA, "given": "\ud800"}}), KEY, 422),
    (json.dumps({**SAID, "\ud800": 1}), KEY, 422),
]


@pytest.mark.parametrize(("body", "headers", "status"), CANNOT_BE_CAST)
async def test_a_ballot_that_cannot_be_cast_is_refused_in_the_same_words_by_both(
    site: Site, casting: httpx.AsyncClient, body: str | bytes, headers: dict[str, str], status: int
) -> None:
    kind = {"content-type": "application/json"}
    lean = await casting.post(f"{BASE}/ballots", content=body, headers={**kind, **headers})
    route = await site.client.post(f"{BASE}/ballots", content=body, headers={**kind, **headers, **PAGE})
    assert (lean.status_code, lean.json()) == (status, route.json())
    assert lean.headers["content-type"] == route.headers["content-type"] == "application/problem+json"


async def test_of_those_who_come_together_each_gets_their_own_answer(site: Site, casting: httpx.AsyncClient) -> None:
    jan = {"given": "Jan", "surname": "Kowalski", "address": "Śródmiejska 1/2"}
    sent = [
        {**SAID, "voter": UNKNOWN},
        SAID,
        {**SAID, "voter": {**ANNA, "given": "a b c d e"}},
        {**SAID, "voter": {**ANNA, "address": "nigdzie"}},
        {**SAID, "voter": {"code": "1234"}},
        {**SAID, "voter": jan, "choices": {"miasto": [{"proposal_id": "lawki"}]}},
        {**SAID, "voter": jan},
        SAID,
    ]
    answers = await asyncio.gather(
        *(
            casting.post(f"{BASE}/ballots", json=body, headers={"Idempotency-Key": f"nonce-{number:010}"})
            for number, body in enumerate(sent)
        )
    )
    told = [answer.status_code for answer in answers]
    # Of one person's two, either may have been the first.
    assert [*told[:1], *sorted((told[1], told[-1])), *told[2:-1]] == [403, 201, 409, 422, 422, 422, 422, 201]
    assert await site.database.collection("envelopes").count_documents({"state": "accepted"}) == 2


async def test_before_and_after_the_vote_both_say_the_same(
    site: Site, casting: httpx.AsyncClient, clock: SetClock
) -> None:
    clock.moment = CLOSES.replace(year=CLOSES.year + 1)
    lean = await casting.post(f"{BASE}/ballots", json=SAID, headers=KEY)
    route = await site.client.post(f"{BASE}/ballots", json=SAID, headers={**KEY, **PAGE})
    assert (lean.status_code, lean.json()) == (409, route.json())
    nowhere = await casting.post("/api/voting/v1/editions/no-such/ballots", json=SAID, headers=KEY)
    assert (nowhere.status_code, nowhere.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize(
    ("error", "status", "waits"), [(StoreUnavailable("away"), 503, "5"), (Crowded(), 503, "5"), (KeyError(), 500, None)]
)
async def test_what_fails_is_told_without_what_it_says(
    casting: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, waits: str | None
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("services.voting.ballots.service.casting.Casting.cast_all", fail)
    answer = await casting.post(f"{BASE}/ballots", json=SAID, headers=KEY)
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, waits)
    assert set(answer.json()) == {"type", "title", "status"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/health/live", 200),
        ("GET", f"{BASE}/ballots", 404),
        ("POST", f"{BASE}/closing", 404),
        ("GET", "/panel/glosowanie", 404),
    ],
)
async def test_it_answers_for_its_health_and_for_nothing_else_of_the_service(
    casting: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    assert (await casting.request(method, path)).status_code == status


async def test_what_is_too_long_for_a_ballot_is_refused(casting: httpx.AsyncClient) -> None:
    answer = await casting.post(f"{BASE}/ballots", content=b"x" * 200_000, headers=KEY)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


def test_it_carries_no_framework_no_bus_no_pages_and_no_maker_of_reports() -> None:
    frames = ("fastapi", "jinja2", "faststream", "aio_pika", "opentelemetry.sdk")
    heavy = (*frames, "babel", "holidays", "typst", "numpy", "cryptography")
    told = (
        "import sys, importlib, deploy.casting as casting\n"
        "casting.serve_from = lambda package, name: importlib.import_module(f'{package}.main')\n"
        "casting.main()\n"
        "print(*sys.modules)"
    )
    carried = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in heavy if name in carried] == []


async def test_it_is_ready_once_the_index_is_there_that_makes_one_person_one_vote(
    site: Site, casting: httpx.AsyncClient
) -> None:
    async def ready() -> bool:
        return (await casting.get("/health/ready")).status_code == 200

    await poll(ready)
    assert "one_person_one_ballot" in await site.database.collection("envelopes").index_information()


async def test_who_comes_when_too_many_wait_is_told_at_once_and_nobody_who_waits_is_lost() -> None:
    begun, let_go = list[Sequence[int]](), asyncio.Event()

    async def deal_with(heap: Sequence[int]) -> Sequence[int]:
        begun.append(heap)
        await let_go.wait()
        return heap

    slot: Slot[int, int] = Slot(deal_with, most=2)
    # The first ones to come are dealt with together, two heaps at once; twenty heaps more may wait.
    waiting = [asyncio.create_task(slot.put(number)) for number in range(4)]

    async def two() -> bool:
        return len(begun) == 2

    await poll(two)
    waiting += [asyncio.create_task(slot.put(number)) for number in range(4, 45)]
    with pytest.raises(Crowded):
        await waiting[-1]
    assert [task.done() for task in waiting] == [False] * 44 + [True]
    let_go.set()
    assert await asyncio.gather(*waiting[:-1]) == list(range(44))


async def test_who_answers_too_few_of_a_heap_leaves_nobody_waiting() -> None:
    async def deal_with(heap: Sequence[int]) -> Sequence[int]:
        return heap[1:]

    slot: Slot[int, int] = Slot(deal_with, most=2)
    for told in await asyncio.gather(*(slot.put(number) for number in range(5)), return_exceptions=True):
        assert isinstance(told, RuntimeError)


async def test_who_cannot_be_told_leaves_nobody_else_of_the_heap_untold() -> None:
    async def deal_with(heap: Sequence[int]) -> Sequence[int]:
        return heap

    def gone(_: int | Exception) -> None:
        raise ConnectionResetError

    missed = list[dict[str, Any]]()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: missed.append(context))
    try:
        slot: Slot[int, int] = Slot(deal_with, most=50)
        slot.place(0, gone)
        assert await asyncio.gather(*(slot.put(number) for number in range(1, 9))) == list(range(1, 9))
    finally:
        loop.set_exception_handler(None)
    assert [type(context["exception"]) for context in missed] == [ConnectionResetError]


async def test_a_heap_is_told_in_the_order_of_those_who_are_in_it() -> None:
    async def deal_with(heap: Sequence[int]) -> Sequence[int | Exception]:
        return [ValueError(number) if number % 7 == 0 else number for number in heap]

    slot: Slot[int, int] = Slot(deal_with, most=50)
    told = await asyncio.gather(*(slot.put(number) for number in range(175)), return_exceptions=True)
    assert [one.args[0] if isinstance(one, ValueError) else one for one in told] == list(range(175))


@pytest.mark.parametrize("fails", [False, True])
async def test_who_comes_while_a_heap_is_dealt_with_goes_along_and_fares_as_it_does(fails: bool) -> None:
    heaps, late = list[tuple[list[int], list[int]]](), list[asyncio.Future[int | Exception]]()

    async def deal_with(heap: Heap[int]) -> Sequence[int]:
        first = [*heap]
        if not late:
            late.extend(asyncio.get_running_loop().create_future() for _ in range(3))
            for number, answer in enumerate(late, 2):
                slot.place(number, answer.set_result)
        heaps.append((first, [*heap.take_along()]))
        if fails:
            raise StoreUnavailable("away")
        return heap

    slot: Slot[int, int] = Slot(deal_with, most=4)
    first = await asyncio.gather(slot.put(0), slot.put(1), return_exceptions=True)
    told = [*first, *await asyncio.gather(*late)]
    assert heaps == [([0, 1], [2, 3]), ([4], [])]
    assert [type(one) for one in told] == [StoreUnavailable] * 5 if fails else told == [0, 1, 2, 3, 4]


async def test_who_votes_while_others_are_looked_for_on_the_roll_goes_into_the_box_with_them(
    vote: Vote, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, recognise_all = AtTheDoor(vote.ballots, vote.rolls), Rolls.recognise_all
    late = list[asyncio.Future[Receipt | Exception]]()

    def put(given: str, surname: str) -> asyncio.Future[Receipt | Exception]:
        body = json.dumps({**SAID, "voter": {**ANNA, "given": given, "surname": surname}}).encode()
        answer = asyncio.get_running_loop().create_future()
        door.put(EDITION, body, f"the-nonce-of-{surname}", None, answer.set_result)
        return answer

    async def slowly(self: Rolls, *given: Any) -> Any:
        if not late:
            late.extend([put("Jan", "Kowalski"), put("Jan", "Niktowski")])
        return await recognise_all(self, *given)

    await vote.open()
    monkeypatch.setattr(Rolls, "recognise_all", slowly)
    anna = await put("Anna", "Nowak")
    jan, nobody = await asyncio.gather(*late)
    assert isinstance(anna, Receipt)
    assert isinstance(jan, Receipt)
    assert isinstance(nobody, NotOnRoll)
    assert sorted([anna.seq, jan.seq]) == [0, 1]
    assert await vote.ballots.database.collection("log_pages").count_documents({}) == 1


async def test_of_many_who_come_with_the_opening_one_reads_the_vote(
    vote: Vote, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, election, away = [], MongoBallotStore.election, [True]

    async def counted(self: MongoBallotStore, *given: Any) -> Any:
        read.append(given)
        if away.pop() if away else False:
            raise StoreUnavailable("away")
        return await election(self, *given)

    await vote.open()
    monkeypatch.setattr(MongoBallotStore, "election", counted)
    waiting = [asyncio.create_task(vote.ballots.open_or_closed(EDITION)) for _ in range(50)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    told = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(told[0], asyncio.CancelledError)
    assert all(isinstance(one, StoreUnavailable) for one in told[1:])
    votes = await asyncio.gather(*(vote.ballots.open_or_closed(EDITION) for _ in range(50)))
    assert len(read) == 2
    assert all(one is votes[0] for one in votes)
