"""An entry of the register put right with its trace, until it is answered; and which journalist of the list it is."""

import re
from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Person, Role
from shared.contracts.media import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS
from tests.media.requests.conftest import API, ENTERED, act, approved, asked, at, done, entered, mails, seen, told

FORM = {
    "kind": "criticism",
    "outlet": "Tygodnik Próbny",
    "medium": "periodical",
    "name": "Jan Wróbel",
    "email": "wrobel@tygodnik.example",
    "topic": "Krytyka utrzymania chodników",
    "text": ENTERED["text"],
    "received_at": "2026-04-15T09:00",
    "reason": "Literówka przy wpisywaniu.",
}


async def put_right(site: Site, id: str, who: Person = PRESS, **changes: Any) -> httpx.Response:
    form = {**FORM, "version": str((await seen(site, id))["version"]), **changes}
    return await site.client.post(f"/panel/prasa/sprawy/{id}/poprawka", data=form, headers=site.by(who))


async def case(site: Site, id: str) -> str:
    return (await site.client.get(f"/panel/prasa/sprawy/{id}", headers=site.by(PRESS))).text


async def test_what_was_entered_wrongly_is_put_right_and_what_it_said_stays(site: Site) -> None:
    id = await entered(site, outlet="Tygodnk Prubny", name="Jan Wrubel", email="wrubel@tygodnik.example")
    assert (await put_right(site, id)).status_code == 303
    one = await seen(site, id)
    assert one["outlet"] == "Tygodnik Próbny"
    page = await case(site, id)
    for said in ("Tygodnk Prubny", "Jan Wrubel", "wrubel@tygodnik.example", "Literówka przy wpisywaniu.", "Jan Wróbel"):
        assert said in page
    found = await site.client.get("/panel/prasa?q=wróbel", headers=site.by(PRESS))
    assert "Krytyka utrzymania" in found.text


async def test_another_day_of_receipt_counts_the_term_anew_and_moves_the_task(site: Site) -> None:
    id = await entered(site)
    before = await seen(site, id)
    assert (await put_right(site, id, received_at="2026-04-10T09:00")).status_code == 303
    after = await seen(site, id)
    assert after["due_at"] < before["due_at"]
    assert "10 kwietnia 2026" in " ".join(after["explanation"]).replace("\u00a0", " ")
    [changed] = await told(site, TaskChangedV1)
    assert isinstance(changed, TaskChangedV1)
    assert changed.due_at.isoformat().startswith(after["due_at"][:16])


async def test_what_a_case_is_called_now_is_its_name_on_the_work_list(site: Site) -> None:
    id = await entered(site)
    assert (await put_right(site, id, topic="Krytyka utrzymania parków")).status_code == 303
    [changed] = await told(site, TaskChangedV1)
    assert isinstance(changed, TaskChangedV1)
    assert changed.title == "Krytyka utrzymania parków"


async def test_another_kind_of_a_case_without_a_line_of_the_office_is_its_name_on_the_work_list(site: Site) -> None:
    id = await asked(site)
    await done(site, id, "correction", {"kind": "criticism", "reason": "To krytyka, nie pytanie."})
    [changed] = await told(site, TaskChangedV1)
    assert isinstance(changed, TaskChangedV1)
    assert changed.title == "Krytyka prasowa"


async def test_what_is_stopped_has_no_date_to_be_told_so_its_task_is_opened_anew_under_its_new_name(
    site: Site,
) -> None:
    id = await entered(site)
    stop = {"reason": "sender", "note": "Redakcja prosi, żeby poczekać."}
    await done(site, id, "stop", stop)
    [*_, waits] = await told(site, TaskOpenedV1)
    assert (await put_right(site, id, topic="Krytyka utrzymania parków")).status_code == 303
    assert await told(site, TaskChangedV1) == []
    [*_, anew] = await told(site, TaskOpenedV1)
    [*_, closed] = await told(site, TaskClosedV1)
    assert isinstance(waits, TaskOpenedV1)
    assert isinstance(anew, TaskOpenedV1)
    assert isinstance(closed, TaskClosedV1)
    assert (anew.title, anew.due_at, anew.action) == ("Krytyka utrzymania parków", None, waits.action)
    assert closed.task_id == waits.task_id != anew.task_id


OTHERWISE = "Nadawca zna inny termin"


