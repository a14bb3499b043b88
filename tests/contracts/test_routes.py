"""Every route says who may call it and keeps its word; bad input gets a problem of a stable type, never a 500."""

import importlib
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase as fnmatch
from pathlib import Path

import httpx2 as httpx
import pytest
from fastapi import FastAPI

from deploy.local.world import PROJECT, SERVICES, World
from services.reporting.worklist.domain.leading import led_by
from shared.access import Declared, Person, Role, Sessions, declared_routes
from shared.clock import SystemClock
from shared.demo_people import DEMO_PEOPLE
from shared.store import new_id
from shared.web.render import Templates


@dataclass(frozen=True)
class Service:
    """One service, callable without a network, with its real store."""

    name: str
    app: FastAPI
    client: httpx.AsyncClient
    sessions: Sessions

    def headers(self, role: Role | None) -> dict[str, str]:
        person = next((person for person in DEMO_PEOPLE if person.role is role), None)
        return {"Authorization": f"Bearer {self.sessions.token(person)}"} if person else {}


@pytest.fixture(params=SERVICES)
async def service(
    request: pytest.FixtureRequest, world: World, emptied: Callable[[str], None]
) -> AsyncIterator[Service]:
    name = request.param
    # What other tests left belongs to other secrets: a vote, say, whose key lay in a folder of theirs.
    emptied(name)
    with pytest.MonkeyPatch.context() as environment:
        for key, value in world.environment(name).items():
            environment.setenv(key, value)
        module = importlib.import_module(f"services.{name}.main")
        app = module.create_app(module.Settings())
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
        key = Path(world.environment(name)["RATUSZ_SESSION_KEY_FILE"]).read_text().strip()
        yield Service(name, app, client, Sessions(key))
    app.state.database.close()


def path_of(route: Declared) -> str:
    """Fill the parameters of a path with an id that nobody has."""
    return re.sub(
        r"\{(\w+)(:\w+)?\}", lambda found: "1" if "place" in found[1] or "number" in found[1] else new_id(), route.path
    )


def test_every_route_declares_its_callers(service):
    assert len(declared_routes(service.app)) > 3


COMMON = ("/health/live", "/health/ready", "/metrics", "/panel/zaloguj", "/panel/wyloguj")
"""Routes that every service has by its frame."""
CADDYFILE = (PROJECT / "deploy" / "gateway" / "Caddyfile").read_text()
HANDLED = re.findall(r"@\w+ path ([^\n]+)\n\t\thandle @\w+ {\n\t\t\timport to {\$(\w+)_ADDRESS", CADDYFILE)
"""What the gateway leads where, in its order: patterns of paths, and the service."""


def test_the_gateway_leads_every_route_to_its_service(service):
    assert len(HANDLED) > 5
    for route in declared_routes(service.app):
        if route.path in COMMON:
            continue
        led = (name for patterns, name in HANDLED if any(fnmatch(route.path, each) for each in patterns.split()))
        assert (route.path, next(led, "MEDIA").lower()) == (route.path, service.name)


async def test_who_is_not_declared_is_not_let_in(service):
    for route in declared_routes(service.app):
        roles = {person.role for person in DEMO_PEOPLE}
        for role in (None, *sorted(roles)):
            if not route.callers.roles or role in route.callers.roles:
                continue
            headers = {**service.headers(role), "Idempotency-Key": new_id(), "If-Match": '"1"'}
            answer = await service.client.request(route.method, path_of(route), headers=headers, json={})
            place = f"{route.method} {route.path} as {role}"
            if role is not None:
                assert answer.status_code == 403, f"{place}: {answer.status_code}"
            elif route.path.startswith("/api/"):
                assert answer.status_code == 401, f"{place}: {answer.status_code}"
            else:
                assert answer.status_code == 303, f"{place}: {answer.status_code}"
                assert answer.headers["location"].startswith("/panel/zaloguj?next="), place


async def test_who_is_declared_is_let_in(service):
    for route in declared_routes(service.app):
        if route.method != "GET":
            continue
        for role in route.callers.roles or (None,):
            if role is not None and not service.headers(role):
                continue  # The demonstration has nobody in this role.
            answer = await service.client.get(path_of(route), headers=service.headers(role))
            assert answer.status_code not in (401, 403), f"{route.path} as {role}: {answer.status_code}"
            assert answer.status_code != 500, f"{route.path} as {role}"


