"""Whatever happens to the money at one moment: the sum explains itself and never exceeds the total."""

import asyncio
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.base import Event
from tests.verification.conftest import API, House
from tests.verification.funds.test_funds import approved, cover, explains_itself, year
from tests.verification.initiatives.conftest import (
    TREASURER,
    rules_set,
    secure,
    set_criteria,
    settled,
    signed,
    taken_back,
    terminated,
)

NUMBERS = (1, 2, 3)
MOVES = st.lists(
    st.lists(
        st.one_of(
            st.tuples(st.just("total"), st.integers(0, 30_000_00)),
            st.tuples(st.sampled_from(["secure", "cover", "end", "take back"]), st.sampled_from(NUMBERS)),
            st.tuples(st.sampled_from(["annex", "settle"]), st.sampled_from(NUMBERS), st.integers(0, 15_000_00)),
        ),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=4,
)
"""Rounds of moves; those of one round come at the same moment."""


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(rounds=MOVES)
async def test_the_sum_explains_itself_after_every_round(
    house: House, emptied: Callable[[str], None], rounds: list[list[tuple[Any, ...]]]
) -> None:
    await house.come_to_rest()
    emptied("verification")
    await set_criteria(house)
    await house.tell(rules_set())
    for number in NUMBERS:
        await approved(house, number)
    await house.post(f"{API}/initiative-funds/2026", {"total": 18_000_00}, TREASURER, version=0)
    word = 20

    async def go(move: tuple[Any, ...], version: int) -> None:
        match move:
            case ("total", total):
                now = (await year(house))["version"]
                await house.post(f"{API}/initiative-funds/2026", {"total": total}, TREASURER, version=now)
            case ("secure", number):
                await secure(house, number)
            case ("cover", number):
                await cover(house, number)
            case ("take back", number):
                await house.tell(taken_back(number, version=version))

    for moves in rounds:
        holding = {item["initiative_id"] for item in (await year(house))["items"]}
        events: list[Event] = []
        settlements: list[Event] = []
        for move in moves:
            word += 1
            # Intake tells of a contract only where the money is secured.
            match move:
                case (_, number, *_) if f"{number:032x}" not in holding:
                    continue
                case ("annex", number, city):
                    events.append(signed(number, annex=1, city=city, version=word))
                case ("settle", number, spent):
                    # Of a contract, and never above it.
                    events.append(signed(number, annex=1, city=spent, version=word))
                    settlements.append(settled(number, spent=spent, version=word))
                case ("end", number):
                    events.append(terminated(number, word))
        await asyncio.gather(*[go(move, word) for move in moves], *[house.tell(event) for event in events])
        await house.tell(*settlements)
        await explains_itself(house)
