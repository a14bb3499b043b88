"""The settings of events, from the environment."""

from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from services.events.anniversaries.domain import Step
from services.events.anniversaries.domain.shipped import KALISZ
from services.events.calendar.domain.people import MAILBOX, Official
from services.events.memorials.domain.proposals import Body
from shared.deadlines import Term, Unit
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

# Rules of the house too, as long as the acts give no term; a month is that of art. 35 § 3 k.p.a.
_MEMORIAL_TERMS = {
    Body.IPN: Term(amount=30, unit=Unit.DAY),
    Body.VOIVODE: Term(amount=1, unit=Unit.MONTH),
    Body.CONSERVATOR: Term(amount=1, unit=Unit.MONTH),
    Body.OWNER: Term(amount=30, unit=Unit.DAY),
    Body.COUNCIL: Term(amount=2, unit=Unit.MONTH),
}


class Settings(CommonSettings):
    """What events needs beside the common settings.

    `officials`: who can be at one place at a time, a JSON list of ids, roles and, where invitations are to be mailed,
    the boxes of their offices. `organiser`, `organiser_name`: who invites. `anniversaries`: the file that the register
    begins with. `ceremony_steps`: the checklist, by days before or after a ceremony; `ceremony_lead`: how many days
    before a ceremony its checklist is put on the work list. `care_month`, `care_day`: by when the memorials of a year
    are inspected. `memorial_terms`: how long who has a say about a new memorial is given; `memorial_symbol`,
    `memorial_class`: the unit and the class in the list of files of such cases.
    """

    model_config = SettingsConfigDict(env_prefix="EVENTS_", frozen=True, populate_by_name=True, extra="ignore")

    officials: tuple[Official, ...] = Field(_OFFICIALS, max_length=50)
    organiser: str = Field("wpks@um.kalisz.pl", max_length=254, pattern=MAILBOX)
    organiser_name: str = Field("Urząd Miasta Kalisza", min_length=3, max_length=100)
    anniversaries: Path = KALISZ
    ceremony_steps: tuple[Step, ...] = Field(_STEPS, max_length=30)
    ceremony_lead: int = Field(75, ge=1, le=400)
    care_month: int = Field(10, ge=1, le=12)
    care_day: int = Field(15, ge=1, le=28)
    memorial_terms: dict[Body, Term] = Field(_MEMORIAL_TERMS)
    memorial_symbol: str = Field("WPKS", min_length=1, max_length=40)
    memorial_class: str = Field("4120", pattern=r"^\d{2,6}$")
    """Cities differ; to be confirmed with the records office."""

    @field_validator("memorial_terms")
    @classmethod
    def _each_body(cls, terms: dict[Body, Term]) -> dict[Body, Term]:
        return {**_MEMORIAL_TERMS, **terms}
