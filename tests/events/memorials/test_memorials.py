"""The register, the yearly care of every site, and proposals with the clocks of all who have a say."""

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from PIL import Image

from services.events.memorials.domain import (
    Card,
    CareClosed,
    Condition,
    InspectedAhead,
    InspectionsMissing,
    MemorialKind,
    MemorialWithdrawn,
)
from services.events.memorials.domain.proposals import Body, DayAhead, NotNow, ProposalClosed, State
from services.events.memorials.service import Memorials
from services.events.memorials.service.proposals import Proposals, Terms
from services.events.memorials.service.telling import Proposer, Telling
from services.events.memorials.store import MemorialsFoundByWords, MongoMemorialStore, OldIndexGone, _wanted
from services.events.partners.service import Partners
from services.events.partners.store import MongoPartnerStore
from services.events.readings.domain import What
from services.events.settings import Settings
from shared.access import Role
from shared.deadlines import Term, Unit
from shared.files import Pictures
from shared.free_days import CityFreeDays
from shared.privacy import Cipher
from shared.readings import Readings
from shared.store import Database, Stale
from tests.conftest import SetClock, Site, person
from tests.events.conftest import KEEPER

OBELISK = Card(name="Obelisk ofiar Katynia", kind=MemorialKind.OBELISK, place="Ogrójec oo. jezuitów")
PROPOSER = Proposer(name="Rodzina Kanarkowa", contact="kanarek@example.org")
TODAY = date(2026, 4, 15)
Told = Callable[[], Awaitable[list[tuple[str, str]]]]


@pytest.fixture
async def memorials(database: Database, clock: SetClock) -> Memorials:
    pictures = Pictures(database, "memorial_photographs", clock)
    return Memorials(database, MongoMemorialStore(database), pictures, clock, (10, 15), (3, 15))


@pytest.fixture
async def proposals(memorials: Memorials, cipher: Cipher) -> Proposals:
    terms = Terms(Term(amount=14, unit=Unit.DAY), Settings.model_fields["memorial_terms"].default)
    readings = Readings(memorials.database, memorials.clock, "event_readings")
    telling = Telling(cipher, "s" * 64, "https://ratusz.example")
    partners = Partners(memorials.database, MongoPartnerStore(memorials.database), cipher, readings, memorials.clock)
    free_days = CityFreeDays(memorials.database)
    made = Proposals(memorials, telling, free_days, terms, ("WPKS", "4120"), readings, partners)
    await memorials.database.prepare()
    return made


@pytest.fixture
async def register(memorials: Memorials, proposals: Proposals) -> Memorials:
    """The register, with a store that is ready."""
    return memorials


@pytest.fixture
def told(database: Database) -> Told:
    """What the work list was told: kind of event, and the task."""

    async def read() -> list[tuple[str, str]]:
        rows = [(row["name"], json.loads(row["body"])) async for row in database.published_events()]
        return [(name.split(".")[1], body["task_id"]) for name, body in rows if "task_id" in body]

    return read


async def waiting(told: Told) -> set[str]:
    """Tasks that are open."""
    events = await told()
    return {id for kind, id in events if kind == "task_opened"} - {id for kind, id in events if kind == "task_closed"}


# -- care ------------------------------------------------------------------------------------------------------------


async def test_every_site_of_the_year_s_plan_has_its_inspection(register: Memorials, told: Told) -> None:
    ids = {await register.enter(OBELISK) for _ in range(3)}
    await register.plan_care(2026)
    late = await register.enter(OBELISK)
    await register.plan_care(2026)
    assert {one.memorial_id for one in await register.store.inspections(2026)} == {*ids, late}
    assert await waiting(told) == {f"care-{id}-2026" for id in {*ids, late}}


async def test_who_adds_sites_while_the_plan_is_made_misses_none(register: Memorials) -> None:
    await asyncio.gather(
        *(register.enter(OBELISK) for _ in range(8)),
        register.plan_care(2026),
        *(register.enter(OBELISK) for _ in range(8)),
    )
    sites = {one.id for one in await register.store.register()}
    assert len(sites) == 16
    assert {one.memorial_id for one in await register.store.inspections(2026)} == sites


