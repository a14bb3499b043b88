"""The figures of an edition and of all editions, made of what is kept. Money is in grosze.

Turnout by way of voting, by area and by age comes with what is small hidden, and with as much beside it that no small
figure can be found by subtracting: no sum that could give one away is made here either.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from services.reporting.statistics.domain.following import Edition, Turnout
from shared.clock import warsaw
from shared.contracts.intake import EditionRules
from shared.contracts.voting import TurnoutPart

K = TypeVar("K")


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True)


class Money(_Plain):
    """Projects and their money.

    `asked`: cost of all that were filed, without those merged into others; `won`: cost of the selected; `planned`: what
    the units have for them; `spent`: what they have spent.
    """

    filed: int = 0
    asked: int = 0
    selected: int = 0
    won: int = 0
    planned: int = 0
    spent: int = 0

    def __add__(self, other: "Money") -> "Money":
        return Money(**{name: getattr(self, name) + getattr(other, name) for name in Money.model_fields})


class Sum(_Plain):
    """The money of the projects of one area (None: of the whole city) and category of an edition."""

    edition_id: str
    area_id: str | None
    category: str
    money: Money


class Row(_Plain):
    """The money of one area or category. `id` None: projects of the whole city, or the category itself."""

    id: str | None
    name: str | None
    money: Money


class Part(_Plain):
    """How many voted in one way, in one area or of one age; None: few, or hidden so that few cannot be computed."""

    id: str
    name: str | None
    ballots: int | None


class Stand(_Plain):
    """The turnout as of a moment. `final`: as it was published; else it was told while ballots came in."""

    ballots: int
    entitled: int | None
    void: int | None
    at: datetime
    final: bool
    channels: tuple[Part, ...]
    areas: tuple[Part, ...]
    ages: tuple[Part, ...]
    """By age reached in the year of the vote; the name is the years, None where nobody knows them."""

    @property
    def share(self) -> float | None:
        """Who voted, of those who may; None where nobody knows how many may."""
        return self.ballots / self.entitled if self.entitled else None


class Figures(_Plain):
    """An edition in figures. `areas` and `categories` each add up to `total`."""

    edition_id: str
    rules: EditionRules
    turnout: Stand | None
    areas: tuple[Row, ...]
    categories: tuple[Row, ...]
    total: Money
    modified: datetime

    @property
    def amount(self) -> int:
        """The money of the edition's pools."""
        return sum(pool.amount for pool in self.rules.pools)

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day of its windows, in the city; None where it has none."""
        windows = self.rules.windows
        if not windows:
            return None
        return warsaw(min(one.opens for one in windows)).date(), warsaw(max(one.closes for one in windows)).date()


def figures(edition: Edition, sums: Sequence[Sum], modified: datetime | None = None) -> Figures | None:
    """Give the figures of an edition; None while it has not been announced. `modified`: of its projects."""
    rules = edition.rules
    if rules is None or edition.modified is None:
        return None
    areas = {area.id: area.name for area in rules.areas}
    by_area = _added((one.area_id, one.money) for one in sums)
    by_category = _added((one.category, one.money) for one in sums)
    return Figures(
        edition_id=edition.id,
        rules=rules,
        turnout=_stand(edition, areas, rules.age_names),
        areas=tuple(
            Row(id=id, name=areas.get(id, id) if id else None, money=by_area[id])
            for id in [None, *areas, *sorted(set(filter(None, by_area)) - set(areas))]
            if id in by_area
        ),
        categories=tuple(
            Row(id=None, name=name, money=by_category[name])
            for name in [*rules.categories, *sorted(set(by_category) - set(rules.categories))]
            if name in by_category
        ),
        total=sum((one.money for one in sums), Money()),
        modified=max(edition.modified, modified) if modified else edition.modified,
    )


def _added(rows: Iterable[tuple[K, Money]]) -> dict[K, Money]:
    added: dict[K, Money] = {}
    for key, money in rows:
        added[key] = added.get(key, Money()) + money
    return added


def _stand(edition: Edition, areas: Mapping[str, str], ages: Mapping[str, str]) -> Stand | None:
    turnout: Turnout | None = edition.turnout
    if turnout is None:
        return None
    return Stand(
        ballots=turnout.ballots,
        entitled=turnout.entitled,
        void=turnout.void,
        at=turnout.at,
        final=edition.final is not None,
        channels=_parts(turnout.channels, {}),
        areas=_parts(turnout.areas, areas),
        ages=_parts(turnout.ages, ages),
    )


def _parts(parts: Iterable[TurnoutPart], names: Mapping[str, str]) -> tuple[Part, ...]:
    return tuple(Part(id=one.of, name=names.get(one.of), ballots=one.ballots) for one in parts)
