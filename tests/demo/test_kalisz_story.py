"""The demonstration's edition holds together and says nothing that its rules forbid."""

import re
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from deploy.demo.kalisz import FOLDER
from deploy.demo.kalisz.building import CourseKind
from deploy.demo.kalisz.council import council_faults
from deploy.demo.kalisz.desks import desk_faults
from deploy.demo.kalisz.media import media_faults
from deploy.demo.kalisz.story import Outcome, Story, StoryDoesNotFit, read_story
from services.reporting.implementation.domain.calls import CALL_TERM, FRESH
from services.reporting.implementation.domain.progress import PLAN_TERM
from services.reporting.implementation.service.calls import UNCHANGED
from services.verification.conflicts.domain import Point, metres
from shared.clock import warsaw
from shared.contracts.intake import WindowKind
from shared.contracts.reporting import Stage
from shared.contracts.verification import OpinionResult
from shared.deadlines import STATUTE, is_working_day, working_days_between


@pytest.fixture(scope="module")
def story() -> Story:
    return read_story(FOLDER)


def test_the_city_has_twenty_seven_auxiliary_units(story: Story) -> None:
    assert len({area.id for area in story.rules.areas}) == 27
    assert {"dobrzec-p", "dobrzec-w", "solectwo-dobrzec"} <= {area.id for area in story.rules.areas}
    assert 90_000 < sum(area.residents for area in story.rules.areas) < 100_000
    assert all(story.streets[area.id] for area in story.rules.areas)


