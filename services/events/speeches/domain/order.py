"""What is ordered of a speech. It knows nothing of its text."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.events.texts import corrected


class Kind(StrEnum):
    """What is spoken."""

    SPEECH = "speech"
    LAUDATION = "laudation"
    VIDEO = "video"


class Order(BaseModel):
    """What is ordered: for which occasion, who speaks, where and when, for how many minutes.

    `event_id`: the entry of the calendar that it is spoken at, which it follows; None where there is none.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    title: str
    occasion: str
    speaker: str
    place: str
    held_on: date
    minutes: int
    event_id: str | None = None

    def said_against(self, after: Self) -> str:
        """Say for the history what a correction has changed."""
        shown = {
            "tytuł": (f"„{self.title}”", f"„{after.title}”"),
            "wydarzenie": (f"„{self.occasion}”", f"„{after.occasion}”"),
            "mówi": (self.speaker, after.speaker),
            "miejsce": (self.place, after.place),
            "dzień": (f"{self.held_on:%d.%m.%Y}", f"{after.held_on:%d.%m.%Y}"),
            "minuty": (str(self.minutes), str(after.minutes)),
        }
        named = {"rodzaj": self.kind != after.kind, "wydarzenie w kalendarzu": self.event_id != after.event_id}
        return corrected(shown, named)
