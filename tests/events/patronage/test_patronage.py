"""Patronage from the form on a phone to the report: decisions in writing, a refusal final, late ones by the rule."""

import asyncio
import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from docx import Document as WordFile
from PIL import Image
from pypdf import PdfReader

from services.events.patronage.domain import (
    TABLE,
    Action,
    Application,
    Arms,
    Kind,
    NoMaterials,
    Opinion,
    PatronageNotNow,
    Photograph,
    Reply,
    ReportEarly,
    State,
    TooManyPhotographs,
)
from services.events.patronage.service import HANDS
from shared.access import Person, Role
from shared.contracts.events import PatronageEndedV1, PatronageGrantedV1
from tests.conftest import Site, asked_first
from tests.events.letters.conftest import AUDITOR, MAYOR, PROTOCOL, mails, tasks, told

NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)
BY = Person(id="p", name="Ktoś", role=Role.PROTOCOL_OFFICER)


def application(state: State, **changes: Any) -> Application:
    plain: dict[str, Any] = {
        "id": "a", "sign": "WPKS.0542.0001.2026", "kind": Kind.PATRONAGE, "title": "Bieg", "place_of_event": "Park",
        "starts_on": date(2026, 6, 13), "ends_on": date(2026, 6, 14), "organiser": b"", "asker": "x", "place": 0,
        "words": (), "late": False, "state": state, "received_at": NOW, "due_at": NOW, "explanation": (),
        "history": (), "arms": Arms.HANDED_IN,
    }  # fmt: skip
    return Application(**{**plain, **changes})


def reply(granted: bool) -> Reply:
    return Reply(granted=granted, at=NOW, by_name="Prezydent", sealed=b"")


PHOTO = Photograph(id="p", alt="Start biegu w parku", width=640, height=480)
STEPS: dict[Action, Any] = {
    Action.CALL: lambda one: one.called("Dopisz program", BY, NOW),
    Action.COMPLETE: lambda one: one.completed(b"", NOW),
    Action.CHECK: lambda one: one.checked(BY, NOW),
    Action.OPINE: lambda one: one.opined(Opinion(favourable=True, text="Dobrze", by_name="Ktoś", at=NOW)),
    Action.GRANT: lambda one: one.decided(reply(True), date(2026, 6, 15)),
    Action.REFUSE: lambda one: one.decided(reply(False), date(2026, 6, 15)),
    Action.HAND_IN: lambda one: one.handed_in("m", NOW),
    Action.APPROVE_ARMS: lambda one: one.arms_judged(True, "", BY, NOW),
    Action.RETURN_ARMS: lambda one: one.arms_judged(False, "Za mały herb", BY, NOW),
    Action.PHOTOGRAPH: lambda one: one.photographed(PHOTO, NOW),
    Action.DROP_PHOTOGRAPH: lambda one: one.without_photograph(PHOTO.id, NOW),
    Action.REPORT: lambda one: one.reported(b"", NOW.date(), NOW),
    Action.WITHDRAW: lambda one: one.withdrawn(NOW),
    Action.REVOKE: lambda one: one.revoked("Powód", BY, NOW),
}
S, A = State, Action
ALLOWED: dict[State, dict[Action, State]] = {
    S.SUBMITTED: {A.CALL: S.TO_COMPLETE, A.CHECK: S.CHECKED, A.WITHDRAW: S.WITHDRAWN},
    S.TO_COMPLETE: {A.COMPLETE: S.SUBMITTED, A.WITHDRAW: S.WITHDRAWN},
    S.CHECKED: {A.OPINE: S.OPINED, A.WITHDRAW: S.WITHDRAWN},
    S.OPINED: {A.GRANT: S.GRANTED, A.REFUSE: S.REFUSED, A.WITHDRAW: S.WITHDRAWN},
    S.GRANTED: {
        A.HAND_IN: S.GRANTED, A.APPROVE_ARMS: S.GRANTED, A.RETURN_ARMS: S.GRANTED, A.PHOTOGRAPH: S.GRANTED,
        A.DROP_PHOTOGRAPH: S.GRANTED,
        A.REPORT: S.REPORTED, A.WITHDRAW: S.WITHDRAWN, A.REVOKE: S.REVOKED,
    },
    S.REFUSED: {},
    S.REPORTED: {},
    S.WITHDRAWN: {},
    S.REVOKED: {},
}  # fmt: skip


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_each_step_has_its_time_and_a_refusal_is_final(state, action):
    after = ALLOWED[state].get(action)
    assert (state in TABLE[action]) is (after is not None)
    if after is None:
        with pytest.raises(PatronageNotNow):
            STEPS[action](application(state))
    else:
        assert STEPS[action](application(state)).state is after


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", HANDS)
def test_each_step_of_the_desk_is_for_its_roles(role, action):
    writers = {Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER}
    heads = {A.GRANT, A.REFUSE, A.REVOKE}
    assert (role in HANDS[action]) is (role in ({Role.MAYOR} if action in heads else writers))


