"""JSON routes of letters and of their wording, for officers."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.intake.letters.domain import DeliveryHow, Letter, LetterText
from services.intake.letters.domain.kinds import LetterKind
from services.intake.letters.paper import letter_pdf
from services.intake.letters.receipts import Receipts
from services.intake.letters.service import Letters
from services.intake.proposals.service import Proposals
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, Limit, Page, etag

AFTER = r"^\d{4}-\d{2}-\d{2}T[\d:.+]{8,24}~[0-9a-f]{32}$"
"""Key of the list: when the last letter was written, and its id."""


class LetterShown(BaseModel):
    """A letter without what it says and to whom. `version` is what If-Match must name."""

    letter_id: str
    proposal_id: str
    case: str
    sign: str
    title: str
    kind: LetterKind
    written_at: datetime
    by_post: bool
    waiting: bool
    posted_at: datetime | None
    posted_by: str | None
    delivered_on: date | None
    version: int


class LetterList(BaseModel):
    """A part of the letters that wait to be posted; `next` is the key to go on after."""

    items: list[LetterShown]
    next: str | None


class DeliveryGiven(BaseModel):
    """What a return receipt says: the day in Warsaw's calendar of the delivery, or of the first notice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    how: DeliveryHow
    day: date


class WordingShown(BaseModel):
    """The wording of a kind of letters; `version` is what If-Match must name, 0 is the one the house came with."""

    kind: LetterKind
    version: int
    subject: str
    body: str
    changed_at: datetime | None
    changed_by: str | None
    reason: str


class WordingGiven(BaseModel):
    """A new wording. Slots stand in braces: {title}."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    subject: Annotated[str, Field(min_length=3, max_length=150)]
    body: Annotated[str, Field(min_length=20, max_length=5_000)]
    reason: Annotated[str, Field(min_length=5, max_length=500)]


def key_of(letter: Letter) -> str:
    """Give the key after which the list goes on."""
    return f"{letter.written_at.isoformat()}~{letter.id}"


def read_key(key: str | None) -> tuple[datetime, str] | None:
    """Read such a key."""
    if not key:
        return None
    moment, _, id = key.partition("~")
    return datetime.fromisoformat(moment), id


def routes(letters: Letters, proposals: Proposals, receipts: Receipts) -> APIRouter:
    """Give the routes of letters."""
    router = APIRouter(prefix="/api/intake/v1", tags=["letters"], dependencies=[only(Role.OFFICER)])

    @router.get("/letters")
    async def list_waiting(
        request: Request,
        response: Response,
        after: Annotated[str | None, Query(pattern=AFTER)] = None,
        limit: Limit = 50,
    ) -> LetterList:
        """List the letters that wait to be posted, the oldest first."""
        found = await letters.store.waiting(read_key(after), limit + 1)
        more = key_of(found[limit - 1]) if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return LetterList(items=[_letter(one) for one in found[:limit]], next=more)

    @router.get("/letters/{letter_id}")
    async def get_letter(letter_id: Id, response: Response) -> LetterShown:
        """Give one letter, without what it says."""
        letter = await letters.letter(letter_id)
        response.headers["ETag"] = etag(letter.version)
        return _letter(letter)

    @router.get("/letters/{letter_id}/pdf", response_class=Response)
    async def get_letter_pdf(letter_id: Id, request: Request) -> Response:
        """Give the letter as it is posted, with its addressee. The reading is written down."""
        letter = await letters.letter(letter_id)
        await proposals.note_letter(letter.case, signed_in(request))
        return letter_pdf(letter, letters.content(letter))

    @router.post("/letters/{letter_id}/posting", dependencies=[Keyed], status_code=204)
    async def post_letter(letter_id: Id, version: IfMatch, request: Request) -> None:
        """Note that a letter has gone to the post. 412 where somebody has noted that meanwhile."""
        await letters.post(letter_id, version, signed_in(request))

    @router.delete("/letters/{letter_id}/posting", dependencies=[Keyed], status_code=204)
    async def take_letter_back(letter_id: Id, version: IfMatch) -> None:
        """Let a letter wait again. 412 where somebody has changed it meanwhile."""
        await letters.take_back(letter_id, version)

    @router.post("/letters/{letter_id}/delivery", dependencies=[Keyed], status_code=204)
    async def note_delivery(letter_id: Id, given: DeliveryGiven, version: IfMatch, request: Request) -> None:
        """Note when a call to complete was delivered, or anew: the term to answer runs from that day.

        409 where no term runs from the letter, 412 where somebody has changed it meanwhile, 422 where it cannot have
        been delivered that day.
        """
        await receipts.note_delivery(letter_id, version, given.how, given.day, signed_in(request))

    @router.get("/letter-texts/{kind}")
    async def get_wording(kind: LetterKind, response: Response) -> WordingShown:
        """Give the wording in force."""
        text = await letters.text(kind)
        response.headers["ETag"] = etag(text.version)
        return _wording(text)

    @router.put("/letter-texts/{kind}", dependencies=[Keyed], status_code=204)
    async def change_wording(kind: LetterKind, given: WordingGiven, version: IfMatch, request: Request) -> None:
        """Change a wording. 412 where somebody has changed it meanwhile, 422 where a slot is unknown or missing."""
        await letters.change_text(kind, version, given.subject, given.body, given.reason, signed_in(request))

    return router


def _letter(letter: Letter) -> LetterShown:
    fields = letter.model_dump(include=set(LetterShown.model_fields))
    return LetterShown(
        letter_id=letter.id, delivered_on=letter.delivery.delivered_on if letter.delivery else None, **fields
    )


def _wording(text: LetterText) -> WordingShown:
    return WordingShown.model_validate(text.model_dump(exclude={"id"}))
