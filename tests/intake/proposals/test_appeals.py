"""Decisions reach the applicant by mail; an appeal is taken once against each refusal, in time, by link or on paper."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.proposals.appeals import Appeals
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.store import MongoProposalStore
from shared.contracts.verification import AdmissionDecidedV1, AppealDecidedV1, FormalCheckFinishedV1
from tests.conftest import told
from tests.intake.conftest import OFFICER, REVIEWER, SESSION_KEY, House, applicants, key, rules

DECIDED = datetime(2026, 8, 6, 10, tzinfo=UTC)
IN_TIME, LAST, LATE = (
    datetime(2026, 8, 12, 10, tzinfo=UTC),
    datetime(2026, 8, 21, 21, 59, 59, tzinfo=UTC),
    datetime(2026, 8, 21, 22, 0, 0, tzinfo=UTC),
)
WHY = "Teren miasto kupiło w marcu, mam odpis z księgi wieczystej."
JSON = "/api/intake/v1/appeals"


class Case:
    """A filed proposal, what is decided about it, and its applicant."""

    def __init__(self, house: House, deliver: Callable[..., Awaitable[None]], filed: dict[str, Any]) -> None:
        self.house, self.id, self.token = house, str(filed["proposal_id"]), str(filed["token"])
        self.own = f"/budzet-obywatelski/zgloszenie/{self.token}"
        self._deliver = deliver
        database, signed = house.database, SignedTexts(SESSION_KEY)
        self.appeals = Appeals(
            database,
            MongoProposalStore(database),
            Editions(database, MongoEditionStore(database), house.clock),
            applicants(database, house.clock),
            signed,
            house.clock,
        )

    async def checked(self, *, passed: bool, version: int = 2, **changes: Any) -> None:
        """The formal check is over."""
        facts = {"passed": passed, "reasons": () if passed else ("Brakuje zgody.",), "finished_at": DECIDED}
        event = told(FormalCheckFinishedV1, proposal_id=self.id, version=version, **facts | changes)
        await self._deliver(event, self.appeals.follow_check)

    async def decided(self, *, admitted: bool, version: int = 4, **changes: Any) -> None:
        """The mayor has decided."""
        facts = {"admitted": admitted, "reason": "" if admitted else "Teren nie należy do miasta."}
        event = told(AdmissionDecidedV1, proposal_id=self.id, version=version, decided_at=DECIDED, **facts | changes)
        await self._deliver(event, self.appeals.follow_admission)

    async def answered(self, *, upheld: bool, appeal: int = 1, version: int = 8) -> None:
        """The mayor has decided the appeal."""
        facts = {"upheld": upheld, "appeal": appeal, "reason": "Powód rozstrzygnięcia.", "decided_at": IN_TIME}
        event = told(AppealDecidedV1, proposal_id=self.id, version=version, **facts)
        await self._deliver(event, self.appeals.follow_appeal_decision)

    async def refused(self) -> "Case":
        """Give the case at the mayor's refusal, in the window of appeals."""
        await self.checked(passed=True)
        await self.decided(admitted=False)
        self.house.clock.moment = IN_TIME
        return self

    async def appeal(self) -> Any:
        """Appeal as a program does."""
        return await self.house.client.post(JSON, json={"token": self.token, "text": WHY}, headers=key())

    async def filed(self) -> list[dict[str, Any]]:
        """Give the appeals that the others hear of."""
        return await self.house.events("intake.appeal_filed.v1")


@pytest.fixture
async def case(house: House, deliver: Callable[..., Awaitable[None]]) -> Case:
    """A proposal about which nothing is decided yet."""
    return Case(house, deliver, await house.file(await house.announce()))


async def test_each_decision_is_written_to_the_applicant_once(case: Case) -> None:
    await case.checked(passed=True)
    await case.checked(passed=True)
    await case.decided(admitted=True)
    await case.decided(admitted=True)
    _, check, admission = await case.house.mails()
    assert "przeszedł ocenę formalną" in check
    assert "dopuszczony do głosowania" in admission
    assert "Głosowanie trwa od 21.09.2026 do 02.10.2026." in admission


async def test_a_refusal_says_why_and_how_to_appeal_until_when(case: Case) -> None:
    await case.refused()
    letter = (await case.house.mails())[-1]
    for text in ("Teren nie należy do miasta.", "do 21.08.2026, 23:59", f"{case.own}/odwolanie", "na papierze"):
        assert text in letter, text


async def test_nobody_is_written_to_about_what_they_have_withdrawn(case: Case) -> None:
    await case.house.client.post("/api/intake/v1/withdrawals", json={"token": case.token}, headers=key())
    before = len(await case.house.mails())
    await case.checked(passed=False)
    await case.decided(admitted=False)
    assert len(await case.house.mails()) == before
    case.house.clock.moment = IN_TIME
    assert (await case.appeal()).status_code == 409


async def test_an_appeal_is_told_with_its_words_and_confirmed_by_mail(case: Case) -> None:
    await case.refused()
    assert (await case.house.client.get(f"/api/intake/v1/proposals/{case.id}")).json()["appeal_until"]
    assert (await case.appeal()).status_code == 204
    [event] = await case.filed()
    assert (event["appeal"], event["text"], event["on_paper"]) == (1, WHY, False)
    assert "oceni jeszcze raz ktoś, kto nie robił pierwszej oceny" in (await case.house.mails())[-1]


