"""JSON routes of patronage at the desk: the list, one application, every step of the department and of the mayor."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from services.events.given import ReasonGiven
from services.events.letters.paper import kept_by_nobody
from services.events.patronage import paper
from services.events.patronage.api.given import ArmsGiven, CallGiven, DecisionGiven, OpinionGiven
from services.events.patronage.domain import Action, Application, Arms, Kind, Opinion, Organiser, Photograph, State
from services.events.patronage.service import HANDS, READERS, Patronages
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.files import Files, Pictures
from shared.history import Done
from shared.store import NotFound
from shared.web.requests import etag
from shared.web.steps import Steps


class PatronageLine(BaseModel):
    """An application in a list, without its organiser. `due_at`: until when it is decided."""

    patronage_id: str
    sign: str
    kind: Kind
    state: State
    title: str
    place: str
    starts_on: date
    ends_on: date
    late: bool
    received_at: datetime
    due_at: datetime
    version: int


class ReplyShown(BaseModel):
    """The written reply."""

    granted: bool
    at: datetime
    by_name: str
    text: str


class PatronageShown(PatronageLine):
    """An application. `version` is what If-Match must name; `materials`: whether there are some; `report`: "" before.

    `last_day`: until when an application for this event is in time.
    """

    organiser: Organiser
    last_day: date
    explanation: tuple[str, ...]
    calls: int
    call: str
    opinion: Opinion | None
    reply: ReplyShown | None
    arms: Arms
    arms_note: str
    materials: bool
    photographs: tuple[Photograph, ...]
    report: str
    history: tuple[Done, ...]


def routes(patronages: Patronages, files: Files, pictures: Pictures) -> APIRouter:
    """Give the routes."""
    router = APIRouter()
    router.include_router(_reading(patronages, files, pictures))
    router.include_router(_steps(patronages))
    return router


def _reading(patronages: Patronages, files: Files, pictures: Pictures) -> APIRouter:
    router = APIRouter(prefix="/patronages", dependencies=[only(*READERS)])

    @router.get("")
    async def list_patronages(
        state: Annotated[list[State] | None, Query(max_length=10)] = None,
        q: Annotated[str, Query(max_length=200)] = "",
        page: Annotated[int, Query(ge=1, le=1000)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 30,
    ) -> list[PatronageLine]:
        """List applications: of those in some states the one due first, of all the newest first."""
        found = await patronages.store.page(tuple(state or ()), q, (page - 1) * limit, limit)
        return [PatronageLine(**_line(one)) for one in found]

    @router.get("/{patronage_id}")
    async def get_patronage(patronage_id: Id, request: Request, response: Response) -> PatronageShown:
        """Give an application. That its organiser was read is written down."""
        one = await patronages.store.get(patronage_id)
        response.headers.update({"ETag": etag(one.version), "Cache-Control": "no-store"})
        return _shown(patronages, one, await patronages.organiser(one, signed_in(request)))

    @router.get("/{patronage_id}/decision.{format}")
    async def get_decision(patronage_id: Id, request: Request, format: Literal["pdf", "docx"]) -> Response:
        """Give the written reply as a file. That its organiser was read is written down."""
        one = await patronages.store.get(patronage_id)
        if one.reply is None:
            raise NotFound("decision", patronage_id)
        organiser = await patronages.organiser(one, signed_in(request))
        return paper.decision(one, one.reply, patronages.reply(one), organiser, format)

    @router.get("/{patronage_id}/materials")
    async def get_materials(patronage_id: Id) -> Response:
        """Give what was handed in with the arms on it."""
        one = await patronages.store.get(patronage_id)
        if one.materials is None:
            raise NotFound("materials", patronage_id)
        file, body = await files.read(one.materials)
        return kept_by_nobody(body, file.media_type, file.filename)

    @router.get("/{patronage_id}/photographs/{photograph_id}/{width}")
    async def get_photograph(patronage_id: Id, photograph_id: Id, width: Literal["640", "1600"]) -> Response:
        """Give a photograph of the report, in one of its widths."""
        one = await patronages.store.get(patronage_id)
        if photograph_id not in {photograph.id for photograph in one.photographs}:
            raise NotFound("picture", photograph_id)
        kind, body = await pictures.read(photograph_id, int(width))
        return Response(body, media_type=kind, headers={"Cache-Control": "no-store"})

    return router


def _steps(patronages: Patronages) -> APIRouter:
    router = APIRouter()
    s, a = patronages, Action
    step = Steps(router, "/patronages/{id}", "patronage").add
    step(
        "call",
        CallGiven,
        HANDS[a.CALL],
        lambda g: lambda i, v, by: s.call(i, v, g.call, by),
        "Ask the organiser to complete it.",
    )
    step("check", None, HANDS[a.CHECK], lambda _: s.check, "Say that it is formally in order.")
    step(
        "opinion",
        OpinionGiven,
        HANDS[a.OPINE],
        lambda g: lambda i, v, by: s.opine(i, v, g.favourable, g.opinion, by),
        "Say what the department thinks.",
    )
    step(
        "decision",
        DecisionGiven,
        HANDS[a.GRANT],
        lambda g: lambda i, v, by: s.decide(i, v, g.granted, g.reply, by),
        "Decide, always with a written reply; a refusal is final.",
    )
    step(
        "arms",
        ArmsGiven,
        HANDS[a.APPROVE_ARMS],
        lambda g: lambda i, v, by: s.judge_arms(i, v, g.approved, g.note or "", by),
        "Approve the use of the arms, or return it.",
    )
    step(
        "revocation",
        ReasonGiven,
        HANDS[a.REVOKE],
        lambda g: lambda i, v, by: s.revoke(i, v, g.reason, by),
        "Take the patronage back.",
    )
    return router


def _line(one: Application) -> dict[str, Any]:
    kept = one.model_dump(include=set(PatronageLine.model_fields) - {"patronage_id", "place"})
    return {"patronage_id": one.id, "place": one.place_of_event, **kept}


def _shown(patronages: Patronages, one: Application, organiser: Organiser) -> PatronageShown:
    kept = {"explanation", "calls", "call", "opinion", "arms", "arms_note", "photographs", "history"}
    reply = None
    if one.reply is not None:
        reply = ReplyShown(**one.reply.model_dump(exclude={"sealed"}), text=patronages.reply(one))
    return PatronageShown(
        **_line(one),
        **{name: getattr(one, name) for name in kept},
        organiser=organiser,
        last_day=patronages.last_day(one.starts_on),
        reply=reply,
        materials=one.materials is not None,
        report=patronages.report_text(one),
    )
