"""What the tests of the site share: its two editors and the way of a text to the site."""

from typing import Any

import pytest

from services.media.search.service import Search
from services.media.search.store import MongoSearchStore
from services.media.website.service import Website
from services.media.website.store import MongoSiteStore
from shared.access import Person, Role
from shared.files import Pictures
from shared.store import Database
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS

SECOND = person(Role.PRESS_OFFICER).model_copy(update={"id": "p-kamil", "name": "Kamil Sikorski"})
THIRD = SECOND.model_copy(update={"id": "p-renata", "name": "Renata Bór"})
DESK = "/panel/artykuly"
FORM = {
    "title": "Otwieramy ogród na Rogatce",
    "lead": "W sobotę otwieramy ogród, który wybrali mieszkańcy.",
    "blocks-0-kind": "text",
    "blocks-0-text": "Przyjdź o **10:00**.\n\n<script>alert(1)</script>",
}


@pytest.fixture
async def website(database: Database, clock: SetClock) -> Website:
    search, pictures = Search(MongoSearchStore(database)), Pictures(database, "site_pictures", clock)
    website = Website(database, MongoSiteStore(database), clock, search, pictures)
    await database.prepare()
    return website


async def approved(website: Website, id: str, by: Person = SECOND, **when: Any) -> None:
    """Send the newest text to a second person, who approves it."""
    await website.send(id, (await website.store.article(id)).version, PRESS)
    await website.approve(id, (await website.store.article(id)).version, by, **when)


async def written(site: Site, by: Person = PRESS, query: str = "", **changes: str) -> str:
    answer = await site.client.post(f"{DESK}/nowy{query}", data=FORM | changes, headers=site.by(by))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rsplit("/", 1)[-1]


async def version_of(site: Site, id: str) -> str:
    row = await site.database.collection("articles").find_one({"_id": id})
    assert row is not None
    return str(row["version"])


async def done(site: Site, id: str, step: str, by: Person, **data: str) -> Any:
    """Do a step at the desk."""
    typed = {"version": await version_of(site, id), **data}
    return await site.client.post(f"{DESK}/{id}/{step}", data=typed, headers=site.by(by))


async def on_site(site: Site, query: str = "", **changes: str) -> str:
    id = await written(site, PRESS, query, **changes)
    for step, by in (("sprawdzenie", PRESS), ("publikacja", SECOND)):
        answer = await done(site, id, step, by)
        assert answer.status_code == 303, answer.text
    return id
