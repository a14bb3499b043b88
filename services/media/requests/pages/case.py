"""One case at the desk: what it is, how its date was found, what is to be done next, and what was done."""

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from services.media.releases.pages.public import DOCUMENTS, attached
from services.media.requests.api import MEMBERS
from services.media.requests.domain import PressRequest
from services.media.requests.domain.clocks import APPEAL, Kind, beside, count, latest
from services.media.requests.domain.parts import GROUNDS, OF_INFORMATION
from services.media.requests.domain.steps import Action, possible
from services.media.requests.pages.register import LIST
from services.media.requests.pages.steps import FAULTS, steps
from services.media.requests.pages.typed import MESSAGES
from services.media.requests.service import PressRequests, may_read
from services.media.requests.service.answering import Answering
from services.media.requests.service.correcting import Correcting
from services.media.requests.service.rights import may
from services.media.requests.service.working import Working
from shared.access import NotAllowed, Person, Role, only, signed_in
from shared.comparing import compared
from shared.contracts.base import Id
from shared.web.form_steps import NextPage, Step, take
from shared.web.render import Templates

CASE = LIST + "/sprawy/{request_id}"


def pages(
    requests: PressRequests, working: Working, answering: Answering, correcting: Correcting, templates: Templates
) -> APIRouter:
    """Give the pages of a case."""
    router = APIRouter()

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        one, person = await requests.store.get(id), signed_in(request)
        if not may_read(one, person):
            raise NotAllowed(person.role)
        sealed, now = requests.sealed, requests.clock.now()
        free = await requests.free_days.known()
        asked, newest = sealed.asked(one), sealed.newest(one)
        topic = one.topic or asked.topic
        held = {
            "unit": None,
            "topic": topic,
            "own_topic": topic,
            "draft": newest,
            "cleared": newest,
            "approved": newest,
            "delivered_on": requests.today,
            "article_on": requests.today,
            "outcome_on": requests.today,
        }
        delivered = answering.appeal_from(one)
        return templates.page(
            request,
            "press_case.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            title=topic,
            asked=asked,
            contact=await requests.contact(one, person),
            can=_possible(one, person, now),
            texts=_texts(requests, one),
            newest=newest,
            answer=sealed.text(one, one.answer) if one.answer else None,
            before=correcting.trace(one) if person.role is Role.PRESS_OFFICER else [],
            others=await correcting.others(one) if person.role is Role.PRESS_OFFICER else [],
            replies=[(reply, sealed.text(one, reply)) for reply in one.replies],
            refusal=sealed.text(one, one.refusal) if one.refusal else None,
            grounds=[(key.value, text) for key, text in GROUNDS.items() if (key in OF_INFORMATION) is _asks(one)],
            grounds_said=GROUNDS,
            appeal=count(APPEAL, delivered, free) if delivered else None,
            beside=beside(one.kind, one.starts_at, one.publication.on if one.publication else None, free),
            last_extension=latest(one.clock, one.starts_at, free) if one.kind is Kind.QUESTION else None,
            units=[(unit.symbol, f"{unit.name} ({unit.symbol})") for unit in requests.office.units],
            at=now,
            values={**held, **values, "version": one.version if stale else values.get("version", one.version)},
            errors=errors,
            # What was typed is not to lie behind a lid: the form that it is in stands open.
            opened={*errors, *(values if stale else ())},
            stale=stale,
        )

    @router.get(CASE, dependencies=[only(*MEMBERS)])
    async def show(request: Request, request_id: Id) -> Response:
        """Show a case with what is to be done next."""
        return await page(request, request_id, {}, {}, 200)

    @router.get(CASE + "/odmowa.{format}", dependencies=[only(Role.PRESS_OFFICER)])
    async def refusal(request: Request, request_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give the refusal as it was made to be signed."""
        body = await answering.paper_file(request_id, "refusal", format, signed_in(request))
        return attached(body, DOCUMENTS[format], f"odmowa-{request_id}.{format}", {"Cache-Control": "no-store"})

    @router.get(CASE + "/przedluzenie.{format}", dependencies=[only(Role.PRESS_OFFICER)])
    async def extension(request: Request, request_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give the notice of a later day as it was made to be signed."""
        body = await answering.paper_file(request_id, "extension", format, signed_in(request))
        return attached(body, DOCUMENTS[format], f"termin-{request_id}.{format}", {"Cache-Control": "no-store"})

    def left(step: Step) -> Step:
        async def run(id: str, form: Any, person: Person) -> NextPage | None:
            await step.run(id, form, person)
            # Who has given it away may not see it any more.
            return None if may_read(await requests.store.get(id), person) else NextPage(LIST)

        return step._replace(run=run)

    take(router, CASE, map(left, steps(working, answering)), page, FAULTS, MESSAGES)
    return router


def _asks(one: PressRequest) -> bool:
    return one.kind is Kind.QUESTION


def _possible(one: PressRequest, person: Person, now: Any) -> set[str]:
    """Give what a person may do with a request now."""
    can = {action.value for action in Action if possible(action, one.kind, one.state) and may(action, person, one.unit)}
    stopped, over = one.stopped is not None, one.due_at < now
    if stopped:
        can -= {Action.STOP.value, Action.EXTEND.value}
    else:
        can -= {Action.RESTART.value}
    if over:
        can -= {Action.STOP.value, Action.EXTEND.value}
    if one.extension is not None:
        can -= {Action.EXTEND.value}
    if one.refusal is not None and person.role is Role.PRESS_OFFICER and one.kind is Kind.QUESTION:
        can |= {"deliver"}
    return can


def _texts(requests: PressRequests, one: PressRequest) -> list[tuple[Any, list[Any]]]:
    """Give the versions of the answer, the newest first, each with what it has changed in the one before."""
    texts = [requests.sealed.text(one, version) for version in one.versions]
    pieces = [compared(texts[place - 1] if place else text, text) for place, text in enumerate(texts)]
    return list(zip(one.versions, pieces, strict=True))[::-1]
