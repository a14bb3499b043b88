"""A contract on its way through the house: what it hears, what it tells, and two officers at once."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI

from services.intake.contracts.api import own
from services.intake.contracts.domain.contract import MoneyAwaited, NotPossible
from services.intake.contracts.domain.parts import Agreement
from services.intake.contracts.domain.states import Action, ContractState
from services.intake.contracts.service import Contracts
from services.intake.contracts.store import MongoContractStore
from shared.access import Role
from shared.contracts.initiatives.intake import InitiativeCorrectedV1, InitiativeSubmittedV1, InitiativeWithdrawnV1
from shared.contracts.initiatives.reporting import InitiativeSettledV1
from shared.contracts.initiatives.verification import FundsSecuredV1, InitiativeDecidedV1
from shared.files import StoredFile
from shared.privacy import Cipher
from shared.store import Database, NotFound, Stale, Transaction
from tests.conftest import SetClock, person, told
from tests.intake.contracts.test_terms import ASKED, REMINDED_AFTER, fewer_shrubs, terms

ID = ASKED.initiative_id
COPY = StoredFile("f" * 32, "umowa.pdf", "application/pdf", 1_000)
OFFICER = person(Role.OFFICER)
Deliver = Callable[..., Awaitable[None]]


class Asked:
    """Whoever applies, with the token that is the initiative's id; `reminders`: of which offers."""

    def __init__(self) -> None:
        self.reminders = list[datetime]()

    async def ask(self, tx: Transaction, initiative_id: str, annex: int) -> None:
        """What they are told stands where both are."""

    async def remind(self, tx: Transaction, initiative_id: str, annex: int, offered_at: datetime) -> None:
        self.reminders.append(offered_at)

    async def bind(self, tx: Transaction, initiative_id: str) -> None:
        """Nobody withdraws here: that is told where both are."""

    def initiative_id(self, token: str) -> str:
        return token


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def today() -> SetClock:
    clock = SetClock()
    clock.moment = datetime(2027, 3, 20, 11, tzinfo=UTC)
    return clock


@pytest.fixture
async def contracts(database: Database, cipher: Cipher, asked: Asked, today: SetClock) -> Contracts:
    made = Contracts(database, MongoContractStore(database), asked, cipher, today, REMINDED_AFTER)
    await database.prepare()
    return made


async def draft(contracts: Contracts, deliver: Deliver) -> None:
    """The news of an approved application, the last first."""
    await deliver(told(FundsSecuredV1), contracts.follow_money)
    await deliver(told(InitiativeDecidedV1), contracts.follow_decision)
    await deliver(told(InitiativeSubmittedV1), contracts.follow_content)


async def version(contracts: Contracts) -> int:
    return (await contracts.store.get(ID)).version


async def sign(contracts: Contracts) -> None:
    await contracts.edit(ID, terms(), await version(contracts))
    await contracts.agree(ID, await version(contracts), OFFICER)
    await contracts.sign(ID, await version(contracts), date(2027, 3, 20), COPY, OFFICER)


async def bodies(database: Database, name: str) -> list[dict[str, Any]]:
    return [json.loads(row["body"]) async for row in database.published_events([name])]


async def test_the_draft_is_there_once_all_is_known_and_waits_on_the_desk_once(
    contracts: Contracts, deliver: Deliver, database: Database
) -> None:
    await draft(contracts, deliver)
    await draft(contracts, deliver)
    one = await contracts.store.get(ID)
    assert one.state is ContractState.DRAFTED
    assert one.terms is not None
    assert one.terms.declared == ASKED.declared
    [task] = await bodies(database, "intake.task_opened.v1")
    assert (task["kind"], task["case"], task["link"]) == ("contract_draft", ASKED.case, f"/panel/inicjatywy/{ID}/umowa")


async def test_a_correction_that_comes_late_does_not_overwrite_a_newer_text(
    contracts: Contracts, deliver: Deliver
) -> None:
    await deliver(told(InitiativeCorrectedV1, title="Nowy tytuł"), contracts.follow_content)
    await deliver(told(InitiativeSubmittedV1), contracts.follow_content)
    one = await contracts.store.find(ID)
    assert one is not None
    assert one.known.title == "Nowy tytuł"


async def test_no_contract_is_shown_before_it_can_be_worked_on(contracts: Contracts, deliver: Deliver) -> None:
    await deliver(told(InitiativeSubmittedV1), contracts.follow_content)
    with pytest.raises(NotFound):
        await contracts.store.get(ID)
    assert await contracts.store.listed(None, 0, 10) == []


async def test_a_withdrawal_that_comes_first_holds(contracts: Contracts, deliver: Deliver, database: Database) -> None:
    await deliver(told(InitiativeWithdrawnV1), contracts.follow_withdrawal)
    await draft(contracts, deliver)
    assert await bodies(database, "intake.task_opened.v1") == []


