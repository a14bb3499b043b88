"""Whatever a unit and an officer do, and on whatever days: nobody is asked idly, and no silence is forgotten."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.reporting.implementation.domain import (
    Implementation,
    Progress,
    Rhythm,
    Step,
    Update,
    approval_due,
    mending_due,
)
from services.reporting.implementation.domain.calls import FRESH, MOST_CHASES
from shared.clock import warsaw
from shared.contracts.reporting import Stage
from shared.deadlines import STATUTE

START = datetime(2027, 1, 15, 10, tzinfo=UTC)
FAR = date(2031, 12, 31)
DONE = Progress(stage=Stage.FINISHED, percent=100, spent=90_000_00, note="Otwarte.", planned_end=None)
UNDER_WAY = Progress(stage=Stage.CONTRACTED, percent=40, spent=0, note="Wybrano wykonawcę.", planned_end=FAR)
LONGEST = timedelta(days=31 * 3 + 1)
"""From one day of asking by quarters to the next, both of them Polish days."""


class Silence(RuleBasedStateMachine):
    """One work from its start; the clock ticks every day, as the house's does more often."""

    def __init__(self) -> None:
        super().__init__()
        won = {"selected": True, "decided": True, "decision_unit": "ZDM", "title": "Ławki", "budget": 95_000_00}
        self.now, self.rhythm = START, Rhythm()
        self.work, _ = Implementation(id="p-1", edition_id="e-1", version=1, **won).started(START, STATUTE)
        self.missed: list[int] = []
        self.letters: dict[int, list[Step]] = {}
        self.published: dict[int, Update] = {}

    @rule(days=st.sampled_from([1, 5, 20, 100]))
    def wait(self, days: int) -> None:
        for _ in range(days):
            self.now += timedelta(days=1)
            self._tick()

    def _tick(self) -> None:
        before = self.work
        if before.next_call_on is not None and before.next_call_on <= warsaw(self.now).date():
            asked = before.changed().asked_by(self.rhythm, warsaw(self.now).date())
            if not before.needs_no_call(self.now):
                asked, due = asked.called(self.now, STATUTE)
                assert asked.calls == before.calls + 1
                assert due.due_at > self.now
                assert not before.updates or self.now - before.updates[-1].sent_at >= FRESH
            self.work = asked
        while (call := self.work.call) is not None and (step := call.due_for(self.now)) is not None:
            self.work = self.work.changed(call=call.stepped(self.now))
            self.letters.setdefault(call.number, []).append(step)
            if step is Step.MISS:
                assert call.due_at <= self.now
                self.missed.append(call.number)

    @precondition(lambda self: not self.work.over and self.work.waiting is None)
    @rule(progress=st.sampled_from([UNDER_WAY, UNDER_WAY, UNDER_WAY, DONE]), by_link=st.integers(0, 3))
    def answer(self, progress: Progress, by_link: int) -> None:
        call = self.work.call
        if call is not None:
            number = max(call.since, call.number - by_link)
            assert self.work.can_answer(number), "every link that waits for this word takes it"
        self.work = self.work.sent(progress, "zdm", "Jan", self.now, approval_due(self.now, STATUTE))
        assert self.work.call is None
        assert not self.work.can_answer(self.work.calls)

    @precondition(lambda self: self.work.waiting is not None)
    @rule(verdict=st.booleans())
    def decide(self, verdict: bool) -> None:
        waiting, first = self.work.waiting, self.work.last_published is None
        assert waiting is not None
        if verdict:
            self.work = self.work.published(waiting.number, "Anna", self.now)
            if first:
                self.work = self.work.asked_by(self.rhythm, warsaw(self.now).date())
            self.published[waiting.number] = self.work.update(waiting.number)
        else:
            due = mending_due(self.now, STATUTE)
            self.work = self.work.sent_back(waiting.number, "Popraw.", "Anna", self.now, due)

    @invariant()
    def a_silent_unit_is_asked_some_day(self) -> None:
        if self.work.over:
            assert self.work.next_call_on is None
            assert self.work.call is None
        else:
            assert self.work.next_call_on is not None
            today = warsaw(self.now).date()
            assert today < self.work.next_call_on <= today + LONGEST

    @invariant()
    def who_owes_a_word_for_long_has_an_open_call(self) -> None:
        last = self.work.updates[-1].decided_at if self.work.updates else START
        if not self.work.over and last is not None and self.now - last > LONGEST + FRESH + timedelta(days=7):
            assert self.work.call is not None

    @invariant()
    def nobody_is_called_whose_word_waits(self) -> None:
        assert self.work.call is None or self.work.waiting is None

    @invariant()
    def a_call_is_missed_once_and_followed_by_few_letters(self) -> None:
        assert len(self.missed) == len(set(self.missed))
        for steps in self.letters.values():
            assert steps == [Step.REMIND, Step.MISS, *[Step.CHASE] * MOST_CHASES][: len(steps)]

    @invariant()
    def what_residents_have_read_stays(self) -> None:
        assert {number: self.work.update(number) for number in self.published} == self.published


TestSilence = Silence.TestCase
TestSilence.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