def test_a_report_comes_after_the_event():
    with pytest.raises(ReportEarly):
        application(S.GRANTED).reported(b"", date(2026, 6, 13), NOW)


def test_arms_are_judged_by_what_was_handed_in():
    with pytest.raises(NoMaterials):
        application(S.GRANTED, arms=Arms.NONE).arms_judged(True, "", BY, NOW)


def test_a_report_has_a_last_photograph():
    with pytest.raises(TooManyPhotographs):
        application(S.GRANTED, photographs=(PHOTO,) * 8).photographed(PHOTO, NOW)


# -- over the pages -----------------------------------------------------------------------------------------------

PLACE = "/panel/patronaty"
FILED: dict[str, Any] = {
    "kind": "patronage",
    "title": "Bieg Bursztynowy",
    "place": "Park Miejski",
    "starts_on": "2026-06-13",
    "ends_on": "2026-06-14",
    "about": "Bieg dla całych rodzin na 5 kilometrów.",
    "organisation": "Stowarzyszenie Próbne Biegacze",
    "name": "Żaneta Kanarek-Łoś",
    "email": "kanarek@biegacze.example",
    "telephone": "600 100 200",
    "address": "ul. Próbna 3\n62-800 Kalisz",
}


async def post(site: Site, path: str, who: Person | None = None, files: Any = None, **typed: Any) -> Any:
    return await site.client.post(path, data=typed, files=files, headers=site.by(who) if who else {})


def key_of(page: str) -> str:
    """Give the key of a page's first form."""
    found = re.search(r'name="form_key" value="(\w+)"', page)
    assert found
    return found[1]


async def filed(site: Site, **changes: Any) -> tuple[str, str]:
    """File one; give the organiser's address and the id."""
    answer = await post(site, "/patronat", **{**FILED, **changes})
    assert answer.status_code == 303, answer.text
    row = await site.database.collection("patronages").find_one(sort=[("sign", -1)]) or {}
    return answer.headers["location"], row["_id"]


async def row(site: Site, id: str) -> dict[str, Any]:
    return await site.database.collection("patronages").find_one({"_id": id}) or {}


async def done(site: Site, id: str, step: str, who: Person = PROTOCOL, **typed: Any) -> None:
    answer = await post(site, f"{PLACE}/{id}/{step}", who, version=(await row(site, id))["version"], **typed)
    assert answer.status_code == 303, answer.text


async def granted(site: Site, **changes: Any) -> tuple[str, str]:
    own, id = await filed(site, **changes)
    await done(site, id, "sprawdzenie")
    await done(site, id, "opinia", favourable="yes", opinion="Wydarzenie dla mieszkańców.")
    await done(site, id, "decyzja", MAYOR, decision="yes", reply="Z przyjemnością obejmuję bieg patronatem.")
    return own, id


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (80, 60), "green").save(file, "JPEG")
    return file.getvalue()


