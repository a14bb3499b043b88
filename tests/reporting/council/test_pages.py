"""The desk of the council and the public register; they work without JavaScript and lose nothing typed."""

import io

import openpyxl
import pytest

from tests.reporting.conftest import COUNCILLOR, MAYOR, OFFICER, WRM, ZDM, key
from tests.reporting.council.conftest import CSV, made, report, resolution, session, term

PLACE = "/panel/rada"
REGISTER = f"{PLACE}/uchwaly"
FORM = {
    "number": "Uchwała Nr XIX/301/2026",
    "passed_on": "2026-03-26",
    "title": "w sprawie parku przy Rogatce",
    "units": "ZDM",
    "due_on": "2026-12-31",
}


async def send(site, path, who=OFFICER, files=None, **typed):
    data = {"form_key": key()["Idempotency-Key"], **typed}
    return await site.client.post(path, data=data, files=files, headers=site.by(who))


async def shown(site, path, who=OFFICER):
    answer = await site.client.get(path, headers=site.by(who))
    assert answer.status_code == 200, answer.text
    return answer.text.replace("\u00a0", " ")


async def test_an_officer_enters_a_term_a_session_and_a_resolution(site):
    assert "Nie ma jeszcze kadencji" in await shown(site, PLACE)
    days = {"first_day": "2024-05-07", "last_day": "2029-05-06", "council": "Rady Miasta Kalisza"}
    assert (await send(site, f"{PLACE}/kadencje/nowa", number="9", **days)).status_code == 303
    planned = {"number": "19", "kind": "ordinary", "on": "2026-03-26", "begins": "dziesiąta", "place": "Ratusz"}
    wrong = await send(site, f"{PLACE}/sesje/nowa", **planned)
    assert (wrong.status_code, wrong.text.count("Podaj godzinę, na przykład 10:00.")) == (422, 2)
    one = await send(site, f"{PLACE}/sesje/nowa", **planned | {"begins": "10:00"})
    assert one.status_code == 303
    assert "26 marca 2026, godz. 10:00" in await shown(site, one.headers["location"])
    assert (await send(site, f"{one.headers['location']}/przebieg", version="1")).status_code == 303
    entered = await send(site, f"{REGISTER}/nowa", **FORM)
    assert entered.headers["location"] == f"{REGISTER}/XIX-301-2026"
    page = await shown(site, entered.headers["location"])
    assert "Uchwała Nr XIX/301/2026 Rady Miasta Kalisza z dnia 26 marca 2026 r." in page
    assert "Sesja XIX" in page
    assert "XIX/301/2026" in await shown(site, one.headers["location"])
    assert "Sesja XIX" in await shown(site, f"{PLACE}?pokaz=minione")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"number": "12"}, "Wpisz numer tak, jak stoi w uchwale"),
        ({"units": ""}, "Zaznacz co najmniej jedną jednostkę"),
        ({"due_on": ""}, "Podaj termin albo zaznacz"),
        ({"continuous": "true"}, "Podaj termin albo zaznacz"),
        ({"passed_on": "2019-01-01"}, "Tego dnia nie ma w żadnej kadencji"),
        ({"title": ""}, "Wpisz tytuł uchwały."),
    ],
)
async def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(site, changes, text):
    await term(site)
    answer = await send(site, f"{REGISTER}/nowa", **(FORM | changes))
    assert answer.status_code == 422
    assert answer.text.count(text) == 2
    for value in (FORM | changes).values():
        assert value in answer.text


async def test_what_a_unit_says_is_written_down_and_residents_read_it(site):
    await term(site)
    id = await resolution(site, units=["ZDM", "WRM"])
    said = {"version": "1", "unit": "ZDM", "status": "executed", "text": "Posadzono drzewa.", "on": "2026-04-10"}
    assert (await send(site, f"{REGISTER}/{id}/wykonanie", **said)).status_code == 303
    page = await site.client.get(f"/uchwaly/{id}")
    assert "Posadzono drzewa." in page.text
    assert "Wykonana częściowo" in page.text
    assert "Anna Bielecka" not in page.text


