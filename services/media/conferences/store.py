"""MongoDB documents of press conferences, of who was invited to them and who asks to come."""

from collections.abc import Sequence
from datetime import datetime

from services.media.conferences.domain import PUBLIC, Conference, State
from services.media.conferences.domain.admission import Admission
from services.media.conferences.domain.guests import Guest
from shared.recurring import MOST_AT_ONCE
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, NotFound, Transaction

_PUBLIC = {"state": {"$in": sorted(state.value for state in PUBLIC)}}
_MOST_GUESTS = 2000
# Those of a series are made, and often changed, in one moment.
_DESK = [("changed_at", DESCENDING), ("when.starts", ASCENDING), ("_id", ASCENDING)]


class MongoConferenceStore:
    """Keeps conferences and guests. What everybody may read is asked for by its state, here and nowhere else."""

    def __init__(self, database: Database) -> None:
        self._conferences = Collection(
            database,
            "press_conferences",
            Conference,
            key="id",
            indexes=[
                IndexModel([("state", ASCENDING), ("when.ends", ASCENDING)], name="ahead"),
                IndexModel(_DESK, name="by_change"),
                IndexModel(
                    [("series_id", ASCENDING), ("when.starts", ASCENDING)],
                    partialFilterExpression={"series_id": {"$type": "string"}},
                    name="series",
                ),
            ],
        )
        self._guests = Collection(
            database,
            "conference_guests",
            Guest,
            key="id",
            indexes=[IndexModel([("conference_id", ASCENDING), ("tag", ASCENDING)], unique=True, name="once")],
        )

        # Few: they are erased the day after. The address is asked with once.
        self._admissions = Collection(
            database,
            "conference_admissions",
            Admission,
            key="id",
            indexes=[
                IndexModel([("conference_id", ASCENDING), ("tag", ASCENDING)], unique=True, name="once"),
                IndexModel([("ends", ASCENDING)], name="over"),
            ],
        )

    async def get(self, id: str, tx: Transaction | None = None) -> Conference:
        """Give a conference. Raises `NotFound`."""
        return await self._conferences.get(id, tx)

    async def public(self, id: str) -> Conference:
        """Give what everybody may know of. Raises `NotFound`."""
        found = await self._conferences.find_one({**_PUBLIC, "_id": id})
        if found is None:
            raise NotFound("conference", id)
        return found

    async def of_series(self, series_id: str, tx: Transaction | None = None) -> list[Conference]:
        """Give all of a series but what was let go, by their time."""
        wanted = {"series_id": series_id, "state": {"$ne": State.DISCARDED.value}}
        return await self._conferences.find(wanted, sort=[("when.starts", ASCENDING)], limit=MOST_AT_ONCE, tx=tx)

    async def add(self, tx: Transaction, one: Conference) -> None:
        """Add a draft."""
        await self._conferences.insert(tx, one)

    async def save(self, tx: Transaction, one: Conference) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._conferences.replace(tx, one)

    async def desk(self, skip: int, limit: int) -> list[Conference]:
        """Give all but what was let go, the one changed last first."""
        wanted = {"state": {"$ne": State.DISCARDED.value}}
        return await self._conferences.find(wanted, sort=_DESK, skip=skip, limit=limit)

    async def ahead(self, now: datetime, limit: int) -> list[Conference]:
        """Give what is to come, with what was postponed or cancelled meanwhile, the next first."""
        wanted = {**_PUBLIC, "when.ends": {"$gt": now}}
        return await self._conferences.find(wanted, sort=[("when.ends", ASCENDING)], limit=limit)

    async def over(self, now: datetime, skip: int, limit: int) -> list[Conference]:
        """Give what is over, the last first."""
        wanted = {**_PUBLIC, "when.ends": {"$lte": now}}
        return await self._conferences.find(wanted, sort=[("when.ends", DESCENDING)], skip=skip, limit=limit)

    async def invite(self, tx: Transaction, guests: Sequence[Guest]) -> None:
        """Add guests, at least one. Raises `Duplicate` where one was invited already."""
        await self._guests.insert_many(tx, guests)

    async def guests(self, conference_id: str, tx: Transaction | None = None) -> list[Guest]:
        """Give who was invited."""
        return await self._guests.find({"conference_id": conference_id}, limit=_MOST_GUESTS, tx=tx)

    async def guest(self, id: str, tx: Transaction | None = None) -> Guest:
        """Give somebody who was invited. Raises `NotFound`."""
        return await self._guests.get(id, tx)

    async def save_guest(self, tx: Transaction, guest: Guest) -> None:
        """Write the next version. Raises `Stale`."""
        await self._guests.replace(tx, guest)

    async def admission(self, id: str, tx: Transaction | None = None) -> Admission:
        """Give what somebody asks who was not invited. Raises `NotFound`."""
        return await self._admissions.get(id, tx)

    async def admissions(self, conference_id: str, tx: Transaction | None = None) -> list[Admission]:
        """Give who asks to come to one, the first first."""
        sort = [("asked_at", ASCENDING), ("_id", ASCENDING)]
        return await self._admissions.find({"conference_id": conference_id}, sort=sort, limit=_MOST_GUESTS, tx=tx)

    async def asked_by(self, tx: Transaction, conference_id: str, tag: str) -> bool:
        """Tell whether somebody has asked already."""
        return await self._admissions.find_one({"conference_id": conference_id, "tag": tag}, tx) is not None

    async def add_admission(self, tx: Transaction, one: Admission) -> None:
        """Add it. Raises `Duplicate` where the address has asked."""
        await self._admissions.insert(tx, one)

    async def save_admission(self, tx: Transaction, one: Admission) -> None:
        """Write the next version. Raises `Stale`."""
        await self._admissions.replace(tx, one)

    async def erase_admission(self, tx: Transaction, one: Admission) -> None:
        """Delete it."""
        await self._admissions.raw.delete_one({"_id": one.id}, session=tx.session)

    async def admissions_over(self, before: datetime, limit: int) -> list[str]:
        """Give ids of those whose occasion was over before a moment."""
        rows = self._admissions.raw.find({"ends": {"$ne": None, "$lt": before}}, {"_id": 1}).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]
