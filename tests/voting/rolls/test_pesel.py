"""PESEL as a way to recognise a voter: read strictly, kept by nobody, and never enough alone."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.ballots.service import AlreadyVoted
from services.voting.rolls.domain import (
    PeselImpossible,
    PeselMistyped,
    PeselNotDigits,
    Recognised,
    TooManyWords,
    UnreadablePesel,
    age,
    may_be_surname,
    pesel_tag,
    read_pesel,
    surname_tags,
    surname_words,
)
from services.voting.rolls.service import Identity, NotOnRoll
from tests.voting.conftest import EDITION, OPENS, Vote, announced
from tests.voting.rolls.pesel import checked, number

TODAY = date(2026, 9, 20)
ANNA = number(date(1980, 5, 14))
EWA = number(date(2015, 2, 1))
ROLL = f"""imię;nazwisko;adres;pesel
Anna;Nowak-Żółć;Śródmiejska 1/2;{ANNA}
Ewa;Lis;Śródmiejska 1 m. 2;{EWA}
"""
days = st.dates(date(1800, 1, 1), date(2299, 12, 31))


@given(days, st.integers(0, 9999), st.integers(0, 115 * 365))
def test_every_day_of_five_centuries_is_read_back(born: date, serial: int, later: int) -> None:
    today = min(born + timedelta(days=later), date(2299, 12, 31))
    assert read_pesel(number(born, serial), today).born == born


@given(days, st.integers(0, 9999), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(born: date, serial: int, place: int, by: int) -> None:
    digits = number(born, serial)
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    with pytest.raises(PeselMistyped):
        read_pesel(wrong, born)


@given(st.text(max_size=10))
def test_whatever_is_typed_an_error_repeats_nothing_of_it(text: str) -> None:
    with pytest.raises(UnreadablePesel) as refused:
        read_pesel(text, TODAY)
    assert refused.value.args == ()
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", PeselNotDigits),
        ("4405140135", PeselNotDigits),
        ("440514013591", PeselNotDigits),
        ("4405140135a", PeselNotDigits),
        ("٤٤٠٥١٤٠١٣٥٩", PeselNotDigits),
        ("44051401358", PeselMistyped),
        (checked("4400140135"), PeselImpossible),
        (checked("4413140135"), PeselImpossible),
        (checked("4402300135"), PeselImpossible),
        (number(date(2026, 9, 21)), PeselImpossible),
        (number(date(2150, 1, 1)), PeselImpossible),
        (number(date(1910, 9, 20)), PeselImpossible),
        (number(date(1826, 1, 1)), PeselImpossible),
    ],
)
def test_what_is_nobodys_number_is_refused(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_pesel(text, TODAY)


@pytest.mark.parametrize("text", ["44051401359", " 440514 01359 ", "440514-01359"])
def test_a_number_is_read_however_it_is_spaced(text: str) -> None:
    assert read_pesel(text, TODAY).number == "44051401359"


@pytest.mark.parametrize(
    ("born", "years"),
    [
        (date(2026, 9, 20), 0),
        (date(2025, 9, 21), 0),
        (date(2025, 9, 20), 1),
        (date(1910, 9, 21), 115),
    ],
)
def test_ages_are_whole_years(born: date, years: int) -> None:
    assert age(born, TODAY) == years
    assert read_pesel(number(born), TODAY).born == born


def test_who_is_born_on_the_29th_of_february_is_older_on_the_1st_of_march() -> None:
    assert [age(date(2004, 2, 29), date(2025, *day)) for day in ((2, 28), (3, 1))] == [20, 21]


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ("Nowak-Żółć", "nowak", True),
        ("Nowak-Żółć", "Zolc Nowak", True),
        ("Nowak", "Nowakowska", False),
        # A word that is not on the roll makes it somebody else's.
        ("Nowak-Żółć", "Nowak Lis", False),
        ("Nowak-Żółć", "Nowak Żółć Lis", True),
        # Who has both names now types one word more than the roll has, and never two: each would be another guess.
        ("Nowak", "Nowak-Lis", True),
        ("Nowak", "Lis Nowak", True),
        ("Nowak", "Nowak Lis Wilk", False),
        ("Nowak", "Lis Wilk", False),
        # What many surnames begin with says nothing alone, and is not a word more.
        ("de la Cruz", "de", False),
        ("de la Cruz", "Cruz", True),
        ("van Dijk", "van den Berg", False),
        ("Nowak", "de Nowak", True),
        ("De", "de", True),
    ],
)
def test_a_surname_is_known_by_its_parts_and_by_one_more(one: str, other: str, may: bool) -> None:
    assert may_be_surname(surname_words(one), surname_words(other)) is may


def test_of_two_people_one_surname_has_two_tags_and_only_the_edition_s_key_makes_them() -> None:
    anna, ewa = (surname_tags(bytes(32), EDITION, pesel, "Nowak-Żółć") for pesel in ("a", "b"))
    assert len(anna) == 2
    assert not anna & ewa
    assert surname_tags(bytes(32), EDITION, "a", "zolc") < anna
    assert not anna & surname_tags(b"x" * 32, EDITION, "a", "Nowak")


def test_the_tag_depends_on_the_key_and_the_edition() -> None:
    tags = {pesel_tag(key, edition, ANNA) for key in (bytes(32), b"x" * 32) for edition in ("a", "b")}
    assert len(tags) == 4
    assert not any(ANNA in tag for tag in tags)


async def known(vote: Vote, pesel: str, surname: str) -> Recognised:
    return await vote.rolls.recognise(EDITION, "pesel_roll", Identity(pesel=pesel, surname=surname))


async def taken_in(vote: Vote, roll: str = ROLL) -> None:
    await vote.hear(announced(identity="pesel_roll"))
    await vote.rolls.take_in(EDITION, roll.encode(), dry_run=False)
    vote.clock.moment = OPENS


async def test_a_person_is_found_by_number_and_surname_with_what_may_be_watched(vote: Vote) -> None:
    await taken_in(vote)
    anna, ewa = await known(vote, ANNA, "nowak zolc"), await known(vote, EWA, "LIS")
    assert (anna.age, ewa.age) == (46, 11)
    assert anna.home == ewa.home is not None
    assert anna.roll_id != ewa.roll_id


@pytest.mark.parametrize(("pesel", "surname"), [(ANNA, "Lis"), (number(date(1990, 1, 1)), "Nowak")])
async def test_a_number_alone_is_not_enough_and_cannot_be_tried(vote: Vote, pesel: str, surname: str) -> None:
    await taken_in(vote)
    with pytest.raises(NotOnRoll) as refused:
        await known(vote, pesel, surname)
    assert refused.value.args == ()


@pytest.mark.parametrize("surname", ["Nowak Lis", "a b c d", "Nowak Lis Wilk"])
async def test_a_heap_of_surnames_beside_a_number_opens_nothing(vote: Vote, surname: str) -> None:
    await taken_in(vote)
    with pytest.raises(NotOnRoll):
        await known(vote, ANNA, surname)
    with pytest.raises(TooManyWords):
        await known(vote, ANNA, "Nowak Żółć Lis Wilk Kot")


async def test_who_has_moved_and_married_keeps_their_one_ballot_in_a_new_roll(vote: Vote) -> None:
    await taken_in(vote)
    anna = await known(vote, ANNA, "Nowak")
    await taken_in(vote, f"imię;nazwisko;adres;pesel\nAnna;Lis;Polna 5;{ANNA}\n")
    assert (await known(vote, ANNA, "Lis")).roll_id == anna.roll_id


async def test_sixteen_casts_of_one_person_at_once_however_spelt_leave_one_ballot(vote: Vote) -> None:
    await vote.open(roll=ROLL, identity="pesel_roll")

    async def cast(nonce: int) -> bool:
        anna = await known(vote, ANNA, ("Nowak", "Zolc", "żółć-nowak", "NOWAK ŻÓŁĆ")[nonce % 4])
        try:
            await vote.ballots.cast(EDITION, anna.roll_id, {"miasto": [("drzewa", 1)]}, f"{nonce:032}")
        except AlreadyVoted:
            return False
        return True

    assert sum(await asyncio.gather(*(cast(nonce) for nonce in range(16)))) == 1


async def test_no_number_and_no_name_is_stored_or_logged_in_the_clear(
    vote: Vote, stored: Callable[[], Awaitable[dict[str, str]]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await taken_in(vote)
    await known(vote, ANNA, "Nowak")
    with pytest.raises(NotOnRoll):
        await known(vote, ANNA, "Lis")
    texts = json.dumps(await stored(), ensure_ascii=False) + caplog.text + repr(Identity(pesel=ANNA, surname="Nowak"))
    assert pesel_tag(vote.ballots.edition_key(EDITION), EDITION, ANNA) in texts
    assert not [word for word in (ANNA, EWA, "Nowak", "Śródmiejska", ANNA[:6]) if word in texts]
