"""What somebody may support, as it stands: the gathering, the proposal where it is filed, the rules, the figures."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.intake.editions.domain.rules import window
from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.receipt import signatures_of
from services.intake.support.domain import Gathering
from services.intake.support.domain.text import SupportedText
from shared.contracts.intake import EditionRules, WindowKind


class Tally(BaseModel):
    """The support of a proposal in figures. `paper`: valid lines, None until counted; `stated`: by the applicant."""

    model_config = ConfigDict(frozen=True)

    online: int
    paper: int | None
    stated: int
    needed: int

    @property
    def have(self) -> int:
        """What counts already."""
        return self.online + (self.paper or 0)


@dataclass(frozen=True)
class Matter:
    """What somebody may support: the gathering, the proposal where it is filed, and the rules that hold."""

    gathering: Gathering
    proposal: Proposal | None
    rules: EditionRules
    kept: bool = True
    """False for a proposal that nobody has supported online yet: its gathering is written down with the first one."""

    @property
    def text(self) -> SupportedText:
        """What it says now."""
        return SupportedText.of(self.proposal) if self.proposal is not None else self.gathering.text

    def tally(self, online: int) -> Tally:
        """Give the figures, with how many support it online."""
        counted = self.proposal.counted if self.proposal is not None else None
        return Tally(
            online=online,
            paper=counted.valid if counted is not None else None,
            stated=self.proposal.signatures if self.proposal is not None else 0,
            needed=signatures_of(self.rules, self.text.pool_id, self.text.area_id),
        )


def is_open(gathering: Gathering, proposal: Proposal | None, rules: EditionRules, now: datetime) -> bool:
    """Tell whether support counts now: of a draft while proposals are taken, of a proposal until its formal check."""
    if not rules.online_support or gathering.erase_at is not None:
        return False
    if proposal is not None:
        return proposal.can_count
    submission = window(rules, WindowKind.SUBMISSION)
    return submission is not None and submission.opens <= now <= submission.closes
