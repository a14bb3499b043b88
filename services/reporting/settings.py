"""The settings of reporting, from the environment."""

from pydantic_settings import SettingsConfigDict

from services.reporting.implementation.domain import Rhythm
from services.reporting.worklist.domain.escalation import Head
from shared.deadlines import Term, Unit
from shared.settings import CommonSettings


class Settings(CommonSettings):
    """When the heads of units hear of what is late and where they read mail, how often units are asked. All as JSON."""

    model_config = SettingsConfigDict(env_prefix="REPORTING_", frozen=True, populate_by_name=True, extra="ignore")

    escalation_term: Term = Term(amount=2, unit=Unit.WORKING_DAY)
    """After the date of a unit's task, until its head hears of it: the house's own, no source tells."""
    heads: tuple[Head, ...] = ()
    """Of a unit without one only the department sees what is late."""
    rhythm: Rhythm = Rhythm()
    """How often a unit is asked for progress where the department has not said another: the house's own."""
