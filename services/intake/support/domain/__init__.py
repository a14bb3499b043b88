"""The support of a proposal by mail links: where it is gathered, who has given it, and what becomes of each of them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.intake.editions.domain.rules import by_area, pool_of
from services.intake.proposals.domain.draft import EMAIL
from services.intake.proposals.domain.words import fold
from services.intake.support.domain.text import SupportedText
from shared.contracts.intake import EditionRules
from shared.deadlines import Term


class SupportClosed(Exception):
    """The edition allows no online support, or the proposal is at a stage at which it counts no more."""


class AlreadySupported(Exception):
    """Somebody of this name and address supports the proposal already."""


class MailboxFull(Exception):
    """As many people as may have supported the proposal from this e-mail address."""


class TooManyMails(Exception):
    """As many mails to confirm as may have gone to this address today."""


class LinkExpired(Exception):
    """The link was not used in time, or what it opened has been deleted."""


class SupportTakenBack(Exception):
    """The support of this link has been taken back."""


class NotToDecide(Exception):
    """No officer has to look at this supporter, or they do not support this proposal."""


class Resident(BaseModel):
    """Who supports a proposal. Personal data: kept only sealed, never in events, logs or addresses."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    given: Annotated[str, Field(min_length=1, max_length=100)]
    surname: Annotated[str, Field(min_length=1, max_length=100)]
    street: Annotated[str, Field(min_length=2, max_length=150)]
    house: Annotated[str, Field(min_length=1, max_length=20)]
    """Number of the house, with that of the flat."""
    town: Annotated[str, Field(min_length=2, max_length=100)]
    area_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """Where in the city, by their own word; None where they do not know, or nobody has asked."""
    email: Annotated[str, Field(max_length=254, pattern=EMAIL)]


class Doubt(StrEnum):
    """Why an officer has to look whether somebody may support a proposal."""

    CITY = "city"
    """The address is in another town."""
    AREA = "area"
    """The address is in another area than the proposal."""
    AREA_UNKNOWN = "area_unknown"
    """The supporter does not know in which area they live."""


class SupporterState(StrEnum):
    """What became of somebody who filled in the form."""

    ASKED = "asked"
    """A mail has gone out; nothing counts yet."""
    ACCEPTED = "accepted"
    WAITING = "waiting"
    """Confirmed; an officer has to look first."""
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class Limits(BaseModel):
    """How much the house takes: the term of a link, people of one address, the term of keeping."""

    model_config = ConfigDict(frozen=True)

    link: Term
    per_mailbox: int
    kept: Term


class Supporter(BaseModel):
    """One who filled in the form. `sealed` holds a `Resident`; `who`, `mailbox` and `surname` are keyed digests."""

    model_config = ConfigDict(frozen=True)

    id: str
    gathering_id: str
    sealed: bytes
    who: str | None
    """Of name and address. None, like the other digests, once the support is taken back."""
    mailbox: str | None
    surname: str | None
    state: SupporterState = SupporterState.ASKED
    held: bool = False
    """Confirmed and not taken back: nobody else of this name and address can support the proposal."""
    place: int | None = None
    """Which of the few places of the e-mail address."""
    doubt: Doubt | None = None
    untold: bool = False
    """Something has happened that the count of the proposal does not know yet."""
    asked_at: datetime
    expires_at: datetime
    confirmed_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by_name: str | None = None
    reason: bytes | None = None
    """Why an officer has decided so; sealed, since it may speak of the person."""
    version: int = 1

    def confirmed(self, doubt: Doubt | None, place: int, at: datetime) -> "Supporter":
        """Give the supporter after the confirmation; with a doubt an officer has to look first."""
        return self._with(
            state=SupporterState.WAITING if doubt else SupporterState.ACCEPTED,
            held=True,
            place=place,
            doubt=doubt,
            untold=True,
            confirmed_at=at,
        )

    def taken_back(self) -> "Supporter":
        """Give what is left of a support that was taken back: nothing personal."""
        state = SupporterState.TAKEN_BACK
        return self._with(
            state=state, held=False, sealed=b"", who=None, mailbox=None, surname=None, reason=None, place=None,
            doubt=None, untold=True,
        )  # fmt: skip

    def decided(self, *, accepted: bool, reason: bytes | None, by_name: str, at: datetime) -> "Supporter":
        """Give the supporter after an officer has looked; a decision may be mended by another."""
        state = SupporterState.ACCEPTED if accepted else SupporterState.REFUSED
        return self._with(state=state, reason=reason, decided_at=at, decided_by_name=by_name, untold=True)

    def moved(self, doubt: Doubt | None) -> "Supporter":
        """Give the supporter of a proposal whose place has changed: what an officer has found was of the former one."""
        state = SupporterState.WAITING if doubt else SupporterState.ACCEPTED
        return self._with(state=state, doubt=doubt, decided_at=None, decided_by_name=None, reason=None, untold=True)

    def _with(self, **update: object) -> "Supporter":
        return self.model_copy(update={**update, "version": self.version + 1})


class Gathering(BaseModel):
    """Where the support of one draft or proposal is gathered. Of a filed proposal, `text` is the one that was filed."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    draft_id: str | None
    proposal_id: str | None
    text: SupportedText
    opened_at: datetime
    erase_at: datetime | None = None
    """When the data of its supporters are deleted; None before it is known."""
    erased_at: datetime | None = None
    version: int = 1

    def filed(self, proposal_id: str, text: SupportedText) -> "Gathering":
        """Give the gathering of a draft that has become a proposal."""
        return self._with(draft_id=None, proposal_id=proposal_id, text=text)

    def said(self, text: SupportedText) -> "Gathering":
        """Give the gathering with another text."""
        return self._with(text=text)

    def ending(self, erase_at: datetime) -> "Gathering":
        """Give the gathering whose data are deleted at `erase_at`; an earlier day stands."""
        return self if self.erase_at is not None and self.erase_at <= erase_at else self._with(erase_at=erase_at)

    def dropped(self, at: datetime) -> "Gathering":
        """Give the gathering of a draft that was deleted; saved anew, the draft may have another."""
        return self._with(draft_id=None, erase_at=at)

    def erased(self, at: datetime) -> "Gathering":
        """Give the gathering without supporters."""
        return self._with(erased_at=at)

    def _with(self, **update: object) -> "Gathering":
        return self.model_copy(update={**update, "version": self.version + 1})


def doubt_of(resident: Resident, rules: EditionRules, pool_id: str, area_id: str | None) -> Doubt | None:
    """Tell what an officer has to look at, by the supporter's own word: nobody here knows which street is where."""
    if fold(resident.town) != fold(rules.city):
        return Doubt.CITY
    pool = pool_of(rules, pool_id)
    if pool is None or not by_area(rules, pool):
        return None
    if resident.area_id is None:
        return Doubt.AREA_UNKNOWN
    return None if resident.area_id == area_id else Doubt.AREA
