"""What was changed in a proposal after it was filed, as people read it."""

import html
from datetime import datetime
from typing import Any

import pytest

from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.changes import PieceKind, difference, pieces
from shared.access import Role
from shared.contracts.intake import CostItem, ProposalPart
from shared.demo_people import DEMO_PEOPLE
from tests.intake.conftest import OFFICER
from tests.intake.proposals.test_corrections import Case, case, costs

__all__ = ["case"]


def marked(before: str, after: str) -> str:
    """Write the pieces as [-removed-] and {+added+}."""
    shape = {PieceKind.SAME: "{}", PieceKind.REMOVED: "[-{}-]", PieceKind.ADDED: "{{+{}+}}"}
    return "".join(shape[piece.kind].format(piece.text) for piece in pieces(before, after))


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("Ławki i kosze", "Ławki i kosze", "Ławki i kosze"),
        ("Ławki i kosze", "Ławki i stojaki", "Ławki i [-kosze-]{+stojaki+}"),
        ("Ławki", "Nowe ławki", "[-Ławki-]{+Nowe ławki+}"),
        ("Trzy ławki.", "Trzy nowe ławki.", "Trzy {+nowe +}ławki."),
        ("Trzy nowe ławki.", "Trzy ławki.", "Trzy [-nowe -]ławki."),
        ("Ławki i kosze", "Ławki, stoły i kosze", "Ławki{+, stoły +}i kosze"),
        ("", "dz. 14/2", "{+dz. 14/2+}"),
        ("dz. 14/2", "", "[-dz. 14/2-]"),
    ],
)
def test_a_text_differs_by_whole_words(before: str, after: str, seen: str) -> None:
    assert marked(before, after) == seen


def _filed(**changes: Any) -> Proposal:
    plain: dict[str, Any] = {
        "id": "p",
        "edition_id": "e",
        "number": 1,
        "case": "BO-2027-001",
        "title": "Plac zabaw",
        "summary": "",
        "description": "",
        "pool_id": "local",
        "area_id": "rogatka",
        "category": "",
        "location": "skwer",
        "latitude": None,
        "longitude": None,
        "cost_items": (CostItem(name="Ławki", amount=100), CostItem(name="Ławki", amount=200)),
        "cost": 300,
        "signatures": 1,
        "attachments": (),
        "sign": "WPKS.0632.1.2026",
        "applicant": b"sealed",
        "words": (),
        "submitted_at": datetime.fromisoformat("2026-04-14T10:00:00+02:00"),
    }
    return Proposal.model_validate(plain | changes)


@pytest.mark.parametrize(
    ("after", "seen"),
    [
        ([("Ławki", 100), ("Ławki", 200)], []),
        ([("Ławki", 100), ("Ławki", 250)], [("Ławki", 200, 250)]),
        ([("Ławki", 100)], [("Ławki", 200, None)]),
        ([("Ławki", 100), ("Ławki", 200), ("Montaż", 50)], [("Montaż", None, 50)]),
        ([("Montaż", 300)], [("Ławki", 100, None), ("Ławki", 200, None), ("Montaż", None, 300)]),
    ],
)
def test_estimates_differ_line_by_line(after: list[tuple[str, int]], seen: list[tuple[str, int, int]]) -> None:
    items = tuple(CostItem(name=name, amount=amount) for name, amount in after)

    found = difference(_filed(), _filed(cost_items=items)).costs

    assert [(line.name, line.before, line.after) for line in found] == seen


def test_of_the_applicant_only_is_said_that_the_details_are_new() -> None:
    found = difference(_filed(), _filed(applicant=b"sealed anew", signatures=12))

    assert found.applicant
    assert [(one.field, one.before, one.after) for one in found.values] == [("signatures", "1", "12")]
    assert "sealed" not in found.model_dump_json()


async def test_each_answer_to_a_call_is_one_change_the_newest_first(case: Case) -> None:
    await case.call()
    assert (await case.send(signatures="31", **costs("50000", "45000"))).status_code == 303
    case.house.clock.move(days=1)
    await case.call(ProposalPart.PLACE, number=2)
    typed = {"pool_id": "local", "area_id": "dobro", "location": "skwer przy ul. Długiej", "parcel": "dz. 14/2"}
    assert (await case.send(**typed)).status_code == 303

    address = f"/api/intake/v1/proposals/{case.id}/changes"
    newest, oldest = (await case.house.client.get(address, headers=case.house.by())).json()["items"]
    assert newest["at"] > oldest["at"]
    assert [(one["field"], one["before"], one["after"]) for one in newest["difference"]["values"]] == [
        ("area_id", "rogatka", "dobro")
    ]
    assert [one["field"] for one in newest["difference"]["texts"]] == ["location", "parcel"]
    assert [one["field"] for one in oldest["difference"]["values"]] == ["signatures"]
    assert sorted(line["name"] for line in oldest["difference"]["costs"]) == [
        "Montaż",
        "Pozycja 0",
        "Pozycja 1",
        "Urządzenia",
    ]

    page = await case.house.client.get(f"/panel/wnioski/{case.id}/wersje", headers=case.house.by())
    text = html.unescape(page.text)
    assert text.index("dodano:") < text.index("Pozycja 0")
    assert '<td data-label="Było">Rogatka</td><td data-label="Jest">Dobro</td>' in text


async def test_what_was_never_changed_has_no_versions(case: Case) -> None:
    page = await case.house.client.get(f"/panel/wnioski/{case.id}/wersje", headers=case.house.by(OFFICER))

    assert "Wniosek jest taki, jaki wpłynął." in page.text


async def test_who_reads_the_register_reads_its_changes_and_nobody_else(case: Case) -> None:
    for other in DEMO_PEOPLE:
        answer = await case.house.client.get(f"/panel/wnioski/{case.id}/wersje", headers=case.house.by(other))
        may = other.role in (Role.OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.COMMISSION, Role.AUDITOR)
        assert (other.role, answer.status_code) == (other.role, 200 if may else 403)
