"""Wreaths: precedence proposes the order, hands change it for a reason, no two stand in one place."""

import asyncio
import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from services.events.calendar.domain import EntryCancelled
from services.events.precedence.domain import NothingMoved, RankUnknown, RankUsed, Why
from services.events.precedence.domain.shipped import shipped
from services.events.wreaths.domain import (
    TABLE,
    Action,
    Delegation,
    DelegationGone,
    NoMoveToUndo,
    NothingToTell,
    Offering,
    OrderClosed,
    Provider,
    Site,
    SiteTaken,
    SpotUnknown,
    State,
    Supply,
    TooManyDelegations,
    WreathOrder,
)
from services.events.wreaths.domain.lines import Lines, back, entered, lines_of, moved, placed, proposed, renumbered
from services.events.wreaths.service import HANDS, KEEPERS, READERS, Contact, Wreaths
from services.events.wreaths.service.looking_after import LookingAfter
from shared.access import NotAllowed, Role
from shared.store import Duplicate, NotFound, Stale, Transaction
from tests.conftest import SetClock
from tests.events.conftest import KEEPER
from tests.events.wreaths.conftest import PLAN, given

NOW = datetime(2026, 4, 15, 10, tzinfo=UTC)
WHY = Why(reason="Gospodarz składa ostatni", by_name="Anna", at=NOW)
PLACES = {one.id: one.place for one in shipped().order.ranks}
SITES = ("first", "second")


def delegation(id: str, rank: str | None = None, site: str = "first") -> Delegation:
    return Delegation(id=id, event_id="e", site_id=site, given=given(f"Delegacja {id}", rank))


def ids(lines: Lines) -> dict[str, list[str]]:
    return {site: [one.id for one in line] for site, line in lines.items()}


def line_up(*every: Delegation) -> Lines:
    lines = lines_of(SITES, ())
    for one in every:
        lines = entered(lines, one, PLACES)
    return lines


def test_precedence_proposes_the_order_whoever_is_entered_first():
    lines = line_up(
        delegation("szkoła", "schools"), delegation("bez rangi"), delegation("wojewoda", "voivode"),
        delegation("druga szkoła", "schools"), delegation("poseł", "parliament"),
    )  # fmt: skip
    assert ids(lines)["first"] == ["poseł", "wojewoda", "szkoła", "druga szkoła", "bez rangi"]


def test_who_was_moved_by_hand_stays_there_until_precedence_is_asked_again():
    lines = line_up(delegation("poseł", "parliament"), delegation("szkoła", "schools"))
    lines = moved(lines, "szkoła", "first", "poseł", WHY)
    lines = entered(lines, delegation("wojewoda", "voivode"), PLACES)
    assert ids(lines)["first"] == ["szkoła", "poseł", "wojewoda"]
    assert ids(proposed(lines, PLACES))["first"] == ["poseł", "wojewoda", "szkoła"]


@pytest.mark.parametrize(
    ("move", "error"),
    [
        (("nikt", "first", None), DelegationGone),
        (("a", "third", None), SpotUnknown),
        (("a", "first", "nikt"), SpotUnknown),
        (("a", "second", "b"), SpotUnknown),
        (("a", "first", "a"), NothingMoved),
        (("a", "first", "b"), NothingMoved),
        (("b", "first", None), NothingMoved),
    ],
)
def test_what_cannot_be_moved_is_refused(move, error):
    id, site, before = move
    with pytest.raises(error):
        moved(line_up(delegation("a", "mayor"), delegation("b", "schools")), id, site, before, WHY)


_NAMES = [str(number) for number in range(8)]


