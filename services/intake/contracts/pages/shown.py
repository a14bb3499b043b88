"""The page of one contract, as it is and as it is after a form that did not hold."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from services.intake.contracts.domain.states import Action
from services.intake.contracts.service import Contracts
from services.intake.contracts.wording import CITY_SHARES, CONTRIBUTIONS, FAULTS, name_of
from shared.access import Role, signed_in
from shared.clock import warsaw
from shared.web.render import Templates

LIST = "/panel/inicjatywy/umowy"
PAGE = "/panel/inicjatywy/{initiative_id}/umowa"


async def contract_page(
    request: Request,
    contracts: Contracts,
    templates: Templates,
    initiative_id: str,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    status: int = 200,
    stale: bool = False,
) -> Response:
    """Show a contract: what waits, what holds, what was lent."""
    one = await contracts.of_staff(initiative_id, signed_in(request))
    return templates.page(
        request,
        "contract.html",
        status_code=status,
        headers={"Cache-Control": "no-store"},
        one=one,
        may={action.value: one.may(action) and signed_in(request).role is Role.OFFICER for action in Action},
        objection=contracts.objection(one),
        faults=[FAULTS[fault] for fault in one.faults],
        name_of=name_of,
        contributions=CONTRIBUTIONS,
        kinds=CITY_SHARES,
        today=warsaw(contracts.clock.now()).date(),
        values={"version": one.version, **values},
        errors=errors,
        stale=stale,
    )
