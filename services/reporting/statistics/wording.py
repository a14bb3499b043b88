"""The statistics as tables to download, in Polish, and what the catalogue says of them, in both languages."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from services.reporting.initiatives.domain.figures import YearOfInitiatives
from services.reporting.statistics.domain.catalogue import DATA, PLACE, Dataset, Texts
from services.reporting.statistics.domain.figures import Figures, Money, Part
from services.reporting.statistics.domain.following import Project
from shared.contracts.intake import EditionRules
from shared.contracts.voting import Outcome
from shared.sheets import Cell, Sheet

NAMES = {"online": "przez internet", "paper": "na papierze", "unknown": "wiek nieznany"}
OUTCOMES = {
    Outcome.SELECTED: "wybrany",
    Outcome.DID_NOT_FIT: "nie zmieścił się w puli",
    Outcome.BELOW_THRESHOLD: "za mało głosów",
    Outcome.AFTER_STOP: "po zamknięciu listy",
    Outcome.EXCLUDED_BY_CONFLICT: "wykluczony przez inny projekt",
    Outcome.LOST_TIE: "przegrał remis",
}
WHOLE_CITY = "całe miasto"
_HIDDEN = "ukryte: mniej niż 10 albo dałoby się z tego taką liczbę wyliczyć"
_MONEY = {
    "filed": ("projekty zgłoszone", "projekty"),
    "asked": ("koszt zgłoszonych", "grosze"),
    "selected": ("projekty wybrane", "projekty"),
    "won": ("koszt wybranych", "grosze"),
    "planned": ("zaplanowano na realizację", "grosze"),
    "spent": ("wydano", "grosze"),
}
_HEAD = ("edycja", "rok", "przekrój", "nazwa", "miara", "wartość", "jednostka", "uwaga")


def figures_sheet(editions: Sequence[Figures], *, whole: bool) -> Sheet:
    """Give figures a row each; `whole`: also by way of voting, area and category, not just of the whole edition."""
    return Sheet("Statystyki", _HEAD, [row for edition in editions for row in _rows(edition, whole)])


def _rows(edition: Figures, whole: bool) -> Iterator[list[Cell]]:
    named: list[Cell] = [edition.rules.name, edition.rules.year]
    stand = edition.turnout
    yield [*named, "edycja", "razem", "pieniądze w pulach", edition.amount, "grosze", None]
    if stand is not None:
        what = "oddane głosy" if stand.final else "oddane głosy do tej pory"
        yield [*named, "edycja", "razem", what, stand.ballots, "głosy", None]
        if stand.entitled is not None:
            yield [*named, "edycja", "razem", "uprawnieni", stand.entitled, "osoby", None]
        if stand.void is not None:
            yield [*named, "edycja", "razem", "głosy nieważne", stand.void, "głosy", None]
    yield from ([*named, "edycja", "razem", *row, None] for row in _money(edition.total))
    if not whole:
        return
    if stand is not None:
        yield from ([*named, "sposób głosowania", *row] for row in _parts(stand.channels))
        yield from ([*named, "osiedle", *row] for row in _parts(stand.areas))
        yield from ([*named, "wiek w latach", *row] for row in _parts(stand.ages))
    for area in edition.areas:
        yield from ([*named, "osiedle", area.name or WHOLE_CITY, *row, None] for row in _money(area.money))
    for category in edition.categories:
        yield from ([*named, "kategoria", category.name, *row, None] for row in _money(category.money))


def _money(money: Money) -> Iterator[list[Cell]]:
    for name, (what, unit) in _MONEY.items():
        yield [what, getattr(money, name), unit]


def _parts(parts: Iterable[Part]) -> Iterator[list[Cell]]:
    for one in parts:
        name = one.name or NAMES.get(one.id, one.id)
        yield [name, "głosujący", one.ballots, "osoby", _HIDDEN if one.ballots is None else None]


def results_sheet(rules: EditionRules, projects: Sequence[Project]) -> Sheet:
    """Give the results of a vote, a project each; amounts in grosze."""
    pools = {pool.id: pool.name for pool in rules.pools}
    areas = {area.id: area.name for area in rules.areas}
    rows: list[list[Cell]] = []
    for one in projects:
        assert one.result is not None
        told = one.result
        area = areas.get(one.area_id, one.area_id) if one.area_id else WHOLE_CITY
        place: list[Cell] = [told.number, one.title, pools.get(one.pool_id, one.pool_id), area, one.category]
        rows.append([*place, told.cost, told.votes, told.points, told.place, OUTCOMES[told.outcome], one.id])
    head = ("numer na karcie", "tytuł", "pula", "osiedle", "kategoria", "koszt w groszach", "głosy", "punkty")
    return Sheet("Wyniki", (*head, "miejsce", "wynik", "identyfikator"), rows)


_INITIATIVES = {
    "filed": ("złożone wnioski", "wnioski"),
    "approved": ("przyjęte", "wnioski"),
    "contracted": ("z umową", "umowy"),
    "settled": ("rozliczone", "umowy"),
    "own": ("wkład własny z umów", "grosze"),
    "city": ("pieniądze miasta z umów", "grosze"),
    "own_delivered": ("dane przez mieszkańców w rozliczonych", "grosze"),
    "city_spent": ("wydane przez miasto w rozliczonych", "grosze"),
}


def initiatives_sheet(years: Sequence[YearOfInitiatives]) -> Sheet:
    """Give the local initiatives by the year of their application, a figure each row."""
    rows: list[list[Cell]] = [
        [year.year, what, getattr(year, name), unit] for year in years for name, (what, unit) in _INITIATIVES.items()
    ]
    return Sheet("Inicjatywy lokalne", ("rok", "miara", "wartość", "jednostka"), rows)


# -- the catalogue of open data ---------------------------------------------------------------------------------------

CATALOGUE_TITLE: Texts = ("Otwarte dane budżetu obywatelskiego", "Open data of the civic budget")
CATALOGUE_DESCRIPTION: Texts = (
    "Wyniki, projekty i statystyki wszystkich edycji budżetu obywatelskiego.",
    "Results, projects and statistics of all editions of the civic budget.",
)


def datasets(editions: Sequence[Figures]) -> list[Dataset]:
    """Give the datasets there are: of all editions together, and of each one; results only once they are out."""
    if not editions:
        return []
    return [_over_years(editions), *(one for edition in editions for one in _of_edition(edition))]


def _over_years(editions: Sequence[Figures]) -> Dataset:
    days = [day for edition in editions if edition.days for day in edition.days]
    return Dataset(
        id="editions",
        title=("Budżet obywatelski: edycje w liczbach", "Civic budget: editions in figures"),
        description=(
            "Frekwencja, zgłoszone i wybrane projekty oraz ich pieniądze w każdej edycji. Kwoty w groszach.",
            "Turnout, filed and selected projects and their money in every edition. Amounts in grosze.",
        ),
        page=PLACE,
        files=(("CSV", f"{DATA}/statistics.csv"), ("JSON", f"{DATA}/statistics")),
        modified=max(edition.modified for edition in editions),
        days=(min(days), max(days)) if days else None,
        city=editions[0].rules.city,
    )


def _of_edition(edition: Figures) -> list[Dataset]:
    id, name = quote(edition.edition_id, safe=""), edition.rules.name
    page, data = f"{PLACE}/{id}", f"{DATA}/statistics/{id}"
    common: dict[str, Any] = {"modified": edition.modified, "days": edition.days, "city": edition.rules.city}
    found = [
        Dataset(
            id=f"{id}/statistics",
            title=(f"{name}: statystyki", f"{name}: statistics"),
            description=(
                "Frekwencja, także według sposobu głosowania, osiedli i wieku, oraz projekty i pieniądze według "
                "osiedli i kategorii. Liczby głosujących od 1 do 9 są ukryte. Kwoty w groszach.",
                "Turnout, also by way of voting, by area and by age, and projects and money by area and category. "
                "Figures of 1 to 9 voters are hidden. Amounts in grosze.",
            ),
            page=page,
            files=(("CSV", f"{data}/figures.csv"), ("JSON", data)),
            **common,
        ),
        Dataset(
            id=f"{id}/projects",
            title=(f"{name}: projekty", f"{name}: projects"),
            description=(
                "Wszystkie zgłoszone projekty: pula, osiedle, położenie, kategoria, koszt, stan, wynik i realizacja.",
                "All filed projects: pool, area, place, category, cost, state, result and how they are built.",
            ),
            page=f"/budzet-obywatelski/projekty?edycja={id}",
            files=(("CSV", f"{DATA}/editions/{id}/projects.csv"), ("JSON", f"{DATA}/editions/{id}/projects.json")),
            **common,
        ),
    ]
    if edition.turnout is not None and edition.turnout.final:
        results = Dataset(
            id=f"{id}/results",
            title=(f"{name}: wyniki głosowania", f"{name}: results of the vote"),
            description=(
                "Głosy i punkty każdego projektu z karty, jego miejsce, koszt w groszach i czy został wybrany.",
                "Votes and points of every project on the ballot, its place, its cost in grosze and whether it won.",
            ),
            page=f"/budzet-obywatelski/wyniki/{id}",
            files=(("CSV", f"{data}/results.csv"), ("JSON", f"{data}/results")),
            **common,
        )
        found.append(results)
    return found
