"""Settings come from the environment or from mounted secrets, and toys are refused in production."""

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from shared.clock import MovableClock, SystemClock
from shared.settings import CommonSettings


class Settings(CommonSettings):
    model_config = SettingsConfigDict(env_prefix="SAMPLE_", frozen=True, populate_by_name=True, extra="ignore")


@pytest.fixture
def environment(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("k")
    for name, value in {
        "SAMPLE_PORT": "8199",
        "SAMPLE_MONGO_URL": "mongodb://x",
        "SAMPLE_AMQP_URL": "amqp://x",
        "SAMPLE_CIPHER_KEY_FILE": str(tmp_path / "key"),
        "RATUSZ_SESSION_KEY_FILE": str(tmp_path / "key"),
        "RATUSZ_ENV": "demo",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("RATUSZ_CLOCK_FILE", raising=False)
    return monkeypatch


def test_a_secret_may_be_a_mounted_file(environment, tmp_path):
    (tmp_path / "url").write_text("mongodb://secret\n")
    environment.delenv("SAMPLE_MONGO_URL")
    environment.setenv("SAMPLE_MONGO_URL_FILE", str(tmp_path / "url"))

    assert Settings().mongo_url == "mongodb://secret"


def test_the_clock_moves_only_outside_production(environment, tmp_path):
    assert isinstance(Settings().clock(), SystemClock)
    (tmp_path / "clock").write_text("86400")
    environment.setenv("RATUSZ_CLOCK_FILE", str(tmp_path / "clock"))
    moved = Settings().clock()
    assert isinstance(moved, MovableClock)
    assert (moved.now() - SystemClock().now()).days in (0, 1)

    environment.setenv("RATUSZ_ENV", "production")
    with pytest.raises(ValidationError, match="RATUSZ_CLOCK_FILE"):
        Settings()


def test_an_environment_that_nobody_named_is_production(environment):
    environment.delenv("RATUSZ_ENV")
    assert Settings().environment == "production"
