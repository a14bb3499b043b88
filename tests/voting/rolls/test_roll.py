"""The roll in force: taken in whole, replaced at one moment, frozen by the opening, and readable by nobody."""

import asyncio
from collections.abc import Sequence

import pytest

from services.voting.rolls.domain import AddressUnreadable, NotUtf8, Person, RollColumnMissing, person_tags
from services.voting.rolls.service import CannotTellApart, Identity, NotOnRoll, Roll, RollFrozen, Voter, WrongIdentity
from services.voting.rolls.service.needs import Alike
from services.voting.rolls.store import MongoRollStore
from services.voting.tally.domain import seed_commitment
from shared.privacy import Cipher
from shared.store import NotFound, Transaction
from tests.voting.conftest import EDITION, OPENS, PUBLIC, ROLL, SECRET, Vote, announced, tried

ANNA = Person("Anna", "Nowak", "Śródmiejska 1/2")
HEADER = "imię;nazwisko;adres\n"


async def known(vote: Vote, person: Person) -> str:
    return (await vote.rolls.recognise(EDITION, "name_address", Identity(person=person))).roll_id


def test_what_a_voter_says_of_themselves_is_in_no_text_that_a_program_makes_of_it() -> None:
    said = Identity(ANNA, code="KOD", pesel="44051401359", surname="Nowak", born="14.05.1944").declaring()
    shown = f"{said} {said!r} {[said]} {said.vouched_for()}"
    assert not [word for word in ("Anna", "Nowak", "Śródmiejska", "KOD", "44051401359", "1944") if word in shown]
    assert "declares=True" in shown


async def taken_in(vote: Vote, *lines: str) -> None:
    await vote.rolls.take_in(EDITION, (HEADER + "\n".join(lines)).encode(), dry_run=False)


async def opened(vote: Vote) -> None:
    await tried(vote.ballots.database)
    await vote.ballots.open(EDITION, PUBLIC, seed_commitment(SECRET))
    vote.clock.moment = OPENS


async def test_a_dry_run_reports_and_puts_nobody_on_the_roll(vote: Vote) -> None:
    await vote.hear(announced())
    reading = await vote.rolls.take_in(EDITION, ROLL.encode(), dry_run=True)
    assert len(reading.entries) == 4
    assert await vote.rolls.count(EDITION) == 0
    with pytest.raises(NotOnRoll):
        await known(vote, ANNA)


async def test_a_person_on_the_roll_is_recognised_as_people_type_their_names(vote: Vote) -> None:
    await vote.hear(announced())
    await vote.rolls.take_in(EDITION, ROLL.encode(), dry_run=False)
    assert await vote.rolls.count(EDITION) == 4
    anna = await known(vote, ANNA)
    for typed in (Person(" ANNA ", "nowak", "ul. śródmiejska 1 m. 2"), Person("Anna", "Nowak", "srodmiejska 1/2")):
        assert await known(vote, typed) == anna
    with pytest.raises(NotOnRoll):
        await known(vote, Person("Anna", "Nowak", "Śródmiejska 1/3"))


async def test_who_alone_is_near_and_only_writes_no_diacritics_is_the_person_on_the_roll(vote: Vote) -> None:
    await vote.hear(announced())
    await taken_in(vote, "Łukasz;Żółć;Polna 5", "Anna;Nowak-Lis;Polna 6")
    lukasz = await known(vote, Person("Łukasz", "Żółć", "Polna 5"))
    for typed in (Person("lukasz", "zolc", "polna 5"), Person("Zolc", "Lukasz", "Polna 5")):
        assert await known(vote, typed) == lukasz
    anna = await known(vote, Person("Anna", "Nowak-Lis", "Polna 6"))
    assert await known(vote, Person("Anna", "Lis Nowak", "Polna 6")) == anna
    with pytest.raises(CannotTellApart):
        await known(vote, Person("Anna", "Nowak", "Polna 6"))


