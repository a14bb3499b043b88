"""The fields of an application's form, what is said when they do not hold, and a content as its fields."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, field_validator

from services.intake.initiatives.domain.content import (
    MOST_LINES,
    MOST_MEMBERS,
    MOST_SHARES,
    MOST_STEPS,
    Content,
    Group,
    LineGiven,
    Member,
    ShareGiven,
    StepGiven,
)
from services.intake.proposals.domain.draft import EMAIL, MOST_FILES, Applicant
from shared.contracts.initiatives.intake import CityShareKind, Readiness
from shared.web.forms import Form, Zloty, explain, said


def _decimal(value: object) -> object:
    return value.replace(",", ".").strip() if isinstance(value, str) else value


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Degrees = Annotated[float, BeforeValidator(_decimal)]


def zlote(grosze: int) -> str:
    """Write an amount as a form's field holds it: 1234,50."""
    return f"{grosze // 100},{grosze % 100:02d}"


class StepRow(Form):
    """One step of the schedule as typed."""

    name: str = Field(min_length=2, max_length=200)
    starts: date
    ends: date

    @field_validator("ends")
    @classmethod
    def _after_start(cls, ends: date, info: ValidationInfo) -> date:
        if "starts" in info.data and ends < info.data["starts"]:
            raise said("Koniec jest przed początkiem.")
        return ends


class ShareRow(Form):
    """One thing asked of the city as typed."""

    kind: CityShareKind
    subject: str = Field(min_length=2, max_length=200)
    value: Zloty = Field(gt=0, le=10**11)


class LineRow(Form):
    """One line of the estimate as typed."""

    name: str = Field(min_length=2, max_length=200)
    own: Zloty = Field(default=0, ge=0, le=10**11)
    city: Zloty = Field(default=0, ge=0, le=10**11)


class MemberRow(Form):
    """One resident beside the representative, as typed."""

    given: str = Field(max_length=100)
    surname: str = Field(max_length=100)
    address: str = Field(min_length=3, max_length=300)


class ContentForm(Form):
    """What is public of the form; the order of the fields is the order on the page."""

    title: str = Field(min_length=5, max_length=200)
    summary: str = Field(min_length=20, max_length=300)
    description: str = Field(min_length=50, max_length=5_000)
    goal: str = Field(min_length=10, max_length=2_000)
    task_area: str = Field(max_length=300)
    audience: str = Field(min_length=3, max_length=300)
    beneficiaries: int = Field(ge=1, le=1_000_000)
    readiness: Readiness
    place: str = Field(min_length=3, max_length=300)
    area_name: str | None = Field(default=None, max_length=100)
    latitude: Degrees | None = Field(default=None, ge=-90, le=90)
    longitude: Degrees | None = Field(default=None, ge=-180, le=180, validate_default=True)
    steps: Annotated[tuple[StepRow, ...], Field(min_length=1, max_length=MOST_STEPS)]
    shares: Annotated[tuple[ShareRow, ...], Field(max_length=MOST_SHARES)] = ()
    estimate: Annotated[tuple[LineRow, ...], Field(min_length=1, max_length=MOST_LINES)]
    signatures: int = Field(default=0, ge=0, le=100_000)
    organisation: str | None = Field(default=None, min_length=3, max_length=300)

    @field_validator("longitude")
    @classmethod
    def _both_or_none(cls, longitude: float | None, info: ValidationInfo) -> float | None:
        if "latitude" in info.data and (info.data["latitude"] is None) != (longitude is None):
            raise said("Podaj obie współrzędne albo zostaw oba pola puste.")
        return longitude

    def content(self) -> Content:
        """Give what is public of it."""
        fields = self.model_dump(include=set(Content.model_fields) - {"steps", "estimate", "city_shares"})
        return Content(
            **fields,
            steps=tuple(StepGiven(**row.model_dump()) for row in self.steps),
            city_shares=tuple(ShareGiven(**row.model_dump()) for row in self.shares),
            estimate=tuple(LineGiven(**row.model_dump()) for row in self.estimate),
        )


class GroupForm(Form):
    """Who files it, without the representative's e-mail, to which the link belongs."""

    given: str = Field(max_length=100)
    surname: str = Field(max_length=100)
    phone: str | None = Field(default=None, min_length=6, max_length=30)
    address: str = Field(min_length=3, max_length=300)
    members: Annotated[tuple[MemberRow, ...], Field(max_length=MOST_MEMBERS)] = ()

    def group(self, email: str | None) -> Group:
        """Give who files it."""
        one = Applicant(email=email, **self.model_dump(include=set(Applicant.model_fields) - {"email"}))
        members = tuple(Member(**row.model_dump()) for row in self.members)
        return Group(representative=one, members=members)


class ApplicationForm(GroupForm, ContentForm):
    """The whole form."""

    email: str = Field(max_length=254, pattern=EMAIL)
    kept: Annotated[tuple[str, ...], BeforeValidator(_several), Field(max_length=MOST_FILES)] = ()


