"""The local world: each service opens its own doors only, and whatever dies comes back."""

import asyncio
import os
import resource
import shutil
import signal
import smtplib
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aio_pika
import psutil
import pytest
from aio_pika.abc import AbstractChannel
from aio_pika.exceptions import AMQPChannelError, ProbableAuthenticationError
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.local.background import InBackground
from deploy.local.definitions import READER, STREAM
from deploy.local.runner import Runner, wipe
from deploy.local.world import PROJECT, SERVICES, World, free_ports
from deploy.refusal import CannotStart
from shared.bus import CITY, EVENTS, connected
from shared.contracts import public_event_names
from tests.conftest import poll

ChannelOf = Callable[[str], Awaitable[AbstractChannel]]
Store = MongoClient[dict[str, Any]]


@pytest.fixture
async def channel_of(world: World) -> AsyncIterator[ChannelOf]:
    """Open a channel as one user of the broker; closed after the test."""
    async with AsyncExitStack() as opened:

        async def open_channel(user: str) -> AbstractChannel:
            connection = await opened.enter_async_context(connected(world.amqp_url(user)))
            return await connection.channel(publisher_confirms=True, on_return_raises=True)

        yield open_channel


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_and_writes_its_own_store_in_a_transaction(world: World, service: str) -> None:
    with Store(world.mongo_url(service)) as client, client.start_session() as session:
        with session.start_transaction():
            client[service].drafts.insert_one({"_id": "d-1"}, session=session)
        assert client[service].drafts.find_one({"_id": "d-1"}) == {"_id": "d-1"}
        client[service].drafts.drop()


def test_intake_is_refused_in_the_store_of_voting(world: World) -> None:
    with Store(world.mongo_url("intake")) as client:
        with pytest.raises(OperationFailure, match="not authorized on voting"):
            client.voting.ballots.find_one()
        with pytest.raises(OperationFailure, match="not authorized on voting"):
            client.voting.ballots.insert_one({"_id": "b-1"})
        with pytest.raises(OperationFailure, match="not authorized on admin"):
            client.admin.command("usersInfo", {"forAllDBs": True})


def test_nobody_enters_the_store_without_a_login(world: World) -> None:
    with (
        Store("127.0.0.1", world.ports["mongo"], directConnection=True) as client,
        pytest.raises(OperationFailure, match="requires authentication"),
    ):
        client.intake.drafts.find_one()


async def test_a_service_publishes_its_own_events_and_no_other(channel_of: ChannelOf) -> None:
    channel = await channel_of("intake")
    events = await channel.get_exchange(EVENTS, ensure=False)
    await events.publish(aio_pika.Message(b"{}"), public_event_names_of("intake")[0])

    with pytest.raises(AMQPChannelError, match="ACCESS_REFUSED"):
        await events.publish(aio_pika.Message(b"{}"), "voting.result_published.v1")


async def test_a_service_declares_its_own_queues_and_no_other(channel_of: ChannelOf) -> None:
    mine = await (await channel_of("intake")).declare_queue(
        "intake.q", durable=True, arguments={"x-queue-type": "quorum"}
    )
    await mine.bind(EVENTS, "voting.result_published.v1")
    await mine.delete(if_unused=False, if_empty=False)

    with pytest.raises(AMQPChannelError, match="ACCESS_REFUSED"):
        await (await channel_of("intake")).declare_queue("voting.q", durable=True)
    with pytest.raises(AMQPChannelError, match="ACCESS_REFUSED"):
        await (await channel_of("intake")).declare_exchange(EVENTS, aio_pika.ExchangeType.TOPIC, durable=True)


async def test_a_service_cannot_read_the_queue_of_another(channel_of: ChannelOf) -> None:
    theirs = await (await channel_of("voting")).declare_queue("voting.q", durable=True)

    queue = await (await channel_of("intake")).get_queue("voting.q", ensure=False)
    with pytest.raises(AMQPChannelError, match="ACCESS_REFUSED"):
        await queue.get(fail=False)

    await theirs.delete()


async def test_a_city_system_that_comes_late_reads_public_events_from_the_first(channel_of: ChannelOf) -> None:
    intake = await channel_of("intake")
    events = await intake.get_exchange(EVENTS, ensure=False)
    name = public_event_names_of("intake")[0]
    await events.publish(aio_pika.Message(b'{"first": true}', delivery_mode=2, message_id="e-1"), name)

    reader = await channel_of(READER)
    await reader.set_qos(prefetch_count=10)
    stream = await reader.get_queue(STREAM, ensure=False)
    async with stream.iterator(arguments={"x-stream-offset": "first"}) as messages:
        async for message in messages:
            await message.ack()
            if message.message_id == "e-1":
                break

    assert message.routing_key == name


