"""A call by post: the term to answer runs from the delivery, which an officer enters from the return receipt."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx2 as httpx
import pytest

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.letters.domain import Delivery, DeliveryHow
from services.intake.proposals.corrections import Corrections
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.store import MongoProposalStore
from shared.access import Role
from shared.contracts.intake import ProposalPart
from shared.contracts.verification import CorrectionCalledV1
from shared.deadlines import Term, Unit
from shared.demo_people import DEMO_PEOPLE
from shared.free_days import CityFreeDays
from tests.conftest import SESSION_KEY, told
from tests.intake.conftest import House, applicants, draft, gatherings, key

API = "/api/intake/v1"
GIVEN = {"given": "Jolanta", "surname": "Kanarkowa-Znak", "address": "ul. Złota 5, 62-800 Kalisz"}
WEEK = Term(amount=7, unit=Unit.DAY)
Deliver = Callable[..., Awaitable[None]]


def corrections_of(house: House) -> Corrections:
    """The use cases on the service's own store, to hear the call by hand."""
    return Corrections(
        house.database,
        MongoProposalStore(house.database),
        Editions(house.database, MongoEditionStore(house.database), house.clock),
        applicants(house.database, house.clock),
        SignedTexts(SESSION_KEY),
        gatherings(house.database, house.clock),
        CityFreeDays(house.database),
        house.clock,
    )


async def called(house: House, deliver: Deliver, *, by_post: bool = True, number: int = 1) -> str:
    """File a proposal and call its applicant on Wednesday 15 April 2026; give its id."""
    edition = await house.announce()
    body = draft(edition).model_dump(mode="json") | {"applicant": GIVEN, "received_on": "2026-04-15"}
    if by_post:
        answer = await house.client.post(f"{API}/paper-proposals", json=body, headers={**house.by(), **key()})
        id = str(answer.json()["proposal_id"])
    else:
        id = str((await house.file(edition))["proposal_id"])
    facts = {
        "proposal_id": id,
        "edition_id": edition,
        "call": number,
        "parts": (ProposalPart.COSTS,),
        "called_at": house.clock.now(),
        "due_at": datetime(2026, 4, 22, 21, 59, 59, tzinfo=UTC),
        "term": WEEK,
    }
    await deliver(told(CorrectionCalledV1, **facts), corrections_of(house).follow_call)
    return id


async def letter_of(house: House) -> dict[str, Any]:
    """Give the letter with the call, posted or not."""
    row = await house.database.collection("letters").find_one({"kind": "called"})
    assert row is not None
    return dict((await house.client.get(f"{API}/letters/{row['_id']}", headers=house.by())).json())


async def post(house: House) -> None:
    """Post the letter with the call."""
    letter = await letter_of(house)
    headers = {**house.by(), **key(), "If-Match": f'"{letter["version"]}"'}
    answer = await house.client.post(f"{API}/letters/{letter['letter_id']}/posting", headers=headers)
    assert answer.status_code == 204


async def receipt(house: House, day: str, how: str = "handed_over", version: int = 0) -> httpx.Response:
    """Enter what the return receipt says, as programs do."""
    letter = await letter_of(house)
    headers = {**house.by(), **key(), "If-Match": f'"{version or letter["version"]}"'}
    body = {"how": how, "day": day}
    return await house.client.post(f"{API}/letters/{letter['letter_id']}/delivery", json=body, headers=headers)


async def due(house: House, proposal_id: str) -> Any:
    """Give until when the applicant may answer."""
    return (await house.client.get(f"{API}/proposals/{proposal_id}")).json()["correctable_until"]


async def tasks(house: House) -> list[str]:
    """Give the receipts that wait on the work list."""
    opened = [one for one in await house.events("intake.task_opened.v1") if one["kind"] == "receipt"]
    closed = {one["task_id"] for one in await house.events("intake.task_closed.v1")}
    return [one["task_id"] for one in opened if one["task_id"] not in closed]


async def test_until_the_receipt_is_back_no_end_of_the_term_is_known(house: House, deliver: Deliver) -> None:
    id = await called(house, deliver)

    (noted,) = await house.events("intake.call_delivery_noted.v1")
    assert (noted["call"], noted["delivered_on"], noted["due_at"]) == (1, None, None)
    assert await due(house, id) is None
    letter = await letter_of(house)
    text = (await house.client.get(f"/panel/wnioski/pisma/{letter['letter_id']}", headers=house.by())).text
    assert "do upływu 7 dni od dnia doręczenia tego pisma" in text
    assert "22.04.2026" not in text
    assert "7 dni od doręczenia" in (await house.client.get(f"/panel/wnioski/{id}", headers=house.by())).text


async def test_the_term_runs_from_the_day_of_delivery(house: House, deliver: Deliver, clock: Any) -> None:
    id = await called(house, deliver)
    await post(house)
    clock.move(days=14)  # Wednesday 29 April
    assert len(await tasks(house)) == 1

    # Friday 24 April and seven days: Friday 1 May, free; Saturday; Sunday, free; so Monday 4 May.
    assert (await receipt(house, "2026-04-24")).status_code == 204

    assert await due(house, id) == "2026-05-04T21:59:59Z"
    *_, noted = await house.events("intake.call_delivery_noted.v1")
    assert (noted["delivered_on"], noted["due_at"]) == ("2026-04-24", "2026-05-04T21:59:59Z")
    assert "Początek: 24 kwietnia 2026" in noted["explanation"][0]
    assert "Przesunięte na poniedziałek 4 maja 2026 (art. 57 § 4 k.p.a.)" in noted["explanation"][-1]
    assert await tasks(house) == []
    page = (await house.client.get(f"/panel/wnioski/{id}", headers=house.by())).text
    assert "Początek: 24 kwietnia 2026" in page


