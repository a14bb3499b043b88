"""What the voter's browser carries between the steps."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.ballots.domain import Choice
from services.voting.ballots.domain.envelope import WeakKey
from services.voting.ballots.domain.session import (
    DraftUnreadable,
    SessionExpired,
    SessionUnreadable,
    VoterSession,
    open_draft,
    open_session,
    seal_draft,
    seal_session,
)

KEY = bytes(range(32))
NOON = datetime(2026, 9, 7, 12, tzinfo=UTC)
SESSION = VoterSession(roll_id="r-1", edition="2026", nonce="n" * 32, expires=NOON + timedelta(minutes=30))


def test_a_session_reads_as_it_was_given() -> None:
    assert open_session(KEY, seal_session(KEY, SESSION), NOON) == SESSION


def test_a_session_ends_on_the_minute() -> None:
    token = seal_session(KEY, SESSION)

    assert open_session(KEY, token, SESSION.expires - timedelta(microseconds=1)) == SESSION
    with pytest.raises(SessionExpired):
        open_session(KEY, token, SESSION.expires)


def test_the_browser_learns_nothing_from_its_token() -> None:
    token = seal_session(KEY, SESSION)

    assert b"r-1" not in urlsafe_b64decode(token)
    assert token != seal_session(KEY, SESSION)


@given(st.text())
def test_no_text_passes_for_a_session_or_a_draft(text: str) -> None:
    with pytest.raises(SessionUnreadable):
        open_session(KEY, text, NOON)
    with pytest.raises(DraftUnreadable):
        open_draft(KEY, "tag", text)


def test_a_token_of_another_key_is_refused() -> None:
    with pytest.raises(SessionUnreadable):
        open_session(bytes(32), seal_session(KEY, SESSION), NOON)
    with pytest.raises(WeakKey):
        seal_session(b"short", SESSION)


def test_a_draft_is_not_a_session_nor_the_other_way_round() -> None:
    with pytest.raises(SessionUnreadable):
        open_session(KEY, seal_draft(KEY, "tag", {}), NOON)
    with pytest.raises(DraftUnreadable):
        open_draft(KEY, "tag", seal_session(KEY, SESSION))


drafts = st.dictionaries(
    st.text(max_size=8), st.lists(st.tuples(st.text(max_size=8), st.integers(0, 9)), max_size=4).map(tuple), max_size=3
)


@given(drafts)
def test_a_draft_reads_as_it_was_left_even_unlawful(draft: dict[str, tuple[Choice, ...]]) -> None:
    assert open_draft(KEY, "tag", seal_draft(KEY, "tag", draft)) == draft


def test_the_next_voter_at_the_same_computer_cannot_open_the_draft() -> None:
    with pytest.raises(DraftUnreadable):
        open_draft(KEY, "another tag", seal_draft(KEY, "tag", {"city": [("a", 1)]}))


def test_the_length_of_a_draft_does_not_count_the_marks() -> None:
    none, three = seal_draft(KEY, "t", {}), seal_draft(KEY, "t", {"city": [("a", 1), ("b", 1), ("c", 1)]})

    assert len(none) == len(three)
