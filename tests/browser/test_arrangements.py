"""An arrangement as its people see it: an officer asks at a desk, the applicant answers on a phone."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Browser

from shared.access import Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, Site, person
from tests.intake.conftest import APPLICANT, draft, key, rules

REASON = "Przesuń plac o dziesięć metrów:\npod spodem biegnie gazociąg."


async def test_the_office_asks_and_the_applicant_changes_the_place(
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
        own = f"{origin}/budzet-obywatelski/zgloszenie/{filed['token']}"
        panel = f"{origin}/panel/wnioski/{filed['proposal_id']}"

        await phone.goto(f"{own}/uzgodnienie")
        await looked_at(phone, "own-arrangement-none")
        await desk.goto(panel)
        await desk.get_by_role("link", name="Poproś o zmianę").click()
        await looked_at(desk, "arrangements-none")
        await desk.get_by_label("O co prosisz i dlaczego").fill(REASON)
        await desk.get_by_role("button", name="Wyślij prośbę").click()
        await looked_at(desk, "arrangements-fault")
        assert await desk.get_by_label("O co prosisz i dlaczego").input_value() == REASON
        await desk.get_by_label("Podstawa prawna").fill("§ 12 ust. 3 uchwały")
        await desk.get_by_label("miejsce").check()
        await desk.get_by_role("button", name="Wyślij prośbę").click()
        await desk.get_by_text("czeka na wnioskodawcę").wait_for()
        await looked_at(desk, "arrangements")
        await desk.get_by_role("link", name="Wpisz odpowiedź, która przyszła na papierze").click()
        await looked_at(desk, "paper-arrangement")
        await desk.get_by_role("button", name="Zapisz odmowę").click()
        await looked_at(desk, "paper-arrangement-fault")

        await phone.goto(own)
        await looked_at(phone, "own-asked")
        await phone.get_by_role("link", name="Zmień albo odmów").click()
        await looked_at(phone, "own-arrangement")
        await phone.get_by_role("button", name="Nie zgadzam się na zmianę").click()
        await looked_at(phone, "own-arrangement-fault")
        await phone.locator("#location").fill("dziesięć metrów dalej, przy alejce")
        await phone.get_by_role("button", name="Wyślij zmiany").click()
        await phone.get_by_text("Mamy Twoje zmiany").wait_for()
        await looked_at(phone, "own-arrangement-revised")
        await phone.goto(own)
        await phone.get_by_text("dziesięć metrów dalej, przy alejce").wait_for()
        await looked_at(phone, "own-revised")

        await desk.goto(f"{panel}/uzgodnienia/papier")
        await looked_at(desk, "paper-arrangement-none")
        await desk.goto(f"{panel}/uzgodnienia")
        await desk.get_by_text("zmieniono").first.wait_for()
        await looked_at(desk, "arrangements-revised")
        await phone.close()
        await desk.close()
