"""What the tests of channels share: gateways on a real store, which speak to a real HTTP server of ours."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from services.media.channels.domain.gateways import Gateway, GatewayKind, Sends
from services.media.channels.service import Gateways, Profiles, SaidLog
from services.media.channels.speaker import Apprise
from services.media.channels.store import MongoChannelStore
from shared.store import Database
from tests.conftest import SetClock

ORIGIN = "https://kalisz.example"


@dataclass
class Provider:
    """A provider of messages: takes them over HTTP, or answers with another status."""

    port: int = 0
    status: int = 200
    taken: list[dict[str, Any]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(
            int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length")
        )
        body = json.loads(await reader.readexactly(length))
        if self.status == 200:
            self.taken.append(body)
        writer.write(f"HTTP/1.1 {self.status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    found = Provider()
    server = await asyncio.start_server(found.answer, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()
    await server.wait_closed()


def gateway(port: int, id: str = "sms", *sends: Sends) -> Gateway:
    url = SecretStr(f"json://user:tajne-haslo@127.0.0.1:{port}/")
    return Gateway(id=id, name="SMS mieszkańców", kind=GatewayKind.SMS, url=url, sends=frozenset(sends or Sends))


@pytest.fixture
async def store(database: Database) -> MongoChannelStore:
    return MongoChannelStore(database)


@pytest.fixture
async def said(database: Database, store: MongoChannelStore, clock: SetClock) -> SaidLog:
    return SaidLog(database, store, clock, ORIGIN)


@pytest.fixture
async def profiles(database: Database, store: MongoChannelStore) -> Profiles:
    return Profiles(database, store)


@pytest.fixture
async def gateways(
    database: Database, store: MongoChannelStore, said: SaidLog, provider: Provider, clock: SetClock
) -> Gateways:
    await database.prepare()
    return Gateways(database, store, Apprise(), [gateway(provider.port)], said, clock, ORIGIN)
