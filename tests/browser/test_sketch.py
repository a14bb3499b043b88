"""The sketch of an edition's projects at both widths: every spot is a link for the keyboard, the list says the same."""

from playwright.async_api import Browser

from tests.browser.axe import DESK, PHONE
from tests.browser.conftest import looking
from tests.reporting.conftest import OFFICER, Site, announced, checked, make_site, site, submitted
from tests.reporting.implementation.test_work import chosen

__all__ = ["make_site", "site"]
MAP = "/budzet-obywatelski/projekty/mapa"


async def test_the_sketch_of_projects_is_reached_by_keyboard_and_shuts_nobody_out(site: Site, browser: Browser) -> None:
    places = [(51.761, 18.091), (51.781, 18.051), (51.7611, 18.0911), (51.742, 18.12), None]
    await site.house.hears(
        announced(),
        *(
            submitted(
                f"p-{number}",
                number,
                title=f"Ławki i drzewa numer {number}",
                latitude=at[0] if at else None,
                longitude=at[1] if at else None,
            )
            for number, at in enumerate(places, 1)
        ),
        checked("p-2"),
    )
    for window, name in ((PHONE, "sketch-phone"), (DESK, "sketch-desk")):
        async with looking(browser, site, window, name) as look:
            page = await look(MAP, None, "map")
            await page.get_by_role("link", name="1. Ławki i drzewa numer 1 i jeszcze 1").press("Enter")
            await page.wait_for_url("**#na-szkicu-1")
            await page.get_by_role("link", name="2. Ławki i drzewa numer 2").press("Enter")
            await page.get_by_role("heading", level=1, name="Ławki i drzewa numer 2").wait_for()
            await look(f"{MAP}?q=smok", None, "nothing")


async def test_the_rhythm_of_an_edition_is_set_on_its_page(site: Site, browser: Browser) -> None:
    await chosen(site.house)
    async with looking(browser, site, DESK, "rhythm") as look:
        page = await look("/panel/realizacja/wezwania", OFFICER, "units")
        await page.get_by_role("link", name="Zmień Budżet Obywatelski Kalisza 2027").press("Enter")
        await page.get_by_label("Jak często").select_option("6")
        await page.get_by_role("button", name="Zapisz").press("Enter")
        await page.get_by_text("co pół roku").wait_for()
        await page.get_by_role("link", name="Zmień Budżet Obywatelski Kalisza 2027").press("Enter")
        await page.get_by_text("nie ustalono → co pół roku.").wait_for()
        await look(page.url.removeprefix("http://localhost:8080"), OFFICER, "edition")
