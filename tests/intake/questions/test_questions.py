"""Questions: asked by whoever gives an address, answered by officers in a thread that nobody else can read."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

import httpx2 as httpx
import pytest

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.proposals.service import Proposals
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.signs import Signs
from services.intake.proposals.store import MongoProposalStore
from services.intake.questions.domain import MOST_SAID, MOST_WAITING
from services.intake.questions.service import Questions
from services.intake.questions.store import MongoQuestionStore
from shared.access import Role
from shared.deadlines import Term, Unit
from shared.demo_people import DEMO_PEOPLE
from shared.free_days import CityFreeDays
from tests.conftest import SESSION_KEY
from tests.intake.conftest import APPLICANT, CIPHER, OFFICER, House, applicants, entering_of, key

API = "/api/intake/v1"
PANEL = "/panel/wnioski/pytania"
ASKER = "ciekawska@example.com"
TEXT = "Czy plac przy Złotej należy do miasta?"
ANSWER = "Tak, to działka miejska. Można tam zgłosić projekt."


async def ask(house: House, text: str = TEXT, email: str = ASKER, edition: str | None = None) -> httpx.Response:
    """Ask as programs do; without an edition in a new one."""
    body = {"edition_id": edition or await house.announce(), "email": email, "text": text}
    return await house.client.post(f"{API}/questions", json=body, headers=key())


async def asked(house: House, **given: Any) -> str:
    """Ask and give the token of the thread."""
    answer = await ask(house, **given)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


async def listed(house: House, query: str = "") -> list[dict[str, Any]]:
    """Give the threads that wait, or by another query."""
    return list((await house.client.get(f"{API}/questions{query}", headers=house.by())).json()["items"])


async def say(house: House, question: dict[str, Any], text: str = ANSWER, version: int | None = None) -> httpx.Response:
    """Answer as an officer does, on the page."""
    form = {"text": text, "version": str(version or question["version"])}
    return await house.client.post(f"{PANEL}/{question['question_id']}/odpowiedz", data=form, headers=house.by())


async def ask_on(house: House, token: str, text: str = "A obok?") -> httpx.Response:
    """Ask on as programs do."""
    return await house.client.post(f"{API}/question-threads/{token}/texts", json={"text": text}, headers=key())


async def thread(house: House, token: str) -> dict[str, Any]:
    """Give the thread as its asker reads it."""
    return dict((await house.client.get(f"{API}/question-threads/{token}")).json())


async def test_a_resident_asks_an_officer_answers_and_the_resident_reads_on(house: House) -> None:
    await house.announce()
    sent = await house.client.post("/budzet-obywatelski/pytanie", data={"text": TEXT, "email": ASKER})
    assert sent.status_code == 303
    place = sent.headers["location"].partition("?")[0]
    # Wednesday 15 April 2026 and three working days.
    page = (await house.client.get(sent.headers["location"])).text
    assert TEXT in page
    assert "Odpowiemy do 20\xa0kwietnia 2026" in page

    (question,) = await listed(house)
    assert (await say(house, question)).status_code == 303
    page = (await house.client.get(place)).text
    assert ANSWER in page
    assert f"Urząd: {OFFICER.name}" in page
    first, second = await house.mails()
    assert place in first
    assert ANSWER in second
    assert place in second

    assert (await house.client.post(place, data={"text": "A ile kosztuje ławka?"})).status_code == 303
    (again,) = await listed(house)
    assert [one["text"] for one in (await thread(house, place.rpartition("/")[2]))["texts"]] == [
        TEXT,
        ANSWER,
        "A ile kosztuje ławka?",
    ]
    assert again["version"] == 3


async def test_an_applicant_asks_about_their_proposal_from_its_own_page(house: House) -> None:
    filed = await house.file(await house.announce(), title="Ławki nad Prosną")
    own = f"/budzet-obywatelski/zgloszenie/{filed['token']}/pytania"

    sent = await house.client.post(own, data={"text": TEXT})

    assert sent.status_code == 303
    (question,) = await listed(house)
    assert (question["case"], question["title"]) == (filed["case"], "Ławki nad Prosną")
    assert sent.headers["location"].partition("?")[0] in (await house.client.get(own)).text
    assert (await house.mails())[-1].count(TEXT) == 0
    mail = [text for text in await house.mails() if "dostaliśmy Twoje pytanie" in text]
    assert len(mail) == 1


async def test_a_question_is_work_with_a_date_until_it_is_answered(house: House) -> None:
    token = await asked(house)
    (question,) = await listed(house)
    (opened,) = await house.events("intake.task_opened.v1")
    assert (opened["kind"], opened["role"], opened["title"]) == ("question", "officer", "Pytanie mieszkańca")
    assert opened["link"] == f"{PANEL}/{question['question_id']}"
    assert opened["due_at"].startswith("2026-04-20T21:59:59")

    # What is added meanwhile does not move the date.
    house.clock.move(days=1)
    assert (await ask_on(house, token)).status_code == 204
    assert len(await house.events("intake.task_opened.v1")) == 1
    assert (await listed(house))[0]["answer_by"] == question["answer_by"]

    await say(house, (await listed(house))[0])
    (closed,) = await house.events("intake.task_closed.v1")
    assert closed["task_id"] == opened["task_id"]
    assert await listed(house) == []

    await ask_on(house, token)
    _, second = await house.events("intake.task_opened.v1")
    assert second["task_id"] != opened["task_id"]


async def test_what_needs_no_answer_is_closed_and_waits_again_when_somebody_writes(house: House) -> None:
    token = await asked(house, text="Dziękuję za pomoc!")
    (question,) = await listed(house)
    place = f"{PANEL}/{question['question_id']}"

    ended = await house.client.post(f"{place}/bez-odpowiedzi", data={"version": "1"}, headers=house.by())
    assert ended.status_code == 303
    assert await listed(house) == []
    assert f"Zakończenie: {OFFICER.name}" in (await house.client.get(place, headers=house.by())).text
    assert len(await house.mails()) == 1
    again = await house.client.post(f"{place}/bez-odpowiedzi", data={"version": "2"}, headers=house.by())
    assert again.status_code == 412

    await ask_on(house, token, "Jednak pytam: kiedy głosowanie?")
    assert [one["closed_by"] for one in await listed(house)] == [None]


async def test_of_two_officers_who_answer_the_second_reads_the_first_and_keeps_what_they_wrote(house: House) -> None:
    await asked(house)
    (question,) = await listed(house)
    await say(house, question)

    late = await say(house, question, "Odpowiedź drugiej osoby.")

    assert late.status_code == 412
    assert ANSWER in late.text
    assert "Odpowiedź drugiej osoby." in late.text
    assert len(await house.mails()) == 2


async def test_nothing_that_was_written_stands_open_in_the_store_or_in_events(house: House) -> None:
    await asked(house)
    (question,) = await listed(house)
    await say(house, question)

    for name in ("questions", "outbox", "mails", "inbox"):
        rows = [str(row) async for row in house.database.collection(name).find()]
        for secret in (ASKER, TEXT, ANSWER):
            assert not any(secret in row for row in rows), (name, secret)


async def test_the_reading_of_a_question_is_written_down(house: House) -> None:
    await asked(house)
    (question,) = await listed(house)
    await house.client.get(f"{API}/questions/{question['question_id']}", headers=house.by())

    (reading,) = [row async for row in house.database.collection("readings").find({"what": "question"})]
    assert (reading["who"], reading["case"]) == (OFFICER.id, f"pytanie {question['question_id']}")


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda person: person.id)
async def test_only_officers_read_and_answer(house: House, person: Any) -> None:
    await asked(house)
    (question,) = await listed(house)
    id, ours = question["question_id"], person.role is Role.OFFICER
    headers = {**house.by(person), **key(), "If-Match": '"1"'}

    answers = [
        await house.client.get(PANEL, headers=headers),
        await house.client.get(f"{PANEL}/{id}", headers=headers),
        await house.client.get(f"{API}/questions", headers=headers),
        await house.client.get(f"{API}/questions/{id}", headers=headers),
        await house.client.post(f"{API}/questions/{id}/answers", json={"text": ANSWER}, headers=headers),
    ]

    assert [answer.status_code for answer in answers] == ([200, 200, 200, 200, 204] if ours else [403] * 5)


async def test_a_link_of_ours_opens_its_own_thread_and_nothing_else(house: House) -> None:
    edition = await house.announce()
    filed = await house.file(edition)
    token = await asked(house, edition=edition)

    for wrong in (token[:-1], filed["token"], "x" * 40):
        assert (await house.client.get(f"{API}/question-threads/{wrong}")).status_code == 404
        assert (await house.client.get(f"/budzet-obywatelski/pytanie/{wrong}")).status_code == 404
        assert (await ask_on(house, wrong)).status_code == 404
    assert (await house.client.get(f"/budzet-obywatelski/zgloszenie/{token}/pytania")).status_code == 404


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"email": ASKER}, "Napisz, o co pytasz."),
        ({"email": ASKER, "text": "Co?"}, "Napisz od 5 do 2000 znaków."),
        ({"email": ASKER, "text": "a" * 2001}, "To za długi tekst: najwyżej 2000 znaków."),
        ({"text": TEXT}, "Podaj adres e-mail: wyślemy na niego odpowiedź."),
        ({"text": TEXT, "email": "ciekawska@"}, "Podaj adres e-mail, na przykład"),
    ],
)
async def test_a_fault_is_said_at_its_field_and_nothing_typed_is_lost(
    house: House, form: dict[str, str], fault: str
) -> None:
    await house.announce()

    answer = await house.client.post("/budzet-obywatelski/pytanie", data=form)

    assert answer.status_code == 422
    assert fault in answer.text
    assert all(typed in answer.text for typed in form.values())
    assert await listed(house) == []


async def test_a_form_sent_twice_asks_once(house: House) -> None:
    await house.announce()
    page = (await house.client.get("/budzet-obywatelski/pytanie")).text
    form = {"text": TEXT, "email": ASKER, "form_key": re.findall(r'name="form_key" value="(\w+)"', page)[0]}

    first = await house.client.post("/budzet-obywatelski/pytanie", data=form)
    second = await house.client.post("/budzet-obywatelski/pytanie", data=form)

    assert first.headers["location"] == second.headers["location"]
    assert len(await listed(house)) == 1
    assert len(await house.mails()) == 1


async def test_who_goes_back_and_asks_something_else_keeps_it_and_sends_it_at_the_next_press(house: House) -> None:
    def key(page: str) -> str:
        return re.findall(r'name="form_key" value="(\w+)"', page)[0]

    await house.announce()
    place = "/budzet-obywatelski/pytanie"
    form = {"text": TEXT, "email": ASKER, "form_key": key((await house.client.get(place)).text)}
    sent = await house.client.post(place, data=form)

    other = {**form, "text": "A czy wolno zgłosić dwa pomysły?"}
    again = await house.client.post(place, data=other)
    assert again.status_code == 409
    assert "Poprzednie pytanie z tego formularza już do nas dotarło." in again.text
    assert all(text in again.text for text in (other["text"], ASKER))
    assert (await house.client.post(place, data={**other, "form_key": key(again.text)})).status_code == 303
    assert len(await listed(house)) == 2

    thread = sent.headers["location"].partition("?")[0]
    more = {"text": "I czy dostanę odpowiedź?", "form_key": key((await house.client.get(thread)).text)}
    assert (await house.client.post(thread, data=more)).status_code == 303
    more["text"] = "I kiedy dostanę odpowiedź?"
    back = await house.client.post(thread, data=more)
    assert (back.status_code, more["text"] in back.text) == (409, True)
    assert (await house.client.post(thread, data={**more, "form_key": key(back.text)})).status_code == 303


async def test_no_letter_box_is_filled_however_many_ask_in_its_name_at_once(house: House) -> None:
    edition = await house.announce()
    answers = await asyncio.gather(
        *(ask(house, f"Pytanie {number}", ASKER.upper() if number % 2 else ASKER, edition) for number in range(9))
    )

    assert sorted(answer.status_code for answer in answers) == [201] * MOST_WAITING + [409] * (9 - MOST_WAITING)
    assert len(await house.mails()) == MOST_WAITING
    page = await house.client.post("/budzet-obywatelski/pytanie", data={"text": TEXT, "email": ASKER})
    assert page.status_code == 409
    assert TEXT in page.text

    await say(house, (await listed(house))[0])
    assert (await ask(house, edition=edition)).status_code == 201
    assert (await ask(house, email="inna@example.com", edition=edition)).status_code == 201


async def test_a_thread_has_an_end(house: House) -> None:
    token = await asked(house)
    for _ in range(MOST_SAID - 1):
        assert (await ask_on(house, token)).status_code == 204

    assert (await ask_on(house, token)).status_code == 409
    page = await house.client.post(f"/budzet-obywatelski/pytanie/{token}", data={"text": "Jeszcze jedno"})
    assert page.status_code == 409
    assert "W tej rozmowie nie zmieści się więcej wiadomości." in page.text
    assert (await say(house, (await listed(house))[0])).status_code == 409


async def test_the_list_goes_on_where_it_stopped(house: House) -> None:
    edition = await house.announce()
    for number in range(5):
        await asked(house, edition=edition, email=f"osoba{number}@example.com")
        house.clock.move(minutes=1)

    for query in ("", "&waiting=false"):
        seen, after = [], ""
        for _ in range(3):
            address = f"{API}/questions?limit=2{query}{after}"
            part = (await house.client.get(address, headers=house.by())).json()
            seen += [one["asked_at"] for one in part["items"]]
            after = f"&after={part['next']}".replace("+", "%2B")
        assert part["next"] is None
        assert seen == sorted(seen, reverse=bool(query))
        assert len(set(seen)) == 5


async def test_an_answer_goes_to_the_address_that_the_proposal_came_with(house: House) -> None:
    assert APPLICANT.email
    filed = await house.file(await house.announce())
    await house.client.post(f"/budzet-obywatelski/zgloszenie/{filed['token']}/pytania", data={"text": TEXT})
    (question,) = await listed(house)

    await say(house, question)

    assert len([text for text in await house.mails() if ANSWER in text]) == 1


def questions_of(house: House) -> Questions:
    """The use cases on the service's own store, to let time pass by hand."""
    database, signed = house.database, SignedTexts(SESSION_KEY)
    editions = Editions(database, MongoEditionStore(database), house.clock)
    proposals = Proposals(
        database,
        MongoProposalStore(database),
        editions,
        applicants(database, house.clock),
        signed,
        Signs(database, "WPKS", "0632", 1),
        entering_of(house),
        house.clock,
    )
    return Questions(
        database,
        MongoQuestionStore(database),
        editions,
        proposals,
        CIPHER,
        signed,
        CityFreeDays(database),
        house.clock,
        SESSION_KEY,
        Term(amount=3, unit=Unit.WORKING_DAY),
        Term(amount=12, unit=Unit.MONTH, moves=False),
        "http://localhost:8080",
    )


