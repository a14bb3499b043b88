"""The pages on which a unit writes and an officer decides; they work without JavaScript."""

import pytest

from shared.access import Role
from tests.conftest import person
from tests.reporting.conftest import OFFICER, WRM, ZDM, announced, decided, key, results, reviewed, submitted

WORK = "/panel/realizacja/p-1"
TYPED = {
    "stage": "planned",
    "percent": "5",
    "spent": "1 200,50",
    "note": "Ustaliliśmy zakres prac z pomysłodawcami.",
    "planned_end": "2027-08-31",
}


async def chosen(house):
    await house.hears(announced(), submitted(), reviewed(), decided(), results())


async def post(site, path, who, **typed):
    data = {"form_key": key()["Idempotency-Key"], **typed}
    return await site.client.post(f"{WORK}{path}", data=data, headers=site.by(who))


async def test_a_unit_writes_an_officer_approves_and_residents_read_it(site):
    await chosen(site.house)
    assert "Podaj plan realizacji" in (await site.client.get(WORK, headers=site.by(ZDM))).text
    answer = await post(site, "/postep", ZDM, **TYPED)
    assert (answer.status_code, answer.headers["location"]) == (303, WORK)
    assert "czeka na zatwierdzenie" in (await site.client.get(WORK, headers=site.by(ZDM))).text
    waiting = await site.client.get(WORK, headers=site.by(OFFICER))
    assert "Zatwierdź i opublikuj" in waiting.text
    assert "1\u00a0200,50\u00a0zł" in waiting.text
    assert (await post(site, "/postep/1/zatwierdz", OFFICER)).status_code == 303
    work = (await site.client.get("/api/reporting/v1/implementations/p-1", headers=site.by(OFFICER))).json()
    assert (work["percent"], work["spent"], work["updates"][0]["state"]) == (5, 1_200_50, "published")


async def test_a_form_that_does_not_hold_keeps_what_was_typed_and_names_every_fault(site):
    await chosen(site.house)
    typed = TYPED | {"spent": "150 000", "planned_end": ""}
    answer = await post(site, "/postep", ZDM, **typed)
    assert answer.status_code == 422
    assert "Podaj, kiedy prace się skończą." in answer.text
    assert "Wydano więcej, niż wynosi budżet." in answer.text
    assert "Ustaliliśmy zakres prac z pomysłodawcami." in answer.text
    assert 'value="150 000"' in answer.text
    empty = await post(site, "/postep", ZDM)
    assert empty.status_code == 422
    assert "Zaznacz, na jakim etapie jest realizacja." in empty.text


async def test_what_came_back_is_there_to_be_mended(site):
    await chosen(site.house)
    await post(site, "/postep", ZDM, **TYPED)
    assert (await post(site, "/postep/1/zwroc", OFFICER, reason="")).status_code == 422
    assert (await post(site, "/postep/1/zwroc", OFFICER, reason="Podaj, kto wykonuje prace.")).status_code == 303
    page = await site.client.get(WORK, headers=site.by(ZDM))
    assert "Podaj, kto wykonuje prace." in page.text
    assert "Ustaliliśmy zakres prac z pomysłodawcami.</textarea>" in page.text


async def test_another_unit_reads_and_has_no_form(site):
    await chosen(site.house)
    page = await site.client.get(WORK, headers=site.by(WRM))
    assert page.status_code == 200
    assert "/postep" not in page.text
    assert (await post(site, "/postep", WRM, **TYPED)).status_code == 403


_READ = "Ustaliliśmy zakres prac z pomysłodawcami."
_READERS = {"ZDM": ZDM, "officer": OFFICER, "mayor": person(Role.MAYOR), "auditor": person(Role.AUDITOR)}
_OTHERS = {"WRM": WRM, "press": person(Role.PRESS_OFFICER), "treasurer": person(Role.TREASURER)}


@pytest.mark.parametrize("who", [*_READERS, *_OTHERS])
async def test_what_waits_or_was_sent_back_is_read_by_its_unit_and_by_those_who_oversee_alone(site, who):
    await chosen(site.house)
    headers = site.by({**_READERS, **_OTHERS}[who])

    async def seen() -> list[bool]:
        page = await site.client.get(WORK, headers=headers)
        told = await site.client.get("/api/reporting/v1/implementations/p-1", headers=headers)
        assert (page.status_code, told.status_code) == (200, 200)
        return [_READ in page.text, _READ in told.text, "Podaj, kto wykonuje prace." in page.text + told.text]

    await post(site, "/postep", ZDM, **TYPED)
    reads = who in _READERS
    assert await seen() == [reads, reads, False]
    await post(site, "/postep/1/zwroc", OFFICER, reason="Podaj, kto wykonuje prace.")
    assert await seen() == [reads, reads, reads]
    await post(site, "/postep", ZDM, **TYPED)
    await post(site, "/postep/2/zatwierdz", OFFICER)
    assert await seen() == [True, True, reads]


async def test_the_list_shows_a_unit_its_own_works_first(site, clock):
    await chosen(site.house)
    assert "BO-2027-001" in (await site.client.get("/panel/realizacja", headers=site.by(ZDM))).text
    assert "BO-2027-001" not in (await site.client.get("/panel/realizacja", headers=site.by(WRM))).text
    all_of_them = await site.client.get("/panel/realizacja?jednostka=wszystkie", headers=site.by(WRM))
    assert "BO-2027-001" in all_of_them.text
    clock.move(days=60)
    late = await site.client.get("/panel/realizacja?pokaz=po-terminie", headers=site.by(OFFICER))
    assert '<tr class="late">' in late.text


async def test_a_chosen_project_without_a_unit_is_said_to_the_officers(site):
    await site.house.hears(announced(), submitted(), results())
    page = await site.client.get("/panel/realizacja", headers=site.by(OFFICER))
    assert "czekają na wskazanie jednostki: 1" in page.text
    assert (await site.client.get(WORK, headers=site.by(OFFICER))).status_code == 404
