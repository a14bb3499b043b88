"""A warning's way: who may do what to it when, what it ends, what becomes of it by each channel."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.media.crisis.domain.cap import cap_file
from services.media.crisis.domain.message import (
    ALLOWED,
    Action,
    ExpiryUnfit,
    Kind,
    Message,
    NotInForce,
    NotPreApproved,
    SamePerson,
    State,
    WrongState,
)
from services.media.crisis.domain.record import AlreadyHandedOver, Channel, DeliveryState, Said
from services.media.crisis.service import Crisis, Plans
from services.media.crisis.store import MongoCrisisStore
from shared.access import Person, Role
from shared.contracts.media import CrisisMessageIssuedV1
from shared.mail import Deliveries
from shared.privacy import Cipher
from shared.store import Database, Stale
from tests.conftest import SetClock, person
from tests.media.crisis.samples import CONTENT, HUBERT, ISSUER, NOW, OLGA, a_draft

DUTY, PRESS, MAYOR = person(Role.DUTY_OFFICER), person(Role.PRESS_OFFICER), person(Role.MAYOR)
SECOND = Person(id="p-renata", name="Renata Bór", role=Role.DUTY_OFFICER)
REASON = "Straż pożarna potwierdziła przez telefon."
RECIPIENTS = ("zdm@example.org", "radio@example.org", "radio@example.org")
Published = Callable[[], Awaitable[list[str]]]


@pytest.fixture
async def crisis(database: Database, clock: SetClock, cipher: Cipher) -> Crisis:
    store = MongoCrisisStore(database)
    database.collection("mails")
    crisis = Crisis(
        database, store, Plans(database, store, clock), Deliveries(database), cipher, clock, ISSUER, RECIPIENTS
    )
    await database.prepare()
    return crisis


async def opened(crisis: Crisis, hazard: str = "wind", exercise: bool = False, ago: int = 0) -> Message:
    return await crisis.store.message(await crisis.open(hazard, exercise, ago, DUTY))


async def plan_approved(crisis: Crisis, hazard: str = "wind") -> None:
    await crisis.plans.approve(hazard, (await crisis.plans.plan(hazard)).version, PRESS)


async def issued(crisis: Crisis, **about: Any) -> Message:
    draft = await opened(crisis, **about)
    await crisis.approve(draft.id, 1, PRESS, issue=True)
    return await crisis.store.message(draft.id)


async def cancelled(crisis: Crisis, before: Message) -> Message:
    id = await crisis.follow_up(before.id, Kind.CANCEL, DUTY)
    await crisis.approve(id, 1, PRESS, issue=True)
    return await crisis.store.message(id)


async def test_a_warning_begins_with_the_plans_text_and_a_clock_that_runs_from_the_report(crisis: Crisis) -> None:
    draft = await opened(crisis, "gas", ago=7)
    assert draft.content.words.headline == "Wyciek gazu"
    assert draft.target_at == crisis.clock.now() + timedelta(minutes=3)
    assert draft.content.expires == crisis.clock.now() + timedelta(hours=6)


async def test_two_people_see_a_warning_before_it_goes_out(crisis: Crisis) -> None:
    draft = await opened(crisis)
    with pytest.raises(SamePerson):
        await crisis.approve(draft.id, 1, DUTY)
    await crisis.approve(draft.id, 1, SECOND)
    await crisis.issue(draft.id, 2, DUTY)
    assert [one.id for one in await crisis.store.in_force(crisis.clock.now())] == [draft.id]


async def test_who_changes_a_text_is_its_author_and_another_approves_it(crisis: Crisis) -> None:
    draft = await opened(crisis)
    await crisis.rewrite(draft.id, 1, CONTENT, PRESS)
    with pytest.raises(SamePerson):
        await crisis.approve(draft.id, 2, PRESS)
    await crisis.approve(draft.id, 2, DUTY, issue=True)
    assert (await crisis.store.message(draft.id)).state is State.ISSUED


async def test_one_person_alone_sends_out_a_text_of_an_approved_plan_with_the_reason(crisis: Crisis) -> None:
    draft = await opened(crisis)
    with pytest.raises(NotPreApproved):
        await crisis.issue_alone(draft.id, 1, draft.content, REASON, DUTY)
    await plan_approved(crisis)
    longer = draft.content.model_copy(update={"expires": draft.content.expires + timedelta(hours=3)})
    await crisis.issue_alone(draft.id, 1, longer, REASON, DUTY)
    out = await crisis.store.message(draft.id)
    assert (out.state, out.alone_because, out.approved) == (State.ISSUED, REASON, None)
    assert out.content.expires == longer.expires
    [entry] = [one for one in await crisis.store.log(20) if one.what is Said.ISSUED]
    assert entry.text is not None
    assert entry.text.startswith(REASON)


@pytest.mark.parametrize("part", ["words", "contact", "severity", "urgency", "certainty"])
async def test_a_text_that_differs_from_the_plan_in_anything_needs_two(crisis: Crisis, part: str) -> None:
    await plan_approved(crisis)
    draft = await opened(crisis)
    other = {"severity": "Extreme", "urgency": "Future", "certainty": "Possible"}
    typed = draft.content.model_dump() | {part: other.get(part) or getattr(CONTENT, part)}
    with pytest.raises(NotPreApproved):
        await crisis.issue_alone(draft.id, 1, type(CONTENT).model_validate(typed), REASON, DUTY)
    assert (await crisis.store.message(draft.id)).version == 1, "nothing of it was saved"


async def test_a_plan_that_was_rewritten_must_be_approved_anew_by_another(crisis: Crisis) -> None:
    await plan_approved(crisis)
    plan = await crisis.plans.plan("wind")
    later = plan.content.model_copy(update={"target_minutes": 5})
    await crisis.plans.rewrite("wind", plan.version, later, PRESS)
    assert (await crisis.plans.plan("wind")).approved is not None, "another time is no other text"
    other = later.model_copy(update={"contact": "Dyżurny miasta"})
    await crisis.plans.rewrite("wind", plan.version + 1, other, PRESS)
    assert (await crisis.plans.plan("wind")).approved is None
    with pytest.raises(SamePerson):
        await crisis.plans.approve("wind", plan.version + 2, PRESS)
    await crisis.plans.approve("wind", plan.version + 2, MAYOR)


async def test_of_two_who_write_the_first_plan_the_second_is_told(crisis: Crisis) -> None:
    plan = await crisis.plans.plan("heat")
    other = plan.content.model_copy(update={"contact": "Dyżurny miasta"})
    results = await asyncio.gather(
        *(crisis.plans.rewrite("heat", 0, other, by) for by in (DUTY, PRESS)), return_exceptions=True
    )
    assert [type(one) for one in results if one] == [Stale]


async def test_one_press_puts_it_on_the_banner_the_feed_the_bus_and_into_every_mailbox_once(
    crisis: Crisis, published: Published, database: Database
) -> None:
    out = await issued(crisis)
    assert {one.channel: one.state for one in await crisis.store.deliveries(out.id)} == {
        Channel.BANNER: DeliveryState.DELIVERED,
        Channel.FEED: DeliveryState.DELIVERED,
        Channel.BUS: DeliveryState.WAITING,
        Channel.MAIL: DeliveryState.WAITING,
    }
    assert await published() == ["media.crisis_message_issued.v1"]
    assert await Deliveries(database).of_mailing(out.id) == {"waiting": 2}


@pytest.mark.parametrize("exercise", [True, False])
async def test_a_mail_says_all_that_the_warning_says_and_an_exercise_in_its_subject(
    crisis: Crisis, database: Database, cipher: Cipher, exercise: bool
) -> None:
    out = await issued(crisis, exercise=exercise)
    last = await cancelled(crisis, out)
    for message in (out, last):
        rows = [row async for row in database.collection("mails").find({"mailing": message.id})]
        mails = [json.loads(cipher.open(row["sealed"], f"mails/{row['_id']}")) for row in rows]
        assert sorted(mail["to"] for mail in mails) == ["radio@example.org", "zdm@example.org"]
        for mail in mails:
            assert mail["subject"].startswith("ĆWICZENIE: ") == exercise
            assert mail["text"].startswith("ĆWICZENIE: ") == exercise
            words = message.content.words
            for said in (words.headline, words.description, words.instruction, message.content.contact):
                assert said in mail["text"]
            assert f"/ostrzezenia/{message.id}" in mail["text"]


async def test_a_press_twice_sends_out_once(crisis: Crisis, published: Published, database: Database) -> None:
    draft = await opened(crisis)
    await crisis.approve(draft.id, 1, PRESS)
    results = await asyncio.gather(*(crisis.issue(draft.id, 2, by) for by in (DUTY, SECOND)), return_exceptions=True)
    assert [type(one) for one in results if one] == [Stale]
    # Two were asked to send it out, and each of them is asked once no more.
    told = ["media.crisis_message_issued.v1", *["media.task_closed.v1"] * 2, *["media.task_opened.v1"] * 2]
    assert sorted(await published()) == told
    assert await Deliveries(database).of_mailing(draft.id) == {"waiting": 2}


async def test_the_bus_is_settled_when_the_event_has_come_back_and_a_second_coming_changes_nothing(
    crisis: Crisis, deliver: Callable[..., Awaitable[None]]
) -> None:
    out = await issued(crisis)
    event = crisis._issued(out, NOW)
    for id in ("one", "one", "two"):
        await deliver(event, crisis.settling.confirm_on_bus, id)
    [bus] = [one for one in await crisis.store.deliveries(out.id) if one.channel is Channel.BUS]
    assert bus.state is DeliveryState.DELIVERED
    assert [one.channels for one in await crisis.store.log(20) if one.what is Said.DELIVERED] == [(Channel.BUS,)]
    unknown = event.model_copy(update={"message_id": "0" * 32})
    await deliver(unknown, crisis.settling.confirm_on_bus)


@pytest.mark.parametrize(("failed", "state"), [(0, DeliveryState.DELIVERED), (1, DeliveryState.FAILED)])
async def test_mails_are_settled_when_none_waits_and_what_failed_is_told(
    crisis: Crisis, database: Database, failed: int, state: DeliveryState
) -> None:
    out = await issued(crisis)
    mails = database.collection("mails")
    ids = [row["_id"] async for row in mails.find({"mailing": out.id})]
    await mails.update_one({"_id": ids[0]}, {"$set": {"state": "delivered"}})
    await crisis.settling.settle_mails()
    [mail] = [one for one in await crisis.store.deliveries(out.id) if one.channel is Channel.MAIL]
    assert mail.state is DeliveryState.WAITING
    await mails.update_one({"_id": ids[1]}, {"$set": {"state": "failed" if failed else "delivered"}})
    await crisis.settling.settle_mails()
    await crisis.settling.settle_mails()
    [mail] = [one for one in await crisis.store.deliveries(out.id) if one.channel is Channel.MAIL]
    assert (mail.state, mail.failed, mail.receivers) == (state, failed, 2)


async def test_crisis_mail_goes_before_a_newsletter_that_waits(crisis: Crisis, database: Database) -> None:
    mails = database.collection("mails")
    await mails.insert_many([{"_id": str(n), "state": "waiting", "due_at": NOW, "tries": 0} for n in range(50)])
    out = await issued(crisis)
    first = await mails.find({"state": "waiting"}).sort([("due_at", 1)]).limit(2).to_list(2)
    assert {row.get("mailing") for row in first} == {out.id}


async def test_an_update_ends_the_warning_before_it_and_a_cancellation_leaves_nothing_in_force(
    crisis: Crisis, published: Published, clock: SetClock
) -> None:
    first = await issued(crisis)
    clock.move(minutes=30)
    id = await crisis.follow_up(first.id, Kind.UPDATE, DUTY)
    await crisis.approve(id, 1, PRESS, issue=True)
    assert [one.id for one in await crisis.store.in_force(clock.now())] == [id]
    assert (await crisis.store.message(first.id)).state is State.UPDATED
    last = await cancelled(crisis, await crisis.store.message(id))
    assert await crisis.store.in_force(clock.now()) == []
    assert last.content.words.headline == "Wiatr osłabł"
    assert [one.message_id for one in last.references] == [first.id, id]
    assert [one.id for one in await crisis.store.of_incident(first.id)] == [first.id, id, last.id]
    assert sorted(await published()) == ["media.crisis_message_ended.v1"] * 2 + ["media.crisis_message_issued.v1"] * 3


async def test_of_two_cancellations_at_once_one_goes_out(crisis: Crisis) -> None:
    first = await issued(crisis)
    ids = [await crisis.follow_up(first.id, Kind.CANCEL, DUTY) for _ in range(2)]
    results = await asyncio.gather(*(crisis.approve(id, 1, PRESS, issue=True) for id in ids), return_exceptions=True)
    assert [type(one) for one in results if one] == [NotInForce]
    states = {(await crisis.store.message(id)).state for id in ids}
    assert states == {State.ISSUED, State.DRAFT}, "what was refused is whole: not even its approval stays"


async def test_a_warning_whose_time_is_over_is_out_of_sight_before_the_tick_and_ended_by_it(
    crisis: Crisis, clock: SetClock, published: Published
) -> None:
    out, stays = await issued(crisis), await issued(crisis, hazard="frost")
    clock.move(hours=6, seconds=1)
    assert [one.id for one in await crisis.store.in_force(clock.now())] == [stays.id]
    await asyncio.gather(crisis.expire_due(), crisis.expire_due())
    over = await crisis.store.message(out.id)
    assert (over.state, over.ended_at) == (State.EXPIRED, out.content.expires)
    assert (await published()).count("media.crisis_message_ended.v1") == 1
    with pytest.raises(WrongState):
        await crisis.follow_up(out.id, Kind.CANCEL, DUTY)


async def test_a_cancellation_written_too_late_says_that_nothing_is_in_force(crisis: Crisis, clock: SetClock) -> None:
    out = await issued(crisis)
    id = await crisis.follow_up(out.id, Kind.CANCEL, DUTY)
    clock.move(hours=7)
    with pytest.raises(NotInForce):
        await crisis.approve(id, 1, PRESS, issue=True)


async def test_what_is_over_or_holds_too_long_does_not_go_out(crisis: Crisis, clock: SetClock) -> None:
    draft = await opened(crisis)
    clock.move(hours=6)
    with pytest.raises(ExpiryUnfit):
        await crisis.approve(draft.id, 1, PRESS)
    content = draft.content.model_copy(update={"expires": clock.now() + timedelta(days=14, minutes=1)})
    await crisis.rewrite(draft.id, 1, content, DUTY)
    with pytest.raises(ExpiryUnfit):
        await crisis.approve(draft.id, 2, PRESS)


@pytest.mark.parametrize("channel", [Channel.RSO, Channel.RCB])
async def test_rso_and_alert_rcb_are_asked_once_and_the_request_is_in_the_log(crisis: Crisis, channel: Channel) -> None:
    out = await issued(crisis, exercise=True)
    await crisis.hand_over(out.id, channel, DUTY)
    with pytest.raises(AlreadyHandedOver):
        await crisis.hand_over(out.id, channel, SECOND)
    [entry] = [one for one in await crisis.store.log(20) if one.what is Said.HANDED_OVER]
    assert entry.text is not None
    assert entry.text.startswith("ĆWICZENIE")
    assert "Wojewódzkie Centrum Zarządzania Kryzysowego" in entry.text
    draft = await opened(crisis)
    with pytest.raises(NotInForce):
        await crisis.hand_over(draft.id, channel, DUTY)


async def test_the_log_tells_what_was_done_by_whom_in_its_order(crisis: Crisis, clock: SetClock) -> None:
    draft = await opened(crisis)
    clock.move(minutes=1)
    await crisis.approve(draft.id, 1, PRESS)
    clock.move(minutes=1)
    await crisis.give_back(draft.id, 2, DUTY)
    clock.move(minutes=1)
    await crisis.approve(draft.id, 3, PRESS)
    clock.move(minutes=1)
    await crisis.issue(draft.id, 4, DUTY)
    told = [(one.what, one.by_name) for one in await crisis.store.log_of(draft.id)]
    assert told == [
        (Said.DRAFTED, DUTY.name),
        (Said.APPROVED, PRESS.name),
        (Said.RETURNED, DUTY.name),
        (Said.APPROVED, PRESS.name),
        (Said.ISSUED, DUTY.name),
    ]


async def test_the_log_is_numbered_without_a_gap_whoever_writes_at_once_and_whatever_fails(crisis: Crisis) -> None:
    drafts = [await opened(crisis) for _ in range(4)]
    acts = [crisis.approve(one.id, 1, by, issue=True) for one in drafts for by in (PRESS, SECOND, DUTY)]
    results = await asyncio.gather(*acts, return_exceptions=True)
    assert sum(one is None for one in results) == 4
    numbers = [one.number for one in await crisis.store.log(100)]
    assert numbers == list(range(len(numbers), 0, -1))
    assert len(numbers) == 4 + 2 * 4


async def test_the_log_is_only_added_to(crisis: Crisis) -> None:
    assert {name for name in dir(crisis.store) if "log" in name or name == "write"} == {
        "_log",
        "log",
        "log_of",
        "write",
    }


async def test_the_time_to_the_first_warning_is_measured_from_the_report(crisis: Crisis, clock: SetClock) -> None:
    draft = await opened(crisis, "gas", ago=4)
    clock.move(minutes=5)
    await crisis.approve(draft.id, 1, PRESS, issue=True)
    [first] = await crisis.store.first_warnings(10)
    assert (first.took, first.target_minutes) == (timedelta(minutes=9), 10)
    await cancelled(crisis, first)
    assert len(await crisis.store.first_warnings(10)) == 1, "a cancellation has no clock"


ACTS: dict[Action, Callable[[Message], object]] = {
    Action.REWRITE: lambda one: one.rewritten(CONTENT, HUBERT),
    Action.APPROVE: lambda one: one.approve(OLGA),
    Action.RETURN: lambda one: one.returned(),
    Action.ISSUE: lambda one: one.issue(HUBERT),
    Action.ISSUE_ALONE: lambda one: one.issue_alone(HUBERT, REASON, pre_approved=True),
    Action.DISCARD: lambda one: one.discarded(NOW),
    Action.FOLLOW_UP: lambda one: one.follow_up(Kind.UPDATE, "b" * 32, CONTENT, HUBERT),
    Action.EXPIRE: lambda one: one.expired(CONTENT.expires),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_what_can_be_done_depends_on_where_a_warning_is(state: State, action: Action) -> None:
    message = a_draft(state=state, issued=HUBERT if state is State.ISSUED else None)
    if state in ALLOWED[action]:
        assert ACTS[action](message)
    else:
        with pytest.raises(WrongState):
            ACTS[action](message)


class Warnings(RuleBasedStateMachine):
    """Whatever people do in whatever order: a cancellation leaves nothing in force and is itself never in force."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.messages, self.count = NOW, dict[str, Message](), 0

    def by(self, name: str = "p-hubert") -> Any:
        return HUBERT.model_copy(update={"at": self.now, "person_id": name})

    def new(self) -> str:
        self.count += 1
        return f"{self.count:032x}"

    def pick(self, data: Any, *wanted: Action) -> Message | None:
        fit = [one for one in self.messages.values() if any(one.can(action) for action in wanted)]
        return data.draw(st.sampled_from(fit)) if fit else None

    @rule(exercise=st.booleans())
    def open(self, exercise: bool) -> None:
        id = self.new()
        content = CONTENT.model_copy(update={"expires": self.now + timedelta(hours=6)})
        self.messages[id] = a_draft(id=id, incident_id=id, exercise=exercise, content=content, reported_at=self.now)

    @rule(minutes=st.integers(1, 400))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.messages)
    @rule(data=st.data(), kind=st.sampled_from([Kind.UPDATE, Kind.CANCEL]))
    def follow_up(self, data: Any, kind: Kind) -> None:
        before = self.pick(data, Action.FOLLOW_UP)
        if before is None:
            return
        content = CONTENT.model_copy(update={"expires": self.now + timedelta(hours=6)})
        try:
            draft = before.follow_up(kind, self.new(), content, self.by())
        except NotInForce:
            assert not before.in_force(self.now)
            return
        self.messages[draft.id] = draft

    @precondition(lambda self: self.messages)
    @rule(data=st.data())
    def issue(self, data: Any) -> None:
        message = self.pick(data, Action.ISSUE_ALONE)
        if message is None:
            return
        in_force = {one.id for one in self.messages.values() if one.in_force(self.now)}
        try:
            out = message.issue_alone(self.by(), REASON, pre_approved=True)
            if out.previous_id:
                before = self.messages[out.previous_id].followed(out, self.now)
                self.messages[before.id] = before
        except (NotInForce, ExpiryUnfit):
            return
        self.messages[out.id] = out
        now_in_force = {one.id for one in self.messages.values() if one.in_force(self.now)}
        gained = {out.id} if out.kind is not Kind.CANCEL else set()
        assert now_in_force == (in_force - {out.previous_id}) | gained

    @precondition(lambda self: self.messages)
    @rule(data=st.data())
    def tick(self, data: Any) -> None:
        for one in list(self.messages.values()):
            if one.can(Action.EXPIRE) and not one.in_force(self.now):
                self.messages[one.id] = one.expired(self.now)

    @invariant()
    def a_cancellation_is_never_in_force_and_of_one_event_at_most_one_warning_is(self) -> None:
        in_force = [one for one in self.messages.values() if one.in_force(self.now)]
        assert all(one.kind is not Kind.CANCEL for one in in_force)
        assert len({one.incident_id for one in in_force}) == len(in_force)

    @invariant()
    def an_exercise_stays_one_in_all_that_follows(self) -> None:
        for one in self.messages.values():
            assert one.exercise == self.messages[one.incident_id].exercise
            texts = (one.headline, one.description, one.instruction)
            assert all(text.startswith("ĆWICZENIE") == one.exercise for text in texts)

    @invariant()
    def what_names_nothing_before_it_is_a_first_warning(self) -> None:
        for one in self.messages.values():
            assert (one.kind is Kind.ALERT) == (one.references == ())
            if one.issued:
                assert (b"<references>" in cap_file(one, ISSUER)) == (one.kind is not Kind.ALERT)


TestWarnings = Warnings.TestCase
TestWarnings.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


async def test_what_others_are_told_is_what_the_contract_promises(crisis: Crisis) -> None:
    out = await issued(crisis, exercise=True)
    event = CrisisMessageIssuedV1.model_validate_json(crisis._issued(out, NOW).model_dump_json())
    assert event.headline.startswith("ĆWICZENIE: ")
    assert event.page == f"/ostrzezenia/{out.id}"
    assert event.file == f"/alerts/{out.id}.xml"
