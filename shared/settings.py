"""The settings that every service has, from the environment. A service adds its own in its `settings.py`."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.clock import Clock, MovableClock, SystemClock


class CommonSettings(BaseSettings):
    """What a service needs to stand in the house. Subclasses set `env_prefix` to their own name.

    Any variable may be given as `<NAME>_FILE` instead: the path of a file that holds the value (a mounted secret).
    """

    model_config = SettingsConfigDict(frozen=True, populate_by_name=True, extra="ignore")

    port: int = Field(ge=1, le=65535)
    mongo_url: str
    amqp_url: str
    cipher_key_file: Path
    environment: Literal["development", "demo", "production"] = Field("production", alias="RATUSZ_ENV")
    public_origin: str = Field("http://localhost:8080", alias="RATUSZ_PUBLIC_ORIGIN")
    session_key_file: Path = Field(alias="RATUSZ_SESSION_KEY_FILE")
    clock_file: Path | None = Field(None, alias="RATUSZ_CLOCK_FILE")
    smtp_url: str = Field("smtp://127.0.0.1:25", alias="RATUSZ_SMTP_URL")
    otlp_endpoint: str | None = Field(None, alias="RATUSZ_OTLP_ENDPOINT")

    @model_validator(mode="before")
    @classmethod
    def _read_files(cls, values: dict[str, Any]) -> dict[str, Any]:
        prefix = str(cls.model_config.get("env_prefix", ""))
        for name in ("mongo_url", "amqp_url"):
            file = os.environ.get(f"{prefix}{name.upper()}_FILE")
            if file and name not in values:
                values[name] = Path(file).read_text().strip()
        return values

    @model_validator(mode="after")
    def _no_toys_in_production(self) -> "CommonSettings":
        if self.environment == "production" and self.clock_file is not None:
            raise ValueError("RATUSZ_CLOCK_FILE moves the clock and is refused when RATUSZ_ENV=production")
        return self

    def clock(self) -> Clock:
        """Give the clock of this environment."""
        return MovableClock(self.clock_file) if self.clock_file else SystemClock()
