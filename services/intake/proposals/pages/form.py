"""The fields of the proposal form and what is said when they do not hold. It stores nothing."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from services.intake.proposals.domain.draft import EMAIL, MOST_FILES, MOST_ITEMS, Details, Draft, Item, WebApplicant
from shared.web.forms import Form, Zloty, said


def _decimal(value: object) -> object:
    return value.replace(",", ".").strip() if isinstance(value, str) else value


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Degrees = Annotated[float, BeforeValidator(_decimal)]


class CostRow(Form):
    """One line of the estimate as typed."""

    name: str = Field(max_length=200)
    amount: Zloty = Field(gt=0, le=10**13)


class ContentForm(Form):
    """What is public of the form; the order of the fields is the order on the page."""

    title: str = Field(min_length=5, max_length=200)
    summary: str = Field(min_length=20, max_length=300)
    description: str = Field(min_length=50, max_length=5000)
    category: str = Field(max_length=300)
    pool_id: str = Field(max_length=64)
    area_id: str | None = Field(default=None, max_length=64)
    location: str = Field(min_length=3, max_length=300)
    latitude: Degrees | None = Field(default=None, ge=-90, le=90)
    longitude: Degrees | None = Field(default=None, ge=-180, le=180, validate_default=True)
    parcel: str | None = Field(default=None, max_length=60)
    costs: Annotated[tuple[CostRow, ...], Field(min_length=1, max_length=MOST_ITEMS)]
    signatures: int = Field(ge=0, le=100_000)
    kept: Annotated[tuple[str, ...], BeforeValidator(_several), Field(max_length=MOST_FILES)] = ()

    @field_validator("longitude")
    @classmethod
    def _both_or_none(cls, longitude: float | None, info: ValidationInfo) -> float | None:
        if "latitude" in info.data and (info.data["latitude"] is None) != (longitude is None):
            raise said("Podaj obie współrzędne albo zostaw oba pola puste.")
        return longitude

    def draft(self, edition_id: str) -> Draft:
        """Give what is public of it."""
        fields = self.model_dump(include=set(Draft.model_fields) - {"edition_id", "cost_items"})
        items = tuple(Item(name=row.name, amount=row.amount) for row in self.costs)
        return Draft(edition_id=edition_id, cost_items=items, **fields)


class SupportForm(Form):
    """What stands on a list of support: what is signed, and where it is to be."""

    title: str = Field(min_length=5, max_length=200)
    summary: str = Field(min_length=20, max_length=300)
    location: str = Field(default="", max_length=300)
    pool_id: str | None = Field(default=None, max_length=64)
    area_id: str | None = Field(default=None, max_length=64)


class PersonForm(Form):
    """Who the applicant is, without the e-mail; on the page of a link typed anew, since it shows no personal data."""

    given: str = Field(max_length=100)
    surname: str = Field(max_length=100)
    phone: str | None = Field(default=None, min_length=6, max_length=30)
    address: str = Field(min_length=3, max_length=300)

    def details(self) -> Details:
        """Give what is said of the person."""
        return Details.model_validate(self.model_dump(include=set(Details.model_fields)))


class ProposalForm(PersonForm, ContentForm):
    """The whole form."""

    email: str = Field(max_length=254, pattern=EMAIL)
    resident: bool
    consent: bool

    def applicant(self) -> WebApplicant:
        """Give who files it."""
        return WebApplicant.model_validate(self.model_dump(include=set(WebApplicant.model_fields)))


ORDER = tuple(ProposalForm.model_fields)

MESSAGES = {
    "title:missing": "Nadaj projektowi nazwę.",
    "title:string_too_short": "Nazwa jest za krótka: napisz co najmniej {min_length} znaków.",
    "title:string_too_long": "Nazwa jest za długa: zmieść ją w {max_length} znakach.",
    "summary:string_too_short": "Streszczenie jest za krótkie: napisz co najmniej {min_length} znaków.",
    "summary:string_too_long": "Streszczenie jest za długie: zmieść je w {max_length} znakach.",
    "description:string_too_short": "Opis jest za krótki: napisz co najmniej {min_length} znaków.",
    "description:string_too_long": "Opis jest za długi: zmieść go w {max_length} znakach.",
    "summary:missing": "Streść pomysł w jednym albo dwóch zdaniach.",
    "description:missing": "Opisz, co ma powstać.",
    "category:missing": "Wybierz kategorię.",
    "pool_id:missing": "Wybierz, czego dotyczy projekt.",
    "location:missing": "Napisz, gdzie to ma być.",
    "latitude": "Podaj szerokość w stopniach, na przykład 51,7611.",
    "longitude:float_parsing": "Podaj długość w stopniach, na przykład 18,0910.",
    "parcel": "Skróć numer działki do 60 znaków.",
    "location:string_too_short": "Opisz miejsce dokładniej.",
    "costs:missing": "Wpisz co najmniej jedną pozycję kosztów.",
    "costs:too_long": "Zmieść koszty w 40 pozycjach.",
    "costs:too_short": "Wpisz co najmniej jedną pozycję kosztów.",
    "costs:greater_than": "Podaj kwotę większą od zera.",
    "signatures": "Podaj liczbę podpisów. Jeśli ich jeszcze nie ma, wpisz 0.",
    "kept": "Dołącz najwyżej 5 plików.",
    "given:missing": "Podaj imię.",
    "surname:missing": "Podaj nazwisko.",
    "email:missing": "Podaj adres e-mail: wyślemy na niego potwierdzenie.",
    "email:string_pattern_mismatch": "Sprawdź adres e-mail, na przykład jan.nowak@poczta.pl.",
    "phone": "Sprawdź numer telefonu.",
    "address:missing": "Podaj adres: ulicę, numer domu i miejscowość.",
    "resident": "Zaznacz, że mieszkasz w mieście. Projekty zgłaszają mieszkańcy.",
    "consent": "Zaznacz zgodę. Bez niej nie możemy pokazać projektu.",
}

_PLACES = {
    "pool_id unknown": "Wybierz, czego dotyczy projekt.",
    "area_id needed": "Wybierz osiedle albo sołectwo: projekt lokalny należy do jednego.",
    "area_id unknown": "Wybierz osiedle albo sołectwo z listy.",
    "area_id unneeded": "Projekt dla całego miasta nie należy do jednego osiedla. Wybierz „nie dotyczy”.",
    "category unknown": "Wybierz kategorię.",
}


def place_errors(faults: Mapping[str, str]) -> dict[str, str]:
    """Say what does not fit the edition, by field."""
    return {field: _PLACES[f"{field} {fault}"] for field, fault in faults.items()}


def typed_fields(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the fields as typed, flat, for a page that carries them on in hidden ones."""
    flat = []
    for name in ORDER:
        held = values.get(name)
        if name == "costs":
            rows = held if isinstance(held, list) else []
            flat += [(f"costs-{at}-{key}", str(text)) for at, row in enumerate(rows) for key, text in row.items()]
        elif name != "kept" and isinstance(held, str) and held:
            flat.append((name, held))
    return flat
