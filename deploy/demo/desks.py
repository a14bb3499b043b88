"""Plays a script's partners, memorials, letters and patronage. It moves no clock."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from deploy.demo.cases import CasesPlay, Happening, ScriptedCase
from deploy.demo.client import Client
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE

_API = "/api/events/v1"
_CLOSED = ConfigDict(extra="forbid")
[_PROTOCOL] = (person.id for person in DEMO_PEOPLE if person.role is Role.PROTOCOL_OFFICER)


@dataclass(frozen=True, config=_CLOSED)
class ScriptedPartners:
    """The register of partners as it is sent; `notes`: what was done together, each with the name of its `partner`."""

    entered_at: datetime
    noted_at: datetime
    partners: tuple[dict[str, Any], ...]
    notes: tuple[dict[str, str], ...]


@dataclass(frozen=True, config=_CLOSED)
class ScriptedInspection:
    """What was found `at` a memorial, by its name, as it is sent."""

    at: datetime
    memorial: str
    found: dict[str, str]


@dataclass(frozen=True, config=_CLOSED)
class ScriptedMemorials:
    """The register of memorials as it is sent, the care of one year, proposals of new memorials."""

    entered_at: datetime
    planned_at: datetime
    year: int
    memorials: tuple[dict[str, Any], ...]
    inspections: tuple[ScriptedInspection, ...]
    proposals: tuple[ScriptedCase, ...]


@dataclass(frozen=True, config=_CLOSED)
class ScriptedLetters:
    """Letters, and the occasions that are on their list, as they are sent."""

    listed_at: datetime
    occasions: tuple[dict[str, Any], ...]
    letters: tuple[ScriptedCase, ...]


@dataclass(frozen=True, config=_CLOSED)
class ScriptedPatronage:
    """Applications for patronage."""

    applications: tuple[ScriptedCase, ...]


@dataclass(frozen=True, config=_CLOSED)
class ScriptedDesks:
    """What these desks do."""

    partners: ScriptedPartners
    memorials: ScriptedMemorials
    letters: ScriptedLetters
    patronage: ScriptedPatronage

    @property
    def cases(self) -> tuple[ScriptedCase, ...]:
        """Give every case of theirs."""
        return (*self.memorials.proposals, *self.letters.letters, *self.patronage.applications)


class DesksPlay:
    """Plays one script's desks."""

    def __init__(self, client: Client, script: ScriptedDesks) -> None:
        self._client, self._script = client, script
        self._partners: dict[str, str] = {}

    def happenings(self) -> Iterator[Happening]:
        """Give what happens when."""
        script, client = self._script, self._client
        yield script.partners.entered_at, self._enter_partners
        yield script.partners.noted_at, self._note
        yield script.letters.listed_at, self._list_occasions
        yield script.memorials.entered_at, self._enter_memorials
        yield script.memorials.planned_at, self._plan_care
        for inspection in script.memorials.inspections:
            yield inspection.at, partial(self._inspect, inspection)
        proposals, patronages = f"{_API}/memorial-proposals", f"{_API}/patronages"
        own = f"{proposals}/own"
        yield from CasesPlay(client, proposals, script.memorials.proposals, own, own).happenings()
        yield from CasesPlay(client, f"{_API}/letters", script.letters.letters).happenings()
        own = f"{patronages}/own"
        yield from CasesPlay(client, patronages, script.patronage.applications, patronages, own).happenings()

    async def _enter_partners(self) -> None:
        for partner in self._script.partners.partners:
            self._partners[partner["name"]] = (await self._post("/partners", partner))["id"]

    async def _note(self) -> None:
        """Write down what was done together."""
        for note in self._script.partners.notes:
            path = f"/partners/{self._partners[note['partner']]}"
            version = (await self._get(path))["version"]
            await self._post(f"{path}/notes", {name: note[name] for name in ("on", "text")}, version=version)

    async def _list_occasions(self) -> None:
        """Put couples and persons on the list of those who are congratulated."""
        for occasion in self._script.letters.occasions:
            await self._post("/letter-occasions", occasion)

    async def _enter_memorials(self) -> None:
        for memorial in self._script.memorials.memorials:
            await self._post("/memorials", memorial)

    async def _plan_care(self) -> None:
        await self._post("/care-years", {"year": self._script.memorials.year})

    async def _inspect(self, inspection: ScriptedInspection) -> None:
        """Enter what was found at a memorial."""
        planned = await self._get(f"/care-years/{self._script.memorials.year}/inspections")
        [one] = [each for each in planned if each["name"] == inspection.memorial]
        path = f"/care-inspections/{one['inspection_id']}/findings"
        await self._post(path, inspection.found, version=one["version"])

    async def _get(self, path: str) -> Any:
        return await self._client.get(f"{_API}{path}", by=_PROTOCOL)

    async def _post(self, path: str, body: Any, *, version: int | None = None) -> Any:
        headers = {"If-Match": f'"{version}"'} if version else None
        return await self._client.post(f"{_API}{path}", body, by=_PROTOCOL, headers=headers)
