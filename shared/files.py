"""Files that people hand in: bounded, known by content, pictures anew, in GridFS. It decides not who may read them."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import puremagic
from starlette.datastructures import UploadFile

from shared.clock import Clock
from shared.photographs import LONGEST, PictureDamaged, PictureTooLarge, is_picture, size_of, written_anew
from shared.privacy import Cipher
from shared.store import ASCENDING, Database, IndexModel, NotFound, Transaction, new_id, transactional

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
        self.database, self._name = database, bucket
        self._rows, self._parts = database.collection(f"{bucket}.files"), database.collection(f"{bucket}.chunks")
        self._one_picture = asyncio.Lock()

    async def keep(self, upload: UploadFile) -> StoredFile:
        """Check and store a file; a picture is written anew, without what its camera hid. Raises `FileRefused`."""
        name, body, media_type = await _taken(upload)
        if is_picture(media_type):
            body = await _anew(self._one_picture, body, media_type, name)
        file = StoredFile(new_id(), name, media_type, len(body))
        await self._write(file, body)
        return file

    async def _write(self, file: StoredFile, body: bytes) -> None:
        await self.database.bucket(self._name).upload_from_stream_with_id(
            file.id, file.filename, io.BytesIO(body), metadata={"media_type": file.media_type}
        )

    async def read(self, id: str) -> tuple[StoredFile, bytes]:
        """Give a file. Raises `NotFound`."""
        filename, metadata, body = await self._found(id)
        return StoredFile(id, filename or "plik", metadata["media_type"], len(body)), body

    async def drop(self, tx: Transaction, ids: Sequence[str]) -> None:
        """Delete files with what they belonged to, in its transaction; those that are gone already stay gone."""
        await self._rows.delete_many({"_id": {"$in": list(ids)}}, session=tx.session)
        await self._parts.delete_many({"files_id": {"$in": list(ids)}}, session=tx.session)

    async def _found(self, id: str) -> tuple[str, dict[str, Any], bytes]:
        bucket = self.database.bucket(self._name)
        found: Any = await bucket.find({"_id": id}).to_list(1)
        if not found:
            raise NotFound("file", id)
        stream: Any = await bucket.open_download_stream(id)
        body: bytes = await stream.read()
        return stream.filename, stream.metadata, body


class LooseFiles:
    """Deletes the files of a bucket that belong to nothing a day after they came: an upload that broke off leaves one.

    Make it before the store is prepared: it brings an index.
    """

    def __init__(
        self,
        database: Database,
        bucket: str,
        held: Callable[[Sequence[str]], Awaitable[set[str]]],
        clock: Clock,
    ) -> None:
        """`held`: gives those of some ids that belong to something."""
        index = IndexModel([("metadata.held", ASCENDING), ("uploadDate", ASCENDING)], name="loose")
        self._rows = database.collection(f"{bucket}.files", [index])
        self._parts, self._held, self._clock = database.collection(f"{bucket}.chunks"), held, clock

    async def drop_due(self) -> None:
        """Look at a bounded number that were not looked at yet; for a tick. What belongs to something is noted."""
        old = {"metadata.held": None, "uploadDate": {"$lt": self._clock.now() - timedelta(days=1)}}
        ids = [row["_id"] for row in await self._rows.find(old, {"_id": 1}).limit(100).to_list(100)]
        held = await self._held(ids)
        await self._rows.update_many({"_id": {"$in": list(held)}}, {"$set": {"metadata.held": True}})
        loose = [id for id in ids if id not in held]
        # The parts first: whoever breaks off here finds the file again.
        await self._parts.delete_many({"files_id": {"$in": loose}})
        await self._rows.delete_many({"_id": {"$in": loose}})


_CHUNK = 255 * 1024
"""Bytes of one part of a file in the store, as GridFS has them."""


class SealedFiles(Files):
    """A bucket whose files are not for everybody: bytes and names are encrypted, and end with what they belong to."""

    def __init__(self, database: Database, bucket: str, cipher: Cipher) -> None:
        super().__init__(database, bucket)
        self._cipher = cipher

    async def _write(self, file: StoredFile, body: bytes) -> None:
        sealed = await asyncio.to_thread(self._cipher.seal_bytes, body, self._place(file.id, "body"))
        await self.database.bucket(self._name).upload_from_stream_with_id(
            file.id, file.id, io.BytesIO(sealed), metadata=self._metadata(file)
        )

    async def read(self, id: str) -> tuple[StoredFile, bytes]:
        """Give a file, opened. Raises `NotFound`, `Unreadable`."""
        _, metadata, sealed = await self._found(id)
        body = await asyncio.to_thread(self._cipher.open_bytes, sealed, self._place(id, "body"))
        filename = self._cipher.open(metadata["name"], self._place(id, "name"))
        return StoredFile(id, filename, metadata["media_type"], len(body)), body

    async def seal_old(self) -> None:
        """Encrypt what was kept before the bucket was a sealed one; each file as a whole or not at all."""
        async for row in self._rows.find({"metadata.name": {"$exists": False}}, {"_id": 1}):
            filename, metadata, body = await self._found(row["_id"])
            await self._seal(StoredFile(row["_id"], filename or "plik", metadata["media_type"], len(body)), body)

    @transactional
    async def _seal(self, tx: Transaction, file: StoredFile, body: bytes) -> None:
        # The driver's own way of writing a file is in no transaction: a crash between would lose it.
        sealed = self._cipher.seal_bytes(body, self._place(file.id, "body"))
        parts = [sealed[at : at + _CHUNK] for at in range(0, len(sealed), _CHUNK)]
        await self._parts.delete_many({"files_id": file.id}, session=tx.session)
        rows = [{"files_id": file.id, "n": number, "data": part} for number, part in enumerate(parts)]
        await self._parts.insert_many(rows, session=tx.session)
        whole = {"filename": file.id, "length": len(sealed), "chunkSize": _CHUNK, "metadata": self._metadata(file)}
        await self._rows.update_one({"_id": file.id}, {"$set": whole}, session=tx.session)

    def _metadata(self, file: StoredFile) -> dict[str, Any]:
        return {"media_type": file.media_type, "name": self._cipher.seal(file.filename, self._place(file.id, "name"))}

    def _place(self, id: str, part: str) -> str:
        return f"{self._name}/{id}/{part}"


@dataclass(frozen=True)
class StoredPicture:
    """A picture that is kept; sizes in pixels of the largest width."""

    id: str
    width: int
    height: int


_LOOSE = {"metadata.drop_at": {"$ne": None}, "metadata.dropped": {"$ne": True}}
"""Pictures that belong to nothing yet and are still there."""


class Pictures:
    """The pictures of one capability that everybody may look at, each in two widths: for a page and for a telephone.

    A picture is dropped a day after it came unless it was `hold`-ed by what it belongs to.
    """

    WIDTHS = (1600, 640)
    """Pixels of the longer side, the largest first."""

    def __init__(self, database: Database, bucket: str, clock: Clock) -> None:
        index = IndexModel(
            [("metadata.drop_at", ASCENDING)],
            partialFilterExpression={"metadata.drop_at": {"$type": "date"}},
            name="drop",
        )
        self._rows = database.collection(f"{bucket}.files", [index])
        self._database, self._name, self._clock = database, bucket, clock
        self._one_picture = asyncio.Lock()

    async def keep(self, upload: UploadFile) -> StoredPicture:
        """Check a picture, write it anew and keep it for a day. Raises `FileRefused`."""
        name, body, media_type = await _taken(upload)
        if not is_picture(media_type):
            raise FileRefused("kind", name)
        id, drop_at = new_id(), self._clock.now() + timedelta(days=1)
        for longest in self.WIDTHS:
            body = await _anew(self._one_picture, body, media_type, name, longest)
            width, height = size_of(body)
            metadata = {"media_type": media_type, "drop_at": drop_at, "width": width, "height": height}
            await self._database.bucket(self._name).upload_from_stream_with_id(
                f"{id}-{longest}", id, io.BytesIO(body), metadata=metadata
            )
        return await self.kept(id)

    async def kept(self, id: str) -> StoredPicture:
        """Give a picture that belongs to nothing yet. Raises `NotFound`."""
        row = await self._rows.find_one({"_id": f"{id}-{self.WIDTHS[0]}", **_LOOSE})
        if row is None:
            raise NotFound("picture", id)
        return StoredPicture(id, row["metadata"]["width"], row["metadata"]["height"])

    async def hold(self, tx: Transaction, id: str) -> None:
        """Keep a picture for good, once. Raises `NotFound` where it is not there or belongs to something already."""
        rows = {"_id": {"$in": self._ids(id)}, **_LOOSE}
        held = await self._rows.update_many(rows, {"$set": {"metadata.drop_at": None}}, session=tx.session)
        if held.modified_count != len(self.WIDTHS):
            raise NotFound("picture", id)

    async def let_go(self, tx: Transaction, id: str) -> None:
        """Drop a picture as soon as this transaction has committed and `drop_due` comes by."""
        gone = {"$set": {"metadata.drop_at": self._clock.now()}}
        await self._rows.update_many({"_id": {"$in": self._ids(id)}}, gone, session=tx.session)

    async def read(self, id: str, width: int) -> tuple[str, bytes]:
        """Give the media type and the bytes of a picture in one of its widths. Raises `NotFound`."""
        bucket = self._database.bucket(self._name)
        found: Any = await bucket.find({"_id": f"{id}-{width}"}).to_list(1)
        if not found:
            raise NotFound("picture", id)
        stream: Any = await bucket.open_download_stream(f"{id}-{width}")
        body: bytes = await stream.read()
        return stream.metadata["media_type"], body

    async def drop_due(self) -> None:
        """Delete what belongs to nothing any more; for a tick."""
        due = {"metadata.drop_at": {"$type": "date", "$lte": self._clock.now()}}
        for row in await self._rows.find(due, {"_id": 1}).limit(100).to_list(100):
            # Claimed first: what is being held at this moment stays.
            claimed = await self._rows.update_one({"_id": row["_id"], **due}, {"$set": {"metadata.dropped": True}})
            if claimed.matched_count:
                await self._database.bucket(self._name).delete(row["_id"])

    def _ids(self, id: str) -> list[str]:
        return [f"{id}-{width}" for width in self.WIDTHS]


async def _taken(upload: UploadFile) -> tuple[str, bytes, str]:
    """Give the name, the bytes and the media type of what was handed in. Raises `FileRefused`."""
    name = (upload.filename or "plik").replace("\\", "/").rpartition("/")[2][:150]
    body = await upload.read(LIMIT + 1)
    if len(body) > LIMIT:
        raise FileRefused("too_large", name)
    if not body:
        raise FileRefused("empty", name)
    return name, body, sniff(body, name)


async def _anew(turn: asyncio.Lock, body: bytes, media_type: str, name: str, longest: int = LONGEST) -> bytes:
    # A picture unfolds to two hundred megabytes: one at a time, while the service answers others.
    try:
        async with turn:
            return await asyncio.to_thread(written_anew, body, media_type, longest)
    except PictureDamaged as damaged:
        raise FileRefused("damaged", name) from damaged
    except PictureTooLarge as large:
        raise FileRefused("too_many_pixels", name) from large


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
