"""A posted form before anything is decided: the texts as typed, its files, kept at once. It judges no field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile

from services.intake.proposals.domain.draft import MOST_FILES, MOST_ITEMS, Attachment, AttachmentKind
from services.intake.proposals.signed import SignedTexts
from shared.files import LIMIT, FileRefused, Files, sniff
from shared.web.forms import FORM_KEY, form_key, nested, parse_money

_ROWS = 8
_MORE_ROWS = 4
_KINDS = {"application/pdf", "image/jpeg", "image/png"}
_REFUSALS = {
    "too_large": "Ten plik jest za duży. Jeden plik może mieć najwyżej 10 MB.",
    "empty": "Ten plik jest pusty. Wybierz go jeszcze raz.",
    "kind": "Tego rodzaju pliku nie przyjmujemy. Wyślij PDF, JPEG albo PNG.",
    "damaged": "Tego zdjęcia nie da się otworzyć. Wybierz je jeszcze raz albo wyślij inne.",
    "too_many_pixels": "To zdjęcie ma za dużo punktów. Zmniejsz je i wyślij jeszcze raz.",
}


@dataclass(frozen=True)
class Typed:
    """A posted form before anything is decided: the texts as typed, the files kept, what is wrong with new files."""

    values: dict[str, Any]
    kept: tuple[tuple[str, Attachment], ...]
    errors: dict[str, str]

    @property
    def step(self) -> str:
        """What the person pressed."""
        return str(self.values.get("step", "review"))

    @property
    def key(self) -> str:
        """The key of this filing: the same from the form to the receipt, so that it counts once."""
        key = self.values.get(FORM_KEY)
        return key if isinstance(key, str) and key else form_key()

    @property
    def rows(self) -> int:
        """How many lines of the estimate to show."""
        asked = self.values.get("rows")
        shown = int(asked) if isinstance(asked, str) and asked.isdigit() and len(asked) < 4 else _ROWS
        filled = self.values.get("costs")
        wanted = max(shown, (len(filled) if isinstance(filled, list) else 0) + 1)
        return min(MOST_ITEMS, wanted + (_MORE_ROWS if self.step == "rows" else 0))

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files."""
        return tuple(file for _, file in self.kept)

    @property
    def total(self) -> int:
        """What the amounts that can be read add up to, in grosze."""
        rows = self.values.get("costs")
        return sum(_amount(row.get("amount")) for row in rows) if isinstance(rows, list) else 0


async def read_typed(request: Request, signed: SignedTexts, files: Files) -> Typed:
    """Read what was posted and keep its files at once: a browser cannot send a chosen file again."""
    data = await request.form(max_files=10, max_fields=500, max_part_size=200_000)
    values = nested(data)
    kept: list[tuple[str, Attachment]] = []
    dropped = values.get("drop")
    for text in data.getlist("kept"):
        file = signed.file(text) if isinstance(text, str) and text != dropped else None
        if file is not None:
            kept.append((str(text), file))
    errors: dict[str, str] = {}
    for kind, upload in [(each, upload) for each in AttachmentKind for upload in data.getlist(each)]:
        if not isinstance(upload, UploadFile) or not upload.filename:
            continue
        if len(kept) >= MOST_FILES:
            errors[kind] = "Dołącz najwyżej 5 plików."
            break
        try:
            stored = await _keep(upload, files)
        except FileRefused as refused:
            errors[kind] = _REFUSALS[refused.reason]
            continue
        kept.append((signed.kept(stored, kind), Attachment(**vars(stored), kind=kind)))
    # FastAPI closes only the forms that it reads itself.
    await data.close()
    if dropped:
        values["step"] = "edit"
    return Typed(values, tuple(kept), errors)


def leave_out_repeats(errors: Mapping[str, str]) -> dict[str, str]:
    """Leave out that there are too few lines of the estimate where what is wrong is in a line."""
    in_rows = any(field.startswith("costs-") for field in errors)
    return {field: text for field, text in errors.items() if not (in_rows and field == "costs")}


async def _keep(upload: UploadFile, files: Files) -> Any:
    head = await upload.read(LIMIT)
    if head and sniff(head, upload.filename or "") not in _KINDS:
        raise FileRefused("kind", upload.filename or "")
    await upload.seek(0)
    return await files.keep(upload)


def _amount(text: object) -> int:
    try:
        amount = parse_money(text)
    except ValueError:
        return 0
    return amount if isinstance(amount, int) else 0
