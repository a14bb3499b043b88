"""Flags as the commission sees them: read, proposed and confirmed, at both widths and by keyboard."""

import pytest
from playwright.async_api import Browser, Page

from shared.access import Person, Sessions
from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, Site
from tests.voting.conftest import PANEL, vote_site
from tests.voting.fraud.test_pages import FIRST, SECOND, flagged, site

__all__ = ["site", "vote_site"]


async def test_two_of_the_commission_decide_about_a_flag(
    site: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def desk_of(person: Person) -> Page:
        token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person)}"}
        context = await browser.new_context(viewport=DESK, extra_http_headers=token)
        return await context.new_page()

    async with served(site.app) as origin:
        first, second = await desk_of(FIRST), await desk_of(SECOND)
        await first.goto(f"{origin}{PANEL}/flagi")
        await looked_at(first, "flags-empty")
        await flagged(site, monkeypatch)
        await first.goto(f"{origin}{PANEL}/flagi")
        await looked_at(first, "flags")
        await first.get_by_role("link", name="Rozstrzygnij").focus()
        await first.keyboard.press("Enter")
        await first.get_by_role("heading", name="Zaproponuj").wait_for()
        await looked_at(first, "flag")
        await first.get_by_role("button", name="Proponuję").click()
        await first.get_by_text("Popraw, zanim wyślesz").wait_for()
        await looked_at(first, "flag-fault")
        await first.get_by_label("Zwolnić: głosy się liczą").check()
        await first.get_by_label("Dlaczego").fill("szkolna pracownia")
        await first.get_by_role("button", name="Proponuję").click()
        await first.get_by_text("To Twoja propozycja").wait_for()
        await looked_at(first, "flag-own")
        await second.goto(first.url)
        await looked_at(second, "flag-second")
        await second.get_by_role("button", name="Potwierdzam propozycję").click()
        await second.get_by_text("Wszystko rozstrzygnięte").wait_for()
        await looked_at(second, "flag-decided")
        await first.context.close()
        await second.context.close()
