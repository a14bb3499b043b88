"""MongoDB documents of the year's money and of what is secured within it."""

from services.verification.funds.domain import Secured, YearFunds
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_SECURED = [IndexModel([("year", ASCENDING), ("_id", ASCENDING)], name="of_year")]
_MOST_YEARS = 50


class MongoFundsStore:
    """Keeps the money of each year in one document, so that no two who secure at once can both take its rest."""

    def __init__(self, database: Database) -> None:
        self._years = Collection(database, "year_funds", YearFunds, key="id")
        self._secured = Collection(database, "secured_funds", Secured, key="id", indexes=_SECURED)

    async def year(self, year: int, tx: Transaction | None = None) -> YearFunds | None:
        """Give a year, None where no total was set."""
        return await self._years.find_one({"_id": str(year)}, tx)

    async def years(self) -> list[YearFunds]:
        """Give the years that have a total, the newest first."""
        return await self._years.find({}, sort=[("_id", DESCENDING)], limit=_MOST_YEARS)

    async def add_year(self, tx: Transaction, year: YearFunds) -> None:
        """Add a year. Raises `Duplicate`."""
        await self._years.insert(tx, year)

    async def save_year(self, tx: Transaction, year: YearFunds) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._years.replace(tx, year)

    async def take(self, tx: Transaction, year: int, amount: int) -> bool:
        """Take `amount` grosze of a year where they are free; False, and nothing taken, where they are not."""
        fits = {"$lte": [{"$add": ["$secured", amount]}, "$total"]}
        done = await self._years.raw.update_one(
            {"_id": str(year), "$expr": fits}, {"$inc": {"secured": amount, "version": 1}}, session=tx.session
        )
        return bool(done.matched_count)

    async def give_back(self, tx: Transaction, year: int, amount: int) -> None:
        """Give `amount` grosze of a year back."""
        change = {"$inc": {"secured": -amount, "version": 1}}
        await self._years.raw.update_one({"_id": str(year)}, change, session=tx.session)

    async def get(self, id: str, tx: Transaction | None = None) -> Secured:
        """Give what is secured for an initiative. Raises `NotFound`."""
        return await self._secured.get(id, tx)

    async def get_or_none(self, id: str, tx: Transaction | None = None) -> Secured | None:
        """Give what is secured for an initiative, None where nothing ever was."""
        return await self._secured.find_one({"_id": id}, tx)

    async def add(self, tx: Transaction, secured: Secured) -> None:
        """Add what is secured. Raises `Duplicate`."""
        await self._secured.insert(tx, secured)

    async def save(self, tx: Transaction, secured: Secured) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._secured.replace(tx, secured)

    async def of_year(self, year: int, after: str, limit: int) -> list[Secured]:
        """Give at most `limit` of a year, by their ids, from the one after `after`."""
        query = {"year": year, "_id": {"$gt": after}}
        return await self._secured.find(query, sort=[("_id", ASCENDING)], limit=limit)
