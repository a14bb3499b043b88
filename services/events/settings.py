"""The settings of events, from the environment."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.events.letters.domain.kinds import LEADS, Kind, Lead
from services.events.letters.domain.occasions import SEASONS, Rules, Season
from shared.deadlines import Term, Unit
from shared.settings import CommonSettings


class Settings(CommonSettings):
    """What events needs beside the common settings: the house's own rules of letters, speeches and patronage."""

    model_config = SettingsConfigDict(env_prefix="EVENTS_", frozen=True, populate_by_name=True, extra="ignore")

    # No source tells most of these: they are the house's own.
    letter_symbol: str = Field("WPKS", min_length=1, max_length=40)
    """The unit whose list of cases letters are entered in."""
    letter_class: str = Field("0541", pattern=r"^\d{2,6}$")
    """Their class in the list of files; cities differ."""
    letter_padding: int = Field(4, ge=1, le=6)
    """Digits of the number in a sign: Kalisz writes 0019."""
    letter_signatories: Annotated[tuple[str, ...], Field(min_length=1)] = (
        "Prezydent Miasta Kalisza",
        "Wiceprezydent Miasta Kalisza",
        "Z upoważnienia Prezydenta Miasta Kalisza, Naczelnik Wydziału",
    )
    """By their office, as it stands under a letter."""
    letter_leads: Mapping[Kind, Lead] = Field(default_factory=dict)
    """How long kinds of letters take, where it is not what the house comes with."""
    letter_kept: Term = Term(amount=1_826, unit=Unit.DAY, moves=False)
    """After a letter has left: then its people and texts are erased, and the line of the register stays."""
    jubilee_rules: Rules = Rules()
    jubilee_ahead_days: int = Field(45, ge=7, le=180)
    """Before a jubilee: its letter is put on the work list."""
    jubilee_motion: Term = Term(amount=1, unit=Unit.MONTH)
    """From the day a motion for the medal can be filed: until then it is to be filed."""
    letter_seasons: tuple[Season, ...] = SEASONS

    speech_words_per_minute: int = Field(110, ge=60, le=220)
    """How fast a speech is read aloud."""
    speech_draft: Term = Term(amount=3, unit=Unit.WORKING_DAY)
    """Before it is held: its text is wanted."""
    speech_speakers: Annotated[tuple[str, ...], Field(min_length=1)] = (
        "Prezydent Miasta Kalisza",
        "Wiceprezydent Miasta Kalisza",
    )

    patronage_class: str = Field("0542", pattern=r"^\d{2,6}$")
    """Class of applications for patronage in the list of files; cities differ."""
    patronage_ahead_days: int = Field(30, ge=1, le=180)
    """Before an event: its organiser is to have applied."""
    patronage_late: Literal["accept", "refuse"] = "accept"
    """Whether a later application is taken in, with a clear notice."""
    patronage_decision: Term = Term(amount=14, unit=Unit.DAY)
    """From the receipt: until then the organiser has the written reply."""
    patronage_report_days: int = Field(30, ge=1, le=180)
    """After the event: until then its report is asked for."""

    def leads(self) -> Mapping[Kind, Lead]:
        """Give how long each kind of letters takes."""
        return {**LEADS, **self.letter_leads}
