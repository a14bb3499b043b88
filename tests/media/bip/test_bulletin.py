"""The bulletin: everything that was ever in it can be read, with who stood for it and what was changed when."""

import asyncio
from typing import Any

import pytest

from services.media.bip.domain import Change, Content, Ended, MadeAhead
from services.media.bip.pages import DESK
from services.media.bip.service import Bulletin
from services.media.bip.store import MongoBulletinStore
from services.media.search.service import Search
from services.media.search.store import MongoSearchStore
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from shared.store import Database, Duplicate, Stale
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS

FORM = {
    "title": "Zarządzenie w sprawie parkowania",
    "section": "Zarządzenia",
    "body": "Opłata wynosi **3 zł** za godzinę.",
    "made_by": "Jan Kowal, Wydział Dróg",
    "responsible": "Anna Wójt, dyrektor",
    "made_on": "2026-04-10",
}
CONTENT = Content.model_validate(FORM)
PUBLISH = {"do": "opublikuj"}


@pytest.fixture
async def bulletin(database: Database, clock: SetClock) -> Bulletin:
    bulletin = Bulletin(database, MongoBulletinStore(database), clock, Search(MongoSearchStore(database)))
    await database.prepare()
    return bulletin


async def put_in(site: Site, **changes: str) -> str:
    answer = await site.client.post(f"{DESK}/nowy", data=FORM | PUBLISH | changes, headers=site.by(PRESS))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_every_version_stays_readable_as_it_was(site: Site, clock: SetClock) -> None:
    path = await put_in(site)
    clock.move(days=1)
    new = (
        FORM
        | PUBLISH
        | {"body": "Opłata wynosi **4 zł** za godzinę.", "what": "Zmiana stawki uchwałą Rady", "version": "1"}
    )
    desk = DESK + path.removeprefix("/bip")
    assert (await site.client.post(desk, data=new, headers=site.by(PRESS))).status_code == 303
    now, then = (await site.client.get(path)).text, (await site.client.get(f"{path}/wersje/1")).text
    assert "<strong>4 zł</strong>" in now
    assert "<strong>3 zł</strong>" in then
    assert "To wcześniejsza wersja" in then
    for said in ("Jan Kowal, Wydział Dróg", "Anna Wójt, dyrektor", PRESS.name, "Zmiana stawki uchwałą Rady"):
        assert said in now
    assert "Pierwsza publikacja" in now


async def test_a_version_is_never_written_over(bulletin: Bulletin) -> None:
    id = await bulletin.put_in(CONTENT, PRESS)
    before = await bulletin.store.change(id, 1)

    async def again(tx: Any) -> None:
        await bulletin.store.keep(tx, before.model_copy(update={"what": "Podmiana treści"}))

    with pytest.raises(Duplicate):
        await bulletin.database.transaction(again)
    assert await bulletin.store.change(id, 1) == before


async def test_of_many_changes_of_one_version_at_once_one_is_kept(bulletin: Bulletin) -> None:
    id = await bulletin.put_in(CONTENT, PRESS)
    answers = await asyncio.gather(
        *(bulletin.change(id, 1, CONTENT, f"Poprawka numer {number}", PRESS) for number in range(6)),
        return_exceptions=True,
    )
    assert answers.count(2) == 1
    assert all(answer == 2 or isinstance(answer, Stale) for answer in answers)
    changes: list[Change] = await bulletin.store.changes(id, 10)
    assert [change.number for change in changes] == [2, 1]


async def test_what_is_out_of_date_says_so_stays_and_changes_no_more(bulletin: Bulletin) -> None:
    id = await bulletin.put_in(CONTENT, PRESS)
    await bulletin.end(id, 1, "Zastąpiło je nowe zarządzenie", PRESS)
    entry = await bulletin.store.entry(id)
    assert entry.ended
    with pytest.raises(Ended):
        await bulletin.change(id, 2, CONTENT, "Poprawka treści", PRESS)
    with pytest.raises(Ended):
        await bulletin.end(id, 2, "Jeszcze raz", PRESS)


async def test_nothing_is_made_later_than_today(bulletin: Bulletin, clock: SetClock) -> None:
    tomorrow = CONTENT.model_copy(update={"made_on": clock.now().date().replace(day=16)})
    with pytest.raises(MadeAhead):
        await bulletin.put_in(tomorrow, PRESS)


async def test_entries_are_found_by_the_search_and_listed_by_section(site: Site) -> None:
    path = await put_in(site)
    await put_in(site, title="Wykaz nieruchomości", section="Majątek")
    found = (await site.client.get("/api/media/v1/search", params={"q": "parkowaniem"})).json()
    assert [(hit["kind"], hit["path"]) for hit in found["hits"]] == [("bip", path)]
    assert path in (await site.client.get("/sitemap.xml")).text
    listed = (await site.client.get("/bip", params={"dzial": "Majątek"})).text
    assert "Wykaz nieruchomości" in listed
    assert "parkowania" not in listed


@pytest.mark.parametrize("field", FORM)
async def test_what_is_missing_is_told_at_its_field(site: Site, field: str) -> None:
    answer = await site.client.post(f"{DESK}/nowy", data=FORM | {field: ""}, headers=site.by(PRESS))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


async def test_what_cannot_be_taken_back_is_looked_at_first(site: Site) -> None:
    typed = FORM | {"body": "Opłata\n\n- **3 zł** za godzinę"}
    for do in ({}, {"do": "zobacz"}):
        shown = await site.client.post(f"{DESK}/nowy", data=typed | do, headers=site.by(PRESS))
        assert shown.status_code == 200
        assert "<strong>3 zł</strong>" in shown.text
        assert "nie można cofnąć" in shown.text
    assert "Nie ma" in (await site.client.get("/bip")).text
    again = await site.client.post(f"{DESK}/nowy", data=typed | {"do": "popraw"}, headers=site.by(PRESS))
    assert "- **3 zł** za godzinę</textarea>" in again.text
    ahead = await site.client.post(f"{DESK}/nowy", data=typed | {"made_on": "2030-01-01"}, headers=site.by(PRESS))
    assert ahead.status_code == 422
    assert "Zarządzenie w sprawie parkowania" in (await site.client.get(await put_in(site))).text


async def test_who_comes_second_keeps_what_was_typed(site: Site) -> None:
    desk = DESK + (await put_in(site)).removeprefix("/bip")
    typed = FORM | PUBLISH | {"what": "Poprawka literówki w treści", "version": "1"}
    assert (await site.client.post(desk, data=typed, headers=site.by(PRESS))).status_code == 303
    told = await site.client.post(desk, data=typed | {"body": "Moja długa poprawka."}, headers=site.by(PRESS))
    assert told.status_code == 412
    assert "Moja długa poprawka." in told.text


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE} - {Role.PRESS_OFFICER}))
async def test_only_the_press_office_puts_entries_in(site: Site, role: Role) -> None:
    assert (await site.client.post(f"{DESK}/nowy", data=FORM, headers=site.by(person(role)))).status_code == 403
