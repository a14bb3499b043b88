"""A press release as its people see it: written by one, approved by another, read by journalists, sent, put right."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, Dialog, Page, ViewportSize

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, Site, person
from tests.media.conftest import PRESS
from tests.media.releases.test_embargo import picture

MakeSite = Callable[..., Awaitable[Site]]
MAYOR = person(Role.MAYOR)


async def seated(browser: Browser, who: Person | None, window: ViewportSize) -> Page:
    headers = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"} if who else {}
    return await browser.new_page(viewport=window, extra_http_headers=headers)


async def fill(page: Page) -> None:
    await page.get_by_label("Tytuł").fill("Nowe autobusy na linii dwunastej")
    await page.get_by_label("W skrócie").fill("Od 1 marca na linię wyjadą cztery nowe autobusy elektryczne.")
    body = (
        "Miasto kupiło wozy z dotacji.\n\n## Kiedy i skąd\n\nPierwszy kurs odjedzie o 4:30.\n\n- z dworca\n- z Majkowa"
    )
    await page.get_by_label("Treść", exact=True).fill(body)
    await page.get_by_label("Kontakt dla mediów").fill("Biuro prasowe, tel. 62 765 43 00")


async def leaves(page: Page, link: str) -> list[str]:
    """Press a link and stay where the browser asks; give what it has asked."""
    asked = list[str]()

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    page.once("dialog", stay)
    await page.get_by_role("link", name=link).click()
    return asked


async def newsroom(site: Site) -> None:
    answer = await site.client.post(
        "/api/media/v1/outlets", json={"name": "Głos Próbny", "medium": "daily"}, headers=site.once(PRESS)
    )
    body = {"name": "Ala Kos", "email": "ala@probny.example", "outlets": [answer.json()["id"]]}
    consent = {"consent_on": "2026-04-01", "consent_how": "e-mailem"}
    await site.client.post("/api/media/v1/journalists", json={**body, **consent}, headers=site.once(PRESS))


async def test_a_release_is_written_by_one_approved_by_another_read_sent_put_right_and_withdrawn(
    browser: Browser, make_site: MakeSite, tmp_path: Path
) -> None:
    site = await make_site("media")
    await newsroom(site)
    photo = tmp_path / "autobus.jpg"
    photo.write_bytes(picture())
    async with served(site.app) as origin:
        press, mayor = await seated(browser, PRESS, DESK), await seated(browser, MAYOR, PHONE)
        reader = await seated(browser, None, PHONE)
        await press.goto(f"{origin}/panel/komunikaty")
        await looked_at(press, "releases-desk-none")
        await reader.goto(f"{origin}/prasa/komunikaty")
        await looked_at(reader, "releases-none")

        await press.get_by_role("link", name="Napisz komunikat").click()
        await looked_at(press, "release-new")
        await press.get_by_role("button", name="Zapisz szkic").click()
        await looked_at(press, "release-new-fault")
        await fill(press)
        await press.get_by_role("button", name="Zapisz szkic").click()
        await press.get_by_role("button", name="Oddaj do sprawdzenia").wait_for()
        await press.get_by_label("W skrócie").fill("Od 2 marca na linię wyjadą cztery nowe autobusy elektryczne.")
        asked = await leaves(press, "Komunikaty prasowe")
        assert asked == ["beforeunload"], "what is typed does not go without a question"
        await press.get_by_label("W skrócie").fill("Od 1 marca na linię wyjadą cztery nowe autobusy elektryczne.")
        await press.get_by_text("Dodaj zdjęcie").first.click()
        await press.get_by_label("Zdjęcie", exact=True).set_input_files(photo)
        await press.get_by_label("Autor zdjęcia").fill("Jan Kos")
        await press.get_by_label("Licencja").fill("CC BY 4.0")
        await press.get_by_role("button", name="Dodaj zdjęcie").click()
        await press.locator("#alt-error").wait_for()
        await looked_at(press, "release-photo-fault")
        await press.get_by_label("Co widać na zdjęciu").fill("Niebieski autobus stoi przed ratuszem")
        await press.get_by_role("button", name="Dodaj zdjęcie").click()
        await press.get_by_text("Usuń zdjęcie: Niebieski autobus").click()
        await press.get_by_role("button", name="Usuń zdjęcie").wait_for()
        await looked_at(press, "release-draft")
        await press.get_by_role("button", name="Oddaj do sprawdzenia").click()
        await press.get_by_text("Ten tekst jest także Twój").wait_for()
        await looked_at(press, "release-own-review")

        await mayor.goto(press.url)
        await looked_at(mayor, "release-review")
        await mayor.get_by_role("button", name="Zatwierdź i opublikuj").click()
        await mayor.get_by_role("link", name="Zobacz na stronie").click()
        await mayor.get_by_role("heading", name="Nowe autobusy na linii dwunastej").wait_for()
        await reader.reload()
        await looked_at(reader, "releases")
        await reader.get_by_role("link", name="Nowe autobusy").click()
        await reader.get_by_alt_text("Niebieski autobus stoi przed ratuszem").wait_for()
        await looked_at(reader, "release")

        await press.reload()
        await press.get_by_role("link", name="Wyślij do redakcji").click()
        await press.get_by_role("button", name="Wyślij").click()
        await press.locator("#outlets-error").wait_for()
        await looked_at(press, "release-sending-fault")
        await press.get_by_label("Głos Próbny").check()
        await press.get_by_role("button", name="Wyślij").click()
        await press.get_by_role("heading", name="Wysyłki").wait_for()
        await looked_at(press, "release-published")

        await press.get_by_role("link", name="Sprostuj").click()
        await press.get_by_label("Co prostujesz").fill("Autobusy są trzy, nie cztery.")
        await press.get_by_label("W skrócie").fill("Od 1 marca na linię wyjadą trzy nowe autobusy elektryczne.")
        await looked_at(press, "release-correction")
        await press.get_by_role("button", name="Oddaj do zatwierdzenia").click()
        await press.get_by_role("heading", name="Sprostowanie czeka").wait_for()
        await looked_at(press, "release-correction-waits")
        await mayor.goto(press.url)
        await mayor.get_by_role("button", name="Zatwierdź sprostowanie").click()
        await mayor.get_by_text("Teksty sprzed sprostowań").wait_for()
        await reader.reload()
        await reader.get_by_text("Autobusy są trzy, nie cztery.").wait_for()
        await looked_at(reader, "release-corrected")

        await press.reload()
        await press.get_by_text("Wycofaj komunikat").click()
        await press.get_by_label("Powód").fill("Umowa na autobusy została rozwiązana.")
        await press.get_by_role("button", name="Wycofaj").click()
        await press.get_by_text("Umowa na autobusy została rozwiązana.").first.wait_for()
        await looked_at(press, "release-withdrawn-desk")
        await reader.reload()
        await reader.get_by_text("Umowa na autobusy została rozwiązana.").wait_for()
        await looked_at(reader, "release-withdrawn")
        for page in (press, mayor, reader):
            await page.close()


async def test_under_embargo_one_says_expressly_that_it_is_sent_and_sees_the_mail_first(
    browser: Browser, make_site: MakeSite
) -> None:
    site = await make_site("media")
    await newsroom(site)
    async with served(site.app) as origin:
        press, mayor = await seated(browser, PRESS, PHONE), await seated(browser, MAYOR, DESK)
        await press.goto(f"{origin}/panel/komunikaty/nowy")
        await fill(press)
        await press.locator("#embargo").fill("2026-04-14T10:00")
        await press.get_by_role("button", name="Zapisz szkic").click()
        await press.locator("#embargo-error").wait_for()
        await press.locator("#embargo").fill("2026-04-20T10:00")
        await press.get_by_role("button", name="Zapisz szkic").click()
        await press.get_by_role("button", name="Oddaj do sprawdzenia").click()
        await press.get_by_text("Ten tekst jest także Twój").wait_for()
        await mayor.goto(press.url)
        await mayor.get_by_role("button", name="Zatwierdź", exact=True).click()
        await mayor.get_by_text("Komunikat wyjdzie sam").wait_for()
        await looked_at(mayor, "release-embargoed")
        await press.reload()
        await press.get_by_role("link", name="Wyślij do redakcji").click()
        await press.get_by_label("Głos Próbny").check()
        await press.get_by_role("button", name="Wyślij pod embargiem").click()
        await press.locator("#under_embargo-error").wait_for()
        await looked_at(press, "release-sending-embargo")
        await press.get_by_label("Tak, wyślij pod embargiem").check()
        await press.get_by_role("button", name="Wyślij pod embargiem").click()
        await press.get_by_role("heading", name="Wysyłki").wait_for()
        await looked_at(press, "release-embargo-sent")
        await press.goto(f"{origin}/panel/komunikaty")
        await looked_at(press, "releases-desk")
        for page in (press, mayor):
            await page.close()
