"""Has someone voted for me? As a resident, an officer at the desk and the commission see it, at both widths."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from playwright.async_api import Browser

from shared.access import Role, Sessions
from tests.browser.axe import DESK, PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.voting.conftest import BASE, CLOSES, EDITION, OPENS, PANEL, open_at_the_desk, vote_site
from tests.voting.rolls.pesel import number

__all__ = ["vote_site"]
ROOT = "/budzet-obywatelski/glosowanie/czy-glosowano"
ANNA = number(date(1980, 5, 14))
TWINS = "imię;nazwisko;adres\nPiotr;Zając;Polna 1\nPiotr;Zając;Polna 1\n"


def signed_in(role: Role) -> dict[str, str]:
    return {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person(role))}"}


async def test_a_resident_asks_reports_and_the_commission_settles(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock, browser: Browser
) -> None:
    site = await vote_site(rules={"identity": "pesel_roll"})
    await open_at_the_desk(site, f"imię;nazwisko;adres;pesel\nAnna;Nowak;Polna 5;{ANNA}\n")
    clock.moment = OPENS
    said = {"pesel": ANNA, "surname": "Nowak"}
    body = {"voter": said, "choices": {"miasto": [{"proposal_id": "drzewa"}]}}
    await site.client.post(f"{BASE}/ballots", json=body, headers={"Idempotency-Key": "n" * 16})

    # A card that had come before, as the rule "last" leaves it.
    box = site.database.collection("envelopes")
    cast: Any = await box.find_one({})
    await box.insert_one(cast | {"_id": "c" * 32, "seq": 99, "channel": "paper", "state": "superseded"})

    async with served(site.app) as origin:
        phones = await browser.new_context(viewport=PHONE)
        desks = await browser.new_context(viewport=DESK, extra_http_headers=signed_in(Role.COMMISSION))
        resident, member = await phones.new_page(), await desks.new_page()
        await member.goto(f"{origin}{PANEL}/zgloszenia")
        await looked_at(member, "reports-none")
        await resident.goto(f"{origin}{ROOT}")
        await looked_at(resident, "enquiry")
        await resident.get_by_role("button", name="Sprawdź").click()
        await resident.get_by_text("Wypełnij to pole").first.wait_for()
        await looked_at(resident, "enquiry-fault")
        await resident.locator("#pesel").fill(ANNA)
        await resident.locator("#surname").fill("Lis")
        await resident.get_by_role("button", name="Sprawdź").click()
        await resident.get_by_text("nie ma karty").wait_for()
        await looked_at(resident, "enquiry-none")
        await resident.goto(f"{origin}{ROOT}")
        for name, text in said.items():
            await resident.locator(f"#{name}").fill(text)
        await resident.get_by_role("button", name="Sprawdź").click()
        await resident.get_by_text("przez internet").wait_for()
        assert ANNA not in resident.url
        await looked_at(resident, "enquiry-ballot")
        await resident.get_by_role("button", name="to nie mój głos").click()
        await resident.get_by_role("heading", name="Zgłoszenie przyjęte").wait_for()
        await looked_at(resident, "enquiry-reported")
        for _ in range(2):
            await resident.goto(f"{origin}{ROOT}")
            for name, text in said.items():
                await resident.locator(f"#{name}").fill(text)
            await resident.get_by_role("button", name="Sprawdź").click()
        await resident.get_by_text("Na dziś wystarczy").wait_for()
        await looked_at(resident, "enquiry-often")
        await member.reload()
        await looked_at(member, "reports")
        clock.moment = CLOSES + timedelta(minutes=2)
        await member.goto(f"{origin}{PANEL}")
        await member.get_by_text("Zamknij urnę", exact=True).wait_for()
        await looked_at(member, "reports-before-closing")
        await member.goto(f"{origin}{PANEL}/zgloszenia")
        await member.get_by_role("link", name="Zgłoszenie nr 1").click()
        await member.get_by_role("button", name="Kończę").click()
        await member.get_by_text("co ustalono").first.wait_for()
        await looked_at(member, "report")
        await member.locator("#words").fill("To ta sama osoba, zapomniała o swoim głosie.")
        await member.get_by_role("button", name="Kończę").click()
        await member.get_by_role("link", name="Zgłoszenie nr 1").click()
        await member.get_by_text("Zakończone").wait_for()
        await looked_at(member, "report-settled")
        await phones.close()
        await desks.close()


async def test_under_a_name_and_an_address_the_officer_at_the_desk_answers(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock, browser: Browser
) -> None:
    site = await vote_site()
    await open_at_the_desk(site, TWINS)
    clock.moment = OPENS

    async with served(site.app) as origin:
        phones = await browser.new_context(viewport=PHONE)
        desks = await browser.new_context(viewport=DESK, extra_http_headers=signed_in(Role.OFFICER))
        resident, officer = await phones.new_page(), await desks.new_page()
        await resident.goto(f"{origin}{ROOT}")
        await resident.get_by_role("heading", name="Co zrobić").wait_for()
        await looked_at(resident, "enquiry-desk-told")
        await officer.goto(f"{origin}{PANEL}/zapytania")
        await looked_at(officer, "desk")
        for name, text in (("given", "Piotr"), ("surname", "Zając"), ("address", "Polna 1")):
            await officer.locator(f"#{name}").fill(text)
        await officer.get_by_role("button", name="Sprawdź").click()
        await officer.get_by_text("Najpierw sprawdź dokument").first.wait_for()
        await officer.get_by_role("checkbox").check()
        await officer.get_by_role("button", name="Sprawdź").click()
        await officer.get_by_text("Wybierz osobę").first.wait_for()
        await looked_at(officer, "desk-unclear")
        await officer.locator("#surname").fill("Zajac")
        await officer.get_by_role("button", name="Sprawdź").click()
        await officer.get_by_text("są tylko podobne").wait_for()
        await looked_at(officer, "desk-near")
        await officer.get_by_role("radio").last.check()
        await officer.get_by_role("button", name="Sprawdź").click()
        await officer.get_by_text("nie ma karty").wait_for()
        await looked_at(officer, "desk-answer")
        assert f"/{EDITION}/zapytania" in officer.url
        for name, text in (("given", "Piotr"), ("surname", "Zajonc"), ("address", "Polna 1")):
            await officer.locator(f"#{name}").fill(text)
        await officer.get_by_role("checkbox").check()
        await officer.get_by_role("button", name="Sprawdź").click()
        await officer.get_by_text("Nie znaleźliśmy takiej osoby").wait_for()
        await looked_at(officer, "desk-nobody")
        await phones.close()
        await desks.close()
