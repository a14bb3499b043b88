"""Invitations from the address book to the door: approved by another, sent once, answered by a link, seated, let in."""

import asyncio
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import segno
from docx import Document as WordFile
from hypothesis import given
from hypothesis import strategies as some
from pymongo import MongoClient
from pypdf import PdfReader

from services.events.invitations.domain import (
    TABLE,
    Action,
    AlreadyIn,
    Answer,
    AnswerClosed,
    Arrival,
    GuestList,
    Invitation,
    InvitationNotNow,
    Letter,
    OwnInvitation,
    Said,
    State,
    Status,
    TooManyCompanions,
    When,
)
from services.events.invitations.domain.seats import Seat, SeatsMissing, Sitter, Spot, by_rank
from services.events.invitations.service.rights import HANDS, Duty
from shared.access import Person, Role
from shared.store import Duplicate
from tests.conftest import Site, person
from tests.events.letters.conftest import API, AUDITOR, MAYOR, OFFICER, PROTOCOL, mails, post, tasks

NOW = datetime(2026, 4, 15, 10, tzinfo=UTC)
WHEN = When(title="Święto Miasta", starts=NOW + timedelta(days=40), ends=NOW + timedelta(days=40, hours=2))
LETTER = Letter(
    phrase="Święto Miasta", body="{zwrot}", signatory="Prezydent", answer_by=date(2026, 5, 18), companions=2
)
BY = Person(id="other", name="Ktoś", role=Role.MAYOR)
LIST = GuestList(id="l", when=WHEN, letter=LETTER, authors=("author",), approved_at=NOW, approved_by_name="Ktoś")


def invitation(state: State, **changes: Any) -> Invitation:
    plain: dict[str, Any] = {
        "id": "i", "list_id": "l", "guest_id": "g", "code": "ABCDEFGH", "state": state, "companions": 2,
        "approved": True, "told": WHEN, "round": 1,
    }  # fmt: skip
    if state in (State.ACCEPTED, State.DECLINED, State.REPRESENTED):
        plain["answer"] = Answer(state=state, companions=0, at=NOW)
    if state is State.ATTENDED:
        plain["arrival"] = Arrival(at=NOW, by_name="Ktoś", people=1, before=State.ACCEPTED)
    return Invitation(**{**plain, **changes})


