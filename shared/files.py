"""Files that people hand in: bounded, known by content, pictures anew, in GridFS. It decides not who may read them."""

import asyncio
import io
from dataclasses import dataclass
from typing import Any

import puremagic
from starlette.datastructures import UploadFile

from shared.photographs import PictureDamaged, PictureTooLarge, is_picture, written_anew
from shared.store import Database, NotFound, new_id

ALLOWED = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.oasis.opendocument.text": "ODT",
}
LIMIT = 10 * 1024 * 1024
"""Bytes of one file."""


class FileRefused(ValueError):
    """The house does not take the file. `reason`: too_large | empty | kind | damaged | too_many_pixels."""

    def __init__(self, reason: str, filename: str) -> None:
        super().__init__(f"file refused: {reason}")
        self.reason, self.filename = reason, filename


@dataclass(frozen=True)
class StoredFile:
    """Where a file is and what it is; `media_type` comes from its content, never from its name."""

    id: str
    filename: str
    media_type: str
    size: int


class Files:
    """The file bucket of one capability."""

    def __init__(self, database: Database, bucket: str) -> None:
        self._database, self._name = database, bucket
        self._one_picture = asyncio.Lock()

    async def keep(self, upload: UploadFile) -> StoredFile:
        """Check and store a file; a picture is written anew, without what its camera hid. Raises `FileRefused`."""
        name = (upload.filename or "plik").replace("\\", "/").rpartition("/")[2][:150]
        body = await upload.read(LIMIT + 1)
        if len(body) > LIMIT:
            raise FileRefused("too_large", name)
        if not body:
            raise FileRefused("empty", name)
        media_type = sniff(body, name)
        if is_picture(media_type):
            body = await self._anew(body, media_type, name)
        file = StoredFile(new_id(), name, media_type, len(body))
        await self._database.bucket(self._name).upload_from_stream_with_id(
            file.id, name, io.BytesIO(body), metadata={"media_type": media_type}
        )
        return file

    async def _anew(self, body: bytes, media_type: str, name: str) -> bytes:
        # A picture unfolds to two hundred megabytes: one at a time, while the service answers others.
        try:
            async with self._one_picture:
                return await asyncio.to_thread(written_anew, body, media_type)
        except PictureDamaged as damaged:
            raise FileRefused("damaged", name) from damaged
        except PictureTooLarge as large:
            raise FileRefused("too_many_pixels", name) from large

    async def read(self, id: str) -> tuple[StoredFile, bytes]:
        """Give a file. Raises `NotFound`."""
        bucket = self._database.bucket(self._name)
        found: Any = await bucket.find({"_id": id}).to_list(1)
        if not found:
            raise NotFound("file", id)
        stream: Any = await bucket.open_download_stream(id)
        body: bytes = await stream.read()
        return StoredFile(id, stream.filename or "plik", stream.metadata["media_type"], len(body)), body


def sniff(body: bytes, filename: str) -> str:
    """Tell the media type from the content. Raises `FileRefused` for a kind that the house does not take."""
    try:
        matches = puremagic.magic_string(body, filename)
    except (puremagic.PureError, ValueError):
        matches = []
    for match in matches:
        if match.mime_type in ALLOWED:
            return str(match.mime_type)
    raise FileRefused("kind", filename)
