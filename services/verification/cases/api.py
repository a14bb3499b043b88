"""What the JSON routes of all stages share: how checks are said and shown, and who may read."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.verification.cases.domain.checks import Answer, Check, Finding, Given, Result
from shared.access import Role
from shared.web.requests import After

READERS = (Role.OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.AUDITOR)
"""Roles that may read cards, reviews and admissions."""

AfterNumber = Annotated[After, Query(pattern=r"^\d{1,9}$")]
"""Lists go by the numbers of the register."""

Code = Annotated[str, Field(min_length=1, max_length=64)]


class CheckGiven(BaseModel):
    """What the caller says at one check; `note` is the reason where the machine is overruled."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    code: Code
    result: Result
    note: Annotated[str, Field(max_length=2_000)] = ""


class ChecksGiven(BaseModel):
    """The answers of a card, each check at most once. What is left out is the machine's, or met where all is well."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    checks: Annotated[tuple[CheckGiven, ...], Field(max_length=50)] = ()

    @field_validator("checks")
    @classmethod
    def _each_once(cls, checks: tuple[CheckGiven, ...]) -> tuple[CheckGiven, ...]:
        if len({check.code for check in checks}) < len(checks):
            raise ValueError("each check at most once")
        return checks

    @property
    def given(self) -> dict[str, Given]:
        """Give the answers by the code of the check."""
        return {check.code: Given(result=check.result, note=check.note) for check in self.checks}


class CheckShown(BaseModel):
    """One line of a card. `found` and `found_note` are the machine's; `result` is None where nobody has answered."""

    code: str
    text: str
    found: Result | None
    found_note: str
    result: Result | None
    note: str


class Done(BaseModel):
    """The state and version that a result has made."""

    proposal_id: str
    state: str
    version: int


def shown(checks: tuple[Check, ...], answers: tuple[Answer, ...], found: dict[str, Finding]) -> list[CheckShown]:
    """Give all lines of a card; on a finished card the findings are those of its day."""
    said = {answer.code: answer for answer in answers}
    lines = []
    for check in checks:
        answer = said.get(check.code)
        finding = answer.found if answer else found.get(check.code)
        lines.append(
            CheckShown(
                code=check.code,
                text=check.text,
                found=finding.result if finding else None,
                found_note=finding.note if finding else "",
                result=answer.result if answer else None,
                note=answer.note if answer else "",
            )
        )
    return lines
