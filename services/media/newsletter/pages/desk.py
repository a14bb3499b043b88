"""The desk of the newsletter: issues and mailings, an issue with its preview, a mailing on its way."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BeforeValidator, Field, field_validator

from services.media.newsletter.domain.issue import (
    MOST_ITEMS,
    Content,
    Issue,
    IssueState,
    ItemWithdrawn,
    NothingInside,
    Opening,
    SameEditor,
    Subject,
)
from services.media.newsletter.domain.mailing import LEAVE
from services.media.newsletter.domain.readers import EDITED, Topic
from services.media.newsletter.pages.public import several
from services.media.newsletter.service import Issues, Readers
from services.media.newsletter.service.rights import EDITORS, WRITERS
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read, said
from shared.web.render import Templates

DESK = "/panel/newsletter"
_ONE = DESK + "/{issue_id}"
_MAILING = DESK + "/wysylki/{mailing_id}"
_PER_PAGE = 20


class IssueForm(Form):
    """An issue as typed; `items`: the ids of what was ticked."""

    topic: Topic
    subject: Subject
    opening: Opening
    items: Annotated[tuple[Id, ...], BeforeValidator(several), Field(max_length=MOST_ITEMS)] = ()
    version: int = 0

    @field_validator("topic")
    @classmethod
    def _edited(cls, topic: Topic) -> Topic:
        if topic not in EDITED:
            raise said("Ostrzeżenia wychodzą same, od razu po wydaniu.")
        return topic


_MESSAGES = {
    "topic": "Wybierz temat.",
    "subject:missing": "Napisz temat wiadomości.",
    "opening:missing": "Napisz kilka słów na początek.",
    "items": "Wybierz najwyżej 20 publikacji.",
}
_OVERTAKEN = (
    "Ktoś zapisał to wydanie przed Tobą. To, co masz w formularzu, zostało: porównaj z podglądem i zapisz jeszcze raz."
)
_SAME = "To wydanie jest Twoje. Zatwierdzić musi je ktoś inny."
_EMPTY = "Wybierz co najmniej jeden artykuł albo komunikat i zapisz."
_WITHDRAWN = "Miasto wycofało coś, co jest w tym wydaniu. Wyjmij to i zapisz."


def pages(issues: Issues, readers: Readers, templates: Templates) -> APIRouter:
    """Give the pages of the desk."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_mailings(issues, templates))
    router.include_router(_listed(issues, readers, templates))
    router.include_router(_one(issues, templates))
    return router


