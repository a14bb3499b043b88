"""The settings of voting, from the environment."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import CommonSettings


class Settings(CommonSettings):
    """What voting needs beside the common settings."""

    model_config = SettingsConfigDict(env_prefix="VOTING_", frozen=True, populate_by_name=True, extra="ignore")

    secret_file: Path
    """64 hex digits: the key of all voter tags. Never in the database, never in its backup."""

    second_entry_percent: int = Field(default=5, ge=1, le=100)
    """How many of a hundred paper cards are keyed in a second time, blind, at least."""

    def secret(self) -> bytes:
        """Read the secret."""
        return bytes.fromhex(self.secret_file.read_text().strip())
