"""JSON routes for who was asked to check the figures of a speech; the token of the link is in the body, never in it."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.events.given import some
from services.events.speeches.domain.figures import MOST_FIGURES
from services.events.speeches.service import Speeches
from shared.access import anyone, or_nobody
from shared.web.render import SECRET
from shared.web.requests import Keyed

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_Token = Annotated[str, some(10, 300)]


class CheckOpened(BaseModel):
    """The token: the last part of the link."""

    model_config = _CLOSED

    token: _Token


class VerdictGiven(BaseModel):
    """Whether a figure holds; `comment`: what is wrong and how that is known, needed where it does not hold."""

    model_config = _CLOSED

    id: Annotated[str, some(1, 64)]
    holds: bool
    comment: Annotated[str, some(1, 1_000)] | None = None

    @model_validator(mode="after")
    def _explained(self) -> "VerdictGiven":
        if not self.holds and self.comment is None:
            raise ValueError("a figure that does not hold needs a comment")
        return self


class VerdictsGiven(CheckOpened):
    """What is said of the figures."""

    figures: Annotated[tuple[VerdictGiven, ...], Field(min_length=1, max_length=MOST_FIGURES)]


class FigureToCheck(BaseModel):
    """A statement with its source."""

    id: str
    statement: str
    source: str


class FiguresToCheck(BaseModel):
    """What is to be checked, for which speech."""

    title: str
    figures: list[FigureToCheck]


def routes(speeches: Speeches) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/speech-checks", dependencies=[anyone()])

    @router.post("/opening")
    async def open_check(given: CheckOpened, response: Response) -> FiguresToCheck:
        """Give the figures that a token is to check. 410 where the link is closed."""
        speech = await speeches.checking(given.token)
        response.headers.update(SECRET)
        figures = [FigureToCheck(**one.model_dump(exclude={"verdict"})) for one in speech.figures]
        return FiguresToCheck(title=speech.order.title, figures=figures)

    @router.post("", dependencies=[Keyed], status_code=204)
    async def answer_check(given: VerdictsGiven, request: Request) -> None:
        """Say of each figure whether it holds. 409 for who is signed in to the house, 410 where the link is closed."""
        said = {one.id: (one.holds, one.comment or "") for one in given.figures}
        await speeches.answer(given.token, said, or_nobody(request))

    return router