MOVED = LIST.following(WHEN.model_copy(update={"place": "Ratusz"}), LETTER.answer_by, NOW)
STEPS: dict[Action, Any] = {
    Action.SEND: lambda one: one.sent(LIST, True, BY, NOW),
    Action.ANSWER: lambda one: one.answered(Said(state=State.ACCEPTED), b"", LIST, NOW),
    Action.ENTER: lambda one: one.answered(Said(state=State.DECLINED), b"", LIST, NOW, BY),
    Action.REMIND: lambda one: one.reminded(NOW),
    Action.ASK_AGAIN: lambda one: one.retold(MOVED, NOW),
    Action.LAPSE: lambda one: one.lapsed(NOW),
    Action.ADMIT: lambda one: one.admitted(1, BY, NOW),
    Action.LET_OUT: lambda one: one.let_out(BY, NOW),
    Action.WITHDRAW: lambda one: one.withdrawn(b"why", BY, NOW),
}
S, A = State, Action
_ASKED = {
    A.ANSWER: S.ACCEPTED, A.ENTER: S.DECLINED, A.ASK_AGAIN: S.SENT, A.ADMIT: S.ATTENDED, A.WITHDRAW: S.WITHDRAWN,
}  # fmt: skip
ALLOWED: dict[State, dict[Action, State]] = {
    S.PREPARED: {A.SEND: S.SENT},
    S.SENT: {**_ASKED, A.REMIND: S.SENT, A.LAPSE: S.NO_REPLY},
    S.ACCEPTED: _ASKED,
    S.DECLINED: {action: to for action, to in _ASKED.items() if action is not A.ASK_AGAIN},
    S.REPRESENTED: _ASKED,
    S.NO_REPLY: {A.ENTER: S.DECLINED, A.ASK_AGAIN: S.SENT, A.ADMIT: S.ATTENDED, A.WITHDRAW: S.WITHDRAWN},
    S.WITHDRAWN: {},
    S.ATTENDED: {A.LET_OUT: S.ACCEPTED},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", STEPS)
def test_each_step_has_its_time(state, action):
    after = ALLOWED[state].get(action)
    assert (state in TABLE[action]) is (after is not None)
    if after is None:
        with pytest.raises((InvitationNotNow, AlreadyIn)):
            STEPS[action](invitation(state))
    else:
        assert STEPS[action](invitation(state)).state is after


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("duty", Duty)
def test_each_step_of_the_desk_is_for_its_roles(role, duty):
    writers = {Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER}
    assert (role in HANDS[duty]) is (role in (writers | {Role.MAYOR} if duty is Duty.APPROVE else writers))


def test_nothing_leaves_without_the_approval_of_another():
    drafted = LIST.model_copy(update={"approved_at": None})
    author = Person(id="author", name="Autor", role=Role.MAYOR)
    with pytest.raises(OwnInvitation):
        drafted.approved(author, NOW)
    for guests, one in ((drafted, invitation(S.PREPARED)), (LIST, invitation(S.PREPARED, approved=False))):
        with pytest.raises(InvitationNotNow):
            one.sent(guests, True, BY, NOW)
    with pytest.raises(InvitationNotNow):
        drafted.sent(1, BY, NOW)
    rewritten = LIST.written(LETTER, BY, NOW)
    assert (rewritten.approved_at, rewritten.authors) == (None, ("author", "other"))


def test_guests_answer_until_their_day_and_officers_until_the_event():
    late = NOW + timedelta(days=35)
    with pytest.raises(AnswerClosed):
        invitation(S.SENT).answered(Said(state=S.ACCEPTED), b"", LIST, late)
    assert invitation(S.SENT).answered(Said(state=S.ACCEPTED), b"", LIST, late, BY).state is S.ACCEPTED
    off = LIST.following(WHEN.model_copy(update={"status": Status.OFF}), LETTER.answer_by, NOW)
    with pytest.raises(AnswerClosed):
        invitation(S.SENT).answered(Said(state=S.ACCEPTED), b"", off, NOW)


def test_no_more_come_along_than_may_and_none_without_the_guest():
    with pytest.raises(TooManyCompanions):
        invitation(S.SENT).answered(Said(state=S.ACCEPTED, companions=3), b"", LIST, NOW)
    declined = invitation(S.SENT).answered(Said(state=S.DECLINED, companions=3), b"", LIST, NOW)
    assert (declined.people, invitation(S.ACCEPTED).people) == (0, 1)


@given(some.lists(some.sampled_from([S.ACCEPTED, S.DECLINED, S.REPRESENTED]), min_size=1, max_size=8))
def test_one_answer_is_in_force_the_newest(answers):
    one = invitation(S.SENT)
    for number, state in enumerate(answers, 1):
        one = one.answered(Said(state=state), b"", LIST, NOW + timedelta(minutes=number))
    assert one.answer is not None
    assert (one.state, one.answer.state, one.version) == (answers[-1], answers[-1], 1 + len(answers))


def test_a_mended_title_moves_nobody_and_a_move_taken_back_keeps_answers():
    mended = LIST.following(WHEN.model_copy(update={"title": "Dni Kalisza"}), LETTER.answer_by, NOW)
    assert (mended.round, mended.when.title) == (1, "Dni Kalisza")
    assert MOVED.round == 2
    assert WHEN.same(mended.when)
    back = MOVED.following(WHEN, LETTER.answer_by, NOW)
    assert (back.round, back.when.same(WHEN)) == (3, True)


SITTERS = [Sitter("a", 0), Sitter("a", 1), Sitter("b", 0), Sitter("c", 0)]


def seat(sitter: Sitter, spot: Spot) -> Seat:
    return Seat(
        id=f"l|{spot.row}|{spot.place}", list_id="l", row=spot.row, place=spot.place,
        invitation_id=sitter.invitation_id, number=sitter.number, reason="wózek", at=NOW,
    )  # fmt: skip


def test_guests_sit_by_rank_around_those_who_were_put_by_hand():
    kept = [seat(Sitter("c", 0), Spot(1, 1))]
    assert by_rank(SITTERS, kept, 2, 2) == {
        Sitter("c", 0): Spot(1, 1), Sitter("a", 0): Spot(1, 2), Sitter("a", 1): Spot(2, 1), Sitter("b", 0): Spot(2, 2),
    }  # fmt: skip
    with pytest.raises(SeatsMissing):
        by_rank(SITTERS, kept, 1, 3)


@given(some.integers(1, 6), some.integers(1, 6), some.data())
def test_no_two_ever_have_one_seat(rows, places, data):
    spots = [Spot(row, place) for row in range(1, rows + 1) for place in range(1, places + 1)]
    sitters = [Sitter(str(number), 0) for number in range(data.draw(some.integers(0, len(spots))))]
    where = data.draw(some.permutations(spots))
    kept = [seat(one, spot) for one, spot in zip(sitters, where, strict=False)][: data.draw(some.integers(0, 5))]
    found = by_rank(sitters, kept, rows, places)
    assert (len(found), len(set(found.values()))) == (len(sitters), len(sitters))


# -- over the API and the pages ------------------------------------------------------------------------------------

PLACE = "/panel/zaproszenia"
NAMES = ("Jan Kanarek-Łoś", "Anna Gilowska")
RECTOR: dict[str, Any] = {
    "gender": "m", "manner": "title", "title": "profesor", "first_name": "Jan", "last_name": "Kanarek-Łoś",
    "office": "Rektor", "institution": "Akademia Próbna", "email": "rektor@example.pl", "rank": "universities",
}  # fmt: skip
SENATOR: dict[str, Any] = {
    "gender": "f", "first_name": "Anna", "last_name": "Gilowska", "office": "Senator", "rank": "parliament",
    "lines": ["ul. Próbna 2", "62-800 Kalisz"],
}  # fmt: skip
RARE: dict[str, Any] = {
    "gender": "f", "manner": "name", "first_name": "Żelisława", "last_name": "Próbna", "rank": "residents",
    "email": "z@example.pl",
}  # fmt: skip


async def made(site: Site, path: str, body: Any, who: Person = PROTOCOL) -> str:
    answer = await post(site, path, body, who)
    assert answer.status_code == 201, answer.text
    return str(answer.json().get("id") or answer.json()["entry_id"])


async def event(site: Site, **changes: Any) -> str:
    plain = {
        "title": "Święto Miasta Kalisza", "kind": "ceremony", "starts": "2026-06-11T12:00:00+02:00",
        "ends": "2026-06-11T14:00:00+02:00", "place": "Ratusz, Główny Rynek 20",
    }  # fmt: skip
    return await made(site, "/entries", {**plain, **changes})


async def shown(site: Site, id: str) -> dict[str, Any]:
    answer = await site.client.get(f"{API}/guest-lists/{id}", headers=site.by(PROTOCOL))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def step(site: Site, id: str, what: str, body: Any = None, who: Person = PROTOCOL) -> Any:
    answer = await post(site, f"/guest-lists/{id}/{what}", body, who, (await shown(site, id))["version"])
    assert answer.status_code == 200, answer.text
    return answer.json()


async def listed(site: Site, *cards: dict[str, Any]) -> tuple[str, list[str]]:
    guests = [await made(site, "/guests", card) for card in cards]
    id = await made(site, "/guest-lists", {"entry_id": await event(site)})
    await step(site, id, "guests", {"guests": guests})
    return id, guests


async def sent(site: Site, *cards: dict[str, Any]) -> str:
    id, _ = await listed(site, *cards)
    await step(site, id, "approval", who=MAYOR)
    await step(site, id, "dispatch")
    return id


def own(text: str) -> str:
    return re.findall(r"http://\S+(/zaproszenie/\S+)", text)[-1]


async def answered(site: Site, path: str, version: int, answer: str = "accepted", **typed: Any) -> Any:
    return await site.client.post(path, data={"answer": answer, "version": version, **typed})


async def entered(site: Site, id: str, answer: str = "accepted", **more: Any) -> None:
    for one in (await shown(site, id))["guests"]:
        told = await post(
            site, f"/invitations/{one['invitation_id']}/answer", {"answer": answer, **more}, PROTOCOL, one["version"]
        )
        assert told.status_code == 200, told.text


async def work(site: Site, name: str = "invitations") -> None:
    await site.app.state.ticks.work(name)()


async def test_from_the_address_book_to_the_door(site: Site, clock):
    id, _ = await listed(site, RECTOR, SENATOR, RARE)
    assert [one["name"].split()[-1] for one in (await shown(site, id))["guests"]] == [
        "Gilowska", "Kanarek-Łoś", "Próbna",
    ]  # fmt: skip
    assert ("mayor", "Zatwierdź zaproszenia: robi to ktoś inny niż autor") in await tasks(site)
    early = await post(site, f"/guest-lists/{id}/dispatch", None, PROTOCOL, (await shown(site, id))["version"])
    assert early.status_code == 409
    await step(site, id, "approval", who=MAYOR)
    told = await step(site, id, "dispatch")
    assert told == {"by_email": 1, "by_post": 1, "lacking_form": 1, "unreachable": 0, "left_out": 0}
    [mail] = await mails(site)
    assert mail["to"] == "rektor@example.pl"
    assert "Szanowny Panie Profesorze" in mail["text"]
    path = own(mail["text"])
    page = await site.client.get(path)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "Kanarek" not in page.text
    [version] = re.findall(r'name="version" value="(\d+)"', page.text)
    assert (await answered(site, path, int(version), companions=1)).status_code == 303
    assert "Kod QR na wejście" in (await site.client.get(path)).text
    lines = {one["name"]: one for one in (await shown(site, id))["guests"]}
    rector, senator = lines["Jan Kanarek-Łoś"], lines["Anna Gilowska"]
    assert (rector["state"], rector["people"], lines["Żelisława Próbna"]["state"]) == ("accepted", 2, "prepared")
    heard = {"answer": "represented", "representative": "Ewa Zastępczyni", "representative_office": "Asystentka"}
    entry = await post(site, f"/invitations/{senator['invitation_id']}/answer", heard, OFFICER, senator["version"])
    assert entry.status_code == 200, entry.text
    await step(site, id, "layout", {"rows": 2, "places": 4})
    assert (await post(site, f"/guest-lists/{id}/seats", None)).json() == {"seated": 3}
    closed = await post(site, f"/badges/{rector['code']}/arrival", {})
    assert closed.status_code == 409, "people come in on the day of the event"
    clock.move(days=57)
    inside = await post(site, f"/badges/{rector['code'].lower()}/arrival", {})
    assert inside.json()["people"] == 2
    again = await post(site, f"/badges/{rector['code']}/arrival", {})
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "already-in")
    scan = await site.client.get(f"{PLACE}/wejscie/{rector['code']}", headers=site.by(OFFICER))
    assert "Już w środku od" in scan.text
    assert "rząd 1, miejsce 2" in scan.text
    assert (await shown(site, id))["inside"] == 2
    clock.move(days=1)
    await work(site)
    kept = await site.database.collection("event_readings").distinct("what")
    assert {"guest", "guest_list"} <= set(kept)
    clock.move(days=400)
    await work(site, "guests kept")
    assert await site.database.collection("invitations").count_documents({}) == 0
    left = await site.database.collection("guest_lists").find_one({"_id": id}) or {}
    assert left["summary"] == {"invited": 2, "attended": 1, "people": 2}
    assert [one for one in await tasks(site) if "zapros" in one[1].lower()] == []