@whatever(
    st.lists(st.tuples(st.sampled_from(_NAMES), st.sampled_from(SITES), st.sampled_from([*_NAMES, None])), max_size=25),
    st.lists(st.sampled_from([*PLACES, None]), min_size=8, max_size=8),
)
def test_whatever_is_moved_nobody_is_lost_and_no_two_stand_in_one_place(moves, ranks):
    lines = line_up(*(delegation(name, rank) for name, rank in zip(_NAMES, ranks, strict=True)))
    kept = {one.id: one for line in lines.values() for one in line}
    for id, site, before in moves:
        stood = placed(lines)
        try:
            after = moved(lines, id, site, before, WHY)
        except (NothingMoved, SpotUnknown):
            continue
        assert ids(back(after, stood)) == ids(lines)
        lines = after
        kept |= {one.id: one for one in renumbered(lines, kept.values())}
        spots = [(one.site_id, one.place) for one in kept.values()]
        assert len(set(spots)) == len(_NAMES)
        for site_id in SITES:
            places = sorted(place for at, place in spots if at == site_id and place)
            assert places == list(range(1, len(places) + 1))


# -- state by action by role -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("off", "day", "state"), [(False, 15, State.OPEN), (False, 14, State.LAID), (True, 15, "off")])
@pytest.mark.parametrize("action", Action)
def test_everything_has_its_time_before_the_day_is_over(action, off, day, state):
    order = WreathOrder(id="e", title="T", day=date(2026, 4, day), off=off, sites=(Site(id="first", name="Pomnik"),))
    assert order.state(date(2026, 4, 15)) == state
    has_its_time = state == State.OPEN or (state == State.OFF and action in {Action.TELL, Action.WRITE, Action.SUPPLY})
    assert (state in TABLE[action]) is has_its_time
    if not has_its_time:
        with pytest.raises(OrderClosed):
            order.require(action, date(2026, 4, 15))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_each_step_is_for_its_roles(role, action):
    keeps = {Role.PROTOCOL_OFFICER, Role.OFFICER}
    assert (role in HANDS[action]) is (role in keeps)
    assert (role in READERS) is (role in keeps | {Role.PRESS_OFFICER, Role.MAYOR, Role.AUDITOR})


async def test_who_may_not_is_refused_by_the_use_case(wreaths: Wreaths, event: str):
    for role in set(Role) - set(KEEPERS):
        with pytest.raises(NotAllowed):
            await wreaths.propose(event, 1, KEEPER.model_copy(update={"role": role}))


@pytest.mark.parametrize(
    ("offering", "read_as", "said"),
    [
        (Offering.WREATH, None, "Wieniec składa delegacja: Związek Sybiraków."),
        (Offering.FLOWERS, "delegacja Związku Sybiraków", "Wiązankę składa delegacja Związku Sybiraków."),
        (Offering.CANDLE, "młodzież V Liceum", "Znicz zapala młodzież V Liceum."),
    ],
)
def test_the_announcer_reads_what_is_laid_and_by_whom(offering, read_as, said):
    said_of = given("Związek Sybiraków").model_copy(update={"offering": offering, "read_as": read_as})
    assert delegation("a").model_copy(update={"given": said_of}).read == said


# -- on the store ----------------------------------------------------------------------------------------------------


async def enter(wreaths: Wreaths, event: str, name: str, rank: str | None = None, **more: Any) -> str:
    contact = Contact(email=more.pop("email", ""))
    return await wreaths.enter(event, more.pop("site", None), given(name, rank, **more), contact, KEEPER)


async def stands(wreaths: Wreaths, event: str) -> dict[str, list[str]]:
    """Who stands at which site, in order; and that places are 1, 2, 3…"""
    found = [one for one in await wreaths.store.delegations(event) if not one.withdrawn]
    lines = lines_of([site.id for site in (await wreaths.order(event)).sites], found)
    for line in lines.values():
        assert [one.place for one in line] == list(range(1, len(line) + 1))
    return {site: [one.given.institution for one in line] for site, line in lines.items()}


async def version(wreaths: Wreaths, event: str) -> int:
    return (await wreaths.order(event)).version


