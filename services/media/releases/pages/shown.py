"""The page of one press release at the desk, with what can be done to it by whom."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from services.media.releases.domain.release import MOST_OF_A_KIND, Release
from services.media.releases.domain.steps import Action
from services.media.releases.service import Releases
from services.media.releases.service.rights import HANDS
from shared.access import Person, signed_in
from shared.comparing import compared
from shared.mail import Deliveries
from shared.web.render import Templates

LIST = "/panel/komunikaty"
ONE = LIST + "/{release_id}"
PRIVATE = {"Cache-Control": "no-store"}


def may(one: Release, person: Person) -> dict[str, bool]:
    """Give what a person may do to a release as it is; nobody approves a word of their own."""
    found = {action.value: one.can(action) and person.role in HANDS[action] for action in Action}
    own = person.id in one.writers
    proposed = one.proposal is not None and one.proposal.by.person_id == person.id
    return {**found, "approve": found["approve"] and not own, "confirm": found["confirm"] and not proposed}


async def shown(
    request: Request,
    releases: Releases,
    deliveries: Deliveries,
    templates: Templates,
    one: Release,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
    *,
    overtaken: bool = False,
) -> Response:
    """Show a release with what can be done to it."""
    return templates.page(
        request,
        "release_desk.html",
        status_code=status,
        headers=PRIVATE,
        one=one,
        may=may(one, signed_in(request)),
        values={
            **one.text.model_dump(),
            "embargo": one.embargo,
            "version": one.version,
            "picture": None,
            **(values or {}),
        },
        errors=errors or {},
        overtaken=overtaken,
        changed=compared(one.text.written, one.proposal.text.written) if one.proposal else [],
        most=MOST_OF_A_KIND,
        mails={mailing.id: await deliveries.of_mailing(mailing.id) for mailing in one.mailings},
    )
