"""JSON routes of the public archive of speeches."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.events.speeches.domain import Said
from services.events.speeches.service import Speeches
from shared.access import anyone
from shared.contracts.base import Id
from shared.store import NotFound


class SpeechLine(BaseModel):
    """A speech of the archive."""

    speech_id: str
    title: str
    occasion: str
    speaker: str
    place: str
    delivered_on: date
    published_at: datetime | None


class SpeechShown(SpeechLine):
    """The same with its text."""

    text: str


def routes(speeches: Speeches) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/speeches", dependencies=[anyone()])

    @router.get("")
    async def archive(
        q: Annotated[str, Query(max_length=200)] = "",
        page: Annotated[int, Query(ge=1, le=1000)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> list[SpeechLine]:
        """List published speeches with these words, the last first."""
        return [SpeechLine(**_line(one)) for one in await speeches.store.public(q, (page - 1) * limit, limit)]

    @router.get("/{speech_id}")
    async def one(speech_id: Id) -> SpeechShown:
        """Give a published speech."""
        said = await speeches.store.said(speech_id)
        if not said.public:
            raise NotFound("speech", speech_id)
        return SpeechShown(**_line(said), text=said.text)

    return router


def _line(said: Said) -> dict[str, object]:
    kept = ("title", "occasion", "speaker", "place", "delivered_on", "published_at")
    return {"speech_id": said.id, **{name: getattr(said, name) for name in kept}}
