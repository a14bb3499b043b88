"""MongoDB documents of the declaration: the present one, and every review for ever."""

from pydantic import BaseModel, ConfigDict

from services.media.accessibility.domain import STATEMENT, Review, Statement
from shared.store import DESCENDING, Collection, Database, Duplicate, IndexModel, Stale, Transaction


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    number: int
    review: Review
    person_name: str


class MongoStatementStore:
    """Keeps the declaration and its reviews."""

    def __init__(self, database: Database) -> None:
        self._statements = Collection(database, "accessibility", Statement, key="id")
        self._reviews = Collection(
            database, "accessibility_reviews", _Kept, key="id", indexes=[IndexModel([("number", DESCENDING)])]
        )

    async def current(self, tx: Transaction | None = None) -> Statement:
        """Give the declaration."""
        return await self._statements.find_one({"_id": STATEMENT}, tx) or Statement()

    async def put(self, tx: Transaction, statement: Statement) -> None:
        """Write its next version. Raises `Stale`."""
        if statement.version > 1:
            await self._statements.replace(tx, statement)
            return
        try:
            await self._statements.insert(tx, statement)
        except Duplicate:
            raise Stale("statement", statement.id) from None

    async def keep(self, tx: Transaction, statement: Statement, by: str) -> None:
        """Keep a review for ever."""
        kept = _Kept(id=str(statement.version), number=statement.version, review=statement.review, person_name=by)
        await self._reviews.insert(tx, kept)

    async def reviews(self) -> list[tuple[Review, str]]:
        """Give all reviews with who recorded them, the newest first."""
        found = await self._reviews.find({}, sort=[("number", DESCENDING)], limit=100)
        return [(one.review, one.person_name) for one in found]
