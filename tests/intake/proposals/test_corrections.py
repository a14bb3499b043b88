"""A call to complete, on the applicant's side: only what it opens changes, once and in time; nothing typed is lost."""

import html
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2 as httpx
import pytest

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.proposals.appeals import Appeals
from services.intake.proposals.corrections import Corrections
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.store import MongoProposalStore
from shared.contracts.intake import ProposalPart
from shared.contracts.verification import CorrectionCalledV1, FormalCheckFinishedV1
from shared.free_days import CityFreeDays
from tests.conftest import told
from tests.intake.conftest import APPLICANT, OFFICER, SESSION_KEY, House, applicants, draft, gatherings, key
from tests.intake.proposals.test_form import PNG, fields_of, filled

DUE = datetime(2026, 4, 22, 21, 59, 59, tzinfo=UTC)
COSTS_AND_SUPPORT = (ProposalPart.COSTS, ProposalPart.SUPPORT)


class Case:
    """A filed proposal and the calls that come for it."""

    def __init__(self, house: House, deliver: Callable[..., Awaitable[None]], filed: dict[str, Any]) -> None:
        self.house, self.id, self.token = house, str(filed["proposal_id"]), str(filed["token"])
        self.own = f"/budzet-obywatelski/zgloszenie/{self.token}"
        self.place = f"{self.own}/uzupelnienie"
        self._deliver = deliver
        database = house.database
        self._corrections = Corrections(
            database,
            MongoProposalStore(database),
            Editions(database, MongoEditionStore(database), house.clock),
            applicants(database, house.clock),
            SignedTexts(SESSION_KEY),
            gatherings(database, house.clock),
            CityFreeDays(database),
            house.clock,
        )

    async def call(self, *parts: ProposalPart, number: int = 1, id: str | None = None, **changes: Any) -> None:
        """Verification calls for these parts."""
        fields = {"proposal_id": self.id, "call": number, "due_at": DUE, "parts": parts or COSTS_AND_SUPPORT}
        await self._deliver(told(CorrectionCalledV1, **fields | changes), self._corrections.follow_call, id)

    async def decide(self, event: FormalCheckFinishedV1) -> None:
        """Verification has finished the formal check."""
        database, signed = self.house.database, SignedTexts(SESSION_KEY)
        editions = Editions(database, MongoEditionStore(database), self.house.clock)
        appeals = Appeals(
            database,
            MongoProposalStore(database),
            editions,
            applicants(database, self.house.clock),
            signed,
            self.house.clock,
        )
        await self._deliver(event, appeals.follow_check)

    async def send(self, files: Any = None, **typed: str) -> httpx.Response:
        """Post the page of the call as a browser does."""
        return await self.house.client.post(self.place, data={"step": "send"} | typed, files=files)

    async def shown(self) -> dict[str, Any]:
        """Give the proposal as anyone reads it."""
        return dict((await self.house.client.get(f"/api/intake/v1/proposals/{self.id}")).json())

    async def letters(self) -> list[str]:
        """Give the mails after the receipt."""
        return (await self.house.mails())[1:]


@pytest.fixture
async def case(house: House, deliver: Callable[..., Awaitable[None]]) -> Case:
    """A proposal for which nobody has called yet."""
    return Case(house, deliver, await house.file(await house.announce()))


def costs(*amounts: str) -> dict[str, str]:
    """The lines of an estimate, as typed."""
    return {
        f"costs-{row}-{name}": text
        for row, amount in enumerate(amounts)
        for name, text in (("name", f"Pozycja {row}"), ("amount", amount))
    }


async def test_the_applicant_is_written_to_with_what_is_missing_until_when_and_where(case: Case) -> None:
    await case.call(points=("Brakuje zgody zarządcy terenu.", "Za mało podpisów."))
    (letter,) = await case.letters()
    for text in ("1. Brakuje zgody zarządcy", "2. Za mało podpisów.", "22.04.2026, 23:59", case.place, "7 dni od"):
        assert text in letter, text


