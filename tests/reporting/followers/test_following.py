"""A resident follows a project by mail: only who confirms is told, all leave at one click, nobody is found out."""

import asyncio
import re

import httpx2 as httpx
import pytest

from services.reporting.followers.domain import Kind
from shared.asks import AskedTooOften
from shared.contracts.reporting import ProgressPublishedV1
from tests.reporting.conftest import OFFICER, ZDM, announced, checked, key, progressed, submitted
from tests.reporting.implementation.test_work import chosen, published_word

ANNA, JAN = "anna.kowalska@example.org", "jan@example.org"
PAGE = "/budzet-obywatelski/projekty/p-1/obserwowanie"
ASK = "/api/reporting/v1/projects/p-1/followers"
HOST = "http://localhost:8080"


async def building(site):
    """A project whose unit has told its plan: residents can follow it."""
    await chosen(site.house)
    await published_word(site)
    await site.house.hears(*await site.house.publishes(ProgressPublishedV1))
    await site.house.mailings.look_after()


async def ask(site, email=ANNA):
    return await site.client.post(ASK, json={"email": email}, headers=key())


async def letters(site, to=ANNA):
    return [mail for mail in await site.house.mails() if mail["to"] == to]


def link(mail, kind):
    (path,) = re.findall(rf"{HOST}(\S*/{kind}/\S+)", mail["text"])
    return str(path)


async def follow(site, email=ANNA):
    await ask(site, email)
    path = link((await letters(site, email))[-1], "potwierdzenie")
    assert (await site.client.post(path, data={})).status_code == 303
    return path


async def told(site, **changes):
    """An officer approves a word, and the house writes to followers."""
    now = site.house.clock.now()
    await site.house.hears(progressed(**{"published_at": now, **changes}))
    await site.house.mailings.look_after()


async def test_who_confirms_is_told_of_every_approved_word_and_who_does_not_is_not(site, clock):
    await building(site)
    await ask(site, JAN)
    await follow(site)
    clock.move(days=1)
    await told(site, note="Podpisaliśmy umowę.", photographs=2)
    await site.house.mailings.look_after()
    assert [mail["subject"] for mail in await letters(site, JAN)] == ["Potwierdź obserwowanie projektu"]
    (letter,) = (await letters(site))[1:]
    assert letter["subject"] == "Plac zabaw pod kasztanami: umowa z wykonawcą"
    for words in (
        "Podpisaliśmy umowę.",
        "Zaawansowanie: 40%.",
        "Wydano: 8\u00a0000 zł z 95\u00a0000 zł.",
        "zdjęcia: 2",
    ):
        assert words in letter["text"]


async def test_a_slip_an_end_and_an_abandonment_are_told_with_their_reasons(site, clock):
    await building(site)
    await follow(site)
    clock.move(days=1)
    await told(site, version=8, planned_end="2027-11-30", delay_reason="Nie wpłynęła oferta.")
    await told(site, version=9, stage="abandoned", planned_end=None, note="Teren okazał się prywatny.")
    slip, end = (mail["text"] for mail in (await letters(site))[1:])
    assert "Termin się przesuwa. Nie wpłynęła oferta.\nPlanowany koniec prac: 30.11.2027." in slip
    assert "Etap: odstąpiono od realizacji." in end
    assert "Teren okazał się prywatny." in end
    assert "To ostatnia wiadomość" in end


async def test_opening_the_link_confirms_nothing_and_pressing_the_button_twice_is_the_same_as_once(site):
    await building(site)
    await ask(site)
    path = link((await letters(site))[0], "potwierdzenie")
    for _ in range(2):
        page = await site.client.get(path)
        assert "Potwierdź obserwowanie" in page.text
        assert page.headers["referrer-policy"] == "no-referrer"
    assert await site.house.followers.store.count("p-1") == 0
    for _ in range(2):
        assert (await site.client.post(path, data={})).status_code == 303
    assert "Obserwujesz ten projekt" in (await site.client.get(path)).text
    assert await site.house.followers.store.count("p-1") == 1


async def test_the_answer_is_the_same_whoever_follows_already(site):
    await building(site)
    first = await ask(site, JAN)
    await follow(site)
    again, stranger = await ask(site), await ask(site, "nikt@example.org")
    assert (first.status_code, first.content) == (again.status_code, again.content) == (202, stranger.content)
    pages = [await site.client.post(PAGE, data={"email": email}) for email in (ANNA, "inny@example.org")]
    assert {(page.status_code, page.headers["location"]) for page in pages} == {(303, f"{PAGE}/wyslano")}
    assert (await letters(site))[-1]["subject"] == "Już obserwujesz ten projekt"
    assert await site.house.followers.store.count("p-1") == 1


