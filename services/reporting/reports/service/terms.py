"""The terms of the house for a report to the council; no act sets them."""

from dataclasses import dataclass
from datetime import date

from shared.deadlines import Term


@dataclass(frozen=True)
class Terms:
    """How long before the session each thing is due: a report opens, inputs come in, the council has its materials.

    `mending`: what a unit has for an input that came back, and has at least where it is called late. `reminder`: how
    long before its input is due a silent unit is reminded. `begins`: the day after the last period that was reported
    before the house was there, None where there was none in this term.
    """

    opening: Term
    inputs: Term
    materials: Term
    mending: Term
    reminder: Term
    begins: date | None = None
