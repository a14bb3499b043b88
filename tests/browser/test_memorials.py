"""Memorials as their people see them: the register with a keyboard at a desk, the sketch and the list on a phone."""

import io
from collections.abc import Awaitable, Callable

from PIL import Image
from playwright.async_api import Browser, Page

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.browser.keyboard import unfold
from tests.conftest import SESSION_KEY, Site, person
from tests.events.memorials.test_applications import TYPED

BASE = "/panel/miejsca-pamieci"


def token(who: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}


async def enter(desk: Page, origin: str, name: str, point: tuple[str, str]) -> None:
    await desk.goto(f"{origin}{BASE}/nowe")
    await desk.get_by_label("Nazwa").fill(name)
    await desk.locator("#kind").select_option("obelisk")
    await desk.get_by_label("Gdzie").fill("Ogrójec oo. jezuitów, ul. Stawiszyńska")
    await desk.locator("#latitude").fill(point[0])
    await desk.locator("#longitude").fill(point[1])
    await desk.locator("#inscription").fill("PAMIĘCI OFIAR\nKATYNIA")
    await desk.get_by_role("button", name="Dodaj do rejestru").press("Enter")
    await desk.get_by_role("heading", name=name).wait_for()


async def test_the_register_is_kept_cared_for_and_grows(
    browser: Browser, make_site: Callable[..., Awaitable[Site]]
) -> None:
    site = await make_site("events")
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        phone = await browser.new_page(viewport=PHONE)
        await phone.goto(f"{origin}/miejsca-pamieci")
        await looked_at(phone, "memorials-none")
        await desk.goto(f"{origin}{BASE}")
        await looked_at(desk, "memorials-desk-none")
        await desk.goto(f"{origin}{BASE}/nowe")
        await desk.get_by_role("button", name="Dodaj do rejestru").click()
        await desk.locator("#name-error").wait_for()
        await looked_at(desk, "memorial-form-fault")
        await enter(desk, origin, "Obelisk Legionistów", ("51,7580", "18,0800"))
        await enter(desk, origin, "Obelisk ofiar Katynia", ("51,7650", "18,0930"))
        picture = io.BytesIO()
        Image.new("RGB", (900, 600), "#566").save(picture, "JPEG")
        await desk.locator("#photo").set_input_files(
            {"name": "o.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
        )
        await desk.get_by_role("button", name="Dodaj zdjęcie").click()
        await desk.get_by_text("Zdjęcie już mamy.").wait_for()
        await looked_at(desk, "memorial-photograph-fault")
        await desk.get_by_label("Co widać na zdjęciu").fill("Granitowy obelisk pod murem klasztoru.")
        await desk.get_by_label("Kiedy je zrobiono").fill("maj 2026")
        await desk.get_by_role("button", name="Dodaj zdjęcie").press("Enter")
        await desk.locator(".photos img").wait_for()
        await unfold(desk.get_by_text("Usuń zdjęcie: Granitowy"))
        await desk.get_by_role("button", name="Usuń zdjęcie").wait_for()
        await looked_at(desk, "memorial-desk")

        await desk.goto(f"{origin}{BASE}/opieka")
        await looked_at(desk, "care-none")
        await desk.get_by_role("button", name="Ułóż plan opieki").press("Enter")
        await desk.get_by_role("link", name="Obelisk ofiar Katynia").click()
        await desk.get_by_role("button", name="Zapisz oględziny").click()
        await desk.locator("#condition-error").wait_for()
        await looked_at(desk, "care-inspection-fault")
        await desk.get_by_label("do naprawy").check()
        await desk.locator("#findings").fill("Litery są wytarte, obelisk stoi prosto.")
        await desk.get_by_role("button", name="Zapisz oględziny").press("Enter")
        await desk.get_by_text("obejrzano 1 z 2").wait_for()
        await looked_at(desk, "care-year")
        await desk.goto(f"{origin}{BASE}")
        await looked_at(desk, "memorials-desk")
        await desk.get_by_role("searchbox").fill("cech rzeźników")
        await desk.get_by_role("button", name="Szukaj").press("Enter")
        await desk.get_by_text("Nic tu nie pasuje").wait_for()
        await looked_at(desk, "memorials-desk-not-found")

        await desk.goto(f"{origin}{BASE}/wnioski")
        await looked_at(desk, "memorial-proposals-none")
        await desk.get_by_role("link", name="Wpisz wniosek").first.click()
        await desk.get_by_label("Kto wnioskuje").fill("Stowarzyszenie Wymyślone")
        await desk.get_by_label("Adres, e-mail albo telefon").fill("600 100 200")
        await desk.get_by_label("Nazwa").fill("Tablica dla harcerzy")
        await desk.locator("#kind").select_option("plaque")
        await desk.get_by_label("Gdzie").fill("Szkoła, ul. Wymyślona 1")
        await desk.get_by_role("button", name="Wpisz wniosek").click()
        await desk.locator("#city_ground-error").wait_for()
        await looked_at(desk, "memorial-proposal-form-fault")
        await desk.get_by_label("miasta", exact=True).check()
        await desk.get_by_role("button", name="Wpisz wniosek").press("Enter")
        await desk.get_by_role("heading", name="Opinie i zgody").wait_for()
        await looked_at(desk, "memorial-proposal-new")
        await desk.get_by_role("button", name="Wysłano dziś: opinia IPN").press("Enter")
        await desk.get_by_role("heading", name="Wpisz odpowiedź").wait_for()
        await looked_at(desk, "memorial-proposal-asked")
        await desk.get_by_label("zgoda", exact=True).check()
        await desk.get_by_label("Znak pisma albo numer uchwały").fill("IPN.123.2026")
        await desk.get_by_role("button", name="Zapisz odpowiedź").press("Enter")
        await desk.get_by_role("button", name="Wysłano dziś: uchwała Rady Miasta").wait_for()
        await looked_at(desk, "memorial-proposal-council")
        await desk.goto(f"{origin}{BASE}/wnioski")
        await looked_at(desk, "memorial-proposals")

        await phone.goto(f"{origin}/miejsca-pamieci/wniosek")
        await looked_at(phone, "memorial-application")
        await phone.get_by_role("button", name="Wyślij wniosek").click()
        await phone.locator("#why-error").wait_for()
        await looked_at(phone, "memorial-application-fault")
        for field, text in TYPED.items():
            if field == "kind":
                await phone.locator("#kind").select_option(text)
            else:
                await phone.locator(f"#{field}").fill(text)
        await phone.get_by_role("button", name="Wyślij wniosek").press("Enter")
        await phone.get_by_text("Wniosek jest u nas.").wait_for()
        await looked_at(phone, "memorial-application-own")

        await phone.goto(f"{origin}/miejsca-pamieci")
        await phone.locator("svg.plan").wait_for()
        await looked_at(phone, "memorials")
        await phone.get_by_role("searchbox").fill("legionistów")
        await phone.get_by_role("searchbox").press("Enter")
        await phone.get_by_role("link", name="Obelisk ofiar Katynia", exact=True).wait_for(state="detached")
        await looked_at(phone, "memorials-found")
        await phone.goto(f"{origin}/miejsca-pamieci")
        await phone.get_by_role("link", name="Obelisk ofiar Katynia", exact=True).click()
        await phone.locator(".photos img").wait_for()
        await looked_at(phone, "memorial")
        for page in (desk, phone):
            await page.close()
