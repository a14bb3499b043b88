"""How far the vote on paper of an edition is: figures alone, for the commission's page and the protocol."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from services.voting.paper.domain.voids import VoidReason


class PaperProgress(BaseModel):
    """Figures of the vote on paper. A card that is void for two reasons is counted at both of them.

    `cards_cast`: by the sheets; `keyed`: entered, undone ones left out; `in_box`, `void`: confirmed; `second_needed`:
    drawn up to now, `second_done`: of them keyed in twice and agreed.
    """

    model_config = ConfigDict(frozen=True)

    points: int = 0
    settled: int = 0
    flagged: int = 0
    cards_cast: int = 0
    keyed: int = 0
    to_confirm: int = 0
    to_clarify: int = 0
    returned: int = 0
    in_box: int = 0
    void: int = 0
    void_by_reason: Mapping[VoidReason, int] = {}
    second_needed: int = 0
    second_done: int = 0

    @property
    def confirmed(self) -> int:
        """How many cards two people have dealt with."""
        return self.in_box + self.void

    @property
    def missing(self) -> int:
        """How many cards were cast and not keyed in."""
        return max(self.cards_cast - self.keyed, 0)
