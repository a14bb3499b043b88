"""The forms of declarations: what somebody gives, who signs, whom the applicants ask. It shows nothing."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Annotated, Any, NamedTuple

from fastapi import Request
from pydantic import BeforeValidator, Field

from services.intake.initiatives.domain.declarations import (
    LONGEST_WORK,
    Declarant,
    DeclarationClosed,
    DeclarationsFull,
    Gift,
    SignedLater,
)
from services.intake.initiatives.domain.rules import RateUnknown
from services.intake.initiatives.service import PaperDeclaration
from services.intake.proposals.domain.draft import EMAIL
from shared.contracts.initiatives.intake import ContributionKind
from shared.web.forms import Form, FormInvalid, Zloty, read, said


def parse_hours(value: object) -> object:
    """Read hours as people write them ("7,5") into minutes."""
    if not isinstance(value, str):
        return value
    try:
        minutes = (Decimal(value.strip().replace(",", ".")) * 60).quantize(Decimal(1), ROUND_HALF_UP)
    except InvalidOperation:
        raise said("Podaj liczbę godzin, na przykład 8 albo 7,5.") from None
    if not 1 <= minutes <= LONGEST_WORK:
        raise said("Podaj od 0,1 do 1000 godzin.")
    return int(minutes)


Hours = Annotated[int, BeforeValidator(parse_hours)]


class GiftForm(Form):
    """What somebody gives, as typed: hours of work, or the value of anything else."""

    kind: ContributionKind
    subject: str = Field(min_length=3, max_length=200)
    hours: Hours | None = Field(default=None, validate_default=True)
    value: Zloty | None = Field(default=None, gt=0, le=10**10)

    def fault(self) -> dict[str, str]:
        """Say what is missing for this kind, by field."""
        if self.kind is ContributionKind.WORK:
            return {} if self.hours else {"hours": "Podaj, ile godzin pracy."}
        return {} if self.value else {"value": "Podaj wartość w złotych."}

    def gift(self) -> Gift:
        """Give it; what does not belong to its kind counts for nothing."""
        work = self.kind is ContributionKind.WORK
        return Gift(
            kind=self.kind,
            subject=self.subject,
            minutes=self.hours if work else None,
            value=None if work else self.value,
        )


class DeclarantForm(Form):
    """Who declares."""

    given: str = Field(max_length=100)
    surname: str = Field(max_length=100)
    address: str = Field(min_length=3, max_length=300)


# The last base comes first: errors are listed in the order in which the page asks.
class SignForm(DeclarantForm, GiftForm):
    """A declaration as it is signed by the link."""

    declared: bool = False


class PaperForm(GiftForm, DeclarantForm):
    """A declaration that was signed on paper."""

    signed_on: date

    def declaration(self) -> PaperDeclaration:
        """Give it as the use cases take it."""
        who = Declarant(given=self.given, surname=self.surname, address=self.address)
        return PaperDeclaration(who, self.gift(), self.signed_on)


class InviteForm(Form):
    """Whom the applicants ask."""

    invited_given: str = Field(max_length=100)
    invited_surname: str = Field(max_length=100)
    invited_email: str = Field(max_length=254, pattern=EMAIL)


MESSAGES = {
    "kind": "Zaznacz, co dajesz.",
    "subject": "Napisz krótko co: od 3 do 200 znaków.",
    "value": "Podaj wartość w złotych, na przykład 120,00.",
    "given:missing": "Podaj imię.",
    "surname:missing": "Podaj nazwisko.",
    "address": "Podaj adres: ulicę, numer domu i miejscowość.",
    "declared": "Zaznacz, że to Twoja deklaracja. To zastępuje podpis.",
    "signed_on": "Podaj dzień podpisu z kartki.",
    "invited_given:missing": "Podaj imię.",
    "invited_surname:missing": "Podaj nazwisko.",
    "invited_email:missing": "Podaj adres e-mail tej osoby.",
    "invited_email:string_pattern_mismatch": "Sprawdź adres e-mail, na przykład jan.nowak@poczta.pl.",
}


class Refused(NamedTuple):
    """What was typed of a paper and not taken in, and why; without errors nothing is taken in any more."""

    status: int
    values: Mapping[str, Any]
    errors: Mapping[str, str]


async def enter_paper(request: Request, add: Callable[[PaperDeclaration], Awaitable[None]]) -> Refused | None:
    """Read a declaration from paper as it was typed and `add` it; None where it was taken in."""
    try:
        typed = await read(request, PaperForm, MESSAGES)
    except FormInvalid as invalid:
        return Refused(422, invalid.values, invalid.errors)
    values = typed.model_dump(mode="json") | {"hours": hours_text(typed.hours)}
    if wrong := typed.fault():
        return Refused(422, values, wrong)
    try:
        await add(typed.declaration())
    except SignedLater:
        return Refused(422, values, {"signed_on": "Ten dzień jeszcze nie nadszedł."})
    except RateUnknown:
        return Refused(422, values, {"signed_on": "Na ten dzień nie ma stawki godzinowej. Sprawdź datę."})
    except (DeclarationClosed, DeclarationsFull):
        return Refused(409, {}, {})
    return None


def hours_text(minutes: int | None) -> str | None:
    """Write minutes as hours, as people type them."""
    if minutes is None:
        return None
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")
