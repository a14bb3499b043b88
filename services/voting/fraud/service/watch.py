"""The watch at the box: keeps what is seen of each ballot, and keeps the box open while a question is open."""

from collections import Counter
from collections.abc import Collection, Mapping

from services.voting.ballots.domain.envelope import EnvelopeState
from services.voting.ballots.service.needs import BallotStore
from services.voting.fraud.domain.flags import FlagsUndecided
from services.voting.fraud.domain.sightings import Seen, Sighting, bucket_of, sighting_of
from services.voting.fraud.domain.signals import Finding, Limits, find, strange_ages
from services.voting.fraud.service.needs import MOST_FRESH, FraudStore
from shared.clock import Clock
from shared.store import Transaction


class Sightings:
    """What is seen of ballots: part of the box's own transactions, there if and only if the envelope is."""

    def __init__(self, store: FraudStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def note(self, tx: Transaction, edition_id: str, seen: Mapping[str, Seen]) -> None:
        """Keep what was seen of envelopes that go in, by their ids."""
        bucket = bucket_of(self._clock.now())
        # By their random ids: the order of writing must not tell who of a heap came first.
        sightings = [sighting_of(edition_id, id, seen[id], bucket) for id in sorted(seen)]
        if sightings:
            await self._store.add_sightings(tx, sightings)


class Watch(Sightings):
    """The sightings, and the questions that keep a box open."""

    def __init__(self, store: FraudStore, box: BallotStore, clock: Clock, limits: Limits) -> None:
        super().__init__(store, clock)
        self._box, self._limits = box, limits

    async def finish(self, tx: Transaction, edition_id: str) -> None:
        """Look at what came last. Raises `FlagsUndecided` while an envelope is in quarantine or about to be."""
        waiting = await self._store.waiting(edition_id, tx)
        unseen, findings = await self.look(edition_id, tx)
        if len(unseen) >= MOST_FRESH:
            # More than one look can take: the ticks have to catch up first.
            raise FlagsUndecided(waiting, len(unseen))
        found = sorted({id for finding in findings for id in finding.envelopes})
        known = await self._store.known_among(found, tx)
        fresh = await self._box.among(tx, [id for id in found if id not in known], EnvelopeState.ACCEPTED)
        if waiting or fresh:
            raise FlagsUndecided(waiting, len(fresh))

    async def years(self, edition_id: str, envelopes: Collection[str]) -> Mapping[int | None, int]:
        """Count the voters of these envelopes by age, None where nobody knows it. It is asked before `forget`."""
        known = await self._store.years(edition_id)
        return Counter(known.get(id) for id in envelopes)

    async def forget(self, edition_id: str) -> None:
        """Delete what was seen: ages and tags must not lie beside the envelopes when these are opened."""
        await self._store.forget(edition_id)

    async def look(self, edition_id: str, tx: Transaction | None = None) -> tuple[list[Sighting], list[Finding]]:
        """Give the sightings that nobody has examined, and what is strange about the groups that they are in."""
        fresh = await self._store.fresh(edition_id, tx)
        if not fresh:
            return [], []
        ages = strange_ages(await self._store.ages(edition_id, tx), self._limits)
        return fresh, find(await self._store.groups(edition_id, fresh, ages, self._limits, tx), ages, self._limits)