async def test_a_call_told_twice_or_late_changes_nothing_and_writes_no_second_letter(case: Case) -> None:
    await case.call(number=2, id="the same")
    await case.call(number=2, id="the same")
    await case.call(number=2)
    await case.call(ProposalPart.DESCRIPTION, number=1)
    assert len(await case.letters()) == 1
    page = (await case.house.client.get(case.place)).text
    assert 'name="signatures"' in page
    assert 'name="title"' not in page


async def test_nobody_is_written_to_about_a_proposal_that_was_withdrawn(case: Case) -> None:
    await case.house.client.post("/api/intake/v1/withdrawals", json={"token": case.token}, headers=key())
    before = len(await case.house.mails())
    await case.call()
    assert len(await case.house.mails()) == before
    assert (await case.send(signatures="30")).status_code == 409


async def test_the_page_of_the_proposal_leads_to_the_call_while_it_is_open(case: Case) -> None:
    assert case.place not in (await case.house.client.get(case.own)).text
    await case.call()
    assert case.place in (await case.house.client.get(case.own)).text
    case.house.clock.moment = DUE + timedelta(seconds=1)
    assert case.place not in (await case.house.client.get(case.own)).text


async def test_the_page_holds_what_was_filed_and_no_personal_data(case: Case) -> None:
    await case.call(*ProposalPart)
    page = html.unescape((await case.house.client.get(case.place)).text)
    for text in ("Plac zabaw pod kasztanami", "Urządzenia", "70 000", "skwer przy ul. Wojska Polskiego"):
        assert text in page, text
    for text in (APPLICANT.given, APPLICANT.surname, APPLICANT.email, APPLICANT.address):
        assert text not in page, text


