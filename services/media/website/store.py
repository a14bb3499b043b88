"""MongoDB documents of the site."""

import re
from datetime import datetime

from services.media.website.domain.article import Article, Version
from services.media.website.domain.city import CityDate, Work
from services.media.website.domain.edition import Edition
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, NotFound, Transaction

_ON_SITE = ["published", "withdrawn"]


class MongoSiteStore:
    """Keeps articles with their versions, and the copies of what other services told."""

    def __init__(self, database: Database) -> None:
        self._articles = Collection(
            database,
            "articles",
            Article,
            key="id",
            indexes=[
                IndexModel([("slug", ASCENDING)], unique=True, partialFilterExpression={"slug": {"$type": "string"}}),
                IndexModel([("state", ASCENDING), ("published_at", DESCENDING), ("_id", DESCENDING)]),
                IndexModel([("changed_at", DESCENDING)]),
            ],
        )
        self._versions = Collection(
            database, "versions", Version, key="id", indexes=[IndexModel([("article_id", ASCENDING)])]
        )
        self._editions = Collection(
            database, "editions", Edition, key="id", indexes=[IndexModel([("rules.year", DESCENDING)])]
        )
        self._works = Collection(
            database, "works", Work, key="id", indexes=[IndexModel([("published_at", DESCENDING)])]
        )
        self._dates = Collection(database, "dates", CityDate, key="id", indexes=[IndexModel([("ends", ASCENDING)])])

    async def article(self, id: str, tx: Transaction | None = None) -> Article:
        """Give an article. Raises `NotFound`."""
        return await self._articles.get(id, tx)

    async def by_slug(self, slug: str) -> Article:
        """Give the article that is, or was, at an address of the site. Raises `NotFound`."""
        found = await self._articles.find_one({"slug": slug, "state": {"$in": _ON_SITE}})
        if found is None:
            raise NotFound("article", slug)
        return found

    async def add(self, tx: Transaction, article: Article) -> None:
        """Add an article. Raises `Duplicate` for an address that is taken."""
        await self._articles.insert(tx, article)

    async def save(self, tx: Transaction, article: Article) -> None:
        """Write the next version. Raises `Stale`, and `Duplicate` for an address that is taken."""
        await self._articles.replace(tx, article)

    async def keep(self, tx: Transaction, version: Version) -> None:
        """Keep a version of a text for ever."""
        await self._versions.insert(tx, version)

    async def versions(self, article_id: str) -> list[Version]:
        """Give the versions of an article, the newest first."""
        return await self._versions.find({"article_id": article_id}, sort=[("number", DESCENDING)], limit=100)

    async def slugs_like(self, slug: str, tx: Transaction) -> set[str]:
        """Give the addresses that begin like this one."""
        wanted = {"slug": {"$regex": f"^{re.escape(slug)}"}}
        return {article.slug for article in await self._articles.find(wanted, tx=tx) if article.slug}

    async def published(self, limit: int, skip: int = 0) -> list[Article]:
        """Give articles on the site, the newest first."""
        newest = [("published_at", DESCENDING), ("_id", DESCENDING)]
        return await self._articles.find({"state": "published"}, sort=newest, limit=limit, skip=skip)

    async def all(self, limit: int, skip: int = 0) -> list[Article]:
        """Give all articles for the staff, the one changed last first."""
        return await self._articles.find({}, sort=[("changed_at", DESCENDING)], limit=limit, skip=skip)

    async def edition(self, id: str, tx: Transaction) -> Edition:
        """Give our copy of an edition, an empty one where nothing has come."""
        return await self._editions.find_one({"_id": id}, tx) or Edition(id=id)

    async def put_edition(self, tx: Transaction, edition: Edition) -> None:
        """Write our copy."""
        await self._editions.put(tx, edition)

    async def newest_edition(self) -> Edition | None:
        """Give the edition of the latest budget year whose rules are known, None before the first one."""
        newest = [("rules.year", DESCENDING), ("rules.number", DESCENDING)]
        found = await self._editions.find({"rules.year": {"$gt": 0}}, sort=newest, limit=1)
        return found[0] if found else None

    async def work(self, id: str, tx: Transaction) -> Work | None:
        """Give the newest word on a building, None where there is none."""
        return await self._works.find_one({"_id": id}, tx)

    async def put_work(self, tx: Transaction, work: Work) -> None:
        """Write the newest word on a building."""
        await self._works.put(tx, work)

    async def works(self, limit: int) -> list[Work]:
        """Give what is being built, the newest word first."""
        return await self._works.find({}, sort=[("published_at", DESCENDING)], limit=limit)

    async def date(self, id: str, tx: Transaction) -> CityDate | None:
        """Give a date of the calendar, None where nothing has come of it."""
        return await self._dates.find_one({"_id": id}, tx)

    async def put_date(self, tx: Transaction, date: CityDate) -> None:
        """Write a date of the calendar."""
        await self._dates.put(tx, date)

    async def dates(self, now: datetime, limit: int) -> list[CityDate]:
        """Give the dates that are not over and were not called off, those that end first first."""
        wanted = {"ends": {"$gt": now}, "cancelled": False}
        return await self._dates.find(wanted, sort=[("ends", ASCENDING)], limit=limit)
