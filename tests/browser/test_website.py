"""The site in the browser: one writes, another approves, it is live; the bulletin; nothing that was written runs."""

import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from PIL import Image
from playwright.async_api import Browser, FilePayload, Page

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.browser.keyboard import press, tab_to
from tests.conftest import SESSION_KEY, Site, person
from tests.media.website.conftest import SECOND, done, on_site, written
from tests.media.website.hostile import snippets

PRESS = person(Role.PRESS_OFFICER)


@pytest.fixture
async def site(make_site) -> Site:
    return await make_site("media")


@asynccontextmanager
async def at_desk(browser: Browser, who: Person, **options) -> AsyncIterator[Page]:
    """A window of a member of staff."""
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}
    page = await browser.new_page(**{"viewport": DESK, "extra_http_headers": token, **options})
    yield page
    await page.close()


def picture() -> FilePayload:
    body = io.BytesIO()
    Image.new("RGB", (1200, 700), "#2d7a4b").save(body, "JPEG")
    return {"name": "park.jpg", "mimeType": "image/jpeg", "buffer": body.getvalue()}


async def test_an_editor_writes_a_second_approves_and_the_page_is_live(browser: Browser, site: Site) -> None:
    async with served(site.app) as origin:
        async with at_desk(browser, PRESS) as editor:
            await editor.goto(f"{origin}/panel/artykuly")
            await looked_at(editor, "articles-none")
            await editor.get_by_role("link", name="Napisz stronę").click()
            await editor.get_by_label("Tytuł", exact=True).fill("Park miejski")
            await editor.get_by_label("W skrócie").fill("Park jest otwarty codziennie od świtu do zmroku.")
            await editor.get_by_label("Tekst", exact=True).fill(
                "Wejście jest od **ulicy Parkowej**.\n\n- ławki\n- staw"
            )
            for number, name in enumerate(("Zdjęcie", "Śródtytuł", "Cytat", "Kontakt"), 1):
                await editor.get_by_role("button", name=f"+ {name}").click()
                await editor.locator(f"#blok-{number}").wait_for()
            await editor.locator("[name=blocks-1-file]").set_input_files(picture())
            await editor.locator("[value=up-2]").click()
            await editor.locator("#blok-2 img").wait_for()
            await editor.locator("[value=remove-2]").click()
            await editor.get_by_text("Usunięto blok 3: Zdjęcie.").wait_for()
            await looked_at(editor, "article-form-removed")
            await editor.get_by_role("button", name="Cofnij usunięcie").press("Enter")
            await editor.locator("#blok-2 img").wait_for()
            assert await editor.get_by_label("Tytuł", exact=True).input_value() == "Park miejski"
            await editor.get_by_role("button", name="Zapisz szkic").last.click()
            await editor.get_by_text("Popraw, zanim wyślesz").wait_for()
            await looked_at(editor, "article-form-faults")
            await editor.locator("[name=blocks-1-text]").fill("Jak dojść")
            await editor.locator("[name=blocks-2-alt]").fill("Alejka z ławkami nad stawem")
            await editor.locator("[name=blocks-2-caption]").fill("Fot. Urząd Miasta")
            await editor.locator("[name=blocks-3-text]").fill("To najzieleńsze miejsce w mieście.")
            await editor.locator("[name=blocks-3-who]").fill("Ogrodniczka miejska")
            await editor.locator("[name=blocks-4-office]").fill("Zarząd Zieleni")
            await editor.locator("[name=blocks-4-telephone]").fill("62 765 43 21")
            await editor.get_by_role("button", name="Zapisz szkic").last.click()
            await editor.get_by_role("heading", name="Park miejski").wait_for()
            await looked_at(editor, "article-draft")
            await editor.get_by_role("button", name="Przekaż do sprawdzenia").click()
            await editor.get_by_text("zatwierdzi go ktoś inny").wait_for()
            await looked_at(editor, "article-review-own")
        async with at_desk(browser, SECOND) as second:
            await second.goto(f"{origin}/panel/artykuly?stan=review")
            await looked_at(second, "articles-review")
            await second.get_by_role("link", name="Park miejski").click()
            await looked_at(second, "article-review")
            await second.get_by_role("button", name="Zatwierdź").click()
            await second.get_by_role("link", name="Zobacz na stronie").click()
            await second.get_by_text("Wejście jest od").wait_for()
        reader = await browser.new_page(viewport=PHONE)
        await reader.goto(f"{origin}/strony/park-miejski")
        await looked_at(reader, "page-live")
        assert await reader.evaluate("document.querySelector('figure img').naturalWidth") > 0
        await reader.goto(f"{origin}/szukaj?q=lawkami")
        assert await reader.locator("mark").first.inner_text() == "ławki"
        await looked_at(reader, "search")
        await reader.goto(f"{origin}/szukaj?q=hydroplan")
        await looked_at(reader, "search-none")
        await reader.goto(f"{origin}/szukaj")
        await looked_at(reader, "search-empty")
        await reader.close()