async def test_who_was_told_another_day_is_written_the_right_one_by_one_button(site: Site) -> None:
    id = await entered(site)
    assert OTHERWISE not in await case(site, id)
    assert (await put_right(site, id, received_at="2026-04-10T09:00")).status_code == 303
    page = await case(site, id)
    assert OTHERWISE in page
    assert f'action="/panel/prasa/sprawy/{id}/termin"' in page
    form = {"version": str((await seen(site, id))["version"])}
    answer = await site.client.post(f"/panel/prasa/sprawy/{id}/termin", data=form, headers=site.by(PRESS))
    assert answer.status_code == 303, answer.text
    first, last = await mails(site)
    assert "15.05.2026" in first["text"]
    assert all(day in last["text"] for day in ("15.05.2026", "11.05.2026"))
    page = await case(site, id)
    assert OTHERWISE not in page
    assert "11.05.2026" in page, "the letter is kept with the case"
    assert (await act(site, id, "term-letter", {})).status_code == 409


async def test_a_correction_that_leaves_day_and_address_writes_to_nobody(site: Site) -> None:
    id = await entered(site)
    assert (await put_right(site, id, outlet="Tygodnik Nowy")).status_code == 303
    assert OTHERWISE not in await case(site, id)
    assert len(await mails(site)) == 1


async def test_who_was_entered_with_a_wrong_address_gets_the_letter_of_the_receipt_at_the_right_one(
    site: Site,
) -> None:
    id = await entered(site, email="wrubel@tygodnik.example")
    assert (await put_right(site, id, received_at="2026-04-10T09:00")).status_code == 303
    first, last = await mails(site)
    assert (first["to"], last["to"]) == ("wrubel@tygodnik.example", "wrobel@tygodnik.example")
    assert without_link(last["text"]) == without_link(first["text"]).replace("15.05.2026", "11.05.2026")
    assert OTHERWISE not in await case(site, id)


def link(mail: dict[str, str]) -> str:
    """The address of the case's page, as it stands in a mail."""
    found = re.search(r"/prasa/sprawa/\S+", mail["text"])
    assert found, mail["text"]
    return found[0]


def without_link(text: str) -> str:
    return re.sub(r"/prasa/sprawa/\S+", "", text)


async def test_the_link_that_went_to_a_wrong_address_opens_the_case_no_more_and_says_so(site: Site) -> None:
    id = await asked(site, email="kanarek@redakcj.example")
    [wrong] = await mails(site)
    assert (await site.client.get(link(wrong))).status_code == 200
    await done(site, id, "correction", {"email": "kanarek@redakcja.example", "reason": "Literówka w adresie."})
    _, right = await mails(site)
    assert right["to"] == "kanarek@redakcja.example"
    assert (await site.client.get(link(right))).status_code == 200
    gone = await site.client.get(link(wrong))
    assert gone.status_code == 410
    assert "Ten link już nie działa" in gone.text
    for kept in ("Remont", "redakcja", "Gilowski"):
        assert kept not in gone.text.partition("<main")[2].partition("</main")[0], kept
    # What is mailed from now on leads there by the new link, and a later slip ends that one too.
    await done(site, id, "holding-reply", {"text": "Sprawdzamy to jeszcze w archiwum."})
    await done(site, id, "correction", {"email": "z.kanarek@redakcja.example", "reason": "Zły adres."})
    *_, reply, last = await mails(site)
    assert link(reply) == link(right)
    assert [(await site.client.get(link(one))).status_code for one in (wrong, right, last)] == [410, 410, 200]


async def test_the_link_of_an_address_that_was_taken_out_promises_no_newer_one(site: Site) -> None:
    id = await asked(site)
    [mail] = await mails(site)
    form = await site.client.get(f"/panel/prasa/sprawy/{id}/poprawka", headers=site.by(PRESS))
    assert "Bez adresu wcześniejszy link przestanie działać." in form.text, "whoever takes it out knows before"
    slip = {"email": None, "telephone": "600 100 200", "reason": "To adres innej redakcji."}
    await done(site, id, "correction", slip)
    assert len(await mails(site)) == 1
    gone = await site.client.get(link(mail))
    assert gone.status_code == 410
    assert "Z tej sprawy usunięto adres e-mail, więc nowego linku nie ma." in gone.text
    assert "Nowy link" not in gone.text
    # An address given later has a link of its own, and then it is true that there is a newer one.
    await done(site, id, "correction", {"email": "z.kanarek@redakcja.example", "reason": "Podano właściwy."})
    [_, right] = await mails(site)
    assert (await site.client.get(link(right))).status_code == 200
    assert "Nowy link jest w wiadomości" in (await site.client.get(link(mail))).text


