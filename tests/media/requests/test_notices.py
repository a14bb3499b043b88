"""The later day that a notice names (art. 13 ust. 2 u.d.i.p.), what moves it, and how the sender is told of it."""

import hashlib
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from services.media.contacts.domain import Medium
from services.media.requests.domain.clocks import Extension, Kind, Stop, StopReason, clock_of, count, latest
from services.media.settings import Settings
from shared.access import Role
from shared.clock import WARSAW, warsaw
from shared.deadlines import STATUTE
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import Site, person
from tests.media.conftest import PRESS
from tests.media.requests.conftest import API, act, asked, at, done, entered, mails, seen

Q = clock_of(Kind.QUESTION, Medium.DAILY, Settings.model_fields["press_interview_term"].default)


def stop(first: str, last: str | None) -> Stop:
    return Stop(at=at(first), until=at(last) if last else None, reason=StopReason.FEE, note="Opłata.", by_name="Ktoś")


EXTENDED: dict[str, tuple[str, Sequence[tuple[str, str | None]], str]] = {
    # Received on Monday 13 April 2026, told on the 27th: two months end on Saturday 13 June.
    "what stood before the notice is in the day that it names": ("2026-06-12", [("2026-04-14", "2026-04-24")], "06-12"),
    "what stood before it and ended on its day too": ("2026-06-12", [("2026-04-14", "2026-04-27T09:00")], "06-12"),
    "from the notice on 4 days: Tuesday": ("2026-06-12", [("2026-05-11", "2026-05-15")], "06-16"),
    "before it and after it: only the 4 days after it": (
        *("2026-06-12", [("2026-04-14", "2026-04-24"), ("2026-05-11", "2026-05-15")]),
        "06-16",
    ),
    "Sunday 24 May gives way, two months are far": ("2026-05-20", [("2026-05-04", "2026-05-08")], "05-25"),
    "a day after the last one is a Sunday: it does not give way": (
        "2026-06-13",
        [("2026-05-11", "2026-05-12")],
        "06-14",
    ),
    "ended on its day: the last day stays a Saturday": (
        *("2026-06-13", [("2026-05-11T08:00", "2026-05-11T15:00")]),
        "06-13",
    ),
    "still stopped: nothing is added yet": ("2026-06-12", [("2026-05-11", None)], "06-12"),
}


def notice(day: date) -> Extension:
    return Extension(at=at("2026-04-27T10:00"), to=day, reason="Dużo akt", by_name="Ktoś")


@pytest.mark.parametrize("case", EXTENDED)
def test_only_what_stands_from_the_notice_on_moves_the_day_that_it_names(case):
    to, stops, day = EXTENDED[case]
    own = [stop(*one) for one in stops]
    due = count(Q, at("2026-04-13T10:00"), STATUTE, stops=own, extension=notice(date.fromisoformat(to)))
    assert f"{warsaw(due.due_at):%m-%d}" == day
    counted = sum(one.at >= at("2026-04-27T10:00") and one.until is not None for one in own)
    assert sum("Bieg terminu stał" in line for line in due.explanation) == counted


@pytest.mark.parametrize(
    ("received", "due"),
    # Wednesday 15 April: two months later is Monday 15 June. From 2 April, Tuesday 2 June. From 15 March, 15 May.
    [("2026-04-15", "2026-06-15"), ("2026-04-02", "2026-06-02"), ("2026-03-15", "2026-05-15")],
)
def test_where_the_day_of_receipt_is_put_right_a_notice_gives_no_more_than_two_months_from_it(received, due):
    told = count(Q, at(f"{received}T10:00"), STATUTE, extension=notice(date(2026, 6, 15)))
    assert warsaw(told.due_at).date() == date.fromisoformat(due)
    assert any("nie daje więcej" in line for line in told.explanation) is (received != "2026-04-15")


@settings(max_examples=30, deadline=None)
@given(
    received=st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    told=st.integers(0, 13),
    ahead=st.integers(0, 45),
    spans=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=4),
)
def test_no_notice_takes_an_answer_further_than_two_months_and_what_stood_after_it(received, told, ahead, spans):
    """Whatever stood before the notice: the day that results is the one that it names, or later by what stood since."""
    start = datetime(received.year, received.month, received.day, 10, tzinfo=WARSAW)
    last = latest(Q, start, STATUTE)
    assert last is not None
    told_at = start + timedelta(days=told, hours=1)
    day = max(last - timedelta(ahead), received + timedelta(15))
    moment, stops = start + timedelta(minutes=1), []
    for gap, length in spans:
        first = moment + timedelta(days=gap)
        if first < told_at < first + timedelta(days=length):  # While it stands, nobody extends it.
            first = told_at
        moment = first + timedelta(days=length, minutes=1)
        stops.append(Stop(at=first, until=moment, reason=StopReason.FEE, note="Opłata.", by_name="Ktoś"))
    extension = Extension(at=told_at, to=day, reason="Dużo akt", by_name="Ktoś")
    due = warsaw(count(Q, start, STATUTE, stops=stops, extension=extension).due_at).date()
    since = sum(one.days for one in stops if one.at >= told_at)
    assert day + timedelta(since) <= due <= last + timedelta(since)
    if not any(one.at >= told_at for one in stops):
        assert due == day


PLACE = "/panel/prasa/sprawy"
BY_LETTER: dict[str, Any] = {
    "kind": "question",
    "medium": "daily",
    "channel": "letter",
    "email": None,
    "address": "ul. Próbna 3\n62-800 Kalisz",
}
LATER = {"to": "2026-06-10", "reason": "Dużo akt."}
FEE = {"reason": "fee", "note": "Opłata 20 zł."}
PAID = {"reason": "Zapłacono."}
HOLDING = {"text": "Pracujemy nad odpowiedzią."}


