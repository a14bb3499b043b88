"""Pages on which a resident begins to follow a project, confirms and leaves; and what officers see of the letters.

A link opened by a program that looks through mail changes nothing: only a pressed button does. No page names anybody.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.reporting.followers.domain import FollowLinkExpired, NotFollowable, followable
from services.reporting.followers.mailings import Mailings
from services.reporting.followers.service import Followers
from services.reporting.implementation.service.units import MAILBOX
from shared.access import Role, anyone, only
from shared.asks import TOO_OFTEN, AskedTooOften
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates
from shared.web.requests import caller

Token = Annotated[str, Path(min_length=10, max_length=400)]
_PROJECTS = "/budzet-obywatelski/projekty"
_OF_PROJECT = _PROJECTS + "/{project_id}/obserwowanie"
_CONFIRM = _PROJECTS + "/obserwowanie/potwierdzenie/{token}"
_LEAVE = _PROJECTS + "/obserwowanie/rezygnacja/{token}"
_MESSAGES = {
    "email:missing": "Podaj adres e-mail: wyślemy na niego link.",
    "email": "Sprawdź adres e-mail, na przykład jan.nowak@poczta.pl.",
}


class FollowForm(Form):
    """Where one wants to be told, as typed."""

    email: str = Field(max_length=254, pattern=MAILBOX)


def pages(followers: Followers, mailings: Mailings, templates: Templates) -> APIRouter:
    """Give the pages of followers."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_asking(followers, templates))
    router.include_router(_links(followers, templates))
    router.include_router(_staff(followers, mailings, templates))
    return router


def _asking(followers: Followers, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[anyone()])

    async def form(
        request: Request, project_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        project = await followers.tracker.project(project_id)
        return templates.page(
            request,
            "follow.html",
            status_code=status,
            headers={"Cache-Control": "private, no-cache"},
            project=project,
            is_open=followable(project.glance.state),
            values=values,
            errors=errors,
        )

    @router.get(_OF_PROJECT)
    async def show(request: Request, project_id: Id) -> Response:
        """Show the form."""
        return await form(request, project_id, {}, {})

    @router.post(_OF_PROJECT)
    async def ask(request: Request, project_id: Id) -> Response:
        """Send the link that confirms."""
        try:
            given = await read(request, FollowForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form(request, project_id, invalid.values, invalid.errors, 422)
        try:
            await followers.ask(project_id, given.email, caller(request))
        except NotFollowable:
            return await form(request, project_id, given.model_dump(), {}, 409)
        except AskedTooOften:
            return await form(request, project_id, given.model_dump(), {"email": TOO_OFTEN}, 429)
        return RedirectResponse(_OF_PROJECT.format(project_id=project_id) + "/wyslano", 303)

    @router.get(_OF_PROJECT + "/wyslano")
    async def sent(request: Request, project_id: Id) -> Response:
        """Say that a letter is on its way; the same to everybody."""
        project = await followers.tracker.project(project_id)
        return templates.page(request, "follow_sent.html", project=project, limits=followers.limits)

    return router


def _links(followers: Followers, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[anyone()])

    async def link(request: Request, token: str, status: int = 200) -> Response:
        try:
            follower, project = await followers.of_link(token)
        except FollowLinkExpired:
            return templates.page(request, "follow_gone.html", status_code=410, headers=SECRET)
        return templates.page(
            request,
            "follow_link.html",
            status_code=status,
            headers=SECRET,
            project=project,
            follower=follower,
            is_open=followable(project.glance.state),
            leave=followers.sealed.departure(follower.id),
        )

    @router.get(_CONFIRM)
    async def show(request: Request, token: Token) -> Response:
        """Ask for the confirmation, or say that it was given."""
        return await link(request, token)

    @router.post(_CONFIRM)
    async def confirm(request: Request, token: Token) -> Response:
        """Begin to tell."""
        await read(request, Form)
        try:
            await followers.confirm(token)
        except FollowLinkExpired:
            return await link(request, token)
        except NotFollowable:
            return await link(request, token, 409)
        return RedirectResponse(_CONFIRM.format(token=token), 303)

    @router.get(_LEAVE)
    async def ask_to_leave(request: Request, token: Token) -> Response:
        """Ask whether one wants to leave, or say that one has left."""
        project = await followers.followed(token)
        return templates.page(request, "follow_leave.html", headers=SECRET, project=project)

    @router.post(_LEAVE)
    async def leave(request: Request, token: Token) -> Response:
        """Tell no more: by the button, or by a mail program at one click (RFC 8058, which allows no redirection)."""
        await read(request, Form)
        await followers.leave(token)
        return templates.page(request, "follow_leave.html", headers=SECRET, project=None)

    return router


def _staff(followers: Followers, mailings: Mailings, templates: Templates) -> APIRouter:
    router = APIRouter()

    @router.get("/panel/realizacja/{implementation_id}/obserwujacy", dependencies=[only(Role.OFFICER)])
    async def told(request: Request, implementation_id: Id) -> Response:
        """Show how many follow a project and what has become of the letters."""
        project = await followers.tracker.project(implementation_id)
        return templates.page(
            request,
            "follow_mailings.html",
            project=project,
            count=await followers.store.count(project.id),
            mailings=await mailings.of_project(project.id),
        )

    return router
