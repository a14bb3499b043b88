"""The media duty in the story: names what does not fit. It reads no file."""

from collections.abc import Collection
from typing import Any

from deploy.demo.kalisz.cases import case_faults, name_of
from deploy.demo.scripted_media import ScriptedMedia


def media_faults(media: ScriptedMedia, units: Collection[str]) -> list[str]:
    """Name the people, titles and units that nobody knows, and steps that go back in time."""
    cases = [*media.requests, *media.releases, *media.conferences]
    faults = case_faults(cases)
    for case in cases:
        name = name_of(case)
        bodies = [case.content, *(step.body or {} for step in case.steps)]
        faults += [f"{name}: no title {key}" for key in _titles(bodies) if key not in media.outlets]
        faults += [f"{name}: no unit {body['unit']}" for body in bodies if "unit" in body and body["unit"] not in units]
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


def _titles(bodies: list[dict[str, Any]]) -> list[str]:
    named = [key for body in bodies for key in body.get("outlets", ())]
    return named + [body["outlet_id"] for body in bodies if "outlet_id" in body]
