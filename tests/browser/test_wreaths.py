"""Wreaths, precedence and partners as the protocol officer keeps them: by keyboard alone, with and without scripts."""

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.browser.keyboard import press, unfold
from tests.conftest import SESSION_KEY, Site, person

WHY = "Gospodarz składa wieniec ostatni"


def token(who: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}


async def moved(page: Page, told: str) -> None:
    """Wait until the page says so, and what came with it can be pressed: htmx makes it so a moment later."""
    await page.get_by_text(told).wait_for()
    await settled(page)


async def settled(page: Page) -> None:
    """Wait until no answer of htmx is awaited, or there but for its last touch."""
    busy = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
    await page.locator(busy).first.wait_for(state="detached")


def order(page: Page) -> Locator:
    """The names of the first table, in order."""
    return page.locator("table").first.locator("tbody tr td:nth-child(2) a")


async def ceremony(desk: Page, origin: str, site: Site) -> str:
    await desk.goto(f"{origin}/panel/wydarzenia/nowe")
    await desk.get_by_label("Nazwa").fill("Rocznica zburzenia Kalisza")
    await desk.locator("#kind").select_option("ceremony")
    await desk.locator("#place").fill("Pomnik, ul. Podmiejska")
    await desk.locator("#day").fill("2026-08-14")
    await desk.locator("#begins").fill("12:00")
    await desk.locator("#ends").fill("13:00")
    await desk.get_by_label("wszyscy, także mieszkańcy").check()
    await desk.get_by_role("button", name="Dodaj do kalendarza").press("Enter")
    await desk.get_by_role("heading", name="Przełóż bez nowego terminu").wait_for()
    row = await site.database.collection("entries").find_one({"plan.title": "Rocznica zburzenia Kalisza"})
    await desk.goto(f"{origin}/panel/wydarzenia/{(row or {})['_id']}")
    await desk.get_by_role("link", name="Wieńce i delegacje").click()
    await desk.get_by_role("heading", name="Wieńce").wait_for()
    return desk.url


async def delegation(desk: Page, address: str, name: str, rank: str) -> None:
    await desk.goto(f"{address}/nowa")
    await desk.locator("#institution").fill(name)
    await desk.locator("#rank_id").select_option(rank)
    await desk.get_by_role("button", name="Dodaj delegację").press("Enter")
    await desk.get_by_role("link", name=name).wait_for()


