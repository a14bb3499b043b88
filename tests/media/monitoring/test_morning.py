"""What monitoring says by itself: a topic that jumps, once; the digest of each working day as page, file and mail."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.media.monitoring.domain.topic import JumpRule
from shared.access import Role
from shared.contracts.media import TaskClosedV1, TaskOpenedV1
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS
from tests.media.monitoring.conftest import (
    INSIDE,
    MAILBOX,
    XML,
    Web,
    article,
    at,
    feed,
    mails,
    source,
    tick,
    topic,
)
from tests.media.requests.conftest import told

HOME = "/panel/monitoring"
RULE = JumpRule(times=3, least=5, days=14)
TEXTS = (
    "Kierowcy stoją w długich kolejkach przy zwężeniu jezdni obok starego dworca kolejowego",
    "Piesi proszą o przejście bliżej szkoły, bo teraz nadkładają pół kilometra każdego ranka",
    "Rowerzyści liczą ubytki w nawierzchni i wysyłają zdjęcia do zarządcy, ten odpowiada po miesiącu",
    "Sklepikarze z rynku skarżą się na spadek obrotów, odkąd zniknęły miejsca postojowe dla klientów",
    "Rodzice przedszkolaków chcą, żeby autobus zatrzymywał się bliżej bramy placówki na osiedlu",
    "Seniorzy pytają, kiedy wrócą ławki zabrane jesienią do naprawy przez pracowników zieleni",
    "Strażnicy miejscy wystawili podwójną liczbę mandatów za parkowanie na trawnikach pod blokami",
)


@pytest.mark.parametrize(
    ("today", "before", "jumps"),
    [
        (5, [0] * 14, True),
        (4, [0] * 14, False),
        (6, [2] * 14, True),
        (5, [2] * 14, False),
        (9, [3] * 14, True),
        (8, [3] * 14, False),
        (5, [0] * 8 + [9] * 6, True),
        (5, [1] * 7 + [2] * 7, True),
        (4, [1] * 14, False),
        (100, [40] * 14, False),
    ],
)
def test_a_jump_is_three_times_the_median_and_five_at_least(today: int, before: list[int], jumps: bool):
    assert RULE.holds(today, before) is jumps


@given(st.integers(0, 50), st.lists(st.integers(0, 50), min_size=14, max_size=14), st.integers(0, 50))
def test_more_on_the_day_never_undoes_a_jump(today: int, before: list[int], more: int):
    if RULE.holds(today, before):
        assert RULE.holds(today + more, before)


async def flooded(site: Site, web: Web, clock: SetClock, number: int, first: int = 100) -> None:
    """`number` different stories about pavements come in today."""
    web.pages["/feed"] = (
        200,
        XML,
        feed(*(article(first + n, clock.moment, f"Chodnik: głos {n}", TEXTS[n]) for n in range(number))),
    )
    clock.move(minutes=31)
    await tick(site)


async def watched(site: Site, web: Web, clock: SetClock) -> str:
    """A topic and a source that has been watched for as long as the rule looks back."""
    web.pages["/feed"] = (200, XML, feed(article(1, clock.moment, "Stary chodnik", "Jedna dawna sprawa")))
    await source(site, web.url("/feed"))
    id = await topic(site, "Chodniki", "chodnik")
    await tick(site)
    clock.move(days=14)
    return id


async def test_a_topic_that_jumps_is_a_task_and_a_mail_once_until_somebody_has_looked(
    site: Site, web: Web, clock: SetClock
):
    id = await watched(site, web, clock)
    await flooded(site, web, clock, 4)
    await tick(site, "monitoring jumps")
    assert await told(site, TaskOpenedV1) == []
    await flooded(site, web, clock, 6, first=104)  # Four of them are there already by another address: copies.
    await asyncio.gather(*(tick(site, "monitoring jumps") for _ in range(3)))
    [task] = await told(site, TaskOpenedV1)
    assert isinstance(task, TaskOpenedV1)
    assert (task.kind, task.title, task.role) == ("topic_jump", "Chodniki", Role.PRESS_OFFICER)
    assert task.link == f"{HOME}/tematy/{id}"
    [mail] = [mail for mail in await mails(site) if "nagle dużo" in mail["subject"]]
    assert mail["to"] == MAILBOX
    assert "6 różnych publikacji" in mail["text"]
    assert "(mediana 14 poprzednich dni): 0." in mail["text"]
    home = await site.client.get(HOME, headers=site.by(PRESS))
    assert "Nagle dużo o temacie" in home.text
    seen = {"jump_id": f"{id}-2026-04-29"}
    for who, code in ((person(Role.MAYOR), 403), (PRESS, 303), (PRESS, 303)):
        answer = await site.client.post(f"{HOME}/tematy/{id}/zobaczone", data=seen, headers=site.by(who))
        assert answer.status_code == code
    [closed] = await told(site, TaskClosedV1)
    assert isinstance(closed, TaskClosedV1)
    assert closed.task_id == task.task_id
    await tick(site, "monitoring jumps")
    assert len(await told(site, TaskOpenedV1)) == 1
    page = await site.client.get(f"{HOME}/tematy/{id}", headers=site.by(PRESS))
    assert "Wcześniejsze alarmy" in page.text
    assert "Nagle dużo o tym temacie" not in page.text


async def test_copies_of_one_dispatch_are_no_jump(site: Site, web: Web, clock: SetClock):
    await watched(site, web, clock)
    same = "Chodnik przy ulicy Asnyka zamknięty, piesi idą objazdem przez park, prace potrwają do piątku"
    web.pages["/feed"] = (
        200,
        XML,
        feed(*(article(200 + n, clock.moment, f"Portal {n} donosi", same) for n in range(7))),
    )
    clock.move(minutes=31)
    await tick(site)
    await tick(site, "monitoring jumps")
    assert await told(site, TaskOpenedV1) == []


async def test_in_its_first_days_monitoring_knows_no_jump(site: Site, web: Web, clock: SetClock):
    web.pages["/feed"] = (200, XML, feed(article(1, clock.moment)))
    await source(site, web.url("/feed"))
    await topic(site, "Chodniki", "chodnik")
    await tick(site)
    await flooded(site, web, clock, 6)
    await tick(site, "monitoring jumps")
    assert await told(site, TaskOpenedV1) == []
    page = await site.client.get(f"{HOME}/tematy", headers=site.by(PRESS))
    assert "Alarmy zaczną się" in page.text


async def test_the_rule_of_a_jump_is_a_setting(make_site: Callable[..., Awaitable[Site]], web: Web, clock: SetClock):
    rule = JumpRule(times=2, least=2, days=3)
    site = await make_site("media", monitoring_inside=INSIDE, monitoring_jump=rule)
    await watched(site, web, clock)
    await flooded(site, web, clock, 2)
    await tick(site, "monitoring jumps")
    assert len(await told(site, TaskOpenedV1)) == 1


async def test_the_digest_is_written_once_on_working_days_from_its_hour_on(site: Site, web: Web, clock: SetClock):
    # Friday 17 April 2026.
    clock.moment = at("2026-04-17T06:30")
    web.pages["/feed"] = (200, XML, feed(article(1, clock.moment - timedelta(hours=2), "Protest na rynku", TEXTS[3])))
    await source(site, web.url("/feed"))
    await tick(site)
    await tick(site, "monitoring digest")
    assert await mails(site) == []
    clock.moment = at("2026-04-17T07:00")
    await asyncio.gather(*(tick(site, "monitoring digest") for _ in range(3)))
    [mail] = await mails(site)
    assert mail["to"] == MAILBOX
    assert mail["subject"] == "Monitoring mediów, 17.04.2026: 1"
    assert f"{HOME}/przeglad/2026-04-17" in mail["text"]
    assert "Protest na rynku" in mail["html"]
    assert "Protest na rynku" not in mail["text"]
    for day in ("18", "19"):  # Saturday and Sunday
        clock.moment = at(f"2026-04-{day}T09:00")
        web.pages["/feed"] = (200, XML, feed(article(int(day), clock.moment, f"Sobota i niedziela {day}")))
        await tick(site)
        await tick(site, "monitoring digest")
    assert len(await mails(site)) == 1
    clock.moment = at("2026-04-20T08:00")
    await tick(site, "monitoring digest")
    monday = (await mails(site))[-1]
    assert monday["subject"] == "Monitoring mediów, 20.04.2026: 2"
    assert "Sobota i niedziela 18" in monday["html"]
    assert "Protest na rynku" not in monday["html"]


async def test_a_free_day_has_no_digest_and_without_sources_there_is_none(site: Site, web: Web, clock: SetClock):
    clock.moment = at("2026-04-15T08:00")
    await tick(site, "monitoring digest")
    assert await mails(site) == []
    await source(site, web.url("/feed"))
    clock.moment = at("2026-05-01T08:00")
    await tick(site, "monitoring digest")
    assert await mails(site) == []
    clock.moment = at("2026-05-04T08:00")
    await tick(site, "monitoring digest")
    [mail] = await mails(site)
    assert mail["subject"].endswith(": 0")


async def digest_of(site: Site, web: Web, clock: SetClock) -> None:
    clock.moment = at("2026-04-17T06:00")
    entries = [
        article(1, clock.moment, "Chodnik do remontu: protest mieszkańców", TEXTS[1]),
        article(2, clock.moment - timedelta(hours=1), "Nagroda dla biblioteki", "Zażółcona <b>półka</b> & „książki”"),
        article(3, clock.moment - timedelta(hours=2), "Znaki: 漢字, emoji 🎉 i <script>x</script>", ""),
    ]
    web.pages["/feed"] = (200, XML, feed(*({**one, "title": f"<![CDATA[{one['title']}]]>"} for one in entries)))
    await source(site, web.url("/feed"))
    await source(site, web.url("/nobody"), name="Milczący portal")
    await topic(site, "Chodniki", "chodnik")
    await tick(site)
    clock.moment = at("2026-04-17T07:10")
    await tick(site, "monitoring digest")


async def test_the_digest_as_a_file_is_tagged_and_says_what_the_page_says(site: Site, web: Web, clock: SetClock):
    await digest_of(site, web, clock)
    page = await site.client.get(f"{HOME}/przeglad/2026-04-17", headers=site.by(PRESS))
    answer = await site.client.get(f"{HOME}/przeglad/2026-04-17.pdf", headers=site.by(person(Role.MAYOR)))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    text = "\n".join(sheet.extract_text() for sheet in reader.pages)
    for words in ("Chodnik do remontu: protest mieszkańców", "Nagroda dla biblioteki", "Poza tematami"):
        assert words in text
        assert words in page.text
    for words in ("Różnych publikacji: 3", "negatywny 1", "pozytywny 1", "2026, 05:00"):
        assert words in text
    assert web.url("/a/1") in text
    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "pl"
    assert reader.metadata is not None
    assert reader.metadata.title == "Monitoring mediów, 17.04.2026"
    assert "<script>x" not in page.text
    listed = await site.client.get(f"{HOME}/przeglad", headers=site.by(PRESS))
    assert f"{HOME}/przeglad/2026-04-17.pdf" in listed.text
    assert (await site.client.get(f"{HOME}/przeglad/2026-04-16", headers=site.by(PRESS))).status_code == 404


async def test_the_mail_of_the_digest_harms_nobody_and_a_persons_word_holds_in_the_file(
    site: Site, web: Web, clock: SetClock
):
    await digest_of(site, web, clock)
    [mail] = await mails(site)
    assert "<script>x" not in mail["html"]
    assert "http://localhost:8080/panel/monitoring/wzmianka/" in mail["html"]
    row = await site.database.collection("mentions").find_one({"title": {"$regex": "^Chodnik"}})
    assert row is not None
    sent = {"version": "1", "tone": "positive"}
    await site.client.post(f"{HOME}/wzmianka/{row['_id']}/ton", data=sent, headers=site.by(PRESS))
    answer = await site.client.get(f"{HOME}/przeglad/2026-04-17.pdf", headers=site.by(PRESS))
    assert "pozytywny 2" in pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()


async def test_a_source_that_brings_nothing_for_a_day_is_named_in_the_digest(site: Site, web: Web, clock: SetClock):
    await digest_of(site, web, clock)
    page = await site.client.get(f"{HOME}/przeglad/2026-04-17", headers=site.by(PRESS))
    assert "Milczący portal" not in page.text
    clock.moment = at("2026-04-20T07:10")
    await tick(site)
    await tick(site, "monitoring digest")
    page = await site.client.get(f"{HOME}/przeglad/2026-04-20", headers=site.by(PRESS))
    assert "Milczący portal" in page.text


async def test_the_digest_reaches_every_mailbox_of_the_press_office_and_of_the_leadership_once(
    make_site: Callable[..., Awaitable[Site]], web: Web, clock: SetClock
):
    both = ["prasa@um.example", "rzecznik@um.example"]
    head = "prezydent@um.example"
    site = await make_site("media", press_mailboxes=tuple(both), press_leadership=(head,), monitoring_inside=INSIDE)
    clock.moment = at("2026-04-17T06:30")
    web.pages["/feed"] = (200, XML, feed(article(1, clock.moment - timedelta(hours=2), "Protest na rynku")))
    await source(site, web.url("/feed"))
    await tick(site)
    clock.moment = at("2026-04-17T07:00")
    await asyncio.gather(*(tick(site, "monitoring digest") for _ in range(3)))
    assert sorted(mail["to"] for mail in await mails(site)) == sorted([*both, head])
