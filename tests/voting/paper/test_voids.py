"""What a card is worth: every reason why it, or a section of it, does not count; and how its numbers are read."""

from typing import Any

import pytest

from services.voting.ballots.domain.election import Election, Entry
from services.voting.paper.domain.entry import Entry as Card
from services.voting.paper.domain.entry import MarksUnreadable, UnknownMark, differences, marks_of, require_readable
from services.voting.paper.domain.verdict import judge
from services.voting.paper.domain.voids import KEYS, SEEN, SENTENCES, VoidReason
from services.voting.paper.pages.typed import form_of
from tests.voting.conftest import EDITION, rules


def election(**changes: Any) -> Election:
    """Citywide O-1 to O-4, local L-1 to L-3; at most two marks in each section."""
    entries = [
        Entry(
            proposal_id=f"{letter}{number}",
            number=f"{letter}-{number}",
            section_id=section,
            pool_id="city",
            area_id=None,
            submitted_as=number,
            title=f"Projekt {letter}{number}",
            summary="",
            location="",
            category="",
            cost=100,
        )
        for letter, section, most in (("O", "miasto", 4), ("L", "osiedla", 3))
        for number in range(1, most + 1)
    ]
    return Election(id=EDITION, edition_version=1, rules=rules(**changes), entries=tuple(entries))


def section(**changes: Any) -> dict[str, Any]:
    """The sections of the edition, the first of them changed."""
    first = {"id": "miasto", "name": "Projekty ogólnomiejskie", "pools": ["city"], "max_choices": 2, **changes}
    second = {"id": "osiedla", "name": "Projekty lokalne", "pools": ["local"], "max_choices": 2}
    return {"sections": [first, second]}


WHOLE: dict[str, Any] = {
    "given": "Anna",
    "surname": "Nowak",
    "address": "Polna 5",
    "sections": {"miasto": "O-1 3", "osiedla": "2"},
    "roll_id": "r-1",
}


def found(edition: Election, **changes: Any) -> tuple[bool, set[str]]:
    """Whether a card counts, and the reasons against it; with a section's id behind a colon."""
    verdict = judge(Card(**WHOLE | changes), edition)
    return verdict.counts, {f"{one.reason}:{one.section}" if one.section else str(one.reason) for one in verdict.voids}


def test_a_whole_card_counts_with_all_its_marks() -> None:
    verdict = judge(Card(**WHOLE), election())
    assert verdict.counts
    assert verdict.voids == ()
    assert verdict.choices == {"miasto": (("O1", 1), ("O3", 1)), "osiedla": (("L2", 1),)}


TABLE: list[tuple[dict[str, Any], bool, set[str]]] = [
    ({"given": "", "roll_id": None}, False, {"no_first_name"}),
    ({"surname": "", "roll_id": None}, False, {"no_surname"}),
    ({"address": "", "roll_id": None}, False, {"no_address"}),
    ({"given": "", "surname": "", "roll_id": None}, False, {"no_first_name", "no_surname"}),
    ({"seen": [VoidReason.STATEMENT_NOT_TICKED]}, False, {"statement_not_ticked"}),
    ({"seen": [VoidReason.NO_DATE]}, False, {"no_date"}),
    ({"seen": [VoidReason.NO_SIGNATURE]}, False, {"no_signature"}),
    ({"seen": [VoidReason.NOT_CHECKED]}, False, {"not_checked"}),
    ({"seen": [VoidReason.WRONG_CARD]}, False, {"wrong_card"}),
    ({"seen": [VoidReason.UNREADABLE]}, False, {"unreadable"}),
    ({"seen": [VoidReason.LATE]}, False, {"late"}),
    ({"seen": [VoidReason.LATE, VoidReason.NO_DATE]}, False, {"late", "no_date"}),
    ({"roll_id": None}, False, {"not_on_roll"}),
    ({"sections": {}}, False, {"blank"}),
    ({"sections": {"miasto": "  ", "osiedla": ""}}, False, {"blank"}),
    ({"sections": {"miasto": "1 2 3", "osiedla": "2"}}, True, {"too_many_marks:miasto"}),
    ({"sections": {"miasto": "1 2 3"}}, False, {"too_many_marks:miasto"}),
    ({"sections": {"miasto": "1 2 99"}}, False, {"too_many_marks:miasto", "not_on_list:miasto"}),
    ({"sections": {"miasto": "1 99"}}, True, {"not_on_list:miasto"}),
    ({"sections": {"miasto": "99"}}, False, {"not_on_list:miasto"}),
    ({"sections": {"miasto": "L-1", "osiedla": "1"}}, True, {"not_on_list:miasto"}),
    ({"sections": {"miasto": "? 1"}}, True, {"illegible_number:miasto"}),
    ({"sections": {"miasto": "O-?"}}, False, {"illegible_number:miasto"}),
    ({"sections": {"miasto": "? 99"}}, False, {"illegible_number:miasto", "not_on_list:miasto"}),
    ({"sections": {"miasto": "? ? ?", "osiedla": "2"}}, True, {"illegible_number:miasto", "too_many_marks:miasto"}),
    (
        {"given": "", "surname": "", "address": "", "roll_id": None, "sections": {}, "seen": [VoidReason.UNREADABLE]},
        False,
        {"unreadable"},
    ),
    (
        {"given": "", "roll_id": None, "seen": [VoidReason.UNREADABLE, VoidReason.NO_DATE]},
        False,
        {"unreadable", "no_date"},
    ),
    ({"roll_id": None, "seen": [VoidReason.UNREADABLE]}, False, {"unreadable"}),
    ({"given": "", "roll_id": None, "seen": [VoidReason.LATE]}, False, {"late", "no_first_name"}),
    ({"sections": {"miasto": "1 1 1 2"}}, True, set()),
]


