"""The pages of statements, from the request to the answer, for everybody at both widths."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import Look, looking
from tests.verification.conftest import (
    GREEN,
    MAYOR,
    OFFICER,
    ROADS,
    House,
    announced,
    clock,
    house,
    service,
    submitted,
)
from tests.verification.statements.conftest import ID, NEEDLESS, SECOND, answer, ask, of_unit

__all__ = ["clock", "house", "service"]

REVIEW = f"/panel/weryfikacja/oceny/{ID}"
LIST = "/panel/weryfikacja/stanowiska"
SCHOOLS = of_unit("WE")


@pytest.fixture
async def look(house: House, browser: Browser) -> AsyncIterator[Look]:
    """Two proposals are filed; give a way to open a page as somebody and to hold it against what must be kept."""
    await house.tell(announced(), submitted(), submitted(2, title="Ławki nad Prosną"))
    async with looking(browser, house, DESK, "statement") as look:
        yield look


async def test_the_pages_of_who_asks_shut_nobody_out(house: House, look: Look) -> None:
    card = await look(f"/panel/weryfikacja/karty/{ID}", OFFICER, "card")
    await card.get_by_text("Poproś też inne jednostki o stanowisko").click()
    await looked_at(card, "statement-card-open")
    await house.pass_card()
    form = await look(f"{REVIEW}/stanowiska", ROADS, "ask")
    await form.get_by_role("button", name="Wyślij prośbę").click()
    await looked_at(form, "statement-ask-wrong")
    await ask(house, "WGOŚ", "WE")
    await look(REVIEW, ROADS, "review-waiting")
    await look(f"{LIST}/{ID}-1", ROADS, "read-by-lead")
    await look(f"{LIST}/{ID}-1/cofniecie", ROADS, "cofniecie")
    await house.post(f"{SECOND}/return", {"reason": "Teren nie jest już szkolny."}, SCHOOLS)
    await look(f"{LIST}/{ID}-2", ROADS, "returned")


async def test_the_pages_of_who_is_asked_shut_nobody_out(house: House, look: Look) -> None:
    for number in (1, 2):
        await house.pass_card(number)
        await ask(house, "WGOŚ", number=number)
    await look(LIST, GREEN, "list")
    form = await look(f"{LIST}/{ID}-1", GREEN, "answer")
    await form.get_by_role("button", name="Wyślij stanowisko").click()
    await looked_at(form, "statement-answer-wrong")
    for move in ("przekazanie", "zwrot"):
        await look(f"{LIST}/{ID}-1/{move}", GREEN, move)
    await answer(house)
    await look(f"{LIST}/{ID}-1", GREEN, "given")
    await look(f"{LIST}?jednostka=MBP", OFFICER, "list-empty")


async def test_the_pages_that_show_what_was_said_shut_nobody_out(house: House, look: Look) -> None:
    for number in (1, 2):
        await house.pass_card(number)
        await ask(house, "WGOŚ", "WE", number=number)
    await answer(house)
    await house.post(f"{SECOND}/withdrawal", NEEDLESS, ROADS)
    await look(REVIEW, ROADS, "review-answered")
    house.clock.move(days=20)
    await look("/panel/weryfikacja/jednostki", MAYOR, "units")
    await look(f"{LIST}?jednostka=", OFFICER, "list-of-all")
    await house.review()
    await look(f"/panel/weryfikacja/dopuszczenie/{ID}", MAYOR, "admission")
    await look(f"/panel/weryfikacja/sprawy/{ID}", OFFICER, "case")
