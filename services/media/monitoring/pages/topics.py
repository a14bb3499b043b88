"""Topics: which are watched, how much was published about each day by day, and where one has jumped."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from services.media.monitoring.api import READERS, TREND_DAYS, WRITERS
from services.media.monitoring.domain.topic import Phrases, Topic, TopicFacts, TopicName
from services.media.monitoring.pages.mentions import HOME
from services.media.monitoring.service import Monitoring, TooManyTopics, Wanted
from services.media.monitoring.service.jumping import Jumping
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

TOPICS = f"{HOME}/tematy"
_JUMPS_SHOWN = 10
_NEWEST_SHOWN = 10


def _lines(value: object) -> object:
    """Read lines as people type them into phrases."""
    return tuple(filter(None, (line.strip() for line in value.splitlines()))) if isinstance(value, str) else value


class TopicForm(Form):
    """A topic as it is typed. `active`: unchecked is not sent."""

    version: int = Field(1, ge=1)
    name: TopicName
    phrases: Annotated[Phrases, BeforeValidator(_lines)]
    active: bool = False

    def facts(self) -> TopicFacts:
        """Give it in the words of the domain."""
        return TopicFacts(name=self.name, phrases=self.phrases, active=self.active)


class SeenForm(Form):
    """Which jump somebody has looked at."""

    jump_id: str = Field(min_length=1, max_length=100)


_MESSAGES = {
    "name": "Podaj krótką nazwę tematu, od 3 do 100 znaków.",
    "phrases": "Wpisz słowa, każde w nowym wierszu: najwyżej 40, od 2 do 100 znaków każde.",
}
_TOO_MANY = "Tematów jest już 100. Zmień jeden z tych, których nie śledzisz."


def typed(topic: Topic) -> dict[str, Any]:
    """Give a topic as it is typed."""
    return {**topic.model_dump(include={"name", "active", "version"}), "phrases": "\n".join(topic.phrases)}


def pages(monitoring: Monitoring, jumping: Jumping, templates: Templates) -> APIRouter:
    """Give the pages of topics."""
    router = APIRouter()
    store = monitoring.store

    @router.get(TOPICS, dependencies=[only(*READERS)])
    async def listed(request: Request) -> Response:
        """List the topics with what was published today and in the days that the rule looks back at."""
        open = {jump.topic_id for jump in await store.open_jumps()}
        rows = []
        for topic in await store.topics():
            trend = await monitoring.trend(topic, jumping.rule.days + 1, monitoring.today)
            rows.append((topic, trend[-1][1], sum(stories for _, stories, _ in trend[:-1]), topic.id in open))
        return templates.page(request, "topics.html", rows=rows, rule=jumping.rule, settled=await jumping.settled())

    def form(
        request: Request,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        topic: Topic | None = None,
    ) -> Response:
        return templates.page(
            request,
            "topic_form.html",
            status_code=status,
            values=values,
            errors=errors,
            topic=topic,
            stale=status == 412,
        )

    @router.get(f"{TOPICS}/nowy", dependencies=[only(*WRITERS)])
    async def blank(request: Request) -> Response:
        """Show the form."""
        return form(request, {"active": True}, {}, 200)

    @router.post(f"{TOPICS}/nowy", dependencies=[only(*WRITERS)])
    async def add(request: Request) -> Response:
        """Watch a topic."""
        try:
            filled = await read(request, TopicForm, _MESSAGES)
        except FormInvalid as invalid:
            return form(request, invalid.values, _at_fields(invalid.errors), 422)
        try:
            id = await monitoring.add_topic(filled.facts(), signed_in(request))
        except TooManyTopics:
            values = filled.model_dump() | {"phrases": "\n".join(filled.phrases)}
            return form(request, values, {"name": _TOO_MANY}, 409)
        return RedirectResponse(f"{TOPICS}/{id}", 303)

    @router.get(TOPICS + "/{topic_id}", dependencies=[only(*READERS)])
    async def show(request: Request, topic_id: Id) -> Response:
        """Show how much was published about a topic day by day."""
        topic = await store.topic(topic_id)
        return templates.page(
            request,
            "topic.html",
            topic=topic,
            trend=await monitoring.trend(topic, TREND_DAYS, monitoring.today),
            jumps=await store.jumps_of(topic_id, _JUMPS_SHOWN),
            newest=await store.page(Wanted(topic=topic.wanted), 0, _NEWEST_SHOWN),
            rule=jumping.rule,
            settled=await jumping.settled(),
        )

    @router.post(TOPICS + "/{topic_id}/zobaczone", dependencies=[only(*WRITERS)])
    async def seen(request: Request, topic_id: Id) -> Response:
        """Note that somebody has looked at a jump."""
        try:
            filled = await read(request, SeenForm)
        except FormInvalid:
            return RedirectResponse(f"{TOPICS}/{topic_id}", 303)
        await jumping.look(filled.jump_id, signed_in(request))
        return RedirectResponse(f"{TOPICS}/{topic_id}", 303)

    @router.get(TOPICS + "/{topic_id}/zmiana", dependencies=[only(*WRITERS)])
    async def edit(request: Request, topic_id: Id) -> Response:
        """Show the form with a topic."""
        topic = await store.topic(topic_id)
        return form(request, typed(topic), {}, 200, topic)

    @router.post(TOPICS + "/{topic_id}/zmiana", dependencies=[only(*WRITERS)])
    async def change(request: Request, topic_id: Id) -> Response:
        """Change a topic; where somebody was faster, show theirs beside what was typed."""
        topic = await store.topic(topic_id)
        try:
            filled = await read(request, TopicForm, _MESSAGES)
        except FormInvalid as invalid:
            return form(request, invalid.values, _at_fields(invalid.errors), 422, topic)
        try:
            await monitoring.change_topic(topic_id, filled.version, filled.facts(), signed_in(request))
        except Stale:
            topic = await store.topic(topic_id)
            values = filled.model_dump() | {"phrases": "\n".join(filled.phrases), "version": topic.version}
            return form(request, values, {}, 412, topic)
        return RedirectResponse(f"{TOPICS}/{topic_id}", 303)

    return router


def _at_fields(errors: Mapping[str, str]) -> dict[str, str]:
    """Put what is wrong with one line at the field that holds all of them."""
    return {name.partition("-")[0]: text for name, text in errors.items()}
