"""Grammar: names and titles are said as the reviewed table says; what it lacks is never guessed."""

import csv
import re
from pathlib import Path

import pytest

from services.events.letters.domain.forms import (
    Form,
    FormUnknown,
    Gender,
    Manner,
    Recipient,
    Said,
    Who,
    address,
    missing,
    reviewed,
)
from services.events.letters.domain.kinds import Kind
from services.events.letters.domain.templates import TemplateBroken, templates

DATA = Path(__file__).parents[3] / "services" / "events" / "letters" / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def one(gender: str = "m", manner: str = "plain", first_name: str = "Jan", title: str = "") -> Recipient:
    return Recipient(
        gender=Gender(gender), manner=Manner(manner), title=title, first_name=first_name, last_name="Próbny"
    )


NAMES = rows("names.csv")
_SOFTENED = [
    ("t", "cie"), ("d", "dzie"), ("ł", "le"), ("r", "rze"), ("n", "nie"), ("m", "mie"), ("b", "bie"), ("p", "pie"),
    ("f", "fie"), ("w", "wie"), ("s", "sie"), ("z", "zie"),
]  # fmt: skip
_TO_U = ("k", "g", "ch", "sz", "cz", "rz", "ż", "j", "l", "c")
_FLEETING = {"Paweł": "Pawle", "Kacper": "Kacprze", "Aleksander": "Aleksandrze", "Sylwester": "Sylwestrze"}
_BY_HEART = {
    **_FLEETING,
    "Jacek": "Jacku",
    "Marek": "Marku",
    "Leszek": "Leszku",
    "Franciszek": "Franciszku",
    "Wawrzyniec": "Wawrzyńcze",
    "August": "Auguście",
    "Ernest": "Erneście",
    "Mieszko": "Mieszku",
    "Lech": "Lechu",
    "Roch": "Rochu",
}


def by_rule(name: str, gender: str) -> str:
    """The vocative by the rules of a grammar: a second opinion on the table, with what has to be known by heart."""
    if name in _BY_HEART:
        return _BY_HEART[name]
    if name.endswith("a"):
        return name[:-1] + "o"
    if gender == "f" or name.endswith(("y", "i")):
        return name
    if name.endswith(_TO_U):
        return name + "u"
    return next(name[: -len(end)] + voc for end, voc in _SOFTENED if name.endswith(end))


@pytest.mark.parametrize("row", NAMES, ids=lambda row: row["name"] + row["gender"])
def test_the_table_agrees_with_the_rules_of_grammar(row):
    assert row["vocative"] == by_rule(row["name"], row["gender"])


def test_three_hundred_names_and_titles_are_reviewed():
    assert len(reviewed()) >= 300
    keys = [(row["name"], row["gender"]) for row in NAMES]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[A-ZŁŻŚĆŹ][a-ząćęłńóśźż]+", row["name"]) for row in NAMES)


def test_every_title_speaks_to_its_gender():
    starts = {
        "pan": "Szanowny Panie ",
        "pani": "Szanowna Pani ",
        "ksiadz": "Czcigodny Księże",
        "siostra": "Czcigodna Sio",
    }
    for row in rows("titles.csv"):
        assert row["salutation"].startswith(starts[row["person"]]), row
        assert (row["gender"] == "f") is (row["person"] in ("pani", "siostra")), row


@pytest.mark.parametrize(
    ("recipients", "greeting", "who"),
    [
        ([one()], "Szanowny Panie", Who.PAN),
        ([one("f")], "Szanowna Pani", Who.PANI),
        ([one("m", "name", "Paweł")], "Szanowny Panie Pawle", Who.PAN),
        ([one("f", "name", "Łucja")], "Szanowna Pani Łucjo", Who.PANI),
        ([one("m", "title", title="Profesor")], "Szanowny Panie Profesorze", Who.PAN),
        ([one("f", "title", title="profesor")], "Szanowna Pani Profesor", Who.PANI),
        ([one("m", "title", title="ksiądz  proboszcz")], "Czcigodny Księże Proboszczu", Who.KSIADZ),
        ([one("f", "title", title="siostra")], "Czcigodna Siostro", Who.SIOSTRA),
        ([one("m"), one("f")], "Szanowni Państwo", Who.PANSTWO),
        ([one("m"), one("m")], "Szanowni Panowie", Who.PANOWIE),
        ([one("f"), one("f")], "Szanowne Panie", Who.PANIE),
        (
            [one("f", "title", title="dyrektor"), one("m", "title", title="prezes")],
            "Szanowna Pani Dyrektor, Szanowny Panie Prezesie",
            Who.PANSTWO,
        ),
    ],
)
def test_people_are_greeted_as_the_table_says(recipients, greeting, who):
    assert address(recipients, {}) == Said(greeting, who)


@pytest.mark.parametrize(
    ("recipient", "asked"),
    [
        (one("f", "name", "Żelisława"), "name|f|żelisława"),
        (one("m", "name", "Maria"), "name|m|maria"),  # the same word of the other gender is another question
        (one("f", "name", "Jan"), "name|f|jan"),
        (one("m", "title", title="archimandryta"), "title|m|archimandryta"),
    ],
)
def test_what_the_table_lacks_is_never_guessed(recipient, asked):
    assert [form.key for form in missing([recipient], {})] == [asked]
    with pytest.raises(FormUnknown):
        address([recipient], {})
    decided = {asked: Said("Jak ktoś powiedział", Who.PAN)}
    assert "Jak ktoś powiedział" in address([recipient], decided).text


def test_nobody_is_asked_about_a_name_that_is_not_said():
    assert missing([one("f", "plain", "Żelisława")], {}) == []


def test_what_a_person_said_goes_before_the_table():
    key = Form("name", "Jan", Gender.M).key
    assert address([one("m", "name")], {key: Said("Jasiu", Who.PAN)}).text == "Szanowny Panie Jasiu"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("who", Who)
def test_every_template_can_be_said_to_everybody(kind, who):
    text = templates()[kind].text(Said("Zwrot próbny", who), {"okazja": "okazji"})
    assert not re.search(r"[{}]", text)
    assert "okazji" in text


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (Who.PAN, "które okazał Pan, "),
        (Who.PANI, "które okazała Pani, "),
        (Who.KSIADZ, "które okazał Ksiądz, "),
        (Who.SIOSTRA, "które okazała Siostra, "),
        (Who.PANSTWO, "które okazali Państwo, "),
        (Who.PANOWIE, "które okazali Panowie, "),
        (Who.PANIE, "które okazały Panie, "),
    ],
)
def test_verbs_and_pronouns_fit_the_readers(who, said):
    assert said in templates()[Kind.THANKS].text(Said("Zwrot", who), {"okazja": "pomoc"})


def test_a_template_with_an_unknown_slot_is_refused():
    broken = templates()[Kind.THANKS].model_copy(update={"body": "{zwrot}, {imie}"})
    with pytest.raises(TemplateBroken):
        broken.text(Said("Zwrot", Who.PAN), {})
