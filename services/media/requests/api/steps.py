"""JSON routes that take a press request one step on: by the press office, units and the head."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from services.media.requests.api.given import (
    AssignmentGiven,
    CompositionGiven,
    CorrectionGiven,
    DeliveryGiven,
    ExtensionGiven,
    HoldingGiven,
    JournalistGiven,
    OutcomeGiven,
    PublicationGiven,
    ReasonGiven,
    RefusalGiven,
    RestartGiven,
    SendingGiven,
    StopGiven,
    TermLetterGiven,
    TextGiven,
    TransferGiven,
)
from services.media.requests.service.answering import Answering
from services.media.requests.service.correcting import Correcting
from services.media.requests.service.working import Working
from shared.access import Person, Role, only
from shared.web.steps import Use, add_step, filled


def add_steps(router: APIRouter, working: Working, answering: Answering, correcting: Correcting) -> None:
    """Add the routes of all steps."""
    press, unit, head = only(Role.PRESS_OFFICER), only(Role.UNIT_REVIEWER), only(Role.MAYOR)

    def step(path: str, body: type[BaseModel] | None, callers: Any, use: Callable[[Any], Use], doc: str) -> None:
        add_step(router, f"/{{request_id}}/{path}", body, callers, use, path, doc)

    step("assignment", AssignmentGiven, press, lambda g: filled(working.assign, **g.model_dump()), "Ask a unit.")
    step("acceptance", None, unit, lambda _: filled(working.accept), "Take it for one's unit.")
    step("refusal-of-unit", ReasonGiven, unit, lambda g: filled(working.give_back, reason=g.reason), "Not ours.")
    step("transfer", TransferGiven, unit, lambda g: filled(working.transfer, **g.model_dump()), "Pass it on.")
    step("draft", TextGiven, unit, lambda g: filled(working.draft, text=g.text), "Hand the draft over.")
    step("composition", CompositionGiven, press, lambda g: filled(working.compose, **g.model_dump()), "Write it.")
    step("draft-return", ReasonGiven, press, lambda g: filled(working.send_back, reason=g.reason), "Mend it.")
    step("clearance", TextGiven, press, lambda g: filled(working.clear, text=g.text), "Clear the draft.")
    step("return", ReasonGiven, head, lambda g: filled(working.give_back_text, reason=g.reason), "Clear again.")
    step("approval", TextGiven, head, lambda g: filled(working.approve, text=g.text), "Approve the text.")
    step("sending", SendingGiven, press, lambda g: filled(answering.send, **g.model_dump()), "Send the answer.")
    step("holding-reply", HoldingGiven, press, lambda g: filled(answering.hold, **g.model_dump()), "It will come.")
    step("term-letter", TermLetterGiven, press, lambda g: filled(answering.tell_day, way=g.way), "Tell the day anew.")
    step(
        "extension",
        ExtensionGiven,
        press,
        lambda g: filled(answering.extend, **g.model_dump()),
        "Tell a later day.",
    )
    step("stop", StopGiven, press, lambda g: filled(answering.stop, **g.model_dump()), "Stop the term.")
    step("restart", RestartGiven, press, lambda g: filled(answering.restart, note=g.reason, way=g.way), "Run again.")
    step("refusal", RefusalGiven, head, lambda g: filled(answering.refuse, **g.model_dump()), "Refuse formally.")
    step("delivery", DeliveryGiven, press, lambda g: filled(answering.deliver, on=g.on), "Decision delivered.")
    step("withdrawal", ReasonGiven, press, lambda g: filled(answering.withdraw, reason=g.reason), "Not asked for.")
    step("outcome", OutcomeGiven, press, lambda g: filled(answering.settle, **_outcome(g)), "What the editor did.")
    step("article", PublicationGiven, press, lambda g: filled(answering.link, article=g.publication()), "Link it.")

    def put_right(given: CorrectionGiven) -> Use:
        async def run(id: str, version: int, person: Person) -> int:
            # What is not named stays as it is; where that has changed meanwhile, the version is not the newest either.
            right = given.right(correcting.present(await correcting.requests.store.get(id)))
            return await correcting.put_right(id, version, right, given.reason, person)

        return run

    step("correction", CorrectionGiven, press, put_right, "Put the entry right.")
    step("journalist", JournalistGiven, press, lambda g: filled(correcting.choose, **g.model_dump()), "Who it is.")


def _outcome(given: OutcomeGiven) -> dict[str, Any]:
    return {"published": given.publication.publication() if given.publication else None, "note": given.note}
