"""The settings of events, from the environment."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.events.calendar.domain.people import MAILBOX, Official
from shared.settings import CommonSettings

_OFFICIALS = (
    Official(id="mayor", role="Prezydent Miasta"),
    Official(id="deputy-1", role="Pierwszy Zastępca Prezydenta"),
    Official(id="deputy-2", role="Drugi Zastępca Prezydenta"),
    Official(id="council-chair", role="Przewodniczący Rady Miasta"),
    Official(id="secretary", role="Sekretarz Miasta"),
)


class Settings(CommonSettings):
    """What events needs beside the common settings.

    `officials`: who can be at one place at a time, a JSON list of ids, roles and, where invitations are to be mailed,
    the boxes of their offices. `organiser`, `organiser_name`: who invites.
    """

    model_config = SettingsConfigDict(env_prefix="EVENTS_", frozen=True, populate_by_name=True, extra="ignore")

    officials: tuple[Official, ...] = Field(_OFFICIALS, max_length=50)
    organiser: str = Field("wpks@um.kalisz.pl", max_length=254, pattern=MAILBOX)
    organiser_name: str = Field("Urząd Miasta Kalisza", min_length=3, max_length=100)
