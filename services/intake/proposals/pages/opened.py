"""The fields of a proposal that are open to be changed: shown as filed, read back, the rest left as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.draft import AttachmentKind, Details, Draft
from services.intake.proposals.domain.receipt import place_faults
from services.intake.proposals.pages.form import MESSAGES, ORDER, ContentForm, PersonForm, place_errors
from services.intake.proposals.pages.typed import Typed
from shared.contracts.intake import EditionRules, ProposalPart
from shared.web.forms import Form, explain, problem_list

_NAMES = {
    ProposalPart.DESCRIPTION: ("title", "summary", "description", "category"),
    ProposalPart.PLACE: ("pool_id", "area_id", "location", "latitude", "longitude", "parcel"),
    ProposalPart.COSTS: ("costs",),
    ProposalPart.SUPPORT: ("signatures",),
    ProposalPart.APPLICANT: tuple(PersonForm.model_fields),
}
"""The fields of the form in each part."""
_MESSAGES = {**MESSAGES, "received_on": "Podaj dzień wpływu."}

M = TypeVar("M", bound=BaseModel)


class _ReceivedForm(Form):
    received_on: date


@dataclass(frozen=True)
class Answer:
    """What was changed, as the form holds it; the fields that are not open are as they were."""

    draft: Draft
    details: Details | None


def shown(
    proposal: Proposal, parts: Sequence[ProposalPart], rules: EditionRules, typed: Typed, errors: Mapping[str, str]
) -> dict[str, Any]:
    """Give what a page with open fields shows."""
    return {
        "proposal": proposal,
        "opened": parts,
        "rules": rules,
        "values": typed.values,
        "typed_key": typed.key,
        "rows": typed.rows,
        "total": typed.total,
        "kept": typed.kept,
        "errors": problem_list(errors, ["received_on", *ORDER, *AttachmentKind]),
        "wrong": errors,
    }


def answer_of(
    typed: Typed, proposal: Proposal, parts: Sequence[ProposalPart], rules: EditionRules, errors: dict[str, str]
) -> Answer | None:
    """Read what is open; the rest stays as it was. What is wrong is added to `errors`."""
    opened = {name for part in parts for name in _NAMES[part]}
    filled = {name: value for name, value in typed.values.items() if name in opened and value not in ("", [])}
    held = {name: value for name, value in as_filed(proposal).items() if name not in opened}
    content = valid(ContentForm, {**held, **filled}, errors)
    person = valid(PersonForm, filled, errors) if ProposalPart.APPLICANT in parts else None
    if content is None:
        return None
    errors |= place_errors(place_faults(rules, content.pool_id, content.area_id, content.category))
    return Answer(content.draft(proposal.edition_id), person.details() if person is not None else None)


def day_of(typed: Typed, errors: dict[str, str]) -> date | None:
    """Read the day on which a paper came in. What is wrong is added to `errors`."""
    form = valid(_ReceivedForm, {name: text for name, text in typed.values.items() if text}, errors)
    return form.received_on if form is not None else None


def as_filed(proposal: Proposal) -> dict[str, Any]:
    """Give the public fields as the form holds them; amounts in grosze."""
    plain = proposal.model_dump(include={name for names in _NAMES.values() for name in names if name != "costs"})
    rows = [{"name": item.name, "amount": item.amount} for item in proposal.cost_items]
    return {name: value for name, value in {**plain, "costs": rows}.items() if value is not None}


def valid(
    model: type[M], values: Mapping[str, Any], errors: dict[str, str], messages: Mapping[str, str] = _MESSAGES
) -> M | None:
    """Read a part of the form; what is wrong is added to `errors`."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        errors |= explain(error, messages)
        return None