async def test_only_what_the_call_opens_is_changed(case: Case) -> None:
    await case.call()
    before = await case.shown()
    answer = await case.send(**filled(step="send", signatures="31") | costs("90 000", "1 500,50"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{case.own}?uzupelniono=1")
    after = await case.shown()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"cost_items", "cost", "signatures", "correctable_until"}
    assert (after["cost"], after["signatures"]) == (97_500_50, 31)
    assert "Mamy Twoje uzupełnienie. Sprawdzimy" in (await case.house.client.get(answer.headers["location"])).text


async def test_the_event_has_the_whole_new_text_and_no_personal_data(case: Case) -> None:
    await case.call(*COSTS_AND_SUPPORT, ProposalPart.APPLICANT)
    await case.send(
        **costs("50 000"), signatures="3", given="Anna", surname="Wilga", address="ul. Nowa 1, Kalisz", phone=""
    )
    [event] = await case.house.events("intake.proposal_corrected.v1")
    assert (event["call"], event["cost"], event["signatures"]) == (1, 50_000_00, 3)
    assert event["title"] == "Plac zabaw pod kasztanami"
    assert not any(text in str(event) for text in ("Wilga", "Nowa 1", APPLICANT.email, APPLICANT.surname))


async def test_new_details_of_the_applicant_are_sealed_and_the_address_of_the_link_stays(case: Case) -> None:
    await case.call(ProposalPart.APPLICANT)
    answer = await case.send(given="Anna", surname="Wilga", address="ul. Nowa 1, Kalisz", email="inna@example.org")
    assert answer.status_code == 303, answer.text
    sealed = repr([row async for row in case.house.database.collection("proposals").find()])
    assert "Wilga" not in sealed
    read = await case.house.client.get(f"/api/intake/v1/proposals/{case.id}/applicant", headers=case.house.by(OFFICER))
    assert {name: value for name, value in read.json().items() if value} == {
        "given": "Anna",
        "surname": "Wilga",
        "address": "ul. Nowa 1, Kalisz",
        "email": APPLICANT.email,
    }


async def test_a_fault_is_told_at_its_field_and_what_was_typed_and_attached_stays(case: Case) -> None:
    await case.call()
    page = await case.send(files={"support_list": ("lista.png", PNG)}, **costs("dużo", "1 500"), signatures="sto")
    assert page.status_code == 422
    for text in ("dużo", "1 500", "sto", "lista.png"):
        assert text in page.text, text
    assert page.text.count("Podaj kwotę w złotych") == 2
    kept = fields_of(page.text)["kept"]
    sent = await case.house.client.post(
        case.place, data={"step": "send", "signatures": "100", "kept": kept, **costs("1 500")}
    )
    assert sent.status_code == 303, sent.text
    [event] = await case.house.events("intake.proposal_corrected.v1")
    assert event["attachments"] == 1


async def test_an_emptied_field_is_asked_for_not_filled_with_what_was_there(case: Case) -> None:
    await case.call(ProposalPart.DESCRIPTION)
    page = await case.send(title="", summary="", description="", category="")
    assert page.status_code == 422
    assert page.text.count("Nadaj projektowi nazwę.") == 2
    assert (await case.shown())["title"] == "Plac zabaw pod kasztanami"


async def test_a_place_that_does_not_fit_the_pool_is_told_at_the_field(case: Case) -> None:
    await case.call(ProposalPart.PLACE)
    page = await case.send(pool_id="local", area_id="", location="przy szkole")
    assert page.status_code == 422
    assert "Wybierz osiedle albo sołectwo" in page.text


@pytest.mark.parametrize("why", ["never called", "answered", "too late"])
async def test_what_is_not_open_is_not_changed_and_the_page_says_why(case: Case, why: str) -> None:
    said = {"never called": "Nie prosiliśmy", "answered": "Mamy Twoje uzupełnienie", "too late": "Było to możliwe do"}
    if why != "never called":
        await case.call()
    if why == "answered":
        assert (await case.send(**costs("50 000"), signatures="3")).status_code == 303
    if why == "too late":
        case.house.clock.moment = DUE + timedelta(seconds=1)
    before = await case.shown()
    page = await case.send(**costs("60 000"), signatures="4")
    assert page.status_code == 409
    assert said[why] in page.text
    assert await case.shown() == before


async def test_the_last_second_is_in_time(case: Case) -> None:
    await case.call(ProposalPart.SUPPORT)
    case.house.clock.moment = DUE
    assert (await case.send(signatures="20")).status_code == 303


async def test_the_former_text_is_kept_for_ever(case: Case) -> None:
    await case.call(ProposalPart.DESCRIPTION)
    await case.send(**{**filled(title="Plac zabaw i sad"), "step": "send"})
    [old] = [row async for row in case.house.database.collection("old_versions").find()]
    assert old["proposal"]["title"] == "Plac zabaw pod kasztanami"
    assert (await case.shown())["title"] == "Plac zabaw i sad"


async def test_a_second_call_opens_again_after_an_answer(case: Case) -> None:
    await case.call(ProposalPart.SUPPORT)
    await case.send(signatures="20")
    await case.call(ProposalPart.SUPPORT, number=2)
    assert (await case.send(signatures="25")).status_code == 303
    assert [event["call"] for event in await case.house.events("intake.proposal_corrected.v1")] == [1, 2]
    assert await case.house.database.collection("old_versions").count_documents({}) == 2


async def test_a_program_answers_a_call_once_for_the_applicant_it_serves(case: Case) -> None:
    path, answer = "/api/intake/v1/corrections", draft("any", title="Inny tytuł", signatures=40).model_dump(mode="json")
    body, once = {"token": case.token, "proposal": answer}, key()
    early = await case.house.client.post(path, json=body, headers=key())
    await case.call(ProposalPart.SUPPORT)
    assert (await case.shown())["correctable_until"] == DUE.isoformat().replace("+00:00", "Z")
    done = await case.house.client.post(path, json=body, headers=once)
    again = await case.house.client.post(path, json=body, headers=once)
    late = await case.house.client.post(path, json=body, headers=key())
    assert (early.status_code, done.status_code, again.status_code, late.status_code) == (409, 204, 204, 409)
    assert (early.json()["type"], late.json()["type"]) == ("/problems/correction-closed",) * 2
    shown = await case.shown()
    assert (shown["title"], shown["signatures"]) == ("Plac zabaw pod kasztanami", 40)
    assert shown["correctable_until"] is None
    assert len(await case.house.events("intake.proposal_corrected.v1")) == 1


async def test_lines_are_added_without_javascript_and_nothing_is_sent(case: Case) -> None:
    await case.call(ProposalPart.COSTS)
    page = await case.send(**costs("50 000"), step="rows", rows="8")
    assert page.status_code == 200
    assert re.search(r'id="costs-11-name"', page.text)
    assert (await case.shown())["cost"] == 90_000_00
