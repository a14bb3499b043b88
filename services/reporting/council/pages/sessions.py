"""Sessions and terms at the desk: what comes, what was, a new one, a change, a calling off."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.reporting.council.api.given import Day, Why
from services.reporting.council.api.sessions import Council, Hour, Number, Place
from services.reporting.council.domain.sessions import (
    Moment,
    SessionAhead,
    SessionKnown,
    SessionSettled,
    TermMisplaced,
    TermUnknown,
)
from services.reporting.council.service.resolutions import Resolutions
from services.reporting.council.service.sessions import Sessions
from shared.access import STAFF, Role, only
from shared.contracts.base import Id
from shared.contracts.reporting import SessionKind
from shared.web.form_steps import Fault, Step, take
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

PLACE = "/panel/rada"
_ONE = PLACE + "/sesje/{session_id}"
_PER_PAGE = 30


class TermForm(Form):
    """A term, as typed."""

    number: Number
    first_day: Day
    last_day: Day
    council: Council


class SessionForm(Form):
    """A session to plan, as typed."""

    number: Number
    kind: SessionKind
    on: Day
    begins: Hour | None = None
    place: Place


class MoveForm(VersionForm):
    """Another day, hour or place."""

    on: Day
    begins: Hour | None = None
    place: Place


class CancelForm(VersionForm):
    """Why it does not take place."""

    reason: Why


_MESSAGES = {
    "number": "Podaj numer zwykłą liczbą, na przykład 49.",
    "kind": "Wybierz rodzaj sesji.",
    "on": "Podaj dzień sesji.",
    "begins": "Podaj godzinę, na przykład 10:00.",
    "first_day": "Podaj pierwszy dzień kadencji.",
    "last_day": "Podaj ostatni dzień kadencji.",
    "council": "Wpisz nazwę tak, jak stoi w uchwałach: „Rady Miasta Kalisza”.",
    "reason": "Napisz, dlaczego sesja się nie odbędzie.",
}
_NO_TERM = "Tego dnia nie ma w kadencji. Sprawdź rok albo wpisz najpierw kadencję."
_KNOWN = "Sesja o tym numerze już jest w tej kadencji."
_SETTLED = "Ta sesja już się odbyła albo ją odwołano. Nic nie zapisano."
_AHEAD = "Dzień sesji jeszcze nie nadszedł."
_OVERLAPS = "Te dni nakładają się na inną kadencję, są w złej kolejności albo numer jest zajęty."
_FAULTS = {
    TermUnknown: Fault(_NO_TERM, 422),
    SessionSettled: Fault(_SETTLED),
    SessionAhead: Fault(_AHEAD),
}


def _steps(sessions: Sessions) -> list[Step]:
    """Give what may become of a planned session."""
    officer = only(Role.OFFICER)
    return [
        Step(
            "",
            officer,
            MoveForm,
            lambda i, f, _: sessions.move(i, f.version, on=f.on, begins=f.begins, place=f.place),
            "on",
        ),
        Step(
            "odwolanie", officer, CancelForm, lambda i, f, _: sessions.cancel(i, f.version, reason=f.reason), "reason"
        ),
        Step("przebieg", officer, VersionForm, lambda i, f, _: sessions.hold(i, f.version), "version"),
    ]


def _hour(begins: time | None) -> str:
    return f"{begins:%H:%M}" if begins else ""


def pages(sessions: Sessions, resolutions: Resolutions, templates: Templates) -> APIRouter:
    """Give the pages of sessions."""
    router = APIRouter()

    @router.get(PLACE, dependencies=[only(*STAFF)])
    async def listed(
        request: Request,
        pokaz: Literal["", "minione"] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List the sessions ahead, or the past ones."""
        moment = Moment.PAST if pokaz else Moment.AHEAD
        found = await sessions.store.page(sessions.today, moment, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "council_sessions.html",
            sessions=found[:_PER_PAGE],
            terms=await sessions.store.terms(),
            past=moment is Moment.PAST,
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    @router.get(f"{PLACE}/kadencje/nowa", dependencies=[only(Role.OFFICER)])
    async def new_term(request: Request) -> Response:
        """Show the form of a term."""
        return templates.page(request, "council_term.html", values={"council": "Rady Miasta Kalisza"}, errors={})

    @router.post(f"{PLACE}/kadencje/nowa", dependencies=[only(Role.OFFICER)])
    async def open_term(request: Request) -> Response:
        """Enter a term."""
        try:
            form = await read(request, TermForm, _MESSAGES)
            await sessions.open_term(**form.model_dump())
        except FormInvalid as invalid:
            values, errors, status = invalid.values, invalid.errors, 422
        except TermMisplaced:
            values, errors, status = form.model_dump(mode="json"), {"first_day": _OVERLAPS}, 409
        else:
            return RedirectResponse(PLACE, 303)
        return templates.page(request, "council_term.html", status_code=status, values=values, errors=errors)

    async def session_form(
        request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        terms = await sessions.store.terms()
        return templates.page(
            request, "council_session_new.html", status_code=status, terms=terms, values=values, errors=errors
        )

    @router.get(f"{PLACE}/sesje/nowa", dependencies=[only(Role.OFFICER)])
    async def new_session(request: Request) -> Response:
        """Show the form of a session with the next number."""
        terms = await sessions.store.terms()
        number = await sessions.store.newest_number(terms[0].id) + 1 if terms else 1
        return await session_form(request, {"number": number, "kind": "ordinary"}, {}, 200)

    @router.post(f"{PLACE}/sesje/nowa", dependencies=[only(Role.OFFICER)])
    async def plan(request: Request) -> Response:
        """Plan a session."""
        try:
            form = await read(request, SessionForm, _MESSAGES)
            id = await sessions.plan(**form.model_dump())
        except FormInvalid as invalid:
            return await session_form(request, invalid.values, invalid.errors, 422)
        except TermUnknown:
            return await session_form(request, form.model_dump(mode="json"), {"on": _NO_TERM}, 422)
        except SessionKnown:
            return await session_form(request, form.model_dump(mode="json"), {"number": _KNOWN}, 409)
        return RedirectResponse(f"{PLACE}/sesje/{id}", 303)

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        session = await sessions.store.session(id)
        passed = await resolutions.store.of_session(session.term_id, session.number) if session.counts else []
        held = {"version": session.version, "on": session.on, "begins": _hour(session.begins), "place": session.place}
        typed = {**held, **values, **({"version": session.version} if stale else {})}
        return templates.page(
            request,
            "council_session.html",
            status_code=status,
            session=session,
            passed=passed,
            ahead=session.on > sessions.today,
            values=typed,
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE, dependencies=[only(*STAFF)])
    async def one(request: Request, session_id: Id) -> Response:
        """Show a session with what it passed."""
        return await page(request, session_id, {}, {}, 200)

    take(router, _ONE, _steps(sessions), page, _FAULTS, _MESSAGES)
    return router
