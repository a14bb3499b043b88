"""JSON routes of the organiser; the token of the link is in the body, never in the address."""

from datetime import date, datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.events.patronage.api.given import (
    ApplicationGiven,
    CompletionGiven,
    PhotographGiven,
    RemovalGiven,
    ReportGiven,
    TokenGiven,
    WithdrawalGiven,
)
from services.events.patronage.domain import TABLE, Action, Arms, Kind, State
from services.events.patronage.service import OWN, Patronages
from shared.access import anyone
from shared.files import Files, Pictures
from shared.web.render import SECRET
from shared.web.requests import Keyed, caller, one_file


class Filed(BaseModel):
    """The token of the application's page; it is mailed, too."""

    token: str


class OwnPhotograph(BaseModel):
    """A photograph of the report, and what it shows."""

    photograph_id: str
    alt: str


class OwnPatronage(BaseModel):
    """An application as its organiser sees it. `due_at`: until when it is answered, found as `explanation` says.

    `call`: what is to be completed; `reply`: the decision in words, `report`: how it was, "" before there is one.
    `can`: the steps that can be taken now.
    """

    sign: str
    kind: Kind
    state: State
    title: str
    place: str
    starts_on: date
    ends_on: date
    late: bool
    due_at: datetime
    explanation: tuple[str, ...]
    about: str
    call: str
    reply: str
    arms: Arms
    arms_note: str
    photographs: list[OwnPhotograph]
    report: str
    can: list[Action]


def routes(patronages: Patronages, files: Files, pictures: Pictures) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/patronages", dependencies=[anyone()])

    @router.post("", dependencies=[Keyed], status_code=201)
    async def apply(given: ApplicationGiven, request: Request, response: Response) -> Filed:
        """File an application.

        409 where too many of this e-mail wait, 422 where it is late and that is not known, 429 where too many came from
        this network address today.
        """
        response.headers.update(SECRET)
        return Filed(token=await patronages.apply(given.applying(), caller(request)))

    @router.post("/own/opening")
    async def open_own(given: TokenGiven, response: Response) -> OwnPatronage:
        """Give the application that a token opens."""
        one = await patronages.of_link(given.token)
        response.headers.update(SECRET)
        return OwnPatronage(
            **one.model_dump(include=set(OwnPatronage.model_fields) - {"place", "photographs", "report", "reply"}),
            place=one.place_of_event,
            about=patronages.own(one).about,
            reply=patronages.reply(one),
            photographs=[OwnPhotograph(photograph_id=each.id, alt=each.alt) for each in one.photographs],
            report=patronages.report_text(one),
            can=[action for action in OWN if one.state in TABLE[action]],
        )

    @router.post("/own/completion", dependencies=[Keyed], status_code=204)
    async def complete(given: CompletionGiven) -> None:
        """Complete what was asked for. 409 where it does not have its time."""
        await patronages.complete(given.token, given.about)

    @router.post("/own/materials", dependencies=[Keyed], status_code=204)
    async def hand_in(request: Request) -> None:
        """Hand in how the arms are used, as multipart/form-data: `file` (PDF, JPEG, PNG), `token`."""
        async with one_file(request, TokenGiven) as (given, file):
            await patronages.of_link(given.token)  # Nothing is kept for a link that is none.
            kept = await files.keep(file)
        await patronages.hand_in(given.token, kept.id)

    @router.post("/own/photographs", dependencies=[Keyed], status_code=204)
    async def photograph(request: Request) -> None:
        """Add a photograph to the report, as multipart/form-data: `file` (JPEG or PNG), `alt`, `token`."""
        async with one_file(request, PhotographGiven) as (given, file):
            await patronages.of_link(given.token)
            kept = await pictures.keep(file)
        await patronages.photograph(given.token, kept, given.alt)

    @router.post("/own/photographs/removal", dependencies=[Keyed], status_code=204)
    async def drop_photograph(given: RemovalGiven) -> None:
        """Take a photograph out again. 409 where it does not have its time."""
        await patronages.drop_photograph(given.token, given.photograph_id)

    @router.post("/own/report", dependencies=[Keyed], status_code=204)
    async def report(given: ReportGiven) -> None:
        """Report on the event. 409 where it is not over, or does not have its time."""
        await patronages.report(given.token, given.report)

    @router.post("/own/withdrawal", dependencies=[Keyed], status_code=204)
    async def withdraw(given: WithdrawalGiven) -> None:
        """Withdraw it. 409 where it does not have its time."""
        await patronages.withdraw(given.token)

    return router
