"""A contract of residents and the city, on a phone and on a desk: the representative's link, the desk, the public."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, FilePayload, expect

from shared.contracts.initiatives.intake import ContractSignedV1, InitiativeSubmittedV1
from shared.contracts.initiatives.reporting import InitiativeSettledV1
from shared.contracts.initiatives.verification import (
    FundsSecuredV1,
    InitiativeCheckFinishedV1,
    InitiativeOpinionGivenV1,
    InitiativeScoredV1,
)
from shared.representatives import NAMES
from tests.browser.axe import PHONE, looked_at
from tests.browser.conftest import Look, looking
from tests.browser.test_building import drawn
from tests.conftest import SetClock, told
from tests.reporting.conftest import OFFICER, WRM, Site, key, make_site, site
from tests.reporting.followers.test_following import ANNA, letters
from tests.reporting.followers.test_following import link as mailed
from tests.reporting.initiatives.conftest import API, SOIL, WGOŚ, hand_in, inspect, ledger, send, signed, spend, work
from tests.reporting.initiatives.test_pages import PLACE, PUBLIC, link

__all__ = ["make_site", "site"]
ALT = "Sąsiedzi sadzą krzewy przy ławce."


@pytest.fixture
async def look(site: Site, browser: Browser) -> AsyncIterator[Look]:
    """Give a way to open a page of the running service as somebody, or as nobody."""
    async with looking(browser, site, PHONE, "initiative") as look:
        yield look


async def test_the_representative_enters_a_day_of_work_on_a_phone(look: Look, site: Site, clock: SetClock) -> None:
    await signed(site, clock)
    page = await look(link(site), None, "link")
    # Intake, which knows the people, brings the names in the running house.
    ids = [line["id"] for line in (await ledger(site))["lines"] if line["side"] == "own"]
    part = "".join(f'<span class="meta" id="osoba-{id}" hx-swap-oob="true">Ewa Czyżyk-Znak</span>' for id in ids)
    await page.route(
        f"**{NAMES}/*/imiona", lambda route: route.fulfill(body=part, content_type="text/html; charset=utf-8")
    )
    await page.reload()
    await expect(page.get_by_role("row", name="Deklaracja 1: sadzenie")).to_contain_text("Ewa Czyżyk-Znak")
    await looked_at(page, "initiative-link-named")
    await page.get_by_role("link", name="Deklaracja 1: sadzenie").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Deklaracja 1: sadzenie")
    await expect(page.get_by_text("Ewa Czyżyk-Znak")).to_be_visible()
    await page.get_by_role("button", name="Dopisz").click()
    await expect(page.get_by_role("alert")).to_contain_text("Podaj dzień")
    await looked_at(page, "initiative-link-fault")
    await page.get_by_label("Dzień pracy").fill("2027-05-09")
    await page.get_by_label("Godziny").fill("2")
    await page.get_by_label("Minuty").fill("30")
    await page.get_by_role("button", name="Dopisz").click()
    await expect(page.get_by_role("heading", level=3)).to_contain_text("2 godz. 30 min")
    await looked_at(page, "initiative-link-line")
    await page.get_by_role("link", name="Popraw").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Popraw wpis 1")
    await looked_at(page, "initiative-link-correction")
    await page.get_by_label("Minuty").fill("0")
    await page.get_by_label("Dlaczego").fill("Przerwa się nie liczy.")
    await page.get_by_role("button", name="Zapisz poprawkę").click()
    await expect(page.get_by_text("Przerwa się nie liczy.")).to_be_visible()
    await looked_at(page, "initiative-link-corrected")
    await page.get_by_role("link", name="Wszystkie deklaracje").click()
    await page.get_by_role("button", name="Złóż rozliczenie").click()
    await expect(page.get_by_role("status").first).to_contain_text("Rozliczenie złożone")
    await looked_at(page, "initiative-link-handed-in")


async def test_the_desk_keeps_a_ledger_and_settles_it(look: Look, site: Site, clock: SetClock) -> None:
    await look("/panel/umowy", OFFICER, "ledgers-empty")
    await signed(site, clock)
    await look("/panel/umowy", OFFICER, "ledgers")
    await look("/panel/umowy?pokaz=po-terminie", OFFICER, "ledgers-none-late")
    await work(site, 90)
    await spend(site, 901_000)
    page = await look(PLACE, OFFICER, "ledger")
    await page.get_by_role("link", name="120 krzewów").click()
    await expect(page.get_by_text("faktura FV/7/2027")).to_be_visible()
    await looked_at(page, "initiative-ledger-line")
    await look(PLACE, WRM, "ledger-read")
    page = await look(f"{PLACE}/link", OFFICER, "ledger-link")
    await page.get_by_role("button", name="Daj nowy link").click()
    await expect(page.get_by_label("Link nr 2")).to_be_visible()
    await looked_at(page, "initiative-ledger-link-new")
    await send(site, "/entries/2/correction", {"right": 871_200, "reason": "Rabat hurtowni."})
    page = await look(PLACE, WGOŚ, "ledger-unit")
    await page.get_by_text("Wpisz wizję lokalną").click()
    await page.get_by_label("Dzień wizji").fill("2027-05-09")
    await page.get_by_role("button", name="Zapisz wizję").click()
    await expect(page.get_by_role("alert")).to_contain_text("Napisz, co stwierdzono")
    await looked_at(page, "initiative-inspection-fault")
    await page.get_by_label("Co stwierdzono").fill("Krzewy posadzone zgodnie z planem, wszystkie rosną.")
    await page.get_by_role("button", name="Zapisz wizję").click()
    await expect(page.get_by_role("heading", name="Wizja 1")).to_be_visible()
    await hand_in(site)
    await send(site, "/entries/1/correction", {"right": 60, "reason": "Jedna osoba wyszła wcześniej."})
    page = await look(PLACE, OFFICER, "settlement")
    await page.get_by_label("Uwaga do rozliczenia").fill("Pół godziny pracy mniej.")
    await page.get_by_role("button", name="Przyjmij z poprawką").click()
    await expect(page.get_by_role("heading", name="Rozliczona z poprawką")).to_be_visible()
    await looked_at(page, "initiative-settled")


async def test_photographs_are_added_and_withdrawn(look: Look, site: Site, clock: SetClock) -> None:
    await signed(site, clock)
    await inspect(site)
    page = await look(f"{PLACE}/zdjecia", OFFICER, "photographs-empty")
    photo = FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=drawn())
    await page.get_by_label("Zdjęcie", exact=True).set_input_files(photo)
    await page.get_by_label("Co widać na zdjęciu").fill(ALT)
    await page.get_by_label("Z wizji lokalnej").select_option("1")
    await page.get_by_role("button", name="Dodaj zdjęcie").click()
    await expect(page.get_by_role("img", name=ALT)).to_be_visible()
    await looked_at(page, "initiative-photographs")
    await page.get_by_role("link", name="Wycofaj zdjęcie").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Wycofaj zdjęcie")
    await looked_at(page, "initiative-withdrawal")


async def test_a_resident_sends_a_photograph_from_a_phone_and_an_officer_shows_it(
    look: Look, site: Site, clock: SetClock
) -> None:
    await signed(site, clock)
    page = await look(f"{link(site)}/zdjecia", None, "link-photographs-empty")
    photo = FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=drawn())
    await page.get_by_label("Zdjęcie", exact=True).set_input_files(photo)
    await page.get_by_role("button", name="Wyślij zdjęcie").click()
    await expect(page.get_by_role("alert")).to_contain_text("Napisz")
    await looked_at(page, "initiative-link-photographs-fault")
    await page.get_by_label("Co widać na zdjęciu").fill(ALT)
    await page.get_by_role("button", name="Wyślij zdjęcie").click()
    await expect(page.get_by_text("czeka na urząd")).to_be_visible()
    await looked_at(page, "initiative-link-photographs")
    page = await look(f"{PLACE}/zdjecia", OFFICER, "photographs-offered")
    await page.get_by_role("button", name="Pokaż wszystkim").click()
    await expect(page.get_by_role("link", name="Wycofaj zdjęcie")).to_be_visible()
    await look(f"{link(site)}/zdjecia", None, "link-photographs-seen")


async def test_a_resident_follows_an_initiative_by_mail(look: Look, site: Site, clock: SetClock) -> None:
    await signed(site, clock)
    page = await look(PUBLIC, None, "follow-on-page")
    await page.get_by_label("Adres e-mail").fill("nie adres")
    await page.get_by_role("button", name="Obserwuj").click()
    await expect(page.get_by_role("alert")).to_contain_text("Sprawdź adres e-mail")
    await looked_at(page, "initiative-follow-fault")
    await page.get_by_label("Adres e-mail").fill(ANNA)
    await page.get_by_role("button", name="Obserwuj").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sprawdź pocztę")
    await looked_at(page, "initiative-follow-sent")
    page = await look(mailed((await letters(site))[0], "potwierdzenie"), None, "follow-confirm")
    await page.get_by_role("button", name="Tak, chcę dostawać wiadomości").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Obserwujesz tę inicjatywę")
    await looked_at(page, "initiative-follow-confirmed")
    clock.move(days=1)
    await site.house.hears(told(ContractSignedV1, annex=1, version=99, reason="Dłużej.", signed_at=clock.now()))
    await site.house.mailings.look_after()
    await look(f"{PLACE}/obserwujacy", OFFICER, "mailings")
    page = await look(mailed((await letters(site))[-1], "rezygnacja"), None, "follow-leave")
    await page.get_by_role("button", name="Tak, rezygnuję").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Nie będziemy już pisać")
    await looked_at(page, "initiative-follow-left")


async def test_everybody_sees_the_shared_effort(look: Look, site: Site, clock: SetClock) -> None:
    await look("/inicjatywa-lokalna/realizacja", None, "realisations-empty")
    await signed(site, clock)
    news = (InitiativeCheckFinishedV1, InitiativeOpinionGivenV1, InitiativeScoredV1, FundsSecuredV1)
    await site.house.hears(*(told(one) for one in news))
    await look(PUBLIC, None, "realisation-begun")
    await work(site, 420)
    await send(site, "/entries", {"line": SOIL, "day": "2027-05-09", "value": 130_000})
    await spend(site)
    await inspect(site)
    for number in (1, 2, 3):
        answer = await site.client.post(
            f"{API}/photographs",
            files={"photo": ("a.jpg", drawn(number))},
            data={"alt": ALT},
            headers={**site.by(OFFICER), **key()},
        )
        assert answer.status_code == 201, answer.text
    page = await look(PUBLIC, None, "realisation")
    await expect(page.get_by_role("img", name=ALT)).to_have_count(3)
    await expect(page.get_by_role("row", name="Praca")).to_contain_text("219,80 zł")
    other = told(InitiativeSubmittedV1, initiative_id="i-2", number=5, case="IL-2027-005", title="Ławki przy Prośnie")
    last = told(InitiativeSubmittedV1, initiative_id="i-3", number=9, year=2026, case="IL-2026-009", title="Mural")
    await site.house.hears(other, last, told(ContractSignedV1, initiative_id="i-3", case="IL-2026-009"))
    await site.house.hears(told(InitiativeSettledV1, initiative_id="i-3", case="IL-2026-009"))
    await look("/inicjatywa-lokalna/realizacja", None, "realisations")
    await look("/inicjatywa-lokalna/realizacja?q=mural&stan=settled", None, "realisations-sought")
    await look("/inicjatywa-lokalna/realizacja?q=basen", None, "realisations-none")
    await look("/inicjatywa-lokalna/IL-2027-005/realizacja", None, "realisation-filed")
