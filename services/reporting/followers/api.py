"""JSON routes of followers: residents ask, confirm and leave; officers see what has become of the letters."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.reporting.followers.domain import Followed, Kind
from services.reporting.followers.mailings import Mailings
from services.reporting.followers.service import Followers
from services.reporting.implementation.service.units import MAILBOX
from services.reporting.initiatives.api.bodies import Case
from services.reporting.initiatives.domain.story import Entry, Turn
from shared.access import Role, anyone, only
from shared.contracts.base import Id
from shared.contracts.reporting import Stage
from shared.web.requests import Keyed, caller

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class FollowerGiven(BaseModel):
    """Where one wants to be told."""

    model_config = _CLOSED

    email: Annotated[str, Field(max_length=254, pattern=MAILBOX)]


class TokenGiven(BaseModel):
    """The token of a letter: what stands in its link after the last slash."""

    model_config = _CLOSED

    token: Annotated[str, Field(min_length=10, max_length=400)]


class MailingShown(BaseModel):
    """What was told at once, and the letters by what has become of them. `done`: all have been written.

    `stage`: of a project; `turn`: of an initiative.
    """

    mailing_id: str
    stage: Stage | None
    turn: Turn | None
    published_at: datetime
    done: bool
    letters: int
    waiting: int
    delivered: int
    failed: int


class FollowersShown(BaseModel):
    """How many follow, and what they were told, the newest first. Addresses are shown to nobody."""

    followers: int
    mailings: list[MailingShown]


def routes(followers: Followers, mailings: Mailings) -> APIRouter:
    """Give the routes of followers."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["followers"])

    @router.post("/projects/{project_id}/followers", dependencies=[anyone(), Keyed], status_code=202)
    async def ask(project_id: Id, given: FollowerGiven, request: Request) -> None:
        """Ask to be told by mail; nothing counts before the link in the letter is confirmed.

        The answer is the same whether or not the address follows already or has had its letters of the day. 409 where
        nothing more is told of the project; 429 where as many have asked from this network address today as may.
        """
        await followers.ask(Kind.PROJECT, project_id, given.email, caller(request))

    @router.post("/initiatives/{case}/followers", dependencies=[anyone(), Keyed], status_code=202)
    async def ask_of_initiative(case: Case, given: FollowerGiven, request: Request) -> None:
        """Ask to be told by mail of every step of an initiative. All as for a project."""
        await followers.ask(Kind.INITIATIVE, case, given.email, caller(request))

    @router.post("/follow-confirmations", dependencies=[anyone(), Keyed], status_code=204)
    async def confirm(given: TokenGiven) -> None:
        """Confirm by the token of the letter. 410 late; 409 where what is followed has ended meanwhile."""
        await followers.confirm(given.token)

    @router.post("/follow-departures", dependencies=[anyone(), Keyed], status_code=204)
    async def leave(given: TokenGiven) -> None:
        """Be told no more, by the token that stands in every letter; the address is deleted."""
        await followers.leave(given.token)

    @router.get("/projects/{project_id}/followers", dependencies=[only(Role.OFFICER)])
    async def told(project_id: Id) -> FollowersShown:
        """Give how many follow a project and what has become of the letters to them."""
        return await _shown(await followers.all_followed.at(Kind.PROJECT, project_id))

    @router.get("/initiatives/{case}/followers", dependencies=[only(Role.OFFICER)])
    async def told_of_initiative(case: Case) -> FollowersShown:
        """Give how many follow an initiative and what has become of the letters to them."""
        return await _shown(await followers.all_followed.at(Kind.INITIATIVE, case))

    async def _shown(followed: Followed) -> FollowersShown:
        return FollowersShown(
            followers=await followers.store.count(followed.id),
            mailings=[
                MailingShown(
                    mailing_id=one.mailing.id,
                    stage=None if isinstance(one.mailing.news, Entry) else one.mailing.news.stage,
                    turn=one.mailing.news.turn if isinstance(one.mailing.news, Entry) else None,
                    published_at=one.mailing.published_at,
                    done=one.mailing.done,
                    letters=one.mailing.letters,
                    **{state: one.states.get(state, 0) for state in ("waiting", "delivered", "failed")},
                )
                for one in await mailings.of_followed(followed.id)
            ],
        )

    return router