async def test_from_the_form_to_the_report(site: Site, clock):
    own, id = await filed(site)
    [first] = await mails(site)
    assert (first["to"], own in first["text"]) == (FILED["email"], True)
    assert await tasks(site) == [("protocol_officer", "Sprawdź wniosek o patronat")]
    await done(site, id, "wezwanie", call="Dopisz program biegu")
    page = await site.client.get(own)
    assert "Dopisz program biegu" in page.text
    assert (await post(site, f"{own}/uzupelnienie", about="Bieg z programem: start o 10.")).status_code == 303
    await done(site, id, "sprawdzenie")
    await done(site, id, "opinia", favourable="yes", opinion="Wydarzenie dla mieszkańców.")
    assert await tasks(site) == [("mayor", "Zdecyduj o patronacie")]
    await done(site, id, "decyzja", MAYOR, decision="yes", reply="Z przyjemnością obejmuję bieg patronatem.")
    assert "Z przyjemnością" in (await mails(site))[-1]["text"]
    [event] = await told(site, PatronageGrantedV1)
    assert (event.patronage_id, event.title) == (id, "Bieg Bursztynowy")
    plakat = {"materials": ("plakat.jpg", picture(), "image/jpeg")}
    assert (await post(site, f"{own}/materialy", files=plakat)).status_code == 303
    assert await tasks(site) == [("protocol_officer", "Sprawdź, jak organizator używa herbu")]
    file = await site.client.get(f"{PLACE}/{id}/materialy", headers=site.by(PROTOCOL))
    assert file.headers["content-type"] == "image/jpeg"
    await done(site, id, "herb", arms="yes")
    early = await post(site, f"{own}/sprawozdanie", report="Było bardzo dobrze, przyszło 300 osób.")
    assert early.status_code == 409
    clock.move(days=61)
    await site.app.state.ticks.work("patronage reports")()
    assert "sprawozdanie z wydarzenia" in (await mails(site))[-1]["text"]
    photo = {"photo": ("bieg.jpg", picture(), "image/jpeg")}
    assert (await post(site, f"{own}/zdjecia", files=photo, alt="Start biegu w parku miejskim")).status_code == 303
    assert (await post(site, f"{own}/sprawozdanie", report="Było dobrze, przyszło 300 osób.")).status_code == 303
    desk = await site.client.get(f"{PLACE}/{id}", headers=site.by(AUDITOR))
    assert 'alt="Start biegu w parku miejskim"' in desk.text
    assert "przyszło 300 osób" in desk.text
    [src] = re.findall(r'src="(/panel/patronaty/[^"]+)"', desk.text)
    assert (await site.client.get(src, headers=site.by(AUDITOR))).status_code == 200
    assert (await site.client.get(src)).status_code in (303, 401)
    assert (await row(site, id))["state"] == "reported"
    assert await tasks(site) == []


async def test_a_refusal_is_in_writing_and_final(site: Site):
    own, id = await filed(site)
    await done(site, id, "sprawdzenie")
    await done(site, id, "opinia", favourable="no", opinion="To wydarzenie ma charakter reklamy.")
    empty = await post(site, f"{PLACE}/{id}/decyzja", MAYOR, version=(await row(site, id))["version"], decision="no")
    assert empty.status_code == 422
    await done(site, id, "decyzja", MAYOR, decision="no", reply="Nie obejmuję patronatem wydarzeń reklamowych.")
    mail = (await mails(site))[-1]["text"]
    assert "Ta decyzja jest ostateczna." in mail
    assert "wydarzeń reklamowych" in mail
    again = await post(
        site, f"{PLACE}/{id}/decyzja", MAYOR, version=(await row(site, id))["version"], decision="yes", reply="A" * 30
    )
    assert again.status_code == 409
    assert (await post(site, f"{own}/wycofanie", sure="true")).status_code == 409
    pdf = await site.client.get(f"{PLACE}/{id}/decyzja.pdf", headers=site.by(MAYOR))
    read = PdfReader(io.BytesIO(pdf.content))
    text = read.pages[0].extract_text()
    for line in ("Odmowa patronatu", "WPKS.0542.0001.2026", "Stowarzyszenie Próbne Biegacze", "wydarzeń reklamowych"):
        assert line in text
    assert "/StructTreeRoot" in read.root_object
    docx = await site.client.get(f"{PLACE}/{id}/decyzja.docx", headers=site.by(MAYOR))
    assert "Odmowa patronatu" in WordFile(io.BytesIO(docx.content)).paragraphs[0].text


