"""JSON routes of readers: ask, confirm, choose, leave. Who has a link speaks for its address; no answer names one.

A link's token comes in the body, never in an address, where servers write it down.
"""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.media.newsletter.domain.readers import Topics
from services.media.newsletter.service import Readers
from services.media.requests.domain.units import MAILBOX
from shared.access import anyone
from shared.web.requests import Keyed, caller

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Token = Annotated[str, Field(min_length=10, max_length=400)]


class SubscriptionGiven(BaseModel):
    """Where somebody wants to be told, and of what."""

    model_config = _CLOSED

    email: Annotated[str, Field(max_length=254, pattern=MAILBOX)]
    topics: Topics


class LinkGiven(BaseModel):
    """The last part of a link that came by mail."""

    model_config = _CLOSED

    token: Token


class ChoiceGiven(LinkGiven):
    """What the owner of a link wants to be told of from now on."""

    topics: Topics


def routes(readers: Readers) -> APIRouter:
    """Give the routes."""
    router = APIRouter(dependencies=[anyone(), Keyed])

    @router.post("/subscriptions", status_code=202)
    async def ask(given: SubscriptionGiven, request: Request) -> None:
        """Send an address the link that confirms it.

        The same answer to everybody: also for an address that reads already, and for one that has had its letters of
        the day. 429 where as many have asked from this network address today as may.
        """
        await readers.ask(given.email, given.topics, caller(request))

    @router.post("/confirmations", status_code=204)
    async def confirm(given: LinkGiven) -> None:
        """Begin to write to the owner of a link of confirmation. 404 where it is not ours, 410 where it came late."""
        await readers.confirm(given.token)

    @router.post("/choices", status_code=204)
    async def choose(given: ChoiceGiven) -> None:
        """Tell the owner of a link of something else from now on. 404 where it is not ours, 410 where they left."""
        await readers.choose(given.token, given.topics)

    @router.post("/departures", status_code=204)
    async def leave(given: LinkGiven) -> None:
        """Write to the owner of a link no more, and delete the address. 404 where the link is not ours."""
        await readers.leave(given.token)

    return router
