"""JSON routes of ceremonies: every step of those who prepare them, and what there is to read."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from services.events.ceremonies import sheets
from services.events.ceremonies.api import given as g
from services.events.ceremonies.domain import Action, Ceremony, Concept, Consultation, Report, State
from services.events.ceremonies.domain.military import RequestState
from services.events.ceremonies.domain.permits import PermitState
from services.events.ceremonies.domain.scenario import Item, Party, PartyKind, Rain
from services.events.ceremonies.domain.text import content_of
from services.events.ceremonies.service import WORKED_ON, Ceremonies
from services.events.ceremonies.service.military import Assistance
from services.events.ceremonies.service.permits import Permits
from services.events.ceremonies.service.reports import Reports
from services.events.ceremonies.service.rights import HANDS, READERS
from services.events.ceremonies.service.scenario import Scenarios
from services.events.letters.paper import PDF, answer, kept_by_nobody
from shared.access import Person, only, signed_in
from shared.contracts.base import Id
from shared.store import new_id
from shared.web.requests import IfMatch, Keyed, etag, one_file
from shared.web.steps import Changed


class Made(BaseModel):
    """The id of what was made."""

    id: str


class CeremonyLine(BaseModel):
    """A ceremony in a list."""

    ceremony_id: str
    title: str
    starts: datetime
    all_day: bool
    place: str | None
    state: State
    version: int


class Waiting(BaseModel):
    """A ceremony of the calendar that nobody has begun to prepare."""

    event_id: str
    title: str
    starts: datetime


class SendingShown(BaseModel):
    """A version of the scenario that the garrison was sent; `late`: after its day."""

    number: int
    sha256: str
    components: tuple[str, ...]
    at: datetime
    late: bool


class AnswerShown(BaseModel):
    """An answer of the garrison."""

    state: RequestState
    composition: str
    sign: str
    on: date
    number: int


class RequestShown(BaseModel):
    """The request for military assistance. `differs`: the garrison has another scenario than the present one."""

    state: RequestState
    components: tuple[str, ...]
    remarks: str
    sendings: list[SendingShown]
    answers: list[AnswerShown]
    differs: bool


class PermitShown(BaseModel):
    """A permit with its clock."""

    permit_id: str
    kind: str
    name: str
    basis: str
    state: PermitState
    due_at: datetime
    explanation: tuple[str, ...]
    late: bool
    on: date | None
    sign: str


class PartyShown(BaseModel):
    """Who stands at a post."""

    party_id: str
    kind: PartyKind
    unit: str
    standard: str | None
    post: str


class ItemShown(BaseModel):
    """An item of the scenario."""

    item_id: str
    title: str
    offset: int
    minutes: int
    place: str
    who: tuple[str, ...]
    script: str
    wreaths: bool
    rain: Rain
    rain_place: str | None


class PhotographShown(BaseModel):
    """A photograph of the report."""

    photograph_id: str
    alt: str


class CeremonyShown(CeremonyLine):
    """A ceremony. `version` is what If-Match must name; `plan_b`: the items as they are in wind and rain."""

    concept: Concept | None
    consultations: tuple[Consultation, ...]
    items: list[ItemShown]
    plan_b: list[ItemShown]
    parties: list[PartyShown]
    military_wanted: bool
    frame_plan: bool
    request: RequestShown | None
    permits: list[PermitShown]
    report: Report | None
    photographs: list[PhotographShown]


Use = Callable[..., Awaitable[int]]
Paper = Literal["pdf", "docx"]


def routes(
    ceremonies: Ceremonies, scenarios: Scenarios, assistance: Assistance, permits: Permits, reports: Reports
) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/events/v1", tags=["ceremonies"])
    readers = [only(*READERS)]

    @router.get("/ceremonies", dependencies=readers)
    async def listed(
        everything: Annotated[bool, Query(description="True: those that are over, too, the last one first.")] = False,
        page: Annotated[int, Query(ge=1, le=1000)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> list[CeremonyLine]:
        """List ceremonies that are worked on, the next one first, or all."""
        states = () if everything else WORKED_ON
        found = await ceremonies.store.page(states, (page - 1) * limit, limit, newest=everything)
        return [CeremonyLine(**_line(one)) for one in found]

    @router.get("/ceremonies-waiting", dependencies=readers)
    async def waiting() -> list[Waiting]:
        """List ceremonies of the calendar that nobody has begun to prepare."""
        found = await ceremonies.waiting()
        return [Waiting(event_id=one.id, title=one.plan.title, starts=one.plan.starts) for one in found]

    @router.post("/ceremonies/{event_id}", dependencies=[only(*HANDS[Action.CONCEPT]), Keyed], status_code=201)
    async def begin(event_id: Id, request: Request) -> Made:
        """Begin to prepare the ceremony of an entry in the calendar."""
        return Made(id=await ceremonies.begin(event_id, signed_in(request)))

    @router.get("/ceremonies/{event_id}", dependencies=readers)
    async def one(event_id: Id, response: Response) -> CeremonyShown:
        """Give a ceremony."""
        found = await ceremonies.store.get(event_id)
        response.headers["ETag"] = etag(found.version)
        return _shown(found, ceremonies.clock.now())

    @router.get("/ceremonies/{event_id}/minute-plan.{format}", dependencies=readers)
    async def minute_plan(event_id: Id, format: Paper) -> Response:
        """Give the plan for the services."""
        return answer(sheets.minute_plan(await ceremonies.store.get(event_id)), format, "plan minutowy")

    @router.get("/ceremonies/{event_id}/announcer.{format}", dependencies=readers)
    async def announcer(event_id: Id, format: Paper) -> Response:
        """Give what the announcer reads, in large print."""
        lines = await scenarios.announced(event_id)
        return answer(sheets.announcer(await ceremonies.store.get(event_id), lines), format, "konferansjer")

    @router.get("/ceremonies/{event_id}/military-request/{number}/scenario.pdf", dependencies=readers)
    async def copy(event_id: Id, number: int) -> Response:
        """Give the scenario as it went to the garrison, byte by byte."""
        found = await assistance.copy(event_id, number)
        return kept_by_nobody(found.file, PDF, f"scenariusz wersja {number}.pdf")

    @router.get("/ceremonies/{event_id}/military-request/{number}/letter.{format}", dependencies=readers)
    async def letter(event_id: Id, number: int, format: Paper) -> Response:
        """Give the request that went with it."""
        return answer(await assistance.letter(event_id, number), format, f"wniosek o asystę {number}")

    def step(path: str, action: Action, body: type[BaseModel] | None, use: Callable[[Any], Use], doc: str) -> None:
        """Add a route that takes a ceremony one step on. `use` gives the use case with what was given filled in."""
        if body is None:

            async def bare(event_id: Id, version: IfMatch, request: Request) -> Changed:
                return Changed(version=await use(None)(event_id, version, signed_in(request)))

            handler: Callable[..., Awaitable[Changed]] = bare
        else:

            async def filled(event_id: Id, version: IfMatch, given: Any, request: Request) -> Changed:
                return Changed(version=await use(given)(event_id, version, signed_in(request)))

            filled.__annotations__["given"] = body
            handler = filled
        handler.__name__ = f"ceremony_{path.replace('/', '_').replace('-', '_')}"
        handler.__doc__ = doc
        callers = [only(*HANDS[action]), Keyed]
        place = f"/ceremonies/{{event_id}}/{path}"
        router.add_api_route(place, handler, methods=["POST"], dependencies=callers, response_model=Changed)

    def by(use: Callable[..., Awaitable[int]], **filled: Any) -> Use:
        async def run(id: str, version: int, person: Person) -> int:
            return await use(id, version, **filled, by=person)

        return run

    later = "409 where it does not have its time, 412 where it has changed meanwhile."
    c, s, m, p, r, a = ceremonies, scenarios, assistance, permits, reports, Action
    step(
        "concept",
        a.CONCEPT,
        g.ConceptGiven,
        lambda x: by(c.conceive, concept=x.concept()),
        f"Write the concept. {later}",
    )
    step(
        "consultations",
        a.CONSULT,
        g.ConsultationGiven,
        lambda x: by(c.consult, **dict(x)),
        f"Enter an opinion. {later}",
    )
    step("approval", a.APPROVE, None, lambda _: by(c.approve), f"Approve it; no author may. {later}")
    step("lock", a.LOCK, None, lambda _: by(c.lock), f"Lock the final scenario; who has changed it may not. {later}")
    step(
        "reopening", a.REOPEN, g.ReasonGiven, lambda x: by(c.reopen, reason=x.reason), f"Open it to be changed. {later}"
    )
    step("confirmation", a.CONFIRM, None, lambda _: by(c.confirm), f"It goes on at its new time or place. {later}")
    step("holding", a.HOLD, g.HeldGiven, lambda x: by(c.hold, mayor=x.mayor_present), f"It was held. {later}")
    step("usual-scenario", a.PLAN, None, lambda _: by(s.begin), f"Begin with the usual items. {later}")
    step("items", a.PLAN, g.ItemGiven, lambda x: by(s.add, item=x.item(new_id()[:12])), f"Add an item. {later}")
    step(
        "items/change",
        a.PLAN,
        g.ItemChanged,
        lambda x: by(s.change, item=x.item(x.item_id), push=x.push),
        f"Change an item. {later}",
    )
    step(
        "items/move",
        a.PLAN,
        g.ItemMoved,
        lambda x: by(s.move, **dict(x)),
        f"Put an item before or after another. {later}",
    )
    step("items/removal", a.PLAN, g.ItemNamed, lambda x: by(s.remove, **dict(x)), f"Remove an item. {later}")
    step("items/undo", a.PLAN, None, lambda _: by(s.put_back), f"Put back the item that was removed last. {later}")
    step("parties", a.PLAN, g.PartyGiven, lambda x: by(s.post, party=x.party(new_id()[:12])), f"Fill a post. {later}")
    step("parties/removal", a.PLAN, g.PartyNamed, lambda x: by(s.relieve, **dict(x)), f"Empty a post. {later}")
    step("military-request", a.ASK, g.RequestGiven, lambda x: by(m.draft, **dict(x)), f"Say what is asked for. {later}")
    step(
        "no-military-request",
        a.ASK,
        g.NoRequestGiven,
        lambda x: by(m.go_without, **dict(x)),
        f"None is needed. {later}",
    )
    step(
        "military-request/sending",
        a.SEND,
        None,
        lambda _: by(m.send),
        f"Freeze the scenario and note it as sent. {later}",
    )
    step(
        "military-request/answer",
        a.ANSWER,
        g.AnswerGiven,
        lambda x: by(m.answer, **dict(x)),
        f"Enter the answer. {later}",
    )
    step(
        "permits",
        a.PERMIT,
        g.PermitGiven,
        lambda x: by(p.want, kind_id=x.kind),
        f"Say that a permit is needed. {later}",
    )
    step(
        "permits/step",
        a.PERMIT,
        g.PermitStepGiven,
        lambda x: by(p.step, **dict(x)),
        f"Take a permit a step on. {later}",
    )
    step("report", a.REPORT, g.ReportGiven, lambda x: by(r.write, report=x.report()), f"Write the report. {later}")
    step(
        "photographs/removal",
        a.REPORT,
        g.PhotographDropped,
        lambda x: by(r.drop_photograph, **dict(x)),
        f"Take a photograph out of the report. {later}",
    )

    @router.post("/ceremonies/{event_id}/photographs", dependencies=[only(*HANDS[a.REPORT]), Keyed])
    async def photograph(event_id: Id, version: IfMatch, request: Request) -> Changed:
        """Add a photograph to the report, as multipart/form-data: `file` (JPEG or PNG), `alt` (what it shows)."""
        await ceremonies.store.get(event_id)  # Nothing is kept for a ceremony that there is not.
        async with one_file(request, g.PhotographGiven) as (given, file):
            kept = await r.pictures.keep(file)
        return Changed(version=await r.add_photograph(event_id, version, kept.id, given.alt, signed_in(request)))

    @router.get("/ceremonies/{event_id}/photographs/{photograph_id}/{width}", dependencies=readers)
    async def picture(event_id: Id, photograph_id: Id, width: Literal["640", "1600"]) -> Response:
        """Give a photograph, in one of its widths."""
        kind, body = await reports.picture(event_id, photograph_id, int(width))
        return Response(body, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    return router


def _line(one: Ceremony) -> dict[str, Any]:
    slot = one.slot
    told = {"title": slot.title, "starts": slot.starts, "all_day": slot.all_day, "place": slot.place}
    return {"ceremony_id": one.id, **told, "state": one.state, "version": one.version}


def _shown(one: Ceremony, now: datetime) -> CeremonyShown:
    request = one.request
    return CeremonyShown(
        **_line(one),
        concept=one.concept,
        consultations=one.consultations,
        items=[_item(item) for item in one.scenario.items],
        plan_b=[_item(item) for item in one.scenario.in_rain()],
        parties=[_party(party) for party in one.scenario.parties],
        military_wanted=one.military,
        frame_plan=one.frame_plan,
        request=RequestShown(
            state=request.state,
            components=request.components,
            remarks=request.remarks,
            sendings=[SendingShown(**_only(each, SendingShown)) for each in request.sendings],
            answers=[AnswerShown(**_only(each, AnswerShown)) for each in request.answers],
            differs=request.differs(content_of(one)),
        )
        if request
        else None,
        permits=[
            PermitShown(
                permit_id=each.id,
                kind=each.kind.id,
                name=each.kind.name,
                basis=each.kind.basis,
                state=each.state,
                due_at=each.due_at,
                explanation=each.explanation,
                late=each.late(now),
                on=each.on,
                sign=each.sign,
            )
            for each in one.permits
        ],
        report=one.report,
        photographs=[PhotographShown(photograph_id=each.id, alt=each.alt) for each in one.photographs],
    )


def _only(one: BaseModel, shown: type[BaseModel]) -> dict[str, Any]:
    return one.model_dump(include=set(shown.model_fields))


def _item(item: Item) -> ItemShown:
    return ItemShown(item_id=item.id, **item.model_dump(exclude={"id"}))


def _party(party: Party) -> PartyShown:
    return PartyShown(party_id=party.id, **party.model_dump(exclude={"id"}))
