"""MongoDB documents of the ballot: elections, candidates, and the box of sealed envelopes."""

from collections.abc import AsyncIterator, Sequence

from services.voting.ballots.domain.election import Candidate, Election, ElectionState
from services.voting.ballots.domain.envelope import Envelope, EnvelopeState
from services.voting.ballots.domain.exclusion import Pair
from services.voting.ballots.service import FrozenRules
from shared.store import ASCENDING, Collection, Database, IndexModel, NotFound, Transaction

_BOX_INDEXES = [
    # One effective ballot per person: the law of the house, kept by the database and not by a check before the write.
    # What is in quarantine still lies there: whoever it is of casts no other.
    IndexModel(
        [("edition", ASCENDING), ("voter_tag", ASCENDING)],
        unique=True,
        partialFilterExpression={"state": {"$in": [EnvelopeState.ACCEPTED.value, EnvelopeState.QUARANTINED.value]}},
        name="one_person_one_ballot",
    ),
    IndexModel(
        [("edition", ASCENDING), ("voter_tag", ASCENDING)],
        partialFilterExpression={"state": EnvelopeState.VOID.value},
        name="void_of_person",
    ),
    IndexModel(
        [("edition", ASCENDING), ("voter_tag", ASCENDING)],
        partialFilterExpression={"state": EnvelopeState.SUPERSEDED.value},
        name="replaced_of_person",
    ),
    IndexModel([("edition", ASCENDING), ("commitment", ASCENDING)], name="box"),
    IndexModel([("edition", ASCENDING), ("state", ASCENDING)], name="counted"),
]