async def test_a_city_system_can_write_nothing(channel_of: ChannelOf) -> None:
    for exchange in (CITY, EVENTS):
        target = await (await channel_of(READER)).get_exchange(exchange, ensure=False)
        with pytest.raises(AMQPChannelError, match="ACCESS_REFUSED"):
            await target.publish(aio_pika.Message(b"{}"), "intake.forged.v1")


async def test_the_broker_has_no_guest(world: World) -> None:
    with pytest.raises(ProbableAuthenticationError):
        async with connected(f"amqp://guest:guest@127.0.0.1:{world.ports['rabbit']}/ratusz"):
            pass


def test_a_message_to_a_resident_becomes_a_file(world: World) -> None:
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "Zgłoszenie przyjęte", "wpks@example.org", "anna@example.org"
    letter.set_content("Dzień dobry, przyjęliśmy zgłoszenie.")

    with smtplib.SMTP("127.0.0.1", world.ports["mail"]) as server:
        server.send_message(letter)

    newest = max(world.mail_folder.glob("*.eml")).read_bytes()
    assert b"X-Envelope-To: anna@example.org" in newest


@pytest.mark.parametrize("program", ["mongod", "rabbitmq", "epmd", "mail"])
def test_what_is_killed_comes_back(foundation: InBackground, program: str) -> None:
    before = foundation.pid(program)

    foundation.kill(program, signal.SIGKILL)
    foundation.ready()

    after = foundation.pid(program)
    assert after not in (None, before)
    assert foundation.world.pid_file(program).read_text() == str(after)


async def test_what_a_killed_broker_and_store_had_confirmed_is_still_there(
    foundation: InBackground, world: World
) -> None:
    async with connected(world.amqp_url("intake")) as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        await channel.declare_queue("intake.kept", durable=True, arguments={"x-queue-type": "quorum"})
        await (await channel.get_queue("intake.kept")).bind(EVENTS, "intake.kept.v1")
        await the_broker_has_written_down(world, "intake.kept")
        events = await channel.get_exchange(EVENTS, ensure=False)
        await events.publish(aio_pika.Message(b"kept", delivery_mode=2), "intake.kept.v1")
    with Store(world.mongo_url("intake"), w="majority") as client:
        client.intake.kept.replace_one({"_id": 1}, {"_id": 1}, upsert=True)

    foundation.kill("rabbitmq")
    foundation.kill("mongod")
    await asyncio.to_thread(foundation.ready)

    async with connected(world.amqp_url("intake")) as connection:
        queue = await (await connection.channel()).get_queue("intake.kept")
        message = await queue.get(timeout=None)
        assert message is not None
        await message.ack()
        assert message.body == b"kept"
        await queue.delete(if_unused=False, if_empty=False)
    with Store(world.mongo_url("intake")) as client:
        assert client.intake.kept.count_documents({}) == 1


async def test_wiping_empties_store_and_broker_and_keeps_the_logins(foundation: InBackground, world: World) -> None:
    async with connected(world.amqp_url("media")) as connection:
        await (await connection.channel()).declare_queue("media.q", durable=True)
    with Store(world.mongo_url("media")) as client:
        client.media.releases.insert_one({"_id": "r-1"})

    await asyncio.to_thread(foundation.wipe)

    with Store(world.mongo_url("media")) as client:
        assert client.media.releases.find_one() is None
    async with connected(world.amqp_url("media")) as connection:
        with pytest.raises(AMQPChannelError, match="NOT_FOUND"):
            await (await connection.channel()).declare_queue("media.q", passive=True)


async def test_a_world_uses_servers_that_run_elsewhere(world: World, tmp_path: Path) -> None:
    # The same secrets: the logins that are made there are those that the tests beside this one use.
    (tmp_path / "secrets").symlink_to(world.keys.folder)
    other = World(tmp_path, free_ports(*world.ports), mongo_server=world.mongo_admin, amqp_server=world.amqp_admin)
    said: list[str] = []

    async with Runner(other, services=(), say=said.append) as running:
        assert running.programs == ["mail"]
        there = running.world

    # A broker without its management interface lets nobody make users over AMQP: that is said, not hidden.
    assert ["AMQP_URL" in sentence and "no users" in sentence for sentence in said] == [True]
    assert there.amqp_url("intake") == world.amqp_admin
    assert there.mongo_url("intake") == world.mongo_url("intake")


