"""The keeper starts again what is killed even before it worked for the first time; it gives up on what cannot run."""

import os
import signal
import sys
from pathlib import Path

import pytest

from deploy.local.keeper import Keeper
from deploy.local.program import Program
from deploy.local.world import World
from deploy.refusal import CannotStart

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World.apart(tmp_path)
    world.log("any").parent.mkdir(parents=True, exist_ok=True)
    world.pid_file("any").parent.mkdir(parents=True, exist_ok=True)
    return world


async def test_a_program_killed_before_it_worked_is_started_again(world: World) -> None:
    starts: list[int] = []

    async def ready() -> bool:
        pid = int(world.pid_file("any").read_text())
        if pid not in starts:
            starts.append(pid)
            if len(starts) == 1:
                os.kill(pid, signal.SIGKILL)
        return len(starts) == 2

    keeper = Keeper(Program("any", SLEEPS, ready), world, print)
    await keeper.start(20)
    assert keeper.starts == 2
    assert keeper.pid == starts[1]
    await keeper.stop()


async def test_a_program_that_ends_by_itself_before_it_worked_is_told_with_its_last_words(world: World) -> None:
    async def ready() -> bool:
        return False

    fails = [sys.executable, "-c", "raise SystemExit('no such setting')"]
    keeper = Keeper(Program("any", fails, ready), world, print)
    with pytest.raises(CannotStart, match=r"any ended at once.*no such setting"):
        await keeper.start(20)
    await keeper.stop()
