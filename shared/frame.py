"""The frame that every service stands in: its store, bus, relay, courier, clock and web, started and stopped in order.

It knows no duty of any service; a service's `main.py` hands over its routers and handlers.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.access import Sessions, anyone, declared_routes
from shared.background import end
from shared.bus import Bus
from shared.logs import write_logs
from shared.mail import Courier
from shared.outbox import Relay, age
from shared.privacy import Cipher
from shared.settings import CommonSettings
from shared.store import Database, Migration, StoreError, StoreUnavailable
from shared.telemetry import tracer_provider
from shared.ticks import Ticks
from shared.web.problems import Problem, Problems
from shared.web.render import LanguageMiddleware, Templates
from shared.web.requests import NotOurPage, require_our_page

BODY_LIMIT = 40 * 1024 * 1024
"""Bytes of one request: a form with a few files of 10 MB."""
_STATIC = Path(__file__).parent / "web" / "static"
_SERVICES = Path(__file__).parent.parent / "services"
_SENDER = "wpks@um.kalisz.pl"


class Service(FastAPI):
    """A service, and what may stand in front of it: there no framework looks at a request, nor leaves a trace of it."""

    _front: ASGIApp | None = None

    def put_in_front(self, door: Callable[[ASGIApp], ASGIApp]) -> None:
        """Let `door` have every request first; what it gets is the service behind it."""
        self._front = door(super().__call__)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""
        await (self._front or super().__call__)(scope, receive, send)


class Frame:
    """The parts that one service is made of, made once in its `main.py`."""

    def __init__(self, name: str, settings: CommonSettings) -> None:
        write_logs(name)
        self.name, self.settings = name, settings
        self.clock = settings.clock()
        self.tracing = tracer_provider(name, settings.otlp_endpoint)
        self.database = Database(settings.mongo_url, name)
        self.bus = Bus(name, settings.amqp_url, self.tracing)
        self.cipher = Cipher.from_file(settings.cipher_key_file)
        self.sessions = Sessions(settings.session_key_file.read_text().strip())
        self.templates = Templates(sorted((_SERVICES / name).glob("*/templates")), clock=self.clock)
        self.ticks = Ticks(self.database)
        self._relay = Relay(self.database, self.bus.wire)
        self._courier = Courier(self.database, self.cipher, settings.smtp_url, _SENDER)
        self._prepared = False

    def app(
        self,
        *routers: APIRouter,
        problems: Mapping[type[Exception], Problem] | None = None,
        migrations: Sequence[Migration] = (),
    ) -> Service:
        """Put the service together. Raises `UndeclaredRoute` where a route does not say who may call it."""

        @asynccontextmanager
        async def lifespan(_: FastAPI) -> AsyncIterator[None]:
            preparing = asyncio.create_task(self._prepare(migrations))
            await self.bus.start()
            self._relay.start()
            self._courier.start()
            self.ticks.start()
            yield
            await end(preparing)
            await self.ticks.stop()
            await self._relay.stop()
            await self._courier.stop()
            await self.bus.stop()
            self.database.close()
            self.tracing.shutdown()

        app = Service(
            title=f"Ratusz · {self.name}",
            version="1",
            lifespan=lifespan,
            docs_url=None,
            redoc_url=None,
            openapi_url=f"/api/{self.name}/v1/openapi.json",
            # Its default would log the texts of errors, which can hold personal data.
            telemetry={"tracer_provider": self.tracing, "logs": False},
        )
        app.state.bus, app.state.database, app.state.ticks = self.bus, self.database, self.ticks
        app.include_router(self._health())
        for router in routers:
            app.include_router(router)
        declared_routes(app)
        app.mount("/static", StaticFiles(directory=_STATIC), name="static")
        Problems(self.templates, problems or {}).attach(app)
        app.add_middleware(LanguageMiddleware)
        app.add_middleware(RequestBodyLimitMiddleware, max_body_size=BODY_LIMIT)
        app.middleware("http")(self._who_calls)
        return app

    async def _prepare(self, migrations: Sequence[Migration]) -> None:
        """Make indexes and migrate as soon as the store is there; the service is not ready before."""
        while not self._prepared:
            try:
                await self.database.prepare(migrations)
                self._prepared = True
            except StoreUnavailable:
                await asyncio.sleep(0.5)

    async def _who_calls(self, request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        request.state.person = self.sessions.person(request)
        try:
            require_our_page(request, self.settings.public_origin)
        except NotOurPage:
            return JSONResponse(
                {"type": "/problems/foreign-origin", "title": "To żądanie przyszło z innej strony", "status": 403},
                status_code=403,
                media_type="application/problem+json",
            )
        response = await go_on(request)
        if request.state.person is not None:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _health(self) -> APIRouter:
        router = APIRouter(include_in_schema=False, dependencies=[anyone()])
        registry = CollectorRegistry()
        outbox_age = Gauge("ratusz_outbox_age_seconds", "Age of the oldest event that waits.", registry=registry)

        @router.get("/health/live")
        async def live() -> dict[str, str]:
            """The process turns."""
            return {"status": "live"}

        @router.get("/health/ready")
        async def ready(response: Response) -> dict[str, object]:
            """The store takes writes, events come in, and none waits too long to go out."""
            try:
                store, waiting = await self.database.ready(), age(await self.database.oldest_waiting())
            except StoreError:
                store, waiting = False, 0.0
            bus = await self.bus.ready()
            ok = store and bus and self._prepared and waiting < 300
            response.status_code = 200 if ok else 503
            return {"ready": ok, "store": store, "bus": bus, "prepared": self._prepared, "outbox_age": waiting}

        @router.get("/metrics")
        async def metrics() -> Response:
            """For Prometheus."""
            outbox_age.set(age(await self.database.oldest_waiting()))
            return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

        return router
