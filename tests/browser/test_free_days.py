"""A free day as its people see it: an officer declares it at a desk, residents read of it on a phone."""

from collections.abc import Awaitable, Callable
from datetime import date

from playwright.async_api import Browser

from shared.access import Role, Sessions
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.free_days import CityFreeDays
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.intake.conftest import APPLICANT, draft, key, rules

ACT = "ustawy z dnia 14 kwietnia 2026 r. o dniu wolnym (Dz. U. poz. 512)"
TOKEN = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person(Role.OFFICER))}"}


async def test_an_officer_declares_a_day_and_takes_it_back(
    browser: Browser, make_site: Callable[..., Awaitable[Site]]
) -> None:
    site = await make_site("events")
    async with served(site.app) as origin:
        phone = await browser.new_page(viewport=PHONE)
        desk = await browser.new_page(viewport=DESK, extra_http_headers=TOKEN)
        await desk.goto(f"{origin}/panel/wydarzenia")
        await desk.get_by_role("link", name="Dni wolne od pracy").click()
        await looked_at(desk, "free-days-none")
        await desk.get_by_label("Wolny na mocy").fill(ACT)
        await desk.get_by_role("button", name="Ogłoś dzień wolny").click()
        await looked_at(desk, "free-days-fault")
        assert await desk.get_by_label("Wolny na mocy").input_value() == ACT
        await desk.locator("#day").fill("2026-05-04")
        await desk.get_by_label("Dzień i akt prawny zgadzają się").check()
        await desk.get_by_role("button", name="Ogłoś dzień wolny").click()
        await desk.get_by_role("link", name="4 maja").click()
        await looked_at(desk, "free-day")

        await phone.goto(f"{origin}/kalendarz?miesiac=2026-05")
        await phone.get_by_role("link", name="Dzień wolny od pracy").last.click()
        await looked_at(phone, "free-day-of-residents")

        await desk.get_by_label("Powód").fill("Ustawa nie weszła w życie.")
        await desk.get_by_role("button", name="Cofnij dzień wolny").click()
        await desk.get_by_text("Ustawa nie weszła w życie.").wait_for()
        await desk.get_by_label("Wolny na mocy").fill(ACT)
        await desk.locator("#day").fill("2026-05-05")
        await desk.get_by_label("Dzień i akt prawny zgadzają się").check()
        await desk.get_by_role("button", name="Ogłoś dzień wolny").click()
        await desk.get_by_role("link", name="5 maja").wait_for()
        await looked_at(desk, "free-days")
        await phone.close()
        await desk.close()


async def test_the_applicant_and_the_officer_see_what_a_free_day_moves(
    browser: Browser,
    make_site: Callable[..., Awaitable[Site]],
    deliver: Callable[..., Awaitable[None]],
    clock: SetClock,
) -> None:
    site = await make_site("intake")
    officer = site.once(person(Role.OFFICER))
    edition = await site.client.post("/api/intake/v1/editions", json=rules().model_dump(mode="json"), headers=officer)
    body = draft(edition.json()["edition_id"]).model_dump(mode="json") | {"applicant": APPLICANT.model_dump()}
    filed = (await site.client.post("/api/intake/v1/proposals", json=body, headers=key())).json()
    asked = {"reason": "Przesuń plac o dziesięć metrów.", "legal_basis": "§ 12 uchwały", "parts": ["place"]}
    path = f"/api/intake/v1/proposals/{filed['proposal_id']}/arrangements"
    sent = await site.client.post(path, json={**asked, "due_on": "2026-04-24"}, headers=site.once(person(Role.OFFICER)))
    assert sent.status_code == 201
    days = (DeclaredFreeDay(day=date(2026, 4, 24), basis=ACT),)
    # Newer than whatever the other test's calendar has left on the broker that they share.
    event = FreeDaysChangedV1(version=1_000, days=days, changed_at=clock.now())
    await deliver(event, CityFreeDays(site.database).follow)
    await site.app.state.ticks.work("free days")()
    async with served(site.app) as origin:
        phone = await browser.new_page(viewport=PHONE)
        desk = await browser.new_page(viewport=DESK, extra_http_headers=TOKEN)
        await phone.goto(f"{origin}/budzet-obywatelski/zgloszenie/{filed['token']}/uzgodnienie")
        await phone.get_by_text("Masz więcej czasu, niż pisaliśmy:").wait_for()
        await looked_at(phone, "own-arrangement-longer")
        await desk.goto(f"{origin}/panel/wnioski/{filed['proposal_id']}/uzgodnienia")
        await looked_at(desk, "arrangements-longer")
        await desk.goto(f"{origin}/panel/edycje/{edition.json()['edition_id']}")
        await desk.get_by_text("Termin edycji nie przesuwa się sam.").wait_for()
        await looked_at(desk, "edition-on-a-free-day")
        await phone.close()
        await desk.close()
