"""How a step of a case is taken by a form of its page: read it, take it, or show the page again with what was typed."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Annotated, Any, NamedTuple, Protocol

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from shared.access import Person, signed_in
from shared.contracts.base import Id
from shared.store import KeyReused, Stale
from shared.web.forms import Form, FormInvalid, read


class NextPage(str):
    """Where a step leads that does not lead back to its page."""


class Step(NamedTuple):
    """A step: its address under the page's, who may take it, its form, what it does, and the field of its faults.

    `path`: empty where the step is sent to the page's own address.
    """

    path: str
    callers: Any
    form: type[Form]
    run: Callable[[str, Any, Person], Awaitable[object]]
    field: str = ""


class Fault(NamedTuple):
    """What did not hold, for people.

    `text`: Polish msgid, or what makes it of the error; `field`: where it is said, empty for the step's own;
    `stale`: others were quicker, so the page shows the newest version.
    """

    text: str | Callable[[Any], str]
    status: int = 409
    field: str = ""
    stale: bool = False

    def errors(self, error: Exception, own: str = "") -> dict[str, str]:
        """Say it at its field, or at the field `own`."""
        return {self.field or own: self.text if isinstance(self.text, str) else self.text(error)}


class Page(Protocol):
    """Shows the page of a case with what was typed and what does not hold."""

    async def __call__(
        self,
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        *,
        stale: bool = False,
    ) -> Response:
        """Show it."""
        ...


def take(
    router: APIRouter,
    one: str,
    steps: Iterable[Step],
    page: Page,
    faults: Mapping[type[Exception], Fault],
    messages: Mapping[str, str],
    then: str | None = None,
) -> None:
    """Add the steps of a page to its routes.

    `one`: the address of the case, with the name of its id in braces; `then`: where a step leads, if not to `one`;
    `faults`: what is said of an error of a step; `messages`: see `shared.web.forms.read`.
    """
    named = re.findall(r"{\w+}", one)[0]
    back = then or one

    def add(step: Step) -> None:
        async def post(request: Request, id: Annotated[Id, Path(alias=named[1:-1])]) -> Response:
            try:
                filled = await read(request, step.form, messages)
            except FormInvalid as invalid:
                return await page(request, id, invalid.values, invalid.errors, 422)
            typed = filled.model_dump(mode="json")
            try:
                made = await step.run(id, filled, signed_in(request))
            except (Stale, KeyReused):
                # Sent, gone back to and sent with another text: what was sent first has changed the case meanwhile.
                return await page(request, id, typed, {}, 412, stale=True)
            except tuple(faults) as error:
                fault = faults[type(error)]
                return await page(request, id, typed, fault.errors(error, step.field), fault.status, stale=fault.stale)
            return RedirectResponse(made if isinstance(made, NextPage) else back.replace(named, id), 303)

        router.add_api_route(f"{one}/{step.path}".rstrip("/"), post, methods=["POST"], dependencies=[step.callers])

    for step in steps:
        add(step)