async def test_of_an_event_that_was_over_while_the_house_stood_still_nothing_stays_on_the_work_list(site: Site, clock):
    id, waits = await sent(site, RECTOR), ("protocol_officer", "Sprawdź, kto potwierdził obecność")
    await work(site)
    assert waits in await tasks(site)
    clock.move(days=90)
    await work(site)
    assert waits not in await tasks(site)
    assert [one["state"] for one in (await shown(site, id))["guests"]] == ["no_reply"]


async def test_letters_leave_once_however_many_send_at_once(site: Site):
    id, _ = await listed(site, RECTOR, {**RECTOR, "last_name": "Inny", "email": "inny@example.pl"})
    await step(site, id, "approval", who=MAYOR)
    version = (await shown(site, id))["version"]
    answers = await asyncio.gather(
        *(post(site, f"/guest-lists/{id}/dispatch", None, PROTOCOL, version) for _ in "12345")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    assert sorted(mail["to"] for mail in await mails(site)) == ["inny@example.pl", "rektor@example.pl"]
    row = await site.database.collection("invitation_letters").find_one({}) or {}
    row["_id"] = "another"
    with pytest.raises(Duplicate):
        await site.database.transaction(
            lambda tx: site.database.collection("invitation_letters").insert_one(row, session=tx.session)
        )


async def test_one_of_two_answers_at_once_counts(site: Site):
    id = await sent(site, RECTOR)
    path = own((await mails(site))[0]["text"])
    [one] = (await shown(site, id))["guests"]
    answers = await asyncio.gather(
        *(answered(site, path, one["version"], answer) for answer in ("accepted", "declined", "accepted"))
    )
    assert sorted(answer.status_code for answer in answers) == [303, 412, 412]
    [after] = (await shown(site, id))["guests"]
    assert after["version"] == one["version"] + 1


async def test_one_seat_holds_one_guest_and_a_badge_lets_in_once_at_once(site: Site, clock):
    cards = [{**RECTOR, "last_name": f"Próbny{n}", "email": f"p{n}@example.pl"} for n in "abcd"]
    id = await sent(site, *cards)
    await entered(site, id)
    await step(site, id, "layout", {"rows": 2, "places": 3})
    guests = (await shown(site, id))["guests"]
    move = {"row": 1, "place": 1, "reason": "Blisko wyjścia"}
    answers = await asyncio.gather(
        *(
            post(site, f"/guest-lists/{id}/seats/move", {**move, "invitation_id": one["invitation_id"]})
            for one in guests
        )
    )
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409]
    every = await asyncio.gather(
        *(post(site, f"/guest-lists/{id}/seats", None) for _ in range(3)),
        *(
            post(
                site,
                f"/guest-lists/{id}/seats/move",
                {**move, "place": 2, "swap": True, "invitation_id": one["invitation_id"]},
            )
            for one in guests
        ),
    )
    assert {answer.status_code for answer in every} <= {200, 204, 409}
    rows = [row async for row in site.database.collection("seats").find({"list_id": id})]
    assert len({(row["row"], row["place"]) for row in rows}) == len(rows)
    assert len({(row["invitation_id"], row["number"]) for row in rows}) == len(rows)
    clock.move(days=57)
    doors = await asyncio.gather(*(post(site, f"/badges/{guests[0]['code']}/arrival", {}) for _ in range(5)))
    assert sorted(answer.status_code for answer in doors) == [200, 409, 409, 409, 409]
    assert (await shown(site, id))["inside"] == 1


