"""An address that a mail server refuses for good is written to no more, until its owner confirms it anew."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.media.newsletter.domain.mailing import Letter, MailingState
from services.media.newsletter.domain.readers import Reader, Topic
from shared.store import Transaction
from tests.conftest import SetClock
from tests.media.newsletter.conftest import Office

LETTER = Letter(subject="Co nowego w mieście", text="Dzień dobry.\n\n{{leave}}\n")


@pytest.fixture
async def emails(office: Office) -> list[str]:
    """Two who read."""
    return await office.add_readers(2)


async def mail_out(office: Office, id: str, **ends: Any) -> None:
    """A mailing whose letter to the first reader ends so; the other is taken."""
    await begin(office, id)
    await end(office, id, **ends)
    await office.mailings.look_after()


async def begin(office: Office, id: str) -> None:
    async def work(tx: Transaction) -> None:
        await office.mailings.begin(tx, id, Topic.NEWS, LETTER, urgent=False)

    await office.database.transaction(work)
    await office.mailings.look_after()


async def end(office: Office, id: str, **ends: Any) -> None:
    mails, first = office.database.collection("mails"), (await every(office))[0]
    await mails.update_one({"mailing": id, "about": first.id}, {"$set": ends})
    await taken(office, mailing=id, state="waiting", about={"$ne": first.id})


async def taken(office: Office, **wanted: Any) -> None:
    delivered = {"$set": {"state": "delivered", "delivered_at": datetime.now(UTC)}, "$unset": {"sealed": 1}}
    await office.database.collection("mails").update_many(wanted, delivered)


def refused(minutes: int = 0) -> dict[str, Any]:
    """As the courier notes it, so many minutes ago."""
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    return {"state": "failed", "reason": "SMTPRecipientsRefused 550", "refusal": "new", "refused_at": at}


async def every(office: Office) -> list[Reader]:
    return await office.store._readers.find({})


async def first(office: Office) -> Reader:
    return (await every(office))[0]


async def paused(office: Office) -> None:
    for number in range(3):
        await mail_out(office, f"m-{number}", **refused())


async def test_after_three_letters_refused_for_good_the_reader_is_paused(office: Office, emails: list[str]) -> None:
    for number in range(3):
        assert (await first(office)).paused_at is None
        await mail_out(office, f"m-{number}", **refused())
        assert (await office.store.mailing(f"m-{number}")).state is MailingState.DONE
    assert ((await first(office)).refusals, await office.readers.paused()) == (3, 1)
    assert (await office.readers.counted())[Topic.NEWS] == 1
    await begin(office, "m-4")
    [left] = await office.mails(mailing="m-4")
    assert left["about"] != (await first(office)).id


async def test_what_waits_for_a_paused_address_is_dropped_and_not_tried_anew(office: Office, emails: list[str]) -> None:
    await begin(office, "waits")
    await paused(office)
    reader = await first(office)
    rows = [row async for row in office.database.collection("mails").find({"about": reader.id})]
    assert not [row["_id"] for row in rows if "sealed" in row]
    assert {row["state"] for row in rows if row["mailing"] == "waits"} == {"dropped"}
    await office.mailings.again("m-2")
    await office.mailings.look_after()
    assert await office.deliveries.of_mailing("m-2") == {"delivered": 1, "failed": 1}


async def test_a_letter_that_was_taken_in_between_begins_the_count_anew(office: Office, emails: list[str]) -> None:
    await mail_out(office, "m-0", **refused(minutes=9))
    await mail_out(office, "m-1", **refused(minutes=8))
    await mail_out(office, "m-2", state="delivered", delivered_at=datetime.now(UTC) - timedelta(minutes=7))
    await mail_out(office, "m-3", **refused(minutes=6))
    assert ((await first(office)).refusals, (await first(office)).paused_at) == (1, None)


async def test_what_fails_for_a_while_counts_for_nothing(office: Office, emails: list[str]) -> None:
    for number in range(4):
        await mail_out(office, f"m-{number}", state="failed", reason="SMTPRecipientsRefused 450")
    assert ((await first(office)).refusals, (await first(office)).paused_at) == (0, None)


async def test_a_letter_counts_once_though_replicas_count_at_once_and_it_is_tried_anew(
    office: Office, emails: list[str]
) -> None:
    await begin(office, "m-0")
    await end(office, "m-0", **refused())
    await asyncio.gather(*(office.mailings.look_after() for _ in range(4)))
    await office.mailings.look_after()
    assert (await first(office)).refusals == 1
    await office.mailings.again("m-0")
    # The courier leaves it taken note of.
    await end(office, "m-0", **{**refused(), "refusal": "taken"})
    await office.mailings.look_after()
    assert (await first(office)).refusals == 1


async def test_who_is_paused_asks_and_confirms_and_is_written_to_again(office: Office, emails: list[str]) -> None:
    await paused(office)
    reader = await first(office)
    email = office.sealed.address(reader)
    assert (await office.readers.of_choice(office.sealed.choice(reader.id).rpartition("/")[2])) is not None
    await office.readers.ask(email, (Topic.NEWS,), None)
    [letter] = await office.mails(about=reader.id, sealed={"$exists": True})
    assert letter["subject"] == "Potwierdź zapis na newsletter miasta"
    assert await office.readers.paused() == 1
    await office.readers.confirm(office.sealed.confirmation(reader.id).rpartition("/")[2])
    assert await office.readers.paused() == 0
    assert (await office.store.reader(reader.id)).refusals == 0
    await begin(office, "m-4")
    assert email in {mail["to"] for mail in await office.mails(mailing="m-4")}


async def test_a_paused_address_is_deleted_after_thirty_days(
    office: Office, emails: list[str], clock: SetClock
) -> None:
    await paused(office)
    at = (await first(office)).paused_at
    assert at is not None
    clock.moment = at + timedelta(days=29)
    await office.readers.forget()
    assert await office.readers.paused() == 1
    clock.move(days=2)
    await office.readers.forget()
    assert (await office.readers.paused(), len(await every(office))) == (0, 1)


async def test_who_confirms_anew_is_kept(office: Office, emails: list[str], clock: SetClock) -> None:
    await paused(office)
    reader = await first(office)
    await office.readers.confirm(office.sealed.confirmation(reader.id).rpartition("/")[2])
    clock.move(days=600)
    await office.readers.forget()
    assert len(await every(office)) == 2


async def test_who_has_left_meanwhile_holds_up_no_mailing(office: Office, emails: list[str]) -> None:
    await begin(office, "m-0")
    await end(office, "m-0", **refused())
    await office.database.transaction(lambda tx: _left(office, tx))
    await office.mailings.look_after()
    assert (await office.store.mailing("m-0")).state is MailingState.DONE


async def _left(office: Office, tx: Transaction) -> None:
    for reader in await every(office):
        await office.store.drop_reader(tx, reader.id)
