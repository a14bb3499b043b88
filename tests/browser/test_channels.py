"""The newsletter from a resident's phone to the desk of those who write it, and the list of the city's channels."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person, poll
from tests.media.newsletter.addresses import HOST, link, mails
from tests.media.website.conftest import SECOND

PRESS, MAYOR = person(Role.PRESS_OFFICER), person(Role.MAYOR)
GATEWAY = """
[[gateway]]
id = "sms"
name = "SMS mieszkańców"
kind = "sms"
url = "json://127.0.0.1:1/"
sends = ["warnings", "releases"]
"""


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]], tmp_path: Path) -> Site:
    """The service on an empty store; no mail server and no provider answers."""
    file = tmp_path / "gateways.toml"
    file.write_text(GATEWAY)
    return await make_site("media", gateways_file=file, smtp_url="smtp://127.0.0.1:1")


@asynccontextmanager
async def at_desk(browser: Browser, who: Person) -> AsyncIterator[Page]:
    """A window of a member of staff."""
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}
    page = await browser.new_page(viewport=DESK, extra_http_headers=token)
    yield page
    await page.close()


async def subscribed(page: Page, site: Site, origin: str, look: bool = False) -> str:
    """Go through the form and the link as a resident does; give the path to the choice of topics."""
    await page.goto(f"{origin}/newsletter")
    if look:
        await looked_at(page, "newsletter-form")
        await page.get_by_label("Aktualności").uncheck()
        await page.get_by_role("button", name="Zapisz mnie").click()
        await page.locator("#email-error").wait_for()
        await looked_at(page, "newsletter-form-fault")
    await page.get_by_label("Aktualności").check()
    await page.get_by_role("checkbox", name="Ostrzeżenia").check()
    await page.get_by_label("Adres e-mail").fill("anna.kowalska@example.org")
    await page.get_by_role("button", name="Zapisz mnie").click()
    await page.get_by_role("heading", name="Sprawdź pocztę").wait_for()
    if look:
        await looked_at(page, "newsletter-sent")
    await page.goto(origin + link((await mails(site))[-1], "potwierdzenie"))
    if look:
        await looked_at(page, "newsletter-confirm")
    await page.get_by_role("button", name="Tak, chcę dostawać newsletter").click()
    await page.get_by_role("heading", name="Dostajesz newsletter").wait_for()
    if look:
        await looked_at(page, "newsletter-confirmed")
    choice = await page.get_by_role("link", name="Zmień tematy").get_attribute("href")
    return str(choice).removeprefix(HOST)


async def test_a_resident_signs_up_chooses_and_leaves_on_a_phone(browser: Browser, site: Site) -> None:
    async with served(site.app) as origin:
        phone = await browser.new_page(viewport=PHONE)
        choice = await subscribed(phone, site, origin, look=True)
        await phone.goto(origin + choice)
        await phone.get_by_label("Budżet obywatelski").check()
        await phone.get_by_role("button", name="Zapisz wybór").click()
        await phone.get_by_text("Zapisane. Będziemy pisać").wait_for()
        await looked_at(phone, "newsletter-choice")
        await phone.goto(origin + choice.replace("/wybor/", "/rezygnacja/"))
        await looked_at(phone, "newsletter-leave")
        # By keyboard alone.
        await phone.get_by_role("button", name="Tak, rezygnuję").focus()
        await phone.keyboard.press("Enter")
        await phone.get_by_text("Adres jest usunięty").wait_for()
        await looked_at(phone, "newsletter-left")
        await phone.goto(f"{origin}/newsletter?lang=en")
        await phone.get_by_role("button", name="Sign me up").wait_for()
        await looked_at(phone, "newsletter-english")
        await phone.close()


async def shown_by_and_by(what: Locator) -> None:
    """Load a page again until something is there that is written in the background."""

    async def there() -> bool:
        if await what.count():
            return True
        await what.page.reload()
        return False

    await poll(there)


async def article(site: Site) -> None:
    """Let one write an article and another put it on the site."""
    given = {
        "title": "Park w Majkowie już otwarty",
        "lead": "W sobotę o dziesiątej otwieramy park po remoncie.",
        "body": "Zapraszamy wszystkich na otwarcie parku w Majkowie.",
    }
    made = await site.client.post("/api/media/v1/articles", json=given, headers=site.once(PRESS))
    path, first = f"/api/media/v1/articles/{made.json()['article_id']}", {"If-Match": '"1"'}
    sent = await site.client.post(f"{path}/review", headers={**site.once(PRESS), **first})
    version = {"If-Match": f'"{sent.json()["version"]}"'}
    shown = await site.client.post(f"{path}/approval", json={}, headers={**site.once(SECOND), **version})
    assert shown.json()["stage"] == "published", shown.text


async def test_an_issue_is_written_by_one_approved_by_another_sent_and_paused(browser: Browser, site: Site) -> None:
    async with (
        served(site.app) as origin,
        at_desk(browser, PRESS) as press,
        at_desk(browser, MAYOR) as mayor,
    ):
        await press.goto(f"{origin}/panel/newsletter")
        await looked_at(press, "newsletter-desk-none")
        phone = await browser.new_page(viewport=PHONE)
        await subscribed(phone, site, origin)
        await phone.close()
        await article(site)
        await press.goto(f"{origin}/panel/newsletter/nowe")
        await shown_by_and_by(press.get_by_label("Park w Majkowie już otwarty"))
        await press.get_by_role("button", name="Zapisz szkic").click()
        await press.locator("#subject-error").wait_for()
        await looked_at(press, "newsletter-issue-fault")
        await press.get_by_label("Tytuł wiadomości").fill("Co nowego w mieście: park, ścieżki, głosowanie")
        await press.get_by_label("Na początek").fill("Dzień dobry!\n\nOto wiadomości z tego tygodnia.")
        await press.get_by_label("Park w Majkowie już otwarty").check()
        await press.get_by_role("button", name="Zapisz szkic").click()
        await press.get_by_text("Teraz wydanie zatwierdza ktoś inny").wait_for()
        await looked_at(press, "newsletter-issue-draft")
        await mayor.goto(press.url)
        await looked_at(mayor, "newsletter-issue-approval")
        await mayor.get_by_role("link", name="Zobacz jako stronę").click()
        await looked_at(mayor, "newsletter-preview")
        await mayor.go_back()
        await mayor.get_by_role("button", name="Zatwierdź wydanie").click()
        await mayor.get_by_text("zatwierdzone").wait_for()
        await press.reload()
        await looked_at(press, "newsletter-issue-approved")
        await press.get_by_role("button", name="Wyślij teraz").click()
        await press.get_by_role("button", name="Wstrzymaj").wait_for()
        await shown_by_and_by(press.get_by_text("SMTPConnectError"))
        await looked_at(press, "newsletter-mailing")
        await press.get_by_role("button", name="Wstrzymaj").click()
        await press.get_by_role("button", name="Wznów").wait_for()
        await looked_at(press, "newsletter-mailing-paused")
        await press.get_by_role("button", name="Wznów").click()
        await press.get_by_role("button", name="Wstrzymaj").wait_for()
        await press.goto(f"{origin}/panel/newsletter")
        await looked_at(press, "newsletter-desk")


async def test_channels_are_listed_with_their_health_and_what_was_said_where(browser: Browser, site: Site) -> None:
    async with served(site.app) as origin, at_desk(browser, PRESS) as press:
        await press.goto(f"{origin}/panel/kanaly")
        await looked_at(press, "channels-none")
        await press.get_by_role("link", name="SMS mieszkańców").click()
        await looked_at(press, "channels-gateway-none")
        await press.get_by_text("Wyślij wiadomość próbną").first.click()
        await press.get_by_role("button", name="Wyślij próbną do wszystkich").click()
        await shown_by_and_by(press.get_by_text("dostawca nie przyjął"))
        await looked_at(press, "channels-gateway")
        await press.goto(f"{origin}/panel/kanaly/dziennik")
        await looked_at(press, "channels-log-none")
        await press.goto(f"{origin}/panel/kanaly/profile/nowy")
        await press.get_by_label("Nazwa").fill("Prezydent Kalisza na Facebooku")
        await press.get_by_role("button", name="Zapisz").click()
        await press.locator("#link-error").wait_for()
        await looked_at(press, "channels-profile-fault")
        await press.get_by_label("Gdzie jest").select_option("facebook")
        await press.get_by_label("Adres", exact=True).fill("https://facebook.example/prezydent")
        await press.get_by_label("Kto prowadzi").fill("Biuro Prasowe")
        await press.get_by_role("button", name="Zapisz").click()
        await press.get_by_role("link", name="Prezydent Kalisza na Facebooku").wait_for()
        await looked_at(press, "channels")
        await article(site)
        await press.goto(f"{origin}/panel/kanaly/dziennik")
        await press.get_by_text("Wpisz, co powiedziano na profilu").click()
        await press.get_by_label("Gdzie", exact=True).select_option("Prezydent Kalisza na Facebooku")
        await press.get_by_label("Co", exact=True).fill("Zapraszamy do parku w sobotę o dziesiątej.")
        await press.get_by_label("Adres wpisu").fill("https://facebook.example/prezydent/1")
        await press.get_by_role("button", name="Dodaj wpis").click()
        await press.get_by_role("link", name="Zobacz : Zapraszamy do parku").wait_for()
        await shown_by_and_by(press.get_by_text("Park w Majkowie już otwarty"))
        await looked_at(press, "channels-log")


async def test_the_officer_on_duty_sees_on_one_page_by_which_channels_a_warning_went_and_tries_again(
    browser: Browser, site: Site, clock: SetClock
) -> None:
    duty = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person(Role.DUTY_OFFICER))}"}
    async with served(site.app) as origin, at_desk(browser, PRESS) as press:
        phone = await browser.new_page(viewport=PHONE, extra_http_headers=duty)
        await phone.goto(f"{origin}/panel/kryzys")
        await phone.get_by_role("button", name="Silny wiatr").click()
        await phone.get_by_role("button", name="Zapisz do zatwierdzenia").click()
        await phone.get_by_text("Zapisane.").wait_for()
        await press.goto(phone.url)
        await press.get_by_role("button", name="Zatwierdź i wydaj").click()
        await press.get_by_role("heading", name="Gdzie poszło").wait_for()
        await shown_by_and_by(press.get_by_text("dostawca nie przyjął"))
        sms = site.database.collection("channel_deliveries")
        await sms.update_many({}, {"$set": {"tries": 11, "due_at": clock.now()}})
        await shown_by_and_by(press.get_by_role("button", name="Spróbuj jeszcze raz"))
        await looked_at(press, "crisis-sends")
        await phone.goto(press.url)
        await looked_at(phone, "crisis-sends-phone")
        await phone.get_by_role("button", name="Spróbuj jeszcze raz").click()
        await phone.get_by_text("Ponowiono wysyłkę: SMS mieszkańców").wait_for()
        await phone.close()
