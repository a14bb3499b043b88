"""A warning as its people see it: the officer on duty with a phone at night, a resident on any page of the city."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from playwright.async_api import Browser, Page, Route

from shared.access import Person, Role, Sessions
from shared.clock import warsaw
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person

REASON = "Potwierdził to dyżurny straży pożarnej."
MakeSite = Callable[..., Awaitable[Site]]


def token(who: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}


async def from_the_budget(page: Page, budget: Site) -> None:
    """Have the pages of the civic budget come from their own service, as the gateway does."""

    async def answer(route: Route) -> None:
        answered = await budget.client.get(route.request.url.partition("/budzet")[2].join(("/budzet", "")))
        await route.fulfill(status=answered.status_code, headers=dict(answered.headers), body=answered.content)

    await page.route("**/budzet-obywatelski", answer)


async def test_the_officer_on_duty_warns_from_a_phone_and_every_page_shows_it_until_it_is_cancelled(
    browser: Browser, make_site: MakeSite, clock: SetClock
) -> None:
    clock.moment = datetime.now(UTC).replace(microsecond=0)  # the phone has its own clock, which it looks at, too
    media, budget = await make_site("media"), await make_site("intake")
    async with served(media.app) as origin:
        press = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.PRESS_OFFICER)))
        phone = await browser.new_page(viewport=PHONE, extra_http_headers=token(person(Role.DUTY_OFFICER)))
        resident = await browser.new_page(viewport=PHONE)
        await from_the_budget(resident, budget)

        await resident.goto(f"{origin}/ostrzezenia")
        await looked_at(resident, "warnings-none")
        await press.goto(f"{origin}/panel/kryzys/plany")
        await looked_at(press, "crisis-plans")
        await press.get_by_role("link", name="Wyciek gazu").click()
        await looked_at(press, "crisis-plan")
        await press.get_by_role("button", name="Zatwierdź teksty").click()
        await press.get_by_text("zatwierdzone").first.wait_for()
        await press.goto(f"{origin}/panel/kryzys/dyzury")
        await looked_at(press, "crisis-rota-none")
        await press.get_by_label("Imię i nazwisko").fill("Jolanta Kanarkowa")
        await press.get_by_label("Telefon").fill("600 100 200")
        await press.get_by_role("button", name="Dodaj dyżur").click()
        await looked_at(press, "crisis-rota-fault")
        first, last = warsaw(clock.moment), warsaw(clock.moment + timedelta(days=7))
        await press.locator("#starts").fill(f"{first:%Y-%m-%d}T00:00")
        await press.locator("#ends").fill(f"{last:%Y-%m-%d}T00:00")
        await press.get_by_role("button", name="Dodaj dyżur").click()
        await press.get_by_text("Usuń: Jolanta Kanarkowa").wait_for()

        await phone.goto(f"{origin}/panel/kryzys")
        await looked_at(phone, "crisis-desk-none")
        await phone.get_by_role("button", name="Wyciek gazu").click()
        await phone.get_by_role("button", name="Wydaj teraz").wait_for()
        assert await phone.locator("[data-minutes]").inner_text() == "0"
        await looked_at(phone, "crisis-draft")
        await phone.get_by_role("button", name="Wydaj teraz").click()
        await looked_at(phone, "crisis-draft-fault")
        await phone.get_by_label("Dlaczego bez drugiej osoby").fill(REASON)
        await phone.get_by_role("button", name="Wydaj teraz").click()
        await phone.get_by_text("obowiązuje").first.wait_for()
        await phone.get_by_text("systemy miasta (szyna zdarzeń)").first.wait_for()
        await looked_at(phone, "crisis-issued")
        await phone.goto(f"{origin}/panel/kryzys")
        await looked_at(phone, "crisis-desk")

        for path, name in (("/prywatnosc", "bar-own"), ("/budzet-obywatelski", "bar-of-others")):
            await resident.goto(f"{origin}{path}")
            await resident.locator(".alert", has_text="Wyciek gazu").wait_for()
            await looked_at(resident, name)
        await resident.locator(".alert a").click()
        await resident.get_by_role("heading", name="Wyciek gazu").wait_for()
        await looked_at(resident, "warning")
        await resident.goto(f"{origin}/ostrzezenia")
        await looked_at(resident, "warnings")

        waiting = await browser.new_page(viewport=PHONE)
        await waiting.clock.install()
        await waiting.goto(f"{origin}/tekst-latwy")
        await waiting.locator(".alert", has_text="Wyciek gazu").wait_for()

        await phone.get_by_role("button", name="Odwołaj…").click()
        await phone.get_by_role("button", name="Odwołaj teraz").wait_for()
        await looked_at(phone, "crisis-cancel")
        await phone.get_by_label("Dlaczego bez drugiej osoby").fill(REASON)
        await phone.get_by_role("button", name="Odwołaj teraz").click()
        await phone.get_by_role("heading", name="Gdzie poszło").wait_for()

        await waiting.clock.fast_forward(31_000)
        await waiting.locator(".alert").wait_for(state="detached")
        await resident.goto(f"{origin}/prywatnosc")
        assert await resident.locator(".alert").count() == 0
        async with resident.expect_response("**/ostrzezenia/baner") as asked:
            await resident.goto(f"{origin}/budzet-obywatelski")
        assert (await (await asked.value).text()).strip() == ""
        assert await resident.locator(".alert").count() == 0
        await resident.goto(f"{origin}/ostrzezenia")
        await resident.get_by_text("Teraz miasto przed niczym nie ostrzega").wait_for()
        await looked_at(resident, "warnings-archive")
        for path, name in (("dziennik", "crisis-log"), ("czasy", "crisis-times"), ("dyzury", "crisis-rota")):
            await phone.goto(f"{origin}/panel/kryzys/{path}")
            await looked_at(phone, name)
        for page in (press, phone, resident, waiting):
            await page.close()


async def test_an_exercise_with_a_shape_is_written_by_one_approved_by_another_and_marked(
    browser: Browser, make_site: MakeSite
) -> None:
    media = await make_site("media")
    async with served(media.app) as origin:
        phone = await browser.new_page(viewport=PHONE, extra_http_headers=token(person(Role.DUTY_OFFICER)))
        mayor = await browser.new_page(viewport=DESK, extra_http_headers=token(person(Role.MAYOR)))
        resident = await browser.new_page(viewport=DESK)
        await phone.goto(f"{origin}/panel/kryzys")
        await phone.get_by_label("Nie, to ćwiczenie").check()
        await phone.get_by_role("button", name="Skażenie chemiczne").click()
        await phone.get_by_label("Koło na mapie").check()
        await phone.get_by_text("Koło albo wielokąt").click()
        await phone.get_by_label("Gdzie to jest, słowami").fill("Piskorzewie, przy zakładach")
        await phone.locator("#latitude").fill("51,7650")
        await phone.locator("#longitude").fill("18,0810")
        await phone.get_by_role("button", name="Zapisz do zatwierdzenia").click()
        await phone.locator("#radius-error").wait_for()
        await looked_at(phone, "crisis-shape-fault")
        await phone.locator("#radius").fill("0,8")
        await phone.get_by_role("button", name="Zapisz do zatwierdzenia").click()
        await phone.get_by_text("Zapisane.").wait_for()
        await looked_at(phone, "crisis-saved")
        await mayor.goto(phone.url)
        await looked_at(mayor, "crisis-approval")
        await mayor.get_by_role("button", name="Zatwierdź i wydaj").click()
        await mayor.get_by_role("heading", name="Gdzie poszło").wait_for()
        await looked_at(mayor, "crisis-exercise")
        await resident.goto(f"{origin}/")
        await resident.locator(".alert.exercise", has_text="ĆWICZENIE").wait_for()
        await looked_at(resident, "bar-exercise")
        await resident.locator(".alert a").click()
        await resident.locator("svg.plan").wait_for()
        await looked_at(resident, "warning-exercise")
        for page in (phone, mayor, resident):
            await page.close()


async def test_without_javascript_a_page_of_another_service_leads_to_the_warnings(
    browser: Browser, make_site: MakeSite
) -> None:
    media, budget = await make_site("media"), await make_site("intake")
    async with served(media.app) as origin:
        context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
        resident = await context.new_page()
        await from_the_budget(resident, budget)
        await resident.goto(f"{origin}/budzet-obywatelski")
        await resident.get_by_role("link", name="Sprawdź, przed czym miasto teraz ostrzega").click()
        await resident.get_by_role("heading", name="Ostrzeżenia").first.wait_for()
        await context.close()
