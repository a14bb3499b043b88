"""What the tests of the whole house share: one local world for the session, with real servers on free ports."""

from collections.abc import Iterator

import pytest

from deploy.local.background import InBackground
from deploy.local.world import World


@pytest.fixture(scope="session")
def foundation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InBackground]:
    """Store, broker and mail sink of a world of their own, without services."""
    with InBackground(World.apart(tmp_path_factory.mktemp("world")), services=()) as house:
        yield house


@pytest.fixture
def world(foundation: InBackground) -> World:
    """Where that world lives."""
    return foundation.world
