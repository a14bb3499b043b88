"""Who is the same person, who may be, and who is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.rolls.domain import (
    AddressUnreadable,
    Match,
    Matched,
    NameUnreadable,
    Person,
    Review,
    TooManyWords,
    Unknown,
    address_key,
    exact_name,
    fold,
    near_names,
    person_tags,
    resolve,
)

KEY = bytes(32)
ROLL = {
    "anna": Person("Anna Maria", "Nowak-Kowalska", "ul. Łódzka 12 m. 3"),
    "lukasz": Person("Łukasz", "Żółć", "os. XXV-lecia 3/4"),
    "jan": Person("Jan", "Kowalski", "al. Wojska Polskiego 7"),
    "father": Person("Piotr", "Zając", "ul. Polna 1"),
    "son": Person("Piotr", "Zając", "ul. Polna 1"),
    "ewa": Person("Ewa", "Wójcik", "ul. Krótka 2"),
    "ewa_julia": Person("Ewa Julia", "Wójcik-Lis", "ul. Krótka 2"),
}


def find(given: str, surname: str, address: str) -> Match:
    person = person_tags(KEY, "2026", Person(given, surname, address))
    tags = {id: person_tags(KEY, "2026", entry) for id, entry in ROLL.items()}
    return resolve(
        [id for id, entry in tags.items() if entry.exact == person.exact],
        [id for id, entry in tags.items() if entry.near & person.near],
        [id for id, entry in tags.items() if entry.near == person.near],
    )


@pytest.mark.parametrize(
    ("given", "surname", "address", "expected"),
    [
        ("Anna", "Nowak-Kowalska", "Łódzka 12/3", Matched("anna")),
        ("ANNA", "NOWAK - KOWALSKA", "ul. ŁÓDZKA 12 lok. 3, 62-800 Kalisz", Matched("anna")),
        ("Anna", "Nowak–Kowalska", "ul.Łódzka 12 m.3", Matched("anna")),
        ("Łukasz", "Żółć", "XXV lecia 3 m. 4", Matched("lukasz")),
        ("Anna", "Nowak Kowalska", "Łódzka 12/3", Review(("anna",))),
        ("Anna", "Kowalska-Nowak", "Łódzka 12/3", Review(("anna",))),
        ("Anna", "Kowalska", "Łódzka 12/3", Review(("anna",))),
        ("Maria", "Nowak", "Łódzka 12/3", Review(("anna",))),
        ("Lukasz", "Zolc", "os. XXV-lecia 3/4", Matched("lukasz")),
        ("Kowalski", "Jan", "Wojska Polskiego 7", Matched("jan")),
        ("Ewa", "Wojcik", "Krótka 2", Review(("ewa", "ewa_julia"))),
        ("Ewa", "Wójcik", "Krótka 2", Matched("ewa")),
        ("Julia Ewa", "Lis Wojcik", "Krótka 2", Review(("ewa", "ewa_julia"))),
        ("Piotr", "Zajac", "Polna 1", Review(("father", "son"))),
        ("Piotr", "Zając", "Polna 1", Review(("father", "son"))),
        ("Jan", "Kowalski", "Wojska Polskiego 8", Unknown()),
        ("Janina", "Kowalska", "Wojska Polskiego 7", Unknown()),
        ("Anna", "Nowak-Kowalska", "Łódzka 12/4", Unknown()),
    ],
)
def test_a_person_is_matched_reviewed_or_unknown(given: str, surname: str, address: str, expected: Match) -> None:
    assert find(given, surname, address) == expected


@pytest.mark.parametrize(
    "same",
    [
        ["ul. Łódzka 12 m. 3", "Łódzka 12/3", "ulica lodzka 12 m 3", "ŁÓDZKA 12 lok. 3", "Łódzka 12 mieszkanie 3"],
        ["Łódzka 12m3", "Łódzka 12, m. 3", "ul. Łódzka nr 12/3", "ul. Łódzka 12/3, 62-800 Kalisz", "Łódzka 12/3."],
        ["ul. Polna 5A", "Polna 5 a", "ul.Polna 5a"],
        ["al. Wojska Polskiego 10", "Aleja Wojska Polskiego 10", "Polskiego Wojska 10"],
        ["ul. 3 Maja 5", "3 MAJA 5"],
        ["11 Listopada 12/14 m. 3", "ul. 11 Listopada 12/14/3"],
        ["os. Dobrzec 1", "osiedle Dobrzec 1"],
        ["Górnośląska 10-12/5", "Górnośląska 10 - 12 m. 5"],
    ],
)
def test_one_address_has_one_key_however_it_is_written(same: list[str]) -> None:
    assert len({address_key(address) for address in same}) == 1


def test_other_houses_flats_and_streets_are_other_addresses() -> None:
    others = ["Polna 5", "Polna 5a", "Polna 5/1", "Polna 51", "Polna 5/11", "Polna 6", "Rolna 5", "3 Maja 5", "Maja 5"]

    assert len({address_key(address) for address in others}) == len(others)


@pytest.mark.parametrize("text", ["", "Polna", "ul. 3 Maja", "62-800 Kalisz", "???"])
def test_an_address_without_a_street_or_a_house_is_refused(text: str) -> None:
    with pytest.raises(AddressUnreadable):
        address_key(text)


def test_a_name_without_a_letter_is_refused() -> None:
    for first, surname in (("", "Nowak"), ("Anna", "-"), ("7", "Nowak")):
        with pytest.raises(NameUnreadable):
            exact_name(first, surname)
        with pytest.raises(NameUnreadable):
            near_names(first, surname)


@pytest.mark.parametrize(
    ("given", "surname", "field"),
    [
        ("Anna Maria Zofia Ewa", "García de la Cruz", None),
        ("Anna Maria Zofia Ewa Julia", "Nowak", "given"),
        ("Anna", "a b c d e", "surname"),
        ("Anna", "a-b-c-d-e", "surname"),
        ("a " * 50, "b " * 50, "given"),
    ],
)
def test_nobody_makes_a_heap_of_tags_of_one_name(given: str, surname: str, field: str | None) -> None:
    if field is None:
        assert len(person_tags(KEY, "2026", Person(given, surname, "Polna 1")).near) == 16
        return
    for make in (exact_name, near_names):
        with pytest.raises(TooManyWords) as refused:
            make(given, surname)
        assert refused.value.field == field


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ŁÓDŹ", "lodz"),
        ("Zażółć gęślą jaźń", "zazolc gesla jazn"),
        ("Løvenskiold", "lovenskiold"),
        ("Straße", "strasse"),
    ],
)
def test_polish_and_foreign_letters_fold(text: str, plain: str) -> None:
    assert fold(text) == plain


def test_composed_and_decomposed_letters_are_one_spelling() -> None:
    assert exact_name("Zoe\u0301", "Nowak") == exact_name("Zo\u00e9", "Nowak")


def test_the_same_person_has_other_tags_in_another_edition_and_under_another_key() -> None:
    person = ROLL["jan"]
    tags = [person_tags(KEY, "2026", person), person_tags(KEY, "2027", person), person_tags(b"x" * 32, "2026", person)]

    assert len({tag.exact for tag in tags}) == 3
    assert not tags[0].near & tags[1].near


def test_an_error_never_repeats_what_was_written() -> None:
    with pytest.raises(AddressUnreadable) as refused:
        address_key("Jan Kowalski, bez adresu")
    assert str(refused.value) == ""


letters = st.text(st.characters(categories=["Lu", "Ll"], codec="iso8859_2"), min_size=1, max_size=12)


@given(letters, letters, letters)
def test_whoever_matches_exactly_is_also_near(given_name: str, surname: str, second: str) -> None:
    exact = exact_name(given_name, f"{surname}-{second}")

    assert exact == exact_name(f" {given_name} {second}", f"{surname} - {second}")
    assert near_names(given_name, f"{surname}-{second}") == near_names(given_name, f"{second} {surname}")
    assert near_names(given_name, surname) <= near_names(given_name, f"{surname}-{second}")
    assert near_names(given_name, surname) == near_names(surname, given_name)


@given(letters, st.integers(1, 999), st.integers(1, 999))
def test_flat_numbers_have_one_form(street: str, house: int, flat: int) -> None:
    street = f"{street} testowa"

    assert address_key(f"ul. {street} {house}/{flat}") == address_key(f"{street} {house} m. {flat}")
