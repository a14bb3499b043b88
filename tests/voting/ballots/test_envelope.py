"""The double envelope: sealed choices inside, a pseudonym outside, and nothing else."""

import hashlib
import hmac
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import Box, PrivateKey, PublicKey

from services.voting.ballots.domain import Choice, Limits, Refused, Section, VoteType
from services.voting.ballots.domain.envelope import (
    Ambiguous,
    CannotOpen,
    Channel,
    Envelope,
    NotABallot,
    Opener,
    WeakKey,
    commitment,
    seal,
    seal_all,
    sealed_length,
    voter_tag,
    written,
)
from services.voting.keys.tags import TagKey

COMMISSION = PrivateKey(bytes(range(32)))
PUBLIC, PRIVATE = bytes(COMMISSION.public_key), bytes(COMMISSION)
CITY = Section(
    id="city", limits=Limits(vote_type=VoteType.APPROVAL, max_length=3), costs={f"c{n}": 100 for n in range(12)}
)
LOCAL = Section(
    id="osiedle-ł",
    limits=Limits(vote_type=VoteType.CUMULATIVE, max_length=3, max_sum_points=100),
    costs={f"lokalny-{'ż' * n}": 100 for n in range(5)},
)
RANKED = Section(
    id="green", limits=Limits(vote_type=VoteType.ORDINAL, max_length=3), costs={f"g{n}": 100 for n in range(5)}
)
SECTIONS = [CITY, LOCAL, RANKED]
OPENER = Opener(PRIVATE, "2026")


def marks(section: Section) -> st.SearchStrategy[tuple[Choice, ...]]:
    points = st.integers(1, 30) if section.limits.asks_points else st.just(1)
    ids = st.lists(st.sampled_from(sorted(section.costs)), unique=True, max_size=3)
    return ids.flatmap(lambda some: st.tuples(*(st.tuples(st.just(id), points) for id in some)))


ballots = st.fixed_dictionaries({section.id: marks(section) for section in SECTIONS}).filter(
    lambda ballot: any(ballot.values())
)


@given(ballots)
def test_what_was_sealed_is_what_is_opened(ballot: dict[str, tuple[Choice, ...]]) -> None:
    opened = OPENER.open(seal(ballot, PUBLIC, "2026", SECTIONS))

    for section in SECTIONS:
        given_marks, found = ballot[section.id], opened.get(section.id, ())
        if section.limits.asks_order:
            assert found == given_marks
        else:
            assert sorted(found) == sorted(given_marks)


@given(ballots)
def test_every_sealed_ballot_has_one_length(ballot: dict[str, tuple[Choice, ...]]) -> None:
    overhead = 32 + 24 + 16  # key, nonce, the box's own

    assert len(seal(ballot, PUBLIC, "2026", SECTIONS)) == sealed_length("2026", SECTIONS) + overhead


@settings(max_examples=20)
@given(ballots)
def test_the_same_choices_are_never_sealed_to_the_same_bytes(ballot: dict[str, tuple[Choice, ...]]) -> None:
    first, second = (seal(ballot, PUBLIC, "2026", SECTIONS) for _ in range(2))

    assert first != second
    assert commitment(first, Channel.ONLINE) != commitment(second, Channel.ONLINE)


def test_the_order_of_approvals_is_not_kept() -> None:
    one = seal({"city": [("c1", 1), ("c2", 1)]}, PUBLIC, "2026", SECTIONS)
    other = seal({"city": [("c2", 1), ("c1", 1)]}, PUBLIC, "2026", SECTIONS)

    assert _opened_by_nacl(one) == _opened_by_nacl(other)


def test_an_unlawful_ballot_is_never_sealed() -> None:
    with pytest.raises(Refused):
        seal({"city": [("c1", 1)] * 2}, PUBLIC, "2026", SECTIONS)
    with pytest.raises(Refused):
        seal({"elsewhere": [("c1", 1)]}, PUBLIC, "2026", SECTIONS)


def test_nobody_but_the_commission_opens_a_ballot() -> None:
    sealed = seal({"city": [("c1", 1)]}, PUBLIC, "2026", SECTIONS)

    with pytest.raises(CannotOpen):
        Opener(bytes(PrivateKey.generate()), "2026").open(sealed)
    with pytest.raises(CannotOpen):
        OPENER.open(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(CannotOpen):
        OPENER.open(bytes(len(sealed)))


@pytest.mark.parametrize("edition", ["2026", 'bo-łódź "2026"', "a\\b/\u2028\U0001f5f3"])
def test_the_same_choices_are_always_written_as_the_same_plain_json(edition: str) -> None:
    section = Section(id="os. Łódzka", limits=Limits(vote_type=VoteType.APPROVAL, max_length=3), costs={"ż": 1, "a": 2})
    sections = [section, *SECTIONS]
    choices = {"os. Łódzka": [("ż", 1), ("a", 1)], "city": [("c1", 1)]}
    other_way = {"city": [("c1", 1)], "os. Łódzka": (("a", 1), ("ż", 1))}
    length = sealed_length(edition, sections)
    ordered = {"city": [["c1", 1]], "os. Łódzka": [["a", 1], ["ż", 1]]}
    plain = json.dumps({"edition": edition, "sections": ordered}, separators=(",", ":"), sort_keys=True)
    assert written(choices, edition, sections, length) == plain.encode().ljust(length)
    assert written(other_way, edition, sections, length) == plain.encode().ljust(length)


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 56, 71])
def test_what_is_too_short_to_be_a_sealed_ballot_is_named(length: int) -> None:
    sealed = seal({"city": [("c1", 1)]}, PUBLIC, "2026", SECTIONS)
    with pytest.raises(CannotOpen):
        OPENER.open(sealed[:length])