def _name(one: object) -> str:
    """The same in every process: the order of a set is not."""
    return str(sorted(one) if isinstance(one, set) else one)[:60]


@pytest.mark.parametrize(("changes", "counts", "reasons"), TABLE, ids=_name)
def test_each_reason_is_found_by_itself_or_with_others(
    changes: dict[str, Any], counts: bool, reasons: set[str]
) -> None:
    assert found(election(), **changes) == (counts, reasons)


def test_the_table_has_every_reason_but_the_second_card_which_only_the_box_knows() -> None:
    met = {reason.partition(":")[0] for _, _, reasons in TABLE for reason in reasons}
    elsewhere = {"second_card", "too_few_marks", "too_dear", "wrong_points", "no_pesel", "wrong_pesel", "no_birth"}
    assert {str(reason) for reason in VoidReason} - met == elsewhere
    assert found(election(**section(min_choices=2)), sections={"miasto": "1"}) == (False, {"too_few_marks:miasto"})
    assert found(election(**section(max_cost=199)), sections={"miasto": "1 2"}) == (False, {"too_dear:miasto"})
    assert found(election(), sections={"miasto": "1:2"}) == (False, {"wrong_points:miasto"}), "no points are asked here"


def test_every_reason_has_its_sentence_and_what_only_eyes_see_has_its_key() -> None:
    assert set(SENTENCES) == set(VoidReason)
    assert len(set(SENTENCES.values())) == len(VoidReason)
    assert {key.reason for key in KEYS} == set(SEEN)
    assert len({key.key for key in KEYS}) == len(KEYS)


def test_with_codes_a_card_without_a_known_code_is_of_nobody_on_the_roll() -> None:
    edition = election(identity="roll_code")
    assert found(edition, given="", surname="", address="", roll_id=None) == (False, {"not_on_roll"})
    assert found(edition, given="", surname="", address="", code="7K2M-40QR-X8TD")[0]


def test_with_pesel_a_card_needs_the_number_and_the_surname_and_nothing_else() -> None:
    edition = election(identity="pesel_roll")
    bare = {"given": "", "address": "", "roll_id": None}
    assert found(edition, **bare) == (False, {"no_pesel"})
    assert found(edition, **bare, surname="", pesel="44051401359") == (False, {"no_surname"})
    assert found(edition, **bare, pesel="44051401359") == (False, {"not_on_roll"})
    assert found(edition, **bare | {"roll_id": "r-1"}, pesel="44051401359")[0]
    assert found(edition, **bare, pesel="44051401350", wrong_pesel=True) == (False, {"wrong_pesel"})


def test_with_a_declaration_a_card_needs_the_birth_date_where_it_is_asked_and_nobody_is_missing_from_a_roll() -> None:
    with_birth = election(identity="declaration_born")
    assert found(with_birth, roll_id="r-1") == (False, {"no_birth"})
    assert found(with_birth, roll_id="r-1", born="14.05.1980")[0]
    assert found(election(identity="declaration"), roll_id=None) == (False, {"unreadable"})
    assert found(election(identity="declaration"), roll_id="r-1")[0]


@pytest.mark.parametrize("typed", ["O-1 3", "o1 o3", "1,3", "1; 3", "O-01 O-3", "  3   1 "])
def test_numbers_are_read_however_they_are_separated_and_with_the_letter_or_without(typed: str) -> None:
    assert {mark.project for mark in marks_of("miasto", typed, election())} == {"O1", "O3"}


