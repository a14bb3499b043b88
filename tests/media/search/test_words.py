"""Words are found in whatever form they stand, with or without Polish letters."""

import pytest

from services.media.search.domain import Piece, fold, forms, snippet, sought, terms_of

MEET = """
ławki ławka | lawki ŁAWKAMI | ławek ławce | ulica ulicach | ulicę ulic | szkola szkół | szkoły szkole
szkoła szkołom | budzet budżetu | budżet budżecie | budżety budżetami | obywatelskiego obywatelski
obywatelska obywatelskich | miasto mieście | miasta miast | miescie miastem | droga drodze | dróg drogą
rada radzie | radni radnych | radnego radnym | urząd urzędu | urzędzie urzędem | urzad urzędami | remont remontem
remoncie remonty | most moście | mosty mostów | biuro biurze | biura biur | mieszkaniec mieszkańcy
mieszkańców mieszkańcom | mieszkaniec mieszkańcami | projekt projekcie | projekty projektów | głosowanie głosowań
glosowanie głosowaniu | powiat powiecie | powiatu powiaty | objazd objeździe | objazdy objazdem | wyjazd wyjeździe
park parkiem | parki parków | książka książek | książce książkami | rzeka rzece | rzek rzeką | kościół kościele
kościoły kościołem | świat świecie | kwiat kwiaty | kwiecie kwiatów | woda wodzie | wody wodą | obiad obiedzie
wniosek wnioski | wniosku wnioskami | środek środki | rynek rynku | awaria awarii | awarie awariami
historia historii | Kalisz Kaliszu | Warszawa Warszawie | Kraków Krakowie | problem problemie | problemów problemu
system systemem | dom domów | przebudowa przebudowie | budowa budowie | zamknięta zamknięte | nowy nowego
nowej nowych | zielony zielonym | miejski miejscy | miejsce miejsca | miejscu miejsc | wioska wiosce | Polska Polsce
gość gości | gość gościom | część części | młodzież młodzieży | noc nocy | okno oknie | okien oknami
krzesło krzeseł | cmentarz cmentarze | cmentarza cmentarzu | rower rowerze | rowery rowerami | las lasy
sąsiad sąsiedzi | sąsiada sąsiadom | prezydent prezydencie | prezydenta prezydentem | błąd błędu | błędy błędach
styczeń stycznia | wrzesień wrześniu | stopień stopnie | inwestycja inwestycji | działka działce | działek działkami
2027 2027
"""
APART = """
park parter | park parking | ławka ławnik | 2027 2026 | rada radar | droga drogeria | miasto miasteczko | most mostek
woda wódka | waga wada | rok rak | budżet budynek | szkoła szkolenie | ulica ulotka | urząd uraz | projekt projektor
powiat powitanie | las laska | remont remiza | biuro biurokracja | rzeka rzepa | dom dym | noc noga | wniosek wiosna
kościół kość | rynek rynna | okno oko | Kalisz kalina | sesja sen | obiad objazd
"""


def _pairs(table: str) -> list[tuple[str, str]]:
    return [
        (one, other) for one, other in (pair.split() for line in table.split("\n") for pair in line.split("|") if pair)
    ]


@pytest.mark.parametrize(("typed", "written"), _pairs(MEET))
def test_a_word_is_found_in_another_form(typed: str, written: str) -> None:
    assert forms(typed) & forms(written)


@pytest.mark.parametrize(("typed", "written"), _pairs(APART))
def test_another_word_is_not_found(typed: str, written: str) -> None:
    assert not forms(typed) & forms(written)


def test_letters_are_folded() -> None:
    assert fold("ZAŻÓŁĆ GĘŚLĄ") == "zazolc gesla"


def test_what_is_looked_for_is_bounded_and_said_once() -> None:
    assert len(sought("ławka ławki " + " ".join(f"słowo{number}" for number in range(50)))) <= 8
    assert sought("ławki ŁAWKI") == sought("ławki")
    assert sought("?! – „”") == ()


def test_a_long_text_has_a_bounded_number_of_terms() -> None:
    assert len(terms_of(" ".join(f"x{number}" for number in range(10_000)))) <= 4_008


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