async def test_a_year_closes_when_every_site_was_inspected(register: Memorials, told: Told) -> None:
    first, second = await register.enter(OBELISK), await register.enter(OBELISK)
    await register.plan_care(2026)
    seen = (TODAY, Condition.REPAIR, "Litery napisu są wytarte.", KEEPER)
    await register.inspect(f"{first}-2026", 1, *seen)
    with pytest.raises(InspectionsMissing) as missing:
        await register.close_care(2026, 1, KEEPER)
    assert missing.value.names == (OBELISK.name,)
    await register.take_out(second, 1, "Tablicę przeniesiono do muzeum.")
    [repair] = await waiting(told)
    assert repair.endswith("repair")
    await register.close_care(2026, 1, KEEPER)
    with pytest.raises(CareClosed):
        await register.inspect(f"{first}-2026", 2, *seen)
    with pytest.raises(CareClosed):
        await register.plan_care(2026)
    assert (await register.store.memorial(first)).condition is Condition.REPAIR
    # A site that comes after the closing belongs to the next year.
    await register.enter(OBELISK)
    assert len(await register.store.inspections(2026)) == 2


@pytest.mark.parametrize("found", [Condition.REPAIR, Condition.BAD])
async def test_what_is_found_damaged_is_on_the_work_list_until_it_is_found_good(
    register: Memorials, told: Told, found: Condition
) -> None:
    id = await register.enter(OBELISK)
    await register.plan_care(2026)
    waited = await waiting(told) - {f"care-{id}-2026"}
    version = await register.inspect(f"{id}-2026", 1, TODAY, found, "Pęknięta płyta i brak liter.", KEEPER)
    [repair] = await waiting(told) - waited
    assert repair.endswith(found.value)
    other = Condition.BAD if found is Condition.REPAIR else Condition.REPAIR
    version = await register.inspect(f"{id}-2026", version, TODAY, other, "Płyta jest w innym stanie.", KEEPER)
    [changed] = await waiting(told) - waited
    assert changed.endswith(other.value)
    await register.inspect(f"{id}-2026", version, TODAY, Condition.GOOD, "Płyta jest naprawiona.", KEEPER)
    assert await waiting(told) == waited


async def test_a_damaged_memorial_that_left_the_register_needs_no_repair(register: Memorials, told: Told) -> None:
    id = await register.enter(OBELISK)
    await register.plan_care(2026)
    await register.inspect(f"{id}-2026", 1, TODAY, Condition.BAD, "Pęknięta płyta i brak liter.", KEEPER)
    assert len(await waiting(told)) == 1
    await register.take_out(id, 2, "Rozebrano je po wichurze.")
    assert await waiting(told) == set()


@pytest.mark.parametrize("on", [date(2026, 4, 16), date(2025, 12, 31)])
async def test_an_inspection_is_of_a_day_of_its_year_that_has_come(register: Memorials, on: date) -> None:
    id = await register.enter(OBELISK)
    await register.plan_care(2026)
    with pytest.raises(InspectedAhead):
        await register.inspect(f"{id}-2026", 1, on, Condition.GOOD, "Wszystko w porządku.", KEEPER)


