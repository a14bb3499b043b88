"""The order of precedence: usage, not law, so every move has its reason, and every version stays."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx2 as httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.precedence.domain import (
    Change,
    ChangeKind,
    NothingMoved,
    NothingToUndo,
    Office,
    Rank,
    RankNamed,
    RankUnknown,
    RankUsed,
    TooManyRanks,
)
from services.events.precedence.domain.shipped import shipped
from services.events.precedence.service import KEEPERS, READERS, Precedence
from services.events.precedence.store import MongoPrecedenceStore
from shared.access import NotAllowed, Role
from shared.store import Database, Stale, Transaction
from tests.conftest import SetClock, Site, person
from tests.events.conftest import KEEPER

NOW = datetime(2026, 4, 15, 10, tzinfo=UTC)
FIRST = shipped().order
IDS = [one.id for one in FIRST.offices]
API = "/api/events/v1/precedence"
PLACE = "/panel/precedencja"
OFFICE = Office(id="x", name="Honorowi Obywatele Miasta")
WHY = "Gospodarz uroczystości wita pierwszy"


def change(kind: ChangeKind = ChangeKind.MOVED) -> Change:
    return Change(kind=kind, at=NOW, by_id="p", by_name="Anna", reason=WHY)


def ids(order: Any) -> list[str]:
    return [one.id for one in order.offices]


def test_the_house_begins_with_usage_and_says_so():
    assert "Zwyczaj" in shipped().source
    assert FIRST.ranks[0] == Rank("president", "Prezydent Rzeczypospolitej Polskiej", 1)
    assert IDS.index("council") < IDS.index("offices"), "who is elected stands before who is appointed"
    assert all(one.why is None for one in FIRST.offices)


@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from([*IDS, None])), max_size=30))
def test_whatever_is_moved_every_rank_stands_once_and_where_it_was_put(moves):
    order = FIRST
    for rank_id, before in moves:
        try:
            after = order.moved(rank_id, before, change())
        except NothingMoved:
            continue
        assert sorted(ids(after)) == sorted(IDS)
        assert after.version == order.version + 1
        stands = ids(after).index(rank_id)
        assert ids(after)[stands + 1 : stands + 2] == ([] if before is None else [before])
        assert [one for one in ids(after) if one != rank_id] == [one for one in ids(order) if one != rank_id]
        why = after.offices[stands].why
        assert why is not None
        assert why.reason == WHY
        order = after


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda one: one.moved("nobody", None, change()), RankUnknown),
        (lambda one: one.moved("mayor", "nobody", change()), RankUnknown),
        (lambda one: one.moved("mayor", "mayor", change()), NothingMoved),
        (lambda one: one.moved("mayor", "council-chair", change()), NothingMoved),
        (lambda one: one.moved("residents", None, change()), NothingMoved),
        (lambda one: one.added(Office(id="x", name="prezydent MIASTA"), None, change()), RankNamed),
        (lambda one: one.renamed("council", "Prezydent Miasta", change()), RankNamed),
        (lambda one: one.without("nobody", change(), end=True), RankUnknown),
        (lambda one: one.undone(one, change()), NothingToUndo),
        (lambda one: one.model_copy(update={"offices": one.offices * 5}).added(OFFICE, None, change()), TooManyRanks),
    ],
)
def test_what_cannot_be_is_refused(wrong, error):
    with pytest.raises(error):
        wrong(FIRST)


def test_an_ended_rank_is_named_on_and_an_undone_change_is_as_if_it_had_not_been():
    ended = FIRST.without("courts", change(ChangeKind.ENDED), end=True)
    assert ([one.id for one in ended.ended], "courts" in ids(ended)) == (["courts"], False)
    undone = ended.undone(FIRST, change(ChangeKind.UNDONE))
    assert (undone.offices, undone.ended, undone.version) == (FIRST.offices, (), 3)
    with pytest.raises(NothingToUndo):
        undone.undone(ended, change(ChangeKind.UNDONE))


@pytest.fixture
async def precedence(database: Database, clock: SetClock) -> Precedence:
    made = Precedence(database, MongoPrecedenceStore(database), clock, shipped())
    await database.prepare()
    return made


@pytest.mark.parametrize("role", Role)
async def test_who_moves_and_who_reads(precedence: Precedence, role):
    keeps = {Role.PROTOCOL_OFFICER, Role.OFFICER}
    assert (role in KEEPERS) is (role in keeps)
    assert (role in READERS) is (role in keeps | {Role.PRESS_OFFICER, Role.MAYOR, Role.AUDITOR})
    by = KEEPER.model_copy(update={"role": role})
    if role not in keeps:
        with pytest.raises(NotAllowed):
            await precedence.undo(1, by)


async def test_of_many_who_move_at_once_one_does_and_the_others_see_it(precedence: Precedence):
    answers = await asyncio.gather(
        *(precedence.move(one, 1, "president", WHY, KEEPER) for one in IDS[1:9]), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in answers) == ["Stale"] * 7 + ["int"]
    assert [one.version for one in await precedence.versions(0, 10)] == [2, 1]
    assert len({one.id for one in await precedence.ranks()}) == len(IDS)


async def test_a_used_rank_is_ended_never_taken_out(precedence: Precedence):
    used: set[str] = set()

    async def uses(_: Transaction, rank_id: str) -> bool:
        return rank_id in used

    precedence.asks(uses)
    new = await precedence.add(1, "Honorowi Obywatele Miasta", "mayor", WHY, KEEPER)
    used.add(new)
    with pytest.raises(RankUsed):
        await precedence.take_out(new, 2, WHY, KEEPER)
    with pytest.raises(RankUsed):
        await precedence.undo(2, KEEPER)
    await precedence.end(new, 2, WHY, KEEPER)
    assert new not in {one.id for one in await precedence.ranks()}
    assert (await precedence.named())[new] == "Honorowi Obywatele Miasta"
    await precedence.take_out("courts", 3, WHY, KEEPER)
    assert "courts" not in await precedence.named()
    await precedence.undo(4, KEEPER)
    assert "courts" in {one.id for one in await precedence.ranks()}
    with pytest.raises(Stale):
        await precedence.undo(4, KEEPER)


async def test_pages_of_versions_end_with_the_first(precedence: Precedence):
    for version in (1, 2, 3):
        await precedence.rename("mayor", version, f"Prezydent Miasta {version}", WHY, KEEPER)
    pages = [[one.version for one in await precedence.versions(skip, 2)] for skip in (0, 2, 4)]
    assert pages == [[4, 3], [2, 1], []]


# -- over the pages and as JSON --------------------------------------------------------------------------------------


async def post(site: Site, path: str, **typed: Any) -> httpx.Response:
    return await site.client.post(f"{PLACE}{path}", data=typed, headers=site.by(KEEPER))


async def test_a_move_without_a_reason_is_shown_again(site: Site):
    answer = await post(site, "/kolejnosc", version=1, move="mayor:region:up")
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text


async def test_who_moves_on_need_not_type_the_reason_again(site: Site, clock: SetClock):
    answer = await post(site, "/kolejnosc", version=1, move="mayor:region:up", reason=WHY)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLACE}?ruch=mayor&przycisk=up")
    page = (await site.client.get(answer.headers["location"], headers=site.by(KEEPER))).text
    assert "Prezydent Miasta: miejsce 8 z 24." in page
    assert f'value="{WHY}"' in page
    assert 'id="up-mayor" name="move" value="mayor:voivode:up" autofocus' in page
    other = (await site.client.get(PLACE, headers=site.by(person(Role.OFFICER)))).text
    assert f'value="{WHY}"' not in other
    clock.move(minutes=31)
    assert f'value="{WHY}"' not in (await site.client.get(PLACE, headers=site.by(KEEPER))).text


async def test_a_move_in_an_order_that_has_changed_tells_what_stands_now(site: Site):
    await post(site, "/kolejnosc", version=1, move="mayor:region:up", reason=WHY)
    answer = await post(site, "/kolejnosc", version=1, move="council:mayor:up", reason="Inny powód")
    assert answer.status_code == 412
    assert "Ktoś zmienił kolejność" in answer.text
    assert 'value="Inny powód"' in answer.text
    assert (await post(site, "/cofniecie", version=2)).status_code == 303
    assert (await post(site, "/cofniecie", version=3)).status_code == 412


async def test_a_rank_is_put_before_another_renamed_ended(site: Site):
    assert (await post(site, "/nowa", version=1, name="Honorowi Obywatele", before="-", reason=WHY)).status_code == 303
    assert (await post(site, "/nowa", version=2, name="Honorowi obywatele", before="-", reason=WHY)).status_code == 409
    assert (await post(site, "/mayor/miejsce", version=2, before="region", reason=WHY)).status_code == 303
    assert (await post(site, "/mayor/miejsce", version=3, before="region", reason=WHY)).status_code == 409
    assert (await post(site, "/mayor/nazwa", version=3, name="Włodarz", name_reason=WHY)).status_code == 303
    assert (await post(site, "/courts/koniec", version=4, how="end", end_reason=WHY)).status_code == 303
    page = (await site.client.get(PLACE, headers=site.by(KEEPER))).text
    assert page.index("Włodarz") < page.index("Marszałek województwa")
    assert "Zakończone rangi" in page
    assert (await site.client.get(f"{PLACE}/courts", headers=site.by(KEEPER))).status_code == 404
    versions = (await site.client.get(f"{PLACE}/wersje", headers=site.by(KEEPER))).text
    assert "Zmieniono nazwę: Włodarz" in versions
    assert "Włodarz" not in (await site.client.get(f"{PLACE}/wersje/3", headers=site.by(KEEPER))).text


async def test_all_of_it_as_json(site: Site):
    async def send(path: str, version: int, **body: Any) -> httpx.Response:
        headers = site.once(KEEPER) | {"If-Match": f'"{version}"'}
        return await site.client.post(f"{API}{path}", json=body, headers=headers)

    shown = (await site.client.get(API, headers=site.by(KEEPER))).json()
    assert (shown["version"], shown["ranks"][8]["rank_id"]) == (1, "mayor")
    assert (await send("/ranks/mayor/move", 1, before="president", reason=WHY)).json() == {"version": 2}
    assert (await send("/ranks/mayor/move", 1, before=None, reason=WHY)).status_code == 412
    new = (await send("/ranks", 2, name="Honorowi Obywatele", reason=WHY)).json()["id"]
    assert (await send(f"/ranks/{new}/name", 3, name="Honorowi", reason=WHY)).json() == {"version": 4}
    assert (await send(f"/ranks/{new}/removal", 4, reason=WHY)).json() == {"version": 5}
    assert (await send("/undo", 5)).json() == {"version": 6}
    assert (await send("/undo", 6)).status_code == 409
    assert (await send(f"/ranks/{new}/end", 6, reason=WHY)).json() == {"version": 7}
    shown = (await site.client.get(API, headers=site.by(KEEPER))).json()
    assert shown["ranks"][0] | {"moved_at": None} == {
        "rank_id": "mayor", "name": "Prezydent Miasta", "place": 1, "reason": WHY, "moved_by": KEEPER.name,
        "moved_at": None,
    }  # fmt: skip
    assert (await site.client.get(f"{API}/versions/1", headers=site.by(KEEPER))).json()["ranks"][8]["place"] == 9
    assert (await site.client.get(f"{API}/versions/99", headers=site.by(KEEPER))).status_code == 404
