"""The vote on paper as its people see it: a clerk keys twenty cards in by keyboard alone, another confirms them."""

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.voting.conftest import (
    BASE,
    CLOSES,
    OPENS,
    PANEL,
    open_at_the_desk,
    vote_site,
)
from tests.voting.paper.conftest import WINDOWS

__all__ = ["vote_site"]
CLERK, OTHER, COMMISSION = (
    person(Role.OFFICER),
    Person(id="p-ola", name="Ola Nowik", role=Role.OFFICER),
    person(Role.COMMISSION),
)
CARDS = 20
ROLL = "imię;nazwisko;adres\n" + "".join(f"Anna;Nowak{chr(97 + n)};Polna {n + 1}\n" for n in range(CARDS))
WHOLE_PLAN = {
    "name": "Biblioteka, filia nr 5",
    "address": "Górnośląska 10",
    "hours": [{"opens": f"2026-09-{day}T08:00:00Z", "closes": f"2026-09-{day}T16:00:00Z"} for day in (21, 22, 23)],
    "reason": "zarządzenie o punktach",
}


@pytest.fixture
async def site(vote_site: Callable[..., Awaitable[Site]], clock: SetClock) -> Site:
    """The service with an open vote on the web and on paper, and twenty people on the roll."""
    site = await vote_site(rules={"windows": WINDOWS})
    await open_at_the_desk(site, ROLL)
    clock.moment = OPENS + timedelta(hours=12)
    return site


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Callable[..., Awaitable[Page]]]:
    """Opens a page for a person, with or without scripts."""
    contexts = []

    async def open_page(who: Person | None, *, scripts: bool = True, phone: bool = False) -> Page:
        token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"} if who else {}
        context = await browser.new_context(
            viewport=PHONE if phone else DESK, extra_http_headers=token, java_script_enabled=scripts
        )
        contexts.append(context)
        return await context.new_page()

    yield open_page
    for context in contexts:
        await context.close()


async def typed(page: Page, *texts: str) -> None:
    """Type into one field after the other; Enter leads on."""
    for text in texts:
        if text:
            await page.keyboard.type(text)
        await page.keyboard.press("Enter")


async def ready(page: Page, focus: str) -> None:
    """Wait as a person does: until the page is there and the cursor where one begins."""
    await page.wait_for_load_state("load")
    await page.locator(focus).wait_for()


