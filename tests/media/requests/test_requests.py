"""Press requests over the public API: each step opens the next one's task, and nobody reads what is not theirs."""

import asyncio
import re
from typing import Any

import pytest

from services.media.requests.store import late
from shared.access import Role
from shared.contracts.media import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.store import new_id
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS
from tests.media.requests.conftest import (
    API,
    ASKED,
    ENTERED,
    MAYOR,
    WE,
    ZDM,
    act,
    approved,
    asked,
    assigned,
    at,
    done,
    entered,
    mails,
    seen,
    tasks,
    told,
)

CANARIES = ("Kanarek", "kanarek", "600 100", "Gilowski", "Wróbel", "wrobel", "skończy")


async def test_from_receipt_to_the_answer_somebody_always_has_the_task(site: Site):
    id = await asked(site)
    assert await tasks(site) == [("press_officer", None, "Przydziel jednostce albo odpowiedz")]
    await done(site, id, "assignment", {"unit": "zdm", "topic": "Remont Podmiejskiej"})
    assert await tasks(site) == [("unit_reviewer", "ZDM", "Przygotuj projekt odpowiedzi")]
    await done(site, id, "transfer", {"unit": "WE", "reason": "To przy szkole."}, ZDM)
    assert await tasks(site) == [("unit_reviewer", "WE", "Przygotuj projekt odpowiedzi")]
    await done(site, id, "refusal-of-unit", {"reason": "Nie nasze."}, WE)
    assert await tasks(site) == [("press_officer", None, "Przydziel jednostce albo odpowiedz")]
    await done(site, id, "assignment", {"unit": "ZDM", "topic": "Remont Podmiejskiej"})
    await done(site, id, "acceptance", who=ZDM)
    assert await tasks(site) == [("unit_reviewer", "ZDM", "Przygotuj projekt odpowiedzi")]
    await done(site, id, "draft", {"text": "W maju."}, ZDM)
    assert await tasks(site) == [("press_officer", None, "Sprawdź projekt odpowiedzi")]
    await done(site, id, "draft-return", {"reason": "Podaj dzień."})
    assert await tasks(site) == [("unit_reviewer", "ZDM", "Popraw projekt odpowiedzi")]
    await done(site, id, "draft", {"text": "W maju, 20."}, ZDM)
    await done(site, id, "clearance", {"text": "W maju, 20."})
    assert await tasks(site) == [("mayor", None, "Zatwierdź odpowiedź dla mediów")]
    await done(site, id, "return", {"reason": "Pełnym zdaniem."}, MAYOR)
    assert await tasks(site) == [("press_officer", None, "Sprawdź projekt odpowiedzi")]
    await done(site, id, "clearance", {"text": "Remont skończy się 20 maja."})
    await done(site, id, "approval", {"text": "Remont skończy się 20 maja."}, MAYOR)
    assert await tasks(site) == [("press_officer", None, "Wyślij zatwierdzoną odpowiedź")]
    await done(site, id, "sending", {})
    assert await tasks(site) == []
    shown = await seen(site, id)
    assert (shown["state"], shown["in_time"], shown["sign"]) == ("answered", True, "WPKS.1431.1.2026")


async def test_the_sender_gets_the_answer_by_mail_once_and_reads_on_by_a_link(site: Site):
    id = await approved(site)
    version = (await seen(site, id))["version"]
    headers = {**site.once(PRESS), "If-Match": f'"{version}"'}
    first, second = await asyncio.gather(
        *(site.client.post(f"{API}/{id}/sending", json={}, headers=headers) for _ in range(2))
    )
    assert (first.status_code, second.status_code) == (200, 200), "the same key: the same answer"
    own = [mail for mail in await mails(site) if mail["to"] == ASKED["email"]]
    assert [mail["subject"].partition(": ")[2] for mail in own] == ["Pytanie prasowe", "Pytanie prasowe: odpowiedź"]
    assert "Odpowiemy do 29.04.2026." in own[0]["text"]
    assert "Remont ulicy skończy się w czerwcu." in own[1]["text"]
    link = next(line for line in own[1]["text"].splitlines() if "/prasa/sprawa/" in line)
    page = await site.client.get(link.removeprefix("http://localhost:8080"))
    assert page.status_code == 200
    assert "Remont ulicy skończy się w czerwcu." in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_events_and_stored_documents_hold_no_word_of_people(site: Site):
    await done(site, await approved(site), "sending", {})
    id = await entered(site)
    await done(site, id, "withdrawal", {"reason": "Redakcja wycofała."})
    for event in await told(site, TaskOpenedV1, TaskChangedV1, TaskClosedV1):
        assert not [word for word in CANARIES if word in event.model_dump_json()]
    async for row in site.database.collection("press_requests").find():
        assert not [word for word in CANARIES if word in str(row)]


