"""What was found: the list with its filters, and each mention with its tone, copies and press requests."""

from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.media.monitoring.api import READERS, WRITERS
from services.media.monitoring.domain.tone import Tone
from services.media.monitoring.service import Monitoring, Wanted
from services.media.monitoring.service.jumping import Jumping
from services.media.requests.service import PressRequests
from services.media.search.domain import sought
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

HOME = "/panel/monitoring"
_PER_PAGE = 30
Span = Literal["dzis", "tydzien", "miesiac", "wszystko"]
_DAYS: dict[str, int | None] = {"dzis": 1, "tydzien": 7, "miesiac": 30, "wszystko": None}
_TONES = {"": None, "pozytywny": Tone.POSITIVE, "neutralny": Tone.NEUTRAL, "negatywny": Tone.NEGATIVE}
ToneWord = Literal["", "pozytywny", "neutralny", "negatywny"]
Filter = Annotated[str, Query(max_length=64)]


class ToneForm(Form):
    """What the tone is."""

    version: int = Field(ge=1)
    tone: Tone


def pages(monitoring: Monitoring, jumping: Jumping, requests: PressRequests, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter()
    store = monitoring.store

    @router.get(HOME, dependencies=[only(*READERS)])
    async def listed(
        request: Request,
        dni: Span = "dzis",
        temat: Filter = "",
        ton: ToneWord = "",
        zrodlo: Filter = "",
        q: Annotated[str, Query(max_length=200)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List what was found, one line for each story."""
        topics, sources = await monitoring.active_topics(), await store.sources()
        topic = next((one for one in topics if one.id == temat), None)
        first = _first(monitoring.today, _DAYS[dni])

        def wanted(tone: Tone | None) -> Wanted:
            return Wanted(
                first=first,
                source_id=zrodlo or None,
                # One source is asked for: what it has copied, too.
                copies=bool(zrodlo),
                tone=tone,
                words=sought(q),
                topic=topic.wanted if topic else None,
            )

        found = await store.page(wanted(_TONES[ton]), (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        names = {one.id: one for one in topics}
        return templates.page(
            request,
            "monitoring.html",
            found=[(one, [topic for topic in topics if topic.fits(one.terms)]) for one in found[:_PER_PAGE]],
            counts={name: await store.count(wanted(tone)) for name, tone in _TONES.items()},
            jumps=[(jump, names[jump.topic_id]) for jump in await store.open_jumps() if jump.topic_id in names],
            topics=topics,
            sources=sources,
            topic=topic,
            shown={"dni": dni, "temat": temat, "ton": ton, "zrodlo": zrodlo, "q": q},
            narrowed=bool(temat or ton or zrodlo or q),
            number=strona,
            more=len(found) > _PER_PAGE,
            settled=await jumping.settled(),
            rule=jumping.rule,
        )

    async def one(
        request: Request, id: str, errors: dict[str, str], status: int, chosen: str | None = None
    ) -> Response:
        mention = await store.mention(id)
        try:
            source = await store.source(mention.source_id)
        except NotFound:
            source = None
        topics = await monitoring.active_topics()
        return templates.page(
            request,
            "mention.html",
            status_code=status,
            one=mention,
            source=source,
            story=[other for other in await store.of_story(mention.story) if other.id != id],
            topics=[topic for topic in topics if topic.fits(mention.terms)],
            cases=[
                (case, case.topic or requests.sealed.asked(case).topic) for case in await requests.store.of_mention(id)
            ],
            values={"version": mention.version, "tone": chosen or mention.tone.value},
            errors=errors,
            stale=status == 412,
        )

    @router.get(HOME + "/wzmianka/{mention_id}", dependencies=[only(*READERS)])
    async def show(request: Request, mention_id: Id) -> Response:
        """Show a mention."""
        return await one(request, mention_id, {}, 200)

    @router.post(HOME + "/wzmianka/{mention_id}/ton", dependencies=[only(*WRITERS)])
    async def rule(request: Request, mention_id: Id) -> Response:
        """Say what the tone is."""
        try:
            filled = await read(request, ToneForm, {"tone": "Wybierz ton."})
        except FormInvalid as invalid:
            return await one(request, mention_id, invalid.errors, 422)
        try:
            await monitoring.rule(mention_id, filled.version, filled.tone, signed_in(request))
        except Stale:
            return await one(request, mention_id, {}, 412, filled.tone.value)
        return RedirectResponse(f"{HOME}/wzmianka/{mention_id}", 303)

    return router


def _first(today: date, days: int | None) -> date | None:
    return today - timedelta(days=days - 1) if days else None
