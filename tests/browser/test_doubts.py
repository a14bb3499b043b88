"""Voters whom nobody can tell apart, as they and the officer see it, on a phone and at a desk."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from playwright.async_api import Browser

from shared.access import Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.voting.conftest import (
    BASE,
    CLOSES,
    EDITION,
    OPENS,
    PANEL,
    open_at_the_desk,
    vote_site,
)

__all__ = ["vote_site"]
ROOT = "/budzet-obywatelski/glosowanie"
ROLL = "imię;nazwisko;adres\nPiotr;Zając;Polna 1\nPiotr;Zając;Polna 1\n"


async def test_a_voter_asks_an_officer_decides_and_the_voter_goes_on_to_the_ballot(
    vote_site: Callable[..., Awaitable[Site]],
    clock: SetClock,
    browser: Browser,
) -> None:
    site = await vote_site()
    await open_at_the_desk(site, ROLL)
    clock.moment = OPENS
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person(Role.OFFICER))}"}

    async with served(site.app) as origin:
        phones = await browser.new_context(viewport=PHONE)
        desks = await browser.new_context(viewport=DESK, extra_http_headers=token)
        voter, officer = await phones.new_page(), await desks.new_page()
        await officer.goto(f"{origin}{PANEL}/watpliwosci")
        await looked_at(officer, "doubts-none")
        await voter.goto(f"{origin}{ROOT}")
        for name, text in (("given", "Piotr"), ("surname", "Zając"), ("address", "Polna 1")):
            await voter.locator(f"#{name}").fill(text)
        await voter.get_by_role("button", name="Dalej").click()
        await voter.get_by_role("button", name="Poproś o sprawdzenie").wait_for()
        await looked_at(voter, "doubt-offered")
        await voter.get_by_role("button", name="Poproś o sprawdzenie").click()
        await voter.get_by_role("heading", name="Twoje dane sprawdzi pracownik").wait_for()
        await looked_at(voter, "doubt-asked")
        code = await voter.locator("main b").inner_text()
        await voter.get_by_role("link", name="Mam kod").click()
        await voter.locator("#kod").fill(code)
        await voter.get_by_role("button", name="Dalej").click()
        await voter.get_by_text("jeszcze nie sprawdził").wait_for()
        await looked_at(voter, "doubt-waiting")
        await officer.reload()
        await looked_at(officer, "doubts")
        await officer.get_by_role("link", name="Czeka od").click()
        await officer.get_by_role("button", name="Zapisz rozstrzygnięcie").click()
        await officer.get_by_text("skąd to wiesz").first.wait_for()
        await looked_at(officer, "doubt-decide")
        await officer.get_by_role("radio").first.check()
        await officer.locator("#reason").fill("rozmowa przez telefon")
        await officer.get_by_role("button", name="Zapisz rozstrzygnięcie").click()
        await officer.get_by_text("Nikt nie czeka").wait_for()
        await voter.get_by_role("button", name="Dalej").click()
        await voter.wait_for_url(f"**/{EDITION}/1")
        await officer.set_extra_http_headers(
            {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person(Role.AUDITOR))}"}
        )
        await officer.goto(f"{origin}{PANEL}")
        await officer.get_by_role("link", name="Kto czytał dane osobowe").click()
        await officer.get_by_text("dane głosującego, którego trzeba było rozpoznać").first.wait_for()
        await looked_at(officer, "readings")
        await phones.close()
        await desks.close()


async def test_an_officer_takes_a_decision_back_and_the_voter_is_told(
    vote_site: Callable[..., Awaitable[Site]],
    clock: SetClock,
    browser: Browser,
) -> None:
    site = await vote_site()
    await open_at_the_desk(site, ROLL)
    clock.moment = OPENS
    token = {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person(Role.OFFICER))}"}
    said = {"given": "Piotr", "surname": "Zając", "address": "Polna 1"}
    key = {"Idempotency-Key": "n" * 16}
    code = (await site.client.post(f"{BASE}/doubts", json=said, headers=key)).json()["code"]
    [doubt] = (await site.client.get(f"{BASE}/doubts", headers=token)).json()["items"]
    decision = {"choice": 1, "reason": "rozmowa przez telefon"}
    await site.client.put(f"{BASE}/doubts/{doubt['id']}/decision", json=decision, headers=token | {"If-Match": '"1"'})

    async with served(site.app) as origin:
        phones = await browser.new_context(viewport=PHONE)
        desks = await browser.new_context(viewport=DESK, extra_http_headers=token)
        voter, officer = await phones.new_page(), await desks.new_page()
        await officer.goto(f"{origin}{PANEL}/watpliwosci")
        await looked_at(officer, "doubts-cleared")
        await officer.get_by_role("link", name="Decyzja z").click()
        await officer.get_by_role("button", name="Cofam decyzję").click()
        await officer.get_by_text("dlaczego cofasz").first.wait_for()
        await looked_at(officer, "doubt-cleared")
        await officer.locator("#reason").fill("to był sąsiad")
        await officer.get_by_role("button", name="Cofam decyzję").click()
        await officer.get_by_text("Decyzja jest cofnięta").wait_for()
        await looked_at(officer, "doubt-taken-back")
        await voter.goto(f"{origin}{ROOT}/wyjasnienie")
        await voter.locator("#kod").fill(code)
        await voter.get_by_role("button", name="Dalej").click()
        await voter.get_by_text("cofnął swoją decyzję").wait_for()
        await looked_at(voter, "doubt-told-taken-back")
        clock.moment = CLOSES + timedelta(seconds=1)
        await voter.locator("#kod").fill(code)
        await voter.get_by_role("button", name="Dalej").click()
        await voter.get_by_text("Głosowanie się skończyło").wait_for()
        await looked_at(voter, "doubt-over")
        await phones.close()
        await desks.close()
