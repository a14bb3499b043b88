"""Fifty thousand letters of the newsletter, their sender killed twice: none is lost, and nobody gets two.

Measured at a mail server that drops what it has already by its Message-ID, as Dovecot and Cyrus do. Whether the server
took a mail whose answer was lost with the process, no sender can know: of the one mail in flight at each kill a second
copy may come, two of fifty thousand here, with the same Message-ID. See `test_kills` and docs/decisions/channels.md.
"""

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
