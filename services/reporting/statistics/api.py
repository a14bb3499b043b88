"""JSON and CSV routes of the statistics, for everybody: the open data that the catalogue names."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from services.reporting.initiatives.domain.figures import YearOfInitiatives
from services.reporting.initiatives.service.stories import Stories
from services.reporting.statistics.domain.figures import Figures, Money
from services.reporting.statistics.domain.following import Project
from services.reporting.statistics.service import Statistics
from services.reporting.statistics.wording import figures_sheet, initiatives_sheet, results_sheet
from shared.access import anyone
from shared.contracts.base import Id
from shared.contracts.voting import Outcome
from shared.sheets import CSV, Sheet, as_csv


class PartShown(BaseModel):
    """How many voted in one way, named a project of one area, or are of one age: its name is the years."""

    id: str
    name: str | None
    ballots: int | None = Field(description="Null: 1 to 9, or hidden so that no such figure can be computed.")


class StandShown(BaseModel):
    """The turnout as of a moment. `final`: as it was published."""

    ballots: int
    entitled: int | None
    void: int | None
    at: datetime
    final: bool


class WholeStand(StandShown):
    """The turnout with its parts."""

    channels: tuple[PartShown, ...]
    areas: tuple[PartShown, ...]
    ages: tuple[PartShown, ...] = Field(description="Empty where the rules of the edition collect none.")


class EditionLine(BaseModel):
    """An edition in figures, as a whole. Money in grosze; `amount`: of its pools."""

    edition_id: str
    name: str
    year: int
    amount: int
    turnout: StandShown | None
    total: Money
    modified: datetime


class EditionList(BaseModel):
    """All editions, the newest first."""

    items: list[EditionLine]


class MoneyRow(BaseModel):
    """The money of one area or category. An area without an id is the whole city."""

    id: str | None
    name: str | None
    money: Money


class EditionShown(EditionLine):
    """An edition in figures, with its parts. Areas and categories each add up to `total`."""

    turnout: WholeStand | None
    areas: tuple[MoneyRow, ...]
    categories: tuple[MoneyRow, ...]


class ResultShown(BaseModel):
    """The result of one project; cost in grosze. `number`: on the ballot."""

    project_id: str
    number: str
    title: str
    pool_id: str
    area_id: str | None
    category: str
    cost: int
    votes: int
    points: int
    place: int
    outcome: Outcome
    excluded_by: str | None


class ResultList(BaseModel):
    """All projects that were voted on."""

    items: list[ResultShown]


class InitiativeYears(BaseModel):
    """The local initiatives of every year, the newest first. Money in grosze."""

    items: list[YearOfInitiatives]


def routes(statistics: Statistics, stories: Stories) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["statistics"], dependencies=[anyone()])

    @router.get("/statistics")
    async def list_statistics() -> EditionList:
        """Give every edition in figures."""
        return EditionList(items=[EditionLine.model_validate(_line(one)) for one in await statistics.editions()])

    @router.get("/statistics.csv", response_class=Response)
    async def statistics_csv() -> Response:
        """Give every edition in figures as CSV."""
        return _csv(figures_sheet(await statistics.editions(), whole=False), "statystyki")

    @router.get("/initiative-statistics")
    async def list_initiative_statistics() -> InitiativeYears:
        """Give the local initiatives of every year: how many, their own share, the money of the city."""
        return InitiativeYears(items=await stories.years())

    @router.get("/initiative-statistics.csv", response_class=Response)
    async def initiative_statistics_csv() -> Response:
        """Give the same as CSV."""
        return _csv(initiatives_sheet(await stories.years()), "inicjatywy-lokalne")

    @router.get("/statistics/{edition_id}")
    async def get_statistics(edition_id: Id) -> EditionShown:
        """Give an edition in figures. 404 where it was not announced."""
        found = await statistics.edition(edition_id)
        told = found.model_dump(include={"areas", "categories"})
        return EditionShown.model_validate({**_line(found), **told})

    @router.get("/statistics/{edition_id}/figures.csv", response_class=Response)
    async def edition_csv(edition_id: Id) -> Response:
        """Give an edition in figures as CSV. 404 where it was not announced."""
        found = await statistics.edition(edition_id)
        return _csv(figures_sheet([found], whole=True), f"statystyki-{found.rules.year}")

    @router.get("/statistics/{edition_id}/results")
    async def get_results(edition_id: Id) -> ResultList:
        """Give the results of a vote. 404 before they are out."""
        return ResultList(items=[_result(one) for one in await statistics.results(edition_id)])

    @router.get("/statistics/{edition_id}/results.csv", response_class=Response)
    async def results_csv(edition_id: Id) -> Response:
        """Give the results of a vote as CSV. 404 before they are out."""
        edition, projects = await statistics.edition(edition_id), await statistics.results(edition_id)
        return _csv(results_sheet(edition.rules, projects), f"wyniki-{edition.rules.year}")

    return router


def _line(edition: Figures) -> dict[str, object]:
    told = edition.model_dump(include={"edition_id", "turnout", "total", "modified"})
    return {**told, "name": edition.rules.name, "year": edition.rules.year, "amount": edition.amount}


def _result(one: Project) -> ResultShown:
    assert one.result is not None
    told = one.model_dump(include={"title", "pool_id", "area_id", "category"})
    return ResultShown(project_id=one.id, **told, **one.result.model_dump())


def _csv(sheet: Sheet, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(as_csv(sheet), media_type=CSV, headers=headers)
