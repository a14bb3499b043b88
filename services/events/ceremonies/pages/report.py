"""The report after a ceremony at the desk: how many came, what went well, photographs, the speech."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.datastructures import UploadFile

from services.events.ceremonies.domain import (
    LONGEST_ALT,
    MOST_PHOTOGRAPHS,
    SHORTEST_ALT,
    Action,
    CeremonyNotNow,
    Essay,
    Headcount,
    Report,
)
from services.events.ceremonies.pages.steps import FAULTS, ONE, allowed, by, held
from services.events.ceremonies.service.reports import Reports
from services.events.ceremonies.service.rights import HANDS, READERS
from services.events.ceremonies.tasks import PLACE
from services.events.letters.paper import answer
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.files import FileRefused
from shared.store import NotFound, Stale
from shared.web.form_steps import Step, take
from shared.web.forms import FormInvalid, VersionForm, checked, nested
from shared.web.render import Templates

_ONE = PLACE + "/{event_id}"
_REPORT = "/sprawozdanie"
_REFUSALS = {
    "too_large": "Zdjęcie jest za duże: najwyżej 10 MB.",
    "empty": "Ten plik jest pusty. Wybierz inny.",
    "kind": "To nie jest zdjęcie JPEG ani PNG. Wybierz inny plik.",
    "damaged": "Tego zdjęcia nie da się otworzyć. Wybierz inne.",
    "too_many_pixels": "To zdjęcie ma za dużo pikseli. Zmniejsz je albo wybierz inne.",
}


class ReportForm(VersionForm):
    """The report. `speech`: its id."""

    attendance: Headcount
    well: Essay
    badly: Annotated[str, Field(max_length=5_000)] = ""
    speech: Annotated[str, Field(max_length=64)] = ""

    def report(self) -> Report:
        """Give it in the words of the domain."""
        return Report(attendance=self.attendance, well=self.well, badly=self.badly, speech=self.speech or None)


class PhotographForm(VersionForm):
    """What is typed of a photograph."""

    alt: str = Field(min_length=SHORTEST_ALT, max_length=LONGEST_ALT)


class DropForm(VersionForm):
    """Which photograph goes."""

    photograph: Id


_MESSAGES = {
    "attendance": "Podaj, ile osób przyszło: liczbę, choćby przybliżoną.",
    "well": "Napisz, co się udało.",
    "alt": "Napisz, co widać na zdjęciu: od 10 do 300 znaków.",
}


def pages(reports: Reports, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter()
    store, readers = reports.ceremonies.store, [only(*READERS)]

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        *,
        stale: bool = False,
    ) -> Response:
        one = await store.get(id)
        own: dict[str, Any] = {"picture": None}
        if one.report is not None:
            own |= one.report.model_dump()
        return templates.page(
            request,
            "ceremony_report.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            speeches=[(each.id, f"{each.order.title}, {each.order.speaker}") for each in await reports.speeches(id)],
            guests=await reports.guests.of(id),
            can=allowed(one, signed_in(request)),
            free=MOST_PHOTOGRAPHS - len(one.photographs),
            values=held(one, values, own, stale=stale),
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE + _REPORT, dependencies=readers)
    async def show(request: Request, event_id: Id) -> Response:
        """Show the report."""
        return await page(request, event_id, {}, {}, 200)

    @router.get(_ONE + _REPORT + ".{format}", dependencies=readers)
    async def document(event_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give the report as a document."""
        found = await reports.document(event_id)
        return answer(found, format, f"sprawozdanie {(await store.get(event_id)).slot.day:%Y-%m-%d}")

    @router.get(_ONE + "/zdjecia/{photograph_id}/{width}", dependencies=readers)
    async def photograph(event_id: Id, photograph_id: Id, width: Literal["640", "1600"]) -> Response:
        """Give a photograph."""
        kind, body = await reports.picture(event_id, photograph_id, int(width))
        return Response(body, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    @router.post(_ONE + "/sprawozdanie/zdjecia", dependencies=[only(*HANDS[Action.REPORT])])
    async def picture(request: Request, event_id: Id) -> Response:
        """Add a photograph."""
        await store.get(event_id)
        values, errors = await _sent(request, reports)
        try:
            form = checked(values, PhotographForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, event_id, values, {**errors, **invalid.errors}, 422)
        if errors:
            return await page(request, event_id, values, errors, 422)
        try:
            await reports.add_photograph(event_id, form.version, values["picture"], form.alt, signed_in(request))
        except Stale:
            return await page(request, event_id, values, {}, 412, stale=True)
        except NotFound:
            gone = {"photo": "Tego zdjęcia już nie mamy. Wybierz je jeszcze raz."}
            return await page(request, event_id, {**values, "picture": None}, gone, 422)
        except CeremonyNotNow:
            return await page(request, event_id, values, {"photo": "Uroczystość jeszcze się nie odbyła."}, 409)
        except tuple(FAULTS) as error:
            fault = FAULTS[type(error)]
            return await page(request, event_id, values, fault.errors(error, "photo"), fault.status)
        return RedirectResponse(f"{PLACE}/{event_id}{_REPORT}#zdjecia", 303)

    a, r = Action.REPORT, reports
    steps = [
        Step("sprawozdanie", by(a), ReportForm, lambda i, f, p: r.write(i, f.version, f.report(), p), "well"),
        Step(
            "sprawozdanie/zdjecia/usuniecie",
            by(a),
            DropForm,
            lambda i, f, p: r.drop_photograph(i, f.version, f.photograph, p),
            "photo",
        ),
    ]
    take(router, ONE, steps, page, FAULTS, _MESSAGES, ONE + _REPORT)
    return router


async def _sent(request: Request, reports: Reports) -> tuple[dict[str, Any], dict[str, str]]:
    """Keep the picture that was sent; give what was typed, with the id of the picture, and what does not hold.

    A browser cannot send a file again: by its id a picture that came with a faulty text is not lost.
    """
    data = await request.form(max_files=1, max_fields=20, max_part_size=20_000)
    values, errors = nested(data), dict[str, str]()
    photo, picture = values.pop("photo", None), values.get("picture")
    try:
        if isinstance(photo, UploadFile):
            picture = (await reports.pictures.keep(photo)).id
        elif isinstance(picture, str) and picture:
            picture = (await reports.pictures.kept(picture[:64])).id
        else:
            errors["photo"] = "Wybierz zdjęcie."
    except FileRefused as refused:
        errors["photo"], picture = _REFUSALS[refused.reason], None
    except NotFound:
        errors["photo"], picture = "Tego zdjęcia już nie mamy. Wybierz je jeszcze raz.", None
    finally:
        # FastAPI closes only the forms that it reads itself.
        await data.close()
    return {**values, "picture": picture}, errors