def test_signatures_are_a_thousandth_of_the_residents_and_at_least_one(story: Story) -> None:
    assert all(area.signatures == max(1, area.residents // 1000) for area in story.rules.areas)
    # As the city published them for BO 2022.
    published = {
        "asnyka": 5, "chmielnik": 3, "czaszki": 6, "dobro": 1, "dobrzec-p": 9, "dobrzec-w": 6, "kaliniec": 3,
        "korczak": 4, "majkow": 3, "ogrody": 2, "piskorzewie": 1, "piwonice": 2, "rajskow": 1, "rogatka": 2,
        "rypinek": 3, "serbinow": 4, "solectwo-dobrzec": 1, "sulislawice": 1, "sulislawice-kolonia": 1,
        "szczypiorno": 1, "srodmiescie-i": 8, "srodmiescie-ii": 7, "tyniec": 3,
    }  # fmt: skip
    assert {area.id: area.signatures for area in story.rules.areas if area.id in published} == published


def test_the_money_is_four_million_two_hundred_thousand(story: Story) -> None:
    assert {pool.id: pool.amount // 100 for pool in story.rules.pools} == {
        "citywide_general": 470_000,
        "citywide_green": 470_000,
        "local": 3_260_000,
    }
    # Art. 5a ust. 5: at least half a per cent of the expenditure.
    assert sum(pool.amount for pool in story.rules.pools) * 200 >= story.rules.expenditure_basis


def test_the_ballot_takes_three_citywide_and_green_choices_and_three_local_ones(story: Story) -> None:
    assert [(section.pools, section.max_choices) for section in story.rules.sections] == [
        (("citywide_general", "citywide_green"), 3),
        (("local",), 3),
    ]


def test_the_windows_overlap_as_they_did_in_2025(story: Story) -> None:
    windows = {window.kind: window for window in story.rules.windows}

    assert set(windows) == set(WindowKind)
    assert windows[WindowKind.SUBMISSION].opens == windows[WindowKind.VERIFICATION].opens
    assert windows[WindowKind.PAPER_VOTE].closes < windows[WindowKind.WEB_VOTE].closes
    assert all(window.opens < window.closes for window in windows.values())
    assert {warsaw(window.opens).strftime("%H:%M") for window in windows.values()} == {"00:00"}
    assert {warsaw(window.closes).strftime("%H:%M:%S") for window in windows.values()} == {"23:59:59"}


def test_every_assumption_stands_out_in_the_file() -> None:
    text = (FOLDER / "edition.toml").read_text(encoding="utf-8")

    assert text.lower().count("założenie, nie reguła kalisza") >= 10


def test_sixty_proposals_reach_all_outcomes_and_all_areas(story: Story) -> None:
    assert Counter(proposal.outcome for proposal in story.proposals) == {
        Outcome.ADMITTED: 52,
        Outcome.FORMAL: 4,
        Outcome.MERIT: 4,
    }
    assert Counter(proposal.pool for proposal in story.proposals) == {
        "citywide_general": 14,
        "citywide_green": 6,
        "local": 40,
    }
    assert {proposal.area for proposal in story.proposals if proposal.area} == {area.id for area in story.rules.areas}
    assert {proposal.category for proposal in story.proposals} == set(story.rules.categories)


def test_costs_add_up(story: Story) -> None:
    for proposal in story.proposals:
        assert sum(item.amount for item in proposal.cost_items) == proposal.cost, proposal.id


def test_only_what_is_planned_to_fail_breaks_a_rule(story: Story) -> None:
    too_dear = {p.id for p in story.proposals if max(p.cost, p.reviewed_cost) > story.cap_of(p)}
    too_few = {p.id for p in story.proposals if p.signatures < story.signatures_for(p)}

    assert too_dear == {"nocny-autobus-weekendowy"}
    assert too_few == {"srodmiescie-ii-galeria-na-murze"}
    assert {p.outcome for p in story.proposals if p.id in too_dear | too_few} == {Outcome.FORMAL}


def test_some_applicants_bring_what_was_missing_after_a_call(story: Story) -> None:
    called = [p for p in story.proposals if p.signatures_at_first is not None]

    assert len(called) == 3
    for p in called:
        assert p.signatures_at_first is not None
        assert p.signatures_at_first < story.signatures_for(p) <= p.signatures


def test_the_vote_decides_something_in_every_pool(story: Story) -> None:
    for pool in story.rules.pools:
        assert sum(p.reviewed_cost for p in story.admitted() if p.pool == pool.id) > pool.amount


def test_some_units_change_the_cost_and_every_refusal_has_its_reason(story: Story) -> None:
    assert sum(proposal.reviewed_cost != proposal.cost for proposal in story.admitted()) >= 5
    assert all(p.reason and len(p.reason) > 60 for p in story.proposals if p.outcome is not Outcome.ADMITTED)


def test_texts_are_of_a_fit_length_and_differ(story: Story) -> None:
    for proposal in story.proposals:
        assert 5 <= len(proposal.title) <= 100, proposal.id
        assert 3 <= len(re.findall(r"[.?!](?:\s|$)", proposal.description)) <= 6, proposal.id
    for texts in (
        [proposal.title for proposal in story.proposals],
        [proposal.description for proposal in story.proposals],
        [(proposal.latitude, proposal.longitude) for proposal in story.proposals],
    ):
        assert len(set(texts)) == len(texts)


def test_every_pair_for_one_place_is_decided_and_some_exclude_each_other(story: Story) -> None:
    places = {
        proposal.id: Point(coordinates=(proposal.longitude, proposal.latitude))
        for proposal in story.proposals
        if proposal.outcome is not Outcome.FORMAL
    }
    near = {frozenset(both) for both in combinations(places, 2) if metres(*(places[id] for id in both)) < 100}
    assert {frozenset(pair.between) for pair in story.pairs} == near
    assert any(pair.excluding for pair in story.pairs)
    assert not all(pair.excluding for pair in story.pairs)


def test_area_bodies_give_their_opinions_first_and_the_councillors_before_the_mayor_decides(story: Story) -> None:
    windows = {window.kind: window for window in story.rules.windows}
    areas, councillors = story.rounds
    assert (areas.kind, councillors.kind) == ("areas", "councillors")
    assert warsaw(windows[WindowKind.VERIFICATION].opens).date() == areas.first_day
    assert warsaw(windows[WindowKind.VERIFICATION].closes).date() == areas.last_day < councillors.first_day
    assert warsaw(windows[WindowKind.OPINIONS].opens).date() == councillors.first_day
    assert councillors.last_day == warsaw(windows[WindowKind.OPINIONS].closes).date()
    assert windows[WindowKind.OPINIONS].closes < windows[WindowKind.ADMISSION].opens
    for round_ in story.rounds:
        assert len({opinion.about for opinion in round_.opinions}) == len(round_.opinions)
        assert {opinion.result for opinion in round_.opinions} == set(OpinionResult)


def test_an_opinion_about_what_is_not_asked_is_a_fault(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        if file.name == "opinions.toml":
            text = text.replace('"dobrzec-w-pumptrack"', '"sto-drzew-dla-cienia"', 1).replace("07-16", "07-18")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    with pytest.raises(StoryDoesNotFit) as refusal:
        read_story(tmp_path)
    assert refusal.value.faults == (
        "sto-drzew-dla-cienia: not for the opinion of areas",
        "pracownia-drugiego-zycia-rzeczy: the opinion of councillors came on 2026-07-18",
    )


def test_one_applicant_changes_what_was_asked_and_one_does_not_before_the_mayor_decides(story: Story) -> None:
    windows = {window.kind: window for window in story.rules.windows}
    assert sorted(request.revised is not None for request in story.requests) == [False, True]
    asked = {proposal.id: proposal for proposal in story.proposals}
    for request in story.requests:
        assert asked[request.about].outcome is Outcome.ADMITTED
        assert windows[WindowKind.SUBMISSION].closes < request.opened_at
        assert request.answered_at < windows[WindowKind.ADMISSION].opens
        days = (request.due_on - warsaw(request.opened_at).date()).days
        assert is_working_day(request.due_on, STATUTE)
        assert 7 <= days <= 60
        if request.revised is not None:
            assert request.revised.description != asked[request.about].description


def test_a_question_is_answered_within_three_working_days(story: Story) -> None:
    for question in story.questions:
        asked, answered = warsaw(question.asked_at).date(), warsaw(question.answered_at).date()
        assert 0 <= working_days_between(asked, answered, STATUTE) <= 3


def test_an_answer_after_its_last_day_is_a_fault(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        if file.name == "talks.toml":
            text = text.replace("2026-06-17", "2026-06-27").replace("zrodelka-wody-pitnej", "nocny-autobus-weekendowy")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    with pytest.raises(StoryDoesNotFit) as refusal:
        read_story(tmp_path)
    assert refusal.value.faults == (
        "nocny-autobus-weekendowy: nothing to ask, it has not passed the formal check",
        "czaszki-spokojna-handlowa: answered out of time",
    )


def test_news_come_in_the_order_of_the_edition(story: Story) -> None:
    windows = {window.kind: window for window in story.rules.windows}
    days = [article.published_at for article in story.news if article.kind == "article"]

    assert 5 <= len(days) <= 6
    assert days == sorted(days)
    assert days[0] < windows[WindowKind.SUBMISSION].opens
    assert windows[WindowKind.RESULTS].opens < days[-1] < windows[WindowKind.RESULTS].closes


def test_every_winner_gets_a_course_one_is_late_and_one_is_given_up(story: Story) -> None:
    courses = story.progress([proposal.id for proposal in story.admitted()])

    assert set(courses) == {proposal.id for proposal in story.admitted()}
    kinds = Counter(course.kind for course in courses.values())
    assert kinds[CourseKind.DELAYED] == 1
    assert kinds[CourseKind.ABANDONED] == 1


def test_courses_go_forward_and_say_why_they_do_not(story: Story) -> None:
    for course in story.building.courses:
        assert all(earlier.on < later.on for earlier, later in pairwise(course.updates)), course.id
        assert all(a.percent <= b.percent and a.spent <= b.spent for a, b in pairwise(course.updates)), course.id
        plan, *later = course.updates
        assert plan.on.year == story.rules.year - 1
        assert {update.on.year for update in later} == {story.rules.year}
        last = course.updates[-1]
        assert last.stage is (Stage.ABANDONED if course.kind is CourseKind.ABANDONED else Stage.FINISHED)
        put_off = [
            later
            for earlier, later in pairwise(course.updates)
            if earlier.planned_end and later.planned_end and later.planned_end > earlier.planned_end
        ]
        assert bool(put_off) is (course.kind is CourseKind.DELAYED)
        assert all(update.delay_reason for update in put_off)


def test_units_plan_in_their_thirty_days_and_answer_calls_in_time_but_for_one(story: Story) -> None:
    results = next(window for window in story.rules.windows if window.kind is WindowKind.RESULTS)
    chosen = warsaw(results.opens + (results.closes - results.opens) / 2).date()
    called = [warsaw(at).date() for at in story.building.called_at]
    silent = []
    for course in story.building.courses:
        assert timedelta(0) < course.updates[0].on - chosen <= timedelta(days=PLAN_TERM.amount)
        for before, answer in pairwise(course.updates):
            if answer.answers is None:
                continue
            day = max(day for day in called if day < answer.on)
            assert working_days_between(day, answer.on, STATUTE) <= CALL_TERM.amount, course.id
            assert day - before.on >= FRESH, "who has just written is not called"
            if answer.answers == "button":
                repeated = before.model_copy(update={"on": answer.on, "answers": "button", "note": UNCHANGED})
                assert answer == repeated
        for day in called:
            spoken = [update.on for update in course.updates if day - FRESH < update.on < day + timedelta(days=12)]
            silent += [] if spoken else [(course.kind, day)]
    assert silent == [(CourseKind.DELAYED, called[-1])]
    assert story.building.missed_at.date() == called[-1] + timedelta(days=12)


@pytest.mark.parametrize(
    "name",
    [
        "edition.toml",
        "proposals.toml",
        "opinions.toml",
        "talks.toml",
        "news.toml",
        "media.toml",
        "calendar.toml",
        "progress.toml",
        "names.toml",
    ],
)
def test_no_english_is_left_in_the_polish(name: str) -> None:
    english = {
        "the",
        "and",
        "with",
        "of",
        "is",
        "are",
        "this",
        "that",
        "will",
        "be",
        "has",
        "have",
        "from",
        "which",
        "it",
    }

    words = Counter(re.findall(r"[a-z]+", " ".join(_texts(tomllib.loads((FOLDER / name).read_text("utf-8")))).lower()))

    assert not english & set(words)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if " " in value else []
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return []


def test_a_story_that_does_not_fit_names_its_faults(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        if file.name == "proposals.toml":
            text = text.replace('area = "chmielnik"', 'area = "atlantyda"')
        (tmp_path / file.name).write_text(text, encoding="utf-8")

    with pytest.raises(StoryDoesNotFit) as refusal:
        read_story(tmp_path)

    assert refusal.value.faults == ("chmielnik-chodnik-do-przystanku: no area atlantyda",)


def test_nobody_can_take_the_councils_resolutions_for_real_ones(story: Story) -> None:
    assert len(story.council.resolutions) == 10
    assert all(one.title.endswith("(uchwała wymyślona do pokazu)") for one in story.council.resolutions)


def test_the_report_to_the_council_has_something_of_each_unit_that_carries_a_resolution_out(story: Story) -> None:
    executing = {unit for one in story.council.resolutions for unit in one.units}
    assert executing <= {given.unit for given in story.council.inputs}
    assert council_faults(story.council) == []
    wrong = story.council.model_copy(update={"published_at": story.council.presented_at})
    assert council_faults(wrong) == ["the report has no order"]


def test_the_press_of_the_story_is_known_and_nothing_of_it_goes_back_in_time(story: Story) -> None:
    media = story.media
    assert media_faults(media, story.units) == []
    first = media.requests[0]
    steps = (replace(first.steps[1], by="p-nobody"), replace(first.steps[0], body={"unit": "XYZ"}))
    wrong = replace(media, requests=(replace(first, steps=steps),), answers=(), outlets={}, issues=(), releases=())
    faults = media_faults(wrong, story.units)
    topic = first.content["topic"]
    assert faults[:3] == [
        f"{topic}: nobody is p-nobody",
        f"{topic}: its steps go back in time",
        f"{topic}: no unit XYZ",
    ]
    assert "Marta Jabłońska: no title kurier" in faults


def test_what_the_desks_do_is_known_and_nothing_of_it_goes_back_in_time(story: Story) -> None:
    desks = story.desks
    assert desk_faults(desks) == []
    memorials = replace(desks.memorials, memorials=desks.memorials.memorials[1:])
    letter, *others = desks.letters.letters
    letters = replace(desks.letters, letters=(replace(letter, steps=letter.steps[::-1]), *others))
    partners = replace(desks.partners, partners=())
    wrong = replace(desks, memorials=memorials, letters=letters, partners=partners)
    assert desk_faults(wrong) == [
        f"{letter.content['topic']}: its steps go back in time",
        f"no memorial {desks.memorials.memorials[0]['name']}",
        f"no partner {desks.partners.notes[0]['partner']}",
    ]


def test_every_memorial_is_inside_the_city_and_one_was_found_damaged(story: Story) -> None:
    told = story.desks.memorials
    for card in (*told.memorials, *(proposal.content["card"] for proposal in told.proposals)):
        assert 51.71 <= card["latitude"] <= 51.81, card["name"]
        assert 18.04 <= card["longitude"] <= 18.14, card["name"]
    assert [one.found["condition"] for one in told.inspections].count("repair") == 1
    assert len(told.inspections) < len(told.memorials)


@pytest.mark.parametrize("file", ["media", "partners", "memorials", "letters", "patronage", "initiatives"])
def test_addresses_of_people_outside_the_house_lead_nowhere(file: str) -> None:
    mailboxes = re.findall(r"\S+@\S+", (FOLDER / f"{file}.toml").read_text("utf-8"))
    assert mailboxes or file == "letters"
    assert all(mailbox.rstrip('",').endswith("@example.org") for mailbox in mailboxes)


def test_a_declaration_of_an_initiative_is_signed_by_a_link_and_others_on_paper(story: Story) -> None:
    asked = ["email" in each for one in story.initiatives.initiatives for each in one.declarations]
    assert True in asked
    assert False in asked


def test_a_refused_initiative_becomes_the_project_that_its_draft_says(story: Story) -> None:
    [project] = [one for one in story.proposals if one.from_initiative is not None]
    [refused] = [one for one in story.initiatives.initiatives if one.key == project.from_initiative]
    said = refused.content
    whole = [(line["name"], line.get("own", 0) + line.get("city", 0)) for line in said["estimate"]]

    assert (project.title, project.summary, project.location) == (said["title"], said["summary"], said["place"])
    assert (project.latitude, project.longitude) == (said["latitude"], said["longitude"])
    assert [(item.name, item.amount) for item in project.cost_items] == whole
    assert project.signatures == said["signatures"]
    submission = next(one for one in story.rules.windows if one.kind is WindowKind.SUBMISSION)
    middle = submission.opens + (submission.closes - submission.opens) / 2
    assert submission.opens < story.initiatives.converted_at < middle, "projects are filed then"
