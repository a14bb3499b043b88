"""The pages of local initiatives, from the card to the money: for everybody, at both widths, by keyboard."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import Look, looking
from tests.verification.conftest import GREEN, MAYOR, OFFICER, ROADS, House, clock, house, service
from tests.verification.initiatives.conftest import (
    AUDITOR,
    CHAIR,
    LOS,
    ROJ,
    SIKORA,
    TREASURER,
    card,
    close,
    excuse,
    filed,
    id_of,
    money_asked,
    of,
    opine,
    pass_on,
    reach,
    rule,
    rules_set,
    secure,
    send,
    set_total,
    shown,
    signed,
    stage,
)

__all__ = ["clock", "house", "service"]

BASE = "/panel/weryfikacja/inicjatywy"
MISSING = {"checks": [{"code": "owner_consents", "result": "not_met", "note": "Dołącz zgodę spółdzielni."}]}


@pytest.fixture
async def look(house: House, browser: Browser) -> AsyncIterator[Look]:
    """A way to open a page as somebody and to hold it against what must be kept."""
    async with looking(browser, house, DESK, "initiative") as look:
        yield look


async def test_the_pages_of_the_formal_check_shut_nobody_out(house: House, look: Look) -> None:
    await house.tell(rules_set(), filed(), filed(2, title="Ławki nad Prosną", area_name=None))
    await look(BASE, OFFICER, "list")
    form = await look(f"{BASE}/karty/{id_of()}", OFFICER, "card")
    await form.get_by_role("button", name="Zakończ kartę").click()
    await looked_at(form, "initiative-card-wrong")
    await house.post(of(1, "/card/call"), MISSING, OFFICER)
    await look(f"{BASE}/karty/{id_of()}", OFFICER, "card-called")
    house.clock.move(days=9)
    await look(f"{BASE}/karty/{id_of()}", OFFICER, "card-over")
    await house.post(of(1, "/card/result"), {"passed": False, **MISSING}, OFFICER, version=2)
    await look(f"{BASE}/karty/{id_of()}", AUDITOR, "card-left")
    await look(f"{BASE}/sprawy/{id_of()}", OFFICER, "case-left")
    await look(f"{BASE}?etap=zakonczone", OFFICER, "list-ended")


async def test_the_pages_of_units_opinions_shut_nobody_out(house: House, look: Look) -> None:
    await house.tell(rules_set(), filed())
    await pass_on(house, 1, "WGOŚ", "ZDM")
    await look(BASE, GREEN, "list-of-unit")
    form = await look(f"{BASE}/opinie/{id_of()}-1", GREEN, "opinion")
    await form.get_by_role("button", name="Wyślij opinię").click()
    await looked_at(form, "initiative-opinion-wrong")
    moved = await look(f"{BASE}/opinie/{id_of()}-2", OFFICER, "opinion-of-officer")
    await moved.get_by_text("Przekaż innej jednostce").click()
    await moved.get_by_text("Nie czekaj już na tę opinię").click()
    await moved.get_by_role("button", name="Cofnij prośbę").click()
    await looked_at(moved, "initiative-opinion-withdrawal-wrong")
    ask = await look(f"{BASE}/sprawy/{id_of()}/opinie", OFFICER, "opinion-ask")
    await ask.get_by_role("button", name="Wyślij pytanie").click()
    await looked_at(ask, "initiative-opinion-ask-wrong")
    await opine(house)
    await look(f"{BASE}/opinie/{id_of()}-1", ROADS, "opinion-given")
    await look(f"{BASE}/sprawy/{id_of()}", OFFICER, "case-opinions")
    later = await look(f"{BASE}/sprawy/{id_of()}/termin", OFFICER, "term")
    await later.get_by_role("button", name="Wyślij zawiadomienie").click()
    await expect(later.get_by_role("alert")).to_contain_text("Podaj dzień późniejszy")
    await looked_at(later, "initiative-check-term-fault")
    await later.get_by_label("Nowy termin").fill("2026-09-01")
    await later.get_by_label("Powód").fill("Czekamy na opinię konserwatora zabytków.")
    await later.get_by_role("button", name="Wyślij zawiadomienie").click()
    await expect(later.get_by_text("To później niż dwa miesiące")).to_be_visible()
    await looked_at(later, "initiative-check-term-said")


async def fill_card(page: Page, *points: str) -> None:
    """Fill a score card in by keyboard alone."""
    for place, number in enumerate(points):
        await page.locator(f"#scores-{place}-points").focus()
        await page.keyboard.type(number)
        await page.keyboard.press("Tab")
        await page.keyboard.type("Skwer jest pusty, a sąsiedzi mają plan.")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")


async def test_a_team_member_fills_a_score_card(house: House, look: Look) -> None:
    await reach(house, "opened")
    await send(house, LOS, body=card(10, 5))
    page = await look(f"{BASE}/oceny/{id_of()}", ROJ, "score")
    assert "Danuta Łoś" not in await page.content(), "nobody sees others' cards before sending their own"
    await fill_card(page, "11", "4")
    await page.get_by_text("Podaj punkty z zakresu tego kryterium.").first.wait_for()
    await looked_at(page, "initiative-score-wrong")
    assert await page.locator("#scores-1-reason").input_value() == "Skwer jest pusty, a sąsiedzi mają plan."
    await page.locator("#scores-0-points").fill("8")
    await page.get_by_role("button", name="Wyślij kartę").click()
    await page.get_by_text("Twoja karta jest wysłana.").wait_for()
    await page.get_by_text("Danuta Łoś: 16 pkt").click()
    await looked_at(page, "initiative-score-sent")
    conflict = await look(f"{BASE}/oceny/{id_of()}", SIKORA, "score-sikora")
    await conflict.get_by_text("Mam konflikt interesów").click()
    await conflict.get_by_role("button", name="Wyłącz mnie z oceny").click()
    await looked_at(conflict, "initiative-conflict-wrong")
    await conflict.locator("#conflict").fill("Mieszkam przy tym skwerze.")
    await conflict.get_by_role("button", name="Wyłącz mnie z oceny").click()
    await conflict.get_by_text("Nie oceniasz tej inicjatywy").wait_for()
    await looked_at(conflict, "initiative-excused")
    chair = await look(f"{BASE}/oceny/{id_of()}", CHAIR, "score-chair")
    await chair.get_by_role("button", name="Zamknij ocenę").click()
    await chair.get_by_text("Zapisano:").wait_for()
    assert await stage(house) == "decision"
    await look(f"{BASE}/oceny/{id_of()}", MAYOR, "score-closed")


async def test_the_pages_of_criteria_and_meetings_shut_nobody_out(house: House, look: Look) -> None:
    await look(f"{BASE}/kryteria", OFFICER, "criteria-empty")
    form = await look(f"{BASE}/kryteria/nowe", OFFICER, "criteria-new")
    await form.get_by_role("button", name="Zapisz kryteria").click()
    await looked_at(form, "initiative-criteria-wrong")
    await form.locator("#resolution").fill("XV/171/2015")
    await form.locator("#in_force_from").fill("2015-11-20")
    await form.locator("#criteria-0-name").fill("Celowość zadania")
    await form.locator("#criteria-0-most").fill("10")
    await form.locator("#criteria-1-name").fill("Udział pracy społecznej")
    await form.locator("#criteria-1-most").fill("10")
    await form.locator("#criteria-1-figure").select_option("work_share")
    await form.locator("#criteria-1-bands").fill("10: 1; 20: 4; 30: 6; 40: 8")
    await form.get_by_role("button", name="Zapisz kryteria").click()
    await form.get_by_text("musi rosnąć i kończyć się").first.wait_for()
    await looked_at(form, "initiative-criteria-table-wrong")
    await form.locator("#criteria-1-bands").fill("10: 1; 20: 4; 30: 6; 40: 8; więcej: 10")
    await form.get_by_role("button", name="Zapisz kryteria").click()
    await form.get_by_text("Uchwała XV/171/2015").first.wait_for()
    await looked_at(form, "initiative-criteria")
    await look(f"{BASE}/posiedzenia/nowe", OFFICER, "meeting-nothing")
    for number in (1, 2):
        await house.tell(rules_set(), filed(number))
        await pass_on(house, number)
        await opine(house, number)
    new = await look(f"{BASE}/posiedzenia/nowe", CHAIR, "meeting-new")
    await new.get_by_role("button", name="Otwórz ocenę").click()
    await looked_at(new, "initiative-meeting-wrong")
    await new.get_by_label("IL-2026-001").check()
    await new.get_by_role("button", name="Otwórz ocenę").click()
    await new.get_by_text("Posiedzenie nr 1/2026").first.wait_for()
    await looked_at(new, "initiative-meeting")
    await look(f"{BASE}/posiedzenia", ROJ, "meetings")
    await look(BASE, ROJ, "list-of-team")


async def test_the_pages_of_the_decision_and_the_money_shut_nobody_out(house: House, look: Look) -> None:
    await reach(house, "scored")
    await send(house, LOS, body=card(4, 2))
    await excuse(house, SIKORA)
    await close(house)
    form = await look(f"{BASE}/decyzje/{id_of()}", MAYOR, "decision")
    await form.get_by_label("Zgadzam się", exact=True).check()
    await form.locator("#city").fill("9 000,01")
    await form.locator("#reason").fill("Skwer jest potrzebny.")
    await form.get_by_role("button", name="Zapisz decyzję").click()
    await form.get_by_text("Podaj kwotę nie większą niż we wniosku.").first.wait_for()
    await looked_at(form, "initiative-decision-wrong")
    await rule(house)
    await look(f"{BASE}/decyzje/{id_of()}", AUDITOR, "decided")
    await look(f"{BASE}/srodki", TREASURER, "funds-empty")
    await look(f"{BASE}/srodki/sprawy/{id_of()}", TREASURER, "funds-no-total")
    await set_total(house, 5_000_00)
    money = await look(f"{BASE}/srodki/sprawy/{id_of()}", TREASURER, "funds-case")
    await money.get_by_role("button", name="Zabezpiecz").click()
    await money.get_by_text("W rocznej kwocie nie ma tyle wolnych środków.").first.wait_for()
    await looked_at(money, "initiative-funds-exceeded")
    await set_total(house, 30_000_00, version=1)
    assert (await secure(house)).status_code == 200
    await house.tell(signed(), money_asked(city=40_000_00))
    await look(f"{BASE}/srodki/sprawy/{id_of()}", TREASURER, "funds-short")
    year = await look(f"{BASE}/srodki", TREASURER, "funds")
    await year.locator("#total").fill("100")
    await year.get_by_role("button", name="Zapisz kwotę").click()
    await year.get_by_text("Więcej jest już zabezpieczone.").first.wait_for()
    await looked_at(year, "initiative-funds-below")
    await look(f"{BASE}/sprawy/{id_of()}", TREASURER, "case-short")
    assert (await shown(house))["stage"] == "short"


async def test_what_the_treasurer_sees_first_is_what_waits_for_money(house: House, look: Look) -> None:
    await reach(house, "funds")
    page = await look(BASE, TREASURER, "list-of-treasurer")
    await page.get_by_role("link", name="IL-2026-001").click()
    await page.get_by_text("Kontrasygnata").or_(page.get_by_text("Ustal kwotę na rok")).first.wait_for()
