"""MongoDB documents of anniversaries: the register, the plans of years, the occasions."""

from datetime import date

from services.events.anniversaries.domain import Anniversary, Occasion, YearPlan
from services.events.anniversaries.service import MOST_OF_A_YEAR
from services.events.work import Work
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_MOST = 500
_BY_NAME = [("name", ASCENDING), ("_id", ASCENDING)]
_OCCASIONS = [
    IndexModel([("year", ASCENDING), ("anniversary_id", ASCENDING)], unique=True, name="once_a_year"),
    IndexModel([("year", ASCENDING), ("day", ASCENDING), ("_id", ASCENDING)], name="of_year"),
    IndexModel([("held", ASCENDING), ("opened_at", ASCENDING), ("day", ASCENDING)], name="to_open"),
]


class MongoAnniversaryStore:
    """Keeps them."""

    def __init__(self, database: Database) -> None:
        self._register = Collection(
            database, "anniversaries", Anniversary, key="id", indexes=[IndexModel(_BY_NAME, name="by_name")]
        )
        self._occasions = Collection(database, "occasions", Occasion, key="id", indexes=_OCCASIONS)
        self._plans = Collection(database, "year_plans", YearPlan, key="id")
        self._work = Collection(database, "year_plan_work", Work, key="id")

    async def anniversary(self, id: str, tx: Transaction | None = None) -> Anniversary:
        """Give one of the register. Raises `NotFound`."""
        return await self._register.get(id, tx)

    async def register(self, tx: Transaction | None = None) -> list[Anniversary]:
        """Give the whole register by names."""
        return await self._register.find({}, sort=_BY_NAME, limit=_MOST, tx=tx)

    async def page(self, skip: int, limit: int) -> list[Anniversary]:
        """Give at most `limit` of the register, by names."""
        return await self._register.find({}, sort=_BY_NAME, skip=skip, limit=limit)

    async def add(self, tx: Transaction, one: Anniversary) -> None:
        """Add one. Raises `Duplicate`."""
        await self._register.insert(tx, one)

    async def save(self, tx: Transaction, one: Anniversary) -> None:
        """Write the next version of one. Raises `Stale`."""
        await self._register.replace(tx, one)

    async def plan(self, year: int, tx: Transaction | None = None) -> YearPlan | None:
        """Give the plan of a year, None where there is none."""
        return await self._plans.find_one({"_id": str(year)}, tx)

    async def add_plan(self, tx: Transaction, plan: YearPlan) -> None:
        """Add the plan of a year. Raises `Duplicate`."""
        await self._plans.insert(tx, plan)

    async def save_plan(self, tx: Transaction, plan: YearPlan) -> None:
        """Write the next version of a plan. Raises `Stale`."""
        await self._plans.replace(tx, plan)

    async def occasion(self, id: str, tx: Transaction | None = None) -> Occasion:
        """Give an occasion. Raises `NotFound`."""
        return await self._occasions.get(id, tx)

    async def occasion_or_none(self, id: str, tx: Transaction) -> Occasion | None:
        """Give an occasion, None where there is none."""
        return await self._occasions.find_one({"_id": id}, tx)

    async def occasions(
        self, year: int, tx: Transaction | None = None, *, skip: int = 0, limit: int = MOST_OF_A_YEAR
    ) -> list[Occasion]:
        """Give at most `limit` occasions of a year, those without a day first."""
        sort = [("day", ASCENDING), ("_id", ASCENDING)]
        return await self._occasions.find({"year": year}, sort=sort, skip=skip, limit=limit, tx=tx)

    async def add_occasion(self, tx: Transaction, one: Occasion) -> None:
        """Add an occasion. Raises `Duplicate`."""
        await self._occasions.insert(tx, one)

    async def save_occasion(self, tx: Transaction, one: Occasion) -> None:
        """Write the next version of an occasion. Raises `Stale`."""
        await self._occasions.replace(tx, one)

    async def to_open(self, first: date, last: date, limit: int) -> list[str]:
        """Give ids of occasions between two days whose checklist is not open yet."""
        days = {"$gte": first.isoformat(), "$lte": last.isoformat()}
        wanted = {"held": True, "opened_at": None, "day": days}
        return [one.id for one in await self._occasions.find(wanted, sort=[("day", ASCENDING)], limit=limit)]

    async def work(self, year: int, tx: Transaction) -> Work | None:
        """Give what of the plan of a year is on the work list, None where there was never anything."""
        return await self._work.find_one({"_id": str(year)}, tx)

    async def put_work(self, tx: Transaction, work: Work) -> None:
        """Write it."""
        await self._work.put(tx, work)
