"""Signals: what about a heap of sightings looks unlike honest people. A signal asks, it proves nothing.

Concentration on one project is not among them: choices are sealed until the count (docs/decisions/fraud.md).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from services.voting.fraud.domain.sightings import BUCKET, Sighting


class FlagKind(StrEnum):
    """What looks strange."""

    AGE = "age"
    """People younger than 0 or older than the oldest: a birth date that cannot be."""
    EQUAL_AGES = "equal_ages"
    """Many people of one age where the ages beside it have few."""
    NETWORK = "network"
    """Many ballots from one network address in a day."""
    PHONE = "phone"
    """Many people with one telephone."""
    HOME = "home"
    """Many people at one home address."""
    REGULAR = "regular"
    """Ballots from one network address that come as evenly as no people do."""
    STAFF = "staff"
    """More cards keyed in by one clerk in five minutes than hands can."""


class Limits(BaseModel):
    """From where on something is strange. Each is a setting of the service, with its reason there."""

    model_config = ConfigDict(frozen=True)

    oldest: int = Field(default=115, ge=1)
    per_network: int = Field(default=100, ge=1)
    per_phone: int = Field(default=5, ge=1)
    per_home: int = Field(default=15, ge=1)
    equal_ages: int = Field(default=30, ge=1)
    equal_ages_times: int = Field(default=4, ge=2)
    regular_buckets: int = Field(default=12, ge=3)
    regular_spread: float = Field(default=0.2, ge=0, lt=1)
    per_clerk: int = Field(default=60, ge=1)


class Finding(NamedTuple):
    """A signal: its kind, the group it is about (`key`, unique with the kind), its figures and its envelopes."""

    kind: FlagKind
    key: str
    many: int
    limit: int
    envelopes: tuple[str, ...]


def strange_ages(people: Mapping[int, int], limits: Limits) -> list[int]:
    """Give the ages that stand out, from how many people there are of each.

    An age stands out with more than `equal_ages` people, and more than `equal_ages_times` the mean of the four ages
    around it plus one: a school fills several years at once, a generator of people one.
    """
    found = []
    for age, count in people.items():
        around = sum(people.get(age + step, 0) for step in (-2, -1, 1, 2)) / 4
        if 0 <= age <= limits.oldest and count > max(limits.equal_ages, limits.equal_ages_times * (around + 1)):
            found.append(age)
    return sorted(found)


def find(sightings: Sequence[Sighting], ages: Collection[int], limits: Limits) -> list[Finding]:
    """Find what is strange about sightings; of a group that is strange, all of it must be among them.

    `ages`: those that stand out in the whole edition (`strange_ages`). One envelope may be in several findings.
    """
    found = [
        *_over(FlagKind.NETWORK, _by(sightings, lambda one: one.network), limits.per_network),
        *_over(FlagKind.PHONE, _by(sightings, lambda one: one.phone), limits.per_phone),
        *_over(FlagKind.HOME, _by(sightings, lambda one: one.home), limits.per_home),
        *_over(FlagKind.STAFF, _by(sightings, _shift), limits.per_clerk),
    ]
    strange = [one for one in sightings if one.age is not None and not 0 <= one.age <= limits.oldest]
    if strange:
        found.append(_finding(FlagKind.AGE, "", strange, limits.oldest))
    for age, group in _by(sightings, lambda one: one.age if one.age in ages else None).items():
        found.append(_finding(FlagKind.EQUAL_AGES, age, group, limits.equal_ages))
    for network, group in _by(sightings, lambda one: one.network).items():
        if even := _even(group, limits):
            found.append(_finding(FlagKind.REGULAR, network, even, limits.regular_buckets))
    return found


def _shift(one: Sighting) -> str | None:
    return f"{one.clerk}|{one.bucket.isoformat()}" if one.clerk else None


def _by(sightings: Iterable[Sighting], key: Callable[[Sighting], Hashable | None]) -> dict[str, list[Sighting]]:
    groups: dict[str, list[Sighting]] = defaultdict(list)
    for one in sightings:
        value = key(one)
        if value is not None:
            groups[str(value)].append(one)
    return groups


def _over(kind: FlagKind, groups: Mapping[str, Sequence[Sighting]], limit: int) -> list[Finding]:
    return [_finding(kind, key, group, limit) for key, group in groups.items() if len(group) > limit]


def _finding(kind: FlagKind, key: str, group: Sequence[Sighting], limit: int) -> Finding:
    return Finding(kind, key, len(group), limit, tuple(sorted(one.id for one in group)))


def _even(group: Sequence[Sighting], limits: Limits) -> list[Sighting]:
    """Give those of a group that came evenly: in runs of enough buckets, each with about as many as the others.

    People come as by a Poisson law, whose variance is its mean; a machine that waits between two ballots has next to
    no variance. At least two ballots a bucket on average, for one every five minutes may be a helper at a desk.
    """
    size = limits.regular_buckets
    if len(group) < 2 * size:
        return []
    by_bucket: dict[datetime, list[Sighting]] = defaultdict(list)
    for one in group:
        by_bucket[one.bucket].append(one)
    even: set[datetime] = set()
    for start in by_bucket:
        window = [start + BUCKET * step for step in range(size)]
        if not all(bucket in by_bucket for bucket in window):
            continue
        counts = [len(by_bucket[bucket]) for bucket in window]
        mean = sum(counts) / size
        variance = sum((count - mean) ** 2 for count in counts) / size
        if mean >= 2 and variance <= limits.regular_spread * mean:
            even.update(window)
    return [one for one in group if one.bucket in even]