async def test_a_store_elsewhere_that_is_not_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    other = World.apart(tmp_path)
    nowhere = f"mongodb://admin:tajne@127.0.0.1:{other.ports['mongo']}/"

    with pytest.raises(CannotStart, match="MONGO_URL does not answer") as refusal:
        await Runner(replace(other, mongo_server=nowhere), services=()).__aenter__()

    assert "tajne" not in refusal.value.sentence


def test_the_store_may_open_many_files_and_keeps_none_of_what_was_dropped(world: World) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    limits = Path(f"/proc/{world.pid_file('mongod').read_text().strip()}/limits").read_text()
    allowed = next(int(line.split()[3]) for line in limits.splitlines() if line.startswith("Max open files"))
    assert allowed >= (65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536))
    with MongoClient[dict[str, object]](world.mongo_admin) as client:
        asked = client.admin.command({"getParameter": 1, "minSnapshotHistoryWindowInSeconds": 1})
    assert asked["minSnapshotHistoryWindowInSeconds"] == 0


def test_the_store_deletes_nothing_by_a_clock_that_is_not_the_worlds(world: World) -> None:
    with MongoClient[dict[str, object]](world.mongo_admin) as client:
        asked = client.admin.command({"getParameter": 1, "ttlMonitorEnabled": 1})
    assert asked["ttlMonitorEnabled"] is False


def test_a_second_runner_of_the_same_world_is_refused(world: World) -> None:
    with pytest.raises(CannotStart, match=f"runs already .process {os.getpid()}"), InBackground(world, services=()):
        pass
    with pytest.raises(CannotStart, match="runs already"):
        wipe(world)


def test_a_taken_port_is_named_with_the_setting_that_moves_it(world: World, tmp_path: Path) -> None:
    mail = {"mail": world.ports["mail"]}
    other = World(tmp_path, free_ports(*world.ports) | mail)

    with pytest.raises(CannotStart, match=f"Port {mail['mail']} .* RATUSZ_MAIL_PORT"), InBackground(other, services=()):
        pass


def test_nothing_local_starts_or_is_wiped_in_production(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RATUSZ_ENV", "production")

    with pytest.raises(CannotStart, match="production"), InBackground(World.apart(tmp_path), services=()):
        pass
    with pytest.raises(CannotStart, match="production"):
        wipe(World.apart(tmp_path))


def test_a_full_disk_is_told_before_anything_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=100 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)

    with pytest.raises(CannotStart, match="Only 100 MB are free"), InBackground(World.apart(tmp_path), services=()):
        pass


def test_secrets_are_made_once_and_are_their_owners_alone(world: World) -> None:
    first = world.environment("voting")

    assert world.environment("voting") == first
    modes = {(file.is_dir(), file.stat().st_mode & 0o777) for file in world.keys.folder.iterdir()}
    assert modes == {(False, 0o600), (True, 0o700)}
    assert world.keys.folder.stat().st_mode & 0o777 == 0o700
    assert world.environment("intake")["INTAKE_MONGO_URL"] != first["VOTING_MONGO_URL"]


def test_when_the_runner_is_killed_nothing_of_its_world_stays(tmp_path: Path) -> None:
    other = World.apart(tmp_path)
    script = (
        "import asyncio, sys\nfrom pathlib import Path\n"
        "from deploy.local.runner import Runner\nfrom deploy.local.world import World\n"
        "async def main():\n"
        f"    async with Runner(World(Path({str(tmp_path)!r}), {dict(other.ports)!r}), services=()):\n"
        "        print('up', flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=PROJECT) as runner:
        assert runner.stdout is not None
        assert runner.stdout.readline() == b"up\n"
        pids = [int(file.read_text()) for file in (tmp_path / "run").glob("*.pid") if file.stem != "runner"]
        assert len(pids) == 4
        runner.kill()

    async def none_outlives_the_runner() -> bool:
        return not any(psutil.pid_exists(pid) for pid in pids)

    asyncio.run(poll(none_outlives_the_runner))
    wipe(other)  # The dead runner's lock does not hold the world.


async def the_broker_has_written_down(world: World, queue: str) -> None:
    """RabbitMQ 3.10 writes the name of a new queue half a second late."""
    names = world.root / "rabbit/data/ratusz@localhost/quorum/ratusz@localhost/names.dets"

    async def it_is_there() -> bool:
        return queue.encode() in names.read_bytes()

    await poll(it_is_there)


def public_event_names_of(service: str) -> list[str]:
    return [name for name in public_event_names() if name.startswith(f"{service}.")]
