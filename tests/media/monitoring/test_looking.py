"""Sources are looked at politely, and what they do wrong harms nobody: against a real server that misbehaves."""

import asyncio
import gzip
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import SetClock, Site
from tests.media.conftest import PRESS
from tests.media.monitoring.conftest import (
    API,
    HTML,
    XML,
    Web,
    article,
    feed,
    mentions,
    source,
    state,
    tick,
)


async def looked(site: Site, clock: SetClock, minutes: float = 31) -> None:
    clock.move(minutes=minutes)
    await tick(site)


async def test_a_feed_becomes_mentions_with_links_and_short_pieces_alone(site: Site, web: Web, clock: SetClock):
    long = "Radni pytali o remont. " * 100
    one = article(1, clock.moment, "Remont ulicy Asnyka", f"<p>{long}</p><script>alert(1)</script>")
    other = article(2, clock.moment - timedelta(hours=3), "Nowy plac zabaw dla dzieci &amp;amp; dorosłych")
    web.pages["/feed"] = (200, XML, feed(one, other))
    await source(site, web.url("/feed"))
    await tick(site)
    first, second = await mentions(site)
    assert first["title"] == "Remont ulicy Asnyka"
    assert first["url"] == web.url("/a/1")
    assert len(first["snippet"]) <= 240
    assert first["snippet"].endswith("…")
    assert second["title"] == "Nowy plac zabaw dla dzieci & dorosłych"
    stored = await site.database.collection("mentions").find_one({"url": web.url("/a/1")})
    assert long[:300] not in str(stored)
    assert "alert(1)" not in str(stored)


async def test_what_has_not_changed_is_not_sent_again(site: Site, web: Web, clock: SetClock):
    body = feed(article(1, clock.moment))
    web.pages["/feed"] = (200, {**XML, "ETag": 'W/"a1"', "Last-Modified": "Wed, 15 Apr 2026 10:00:00 GMT"}, body)
    id = await source(site, web.url("/feed"))
    await tick(site)
    web.pages["/feed"] = (304, {}, b"")
    await looked(site, clock)
    first, second = web.requests("/feed")
    assert "if-none-match" not in first
    assert second["if-none-match"] == 'W/"a1"'
    assert second["if-modified-since"] == "Wed, 15 Apr 2026 10:00:00 GMT"
    seen = await state(site, id)
    assert seen["trouble"] is None
    assert seen["fresh_at"].startswith("2026-04-15T10:31")
    assert len(await mentions(site)) == 1


async def test_a_source_is_asked_as_seldom_as_the_house_says_and_once(site: Site, web: Web, clock: SetClock):
    web.pages["/feed"] = (200, XML, feed(article(1, clock.moment)))
    await source(site, web.url("/feed"))
    await asyncio.gather(*(tick(site) for _ in range(3)))
    await looked(site, clock, 29)
    assert len(web.requests("/feed")) == 1
    await looked(site, clock, 2)
    assert len(web.requests("/feed")) == 2
    assert len(await mentions(site)) == 1


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        ((200, {}, b"User-agent: *\nDisallow: /feed"), False),
        ((200, {}, b"User-agent: *\nDisallow: /*.xml$\nDisallow: /f*d"), False),
        ((200, {}, b"User-agent: RatuszMonitoring\nDisallow: /\n\nUser-agent: *\nAllow: /"), False),
        ((200, {}, b"User-agent: other\nDisallow: /"), True),
        ((200, {}, b"User-agent: *\nDisallow: /\nAllow: /feed"), True),
        ((404, {}, b""), True),
        ((403, {}, b""), True),
        ((500, {}, b""), False),
        ((429, {}, b""), False),
    ],
)
async def test_what_a_site_does_not_want_fetched_is_not(
    site: Site, web: Web, clock: SetClock, robots: Any, asked: bool
):
    web.pages |= {"/robots.txt": robots, "/feed": (200, XML, feed(article(1, clock.moment)))}
    id = await source(site, web.url("/feed"))
    await tick(site)
    assert bool(web.requests("/feed")) is asked
    assert (await state(site, id))["trouble"] == (None if asked else "forbidden")
    await looked(site, clock, 61)
    assert len(web.requests("/robots.txt")) == (1 if robots[0] in (200, 404, 403) else 2)


