"""The calendar as its people see it: a keeper with a keyboard at a desk, residents with a phone."""

from collections.abc import Awaitable, Callable
from datetime import time

from playwright.async_api import Browser, Page, expect

from services.events.calendar.domain.people import Official, Officials
from services.events.calendar.following import Following
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore
from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.events.calendar.test_milestones import FIRST, promised
from tests.events.calendar.test_presence import ID, SET, moved, plan
from tests.events.calendar.test_series import series, times
from tests.events.letters.conftest import post

MakeSite = Callable[..., Awaitable[Site]]


def token(who: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}


async def put_in(desk: Page, origin: str, title: str, begins: str, ends: str) -> None:
    await desk.goto(f"{origin}/panel/wydarzenia/nowe")
    await desk.get_by_label("Nazwa").fill(title)
    await desk.locator("#kind").select_option("ceremony")
    await desk.get_by_label("Miejsce").fill("Główny Rynek")
    await desk.locator("#day").fill("2026-04-18")
    await desk.locator("#begins").fill(begins)
    await desk.locator("#ends").fill(ends)
    await desk.get_by_label("Prezydent Miasta", exact=True).check()
    await desk.get_by_role("button", name="Dodaj do kalendarza").press("Enter")


async def test_the_mayor_is_at_one_place_and_residents_see_what_moved(browser: Browser, make_site: MakeSite) -> None:
    site = await make_site("events")
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        phone = await browser.new_page(viewport=PHONE)
        await desk.goto(f"{origin}/panel/wydarzenia")
        await looked_at(desk, "calendar-desk-none")
        await desk.get_by_role("link", name="Dodaj wydarzenie").first.click()
        await looked_at(desk, "calendar-form")
        await put_in(desk, origin, "Odsłonięcie tablicy przy Ratuszu", "12:00", "13:30")
        await desk.get_by_role("heading", name="Przełóż bez nowego terminu").wait_for()
        await put_in(desk, origin, "Konferencja o drogach", "13:00", "14:00")
        await desk.get_by_text("jest wtedy gdzie indziej").first.wait_for()
        await looked_at(desk, "calendar-form-elsewhere")
        await desk.get_by_label("Prezydent Miasta", exact=True).uncheck()
        await desk.get_by_label("Pierwszy Zastępca Prezydenta").check()
        await desk.get_by_label("tylko urząd").check()
        await desk.get_by_role("button", name="Dodaj do kalendarza").click()
        await desk.get_by_role("heading", name="Przełóż bez nowego terminu").wait_for()
        await desk.goto(f"{origin}/panel/wydarzenia")
        await looked_at(desk, "calendar-desk")
        await desk.get_by_role("link", name="Odsłonięcie tablicy").click()
        await desk.locator("#begins").fill("15:00")
        await desk.locator("#ends").fill("16:00")
        await desk.get_by_role("button", name="Zapisz").click()
        await desk.get_by_text("Napisz mieszkańcom, dlaczego.").first.wait_for()
        await looked_at(desk, "calendar-form-reason")
        await desk.get_by_label("Powód zmiany terminu albo miejsca").fill("Kamieniarz kończy pracę dopiero o 14.")
        await desk.get_by_role("button", name="Zapisz").click()
        await desk.get_by_role("heading", name="Historia zmian").wait_for()
        await looked_at(desk, "calendar-entry-desk")
        await desk.goto(f"{origin}/panel/wydarzenia?widok=tydzien")
        await looked_at(desk, "calendar-desk-week")
        await desk.goto(f"{origin}/panel/wydarzenia/osoby")
        await desk.get_by_text("Adres kalendarza do telefonu").first.click()
        await looked_at(desk, "calendar-people")

        await phone.goto(f"{origin}/kalendarz")
        await looked_at(phone, "calendar-month")
        await phone.get_by_role("link", name="Tydzień").click()
        await looked_at(phone, "calendar-week")
        await phone.get_by_role("link", name="Lista").click()
        await expect(phone.get_by_text("Konferencja o drogach")).to_have_count(0)
        await looked_at(phone, "calendar-list")
        await phone.get_by_role("link", name="Odsłonięcie tablicy").click()
        await phone.get_by_text("Kamieniarz kończy pracę").first.wait_for()
        await looked_at(phone, "calendar-entry-moved")

        await desk.goto(f"{origin}/panel/wydarzenia")
        await desk.get_by_role("link", name="Odsłonięcie tablicy").click()
        await desk.get_by_label("Dlaczego przekładasz").fill("Burza: nowy termin podamy jutro.")
        await desk.get_by_role("button", name="Przełóż").click()
        await desk.get_by_role("button", name="Cofnij ostatnią zmianę").wait_for()
        await looked_at(desk, "calendar-put-off-desk")
        await phone.reload()
        await phone.get_by_text("Nowy termin podamy tutaj.").wait_for()
        await looked_at(phone, "calendar-put-off")
        await desk.get_by_role("button", name="Cofnij ostatnią zmianę").press("Enter")
        await desk.get_by_text("Jednak się odbędzie").wait_for()
        await desk.get_by_label("Powód odwołania").fill("Kamieniarz zachorował, tablicy nie będzie.")
        await desk.get_by_role("button", name="Odwołaj").click()
        await looked_at(desk, "calendar-called-off-desk")
        await phone.reload()
        await looked_at(phone, "calendar-called-off")
        for page in (desk, phone):
            await page.close()


