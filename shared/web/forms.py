"""Reads a form into a model, and says in plain words what is wrong at which field. Nothing typed is ever lost."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from starlette.datastructures import FormData, UploadFile

from shared.store import new_id
from shared.web.requests import set_request_key

FORM_KEY = "form_key"
"""The hidden field with a key made when the form was shown: sent twice, it counts once."""

M = TypeVar("M", bound=BaseModel)


class Form(BaseModel):
    """A form's fields. Texts are trimmed; an empty field is a missing one; unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True, extra="ignore")


class VersionForm(Form):
    """The form of a step: it holds the version that its person has seen."""

    version: int = Field(ge=1)


class FormInvalid(Exception):
    """What was typed does not hold. `values`: as typed, to show again; `errors`: Polish msgid by field name."""

    def __init__(self, values: Mapping[str, Any], errors: Mapping[str, str]) -> None:
        super().__init__(f"{len(errors)} fields to mend")
        self.values, self.errors = dict(values), dict(errors)


def form_key() -> str:
    """Make the key for a form that is about to be shown."""
    return new_id()


async def read(request: Request, model: type[M], messages: Mapping[str, str] | None = None) -> M:
    """Read the posted form into `model`; its `form_key`, where it has one, becomes the request's key.

    Names with dashes build lists: `costs-0-name`. `messages` gives own texts by field, or by `field:rule` with
    pydantic's rule names. Raises `FormInvalid` with everything that was typed.
    """
    return checked(await typed(request), model, messages)


async def typed(request: Request, max_files: int = 10) -> dict[str, Any]:
    """Give what a form holds as typed, see `nested`; its `form_key`, where it has one, becomes the request's key."""
    form = await request.form(max_files=max_files, max_fields=500, max_part_size=200_000)
    values = nested(form)
    key = form.get(FORM_KEY)
    if isinstance(key, str) and key:
        held = sorted((name, value) for name, value in form.multi_items() if isinstance(value, str))
        set_request_key(request, key, repr(held).encode())
    return values


def checked(values: Mapping[str, Any], model: type[M], messages: Mapping[str, str] | None = None) -> M:
    """Read what was typed into `model`, as `read` does. Raises `FormInvalid`."""
    try:
        return model.model_validate({name: value for name, value in values.items() if not _empty(value)})
    except ValidationError as error:
        raise FormInvalid(values, _in_order(model, values, explain(error, messages or {}))) from None


def _in_order(model: type[BaseModel], values: Mapping[str, Any], errors: Mapping[str, str]) -> dict[str, str]:
    """Put errors in the order in which the fields stand on the page: a browser sends them so.

    A field that it does not send, as nobody has ticked anything in it, stands before the next one of the model.
    """
    places, place = {name: number for number, name in enumerate(values)}, len(values)
    for name in reversed(model.model_fields):
        place = places.setdefault(name, place)
    return dict(sorted(errors.items(), key=lambda error: places.get(error[0].partition("-")[0], len(values))))


def nested(form: FormData) -> dict[str, Any]:
    """Give the fields as typed; `a-0-b` as `{"a": [{"b": …}]}` without empty rows; repeated names as lists."""
    plain: dict[str, Any] = {}
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    for name in form:
        every = [value for value in form.getlist(name) if not (isinstance(value, UploadFile) and not value.filename)]
        value: Any = every[0] if len(every) == 1 else every
        if not every:
            continue
        match = re.fullmatch(r"(\w+)-(\d{1,3})-(\w+)", name)
        if match:
            plain.setdefault(match[1], [])
            rows.setdefault(match[1], {}).setdefault(int(match[2]), {})[match[3]] = value
        else:
            plain[name] = value
    for name, by_number in rows.items():
        kept = [row for _, row in sorted(by_number.items()) if any(not _empty(value) for value in row.values())]
        plain[name] = [{key: value for key, value in row.items() if not _empty(value)} for row in kept]
    return plain


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value == []


_RULES = {
    "missing": "Wypełnij to pole.",
    "string_too_short": "Napisz trochę więcej: co najmniej {min_length} znaków.",
    "string_too_long": "To za długi tekst: najwyżej {max_length} znaków.",
    "string_pattern_mismatch": "Sprawdź, czy nie ma tu pomyłki.",
    "greater_than": "Podaj liczbę większą niż {gt}.",
    "greater_than_equal": "Podaj liczbę nie mniejszą niż {ge}.",
    "less_than_equal": "Podaj liczbę nie większą niż {le}.",
    "int_parsing": "Podaj liczbę.",
    "float_parsing": "Podaj liczbę.",
    "int_from_float": "Podaj liczbę całkowitą.",
    "bool_parsing": "Zaznacz jedną z odpowiedzi.",
    "too_short": "Podaj co najmniej {min_length}.",
    "too_long": "Podaj najwyżej {max_length}.",
    "enum": "Wybierz jedną z możliwości.",
    "literal_error": "Wybierz jedną z możliwości.",
    "date_from_datetime_parsing": "Podaj datę, na przykład 27.03.2027.",
    "datetime_from_date_parsing": "Podaj datę i godzinę.",
}

_TOO_LONG = "string_too_long"


def explain(error: ValidationError, messages: Mapping[str, str]) -> dict[str, str]:
    """Give a Polish text for each field that does not hold; the first fault of a field is the one that is said."""
    said: dict[str, str] = {}
    for fault in error.errors(include_url=False, include_input=False):
        field = "-".join(str(part) for part in fault["loc"])
        top = str(fault["loc"][0]) if fault["loc"] else ""
        text = (
            messages.get(f"{field}:{fault['type']}")
            or messages.get(f"{top}:{fault['type']}")
            # A field's own text asks for something to be typed: who has typed too much is told how much may be.
            or (_RULES[_TOO_LONG] if fault["type"] == _TOO_LONG and field == top else None)
            or messages.get(field)
            or (fault["msg"] if fault["type"] == "said" else None)
            or _RULES.get(fault["type"])
            or "Sprawdź, czy nie ma tu pomyłki."
        )
        said.setdefault(field, text.format(**{key: str(value) for key, value in (fault.get("ctx") or {}).items()}))
    return said


def said(text: str) -> PydanticCustomError:
    """Make an error for a validator to raise, with the Polish text that the person reads."""
    return PydanticCustomError("said", "{text}", {"text": text})


def parse_money(value: object) -> object:
    """Read złoty as people write them ("1 234,50 zł") into grosze."""
    if not isinstance(value, str):
        return value
    text = re.sub(r"[\s\u00a0\u202f]|zł", "", value).replace(",", ".")
    try:
        amount = Decimal(text) * 100
    except InvalidOperation:
        raise said("Podaj kwotę w złotych, na przykład 12 500,00.") from None
    if not amount.is_finite() or amount != amount.to_integral_value() or abs(amount) > 10**13:
        raise said("Podaj kwotę w złotych, na przykład 12 500,00.")
    return int(amount)


def parse_lines(value: object) -> object:
    """Read what was typed line by line, such as several addresses, into a tuple; empty lines are left out."""
    return tuple(line.strip() for line in value.splitlines() if line.strip()) if isinstance(value, str) else value


Zloty = Annotated[int, BeforeValidator(parse_money)]
"""A form field in złoty, read into grosze."""


def problem_list(errors: Mapping[str, str], order: Sequence[str]) -> list[tuple[str, str]]:
    """Give (field, text) in the order of the form, for the summary at its top."""
    place = {name: number for number, name in enumerate(order)}
    return sorted(errors.items(), key=lambda entry: place.get(entry[0].partition("-")[0], len(place)))