async def test_what_is_signed_is_told_whole_and_its_sums_are_those_of_the_estimate(
    contracts: Contracts, deliver: Deliver, database: Database
) -> None:
    await draft(contracts, deliver)
    await sign(contracts)
    [event] = await bodies(database, "intake.contract_signed.v1")
    assert (event["contract"], event["annex"], event["settle_by"]) == ("UIL-2027-004", 0, "2027-10-30")
    assert event["own"] == sum(line["own"] for line in event["estimate"])
    assert event["city"] == sum(line["city"] for line in event["estimate"])
    opened = await bodies(database, "intake.task_opened.v1")
    closed = await bodies(database, "intake.task_closed.v1")
    assert [one["kind"] for one in opened] == ["contract_draft", "contract_signing"]
    assert {one["task_id"] for one in closed} == {one["task_id"] for one in opened}


async def test_applicants_accept_the_text_that_they_saw_and_no_other(contracts: Contracts, deliver: Deliver) -> None:
    await draft(contracts, deliver)
    seen = await contracts.offer(ID, await contracts.edit(ID, terms(), await version(contracts)))
    changed = await contracts.edit(ID, terms(clauses="Inne postanowienia."), seen)
    with pytest.raises(Stale):
        await contracts.accept(ID, seen)
    with pytest.raises(NotPossible):
        await contracts.accept(ID, changed)
    await contracts.accept(ID, await contracts.offer(ID, changed))
    assert (await contracts.store.get(ID)).state is ContractState.AGREED


async def offer(contracts: Contracts) -> int:
    return await contracts.offer(ID, await contracts.edit(ID, terms(), await version(contracts)))


async def test_applicants_who_do_not_answer_are_reminded_once_and_answer_the_text_that_they_had_before(
    contracts: Contracts, deliver: Deliver, asked: Asked, today: SetClock
) -> None:
    await draft(contracts, deliver)
    seen, offered_at = await offer(contracts), today.moment
    today.move(days=10)
    await contracts.look_after()
    assert asked.reminders == [], "the seventh day is a Saturday, and Monday is Easter: there is time until Tuesday"
    today.move(days=1)
    for _ in range(2):
        await asyncio.gather(*(contracts.look_after() for _ in range(4)), return_exceptions=True)
    assert asked.reminders == [offered_at], "any number of replicas may tick"
    one = await contracts.store.get(ID)
    assert (one.offered_at, one.reminded_at, one.remind_at) == (offered_at, today.moment, None)
    await contracts.accept(ID, seen)
    assert (await contracts.store.get(ID)).state is ContractState.AGREED


@pytest.mark.parametrize("way", ["accepted", "objected", "changed", "agreed", "withdrawn"])
async def test_nobody_is_reminded_of_what_waits_for_them_no_more(
    contracts: Contracts, deliver: Deliver, asked: Asked, today: SetClock, way: str
) -> None:
    await draft(contracts, deliver)
    seen = await offer(contracts)
    match way:
        case "accepted":
            await contracts.accept(ID, seen)
        case "objected":
            await contracts.object(ID, seen, "Zacznijmy dopiero w maju.")
        case "changed":
            await contracts.edit(ID, terms(clauses="Inne."), seen)
        case "agreed":
            await contracts.agree(ID, seen, OFFICER)
        case "withdrawn":
            await deliver(told(InitiativeWithdrawnV1), contracts.follow_withdrawal)
    today.move(days=30)
    await contracts.look_after()
    assert asked.reminders == []


async def test_the_day_of_the_offer_is_kept_until_the_text_is_worked_on_again(
    contracts: Contracts, deliver: Deliver, today: SetClock
) -> None:
    await draft(contracts, deliver)
    await contracts.accept(ID, await offer(contracts))
    assert (await contracts.store.get(ID)).offered_at == today.moment
    await contracts.reopen(ID, await version(contracts))
    one = await contracts.store.get(ID)
    assert (one.offered_at, one.may(Action.ANSWER)) == (None, False)


async def test_a_text_waits_on_the_desk_where_it_is_the_offices_turn_alone(
    contracts: Contracts, deliver: Deliver, today: SetClock, database: Database
) -> None:
    async def waiting() -> list[str]:
        opened = {one["task_id"]: one["kind"] for one in await bodies(database, "intake.task_opened.v1")}
        closed = {one["task_id"] for one in await bodies(database, "intake.task_closed.v1")}
        return [kind for id, kind in opened.items() if id not in closed]

    await draft(contracts, deliver)
    assert await waiting() == ["contract_draft"]
    seen = await offer(contracts)
    assert await waiting() == [], "the applicants read"
    await contracts.object(ID, seen, "Zacznijmy dopiero w maju.")
    assert await waiting() == ["contract_objected"]
    seen = await contracts.offer(ID, await version(contracts))
    today.move(days=30)
    await contracts.look_after()
    assert await waiting() == ["contract_unanswered"], "somebody calls"
    await contracts.accept(ID, seen)
    assert await waiting() == ["contract_signing"]


