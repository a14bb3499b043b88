"""Before its minute a press release is found through no door: page, feed, JSON, sitemap, search, file, event, cache."""

import asyncio
import io
import random
import re
from datetime import timedelta
from typing import Any

from PIL import Image

from services.media.releases.service.rights import READERS
from shared.access import Person
from shared.contracts.media import PressReleasePublishedV1
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site
from tests.media.conftest import PRESS
from tests.media.releases.conftest import API, OTHER, act, done, embargoed, made, seen, tick, told

SECRET: dict[str, Any] = {
    "title": "Zimorodek wraca nad Prosnę",
    "lead": "Zimorodek ma nowy brzeg, miasto odsłoniło skarpę Kanarkową.",
    "body": "Skarpa Kanarkowa kosztowała miasto milion. Zimorodki już kopią nory.",
    "contact": "Rzecznik Kanarek, tel. 62 765 43 00",
}
MARKS = re.compile(r"zimorod|kanark|prosn|skarp", re.IGNORECASE)
SLUG = "zimorodek-wraca-nad-prosne"
READINGS, AT_ONCE = 1000, 8


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(made, "JPEG")
    return made.getvalue()


async def with_photograph(site: Site, id: str) -> str:
    """Add a photograph whose words and name are secret, too; give its id."""
    form = {"version": str((await seen(site, id))["version"]), "alt": "Zimorodek na skarpie z rybą w dziobie"}
    form |= {"author": "Jan Kanarek", "licence": "CC BY 4.0"}
    files = {"photo": ("zimorodek.jpg", picture(), "image/jpeg")}
    answer = await site.client.post(f"/panel/komunikaty/{id}/zdjecie", data=form, files=files, headers=site.by(PRESS))
    assert answer.status_code == 303, answer.text
    row: Any = await site.database.collection("press_releases").find_one({"_id": id})
    return str(row["parts"][0]["id"])


def doors(ids: list[str], part: str) -> list[str]:
    """Every address that somebody could try."""
    words = ("zimorodek", "Zimorodek wraca", "kanarek", "skarpa", "K-2026-001", "2026", "prosne", "z")
    slugs = (SLUG, f"{SLUG}-k-2026-001", f"{SLUG}-k-2026-002", "komunikat", *ids)
    tails = ("", "/materialy.zip", "/komunikat.pdf", "/komunikat.docx", f"/zdjecia/{part}/640", f"/zdjecia/{part}/3508")
    return [
        "/",
        "/prasa",
        "/prasa/komunikaty",
        "/prasa/komunikaty/atom.xml",
        "/prasa/komunikaty/sitemap.xml",
        "/aktualnosci",
        "/aktualnosci/atom.xml",
        "/alerts.atom",
        "/sitemap.xml",
        "/robots.txt",
        "/panel/komunikaty",
        "/panel/komunikaty?pokaz=pod-embargiem",
        "/api/media/v1/articles",
        API,
        f"{API}/kept",
        *(f"/prasa/komunikaty?q={word}" for word in words),
        *(f"/szukaj?q={word}" for word in words),
        *(f"/szukaj?q={word}&rodzaj=release" for word in words[:4]),
        *(f"/api/media/v1/search?q={word}&limit=200" for word in words),
        *(f"/prasa/komunikaty?strona={number}" for number in (1, 2, 50)),
        *(f"{API}?q={word}&limit=200" for word in words),
        *(f"{API}?skip={number}" for number in range(3)),
        *(f"/prasa/komunikaty/{slug}{tail}" for slug in slugs for tail in tails),
        *(f"{API}/{id}" for id in ids),
        *(f"/panel/komunikaty/{id}{tail}" for id in ids for tail in ("", *tails, "/wysylka", "/sprostowanie")),
    ]


def echoes(path: str) -> list[str]:
    """What was looked for, as typed and as it stands in an address."""
    _, wanted, asked = path.partition("q=")
    word = asked.partition("&")[0]
    return [word, word.replace(" ", "+")] if wanted and word else []


def plain(text: str) -> str:
    """Leave out what differs from one answer to the next, and what was asked for."""
    return re.sub(r'name="form_key" value="[^"]*"', "", text).replace(SLUG, "-").replace("nic-takiego-nie-ma", "-")


