"""The pages of an open review: the played town has finished all of its own, so these are made here."""

from playwright.async_api import Browser

from shared.access import Person
from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import ORIGIN, answer
from tests.verification.conftest import (
    API,
    MAYOR,
    OFFICER,
    ROADS,
    House,
    announced,
    clock,
    house,
    reviewed_anew,
    service,
    submitted,
)

__all__ = ["clock", "house", "service"]

REVIEW = f"/panel/weryfikacja/oceny/{1:032x}"
ESTIMATE = {"amounts": [75_000_00, 10_000_00], "added": [{"name": "Nadzór inwestorski", "amount": 1_500_00}]}
MISSING = {"reason": "Brakuje kosztu oświetlenia."}


async def test_the_pages_of_an_open_review_shut_nobody_out(house: House, browser: Browser) -> None:
    await house.tell(announced(), submitted())
    await house.pass_card()
    page = await browser.new_page(viewport=DESK)
    reader = [ROADS]

    async def look(path: str, who: Person) -> None:
        reader[0] = who
        await page.goto(f"{ORIGIN}{path}", wait_until="load")
        for fold in await page.locator("details.how summary").all():
            await fold.click()
        await looked_at(page, f"review-{path.rpartition('/')[2]}-{who.id}")

    await page.route("**/*", lambda route: answer(route, house, reader[0]))
    await look(REVIEW, ROADS)
    await look(f"{REVIEW}/przekazanie", OFFICER)
    await look(f"/panel/weryfikacja/sprawy/{1:032x}/notatki", ROADS)
    await house.review(cost=None, estimate=ESTIMATE, cost_reason="Doszedł nadzór.")
    await look(REVIEW, OFFICER)
    await look(f"{REVIEW}/zwrot", MAYOR)
    await house.post(f"{API}/reviews/{1:032x}/return", MISSING, MAYOR, version=2)
    await look(REVIEW, ROADS)
    await page.close()


async def test_the_mayor_sees_what_changed_since_the_list_was_opened_and_ticks_it_anew(
    house: House, browser: Browser
) -> None:
    await house.tell(announced(), *(submitted(number, title=f"Ławki na skwerze nr {number}") for number in (1, 2, 3)))
    for number in (1, 2, 3):
        await house.pass_card(number)
        await house.review(number)
    page = await browser.new_page(viewport=DESK)
    await page.route("**/*", lambda route: answer(route, house, MAYOR))
    await page.goto(f"{ORIGIN}/panel/weryfikacja/dopuszczenie", wait_until="load")
    await page.get_by_role("link", name="Zaznacz wszystkie").click()
    await reviewed_anew(house, 2, cost=95_000_00, cost_reason="Doszedł nadzór.")
    await reviewed_anew(house, 3, positive=False, opinion="Pod ziemią biegnie gazociąg.")
    await page.get_by_role("button", name="Dopuść zaznaczone").click()
    notice = page.get_by_role("alert")
    await notice.get_by_text("Niczego nie dopuściliśmy.").wait_for()
    assert await notice.get_by_role("link").all_inner_texts() == ["BO-2027-002", "BO-2027-003"]
    first, second = page.get_by_label("Dopuść BO-2027-001"), page.get_by_label("Dopuść BO-2027-002")
    assert (await first.is_checked(), await second.is_checked()) == (True, False)
    await looked_at(page, "admissions-changed")
    await second.check()
    await page.get_by_role("button", name="Dopuść zaznaczone").click()
    await page.get_by_text("dopuszczone", exact=True).wait_for()
    assert [row["number"] for row in await house.listed("admissions", "admitted")] == [1, 2]
    await page.close()
