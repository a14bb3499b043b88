"""JSON routes of the register of memorials at the desk: entered, changed, photographed, taken out."""

from datetime import date, datetime
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.events.given import Made
from services.events.memorials.api.given import (
    CardGiven,
    Number,
    PhotographDropped,
    PhotographGiven,
    ReasonGiven,
    Sought,
    Upto,
)
from services.events.memorials.api.public import MemorialFacts, MemorialLine, PhotographShown, line, photographs
from services.events.memorials.domain import Condition, Inspection, Memorial
from services.events.memorials.service import KEEPERS, READERS, Memorials
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.files import Pictures
from shared.web.requests import IfMatch, Keyed, etag, one_file
from shared.web.steps import Changed, Steps

_PHOTOGRAPHS = "/api/events/v1/memorials/kept/{}/photographs/{}/{}"


class KeptMemorialLine(MemorialLine):
    """A memorial in a list of the desk. `condition`: as found on `inspected_on`, null before its first inspection."""

    condition: Condition | None
    inspected_on: date | None
    version: int


class KeptPhotograph(PhotographShown):
    """A photograph, with who added it."""

    by: str


class InspectionShown(BaseModel):
    """An inspection of a year. `needless`: the site left the register before it. `version` is for If-Match."""

    inspection_id: str
    memorial_id: str
    year: int
    name: str
    place: str
    due_at: datetime
    explanation: tuple[str, ...]
    done_on: date | None
    condition: Condition | None
    findings: str | None
    by: str | None
    needless: bool
    version: int


class KeptMemorial(KeptMemorialLine, MemorialFacts):
    """A memorial as the desk sees it. `withdrawn`: why it is out of the register; `version` is for If-Match."""

    photographs: list[KeptPhotograph]
    withdrawn: str | None
    changed_at: datetime
    inspections: list[InspectionShown]


def routes(memorials: Memorials, pictures: Pictures) -> APIRouter:
    """Give the routes."""
    router = APIRouter()
    router.include_router(_reading(memorials))
    router.include_router(_steps(memorials, pictures))
    return router


def _reading(memorials: Memorials) -> APIRouter:
    router = APIRouter(prefix="/memorials/kept", dependencies=[only(*READERS)])

    @router.get("")
    async def list_kept_memorials(q: Sought = "", page: Number = 1, limit: Upto = 100) -> list[KeptMemorialLine]:
        """List the register with what was found last, by name; `q`: words that the card has, founders among them."""
        found = await memorials.listed(q, None, (page - 1) * limit, limit)
        return [KeptMemorialLine(**line(one.id, one.card), **_found(one)) for one in found]

    @router.get("/{memorial_id}")
    async def get_kept_memorial(memorial_id: Id, response: Response) -> KeptMemorial:
        """Give a memorial, also one that was taken out, with its inspections, the newest year first."""
        one = await memorials.store.memorial(memorial_id)
        response.headers["ETag"] = etag(one.version)
        return KeptMemorial(
            memorial_id=one.id,
            **one.card.model_dump(),
            **_found(one),
            photographs=[KeptPhotograph(**each) for each in photographs(one, _PHOTOGRAPHS)],
            withdrawn=one.withdrawn,
            changed_at=one.changed_at,
            inspections=[inspection(each) for each in await memorials.store.of_memorial(memorial_id)],
        )

    @router.get("/{memorial_id}/photographs/{photograph_id}/{width}")
    async def get_photograph(memorial_id: Id, photograph_id: Id, width: Literal["640", "1600"]) -> Response:
        """Give a photograph in one of its widths, also of a memorial that was taken out."""
        kind, body = await memorials.picture(memorial_id, photograph_id, int(width), public=False)
        return Response(body, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    return router


def _steps(memorials: Memorials, pictures: Pictures) -> APIRouter:
    router = APIRouter(prefix="/memorials")
    keepers = only(*KEEPERS)

    @router.post("", dependencies=[keepers, Keyed], status_code=201)
    async def enter_memorial(given: CardGiven) -> Made:
        """Enter a memorial; a care plan that is made already gets its inspection, too."""
        return Made(id=await memorials.enter(given.card()))

    @router.put("/{memorial_id}", dependencies=[keepers])
    async def change_memorial(memorial_id: Id, version: IfMatch, given: CardGiven) -> Changed:
        """Change what the register says. 409 where it was taken out, 412 where it has changed meanwhile."""
        return Changed(version=await memorials.change(memorial_id, version, given.card()))

    @router.post("/{memorial_id}/photographs", dependencies=[keepers, Keyed])
    async def add_photograph(memorial_id: Id, version: IfMatch, request: Request) -> Changed:
        """Add a photograph, as multipart/form-data: `file` (JPEG or PNG), `alt` (what it shows), `taken_in` (when).

        409 where the memorial has as many as it may, 412 where it has changed meanwhile.
        """
        await memorials.store.memorial(memorial_id)  # Nothing is kept for a memorial that there is not.
        async with one_file(request, PhotographGiven) as (given, file):
            kept = await pictures.keep(file)
        told = (given.alt, given.taken_in, signed_in(request))
        return Changed(version=await memorials.add_photograph(memorial_id, version, kept.id, *told))

    m = memorials
    step = Steps(router, "/{id}", "memorial").add
    step(
        "photographs/removal",
        PhotographDropped,
        KEEPERS,
        lambda g: lambda i, v, _by: m.drop_photograph(i, v, g.photograph),
        "Take a photograph away.",
    )
    step(
        "withdrawal",
        ReasonGiven,
        KEEPERS,
        lambda g: lambda i, v, _by: m.take_out(i, v, g.reason),
        "Take it out of the register.",
    )
    return router


def inspection(one: Inspection) -> InspectionShown:
    """Give an inspection as programs see it."""
    return InspectionShown(inspection_id=one.id, **one.model_dump(exclude={"id"}))


def _found(one: Memorial) -> dict[str, Any]:
    return one.model_dump(include={"condition", "inspected_on", "version"})
