"""The watch at the box: keeps what is seen of each ballot, and keeps the box open while a question is open."""

from collections import Counter
from collections.abc import Collection, Mapping

from services.voting.ballots.domain.envelope import EnvelopeState
from services.voting.ballots.service.needs import BallotStore
from services.voting.fraud.domain.flags import FlagsUndecided
from services.voting.fraud.domain.sightings import Fresh, Seen, bucket_of
from services.voting.fraud.domain.signals import Finding, Limits, find, strange_ages
from services.voting.fraud.service.needs import MOST_FRESH, FraudStore
from shared.clock import Clock
from shared.store import Transaction


class Sightings:
    """What is seen of ballots: part of the box's own transactions, there if and only if the envelope is."""

    def __init__(self, store: FraudStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def note(self, tx: Transaction, edition_id: str, seen: Mapping[str, Seen]) -> None:
        """Keep what was seen of envelopes that go in, by their ids, with the commit: as one heap, for voters wait."""
        if seen:
            # By their random ids: the order of writing must not tell who of a heap came first.
            in_order = {id: seen[id] for id in sorted(seen)}
            self._store.add_heap(tx, edition_id, bucket_of(self._clock.now()), in_order)


class Watch(Sightings):
    """The sightings, and the questions that keep a box open."""

    def __init__(self, store: FraudStore, box: BallotStore, clock: Clock, limits: Limits) -> None:
        super().__init__(store, clock)
        self._box, self._limits = box, limits

    async def finish(self, tx: Transaction, edition_id: str) -> None:
        """Look at what came last. Raises `FlagsUndecided` while an envelope is in quarantine or about to be."""
        waiting = await self._store.waiting(edition_id, tx)
        fresh, findings = await self.look(tx, edition_id)
        if len(fresh.all) >= MOST_FRESH:
            # More than one look can take: the ticks have to catch up first.
            raise FlagsUndecided(waiting, len(fresh.all))
        found = sorted({id for finding in findings for id in finding.envelopes})
        known = await self._store.known_among(found, tx)
        strange = await self._box.among(tx, [id for id in found if id not in known], EnvelopeState.ACCEPTED)
        if waiting or strange:
            raise FlagsUndecided(waiting, len(strange))

    async def years(self, edition_id: str, envelopes: Collection[str]) -> Mapping[int | None, int]:
        """Count the voters of these envelopes by age, None where nobody knows it. It is asked before `forget`."""
        known = await self._store.years(edition_id)
        return Counter(known.get(id) for id in envelopes)

    async def forget(self, edition_id: str) -> None:
        """Delete what was seen: ages and tags must not lie beside the envelopes when these are opened."""
        await self._store.forget(edition_id)

    async def look(self, tx: Transaction, edition_id: str) -> tuple[Fresh, list[Finding]]:
        """Give the sightings that nobody has examined, and what is strange about the groups that they are in.

        All as it was at one moment: what another replica spreads meanwhile must not be there twice, nor missing.
        """
        fresh = await self._store.fresh(edition_id, tx)
        if not fresh.all:
            return fresh, []
        people = Counter(await self._store.ages(edition_id, tx))
        people.update(one.age for one in fresh.heaped if one.age is not None)
        ages = strange_ages(people, self._limits)
        groups = await self._store.groups(edition_id, fresh.all, ages, self._limits, tx)
        # What lies in a heap is in no index.
        return fresh, find([*fresh.heaped, *groups], ages, self._limits)