async def test_a_correction_that_leaves_the_address_leaves_the_link(site: Site) -> None:
    id = await entered(site)
    [mail] = await mails(site)
    assert (await put_right(site, id, outlet="Tygodnik Nowy")).status_code == 303
    assert (await site.client.get(link(mail))).status_code == 200


async def test_who_can_be_promised_no_day_gets_the_new_link_alone(site: Site) -> None:
    id = await entered(site, email="wrubel@tygodnik.example")
    await done(site, id, "stop", {"reason": "sender", "note": "Redakcja prosi o zwłokę.", "way": "telefonicznie"})
    await done(site, id, "correction", {"email": "wrobel@tygodnik.example", "reason": "Literówka w adresie."})
    wrong, right = await mails(site)
    assert right["to"] == "wrobel@tygodnik.example"
    assert "Odpowiemy do" not in right["text"]
    assert [(await site.client.get(link(one))).status_code for one in (wrong, right)] == [410, 200]


async def test_an_editor_whose_address_is_put_right_has_sent_nothing_that_could_be_confirmed(site: Site) -> None:
    about = {"kind": "rectification_out", "channel": "own", "medium": "daily"}
    id = await entered(site, **about, publication={"title": "Remont", "on": "2026-04-14"})
    await done(site, id, "correction", {"email": "redakcja@glos.example", "reason": "Zły adres redakcji."})
    assert await mails(site) == []


async def test_who_has_left_no_address_was_told_no_day_by_letter(site: Site) -> None:
    id = await entered(site, email=None, telephone="600 100 200")
    assert (await put_right(site, id, email="", received_at="2026-04-10T09:00")).status_code == 303
    assert OTHERWISE not in await case(site, id)


async def test_nobody_is_promised_an_answer_by_a_day_that_is_over(site: Site) -> None:
    id = await entered(site)
    assert (await put_right(site, id, received_at="2026-03-02T09:00")).status_code == 303
    assert OTHERWISE not in await case(site, id)
    assert (await act(site, id, "term-letter", {})).status_code == 409


async def test_who_was_told_a_day_by_telephone_is_told_the_right_one_that_way(site: Site) -> None:
    id = await entered(site, email=None, telephone="600 100 200")
    await done(site, id, "stop", {"reason": "sender", "note": "Redakcja prosi o zwłokę.", "way": "telefonicznie"})
    await done(site, id, "restart", {"reason": "Redakcja prosi o odpowiedź.", "way": "telefonicznie"})
    assert (await put_right(site, id, email="", received_at="2026-04-10T09:00")).status_code == 303
    assert OTHERWISE in await case(site, id)
    assert (await act(site, id, "term-letter", {})).status_code == 422
    await done(site, id, "term-letter", {"way": "telefonicznie"})
    assert OTHERWISE not in await case(site, id)


async def test_a_notice_of_a_later_day_tells_the_day_too(site: Site) -> None:
    id = await asked(site)
    extension = {"to": "2026-05-20", "reason": "Trzeba zebrać dane z trzech lat."}
    await done(site, id, "extension", extension)
    assert OTHERWISE not in await case(site, id)
    assert (await seen(site, id))["told_due_at"] == (await seen(site, id))["due_at"]


async def test_another_day_of_receipt_moves_the_date_of_a_refusal_too(site: Site) -> None:
    publication = {"title": "Gazeta miejska", "on": "2026-04-08"}
    demand = {"kind": "rectification_in", "named": "2026-05-20", "publication": publication}
    id = await entered(site, **demand)
    kept: dict[str, Any] = {"kind": "rectification_in", "named": "2026-05-20"}
    kept |= {"publication_title": publication["title"], "publication_on": publication["on"]}
    days = []
    for received in ("2026-04-15T09:00", "2026-04-10T09:00"):
        assert (await put_right(site, id, received_at=received, **kept)).status_code == 303
        row = await site.database.collection("press_requests").find_one({"_id": id})
        assert row is not None
        days.append(f"{row['refuse']['due_at']:%Y-%m-%d}")
    assert days == ["2026-04-22", "2026-04-17"]
    assert (await seen(site, id))["due_at"] == "2026-05-20T21:59:59Z"