@settings(max_examples=20)
@given(st.lists(ballots, min_size=1, max_size=20))
def test_ballots_sealed_together_are_each_opened_by_the_commission(heap: list[dict[str, tuple[Choice, ...]]]) -> None:
    length = sealed_length("2026", SECTIONS)
    texts = [written(ballot, "2026", SECTIONS, length) for ballot in heap]
    sealed = seal_all(texts, PUBLIC)
    assert [_opened_by_nacl(one) for one in sealed] == texts
    assert len({one[32:56] for one in sealed}) == len(heap), "no nonce serves twice under one key"
    assert len({one[:32] for one in sealed + seal_all(texts, PUBLIC)}) == 2, "a key pair serves one heap"


def _opened_by_nacl(sealed: bytes) -> bytes:
    """Open by the library's own class, which has never seen ours."""
    return bytes(Box(COMMISSION, PublicKey(sealed[:32])).decrypt(sealed[32:]))


@pytest.mark.parametrize(
    "inside",
    [
        b"",
        b"rubbish",
        b"\xff\xfe",
        b"[]",
        b'{"edition":"2026"}',
        json.dumps({"edition": "2025", "sections": {"city": [["c1", 1]]}}).encode(),
        json.dumps({"edition": "2026", "sections": [["c1", 1]]}).encode(),
        json.dumps({"edition": "2026", "sections": {"city": [["c1", 1, 1]]}}).encode(),
        json.dumps({"edition": "2026", "sections": {"city": [["c1", "1"]]}}).encode(),
        json.dumps({"edition": "2026", "sections": {"city": [["c1", True]]}}).encode(),
        json.dumps({"edition": "2026", "sections": {"city": [[1, 1]]}}).encode(),
        b"[" * 100_000,
        b'{"edition":"2026","sections":{"city":[["c1",' + b"1" * 5_000 + b"]]}}",
    ],
    ids=len,
)
def test_rubbish_sealed_by_hand_is_named_and_does_not_stop_the_count(inside: bytes) -> None:
    [sealed] = seal_all([inside], PUBLIC)
    with pytest.raises(NotABallot):
        OPENER.open(sealed)


def test_the_outer_envelope_has_no_room_for_time_address_or_trace() -> None:
    assert set(Envelope.model_fields) == {
        "id",
        "edition",
        "voter_tag",
        "channel",
        "commitment",
        "sealed",
        "state",
        "seq",
    }
    with pytest.raises(ValueError, match="Extra inputs"):
        Envelope.model_validate(
            {
                "id": "1",
                "edition": "e",
                "voter_tag": "t",
                "channel": "online",
                "commitment": "c",
                "sealed": b"s",
                "cast_at": 1,
            }
        )


@pytest.mark.parametrize("kept", [bytes, TagKey])
def test_the_voters_tag_is_the_published_formula(kept: type[bytes]) -> None:
    key = kept(range(32))

    for voter in ("r-1", "r-2"):
        formula = hmac.new(bytes(range(32)), f"bo|2026|{voter}".encode(), hashlib.sha256).hexdigest()
        assert voter_tag(key, "2026", voter) == voter_tag(key, "2026", voter) == formula


def test_a_voter_has_another_tag_in_every_edition_and_under_every_key() -> None:
    tags = {voter_tag(key * 32, edition, "r-1") for key in (b"a", b"b") for edition in ("2026", "2027")}

    assert len(tags) == 4


def test_a_tag_is_not_made_with_a_weak_key_or_for_an_ambiguous_edition() -> None:
    with pytest.raises(WeakKey):
        voter_tag(b"short", "2026", "r-1")
    with pytest.raises(Ambiguous):
        voter_tag(bytes(32), "2026|r", "1")


@pytest.mark.parametrize(("channel", "text"), [(Channel.ONLINE, b"online|sealed"), (Channel.PAPER, b"paper|sealed")])
def test_the_commitment_is_sha256_of_the_way_it_came_and_the_sealed_ballot(channel: Channel, text: bytes) -> None:
    assert commitment(b"sealed", channel) == hashlib.sha256(text).hexdigest()