async def test_who_is_at_a_conference_is_said_at_its_entry_and_asked_anew_when_it_moves(
    browser: Browser, make_site: MakeSite, clock: SetClock, deliver: Callable[..., Awaitable[None]]
) -> None:
    site = await make_site("events")
    officials = Officials(every=(Official(id="mayor", role="Prezydent Miasta"),))
    following = Following(Calendar(site.database, MongoEntryStore(site.database), clock, officials))
    await deliver(SET, following.follow_conference)
    async with served(site.app) as origin:
        press = await browser.new_page(viewport=PHONE, extra_http_headers=token(person(Role.PRESS_OFFICER)))
        await press.goto(f"{origin}/panel/wydarzenia/{ID}")
        await press.get_by_label("Prezydent Miasta", exact=True).check()
        await press.get_by_role("button", name="Zapisz, kto bierze udział").press("Enter")
        await press.get_by_role("heading", name="Historia zmian").wait_for()
        await looked_at(press, "calendar-conference")
        await following.calendar.put_in(plan())
        await deliver(moved(2), following.follow_conference)
        await press.reload()
        await press.get_by_text("nie wszyscy mogą na niej być").wait_for()
        await looked_at(press, "calendar-conference-asked-anew")
        await press.get_by_role("button", name="Zapisz, kto bierze udział").press("Enter")
        await press.get_by_text("nie wszyscy mogą na niej być").wait_for(state="detached")
        await press.close()


async def test_protocol_sees_that_a_session_without_an_hour_may_want_the_mayor_too(
    browser: Browser, make_site: MakeSite, clock: SetClock, deliver: Callable[..., Awaitable[None]]
) -> None:
    site = await make_site("events")
    officials = Officials(every=(Official(id="mayor", role="Prezydent Miasta"),))
    following = Following(Calendar(site.database, MongoEntryStore(site.database), clock, officials), "mayor")
    await deliver(FIRST, following.follow_session)
    id = await following.calendar.put_in(promised(time(12), time(13)))
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=PHONE, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        await desk.goto(f"{origin}/panel/wydarzenia/{id}")
        await desk.get_by_text("potrzebny w dwóch miejscach naraz").wait_for()
        await looked_at(desk, "calendar-beside-session")
        await desk.get_by_role("link", name="sesja Rady Miasta").press("Enter")
        await desk.get_by_role("link", name="Spotkanie z mieszkańcami").wait_for()
        await looked_at(desk, "calendar-session-beside")
        await desk.close()


async def test_the_rest_of_a_series_moves_by_keyboard_or_says_who_would_be_elsewhere(
    browser: Browser, make_site: MakeSite
) -> None:
    site = await make_site("events")
    ids = await series(site)
    hours = {"starts": "2026-11-02T10:30:00+01:00", "ends": "2026-11-02T11:00:00+01:00"}
    await post(site, "/entries", {"title": "Złote gody", "people": ["mayor"], "public": False, **hours})
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        await desk.goto(f"{origin}/panel/wydarzenia/{ids[1]}")
        await desk.locator("#new_begins").fill("10:00")
        await desk.locator("#new_why").fill("Sala jest zajęta przez komisję.")
        await desk.get_by_role("button", name="Przesuń wszystkie").press("Enter")
        await desk.get_by_role("link", name="Prezydent Miasta jest wtedy gdzie indziej: Złote gody").wait_for()
        await looked_at(desk, "calendar-series-elsewhere")
        await desk.locator("#new_begins").fill("08:00")
        await desk.get_by_role("button", name="Przesuń wszystkie").press("Enter")
        await desk.get_by_role("heading", name="Historia zmian").wait_for()
        await looked_at(desk, "calendar-series-moved")
        assert (await times(site))[:3] == ["10-12 09:00", "10-19 08:00", "10-26 08:00"]
