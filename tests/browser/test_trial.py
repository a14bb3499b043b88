"""The test vote as the commission sees it: prepared, held and read by keyboard alone, at both widths."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from shared.access import Sessions
from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, Site
from tests.voting.ballots.test_booth import COMMISSION, site
from tests.voting.conftest import PANEL, list_at_the_desk, vote_site
from tests.voting.trial.test_trial import KEYS

__all__ = ["site", "vote_site"]


@pytest.fixture
async def desk(browser: Browser) -> AsyncIterator[Page]:
    """The commission's browser."""
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(COMMISSION)}"}
    context = await browser.new_context(viewport=DESK, extra_http_headers=token)
    page = await context.new_page()
    yield page
    await context.close()


async def _fill(page: Page) -> None:
    """Type the test key in, leave the proposed ballots as they are, and press Enter."""
    for name, text in (
        ("public_key", KEYS.public_key),
        ("private_key", KEYS.private_key),
        ("secret", KEYS.secret),
    ):
        await page.locator(f"#{name}").focus()
        await page.keyboard.press("Control+A")
        await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def test_a_test_vote_is_prepared_held_and_read_by_keyboard_alone(site: Site, desk: Page) -> None:
    await list_at_the_desk(site)
    async with served(site.app) as origin:
        await desk.goto(f"{origin}{PANEL}")
        await looked_at(desk, "steps-before-the-trial")
        await desk.get_by_role("link", name="Przygotuj próbę").focus()
        await desk.keyboard.press("Enter")
        await desk.get_by_role("heading", name="Głosowanie próbne").wait_for()
        await looked_at(desk, "trial-form")
        await desk.locator("#figures").fill("O-1 raz")
        await _fill(desk)
        await desk.get_by_text("Popraw, zanim wyślesz").wait_for()
        await looked_at(desk, "trial-fault")
        await desk.locator("#figures").fill("O-1:5")
        await _fill(desk)
        await desk.get_by_text("Wynik różni się od spodziewanego").wait_for()
        await looked_at(desk, "trial-differs")
        await desk.goto(f"{origin}{PANEL}")
        await looked_at(desk, "steps-locked")
        await desk.goto(f"{origin}{PANEL}/proba")
        await _fill(desk)
        await desk.get_by_text("Wynik jest taki, jakiego się spodziewaliście").wait_for()
        await looked_at(desk, "trial-agrees")
        await desk.goto(f"{origin}{PANEL}")
        await desk.get_by_role("button", name="Zamrażam zasady i otwieram").wait_for()
        await looked_at(desk, "steps-ready-to-open")
