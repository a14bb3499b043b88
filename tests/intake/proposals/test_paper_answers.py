"""An answer to a call that came on paper: the day of receipt decides, only what the call opened changes, and once."""

import html
from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Role
from shared.contracts.intake import ProposalPart
from shared.contracts.verification import FormalCheckFinishedV1
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import told
from tests.intake.conftest import OFFICER, draft, key
from tests.intake.proposals.test_corrections import DUE, Case, case, costs

__all__ = ["case"]


def place(case: Case) -> str:
    return f"/panel/wnioski/{case.id}/uzupelnienie"


async def key_in(case: Case, by: Any = OFFICER, **typed: str) -> httpx.Response:
    """Post the officer's page as a browser does."""
    form = {"step": "send", "received_on": "2026-04-17", **typed}
    return await case.house.client.post(place(case), data=form, headers=case.house.by(by))


async def send(case: Case, by: Any = OFFICER, **changes: Any) -> httpx.Response:
    """Post the JSON route."""
    edition = (await case.shown())["edition_id"]
    body = {"proposal": draft(edition, signatures=44).model_dump(mode="json"), "received_on": "2026-04-17"} | changes
    address = f"/api/intake/v1/proposals/{case.id}/correction"
    return await case.house.client.post(address, json=body, headers={**case.house.by(by), **key()})


@pytest.fixture
async def called(case: Case) -> Case:
    """A proposal for which the department called on 16 April; today is 28 April, the term ended on the 22nd."""
    await case.call(called_at=DUE.replace(day=16, hour=9))
    case.house.clock.moment = DUE.replace(day=28, hour=8)
    return case


async def test_an_answer_received_in_time_counts_when_it_is_keyed_in_after_the_term(called: Case) -> None:
    answer = await key_in(called, signatures="31", **costs("50000", "45000"))

    assert answer.status_code == 303, answer.text
    shown = await called.shown()
    assert (shown["signatures"], shown["cost"]) == (31, 95_000_00)
    event = (await called.house.events("intake.proposal_corrected.v1"))[0]
    assert event["corrected_at"].startswith("2026-04-17T10:00:00")
    assert "mamy uzupełnienie" in (await called.letters())[-1]
    page = html.unescape((await called.house.client.get(answer.headers["location"], headers=called.house.by())).text)
    assert f"Przyszło na papierze. Wpisanie: {OFFICER.name}" in page


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-04-15", 409),  # before the call
        ("2026-04-16", 303),  # on its day
        ("2026-04-22", 303),  # on the last day
        ("2026-04-23", 409),  # a day late
        ("2026-04-29", 422),  # tomorrow
        ("", 422),
    ],
)
async def test_the_day_of_receipt_decides_and_what_was_typed_stays(called: Case, day: str, status: int) -> None:
    answer = await key_in(called, received_on=day, signatures="31", **costs("50000"))

    assert answer.status_code == status, answer.text
    if status != 303:
        assert 'href="#received_on"' in answer.text
        assert 'value="31"' in answer.text
        assert (await called.shown())["signatures"] == 14


async def test_nothing_is_keyed_in_twice_or_after_the_formal_check(called: Case) -> None:
    assert (await send(called)).status_code == 204
    assert (await send(called)).json()["type"].endswith("correction-closed")
    assert (await key_in(called, signatures="9", **costs("1"))).status_code == 409


async def test_once_the_formal_check_is_finished_the_answer_comes_too_late(called: Case) -> None:
    finished = told(FormalCheckFinishedV1, proposal_id=called.id, finished_at=DUE.replace(day=27))
    await called.decide(finished)

    assert (await send(called)).status_code == 409
    page = await called.house.client.get(place(called), headers=called.house.by())
    assert "Ocena formalna jest już zakończona." in page.text


async def test_without_a_call_the_page_says_so(case: Case) -> None:
    page = await case.house.client.get(place(case), headers=case.house.by())

    assert "Nikt nie wezwał do uzupełnienia." in page.text
    assert (await send(case, received_on="2026-04-15")).status_code == 409


async def test_only_an_officer_keys_in_answers(called: Case) -> None:
    for other in DEMO_PEOPLE:
        if other.role is not Role.OFFICER:
            assert (other.role, (await send(called, other)).status_code) == (other.role, 403)
            assert (other.role, (await key_in(called, other)).status_code) == (other.role, 403)


async def test_only_what_the_call_opened_changes_and_a_fault_stands_at_its_field(called: Case) -> None:
    page = await called.house.client.get(place(called), headers=called.house.by())
    assert 'name="signatures"' in page.text
    assert 'name="title"' not in page.text

    answer = await key_in(called, title="Zupełnie inny projekt", signatures="dużo", **costs("50000"))
    assert answer.status_code == 422
    assert 'href="#signatures"' in answer.text
    assert (await key_in(called, title="Zupełnie inny projekt", signatures="31", **costs("50000"))).status_code == 303
    assert (await called.shown())["title"] == "Plac zabaw pod kasztanami"


async def test_new_details_from_a_paper_are_sealed_and_shown_to_officers_alone(called: Case) -> None:
    await called.call(ProposalPart.APPLICANT, number=2, called_at=DUE.replace(day=16, hour=10))
    assert "O Tobie" not in (await called.house.client.get(place(called), headers=called.house.by())).text

    answer = await key_in(called, given="Jolanta", surname="Nowa-Kanarek", address="ul. Złota 6, Kalisz")

    assert answer.status_code == 303, answer.text
    stored = await called.house.database.collection("proposals").find_one({"_id": called.id})
    assert "Nowa-Kanarek" not in str(stored)
    address = f"/api/intake/v1/proposals/{called.id}/applicant"
    assert (await called.house.client.get(address, headers=called.house.by())).json()["surname"] == "Nowa-Kanarek"
