"""The site as residents read it, as the press office writes it, and as machines read it."""

from typing import Any
from xml.etree import ElementTree

import pytest

from shared.access import DEMO_PEOPLE, Role
from shared.web.words import LANGUAGES
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS

FORM = {
    "title": "Otwieramy ogród na Rogatce",
    "lead": "W sobotę otwieramy ogród, który wybrali mieszkańcy.",
    "body": "Przyjdź o **10:00**.\n\n<script>alert(1)</script>",
}


async def written(site: Site, **changes: str) -> str:
    answer = await site.client.post("/panel/artykuly/nowy", data=FORM | changes, headers=site.by(PRESS))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rsplit("/", 1)[-1]


async def on_site(site: Site, **changes: str) -> str:
    id = await written(site, **changes)
    answer = await site.client.post(f"/panel/artykuly/{id}/publikacja", data={"version": "1"}, headers=site.by(PRESS))
    assert answer.status_code == 303, answer.text
    return id


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
        ({"body": ""}, "body", "Napisz treść."),
        ({"title": "x" * 201}, "title", "200"),
        ({"lead": "x" * 301}, "lead", "300"),
        ({"title": "Otwarcie\x07 ogrodu"}, "title", ""),
    ],
)
async def test_a_slip_is_told_at_its_field_and_nothing_typed_is_lost(
    site: Site, changes: dict[str, str], field: str, said: str
) -> None:
    typed = FORM | {"body": "Z orkiestrą dętą."} | changes
    answer = await site.client.post("/panel/artykuly/nowy", data=typed, headers=site.by(PRESS))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert said in answer.text
    if "body" not in changes:
        assert "Z orkiestrą dętą." in answer.text


async def test_a_correction_is_dated_for_the_reader(site: Site, clock: SetClock) -> None:
    id = await on_site(site)
    clock.move(hours=3)
    changed = FORM | {"version": "2", "lead": "W niedzielę otwieramy ogród, który wybrali mieszkańcy."}
    answer = await site.client.post(f"/panel/artykuly/{id}", data=changed, headers=site.by(PRESS))
    assert answer.status_code == 303
    page = (await site.client.get("/aktualnosci/otwieramy-ogrod-na-rogatce")).text
    assert "W niedzielę" in page
    assert "poprawiono 15\u00a0kwietnia 2026, 15:00" in page.replace("&nbsp;", "\u00a0")


async def test_who_saves_over_somebody_elses_change_is_told_and_keeps_what_was_typed(site: Site) -> None:
    id = await written(site)
    mine = FORM | {"version": "1", "body": "Moja poprawka godziny."}
    theirs = FORM | {"version": "1", "body": "Cudza poprawka miejsca."}
    assert (await site.client.post(f"/panel/artykuly/{id}", data=theirs, headers=site.by(PRESS))).status_code == 303
    told = await site.client.post(f"/panel/artykuly/{id}", data=mine, headers=site.by(PRESS))
    assert told.status_code == 412
    assert "Ktoś zapisał ten artykuł przed Tobą" in told.text
    assert "Moja poprawka godziny." in told.text
    assert "Cudza poprawka miejsca." in told.text
    again = mine | {"version": "2"}
    assert 'name="version" value="2"' in told.text
    assert (await site.client.post(f"/panel/artykuly/{id}", data=again, headers=site.by(PRESS))).status_code == 303


async def test_a_withdrawn_article_answers_gone_with_its_reason_and_no_text(site: Site) -> None:
    id = await on_site(site)
    off = {"version": "2", "reason": "Podaliśmy złą datę otwarcia."}
    await site.client.post(f"/panel/artykuly/{id}/wycofanie", data=off, headers=site.by(PRESS))
    page = await site.client.get("/aktualnosci/otwieramy-ogrod-na-rogatce")
    assert page.status_code == 410
    assert "Podaliśmy złą datę otwarcia." in page.text
    assert "10:00" not in page.text
    assert "Otwieramy" not in (await site.client.get("/aktualnosci")).text


async def test_an_article_is_not_withdrawn_without_a_reason(site: Site) -> None:
    id = await on_site(site)
    answer = await site.client.post(
        f"/panel/artykuly/{id}/wycofanie", data={"version": "2", "reason": "bo"}, headers=site.by(PRESS)
    )
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    assert (await site.client.get("/aktualnosci/otwieramy-ogrod-na-rogatce")).status_code == 200


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


ACCESSIBILITY_IDS = (
    "wstep podmiot url data-publikacja data-aktualizacja status data-sporzadzenie data-przeglad audytor kontakt osoba "
    "email telefon procedura architektura"
)


@pytest.mark.parametrize("part", ACCESSIBILITY_IDS.split())
async def test_the_accessibility_declaration_has_the_ids_that_machines_look_for(site: Site, part: str) -> None:
    assert (await site.client.get("/deklaracja-dostepnosci")).text.count(f'id="a11y-{part}"') == 1


@pytest.mark.parametrize("path", ["/", "/aktualnosci", "/deklaracja-dostepnosci", "/prywatnosc", "/tekst-latwy"])
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_page_opens_in_both_languages(site: Site, path: str, lang: str) -> None:
    page = await site.client.get(path, params={"lang": lang}, follow_redirects=True)
    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text


async def test_machines_are_kept_out_of_the_ballot_and_the_staffs_pages(site: Site) -> None:
    lines = (await site.client.get("/robots.txt")).text.splitlines()
    assert {"Disallow: /panel", "Disallow: /budzet-obywatelski/glosowanie"} <= set(lines)


GIVEN: dict[str, Any] = {**FORM, "publish": True}


async def test_programs_write_once_per_key_and_read_what_is_on_the_site(site: Site) -> None:
    headers = site.once(PRESS)
    ids = [
        (await site.client.post("/api/media/v1/articles", json=GIVEN, headers=headers)).json()["article_id"]
        for _ in range(2)
    ]
    assert ids[0] == ids[1]
    shown = (await site.client.get("/api/media/v1/articles")).json()
    assert [one["slug"] for one in shown] == ["otwieramy-ogrod-na-rogatce"]
    assert shown[0]["body"] == FORM["body"]


async def test_a_program_that_sends_too_little_is_told_where(site: Site) -> None:
    answer = await site.client.post("/api/media/v1/articles", json={**GIVEN, "lead": "x"}, headers=site.once(PRESS))
    assert answer.status_code == 422
    assert "lead" in answer.text
