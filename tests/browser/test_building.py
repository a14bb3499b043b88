"""What becomes of a chosen project, on a phone and on a desk: photographs, money, planned days, followers."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Browser, FilePayload, expect

from shared.contracts.reporting import ImplementationStartedV1, ProgressPublishedV1
from tests.browser.axe import PHONE, looked_at
from tests.browser.conftest import Look, looking
from tests.conftest import SetClock
from tests.reporting.conftest import OFFICER, ZDM, Site, key, make_site, progressed, site
from tests.reporting.followers.test_following import ANNA, ask, letters, link
from tests.reporting.implementation.test_calls import called
from tests.reporting.implementation.test_photographs import ALT
from tests.reporting.implementation.test_work import WORKS, approve, chosen, send
from tests.reporting.milestones.test_schedule import DAYS

__all__ = ["make_site", "site"]

PUBLIC = "/budzet-obywatelski/projekty/p-1"
CALENDAR = "/budzet-obywatelski/projekty/kalendarz"


@pytest.fixture
async def look(site: Site, browser: Browser) -> AsyncIterator[Look]:
    """Give a way to open a page of the running service as somebody, or as nobody."""
    async with looking(browser, site, PHONE, "building") as look:
        yield look


def drawn(number: int = 1, width: int = 1600, height: int = 1000) -> bytes:
    """A picture that one can tell from another."""
    picture, body = Image.new("RGB", (width, height), (126 + 20 * number, 168, 120)), io.BytesIO()
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height * 0.6, width, height), fill=(150, 120, 90))
    draw.ellipse((200 * number, 200, 200 * number + 400, 600), fill=(220, 90, 60))
    picture.save(body, "JPEG")
    return body.getvalue()


async def add(site: Site, number: int, which: int, **size: int) -> None:
    answer = await site.client.post(
        f"{WORKS}/p-1/progress/{number}/photographs",
        files={"photo": ("a.jpg", drawn(which, **size))},
        data={"alt": ALT},
        headers={**site.by(OFFICER), **key()},
    )
    assert answer.status_code == 201, answer.text


async def hears(site: Site) -> None:
    await site.house.hears(*await site.house.publishes(ImplementationStartedV1, ProgressPublishedV1))


async def test_residents_see_photographs_money_and_who_builds(look: Look, site: Site, clock: SetClock) -> None:
    await chosen(site.house)
    await send(site, contractor="Zielony Plac sp. z o.o.", planned_contract="2026-05-20", planned_building="2026-06-15")
    await add(site, 1, 1)
    await add(site, 1, 2, width=700, height=1200)
    await add(site, 1, 3)
    await approve(site, 1)
    await hears(site)
    page = await look(PUBLIC, None, "project")
    await expect(page.get_by_role("img", name=ALT)).to_have_count(3)
    clock.move(days=60)
    await send(site, stage="finished", percent=100, spent=96_500_00, overrun_reason="Stal podrożała w trakcie prac.")
    await approve(site, 2)
    await hears(site)
    page = await look(PUBLIC, None, "finished")
    await expect(page.get_by_text("o 1 500 zł więcej")).to_be_visible()
    await look("/panel/realizacja/p-1", OFFICER, "work-finished")


async def test_an_officer_sees_which_days_a_word_puts_off_and_residents_read_why(look: Look, site: Site) -> None:
    await chosen(site.house)
    await send(site, planned_contract="2027-03-31", planned_building="2027-05-04")
    await approve(site, 1)
    why = "W przetargu nie wpłynęła żadna oferta."
    await send(site, planned_contract="2027-04-30", planned_building="2027-05-04", delay_reason=why)
    page = await look("/panel/realizacja/p-1", OFFICER, "put-off-work")
    await expect(page.get_by_text("Planowana umowa z wykonawcą: było 31 marca 2027, jest 30 kwietnia")).to_be_visible()
    await approve(site, 2)
    await hears(site)
    page = await look(PUBLIC, None, "put-off")
    await expect(page.get_by_text(f"{why} Umowa wcześniej: 31 marca 2027.")).to_be_visible()


async def test_an_officer_hands_a_work_over_on_a_phone(look: Look, site: Site, clock: SetClock) -> None:
    await called(site, clock)
    page = await look("/panel/realizacja/p-1", OFFICER, "before-handover")
    await page.set_viewport_size(PHONE)
    await page.get_by_role("link", name="Przekaż innej jednostce").click()
    await page.get_by_label("Jednostka").select_option("Wydział Rozbudowy Miasta")
    await page.get_by_role("button", name="Przekaż").click()
    await expect(page.get_by_role("alert")).to_contain_text("Napisz mieszkańcom")
    await looked_at(page, "building-handover")
    await page.get_by_label("Powód przekazania").fill("Place zabaw prowadzi teraz Wydział Rozbudowy Miasta.")
    await page.get_by_role("button", name="Przekaż").click()
    await expect(page.get_by_text("Wcześniej prowadziły: Zarząd Dróg Miejskich")).to_be_visible()
    await looked_at(page, "building-handed-over")


async def test_an_officer_adds_a_photograph_and_withdraws_it(look: Look, site: Site) -> None:
    await chosen(site.house)
    await send(site)
    await look("/panel/realizacja/p-1", OFFICER, "work")
    page = await look("/panel/realizacja/p-1/postep/1/zdjecia", OFFICER, "photographs-empty")
    await page.set_viewport_size(PHONE)
    photo = FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=drawn())
    await page.get_by_label("Zdjęcie", exact=True).set_input_files(photo)
    await page.get_by_label("Co widać na zdjęciu").fill("krótko")
    await page.get_by_role("button", name="Dodaj zdjęcie").click()
    await expect(page.get_by_role("alert")).to_contain_text("Napisz, co widać")
    await looked_at(page, "building-photographs-fault")
    await page.get_by_label("Co widać na zdjęciu").fill(ALT)
    await page.get_by_role("button", name="Dodaj zdjęcie").click()
    await expect(page.get_by_role("img", name=ALT)).to_be_visible()
    await looked_at(page, "building-photographs")
    await page.get_by_role("link", name="Wycofaj zdjęcie").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Wycofaj zdjęcie")
    await looked_at(page, "building-withdrawal")
    await page.get_by_label("Dlaczego").fill("Widać twarz przechodnia.")
    await page.get_by_role("button", name="Wycofaj zdjęcie").click()
    await expect(page.get_by_text("Widać twarz przechodnia.")).to_be_visible()
    await looked_at(page, "building-withdrawn")


async def test_a_unit_adds_photographs_to_its_answer_on_a_phone(look: Look, site: Site, clock: SetClock) -> None:
    path = f"/budzet-obywatelski/projekty/wezwanie/{await called(site, clock)}"
    page = await look(path, None, "call")
    await page.get_by_role("button", name="Nic się nie zmieniło").click()
    await looked_at(page, "building-call-done")
    await page.get_by_role("link", name="Dodaj zdjęcia").click()
    photo = FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=drawn())
    await page.get_by_label("Zdjęcie", exact=True).set_input_files(photo)
    await page.get_by_label("Co widać na zdjęciu").fill(ALT)
    await page.get_by_role("button", name="Dodaj zdjęcie").click()
    await expect(page.get_by_role("status").first).to_contain_text("Mamy 1 zdjęcie")
    await looked_at(page, "building-call-photographs")


async def test_a_resident_follows_confirms_is_told_and_leaves(look: Look, site: Site, clock: SetClock) -> None:
    await chosen(site.house)
    await send(site)
    await approve(site, 1)
    await hears(site)
    page = await look(PUBLIC, None, "follow-on-project")
    await page.get_by_label("Adres e-mail").fill("nie adres")
    await page.get_by_role("button", name="Obserwuj").click()
    await expect(page.get_by_role("alert")).to_contain_text("Sprawdź adres e-mail")
    await looked_at(page, "building-follow-fault")
    await page.get_by_label("Adres e-mail").fill(ANNA)
    await page.get_by_role("button", name="Obserwuj").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sprawdź pocztę")
    await looked_at(page, "building-follow-sent")
    page = await look(link((await letters(site))[0], "potwierdzenie"), None, "follow-confirm")
    await page.get_by_role("button", name="Tak, chcę dostawać wiadomości").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Obserwujesz ten projekt")
    await looked_at(page, "building-follow-confirmed")
    clock.move(days=1)
    await site.house.hears(progressed(published_at=clock.now()))
    await site.house.mailings.look_after()
    await look("/panel/realizacja/p-1/obserwujacy", OFFICER, "mailings")
    page = await look(link((await letters(site))[-1], "rezygnacja"), None, "follow-leave")
    await page.get_by_role("button", name="Tak, rezygnuję").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Nie będziemy już pisać")
    await looked_at(page, "building-follow-left")
    await ask(site, "jan@example.org")
    late = link((await letters(site, "jan@example.org"))[0], "potwierdzenie")
    clock.move(days=5)
    await look(late, None, "follow-late")


async def test_the_calendar_of_planned_days_reads_on_a_phone(look: Look, site: Site, clock: SetClock) -> None:
    await look(CALENDAR, None, "calendar-empty")
    await chosen(site.house, "p-1", "p-2", "p-3")
    days: dict[str, Any] = DAYS | {"planned_building": "2027-05-10", "planned_end": "2027-05-31"}
    for id in ("p-1", "p-2", "p-3"):
        await site.house.hears(progressed(id, stage="planned", **days))
    await site.house.hears(progressed("p-2", 8, stage="abandoned", planned_end=None))
    await site.house.hears(progressed("p-3", 8, stage="built", **days))
    page = await look(f"{CALENDAR}?miesiac=2027-05", None, "calendar")
    await expect(page.get_by_role("listitem").filter(has_text="odwołane")).to_have_count(2)
    await page.get_by_role("link", name="Następny").click()
    await looked_at(page, "building-calendar-next")
    await look("/panel/realizacja/p-1", ZDM, "unit-form")
