"""Every memorial of the year's plan of ceremonies is inspected before the day on which something is held there."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.events.memorials.domain import Card, Condition, HeldAt, Memorial, due_on
from services.events.memorials.tasks import to_repair
from shared.contracts.events import TaskChangedV1, TaskOpenedV1
from tests.conftest import Site
from tests.events.anniversaries.test_json import AUDITOR, MAYOR, act, get, post
from tests.events.conftest import KEEPER
from tests.events.letters.conftest import told

CARE = (10, 15)
OBELISK: dict[str, Any] = {"name": "Obelisk ofiar Katynia", "kind": "obelisk", "place": "Ogrójec oo. jezuitów"}
DAY: dict[str, Any] = {
    "name": "Dzień próbnej pamięci",
    "rule": {"kind": "fixed", "month": 9, "day": 17},
    "status": "local",
    "source": "Próba",
}
WHY = "Garnizon jest wolny dopiero tego dnia."


@pytest.mark.parametrize(
    ("held", "due"),
    [
        (None, date(2026, 10, 15)),
        (date(2026, 9, 17), date(2026, 9, 16)),
        (date(2026, 10, 15), date(2026, 10, 14)),
        (date(2026, 11, 11), date(2026, 10, 15)),
        (date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_site_is_inspected_by_the_day_of_the_house_or_before_what_is_held_there(held: date | None, due: date) -> None:
    found, _ = due_on(2026, CARE, HeldAt("m", held, "Sybiracy") if held else None)
    assert found == due


def test_a_carer_with_the_longest_name_is_told_in_one_line() -> None:
    card = Card(**OBELISK, carer="Ż" * 300)
    day = date(2026, 4, 15)
    one = Memorial(
        id="m", card=card, condition=Condition.BAD, inspected_on=day, changed_at=datetime(2026, 4, 15, tzinfo=UTC)
    )
    [wanted] = to_repair(one).values()
    assert max(len(line) for line in wanted.explanation) == 300


async def planned(site: Site) -> str:
    """A memorial of the register where something is held on 17 September 2026; its id."""
    memorial = str((await post(site, "/memorials", OBELISK)).json()["id"])
    assert (await post(site, "/anniversaries", {**DAY, "memorials": [memorial]})).status_code == 201
    assert (await post(site, "/year-plans", {"year": 2026})).status_code == 201
    assert (await post(site, "/year-plans/2026/approval", who=MAYOR, version=1)).status_code == 200
    return memorial


async def looked_after(site: Site) -> None:
    await site.app.state.ticks.work("care before ceremonies")()


async def due(site: Site, memorial: str) -> str:
    return str((await get(site, f"/care-inspections/{memorial}-2026"))["due_at"])[:10]


async def test_a_planned_memorial_without_an_inspection_gets_one_before_its_day(site: Site) -> None:
    memorial = await planned(site)
    for _ in range(2):
        await looked_after(site)
    assert await due(site, memorial) == "2026-09-16"
    opened = [one for one in await told(site, TaskOpenedV1) if one.kind == "care_inspection"]
    assert [(one.title, one.explanation) for one in opened] == [
        (OBELISK["name"], ("Przed uroczystością 17.09.2026: Dzień próbnej pamięci",))
    ]


async def test_an_inspection_that_waits_goes_with_its_ceremony(site: Site) -> None:
    memorial = await planned(site)
    assert (await post(site, "/care-years", {"year": 2026})).status_code == 201
    assert await due(site, memorial) == "2026-10-15"
    await looked_after(site)
    assert await due(site, memorial) == "2026-09-16"
    [occasion] = [one for one in await get(site, "/year-plans/2026/occasions") if one["title"] == DAY["name"]]
    path = f"/occasions/{occasion['occasion_id']}"
    assert (await get(site, path))["memorials"] == [memorial]
    assert (await act(site, path, "day", {"day": "2026-09-19", "reason": WHY})).status_code == 200
    await looked_after(site)
    assert await due(site, memorial) == "2026-09-18"
    assert (await act(site, path, "striking", {"reason": WHY})).status_code == 200
    await looked_after(site)
    assert await due(site, memorial) == "2026-10-15"
    moved = [one for one in await told(site, TaskChangedV1) if one.task_id == f"care-{memorial}-2026"]
    assert len(moved) == 3


async def test_an_anniversary_names_memorials_that_there_are(site: Site) -> None:
    assert (await post(site, "/anniversaries", {**DAY, "memorials": ["nie-ma-takiego"]})).status_code == 404


async def test_who_keeps_the_register_ticks_the_memorials_of_an_anniversary(site: Site) -> None:
    memorial = await planned(site)
    [one] = [one for one in await get(site, "/anniversaries", AUDITOR) if one["name"] == DAY["name"]]
    page = await site.client.get(f"/panel/rocznice/rejestr/{one['anniversary_id']}", headers=site.by(KEEPER))
    assert f'value="{memorial}" checked' in page.text