async def test_a_moved_event_asks_anew_and_a_cancelled_one_is_told(site: Site):
    id = await sent(site, RECTOR, SENATOR)
    await entered(site, id)
    entry = (await site.client.get(f"{API}/entries/{id}", headers=site.by(PROTOCOL))).json()
    moved = {
        "title": entry["title"], "kind": "ceremony", "starts": "2026-06-12T12:00:00+02:00",
        "ends": "2026-06-12T14:00:00+02:00", "place": "Ratusz, Główny Rynek 20", "reason": "Zapowiadana burza",
    }  # fmt: skip
    headers = site.once(PROTOCOL) | {"If-Match": f'"{entry["version"]}"'}
    answer = await site.client.put(f"{API}/entries/{id}", json=moved, headers=headers)
    assert answer.status_code == 204, answer.text
    await work(site)
    await work(site)
    assert [one["state"] for one in (await shown(site, id))["guests"]] == ["sent", "sent"]
    assert [mail["subject"].split(":")[0] for mail in await mails(site)] == ["Zaproszenie", "Zmiana"]
    assert "12 czerwca" in (await mails(site))[-1]["text"]
    assert ("protocol_officer", "Zawiadom gości zaproszonych pocztą, że wydarzenie się zmieniło") in await tasks(site)
    pdf = await site.client.get(f"{PLACE}/{id}/zawiadomienia.pdf", headers=site.by(PROTOCOL))
    assert "12 czerwca" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    version = (await shown(site, id))["version"]
    posted = await site.client.post(f"{PLACE}/{id}/zawiadomienia", data={"version": version}, headers=site.by(PROTOCOL))
    assert posted.status_code == 303
    headers = site.once(PROTOCOL) | {"If-Match": f'"{entry["version"] + 1}"'}
    off = await site.client.post(
        f"{API}/entries/{id}/cancellation", json={"reason": "Żałoba narodowa w kraju"}, headers=headers
    )
    assert off.status_code == 204, off.text
    await work(site)
    await work(site)
    assert [mail["subject"].split(":")[0] for mail in await mails(site)] == ["Zaproszenie", "Zmiana", "Odwołane"]
    late = await answered(site, own((await mails(site))[1]["text"]), 99)
    assert late.status_code in (409, 412)


