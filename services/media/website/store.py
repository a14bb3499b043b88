"""MongoDB documents of the site."""

import re
from datetime import datetime
from typing import Any

from services.media.search.domain import Found
from services.media.search.domain import Kind as FoundKind
from services.media.website.domain.article import Article, Editing, Kind, Stage, State, Step, Version
from services.media.website.domain.city import CityDate, Work
from services.media.website.domain.edition import Edition
from services.media.website.domain.menu import MENU, Menu
from shared.store import (
    ASCENDING,
    DESCENDING,
    Collection,
    Database,
    Duplicate,
    IndexModel,
    NotFound,
    Stale,
    Transaction,
)

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
                IndexModel(
                    [("addresses", ASCENDING)],
                    unique=True,
                    partialFilterExpression={"addresses": {"$type": "string"}},
                    name="an address belongs to one article for ever",
                ),
                IndexModel([("state", ASCENDING), ("published_at", DESCENDING), ("_id", DESCENDING)]),
                IndexModel([("changed_at", DESCENDING)]),
                IndexModel([("publish_at", ASCENDING)], partialFilterExpression={"publish_at": {"$type": "date"}}),
                IndexModel([("shown_files", ASCENDING)]),
            ],
        )
        self._editing = Collection(
            database,
            "article_editing",
            Editing,
            key="id",
            indexes=[
                IndexModel([("article_id", ASCENDING), ("seen_at", DESCENDING)]),
                IndexModel([("seen_at", ASCENDING)], expireAfterSeconds=24 * 3600),
            ],
        )
        self._menu = Collection(database, "site_menu", Menu, key="id")
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
        """Give the article that has, or had, an address, on the site or withdrawn. Raises `NotFound`."""
        found = await self._articles.find_one({**_at(slug), "state": {"$in": _ON_SITE}})
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

    async def kept(self, article_id: str, number: int) -> Version:
        """Give a version of a text. Raises `NotFound`."""
        return await self._versions.get(f"{article_id}-{number}")

    async def slugs_like(self, slug: str, tx: Transaction) -> set[str]:
        """Give the addresses, of now and before, that begin like this one."""
        wanted = {"addresses": {"$regex": f"^{re.escape(slug)}", "$type": "string"}}
        return {each for article in await self._articles.find(wanted, tx=tx) for each in article.addresses}

    async def published(self, limit: int, skip: int = 0, kind: Kind = Kind.ARTICLE) -> list[Article]:
        """Give articles or pages on the site, the newest first."""
        newest = [("published_at", DESCENDING), ("_id", DESCENDING)]
        wanted = {"state": State.PUBLISHED.value, "kind": kind.value}
        return await self._articles.find(wanted, sort=newest, limit=limit, skip=skip)

    async def all(
        self, limit: int, skip: int = 0, kind: Kind | None = None, stage: Stage | None = None
    ) -> list[Article]:
        """Give all articles and pages for the staff, the one changed last first; of one kind, or at one stage."""
        wanted: dict[str, Any] = {**({"kind": kind.value} if kind else {}), **(_at_stage(stage) if stage else {})}
        return await self._articles.find(wanted, sort=[("changed_at", DESCENDING)], limit=limit, skip=skip)

    async def due(self, now: datetime, limit: int) -> list[str]:
        """Give the ids of those that were approved for a moment that has come, the longest waiting first."""
        wanted = {"publish_at": {"$type": "date", "$lte": now}, "step": Step.SCHEDULED.value}
        found = await self._articles.find(wanted, sort=[("publish_at", ASCENDING)], limit=limit)
        return [article.id for article in found]

    async def shows(self, file_id: str) -> bool:
        """Tell whether a picture or a file is in a text that is on the site."""
        return await self._articles.find_one({"shown_files": file_id, "state": State.PUBLISHED.value}) is not None

    async def editing(self, article_id: str, since: datetime) -> list[Editing]:
        """Give who has opened the form of an article since a moment, the first first."""
        wanted = {"article_id": article_id, "seen_at": {"$gt": since}}
        return await self._editing.find(wanted, sort=[("since", ASCENDING)], limit=20)

    async def put_editing(self, editing: Editing) -> None:
        """Note that somebody has the form open; a hint, outside of transactions."""
        document = self._editing.document(editing)
        await self._editing.raw.replace_one({"_id": editing.id}, document, upsert=True)

    async def end_editing(self, tx: Transaction, article_id: str, person_id: str) -> None:
        """Note that somebody has saved."""
        await self._editing.raw.delete_one({"_id": f"{article_id}-{person_id}"}, session=tx.session)

    async def menu(self, tx: Transaction | None = None) -> Menu:
        """Give the menu, an empty one where none was arranged."""
        return await self._menu.find_one({"_id": MENU}, tx) or Menu()

    async def put_menu(self, tx: Transaction, menu: Menu) -> None:
        """Write the next version. Raises `Stale`."""
        if menu.version > 1:
            await self._menu.replace(tx, menu)
            return
        try:
            await self._menu.insert(tx, menu)
        except Duplicate:
            raise Stale("menu", menu.id) from None

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


def _at(slug: str) -> dict[str, Any]:
    # The type is said so that the partial index may be used.
    return {"addresses": {"$eq": slug, "$type": "string"}}


def _at_stage(stage: Stage) -> dict[str, Any]:
    match stage:
        case Stage.WITHDRAWN:
            return {"state": State.WITHDRAWN.value}
        case Stage.REVIEW | Stage.SCHEDULED:
            return {"state": {"$ne": State.WITHDRAWN.value}, "step": stage.value}
        case Stage.PUBLISHED:
            return {"state": State.PUBLISHED.value, "step": Step.WRITING.value, "pending": None}
        case Stage.DRAFT:
            changed = {"state": State.PUBLISHED.value, "pending": {"$ne": None}}
            return {"step": Step.WRITING.value, "$or": [{"state": State.DRAFT.value}, changed]}


class FromOneBody:
    """Articles of one body become blocks with their kind, step and addresses; those on the site can be found."""

    name = "website articles of blocks"

    async def __call__(self, database: Database) -> None:
        """Write each article that is still of the old shape anew; what was written is not found again."""
        store = MongoSiteStore(database)
        findable = Collection(database, "findable", Found, key="id")
        async for row in store._articles.raw.find({"step": {"$exists": False}}):
            slug = row.get("slug")
            old = store._articles.item({**row, "addresses": [slug] if slug else []})
            if old.state is State.PUBLISHED and old.path and old.published_at:
                found = Found(
                    id=old.id,
                    kind=FoundKind(old.kind.value),
                    title=old.text.title,
                    text=old.text.plain,
                    path=old.path,
                    published_at=old.published_at,
                )
                document = findable.document(found.indexed())
                await findable.raw.replace_one({"_id": old.id}, document, upsert=True)
            await store._articles.raw.replace_one({"_id": old.id}, store._articles.document(old))