@pytest.mark.parametrize("scripts", [True, False])
async def test_the_protocol_officer_reorders_wreaths_by_keyboard_alone(
    browser: Browser, make_site: Callable[..., Awaitable[Site]], scripts: bool
) -> None:
    site = await make_site("events")
    async with served(site.app) as origin:
        context = await browser.new_context(viewport=DESK, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        desk = await context.new_page()
        address = await ceremony(desk, origin, site)
        if scripts:
            await looked_at(desk, "wreaths-none")
            await desk.goto(f"{address}/nowa")
            await desk.get_by_role("button", name="Dodaj delegację").click()
            await desk.locator("#institution-error").wait_for()
            await looked_at(desk, "wreath-form-fault")
        for name, rank in (("Szkoła nr 8", "schools"), ("Prezydent Miasta", "mayor"), ("Wojewoda", "voivode")):
            await delegation(desk, address, name, rank)
        if not scripts:
            # The same officer with another browser, which runs no scripts at all.
            await desk.close()
            plain = await browser.new_context(
                viewport=PHONE, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)), java_script_enabled=False
            )
            desk = await plain.new_page()
            await desk.goto(address)
            await expect(order(desk)).to_have_text(["Wojewoda", "Prezydent Miasta", "Szkoła nr 8"])
            await desk.locator("#reason").fill(WHY)
            await desk.get_by_role("button", name="Niżej: Prezydent Miasta").press("Enter")
            await desk.get_by_text("Prezydent Miasta: miejsce 3 z 3.").wait_for()
            await expect(order(desk)).to_have_text(["Wojewoda", "Szkoła nr 8", "Prezydent Miasta"])
            assert await desk.locator("button[autofocus]").get_attribute("id") == await desk.get_by_role(
                "button", name="Niżej: Prezydent Miasta"
            ).get_attribute("id")
            await plain.close()
            await context.close()
            return
        await desk.goto(address)
        await expect(order(desk)).to_have_text(["Wojewoda", "Prezydent Miasta", "Szkoła nr 8"])
        live = await desk.locator("#powiedziane").element_handle()
        await press(desk, desk.get_by_role("button", name="Niżej: Prezydent Miasta"))
        await desk.locator("#reason-error").wait_for()
        await looked_at(desk, "wreaths-fault")
        await desk.locator("#reason").focus()
        await desk.keyboard.type(WHY)
        await press(desk, desk.get_by_role("button", name="Niżej: Prezydent Miasta"))
        await moved(desk, "Prezydent Miasta: miejsce 3 z 3.")
        assert live is not None
        assert "miejsce 3 z 3" in await live.inner_text(), "the region that was read aloud is still the same one"
        await expect(order(desk)).to_have_text(["Wojewoda", "Szkoła nr 8", "Prezydent Miasta"])
        assert await desk.locator("#reason").input_value() == WHY
        # The focus has stayed on the button that moved with its row; it goes nowhere from the end.
        await expect(desk.get_by_role("button", name="Niżej: Prezydent Miasta")).to_be_focused()
        async with desk.expect_response("**/wience/kolejnosc"):
            await desk.keyboard.press("Enter")
        await settled(desk)
        await expect(order(desk)).to_have_text(["Wojewoda", "Szkoła nr 8", "Prezydent Miasta"])
        await desk.keyboard.press("Shift+Tab")
        await desk.keyboard.press("Enter")
        await moved(desk, "Prezydent Miasta: miejsce 2 z 3.")
        await desk.keyboard.press("Enter")
        await moved(desk, "Prezydent Miasta: miejsce 1 z 3.")
        await expect(order(desk)).to_have_text(["Prezydent Miasta", "Wojewoda", "Szkoła nr 8"])
        await looked_at(desk, "wreaths")
        await press(desk, desk.get_by_role("button", name="Cofnij ostatnie przesunięcie"))
        await desk.locator("#undo").wait_for(state="detached")
        await settled(desk)
        await expect(order(desk)).to_have_text(["Wojewoda", "Prezydent Miasta", "Szkoła nr 8"])
        await press(desk, desk.get_by_role("link", name="Szkoła nr 8", exact=True))
        await desk.get_by_role("heading", name="Szkoła nr 8").wait_for()
        for summary in ("Zmień dane", "Wycofaj"):
            await unfold(desk.get_by_text(summary, exact=True).first)
        await looked_at(desk, "wreath")
        await desk.locator("#spot").select_option(label="przed: Wojewoda")
        await desk.locator("#reason").fill("Młodzież idzie pierwsza")
        await desk.get_by_role("button", name="Przesuń").press("Enter")
        await desk.get_by_text("Szkoła nr 8: miejsce 1 z 3.").wait_for()
        await unfold(desk.get_by_text("Miejsca składania"))
        await desk.locator("#site_name").fill("Mogiła na cmentarzu tynieckim")
        await desk.get_by_role("button", name="Dodaj miejsce").press("Enter")
        await desk.get_by_role("heading", name="Mogiła na cmentarzu tynieckim").wait_for()
        await looked_at(desk, "wreaths-sites")
        await context.close()


