"""A test vote takes the whole way of a real one, beside it; without one that agrees the vote does not open."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from nacl.public import PrivateKey

from services.voting.ballots.domain.election import ElectionState, WrongState
from services.voting.ballots.service import KeyUsedInTrial, TrialNeeded
from services.voting.ballots.service.box import Box
from services.voting.tally.domain import seed_commitment
from services.voting.tally.domain.draw import lot
from services.voting.tally.service import WrongKey
from services.voting.trial.domain import (
    Expected,
    NotLawful,
    NotVoid,
    NumberUnreadable,
    PutIn,
    SheetLacks,
    Way,
    proposed,
)
from services.voting.trial.protocol import protocol
from services.voting.trial.scene import Rehearsal
from services.voting.trial.service import Trial, TrialKeys
from shared.access import Person, Role
from shared.documents import as_docx, as_pdf
from shared.store import Database, NotFound
from tests.voting.conftest import EDITION, OPENS, PROPOSALS, PUBLIC, SECRET, Vote

Stored = Callable[[], Awaitable[dict[str, str]]]
MARIA = Person(id="p-maria", name="Maria Komisarz", role=Role.COMMISSION)
_TEST_KEY = PrivateKey(bytes(range(1, 33)))
KEPT = {"trials", "keys_given_away", "elections", "outbox"}
PROPOSAL_OF = {f"Projekt {id}": id for id in PROPOSALS}
KEYS = TrialKeys(bytes(_TEST_KEY.public_key).hex(), bytes(_TEST_KEY).hex(), "próbny tekst losowania")


WHOLE = [
    PutIn(way=Way.ONLINE, marks="O-1 L-1"),
    PutIn(way=Way.PAPER, marks="O-1"),
    PutIn(way=Way.VOID, marks="O-1 O-2 O-3"),
]


async def hold(vote: Vote, sheet: Any = None, expected: Any = None, keys: TrialKeys = KEYS) -> Trial:
    own_sheet, own_expected = proposed(await vote.ballots.store.election(EDITION))
    id = await vote.trials.hold(EDITION, sheet or own_sheet, expected or own_expected, keys, MARIA)
    return await vote.trials.store.get(id)


async def open_vote(vote: Vote, key: str = PUBLIC) -> None:
    await vote.ballots.open(EDITION, key, seed_commitment(SECRET))


async def test_the_vote_opens_only_after_a_test_vote_that_agrees(vote: Vote) -> None:
    await vote.list()
    with pytest.raises(TrialNeeded):
        await open_vote(vote)
    trial = await hold(vote)
    assert trial.summary.agrees
    assert (trial.summary.ballots, trial.summary.void) == (4, 1)
    assert (trial.number, trial.by_name, trial.log_size) == (1, "Maria Komisarz", 4)
    await open_vote(vote)
    assert await vote.ballots.state(EDITION) is ElectionState.OPEN


async def test_the_proposed_ballots_have_a_card_a_void_one_and_two_projects_with_equal_votes(vote: Vote) -> None:
    await vote.list()
    sheet, _ = proposed(await vote.ballots.store.election(EDITION))
    assert [one.way for one in sheet] == [Way.ONLINE, Way.ONLINE, Way.PAPER, Way.VOID]
    trial = await hold(vote)
    votes = {line.number: line.counted for line in trial.summary.lines}
    assert votes["O-1"] == votes["O-2"] == 2
    assert votes["O-3"] == 0, "the void ballot marked it too"


@pytest.mark.parametrize(
    "change",
    [
        {"figures": "O-1:3 O-2:2 L-1:2 L-2:2"},
        {"selected": ""},
        {"by_draw": ""},
        {"selected": "", "by_draw": "O-1 O-2 O-3 L-1 L-2"},
    ],
)
async def test_a_difference_is_told_by_project_and_keeps_the_opening_locked(vote: Vote, change: dict[str, str]) -> None:
    await vote.list()
    _, expected = proposed(await vote.ballots.store.election(EDITION))
    assert expected.selected, "the case means something only where somebody wins for certain"
    assert expected.by_draw, "the case means something only where the draw decides"
    trial = await hold(vote, expected=expected.model_copy(update=change))
    assert not trial.summary.agrees
    assert any(not line.agrees for line in trial.summary.lines)
    with pytest.raises(TrialNeeded):
        await open_vote(vote)


async def test_a_later_test_vote_that_differs_locks_the_opening_again(vote: Vote) -> None:
    await vote.list()
    assert (await hold(vote)).summary.agrees
    assert not (await hold(vote, expected=Expected())).summary.agrees
    with pytest.raises(TrialNeeded):
        await open_vote(vote)
    assert (await hold(vote)).number == 3
    await open_vote(vote)


async def test_a_list_that_changed_after_the_test_vote_needs_another_one(vote: Vote) -> None:
    await vote.list()
    await hold(vote)
    election = await vote.ballots.store.election(EDITION)
    entries = tuple(entry.model_copy(update={"cost": entry.cost + 1}) for entry in election.entries)
    changed = election.model_copy(update={"entries": entries, "version": election.version + 1})
    await vote.ballots.database.transaction(lambda tx: vote.ballots.store.save_election(tx, changed))
    with pytest.raises(TrialNeeded):
        await open_vote(vote)


async def test_a_key_that_was_on_the_server_opens_no_vote(vote: Vote) -> None:
    await vote.list()
    await hold(vote)
    with pytest.raises(KeyUsedInTrial):
        await open_vote(vote, KEYS.public_key)


async def test_nothing_of_a_test_vote_is_in_the_box_the_log_or_the_database_afterwards(
    vote: Vote, stored: Stored
) -> None:
    await vote.list()
    before = await stored()
    trial = await hold(vote)
    after = await stored()
    assert set(after) - set(before) <= KEPT
    assert {name for name in after if after[name] != before.get(name)} <= KEPT
    assert KEYS.private_key not in "".join(after.values())
    assert KEYS.secret not in "".join(after.values())
    assert "voting_opened" not in after["outbox"], "no system of the city may hear of a vote that is none"
    assert "log_head" not in after["outbox"]
    await open_vote(vote)
    zero = await vote.ballots.board.signed(EDITION)
    assert (zero.number, zero.size) == (1, 0)
    with pytest.raises(NotFound):
        await vote.ballots.board.inclusion(EDITION, 0)
    assert trial.log_root != zero.root


async def test_a_rehearsal_that_fails_leaves_nothing_and_unlocks_nothing(
    vote: Vote, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object, **__: object) -> list[None]:
        raise ConnectionError

    await vote.list()
    monkeypatch.setattr(Box, "put_in", lost)
    with pytest.raises(ConnectionError):
        await hold(vote)
    assert await database.names("trial_") == []
    with pytest.raises(TrialNeeded):
        await open_vote(vote)


async def test_what_a_crash_left_of_a_rehearsal_is_swept_away_and_one_being_played_is_not(
    vote: Vote, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await database.aside("trial_1000_dead_").prepare()
    now = f"trial_{int(OPENS.timestamp())}_live_"
    await database.aside(now).prepare()
    monkeypatch.setattr("services.voting.trial.scene.time.time", lambda: OPENS.timestamp() + 60)
    await Rehearsal(database).sweep()
    assert await database.names("trial_1000") == []
    assert await database.names(now)
    assert vote.trials.store is not None
    assert "trials" in await database.names("trials"), "what came of test votes stays"


async def test_no_test_vote_without_a_list_nor_once_the_vote_is_open(vote: Vote) -> None:
    await vote.open()
    sheet, expected = proposed(await vote.ballots.store.election(EDITION))
    with pytest.raises(WrongState):
        await vote.trials.hold(EDITION, sheet, expected, KEYS, MARIA)


@pytest.mark.parametrize(
    ("sheet", "expected", "fault"),
    [
        ([PutIn(way=Way.ONLINE, marks="O-1 O-2 O-3")], Expected(), NotLawful),
        ([PutIn(way=Way.PAPER, marks="O-99")], Expected(), NotLawful),
        ([PutIn(way=Way.VOID, marks="O-1")], Expected(), NotVoid),
        ([PutIn(way=Way.ONLINE, marks="jeden")], Expected(), NumberUnreadable),
        ([PutIn(way=Way.ONLINE, marks="O-1:0")], Expected(), NotLawful),
        (WHOLE, Expected(figures="O-1"), NumberUnreadable),
        (WHOLE, Expected(figures="O-1:1 O-1:2"), NumberUnreadable),
        (WHOLE, Expected(selected="O-77"), NumberUnreadable),
        (WHOLE, Expected(selected="O-1", by_draw="O-1"), NumberUnreadable),
        ([PutIn(way=Way.VOID, marks="O-1 O-2 O-3")], Expected(), SheetLacks),
        (WHOLE[:2], Expected(figures="O-1:2 L-1:1"), SheetLacks),
        (WHOLE[1:], Expected(figures="O-1:1"), SheetLacks),
        ([PutIn(way=Way.ONLINE, marks="O-1"), *WHOLE[1:]], Expected(figures="O-1:2"), SheetLacks),
    ],
)
async def test_a_slip_in_the_test_ballots_is_told_and_nothing_is_held(
    vote: Vote, sheet: list[PutIn], expected: Expected, fault: type[Exception]
) -> None:
    await vote.list()
    with pytest.raises(fault):
        await hold(vote, sheet, expected)
    assert await vote.trials.store.of_edition(EDITION) == []


async def test_keys_that_are_no_pair_hold_no_test_vote(vote: Vote) -> None:
    await vote.list()
    with pytest.raises(WrongKey):
        await hold(vote, keys=TrialKeys(PUBLIC, KEYS.private_key, KEYS.secret))


async def test_of_those_about_whom_the_draw_decides_the_one_wins_whom_its_lots_let(vote: Vote) -> None:
    await vote.list()
    for text in ("pierwszy próbny tekst", "drugi próbny tekst", "trzeci próbny tekst", "czwarty próbny tekst"):
        trial = await hold(vote, keys=replace(KEYS, secret=text))
        drawn = [line for line in trial.summary.lines if line.drawn]
        lots = {line.number: lot(f"{text}|{trial.log_root}", PROPOSAL_OF[line.title]) for line in drawn}
        [winner] = [line.number for line in drawn if line.won]
        assert winner == min(lots, key=lambda number: lots[number])
        assert trial.summary.agrees


@pytest.mark.parametrize("policy", ["lower_cost", "earlier_submission"])
async def test_where_no_draw_decides_nobody_may_be_said_to_be_drawn(vote: Vote, policy: str) -> None:
    await vote.list(selection={"rule": "greedy", "tie": policy})
    _, expected = proposed(await vote.ballots.store.election(EDITION))
    wild = expected.model_copy(update={"selected": "", "by_draw": expected.selected})
    trial = await hold(vote, expected=wild)
    assert not trial.summary.agrees
    assert {line.number for line in trial.summary.lines if not line.agrees} == set(wild.by_draw.split())


async def test_a_key_that_was_on_the_server_opens_no_vote_though_its_test_vote_failed(
    vote: Vote, monkeypatch: pytest.MonkeyPatch
) -> None:
    await vote.list()
    await hold(vote)

    async def lost(*_: object, **__: object) -> list[None]:
        raise ConnectionError

    other = PrivateKey(bytes(range(2, 34)))
    keys = TrialKeys(bytes(other.public_key).hex(), bytes(other).hex(), KEYS.secret)
    with monkeypatch.context() as patched:
        patched.setattr(Box, "put_in", lost)
        with pytest.raises(ConnectionError):
            await hold(vote, keys=keys)
    with pytest.raises(KeyUsedInTrial):
        await open_vote(vote, keys.public_key)


async def test_an_opening_at_the_moment_of_a_test_vote_comes_before_or_after_it(vote: Vote) -> None:
    await vote.list()
    await hold(vote)
    other = PrivateKey(bytes(range(2, 34)))
    keys = TrialKeys(bytes(other.public_key).hex(), bytes(other).hex(), KEYS.secret)
    held, opened = await asyncio.gather(hold(vote, keys=keys), open_vote(vote, keys.public_key), return_exceptions=True)
    assert isinstance(held, WrongState) != isinstance(opened, KeyUsedInTrial), (held, opened)


@pytest.mark.parametrize("policy", ["lower_cost", "earlier_submission"])
async def test_where_no_draw_decides_all_winners_are_expected(vote: Vote, policy: str) -> None:
    await vote.list(selection={"rule": "greedy", "tie": policy})
    trial = await hold(vote)
    assert trial.expected.by_draw == ""
    assert trial.summary.agrees


@pytest.mark.parametrize(
    ("section", "rule"),
    [
        ({"vote_type": "cumulative", "max_choices": 2, "max_points": 5}, "greedy"),
        ({"vote_type": "ordinal", "max_choices": 3}, "greedy"),
        ({"vote_type": "ordinal", "max_choices": 3, "place_points": [5, 4, 1]}, "greedy"),
        ({"vote_type": "cumulative", "max_choices": 2, "max_points": 5, "max_project_points": 1}, "greedy"),
        ({"max_choices": 2, "max_cost": max(cost for _, _, cost in PROPOSALS.values())}, "greedy"),
        ({"max_choices": 1}, "greedy"),
        ({"max_choices": 3, "min_choices": 2}, "greedy"),
        ({"max_choices": 2}, "equalshares/add1"),
        ({"max_choices": 2}, "greedy-no-skip"),
    ],
)
async def test_the_proposed_ballots_fit_every_kind_of_ballot_and_rule(
    vote: Vote, section: dict[str, Any], rule: str
) -> None:
    both = [
        {"id": "miasto", "name": "Ogólnomiejskie", "pools": ["city"], **section},
        {"id": "osiedla", "name": "Lokalne", "pools": ["local"], "max_choices": 2},
    ]
    if rule != "greedy" or "vote_type" in section:
        both[1] = {**both[1], **{name: value for name, value in section.items() if name != "min_choices"}}
    await vote.list(sections=both, selection={"rule": rule, "tie": "draw"})
    assert (await hold(vote)).summary.agrees


async def test_a_threshold_is_met_by_as_many_copies_of_a_test_ballot(vote: Vote) -> None:
    await vote.list(selection={"rule": "greedy-threshold", "min_votes": 12, "tie": "draw"})
    trial = await hold(vote)
    assert trial.summary.ballots == 26
    assert any(line.won for line in trial.summary.lines)
    assert trial.summary.agrees


async def test_the_protocol_says_what_was_put_in_expected_and_counted(vote: Vote) -> None:
    await vote.list()
    trial = await hold(vote, expected=Expected())
    document = protocol(await vote.ballots.store.election(EDITION), trial)
    text = repr(document)
    assert "różni się od spodziewanego" in text
    assert trial.rules_hash in text
    assert "Maria Komisarz" in text
    assert text.count("różnica") >= 1
    assert as_pdf(document).startswith(b"%PDF")
    assert as_docx(document).startswith(b"PK")
