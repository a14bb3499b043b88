"""JSON routes of jubilees and hundredth birthdays, which come again, and of readers who have died."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from services.events.given import Made, ReasonGiven
from services.events.letters.api.given import OccasionGiven, PlaceGiven, SignatoryGiven, StageGiven
from services.events.letters.domain.forms import Recipient
from services.events.letters.domain.occasions import Occasion, OccasionKind, Stage
from services.events.letters.service.occasions import Occasions
from services.events.letters.service.rights import READERS, WRITERS
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag
from shared.web.steps import Steps, filled


class JubileeLine(BaseModel):
    """A jubilee in a list, without names. `on`: the next day, `years` then; `letter_id`: ordered for that day."""

    occasion_id: str
    kind: OccasionKind
    years: int
    on: date
    stage: Stage
    letter_id: str | None
    closed: bool


class JubileeShown(JubileeLine):
    """A jubilee. `counted_from`: the day of the wedding or of the birth; `version` is what If-Match must name.

    `motion_from`: the first day on which the motion for the medal is taken in; `closed_for`: why it comes no more.
    """

    recipients: tuple[Recipient, ...]
    counted_from: date
    motion_from: date | None
    closed_for: str | None
    version: int


def routes(occasions: Occasions) -> APIRouter:
    """Give the routes."""
    router = APIRouter()
    writers, readers = only(*WRITERS), only(*READERS)

    @router.post("/letters/{letter_id}/deceased", dependencies=[writers, Keyed], status_code=204)
    async def note_death(letter_id: Id, given: PlaceGiven, request: Request) -> None:
        """Note that a reader has died."""
        await occasions.note_death(letter_id, given.place, signed_in(request))

    @router.post("/letters/{letter_id}/deceased/withdrawal", dependencies=[writers, Keyed], status_code=204)
    async def take_death_back(letter_id: Id, given: PlaceGiven, request: Request) -> None:
        """Say that a reader is alive after all; jubilees that ended by it go on."""
        await occasions.take_death_back(letter_id, given.place, signed_in(request))

    @router.post("/letter-occasions", dependencies=[writers, Keyed], status_code=201)
    async def enter_occasion(given: OccasionGiven, request: Request) -> Made:
        """Put a couple or a person on the list of those who are congratulated."""
        people = tuple(each.recipient() for each in given.recipients)
        return Made(id=await occasions.enter(given.kind, people, given.counted_from, given.medal, signed_in(request)))

    @router.get("/letter-occasions", dependencies=[readers])
    async def list_occasions(
        closed: Annotated[bool, Query(description="True: those that do not come again.")] = False,
        page: Annotated[int, Query(ge=1, le=1000)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> list[JubileeLine]:
        """List them by their next day, without names."""
        found = await occasions.store.occasions(closed, (), (page - 1) * limit, limit)
        return [JubileeLine(**_line(one)) for one in found]

    @router.get("/letter-occasions/{occasion_id}", dependencies=[readers])
    async def get_occasion(occasion_id: Id, request: Request, response: Response) -> JubileeShown:
        """Give one. That it was read is written down."""
        one = await occasions.store.occasion(occasion_id)
        content = await occasions.content(one, signed_in(request))
        response.headers["ETag"] = etag(one.version)
        return JubileeShown(
            **_line(one),
            recipients=content.recipients,
            counted_from=content.counted_from,
            motion_from=one.motion_from,
            closed_for=one.closed,
            version=one.version,
        )

    @router.post("/letter-occasions/{occasion_id}/letter", dependencies=[writers, Keyed], status_code=201)
    async def order(occasion_id: Id, given: SignatoryGiven, version: IfMatch, request: Request) -> Made:
        """Ask for the letter of the years that come."""
        return Made(id=await occasions.order(occasion_id, version, given.signatory, signed_in(request)))

    step = Steps(router, "/letter-occasions/{id}", "jubilee").add
    step(
        "stage",
        StageGiven,
        WRITERS,
        lambda g: filled(occasions.advance, stage=g.stage, note=g.note),
        "Note how far the medal is.",
    )
    step("end", ReasonGiven, WRITERS, lambda g: filled(occasions.end, reason=g.reason), "End.")
    return router


def _line(one: Occasion) -> dict[str, Any]:
    same = one.model_dump(include={"kind", "years", "on", "stage", "letter_id"})
    return {"occasion_id": one.id, **same, "closed": one.closed is not None}
