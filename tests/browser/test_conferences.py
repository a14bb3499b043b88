"""A press conference as its people see it: planned at a desk, read on a phone, answered by who was invited."""

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Browser

from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.browser.test_releases import newsroom, seated
from tests.conftest import SetClock, Site
from tests.media.conferences.conftest import announced
from tests.media.conftest import PRESS
from tests.media.releases.conftest import mails

MakeSite = Callable[..., Awaitable[Site]]


async def test_a_conference_is_planned_announced_invited_to_answered_moved_and_called_off(
    browser: Browser, make_site: MakeSite
) -> None:
    site = await make_site("media")
    await newsroom(site)
    async with served(site.app) as origin:
        press, reader = await seated(browser, PRESS, DESK), await seated(browser, None, PHONE)
        await press.goto(f"{origin}/panel/prasa/konferencje")
        await looked_at(press, "conferences-desk-none")
        await reader.goto(f"{origin}/prasa/konferencje")
        await looked_at(reader, "conferences-none")
        await press.get_by_role("link", name="Zaplanuj").click()
        await press.get_by_role("button", name="Zapisz szkic").click()
        await press.locator("#title-error").wait_for()
        await looked_at(press, "conference-new-fault")
        await press.get_by_label("Temat").fill("Nowe autobusy elektryczne")
        await press.get_by_label("Dzień").fill("2026-04-20")
        await press.get_by_label("Od godziny").fill("10:00")
        await press.get_by_label("Do godziny").fill("10:45")
        await press.get_by_label("Miejsce").fill("Ratusz, sala recepcyjna")
        await press.get_by_label("O czym").fill("Pokażemy nowe autobusy elektryczne linii dwunastej.")
        await press.get_by_label("Program").fill("10:00 Powitanie\nPytania")
        await press.get_by_label("Kto weźmie udział").fill("Jan Próbny, prezydent miasta\nAnna Próbna, dyrektor ZDM")
        await press.get_by_label("Kontakt dla mediów").fill("Biuro prasowe, tel. 62 765 43 00")
        await press.get_by_role("button", name="Zapisz szkic").click()
        await press.locator("#programme-error").wait_for()
        await looked_at(press, "conference-programme-fault")
        await press.get_by_label("Program").fill("10:00 Powitanie\n10:20 Pytania")
        await press.get_by_role("button", name="Zapisz szkic").click()
        await press.get_by_role("button", name="Ogłoś").wait_for()
        await looked_at(press, "conference-draft")
        await press.get_by_role("button", name="Ogłoś").click()
        await press.get_by_text("Zaproś dziennikarzy").click()
        await press.get_by_label("Głos Próbny").check()
        await press.get_by_role("button", name="Wyślij zaproszenia").click()
        await press.get_by_role("link", name="Ala Kos").wait_for()
        await press.get_by_role("button", name="Akredytuj na ten dzień").click()
        await press.get_by_text("1/2026").wait_for()
        await looked_at(press, "conference-desk")

        await reader.reload()
        await looked_at(reader, "conferences")
        await reader.get_by_role("link", name="Nowe autobusy").click()
        await reader.get_by_text("10:20").wait_for()
        await looked_at(reader, "conference")
        [mail] = [one for one in await mails(site) if one["subject"].startswith("Zaproszenie")]
        link = re.search(r"/prasa/konferencje/zaproszenie/\S+", mail["text"])
        assert link
        await reader.goto(f"{origin}{link[0]}")
        await reader.get_by_role("button", name="Zapisz odpowiedź").click()
        await reader.locator("#answer-error").wait_for()
        await looked_at(reader, "conference-invitation-fault")
        await reader.get_by_label("Tak").check()
        await reader.get_by_role("button", name="Zapisz odpowiedź").click()
        await reader.get_by_text("Dziękujemy, odpowiedź zapisana").wait_for()
        await looked_at(reader, "conference-invitation")

        await press.get_by_text("Przenieś na inny termin albo miejsce").click()
        await press.locator("#day").fill("2026-04-01")
        await press.get_by_role("button", name="Przenieś").click()
        await press.locator("#reason-error").wait_for()
        await press.locator("#reason").fill("Autobusy przyjadą dwa dni później.")
        await press.get_by_role("button", name="Przenieś").click()
        await press.locator("#begins-error").wait_for()
        await looked_at(press, "conference-move-fault")
        await press.locator("#day").fill("2026-04-22")
        await press.get_by_role("button", name="Przenieś").click()
        await press.get_by_text("Miała być").wait_for()
        await press.get_by_text("Odwołaj", exact=True).first.click()
        await press.get_by_role("button", name="Odwołaj").click()
        await press.locator("#cancel_reason-error").wait_for()
        await looked_at(press, "conference-off-fault")
        await press.locator("#cancel_reason").fill("Umowa na autobusy została rozwiązana.")
        await press.get_by_role("button", name="Odwołaj").click()
        await press.get_by_text("Odwołana").first.wait_for()
        await looked_at(press, "conference-cancelled-desk")
        await reader.goto(f"{origin}/prasa/konferencje")
        await looked_at(reader, "conferences-cancelled")
        await reader.get_by_role("link", name="Nowe autobusy").click()
        await reader.get_by_text("Umowa na autobusy została rozwiązana.").wait_for()
        await looked_at(reader, "conference-cancelled")
        await press.goto(f"{origin}/panel/prasa/konferencje")
        await looked_at(press, "conferences-desk")
        for page in (press, reader):
            await page.close()


