"""Invitations as people meet them: a guest answers on a phone, the desk works by keyboard, the door on a phone."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.events.invitations.test_invitations import PLACE, RARE, RECTOR, event, listed, own, shown, step
from tests.events.letters.conftest import MAYOR, mails, post


def token(who: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}


@pytest.mark.parametrize("script", [True, False])
async def test_a_guest_answers_on_a_phone(
    browser: Browser, make_site: Callable[..., Awaitable[Site]], script: bool
) -> None:
    site = await make_site("events")
    id, _ = await listed(site, RECTOR)
    await step(site, id, "approval", who=MAYOR)
    await step(site, id, "dispatch")
    path = own((await mails(site))[-1]["text"])
    async with served(site.app) as origin:
        context = await browser.new_context(viewport=PHONE, java_script_enabled=script)
        phone = await context.new_page()

        async def look(name: str) -> None:
            if script:
                await looked_at(phone, name)

        await phone.goto(origin + path)
        await look("invitation-own")
        await phone.get_by_role("button", name="Wyślij odpowiedź").click()
        await phone.locator("#answer-error").wait_for()
        await look("invitation-own-fault")
        await phone.get_by_label("Przyjdzie ktoś w moim zastępstwie").check()
        await phone.get_by_role("button", name="Wyślij odpowiedź").press("Enter")
        await phone.locator("#representative-error").wait_for()
        await phone.get_by_label("Kto przyjdzie w zastępstwie").fill("Ewa Zastępczyni")
        await phone.get_by_label("Jaką pełni funkcję").fill("Prorektor")
        await phone.get_by_role("button", name="Wyślij odpowiedź").press("Enter")
        await phone.get_by_text("Ewa Zastępczyni, Prorektor").wait_for()
        await look("invitation-own-answered")
        await phone.get_by_text("Zmień odpowiedź").click()
        await phone.get_by_label("Nie przyjdę").check()
        await phone.get_by_role("button", name="Zapisz zmianę").press("Enter")
        await phone.get_by_text("Nie przyjdę.").wait_for()
        assert await phone.locator("svg").count() == 0 or not await phone.get_by_text("Kod na wejście").is_visible()
        await context.close()
        assert [one["state"] for one in (await shown(site, id))["guests"]] == ["declined"]


async def test_the_desk_invites_by_keyboard(browser: Browser, make_site: Callable[..., Awaitable[Site]]) -> None:
    site = await make_site("events")
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        mayor = await browser.new_page(viewport=DESK, extra_http_headers=token(MAYOR))
        await desk.goto(f"{origin}{PLACE}")
        await looked_at(desk, "guest-lists-none")
        await desk.goto(f"{origin}{PLACE}/goscie")
        await looked_at(desk, "guest-book-none")
        await desk.get_by_role("link", name="Dodaj gościa").press("Enter")
        await desk.get_by_role("button", name="Zapisz kartę").press("Enter")
        await desk.locator("#last_name-error").wait_for()
        await looked_at(desk, "guest-card-fault")
        await desk.get_by_label("Pani", exact=True).check()
        await desk.get_by_label("Imię").fill("Anna")
        await desk.get_by_label("Nazwisko").fill("Gilowska")
        await desk.locator("#office").fill("Senator")
        await desk.locator("#rank").select_option(index=1)
        await desk.locator("#email").fill("senator@example.pl")
        await desk.get_by_role("button", name="Zapisz kartę").press("Enter")
        await desk.get_by_role("heading", name="Anna Gilowska").wait_for()
        await looked_at(desk, "guest-card")
        for card in (RECTOR, RARE):
            answer = await post(site, "/guests", card)
            assert answer.status_code == 201, answer.text
        await desk.goto(f"{origin}{PLACE}/goscie")
        await looked_at(desk, "guest-book")
        id = await event(site)
        await desk.goto(f"{origin}{PLACE}")
        await desk.locator("#entry_id").select_option(id)
        await looked_at(desk, "guest-lists-first")
        await desk.get_by_role("button", name="Otwórz listę gości").press("Enter")
        await desk.get_by_role("heading", name="Najpierw goście").wait_for()
        await looked_at(desk, "guest-list-empty")
        await desk.get_by_role("link", name="Zmień treść").press("Enter")
        await desk.get_by_label("Na co zapraszamy").fill("Święto Miasta Kalisza")
        await looked_at(desk, "guest-letter")
        await desk.get_by_role("button", name="Zapisz treść").press("Enter")
        await desk.get_by_role("link", name="Dodaj gości").first.press("Enter")
        await desk.get_by_role("button", name="Dodaj zaznaczonych").press("Enter")
        await desk.locator("#guests-error").wait_for()
        for name in ("Anna Gilowska", "Jan Kanarek-Łoś", "Żelisława Próbna"):
            await desk.get_by_label(name).press("Space")
        await looked_at(desk, "guest-choice")
        await desk.get_by_role("button", name="Dodaj zaznaczonych").press("Enter")
        await desk.get_by_text("Czeka na zatwierdzenie.").wait_for()
        await mayor.goto(f"{origin}{PLACE}/{id}")
        await looked_at(mayor, "guest-list-approve")
        await mayor.get_by_role("button", name="Zatwierdź treść i listę").press("Enter")
        await mayor.get_by_role("heading", name="Wysłanie").wait_for()
        await desk.reload()
        await looked_at(desk, "guest-list-send")
        await desk.get_by_role("button", name="Wyślij zaproszenia").press("Enter")
        await desk.get_by_text("Wysłano, ale nie do wszystkich.").wait_for()
        await looked_at(desk, "guest-list-sent")
        for page in (desk, mayor):
            await page.close()


async def test_the_desk_seats_and_lets_in(
    browser: Browser, make_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await make_site("events")
    id, _ = await listed(site, RECTOR)
    await step(site, id, "approval", who=MAYOR)
    await step(site, id, "dispatch")
    async with served(site.app) as origin:
        desk = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.PROTOCOL_OFFICER)))
        await desk.goto(f"{origin}{PLACE}/{id}")
        await desk.get_by_role("link", name="Jan Kanarek-Łoś").press("Enter")
        await desk.get_by_label("Przyjdę", exact=True).check()
        await desk.locator("#companions").select_option("1")
        await looked_at(desk, "guest-invitation")
        await desk.get_by_role("button", name="Zapisz odpowiedź").press("Enter")
        await desk.get_by_text("Odpowiedź wpisana w urzędzie").wait_for()
        await desk.goto(f"{origin}{PLACE}/{id}/miejsca")
        await desk.locator("#rows").fill("3")
        await desk.locator("#places").fill("8")
        await desk.get_by_role("button", name="Zapisz układ").press("Enter")
        await desk.get_by_role("button", name="Ułóż według precedencji").press("Enter")
        await desk.get_by_text("rząd 1, miejsce 2").wait_for()
        await desk.get_by_role("button", name="Przesadź").press("Enter")
        await desk.locator("#reason-error").wait_for()
        await looked_at(desk, "guest-seats-fault")
        await desk.locator("#sitter").select_option(index=1)
        await desk.locator("#row").fill("2")
        await desk.locator("#place").fill("4")
        await desk.locator("#reason").fill("Porusza się na wózku")
        await desk.get_by_role("button", name="Przesadź").press("Enter")
        await desk.get_by_text("rząd 2, miejsce 4").wait_for()
        await looked_at(desk, "guest-seats")
        await desk.goto(f"{origin}{PLACE}")
        await looked_at(desk, "guest-lists")

        clock.move(days=57)
        door = await browser.new_page(viewport=PHONE, extra_http_headers=token(person(Role.OFFICER)))
        [code] = [one["code"] for one in (await shown(site, id))["guests"] if one["people"]]
        await door.goto(f"{origin}{PLACE}/{id}/wejscie")
        await door.get_by_label("Kod z identyfikatora").fill("zzzz zzzz")
        await door.get_by_role("button", name="Sprawdź").press("Enter")
        await door.locator("#code-error").wait_for()
        await looked_at(door, "door-fault")
        await door.get_by_label("Kod z identyfikatora").fill(f"{code[:4].lower()} {code[4:]}")
        await door.get_by_role("button", name="Sprawdź").press("Enter")
        await door.get_by_role("button", name="Wpuść").wait_for()
        await looked_at(door, "door-guest")
        await door.get_by_role("button", name="Wpuść").press("Enter")
        await door.get_by_text("Już w środku od").wait_for()
        await looked_at(door, "door-in")
        await door.get_by_role("link", name="Następny gość").press("Enter")
        await door.get_by_text("W środku: 2 z 2").wait_for()
        await looked_at(door, "door")
        await door.goto(f"{origin}{PLACE}/wejscie/ABCD2345")
        await looked_at(door, "door-unknown")
        clock.move(days=1)
        await desk.goto(f"{origin}{PLACE}/{id}")
        await desk.get_by_role("link", name="Lista obecności (PDF)").wait_for()
        await looked_at(desk, "guest-list-over")
        await door.goto(f"{origin}{PLACE}/wejscie/{code}")
        await door.get_by_role("button", name="Pomyłka: gościa nie było").press("Enter")
        await door.get_by_role("button", name="Zapisz, że gość był").wait_for()
        await looked_at(door, "door-afterwards")
        for page in (desk, door):
            await page.close()
