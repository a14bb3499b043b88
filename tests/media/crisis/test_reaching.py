"""What became of a warning by every channel, on one page; what failed is tried anew while the warning holds."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.media.channels.domain.gateways import MOST_TRIES
from services.media.channels.service import Gateways, SaidLog
from services.media.channels.speaker import Apprise
from services.media.channels.store import MongoChannelStore
from services.media.crisis.domain.message import Message
from services.media.crisis.domain.reached import NotToTryAgain, Reached, ReachState, Way
from services.media.crisis.domain.record import Said
from services.media.crisis.service import Crisis, Plans, Reaching
from services.media.crisis.store import MongoCrisisStore
from services.media.newsletter.domain.readers import Topic
from shared.access import Person, Role
from shared.contracts.media import CrisisMessageEndedV1, CrisisMessageIssuedV1, TaskOpenedV1
from shared.mail import Deliveries
from shared.privacy import Cipher
from shared.store import Database, Stale
from tests.conftest import SetClock, person
from tests.media.channels.conftest import ORIGIN, Provider, gateway, provider
from tests.media.crisis.samples import ISSUER
from tests.media.crisis.test_asking import told
from tests.media.newsletter.conftest import Office, open_office

DUTY, PRESS = person(Role.DUTY_OFFICER), person(Role.PRESS_OFFICER)
SECOND = Person(id="p-renata", name="Renata Bór", role=Role.DUTY_OFFICER)
__all__ = ["provider"]


class House:
    """Warnings, gateways and the newsletter on one store, as the service puts them together."""

    def __init__(self, database: Database, clock: SetClock, cipher: Cipher, provider: Provider) -> None:
        store, channels = MongoCrisisStore(database), MongoChannelStore(database)
        said = SaidLog(database, channels, clock, ORIGIN)
        self.database, self.clock = database, clock
        self.office: Office = open_office(database, cipher, clock)
        self.crisis = Crisis(
            database,
            store,
            Plans(database, store, clock),
            Deliveries(database),
            cipher,
            clock,
            ISSUER,
            ("zdm@example.org",),
        )
        gateways = [gateway(provider.port)]
        self.gateways = Gateways(database, channels, Apprise(), gateways, said, clock, ORIGIN)
        self.reaching = Reaching(self.crisis, self.gateways, self.office.mailings)
        self.mails = database.collection("mails")

    async def issued(self) -> Message:
        """Send a warning out with all its channels at work."""
        id = await self.crisis.open("wind", False, 0, DUTY)
        await self.crisis.approve(id, 1, SECOND, issue=True)
        await self.heard(CrisisMessageIssuedV1, self.gateways.warn)
        await self.heard(CrisisMessageIssuedV1, self.office.mailings.warn)
        return await self.crisis.store.message(id)

    async def cancelled(self, before: Message) -> None:
        id = await self.crisis.follow_up(before.id, before.kind.__class__.CANCEL, DUTY)
        await self.crisis.approve(id, 1, SECOND, issue=True)
        await self.heard(CrisisMessageEndedV1, self.gateways.end_warning)
        await self.heard(CrisisMessageEndedV1, self.office.mailings.end_warning)

    async def heard(self, kind: Any, use_case: Any) -> None:
        rows = [row async for row in self.database.published_events() if row["name"] == kind.name]
        await use_case(kind.model_validate_json(rows[-1]["body"]))

    async def all_fails(self) -> None:
        """Every channel tries until it gives up."""
        await self.office.mailings.look_after()
        for _ in range(MOST_TRIES):
            await self.gateways.send_due()
            self.clock.move(minutes=5)
            await self.database.collection("channel_deliveries").update_many({}, {"$set": {"due_at": self.clock.now()}})
        failed = {"state": "failed", "reason": "SMTPConnectError 421", "tries": 12}
        await self.mails.update_many({"state": "waiting"}, {"$set": failed})
        await self.crisis.settling.settle_mails()
        await self.office.mailings.look_after()

    async def by(self, message: Message) -> dict[Way, Reached]:
        found = await self.reaching.of(await self.crisis.store.message(message.id))
        return {one.way: one for one in found}


@pytest.fixture
async def house(database: Database, clock: SetClock, cipher: Cipher, provider: Provider) -> House:
    house = House(database, clock, cipher, provider)
    await database.prepare()
    await house.office.add_readers(2, Topic.WARNINGS)
    return house


async def test_a_draft_has_gone_nowhere(house: House) -> None:
    id = await house.crisis.open("wind", False, 0, DUTY)
    assert await house.reaching.of(await house.crisis.store.message(id)) == []


async def test_what_has_not_heard_of_a_warning_yet_is_on_the_list_as_waiting(house: House) -> None:
    id = await house.crisis.open("wind", False, 0, DUTY)
    await house.crisis.approve(id, 1, SECOND, issue=True)
    found = await house.by(await house.crisis.store.message(id))
    assert (found[Way.GATEWAY].state, found[Way.GATEWAY].name) == (ReachState.WAITING, "SMS mieszkańców")
    assert found[Way.BUS].state is ReachState.WAITING
    assert (found[Way.NEWSLETTER].state, found[Way.NEWSLETTER].again) == (ReachState.WAITING, False)


async def test_one_list_tells_of_every_channel_what_was_delivered(house: House) -> None:
    message = await house.issued()
    await house.gateways.send_due()
    await house.office.mailings.look_after()
    await house.mails.update_many({}, {"$set": {"state": "delivered"}})
    await house.crisis.settling.settle_mails()
    await house.office.mailings.look_after()
    found = await house.by(message)
    assert set(found) == {Way.BANNER, Way.FEED, Way.BUS, Way.MAIL, Way.GATEWAY, Way.NEWSLETTER}
    del found[Way.BUS]
    assert {one.state for one in found.values()} == {ReachState.DELIVERED}
    assert (found[Way.NEWSLETTER].receivers, found[Way.MAIL].receivers, found[Way.GATEWAY].tries) == (2, 1, 1)
    assert not any(one.again for one in found.values())


async def test_a_failed_try_is_told_with_its_reason_and_the_next_try(house: House, provider: Provider) -> None:
    provider.status = 503
    message = await house.issued()
    await house.gateways.send_due()
    await house.mails.update_many({}, {"$set": {"reason": "SMTPConnectError 421", "tries": 3}})
    found = await house.by(message)
    sms, mail = found[Way.GATEWAY], found[Way.MAIL]
    assert (sms.state, sms.tries, sms.reason, sms.again) == (ReachState.WAITING, 1, "refused", False)
    assert sms.due_at is not None
    assert (mail.state, mail.tries, mail.reason, mail.again) == (ReachState.WAITING, 3, "SMTPConnectError 421", False)


@pytest.mark.parametrize("way", [Way.MAIL, Way.NEWSLETTER, Way.GATEWAY])
async def test_what_was_given_up_is_tried_anew_by_the_officer_on_duty_and_the_log_says_by_whom(
    house: House, provider: Provider, way: Way
) -> None:
    provider.status = 503
    message = await house.issued()
    await house.all_fails()
    one = (await house.by(message))[way]
    assert (one.state, one.tries, one.again) == (ReachState.FAILED, MOST_TRIES, True)
    with pytest.raises(Stale):
        await house.reaching.again(message.id, one.id, one.version + 1, DUTY)
    await house.reaching.again(message.id, one.id, one.version, DUTY)
    assert (await house.by(message))[way].state is ReachState.WAITING
    entry = (await house.crisis.store.log_of(message.incident_id))[-1]
    assert (entry.what, entry.by_name) == (Said.TRIED_AGAIN, DUTY.name)

    provider.status = 200
    await house.gateways.send_due()
    await house.mails.update_many({"state": "waiting"}, {"$set": {"state": "delivered"}})
    await house.crisis.settling.settle_mails()
    await house.office.mailings.look_after()
    again = (await house.by(message))[way]
    assert (again.state, again.failed, again.again) == (ReachState.DELIVERED, 0, False)
    with pytest.raises(NotToTryAgain):
        await house.reaching.again(message.id, again.id, again.version, DUTY)


async def test_nobody_is_sent_a_warning_that_holds_no_longer(house: House, provider: Provider) -> None:
    provider.status = 503
    message = await house.issued()
    await house.all_fails()
    await house.cancelled(message)
    for one in (await house.by(message)).values():
        assert not one.again
        with pytest.raises(NotToTryAgain):
            await house.reaching.again(message.id, one.id, one.version, DUTY)


async def test_a_unit_that_was_not_reached_gets_no_mail_of_a_warning_that_holds_no_longer(house: House) -> None:
    message = await house.issued()
    await house.mails.update_many({"mailing": message.id}, {"$set": {"reason": "SMTPConnectError 421", "tries": 3}})
    await house.cancelled(message)
    await house.crisis.settling.settle_mails()
    assert [one["state"] async for one in house.mails.find({"mailing": message.id})] == ["dropped"]
    mail = (await house.by(message))[Way.MAIL]
    assert (mail.state, mail.failed) == (ReachState.DROPPED, 1)


async def test_a_channel_of_another_warning_is_none_of_this_one(house: House, provider: Provider) -> None:
    provider.status = 503
    first = await house.issued()
    await house.all_fails()
    second = await house.issued()
    sms = (await house.by(first))[Way.GATEWAY]
    with pytest.raises(NotToTryAgain):
        await house.reaching.again(second.id, sms.id, sms.version, DUTY)


async def asked(house: House) -> list[TaskOpenedV1]:
    """The tasks about what did not reach everywhere that are open, once every tick has looked."""
    await house.reaching.look_after()
    every, closed = await told(house.crisis)
    return [
        one for one in every if one.action.startswith("Ostrzeżenie nie wszędzie dotarło") and one.task_id not in closed
    ]


async def test_at_night_what_a_channel_gave_up_is_work_of_the_officer_on_duty(house: House, provider: Provider) -> None:
    provider.status = 503
    message = await house.issued()
    assert await asked(house) == []
    await house.all_fails()
    await asyncio.gather(*(house.reaching.look_after() for _ in range(3)))
    [task] = await asked(house)
    assert (task.role, task.due_at) == (Role.DUTY_OFFICER, None)
    assert task.link == f"/panel/kryzys/komunikaty/{message.id}#kanaly"
    assert task.title == message.headline


async def test_what_fails_again_and_again_is_told_before_it_is_given_up_an_hour_later(
    house: House, provider: Provider
) -> None:
    provider.status = 503
    message = await house.issued()
    began = house.clock.now()
    due = house.database.collection("channel_deliveries")
    while not await asked(house):
        row = await due.find_one({"message_id": message.id}) or {}
        house.clock.moment = max(house.clock.now(), row["due_at"])
        await house.gateways.send_due()
    assert (await house.by(message))[Way.GATEWAY].state is ReachState.WAITING, "it is still tried"
    assert house.clock.now() - began <= timedelta(minutes=2)
    provider.status = 200
    house.clock.move(minutes=5)
    await house.gateways.send_due()
    await house.mails.update_many({"mailing": message.id}, {"$set": {"state": "delivered"}})
    await house.crisis.settling.settle_mails()
    assert await asked(house) == []


@pytest.mark.parametrize("way", [Way.MAIL, Way.GATEWAY])
async def test_the_task_is_done_once_every_channel_has_taken_the_warning(
    house: House, provider: Provider, way: Way
) -> None:
    provider.status = 503
    message = await house.issued()
    await house.all_fails()
    assert len(await asked(house)) == 1
    other = {Way.MAIL: Way.GATEWAY, Way.GATEWAY: Way.MAIL}[way]
    provider.status = 200
    for each in (way, other):
        assert len(await asked(house)) == 1, "a try is no success yet, and the other channel has none"
        one = (await house.by(message))[each]
        await house.reaching.again(message.id, one.id, one.version, DUTY)
        assert len(await asked(house)) == 1
        await house.gateways.send_due()
        if each is Way.MAIL:
            await house.mails.update_many({"mailing": message.id}, {"$set": {"state": "delivered"}})
            await house.crisis.settling.settle_mails()
    assert await asked(house) == []


async def test_a_reader_whose_mailbox_refuses_a_warning_wakes_nobody(house: House) -> None:
    message = await house.issued()
    await house.gateways.send_due()
    await house.office.mailings.look_after()
    await house.mails.update_many({"mailing": message.id}, {"$set": {"state": "delivered"}})
    await house.mails.update_many({"state": "waiting"}, {"$set": {"state": "failed", "reason": "SMTP 550", "tries": 1}})
    await house.crisis.settling.settle_mails()
    await house.office.mailings.look_after()
    assert (await house.by(message))[Way.NEWSLETTER].state is ReachState.FAILED
    assert await asked(house) == []


async def test_the_task_ends_with_the_warning_and_the_word_of_its_end_has_one_of_its_own(
    house: House, provider: Provider
) -> None:
    provider.status = 503
    message = await house.issued()
    await house.all_fails()
    assert len(await asked(house)) == 1
    await house.cancelled(message)
    assert await asked(house) == []
    await house.heard(CrisisMessageIssuedV1, house.gateways.warn)
    await house.all_fails()
    [task] = await asked(house)
    assert task.link != f"/panel/kryzys/komunikaty/{message.id}#kanaly"
    house.clock.move(days=15)
    assert await asked(house) == []
