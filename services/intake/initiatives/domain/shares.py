"""The shares of both sides: whether residents give enough, and whether the estimate adds up. Money in grosze."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from services.intake.initiatives.domain.rules import WHOLE
from shared.contracts.initiatives.intake import CityShare, ContributionKind, Declared, EstimateItem


class OwnShareTooSmall(Exception):
    """Residents give less than the rules ask for. `missing`: in grosze, as things stand."""

    def __init__(self, own: int, city: int, needed: int, missing: int) -> None:
        super().__init__(f"own {own}, city {city}: {missing} missing")
        self.own, self.city, self.needed, self.missing = own, city, needed, missing


class EstimateUnbalanced(Exception):
    """A side of the estimate is not what that side gives: `own` against `declared`, `city` against `asked`."""

    def __init__(self, own: int, declared: int, city: int, asked: int) -> None:
        super().__init__(f"own {own}, declared {declared}; city {city}, asked {asked}")
        self.own, self.declared, self.city, self.asked = own, declared, city, asked


class Balance(BaseModel):
    """Both sides of an initiative as they stand. `threshold`: the least own share, in hundredths of a percent."""

    model_config = ConfigDict(frozen=True)

    own: int
    city: int
    threshold: int
    rate: int
    """What an hour counts as today."""
    own_estimate: int = 0
    """What residents bear by the estimate."""
    city_estimate: int = 0
    work: int = 0
    in_kind: int = 0
    money: int = 0

    @property
    def total(self) -> int:
        """The value of the whole task."""
        return self.own + self.city

    @property
    def share(self) -> int:
        """The own share, in hundredths of a percent, rounded down; 0 of nothing."""
        return self.own * WHOLE // self.total if self.total else 0

    @property
    def enough(self) -> bool:
        """Tell whether own / total >= threshold. Of nothing nothing is enough."""
        return self.total > 0 and self.own * WHOLE >= self.threshold * self.total

    @property
    def missing(self) -> int:
        """What residents have to add so that it is enough while the city gives as much, in grosze."""
        if self.enough:
            return 0
        lacking = self.threshold * self.total - self.own * WHOLE
        return -(-lacking // (WHOLE - self.threshold))

    @property
    def missing_minutes(self) -> int:
        """The same as work, in minutes by today's rate."""
        return -(-self.missing * 60 // self.rate)

    @property
    def adds_up(self) -> bool:
        """Tell whether each side of the estimate is what that side gives."""
        return self.own_estimate == self.own and self.city_estimate == self.city


def balance(
    declared: Sequence[Declared],
    shares: Sequence[CityShare],
    estimate: Sequence[EstimateItem],
    threshold: int,
    rate: int,
) -> Balance:
    """Weigh both sides."""
    by_kind = {kind: sum(each.value for each in declared if each.kind is kind) for kind in ContributionKind}
    return Balance(
        own=sum(by_kind.values()),
        city=sum(share.value for share in shares),
        threshold=threshold,
        rate=rate,
        own_estimate=sum(line.own for line in estimate),
        city_estimate=sum(line.city for line in estimate),
        work=by_kind[ContributionKind.WORK],
        in_kind=by_kind[ContributionKind.IN_KIND],
        money=by_kind[ContributionKind.MONEY],
    )


def require(found: Balance) -> None:
    """Accept what is to be filed, or raise `EstimateUnbalanced`, `OwnShareTooSmall`."""
    if not found.adds_up:
        raise EstimateUnbalanced(found.own_estimate, found.own, found.city_estimate, found.city)
    if not found.enough:
        raise OwnShareTooSmall(found.own, found.city, found.threshold, found.missing)
