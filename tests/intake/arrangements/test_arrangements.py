"""Arrangements: the office asks for a change with a reason and a date; the applicant changes, refuses or is silent."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2 as httpx
import pytest

from services.intake.arrangements.service import Arrangements
from services.intake.arrangements.store import MongoArrangementStore
from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.proposals.appeals import Appeals
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.store import MongoProposalStore
from shared.access import Role
from shared.contracts.verification import FormalCheckFinishedV1
from shared.deadlines import Term, Unit
from shared.demo_people import DEMO_PEOPLE
from shared.free_days import CityFreeDays
from tests.conftest import SESSION_KEY, told
from tests.intake.conftest import CIPHER, House, applicants, draft, gatherings, key

API = "/api/intake/v1"
# Wednesday 15 April 2026 and seven days: Wednesday 22 April.
ASKED: dict[str, Any] = {
    "reason": "Przesuń plac o dziesięć metrów: pod spodem biegnie gazociąg.",
    "legal_basis": "§ 12 ust. 3 uchwały",
    "parts": ["place"],
    "due_on": "2026-04-22",
}


def arrangements_of(house: House) -> Arrangements:
    """The use cases on the service's own store, to let time pass by hand."""
    return Arrangements(
        house.database,
        MongoArrangementStore(house.database),
        MongoProposalStore(house.database),
        Editions(house.database, MongoEditionStore(house.database), house.clock),
        applicants(house.database, house.clock),
        CIPHER,
        SignedTexts(SESSION_KEY),
        CityFreeDays(house.database),
        gatherings(house.database, house.clock),
        house.clock,
        Term(amount=7, unit=Unit.DAY),
        Term(amount=21, unit=Unit.DAY),
    )


def appeals_of(house: House) -> Appeals:
    """The use cases that learn what was decided."""
    return Appeals(
        house.database,
        MongoProposalStore(house.database),
        Editions(house.database, MongoEditionStore(house.database), house.clock),
        applicants(house.database, house.clock),
        SignedTexts(SESSION_KEY),
        house.clock,
    )


async def filed(house: House, **changes: Any) -> dict[str, Any]:
    """File a proposal in an edition of its own."""
    return await house.file(await house.announce(), **changes)


async def ask(house: House, proposal: dict[str, Any], **changes: Any) -> httpx.Response:
    """Ask for a change as programs do."""
    address = f"{API}/proposals/{proposal['proposal_id']}/arrangements"
    return await house.client.post(address, json=ASKED | changes, headers={**house.by(), **key()})


async def listed(house: House, proposal: dict[str, Any]) -> list[dict[str, Any]]:
    """Give what was arranged."""
    address = f"{API}/proposals/{proposal['proposal_id']}/arrangements"
    return list((await house.client.get(address, headers=house.by())).json()["items"])


async def shown(house: House, proposal: dict[str, Any]) -> dict[str, Any]:
    """Give the proposal as everybody reads it."""
    return dict((await house.client.get(f"{API}/proposals/{proposal['proposal_id']}")).json())


async def revise(house: House, proposal: dict[str, Any], **changes: Any) -> httpx.Response:
    """Send changes as the applicant's program does; everything is sent, what counts the office has opened."""
    edition = (await shown(house, proposal))["edition_id"]
    body = {"token": proposal["token"], "proposal": draft(edition, **changes).model_dump(mode="json")}
    return await house.client.post(f"{API}/revisions", json=body, headers=key())


async def decline(house: House, proposal: dict[str, Any]) -> httpx.Response:
    """Say no."""
    body = {"token": proposal["token"], "text": "Plac ma stać tam, gdzie go chcemy."}
    return await house.client.post(f"{API}/refusals-to-revise", json=body, headers=key())


