"""Pages: nothing that was typed breaks them, and no link leaves the city by a trick."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from jinja2 import UndefinedError

from shared.web.render import LanguageMiddleware, Templates, part

EVIL = "<script>alert('x')</script> & \"y\" {{ 7 * 7 }} %(x)s 100%"


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 9, 26, 10, 0, tzinfo=UTC)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "formal" / "templates"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def visitor(pages: Path) -> Iterator[TestClient]:
    templates = Templates([pages], clock=Noon())
    app = FastAPI()
    app.add_middleware(LanguageMiddleware)

    @app.get("/{rest:path}")
    async def show(request: Request) -> Response:
        held = json.loads(request.query_params.get("held", "{}"))
        return templates.page(request, "page.html", evil=EVIL, held=held)

    with TestClient(app, follow_redirects=False) as client:
        yield client


def write(pages: Path, text: str) -> None:
    pages.joinpath("page.html").write_text('{% import "components.html" as ui -%}' + text)


@pytest.mark.parametrize(
    "template",
    [
        "{{ evil }}",
        "{{ _(evil) }}",
        "{{ evil|said }}",
        "{% trans evil=evil %}Nazwa: {{ evil }}{% endtrans %}",
        "{{ _('Nazwa: %(evil)s', evil=evil) }}",
        '{{ ui.tag(evil, "good") }}{{ ui.card(evil, evil, evil, evil, evil) }}',
        '{{ ui.error_summary({"a": evil}, {"a": evil}) }}',
        '{{ ui.field("a", evil, {"a": evil}, {"a": evil}, hint=evil) }}',
        '{{ ui.field("a", evil, {"a": evil}, {"a": evil}, type="textarea") }}',
        '{{ ui.field("a", evil, {}, {}, type="radios", options=[(evil, evil)]) }}',
        '{{ ui.field("a", evil, {}, {}, type="select", options=[(evil, evil)]) }}',
        '{{ ui.choice("c", evil, evil, evil, 100, evil, evil, evil, evil) }}',
        '{{ ui.life([{"title": evil, "text": evil, "who": evil, "state": "done"}]) }}',
        '{{ ui.summary_list([{"key": evil, "value": evil}]) }}',
        '{{ ui.empty(evil, evil, {"href": evil, "text": evil}) }}',
        '{{ ui.chart_bars([{"label": evil, "value": 1}], evil, evil) }}',
    ],
)
def test_what_people_write_is_shown_as_text_and_never_run(visitor: TestClient, pages: Path, template: str) -> None:
    write(pages, template)
    page = visitor.get("/").text

    assert "alert(" in page
    assert "<script>alert" not in page
    assert "49" not in page


def test_a_text_of_many_lines_comes_back_as_it_was_typed(visitor: TestClient, pages: Path) -> None:
    write(
        pages,
        '{{ ui.field("a", "A", {"a": "raz\\n  dwa\\n\\ntrzy"}, {}, type="textarea") }}',
    )

    assert ">raz\n  dwa\n\ntrzy</textarea>" in visitor.get("/").text


@pytest.mark.parametrize(
    ("done", "said"),
    [(24, "zrobione czw., 24 września"), (29, "zrobione po terminie: wt., 29 września")],
)
def test_a_term_that_is_met_stays_what_it_was_and_says_when_it_was_met(
    visitor: TestClient, pages: Path, done: int, said: str
) -> None:
    write(pages, "{{ ui.deadline(now().replace(day=28), done=now().replace(day=held.done)) }}")
    page = visitor.get("/", params={"held": json.dumps({"done": done})}).text.replace("\xa0", " ")

    assert "pon., 28 września" in page
    assert said in page


def test_a_name_that_nobody_gave_is_an_error_and_not_an_empty_place(visitor: TestClient, pages: Path) -> None:
    write(pages, "{{ nobody_gave_this }}")

    with pytest.raises(UndefinedError):
        visitor.get("/")


def test_a_template_can_be_called_with_its_capability(pages: Path) -> None:
    write(pages, "karta formalna")

    assert Templates([pages], clock=Noon()).text("pl", "formal/page.html") == "karta formalna"


def test_the_language_is_remembered_and_the_address_stays(visitor: TestClient, pages: Path) -> None:
    write(pages, "{{ lang }} {{ page_url_in('pl') }}")
    moved = visitor.get("/aktualnosci/życie?q=ławki+i+drzewa&lang=en&q=2")

    assert moved.status_code == 303
    assert (
        moved.headers["location"]
        == "/aktualno%C5%9Bci/%C5%BCycie".replace("%C5%9B", "s") + "?q=%C5%82awki+i+drzewa&q=2"
    )
    assert "lang=en" in moved.headers["set-cookie"]
    page = visitor.get("/a?q=1", headers={"cookie": "lang=en"})
    assert page.text == "en ?q=1&amp;lang=pl"
    assert page.headers["content-language"] == "en"
    assert page.headers["vary"] == "Cookie"


@pytest.mark.parametrize(
    "path", ["//elsewhere.example/", "///elsewhere.example", "/%5Celsewhere.example", "/%2Felsewhere.example"]
)
def test_a_change_of_language_never_leads_to_another_site(visitor: TestClient, path: str) -> None:
    answer = visitor.get(f"http://testserver{path}?lang=en")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/elsewhere.example")


def test_an_unknown_language_and_the_addresses_of_programs_are_left_alone(visitor: TestClient, pages: Path) -> None:
    write(pages, "{{ lang }}")

    assert visitor.get("/a?lang=xx").text == "pl"
    assert visitor.get("/api/voting/v1/results?lang=en").status_code == 200
    assert visitor.get("/a", headers={"cookie": "lang=<script>"}).text == "pl"


def test_a_field_finds_what_it_holds_in_lists_models_and_objects() -> None:
    values = {"title": "Ławki", "costs": [{"name": "drewno"}]}

    assert part(values, "title") == "Ławki"
    assert part(values, "costs-0-name") == "drewno"
    assert part(values, "costs-7-name") is None
    assert part(Noon(), "nothing") is None


@pytest.mark.parametrize(
    ("held", "checked"), [({"a": "b"}, ["b"]), ({"a": ["b", "c"]}, ["b", "c"]), ({}, []), ({"a": None}, [])]
)
def test_the_boxes_that_were_ticked_stay_ticked(
    visitor: TestClient, pages: Path, held: dict[str, object], checked: list[str]
) -> None:
    write(pages, '{{ ui.field("a", "A", held, {}, type="checkboxes", options=[("b", "B"), ("c", "C")]) }}')
    page = visitor.get("/", params={"held": json.dumps(held)}).text

    assert [value for value in "bc" if f'value="{value}" checked' in page] == checked