async def test_a_thousand_readings_before_the_minute_find_nothing(site: Site, clock: SetClock) -> None:
    """By nobody and by all staff but those who work on it, at random moments, with ticks between them."""
    chance = random.Random(20270218)
    ends = clock.now() + timedelta(hours=20)
    waiting = await made(site, embargo=ends.isoformat(), **SECRET)
    part = await with_photograph(site, waiting)
    await done(site, waiting, "submission")
    await done(site, waiting, "approval", OTHER)
    in_review = await made(site, **SECRET)
    await done(site, in_review, "submission")
    ids = [waiting, in_review, await made(site, **SECRET)]
    strangers: list[Person | None] = [None, *(one for one in DEMO_PEOPLE if one.role not in READERS)]
    paths, began = doors(ids, part), clock.now()

    async def read(who: Person | None, method: str, path: str, more: dict[str, str]) -> int:
        """Read one door; nothing of the secret may come out of it. Give the status."""
        answer = await site.client.request(method, path, headers={**(site.by(who) if who else {}), **more})
        # A page says again what was looked for, and the panel where it sends somebody to sign in: nothing but that.
        headed = [value for name, value in answer.headers.items() if name != "location"]
        said = "\n".join([answer.text, *headed])
        for echo in (SLUG, *echoes(path)):
            said = said.replace(echo, "")
        found = MARKS.search(said)
        assert not found, (method, path, who, found)
        assert answer.status_code != 304
        assert not {"last-modified", "expires", "age"} & set(answer.headers)
        return answer.status_code

    statuses: set[int] = set()
    # Several read at the same moment, as they do: while the store looks for one, the next is answered.
    for seconds in sorted(
        chance.uniform(0, (ends - began).total_seconds() - 0.001) for _ in range(READINGS // AT_ONCE)
    ):
        clock.moment = began + timedelta(seconds=seconds)
        if chance.random() < 0.5:
            await tick(site)
        readings = [
            read(
                chance.choice(strangers),
                chance.choice(["GET", "GET", "GET", "HEAD"]),
                chance.choice(paths),
                chance.choice([{}, {"If-None-Match": "*"}, {"Range": "bytes=0-100"}, {"Cookie": "lang=en"}]),
            )
            for _ in range(AT_ONCE)
        ]
        statuses.update(await asyncio.gather(*readings))
    assert statuses <= {200, 303, 403, 401, 404, 405, 422}
    rows = [row["body"].decode() async for row in site.database.published_events()]
    assert rows
    assert not [row for row in rows if MARKS.search(row)]
    assert await told(site, PressReleasePublishedV1) == []
    assert await site.database.collection("mails").count_documents({}) == 0
    assert await site.database.collection("findable").count_documents({}) == 0

    # One who guesses the address learns nothing: it looks like any that there never was.
    guessed = await site.client.get(f"/prasa/komunikaty/{SLUG}")
    other = await site.client.get("/prasa/komunikaty/nic-takiego-nie-ma")
    assert (guessed.status_code, plain(guessed.text)) == (404, plain(other.text))

    clock.moment = ends - timedelta(milliseconds=1)
    await tick(site)
    assert (await site.client.get(f"/prasa/komunikaty/{SLUG}")).status_code == 404
    clock.moment = ends
    await tick(site)
    found = "/api/media/v1/search?q=zimorodki+skarpą"
    for path in ("/prasa/komunikaty", "/prasa/komunikaty?q=zimorod", f"/prasa/komunikaty/{SLUG}", API, found):
        assert "Zimorodek" in (await site.client.get(path)).text, path
    for path in ("atom.xml", "sitemap.xml", f"{SLUG}/materialy.zip", f"{SLUG}/zdjecia/{part}/640"):
        answer = await site.client.get(f"/prasa/komunikaty/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["cache-control"] == "no-cache", path
    [event] = await told(site, PressReleasePublishedV1)
    assert event.published_at == ends


async def test_what_is_recalled_in_time_does_not_come_out_at_its_minute(site: Site, clock: SetClock) -> None:
    id = await embargoed(site, clock)
    clock.move(minutes=59)
    await done(site, id, "recall", OTHER)
    clock.move(minutes=2)
    await tick(site)
    assert (await seen(site, id))["state"] == "draft"
    assert await told(site, PressReleasePublishedV1) == []


async def test_ticks_that_come_together_publish_it_once(site: Site, clock: SetClock) -> None:
    for _ in range(5):
        await embargoed(site, clock)
    clock.move(hours=1)
    await asyncio.gather(*[tick(site) for _ in range(8)])
    events = await told(site, PressReleasePublishedV1)
    assert sorted(one.number for one in events) == [f"K-2026-00{number}" for number in range(1, 6)]


async def test_the_office_reads_it_and_its_browsers_keep_nothing(site: Site, clock: SetClock) -> None:
    id = await embargoed(site, clock, **SECRET)
    for path in ("", "/komunikat.pdf", "/komunikat.docx", "/materialy.zip"):
        answer = await site.client.get(f"/panel/komunikaty/{id}{path}", headers=site.by(PRESS))
        assert answer.status_code == 200, path
        assert answer.headers["cache-control"] == "no-store", path


async def test_nothing_is_corrected_or_withdrawn_that_is_not_out(site: Site, clock: SetClock) -> None:
    id = await embargoed(site, clock)
    answer = await act(site, id, "withdrawal", PRESS, {"reason": "To się już nie wydarzy."})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/release-not-there")
