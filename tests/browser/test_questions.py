"""A question's whole way, as its people see it: asked on a phone, answered at a desk by keyboard alone, read again."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Browser

from shared.access import Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.browser.keyboard import press, tab_to
from tests.conftest import SESSION_KEY, Site, person
from tests.intake.conftest import APPLICANT, draft, key, rules

TEXT = "Czy mogę zgłosić projekt na terenie szkoły?\nDyrekcja się zgadza."
ANSWER = "Tak, jeśli będzie otwarty dla wszystkich mieszkańców."


async def test_a_question_asked_on_a_phone_is_answered_at_a_desk(
    browser: Browser, make_site: Callable[..., Awaitable[Site]]
) -> None:
    site = await make_site("intake")
    officer = site.once(person(Role.OFFICER))
    edition = await site.client.post("/api/intake/v1/editions", json=rules().model_dump(mode="json"), headers=officer)
    body = draft(edition.json()["edition_id"]).model_dump(mode="json") | {"applicant": APPLICANT.model_dump()}
    filed = (await site.client.post("/api/intake/v1/proposals", json=body, headers=key())).json()
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person(Role.OFFICER))}"}
    async with served(site.app) as origin:
        phone = await browser.new_page(viewport=PHONE)
        desk = await browser.new_page(viewport=DESK, extra_http_headers=token)

        await desk.goto(f"{origin}/panel/wnioski/pytania")
        await looked_at(desk, "questions-none")
        await phone.goto(f"{origin}/budzet-obywatelski")
        await phone.get_by_role("link", name="Zapytaj przez internet").click()
        await looked_at(phone, "question-form")
        await phone.get_by_label("Twoje pytanie").fill(TEXT)
        await phone.get_by_role("button", name="Wyślij pytanie").click()
        await looked_at(phone, "question-fault")
        assert await phone.get_by_label("Twoje pytanie").input_value() == TEXT
        await phone.get_by_label("E-mail").fill("ciekawska@example.com")
        await phone.get_by_role("button", name="Wyślij pytanie").click()
        await phone.get_by_text("Wysłane. Odpowiedź przyjdzie e-mailem").wait_for()
        await looked_at(phone, "question-sent")

        await desk.goto(f"{origin}/panel/wnioski/pytania")
        await looked_at(desk, "questions")
        await press(desk, desk.get_by_role("link", name="Pytanie z"))
        await desk.get_by_label("Odpowiedź").wait_for()
        await looked_at(desk, "question")
        await tab_to(desk, desk.get_by_label("Odpowiedź"))
        await desk.keyboard.type(ANSWER)
        await press(desk, desk.get_by_role("button", name="Wyślij odpowiedź"))
        await desk.get_by_text("jest odpowiedź").wait_for()
        await looked_at(desk, "question-answered")

        await phone.reload()
        await phone.get_by_text(ANSWER).wait_for()
        await looked_at(phone, "question-read")

        await phone.goto(f"{origin}/budzet-obywatelski/zgloszenie/{filed['token']}")
        await phone.get_by_role("link", name="Zapytaj nas o to zgłoszenie").click()
        await looked_at(phone, "own-questions-none")
        await phone.get_by_label("Twoje pytanie").fill("Kiedy będzie wynik oceny?")
        await phone.get_by_role("button", name="Wyślij pytanie").click()
        await phone.get_by_text("Wysłane. Odpowiedź przyjdzie e-mailem").wait_for()
        await phone.goto(f"{origin}/budzet-obywatelski/zgloszenie/{filed['token']}/pytania")
        await phone.get_by_text("czeka na odpowiedź").wait_for()
        await looked_at(phone, "own-questions")
        await phone.close()
        await desk.close()
