"""Meetings in the browser: convened and planned by keyboard, read by a guest on a phone, minuted, approved, done."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page

from shared.access import Person, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.browser.keyboard import unfold
from tests.conftest import SESSION_KEY, SetClock, Site
from tests.events.letters.conftest import OFFICER, PROTOCOL
from tests.events.meetings.conftest import (
    MAYOR,
    PDF,
    STARTS,
    ZDM,
    attached,
    done,
    entry,
    link,
    seen,
    taken_to,
)


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]]) -> Site:
    """The service on an empty store."""
    return await make_site("events")


@asynccontextmanager
async def at_desk(browser: Browser, who: Person) -> AsyncIterator[Page]:
    """A window of a member of staff."""
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}
    page = await browser.new_page(viewport=DESK, extra_http_headers=token)
    yield page
    await page.close()


async def test_a_meeting_is_convened_and_planned_by_keyboard_and_signed_by_another(
    browser: Browser, site: Site
) -> None:
    await entry(site)
    async with served(site.app) as origin, at_desk(browser, PROTOCOL) as desk:
        await desk.goto(f"{origin}/panel/spotkania")
        await looked_at(desk, "meetings-none")
        await desk.get_by_role("link", name="Zwołaj spotkanie").press("Enter")
        await desk.get_by_role("button", name="Zwołaj").press("Enter")
        await desk.get_by_role("link", name="Wybierz spotkanie z kalendarza.").wait_for()
        await looked_at(desk, "meeting-new-fault")
        await desk.get_by_label("Spotkanie z kalendarza").select_option(index=1)
        await desk.get_by_role("button", name="Zwołaj").press("Enter")
        await desk.get_by_role("heading", name="Narada o obchodach").wait_for()
        await unfold(desk.get_by_text("Dodaj uczestnika", exact=True).first)
        await desk.get_by_label("Funkcja albo imię i nazwisko").fill("Prezydent Miasta")
        await desk.get_by_label("prowadzi").press("Space")
        await desk.get_by_label("Kto to jest").select_option("mayor")
        await desk.get_by_role("button", name="Dodaj uczestnika").press("Enter")
        await desk.get_by_role("cell", name="Prezydent Miasta").first.wait_for()
        await desk.get_by_role("link", name="Ułóż program").press("Enter")
        await desk.get_by_label("Nazwa punktu 1").fill("Zamknięcie ulic na 14 sierpnia")
        await desk.get_by_label("Ile minut").first.fill("cokolwiek")
        await desk.get_by_role("button", name="Zapisz program").press("Enter")
        await desk.get_by_role("link", name="Podaj liczbę.").first.wait_for()
        await looked_at(desk, "meeting-plan-fault")
        await desk.get_by_label("Ile minut").first.fill("45")
        await desk.get_by_role("button", name="Zapisz program").press("Enter")
        await desk.get_by_role("cell", name="1. Zamknięcie ulic na 14 sierpnia").wait_for()
        await unfold(desk.get_by_text("Dołącz dokument", exact=True).first)
        await desk.get_by_label("Co to za dokument").fill("Mapa objazdów")
        await desk.get_by_label("tylko dla prowadzącego").press("Space")
        await desk.get_by_role("button", name="Dołącz dokument").press("Enter")
        await desk.get_by_role("link", name="Wybierz plik.").wait_for()
        assert await desk.get_by_label("Co to za dokument").input_value() == "Mapa objazdów"
        await desk.get_by_label("Plik", exact=True).set_input_files(
            {"name": "mapa.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        await desk.get_by_role("button", name="Dołącz dokument").press("Enter")
        await desk.get_by_role("link", name="Mapa objazdów").wait_for()
        await looked_at(desk, "meeting-planned")
        async with at_desk(browser, OFFICER) as other:
            await other.goto(desk.url)
            await other.get_by_text("Dokument zastrzeżony").wait_for()
            await other.get_by_role("button", name="Podpisz program").press("Enter")
            await other.get_by_text("program podpisany", exact=True).wait_for()
        await desk.reload()
        await desk.get_by_role("button", name="Wydaj program").press("Enter")
        await desk.get_by_text("program wydany", exact=True).wait_for()


async def test_a_guest_reads_and_remarks_on_a_phone_and_a_unit_closes_its_task(
    browser: Browser, site: Site, clock: SetClock
) -> None:
    id = await taken_to(site, "programme", clock)
    halina = next(one["id"] for one in (await seen(site, id))["participants"] if one["label"].startswith("Halina"))
    await attached(site, id, "Koszty", "chosen", (halina,))
    await done(site, id, "sign-off", None, OFFICER)
    await done(site, id, "issue")
    place = await link(site, id, "Halina")
    phone = await browser.new_page(viewport=PHONE)
    async with served(site.app) as origin, at_desk(browser, PROTOCOL) as desk:
        await phone.goto(f"{origin}{place}")
        await phone.get_by_role("link", name="Koszty").wait_for()
        await looked_at(phone, "meeting-guest")
        clock.moment = STARTS + timedelta(hours=3)
        await desk.goto(f"{origin}/panel/spotkania/{id}")
        await desk.get_by_label("Halina Gościnna, Muzeum").first.press("Space")
        await looked_at(desk, "meeting-to-hold")
        await desk.get_by_role("button", name="Zapisz obecność i zacznij protokół").press("Enter")
        await desk.get_by_role("link", name="Otwórz protokół").press("Enter")
        await desk.get_by_label("Ignacy Drugi, Garnizon").press("Space")
        await desk.get_by_label("Przebieg punktu 1").fill("Przyjęto porządek.")
        await desk.get_by_label("Zadanie 1 (nieobowiązkowe)", exact=True).fill("Przygotuj plan objazdów")
        await desk.get_by_label("Kto (zadanie 1)").select_option("unit_reviewer")
        await desk.get_by_label("Termin (zadanie 1)").fill("2026-06-30")
        await desk.get_by_role("button", name="Zapisz protokół").press("Enter")
        await desk.get_by_role("link", name="Podaj jednostkę, na przykład ZDM.").wait_for()
        await looked_at(desk, "minutes-fault")
        await desk.get_by_label("Jednostka (zadanie 1)").fill("ZDM")
        await desk.get_by_role("button", name="Zapisz protokół").press("Enter")
        await desk.get_by_label("Zadanie 2 (nieobowiązkowe)", exact=True).wait_for()
        await desk.get_by_role("button", name="Daj do uwag").press("Enter")
        await desk.get_by_text("protokół do uwag", exact=True).wait_for()
        await phone.goto(f"{origin}{place}")
        await phone.get_by_role("button", name="Wyślij uwagę").press("Enter")
        await phone.get_by_role("link", name="Napisz uwagę.").wait_for()
        await looked_at(phone, "meeting-guest-fault")
        await phone.get_by_label("Uwaga do protokołu").fill("Byłam do końca.")
        await phone.get_by_role("button", name="Wyślij uwagę").press("Enter")
        await phone.get_by_text("Byłam do końca.").wait_for()
        await desk.reload()
        await desk.get_by_label("Czy uwaga jest uwzględniona").select_option("no")
        await desk.get_by_label("Odpowiedź").fill("Tak było, dziękujemy.")
        await looked_at(desk, "minutes-remark")
        await desk.get_by_role("button", name="Odpowiedz").press("Enter")
        await desk.get_by_text("nieuwzględniona", exact=True).wait_for()
        clock.move(days=9)
        async with at_desk(browser, MAYOR) as head:
            await head.goto(f"{origin}/panel/spotkania/{id}/protokol")
            await head.get_by_role("button", name="Zatwierdź protokół").press("Enter")
            await head.get_by_text("protokół zatwierdzony", exact=True).wait_for()
            await looked_at(head, "minutes-approved")
        async with at_desk(browser, ZDM) as unit:
            await unit.goto(f"{origin}/panel/spotkania/moje")
            await looked_at(unit, "meetings-own")
            await unit.get_by_role("link", name="Przygotuj plan objazdów").press("Enter")
            await unit.get_by_label("Co zrobiono").fill("Plan jest na mapie miasta.")
            await looked_at(unit, "meeting-task")
            await unit.get_by_role("button", name="Zapisz i zamknij zadanie").press("Enter")
            await unit.get_by_text("zrobione", exact=True).wait_for()
            await unit.goto(f"{origin}/panel/spotkania/moje/{id}")
            await looked_at(unit, "meeting-own")
        await desk.goto(f"{origin}/panel/spotkania/{id}")
        for details in await desk.locator("details.more > summary").all():
            await details.click()
        await looked_at(desk, "meeting-whole")
        await desk.goto(f"{origin}/panel/spotkania?q=przyjecie")
        await looked_at(desk, "meetings-found")
        await phone.goto(f"{origin}/spotkanie/cokolwiek-innego-niz-trzeba")
        await looked_at(phone, "meeting-guest-gone")
    await phone.close()
