"""What the tests of initiatives share: a contract that runs, and what is done with its ledger over the JSON routes."""

from typing import Any

import httpx2 as httpx

from shared.access import Person, Role
from shared.contracts.initiatives.intake import ContractSignedV1, InitiativeSubmittedV1
from shared.contracts.initiatives.verification import InitiativeDecidedV1
from tests.conftest import SetClock, told
from tests.reporting.conftest import OFFICER, Site, key, moment, person

ID = "5d0a6c0e7d3b4c0f9a3f6c1d2e4b5a60"
API = f"/api/reporting/v1/initiative-ledgers/{ID}"
WORK, SOIL = "a1b2c3d4e5f60718293a4b5c6d7e8f90", "b1b2c3d4e5f60718293a4b5c6d7e8f91"
WGOŚ = person(Role.UNIT_REVIEWER, "WGOŚ")


async def signed(site: Site, clock: SetClock, **changes: Any) -> None:
    """A contract of 20 March 2027, on 10 May of that year."""
    clock.moment = moment("2027-03-20")
    decision = told(InitiativeDecidedV1, unit="WGOŚ", unit_name=WGOŚ.unit_name)
    await site.house.hears(told(InitiativeSubmittedV1), decision, told(ContractSignedV1, **changes))
    clock.moment = moment("2027-05-10")


async def ledger(site: Site, who: Person = OFFICER) -> Any:
    """The ledger as the desk reads it, with its version."""
    answer = await site.client.get(API, headers=site.by(who))
    assert answer.status_code == 200, answer.text
    return answer.json() | {"version": int(answer.headers["etag"].strip('"'))}


async def send(
    site: Site, path: str, body: Any = None, who: Person = OFFICER, version: int | None = None, **more: Any
) -> httpx.Response:
    """Send something to the ledger; `version`: that was looked at."""
    headers = {**site.by(who), **key(more.get("id_key"))}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    return await site.client.post(f"{API}{path}", json=body, headers=headers)


async def spend(site: Site, value: int = 871_200, invoice: str = "FV/7/2027", who: Person = OFFICER) -> httpx.Response:
    """Enter an invoice for the bushes."""
    [line] = [one for one in (await ledger(site))["lines"] if one["side"] == "city"]
    body = {"line": line["id"], "day": "2027-05-10", "value": value, "invoice": invoice}
    return await send(site, "/entries", body, who)


async def work(site: Site, minutes: int = 90, who: Person = OFFICER, day: str = "2027-05-10") -> httpx.Response:
    """Enter a day of work."""
    return await send(site, "/entries", {"line": WORK, "day": day, "minutes": minutes}, who)


async def inspect(site: Site, who: Person = OFFICER) -> httpx.Response:
    """Note an inspection."""
    return await send(site, "/inspections", {"on": "2027-05-08", "findings": "Krzewy posadzone, rosną."}, who)


async def hand_in(site: Site) -> httpx.Response:
    """Hand the settlement in for the residents."""
    return await send(site, "/settlement", version=(await ledger(site))["version"])


async def accept(site: Site, note: str | None = None) -> httpx.Response:
    """Accept what was looked at just now."""
    return await send(site, "/settlement/acceptance", {"note": note}, version=(await ledger(site))["version"])
