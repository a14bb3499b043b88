"""Points: in the window, with a reason for each change; every card of a sheet is accounted for or explained."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from services.voting.paper.domain.points import (
    Hours,
    HoursUnfit,
    MoreCardsKeyed,
    NoPaperVote,
    PointInUse,
    PointNotOpenYet,
    SheetDiffers,
    by_day,
)
from shared.store import Stale
from tests.voting.conftest import EDITION, OPENS, Vote
from tests.voting.paper.conftest import ALA, ANNA, OLA, PAPER_CLOSES, WINDOWS, Desk, plan, sheet

Published = Callable[[], Awaitable[list[str]]]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def opened(vote: Vote, **changes: Any) -> str:
    await vote.open(windows=WINDOWS)
    return await vote.points.add(EDITION, plan(**changes), "zarządzenie o punktach", ALA)


@pytest.mark.parametrize(
    ("hours", "unfit"),
    [
        ([(OPENS, OPENS + HOUR)], None),
        ([(PAPER_CLOSES - HOUR, PAPER_CLOSES)], None),
        ([(OPENS, OPENS + HOUR), (OPENS + HOUR, OPENS + 2 * HOUR)], None),
        ([(OPENS + 2 * HOUR, OPENS + 3 * HOUR), (OPENS, OPENS + HOUR)], None),
        ([(OPENS - HOUR, OPENS + HOUR)], 1),
        ([(OPENS, OPENS)], 1),
        ([(OPENS + HOUR, OPENS)], 1),
        ([(PAPER_CLOSES, PAPER_CLOSES + HOUR)], 1),
        ([(OPENS, OPENS + 2 * HOUR), (OPENS + HOUR, OPENS + 3 * HOUR)], 2),
    ],
)
async def test_hours_lie_in_the_window_of_the_vote_on_paper_and_never_meet(
    vote: Vote, hours: list[Any], unfit: int | None
) -> None:
    given = tuple(Hours(opens=opens, closes=closes) for opens, closes in hours)
    if unfit is None:
        point = await vote.points.store.point(EDITION, await opened(vote, hours=given))
        assert [one.opens for one in point.hours] == sorted(one.opens for one in given)
    else:
        with pytest.raises(HoursUnfit) as refused:
            await opened(vote, hours=given)
        assert refused.value.number == unfit


async def test_an_edition_without_a_vote_on_paper_has_no_points(vote: Vote) -> None:
    await vote.open()
    with pytest.raises(NoPaperVote):
        await vote.points.add(EDITION, plan(), "zarządzenie", ALA)


async def test_every_change_of_a_point_is_kept_with_its_reason_and_its_officer(vote: Vote) -> None:
    id = await opened(vote)
    await vote.points.change(EDITION, id, 1, plan(name="Biblioteka główna"), "remont filii", OLA)
    point = await vote.points.store.point(EDITION, id)
    assert point.name == "Biblioteka główna"
    assert [(one.what, one.by_id, one.reason) for one in point.changes] == [
        ("added", "p-ala", "zarządzenie o punktach"),
        ("changed", "p-ola", "remont filii"),
    ]


async def test_who_changes_an_older_state_of_a_point_is_told(vote: Vote) -> None:
    id = await opened(vote)
    await vote.points.change(EDITION, id, 1, plan(name="Biblioteka główna"), "remont filii", OLA)
    with pytest.raises(Stale):
        await vote.points.change(EDITION, id, 1, plan(name="Inna"), "inny powód", ALA)


async def test_a_withdrawn_point_is_on_no_list_and_needs_no_sheet(vote: Vote) -> None:
    id = await opened(vote)
    await vote.points.withdraw(EDITION, id, 1, "filia zamknięta", ALA)
    assert await vote.points.store.points(EDITION) == []
    await vote.close()


async def test_what_is_open_now_and_what_opens_next_follow_from_the_hours(vote: Vote) -> None:
    hours = tuple(Hours(opens=OPENS + n * DAY + 10 * HOUR, closes=OPENS + n * DAY + 18 * HOUR) for n in (0, 2))
    point = await vote.points.store.point(EDITION, await opened(vote, hours=hours, mobile=True))
    assert point.open_at(OPENS + 10 * HOUR) == point.hours[0]
    assert point.open_at(OPENS + 18 * HOUR) is None
    assert point.next_after(OPENS + 18 * HOUR) == point.hours[1]
    assert [day.isoformat() for day, _ in by_day([point])] == ["2026-09-21", "2026-09-23"]


@pytest.mark.parametrize(
    ("numbers", "explanation", "difference", "flagged"),
    [
        ((60, 50, 2, 8), None, 0, False),
        ((63, 50, 2, 8), None, 3, None),
        ((58, 50, 2, 8), None, -2, None),
        ((63, 50, 2, 8), "Trzy karty wyniesiono, jest notatka.", 3, True),
        ((0, 0, 0, 0), None, 0, False),
    ],
)
async def test_a_sheet_adds_up_or_says_why_it_does_not(
    vote: Vote, numbers: tuple[int, ...], explanation: str | None, difference: int, flagged: bool | None
) -> None:
    id = await opened(vote)
    vote.clock.moment = OPENS + DAY
    given = sheet(**dict(zip(("issued", "cast", "spoiled", "returned"), numbers, strict=True)), explanation=explanation)
    if flagged is None:
        with pytest.raises(SheetDiffers) as refused:
            await vote.points.settle(EDITION, id, 1, given, "", OLA)
        assert refused.value.difference == difference
    else:
        await vote.points.settle(EDITION, id, 1, given, "", OLA)
        assert (await vote.points.store.point(EDITION, id)).flagged is flagged
        assert (await vote.cards.progress(EDITION)).flagged == int(flagged)


async def test_a_point_that_has_not_opened_has_no_cards_to_account_for(vote: Vote) -> None:
    id = await opened(vote)
    vote.clock.moment = OPENS + 9 * HOUR
    with pytest.raises(PointNotOpenYet):
        await vote.points.settle(EDITION, id, 1, sheet(), "", OLA)


async def test_a_settled_point_is_neither_moved_nor_withdrawn_but_its_sheet_can_be_corrected(office: Desk) -> None:
    await office.open(cast=3)
    points = office.vote.points
    for attempt in (
        points.change(EDITION, office.point, 2, plan(name="Inna"), "powód", ALA),
        points.withdraw(EDITION, office.point, 2, "powód", ALA),
    ):
        with pytest.raises(PointInUse):
            await attempt
    await points.settle(EDITION, office.point, 2, sheet(cast=4), "policzono jeszcze raz", OLA)
    point = await points.store.point(EDITION, office.point)
    assert point.sheet is not None
    assert (point.sheet.cast, point.changes[-1].reason) == (4, "policzono jeszcze raz")


async def test_a_sheet_cannot_have_fewer_cards_than_were_keyed_in(office: Desk) -> None:
    await office.open(cast=3)
    await office.key_in(office.entry(ANNA, "drzewa"))
    with pytest.raises(MoreCardsKeyed) as refused:
        await office.vote.points.settle(EDITION, office.point, 2, sheet(cast=0), "pomyłka", OLA)
    assert refused.value.keyed == 1


async def test_a_point_that_has_closed_asks_for_its_sheet_once(vote: Vote, published: Published) -> None:
    id = await opened(vote)
    before = (await published()).count("voting.task_opened.v1")
    await vote.points.ask_for_sheets()
    assert (await published()).count("voting.task_opened.v1") == before
    vote.clock.moment = OPENS + 18 * HOUR
    await vote.points.ask_for_sheets()
    await vote.points.ask_for_sheets()
    assert (await published()).count("voting.task_opened.v1") == before + 1
    done = (await published()).count("voting.task_closed.v1")
    point = await vote.points.store.point(EDITION, id)
    await vote.points.settle(EDITION, id, point.version, sheet(), "", OLA)
    assert (await published()).count("voting.task_closed.v1") == done + 1
