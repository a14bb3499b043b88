"""Guest lists, their invitations, letters and seats are found by indexes, however many there are."""

from datetime import UTC, datetime

from tests.conftest import Site

THEN = datetime(2027, 1, 1, tzinfo=UTC)


async def test_guests_lists_invitations_and_seats_are_found_by_their_indexes(site: Site):
    for collection, query, order in (
        ("guests", {"active": True, "erased_at": None, "digests": {"$all": ["a", "b"]}}, []),
        ("guests", {"active": True, "erased_at": None}, []),
        ("guests", {"rank": "r", "erased_at": None}, []),
        ("guests", {"erased_at": None, "used_at": {"$lt": THEN}}, []),
        ("guest_lists", {}, [("when.starts", -1), ("_id", 1)]),
        ("guest_lists", {"closed_at": None, "when.ends": {"$gt": THEN}}, []),
        ("guest_lists", {"closed_at": None, "when.ends": {"$lt": THEN}}, []),
        ("invitations", {"list_id": "l"}, []),
        ("invitations", {"list_id": "l", "state": {"$in": ["sent", "accepted"]}, "round": {"$lt": 2}}, []),
        ("invitations", {"code": "c"}, []),
        ("invitations", {"guest_id": "g"}, []),
        ("invitation_letters", {"list_id": "l", "done": False}, []),
        ("seats", {"list_id": "l"}, [("row", 1), ("place", 1)]),
        ("seats", {"invitation_id": "i", "number": {"$gte": 2}}, []),
    ):
        found = site.database.collection(collection).find(query)
        plan = str((await (found.sort(order) if order else found).explain())["queryPlanner"]["winningPlan"])
        assert "IXSCAN" in plan, (collection, query)
        assert "'stage': 'SORT'" not in plan, (collection, query)