@pytest.mark.parametrize("email", ["ANNA.Kowalska@Example.org", " anna.kowalska@example.org "])
async def test_an_address_written_otherwise_is_the_same_address(site, email):
    await building(site)
    await follow(site)
    await ask(site, email)
    followers = site.house.database.collection("followers")
    assert await followers.count_documents({}) == 1


async def test_an_address_that_asks_many_times_at_once_is_there_once(site):
    await building(site)
    answers = await asyncio.gather(*(ask(site) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {202}
    assert await site.house.database.collection("followers").count_documents({}) == 1
    assert len(await letters(site)) == 4, "as many letters as an address may get in a day"


async def test_an_address_gets_only_a_few_letters_a_day_and_more_the_next_day(site, clock):
    await building(site)
    for _ in range(6):
        assert (await ask(site)).status_code == 202
    assert len(await letters(site)) == 4
    clock.move(days=1)
    await site.house.mailings.forget()
    await ask(site)
    assert len(await letters(site)) == 5


async def test_an_address_that_is_not_confirmed_in_time_is_deleted(site, clock):
    await building(site)
    await ask(site)
    path = link((await letters(site))[0], "potwierdzenie")
    await follow(site, JAN)
    clock.move(days=4)
    assert (await site.client.post(path, data={})).status_code == 410
    await site.house.mailings.forget()
    assert await site.house.database.collection("followers").count_documents({}) == 1
    assert (await site.client.get(path)).status_code == 410


async def test_a_mail_program_leaves_at_one_click_without_a_page(site, clock):
    await building(site)
    await follow(site)
    clock.move(days=1)
    await told(site)
    letter = (await letters(site))[-1]
    path = letter["leave"].removeprefix(HOST)
    assert letter["leave"] in letter["text"]
    assert "Zrezygnować z wiadomości?" in (await site.client.get(path)).text
    assert await site.house.followers.store.count("p-1") == 1, "looking is not leaving"
    for _ in range(2):
        answer = await site.client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200, "RFC 8058 allows no redirection"
        assert "Nie będziemy już pisać" in answer.text
    assert await site.house.database.collection("followers").count_documents({}) == 0
    assert await letters(site) == [], "what was not delivered yet is not delivered any more"


async def test_who_left_between_two_parts_is_written_to_no_more(site, clock):
    await building(site)
    await follow(site)
    id = (await site.house.database.collection("followers").find_one({}))["_id"]
    leave = site.house.addresses.departure(await site.house.followers.store.get(id))
    clock.move(days=1)
    await site.house.hears(progressed(published_at=clock.now()))
    await site.client.post(leave.removeprefix(HOST), data={})
    await site.house.mailings.look_after()
    assert await letters(site) == []


@pytest.mark.parametrize("kind", ["potwierdzenie", "rezygnacja"])
async def test_a_link_that_was_made_up_opens_nothing(site, kind):
    path = f"/budzet-obywatelski/projekty/obserwowanie/{kind}/abcdefghijklmnop"
    assert (await site.client.get(path)).status_code == 404
    assert (await site.client.post(path, data={})).status_code == 404


async def test_the_link_that_confirms_does_not_leave_and_the_other_way_round(site):
    await building(site)
    path = await follow(site)
    other = path.replace("potwierdzenie", "rezygnacja")
    assert (await site.client.post(other, data={})).status_code == 404
    assert await site.house.followers.store.count("p-1") == 1


@pytest.mark.parametrize("email", ["", "nie adres", "a@b", "x" * 300 + "@example.org"])
async def test_what_is_no_address_is_said_at_its_field(site, email):
    await building(site)
    answer = await site.client.post(PAGE, data={"email": email})
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert (await ask(site, email)).status_code == 422


async def test_only_a_project_that_was_chosen_and_is_not_over_is_followed(site, clock):
    await site.house.hears(announced(), submitted(), checked())
    answer = await ask(site)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-followable")
    assert (await site.client.post(PAGE, data={"email": ANNA})).status_code == 409
    assert 'name="email"' not in (await site.client.get("/budzet-obywatelski/projekty/p-1")).text
    assert (await site.client.get(PAGE.replace("p-1", "p-9"))).status_code == 404


async def test_followers_are_forgotten_thirty_days_after_the_end(site, clock):
    await building(site)
    path = await follow(site)
    await ask(site, JAN)
    clock.move(days=1)
    await told(site, stage="finished", percent=100, planned_end=None)
    late = link((await letters(site, JAN))[0], "potwierdzenie")
    assert (await site.client.post(late, data={})).status_code == 409, "it has ended meanwhile"
    clock.move(days=29)
    await site.house.mailings.forget()
    assert await site.house.followers.store.count("p-1") == 1
    clock.move(days=3)
    await site.house.mailings.forget()
    assert await site.house.database.collection("followers").count_documents({}) == 0
    assert (await site.client.get(path)).status_code == 410


async def test_from_one_network_address_as_many_ask_in_a_day_as_may_and_it_is_stored_nowhere(site, clock):
    await building(site)
    most, address = site.house.asks.most, "81.2.69.160"
    emails = [f"osoba{number}@example.org" for number in range(most + 2)]
    asks = (site.house.followers.ask(Kind.PROJECT, "p-1", email, address) for email in emails)
    ends = await asyncio.gather(*asks, return_exceptions=True)
    assert [type(end) for end in ends if end] == [AskedTooOften, AskedTooOften]
    assert len(await site.house.mails()) == most
    await site.house.followers.ask(Kind.PROJECT, "p-1", ANNA, "81.2.69.161")
    [row, _] = [one async for one in site.house.database.collection("follow_asks").find().sort("count", -1)]
    assert row["count"] == most
    assert address not in str(row)
    transport = httpx.ASGITransport(app=site.app, client=(address, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        refused = await client.post(ASK, json={"email": JAN}, headers=key())
        assert (refused.status_code, refused.headers["content-type"]) == (429, "application/problem+json")
        page = await client.post(PAGE, data={"email": JAN, "form_key": key()["Idempotency-Key"]})
        assert page.status_code == 429
        assert JAN in page.text, "nothing typed is lost"
        assert int(refused.headers["Retry-After"]) <= 24 * 3_600
    clock.move(days=1)
    await site.house.asks.forget()
    assert await site.house.database.collection("follow_asks").count_documents({}) == 0
    await site.house.followers.ask(Kind.PROJECT, "p-1", JAN, address)


async def test_replicas_that_tick_at_once_write_to_each_follower_once(site, clock):
    await building(site)
    many = [f"osoba{number}@example.org" for number in range(120)]
    for email in many:
        await site.house.followers.ask(Kind.PROJECT, "p-1", email, None)
    followers = site.house.database.collection("followers")
    await followers.update_many({}, {"$set": {"confirmed_at": clock.now(), "expires_at": None}})
    await site.house.database.collection("mails").delete_many({})
    clock.move(days=1)
    await site.house.hears(progressed(published_at=clock.now()))
    await asyncio.gather(*(site.house.mailings.look_after() for _ in range(4)))
    await site.house.mailings.look_after()
    assert sorted(mail["to"] for mail in await site.house.mails()) == sorted(many)


async def test_a_second_delivery_of_the_news_writes_no_second_letter(site, clock, deliver):
    await building(site)
    await follow(site)
    clock.move(days=1)
    event = progressed(published_at=clock.now())
    for id in ("the-same", "the-same", "read anew from the log"):
        await deliver(event, site.house.mailings.follow_progress, id)
        await site.house.mailings.look_after()
    assert len(await letters(site)) == 2


async def test_officers_see_what_has_become_of_the_letters_and_no_address(site, clock):
    await building(site)
    await follow(site)
    clock.move(days=1)
    await told(site)
    answer = (await site.client.get(ASK, headers=site.by(OFFICER))).json()
    assert answer["followers"] == 1
    assert [(one["letters"], one["waiting"], one["done"]) for one in answer["mailings"]] == [(1, 1, True), (0, 0, True)]
    page = await site.client.get("/panel/realizacja/p-1/obserwujacy", headers=site.by(OFFICER))
    assert page.status_code == 200
    assert ANNA not in page.text
    assert (await site.client.get(ASK, headers=site.by(ZDM))).status_code == 403
    assert (await site.client.get(ASK)).status_code == 401


async def test_an_address_stands_nowhere_in_the_open(site):
    await building(site)
    await follow(site)
    for name in await site.house.database.names(""):
        async for row in site.house.database.collection(name).find():
            assert ANNA not in str(row), name
    assert all(ANNA not in str(event) for event in await site.house.publishes(ProgressPublishedV1))
