"""The authors of a chosen project are told how it goes; reporting does not know them."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from services.intake.proposals.progress import ProgressLetters
from services.intake.proposals.store import MongoProposalStore
from shared.contracts.reporting import ProgressPublishedV1
from tests.conftest import told
from tests.intake.conftest import House, applicants
from tests.intake.letters.test_letters import by_post, waiting
from tests.intake.proposals.test_corrections import Case, case

__all__ = ["case"]

Deliver = Callable[..., Awaitable[None]]


async def hears(house: House, deliver: Deliver, proposal_id: str, id: str | None = None, **changes: Any) -> None:
    """Reporting has published a word of the unit."""
    database = house.database
    progress = ProgressLetters(database, MongoProposalStore(database), applicants(database, house.clock))
    await deliver(told(ProgressPublishedV1, proposal_id=proposal_id, **changes), progress.follow_progress, id)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stage": "contracted", "percent": 40, "photographs": 3}, ("umowa z wykonawcą", "40%", "Nowe zdjęcia: 3.")),
        (
            {"planned_end": "2027-12-31", "delay_reason": "Nie wpłynęła oferta."},
            ("Termin się przesuwa. Nie wpłynęła oferta.\nPlanowany koniec prac: 31.12.2027.",),
        ),
        ({"stage": "finished", "percent": 100, "note": "Otwarte!"}, ("Etap: gotowe.", "Otwarte!")),
        ({"stage": "abandoned", "note": "Teren jest prywatny."}, ("odstąpiono od realizacji", "Teren jest prywatny.")),
        ({"overrun_reason": "Stal podrożała."}, ("Dlaczego drożej: Stal podrożała.",)),
    ],
)
async def test_the_applicant_reads_what_the_unit_says(
    case: Case, deliver: Deliver, changes: dict[str, Any], words: tuple[str, ...]
) -> None:
    await hears(case.house, deliver, case.id, **changes)
    (letter,) = await case.letters()
    for text in (*words, "„Plac zabaw pod kasztanami”", f"/budzet-obywatelski/projekty/{case.id}"):
        assert text in letter, text


async def test_a_word_told_twice_is_one_letter_and_another_word_is_another(case: Case, deliver: Deliver) -> None:
    for _ in range(2):
        await hears(case.house, deliver, case.id, "the same")
    await hears(case.house, deliver, case.id, version=8)
    assert len(await case.letters()) == 2


async def test_who_left_no_e_mail_is_told_by_post(house: House, deliver: Deliver) -> None:
    id = await by_post(house)
    await hears(house, deliver, id)
    assert sorted(letter["kind"] for letter in await waiting(house)) == ["progress", "received"]