@pytest.mark.parametrize(
    ("notice", "delivered"),
    [("2026-04-17", "2026-05-01"), ("2026-04-18", "2026-05-02"), ("2026-04-20", "2026-05-04")],
)
def test_a_letter_that_nobody_takes_counts_as_delivered_at_the_end_of_the_fourteenth_day(
    notice: str, delivered: str
) -> None:
    at = datetime(2026, 5, 20, tzinfo=UTC)
    left = Delivery(how=DeliveryHow.LEFT, day=date.fromisoformat(notice), noted_at=at, noted_by="Anna")
    assert left.delivered_on.isoformat() == delivered


async def test_a_notice_starts_the_term_only_when_its_fourteen_days_are_over(
    house: House, deliver: Deliver, clock: Any
) -> None:
    id = await called(house, deliver)
    await post(house)
    clock.move(days=18)  # Sunday 3 May
    letter = await letter_of(house)
    form = {"how": "left", "day": "2026-04-20", "version": str(letter["version"])}
    page = f"/panel/wnioski/pisma/{letter['letter_id']}/doreczenie"
    early = await house.client.post(page, data=form, headers=house.by())
    assert early.status_code == 422
    assert "Pismo będzie uznane za doręczone dopiero 04.05.2026." in early.text
    assert 'value="2026-04-20"' in early.text

    clock.move(days=1)
    assert (await house.client.post(page, data=form, headers=house.by())).status_code == 303

    assert await due(house, id) == "2026-05-11T21:59:59Z"


@pytest.mark.parametrize(("day", "status"), [("2026-04-14", 422), ("2026-04-15", 204), ("2026-04-21", 422)])
async def test_a_delivery_is_after_the_posting_and_not_to_come(
    house: House, deliver: Deliver, clock: Any, day: str, status: int
) -> None:
    await called(house, deliver)
    await post(house)
    clock.move(days=5)
    assert (await receipt(house, day)).status_code == status


async def test_a_slip_is_mended_by_entering_the_day_again(house: House, deliver: Deliver, clock: Any) -> None:
    id = await called(house, deliver)
    await post(house)
    clock.move(days=10)
    await receipt(house, "2026-04-20")
    before = await due(house, id)
    assert (await receipt(house, "2026-04-21", version=1)).status_code == 412
    assert (await receipt(house, "2026-04-21")).status_code == 204
    assert (before, await due(house, id)) == ("2026-04-27T21:59:59Z", "2026-04-28T21:59:59Z")
    versions = [one["version"] for one in await house.events("intake.call_delivery_noted.v1")]
    assert versions == sorted(set(versions))


async def test_a_letter_that_came_back_is_posted_again_and_awaited_again(house: House, deliver: Deliver) -> None:
    await called(house, deliver)
    await post(house)
    (first,) = await tasks(house)
    letter = await letter_of(house)
    headers = {**house.by(), **key(), "If-Match": f'"{letter["version"]}"'}
    await house.client.delete(f"{API}/letters/{letter['letter_id']}/posting", headers=headers)
    assert await tasks(house) == []
    await post(house)
    (second,) = await tasks(house)
    assert first != second


@pytest.mark.parametrize("what", ["answered", "withdrawn"])
async def test_nobody_waits_for_the_receipt_of_what_needs_no_answer(
    house: House, deliver: Deliver, clock: Any, what: str
) -> None:
    id = await called(house, deliver)
    await post(house)
    clock.move(days=20)
    if what == "answered":
        edition = (await house.client.get(f"{API}/proposals/{id}")).json()["edition_id"]
        body: dict[str, Any] = {"proposal": draft(edition, title="Po terminie od pisma").model_dump(mode="json")}
        body |= {"received_on": "2026-05-05"}
        answer = await house.client.post(f"{API}/proposals/{id}/correction", json=body, headers={**house.by(), **key()})
    else:
        token = SignedTexts(SESSION_KEY).link(id)
        answer = await house.client.post(f"{API}/withdrawals", json={"token": token}, headers=key())
    assert answer.status_code == 204, answer.text
    token = SignedTexts(SESSION_KEY).link(id)
    for page in ("", "/uzupelnienie"):
        own = await house.client.get(f"/budzet-obywatelski/zgloszenie/{token}{page}")
        assert own.status_code == 200
        assert "Nie prosiliśmy" not in own.text
    assert (await house.client.get(f"/panel/wnioski/{id}", headers=house.by())).status_code == 200
    assert await tasks(house) == []
    assert (await receipt(house, "2026-04-20")).status_code == 409


async def test_who_is_called_by_e_mail_has_their_date_at_once(house: House, deliver: Deliver) -> None:
    id = await called(house, deliver, by_post=False)
    assert await due(house, id) == "2026-04-22T21:59:59Z"
    assert await house.events("intake.call_delivery_noted.v1") == []
    assert (await receipt(house, "2026-04-15")).status_code == 409


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda person: person.id)
async def test_only_officers_enter_a_delivery(house: House, deliver: Deliver, person: Any) -> None:
    await called(house, deliver)
    await post(house)
    letter = await letter_of(house)
    headers = {**house.by(person), **key(), "If-Match": f'"{letter["version"]}"'}
    body = {"how": "handed_over", "day": "2026-04-15"}
    answer = await house.client.post(f"{API}/letters/{letter['letter_id']}/delivery", json=body, headers=headers)
    assert answer.status_code == (204 if person.role is Role.OFFICER else 403)