async def test_precedence_is_kept_by_keyboard(browser: Browser, make_site: Callable[..., Awaitable[Site]]) -> None:
    site = await make_site("events")
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        await desk.goto(f"{origin}/panel/precedencja")
        await looked_at(desk, "precedence")
        await desk.locator("#reason").fill(WHY)
        await desk.locator("#up-voivode").focus()
        await desk.keyboard.press("Enter")
        await moved(desk, "miejsce 6 z 24.")
        await desk.keyboard.press("Enter")
        await moved(desk, "miejsce 5 z 24.")
        await expect(order(desk).nth(4)).to_have_text(re.compile("^Wojewoda"))
        await looked_at(desk, "precedence-moved")
        await desk.get_by_role("link", name="Duchowni").press("Enter")
        for summary in ("Zmień nazwę", "Zakończ albo usuń"):
            await unfold(desk.get_by_text(summary, exact=True))
        await looked_at(desk, "precedence-rank")
        await desk.get_by_role("button", name="Przesuń").press("Enter")
        await desk.locator("#reason-error").wait_for()
        await desk.goto(f"{origin}/panel/precedencja/nowa")
        await desk.get_by_role("button", name="Dodaj").press("Enter")
        await desk.locator("#name-error").wait_for()
        await looked_at(desk, "precedence-new-fault")
        await desk.goto(f"{origin}/panel/precedencja/wersje")
        await looked_at(desk, "precedence-versions")
        await desk.get_by_role("link", name="Wersja 2").press("Enter")
        await looked_at(desk, "precedence-version")
        await desk.close()


async def test_partners_are_kept(browser: Browser, make_site: Callable[..., Awaitable[Site]]) -> None:
    site = await make_site("events")
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        await desk.goto(f"{origin}/panel/partnerzy")
        await looked_at(desk, "partners-none")
        await desk.goto(f"{origin}/panel/partnerzy/nowy")
        await desk.get_by_role("button", name="Dodaj do rejestru").press("Enter")
        await desk.locator("#name-error").wait_for()
        await looked_at(desk, "partner-form-fault")
        await desk.locator("#name").fill("Związek Sybiraków, Oddział w Kaliszu")
        await desk.locator("#kind").select_option("veterans")
        await desk.locator("#contact").fill("Jan Kanarek, 600 100 200")
        await desk.get_by_label("Ma sztandar").check()
        await desk.get_by_role("button", name="Dodaj do rejestru").press("Enter")
        await desk.get_by_role("heading", name="Historia współpracy").wait_for()
        await unfold(desk.get_by_text("Dopisz do historii"))
        await desk.locator("#text").fill("Wspólna lekcja o Sybirze w Szkole nr 8")
        await desk.get_by_role("button", name="Dopisz", exact=True).press("Enter")
        await desk.get_by_role("button", name="Usuń wpis").wait_for()
        for summary in ("Zmień dane", "Zakończ współpracę"):
            await unfold(desk.get_by_text(summary, exact=True))
        await looked_at(desk, "partner")
        await desk.goto(f"{origin}/panel/partnerzy?q=sybirak")
        await desk.get_by_role("link", name="Związek Sybiraków").wait_for()
        await looked_at(desk, "partners")
        await desk.goto(f"{origin}/panel/partnerzy?q=harcerze")
        await looked_at(desk, "partners-nothing")
        await desk.close()


async def test_an_officer_sees_who_is_written_what_before_it_is_sent(
    browser: Browser, make_site: Callable[..., Awaitable[Site]]
) -> None:
    site = await make_site("events")
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        address = await ceremony(desk, origin, site)
        await desk.goto(f"{address}/wiadomosci")
        await looked_at(desk, "wreath-notices-none")
        await desk.goto(f"{address}/nowa")
        await desk.locator("#institution").fill("Związek Sybiraków")
        await desk.get_by_label("E-mail").fill("sybiracy@example.pl")
        await desk.get_by_role("button", name="Dodaj delegację").press("Enter")
        await desk.get_by_role("link", name="Związek Sybiraków").wait_for()
        await delegation(desk, address, "Szkoła nr 8", "schools")
        await desk.get_by_role("link", name="Napisz do delegacji").click()
        await desk.locator("summary", has_text="Związek Sybiraków").click()
        await desk.get_by_text("Miejsce w kolejności: 2").wait_for()
        await looked_at(desk, "wreath-notices")
        await desk.get_by_role("button", name="Wyślij wiadomości").press("Enter")
        await desk.get_by_role("heading", name="Wiedzą już").wait_for()
        await looked_at(desk, "wreath-notices-sent")
        await desk.close()
