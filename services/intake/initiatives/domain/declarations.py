"""A declaration: what one person signs to give to an initiative (art. 19f). No personal data in the open."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.intake.initiatives.domain.rules import RulesGiven
from services.intake.proposals.domain.draft import EMAIL
from shared.clock import warsaw
from shared.contracts.base import Grosze
from shared.contracts.initiatives.intake import ContributionKind, Declared

MOST_DECLARATIONS = 100
"""Of one initiative, those that were ended included: each may have sent a mail."""
LONGEST_WORK = 60 * 1_000
"""Minutes that one person may declare."""


class DeclarationsFull(Exception):
    """The initiative has as many declarations as it may."""


class AlreadyInvited(Exception):
    """Somebody with the same address is asked, or has signed, already."""


class DeclarationClosed(Exception):
    """The declaration has been signed or taken back, or the application has been filed."""

    def __init__(self, declaration_id: str) -> None:
        super().__init__(f"declaration {declaration_id} is closed")
        self.declaration_id = declaration_id


class SignedLater(Exception):
    """A paper cannot have been signed later than today."""

    def __init__(self, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day.isoformat()


class Invitee(BaseModel):
    """Whom the representative asks. Personal data: kept only sealed."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    given: Annotated[str, Field(min_length=1, max_length=100)]
    surname: Annotated[str, Field(min_length=1, max_length=100)]
    email: Annotated[str, Field(max_length=254, pattern=EMAIL)]


class Declarant(BaseModel):
    """Who has signed. Personal data: kept only sealed."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    given: Annotated[str, Field(min_length=1, max_length=100)]
    surname: Annotated[str, Field(min_length=1, max_length=100)]
    address: Annotated[str, Field(max_length=300)] = ""
    """Empty while only asked."""
    email: Annotated[str, Field(max_length=254, pattern=EMAIL)] | None = None
    """None of those who have signed on paper."""

    @property
    def name(self) -> str:
        """The name on a list."""
        return f"{self.given} {self.surname}"


class Gift(BaseModel):
    """What somebody gives: work in minutes, anything else by its value in grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: ContributionKind
    subject: Annotated[str, Field(min_length=3, max_length=200, description="Names nobody.")]
    minutes: Annotated[int, Field(ge=1, le=LONGEST_WORK)] | None = None
    value: Annotated[Grosze, Field(gt=0, le=10**10)] | None = None

    @model_validator(mode="after")
    def _by_kind(self) -> Self:
        work = self.kind is ContributionKind.WORK
        if (self.minutes is None) is work or (self.value is None) is not work:
            raise ValueError("work is declared in minutes, anything else by its value")
        return self


def worth(minutes: int, rate: int) -> int:
    """Give what work counts as: minutes x rate / 60, rounded half up to a whole grosz."""
    return (minutes * rate + 30) // 60


class DeclarationState(StrEnum):
    """What became of a declaration."""

    ASKED = "asked"
    SIGNED = "signed"
    ENDED = "ended"
    """The person said no, or it was taken back: who it was is forgotten."""


class Declaration(BaseModel):
    """What one person is asked for, or has signed. `sealed` holds a `Declarant`; once ended it is emptied."""

    model_config = ConfigDict(frozen=True)

    id: str
    initiative_id: str
    """That of the draft: it stays the same when it is filed."""
    sealed: bytes
    state: DeclarationState
    asked_at: datetime | None
    """None where nobody was asked by mail."""
    on_paper: bool = False
    kind: ContributionKind | None = None
    subject: str | None = None
    minutes: int | None = None
    rate: int | None = None
    value: int | None = None
    signed_on: date | None = None
    """In Warsaw's calendar: its rate holds."""
    signed_at: datetime | None = None
    """When it was signed by the link, or entered from paper."""
    version: int = 1

    def signed(self, gift: Gift, sealed: bytes, rules: RulesGiven, at: datetime) -> "Declaration":
        """Give the declaration as signed by its link. Raises `DeclarationClosed`, `RateUnknown`."""
        if self.state is not DeclarationState.ASKED:
            raise DeclarationClosed(self.id)
        return self._with(gift, sealed, rules, warsaw(at).date(), at)

    def _with(self, gift: Gift, sealed: bytes, rules: RulesGiven, day: date, at: datetime) -> "Declaration":
        rate = rules.rate_on(day) if gift.minutes is not None else None
        value = worth(gift.minutes, rate) if gift.minutes is not None and rate is not None else gift.value
        told = {**gift.model_dump(), "rate": rate, "value": value, "sealed": sealed, "state": DeclarationState.SIGNED}
        return self.model_copy(update={**told, "signed_on": day, "signed_at": at, "version": self.version + 1})

    def ended(self) -> "Declaration":
        """Give the declaration that was refused or taken back. Raises `DeclarationClosed`."""
        if self.state is DeclarationState.ENDED:
            raise DeclarationClosed(self.id)
        told = {"state": DeclarationState.ENDED, "sealed": b"", "version": self.version + 1}
        return self.model_copy(update=told)


def asked(id: str, initiative_id: str, sealed: bytes, at: datetime) -> Declaration:
    """Give the declaration that somebody is asked for by mail."""
    return Declaration(id=id, initiative_id=initiative_id, sealed=sealed, state=DeclarationState.ASKED, asked_at=at)


def from_paper(
    id: str, initiative_id: str, gift: Gift, sealed: bytes, rules: RulesGiven, signed_on: date, at: datetime
) -> Declaration:
    """Give a declaration that was signed on paper on a day. Raises `SignedLater`, `RateUnknown`."""
    if signed_on > warsaw(at).date():
        raise SignedLater(signed_on)
    blank = asked(id, initiative_id, sealed, at)
    signed = blank._with(gift, sealed, rules, signed_on, at)
    return signed.model_copy(update={"asked_at": None, "on_paper": True, "version": 1})


def declared(declarations: list[Declaration]) -> tuple[Declared, ...]:
    """Give what was signed as events tell it, numbered in the order of signing."""
    signed = [each for each in declarations if each.state is DeclarationState.SIGNED]
    signed.sort(key=lambda each: (each.signed_at, each.id))
    return tuple(
        Declared(
            declaration_id=each.id,
            number=number,
            **each.model_dump(include={"kind", "subject", "minutes", "rate", "value"}),
        )
        for number, each in enumerate(signed, 1)
    )
