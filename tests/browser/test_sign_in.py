"""Staff sign in with their account of the city, in a real browser, by keyboard alone."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from playwright.async_api import Browser

from services.reporting.settings import Settings
from shared.frame import Frame
from shared.identity import IdentityProvider, ProviderSettings
from shared.web.accounts import BACK, account_pages
from shared.web.sign_in import SIGN_IN_PROBLEMS
from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import served
from tests.browser.keyboard import press
from tests.conftest import SESSION_KEY, Services
from tests.shared.provider import Provider
from tests.shared.test_sign_in import written


async def test_who_has_two_roles_signs_in_chooses_one_and_signs_out(
    browser: Browser, services: Services, tmp_path: Path
) -> None:
    provider, inside = Provider(), [FastAPI()]
    provider.claims["groups"] = ["komisja", "zdm"]

    async def house(scope: Any, receive: Any, send: Any) -> None:
        """Answer with a house that knows its own address, which is there once it listens."""
        await inside[-1](scope, receive, send)

    async with served(provider.app()) as issuer, served(house) as origin:
        provider.issuer = issuer
        frame = Frame("reporting", Settings(**services.common, environment="production", port=8100))
        accounts = IdentityProvider(ProviderSettings.from_file(written(tmp_path, issuer)), origin + BACK)
        pages = account_pages(accounts, frame.sessions, frame.templates, SESSION_KEY)
        inside.append(frame.app(pages, problems=SIGN_IN_PROBLEMS))
        page = await browser.new_page(viewport=DESK)
        await page.goto(f"{origin}/panel/zaloguj?next=/panel/wylogowano")
        await page.get_by_role("heading", name="W jakiej roli dziś pracujesz?").wait_for()
        await looked_at(page, "role-choice")

        await press(page, page.get_by_role("button", name="komisja"))
        await page.get_by_role("heading", name="Wylogowano").wait_for()
        await looked_at(page, "signed-out")
        assert [one["name"] for one in await page.context.cookies()] == ["__Host-ratusz"]
        await page.goto(f"{origin}/panel/zaloguj/powrot?state=x&code=y")
        await page.get_by_role("heading", name="Nie udało się zalogować").wait_for()
        await looked_at(page, "sign-in-refused")
        await page.close()
        frame.database.close()
