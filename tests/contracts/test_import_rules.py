"""Each rule of the house's layout is noticed when it is broken: the linter runs on a copy with one forbidden import."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]

BREAKS = {
    "Services never import each other": ("services/media/settings.py", "import services.voting.settings"),
    "shared knows no service and no deployment": ("shared/clock.py", "import services.media.settings"),
    "services know no deployment": ("services/media/settings.py", "import deploy.clock"),
    "The MongoDB driver is imported in shared.store alone": ("shared/clock.py", "import motor.motor_asyncio"),
    "RabbitMQ is spoken in shared.bus and shared.outbox alone": ("shared/clock.py", "import aio_pika"),
    "Contracts know no framework": ("shared/contracts/media.py", "import fastapi"),
    "Domains know no framework, no store, no bus, no web": ("services/voting/tally/domain/draw.py", "import fastapi"),
    "Use cases know neither their store's documents nor the web nor the bus": (
        "services/voting/tally/service.py",
        "import services.voting.tally.store",
    ),
    "Pages, JSON routes and handlers go through the use cases": (
        "services/voting/tally/api.py",
        "import services.voting.tally.store",
    ),
    "Services call nobody over HTTP": ("services/media/settings.py", "import httpx2"),
}


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("shared", "services", "deploy"):
        shutil.copytree(
            PROJECT / name,
            tmp_path / name,
            ignore=shutil.ignore_patterns("__pycache__", "node_modules", "static", "templates", "*.toml"),
        )
    shutil.copy(PROJECT / ".importlinter", tmp_path)
    return tmp_path


def test_the_house_keeps_its_rules(tree):
    done = lint(tree)
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_rule_has_its_break():
    rules = (PROJECT / ".importlinter").read_text()
    assert sorted(line.partition(" = ")[2] for line in rules.splitlines() if line.startswith("name = ")) == sorted(
        BREAKS
    )


@pytest.mark.parametrize("rule", BREAKS)
def test_a_broken_rule_is_noticed(tree, rule):
    file, line = BREAKS[rule]
    place = tree / file
    place.write_text(f"{place.read_text()}\n{line}\n")

    done = lint(tree)

    assert done.returncode == 1
    assert f"{rule} BROKEN" in done.stdout