async def test_two_who_enter_the_same_inspection_do_not_overwrite_each_other(register: Memorials) -> None:
    id = await register.enter(OBELISK)
    await register.plan_care(2026)
    seen = (TODAY, Condition.GOOD, "Wszystko w porządku.", KEEPER)
    done = await asyncio.gather(*(register.inspect(f"{id}-2026", 1, *seen) for _ in range(4)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Stale", "Stale", "Stale", "int"]


async def test_what_left_the_register_is_shown_to_nobody_and_changes_no_more(register: Memorials) -> None:
    id = await register.enter(OBELISK)
    await register.take_out(id, 1, "Tablicę przeniesiono do muzeum.")
    assert await register.store.register() == []
    with pytest.raises(LookupError):
        await register.shown(id)
    with pytest.raises(MemorialWithdrawn):
        await register.change(id, 2, OBELISK)


async def test_an_index_that_nobody_declares_any_more_goes_once(register: Memorials, database: Database) -> None:
    rows = database.collection("memorials")
    await rows.create_index([("card.name", 1)], name="by_name")
    for _ in range(2):
        await OldIndexGone()(database)
        assert "by_name" not in await rows.index_information()
        assert "in_order" in await rows.index_information()


# -- proposals -------------------------------------------------------------------------------------------------------


async def test_who_looks_at_who_proposes_is_written_down(proposals: Proposals) -> None:
    id = await proposals.receive(OBELISK, PROPOSER, TODAY, city_ground=True)
    keeper = person(Role.PROTOCOL_OFFICER)
    assert await proposals.proposer(await proposals.store.proposal(id), keeper) == PROPOSER
    [told] = await Readings(proposals.database, proposals.clock, "event_readings").newest(0, 5)
    assert (told.what, told.of, told.by_id) == (What.MEMORIAL_PROPOSAL, id, keeper.id)


@pytest.mark.parametrize(
    ("card", "city_ground", "needs"),
    [
        ({}, True, ["ipn", "council"]),
        ({"war_grave": True}, True, ["ipn", "voivode", "council"]),
        ({"listed": "A-123"}, True, ["ipn", "conservator", "council"]),
        ({}, False, ["ipn", "owner", "council"]),
        ({"war_grave": True, "listed": "A-1"}, False, ["ipn", "voivode", "conservator", "owner", "council"]),
    ],
)
async def test_who_has_a_say_follows_from_the_place(
    proposals: Proposals, card: dict[str, object], needs: list[str], *, city_ground: bool
) -> None:
    id = await proposals.receive(OBELISK.model_copy(update=card), PROPOSER, TODAY, city_ground=city_ground)
    assert [str(body) for body in (await proposals.store.proposal(id)).needs] == needs


async def test_a_memorial_comes_to_be_step_by_step_and_is_in_care(
    proposals: Proposals, clock: SetClock, told: Told
) -> None:
    await proposals.memorials.plan_care(2026)
    card = OBELISK.model_copy(update={"war_grave": True})
    id = await proposals.receive(card, PROPOSER, TODAY, city_ground=True)
    one = await proposals.store.proposal(id)
    assert one.sign == "WPKS.4120.0001.2026"
    assert await waiting(told) == {f"{id}-1-ask"}
    with pytest.raises(NotNow):
        await proposals.ask(id, 1, Body.COUNCIL, TODAY)
    with pytest.raises(NotNow):
        await proposals.ask(id, 1, Body.OWNER, TODAY)
    version = await proposals.ask(id, 1, Body.IPN, TODAY)
    version = await proposals.ask(id, version, Body.VOIVODE, TODAY)
    one = await proposals.store.proposal(id)
    # 30 days from 15 April, and a month.
    assert [f"{each.due_at:%m-%d}" for each in one.asked] == ["05-15", "05-15"]
    assert await waiting(told) == {f"{id}-2-ipn-0", f"{id}-3-voivode-1"}
    clock.move(days=10)
    on = date(2026, 4, 25)
    for body in (Body.IPN, Body.VOIVODE):
        version = await proposals.answer(id, version, body, on, "BUWiM.1", None, positive=True)
    with pytest.raises(NotNow):
        await proposals.build(id, version, on)
    version = await proposals.ask(id, version, Body.COUNCIL, on)
    version = await proposals.answer(id, version, Body.COUNCIL, on, "XX/1/2026", None, positive=True)
    with pytest.raises(DayAhead):
        await proposals.build(id, version, date(2026, 4, 26))
    version = await proposals.build(id, version, on)
    memorial_id = await proposals.unveil(id, version, on)
    assert (await proposals.memorials.shown(memorial_id)).card == card
    assert [each.memorial_id for each in await proposals.store.inspections(2026)] == [memorial_id]
    assert await waiting(told) == {f"care-{memorial_id}-2026"}
    with pytest.raises(ProposalClosed):
        await proposals.unveil(id, version + 1, on)


async def test_after_a_no_the_department_refuses_or_asks_again(proposals: Proposals, told: Told) -> None:
    id = await proposals.receive(OBELISK, PROPOSER, TODAY, city_ground=True)
    version = await proposals.ask(id, 1, Body.IPN, TODAY)
    version = await proposals.answer(id, version, Body.IPN, TODAY, "IPN.1", "Błędna data bitwy.", positive=False)
    assert await waiting(told) == {f"{id}-{version}-decide"}
    with pytest.raises(NotNow):
        await proposals.ask(id, version, Body.COUNCIL, TODAY)
    version = await proposals.ask(id, version, Body.IPN, TODAY)
    version = await proposals.answer(id, version, Body.IPN, TODAY, "IPN.2", None, positive=True)
    assert [one.positive for one in (await proposals.store.proposal(id)).asked] == [False, True]
    await proposals.end(id, version, State.WITHDRAWN, "Wnioskodawca wycofał pismem.", KEEPER)
    assert await waiting(told) == set()


async def test_signs_count_without_gaps_and_a_stale_hand_changes_nothing(proposals: Proposals) -> None:
    ids = await asyncio.gather(*(proposals.receive(OBELISK, PROPOSER, TODAY, city_ground=True) for _ in range(6)))
    signs = sorted([(await proposals.store.proposal(id)).sign for id in ids])
    assert signs == [f"WPKS.4120.{n:04}.2026" for n in range(1, 7)]
    await proposals.ask(ids[0], 1, Body.IPN, TODAY)
    with pytest.raises(Stale):
        await proposals.ask(ids[0], 1, Body.IPN, TODAY)


async def test_who_proposes_is_sealed_in_the_store_and_in_no_event(proposals: Proposals, database: Database) -> None:
    id = await proposals.receive(OBELISK, PROPOSER, TODAY, city_ground=True)
    row = await database.collection("memorial_proposals").find_one({"_id": id})
    assert b"anarkow" not in repr(row).encode()
    assert [row async for row in database.published_events() if b"anarkow" in row["body"]] == []
    assert await proposals.proposer(await proposals.store.proposal(id), person(Role.PROTOCOL_OFFICER)) == PROPOSER


# -- pages -----------------------------------------------------------------------------------------------------------

FORM = {"name": "Obelisk ofiar Katynia", "kind": "obelisk", "place": "Ogrójec oo. jezuitów", "latitude": "51,7611",
        "longitude": "18,0910", "inscription": "Pamięci ofiar\nKatynia"}  # fmt: skip
DESK = "/panel/miejsca-pamieci"


def picture() -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (800, 600), "#446").save(body, "JPEG")
    return body.getvalue()


async def test_residents_find_a_memorial_with_its_point_and_its_photograph(site: Site) -> None:
    made = await site.client.post(f"{DESK}/nowe", data=FORM, headers=site.by(KEEPER))
    desk = made.headers["location"]
    told = {"version": "1", "alt": "Granitowy obelisk pod murem klasztoru", "taken_in": "maj 2026"}
    photo = {"photo": ("o.jpg", picture(), "image/jpeg")}
    added = await site.client.post(f"{desk}/zdjecia", data=told, files=photo, headers=site.by(KEEPER))
    assert added.status_code == 303, added.text
    page = (await site.client.get("/miejsca-pamieci")).text
    assert '<circle class="spot"' in page
    path = desk.removeprefix("/panel")
    page = (await site.client.get(path)).text
    assert "Granitowy obelisk pod murem" in page
    address = page.partition(f'src="{path}/zdjecia/')[2].partition('"')[0]
    shown = await site.client.get(f"{path}/zdjecia/{address}")
    assert shown.headers["content-type"] == "image/jpeg"
    await site.client.post(
        f"{desk}/wykreslenie", data={"version": "2", "reason": "Pomnik przeniesiono."}, headers=site.by(KEEPER)
    )
    assert (await site.client.get(path)).status_code == 404
    assert (await site.client.get(f"{path}/zdjecia/{address}")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"longitude": ""}, "longitude"),
        ({"latitude": "12"}, "latitude"),
        ({"kind": "x"}, "kind"),
    ],
)
async def test_a_slip_on_the_card_is_told_at_its_field(site: Site, changes: dict[str, str], field: str) -> None:
    answer = await site.client.post(f"{DESK}/nowe", data=FORM | changes, headers=site.by(KEEPER))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Pamięci ofiar" in answer.text