async def test_a_clerk_keys_twenty_cards_in_by_keyboard_alone_and_a_second_person_confirms_them(
    site: Site, clock: SetClock, visit: Callable[..., Awaitable[Page]]
) -> None:
    async with served(site.app) as origin:
        clerk, other, commission, phone = [
            await visit(who, phone=who is None) for who in (CLERK, OTHER, COMMISSION, None)
        ]
        await phone.goto(f"{origin}/budzet-obywatelski/glosowanie/punkty")
        await looked_at(phone, "points-none")
        await clerk.goto(f"{origin}{PANEL}/papier")
        await looked_at(clerk, "paper-desk-none")
        await clerk.goto(f"{origin}{PANEL}/punkty/nowy")
        await looked_at(clerk, "point-new")
        await clerk.get_by_role("button", name="Zapisz punkt").click()
        await looked_at(clerk, "point-fault")
        made = await site.client.post(f"{BASE}/points", json=WHOLE_PLAN, headers=site.once(CLERK))
        point = made.json()["id"]
        await phone.reload()
        await phone.get_by_text("otwarte do 18:00").wait_for()
        await looked_at(phone, "points")
        await clerk.goto(f"{origin}{PANEL}/punkty/{point}")
        await looked_at(clerk, "point")
        await clerk.goto(f"{origin}{PANEL}/punkty/{point}/karty")
        await looked_at(clerk, "cards-before-the-sheet")

        await clerk.get_by_role("link", name="Rozlicz karty").click()
        for name, count in (("issued", "33"), ("cast", str(CARDS)), ("spoiled", "2"), ("returned", "8")):
            await clerk.locator(f"#{name}").fill(count)
        await clerk.keyboard.press("Enter")
        await clerk.get_by_text("Brakuje 3 kart").wait_for()
        await looked_at(clerk, "sheet-fault")
        await clerk.locator("#issued").fill(str(CARDS + 10))
        await clerk.keyboard.press("Enter")
        await clerk.get_by_role("link", name="Wpisuj karty").focus()
        await clerk.keyboard.press("Enter")

        # From here on nobody touches a mouse.
        await clerk.locator("#given:focus").wait_for()
        await looked_at(clerk, "card-entry")
        await clerk.reload()
        await ready(clerk, "#given:focus")
        began = time.monotonic()
        for number in range(CARDS):
            missing = "p" if number == 3 else ""
            # One voter writes too many numbers, one has a number that is not on the list.
            marks = {5: "1 2 3", 6: "1 99"}.get(number, "O-1 2")
            await typed(clerk, "Anna", f"Nowak{chr(97 + number)}", f"Polna {number + 1}", marks, "1", missing)
            await clerk.locator("b.card-number", has_text=re.compile(rf"^{number + 1}$")).wait_for()
            if number + 1 < CARDS:
                await ready(clerk, "#given:focus")
        print(f"{CARDS} cards keyed in within {time.monotonic() - began:.1f} s of the machine's typing")
        await looked_at(clerk, "card-entry-all")

        await other.goto(f"{origin}{PANEL}/karty")
        await looked_at(other, "card-queue")
        await other.get_by_role("link", name="Potwierdzaj kolejno").focus()
        await other.keyboard.press("Enter")
        await other.locator("h1", has_text="Potwierdzanie kart").wait_for(state="detached")  # a key waits for no page
        seen = set[object]()
        for _ in range(CARDS):
            heading = await other.locator("h1").inner_text()
            number = int("".join(letter for letter in heading if letter.isdigit()))
            if "drugi wpis" in heading:
                if "second" not in seen:
                    await looked_at(other, "card-second")
                    seen.add("second")
                await ready(other, "#given:focus")
                assert await other.get_by_text(f"Nowak{chr(96 + number)}").count() == 0
                marks = {6: "1 2 3", 7: "1 99"}.get(number, "O-1 2")
                missing = "p" if number == 4 else ""
                await typed(other, "Anna", f"Nowak{chr(96 + number)}", f"Polna {number}", marks, "1", missing)
            else:
                if number in (1, 4, 6) and number not in seen:
                    await looked_at(other, f"card-review-{number}")
                await other.locator("button:focus", has_text="potwierdzam").wait_for()
                await other.keyboard.press("Enter")
            await other.locator("h1", has_text=heading).wait_for(state="detached")
        await looked_at(other, "card-queue-done")
        progress = (await site.client.get(f"{BASE}/paper", headers=site.by(OTHER))).json()
        assert (progress["in_box"], progress["void"], progress["second_done"]) == (CARDS - 1, 1, 1)
        await clerk.goto(f"{origin}{PANEL}/papier")
        await looked_at(clerk, "paper-desk")
        await clerk.locator("#search-numer").fill("4")
        await clerk.keyboard.press("Enter")
        await clerk.get_by_text("Pod oświadczeniami nie ma czytelnego podpisu.").wait_for()
        await looked_at(clerk, "card-found")
        await clerk.locator("#search-numer").fill("400")
        await clerk.keyboard.press("Enter")
        await clerk.get_by_text("Nie ma karty z takim numerem").wait_for()
        await looked_at(clerk, "card-found-none")
        clock.moment = CLOSES + timedelta(minutes=3)
        await commission.goto(f"{origin}{PANEL}")
        await looked_at(commission, "commission-paper")
        await commission.get_by_text("Zamknij urnę", exact=True).wait_for()
        await phone.reload()
        await looked_at(phone, "points-over")
        await site.client.post(f"{BASE}/closing", headers=site.once(COMMISSION))
        await clerk.goto(f"{origin}{PANEL}/papier")
        await looked_at(clerk, "paper-desk-closed")
        await clerk.get_by_role("link", name="Zobacz rozliczenie").click()
        await clerk.get_by_text("Urna jest zamknięta").wait_for()
        await looked_at(clerk, "sheet-closed")


