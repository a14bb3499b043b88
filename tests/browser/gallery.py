"""Every component of the shared look with the words of a real year, as a small app. It reads nothing of any service."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

import shared.web
from shared.demo_people import DEMO_PEOPLE, REPORTING_PEOPLE
from shared.web.problems import Problem
from shared.web.render import LanguageMiddleware, Templates

HERE = Path(__file__).parent
STATIC = Path(shared.web.__file__).parent / "static"
PAGES = ("home", "life", "vote", "rank", "form", "parts", "problem", "sign-in", "panel/worklist", "panel/empty")
STRICT = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self'; object-src 'none'"


class FixedClock:
    """A morning in the last week of the vote."""

    def now(self) -> datetime:
        """Give 26 September 2026, 10:00 in Warsaw."""
        return datetime(2026, 9, 26, 8, 0, tzinfo=UTC)


def warsaw_day(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    """Give a moment in UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def gallery() -> FastAPI:
    """Make the app; each of `PAGES` is at /<name>, pages of staff under /panel."""
    templates = Templates([HERE / "gallery"], clock=FixedClock())
    app = FastAPI()
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_middleware(LanguageMiddleware)

    @app.get("/panel/{name}")
    @app.get("/{name}")
    async def show(request: Request, name: str) -> Response:
        if request.url.path.startswith("/panel"):
            request.state.person = DEMO_PEOPLE[0]
        common: dict[str, Any] = {"moment": warsaw_day, "day": date, "people": DEMO_PEOPLE, "next": "/panel"}
        if name == "home":
            wind = {"headline": "Silny wiatr: nie parkuj pod drzewami", "href": "/wiatr", "exercise": False}
            request.state.alerts = [wind | {"expires": warsaw_day(9, 26, 20)}]
        if name == "problem":
            problem = Problem(404, "not-found", "Nie ma takiej strony", "Sprawdź adres albo wróć na stronę główną.")
            page = templates.page(request, "problem.html", status_code=404, problem=problem)
        elif name == "sign-in":
            page = templates.page(request, "sign_in.html", units=REPORTING_PEOPLE, **common)
        else:
            page = templates.page(request, f"{name}.html", **common)
        page.headers["Content-Security-Policy"] = STRICT
        return page

    return app
