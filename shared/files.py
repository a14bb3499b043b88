"""Files that people hand in: bounded, sniffed by content, kept in GridFS. It does not decide who may read them."""

import io
from dataclasses import dataclass
from typing import Any

import puremagic
from starlette.datastructures import UploadFile

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
    """The file is too large, empty, or of a kind that the house does not take. `reason`: too_large | empty | kind."""

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

    async def keep(self, upload: UploadFile) -> StoredFile:
        """Check and store a file. Raises `FileRefused`."""
        name = (upload.filename or "plik").replace("\\", "/").rpartition("/")[2][:150]
        body = await upload.read(LIMIT + 1)
        if len(body) > LIMIT:
            raise FileRefused("too_large", name)
        if not body:
            raise FileRefused("empty", name)
        media_type = sniff(body, name)
        file = StoredFile(new_id(), name, media_type, len(body))
        await self._database.bucket(self._name).upload_from_stream_with_id(
            file.id, name, io.BytesIO(body), metadata={"media_type": media_type}
        )
        return file

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
