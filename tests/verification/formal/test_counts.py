"""The number of signatures is checked by the department's count as soon as there is one."""

from shared.contracts.intake import SupportCountedV1
from tests.verification.conftest import API, House, announced, submitted


def counted(valid: int, version: int = 2) -> SupportCountedV1:
    """The word that the lists have been counted."""
    fields = submitted().model_dump() | {"version": version, "signatures_counted": valid}
    at = submitted().submitted_at
    return SupportCountedV1(**fields, strangers=1, repeated=0, illegible=0, counted_at=at)


async def finding(house: House) -> tuple[str, str]:
    """Give what the machine finds about the signatures."""
    card = (await house.get(f"{API}/cards/{1:032x}")).json()
    (check,) = (check for check in card["checks"] if check["code"] == "signatures")
    return check["found"], check["found_note"]


async def test_the_count_decides_and_not_what_the_applicant_stated(house: House) -> None:
    await house.tell(announced(), submitted())
    assert (await finding(house))[0] == "met"

    await house.tell(counted(1))

    assert await finding(house) == ("not_met", "Policzono ważnych podpisów: 1, potrzeba: 2.")


async def test_a_count_that_comes_before_its_proposal_opens_the_card_and_is_not_undone_by_it(house: House) -> None:
    await house.tell(announced(), counted(1), submitted())

    assert await finding(house) == ("not_met", "Policzono ważnych podpisów: 1, potrzeba: 2.")


async def test_an_older_count_that_comes_late_changes_nothing(house: House) -> None:
    await house.tell(announced(), submitted(), counted(5, version=3), counted(1, version=2))

    assert (await finding(house))[1] == "Policzono ważnych podpisów: 5, potrzeba: 2."


async def test_online_support_counts_beside_what_is_stated_and_inside_what_is_counted(house: House) -> None:
    fields = submitted().model_dump() | {"version": 2, "signatures": 0, "signatures_online": 1}
    lines = {"strangers": 0, "repeated": 0, "illegible": 0, "counted_at": submitted().submitted_at}
    await house.tell(announced(), submitted(), SupportCountedV1(**fields, **lines))
    assert await finding(house) == ("not_met", "Podano podpisów: 0, przez internet: 1, potrzeba: 2.")

    await house.tell(SupportCountedV1(**fields | {"version": 3, "signatures_counted": 3}, **lines))

    assert await finding(house) == ("met", "Policzono ważnych podpisów: 3, w tym przez internet: 1, potrzeba: 2.")
