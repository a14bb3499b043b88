"""Voters who declare who they are: one person, one ballot, however spelt; whoever is only near waits for an officer."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from services.voting.ballots.domain.envelope import Channel
from services.voting.ballots.service import AlreadyVoted
from services.voting.doubts.domain import DoubtState
from services.voting.doubts.service import Doubts
from services.voting.doubts.store import MongoDoubtStore
from services.voting.keys.service import Keys
from services.voting.paper.domain.cards import CardState
from services.voting.paper.domain.voids import VoidReason
from services.voting.rolls.domain import (
    BirthUnreadable,
    IdentityPolicy,
    Person,
    Recognised,
    read_birth,
)
from services.voting.rolls.service import CannotTellApart, Identity, NotDeclared, WrongIdentity, identity_of
from shared.access import Role
from shared.store import Database, Stale
from tests.conftest import SetClock, Site, person
from tests.voting.conftest import BASE, EDITION, OPENS, Vote, open_at_the_desk
from tests.voting.paper.conftest import Desk, office

__all__ = ["office"]
OFFICER = person(Role.OFFICER)
CHOICES = {"miasto": [("drzewa", 1)]}
ROOT = "/budzet-obywatelski/glosowanie"
BORN = {"declaration": "", "declaration_born": "14.05.1980"}


def anna(given: str = "Anna", surname: str = "Żółć", address: str = "Polna 1", born: str = "") -> Identity:
    return identity_of(given, surname, address, born=born).declaring()


async def cast(vote: Vote, policy: str, identity: Identity, nonce: str) -> Recognised:
    known = await vote.rolls.recognise(EDITION, policy, identity)
    await vote.rolls.declare(EDITION, policy, identity)
    await vote.ballots.cast(EDITION, known.roll_id, CHOICES, nonce.rjust(16, "n"))
    return known


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("14.05.1980", date(1980, 5, 14)),
        ("14.5.1980", date(1980, 5, 14)),
        (" 14 05 1980 ", date(1980, 5, 14)),
        ("1980-05-14", date(1980, 5, 14)),
        ("31.02.1980", None),
        ("14.05.80", None),
        ("1.1.1900", None),
        ("21.09.2026", None),
        ("", None),
        ("czternasty maja", None),
    ],
)
def test_a_date_of_birth_is_read_as_people_write_it(text: str, born: date | None) -> None:
    if born is not None:
        assert read_birth(text, date(2026, 9, 20)) == born
        return
    with pytest.raises(BirthUnreadable) as refused:
        read_birth(text, date(2026, 9, 20))
    assert refused.value.args == ()


@pytest.mark.parametrize("policy", BORN)
async def test_sixteen_casts_of_one_person_at_once_leave_one_ballot(vote: Vote, policy: str) -> None:
    await vote.open(identity=policy)
    spelt = [anna(born=BORN[policy]), anna("ANNA", "żółć", "ul. Polna 1, 62-800 Kalisz", BORN[policy])]
    spelt.append(anna("Anna Maria", " Żółć ", "polna 1", BORN[policy]))
    work = (cast(vote, policy, spelt[n % 3], str(n)) for n in range(16))
    ends = await asyncio.gather(*work, return_exceptions=True)
    assert sum(isinstance(end, Recognised) for end in ends) == 1
    assert all(isinstance(end, Recognised | AlreadyVoted) for end in ends)
    assert await vote.ballots.store.count_box(EDITION) == 1


@pytest.mark.parametrize("policy", BORN)
async def test_of_sixteen_spellings_of_one_person_at_once_one_votes_and_the_others_wait_for_an_officer(
    vote: Vote, policy: str
) -> None:
    await vote.open(identity=policy)
    surnames = ("Żółć", "Zolc", "Żółć-Lis", "Lis-Żółć", "Zolc Lis", "ŻOŁC", "Źółć", "Żólć")
    work = (cast(vote, policy, anna(surname=surnames[n % 8], born=BORN[policy]), str(n)) for n in range(16))
    ends = await asyncio.gather(*work, return_exceptions=True)
    assert sum(isinstance(end, Recognised) for end in ends) == 1
    assert all(isinstance(end, Recognised | AlreadyVoted | CannotTellApart) for end in ends)
    assert await vote.ballots.store.count_box(EDITION) == 1


async def test_who_only_types_a_name_keeps_nobody_from_voting(vote: Vote) -> None:
    await vote.open(identity="declaration")
    await vote.rolls.recognise(EDITION, "declaration", anna(surname="Zolc"))
    await cast(vote, "declaration", anna(), "1")


@pytest.mark.parametrize(
    ("other", "told_apart"),
    [
        (anna(surname="Zolc"), False),
        (anna("Żółć", "Anna"), False),
        (anna(surname="Żółć-Lis"), False),
        (anna(address="Polna 2"), True),
        (anna("Ewa"), True),
        (anna(surname="Wilk"), True),
    ],
)
async def test_who_is_near_to_a_declared_voter_is_told_apart_by_nobody_but_an_officer(
    vote: Vote, other: Identity, told_apart: bool
) -> None:
    await vote.open(identity="declaration")
    first = await cast(vote, "declaration", anna(), "1")
    if told_apart:
        assert (await cast(vote, "declaration", other, "2")).roll_id != first.roll_id
        return
    with pytest.raises(CannotTellApart):
        await cast(vote, "declaration", other, "2")


async def test_another_birth_date_makes_no_second_person_without_an_officer(vote: Vote) -> None:
    await vote.open(identity="declaration_born")
    known = await cast(vote, "declaration_born", anna(born="14.05.1980"), "1")
    assert (known.age, known.home) == (46, (await vote.rolls.known(EDITION, known.roll_id)).home)
    with pytest.raises(CannotTellApart):
        await cast(vote, "declaration_born", anna(born="15.05.1980"), "2")
    with pytest.raises(AlreadyVoted):
        await cast(vote, "declaration_born", anna(born="1980-05-14"), "3")


@pytest.mark.parametrize("policy", BORN)
async def test_without_the_statement_or_what_the_edition_asks_nobody_is_recognised(vote: Vote, policy: str) -> None:
    await vote.open(identity=policy)
    with pytest.raises(NotDeclared):
        await vote.rolls.declare(EDITION, policy, identity_of("Anna", "Żółć", "Polna 1", born=BORN[policy]))
    with pytest.raises(WrongIdentity):
        await vote.rolls.recognise(EDITION, policy, Identity())
    if policy == IdentityPolicy.DECLARATION_BORN:
        with pytest.raises(WrongIdentity):
            await vote.rolls.recognise(EDITION, policy, anna())
        with pytest.raises(BirthUnreadable):
            await vote.rolls.recognise(EDITION, policy, anna(born="maj"))


async def test_nothing_of_who_declared_is_stored_in_the_clear(
    vote: Vote, stored: Callable[[], Awaitable[dict[str, str]]]
) -> None:
    await vote.open(identity="declaration_born")
    await cast(vote, "declaration_born", anna(born="14.05.1980"), "1")
    texts = json.dumps({name: text for name, text in (await stored()).items() if name != "voters"}, ensure_ascii=False)
    assert not [word for word in ("Żółć", "zolc", "Polna 1", "14.05", "05-14") if word in texts]


@pytest.fixture
async def doubts(vote: Vote, database: Database, keys: Keys) -> Doubts:
    made = Doubts(database, MongoDoubtStore(database), vote.ballots, vote.rolls, keys, vote.readings)
    await database.prepare()
    return made


async def decided(doubts: Doubts, identity: Identity, choice: int) -> str:
    code = await doubts.ask(EDITION, identity, "n" * 16)
    [doubt] = await doubts.store.waiting(EDITION)
    said, likely = await doubts.read(doubt, OFFICER)
    assert (said, [one.person for one in likely]) == (identity.person, [Person("Anna", "Żółć", "Polna 1")])
    await doubts.decide(EDITION, doubt.id, 1, choice, "dowód osobisty", OFFICER)
    return code


async def test_an_officer_finds_another_person_who_votes_too(vote: Vote, doubts: Doubts) -> None:
    await vote.open(identity="declaration")
    first = await cast(vote, "declaration", anna(), "1")
    code = await decided(doubts, anna(surname="Zolc"), 0)
    back = await doubts.come_back(EDITION, code)
    assert back.state is DoubtState.CLEARED
    assert back.roll_id != first.roll_id
    assert (await vote.rolls.known(EDITION, str(back.roll_id))).home == first.home
    await vote.ballots.cast(EDITION, str(back.roll_id), CHOICES, "m" * 16)
    with pytest.raises(CannotTellApart):
        await vote.rolls.recognise(EDITION, "declaration", anna(surname="Żółc"))


async def test_an_officer_finds_the_same_person_who_has_voted(vote: Vote, doubts: Doubts) -> None:
    await vote.open(identity="declaration")
    first = await cast(vote, "declaration", anna(), "1")
    back = await doubts.come_back(EDITION, await decided(doubts, anna(surname="Zolc"), 1))
    assert back.roll_id == first.roll_id
    with pytest.raises(AlreadyVoted):
        await vote.ballots.cast(EDITION, str(back.roll_id), CHOICES, "m" * 16)


async def test_a_person_set_apart_is_not_any_more_once_the_decision_is_taken_back(vote: Vote, doubts: Doubts) -> None:
    await vote.open(identity="declaration")
    await cast(vote, "declaration", anna(), "1")
    back = await doubts.come_back(EDITION, await decided(doubts, anna(surname="Zolc"), 0))
    await doubts.take_back(EDITION, back.id, 2, "to ta sama osoba", OFFICER)
    with pytest.raises(CannotTellApart):
        await cast(vote, "declaration", anna(surname="Zolc"), "2")


async def test_a_decision_that_comes_too_late_sets_nobody_apart(
    vote: Vote, doubts: Doubts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await vote.open(identity="declaration")
    await cast(vote, "declaration", anna(), "1")
    await doubts.ask(EDITION, anna(surname="Zolc"), "n" * 16)
    [doubt] = await doubts.store.waiting(EDITION)
    decide = doubts._decide

    async def a_colleague_first(*args: Any) -> None:
        monkeypatch.undo()
        await doubts.decide(EDITION, doubt.id, 1, 1, "to ta sama osoba", OFFICER)
        await decide(*args)

    monkeypatch.setattr(doubts, "_decide", a_colleague_first)
    with pytest.raises(Stale):
        await doubts.decide(EDITION, doubt.id, 1, 0, "inna osoba", OFFICER)
    with pytest.raises(CannotTellApart):
        await cast(vote, "declaration", anna(surname="Zolc"), "2")


def card(surname: str = "Żółć", **more: str) -> dict[str, str]:
    return {"given": "Anna", "surname": surname, "address": "Polna 1", **more}


async def test_a_card_of_a_declared_voter_is_their_second_and_of_a_near_one_goes_to_be_clarified(office: Desk) -> None:
    await office.open(identity="declaration")
    await cast(office.vote, "declaration", anna(), "1")
    same = await office.put_in(card(), "fontanna")
    assert (same.state, [one.reason for one in same.voids]) == (CardState.VOID, [VoidReason.SECOND_CARD])
    near = await office.key_in(office.entry(card("Zolc"), "fontanna"))
    assert near.state is CardState.TO_CLARIFY


async def test_whoever_votes_between_keying_in_and_confirming_sends_a_near_card_to_be_clarified(office: Desk) -> None:
    await office.open(identity="declaration")
    entry = office.entry(card("Zolc"), "fontanna")
    near = await office.undrawn(entry)
    await cast(office.vote, "declaration", anna(), "1")
    with pytest.raises(CannotTellApart):
        await office.confirm(near, entry)
    unclear = await office.card(near.id)
    assert unclear.state is CardState.TO_CLARIFY
    clarify = office.vote.cards.clarify
    await clarify(EDITION, near.id, unclear.version, 0, "inny podpis, dzwoniliśmy", OFFICER)
    done = await office.confirm(await office.card(near.id), entry)
    assert done.state is CardState.CAST
    channels = [one.channel async for one in office.vote.ballots.store.box(EDITION)]
    assert sorted(channels) == [Channel.ONLINE, Channel.PAPER]


async def test_two_near_cards_confirmed_at_once_are_not_both_cast(office: Desk) -> None:
    await office.open(identity="declaration")
    entries = [office.entry(card(surname), "fontanna") for surname in ("Żółć", "Zolc")]
    cards = [await office.undrawn(entry) for entry in entries]
    work = (office.confirm(one, entry) for one, entry in zip(cards, entries, strict=True))
    await asyncio.gather(*work, return_exceptions=True)
    assert sorted([(await office.card(one.id)).state for one in cards]) == [CardState.CAST, CardState.TO_CLARIFY]


@pytest.mark.parametrize("policy", BORN)
async def test_a_voter_declares_and_votes_by_the_pages_and_a_program_does_alike(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock, policy: str
) -> None:
    site = await vote_site(rules={"identity": policy})
    await open_at_the_desk(site)
    clock.moment = OPENS
    said = {"given": "Anna", "surname": "Żółć", "address": "Polna 1"}
    said |= {"born": BORN[policy]} if BORN[policy] else {}
    unsaid = await site.client.post(ROOT, data=said)
    assert (unsaid.status_code, "Bez tego oświadczenia" in unsaid.text) == (422, True)
    assert (await site.client.post(ROOT, data=said | {"declares": "true"})).headers["location"].endswith("/1")
    await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor": "fontanna"})
    await site.client.post(f"{ROOT}/{EDITION}/2", data={})
    review = await site.client.get(f"{ROOT}/{EDITION}/podsumowanie")
    assert "fontanna" in review.text

    # A stranger's ballot that is refused is in nobody's way, though it declares a name that is near.
    stranger = said | {"surname": "Žolč", "declares": True}
    unlawful = {"voter": stranger, "choices": {"miasto": [{"proposal_id": "nie-ma-takiego"}]}}
    turned_away = await site.client.post(f"{BASE}/ballots", json=unlawful, headers={"Idempotency-Key": "s" * 16})
    assert turned_away.status_code == 422
    assert await site.database.collection("declared").count_documents({}) == 0

    # Somebody near is faster, by program.
    near = said | {"surname": "Zolc"}
    body = {"voter": near, "choices": {"miasto": [{"proposal_id": "drzewa"}]}}
    headers = {"Idempotency-Key": "k" * 16}
    undeclared = await site.client.post(f"{BASE}/ballots", json=body, headers=headers)
    assert (undeclared.status_code, undeclared.json()["type"].rsplit("/")[-1]) == (422, "not-declared")
    body["voter"] = near | {"declares": True}
    receipts = [await site.client.post(f"{BASE}/ballots", json=body, headers=headers) for _ in range(2)]
    assert [one.status_code for one in receipts] == [201, 201]
    body["voter"] = said | {"declares": True}
    refused = await site.client.post(f"{BASE}/ballots", json=body, headers={"Idempotency-Key": "j" * 16})
    assert refused.json()["type"].endswith("identity-unclear")

    hidden = {"draft": site.client.cookies["__Host-vote-draft"], "nonce": "n" * 16}
    late = await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=hidden)
    assert late.headers["location"] == f"{ROOT}?powod=podobna"
    assert "podobnych danych" in (await site.client.get(f"{ROOT}?powod=podobna")).text
    unclear = await site.client.post(ROOT, data=said | {"declares": "true"})
    assert "Poproś o sprawdzenie" in unclear.text
    asked = await site.client.post(f"{ROOT}/wyjasnienie", data=said | {"nonce": "n" * 16})
    assert "Twój kod:" in asked.text
