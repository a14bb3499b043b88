"""Checks of a card as data, and how the machine's findings and people's answers become one. It judges no proposal."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.contracts.initiatives.intake import InitiativePart
from shared.contracts.intake import ProposalPart


class Result(StrEnum):
    """What was found at one check."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"


class Check(BaseModel):
    """One line of a card: `text` says what has to be so, in the department's words.

    `opens` is the part of the application by which its applicant can mend it; None where nothing can be mended.
    `guidance` tells whoever answers what to look at and where to check it; "" where the line says it all.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    text: str
    opens: ProposalPart | InitiativePart | None = None
    guidance: str = ""


class Finding(BaseModel):
    """What the machine has found at one check, and from which figures."""

    model_config = ConfigDict(frozen=True)

    code: str
    result: Result
    note: str


class Given(BaseModel):
    """What a person says at one check."""

    model_config = ConfigDict(frozen=True)

    result: Result
    note: str = ""


class Answer(BaseModel):
    """What stands on the card at one check. `found` is what the machine had found there."""

    model_config = ConfigDict(frozen=True)

    code: str
    result: Result
    note: str = ""
    found: Finding | None = None

    @property
    def by_machine(self) -> bool:
        """True where the machine's finding stands."""
        return self.found is not None and self.found.result is self.result

    @property
    def overruled(self) -> bool:
        """True where a person has decided otherwise than the machine."""
        return self.found is not None and self.found.result is not self.result


class CheckUnknown(Exception):
    """The card has no such check."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no check {code}")
        self.code = code


class OverruleUnexplained(Exception):
    """Somebody decides otherwise than the machine and does not say why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"check {code} overruled without a reason")
        self.code = code


class Contradicted(Exception):
    """The result says that all is well, and these checks, or reasons against it, say that it is not."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(f"positive result against {', '.join(codes) or 'reasons'}")
        self.codes = codes


def assess(
    checks: Sequence[Check], given: Mapping[str, Given], findings: Mapping[str, Finding], *, positive: bool
) -> tuple[Answer, ...]:
    """Put the answers of a card together, in its order.

    Where nobody answers, the machine's finding stands. What neither has answered counts as met on a positive card,
    because whoever signs it says so; on a negative card it stays out, because nobody has to look further. Raises
    `CheckUnknown`, `OverruleUnexplained`, `Contradicted`.
    """
    known = {check.code for check in checks}
    for code in given:
        if code not in known:
            raise CheckUnknown(code)
    answers = []
    for check in checks:
        said, found = given.get(check.code), findings.get(check.code)
        if said is not None:
            answer = Answer(code=check.code, result=said.result, note=said.note, found=found)
            if answer.overruled and not said.note:
                raise OverruleUnexplained(check.code)
        elif found is not None:
            answer = Answer(code=check.code, result=found.result, found=found)
        elif positive:
            answer = Answer(code=check.code, result=Result.MET)
        else:
            continue
        answers.append(answer)
    against = unmet(answers)
    if positive and against:
        raise Contradicted(against)
    return tuple(answers)


def unmet(answers: Sequence[Answer]) -> list[str]:
    """Name the checks that are not met."""
    return [answer.code for answer in answers if answer.result is Result.NOT_MET]


def reasons(checks: Sequence[Check], answers: Sequence[Answer]) -> tuple[str, ...]:
    """Say in Polish, for the applicant, what is not met and why."""
    texts = {check.code: check.text for check in checks}
    said = []
    for answer in answers:
        if answer.result is Result.NOT_MET:
            why = answer.note or (answer.found.note if answer.found else "")
            said.append(f"Niespełniony warunek: {texts[answer.code]}." + (f" {why}" if why else ""))
    return tuple(said)


def finding(code: str, met: bool, note: str) -> Finding:
    """Give what the machine finds at a check that it can answer."""
    return Finding(code=code, result=Result.MET if met else Result.NOT_MET, note=note)


def described(title: str, summary: str, description: str) -> Finding:
    """Find whether an application has all its texts."""
    texts = {"tytułu": title, "skrótu": summary, "opisu": description}
    missing = [name for name, text in texts.items() if not text.strip()]
    note = f"Nie ma: {', '.join(missing)}." if missing else f"Opis ma znaków: {len(description)}."
    return finding("described", not missing, note)


def located(place: str) -> Finding:
    """Find whether an application says where."""
    place = place.strip()
    return finding("located", bool(place), f"{place}." if place else "Pole jest puste.")
