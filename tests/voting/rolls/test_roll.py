"""The roll in force: taken in whole, replaced at one moment, frozen by the opening, and readable by nobody."""

import pytest
from bson import json_util

from services.voting.ballots.domain.election import WrongState
from services.voting.rolls.domain import AddressUnreadable, NotUtf8, Person, RollColumnMissing
from services.voting.rolls.service import CannotTellApart, Identity, NotOnRoll, RollFrozen, WrongIdentity
from shared.store import Database, NotFound
from tests.voting.conftest import EDITION, ROLL, Vote, announced

ANNA = Person("Anna", "Nowak", "Śródmiejska 1/2")
HEADER = "imię;nazwisko;adres\n"


async def known(vote: Vote, person: Person) -> str:
    return (await vote.rolls.recognise(EDITION, "name_address", Identity(person=person))).roll_id


async def taken_in(vote: Vote, *lines: str) -> None:
    await vote.rolls.take_in(EDITION, (HEADER + "\n".join(lines)).encode(), dry_run=False)


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


async def test_codes_open_one_ballot_each_and_are_kept_only_as_hashes(vote: Vote, database: Database) -> None:
    await vote.open(identity="roll_code")
    codes = await vote.rolls.hand_out_codes(EDITION, 3)
    ids = {(await vote.rolls.recognise(EDITION, "roll_code", Identity(code=code))).roll_id for code in codes}
    assert len(ids) == 3
    rows = json_util.dumps([row async for row in database.collection("voters").find({})])
    assert not any(code in rows or code.replace("-", "") in rows for code in codes)


async def test_a_code_of_another_edition_opens_nothing(vote: Vote) -> None:
    await vote.hear(announced(), announced().model_copy(update={"edition_id": "ed-2028"}))
    [code] = await vote.rolls.hand_out_codes("ed-2028", 1)
    with pytest.raises(NotOnRoll):
        await vote.rolls.recognise(EDITION, "roll_code", Identity(code=code))


async def test_no_codes_are_handed_out_once_the_box_is_closed(vote: Vote) -> None:
    await vote.open()
    await vote.close()
    with pytest.raises(WrongState):
        await vote.rolls.hand_out_codes(EDITION, 1)


@pytest.mark.parametrize("policy", ["name_address", "roll_code", "pesel_roll"])
async def test_who_does_not_say_what_the_edition_asks_for_is_not_recognised(vote: Vote, policy: str) -> None:
    await vote.list()
    with pytest.raises(WrongIdentity):
        await vote.rolls.recognise(EDITION, policy, Identity())


async def test_an_address_without_a_number_is_told_so(vote: Vote) -> None:
    await vote.list()
    with pytest.raises(AddressUnreadable):
        await known(vote, Person("Anna", "Nowak", "Śródmiejska"))
