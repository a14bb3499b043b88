"""A life line does not depend on the order in which the news comes, nor on hearing some of it twice."""

from functools import reduce
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.tracker.domain import EntryKind, Project, ProjectEvent, State, apply
from services.reporting.tracker.domain.next_step import next_step
from services.reporting.tracker.domain.project import Who
from shared.contracts.intake import (
    ArrangementClosedV1,
    ArrangementOpenedV1,
    ArrangementPostponedV1,
    OtherProposal,
    ProposalMergedV1,
    ProposalRegroupedV1,
    ProposalRevisedV1,
    ProposalSubmittedV1,
    RegroupingClosedV1,
    RegroupingKind,
    RegroupingOpenedV1,
    SplitFrom,
    WindowKind,
)
from shared.contracts.reporting import ImplementationHandedOverV1
from shared.contracts.verification import CorrectionPostponedV1
from tests.conftest import told as said
from tests.reporting.conftest import (
    EDITION,
    RULES,
    answered,
    appealed,
    called,
    checked,
    corrected,
    decided,
    delivery,
    excluded,
    handed_over,
    listed,
    moment,
    opined,
    progressed,
    results,
    returned,
    reviewed,
    settled,
    started,
    statement_closed,
    statement_requested,
    submitted,
    withdrawn,
)


def planned(number: int = 1, kind: str = "merge") -> RegroupingOpenedV1:
    """Authors are asked for their consent."""
    facts = {"number": number, "proposals": ("p-1", "p-5"), "opened_at": moment("2026-05-20")}
    event = said(RegroupingOpenedV1, regrouping_id=f"plan-{number}", edition_id=EDITION, **facts)
    return event.model_copy(update={"kind": RegroupingKind(kind)})


def unplanned(number: int = 1, outcome: str = "refused") -> RegroupingClosedV1:
    """Nobody waits for their consent any more."""
    facts = {"number": number, "outcome": outcome, "proposals": ("p-1", "p-5"), "closed_at": moment("2026-05-25")}
    return said(RegroupingClosedV1, regrouping_id=f"plan-{number}", edition_id=EDITION, **facts)


def regrouped(version: int = 12, **changes: Any) -> ProposalRegroupedV1:
    """The joint text of a merger."""
    facts = {**submitted().model_dump(), "version": version, "title": "Plac zabaw i huśtawki"}
    facts |= {"regrouping": 2, "kind": "merge", "regrouped_at": moment("2026-05-28")}
    return ProposalRegroupedV1.model_validate(facts | changes)


def merged(id: str = "p-5", into: str = "p-1", version: int = 3) -> ProposalMergedV1:
    """One proposal has become a part of another one."""
    other = OtherProposal(proposal_id=into, number=1, case=f"BO-2027-{into}")
    facts = {"case": f"BO-2027-{id}", "into": other, "merged_at": moment("2026-05-28")}
    return said(ProposalMergedV1, proposal_id=id, edition_id=EDITION, version=version, **facts)


def split_off(id: str = "p-8") -> ProposalSubmittedV1:
    """A proposal that came to be by splitting the first one."""
    origin = SplitFrom(proposal_id="p-1", number=1, case="BO-2027-001", at=moment("2026-06-01"))
    return submitted(id, 8, split_from=origin, title="Ławki osobno")


def asked() -> ArrangementOpenedV1:
    return said(ArrangementOpenedV1, proposal_id="p-1", edition_id=EDITION)


def longer(**changes: Any) -> CorrectionPostponedV1:
    return said(CorrectionPostponedV1, proposal_id="p-1", edition_id=EDITION, **changes)


def told_longer() -> ArrangementPostponedV1:
    return said(ArrangementPostponedV1, proposal_id="p-1", edition_id=EDITION)


def given_to_another() -> ImplementationHandedOverV1:
    return said(
        ImplementationHandedOverV1, version=6, implementation_id="p-1", proposal_id="p-1", edition_id=EDITION,
        handed_over_at=moment("2027-01-04"),
    )  # fmt: skip