@pytest.mark.parametrize(
    ("after", "minutes"),
    [("7200", 120), ("Wed, 15 Apr 2026 13:00:00 GMT", 180), ("10", 60), ("soon", 60), ("999999999", 7 * 24 * 60)],
)
async def test_who_asks_to_wait_is_given_the_time(site: Site, web: Web, clock: SetClock, after: str, minutes: int):
    web.pages["/feed"] = (429, {"Retry-After": after}, b"")
    id = await source(site, web.url("/feed"))
    await tick(site)
    seen = await state(site, id)
    assert seen["trouble"] == "asked_to_wait"
    due = clock.moment + timedelta(minutes=minutes)
    assert seen["due_at"] == due.isoformat().replace("+00:00", "Z")
    await looked(site, clock, minutes - 1)
    assert len(web.requests("/feed")) == 1
    await looked(site, clock, 2)
    assert len(web.requests("/feed")) == 2


async def test_each_failure_doubles_the_pause_up_to_a_day_and_a_success_ends_it(site: Site, web: Web, clock: SetClock):
    web.pages["/feed"] = (500, {}, b"")
    id = await source(site, web.url("/feed"))
    await tick(site)
    for pause in (60, 120, 240, 480, 960, 1_440, 1_440):
        seen = await state(site, id)
        due = clock.moment + timedelta(minutes=pause)
        assert seen["due_at"] == due.isoformat().replace("+00:00", "Z"), pause
        await looked(site, clock, pause)
    web.pages["/feed"] = (200, XML, feed(article(1, clock.moment)))
    await looked(site, clock, 1_440)
    seen = await state(site, id)
    assert (seen["trouble"], seen["failures"]) == (None, 0)
    assert len(await mentions(site)) == 1


async def test_what_is_gone_is_left_alone_until_somebody_changes_it(site: Site, web: Web, clock: SetClock):
    web.pages["/feed"] = (410, {}, b"")
    id = await source(site, web.url("/feed"))
    await tick(site)
    await looked(site, clock, 20_000)
    assert len(web.requests("/feed")) == 1
    body = {"name": "Głos Próbny", "url": web.url("/new"), "kind": "feed", "medium": "portal"}
    web.pages["/new"] = (200, XML, feed(article(1, clock.moment)))
    headers = {**site.by(PRESS), "If-Match": '"1"'}
    assert (await site.client.put(f"{API}/sources/{id}", json=body, headers=headers)).status_code == 200
    await tick(site)
    assert (await state(site, id))["trouble"] is None


BOMB = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + place)} '{f'&{chr(97 + place)};' * 10}'>" for place in range(12)
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
NESTED = b"<rss version='2.0'><channel>" + b"<item>" * 200_000
HOSTILE = {
    "a bomb of entities": feed(article(1, None, "&m;"), prefix=f"<?xml version='1.0'?>{BOMB}]>"),
    "a bomb in UTF-16": feed(article(1, None, "&m;"), prefix=f"{BOMB}]>").decode().encode("utf-16"),
    "an entity from a file": feed(article(1, None, "&a;"), prefix=OUTSIDE),
    "a file of this machine": b"/etc/passwd",
    "an address of this machine": b"http://127.0.0.1/feed",
    "no end of nesting": NESTED,
    "no end of other nesting": b"<rss version='2.0'><channel><item>" + b"<a>" * 500_000,
    "comments without end": b"<rss version='2.0'><channel>" + b"<!-- " * 300_000,
    "lines without end": b"\n" * 1_500_000,
    "no XML at all": b"\x00\xff\xfe" * 5_000,
    "nothing": b"",
    "a page instead of a feed": b"<html><body><p>Nie ma takiej strony</p></body></html>",
    "attributes without end": b"<rss version='2.0' " + b"a='" * 300_000,
}


EMPTY = ("comments without end",)
"""Feeds still, with nothing in them."""


