"""Every step of a request, sent twice with one key, has one effect and the same answer."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from shared.access import Person
from tests.conftest import Site
from tests.media.conftest import PRESS
from tests.media.requests.conftest import (
    API,
    MAYOR,
    TEXT,
    ZDM,
    approved,
    asked,
    assigned,
    cleared,
    done,
    drafted,
    entered,
    mails,
    seen,
)

Way = Callable[[Site], Awaitable[str]]
REASON = {"reason": "Tak trzeba."}
ARTICLE = {"title": "Remont się kończy", "on": "2026-04-14"}
REFUSAL = {
    "ground": "privacy",
    "number": "7/2026",
    "taken_by": "Anna Bielecka, inspektor",
    "reasons": "Prywatność osób.",
}


async def stopped(site: Site) -> str:
    await done(site, (id := await asked(site)), "stop", {"reason": "sender", "note": "Prosi o tydzień."})
    return id


async def told_otherwise(site: Site) -> str:
    await done(site, (id := await entered(site)), "correction", {"received_at": "2026-04-10T09:00:00+02:00", **REASON})
    return id


async def refused(site: Site) -> str:
    await done(site, (id := await asked(site)), "refusal", REFUSAL, MAYOR)
    return id


async def awaited(site: Site) -> str:
    about = {"kind": "rectification_out", "channel": "own", "medium": "daily", "publication": ARTICLE}
    id = await entered(site, **about)
    await done(site, id, "composition", {**TEXT, "topic": "Sprostowanie"})
    await done(site, id, "approval", TEXT, MAYOR)
    await done(site, id, "sending", {})
    return id


STEPS: list[tuple[str, Way, Person, Any]] = [
    ("assignment", asked, PRESS, {"unit": "ZDM", "topic": "Remont"}),
    ("acceptance", assigned, ZDM, None),
    ("refusal-of-unit", assigned, ZDM, REASON),
    ("transfer", assigned, ZDM, {"unit": "WE", **REASON}),
    ("draft", assigned, ZDM, TEXT),
    ("composition", asked, PRESS, {**TEXT, "topic": "Remont"}),
    ("draft-return", drafted, PRESS, REASON),
    ("clearance", drafted, PRESS, TEXT),
    ("return", cleared, MAYOR, REASON),
    ("approval", cleared, MAYOR, TEXT),
    ("sending", approved, PRESS, {}),
    ("holding-reply", asked, PRESS, TEXT),
    ("term-letter", told_otherwise, PRESS, {}),
    ("extension", asked, PRESS, {"to": "2026-05-20", **REASON}),
    ("stop", asked, PRESS, {"reason": "sender", "note": "Prosi o tydzień."}),
    ("restart", stopped, PRESS, REASON),
    ("refusal", asked, MAYOR, REFUSAL),
    ("delivery", refused, PRESS, {"on": "2026-04-15"}),
    ("withdrawal", asked, PRESS, REASON),
    ("outcome", awaited, PRESS, {"note": "Ukazało się.", "publication": ARTICLE}),
    ("article", asked, PRESS, ARTICLE),
    ("correction", asked, PRESS, {"outlet": "Głos Nowy", **REASON}),
    ("journalist", asked, PRESS, {"journalist_id": None}),
]


@pytest.mark.parametrize(("step", "way", "who", "body"), STEPS, ids=[step for step, *_ in STEPS])
async def test_a_step_sent_twice_with_one_key_is_one_step_with_one_answer(
    site: Site, step: str, way: Way, who: Person, body: Any
) -> None:
    id = await way(site)
    version, letters = (await seen(site, id))["version"], len(await mails(site))
    headers = {**site.once(who), "If-Match": f'"{version}"'}
    first, second = [await site.client.post(f"{API}/{id}/{step}", json=body, headers=headers) for _ in range(2)]
    assert (first.status_code, first.json()) == (200, {"version": version + 1}), first.text
    assert (second.status_code, second.json()) == (200, first.json()), second.text
    assert (await seen(site, id))["version"] == version + 1
    assert len(await mails(site)) - letters <= 1


def test_the_table_names_every_step_there_is(site: Site) -> None:
    beside = {"from-journalists"}
    paths = site.app.openapi()["paths"]
    there = {path.rpartition("/")[2] for path, how in paths.items() if path.startswith(f"{API}/") and "post" in how}
    assert there - beside == {step for step, *_ in STEPS}
