"""Who of the staff opens a contract and its documents: by role, and a unit what it carries out."""

from typing import Any

import pytest

from services.intake.contracts.service import Contracts
from services.intake.contracts.store import MongoContractStore
from shared.access import Person, Role
from shared.contracts.initiatives.intake import InitiativeSubmittedV1
from shared.contracts.initiatives.verification import FundsSecuredV1, InitiativeDecidedV1
from tests.conftest import told
from tests.intake.conftest import CIPHER, House, key
from tests.intake.contracts.test_terms import ASKED, REMINDED_AFTER

ID, UNIT = ASKED.initiative_id, told(InitiativeDecidedV1).unit
JSON, PAGE = f"/api/intake/v1/contracts/{ID}", f"/panel/inicjatywy/{ID}/umowa"
READS: dict[Role, bool] = dict.fromkeys(Role, False) | {
    Role.OFFICER: True,
    Role.TREASURER: True,
    Role.MAYOR: True,
    Role.AUDITOR: True,
}


@pytest.fixture
async def drafted(house: House) -> None:
    """The draft of a contract that one unit carries out."""
    nobody: Any = None
    contracts = Contracts(
        house.database, MongoContractStore(house.database), nobody, CIPHER, house.clock, REMINDED_AFTER
    )
    await contracts.follow_content(told(InitiativeSubmittedV1))
    await contracts.follow_decision(told(InitiativeDecidedV1))
    await contracts.follow_money(told(FundsSecuredV1))


def somebody(role: Role, unit: str | None = None) -> Person:
    """Somebody of the staff."""
    return Person(id=f"p-{role}", name="Ktoś", role=role, unit=unit)


@pytest.mark.usefixtures("drafted")
async def test_a_contract_is_read_by_those_who_answer_for_it_and_changed_by_officers(house: House) -> None:
    assert UNIT is not None
    people = [(somebody(role), reads) for role, reads in READS.items()]
    people += [(somebody(Role.UNIT_REVIEWER, UNIT), True), (somebody(Role.UNIT_REVIEWER, "ZDM"), False)]
    for person, reads in people:
        by = house.by(person)
        answers = [(await house.client.get(path, headers=by)).status_code for path in (JSON, PAGE)]
        assert answers == [200 if reads else 403] * 2, person
        listed = await house.client.get("/api/intake/v1/contracts", headers=by)
        found = [one["initiative_id"] for one in listed.json().get("items", [])]
        assert found == ([ID] if reads else []), person
        if reads and person.role is not Role.OFFICER:
            shown = (await house.client.get(PAGE, headers=by)).text
            assert "/panel/inicjatywy/umowy" in shown
            assert "Uzupełnij treść" not in shown
            refused = await house.client.post(f"{JSON}/agreement", headers={**by, **key(), "If-Match": '"1"'})
            assert refused.status_code == 403, person
