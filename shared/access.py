"""Who may call what: roles, units, the signed session, and the declaration that every route carries.

It decides nothing about a particular case: whether a review is of *my* unit is the use case's question.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import BaseModel, ConfigDict, ValidationError

COOKIE = "__Host-ratusz"
"""Host-only, Secure, no Domain, Path=/: by its name browsers refuse any other kind (RFC 6265bis §4.1.3)."""
SESSION_SECONDS = 10 * 3600


class Role(StrEnum):
    """What somebody is to the city while using the house."""

    RESIDENT = "resident"
    APPLICANT = "applicant"
    OFFICER = "officer"
    UNIT_REVIEWER = "unit_reviewer"
    AREA_BOARD = "area_board"
    COUNCILLOR = "councillor"
    MAYOR = "mayor"
    PRESS_OFFICER = "press_officer"
    DUTY_OFFICER = "duty_officer"
    PROTOCOL_OFFICER = "protocol_officer"
    RAPPORTEUR = "rapporteur"
    COMMISSION = "commission"
    TEAM_MEMBER = "team_member"
    """Of the Mayor's Team that scores local initiatives."""
    TEAM_CHAIR = "team_chair"
    """Of that Team, too: closes its scoring."""
    TREASURER = "treasurer"
    AUDITOR = "auditor"
    ADMIN = "admin"


STAFF = tuple(role for role in Role if role not in (Role.RESIDENT, Role.APPLICANT))


class Person(BaseModel):
    """A signed-in member of staff: an opaque id, the name colleagues know, a role and, for some, one unit."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    role: Role
    unit: str | None = None
    unit_name: str | None = None


class NotSignedIn(Exception):
    """The route is for staff, and nobody is signed in."""


class NotAllowed(Exception):
    """The person's role or unit may not do this."""

    def __init__(self, role: str) -> None:
        super().__init__(f"not for {role}")
        self.role = role


class UndeclaredRoute(RuntimeError):
    """A route does not say who may call it."""

    def __init__(self, path: str) -> None:
        super().__init__(f"route {path} declares no callers")
        self.path = path


@dataclass(frozen=True)
class Callers:
    """The declaration of a route: which roles may call it. No role means everybody, signed in or not."""

    roles: tuple[Role, ...]

    def __call__(self, request: Request) -> None:
        """Let the caller in, or raise `NotSignedIn` or `NotAllowed`."""
        if not self.roles:
            return
        person = signed_in(request)
        if person.role not in self.roles:
            raise NotAllowed(person.role)


def anyone() -> Any:
    """Declare a route for everybody: `dependencies=[anyone()]`."""
    return Depends(Callers(()))


def only(*roles: Role) -> Any:
    """Declare a route for these roles: `dependencies=[only(Role.OFFICER)]`."""
    return Depends(Callers(roles))


def signed_in(request: Request) -> Person:
    """Give the member of staff who calls; raises `NotSignedIn`."""
    person = or_nobody(request)
    if person is None:
        raise NotSignedIn
    return person


def or_nobody(request: Request) -> Person | None:
    """Give the member of staff who calls, None where nobody is signed in."""
    person: Person | None = getattr(request.state, "person", None)
    return person


@dataclass(frozen=True)
class Declared:
    """A route that callers can reach, and who may."""

    method: str
    path: str
    callers: Callers


def declared_routes(app: FastAPI | APIRouter) -> list[Declared]:
    """List all routes of `app` with their callers; raises `UndeclaredRoute` where one does not say."""
    found: list[Declared] = []
    for route in iter_route_contexts(app.routes):
        if not isinstance(route.original_route, APIRoute):
            continue  # The generated OpenAPI document and mounted static files are for everybody.
        path = str(route.path)
        callers = next((call for call in _calls(route.dependant) if isinstance(call, Callers)), None)
        if callers is None:
            raise UndeclaredRoute(path)
        found.extend(Declared(method, path, callers) for method in sorted(route.methods or ()))
    return found


def _calls(dependant: Dependant) -> Iterable[Any]:
    for needed in dependant.dependencies:
        yield needed.call
        yield from _calls(needed)


class Sessions:
    """Makes and reads the signed session. Every service has the key: each can tell who calls."""

    def __init__(self, key: str) -> None:
        self._serializer = URLSafeTimedSerializer(key, salt="ratusz session")

    def token(self, person: Person) -> str:
        """Give the text of a session; it is good for `SESSION_SECONDS`."""
        return str(self._serializer.dumps(person.model_dump(mode="json", exclude_none=True)))

    def person(self, request: Request) -> Person | None:
        """Read who calls from the session cookie or, for programs, from a bearer token. None where it does not hold."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        text = token if scheme.lower() == "bearer" else request.cookies.get(COOKIE, "")
        if not text:
            return None
        try:
            return Person.model_validate(self._serializer.loads(text, max_age=SESSION_SECONDS))
        except (BadSignature, ValidationError):
            return None
