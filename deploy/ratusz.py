"""Where the command `ratusz` begins. It must not import what the command that was asked for does not need."""

import os
import sys


def main() -> None:
    """Run a count at once, and all other commands by their list in `cli`."""
    if sys.argv[1:2] == ["tally"]:
        # The arrays are short: a second thread of their library would only wait, and at the cost of a processor.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from deploy.tally import main as count

        code = count(sys.argv[2:])
        sys.stdout.flush()
        # Giving a city's ballots back one by one would take as long as selecting the winners.
        os._exit(code)
    from deploy.cli import app

    app()
