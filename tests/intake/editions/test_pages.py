"""Pages of editions: the one thing to do now, the change of dates for a reason, the next edition from the last one."""

import html
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from shared.contracts.voting import ResultsPublishedV1, VotingOpenedV1
from shared.store import Database
from tests.intake.conftest import REVIEWER, House


def fields_of(page: str) -> dict[str, str]:
    """The inputs of a page's form with their values."""
    return {
        name[1]: html.unescape(value[1]) if (value := re.search(r'value="([^"]*)"', tag)) else ""
        for tag in re.findall(r"<input[^>]*>", page)
        if (name := re.search(r'name="([^"]*)"', tag))
    }


def filled_button(page: str) -> list[str]:
    """Where the page's filled buttons lead."""
    return re.findall(r'<a class="button" href="([^"]*)"', page)


@pytest.mark.parametrize(
    ("day", "leads_to"),
    [
        ("2026-04-01", "/budzet-obywatelski/zasady"),
        ("2026-04-15", "/budzet-obywatelski/zglos"),
        ("2026-06-15", "/budzet-obywatelski/projekty"),
        ("2026-09-22", "/budzet-obywatelski/glosowanie"),
        ("2026-10-10", "/budzet-obywatelski/projekty"),
    ],
)
async def test_the_home_has_one_filled_button_for_what_can_be_done_that_day(
    house: House, at: Callable[[str], datetime], day: str, leads_to: str
) -> None:
    await house.announce()
    house.clock.moment = at(day)

    page = await house.client.get("/budzet-obywatelski")

    assert filled_button(page.text) == [leads_to]


async def test_once_published_the_results_are_what_the_home_leads_to(house: House, deliver: Any) -> None:
    id = await house.announce()
    database = Database(house.mongo_url, "intake")
    editions = Editions(database, MongoEditionStore(database), house.clock)
    event = ResultsPublishedV1(
        version=5,
        edition_id=id,
        ballots=0,
        void=0,
        entitled=0,
        pools=(),
        projects=(),
        digest="d",
        published_at=house.clock.now(),
    )

    await deliver(event, editions.note_results)
    database.close()

    page = await house.client.get("/budzet-obywatelski")
    assert filled_button(page.text) == [f"/budzet-obywatelski/wyniki/{id}"]


async def test_the_rules_are_told_in_plain_words_and_tables(house: House) -> None:
    await house.announce()

    page = await house.client.get("/budzet-obywatelski/zasady")

    for text in ("13–24\u00a0kwietnia", "Rogatka", "100\u00a0000\u00a0zł", "losowanie", "Uchwała Nr L/1/2026"):
        assert text in page.text


async def test_dates_are_changed_for_a_reason_that_stays_in_the_history(house: House) -> None:
    id = await house.announce()
    path = f"/panel/edycje/{id}/terminy"
    form = fields_of((await house.client.get(path, headers=house.by())).text)
    later = {**form, "windows-0-closes": "2026-04-30"}

    silent = await house.client.post(path, data=later, headers=house.by())
    saved = await house.client.post(path, data={**later, "reason": "Zarządzenie nr 12/2026"}, headers=house.by())
    stale = await house.client.post(
        path,
        data={**form, "windows-0-closes": "2026-05-02", "reason": "Drugi powód zmiany", "form_key": "k" * 32},
        headers=house.by(),
    )

    assert silent.status_code == 422
    assert 'value="2026-04-30"' in silent.text
    assert (saved.status_code, stale.status_code) == (303, 412)
    page = (await house.client.get(f"/panel/edycje/{id}", headers=house.by())).text
    assert "Zarządzenie nr 12/2026" in page
    assert "13–24\u00a0kwietnia → 13–30\u00a0kwietnia" in page
    shown = (await house.client.get(f"/api/intake/v1/editions/{id}")).json()
    assert shown["rules"]["windows"][0]["closes"] == "2026-04-30T21:59:59Z"  # The last second of the day in Warsaw.


async def test_a_window_that_ends_before_it_begins_is_said_at_its_field(house: House) -> None:
    id = await house.announce()
    path = f"/panel/edycje/{id}/terminy"
    form = fields_of((await house.client.get(path, headers=house.by())).text)

    page = await house.client.post(
        path, data={**form, "windows-0-closes": "2026-04-01", "reason": "Pomyłka w datach"}, headers=house.by()
    )

    assert page.status_code == 422
    assert 'href="#windows-0-closes"' in page.text
    assert page.text.count("Ostatni dzień nie może być przed pierwszym.") == 2


async def test_frozen_rules_refuse_any_change(house: House, deliver: Any) -> None:
    id = await house.announce()
    path = f"/panel/edycje/{id}/terminy"
    form = fields_of((await house.client.get(path, headers=house.by())).text)
    database = Database(house.mongo_url, "intake")
    now = house.clock.now()
    opened = VotingOpenedV1(
        version=3, edition_id=id, rules_hash="h", public_key="k", opens=now, closes=now, opened_at=now
    )
    await deliver(opened, Editions(database, MongoEditionStore(database), house.clock).freeze)
    database.close()

    answer = await house.client.post(
        path,
        data={**form, "version": "2", "windows-0-closes": "2026-04-30", "reason": "Za późno na zmianę"},
        headers=house.by(),
    )

    assert answer.status_code == 409
    assert "Zasad tej edycji nie można już zmienić" in answer.text
    page = await house.client.get(f"/panel/edycje/{id}", headers=house.by())
    assert "Zasady są zamrożone" in page.text
    assert "/terminy" not in page.text


async def test_the_next_edition_takes_everything_over_but_what_is_new(house: House) -> None:
    await house.announce()
    form = fields_of((await house.client.get("/panel/edycje/nowa", headers=house.by())).text)

    made = await house.client.post(
        "/panel/edycje/nowa", data={**form, "resolution": "Uchwała Nr LX/2/2027"}, headers=house.by()
    )
    taken = await house.client.post(
        "/panel/edycje/nowa",
        data={**form, "number": "13", "resolution": "Uchwała Nr LX/2/2027", "form_key": "n" * 32},
        headers=house.by(),
    )

    assert (made.status_code, taken.status_code) == (303, 422)
    assert "Jest już edycja o tym numerze." in taken.text
    first, last = (await house.client.get("/api/intake/v1/editions")).json()["items"]
    assert (first["rules"]["number"], first["rules"]["year"]) == (14, 2028)
    assert first["rules"]["name"] == "Budżet obywatelski 2028"
    assert first["rules"]["pools"] == last["rules"]["pools"]
    assert first["rules"]["windows"][0]["opens"] == "2027-04-11T22:00:00Z"  # A Monday again.


async def test_only_officers_change_editions(house: House) -> None:
    id = await house.announce()

    read = await house.client.get(f"/panel/edycje/{id}", headers=house.by(REVIEWER))
    change = await house.client.get(f"/panel/edycje/{id}/terminy", headers=house.by(REVIEWER))

    assert (read.status_code, change.status_code) == (200, 403)
    assert "Zmień terminy" not in read.text