@pytest.mark.parametrize(("starts_on", "late"), [("2026-05-15", False), ("2026-05-14", True), ("2026-04-16", True)])
async def test_late_ones_are_taken_in_with_a_clear_notice(site: Site, starts_on, late):
    typed = {**FILED, "starts_on": starts_on, "ends_on": ""}
    first = await post(site, "/patronat", **typed)
    if not late:
        assert first.status_code == 303
        return
    assert first.status_code == 422
    assert "Zaznacz, że wiesz" in first.text
    assert FILED["about"] in first.text
    second = await post(site, "/patronat", **typed, late_known="true")
    assert second.status_code == 303
    assert "później, niż prosimy" in (await site.client.get(second.headers["location"])).text
    assert "później, niż prosimy" in (await mails(site))[0]["text"]


async def test_or_refused_where_the_setting_says_so(make_site):
    site = await make_site("events", patronage_late="refuse", patronage_ahead_days=60)
    answer = await post(site, "/patronat", **FILED, late_known="true")
    assert answer.status_code == 422
    assert "Późniejszych nie przyjmujemy." in answer.text
    assert await site.database.collection("patronages").count_documents({}) == 0
    assert (await post(site, "/patronat", **{**FILED, "starts_on": "2026-06-14"})).status_code == 303


async def test_no_word_of_the_organiser_is_open_or_told(site: Site):
    own, id = await granted(site)
    kept = str([one async for one in site.database.collection("patronages").find()])
    events = b"".join([one["body"] async for one in site.database.published_events()]).decode()
    for word in ("Kanarek", "kanarek@", "600 100 200", "Próbna 3", "Biegacze", "całych rodzin", "Z przyjemnością"):
        assert word not in kept
        assert word not in events
    assert "Kanarek" not in (await site.client.get(own)).text, "who has the link need not learn who asked"
    await site.client.get(f"{PLACE}/{id}", headers=site.by(MAYOR))
    read = await site.database.collection("event_readings").find_one({"of": id})
    assert (read or {})["by_id"] == MAYOR.id


async def test_withdrawn_and_revoked_ones_are_told(site: Site):
    own, first = await granted(site)
    assert (await post(site, f"{own}/wycofanie")).status_code == 422
    assert (await post(site, f"{own}/wycofanie", sure="true")).status_code == 303
    _, second = await granted(site)
    await done(site, second, "cofniecie", MAYOR, reason="Wydarzenie zmieniło charakter")
    assert "zmieniło charakter" in (await mails(site))[-1]["text"]
    ends = await told(site, PatronageEndedV1)
    assert {(one.patronage_id, one.revoked) for one in ends} == {(first, False), (second, True)}


async def test_no_form_of_ours_fills_a_strangers_letter_box(site: Site):
    answers = await asyncio.gather(*(post(site, "/patronat", **{**FILED, "title": f"Bieg {n}"}) for n in range(9)))
    assert sorted(answer.status_code for answer in answers) == [303] * 5 + [409] * 4
    signs = sorted([one["sign"] async for one in site.database.collection("patronages").find()])
    assert signs == [f"WPKS.0542.{number:04}.2026" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_on": "2026-04-15"}, "Podaj dzień, który jeszcze przed nami"),
        ({"ends_on": "2026-06-12"}, "Ostatni dzień nie może być przed pierwszym."),
        ({"email": "nie"}, "Podaj adres e-mail"),
        ({"about": ""}, "Opisz wydarzenie"),
    ],
)
async def test_what_does_not_hold_is_said_and_nothing_typed_is_lost(site: Site, changes, said):
    answer = await post(site, "/patronat", **{**FILED, **changes})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'href="#{next(iter(changes))}"' in answer.text, "said at its own field"
    assert "Stowarzyszenie Próbne Biegacze" in answer.text


