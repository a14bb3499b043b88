"""Cases in the story: names what does not fit. It reads no file."""

from collections.abc import Iterable
from itertools import pairwise

from deploy.demo.cases import ScriptedCase
from shared.demo_people import DEMO_PEOPLE

_PEOPLE = tuple(person.id for person in DEMO_PEOPLE)


def case_faults(cases: Iterable[ScriptedCase]) -> list[str]:
    """Name the people whom nobody knows, and steps that go back in time."""
    faults = []
    for case in cases:
        hands = [case.by, *(step.by for step in case.steps)]
        faults += [f"{name_of(case)}: nobody is {hand}" for hand in hands if hand not in (None, *_PEOPLE)]
        if any(later < earlier for earlier, later in pairwise([case.at, *(step.at for step in case.steps)])):
            faults.append(f"{name_of(case)}: its steps go back in time")
    return faults


def name_of(case: ScriptedCase) -> str:
    """Give what a case is called."""
    content = case.content
    return str(content.get("title") or content.get("topic") or content["card"]["name"])