async def test_a_unit_reads_what_is_with_it_and_never_who_asks(site: Site):
    id = await assigned(site)
    shown = await seen(site, id, ZDM)
    assert shown["asked"]["text"] == ASKED["text"]
    for who, status in ((WE, 403), (MAYOR, 200), (person(Role.AUDITOR), 200)):
        assert (await site.client.get(f"{API}/{id}", headers=site.by(who))).status_code == status
    for who in (ZDM, MAYOR, PRESS):
        answer = await site.client.get(f"{API}/{id}", headers=site.by(who))
        assert "Kanarek" not in answer.text
        assert "600 100" not in answer.text
    listed = await site.client.get(API, headers=site.by(WE))
    assert listed.json()["items"] == []
    [line] = (await site.client.get(API, headers=site.by(ZDM))).json()["items"]
    assert line["topic"] == "Remont Podmiejskiej"


async def test_another_unit_acts_on_nothing(site: Site):
    id = await assigned(site)
    assert (await act(site, id, "draft", {"text": "Cudzy projekt."}, WE)).status_code == 403
    assert (await act(site, id, "approval", {"text": "Za wcześnie."}, MAYOR)).status_code == 409
    assert (await act(site, id, "assignment", {"unit": "XYZ", "topic": "Temat"})).status_code == 422
    assert (await act(site, id, "assignment", {"unit": "ZDM", "topic": "Temat"})).status_code == 409


