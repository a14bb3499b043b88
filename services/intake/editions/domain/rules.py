"""What the rules of an edition must satisfy before anybody may rely on them. It changes nothing.

Source: art. 5a ust. 5-7 ustawy o samorządzie gminnym.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from shared.contracts.intake import Area, EditionRules, Pool, PoolKind, Section, VoteType, Window, WindowKind

IDENTITIES = ("name_address", "roll_code", "pesel_roll", "national_node", "declaration", "declaration_born")
"""How a voter may be recognised."""
DOUBLE_VOTES = ("first", "last", "paper_wins", "void_all")
"""What may count of a person who has voted twice, on the web and on paper or twice on paper."""


class RulesRefused(Exception):
    """The rules of an edition break the law or contradict themselves."""


class WindowReversed(RulesRefused):
    """A window closes before it opens."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"window {kind} closes before it opens")
        self.kind = str(kind)


class WindowWithoutZone(RulesRefused):
    """A window's moment has no time zone: nobody could tell when it is."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"window {kind} has no time zone")
        self.kind = str(kind)


class WindowMissing(RulesRefused):
    """A window is missing that no edition can do without."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"no window {kind}")
        self.kind = str(kind)


class IdsRepeated(RulesRefused):
    """The same id, or kind of window, stands twice in one list. `part`: windows, pools, areas or sections."""

    def __init__(self, part: str, ids: Sequence[str]) -> None:
        super().__init__(f"{part} repeat {', '.join(ids)}")
        self.part, self.ids = part, list(ids)


class PoolsNotCovered(RulesRefused):
    """Every pool must be in exactly one section of the ballot. `missing`, `repeated`, `unknown`: ids of pools."""

    def __init__(self, missing: Sequence[str], repeated: Sequence[str], unknown: Sequence[str]) -> None:
        super().__init__("sections do not cover every pool once")
        self.missing, self.repeated, self.unknown = list(missing), list(repeated), list(unknown)


class ChoicesReversed(RulesRefused):
    """A section asks for more choices than it allows."""

    def __init__(self, section: str) -> None:
        super().__init__(f"section {section} asks for more choices than it allows")
        self.section = section


class PointsContradictory(RulesRefused):
    """The points of a section do not go with how it is filled in, or with each other."""

    def __init__(self, section: str) -> None:
        super().__init__(f"section {section} gives points that cannot be given so")
        self.section = section


class SignaturesUnlawful(RulesRefused):
    """A number of signatures differs from what the law allows. `place`: id of an area or a pool."""

    def __init__(self, place: str, signatures: int, lawful: int) -> None:
        super().__init__(f"{place}: {signatures} signatures, lawful {lawful}")
        self.place, self.signatures, self.lawful = place, signatures, lawful


class CapAbovePool(RulesRefused):
    """A project may not cost more than the pool that pays for it. `place`: id of an area or a pool; grosze."""

    def __init__(self, place: str, cap: int, amount: int) -> None:
        super().__init__(f"{place}: cap {cap} above pool {amount}")
        self.place, self.cap, self.amount = place, cap, amount


class BelowLegalMinimum(RulesRefused):
    """All pools together hold less than the law demands, in grosze."""

    def __init__(self, total: int, minimum: int) -> None:
        super().__init__(f"{total} below the legal minimum {minimum}")
        self.total, self.minimum = total, minimum


class IdentityUnknown(RulesRefused):
    """The house cannot recognise voters in this way."""

    def __init__(self, identity: str) -> None:
        super().__init__(f"unknown identity {identity}")
        self.identity = identity


class DoubleVoteUnknown(RulesRefused):
    """The house cannot decide in this way about a person who has voted twice."""

    def __init__(self, double_vote: str) -> None:
        super().__init__(f"unknown double vote {double_vote}")
        self.double_vote = double_vote


