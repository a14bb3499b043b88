"""The settings of reporting, from the environment."""

from datetime import date
from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.reporting.council.domain.units import CityUnit
from services.reporting.implementation.domain import Rhythm
from services.reporting.initiatives.domain import Rhythm as SettlementRhythm
from services.reporting.worklist.service.morning import Mailbox
from shared.deadlines import Term, Unit
from shared.settings import CommonSettings

_UNITS = (
    CityUnit(symbol="ZDM", name="Zarząd Dróg Miejskich"),
    CityUnit(symbol="WGOŚ", name="Wydział Gospodarki Komunalnej i Ochrony Środowiska"),
    CityUnit(symbol="WRM", name="Wydział Rozbudowy Miasta"),
    CityUnit(symbol="WE", name="Wydział Edukacji"),
    CityUnit(symbol="OSRiR", name="Ośrodek Sportu, Rehabilitacji i Rekreacji"),
    CityUnit(symbol="MZBM", name="Miejski Zarząd Budynków Mieszkalnych"),
    CityUnit(symbol="MBP", name="Miejska Biblioteka Publiczna im. Adama Asnyka"),
    CityUnit(symbol="WSSM", name="Wydział Spraw Społecznych i Mieszkaniowych"),
    CityUnit(symbol="SM", name="Straż Miejska Kalisza"),
    CityUnit(symbol="KRM", name="Kancelaria Rady Miasta"),
    CityUnit(symbol="WO", name="Wydział Organizacyjny"),
    CityUnit(symbol="WSR", name="Wydział Strategii i Rozwoju"),
    CityUnit(symbol="WSO", name="Wydział Spraw Obywatelskich"),
    CityUnit(symbol="WF", name="Wydział Finansowy"),
    CityUnit(symbol="WAG", name="Wydział Administracyjno-Gospodarczy"),
    CityUnit(symbol="USC", name="Urząd Stanu Cywilnego"),
    CityUnit(symbol="KP", name="Kancelaria Prezydenta Miasta"),
    CityUnit(symbol="BR", name="Biuro Rewitalizacji"),
    CityUnit(symbol="BOI", name="Biuro Obsługi Interesantów"),
    CityUnit(symbol="COP", name="Centrum Organizacji Pozarządowych"),
    CityUnit(symbol="DD", name="Dom Dziecka"),
    CityUnit(symbol="COM", name="Centrum Opiekuńczo-Mieszkalne"),
    CityUnit(symbol="MOPS", name="Miejski Ośrodek Pomocy Społecznej"),
    CityUnit(symbol="SP1", name="Szkoła Podstawowa nr 1"),
    CityUnit(symbol="SP2", name="Szkoła Podstawowa nr 2"),
    CityUnit(symbol="SP3", name="Szkoła Podstawowa nr 3"),
    CityUnit(symbol="SP4", name="Szkoła Podstawowa nr 4"),
    CityUnit(symbol="SP5", name="Szkoła Podstawowa nr 5"),
    CityUnit(symbol="SP6", name="Szkoła Podstawowa nr 6"),
    CityUnit(symbol="SP7", name="Szkoła Podstawowa nr 7"),
)