async def test_a_unit_writes_on_the_page_how_far_its_own_part_is(site):
    await term(site)
    id = await resolution(site, units=["ZDM", "WE"])
    people = (OFFICER, ZDM, WRM, MAYOR)
    seen = {who: (await site.client.get(f"{REGISTER}/{id}", headers=site.by(who))).text for who in people}
    forms = {who: f'action="{REGISTER}/{id}/wykonanie"' in text for who, text in seen.items()}
    assert forms == {OFFICER: True, ZDM: True, WRM: False, MAYOR: False}
    assert "Napisz, jak daleko jest jednostka" in seen[ZDM]
    assert 'value="WE"' not in seen[ZDM]
    assert f"{REGISTER}/{id}/koniec" not in seen[ZDM]
    said = {"version": "1", "unit": "ZDM", "status": "executed", "text": "Posadzono drzewa.", "on": "2026-04-10"}
    assert (await send(site, f"{REGISTER}/{id}/wykonanie", who=WRM, **said)).status_code == 403
    assert (await send(site, f"{REGISTER}/{id}/wykonanie", who=ZDM, **said)).status_code == 303
    assert "Posadzono drzewa." in (await site.client.get(f"/uchwaly/{id}")).text


async def test_who_comes_second_sees_what_has_changed_and_keeps_what_was_typed(site):
    await term(site)
    id = await resolution(site)
    await report(site, id, "in_progress")
    said = {"version": "1", "unit": "ZDM", "status": "executed", "text": "Kanarek dwunasty.", "on": "2026-04-10"}
    answer = await send(site, f"{REGISTER}/{id}/wykonanie", **said)
    assert answer.status_code == 412
    assert "Ktoś zmienił ten wpis" in answer.text
    assert "Prace trwają." in answer.text
    assert "Kanarek dwunasty.</textarea>" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert (await send(site, f"{REGISTER}/{id}/wykonanie", **{**said, "version": "2"})).status_code == 303


async def test_a_change_of_an_entry_leaves_its_reason(site):
    await term(site)
    id = await resolution(site)
    form = {
        "version": "1",
        "title": "w sprawie parku",
        "units": ["ZDM", "WE"],
        "continuous": "true",
        "reason": "Pomyłka.",
    }
    assert (await send(site, f"{REGISTER}/{id}/zmiana", **form)).status_code == 303
    page = await shown(site, f"{REGISTER}/{id}")
    for text in ("Pomyłka.", "w sprawie parku", "Wydział Edukacji", "na bieżąco"):
        assert text in page


async def test_the_filters_stand_in_the_address_and_the_picture_has_its_table(site):
    await term(site)
    await resolution(site)
    await resolution(site, "XIX/302/2026", title="w sprawie szkół", units=["WE"], due_on="2026-04-01")
    for place, who in ((REGISTER, ZDM), (REGISTER, COUNCILLOR), ("/uchwaly", ZDM)):
        page = await shown(site, f"{place}?jednostka=WE", who)
        assert "XIX/302/2026" in page
        assert "XIX/301/2026" not in page
        assert "Stan wykonania uchwał" in page
        assert "?jednostka=WE&amp;stan=not_started" in page
    assert "Nie ma takich uchwał" in await shown(site, "/uchwaly?q=kosmos")
    late = await shown(site, f"{REGISTER}?pokaz=po-terminie")
    assert "XIX/302/2026" in late
    assert "XIX/301/2026" not in late