async def test_who_has_agreed_on_a_text_and_when_is_kept_with_what_is_signed(
    contracts: Contracts, deliver: Deliver, today: SetClock
) -> None:
    await draft(contracts, deliver)
    await contracts.accept(ID, await offer(contracts))
    one = await contracts.store.get(ID)
    assert one.agreement == Agreement(at=today.moment, by_name=None), "the applicants by their link"
    await contracts.reopen(ID, one.version)
    assert (await contracts.store.get(ID)).agreement is None
    entered = Agreement(at=today.moment, by_name=OFFICER.name)
    await contracts.agree(ID, await version(contracts), OFFICER)
    await contracts.sign(ID, await version(contracts), date(2027, 3, 20), COPY, OFFICER)
    one = await contracts.store.get(ID)
    assert (one.in_force.agreement, one.agreement) == (entered, None)


async def test_applicants_read_over_json_what_they_are_asked_about_and_in_which_version(
    contracts: Contracts, deliver: Deliver
) -> None:
    app = FastAPI()
    app.include_router(own.routes(contracts))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://house") as client:

        async def opened() -> dict[str, Any]:
            answer = await client.post("/openings", json={"token": ID})
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
            return dict(answer.json())

        await draft(contracts, deliver)
        assert (await opened())["terms"] is None, "the office is still writing"
        seen = await contracts.offer(ID, await contracts.edit(ID, terms(), await version(contracts)))
        asked = await opened()
        assert (asked["asked"], asked["version"], asked["terms"]["clauses"]) == (True, seen, terms().clauses)
        await contracts.object(ID, seen, "Zacznijmy w maju, jestem w szpitalu.")
        told = await opened()
        assert (told["asked"], told["objection"]) == (False, "Zacznijmy w maju, jestem w szpitalu.")
        await sign(contracts)
        assert (await opened())["state"] == "signed"
        assert (await opened())["terms"]["clauses"] == terms().clauses


async def test_what_applicants_want_changed_is_read_by_the_office_and_lies_sealed(
    contracts: Contracts, deliver: Deliver, database: Database
) -> None:
    await draft(contracts, deliver)
    seen = await contracts.offer(ID, await contracts.edit(ID, terms(), await version(contracts)))
    await contracts.object(ID, seen, "Zacznijmy w maju, jestem w szpitalu.")
    one = await contracts.store.get(ID)
    assert contracts.objection(one) == "Zacznijmy w maju, jestem w szpitalu."
    assert not one.may(Action.ANSWER)
    stored: Any = await database.collection("contracts").find_one({"_id": ID})
    assert b"szpitalu" not in stored["objection"]


async def test_of_two_officers_who_sign_at_once_one_is_told_that_it_has_changed(
    contracts: Contracts, deliver: Deliver, database: Database
) -> None:
    await draft(contracts, deliver)
    await contracts.edit(ID, terms(), await version(contracts))
    await contracts.agree(ID, await version(contracts), OFFICER)
    seen, day = await version(contracts), date(2027, 3, 20)
    tries = [contracts.sign(ID, seen, day, COPY, OFFICER) for _ in range(4)]
    ended = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, Stale) for one in ended) == 3
    assert len(await bodies(database, "intake.contract_signed.v1")) == 1


async def test_a_lent_thing_waits_to_come_back_until_the_last_day_of_the_contract(
    contracts: Contracts, deliver: Deliver, database: Database
) -> None:
    await draft(contracts, deliver)
    await sign(contracts)
    day = date(2027, 3, 20)
    number = await contracts.lend(ID, await version(contracts), "Kosiarka", 120_000, "sprawna", day)
    task = (await bodies(database, "intake.task_opened.v1"))[-1]
    assert (task["kind"], task["due_at"]) == ("item_return", "2027-09-30T21:59:59Z")
    await contracts.take_back(ID, await version(contracts), number, day, "sprawna", complete=True)
    assert (await bodies(database, "intake.task_closed.v1"))[-1]["task_id"] == task["task_id"]


