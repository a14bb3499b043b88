"""A call by post: nothing is decided before the term is over that runs from its delivery, whenever that is known."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.contracts.intake import CallDeliveryNotedV1
from tests.verification.conftest import API, EDITION, OFFICER, House, announced, submitted, withdrawn

ID = f"{1:032x}"
MISSING = {"checks": [{"code": "consents", "result": "not_met", "note": "Dołącz zgodę zarządcy terenu."}]}
DUE = datetime(2026, 5, 4, 21, 59, 59, tzinfo=UTC)


def noted(version: int, *, delivered: bool, **changes: Any) -> CallDeliveryNotedV1:
    """The word that a call goes by post, or was delivered."""
    plain: dict[str, Any] = {
        "version": version,
        "proposal_id": ID,
        "edition_id": EDITION,
        "call": 1,
        "delivered_on": date(2026, 4, 24) if delivered else None,
        "due_at": DUE if delivered else None,
        "explanation": ("Początek: 24 kwietnia 2026",) if delivered else ("7 dni od dnia doręczenia",),
        "receipt_by": datetime(2026, 5, 18, tzinfo=UTC),
        "noted_at": datetime(2026, 4, 16, tzinfo=UTC),
    }
    return CallDeliveryNotedV1(**plain | changes)


async def called(house: House) -> None:
    """Call the applicant."""
    await house.tell(announced(), submitted())
    assert (await house.post(f"{API}/cards/{ID}/call", MISSING, OFFICER)).status_code == 200


async def version(house: House) -> int:
    return int((await house.get(f"{API}/cards/{ID}", OFFICER)).json()["version"])


async def finish(house: House) -> int:
    body = {"passed": False, "reasons": ["Brak zgody."]}
    answer = await house.post(f"{API}/cards/{ID}/result", body, OFFICER, version=await version(house))
    return int(answer.status_code)


async def test_nothing_is_decided_while_nobody_knows_when_a_call_was_delivered(house: House) -> None:
    await called(house)
    await house.tell(noted(2, delivered=False))
    house.clock.move(days=60)

    assert await finish(house) == 409

    card = (await house.get(f"/panel/weryfikacja/karty/{ID}", OFFICER)).text
    assert "Wezwanie idzie pocztą, a termin biegnie od doręczenia." in card
    assert "7 dni od dnia doręczenia" in card
    case = (await house.get(f"/panel/weryfikacja/sprawy/{ID}", OFFICER)).text
    assert "Poczekaj na doręczenie wezwania" in case


@pytest.mark.parametrize("early", [True, False], ids=["early", "in order"])
async def test_the_term_of_a_delivered_call_is_waited_for_in_whichever_order_the_words_come(
    house: House, early: bool
) -> None:
    await called(house)
    words = [noted(2, delivered=False), noted(3, delivered=True)]
    await house.tell(*(reversed(words) if early else words))

    house.clock.moment = DUE
    assert await finish(house) == 409
    card = (await house.get(f"/panel/weryfikacja/karty/{ID}", OFFICER)).text
    assert "Początek: 24 kwietnia 2026" in card
    house.clock.move(seconds=1)
    assert await finish(house) == 200


async def test_the_card_of_what_was_withdrawn_before_a_delivery_can_still_be_read(house: House) -> None:
    await called(house)
    await house.tell(noted(2, delivered=False), withdrawn(), noted(4, delivered=True))
    card = await house.get(f"/panel/weryfikacja/karty/{ID}", OFFICER)
    assert card.status_code == 200
    assert "bez odpowiedzi" in card.text
    case = await house.get(f"/panel/weryfikacja/sprawy/{ID}", OFFICER)
    assert "Poczekaj na doręczenie" not in case.text


async def test_each_word_of_a_delivery_replaces_the_task_that_waited(house: House) -> None:
    await called(house)
    await house.tell(noted(2, delivered=False), noted(3, delivered=True), noted(3, delivered=True))
    opened = await house.events("verification.task_opened.v1")
    closed = {one["task_id"] for one in await house.events("verification.task_closed.v1")}
    waiting = [one["task_id"] for one in opened if one["task_id"] not in closed]
    assert waiting == [f"formal-{ID}-call-1-3"]
