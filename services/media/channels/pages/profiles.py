"""Pages of the register of profiles."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.media.channels.domain.profiles import (
    Link,
    Name,
    Note,
    Profile,
    ProfileAlready,
    ProfileContent,
    ProfileKind,
)
from services.media.channels.pages.desk import DESK
from services.media.channels.service import Profiles
from services.media.channels.service.rights import WRITERS
from shared.access import only
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_NEW = DESK + "/profile/nowy"
_ONE = DESK + "/profile/{profile_id}"
_MESSAGES = {
    "kind": "Wybierz, gdzie jest ten profil.",
    "name:missing": "Napisz, jak się nazywa.",
    "link": "Podaj cały adres, zaczyna się od https://.",
    "owner:missing": "Napisz, kto go prowadzi.",
}
_TAKEN = "Profil o tym adresie jest już na liście."
_OVERTAKEN = "Ktoś zapisał ten profil przed Tobą. To, co masz w formularzu, zostało. Sprawdź i zapisz jeszcze raz."


class ProfileForm(Form):
    """A profile as typed."""

    kind: ProfileKind
    name: Name
    link: Link
    owner: Name
    note: Note | None = None
    active: bool = False
    version: int = 0

    def content(self) -> ProfileContent:
        """Give it in the words of the domain."""
        return ProfileContent(**self.model_dump(exclude={"version"}))


def pages(profiles: Profiles, templates: Templates) -> APIRouter:
    """Give the pages of the register."""
    router = APIRouter(dependencies=[only(*WRITERS)])

    def page(
        request: Request,
        profile: Profile | None,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        return templates.page(
            request, "channels_profile.html", status_code=status, profile=profile, values=values, errors=errors
        )

    @router.get(_NEW)
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return page(request, None, {"active": True}, {})

    @router.post(_NEW)
    async def add(request: Request) -> Response:
        """Enter a profile."""
        try:
            form = await read(request, ProfileForm, _MESSAGES)
        except FormInvalid as invalid:
            return page(request, None, invalid.values, invalid.errors, 422)
        try:
            await profiles.add(form.content())
        except ProfileAlready:
            return page(request, None, form.model_dump(mode="json"), {"link": _TAKEN}, 409)
        return RedirectResponse(DESK, 303)

    @router.get(_ONE)
    async def one(request: Request, profile_id: Id) -> Response:
        """Show a profile to change."""
        profile = await profiles.store.profile(profile_id)
        return page(request, profile, {**profile.content.model_dump(mode="json"), "version": profile.version}, {})

    @router.post(_ONE)
    async def rewrite(request: Request, profile_id: Id) -> Response:
        """Save changes."""
        profile = await profiles.store.profile(profile_id)
        try:
            form = await read(request, ProfileForm, _MESSAGES)
        except FormInvalid as invalid:
            return page(request, profile, invalid.values, invalid.errors, 422)
        try:
            await profiles.rewrite(profile_id, form.version, form.content())
        except Stale:
            newest = await profiles.store.profile(profile_id)
            typed = {**form.model_dump(mode="json"), "version": newest.version}
            return page(request, newest, typed, {"name": _OVERTAKEN}, 412)
        except ProfileAlready:
            return page(request, profile, form.model_dump(mode="json"), {"link": _TAKEN}, 409)
        return RedirectResponse(DESK, 303)

    return router
