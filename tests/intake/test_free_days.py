"""A day that the city declares free gives applicants more time and tells them so; the office's own dates move too."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.contracts.verification import CorrectionCalledV1, CorrectionPostponedV1, FormalCheckFinishedV1
from shared.free_days import CityFreeDays
from tests.conftest import told
from tests.intake.arrangements.test_arrangements import ask, decline, filed, listed
from tests.intake.conftest import House
from tests.intake.initiatives.conftest import LINKS, Residents
from tests.intake.letters import test_delivery as by_mailman
from tests.intake.letters.test_letters import by_post, press, waiting
from tests.intake.proposals.test_corrections import DUE, Case
from tests.intake.questions.test_questions import asked, say, thread
from tests.intake.questions.test_questions import listed as questions
from tests.intake.regroupings import conftest as regrouping

ACT = "ustawy z dnia 10 kwietnia 2026 r. (Dz. U. poz. 490)"
CALLED = datetime(2026, 4, 15, 8, tzinfo=UTC)
Deliver = Callable[..., Awaitable[None]]
Declare = Callable[..., Awaitable[None]]


@pytest.fixture
def declare(house: House, deliver: Deliver) -> Declare:
    """Declares days free, and lets several replicas look after what is open."""

    async def declare(*days: str, version: int = 1) -> None:
        given = tuple(DeclaredFreeDay(day=date.fromisoformat(day), basis=ACT) for day in days)
        event = FreeDaysChangedV1(version=version, days=given, changed_at=house.clock.now())
        await deliver(event, CityFreeDays(house.database).follow)
        tick = house.app.state.ticks.work("free days")
        await asyncio.gather(*(tick() for _ in range(3)))

    return declare


async def changed(house: House) -> list[dict[str, Any]]:
    """What the work list was told."""
    return await house.events("intake.task_changed.v1")


async def test_an_arrangement_may_be_answered_a_day_longer_and_its_applicant_is_told(
    house: House, declare: Declare
) -> None:
    proposal = await filed(house)
    await ask(house, proposal)
    for _ in range(2):
        await declare("2026-04-22")

    [one] = await listed(house, proposal)
    assert one["due_at"] == "2026-04-23T21:59:59Z"
    [postponed] = await house.events("intake.arrangement_postponed.v1")
    [opened] = await house.events("intake.arrangement_opened.v1")
    assert {**opened, **{name: postponed[name] for name in ("version", "due_at")}}.items() <= postponed.items()
    mails = [mail for mail in await house.mails() if "masz więcej czasu" in mail]
    assert len(mails) == 1
    assert "23.04.2026, 23:59" in mails[0]
    assert f"22 kwietnia 2026 jest wolny na mocy {ACT}" in mails[0]
    assert "/uzgodnienie" in mails[0]
    own = await house.client.get(f"/budzet-obywatelski/zgloszenie/{proposal['token']}/uzgodnienie")
    assert "Masz więcej czasu, niż pisaliśmy:" in own.text
    house.clock.moment = datetime(2026, 4, 23, 20, tzinfo=UTC)
    assert (await decline(house, proposal)).status_code == 204


async def test_a_day_taken_back_shortens_no_arrangement(house: House, declare: Declare) -> None:
    proposal = await filed(house)
    await ask(house, proposal)
    await declare("2026-04-22")
    await declare(version=2)
    assert (await listed(house, proposal))[0]["due_at"] == "2026-04-23T21:59:59Z"
    assert len(await house.events("intake.arrangement_postponed.v1")) == 1


async def test_an_arrangement_that_has_ended_stays(house: House, declare: Declare) -> None:
    proposal = await filed(house)
    await ask(house, proposal)
    await decline(house, proposal)
    before = len(await house.mails())
    await declare("2026-04-22")
    assert (await listed(house, proposal))[0]["due_at"] == "2026-04-22T21:59:59Z"
    assert len(await house.mails()) == before


async def test_no_arrangement_is_due_on_a_declared_day(house: House, declare: Declare) -> None:
    await declare("2026-04-22", "2026-04-24")
    proposal = await filed(house)
    for day, status in (("2026-04-22", 422), ("2026-04-24", 422), ("2026-04-23", 201)):
        answer = await ask(house, proposal, due_on=day)
        assert answer.status_code == status, day
    page = await house.client.get(f"/panel/wnioski/{proposal['proposal_id']}/uzgodnienia", headers=house.by())
    assert page.status_code == 200


async def test_an_arrangement_whose_time_was_over_on_the_declared_day_does_not_expire_first(
    house: House, deliver: Deliver
) -> None:
    proposal = await filed(house)
    await ask(house, proposal)
    day = DeclaredFreeDay(day=date(2026, 4, 22), basis=ACT)
    event = FreeDaysChangedV1(version=1, days=(day,), changed_at=house.clock.now())
    await deliver(event, CityFreeDays(house.database).follow)
    house.clock.moment = datetime(2026, 4, 23, 9, tzinfo=UTC)

    await house.app.state.ticks.work("arrangements")()
    await house.app.state.ticks.work("free days")()
    await house.app.state.ticks.work("arrangements")()

    assert [one["state"] for one in await listed(house, proposal)] == ["pending"]


def called(case: Case) -> CorrectionCalledV1:
    """The call as verification sends it."""
    return told(CorrectionCalledV1, proposal_id=case.id, called_at=CALLED, due_at=DUE)


def longer(case: Case) -> CorrectionPostponedV1:
    """The word that it may be answered a day longer."""
    return told(CorrectionPostponedV1, proposal_id=case.id, called_at=CALLED, due_at=DUE + timedelta(days=1))


async def tell(case: Case, deliver: Deliver, *events: Any) -> None:
    """Hand events over, each with a second delivery."""
    corrections = case._corrections
    for number, event in enumerate(events):
        is_call = isinstance(event, CorrectionCalledV1)
        for _ in range(2):
            use_case = corrections.follow_call if is_call else corrections.follow_postponement
            await deliver(event, use_case, f"{case.id}-{event.name}-{number}")


async def due_on_own_page(case: Case, day: str) -> bool:
    """Tell whether the applicant's page names this day as the last one."""
    return day in (await case.house.client.get(case.own)).text.replace("\xa0", " ")