async def test_an_article_is_written_changed_and_compared_with_the_keyboard_alone_and_no_script(
    browser: Browser, site: Site
) -> None:
    async with served(site.app) as origin, at_desk(browser, PRESS, java_script_enabled=False) as page:
        await page.goto(f"{origin}/panel/artykuly/nowy")
        keys = page.keyboard

        await tab_to(page, page.locator("[name=title]"))
        await keys.type("Nowy plac zabaw")
        await tab_to(page, page.locator("[name=lead]"))
        await keys.type("W sobotę otwieramy plac zabaw.")
        await tab_to(page, page.locator("[name=blocks-0-text]"))
        await keys.type("Zapraszamy o dziesiątej.")
        await tab_to(page, page.locator("[name=do][value=add-heading]"))
        await keys.press("Enter")
        await page.wait_for_url("**#blok-1")
        await tab_to(page, page.locator("[name=blocks-1-text]"))
        await keys.type("Jak dojechać")
        await tab_to(page, page.locator("[name=do][value=up-1]"))
        await keys.press("Enter")
        await page.wait_for_url("**#blok-0")
        assert await page.locator("[name=blocks-0-kind]").input_value() == "heading"
        assert await page.locator("[name=title]").input_value() == "Nowy plac zabaw"
        await press(page, page.get_by_role("button", name="Zapisz szkic"))
        await page.wait_for_url(re.compile("/panel/artykuly/[0-9a-f]{32}(#.*)?$"))
        await press(page, page.get_by_role("link", name="Edytuj"))
        await page.wait_for_url("**/edycja*")
        await tab_to(page, page.locator("[name=title]"))
        await keys.type("Otwieramy plac zabaw")
        await keys.press("Enter")
        await page.wait_for_url(re.compile("/panel/artykuly/[0-9a-f]{32}(#.*)?$"))
        await press(page, page.get_by_role("button", name="Pokaż różnice"))
        await page.wait_for_url("**/roznice*")
        assert "Otwieramy" in await page.locator("ins").last.inner_text()


