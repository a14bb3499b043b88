"""The home page follows what the other services tell, in whatever order it comes."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from services.media.website.domain.city import Work
from services.media.website.domain.edition import Edition, PhaseName, Stage, phases, stage
from services.media.website.service import Website
from shared.contracts import Event
from shared.contracts.events import EntryScheduledV1
from shared.contracts.intake import EditionAnnouncedV1, EditionChangedV1, WindowKind
from shared.contracts.reporting import ProgressPublishedV1
from shared.contracts.reporting import Stage as BuildingStage
from shared.contracts.voting import BallotListPublishedV1, ResultsPublishedV1, VotingClosedV1, VotingOpenedV1
from tests.conftest import SetClock, told

Deliver = Callable[..., Awaitable[None]]
EDITION = told(EditionAnnouncedV1).edition_id


def use_cases(website: Website) -> dict[type[Event], Callable[..., Awaitable[object]]]:
    return {
        EditionAnnouncedV1: website.follow_edition,
        EditionChangedV1: website.follow_edition,
        BallotListPublishedV1: website.follow_list,
        VotingOpenedV1: website.follow_opening,
        VotingClosedV1: website.follow_closing,
        ResultsPublishedV1: website.follow_results,
        ProgressPublishedV1: website.follow_progress,
        EntryScheduledV1: website.follow_entry,
    }


async def known(website: Website) -> Edition:
    edition = await website.store.newest_edition()
    assert edition is not None
    return edition


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
async def test_whatever_order_the_news_comes_in_the_edition_ends_the_same(
    website: Website, deliver: Deliver, order: tuple[int, ...]
) -> None:
    renamed = told(EditionAnnouncedV1).rules.model_copy(update={"name": "Budżet po zmianie"})
    news: list[Event] = [
        told(EditionAnnouncedV1),
        told(EditionChangedV1, edition_id=EDITION, version=2, rules=renamed),
        told(VotingOpenedV1, edition_id=EDITION),
        told(ResultsPublishedV1, edition_id=EDITION),
    ]
    for number in order:
        await deliver(news[number], use_cases(website)[type(news[number])])
    edition = await known(website)
    assert edition.rules is not None
    assert edition.rules.name == "Budżet po zmianie"
    assert edition.opens == datetime(2026, 9, 20, 22, tzinfo=UTC)
    assert (edition.ballots, edition.selected) == (1320, 1)


async def test_news_delivered_twice_counts_once(website: Website, deliver: Deliver) -> None:
    await deliver(told(EditionAnnouncedV1), website.follow_edition, "n1")
    await deliver(told(EditionAnnouncedV1), website.follow_edition, "n1")
    assert (await known(website)).rules_version == 1


async def test_an_edition_without_its_rules_is_not_shown_yet(website: Website, deliver: Deliver) -> None:
    await deliver(told(ResultsPublishedV1), website.follow_results)
    assert await website.store.newest_edition() is None


@pytest.mark.parametrize("newer_first", [True, False])
async def test_only_the_newest_word_on_a_building_is_shown(
    website: Website, deliver: Deliver, newer_first: bool
) -> None:
    words = [told(ProgressPublishedV1, version=6, percent=10), told(ProgressPublishedV1, version=7, percent=40)]
    for word in reversed(words) if newer_first else words:
        await deliver(word, website.follow_progress)
    assert [work.percent for work in await website.store.works(6)] == [40]


async def test_what_is_over_or_called_off_leaves_the_nearest_dates(
    website: Website, deliver: Deliver, clock: SetClock
) -> None:
    day = {"starts": datetime(2026, 5, 1, 8, tzinfo=UTC), "ends": datetime(2026, 5, 1, 10, tzinfo=UTC)}
    await deliver(told(EntryScheduledV1, entry_id="soon", version=1, **day), website.follow_entry)
    await deliver(told(EntryScheduledV1, entry_id="off", version=1, **day), website.follow_entry)
    assert len(await website.store.dates(clock.now(), 4)) == 2
    await deliver(told(EntryScheduledV1, entry_id="off", version=2, cancelled=True, **day), website.follow_entry)
    assert [one.id for one in await website.store.dates(clock.now(), 4)] == ["soon"]
    clock.move(days=30)
    assert await website.store.dates(clock.now(), 4) == []


RULES = told(EditionAnnouncedV1).rules


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "changes", "wanted"),
    [
        (at(4, 1), {}, Stage.WAIT),
        (at(4, 15), {}, Stage.PROPOSE),
        (at(5, 15), {}, Stage.CHECK),
        (at(9, 10), {"listed": 105}, Stage.LISTED),
        (at(9, 25), {"listed": 105}, Stage.LISTED),
        (at(9, 25), {"listed": 105, "opens": at(9, 21), "closes": at(10, 2)}, Stage.VOTE),
        (at(9, 25), {"opens": at(9, 21), "closes": at(10, 2), "closed_at": at(9, 24)}, Stage.COUNT),
        (at(10, 21), {"closed_at": at(10, 3), "results_at": at(10, 12)}, Stage.RESULTS),
    ],
)
def test_the_home_page_shows_the_most_pressing_thing(now: datetime, changes: dict[str, object], wanted: Stage) -> None:
    edition = Edition(id=EDITION, rules_version=1, rules=RULES).model_copy(update=changes)
    assert stage(edition, now) is wanted


def test_a_window_that_is_open_but_not_opened_by_voting_takes_no_ballots_and_once_over_they_are_counted() -> None:
    vote = {"kind": WindowKind.WEB_VOTE, "opens": at(9, 21), "closes": at(10, 2)}
    rules = RULES.model_validate(RULES.model_dump() | {"windows": [*RULES.model_dump()["windows"], vote]})
    edition = Edition(id=EDITION, rules_version=1, rules=rules, listed=105)
    assert stage(edition, at(9, 25)) is Stage.LISTED
    assert stage(edition, at(10, 3)) is Stage.COUNT


def test_phases_overlap_and_building_comes_last() -> None:
    line = phases(RULES, at(4, 15))
    assert [(one.name, one.state) for one in line] == [
        (PhaseName.SUBMISSION, "now"),
        (PhaseName.CHECKING, "now"),
        (PhaseName.BUILDING, "next"),
    ]


@pytest.mark.parametrize(
    ("changes", "late"),
    [
        ({}, False),
        ({"planned_end": date(2026, 4, 14)}, True),
        ({"planned_end": date(2026, 4, 15)}, False),
        ({"delay_reason": "Czekamy na dostawę."}, True),
        ({"delay_reason": "Czekaliśmy na dostawę.", "stage": BuildingStage.FINISHED}, False),
    ],
)
def test_a_work_is_late_when_its_unit_says_so_or_its_day_has_gone_by(changes: dict[str, object], late: bool) -> None:
    sample = told(ProgressPublishedV1)
    work = Work(id="w", **sample.model_dump(include=set(Work.model_fields))).model_copy(update=changes)
    assert work.late(at(4, 15)) is late
