"""Ballots on real connections: what the protocol takes by itself and what goes the application's way get one answer."""

import asyncio
import gc
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx2 as httpx
import pytest
import uvicorn

from services.voting.ballots.service import AlreadyVoted
from services.voting.ballots.service.casting import Casting
from services.voting.ballots.service.slot import Crowded
from services.voting.casting.door import MOST, BallotDoor
from services.voting.casting.protocol import BallotProtocol
from services.voting.fraud.domain.sightings import network_tag
from shared.store import StoreUnavailable
from tests.conftest import SetClock, Site
from tests.voting.casting.test_process import CANNOT_BE_CAST, KEY, PAGE, SAID
from tests.voting.conftest import BASE, EDITION, OPENS, seen_of

JAN = {"given": "Jan", "surname": "Kowalski", "address": "Śródmiejska 1/2"}


class Serving(uvicorn.Server):
    """The process as it serves, on a port of its own; the tests keep their signals."""

    def __init__(self, app: BallotDoor) -> None:
        protocol: Any = app.protocol
        super().__init__(uvicorn.Config(app, port=0, http=protocol, ws="none", access_log=False, log_config=None))

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def begin(self) -> "asyncio.Task[None]":
        serving = asyncio.create_task(self.serve())
        while not self.started:  # the server tells nobody
            await asyncio.sleep(0.01)
        return serving

    @property
    def port(self) -> int:
        return int(self.servers[0].sockets[0].getsockname()[1])


@pytest.fixture
async def port(app: BallotDoor) -> AsyncIterator[int]:
    """The port where the process serves."""
    server = Serving(app)
    serving = await server.begin()
    yield server.port
    server.should_exit = True
    await serving


@pytest.fixture
async def voter(port: int) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody on a connection."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        yield client


class Held(NamedTuple):
    """Casting that has begun and goes on when it is let go."""

    begun: asyncio.Event
    let_go: asyncio.Event


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """Hold up whatever is cast."""
    held, cast_all = Held(asyncio.Event(), asyncio.Event()), Casting.cast_all

    async def slow(self: Casting, *given: Any) -> Any:
        held.begun.set()
        await held.let_go.wait()
        return await cast_all(self, *given)

    monkeypatch.setattr(Casting, "cast_all", slow)
    return held


def request(said: dict[str, Any], nonce: str, *headers: str) -> bytes:
    """Write a request by hand."""
    body = json.dumps(said).encode()
    lines = [f"POST {BASE}/ballots HTTP/1.1", "Host: here", f"Idempotency-Key: {nonce}", *headers]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


