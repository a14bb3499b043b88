"""Debian packages that the house needs on a developer's machine. It never starts a system service."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.refusal import CannotStart

EVIDENCE = {
    "rabbitmq-server": "/usr/lib/rabbitmq/bin/rabbitmq-server",
    "chromium-headless-shell": "/usr/bin/chromium-headless-shell",
    "libreoffice-writer-nogui": "/usr/bin/soffice",
}
"""The file that tells that a package is there."""
_POLICY = Path("/usr/sbin/policy-rc.d")


def ensure(*packages: str) -> None:
    """Install the packages that are missing. Raises `CannotStart` with what to do where that cannot be done."""
    missing = [name for name in packages if not Path(EVIDENCE[name]).exists()]
    if not missing:
        return
    todo = f"apt-get install --no-install-recommends {' '.join(missing)}"
    if shutil.which("apt-get") is None:
        raise CannotStart(
            f"{', '.join(missing)} is missing and this is no Debian: README.md says what else can be given."
        )
    if os.geteuid() != 0:
        raise CannotStart(f"{', '.join(missing)} is missing: run `sudo {todo}`, then try again.")
    print(f"Installing {', '.join(missing)} with apt (once).", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with _no_service_starts():
        for command in (["apt-get", "update", "-q"], [*todo.split(), "--yes", "-q"]):
            done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace")
            if done.returncode != 0:
                words = [line for line in done.stderr.splitlines() if line.strip()]
                raise CannotStart(f"`{' '.join(command)}` failed: {words[-1] if words else done.returncode}")


@contextmanager
def _no_service_starts() -> Iterator[None]:
    """Tell the packages' own scripts not to start what they install (101 means: not allowed)."""
    ours = not _POLICY.exists()
    if ours:
        _POLICY.write_text("#!/bin/sh\nexit 101\n")
        _POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            _POLICY.unlink(missing_ok=True)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Install the Debian packages that are missing.")
    arguments.add_argument("packages", nargs="+", choices=sorted(EVIDENCE))
    try:
        ensure(*arguments.parse_args().packages)
    except CannotStart as refusal:
        print(refusal.sentence, file=sys.stderr)
        sys.exit(2)
