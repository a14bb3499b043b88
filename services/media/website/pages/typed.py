"""The form of an article: blocks that are added, moved, removed and restored by buttons, files that are kept."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from fastapi import Request
from pydantic import Field
from starlette.datastructures import UploadFile

from services.media.website.domain.text import BLOCKS_MOST, Block, Lead, Text, Title
from shared.files import FileRefused, Files, Pictures
from shared.web.forms import Form, FormInvalid, checked, typed

KINDS = ("text", "heading", "image", "quote", "file", "contact")
_TAGGED = re.compile(rf"^(blocks-\d+)-(?:{'|'.join(KINDS)})-(\w+)$")
_NOT_TYPED = ("width", "height", "media_type", "size")
"""What comes with a file: where the file is missing, that is said once."""
_MOVE = re.compile(r"^(up|down|remove)-(\d{1,2})$")

MESSAGES = {
    "title:missing": "Napisz tytuł.",
    "lead:missing": "Napisz w jednym albo dwóch zdaniach, o czym to jest.",
}
_NO_BLOCKS = "Dodaj co najmniej jeden blok treści."
_OF_BLOCKS = {
    "text-text": "Napisz treść tego bloku albo go usuń.",
    "heading-text": "Napisz śródtytuł albo usuń ten blok.",
    "image-file_id": "Wybierz zdjęcie albo usuń ten blok.",
    "image-alt": "Opisz, co widać na zdjęciu. Usłyszą to osoby, które go nie widzą.",
    "quote-text": "Napisz cytat albo usuń ten blok.",
    "quote-who": "Napisz, kto to powiedział.",
    "file-file_id": "Wybierz plik albo usuń ten blok.",
    "file-text": "Nazwij plik tak, żeby było wiadomo, co w nim jest.",
    "contact-office": "Napisz, z kim się kontaktować.",
    "contact-telephone": "Podaj numer, na przykład 62 765 43 21.",
    "contact-mailbox": "Podaj adres e-mail, na przykład urzad@um.kalisz.pl.",
}
_REFUSED = {
    "too_large": "Ten plik ma ponad 10 MB. Zmniejsz go i wyślij jeszcze raz.",
    "empty": "Ten plik jest pusty.",
    "kind": "Takich plików nie przyjmujemy. Zdjęcie ma być w JPEG albo PNG, plik w PDF, DOCX, ODT, JPEG albo PNG.",
    "damaged": "Tego zdjęcia nie da się odczytać. Zapisz je jeszcze raz i wyślij.",
    "too_many_pixels": "To zdjęcie jest za duże. Zmniejsz je i wyślij jeszcze raz.",
}


class ArticleForm(Form):
    """An article as typed."""

    title: Title
    lead: Lead
    blocks: tuple[Block, ...] = Field(min_length=1, max_length=BLOCKS_MOST)
    version: int = 0

    def text(self) -> Text:
        """Give the text."""
        return Text(title=self.title, lead=self.lead, blocks=self.blocks)


class Typed(NamedTuple):
    """A form as it came. `only_arranged`: a button moved blocks, no more; nothing is to be saved yet."""

    values: dict[str, Any]
    errors: dict[str, str]
    only_arranged: bool


async def arranged(request: Request, pictures: Pictures, files: Files) -> Typed:
    """Read the form; keep the files that came with it; do what the button says to its blocks."""
    values = await typed(request, max_files=BLOCKS_MOST)
    blocks, removed = _rows(values.get("blocks")), _rows(values.pop("removed", None))
    errors: dict[str, str] = {}
    for number, block in enumerate(blocks):
        upload = block.pop("file", None)
        if isinstance(upload, UploadFile):
            try:
                await _keep(block, upload, pictures, files)
            except FileRefused as refused:
                errors[f"blocks-{number}-file"] = _REFUSED[refused.reason]
    await request.close()  # the files that came are kept or refused by now
    do = str(values.pop("do", ""))
    move = _MOVE.match(do)
    if do == "restore":
        values["blocks"] = _restored(blocks, removed)
    else:
        values["blocks"] = rearranged(blocks, do, {kind: {"kind": kind} for kind in KINDS}, BLOCKS_MOST)
        if move and move[1] == "remove" and int(move[2]) < len(blocks):
            removed = [{**blocks[int(move[2])], "place": move[2]}]
        # Nothing is saved yet: the page keeps the last one, for who has pressed the wrong button.
        values["removed"] = removed[:1]
    return Typed(values, errors, only_arranged=bool(do))


def read_article(values: dict[str, Any]) -> ArticleForm:
    """Check what was typed. Raises `FormInvalid` with each fault at its field."""
    try:
        return checked(values, ArticleForm, MESSAGES)
    except FormInvalid as invalid:
        raise FormInvalid(invalid.values, _at_their_fields(invalid)) from None


def values_of(text: Text, version: int) -> dict[str, Any]:
    """Give a saved text as the form shows it."""
    return {**text.model_dump(exclude_none=True), "version": version}


async def _keep(block: dict[str, Any], upload: UploadFile, pictures: Pictures, files: Files) -> None:
    if block.get("kind") == "image":
        picture = await pictures.keep(upload)
        block.update(file_id=picture.id, width=picture.width, height=picture.height)
    elif block.get("kind") == "file":
        file = await files.keep(upload)
        block.update(file_id=file.id, media_type=file.media_type, size=file.size)
        block.setdefault("text", file.filename)


def _rows(came: Any) -> list[dict[str, Any]]:
    """Give the rows that a page has sent; what else comes under their name is nothing."""
    return [row for row in came if isinstance(row, dict)] if isinstance(came, list) else []


def _restored(blocks: list[dict[str, Any]], removed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the blocks with the one that was removed where it was; at the end where that cannot be told."""
    if not removed or len(blocks) >= BLOCKS_MOST:
        return blocks
    place = str(removed[0].pop("place", ""))
    at = int(place) if re.fullmatch(r"\d{1,2}", place) else len(blocks)
    return [*blocks[:at], removed[0], *blocks[at:]]


