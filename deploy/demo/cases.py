"""Cases of a desk as they are sent, step after step, and who plays them. It moves no clock."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from deploy.demo.client import Client
from deploy.refusal import CannotStart
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE

_CLOSED = ConfigDict(extra="forbid")
[_PROTOCOL] = (person.id for person in DEMO_PEOPLE if person.role is Role.PROTOCOL_OFFICER)

Happening = tuple[datetime, Callable[[], Awaitable[None]]]


@dataclass(frozen=True, config=_CLOSED)
class ScriptedStep:
    """A step of a case: `what` is the last part of its address, `by` the id of the person who takes it.

    `by` None: whoever has the link of the case. Without a `body` whoever clears or approves a text of the press leaves
    it as it is.
    """

    at: datetime
    what: str
    by: str | None = None
    body: dict[str, Any] | None = None


@dataclass(frozen=True, config=_CLOSED)
class ScriptedCase:
    """A case from its beginning on. `by` None: somebody from outside sends it in by the form."""

    at: datetime
    content: dict[str, Any]
    by: str | None = None
    steps: tuple[ScriptedStep, ...] = ()


class CasesPlay:
    """Plays cases of one desk."""

    def __init__(self, client: Client, path: str, cases: Iterable[ScriptedCase], form: str = "", own: str = "") -> None:
        """`path`: of the desk's cases; `form`: where the public sends its own in; `own`: of the steps by the link."""
        self._client, self._path, self._cases, self._form, self._own = client, path, cases, form, own

    def happenings(self) -> Iterator[Happening]:
        """Give what happens when."""
        for case in self._cases:
            begun: dict[str, str] = {}
            yield case.at, partial(self._begin, case, begun)
            for step in case.steps:
                yield step.at, partial(self._take, step, begun)

    async def _begin(self, case: ScriptedCase, begun: dict[str, str]) -> None:
        """Begin a case; `begun` has its id then, and the token of its link where the public sent it in."""
        if case.by is not None:
            begun |= await self._client.post(self._path, case.content, by=case.by)
            return
        begun |= await self._client.post(self._form, case.content)
        own = await self._client.post(f"{self._own}/opening", {"token": begun["token"]})
        begun["id"] = await self._found(own["sign"])

    async def _found(self, sign: str) -> str:
        """Find a case at the desk by the sign that its own page shows; give its id."""
        page = 1
        while lines := await self._client.get(f"{self._path}?limit=100&page={page}", by=_PROTOCOL):
            for line in lines:
                if line["sign"] == sign:
                    return str(line.get("proposal_id") or line["patronage_id"])
            page += 1
        raise CannotStart(f"no case {sign} in the list of {self._path}")

    async def _take(self, step: ScriptedStep, begun: dict[str, str]) -> None:
        if step.by is None:
            await self._client.post(f"{self._own}/{step.what}", {**(step.body or {}), "token": begun["token"]})
            return
        path = f"{self._path}/{begun['id']}"
        version = (await self._client.get(path, by=step.by))["version"]
        headers = {"If-Match": f'"{version}"'}
        await self._client.post(f"{path}/{step.what}", step.body, by=step.by, headers=headers)
