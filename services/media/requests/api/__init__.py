"""JSON routes of press requests: journalists ask, the press office, units and the head work on them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from services.media.releases.pages.public import DOCUMENTS, attached
from services.media.requests.api.given import AskingGiven, EntryGiven
from services.media.requests.api.shown import (
    AskedShown,
    CountList,
    CountOfMonth,
    CountOfQuarter,
    ExtensionShown,
    Made,
    QuarterList,
    RefusalShown,
    RequestLine,
    RequestList,
    RequestShown,
    line_of,
)
from services.media.requests.api.steps import add_steps
from services.media.requests.domain.steps import State
from services.media.requests.service import PressRequests, may_read
from services.media.requests.service.answering import Answering
from services.media.requests.service.correcting import Correcting
from services.media.requests.service.timeliness import Timeliness
from services.media.requests.service.working import Working
from shared.access import NotAllowed, Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import After, Keyed, Limit, Page, caller, etag

Month = Annotated[str, Query(pattern=r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$")]
Quarter = Annotated[str, Query(pattern=r"^(19|20|21)\d\d-Q[1-4]$")]
MEMBERS = (Role.PRESS_OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.AUDITOR)
"""Who reads the register; each of them what is theirs."""


def routes(
    requests: PressRequests, working: Working, answering: Answering, correcting: Correcting, timeliness: Timeliness
) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/media/v1/press-requests", tags=["press requests"])
    press = only(Role.PRESS_OFFICER)

    @router.post("/from-journalists", dependencies=[anyone(), Keyed], status_code=201)
    async def ask(given: AskingGiven, request: Request) -> AskedShown:
        """Take in what a journalist sends. 409: too many of the e-mail address wait; 429: too many from the network."""
        return AskedShown(token=await requests.ask(given.given(requests.clock.now()), caller(request)))

    @router.post("", dependencies=[press, Keyed], status_code=201)
    async def enter(given: EntryGiven, request: Request) -> Made:
        """Enter what has come another way, or what the city begins. 422 for what the kind lacks."""
        return Made(id=await requests.enter(given.given(), signed_in(request)))

    @router.get("", dependencies=[only(*MEMBERS)])
    async def list_requests(
        request: Request,
        response: Response,
        state: Annotated[list[State] | None, Query(max_length=12)] = None,
        late: Annotated[bool, Query(description="Only what waits longer than it may.")] = False,
        q: Annotated[str, Query(max_length=200, description="Words of sign, topic and title.")] = "",
        after: After = None,
        limit: Limit = 50,
    ) -> RequestList:
        """List them in a stable order; a unit's are those with it."""
        wanted = requests.wanted(tuple(state or ()), q, signed_in(request), late=late)
        found = await requests.store.after(wanted, after or "", limit + 1)
        more, now = (found[limit - 1].id if len(found) > limit else None), requests.clock.now()
        Page(found[:limit], more).link(request, response)
        return RequestList(items=[RequestLine(**line_of(one, now)) for one in found[:limit]], next=more)

    @router.get("/timeliness", dependencies=[only(*MEMBERS)])
    async def timeliness_by_month(first: Month, last: Month) -> CountList:
        """Count what was done in time and what is late, by unit and month. What is late counts when its date passed."""
        found = await timeliness.months(first, last)
        return CountList(items=[CountOfMonth(**one.model_dump(), month=one.period) for one in found])

    @router.get("/timeliness/quarters", dependencies=[only(*MEMBERS)])
    async def timeliness_by_quarter(first: Quarter, last: Quarter) -> QuarterList:
        """Count the same by unit and quarter."""
        found = await timeliness.quarters(first, last)
        return QuarterList(items=[CountOfQuarter(**one.model_dump(), quarter=one.period) for one in found])

    @router.get("/{request_id}", dependencies=[only(*MEMBERS)])
    async def get_request(request_id: Id, request: Request, response: Response) -> RequestShown:
        """Give one. 403 for what is with another unit. Who asks is never in it."""
        one = await requests.store.get(request_id)
        person = signed_in(request)
        if not may_read(one, person):
            raise NotAllowed(person.role)
        response.headers["ETag"] = etag(one.version)
        kept = {"explanation", "unit_due_at", "told_due_at", "publication", "article", "in_time", "version"}
        return RequestShown(
            **line_of(one, requests.clock.now()),
            **{name: getattr(one, name) for name in kept},
            legal_basis=one.clock.basis,
            refusal=RefusalShown(**one.refusal.model_dump()) if one.refusal else None,
            extension=ExtensionShown(**one.extension.model_dump()) if one.extension else None,
            asked=requests.sealed.asked(one),
            text=requests.sealed.newest(one),
        )

    @router.get("/{request_id}/refusal.{format}", dependencies=[press])
    async def refusal_file(request_id: Id, format: Literal["pdf", "docx"], request: Request) -> Response:
        """Give the refusal as it was made to be signed; it names the sender, so the reading is written down."""
        body = await answering.paper_file(request_id, "refusal", format, signed_in(request))
        return attached(body, DOCUMENTS[format], f"odmowa-{request_id}.{format}", {"Cache-Control": "no-store"})

    @router.get("/{request_id}/extension.{format}", dependencies=[press])
    async def extension_file(request_id: Id, format: Literal["pdf", "docx"], request: Request) -> Response:
        """Give the notice of a later day as it was made to be signed; the reading is written down."""
        body = await answering.paper_file(request_id, "extension", format, signed_in(request))
        return attached(body, DOCUMENTS[format], f"termin-{request_id}.{format}", {"Cache-Control": "no-store"})

    add_steps(router, working, answering, correcting)
    return router
