"""The pages on which a unit writes and an officer decides; they work without JavaScript."""

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