async def test_who_goes_back_and_applies_for_something_else_keeps_it_and_sends_it_at_the_next_press(site: Site):
    blank = await site.client.get("/patronat")
    assert "no-store" not in blank.headers["cache-control"], "the way back finds what was typed"
    first = {**FILED, "form_key": key_of(blank.text)}
    assert (await post(site, "/patronat", **first)).status_code == 303
    other = {**first, "title": "Koncert dla Kalisza"}
    again = await post(site, "/patronat", **other)
    assert again.status_code == 409
    assert "Poprzedni wniosek z tego formularza już do nas dotarł." in again.text
    assert all(text in again.text for text in ("Koncert dla Kalisza", FILED["about"]))
    sent = await post(site, "/patronat", **{**other, "form_key": key_of(again.text)})
    assert sent.status_code == 303
    assert await site.database.collection("patronages").count_documents({}) == 2


async def test_who_knows_that_it_is_late_need_not_say_so_again_after_another_slip(site: Site):
    late = {**FILED, "starts_on": "2026-04-16", "ends_on": "", "late_known": "true"}
    slip = await post(site, "/patronat", **{**late, "email": "nie"})
    assert slip.status_code == 422
    assert 'name="late_known"' in slip.text
    assert re.search(r'name="late_known"[^>]* checked', slip.text)


async def test_a_report_sent_and_gone_back_to_is_told_to_have_arrived_and_what_was_typed_is_shown(site: Site, clock):
    own, _ = await granted(site)
    clock.move(days=60)
    report: dict[str, Any] = {
        "report": "Przyszło 400 osób, herb stał na mecie.",
        "form_key": key_of((await site.client.get(own)).text),
    }
    assert (await post(site, f"{own}/sprawozdanie", **report)).status_code == 303
    again = await post(site, f"{own}/sprawozdanie", **{**report, "report": "Przyszło 400 osób i dwa psy."})
    assert again.status_code == 409
    assert "Sprawa poszła już dalej." in again.text
    assert "dwa psy" in again.text


async def test_files_that_are_no_pictures_are_refused_and_kept_nowhere(site: Site):
    own, _ = await granted(site)
    text = {"materials": ("plakat.txt", b"to nie jest plakat", "text/plain")}
    answer = await post(site, f"{own}/materialy", files=text)
    assert (answer.status_code, "Tego pliku nie przyjmiemy" in answer.text) == (422, True)
    photo = {"photo": ("bieg.jpg", picture(), "image/jpeg")}
    silent = await post(site, f"{own}/zdjecia", files=photo, alt="krótko")
    assert silent.status_code == 422
    assert (await post(site, "/patronat/cokolwiek-innego/materialy", files=text)).status_code == 404
    assert await site.database.collection("patronage_materials.files").count_documents({}) == 0
    assert await site.database.collection("patronage_pictures.files").count_documents({}) == 0


async def test_an_opinion_typed_while_a_colleague_gave_theirs_is_shown_and_not_lost(site: Site):
    _, id = await filed(site)
    await done(site, id, "sprawdzenie")
    seen = (await row(site, id))["version"]
    await done(site, id, "opinia", favourable="yes", opinion="Wydarzenie dla mieszkańców.")
    typed = {"version": seen, "favourable": "no", "opinion": "Impreza zamknięta, bez mieszkańców."}
    late = await post(site, f"/panel/patronaty/{id}/opinia", PROTOCOL, **typed)
    assert late.status_code == 412
    assert "Tego, co wpisano, nie zapisano:" in late.text
    assert "Impreza zamknięta, bez mieszkańców." in late.text


