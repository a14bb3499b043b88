"""How a step is taken by a form: once for all desks."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse

from shared.access import Person, Role, anyone
from shared.store import KeyReused, Stale
from shared.web.form_steps import Fault, NextPage, Step, take
from shared.web.forms import VersionForm
from tests.conftest import person


class ReasonForm(VersionForm):
    """Why."""

    reason: str


class TooEarly(Exception):
    """It does not have its time; `day`: when it has."""

    def __init__(self, day: str) -> None:
        super().__init__(day)
        self.day = day


class Quicker(Exception):
    """Somebody was quicker."""


async def page(
    request: Request,
    id: str,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    status: int,
    *,
    stale: bool = False,
) -> Response:
    shown = {"id": id, "values": dict(values), "errors": dict(errors), "stale": stale}
    return JSONResponse(shown, status_code=status)


async def close(id: str, form: ReasonForm, by: Person) -> object:
    """Do what the reason says."""
    match form.reason:
        case "early":
            raise TooEarly("3 maja")
        case "quicker":
            raise Quicker
        case "stale":
            raise Stale("cases", id)
        case "back":
            raise KeyReused
        case "away":
            return NextPage("/panel")
    return 2


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    router, app = APIRouter(), FastAPI()
    faults: dict[type[Exception], Fault] = {
        TooEarly: Fault(lambda early: f"Dopiero od {early.day}.", 422, "day"),
        Quicker: Fault("Ktoś był szybszy.", stale=True),
    }
    steps = [Step("zamkniecie", anyone(), ReasonForm, close, "reason")]
    take(router, "/panel/sprawy/{case_id}", steps, page, faults, {"reason": "Napisz powód."}, "/panel?sprawa={case_id}")
    app.include_router(router)

    @app.middleware("http")
    async def who(request: Request, go_on: Any) -> Response:
        request.state.person = person(Role.OFFICER)
        return await go_on(request)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as made:
        yield made


@pytest.mark.parametrize(
    ("reason", "status", "errors", "stale"),
    [
        ("", 422, {"reason": "Napisz powód."}, False),
        ("early", 422, {"day": "Dopiero od 3 maja."}, False),
        ("quicker", 409, {"reason": "Ktoś był szybszy."}, True),
        ("stale", 412, {}, True),
        # Sent once, gone back to and sent with another text: the case has gone on, and what was typed is shown.
        ("back", 412, {}, True),
    ],
)
async def test_a_step_that_does_not_hold_shows_its_page_again_with_what_was_typed(
    client: httpx.AsyncClient, reason: str, status: int, errors: dict[str, str], stale: bool
) -> None:
    answer = await client.post("/panel/sprawy/17/zamkniecie", data={"version": "1", "reason": reason})
    shown = answer.json()
    assert (answer.status_code, shown["errors"], shown["stale"], shown["id"]) == (status, errors, stale, "17")
    assert shown["values"]["reason"] == reason


@pytest.mark.parametrize(("reason", "place"), [("done", "/panel?sprawa=17"), ("away", "/panel")])
async def test_a_step_that_was_taken_leads_on(client: httpx.AsyncClient, reason: str, place: str) -> None:
    answer = await client.post("/panel/sprawy/17/zamkniecie", data={"version": "1", "reason": reason})
    assert (answer.status_code, answer.headers["location"]) == (303, place)
