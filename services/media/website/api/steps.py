"""The steps of an article or a page on its way to the site, at the site and off it."""

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.media.website.domain.article import Slug, Stage
from services.media.website.domain.text import Reason
from services.media.website.service import Website
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class ApprovalGiven(BaseModel):
    """When an approved text goes on the site: at `publish_at`, or at once."""

    model_config = _CLOSED

    publish_at: AwareDatetime | None = None


class RemarkGiven(BaseModel):
    """Why a text is given back to its author."""

    model_config = _CLOSED

    remark: Reason


class AddressGiven(BaseModel):
    """Another address: the last part of the path."""

    model_config = _CLOSED

    slug: Slug


class WithdrawalGiven(BaseModel):
    """Why an article is taken off the site; readers see it."""

    model_config = _CLOSED

    reason: Reason


class StepDone(BaseModel):
    """Where an article is now; `version` for the next step's If-Match."""

    stage: Stage
    version: int


async def done(website: Website, id: str) -> StepDone:
    """Tell where an article is. Raises `NotFound`."""
    article = await website.store.article(id)
    return StepDone(stage=article.stage, version=article.version)


def routes(website: Website) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/articles/{article_id}", dependencies=[only(Role.PRESS_OFFICER), Keyed])

    @router.post("/review")
    async def send(request: Request, article_id: Id, version: IfMatch) -> StepDone:
        """Give a draft to a second person. 409 where it is none."""
        await website.send(article_id, version, signed_in(request))
        return await done(website, article_id)

    @router.post("/return")
    async def give_back(request: Request, article_id: Id, version: IfMatch, given: RemarkGiven) -> StepDone:
        """Give back to its author what was given for approval. 409 where nothing was."""
        await website.give_back(article_id, version, given.remark, signed_in(request))
        return await done(website, article_id)

    @router.post("/approval")
    async def approve(request: Request, article_id: Id, version: IfMatch, given: ApprovalGiven) -> StepDone:
        """Approve what somebody else has written, for now or for later. 409 for one's own text."""
        await website.approve(article_id, version, signed_in(request), given.publish_at)
        return await done(website, article_id)

    @router.post("/unscheduling")
    async def unschedule(request: Request, article_id: Id, version: IfMatch) -> StepDone:
        """Take back before its hour what was to be shown later. 409 where nothing was."""
        await website.unschedule(article_id, version, signed_in(request))
        return await done(website, article_id)

    @router.put("/address")
    async def move(request: Request, article_id: Id, version: IfMatch, given: AddressGiven) -> StepDone:
        """Give it another address; from the old ones readers are led on. 409 where another text has or had it."""
        await website.move(article_id, version, given.slug, signed_in(request))
        return await done(website, article_id)

    @router.post("/withdrawal")
    async def withdraw(request: Request, article_id: Id, version: IfMatch, given: WithdrawalGiven) -> StepDone:
        """Take it off the site. 409 where it is not there."""
        await website.withdraw(article_id, version, given.reason, signed_in(request))
        return await done(website, article_id)

    return router
