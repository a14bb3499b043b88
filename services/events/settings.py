"""The settings of events, from the environment."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from services.events.anniversaries.domain import Step
from services.events.anniversaries.domain.shipped import KALISZ
from services.events.calendar.domain.people import MAILBOX, Official
from services.events.ceremonies.domain.shipped import FILE as CEREMONIES
from services.events.ceremonies.domain.work import Clock as CeremonyStep
from services.events.letters.domain.kinds import LEADS, Kind, Lead
from services.events.letters.domain.occasions import SEASONS, TERMS, Rules, Season, Stage
from services.events.memorials.domain.proposals import Body
from services.events.precedence.domain.shipped import FILE as PRECEDENCE
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
    are inspected. `memorial_check`: how long it takes to look whether a proposed memorial can go on;
    `memorial_terms`: how long who has a say about it is given; `memorial_symbol`,
    `memorial_class`: the unit and the class in the list of files of such cases.
    Of letters, speeches and patronage each setting says what it is.
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
    care_plan_month: int = Field(3, ge=1, le=12)
    care_plan_day: int = Field(15, ge=1, le=28)
    """Until this day of each year the care plan of its memorials is made; it is asked for from New Year on."""
    year_plan_month: int = Field(10, ge=1, le=12)
    year_plan_day: int = Field(1, ge=1, le=28)
    """From this day on the plan of anniversaries of the next year is on the work list."""
    year_plan_drawn_up: Term = Term(amount=30, unit=Unit.DAY)
    """From then: the plan is drawn up. It is approved, and every day decided, before the year begins."""
    memorial_check: Term = Term(amount=14, unit=Unit.DAY)
    memorial_terms: dict[Body, Term] = Field(_MEMORIAL_TERMS)
    memorial_symbol: str = Field("WPKS", min_length=1, max_length=40)
    memorial_class: str = Field("4120", pattern=r"^\d{2,6}$")
    """Cities differ; to be confirmed with the records office."""
    memorial_asks_a_day: int = Field(20, ge=1, le=10_000)
    """Proposals that are taken from one network address in a day; an office or a school shares one."""

    @field_validator("memorial_terms")
    @classmethod
    def _each_body(cls, terms: dict[Body, Term]) -> dict[Body, Term]:
        return {**_MEMORIAL_TERMS, **terms}

    ceremony_file: Path = CEREMONIES
    """The usual scenario, components of military assistance and kinds of permits."""
    ceremony_days: dict[CeremonyStep, Annotated[int, Field(ge=1, le=365)]] = Field(default_factory=dict)
    """Days before a ceremony (report: after it, withdrawal: after it was called off) by which a step is done.

    Where it is not what the house comes with.
    """
    permit_days: dict[str, Annotated[int, Field(ge=1, le=365)]] = Field(default_factory=dict)
    """Days before a ceremony by which a permit is asked for, by kind, where it is not what the file says."""
    garrison_commander: str = Field("Dowódca Garnizonu", min_length=3, max_length=200)
    """To whom requests for military assistance are addressed: which garrison is competent, the city says."""
    ceremony_signatory: str = Field("Prezydent Miasta Kalisza", min_length=3, max_length=200)
    """By their office: who signs such a request."""
    mayor_id: str = Field("mayor", min_length=1, max_length=64)
    """Who of `officials` is the mayor."""

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
    jubilee_medal: Mapping[Stage, Term] = Field(default_factory=dict)
    """How long the medal for long marriage may stand at each stage, where it is not what the house comes with."""
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
    patronage_asks_a_day: int = Field(20, ge=1, le=10_000)
    """Applications that are taken from one network address in a day."""
    patronage_report_days: int = Field(30, ge=1, le=180)
    """After the event: until then its report is asked for."""

    invitation_send: Term = Term(amount=21, unit=Unit.DAY)
    """Before an event: its invitations have left."""
    invitation_answer: Term = Term(amount=7, unit=Unit.DAY)
    """Before an event: guests are asked to have answered."""
    invitation_remind_days: int = Field(3, ge=1, le=30)
    """Before the answer-by day: who has not answered is reminded."""
    invitation_companions: int = Field(1, ge=0, le=10)
    """How many a guest may bring, where the list says nothing else."""
    invitation_kept: Term = Term(amount=365, unit=Unit.DAY, moves=False)
    """After an event: then its guests' answers are erased, and how many came stays."""
    guests_kept: Term = Term(amount=1_826, unit=Unit.DAY, moves=False)
    """After a card of the address book was last used: then it is erased."""

    precedence: Path = PRECEDENCE
    """The file that the order of precedence begins with."""
    wreaths_ready: Term = Term(amount=1, unit=Unit.DAY)
    """Before a ceremony: the wreaths of the city are to be there."""
    wreath_names_kept: int = Field(90, ge=1, le=1_000)
    """Days after a ceremony: then the names of who laid wreaths are erased."""

    meeting_programme: Term = Term(amount=3, unit=Unit.WORKING_DAY)
    """Before a meeting: its programme is wanted."""
    meeting_minutes: Term = Term(amount=7, unit=Unit.DAY)
    """After a meeting: its minutes are out for remarks."""
    meeting_remarks: Term = Term(amount=7, unit=Unit.DAY)
    """How long remarks are usually taken; who sends minutes out says until which day."""
    meeting_approval: Term = Term(amount=3, unit=Unit.WORKING_DAY)
    """After the last day of remarks: the minutes are approved."""
    meeting_kept: Term = Term(amount=1_826, unit=Unit.DAY, moves=False)
    """After the minutes are approved: then contacts, remarks and readings are erased; programmes and minutes stay."""

    def medal(self) -> Mapping[Stage, Term]:
        """Give how long the medal may stand at each stage."""
        return {**TERMS, **self.jubilee_medal}

    def leads(self) -> Mapping[Kind, Lead]:
        """Give how long each kind of letters takes."""
        return {**LEADS, **self.letter_leads}