async def test_who_is_silent_is_reminded_once_and_then_noted(site: Site, clock):
    id = await sent(site, RECTOR, SENATOR)
    clock.move(days=47)  # 1 June: three days before the answer-by day
    for _ in range(3):
        await work(site)
    assert [mail["subject"].split(":")[0] for mail in await mails(site)] == ["Zaproszenie", "Przypomnienie"]
    clock.move(days=11)
    await work(site)
    assert [one["state"] for one in (await shown(site, id))["guests"]] == ["no_reply", "no_reply"]


async def test_what_is_printed_says_what_it_should(site: Site):
    id = await sent(site, RECTOR, SENATOR)
    await entered(site, id, companions=1)
    await step(site, id, "layout", {"rows": 2, "places": 4})
    await post(site, f"/guest-lists/{id}/seats", None)
    said = {
        "listy.pdf": ("Szanowna Pani", "Święto Miasta Kalisza", "Prosimy o odpowiedź do"),
        "koperty.pdf": ("Anna Gilowska", "ul. Próbna 2"),
        "identyfikatory.pdf": ("Anna Gilowska", "Osoba towarzysząca", "rząd 1, miejsce 3"),
        "winietki.pdf": ("Jan Kanarek-Łoś", "rząd 1, miejsce 3"),
        "lista.pdf": ("Anna Gilowska", "Rektor, Akademia Próbna", "Przyjdzie osób"),
    }
    for name, words in said.items():
        answer = await site.client.get(f"{PLACE}/{id}/{name}", headers=site.by(AUDITOR))
        assert answer.status_code == 200, (name, answer.text[:300])
        reader = PdfReader(io.BytesIO(answer.content))
        text = "\n".join(page.extract_text() for page in reader.pages)
        assert [word for word in words if word not in text] == [], (name, text)
        assert "/StructTreeRoot" in reader.root_object
    docx = await site.client.get(f"{PLACE}/{id}/lista.docx", headers=site.by(AUDITOR))
    assert "Lista gości" in WordFile(io.BytesIO(docx.content)).paragraphs[0].text


