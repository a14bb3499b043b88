"""A contract's text that waits for its applicants: what its pages say, on which day it went out, and the reminder."""

from typing import Any

import pytest

from tests.intake.conftest import House
from tests.intake.initiatives.conftest import Residents
from tests.intake.initiatives.test_life import Office
from tests.intake.initiatives.test_withdrawals import Signing


@pytest.fixture
async def offered(house: House, residents: Residents) -> Signing:
    """An application whose money is there and whose contract was sent to its applicants."""
    receipt: dict[str, Any] = await residents.file()
    office = Office(house)
    await office.hear("verification.initiative_decided.v1", receipt, outcome="approved")
    await office.hear("verification.funds_secured.v1", receipt)
    one = Signing(house, office, receipt["token"], receipt["initiative_id"])
    await one.prepare()
    reopened = await one.contracts.reopen(one.id, one.version)
    one.version = await one.contracts.offer(one.id, reopened)
    return one


async def pages(one: Signing) -> tuple[str, str, str]:
    """Give the page of the applicants, the case of the office and what everybody sees."""
    of_all = (await one.initiatives.initiative(one.id)).case
    get = one.house.client.get
    return (
        (await get(f"/inicjatywa-lokalna/moja/{one.token}")).text,
        (await get(f"/panel/inicjatywy/{one.id}", headers=one.house.by())).text,
        (await get(f"/inicjatywa-lokalna/{of_all}")).text,
    )


async def contract_pages(one: Signing) -> tuple[str, str]:
    """Give the contract as the applicants and as officers see it."""
    get = one.house.client.get
    return (
        (await get(f"/inicjatywa-lokalna/moja/{one.token}/umowa")).text,
        (await get(f"/panel/inicjatywy/{one.id}/umowa", headers=one.house.by())).text,
    )


async def test_the_pages_of_both_sides_say_the_next_step_of_a_contract(offered: Signing) -> None:
    own, *_ = await pages(offered)
    assert "Przeczytaj treść umowy i napisz, czy się zgadzasz." in own
    for page in await pages(offered):
        assert "Mieszkańcy czytają treść umowy, wysłaną" in page
    await offered.contracts.object(offered.token, offered.version, "Zacznijmy w maju, po świętach.")
    for page in await pages(offered):
        assert "o zmianę treści" in page
        assert "po świętach" not in page
    version = (await offered.contracts.store.get(offered.id)).version
    await offered.contracts.accept(offered.token, await offered.contracts.offer(offered.id, version))
    for page in await pages(offered):
        assert "Treść umowy jest uzgodniona. Teraz podpiszą ją obie strony." in page


async def test_of_an_annex_the_letter_says_that_it_is_one(offered: Signing, house: House) -> None:
    await offered.contracts.accept(offered.token, offered.version)
    offered.version = (await offered.contracts.store.get(offered.id)).version
    signed = await offered.sign()
    offered.version = await offered.contracts.begin_annex(offered.id, signed, "Dłużej, bo padało.")
    await offered.contracts.offer(offered.id, offered.version)
    texts = [mail for mail in await house.mails() if "Przeczytaj całą treść" in mail]
    assert ["przygotowaliśmy umowę" in mail for mail in texts] == [True, False]
    assert "przygotowaliśmy aneks nr 1 do umowy" in texts[1]


async def test_both_sides_see_the_day_of_the_offer_and_the_reminder_leads_to_the_text(
    offered: Signing, house: House
) -> None:
    for page in await contract_pages(offered):
        assert "Treść wysłana wnioskodawcom" in page
        assert "Bez odpowiedzi do" in page
    house.clock.move(days=12)
    await offered.contracts.look_after()
    [reminder] = [mail for mail in await house.mails() if "nie mamy jeszcze odpowiedzi" in mail]
    assert f"/inicjatywa-lokalna/moja/{offered.token}/umowa" in reminder
    assert "15.04.2026" in reminder
    for page in await contract_pages(offered):
        assert "Przypomnienie wysłane" in page
    await offered.contracts.accept(offered.token, offered.version)
    for page in await contract_pages(offered):
        assert "Treść wysłana wnioskodawcom" in page
        assert "Mieszkańcy przyjęli treść na swojej stronie" in page
