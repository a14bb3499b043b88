"""MongoDB documents of support: gatherings, supporters, changes to tell of."""

from datetime import datetime

from services.intake.support.domain import Gathering, Supporter, SupporterState
from services.intake.support.domain.text import SupportedChange
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_HELD = {"held": True}
_UNTOLD = {"untold": True}
_ASKED = {"state": SupporterState.ASKED.value}
_TO_TELL = {"done": False}


def _once(*fields: str) -> IndexModel:
    keys = [(field, ASCENDING) for field in ("gathering_id", *fields)]
    return IndexModel(keys, unique=True, partialFilterExpression=_HELD, name="one_" + "_".join(fields))


_GATHERINGS = [
    IndexModel(
        [("draft_id", ASCENDING)], unique=True, partialFilterExpression={"draft_id": {"$type": "string"}}, name="draft"
    ),
    IndexModel(
        [("proposal_id", ASCENDING)],
        unique=True,
        partialFilterExpression={"proposal_id": {"$type": "string"}},
        name="proposal",
    ),
    IndexModel([("edition_id", ASCENDING)], name="edition"),
    IndexModel([("erased_at", ASCENDING), ("erase_at", ASCENDING)], name="erase"),
]
_SUPPORTERS = [
    _once("who"),
    _once("mailbox", "place"),
    IndexModel([("gathering_id", ASCENDING), ("state", ASCENDING), ("confirmed_at", ASCENDING)], name="state"),
    IndexModel([("gathering_id", ASCENDING), ("_id", ASCENDING)], name="all"),
    IndexModel([("gathering_id", ASCENDING), ("surname", ASCENDING)], partialFilterExpression=_HELD, name="surname"),
    IndexModel([("untold", ASCENDING), ("gathering_id", ASCENDING)], partialFilterExpression=_UNTOLD, name="untold"),
    IndexModel([("expires_at", ASCENDING)], partialFilterExpression=_ASKED, name="expires"),
]
_CHANGES = [IndexModel([("due_at", ASCENDING)], partialFilterExpression=_TO_TELL, name="due")]


class MailsCountedAnew:
    """The letters of a day are counted as everywhere; the former counts had an index of another name."""

    name = "letters to supporters are counted anew"

    async def __call__(self, database: Database) -> None:
        """Drop the counts of the day, which nobody needs tomorrow."""
        await database.clear("support_mails")