async def test_the_order_is_announced_site_by_site(wreaths: Wreaths, event: str):
    assert await wreaths.announced(event) == ()
    await enter(wreaths, event, "Szkoła nr 8", "schools")
    await enter(wreaths, event, "Wojewoda", "voivode")
    monument = (PLAN.place, ("Wieniec składa delegacja: Wojewoda.", "Wieniec składa delegacja: Szkoła nr 8."))
    assert await wreaths.announced(event) == (monument,)
    grave = await wreaths.add_site(event, "Mogiła na cmentarzu tynieckim", None, KEEPER)
    await enter(wreaths, event, "Harcerze", site=grave)
    harcerze = ("Mogiła na cmentarzu tynieckim", ("Wieniec składa delegacja: Harcerze.",))
    assert await wreaths.announced(event) == (monument, harcerze)


@pytest.mark.parametrize(
    ("place", "sites"),
    [
        (None, {"first": PLAN.title}),
        ("Katedra", {"first": "Katedra"}),
        ("Pomnik, ul. Podmiejska; Mogiła", {"first": "Pomnik, ul. Podmiejska", "place-2": "Mogiła"}),
        ("Katedra; Ratusz ; Tablica", {"first": "Katedra", "place-2": "Ratusz", "place-3": "Tablica"}),
        ("Katedra; katedra;", {"first": "Katedra"}),
        ("Park; II", {"first": "Park; II"}),
    ],
)
async def test_an_event_of_several_places_has_as_many_monuments(wreaths: Wreaths, place, sites):
    event = await wreaths.calendar.put_in(PLAN.model_copy(update={"place": place}))
    assert {one.id: one.name for one in (await wreaths.order(event)).sites} == sites


async def test_many_who_enter_and_move_at_once_leave_nobody_in_anothers_place(wreaths: Wreaths, event: str):
    names = [f"Delegacja {number}" for number in range(6)]
    entered_ids = await asyncio.gather(*(enter(wreaths, event, name, "societies") for name in names))
    grave = await wreaths.add_site(event, "Mogiła", None, KEEPER)

    async def shuffle(number: int) -> int:
        """Move again and again, as people who are told that the order has changed do."""
        moves = 0
        while moves < 3:
            now = await version(wreaths, event)
            before = entered_ids[(number + moves + 1) % 6] if moves % 2 else None
            site = "first" if moves % 2 else (grave, "first")[number % 2]
            try:
                await wreaths.move(event, now, entered_ids[number], site, before, "Powód", KEEPER)
            except Stale:
                continue
            except (NothingMoved, SpotUnknown):
                pass
            moves += 1
        return moves

    async def come_and_go(number: int) -> None:
        id = await enter(wreaths, event, f"Goście {number}", "parliament")
        while True:
            try:
                await wreaths.withdraw(event, id, await version(wreaths, event), "Nie przyjadą", KEEPER)
                return
            except Stale:
                continue

    await asyncio.gather(*(shuffle(number) for number in range(6)), *(come_and_go(number) for number in range(3)))
    standing = await stands(wreaths, event)
    assert sorted(name for line in standing.values() for name in line) == names


async def test_the_store_itself_lets_no_two_stand_in_one_place(wreaths: Wreaths, event: str):
    await enter(wreaths, event, "Wojewoda", "voivode")
    twin = delegation("twin").model_copy(update={"event_id": event, "place": 1})

    async def add(tx: Transaction) -> None:
        await wreaths.store.add(tx, twin)

    with pytest.raises(Duplicate):
        await wreaths.database.transaction(add)


async def test_of_two_moves_of_one_version_one_is_told_that_the_order_has_changed(wreaths: Wreaths, event: str):
    first, second = [await enter(wreaths, event, name) for name in ("A-1", "B-2")]
    now = await version(wreaths, event)
    answers = await asyncio.gather(
        wreaths.move(event, now, first, "first", None, "Powód", KEEPER),
        wreaths.move(event, now, second, "first", first, "Powód", KEEPER),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in answers) == ["Stale", "int"]
    assert await stands(wreaths, event) == {"first": ["B-2", "A-1"]}


