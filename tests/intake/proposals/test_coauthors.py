"""Co-authors: named by the applicant, asked by mail, co-authors only once they have said yes; either takes it back."""

import html
import json
import re
from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Role
from shared.contracts.verification import FormalCheckFinishedV1
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import told
from tests.intake.conftest import APPLICANT, CIPHER, OFFICER, draft, key
from tests.intake.proposals.test_corrections import Case, case

__all__ = ["case"]

ADAM = {"given": "Adam", "surname": "Wierzbowy", "email": "adam@example.org"}
LINK = re.compile(r"http://localhost:8080(/budzet-obywatelski/wspolautor/\S+)")


async def invite(case: Case, **changes: str) -> httpx.Response:
    body = {"token": case.token, **ADAM, **changes}
    return await case.house.client.post("/api/intake/v1/coauthors", json=body, headers=key())


async def link(case: Case, at: int = -1) -> str:
    """Give the address in an invitation that was sent."""
    found = [match[1] for text in await case.house.mails() if (match := LINK.search(text))]
    return found[at]


async def answer(case: Case, said: str, at: int = -1) -> httpx.Response:
    return await case.house.client.post(await link(case, at), data={"answer": said})


async def addresses(case: Case) -> list[str]:
    """Give to whom mails wait."""
    rows = case.house.database.collection("mails").find()
    return [json.loads(CIPHER.open(row["sealed"], f"mails/{row['_id']}"))["to"] async for row in rows]


async def confirmed(case: Case) -> list[str]:
    place = f"/api/intake/v1/proposals/{case.id}/coauthors"
    return [one["surname"] for one in (await case.house.client.get(place, headers=case.house.by())).json()]


async def test_who_is_named_is_asked_and_is_no_co_author_before_saying_yes(case: Case) -> None:
    assert (await invite(case)).status_code == 204
    assert (await addresses(case))[-1] == "adam@example.org"
    assert await confirmed(case) == []
    page = html.unescape((await case.house.client.get(await link(case))).text)
    assert "Czy jesteś współautorem tego projektu?" in page

    assert (await answer(case, "yes")).status_code == 303

    assert await confirmed(case) == ["Wierzbowy"]
    assert "Jesteś współautorem projektu" in (await case.house.client.get(await link(case))).text
    assert "Potwierdzili: 1." in (await case.house.client.get(case.own)).text


async def test_a_no_deletes_what_is_kept_and_ends_the_invitation(case: Case) -> None:
    await invite(case)
    place = await link(case)
    assert (await answer(case, "no")).status_code == 303

    gone = await case.house.client.get(place)
    assert (gone.status_code, "Twoje dane usunęliśmy." in gone.text) == (410, True)
    stored = await case.house.database.collection("proposals").find_one({"_id": case.id})
    assert stored is not None
    assert stored["coauthors"][0]["sealed"] == b""
    assert (await answer(case, "yes")).status_code == 410
    assert (await invite(case)).status_code == 204


async def test_a_no_leaves_nothing_of_them_in_former_versions_either(case: Case) -> None:
    await invite(case)
    asked = await case.house.database.collection("proposals").find_one({"_id": case.id})
    assert asked is not None
    sealed = asked["coauthors"][0]["sealed"]
    place = await link(case)
    await case.call()
    body = {"token": case.token, "proposal": draft(asked["edition_id"], signatures=15).model_dump(mode="json")}
    assert (await case.house.client.post("/api/intake/v1/corrections", json=body, headers=key())).status_code == 204
    await case.house.client.post(place, data={"answer": "no"})

    rows = [row async for row in case.house.database.collection("old_versions").find()]
    assert len(rows) == 1
    for name in ("proposals", "old_versions", "letters"):
        found = [row async for row in case.house.database.collection(name).find()]
        assert not any(sealed in _bytes_in(row) for row in found), name


def _bytes_in(value: Any) -> set[bytes]:
    """Give every value of bytes in a document, however deep."""
    match value:
        case dict():
            return {one for inner in value.values() for one in _bytes_in(inner)}
        case list():
            return {one for inner in value for one in _bytes_in(inner)}
        case bytes():
            return {value}
    return set()


async def test_co_authors_get_the_same_letters_without_any_link(case: Case) -> None:
    await invite(case)
    await answer(case, "yes")
    await invite(case, email="ewa@example.org")

    await case.decide(told(FormalCheckFinishedV1, proposal_id=case.id, passed=False, reasons=("Brakuje zgody.",)))

    assert sorted((await addresses(case))[3:]) == ["adam@example.org", APPLICANT.email]
    copy = next(text for text in await case.house.mails() if "jako do współautora" in text)
    assert "Brakuje zgody." in copy
    assert "http" not in copy


