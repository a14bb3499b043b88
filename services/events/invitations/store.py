"""MongoDB documents of guests, guest lists, invitations, letters that left, and seats."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.events.invitations.domain import TABLE, Action, GuestList, Invitation, State
from services.events.invitations.domain.guests import Guest
from services.events.invitations.domain.seats import Seat
from services.events.invitations.service import Dispatch
from services.events.work import Work
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, NotFound, Transaction

_MOST = 3_000
_NEWEST = [("when.starts", DESCENDING), ("_id", ASCENDING)]


class MongoInvitationStore:
    """Keeps them. Unique indexes promise: a guest is on a list once, a letter leaves once, a seat is one guest's."""

    def __init__(self, database: Database) -> None:
        self._guests = Collection(
            database,
            "guests",
            Guest,
            key="id",
            indexes=[
                IndexModel([("digests", ASCENDING)], name="digests"),
                IndexModel([("rank", ASCENDING)], name="rank"),
                IndexModel([("erased_at", ASCENDING), ("used_at", ASCENDING)], name="kept"),
            ],
        )
        self._lists = Collection(
            database,
            "guest_lists",
            GuestList,
            key="id",
            indexes=[
                IndexModel(_NEWEST, name="newest"),
                IndexModel([("closed_at", ASCENDING), ("when.ends", ASCENDING)], name="kept"),
            ],
        )
        self._invitations = Collection(
            database,
            "invitations",
            Invitation,
            key="id",
            indexes=[
                IndexModel([("list_id", ASCENDING), ("guest_id", ASCENDING)], unique=True, name="once_on_a_list"),
                IndexModel([("list_id", ASCENDING), ("state", ASCENDING), ("round", ASCENDING)], name="by_state"),
                IndexModel([("code", ASCENDING)], unique=True, name="code"),
                IndexModel([("guest_id", ASCENDING)], name="guest"),
            ],
        )
        self._dispatches = Collection(
            database,
            "invitation_letters",
            Dispatch,
            key="id",
            indexes=[
                IndexModel(
                    [("invitation_id", ASCENDING), ("what", ASCENDING), ("round", ASCENDING)],
                    unique=True,
                    name="each_once",
                ),
                IndexModel([("list_id", ASCENDING), ("done", ASCENDING)], name="of_list"),
            ],
        )
        self._seats = Collection(
            database,
            "seats",
            Seat,
            key="id",
            indexes=[
                IndexModel(
                    [("list_id", ASCENDING), ("row", ASCENDING), ("place", ASCENDING)],
                    unique=True,
                    name="one_guest_on_a_seat",
                ),
                IndexModel(
                    [("invitation_id", ASCENDING), ("number", ASCENDING)], unique=True, name="one_seat_of_a_guest"
                ),
            ],
        )
        self._work = Collection(
            database, "invitation_work", Work, key="id", indexes=[IndexModel([("open", ASCENDING)], name="open")]
        )

    # -- the address book ----------------------------------------------------------------------------------------------

    async def guest(self, id: str, tx: Transaction | None = None) -> Guest:
        """Give a guest. Raises `NotFound`."""
        return await self._guests.get(id, tx)

    async def guests(self, ids: Sequence[str], tx: Transaction | None = None) -> list[Guest]:
        """Give those of them that there are."""
        return await self._guests.find({"_id": {"$in": list(ids)}}, limit=_MOST, tx=tx)

    async def add_guest(self, tx: Transaction, one: Guest) -> None:
        """Add a guest."""
        await self._guests.insert(tx, one)

    async def save_guest(self, tx: Transaction, one: Guest) -> None:
        """Write the next version. Raises `Stale`."""
        await self._guests.replace(tx, one)

    async def find_guests(self, digests: Sequence[str], active: bool) -> list[Guest]:
        """Give the guests whose cards hold all these words."""
        wanted: dict[str, Any] = {"active": active, "erased_at": None}
        if digests:
            wanted["digests"] = {"$all": list(digests)}
        return await self._guests.find(wanted, limit=_MOST)

    async def has_rank(self, tx: Transaction, rank_id: str) -> bool:
        """Tell whether any guest has a rank."""
        return await self._guests.find_one({"rank": rank_id, "erased_at": None}, tx) is not None

    async def use_guests(self, tx: Transaction, ids: Sequence[str], at: datetime) -> None:
        """Note that cards are used; who works on one is not disturbed."""
        await self._guests.raw.update_many({"_id": {"$in": list(ids)}}, {"$set": {"used_at": at}}, session=tx.session)

    async def guests_to_erase(self, before: datetime, limit: int) -> list[str]:
        """Give the ids of at most `limit` cards that nobody has used since."""
        return await _ids(self._guests, {"erased_at": None, "used_at": {"$lt": before}}, limit)

    async def is_invited(self, guest_id: str, tx: Transaction) -> bool:
        """Tell whether a guest stands on a list that is kept."""
        return await self._invitations.find_one({"guest_id": guest_id}, tx) is not None

    # -- lists ---------------------------------------------------------------------------------------------------------

    async def guest_list(self, id: str, tx: Transaction | None = None) -> GuestList:
        """Give the list of an event. Raises `NotFound`."""
        return await self._lists.get(id, tx)

    async def guest_list_or_none(self, id: str, tx: Transaction | None = None) -> GuestList | None:
        """Give the list of an event, None where it has none."""
        return await self._lists.find_one({"_id": id}, tx)

    async def guest_lists(self, skip: int, limit: int) -> list[GuestList]:
        """Give lists, that of the latest event first."""
        return await self._lists.find({}, sort=_NEWEST, skip=skip, limit=limit)

    async def with_list(self, ids: Sequence[str]) -> set[str]:
        """Give those ids of events that have a list."""
        return set(await _ids(self._lists, {"_id": {"$in": list(ids)}}, len(ids) or 1))

    async def add_list(self, tx: Transaction, one: GuestList) -> None:
        """Add one. Raises `Duplicate` where the event has a list."""
        await self._lists.insert(tx, one)

    async def save_list(self, tx: Transaction, one: GuestList) -> None:
        """Write the next version. Raises `Stale`."""
        await self._lists.replace(tx, one)

    async def open_lists(self, since: datetime) -> list[GuestList]:
        """Give the lists of events that were not over at that moment, and those of which something still waits."""
        # However long the house stood still: what waits of an event that is over has to be taken from the work list.
        behind = [work.id for work in await self._work.find({"open": {"$gt": {}}})]
        wanted = [{"when.ends": {"$gt": since}}, {"_id": {"$in": behind}}]
        return await self._lists.find({"closed_at": None, "$or": wanted})

    async def lists_to_erase(self, before: datetime, limit: int) -> list[str]:
        """Give the ids of at most `limit` lists of events that ended before."""
        return await _ids(self._lists, {"closed_at": None, "when.ends": {"$lt": before}}, limit)

    async def erase_list(self, tx: Transaction, id: str) -> None:
        """Delete all that was kept of the guests of a list."""
        for kept in (self._invitations, self._dispatches, self._seats):
            await kept.raw.delete_many({"list_id": id}, session=tx.session)

    # -- invitations ---------------------------------------------------------------------------------------------------

    async def invitation(self, id: str, tx: Transaction | None = None) -> Invitation:
        """Give an invitation. Raises `NotFound`."""
        return await self._invitations.get(id, tx)

    async def of_code(self, code: str, tx: Transaction | None = None) -> Invitation:
        """Give the invitation of a badge. Raises `NotFound`."""
        found = await self._invitations.find_one({"code": code}, tx)
        if found is None:
            raise NotFound("invitations", code)
        return found

    async def invitations(self, list_id: str, tx: Transaction | None = None) -> list[Invitation]:
        """Give all of a list."""
        return await self._invitations.find({"list_id": list_id}, tx=tx)

    async def any_in(self, list_id: str, state: State, tx: Transaction) -> bool:
        """Tell whether an invitation of a list stands there."""
        wanted = {"list_id": list_id, "state": state.value}
        return await self._invitations.raw.find_one(wanted, {"_id": 1}, session=tx.session) is not None

    async def add_invitations(self, tx: Transaction, every: Sequence[Invitation]) -> None:
        """Add them, all or none. Raises `Duplicate` where a guest is on the list already."""
        await self._invitations.insert_many(tx, every)

    async def save_invitation(self, tx: Transaction, one: Invitation) -> None:
        """Write the next version. Raises `Stale`."""
        await self._invitations.replace(tx, one)

    async def remove_invitation(self, tx: Transaction, one: Invitation) -> None:
        """Delete one that was never sent."""
        await self._invitations.raw.delete_one({"_id": one.id, "version": one.version}, session=tx.session)

    async def behind(self, list_id: str, round: int) -> list[str]:
        """Give the ids of those whose guests do not know yet how the event stands."""
        states = [state.value for state in TABLE[Action.ASK_AGAIN]]
        wanted = {"list_id": list_id, "state": {"$in": states}, "round": {"$lt": round}}
        return await _ids(self._invitations, wanted, _MOST)

    async def silent(self, list_id: str, round: int) -> list[Invitation]:
        """Give those that were sent, in this round or a later one, and not answered."""
        return await self._invitations.find(
            {"list_id": list_id, "state": State.SENT.value, "round": {"$gte": round}}, limit=_MOST
        )

    # -- letters that left ---------------------------------------------------------------------------------------------

    async def add_dispatch(self, tx: Transaction, one: Dispatch) -> None:
        """Note that a letter leaves. Raises `Duplicate` where it has left."""
        await self._dispatches.insert(tx, one)

    async def undone(self, list_id: str, tx: Transaction | None = None) -> list[Dispatch]:
        """Give the letters of a list that wait to be posted."""
        return await self._dispatches.find({"list_id": list_id, "done": False}, limit=_MOST, tx=tx)

    async def done(self, tx: Transaction, list_id: str) -> None:
        """Note that they were posted."""
        wanted = {"list_id": list_id, "done": False}
        await self._dispatches.raw.update_many(wanted, {"$set": {"done": True}}, session=tx.session)

    async def drop_undone(self, tx: Transaction, invitation_id: str) -> None:
        """Forget a guest's letters that wait to be posted."""
        await self._dispatches.raw.delete_many({"invitation_id": invitation_id, "done": False}, session=tx.session)

    # -- seats ---------------------------------------------------------------------------------------------------------

    async def seats(self, list_id: str, tx: Transaction | None = None) -> list[Seat]:
        """Give the seats that are taken, the first row first."""
        order = [("row", ASCENDING), ("place", ASCENDING)]
        return await self._seats.find({"list_id": list_id}, sort=order, limit=_MOST, tx=tx)

    async def add_seats(self, tx: Transaction, every: Sequence[Seat]) -> None:
        """Seat people. Raises `Duplicate` where a seat is taken, or somebody sits elsewhere."""
        await self._seats.insert_many(tx, every)

    async def remove_seats(self, tx: Transaction, ids: Sequence[str]) -> None:
        """Free seats."""
        await self._seats.raw.delete_many({"_id": {"$in": list(ids)}}, session=tx.session)

    async def free_seats(self, tx: Transaction, invitation_id: str, number: int) -> None:
        """Free the seats of an invitation from this number on."""
        wanted = {"invitation_id": invitation_id, "number": {"$gte": number}}
        await self._seats.raw.delete_many(wanted, session=tx.session)

    # -- the work list -------------------------------------------------------------------------------------------------

    async def work(self, id: str, tx: Transaction) -> Work | None:
        """Give the open tasks of a list, None where there were never any."""
        return await self._work.find_one({"_id": id}, tx)

    async def put_work(self, tx: Transaction, work: Work) -> None:
        """Write them."""
        await self._work.put(tx, work)


async def _ids(collection: Collection[Any], wanted: dict[str, Any], limit: int) -> list[str]:
    rows = collection.raw.find(wanted, {"_id": 1}).limit(limit)
    return [row["_id"] for row in await rows.to_list(limit)]