async def test_a_move_is_taken_back_once_and_only_while_nothing_else_was_done(wreaths: Wreaths, event: str):
    first, _ = [await enter(wreaths, event, name) for name in ("A-1", "B-2")]
    await wreaths.move(event, await version(wreaths, event), first, "first", None, "Gospodarz ostatni", KEEPER)
    reason = (await wreaths.store.delegation(first)).why
    assert reason is not None
    assert (reason.reason, reason.by_name) == ("Gospodarz ostatni", KEEPER.name)
    await wreaths.undo(event, await version(wreaths, event), KEEPER)
    assert await stands(wreaths, event) == {"first": ["A-1", "B-2"]}
    assert (await wreaths.store.delegation(first)).why is None
    with pytest.raises(NoMoveToUndo):
        await wreaths.undo(event, await version(wreaths, event), KEEPER)
    await wreaths.move(event, await version(wreaths, event), first, "first", None, "Powód", KEEPER)
    await enter(wreaths, event, "C-3")
    with pytest.raises(NoMoveToUndo):
        await wreaths.undo(event, await version(wreaths, event), KEEPER)


async def test_who_was_withdrawn_comes_back_where_precedence_puts_it(wreaths: Wreaths, event: str):
    mayor, _ = [await enter(wreaths, event, name, rank) for name, rank in (("Prezydent", "mayor"), ("ZHP", "schools"))]
    await wreaths.withdraw(event, mayor, await version(wreaths, event), "Wyjazd", KEEPER)
    assert await stands(wreaths, event) == {"first": ["ZHP"]}
    with pytest.raises(DelegationGone):
        await wreaths.withdraw(event, mayor, await version(wreaths, event), "Wyjazd", KEEPER)
    await wreaths.put_back(event, mayor, await version(wreaths, event), KEEPER)
    assert await stands(wreaths, event) == {"first": ["Prezydent", "ZHP"]}


async def test_a_monument_goes_only_when_nobody_lays_anything_there(wreaths: Wreaths, event: str):
    grave = await wreaths.add_site(event, "Mogiła", None, KEEPER)
    with pytest.raises(SiteTaken):
        await wreaths.add_site(event, "MOGIŁA", None, KEEPER)
    id = await enter(wreaths, event, "Harcerze", site=grave)
    with pytest.raises(SiteTaken):
        await wreaths.drop_site(event, await version(wreaths, event), grave, KEEPER)
    await wreaths.withdraw(event, id, await version(wreaths, event), "Nie przyjdą", KEEPER)
    await wreaths.drop_site(event, await version(wreaths, event), grave, KEEPER)
    with pytest.raises(SiteTaken):
        await wreaths.drop_site(event, await version(wreaths, event), "first", KEEPER)
    await wreaths.put_back(event, id, await version(wreaths, event), KEEPER)
    assert await stands(wreaths, event) == {"first": ["Harcerze"]}
    for number in range(9):
        await wreaths.add_site(event, f"Pomnik {number}", None, KEEPER)
    with pytest.raises(TooManyDelegations):
        await wreaths.add_site(event, "Jeszcze jeden", None, KEEPER)


async def test_a_rank_that_a_delegation_has_is_not_taken_out(wreaths: Wreaths, event: str):
    await enter(wreaths, event, "Wojewoda", "voivode")
    with pytest.raises(RankUsed):
        await wreaths.precedence.take_out("voivode", 1, "Pomyłka", KEEPER)
    with pytest.raises(RankUnknown):
        await enter(wreaths, event, "Ktoś", "nobody")


async def test_a_rank_is_either_given_or_taken_out_whoever_is_faster(wreaths: Wreaths, event: str):
    for number, rank in enumerate(("voivode", "region", "courts", "army"), 1):
        version = (await wreaths.precedence.order()).version
        answers = await asyncio.gather(
            enter(wreaths, event, f"Delegacja {number}", rank),
            wreaths.precedence.take_out(rank, version, "Pomyłka", KEEPER),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in answers) in (["RankUnknown", "int"], ["RankUsed", "str"])


async def told(wreaths: Wreaths) -> list[tuple[str, str]]:
    """What the work list was told, without what the calendar asks for."""
    rows = [(row["name"].split(".")[1], json.loads(row["body"])) async for row in wreaths.database.published_events()]
    own = [row for row in rows if "task_id" in row[1] and not row[1]["task_id"].endswith("-new_date")]
    return [(name, str(body.get("due_at", ""))[:10]) for name, body in own]