def rearranged(
    rows: list[dict[str, Any]], do: str, new: Mapping[str, dict[str, Any]], most: int
) -> list[dict[str, Any]]:
    """Give the rows of a form after a button: `add-` with the name of a `new` row, `up-3`, `down-3`, `remove-3`."""
    added = new.get(do.removeprefix("add-"))
    if added is not None:
        return [*rows, dict(added)] if len(rows) < most else rows
    move = _MOVE.match(do)
    if move is None or not int(move[2]) < len(rows):
        return rows
    number, rest = int(move[2]), list(rows)
    row = rest.pop(number)
    if move[1] != "remove":
        rest.insert(max(0, number + (-1 if move[1] == "up" else 1)), row)
    return rest


def _at_their_fields(invalid: FormInvalid) -> dict[str, str]:
    """Name the fields as the form does: without the kind of the block, which pydantic puts between."""
    said: dict[str, str] = {}
    for field, text in invalid.errors.items():
        match = _TAGGED.match(field)
        if match is None:
            said[field] = _NO_BLOCKS if field == "blocks" else text
            continue
        if match[2] in _NOT_TYPED:
            continue
        kind = field.removeprefix(f"{match[1]}-").partition("-")[0]
        own = _OF_BLOCKS.get(f"{kind}-{match[2]}") if _is_missing(invalid, match[1], match[2]) else None
        place = "file" if match[2] == "file_id" else match[2]
        said.setdefault(f"{match[1]}-{place}", own or text)
    return said


def _is_missing(invalid: FormInvalid, block: str, field: str) -> bool:
    row = invalid.values["blocks"][int(block.partition("-")[2])]
    return not row.get(field) or field in ("telephone", "mailbox")
