"""What the tests of reports share: sessions and resolutions, and the way of a report over the public API."""

from typing import Any

from shared.contracts.reporting import TaskClosedV1, TaskOpenedV1
from tests.reporting.conftest import MAYOR, OFFICER, ZDM, Site
from tests.reporting.council.conftest import API, call, made, resolution, session, term

REPORTS = "/council-reports"
NOTHING = {"nothing": True}
ROADS = {"texts": {"investments": "Wyremontowano chodnik przy ul. Polnej."}}


async def council(site: Site, *, until: str = "2026-05-28") -> str:
    """A term, two resolutions, and a planned session; give the session's id. The clock stands at 15 April 2026."""
    await term(site)
    await resolution(site)
    await resolution(site, "XIX/302/2026", title="w sprawie szkół", units=["WE"], due_on="2026-05-01")
    return await session(site, 20, until)


async def opened(site: Site, session_id: str) -> str:
    return str((await made(site, "POST", REPORTS, {"session_id": session_id}))["id"])


async def version(site: Site, id: str) -> int:
    return int((await made(site, "GET", f"{REPORTS}/{id}"))["version"])


async def act(site: Site, id: str, what: str, body: Any = None, who=OFFICER) -> Any:
    """Do something with a report as it stands now."""
    method = "PUT" if what in ("session", "introduction") else "POST"
    return await call(site, method, f"{REPORTS}/{id}/{what}", body, who=who, version=await version(site, id))


async def done(site: Site, id: str, what: str, body: Any = None, who=OFFICER) -> Any:
    answer = await act(site, id, what, body, who)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def called(site: Site, id: str) -> dict[str, Any]:
    """The inputs of a report by the symbols of the units."""
    return {one["unit"]: one for one in (await made(site, "GET", f"{REPORTS}/{id}/inputs"))["items"]}


async def give(site: Site, id: str, who=ZDM, body: Any = ROADS, *, what: str = "submission", seen: int | None = None):
    number = (await called(site, id))[who.unit if what == "submission" else body["unit"]]["number"]
    path = f"{REPORTS}/{id}/inputs/{number}"
    seen = seen or (await made(site, "GET", path, who=OFFICER))["version"]
    given = body if what == "submission" else {"reason": body["reason"]} if "reason" in body else None
    return await call(site, "POST", f"{path}/{what}", given, who=who, version=seen)


async def accepted(site: Site, id: str, who=ZDM, body: Any = ROADS) -> None:
    assert (await give(site, id, who, body)).status_code == 200
    answer = await give(site, id, OFFICER, {"unit": who.unit}, what="acceptance")
    assert answer.status_code == 200, answer.text


async def approved(site: Site, id: str) -> None:
    await done(site, id, "compilation")
    await done(site, id, "approval", who=MAYOR)


async def confirmed(site: Site, id: str, *units) -> None:
    """Units stand by the correction that waits, each in its turn."""
    for who in units:
        await done(site, id, "confirmation", who=who)


async def published(site: Site, id: str) -> None:
    await approved(site, id)
    await done(site, id, "publication")


async def frozen(site: Site, id: str, edition: int = 1) -> dict[str, Any]:
    return dict((await site.client.get(f"{API}{REPORTS}/{id}/versions/{edition}")).json())


async def open_tasks(site: Site) -> dict[str, TaskOpenedV1]:
    opened_: dict[str, TaskOpenedV1] = {}
    closed = set()
    for task in await site.house.publishes(TaskOpenedV1, TaskClosedV1):
        if isinstance(task, TaskOpenedV1):
            opened_[task.task_id] = task
        else:
            assert isinstance(task, TaskClosedV1)
            closed.add(task.task_id)
    return {id: task for id, task in opened_.items() if id not in closed}