async def test_the_wreaths_of_the_city_are_work_the_day_before_and_go_where_the_ceremony_goes(
    wreaths: Wreaths, event: str
):
    id = await enter(wreaths, event, "Prezydent Miasta", "mayor", provider=Provider.CITY)
    await enter(wreaths, event, "Szkoła nr 8", "schools")
    assert await told(wreaths) == [("task_opened", "2026-08-13")]
    moved_to = PLAN.model_copy(update={"starts": PLAN.starts.replace(day=28), "ends": PLAN.ends.replace(day=28)})
    await wreaths.calendar.move(event, 1, moved_to, "Remont placu przed pomnikiem", KEEPER)
    assert (await told(wreaths))[1:] == [("task_changed", "2026-08-27")]
    await wreaths.supply(event, id, 2, Supply.ORDERED, KEEPER)
    assert len(await told(wreaths)) == 2
    await wreaths.supply(event, id, 3, Supply.READY, KEEPER)
    assert (await told(wreaths))[2:] == [("task_closed", "")]
    await wreaths.supply(event, id, 4, Supply.ORDERED, KEEPER)
    await wreaths.calendar.call_off(event, 2, "Żałoba narodowa w całym kraju", KEEPER)
    assert (await told(wreaths))[3] == ("task_opened", "2026-08-27")
    after = (await told(wreaths))[4:]
    assert Counter(after) == {("task_closed", ""): 1, ("task_opened", "2026-08-27"): 2}, "to recall it, and to call"
    with pytest.raises(OrderClosed):
        await enter(wreaths, event, "Spóźnieni")


async def test_an_ordered_wreath_that_nobody_lays_is_recalled_and_only_recalled(wreaths: Wreaths, event: str):
    id = await enter(wreaths, event, "Prezydent Miasta", "mayor", provider=Provider.CITY)
    await wreaths.supply(event, id, 2, Supply.ORDERED, KEEPER)
    await wreaths.calendar.call_off(event, 1, "Żałoba narodowa w całym kraju", KEEPER)
    assert set((await order_of(wreaths, event)).tasks) == {"recall", "tell"}
    with pytest.raises(OrderClosed):
        await wreaths.supply(event, id, 3, Supply.READY, KEEPER)
    await wreaths.supply(event, id, 3, Supply.WANTED, KEEPER)
    assert set((await order_of(wreaths, event)).tasks) == {"tell"}
    await wreaths.calendar.undo(event, 2, KEEPER)
    assert set((await order_of(wreaths, event)).tasks) == {"supply"}, "it is to be ordered again"


async def test_the_ordered_wreath_of_who_does_not_come_is_recalled_too(wreaths: Wreaths, event: str):
    id = await enter(wreaths, event, "Prezydent Miasta", "mayor", provider=Provider.CITY)
    await wreaths.supply(event, id, 2, Supply.ORDERED, KEEPER)
    await wreaths.withdraw(event, id, (await order_of(wreaths, event)).version, "Choroba", KEEPER)
    assert set((await order_of(wreaths, event)).tasks) == {"recall"}
    version = (await wreaths.one(event, id)).version
    await wreaths.supply(event, id, version, Supply.WANTED, KEEPER)
    assert (await order_of(wreaths, event)).tasks == {}


async def order_of(wreaths: Wreaths, event: str) -> WreathOrder:
    found = await wreaths.store.order(event)
    assert found is not None
    return found


