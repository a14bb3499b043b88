"""Monitoring in the browser: from the first source and topic to a jump, a tone, a request and a digest."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.media.conftest import PRESS
from tests.media.monitoring.conftest import INSIDE, MAILBOX, XML, Web, article, at, feed, no_pause, source, tick, web
from tests.media.monitoring.test_morning import TEXTS

__all__ = ["no_pause", "web"]
HOME = "/panel/monitoring"


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]], monkeypatch: pytest.MonkeyPatch) -> Site:
    """The service on an empty store; nothing happens by itself but what the test asks for."""
    made = await make_site("media", press_mailboxes=(MAILBOX,), monitoring_inside=INSIDE)
    monkeypatch.setattr(made.app.state.ticks, "start", lambda: None)
    return made


@asynccontextmanager
async def at_desk(browser: Browser, who: Person) -> AsyncIterator[Page]:
    """A window of a member of staff."""
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}
    page = await browser.new_page(viewport=DESK, extra_http_headers=token)
    yield page
    await page.close()


async def test_the_press_office_watches_the_media(browser: Browser, site: Site, web: Web, clock: SetClock) -> None:
    clock.moment = at("2026-04-01T09:00")
    past = [
        article(
            90 - day, clock.moment - timedelta(days=day), f"Chodnik w dzielnicy {90 - day}", f"{TEXTS[day % 7]} {day}"
        )
        for day in range(1, 9)
    ]
    web.pages["/feed"] = (200, XML, feed(*past))
    async with served(site.app) as origin, at_desk(browser, PRESS) as page:
        await page.goto(origin + HOME)
        await looked_at(page, "monitoring-empty")
        await page.goto(f"{origin}{HOME}/przeglad")
        await looked_at(page, "monitoring-digests-empty")
        await page.goto(f"{origin}{HOME}/zrodla")
        await looked_at(page, "monitoring-sources-empty")
        await page.get_by_role("link", name="Dodaj źródło").click()
        await page.get_by_role("button", name="Zapisz źródło").click()
        await page.get_by_role("link", name="Podaj cały adres").wait_for()
        await looked_at(page, "monitoring-source-fault")
        await page.get_by_label("Nazwa tytułu").fill("Głos Próbny")
        await page.get_by_label("Adres").fill(web.url("/feed"))
        await page.get_by_label("kanał RSS albo Atom").check()
        await page.get_by_label("Rodzaj redakcji").select_option("portal")
        await page.get_by_role("button", name="Zapisz źródło").press("Enter")
        await page.get_by_text("czeka na pierwsze sprawdzenie").wait_for()

        await page.goto(f"{origin}{HOME}/tematy")
        await looked_at(page, "monitoring-topics-empty")
        await page.get_by_role("link", name="Dodaj temat").press("Enter")
        await page.get_by_label("Nazwa tematu").fill("Chodniki")
        await page.get_by_label("Słowa").fill("chodnik\nścieżka rowerowa")
        await looked_at(page, "monitoring-topic-form")
        await page.get_by_role("button", name="Zapisz temat").press("Enter")
        await page.get_by_text("Nikt jeszcze o tym nie pisał").wait_for()
        await tick(site)

        clock.moment = at("2026-04-17T08:30")
        names = ("Protest: fatalny stan chodników", "Nowy chodnik na Majkowie z nagrodą", "Chodnik czeka na projekt")
        fresh = [
            article(n, clock.moment - timedelta(minutes=9 * n), names[n % 3] + f" ({n})", TEXTS[n]) for n in range(6)
        ]
        again = {**fresh[0], "link": "/b/0", "title": "Piesi nie mają którędy przejść"}
        other = article(50, clock.moment - timedelta(hours=1), "Biblioteka zaprasza na wieczór z poezją")
        web.pages["/feed"] = (200, XML, feed(*fresh, other))
        web.pages["/copy"] = (200, XML, feed(again))
        await tick(site)
        await source(site, web.url("/copy"), name="Kurier Próbny")
        await source(site, web.url("/nobody"), name="Portal, którego nie ma")
        await tick(site)
        await tick(site, "monitoring jumps")
        clock.move(minutes=5)
        await tick(site, "monitoring digest")

        await page.goto(origin + HOME)
        await looked_at(page, "monitoring")
        await page.get_by_label("Ton").select_option("negatywny")
        await page.get_by_role("searchbox").fill("protest")
        await page.keyboard.press("Enter")
        await page.get_by_text("Pokaż wszystkie dzisiejsze").wait_for()
        await looked_at(page, "monitoring-filtered")
        assert "ton=negatywny" in page.url
        await page.goto(f"{origin}{HOME}?q=lotnisko")
        await looked_at(page, "monitoring-none")
        await page.goto(f"{origin}{HOME}/zrodla")
        await looked_at(page, "monitoring-sources")
        await page.get_by_role("link", name="Portal, którego nie ma").click()
        await looked_at(page, "monitoring-source")
        await page.goto(f"{origin}{HOME}/tematy")
        await looked_at(page, "monitoring-topics")
        await page.get_by_role("link", name="Chodniki").press("Enter")
        await page.get_by_text("Liczby z wykresu").click()
        await looked_at(page, "monitoring-topic-jump")
        await page.get_by_role("button", name="Wiem, zamknij alarm").press("Enter")
        await page.get_by_text("Wcześniejsze alarmy").wait_for()
        await looked_at(page, "monitoring-topic")

        await page.get_by_role("link", name="Protest: fatalny stan chodników (0)").click()
        await page.get_by_label("neutralny").check()
        await page.get_by_role("button", name="Zapisz ocenę").press("Enter")
        await page.get_by_text("neutralny, ").wait_for()
        await page.get_by_text("To samo gdzie indziej").wait_for()
        await page.get_by_role("link", name="Odpowiedz na krytykę").click()
        assert await page.get_by_label("Tytuł publikacji").input_value() == "Protest: fatalny stan chodników (0)"
        assert await page.get_by_label("Krytyka prasowa").is_checked()
        await looked_at(page, "monitoring-request")
        await page.get_by_label("Temat").fill("Stan chodników")
        await page.get_by_label("Treść").fill("Artykuł krytykuje stan chodników.")
        await page.get_by_label("Imię i nazwisko").fill("Redakcja")
        await page.get_by_role("button", name="Wpisz sprawę").press("Enter")
        await page.get_by_role("link", name="Zobacz publikację").click()
        await page.get_by_text("Sprawy z tej publikacji").wait_for()
        await looked_at(page, "monitoring-mention")

        await page.goto(f"{origin}{HOME}/przeglad")
        await looked_at(page, "monitoring-digests")
        await page.get_by_role("link", name="17 kwietnia").first.click()
        await page.get_by_text("Poza tematami").wait_for()
        await looked_at(page, "monitoring-digest")

        async with at_desk(browser, person(Role.MAYOR)) as mayor:
            await mayor.goto(origin + HOME)
            await mayor.get_by_role("link", name="Protest: fatalny stan chodników (0)").click()
            await looked_at(mayor, "monitoring-mention-mayor")
