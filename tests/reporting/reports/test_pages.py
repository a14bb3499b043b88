"""The pages on which a unit answers, an officer gathers, the mayor approves and everybody reads."""

from tests.reporting.conftest import MAYOR, OFFICER, WRM, ZDM, key, moment
from tests.reporting.council.conftest import made, resolution
from tests.reporting.reports.conftest import (
    accepted,
    act,
    approved,
    called,
    confirmed,
    council,
    done,
    frozen,
    opened,
    published,
    version,
)

DESK = "/panel/sprawozdania"


async def send(site, path, who=OFFICER, **typed):
    data = {"form_key": key()["Idempotency-Key"], **typed}
    return await site.client.post(path, data=data, headers=site.by(who))


async def shown(site, path, who=OFFICER):
    answer = await site.client.get(path, headers=site.by(who))
    assert answer.status_code == 200, answer.text
    return answer.text.replace("\u00a0", " ")


async def own(site, id, unit="ZDM"):
    return f"{DESK}/{id}/wklady/{(await called(site, id))[unit]['number']}"


async def test_an_officer_opens_a_report_and_a_unit_finds_its_one_page_form(site):
    session_id = await council(site)
    assert "Nie ma jeszcze sprawozdań" in await shown(site, DESK)
    assert (await send(site, DESK, session_id="")).status_code == 422
    answer = await send(site, DESK, session_id=session_id)
    assert answer.status_code == 303
    id = answer.headers["location"].removeprefix(f"{DESK}/")
    assert "Okres: 7 maja 2024 – 27 maja 2026" in await shown(site, f"{DESK}/{id}")
    assert await own(site, id) in await shown(site, DESK, ZDM)
    form = await shown(site, await own(site, id), ZDM)
    for text in ("XIX/301/2026", "jak policzono", "Jednostka nie ma nic do zgłoszenia za ten okres", "Inwestycje"):
        assert text in form
    assert "XIX/302/2026" not in form
    again = await send(site, DESK, session_id=session_id)
    assert again.status_code == 409
    assert "Poprzednie sprawozdanie nie jest jeszcze zatwierdzone" in again.text


async def test_a_units_form_keeps_what_was_typed_and_names_what_is_missing(site):
    id = await opened(site, await council(site))
    place = await own(site, id)
    row = {"executions-0-resolution_id": "XIX-301-2026"}
    empty = await send(site, place, ZDM, version="1", **row)
    assert empty.status_code == 422
    assert "Napisz coś w jednej z części" in empty.text
    half = await send(
        site, place, ZDM, version="1", events="Festyn, kanarek.", **row, **{"executions-0-status": "executed"}
    )
    assert half.status_code == 422
    assert 'href="#executions-0-text"' in half.text
    assert "Festyn, kanarek.</textarea>" in half.text
    assert '<option value="executed" selected' in half.text
    both = await send(site, place, ZDM, version="1", nothing="true", events="Festyn, kanarek.")
    assert "Odznacz to albo usuń teksty." in both.text
    stale = await send(site, place, ZDM, version="7", events="Festyn, kanarek.")
    assert stale.status_code == 412
    assert "Festyn, kanarek.</textarea>" in stale.text
    whole = {**row, "executions-0-status": "executed", "executions-0-text": "Park otwarto."}
    assert (await send(site, place, ZDM, version="1", events="Festyn.", **whole)).status_code == 303
    assert "Wkład czeka na wydział" in await shown(site, place, ZDM)


async def test_an_officer_returns_an_input_and_then_accepts_it(site):
    id = await opened(site, await council(site))
    place = await own(site, id)
    await send(site, place, ZDM, version="1", events="Festyn.")
    assert (await send(site, f"{place}/zwrot", version="2", reason="")).status_code == 422
    assert (await send(site, f"{place}/zwrot", version="2", reason="Podaj, gdzie i kiedy.")).status_code == 303
    mended = await shown(site, place, ZDM)
    assert "Podaj, gdzie i kiedy." in mended
    assert "Festyn.</textarea>" in mended
    await send(site, place, ZDM, version="3", events="Festyn 3 maja na Rynku.")
    assert (await send(site, f"{place}/przyjecie", version="4")).status_code == 303
    assert "Festyn 3 maja na Rynku." in await shown(site, f"{DESK}/{id}/podglad")


