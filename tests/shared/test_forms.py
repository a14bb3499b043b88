"""Forms are read as people fill them in, and every fault is said at its field."""

from urllib.parse import quote

import pytest
from pydantic import Field, field_validator
from starlette.requests import Request

from shared.web.forms import Form, FormInvalid, Zloty, problem_list, read, said


class Item(Form):
    name: str = Field(max_length=20)
    amount: Zloty = Field(gt=0)


class Idea(Form):
    title: str = Field(min_length=5, max_length=30)
    area: str | None = None
    items: list[Item] = Field(min_length=1, max_length=3)

    @field_validator("title")
    @classmethod
    def not_shouted(cls, title: str) -> str:
        if title.isupper():
            raise said("Nie pisz samymi wielkimi literami.")
        return title


def a_post(body: str) -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": quote(body, safe="=&+,").encode(), "more_body": False}

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    scope = {"type": "http", "method": "POST", "path": "/x", "headers": headers, "query_string": b"", "state": {}}
    return Request(scope, receive)


async def test_rows_become_a_list_and_empty_rows_are_left_out():
    body = "title=+Ławki+w+parku+&items-0-name=ławka&items-0-amount=1+234,50&items-1-name=&items-1-amount="
    idea = await read(a_post(body), Idea)
    assert (idea.title, idea.items, idea.area) == ("Ławki w parku", [Item(name="ławka", amount=123450)], None)


@pytest.mark.parametrize(
    ("body", "field", "text"),
    [
        ("items-0-name=a&items-0-amount=1", "title", "Wypełnij to pole."),
        ("title=Ław&items-0-name=a&items-0-amount=1", "title", "Napisz trochę więcej: co najmniej 5 znaków."),
        ("title=ŁAWKI WSZĘDZIE&items-0-name=a&items-0-amount=1", "title", "Nie pisz samymi wielkimi literami."),
        ("title=Ławki w parku", "items", "Wypełnij to pole."),
        ("title=Ławki w parku&items-0-name=a", "items-0-amount", "Wypełnij to pole."),
        (
            "title=Ławki w parku&items-0-name=a&items-0-amount=dużo",
            "items-0-amount",
            "Podaj kwotę w złotych, na przykład 12 500,00.",
        ),
        ("title=Ławki w parku&items-0-name=a&items-0-amount=0", "items-0-amount", "Podaj liczbę większą niż 0."),
    ],
)
async def test_each_fault_is_said_at_its_field_and_nothing_typed_is_lost(body, field, text):
    with pytest.raises(FormInvalid) as invalid:
        await read(a_post(body), Idea)

    assert invalid.value.errors[field] == text
    assert all(part.partition("=")[2] in str(invalid.value.values) for part in body.split("&"))


class Asking(Idea):
    kind: str
    until: str


@pytest.mark.parametrize(
    ("sent", "order"),
    [
        ("until=&items-0-name=a&title=", ["kind", "until", "items-0-amount", "title"]),
        ("title=&until=&items-0-name=a", ["title", "kind", "until", "items-0-amount"]),
        ("", ["title", "items", "kind", "until"]),
    ],
)
async def test_faults_are_told_in_the_order_of_the_pages_fields_not_of_the_models(sent, order):
    with pytest.raises(FormInvalid) as invalid:
        await read(a_post(sent), Asking)
    assert list(invalid.value.errors) == order


async def test_a_form_may_say_a_rule_in_its_own_words():
    with pytest.raises(FormInvalid) as invalid:
        await read(a_post("items-0-name=a&items-0-amount=1"), Idea, {"title:missing": "Nazwij swój pomysł."})
    assert invalid.value.errors == {"title": "Nazwij swój pomysł."}


@pytest.mark.parametrize(
    ("typed", "grosze"), [("12", 1200), ("1 234,50 zł", 123450), ("0.01", 1), ("1\u00a0000", 100000)]
)
async def test_money_is_read_as_people_write_it(typed, grosze):
    idea = await read(a_post(f"title=Ławki w parku&items-0-name=a&items-0-amount={typed}"), Idea)
    assert idea.items[0].amount == grosze


@pytest.mark.parametrize("typed", ["1,234", "NaN", "1e99", "-", "inf"])
async def test_what_is_not_money_is_refused(typed):
    with pytest.raises(FormInvalid):
        await read(a_post(f"title=Ławki w parku&items-0-name=a&items-0-amount={typed}"), Idea)


def test_the_summary_follows_the_order_of_the_form():
    errors = {"items-0-name": "b", "title": "a"}
    assert problem_list(errors, ["title", "items"]) == [("title", "a"), ("items-0-name", "b")]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("", "Podaj tytuł."),
        ("Ław", "Podaj tytuł."),
        ("Ławki w parku " * 9, "To za długi tekst: najwyżej 30 znaków."),
    ],
)
async def test_who_has_typed_too_much_is_told_how_much_may_be_and_not_to_type_something(title: str, text: str) -> None:
    with pytest.raises(FormInvalid) as told:
        await read(a_post(f"title={title}&items-0-name=a&items-0-amount=1"), Idea, {"title": "Podaj tytuł."})
    assert told.value.errors == {"title": text}


async def test_a_field_may_say_in_its_own_words_that_too_much_was_typed() -> None:
    own = {"title:string_too_long": "Zmieść tytuł w {max_length} znakach."}
    body = "title=Ławki w parku i obok niego, wszędzie&items-0-name=a&items-0-amount=1"
    with pytest.raises(FormInvalid) as told:
        await read(a_post(body), Idea, own)
    assert told.value.errors == {"title": "Zmieść tytuł w 30 znakach."}
