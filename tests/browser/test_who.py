"""Who votes, asked as each edition asks it: only its fields, faults at their place, on a phone and at a desk."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Browser

from services.voting.ballots.service import Candidates
from services.voting.ballots.store import MongoBallotStore
from services.voting.tally.domain import seed_commitment
from shared.access import Role
from tests.browser.axe import PHONE, looked_at
from tests.browser.conftest import served
from tests.conftest import SetClock, Site, person
from tests.voting.conftest import EDITION, OPENS, PROPOSALS, PUBLIC, SECRET, announced, decided, submitted, tried
from tests.voting.rolls.pesel import number

BASE, PANEL = f"/api/voting/v1/editions/{EDITION}", f"/panel/glosowanie/{EDITION}"
ROOT = "/budzet-obywatelski/glosowanie"
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
}


@pytest.mark.parametrize("policy", SAID)
async def test_a_voter_is_asked_only_what_the_edition_asks_and_told_at_the_field_what_is_wrong(
    make_site: Callable[..., Awaitable[Site]],
    tmp_path: Path,
    deliver: Callable[..., Awaitable[None]],
    clock: SetClock,
    browser: Browser,
    policy: str,
) -> None:
    (tmp_path / "secret").write_text("ab" * 32)
    site = await make_site("voting", secret_file=tmp_path / "secret")
    candidates = Candidates(site.database, MongoBallotStore(site.database), clock)
    await deliver(announced(identity=policy), candidates.follow_edition)
    for id in PROPOSALS:
        await deliver(submitted(id), candidates.follow_content)
        await deliver(decided(id), candidates.follow_admission)
    by = site.by(person(Role.COMMISSION))
    await site.client.post(f"{PANEL}/lista", data={"seed": "losowanie"}, headers=by)
    await site.client.post(f"{BASE}/roll", params={"dry_run": "false"}, content=ROLL.encode(), headers=by)
    codes = await site.client.post(f"{BASE}/codes", json={"count": 1}, headers=by)
    form = {"public_key": PUBLIC, "draw_commitment": seed_commitment(SECRET)}
    await tried(site.database)
    await site.client.post(f"{PANEL}/otwarcie", data=form, headers=by)
    clock.moment = OPENS
    said, fault, told = SAID[policy]
    said = said or {"code": codes.json()["codes"][0]}

    async with served(site.app) as origin:
        context = await browser.new_context(viewport=PHONE)
        page = await context.new_page()
        page.set_default_timeout(15_000)
        await page.goto(f"{origin}{ROOT}")
        await looked_at(page, f"who-{policy}")
        names = await page.locator("main form input:not([type=hidden])").evaluate_all("all => all.map(one => one.name)")
        assert names == list(said)
        for name, text in (said | fault).items():
            await page.locator(f"#{name}").fill(text)
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