async def test_the_task_of_a_lent_thing_moves_with_the_end_of_its_contract(
    contracts: Contracts, deliver: Deliver, database: Database
) -> None:
    await draft(contracts, deliver)
    await sign(contracts)
    day = date(2027, 3, 20)
    number = await contracts.lend(ID, await version(contracts), "Kosiarka", 120_000, "sprawna", day)
    await contracts.begin_annex(ID, await version(contracts), "Dłużej.")
    await contracts.edit(ID, terms(ends=date(2027, 10, 15)), await version(contracts))
    await contracts.agree(ID, await version(contracts), OFFICER)
    await contracts.sign(ID, await version(contracts), day, COPY, OFFICER)
    await contracts.terminate(ID, await version(contracts), "Rezygnacja.", day, OFFICER)
    moved = await bodies(database, "intake.task_changed.v1")
    assert [one["due_at"] for one in moved] == ["2027-10-15T21:59:59Z", "2027-03-20T22:59:59Z"]
    await contracts.take_back(ID, await version(contracts), number, day, "sprawna", complete=True)
    closed = (await bodies(database, "intake.task_closed.v1"))[-1]
    assert closed["task_id"] == moved[0]["task_id"] == moved[1]["task_id"]
    assert closed["version"] > moved[1]["version"] > moved[0]["version"]


async def test_an_annex_in_work_ends_with_the_contract_and_leaves_no_work_behind(
    contracts: Contracts, deliver: Deliver, database: Database
) -> None:
    await draft(contracts, deliver)
    await sign(contracts)
    await contracts.begin_annex(ID, await version(contracts), "Więcej krzewów.")
    await contracts.terminate(ID, await version(contracts), "Rezygnacja.", date(2027, 3, 20), OFFICER)
    opened = {one["task_id"] for one in await bodies(database, "intake.task_opened.v1")}
    closed = {one["task_id"] for one in await bodies(database, "intake.task_closed.v1")}
    assert opened == closed
    [event] = await bodies(database, "intake.contract_terminated.v1")
    assert event["reason"] == "Rezygnacja."


async def test_an_annex_that_gives_more_asks_the_treasurer_first_and_waits_on_no_officers_desk(
    contracts: Contracts, deliver: Deliver, database: Database
) -> None:
    await draft(contracts, deliver)
    await sign(contracts)
    day = date(2027, 3, 20)
    for text in (fewer_shrubs(), terms()):
        await contracts.begin_annex(ID, await version(contracts), "Zmiana liczby krzewów.")
        await contracts.edit(ID, text, await version(contracts))
        await contracts.agree(ID, await version(contracts), OFFICER)
        if text == fewer_shrubs():
            await contracts.sign(ID, await version(contracts), day, COPY, OFFICER)
    [asked] = await bodies(database, "intake.contract_money_asked.v1")
    assert (asked["annex"], asked["city"], asked["reason"]) == (2, ASKED.city, "Zmiana liczby krzewów.")
    signed = await bodies(database, "intake.contract_signed.v1")
    held = {name: one["version"] for name, one in zip(("contract", "annex"), signed, strict=True)}
    assert asked["since"] == held["annex"] < asked["version"]
    with pytest.raises(MoneyAwaited):
        await contracts.sign(ID, await version(contracts), day, COPY, OFFICER)
    assert {one["task_id"] for one in await bodies(database, "intake.task_opened.v1")} == {
        one["task_id"] for one in await bodies(database, "intake.task_closed.v1")
    }
    word = told(FundsSecuredV1, version=99, city=ASKED.city, asked=asked["version"])
    await deliver(word, contracts.follow_money)
    assert (await bodies(database, "intake.task_opened.v1"))[-1]["kind"] == "contract_signing"
    await contracts.sign(ID, await version(contracts), day, COPY, OFFICER)
    assert (await bodies(database, "intake.contract_signed.v1"))[-1]["city"] == ASKED.city


@pytest.mark.parametrize("way", ["reopen", "drop_annex"])
async def test_an_annex_that_is_not_to_be_asks_for_no_money_any_more(
    contracts: Contracts, deliver: Deliver, database: Database, way: str
) -> None:
    await draft(contracts, deliver)
    await contracts.edit(ID, fewer_shrubs(), await version(contracts))
    await contracts.agree(ID, await version(contracts), OFFICER)
    await contracts.sign(ID, await version(contracts), date(2027, 3, 20), COPY, OFFICER)
    await contracts.begin_annex(ID, await version(contracts), "Jednak wszystkie krzewy.")
    await contracts.edit(ID, terms(), await version(contracts))
    await contracts.agree(ID, await version(contracts), OFFICER)
    await getattr(contracts, way)(ID, await version(contracts))
    asked = await bodies(database, "intake.contract_money_asked.v1")
    assert [one["city"] for one in asked] == [ASKED.city, ASKED.city - 2_000_00]


async def test_a_settled_contract_is_closed_once(contracts: Contracts, deliver: Deliver) -> None:
    await draft(contracts, deliver)
    await sign(contracts)
    await deliver(told(InitiativeSettledV1), contracts.follow_settlement)
    seen = await version(contracts)
    await deliver(told(InitiativeSettledV1), contracts.follow_settlement)
    one = await contracts.store.get(ID)
    assert (one.state, one.version) == (ContractState.SETTLED, seen)