async def kept(house: House) -> int:
    """Count the threads in the raw collection."""
    return int(await house.database.collection("questions").count_documents({}))


async def test_a_closed_thread_is_erased_a_year_after_the_results_and_its_task_stays(house: House, clock: Any) -> None:
    token = await asked(house)
    (question,) = await listed(house)
    await say(house, question)
    raw = await house.database.collection("questions").find_one({})
    assert raw is not None
    sealed = [raw["address"], *(said["sealed"] for said in raw["said"])]
    # The window of results ends on 21 October 2026; the year is over with 21 October 2027.
    for moment, left in (("2027-04-17", 1), ("2027-10-21", 1), ("2027-10-22", 0)):
        clock.moment = datetime.fromisoformat(f"{moment}T12:00:00+00:00")
        await questions_of(house).look_after()
        assert await kept(house) == left, moment

    for name in ("questions", "outbox", "inbox", "mails"):
        rows = [str(row) async for row in house.database.collection(name).find()]
        assert not any(str(one) in row for one in [*sealed, raw["asker"]] for row in rows), name
    assert (await house.client.get(f"{API}/question-threads/{token}")).status_code == 404
    assert len(await house.events("intake.task_opened.v1")) == 1


async def test_a_thread_that_went_on_after_the_results_is_kept_a_year_from_its_last_text(
    house: House, clock: Any
) -> None:
    token = await asked(house)
    (question,) = await listed(house)
    await say(house, question)
    clock.moment = datetime(2027, 1, 11, 12, tzinfo=UTC)
    await ask_on(house, token)
    (question,) = await listed(house)
    await say(house, question)
    for moment, left in (("2027-12-31", 1), ("2028-01-11", 1), ("2028-01-12", 0)):
        clock.moment = datetime.fromisoformat(f"{moment}T12:00:00+00:00")
        await questions_of(house).look_after()
        assert await kept(house) == left, moment


