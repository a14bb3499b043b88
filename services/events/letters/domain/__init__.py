"""An occasional letter on its way from the request to the post, as pure rules. Nothing of its readers is open.

How people are addressed is in `forms`, what may be done when and by whom in `steps`.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, Self

from pydantic import BaseModel, ConfigDict

from services.events.letters.domain.forms import Recipient
from services.events.letters.domain.kinds import Kind
from services.events.letters.domain.steps import Action, NotNow, State, require
from services.events.texts import Version, corrected
from shared.history import Done

MOST_VERSIONS = 60
MOST_RECIPIENTS = 10
"""More people get a mailing, each a letter of their own."""


class Hand(Protocol):
    """Who does something: an opaque id, and the name that colleagues know."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102


class OwnText(Exception):
    """Who has written the text may neither proof-read nor approve it."""


class TooManyVersions(Exception):
    """The text has as many versions as it may."""


class RecipientDeceased(Exception):
    """Somebody the letter is to has died."""


class EmailMissing(Exception):
    """The letter is to go by e-mail, and somebody has left no address."""


class DayImpossible(Exception):
    """The day is ahead, or before what it follows."""


class SignatoryApproved(Exception):
    """Who signs was approved together with the text."""


class Way(StrEnum):
    """How a letter leaves."""

    POST = "post"
    COURIER = "courier"
    IN_PERSON = "in_person"
    E_DELIVERY = "e_delivery"
    EMAIL = "email"


class Dispatch(BaseModel):
    """How and when the letter has left; `proof`: the number of a parcel, who took it."""

    model_config = ConfigDict(frozen=True)

    way: Way
    at: datetime
    by_name: str
    proof: str = ""


class People(BaseModel):
    """The readers of a letter, as they are sealed."""

    model_config = ConfigDict(frozen=True)

    recipients: tuple[Recipient, ...]