async def test_a_photograph_without_a_text_is_kept_for_the_second_try(site: Site) -> None:
    desk = (await site.client.post(f"{DESK}/nowe", data=FORM, headers=site.by(KEEPER))).headers["location"]
    photo = {"photo": ("o.jpg", picture(), "image/jpeg")}
    first = await site.client.post(
        f"{desk}/zdjecia", data={"version": "1", "alt": ""}, files=photo, headers=site.by(KEEPER)
    )
    assert first.status_code == 422
    kept = first.text.partition('name="picture" value="')[2].partition('"')[0]
    told = {"version": "9", "alt": "Granitowy obelisk pod murem klasztoru", "taken_in": "maj 2026", "picture": kept}
    stale = await site.client.post(f"{desk}/zdjecia", data=told, headers=site.by(KEEPER))
    assert (stale.status_code, f'value="{kept}"' in stale.text, "Granitowy obelisk" in stale.text) == (412, True, True)
    told["version"] = "1"
    assert (await site.client.post(f"{desk}/zdjecia", data=told, headers=site.by(KEEPER))).status_code == 303


async def test_only_the_department_keeps_the_register_and_the_mayor_reads_it(site: Site) -> None:
    mayor, reviewer = site.by(person(Role.MAYOR)), site.by(person(Role.UNIT_REVIEWER))
    assert (await site.client.get(DESK, headers=mayor)).status_code == 200
    assert (await site.client.post(f"{DESK}/nowe", data=FORM, headers=mayor)).status_code == 403
    assert (await site.client.get(DESK, headers=reviewer)).status_code == 403


