"""Use cases of seasons: the mailing of each year is put on the work list, and taken off when it has left."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.events.letters.domain.occasions import Season
from services.events.letters.service import Letters
from services.events.letters.service.telling import PLACE, Work
from shared.access import Role
from shared.clock import end_of
from shared.free_days import OpenDeadlines
from shared.store import Duplicate, Transaction, transactional
from shared.ticks import in_turn

SEASON_LEAD = timedelta(days=7)


class SeasonTask(BaseModel):
    """That the mailing of a season of a year is on the work list. `id`: its round."""

    model_config = ConfigDict(frozen=True)

    id: str
    day: date
    open: bool = True
    due_at: datetime | None = None
    """UTC; None of one that is older than this field: it was told as `season_due` says."""
    free_days: int = 0
    version: int = 1


class SeasonStore(Protocol):
    """What the use cases need to keep."""

    @property
    def season_deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def add_season(self, tx: Transaction, one: SeasonTask) -> None: ...  # noqa: D102
    async def season(self, id: str, tx: Transaction | None = None) -> SeasonTask | None: ...  # noqa: D102
    async def save_season(self, tx: Transaction, one: SeasonTask) -> None: ...  # noqa: D102
    async def open_seasons(self, before: date) -> list[SeasonTask]: ...  # noqa: D102


class Seasons:
    """The seasons in which wishes are sent."""

    def __init__(self, letters: Letters, store: SeasonStore, every: Sequence[Season]) -> None:
        self.letters, self.store, self.every, self.database = letters, store, every, letters.database

    async def raise_due(self) -> None:
        """Put on the work list what has come near, take off what is over."""
        today = self.letters.today
        raised = [partial(self._raise, season) for season in self.every if season.raised(today)]
        await in_turn([*raised, *(partial(self.close, task.id) for task in await self.store.open_seasons(today))])

    async def _raise(self, season: Season) -> None:
        day = season.coming(self.letters.today)
        if await self.store.season(f"{season.code}|{day.year}") is None:
            try:
                await self._open(season, day)
            except Duplicate:
                return  # Another replica was faster.

    @transactional
    async def _open(self, tx: Transaction, season: Season, day: date) -> None:
        id = f"{season.code}|{day.year}"
        due = season_due(day)
        await self.store.add_season(tx, SeasonTask(id=id, day=day, due_at=due))
        work = Work("mailing", "Przygotuj wysyłkę życzeń", Role.PROTOCOL_OFFICER)
        link = f"{PLACE}/wysylki/nowa?okazja={season.code}&rok={day.year}"
        case, why = f"Życzenia {day.year}", (f"{season.name}: {day:%d.%m.%Y}, tydzień wcześniej",)
        self.letters.telling.open(tx, season_task(id), "letter_mailing", work, case, season.name, link, due, why)

    @transactional
    async def close(self, tx: Transaction, id: str) -> None:
        """Take the mailing of a season off the work list: its day is over."""
        await self.done(tx, id)

    async def done(self, tx: Transaction, id: str) -> None:
        """Do the same in the caller's transaction: the mailing has left."""
        task = await self.store.season(id, tx)
        if task is not None and task.open:
            self.letters.telling.close(tx, season_task(id))
            await self.store.save_season(tx, task.model_copy(update={"open": False, "version": task.version + 1}))


def season_due(day: date) -> datetime:
    """Give until when (UTC) the mailing of a season is wanted: a week before its day."""
    return end_of(day - SEASON_LEAD)


def season_task(id: str) -> str:
    """Give the task of a season of a year."""
    return f"season-{id.replace('|', '-')}"