async def test_a_correction_that_leaves_the_day_leaves_the_term(site: Site) -> None:
    id = await entered(site)
    before = await seen(site, id)
    assert (await put_right(site, id, outlet="Tygodnik Nowy")).status_code == 303
    after = await seen(site, id)
    assert (after["due_at"], after["received_at"]) == (before["due_at"], before["received_at"])
    assert (await put_right(site, id, outlet="Tygodnik Nowy", text=FORM["text"] + "\r\n")).status_code == 303
    assert (await seen(site, id))["version"] == after["version"], "nothing was put right, so nothing is written"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_at": "2026-04-16T09:00"}, "received_at"),
        ({"reason": ""}, "reason"),
        ({"outlet": ""}, "outlet"),
        ({"email": "wrobel"}, "email"),
    ],
)
async def test_a_slip_is_told_at_its_field_and_nothing_typed_is_lost(
    site: Site, changes: dict[str, Any], field: str
) -> None:
    id = await entered(site)
    answer = await put_right(site, id, **{"topic": "Nowy temat sprawy", **changes})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Nowy temat sprawy" in answer.text


async def test_what_a_journalist_has_written_is_not_put_right(site: Site) -> None:
    id = await asked(site)
    words: dict[str, Any] = {
        "kind": "question",
        "outlet": "Głos Próbny",
        "medium": "daily",
        "name": "Żaneta Kanarek-Łoś",
        "topic": "Remont",
    }
    untouched: dict[str, Any] = {"text": "", "received_at": "", "email": "kanarek@redakcja.example"}
    assert (await put_right(site, id, **words, **untouched, telephone="+48 600 100 201")).status_code == 303
    answer = await put_right(site, id, **words, text="Kiedy skończy się remont, którego nie było?")
    assert answer.status_code == 422
    assert "tak napisał nadawca" in answer.text
    assert "Pytał o to pan Gilowski" in (await seen(site, id))["asked"]["text"]


async def test_once_it_is_answered_nothing_of_the_entry_changes(site: Site) -> None:
    id = await approved(site)
    await done(site, id, "sending", {})
    version = (await seen(site, id))["version"]
    await put_right(site, id, received_at="")
    assert (await seen(site, id))["version"] == version
    answer = await site.client.get(f"/panel/prasa/sprawy/{id}/poprawka", headers=site.by(PRESS))
    assert answer.status_code == 303


async def test_who_saves_over_somebody_elses_change_is_told_and_keeps_what_was_typed(site: Site) -> None:
    id = await entered(site)
    assert (await put_right(site, id, outlet="Cudza poprawka")).status_code == 303
    answer = await put_right(site, id, version="1", outlet="Moja poprawka")
    assert answer.status_code == 412
    assert "Moja poprawka" in answer.text


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE} - {Role.PRESS_OFFICER}))
async def test_only_the_press_office_puts_right_and_sees_what_it_said(site: Site, role: Role) -> None:
    id = await entered(site, outlet="Tygodnk Prubny")
    assert (await put_right(site, id, person(role))).status_code == 403
    await put_right(site, id)
    page = await site.client.get(f"/panel/prasa/sprawy/{id}", headers=site.by(person(role)))
    assert "Prubny" not in page.text


async def test_a_correction_leaves_no_word_of_people_open(site: Site) -> None:
    id = await entered(site, name="Jan Wrubel", email="wrubel@tygodnik.example")
    await put_right(site, id, reason="Pan Wrubel nazywa się Wróbel.")
    for name in ("press_requests", "outbox"):
        async for row in site.database.collection(name).find():
            assert "wrubel" not in repr(row).lower(), name
    assert len(await mails(site)) == 2


