"""MongoDB documents of initiatives, their drafts, declarations and rules."""

import re
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.intake.initiatives.domain import Initiative
from services.intake.initiatives.domain.declarations import MOST_DECLARATIONS, Declaration
from services.intake.initiatives.domain.rules import Rules
from services.intake.initiatives.domain.saved import SavedApplication
from services.intake.initiatives.service import Sought
from services.intake.proposals.domain.words import fold
from services.intake.proposals.service import Reading
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, NotFound, Transaction

_MOST_WORDS = 6
"""Words of a search that count."""
_MOST_RULES = 200
_CONSULTED = {"waits": True}
_NEWEST = [("year", DESCENDING), ("number", DESCENDING)]
_INDEXES = [
    IndexModel(_NEWEST, unique=True, name="register"),
    IndexModel([("state", ASCENDING), *_NEWEST], name="by_state"),
    IndexModel([("words", ASCENDING), *_NEWEST], name="by_words"),
    IndexModel([("case", ASCENDING)], unique=True, name="case"),
    IndexModel([("sign", ASCENDING)], unique=True, name="list_of_cases"),
    IndexModel([("year", ASCENDING), ("title_key", ASCENDING)], name="by_title"),
]


class _Lost(BaseModel):
    """A civic-budget proposal that was put to the vote and not selected."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime


class MongoInitiativeStore:
    """Keeps initiatives; a year has each number once."""

    def __init__(self, database: Database) -> None:
        self._initiatives = Collection(database, "initiatives", Initiative, key="id", indexes=_INDEXES)
        self._readings = Collection(
            database, "readings", Reading, key="id", indexes=[IndexModel([("case", ASCENDING), ("at", ASCENDING)])]
        )
        self._drafts = Collection(
            database,
            "initiative_drafts",
            SavedApplication,
            key="id",
            indexes=[
                *(IndexModel([(field, ASCENDING)]) for field in ("remind_at", "delete_at")),
                IndexModel(
                    [("consultation.asked_at", ASCENDING)], partialFilterExpression={"waits": True}, name="waits"
                ),
                OpenDeadlines.index(_CONSULTED, "waits"),
            ],
        )
        self.deadlines = OpenDeadlines(self._drafts, _CONSULTED)
        self._declarations = Collection(
            database,
            "declarations",
            Declaration,
            key="id",
            indexes=[IndexModel([("initiative_id", ASCENDING)], name="of_initiative")],
        )
        self._rules = Collection(
            database,
            "initiative_rules",
            Rules,
            key="id",
            indexes=[IndexModel([("number", ASCENDING)], unique=True, name="number")],
        )
        self._lost = Collection(database, "lost_proposals", _Lost, key="id")

    # -- the register --------------------------------------------------------------------------------------------

    async def get(self, id: str, tx: Transaction | None = None) -> Initiative:
        """Give an initiative. Raises `NotFound`."""
        return await self._initiatives.get(id, tx)

    async def find(self, id: str, tx: Transaction | None = None) -> Initiative | None:
        """Give an initiative, None where none was filed under this id."""
        return await self._initiatives.find_one({"_id": id}, tx)

    async def of_case(self, case: str) -> Initiative:
        """Give the initiative that people call so. Raises `NotFound`."""
        found = await self._initiatives.find_one({"case": case})
        if found is None:
            raise NotFound("initiatives", case)
        return found

    async def add(self, tx: Transaction, initiative: Initiative) -> None:
        """Add an initiative. Raises `Duplicate` where its number or sign is taken."""
        await self._initiatives.insert(tx, initiative)

    async def save(self, tx: Transaction, initiative: Initiative) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._initiatives.replace(tx, initiative)

    async def same_title(self, tx: Transaction, year: int, key: str, limit: int) -> list[Initiative]:
        """Give at most `limit` initiatives of a year whose folded title is `key`."""
        return await self._initiatives.find({"year": year, "title_key": key}, tx=tx, limit=limit)

    async def page(self, sought: Sought, after: tuple[int, int] | None, limit: int) -> list[Initiative]:
        """Give at most `limit` initiatives, the newest first, from the one after (year, number)."""
        query = _query(sought)
        if after is not None:
            year, number = after
            # One range on the key of the order: the index serves.
            query["$or"] = [{"year": {"$lt": year}}, {"year": year, "number": {"$lt": number}}]
        return await self._initiatives.find(query, sort=_NEWEST, limit=limit)

    async def count(self, sought: Sought) -> int:
        """Count the initiatives that are sought."""
        return await self._initiatives.count(_query(sought))

    async def note_reading(self, tx: Transaction, reading: Reading) -> None:
        """Write down that somebody has read personal data."""
        await self._readings.insert(tx, reading)

    async def readings(self, case: str) -> list[Reading]:
        """Give who has read personal data of a case, the first reading first."""
        return await self._readings.find({"case": case}, sort=[("at", ASCENDING)], limit=200)

    # -- drafts --------------------------------------------------------------------------------------------------

    async def draft(self, id: str, tx: Transaction | None = None) -> SavedApplication | None:
        """Give a draft, None where there is none."""
        return await self._drafts.find_one({"_id": id}, tx)

    async def put_draft(self, tx: Transaction, draft: SavedApplication) -> None:
        """Write a draft over what was saved of it before."""
        await self._drafts.put(tx, draft)

    async def drop_draft(self, tx: Transaction, id: str) -> None:
        """Delete a draft."""
        await self._drafts.raw.delete_one({"_id": id}, session=tx.session)

    async def drafts_to_remind(self, now: datetime, limit: int) -> list[str]:
        """Give ids of drafts whose authors are to be reminded."""
        found = await self._drafts.find({"remind_at": {"$lte": now}}, sort=[("remind_at", ASCENDING)], limit=limit)
        return [draft.id for draft in found]

    async def drafts_to_delete(self, now: datetime, limit: int) -> list[str]:
        """Give ids of drafts that nobody has touched for long."""
        found = await self._drafts.find({"delete_at": {"$lte": now}}, sort=[("delete_at", ASCENDING)], limit=limit)
        return [draft.id for draft in found]

    async def consulted(self, limit: int) -> list[SavedApplication]:
        """Give drafts about which the office was asked and has not answered, the longest waiting first."""
        return await self._drafts.find({"waits": True}, sort=[("consultation.asked_at", ASCENDING)], limit=limit)

    # -- declarations --------------------------------------------------------------------------------------------

    async def declarations(self, initiative_id: str, tx: Transaction | None = None) -> list[Declaration]:
        """Give all declarations of a draft or an initiative, ended ones included."""
        return await self._declarations.find({"initiative_id": initiative_id}, limit=MOST_DECLARATIONS, tx=tx)

    async def declaration(self, id: str, tx: Transaction | None = None) -> Declaration:
        """Give a declaration. Raises `NotFound`."""
        return await self._declarations.get(id, tx)

    async def add_declaration(self, tx: Transaction, declaration: Declaration) -> None:
        """Add a declaration."""
        await self._declarations.insert(tx, declaration)

    async def save_declaration(self, tx: Transaction, declaration: Declaration) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._declarations.replace(tx, declaration)

    async def drop_declarations(self, tx: Transaction, initiative_id: str) -> None:
        """Delete all declarations of a draft that is deleted."""
        await self._declarations.raw.delete_many({"initiative_id": initiative_id}, session=tx.session)

    # -- rules, and what the vote did not select -----------------------------------------------------------------

    async def all_rules(self, tx: Transaction | None = None) -> list[Rules]:
        """Give all rules that were laid down."""
        return await self._rules.find({}, limit=_MOST_RULES, tx=tx)

    async def add_rules(self, tx: Transaction, rules: Rules) -> None:
        """Add rules. Raises `Duplicate` where somebody has laid down others meanwhile."""
        await self._rules.insert(tx, rules)

    async def note_lost(self, tx: Transaction, proposal_ids: list[str], at: datetime) -> None:
        """Remember which proposals the vote has not selected."""
        if proposal_ids:
            await self._lost.put_many(tx, [_Lost(id=id, at=at) for id in proposal_ids])

    async def has_lost(self, proposal_id: str, tx: Transaction | None = None) -> bool:
        """Tell whether the vote has not selected a proposal."""
        return await self._lost.find_one({"_id": proposal_id}, tx) is not None


def _query(sought: Sought) -> dict[str, Any]:
    query: dict[str, Any] = {}
    if sought.sign:
        query["sign"] = sought.sign
    if sought.state is not None:
        query["state"] = sought.state.value
    # Each word may be the beginning of a longer one; anchored, so that the index serves.
    words = fold(sought.text)[:_MOST_WORDS]
    if words:
        query["$and"] = [{"words": {"$regex": f"^{re.escape(word)}"}} for word in words]
    return query
