"""What is seen of how a ballot came: keyed tags and a five-minute bucket. It must not hold an address or a moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.voting.keys.tags import keyed_tag
from shared.clock import warsaw
from shared.privacy import network_of

BUCKET = timedelta(minutes=5)
"""As long as the public log waits for a head at most: a bucket tells little more of a ballot's moment than the log."""
_TAG = 32


class Seen(NamedTuple):
    """What is known of how a ballot came, before it has its place. What nobody knows is None.

    `network`, `phone`, `home`: keyed tags; `age`: full years, negative for a birth date that is still to come;
    `clerk`: who has keyed a card in; `bucket`: when a card was keyed in, None for a ballot that comes now.
    """

    network: str | None = None
    phone: str | None = None
    home: str | None = None
    age: int | None = None
    clerk: str | None = None
    bucket: datetime | None = None


UNSEEN = Seen()
"""Nothing is known but that it came."""


class Sighting(BaseModel):
    """What was seen of the envelope with the id `id`, in the five minutes that begin at `bucket` (UTC)."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    bucket: AwareDatetime
    network: str | None = None
    phone: str | None = None
    home: str | None = None
    age: int | None = None
    clerk: str | None = None
    examined: bool = True
    """What waits to be looked at for the first time lies in heaps; where this is False it is to be looked at again."""


class Fresh(NamedTuple):
    """Sightings that nobody has examined.

    `heaps`: as they came in with a heap of ballots, by the heaps' ids; `again`: examined before, to be looked at once
    more.
    """

    heaps: Mapping[str, Sequence[Sighting]]
    again: Sequence[Sighting]

    @property
    def heaped(self) -> list[Sighting]:
        """Those in heaps, one by one."""
        return [one for heap in self.heaps.values() for one in heap]

    @property
    def all(self) -> list[Sighting]:
        """Everything, one by one."""
        return [*self.again, *self.heaped]


def sighting_of(edition_id: str, envelope_id: str, seen: Seen, bucket: datetime) -> Sighting:
    """Give the sighting of an envelope that goes into the box in the five minutes `bucket`, unless `seen` says when."""
    return Sighting(
        id=envelope_id,
        edition_id=edition_id,
        bucket=seen.bucket or bucket,
        network=seen.network,
        phone=seen.phone,
        home=seen.home,
        age=seen.age,
        clerk=seen.clerk,
    )


def bucket_of(moment: datetime) -> datetime:
    """Give the beginning of the five minutes that a moment lies in."""
    return moment.replace(minute=moment.minute // 5 * 5, second=0, microsecond=0)


def network_tag(key: bytes, address: str | None, now: datetime) -> str | None:
    """Give the tag of a network address for one day (Warsaw), keyed with the edition's secret `key`.

    None where there is no address, or one that is not public (`network_of`): that must not make one suspect of
    everybody. Tomorrow the same address has another tag, so that nobody is followed.
    """
    network = network_of(address)
    return None if network is None else _tag(key, f"network|{warsaw(now).date().isoformat()}|{network}")


def _tag(key: bytes, said: str) -> str:
    return keyed_tag(key, said)[:_TAG]