async def test_the_journalist_is_chosen_and_the_other_requests_are_shown(site: Site) -> None:
    outlet = await site.client.post(
        "/api/media/v1/outlets", json={"name": "Tygodnik Próbny", "medium": "periodical"}, headers=site.once(PRESS)
    )
    body = {"name": "Jan Wróbel", "outlets": [outlet.json()["id"]], "consent_on": "2026-04-01", "consent_how": "listem"}
    journalist = (await site.client.post("/api/media/v1/journalists", json=body, headers=site.once(PRESS))).json()["id"]
    first, second = await entered(site, topic="Sprawa pierwsza"), await entered(site, topic="Sprawa druga")
    for id in (first, second):
        path = f"/panel/prasa/sprawy/{id}/dziennikarz"
        offered = await site.client.get(path, headers=site.by(PRESS))
        assert f'value="{journalist}"' in offered.text
        form = {"version": str((await seen(site, id))["version"]), "journalist": journalist}
        assert (await site.client.post(path, data=form, headers=site.by(PRESS))).status_code == 303
    page = await case(site, first)
    assert f"/panel/prasa/dziennikarze/{journalist}" in page
    assert "Sprawa druga" in page
    none = {"version": str((await seen(site, first))["version"])}
    await site.client.post(f"/panel/prasa/sprawy/{first}/dziennikarz", data=none, headers=site.by(PRESS))
    assert "Sprawa pierwsza" not in await case(site, second)


PUBLICATION = {"title": "Dziury na Podmiejskiej", "on": "2026-04-10", "url": "https://glos.example/dziury"}
TYPED = {f"publication_{name}": value for name, value in PUBLICATION.items()}


async def corrected(
    site: Site, id: str, version: int | None = None, who: Person = PRESS, **given: Any
) -> httpx.Response:
    return await act(site, id, "correction", {"reason": "Nadawca wybrał zły rodzaj.", **given}, who, version)


# Asked on Wednesday 15 April 2026: a question for 14 days, criticism for a month, an interview for two working days of
# the house; a daily's quotation for six hours. A demand is refused within 7 days, published in a daily within 7.
@pytest.mark.parametrize(
    ("kind", "due", "basis"),
    [
        ("criticism", "2026-05-15T21:59:59Z", "art. 6 ust. 2 i 3"),
        ("interview", "2026-04-17T21:59:59Z", "zwyczaj urzędu"),
        ("authorisation", "2026-04-15T16:00:00Z", "art. 14a ust. 4"),
        ("rectification_in", "2026-04-22T21:59:59Z", "art. 32 ust. 1 pkt 2"),
        ("question", "2026-04-29T21:59:59Z", "art. 13 ust. 1"),
    ],
)
async def test_the_kind_that_a_journalist_chose_is_put_right_and_the_term_counted_anew_from_the_receipt(
    site: Site, clock: SetClock, kind: str, due: str, basis: str
) -> None:
    other = "criticism" if kind == "question" else "question"
    id = await asked(site, kind=other)
    clock.moment = at("2026-04-15T13:00")
    assert (await corrected(site, id, kind=kind, publication=PUBLICATION)).status_code == 200
    one = await seen(site, id)
    assert (one["kind"], one["due_at"], one["received_at"]) == (kind, due, "2026-04-15T10:00:00Z")
    assert basis in one["explanation"][0]
    assert one["publication"] == PUBLICATION
    row = await site.database.collection("press_requests").find_one({"_id": id}) or {}
    assert (row["refuse"] is not None) is (kind == "rectification_in")
    assert row["chase_at"] is not None
    page = await case(site, id)
    assert "Było:" in page
    assert {"question": "Pytanie prasowe", "criticism": "Krytyka prasowa"}[other] in page.partition("Poprawki wpisu")[2]


async def test_the_page_puts_kind_and_publication_right_too_and_what_they_said_stays(site: Site) -> None:
    id = await entered(site, publication=PUBLICATION)
    form: dict[str, Any] = {
        "kind": "rectification_in",
        "publication_title": "Inny tytuł",
        "publication_on": "2026-04-09",
    }
    answer = await put_right(site, id, **form)
    assert answer.status_code == 422, "a periodical's day is not known"
    assert 'href="#named"' in answer.text
    assert (await put_right(site, id, **form, named="2026-05-20")).status_code == 303
    one = await seen(site, id)
    assert (one["kind"], one["due_at"]) == ("rectification_in", "2026-05-20T21:59:59Z")
    assert one["publication"] == {"title": "Inny tytuł", "on": "2026-04-09", "url": None}
    said = (await case(site, id)).partition("Poprawki wpisu")[2]
    for was in ("Krytyka prasowa", "Dziury na Podmiejskiej", "https://glos.example/dziury"):
        assert was in said, was
    shown = await site.client.get(f"/panel/prasa/sprawy/{id}/poprawka", headers=site.by(PRESS))
    for held in ('value="Inny tytuł"', 'value="2026-04-09"', 'value="2026-05-20"'):
        assert held in shown.text, held


