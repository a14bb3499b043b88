"""Polish forms of address: who a letter speaks to, in which case and gender. What the tables lack is never guessed."""

import csv
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

_DATA = Path(__file__).parent.parent / "data"


class Gender(StrEnum):
    """The grammatical gender of a person."""

    M = "m"
    F = "f"


class Manner(StrEnum):
    """How somebody is addressed: Szanowny Panie · Szanowny Panie Janie · Szanowny Panie Profesorze."""

    PLAIN = "plain"
    NAME = "name"
    TITLE = "title"


class Who(StrEnum):
    """By which word a letter speaks of its readers."""

    PAN = "pan"
    PANI = "pani"
    KSIADZ = "ksiadz"
    SIOSTRA = "siostra"
    PANSTWO = "panstwo"
    PANOWIE = "panowie"
    PANIE = "panie"


class Recipient(BaseModel):
    """Somebody a letter is to. `title` is in the nominative: profesor, dyrektor. `function`: a line of the address."""

    model_config = ConfigDict(frozen=True)

    gender: Gender
    manner: Manner = Manner.PLAIN
    title: str = ""
    first_name: str
    last_name: str
    function: str = ""
    lines: tuple[str, ...] = ()
    """Street and town, a line each."""
    email: str | None = None

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def addressee(self) -> tuple[str, ...]:
        """Give the lines of an address."""
        before = f"{self.title} " if self.title else ""
        own = {Gender.M: "Szanowny Pan", Gender.F: "Szanowna Pani"}[self.gender]
        lead = () if self.title.startswith(("ksiądz", "siostra")) else (own,)
        return tuple(line for line in (*lead, f"{before}{self.name}", self.function, *self.lines) if line)


class Form(NamedTuple):
    """A word for which a form is asked: a first name, or a title, of a gender. `kind`: name or title."""

    kind: str
    word: str
    gender: Gender

    @property
    def key(self) -> str:
        """How it is looked up: without case and doubled spaces."""
        return f"{self.kind}|{self.gender.value}|{' '.join(self.word.lower().split())}"


class Said(NamedTuple):
    """How a word is said when one speaks to somebody: of a name its vocative, of a title the whole salutation."""

    text: str
    who: Who


Decided = Mapping[str, Said]
"""What people of the office have decided, by `Form.key`."""


class FormUnknown(Exception):
    """Neither the tables nor a person has said how these words are said."""

    def __init__(self, forms: Sequence[Form]) -> None:
        super().__init__(f"{len(forms)} forms of address are not known")
        self.forms = tuple(forms)


@cache
def reviewed() -> Decided:
    """Give the reviewed tables that the house ships: first names, titles."""
    known: dict[str, Said] = {}
    with (_DATA / "names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            gender = Gender(row["gender"])
            known[Form("name", row["name"], gender).key] = Said(row["vocative"], of_gender(gender))
    with (_DATA / "titles.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known[Form("title", row["title"], Gender(row["gender"])).key] = Said(row["salutation"], Who(row["person"]))
    return known


@cache
def titles() -> tuple[str, ...]:
    """Give the titles of the table, in its order."""
    with (_DATA / "titles.csv").open(encoding="utf-8", newline="") as file:
        return tuple(dict.fromkeys(row["title"] for row in csv.DictReader(file)))


def of_gender(gender: Gender) -> Who:
    """Give the word for a person of whom no title is known."""
    return Who.PAN if gender is Gender.M else Who.PANI


def needed(recipients: Sequence[Recipient]) -> list[Form]:
    """Give the words whose forms a letter to these needs."""
    wanted = []
    for one in recipients:
        if one.manner is Manner.NAME:
            wanted.append(Form("name", one.first_name, one.gender))
        elif one.manner is Manner.TITLE:
            wanted.append(Form("title", one.title, one.gender))
    return list({form.key: form for form in wanted}.values())


def missing(recipients: Sequence[Recipient], decided: Decided) -> list[Form]:
    """Give the words that neither the tables nor a person knows."""
    return [form for form in needed(recipients) if form.key not in decided and form.key not in reviewed()]


def _said(form: Form, decided: Decided) -> Said:
    found = decided.get(form.key) or reviewed().get(form.key)
    if found is None:
        raise FormUnknown([form])
    return found


def _alone(one: Recipient, decided: Decided) -> Said:
    """Give how one person is greeted."""
    who = of_gender(one.gender)
    plain = "Szanowny Panie" if one.gender is Gender.M else "Szanowna Pani"
    if one.manner is Manner.NAME:
        return Said(f"{plain} {_said(Form('name', one.first_name, one.gender), decided).text}", who)
    if one.manner is Manner.TITLE:
        return _said(Form("title", one.title, one.gender), decided)
    return Said(plain, who)


def address(recipients: Sequence[Recipient], decided: Decided) -> Said:
    """Give the greeting of a letter, without its comma, and the word for its readers. Raises `FormUnknown`.

    Several people are greeted together where nobody is called by name or title, else one after another.
    """
    if lacking := missing(recipients, decided):
        raise FormUnknown(lacking)
    if len(recipients) == 1:
        return _alone(recipients[0], decided)
    genders = {one.gender for one in recipients}
    who, together = {
        frozenset({Gender.M}): (Who.PANOWIE, "Szanowni Panowie"),
        frozenset({Gender.F}): (Who.PANIE, "Szanowne Panie"),
    }.get(frozenset(genders), (Who.PANSTWO, "Szanowni Państwo"))
    if all(one.manner is Manner.PLAIN for one in recipients):
        return Said(together, who)
    return Said(", ".join(_alone(one, decided).text for one in recipients), who)
