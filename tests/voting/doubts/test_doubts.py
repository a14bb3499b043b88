"""Voters whom nobody can tell apart by machine: they wait, an officer decides, they vote once like all."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from services.voting.ballots.domain.election import NotNow, WrongState
from services.voting.doubts.domain import (
    AlreadyDecided,
    Doubt,
    DoubtState,
    HasVoted,
    NotCleared,
    NothingToDecide,
    SomebodyElses,
    TooManyDoubts,
)
from services.voting.doubts.service import MOST_OF_ONE_NAME, Doubts
from services.voting.doubts.store import MongoDoubtStore
from services.voting.rolls.domain import Person
from services.voting.rolls.service import Identity
from shared.access import Role
from shared.store import Database, Stale
from tests.conftest import SetClock, Site, person
from tests.voting.conftest import BASE, CLOSES, EDITION, OPENS, Vote, open_at_the_desk, seen_of

ROLL = """imię;nazwisko;adres;data urodzenia
Piotr;Zając;Polna 1;1980-05-14
Piotr;Zając;Polna 1;1980-11-30
Anna;Nowak;Polna 2;
"""
SPELLINGS = ("Zając", "Zajac", "ZAJĄC", "Zając-Lis", "Lis Zajac")
PIOTR = Person("Piotr", "Zając", "Polna 1")
OFFICER, COMMISSION = person(Role.OFFICER), person(Role.COMMISSION)
ROOT, PANEL = "/budzet-obywatelski/glosowanie", f"/panel/glosowanie/{EDITION}"


@pytest.fixture
async def doubts(vote: Vote, database: Database) -> Doubts:
    """Doubts in an open vote, with a father and a son of one name."""
    made = Doubts(database, MongoDoubtStore(database), vote.ballots, vote.rolls, vote.keys, vote.readings)
    await database.prepare()
    await vote.open(roll=ROLL)
    return made


async def ask(doubts: Doubts, who: Person, nonce: str) -> str:
    return await doubts.ask(EDITION, Identity(person=who), nonce)


async def waiting(doubts: Doubts) -> list[Any]:
    return await doubts.store.waiting(EDITION)


async def test_a_voter_waits_is_found_and_comes_back_as_the_person_on_the_roll(doubts: Doubts) -> None:
    code = await ask(doubts, PIOTR, "n" * 16)
    assert (await doubts.come_back(EDITION, code)).state is DoubtState.WAITING
    [doubt] = await waiting(doubts)
    said, likely = await doubts.read(doubt, OFFICER)
    assert said == PIOTR
    await doubts.decide(EDITION, doubt.id, 1, 2, "rozmowa przez telefon", OFFICER)
    back = await doubts.come_back(EDITION, code.lower())
    assert (back.state, back.roll_id, back.sealed) == (DoubtState.CLEARED, likely[1].roll_id, None)
    assert await waiting(doubts) == []


async def test_who_is_not_on_the_roll_is_told_so(doubts: Doubts) -> None:
    code = await ask(doubts, PIOTR, "n" * 16)
    [doubt] = await waiting(doubts)
    await doubts.decide(EDITION, doubt.id, 1, 0, "nikt taki tu nie mieszka", OFFICER)
    assert (await doubts.come_back(EDITION, code)).state is DoubtState.REFUSED


async def test_the_form_sent_sixteen_times_at_once_gives_one_code_and_one_doubt(doubts: Doubts) -> None:
    codes = await asyncio.gather(*(ask(doubts, PIOTR, "n" * 16) for _ in range(16)))
    assert len(set(codes)) == 1
    assert len(await waiting(doubts)) == 1


async def test_of_eight_who_ask_at_once_with_one_name_only_a_few_wait(doubts: Doubts) -> None:
    asked = (ask(doubts, PIOTR, f"{n:016}") for n in range(8))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, str) for one in answers) == MOST_OF_ONE_NAME == len(await waiting(doubts))
    assert all(isinstance(one, str | TooManyDoubts) for one in answers)


async def test_two_officers_at_once_decide_once(doubts: Doubts) -> None:
    await ask(doubts, PIOTR, "n" * 16)
    [doubt] = await waiting(doubts)
    work = (doubts.decide(EDITION, doubt.id, 1, choice, "rozmowa przez telefon", OFFICER) for choice in (0, 1, 2) * 3)
    answers = await asyncio.gather(*work, return_exceptions=True)
    assert answers.count(None) == 1
    assert all(one is None or isinstance(one, Stale | AlreadyDecided | LookupError) for one in answers)


async def test_two_voters_are_never_found_to_be_one_person(doubts: Doubts) -> None:
    for nonce in ("a" * 16, "b" * 16):
        await ask(doubts, PIOTR, nonce)
    work = (doubts.decide(EDITION, one.id, 1, 1, "rozmowa przez telefon", OFFICER) for one in await waiting(doubts))
    answers = await asyncio.gather(*work, return_exceptions=True)
    assert answers.count(None) == 1
    assert sum(isinstance(one, SomebodyElses) for one in answers) == 1
    [left] = await waiting(doubts)
    await doubts.decide(EDITION, left.id, 1, 2, "to jest syn", OFFICER)


async def test_spelling_the_name_in_many_ways_lets_nobody_ask_more_often(doubts: Doubts) -> None:
    spelt = [
        Person(given, surname, "ul. Polna 1") for given in ("Piotr", "PIOTR", "Piotr Jan") for surname in SPELLINGS
    ]
    asked = (ask(doubts, who, f"{n:016}") for n, who in enumerate(spelt))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, str) for one in answers) == MOST_OF_ONE_NAME == len(await waiting(doubts))


async def test_the_same_form_with_another_person_gives_another_code(doubts: Doubts) -> None:
    codes = [await ask(doubts, who, "n" * 16) for who in (PIOTR, Person("Piotr", "Zajac", "Polna 1"))]
    assert codes[0] != codes[1]


async def test_at_the_close_who_waits_is_told_that_the_vote_is_over_and_is_forgotten(
    doubts: Doubts, vote: Vote, database: Database
) -> None:
    code = await ask(doubts, PIOTR, "n" * 16)
    vote.clock.moment = CLOSES + timedelta(seconds=1)
    assert (await doubts.come_back(EDITION, code)).state is DoubtState.OVER
    await vote.close()
    back = await doubts.come_back(EDITION, code)
    assert (back.state, back.sealed, await waiting(doubts)) == (DoubtState.OVER, None, [])
    told = [row["name"] async for row in database.published_events(["voting.task_closed.v1"]) if row]
    assert told
    with pytest.raises((NotNow, WrongState)):
        await doubts.decide(EDITION, back.id, back.version, 1, "rozmowa przez telefon", OFFICER)


async def test_of_many_who_ask_while_the_box_is_closed_nobody_is_left_waiting(doubts: Doubts, vote: Vote) -> None:
    vote.clock.moment = CLOSES

    async def close() -> str:
        await vote.close()
        return ""

    asked = [ask(doubts, PIOTR, f"{number:016}") for number in range(6)]
    answers = await asyncio.gather(*asked[:3], close(), *asked[3:], return_exceptions=True)
    assert "" in answers
    assert all(isinstance(one, str | NotNow | WrongState | TooManyDoubts) for one in answers)
    assert await waiting(doubts) == []


async def cleared(doubts: Doubts) -> Doubt:
    await ask(doubts, PIOTR, "n" * 16)
    [doubt] = await waiting(doubts)
    await doubts.decide(EDITION, doubt.id, 1, 1, "rozmowa przez telefon", OFFICER)
    return await doubts.store.doubt(EDITION, doubt.id)


async def test_a_wrong_clearing_is_taken_back_and_the_person_is_free_for_another(doubts: Doubts) -> None:
    wrong = await cleared(doubts)
    assert await doubts.found(wrong, COMMISSION) == PIOTR
    await doubts.take_back(EDITION, wrong.id, 2, "to był sąsiad", COMMISSION)
    after = await doubts.store.doubt(EDITION, wrong.id)
    assert (after.state, after.roll_id) == (DoubtState.TAKEN_BACK, None)
    assert [words for _, words in doubts.reasons(after)] == ["rozmowa przez telefon", "to był sąsiad"]
    assert not await doubts.stands(EDITION, wrong.id, str(wrong.roll_id))
    await ask(doubts, PIOTR, "m" * 16)
    [right] = await waiting(doubts)
    await doubts.decide(EDITION, right.id, 1, 1, "dowód osobisty", OFFICER)


async def test_a_decision_stands_once_the_person_has_voted(doubts: Doubts, vote: Vote) -> None:
    voted = await cleared(doubts)
    await vote.ballots.cast(EDITION, str(voted.roll_id), {"miasto": [("drzewa", 1)]}, "n" * 16)
    with pytest.raises(HasVoted):
        await doubts.take_back(EDITION, voted.id, 2, "to był sąsiad", OFFICER)
    assert (await doubts.store.doubt(EDITION, voted.id)).state is DoubtState.CLEARED


async def test_two_who_take_back_at_once_do_it_once(doubts: Doubts) -> None:
    wrong = await cleared(doubts)
    work = (doubts.take_back(EDITION, wrong.id, 2, "to był sąsiad", OFFICER) for _ in range(6))
    answers = await asyncio.gather(*work, return_exceptions=True)
    assert answers.count(None) == 1
    assert all(one is None or isinstance(one, Stale | NotCleared) for one in answers)


@pytest.mark.parametrize("who", [Person("Anna", "Nowak", "Polna 2"), Person("Ewa", "Obca", "Polna 9")])
async def test_who_is_clear_has_nothing_to_ask(doubts: Doubts, who: Person) -> None:
    with pytest.raises(NothingToDecide):
        await ask(doubts, who, "n" * 16)


async def test_nothing_of_a_voter_who_waits_is_stored_in_the_clear(
    doubts: Doubts, stored: Callable[[], Awaitable[dict[str, str]]]
) -> None:
    code = await ask(doubts, PIOTR, "n" * 16)
    [doubt] = await waiting(doubts)
    before = await stored()
    await doubts.decide(EDITION, doubt.id, 1, 1, "rozmowa przez telefon", OFFICER)
    texts = json.dumps([before, await stored()], ensure_ascii=False)
    assert not [word for word in ("Piotr", "Zając", "Polna", "rozmowa", code) if word in texts]


async def test_the_voter_and_the_officer_walk_through_their_pages_and_the_ballot_counts_once(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await vote_site()
    await open_at_the_desk(site, ROLL)
    clock.moment = OPENS

    said = {"given": "Piotr", "surname": "Zając", "address": "Polna 1"}
    refused = await site.client.post(ROOT, data=said)
    assert refused.status_code == 422
    nonce = re.findall(r'name="nonce" value="(\w+)"', refused.text)[0]
    asked = await site.client.post(f"{ROOT}/wyjasnienie", data={**said, "nonce": nonce})
    code = re.findall(r"<b>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</b>", asked.text)[0]
    wait = await site.client.post(f"{ROOT}/wyjasnienie/kod", data={"kod": code})
    assert "jeszcze nie sprawdził" in wait.text
    assert (await site.client.post(f"{ROOT}/wyjasnienie/kod", data={"kod": "zły"})).status_code == 422

    officer = site.by(OFFICER)
    assert (await site.client.get(f"{PANEL}/watpliwosci")).status_code in (303, 401)
    queue = (await site.client.get(f"{PANEL}/watpliwosci", headers=officer)).text
    place = re.findall(rf"{PANEL}/watpliwosci/\w+", queue)[0]
    page = (await site.client.get(place, headers=officer)).text
    assert page.count("Piotr Zając, Polna 1") == 3
    faulty = await site.client.post(place, data={"choice": "1", "version": "1"}, headers=officer)
    assert (faulty.status_code, "skąd to wiesz" in faulty.text) == (422, True)
    form = {"choice": "1", "version": "1", "reason": "rozmowa przez telefon"}
    assert (await site.client.post(place, data=form, headers=officer)).status_code == 303
    again = await site.client.post(place, data=form, headers=officer)
    assert (again.status_code, "Już rozstrzygnięte" in again.text) == (412, True)

    statuses = []
    for _ in range(2):
        back = await site.client.post(f"{ROOT}/wyjasnienie/kod", data={"kod": code})
        assert back.headers["location"] == f"{ROOT}/{EDITION}/1"
        await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor": "fontanna"})
        review = (await site.client.get(f"{ROOT}/{EDITION}/podsumowanie")).text
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', review))
        statuses.append((await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=hidden)).status_code)
    assert statuses == [303, 409]
    [seen] = await seen_of(site.database)
    assert seen.home is not None
    assert (seen.age, len(seen.home)) == (46, 64)
    late = await site.client.post(
        f"{place}/cofniecie", data={"version": "2", "reason": "to był sąsiad"}, headers=officer
    )
    assert (late.status_code, "już zagłosowała" in late.text) == (409, True)


@pytest.mark.parametrize(("role", "leads"), [(Role.OFFICER, True), (Role.COMMISSION, True), (Role.AUDITOR, False)])
async def test_the_page_of_the_vote_leads_to_the_queue_and_says_how_many_wait(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock, role: Role, leads: bool
) -> None:
    site = await vote_site()
    await open_at_the_desk(site, ROLL)
    clock.moment = OPENS
    said = {"given": "Piotr", "surname": "Zając", "address": "Polna 1"}
    for nonce, people in (("a" * 16, "czeka 1 osoba"), ("b" * 16, "czekają 2 osoby")):
        await site.client.post(f"{BASE}/doubts", json=said, headers={"Idempotency-Key": nonce})
        page = (await site.client.get(PANEL, headers=site.by(person(role)))).text
        assert (f'href="{PANEL}/watpliwosci"' in page, people in page) == (leads, leads)


async def test_a_ballot_that_a_taken_back_decision_opened_is_not_taken(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await vote_site()
    await open_at_the_desk(site, ROLL)
    clock.moment = OPENS
    said = {"given": "Piotr", "surname": "Zając", "address": "Polna 1", "nonce": "n" * 16}
    asked = await site.client.post(f"{ROOT}/wyjasnienie", data=said)
    code = re.findall(r"<b>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</b>", asked.text)[0]
    officer = site.by(OFFICER)
    place = re.findall(
        rf"{PANEL}/watpliwosci/\w+", (await site.client.get(f"{PANEL}/watpliwosci", headers=officer)).text
    )[0]
    form = {"choice": "1", "version": "1", "reason": "rozmowa przez telefon"}
    await site.client.post(place, data=form, headers=officer)
    await site.client.post(f"{ROOT}/wyjasnienie/kod", data={"kod": code})
    await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor": "fontanna"})
    review = (await site.client.get(f"{ROOT}/{EDITION}/podsumowanie")).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', review))
    back = {"version": "2", "reason": "to był sąsiad"}
    assert (await site.client.post(f"{place}/cofniecie", data=back, headers=officer)).status_code == 303
    both = (await site.client.get(place, headers=officer)).text
    assert "rozmowa przez telefon" in both
    assert "to był sąsiad" in both
    refused = await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=hidden)
    assert refused.headers["location"] == f"{ROOT}?powod=cofniete"
    again = await site.client.post(f"{ROOT}/wyjasnienie/kod", data={"kod": code})
    assert "cofnął swoją decyzję" in again.text
