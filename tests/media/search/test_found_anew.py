"""What was put on the site before the stemmer knew roots is found by them once the service has started."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import MongoClient

from services.media.search import store as search_store
from services.media.search.domain import Found, Kind
from services.media.search.service import Search
from services.media.search.store import FoundAnew, MongoSearchStore
from shared.store import Collection, Database, Transaction

AT = datetime(2026, 4, 15, tzinfo=UTC)


def page(number: int, **changes: object) -> Found:
    told = {"kind": Kind.PAGE, "title": f"Strona {number}", "text": "Co nowego w mieście", "path": f"/s/{number}"}
    return Found.model_validate({"id": f"s-{number}", "published_at": AT, **told, **changes})


@pytest.fixture
async def old(database: Database) -> Collection[Found]:
    """What an older version of the program has left: seven pages, found by their words alone."""
    MongoSearchStore(database)  # declares the indexes
    kept = Collection(database, "findable", Found, key="id", schema_version=1)
    await database.prepare()

    async def leave(tx: Transaction) -> None:
        await kept.insert_many(tx, [page(number, terms=("nowego", "miescie")) for number in range(7)])

    await database.transaction(leave)
    return kept


async def found(database: Database) -> int:
    return len((await Search(MongoSearchStore(database)).find("miasto", None, 20)).hits)


async def test_what_is_old_is_found_by_roots_afterwards_however_many_parts_it_takes(
    database: Database, old: Collection[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_store, "_PART", 3)
    assert await found(database) == 0
    await FoundAnew()(database)
    assert await found(database) == 7
    assert await old.count({"schema_version": 1}) == 0


async def test_what_has_the_terms_of_the_present_is_left_alone(database: Database, old: Collection[Found]) -> None:
    await FoundAnew()(database)
    await old.raw.update_many({}, {"$set": {"terms": ["znak"]}})
    await FoundAnew()(database)
    assert await old.count({"terms": "znak"}) == 7


async def test_begun_anew_after_a_crash_half_way_it_does_the_rest(
    database: Database, old: Collection[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    index, done = Found.indexed, 0

    def crash(one: Found) -> Found:
        nonlocal done
        done += 1
        if done == 4:
            raise ConnectionError
        return index(one)

    with monkeypatch.context() as broken:
        broken.setattr(Found, "indexed", crash)
        with pytest.raises(ConnectionError):
            await FoundAnew()(database)
    assert await old.count({"schema_version": 1}) == 4
    await FoundAnew()(database)
    assert await found(database) == 7


async def test_what_is_put_on_the_site_meanwhile_keeps_its_new_words(
    database: Database, old: Collection[Found], mongo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older replica writes one of the pages between the reading of it and the writing of its terms."""
    index, changes = Found.indexed, [{"text": "Dzieci na rowerach"}]

    with MongoClient[dict[str, Any]](mongo_url) as replica:

        def overtaken(one: Found) -> Found:
            if one.id == "s-3" and changes:
                replica[database.name]["findable"].update_one({"_id": one.id}, {"$set": changes.pop()})
            return index(one)

        monkeypatch.setattr(Found, "indexed", overtaken)
        await FoundAnew()(database)
    hits = (await Search(MongoSearchStore(database)).find("rower", None, 20)).hits
    assert [hit.found.id for hit in hits] == ["s-3"]
    assert await found(database) == 6
