"""Permits and announcements that a ceremony needs, with their clocks. No framework, no await."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import Id

MOST_PERMITS = 20


class PermitState(StrEnum):
    """Where a permit stands."""

    WANTED = "wanted"
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    NEEDLESS = "needless"
    WITHDRAWN = "withdrawn"


class PermitStep(StrEnum):
    """What can be done with a permit."""

    REQUEST = "request"
    GRANT = "grant"
    REFUSE = "refuse"
    DROP = "drop"
    WANT = "want"
    """Again, after it was found needless, refused or withdrawn."""
    WITHDRAW = "withdraw"
    """The ceremony does not take place, or not then."""


PERMIT_TABLE: dict[PermitStep, dict[PermitState, PermitState]] = {
    PermitStep.REQUEST: {PermitState.WANTED: PermitState.REQUESTED},
    PermitStep.GRANT: {PermitState.REQUESTED: PermitState.GRANTED},
    PermitStep.REFUSE: {PermitState.REQUESTED: PermitState.REFUSED},
    PermitStep.DROP: {PermitState.WANTED: PermitState.NEEDLESS, PermitState.REQUESTED: PermitState.NEEDLESS},
    PermitStep.WANT: dict.fromkeys(
        (PermitState.NEEDLESS, PermitState.REFUSED, PermitState.WITHDRAWN), PermitState.WANTED
    ),
    PermitStep.WITHDRAW: dict.fromkeys((PermitState.REQUESTED, PermitState.GRANTED), PermitState.WITHDRAWN),
}
"""What leads where."""
OPEN = (PermitState.WANTED, PermitState.REQUESTED)


class PermitNotNow(Exception):
    """The permit does not wait for this step."""


class PermitKnown(Exception):
    """The ceremony has a permit of this kind."""


class KindUnknown(LookupError):
    """The house knows no such kind."""


class DayUnfit(ValueError):
    """The day is not possible."""


class PermitLacking(Exception):
    """So many people come that a permit is needed which is not on the list, and nobody has said why. `kinds`."""

    def __init__(self, kinds: "tuple[PermitKind, ...]") -> None:
        super().__init__(", ".join(one.id for one in kinds))
        self.kinds = kinds


class Nature(StrEnum):
    """What is held, as the law on the safety of mass events tells kinds apart."""

    ENTERTAINMENT = "entertainment"
    """Everything that is no sport."""
    SPORT = "sport"


class Threshold(BaseModel):
    """From how many people on a permit is needed, in the open and in a building."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outdoors: Annotated[int, Field(ge=1)]
    indoors: Annotated[int, Field(ge=1)]


class PermitKind(BaseModel):
    """A kind, as the house has it in its data. `days`: so long before the ceremony it is asked for.

    `announces`: nobody grants it, it is only told in time.
    """

    model_config = ConfigDict(frozen=True)

    id: Id
    name: Annotated[str, Field(min_length=3, max_length=100)]
    action: Annotated[str, Field(min_length=5, max_length=150)]
    authority: Annotated[str, Field(min_length=2, max_length=150)]
    basis: Annotated[str, Field(min_length=3, max_length=300)]
    days: Annotated[int, Field(ge=1, le=365)]
    announces: bool = False
    certain: bool = True
    step: str | None = None
    """Key of the anniversaries' checklist that it takes the place of."""
    thresholds: dict[Nature, Threshold] = {}
    """Where the number of people makes it needed."""

    def needed(self, nature: Nature, expected: int, *, outdoors: bool) -> bool:
        """Tell whether so many people make it needed."""
        threshold = self.thresholds.get(nature)
        return threshold is not None and expected >= (threshold.outdoors if outdoors else threshold.indoors)


class Permit(BaseModel):
    """A permit of a ceremony. `due_at`: by when it is asked for; it goes where the ceremony goes."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: PermitKind
    due_at: datetime
    explanation: tuple[str, ...]
    state: PermitState = PermitState.WANTED
    on: date | None = None
    """Of the newest step."""
    sign: str = ""
    note: str = ""
    requested_late: bool = False
    round: int = 1

    @property
    def open(self) -> bool:
        """True where somebody has yet to do something."""
        return self.state in OPEN

    @property
    def stands(self) -> bool:
        """True where somebody outside reckons with the ceremony because of it."""
        return self.state in PERMIT_TABLE[PermitStep.WITHDRAW]

    @property
    def counts(self) -> bool:
        """True where it is there or on its way: neither refused, found needless nor withdrawn."""
        return self.open or self.state is PermitState.GRANTED

    @property
    def told(self) -> str:
        """How the history names the step that has brought it here."""
        granted = self.state is PermitState.GRANTED
        return "permit_announced" if granted and self.kind.announces else f"permit_{self.state.value}"

    def late(self, now: datetime) -> bool:
        """Tell whether it was, or is, asked for too late."""
        return self.requested_late or (self.state is PermitState.WANTED and now > self.due_at)

    def stepped(self, step: PermitStep, on: date, sign: str, note: str, *, late: bool) -> Self:
        """Give it after a step. Raises `PermitNotNow`."""
        to = PERMIT_TABLE[step].get(self.state)
        if to is None:
            raise PermitNotNow
        if step is PermitStep.REQUEST and self.kind.announces:
            to = PermitState.GRANTED
        told: dict[str, Any] = {"state": to, "on": on, "sign": sign or self.sign, "note": note}
        if step is PermitStep.REQUEST:
            told["requested_late"] = late
        if step is PermitStep.WANT:
            told |= {"round": self.round + 1, "sign": "", "requested_late": False}
        return self.model_copy(update=told)
