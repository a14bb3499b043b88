"""Makes up residents of the demonstration and their choices, the same for the same seed. It knows no real person."""

import tomllib
from collections.abc import Sequence
from random import Random

from pydantic import BaseModel, ConfigDict

from deploy.demo.kalisz import FOLDER
from deploy.demo.kalisz.story import Proposal, read_story

TURNOUT = 0.45
"""Far above a real one, so that a small made-up city fills the charts."""

_VOTE_YEAR = 2026
_SENIOR_AGE = 65
_MOST = 3

_GENERATIONS = (1960, 1990)
"""The first birth years of the second and third list of first names."""

_CITYWIDE_CHOICES = (0.03, 0.12, 0.25, 0.60)
_LOCAL_CHOICES = (0.08, 0.22, 0.28, 0.42)
_GOES_BEYOND_OWN_AREA = 0.6


class Resident(BaseModel):
    """A made-up person. There is no PESEL: name and address tell people apart."""

    model_config = ConfigDict(frozen=True)

    first_name: str
    last_name: str
    street: str
    house: str
    flat: str | None
    post_code: str = "62-800"
    city: str = "Kalisz"
    area: str
    """The id of the area of the edition."""
    birth_year: int

    @property
    def address(self) -> str:
        """Street, house and flat as one line: `ul. Polna 12/4`."""
        return f"{self.street} {self.house}" + (f"/{self.flat}" if self.flat else "")


class _Names(BaseModel):
    model_config = ConfigDict(frozen=True)

    women: tuple[tuple[str, ...], ...]
    men: tuple[tuple[str, ...], ...]
    adjectives: tuple[str, ...]
    nouns: tuple[str, ...]


class Vote(BaseModel):
    """What one resident chooses: `voter` is the place in the list of residents, choices are ids of proposals."""

    model_config = ConfigDict(frozen=True)

    voter: int
    on_paper: bool
    citywide: tuple[str, ...]
    local: tuple[str, ...]


def residents(seed: int, n: int = 3000) -> tuple[Resident, ...]:
    """Make up `n` residents born 1935-2015, spread over the areas as the city's people are; no two are the same."""
    story = read_story(FOLDER)
    names = _Names.model_validate(tomllib.loads((FOLDER / "names.toml").read_text(encoding="utf-8")))
    chance = Random(f"residents {seed}")  # noqa: S311 - people of a play, not a secret
    areas = [area.id for area in story.rules.areas]
    weights = [area.residents for area in story.rules.areas]
    made: dict[tuple[str, str, str], Resident] = {}
    while len(made) < n:
        area = chance.choices(areas, weights)[0]
        resident = _resident(chance, names, area, story.streets[area])
        made.setdefault((resident.first_name, resident.last_name, resident.address), resident)
    return tuple(made.values())


def votes(seed: int, residents: Sequence[Resident], ballot: Sequence[Proposal]) -> tuple[Vote, ...]:
    """Let about 45 % of `residents` choose from `ballot`: up to 3 citywide and up to 3 local, those at home first."""
    chance = Random(f"votes {seed}")  # noqa: S311 - choices of a play, not a secret
    citywide = [proposal for proposal in ballot if proposal.area is None]
    local = [proposal for proposal in ballot if proposal.area is not None]
    return tuple(
        _vote(chance, voter, resident, citywide, local)
        for voter, resident in enumerate(residents)
        if chance.random() < TURNOUT
    )


def _resident(chance: Random, names: _Names, area: str, streets: Sequence[str]) -> Resident:
    birth_year = int(chance.triangular(1935, 2016, 1978))
    generation = sum(birth_year >= year for year in _GENERATIONS)
    is_woman = chance.random() < 0.53
    first_names = (names.women if is_woman else names.men)[generation]
    is_adjective = chance.random() < 0.5
    surname = chance.choice(names.adjectives if is_adjective else names.nouns)
    if is_woman and is_adjective:
        surname = surname[:-1] + "a"
    letter = chance.choice("abc") if chance.random() < 0.1 else ""
    return Resident(
        first_name=chance.choice(first_names),
        last_name=surname,
        street=chance.choice(streets),
        house=f"{chance.randint(1, 90)}{letter}",
        flat=str(chance.randint(1, 60)) if chance.random() < 0.65 else None,
        area=area,
        birth_year=birth_year,
    )


def _vote(
    chance: Random, voter: int, resident: Resident, citywide: Sequence[Proposal], local: Sequence[Proposal]
) -> Vote:
    is_senior = _VOTE_YEAR - resident.birth_year >= _SENIOR_AGE
    wanted = chance.choices(range(_MOST + 1), _LOCAL_CHOICES)[0]
    at_home = _pick(chance, [proposal for proposal in local if proposal.area == resident.area], wanted)
    beyond = sum(chance.random() < _GOES_BEYOND_OWN_AREA for _ in range(wanted - len(at_home)))
    elsewhere = _pick(chance, [proposal for proposal in local if proposal.area != resident.area], beyond)
    # An empty card is no card: whoever has no local favourite names at least one for the city.
    least = 0 if at_home or elsewhere else 1
    amount = max(least, chance.choices(range(_MOST + 1), _CITYWIDE_CHOICES)[0])
    return Vote(
        voter=voter,
        on_paper=chance.random() < (0.5 if is_senior else 0.12),
        citywide=_pick(chance, citywide, amount),
        local=at_home + elsewhere,
    )


def _pick(chance: Random, proposals: Sequence[Proposal], amount: int) -> tuple[str, ...]:
    """Draw up to `amount` without replacement, by popularity (Efraimidis and Spirakis, 2006)."""
    drawn = sorted(proposals, key=lambda proposal: chance.random() ** (1 / proposal.popularity), reverse=True)
    return tuple(proposal.id for proposal in drawn[:amount])
