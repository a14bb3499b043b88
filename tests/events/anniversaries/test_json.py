"""The year of remembrance through JSON: the register, the plan that another approves, an occasion with its work."""

from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Person, Role
from shared.contracts.events import TaskClosedV1, TaskOpenedV1
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import Site, person
from tests.events.conftest import KEEPER
from tests.events.letters.conftest import told

API = "/api/events/v1"
MAYOR, AUDITOR, OFFICER = person(Role.MAYOR), person(Role.AUDITOR), person(Role.OFFICER)
WHY = "Garnizon jest wolny dopiero tego dnia."
GIVEN: dict[str, Any] = {
    "name": "Boże Ciało na Rynku",
    "rule": {"kind": "easter", "days": 60},
    "status": "local",
    "source": "Parafia farna",
    "steps": ["invitations", "report"],
}
BURNING = "/occasions/zburzenie-1914-2026"


async def get(site: Site, path: str, who: Person = AUDITOR) -> Any:
    answer = await site.client.get(f"{API}{path}", headers=site.by(who))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def post(
    site: Site, path: str, body: Any = None, who: Person = KEEPER, version: int | None = None, key: str | None = None
) -> httpx.Response:
    headers = site.once(who, key) | ({"If-Match": f'"{version}"'} if version else {})
    return await site.client.post(f"{API}{path}", json=body, headers=headers)


async def act(site: Site, path: str, step: str, body: Any = None) -> httpx.Response:
    """Do something with an occasion as it stands now."""
    return await post(site, f"{path}/{step}", body, version=(await get(site, path))["version"])


@pytest.fixture
async def planned(site: Site) -> Site:
    """The register of the house, and the plan of 2026 drawn up and approved."""
    await site.app.state.ticks.work("anniversaries")()
    drawn = await post(site, "/year-plans", {"year": 2026})
    assert (drawn.status_code, drawn.json()) == (201, {"id": "2026"})
    approved = await post(site, "/year-plans/2026/approval", who=MAYOR, version=1)
    assert (approved.status_code, approved.json()) == (200, {"version": 2})
    return site


async def test_the_register_is_read_entered_and_changed(site: Site) -> None:
    await site.app.state.ticks.work("anniversaries")()
    made = await post(site, "/anniversaries", GIVEN, key="boze-cialo-2026")
    again = await post(site, "/anniversaries", GIVEN, key="boze-cialo-2026")
    assert made.status_code == 201
    assert again.json() == made.json()
    path = f"/anniversaries/{made.json()['id']}"
    shown = await get(site, path)
    assert (shown["rule"], shown["steps"], shown["version"]) == ({"kind": "easter", "days": 60}, GIVEN["steps"], 1)
    headers = site.by(KEEPER) | {"If-Match": '"1"'}
    answers = [
        await site.client.put(f"{API}{path}", json={**GIVEN, "active": active}, headers=headers)
        for active in (False, True)
    ]
    assert [answer.status_code for answer in answers] == [200, 412]
    names = [one["name"] for one in await get(site, "/anniversaries")]
    assert len(names) == 19
    first, second = await get(site, "/anniversaries?limit=10"), await get(site, "/anniversaries?limit=10&page=2")
    assert [one["name"] for one in first + second] == names


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"steps": ["bez-takiego-kroku"]}, 422),
        ({"rule": {"kind": "fixed", "month": 4, "day": 31}}, 422),
        ({"places": ["Rynek"] * 11}, 422),
        ({"colour": "red"}, 422),
        ({"rule": {"kind": "decided", "month": 6}}, 201),
    ],
)
async def test_an_anniversary_is_bounded_and_closed(site: Site, changes: dict[str, Any], status: int) -> None:
    assert (await post(site, "/anniversaries", {**GIVEN, **changes})).status_code == status


async def test_a_plan_is_approved_by_the_mayor_once_and_stands_in_the_calendar(planned: Site) -> None:
    plan = await get(planned, "/year-plans/2026")
    assert (plan["approved_by"], plan["version"]) == (MAYOR.name, 2)
    assert (await post(planned, "/year-plans/2026/approval", who=MAYOR, version=2)).status_code == 409
    assert (await post(planned, "/year-plans/2026/approval", who=MAYOR, version=1)).status_code == 412
    assert (await post(planned, "/year-plans", {"year": 2031})).status_code == 422
    lines = await get(planned, "/year-plans/2026/occasions")
    assert (len(lines), lines[0]["day"]) == (18, None)
    burning = next(one for one in lines if one["anniversary_id"] == "zburzenie-1914")
    assert (burning["number"], burning["day"], burning["held"]) == (112, "2026-08-14", True)
    entry = await planned.client.get(f"{API}/entries/{burning['ceremony_id']}")
    assert entry.json()["title"] == burning["title"]
    begun = await post(planned, f"/ceremonies/{burning['ceremony_id']}")
    assert begun.status_code == 201, begun.text


