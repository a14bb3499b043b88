"""Forms of press releases, as people type them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Generic, Literal, TypeVar

from fastapi import Request
from pydantic import AfterValidator, BeforeValidator, Field
from starlette.datastructures import UploadFile

from services.media.releases.api import MOST_OUTLETS
from services.media.releases.domain.text import Body, Contact, Lead, Text, Title, Why
from shared.clock import WARSAW
from shared.contracts.base import Id
from shared.files import FileRefused
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read, said

K = TypeVar("K")


def _city_time(value: datetime) -> datetime:
    """A time without an offset is one of the city's clocks."""
    if not 2000 < value.year < 2199:
        raise said("Sprawdź rok.")
    return (value.replace(tzinfo=WARSAW) if value.tzinfo is None else value).astimezone(UTC)


def several(value: object) -> object:
    """A form with one box ticked gives one text, not a list of one."""
    return [value] if isinstance(value, str) else value


Moment = Annotated[datetime, AfterValidator(_city_time)]
Told = Annotated[str, Field(min_length=10, max_length=300)]
Author = Annotated[str, Field(min_length=3, max_length=120)]
Licence = Annotated[str, Field(min_length=2, max_length=120)]


class TextForm(Form):
    """The text of a release."""

    version: int = 0
    title: Title
    lead: Lead
    body: Body
    contact: Contact

    def text(self) -> Text:
        """Give the text; a browser ends its lines in its own way."""
        body = self.body.replace("\r\n", "\n")
        return Text(title=self.title, lead=self.lead, body=body, contact=self.contact)


class ReleaseForm(TextForm):
    """A release as typed, and what was pressed."""

    embargo: Moment | None = None
    step: Literal["save", "submit"] = "save"


class CorrectionForm(TextForm):
    """A correction as typed."""

    what: Why


class ReasonForm(VersionForm):
    """Why it is withdrawn."""

    reason: Why


class RemarkForm(VersionForm):
    """What is to be mended."""

    remark: Why


class PhotographForm(VersionForm):
    """What is typed of a photograph; `picture`: of one that is kept from before, which no browser sends again."""

    alt: Told
    author: Author
    licence: Licence
    picture: Id | None = None
    filename: Annotated[str, Field(max_length=150)] = ""


class FileForm(VersionForm):
    """What is typed of a file."""

    what: Told


class SendingForm(VersionForm):
    """To whom it goes; `under_embargo`: said expressly."""

    outlets: Annotated[tuple[Id, ...], BeforeValidator(several), Field(min_length=1, max_length=MOST_OUTLETS)]
    under_embargo: bool = False


MESSAGES = {
    "title:missing": "Napisz tytuł.",
    "lead:missing": "Napisz w jednym albo dwóch zdaniach, o czym to jest.",
    "body:missing": "Napisz treść.",
    "contact:missing": "Napisz, z kim dziennikarz może o tym porozmawiać.",
    "embargo": "Podaj dzień i godzinę końca embarga.",
    "what:missing": "Napisz, co prostujesz: przeczytają to wszyscy.",
    "reason": "Napisz powód co najmniej jednym zdaniem: przeczytają go ci, którzy szukają komunikatu.",
    "remark": "Napisz co najmniej jednym zdaniem, co trzeba poprawić.",
    "outlets": "Wybierz co najmniej jedną redakcję.",
}
PHOTOGRAPH_MESSAGES = {
    "alt": "Napisz, co widać na zdjęciu: od 10 do 300 znaków.",
    "author": "Podaj autora zdjęcia.",
    "licence": "Podaj, na jakiej licencji można użyć zdjęcia.",
}
FILE_MESSAGES = {"what": "Napisz, co to za plik: od 10 do 300 znaków."}
OVERTAKEN = (
    "Ktoś zapisał ten komunikat przed Tobą. Twój tekst jest nadal tutaj: porównaj go z najnowszą wersją pod "
    "formularzem i zapisz jeszcze raz."
)
REFUSALS = {
    "too_large": "Ten plik jest za duży: najwyżej 10 MB.",
    "empty": "Ten plik jest pusty. Wybierz inny.",
    "kind": "Takiego pliku nie możemy przyjąć. Wybierz inny.",
    "damaged": "Tego zdjęcia nie da się otworzyć. Wybierz inne.",
    "too_many_pixels": "To zdjęcie ma za dużo pikseli. Zmniejsz je albo wybierz inne.",
}


@dataclass(frozen=True)
class Chosen(Generic[K]):
    """What was chosen in the file field of a form: what is kept of it, its name, or why it was not taken."""

    kept: K | None
    filename: str
    error: str | None


async def chosen(request: Request, field: str, keep: Callable[[UploadFile], Awaitable[K]], missing: str) -> Chosen[K]:
    """Keep what was chosen in a field; `missing`: what is said where nothing was."""
    data = await request.form(max_files=1, max_fields=20, max_part_size=20_000)
    upload = data.get(field)
    try:
        if not isinstance(upload, UploadFile) or not upload.filename:
            return Chosen(None, "", missing)
        return Chosen(await keep(upload), upload.filename.replace("\\", "/").rpartition("/")[2][:150], None)
    except FileRefused as refused:
        return Chosen(None, "", REFUSALS[refused.reason])
    finally:
        # FastAPI closes only the forms that it reads itself.
        await data.close()


async def step(request: Request) -> VersionForm:
    """Read a form of hidden fields alone: where one is broken, the page is as old as where it is stale."""
    try:
        return await read(request, VersionForm)
    except FormInvalid:
        raise Stale("press release", request.path_params["release_id"]) from None
