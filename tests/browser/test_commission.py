"""The commission at its desk: from the list to the published result and its protocol, every step as it is seen."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from playwright.async_api import Browser, Page

from services.voting.tally.domain import seed_commitment
from shared.access import Role, Sessions
from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import served
from tests.browser.keyboard import unfold
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.voting.ballots.test_booth import voted
from tests.voting.conftest import (
    BASE,
    CLOSES,
    EDITION,
    OPENS,
    PRIVATE,
    PUBLIC,
    ROLL,
    SECRET,
    tried,
    vote_site,
)

__all__ = ["vote_site"]
NAMESAKES = "Piotr;Zając;Polna 1\nPiotr;Zając;Polna 1\n"
PIOTR = {"given": "Piotr", "surname": "Zając", "address": "Polna 1"}


async def does(page: Page, button: str, then: str, **fields: str) -> None:
    """Fill a step's form in, press its button and wait until the page says that it is done."""
    for name, text in fields.items():
        await page.locator(f"#{name}").fill(text)
    await page.get_by_role("button", name=button).click()
    await page.get_by_text(then).first.wait_for()


async def test_the_commission_opens_the_vote_closes_the_box_counts_and_publishes(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock, browser: Browser
) -> None:
    site = await vote_site()
    commission = person(Role.COMMISSION)
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(commission)}"}
    async with served(site.app) as origin:
        desk = await (await browser.new_context(viewport=DESK, extra_http_headers=token)).new_page()
        await desk.goto(f"{origin}/panel/glosowanie")
        await looked_at(desk, "commission-votes")
        await desk.get_by_role("link", name="Budżet Obywatelski 2027").click()
        await does(desk, "Publikuję listę", "Popraw, zanim wyślesz", seed="")
        await looked_at(desk, "commission-list-fault")
        await does(desk, "Publikuję listę", "Opublikowana", seed="Dwa gołąbki na bruku")
        await site.client.post(
            f"{BASE}/roll", params={"dry_run": "false"}, content=(ROLL + NAMESAKES).encode(), headers=token
        )
        await tried(site.database)
        await desk.reload()
        keys = {"public_key": "to nie klucz", "draw_commitment": seed_commitment(SECRET)}
        await does(desk, "Zamrażam zasady i otwieram", "Wklej 64 znaki", **keys)
        await looked_at(desk, "commission-opening-fault")
        await does(desk, "Zamrażam zasady i otwieram", "Zasady są zamrożone", public_key=PUBLIC)

        clock.moment = OPENS
        await voted(site)
        await site.client.post(f"{BASE}/doubts", json=PIOTR, headers={"Idempotency-Key": "n" * 16})
        await desk.reload()
        await desk.get_by_text("czeka 1 osoba").wait_for()
        await looked_at(desk, "commission-open")
        await desk.get_by_role("link", name="Kim są głosujący?").click()
        await desk.get_by_text("Te osoby czekają").wait_for()
        await desk.go_back()
        clock.moment = CLOSES + timedelta(minutes=1)
        await desk.reload()
        await desk.get_by_text("Urnę można zamknąć od").wait_for()
        clock.moment = CLOSES + timedelta(minutes=2)
        await desk.reload()
        await unfold(desk.get_by_text("Zamknij urnę", exact=True))
        await looked_at(desk, "commission-closing")
        await does(desk, "Zamykam urnę", "Korzeń zamkniętego dziennika urny")
        await looked_at(desk, "commission-closed")

        await does(desk, "Otwieram urnę i liczę", "nie pasuje", private_key="0" * 64, secret=SECRET)
        await looked_at(desk, "commission-wrong-key")
        assert await desk.locator("#private_key").input_value() == ""
        await does(desk, "Otwieram urnę i liczę", "Policzone dwa razy", private_key=PRIVATE, secret=SECRET)
        await looked_at(desk, "commission-counted")
        await unfold(desk.get_by_text("Ogłoś wyniki", exact=True))
        await looked_at(desk, "commission-publishing")
        await does(desk, "Ogłaszam wyniki", "Zobacz stronę wyników")
        await looked_at(desk, "commission-published")

        await desk.get_by_role("link", name="Zobacz stronę wyników").click()
        await desk.wait_for_url(f"**/wyniki/{EDITION}")
        await desk.get_by_role("row", name="Projekt fontanna").get_by_text("wybrany").wait_for()
        await looked_at(desk, "commission-results")
        async with desk.expect_download() as awaited:
            await desk.get_by_role("link", name="Protokół z liczenia głosów").first.click()
        assert (await awaited.value).suggested_filename == f"protokol-{EDITION}.pdf"
