"""JSON routes of mailings: the same wishes to many, read by another than their author, signed, sent once."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from services.events.given import Made, ReasonGiven
from services.events.letters.api.given import MailingGiven
from services.events.letters.domain.batches import Batch, BatchState
from services.events.letters.domain.forms import Recipient
from services.events.letters.service.batches import Batches
from services.events.letters.service.rights import READERS, WRITERS
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import Keyed, etag
from shared.web.steps import Steps, filled


class MailingLine(BaseModel):
    """A mailing in a list, without its readers and its text. `count`: how many it is for."""

    mailing_id: str
    season: str
    year: int
    title: str
    state: BatchState
    count: int
    needed_on: date
    sign: str | None


class MailingShown(MailingLine):
    """A mailing. `version` is what If-Match must name; `left_out`: who had the wishes already, or has died.

    `erased`: its time is over, and readers and text are gone.
    """

    recipients: tuple[Recipient, ...]
    body: str
    signatory: str
    by_email: bool
    lacking: int
    """Forms of address that nobody has said yet."""
    approved_by: str | None
    sent_at: datetime | None
    left_out: int
    erased: bool
    version: int


def routes(batches: Batches) -> APIRouter:
    """Give the routes."""
    router = APIRouter()
    writers, readers = only(*WRITERS), only(*READERS)

    @router.post("/letter-mailings", dependencies=[writers, Keyed], status_code=201)
    async def make_mailing(given: MailingGiven, request: Request) -> Made:
        """Begin a mailing."""
        return Made(id=await batches.make(given.mailing(), signed_in(request)))

    @router.get("/letter-mailings", dependencies=[readers])
    async def list_mailings(
        page: Annotated[int, Query(ge=1, le=1000)] = 1, limit: Annotated[int, Query(ge=1, le=100)] = 50
    ) -> list[MailingLine]:
        """List them, those of the last year first, without readers and texts."""
        return [MailingLine(**_line(one)) for one in await batches.store.batches((page - 1) * limit, limit)]

    @router.get("/letter-mailings/{mailing_id}", dependencies=[readers])
    async def get_mailing(mailing_id: Id, request: Request, response: Response) -> MailingShown:
        """Give one. That it was read is written down."""
        one = await batches.store.batch(mailing_id)
        content = await batches.content(one, signed_in(request))
        response.headers["ETag"] = etag(one.version)
        return MailingShown(
            **_line(one),
            recipients=content.recipients,
            body=content.body,
            signatory=one.signatory,
            by_email=one.by_email,
            lacking=len(one.lacking),
            approved_by=one.approved_by_name,
            sent_at=one.sent_at,
            left_out=one.left_out,
            erased=one.erased_at is not None,
            version=one.version,
        )

    step, heads = Steps(router, "/letter-mailings/{id}", "mailing").add, (*WRITERS, Role.MAYOR)
    step("text", MailingGiven, WRITERS, lambda g: filled(batches.rewrite, mailing=g.mailing()), "Change list or text.")
    step("check", None, WRITERS, lambda _: filled(batches.check), "Say that it was proof-read; no author may.")
    step("approval", None, heads, lambda _: filled(batches.approve), "Approve; no author may.")
    step("signature", None, heads, lambda _: filled(batches.sign), "Say that it is signed.")
    step(
        "return", ReasonGiven, heads, lambda g: filled(batches.hand_back, reason=g.reason), "Give it back to be mended."
    )
    step("dispatch", None, WRITERS, lambda _: filled(batches.send), "Send it, once.")
    step("drop", ReasonGiven, WRITERS, lambda g: filled(batches.drop, reason=g.reason), "Drop.")
    return router


def _line(one: Batch) -> dict[str, Any]:
    same = one.model_dump(include={"season", "year", "title", "state", "count", "needed_on", "sign"})
    return {"mailing_id": one.id, **same}
