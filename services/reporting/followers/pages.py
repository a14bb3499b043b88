"""Pages on which a resident begins to follow something, confirms and leaves; and what officers see of the letters.

A link opened by a program that looks through mail changes nothing: only a pressed button does. No page names anybody.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.reporting.followers.domain import FollowLinkExpired, Kind, NotFollowable
from services.reporting.followers.mailings import Mailings
from services.reporting.followers.sealed import PLACES
from services.reporting.followers.service import Followers
from services.reporting.implementation.service.units import MAILBOX
from shared.access import Role, anyone, only
from shared.asks import TOO_OFTEN, AskedTooOften
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, TYPED, Templates
from shared.web.requests import caller

Token = Annotated[str, Path(min_length=10, max_length=400)]
_ASKING = {
    Kind.PROJECT: "/budzet-obywatelski/projekty/{key}/obserwowanie",
    Kind.INITIATIVE: "/inicjatywa-lokalna/{key}/realizacja/obserwowanie",
}
_STAFF = {
    Kind.PROJECT: "/panel/realizacja/{followed_id}/obserwujacy",
    Kind.INITIATIVE: "/panel/umowy/{followed_id}/obserwujacy",
}
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
    for kind in Kind:
        router.include_router(_asking(kind, followers, templates))
        router.include_router(_links(kind, followers, templates))
        router.include_router(_staff(kind, followers, mailings, templates))
    return router


def _asking(kind: Kind, followers: Followers, templates: Templates) -> APIRouter:
    router, place = APIRouter(dependencies=[anyone()]), _ASKING[kind]

    async def form(
        request: Request, key: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request,
            "follow.html",
            status_code=status,
            headers=TYPED,
            followed=await followers.all_followed.at(kind, key),
            values=values,
            errors=errors,
        )

    @router.get(place)
    async def show(request: Request, key: Id) -> Response:
        """Show the form."""
        return await form(request, key, {}, {})

    @router.post(place)
    async def ask(request: Request, key: Id) -> Response:
        """Send the link that confirms."""
        try:
            given = await read(request, FollowForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form(request, key, invalid.values, invalid.errors, 422)
        try:
            await followers.ask(kind, key, given.email, caller(request))
        except NotFollowable:
            return await form(request, key, given.model_dump(), {}, 409)
        except AskedTooOften:
            return await form(request, key, given.model_dump(), {"email": TOO_OFTEN}, 429)
        return RedirectResponse(place.format(key=key) + "/wyslano", 303)

    @router.get(place + "/wyslano")
    async def sent(request: Request, key: Id) -> Response:
        """Say that a letter is on its way; the same to everybody."""
        followed = await followers.all_followed.at(kind, key)
        return templates.page(request, "follow_sent.html", followed=followed, mails_a_day=followers.mails.most)

    return router


def _links(kind: Kind, followers: Followers, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[anyone()])
    confirming, leaving = PLACES[kind] + "/potwierdzenie/{token}", PLACES[kind] + "/rezygnacja/{token}"

    async def link(request: Request, token: str, status: int = 200) -> Response:
        try:
            follower, followed = await followers.of_link(token)
        except FollowLinkExpired:
            return templates.page(request, "follow_gone.html", status_code=410, headers=SECRET, kind=kind)
        return templates.page(
            request,
            "follow_link.html",
            status_code=status,
            headers=SECRET,
            followed=followed,
            follower=follower,
            leave=followers.sealed.departure(follower),
        )

    @router.get(confirming)
    async def show(request: Request, token: Token) -> Response:
        """Ask for the confirmation, or say that it was given."""
        return await link(request, token)

    @router.post(confirming)
    async def confirm(request: Request, token: Token) -> Response:
        """Begin to tell."""
        await read(request, Form)
        try:
            await followers.confirm(token)
        except FollowLinkExpired:
            return await link(request, token)
        except NotFollowable:
            return await link(request, token, 409)
        return RedirectResponse(confirming.format(token=token), 303)

    @router.get(leaving)
    async def ask_to_leave(request: Request, token: Token) -> Response:
        """Ask whether one wants to leave, or say that one has left."""
        followed = await followers.followed(token)
        return templates.page(request, "follow_leave.html", headers=SECRET, kind=kind, followed=followed)

    @router.post(leaving)
    async def leave(request: Request, token: Token) -> Response:
        """Tell no more: by the button, or by a mail program at one click (RFC 8058, which allows no redirection)."""
        await read(request, Form)
        await followers.leave(token)
        return templates.page(request, "follow_leave.html", headers=SECRET, kind=kind, followed=None)

    return router


def _staff(kind: Kind, followers: Followers, mailings: Mailings, templates: Templates) -> APIRouter:
    router = APIRouter()

    @router.get(_STAFF[kind], dependencies=[only(Role.OFFICER)])
    async def told(request: Request, followed_id: Id) -> Response:
        """Show how many follow it and what has become of the letters."""
        followed = await followers.all_followed.get(kind, followed_id)
        return templates.page(
            request,
            "follow_mailings.html",
            followed=followed,
            count=await followers.store.count(followed.id),
            mailings=await mailings.of_followed(followed.id),
        )

    return router
