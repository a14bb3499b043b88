"""Puts casting together: the only file of the process that knows everything."""

from functools import partial

from services.voting.ballots.service.casting import Casting
from services.voting.ballots.store import MongoBallotStore
from services.voting.board.service import Pages
from services.voting.board.store import MongoBoardStore
from services.voting.casting.api import Behind
from services.voting.casting.at_the_door import AtTheDoor
from services.voting.casting.door import BallotDoor
from services.voting.casting.protocol import BallotProtocol
from services.voting.casting.settings import Settings
from services.voting.fraud.service.watch import Sightings
from services.voting.fraud.store import MongoFraudStore
from services.voting.keys.store import KeyFolder
from services.voting.rolls.service import Rolls
from services.voting.rolls.store import MongoRollStore
from shared.logs import write_logs
from shared.store import Database

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> BallotDoor:
    """Build the process: the door for ballots, on the same store and by the same use cases as the service's own."""
    write_logs("casting")
    clock, keys = settings.clock(), KeyFolder(settings.key_folder)
    database = Database(settings.mongo_url, "voting")
    sightings = Sightings(MongoFraudStore(database), clock)
    casting = Casting(database, MongoBallotStore(database), Pages(MongoBoardStore(database)), sightings, clock, keys)
    rolls = Rolls(database, MongoRollStore(database), casting, keys, clock)
    door = AtTheDoor(casting, rolls)
    app = BallotDoor(Behind(database), door.cast)
    app.protocol = partial(BallotProtocol, door.put)
    return app
