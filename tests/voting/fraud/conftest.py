"""What the tests of fraud borrow: the desk of the vote on paper."""

import pytest

from tests.voting.conftest import Vote
from tests.voting.paper.conftest import Desk


@pytest.fixture
def office(vote: Vote) -> Desk:
    return Desk(vote)