STORY: list[ProjectEvent] = [
    submitted(),
    called(),
    corrected(title="Plac zabaw i sad", cost=91_000_00),
    checked(version=4),
    reviewed(positive=False),
    reviewed(version=3, finished_at=moment("2026-06-20")),
    decided(admitted=False),
    appealed(),
    answered(),
    decided(version=7, reason="Zmieniono miejsce.", decided_at=moment("2026-08-28")),
    listed("p-0", "p-1"),
    results(won=("p-1",), lost=("p-0",)),
    started(),
    progressed(),
    # All at one moment: their order must not hang on which came first.
    progressed(version=8, stage="built", percent=80, published_at=moment("2027-07-01")),
    progressed(version=9, stage="finished", percent=100, published_at=moment("2027-07-01")),
    settled(version=10, cost=96_000_00),
    settled(version=11),
    given_to_another(),
    withdrawn(),
    excluded(),
    excluded(excluding=False, version=4, decided_at=moment("2026-07-05")),
    excluded(rival="p-2", reason="Ten sam trawnik."),
    handed_over(),
    returned(),
    opined(),
    opined(version=2, result="against", text="Za blisko ulicy.", recorded_at=moment("2026-06-05")),
    asked(),
    longer(),
    longer(version=4, due_at=moment("2026-05-15")),
    told_longer(),
    opined(opinion="o-2", body="Radni Rady Miasta", result="none", text="", recorded_at=moment("2026-06-05")),
    planned(),
    unplanned(),
    planned(2),
    unplanned(2, "done"),
    regrouped(),
    merged(),
    merged("p-6"),
    planned(3, "split"),
    split_off(),
    split_off("p-9"),
    delivery(version=3, due_at=None),
    delivery(version=5, due_at=moment("2026-05-18")),
    statement_requested(),
    statement_closed(version=3),
    statement_requested(version=2, unit="WE", unit_name="Wydział Edukacji", requested_at=moment("2026-05-15")),
    statement_requested(statement_id="p-1-2", requested_at=moment("2026-05-15")),
    statement_closed(statement_id="p-1-2", outcome="withdrawn"),
]


def after(events: list[ProjectEvent]) -> Project:
    return reduce(apply, events, Project(id="p-1", edition_id=EDITION))


@settings(deadline=None)
@given(st.permutations(STORY), st.lists(st.sampled_from(STORY), max_size=20), st.randoms())
def test_any_order_and_repetition_of_the_news_gives_the_same_life_line(order, again, chance):
    news = [*order, *again]
    chance.shuffle(news)
    assert after(news) == after(STORY)


@settings(deadline=None)
@given(st.lists(st.sampled_from(STORY), unique_by=id), st.randoms())
def test_what_is_known_of_a_part_of_the_news_does_not_depend_on_its_order_either(part, chance):
    shuffled = list(part)
    chance.shuffle(shuffled)
    assert after(shuffled) == after(part)


@settings(deadline=None)
@given(st.permutations(STORY))
def test_a_life_line_read_back_from_the_store_goes_on_the_same(order):
    project = Project(id="p-1", edition_id=EDITION)
    for event in order:
        project = Project.model_validate_json(apply(project, event).model_dump_json())
    assert project == after(STORY)


@pytest.mark.parametrize(
    ("count", "state"),
    [
        (1, State.SUBMITTED),
        (2, State.SUBMITTED),
        (3, State.SUBMITTED),
        (4, State.IN_REVIEW),
        (5, State.REVIEWED),
        (7, State.NOT_ADMITTED),
        (8, State.APPEALED),
        (9, State.NOT_ADMITTED),
        (10, State.ADMITTED),
        (11, State.ON_BALLOT),
        (12, State.SELECTED),
        (13, State.IN_PROGRESS),
        (15, State.IN_PROGRESS),
        (16, State.FINISHED),
    ],
)
def test_the_word_on_the_tag_follows_the_news(count, state):
    assert after(STORY[:count]).glance.state is state


