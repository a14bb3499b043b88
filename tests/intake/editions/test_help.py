"""Whom residents may ask, and the documents of an edition: published as lists, changed with a reason, never frozen."""

import html
from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from tests.intake.conftest import OFFICER, House, key

DESK: dict[str, Any] = {"name": "Punkt informacyjny", "helps_with": "opis i koszty", "phone": "62 765 43 34"}
FORM: dict[str, Any] = {
    "title": "Formularz zgłoszenia",
    "address": "https://kalisz.example/bo/formularz.pdf",
    "kind": "form",
    "issued_on": "2026-03-02",
}
BODY = {"contacts": [DESK], "documents": [FORM], "reason": "Początek edycji."}
TYPED = {
    **{f"contacts-0-{name}": text for name, text in DESK.items()},
    **{f"documents-0-{name}": text for name, text in FORM.items()},
    "reason": "Początek edycji.",
    "version": "0",
}


async def publish(house: House, edition: str, version: int = 0, by: Any = OFFICER, **changes: Any) -> httpx.Response:
    headers = {**house.by(by), **key(), "If-Match": f'"{version}"'}
    return await house.client.put(f"/api/intake/v1/editions/{edition}/help", json=BODY | changes, headers=headers)


async def typed(house: House, edition: str, **changes: str) -> httpx.Response:
    return await house.client.post(f"/panel/edycje/{edition}/pomoc", data=TYPED | changes, headers=house.by())


@pytest.mark.parametrize("place", ["/budzet-obywatelski", "/budzet-obywatelski/zasady"])
async def test_residents_find_whom_to_ask_and_the_forms(house: House, place: str) -> None:
    edition = await house.announce()
    assert "Punkt informacyjny" not in (await house.client.get(place)).text

    assert (await typed(house, edition)).status_code == 303

    page = html.unescape((await house.client.get(place)).text)
    assert '<a href="tel:627654334">62 765 43 34</a>' in page
    assert '<a href="https://kalisz.example/bo/formularz.pdf">Formularz zgłoszenia</a>' in page
    assert "formularz, 2 marca" in page.replace("\N{NO-BREAK SPACE}", " ")


async def test_every_change_stays_with_its_author_and_reason(house: House) -> None:
    edition = await house.announce()
    await publish(house, edition)
    await publish(house, edition, 1, contacts=[], reason="Punkt zamknięto na urlop.")

    page = html.unescape((await house.client.get(f"/panel/edycje/{edition}/pomoc", headers=house.by())).text)
    assert f"{OFFICER.name}: Punkt zamknięto na urlop." in page
    assert f"{OFFICER.name}: Początek edycji." in page
    shown = (await house.client.get(f"/api/intake/v1/editions/{edition}/help")).json()
    assert (shown["contacts"], len(shown["documents"]), shown["version"]) == ([], 1, 2)


async def test_the_lists_are_no_rules_and_change_neither_these_nor_their_version(house: House) -> None:
    edition = await house.announce()
    before = (await house.client.get(f"/api/intake/v1/editions/{edition}")).json()
    await publish(house, edition)

    assert (await house.client.get(f"/api/intake/v1/editions/{edition}")).json() == before
    assert await house.events("intake.edition_changed.v1") == []


async def test_of_two_officers_the_second_is_told_and_loses_nothing(house: House) -> None:
    edition = await house.announce()
    assert (await publish(house, edition)).status_code == 204
    assert (await publish(house, edition, contacts=[])).status_code == 412

    late = await typed(house, edition, **{"contacts-0-name": "Anna Bielecka"})
    assert late.status_code == 412
    assert 'value="Anna Bielecka"' in late.text
    assert (await typed(house, edition, **{"contacts-0-name": "Anna Bielecka", "version": "1"})).status_code == 303


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("contacts-0-name", ""),
        ("contacts-0-phone", ""),
        ("contacts-0-phone", "sześć"),
        ("contacts-0-email", "adres"),
        ("documents-0-address", "javascript:alert(1)"),
        ("documents-0-address", "//zly.example/x"),
        ("documents-0-address", "http://kalisz.example/x"),
        ("documents-0-title", ""),
        ("reason", ""),
    ],
)
async def test_a_fault_stands_at_its_field_and_the_rest_stays(house: House, field: str, text: str) -> None:
    edition = await house.announce()
    page = await typed(house, edition, **{field: text})

    assert page.status_code == 422
    where = "contacts-0-email" if (field, text) == ("contacts-0-phone", "") else field
    assert f'href="#{where}"' in page.text
    assert 'value="opis i koszty"' in page.text


@pytest.mark.parametrize(
    "changes",
    [
        {"contacts": [{"name": "Punkt", "helps_with": "wszystko"}]},
        {"documents": [{**FORM, "address": "javascript:alert(1)"}]},
        {"contacts": [DESK] * 13},
        {"reason": ""},
    ],
)
async def test_programs_are_held_to_the_same(house: House, changes: dict[str, Any]) -> None:
    assert (await publish(house, await house.announce(), **changes)).status_code == 422


async def test_nothing_changed_is_said(house: House) -> None:
    edition = await house.announce()
    await publish(house, edition)
    assert (await publish(house, edition, 1)).json()["type"].endswith("nothing-changed")


async def test_only_officers_change_the_lists(house: House) -> None:
    edition = await house.announce()
    for other in DEMO_PEOPLE:
        if other.role is not Role.OFFICER:
            assert (other.role, (await publish(house, edition, by=other)).status_code) == (other.role, 403)
            page = await house.client.get(f"/panel/edycje/{edition}/pomoc", headers=house.by(other))
            assert (other.role, page.status_code) == (other.role, 403)
