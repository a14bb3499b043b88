"""What is typed of a memorial: its card, which proposals have too. It changes nothing."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from services.events.memorials.domain import Card, Inscription, Latitude, Longitude, MemorialKind, Name, Short, Where
from shared.web.forms import Form, said


def _comma(value: object) -> object:
    """Read degrees as people write them: 51,7611."""
    return value.strip().replace(",", ".") if isinstance(value, str) else value


class CardForm(Form):
    """The card of a memorial."""

    name: Name
    kind: MemorialKind
    place: Where
    latitude: Annotated[Latitude | None, BeforeValidator(_comma)] = None
    longitude: Annotated[Longitude | None, BeforeValidator(_comma)] = Field(default=None, validate_default=True)
    inscription: Inscription | None = None
    people: Short | None = None
    period: Short | None = None
    founders: Short | None = None
    owner: Short | None = None
    carer: Short | None = None
    war_grave: Literal["true", ""] = ""
    listed: Short | None = None

    @field_validator("longitude")
    @classmethod
    def _both(cls, longitude: float | None, info: ValidationInfo) -> float | None:
        if "latitude" in info.data and (info.data["latitude"] is None) != (longitude is None):
            raise said("Podaj obie współrzędne albo zostaw oba pola puste.")
        return longitude

    def card(self) -> Card:
        """Give it in the words of the domain."""
        return Card.model_validate(
            {**self.model_dump(include=set(Card.model_fields)), "war_grave": bool(self.war_grave)}
        )


CARD_MESSAGES = {
    "longitude:said": "Podaj obie współrzędne albo zostaw oba pola puste.",
    "name": "Podaj nazwę: co najmniej 5 znaków.",
    "kind": "Wybierz, co to jest.",
    "place": "Napisz, gdzie to jest.",
    "latitude": "Podaj szerokość w stopniach, na przykład 51,7611.",
    "longitude": "Podaj długość w stopniach, na przykład 18,0910.",
}


def typed(card: Card) -> dict[str, Any]:
    """Give a card as it was typed."""
    return {
        **card.model_dump(mode="json"),
        "war_grave": "true" if card.war_grave else "",
        "latitude": _degrees(card.latitude),
        "longitude": _degrees(card.longitude),
    }


def _degrees(value: float | None) -> str | None:
    return None if value is None else f"{value:.5f}".rstrip("0").replace(".", ",")