async def test_work_is_raised_before_its_time_once_and_its_steps_are_done(planned: Site) -> None:
    assert (await get(planned, BURNING))["opened_at"] is None
    version = (await get(planned, BURNING))["version"]
    raised = [await post(planned, f"{BURNING}/work", version=version, key="praca-14-sierpnia") for _ in range(2)]
    assert raised[0].json() == raised[1].json() == {"version": version + 1}
    assert (await act(planned, BURNING, "work")).json() == {"version": version + 1}
    works = (await get(planned, BURNING))["works"]
    opened = await told(planned, TaskOpenedV1)
    steps = [one.action for one in opened if one.kind == "ceremony_step"]
    assert sorted(steps) == sorted(work["action"] for work in works)
    assert (await act(planned, BURNING, "steps/done", {"key": "rsvp"})).status_code == 200
    assert (await act(planned, BURNING, "steps/done", {"key": "rsvp"})).status_code == 409
    done = {work["key"]: work for work in (await get(planned, BURNING))["works"]}
    assert (done["rsvp"]["done_by"], done["rsvp"]["open"]) == (KEEPER.name, False)
    closed = [one.task_id for one in await told(planned, TaskClosedV1)]
    assert [one.rpartition("-2026-")[2] for one in closed if "zburzenie" in one] == ["rsvp-1"]
    assert (await act(planned, BURNING, "steps/undone", {"key": "rsvp"})).status_code == 200
    late = await post(planned, f"{BURNING}/steps/done", {"key": "invitations"}, version=version)
    assert late.status_code == 412


async def test_an_occasion_is_put_on_another_day_or_struck_out(planned: Site) -> None:
    moved = await act(planned, BURNING, "day", {"day": "2026-08-16", "reason": WHY})
    assert moved.status_code == 200, moved.text
    assert (await get(planned, BURNING))["day"] == "2026-08-16"
    other = await act(planned, BURNING, "day", {"day": "2027-08-14", "reason": WHY})
    assert other.status_code == 422
    feast = "/occasions/swieto-miasta-2026"
    assert (await act(planned, feast, "work")).status_code == 409
    assert (await act(planned, feast, "striking", {"reason": WHY})).status_code == 200
    assert (await act(planned, feast, "striking", {"reason": WHY})).status_code == 409
    struck = await act(planned, BURNING, "striking", {"reason": WHY})
    shown = await get(planned, BURNING)
    assert (struck.json()["version"], shown["struck"], shown["held"]) == (shown["version"], WHY, False)


WRITES: list[tuple[str, Any]] = [
    ("/anniversaries", GIVEN),
    ("/year-plans", {"year": 2026}),
    (f"{BURNING}/day", {"day": "2026-08-16", "reason": WHY}),
    (f"{BURNING}/striking", {"reason": WHY}),
    (f"{BURNING}/work", None),
    (f"{BURNING}/steps/done", {"key": "rsvp"}),
    (f"{BURNING}/steps/undone", {"key": "rsvp"}),
]
READS = ["/checklist-steps", "/anniversaries", "/anniversaries/katyn", "/year-plans/2026", "/year-plans/2026/occasions"]


async def test_who_may_call_what(site: Site) -> None:
    keepers, readers = {Role.PROTOCOL_OFFICER, Role.OFFICER}, {Role.MAYOR, Role.PRESS_OFFICER, Role.AUDITOR}
    for role in {one.role for one in DEMO_PEOPLE}:
        who = person(role)
        for path in [*READS, BURNING]:
            status = (await site.client.get(f"{API}{path}", headers=site.by(who))).status_code
            assert (status != 403) is (role in keepers | readers), (role, path)
        for path, body in WRITES:
            answer = await post(site, path, body, who, version=1)
            assert (answer.status_code != 403) is (role in keepers), (role, path)
        approval = await post(site, "/year-plans/2026/approval", who=who, version=1)
        assert (approval.status_code != 403) is (role is Role.MAYOR), role
    assert (await site.client.get(f"{API}{READS[0]}")).status_code == 401