class MongoSupportStore:
    """Keeps support; in a gathering a person is held once, and an address has each of its places once."""

    def __init__(self, database: Database) -> None:
        self._gatherings = Collection(database, "gatherings", Gathering, key="id", indexes=_GATHERINGS)
        self._supporters = Collection(database, "supporters", Supporter, key="id", indexes=_SUPPORTERS)
        self._changes = Collection(database, "supported_changes", SupportedChange, key="id", indexes=_CHANGES)

    async def get(self, id: str, tx: Transaction | None = None) -> Gathering:
        """Give a gathering. Raises `NotFound`."""
        return await self._gatherings.get(id, tx)

    async def of_draft(self, draft_id: str, tx: Transaction | None = None) -> Gathering | None:
        """Give where a draft is supported, None where nobody gathers for it."""
        return await self._gatherings.find_one({"draft_id": draft_id}, tx)

    async def of_proposal(self, proposal_id: str, tx: Transaction | None = None) -> Gathering | None:
        """Give where a proposal is supported, None where nobody has supported it online."""
        return await self._gatherings.find_one({"proposal_id": proposal_id}, tx)

    async def add(self, tx: Transaction, gathering: Gathering) -> None:
        """Add a gathering. Raises `Duplicate` where its draft or proposal has one."""
        await self._gatherings.insert(tx, gathering)

    async def save(self, tx: Transaction, gathering: Gathering) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._gatherings.replace(tx, gathering)

    async def end_edition(self, tx: Transaction, edition_id: str, erase_at: datetime) -> None:
        """Let the supporters of an edition be deleted at `erase_at`; an earlier day stands."""
        await self._gatherings.raw.update_many(
            {"edition_id": edition_id, "$or": [{"erase_at": None}, {"erase_at": {"$gt": erase_at}}]},
            {"$set": {"erase_at": erase_at}, "$inc": {"version": 1}},
            session=tx.session,
        )

    async def to_erase(self, now: datetime, limit: int) -> list[str]:
        """Give ids of gatherings whose supporters nobody needs any more."""
        wanted = {"erased_at": None, "erase_at": {"$lte": now}}
        return [one.id for one in await self._gatherings.find(wanted, sort=[("erase_at", ASCENDING)], limit=limit)]

    async def supporter(self, id: str, tx: Transaction | None = None) -> Supporter:
        """Give a supporter. Raises `NotFound`."""
        return await self._supporters.get(id, tx)

    async def add_supporter(self, tx: Transaction, supporter: Supporter) -> None:
        """Add somebody who has filled in the form."""
        await self._supporters.insert(tx, supporter)

    async def save_supporter(self, tx: Transaction, supporter: Supporter) -> None:
        """Write the next version. Raises `Duplicate` where the person is held already, `Stale`, `NotFound`."""
        await self._supporters.replace(tx, supporter)

    async def places(self, gathering_id: str, mailbox: str, tx: Transaction) -> set[int]:
        """Give the places that are taken by people of one e-mail address."""
        found = await self._supporters.find({"gathering_id": gathering_id, "mailbox": mailbox, **_HELD}, tx=tx)
        return {one.place for one in found if one.place is not None}

    async def accepted(self, gathering_id: str, tx: Transaction | None = None) -> int:
        """Count those who support."""
        wanted = {"gathering_id": gathering_id, "state": SupporterState.ACCEPTED.value}
        return int(await self._supporters.raw.count_documents(wanted, session=tx.session if tx else None))

    async def count_waiting(self, gathering_id: str) -> int:
        """Count those whom an officer has to look at."""
        return await self._supporters.count({"gathering_id": gathering_id, "state": SupporterState.WAITING.value})

    async def waiting(self, gathering_id: str, limit: int) -> list[Supporter]:
        """Give those whom an officer has to look at, who has waited longest first."""
        return await self._in_state(gathering_id, SupporterState.WAITING, limit)

    async def refused(self, gathering_id: str, limit: int) -> list[Supporter]:
        """Give those whom an officer has found to be strangers."""
        return await self._in_state(gathering_id, SupporterState.REFUSED, limit)

    async def _in_state(self, gathering_id: str, state: SupporterState, limit: int) -> list[Supporter]:
        wanted = {"gathering_id": gathering_id, "state": state.value}
        return await self._supporters.find(wanted, sort=[("confirmed_at", ASCENDING)], limit=limit)

    async def called(self, gathering_id: str, surname: str, limit: int) -> list[Supporter]:
        """Give the supporters whose surname has this digest."""
        return await self._supporters.find({"gathering_id": gathering_id, "surname": surname, **_HELD}, limit=limit)

    async def held(
        self, tx: Transaction, gathering_id: str, after: str, asked_by: datetime, limit: int
    ) -> list[Supporter]:
        """Give at most `limit` supporters who had filled in the form by then, in the order of ids after one."""
        wanted = {"gathering_id": gathering_id, "_id": {"$gt": after}, **_HELD, "asked_at": {"$lte": asked_by}}
        return await self._supporters.find(wanted, limit=limit, tx=tx)

    async def untold(self) -> list[str]:
        """Give ids of gatherings of whose supporters something is yet to be told."""
        return [str(id) for id in await self._supporters.raw.distinct("gathering_id", _UNTOLD)]

    async def mark_told(self, tx: Transaction, gathering_id: str, limit: int) -> int:
        """Note of at most `limit` supporters that the count knows of them; give of how many."""
        wanted = {"gathering_id": gathering_id, **_UNTOLD}
        ids = [one.id for one in await self._supporters.find(wanted, limit=limit, tx=tx)]
        await self._supporters.raw.update_many({"_id": {"$in": ids}}, {"$set": {"untold": False}}, session=tx.session)
        return len(ids)

    async def drop_supporters(self, tx: Transaction, gathering_id: str, limit: int) -> int:
        """Delete at most `limit` supporters of a gathering; give how many."""
        ids = [one.id for one in await self._supporters.find({"gathering_id": gathering_id}, limit=limit, tx=tx)]
        await self._supporters.raw.delete_many({"_id": {"$in": ids}}, session=tx.session)
        return len(ids)

    async def drop_unconfirmed(self, tx: Transaction, now: datetime, limit: int) -> int:
        """Delete at most `limit` of those who have not confirmed in time; give how many."""
        wanted = {**_ASKED, "expires_at": {"$lt": now}}
        found = await self._supporters.find(wanted, sort=[("expires_at", ASCENDING)], limit=limit, tx=tx)
        ids = [one.id for one in found]
        await self._supporters.raw.delete_many({"_id": {"$in": ids}}, session=tx.session)
        return len(ids)

    async def add_change(self, tx: Transaction, change: SupportedChange) -> None:
        """Add a change of which supporters are to be told."""
        await self._changes.insert(tx, change)

    async def change(self, id: str, tx: Transaction) -> SupportedChange:
        """Give a change. Raises `NotFound`."""
        return await self._changes.get(id, tx)

    async def save_change(self, tx: Transaction, change: SupportedChange) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._changes.replace(tx, change)

    async def changes_due(self, now: datetime, limit: int) -> list[str]:
        """Give ids of changes of which supporters are yet to be told, the oldest first."""
        wanted = {**_TO_TELL, "due_at": {"$lte": now}}
        return [one.id for one in await self._changes.find(wanted, sort=[("due_at", ASCENDING)], limit=limit)]