@pytest.mark.parametrize("typed", ["O-1 3 ?", "? 1, 3", "1 ? 3", "O-? 1 3", "1 3 o?"])
def test_a_number_that_nobody_can_read_is_a_question_mark_anywhere_with_the_letter_or_without(typed: str) -> None:
    marks = marks_of("miasto", typed, election())
    assert sorted(mark.project or "" for mark in marks) == ["", "O1", "O3"]
    assert [(mark.number, mark.illegible) for mark in marks if mark.project is None] == [("O-?", True)]


def both_lists() -> Election:
    """Both lists in one section."""
    edition = election(sections=[{"id": "miasto", "name": "Wszystkie", "pools": ["city", "local"], "max_choices": 3}])
    entries = tuple(entry.model_copy(update={"section_id": "miasto"}) for entry in edition.entries)
    return edition.model_copy(update={"entries": entries})


@pytest.mark.parametrize(("edition", "examples"), [(election(), ["O-1 3 7", "L-1 3 7"]), (both_lists(), ["L-1 O-3"])])
def test_what_the_page_gives_as_an_example_is_read_as_it_stands_and_so_is_a_question_mark_behind_it(
    edition: Election, examples: list[str]
) -> None:
    hints = [(section.id, hint) for _, section, hint in form_of(edition)["marks"]]
    assert [hint.example for _, hint in hints] == examples
    for id, hint in hints:
        written = marks_of(id, f"{hint.example} ? O-? {hint.points}", edition)
        assert sum(mark.illegible for mark in written) == 2


@pytest.mark.parametrize("typed", ["jeden", "O--1", "1.5", "12345", "O-", "1:", "żółw", "1?", "O-1?", "??"])
def test_what_is_no_number_is_told_so(typed: str) -> None:
    with pytest.raises(MarksUnreadable) as unreadable:
        marks_of("miasto", typed, election())
    assert (unreadable.value.section, unreadable.value.needs_letter) == ("miasto", False)


def test_where_a_section_has_two_lists_a_number_needs_its_letter() -> None:
    assert [mark.project for mark in marks_of("miasto", "O-1 L-1", both_lists())] == ["O1", "L1"]
    with pytest.raises(MarksUnreadable) as unreadable:
        marks_of("miasto", "O-1 2", both_lists())
    assert unreadable.value.needs_letter


def test_points_are_typed_behind_a_colon_and_too_many_of_them_void_the_section() -> None:
    edition = election(**section(vote_type="cumulative", max_choices=3, max_points=5))
    assert judge(Card(**WHOLE | {"sections": {"miasto": "1:3 2:2"}}), edition).choices["miasto"] == (
        ("O1", 3),
        ("O2", 2),
    )
    assert found(edition, sections={"miasto": "1:3 2:3"}) == (False, {"wrong_points:miasto"})
    assert found(edition, sections={"miasto": "1:0 2:3"}) == (False, {"wrong_points:miasto"})


@pytest.mark.parametrize("changes", [{"seen": [VoidReason.BLANK]}, {"sections": {"ogród": "1"}}])
def test_what_the_machine_finds_by_itself_cannot_be_added_by_hand(changes: dict[str, Any]) -> None:
    with pytest.raises(UnknownMark):
        require_readable(Card(**WHOLE | changes), election())


@pytest.mark.parametrize(
    ("changes", "differing"),
    [
        ({}, []),
        ({"sections": {"miasto": "3, o1", "osiedla": "L-2"}}, []),
        ({"given": "ANNA  Maria"}, []),
        ({"roll_id": "r-2"}, ["person"]),
        ({"sections": {"miasto": "O-1 4", "osiedla": "2"}}, ["miasto"]),
        ({"sections": {"miasto": "O-1 3"}}, ["osiedla"]),
        ({"seen": [VoidReason.NO_DATE]}, ["seen"]),
        ({"given": "Hanna", "roll_id": None}, ["person"]),
    ],
)
def test_two_entries_are_held_against_each_other_by_what_they_mean(
    changes: dict[str, Any], differing: list[str]
) -> None:
    assert differences(Card(**WHOLE), Card(**WHOLE | changes), election()) == differing


def test_where_places_count_another_order_is_a_difference() -> None:
    edition = election(**section(vote_type="ordinal"))
    assert differences(Card(**WHOLE), Card(**WHOLE | {"sections": {"miasto": "3 1", "osiedla": "2"}}), edition) == [
        "miasto"
    ]