Squares = frozenset[tuple[int, int]]
_EDGE = 2


def squares(address: str) -> Squares:
    """The dark squares of the code of an address, as the library makes it, inside the white edge of a picture."""
    rows = segno.make(address, error="m", micro=False).matrix
    return frozenset((x + _EDGE, y + _EDGE) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)


def on_paper(file: bytes) -> list[Squares]:
    """The codes that a PDF has, by the lines that draw them: each runs through the middle of a row of squares."""
    pictures = [
        picture
        for page in PdfReader(io.BytesIO(file)).pages
        if (drawn := page.get_contents()) is not None
        for picture in drawn.get_data().decode("latin-1").split("/Alt")[1:]
    ]
    lines = [re.findall(r"(\d+) (\d+)\.5 m (\d+) \2\.5 l", picture) for picture in pictures]
    return [frozenset((x, int(y)) for start, y, end in one for x in range(int(start), int(end))) for one in lines]


def on_page(text: str) -> Squares:
    """The code that a page shows: its picture moves from line to line."""
    [path] = re.findall(r'class="qrline" [^>]*d="([^"]+)"', text)
    x, y, found = 0, 0.0, set[tuple[int, int]]()
    for step, along, down in re.findall(r"([Mmh])(-?\d+)(?: (-?[\d.]+))?", path):
        if step == "h":
            found |= {(x + each, int(y)) for each in range(int(along))}
        x, y = x + int(along), y + float(down or 0)
    return frozenset(found)


async def test_every_code_leads_to_its_address(site: Site):
    id = await sent(site, RECTOR, SENATOR)
    own_page = own((await mails(site))[0]["text"])
    rector, senator = sorted((await shown(site, id))["guests"], key=lambda one: one["name"], reverse=True)

    async def file(name: str) -> bytes:
        answer = await site.client.get(f"{PLACE}/{id}/{name}", headers=site.by(AUDITOR))
        assert answer.status_code == 200, answer.text
        return bytes(answer.content)

    [letter] = on_paper(await file(f"goscie/{rector['invitation_id']}/zaproszenie.pdf"))
    assert letter == squares(f"http://localhost:8080{own_page}")
    await entered(site, id)
    doors = [squares(f"http://localhost:8080{PLACE}/wejscie/{one['code']}") for one in (senator, rector)]
    assert on_paper(await file("identyfikatory.pdf")) == doors
    assert on_page((await site.client.get(own_page)).text) == doors[1]


async def test_no_word_of_a_guest_is_open_or_told(site: Site):
    id = await sent(site, RECTOR)
    await entered(site, id, "represented", representative="Ewa Zastępczyni")
    kept = ""
    for name in ("guests", "invitations", "guest_lists", "invitation_letters", "mails"):
        kept += str([one async for one in site.database.collection(name).find()])
    kept += str([one["body"] async for one in site.database.published_events()])
    for word in ("Kanarek", "rektor@", "Akademia Próbna", "Zastępczyni"):
        assert word not in kept


