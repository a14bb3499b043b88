"""The site as residents read it, as the press office writes it, and as machines read it."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from shared.web.words import LANGUAGES
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS
from tests.media.website.conftest import DESK, FORM, SECOND, done, on_site, written


async def test_before_the_first_edition_the_home_page_says_what_the_site_is_for(site: Site) -> None:
    page = await site.client.get("/")
    assert page.status_code == 200
    assert "miasto, o którym decydujesz" in page.text
    assert "Nie ma jeszcze aktualności" in page.text
    assert "Na razie nic nie zaplanowano" in page.text


async def test_a_published_article_is_on_the_home_page_in_the_news_in_the_feed_and_in_the_sitemap(site: Site) -> None:
    await on_site(site)
    address = "/aktualnosci/otwieramy-ogrod-na-rogatce"
    for path in ("/", "/aktualnosci", "/aktualnosci/atom.xml", "/sitemap.xml"):
        assert address in (await site.client.get(path)).text, path
    page = (await site.client.get(address)).text
    assert "<strong>10:00</strong>" in page
    assert "<script>alert" not in page


async def test_a_draft_is_seen_by_the_press_office_only(site: Site) -> None:
    id = await written(site)
    assert "Otwieramy ogród" not in (await site.client.get("/aktualnosci")).text
    assert (await site.client.get("/aktualnosci/otwieramy-ogrod-na-rogatce")).status_code == 404
    desk = (await site.client.get(f"/panel/artykuly/{id}", headers=site.by(PRESS))).text
    assert "<strong>10:00</strong>" in desk
    assert "szkic" in desk


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"title": ""}, "title", "Napisz tytuł."),
        ({"lead": ""}, "lead", "Napisz w jednym albo dwóch zdaniach"),
        ({"blocks-0-text": ""}, "blocks-0-text", "Napisz treść tego bloku"),
        ({"blocks-1-kind": "quote", "blocks-1-text": "Warto było."}, "blocks-1-who", "kto to powiedział"),
        ({"blocks-1-kind": "image"}, "blocks-1-alt", "Usłyszą to osoby, które go nie widzą"),
        ({"blocks-1-kind": "image"}, "blocks-1-file", "Wybierz zdjęcie"),
        (
            {"blocks-1-kind": "contact", "blocks-1-office": "WPKS", "blocks-1-telephone": "x"},
            "blocks-1-telephone",
            "62",
        ),
        ({"title": "x" * 201}, "title", "200"),
        ({"lead": "x" * 301}, "lead", "300"),
        ({"title": "Otwarcie\x07 ogrodu"}, "title", ""),
    ],
)
async def test_a_slip_is_told_at_its_field_and_nothing_typed_is_lost(
    site: Site, changes: dict[str, str], field: str, said: str
) -> None:
    typed = FORM | {"blocks-0-text": "Z orkiestrą dętą."} | changes
    answer = await site.client.post("/panel/artykuly/nowy", data=typed, headers=site.by(PRESS))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert said in answer.text
    if "blocks-0-text" not in changes:
        assert "Z orkiestrą dętą." in answer.text


async def test_a_correction_is_dated_for_the_reader_once_it_is_approved(site: Site, clock: SetClock) -> None:
    id = await on_site(site)
    clock.move(hours=3)
    changed = {**FORM, "lead": "W niedzielę otwieramy ogród, który wybrali mieszkańcy."}
    assert (await done(site, id, "edycja", PRESS, **changed)).status_code == 303
    path = "/aktualnosci/otwieramy-ogrod-na-rogatce"
    assert "W sobotę" in (await site.client.get(path)).text
    await done(site, id, "sprawdzenie", PRESS)
    await done(site, id, "publikacja", SECOND)
    page = (await site.client.get(path)).text
    assert "W niedzielę" in page
    assert "poprawiono 15\u00a0kwietnia 2026, 15:00" in page.replace("&nbsp;", "\u00a0")


async def test_who_saves_over_somebody_elses_change_is_told_and_keeps_what_was_typed(site: Site) -> None:
    id = await written(site)
    mine = FORM | {"version": "1", "blocks-0-text": "Moja poprawka godziny."}
    theirs = FORM | {"version": "1", "blocks-0-text": "Cudza poprawka miejsca."}
    path = f"{DESK}/{id}/edycja"
    assert (await site.client.post(path, data=theirs, headers=site.by(SECOND))).status_code == 303
    told = await site.client.post(path, data=mine, headers=site.by(PRESS))
    assert told.status_code == 412
    assert "Ktoś zapisał ten tekst przed Tobą" in told.text
    assert "Moja poprawka godziny." in told.text
    assert "Cudza" in told.text
    assert 'name="version" value="2"' in told.text
    again = mine | {"version": "2"}
    assert (await site.client.post(path, data=again, headers=site.by(PRESS))).status_code == 303


async def test_who_has_a_text_open_is_named_to_others(site: Site) -> None:
    id = await written(site)
    await site.client.get(f"{DESK}/{id}/edycja", headers=site.by(SECOND))
    assert "ma otwarty" not in (await site.client.get(f"{DESK}/{id}", headers=site.by(SECOND))).text
    for path in (f"{DESK}/{id}/edycja", f"{DESK}/{id}"):
        page = (await site.client.get(path, headers=site.by(PRESS))).text
        assert "Kamil Sikorski ma otwarty ten tekst od 12:00." in page


async def test_blocks_are_added_moved_and_removed_by_buttons_and_nothing_is_saved_meanwhile(site: Site) -> None:
    two = FORM | {"blocks-1-kind": "heading", "blocks-1-text": "Jak dojechać"}

    async def press(do: str) -> list[tuple[str, str]]:
        answer = await site.client.post(f"{DESK}/nowy", data=two | {"do": do}, headers=site.by(PRESS))
        assert answer.status_code == 200
        return re.findall(r'name="blocks-(\d)-kind" value="(\w+)"', answer.text)

    assert await press("add-quote") == [("0", "text"), ("1", "heading"), ("2", "quote")]
    assert await press("up-1") == [("0", "heading"), ("1", "text")]
    assert await press("down-0") == [("0", "heading"), ("1", "text")]
    assert await press("remove-0") == [("0", "heading")]
    for nonsense in ("up-9", "add-script", "remove-x"):
        assert await press(nonsense) == [("0", "text"), ("1", "heading")]
    assert await site.database.collection("articles").count_documents({}) == 0


async def test_a_block_that_was_removed_by_mistake_comes_back_with_its_photograph_and_words(site: Site) -> None:
    photograph = {
        "kind": "image",
        "file_id": "a" * 32,
        "width": "900",
        "height": "600",
        "alt": "Aleja w parku",
        "caption": "",
    }
    three = FORM | {f"blocks-1-{name}": value for name, value in photograph.items()}
    three |= {"blocks-2-kind": "heading", "blocks-2-text": "Jak dojechać"}

    async def press(do: str, typed: dict[str, str]) -> tuple[str, dict[str, str]]:
        answer = await site.client.post(f"{DESK}/nowy", data=typed | {"do": do}, headers=site.by(PRESS))
        assert answer.status_code == 200
        hidden = dict(re.findall(r'type="hidden" name="((?:blocks|removed)-\w+-\w+)" value="([^"]*)"', answer.text))
        return answer.text, hidden

    page, hidden = await press("remove-1", three)
    assert "Usunięto blok 2: Zdjęcie." in page
    assert 'src="/obrazy/' not in page
    others = FORM | {"blocks-1-kind": "heading", "blocks-1-text": "Jak dojechać"}
    page, hidden = await press("add-quote", others | hidden)
    assert "Usunięto blok 2: Zdjęcie." in page, "it waits while other blocks are worked on"
    page, hidden = await press("restore", others | hidden)
    assert "Usunięto blok" not in page
    assert [hidden.get(f"blocks-{number}-kind") for number in range(4)] == ["text", "image", "heading", "quote"]
    assert (hidden["blocks-1-file_id"], hidden["blocks-1-width"]) == ("a" * 32, "900")
    assert 'value="Aleja w parku"' in page
    assert not [name for name in hidden if name.startswith("removed")]


@pytest.mark.parametrize("place", ["", "x", "99", "-1"])
async def test_a_removed_block_whose_place_nobody_can_tell_comes_back_at_the_end(site: Site, place: str) -> None:
    came = FORM | {"removed-0-kind": "heading", "removed-0-text": "Jak dojechać", "removed-0-place": place}
    for do, shown in (("restore", ["text", "heading"]), ("add-quote", ["text", "quote"])):
        answer = await site.client.post(f"{DESK}/nowy", data=came | {"do": do}, headers=site.by(PRESS))
        assert answer.status_code == 200
        assert re.findall(r'name="blocks-\d-kind" value="(\w+)"', answer.text) == shown
    for nonsense in ("removed", "blocks"):
        answer = await site.client.post(f"{DESK}/nowy", data=FORM | {nonsense: "x"}, headers=site.by(PRESS))
        assert answer.status_code in (303, 422)


async def test_a_difference_shows_what_was_added_and_what_is_gone(site: Site) -> None:
    id = await written(site)
    changed = {**FORM, "blocks-0-text": "Przyjdź o **11:00** z dziećmi."}
    await done(site, id, "edycja", PRESS, **changed)
    page = (await site.client.get(f"{DESK}/{id}/roznice?od=1&do=2", headers=site.by(PRESS))).text
    assert re.search(r"<ins>.*?11:00", page)
    assert re.search(r"<del>.*?10:00", page)


async def test_a_withdrawn_article_answers_gone_with_its_reason_and_no_text(site: Site) -> None:
    id = await on_site(site)
    await done(site, id, "wycofanie", PRESS, reason="Podaliśmy złą datę otwarcia.")
    page = await site.client.get("/aktualnosci/otwieramy-ogrod-na-rogatce")
    assert page.status_code == 410
    assert "Podaliśmy złą datę otwarcia." in page.text
    assert "10:00" not in page.text
    for path in ("/aktualnosci", "/szukaj?q=ogród", "/sitemap.xml", "/aktualnosci/atom.xml"):
        assert "otwieramy-ogrod" not in (await site.client.get(path)).text


async def test_an_article_is_not_withdrawn_without_a_reason(site: Site) -> None:
    id = await on_site(site)
    answer = await done(site, id, "wycofanie", PRESS, reason="bo")
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    assert (await site.client.get("/aktualnosci/otwieramy-ogrod-na-rogatce")).status_code == 200


async def test_the_writer_cannot_approve_and_is_told_so(site: Site) -> None:
    id = await written(site)
    await done(site, id, "sprawdzenie", PRESS)
    assert "zatwierdzi go ktoś inny" in (await site.client.get(f"{DESK}/{id}", headers=site.by(PRESS))).text
    refused = await done(site, id, "publikacja", PRESS)
    assert refused.status_code == 409
    assert "Kto pisze tekst, ten go nie zatwierdza" in refused.text
    assert (await site.client.get("/aktualnosci/otwieramy-ogrod-na-rogatce")).status_code == 404


async def test_an_address_that_was_changed_leads_on(site: Site) -> None:
    id = await on_site(site)
    await done(site, id, "adres", PRESS, slug="ogrod")
    old = await site.client.get("/aktualnosci/otwieramy-ogrod-na-rogatce")
    assert (old.status_code, old.headers["location"]) == (301, "/aktualnosci/ogrod")
    assert (await site.client.get("/aktualnosci/ogrod")).status_code == 200
    elsewhere = await site.client.get("/strony/ogrod")
    assert (elsewhere.status_code, elsewhere.headers["location"]) == (301, "/aktualnosci/ogrod")


DOORS = (
    "/",
    "/aktualnosci",
    "/aktualnosci/otwieramy-ogrod-na-rogatce",
    "/strony/otwieramy-ogrod-na-rogatce",
    "/aktualnosci/atom.xml",
    "/sitemap.xml",
    "/szukaj?q=ogród",
    "/miasto",
    "/api/media/v1/articles",
    "/api/media/v1/search?q=ogrod",
)


@pytest.mark.parametrize("query", ["", "?rodzaj=page"])
async def test_what_is_scheduled_is_found_through_no_door_before_its_minute(
    site: Site, clock: SetClock, query: str
) -> None:
    id = await written(site, query=query)
    await done(site, id, "sprawdzenie", PRESS)
    later = await done(site, id, "publikacja", SECOND, when="later", publish_at="2026-04-15T18:00")
    assert later.status_code == 303
    show_due = site.app.state.ticks.work("scheduled articles")
    for _ in range(4):
        await show_due()
        for door in DOORS:
            page = await site.client.get(door)
            assert "W sobotę otwieramy" not in page.text, door
            assert "otwieramy-ogrod" not in page.text or page.status_code == 404, door
        clock.move(hours=1, minutes=29, seconds=59)
    names = [row["name"] async for row in site.database.published_events()]
    assert "media.article_published.v1" not in names
    clock.moment = clock.moment.replace(hour=16, minute=0, second=0)
    await show_due()
    place = "strony" if query else "aktualnosci"
    for door in (
        f"/{place}/otwieramy-ogrod-na-rogatce",
        "/sitemap.xml",
        "/szukaj?q=ogród",
        "/api/media/v1/search?q=ogrod",
    ):
        found = await site.client.get(door)
        assert found.status_code == 200
        assert "ogrod-na-rogatce" in found.text, door


async def test_an_hour_that_cannot_be_read_is_told_at_its_field(site: Site) -> None:
    id = await written(site)
    await done(site, id, "sprawdzenie", PRESS)
    for when in ({"when": "later"}, {"when": "later", "publish_at": "jutro"}):
        answer = await done(site, id, "publikacja", SECOND, **when)
        assert answer.status_code == 422
        assert 'href="#publish_at"' in answer.text


async def test_a_page_stands_at_its_place_and_is_no_news(site: Site) -> None:
    await on_site(site, query="?rodzaj=page", title="Park miejski")
    assert "Park miejski" not in (await site.client.get("/aktualnosci")).text
    page = await site.client.get("/strony/park-miejski")
    assert page.status_code == 200
    facts = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    assert facts is not None
    told = json.loads(facts[1])
    assert (told["@type"], told["name"], told["publisher"]["@type"]) == (
        "WebPage",
        "Park miejski",
        "GovernmentOrganization",
    )


async def test_machines_are_told_of_news_in_json_ld_whatever_is_in_its_title(site: Site) -> None:
    await on_site(site, title="Ławki </script><script>alert(1)</script>")
    slug = (await site.client.get("/api/media/v1/articles")).json()[0]["slug"]
    page = (await site.client.get(f"/aktualnosci/{slug}")).text
    facts = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert facts is not None
    told = json.loads(facts[1])
    assert (told["@type"], told["headline"]) == ("NewsArticle", "Ławki </script><script>alert(1)</script>")
    assert "<script>alert" not in page


async def test_the_search_finds_any_form_of_a_word_marks_it_and_counts(site: Site) -> None:
    await on_site(site)
    await on_site(site, query="?rodzaj=page", title="Ogrody społeczne w mieście")
    page = (await site.client.get("/szukaj", params={"q": "OGRODAMI"})).text
    assert "Znaleziono 2 wyniki" in page
    assert page.count("<mark>") >= 3
    assert "Aktualności (1)" in page
    one = (await site.client.get("/szukaj", params={"q": "ogrod spoleczny", "rodzaj": "page"})).text
    assert "Ogrody" in one
    assert "/aktualnosci/otwieramy" not in one
    assert "Niczego nie znaleźliśmy" in (await site.client.get("/szukaj", params={"q": "hydroplan"})).text
    assert (await site.client.get("/szukaj", params={"q": "<script>alert(1)</script>"})).status_code == 200
    counted = (await site.client.get("/api/media/v1/search", params={"q": "ogród"})).json()
    assert counted["counts"] == {"article": 1, "page": 1}


async def test_the_menu_is_arranged_by_an_officer_and_read_by_everybody(site: Site) -> None:
    rows = {
        "entries-0-group": "Zieleń",
        "entries-0-text": "Park miejski",
        "entries-0-address": "/strony/park-miejski",
        "entries-1-group": "Urząd",
        "entries-1-text": "Sprawozdania",
        "entries-1-address": "/sprawozdania",
    }
    moved = await site.client.post(f"{DESK}/menu", data=rows | {"version": "0", "do": "up-1"}, headers=site.by(PRESS))
    assert moved.text.index("Sprawozdania") < moved.text.index("Park miejski")
    saved = await site.client.post(f"{DESK}/menu", data=rows | {"version": "0"}, headers=site.by(PRESS))
    assert saved.status_code == 303
    page = (await site.client.get("/miasto")).text
    assert '<a href="/strony/park-miejski">Park miejski</a>' in page
    again = await site.client.post(f"{DESK}/menu", data=rows | {"version": "0"}, headers=site.by(SECOND))
    assert again.status_code == 412
    for wrong in ("https://zly.example", "//zly.example", "javascript:alert(1)", ""):
        bad = await site.client.post(
            f"{DESK}/menu", data=rows | {"version": "1", "entries-1-address": wrong}, headers=site.by(PRESS)
        )
        assert bad.status_code == 422, wrong
        assert 'href="#entries-1-address"' in bad.text


async def test_the_feed_is_well_formed_atom_whatever_is_written(site: Site) -> None:
    await on_site(site, title='Ławki <b>&</b> "kosze" ]]>')
    feed = ElementTree.fromstring((await site.client.get("/aktualnosci/atom.xml")).text)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert [one.text for one in feed.findall("a:entry/a:title", names)] == ['Ławki <b>&</b> "kosze" ]]>']
    for wanted in ("a:id", "a:updated", "a:entry/a:id", "a:entry/a:updated", "a:entry/a:link"):
        assert feed.find(wanted, names) is not None, wanted


async def test_older_news_stand_on_further_pages(site: Site, clock: SetClock) -> None:
    for number in range(12):
        await on_site(site, title=f"Wiadomość numer {number}")
        clock.move(minutes=1)
    first, second = [(await site.client.get("/aktualnosci", params={"strona": page})).text for page in (1, 2)]
    assert "Wiadomość numer 11<" in first
    assert "Wiadomość numer 1<" not in first
    assert "Wiadomość numer 1<" in second
    assert "strona=2" in first
    assert "Dalej już nic nie ma" in (await site.client.get("/aktualnosci", params={"strona": 3})).text


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE} - {Role.PRESS_OFFICER}))
async def test_only_the_press_office_writes(site: Site, role: Role) -> None:
    answer = await site.client.post("/panel/artykuly/nowy", data=FORM, headers=site.by(person(role)))
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path", ["/", "/aktualnosci", "/miasto", "/szukaj", "/szukaj?q=x", "/prywatnosc", "/tekst-latwy"]
)
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_page_opens_in_both_languages(site: Site, path: str, lang: str) -> None:
    page = await site.client.get(path, params={"lang": lang}, follow_redirects=True)
    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text


async def test_machines_are_kept_out_of_the_ballot_and_the_staffs_pages(site: Site) -> None:
    lines = (await site.client.get("/robots.txt")).text.splitlines()
    assert {"Disallow: /panel", "Disallow: /budzet-obywatelski/glosowanie"} <= set(lines)


GIVEN: dict[str, Any] = {
    "title": FORM["title"],
    "lead": FORM["lead"],
    "body": FORM["blocks-0-text"],
}


async def test_programs_write_once_per_key_and_read_what_is_on_the_site(site: Site) -> None:
    headers = site.once(PRESS)
    ids = [
        (await site.client.post("/api/media/v1/articles", json=GIVEN, headers=headers)).json()["article_id"]
        for _ in range(2)
    ]
    assert ids[0] == ids[1]
    path = f"/api/media/v1/articles/{ids[0]}"
    sent = await site.client.post(f"{path}/review", headers={**site.once(PRESS), "If-Match": '"1"'})
    version = {"If-Match": f'"{sent.json()["version"]}"'}
    refused = await site.client.post(f"{path}/approval", json={}, headers={**site.once(PRESS), **version})
    assert refused.status_code == 409
    done = await site.client.post(f"{path}/approval", json={}, headers={**site.once(SECOND), **version})
    assert done.json()["stage"] == "published"
    shown = (await site.client.get("/api/media/v1/articles")).json()
    assert [one["slug"] for one in shown] == ["otwieramy-ogrod-na-rogatce"]
    assert shown[0]["body"] == GIVEN["body"]


async def test_a_program_that_sends_too_little_is_told_where(site: Site) -> None:
    answer = await site.client.post("/api/media/v1/articles", json={**GIVEN, "lead": "x"}, headers=site.once(PRESS))
    assert answer.status_code == 422
    assert "lead" in answer.text