@pytest.mark.parametrize("off", ["call_off", "put_off"])
async def test_delegations_are_told_that_a_ceremony_is_off_and_that_it_is_held_after_all(
    wreaths: Wreaths, event: str, off
):
    await enter(wreaths, event, "Szkoła nr 8", "schools")
    with pytest.raises(NothingToTell):
        await wreaths.tell(event, (await order_of(wreaths, event)).version, KEEPER)
    await getattr(wreaths.calendar, off)(event, 1, "Żałoba narodowa w całym kraju", KEEPER)
    assert await told(wreaths) == [("task_opened", "2026-08-13")]
    await wreaths.tell(event, (await order_of(wreaths, event)).version, KEEPER)
    assert (await told(wreaths))[1:] == [("task_closed", "")]
    await wreaths.calendar.undo(event, 2, KEEPER)
    assert (await told(wreaths))[2:] == [("task_opened", "2026-08-13")]
    await wreaths.tell(event, (await order_of(wreaths, event)).version, KEEPER)
    assert (await told(wreaths))[3:] == [("task_closed", "")]


async def test_nobody_is_called_of_a_slip_that_was_taken_back_or_when_the_day_is_over(
    wreaths: Wreaths, event: str, clock: SetClock
):
    await enter(wreaths, event, "Szkoła nr 8", "schools")
    await wreaths.calendar.call_off(event, 1, "Żałoba narodowa w całym kraju", KEEPER)
    await wreaths.calendar.undo(event, 2, KEEPER)
    assert [name for name, _ in await told(wreaths)] == ["task_opened", "task_closed"]
    await wreaths.calendar.call_off(event, 3, "Żałoba narodowa w całym kraju", KEEPER)
    clock.move(days=122)
    await LookingAfter(wreaths).look_after()
    assert [name for name, _ in (await told(wreaths))[2:]] == ["task_opened", "task_closed"]


async def test_an_order_of_nobody_has_nobody_to_tell(wreaths: Wreaths, event: str):
    id = await enter(wreaths, event, "Szkoła nr 8", "schools")
    await wreaths.withdraw(event, id, (await order_of(wreaths, event)).version, "Choroba", KEEPER)
    await wreaths.calendar.call_off(event, 1, "Żałoba narodowa w całym kraju", KEEPER)
    assert await told(wreaths) == []


async def test_what_was_not_ready_is_no_work_when_the_day_is_over(wreaths: Wreaths, event: str, clock: SetClock):
    await enter(wreaths, event, "Prezydent Miasta", "mayor", provider=Provider.CITY)
    clock.move(days=121)
    await LookingAfter(wreaths).look_after()
    assert [name for name, _ in await told(wreaths)] == ["task_opened"]
    clock.move(days=1)
    await LookingAfter(wreaths).look_after()
    await LookingAfter(wreaths).look_after()
    assert [name for name, _ in await told(wreaths)] == ["task_opened", "task_closed"]


async def test_nothing_is_entered_for_what_was_called_off_or_is_not_there(wreaths: Wreaths, event: str):
    await wreaths.calendar.call_off(event, 1, "Żałoba narodowa w całym kraju", KEEPER)
    with pytest.raises(EntryCancelled):
        await enter(wreaths, event, "Spóźnieni")
    with pytest.raises(NotFound):
        await enter(wreaths, "nie-ma", "Ktoś")


async def test_names_are_sealed_their_reading_noted_and_erased_when_their_time_is_over(
    wreaths: Wreaths, event: str, clock: SetClock
):
    id = await wreaths.enter(event, None, given("Związek Sybiraków"), Contact("Jan Kanarek, Anna Łoś"), KEEPER)
    one = await wreaths.one(event, id)
    raw = await wreaths.database.collection("wreath_delegations").find_one({"_id": id})
    assert "Kanarek" not in str(raw)
    assert await wreaths.contact(one, KEEPER) == Contact("Jan Kanarek, Anna Łoś")
    rows = wreaths.database.collection("event_readings").find({})
    assert [(row["what"], row["of"]) async for row in rows] == [("wreaths", id)]
    clock.move(days=121 + 89)
    await LookingAfter(wreaths).look_after()
    assert (await wreaths.one(event, id)).people is not None
    clock.move(days=1)
    await LookingAfter(wreaths).look_after()
    assert (await wreaths.one(event, id)).people is None
    assert await wreaths.announced(event) == ((PLAN.place, ("Wieniec składa delegacja: Związek Sybiraków.",)),)