async def test_what_a_unit_no_longer_carries_out_goes_back_to_it(site):
    id = await opened(site, await council(site))
    place = await own(site, id)
    row = {
        "executions-0-resolution_id": "XIX-301-2026",
        "executions-0-status": "executed",
        "executions-0-text": "Gotowe.",
    }
    await send(site, place, ZDM, version="1", **row)
    change = {"title": "w sprawie parku", "units": ["WRM"], "due_on": None, "reason": "Inna jednostka."}
    await made(site, "PUT", "/resolutions/XIX-301-2026", change, version=1)
    answer = await send(site, f"{place}/przyjecie", version="2")
    assert answer.status_code == 409
    assert "Jednostka nie wykonuje już którejś z tych uchwał." in answer.text
    assert (await send(site, f"{place}/zwrot", version="2", reason="Uchwałę ma już WRM.")).status_code == 303


async def test_another_unit_cannot_open_what_is_not_its_own(site):
    id = await opened(site, await council(site))
    place = await own(site, id)
    await send(site, place, ZDM, version="1", events="Festyn, kanarek.")
    for path in (place, f"{DESK}/{id}", f"{DESK}/{id}/podglad"):
        answer = await site.client.get(path, headers=site.by(WRM))
        assert answer.status_code == 403
        assert "kanarek" not in answer.text
    assert "kanarek" not in await shown(site, DESK, WRM)
    assert (await send(site, place, WRM, version="2", events="Inaczej.")).status_code == 403


async def test_the_mayor_reads_and_approves_and_everybody_reads_the_published_report(site):
    id = await opened(site, await council(site))
    await accepted(site, id)
    place = f"{DESK}/{id}"
    seen = await version(site, id)
    assert (await send(site, f"{place}/wprowadzenie", version=seen, introduction="Szanowna Rado.")).status_code == 303
    assert (await send(site, f"{place}/zlozenie", version=seen + 1)).status_code == 303
    assert "Zatwierdź" in await shown(site, place, MAYOR)
    assert "Szanowna Rado." in await shown(site, f"{place}/podglad", MAYOR)
    assert (await send(site, f"{place}/zatwierdzenie", MAYOR, version=seen + 2)).status_code == 303
    assert (await site.client.get(f"/sprawozdania/{id}")).status_code == 404
    assert (await send(site, f"{place}/publikacja", version=seen + 3)).status_code == 303
    public = (await site.client.get(f"/sprawozdania/{id}")).text
    for text in ("Szanowna Rado.", "Wyremontowano chodnik przy ul. Polnej.", "Zarząd Dróg Miejskich", "SHA-256"):
        assert text in public
    assert f"/sprawozdania/{id}" in (await site.client.get("/sprawozdania")).text
    for file, kind in (
        ("sprawozdanie.pdf", "application/pdf"),
        ("sprawozdanie.docx", "wordprocessingml"),
        ("sprawozdanie.xlsx", "spreadsheetml"),
        ("uchwaly.csv", "text/csv"),
    ):
        answer = await site.client.get(f"/sprawozdania/{id}/1/{file}")
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]
    assert (await site.client.get(f"/sprawozdania/{id}/2")).status_code == 404


async def test_a_correction_is_made_at_its_place_and_the_earlier_version_stays_to_be_read(site):
    id = await opened(site, await council(site))
    await accepted(site, id)
    await published(site, id)
    place = f"{DESK}/{id}/poprawka"
    assert "Inwestycje i remonty: Zarząd Dróg Miejskich" in await shown(site, place)
    chosen = "wklad:ZDM:investments"
    assert "Wyremontowano chodnik przy ul. Polnej.</textarea>" in await shown(site, f"{place}?miejsce={chosen}")
    typed = {"version": str(await version(site, id)), "place": chosen, "text": "Wyremontowano dwa chodniki."}
    assert (await send(site, place, **typed, reason="")).status_code == 422
    assert (await send(site, place, **typed, reason="Pomyłka w liczbie.")).status_code == 303
    await confirmed(site, id, ZDM)
    await done(site, id, "approval", who=MAYOR)
    newest = (await site.client.get(f"/sprawozdania/{id}")).text
    assert "Wyremontowano dwa chodniki." in newest
    assert "Pomyłka w liczbie." in newest
    earlier = (await site.client.get(f"/sprawozdania/{id}/1")).text
    assert "To wcześniejsza wersja 1." in earlier


