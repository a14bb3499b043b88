"""Internal notes: dated, signed, for staff alone, and never part of what anybody else is told."""

import re

import pytest

from shared.access import Person
from tests.verification.conftest import API, GREEN, MAYOR, OFFICER, ROADS, House, announced, person, submitted

AUDITOR = person("p-adam")
NOTES = f"{API}/cases/{1:032x}/notes"
PLACE = f"/panel/weryfikacja/sprawy/{1:032x}/notatki"
SECRET = "Zapytać jeszcze raz gazownię, kanarek-7731"


@pytest.fixture
async def reviewed(house: House) -> House:
    """A proposal that waits for the roads' opinion."""
    await house.tell(announced(), submitted())
    await house.pass_card()
    return house


@pytest.mark.parametrize(
    ("who", "status"),
    [(OFFICER, 200), (ROADS, 200), (MAYOR, 200), (GREEN, 403), (AUDITOR, 403)],
    ids=["officer", "its unit", "mayor", "another unit", "auditor"],
)
async def test_the_department_the_mayor_and_the_cases_own_unit_write(reviewed: House, who: Person, status: int) -> None:
    assert (await reviewed.post(NOTES, {"text": SECRET}, who, version=None)).status_code == status
    assert len((await reviewed.get(NOTES)).json()["items"]) == (1 if status == 200 else 0)


async def test_notes_are_dated_signed_and_the_newest_comes_first(reviewed: House) -> None:
    await reviewed.post(NOTES, {"text": "Pierwsza."}, OFFICER, version=None)
    reviewed.clock.move(days=1)
    await reviewed.post(NOTES, {"text": "Druga."}, ROADS, version=None)
    items = (await reviewed.get(NOTES, AUDITOR)).json()["items"]
    assert [(note["text"], note["by"], note["at"][:10]) for note in items] == [
        ("Druga.", "Marek Zieliński", "2026-04-16"),
        ("Pierwsza.", "Anna Bielecka", "2026-04-15"),
    ]


async def test_staff_read_them_on_the_case_and_beside_the_review(reviewed: House) -> None:
    written = await reviewed.client.post(PLACE, data={"text": SECRET}, headers=reviewed.by(OFFICER))
    assert (written.status_code, written.headers["location"]) == (303, PLACE)
    for path in (PLACE, f"/panel/weryfikacja/sprawy/{1:032x}", f"/panel/weryfikacja/oceny/{1:032x}"):
        assert SECRET in (await reviewed.get(path, ROADS)).text, path


async def test_an_empty_or_endless_note_is_refused_and_stays_in_the_form(reviewed: House) -> None:
    for text, told in (
        ("", "Napisz notatkę, najwyżej 2000 znaków."),
        ("a" * 2_001, "To za długi tekst: najwyżej 2000 znaków."),
    ):
        answer = await reviewed.client.post(PLACE, data={"text": text}, headers=reviewed.by(OFFICER))
        assert answer.status_code == 422
        assert answer.text.count(told) == 2
        assert text in answer.text
    assert (await reviewed.post(NOTES, {"text": "  "}, OFFICER, version=None)).status_code == 422


async def test_nobody_writes_on_a_case_that_is_not_there(house: House) -> None:
    assert (await house.post(NOTES, {"text": SECRET}, OFFICER, version=None)).status_code == 404


async def test_a_note_is_in_no_event_and_on_nothing_the_public_can_open_even_after_the_decision(
    reviewed: House,
) -> None:
    await reviewed.post(NOTES, {"text": SECRET}, OFFICER, version=None)
    await reviewed.post(NOTES, {"text": SECRET}, ROADS, version=None)
    await reviewed.review()
    back = {"reason": "Brakuje kosztu oświetlenia."}
    await reviewed.post(f"{API}/reviews/{1:032x}/return", back, MAYOR, version=2)
    said = {"positive": True, "opinion": "Można to zrobić.", "cost": 90_000_00}
    assert (await reviewed.post(f"{API}/reviews/{1:032x}/result", said, ROADS, version=3)).status_code == 200
    await reviewed.post(NOTES, {"text": SECRET}, MAYOR, version=None)
    assert (await reviewed.decide(1)).status_code == 200

    rows = [row async for row in reviewed.database.published_events()]
    assert rows
    assert not [row["name"] for row in rows if b"kanarek" in row["body"]]

    described = (await reviewed.client.get(f"{API}/openapi.json")).json()["paths"]
    paths = [path for path, kinds in described.items() if "get" in kinds]
    panel = "/panel/weryfikacja"
    paths += [panel, PLACE, f"{panel}/sprawy/{1:032x}", f"{panel}/oceny/{1:032x}", f"{panel}/dopuszczenie/{1:032x}"]
    assert len(paths) > 10
    for path in paths:
        answer = await reviewed.client.get(re.sub(r"{\w+}", f"{1:032x}", path))
        assert "kanarek" not in answer.text, path
        assert answer.status_code != 200 or "/health/" in path, path