async def test_two_people_who_may_both_be_meant_are_left_to_an_officer(vote: Vote) -> None:
    await vote.hear(announced())
    await taken_in(vote, "Jan;Kowalski;Polna 5", "Jan;Kowalski;Polna 5")
    with pytest.raises(CannotTellApart):
        await known(vote, Person("Jan", "Kowalski", "Polna 5"))


async def test_a_new_roll_replaces_the_old_one_and_who_stays_keeps_their_one_ballot(vote: Vote) -> None:
    await vote.hear(announced())
    await vote.rolls.take_in(EDITION, ROLL.encode(), dry_run=False)
    anna = await known(vote, ANNA)
    await taken_in(vote, "Anna;Nowak;Śródmiejska 1/2", "Ewa;Lis;Polna 7")
    assert await known(vote, ANNA) == anna
    assert await vote.rolls.count(EDITION) == 2
    with pytest.raises(NotOnRoll):
        await known(vote, Person("Jan", "Kowalski", "Śródmiejska 1/2"))


async def test_of_two_rolls_taken_in_at_once_the_one_in_force_is_whole(
    vote: Vote, monkeypatch: pytest.MonkeyPatch
) -> None:
    await vote.hear(announced())
    reached, go_on = asyncio.Event(), asyncio.Event()
    add = MongoRollStore.add

    async def slowly(store: MongoRollStore, voters: Sequence[Voter]) -> None:
        await add(store, voters)
        if not reached.is_set():
            reached.set()
            await go_on.wait()

    monkeypatch.setattr(MongoRollStore, "add", slowly)
    slow = asyncio.create_task(taken_in(vote, "Anna;Nowak;Śródmiejska 1/2", "Ewa;Lis;Polna 7"))
    await reached.wait()
    await taken_in(vote, "Jan;Kowalski;Polna 5")
    go_on.set()
    await slow
    assert await vote.rolls.count(EDITION) == 2
    assert await known(vote, ANNA)
    with pytest.raises(NotOnRoll):
        await known(vote, Person("Jan", "Kowalski", "Polna 5"))
    assert await vote.rolls.database.collection("voters").count_documents({}) == 2


async def test_from_the_opening_the_roll_stands(vote: Vote) -> None:
    await vote.open()
    with pytest.raises(RollFrozen):
        await vote.rolls.take_in(EDITION, ROLL.encode(), dry_run=False)


async def test_a_roll_of_an_edition_that_nobody_announced_is_refused(vote: Vote) -> None:
    with pytest.raises(NotFound):
        await vote.rolls.take_in(EDITION, ROLL.encode(), dry_run=True)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (ROLL.encode("cp1250"), NotUtf8),
        (b"imi\xc4\x99;adres\nAnna;Polna 5\n", RollColumnMissing),
        (b"", RollColumnMissing),
    ],
)
async def test_a_file_that_is_no_roll_is_refused_and_the_roll_in_force_stays(
    vote: Vote, data: bytes, error: type[Exception]
) -> None:
    await vote.list()
    with pytest.raises(error):
        await vote.rolls.take_in(EDITION, data, dry_run=False)
    assert await vote.rolls.count(EDITION) == 4


async def test_recognition_opens_nothing_that_is_sealed(vote: Vote, monkeypatch: pytest.MonkeyPatch) -> None:
    await vote.hear(announced())
    roll = "imię;nazwisko;adres;data urodzenia\nAnna;Nowak;Śródmiejska 1/2;1980-05-14\nEwa;Lis;Śródmiejska 1 m. 2;\n"
    await vote.rolls.take_in(EDITION, roll.encode(), dry_run=False)
    vote.clock.moment = OPENS

    def never(self: Cipher, sealed: bytes, place: str) -> str:
        raise AssertionError(place)

    monkeypatch.setattr(Cipher, "open", never)
    anna = await vote.rolls.recognise(EDITION, "name_address", Identity(person=ANNA))
    ewa = await vote.rolls.recognise(EDITION, "name_address", Identity(person=Person("Ewa", "Lis", "Śródmiejska 1/2")))
    assert (anna.age, ewa.age) == (46, None)
    assert anna.home == ewa.home is not None
    assert await vote.rolls.known(EDITION, anna.roll_id) == anna


