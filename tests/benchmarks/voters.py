"""The voters of the bench: many connections that cast ballots as fast as they are answered. A process of its own.

python -m tests.benchmarks.voters PORT PATH CONNECTIONS < bodies (one JSON a line) > one line of JSON
"""

import asyncio
import json
import sys
import time
from typing import cast

import uvloop

_HEAD = (
    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    "Idempotency-Key: {nonce}\r\nContent-Length: {length}\r\n\r\n"
)


class _Voter(asyncio.Protocol):
    """One connection: sends the next ballot as soon as the one before is answered."""

    def __init__(self, requests: list[bytes], seconds: list[float], statuses: dict[str, int]) -> None:
        self._requests, self._seconds, self._statuses = requests, seconds, statuses
        self._answer = b""
        self._sent = 0.0
        self._transport: asyncio.Transport | None = None
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, separator, body = self._answer.partition(b"\r\n\r\n")
        if not separator:
            return
        start = head.lower().index(b"content-length:") + len(b"content-length:")
        if len(body) < int(head[start:].split(b"\r\n", 1)[0]):
            return
        self._seconds.append(time.perf_counter() - self._sent)
        status = head[9:12].decode()
        self._statuses[status] = self._statuses.get(status, 0) + 1
        self._answer = b""
        self.vote()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the service has hung up"))

    def vote(self) -> None:
        """Send the next ballot, or hang up where there is none."""
        assert self._transport is not None
        if not self._requests:
            if not self.done.done():
                self.done.set_result(None)
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(self._requests.pop())


async def _vote(port: int, path: str, connections: int, bodies: list[str]) -> None:
    requests = []
    for number, body in enumerate(bodies):
        text = body.encode()
        head = _HEAD.format(path=path, nonce=f"{time.time_ns():020}{number:08}", length=len(text))
        requests.append(head.encode() + text)
    seconds: list[float] = []
    statuses: dict[str, int] = {}
    loop = asyncio.get_running_loop()
    # As the gateway does, they keep their connections: to make one belongs to no ballot.
    made = [
        loop.create_connection(lambda: _Voter(requests, seconds, statuses), "127.0.0.1", port)
        for _ in range(connections)
    ]
    voters = [voter for _, voter in await asyncio.gather(*made)]
    start = time.perf_counter()
    for voter in voters:
        voter.vote()
    await asyncio.gather(*(voter.done for voter in voters))
    took = time.perf_counter() - start
    seconds.sort()
    figures = {"took": took, "statuses": statuses, "p50": seconds[len(seconds) // 2]}
    print(json.dumps(figures | {"p99": seconds[len(seconds) * 99 // 100]}))


if __name__ == "__main__":
    uvloop.run(_vote(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.stdin.read().splitlines()))