def test_the_term_of_a_call_by_post_is_not_told_before_its_delivery_is_known():
    def due(*news: ProjectEvent) -> object:
        return next(
            one.due_at for one in after([submitted(), *news]).entries if one.kind is EntryKind.CORRECTION_CALLED
        )

    posted, delivered = delivery(version=3, due_at=None), delivery(version=5, due_at=moment("2026-05-18"))
    assert due(posted, called()) is None
    assert due(called(), posted, delivered) == due(delivered, posted, called()) == moment("2026-05-18")


def test_a_withdrawn_proposal_is_withdrawn_though_its_review_came_in_meanwhile():
    assert after([submitted(), withdrawn(), checked(), reviewed()]).glance.state is State.WITHDRAWN


def test_a_formally_rejected_proposal_says_why():
    project = after([submitted(), checked(passed=False)])
    assert project.glance.state is State.FORMALLY_REJECTED
    assert project.entries[-1].reasons == ("Brakuje listy poparcia.",)


def test_the_cost_is_that_of_whoever_spoke_last_on_the_way():
    assert after([submitted()]).glance.cost == 90_000_00
    assert after([reviewed(cost=93_000_00), submitted()]).glance.cost == 93_000_00
    assert after([decided(cost=94_000_00), reviewed(), submitted()]).glance.cost == 94_000_00


def test_after_a_dismissed_appeal_nothing_can_be_appealed_any_more():
    refused = after([submitted(), decided(admitted=False, version=4)])
    day = next(window.opens for window in RULES.windows if window.kind is WindowKind.APPEALS)
    first = next_step(refused.glance, RULES, day)
    assert first is not None
    assert first.kind == "appeal"
    pending = after([submitted(), appealed(), decided(admitted=False, version=4)])
    then = next_step(pending.glance, RULES, day)
    assert then is not None
    assert then.kind == "appeal_decision"
    dismissed = after([submitted(), decided(admitted=False, version=4), answered(upheld=False), appealed()])
    assert dismissed.glance.state is State.NOT_ADMITTED
    assert next_step(dismissed.glance, RULES, day) is None


def test_the_words_of_an_appeal_are_not_on_the_public_line():
    words = appealed().text
    assert words not in after([submitted(), appealed()]).model_dump_json()


def test_a_completed_proposal_is_shown_as_it_is_now_and_its_line_tells_of_the_call_and_the_answer():
    project = after([corrected(title="Plac zabaw i sad", cost=91_000_00), called(), submitted()])
    assert project.content is not None
    assert (project.content.title, project.glance.cost) == ("Plac zabaw i sad", 91_000_00)
    told = {entry.kind: entry for entry in project.entries}
    assert told[EntryKind.CORRECTION_CALLED].due_at == called().due_at
    assert told[EntryKind.CORRECTED].amount == 91_000_00


@pytest.mark.parametrize(
    ("outcome", "kind", "who"),
    [
        ("revised", None, None),
        ("declined", EntryKind.UNCHANGED, Who.RESIDENTS),
        ("expired", EntryKind.UNCHANGED, Who.RESIDENTS),
        ("withdrawn", EntryKind.UNCHANGED, Who.DEPARTMENT),
    ],
)
def test_the_line_tells_what_was_asked_to_be_changed_and_that_nothing_was(outcome, kind, who):
    asked = said(ArrangementOpenedV1, proposal_id="p-1", edition_id=EDITION)
    ended = said(ArrangementClosedV1, proposal_id="p-1", edition_id=EDITION, outcome=outcome)
    story: list[ProjectEvent] = [submitted(), asked, ended]
    for order in permutations(story):
        told = {entry.kind: entry for entry in after(list(order)).entries}
        assert told[EntryKind.CHANGE_ASKED].text == asked.reason
        assert told[EntryKind.CHANGE_ASKED].due_at == asked.due_at
        assert (told[kind].who if kind else None) == who
        assert len(told) == (3 if kind else 2)


def test_a_changed_proposal_is_shown_as_it_is_now():
    facts = submitted().model_dump() | {"version": 4, "title": "Sad", "cost": 70_000_00}
    changed = said(ProposalRevisedV1, **facts)
    story: list[ProjectEvent] = [submitted(), changed, called()]
    for order in permutations(story):
        project = after(list(order))
        assert project.content is not None
        assert (project.content.title, project.glance.cost) == ("Sad", 70_000_00)
        assert EntryKind.REVISED in [entry.kind for entry in project.entries]