def _listed(issues: Issues, readers: Readers, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[only(*EDITORS)])

    @router.get(DESK)
    async def every(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List issues and mailings, and how many read about what."""
        found = await issues.store.issues(_PER_PAGE + 1, (strona - 1) * _PER_PAGE)
        return templates.page(
            request,
            "newsletter_desk.html",
            issues=found[:_PER_PAGE],
            number=strona,
            more=len(found) > _PER_PAGE,
            readers=await readers.counted(),
            paused=await readers.paused(),
            mailings=await issues.mailings.newest() if strona == 1 else [],
        )

    return router


def _one(issues: Issues, templates: Templates) -> APIRouter:
    router = APIRouter()

    async def page(
        request: Request,
        issue: Issue | None,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        chosen = [one.id for one in issue.content.items] if issue else []
        letter = issues.letter(issue.content) if issue else None
        return templates.page(
            request,
            "newsletter_issue.html",
            status_code=status,
            issue=issue,
            values=values,
            errors=errors,
            offered=await issues.offered(chosen),
            topics=EDITED,
            text=letter.text.replace(LEAVE, _own_link(issues)) if letter else None,
            told=await issues.mailings.told(issue.id) if issue else None,
        )

    async def read_content(form: IssueForm) -> Content:
        items = await issues.items(form.items)
        return Content(topic=form.topic, subject=form.subject, opening=form.opening, items=items)

    @router.get(DESK + "/nowe", dependencies=[only(*WRITERS)])
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return await page(request, None, {"topic": Topic.NEWS.value}, {})

    @router.post(DESK + "/nowe", dependencies=[only(*WRITERS)])
    async def write(request: Request) -> Response:
        """Save a draft."""
        try:
            form = await read(request, IssueForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, None, invalid.values, invalid.errors, 422)
        try:
            content = await read_content(form)
        except ItemWithdrawn:
            return await page(request, None, form.model_dump(), {"items": _WITHDRAWN}, 409)
        return RedirectResponse(f"{DESK}/{await issues.write(content, signed_in(request))}", 303)

    @router.get(_ONE, dependencies=[only(*EDITORS)])
    async def one(request: Request, issue_id: Id) -> Response:
        """Show an issue beside its preview."""
        issue = await issues.store.issue(issue_id)
        return await page(request, issue, _typed(issue), {})

    @router.get(_ONE + "/podglad", dependencies=[only(*EDITORS)])
    async def preview(issue_id: Id) -> Response:
        """Show the page that mail programs show."""
        issue = await issues.store.issue(issue_id)
        letter = issues.letter(issue.content).to(_own_link(issues))
        return HTMLResponse(letter.html or "", headers={"Cache-Control": "no-store"})

    @router.post(_ONE, dependencies=[only(*WRITERS)])
    async def rewrite(request: Request, issue_id: Id) -> Response:
        """Save changes of a draft."""
        issue = await issues.store.issue(issue_id)
        try:
            form = await read(request, IssueForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, issue, invalid.values, invalid.errors, 422)
        try:
            await issues.rewrite(issue_id, form.version, await read_content(form), signed_in(request))
        except Stale:
            newest = await issues.store.issue(issue_id)
            typed = {**form.model_dump(), "version": newest.version}
            return await page(request, newest, typed, {"opening": _OVERTAKEN}, 412)
        except ItemWithdrawn:
            return await page(request, issue, form.model_dump(), {"items": _WITHDRAWN}, 409)
        return RedirectResponse(f"{DESK}/{issue_id}", 303)

    async def step(request: Request, issue_id: str, take: Callable[[int], Awaitable[int]], then: str) -> Response:
        """Take a step on the version that was seen; what forbids it is said on the page."""
        issue = await issues.store.issue(issue_id)
        try:
            await take((await read(request, VersionForm)).version)
        except FormInvalid as invalid:
            return await page(request, issue, _typed(issue), invalid.errors, 422)
        except (SameEditor, NothingInside, ItemWithdrawn) as error:
            text = {SameEditor: _SAME, NothingInside: _EMPTY}.get(type(error), _WITHDRAWN)
            return await page(request, issue, _typed(issue), {"items": text}, 409)
        return RedirectResponse(then, 303)

    @router.post(_ONE + "/zatwierdzenie", dependencies=[only(*EDITORS)])
    async def approve(request: Request, issue_id: Id) -> Response:
        """Approve what somebody else wrote."""
        by = signed_in(request)
        return await step(request, issue_id, lambda seen: issues.approve(issue_id, seen, by), f"{DESK}/{issue_id}")

    @router.post(_ONE + "/szkic", dependencies=[only(*EDITORS)])
    async def give_back(request: Request, issue_id: Id) -> Response:
        """Make it a draft again."""
        return await step(request, issue_id, lambda seen: issues.give_back(issue_id, seen), f"{DESK}/{issue_id}")

    @router.post(_ONE + "/porzucenie", dependencies=[only(*WRITERS)])
    async def discard(request: Request, issue_id: Id) -> Response:
        """Drop it."""
        return await step(request, issue_id, lambda seen: issues.discard(issue_id, seen), DESK)

    @router.post(_ONE + "/wysylka", dependencies=[only(*WRITERS)])
    async def send(request: Request, issue_id: Id) -> Response:
        """Send it to everybody who reads about its topic."""
        by, mailing = signed_in(request), f"{DESK}/wysylki/{issue_id}"
        return await step(request, issue_id, lambda seen: issues.send(issue_id, seen, by), mailing)

    return router


def _mailings(issues: Issues, templates: Templates) -> APIRouter:
    router = APIRouter()
    mailings = issues.mailings

    @router.get(_MAILING, dependencies=[only(*EDITORS)])
    async def one(request: Request, mailing_id: Id) -> Response:
        """Show how far a mailing is, and what could not be delivered."""
        told = await mailings.told(mailing_id)
        if told is None:
            raise NotFound("mailing", mailing_id)
        failed = await mailings.undelivered(mailing_id)
        return templates.page(request, "newsletter_mailing.html", told=told, undelivered=failed)

    @router.post(_MAILING + "/przerwa", dependencies=[only(*WRITERS)])
    async def pause(request: Request, mailing_id: Id) -> Response:
        """Let nothing more leave."""
        await read(request, Form)
        await mailings.pause(mailing_id)
        return RedirectResponse(_MAILING.format(mailing_id=mailing_id), 303)

    @router.post(_MAILING + "/wznowienie", dependencies=[only(*WRITERS)])
    async def resume(request: Request, mailing_id: Id) -> Response:
        """Go on."""
        await read(request, Form)
        await mailings.resume(mailing_id)
        return RedirectResponse(_MAILING.format(mailing_id=mailing_id), 303)

    @router.post(_MAILING + "/jeszcze-raz", dependencies=[only(*WRITERS)])
    async def again(request: Request, mailing_id: Id) -> Response:
        """Try anew what was given up."""
        await read(request, Form)
        await mailings.again(mailing_id)
        return RedirectResponse(_MAILING.format(mailing_id=mailing_id), 303)

    return router


def _own_link(issues: Issues) -> str:
    return f"{issues.mailings.sealed.origin}/newsletter"


def _typed(issue: Issue) -> dict[str, Any]:
    items = [one.id for one in issue.content.items]
    editable = issue.state is IssueState.DRAFT
    return {**issue.content.model_dump(mode="json"), "items": items, "version": issue.version, "editable": editable}
