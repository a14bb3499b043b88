"""The pages of an open round of opinions, with what is wrong on them too, and one opinion entered by keyboard alone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, Route

from shared.access import Person
from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import answer
from tests.verification.conftest import EDITION, MAYOR, OFFICER, House, clock, house, service, submitted
from tests.verification.opinions.conftest import AREAS, citywide, filed, opened, say

__all__ = ["clock", "house", "service"]

PLACE = "http://localhost:8080/panel/weryfikacja"


@dataclass
class Desk:
    """A browser window at the running service; who sits there may change."""

    house: House
    page: Page
    person: Person = OFFICER

    async def serve(self, route: Route) -> None:
        """Answer a request of the page from the service, as the person who sits there."""
        await answer(route, self.house, self.person)

    async def look(self, path: str, name: str) -> None:
        """Open a page and hold it against all that every page must keep."""
        await self.page.goto(PLACE + path, wait_until="load")
        await looked_at(self.page, name)


@pytest.fixture
async def desk(house: House, browser: Browser) -> AsyncIterator[Desk]:
    """A window at the service."""
    page = await browser.new_page(viewport=DESK)
    desk = Desk(house, page)
    await page.route("**/*", desk.serve)
    yield desk
    await page.close()


async def test_what_is_wrong_and_what_is_awaited_shuts_nobody_out(desk: Desk) -> None:
    await filed(desk.house, submitted(1), citywide(2))
    for number in (1, 2):
        await desk.house.review(number)
    areas, councillors = await opened(desk.house, **AREAS), await opened(desk.house)
    await say(desk.house, areas, 1, result="against")
    for path, button, name in (
        (f"/opinie/nowe?edycja={EDITION}", "Zacznij opiniowanie", "opinions-wrong-round"),
        (f"/opinie/{areas}/projekty/{1:032x}", "Zapisz i następny", "opinions-correction"),
        (f"/opinie/{councillors}/projekty/{1:032x}", "Zapisz i następny", "opinions-wrong-opinion"),
        (f"/opinie/{councillors}", "Zamknij", "opinions-wrong-closing"),
    ):
        await desk.look(path, f"{name}-before")
        await desk.page.get_by_role("button", name=button, exact=True).click()
        await desk.page.wait_for_load_state()
        await looked_at(desk.page, name)
    desk.person = MAYOR
    await desk.look("/dopuszczenie", "opinions-admissions")
    await desk.look(f"/dopuszczenie/{2:032x}", "opinions-admission")
    await desk.look(f"/sprawy/{1:032x}", "opinions-case")


async def test_an_officer_enters_an_opinion_by_keyboard_and_stands_at_the_next_proposal(desk: Desk) -> None:
    await filed(desk.house, submitted(1), submitted(2, title="Ławki nad Prosną"))
    id = await opened(desk.house)
    page = desk.page
    await page.goto(f"{PLACE}/opinie/{id}", wait_until="load")
    await page.get_by_role("link", name="Wpisuj opinie po kolei").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("radio", name="za", exact=True).focus()
    for key in ("Space", "ArrowDown", "Tab"):
        await page.keyboard.press(key)
    await page.keyboard.type("Za blisko ulicy.")
    await page.keyboard.press("Tab")
    await page.keyboard.type("04142026")
    await page.get_by_label("Numer uchwały").focus()
    await page.get_by_role("button", name="Zapisz i następny").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Ławki nad Prosną", level=1).wait_for()
    assert "BO-2027-001" in await page.get_by_role("status").inner_text()