async def test_the_care_plan_of_a_year_is_asked_for_once_and_closed_when_it_is_made(
    register: Memorials, clock: SetClock, told: Told
) -> None:
    await register.look_after()
    assert await waiting(told) == set()  # There is nothing to care for yet.
    await register.enter(OBELISK)
    await asyncio.gather(*(register.look_after() for _ in range(3)))
    await register.look_after()
    (asked,) = await waiting(told)
    assert asked.endswith("-plan")
    await register.plan_care(2026)
    assert asked not in await waiting(told)
    await register.look_after()
    assert asked not in await waiting(told)
    clock.moment = clock.moment.replace(year=2027, month=1, day=1)
    await register.look_after()
    (again,) = {one for one in await waiting(told) if one.endswith("-plan")}
    clock.moment = clock.moment.replace(year=2028, month=1, day=1)
    await register.look_after()
    # The year is over: its plan is wanted no more, that of the new year is.
    assert again not in await waiting(told)
    assert len({one for one in await waiting(told) if one.endswith("-plan")}) == 1


async def test_however_large_the_register_is_only_what_fits_is_read(register: Memorials):
    for number in range(60):
        await register.enter(Card(name=f"Kamień numer {number}", kind=MemorialKind.OTHER, place="Park Miejski"))
    await register.enter(OBELISK)
    memorials = register.database.collection("memorials")
    read = await memorials.database.command(
        {"explain": {"find": "memorials", "filter": _wanted(None, "ofiarom Katynia"), "sort": {"card.name": 1}}}
    )
    assert read["executionStats"]["totalDocsExamined"] == 1
    assert [one.card for one in await register.listed("ofiarom Katynia")] == [OBELISK]


async def test_what_was_entered_before_words_were_kept_is_found_too(register: Memorials):
    id = await register.enter(OBELISK)
    memorials = register.database.collection("memorials")
    await memorials.update_one({"_id": id}, {"$set": {"schema_version": 1}, "$unset": {"words": ""}})
    assert await register.listed("katyń") == []
    for _ in range(2):
        await MemorialsFoundByWords()(register.database)
        assert [one.id for one in await register.listed("katyń")] == [id]


async def test_who_changes_a_card_changes_what_finds_it(register: Memorials):
    id = await register.enter(OBELISK)
    await register.change(id, 1, OBELISK.model_copy(update={"name": "Obelisk Sybiraków"}))
    assert await register.listed("Katyń") == []
    assert [one.id for one in await register.listed("sybirak")] == [id]
