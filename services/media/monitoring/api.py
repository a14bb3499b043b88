"""JSON routes of monitoring: sources and topics, mentions, the tone that a person gives them, trends."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from services.media.monitoring.domain.mention import Mention
from services.media.monitoring.domain.source import SourceFacts, Trouble
from services.media.monitoring.domain.tone import Hint, Ruling, Tone
from services.media.monitoring.domain.topic import TopicFacts
from services.media.monitoring.service import Monitoring, Wanted
from services.media.search.domain import sought
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag

READERS = (Role.PRESS_OFFICER, Role.MAYOR, Role.AUDITOR)
WRITERS = (Role.PRESS_OFFICER,)
TREND_DAYS = 30
_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Day = Annotated[date | None, Query()]
Text = Annotated[str, Query(max_length=200)]


class SourceGiven(SourceFacts):
    """A source to watch."""

    model_config = _CLOSED

    def facts(self) -> SourceFacts:
        """Give it in the words of the domain."""
        return SourceFacts(**self.model_dump())


class TopicGiven(TopicFacts):
    """A topic to watch."""

    model_config = _CLOSED

    def facts(self) -> TopicFacts:
        """Give it in the words of the domain."""
        return TopicFacts(**self.model_dump())


class ToneGiven(BaseModel):
    """What the tone is, whatever the hint says."""

    model_config = _CLOSED

    tone: Tone


class MonitoringMade(BaseModel):
    """The id of what was made."""

    id: str


class MonitoringChanged(BaseModel):
    """The version that the change made."""

    version: int


class SourceShown(SourceFacts):
    """A source and how its watching stands; `version` is what If-Match must name."""

    source_id: str
    version: int
    looked_at: datetime | None
    fresh_at: datetime | None
    due_at: datetime | None
    trouble: Trouble | None
    failures: int
    moved_to: str | None


class TopicShown(TopicFacts):
    """A topic; `version` is what If-Match must name."""

    topic_id: str
    version: int


class MentionShown(BaseModel):
    """A mention. `story`: the id of the first mention of the same; `copies` of it; `hint`: by which words."""

    mention_id: str
    story: str
    source: str
    url: str
    title: str
    snippet: str
    at: datetime
    copies: int
    tone: Tone
    hint: Hint
    rulings: tuple[Ruling, ...]
    version: int


class DayCounted(BaseModel):
    """A day: different publications, and all with their copies."""

    day: date
    stories: int
    mentions: int


def routes(monitoring: Monitoring) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/media/v1/monitoring", tags=["monitoring"])
    store = monitoring.store

    @router.get("/sources", dependencies=[only(*READERS)])
    async def sources() -> list[SourceShown]:
        """List the sources by their names."""
        watches = await store.watches()
        return [
            SourceShown(
                **source.model_dump(include=set(SourceFacts.model_fields)),
                source_id=source.id,
                version=source.version,
                **watches[source.id].model_dump(
                    include={"looked_at", "fresh_at", "due_at", "trouble", "failures", "moved_to"}
                ),
            )
            for source in await store.sources()
        ]

    @router.post("/sources", dependencies=[only(*WRITERS), Keyed], status_code=201)
    async def add_source(request: Request, given: SourceGiven) -> MonitoringMade:
        """Watch a source."""
        return MonitoringMade(id=await monitoring.add_source(given.facts(), signed_in(request)))

    @router.put("/sources/{source_id}", dependencies=[only(*WRITERS)])
    async def change_source(source_id: Id, given: SourceGiven, version: IfMatch, request: Request) -> MonitoringChanged:
        """Change a source. 412 where somebody has changed it meanwhile."""
        changed = await monitoring.change_source(source_id, version, given.facts(), signed_in(request))
        return MonitoringChanged(version=changed)

    @router.get("/topics", dependencies=[only(*READERS)])
    async def topics() -> list[TopicShown]:
        """List the topics by their names."""
        return [
            TopicShown(
                **topic.model_dump(include=set(TopicFacts.model_fields)), topic_id=topic.id, version=topic.version
            )
            for topic in await store.topics()
        ]

    @router.post("/topics", dependencies=[only(*WRITERS), Keyed], status_code=201)
    async def add_topic(request: Request, given: TopicGiven) -> MonitoringMade:
        """Watch a topic, from now on and in what was found before."""
        return MonitoringMade(id=await monitoring.add_topic(given.facts(), signed_in(request)))

    @router.put("/topics/{topic_id}", dependencies=[only(*WRITERS)])
    async def change_topic(topic_id: Id, given: TopicGiven, version: IfMatch, request: Request) -> MonitoringChanged:
        """Change a topic. 412 where somebody has changed it meanwhile."""
        changed = await monitoring.change_topic(topic_id, version, given.facts(), signed_in(request))
        return MonitoringChanged(version=changed)

    @router.get("/topics/{topic_id}/trend", dependencies=[only(*READERS)])
    async def trend(topic_id: Id, days: Annotated[int, Query(ge=1, le=366)] = TREND_DAYS) -> list[DayCounted]:
        """Count the days that end with today, the oldest first."""
        topic = await store.topic(topic_id)
        counted = await monitoring.trend(topic, days, monitoring.today)
        return [DayCounted(day=day, stories=stories, mentions=every) for day, stories, every in counted]

    @router.get("/mentions", dependencies=[only(*READERS)])
    async def mentions(
        request: Request,
        response: Response,
        first: Day = None,
        last: Day = None,
        tone: Tone | None = None,
        q: Text = "",
        after: After = None,
        limit: Limit = 50,
    ) -> list[MentionShown]:
        """List stories in a stable order, those with every word of `q` in any form."""
        wanted = Wanted(first=first, last=last, tone=tone, words=sought(q))
        found = await store.after(wanted, after or "", limit + 1)
        page = Page([*found[:limit]], found[limit - 1].id if len(found) > limit else None)
        page.link(request, response)
        return [_shown(one) for one in page.items]

    @router.get("/mentions/{mention_id}", dependencies=[only(*READERS)])
    async def mention(mention_id: Id, response: Response) -> MentionShown:
        """Give a mention."""
        one = await store.mention(mention_id)
        response.headers["ETag"] = etag(one.version)
        return _shown(one)

    @router.put("/mentions/{mention_id}/tone", dependencies=[only(*WRITERS)])
    async def rule(mention_id: Id, given: ToneGiven, version: IfMatch, request: Request) -> MonitoringChanged:
        """Say what the tone is. 412 where somebody has said it meanwhile."""
        return MonitoringChanged(version=await monitoring.rule(mention_id, version, given.tone, signed_in(request)))

    return router


def _shown(mention: Mention) -> MentionShown:
    own = mention.model_dump(include=set(MentionShown.model_fields))
    return MentionShown(mention_id=mention.id, **own)
