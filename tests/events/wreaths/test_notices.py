"""Mails to delegations: each is written what it does not know yet, by a person who has seen it, and nobody twice."""

import json
from typing import Any

import pytest

from services.events.wreaths.domain import NothingToTell
from services.events.wreaths.service import Contact, Wreaths
from services.events.wreaths.service.looking_after import LookingAfter
from services.events.wreaths.service.notices import Notices, Reached
from shared.privacy import Cipher
from shared.store import Stale
from tests.conftest import SetClock, Site
from tests.events.conftest import KEEPER
from tests.events.wreaths.conftest import PLAN, given
from tests.events.wreaths.test_desk import API, ceremony, entered, page, post, version

LATER = PLAN.model_copy(update={"starts": PLAN.starts.replace(hour=12), "ends": PLAN.ends.replace(hour=13)})


@pytest.fixture
def notices(wreaths: Wreaths) -> Notices:
    return Notices(wreaths)


async def enter(notices: Notices, event: str, name: str, rank: str | None, email: str = "") -> str:
    return await notices.wreaths.enter(event, None, given(name, rank), Contact(email=email), KEEPER)


async def sent(notices: Notices, event: str) -> None:
    await notices.send(event, (await notices.wreaths.order(event)).version, KEEPER)


async def mails(notices: Notices) -> list[tuple[str, str]]:
    """To whom something was written, and what."""
    cipher: Cipher = notices.wreaths.cipher
    rows = [row async for row in notices.database.collection("mails").find().sort("due_at", 1)]
    every = [json.loads(cipher.open(row["sealed"], f"mails/{row['_id']}")) for row in rows]
    return [(one["to"], one["text"]) for one in every]


async def reached(notices: Notices, event: str) -> list[tuple[str, Reached]]:
    return [(one.delegation.given.institution, one.reached) for one in await notices.drafts(event)]


async def tasks(notices: Notices) -> list[str]:
    """What is open on the work list."""
    rows = [json.loads(row["body"]) async for row in notices.database.published_events()]
    closed = {row["task_id"] for row in rows if "closed_at" in row}
    return [row["action"] for row in rows if "action" in row and row["task_id"] not in closed]


async def test_each_delegation_with_a_mailbox_is_written_its_place_once(notices: Notices, event: str):
    await enter(notices, event, "Szkoła nr 8", "schools", "szkola@example.pl")
    await enter(notices, event, "Wojewoda", "voivode", "wojewoda@example.pl")
    await enter(notices, event, "Sybiracy", "veterans")
    await sent(notices, event)
    written = dict(await mails(notices))
    assert set(written) == {"szkola@example.pl", "wojewoda@example.pl"}
    assert "Kiedy: 14.08.2026, 12:00–13:00\nGdzie: Pomnik, ul. Podmiejska\n" in written["wojewoda@example.pl"]
    assert "Miejsce w kolejności: 1" in written["wojewoda@example.pl"]
    with pytest.raises(NothingToTell):
        await sent(notices, event)
    assert len(await mails(notices)) == 2


async def test_only_those_whose_place_has_changed_are_written_again_with_what_they_read_before(
    notices: Notices, event: str
):
    first = await enter(notices, event, "Wojewoda", "voivode", "wojewoda@example.pl")
    await enter(notices, event, "Poseł", "parliament", "posel@example.pl")
    school = await enter(notices, event, "Szkoła nr 8", "schools", "szkola@example.pl")
    await sent(notices, event)
    before = {one for one, _ in await mails(notices)}
    order = await notices.wreaths.order(event)
    line = [one.given.institution for one in await notices.wreaths.store.delegations(event)]
    await notices.wreaths.move(event, order.version, school, "first", first, "Gospodarz miejsca", KEEPER)
    assert await tasks(notices) == ["Napisz do delegacji: zmieniła się godzina, miejsce albo kolejność"]
    moved = [one.given.institution for one in await notices.wreaths.store.delegations(event)]
    changed = {name for name in line if line.index(name) != moved.index(name)}
    waiting = {name for name, how in await reached(notices, event) if how is Reached.WAITS}
    assert waiting == changed != set(line)
    await sent(notices, event)
    again = (await mails(notices))[len(before) :]
    assert len(again) == len(changed)
    assert all(
        "Wcześniej pisaliśmy: 14.08.2026, 12:00–13:00, Pomnik, ul. Podmiejska, miejsce" in said for _, said in again
    )
    assert await tasks(notices) == []


async def test_a_new_hour_waits_until_somebody_writes_and_an_old_page_sends_nothing(notices: Notices, event: str):
    await enter(notices, event, "Wojewoda", "voivode", "wojewoda@example.pl")
    await sent(notices, event)
    seen = (await notices.wreaths.order(event)).version
    await notices.wreaths.calendar.move(event, 1, LATER, "Pociąg gości się spóźni", KEEPER)
    assert await reached(notices, event) == [("Wojewoda", Reached.WAITS)]
    with pytest.raises(Stale):
        await notices.send(event, seen, KEEPER)
    await sent(notices, event)
    assert "Kiedy: 14.08.2026, 14:00–15:00" in (await mails(notices))[-1][1]


