"""Words are found in whatever form they stand, with or without Polish letters."""

import pytest

from services.media.search.domain import Piece, fold, forms, snippet, sought, terms_of


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ławki", "ławka"),
        ("lawki", "ŁAWKAMI"),
        ("ulica", "ulicach"),
        ("szkola", "szkół"),
        ("szkoły", "szkole"),
        ("budzet", "budżetu"),
        ("obywatelskiego", "obywatelski"),
        ("remont", "remontem"),
        ("zamknięta", "zamknięte"),
        ("Kalisz", "Kaliszu"),
        ("2027", "2027"),
    ],
)
def test_a_word_is_found_in_another_form(typed: str, written: str) -> None:
    assert forms(typed) & forms(written)


@pytest.mark.parametrize(("typed", "written"), [("park", "parter"), ("ławka", "ławnik"), ("2027", "2026")])
def test_another_word_is_not_found(typed: str, written: str) -> None:
    assert not forms(typed) & forms(written)


def test_letters_are_folded() -> None:
    assert fold("ZAŻÓŁĆ GĘŚLĄ") == "zazolc gesla"


def test_what_is_looked_for_is_bounded_and_said_once() -> None:
    assert len(sought("ławka ławki " + " ".join(f"słowo{number}" for number in range(50)))) <= 8
    assert sought("ławki ŁAWKI") == sought("ławki")
    assert sought("?! – „”") == ()


def test_a_long_text_has_a_bounded_number_of_terms() -> None:
    assert len(terms_of(" ".join(f"x{number}" for number in range(10_000)))) <= 3_001


def test_a_snippet_shows_the_words_that_fit_among_their_neighbours() -> None:
    text = "Najpierw długo o niczym. " * 20 + "Na Rogatce stanie nowa ławka z drewna. " + "Potem znów o niczym. " * 20
    pieces = snippet(text, sought("lawki"))
    assert [piece.text for piece in pieces if piece.hit] == ["ławka"]
    assert pieces[0] == Piece(text="… ")
    assert pieces[-1] == Piece(text=" …")
    whole = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
    assert whole in text
    assert len(whole) < 400


def test_a_snippet_without_a_hit_is_the_beginning() -> None:
    assert snippet("Krótko o niczym.", sought("ławka")) == (Piece(text="Krótko o niczym."),)
    assert snippet("", ()) == ()
