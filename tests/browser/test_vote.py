"""The vote as a resident casts it on a phone, with and without JavaScript: from the name to the checked receipt."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from services.voting.ballots.service.following import Candidates
from services.voting.ballots.store import MongoBallotStore
from services.voting.keys.store import KeyFolder
from tests.browser.axe import PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SetClock, Site
from tests.voting.conftest import EDITION, OPENS, open_at_the_desk, submitted, vote_site

__all__ = ["vote_site"]
ROOT = "/budzet-obywatelski/glosowanie"
SECTION = f"{ROOT}/{EDITION}/"
POINTS: dict[str, tuple[float | None, float | None]] = {
    "fontanna": (51.7617, 18.0912),
    "alejki": (51.7618, 18.0913),
    "drzewa": (51.7492, 18.0661),
    "hustawki": (51.7701, 18.1102),
    "lawki": (None, None),
}
ANNA, JAN, MARIA = (
    ("Anna", "Nowak", "Śródmiejska 1/2"),
    ("Jan", "Kowalski", "Śródmiejska 1/2"),
    ("Maria", "Wiśniewska", "Górnośląska 10"),
)


@pytest.fixture
async def origin(
    vote_site: Callable[..., Awaitable[Site]], deliver: Callable[..., Awaitable[None]], clock: SetClock, tmp_path: Path
) -> AsyncIterator[str]:
    """Where an open vote is; two projects lie side by side, one has no point."""
    site = await vote_site()
    candidates = Candidates(site.database, MongoBallotStore(site.database), KeyFolder(tmp_path), clock)
    for id, (latitude, longitude) in POINTS.items():
        moved = submitted(id, version=2, location=f"miejsce: {id}", latitude=latitude, longitude=longitude)
        await deliver(moved, candidates.follow_content)
    await open_at_the_desk(site)
    clock.moment = OPENS
    async with served(site.app) as origin:
        yield origin


async def says_who(page: Page, who: tuple[str, str, str]) -> None:
    """Tell the first page who is voting."""
    for name, text in zip(("given", "surname", "address"), who, strict=True):
        await page.locator(f"#{name}").fill(text)
    await page.get_by_role("button", name="Dalej").click()
    await page.wait_for_url(f"**{SECTION}1")


async def goes_on(page: Page, to: str) -> None:
    """Go on to the next page of the ballot."""
    await page.get_by_role("button", name="Dalej").click()
    await page.wait_for_url(f"**{SECTION}{to}")


async def walks(page: Page, origin: str, who: tuple[str, str, str], look: Callable[[str], Awaitable[None]]) -> None:
    """Vote as a person does who hesitates, goes back, loads pages anew and marks too much; every page is looked at."""
    fontanna, alejki, drzewa, lawki, hustawki = (
        page.get_by_role("checkbox", name=f"Projekt {name}")
        for name in ("fontanna", "alejki", "drzewa", "lawki", "hustawki")
    )
    await page.goto(f"{origin}{ROOT}")
    await look("who")
    await says_who(page, who)
    await look("section")
    await page.get_by_role("link", name="Zobacz na szkicu, gdzie są projekty").click()
    await page.get_by_role("link", name="i jeszcze 1").click()
    await page.wait_for_url("**#na-szkicu-*")
    assert await page.locator(".choice:target").get_by_role("checkbox").count() == 1
    for project in (fontanna, alejki, drzewa):
        await project.check()
    await page.get_by_role("button", name="Dalej").click()
    await page.get_by_text("Zaznaczono za dużo projektów").first.wait_for()
    for project in (fontanna, alejki, drzewa):
        await expect(project).to_be_checked()
    await look("too-many")
    await alejki.uncheck()
    await goes_on(page, "2")

    # What is marked here is not sent yet: neither its own buttons nor the way back may lose it.
    await lawki.check()
    await page.get_by_label("Twoje osiedle").select_option("Asnyka")
    await page.get_by_role("button", name="Pokaż najpierw moje").click()
    await page.get_by_role("heading", name="Asnyka").wait_for()
    await expect(lawki).to_be_checked()
    await look("section-of-areas")
    await hustawki.check()
    await page.get_by_role("button", name="Wróć do poprzedniej części").click()
    await page.wait_for_url(f"**{SECTION}1")
    await expect(fontanna).to_be_checked()
    await expect(alejki).not_to_be_checked()
    await goes_on(page, "2")
    await expect(hustawki).to_be_checked()
    await goes_on(page, "podsumowanie")

    await look("review")
    await page.reload()
    await page.go_back()
    await page.wait_for_url(f"**{SECTION}2*")
    await expect(lawki).to_be_checked()
    await lawki.uncheck()
    await goes_on(page, "podsumowanie")
    for name, on_it in (("fontanna", 1), ("drzewa", 1), ("hustawki", 1), ("alejki", 0), ("lawki", 0)):
        assert await page.get_by_text(f"Projekt {name}").count() == on_it

    await page.get_by_role("button", name="Oddaję głos").click()
    await page.wait_for_url(f"**{SECTION}oddany")
    code = await page.locator(".receipt-code").inner_text()
    await look("receipt")
    await page.reload()
    assert await page.locator(".receipt-code").inner_text() == code
    await page.go_back()
    await page.get_by_text("jest już w urnie").wait_for()
    await look("back-from-the-receipt")
    await page.get_by_role("link", name="Zobacz jej potwierdzenie").click()
    await page.get_by_role("button", name="Sprawdź potwierdzenie").click()
    await page.get_by_text("Tak. Karta z tym potwierdzeniem jest w urnie.").wait_for()
    await look("checked")
    await page.goto(f"{origin}{ROOT}/potwierdzenie")
    await look("check")
    await page.get_by_label("Kod potwierdzenia").fill(code.lower())
    await page.get_by_role("button", name="Sprawdź").click()
    await page.get_by_text("Tak. Karta z tym potwierdzeniem jest w urnie.").wait_for()
    assert code not in page.url

    await page.goto(f"{origin}{ROOT}")
    await says_who(page, who)
    await drzewa.check()
    await goes_on(page, "2")
    await goes_on(page, "podsumowanie")
    assert await page.get_by_text("Projekt fontanna").count() == 0
    await page.get_by_role("button", name="Oddaję głos").click()
    await page.get_by_role("heading", name="Ta osoba już zagłosowała").wait_for()
    await look("second")


async def on_a_phone(browser: Browser, *, scripts: bool = True) -> Page:
    """Open a phone's window."""
    context: BrowserContext = await browser.new_context(viewport=PHONE, java_script_enabled=scripts)
    return await context.new_page()


