"""The pages of the council and of the report to it, for everybody at both widths."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import Look, looking
from tests.reporting.commune.test_chapter import year
from tests.reporting.conftest import MAYOR, OFFICER, ZDM, Site, make_site, moment, site
from tests.reporting.council.conftest import CSV, made, report, resolution, session
from tests.reporting.interpellations.conftest import answered, drafted, received
from tests.reporting.interpellations.conftest import done as send_back
from tests.reporting.reports.conftest import ROADS, accepted, called, council, done, give, opened, published

__all__ = ["make_site", "site"]


@pytest.fixture
async def look(site: Site, browser: Browser) -> AsyncIterator[Look]:
    """Give a way to open a page as somebody and to hold it against what must be kept."""
    async with looking(browser, site, DESK, "council") as look:
        yield look


async def test_the_pages_of_the_register_shut_nobody_out(site: Site, look: Look) -> None:
    await look("/panel/rada", OFFICER, "empty")
    await look("/uchwaly", OFFICER, "public-empty")
    session_id = await council(site)
    await session(site, 19, "2026-03-26")
    await resolution(site, "XIX/303/2026", title="w sprawie zasad udzielania dotacji celowych na wymianę źródeł ciepła")
    await resolution(site, "XIX/304/2026", title="w sprawie ulic", units=["ZDM", "WRM"], due_on=None)
    await report(site, "XIX-304-2026", "executed")
    await look("/panel/rada", OFFICER, "sessions")
    await look(f"/panel/rada/sesje/{session_id}", OFFICER, "session")
    await look("/panel/rada/kadencje/nowa", OFFICER, "term")
    form = await look("/panel/rada/sesje/nowa", OFFICER, "session-new")
    await form.get_by_role("button", name="Zaplanuj").click()
    await looked_at(form, "council-session-new-wrong")
    await look("/panel/rada/uchwaly", OFFICER, "register")
    entry = await look("/panel/rada/uchwaly/nowa", OFFICER, "entry")
    await entry.get_by_role("button", name="Wpisz do rejestru").click()
    await looked_at(entry, "council-entry-wrong")
    one = await look("/panel/rada/uchwaly/XIX-304-2026", OFFICER, "one")
    await one.get_by_role("button", name="Zapisz", exact=True).click()
    await looked_at(one, "council-one-wrong")
    await look("/panel/rada/uchwaly/XIX-304-2026", ZDM, "own-part")
    await look("/panel/rada/uchwaly/XIX-304-2026/zmiana", OFFICER, "change")
    await look("/uchwaly", OFFICER, "public")
    await look("/uchwaly/XIX-304-2026", OFFICER, "public-one")
    imports = await look("/panel/rada/uchwaly/wczytaj", OFFICER, "import")
    file = {"name": "uchwaly.csv", "mimeType": "text/csv", "buffer": f"{CSV}x;y;z;a;b\n".encode()}
    await imports.set_input_files("#file", file)  # type: ignore[arg-type]
    await imports.get_by_role("button", name="Sprawdź plik").click()
    await imports.get_by_text("Niczego nie zapisano.").wait_for()
    await looked_at(imports, "council-import-wrong")
    await imports.set_input_files("#file", {**file, "buffer": CSV.encode()})  # type: ignore[arg-type]
    await imports.get_by_role("button", name="Sprawdź plik").click()
    await imports.get_by_text("Niczego jeszcze nie zapisano.").wait_for()
    await looked_at(imports, "council-import-right")
    await imports.get_by_role("button", name="Wpisz do rejestru wszystkie nowe").click()
    await expect(imports.locator("main")).to_contain_text("I/1/2026")


async def test_the_pages_of_a_report_shut_nobody_out(site: Site, look: Look) -> None:
    await look("/panel/sprawozdania", OFFICER, "reports-empty")
    id = await opened(site, await council(site))
    place = f"/panel/sprawozdania/{id}"
    own = f"{place}/wklady/{(await called(site, id))['ZDM']['number']}"
    form = await look(own, ZDM, "input")
    await form.select_option("#executions-0-status", "executed")
    await form.get_by_role("button", name="Wyślij wkład").click()
    await looked_at(form, "council-input-wrong")
    await look("/panel/sprawozdania", ZDM, "inputs-own")
    await give(site, id, ZDM, ROADS)
    await look(own, OFFICER, "input-decide")
    await give(site, id, OFFICER, {"unit": "ZDM", "reason": "Podaj koszt tej naprawy."}, what="return")
    await look(own, ZDM, "input-mend")
    await accepted(site, id)
    await look(place, OFFICER, "report")
    await look(f"{place}/podglad", OFFICER, "preview")
    await look("/panel/sprawozdania/dziennik", OFFICER, "diary-empty")
    given = {"on": "2026-04-10", "kind": "meeting", "title": "Spotkanie o parku", "participants": "zarząd osiedla"}
    await made(site, "POST", "/mayor-diary", given)
    await look("/panel/sprawozdania/dziennik", OFFICER, "diary")
    await look("/panel/sprawozdania/dziennik/nowy", OFFICER, "diary-new")
    await done(site, id, "introduction", {"text": "Szanowna Rado.\nOto sprawozdanie."})
    await done(site, id, "compilation")
    await look(place, MAYOR, "report-approve")
    await done(site, id, "approval", who=MAYOR)
    await done(site, id, "publication")
    await done(site, id, "corrections", {"text": "Szanowni Państwo.", "reason": "Zmiana zwrotu."})
    await done(site, id, "approval", who=MAYOR)
    await look(place, OFFICER, "report-published")
    await look(f"{place}/poprawka?miejsce=uchwala:XIX-301-2026", OFFICER, "correction")
    await look("/sprawozdania", OFFICER, "reports-public")
    await look(f"/sprawozdania/{id}", OFFICER, "report-public")


async def test_a_unit_confirms_a_correction_of_its_words(site: Site, look: Look) -> None:
    id = await opened(site, await council(site))
    await accepted(site, id)
    await published(site, id)
    text = {"text": "Wyremontowano dwa chodniki.", "unit": "ZDM", "section": "investments"}
    await done(site, id, "corrections", {**text, "reason": "Pomyłka w liczbie."})
    place = f"/panel/sprawozdania/{id}"
    desk = await look(place, OFFICER, "report-asks")
    await desk.get_by_text("Jednostka nie odpowiada").click()
    await desk.get_by_role("button", name="Nie czekaj na tę jednostkę").click()
    await desk.get_by_text("Wybierz jednostkę.").first.wait_for()
    await looked_at(desk, "council-report-asks-wrong")
    form = await look(f"{place}/potwierdzenie", ZDM, "confirmation")
    await form.get_by_text("Nie zgadzam się").click()
    await form.get_by_role("button", name="Odeślij do wydziału").click()
    await form.get_by_text("Napisz, co jest nie tak.").first.wait_for()
    await looked_at(form, "council-confirmation-wrong")
    await form.get_by_role("button", name="Potwierdzam, tak ma być").click()
    await form.get_by_text("Jednostka potwierdziła poprawkę.").wait_for()
    await looked_at(form, "council-confirmation-given")
    await look(place, MAYOR, "report-confirmed")
    await done(site, id, "approval", who=MAYOR)
    await look(f"{place}/potwierdzenie", ZDM, "confirmation-none")


async def test_the_comparison_with_the_last_report_shuts_nobody_out(site: Site, look: Look, clock) -> None:
    await published(site, await opened(site, await council(site)))
    clock.moment = moment("2026-10-20")
    id = await opened(site, await session(site, 21, "2026-11-26"))
    await report(site, "XIX-302-2026", "executed", "WE")
    await published(site, id)
    await look("/panel/sprawozdania", OFFICER, "reports")
    await look(f"/sprawozdania/{id}", OFFICER, "report-compared")


async def test_the_pages_of_interpellations_shut_nobody_out(site: Site, look: Look, clock) -> None:
    place = "/panel/rada/interpelacje"
    await look(place, OFFICER, "interpellations-empty")
    await look("/interpelacje", OFFICER, "interpellations-public-empty")
    form = await look(f"{place}/nowa", OFFICER, "interpellation-new")
    await form.fill("#number", "")
    await form.get_by_role("button", name="Wpisz i opublikuj").click()
    await looked_at(form, "council-interpellation-new-wrong")
    fresh = await received(site)
    await look(f"{place}/{fresh}", OFFICER, "interpellation-assign")
    await look(f"{place}/{fresh}/zmiana", OFFICER, "interpellation-change")
    second = await drafted(site, number=154, topic="Odśnieżanie chodników przy szkołach podstawowych")
    signing = await look(f"{place}/{second}", MAYOR, "interpellation-sign")
    await signing.get_by_role("button", name="Odpowiedz i opublikuj").click()
    await looked_at(signing, "council-interpellation-sign-wrong")
    await send_back(site, second, "return", {"reason": "Podaj koszt i termin."}, MAYOR)
    await look(f"{place}/{second}", ZDM, "interpellation-draft")
    clock.moment = moment("2026-05-04")
    await answered(site, second, on="2026-05-04")
    await look(place, OFFICER, "interpellations")
    await look(f"{place}/{second}", OFFICER, "interpellation-answered")
    await look("/interpelacje", OFFICER, "interpellations-public")
    await look(f"/interpelacje/{second}", OFFICER, "interpellation-public")
    await look(f"/interpelacje/{fresh}", OFFICER, "interpellation-public-waiting")


async def test_the_pages_of_the_report_on_the_state_of_the_commune_shut_nobody_out(
    site: Site, look: Look, clock
) -> None:
    place = "/panel/sprawozdania/stan-gminy"
    await look(place, OFFICER, "commune-empty")
    await look("/raport-o-stanie-gminy", OFFICER, "commune-public-empty")
    await year(site, clock)
    await look(place, OFFICER, "commune-years")
    await look(f"{place}/2026", MAYOR, "commune-chapter")
    seen = (await made(site, "GET", "/commune-reports/2026/preview", who=MAYOR))["sha256"]
    await made(site, "POST", "/commune-reports/2026/approval", {"sha256": seen}, who=MAYOR, version=1)
    await look(f"{place}/2026/debata", OFFICER, "commune-debate-empty")
    id = await session(site, 30, "2027-06-24")
    await made(site, "PUT", "/commune-reports/2026/session", {"session_id": id}, version=2)
    for number, signatures in enumerate((62, 49, 50), 1):
        notice = {"name": f"Mieszkanka Próbna {number}", "contact": "ul. Próbna 1", "signatures": signatures}
        received_at = f"2027-02-0{number}T10:00:00Z"
        await made(site, "POST", "/commune-reports/2026/speakers", {**notice, "received_at": received_at})
    form = await look(f"{place}/2026/debata", OFFICER, "commune-debate")
    await form.get_by_role("button", name="Wpisz na listę").click()
    await looked_at(form, "council-commune-debate-wrong")
    await look("/raport-o-stanie-gminy", OFFICER, "commune-public-list")
    await look("/raport-o-stanie-gminy/2026", OFFICER, "commune-public")
