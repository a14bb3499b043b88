"""Whatever happens to the money at one moment: the sum explains itself, and nothing is signed beyond the total."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.base import Event
from tests.verification.conftest import API, House
from tests.verification.funds.test_funds import approved, cover, explains_itself, year
from tests.verification.initiatives.conftest import (
    TREASURER,
    id_of,
    money_asked,
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
            st.tuples(
                st.sampled_from(["secure", "cover", "drop", "sign", "end", "take back"]), st.sampled_from(NUMBERS)
            ),
            st.tuples(st.sampled_from(["annex", "settle"]), st.sampled_from(NUMBERS), st.integers(0, 15_000_00)),
        ),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=6,
)
"""Rounds of moves; those of one round come at the same moment."""


class Desk:
    """A contract as intake keeps it: it signs what gives more only with the treasurer's word for that very text."""

    def __init__(self, number: int) -> None:
        self.number, self.since, self.annex = number, 0, -1
        self.signed: int | None = None
        self.asked: tuple[int, int] | None = None
        self.over = False

    def tell(self, move: tuple[Any, ...], word: int, secured: Mapping[int, int]) -> Event | None:
        """Give the event of a move, None where it cannot be made. `secured`: what was countersigned, by word."""
        if self.over:
            return None
        match move:
            case ("take back", _) if self.signed is None:
                self.over = True
                return taken_back(self.number, version=word)
            case ("annex", _, city) if self.signed is None:
                return self._sign(min(city, 9_000_00), word)
            case ("annex", _, city) if city > self.signed:
                self.asked = word, city
                return self._ask(city, word)
            case ("annex", _, city):
                return self._sign(city, word)
            case ("drop", _) if self.asked is not None and self.signed is not None:
                self.asked = None
                return self._ask(self.signed, word)
            case ("sign", _) if self.asked is not None and secured.get(self.asked[0], -1) >= self.asked[1]:
                return self._sign(self.asked[1], word)
            case ("settle", _, spent) if self.signed is not None:
                self.over = True
                return settled(self.number, spent=min(spent, self.signed), version=word)
            case ("end", _) if self.signed is not None:
                self.over = True
                return terminated(self.number, word)
        return None

    def _sign(self, city: int, word: int) -> Event:
        self.signed, self.since, self.asked, self.annex = city, word, None, self.annex + 1
        return signed(self.number, annex=self.annex, city=city, version=word)

    def _ask(self, city: int, word: int) -> Event:
        return money_asked(self.number, annex=self.annex + 1, city=city, version=word, since=self.since)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(rounds=MOVES)
async def test_the_sum_explains_itself_and_holds_all_that_was_signed_after_every_round(
    house: House, emptied: Callable[[str], None], rounds: list[list[tuple[Any, ...]]]
) -> None:
    await house.come_to_rest()
    emptied("verification")
    await set_criteria(house)
    await house.tell(rules_set())
    for number in NUMBERS:
        await approved(house, number)
    await house.post(f"{API}/initiative-funds/2026", {"total": 18_000_00}, TREASURER, version=0)
    word, desks = 20, {number: Desk(number) for number in NUMBERS}

    async def go(move: tuple[Any, ...]) -> None:
        match move:
            case ("total", total):
                now = (await year(house))["version"]
                await house.post(f"{API}/initiative-funds/2026", {"total": total}, TREASURER, version=now)
            case ("secure", number):
                await secure(house, number)
            case ("cover", number):
                await cover(house, number)

    for moves in rounds:
        words = await house.events("verification.funds_secured")
        secured = {one["asked"]: one["city"] for one in words if one["asked"] is not None}
        holding = {item["initiative_id"] for item in (await year(house))["items"]}
        events: list[Event] = []
        for move in moves:
            word += 1
            # Intake tells of a contract only where the money is secured.
            if len(move) > 1 and id_of(move[1]) in holding:
                told = desks[move[1]].tell(move, word, secured) if move[0] != "total" else None
                events.extend([told] if told is not None else [])
        await asyncio.gather(*map(go, moves), *map(house.tell, events))
        items = {item["initiative_id"]: item for item in (await explains_itself(house))["items"]}
        for desk in desks.values():
            if desk.signed is not None and not desk.over:
                assert desk.signed <= items[id_of(desk.number)]["city"], (desk.number, rounds)