async def test_who_has_seen_an_older_state_changes_nothing(site: Site):
    id = await asked(site)
    bodies: list[dict[str, Any]] = [{"unit": unit, "topic": "Remont"} for unit in ("ZDM", "WE")]
    answers = await asyncio.gather(*(act(site, id, "assignment", body, version=1) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert len(await tasks(site)) == 1


async def test_the_same_form_sent_twice_is_one_request(site: Site):
    key = {"Idempotency-Key": new_id()}
    answers = await asyncio.gather(
        *(site.client.post(f"{API}/from-journalists", json=ASKED, headers=key) for _ in range(4))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["token"] for answer in answers}) == 1
    assert await site.database.collection("press_requests").count_documents({}) == 1
    assert len(await mails(site)) == 1


async def test_many_at_once_get_signs_without_a_gap(site: Site):
    keys = [{"Idempotency-Key": new_id()} for _ in range(12)]
    await asyncio.gather(*(site.client.post(f"{API}/from-journalists", json=ASKED, headers=key) for key in keys))
    rows = site.database.collection("press_requests").find()
    assert sorted([row["number"] async for row in rows]) == list(range(1, 13))


async def test_one_address_has_twenty_places_also_many_at_once(site: Site):
    for _ in range(18):
        await asked(site)
    keys = [{"Idempotency-Key": new_id()} for _ in range(5)]
    answers = await asyncio.gather(
        *(site.client.post(f"{API}/from-journalists", json=ASKED, headers=key) for key in keys)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409]
    await asked(site, email="inna@redakcja.example")


async def test_a_notice_within_the_term_moves_the_date_and_the_task(site: Site, clock: SetClock):
    id = await assigned(site)
    clock.moment = at("2026-04-29T23:58")
    assert (await act(site, id, "extension", {"to": "2026-06-16", "reason": "Dużo akt."})).status_code == 422
    await done(site, id, "extension", {"to": "2026-06-15", "reason": "Dużo akt."})
    shown = await seen(site, id)
    assert shown["due_at"] == "2026-06-15T21:59:59Z"
    [changed] = await told(site, TaskChangedV1)
    assert isinstance(changed, TaskChangedV1)
    assert f"{changed.due_at:%d.%m}" == "10.06", "the draft is wanted three working days ahead"
    assert "Udostępnimy ją do 15.06.2026" in (await mails(site))[-1]["text"]
    other = await asked(site)
    clock.moment = at("2026-05-14T00:00")
    assert (await act(site, other, "extension", {"to": "2026-06-01", "reason": "Dużo akt."})).status_code == 409


async def test_a_stop_closes_the_task_and_a_restart_opens_it_with_the_later_date(site: Site, clock: SetClock):
    id = await assigned(site)
    await done(site, id, "stop", {"reason": "fee", "note": "Opłata 20 zł."})
    assert await tasks(site) == [("press_officer", None, "Wznów bieg terminu, gdy ustanie przyczyna")]
    clock.move(days=5)
    await done(site, id, "restart", {"reason": "Zapłacono."})
    assert await tasks(site) == [("unit_reviewer", "ZDM", "Przygotuj projekt odpowiedzi")]
    # 14 days from 15 April and 5 days of standing: 4 May.
    assert (await seen(site, id))["due_at"] == "2026-05-04T21:59:59Z"
    texts = [mail["text"] for mail in await mails(site)]
    assert "termin na odpowiedź jest wstrzymany. Powód: Opłata 20 zł." in texts[1]
    assert "Odpowiemy do 04.05.2026." in texts[2]


async def test_information_is_refused_by_a_decision_of_the_head(site: Site, clock: SetClock):
    id = await asked(site)
    body = {
        "ground": "privacy",
        "number": "WPKS.1431.1.2026",
        "taken_by": "Anna Bielecka, inspektor",
        "reasons": "Sprawa prywatna.",
    }
    assert (await act(site, id, "refusal", body)).status_code == 403
    assert (await act(site, id, "refusal", {**body, "ground": "late"}, MAYOR)).status_code == 422
    await done(site, id, "refusal", body, MAYOR)
    last = (await mails(site))[-1]["text"]
    assert "Samorządowego Kolegium Odwoławczego w Kaliszu" in last
    assert "Sprawa prywatna." not in last, "the decision is delivered on paper"
    assert (await act(site, id, "delivery", {"on": "2026-04-16"})).status_code == 422
    clock.move(days=2)
    await done(site, id, "delivery", {"on": "2026-04-17"})
    assert await tasks(site) == []


async def test_a_rectification_of_the_citys_is_sent_and_waited_for(site: Site):
    publication = {"title": "Miasto bez planu", "on": "2026-04-10"}
    own = {**ENTERED, "kind": "rectification_out", "channel": "own", "medium": "daily", "publication": publication}
    id = await entered(site, **own)
    # Friday 10 April and 21 days: 1 May, which does not give way (art. 31a ust. 3).
    assert (await seen(site, id))["due_at"] == "2026-05-01T21:59:59Z"
    assert await mails(site) == []
    await done(site, id, "composition", {"text": "Nieprawdą jest, że miasto nie ma planu.", "topic": "Plan"})
    await done(site, id, "approval", {"text": "Nieprawdą jest, że miasto nie ma planu."}, MAYOR)
    await done(site, id, "sending", {})
    assert await tasks(site) == [("press_officer", None, "Sprawdź, czy redakcja opublikowała sprostowanie")]
    assert (await seen(site, id))["due_at"] == "2026-04-22T21:59:59Z"
    await done(site, id, "outcome", {"publication": {"title": "Sprostowanie", "on": "2026-04-15"}, "note": "Jest."})
    shown = await seen(site, id)
    assert (shown["state"], shown["article"]["title"]) == ("published", "Sprostowanie")


@pytest.mark.parametrize(
    ("kind", "named", "said"),
    [
        # Received on Wednesday 15 April: 7 days, though the next issue is weeks away.
        ("rectification_in", "2026-05-05", 'Odmówić publikacji można do <b><time datetime="2026-04-22'),
        ("rectification_out", None, 'Do sądu można pójść do <b><time datetime="2027-04-10'),
        ("question", None, None),
    ],
)
async def test_a_rectification_tells_its_second_date_and_how_it_was_found(site: Site, kind, named, said):
    publication = {"title": "Gazeta miejska", "on": "2026-04-10"}
    given = {**ENTERED, "kind": kind, "medium": "periodical", "publication": publication}
    id = await entered(site, **given, **({"named": named} if named else {}))
    page = (await site.client.get(f"/panel/prasa/sprawy/{id}", headers=site.by(PRESS))).text
    if said is None:
        assert "Odmówić" not in page
        assert "Do sądu" not in page
    else:
        assert said in re.sub(r"\s+", " ", page)
        assert "7 dni od otrzymania sprostowania" in page or "rok od opublikowania materiału" in page


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 201),
        ({"received_at": "2026-04-16T09:00:00+02:00"}, 422),
        ({"kind": "rectification_in"}, 422),
        ({"kind": "rectification_in", "publication": {"title": "Gazeta miejska", "on": "2026-04-01"}}, 422),
        (
            {
                "kind": "rectification_in",
                "publication": {"title": "Gazeta miejska", "on": "2026-04-01"},
                "named": "2026-05-05",
            },
            201,
        ),
        ({"kind": "nothing"}, 422),
        ({"text": ""}, 422),
        ({"name": "x" * 201}, 422),
        ({"email": "bez małpy"}, 422),
    ],
)
async def test_what_is_entered_has_what_its_kind_needs(site: Site, changes, status):
    answer = await site.client.post(API, json={**ENTERED, **changes}, headers=site.once(PRESS))
    assert answer.status_code == status, answer.text


