"""A unit answers a call for progress on a phone, by the link in its mail; the department says how units are asked."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser.axe import PHONE, looked_at
from tests.browser.conftest import Look, looking
from tests.conftest import SetClock
from tests.reporting.conftest import OFFICER, ZDM, Site, make_site, moment, site
from tests.reporting.implementation.test_calls import UNITS, called

__all__ = ["make_site", "site"]


@pytest.fixture
async def look(site: Site, browser: Browser) -> AsyncIterator[Look]:
    """Give a way to open a page of the running service as somebody, or as nobody."""
    async with looking(browser, site, PHONE, "call") as look:
        yield look


async def test_a_unit_answers_on_a_phone_and_sees_what_it_left_out(look: Look, site: Site, clock: SetClock) -> None:
    link = await called(site, clock)
    page = await look(f"/budzet-obywatelski/projekty/wezwanie/{link}", None, "answer")
    await page.set_viewport_size(PHONE)
    await page.get_by_role("textbox", name="Wydano od początku").fill("150 000")
    await page.get_by_role("textbox", name="Co się dzieje").fill("Wybrano wykonawcę, prace ruszą w maju.")
    await page.get_by_role("button", name="Wyślij").click()
    await expect(page.get_by_role("alert")).to_contain_text("Wydano więcej")
    await looked_at(page, "call-answer-fault")
    await page.set_viewport_size(PHONE)
    await page.get_by_role("textbox", name="Wydano od początku").fill("15 000")
    await page.get_by_role("button", name="Wyślij").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dziękujemy, mamy odpowiedź")
    await looked_at(page, "call-answered")


async def test_a_call_that_was_missed_is_still_answered_with_one_button(
    look: Look, site: Site, clock: SetClock
) -> None:
    link = await called(site, clock)
    clock.moment = moment("2027-04-14")
    for _ in range(2):
        await site.house.calls.look_after()
    page = await look(f"/budzet-obywatelski/projekty/wezwanie/{link}", None, "missed")
    await page.get_by_role("button", name="Nic się nie zmieniło").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dziękujemy, mamy odpowiedź")


async def test_who_is_late_is_asked_what_comes_next(look: Look, site: Site, clock: SetClock) -> None:
    link = await called(site, clock)
    clock.moment = moment("2027-09-06")
    page = await look(f"/budzet-obywatelski/projekty/wezwanie/{link}", None, "late")
    await expect(page.get_by_text("Planowany koniec prac: 31 sierpnia 2027. Ten dzień minął")).to_be_visible()
    await expect(page.get_by_role("button", name="Nic się nie zmieniło")).to_have_count(0)
    await page.set_viewport_size(PHONE)
    await page.get_by_role("textbox", name="Co się dzieje").fill("Czekamy na odbiór.")
    await page.get_by_role("button", name="Wyślij").click()
    await expect(page.get_by_role("alert")).to_contain_text("Zapowiedziany koniec prac minął.")
    await looked_at(page, "call-late-fault")


async def test_the_department_sees_how_units_are_asked(look: Look, site: Site, clock: SetClock) -> None:
    await look(UNITS, OFFICER, "units-without-addresses")
    await called(site, clock)
    await look(UNITS, OFFICER, "units")
    await look(f"{UNITS}/ZDM", OFFICER, "unit")
    await look("/panel/realizacja/p-1", ZDM, "work")
