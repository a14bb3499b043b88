"""A withdrawal and the first signature of the contract: one of them holds, also where both come at once."""

import asyncio
from datetime import date
from typing import Any

import pytest

from services.intake.contracts.domain.terms import Terms
from services.intake.contracts.parties import Parties
from services.intake.contracts.service import Contracts
from services.intake.contracts.store import MongoContractStore
from services.intake.initiatives.domain.states import NotNow
from services.intake.initiatives.people import People
from shared.contracts.initiatives.intake import InitiativeSubmittedV1
from shared.contracts.initiatives.verification import FundsSecuredV1, InitiativeDecidedV1
from shared.files import StoredFile
from tests.conftest import told
from tests.intake.conftest import CIPHER, OFFICER, House, applicants
from tests.intake.contracts.test_terms import REMINDED_AFTER
from tests.intake.initiatives.conftest import LINKS, Residents
from tests.intake.initiatives.test_life import Office

COPY = StoredFile("f" * 32, "umowa.pdf", "application/pdf", 1_000)


class Signing:
    """A filed application whose contract only waits for its signature."""

    def __init__(self, house: House, office: Office, token: str, id: str) -> None:
        database, clock = house.database, house.clock
        people = People(CIPHER, LINKS, applicants(database, clock).letters)
        self.house, self.initiatives, self.token, self.id = house, office.initiatives, token, id
        parties = Parties(office.initiatives, people, LINKS)
        self.contracts = Contracts(database, MongoContractStore(database), parties, CIPHER, clock, REMINDED_AFTER)

    async def prepare(self) -> None:
        """Carry it to the text that both sides have agreed on."""
        [event] = await self.house.events(InitiativeSubmittedV1.name)
        content, today = InitiativeSubmittedV1.model_validate(event), self.house.clock.now().date()
        await self.contracts.follow_content(content)
        await self.contracts.follow_decision(told(InitiativeDecidedV1, initiative_id=self.id, city=content.city))
        await self.contracts.follow_money(told(FundsSecuredV1, initiative_id=self.id, city=content.city))
        ends = max(step.ends for step in content.steps)
        days = {"starts": min(today, *(step.starts for step in content.steps)), "ends": ends, "settle_by": ends}
        terms = Terms.of(content, "Postanowienia.").model_copy(update=days)
        version = await self.contracts.edit(self.id, terms, (await self.contracts.store.get(self.id)).version)
        self.version = await self.contracts.agree(self.id, version, OFFICER)

    async def sign(self) -> int:
        """Enter the signature of today."""
        today: date = self.house.clock.now().date()
        return await self.contracts.sign(self.id, self.version, today, COPY, OFFICER)

    async def told(self) -> list[str]:
        """Give what the others hear of it: that it was withdrawn, that it was signed."""
        names = ("intake.initiative_withdrawn.v1", "intake.contract_signed.v1")
        return [name for name in names for _ in await self.house.events(name)]


@pytest.fixture
async def signing(house: House, residents: Residents) -> Signing:
    """A contract that waits for its signature."""
    receipt: dict[str, Any] = await residents.file()
    one = Signing(house, Office(house), receipt["token"], receipt["initiative_id"])
    await one.prepare()
    return one


async def test_of_a_withdrawal_and_a_signature_at_once_one_holds(signing: Signing) -> None:
    ended = await asyncio.gather(signing.initiatives.withdraw(signing.token), signing.sign(), return_exceptions=True)
    assert [isinstance(one, NotNow) for one in ended].count(True) == 1, ended
    assert len(await signing.told()) == 1


async def test_nobody_withdraws_what_is_signed_also_before_its_word_has_come(signing: Signing) -> None:
    await signing.sign()
    one = await signing.initiatives.initiative(signing.id)
    assert one.contracts == ()
    opened = await signing.house.client.get(f"/inicjatywa-lokalna/moja/{signing.token}")
    assert (opened.status_code, "Wycof" in opened.text) == (200, False)
    for withdrawal in (signing.initiatives.withdraw(signing.token), signing.initiatives.withdraw_on_paper(signing.id)):
        with pytest.raises(NotNow):
            await withdrawal
    assert await signing.told() == ["intake.contract_signed.v1"]


async def test_nothing_is_signed_of_what_was_withdrawn_also_before_its_word_has_come(signing: Signing) -> None:
    await signing.initiatives.withdraw_on_paper(signing.id)
    with pytest.raises(NotNow):
        await signing.sign()
    assert await signing.told() == ["intake.initiative_withdrawn.v1"]