async def test_without_an_address_it_is_said_how_the_answer_was_passed_on(site: Site):
    id = await entered(site, email=None, channel="telephone")
    await done(site, id, "composition", {"text": "Chodniki odśnieżamy co dzień.", "topic": "Chodniki"})
    await done(site, id, "approval", {"text": "Chodniki odśnieżamy co dzień."}, MAYOR)
    assert (await act(site, id, "sending", {})).status_code == 422
    assert (await act(site, id, "holding-reply", {"text": "Pracujemy."})).status_code == 422
    await done(site, id, "sending", {"way": "telefonicznie"})
    assert await mails(site) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("podmiejsk", 1),
        ("PODMIEJSKIEJ remont", 1),
        ("glos probny", 1),
        ("wpks.1431.1.2026", 1),
        ("zaneta", 1),
        ("kanarek łos", 1),
        ("kana", 0),
        ("szkoła", 0),
    ],
)
async def test_the_register_is_searched_in_folded_polish_and_names_as_whole_words(site: Site, text, found):
    await assigned(site)
    await entered(site)
    answer = await site.client.get(API, params={"q": text}, headers=site.by(PRESS))
    assert len(answer.json()["items"]) == found


async def test_only_the_press_office_finds_people_by_their_names(site: Site):
    await assigned(site)
    for who in (ZDM, MAYOR):
        answer = await site.client.get(API, params={"q": "kanarek"}, headers=site.by(who))
        assert answer.json()["items"] == []


async def test_lists_and_ticks_use_their_indexes(site: Site):
    await asked(site)
    rows = site.database.collection("press_requests")
    for query, order in (
        ({"state": {"$in": ["received"]}}, [("due_at", 1), ("_id", 1)]),
        ({"waits": True, "chase_at": {"$ne": None, "$lte": at("2027-01-01")}}, []),
        ({"words": {"$regex": "^podm"}}, []),
        ({"unit": "ZDM"}, [("due_at", 1)]),
        ({"finished_month": {"$gte": "2026-01"}}, []),
        (late("unit_due_at", at("2027-01-01")), []),
        (late("due_at", at("2027-01-01")), []),
    ):
        found = rows.find(query)
        plan = await (found.sort(order) if order else found).explain()
        assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"]), query
