"""MongoDB documents of editions."""

from services.intake.editions.domain import Edition
from services.intake.editions.domain.help import Help
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_ONE_NUMBER = IndexModel([("rules.city", ASCENDING), ("rules.number", ASCENDING)], unique=True, name="one_number")
_NEWEST = [("rules.year", DESCENDING), ("rules.number", DESCENDING)]
_MOST = 200
"""One edition a year: more than this is no list of editions."""


class MongoEditionStore:
    """Keeps editions; a city has each number once."""

    def __init__(self, database: Database) -> None:
        self._editions = Collection(
            database, "editions", Edition, key="id", indexes=[_ONE_NUMBER, IndexModel(_NEWEST, name="newest")]
        )

        self._help = Collection(database, "edition_help", Help, key="id")

    async def help(self, edition_id: str, tx: Transaction | None = None) -> Help | None:
        """Give the contacts and documents of an edition, None where nobody has written any."""
        return await self._help.find_one({"_id": edition_id}, tx)

    async def add_help(self, tx: Transaction, help: Help) -> None:
        """Add the first lists of an edition. Raises `Duplicate`."""
        await self._help.insert(tx, help)

    async def save_help(self, tx: Transaction, help: Help) -> None:
        """Write the next version of them. Raises `Stale`, `NotFound`."""
        await self._help.replace(tx, help)

    async def get(self, id: str, tx: Transaction | None = None) -> Edition:
        """Give an edition. Raises `NotFound`."""
        return await self._editions.get(id, tx)

    async def newest(self) -> Edition | None:
        """Give the edition of the latest year, None where there is none."""
        found = await self._editions.find({}, sort=_NEWEST, limit=1)
        return found[0] if found else None

    async def all(self) -> list[Edition]:
        """Give all editions, the newest first."""
        return await self._editions.find({}, sort=_NEWEST, limit=_MOST)

    async def add(self, tx: Transaction, edition: Edition) -> None:
        """Add an edition. Raises `Duplicate` where the city has its number already."""
        await self._editions.insert(tx, edition)

    async def save(self, tx: Transaction, edition: Edition) -> None:
        """Write the next version. Raises `Stale`, `NotFound`, `Duplicate`."""
        await self._editions.replace(tx, edition)
