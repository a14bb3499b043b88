"""Plays the council of a script: its register, and one report from the call to the session. It moves no clock."""

from typing import Any

from deploy.demo.client import Client, Refused, until
from deploy.demo.script import ScriptedCouncil
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE

_API = "/api/reporting/v1"
_OFFICER, _MAYOR = "p-anna", "p-mayor"


class CouncilPlay:
    """Plays one script's council."""

    def __init__(self, client: Client, council: ScriptedCouncil) -> None:
        self._client, self._council = client, council
        self._sessions: dict[int, str] = {}
        self._report = ""

    async def enter(self) -> None:
        """Enter the term, the sessions and the resolutions."""
        await self._post("/council-terms", self._council.term)
        for session in self._council.sessions:
            self._sessions[session["number"]] = (await self._post("/council-sessions", session))["id"]
        for resolution in self._council.resolutions:
            await self._post("/resolutions", resolution)
        for activity in self._council.diary:
            await self._post("/mayor-diary", activity)

    async def gather(self) -> None:
        """Open the report, let every unit answer, and accept what it says."""
        session_id = self._sessions[self._council.reported]
        try:
            self._report = (await self._post("/council-reports", {"session_id": session_id}))["id"]
        except Refused as refused:
            if refused.status != 409:
                raise
            # It has opened by itself meanwhile.
            reports = await self._client.get(f"{_API}/council-reports/all", by=_OFFICER)
            self._report = reports["items"][0]["report_id"]
        called = await self._client.get(f"{_API}/council-reports/{self._report}/inputs", by=_OFFICER)
        for one in called["items"]:
            given = self._council.inputs.get(one["unit"])
            if given is not None:
                path = f"/council-reports/{self._report}/inputs/{one['number']}"
                # A reminder to the unit makes a new version of its input.
                asked = await self._client.get(f"{_API}{path}", by=_OFFICER)
                sent = await self._post(
                    f"{path}/submission", given, by=_rapporteur(one["unit"]), version=asked["version"]
                )
                await self._post(f"{path}/acceptance", version=sent["version"])

    async def publish(self) -> None:
        """Put the report together, let the mayor approve it, and publish it."""
        path = f"{_API}/council-reports/{self._report}/introduction"
        headers = {"If-Match": f'"{await self._version()}"'}
        await self._client.put(path, {"text": self._council.introduction}, by=_OFFICER, headers=headers)
        await self._act("compilation")
        await self._act("approval", by=_MAYOR)
        await self._act("publication")

    async def present(self) -> None:
        """Note that the sessions up to this one were held, and that the report was presented."""
        for number, id in self._sessions.items():
            if number <= self._council.reported:
                await self._post(f"/council-sessions/{id}/holding", version=1)
        path = f"{_API}/council-sessions/{self._sessions[self._council.reported]}"

        async def seen() -> bool:
            # Its own event about the session comes back over the bus and changes the version of the report.
            try:
                await self._act("presentation")
            except Refused as refused:
                if refused.status != 412:
                    raise
            return bool((await self._client.get(path))["state"] == "reported")

        await until("the report is presented", seen)

    async def _act(self, what: str, by: str = _OFFICER) -> None:
        await self._post(f"/council-reports/{self._report}/{what}", by=by, version=await self._version())

    async def _version(self) -> int:
        return int((await self._client.get(f"{_API}/council-reports/{self._report}", by=_OFFICER))["version"])

    async def _post(self, path: str, body: Any = None, *, by: str = _OFFICER, version: int | None = None) -> Any:
        headers = {"If-Match": f'"{version}"'} if version else None
        return await self._client.post(f"{_API}{path}", body, by=by, headers=headers)


def _rapporteur(unit: str) -> str:
    return next(person.id for person in DEMO_PEOPLE if person.role is Role.UNIT_REVIEWER and person.unit == unit)