async def test_either_takes_it_back(case: Case) -> None:
    await invite(case)
    await answer(case, "yes")
    assert (await case.house.client.post(f"{await link(case)}/rezygnacja")).status_code == 303
    assert await confirmed(case) == []

    await invite(case)
    await answer(case, "yes")
    page = await case.house.client.get(f"{case.own}/wspolautorzy")
    button = re.search(rf"{case.own}/wspolautorzy/[0-9a-f]{{32}}/usuniecie", page.text)
    assert button is not None
    assert (await case.house.client.post(button[0])).status_code == 303
    assert await confirmed(case) == []


async def test_the_applicants_page_names_nobody_and_the_store_holds_them_sealed(case: Case) -> None:
    await invite(case)
    await answer(case, "yes")

    for place in (case.own, f"{case.own}/wspolautorzy", await link(case)):
        page = (await case.house.client.get(place)).text
        assert "Wierzbowy" not in page
        assert "adam@" not in page
    for name in ("proposals", "mails", "outbox", "inbox"):
        async for row in case.house.database.collection(name).find():
            assert "Wierzbowy" not in repr(row)
            assert "adam@example.org" not in repr(row)


async def test_officers_see_who_they_are_and_the_reading_is_written_down(case: Case) -> None:
    await invite(case)
    await answer(case, "yes")
    page = await case.house.client.post(f"/panel/wnioski/{case.id}/dane", headers=case.house.by(OFFICER))

    assert "Adam Wierzbowy, adam@example.org" in page.text
    assert (
        "dane współautorów" in (await case.house.client.get(f"/panel/wnioski/{case.id}", headers=case.house.by())).text
    )
    for other in DEMO_PEOPLE:
        if other.role is not Role.OFFICER:
            place = f"/api/intake/v1/proposals/{case.id}/coauthors"
            assert (await case.house.client.get(place, headers=case.house.by(other))).status_code == 403


@pytest.mark.parametrize("email", ["adam@example.org", "ADAM@example.org", APPLICANT.email])
async def test_an_address_is_named_once_and_is_not_the_applicants_own(case: Case, email: str) -> None:
    await invite(case)

    assert (await invite(case, email=email)).json()["type"].endswith("already-invited")
    typed = await case.house.client.post(f"{case.own}/wspolautorzy", data={**ADAM, "email": email})
    assert typed.status_code == 409
    assert 'href="#email"' in typed.text
    assert 'value="Wierzbowy"' in typed.text


async def test_four_are_enough_and_a_no_makes_room(case: Case) -> None:
    for number in range(4):
        assert (await invite(case, email=f"osoba{number}@example.org")).status_code == 204
    assert (await invite(case)).json()["type"].endswith("co-authors-closed")

    await answer(case, "no", 0)
    assert (await invite(case)).status_code == 204


async def test_after_the_formal_check_nobody_is_named_but_an_open_invitation_may_be_answered(case: Case) -> None:
    await invite(case)
    await case.decide(told(FormalCheckFinishedV1, proposal_id=case.id))

    assert (await invite(case, email="ewa@example.org")).status_code == 409
    assert "Więcej osób nie można już dodać." in (await case.house.client.get(f"{case.own}/wspolautorzy")).text
    assert (await answer(case, "yes")).status_code == 303


async def test_a_made_up_link_opens_nothing(case: Case) -> None:
    assert (await case.house.client.get(f"/budzet-obywatelski/wspolautor/{case.token}")).status_code == 404
    body: dict[str, Any] = {"token": "x" * 40, **ADAM}
    assert (await case.house.client.post("/api/intake/v1/coauthors", json=body, headers=key())).status_code == 404


@pytest.mark.parametrize(("field", "text"), [("given", ""), ("surname", ""), ("email", ""), ("email", "adam")])
async def test_a_fault_stands_at_its_field_and_what_was_typed_stays(case: Case, field: str, text: str) -> None:
    page = await case.house.client.post(f"{case.own}/wspolautorzy", data={**ADAM, field: text})

    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    kept = "surname" if field != "surname" else "given"
    assert f'value="{ADAM[kept]}"' in page.text
    assert (await case.house.client.post(await _own_invitation(case), data={})).status_code == 422


async def _own_invitation(case: Case) -> str:
    await invite(case)
    return await link(case)