def test_nobody_hears_of_a_project_before_its_filing_has_come():
    project = after([reviewed(), decided()])
    assert not project.known
    assert project.glance.number == 0


def test_a_project_tells_of_each_rival_what_was_decided_last():
    told = [entry for entry in after(STORY).entries if entry.kind is EntryKind.CONFLICT]
    assert [(entry.rival, entry.positive) for entry in told] == [("p-2", False), ("p-0", True)]
    assert after([submitted(), excluded()]).glance.state is State.SUBMITTED


def test_each_body_has_one_entry_with_what_it_said_last_and_no_opinion_moves_the_project():
    told = [entry for entry in after(STORY).entries if entry.kind is EntryKind.OPINION]
    assert [(entry.body, entry.positive, entry.text) for entry in told] == [
        ("Radni Rady Miasta", None, ""),
        ("Jednostka pomocnicza: Rogatka", False, "Za blisko ulicy."),
    ]
    assert after([submitted(), checked(), opined(result="against")]).glance.state is State.IN_REVIEW


def test_each_of_two_merged_projects_leads_to_the_other_whatever_comes_first():
    ending: list[ProjectEvent] = [submitted("p-5", 5), merged()]
    for order in permutations(ending):
        ended = reduce(apply, order, Project(id="p-5", edition_id=EDITION))
        assert ended.glance.state is State.MERGED
        assert next_step(ended.glance, RULES, moment("2026-06-01")) is None
        assert [(one.rival, one.text) for one in ended.entries if one.kind is EntryKind.MERGED] == [
            ("p-1", "BO-2027-p-1")
        ]
    joining: list[ProjectEvent] = [submitted(), merged(), merged("p-6"), regrouped()]
    for each in permutations(joining):
        leading = after(list(each))
        assert leading.content is not None
        assert (leading.content.title, leading.glance.state) == ("Plac zabaw i huśtawki", State.SUBMITTED)
        joined = {one.rival: one.text for one in leading.entries if one.kind is EntryKind.JOINED}
        assert joined == {"p-5": "BO-2027-p-5", "p-6": "BO-2027-p-6"}


def test_what_was_split_off_leads_to_the_original_and_the_original_to_it():
    for order in permutations([submitted(), split_off(), split_off("p-9")]):
        original = after(list(order))
        assert original.content is not None
        assert (original.content.number, original.content.title) == (1, submitted().title)
        assert {one.rival for one in original.entries if one.kind is EntryKind.SPLIT_OFF} == {"p-8", "p-9"}
    new = apply(Project(id="p-8", edition_id=EDITION), split_off())
    (filed,) = new.entries
    assert (filed.kind, filed.rival, filed.at) == (EntryKind.SUBMITTED, "p-1", submitted().submitted_at)


@pytest.mark.parametrize(
    ("outcome", "who"),
    [
        ("done", None),
        ("refused", Who.RESIDENTS),
        ("expired", Who.RESIDENTS),
        ("lapsed", Who.RESIDENTS),
        ("withdrawn", Who.DEPARTMENT),
    ],
)
def test_the_line_tells_that_authors_were_asked_and_that_everything_stays(outcome, who):
    story: list[ProjectEvent] = [submitted(), planned(), unplanned(outcome=outcome)]
    for order in permutations(story):
        told = {entry.kind: entry for entry in after(list(order)).entries}
        assert told[EntryKind.MERGER_ASKED].text == planned().reason
        assert (told[EntryKind.NOT_REGROUPED].who if who else None) == who
        assert len(told) == (3 if who else 2)


def test_more_time_is_told_once_for_each_thing_that_was_asked_with_the_newest_date():
    told = [entry for entry in after(STORY).entries if entry.kind is EntryKind.POSTPONED]
    assert {entry.asked: entry.due_at for entry in told} == {
        "call-1": moment("2026-05-15"),
        "arrangement-1": told_longer().due_at,
    }
