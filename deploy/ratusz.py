"""Where the command `ratusz` begins. It must not import what the command that was asked for does not need."""

import sys


def main() -> None:
    """Run a count at once, and all other commands by their list in `cli`."""
    if sys.argv[1:2] == ["tally"]:
        from deploy.tally import main as count

        sys.exit(count(sys.argv[2:]))
    from deploy.cli import app

    app()
