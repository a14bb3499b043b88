"""A ceremony as its officers prepare it: with a keyboard at a desk, and to look something up on a phone."""

import io
import re
from collections.abc import Awaitable, Callable

from PIL import Image
from playwright.async_api import Browser, Page

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import served
from tests.browser.keyboard import unfold
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.events.ceremonies.conftest import asked_of_everybody, entry, moved

BASE = "/panel/uroczystosci"


def token(who: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}


async def press(desk: Page, name: str) -> None:
    await desk.get_by_role("button", name=name).first.press("Enter")


async def test_a_ceremony_is_prepared_with_a_keyboard(
    browser: Browser, make_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await make_site("events")
    id = await entry(site)
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        head = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.MAYOR)))
        await desk.goto(f"{origin}{BASE}")
        await looked_at(desk, "ceremonies-waiting")
        await desk.get_by_role("link", name="Zburzenie Kalisza").click()
        await looked_at(desk, "ceremony-begin")
        await press(desk, "Zacznij przygotowania")
        await press(desk, "Zapisz koncepcję")
        await desk.locator("#purpose-error").wait_for()
        await looked_at(desk, "ceremony-concept-fault")
        await desk.get_by_label("Po co i jak").fill("Pamięć o zniszczeniu miasta i jego mieszkańcach.")
        await desk.get_by_label("Kto organizuje").fill("Prezydent Miasta Kalisza")
        await desk.get_by_label("Ilu osób się spodziewamy").fill("300")
        await desk.get_by_label("tak", exact=True).check()
        await press(desk, "Zapisz koncepcję")
        await desk.get_by_label("Kogo zapytano").fill("Kaliska Rada Pamięci Narodowej")
        await desk.get_by_label("Co odpowiedziano").fill("Bez uwag.")
        await press(desk, "Zapisz odpowiedź")
        await desk.get_by_text("Zatwierdza ktoś inny").first.wait_for()

        await desk.goto(f"{origin}{BASE}/{id}/scenariusz")
        await looked_at(desk, "ceremony-scenario-none")
        await press(desk, "Wstaw zwykły przebieg")
        await desk.get_by_text("11:45–11:58").first.wait_for()
        await desk.get_by_role("button", name=re.compile("Później ?: Salwa")).press("Enter")
        await desk.get_by_text("12:34–12:48").first.wait_for()
        await desk.get_by_role("button", name=re.compile("Usuń ?: Modlitwa")).press("Enter")
        await desk.get_by_text("Usunięto punkt „Modlitwa”.").wait_for()
        await press(desk, "Cofnij usunięcie")
        await desk.get_by_role("link", name=re.compile("Zmień ?: Przemówienia")).press("Enter")
        await desk.locator("#minutes").fill("20")
        await desk.get_by_label("Późniejsze punkty przesuń").uncheck()
        await press(desk, "Zapisz punkt")
        await desk.locator("#starts-error").wait_for()
        await looked_at(desk, "ceremony-item-fault")
        await desk.get_by_label("Późniejsze punkty przesuń").check()
        await press(desk, "Zapisz punkt")
        await desk.locator("#starts-error").wait_for(state="detached")
        await desk.get_by_text("12:12–12:32").first.wait_for()
        await unfold(desk.get_by_text("Dodaj stanowisko").first)
        await desk.get_by_label("poczet sztandarowy", exact=True).check()
        await desk.get_by_label("Kto wystawia").fill("Straż Miejska Kalisza")
        await desk.locator("#standard").fill("Sztandar Straży Miejskiej")
        await desk.locator("#post").fill("poczty sztandarowe")
        await press(desk, "Dodaj stanowisko")
        await desk.get_by_text("sztandar: Sztandar Straży Miejskiej").wait_for()
        await looked_at(desk, "ceremony-scenario")

        await head.goto(f"{origin}{BASE}/{id}")
        await looked_at(head, "ceremony-to-approve")
        await head.get_by_role("button", name="Zatwierdź uroczystość").press("Enter")
        await head.get_by_role("button", name="Zamknij scenariusz").wait_for()

        await desk.goto(f"{origin}{BASE}/{id}/asysta")
        await looked_at(desk, "ceremony-assistance-none")
        await desk.get_by_label("kompania honorowa").check()
        await desk.get_by_label("trębacz").check()
        await press(desk, "Zapisz wniosek")
        await press(desk, "Zamroź scenariusz")
        await desk.get_by_role("heading", name="Co ma garnizon").wait_for()
        await desk.goto(f"{origin}{BASE}/{id}/scenariusz")
        await desk.get_by_role("button", name=re.compile("Usuń ?: Modlitwa")).press("Enter")
        await desk.get_by_text("Usunięto punkt").first.wait_for()
        await desk.goto(f"{origin}{BASE}/{id}/asysta")
        await desk.get_by_text("Garnizon ma wersję 1 scenariusza").wait_for()
        await looked_at(desk, "ceremony-assistance-differs")
        await press(desk, "Wyślij jako następną wersję")
        await desk.get_by_label("zgoda", exact=True).check()
        await desk.get_by_label("Kto przyjedzie").fill("Kompania honorowa i trębacz")
        await press(desk, "Zapisz odpowiedź")
        await looked_at(desk, "ceremony-assistance")

        await desk.goto(f"{origin}{BASE}/{id}/zezwolenia")
        await desk.get_by_label("Syreny ogłoszone jako trening").check()
        await press(desk, "Dodaj")
        await unfold(desk.get_by_text("Wpisz krok"))
        await looked_at(desk, "ceremony-permits")
        await press(desk, "Zapisz")
        await desk.get_by_text("gotowe", exact=True).wait_for()

        await desk.goto(f"{origin}{BASE}/{id}")
        await desk.get_by_role("link", name="Zamów wystąpienie").press("Enter")
        await desk.get_by_label("Przemówienie").check()
        await desk.get_by_label("Tytuł").fill("Pamięć spalonego miasta")
        await looked_at(desk, "ceremony-speech-form")
        await press(desk, "Zamów")
        await desk.get_by_role("heading", name="Pamięć spalonego miasta").wait_for()

        await head.goto(f"{origin}{BASE}/{id}")
        await head.get_by_role("button", name="Zamknij scenariusz").press("Enter")
        await head.get_by_text("Otwórz scenariusz do zmiany").wait_for()
        clock.move(days=121, hours=1)
        await desk.set_extra_http_headers(token(person(Role.OFFICER)))
        await desk.goto(f"{origin}{BASE}/{id}")
        await looked_at(desk, "ceremony-ready")
        await press(desk, "Uroczystość się odbyła")
        await desk.goto(f"{origin}{BASE}/{id}/sprawozdanie")
        await desk.get_by_label("Ile osób przyszło").fill("350")
        await desk.get_by_label("Co się udało").fill("Cisza była pełna.")
        await desk.get_by_label("Wystąpienie").select_option(label="Pamięć spalonego miasta, Prezydent Miasta Kalisza")
        await press(desk, "Zapisz sprawozdanie")
        picture = io.BytesIO()
        Image.new("RGB", (900, 600), "#566").save(picture, "JPEG")
        await desk.locator("#photo").set_input_files(
            {"name": "o.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
        )
        await press(desk, "Dodaj zdjęcie")
        await desk.get_by_text("Zdjęcie już mamy.").wait_for()
        await desk.get_by_label("Co widać na zdjęciu").fill("Delegacje przed pomnikiem.")
        await press(desk, "Dodaj zdjęcie")
        await unfold(desk.get_by_text("Usuń zdjęcie: Delegacje"))
        await desk.get_by_role("button", name="Usuń zdjęcie").wait_for()
        await looked_at(desk, "ceremony-report")
        await desk.goto(f"{origin}{BASE}?pokaz=wszystkie")
        await looked_at(desk, "ceremonies")
        for page in (desk, head):
            await page.close()


async def test_what_was_asked_for_is_taken_back_with_a_keyboard(
    browser: Browser, make_site: Callable[..., Awaitable[Site]]
) -> None:
    site = await make_site("events")
    id, _ = await asked_of_everybody(site)
    delegation = {"institution": "Szkoła Podstawowa nr 8"}
    way = f"/api/events/v1/wreaths/{id}/delegations"
    await site.client.post(way, json=delegation, headers=site.once(person(Role.PROTOCOL_OFFICER)))
    await moved(site, id, step="cancellation")
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        await desk.goto(f"{origin}{BASE}/{id}/asysta")
        await looked_at(desk, "ceremony-assistance-to-withdraw")
        await press(desk, "Zapisz wycofanie wniosku")
        await desk.get_by_role("heading", name="Wycofane wnioski").wait_for()
        await looked_at(desk, "ceremony-assistance-withdrawn")
        await desk.goto(f"{origin}{BASE}/{id}/zezwolenia")
        await unfold(desk.get_by_text("Wpisz krok").first)
        await looked_at(desk, "ceremony-permits-to-withdraw")
        await press(desk, "Zapisz")
        await desk.get_by_text("wycofane", exact=True).wait_for()
        await desk.goto(f"{origin}{BASE}/{id}/wience")
        await looked_at(desk, "wreaths-to-tell")
        await press(desk, "Delegacje są zawiadomione")
        await desk.get_by_role("button", name="Delegacje są zawiadomione").wait_for(state="detached")
        await looked_at(desk, "wreaths-told")
        await desk.close()
