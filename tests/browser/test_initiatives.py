"""Local initiatives as their people see them: applicants and neighbours on a phone, officers at a desk."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from shared.access import Role, Sessions
from shared.representatives import NAMES
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.intake.conftest import House, rules
from tests.intake.initiatives.conftest import Residents
from tests.intake.initiatives.test_life import LEDGERS, WAY, Office, results

PAGE = "/inicjatywa-lokalna"
OFFICER = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person(Role.OFFICER))}"}


async def house_of(site: Site, clock: SetClock) -> House:
    """Give the service of a site as the tests of intake know it."""
    house = House(site.app, site.client, site.database, "", clock)
    edition = rules().model_dump(mode="json")
    answer = await site.client.post("/api/intake/v1/editions", json=edition, headers=site.once(person(Role.OFFICER)))
    assert answer.status_code == 201, answer.text
    return house


async def fill_in(page: Page) -> None:
    """Fill in the form of an application."""
    for label, text in (
        ("Nazwa inicjatywy", "Zielony skwer przy Złotej"),
        ("W dwóch zdaniach", "Sąsiedzi obsadzą skwer krzewami i ustawią dwie ławki."),
        ("Opis", "Skwer przy ulicy Złotej jest pusty od dziesięciu lat. Posadzimy krzewy i ustawimy ławki."),
        ("Cel", "Cień, zieleń i miejsce do spotkań."),
        ("Dla kogo", "mieszkańcy okolicznych kamienic"),
        ("Ile osób skorzysta", "400"),
        ("Gdzie dokładnie", "skwer przy ul. Złotej"),
    ):
        await page.get_by_label(text=label, exact=True).fill(text)
    await page.get_by_label("Zakres zadania").select_option(index=8)
    await page.get_by_label("mamy plan działania").check()
    await page.locator("#steps-0-name").fill("Sadzenie krzewów")
    await page.locator("#steps-0-starts").fill("2026-09-10")
    await page.locator("#steps-0-ends").fill("2026-09-30")
    await page.locator("#shares-0-subject").fill("20 krzewów")
    await page.locator("#shares-0-kind").select_option("purchase")
    await page.locator("#shares-0-value").fill("2 800,00")
    await page.locator("#estimate-0-name").fill("Krzewy z sadzeniem")
    await page.locator("#estimate-0-own").fill("314,00")
    await page.locator("#estimate-0-city").fill("2 800,00")
    await page.locator("#given").fill("Wanda")
    await page.locator("#surname").fill("Wilga")
    await page.locator("#address").fill("ul. Złota 7, Kalisz")
    await page.locator("#email").fill("wanda@example.org")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
async def test_residents_file_an_initiative_on_a_phone_with_a_neighbours_declaration(
    browser: Browser, make_site: Callable[..., Awaitable[Site]], clock: SetClock, scripts: bool
) -> None:
    site = await make_site("intake")
    house = await house_of(site, clock)
    see = looked_at if scripts else _unseen
    async with served(site.app) as origin:
        context = await browser.new_context(viewport=PHONE, java_script_enabled=scripts)
        phone = await context.new_page()
        await phone.goto(f"{origin}{PAGE}")
        await see(phone, "initiatives-start-empty")
        await phone.get_by_role("link", name="Złóż wniosek").first.click()
        await see(phone, "initiative-form")
        await fill_in(phone)
        await phone.get_by_role("button", name="Dodaj kroki").click()
        await phone.locator("#steps-4-name").wait_for()
        await phone.get_by_role("button", name="Zapisz szkic").last.click()
        await phone.get_by_text("Szkic jest zapisany. To jeszcze nie wniosek.").wait_for()
        await see(phone, "initiative-draft-saved")
        draft = phone.url.partition("?")[0]
        if scripts:
            await phone.locator("#shares-0-value").fill("2826,00")
            await phone.locator("#shares-0-value").blur()
            await phone.get_by_text("Brakuje 314").wait_for()
            await phone.reload()
        await phone.get_by_role("button", name="Dalej: sprawdź i wyślij").click()
        await phone.get_by_text("Wniosku nie można jeszcze wysłać").wait_for()
        await see(phone, "initiative-review-blocked")

        await phone.get_by_role("link", name="Deklaracje sąsiadów").click()
        await see(phone, "declarations-none")
        await phone.get_by_role("button", name="Wyślij prośbę").click()
        await phone.get_by_text("Podaj imię.").first.wait_for()
        await see(phone, "declarations-fault")
        await phone.locator("#invited_given").fill("Ewa")
        await phone.locator("#invited_surname").fill("Czyżyk")
        await phone.locator("#invited_email").fill("ewa@example.org")
        await phone.get_by_role("button", name="Wyślij prośbę").click()
        await phone.get_by_text("czekamy", exact=True).first.wait_for()
        await see(phone, "declarations-asked")

        link = next(mail for mail in await house.mails() if "/deklaracja/" in mail).partition(f"{PAGE}/deklaracja/")[2]
        signing = f"{origin}{PAGE}/deklaracja/{link.split()[0]}"
        await phone.goto(signing)
        await see(phone, "declaration")
        await phone.get_by_role("button", name="Podpisuję deklarację").click()
        await phone.get_by_text("Zaznacz, co dajesz.").first.wait_for()
        await see(phone, "declaration-fault")
        await phone.get_by_label("Praca", exact=True).check()
        await phone.get_by_label("Co dokładnie").fill("sadzenie krzewów")
        await phone.get_by_label("Ile godzin pracy").fill("10")
        await phone.get_by_label("Adres zamieszkania").fill("ul. Złota 11, Kalisz")
        await phone.get_by_label("Deklaruję ten wkład").check()
        await phone.get_by_role("button", name="Podpisuję deklarację").click()
        await phone.get_by_role("heading", name="Twoja deklaracja jest podpisana").wait_for()
        await see(phone, "declaration-signed")

        await phone.goto(f"{draft}/sprawdzenie")
        await phone.get_by_label("Mieszkamy w mieście").check()
        await phone.get_by_label("Zgadzamy się").check()
        await see(phone, "initiative-review")
        await phone.get_by_role("button", name="Wyślij wniosek").click()
        await phone.get_by_text("Przyjęliśmy Twój wniosek.").wait_for()
        await see(phone, "initiative-received")
        await phone.goto(signing)
        assert await phone.get_by_role("button", name="Wycofuję deklarację").count() == 0
        await context.close()


async def _unseen(page: Page, name: str) -> None:
    """Without JavaScript there is nothing to hold a page against the rules with."""


async def test_the_pages_of_an_initiative_and_its_desk(
    browser: Browser, make_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await make_site("intake")
    house = await house_of(site, clock)
    residents, office = Residents(house), Office(house)
    settled = await residents.file()
    await office.call(settled, "schedule", "own_share")
    called = await residents.file(title="Ławki nad Prosną")
    await office.call(called, "schedule", "own_share", "residents", "place", "description")
    for name, changes, _ in WAY:
        await office.hear(name, settled, **changes)
    refused = await residents.file(title="Malowanie świetlicy")
    await office.hear("verification.initiative_decided.v1", refused, outcome="rejected")
    running = await residents.file(title="Skwer przy Nowej")
    own = (await residents.shown(running["initiative_id"]))["declared"]
    await office.hear("intake.contract_signed.v1", running, annex=0, declared=own)
    named = LEDGERS.address(running["initiative_id"], 1).rpartition("/")[2]
    asked = await residents.begin(title="Ogród społeczny")
    await residents.post("initiative-consultations", {"token": asked, "text": "Czy ziemia liczy się jako wkład?"})
    edition: Any = await site.client.get("/api/intake/v1/editions")
    lost = await house.file(edition.json()["items"][0]["edition_id"])
    await office.conversion.follow_results(results(lost["proposal_id"]))
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=OFFICER)
        phone = await browser.new_page(viewport=PHONE)

        async def look(page: Page, path: str, name: str) -> None:
            await page.goto(f"{origin}{path}", wait_until="load")
            await looked_at(page, name)

        public = f"{PAGE}/{settled['case']}"
        for path, name in (
            (PAGE, "initiatives-start"),
            (f"{PAGE}/lista", "initiatives-list"),
            (f"{PAGE}/lista?q=nic", "initiatives-list-none"),
            (public, "initiative-page"),
            (f"{PAGE}/moja/{settled['token']}", "own-initiative"),
            (f"{PAGE}/moja/{called['token']}", "own-initiative-called"),
            (f"{PAGE}/moja/{called['token']}/uzupelnienie", "own-initiative-correction"),
            (f"{PAGE}/moja/{called['token']}/wycofanie", "own-initiative-withdrawal"),
            (f"{PAGE}/moja/{refused['token']}", "own-initiative-refused"),
            (f"{PAGE}/moja/{refused['token']}/budzet", "own-initiative-conversion"),
            (f"{PAGE}/moja/{running['token']}/deklaracje", "declarations-numbered"),
            (f"{NAMES}/{named}", "declarants"),
            (f"{PAGE}/z-projektu/{lost['token']}", "proposal-conversion"),
            (f"{PAGE}/moja/{asked}/konsultacja", "initiative-question"),
            (f"{PAGE}/moja/{asked}", "initiative-draft"),
        ):
            await look(phone, path, name)
        panel = "/panel/inicjatywy"
        for path, name in (
            (panel, "initiatives-register"),
            (f"{panel}/{called['initiative_id']}", "register-initiative"),
            (f"{panel}/{called['initiative_id']}/uzupelnienie", "paper-initiative-correction"),
            (f"{panel}/{called['initiative_id']}/deklaracje", "paper-declarations"),
            (f"{panel}/{settled['initiative_id']}/deklaracje", "paper-declarations-closed"),
            (f"{panel}/zasady", "initiative-rules"),
            (f"{panel}/papierowa", "paper-initiative"),
        ):
            await look(desk, path, name)
        await desk.goto(f"{origin}{panel}/{called['initiative_id']}/deklaracje")
        await desk.get_by_role("button", name="Zapisz deklarację").click()
        await desk.get_by_text("Podaj dzień podpisu z kartki.").first.wait_for()
        await looked_at(desk, "paper-declarations-errors")
        await desk.goto(f"{origin}{panel}")
        await desk.get_by_role("link", name="Szkic ").click()
        await looked_at(desk, "initiative-consulted")
        await desk.get_by_label("Odpowiedź").fill("Tak, według wartości z rachunku.")
        await desk.get_by_role("button", name="Wyślij odpowiedź").click()
        await desk.get_by_text("Tak, według wartości z rachunku.").wait_for()
        await desk.goto(f"{origin}{panel}/{settled['initiative_id']}")
        await desk.get_by_role("button", name="Pokaż dane grupy i deklaracji").click()
        await desk.get_by_text("Czyżyk-Znak").first.wait_for()
        await looked_at(desk, "register-initiative-people")
