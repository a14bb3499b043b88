"""The plan of a year at a desk and on a phone: drawn up, approved, worked on by keyboard."""

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Browser

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person


def token(who: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}


async def test_the_year_is_drawn_up_approved_and_moved(
    browser: Browser, make_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await make_site("events")
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        mayor = await browser.new_page(viewport=PHONE, extra_http_headers=token(person(Role.MAYOR)))
        await site.app.state.ticks.work("anniversaries")()
        await desk.goto(f"{origin}/panel/rocznice?rok=2026")
        await looked_at(desk, "anniversaries-none")
        await desk.get_by_role("button", name="Ułóż plan na 2026").press("Enter")
        await desk.get_by_text("czeka na zatwierdzenie").wait_for()
        await looked_at(desk, "anniversaries-drawn-up")
        await mayor.goto(f"{origin}/panel/rocznice")
        await mayor.get_by_role("button", name="Zatwierdź plan roku").press("Enter")
        await mayor.get_by_text("Plan zatwierdzony").wait_for()
        await site.app.state.ticks.work("anniversaries")()
        await mayor.reload()
        await looked_at(mayor, "anniversaries-approved")
        await desk.goto(f"{origin}/panel/rocznice")
        await desk.get_by_role("link", name="Święto Narodowe Trzeciego Maja").click()
        await looked_at(desk, "anniversary-occasion")
        await desk.get_by_role("button", name=re.compile("Zrobione.*wojskową")).press("Enter")
        await desk.get_by_role("button", name=re.compile("Cofnij.*wojskową")).wait_for()
        await desk.locator("#day").fill("2026-05-04")
        await desk.get_by_role("button", name="Zapisz dzień").click()
        await desk.get_by_text("Napisz, dlaczego").first.wait_for()
        await looked_at(desk, "anniversary-fault")
        await desk.get_by_label("Powód").fill("Katedra jest zajęta do niedzieli wieczorem.")
        await desk.get_by_role("button", name="Zapisz dzień").press("Enter")
        await desk.get_by_text("Powód innego dnia: Katedra jest zajęta").wait_for()
        await looked_at(desk, "anniversary-moved")
        await mayor.goto(f"{origin}/kalendarz?miesiac=2026-05")
        await mayor.get_by_text("pon., 4 maja").first.wait_for()
        await desk.goto(f"{origin}/panel/rocznice/rejestr")
        await looked_at(desk, "anniversaries-register")
        await desk.get_by_role("link", name="Dodaj rocznicę").click()
        await desk.get_by_role("button", name="Zapisz").click()
        await desk.locator("#name-error").wait_for()
        await looked_at(desk, "anniversary-form-fault")
        await desk.goto(f"{origin}/panel/rocznice/rejestr/niepodleglosc")
        await looked_at(desk, "anniversary-form")
        for page in (desk, mayor):
            await page.close()
