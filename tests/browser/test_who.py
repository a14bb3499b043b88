"""Who votes, asked as each edition asks it: only its fields, faults at their place, on a phone and at a desk."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from playwright.async_api import Browser, Route

from deploy.demo.node import create_app
from shared.access import Role
from tests.browser.axe import PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SetClock, Site, person
from tests.voting.conftest import (
    BASE,
    EDITION,
    OPENS,
    open_at_the_desk,
    vote_site,
)
from tests.voting.rolls.pesel import number

__all__ = ["vote_site"]
ROOT = "/budzet-obywatelski/glosowanie"
HOME, NODE = "http://localhost:8080", "http://node.localhost:8099/"
ANNA = number(date(1980, 5, 14))
ROLL = f"imię;nazwisko;adres;pesel\nAnna;Nowak;Polna 5;{ANNA}\n"
SAID = {
    # policy: what Anna types, a fault in it, what she is told
    "name_address": (
        {"given": "Anna", "surname": "Nowak", "address": "Polna 5"},
        {"address": "Polna"},
        "ulicę i numer",
    ),
    "roll_code": ({}, {"code": "7K2M"}, "W kodzie jest pomyłka"),
    "pesel_roll": ({"pesel": ANNA, "surname": "nowak"}, {"pesel": ANNA[:-1]}, "W numerze PESEL jest pomyłka"),
    "declaration": (
        {"given": "Ewa", "surname": "Lis", "address": "Polna 7"},
        {"surname": "Lis Wilk Kot Sowa Bóbr"},
        "najwyżej cztery",
    ),
    "declaration_born": (
        {"given": "Ewa", "surname": "Lis", "address": "Polna 7", "born": "14.05.1980"},
        {"born": "maj 1980"},
        "Wpisz datę urodzenia",
    ),
}


@pytest.mark.parametrize("policy", SAID)
async def test_a_voter_is_asked_only_what_the_edition_asks_and_told_at_the_field_what_is_wrong(
    vote_site: Callable[..., Awaitable[Site]],
    clock: SetClock,
    browser: Browser,
    policy: str,
) -> None:
    site = await vote_site(rules={"identity": policy})
    said, fault, told = SAID[policy]
    if not said:
        codes = await site.client.post(f"{BASE}/codes", json={"count": 1}, headers=site.by(person(Role.COMMISSION)))
        said = {"code": codes.json()["codes"][0]}
    await open_at_the_desk(site, ROLL)
    clock.moment = OPENS
    declared = policy.startswith("declaration")

    async with served(site.app) as origin:
        context = await browser.new_context(viewport=PHONE)
        page = await context.new_page()
        await page.goto(f"{origin}{ROOT}")
        await looked_at(page, f"who-{policy}")
        names = await page.locator("main form input:not([type=hidden])").evaluate_all("all => all.map(one => one.name)")
        assert names == [*said, *(["declares"] if declared else [])]
        for name, text in (said | fault).items():
            await page.locator(f"#{name}").fill(text)
        if declared:
            await page.get_by_role("button", name="Dalej").click()
            await page.get_by_text("Bez tego oświadczenia").first.wait_for()
            await looked_at(page, f"who-{policy}-unsaid")
            await page.get_by_role("checkbox").check()
        await page.get_by_role("button", name="Dalej").click()
        await page.get_by_text(told).first.wait_for()
        await looked_at(page, f"who-{policy}-fault")
        for name, text in (said | fault).items():
            assert await page.locator(f"#{name}").input_value() == text
            assert text not in page.url
        for name, text in said.items():
            await page.locator(f"#{name}").fill(text)
        await page.get_by_role("button", name="Dalej").click()
        await page.wait_for_url(f"**/{EDITION}/1")
        await context.close()


async def test_a_voter_goes_to_the_national_node_and_comes_back_to_the_ballot(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RATUSZ_ENV", "demo")
    monkeypatch.setenv("FAKE_NODE_PAGE", NODE)
    site = await vote_site(rules={"identity": "national_node"}, national_node="deploy.demo.node:fake_node")
    await open_at_the_desk(site, ROLL)
    clock.moment = OPENS

    async with served(site.app) as origin, served(create_app(HOME)) as node:

        async def way(route: Route) -> None:
            """Send on to where the two really are: neither knew the other's port when it was made."""
            answer = await route.fetch(max_redirects=0)
            to = answer.headers.get("location", "").replace(NODE, f"{node}/").replace(HOME, origin)
            await route.fulfill(response=answer, headers=answer.headers | ({"location": to} if to else {}))

        page = await (await browser.new_context(viewport=PHONE)).new_page()
        await page.route(f"{origin}{ROOT}/wezel*", way)
        await page.route(f"{node}/*", way)
        for surname, told in (("Obca", "nie ma Cię w spisie"), ("Nowak", "Węzeł Krajowy potwierdził, kim jesteś.")):
            await page.goto(f"{origin}{ROOT}")
            if surname == "Obca":
                await looked_at(page, "who-national_node")
            await page.get_by_role("link", name="Potwierdź, kim jesteś").click()
            await page.get_by_text("TO NIE JEST login.gov.pl").wait_for()
            for name, text in (("pesel", ANNA), ("given", "Anna"), ("surname", surname)):
                await page.locator(f"#{name}").fill(text)
            await page.get_by_role("button", name="Potwierdzam").click()
            await page.get_by_text(told).wait_for()
            assert ANNA not in page.url
            await looked_at(page, f"node-{surname}")
        await page.get_by_role("link", name="Dalej").click()
        await page.wait_for_url(f"**/{EDITION}/1")
        await page.get_by_role("heading", name="Projekty").first.wait_for()
        await page.context.close()
