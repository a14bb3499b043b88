"""JSON routes that take a case one step on: from the version that the caller has read, once for each key."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel

from shared.access import Person, Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed

Use = Callable[[str, int, Person], Awaitable[int]]
"""A use case that takes the case with this id on from this version, by this hand; it gives the version it makes."""
_LATER = "409 where it does not have its time, 412 where it has changed meanwhile."


class Changed(BaseModel):
    """The version that the change made."""

    version: int


def filled(use: Callable[..., Awaitable[int]], **given: Any) -> Use:
    """Give a use case with what was given filled in."""

    async def run(id: str, version: int, person: Person) -> int:
        return await use(id, version, **given, by=person)

    return run


def add_step(
    router: APIRouter,
    path: str,
    body: type[BaseModel] | None,
    callers: Any,
    use: Callable[[Any], Use],
    name: str,
    doc: str,
) -> None:
    """Add the route of one step.

    `path`: with the name of the case's id in braces; `callers`: who may take it; `use` gives the use case with what was
    given filled in, None without a body; `name`, `doc`: of its operation in the API's document.
    """
    [named] = re.findall(r"{(\w+)}", path)
    of_case = Annotated[Id, Path(alias=named)]
    if body is None:

        async def bare(id: of_case, version: IfMatch, request: Request) -> Changed:
            return Changed(version=await use(None)(id, version, signed_in(request)))

        handler: Callable[..., Awaitable[Changed]] = bare
    else:

        async def with_body(id: of_case, version: IfMatch, given: Any, request: Request) -> Changed:
            return Changed(version=await use(given)(id, version, signed_in(request)))

        with_body.__annotations__["given"] = body
        handler = with_body
    handler.__name__, handler.__doc__ = name.replace("/", "_").replace("-", "_"), f"{doc} {_LATER}"
    router.add_api_route(path, handler, methods=["POST"], dependencies=[callers, Keyed], response_model=Changed)


class Steps:
    """Adds the routes of one kind of case to a router."""

    def __init__(self, router: APIRouter, place: str, name: str) -> None:
        """`place`: the path of a case, with its id in it; `name`: what the names of its operations begin with."""
        self._router, self._place, self._name = router, place, name

    def add(
        self, path: str, body: type[BaseModel] | None, roles: Sequence[Role], use: Callable[[Any], Use], doc: str
    ) -> None:
        """Add a step for some roles, see `add_step`."""
        place, name = f"{self._place}/{path}", f"{self._name}_{path}"
        add_step(self._router, place, body, only(*roles), use, name, doc)
