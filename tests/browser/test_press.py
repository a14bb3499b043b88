"""A request of the press on its whole way: asked on a phone, assigned, drafted, cleared, approved, sent and read."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from shared.access import Person, Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, Site, person
from tests.media.requests.conftest import MAILBOX, MAYOR, UNITS, ZDM, approved, entered
from tests.media.requests.conftest import asked as asked_over_api

PRESS = person(Role.PRESS_OFFICER)
TEXT = "Kiedy skończy się remont ulicy Podmiejskiej i ile będzie kosztował?"
ANSWER = "Remont skończy się 20 czerwca i będzie kosztował 2,4 mln zł."


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]]) -> Site:
    """The service on an empty store, with units that have mailboxes."""
    return await make_site("media", press_units=UNITS, press_mailboxes=(MAILBOX,))


@asynccontextmanager
async def at_desk(browser: Browser, who: Person) -> AsyncIterator[Page]:
    """A window of a member of staff."""
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(who)}"}
    page = await browser.new_page(viewport=DESK, extra_http_headers=token)
    yield page
    await page.close()


async def opened(page: Page, origin: str, name: str | None = None) -> None:
    """Go to the case from the register, as people do, and look at it where it has a `name`."""
    await page.goto(f"{origin}/panel/prasa")
    await page.get_by_role("link", name="Remont Podmiejskiej").click()
    await page.get_by_role("heading", level=1).wait_for()
    if name is not None:
        await looked_at(page, f"press-case-{name}")


async def test_a_question_asked_on_a_phone_is_answered(browser: Browser, site: Site) -> None:
    async with served(site.app) as origin:
        phone = await browser.new_page(viewport=PHONE)
        await phone.goto(f"{origin}/prasa")
        await looked_at(phone, "press-form")
        await phone.get_by_label("Pytanie", exact=True).check()
        await phone.get_by_label("Temat").fill("Remont Podmiejskiej")
        await phone.get_by_label("Treść").fill(TEXT)
        await phone.get_by_label("Redakcja", exact=True).fill("Głos Próbny")
        await phone.get_by_label("Rodzaj redakcji").select_option("portal")
        await phone.get_by_label("Imię i nazwisko").fill("Żaneta Próbna")
        await phone.get_by_role("button", name="Wyślij do biura prasowego").click()
        await phone.get_by_role("link", name="Podaj adres e-mail").wait_for()
        await looked_at(phone, "press-form-fault")
        assert await phone.get_by_label("Treść").input_value() == TEXT
        await phone.get_by_label("E-mail").fill("zaneta@glos.example")
        await phone.get_by_role("button", name="Wyślij do biura prasowego").click()
        await phone.get_by_text("Wysłane. Odpowiedź przyjdzie e-mailem").wait_for()
        await looked_at(phone, "press-status")

        async with at_desk(browser, PRESS) as press:
            await opened(press, origin, "new")
            await press.get_by_label("Jednostka").select_option("ZDM")
            await press.get_by_role("button", name="Przydziel").click()
            await press.get_by_text("przydzielona").wait_for()
            async with at_desk(browser, ZDM) as unit:
                await opened(unit, origin, "unit")
                await unit.get_by_role("button", name="Przyjmij sprawę").click()
                await unit.get_by_text("jednostka przygotowuje odpowiedź").wait_for()
                await unit.get_by_label("Projekt odpowiedzi").fill("Remont skończy się w czerwcu.")
                await unit.get_by_role("button", name="Oddaj projekt").click()
                await unit.get_by_text("do sprawdzenia").wait_for()
            await opened(press, origin)
            await press.get_by_label("Tekst odpowiedzi").fill(ANSWER)
            await press.get_by_role("button", name="Oddaj do zatwierdzenia").click()
            await press.get_by_text("czeka na zatwierdzenie").wait_for()
            async with at_desk(browser, MAYOR) as head:
                await opened(head, origin)
                await head.get_by_text("Wersje odpowiedzi i kto co zmienił").click()
                await looked_at(head, "press-case-versions")
                await head.get_by_role("button", name="Zatwierdź").click()
                await head.get_by_text("do wysłania").wait_for()
            await opened(press, origin, "approved")
            await press.get_by_role("button", name="Wyślij odpowiedź").click()
            await press.get_by_text("jest odpowiedź").wait_for()
            await looked_at(press, "press-case-answered")
            await press.goto(f"{origin}/panel/prasa/terminowosc")
            await looked_at(press, "press-timeliness")
            await press.get_by_role("link", name="Kwartałami").click()
            await press.get_by_text("II kwartał 2026").first.wait_for()
            await looked_at(press, "press-timeliness-quarters")

        await phone.reload()
        await phone.get_by_text(ANSWER).wait_for()
        await looked_at(phone, "press-status-answered")
        await phone.close()


async def test_the_other_pages_of_the_press_keep_what_every_page_must(browser: Browser, site: Site) -> None:
    id = await asked_over_api(site)
    await approved(site)
    await entered(site, received_at="2026-03-02T09:00:00+01:00")
    async with served(site.app) as origin, at_desk(browser, PRESS) as press:
        await press.goto(f"{origin}/panel/prasa")
        await looked_at(press, "press-list-many")
        await press.goto(f"{origin}/panel/prasa?q=nikt")
        await looked_at(press, "press-list-none")
        await press.goto(f"{origin}/panel/prasa/nowa")
        await looked_at(press, "press-entry")
        await press.get_by_role("button", name="Wpisz sprawę").click()
        await press.get_by_role("link", name="Wybierz rodzaj sprawy.").wait_for()
        await looked_at(press, "press-entry-fault")
        await press.goto(f"{origin}/panel/prasa/sprawy/{id}")
        for details in await press.locator("details.more > summary").all():
            await details.click()
        await looked_at(press, "press-case-all-forms")
        await press.get_by_label("Przyczyna").select_option("fee")
        await press.get_by_label("Co przeczyta nadawca").fill("Opłata za skany: 20 zł.")
        await press.get_by_role("button", name="Wstrzymaj").click()
        await press.get_by_role("heading", name="Termin stoi").wait_for()
        await looked_at(press, "press-case-stopped")
        async with at_desk(browser, MAYOR) as head:
            await head.goto(f"{origin}/panel/prasa/sprawy/{id}")
            await head.get_by_text("Odmów udostępnienia informacji").click()
            await looked_at(head, "press-case-refusal")

        await press.goto(f"{origin}/panel/prasa/redakcje")
        await looked_at(press, "outlets-none")
        await press.get_by_role("link", name="Dodaj redakcję").click()
        await press.get_by_label("Nazwa redakcji").fill("Głos Próbny")
        await press.get_by_label("dziennik", exact=True).check()
        await looked_at(press, "outlet-form")
        await press.get_by_role("button", name="Zapisz").click()
        await press.get_by_text("w 7 dni od otrzymania").wait_for()
        await looked_at(press, "outlet")
        await press.get_by_role("link", name="Dodaj dziennikarza").click()
        await press.get_by_label("Imię i nazwisko").fill("Żaneta Próbna")
        await press.locator("[name=numbers-0-number]").fill("600 100 200")
        await press.get_by_label("Jak ją wyraził").fill("e-mailem")
        await looked_at(press, "journalist-form")
        await press.get_by_role("button", name="Zapisz").click()
        await press.get_by_text("600 100 200 (prywatny)").wait_for()
        await looked_at(press, "journalist-new")
        await press.get_by_text("Udziel akredytacji").first.click()
        await press.locator("select[name=outlet_id]").select_option(label="Głos Próbny")
        await press.get_by_label("Ostatni dzień").fill("2026-12-31")
        await looked_at(press, "journalist-accrediting")
        await press.get_by_role("button", name="Udziel akredytacji").click()
        await press.get_by_text("obowiązuje", exact=True).wait_for()
        await looked_at(press, "journalist")
        async with at_desk(browser, person(Role.AUDITOR)) as auditor:
            await auditor.goto(f"{origin}/panel/prasa/odczyty")
            await looked_at(auditor, "media-readings")


REASONS = "Pytanie dotyczy stanu zdrowia urzędnika.\n\nOdmawiamy ze względu na jego dobra."


async def test_a_refusal_is_written_by_the_head_and_a_fault_loses_nothing_that_was_typed(
    browser: Browser, site: Site
) -> None:
    id = await asked_over_api(site)
    place = f"/panel/prasa/sprawy/{id}"
    async with served(site.app) as origin, at_desk(browser, MAYOR) as head, at_desk(browser, PRESS) as press:
        await head.goto(f"{origin}{place}")
        refusing = head.locator("details.more", has_text="Odmów udostępnienia informacji")
        await refusing.locator("summary").click()
        await refusing.get_by_role("button", name="Odmów").click()
        for field in ("ground", "refusal_number", "taken_by", "refusal_reasons"):
            await head.locator(f"#{field}-error").wait_for()
        await looked_at(head, "press-refusal-blank")

        await refusing.get_by_label("prywatność osoby fizycznej").check()
        await refusing.get_by_label("Kto zajął stanowisko").fill("Anna Bielecka, inspektor")
        await refusing.get_by_label("Uzasadnienie").fill(REASONS)
        await refusing.get_by_role("button", name="Odmów").click()
        await head.locator("#taken_by-error").wait_for(state="detached")
        await head.locator("#refusal_number-error").wait_for()
        await expect(head.locator(".govuk-error-summary a")).to_have_text(["Podaj numer decyzji albo pisma."])
        assert await refusing.get_by_label("prywatność osoby fizycznej").is_checked()
        assert await refusing.get_by_label("Kto zajął stanowisko").input_value() == "Anna Bielecka, inspektor"
        assert await refusing.get_by_label("Uzasadnienie").input_value() == REASONS
        await looked_at(head, "press-refusal-fault")

        # Meanwhile the press office has done something with the case: the head sees that, and has what was typed.
        await press.goto(f"{origin}{place}")
        await press.get_by_text("Wyślij wiadomość, że pracujemy nad odpowiedzią").click()
        await press.get_by_label("Wiadomość").fill("Odpowiemy w przyszłym tygodniu.")
        await press.get_by_role("button", name="Wyślij wiadomość").click()
        await press.get_by_role("heading", name="Wysłane wiadomości").wait_for()
        await refusing.get_by_label("Numer decyzji albo pisma").fill("WPKS.D.7.2026")
        await refusing.get_by_role("button", name="Odmów").click()
        await head.get_by_text("Ktoś zmienił tę sprawę, zanim zapisano.").wait_for()
        assert await refusing.get_by_label("prywatność osoby fizycznej").is_checked()
        assert await refusing.get_by_label("Numer decyzji albo pisma").input_value() == "WPKS.D.7.2026"
        assert await refusing.get_by_label("Uzasadnienie").input_value() == REASONS
        await looked_at(head, "press-refusal-overtaken")
        await refusing.get_by_role("button", name="Odmów").click()
        await head.get_by_role("heading", name="Odmowa").wait_for()
        await looked_at(head, "press-refused-head")

        await press.reload()
        await press.get_by_role("link", name="Pismo do podpisu").first.wait_for()
        await press.get_by_text("Skróty SHA-256 plików").click()
        await press.get_by_label("Dzień doręczenia decyzji").fill("")
        await press.get_by_role("button", name="Zapisz doręczenie").click()
        await press.locator("#delivered_on-error").wait_for()
        await looked_at(press, "press-refused-fault")
        await press.get_by_label("Dzień doręczenia decyzji").fill("2026-04-15")
        await press.get_by_role("button", name="Zapisz doręczenie").click()
        await press.get_by_text("Odwołanie można złożyć do").wait_for()
        await looked_at(press, "press-refused")


async def test_an_entry_is_put_right_with_its_trace_and_its_journalist_chosen(browser: Browser, site: Site) -> None:
    id = await entered(site, outlet="Tygodnk Prubny")
    outlet = await site.client.post(
        "/api/media/v1/outlets", json={"name": "Tygodnik Próbny", "medium": "periodical"}, headers=site.once(PRESS)
    )
    body = {"name": "Jan Wróbel", "outlets": [outlet.json()["id"]], "consent_on": "2026-04-01", "consent_how": "listem"}
    await site.client.post("/api/media/v1/journalists", json=body, headers=site.once(PRESS))
    async with served(site.app) as origin, at_desk(browser, PRESS) as press:
        await press.goto(f"{origin}/panel/prasa/sprawy/{id}")
        await press.get_by_role("link", name="Popraw wpis").click()
        await press.get_by_role("button", name="Zapisz poprawkę").click()
        await press.locator("#reason-error").wait_for()
        await looked_at(press, "press-correction-fault")
        await press.get_by_label("Redakcja", exact=True).fill("Tygodnik Próbny")
        await press.get_by_label("Co poprawiasz i dlaczego").fill("Literówka w nazwie redakcji.")
        await press.get_by_role("button", name="Zapisz poprawkę").click()
        await press.get_by_role("heading", name="Poprawki wpisu").wait_for()
        await press.get_by_role("link", name="Wskaż dziennikarza z listy").click()
        await looked_at(press, "press-journalist")
        await press.get_by_label("Jan Wróbel").check()
        await press.get_by_role("button", name="Zapisz").click()
        await press.get_by_role("heading", name="Inne sprawy tej osoby").wait_for()
        await press.locator("summary", has_text="Olga Maj").click()
        await press.get_by_text("Tygodnk Prubny").wait_for()
        await looked_at(press, "press-case-corrected")
        await press.get_by_role("link", name="Popraw wpis").click()
        await press.locator("#received_at").fill("2026-04-10T09:00")
        await press.get_by_label("Co poprawiasz i dlaczego").fill("Pismo przyszło pięć dni wcześniej.")
        await press.get_by_role("button", name="Zapisz poprawkę").click()
        await press.get_by_role("heading", name="Nadawca zna inny termin").wait_for()
        await looked_at(press, "press-case-told-otherwise")
        await press.get_by_role("button", name="Napisz mu nowy termin").click()
        await press.get_by_text("Obowiązuje inny termin").wait_for()
        assert await press.get_by_role("heading", name="Nadawca zna inny termin").count() == 0
