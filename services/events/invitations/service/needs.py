"""What the use cases of guest lists need: the house's rules, what is kept, who knows what; and how they refuse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict

from services.events.invitations.domain import (
    Days,
    GuestList,
    Invitation,
    Said,
    State,
)
from services.events.invitations.domain.guests import Known
from services.events.invitations.domain.seats import Seat
from services.events.letters.domain.forms import Decided, Recipient
from shared.deadlines import Term
from shared.store import Transaction


class Dispatch(BaseModel):
    """That a letter left for a guest. A unique index lets each leave once.

    `what`: invitation, reminder or change; `round`: of the list, 0 for an invitation, of which there is one.
    `done`: False where it waits to be printed and posted.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    list_id: str
    invitation_id: str
    what: str
    round: int
    by_email: bool
    done: bool = True
    at: datetime


class NotAnOccasion(Exception):
    """To this entry of the calendar nobody is invited: it is no ceremony and no meeting, over or called off."""


class ListKnown(Exception):
    """The entry has its guest list already."""


class SignatoryUnknown(Exception):
    """Nobody of that office signs."""


class DayUnfit(Exception):
    """The answer-by day is over, or not before the event."""


class TooManyGuests(Exception):
    """More than a list may hold."""


class NobodyToSend(Exception):
    """Nobody is left to whom the letter could be sent now."""


class GuestLinkBroken(Exception):
    """The address is not one of ours."""


@dataclass(frozen=True)
class House:
    """The house's own rules. `kept`: after the event, its guests' answers; `guests_kept`: a card that nobody uses."""

    days: Days
    companions: int
    kept: Term
    guests_kept: Term
    signatories: tuple[str, ...]
    mailbox: str


class Sent(NamedTuple):
    """What has become of a sending: sent by e-mail, by post; left since a form or every address is missing.

    `left_out`: who has died, or whose card nobody uses any more.
    """

    by_email: int
    by_post: int
    lacking_form: int
    unreachable: int
    left_out: int


class Line(NamedTuple):
    """A guest on a list. `form_lacks`: nobody has said yet how to address them; `said`: the answer, opened.

    `left_out`: who has died, or whose card is in use no more, so that nothing is sent; `reason`: why it was withdrawn.
    """

    invitation: Invitation
    known: Known
    form_lacks: bool
    said: Said | None
    left_out: bool = False
    reason: str = ""

    @property
    def who_comes(self) -> str:
        """The name of who comes: the guest's, or of who represents them."""
        return self.said.representative if self.said and self.said.representative else self.known.card.name

    @property
    def office(self) -> str:
        """The office of who comes."""
        if self.said and self.said.representative:
            return self.said.representative_office
        return self.known.card.function


class InvitationStore(Protocol):
    """What the use cases need to keep."""

    async def guest_list(self, id: str, tx: Transaction | None = None) -> GuestList: ...  # noqa: D102
    async def guest_list_or_none(self, id: str, tx: Transaction | None = None) -> GuestList | None: ...  # noqa: D102
    async def guest_lists(self, skip: int, limit: int) -> list[GuestList]: ...  # noqa: D102
    async def with_list(self, ids: Sequence[str]) -> set[str]: ...  # noqa: D102
    async def add_list(self, tx: Transaction, one: GuestList) -> None: ...  # noqa: D102
    async def save_list(self, tx: Transaction, one: GuestList) -> None: ...  # noqa: D102
    async def invitation(self, id: str, tx: Transaction | None = None) -> Invitation: ...  # noqa: D102
    async def of_code(self, code: str, tx: Transaction | None = None) -> Invitation: ...  # noqa: D102
    async def invitations(self, list_id: str, tx: Transaction | None = None) -> list[Invitation]: ...  # noqa: D102
    async def any_in(self, list_id: str, state: State, tx: Transaction) -> bool: ...  # noqa: D102
    async def add_invitations(self, tx: Transaction, every: Sequence[Invitation]) -> None: ...  # noqa: D102
    async def save_invitation(self, tx: Transaction, one: Invitation) -> None: ...  # noqa: D102
    async def remove_invitation(self, tx: Transaction, one: Invitation) -> None: ...  # noqa: D102
    async def use_guests(self, tx: Transaction, ids: Sequence[str], at: datetime) -> None: ...  # noqa: D102
    async def add_dispatch(self, tx: Transaction, one: Dispatch) -> None: ...  # noqa: D102
    async def undone(self, list_id: str, tx: Transaction | None = None) -> list[Dispatch]: ...  # noqa: D102
    async def done(self, tx: Transaction, list_id: str) -> None: ...  # noqa: D102
    async def drop_undone(self, tx: Transaction, invitation_id: str) -> None: ...  # noqa: D102
    async def free_seats(self, tx: Transaction, invitation_id: str, number: int) -> None: ...  # noqa: D102
    async def seats(self, list_id: str, tx: Transaction | None = None) -> list[Seat]: ...  # noqa: D102


class KnowsForms(Protocol):
    """Who knows what people have said of forms of address."""

    async def decided(self, recipients: Sequence[Recipient], tx: Transaction | None = None) -> Decided: ...  # noqa: D102


class KnowsDeceased(Protocol):
    """Who knows which people have died."""

    async def died(self, recipients: Sequence[Recipient], tx: Transaction | None = None) -> list[bool]: ...  # noqa: D102