async def test_only_what_was_opened_changes_and_everybody_is_told(house: House) -> None:
    proposal = await filed(house)
    before = await shown(house, proposal)
    assert (await ask(house, proposal)).status_code == 201
    (opened,) = await house.events("intake.arrangement_opened.v1")
    assert (opened["arrangement"], opened["parts"], opened["due_at"]) == (1, ["place"], "2026-04-22T21:59:59Z")

    sent = await revise(house, proposal, location="dziesięć metrów dalej", title="Inna nazwa", description="x" * 200)

    assert sent.status_code == 204
    after = await shown(house, proposal)
    assert after["location"] == "dziesięć metrów dalej"
    assert (after["title"], after["description"]) == (before["title"], before["description"])
    assert [one["state"] for one in await listed(house, proposal)] == ["revised"]
    (revised,) = await house.events("intake.proposal_revised.v1")
    assert (revised["location"], revised["arrangement"]) == ("dziesięć metrów dalej", 1)
    (closed,) = await house.events("intake.arrangement_closed.v1")
    assert closed["outcome"] == "revised"
    _, asked, confirmed = await house.mails()
    assert ASKED["reason"] in asked
    assert "/uzgodnienie" in asked
    assert "22.04.2026, 23:59" in asked
    assert "mamy zmiany w projekcie" in confirmed
    changes = await house.client.get(f"{API}/proposals/{proposal['proposal_id']}/changes", headers=house.by())
    assert len(changes.json()["items"]) == 1
    assert (await revise(house, proposal)).status_code == 409


async def test_an_applicant_may_say_no_and_why_which_officers_alone_read(house: House) -> None:
    proposal = await filed(house)
    await ask(house, proposal)

    assert (await decline(house, proposal)).status_code == 204

    assert [one["state"] for one in await listed(house, proposal)] == ["declined"]
    page = await house.client.get(f"/panel/wnioski/{proposal['proposal_id']}/uzgodnienia", headers=house.by())
    assert "Plac ma stać tam, gdzie go chcemy." in page.text
    for name in ("arrangements", "outbox", "inbox", "mails"):
        rows = [str(row) async for row in house.database.collection(name).find()]
        assert not any("Plac ma stać" in row for row in rows), name
    assert "Projekt zostaje bez zmian." in (await house.mails())[-1]
    assert (await decline(house, proposal)).status_code == 409


async def test_who_does_not_answer_is_reminded_once_and_then_it_is_over(house: House, clock: Any) -> None:
    proposal = await filed(house)
    await ask(house, proposal)
    for days, mails, state in ((4, 2, "pending"), (1.5, 3, "pending"), (0.5, 3, "pending"), (2, 4, "expired")):
        clock.move(days=days)
        await arrangements_of(house).look_after()
        await arrangements_of(house).look_after()
        assert len(await house.mails()) == mails, days
        assert [one["state"] for one in await listed(house, proposal)] == [state]
    assert (await revise(house, proposal)).status_code == 409
    (closed,) = await house.events("intake.arrangement_closed.v1")
    assert closed["outcome"] == "expired"
    # Nothing stands in the way of another one.
    assert (await ask(house, proposal, due_on="2026-05-04")).json() == {"number": 2}


async def test_an_answer_counts_up_to_the_last_second(house: House, clock: Any) -> None:
    proposal = await filed(house)
    await ask(house, proposal)
    clock.moment = clock.moment.replace(day=22, hour=21, minute=59, second=59)
    assert (await revise(house, proposal)).status_code == 204


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-04-21", 422),  # six days
        ("2026-04-22", 201),
        ("2026-04-25", 422),  # a Saturday
        ("2026-05-01", 422),  # a holiday
        ("2026-06-12", 201),
        ("2026-06-15", 422),  # 61 days
    ],
)
async def test_the_last_day_is_a_working_day_seven_to_sixty_days_off(house: House, day: str, status: int) -> None:
    assert (await ask(house, await filed(house), due_on=day)).status_code == status