async def test_another_kind_has_its_publication_and_forgets_nothing_that_was_told(site: Site) -> None:
    id = await asked(site)
    missing = await corrected(site, id, kind="rectification_in")
    assert (missing.status_code, missing.json()["type"].rpartition("/")[2]) == (422, "publication-missing")
    out = await corrected(site, id, kind="rectification_out", publication=PUBLICATION)
    assert (out.status_code, out.json()["type"].rpartition("/")[2]) == (409, "kind-unfit")
    await done(site, id, "stop", {"reason": "sender", "note": "Prosi o tydzień."})
    assert (await corrected(site, id, kind="authorisation")).status_code == 409, "nothing stops a quotation"
    assert (await corrected(site, id, kind="criticism")).status_code == 200
    assert (await corrected(site, id, kind="question")).status_code == 200
    await done(site, id, "restart", {"reason": "Tydzień minął."})
    await done(site, id, "extension", {"to": "2026-05-20", "reason": "Czekamy na dane."})
    late = await put_right(site, id, kind="criticism", text="", received_at="")
    assert late.status_code == 422, "the sender was told of a day that only a question knows"
    assert 'href="#kind"' in late.text
    assert (await seen(site, id))["kind"] == "question"


async def test_programs_put_right_only_what_they_name(site: Site) -> None:
    id = await entered(site, outlet="Tygodnk Prubny")
    before = await seen(site, id)
    answer = await corrected(site, id, outlet="Tygodnik Próbny", email=None)
    assert answer.status_code == 200, answer.text
    after = await seen(site, id)
    assert after["outlet"] == "Tygodnik Próbny"
    assert (after["topic"], after["due_at"], after["asked"]) == (before["topic"], before["due_at"], before["asked"])
    page = await case(site, id)
    assert "Jan Wróbel" in page
    assert "mailto:wrobel@" not in page
    for wrong in ({"outlet": None}, {"kind": None}, {"price": 1}, {"reason": ""}, {"received_at": "2026-04-15T09:00"}):
        assert (await corrected(site, id, **wrong)).status_code == 422, wrong
    assert (await corrected(site, id, version=1, outlet="Inna")).status_code == 412
    assert (await corrected(site, await asked(site), text="Inne słowa niż nadawcy.")).status_code == 409
    for role in sorted({one.role for one in DEMO_PEOPLE} - {Role.PRESS_OFFICER}):
        assert (await corrected(site, id, after["version"], person(role), outlet="Inna")).status_code == 403, role


async def test_a_correction_by_a_program_sent_twice_with_one_key_is_one(site: Site) -> None:
    id = await asked(site)
    headers = {**site.once(PRESS), "If-Match": '"1"'}
    body = {"kind": "criticism", "publication": PUBLICATION, "reason": "To krytyka."}
    answers = [await site.client.post(f"{API}/{id}/correction", json=body, headers=headers) for _ in range(2)]
    assert [(one.status_code, one.json()) for one in answers] == [(200, {"version": 2})] * 2
    assert (await case(site, id)).count("To krytyka.") == 1


async def test_programs_say_which_journalist_it_is(site: Site) -> None:
    outlet = await site.client.post(
        "/api/media/v1/outlets", json={"name": "Tygodnik Próbny", "medium": "periodical"}, headers=site.once(PRESS)
    )
    body = {"name": "Jan Wróbel", "outlets": [outlet.json()["id"]], "consent_on": "2026-04-01", "consent_how": "listem"}
    journalist = (await site.client.post("/api/media/v1/journalists", json=body, headers=site.once(PRESS))).json()["id"]
    id = await entered(site)
    await done(site, id, "journalist", {"journalist_id": journalist})
    assert f"/panel/prasa/dziennikarze/{journalist}" in await case(site, id)
    assert (await act(site, id, "journalist", {"journalist_id": "nobody"})).status_code == 404
    await done(site, id, "journalist", {"journalist_id": None})
    assert f"/panel/prasa/dziennikarze/{journalist}" not in await case(site, id)
