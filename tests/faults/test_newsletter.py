"""Fifty thousand letters of the newsletter, their sender killed twice: none is lost, and nobody gets two."""

from datetime import UTC, datetime

from tests.media.newsletter.conftest import office  # noqa: F401  # a fixture
from tests.media.newsletter.test_kills import reaches_everybody_once, sink  # noqa: F401  # a fixture

READERS = 50_000


async def test_fifty_thousand_letters_arrive_once_though_their_sender_is_killed_twice(
    office,  # noqa: F811
    mongo_url,
    sink,  # noqa: F811
    clock,
):
    clock.moment = datetime.now(UTC)
    await reaches_everybody_once(office, mongo_url, sink, READERS)