async def test_a_rank_that_a_guest_has_is_ended_and_keeps_its_name(site: Site):
    id, _ = await listed(site, SENATOR, RECTOR)
    order = (await site.client.get(f"{API}/precedence", headers=site.by(PROTOCOL))).json()
    gone = await post(
        site, "/precedence/ranks/parliament/removal", {"reason": "Zwyczaj się zmienił"}, PROTOCOL, order["version"]
    )
    assert (gone.status_code, gone.json()["type"].rpartition("/")[2]) == (409, "rank-used")
    ended = await post(
        site, "/precedence/ranks/parliament/end", {"reason": "Zwyczaj się zmienił"}, PROTOCOL, order["version"]
    )
    assert ended.status_code == 200, ended.text
    last = (await shown(site, id))["guests"][-1]
    assert (last["name"], last["rank"][:8]) == ("Anna Gilowska", "Posłowie")


async def test_the_rest_of_the_desk_goes_over_the_api_too(site: Site, clock):
    id, _ = await listed(site, RECTOR, SENATOR)
    lines = {one["name"]: one for one in (await shown(site, id))["guests"]}
    rector, senator = (lines[name] for name in NAMES)
    path = f"/invitations/{senator['invitation_id']}/removal"
    assert (await post(site, path, None, PROTOCOL, 9)).status_code == 412
    key = site.once(PROTOCOL, "1" * 20) | {"If-Match": '"1"'}
    twice = [await site.client.post(f"{API}{path}", headers=key) for _ in "12"]
    assert [answer.status_code for answer in twice] == [204, 204]
    assert [one["name"] for one in (await shown(site, id))["guests"]] == [NAMES[0]]
    may = f"/invitations/{rector['invitation_id']}/companions"
    assert (await post(site, may, {"companions": 99}, PROTOCOL, 1)).status_code == 422
    allowed = await post(site, may, {"companions": 3}, PROTOCOL, 1)
    assert allowed.json() == {"version": 2}
    assert (await post(site, may, {"companions": 4}, PROTOCOL, 1)).status_code == 412
    await step(site, id, "approval", who=MAYOR)
    await step(site, id, "dispatch")
    [one] = (await shown(site, id))["guests"]
    gone = await post(site, f"/invitations/{one['invitation_id']}/removal", None, PROTOCOL, one["version"])
    assert gone.status_code == 409, "who was written to stays"
    await entered(site, id, companions=3)
    clock.move(days=57)
    out = f"/badges/{rector['code']}/arrival/undo"
    assert (await post(site, out, None)).status_code == 409, "nobody came in"
    assert (await post(site, f"/badges/{rector['code']}/arrival", {})).json()["people"] == 4
    assert (await post(site, out, None)).status_code == 204
    assert (await shown(site, id))["inside"] == 0
    assert (await post(site, "/badges/NOBODY22/arrival/undo", None)).status_code == 404


async def test_that_paper_notices_were_posted_is_said_over_the_api(site: Site):
    id = await sent(site, SENATOR)
    answer = await post(site, f"/entries/{id}/cancellation", {"reason": "Żałoba narodowa w kraju"}, PROTOCOL, 1)
    assert answer.status_code == 204, answer.text
    await work(site)
    await work(site)
    notices = ("protocol_officer", "Zawiadom gości zaproszonych pocztą, że wydarzenie się zmieniło")
    assert notices in await tasks(site)
    seen = (await shown(site, id))["version"]
    assert (await post(site, f"/guest-lists/{id}/notices", None, PROTOCOL, seen)).status_code == 204
    assert notices not in await tasks(site)


async def test_notices_that_came_to_wait_since_the_list_was_seen_are_not_taken_for_posted(site: Site):
    id = await sent(site, SENATOR)
    seen = (await shown(site, id))["version"]
    answer = await post(site, f"/entries/{id}/cancellation", {"reason": "Żałoba narodowa w kraju"}, PROTOCOL, 1)
    assert answer.status_code == 204, answer.text
    moved = (await shown(site, id))["version"]
    await work(site)
    await work(site)
    notices = ("protocol_officer", "Zawiadom gości zaproszonych pocztą, że wydarzenie się zmieniło")
    for version in (seen, moved):
        late = await post(site, f"/guest-lists/{id}/notices", None, PROTOCOL, version)
        assert (late.status_code, late.json()["type"]) == (412, "/problems/changed-meanwhile")
        page = await site.client.post(
            f"{PLACE}/{id}/zawiadomienia", data={"version": version}, headers=site.by(PROTOCOL)
        )
        assert page.status_code == 412
        assert "Goście bez e-maila czekają na zawiadomienie o zmianie: 1." in page.text
    assert notices in await tasks(site)


