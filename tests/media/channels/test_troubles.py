"""A gateway that gives up on messages is on the work list of the press office, once, until each was decided about."""

import json
from typing import Any

import pytest

from services.media.channels.domain.gateways import MOST_TRIES, Delivery
from services.media.channels.service import Gateways, SaidLog
from services.media.channels.speaker import Apprise
from services.media.channels.store import MongoChannelStore
from shared.access import Role
from shared.contracts.media import (
    ArticlePublishedV1,
    CrisisMessageEndedV1,
    CrisisMessageIssuedV1,
    TaskClosedV1,
    TaskOpenedV1,
)
from shared.store import Database
from tests.conftest import SetClock, told
from tests.media.channels.conftest import ORIGIN, Provider

Deliver = Any


async def tasks(database: Database) -> list[tuple[str, str]]:
    """What was opened and closed, sorted by name."""
    names = {TaskOpenedV1.name: "opened", TaskClosedV1.name: "closed"}
    rows = [row async for row in database.published_events() if row["name"] in names]
    return sorted((names[row["name"]], body(row)["task_id"]) for row in rows)


def body(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row["body"])
    return found


async def given_up(gateways: Gateways, provider: Provider, clock: SetClock, deliver: Deliver, *ids: str) -> None:
    """These articles are refused until the end."""
    provider.status = 503
    for id in ids:
        await deliver(told(ArticlePublishedV1, article_id=id), gateways.tell_article)
    for _ in range(MOST_TRIES):
        clock.move(hours=2)
        await gateways.send_due()


async def every(store: MongoChannelStore) -> list[Delivery]:
    return await store.of_gateway("sms", 10)


async def test_two_messages_that_were_given_up_are_one_task_until_both_are_decided_about(
    gateways: Gateways,
    provider: Provider,
    store: MongoChannelStore,
    database: Database,
    clock: SetClock,
    deliver: Deliver,
) -> None:
    await given_up(gateways, provider, clock, deliver, "a-1", "a-2")
    assert await tasks(database) == [("opened", "channel-sms-1")]
    first, second = await every(store)
    await gateways.let_go("sms", first.id, first.version)
    await gateways.again("sms", second.id, second.version)
    assert await tasks(database) == [("opened", "channel-sms-1")]
    provider.status = 200
    await gateways.send_due()
    assert await tasks(database) == [("closed", "channel-sms-1"), ("opened", "channel-sms-1")]
    assert len(provider.taken) == 1


async def test_what_fails_again_is_still_the_same_task_and_later_troubles_are_another(
    gateways: Gateways,
    provider: Provider,
    store: MongoChannelStore,
    database: Database,
    clock: SetClock,
    deliver: Deliver,
) -> None:
    await given_up(gateways, provider, clock, deliver, "a-1")
    (one,) = await every(store)
    await gateways.again("sms", one.id, one.version)
    await given_up(gateways, provider, clock, deliver)
    assert await tasks(database) == [("opened", "channel-sms-1")]
    (one,) = await every(store)
    await gateways.let_go("sms", one.id, one.version)
    await given_up(gateways, provider, clock, deliver, "a-2")
    assert [task for task in await tasks(database) if task[0] == "opened"] == [
        ("opened", "channel-sms-1"),
        ("opened", "channel-sms-2"),
    ]


async def test_the_task_leads_the_press_office_to_the_channel_and_says_nothing_of_the_message(
    gateways: Gateways, provider: Provider, database: Database, clock: SetClock, deliver: Deliver
) -> None:
    await given_up(gateways, provider, clock, deliver, "a-1")
    [row] = [row async for row in database.published_events() if row["name"] == TaskOpenedV1.name]
    task = body(row)
    assert (task["role"], task["title"], task["link"]) == (
        Role.PRESS_OFFICER,
        "SMS mieszkańców",
        "/panel/kanaly/bramki/sms",
    )
    assert told(ArticlePublishedV1).title not in row["body"].decode()


@pytest.mark.parametrize("gone", ["warning", "gateway"])
async def test_what_nobody_can_decide_about_any_more_closes_its_task(
    gateways: Gateways,
    provider: Provider,
    database: Database,
    store: MongoChannelStore,
    said: SaidLog,
    clock: SetClock,
    deliver: Deliver,
    gone: str,
) -> None:
    event = told(CrisisMessageIssuedV1)
    provider.status = 503
    await deliver(event, gateways.warn)
    await given_up(gateways, provider, clock, deliver)
    assert await tasks(database) == [("opened", "channel-sms-1")]
    if gone == "warning":
        await deliver(told(CrisisMessageEndedV1, message_id=event.message_id), gateways.end_warning)
    else:
        await Gateways(database, store, Apprise(), [], said, clock, ORIGIN).send_due()
    assert await tasks(database) == [("closed", "channel-sms-1"), ("opened", "channel-sms-1")]
