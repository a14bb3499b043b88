"""What is typed of guests and answers, at the desk and by guests themselves."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from services.events.given import Email, FirstName, LastName, Short, Telephone, Word, some
from services.events.invitations.domain import MOST_COMPANIONS, Said, State
from services.events.invitations.domain.guests import Card
from services.events.letters.domain.forms import Gender, Manner
from shared.contracts.base import Id
from shared.web.forms import Form, said

_LINES = 4


class CardForm(Form):
    """A card of the address book as typed. `address`: street and town, a line each."""

    gender: Gender
    first_name: FirstName
    last_name: LastName
    manner: Manner = Manner.PLAIN
    title: Annotated[Word | None, Field(validate_default=True)] = None
    office: Short | None = None
    institution: Short | None = None
    rank: Id
    address: Annotated[str, some(2, 400)] | None = None
    email: Email | None = None
    telephone: Telephone | None = None
    hidden: bool = False
    version: int = 0

    @field_validator("title")
    @classmethod
    def _titled(cls, title: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("manner") is Manner.TITLE and not title:
            raise said("Podaj tytuł albo stanowisko, na przykład profesor.")
        return title

    @field_validator("address")
    @classmethod
    def _few_lines(cls, address: str | None) -> str | None:
        if address and len(address.splitlines()) > _LINES:
            raise said("Adres ma najwyżej cztery linie.")
        return address

    def card(self) -> Card:
        """Give it in the words of the domain."""
        return Card(
            gender=self.gender,
            manner=self.manner,
            title=" ".join((self.title or "").lower().split()),
            first_name=self.first_name,
            last_name=self.last_name,
            office=self.office or "",
            institution=self.institution or "",
            lines=tuple(line.strip() for line in (self.address or "").splitlines() if line.strip()),
            email=self.email,
            telephone=self.telephone or "",
        )


CARD_MESSAGES = {
    "gender": "Wybierz zwrot.",
    "first_name": "Podaj imię.",
    "last_name": "Podaj nazwisko.",
    "rank": "Wybierz miejsce w precedencji.",
    "email": "Sprawdź adres e-mail.",
    "telephone": "Podaj numer telefonu, na przykład 600 100 200.",
}


class AnswerForm(Form):
    """An answer as typed."""

    answer: Literal["accepted", "declined", "represented"]
    companions: Annotated[int, Field(ge=0, le=MOST_COMPANIONS)] = 0
    representative: Annotated[Annotated[str, some(3, 160)] | None, Field(validate_default=True)] = None
    representative_office: Short | None = None
    version: int = Field(ge=1)

    @field_validator("representative")
    @classmethod
    def _named(cls, name: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("answer") == "represented" and not name:
            raise said("Podaj, kto przyjdzie w zastępstwie.")
        return name

    def said(self) -> Said:
        """Give it in the words of the domain."""
        return Said(
            state=State(self.answer),
            companions=self.companions,
            representative=self.representative or "",
            representative_office=self.representative_office or "",
        )


ANSWER_MESSAGES = {
    "answer": "Wybierz odpowiedź.",
    "why": "Napisz, dlaczego zaproszenie jest wycofane.",
    "representative:string_too_short": "Podaj imię i nazwisko.",
    "companions": "Wybierz, ile osób będzie towarzyszyć.",
}
