"""A ballot is read from its bytes by a quick reader first: whatever it takes, the route's own model takes alike."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.voting.casting import bodies
from services.voting.casting.bodies import BallotCast, Said, read_ballot

PLAIN: dict[str, Any] = {
    "voter": {"given": "Żaneta", "surname": "Nowak", "address": "Polna 1/2"},
    "choices": {"miasto": [{"proposal_id": "fontanna"}, {"proposal_id": "alejki", "points": 3}], "osiedla": []},
}
LONGEST = {"given": 100, "surname": 100, "address": 200, "code": 40, "pesel": 20, "born": 20}


def by_the_model(body: bytes) -> Said:
    return BallotCast.model_validate_json(body).said()


def end_of(read: Callable[[bytes], Said], body: bytes) -> Said | str:
    """Give what is read, or that it cannot be."""
    try:
        return read(body)
    except ValidationError:
        return "refused"


def with_voter(**fields: object) -> dict[str, Any]:
    return {**PLAIN, "voter": fields}


def with_marks(*marks: object) -> dict[str, Any]:
    return {**PLAIN, "choices": {"miasto": list(marks)}}


ALIKE = [
    *(with_voter(**{name: "ż" * (most + more)}) for name, most in LONGEST.items() for more in (0, 1)),
    *(with_voter(**{name: value}) for name in LONGEST for value in (None, "", 7)),
    *(with_voter(given="A", declares=value) for value in (True, False, None, "true", 1, 2)),
    *(with_marks({"proposal_id": "p" * length}) for length in (0, 1, 64, 65)),
    *(with_marks({"proposal_id": "p", "points": points}) for points in (-1, 0, 1000, 1001, 1.0, 1.5, "2", None, True)),
    *(with_marks(*[{"proposal_id": f"p{number}"} for number in range(count)]) for count in (100, 101)),
    *({**PLAIN, "choices": {"s" * length: []}} for length in (0, 1, 64, 65)),
    *({**PLAIN, "choices": {f"s{number}": [] for number in range(count)}} for count in (0, 20, 21)),
    with_voter(given="A", shoe="43"),
    with_marks({"proposal_id": "p", "why": "so"}),
    with_marks("p"),
    {**PLAIN, "more": 1},
    {"voter": PLAIN["voter"]},
    {"choices": {}},
    {**PLAIN, "voter": None},
    {**PLAIN, "choices": []},
]


@pytest.mark.parametrize("ballot", ALIKE, ids=lambda ballot: json.dumps(ballot, ensure_ascii=False)[:60])
def test_at_every_limit_both_readers_say_the_same(ballot: dict[str, Any]) -> None:
    body = json.dumps(ballot).encode()
    assert end_of(read_ballot, body) == end_of(by_the_model, body)


_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=45)
_VOTERS = st.dictionaries(st.sampled_from([*LONGEST, "declares", "shoe"]), _VALUES, max_size=7)
_MARKS = st.dictionaries(st.sampled_from(["proposal_id", "points", "why"]), _VALUES, max_size=3)
_CHOICES = st.dictionaries(st.text(max_size=66), st.lists(_MARKS, max_size=3), max_size=3)
_BALLOTS = st.fixed_dictionaries({"voter": _VOTERS, "choices": _CHOICES}) | st.just(PLAIN)


@st.composite
def bodies_sent(draw: st.DrawFn) -> bytes:
    """A ballot, or nearly one, as somebody might write it, with bytes changed on the way."""
    text = json.dumps(draw(_BALLOTS), ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))
    body = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(body)))
        body[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=2) | st.sampled_from([b"\\u", b'"', b"NaN"]))
    return bytes(body)


@given(bodies_sent())
@example(b'{"voter":{"given":"\\ud800"},"choices":{}}')
@example(b'{"voter":{"given":"A","given":"B"},"choices":{"s":[],"s":[{"proposal_id":"p"}]}}')
@example(b'{"voter":{},"choices":{"s":[{"proposal_id":"p","points":1e2}]}}')
@example(b'{"voter":{},"choices":{"s":[{"proposal_id":"p","points":10000000000000000000000}]}}')
@example(b'{"voter":' + b"[" * 5_000)
def test_whatever_is_sent_both_readers_say_the_same(body: bytes) -> None:
    assert end_of(read_ballot, body) == end_of(by_the_model, body)


@pytest.mark.parametrize(
    "ballot",
    [
        PLAIN,
        with_voter(code="ABCD-EFGH-1234"),
        with_voter(pesel="44051401359", surname="Nowak"),
        with_voter(given="Jan", surname="Nowak", address="Polna 1", born="1944-05-14", declares=True),
    ],
)
def test_a_ballot_that_is_written_as_it_should_be_costs_no_models(
    ballot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = json.dumps(ballot).encode()
    wanted = by_the_model(body)
    monkeypatch.setattr(bodies, "BallotCast", None)
    assert read_ballot(body) == wanted
