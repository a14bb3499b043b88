"""What the pages share on which an officer writes a plan: why, and until when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.intake.proposals.pages.opened import valid
from services.intake.regroupings.api import Reason
from shared.web.forms import Form

PRIVATE = {"Cache-Control": "no-store"}
PLAN = "/panel/wnioski/polaczenia/{plan_id}"
UNFIT = "Wybierz dzień roboczy, nie za wcześnie na odpowiedź i najpóźniej za 60 dni."
_MESSAGES = {
    "reason": "Napisz, dlaczego o to prosisz: od 10 do 2000 znaków.",
    "due_on": "Podaj ostatni dzień na odpowiedź.",
}


class HeadForm(Form):
    """Why the plan is written, and the last day to answer."""

    reason: Reason
    due_on: date


def head_of(values: Mapping[str, Any], errors: dict[str, str]) -> HeadForm | None:
    """Read it. What is wrong is added to `errors`."""
    filled = {name: values[name] for name in HeadForm.model_fields if values.get(name) not in (None, "")}
    return valid(HeadForm, filled, errors, _MESSAGES)