@pytest.mark.parametrize(
    ("what", "at", "status"),
    [
        ("nothing decided", IN_TIME, 409),
        ("check passed", IN_TIME, 409),
        ("admitted", IN_TIME, 409),
        ("check failed", IN_TIME, 204),
        ("refused", DECIDED, 204),
        ("refused", LAST, 204),
        ("refused", LATE, 409),
        ("appealed", IN_TIME, 409),
        ("dismissed", IN_TIME, 409),
        ("upheld", IN_TIME, 409),
        ("upheld, then refused", IN_TIME, 204),
    ],
)
async def test_an_appeal_is_taken_once_against_a_refusal_and_in_time(
    case: Case, what: str, at: datetime, status: int
) -> None:
    case.house.clock.moment = min(at, IN_TIME)
    if what in ("check passed", "admitted", "refused", "appealed", "dismissed"):
        await case.checked(passed=True)
    if what == "admitted":
        await case.decided(admitted=True)
    if what in ("refused", "appealed", "dismissed"):
        await case.decided(admitted=False)
    if what in ("check failed", "upheld", "upheld, then refused"):
        await case.checked(passed=False)
    if what in ("appealed", "dismissed", "upheld", "upheld, then refused"):
        assert (await case.appeal()).status_code == 204
    if what in ("dismissed", "upheld", "upheld, then refused"):
        await case.answered(upheld=what != "dismissed")
    if what in ("upheld", "upheld, then refused"):
        await case.checked(passed=True, version=8)
    if what == "upheld, then refused":
        await case.decided(admitted=False, version=11)
    case.house.clock.moment = at
    assert (await case.appeal()).status_code == status


async def test_an_edition_without_a_window_of_appeals_takes_none(
    house: House, deliver: Callable[..., Awaitable[None]]
) -> None:
    windows = [window.model_dump(mode="json") for window in rules().windows if window.kind != "appeals"]
    case = Case(house, deliver, await house.file(await house.announce(windows=windows)))
    await case.refused()
    assert (await case.appeal()).status_code == 409
    assert "Możesz się odwołać" not in (await house.mails())[-1]
    assert "nie przewidują odwołań" in (await house.client.get(f"{case.own}/odwolanie")).text


async def test_news_in_another_order_end_the_same(case: Case) -> None:
    await case.decided(admitted=True, version=9)
    await case.decided(admitted=False, version=4)
    await case.checked(passed=True, version=2)
    case.house.clock.moment = IN_TIME
    assert (await case.appeal()).status_code == 409
    assert "dopuszczone" in (await case.house.client.get(case.own)).text


async def test_the_applicants_page_tells_the_refusal_the_appeal_and_its_end(case: Case) -> None:
    await case.refused()
    page = (await case.house.client.get(case.own)).text
    assert f"{case.own}/odwolanie" in page
    sent = await case.house.client.post(f"{case.own}/odwolanie", data={"text": WHY, "form_key": "a" * 32})
    assert sent.status_code == 303, sent.text
    assert "odwołanie w toku" in (await case.house.client.get(case.own)).text
    assert "O wyniku napiszemy." in (await case.house.client.get(f"{case.own}/odwolanie")).text
    await case.answered(upheld=False)
    ended = (await case.house.client.get(case.own)).text
    assert "Odwołanie oddalone" in ended
    assert f"{case.own}/odwolanie" not in ended
    assert "Ta decyzja jest ostateczna" in (await case.house.mails())[-1]


async def test_too_short_an_appeal_is_told_at_its_field_and_a_late_one_is_not_lost(case: Case) -> None:
    await case.refused()
    short = await case.house.client.post(f"{case.own}/odwolanie", data={"text": "Nie zgadzam się"})
    assert short.status_code == 422
    assert short.text.count("Napisz, dlaczego decyzja jest") == 2
    assert "Nie zgadzam się" in short.text
    case.house.clock.moment = LATE
    late = await case.house.client.post(f"{case.own}/odwolanie", data={"text": WHY})
    assert late.status_code == 409
    assert WHY in late.text, "what was typed can still be copied"


@pytest.mark.parametrize(
    ("day", "status"), [("2026-08-21", 303), ("2026-08-22", 409), ("2026-08-31", 422), ("2026-08-30", 409)]
)
async def test_on_paper_the_day_of_receipt_decides_not_the_day_of_entry(case: Case, day: str, status: int) -> None:
    await case.refused()
    case.house.clock.moment = datetime(2026, 8, 30, 8, tzinfo=UTC)
    place = f"/panel/wnioski/{case.id}/odwolanie"
    answer = await case.house.client.post(place, data={"text": WHY, "received_on": day}, headers=case.house.by())
    assert answer.status_code == status, answer.text
    assert [event["on_paper"] for event in await case.filed()] == ([True] if status == 303 else [])


async def test_only_an_officer_enters_a_paper(case: Case) -> None:
    await case.refused()
    body = {"text": WHY, "received_at": IN_TIME.isoformat()}
    path = f"/api/intake/v1/proposals/{case.id}/appeal"
    for headers, status in ((case.house.by(REVIEWER), 403), ({}, 401), (case.house.by(OFFICER), 204)):
        answer = await case.house.client.post(path, json=body, headers={**headers, **key()})
        assert answer.status_code == status
