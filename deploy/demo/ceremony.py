"""Plays a script's ceremony: plan of the year, scenario, garrison, invitations, wreaths, speech, door, report.

It moves no clock.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from deploy.demo.client import Client, until
from deploy.demo.mail import link_in_mail
from deploy.demo.script import ScriptedCeremony, ScriptedDay
from shared.access import Role
from shared.clock import warsaw
from shared.demo_people import DEMO_PEOPLE

_API = "/api/events/v1"
_ANSWERS = ("answer", "representative", "representative_office")
[_PROTOCOL], [_MAYOR] = (
    [person.id for person in DEMO_PEOPLE if person.role is role] for role in (Role.PROTOCOL_OFFICER, Role.MAYOR)
)


class CeremonyPlay:
    """Plays one script's ceremony. `mails`: the folder of what was sent."""

    def __init__(self, client: Client, script: ScriptedCeremony, mails: Path) -> None:
        self._client, self._script, self._mails = client, script, mails
        self._id, self._speech = script.occasion, ""

    def happenings(self) -> Iterator[tuple[datetime, Callable[[], Awaitable[None]]]]:
        """Give what happens when."""
        at = self._script.moments
        yield at["planned_at"], self.plan_years
        for one in self._script.days:
            yield one.at, partial(self.decide, one)
        yield at["prepared_at"], self.prepare
        yield at["prepared_at"], self.order_speech
        yield at["invited_at"], self.invite
        yield at["invited_at"], self.write_speech
        yield at["ready_at"], self.make_ready
        yield at["held_at"], self.hold
        yield at["reported_at"], self.report
        yield at["year_ended_at"], partial(self.work_off, at["year_ended_at"])
        yield at["spring_at"], partial(self.work_off, at["spring_at"])

    async def plan_years(self) -> None:
        """Draw the plans of the years up from the register of anniversaries, and let the mayor approve them."""
        await until("the register of anniversaries is there", self._registered)
        for year in self._script.years:
            await self._post("/year-plans", {"year": year})
            await self._post(f"/year-plans/{year}/approval", by=_MAYOR, version=1)

    async def decide(self, one: ScriptedDay) -> None:
        """Put an anniversary on the day that was decided for it."""
        version = (await self._occasion(one.occasion))["version"]
        given = {"day": one.day.isoformat(), "reason": one.reason}
        await self._post(f"/occasions/{one.occasion}/day", given, version=version)

    async def work_off(self, now: datetime) -> None:
        """Tick the steps of all anniversaries that are due by `now`."""
        for year in self._script.years:
            for line in await self._client.get(f"{_API}/year-plans/{year}/occasions", by=_PROTOCOL):
                shown = await self._occasion(line["occasion_id"])
                for work in shown["works"]:
                    if work["open"] and datetime.fromisoformat(work["due_at"]) <= now:
                        await self._tick(line["occasion_id"], work["key"])

    async def prepare(self) -> None:
        """Give the anniversary its hours, plan its ceremony, let the mayor approve it, and ask the garrison."""
        script = self._script
        on = self._day("prepared_at")
        entry = await self._client.get(f"{_API}/entries/{self._id}", by=_PROTOCOL)
        given = {"title": entry["title"], "kind": "ceremony", "people": ["mayor"], **script.entry}
        version = {"If-Match": f'"{entry["version"]}"'}
        await self._client.put(f"{_API}/entries/{self._id}", given, by=_PROTOCOL, headers=version)
        version = (await self._occasion(self._id))["version"]
        await self._post(f"/occasions/{self._id}/work", version=version)
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

    async def order_speech(self) -> None:
        """Order the speech, and gather what it is to say, each figure with its source."""
        script = self._script
        self._speech = (await self._post("/speeches", script.speech))["id"]
        await self._speech_step("brief", {"brief": script.brief, "figures": script.figures})

    async def write_speech(self) -> None:
        """Write the speech, have its figures checked outside by the link alone, and let the mayor approve it."""
        script = self._script
        await self._speech_step("text", {"text": script.text})
        await self._speech_step("check", {"expert": script.expert, "email": script.expert_email})
        link = await link_in_mail(self._mails, script.expert_email, "/wystapienia/sprawdzenie/")
        token = link.rpartition("/")[2]
        asked = await self._client.post(f"{_API}/speech-checks/opening", {"token": token})
        verdicts = [{"id": one["id"], "holds": True} for one in asked["figures"]]
        await self._client.post(f"{_API}/speech-checks", {"token": token, "figures": verdicts})
        await self._speech_step("approval", by=_MAYOR)

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
        known = await self._client.get(f"{_API}/partners?limit=200", by=_PROTOCOL)
        partners = {one["name"]: one["partner_id"] for one in known["items"]}
        for delegation in script.delegations:
            picked = {**delegation, "partner_id": partners.get(delegation["institution"])}
            await self._post(f"/wreaths/{self._id}/delegations", picked)
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
        """Let in who comes, and note that it was held and the speech was spoken."""
        for one in (await self._guest_list())["guests"]:
            if one["state"] in ("accepted", "represented"):
                await self._post(f"/badges/{one['code']}/arrival", {})
        await self._step("holding", {"mayor_present": True})
        await self._speech_step("delivery", {"on": self._day("held_at")})

    async def report(self) -> None:
        """Write what came of it, and put the speech into the public archive."""
        await self._step("report", {**self._script.report, "speech": self._speech})
        await self._speech_step("publication")

    # -- how a step is taken -------------------------------------------------------------------------------------------

    def _day(self, moment: str) -> str:
        return warsaw(self._script.moments[moment]).date().isoformat()

    async def _registered(self) -> bool:
        return bool(await self._client.get(f"{_API}/anniversaries", by=_PROTOCOL))

    async def _occasion(self, id: str) -> Any:
        return await self._client.get(f"{_API}/occasions/{id}", by=_PROTOCOL)

    async def _tick(self, id: str, key: str) -> None:
        await self._post(f"/occasions/{id}/steps/done", {"key": key}, version=(await self._occasion(id))["version"])

    async def _kept_speech(self) -> Any:
        return await self._client.get(f"{_API}/speeches/kept/{self._speech}", by=_PROTOCOL)

    async def _speech_step(self, what: str, body: Any = None, by: str = _PROTOCOL) -> None:
        version = (await self._kept_speech())["version"]
        await self._post(f"/speeches/{self._speech}/{what}", body, by=by, version=version)

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
