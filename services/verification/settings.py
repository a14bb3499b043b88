"""The settings of verification, from the environment."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.verification.cases.domain import Unit
from shared.deadlines import Term
from shared.deadlines import Unit as Measure
from shared.settings import CommonSettings

_UNITS = (
    Unit(symbol="ZDM", name="Zarząd Dróg Miejskich"),
    Unit(symbol="WGOŚ", name="Wydział Gospodarki Komunalnej i Ochrony Środowiska"),
    Unit(symbol="WRM", name="Wydział Rozbudowy Miasta"),
    Unit(symbol="WE", name="Wydział Edukacji"),
    Unit(symbol="OSRiR", name="Ośrodek Sportu, Rehabilitacji i Rekreacji"),
    Unit(symbol="MZBM", name="Miejski Zarząd Budynków Mieszkalnych"),
    Unit(symbol="MBP", name="Miejska Biblioteka Publiczna im. Adama Asnyka"),
    Unit(symbol="WSSM", name="Wydział Spraw Społecznych i Mieszkaniowych"),
    Unit(symbol="SM", name="Straż Miejska Kalisza"),
)


class Settings(CommonSettings):
    """The units that review proposals, and how long everybody has. Both as JSON in the environment."""

    model_config = SettingsConfigDict(env_prefix="VERIFICATION_", frozen=True, populate_by_name=True, extra="ignore")

    units: tuple[Unit, ...] = Field(_UNITS, min_length=1)
    # Calendar days, because no source tells the city's own terms: an assumption, not a rule of Kalisz.
    formal_term: Term = Term(amount=14, unit=Measure.DAY)
    correction_term: Term = Term(amount=7, unit=Measure.DAY)
    """For an answer to a call. Seven days is the least that k.p.a. art. 64 § 2 allows."""
    merit_term: Term = Term(amount=30, unit=Measure.DAY)
    statement_term: Term = Term(amount=14, unit=Measure.DAY)
    """For a unit's statement about its part, and for who asked to decide about one that was sent back."""
    appeal_review_term: Term = Term(amount=14, unit=Measure.DAY)
    appeal_decision_term: Term = Term(amount=14, unit=Measure.DAY)
    """Where the edition has no window of final lists; else its end is the date."""
    admission_term: Term = Term(amount=14, unit=Measure.DAY)
    """Where the edition has no window of admission; else its end is the date."""
    answer_term: Term = Term(amount=1, unit=Measure.MONTH)
    """For an answer to an application for a local initiative (k.p.a. art. 35 § 3), or the council's own."""
    longest_answer_term: Term = Term(amount=2, unit=Measure.MONTH)
    """The same where the case is very involved."""
    scoring_term: Term = Term(amount=14, unit=Measure.DAY)
    """For the Team, from the meeting that opens a scoring."""
    funds_term: Term = Term(amount=14, unit=Measure.DAY)
    """For the treasurer, from the approval, or from an annex that the year's total does not hold."""
    conflict_radius: int = Field(100, ge=1, le=5_000)
    """Metres within which the points of two proposals are taken for one place (Warsaw's civic budget uses 100)."""
