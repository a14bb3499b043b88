"""What comes after a press release is out: putting it right, and sending it to journalists."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.media.releases.domain.release import CorrectionWaits, EmbargoNotSaid, NothingCorrected, Release
from services.media.releases.domain.steps import Action
from services.media.releases.pages.shown import ONE, PRIVATE
from services.media.releases.pages.typed import MESSAGES, OVERTAKEN, CorrectionForm, SendingForm
from services.media.releases.service import Releases
from services.media.releases.service.rights import HANDS
from services.media.releases.wording import release_mail, release_subject
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates

_SAME = "Tekst jest taki sam jak opublikowany. Popraw go albo zrezygnuj."
_WAITS = "Jedno sprostowanie czeka już na zatwierdzenie."
_NOT_SAID = "Embargo jeszcze trwa. Zaznacz, że mimo to chcesz wysłać komunikat."


def pages(releases: Releases, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter()
    router.include_router(_correcting(releases, templates))
    router.include_router(_sending(releases, templates))
    return router


def _correcting(releases: Releases, templates: Templates) -> APIRouter:
    router = APIRouter()

    def correction_page(
        request: Request, one: Release, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request,
            "release_correction.html",
            status_code=status,
            headers=PRIVATE,
            one=one,
            values={**one.text.model_dump(), "version": one.version, **values},
            errors=errors,
        )

    @router.get(ONE + "/sprostowanie", dependencies=[only(*HANDS[Action.CORRECT])])
    async def correcting(request: Request, release_id: Id) -> Response:
        """Show the text to put right."""
        one = await releases.store.get(release_id)
        if not one.can(Action.CORRECT):
            return RedirectResponse(ONE.format(release_id=release_id), 303)
        return correction_page(request, one, {}, {})

    @router.post(ONE + "/sprostowanie", dependencies=[only(*HANDS[Action.CORRECT])])
    async def propose(request: Request, release_id: Id) -> Response:
        """Propose a correction."""
        one = await releases.store.get(release_id)
        try:
            form = await read(request, CorrectionForm, MESSAGES)
        except FormInvalid as invalid:
            return correction_page(request, one, invalid.values, invalid.errors, 422)
        try:
            await releases.propose(release_id, form.version, form.text(), form.what, signed_in(request))
        except NothingCorrected:
            return correction_page(request, one, form.model_dump(), {"body": _SAME}, 422)
        except CorrectionWaits:
            return correction_page(request, one, form.model_dump(), {"what": _WAITS}, 409)
        except Stale:
            newest = await releases.store.get(release_id)
            typed = {**form.model_dump(), "version": newest.version}
            return correction_page(request, newest, typed, {"body": OVERTAKEN}, 412)
        return RedirectResponse(ONE.format(release_id=release_id), 303)

    return router


def _sending(releases: Releases, templates: Templates) -> APIRouter:
    router = APIRouter()

    async def sending_page(
        request: Request, one: Release, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request,
            "release_sending.html",
            status_code=status,
            headers=PRIVATE,
            one=one,
            outlets=[outlet for outlet in await releases.contacts.outlets() if outlet.active],
            subject=release_subject(one),
            text=release_mail(one, releases.origin),
            values={"version": one.version, **values},
            errors=errors,
        )

    @router.get(ONE + "/wysylka", dependencies=[only(*HANDS[Action.SEND])])
    async def choosing(request: Request, release_id: Id) -> Response:
        """Show to whom it can be sent, and the mail."""
        one = await releases.store.get(release_id)
        if not one.can(Action.SEND):
            return RedirectResponse(ONE.format(release_id=release_id), 303)
        return await sending_page(request, one, {}, {})

    @router.post(ONE + "/wysylka", dependencies=[only(*HANDS[Action.SEND])])
    async def send(request: Request, release_id: Id) -> Response:
        """Send it."""
        one = await releases.store.get(release_id)
        if not one.can(Action.SEND):
            return RedirectResponse(ONE.format(release_id=release_id), 303)
        try:
            form = await read(request, SendingForm, MESSAGES)
        except FormInvalid as invalid:
            return await sending_page(request, one, invalid.values, invalid.errors, 422)
        try:
            by = signed_in(request)
            await releases.send(release_id, form.version, form.outlets, form.under_embargo, by)
        except EmbargoNotSaid:
            return await sending_page(request, one, form.model_dump(), {"under_embargo": _NOT_SAID}, 409)
        return RedirectResponse(ONE.format(release_id=release_id) + "#wysylki", 303)

    return router
