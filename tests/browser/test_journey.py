"""One proposal through the whole house: a resident on a phone, the office by keyboard alone."""

import email
import email.policy
import re
from collections.abc import AsyncIterator
from email.message import EmailMessage

import httpx2 as httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page

from deploy import clock
from deploy.local.background import InBackground
from deploy.local.world import World
from shared.access import Role
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.keyboard import press, tab_to
from tests.conftest import person, poll
from tests.intake.conftest import key, rules
from tests.intake.proposals.test_form import filled

OWN = re.compile(r"/budzet-obywatelski/zgloszenie/\S+")
WINDOWS = [
    *[window.model_dump(mode="json") for window in rules().windows],
    {"kind": "admission", "opens": "2026-04-13T00:00:00+02:00", "closes": "2026-07-31T23:59:59+02:00"},
]


@pytest.fixture
async def city(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A city that has announced its edition, on a day on which proposals are taken."""
    with InBackground(World.apart(tmp_path_factory.mktemp("city"))) as house:
        clock.move(house.world.clock_file, "2026-04-15T10:00")
        async with httpx.AsyncClient(base_url=house.world.origin, timeout=None) as client:
            officer = await client.post("/panel/zaloguj", data={"person": person(Role.OFFICER).id, "next": "/panel"})
            assert officer.status_code == 303, officer.text
            cookie = officer.headers["set-cookie"].split(";")[0]
            body = rules(windows=WINDOWS).model_dump(mode="json")
            answer = await client.post("/api/intake/v1/editions", json=body, headers={"Cookie": cookie, **key()})
            assert answer.status_code == 201, answer.text
        yield house.world


async def mark(page: Page) -> None:
    """Mark every line of a card that the machine has not marked as met, in the order of Tab."""
    lines = page.locator("ol.checks > li")
    await lines.first.wait_for()
    await page.wait_for_load_state("load")  # all of them
    for line in await lines.all():
        if not await line.locator("input[type=radio]:checked").count():
            await tab_to(page, line.locator("input[type=radio]").first)
            await page.keyboard.press("Space")


async def signed_in(context: BrowserContext, city: World, name: str) -> Page:
    """Sign in by keyboard; the work list is there."""
    page = await context.new_page()
    await page.goto(f"{city.origin}/panel")
    button = page.get_by_role("button", name=name)
    await press(page, button)
    # A key waits for no page, and the page of signing in has a heading, too.
    await button.wait_for(state="detached")
    await page.get_by_role("heading", level=1).wait_for()
    return page


async def task(page: Page, city: World, action: str) -> None:
    """Open what waits on the work list, by keyboard, as soon as it is there."""
    row = page.get_by_role("row").filter(has_text=action)

    async def listed() -> bool:
        await page.goto(f"{city.origin}/panel")
        return bool(await row.count())

    await poll(listed)
    await press(page, row.get_by_role("link").first)


async def mail(city: World, subject: str) -> str:
    """Give the text of the mail with this subject, as soon as it has come."""

    def mails() -> list[EmailMessage]:
        files = city.mail_folder.glob("*.eml")
        every = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
        return [one for one in every if subject in str(one["subject"])]

    async def has_come() -> bool:
        return bool(mails())

    await poll(has_come)
    part = mails()[0].get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def own_page(city: World, subject: str) -> str:
    """Give the address that a mail leads its reader to."""
    found = OWN.search(await mail(city, subject))
    assert found is not None
    return f"{city.origin}{found[0]}"


async def file(page: Page, city: World) -> None:
    """File a proposal on a phone, with a signature too few."""
    await page.goto(f"{city.origin}/budzet-obywatelski/zglos")
    fields = filled(signatures="1")
    for name in ("title", "summary", "description", "location", "signatures", "given", "surname", "email", "address"):
        await page.locator(f"#{name}").fill(fields[name])
    await page.locator("#category").select_option("Zieleń i środowisko")
    await page.locator("[name=pool_id][value=local]").check()
    await page.locator("#area_id").select_option("rogatka")
    await page.locator("#costs-0-name").fill("Drzewa i ławki")
    await page.locator("#costs-0-amount").fill("90 000")
    for name in ("resident", "consent"):
        await page.locator(f"[name={name}]").check()
    await page.get_by_role("button", name="Dalej: sprawdź i wyślij").click()
    await page.get_by_role("button", name="Wyślij zgłoszenie").click()
    await page.get_by_text("BO-2027-001").first.wait_for()


async def test_a_resident_files_is_called_completes_and_is_admitted_while_the_office_uses_no_mouse(
    city: World, browser: Browser
) -> None:
    phone, desk = await browser.new_page(viewport=PHONE), await browser.new_context(viewport=DESK)
    await file(phone, city)
    await looked_at(phone, "journey-receipt")

    officer = await signed_in(desk, city, "Anna Bielecka")
    await task(officer, city, "Sprawdź wniosek")
    await mark(officer)
    await tab_to(officer, officer.get_by_label("W porządku, przekazuję do oceny"))
    await officer.keyboard.press("ArrowDown")
    await press(officer, officer.get_by_role("button", name="Zakończ kartę"))
    await officer.wait_for_url("**/panel/weryfikacja?*zapisano=*")

    await phone.goto(await own_page(city, "uzupełnij projekt"))
    await phone.get_by_label("Ile masz podpisów").fill("14")
    await phone.get_by_role("button", name="Wyślij uzupełnienie").click()
    await phone.get_by_text("Mamy Twoje uzupełnienie").wait_for()
    await looked_at(phone, "journey-completed")

    await task(officer, city, "Sprawdź uzupełniony wniosek")
    await mark(officer)
    await tab_to(officer, officer.get_by_label("W porządku, przekazuję do oceny"))
    await officer.keyboard.press("Space")
    await tab_to(officer, officer.get_by_label("Jednostka, która oceni projekt"))
    await officer.keyboard.type("ZDM")
    await press(officer, officer.get_by_role("button", name="Zakończ kartę"))
    await officer.wait_for_url("**/panel/weryfikacja?*zapisano=*")
    await desk.clear_cookies()

    reviewer = await signed_in(desk, city, "Marek Zieliński")
    await task(reviewer, city, "Oceń")
    await mark(reviewer)
    await tab_to(reviewer, reviewer.get_by_label("Drzewa i ławki"))
    await reviewer.keyboard.type("90 000")
    await tab_to(reviewer, reviewer.get_by_label("Opinia"))
    await reviewer.keyboard.type("Teren jest miejski, drzewa się przyjmą, koszt jest realny.")
    await tab_to(reviewer, reviewer.get_by_label("Pozytywna"))
    await reviewer.keyboard.press("Space")
    await press(reviewer, reviewer.get_by_role("button", name="Zakończ ocenę"))
    await reviewer.wait_for_url("**/panel/weryfikacja?*zapisano=*")
    await desk.clear_cookies()

    mayor = await signed_in(desk, city, "Prezydent Miasta")
    await task(mayor, city, "Zdecyduj")
    await tab_to(mayor, mayor.get_by_label("Dopuszczam do głosowania"))
    await mayor.keyboard.press("Space")
    await press(mayor, mayor.get_by_role("button", name="Zapisz decyzję"))
    await mayor.wait_for_url("**/panel/weryfikacja/dopuszczenie")
    await desk.clear_cookies()

    await phone.goto(await own_page(city, "dopuszczony do głosowania"))
    await phone.get_by_text("dopuszczone", exact=True).wait_for()
    await looked_at(phone, "journey-admitted")

    officer = await signed_in(desk, city, "Anna Bielecka")

    async def nothing_is_left_to_check() -> bool:
        await officer.goto(f"{city.origin}/panel")
        return await officer.get_by_role("row").filter(has_text="Sprawdź").count() == 0

    await poll(nothing_is_left_to_check)
    await looked_at(officer, "journey-cleared")
    await desk.close()
    await phone.close()