@pytest.mark.parametrize("order", list(permutations(range(2))))
async def test_a_call_may_be_answered_longer_whichever_word_comes_first(
    house: House, deliver: Deliver, order: tuple[int, ...]
) -> None:
    case = Case(house, deliver, await filed(house))
    news = (called(case), longer(case))
    await tell(case, deliver, *(news[number] for number in order))

    letters = [mail for mail in await house.mails() if "/uzupelnienie" in mail]
    [newest] = [mail for mail in letters if "23.04.2026, 23:59" in mail]
    assert "12 maja 2026 jest wolny" in newest
    assert len(letters) == (2 if order == (0, 1) else 1), "who hears of the call with its new date needs no second"
    assert ("masz więcej czasu" in newest) == (order == (0, 1))
    assert await due_on_own_page(case, "23 kwietnia 2026")
    house.clock.moment = datetime(2026, 4, 23, 20, tzinfo=UTC)
    assert (await house.client.get(case.place)).status_code == 200


async def test_an_earlier_date_or_an_older_call_changes_nothing(house: House, deliver: Deliver) -> None:
    case = Case(house, deliver, await filed(house))
    shorter = told(CorrectionPostponedV1, proposal_id=case.id, called_at=CALLED, due_at=DUE - timedelta(days=1))
    await tell(case, deliver, called(case), longer(case), shorter)
    assert await due_on_own_page(case, "23 kwietnia 2026")
    assert len([mail for mail in await house.mails() if "masz więcej czasu" in mail]) == 1


async def test_nobody_is_told_of_more_time_after_the_check(house: House, deliver: Deliver) -> None:
    case = Case(house, deliver, await filed(house))
    await tell(case, deliver, called(case))
    found = {"proposal_id": case.id, "version": 9, "passed": False, "finished_at": datetime(2026, 6, 1, tzinfo=UTC)}
    await case.decide(told(FormalCheckFinishedV1, **found))
    await tell(case, deliver, longer(case))
    assert [mail for mail in await house.mails() if "masz więcej czasu" in mail] == []


