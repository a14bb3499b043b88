"""Sessions cannot be forged, and no route comes up without saying who may call it."""

import pytest
from fastapi import APIRouter, FastAPI
from starlette.requests import Request

from shared.access import (
    COOKIE,
    NotAllowed,
    NotSignedIn,
    Person,
    Role,
    Sessions,
    UndeclaredRoute,
    anyone,
    declared_routes,
    only,
)
from shared.demo_people import DEMO_PEOPLE

ANNA = DEMO_PEOPLE[0]


def a_request(headers: dict[str, str], person: Person | None = None) -> Request:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": raw, "state": {}})
    request.state.person = person
    return request


@pytest.mark.parametrize("header", ["cookie", "authorization"])
def test_a_session_names_its_person(header):
    token = Sessions("key").token(ANNA)
    value = f"{COOKIE}={token}" if header == "cookie" else f"Bearer {token}"

    assert Sessions("key").person(a_request({header: value})) == ANNA


@pytest.mark.parametrize("token", ["", "x", "eyJpZCI6ICJwLWFubmEifQ.x.y"])
def test_a_forged_session_names_nobody(token):
    assert Sessions("key").person(a_request({"authorization": f"Bearer {token}"})) is None


def test_a_session_signed_with_another_key_names_nobody():
    token = Sessions("other").token(ANNA)
    assert Sessions("key").person(a_request({"authorization": f"Bearer {token}"})) is None


def test_a_route_without_a_declaration_fails_the_build():
    app = FastAPI()

    @app.get("/x")
    async def x() -> None: ...

    with pytest.raises(UndeclaredRoute, match="/x"):
        declared_routes(app)


def test_a_declaration_of_the_router_holds_for_its_routes():
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    @router.get("/x")
    async def x() -> None: ...

    app = FastAPI(docs_url=None, redoc_url=None)
    app.include_router(router)
    assert [(route.path, route.callers.roles) for route in declared_routes(app)] == [("/x", (Role.OFFICER,))]


def test_an_included_route_without_a_declaration_fails_the_build():
    router = APIRouter()

    @router.get("/x")
    async def x() -> None: ...

    app = FastAPI()
    app.include_router(router)
    with pytest.raises(UndeclaredRoute, match="/x"):
        declared_routes(app)


def test_callers_are_let_in_by_role():
    callers = only(Role.OFFICER).dependency
    callers(a_request({}, ANNA))
    with pytest.raises(NotAllowed):
        callers(a_request({}, Person(id="p", name="N", role=Role.MAYOR)))
    with pytest.raises(NotSignedIn):
        callers(a_request({}))
    anyone().dependency(a_request({}))
