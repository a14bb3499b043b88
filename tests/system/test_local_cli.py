"""The command `ratusz`: what it says when something is in the way, and how it moves the clock."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.clock import move
from deploy.local.world import PROJECT
from deploy.refusal import CannotStart
from shared.clock import MovableClock, warsaw


def ratusz(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: text for name, text in os.environ.items() if not name.startswith(("RATUSZ_", "VOTING_"))}
    return subprocess.run(
        [sys.executable, "-m", "deploy.cli", *words],
        env=inherited | environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_clock_goes_a_step_on_from_what_it_shows(tmp_path: Path) -> None:
    clock = MovableClock(tmp_path / "clock")

    move(tmp_path / "clock", "+30d")
    move(tmp_path / "clock", "-12h")

    ahead = clock.now() - datetime.now(UTC)
    assert timedelta(days=29, hours=11, minutes=59) < ahead < timedelta(days=29, hours=12, minutes=1)


@pytest.mark.parametrize("moment", ["2027-09-01T12:00", "2027-01-01T00:00", "2027-09-01T10:00:00+00:00"])
def test_the_clock_is_set_to_a_time_of_the_city(tmp_path: Path, moment: str) -> None:
    before = datetime.now(UTC)
    move(tmp_path / "clock", moment)

    shown = warsaw(MovableClock(tmp_path / "clock").now())
    took, rounded = datetime.now(UTC) - before, timedelta(milliseconds=1)
    wanted = datetime.fromisoformat(moment)
    gone = shown - (wanted if wanted.tzinfo else wanted.replace(tzinfo=shown.tzinfo))
    assert -rounded <= gone <= took + rounded


def test_the_clock_returns_to_real_time(tmp_path: Path) -> None:
    move(tmp_path / "clock", "+300d")
    move(tmp_path / "clock", "real")

    before = datetime.now(UTC)
    assert before <= MovableClock(tmp_path / "clock").now() <= datetime.now(UTC)


def test_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="No such time: 'jutro'"):
        move(tmp_path / "clock", "jutro")


def test_the_clock_of_production_cannot_be_moved(tmp_path: Path) -> None:
    done = ratusz("clock", "+1d", RATUSZ_ENV="production", RATUSZ_CLOCK_FILE=str(tmp_path / "clock"))

    assert done.returncode == 2
    assert done.stderr.strip() == "RATUSZ_ENV=production: the clock of production shows real time."
    assert not (tmp_path / "clock").exists()


def test_an_unknown_service_is_named_in_one_sentence() -> None:
    done = ratusz("serve", "treasury")

    assert done.returncode == 2
    assert done.stderr.startswith("There is no service 'treasury'")
    assert "Traceback" not in done.stderr


def test_a_service_without_its_settings_names_what_is_missing_and_shows_no_value() -> None:
    done = ratusz("serve", "voting", VOTING_MONGO_URL="mongodb://voting:tajne@localhost/voting", VOTING_PORT="no")

    assert done.returncode == 2
    assert "VOTING_AMQP_URL is missing" in done.stderr
    assert "RATUSZ_SESSION_KEY_FILE is missing" in done.stderr
    assert "VOTING_PORT" in done.stderr
    assert "tajne" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_no_number_is_named() -> None:
    done = ratusz("up", RATUSZ_GATEWAY_PORT="http")

    assert done.returncode == 2
    assert done.stderr.strip() == "RATUSZ_GATEWAY_PORT is not a port number: 'http'."