BAD_BODIES = {
    "no JSON": b"{",
    "no text": b"\xff\xfe\x00",
    "a list": b"[]",
    "null": b"null",
    "a number": b"1e999",
    "unknown fields": b'{"nobody_knows_this": 1}',
    "wrong types": b'{"title": [], "edition_id": {}, "choices": 5, "voter": "x", "passed": "?", "count": "x"}',
    "a deep nest": b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
    "a NUL": b'{"title": "\\u0000", "edition_id": "\\u0000"}',
    "a lone surrogate": b'{"title": "\\ud800", "seed": "\\ud800\\ud800"}',
}


@pytest.mark.parametrize("kind", BAD_BODIES)
async def test_a_bad_body_gets_a_problem_and_never_a_500(service, kind):
    for route in declared_routes(service.app):
        if route.method not in ("POST", "PUT", "PATCH") or not route.path.startswith("/api/"):
            continue
        role = next((role for role in route.callers.roles if service.headers(role)), None)
        headers = {
            **service.headers(role),
            "Idempotency-Key": new_id(),
            "If-Match": '"1"',
            "Content-Type": "application/json",
        }
        answer = await service.client.request(route.method, path_of(route), headers=headers, content=BAD_BODIES[kind])
        place = f"{route.method} {route.path} with {kind}"
        assert answer.status_code != 500, place
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", place
            assert answer.json()["type"].startswith("/problems/"), place


async def test_a_bad_form_gets_a_page_and_never_a_500(service):
    for route in declared_routes(service.app):
        if route.method != "POST" or route.path.startswith("/api/"):
            continue
        role = next((role for role in route.callers.roles if service.headers(role)), None)
        for body, kind in (
            (b"", "application/x-www-form-urlencoded"),
            (b"title=%ff%fe&form_key=x", "application/x-www-form-urlencoded"),
            (b"version=x&form_key=" + b"y" * 40, "application/x-www-form-urlencoded"),
            (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
            (b"{}", "application/json"),
        ):
            headers = {**service.headers(role), "Content-Type": kind}
            answer = await service.client.post(path_of(route), headers=headers, content=body)
            assert answer.status_code != 500, f"{route.path} with {body[:20]!r}"


async def test_strange_addresses_get_404_or_422_and_never_a_500(service):
    for route in declared_routes(service.app):
        if route.method != "GET" or "{" not in route.path:
            continue
        role = next((role for role in route.callers.roles if service.headers(role)), None)
        for strange in ("%00", "..%2f..%2fetc", "x" * 300, "%F0%9F%8C%B3", "-1", "'$where"):
            path = re.sub(r"\{[^}]+\}", strange, route.path)
            answer = await service.client.get(path, headers=service.headers(role))
            assert answer.status_code != 500, path


def menu(person: Person) -> set[str]:
    """Addresses that this person finds in the panel's menu, going from page to page."""
    pages, found = Templates([], clock=SystemClock()), {"/panel"}
    seen: set[str] = set()
    while found - seen:
        path = min(found - seen)
        page = pages.text("pl", "panel.html", person=person, path=path, page_url_in=lambda lang: f"?lang={lang}")
        seen.add(path)
        found |= set(re.findall(r'href="(/panel[a-z/-]*)"', page))
    return found


def test_the_menu_shows_people_what_they_may_open_and_nothing_else(service):
    menus = {person: menu(person) for person in {one.role: one for one in DEMO_PEOPLE}.values()}
    whole = set().union(*menus.values())
    for route in declared_routes(service.app):
        if route.method == "GET" and route.path in whole:
            for person, shown in menus.items():
                allowed = not route.callers.roles or person.role in route.callers.roles
                assert (route.path in shown) == allowed, f"{route.path} for {person.role}"


OWN = "/panel/spotkania/moje/"
"""Where every member of staff may knock, and only who takes part is let in."""


def test_the_list_of_what_waits_in_units_leads_officers_to_what_they_may_open_and_to_nothing_else(service):
    for route in declared_routes(service.app):
        if route.method == "GET" and re.match(r"/panel/.*{", route.path) and Role.UNIT_REVIEWER in route.callers.roles:
            closed = Role.OFFICER not in route.callers.roles or route.path.startswith(OWN)
            assert (led_by(path_of(route)) is not None) == closed, route.path
