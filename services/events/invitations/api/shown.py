"""What the JSON routes of invitations answer: a card of the book, a guest list, a guest, what was sent."""

from datetime import date, datetime

from pydantic import BaseModel

from services.events.invitations.domain import Letter, State, When
from services.events.invitations.domain.guests import Card
from services.events.invitations.service import Line


class CardShown(BaseModel):
    """A guest. `version` is what If-Match must name."""

    guest_id: str
    card: Card
    rank: str
    place: int
    version: int


class RankShown(BaseModel):
    """A rank of the order of precedence."""

    id: str
    name: str
    place: int


class SentShown(BaseModel):
    """What has become of a sending."""

    by_email: int
    by_post: int
    lacking_form: int
    unreachable: int
    left_out: int
    """Who has died, or whose card is in use no more."""


class Seated(BaseModel):
    """How many sit."""

    seated: int


class ArrivedShown(BaseModel):
    """Since when a guest is in, and how many came."""

    invitation_id: str
    at: datetime
    people: int


class GuestShown(BaseModel):
    """A guest on a list, with the answer in force. `version` is what If-Match must name."""

    invitation_id: str
    guest_id: str
    name: str
    rank: str
    state: State
    people: int
    representative: str
    form_lacks: bool
    left_out: bool
    withdrawn_for: str
    code: str
    version: int


class ListShown(BaseModel):
    """A guest list; `guests`: a page of them, in the order of ranks. `version` is what If-Match must name."""

    list_id: str
    when: When
    letter: Letter
    approved: bool
    answer_by: date
    guests: list[GuestShown]
    expected: int
    inside: int
    version: int


def shown(line: Line) -> GuestShown:
    """Give a guest of a list."""
    one = line.invitation
    return GuestShown(
        invitation_id=one.id,
        guest_id=one.guest_id,
        name=line.known.card.name,
        rank=line.known.rank,
        state=one.state,
        people=one.people,
        representative=line.said.representative if line.said else "",
        form_lacks=line.form_lacks,
        left_out=line.left_out,
        withdrawn_for=line.reason,
        code=one.code,
        version=one.version,
    )
