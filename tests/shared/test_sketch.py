"""The sketch of a list: where things lie, which share a spot, what is left to the list alone."""

from math import hypot

from hypothesis import example, given
from hypothesis import strategies as some

from shared.sketch import MARGIN, RADIUS, SIDE, Point, sketch

_POINTS = some.lists(
    some.none()
    | some.tuples(some.floats(-90, 90), some.floats(-180, 180))
    | some.tuples(some.floats(51.70, 51.82), some.floats(17.98, 18.18)),
    max_size=20,
)


def test_spots_lie_within_the_sketch_north_up_and_are_numbered_as_they_come_in_the_list() -> None:
    drawn = sketch([(51.76, 18.09), None, (51.78, 18.05), (51.74, 18.12)])
    assert [(one.number, one.of) for one in drawn.spots] == [(1, (0,)), (2, (2,)), (3, (3,))]
    assert drawn.elsewhere == (1,)
    first, second, third = drawn.spots
    assert second.y < first.y < third.y
    assert second.x < first.x < third.x


def test_what_would_lie_on_top_of_another_shares_its_spot() -> None:
    drawn = sketch([(51.76, 18.09), (51.80, 18.09), (51.7601, 18.0901), (51.72, 18.09)])
    assert [one.of for one in drawn.spots] == [(0, 2), (1,), (3,)]
    assert drawn.shared


def test_a_point_that_was_mistyped_does_not_press_the_others_into_one() -> None:
    drawn = sketch([(51.76, 18.09), (51.78, 18.05), (51.74, 18.12), (15.76, 18.09)])
    assert len(drawn.spots) == 3
    assert drawn.elsewhere == (3,)


def test_one_point_alone_lies_in_the_middle_and_has_no_length_to_compare() -> None:
    drawn = sketch([(51.76, 18.09)])
    assert [(one.x, one.y) for one in drawn.spots] == [(SIDE / 2, SIDE / 2)]
    assert drawn.metres == 0
    assert sketch([]).spots == () == sketch([None]).spots


def test_the_length_says_how_far_it_is_on_the_ground() -> None:
    drawn = sketch([(51.74, 18.09), (51.78, 18.09)])
    upper, lower = sorted(one.y for one in drawn.spots)
    metres = (lower - upper) / drawn.bar * drawn.metres
    assert abs(metres - 0.04 * 111_200) < 50


def test_points_within_a_metre_are_one_place() -> None:
    for near in ((51.76, 18.09 + 2e-9), (51.76 + 5e-324, 18.09)):
        drawn = sketch([(51.76, 18.09), near])
        assert [one.of for one in drawn.spots] == [(0, 1)]
        assert drawn.metres == 0


@given(_POINTS)
@example([(0.0, 0.0), (0.0, 2.225073858507e-311)])
def test_whatever_the_points_every_place_is_once_on_the_sketch_or_in_the_list_alone(points: list[Point | None]) -> None:
    drawn = sketch(points)
    assert sorted([*drawn.elsewhere, *(place for one in drawn.spots for place in one.of)]) == list(range(len(points)))
    assert all(MARGIN <= at <= SIDE - MARGIN for one in drawn.spots for at in (one.x, one.y))
    assert all(
        hypot(one.x - other.x, one.y - other.y) > 2 * RADIUS - 0.2
        for one in drawn.spots
        for other in drawn.spots
        if one.number < other.number
    )