async def test_what_waits_for_an_answer_is_never_erased(house: House, clock: Any) -> None:
    await asked(house)
    clock.moment = datetime(2037, 1, 11, 12, tzinfo=UTC)
    await questions_of(house).look_after()
    assert await kept(house) == 1


async def test_a_thread_whose_asker_writes_on_while_it_is_erased_is_whole_or_gone(house: House, clock: Any) -> None:
    token = await asked(house)
    (question,) = await listed(house)
    await say(house, question)
    clock.moment = datetime(2028, 1, 11, 12, tzinfo=UTC)

    written, *_ = await asyncio.gather(
        ask_on(house, token), questions_of(house).look_after(), questions_of(house).look_after()
    )

    assert written.status_code in (204, 404)
    assert await kept(house) == (1 if written.status_code == 204 else 0)
    if written.status_code == 204:
        assert len((await thread(house, token))["texts"]) == 3


async def test_many_threads_are_erased_in_bounded_batches(house: House, clock: Any) -> None:
    await asked(house)
    (question,) = await listed(house)
    await say(house, question)
    raw = await house.database.collection("questions").find_one({})
    assert raw is not None
    copies = [{**raw, "_id": f"{number:032x}"} for number in range(120)]
    await house.database.collection("questions").insert_many(copies)
    clock.moment = datetime(2028, 1, 11, 12, tzinfo=UTC)
    for left in (21, 0):
        await questions_of(house).look_after()
        assert await kept(house) == left
