"""What people write cannot run in a reader's browser, whatever it is."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.media.website.pages.text import html
from tests.media.website.hostile import snippets

_ALLOWED = {
    "p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


class Strict(HTMLParser):
    """Reads HTML and notes whatever is not a plain mark of a text or a link that leads somewhere harmless."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ALLOWED:
            self.faults.append(tag)
        for name, value in attrs:
            # As browsers read an address: without what they pass over in it.
            scheme = re.match("([a-z][a-z0-9+.-]*):", re.sub("[\x00-\x20]", "", (value or "").lower()))
            harmless = scheme is None or scheme[1] in ("http", "https", "mailto", "tel")
            if name not in ("rel", "title", "lang") and ((tag, name) != ("a", "href") or not harmless):
                self.faults.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl}")


def faults(written: str) -> list[str]:
    reader = Strict()
    reader.feed(str(html(written)))
    reader.close()
    return reader.faults


def test_there_are_five_hundred_hostile_snippets_and_no_two_are_alike() -> None:
    assert len(set(snippets())) > 450
    assert len(snippets()) == 500


@pytest.mark.parametrize("part", range(10))
def test_nothing_of_a_hostile_text_is_left_but_words(part: int) -> None:
    for written in snippets()[part::10]:
        assert faults(written) == [], written


_PIECES = st.sampled_from(
    [
        "<",
        ">",
        '"',
        "'",
        "&",
        "script",
        "img",
        " src=x",
        " onerror=alert(1)",
        "javascript:",
        "[x](",
        ")",
        "`",
        "\n",
        "!",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=5), max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_mixture_of_marks_runs_either(written: str) -> None:
    assert faults(written) == []


@pytest.mark.parametrize("written", ["<img src=x onerror=a()>", "<script>x</script>"])
def test_the_reader_of_this_test_sees_what_would_run(written: str) -> None:
    reader = Strict()
    reader.feed(written)
    assert reader.faults != []