async def test_a_resident_votes_on_a_phone_and_checks_the_receipt(origin: str, browser: Browser) -> None:
    page = await on_a_phone(browser)

    async def look(name: str) -> None:
        await looked_at(page, f"vote-{name}")

    await walks(page, origin, ANNA, look)


async def test_without_javascript_a_resident_votes_in_the_same_way(origin: str, browser: Browser) -> None:
    # What looks at a page is a script too: it sees the pages whose own scripts have not come; then none runs at all.
    bare, page = await on_a_phone(browser), await on_a_phone(browser, scripts=False)
    await bare.route("**/*.js*", lambda route: route.abort())

    async def look(name: str) -> None:
        await looked_at(bare, f"vote-bare-{name}")

    async def nothing(name: str) -> None:
        await page.get_by_role("heading", level=1).wait_for()

    await walks(bare, origin, JAN, look)
    await walks(page, origin, MARIA, nothing)


async def test_what_is_marked_and_not_sent_is_there_after_the_page_is_loaded_anew(
    origin: str, browser: Browser
) -> None:
    page = await on_a_phone(browser)
    await page.goto(f"{origin}{ROOT}")
    await says_who(page, ANNA)
    fontanna = page.get_by_role("checkbox", name="Projekt fontanna")
    async with page.expect_response(lambda answer: answer.status == 204):
        await fontanna.check()
    await page.reload()
    await expect(fontanna).to_be_checked()
    await page.get_by_role("link", name="Więcej").first.click()
    await page.wait_for_url("**/projekty/*")
    await page.go_back()
    await expect(fontanna).to_be_checked()
    await fontanna.press("Enter")
    await page.wait_for_url(f"**{SECTION}2")
