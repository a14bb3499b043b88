"""Use cases of editions: announce, change with a reason, freeze. It files no proposals."""

from typing import Protocol

from services.intake.editions.domain import Edition, EditionExists
from services.intake.editions.domain.rules import check
from shared.access import Person
from shared.clock import Clock
from shared.contracts.intake import EditionAnnouncedV1, EditionChangedV1, EditionRules
from shared.contracts.voting import ResultsPublishedV1, VotingOpenedV1
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional


class EditionStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Edition: ...  # noqa: D102
    async def newest(self) -> Edition | None: ...  # noqa: D102
    async def all(self) -> list[Edition]: ...  # noqa: D102
    async def add(self, tx: Transaction, edition: Edition) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, edition: Edition) -> None: ...  # noqa: D102


class Editions:
    """The editions of the civic budget."""

    def __init__(self, database: Database, store: EditionStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    async def edition(self, id: str, tx: Transaction | None = None) -> Edition:
        """Give an edition. Raises `NotFound`."""
        return await self.store.get(id, tx)

    async def current(self) -> Edition | None:
        """Give the edition that residents mean now: the one of the latest year. None before the first one."""
        return await self.store.newest()

    async def all(self) -> list[Edition]:
        """Give all editions, the newest first."""
        return await self.store.all()

    @transactional
    async def announce(self, tx: Transaction, rules: EditionRules, by: Person) -> str:
        """Announce an edition and give its id. Raises `RulesRefused` (its subclasses) and `EditionExists`."""
        check(rules)
        edition = Edition(id=new_id(), rules=rules, announced_at=self.clock.now(), announced_by=by.id)
        try:
            await self.store.add(tx, edition)
        except Duplicate:
            raise EditionExists(rules.city, rules.number) from None
        tx.publish(EditionAnnouncedV1(version=1, edition_id=edition.id, rules=rules, announced_at=edition.announced_at))
        return edition.id

    @transactional
    async def change(
        self, tx: Transaction, edition_id: str, version: int, rules: EditionRules, reason: str, by: Person
    ) -> int:
        """Replace the rules of an edition that the caller read in `version`; give the new version.

        Raises `Stale`, `EditionFrozen`, `NothingChanged`, `PartsInUse`, `EditionExists` and `RulesRefused`.
        """
        edition = await self.store.get(edition_id, tx)
        if edition.version != version:
            raise Stale("edition", edition_id)
        now = self.clock.now()
        changed = edition.changed(rules, reason=reason, person_id=by.id, person_name=by.name, at=now)
        try:
            await self.store.save(tx, changed)
        except Duplicate:
            raise EditionExists(rules.city, rules.number) from None
        tx.publish(
            EditionChangedV1(version=changed.version, edition_id=edition_id, rules=rules, reason=reason, changed_at=now)
        )
        return changed.version

    @transactional
    async def freeze(self, tx: Transaction, event: VotingOpenedV1) -> None:
        """Allow no change of the rules from the opening of the vote on."""
        edition = await self.store.get(event.edition_id, tx)
        if edition.frozen_at is None:
            await self.store.save(tx, edition.frozen(event.opened_at))

    @transactional
    async def note_results(self, tx: Transaction, event: ResultsPublishedV1) -> None:
        """Know that the results are out, so that the edition's page leads to them."""
        edition = await self.store.get(event.edition_id, tx)
        if edition.results_at is None:
            await self.store.save(tx, edition.with_results(event.published_at))
