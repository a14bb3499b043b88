"""A vote in any order of what people do to it: after every step one ballot of each counts, and the log says so too."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services.voting.ballots.domain import receipt_code
from services.voting.ballots.domain.double import BallotAside, DoubleVote
from services.voting.ballots.domain.election import NotNow, WrongState
from services.voting.ballots.domain.envelope import Opener
from services.voting.ballots.service import AlreadyVoted
from services.voting.ballots.service.casting import UNKNOWN
from services.voting.board.domain.audit import check_box
from services.voting.fraud.domain.flags import Verdict
from services.voting.keys.service import PassingKeys
from services.voting.paper.domain.cards import CardState, SecondEntryNeeded
from services.voting.paper.domain.entry import Entry
from services.voting.paper.domain.voids import VoidReason
from services.voting.rolls.domain import Person
from services.voting.rolls.service import Identity
from services.voting.tally.service import AlreadyCounted
from shared.causes import Cause, caused_by
from shared.store import Database, new_id
from tests.conftest import SetClock
from tests.voting.conftest import EDITION, OPENS, PRIVATE, SECRET, Vote, voting
from tests.voting.crowd import audit, held
from tests.voting.fraud.test_flags import ADAM, EWA, STRANGE
from tests.voting.paper.conftest import ALA, ANNA, JAN, MARIA, OLA, Desk, sheet

PEOPLE = (ANNA, JAN, MARIA)
CITY = ("fontanna", "alejki", "drzewa")
MARKS = [(*city, *local) for city in combinations(CITY, 2) for local in ((), ("lawki",))] + [("hustawki",)]
WAITING = ("keyed", "returned")
T = TypeVar("T")

people, marks = st.integers(0, len(PEOPLE) - 1), st.sampled_from(MARKS)
places, nonces = st.integers(0, 1_000), st.integers(0, 2)


@dataclass
class Ballot:
    """What the model knows of a ballot in the box."""

    person: int
    channel: str
    marks: Sequence[str]
    strange: bool = False
    counts: bool = True
    aside: bool = False
    released: bool = False
    replaced: bool = False


@dataclass
class Sheet:
    """What the model knows of a card."""

    id: str
    person: int
    marks: Sequence[str]
    signed: bool
    state: str = "keyed"
    second: Sequence[str] | None = None
    kept_out: bool = False
    """Whether another ballot of its person has kept it out of the box."""


@dataclass
class Model:
    """The whole vote in a list and three dictionaries."""

    policy: str
    box: list[Ballot] = field(default_factory=list)
    barred: set[int] = field(default_factory=set)
    receipts: dict[tuple[int, int], tuple[str, Ballot]] = field(default_factory=dict)
    """The code and the ballot of each form, by its voter and its nonce."""
    cards: list[Sheet] = field(default_factory=list)

    def waits(self, person: int) -> bool:
        """Whether the commission has to decide about a ballot of this person first."""
        return any(ballot.person == person and ballot.aside for ballot in self.box)

    def comes(self, person: int, channel: str, marks: Sequence[str]) -> Ballot | None:
        """Let a ballot come; gives it where it goes in."""
        if self.waits(person):
            return None
        there = next((ballot for ballot in self.box if ballot.person == person and ballot.counts), None)
        if there is None:
            allowed = not (self.policy == "void_all" and person in self.barred)
        elif self.policy == "last":
            allowed = "paper" in (channel, there.channel)
        elif self.policy == "paper_wins":
            allowed = (there.channel, channel) == ("online", "paper")
        else:
            allowed = False
        if there is not None and self.policy == "void_all" and channel == "paper":
            there.counts = False
            self.barred.add(person)
        if not allowed:
            return None
        if there is not None:
            there.counts, there.replaced = False, True
        self.box.append(Ballot(person, channel, marks))
        return self.box[-1]

    def decides(self, card: Sheet) -> None:
        goes_in = card.signed and self.comes(card.person, "paper", card.marks)
        card.state, card.kept_out = "cast" if goes_in else "void", card.signed and not goes_in

    def looks(self) -> None:
        """Let the tick come by: what is strange and counts is set aside, unless two people have released it."""
        for ballot in self.box:
            if ballot.strange and ballot.counts and not ballot.released:
                ballot.counts, ballot.aside = False, True

    def rules_on(self, *, release: bool) -> None:
        """Let two people decide about everything that is set aside."""
        for ballot in [ballot for ballot in self.box if ballot.aside]:
            ballot.aside, ballot.counts, ballot.released = False, release, release
            if not release:
                replaced = [other for other in self.box if other.person == ballot.person and other.replaced]
                if replaced:
                    replaced[-1].replaced, replaced[-1].counts = False, True
                for card in self.cards:
                    if card.person == ballot.person and card.kept_out:
                        card.state, card.second, card.kept_out = "undone", None, False


def choices(marked: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    return {
        "miasto": [(id, 1) for id in marked if id in CITY],
        "osiedla": [(id, 1) for id in marked if id not in CITY],
    }


class AnyOrder(RuleBasedStateMachine):
    """One edition: everybody does what they may, in any order, also a second and a third time."""

    loop: asyncio.AbstractEventLoop
    database: Database
    empty: Callable[[str], None]

    policy: DoubleVote

    @initialize()
    def open(self) -> None:
        self.empty(self.database.name)
        clock, secret, keys = SetClock(), bytes(32), PassingKeys()

        async def deliver(event: Any, use_case: Callable[..., Any]) -> None:
            with caused_by(Cause(f"test.{event.name}", new_id())):
                await use_case(event)

        # Two replicas: what one of them remembers, the other must not need.
        self.votes = [voting(self.database, clock, keys, deliver, secret) for _ in range(2)]
        self.desk, self.model = Desk(self.votes[0]), Model(self.policy)
        self.do(self.desk.open(200, double_vote=self.policy))
        self.turn = 0
        self.roll_ids = [self.do(self._roll_id(person)) for person in PEOPLE]
        self.tags = [self.votes[0].ballots.tag(EDITION, roll_id) for roll_id in self.roll_ids]

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @property
    def vote(self) -> Vote:
        """One of the replicas, by turns."""
        self.turn += 1
        return self.votes[self.turn % len(self.votes)]

    def entry(self, person: int, marked: Sequence[str], *, signed: bool) -> Entry:
        seen = () if signed else (VoidReason.NO_SIGNATURE,)
        return self.desk.entry(PEOPLE[person], *marked, seen=seen)

    def card(self, place: int, *states: str) -> Sheet | None:
        """Pick a card in one of these states."""
        fit = [card for card in self.model.cards if card.state in states]
        return fit[place % len(fit)] if fit else None

    def version(self, card: Sheet) -> int:
        return self.do(self.desk.card(card.id)).version

    def drawn(self, card: Sheet) -> bool:
        return self.desk.vote.cards.is_drawn(self.do(self.desk.card(card.id)))

    async def _roll_id(self, person: dict[str, str]) -> str:
        known = await self.votes[0].rolls.recognise(EDITION, "name_address", Identity(person=Person(**person)))
        return known.roll_id

    # -- what people do ---------------------------------------------------------------------------------------------

    @rule(person=people, marked=marks, nonce=nonces, strange=st.sampled_from((False, False, True)))
    def cast(self, person: int, marked: Sequence[str], nonce: int, strange: bool) -> None:
        """Vote on the web; the same nonce again is the same form again, whatever is on it."""
        known = self.model.receipts.get((person, nonce))
        form = f"nonce-of-person-{person}-{nonce}"
        try:
            came = STRANGE if strange else UNKNOWN
            receipt = self.do(self.vote.ballots.cast(EDITION, self.roll_ids[person], choices(marked), form, came))
        except AlreadyVoted:
            assert known is None
            assert self.model.comes(person, "online", marked) is None
            return
        if known is None:
            ballot = self.model.comes(person, "online", marked)
            assert ballot is not None
            ballot.strange = strange
            self.model.receipts[person, nonce] = (receipt.code, ballot)
        else:
            assert receipt.code == known[0]

    @precondition(lambda self: self.model.receipts)
    @rule(place=places, times=st.integers(2, 4))
    def send_again(self, place: int, times: int) -> None:
        """Send a form again, some times at once, for its answer was lost."""
        (person, nonce), (code, ballot) = list(self.model.receipts.items())[place % len(self.model.receipts)]
        form, roll_id = f"nonce-of-person-{person}-{nonce}", self.roll_ids[person]

        async def all_at_once() -> list[Any]:
            sent = (self.vote.ballots.cast(EDITION, roll_id, choices(ballot.marks), form) for _ in range(times))
            return await asyncio.gather(*sent)

        assert {receipt.code for receipt in self.do(all_at_once())} == {code}

    @rule(person=people, marked=marks, signed=st.sampled_from((True, True, True, False)))
    def key_in(self, person: int, marked: Sequence[str], signed: bool) -> None:
        entry = self.entry(person, marked, signed=signed)
        card = self.do(self.desk.key_in(entry, f"form-number-{len(self.model.cards):08}"))
        again = self.do(self.desk.key_in(entry, f"form-number-{len(self.model.cards):08}"))
        assert card == again
        self.model.cards.append(Sheet(card.id, person, marked, signed))

    @rule(person=people, marked=marks)
    def vote_on_paper(self, person: int, marked: Sequence[str]) -> None:
        """Take a card all the way at once, as most go."""
        self.key_in(person, marked, True)
        self._finish(self.model.cards[-1])

    def _finish(self, card: Sheet) -> None:
        if card.second is None and self.drawn(card):
            self._enter_second(card, card.marks)
        else:
            self._confirm(card)

    def _confirm(self, card: Sheet) -> None:
        work = self.vote.cards.confirm(EDITION, card.id, self.version(card), OLA)
        if card.signed and self.model.waits(card.person):
            with pytest.raises(BallotAside):
                self.do(work)
        else:
            self.do(work)
            self.model.decides(card)

    def _enter_second(self, card: Sheet, typed: Sequence[str]) -> None:
        entry = self.entry(card.person, typed, signed=card.signed)
        found = self.do(self.vote.cards.enter_second(EDITION, card.id, self.version(card), entry, OLA))
        assert bool(found) is (set(typed) != set(card.marks))
        if found:
            card.state, card.second = "returned", typed
        elif card.signed and self.model.waits(card.person):
            card.state, card.second = "keyed", typed
        else:
            self.model.decides(card)

    @rule(place=places)
    def confirm(self, place: int) -> None:
        card = self.card(place, "keyed")
        if card is None:
            return
        if self.drawn(card) and card.second is None:
            with pytest.raises(SecondEntryNeeded):
                self.do(self.vote.cards.confirm(EDITION, card.id, self.version(card), OLA))
        else:
            self._confirm(card)

    @rule(place=places, other=marks, slip=st.booleans())
    def second_entry(self, place: int, other: Sequence[str], slip: bool) -> None:
        card = self.card(place, *WAITING)
        if card is None or not self.drawn(card):
            return
        self._enter_second(card, other if slip else card.marks)

    @rule(place=places)
    def give_back(self, place: int) -> None:
        if card := self.card(place, "keyed"):
            self.do(self.vote.cards.give_back(EDITION, card.id, self.version(card), "zły numer", OLA))
            card.state = "returned"

    @rule(place=places, marked=marks)
    def amend(self, place: int, marked: Sequence[str]) -> None:
        if card := self.card(place, *WAITING, "undone"):
            self._amend(card, marked)

    def _amend(self, card: Sheet, marked: Sequence[str]) -> None:
        entry = self.entry(card.person, marked, signed=card.signed)
        self.do(self.vote.cards.amend(EDITION, card.id, self.version(card), entry, ALA))
        differs = card.second is not None and set(card.second) != set(marked)
        card.state, card.marks = "returned" if differs else "keyed", marked

    @rule(place=places)
    def undo(self, place: int) -> None:
        if card := self.card(place, *WAITING):
            self.do(self.vote.cards.undo(EDITION, card.id, self.version(card), ALA))
            card.state, card.second = "undone", None

    @rule(times=st.integers(1, 2))
    def look_for_fraud(self, times: int) -> None:
        for _ in range(times):
            self.do(self.vote.fraud.examine_due())
        self.model.looks()

    @rule(verdict=st.sampled_from(Verdict))
    def decide_by_two(self, verdict: Verdict) -> None:
        """Release or void what is set aside. Void, it lets the cards count that it had kept out."""
        for flag in self.do(self.vote.fraud.store.flags(EDITION)):
            if flag.aside:
                proposed = self.vote.fraud.propose(EDITION, flag.id, flag.version, verdict, None, "sprawdzone", EWA)
                self.do(proposed)
                self.do(self.vote.fraud.confirm(EDITION, flag.id, flag.version + 1, ADAM))
        self.model.rules_on(release=verdict is Verdict.RELEASE)

    @rule(person=people, marked=marks, mine=marks, nonce=nonces)
    def somebody_votes_in_anothers_name(
        self, person: int, marked: Sequence[str], mine: Sequence[str], nonce: int
    ) -> None:
        """The false ballot is there first; the person comes with a card, and two people find out."""
        self.cast(person, marked, nonce, True)
        self.vote_on_paper(person, mine)
        self.look_for_fraud(1)
        self.decide_by_two(Verdict.VOID)

    # -- what holds after every step --------------------------------------------------------------------------------

    @invariant()
    def the_box_is_the_models_and_the_logs(self) -> None:
        box = self.do(self._box())
        counting = sorted((one.voter_tag, one.channel.value) for one in box if one.counts)
        assert counting == sorted((self.tags[one.person], one.channel) for one in self.model.box if one.counts)
        assert len({tag for tag, _ in counting}) == len(counting)
        assert len(box) == len(self.model.box)
        entries = self.do(self.votes[0].ballots.board.store.entries(EDITION, 0, 10_000))
        assert check_box(entries, held(box)) == []
        lies = {receipt_code(one.commitment): one.counts for one in box}
        assert all(lies[code] is ballot.counts for code, ballot in self.model.receipts.values())

    @invariant()
    def every_card_is_where_the_model_says(self) -> None:
        found = self.do(self.votes[0].cards.store.cards(EDITION, tuple(CardState), after=0, limit=200))
        assert {card.id: card.state for card in found} == {card.id: card.state for card in self.model.cards}

    async def _box(self) -> list[Any]:
        return [envelope async for envelope in self.votes[0].ballots.store.box(EDITION)]

    # -- the end ------------------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        """Finish the cards, close, count, and look at what is sent again afterwards."""
        if not hasattr(self, "model"):  # Hypothesis may end before it has begun.
            return
        self.look_for_fraud(1)
        self.decide_by_two(Verdict.RELEASE)
        for card in self.model.cards:
            if card.state in WAITING:
                self._amend(card, card.second or card.marks)
                self._finish(card)
        keyed = sum(card.state != "undone" for card in self.model.cards)
        point = self.do(self.desk.vote.points.store.point(EDITION, self.desk.point))
        settled = self.desk.vote.points.settle(EDITION, point.id, point.version, sheet(keyed), "przeliczone", OLA)
        self.do(settled)
        self.do(self.desk.vote.close())
        assert self.do(audit(self.votes[0], self.do(self._box()))) == []
        self._each_ballot_is_its_voters()
        self._counted()
        self._closed()

    def _each_ballot_is_its_voters(self) -> None:
        key, mine = bytes.fromhex(PRIVATE), {one.person: one for one in self.model.box if one.counts}
        tags = {tag: person for person, tag in enumerate(self.tags)}
        for envelope in self.do(self._box()):
            if envelope.counts:
                opened = Opener(key, EDITION).open(envelope.sealed)
                assert {id for chosen in opened.values() for id, _ in chosen} == set(
                    mine[tags[envelope.voter_tag]].marks
                )

    def _counted(self) -> None:
        counted = self.do(self.vote.tally.count(EDITION, PRIVATE, SECRET))
        count = [one for one in self.model.box if one.counts]
        expected = Counter(id for one in count for id in one.marks)
        assert {row.proposal_id: row.votes for row in counted.projects if row.votes} == dict(expected)
        assert (counted.ballots, counted.void) == (len(count), 0)
        assert counted.paper == sum(one.channel == "paper" for one in count)
        assert sum(void.cards for void in counted.void_cards) >= sum(card.state == "void" for card in self.model.cards)
        with pytest.raises(AlreadyCounted):
            self.do(self.vote.tally.count(EDITION, PRIVATE, SECRET))

    def _closed(self) -> None:
        """Nothing goes in any more, whether its moment is over or a late process thinks that it is not."""
        clock = self.desk.vote.clock
        for moment in (clock.moment, OPENS + timedelta(days=1)):
            clock.moment = moment
            with pytest.raises((NotNow, WrongState, AlreadyVoted)):
                self.do(self.vote.ballots.cast(EDITION, self.roll_ids[0], choices(MARKS[0]), "after-the-closing"))
        self.the_box_is_the_models_and_the_logs()


@pytest.mark.parametrize("policy", DoubleVote)
def test_in_any_order_one_ballot_of_each_counts_and_the_count_is_what_a_few_lines_count(
    mongo_url: str, emptied: Callable[[str], None], policy: DoubleVote
) -> None:
    loop = asyncio.new_event_loop()
    database = Database(mongo_url, "test_any_order")
    try:
        voting(database, SetClock(), PassingKeys(), lambda *_: asyncio.sleep(0), bytes(32))
        loop.run_until_complete(database.prepare())
        machine = type(
            "Machine",
            (AnyOrder,),
            {"loop": loop, "database": database, "empty": staticmethod(emptied), "policy": policy},
        )
        runs = settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(machine, settings=runs)
    finally:
        loop.run_until_complete(database.drop())
        database.close()
        loop.close()
