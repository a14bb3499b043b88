"""The whole house, running, with the made-up Kalisz edition played through its public API once for all its tests."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from deploy.demo.kalisz.script import script
from deploy.demo.papers import printed
from deploy.demo.play import Outcome, Player
from deploy.local.background import InBackground
from deploy.local.world import World


@dataclass(frozen=True)
class Town:
    """Where the house lives, and what came of the edition."""

    world: World
    outcome: Outcome


@pytest.fixture(scope="package")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Play the demonstration; the house stops when the last of its tests is over, for the others need the machine."""
    with InBackground(World.apart(tmp_path_factory.mktemp("town"))) as house:
        async with printed(script(), house.world.clock_file) as papers:
            yield Town(house.world, await Player(house.world, script(), papers).play())