async def test_one_thing_is_asked_at_a_time_and_can_be_taken_back(house: House) -> None:
    proposal = await filed(house)
    await ask(house, proposal)
    assert (await ask(house, proposal)).status_code == 409
    place = f"/panel/wnioski/{proposal['proposal_id']}/uzgodnienia/1/wycofanie"

    assert (await house.client.post(place, data={"version": "1"}, headers=house.by())).status_code == 303
    assert (await house.client.post(place, data={"version": "1"}, headers=house.by())).status_code == 412

    assert [one["state"] for one in await listed(house, proposal)] == ["withdrawn"]
    assert "Nie musisz nic robić" in (await house.mails())[-1]
    assert (await revise(house, proposal)).status_code == 409
    assert (await ask(house, proposal)).status_code == 201


async def test_who_is_written_to_by_post_has_three_weeks_and_no_reminder_that_would_come_too_late(
    house: House, clock: Any
) -> None:
    edition = await house.announce()
    who = {"given": "Jolanta", "surname": "Znak", "address": "ul. Złota 5, Kalisz"}
    body = draft(edition).model_dump(mode="json") | {"applicant": who, "received_on": "2026-04-15"}
    answer = await house.client.post(f"{API}/paper-proposals", json=body, headers={**house.by(), **key()})
    proposal = answer.json()

    assert (await ask(house, proposal, due_on="2026-05-05")).status_code == 422
    assert (await ask(house, proposal, due_on="2026-05-06")).status_code == 201

    clock.moment = clock.moment.replace(month=5, day=5)
    await arrangements_of(house).look_after()
    letters = house.database.collection("letters")
    assert await letters.count_documents({"kind": "arrangement_reminded"}) == 0


async def test_nothing_is_asked_about_what_was_withdrawn(house: House) -> None:
    proposal = await filed(house)
    await house.client.post(f"{API}/withdrawals", json={"token": proposal["token"]}, headers=key())
    assert (await ask(house, proposal)).status_code == 409


def checked(proposal: dict[str, Any], *, passed: bool, version: int) -> FormalCheckFinishedV1:
    """The word that the formal check is over."""
    reasons = () if passed else ("Brakuje zgody.",)
    facts = {"proposal_id": proposal["proposal_id"], "passed": passed, "reasons": reasons, "version": version}
    return told(FormalCheckFinishedV1, **facts)


async def test_what_has_failed_is_asked_for_nothing_more(house: House, deliver: Callable[..., Awaitable[None]]) -> None:
    proposal = await filed(house)
    await ask(house, proposal)
    await deliver(checked(proposal, passed=False, version=2), arrangements_of(house).follow_end)
    assert [one["state"] for one in await listed(house, proposal)] == ["withdrawn"]


async def test_the_late_word_of_a_failure_that_an_appeal_has_undone_ends_nothing(
    house: House, deliver: Callable[..., Awaitable[None]]
) -> None:
    proposal = await filed(house)
    failed, passed = checked(proposal, passed=False, version=2), checked(proposal, passed=True, version=5)
    for event in (failed, passed):
        await deliver(event, appeals_of(house).follow_check)
    assert (await ask(house, proposal)).status_code == 201

    await deliver(failed, arrangements_of(house).follow_end)

    assert [one["state"] for one in await listed(house, proposal)] == ["pending"]


async def test_nobody_is_shown_a_form_or_reminded_once_the_decision_is_known(
    house: House, deliver: Callable[..., Awaitable[None]], clock: Any
) -> None:
    proposal = await filed(house)
    await ask(house, proposal)
    await deliver(checked(proposal, passed=False, version=2), appeals_of(house).follow_check)
    written = len(await house.mails())

    own = f"/budzet-obywatelski/zgloszenie/{proposal['token']}/uzgodnienie"
    page = await house.client.get(own)
    assert "Nie prosimy już o zmianę" in page.text
    assert "Wyślij zmiany" not in page.text
    assert own not in (await house.client.get(own.removesuffix("/uzgodnienie"))).text
    clock.move(days=6)
    await arrangements_of(house).look_after()
    assert len(await house.mails()) == written
    assert (await revise(house, proposal)).status_code == 409


