"""A guest list of an event, with its letter, which somebody else than its authors approves. No framework."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.events.invitations.domain.event import Status, When
from services.events.invitations.domain.history import HISTORY, Entry, Hand
from services.events.invitations.domain.states import InvitationNotNow, OwnInvitation

MOST_GUESTS = 600
LOOKED_AFTER = timedelta(days=7)
"""So long after its event a list is looked after, and who came is entered from a list on paper."""


class Letter(BaseModel):
    """What the letter says: `phrase` ends its first sentence, `body` is a template with slots."""

    model_config = ConfigDict(frozen=True)

    phrase: str
    body: str
    signatory: str
    answer_by: date
    companions: int = 0
    """How many a guest may bring, where the invitation says nothing else."""


class Summary(BaseModel):
    """How many were invited and came: what is left of a list whose time is over."""

    model_config = ConfigDict(frozen=True)

    invited: int
    attended: int
    people: int


class GuestList(BaseModel):
    """The guest list of an entry of the calendar, by its id. `round`: counts what guests were to be told of.

    `authors`: ids of those who have written the letter or put guests on the list.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    when: When
    round: int = 1
    letter: Letter
    authors: tuple[str, ...]
    approved_at: datetime | None = None
    approved_by_name: str = ""
    rows: int = 0
    places: int = 0
    history: tuple[Entry, ...] = ()
    closed_at: datetime | None = None
    """When its guests were erased."""
    summary: Summary | None = None
    version: int = 1

    @property
    def held(self) -> bool:
        """True where guests can still come."""
        return self.when.status is Status.ON and self.closed_at is None

    def over(self, now: datetime) -> bool:
        """Tell whether the event has ended."""
        return self.when.ends <= now

    def takes_in(self, now: datetime, today: date) -> bool:
        """Tell whether it is noted who comes: from the day of the event on, and a while after."""
        return self.held and self.when.day <= today and now < self.when.ends + LOOKED_AFTER

    def written(self, letter: Letter, by: Hand, at: datetime) -> Self:
        """Give it with another letter, to be approved anew. Raises `InvitationNotNow`."""
        self._require("write")
        changes = {"letter": letter, "approved_at": None, "approved_by_name": ""}
        return self._by(by, "write", at, "", **changes)

    def longer(self, count: int, by: Hand, at: datetime) -> Self:
        """Give it with more guests; what was approved of the others stays. Raises `InvitationNotNow`."""
        self._require("add")
        return self._by(by, "add", at, str(count))

    def shorter(self, by: Hand, at: datetime) -> Self:
        """Give it without a guest who was not written to. Raises `InvitationNotNow`."""
        self._require("take_off")
        return self._next(history=self._entry(at, "take_off", by.name))

    def approved(self, by: Hand, at: datetime) -> Self:
        """Give it approved: the letter, and whom it goes to. Raises `InvitationNotNow`, `OwnInvitation`."""
        self._require("approve")
        if by.id in self.authors:
            raise OwnInvitation
        told = {"approved_at": at, "approved_by_name": by.name}
        return self._next(**told, history=self._entry(at, "approve", by.name))

    def sent(self, count: int, by: Hand, at: datetime) -> Self:
        """Give it with letters sent. Raises `InvitationNotNow` before anybody has approved it."""
        self._require("send")
        if self.approved_at is None:
            raise InvitationNotNow("drafted", "send")
        return self._next(history=self._entry(at, "send", by.name, str(count)))

    def laid_out(self, rows: int, places: int, by: Hand, at: datetime) -> Self:
        """Give it with rows and places in each. Raises `InvitationNotNow`."""
        self._require("lay_out")
        told = {"rows": rows, "places": places}
        return self._next(**told, history=self._entry(at, "lay_out", by.name, f"{rows} × {places}"))

    def following(self, when: When, answer_by: date, at: datetime) -> Self:
        """Give it as the calendar has it now; where guests are to be told, in a new round."""
        if self.when == when:
            return self
        if self.when.same(when):
            return self._next(when=when)
        letter = self.letter.model_copy(update={"answer_by": answer_by})
        entry = self._entry(at, f"event_{when.status.value}")
        return self._next(when=when, letter=letter, round=self.round + 1, history=entry)

    def with_notice(self) -> Self:
        """Give it with one more letter about a change that waits to be posted."""
        return self._next()

    def erased(self, summary: Summary, at: datetime) -> Self:
        """Give what is left when its time is over."""
        return self._next(closed_at=at, summary=summary, history=self._entry(at, "erase"))

    def _require(self, action: str) -> None:
        if not self.held:
            raise InvitationNotNow("closed" if self.closed_at else self.when.status, action)

    def _by(self, by: Hand, action: str, at: datetime, note: str, **changes: Any) -> Self:
        authors = tuple(sorted({*self.authors, by.id}))
        return self._next(**changes, authors=authors, history=self._entry(at, action, by.name, note))

    def _entry(self, at: datetime, action: str, by: str = "", note: str = "") -> tuple[Entry, ...]:
        return (*self.history, Entry(at=at, action=action, by_name=by, note=note))[-HISTORY:]

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})
