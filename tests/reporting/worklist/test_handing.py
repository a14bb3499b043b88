"""A task goes to a colleague with a note and comes back; nobody outside its unit gets it, and its history tells all."""

import asyncio

import pytest

from services.reporting.worklist.domain.holding import NotAColleague, NotTheirs, StepKind, TaskDone
from shared.access import Person, Role
from shared.contracts import contracts
from shared.demo_people import DEMO_PEOPLE
from shared.store import NotFound, Stale
from tests.reporting.conftest import OFFICER, WRM, ZDM, House, key, moment
from tests.reporting.worklist.test_tasks import changed, closed, opened, seen, wanted

ID = "verification|t-1"
DOROTA = next(one for one in DEMO_PEOPLE if one.id == "p-dorota")
MARTA = Person(id="p-marta", name="Marta Piesik", role=Role.UNIT_REVIEWER, unit="WRM")
PAGE = "/panel/zadania/verification/t-1"
API = "/api/reporting/v1/tasks/verification/t-1"


async def others(house: House, person: Person) -> list[str]:
    tasks = await house.worklist.store.page(await house.worklist.wanted(person, others=True), 0, 50)
    return [task.id for task in tasks]


async def test_a_task_that_was_handed_over_is_on_the_list_of_whom_it_was_given_to_alone(house):
    await house.hears(opened(unit="WRM"))
    await house.colleagues.know(MARTA)
    assert await seen(house, WRM) == await seen(house, DOROTA) == ["t-1"]
    await house.handing.hand_over(ID, 0, DOROTA.id, "Znasz ten skwer.", WRM)
    assert (await seen(house, DOROTA), await seen(house, WRM), await seen(house, MARTA)) == (["t-1"], [], [])
    assert await others(house, WRM) == await others(house, MARTA) == [ID]
    assert await others(house, DOROTA) == []


async def test_a_list_says_how_much_stands_in_it_and_how_much_others_have_in_hand(house):
    colleague = Person(id="p-inna", name="Inna Osoba", role=Role.OFFICER, unit=OFFICER.unit)
    await house.colleagues.know(colleague)
    await house.hears(
        *(opened(id, unit="WRM") for id in ("t-1", "t-2", "t-3")),
        opened("zdm"),
        opened("of-any-unit", unit=None),
        *(opened(id, role="officer", unit=None) for id in ("o-1", "o-2")),
        opened("o-unit", role="officer", unit=OFFICER.unit),
        opened("o-elsewhere", role="officer", unit="WRM"),
    )
    await house.handing.hand_over(ID, 0, DOROTA.id, "", WRM)
    await house.handing.hand_over("verification|o-1", 0, colleague.id, "", OFFICER)
    counted = {}
    for person in (WRM, DOROTA, OFFICER, colleague):
        counts = await house.worklist.store.counts(await wanted(house, person))
        assert counts.all == len(await seen(house, person)), person
        assert counts.with_others == len(await others(house, person)), person
        counted[person.id] = (counts.all, counts.with_others)
        of_others = await house.worklist.store.counts(await house.worklist.wanted(person, others=True))
        assert of_others.all == counts.with_others
    assert counted == {WRM.id: (3, 1), DOROTA.id: (4, 0), OFFICER.id: (2, 1), colleague.id: (3, 0)}
    in_units = await house.worklist.store.counts(await wanted(house, OFFICER, of_units=True))
    assert (in_units.all, in_units.with_others) == (5, 0)


@pytest.mark.parametrize("back", ["take_back", "give_back"])
async def test_what_comes_back_waits_where_it_was_and_its_history_tells_how(house, clock, back):
    await house.hears(opened(unit="WRM"))
    await house.handing.hand_over(ID, 0, DOROTA.id, "Znasz ten skwer.", WRM)
    clock.move(hours=1)
    by = WRM if back == "take_back" else DOROTA
    await getattr(house.handing, back)(ID, 1, "Jednak nie.", by)
    assert await seen(house, WRM) == await seen(house, DOROTA) == ["t-1"]
    first, second = (await house.handing.shown(ID, WRM)).history
    assert (first.kind, first.by, first.to, first.note) == (
        StepKind.HANDED, WRM.name, DOROTA.name, "Znasz ten skwer."
    )  # fmt: skip
    kind = StepKind.TAKEN_BACK if back == "take_back" else StepKind.RETURNED
    assert (second.kind, second.by, second.to, second.note) == (kind, by.name, None, "Jednak nie.")


async def test_from_hand_to_hand_it_comes_back_the_same_way(house):
    await house.hears(opened(unit="WRM"))
    await house.colleagues.know(MARTA)
    await house.handing.hand_over(ID, 0, DOROTA.id, "", WRM)
    await house.handing.hand_over(ID, 1, MARTA.id, "", DOROTA)
    await house.handing.give_back(ID, 2, "", MARTA)
    assert (await house.handing.shown(ID, WRM)).holder == DOROTA.id
    with pytest.raises(NotTheirs):
        await house.handing.give_back(ID, 3, "", MARTA)
    await house.handing.give_back(ID, 3, "", DOROTA)
    assert await seen(house, MARTA) == ["t-1"]


@pytest.mark.parametrize(
    ("by", "to", "error"),
    [
        (ZDM, ZDM.id, NotTheirs),
        (OFFICER, "p-ola", NotTheirs),
        (WRM, ZDM.id, NotAColleague),
        (WRM, "p-nobody", NotAColleague),
    ],
)
async def test_a_task_never_leaves_its_unit(house, by, to, error):
    await house.hears(opened(unit="WRM"))
    with pytest.raises(error):
        await house.handing.hand_over(ID, 0, to, "", by)
    assert await seen(house, WRM) == ["t-1"]