_FILES = ("support_list", "land_consent", "authorisation", "declaration")
ORDER = (*ContentForm.model_fields, *_FILES, *GroupForm.model_fields, "email", "resident", "consent", "received_on")
"""The fields in the order of the page."""

MESSAGES = {
    "title:missing": "Nadaj inicjatywie nazwę.",
    "title:string_too_short": "Nazwa jest za krótka: napisz co najmniej {min_length} znaków.",
    "title:string_too_long": "Nazwa jest za długa: zmieść ją w {max_length} znakach.",
    "summary:missing": "Streść inicjatywę w jednym albo dwóch zdaniach.",
    "summary:string_too_short": "Streszczenie jest za krótkie: napisz co najmniej {min_length} znaków.",
    "summary:string_too_long": "Streszczenie jest za długie: zmieść je w {max_length} znakach.",
    "description:missing": "Opisz, co chcecie zrobić.",
    "description:string_too_short": "Opis jest za krótki: napisz co najmniej {min_length} znaków.",
    "description:string_too_long": "Opis jest za długi: zmieść go w {max_length} znakach.",
    "goal:missing": "Napisz, co chcecie osiągnąć.",
    "goal:string_too_short": "Opisz cel dokładniej.",
    "task_area": "Wybierz, czego dotyczy zadanie.",
    "audience:missing": "Napisz, dla kogo to będzie.",
    "beneficiaries": "Podaj, ile osób skorzysta. Wystarczy w przybliżeniu.",
    "readiness": "Zaznacz, jak daleko jesteście.",
    "place:missing": "Napisz, gdzie to ma być.",
    "place:string_too_short": "Opisz miejsce dokładniej.",
    "latitude": "Podaj szerokość w stopniach, na przykład 51,7611.",
    "longitude:float_parsing": "Podaj długość w stopniach, na przykład 18,0910.",
    "steps:missing": "Wpisz co najmniej jeden krok z datami.",
    "steps:too_short": "Wpisz co najmniej jeden krok z datami.",
    "steps:too_long": "Zmieść harmonogram w 20 krokach.",
    "shares:greater_than": "Podaj kwotę większą od zera.",
    "shares:too_long": "Zmieść to w 20 pozycjach.",
    "estimate:missing": "Wpisz co najmniej jedną pozycję kosztorysu.",
    "estimate:too_short": "Wpisz co najmniej jedną pozycję kosztorysu.",
    "estimate:too_long": "Zmieść kosztorys w 30 pozycjach.",
    "signatures": "Podaj liczbę podpisów. Jeśli ich nie ma, wpisz 0.",
    "organisation": "Podaj pełną nazwę organizacji albo zostaw to pole puste.",
    "kept": "Dołącz najwyżej 5 plików.",
    "given:missing": "Podaj imię.",
    "surname:missing": "Podaj nazwisko.",
    "email:missing": "Podaj adres e-mail: wyślemy na niego adres szkicu.",
    "email:string_pattern_mismatch": "Sprawdź adres e-mail, na przykład jan.nowak@poczta.pl.",
    "phone": "Sprawdź numer telefonu.",
    "address:missing": "Podaj adres: ulicę, numer domu i miejscowość.",
    "resident": "Zaznacz, że mieszkacie w mieście. Inicjatywy zgłaszają mieszkańcy.",
    "consent": "Zaznacz zgodę. Bez niej nie możemy pokazać inicjatywy.",
    "received_on": "Podaj dzień wpływu.",
}


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty: an empty field is a missing one."""
    return {name: value for name, value in values.items() if value not in ("", [], None)}


def read_values(values: Mapping[str, Any]) -> tuple[ApplicationForm | None, dict[str, str]]:
    """Read the fields of a draft as typed: the form, or what is wrong by field."""
    try:
        return ApplicationForm.model_validate(filled(values)), {}
    except ValidationError as error:
        return None, leave_out_repeats(explain(error, MESSAGES))


def leave_out_repeats(errors: Mapping[str, str]) -> dict[str, str]:
    """Leave out that there are too few rows where what is wrong is in a row."""
    rows = {field.partition("-")[0] for field in errors if "-" in field}
    return {field: text for field, text in errors.items() if field not in rows}


def content_values(content: Content) -> dict[str, Any]:
    """Give a content as the fields of the form hold it."""
    plain = content.model_dump(mode="json", exclude={"steps", "city_shares", "estimate"})
    degrees = {
        name: str(plain[name]).replace(".", ",") for name in ("latitude", "longitude") if plain[name] is not None
    }
    texts = {name: str(value) for name, value in plain.items() if value is not None}
    return {
        **texts,
        **degrees,
        "steps": [step.model_dump(mode="json") for step in content.steps],
        "shares": [{**each.model_dump(mode="json"), "value": zlote(each.value)} for each in content.city_shares],
        "estimate": [
            {"name": line.name, "own": zlote(line.own), "city": zlote(line.city)} for line in content.estimate
        ],
    }


def group_values(group: Group) -> dict[str, Any]:
    """Give who files it as the fields of the form hold it."""
    person = {name: value for name, value in group.representative.model_dump().items() if value}
    return {**person, "members": [member.model_dump() for member in group.members]}