@pytest.mark.parametrize("kind", HOSTILE)
async def test_hostile_feeds_are_unreadable_and_harmless(site: Site, web: Web, clock: SetClock, kind: str):
    web.pages |= {"/bad": (200, XML, HOSTILE[kind]), "/good": (200, XML, feed(article(2, clock.moment)))}
    id = await source(site, web.url("/bad"))
    await source(site, web.url("/good"), name="Dobre źródło")
    await tick(site)
    [good] = [one for one in await mentions(site) if one["source"] == "Dobre źródło"]
    assert good["title"] == "Wiadomość numer 2 z miasta"
    assert "root:" not in str(await mentions(site))
    assert len(await mentions(site)) == 1
    assert (await state(site, id))["trouble"] == (None if kind in EMPTY else "unreadable")


async def test_a_broken_feed_gives_what_can_be_read(site: Site, web: Web, clock: SetClock):
    body = feed(article(1, clock.moment, "Pierwsza & <b>niedomknięta"), article(2, clock.moment)).replace(
        b"</channel></rss>", b"<item><title>Urwany"
    )
    web.pages["/feed"] = (200, XML, body)
    id = await source(site, web.url("/feed"))
    await tick(site)
    assert (await state(site, id))["trouble"] is None
    assert "Wiadomość numer 2 z miasta" in [one["title"] for one in await mentions(site)]


@pytest.mark.parametrize(
    ("said", "declared", "real"),
    [
        ("utf-8", "", "cp1250"),
        ("iso-8859-2", "", "utf-8"),
        ("", "iso-8859-2", "iso-8859-2"),
        ("windows-1250", "utf-8", "cp1250"),
        ("no-such-charset", "nor-this-one", "utf-8"),
        ("", "utf-16", "utf-16"),
        ("utf-8", "", "utf-8-sig"),
    ],
)
async def test_polish_letters_survive_a_wrong_charset(
    site: Site, web: Web, clock: SetClock, said: str, declared: str, real: str
):
    prefix = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    body = feed(article(1, clock.moment, "Zażółć gęślą jaźń"), prefix=prefix).decode().encode(real)
    charset = f"; charset={said}" if said else ""
    web.pages["/feed"] = (200, {"Content-Type": f"application/rss+xml{charset}"}, body)
    await source(site, web.url("/feed"))
    await tick(site)
    assert [one["title"] for one in await mentions(site)] == ["Zażółć gęślą jaźń"]


async def test_slow_huge_and_inward_leading_sources_stop_no_other(
    site: Site, web: Web, clock: SetClock, monkeypatch: pytest.MonkeyPatch
):
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 X\r\n\r\n")
        for _ in range(10_000):
            writer.write(b"x" * 100_000)
            await writer.drain()

    web.pages |= {
        "/huge": endless,
        "/packed": (200, {**XML, "Content-Encoding": "gzip"}, gzip.compress(bytes(30_000_000))),
        "/inside": (302, {"Location": web.url("/secret", "127.0.0.2")}, b""),
        "/secret": (200, XML, feed(article(9, clock.moment, "Tajne akta wydziału"))),
        "/good": (200, XML, feed(article(1, clock.moment))),
    }
    ids = {path: await source(site, web.url(path), name=path) for path in ("/huge", "/packed", "/inside", "/good")}
    await tick(site)
    troubles = {path: (await state(site, id))["trouble"] for path, id in ids.items()}
    assert troubles == {"/huge": "too_large", "/packed": "too_large", "/inside": "not_public", "/good": None}
    assert web.requests("/secret") == []
    assert [one["source"] for one in await mentions(site)] == ["/good"]


async def test_a_redirect_to_where_robots_are_unwanted_is_not_followed(site: Site, web: Web, clock: SetClock):
    web.pages |= {
        "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /closed"),
        "/feed": (302, {"Location": "/closed"}, b""),
        "/closed": (200, XML, feed(article(1, clock.moment))),
    }
    id = await source(site, web.url("/feed"))
    await tick(site)
    assert (await state(site, id))["trouble"] == "forbidden"
    assert web.requests("/closed") == []


