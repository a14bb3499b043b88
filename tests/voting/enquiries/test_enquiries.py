"""Has someone voted for me? Answered to that person alone, a few times a day, and never what is on it or when."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from functools import partial

import pytest

from services.voting.ballots.domain.envelope import Channel, EnvelopeState
from services.voting.ballots.pages.fields import fault_of
from services.voting.enquiries.domain import (
    MOST_A_DAY,
    AlreadySettled,
    Answer,
    AskAtTheDesk,
    AskedTooOften,
    NothingToReport,
    NotYet,
)
from services.voting.enquiries.service import Enquiries
from services.voting.rolls.domain import BY_PESEL, asked
from services.voting.rolls.domain import Person as Resident
from services.voting.rolls.service import CannotTellApart, Identity, NotOnRoll
from shared.access import Person, Role
from shared.store import Database, NotFound, Stale
from tests.conftest import SetClock, Site, person
from tests.voting.conftest import BASE, EDITION, OPENS, PANEL, Vote, open_at_the_desk
from tests.voting.rolls.pesel import number

ANNA, EWA, NOBODY = (number(date(year, 5, 14)) for year in (1980, 1990, 2000))
ROLL = f"""imię;nazwisko;adres;pesel
Anna;Nowak;Śródmiejska 1/2;{ANNA}
Ewa;Lis;Polna 7;{EWA}
"""
OFFICER, COMMISSION = person(Role.OFFICER), person(Role.COMMISSION)
CHOICES = {"miasto": [("drzewa", 1)]}
ROOT = "/budzet-obywatelski/glosowanie/czy-glosowano"


@pytest.fixture
def enquiries(vote: Vote) -> Enquiries:
    return vote.enquiries


def says(pesel: str, surname: str = "Nowak") -> Identity:
    return Identity(pesel=pesel, surname=surname)


async def cast(vote: Vote, pesel: str, surname: str) -> None:
    known = await vote.rolls.recognise(EDITION, "pesel_roll", says(pesel, surname))
    await vote.ballots.cast(EDITION, known.roll_id, CHOICES, f"nonce-{pesel}")


def plain(answer: Answer) -> Answer:
    return answer.model_copy(update={"id": ""})


async def test_who_has_voted_reads_by_which_channel_and_nothing_more(vote: Vote, enquiries: Enquiries) -> None:
    await vote.open(roll=ROLL, identity="pesel_roll")
    await cast(vote, ANNA, "Nowak")
    assert plain(await enquiries.ask(EDITION, says(ANNA))) == Answer(id="", channels=(Channel.ONLINE,))
    assert set(Answer.model_fields) == {"id", "channels", "replaced", "void"}
    await vote.close()
    assert plain(await enquiries.ask(EDITION, says(ANNA))) == Answer(id="", channels=(Channel.ONLINE,))


async def test_no_ballot_nobody_on_the_roll_and_a_wrong_surname_are_answered_alike(
    vote: Vote, enquiries: Enquiries
) -> None:
    await vote.open(roll=ROLL, identity="pesel_roll")
    await cast(vote, ANNA, "Nowak")
    asked = (says(EWA, "Lis"), says(NOBODY), says(ANNA, "Lis"))
    assert {plain(await enquiries.ask(EDITION, one)) for one in asked} == {Answer(id="")}


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        (EnvelopeState.QUARANTINED, Answer(id="", channels=(Channel.ONLINE,))),
        (EnvelopeState.VOID, Answer(id="", channels=(Channel.ONLINE,), void=True)),
        (EnvelopeState.SUPERSEDED, Answer(id="")),
        (EnvelopeState.REJECTED, Answer(id="")),
    ],
)
async def test_what_no_longer_lies_there_for_the_person_is_no_ballot(
    vote: Vote, enquiries: Enquiries, database: Database, state: EnvelopeState, answer: Answer
) -> None:
    await vote.open(roll=ROLL, identity="pesel_roll")
    await cast(vote, ANNA, "Nowak")
    await database.collection("envelopes").update_one({}, {"$set": {"state": state.value}})
    assert plain(await enquiries.ask(EDITION, says(ANNA))) == answer


@pytest.mark.parametrize("pesel", [ANNA, NOBODY])
async def test_of_sixteen_questions_at_once_about_anybody_a_few_are_answered_and_more_tomorrow(
    vote: Vote, enquiries: Enquiries, pesel: str
) -> None:
    await vote.open(roll=ROLL, identity="pesel_roll")
    surnames = ("Nowak", "Lis", "Wilk", "NOWAK")
    asked = (enquiries.ask(EDITION, says(pesel, surnames[n % 4])) for n in range(16))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, Answer) for one in answers) == MOST_A_DAY
    assert all(isinstance(one, Answer | AskedTooOften) for one in answers)
    vote.clock.moment = OPENS + timedelta(days=1)
    assert await enquiries.ask(EDITION, says(pesel))


async def test_before_the_opening_there_is_nothing_to_ask(vote: Vote, enquiries: Enquiries) -> None:
    await vote.list(roll=ROLL, identity="pesel_roll")
    with pytest.raises(NotYet):
        await enquiries.ask(EDITION, says(ANNA))


TWINS = "imię;nazwisko;adres\nAnna;Nowak;Polna 1\nPiotr;Zając;Polna 1\nPiotr;Zając;Polna 1\n"


def who(given: str, surname: str) -> Identity:
    return Identity(person=Resident(given, surname, "Polna 1"))


async def test_a_name_and_an_address_that_neighbours_know_open_no_answer(vote: Vote, enquiries: Enquiries) -> None:
    await vote.open(roll=TWINS)
    for one in (who("Anna", "Nowak"), who("Ewa", "Obca"), who("Piotr", "Zając")):
        with pytest.raises(AskAtTheDesk):
            await enquiries.ask(EDITION, one)


async def test_at_the_desk_an_officer_answers_and_the_look_is_kept_with_the_officer_s_name(
    vote: Vote, enquiries: Enquiries, database: Database, stored: Callable[[], Awaitable[dict[str, str]]]
) -> None:
    await vote.open(roll=TWINS)
    known = await vote.rolls.recognise(EDITION, "name_address", who("Anna", "Nowak"))
    await vote.ballots.cast(EDITION, known.roll_id, CHOICES, "n" * 16)
    for _ in range(MOST_A_DAY + 1):
        found = await enquiries.ask_at_desk(EDITION, who("Anna", "Nowak"), 0, OFFICER)
        assert (found.answer.channels, found.nobody) == ((Channel.ONLINE,), False)
    stranger = await enquiries.ask_at_desk(EDITION, who("Ewa", "Obca"), 0, OFFICER)
    assert (stranger.answer.channels, stranger.nobody) == ((), True)
    rows = await database.collection("enquiries").find({}).to_list(None)
    assert {(row["way"], row["by_name"]) for row in rows} == {("desk", OFFICER.name)}
    texts = json.dumps((await stored())["enquiries"], ensure_ascii=False)
    assert not [word for word in ("Nowak", "Polna", "Obca") if word in texts]


@pytest.mark.parametrize("policy", sorted(BY_PESEL))
def test_where_the_roll_has_numbers_the_number_and_the_surname_are_to_be_looked_at(policy: str) -> None:
    field, text = fault_of(NotOnRoll(), asked(policy), policy)
    assert (field, "numerze i nazwisku" in text) == ("pesel", True)


async def test_of_two_of_one_name_the_officer_says_which(vote: Vote, enquiries: Enquiries) -> None:
    await vote.open(roll=TWINS)
    father, son = await vote.rolls.likely(EDITION, "name_address", who("Piotr", "Zając"))
    await vote.ballots.cast(EDITION, son.roll_id, CHOICES, "n" * 16)
    for choice in (0, 3):
        with pytest.raises(CannotTellApart):
            await enquiries.ask_at_desk(EDITION, who("Piotr", "Zając"), choice, OFFICER)
    answers = [await enquiries.ask_at_desk(EDITION, who("Piotr", "Zając"), n, OFFICER) for n in (1, 2)]
    assert [one.answer.channels for one in answers] == [(), (Channel.ONLINE,)]
    assert {one.chosen for one in answers} == {Resident("Piotr", "Zając", "Polna 1")}
    assert father.roll_id != son.roll_id


async def test_a_ballot_that_is_not_one_s_own_is_reported_once_and_the_commission_settles_it(
    vote: Vote, enquiries: Enquiries
) -> None:
    await vote.open(roll=ROLL, identity="pesel_roll")
    await cast(vote, ANNA, "Nowak")
    asked = [await enquiries.ask(EDITION, says(ANNA)) for _ in range(2)]
    numbers = await asyncio.gather(*(enquiries.report(EDITION, one.id) for one in asked * 4))
    assert set(numbers) == {1}
    [report] = await enquiries.store.reports(EDITION)
    [envelope] = [one async for one in vote.ballots.store.box(EDITION)]
    assert (report.channels, report.envelopes) == ((Channel.ONLINE,), (envelope.id,))
    work = (enquiries.settle(EDITION, report.id, 1, "karta z punktu, podpis się zgadza", COMMISSION) for _ in range(4))
    answers = await asyncio.gather(*work, return_exceptions=True)
    assert answers.count(None) == 1
    assert all(one is None or isinstance(one, Stale | AlreadySettled) for one in answers)
    assert enquiries.words(await enquiries.store.report(EDITION, report.id)) == "karta z punktu, podpis się zgadza"


async def test_a_ballot_on_the_web_that_a_card_has_replaced_is_named_beside_the_card_and_reported_with_it(
    vote: Vote, enquiries: Enquiries
) -> None:
    await vote.open(roll=TWINS, double_vote="paper_wins")
    anna = await vote.rolls.recognise(EDITION, "name_address", who("Anna", "Nowak"))
    await vote.ballots.cast(EDITION, anna.roll_id, CHOICES, "n" * 16)
    taking = await vote.ballots.taking(EDITION)
    put = partial(vote.ballots.put_card, vote=taking, roll_id=anna.roll_id, choices=CHOICES)
    assert await vote.ballots.database.transaction(lambda tx: put(tx))

    asked = (await enquiries.ask_at_desk(EDITION, who("Anna", "Nowak"), 0, OFFICER)).answer
    assert (asked.channels, asked.replaced) == ((Channel.PAPER,), (Channel.ONLINE,))
    await enquiries.report(EDITION, asked.id)
    [report] = await enquiries.store.reports(EDITION)
    assert (report.channels, report.replaced) == ((Channel.PAPER,), (Channel.ONLINE,))
    assert len(report.envelopes) == 2


async def test_what_nobody_found_cannot_be_reported(vote: Vote, enquiries: Enquiries) -> None:
    await vote.open(roll=ROLL, identity="pesel_roll")
    found = await enquiries.ask(EDITION, says(EWA, "Lis"))
    with pytest.raises(NothingToReport):
        await enquiries.report(EDITION, found.id)
    with pytest.raises(NotFound):
        await enquiries.report(EDITION, "e" * 32)


async def test_a_resident_walks_from_the_question_to_the_report_and_a_program_asks_alike(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await vote_site(rules={"identity": "pesel_roll"})
    await open_at_the_desk(site, ROLL)
    clock.moment = OPENS
    said = {"pesel": ANNA, "surname": "Nowak"}
    body = {"voter": said, "choices": {"miasto": [{"proposal_id": "drzewa"}]}}
    await site.client.post(f"{BASE}/ballots", json=body, headers={"Idempotency-Key": "n" * 16})
    told = (await site.client.post(f"{BASE}/enquiries", json=said)).json()
    assert (told["ballot"], told["channels"], told["void"]) == (True, ["online"], False)
    page = (await site.client.post(ROOT, data=said)).text
    assert "przez internet" in page
    assert "Odpowiedź dotyczy: <b>Nowak</b>" in page
    assert ANNA not in page
    path = re.findall(rf'action="({ROOT}/{EDITION}/\w+)"', page)[0]
    assert re.findall(r"<b>(\d+)</b>", (await site.client.post(path)).text) == ["1"]
    await site.client.post(ROOT, data=said)
    for answer in (await site.client.post(ROOT, data=said), await site.client.post(f"{BASE}/enquiries", json=said)):
        assert answer.status_code == 429
    faulty = await site.client.post(ROOT, data=said | {"pesel": ANNA[:-1]})
    assert (faulty.status_code, ANNA[:-1] in faulty.text) == (422, True)

    commission = site.by(COMMISSION)
    listed = (await site.client.get(f"{PANEL}/zgloszenia", headers=commission)).text
    place = re.findall(rf"{PANEL}/zgloszenia/\w+", listed)[0]
    form = {"version": "1", "words": "ustalono, że to ta osoba"}
    assert (await site.client.post(place, data={"version": "1"}, headers=commission)).status_code == 422
    assert (await site.client.post(place, data=form, headers=commission)).status_code == 303
    assert (await site.client.post(place, data=form, headers=commission)).status_code == 412
    assert "ustalono" in (await site.client.get(place, headers=commission)).text


async def test_under_a_name_and_an_address_the_page_leads_to_the_desk_and_the_desk_answers(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await vote_site()
    await open_at_the_desk(site, TWINS)
    clock.moment = OPENS
    said = {"given": "Anna", "surname": "Nowak", "address": "Polna 1"}
    page = (await site.client.get(ROOT)).text
    assert "dokument tożsamości" in page
    assert "<input" not in page.split("<main")[1].split("</main")[0]
    assert (await site.client.post(ROOT, data=said)).headers["location"] == ROOT
    assert (await site.client.post(f"{BASE}/enquiries", json=said)).json()["type"].endswith("answer-at-desk")
    officer = site.by(OFFICER)
    unseen = await site.client.post(f"{PANEL}/zapytania", data=said, headers=officer)
    assert (unseen.status_code, "Najpierw sprawdź dokument" in unseen.text) == (422, True)
    seen = await site.client.post(f"{PANEL}/zapytania", data=said | {"document": "tak"}, headers=officer)
    assert "nie ma karty" in seen.text
    assert "Odpowiedź dotyczy: <b>Anna Nowak, Polna 1</b>" in seen.text
    slip = said | {"surname": "Novak", "document": "tak"}
    nobody = await site.client.post(f"{PANEL}/zapytania", data=slip, headers=officer)
    assert "Nie znaleźliśmy takiej osoby w spisie" in nobody.text
    assert "nie ma karty" not in nobody.text
    assert 'value="Novak"' in nobody.text, "what was typed can be mended"
    twins = {"given": "Piotr", "surname": "Zając", "address": "Polna 1", "document": "tak"}
    unclear = await site.client.post(f"{PANEL}/zapytania", data=twins, headers=officer)
    assert (unclear.status_code, unclear.text.count("Piotr Zając, Polna 1")) == (422, 2)
    assert "są tylko podobne" not in unclear.text
    near = await site.client.post(f"{PANEL}/zapytania", data=twins | {"surname": "Zajac"}, headers=officer)
    assert (near.status_code, "są tylko podobne" in near.text) == (422, True)
    chosen = await site.client.post(f"{PANEL}/zapytania", data=twins | {"choice": "2"}, headers=officer)
    assert "nie ma karty" in chosen.text
    assert "Odpowiedź dotyczy: <b>Piotr Zając, Polna 1</b>" in chosen.text
    wrong = {"voter": said, "document_seen": False}
    assert (await site.client.post(f"{BASE}/enquiries/desk", json=wrong, headers=officer)).status_code == 422
    told = await site.client.post(f"{BASE}/enquiries/desk", json=wrong | {"document_seen": True}, headers=officer)
    assert (told.status_code, told.json()["ballot"], told.json()["nobody"]) == (200, False, False)
    stranger = site.by(Person(id="p-x", name="Obcy", role=Role.PRESS_OFFICER))
    assert (await site.client.get(f"{PANEL}/zapytania", headers=stranger)).status_code == 403
