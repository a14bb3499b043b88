"""What decides when a proposal comes in: the day, the edition's places and categories, its caps and numbers."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from services.intake.editions.domain.rules import area_of, by_area, pool_of, window
from shared.clock import WARSAW, warsaw
from shared.contracts.intake import CostItem, EditionRules, WindowKind

_MIDDAY = time(12)


class SubmissionNotOpen(Exception):
    """Proposals are taken only in the submission window, by the date of receipt. Moments in ISO 8601, UTC."""

    def __init__(self, opens: datetime, closes: datetime) -> None:
        super().__init__(f"from {opens.isoformat()} to {closes.isoformat()}")
        self.opens, self.closes = opens.isoformat(), closes.isoformat()


class Misplaced(Exception):
    """Pool, area or category do not fit the edition. `faults`: "field: unknown | needed | unneeded"."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(f"{field} {fault}" for field, fault in faults.items()))
        self.faults = [f"{field}: {fault}" for field, fault in faults.items()]


class ReceivedLater(Exception):
    """A paper cannot have come in later than now."""

    def __init__(self, received_at: datetime) -> None:
        super().__init__(received_at.isoformat())
        self.received_at = received_at.isoformat()


def case_name(rules: EditionRules, number: int) -> str:
    """Give the number that people use: BO-2027-088."""
    return f"BO-{rules.year}-{number:03d}"


def require_open(rules: EditionRules, at: datetime) -> None:
    """Accept a proposal received at `at`, or raise `SubmissionNotOpen`. The date of receipt decides."""
    submission = window(rules, WindowKind.SUBMISSION)
    assert submission is not None  # `check` refuses rules without it
    if not submission.opens <= at <= submission.closes:
        raise SubmissionNotOpen(submission.opens, submission.closes)


def moment_of_receipt(day: date, now: datetime, opens: datetime | None, closes: datetime | None) -> datetime:
    """Give the moment that stands for a paper's day of receipt in Warsaw's calendar. Raises `ReceivedLater`.

    It is midday, on the days on which the time for it `opens` and `closes` within its hours, and never later than
    `now`. Whether the paper is in time is for the caller to say.
    """
    received, today = datetime.combine(day, _MIDDAY, tzinfo=WARSAW), warsaw(now).date()
    if day > today:
        raise ReceivedLater(received)
    if opens is not None and day == warsaw(opens).date():
        received = max(received, opens)
    if closes is not None and day == warsaw(closes).date():
        received = min(received, closes)
    return (min(received, now) if day == today else received).astimezone(UTC)


def place_faults(rules: EditionRules, pool_id: str | None, area_id: str | None, category: str | None) -> dict[str, str]:
    """Say what does not fit the edition, by field: "unknown", "needed" or "unneeded"."""
    faults = {}
    pool = pool_of(rules, pool_id)
    if pool is None:
        faults["pool_id"] = "unknown"
    elif by_area(rules, pool):
        if not area_id:
            faults["area_id"] = "needed"
        elif area_of(rules, area_id) is None:
            faults["area_id"] = "unknown"
    elif area_id:
        faults["area_id"] = "unneeded"
    if category not in rules.categories:
        faults["category"] = "unknown"
    return faults


def cap_of(rules: EditionRules, pool_id: str, area_id: str | None) -> int:
    """Give the most that a proposal may cost there, in grosze: the area's cap, else the pool's."""
    pool, area = pool_of(rules, pool_id), area_of(rules, area_id)
    return area.cap if area is not None else pool.cap if pool is not None else 0


def signatures_of(rules: EditionRules, pool_id: str, area_id: str | None) -> int:
    """Give the signatures that a proposal needs there: the area's number, else the pool's."""
    pool, area = pool_of(rules, pool_id), area_of(rules, area_id)
    return area.signatures if area is not None else pool.signatures if pool is not None else 0


def total(items: Iterable[CostItem]) -> int:
    """Add up lines of an estimate, in grosze."""
    return sum(item.amount for item in items)