async def test_the_other_pages_of_the_site_keep_what_every_page_must(browser: Browser, site: Site) -> None:
    id = await on_site(site)
    await done(site, id, "edycja", SECOND, **{"title": "Otwieramy ogród", "lead": "W sobotę otwieramy ogród.",
               "blocks-0-kind": "text", "blocks-0-text": "Przyjdź o **11:00**, weź łopatę."})  # fmt: skip
    mine = await written(site)
    await done(site, mine, "sprawdzenie", PRESS)
    await done(site, mine, "zwrot", SECOND, remark="Brakuje godziny otwarcia.")
    gone = await on_site(site, title="Zła wiadomość")
    async with served(site.app) as origin, at_desk(browser, PRESS) as page:
        for path, name in (
            ("/panel/artykuly", "articles"),
            (f"/panel/artykuly/{id}", "article-changes"),
            (f"/panel/artykuly/{id}/roznice?od=1&do=5", "article-difference"),
            (f"/panel/artykuly/{id}/wersje/1", "article-version"),
            (f"/panel/artykuly/{mine}", "article-returned"),
            ("/panel/artykuly/menu", "menu-none"),
            ("/miasto", "city-none"),
            ("/panel/artykuly/bip", "bip-desk-none"),
            ("/bip", "bip-none"),
            ("/panel/artykuly/deklaracja", "accessibility-form"),
            ("/deklaracja-dostepnosci", "accessibility"),
            ("/aktualnosci/otwieramy-ogrod-na-rogatce", "article-live"),
        ):
            await page.goto(origin + path)
            await looked_at(page, f"website-{name}")
        async with at_desk(browser, SECOND) as other:
            await other.goto(f"{origin}/panel/artykuly/{id}/edycja")
            await page.goto(f"{origin}/panel/artykuly/{id}/edycja")
            await page.get_by_text("Kamil Sikorski ma otwarty ten tekst").wait_for()
            await looked_at(page, "website-article-edited-by")
            await other.get_by_label("W skrócie").fill("W niedzielę otwieramy ogród.")
            await other.get_by_role("button", name="Zapisz szkic").last.click()
            await other.get_by_role("link", name="Edytuj").wait_for()
        await page.get_by_label("Tytuł", exact=True).fill("Otwieramy ogród w sobotę")
        await page.get_by_role("button", name="Zapisz szkic").last.click()
        await page.get_by_role("link", name="Ktoś zapisał ten tekst przed Tobą").wait_for()
        assert await page.get_by_label("Tytuł", exact=True).input_value() == "Otwieramy ogród w sobotę"
        await looked_at(page, "website-article-overtaken")

        await page.goto(f"{origin}/panel/artykuly/{gone}")
        await page.get_by_text("Wycofaj ze strony").click()
        await page.get_by_text("Zmień adres").first.click()
        await looked_at(page, "website-article-published")
        await page.get_by_label("Powód").fill("Podaliśmy złą datę otwarcia.")
        await page.get_by_role("button", name="Wycofaj").click()
        await page.get_by_text("Powód wycofania").wait_for()
        await looked_at(page, "website-article-withdrawn-desk")
        await page.goto(f"{origin}/aktualnosci/zla-wiadomosc")
        await looked_at(page, "website-article-withdrawn")

        await page.goto(f"{origin}/panel/artykuly/menu")
        await page.get_by_role("button", name="Dodaj odnośnik").click()
        await page.locator("[name=entries-0-group]").fill("Zieleń")
        await page.locator("[name=entries-0-text]").fill("Park miejski")
        await page.locator("[name=entries-0-address]").fill("park")
        await page.get_by_role("button", name="Zapisz menu").last.click()
        await page.get_by_text("Popraw, zanim wyślesz").wait_for()
        await looked_at(page, "website-menu-fault")
        await page.locator("[name=entries-0-address]").fill("/strony/park")
        await page.get_by_role("button", name="Zapisz menu").last.click()
        await page.get_by_text("Menu zapisane.").wait_for()
        await page.goto(f"{origin}/miasto")
        await looked_at(page, "website-city")

        await page.goto(f"{origin}/panel/artykuly/bip/nowy")
        await looked_at(page, "website-bip-form")
        for field, text in (
            ("Tytuł", "Zarządzenie w sprawie parkowania"),
            ("Dział", "Zarządzenia"),
            ("Treść", "Opłata wynosi **3 zł** za godzinę."),
            ("Kto wytworzył informację", "Jan Kowal, Wydział Dróg"),
            ("Dzień wytworzenia", "2026-04-10"),
            ("Kto odpowiada za treść", "Anna Wójt, dyrektor"),
        ):
            await page.get_by_label(field, exact=True).fill(text)
        await page.get_by_role("button", name="zobacz przed publikacją").click()
        await page.get_by_role("heading", name="Zobacz przed publikacją").wait_for()
        await looked_at(page, "website-bip-preview")
        await page.get_by_role("button", name="Opublikuj").click()
        await page.get_by_role("heading", name="Dziennik zmian").wait_for()
        entry = page.url.rpartition("/")[2]
        await page.goto(f"{origin}/panel/artykuly/bip/{entry}")
        await page.get_by_label("Co się zmieniło i dlaczego").fill("Nowa stawka opłaty")
        await page.get_by_role("button", name="zobacz przed publikacją").click()
        await page.get_by_role("button", name="Opublikuj nową wersję").click()
        await page.get_by_text("Nowa stawka opłaty").wait_for()
        await looked_at(page, "website-bip-entry")
        await page.get_by_role("link", name="Wersja 1").click()
        await looked_at(page, "website-bip-old")
        await page.goto(f"{origin}/bip")
        await looked_at(page, "website-bip")
        await page.goto(f"{origin}/panel/artykuly/bip")
        await looked_at(page, "website-bip-desk")
        await page.goto(f"{origin}/panel/artykuly/bip/{entry}")
        await page.get_by_text("Oznacz jako nieaktualny").first.click()
        await looked_at(page, "website-bip-change")


async def test_nothing_of_five_hundred_hostile_texts_runs_in_a_real_browser(browser: Browser, site: Site) -> None:
    # Control characters are refused before they are kept.
    every = [text for text in snippets() if "\x01" not in text]
    for part in range(13):
        rows = {f"blocks-{number}-kind": "text" for number in range(len(every[part::13]))}
        rows |= {f"blocks-{number}-text": text for number, text in enumerate(every[part::13])}
        await on_site(site, title=f"<img src=x onerror=window.hit=1> {part}", **rows)
    async with served(site.app) as origin:
        page = await browser.new_page(viewport=DESK)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
        addresses = [one["slug"] for one in (await site.client.get("/api/media/v1/articles")).json()]
        assert len(addresses) == 13
        for slug in addresses:
            # Served without the gateway: no security policy of the house stands in the way here.
            await page.goto(f"{origin}/aktualnosci/{slug}")
            title = await page.title()
            for link in await page.locator("article a").all():
                await link.dispatch_event("mouseover")
                await link.dispatch_event("focus")
            links = await page.eval_on_selector_all("article a", "all => all.map(one => one.protocol)")
            assert set(links) <= {"http:", "https:", "mailto:", "tel:", ":"}  # the last: no address at all
            assert await page.evaluate("typeof window.hit") == "undefined"
            assert title == await page.title() != "hit"
            assert await page.locator("article script, article iframe, article object, article style").count() == 0
        assert [url for url in asked if not url.startswith(origin) or "/hit" in url] == []
        await page.close()
