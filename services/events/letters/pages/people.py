"""The part of a form in which readers of a letter are typed."""

from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from services.events.given import Email, FirstName, LastName, Short, Word, some
from services.events.letters.domain import MOST_RECIPIENTS
from services.events.letters.domain.forms import Gender, Manner, Recipient
from shared.web.forms import Form, said

LINES = 4
"""Lines of an address, at most."""


class RecipientForm(Form):
    """A reader as typed. `address`: street and town, a line each."""

    gender: Gender
    manner: Manner = Manner.PLAIN
    first_name: FirstName
    last_name: LastName
    function: Short | None = None
    address: Annotated[str, some(2, 400)] | None = None
    email: Email | None = None
    title: Annotated[Word | None, Field(validate_default=True)] = None

    @field_validator("title")
    @classmethod
    def _titled(cls, title: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("manner") is Manner.TITLE and not title:
            raise said("Podaj tytuł albo stanowisko, na przykład profesor.")
        return title

    @field_validator("address")
    @classmethod
    def _few_lines(cls, address: str | None) -> str | None:
        if address and len(address.splitlines()) > LINES:
            raise said("Adres ma najwyżej cztery linie.")
        return address

    def recipient(self) -> Recipient:
        """Give it in the words of the domain."""
        return Recipient(
            gender=self.gender,
            manner=self.manner,
            title=" ".join((self.title or "").lower().split()),
            first_name=self.first_name,
            last_name=self.last_name,
            function=self.function or "",
            lines=tuple(line.strip() for line in (self.address or "").splitlines() if line.strip()),
            email=self.email,
        )


def left(rows: object) -> object:
    """Give the typed rows of readers without those that are marked to be left out."""
    return [row for row in rows if not (isinstance(row, dict) and row.get("gone"))] if isinstance(rows, list) else rows


Recipients = Annotated[list[RecipientForm], Field(min_length=1, max_length=MOST_RECIPIENTS)]
Changed = Annotated[Recipients, BeforeValidator(left)]
"""The same without those whose row says that they are left out."""
_ROW = {
    "gender": "Zaznacz: Pani albo Pan.",
    "first_name": "Podaj imię adresata.",
    "last_name": "Podaj nazwisko adresata.",
}
MESSAGES = {
    "recipients": "Podaj adresata.",
    **{f"recipients-{row}-{field}:missing": text for row in range(MOST_RECIPIENTS) for field, text in _ROW.items()},
}


def typed(recipients: tuple[Recipient, ...]) -> list[dict[str, str]]:
    """Give readers as a form shows them."""
    return [
        {
            "gender": one.gender.value,
            "manner": one.manner.value,
            "title": one.title,
            "first_name": one.first_name,
            "last_name": one.last_name,
            "function": one.function,
            "address": "\n".join(one.lines),
            "email": one.email or "",
        }
        for one in recipients
    ]
