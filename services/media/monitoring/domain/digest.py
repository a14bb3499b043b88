"""The digest of a morning: what was found since the one before. It holds no text, only from when until when."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict


class Digest(BaseModel):
    """A digest; `id` is its day. `since` and `until`: when what it tells was seen, the second one excluded."""

    model_config = ConfigDict(frozen=True)

    id: str
    since: datetime
    until: datetime

    @property
    def day(self) -> date:
        """The day on which it was written, by the clocks of the city."""
        return date.fromisoformat(self.id)