@pytest.mark.parametrize(("other", "open_"), [("szkola@example.pl", 0), ("", 1)], ids=["all by mail", "one by phone"])
async def test_nobody_is_called_that_it_is_off_where_everybody_was_written(
    notices: Notices, event: str, other: str, open_: int
):
    await enter(notices, event, "Wojewoda", "voivode", "wojewoda@example.pl")
    await enter(notices, event, "Szkoła nr 8", "schools", other)
    await notices.wreaths.calendar.call_off(event, 1, "Żałoba narodowa w całym kraju", KEEPER)
    await sent(notices, event)
    assert "w tym terminie się nie odbędzie" in (await mails(notices))[0][1]
    assert len(await tasks(notices)) == open_


async def test_who_does_not_come_is_not_written_and_another_mailbox_reads_it_anew(notices: Notices, event: str):
    gone = await enter(notices, event, "Wojewoda", "voivode", "wojewoda@example.pl")
    stays = await enter(notices, event, "Szkoła nr 8", "schools", "szkola@example.pl")
    order = await notices.wreaths.order(event)
    await notices.wreaths.withdraw(event, gone, order.version, "Choroba", KEEPER)
    await sent(notices, event)
    one = await notices.wreaths.one(event, stays)
    await notices.wreaths.change(event, stays, one.version, one.given, Contact(None, "nowa@example.pl"), KEEPER)
    await sent(notices, event)
    assert [to for to, _ in await mails(notices)] == ["szkola@example.pl", "nowa@example.pl"]


async def test_the_mailbox_is_sealed_and_goes_with_the_names(notices: Notices, event: str, clock: SetClock):
    id = await enter(notices, event, "Wojewoda", "voivode", "wojewoda@example.pl")
    raw = await notices.database.collection("wreath_delegations").find_one({"_id": id})
    assert "wojewoda@" not in str(raw)
    clock.move(days=121 + 90)
    await LookingAfter(notices.wreaths).look_after()
    assert (await notices.wreaths.one(event, id)).email is None


async def test_an_order_that_is_older_than_its_hour_is_written_with_the_one_of_the_calendar(
    notices: Notices, event: str
):
    await enter(notices, event, "Wojewoda", "voivode", "wojewoda@example.pl")
    orders = notices.database.collection("wreath_orders")
    await orders.update_one({"_id": event}, {"$unset": {"when": "", "where": ""}})
    await sent(notices, event)
    assert "Kiedy: 14.08.2026, 12:00–13:00" in (await mails(notices))[0][1]
    assert await reached(notices, event) == [("Wojewoda", Reached.KNOWS)]


async def test_the_desk_shows_who_gets_what_and_a_person_sends_it(site: Site):
    event = await ceremony(site)
    assert "Nie ma jeszcze delegacji" in await page(site, event, "/wiadomosci")
    refused = await post(
        site, event, "/nowa", count="2", offering="wreath", provider="city", institution="X", email="a"
    )
    assert "Podaj adres e-mail" in refused.text
    await entered(site, event, "Szkoła nr 8", "schools", email="szkola@example.pl")
    await entered(site, event, "Sybiracy", "veterans")
    shown = await page(site, event, "/wiadomosci")
    assert "Miejsce w kolejności: " in shown
    assert "szkola@example.pl" not in shown
    assert "Bez e-maila: zadzwoń" in shown
    old = await post(site, event, "/wiadomosci", version="1")
    assert (old.status_code, "Nic nie wysłano" in old.text) == (412, True)
    assert (await post(site, event, "/wiadomosci", version=str(await version(site, event)))).status_code == 303
    assert await site.database.collection("mails").count_documents({"about": event}) == 1
    assert "Wyślij wiadomości" not in await page(site, event, "/wiadomosci")


async def test_mails_to_delegations_as_json(site: Site):
    event = await ceremony(site)
    given_: dict[str, Any] = {"institution": "Szkoła nr 8", "email": "szkola@example.pl"}
    at = f"{API}/wreaths/{event}"
    assert (await site.client.post(f"{at}/delegations", json=given_, headers=site.once(KEEPER))).status_code == 201
    [one] = (await site.client.get(f"{at}/notices", headers=site.by(KEEPER))).json()
    assert (one["institution"], one["reached"], "email" in one) == ("Szkoła nr 8", "waits", False)
    stale = await site.client.post(f"{at}/notices", headers={**site.once(KEEPER), "If-Match": '"9"'})
    assert stale.status_code == 412
    tag = (await site.client.get(at, headers=site.by(KEEPER))).headers["etag"]
    assert (await site.client.post(f"{at}/notices", headers={**site.once(KEEPER), "If-Match": tag})).status_code == 200
    [one] = (await site.client.get(f"{at}/notices", headers=site.by(KEEPER))).json()
    assert one["reached"] == "knows"
