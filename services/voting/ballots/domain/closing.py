"""What the box must wait for before it is closed: the paper cards. It does not count them itself."""

from dataclasses import dataclass


class PaperUnfinished(Exception):
    """Paper cards are on their way into the box: `points` without a sheet, `cards` that nobody has confirmed.

    `missing`: cards that were cast and nobody has keyed in.
    """

    def __init__(self, points: int, cards: int, missing: int) -> None:
        super().__init__(f"{points} points, {cards} cards, {missing} missing")
        self.points, self.cards, self.missing = points, cards, missing


@dataclass(frozen=True)
class PaperLeft:
    """What of the paper vote is not finished; see `PaperUnfinished`."""

    points: int = 0
    cards: int = 0
    missing: int = 0

    def require_none(self) -> None:
        """Raise `PaperUnfinished` where something is left."""
        if self.points or self.cards or self.missing:
            raise PaperUnfinished(self.points, self.cards, self.missing)
