"""The settings of events, from the environment."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.events.anniversaries.domain import Step
from services.events.anniversaries.domain.shipped import KALISZ
from services.events.calendar.domain.people import MAILBOX, Official
from shared.settings import CommonSettings

_OFFICIALS = (
    Official(id="mayor", role="Prezydent Miasta"),
    Official(id="deputy-1", role="Pierwszy Zastępca Prezydenta"),
    Official(id="deputy-2", role="Drugi Zastępca Prezydenta"),
    Official(id="council-chair", role="Przewodniczący Rady Miasta"),
    Official(id="secretary", role="Sekretarz Miasta"),
)

# Rules of the house; no act gives these days.
_STEPS = (
    Step(key="military", action="Wyślij wniosek o wojskową asystę honorową", days=30),
    Step(key="mass-event", action="Złóż wniosek o zezwolenie na imprezę masową", days=30),
    Step(key="invitations", action="Wyślij zaproszenia", days=21),
    Step(key="sirens", action="Zapowiedz syreny jako trening", days=7),
    Step(key="rsvp", action="Sprawdź, kto potwierdził obecność", days=7),
    Step(key="scenario", action="Zamknij scenariusz", days=3),
    Step(key="wreaths", action="Odbierz wieńce i ustal kolejność składania", days=1),
    Step(key="report", action="Napisz sprawozdanie po uroczystości", days=7, after=True),
)


class Settings(CommonSettings):
    """What events needs beside the common settings.

    `officials`: who can be at one place at a time, a JSON list of ids, roles and, where invitations are to be mailed,
    the boxes of their offices. `organiser`, `organiser_name`: who invites. `anniversaries`: the file that the register
    begins with. `ceremony_steps`: the checklist, by days before or after a ceremony; `ceremony_lead`: how many days
    before a ceremony its checklist is put on the work list.
    """

    model_config = SettingsConfigDict(env_prefix="EVENTS_", frozen=True, populate_by_name=True, extra="ignore")

    officials: tuple[Official, ...] = Field(_OFFICIALS, max_length=50)
    organiser: str = Field("wpks@um.kalisz.pl", max_length=254, pattern=MAILBOX)
    organiser_name: str = Field("Urząd Miasta Kalisza", min_length=3, max_length=100)
    anniversaries: Path = KALISZ
    ceremony_steps: tuple[Step, ...] = Field(_STEPS, max_length=30)
    ceremony_lead: int = Field(75, ge=1, le=400)
