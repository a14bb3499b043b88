"""Online support as its people see it: gathered for a draft, given on a phone by a mail link, judged at a desk."""

import json
import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page

from shared.access import Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, Site, person
from tests.intake.conftest import CIPHER, rules
from tests.intake.proposals.test_form import filled

SUPPORT = "/budzet-obywatelski/poparcie"


async def link_of(site: Site) -> str:
    """Give the address of the link in the newest mail to a supporter."""
    rows = [row async for row in site.database.collection("mails").find()]
    texts = [json.loads(CIPHER.open(row["sealed"], f"mails/{row['_id']}"))["text"] for row in rows]
    found = [match[1] for text in texts if (match := re.search(rf"http://localhost:8080({SUPPORT}/link/\S+)", text))]
    return found[-1]


async def fill_in(page: Page, surname: str, email: str, town: str = "Kalisz") -> None:
    """Fill in the form of support."""
    await page.get_by_label("Imię").fill("Zofia")
    await page.get_by_label("Nazwisko").fill(surname)
    await page.get_by_label("Ulica").fill("ul. Rumińskiego")
    await page.get_by_label("Numer domu").fill("4/7")
    await page.get_by_label("Miejscowość").fill(town)
    await page.get_by_label("Gdzie mieszkasz").select_option("rogatka")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Popieram ten projekt").check()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
async def test_a_neighbour_supports_a_draft_on_a_phone_and_an_officer_counts(
    browser: Browser, make_site: Callable[..., Awaitable[Site]], scripts: bool
) -> None:
    site = await make_site("intake")
    officer = site.once(person(Role.OFFICER))
    edition = rules(online_support=True).model_dump(mode="json")
    assert (await site.client.post("/api/intake/v1/editions", json=edition, headers=officer)).status_code == 201
    saved = await site.client.post("/budzet-obywatelski/zglos", data=filled(step="save"))
    draft = saved.headers["location"].partition("?")[0]
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person(Role.OFFICER))}"}
    async with served(site.app) as origin:
        context = await browser.new_context(viewport=PHONE, java_script_enabled=scripts)
        phone = await context.new_page()
        see = looked_at if scripts else _unseen

        await phone.goto(f"{origin}{draft}")
        await phone.get_by_role("link", name="Zbieraj poparcie przez internet").click()
        await see(phone, "draft-support-before")
        await phone.get_by_role("button", name="Zbieraj poparcie").click()
        await phone.get_by_text("Ten adres przekaż sąsiadom.").wait_for()
        await see(phone, "draft-support")
        shared = await phone.locator(f'a[href*="{SUPPORT}/"]').get_attribute("href")
        assert shared is not None
        place = shared.removeprefix("http://localhost:8080")

        await phone.goto(f"{origin}{place}")
        await see(phone, "support-form")
        await phone.get_by_role("button", name="Wyślij mi link").click()
        await phone.get_by_text("Podaj nazwisko.").first.wait_for()
        await see(phone, "support-form-fault")
        await fill_in(phone, "Nowak", "zofia@example.org")
        await phone.get_by_role("button", name="Wyślij mi link").click()
        await phone.get_by_role("heading", name="Sprawdź pocztę").wait_for()
        await see(phone, "support-sent")
        await phone.get_by_role("button", name="Wyślij wiadomość jeszcze raz").click()
        await phone.get_by_text("Wysłaliśmy wiadomość jeszcze raz.").wait_for()

        await phone.goto(f"{origin}{await link_of(site)}")
        await phone.get_by_text("0 z 2 podpisów").wait_for()
        await see(phone, "support-link")
        await phone.get_by_role("button", name="Tak, popieram ten projekt").click()
        await phone.get_by_text("Dziękujemy. Poparcie jest zapisane.").wait_for()
        await phone.get_by_text("1 z 2 podpisów").wait_for()
        await see(phone, "support-given")

        await phone.goto(f"{origin}{place}")
        await fill_in(phone, "Opatowska", "opatowska@example.org", "Opatówek")
        await phone.get_by_role("button", name="Wyślij mi link").click()
        await phone.get_by_role("heading", name="Sprawdź pocztę").wait_for()
        stranger = await link_of(site)
        await phone.goto(f"{origin}{stranger}")
        await phone.get_by_role("button", name="Tak, popieram ten projekt").click()
        await phone.get_by_role("heading", name="sprawdzimy adres").wait_for()
        await see(phone, "support-waits")

        # The author files the draft: both go along.
        await phone.goto(f"{origin}{draft}")
        await phone.get_by_label("Mieszkam w mieście").check()
        await phone.get_by_label("Zgadzam się").check()
        await phone.get_by_role("button", name="Dalej: sprawdź i wyślij").click()
        await see(phone, "review-with-support")
        await phone.get_by_role("button", name="Wyślij zgłoszenie").click()
        await phone.get_by_role("heading", name="Przyjęliśmy Twój projekt").wait_for()
        proposal = phone.url.rpartition("/")[2]

        if scripts:
            desk = await browser.new_page(viewport=DESK, extra_http_headers=token)
            await desk.goto(f"{origin}/panel/wnioski/{proposal}")
            await desk.get_by_role("link", name="Policz podpisy").click()
            await desk.get_by_text("Adresy do sprawdzenia: 1.").wait_for()
            await see(desk, "support-count")
            await desk.goto(f"{origin}/panel/wnioski/{proposal}/podpisy/osoby")
            await desk.get_by_label("Nazwisko").fill("nowak")
            await desk.get_by_role("button", name="Szukaj").click()
            await desk.get_by_text("Zofia Nowak").wait_for()
            await see(desk, "support-search")
            await desk.goto(f"{origin}/panel/wnioski/{proposal}/podpisy")
            await desk.get_by_role("link", name="Sprawdź adresy").click()
            await see(desk, "support-strangers")
            await desk.get_by_role("link", name="Zofia Opatowska").click()
            await desk.get_by_role("button", name="Zapisz decyzję").click()
            await desk.get_by_text("Wybierz jedną odpowiedź.").first.wait_for()
            await see(desk, "support-stranger")
            await desk.get_by_label("Nie zaliczać").check()
            await desk.get_by_label("Powód").fill("Opatówek to inna gmina.")
            await desk.get_by_role("button", name="Zapisz decyzję").click()
            await desk.get_by_text("niezaliczone").wait_for()
            await desk.close()
            await phone.goto(f"{origin}{stranger}")
            await see(phone, "support-refused")

        await phone.goto(f"{origin}{place}")
        await see(phone, "support-form-filed")
        await phone.goto(f"{origin}{stranger}")
        await phone.get_by_role("button", name="Cofnij poparcie").click()
        await phone.get_by_role("heading", name="Poparcie cofnięte").wait_for()
        await see(phone, "support-taken-back")
        await context.close()


async def _unseen(page: Page, name: str) -> None:
    """Without scripts axe cannot look; that the page stands is enough."""
    await page.wait_for_load_state("load")
    assert await page.locator("h1").count() == 1, name