async def test_a_file_is_shown_before_it_is_taken_in(site):
    await term(site)
    place = f"{REGISTER}/wczytaj"
    looked = await send(site, place, files={"file": ("uchwaly.csv", CSV.encode(), "text/csv")}, step="check")
    assert looked.status_code == 200
    assert "w sprawie ulic" in looked.text
    assert "Nie ma tu jeszcze uchwał" in await shown(site, "/uchwaly")
    assert (await send(site, place, step="take_in", text=CSV)).status_code == 303
    assert "I/1/2026" in await shown(site, "/uchwaly")
    wrong = await send(site, place, files={"file": ("uchwaly.csv", f"{CSV}x;y;z;a;b\n".encode(), "text/csv")})
    assert "to nie jest numer uchwały" in wrong.text
    assert (await send(site, place)).status_code == 422


async def test_a_session_is_moved_and_cancelled_by_who_has_seen_it_last(site):
    await term(site)
    place = f"{PLACE}/sesje/{await session(site)}"
    assert (await send(site, place, version="1", on="2026-06-05", place="Ratusz")).status_code == 303
    stale = await send(site, f"{place}/odwolanie", version="1", reason="Brak kworum, kanarek.")
    assert stale.status_code == 412
    assert "Brak kworum, kanarek." in stale.text
    assert (await send(site, f"{place}/odwolanie", version="2", reason="Brak kworum.")).status_code == 303
    page = await shown(site, place)
    assert "Odwołana" in page
    assert "Brak kworum." in page
    assert (await made(site, "GET", "/council-sessions"))["items"][0]["state"] == "cancelled"


async def test_the_register_is_a_workbook_of_what_the_filters_leave(site):
    await term(site)
    await resolution(site, title="=SUMA(A1) w sprawie parku")
    await resolution(site, "XIX/302/2026", title="w sprawie szkół", units=["WE"], due_on="2026-04-01")
    assert "/uchwaly/rejestr.xlsx?jednostka=WE" in await shown(site, "/uchwaly?jednostka=WE")
    answer = await site.client.get("/uchwaly/rejestr.xlsx")
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    tab = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in tab["A"]] == ["numer", "XIX/302/2026", "XIX/301/2026"]
    assert (tab["B3"].value, tab["B3"].data_type) == ("=SUMA(A1) w sprawie parku", "s")
    assert [cell.value for cell in tab["H"]] == ["po terminie", "tak", "nie"]
    some = (await site.client.get("/uchwaly/rejestr.xlsx?jednostka=WE")).content
    assert openpyxl.load_workbook(io.BytesIO(some)).active.max_row == 2


LAW = {
    "handed_on": "2026-04-01",
    "published_in": "Dz. Urz. Woj. Wielkopolskiego 2026, poz. 3210",
    "in_force_on": "2026-04-20",
    "text_at": "https://bip.example/uchwaly/xix-301-2026",
}


async def test_residents_read_where_the_text_of_a_resolution_is_and_since_when_it_holds(site):
    await term(site)
    entry = {"number": "XIX/301/2026", "title": "w sprawie parku", "passed_on": "2026-03-26", "units": "ZDM"}
    typed = {**entry, "due_on": "2026-12-31", **LAW}
    assert (await send(site, f"{PLACE}/uchwaly/nowa", **typed)).status_code == 303
    page = await shown(site, "/uchwaly/XIX-301-2026")
    assert f'<a href="{LAW["text_at"]}" rel="external">' in page
    assert LAW["published_in"] in page
    assert f'value="{LAW["text_at"]}"' in await shown(site, f"{PLACE}/uchwaly/XIX-301-2026/zmiana")
    assert (await made(site, "GET", "/resolutions/XIX-301-2026"))["legal"] == LAW


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "http://bip.example/1", "https://bip.example/a b", 'https://x.example/"><b>', "bip"],
)
async def test_only_a_whole_safe_address_leads_to_the_text(site, address):
    await term(site)
    entry = {"number": "XIX/301/2026", "title": "w sprawie parku", "passed_on": "2026-03-26", "units": "ZDM"}
    answer = await send(site, f"{PLACE}/uchwaly/nowa", **entry, due_on="2026-12-31", text_at=address)
    assert answer.status_code == 422
    assert "zaczyna się od https://" in answer.text
    assert "w sprawie parku</textarea>" in answer.text
