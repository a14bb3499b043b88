"""The files of the keys: one for each edition, in a folder that is in no database and no backup of one.

The folder is shared by all replicas. It is never made here: one that is not mounted must not look like an empty one.
"""

import os
from pathlib import Path
from urllib.parse import quote

from services.voting.keys.domain import EditionKey, EditionKeyDestroyed, EditionKeyMissing, new_key, read_key
from shared.store import new_id

_GONE = b"destroyed\n"


class KeyFolder:
    """Keeps the key of an edition in `<id>.key`; where it was destroyed, `<id>.gone` says so."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, tuple[tuple[int, int], EditionKey]] = {}
        self._paths: dict[str, str] = {}

    def of(self, edition_id: str) -> EditionKey:
        """Give the key of an edition, and never a new one. Raises `EditionKeyMissing`, `EditionKeyDestroyed`.

        The file is looked for each time: a replica forgets what another has destroyed. Every ballot asks a few times,
        so the path is put together once.
        """
        path = self._paths.get(edition_id)
        if path is None:
            path = self._paths[edition_id] = str(self._file(edition_id, "key"))
        try:
            found = os.stat(path)
            mark = (found.st_ino, found.st_mtime_ns)
            known = self._read.get(edition_id)
            if known is not None and known[0] == mark:
                return known[1]
            key = read_key(Path(path).read_bytes())
        except FileNotFoundError:
            self._read.pop(edition_id, None)
            if self._file(edition_id, "gone").exists():
                raise EditionKeyDestroyed(edition_id) from None
            raise EditionKeyMissing(edition_id) from None
        if key is None:
            raise EditionKeyMissing(edition_id)
        self._read[edition_id] = (mark, key)
        return key

    def make(self, edition_id: str) -> EditionKey:
        """Make the key of an edition that is new; made already, also by another replica: the same.

        It is on the disk before anybody uses it. Raises `EditionKeyDestroyed`.
        """
        if self._file(edition_id, "gone").exists():
            raise EditionKeyDestroyed(edition_id)
        file = self._file(edition_id, "key")
        if not file.exists():
            draft = self._folder / f".{new_id()}"
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as writing:
                writing.write(new_key().written())
                writing.flush()
                os.fsync(writing.fileno())
            try:
                # A link is never put over a file that is there: of two replicas at once, one makes the key.
                file.hardlink_to(draft)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
            self._on_disk()
        return self.of(edition_id)

    def destroy(self, edition_id: str) -> None:
        """Destroy the key of an edition for good; destroyed already: nothing.

        One that is not there is not taken for destroyed: the folder may not be mounted. Raises `EditionKeyMissing`.
        """
        file, gone = self._file(edition_id, "key"), self._file(edition_id, "gone")
        self._read.pop(edition_id, None)
        try:
            # One step takes the key from everybody and leaves the sign that it was; what lies there is written over
            # afterwards, again where the process died in between.
            file.rename(gone)
        except FileNotFoundError:
            if not gone.exists():
                raise EditionKeyMissing(edition_id) from None
        with gone.open("r+b") as writing:
            writing.write(os.urandom(max(gone.stat().st_size, len(_GONE))))
            writing.flush()
            os.fsync(writing.fileno())
            writing.seek(0)
            writing.truncate()
            writing.write(_GONE)
            writing.flush()
            os.fsync(writing.fileno())
        self._on_disk()

    def _file(self, edition_id: str, ending: str) -> Path:
        return self._folder / f"{quote(edition_id, safe='')}.{ending}"

    def _on_disk(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