async def test_who_looked_before_the_opening_sees_the_roll_that_is_in_force_after_it(vote: Vote) -> None:
    await vote.list()
    with pytest.raises(NotOnRoll):
        await known(vote, Person("Ewa", "Nowa", "Polna 7"))
    await taken_in(vote, "Ewa;Nowa;Polna 7")
    ewa = await known(vote, Person("Ewa", "Nowa", "Polna 7"))
    await opened(vote)
    assert await known(vote, Person("Ewa", "Nowa", "Polna 7")) == ewa


async def test_a_roll_that_is_taken_in_while_the_vote_opens_is_not_put_in_force_behind_it(
    vote: Vote, monkeypatch: pytest.MonkeyPatch
) -> None:
    await vote.list()
    read, is_open = asyncio.Event(), asyncio.Event()
    put_roll = MongoRollStore.put_roll

    async def slow(self: MongoRollStore, tx: Transaction, roll: Roll) -> None:
        read.set()
        await is_open.wait()
        await put_roll(self, tx, roll)

    monkeypatch.setattr(MongoRollStore, "put_roll", slow)
    late = asyncio.create_task(taken_in(vote, "Ewa;Nowa;Polna 7"))
    await read.wait()
    await opened(vote)
    assert await known(vote, ANNA)
    is_open.set()
    with pytest.raises(RollFrozen):
        await late
    assert await known(vote, ANNA)
    with pytest.raises(NotOnRoll):
        await known(vote, Person("Ewa", "Nowa", "Polna 7"))


async def test_whoever_cannot_be_looked_up_fails_alone_and_not_with_the_heap(
    vote: Vote, monkeypatch: pytest.MonkeyPatch
) -> None:
    await vote.list()
    jan = Person("Jan", "Kowalski", "Śródmiejska 1/2")
    bad = person_tags(vote.ballots.edition_key(EDITION), EDITION, jan).exact
    look_up = MongoRollStore.by_exact

    async def by_exact(self: MongoRollStore, edition: str, batch: str, tags: Sequence[str]) -> list[Alike]:
        if bad in tags:
            raise ValueError(bad)
        return await look_up(self, edition, batch, tags)

    monkeypatch.setattr(MongoRollStore, "by_exact", by_exact)
    answers = await asyncio.gather(*(known(vote, who) for who in (ANNA, jan, ANNA, jan)), return_exceptions=True)
    assert [isinstance(one, str) for one in answers] == [True, False, True, False]
    assert all(isinstance(one, str | ValueError) for one in answers)


async def test_a_heap_of_near_names_is_looked_up_in_parts(vote: Vote, monkeypatch: pytest.MonkeyPatch) -> None:
    await vote.list()
    asked: list[int] = []
    look_up = MongoRollStore.by_near

    async def by_near(self: MongoRollStore, edition: str, batch: str, tags: Sequence[str]) -> list[Alike]:
        asked.append(len(tags))
        return await look_up(self, edition, batch, tags)

    monkeypatch.setattr(MongoRollStore, "by_near", by_near)
    strangers = [
        Person(f"a{chr(97 + n)} b{chr(97 + n)} c{chr(97 + n)} d{chr(97 + n)}", "e f g h", f"Polna {place}")
        for n in range(5)
        for place in range(1, 31)
    ]
    found = await asyncio.gather(*(known(vote, who) for who in strangers), return_exceptions=True)
    assert all(isinstance(one, NotOnRoll) for one in found)
    assert sum(asked) > 1_000 >= max(asked)


@pytest.mark.parametrize("policy", ["name_address", "roll_code", "pesel_roll"])
async def test_who_does_not_say_what_the_edition_asks_for_is_not_recognised(vote: Vote, policy: str) -> None:
    await vote.list()
    with pytest.raises(WrongIdentity):
        await vote.rolls.recognise(EDITION, policy, Identity())


async def test_an_address_without_a_number_is_told_so(vote: Vote) -> None:
    await vote.list()
    with pytest.raises(AddressUnreadable):
        await known(vote, Person("Anna", "Nowak", "Śródmiejska"))