class Letter(BaseModel):
    """A letter. Moments in UTC. `topic`: the office's own line without names; `occasion`: ends a sentence of the text.

    `people`, `phrase` and every text are sealed. `who`: a keyed digest of each reader, by name and address; `names`: by
    name alone; `digests`: of each word of the names. `lacking`: forms of address that nobody has said yet, as digests.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    topic: str
    phrase: bytes
    people: bytes
    count: int
    who: tuple[str, ...]
    names: tuple[str, ...]
    digests: tuple[str, ...]
    words: tuple[str, ...]
    lacking: tuple[str, ...] = ()
    needed_on: date
    signatory: str
    occasion_id: str | None = None
    """The jubilee or birthday it is for."""
    round: str | None = None
    """What is congratulated on, once to each reader: "2027|gold"."""
    template: str = ""
    state: State
    due_at: datetime
    explanation: tuple[str, ...]
    versions: tuple[Version, ...] = ()
    history: tuple[Done, ...]
    requested_at: datetime
    approved_by: str | None = None
    """Id of who has approved it."""
    approved_by_name: str | None = None
    signed_on: date | None = None
    sign: str | None = None
    registered_at: datetime | None = None
    dispatch: Dispatch | None = None
    delivered_on: date | None = None
    finished_at: datetime | None = None
    erased_at: datetime | None = None
    task: str | None = None
    free_days: int = 0
    """The version of the declared free days that `due_at` was last held against."""
    version: int = 1

    @property
    def waits(self) -> bool:
        """Tell whether somebody has something to do."""
        return self.finished_at is None

    @property
    def authors(self) -> frozenset[str]:
        """Ids of those who have written any version of the text."""
        return frozenset(one.by_id for one in self.versions)

    def late(self, now: datetime) -> bool:
        """Tell whether it waits longer than it may."""
        return self.waits and self.due_at < now

    # -- the text ----------------------------------------------------------------------------------------------------

    def forms_said(self, lacking: tuple[str, ...], at: datetime, by: str) -> Self:
        """Give it with the forms of address that are still lacking; with none it can be written."""
        state = State.FORM_NEEDED if lacking else State.REQUESTED
        return self._next(state=state, lacking=lacking, history=self._entry(at, "forms", by))

    def readdressed(self, at: datetime, by: Hand, **people: Any) -> Self:
        """Give it with its readers mended. Raises `NotNow`."""
        require(Action.READDRESS, self.state)
        state = State.FORM_NEEDED if people["lacking"] else State.REQUESTED
        return self._next(state=state, **people, history=self._entry(at, Action.READDRESS, by.name))

    def corrected(self, at: datetime, by: Hand, *, rephrased: bool, **asked: Any) -> Self:
        """Give it with what was asked for corrected, the same one where nothing is. What was done with it stays.

        `rephrased`: its occasion is another one, of which the history says no more. Raises `NotNow`,
        `SignatoryApproved`.
        """
        require(Action.CORRECT, self.state)
        if asked["signatory"] != self.signatory and self.approved_by is not None:
            raise SignatoryApproved
        shown = {
            "temat": (f"„{self.topic}”", f"„{asked['topic']}”"),
            "na kiedy": (f"{self.needed_on:%d.%m.%Y}", f"{asked['needed_on']:%d.%m.%Y}"),
            "podpisuje": (self.signatory, asked["signatory"]),
        }
        note = corrected(shown, {"okazja": rephrased})
        return self._next(**asked, history=self._entry(at, Action.CORRECT, by.name, note)) if note else self

    def drafted(self, version: Version, template: str) -> Self:
        """Give it with a draft. Raises `NotNow`, `TooManyVersions`."""
        require(Action.DRAFT, self.state)
        return self._written(Action.DRAFT, State.DRAFTED, version, template=template or self.template)

    def checked(self, version: Version | None, by: Hand, at: datetime) -> Self:
        """Give it proof-read, mended where there is a `version`. Raises `NotNow`, `OwnText`, `TooManyVersions`."""
        require(Action.CHECK, self.state)
        if self.versions[-1].by_id == by.id:
            raise OwnText
        if version is not None:
            return self._written(Action.CHECK, State.CHECKED, version)
        return self._next(state=State.CHECKED, history=self._entry(at, Action.CHECK, by.name))

    def returned(self, reason: str, by: Hand, at: datetime) -> Self:
        """Give it back to be mended. Raises `NotNow`."""
        require(Action.RETURN, self.state)
        gone = {"approved_by": None, "approved_by_name": None, "signed_on": None}
        # A text that was returned is written anew, and so proof-read and approved anew.
        return self._next(state=State.REQUESTED, **gone, history=self._entry(at, Action.RETURN, by.name, reason))

    def approved(self, by: Hand, at: datetime) -> Self:
        """Give it approved, word for word. Raises `NotNow`, `OwnText` for whoever wrote any version of it."""
        require(Action.APPROVE, self.state)
        if by.id in self.authors:
            raise OwnText
        told = {"approved_by": by.id, "approved_by_name": by.name}
        return self._next(state=State.APPROVED, **told, history=self._entry(at, Action.APPROVE, by.name))

    def _written(self, action: Action, state: State, version: Version, **changes: Any) -> Self:
        if len(self.versions) >= MOST_VERSIONS:
            raise TooManyVersions
        history = self._entry(version.at, action, version.by_name)
        return self._next(state=state, versions=(*self.versions, version), history=history, **changes)

    # -- out of the house --------------------------------------------------------------------------------------------

    def signed(self, on: date, by: Hand, at: datetime) -> Self:
        """Give it signed by its signatory. Raises `NotNow`."""
        require(Action.SIGN, self.state)
        return self._next(
            state=State.SIGNED, signed_on=on, history=self._entry(at, Action.SIGN, by.name, self.signatory)
        )

    def registered(self, sign: str, by: Hand, at: datetime) -> Self:
        """Give it with the sign of its case. Raises `NotNow`."""
        require(Action.REGISTER, self.state)
        told = {"sign": sign, "registered_at": at}
        return self._next(state=State.REGISTERED, **told, history=self._entry(at, Action.REGISTER, by.name, sign))

    def sent(self, dispatch: Dispatch) -> Self:
        """Give it sent. Raises `NotNow`; what nobody else than its authors approved was never registered."""
        require(Action.SEND, self.state)
        if self.approved_by is None or self.approved_by in self.authors:
            raise NotNow(self.state, Action.SEND)
        history = self._entry(dispatch.at, Action.SEND, dispatch.by_name, dispatch.way.value)
        return self._next(state=State.SENT, dispatch=dispatch, finished_at=dispatch.at, history=history)

    def delivered(self, on: date, by: Hand, at: datetime) -> Self:
        """Give it with the day on which it was handed over. Raises `NotNow`, `DayImpossible`."""
        require(Action.DELIVER, self.state)
        return self._next(
            state=State.DELIVERED, delivered_on=on, history=self._entry(at, Action.DELIVER, by.name, f"{on:%d.%m.%Y}")
        )

    def declined(self, reason: str, by: Hand, at: datetime) -> Self:
        """Give one that will not be sent. Raises `NotNow`."""
        require(Action.DECLINE, self.state)
        return self._next(
            state=State.DECLINED, finished_at=at, history=self._entry(at, Action.DECLINE, by.name, reason)
        )

    def erased(self, at: datetime) -> Self:
        """Give what is left when its time is over: the line of the register, and nothing of people or of texts."""
        nothing = {"people": b"", "phrase": b"", "versions": (), "who": (), "names": (), "digests": ()}
        return self._next(**nothing, erased_at=at)

    def _entry(self, at: datetime, action: str, by: str, note: str = "") -> tuple[Done, ...]:
        return (*self.history, Done(at=at, action=str(action), by_name=by, note=note))

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})
