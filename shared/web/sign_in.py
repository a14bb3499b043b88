"""The demonstration's sign-in: anybody may be anybody. In production it is not there: see `shared.web.accounts`.

It checks no password and keeps nothing; the session is the signed cookie of `shared.access`.
"""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from shared.access import COOKIE, Person, Sessions, anyone
from shared.demo_people import DEMO_PEOPLE, REPORTING_PEOPLE
from shared.identity import NoRole, ProviderUnavailable, SignInRefused
from shared.web.problems import Problem
from shared.web.render import Templates

PRODUCTION = "production"
_HOME = "/panel"
_OUR_ADDRESS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


class SignInNotConfigured(Exception):
    """The service runs in production, where staff sign in with the city's identity provider, and nobody named one."""


class UnknownPerson(Exception):
    """The demonstration has nobody with this id."""


SIGN_IN_PROBLEMS: dict[type[Exception], Problem] = {
    SignInNotConfigured: Problem(
        503,
        "sign-in-not-configured",
        "Logowanie nie jest jeszcze skonfigurowane",
        "Poproś administratora o podłączenie logowania kontem służbowym (OpenID Connect).",
    ),
    ProviderUnavailable: Problem(
        503,
        "identity-provider-unavailable",
        "Logowanie kontem służbowym teraz nie działa",
        "Spróbuj za chwilę. Jeśli to trwa dłużej, zadzwoń do informatyków urzędu.",
        retry_after=30,
    ),
    SignInRefused: Problem(
        400,
        "sign-in-refused",
        "Nie udało się zalogować",
        "Zacznij logowanie jeszcze raz. Trzeba je skończyć w ciągu 10 minut i w tej samej przeglądarce.",
    ),
    NoRole: Problem(
        403,
        "no-role",
        "Twoje konto nie ma tu jeszcze roli",
        "Poproś administratora, żeby dodał Twoje konto do właściwej grupy, i zaloguj się ponownie.",
    ),
    UnknownPerson: Problem(422, "person-unknown", "Nie ma takiej osoby", "Wybierz osobę z listy."),
}


class SessionWanted(BaseModel):
    """Who wants to sign in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: Annotated[str, Field(min_length=1, max_length=64, description="Id of a person of the demonstration.")]


class SessionGiven(BaseModel):
    """The session, for the header `Authorization: Bearer`."""

    token: str


def sign_in_pages(sessions: Sessions, templates: Templates, environment: str) -> APIRouter:
    """Give the pages on which staff sign in and out. In production signing in is answered 503."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get("/panel/zaloguj")
    async def choose(request: Request, next: Annotated[str, Query(max_length=500)] = _HOME) -> Response:
        """Ask who one wants to be."""
        _refuse_in(environment)
        people = [one for one in DEMO_PEOPLE if one not in REPORTING_PEOPLE]
        return templates.page(request, "sign_in.html", people=people, units=REPORTING_PEOPLE, next=our_address(next))

    @router.post("/panel/zaloguj")
    async def sign_in(
        person: Annotated[str, Form(max_length=64)] = "", next: Annotated[str, Form(max_length=500)] = _HOME
    ) -> Response:
        """Begin a session of the chosen person and go on to where they were going."""
        _refuse_in(environment)
        return signed_in_at(next, sessions.token(_known(person)))

    @router.post("/panel/wyloguj")
    async def sign_out() -> Response:
        """End the session in this browser."""
        return signed_out_at("/")

    return router


def session_routes(sessions: Sessions, service: str, environment: str) -> APIRouter:
    """Give the JSON way to a session, for programs that play the demonstration. In production it does not exist."""
    router = APIRouter(prefix=f"/api/{service}/v1", tags=["session"])
    if environment == PRODUCTION:
        return router

    @router.post("/session", dependencies=[anyone()])
    async def sign_in(wanted: SessionWanted) -> SessionGiven:
        """Begin a session of a person of the demonstration."""
        return SessionGiven(token=sessions.token(_known(wanted.person)))

    return router


COOKIE_OPTIONS: dict[str, Any] = {"path": "/", "secure": True, "httponly": True, "samesite": "lax"}


def signed_in_at(address: str, token: str) -> Response:
    """Begin a session in this browser and lead on to an address of ours."""
    answer = RedirectResponse(our_address(address), status_code=303)
    answer.set_cookie(COOKIE, token, **COOKIE_OPTIONS)
    return answer


def signed_out_at(address: str) -> Response:
    """End the session in this browser and lead on to an address of ours."""
    answer = RedirectResponse(our_address(address), status_code=303)
    answer.delete_cookie(COOKIE, **COOKIE_OPTIONS)
    return answer


def our_address(address: str) -> str:
    """Give `address` where it is a path of this site, else the staff's first page: nobody is led to another site."""
    return address if _OUR_ADDRESS.fullmatch(address) else _HOME


def _known(id: str) -> Person:
    person = next((one for one in DEMO_PEOPLE if one.id == id), None)
    if person is None:
        raise UnknownPerson
    return person


def _refuse_in(environment: str) -> None:
    if environment == PRODUCTION:
        raise SignInNotConfigured