async def answers(port: int, sent: list[bytes], count: int) -> list[tuple[int, dict[str, str], Any]]:
    """Send these pieces on one connection, and give so many answers: status, headers, body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in sent:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.02)
    found = list[tuple[int, dict[str, str], Any]]()
    async with asyncio.timeout(60):
        while len(found) < count:
            status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()[:-1]
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
            if status.split()[1] == "100":
                continue
            body = json.loads(await reader.readexactly(int(headers["content-length"])))
            found.append((int(status.split()[1]), headers, body))
    writer.close()
    return found


async def test_a_ballot_gets_on_its_connection_the_receipt_that_the_services_own_route_gives_again(
    site: Site, voter: httpx.AsyncClient
) -> None:
    first = await voter.post(f"{BASE}/ballots", json=SAID, headers=KEY)
    again = await site.client.post(f"{BASE}/ballots", json=SAID, headers={**KEY, **PAGE})
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["content-type"] == again.headers["content-type"]
    assert "date" in first.headers


@pytest.mark.parametrize(("body", "headers", "status"), CANNOT_BE_CAST)
async def test_a_ballot_that_cannot_be_cast_is_refused_on_its_connection_in_the_same_words(
    site: Site, voter: httpx.AsyncClient, body: str | bytes, headers: dict[str, str], status: int
) -> None:
    kind = {"content-type": "application/json"}
    lean = await voter.post(f"{BASE}/ballots", content=body, headers={**kind, **headers})
    route = await site.client.post(f"{BASE}/ballots", content=body, headers={**kind, **headers, **PAGE})
    assert (lean.status_code, lean.json()) == (status, route.json())
    assert lean.headers["content-type"] == route.headers["content-type"] == "application/problem+json"
    assert (await voter.post(f"{BASE}/ballots", json=SAID, headers=KEY)).status_code == 201, "the connection is whole"


@pytest.mark.parametrize(
    "headers",
    [
        ("Transfer-Encoding: chunked",),
        ("Expect: 100-continue",),
        ("Connection: close",),
    ],
)
async def test_what_is_not_plain_goes_the_applications_way_to_the_same_box(
    site: Site, port: int, headers: tuple[str, ...]
) -> None:
    sent = request(SAID, "nonce-of-a-voter", *headers)
    if "chunked" in headers[0]:
        head, _, body = sent.partition(b"\r\n\r\n")
        head = b"\r\n".join(line for line in head.split(b"\r\n") if b"Content-Length" not in line)
        sent = head + b"\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    [(status, told, _)] = await answers(port, [sent], 1)
    assert status == 201
    assert told.get("connection") == ("close" if headers[0] == "Connection: close" else None)
    assert await site.database.collection("envelopes").count_documents({"state": "accepted"}) == 1


async def test_ballots_sent_one_behind_the_other_are_answered_in_their_order(site: Site, port: int) -> None:
    sent = [
        request(SAID, "nonce-of-anna-01"),
        request({**SAID, "voter": JAN}, "nonce-of-jan-001"),
        request(SAID, "nonce-of-anna-02"),
        b"GET /health/live HTTP/1.1\r\nHost: here\r\n\r\n",
        request({**SAID, "voter": JAN}, "nonce-of-jan-001"),
    ]
    found = await answers(port, [b"".join(sent)], 5)
    assert [status for status, _, _ in found] == [201, 201, 409, 200, 201]
    assert found[1][2] == found[4][2] != found[0][2]
    assert await site.database.collection("envelopes").count_documents({"state": "accepted"}) == 2


async def test_what_is_refused_at_once_holds_up_nothing_behind_it(site: Site, port: int) -> None:
    sent = [request(SAID, "short"), request(SAID, "nonce-of-anna-01"), request({"voter": {}}, "n" * 16)]
    found = await answers(port, [b"".join(sent)], 3)
    assert [status for status, _, _ in found] == [400, 201, 422]


async def test_a_connection_waits_for_the_store_longer_than_it_would_stay_idle(
    app: BallotDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast_all = Casting.cast_all

    async def slow(self: Casting, *given: Any) -> Any:
        await asyncio.sleep(1.5)
        return await cast_all(self, *given)

    monkeypatch.setattr(Casting, "cast_all", slow)
    server = Serving(app)
    server.config.timeout_keep_alive = 1
    serving = await server.begin()
    found = await answers(server.port, [request(SAID, "short") + request(SAID, "nonce-of-anna-01")], 2)
    assert [status for status, _, _ in found] == [400, 201]
    server.should_exit = True
    await serving


def connections() -> list[BallotProtocol]:
    return [one for one in gc.get_objects() if type(one) is BallotProtocol and one in one.connections]


async def test_who_does_not_read_the_answers_gets_no_more_of_them(site: Site, port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(SAID, "short"))
    assert b"400" in await reader.readuntil(b"}")
    [here] = connections()
    here.pause_writing()  # As the transport says it where too much waits to be sent.
    writer.write(request(SAID, "short"))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.readuntil(b"}"), 0.5)
    here.resume_writing()
    assert b"400" in await reader.readuntil(b"}")
    writer.close()


async def test_nothing_of_a_ballot_stays_on_its_connection(site: Site, port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(SAID, "nonce-of-a-voter"))
    await reader.readuntil(b"}")
    [here] = connections()
    assert "Nowak" not in repr(vars(here.cycle))
    assert "nonce" not in repr(vars(here.cycle))
    writer.close()


async def test_a_ballot_that_comes_in_pieces_is_one(site: Site, port: int) -> None:
    sent = request(SAID, "nonce-of-a-voter")
    [(status, _, _)] = await answers(port, [sent[at : at + 37] for at in range(0, len(sent), 37)], 1)
    assert status == 201


async def test_what_is_too_long_for_a_ballot_is_refused_and_the_next_on_the_connection_is_taken(
    site: Site, port: int
) -> None:
    long = b"x" * (MOST + 100_000)
    head = f"POST {BASE}/ballots HTTP/1.1\r\nHost: here\r\nContent-Length: {len(long)}\r\n\r\n".encode()
    for pieces in ([head + long[:MOST], long[MOST:]], [head + long]):
        first, second = await answers(port, [*pieces, request(SAID, "nonce-of-a-voter")], 2)
        assert (first[0], first[1]["content-type"], second[0]) == (413, "application/problem+json", 201)


async def test_who_hangs_up_has_voted_and_gets_the_receipt_when_asking_again(
    site: Site, port: int, voter: httpx.AsyncClient, held: Held
) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(SAID, KEY["Idempotency-Key"]))
    await held.begun.wait()
    writer.transport.abort()
    held.let_go.set()
    answer = await voter.post(f"{BASE}/ballots", json=SAID, headers=KEY)
    assert (answer.status_code, answer.json()["seq"]) == (201, 0)
    assert await site.database.collection("envelopes").count_documents({}) == 1


@pytest.mark.parametrize(
    ("error", "status", "waits"),
    [(StoreUnavailable("away"), 503, "5"), (Crowded(), 503, "5"), (AlreadyVoted(), 409, None), (KeyError(), 500, None)],
)
async def test_what_fails_is_told_on_the_connection_as_everywhere(
    voter: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, waits: str | None
) -> None:
    async def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Casting, "cast_all", fail)
    answer = await voter.post(f"{BASE}/ballots", json=SAID, headers=KEY)
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, waits)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (("X-Forwarded-For: 91.198.22.7",), "91.198.22.7"),
        (("X-Forwarded-For: 8.8.8.8, 91.198.22.7",), "91.198.22.7"),
        (("X-Forwarded-For: 8.8.8.8", "X-Forwarded-For: 91.198.22.7"), "91.198.22.7"),
        ((), None),
    ],
)
async def test_the_address_that_the_gateway_tells_is_kept_as_a_tag_of_the_day(
    site: Site, port: int, clock: SetClock, keys: Any, forwarded: tuple[str, ...], address: str | None
) -> None:
    [(status, _, _)] = await answers(port, [request(SAID, "nonce-of-a-voter", *forwarded)], 1)
    assert status == 201
    [sighting] = await seen_of(site.database)
    assert sighting.network == network_tag(keys.of(EDITION).tags, address, OPENS)
    assert "91.198" not in str(await site.database.collection("sighting_heaps").find({}).to_list(None))


async def test_nobody_but_the_gateway_tells_where_a_ballot_comes_from(
    site: Site, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("uvicorn.middleware.proxy_headers._TrustedHosts.__contains__", lambda *_: False)
    await answers(port, [request(SAID, "nonce-of-a-voter", "X-Forwarded-For: 91.198.22.7")], 1)
    [sighting] = await seen_of(site.database)
    assert sighting.network is None


async def test_what_is_under_way_when_the_process_ends_is_answered(app: BallotDoor, held: Held) -> None:
    server = Serving(app)
    serving = await server.begin()
    under_way = asyncio.create_task(answers(server.port, [request(SAID, "nonce-of-a-voter")], 1))
    await held.begun.wait()
    server.should_exit = True
    await asyncio.sleep(0.3)
    held.let_go.set()
    [(status, told, _)] = await under_way
    assert (status, told["connection"]) == (201, "close")
    await serving
