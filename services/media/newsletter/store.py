"""MongoDB documents of the newsletter: readers, issues, mailings, what was published."""

from collections.abc import Sequence
from datetime import datetime

from services.media.newsletter.domain.issue import Issue, Publication
from services.media.newsletter.domain.mailing import Mailing
from services.media.newsletter.domain.readers import Reader, Topic
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_READERS = [
    IndexModel([("who", ASCENDING)], unique=True, name="one_address"),
    IndexModel([("topics", ASCENDING), ("_id", ASCENDING)], name="of_topic"),
    IndexModel([("paused_at", ASCENDING)], partialFilterExpression={"paused_at": {"$type": "date"}}, name="paused"),
    IndexModel(
        [("expires_at", ASCENDING)], partialFilterExpression={"expires_at": {"$type": "date"}}, name="unconfirmed"
    ),
]
_ISSUES = [IndexModel([("written.at", DESCENDING), ("_id", DESCENDING)], name="newest")]
_MAILINGS = [
    IndexModel([("done_at", ASCENDING), ("urgent", DESCENDING), ("began_at", ASCENDING)], name="on_their_way"),
    IndexModel([("began_at", DESCENDING)], name="newest"),
]
_PUBLICATIONS = [IndexModel([("withdrawn", ASCENDING), ("published_at", DESCENDING)], name="newest")]


class MongoNewsletterStore:
    """Keeps the newsletter; an address has one document."""

    def __init__(self, database: Database) -> None:
        self._readers = Collection(database, "newsletter_readers", Reader, key="id", indexes=_READERS)
        self._issues = Collection(database, "newsletter_issues", Issue, key="id", indexes=_ISSUES)
        self._mailings = Collection(database, "newsletter_mailings", Mailing, key="id", indexes=_MAILINGS)
        self._publications = Collection(database, "publications", Publication, key="id", indexes=_PUBLICATIONS)

    async def reader(self, id: str, tx: Transaction | None = None) -> Reader:
        """Give a reader. Raises `NotFound`."""
        return await self._readers.get(id, tx)

    async def of_digest(self, who: str, tx: Transaction) -> Reader | None:
        """Give the reader with this digest of an address."""
        return await self._readers.find_one({"who": who}, tx)

    async def add_reader(self, tx: Transaction, reader: Reader) -> None:
        """Add who has asked. Raises `Duplicate` where the address is there already."""
        await self._readers.insert(tx, reader)

    async def save_reader(self, tx: Transaction, reader: Reader) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._readers.replace(tx, reader)

    async def drop_reader(self, tx: Transaction, id: str) -> None:
        """Delete a reader, if there is one."""
        await self._readers.raw.delete_one({"_id": id}, session=tx.session)

    async def count_readers(self, topic: Topic) -> int:
        """Count who has confirmed and reads about a topic."""
        return await self._readers.count({"topics": topic.value, "confirmed_at": {"$type": "date"}})

    async def count_paused(self) -> int:
        """Count whose address is refused, so that nothing is written to them."""
        return await self._readers.count({"paused_at": {"$type": "date"}})

    async def reading(
        self, tx: Transaction, topic: Topic, after: str, confirmed_by: datetime, limit: int
    ) -> list[Reader]:
        """Give at most `limit` who read about a topic and had confirmed by then, in the order of ids after one."""
        wanted = {"topics": topic.value, "_id": {"$gt": after}, "confirmed_at": {"$lte": confirmed_by}}
        return await self._readers.find(wanted, limit=limit, tx=tx)

    async def drop_unconfirmed(self, tx: Transaction, now: datetime, limit: int) -> int:
        """Delete at most `limit` of those who have not confirmed in time; give how many."""
        wanted = {"expires_at": {"$type": "date", "$lt": now}}
        found = await self._readers.find(wanted, sort=[("expires_at", ASCENDING)], limit=limit, tx=tx)
        await self._readers.raw.delete_many({"_id": {"$in": [one.id for one in found]}}, session=tx.session)
        return len(found)

    # -- issues ------------------------------------------------------------------------------------------------------

    async def issue(self, id: str, tx: Transaction | None = None) -> Issue:
        """Give an issue. Raises `NotFound`."""
        return await self._issues.get(id, tx)

    async def add_issue(self, tx: Transaction, issue: Issue) -> None:
        """Add a draft."""
        await self._issues.insert(tx, issue)

    async def save_issue(self, tx: Transaction, issue: Issue) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._issues.replace(tx, issue)

    async def issues(self, limit: int, skip: int = 0) -> list[Issue]:
        """Give the issues, the one changed last first."""
        newest = [("written.at", DESCENDING), ("_id", DESCENDING)]
        return await self._issues.find({}, sort=newest, limit=limit, skip=skip)

    async def publication(self, id: str, tx: Transaction | None = None) -> Publication | None:
        """Give what was published, None where it is not known."""
        return await self._publications.find_one({"_id": id}, tx)

    async def put_publication(self, tx: Transaction, publication: Publication) -> None:
        """Keep what was published."""
        await self._publications.put(tx, publication)

    async def publications(self, limit: int) -> list[Publication]:
        """Give what was published and still stands, the newest first."""
        return await self._publications.find({"withdrawn": False}, sort=[("published_at", DESCENDING)], limit=limit)

    async def publications_of(self, ids: Sequence[str], tx: Transaction | None = None) -> list[Publication]:
        """Give what was published, by its ids, also what was withdrawn."""
        return await self._publications.find({"_id": {"$in": list(ids)}}, tx=tx)

    # -- mailings ----------------------------------------------------------------------------------------------------

    async def mailing(self, id: str, tx: Transaction | None = None) -> Mailing:
        """Give a mailing. Raises `NotFound`."""
        return await self._mailings.get(id, tx)

    async def mailing_or_none(self, id: str, tx: Transaction | None = None) -> Mailing | None:
        """Give a mailing, None where it has not begun."""
        return await self._mailings.find_one({"_id": id}, tx)

    async def add_mailing(self, tx: Transaction, mailing: Mailing) -> None:
        """Add a mailing. Raises `Duplicate` where it is there already."""
        await self._mailings.insert(tx, mailing)

    async def save_mailing(self, tx: Transaction, mailing: Mailing) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._mailings.replace(tx, mailing)

    async def on_their_way(self, limit: int) -> list[Mailing]:
        """Give the mailings that are not over, urgent ones first, then the oldest."""
        order = [("urgent", DESCENDING), ("began_at", ASCENDING)]
        return await self._mailings.find({"done_at": None}, sort=order, limit=limit)

    async def mailings(self, limit: int) -> list[Mailing]:
        """Give the mailings, the newest first."""
        return await self._mailings.find({}, sort=[("began_at", DESCENDING)], limit=limit)
