"""The hazards that the city warns of, as data: a natural disaster or a technical failure, and its CAP category.

Source of the two kinds: ustawa z 18.04.2002 o stanie klęski żywiołowej, art. 3.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class HazardKind(StrEnum):
    """The two kinds of what the law calls a natural disaster in the wide sense."""

    NATURAL_DISASTER = "natural_disaster"
    TECHNICAL_FAILURE = "technical_failure"


class UnknownHazard(LookupError):
    """The city warns of no such hazard."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no hazard {code}")
        self.code = code


class Hazard(BaseModel):
    """A hazard. `name`: Polish, as a resident says it; `category`: as CAP 1.2 names it."""

    model_config = ConfigDict(frozen=True)

    code: str
    kind: HazardKind
    category: str
    name: str


_NATURAL, _TECHNICAL = HazardKind.NATURAL_DISASTER, HazardKind.TECHNICAL_FAILURE

HAZARDS = (
    Hazard(code="wind", kind=_NATURAL, category="Met", name="Silny wiatr i burze"),
    Hazard(code="rain", kind=_NATURAL, category="Met", name="Ulewa i podtopienia"),
    Hazard(code="flood", kind=_NATURAL, category="Geo", name="Powódź"),
    Hazard(code="frost", kind=_NATURAL, category="Met", name="Silny mróz"),
    Hazard(code="ice", kind=_NATURAL, category="Met", name="Śnieżyca i gołoledź"),
    Hazard(code="heat", kind=_NATURAL, category="Met", name="Upał"),
    Hazard(code="smog", kind=_NATURAL, category="Env", name="Smog"),
    Hazard(code="water", kind=_TECHNICAL, category="Infra", name="Brak wody"),
    Hazard(code="water_quality", kind=_TECHNICAL, category="Health", name="Woda niezdatna do picia"),
    Hazard(code="power", kind=_TECHNICAL, category="Infra", name="Brak prądu"),
    Hazard(code="heating", kind=_TECHNICAL, category="Infra", name="Brak ogrzewania"),
    Hazard(code="gas", kind=_TECHNICAL, category="Safety", name="Wyciek gazu"),
    Hazard(code="chemical", kind=_TECHNICAL, category="CBRNE", name="Skażenie chemiczne"),
    Hazard(code="fire", kind=_TECHNICAL, category="Fire", name="Duży pożar"),
    Hazard(code="traffic", kind=_TECHNICAL, category="Transport", name="Zamknięta droga lub most"),
)

_BY_CODE = {hazard.code: hazard for hazard in HAZARDS}


def hazard(code: str) -> Hazard:
    """Give the hazard with this code. Raises `UnknownHazard`."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise UnknownHazard(code) from None