async def test_nobody_is_told_of_more_time_that_is_over(house: House, deliver: Deliver) -> None:
    case = Case(house, deliver, await filed(house))
    await tell(case, deliver, called(case))
    house.clock.moment = datetime(2026, 4, 25, tzinfo=UTC)
    await tell(case, deliver, longer(case))
    assert [mail for mail in await house.mails() if "masz więcej czasu" in mail] == []
    assert await due_on_own_page(case, "23 kwietnia 2026"), "what came by then on paper still counts"


async def test_who_has_no_e_mail_is_told_by_post(house: House, declare: Declare) -> None:
    proposal_id = await by_post(house)
    await ask(house, {"proposal_id": proposal_id}, due_on="2026-05-06")
    await declare("2026-05-06")
    kinds = sorted(letter["kind"] for letter in await waiting(house))
    assert kinds == ["arrangement_opened", "postponed", "received"]


async def test_a_letter_has_to_be_posted_a_day_later_and_its_task_moves(house: House, declare: Declare) -> None:
    await by_post(house)
    # Two working days after Wednesday.
    [task] = await house.events("intake.task_opened.v1")
    assert task["due_at"] == "2026-04-17T21:59:59Z"
    for _ in range(2):
        await declare("2026-04-16")
    [moved] = await changed(house)
    assert (moved["task_id"], moved["due_at"]) == (task["task_id"], "2026-04-20T21:59:59Z")
    assert f"Dzień wolny, nie liczy się: 16 kwietnia 2026 (na mocy {ACT})" in moved["explanation"]
    [letter] = await waiting(house)
    assert (await press(house, letter)).status_code == 303
    assert (await house.events("intake.task_closed.v1"))[0]["task_id"] == task["task_id"]


async def test_a_posted_letter_does_not_move_and_one_taken_back_counts_anew(house: House, declare: Declare) -> None:
    await by_post(house)
    [letter] = await waiting(house)
    await press(house, letter)
    await declare("2026-04-16")
    assert await changed(house) == []
    await press(house, {**letter, "version": 2}, "cofnij")
    assert (await house.events("intake.task_opened.v1"))[-1]["due_at"] == "2026-04-20T21:59:59Z"


async def test_a_letter_older_than_the_kept_dates_moves_by_when_it_was_written(house: House, declare: Declare) -> None:
    await by_post(house)
    fields = {"due_at": 1, "reckoning": 1, "free_days": 1}
    await house.database.collection("letters").update_many({}, {"$unset": fields})
    await declare("2026-04-16")
    assert [one["due_at"] for one in await changed(house)] == ["2026-04-20T21:59:59Z"]


async def test_a_receipt_may_come_back_a_day_later_and_does_not_move_once_it_is_there(
    house: House, deliver: Deliver, declare: Declare
) -> None:
    await by_mailman.called(house, deliver)
    await by_mailman.post(house)
    [task] = await by_mailman.tasks(house)
    letter = await by_mailman.letter_of(house)
    # Thirty days after Wednesday 15 April.
    assert (await house.events("intake.task_opened.v1"))[-1]["due_at"] == "2026-05-15T21:59:59Z"
    for _ in range(2):
        await declare("2026-05-15")
    [moved] = await changed(house)
    assert (moved["task_id"], moved["due_at"]) == (task, "2026-05-18T21:59:59Z")
    assert f"15 maja 2026 jest wolny na mocy {ACT}" in moved["explanation"]
    assert (await by_mailman.receipt(house, "2026-04-15", version=letter["version"])).status_code == 204
    assert await by_mailman.tasks(house) == []
    await declare("2026-05-15", "2026-05-18", version=2)
    assert len([one for one in await changed(house) if one["task_id"] == task]) == 1


async def test_a_receipt_and_a_posting_are_counted_with_the_declared_days_at_once(
    house: House, deliver: Deliver, declare: Declare
) -> None:
    await declare("2026-04-16", "2026-05-15")
    await by_mailman.called(house, deliver)
    await by_mailman.post(house)
    link = f"/panel/wnioski/pisma/{(await by_mailman.letter_of(house))['letter_id']}"
    posting, receipt = [one for one in await house.events("intake.task_opened.v1") if one["link"] == link]
    assert (posting["due_at"], receipt["due_at"]) == ("2026-04-20T21:59:59Z", "2026-05-18T21:59:59Z")
    await declare("2026-04-16", "2026-05-15", version=2)
    assert [one for one in await changed(house) if one["task_id"] in (posting["task_id"], receipt["task_id"])] == []


