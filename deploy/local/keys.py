"""Secrets kept in files: each is made once, readable by its owner alone. It prints and logs none."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


class Keys:
    """The secrets of one world, a file each."""

    def __init__(self, folder: Path, mode: int = 0o600) -> None:
        """`mode`: the permissions of the files; the folder itself is always its owner's alone."""
        self.folder = folder
        self._mode = mode

    def file(self, name: str, make: Callable[[], str]) -> Path:
        """Give the file `name`, made first with what `make` returns where it is not there yet."""
        path = self.folder / name
        if not path.exists():
            self._write(path, make())
        return path

    def password(self, name: str) -> str:
        """Give the password kept in the file `name`; it is safe inside a URL."""
        return self.file(name, lambda: secrets.token_urlsafe(24)).read_text().strip()

    def key(self, name: str) -> Path:
        """Give the file of a 32-byte key, in hexadecimal."""
        return self.file(name, lambda: secrets.token_hex(32))

    def cipher(self, service: str) -> Path:
        """Give the service's cipher keys: lines `id hex-key`, the last one current."""
        return self.file(f"cipher-{service}", lambda: f"k1 {secrets.token_hex(32)}\n")

    def derived(self, name: str, text: str) -> Path:
        """Give the file `name` holding `text`, written anew where it holds something else."""
        path = self.folder / name
        if not path.exists() or path.read_text() != text:
            self._write(path, text)
        return path

    def inner(self, name: str) -> Path:
        """Give the folder `name` beside the secrets, made first where it is not there yet: a service keeps its own."""
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def _write(self, path: Path, text: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, self._mode), "w") as out:
            out.write(text)
        fresh.chmod(self._mode)  # The process's umask must not decide.
        fresh.replace(path)
