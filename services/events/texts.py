"""The versions of a text that several people write and others check, and how a correction is said."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Version(BaseModel):
    """One version of a text, sealed."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    by_id: str
    by_name: str
    sealed: bytes


def corrected(shown: Mapping[str, tuple[str, str]], named: Mapping[str, bool]) -> str:
    """Say for the history what a correction has changed.

    `shown`: by its name what was there and what is; `named`: whether it is another one, of what is not for the history.
    """
    said = [f"{name}: było {was}, jest {now}" for name, (was, now) in shown.items() if was != now]
    return "; ".join([*said, *(name for name, other in named.items() if other)])