async def test_a_letter_with_a_call_that_was_taken_back_moves_by_its_new_posting(
    house: House, deliver: Deliver, declare: Declare
) -> None:
    await by_mailman.called(house, deliver)
    await by_mailman.post(house)
    await press(house, await by_mailman.letter_of(house), "cofnij")
    again = (await house.events("intake.task_opened.v1"))[-1]
    await declare("2026-04-16", "2026-05-15")
    moved = [one for one in await changed(house) if one["task_id"] == again["task_id"]]
    assert [one["due_at"] for one in moved] == ["2026-04-20T21:59:59Z"]
    assert not [one for one in await changed(house) if one["task_id"].startswith("receipt")]


async def test_who_is_asked_by_post_has_their_shortest_term_with_the_declared_days(
    house: House, declare: Declare
) -> None:
    await declare("2026-05-06")
    proposal_id = await by_post(house)
    # Twenty-one days after Wednesday 15 April are Wednesday 6 May.
    page = await house.client.get(f"/panel/wnioski/{proposal_id}/uzgodnienia", headers=house.by())
    assert 'value="2026-05-07"' in page.text
    for day, status in (("2026-05-05", 422), ("2026-05-06", 422), ("2026-05-07", 201)):
        assert (await ask(house, {"proposal_id": proposal_id}, due_on=day)).status_code == status, day
    await declare("2026-05-06", "2026-05-07", version=2)
    [one] = await listed(house, {"proposal_id": proposal_id})
    assert one["due_at"] == "2026-05-08T21:59:59Z"


def longer_since(house: House, id: str, delivered_on: str | None, due_at: str) -> CorrectionPostponedV1:
    """The word of verification that a call may be answered longer, counted from this delivery."""
    facts = {"proposal_id": id, "called_at": CALLED, "due_at": f"{due_at}T21:59:59Z", "delivered_on": delivered_on}
    return told(CorrectionPostponedV1, **facts, term=by_mailman.WEEK)


async def test_a_delivered_call_is_counted_with_the_declared_days_at_once(
    house: House, deliver: Deliver, declare: Declare
) -> None:
    id = await by_mailman.called(house, deliver)
    await by_mailman.post(house)
    await declare("2026-05-04")
    house.clock.move(days=14)
    await by_mailman.receipt(house, "2026-04-24")
    assert await by_mailman.due(house, id) == "2026-05-05T21:59:59Z"
    *_, noted = await house.events("intake.call_delivery_noted.v1")
    assert f"4 maja 2026 jest wolny na mocy {ACT}" in noted["explanation"]


async def test_a_delivered_call_may_be_answered_longer_and_its_applicant_is_written_to(
    house: House, deliver: Deliver
) -> None:
    id = await by_mailman.called(house, deliver)
    await by_mailman.post(house)
    house.clock.move(days=14)
    await by_mailman.receipt(house, "2026-04-24")
    corrections = by_mailman.corrections_of(house)
    for _ in range(2):
        event = longer_since(house, id, "2026-04-24", "2026-05-05")
        await deliver(event, corrections.follow_postponement)
    assert await by_mailman.due(house, id) == "2026-05-05T21:59:59Z"
    assert [one["kind"] for one in await waiting(house)].count("postponed") == 1
    # The officer enters the same day once more: what was told stays.
    await by_mailman.receipt(house, "2026-04-24")
    assert await by_mailman.due(house, id) == "2026-05-05T21:59:59Z"
    # Another day is another term, and the word about the former one is of no account.
    await by_mailman.receipt(house, "2026-04-22")
    await deliver(longer_since(house, id, "2026-04-24", "2026-05-05"), corrections.follow_postponement)
    assert await by_mailman.due(house, id) == "2026-04-29T21:59:59Z"


