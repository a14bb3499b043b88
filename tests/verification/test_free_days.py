"""A day that the city declares free moves every open date that it touches, once, and says why."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest

from services.verification.main import Settings, create_app
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.contracts.intake import ArrangementPostponedV1
from tests.verification.appeals.test_appeals import appealed, refused
from tests.verification.cases.test_arrangements import AT, closed, opened
from tests.verification.conftest import API, OFFICER, ROADS, House, announced, submitted, withdrawn
from tests.verification.formal.test_corrections import MISSING, call, corrected
from tests.verification.formal.test_delivery import DUE, finish, noted
from tests.verification.opinions.conftest import COUNCILLORS, round_of
from tests.verification.opinions.conftest import opened as opened_round
from tests.verification.statements.conftest import FIRST, SECOND, answer, ask

ACT = "ustawy z dnia 10 kwietnia 2026 r. (Dz. U. poz. 490)"
CARD, REVIEW = (f"{API}/{kind}/{1:032x}" for kind in ("cards", "reviews"))


def declared(*days: str, version: int = 1) -> FreeDaysChangedV1:
    """The set of declared days, as the calendar tells it."""
    told = tuple(DeclaredFreeDay(day=date.fromisoformat(day), basis=ACT) for day in days)
    return FreeDaysChangedV1(version=version, days=told, changed_at=datetime(2026, 4, 15, tzinfo=UTC))


async def tick(house: House, *others: Any) -> None:
    """Let every replica look after what is due, at the same time."""
    await asyncio.gather(*(app.state.ticks.work("free days")() for app in (house.app, *others)))


async def due(house: House, path: str) -> str:
    """The day, in Warsaw: every date here is the last second of a day, at 21:59:59 UTC."""
    return str((await house.get(path)).json()["due_at"])[:10]


async def admission_due(house: House) -> str:
    """The day of the only open admission."""
    [admission] = await house.listed("admissions")
    return str(admission["due_at"])[:10]


async def changes(house: House) -> list[dict[str, Any]]:
    """What the work list was told."""
    return await house.events("verification.task_changed")


@pytest.fixture
async def replica(
    house: House, mongo_url: str, amqp_url: str, tmp_path: Any, monkeypatch: Any
) -> AsyncIterator[Callable[[], Any]]:
    """Makes further replicas of the service, which tick by hand."""
    (tmp_path / "cipher").write_text(f"k1 {'ab' * 32}\n")
    (tmp_path / "session").write_text("s" * 64)
    monkeypatch.setattr(Settings, "clock", lambda _: house.clock)
    made = []

    def make() -> Any:
        made.append(
            create_app(
                Settings(
                    port=8102,
                    mongo_url=mongo_url,
                    amqp_url=amqp_url,
                    cipher_key_file=tmp_path / "cipher",
                    session_key_file=tmp_path / "session",
                    environment="development",
                )
            )
        )
        return made[-1]

    yield make
    for app in made:
        app.state.database.close()


async def test_a_card_and_its_task_are_due_a_day_later_once_whoever_ticks(house, replica):
    others = [replica(), replica()]
    await house.tell(announced(), submitted())
    assert await due(house, CARD) == "2026-04-28"

    await house.tell(declared("2026-04-28"))
    for _ in range(2):
        await tick(house, *others)

    assert await due(house, CARD) == "2026-04-29"
    [changed] = await changes(house)
    [task] = await house.events("verification.task_opened")
    assert (changed["task_id"], changed["due_at"]) == (task["task_id"], "2026-04-29T21:59:59Z")
    assert changed["version"] > task["version"]
    assert f"28 kwietnia 2026 jest wolny na mocy {ACT}" in changed["explanation"]
    page = (await house.get(f"/panel/weryfikacja/sprawy/{1:032x}")).text
    assert "Termin przesunięty" in page
    assert f"28 kwietnia 2026 jest wolny na mocy {ACT}" in page


async def test_a_new_date_is_computed_with_the_declared_day_at_once(house):
    await house.tell(announced(), declared("2026-04-28"), submitted())
    assert await due(house, CARD) == "2026-04-29"
    await tick(house)
    assert await changes(house) == []


async def test_what_was_not_touched_stays_and_nobody_who_works_on_it_is_disturbed(house):
    await house.tell(announced(), submitted(), declared("2026-04-27"))
    await tick(house)
    assert await changes(house) == []
    assert (await house.pass_card()).status_code == 200, "its version is the one that was read"


async def test_what_is_finished_or_withdrawn_does_not_move(house):
    await house.tell(announced(), submitted(1), submitted(2), withdrawn(2))
    await house.post(f"{CARD}/result", {"passed": False, "reasons": ["Nie na temat."]}, OFFICER)
    await house.tell(declared("2026-04-28"))
    await tick(house)
    assert await changes(house) == []
    assert await due(house, CARD) == "2026-04-28"


async def test_a_review_moves_and_keeps_its_date_when_the_day_is_taken_back(house):
    await house.tell(announced(), submitted())
    await house.pass_card()
    assert await due(house, REVIEW) == "2026-05-15"
    await house.tell(declared("2026-05-15"))
    await tick(house)
    assert await due(house, REVIEW) == "2026-05-18"
    await house.tell(declared(version=2))
    await tick(house)
    assert await due(house, REVIEW) == "2026-05-18"
    # A unit that gets it now has its term without that day.
    moved = {"unit": "WGOŚ", "reason": "To jest ich teren."}
    assert (await house.post(f"{REVIEW}/unit", moved, ROADS, version=2)).status_code == 200
    assert await due(house, REVIEW) == "2026-05-15"
    assert len(await changes(house)) == 1


async def test_a_statement_that_is_waited_for_moves_and_a_given_one_does_not(house, replica):
    await house.tell(announced(), submitted())
    await house.pass_card()
    await ask(house, "WGOŚ", "WE")
    before = [(await house.get(path)).json()["due_at"][:10] for path in (FIRST, SECOND)]
    await answer(house)
    await house.tell(declared(before[1]))
    await tick(house, replica())

    given, waiting = [(await house.get(path)).json()["due_at"][:10] for path in (FIRST, SECOND)]
    assert given == before[0]
    assert waiting > before[1]
    changed = [task for task in await changes(house) if task["task_id"].startswith("statement")]
    assert [task["due_at"][:10] for task in changed] == [waiting]


async def test_the_date_that_a_window_of_the_edition_sets_does_not_move(house):
    await house.tell(announced(), submitted())
    await house.pass_card()
    await house.review()
    assert await admission_due(house) == "2026-08-07"
    await house.tell(declared("2026-08-07"))
    await tick(house)
    assert await admission_due(house) == "2026-08-07"
    assert await changes(house) == []


async def test_an_admission_without_a_window_moves(house):
    windows = [one.model_dump(mode="json") for one in announced().rules.windows if one.kind != "admission"]
    rules = announced().rules.model_validate({**announced().rules.model_dump(mode="json"), "windows": windows})
    await house.tell(announced(rules=rules), submitted())
    await house.pass_card()
    await house.review()
    assert await admission_due(house) == "2026-04-29"
    await house.tell(declared("2026-04-29", "2026-04-30"))
    await tick(house)
    # 1 May is free, 2 and 3 May are a Saturday and a Sunday.
    assert await admission_due(house) == "2026-05-04"
    assert (await house.decide(1)).status_code == 200


async def test_a_second_review_after_an_appeal_moves(house):
    await refused(house)
    await house.tell(appealed())
    assert await due(house, f"{API}/appeals/{1:032x}-1") == "2026-08-26"
    await house.tell(declared("2026-08-26"))
    await tick(house)
    assert await due(house, f"{API}/appeals/{1:032x}-1") == "2026-08-27"
    assert [one["due_at"][:10] for one in await changes(house)] == ["2026-08-27"]


async def test_an_applicant_has_longer_to_answer_a_call_and_the_officer_waits_longer(house, replica):
    await house.tell(announced(), submitted(signatures=1))
    await call(house)
    await house.tell(declared("2026-04-22"))
    await tick(house, replica())
    await tick(house)

    [postponed] = await house.events("verification.correction_postponed")
    [told] = await house.events("verification.correction_called")
    same = ("proposal_id", "edition_id", "call", "points", "parts", "called_at")
    assert [postponed[name] for name in same] == [told[name] for name in same]
    assert postponed["due_at"] == "2026-04-23T21:59:59Z"
    assert f"22 kwietnia 2026 jest wolny na mocy {ACT}" in postponed["explanation"]
    [changed] = await changes(house)
    assert changed["due_at"] == "2026-05-07T21:59:59Z", "fourteen days after the applicant's last one"
    house.clock.moment = datetime(2026, 4, 23, 20, tzinfo=UTC)
    shown = (await house.get(CARD)).json()
    answer = await house.post(f"{CARD}/result", {"passed": False}, OFFICER, version=shown["version"])
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/call-pending")


async def test_an_officer_who_waits_from_a_later_moment_to_the_same_day_is_not_told_of_a_change(house):
    house.clock.moment = datetime(2026, 4, 10, 10, tzinfo=UTC)
    await house.tell(announced(), submitted(signatures=1))
    # The call ends on Friday 17 April; fourteen days later 1 May begins a long weekend that ends with Sunday.
    await call(house)
    await house.tell(declared("2026-04-17"))
    await tick(house)
    [postponed] = await house.events("verification.correction_postponed")
    assert postponed["due_at"][:10] == "2026-04-20"
    opened = await house.events("verification.task_opened")
    assert opened[-1]["due_at"][:10] == "2026-05-04"
    assert await changes(house) == []
    row = await house.database.collection("cases").find_one({"_id": f"{1:032x}"})
    assert row is not None
    assert row["task"]["reckoning"]["start"].isoformat()[:10] == "2026-04-20"


async def test_no_card_is_finished_before_its_call_has_been_held_against_a_new_free_day(house):
    await house.tell(announced(), submitted(signatures=1))
    await call(house)
    await house.tell(declared("2026-04-22"))
    house.clock.moment = datetime(2026, 4, 23, 9, tzinfo=UTC)
    for path, body in (("result", {"passed": False}), ("call", MISSING)):
        answer = await house.post(f"{CARD}/{path}", body, OFFICER, version=2)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/call-pending"), path


async def test_a_call_that_nobody_knows_to_be_delivered_has_no_date_that_could_move(house, replica):
    await house.tell(announced(), submitted())
    await call(house)
    await house.tell(noted(2, delivered=False), declared("2026-04-22"))
    await tick(house, replica())
    assert await house.events("verification.correction_postponed") == []
    house.clock.move(days=60)
    assert await finish(house) == 409


async def test_a_delivered_call_may_be_answered_longer_counted_from_its_delivery(house, replica):
    await house.tell(announced(), submitted())
    await call(house)
    await house.tell(noted(2, delivered=False), noted(3, delivered=True), declared("2026-05-04"))
    others = [replica(), replica()]
    for _ in range(2):
        await tick(house, *others)

    [postponed] = await house.events("verification.correction_postponed")
    assert (postponed["due_at"], postponed["delivered_on"]) == ("2026-05-05T21:59:59Z", "2026-04-24")
    assert "Początek: 24 kwietnia 2026" in postponed["explanation"][0]
    assert f"4 maja 2026 jest wolny na mocy {ACT}" in postponed["explanation"]
    [task] = [one for one in await changes(house) if one["task_id"].endswith("-call-1-3")]
    assert task["due_at"] == "2026-05-19T21:59:59Z", "fourteen days after the applicant's last one"
    house.clock.moment = DUE.replace(day=5)
    assert await finish(house) == 409
    house.clock.move(seconds=1)
    assert await finish(house) == 200


@pytest.mark.parametrize("ticked", [True, False])
async def test_a_delivery_told_by_who_did_not_know_of_the_free_day_is_held_against_it(house, replica, ticked):
    await house.tell(announced(), submitted())
    await call(house)
    await house.tell(noted(2, delivered=False), declared("2026-05-04"))
    if ticked:
        await tick(house)
    await house.tell(noted(3, delivered=True))
    house.clock.moment = DUE.replace(day=5)
    assert await finish(house) == 409, "also before the next tick"

    await tick(house, replica())
    await tick(house)
    assert [one["due_at"] for one in await house.events("verification.correction_postponed")] == [
        "2026-05-05T21:59:59Z"
    ]
    # An officer mends the day: the term is counted from the new one, whatever was said of the former.
    await house.tell(noted(4, delivered=True, delivered_on=date(2026, 4, 20), due_at=DUE.replace(month=4, day=27)))
    assert await finish(house) == 200


async def test_an_answered_call_is_not_postponed(house):
    await house.tell(announced(), submitted(signatures=1))
    await call(house)
    await house.tell(corrected(), declared("2026-04-22"))
    await tick(house)
    assert await house.events("verification.correction_postponed") == []


async def test_a_round_whose_last_day_is_declared_free_takes_opinions_a_day_longer(house):
    await house.tell(announced())
    round_id = await opened_round(house, **COUNCILLORS)
    await house.tell(declared("2026-04-20"))
    for _ in range(2):
        await tick(house)
    shown = await round_of(house, round_id)
    assert shown["last_day"] == "2026-04-21"
    assert any(f"20 kwietnia 2026 jest wolny na mocy {ACT}" in line for line in shown["explanation"])
    tasks = await house.events("verification.task_opened")
    assert [task["due_at"][:10] for task in tasks] == ["2026-04-20", "2026-04-21"]
    assert [task["task_id"] for task in await house.events("verification.task_closed")] == [tasks[0]["task_id"]]


async def test_news_of_free_days_may_come_in_any_order_and_twice(house):
    told = [declared("2026-04-28"), declared("2026-04-28", "2026-04-29", version=2), declared("2026-04-30", version=3)]
    await house.tell(announced(), submitted())
    for event in (told[1], told[0], told[1]):
        await house.tell(event)
        await tick(house)
    assert await due(house, CARD) == "2026-04-30"
    # The days are taken back, and the one on which the card is due now is declared: it still gives way.
    await house.tell(told[2], told[0])
    await tick(house)
    assert await due(house, CARD) == "2026-05-04"
    versions = [one["version"] for one in await changes(house)]
    assert versions == sorted(set(versions))


async def test_a_document_older_than_reckonings_gives_way_where_its_last_day_is_free(house):
    await house.tell(announced(), submitted())
    for name, path in (("cards", ""), ("cases", "task.")):
        unset = {f"{path}reckoning": 1, **({"free_days": 1} if not path else {})}
        await house.database.collection(name).update_many({}, {"$unset": unset})
    await house.tell(declared("2026-04-28"))
    await tick(house)
    assert await due(house, CARD) == "2026-04-29"
    [changed] = await changes(house)
    assert changed["explanation"][-2:] == [
        f"28 kwietnia 2026 jest wolny na mocy {ACT}",
        "Przesunięte na środę 29 kwietnia 2026 (art. 57 § 4 k.p.a.)",
    ]
    assert len(changed["explanation"]) > 2, "how the first date was found is still told"


async def test_one_that_fails_holds_up_no_other(house):
    await house.tell(announced(), submitted(1), submitted(2))
    await house.database.collection("cases").delete_one({"_id": f"{1:032x}"})
    await house.tell(declared("2026-04-28"))
    with pytest.raises(LookupError):
        await tick(house)
    assert [one["task_id"] for one in await changes(house)] == [f"formal-{2:032x}"]
    await house.database.collection("cards").delete_one({"_id": f"{1:032x}"})


def longer(number: int = 1) -> ArrangementPostponedV1:
    """The word that the applicant has longer to answer a request for a change."""
    asked = opened(number).model_dump() | {"version": 2, "due_at": datetime(2026, 4, 24, 21, 59, 59, tzinfo=UTC)}
    return ArrangementPostponedV1(**asked, explanation=("23 kwietnia 2026 jest wolny.",), postponed_at=AT)


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_an_arrangement_may_be_postponed_before_it_is_known(house, order):
    await house.tell(announced(), submitted())
    told = [opened(), longer(), closed()]
    await house.tell(*(told[number] for number in order))
    row = await house.database.collection("cases").find_one({"_id": f"{1:032x}"})
    assert row is not None
    assert (row["asked"], row["answered"]) == (1, 1)
    assert row["asked_until"].isoformat() == "2026-04-24T21:59:59+00:00"
    assert (await house.pass_card()).status_code == 200