async def test_the_pages_that_clear_a_card_up_are_looked_at(site: Site, visit: Callable[..., Awaitable[Page]]) -> None:
    made = await site.client.post(f"{BASE}/points", json=WHOLE_PLAN, headers=site.once(CLERK))
    point = made.json()["id"]
    sheet = {"issued": 50, "cast": 40, "spoiled": 2, "returned": 8}
    headers = {**site.by(OTHER), "If-Match": '"1"'}
    await site.client.put(f"{BASE}/points/{point}/sheet", json=sheet, headers=headers)
    body = {
        "given": "Anna",
        "surname": "Nowaka",
        "address": "Polna 1",
        "sections": {"miasto": "1 ?", "osiedla": "2 99"},
    }
    cards = []
    for _ in range(CARDS):
        answer = await site.client.post(f"{BASE}/points/{point}/cards", json=body, headers=site.once(CLERK))
        cards.append(answer.json())
    unclear = await site.client.post(
        f"{BASE}/points/{point}/cards", json=body | {"surname": "Nowaka-Lis"}, headers=site.once(CLERK)
    )
    async with served(site.app) as origin:
        clerk, other = await visit(CLERK), await visit(OTHER)
        await other.goto(f"{origin}{PANEL}/karty/{unclear.json()['id']}")
        await other.get_by_text("kto to jest").first.wait_for()
        await looked_at(other, "card-unclear")
        drawn, undrawn = None, []
        for card in cards:
            await other.goto(f"{origin}{PANEL}/karty/{card['id']}")
            if await other.get_by_text("drugi wpis").count():
                drawn = drawn or card
            else:
                undrawn.append(card)
        assert drawn is not None
        plain, first, second, *_ = undrawn
        headers = {**site.once(OTHER), "If-Match": f'"{first["version"]}"'}
        await site.client.post(f"{BASE}/cards/{first['id']}/confirmation", headers=headers)
        await other.goto(f"{origin}{PANEL}/karty/{second['id']}")
        await other.get_by_text("Głos tej osoby jest już w urnie.").wait_for()
        await looked_at(other, "card-review-second")
        await other.goto(f"{origin}{PANEL}/karty/{drawn['id']}")
        await ready(other, "#given:focus")
        await typed(other, "Anna", "Nowaka", "Polna 1", "3", "2", "d")
        await other.get_by_text("Dwa wpisy tej karty się różnią").wait_for()
        await looked_at(other, "card-differs-second")
        await clerk.goto(f"{origin}{PANEL}/karty/{drawn['id']}")
        await clerk.get_by_text("Dwa wpisy tej karty się różnią").wait_for()
        await looked_at(clerk, "card-differs-first")
        await other.goto(f"{origin}{PANEL}/karty/{plain['id']}")
        await other.get_by_role("button", name="Zwróć do poprawy").click()
        await looked_at(other, "card-return-fault")
        await other.get_by_label("Co jest inaczej na karcie").fill("na karcie jest 2, nie 1")
        await other.get_by_role("button", name="Zwróć do poprawy").click()
        await clerk.goto(f"{origin}{PANEL}/karty")
        await clerk.get_by_text("Do poprawy przez Ciebie").wait_for()
        await looked_at(clerk, "card-queue-mine")
        await clerk.goto(f"{origin}{PANEL}/karty/{plain['id']}")
        await looked_at(clerk, "card-mend")
        await clerk.locator("#numery1").fill("żaden")
        await clerk.get_by_role("button", name="Zapisz kartę").click()
        await looked_at(clerk, "card-mend-fault")
        await clerk.locator("#numery1").fill("2 ?")
        await clerk.get_by_role("button", name="Zapisz kartę").click()
        await clerk.get_by_text("Zapisano.").wait_for()
        await looked_at(clerk, "card-mend-saved")


async def test_without_scripts_a_card_is_keyed_in_by_enter_and_its_page_is_for_everybody(
    site: Site, visit: Callable[..., Awaitable[Page]]
) -> None:
    made = await site.client.post(f"{BASE}/points", json=WHOLE_PLAN, headers=site.once(CLERK))
    point = made.json()["id"]
    sheet = {"issued": 50, "cast": 40, "spoiled": 2, "returned": 8}
    headers = {**site.by(OTHER), "If-Match": '"1"'}
    await site.client.put(f"{BASE}/points/{point}/sheet", json=sheet, headers=headers)
    async with served(site.app) as origin:
        # What looks at a page is a script too: it sees the page whose own script has not come.
        bare = await visit(CLERK)
        await bare.route("**/ratusz.js*", lambda route: route.abort())
        await bare.goto(f"{origin}{PANEL}/punkty/{point}/karty")
        await looked_at(bare, "card-entry-bare")
        clerk = await visit(CLERK, scripts=False)
        await clerk.goto(f"{origin}{PANEL}/punkty/{point}/karty")
        for place, text in (
            ("given", "Anna"),
            ("surname", "Nowaka"),
            ("address", "Polna 1"),
            ("numery1", "1"),
            ("numery2", "2"),
            ("braki", ""),
        ):
            await clerk.locator(f"#{place}:focus").wait_for()
            await typed(clerk, text)
        await clerk.locator("button:focus", has_text="Zapisz kartę").wait_for()
        await clerk.keyboard.press("Enter")
        await clerk.get_by_text("Napisz na karcie numer").wait_for()
        assert (await site.client.get(f"{BASE}/paper", headers=site.by(OTHER))).json()["keyed"] == 1