async def test_what_is_done_or_unknown_cannot_be_handed_over(house):
    with pytest.raises(NotFound):
        await house.handing.hand_over(ID, 0, DOROTA.id, "", WRM)
    await house.hears(opened(unit="WRM"), closed())
    with pytest.raises(TaskDone):
        await house.handing.hand_over(ID, 0, DOROTA.id, "", WRM)


async def test_of_many_who_give_it_away_at_once_one_does_and_the_others_are_told(house):
    await house.hears(opened(unit="WRM"))
    tries = [house.handing.hand_over(ID, 0, DOROTA.id, "", WRM) for _ in range(8)]
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert ends.count(1) == 1
    assert sum(isinstance(end, Stale) for end in ends) == 7
    assert len((await house.handing.shown(ID, WRM)).history) == 1


async def test_it_stays_in_her_hands_when_it_is_due_later_and_waits_for_all_when_it_comes_anew(house):
    await house.hears(opened(unit="WRM"))
    await house.handing.hand_over(ID, 0, DOROTA.id, "", WRM)
    await house.hears(changed(version=2))
    assert await seen(house, WRM) == []
    await house.hears(closed(version=3), opened(version=4, unit="WRM"))
    assert await seen(house, WRM) == await seen(house, DOROTA) == ["t-1"]
    assert len((await house.handing.shown(ID, WRM)).history) == 1, "what was done before stays told"


async def test_no_name_and_no_note_is_kept_as_it_is_or_told_to_other_services(house):
    await house.hears(opened(unit="WRM"))
    await house.colleagues.know(MARTA)
    await house.handing.hand_over(ID, 0, MARTA.id, "Pani Jadwiga prosi o telefon.", WRM)
    kept = ""
    for name in ("holdings", "colleagues", "tasks"):
        kept += "".join([str(row) async for row in house.database.collection(name).find()])
    assert MARTA.id in kept
    assert "Piesik" not in kept
    assert "Jadwiga" not in kept
    assert await house.publishes(*contracts().values()) == []


async def test_the_page_gives_a_task_and_takes_it_back(site):
    await site.house.hears(opened(unit="WRM"))
    desk = (await site.client.get("/panel", headers=site.by(WRM))).text
    assert PAGE in desk
    form = {"to": DOROTA.id, "note": "Znasz ten skwer.", "version": "0", "form_key": "klucz-jeden"}
    sent = await site.client.post(f"{PAGE}/przekaz", data=form, headers=site.by(WRM))
    assert (sent.status_code, sent.headers["location"]) == (303, PAGE)
    assert "przekazane Tobie" in (await site.client.get("/panel", headers=site.by(DOROTA))).text
    others_page = (await site.client.get("/panel?czyje=inni", headers=site.by(WRM))).text
    assert f"ma: {DOROTA.name}" in others_page
    page = (await site.client.get(PAGE, headers=site.by(WRM))).text
    assert "Weź z powrotem" in page
    assert "Znasz ten skwer." in page
    back = await site.client.post(f"{PAGE}/wez", data={"version": "1", "form_key": "klucz-dwa-x"}, headers=site.by(WRM))
    assert back.status_code == 303
    assert PAGE in (await site.client.get("/panel", headers=site.by(WRM))).text


async def test_the_page_loses_nothing_typed_where_it_does_not_hold_or_comes_late(site):
    await site.house.hears(opened(unit="WRM"))
    typed = {"note": "Znasz ten skwer.", "version": "0", "form_key": "klucz-jeden"}
    nobody = await site.client.post(f"{PAGE}/przekaz", data=typed, headers=site.by(WRM))
    assert nobody.status_code == 422
    assert "Wybierz, kto zajmie się sprawą." in nobody.text
    assert "Znasz ten skwer." in nobody.text
    await site.house.handing.hand_over(ID, 0, DOROTA.id, "", WRM)
    late = await site.client.post(
        f"{PAGE}/przekaz", data={**typed, "to": WRM.id, "form_key": "klucz-dwa-x"}, headers=site.by(WRM)
    )
    assert late.status_code == 412
    assert "zmieniła ręce w międzyczasie" in late.text
    assert "Znasz ten skwer." in late.text


async def test_a_program_hands_over_once_whatever_it_sends_twice(site):
    await site.house.hears(opened(unit="WRM"))
    headers = {**site.by(WRM), **key("handing-key-1"), "If-Match": '"0"'}
    answers = [await site.client.post(f"{API}/handing", json={"to": DOROTA.id}, headers=headers) for _ in range(2)]
    assert [(one.status_code, one.json()) for one in answers] == [(200, {"version": 1})] * 2
    shown = (await site.client.get(API, headers=site.by(DOROTA))).json()
    assert (shown["holder"], shown["version"], len(shown["history"])) == (DOROTA.id, 1, 1)
    stale = await site.client.post(f"{API}/handing", json={"to": WRM.id}, headers={**headers, **key()})
    assert stale.status_code == 412
    foreign = await site.client.get(API, headers=site.by(ZDM))
    assert foreign.status_code == 403
    returned = await site.client.post(f"{API}/return", json={}, headers={**site.by(DOROTA), **key(), "If-Match": '"1"'})
    assert returned.json() == {"version": 2}
    colleagues = (await site.client.get("/api/reporting/v1/colleagues", headers=site.by(WRM))).json()
    assert DOROTA.id in [one["id"] for one in colleagues]


async def test_a_task_that_was_handed_over_late_is_still_late(house, clock):
    await house.hears(opened(unit="WRM", due_at=moment("2026-04-14")))
    clock.moment = moment("2026-04-15")
    await house.handing.hand_over(ID, 0, DOROTA.id, "", WRM)
    assert (await house.worklist.store.counts(await wanted(house, DOROTA))).late == 1
