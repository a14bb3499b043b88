"""The media duty in the story: names what does not fit. It reads no file."""

from collections.abc import Collection
from itertools import pairwise
from typing import Any

from deploy.demo.scripted_media import ScriptedCase, ScriptedMedia
from shared.demo_people import DEMO_PEOPLE


def media_faults(media: ScriptedMedia, units: Collection[str]) -> list[str]:
    """Name the people, titles and units that nobody knows, and steps that go back in time."""
    faults = []
    cases = [*media.requests, *media.releases, *media.conferences]
    for case in cases:
        name = str(case.content.get("title") or case.content.get("topic"))
        hands = [case.by, *(step.by for step in case.steps)]
        faults += [f"{name}: nobody is {hand}" for hand in hands if hand not in (None, *_PEOPLE)]
        bodies = [case.content, *(step.body or {} for step in case.steps)]
        faults += [f"{name}: no title {key}" for key in _titles(bodies) if key not in media.outlets]
        faults += [f"{name}: no unit {body['unit']}" for body in bodies if "unit" in body and body["unit"] not in units]
        if any(later < earlier for earlier, later in pairwise(_moments(case))):
            faults.append(f"{name}: its steps go back in time")
    faults += [
        f"{one['name']}: no title {key}"
        for one in media.journalists
        for key in _titles([one, one.get("accreditation", {})])
        if key not in media.outlets
    ]
    invited = {one.get("email") for one in media.journalists}
    faults += [f"{answer.email} was not invited" for answer in media.answers if answer.email not in invited]
    published = {case.content["title"] for case in media.releases}
    faults += [f"no release {title}" for issue in media.issues for title in issue.items if title not in published]
    watched = media.monitoring
    moments = [watched.watched_at, watched.jump_at, watched.seen_at, watched.digest_at]
    if moments != sorted(moments):
        faults.append("the monitoring goes back in time")
    return faults


_PEOPLE = tuple(person.id for person in DEMO_PEOPLE)


def _titles(bodies: list[dict[str, Any]]) -> list[str]:
    named = [key for body in bodies for key in body.get("outlets", ())]
    return named + [body["outlet_id"] for body in bodies if "outlet_id" in body]


def _moments(case: ScriptedCase) -> list[Any]:
    return [case.at, *(step.at for step in case.steps)]
