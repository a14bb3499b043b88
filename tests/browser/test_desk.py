"""The desk of the morning: a task is handed over, somebody stands in, a head looks at the load. On a phone, too."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser.axe import PHONE, looked_at
from tests.browser.conftest import Look, looking
from tests.conftest import SetClock
from tests.reporting.conftest import OFFICER, WRM, Site, make_site, moment, site
from tests.reporting.worklist.test_handing import DOROTA, ID, PAGE
from tests.reporting.worklist.test_load import done
from tests.reporting.worklist.test_tasks import opened

__all__ = ["make_site", "site"]


@pytest.fixture
async def look(site: Site, browser: Browser) -> AsyncIterator[Look]:
    """Give a way to open a page of the running service as somebody."""
    async with looking(browser, site, PHONE, "desk") as look:
        yield look


async def test_a_task_is_handed_over_on_a_phone_and_stood_in_for(look: Look, site: Site, clock: SetClock) -> None:
    late = opened("t-2", unit="WRM", case="BO-2027-017", title="Tężnia w parku", due_at=moment("2026-04-14"))
    today = opened("t-3", unit="WRM", case="BO-2027-044", title="Chodnik", due_at=moment("2026-04-15").replace(hour=15))
    await site.house.hears(opened(unit="WRM", explanation=("30 dni od 18 marca",)), late, today)
    page = await look("/panel", WRM, "morning")
    await look(PAGE, WRM, "task")
    await page.set_viewport_size(PHONE)
    await page.get_by_role("button", name="Przekaż").click()
    await expect(page.get_by_role("alert")).to_contain_text("Wybierz, kto zajmie się sprawą.")
    await looked_at(page, "desk-task-fault")
    await page.set_viewport_size(PHONE)
    await page.get_by_role("radio", name=DOROTA.name).check()
    await page.get_by_role("textbox", name="Notatka").fill("Znasz ten skwer, a ja jadę na budowę.")
    await page.get_by_role("button", name="Przekaż").click()
    await expect(page.get_by_role("heading", name="Weź z powrotem")).to_be_visible()
    await looked_at(page, "desk-task-handed")
    await look("/panel?czyje=inni", WRM, "others")
    await look(PAGE, DOROTA, "task-hers")
    page = await look("/panel/nieobecnosci", DOROTA, "absences-empty")
    await page.set_viewport_size(PHONE)
    await page.get_by_label("Pierwszy dzień").fill("2026-04-15")
    await page.get_by_label("Ostatni dzień").fill("2026-04-24")
    await page.get_by_role("button", name="Zapisz").click()
    await expect(page.get_by_role("alert")).to_contain_text("Wybierz, kto Cię zastąpi.")
    await looked_at(page, "desk-absences-fault")
    await page.get_by_role("radio", name=WRM.name).check()
    await page.get_by_role("button", name="Zapisz").click()
    await expect(page.get_by_role("button", name="Jestem z powrotem")).to_be_visible()
    await looked_at(page, "desk-absences")
    page = await look("/panel", WRM, "standing-in")
    await expect(page.get_by_text(f"za: {DOROTA.name}")).to_be_visible()
    await look("/panel/nieobecnosci", WRM, "absences-of-who-stands-in")


async def test_a_task_that_is_done_and_a_desk_of_one_are_clear_too(look: Look, site: Site) -> None:
    await site.house.hears(opened(unit="WRM"))
    await site.house.handing.hand_over(ID, 0, DOROTA.id, "", WRM)
    await site.house.hears(done("t-1", "2026-04-14"))
    await look(PAGE, WRM, "task-done")


async def test_a_head_looks_at_the_load(look: Look, site: Site, clock: SetClock) -> None:
    await look("/panel/obciazenie", OFFICER, "load-empty")
    for unit, many in (("ZDM", 9), ("WRM", 5), ("WGOŚ", 3)):
        for month in range(1, 5):
            names = [f"{unit}-{month}-{number}" for number in range(many - month % 3)]
            at, due = moment(f"2026-0{month}-03"), moment(f"2026-0{month}-20")
            await site.house.hears(*(opened(name, unit=unit, opened_at=at, due_at=due) for name in names))
            await site.house.hears(
                *(done(name, f"2026-0{month}-{10 + 5 * place % 18}") for place, name in enumerate(names[1:]))
            )
    await site.house.hears(opened("press", role="press_officer", unit=None))
    clock.moment = moment("2026-04-22")
    await look("/panel/obciazenie", OFFICER, "load")
    await look("/panel/obciazenie?miesiac=2026-03&kto=ZDM", OFFICER, "load-of-one")
    await look("/panel", OFFICER, "morning-of-an-officer")
    asked = opened("asked", unit="WGOŚ", case="Pytanie 12/2026", title="Linia nr 3", link="/panel/prasa/sprawy/p-1")
    await site.house.hears(asked)
    page = await look("/panel?czyje=jednostki&jednostka=WGOŚ", OFFICER, "units")
    await expect(page.get_by_text("prowadzi biuro prasowe")).to_be_visible()
