"""What the tests of media share: the whole service and its writer."""

from collections.abc import Awaitable, Callable

import pytest

from shared.access import Role
from tests.conftest import Site, person

PRESS = person(Role.PRESS_OFFICER)


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]]) -> Site:
    """The service on an empty store."""
    return await make_site("media")