async def test_a_weekly_briefing_is_planned_without_its_holiday_and_announced_and_called_off_together(
    browser: Browser, make_site: MakeSite
) -> None:
    site = await make_site("media")
    async with served(site.app) as origin:
        press, reader = await seated(browser, PRESS, DESK), await seated(browser, None, PHONE)
        await press.goto(f"{origin}/panel/prasa/konferencje/nowa")
        await press.get_by_label("Temat").fill("Briefing tygodniowy")
        await press.get_by_label("Dzień", exact=True).fill("2026-04-20")
        await press.get_by_label("Od godziny").fill("10:00")
        await press.get_by_label("Do godziny").fill("10:30")
        await press.get_by_label("Miejsce").fill("Ratusz, sala recepcyjna")
        await press.get_by_label("O czym").fill("Co robimy w mieście w tym tygodniu.")
        await press.get_by_label("Kontakt dla mediów").fill("Biuro prasowe, tel. 62 765 43 00")
        await press.get_by_text("Powtarza się").click()
        await press.get_by_label("Jak często").select_option("weekly")
        await press.get_by_label("Do dnia").fill("2026-05-18")
        await press.get_by_label("Oprócz dni").fill("3.5.2026")
        await press.get_by_role("button", name="Zapisz szkic").click()
        await press.locator("#without-error").wait_for()
        assert await press.get_by_label("Oprócz dni").input_value() == "3.5.2026"
        assert await press.get_by_label("O czym").input_value() == "Co robimy w mieście w tym tygodniu."
        await looked_at(press, "conference-series-fault")
        await press.get_by_label("Oprócz dni").fill("4.5.2026")
        await press.get_by_role("button", name="Zapisz szkic").click()
        await press.get_by_text("Inne terminy tej serii").click()
        await looked_at(press, "conference-series-draft")
        await press.get_by_role("button", name="Zapisz i ogłoś razem z późniejszymi").click()
        await press.get_by_role("link", name="Strona dla wszystkich").wait_for()
        await reader.goto(f"{origin}/prasa/konferencje")
        assert await reader.get_by_role("link", name="Briefing tygodniowy").count() == 4
        await looked_at(reader, "conferences-series")
        await press.get_by_text("Inne terminy tej serii").click()
        await press.get_by_role("link", name="27").first.click()
        await press.get_by_text("Odwołaj", exact=True).first.click()
        await press.get_by_label("Odwołaj też wszystkie późniejsze z tej serii").check()
        await press.get_by_role("button", name="Odwołaj").click()
        await press.locator("#cancel_reason-error").wait_for()
        assert await press.get_by_label("Odwołaj też wszystkie późniejsze z tej serii").is_checked()
        await looked_at(press, "conference-series-off-fault")
        await press.locator("#cancel_reason").fill("Do wakacji briefingów nie będzie.")
        await press.get_by_role("button", name="Odwołaj").click()
        await press.get_by_text("Odwołana").first.wait_for()
        await reader.reload()
        assert await reader.get_by_text("Odwołana").count() == 3
        for page in (press, reader):
            await page.close()


async def test_a_journalist_nobody_invited_asks_to_come_and_is_let_in(
    browser: Browser, make_site: MakeSite, clock: SetClock
) -> None:
    site = await make_site("media")
    id = await announced(site, clock)
    async with served(site.app) as origin:
        press, reader = await seated(browser, PRESS, DESK), await seated(browser, None, PHONE)
        await reader.goto(f"{origin}/prasa/konferencje/{id}")
        await reader.get_by_label("Imię i nazwisko").fill("Żaneta Kanarek")
        await reader.get_by_role("button", name="Poproś o akredytację").click()
        await reader.locator("#outlet-error").wait_for()
        assert await reader.get_by_label("Imię i nazwisko").input_value() == "Żaneta Kanarek"
        await looked_at(reader, "conference-ask-fault")
        await reader.get_by_label("Redakcja").fill("Głos Nowy")
        await reader.get_by_label("E-mail").fill("zaneta@glosnowy.example")
        await reader.get_by_role("button", name="Poproś o akredytację").click()
        await reader.get_by_text("Prośba o akredytację wysłana").wait_for()
        await looked_at(reader, "conference-asked")
        await press.goto(f"{origin}/panel/prasa/konferencje/{id}")
        await press.get_by_text("Odmów: Żaneta Kanarek").click()
        await press.get_by_role("button", name="Odmów").click()
        await press.locator("[id^=why_][id$=-error]").wait_for()
        await looked_at(press, "conference-desk-asking")
        await press.get_by_role("button", name="Udziel akredytacji").click()
        await press.get_by_text("z akredytacją").wait_for()
        await looked_at(press, "conference-desk-granted")
        for page in (press, reader):
            await page.close()
