"""Plays a script's ceremony: calendar, scenario, garrison, invitations, wreaths, door, report. It moves no clock."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any

from deploy.demo.client import Client
from deploy.demo.script import ScriptedCeremony
from shared.access import DEMO_PEOPLE, Role
from shared.clock import warsaw

_API = "/api/events/v1"
_ANSWERS = ("answer", "representative", "representative_office")
[_PROTOCOL], [_MAYOR] = (
    [person.id for person in DEMO_PEOPLE if person.role is role] for role in (Role.PROTOCOL_OFFICER, Role.MAYOR)
)


class CeremonyPlay:
    """Plays one script's ceremony."""

    def __init__(self, client: Client, script: ScriptedCeremony) -> None:
        self._client, self._script = client, script
        self._id = ""

    def happenings(self) -> Iterator[tuple[datetime, Callable[[], Awaitable[None]]]]:
        """Give what happens when."""
        at = self._script.moments
        yield at["prepared_at"], self.prepare
        yield at["invited_at"], self.invite
        yield at["ready_at"], self.make_ready
        yield at["held_at"], self.hold
        yield at["reported_at"], self.report

    async def prepare(self) -> None:
        """Put it into the calendar, plan it, let the mayor approve it, and ask the garrison."""
        script = self._script
        on = self._day("prepared_at")
        self._id = (await self._post("/entries", {**script.entry, "kind": "ceremony", "people": ["mayor"]}))["entry_id"]
        await self._post(f"/ceremonies/{self._id}")
        await self._step("concept", script.concept)
        await self._step("usual-scenario")
        for party in script.parties:
            await self._step("parties", party)
        await self._step("consultations", {**script.opinion, "on": on})
        await self._step("approval", by=_MAYOR)
        for kind in script.permits:
            await self._step("permits", {"kind": kind})
        for permit in (await self._seen())["permits"]:
            await self._step("permits/step", {"permit_id": permit["permit_id"], "step": "request", "on": on})
        await self._step("military-request", script.asked)
        await self._step("military-request/sending")

    async def invite(self) -> None:
        """Invite the guests, with the mayor's consent, and enter the delegations and what garrison and road say."""
        script, on = self._script, self._day("invited_at")
        guests = [
            (await self._post("/guests", {name: value for name, value in one.items() if name not in _ANSWERS}))["id"]
            for one in script.guests
        ]
        await self._post("/guest-lists", {"entry_id": self._id})
        await self._list_step("guests", {"guests": guests})
        await self._list_step("approval", by=_MAYOR)
        await self._list_step("dispatch")
        invited = {one["guest_id"]: one for one in (await self._guest_list())["guests"]}
        for id, one in zip(guests, script.guests, strict=True):
            if said := {name: one[name] for name in _ANSWERS if name in one}:
                invitation = invited[id]
                path = f"/invitations/{invitation['invitation_id']}/answer"
                await self._post(path, said, version=invitation["version"])
        for delegation in script.delegations:
            await self._post(f"/wreaths/{self._id}/delegations", delegation)
        for permit in (await self._seen())["permits"]:
            if permit["state"] == "requested":
                await self._step("permits/step", {"permit_id": permit["permit_id"], "step": "grant", "on": on})
        answer = {"state": "granted", "composition": script.composition, "on": on}
        await self._step("military-request/answer", answer)

    async def make_ready(self) -> None:
        """Seat who comes, have the wreaths of the city ready, and lock the scenario."""
        await self._list_step("layout", {"rows": 3, "places": 8})
        await self._post(f"/guest-lists/{self._id}/seats")
        order = await self._client.get(f"{_API}/wreaths/{self._id}", by=_PROTOCOL)
        for one in (one for site in order["sites"] for one in site["delegations"] if one["provider"] == "city"):
            path = f"/wreaths/{self._id}/delegations/{one['delegation_id']}/supply"
            await self._post(path, {"supply": "ready"}, version=one["version"])
        await self._step("lock", by=_MAYOR)

    async def hold(self) -> None:
        """Let in who comes, and note that it was held."""
        for one in (await self._guest_list())["guests"]:
            if one["state"] in ("accepted", "represented"):
                await self._post(f"/badges/{one['code']}/arrival", {})
        await self._step("holding", {"mayor_present": True})

    async def report(self) -> None:
        """Write what came of it."""
        await self._step("report", self._script.report)

    # -- how a step is taken -------------------------------------------------------------------------------------------

    def _day(self, moment: str) -> str:
        return warsaw(self._script.moments[moment]).date().isoformat()

    async def _seen(self) -> Any:
        return await self._client.get(f"{_API}/ceremonies/{self._id}", by=_PROTOCOL)

    async def _guest_list(self) -> Any:
        return await self._client.get(f"{_API}/guest-lists/{self._id}", by=_PROTOCOL)

    async def _step(self, what: str, body: Any = None, by: str = _PROTOCOL) -> None:
        version = (await self._seen())["version"]
        await self._post(f"/ceremonies/{self._id}/{what}", body, by=by, version=version)

    async def _list_step(self, what: str, body: Any = None, by: str = _PROTOCOL) -> None:
        version = (await self._guest_list())["version"]
        await self._post(f"/guest-lists/{self._id}/{what}", body, by=by, version=version)

    async def _post(self, path: str, body: Any = None, *, by: str = _PROTOCOL, version: int | None = None) -> Any:
        headers = {"If-Match": f'"{version}"'} if version else None
        return await self._client.post(f"{_API}{path}", body, by=by, headers=headers)
