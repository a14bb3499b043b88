"""A mailing on its way: in parts, paused, resumed, overtaken by a warning, stopped when a warning has ended."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.media.newsletter.domain.mailing import Letter, MailingNotThere, MailingState
from services.media.newsletter.domain.readers import Topic
from shared.contracts.media import CrisisMessageEndedV1, CrisisMessageIssuedV1, WarningEnd, WarningKind
from shared.mail import Mail
from shared.store import Duplicate, Transaction
from tests.conftest import SetClock, told
from tests.media.newsletter.conftest import Office

LETTER = Letter(subject="Co nowego w mieście", text="Dzień dobry.\n\n{{leave}}\n", html='<a href="{{leave}}">x</a>')
Step = Any


async def begin(office: Office, id: str = "m-1") -> None:
    async def work(tx: Transaction) -> None:
        await office.mailings.begin(tx, id, Topic.NEWS, LETTER, urgent=False)

    await office.database.transaction(work)


async def taken(office: Office, **wanted: Any) -> None:
    """The mail server takes what waits."""
    mails = office.database.collection("mails")
    await mails.update_many({"state": "waiting", **wanted}, {"$set": {"state": "delivered"}, "$unset": {"sealed": 1}})


async def test_every_reader_gets_one_letter_with_their_own_way_to_leave(office: Office) -> None:
    emails = await office.add_readers(250)
    await begin(office)
    for _ in range(3):
        await office.mailings.look_after()
    found = await office.mails()
    assert sorted(mail["to"] for mail in found) == sorted(emails)
    assert len({mail["leave"] for mail in found}) == 250
    assert all(mail["leave"] in mail["text"] and mail["leave"] in mail["html"] for mail in found)


async def test_replicas_that_write_at_once_write_each_letter_once(office: Office) -> None:
    emails = await office.add_readers(350)
    await begin(office)
    await asyncio.gather(*(office.mailings.look_after() for _ in range(6)))
    await office.mailings.look_after()
    assert sorted(mail["to"] for mail in await office.mails()) == sorted(emails)


async def test_a_letter_has_a_name_so_that_no_second_one_can_be_there(office: Office) -> None:
    async def twice(tx: Transaction) -> None:
        tx.send(Mail(office.cipher, "anna@example.org", "a", "b", once="m-1/r-1"))

    await office.database.transaction(twice)
    with pytest.raises(Duplicate):
        await office.database.transaction(twice)


async def test_who_comes_later_does_not_get_what_began_before(office: Office, clock: SetClock) -> None:
    await begin(office)
    clock.move(minutes=1)
    await office.add_readers(3)
    await office.mailings.look_after()
    assert await office.mails() == []
    assert (await office.store.mailing("m-1")).state is MailingState.DONE


async def test_other_mail_does_not_wait_behind_fifty_thousand(office: Office) -> None:
    await office.add_readers(1200)
    await begin(office)
    await office.mailings.look_after()
    assert await office.deliveries.waiting("m-1") == 500
    await taken(office)
    await office.mailings.look_after()
    assert await office.deliveries.of_mailing("m-1") == {"delivered": 500, "waiting": 500}


async def test_a_paused_mailing_stands_still_and_goes_on_where_it_stopped(office: Office) -> None:
    emails = await office.add_readers(700)
    await begin(office)
    await office.mailings.look_after()
    await office.mailings.pause("m-1")
    await office.mailings.look_after()
    assert await office.deliveries.of_mailing("m-1") == {"held": 500}
    with pytest.raises(MailingNotThere):
        await office.mailings.pause("m-1")
    await office.mailings.resume("m-1")
    await taken(office)
    await office.mailings.look_after()
    await taken(office)
    await office.mailings.look_after()
    assert await office.deliveries.of_mailing("m-1") == {"delivered": len(emails)}
    assert (await office.store.mailing("m-1")).state is MailingState.DONE


async def test_a_mailing_paused_by_a_process_that_died_is_held_all_the_same(office: Office) -> None:
    await office.add_readers(10)
    await begin(office)
    await office.mailings.look_after()
    await office.mailings._change("m-1", lambda one: one.paused())
    await office.mailings.look_after()
    assert await office.deliveries.of_mailing("m-1") == {"held": 10}


async def test_what_was_given_up_is_tried_again_when_somebody_says_so(office: Office) -> None:
    await office.add_readers(2)
    await begin(office)
    await office.mailings.look_after()
    mails = office.database.collection("mails")
    await mails.update_many({}, {"$set": {"state": "failed", "reason": "SMTPRecipientsRefused 550"}})
    await office.mailings.look_after()
    assert (await office.store.mailing("m-1")).state is MailingState.DONE
    (first, _) = await office.mailings.undelivered("m-1")
    assert (first.given_up, first.reason) == (True, "SMTPRecipientsRefused 550")
    await office.mailings.again("m-1")
    assert await office.deliveries.of_mailing("m-1") == {"waiting": 2}


async def test_who_leaves_in_the_middle_gets_nothing_more(office: Office) -> None:
    await office.add_readers(5)
    await begin(office)
    await office.mailings.look_after()
    one = (await office.mails())[0]
    await office.readers.leave(one["leave"].rsplit("/", 1)[-1])
    assert one["to"] not in [mail["to"] for mail in await office.mails()]
    await taken(office)
    await office.mailings.look_after()
    assert (await office.store.mailing("m-1")).state is MailingState.DONE


def ended(event: CrisisMessageIssuedV1, end: WarningEnd = WarningEnd.CANCELLED) -> CrisisMessageEndedV1:
    return told(CrisisMessageEndedV1, message_id=event.message_id, incident_id=event.incident_id, end=end)


async def test_a_warning_goes_before_a_newsletter_that_waits(office: Office, deliver: Step) -> None:
    await office.add_readers(300)
    await begin(office)
    await office.mailings.look_after()
    await office.readers.ask("anna@example.org", (Topic.WARNINGS,), None)
    confirmation = (await office.mails(mailing=None))[0]["text"].split("/potwierdzenie/")[1].split()[0]
    await office.readers.confirm(confirmation)
    await deliver(told(CrisisMessageIssuedV1), office.mailings.warn)
    await office.mailings.look_after()
    assert (await office.mails(mailing={"$exists": True}))[0]["to"] == "anna@example.org"


async def test_a_warning_heard_twice_is_sent_once(office: Office, deliver: Step) -> None:
    await office.add_readers(3, Topic.WARNINGS)
    event = told(CrisisMessageIssuedV1)
    for id in ("e-1", "e-1", "e-2"):
        await deliver(event, office.mailings.warn, id)
        await office.mailings.look_after()
    assert len(await office.mails()) == 3


async def test_nobody_gets_a_warning_after_it_has_ended(office: Office, deliver: Step) -> None:
    await office.add_readers(3, Topic.WARNINGS)
    event = told(CrisisMessageIssuedV1)
    await deliver(event, office.mailings.warn)
    await office.mailings.look_after()
    await deliver(ended(event), office.mailings.end_warning)
    await office.mailings.look_after()
    assert await office.deliveries.of_mailing(f"warning-{event.message_id}") == {"dropped": 3}


async def test_a_warning_whose_end_is_heard_first_is_not_sent(office: Office, deliver: Step) -> None:
    await office.add_readers(3, Topic.WARNINGS)
    event = told(CrisisMessageIssuedV1)
    await deliver(ended(event), office.mailings.end_warning)
    await deliver(event, office.mailings.warn)
    await office.mailings.look_after()
    assert await office.mails() == []


async def test_a_warning_that_ends_when_everybody_has_it_was_interrupted_in_nothing(
    office: Office, deliver: Step
) -> None:
    await office.add_readers(3, Topic.WARNINGS)
    event = told(CrisisMessageIssuedV1)
    await deliver(event, office.mailings.warn)
    await office.mailings.look_after()
    await taken(office)
    await deliver(ended(event), office.mailings.end_warning)
    await office.mailings.look_after()
    assert (await office.store.mailing(f"warning-{event.message_id}")).state is MailingState.DONE


async def test_a_warning_that_ends_before_some_have_it_is_interrupted(office: Office, deliver: Step) -> None:
    await office.add_readers(3, Topic.WARNINGS)
    event = told(CrisisMessageIssuedV1)
    await deliver(event, office.mailings.warn)
    await office.mailings.look_after()
    await taken(office, _id=(await office.mails())[0]["_id"])
    await deliver(ended(event), office.mailings.end_warning)
    await office.mailings.look_after()
    mailing = await office.store.mailing(f"warning-{event.message_id}")
    assert (mailing.state, mailing.done_at is None) == (MailingState.STOPPED, False)


async def test_letters_of_a_warning_that_were_given_up_are_not_tried_again_after_it_has_ended(
    office: Office, deliver: Step
) -> None:
    await office.add_readers(3, Topic.WARNINGS)
    event = told(CrisisMessageIssuedV1)
    await deliver(event, office.mailings.warn)
    await office.mailings.look_after()
    await office.database.collection("mails").update_many({}, {"$set": {"state": "failed"}})
    await office.mailings.look_after()
    await deliver(ended(event), office.mailings.end_warning)
    id = f"warning-{event.message_id}"
    assert (await office.store.mailing(id)).state is MailingState.DONE
    with pytest.raises(MailingNotThere):
        await office.mailings.again(id)
    assert await office.deliveries.of_mailing(id) == {"failed": 3}


async def test_a_warning_that_reached_nobody_was_not_said(office: Office, deliver: Step) -> None:
    await office.add_readers(3, Topic.WARNINGS)
    event = told(CrisisMessageIssuedV1)
    await deliver(event, office.mailings.warn)
    await office.mailings.look_after()
    await deliver(ended(event), office.mailings.end_warning)
    await office.mailings.look_after()
    assert await office.channels.said(None, 10) == []


async def test_who_got_a_warning_is_told_when_it_has_expired(office: Office, deliver: Step) -> None:
    await office.add_readers(1, Topic.WARNINGS)
    event = told(CrisisMessageIssuedV1)
    await deliver(event, office.mailings.warn)
    await office.mailings.look_after()
    await taken(office)
    await office.mailings.look_after()
    await deliver(ended(event, WarningEnd.EXPIRED), office.mailings.end_warning)
    await office.mailings.look_after()
    (mail,) = await office.mails(state="waiting")
    assert mail["subject"].startswith("Już nie obowiązuje: ")


@pytest.mark.parametrize("kind", WarningKind)
async def test_an_exercise_says_so_before_anything_else(office: Office, deliver: Step, kind: WarningKind) -> None:
    await office.add_readers(1, Topic.WARNINGS)
    changes = {"exercise": True, "kind": kind, "headline": "ĆWICZENIE: Silny wiatr"}
    event = told(CrisisMessageIssuedV1).model_copy(update=changes)
    await deliver(event, office.mailings.warn)
    await office.mailings.look_after()
    (mail,) = await office.mails()
    assert mail["subject"].startswith("ĆWICZENIE")
    assert mail["text"].startswith("ĆWICZENIE")


async def test_a_mailing_that_is_done_stands_in_the_log_of_what_was_said_once(office: Office, clock: SetClock) -> None:
    await office.add_readers(1)
    await begin(office)
    await office.mailings.look_after()
    await taken(office)
    clock.moment += timedelta(minutes=1)
    for _ in range(2):
        await office.mailings.look_after()
    (entry,) = await office.channels.said(None, 10)
    assert (entry.place, entry.words, entry.by_name) == ("newsletter", LETTER.subject, None)
