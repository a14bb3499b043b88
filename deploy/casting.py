"""Runs casting, voting's second process: `python -m deploy.casting`. The command `ratusz` would weigh more than it."""

import gc
import sys

from deploy.refusal import CannotStart
from deploy.serving import serve_from


def main() -> int:
    """Serve until SIGTERM; 2 and a sentence where it cannot start."""
    # What waits for a heap of ballots is many objects, all needed: looking among them for rubbish finds none.
    gc.set_threshold(50_000, 50, 50)
    # The driver's threads bring what the store has answered: the loop must not keep the interpreter from them for 5 ms.
    sys.setswitchinterval(0.0005)
    # The driver would read all of X.509 (1.5 MB) only to find that pyOpenSSL, which is not ours, is missing.
    sys.modules["pymongo.pyopenssl_context"] = None  # type: ignore[assignment]  # how Python is told so
    try:
        serve_from("services.voting.casting", "casting")
    except CannotStart as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