PAGE = """<html><head><meta charset="{charset}"></head><body><nav><a href="/">Start</a> <a href="/o">O nas</a></nav>
<h2><a href="/a/1?utm_source=x#top">Zażółcona ławka stanęła w parku</a></h2>
<h2><a href="https://elsewhere.example/b">To jest reklama z całkiem innej strony</a></h2>
<a href="javascript:alert(1)">Ten odnośnik niczego dobrego nie robi</a>
{more}</body></html>"""


async def test_of_a_page_only_what_comes_after_the_first_look_is_new(site: Site, web: Web, clock: SetClock):
    web.pages["/news"] = (200, HTML, PAGE.format(charset="windows-1250", more="").encode("cp1250"))
    await source(site, web.url("/news"), kind="page")
    await tick(site)
    assert await mentions(site) == []
    more = "<h2><a href='/a/2'>Most nad Prosną zamknięty na miesiąc</a></h2>"
    web.pages["/news"] = (200, HTML, PAGE.format(charset="windows-1250", more=more).encode("cp1250"))
    await looked(site, clock)
    await looked(site, clock)
    [one] = await mentions(site)
    assert (one["title"], one["url"]) == ("Most nad Prosną zamknięty na miesiąc", web.url("/a/2"))


TEASED = """<main><article><h2><a href="/a/3">Basen letni otworzy się już w maju</a></h2><p>Kultura</p>
<p>Bilet ulgowy ma kosztować <b>tyle samo</b> co rok temu.<script>alert(1)</script></p></article>
<article><a href="/a/4">Dwa tytuły w jednej ramce, pierwszy</a> <a href="/a/5">Dwa tytuły w jednej ramce, drugi</a>
<p>Nie wiadomo, którego z nich to zdanie jest.</p></article></main>"""


async def test_of_a_page_the_first_paragraph_beside_a_headline_is_its_snippet(site: Site, web: Web, clock: SetClock):
    web.pages["/news"] = (200, HTML, PAGE.format(charset="utf-8", more="").encode())
    await source(site, web.url("/news"), kind="page")
    await tick(site)
    web.pages["/news"] = (200, HTML, PAGE.format(charset="utf-8", more=TEASED).encode())
    await looked(site, clock)
    snippets = {one["url"]: one["snippet"] for one in await mentions(site)}
    told = "Bilet ulgowy ma kosztować tyle samo co rok temu."
    assert snippets == {web.url("/a/3"): told, web.url("/a/4"): "", web.url("/a/5"): ""}


async def test_an_entry_from_long_ago_is_no_news_and_one_from_tomorrow_is_todays(site: Site, web: Web, clock: SetClock):
    old, coming = clock.moment - timedelta(days=400), clock.moment + timedelta(days=3)
    web.pages["/feed"] = (200, XML, feed(article(1, old), article(2, coming)))
    await source(site, web.url("/feed"))
    await tick(site)
    [one] = await mentions(site)
    assert (one["url"], one["at"]) == (web.url("/a/2"), clock.moment.isoformat().replace("+00:00", "Z"))


async def test_mentions_are_kept_as_long_as_they_may(site: Site, web: Web, clock: SetClock):
    web.pages["/feed"] = (200, XML, feed(article(1, clock.moment), article(2, clock.moment - timedelta(days=300))))
    await source(site, web.url("/feed"))
    await tick(site)
    clock.move(days=70)
    await tick(site, "monitoring kept")
    assert [one["url"] for one in await mentions(site)] == [web.url("/a/1")]


async def test_the_same_address_is_watched_once_and_a_faster_hand_is_not_overwritten(site: Site, web: Web):
    id = await source(site, web.url("/feed"))
    body = {"name": "Drugi", "url": web.url("/feed"), "kind": "feed", "medium": "portal"}
    again = await site.client.post(f"{API}/sources", json=body, headers=site.once(PRESS))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/source-already")
    change = {**site.by(PRESS), "If-Match": '"1"'}
    codes = [(await site.client.put(f"{API}/sources/{id}", json=body, headers=change)).status_code for _ in range(2)]
    assert codes == [200, 412]