@pytest.mark.parametrize("posted", [True, False])
async def test_a_call_that_nobody_knows_to_be_delivered_has_no_date_that_could_move(
    house: House, deliver: Deliver, declare: Declare, posted: bool
) -> None:
    id = await by_mailman.called(house, deliver)
    if posted:
        await by_mailman.post(house)
    await declare("2026-04-22")
    event = longer_since(house, id, None, "2026-04-23")
    await deliver(event, by_mailman.corrections_of(house).follow_postponement)
    assert await by_mailman.due(house, id) is None
    assert "postponed" not in [one["kind"] for one in await waiting(house)]
    assert len(await house.events("intake.call_delivery_noted.v1")) == 1


async def test_a_call_by_post_runs_from_its_delivery_also_where_the_word_of_more_time_comes_first(
    house: House, deliver: Deliver
) -> None:
    id, corrections = await by_post(house), by_mailman.corrections_of(house)
    facts = {"proposal_id": id, "called_at": CALLED, "due_at": DUE, "term": by_mailman.WEEK}
    await deliver(longer_since(house, id, None, "2026-04-23"), corrections.follow_postponement)
    await deliver(told(CorrectionCalledV1, **facts), corrections.follow_call)
    assert await by_mailman.due(house, id) is None
    assert len(await house.events("intake.call_delivery_noted.v1")) == 1
    assert [one["kind"] for one in await waiting(house)].count("called") == 1


async def test_a_question_is_answered_a_day_later_and_nobody_who_writes_is_disturbed(
    house: House, declare: Declare
) -> None:
    token = await asked(house)
    [before] = await questions(house)
    await declare("2026-04-17")
    [after] = await questions(house)
    assert (before["answer_by"], after["answer_by"]) == ("2026-04-20T21:59:59Z", "2026-04-21T21:59:59Z")
    assert (await thread(house, token))["answer_by"] == after["answer_by"]
    assert [one["due_at"] for one in await changed(house)] == [after["answer_by"]]
    assert (await say(house, before)).status_code == 303
    await declare("2026-04-17", "2026-04-21", version=2)
    assert len(await changed(house)) == 1, "an answered question is not open"


async def test_officers_see_that_a_window_ends_on_a_free_day_and_it_does_not_move(
    house: House, declare: Declare
) -> None:
    edition = await house.announce()
    await declare("2026-04-24")
    page = (await house.client.get(f"/panel/edycje/{edition}", headers=house.by())).text
    assert f"jest wolny na mocy {ACT}" in page
    assert "Termin edycji nie przesuwa się sam." in page
    shown = (await house.client.get(f"/api/intake/v1/editions/{edition}")).json()
    assert "2026-04-24" in str(shown)


async def test_authors_have_a_day_longer_to_consent_and_who_has_not_answered_is_told(
    house: House, declare: Declare
) -> None:
    edition = await house.announce()
    first, second = [await regrouping.filed(house, edition, who) for who in ("jolanta", "marek")]
    plan = await regrouping.plan_of(house, await regrouping.merge(house, edition, first, second))
    await regrouping.say(house, plan, plan["authors"][0])
    before = len(await house.mails())
    for _ in range(2):
        await declare("2026-04-22")
    house.clock.moment = datetime(2026, 4, 23, 10, tzinfo=UTC)
    await house.app.state.ticks.work("regroupings")()

    assert (await regrouping.again(house, plan))["due_at"] == "2026-04-23T21:59:59Z"
    assert len(await house.mails()) == before + 1
    await regrouping.say(house, plan, plan["authors"][1])
    assert (await regrouping.again(house, plan))["state"] == "done"


async def test_the_office_has_a_day_longer_for_a_question_about_the_draft_of_an_initiative(
    house: House, declare: Declare
) -> None:
    residents = Residents(house)
    token = await residents.begin()
    await residents.post("initiative-consultations", {"token": token, "text": "Czy ziemia to wkład własny?"})
    [task] = await house.events("intake.task_opened.v1")
    day = date.fromisoformat(task["due_at"][:10])
    for _ in range(2):
        await declare(day.isoformat())
    [moved] = await changed(house)
    assert (moved["task_id"], moved["due_at"] > task["due_at"]) == (task["task_id"], True)
    id = LINKS.initiative_id(token)
    answer = {"number": 1, "text": "Tak, według wartości z rachunku."}
    await residents.post(f"initiative-drafts/{id}/answer", answer, headers=house.by())
    await declare(day.isoformat(), moved["due_at"][:10], version=2)
    assert len(await changed(house)) == 1, "what is answered has no date"
