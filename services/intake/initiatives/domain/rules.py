"""By which rules initiatives are taken in, as a council's resolution lays them down. Money in grosze."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import Grosze, Line

MOST_SPHERES = 30
WHOLE = 10_000
"""A whole in hundredths of a percent."""


class RateUnknown(Exception):
    """No hourly rate is valid on that day."""

    def __init__(self, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day.isoformat()


class RulesUnfit(Exception):
    """The rules do not hold together: `faults` as "field: fault"."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Rate(BaseModel):
    """What an hour of a resident's work counts as, from a day on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: date
    amount: Annotated[Grosze, Field(gt=0, le=100_000)]


class RulesGiven(BaseModel):
    """What an officer lays down after a resolution of the council (art. 19c)."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    resolution: Annotated[str, Field(min_length=5, max_length=300)]
    in_force_from: date
    own_share: Annotated[int, Field(ge=0, lt=WHOLE, description="The least own share, in hundredths of a percent.")]
    rates: Annotated[tuple[Rate, ...], Field(min_length=1, max_length=20)]
    spheres: Annotated[
        tuple[Annotated[Line, Field(min_length=3)], ...],
        Field(min_length=1, max_length=MOST_SPHERES, description="Of art. 19b ust. 1, as the form offers them."),
    ]
    correction_days: Annotated[int, Field(ge=7, le=60, description="To complete an application (k.p.a. art. 64 § 2).")]
    consultation: Annotated[bool, Field(description="Whether the office is asked before the filing.")] = True

    def rate_on(self, day: date) -> int:
        """Give what an hour counts as on a day, in grosze. Raises `RateUnknown`."""
        valid = [rate for rate in self.rates if rate.valid_from <= day]
        if not valid:
            raise RateUnknown(day)
        return max(valid, key=lambda rate: rate.valid_from).amount


class Rules(RulesGiven):
    """Rules that were laid down. What is filed keeps those of its day."""

    id: str
    number: int
    """0: those that the house came with."""
    set_at: datetime | None = None
    set_by: str | None = None
    """The name of the officer."""


def check(given: RulesGiven) -> None:
    """Accept rules or raise `RulesUnfit`: a rate holds from the first day, and nothing stands twice."""
    faults = []
    if min(rate.valid_from for rate in given.rates) > given.in_force_from:
        faults.append("rates: none on the first day")
    if len({rate.valid_from for rate in given.rates}) < len(given.rates):
        faults.append("rates: two from one day")
    if len(set(given.spheres)) < len(given.spheres):
        faults.append("spheres: repeated")
    if faults:
        raise RulesUnfit(faults)


def in_force(known: Iterable[Rules], day: date, first: Rules) -> Rules:
    """Give the rules that hold on a day: of those in force the one laid down last, else the house's own `first`."""
    return max((each for each in known if each.in_force_from <= day), key=lambda each: each.number, default=first)


def kalisz(hourly_rate: int) -> Rules:
    """Give the rules that the house comes with: Kalisz, resolution XV/171/2015, at least 10 % of the value.

    Source of the share: kalisz.pl, "Inicjatywa lokalna" (2018). Whether the resolution is in force today and what an
    hour counts as no source tells: the rate is a setting. The spheres follow art. 19b ust. 1 pkt 1–7 u.d.p.p.w. with
    the points of art. 4 ust. 1 that it names: 13, 3, 4, 5, 16, 27, 14, 17 and 19, 18, 20, 32a, in this order (text as
    of Dz.U. 2023 poz. 571, read at lexlege.pl).
    """
    return Rules(
        id="kalisz-2015",
        number=0,
        resolution="Uchwała Nr XV/171/2015 Rady Miejskiej Kalisza z dnia 29 października 2015 r.",
        in_force_from=date(2015, 10, 29),
        own_share=1_000,
        rates=(Rate(valid_from=date(2015, 10, 29), amount=hourly_rate),),
        spheres=(
            "Rozwój wspólnot i społeczności lokalnych, w tym drogi, sieci, budynki i mała architektura gminy",
            "Działalność charytatywna",
            "Tradycja narodowa, świadomość obywatelska i kulturowa",
            "Mniejszości narodowe i etniczne, język regionalny",
            "Kultura, sztuka, ochrona dóbr kultury i dziedzictwa",
            "Promocja i organizacja wolontariatu",
            "Edukacja, oświata i wychowanie",
            "Kultura fizyczna i turystyka",
            "Ochrona przyrody, w tym zieleń w miastach i wsiach",
            "Porządek i bezpieczeństwo publiczne",
            "Rewitalizacja",
        ),
        correction_days=7,
        consultation=True,
    )