async def test_an_answer_on_paper_counts_by_its_day_of_receipt(house: House, clock: Any) -> None:
    proposal = await filed(house)
    await ask(house, proposal)
    clock.move(days=9)  # after the term; the tick has not come round yet
    edition = (await shown(house, proposal))["edition_id"]
    body = {"proposal": draft(edition, location="obok").model_dump(mode="json")}
    address = f"{API}/proposals/{proposal['proposal_id']}/revision"
    for day, status in (("2026-04-25", 422), ("2026-04-23", 409), ("2026-04-14", 409), ("2026-04-22", 204)):
        headers = {**house.by(), **key()}
        answer = await house.client.post(address, json=body | {"received_on": day}, headers=headers)
        assert answer.status_code == status, day
    assert (await shown(house, proposal))["location"] == "obok"
    assert [one["on_paper"] for one in await listed(house, proposal)] == [True]


async def test_the_applicant_answers_on_the_own_page_and_loses_nothing_typed(house: House) -> None:
    proposal = await filed(house)
    await ask(house, proposal)
    own = f"/budzet-obywatelski/zgloszenie/{proposal['token']}"
    assert "Prosimy o zmianę" in (await house.client.get(own)).text
    page = (await house.client.get(f"{own}/uzgodnienie")).text
    assert ASKED["reason"] in page
    assert 'name="location"' in page
    assert 'name="description"' not in page

    wrong = await house.client.post(
        f"{own}/uzgodnienie", data={"step": "send", "location": "", "pool_id": "nowhere", "area_id": "rogatka"}
    )
    assert wrong.status_code == 422
    refused = await house.client.post(f"{own}/uzgodnienie/odmowa", data={"refusal": "x"})
    assert refused.status_code == 422
    assert "Napisz w kilku słowach, dlaczego nie" in refused.text

    assert (
        await house.client.post(f"{own}/uzgodnienie/odmowa", data={"refusal": "Tu jest lepiej."})
    ).status_code == 303
    assert "Mamy Twoją odmowę" in (await house.client.get(f"{own}/uzgodnienie")).text
    assert "Prosimy o zmianę" not in (await house.client.get(own)).text


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"reason": "Bo tak"}, "Napisz, o jaką zmianę prosisz i dlaczego"),
        ({"legal_basis": ""}, "Podaj podstawę"),
        ({"parts": []}, "Zaznacz, co wnioskodawca może zmienić."),
        ({"parts": ["applicant"]}, "Zaznacz, co wnioskodawca może zmienić."),
        ({"due_on": "2026-04-19"}, "Wybierz dzień roboczy od 22.04.2026 do 14.06.2026."),
    ],
)
async def test_a_fault_in_the_officers_form_stands_at_its_field(
    house: House, changes: dict[str, Any], fault: str
) -> None:
    proposal = await filed(house)
    address = f"/panel/wnioski/{proposal['proposal_id']}/uzgodnienia"

    answer = await house.client.post(address, data=ASKED | changes, headers=house.by())

    assert answer.status_code == 422
    assert fault in answer.text
    assert await listed(house, proposal) == []


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda person: person.id)
async def test_only_officers_ask_and_key_in(house: House, person: Any) -> None:
    proposal = await filed(house)
    page = f"/panel/wnioski/{proposal['proposal_id']}/uzgodnienia"
    headers = {**house.by(person), **key()}
    ours = person.role is Role.OFFICER

    answers = [
        await house.client.get(page, headers=headers),
        await house.client.get(f"{page}/papier", headers=headers),
        await house.client.post(f"{API}/proposals/{proposal['proposal_id']}/arrangements", json=ASKED, headers=headers),
    ]

    assert [answer.status_code for answer in answers] == ([200, 200, 201] if ours else [403] * 3)