class MongoBallotStore:
    """Keeps elections, candidates and envelopes."""

    def __init__(self, database: Database) -> None:
        self._elections = Collection(database, "elections", Election, key="id")
        self._candidates = Collection(
            database, "candidates", Candidate, key="id", indexes=[IndexModel([("edition_id", ASCENDING)])]
        )
        self._pairs = Collection(database, "pairs", Pair, key="id", indexes=[IndexModel([("edition_id", ASCENDING)])])
        self._frozen = Collection(database, "frozen_rules", FrozenRules, key="id")
        self._box = Collection(database, "envelopes", Envelope, key="id", indexes=_BOX_INDEXES)

    async def election(self, id: str, tx: Transaction | None = None) -> Election:
        """Give the vote of an edition. Raises `NotFound`."""
        return await self._elections.get(id, tx)

    async def state(self, id: str, tx: Transaction | None = None) -> ElectionState:
        """Give how far the vote of an edition is, without reading its list. Raises `NotFound`."""
        row = await self._elections.raw.find_one({"_id": id}, {"state": 1}, session=tx.session if tx else None)
        if row is None:
            raise NotFound("election", id)
        return ElectionState(row["state"])

    async def election_or_none(self, id: str, tx: Transaction) -> Election | None:
        """Give the vote of an edition, None where its announcement has not come yet."""
        return await self._elections.find_one({"_id": id}, tx)

    async def elections(self) -> list[Election]:
        """Give all votes, the newest edition first."""
        return await self._elections.find({}, sort=[("rules.number", -1)])

    async def put_election(self, tx: Transaction, election: Election) -> None:
        """Add the vote of an edition."""
        await self._elections.insert(tx, election)

    async def save_election(self, tx: Transaction, election: Election) -> None:
        """Write the next version. Raises `Stale`."""
        await self._elections.replace(tx, election)

    async def candidate_or_none(self, id: str, tx: Transaction) -> Candidate | None:
        """Give what is known of a proposal, None where nothing has come yet."""
        return await self._candidates.find_one({"_id": id}, tx)

    async def put_candidate(self, tx: Transaction, candidate: Candidate) -> None:
        """Write what is known of a proposal."""
        await self._candidates.put(tx, candidate)

    async def candidates(self, edition_id: str, tx: Transaction | None = None) -> list[Candidate]:
        """Give the candidates of an edition."""
        return await self._candidates.find({"edition_id": edition_id}, limit=5_000, tx=tx)

    async def pair_or_none(self, id: str, tx: Transaction) -> Pair | None:
        """Give what is known of a pair, None where nothing has come yet."""
        return await self._pairs.find_one({"_id": id}, tx)

    async def put_pair(self, tx: Transaction, pair: Pair) -> None:
        """Write what is known of a pair."""
        await self._pairs.put(tx, pair)

    async def pairs(self, edition_id: str, tx: Transaction | None = None) -> list[Pair]:
        """Give the pairs of an edition."""
        return await self._pairs.find({"edition_id": edition_id}, limit=50_000, tx=tx)

    async def freeze(self, tx: Transaction, frozen: FrozenRules) -> None:
        """Keep the text that was hashed."""
        await self._frozen.insert(tx, frozen)

    async def frozen(self, edition_id: str) -> FrozenRules:
        """Give the text that was hashed. Raises `NotFound` before the opening."""
        return await self._frozen.get(edition_id)

    def drop_in(self, tx: Transaction, envelopes: Sequence[Envelope], first: int) -> None:
        """Put envelopes into the box with the commit, which raises `Duplicate` for a second one of a person.

        `first`: the place of the first of them in the public log.
        """
        rows = [self._box.document(envelope) | {"seq": seq} for seq, envelope in enumerate(envelopes, first)]
        tx.add_last(self._box.raw, rows)

    async def in_the_way(self, tx: Transaction, edition_id: str, heap: Sequence[Envelope]) -> list[Envelope]:
        """Give what lies or is void of the same voters, and what is there of the same tries to vote."""
        tags, ids = [envelope.voter_tag for envelope in heap], [envelope.id for envelope in heap]
        rows = self._box.raw.find({"$or": [{"_id": {"$in": ids}}, *lying(edition_id, tags)]}, session=tx.session)
        return [self._box.item(row) async for row in rows]

    async def move(self, tx: Transaction, ids: Sequence[str], was: EnvelopeState, becomes: EnvelopeState) -> None:
        """Change the state of envelopes, all or none. Raises `NotFound` where one was in another state."""
        wanted = {"_id": {"$in": list(ids)}, "state": was.value}
        done = await self._box.raw.update_many(wanted, {"$set": {"state": becomes.value}}, session=tx.session)
        if done.modified_count != len(ids):
            raise NotFound("envelopes", becomes)

    async def among(self, tx: Transaction, ids: Sequence[str], state: EnvelopeState) -> list[Envelope]:
        """Give those of these envelopes that are in a state."""
        return await self._box.find({"_id": {"$in": list(ids)}, "state": state.value}, limit=len(ids) or 1, tx=tx)

    async def replaced(self, edition_id: str, tags: Sequence[str], tx: Transaction | None = None) -> list[Envelope]:
        """Give what lies superseded of these voters."""
        rows = self._box.raw.find(replaced(edition_id, tags), session=tx.session if tx else None)
        return [self._box.item(row) async for row in rows]

    async def of_voter(self, edition_id: str, tag: str, tx: Transaction | None = None) -> list[Envelope]:
        """Give what lies or is void of one voter."""
        return await self._box.find({"$or": lying(edition_id, [tag])}, tx=tx)

    async def envelope_or_none(self, id: str) -> Envelope | None:
        """Give an envelope, None where there is none."""
        return await self._box.find_one({"_id": id})

    async def by_commitment(self, edition_id: str, start: str) -> Envelope | None:
        """Give the envelope whose commitment begins so."""
        return await self._box.find_one({"edition": edition_id, "commitment": {"$regex": f"^{start}"}})

    async def count_box(self, edition_id: str, tx: Transaction | None = None) -> int:
        """Count the accepted envelopes."""
        return await self._box.count({"edition": edition_id, "state": EnvelopeState.ACCEPTED.value}, tx)

    async def box(self, edition_id: str) -> AsyncIterator[Envelope]:
        """Walk all envelopes in the order of their commitments, which says nothing of who came when."""
        rows = self._box.raw.find({"edition": edition_id}).sort("commitment", ASCENDING)
        async for row in rows:
            yield self._box.item(row)


def lying(edition_id: str, tags: Sequence[str]) -> list[dict[str, object]]:
    """Ask for what these voters have in the box: a question for each partial index, or none of them would be used."""
    there = [EnvelopeState.ACCEPTED.value, EnvelopeState.QUARANTINED.value]
    mine = {"edition": edition_id, "voter_tag": {"$in": list(tags)}}
    return [{**mine, "state": {"$in": there}}, {**mine, "state": EnvelopeState.VOID.value}]


def replaced(edition_id: str, tags: Sequence[str]) -> dict[str, object]:
    """Ask for what lies superseded of these voters, by its partial index."""
    return {"edition": edition_id, "voter_tag": {"$in": list(tags)}, "state": EnvelopeState.SUPERSEDED.value}