class Settings(CommonSettings):
    """The city's units, the terms of the house, how often units are asked, who publishes."""

    model_config = SettingsConfigDict(env_prefix="REPORTING_", frozen=True, populate_by_name=True, extra="ignore")

    sign_in_file: Path | None = None
    """A TOML file that names the city's identity provider and what its groups are here: docs/decisions/sign-in.md."""
    escalation_term: Term = Term(amount=2, unit=Unit.WORKING_DAY)
    """After the date of a unit's task, until its head hears of it: the house's own, no source tells."""
    morning_hour: int = Field(7, ge=0, le=23)
    """By the clocks of the city: from then on, on working days, who has something to do gets a letter about it."""
    morning_mailboxes: tuple[Mailbox, ...] = ()
    """Where a role without a unit reads it, such as the department's officers; units read it where they are asked."""
    units: tuple[CityUnit, ...] = Field(_UNITS, min_length=1)
    """Those that carry out resolutions and are called for the report to the council."""
    resolution_ahead_days: int = Field(14, ge=1, le=365)
    """Before the last day of a resolution: its units are asked how far they are. No source tells: the house's own."""
    report_begins: date | None = None
    """The day after the last period that was reported without Ratusz; None: the first report begins with the term."""
    # No source tells these terms: they are the house's own.
    report_opening: Term = Term(amount=20, unit=Unit.WORKING_DAY)
    """Before an ordinary session: its report opens by itself and the units are called."""
    report_inputs: Term = Term(amount=10, unit=Unit.WORKING_DAY)
    """Before the session: the units' inputs are due."""
    report_materials: Term = Term(amount=7, unit=Unit.DAY)
    """Before the session: the report is with the council's office. Materials come out a week ahead in Kalisz."""
    report_mending: Term = Term(amount=2, unit=Unit.WORKING_DAY)
    """For an input that came back to its unit, and at least for one that is called late."""
    report_reminder: Term = Term(amount=2, unit=Unit.WORKING_DAY)
    """Before an input is due: a unit that is silent is reminded by mail."""
    report_long_days: int = Field(180, ge=1, le=3_650)
    """Days after which a resolution that is still open is open long."""
    rhythm: Rhythm = Rhythm()
    """How often a unit is asked for progress where the department has not said another: the house's own."""
    # Of local initiatives; no source tells these: they are the house's own.
    settlement_rhythm: SettlementRhythm = SettlementRhythm()
    """When the applicants of an initiative are reminded of their settlement, and chased."""
    settlement_deciding: Term = Term(amount=14, unit=Unit.DAY)
    """In which an officer accepts a settlement or sends it back."""
    settlement_mending: Term = Term(amount=14, unit=Unit.DAY)
    """In which applicants mend a settlement that came back."""
    follow_link_term: Term = Term(amount=3, unit=Unit.DAY, moves=False)
    """In which a follower has to confirm by the link in the mail; unconfirmed addresses are deleted after it."""
    follow_mails_a_day: int = Field(4, ge=1, le=50)
    """Letters to confirm that one address gets in a day, of all that can be followed."""
    follow_asks_a_day: int = Field(30, ge=1, le=10_000)
    """Requests to follow that are taken from one network address in a day; an office or a library shares one."""
    follow_kept: Term = Term(amount=30, unit=Unit.DAY, moves=False)
    """How long followers are kept once what they follow is over: for letters that come late."""
    interpellation_term: Term = Term(amount=14, unit=Unit.DAY, moves=False)
    """To answer a councillor, from receipt by the mayor (art. 24 ust. 6 u.s.g.).

    The act does not say that a last day on a Saturday or free day gives way, so it stays; `moves` lets it give way.
    """
    # No source tells these two: they are the house's own.
    interpellation_draft: Term = Term(amount=3, unit=Unit.WORKING_DAY)
    """Before the answer is due: the unit's draft is wanted."""
    interpellation_reminder: Term = Term(amount=2, unit=Unit.WORKING_DAY)
    """Before the answer is due: an officer is reminded of it."""
    debate_signatures: int = Field(50, ge=1, le=1_000)
    """That a resident's notice needs: 50 above 20,000 residents, 20 in smaller communes (art. 28aa ust. 7 u.s.g.)."""
    debate_limit: int = Field(15, ge=1, le=500)
    """As many residents speak unless the council decides for more (art. 28aa ust. 8 u.s.g.)."""
    debate_retention: Term = Term(amount=3, unit=Unit.MONTH)
    """After the debate: so long it is kept who has signed up. No source tells: the house's own."""
    open_data_publisher: str = Field("Urząd Miasta Kalisza", min_length=1, max_length=200)
    open_data_licence: str = Field(
        "https://creativecommons.org/publicdomain/zero/1.0/", pattern="^https://", max_length=200
    )
    """The address of the licence of what is published as open data. No source tells Kalisz's: the house's own."""
