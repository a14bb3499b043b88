"""The opinions that the story's bodies give, and whether they fit its proposals. It reads no file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.base import Line, Text
from shared.contracts.verification import OpinionResult


class StoryOpinion(BaseModel):
    """What a body says about a proposal, and when that came."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    result: OpinionResult
    text: Text
    received_on: date
    resolution: Line | None = None
    resolution_on: date | None = None


class OpinionRound(BaseModel):
    """A round of opinions: who is asked, from which day to which."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["areas", "councillors"]
    first_day: date
    last_day: date
    opinions: tuple[StoryOpinion, ...]


def opinion_faults(rounds: Sequence[OpinionRound], areas: Mapping[str, str | None]) -> list[str]:
    """Name the opinions that do not fit; `areas` are those of the formally checked proposals, by their ids."""
    faults = []
    for round_ in rounds:
        for opinion in round_.opinions:
            if opinion.about not in areas or (round_.kind == "areas" and areas[opinion.about] is None):
                faults.append(f"{opinion.about}: not for the opinion of {round_.kind}")
            if not round_.first_day <= opinion.received_on <= round_.last_day:
                faults.append(f"{opinion.about}: the opinion of {round_.kind} came on {opinion.received_on}")
    return faults
