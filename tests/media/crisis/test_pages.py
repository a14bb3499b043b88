"""Crisis information as those on duty, residents and machines meet it."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from services.media.crisis.domain.hazards import HAZARDS
from services.media.crisis.domain.message import ALLOWED, Action, State
from services.media.crisis.service.rights import ALONE, APPROVERS, PLAN_APPROVERS, READERS, WRITERS
from services.media.crisis.store import MongoCrisisStore
from services.media.crisis.wording import shipped
from shared.access import Person, Role
from shared.demo_people import DEMO_PEOPLE
from shared.store import StoreUnavailable
from shared.web.words import LANGUAGES
from tests.conftest import SetClock, Site, person

DUTY, PRESS, MAYOR = person(Role.DUTY_OFFICER), person(Role.PRESS_OFFICER), person(Role.MAYOR)
SECOND = Person(id="p-renata", name="Renata Bór", role=Role.DUTY_OFFICER)
DESK = "/panel/kryzys"
REASON = "Potwierdził to dyżurny straży pożarnej."


@pytest.fixture
async def site(make_site: Any) -> Site:
    return await make_site("media", warned=("zdm@example.org", "radio@example.org"))


async def begun(site: Site, hazard: str = "wind", exercise: bool = False, by: Person = DUTY) -> str:
    data = {"hazard": hazard, "exercise": str(exercise).lower()}
    answer = await site.client.post(f"{DESK}/nowy", data=data, headers=site.by(by))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rsplit("/", 1)[-1]


async def form_of(site: Site, id: str, by: Person = DUTY) -> dict[str, Any]:
    """Give what the form of a draft holds, as a browser would send it."""
    page = (await site.client.get(f"{DESK}/komunikaty/{id}", headers=site.by(by))).text
    found = await site.client.get(f"/api/media/v1/crisis-messages/{id}", headers=site.by(by))
    draft = found.json()
    content = draft["content"]
    assert f'name="version" value="{draft["version"]}"' in page
    expires = re.search(r'name="expires"[^>]*value="([^"]+)"', page)
    return {
        "version": str(draft["version"]),
        **content["words"],
        "contact": content["contact"],
        "severity": content["severity"],
        "urgency": content["urgency"],
        "certainty": content["certainty"],
        "area": content["area"]["kind"],
        "expires": expires[1] if expires else "",
    }


async def post(site: Site, path: str, data: dict[str, Any], by: Person = DUTY) -> Any:
    return await site.client.post(f"{DESK}{path}", data=data, headers=site.by(by))


async def plan_approved(site: Site, hazard: str = "wind") -> None:
    answer = await post(site, f"/plany/{hazard}/zatwierdzenie", {"version": "0"}, PRESS)
    assert answer.status_code == 303, answer.text


async def out(site: Site, **about: Any) -> str:
    id = await begun(site, **about)
    answer = await post(site, f"/komunikaty/{id}/zatwierdzenie", {"version": "1", "step": "issue"}, PRESS)
    assert answer.status_code == 303, answer.text
    return id


async def cancelled(site: Site, id: str) -> str:
    answer = await post(site, f"/komunikaty/{id}/dalej", {"kind": "cancel"})
    assert answer.status_code == 303, answer.text
    cancel = str(answer.headers["location"]).rsplit("/", 1)[-1]
    answer = await post(site, f"/komunikaty/{cancel}/zatwierdzenie", {"version": "1", "step": "issue"}, PRESS)
    assert answer.status_code == 303, answer.text
    return cancel


async def test_at_night_one_person_chooses_a_hazard_and_presses_once(site: Site) -> None:
    await plan_approved(site)
    id = await begun(site)
    assert "Silny wiatr i burze" not in (await site.client.get("/")).text
    page = (await site.client.get(f"{DESK}/komunikaty/{id}", headers=site.by(DUTY))).text
    assert "Wydaj teraz" in page
    assert 'data-target="30"' in page
    form = await form_of(site, id) | {"step": "alone", "reason": REASON}
    answer = await post(site, f"/komunikaty/{id}", form)
    assert answer.status_code == 303, answer.text
    for path in ("/", "/aktualnosci", "/ostrzezenia", "/ostrzezenia/baner", "/alerts.atom", f"/ostrzezenia/{id}"):
        assert "Silny wiatr i burze" in (await site.client.get(path)).text, path
    assert "data-clock" not in (await site.client.get(f"{DESK}/komunikaty/{id}", headers=site.by(DUTY))).text


async def test_alone_needs_a_reason_and_an_approved_plan(site: Site) -> None:
    id = await begun(site)
    form = await form_of(site, id)
    assert "Wydaj teraz" not in (await site.client.get(f"{DESK}/komunikaty/{id}", headers=site.by(DUTY))).text
    answer = await post(site, f"/komunikaty/{id}", form | {"step": "alone", "reason": REASON})
    assert answer.status_code == 409
    assert "potrzebna jest druga osoba" in answer.text
    await plan_approved(site)
    answer = await post(site, f"/komunikaty/{id}", form | {"step": "alone"})
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    changed = form | {"step": "alone", "reason": REASON, "headline": "Bardzo silny wiatr"}
    answer = await post(site, f"/komunikaty/{id}", changed)
    assert answer.status_code == 409
    assert "Bardzo silny wiatr" in answer.text, "nothing typed is lost"
    assert (await site.client.get("/ostrzezenia/baner")).text.strip() == ""


async def test_a_press_officer_does_not_send_out_alone(site: Site) -> None:
    await plan_approved(site)
    id = await begun(site, by=PRESS)
    form = await form_of(site, id, PRESS) | {"step": "alone", "reason": REASON}
    assert (await post(site, f"/komunikaty/{id}", form, PRESS)).status_code == 403
    assert (await site.client.get("/ostrzezenia/baner")).text.strip() == ""


async def test_a_cancellation_takes_the_bar_away_and_is_told_in_the_archive_and_the_feed(site: Site) -> None:
    id = await out(site)
    assert "Silny wiatr" in (await site.client.get("/")).text
    cancel = await cancelled(site, id)
    assert 'class="alert"' not in (await site.client.get("/")).text
    assert (await site.client.get("/ostrzezenia/baner")).text.strip() == ""
    page = (await site.client.get("/ostrzezenia")).text
    assert "Teraz miasto przed niczym nie ostrzega" in page
    assert "Wiatr osłabł" in page
    assert "odwołane" in page
    first = (await site.client.get(f"/ostrzezenia/{id}")).text
    assert f'href="/ostrzezenia/{cancel}"' in first
    assert "To ostrzeżenie odwołano." in first
    assert "Wiatr osłabł" in (await site.client.get("/alerts.atom")).text
    cap = (await site.client.get(f"/alerts/{cancel}.xml")).text
    assert "<msgType>Cancel</msgType>" in cap
    assert f",{id}," in cap


async def test_a_cap_file_stays_as_it_was_whatever_follows(site: Site, clock: SetClock) -> None:
    id = await out(site)
    before = await site.client.get(f"/alerts/{id}.xml")
    clock.move(minutes=20)
    await cancelled(site, id)
    after = await site.client.get(f"/alerts/{id}.xml")
    assert before.content == after.content
    assert before.headers["content-type"] == "application/cap+xml"


async def test_what_is_not_out_is_nowhere(site: Site) -> None:
    id = await begun(site, "chemical")
    await post(site, f"/komunikaty/{id}/zatwierdzenie", {"version": "1"}, PRESS)
    for path in (f"/ostrzezenia/{id}", f"/alerts/{id}.xml", f"/api/media/v1/warnings/{id}"):
        assert (await site.client.get(path)).status_code == 404, path
    for path in ("/", "/ostrzezenia", "/ostrzezenia/baner", "/alerts.atom", "/api/media/v1/warnings?in_force=false"):
        assert "Skażenie" not in (await site.client.get(path)).text, path


DOORS = ("/", "/ostrzezenia", "/ostrzezenia/baner", "/ostrzezenia/{id}", "/alerts.atom", "/alerts/{id}.xml")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_an_exercise_is_marked_wherever_its_headline_stands(site: Site, door: str, lang: str) -> None:
    id = await out(site, hazard="water", exercise=True)
    text = (await site.client.get(door.format(id=id), headers={"Cookie": f"lang={lang}"})).text
    said = text.count("Brak wody w kranach")
    assert said > 0
    assert said == text.count("ĆWICZENIE: Brak wody w kranach")


async def test_an_exercise_is_marked_in_the_desk_the_log_json_and_the_request_for_rso(site: Site) -> None:
    id = await out(site, hazard="gas", exercise=True)
    await post(site, f"/komunikaty/{id}/przekazanie", {"channel": "rso"})
    desk = [f"{DESK}", f"{DESK}/dziennik", f"{DESK}/komunikaty/{id}", f"{DESK}/czasy"]
    for path in (*desk, f"/api/media/v1/warnings/{id}"):
        text = (await site.client.get(path, headers=site.by(DUTY))).text
        assert "ĆWICZENIE" in text, path
    cancel = await cancelled(site, id)
    assert "ĆWICZENIE: Wyciek gazu zatrzymany" in (await site.client.get(f"/ostrzezenia/{cancel}")).text


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)//https://x",
    "]]></headline><status>Actual</status>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_whatever_is_written_does_no_harm_on_any_page_or_in_any_file(site: Site, hostile: str) -> None:
    id = await begun(site)
    form = await form_of(site, id)
    text = {"headline": hostile, "description": hostile + " wieje", "instruction": hostile + " wieje"}
    place = {"area": "circle", "place": hostile, "latitude": "51,76", "longitude": "18.09", "radius": "0,5"}
    answer = await post(site, f"/komunikaty/{id}", form | text | place | {"contact": hostile, "step": "save"})
    assert answer.status_code == 303, answer.text
    answer = await post(site, f"/komunikaty/{id}/zatwierdzenie", {"version": "2", "step": "issue"}, PRESS)
    assert answer.status_code == 303, answer.text
    pages = ["/", "/ostrzezenia", "/ostrzezenia/baner", f"/ostrzezenia/{id}"]
    pages += [DESK, f"{DESK}/komunikaty/{id}", f"{DESK}/dziennik", f"{DESK}/czasy"]
    for path in pages:
        page = (await site.client.get(path, headers=site.by(DUTY))).text
        for harm in ("<script>alert", "<img src=x", "<svg onload", 'href="javascript:', ">49<"):
            assert harm not in page, (path, harm)
        assert not re.search(r"<[a-z][^>]*' onmouseover='", page), path
    for path in ("/alerts.atom", f"/alerts/{id}.xml"):
        texts = [one.text for one in ElementTree.fromstring((await site.client.get(path)).text).iter()]
        assert hostile in texts, path


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"headline": "Wi"}, "headline"),
        ({"description": ""}, "description"),
        ({"instruction": "x" * 2001}, "instruction"),
        ({"contact": ""}, "contact"),
        ({"expires": ""}, "expires"),
        ({"expires": "2026-13-01T10:00"}, "expires"),
        ({"expires": "9999-12-31T23:59"}, "expires"),
        ({"area": "moon"}, "area"),
        ({"area": "districts"}, "districts"),
        ({"area": "districts", "districts": "Warszawa"}, "districts"),
        ({"area": "circle", "latitude": "51,76", "longitude": "18,09", "radius": "1"}, "place"),
        ({"area": "circle", "place": "dworzec", "latitude": "0", "longitude": "18,09", "radius": "1"}, "latitude"),
        ({"area": "circle", "place": "dworzec", "latitude": "51,7", "longitude": "18", "radius": "nan"}, "radius"),
        ({"area": "circle", "place": "dworzec", "latitude": "51,7", "longitude": "18", "radius": "31"}, "radius"),
        ({"area": "polygon", "place": "dworzec", "points": "51.76 18.09\n51.77 18.09"}, "points"),
        ({"area": "polygon", "place": "dworzec", "points": "tu\ni tam\ni tu"}, "points"),
        ({"area": "polygon", "place": "dworzec", "points": "51.7 18.0\n51.8 18.0\n51.7 18.1\n51.8 18.0"}, "points"),
        ({"headline": "Wieje\x07 wiatr"}, "headline"),
    ],
)
async def test_a_slip_is_told_at_its_field_and_nothing_typed_is_lost(
    site: Site, typed: dict[str, str], field: str
) -> None:
    id = await begun(site)
    form = await form_of(site, id) | {"instruction": "Zostań w domu do rana."} | typed
    answer = await post(site, f"/komunikaty/{id}", form | {"step": "save"})
    assert answer.status_code == 422, answer.text
    assert f'href="#{field}"' in answer.text
    if "instruction" not in typed:
        assert "Zostań w domu do rana." in answer.text


async def test_who_saves_a_draft_reads_that_it_is_saved_and_who_comes_next(site: Site) -> None:
    id = await begun(site)
    answer = await post(site, f"/komunikaty/{id}", await form_of(site, id) | {"step": "save"})
    told = "Zapisane. Zatwierdza druga osoba: zadzwoń do niej."
    assert told in (await site.client.get(answer.headers["location"], headers=site.by(DUTY))).text
    assert told not in (await site.client.get(f"{DESK}/komunikaty/{id}", headers=site.by(DUTY))).text


@pytest.mark.parametrize(
    "place",
    [
        {"area": "districts", "districts": ["Rogatka", "Asnyka"]},
        {"area": "districts", "districts": "Widok"},
        {"area": "circle", "place": "dworzec", "latitude": "51,7500", "longitude": "18.05", "radius": "0,5"},
        {"area": "polygon", "place": "nad Prosną", "points": "51,76 18,09\r\n51.77;18.1\n51.75, 18.11\n51,76 18,09\n"},
    ],
)
async def test_where_it_holds_is_shown_as_it_was_typed(site: Site, place: dict[str, Any]) -> None:
    id = await begun(site)
    answer = await post(site, f"/komunikaty/{id}", await form_of(site, id) | place | {"step": "save"})
    assert answer.status_code == 303, answer.text
    await post(site, f"/komunikaty/{id}/zatwierdzenie", {"version": "2", "step": "issue"}, PRESS)
    page = (await site.client.get(f"/ostrzezenia/{id}")).text
    said = place.get("place") or ("Asnyka, Rogatka" if len(place["districts"]) == 2 else "Widok")
    assert f"Kalisz: {said}" in page
    assert ('class="plan"' in page) == ("place" in place)
    assert (await site.client.get(f"{DESK}/komunikaty/{id}", headers=site.by(DUTY))).status_code == 200


async def test_who_saves_over_somebody_elses_change_is_told_and_keeps_what_was_typed(site: Site) -> None:
    id = await begun(site)
    form = await form_of(site, id)
    await post(site, f"/komunikaty/{id}", form | {"contact": "Dyżurny miasta"}, SECOND)
    answer = await post(site, f"/komunikaty/{id}", form | {"instruction": "Zostań w domu do rana."})
    assert answer.status_code == 412
    assert "Zostań w domu do rana." in answer.text
    assert 'name="version" value="2"' in answer.text


async def test_who_writes_while_another_sends_it_out_sees_that_and_keeps_what_was_typed(site: Site) -> None:
    id = await begun(site)
    form = await form_of(site, id)
    await post(site, f"/komunikaty/{id}/zatwierdzenie", {"version": "1", "step": "issue"}, PRESS)
    answer = await post(site, f"/komunikaty/{id}", form | {"instruction": "Zostań w domu do rana."})
    assert answer.status_code == 412
    assert "Ktoś był szybszy" in answer.text
    assert "Zostań w domu do rana." in answer.text


@pytest.mark.parametrize("step", ["alone", "approval"])
async def test_a_cancellation_of_what_is_over_is_refused_at_its_form(site: Site, clock: SetClock, step: str) -> None:
    await plan_approved(site)
    id = await out(site)
    answer = await post(site, f"/komunikaty/{id}/dalej", {"kind": "cancel"})
    cancel = str(answer.headers["location"]).rsplit("/", 1)[-1]
    form = await form_of(site, cancel) | {"contact": "112, gdy ktoś jest w niebezpieczeństwie"}
    clock.move(hours=7)
    if step == "alone":
        answer = await post(site, f"/komunikaty/{cancel}", form | {"step": "alone", "reason": REASON})
        assert REASON in answer.text
    else:
        answer = await post(site, f"/komunikaty/{cancel}/zatwierdzenie", {"version": "1", "step": "issue"}, PRESS)
    assert answer.status_code == 409
    assert "już nie obowiązuje" in answer.text


@pytest.mark.parametrize("expires", ["2026-04-15T18:00:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
async def test_a_program_gives_a_time_with_its_offset_in_a_sensible_year(site: Site, expires: str) -> None:
    id = await begun(site)
    address = f"/api/media/v1/crisis-messages/{id}"
    content = (await site.client.get(address, headers=site.by(DUTY))).json()["content"] | {"expires": expires}
    headers = {**site.by(DUTY), "If-Match": '"1"'}
    answer = await site.client.put(f"{address}/content", json=content, headers=headers)
    assert answer.status_code == 422


async def test_who_wrote_it_is_offered_no_approval_and_gets_none(site: Site) -> None:
    id = await begun(site)
    assert "Zatwierdź i wydaj" not in (await site.client.get(f"{DESK}/komunikaty/{id}", headers=site.by(DUTY))).text
    answer = await post(site, f"/komunikaty/{id}/zatwierdzenie", {"version": "1", "step": "issue"})
    assert answer.status_code == 409
    assert "Zatwierdzić musi go ktoś inny" in answer.text
    assert "Zatwierdź i wydaj" in (await site.client.get(f"{DESK}/komunikaty/{id}", headers=site.by(MAYOR))).text


async def test_the_desk_tells_who_speaks_now(site: Site) -> None:
    shift = {"version": "0", "name": "Jolanta Kanarkowa", "telephone": "600 100 200"}
    times = {"starts": "2026-04-15T08:00", "ends": "2026-04-15T20:00"}
    assert "Nikt nie ma teraz dyżuru" in (await site.client.get(DESK, headers=site.by(DUTY))).text
    assert (await post(site, "/dyzury", shift | times, PRESS)).status_code == 303
    assert "Jolanta Kanarkowa" in (await site.client.get(DESK, headers=site.by(DUTY))).text
    answer = await post(site, "/dyzury", shift | times | {"version": "1", "name": "Ktoś Inny"}, PRESS)
    assert answer.status_code == 409
    assert 'href="#starts"' in answer.text
    assert "Ktoś Inny" in answer.text
    assert (await post(site, "/dyzury", shift | times, PRESS)).status_code == 412
    assert (await post(site, "/dyzury", {**shift, "version": "1", **times, "ends": times["starts"]})).status_code == 422
    stored = [row async for row in site.database.collection("crisis_rota").find()]
    assert "Kanarkowa" not in repr(stored)
    assert "600 100 200" not in repr(stored)
    page = (await site.client.get(f"{DESK}/dyzury", headers=site.by(PRESS))).text
    found = re.search(r'name="shift" value="(\w+)"', page)
    assert found
    assert (await post(site, "/dyzury/usuniecie", {"version": "1", "shift": found[1]})).status_code == 303
    assert "Nikt nie ma teraz dyżuru" in (await site.client.get(DESK, headers=site.by(DUTY))).text


@pytest.mark.parametrize("hazard", [one.code for one in HAZARDS])
async def test_every_plan_opens_its_text_is_plain_and_its_warning_begins(site: Site, hazard: str) -> None:
    plan = shipped(hazard).content
    assert (await site.client.get(f"{DESK}/plany/{hazard}", headers=site.by(DUTY))).status_code == 200
    for text in (plan.warning.description, plan.warning.instruction, plan.cancellation.description):
        sentences = [one for one in re.split(r"(?<=[.!?])\s", text) if one]
        assert max(len(one.split()) for one in sentences) <= 22, text
    id = await begun(site, hazard)
    assert (await site.client.get(f"{DESK}/komunikaty/{id}", headers=site.by(DUTY))).status_code == 200


async def test_a_plan_is_rewritten_and_approved_by_another(site: Site) -> None:
    plan = shipped("water").content
    form = {
        **plan.warning.model_dump(),
        **{f"cancel_{name}": text for name, text in plan.cancellation.model_dump().items()},
        **plan.model_dump(mode="json", exclude={"warning", "cancellation"}),
        "version": "0",
        "contact": "Dyżurny wodociągów: 994",
    }
    assert (await post(site, "/plany/water", form, PRESS)).status_code == 303
    assert (await post(site, "/plany/water", form, DUTY)).status_code == 412
    answer = await post(site, "/plany/water/zatwierdzenie", {"version": "1"}, PRESS)
    assert answer.status_code == 409
    assert (await post(site, "/plany/water/zatwierdzenie", {"version": "1"}, MAYOR)).status_code == 303
    assert (await post(site, "/plany/water/zatwierdzenie", {"version": "2"}, MAYOR)).status_code == 409
    answer = await post(site, "/plany/water", form | {"version": "2", "hours": "0"}, PRESS)
    assert answer.status_code == 422
    assert 'href="#hours"' in answer.text
    assert "zatwierdzone" in (await site.client.get(f"{DESK}/plany", headers=site.by(DUTY))).text


async def test_the_list_of_times_says_who_was_late(site: Site, clock: SetClock) -> None:
    for minutes in (9, 11):
        id = await begun(site, "gas")
        clock.move(minutes=minutes)
        await post(site, f"/komunikaty/{id}/zatwierdzenie", {"version": "1", "step": "issue"}, PRESS)
    page = (await site.client.get(f"{DESK}/czasy", headers=site.by(DUTY))).text
    assert page.count("na czas") == 1
    assert page.count("za późno") == 1


PATHS = ("", "/plany", "/plany/wind", "/dyzury", "/dziennik", "/czasy")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE}))
async def test_only_those_on_duty_read_the_desk(site: Site, path: str, role: Role) -> None:
    answer = await site.client.get(DESK + path, headers=site.by(person(role)))
    assert answer.status_code == (200 if role in READERS else 403)


DO: dict[Action, tuple[str, tuple[Role, ...]]] = {
    Action.REWRITE: ("PUT content", WRITERS),
    Action.APPROVE: ("POST approval", APPROVERS),
    Action.RETURN: ("DELETE approval", APPROVERS),
    Action.ISSUE: ("POST issue", WRITERS),
    Action.ISSUE_ALONE: ("POST issue-alone", ALONE),
    Action.DISCARD: ("POST discard", WRITERS),
    Action.FOLLOW_UP: ("POST follow-up", WRITERS),
}


async def in_state(site: Site, state: State) -> tuple[str, int, dict[str, Any]]:
    """Give a warning in a state, written by nobody who is asked in the table."""
    id = await begun(site, by=SECOND)
    api = f"/api/media/v1/crisis-messages/{id}"
    steps: dict[State, list[str]] = {
        State.DRAFT: [],
        State.APPROVED: ["approval"],
        State.ISSUED: ["approval", "issue"],
        State.UPDATED: ["approval", "issue", "update"],
        State.CANCELLED: ["approval", "issue", "cancel"],
        State.EXPIRED: ["approval", "issue", "expire"],
        State.DISCARDED: ["discard"],
    }
    version = 1
    for step in steps[state]:
        if step in ("update", "cancel"):
            made = await site.client.post(f"{api}/follow-up", json={"kind": step}, headers=site.once(SECOND))
            later = f"/api/media/v1/crisis-messages/{made.json()['message_id']}"
            for number, act in ((1, "approval"), (2, "issue")):
                headers = {**site.once(PRESS), "If-Match": f'"{number}"'}
                assert (await site.client.post(f"{later}/{act}", headers=headers)).status_code == 204
        elif step == "expire":
            await site.database.collection("crisis_messages").update_one({"_id": id}, {"$set": {"state": "expired"}})
        else:
            headers = {**site.once(PRESS), "If-Match": f'"{version}"'}
            answer = await site.client.post(f"{api}/{step}", headers=headers)
            assert answer.status_code == 204, answer.text
            version += 1
    draft = (await site.client.get(api, headers=site.by(SECOND))).json()
    return id, draft["version"], draft["content"]


@pytest.mark.parametrize("state", State)
async def test_who_may_do_what_in_which_state(site: Site, state: State) -> None:
    """The whole table: seven states, seven acts, every role of the house."""
    await plan_approved(site)
    for action, (route, roles) in DO.items():
        id, version, content = await in_state(site, state)
        method, _, path = route.partition(" ")
        body: Any = {"content": content, "reason": REASON} if action is Action.ISSUE_ALONE else None
        body = content if action is Action.REWRITE else {"kind": "update"} if action is Action.FOLLOW_UP else body
        for role in sorted({one.role for one in DEMO_PEOPLE} - set(roles)):
            headers = {**site.once(person(role)), "If-Match": f'"{version}"'}
            address = f"/api/media/v1/crisis-messages/{id}/{path}"
            answer = await site.client.request(method, address, json=body, headers=headers)
            assert answer.status_code == 403, (state, action, role)
        for number, role in enumerate(roles):
            if number:
                id, version, content = await in_state(site, state)
                body = content if action is Action.REWRITE else body
                body = {"content": content, "reason": REASON} if action is Action.ISSUE_ALONE else body
            headers = {**site.once(person(role)), "If-Match": f'"{version}"'}
            address = f"/api/media/v1/crisis-messages/{id}/{path}"
            answer = await site.client.request(method, address, json=body, headers=headers)
            allowed = state in ALLOWED[action]
            assert (answer.status_code < 300) == allowed, (state, action, role, answer.text)
            if not allowed:
                assert answer.json()["type"] == "/problems/warning-state", (state, action, role)


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE} - set(PLAN_APPROVERS)))
async def test_plans_are_approved_by_the_press_office_or_the_mayor(site: Site, role: Role) -> None:
    answer = await post(site, "/plany/wind/zatwierdzenie", {"version": "0"}, person(role))
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/ostrzezenia", "/ostrzezenia?strona=7"])
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_public_page_opens_in_both_languages(site: Site, path: str, lang: str) -> None:
    await out(site)
    page = await site.client.get(path, headers={"Cookie": f"lang={lang}"})
    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text
    assert ("Warnings" in page.text) == (lang == "en")


async def test_programs_read_what_is_in_force_and_write_once_per_key(site: Site) -> None:
    headers = site.once(DUTY)
    given = {"hazard": "wind", "exercise": False}
    ids = {
        (await site.client.post("/api/media/v1/crisis-messages", json=given, headers=headers)).json()["message_id"]
        for _ in range(2)
    }
    assert len(ids) == 1
    assert (await site.client.get("/api/media/v1/warnings")).json() == []
    id = await out(site)
    [shown] = (await site.client.get("/api/media/v1/warnings")).json()
    assert (shown["message_id"], shown["state"]) == (id, "issued")
    headers = {**site.once(PRESS), "If-Match": '"1"'}
    [draft] = ids
    await site.client.post(f"/api/media/v1/crisis-messages/{draft}/approval", headers=headers)
    answer = await site.client.post(f"/api/media/v1/crisis-messages/{draft}/approval", headers=site.once(PRESS))
    assert answer.status_code == 428


async def test_where_the_store_is_away_a_page_asks_for_the_bar_itself(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "data-alerts-unknown" not in (await site.client.get("/prywatnosc")).text

    async def away(*_: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(MongoCrisisStore, "in_force", away)
    page = await site.client.get("/prywatnosc")
    assert page.status_code == 200
    assert "data-alerts-unknown" in page.text
    assert "<noscript>" in page.text


async def test_the_desk_leads_to_a_warning_that_did_not_reach_everywhere(site: Site) -> None:
    id = await out(site)
    there = f'href="{DESK}/komunikaty/{id}#kanaly"'
    assert there not in (await site.client.get(DESK, headers=site.by(DUTY))).text
    lost = {"state": "failed", "failed": 1}
    await site.database.collection("crisis_deliveries").update_one({"_id": f"{id}-mail"}, {"$set": lost})
    desk = (await site.client.get(DESK, headers=site.by(DUTY))).text
    assert there in desk
    assert "Nie wszędzie dotarło" in desk


async def test_a_warning_is_tried_again_from_its_page_and_by_a_program_by_those_who_write_warnings(site: Site) -> None:
    id = await out(site)
    lost = {"state": "failed", "failed": 1}
    await site.database.collection("crisis_deliveries").update_one({"_id": f"{id}-mail"}, {"$set": lost})
    path = f"/api/media/v1/crisis-messages/{id}/sends"
    [mail] = [one for one in (await site.client.get(path, headers=site.by(MAYOR))).json() if one["id"] == "mail"]
    assert (mail["state"], mail["again"]) == ("failed", True)
    form = {"send": "mail", "version": str(mail["version"])}
    assert (await post(site, f"/komunikaty/{id}/jeszcze-raz", form, MAYOR)).status_code == 403
    headers = {**site.once(DUTY), "If-Match": f'"{mail["version"]}"'}
    for _ in range(2):
        assert (await site.client.post(f"{path}/mail/retry", headers=headers)).status_code == 204
    assert (await post(site, f"/komunikaty/{id}/jeszcze-raz", form)).status_code == 409
    log = (await site.client.get(f"{DESK}/komunikaty/{id}", headers=site.by(DUTY))).text
    assert log.count("Ponowiono wysyłkę") == 1


@pytest.mark.parametrize("who", [person(role) for role in READERS], ids=list(READERS))
async def test_the_warning_and_its_log_lead_to_what_gateways_and_newsletter_did_of_it(site: Site, who: Person) -> None:
    id = await out(site)
    for page in (f"/panel/kryzys/komunikaty/{id}", "/panel/kryzys/dziennik"):
        text = (await site.client.get(page, headers=site.by(who))).text
        for there in ("/panel/kanaly/dziennik", "/panel/kanaly"):
            assert f'<a href="{there}">' in text.partition("<main")[2], (page, there)
            assert (await site.client.get(there, headers=site.by(who))).status_code == 200, there
