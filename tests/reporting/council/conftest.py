"""What the tests of the council share: a term, sessions and resolutions entered over the public API."""

from typing import Any

from tests.reporting.conftest import OFFICER, Site, key

API = "/api/reporting/v1"
CSV = (
    "numer;tytuł;data;jednostki;termin\n"
    "Uchwała Nr I/1/2026;w sprawie ulic;15.01.2026;ZDM, WRM;30 czerwca 2026\n"
    "I/2/2026;w sprawie zieleni;2026-01-15;WGOŚ;na bieżąco\n"
)


async def call(site: Site, method: str, path: str, body: Any = None, *, who=OFFICER, version: int | None = None) -> Any:
    headers = {**site.by(who), **key(), **({"If-Match": f'"{version}"'} if version else {})}
    return await site.client.request(method, f"{API}{path}", json=body, headers=headers)


async def made(site: Site, method: str, path: str, body: Any = None, **told: Any) -> Any:
    answer = await call(site, method, path, body, **told)
    assert answer.status_code < 300, answer.text
    return answer.json()


async def term(site: Site, number: int = 9, first: str = "2024-05-07", last: str = "2029-05-06") -> str:
    given = {"number": number, "first_day": first, "last_day": last, "council": "Rady Miasta Kalisza"}
    return str((await made(site, "POST", "/council-terms", given))["id"])


async def session(site: Site, number: int = 20, on: str = "2026-05-28", kind: str = "ordinary") -> str:
    given = {"number": number, "kind": kind, "on": on, "place": "Ratusz, sala recepcyjna"}
    return str((await made(site, "POST", "/council-sessions", given))["id"])


async def resolution(site: Site, number: str = "XIX/301/2026", **changes: Any) -> str:
    given = {
        "number": number,
        "title": "w sprawie parku przy Rogatce",
        "passed_on": "2026-03-26",
        "units": ["ZDM"],
        "due_on": "2026-12-31",
    }
    return str((await made(site, "POST", "/resolutions", given | changes))["id"])


async def report(site: Site, id: str, status: str, unit: str = "ZDM", on: str = "2026-04-10") -> Any:
    shown = (await site.client.get(f"{API}/resolutions/{id}")).json()
    given = {"unit": unit, "status": status, "text": "Prace trwają.", "on": on}
    return await call(site, "POST", f"/resolutions/{id}/executions", given, version=shown["version"])
