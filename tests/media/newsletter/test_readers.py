"""Residents ask for the newsletter: only who confirms gets it, all leave at one click, nobody is found out."""

import asyncio
import re
from typing import Any

import httpx2 as httpx
import pytest

from services.media.newsletter.domain.readers import Topic
from services.media.newsletter.store import MongoNewsletterStore
from shared.store import new_id
from tests.conftest import SetClock, Site
from tests.media.conftest import PRESS
from tests.media.newsletter.addresses import HOST, link, mails, readers

API = "/api/media/v1/newsletter"
ANNA = "anna.kowalska@example.org"


async def ask(site: Site, email: str = ANNA, *topics: str) -> Any:
    return await site.client.post("/newsletter", data={"email": email, "topics": list(topics) or ["news", "warnings"]})


async def confirmed(site: Site) -> None:
    await ask(site)
    assert (await site.client.post(link((await mails(site))[-1], "potwierdzenie"), data={})).status_code == 303


async def test_an_address_reads_only_after_its_owner_has_pressed_a_button(site: Site) -> None:
    answer = await ask(site)
    assert (answer.status_code, answer.headers["location"]) == (303, "/newsletter/wyslano")
    store = MongoNewsletterStore(site.database)
    path = link((await mails(site))[0], "potwierdzenie")
    page = await site.client.get(path)
    assert "Tak, chcę dostawać newsletter" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert await store.count_readers(Topic.NEWS) == 0
    assert (await site.client.post(path, data={})).status_code == 303
    assert "Dostajesz newsletter" in (await site.client.get(path)).text
    assert [await store.count_readers(topic) for topic in Topic] == [1, 0, 1, 0]


async def test_whoever_asks_gets_the_same_answer_and_only_the_owner_learns_more(site: Site) -> None:
    first = await ask(site)
    await confirmed(site)
    again = await ask(site, ANNA.upper(), "releases")
    assert (again.status_code, again.headers["location"], again.text) == (303, first.headers["location"], first.text)
    assert (await mails(site))[-1]["subject"] == "Dostajesz już newsletter miasta"
    assert len(await readers(site)) == 1
    assert (await readers(site))[0]["topics"] == ["news", "warnings"]


async def test_the_same_address_asked_for_at_once_is_one_reader_and_gets_at_most_four_letters_a_day(site: Site) -> None:
    answers = await asyncio.gather(*(ask(site) for _ in range(12)))
    assert {answer.status_code for answer in answers} == {303}
    assert len(await readers(site)) == 1
    assert len(await mails(site)) == 4


async def test_no_address_lies_about_in_the_open(site: Site) -> None:
    await confirmed(site)
    for name in await site.database.names(""):
        async for row in site.database.collection(name).find({}):
            assert "anna" not in repr(row).lower()


async def test_a_mail_program_leaves_at_one_click_and_the_address_is_deleted(site: Site) -> None:
    await confirmed(site)
    await ask(site)
    leave = (await mails(site))[-1]["leave"].removeprefix(HOST)
    assert "Zrezygnować z newslettera?" in (await site.client.get(leave)).text
    assert len(await readers(site)) == 1
    for _ in range(2):  # RFC 8058: no redirection, no cookie, as often as one likes
        answer = await site.client.post(leave, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert await readers(site) == []
    assert await mails(site) == []
    assert "Adres jest usunięty" in (await site.client.get(leave)).text


async def test_a_reader_chooses_other_topics(site: Site) -> None:
    await confirmed(site)
    await ask(site)
    choice = link((await mails(site))[-1], "wybor")
    assert (await site.client.post(choice, data={})).status_code == 422
    assert (await site.client.post(choice, data={"topics": "civic_budget"})).status_code == 303
    assert (await readers(site))[0]["topics"] == ["civic_budget"]


async def test_a_paused_address_is_told_to_its_owner_and_counted_at_the_desk(site: Site, clock: SetClock) -> None:
    await confirmed(site)
    await ask(site)
    letter = (await mails(site))[-1]
    choice, leave = link(letter, "wybor"), letter["leave"].removeprefix(HOST)
    desk = site.by(PRESS)
    assert "wstrzymane adresy" not in (await site.client.get("/panel/newsletter", headers=desk)).text
    pause = {"$set": {"paused_at": clock.now(), "confirmed_at": None}}
    await site.database.collection("newsletter_readers").update_many({}, pause)
    assert "wstrzymane adresy" in (await site.client.get("/panel/newsletter", headers=desk)).text
    assert "Serwer Twojej poczty nie przyjmował" in (await site.client.get(choice)).text
    assert "Zrezygnować z newslettera?" in (await site.client.get(leave)).text


async def test_a_link_is_good_for_three_days_and_then_the_address_is_deleted(site: Site, clock: SetClock) -> None:
    await ask(site)
    path = link((await mails(site))[0], "potwierdzenie")
    clock.move(days=4)
    assert (await site.client.get(path)).status_code == 410
    assert (await site.client.post(path, data={})).status_code == 410
    await site.app.state.ticks.work("newsletter readers")()
    assert await readers(site) == []


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"email": "anna", "topics": "news"}, "email"),
        ({"email": "", "topics": "news"}, "email"),
        ({"email": ANNA}, "topics"),
        ({"email": ANNA, "topics": "gossip"}, "topics"),
        ({"email": "a" * 250 + "@example.org", "topics": "news"}, "email"),
    ],
)
async def test_a_form_that_does_not_hold_says_where_and_keeps_what_was_typed(
    site: Site, data: dict[str, str], field: str
) -> None:
    answer = await site.client.post("/newsletter", data=data)
    assert answer.status_code == 422
    assert f'id="{field}' in answer.text
    assert f'href="#{field}' in answer.text
    assert await readers(site) == []


@pytest.mark.parametrize("kind", ["potwierdzenie", "wybor", "rezygnacja"])
async def test_a_made_up_link_opens_nothing(site: Site, kind: str) -> None:
    path = f"/newsletter/{kind}/IjEyMyI.made-up-by-somebody"
    assert (await site.client.get(path)).status_code == 404
    assert (await site.client.post(path, data={"topics": "news"})).status_code == 404


async def test_from_one_network_address_as_many_sign_up_in_a_day_as_may(site: Site) -> None:
    address, counts = "81.2.69.160", site.database.collection("newsletter_asks")
    transport = httpx.ASGITransport(app=site.app, client=(address, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        for name in ("anna", "jan"):
            given = {"email": f"{name}@example.org", "topics": ["releases"]}
            assert (await client.post("/newsletter", data=given)).status_code == 303
        [row] = [row async for row in counts.find({})]
        assert (row["count"], address in str(row)) == (2, False)
        await counts.update_one({"_id": row["_id"]}, {"$set": {"count": 30}})
        given = {"email": "ewa@example.org", "topics": ["releases"]}
        page = await client.post("/newsletter", data=given)
        assert page.status_code == 429
        assert "Spróbuj jutro" in page.text
        assert "ewa@example.org" in page.text, "nothing typed is lost"
        assert re.search(r'value="releases"[^>]* checked', page.text)
        refused = await client.post(f"{API}/subscriptions", json=given, headers={"Idempotency-Key": new_id()})
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/asked-too-often")
    assert int(refused.headers["Retry-After"]) > 0
    assert len(await mails(site)) == 2
    assert (await ask(site)).status_code == 303, "others sign up"
