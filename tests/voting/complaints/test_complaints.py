"""Complaints about a vote: in time or not, answered by two, followed by a code, and what they keep from happening."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.voting.ballots.domain import UnreadableCode
from services.voting.complaints.domain import (
    MOST_OF_ONE,
    AlreadyAnswered,
    Complaint,
    ComplaintState,
    DayAhead,
    Outcome,
    Subject,
    TooLate,
    TooManyComplaints,
    UnknownComplaint,
)
from services.voting.complaints.service import Said
from services.voting.fraud.domain.flags import AlreadyProposed, NothingProposed, SameMember
from services.voting.readings.domain import What
from shared.access import Person, Role
from shared.clock import warsaw
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.free_days import CityFreeDays
from shared.store import Database, NotFound, Stale
from tests.conftest import person
from tests.voting.conftest import EDITION, PRIVATE, SECRET, Vote
from tests.voting.tally.test_count import voted

ZOFIA, OFFICER = person(Role.COMMISSION), person(Role.OFFICER)
ADAM = Person(id="p-adam-k", name="Adam Nowik", role=Role.COMMISSION)
JAN = Said(name="Jan Kowalski", email="jan@example.org", text="Karta w punkcie na Polnej była porwana.")
ANSWER = "Karta była cała, sprawdziliśmy protokół punktu."
PUBLISHED = datetime(2026, 10, 5, 10, tzinfo=UTC)
LAST_DAY = date(2026, 10, 19)
"""Fourteen days after 5 October 2026, a Monday."""


async def published(vote: Vote, **rules: Any) -> None:
    """Go as far as the published results."""
    await voted(vote, **rules)
    vote.clock.moment = PUBLISHED
    await vote.tally.count(EDITION, PRIVATE, SECRET)
    await vote.tally.publish(EDITION)


async def filed(vote: Vote, said: Said = JAN, nonce: str = "n" * 16) -> tuple[Complaint, str]:
    code = await vote.complaints.file(EDITION, Subject.CONDUCT, said, nonce)
    return await vote.complaints.by_code(EDITION, code), code


async def answered(vote: Vote, complaint: Complaint, outcome: Outcome = Outcome.NOT_UPHELD) -> Complaint:
    await vote.complaints.prepare(EDITION, complaint.id, complaint.version, outcome, ANSWER, OFFICER)
    await vote.complaints.confirm(EDITION, complaint.id, complaint.version + 1, ZOFIA)
    return await vote.complaints.store.complaint(EDITION, complaint.id)


async def figures(vote: Vote) -> tuple[int, int, int, int]:
    period = await vote.complaints.period(EDITION)
    return period.received, period.answered, period.upheld, period.in_question


async def tasks(database: Database) -> list[str]:
    """The actions of what waits after the results, in the order in which it came on the list."""
    open_tasks: dict[str, str] = {}
    async for row in database.published_events(["voting.task_opened.v1", "voting.task_closed.v1"]):
        body = json.loads(row["body"])
        if row["name"] == "voting.task_opened.v1":
            if body["kind"] in ("vote_complaint", "data_destruction"):
                open_tasks[body["task_id"]] = body["action"]
        else:
            open_tasks.pop(body["task_id"], None)
    return list(open_tasks.values())


async def test_the_period_runs_from_the_results_and_says_how_its_last_day_was_found(vote: Vote) -> None:
    await voted(vote)
    with pytest.raises(NotFound):
        await vote.complaints.period(EDITION)
    vote.clock.moment = PUBLISHED
    await vote.tally.count(EDITION, PRIVATE, SECRET)
    await vote.tally.publish(EDITION)
    await vote.tally.publish(EDITION)

    period = await vote.complaints.period(EDITION)

    assert period.until == datetime(2026, 10, 19, 21, 59, 59, tzinfo=UTC)
    assert any("19 października 2026" in line for line in period.explanation)
    assert period.destroy_by == datetime(2026, 11, 18, 22, 59, 59, tzinfo=UTC)


async def test_the_length_of_the_period_is_a_rule_of_the_edition(vote: Vote) -> None:
    await published(vote, complaint_days=7)

    assert (await vote.complaints.period(EDITION)).until == datetime(2026, 10, 12, 21, 59, 59, tzinfo=UTC)
    assert '"complaint_days":7' in (await vote.ballots.store.frozen(EDITION)).text


async def test_a_complaint_is_answered_by_two_and_read_by_its_code(vote: Vote, database: Database) -> None:
    await published(vote)
    complaint, code = await filed(vote)
    assert complaint.due_at == datetime(2026, 11, 5, 22, 59, 59, tzinfo=UTC)
    assert await tasks(database) == ["Zniszcz klucze i dane osobowe głosowania", "Przygotuj odpowiedź na skargę"]

    await vote.complaints.prepare(EDITION, complaint.id, 1, Outcome.NO_EFFECT, ANSWER, OFFICER)
    assert (await tasks(database))[-1] == "Potwierdź albo zwróć odpowiedź na skargę"
    before = await vote.complaints.by_code(EDITION, code)
    assert (before.state, vote.complaints.answer(before)) == (ComplaintState.PREPARED, None)
    await vote.complaints.confirm(EDITION, complaint.id, 2, ZOFIA)

    after = await vote.complaints.by_code(EDITION, code.lower().replace("-", " "))
    assert (after.outcome, vote.complaints.answer(after)) == (Outcome.NO_EFFECT, ANSWER)
    assert await figures(vote) == (1, 1, 1, 0)
    assert await tasks(database) == ["Zniszcz klucze i dane osobowe głosowania"]
    assert await database.collection("mails").count_documents({"about": EDITION}) == 2


async def test_without_an_address_nothing_is_mailed(vote: Vote, database: Database) -> None:
    await published(vote)
    complaint, _ = await filed(vote, Said(name="Anna Nowak", text="Punkt był zamknięty."))
    await answered(vote, complaint)

    assert await database.collection("mails").count_documents({}) == 0


async def test_a_form_sent_sixteen_times_at_once_is_one_complaint_with_one_code(vote: Vote) -> None:
    await published(vote)
    codes = await asyncio.gather(*(vote.complaints.file(EDITION, Subject.RESULT, JAN, "n" * 16) for _ in range(16)))

    assert len(set(codes)) == 1
    assert await figures(vote) == (1, 0, 0, 0)


async def test_another_complaint_from_the_same_form_is_not_lost_and_its_sender_does_not_read_the_first(
    vote: Vote,
) -> None:
    await published(vote)
    first, code = await filed(vote)
    others = [
        JAN.model_copy(update={"text": "I jeszcze jedno: punkt był zamknięty."}),
        Said(name="Ewa", text="To inna."),
    ]
    codes = [(await filed(vote, other))[1] for other in others]
    codes.append(await vote.complaints.file(EDITION, Subject.RESULT, JAN, "n" * 16))

    assert len({code, *codes}) == 4
    assert (await vote.complaints.by_code(EDITION, code)).id == first.id
    assert await figures(vote) == (4, 0, 0, 0)


async def test_complaints_that_come_at_once_have_numbers_without_a_gap(vote: Vote) -> None:
    await published(vote)
    people = [Said(name=f"Osoba {n}", text="Nie zgadzam się z wynikiem.") for n in range(12)]
    await asyncio.gather(
        *(vote.complaints.file(EDITION, Subject.RESULT, one, f"{n:016}") for n, one in enumerate(people))
    )

    found = await vote.complaints.store.complaints(EDITION, 0, 50)
    assert [one.number for one in found] == list(range(1, 13))


async def test_of_one_person_only_a_few_wait_and_an_answer_makes_room(vote: Vote) -> None:
    await published(vote)
    for n in range(MOST_OF_ONE):
        complaint, _ = await filed(vote, JAN.model_copy(update={"name": "JAN  kowalski"}), f"{n:016}")
    with pytest.raises(TooManyComplaints):
        await filed(vote, JAN, "z" * 16)
    await answered(vote, complaint)

    await filed(vote, JAN, "z" * 16)


@pytest.mark.parametrize(
    ("moment", "sent_on", "refused"),
    [
        (datetime(2026, 10, 19, 21, 59, 59, tzinfo=UTC), None, None),
        (datetime(2026, 10, 19, 22, 0, 0, tzinfo=UTC), None, TooLate),
        (datetime(2026, 10, 26, 9, tzinfo=UTC), LAST_DAY, None),
        (datetime(2026, 10, 26, 9, tzinfo=UTC), LAST_DAY + timedelta(days=1), TooLate),
        (datetime(2026, 10, 12, 9, tzinfo=UTC), date(2026, 10, 13), DayAhead),
        (datetime(2026, 10, 12, 9, tzinfo=UTC), date(2026, 10, 12), None),
    ],
    ids=["web: last second", "web: a second later", "posted on the last day", "posted later", "ahead", "handed in"],
)
async def test_what_was_sent_in_time_is_in_time(
    vote: Vote, moment: datetime, sent_on: date | None, refused: type[Exception] | None
) -> None:
    await published(vote)
    vote.clock.moment = moment

    async def send() -> str:
        if sent_on is None:
            return await vote.complaints.file(EDITION, Subject.CONDUCT, JAN, "n" * 16)
        return await vote.complaints.enter(EDITION, Subject.CONDUCT, JAN, sent_on, "n" * 16, OFFICER)

    if refused is None:
        assert await send()
        vote.clock.move(days=60)
        assert await send(), "whose answer was lost gets the same code, also after the last day"
    else:
        with pytest.raises(refused):
            await send()
    assert (await figures(vote))[0] == (refused is None)


STEPS: dict[tuple[str, str], type[Exception] | None] = {
    ("waiting", "prepare"): None,
    ("waiting", "confirm"): NothingProposed,
    ("waiting", "send_back"): NothingProposed,
    ("prepared", "prepare"): AlreadyProposed,
    ("prepared", "confirm"): None,
    ("prepared", "confirm own"): SameMember,
    ("prepared", "send_back"): None,
    ("prepared", "send_back own"): SameMember,
    ("answered", "prepare"): AlreadyAnswered,
    ("answered", "confirm"): NothingProposed,
    ("answered", "send_back"): NothingProposed,
    ("in question", "prepare"): None,
    ("in question", "confirm"): NothingProposed,
}


@pytest.mark.parametrize(("state", "step"), STEPS)
async def test_what_can_be_done_with_a_complaint_in_each_state(vote: Vote, state: str, step: str) -> None:
    await published(vote)
    complaint, _ = await filed(vote)
    if state == "prepared":
        await vote.complaints.prepare(EDITION, complaint.id, 1, Outcome.NO_EFFECT, ANSWER, ADAM)
    elif state != "waiting":
        outcome = Outcome.IN_QUESTION if state == "in question" else Outcome.NOT_UPHELD
        complaint = await answered(vote, complaint, outcome)
    version = (await vote.complaints.store.complaint(EDITION, complaint.id)).version
    by = ADAM if step.endswith("own") else ZOFIA
    here = EDITION, complaint.id, version
    done = {
        "prepare": lambda: vote.complaints.prepare(*here, Outcome.NO_EFFECT, ANSWER, by),
        "confirm": lambda: vote.complaints.confirm(*here, by),
        "send_back": lambda: vote.complaints.send_back(*here, "popraw datę", by),
    }[step.split()[0]]

    if (refused := STEPS[state, step]) is None:
        await done()
    else:
        with pytest.raises(refused):
            await done()


async def test_an_answer_sent_back_is_prepared_anew_and_the_history_says_why(vote: Vote) -> None:
    await published(vote)
    complaint, _ = await filed(vote)
    await vote.complaints.prepare(EDITION, complaint.id, 1, Outcome.NOT_UPHELD, ANSWER, OFFICER)
    await vote.complaints.send_back(EDITION, complaint.id, 2, "brakuje daty", ZOFIA)
    with pytest.raises(Stale):
        await vote.complaints.confirm(EDITION, complaint.id, 2, ZOFIA)
    back = await vote.complaints.store.complaint(EDITION, complaint.id)

    assert [(step.step, words) for step, words in vote.complaints.words(back)] == [
        ("prepared", None),
        ("sent_back", "brakuje daty"),
    ]
    assert (await answered(vote, back)).outcome is Outcome.NOT_UPHELD


async def test_of_two_who_confirm_at_once_one_does_and_one_mail_goes_out(vote: Vote, database: Database) -> None:
    await published(vote)
    complaint, _ = await filed(vote)
    await vote.complaints.prepare(EDITION, complaint.id, 1, Outcome.NO_EFFECT, ANSWER, OFFICER)
    both = (vote.complaints.confirm(EDITION, complaint.id, 2, by) for by in (ZOFIA, ADAM))
    ends = await asyncio.gather(*both, return_exceptions=True)

    assert [type(end) for end in ends if end is not None] == [Stale]
    assert await figures(vote) == (1, 1, 1, 0)
    assert await database.collection("mails").count_documents({}) == 2


async def test_a_result_in_question_can_be_cleared_by_another_answer(vote: Vote) -> None:
    await published(vote)
    complaint, code = await filed(vote)
    open_case = await answered(vote, complaint, Outcome.IN_QUESTION)
    assert await figures(vote) == (1, 1, 1, 1)

    await answered(vote, open_case, Outcome.NO_EFFECT)

    assert await figures(vote) == (1, 1, 1, 0)
    assert (await vote.complaints.by_code(EDITION, code)).outcome is Outcome.NO_EFFECT


async def test_whoever_does_not_have_the_code_reads_nothing(vote: Vote) -> None:
    await published(vote)
    _, code = await filed(vote)

    with pytest.raises(UnreadableCode):
        await vote.complaints.by_code(EDITION, code[:-1] + ("0" if code[-1] != "0" else "1"))
    with pytest.raises(UnknownComplaint):
        await vote.complaints.by_code(EDITION, "0000-0000-0000")


async def test_nothing_of_who_complains_is_stored_or_told_in_the_clear(vote: Vote, stored: Any) -> None:
    await published(vote)
    complaint, code = await filed(vote)
    await vote.complaints.prepare(EDITION, complaint.id, 1, Outcome.NO_EFFECT, ANSWER, OFFICER)
    await vote.complaints.send_back(EDITION, complaint.id, 2, "brakuje daty", ZOFIA)
    await answered(vote, await vote.complaints.store.complaint(EDITION, complaint.id))

    for name, text in (await stored()).items():
        for secret in (JAN.name, JAN.email, JAN.text, ANSWER, "brakuje daty", code):
            assert secret not in text, name


async def test_who_opens_a_complaint_is_written_down_and_who_follows_it_by_the_code_is_not(vote: Vote) -> None:
    await published(vote)
    complaint, code = await filed(vote)
    await vote.complaints.by_code(EDITION, code)
    assert await vote.readings.newest(EDITION, None, 10) == []
    _, said = await vote.complaints.read(EDITION, complaint.id, OFFICER)
    assert said == JAN
    [reading] = await vote.readings.newest(EDITION, None, 10)
    assert (reading.what, reading.of, reading.by_id) == (What.COMPLAINT, complaint.id, OFFICER.id)


# -- a day becomes free ----------------------------------------------------------------------------------------------


def declared(*days: date, version: int = 1) -> FreeDaysChangedV1:
    told = tuple(DeclaredFreeDay(day=day, basis="ustawy z dnia 1 października 2026 r.") for day in days)
    return FreeDaysChangedV1(version=version, days=told, changed_at=PUBLISHED)


async def changes(database: Database) -> list[tuple[str, str]]:
    """The tasks whose dates have moved, with their new days in Warsaw."""
    rows = database.published_events(["voting.task_changed.v1"])
    bodies = [json.loads(row["body"]) async for row in rows]
    return [(body["task_id"], warsaw(datetime.fromisoformat(body["due_at"])).date().isoformat()) for body in bodies]


@pytest.fixture
def free_days(vote: Vote, database: Database) -> CityFreeDays:
    """The days that the city has declared free, with what they move, as the service holds it."""
    free = CityFreeDays(database)
    free.postpones(vote.complaints.store.periods, vote.complaints.postpone_period)
    free.postpones(vote.complaints.store.deadlines, vote.complaints.postpone)
    return free


async def test_a_day_that_becomes_free_moves_the_period_the_answer_and_the_destruction_once_and_says_why(
    vote: Vote, database: Database, free_days: CityFreeDays
) -> None:
    await published(vote)
    complaint, _ = await filed(vote)
    told = await vote.complaints.period(EDITION)
    answer, destroy = warsaw(complaint.due_at).date(), warsaw(told.destroy_by).date()
    await vote.deliver(declared(LAST_DAY, answer, destroy), free_days.follow)
    await asyncio.gather(free_days.look_after(), free_days.look_after())
    await free_days.look_after()
    period, moved = await vote.complaints.period(EDITION), await vote.complaints.store.complaint(EDITION, complaint.id)
    assert warsaw(period.until).date() == LAST_DAY + timedelta(days=1)
    assert any("ustawy z dnia 1 października 2026" in line for line in period.explanation)
    assert warsaw(moved.due_at).date() > answer
    assert any("ustawy z dnia 1 października 2026" in line for line in moved.explanation)
    assert sorted(await changes(database)) == sorted(
        [
            (f"{complaint.id}-{complaint.task}", warsaw(moved.due_at).date().isoformat()),
            (f"{EDITION}-destruction", warsaw(period.destroy_by).date().isoformat()),
        ]
    )
    vote.clock.moment = datetime(2026, 10, 20, 20, tzinfo=UTC)
    await filed(vote, nonce="o" * 16)


async def test_what_is_answered_and_a_period_that_is_over_stay_as_they_were_told(
    vote: Vote, database: Database, free_days: CityFreeDays
) -> None:
    await published(vote)
    complaint = await answered(vote, (await filed(vote))[0])
    told = await vote.complaints.period(EDITION)
    vote.clock.moment = told.until + timedelta(seconds=1)
    await vote.deliver(declared(LAST_DAY, warsaw(complaint.due_at).date()), free_days.follow)
    await free_days.look_after()
    assert (await vote.complaints.period(EDITION)).until == told.until
    assert await vote.complaints.store.complaint(EDITION, complaint.id) == complaint
    with pytest.raises(TooLate):
        await filed(vote, nonce="o" * 16)
