"""What press office, press and duty officer did in the year of the demonstration shows where it should."""

import email
import email.policy
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx2 as httpx
import pytest

from deploy.demo.kalisz.script import script
from deploy.demo.scripted_media import ScriptedMedia
from shared.access import Role
from tests.conftest import person, poll
from tests.town.conftest import Town, asking, signed_in

API = "/api/media/v1"


@pytest.fixture(scope="module")
def told() -> ScriptedMedia:
    media = script().media
    assert media is not None
    return media


@pytest.fixture
async def everybody(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who has not signed in."""
    async with asking(town) as client:
        yield client


@pytest.fixture
async def office(everybody: httpx.AsyncClient) -> dict[str, str]:
    """The headers of a press officer."""
    return await signed_in(everybody, person(Role.PRESS_OFFICER).id)


async def test_the_press_was_answered_in_time_and_what_waits_is_late_or_due(everybody, office, told):
    found = (await everybody.get(f"{API}/press-requests?limit=200", headers=office)).json()["items"]
    by_topic = {one["topic"] or "new": one for one in found}
    states = {topic: (one["state"], one["late"]) for topic, one in by_topic.items()}
    assert len(found) == len(told.requests)
    assert states == {
        "Remont chodnika przy ul. Złotej": ("answered", False),
        "Krytyka: podjazd do filii biblioteki": ("cleared", False),
        "Mieszkania komunalne: kolejka i pustostany": ("accepted", True),
        "Basen letni: otwarcie i ceny": ("drafted", False),
        "new": ("received", False),
    }
    answered = by_topic["Remont chodnika przy ul. Złotej"]["request_id"]
    one = (await everybody.get(f"{API}/press-requests/{answered}", headers=office)).json()
    assert one["in_time"]
    assert one["article"]["title"] == "Złota do remontu. Piesi przejdą drugą stroną"
    assert script().today.date().isoformat() in by_topic["Basen letni: otwarcie i ceny"]["due_at"]


async def test_a_release_is_out_after_its_embargo_and_put_right_and_one_under_embargo_is_nowhere(
    everybody, office, told
):
    out, late, held = (case.content for case in told.releases)
    shown = {one["title"]: one for one in (await everybody.get(f"{API}/press-releases")).json()}
    assert list(shown) == [late["title"], out["title"]]
    assert datetime.fromisoformat(shown[out["title"]]["published_at"]) >= datetime.fromisoformat(out["embargo"])
    assert "linii 8" in shown[out["title"]]["body"]
    assert [one["what"] for one in shown[out["title"]]["corrections"]] == [
        "W dni robocze autobusy pojadą na linii 8, a nie 3, jak napisaliśmy wcześniej."
    ]
    kept = (await everybody.get(f"{API}/press-releases/kept", headers=office)).json()
    assert {one["text"]["title"]: one["state"] for one in kept}[held["title"]] == "approved"
    for path in ("/", "/prasa", "/prasa/komunikaty", "/aktualnosci", "/szukaj?q=pula+rośnie", "/newsletter"):
        assert held["title"] not in (await everybody.get(path)).text, path


async def test_the_conference_stands_in_the_calendar_and_who_was_invited_has_answered(everybody, office, told):
    (case,) = told.conferences
    [shown] = (await everybody.get(f"{API}/press-conferences")).json()
    assert (shown["title"], shown["state"]) == (case.content["title"], "announced")
    desk = await everybody.get(f"/panel/prasa/konferencje/{shown['conference_id']}", headers=office)
    assert desk.status_code == 200
    assert all(one["name"] in desk.text for one in told.journalists)
    assert "m.jablonska" not in (await everybody.get(shown["page"])).text

    when = case.content["when"]

    async def listed() -> bool:
        asked = {"from": when["starts"], "to": when["ends"]}
        entries = (await everybody.get("/api/events/v1/entries", params=asked)).json()
        return case.content["title"] in [entry["title"] for entry in entries]

    await poll(listed)
    holds = (await everybody.get(f"{API}/accreditations", headers=office)).json()
    assert len(holds) == sum("accreditation" in one for one in told.journalists)


async def test_the_issue_came_to_who_had_asked_for_its_topic_with_both_releases(town, told):
    (issue,) = told.issues
    readers = {one.email for one in told.readers if issue.topic in one.topics}

    def mails() -> list[Any]:
        files = town.world.mail_folder.glob("*.eml")
        every = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
        return [one for one in every if one["subject"] == issue.subject]

    async def all_came() -> bool:
        return len(mails()) >= len(readers)

    await poll(all_came)
    assert sorted(str(one["X-Envelope-To"]) for one in mails()) == sorted(readers)
    text = mails()[0].get_body(("plain",)).get_content()
    assert all(title in text for title in issue.items)


async def test_no_warning_is_in_force_and_the_archive_tells_the_real_one_from_the_exercise(everybody, office, told):
    assert (await everybody.get(f"{API}/warnings")).json() == []
    archive = (await everybody.get(f"{API}/warnings?in_force=false")).json()
    assert [(one["kind"], one["exercise"], one["headline"]) for one in archive] == [
        ("cancel", True, "ĆWICZENIE: Prąd wrócił"),
        ("alert", True, "ĆWICZENIE: Brak prądu"),
        ("cancel", False, "Woda wróciła"),
        ("alert", False, "Brak wody na Dobrcu"),
    ]
    assert [one["state"] for one in archive] == ["issued", "cancelled"] * 2
    page = (await everybody.get("/ostrzezenia")).text
    assert all(one["headline"] in page for one in archive)
    # Its mail left at the hour of the warning, and all of it before it was called off.
    desk = (await everybody.get("/panel/newsletter", headers=office)).text
    mailing = desk.partition(f"warning-{archive[1]['message_id']}")[2].partition("</tr>")[0]
    assert 'datetime="2027-03-03T10:00+01:00"' in mailing
    assert "zakończona" in mailing


async def test_page_bulletin_and_declaration_say_what_the_office_has_put_in(everybody, told):
    [page] = [one for one in script().articles if one.kind == "page"]
    menu, bulletin, review = (form.fields for form in told.forms if form.path.startswith("/panel/artykuly"))
    assert page.title in (await everybody.get(menu["entries-0-address"])).text
    assert menu["entries-0-text"] in (await everybody.get("/miasto")).text
    assert page.title not in (await everybody.get("/aktualnosci")).text
    assert bulletin["title"] in (await everybody.get("/bip")).text
    declaration = (await everybody.get("/deklaracja-dostepnosci")).text
    assert review["gaps"].splitlines()[0] in declaration


async def test_what_the_papers_write_is_watched_a_topic_has_jumped_and_the_digest_tells_it(everybody, office, told):
    articles = [one for paper in told.monitoring.papers for one in paper.articles]
    stories = (await everybody.get(f"{API}/monitoring/mentions?limit=200", headers=office)).json()
    assert {one["title"] for one in stories} == {one.title for one in articles}
    assert sum(1 + one["copies"] for one in stories) == len(articles)
    assert {one["tone"] for one in stories} == {"negative", "neutral", "positive"}
    desk = (await everybody.get("/panel/monitoring", headers=office)).text
    assert "Nagle dużo o temacie" in desk
    assert "Komunikacja miejska" in desk
    digest = (await everybody.get("/panel/monitoring/przeglad/2027-04-19", headers=office)).text
    assert "Basen letni otworzy się w maju" in digest
    file = await everybody.get("/panel/monitoring/przeglad/2027-04-19.pdf", headers=office)
    assert file.content.startswith(b"%PDF")
    assert "nagle dużo" in (await everybody.get("/panel/monitoring/tematy", headers=office)).text


async def test_profiles_of_the_mayor_and_the_city_and_what_was_said_there_are_kept(everybody, office, told):
    profiles = (await everybody.get(f"{API}/channels/profiles", headers=office)).json()
    assert {one["name"] for one in profiles} == {one.content["name"] for one in told.profiles}
    said = (await everybody.get(f"{API}/channels/said?limit=100", headers=office)).json()
    words = {one["words"] for one in said}
    assert {row["words"] for one in told.profiles for row in one.said} <= words
    assert told.issues[0].subject in words


async def test_the_rota_says_who_speaks_now(everybody, office, told):
    page = (await everybody.get("/panel/kryzys/dyzury", headers=office)).text
    assert "Kamil Sikorski" in page