@pytest.mark.parametrize(
    ("step", "body", "first"),
    [("extension", LATER, None), ("stop", FEE, None), ("restart", PAID, "stop"), ("holding-reply", HOLDING, None)],
)
async def test_without_an_address_it_is_said_how_the_sender_was_told(site: Site, step, body, first):
    id = await entered(site, **BY_LETTER)
    if first:
        await done(site, id, first, {**FEE, "way": "telefonicznie"})
    refused = await act(site, id, step, body)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (422, "way-missing")
    assert await site.database.collection("press_refusals").count_documents({}) == 0
    await done(site, id, step, {**body, "way": "listem poleconym"})
    assert await mails(site) == []
    page = await site.client.get(f"{PLACE}/{id}", headers=site.by(PRESS))
    assert "listem poleconym" in page.text


FORMS = {
    "przedluzenie": ("extend_way", {"extend_to": "2026-06-10", "extend_reason": "Dużo akt."}),
    "wstrzymanie": ("stop_way", {"stop_reason": "fee", "stop_note": "Opłata 20 zł."}),
    "wiadomosc": ("reply_way", {"reply": "Pracujemy nad odpowiedzią."}),
    "wznowienie": ("restart_way", {"restart_note": "Zapłacono."}),
}


@pytest.mark.parametrize("step", FORMS)
async def test_at_the_desk_it_is_said_at_its_field_how_the_sender_was_told(site: Site, step):
    field, typed = FORMS[step]
    id = await entered(site, **BY_LETTER)
    if step == "wznowienie":
        await done(site, id, "stop", {**FEE, "way": "telefonicznie"})
    form = {**typed, "version": str((await seen(site, id))["version"])}
    answer = await site.client.post(f"{PLACE}/{id}/{step}", data=form, headers=site.by(PRESS))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    form[field] = "listem poleconym"
    assert (await site.client.post(f"{PLACE}/{id}/{step}", data=form, headers=site.by(PRESS))).status_code == 303
    assert "listem poleconym" in (await site.client.get(f"{PLACE}/{id}", headers=site.by(PRESS))).text


async def test_who_was_told_otherwise_gets_no_mail_as_well(site: Site):
    id = await asked(site)
    await done(site, id, "extension", {**LATER, "way": "telefonicznie"})
    assert len(await mails(site)) == 1, "only that it came"
    assert (await seen(site, id))["extension"]["way"] == "telefonicznie"
    other = await asked(site)
    await done(site, other, "extension", LATER)
    assert (await seen(site, other))["extension"]["way"] == "email"


NOTICE = (
    "Zawiadomienie o późniejszym terminie udostępnienia informacji",
    "Prezydent Miasta Kalisza",
    "15 kwietnia 2026 r.",
    "Jan Wróbel",
    "ul. Próbna 3",
    "art. 13 ust. 2",
    "10 czerwca 2026 r.",
    "Dużo akt.",
    "chodniki są nieodśnieżone",
)


async def test_the_notice_of_a_later_day_is_a_document_under_its_digests(site: Site):
    id = await entered(site, **BY_LETTER)
    assert (await site.client.get(f"{API}/{id}/extension.pdf", headers=site.by(PRESS))).status_code == 404
    await done(site, id, "extension", {**LATER, "way": "listem poleconym"})
    shown = (await seen(site, id))["extension"]
    files = {}
    for format in ("pdf", "docx"):
        answer = await site.client.get(f"{API}/{id}/extension.{format}", headers=site.by(PRESS))
        assert answer.headers["Cache-Control"] == "no-store"
        assert hashlib.sha256(answer.content).hexdigest() == shown[f"{format}_sha256"]
        files[format] = io.BytesIO(answer.content)
    read = PdfReader(files["pdf"])
    root: Any = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert read.metadata is not None
    assert read.metadata.title == NOTICE[0]
    told = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    for text in NOTICE:
        assert text in told, text
    assert any("Dużo akt." in each.text for each in docx.Document(files["docx"]).paragraphs)
    assert f"{PLACE}/{id}/przedluzenie.pdf" in (await site.client.get(f"{PLACE}/{id}", headers=site.by(PRESS))).text


async def test_only_the_press_office_opens_the_notice_and_every_opening_is_written_down(site: Site):
    id = await asked(site)
    await done(site, id, "extension", LATER)
    readings = site.database.collection("media_readings")
    for who in (person(role) for role in sorted({one.role for one in DEMO_PEOPLE})):
        for place in (f"{API}/{id}/extension.pdf", f"{PLACE}/{id}/przedluzenie.docx"):
            before = await readings.count_documents({})
            answer = await site.client.get(place, headers=site.by(who))
            assert answer.status_code == (200 if who.role is Role.PRESS_OFFICER else 403), (who.role, place)
            assert await readings.count_documents({}) - before == (who.role is Role.PRESS_OFFICER)


async def test_the_same_notice_twice_with_one_key_is_one_and_a_stale_one_is_none(site: Site):
    id = await asked(site)
    headers = {**site.once(PRESS), "If-Match": '"1"'}
    answers = [await site.client.post(f"{API}/{id}/extension", json=LATER, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(await mails(site)) == 2
    assert (await act(site, id, "extension", LATER, version=9)).status_code == 412
    assert await site.database.collection("press_refusals").count_documents({}) == 1
