"""The calendar in the hands of those who keep it: what comes, a new entry, a change, a calling off."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from services.events.calendar.api import KEEPERS, READERS
from services.events.calendar.beside import Beside
from services.events.calendar.domain import Entry, EntryTimes, PersonElsewhere, ReasonMissing
from services.events.calendar.domain.dates import SeriesElsewhere
from services.events.calendar.following import Following
from services.events.calendar.pages.typed import (
    MESSAGES,
    CancelForm,
    EntryForm,
    PeopleForm,
    PutOffForm,
    ShiftForm,
    UndoForm,
    typed,
)
from services.events.calendar.pages.views import Seen, asked, show
from services.events.calendar.service import Calendar
from services.events.calendar.wording import said_elsewhere, said_time
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates
from shared.web.series import SERIES_FAULTS


def pages(calendar: Calendar, following: Following, beside: Beside, templates: Templates) -> APIRouter:
    """Give the pages of those who keep the calendar; the mayor and the auditor read them."""
    router = APIRouter(include_in_schema=False)
    keepers, readers = [only(*KEEPERS)], [only(*READERS)]

    def roles(ids: tuple[str, ...]) -> list[str]:
        return [calendar.officials.role(id) for id in ids]

    @router.get("/panel/wydarzenia", dependencies=readers)
    async def entries(request: Request, seen: Annotated[Seen, Depends(asked)]) -> Response:
        """List what comes or is over, or show a month or a week."""
        shown = await show(calendar, seen, public=False)
        officials, keeps = calendar.officials.every, signed_in(request).role in KEEPERS
        return templates.page(request, "calendar_desk.html", **shown, officials=officials, roles=roles, keeps=keeps)

    async def form_page(
        request: Request,
        entry: Entry | None,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        taken: Sequence[tuple[str, str]] = (),
    ) -> Response:
        return templates.page(
            request,
            "calendar_form.html",
            status_code=status,
            entry=entry,
            values=values,
            errors=errors,
            people=[(one.id, one.role) for one in calendar.officials.every],
            roles=roles,
            keeps=signed_in(request).role in KEEPERS,
            taken=taken,
            beside=await beside.of(entry) if entry else [],
        )

    async def refused(error: Exception) -> dict[str, str]:
        """Say at its field why a plan was not taken."""
        if isinstance(error, PersonElsewhere):
            other = await calendar.entry(error.entry_id)
            return {"people": said_elsewhere(calendar.officials.role(error.person), other)}
        if isinstance(error, ReasonMissing):
            return {"why": "Zmieniasz termin albo miejsce. Napisz mieszkańcom, dlaczego."}
        if type(error) in SERIES_FAULTS:
            return SERIES_FAULTS[type(error)]
        return {"ends": "Podaj godziny: ktoś ma tam być, więc trzeba wiedzieć, od kiedy do kiedy."}

    @router.get("/panel/wydarzenia/nowe", dependencies=keepers)
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return await form_page(request, None, {"kind": "other", "seen_by": "all"}, {})

    @router.post("/panel/wydarzenia/nowe", dependencies=keepers)
    async def put_in(request: Request) -> Response:
        """Put an entry in, or a series."""
        try:
            form = await read(request, EntryForm, MESSAGES)
        except FormInvalid as invalid:
            return await form_page(request, None, invalid.values, invalid.errors, 422)
        try:
            if form.repeats:
                id = await calendar.put_in_series(form.plan(), form.repeats)
            else:
                id = await calendar.put_in(form.plan())
        except _REFUSED as error:
            return await form_page(request, None, form.model_dump(mode="json"), await refused(error), 409)
        return RedirectResponse(f"/panel/wydarzenia/{id}", 303)

    @router.get("/panel/wydarzenia/{entry_id}", dependencies=readers)
    async def one(request: Request, entry_id: Id) -> Response:
        """Show an entry, to be changed where it is ours to change."""
        entry = await calendar.entry(entry_id)
        return await form_page(request, entry, typed(entry), {})

    @router.post("/panel/wydarzenia/{entry_id}", dependencies=keepers)
    async def move(request: Request, entry_id: Id) -> Response:
        """Change an entry."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, EntryForm, MESSAGES)
        except FormInvalid as invalid:
            return await form_page(request, entry, invalid.values, invalid.errors, 422)
        try:
            plan = form.plan().model_copy(update={"link": entry.plan.link})
            await calendar.move(entry_id, form.version or 0, plan, form.why, signed_in(request))
        except _REFUSED as error:
            return await form_page(request, entry, form.model_dump(mode="json"), await refused(error), 409)
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    @router.post("/panel/wydarzenia/{entry_id}/osoby", dependencies=keepers)
    async def set_people(request: Request, entry_id: Id) -> Response:
        """Say who is at a press conference or a session of the council."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, PeopleForm)
            await following.set_people(entry_id, form.version, form.people, signed_in(request))
        except FormInvalid as invalid:
            return await form_page(request, entry, {**typed(entry), **invalid.values}, invalid.errors, 422)
        except _REFUSED as error:
            values = typed(entry) | form.model_dump(mode="json")
            return await form_page(request, entry, values, await refused(error), 409)
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    @router.post("/panel/wydarzenia/{entry_id}/odwolanie", dependencies=keepers)
    async def call_off(request: Request, entry_id: Id) -> Response:
        """Call an entry off, alone or with the rest of its series."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, CancelForm)
        except FormInvalid as invalid:
            return await form_page(request, entry, {**typed(entry), **invalid.values}, invalid.errors, 422)
        if form.rest:
            await calendar.call_off_rest(entry_id, form.version, form.reason, signed_in(request))
        else:
            await calendar.call_off(entry_id, form.version, form.reason, signed_in(request))
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    @router.post("/panel/wydarzenia/{entry_id}/przelozenie", dependencies=keepers)
    async def put_off(request: Request, entry_id: Id) -> Response:
        """Put an entry off until a date is found."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, PutOffForm)
        except FormInvalid as invalid:
            return await form_page(request, entry, {**typed(entry), **invalid.values}, invalid.errors, 422)
        await calendar.put_off(entry_id, form.version, form.put_off, signed_in(request))
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    @router.post("/panel/wydarzenia/{entry_id}/przesuniecie", dependencies=keepers)
    async def move_rest(request: Request, entry_id: Id) -> Response:
        """Move an entry and the later ones of its series by the same time."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, ShiftForm, MESSAGES)
        except FormInvalid as invalid:
            return await form_page(request, entry, {**typed(entry), **invalid.values}, invalid.errors, 422)
        values, shift = typed(entry) | form.model_dump(mode="json"), form.shift(entry)
        if shift is None:
            text = "Podaj inny dzień albo inną godzinę, najdalej rok od dotychczasowego terminu."
            return await form_page(request, entry, values, {"new_day": text}, 422)
        try:
            await calendar.move_rest(entry_id, form.version, shift, form.new_why, signed_in(request))
        except SeriesElsewhere as error:
            return await form_page(request, entry, values, {}, 409, [await taken(one) for one in error.collisions])
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    async def taken(collision: Mapping[str, str]) -> tuple[str, str]:
        """Say which entry of a series cannot move and why, with the address of what is in its way."""
        own, other = await calendar.entry(collision["entry_id"]), await calendar.entry(collision["elsewhere"])
        role = calendar.officials.role(collision["person"])
        return f"/panel/wydarzenia/{other.id}", f"{said_time(own)}: {said_elsewhere(role, other)}"

    @router.post("/panel/wydarzenia/{entry_id}/cofniecie", dependencies=keepers)
    async def undo(request: Request, entry_id: Id) -> Response:
        """Take back the newest change, which was a slip."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, UndoForm)
            await calendar.undo(entry_id, form.version, signed_in(request))
        except FormInvalid as invalid:
            return await form_page(request, entry, typed(entry), invalid.errors, 422)
        except PersonElsewhere as error:
            return await form_page(request, entry, typed(entry), await refused(error), 409)
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    return router


_REFUSED: tuple[type[Exception], ...] = (PersonElsewhere, ReasonMissing, EntryTimes, *SERIES_FAULTS)
