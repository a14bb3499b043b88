"""The made-up residents look like a city, and chance gives them the same choices every time."""

from collections import Counter

import pytest

from deploy.demo.kalisz import FOLDER
from deploy.demo.kalisz.residents import Resident, Vote, residents, votes
from deploy.demo.kalisz.story import Story, read_story


@pytest.fixture(scope="module")
def story() -> Story:
    return read_story(FOLDER)


@pytest.fixture(scope="module")
def people() -> tuple[Resident, ...]:
    return residents(2027)


@pytest.fixture(scope="module")
def cast(people: tuple[Resident, ...], story: Story) -> tuple[Vote, ...]:
    return votes(2027, people, story.admitted())


def test_the_same_seed_makes_the_same_city(people: tuple[Resident, ...], story: Story, cast: tuple[Vote, ...]) -> None:
    assert residents(2027) == people
    assert votes(2027, people, story.admitted()) == cast
    assert residents(2028) != people
    assert votes(2028, people, story.admitted()) != cast


def test_no_two_residents_are_the_same(people: tuple[Resident, ...]) -> None:
    assert len(people) == 3000
    assert len({(person.first_name, person.last_name, person.address) for person in people}) == 3000


def test_women_have_womens_surnames(people: tuple[Resident, ...]) -> None:
    for person in people:
        if person.first_name.endswith("a"):
            assert not person.last_name.endswith(("ski", "cki", "ny")), person
        else:
            assert not person.last_name.endswith(("ska", "cka", "na")), person


def test_residents_live_where_the_city_has_its_people(people: tuple[Resident, ...], story: Story) -> None:
    living = Counter(person.area for person in people)

    assert set(living) == {area.id for area in story.rules.areas}
    assert living["dobrzec-p"] > living["rypinek"] > living["dobro"]
    assert all(person.street in story.streets[person.area] for person in people)
    assert {person.post_code for person in people} == {"62-800"}
    assert min(person.birth_year for person in people) >= 1935
    assert max(person.birth_year for person in people) <= 2015


def test_an_address_reads_as_people_write_it(people: tuple[Resident, ...]) -> None:
    with_flat = next(person for person in people if person.flat)
    without = next(person for person in people if not person.flat)

    assert with_flat.address == f"{with_flat.street} {with_flat.house}/{with_flat.flat}"
    assert without.address == f"{without.street} {without.house}"


def test_nearly_half_of_the_city_votes_and_older_people_more_often_on_paper(
    people: tuple[Resident, ...], cast: tuple[Vote, ...]
) -> None:
    assert 0.42 < len(cast) / len(people) < 0.48
    assert len({vote.voter for vote in cast}) == len(cast)
    by_age = {old: [v.on_paper for v in cast if (people[v.voter].birth_year <= 1961) is old] for old in (True, False)}
    assert sum(by_age[True]) / len(by_age[True]) > 2 * sum(by_age[False]) / len(by_age[False])


def test_every_vote_is_a_valid_card(cast: tuple[Vote, ...], story: Story) -> None:
    area_of = {proposal.id: proposal.area for proposal in story.admitted()}

    for vote in cast:
        assert vote.citywide or vote.local
        for choices in (vote.citywide, vote.local):
            assert len(set(choices)) == len(choices) <= 3
        assert all(area_of[choice] is None for choice in vote.citywide)
        assert all(area_of[choice] is not None for choice in vote.local)


def test_people_choose_at_home_first_and_what_is_popular_more_often(
    people: tuple[Resident, ...], cast: tuple[Vote, ...], story: Story
) -> None:
    area_of = {proposal.id: proposal.area for proposal in story.admitted()}
    at_home = {area for area in area_of.values() if area}
    for vote in cast:
        if vote.local and people[vote.voter].area in at_home:
            assert area_of[vote.local[0]] == people[vote.voter].area
    counts = Counter(choice for vote in cast for choice in vote.citywide)
    assert counts["bezpieczne-przejscia-przy-szkolach"] > 2 * counts["szlak-gier-podworkowych"]
    assert set(counts) == {proposal.id for proposal in story.admitted() if proposal.area is None}