def lawful_signatures(residents: int) -> int:
    """Give the signatures that a project of an area needs: 0.1 % of its residents rounded down, at least 1.

    Source: art. 5a ust. 7 pkt 2 ustawy o samorządzie gminnym (no more than 0.1 % of the residents of the area).
    """
    return max(1, residents // 1000)


def legal_minimum(expenditure_basis: int) -> int:
    """Give the least sum of all pools, in grosze: 0.5 % of the reported expenditure, rounded up.

    Source: art. 5a ust. 5 ustawy o samorządzie gminnym; cities with powiat rights only.
    """
    return -(-expenditure_basis * 5 // 1000)


def check(rules: EditionRules) -> None:
    """Accept the rules of an edition, or raise the first `RulesRefused` that holds against them."""
    _check_windows(rules.windows)
    for part, ids in (("pools", rules.pools), ("areas", rules.areas), ("sections", rules.sections)):
        _unique(part, (each.id for each in ids))
    _check_sections(rules)
    _check_money(rules)
    _check_signatures(rules)
    if rules.identity not in IDENTITIES:
        raise IdentityUnknown(rules.identity)
    if rules.double_vote not in DOUBLE_VOTES:
        raise DoubleVoteUnknown(rules.double_vote)


def window(rules: EditionRules, kind: WindowKind) -> Window | None:
    """Give the window of one kind, None where the edition has none."""
    return next((each for each in rules.windows if each.kind is kind), None)


def pool_of(rules: EditionRules, id: str | None) -> Pool | None:
    """Give a pool by its id."""
    return next((pool for pool in rules.pools if pool.id == id), None)


def area_of(rules: EditionRules, id: str | None) -> Area | None:
    """Give an area by its id."""
    return next((area for area in rules.areas if area.id == id), None)


def by_area(rules: EditionRules, pool: Pool) -> bool:
    """Tell whether a proposal to this pool must name its area."""
    return pool.kind is PoolKind.LOCAL and bool(rules.areas)


def _check_windows(windows: Sequence[Window]) -> None:
    _unique("windows", (each.kind for each in windows))
    for each in windows:
        if each.opens.tzinfo is None or each.closes.tzinfo is None:
            raise WindowWithoutZone(each.kind)
        if each.opens >= each.closes:
            raise WindowReversed(each.kind)
    kinds = {each.kind for each in windows}
    for needed in (WindowKind.SUBMISSION, WindowKind.WEB_VOTE):
        if needed not in kinds:
            raise WindowMissing(needed)


def _check_sections(rules: EditionRules) -> None:
    known = {pool.id for pool in rules.pools}
    covered = Counter(id for section in rules.sections for id in section.pools)
    missing, unknown = sorted(known - covered.keys()), sorted(covered.keys() - known)
    repeated = sorted(id for id, times in covered.items() if times > 1)
    if missing or unknown or repeated:
        raise PoolsNotCovered(missing, repeated, unknown)
    for section in rules.sections:
        if section.min_choices > section.max_choices:
            raise ChoicesReversed(section.id)
        if not _points_hold(section):
            raise PointsContradictory(section.id)


def _points_hold(section: Section) -> bool:
    """Say whether points are shared out on a cumulative ballot alone, and stand for places on an ordinal one alone."""
    most, each, places = section.max_points, section.max_project_points, section.place_points
    if (section.vote_type is VoteType.CUMULATIVE) is not (most is not None):
        return False
    if each is not None and (most is None or each > most):
        return False
    if not places:
        return True
    falling = all(one >= other for one, other in pairwise(places))
    return section.vote_type is VoteType.ORDINAL and len(places) == section.max_choices and falling


def _check_money(rules: EditionRules) -> None:
    for pool in rules.pools:
        if pool.cap > pool.amount:
            raise CapAbovePool(pool.id, pool.cap, pool.amount)
    local = max((pool.amount for pool in rules.pools if pool.kind is PoolKind.LOCAL), default=0)
    for area in rules.areas:
        if area.cap > local:
            raise CapAbovePool(area.id, area.cap, local)
    total, minimum = sum(pool.amount for pool in rules.pools), legal_minimum(rules.expenditure_basis)
    if total < minimum:
        raise BelowLegalMinimum(total, minimum)


def _check_signatures(rules: EditionRules) -> None:
    for area in rules.areas:
        lawful = lawful_signatures(area.residents)
        if area.signatures != lawful:
            raise SignaturesUnlawful(area.id, area.signatures, lawful)
    # Without areas the number of residents is not known, and nothing can be said about the whole city.
    if rules.areas:
        lawful = lawful_signatures(sum(area.residents for area in rules.areas))
        for pool in rules.pools:
            if pool.signatures > lawful:
                raise SignaturesUnlawful(pool.id, pool.signatures, lawful)


def _unique(part: str, ids: Iterable[str]) -> None:
    ordered = sorted(str(id) for id in ids)
    repeated = sorted({one for one, other in pairwise(ordered) if one == other})
    if repeated:
        raise IdsRepeated(part, repeated)
