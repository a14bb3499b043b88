"""What programs are shown of press requests: never who asks."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from services.media.contacts.domain import Medium
from services.media.requests.domain import PressRequest
from services.media.requests.domain.clocks import Kind
from services.media.requests.domain.parts import Asked, Publication, RefusalGround
from services.media.requests.domain.steps import State


class AskedShown(BaseModel):
    """The token of the page on which the sender follows the request: /prasa/sprawa/{token}."""

    token: str


class Made(BaseModel):
    """The id of what was made."""

    id: str


class RequestLine(BaseModel):
    """A request in a list, without who asks and what."""

    request_id: str
    sign: str
    kind: Kind
    state: State
    topic: str
    outlet: str
    medium: Medium
    received_at: datetime
    due_at: datetime
    unit: str | None
    late: bool
    stopped: bool


class RefusalShown(BaseModel):
    """A formal refusal. The digests (SHA-256) are of its files, "" for one from before files were made."""

    at: datetime
    ground: RefusalGround
    number: str
    taken_by: str
    delivered_on: date | None
    pdf_sha256: str
    docx_sha256: str


class ExtensionShown(BaseModel):
    """The notice of a later day. `way`: email, or how it was passed on; "" from before that and its files were kept."""

    at: datetime
    to: date
    reason: str
    way: str
    pdf_sha256: str
    docx_sha256: str


class RequestShown(RequestLine):
    """A request with how its date was found. `version` is what If-Match must name. `text`: the newest of the answer.

    `told_due_at`: the date that the sender was told last.
    """

    told_due_at: datetime | None
    explanation: tuple[str, ...]
    legal_basis: str
    unit_due_at: datetime | None
    asked: Asked
    text: str
    publication: Publication | None
    article: Publication | None
    in_time: bool | None
    refusal: RefusalShown | None
    extension: ExtensionShown | None
    version: int


class RequestList(BaseModel):
    """A part of them; `next` is the key to go on after."""

    items: list[RequestLine]
    next: str | None


class Counted(BaseModel):
    """Of a unit the drafts that it handed over, of the "office" the answers that went out."""

    who: str
    name: str
    in_time: int
    late: int


class CountOfMonth(Counted):
    """In one month: 2026-04."""

    month: str


class CountOfQuarter(Counted):
    """In one quarter: 2026-Q2."""

    quarter: str


class CountList(BaseModel):
    """Counts by month, the newest first."""

    items: list[CountOfMonth]


class QuarterList(BaseModel):
    """Counts by quarter, the newest first."""

    items: list[CountOfQuarter]


def line_of(one: PressRequest, now: datetime) -> dict[str, Any]:
    """Give what a list shows of one, as it stands at `now`."""
    kept = {"sign", "kind", "state", "topic", "outlet", "medium", "received_at", "due_at", "unit"}
    told = {name: getattr(one, name) for name in kept}
    return {**told, "request_id": one.id, "late": one.late(now), "stopped": one.stopped is not None}
