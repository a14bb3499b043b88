"""The register of resolutions as a table to download, in Polish."""

from collections.abc import Iterable
from datetime import date

from services.reporting.council.domain.resolutions import ExecutionStatus, Resolution
from shared.sheets import Cell, Sheet

STATUSES = {
    ExecutionStatus.NOT_STARTED: "nierozpoczęta",
    ExecutionStatus.IN_PROGRESS: "w trakcie wykonania",
    ExecutionStatus.PARTLY: "wykonana częściowo",
    ExecutionStatus.EXECUTED: "wykonana",
    ExecutionStatus.CONTINUOUS: "wykonywana na bieżąco",
    ExecutionStatus.LAPSED: "wygasła albo uchylona",
    ExecutionStatus.ANNULLED: "stwierdzono nieważność",
}
CONTINUOUS = "na bieżąco"
_HEAD = (
    "numer",
    "tytuł",
    "data",
    "jednostki",
    "termin",
    "stan",
    "od dnia",
    "po terminie",
    "przekazana organowi nadzoru",
    "ogłoszona w",
    "w mocy od",
    "adres tekstu",
    "ostatnia informacja",
)


def register_sheet(resolutions: Iterable[Resolution], today: date) -> Sheet:
    """Give resolutions as a table, as they stand in the register on a day."""
    rows: list[list[Cell]] = []
    for one in resolutions:
        units = ", ".join(part.unit for part in one.executors)
        execution: list[Cell] = [STATUSES[one.status], one.status_since, "tak" if one.late(today) else "nie"]
        legal: list[Cell] = [one.legal.handed_on, one.legal.published_in, one.legal.in_force_on, one.legal.text_at]
        said = one.reports[-1].text if one.reports else None
        named: list[Cell] = [str(one.number), one.title, one.passed_on, units, one.due_on or CONTINUOUS]
        rows.append([*named, *execution, *legal, said])
    return Sheet("Rejestr uchwał", _HEAD, rows)
