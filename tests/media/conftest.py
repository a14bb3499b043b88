"""What the tests of media share: the whole service, and the news of other services as their samples tell it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from shared.access import Role
from shared.contracts import Event
from tests.conftest import Site, person

PRESS = person(Role.PRESS_OFFICER)
_SAMPLES = Path(__file__).parent.parent / "contracts" / "golden"

E = TypeVar("E", bound=Event)


def told(kind: type[E], **changes: Any) -> E:
    """Give the sample of an event, with changes."""
    sample = kind.model_validate_json((_SAMPLES / f"{kind.name}.json").read_text())
    return kind.model_validate(sample.model_dump() | changes)


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]]) -> Site:
    """The service on an empty store."""
    return await make_site("media")
