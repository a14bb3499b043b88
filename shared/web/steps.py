"""JSON routes that take a case one step on: from the version that the caller has read, once for each key."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from shared.access import Person, Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed

Use = Callable[[str, int, Person], Awaitable[int]]
"""A use case that takes the case with this id on from this version, by this hand; it gives the version it makes."""


class Changed(BaseModel):
    """The version that the change made."""

    version: int


class Steps:
    """Adds the routes of one kind of case to a router."""

    def __init__(self, router: APIRouter, place: str, name: str) -> None:
        """`place`: the path of a case, with `{id}` in it; `name`: what the names of its operations begin with."""
        self._router, self._place, self._name = router, place, name

    def add(
        self, path: str, body: type[BaseModel] | None, roles: Sequence[Role], use: Callable[[Any], Use], doc: str
    ) -> None:
        """Add a step for some roles. `use` gives the use case with what was given filled in, None without a body."""
        if body is None:

            async def bare(id: Id, version: IfMatch, request: Request) -> Changed:
                return Changed(version=await use(None)(id, version, signed_in(request)))

            handler: Callable[..., Awaitable[Changed]] = bare
        else:

            async def filled(id: Id, version: IfMatch, given: Any, request: Request) -> Changed:
                return Changed(version=await use(given)(id, version, signed_in(request)))

            filled.__annotations__["given"] = body
            handler = filled
        handler.__name__ = f"{self._name}_{path}".replace("/", "_").replace("-", "_")
        handler.__doc__ = f"{doc} 409 where it does not have its time, 412 where it has changed meanwhile."
        self._router.add_api_route(
            f"{self._place}/{path}",
            handler,
            methods=["POST"],
            dependencies=[only(*roles), Keyed],
            response_model=Changed,
        )
