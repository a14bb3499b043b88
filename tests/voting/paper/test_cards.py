"""Cards: keyed in by one, confirmed by another; some twice and blind; afterwards nothing that stood on them is left."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.ballots.domain.closing import PaperUnfinished
from services.voting.ballots.domain.election import GRACE, WrongState
from services.voting.ballots.domain.envelope import Opener
from services.voting.paper.domain.cards import (
    CardNotHere,
    CardState,
    NotDrawn,
    NotYours,
    SamePerson,
    SecondEntryNeeded,
)
from services.voting.paper.domain.drawing import is_drawn
from services.voting.paper.domain.points import AllCardsKeyed, PointUnsettled
from services.voting.paper.domain.voids import VoidReason
from services.voting.readings.domain import What
from services.voting.rolls.domain import Person as Resident
from services.voting.rolls.service import Identity
from shared.privacy import Unreadable
from shared.store import Database, KeyReused, Stale
from tests.voting.conftest import CLOSES, EDITION, PRIVATE, SECRET, Vote
from tests.voting.paper.conftest import ALA, ANNA, JAN, MARIA, OLA, WINDOWS, Desk, plan, sheet
from tests.voting.rolls.pesel import number

Published = Callable[[], Awaitable[list[str]]]
Stored = Callable[[], Awaitable[dict[str, str]]]


async def test_a_card_keyed_by_one_and_confirmed_by_another_lies_in_the_box_sealed_as_any_ballot(office: Desk) -> None:
    await office.open()
    await office.cast_online(JAN)
    card = await office.put_in(ANNA, "fontanna", "alejki", "lawki")
    assert (card.state, card.voids, card.keyed_by_id, card.confirmed_by_id) == (CardState.CAST, (), "p-ala", "p-ola")
    box = [envelope async for envelope in office.vote.ballots.store.box(EDITION)]
    assert {envelope.channel.value for envelope in box} == {"online", "paper"}
    assert len({len(envelope.sealed) for envelope in box}) == 1
    paper = next(envelope for envelope in box if envelope.channel == "paper")
    opened = Opener(bytes.fromhex(PRIVATE), EDITION).open(paper.sealed)
    assert {id for marks in opened.values() for id, _ in marks} == {"fontanna", "alejki", "lawki"}


async def test_of_a_card_as_of_a_ballot_of_the_web_the_age_and_the_home_on_the_roll_are_watched(office: Desk) -> None:
    roll = "imię;nazwisko;adres;data urodzenia\nAnna;Nowak;Śródmiejska 1/2;1980-05-14\n"
    await office.open(roll=roll)
    await office.put_in(ANNA, "fontanna")
    [seen] = (await office.vote.fraud.store.fresh(EDITION)).all
    known = await office.vote.rolls.recognise(EDITION, "name_address", Identity(person=Resident(**ANNA)))
    assert (seen.age, seen.home, seen.clerk) == (46, known.home, "p-ala")
    assert known.home is not None


async def test_who_keyed_a_card_in_can_neither_confirm_nor_return_it_nor_enter_it_again(office: Desk) -> None:
    await office.open()
    entry = office.entry(ANNA, "drzewa")
    card = await office.undrawn(entry)
    cards = office.vote.cards
    for attempt in (
        cards.confirm(EDITION, card.id, card.version, ALA),
        cards.give_back(EDITION, card.id, card.version, "inny numer", ALA),
        cards.enter_second(EDITION, card.id, card.version, entry, ALA),
    ):
        with pytest.raises(SamePerson):
            await attempt
    assert (await office.card(card.id)).state is CardState.KEYED


async def test_a_card_of_another_is_neither_mended_nor_undone(office: Desk) -> None:
    await office.open()
    entry = office.entry(ANNA, "drzewa")
    card = await office.key_in(entry)
    with pytest.raises(NotYours):
        await office.vote.cards.amend(EDITION, card.id, card.version, entry, OLA)
    with pytest.raises(NotYours):
        await office.vote.cards.undo(EDITION, card.id, card.version, OLA)


async def test_the_same_form_sent_again_is_the_same_card(office: Desk) -> None:
    await office.open()
    entry = office.entry(ANNA, "drzewa")
    cards = await asyncio.gather(*(office.key_in(entry, nonce="n" * 16) for _ in range(8)))
    assert len({(card.id, card.number) for card in cards}) == 1
    assert (await office.vote.cards.progress(EDITION)).keyed == 1


async def test_another_card_typed_into_a_form_that_was_sent_is_not_taken_for_the_first(office: Desk) -> None:
    await office.open()
    first = await office.key_in(office.entry(ANNA, "drzewa"), nonce="n" * 16)
    with pytest.raises(KeyReused):
        await office.key_in(office.entry(ANNA, "fontanna"), nonce="n" * 16)
    assert (await office.vote.cards.progress(EDITION)).keyed == 1
    assert await office.card(first.id) == first


async def test_cards_keyed_in_at_once_get_numbers_without_gaps(office: Desk) -> None:
    await office.open()
    cards = await asyncio.gather(*(office.key_in(office.entry(ANNA, "drzewa")) for _ in range(12)))
    assert sorted(card.number for card in cards) == list(range(1, 13))


async def test_no_more_cards_are_keyed_in_than_lay_in_the_urn_however_many_try_at_once(office: Desk) -> None:
    await office.open(cast=3)
    tries = (office.key_in(office.entry(ANNA, "drzewa")) for _ in range(9))
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(end, AllCardsKeyed) for end in ends) == 6
    assert (await office.vote.cards.progress(EDITION)).keyed == 3


async def test_before_a_point_has_its_sheet_nothing_is_keyed_in(vote: Vote, office: Desk) -> None:
    await vote.open(windows=WINDOWS)
    office.point = await vote.points.add(EDITION, plan(), "zarządzenie o punktach", ALA)
    office.numbers = {"drzewa": "O-1"}
    with pytest.raises(PointUnsettled):
        await office.key_in(office.entry(ANNA, "drzewa"))


async def test_an_undone_card_keeps_its_number_and_can_be_keyed_in_anew(office: Desk) -> None:
    await office.open(cast=1)
    cards, entry = office.vote.cards, office.entry(ANNA, "drzewa")
    card = await office.key_in(entry)
    await cards.undo(EDITION, card.id, card.version, ALA)
    undone = await office.card(card.id)
    assert (undone.state, undone.number, undone.entry) == (CardState.UNDONE, card.number, None)
    await cards.amend(EDITION, card.id, undone.version, office.entry(ANNA, "lawki"), ALA)
    again = await office.card(card.id)
    assert (again.state, again.number) == (CardState.KEYED, card.number)
    with pytest.raises(AllCardsKeyed):
        await office.key_in(entry)


async def test_a_confirmed_card_cannot_be_undone_mended_or_confirmed_again(office: Desk) -> None:
    await office.open()
    card, cards = await office.put_in(ANNA, "drzewa"), office.vote.cards
    for attempt in (
        cards.undo(EDITION, card.id, card.version, ALA),
        cards.amend(EDITION, card.id, card.version, office.entry(ANNA, "lawki"), ALA),
        cards.confirm(EDITION, card.id, card.version, OLA),
    ):
        with pytest.raises(CardNotHere):
            await attempt


async def test_of_ten_confirmations_of_one_card_at_once_one_puts_it_in(office: Desk) -> None:
    await office.open()
    card = await office.undrawn(office.entry(ANNA, "drzewa"))
    tries = (office.vote.cards.confirm(EDITION, card.id, card.version, OLA) for _ in range(10))
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(end is None for end in ends) == 1
    assert all(isinstance(end, Stale | None) for end in ends)
    assert await office.vote.ballots.store.count_box(EDITION) == 1


async def test_what_was_changed_after_the_second_person_has_seen_it_is_not_confirmed(office: Desk) -> None:
    await office.open()
    card = await office.undrawn(office.entry(ANNA, "drzewa"))
    await office.vote.cards.amend(EDITION, card.id, card.version, office.entry(ANNA, "lawki"), ALA)
    with pytest.raises(Stale):
        await office.vote.cards.confirm(EDITION, card.id, card.version, OLA)


async def test_a_returned_card_says_why_and_comes_back_mended(office: Desk) -> None:
    await office.open()
    cards = office.vote.cards
    card = await office.undrawn(office.entry(ANNA, "drzewa"))
    await cards.give_back(EDITION, card.id, card.version, "na karcie jest ławka", OLA)
    returned = await office.card(card.id)
    assert returned.state is CardState.RETURNED
    assert cards.contents.note(returned) == "na karcie jest ławka"
    await cards.amend(EDITION, card.id, returned.version, office.entry(ANNA, "lawki"), ALA)
    mended = await office.card(card.id)
    assert (await office.confirm(mended, office.entry(ANNA, "lawki"))).state is CardState.CAST


# -- the second, blind entry --------------------------------------------------------------------------------------


@given(key=st.binary(min_size=32, max_size=32), percent=st.integers(1, 100), runs=st.integers(1, 20))
def test_of_every_full_run_exactly_one_card_is_drawn_and_so_at_least_the_share_asked_for(
    key: bytes, percent: int, runs: int
) -> None:
    run = 100 // percent
    drawn = [number for number in range(1, run * runs + 1) if is_drawn(key, number, percent)]
    assert [(number - 1) // run for number in drawn] == list(range(runs))
    assert len(drawn) * 100 >= percent * run * runs


def test_which_cards_are_drawn_depends_on_the_secret_alone() -> None:
    draws = {tuple(n for n in range(1, 101) if is_drawn(bytes([key]) * 32, n, 5)) for key in range(50)}
    assert len(draws) == 50


async def test_a_drawn_card_is_not_shown_to_the_second_person_nor_confirmed_by_a_look(office: Desk) -> None:
    await office.open()
    card, cards = await office.drawn(office.entry(ANNA, "drzewa")), office.vote.cards
    with pytest.raises(SecondEntryNeeded):
        await cards.read(card, OLA)
    with pytest.raises(SecondEntryNeeded):
        await cards.confirm(EDITION, card.id, card.version, OLA)
    assert (await cards.read(card, ALA))[0].surname == "Nowak"


async def test_a_second_entry_that_says_the_same_confirms_the_card(office: Desk) -> None:
    await office.open()
    entry = office.entry(ANNA, "drzewa")
    card = await office.drawn(entry)
    same = entry.model_copy(update={"given": "ANNA", "sections": {**entry.sections, "osiedla": " "}})
    assert await office.vote.cards.enter_second(EDITION, card.id, card.version, same, OLA) == []
    done = await office.card(card.id)
    assert (done.state, done.twice) == (CardState.CAST, True)
    progress = await office.vote.cards.progress(EDITION)
    assert progress.second_done == 1


async def test_a_second_entry_that_differs_goes_back_to_both_with_what_differs(office: Desk) -> None:
    await office.open()
    cards = office.vote.cards
    card = await office.drawn(office.entry(ANNA, "drzewa"))
    assert await cards.enter_second(EDITION, card.id, card.version, office.entry(ANNA, "lawki"), OLA) == [
        "miasto",
        "osiedla",
    ]
    returned = await office.card(card.id)
    assert returned.state is CardState.RETURNED
    for person in (ALA, OLA):
        compared = await cards.compare(returned, person)
        assert compared is not None
        assert list(compared[2]) == ["miasto", "osiedla"]
    with pytest.raises(CardNotHere):
        await cards.confirm(EDITION, card.id, returned.version, OLA)
    await cards.amend(EDITION, card.id, returned.version, office.entry(ANNA, "lawki"), ALA)
    agreed = await office.card(card.id)
    assert agreed.state is CardState.KEYED
    await cards.confirm(EDITION, card.id, agreed.version, OLA)
    assert (await office.card(card.id)).twice


async def test_where_the_first_entry_was_right_the_second_is_typed_anew(office: Desk) -> None:
    await office.open()
    cards, right = office.vote.cards, office.entry(ANNA, "drzewa")
    card = await office.drawn(right)
    await cards.enter_second(EDITION, card.id, card.version, office.entry(ANNA, "lawki"), OLA)
    returned = await office.card(card.id)
    assert await cards.enter_second(EDITION, card.id, returned.version, right, OLA) == []
    assert (await office.card(card.id)).state is CardState.CAST


async def test_a_card_that_was_not_drawn_takes_no_second_entry(office: Desk) -> None:
    await office.open()
    entry = office.entry(ANNA, "drzewa")
    card = await office.undrawn(entry)
    with pytest.raises(NotDrawn):
        await office.vote.cards.enter_second(EDITION, card.id, card.version, entry, OLA)


# -- who it is ----------------------------------------------------------------------------------------------------

DOUBTFUL = {"given": "Maria", "surname": "Wiśniewska-Lis", "address": "Górnośląska 10"}


@pytest.mark.parametrize(("choice", "state"), [(1, CardState.CAST), (0, CardState.VOID)])
async def test_an_unclear_card_is_decided_by_another_person_with_a_reason(
    office: Desk, choice: int, state: CardState
) -> None:
    await office.open()
    cards, entry = office.vote.cards, office.entry(DOUBTFUL, "drzewa")
    card = await office.key_in(entry)
    assert card.state is CardState.TO_CLARIFY
    said, likely = await cards.likely(card, OLA)
    assert said.surname == "Wiśniewska-Lis"
    assert [one.person.surname for one in likely] == ["Wiśniewska"]
    with pytest.raises(CardNotHere):
        await cards.confirm(EDITION, card.id, card.version, OLA)
    with pytest.raises(SamePerson):
        await cards.clarify(EDITION, card.id, card.version, choice, "znam podpis", ALA)
    await cards.clarify(EDITION, card.id, card.version, choice, "nowe nazwisko po ślubie", OLA)
    done = await office.confirm(await office.card(card.id), entry)
    assert done.state is state
    assert [void.reason for void in done.voids] == ([] if choice else [VoidReason.NOT_ON_ROLL])


async def test_a_card_that_is_void_whoever_it_is_of_needs_no_clarifying(office: Desk) -> None:
    await office.open()
    card = await office.key_in(office.entry(DOUBTFUL, "drzewa", seen=(VoidReason.NO_SIGNATURE,)))
    assert card.state is CardState.KEYED


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ({**ANNA, "surname": "Obca"}, VoidReason.NOT_ON_ROLL),
        ({**ANNA, "address": "Śródmiejska"}, VoidReason.NOT_ON_ROLL),
        ({**ANNA, "given": ""}, VoidReason.NO_FIRST_NAME),
    ],
)
async def test_a_card_of_nobody_on_the_roll_is_void_and_leaves_no_envelope(
    office: Desk, person: dict[str, str], reason: VoidReason
) -> None:
    await office.open()
    card = await office.put_in(person, "drzewa")
    assert (card.state, [void.reason for void in card.voids]) == (CardState.VOID, [reason])
    assert await office.vote.ballots.store.count_box(EDITION) == 0


@pytest.mark.parametrize(("pesel", "reason"), [("44051401350", "wrong_pesel"), ("44051401359", "not_on_roll")])
async def test_a_number_that_nobody_can_have_is_told_from_one_that_is_not_on_the_roll(
    office: Desk, pesel: str, reason: str
) -> None:
    await office.open(
        identity="pesel_roll", roll=f"imię;nazwisko;adres;pesel\nAnna;Nowak;Polna 5;{number(date(1980, 5, 14))}\n"
    )
    card = await office.put_in({"surname": "Nowak", "pesel": pesel}, "drzewa")
    assert (card.state, [str(void.reason) for void in card.voids]) == (CardState.VOID, [reason])


async def test_a_card_with_one_void_section_counts_with_the_other(office: Desk) -> None:
    await office.open()
    card = await office.put_in(ANNA, "fontanna", "alejki", "drzewa", "lawki")
    assert card.state is CardState.CAST
    assert [(void.reason, void.section) for void in card.voids] == [(VoidReason.TOO_MANY_MARKS, "miasto")]
    [envelope] = [envelope async for envelope in office.vote.ballots.store.box(EDITION)]
    assert Opener(bytes.fromhex(PRIVATE), EDITION).open(envelope.sealed) == {"osiedla": (("lawki", 1),)}


# -- closing and counting -------------------------------------------------------------------------------------------


async def test_the_box_stays_open_while_points_or_cards_are_not_finished_and_says_how_many(office: Desk) -> None:
    await office.open(cast=2)
    vote = office.vote
    other = await vote.points.add(EDITION, plan(name="Ratusz, parter"), "zarządzenie o punktach", ALA)
    entry = office.entry(ANNA, "drzewa")
    card = await office.undrawn(entry)

    async def left() -> tuple[int, int, int]:
        vote.clock.moment = CLOSES + GRACE
        with pytest.raises(PaperUnfinished) as refused:
            await vote.ballots.close(EDITION)
        return refused.value.points, refused.value.cards, refused.value.missing

    assert await left() == (1, 1, 1)
    await vote.points.withdraw(EDITION, other, 1, "nie działał", ALA)
    assert await left() == (0, 1, 1)
    await office.confirm(card, entry)
    assert await left() == (0, 0, 1)
    await office.put_in(JAN, "lawki")
    await vote.close()


async def test_after_the_web_has_closed_cards_are_still_keyed_in_and_confirmed_until_the_box_is(office: Desk) -> None:
    await office.open(cast=1)
    office.vote.clock.moment = CLOSES + GRACE
    assert (await office.put_in(ANNA, "drzewa")).state is CardState.CAST
    await office.vote.close()
    with pytest.raises(WrongState):
        await office.key_in(office.entry(JAN, "drzewa"))


async def test_closing_and_keying_in_at_once_leave_no_card_behind_the_closed_box(office: Desk) -> None:
    await office.open(cast=0)
    vote = office.vote
    vote.clock.moment = CLOSES + GRACE
    point = await vote.points.store.point(EDITION, office.point)

    async def one_more() -> None:
        await vote.points.settle(EDITION, office.point, point.version, sheet(cast=1), "policzono jeszcze raz", OLA)
        await office.key_in(office.entry(ANNA, "drzewa"))

    closed, keyed = await asyncio.gather(vote.ballots.close(EDITION), one_more(), return_exceptions=True)
    assert isinstance(closed, PaperUnfinished) or isinstance(keyed, WrongState)
    waiting = (await vote.cards.progress(EDITION)).to_confirm
    assert (await vote.ballots.state(EDITION) == "closed") == (waiting == 0)


async def test_paper_is_counted_like_the_web_and_the_result_says_how_many_came_on_paper(office: Desk) -> None:
    await office.open(cast=4)
    await office.cast_online(MARIA)
    await office.put_in(ANNA, "fontanna")
    await office.put_in(JAN, "fontanna", "hustawki")
    await office.put_in(ANNA, "alejki")
    await office.put_in(JAN, "alejki", seen=(VoidReason.NO_DATE, VoidReason.NO_SIGNATURE))
    await office.vote.close()
    counted = await office.vote.tally.count(EDITION, PRIVATE, SECRET)
    assert (counted.ballots, counted.paper, counted.void) == (3, 2, 0)
    assert {row.proposal_id: row.votes for row in counted.projects if row.votes} == {
        "drzewa": 1,
        "fontanna": 2,
        "hustawki": 1,
    }
    assert {one.reason: one.cards for one in counted.void_cards} == {
        VoidReason.NO_DATE: 1,
        VoidReason.NO_SIGNATURE: 1,
        VoidReason.SECOND_CARD: 1,
    }
    assert counted.cards is not None
    assert (counted.cards.came, counted.cards.void, counted.cards.in_box) == (4, 2, 2), "cards, not reasons"


async def test_waiting_cards_are_one_task_from_the_first_to_the_last(office: Desk, published: Published) -> None:
    await office.open()

    async def tasks() -> tuple[int, int]:
        names = await published()
        return names.count("voting.task_opened.v1"), names.count("voting.task_closed.v1")

    opened, closed = await tasks()
    entries = [office.entry(person, "drzewa") for person in (ANNA, JAN)]
    cards = [await office.key_in(entry) for entry in entries]
    assert await tasks() == (opened + 1, closed)
    for card, entry in zip(cards, entries, strict=True):
        await office.confirm(card, entry)
    assert await tasks() == (opened + 1, closed + 1)


# -- secrecy --------------------------------------------------------------------------------------------------------


async def test_before_it_is_confirmed_a_card_is_readable_by_the_services_key_alone_and_at_its_own_place(
    office: Desk, stored: Stored
) -> None:
    await office.open()
    one, other = await office.key_in(office.entry(ANNA, "fontanna")), await office.key_in(office.entry(JAN, "lawki"))
    for name, text in (await stored()).items():
        for secret in ("Nowak", "nowak", "Kowalski", "Śródmiejska 1"):
            assert secret not in text, name
    assert "fontanna" not in (await stored())["cards"]
    assert one.entry is not None
    assert other.entry is not None
    assert len(one.entry) == len(other.entry)
    with pytest.raises(Unreadable):
        await office.vote.cards.read(other.model_copy(update={"entry": one.entry}), ALA)


async def test_after_it_is_confirmed_nothing_stored_leads_from_a_card_to_its_person_or_choices(
    office: Desk, stored: Stored, database: Database
) -> None:
    await office.open()
    entry = office.entry(ANNA, "fontanna")
    card = await office.drawn(entry)
    await office.vote.cards.enter_second(EDITION, card.id, card.version, office.entry(ANNA, "lawki"), OLA)
    await office.confirm(await office.card(card.id), entry)
    [row] = await database.collection("cards").find({"_id": card.id}).to_list(None)
    kept = {name for name, value in row.items() if value not in (None, [], ())}
    assert kept == {
        "_id",
        "schema_version",
        "edition_id",
        "point_id",
        "number",
        "state",
        "keyed_by_id",
        "keyed_by_name",
        "confirmed_by_id",
        "confirmed_by_name",
        "second_by_id",
        "twice",
        "version",
    }
    [envelope] = await database.collection("envelopes").find({}).to_list(None)
    for link in (envelope["_id"], envelope["voter_tag"], envelope["commitment"]):
        for name, text in (await stored()).items():
            # Until the close there stands beside an envelope who keyed it in; which card it was, nowhere.
            if name not in ("envelopes", "sighting_heaps"):
                assert link not in text, name
    assert card.id not in (await stored())["sighting_heaps"]
    assert card.id not in (await stored())["envelopes"]


async def test_neither_inbox_nor_outbox_holds_a_name_or_a_number_of_a_card(office: Desk, database: Database) -> None:
    await office.open()
    await office.put_in(ANNA, "fontanna")
    texts = str(await database.collection("inbox").find({}).to_list(None))
    texts += str(await database.collection("outbox").find({"name": {"$regex": "task"}}).to_list(None))
    for secret in ("Nowak", "Anna", "Śródmiejska"):
        assert secret not in texts


async def test_every_look_at_what_stands_on_a_card_is_written_down_and_a_second_entry_shows_nothing(
    office: Desk,
) -> None:
    await office.open()
    cards, readings = office.vote.cards, office.vote.readings
    drawn = await office.drawn(office.entry(ANNA, "drzewa"))
    with pytest.raises(SecondEntryNeeded):
        await cards.read(drawn, OLA)
    assert await readings.newest(EDITION, None, 10) == []
    card = await office.undrawn(office.entry(ANNA, "drzewa"))
    await cards.read(card, OLA)
    unclear = await office.key_in(office.entry(DOUBTFUL, "drzewa"))
    await cards.likely(unclear, OLA)
    found = await readings.newest(EDITION, None, 10)
    seen = {(one.what, one.of, one.by_id) for one in found}
    assert seen == {(What.CARD, card.id, OLA.id), (What.CARD_PEOPLE, unclear.id, OLA.id)}
    assert len(found) == 2
