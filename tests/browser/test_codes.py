"""One-time codes in the panel: made by one member before the opening, by two while the vote is open."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Browser, Page, expect

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.voting.conftest import EDITION, OPENS, PANEL, open_at_the_desk, vote_site

__all__ = ["vote_site"]
SECOND = Person(id="p-ola", name="Ola Druga", role=Role.COMMISSION)


async def test_two_members_hand_out_codes_while_the_vote_is_open(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock, browser: Browser
) -> None:
    site = await vote_site(rules={"identity": "roll_code"})

    async def signed_in(who: Person) -> Page:
        token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}
        return await (await browser.new_context(viewport=DESK, extra_http_headers=token)).new_page()

    async with served(site.app) as origin:
        first, second = await signed_in(person(Role.COMMISSION)), await signed_in(SECOND)
        await first.goto(f"{origin}{PANEL}/kody")
        await looked_at(first, "codes-none")
        await first.locator("#count").fill("3")
        await first.get_by_role("button", name="Przygotuj kody").click()
        await first.get_by_role("heading", name="Wydrukuj kody").wait_for()
        await expect(first.locator("main code")).to_have_count(3)
        await looked_at(first, "codes-given")
        await open_at_the_desk(site)
        clock.moment = OPENS
        await first.get_by_role("link", name="Wydrukowane").click()
        await first.get_by_role("button", name="Proponuję").click()
        await first.get_by_text("po co te kody").first.wait_for()
        await looked_at(first, "codes-fault")
        await first.locator("#count").fill("2")
        await first.locator("#reason").fill("Listy do ulicy Polnej nie doszły.")
        await first.get_by_role("button", name="Proponuję").click()
        await first.get_by_text("To Twoja propozycja").wait_for()
        await looked_at(first, "codes-own")
        await second.goto(f"{origin}{PANEL}/kody")
        await looked_at(second, "codes-other")
        await second.get_by_role("button", name="Potwierdzam").click()
        await second.get_by_role("heading", name="Wydrukuj kody").wait_for()
        await expect(second.locator("main code")).to_have_count(2)
        await second.goto(f"{origin}/budzet-obywatelski/glosowanie/{EDITION}/dziennik")
        await second.get_by_role("heading", name="Ile wydano kodów").wait_for()
        await looked_at(second, "codes-log")
        for page in (first, second):
            await page.context.close()
