"""What the tests of media share: the whole service, its writer, and what its pages ask first."""

import re
from collections.abc import Awaitable, Callable

import pytest

from shared.access import Role
from tests.conftest import Site, person

PRESS = person(Role.PRESS_OFFICER)


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]]) -> Site:
    """The service on an empty store."""
    return await make_site("media")


def asked_first(page: str, action: str) -> str:
    """What a page says before the button of a step can be pressed: its closed fold. "" where nothing asks first."""
    folds = re.findall(r'<details class="more"><summary>.*?</details>', page, re.DOTALL)
    return next((fold for fold in folds if f'action="{action}"' in fold), "")
