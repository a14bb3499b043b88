"""Of two people who decide at once the second sees what the first has done, and loses nothing that they typed."""

import re
from typing import Any

import pytest

from services.verification.formal.domain import CHECKS
from services.verification.merit.domain import CHECKS as MERIT_CHECKS
from shared.access import Person
from tests.verification.appeals.test_appeals import AGAINST, appealed, path, refused
from tests.verification.cases.test_pages import PANEL, estimated, marked, send
from tests.verification.conflicts.test_conflicts import SECOND_OFFICER, YES, at, decide, filed, listed
from tests.verification.conftest import API, GREEN, MAYOR, OFFICER, ROADS, House, announced, submitted

TEXT = "Tego tekstu nikt nie przepisze drugi raz."
ID = f"{1:032x}"


async def late(house: House, place: str, fields: dict[str, Any], who: Person) -> str:
    """Send a form that is too late and give the page that comes."""
    answer = await send(house, f"{PANEL}/{place}", {"version": "1", **fields}, who)
    assert answer.status_code == 412, answer.text[:500]
    text = re.sub(r"\s+", " ", answer.text)
    assert "Ktoś był szybszy. Niczego nie zapisaliśmy." in text
    return text


async def test_a_card_that_a_colleague_has_finished(house):
    await house.tell(announced(), submitted())
    await house.pass_card()
    fields = {**marked(CHECKS), "outcome": "fail", "reasons": TEXT}
    text = await late(house, f"karty/{ID}", fields, SECOND_OFFICER)
    assert "Ostatnio: Karta formalna w porządku" in text
    assert OFFICER.name in text
    assert TEXT in text


async def test_a_card_whose_applicant_a_colleague_has_called(house):
    await house.tell(announced(), submitted())
    called = {"checks": [{"code": "signatures", "result": "not_met", "note": "Brakuje podpisów."}]}
    assert (await house.post(f"{API}/cards/{ID}/call", called, OFFICER)).status_code == 200
    fields = {**marked(CHECKS), "outcome": "fail", "reasons": TEXT}
    text = await late(house, f"karty/{ID}", fields, SECOND_OFFICER)
    assert "Ostatnio: Wezwanie do uzupełnienia" in text
    assert TEXT in text


async def test_a_review_that_a_colleague_has_handed_over(house):
    await house.tell(announced(), submitted())
    await house.pass_card()
    to_roads = {"unit": "WE", "reason": "Teren należy do szkoły."}
    assert (await house.post(f"{API}/reviews/{ID}/unit", to_roads, ROADS)).status_code == 200
    back = {"unit": "ZDM", "reason": "Szkoła oddała ten teren."}
    assert (await house.post(f"{API}/reviews/{ID}/unit", back, OFFICER, version=2)).status_code == 200
    fields = {**marked(MERIT_CHECKS), "positive": "true", "opinion": TEXT, **estimated("70 000", "20 000")}
    text = await late(house, f"oceny/{ID}", fields, ROADS)
    assert "Ostatnio: Ocena przekazana innej jednostce" in text
    assert "Szkoła oddała ten teren." in text
    assert re.search(rf"<textarea[^>]*>{TEXT}</textarea>", text), "it is in the form, to be saved after a look"


async def test_a_review_that_a_colleague_has_finished(house):
    await house.tell(announced(), submitted())
    await house.pass_card()
    await house.review(1)
    fields = {**marked(MERIT_CHECKS), "positive": "false", "opinion": TEXT, **estimated("70 000", "20 000")}
    text = await late(house, f"oceny/{ID}", fields, ROADS)
    assert "Ostatnio: Jednostka oceniła pozytywnie" in text
    assert TEXT in text


async def test_an_admission_that_was_decided_elsewhere(house):
    await house.tell(announced(), submitted())
    await house.pass_card()
    await house.review(1)
    assert (await house.decide(1)).status_code == 200
    text = await late(house, f"dopuszczenie/{ID}", {"admitted": "false", "reason": TEXT}, MAYOR)
    assert "Ostatnio: Dopuszczony do głosowania" in text
    assert TEXT in text


@pytest.mark.parametrize("step", ["ocena", "decyzja"])
async def test_an_appeal_that_has_gone_on(house, step):
    await refused(house)
    await house.tell(appealed())
    second = Person(id="p-second", name="Druga Osoba", role=ROADS.role, unit="ZDM", unit_name="Zarząd Dróg Miejskich")
    assert (await house.post(path("/review"), AGAINST, second)).status_code == 200
    if step == "decyzja":
        said = {"upheld": False, "reason": "Teren nie należy do miasta."}
        assert (await house.post(path("/decision"), said, MAYOR, version=2)).status_code == 200
        fields, who = {"upheld": "true", "reason": TEXT}, MAYOR
    else:
        third = Person(id="p-third", name="Trzecia Osoba", role=ROADS.role, unit="ZDM", unit_name="Zarząd")
        fields, who = {"positive": "true", "opinion": TEXT}, third
    text = await late(house, f"odwolania/{ID}/{step}", fields, who)
    assert TEXT in text
    assert "Druga ocena: oddalić odwołanie" in text or "Odwołanie oddalone" in text


async def test_a_pair_that_a_colleague_has_decided(house):
    await filed(house, at(0, 1), at(30, 2))
    [conflict] = await listed(house)
    await decide(house, conflict["conflict_id"], YES, OFFICER)
    fields = {"excluding": "false", "reason": TEXT}
    text = await late(house, f"kolizje/{conflict['conflict_id']}", fields, SECOND_OFFICER)
    assert str(YES["reason"]) in text
    assert re.search(rf"<textarea[^>]*>{TEXT}</textarea>", text)


async def test_another_unit_still_gets_no_form(house):
    await house.tell(announced(), submitted())
    await house.pass_card()
    fields = {
        **marked(MERIT_CHECKS),
        "version": "7",
        "positive": "true",
        "opinion": TEXT,
        **estimated("70 000", "20 000"),
    }
    assert (await send(house, f"{PANEL}/oceny/{ID}", fields, GREEN)).status_code == 403
