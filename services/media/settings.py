"""The settings of media, from the environment."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.media.requests.domain.units import MAILBOX, PressUnit
from shared.deadlines import Term, Unit
from shared.settings import CommonSettings

_UNITS = (
    PressUnit(symbol="ZDM", name="Zarząd Dróg Miejskich"),
    PressUnit(symbol="WGOŚ", name="Wydział Gospodarki Komunalnej i Ochrony Środowiska"),
    PressUnit(symbol="WRM", name="Wydział Rozbudowy Miasta"),
    PressUnit(symbol="WE", name="Wydział Edukacji"),
    PressUnit(symbol="OSRiR", name="Ośrodek Sportu, Rehabilitacji i Rekreacji"),
    PressUnit(symbol="MZBM", name="Miejski Zarząd Budynków Mieszkalnych"),
    PressUnit(symbol="MBP", name="Miejska Biblioteka Publiczna im. Adama Asnyka"),
    PressUnit(symbol="WSSM", name="Wydział Spraw Społecznych i Mieszkaniowych"),
    PressUnit(symbol="SM", name="Straż Miejska Kalisza"),
)


class Settings(CommonSettings):
    """Who answers the press, in which of the house's own terms; the terms of the law are no settings."""

    model_config = SettingsConfigDict(env_prefix="MEDIA_", frozen=True, populate_by_name=True, extra="ignore")

    press_units: tuple[PressUnit, ...] = Field(_UNITS, min_length=1)
    """Those that are asked to draft answers to the press."""
    press_mailbox: str | None = Field(None, max_length=254, pattern=MAILBOX)
    """Where the press office reads what is late, and in the morning what waits."""
    press_morning_hour: int = Field(7, ge=0, le=23)
    """By the clocks of the city: from then on, on working days, the press office gets its letter of the morning."""
    press_symbol: str = Field("WPKS", min_length=1, max_length=40)
    """The unit whose list of cases requests of the press are entered in."""
    press_class: str = Field("1431", pattern=r"^\d{2,6}$")
    """Its class in the list of files: 1431 is the giving of public information; cities differ."""
    # No source tells these: they are the house's own.
    press_interview_term: Term = Term(amount=2, unit=Unit.WORKING_DAY)
    """To answer somebody who asks for an interview; no act knows a term for it."""
    press_draft: Term = Term(amount=3, unit=Unit.WORKING_DAY)
    """Before the answer is due: the unit's draft is wanted."""
    press_reminder: Term = Term(amount=1, unit=Unit.WORKING_DAY)
    """Before the draft is wanted: its unit is reminded of it."""
    press_consent_kept: Term = Term(amount=30, unit=Unit.DAY, moves=False)
    """After a journalist has taken the consent back: then everything of them is erased."""
