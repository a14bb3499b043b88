"""The roll in the panel: a file is looked at first, and the very file that was looked at is put in force."""

import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ConfigDict, Field
from starlette.datastructures import UploadFile

from services.voting.ballots.domain.election import ElectionState
from services.voting.ballots.service import Ballots
from services.voting.rolls.domain import BY_PESEL, DECLARED, NotUtf8, RollColumnMissing
from services.voting.rolls.service import RollFrozen, Rolls
from shared.access import Role, only
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_ROLL = "/panel/glosowanie/{edition_id}/spis"
_FILE_BYTES = 32 * 1024 * 1024
"""Longer than the roll of any Polish city but the largest: a line has about 60 bytes."""
_SHOWN = 100
_NO_FILE = "Wybierz plik."
_TOO_LARGE = "Ten plik jest za duży: najwyżej 32 MB. Usuń z niego zbędne kolumny."
_ANOTHER = "To inny plik niż ten, który sprawdziliście. Sprawdź najpierw ten."


class RollForm(Form):
    """A file to look at, or to be put in force; `checked`: the SHA-256 of the one that was looked at."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    step: Literal["check", "take_in"] = "check"
    file: UploadFile | None = None
    checked: Annotated[str, Field(max_length=64)] = ""


def pages(rolls: Rolls, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the pages of the roll."""
    router = APIRouter(include_in_schema=False)

    async def page(request: Request, edition_id: str, status: int = 200, **told: Any) -> Response:
        election = await ballots.store.election(edition_id)
        policy = election.rules.identity
        context = {"reading": None, "checked": "", "error": None, "reason": "", **told}
        return templates.page(
            request,
            "roll.html",
            status_code=status,
            election=election,
            people=await rolls.count(edition_id),
            declared=policy in DECLARED,
            by_pesel=policy in BY_PESEL,
            frozen=election.state not in (ElectionState.ANNOUNCED, ElectionState.LISTED),
            most=_SHOWN,
            **context,
        )

    @router.get(_ROLL, dependencies=[only(Role.COMMISSION, Role.AUDITOR)])
    async def show(request: Request, edition_id: Id, powod: Annotated[str, Query(max_length=20)] = "") -> Response:
        """Tell how many people are on the roll, and take a file."""
        return await page(request, edition_id, reason=powod)

    @router.post(_ROLL, dependencies=[only(Role.COMMISSION)])
    async def send(request: Request, edition_id: Id) -> Response:
        """Look at a file, or put the one in force that was looked at. It is kept nowhere in between."""
        try:
            form = await read(request, RollForm)
        except FormInvalid:
            return await page(request, edition_id, 422, error=_NO_FILE)
        if form.file is None:
            return await page(request, edition_id, 422, error=_NO_FILE, checked=form.checked)
        data = await form.file.read(_FILE_BYTES + 1)
        await form.file.close()
        if len(data) > _FILE_BYTES:
            return await page(request, edition_id, 422, error=_TOO_LARGE)
        digest = hashlib.sha256(data).hexdigest()
        taking = form.step == "take_in"
        if taking and digest != form.checked:
            return await page(request, edition_id, 422, error=_ANOTHER)
        try:
            reading = await rolls.take_in(edition_id, data, dry_run=not taking)
        except NotUtf8 as error:
            text = f"Wiersz {error.line} nie jest zapisany w UTF-8. Zapisz plik jako CSV UTF-8."
            return await page(request, edition_id, 422, error=text)
        except RollColumnMissing as error:
            return await page(request, edition_id, 422, error=f"W pierwszym wierszu brakuje kolumny: {error}.")
        except RollFrozen:
            return await page(request, edition_id, 409)
        if taking:
            return RedirectResponse(_ROLL.format(edition_id=edition_id) + "?powod=wczytany", 303)
        return await page(request, edition_id, reading=reading, checked=digest)

    return router
