"""JSON routes of ceremonies: every step of those who prepare them, and what there is to read."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from services.events.ceremonies import sheets
from services.events.ceremonies.api import given as g
from services.events.ceremonies.api.shown import CeremonyLine, CeremonyShown, Waiting, line, shown
from services.events.ceremonies.domain import Action
from services.events.ceremonies.service import WORKED_ON, Ceremonies
from services.events.ceremonies.service.military import Assistance
from services.events.ceremonies.service.permits import Permits
from services.events.ceremonies.service.reports import Reports
from services.events.ceremonies.service.rights import HANDS, READERS
from services.events.ceremonies.service.scenario import Scenarios
from services.events.given import Made
from services.events.letters.paper import PDF, answer, kept_by_nobody
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import new_id
from shared.web.requests import IfMatch, Keyed, etag, one_file
from shared.web.steps import Changed, Steps, filled

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
        return [CeremonyLine(**line(one)) for one in found]

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
        return shown(found, ceremonies.clock.now())

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

    @router.get("/ceremonies/{event_id}/military-request/{number}/withdrawal.{format}", dependencies=readers)
    async def withdrawal(event_id: Id, number: int, format: Paper) -> Response:
        """Give the letter that took it back."""
        return answer(await assistance.withdrawal(event_id, number), format, f"wycofanie wniosku o asystę {number}")

    @router.get("/ceremonies/{event_id}/report.{format}", dependencies=readers)
    async def report(event_id: Id, format: Paper) -> Response:
        """Give the report after it; 404 before it is written."""
        return answer(await reports.document(event_id), format, "sprawozdanie")

    step = Steps(router, "/ceremonies/{event_id}", "ceremony").add
    c, s, m, p, r, a = ceremonies, scenarios, assistance, permits, reports, Action
    step(
        "concept",
        g.ConceptGiven,
        HANDS[a.CONCEPT],
        lambda x: filled(c.conceive, concept=x.concept()),
        "Write the concept.",
    )
    step(
        "consultations",
        g.ConsultationGiven,
        HANDS[a.CONSULT],
        lambda x: filled(c.consult, **dict(x)),
        "Enter an opinion.",
    )
    step("approval", None, HANDS[a.APPROVE], lambda _: filled(c.approve), "Approve it; no author may.")
    step(
        "approval-without-permit",
        g.ReasonGiven,
        HANDS[a.APPROVE],
        lambda x: filled(c.approve, reason=x.reason),
        "Approve it, for a reason, although a permit that so many people make needed is not on its list.",
    )
    step("lock", None, HANDS[a.LOCK], lambda _: filled(c.lock), "Lock the final scenario; who has changed it may not.")
    step(
        "lock-despite-refusal",
        g.ReasonGiven,
        HANDS[a.LOCK],
        lambda x: filled(c.lock, reason=x.reason),
        "Lock the final scenario although a permit or the assistance was refused, for a reason that stays.",
    )
    step(
        "reopening",
        g.ReasonGiven,
        HANDS[a.REOPEN],
        lambda x: filled(c.reopen, reason=x.reason),
        "Open it to be changed.",
    )
    step("confirmation", None, HANDS[a.CONFIRM], lambda _: filled(c.confirm), "It goes on at its new time or place.")
    step("holding", g.HeldGiven, HANDS[a.HOLD], lambda x: filled(c.hold, mayor=x.mayor_present), "It was held.")
    step("usual-scenario", None, HANDS[a.PLAN], lambda _: filled(s.begin), "Begin with the usual items.")
    step("items", g.ItemGiven, HANDS[a.PLAN], lambda x: filled(s.add, item=x.item(new_id()[:12])), "Add an item.")
    step(
        "items/change",
        g.ItemChanged,
        HANDS[a.PLAN],
        lambda x: filled(s.change, item=x.item(x.item_id), push=x.push),
        "Change an item.",
    )
    step(
        "items/move",
        g.ItemMoved,
        HANDS[a.PLAN],
        lambda x: filled(s.move, **dict(x)),
        "Put an item before or after another.",
    )
    step("items/removal", g.ItemNamed, HANDS[a.PLAN], lambda x: filled(s.remove, **dict(x)), "Remove an item.")
    step("items/undo", None, HANDS[a.PLAN], lambda _: filled(s.put_back), "Put back the item that was removed last.")
    step("parties", g.PartyGiven, HANDS[a.PLAN], lambda x: filled(s.post, party=x.party(new_id()[:12])), "Fill a post.")
    step("parties/removal", g.PartyNamed, HANDS[a.PLAN], lambda x: filled(s.relieve, **dict(x)), "Empty a post.")
    step(
        "military-request", g.RequestGiven, HANDS[a.ASK], lambda x: filled(m.draft, **dict(x)), "Say what is asked for."
    )
    step(
        "no-military-request",
        g.NoRequestGiven,
        HANDS[a.ASK],
        lambda x: filled(m.go_without, **dict(x)),
        "None is needed.",
    )
    step(
        "military-request/sending",
        None,
        HANDS[a.SEND],
        lambda _: filled(m.send),
        "Freeze the scenario and note it as sent.",
    )
    step(
        "military-request/answer",
        g.AnswerGiven,
        HANDS[a.ANSWER],
        lambda x: filled(m.answer, **dict(x)),
        "Enter the answer.",
    )
    step(
        "military-request/withdrawal",
        None,
        HANDS[a.WITHDRAW],
        lambda _: filled(m.withdraw),
        "Take it back: the ceremony does not take place, or not then.",
    )
    step(
        "permits",
        g.PermitGiven,
        HANDS[a.PERMIT],
        lambda x: filled(p.want, kind_id=x.kind),
        "Say that a permit is needed.",
    )
    step(
        "permits/step",
        g.PermitStepGiven,
        HANDS[a.PERMIT],
        lambda x: filled(p.step, **dict(x)),
        "Take a permit a step on.",
    )
    step("report", g.ReportGiven, HANDS[a.REPORT], lambda x: filled(r.write, report=x.report()), "Write the report.")
    step(
        "photographs/removal",
        g.PhotographDropped,
        HANDS[a.REPORT],
        lambda x: filled(r.drop_photograph, **dict(x)),
        "Take a photograph out of the report.",
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