async def test_the_part_of_one_of_several_units_is_corrected_by_its_name_on_the_page_too(site):
    session_id = await council(site)
    await resolution(site, "XIX/303/2026", title="w sprawie szlaku", units=["ZDM", "WRM"])
    id = await opened(site, session_id)
    await published(site, id)
    typed = {"text": "Odcinek gotowy.", "reason": "Pomyłka w stanie."}
    answer = await act(site, id, "corrections", {**typed, "resolution_id": "XIX-303-2026", "status": "executed"})
    assert answer.json()["type"] == "/problems/part-unclear"
    page = f"{DESK}/{id}/poprawka"
    whole = await shown(site, f"{page}?miejsce=uchwala:XIX-303-2026")
    assert 'value="executed"' not in whole
    assert 'value="annulled"' in whole
    place = "uchwala:XIX-303-2026:WRM"
    assert 'value="annulled"' not in await shown(site, f"{page}?miejsce={place}")
    seen = str(await version(site, id))
    wrong = await send(site, page, version=seen, place=place.removesuffix(":WRM"), status="executed", **typed)
    assert wrong.status_code == 422
    assert "Odcinek gotowy.</textarea>" in wrong.text
    assert (await send(site, page, version=seen, place=place, status="executed", **typed)).status_code == 303
    await confirmed(site, id, ZDM, WRM)
    await done(site, id, "approval", who=MAYOR)
    told = [(one["what"], one["where"], one["after"]) for one in (await frozen(site, id, 2))["changes"]]
    assert ("status", "XIX/303/2026, Wydział Rozbudowy Miasta", "executed") in told
    assert ("status", "XIX/303/2026", "partly") in told


async def test_who_comes_second_is_told_and_loses_nothing(site):
    id = await opened(site, await council(site))
    place = f"{DESK}/{id}"
    await send(site, f"{place}/wprowadzenie", version="1", introduction="Pierwsze.")
    answer = await send(site, f"{place}/wprowadzenie", version="1", introduction="Drugie, kanarek.")
    assert answer.status_code == 412
    assert "Ktoś zmienił to sprawozdanie" in answer.text
    assert "Drugie, kanarek.</textarea>" in answer.text


async def test_the_diary_is_written_by_hand_and_the_calendar_proposes(site):
    place = f"{DESK}/dziennik"
    assert "Dziennik jest jeszcze pusty" in await shown(site, place)
    assert (await send(site, f"{place}/nowy", on="2026-04-10", kind="", title="")).status_code == 422
    typed = {"on": "2026-04-10", "kind": "meeting", "title": "Spotkanie o parku", "participants": "zarząd osiedla"}
    assert (await send(site, f"{place}/nowy", **typed)).status_code == 303
    assert "Spotkanie o parku" in await shown(site, place, MAYOR)
    [entry] = (await made(site, "GET", "/mayor-diary"))["items"]
    one = f"{place}/{entry['entry_id']}"
    assert (await send(site, one, version="1", **typed | {"title": "Spotkanie o placu"})).status_code == 303
    assert (await send(site, one, version="1", **typed)).status_code == 412
    assert (await send(site, f"{one}/pominiecie", version="2")).status_code == 303
    assert "Spotkanie o placu" not in await shown(site, place)


async def test_a_withdrawn_or_moved_report_says_so(site, clock):
    id = await opened(site, await council(site))
    place = f"{DESK}/{id}"
    assert (await send(site, f"{place}/wycofanie", version="1", withdrawal="")).status_code == 422
    assert (await send(site, f"{place}/wycofanie", version="1", withdrawal="Sesja budżetowa.")).status_code == 303
    assert "Sesja budżetowa." in await shown(site, place)
    assert "Wycofane" in await shown(site, DESK)
    clock.moment = moment("2026-05-20")
    late = await opened(site, (await made(site, "GET", "/council-sessions"))["items"][0]["session_id"])
    await approved(site, late)
    assert "nie nadesłano" in await shown(site, f"{DESK}/{late}")