WRITING = {Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER}


@pytest.mark.parametrize("role", Role)
async def test_the_rest_of_the_desk_is_for_those_who_write(site: Site, role):
    given: list[tuple[str, Any]] = [
        (f"/invitations/{'0' * 32}/removal", None),
        (f"/invitations/{'0' * 32}/companions", {"companions": 1}),
        (f"/invitations/{'0' * 32}/withdrawal", {"reason": "zmarł"}),
        (f"/guest-lists/{'0' * 32}/notices", None),
        ("/badges/NOBODY22/arrival/undo", None),
    ]
    for path, body in given:
        answer = await post(site, path, body, Person(id="somebody", name="Ktoś", role=role), 1)
        assert answer.status_code == (404 if role in WRITING else 403), path


async def test_an_entry_of_the_calendar_leads_to_its_guests_and_back(site: Site):
    id, _ = await listed(site, RECTOR)
    way = f"{PLACE}/wydarzenie/{id}"
    assert f'href="{way}"' in (await site.client.get(f"/panel/wydarzenia/{id}", headers=site.by(PROTOCOL))).text
    went = await site.client.get(way, headers=site.by(AUDITOR))
    assert (went.status_code, went.headers["location"]) == (303, f"{PLACE}/{id}")
    assert f'href="/panel/wydarzenia/{id}"' in (await site.client.get(f"{PLACE}/{id}", headers=site.by(AUDITOR))).text
    nobody = await event(site, title="Bez gości", starts="2026-06-20T12:00:00+02:00", ends="2026-06-20T14:00:00+02:00")
    went = await site.client.get(f"{PLACE}/wydarzenie/{nobody}", headers=site.by(PROTOCOL))
    assert went.headers["location"] == PLACE
    assert (await site.client.get(way, headers=site.by(person(Role.UNIT_REVIEWER)))).status_code == 403


async def test_an_answer_entered_reads_no_more_of_a_long_list_than_of_a_short_one(site: Site, mongo_url: str):
    read: dict[int, int] = {}
    with MongoClient[dict[str, Any]](mongo_url) as client:

        def returned() -> int:
            return int(client.admin.command("serverStatus")["metrics"]["document"]["returned"])

        for many in (4, 24):
            cards = [{**RECTOR, "email": f"p{number}@example.pl"} for number in range(many)]
            id = await made(site, "/guest-lists", {"entry_id": await event(site, title=f"Na {many} osób")})
            await step(site, id, "guests", {"guests": [await made(site, "/guests", card) for card in cards]})
            await step(site, id, "approval", who=MAYOR)
            await step(site, id, "dispatch")
            one = (await shown(site, id))["guests"][0]
            before = returned()
            path = f"/invitations/{one['invitation_id']}/answer"
            assert (await post(site, path, {"answer": "accepted"}, PROTOCOL, one["version"])).status_code == 200
            read[many] = returned() - before
    assert read[24] <= read[4] + 2, read


async def test_the_work_list_hears_of_the_last_answer_and_the_last_guest_at_once(site: Site):
    id = await sent(site, RECTOR, SENATOR)
    asking = ("protocol_officer", "Sprawdź, kto potwierdził obecność")
    assert asking in await tasks(site)
    await entered(site, id)
    assert asking not in await tasks(site)
    empty, _ = await listed(site, {**RARE, "first_name": "Anna"})
    [one] = (await shown(site, empty))["guests"]
    approving = ("mayor", "Zatwierdź zaproszenia: robi to ktoś inny niż autor")
    assert approving in await tasks(site)
    assert (await post(site, f"/invitations/{one['invitation_id']}/removal", None, PROTOCOL, 1)).status_code == 204
    assert approving not in await tasks(site)


async def test_a_long_list_is_read_page_by_page(site: Site):
    id, _ = await listed(site, RECTOR, SENATOR, RARE)
    path = f"{API}/guest-lists/{id}"
    pages = [(await site.client.get(f"{path}?limit=2&page={n}", headers=site.by(PROTOCOL))).json() for n in (1, 2, 3)]
    assert [len(page["guests"]) for page in pages] == [2, 1, 0]
    assert (await site.client.get(f"{path}?limit=601", headers=site.by(PROTOCOL))).status_code == 422
    page = await site.client.get(f"{PLACE}/{id}?strona=2", headers=site.by(PROTOCOL))
    assert "Kanarek-Łoś" not in page.text
    assert "strona=1" in page.text
