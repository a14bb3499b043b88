"""The settings of casting, from the environment: nothing that a cast has no use for.

Read by hand: the library that reads the services' own would be a fiftieth of this process's memory.
"""

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.clock import Clock, MovableClock, SystemClock

_VARIABLES = {
    "port": "CASTING_PORT",
    "mongo_url": "CASTING_MONGO_URL",
    "key_folder": "CASTING_KEY_FOLDER",
    "environment": "RATUSZ_ENV",
    "clock_file": "RATUSZ_CLOCK_FILE",
}


class Settings(BaseModel):
    """What casting needs: the store of voting, and the keys of editions.

    `key_folder`: as in voting's own settings. `CASTING_MONGO_URL` may be given as `CASTING_MONGO_URL_FILE` instead: the
    path of a file that holds it (a mounted secret).
    """

    model_config = ConfigDict(frozen=True)

    port: int = Field(ge=1, le=65535)
    mongo_url: str
    key_folder: Path
    environment: Literal["development", "demo", "production"] = "production"
    clock_file: Path | None = None

    def __init__(self) -> None:
        """Read the environment. Raises `ValidationError`."""
        given = {name: os.environ[variable] for name, variable in _VARIABLES.items() if variable in os.environ}
        if file := os.environ.get("CASTING_MONGO_URL_FILE"):
            given.setdefault("mongo_url", Path(file).read_text().strip())
        super().__init__(**given)

    @model_validator(mode="after")
    def _no_toys_in_production(self) -> "Settings":
        if self.environment == "production" and self.clock_file is not None:
            raise ValueError("RATUSZ_CLOCK_FILE moves the clock and is refused when RATUSZ_ENV=production")
        return self

    def clock(self) -> Clock:
        """Give the clock of this environment."""
        return MovableClock(self.clock_file) if self.clock_file else SystemClock()