async def test_what_an_organiser_typed_for_a_case_that_has_gone_on_is_shown_to_them(site: Site):
    own, id = await filed(site)
    await done(site, id, "wezwanie", call="Dopisz program biegu")
    assert (await post(site, f"{own}/uzupelnienie", about="Bieg z programem: start o 10.")).status_code == 303
    again = await post(site, f"{own}/uzupelnienie", about="Bieg z programem: start o 11, meta o 12.")
    assert again.status_code == 409
    assert "start o 11, meta o 12." in again.text


async def test_the_desk_says_that_a_report_is_awaited(site: Site):
    _, id = await granted(site)
    page = await site.client.get(f"/panel/patronaty/{id}", headers=site.by(PROTOCOL))
    assert "Organizator złoży je po wydarzeniu." in page.text
    listed = await site.client.get("/panel/patronaty", headers=site.by(PROTOCOL))
    assert 'data-label="Odpowiedź">jest od' in listed.text


async def test_who_cannot_take_the_next_step_reads_whose_it_is(site: Site):
    async def said(who: Person) -> str:
        return str((await site.client.get(f"{PLACE}/{id}", headers=site.by(who))).text)

    _, id = await filed(site)
    await done(site, id, "sprawdzenie")
    assert "Czekamy na opinię wydziału." in await said(MAYOR)
    assert "Czekamy na opinię wydziału." not in await said(PROTOCOL)
    await done(site, id, "opinia", favourable="yes", opinion="Wydarzenie dla mieszkańców.")
    assert "Zdecyduje prezydent." in await said(PROTOCOL)
    assert "Zdecyduje prezydent." not in await said(MAYOR)


async def test_who_opines_sees_what_else_the_organiser_has_applied_for(site: Site):
    await granted(site, title="Bieg zeszłoroczny")
    _, other = await filed(site, title="Koncert kogoś innego", organisation="Chór Próbny", email="chor@example.pl")
    _, id = await filed(site, organisation=FILED["organisation"].upper(), title="Bieg tegoroczny")
    page = (await site.client.get(f"/panel/patronaty/{id}", headers=site.by(PROTOCOL))).text
    assert ("Bieg zeszłoroczny" in page, "Koncert kogoś innego" in page) == (True, False)
    alone = (await site.client.get(f"/panel/patronaty/{other}", headers=site.by(PROTOCOL))).text
    assert "Inne wnioski tego organizatora" not in alone


async def test_a_photograph_that_was_a_slip_is_taken_out_of_the_report(site: Site, clock):
    own, id = await granted(site)
    for alt in ("Scena w parku miejskim", "Zdjęcie nie z tego biegu"):
        photo = {"photo": ("bieg.jpg", picture(), "image/jpeg")}
        assert (await post(site, f"{own}/zdjecia", files=photo, alt=alt)).status_code == 303
    kept, slip = (await row(site, id))["photographs"]
    fold = asked_first((await site.client.get(own)).text, f"{own}/zdjecia/usuniecie")
    assert "Zdjęcie zniknie razem z opisem. Tego nie można cofnąć." in fold
    assert (await post(site, f"{own}/zdjecia/usuniecie", photograph=slip["id"])).status_code == 303
    assert (await row(site, id))["photographs"] == [kept]
    assert (await post(site, f"{own}/zdjecia/usuniecie", photograph=slip["id"])).status_code == 404
    clock.move(days=61)
    assert (await post(site, f"{own}/sprawozdanie", report="Przyszło trzysta osób, było miło.")).status_code == 303
    late = await post(site, f"{own}/zdjecia/usuniecie", photograph=kept["id"])
    assert (late.status_code, len((await row(site, id))["photographs"])) == (409, 1)
