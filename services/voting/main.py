"""Puts voting together: the only file of the service that knows everything."""

from functools import partial

from fastapi import FastAPI

from services.voting.ballots import api as ballots_api
from services.voting.ballots import handlers as ballots_handlers
from services.voting.ballots import pages as ballots_pages
from services.voting.ballots.pages.node import node_pages
from services.voting.ballots.service import Ballots
from services.voting.ballots.service.following import Candidates
from services.voting.ballots.store import MongoBallotStore
from services.voting.board import api as board_api
from services.voting.board import pages as board_pages
from services.voting.board.service import Board
from services.voting.board.store import MongoBoardStore
from services.voting.complaints import api as complaints_api
from services.voting.complaints import pages as complaints_pages
from services.voting.complaints.service import Complaints
from services.voting.complaints.store import MongoComplaintStore
from services.voting.destruction import api as destruction_api
from services.voting.destruction import pages as destruction_pages
from services.voting.destruction.service import Destructions
from services.voting.destruction.store import MongoDestructionStore
from services.voting.doubts import api as doubts_api
from services.voting.doubts import pages as doubts_pages
from services.voting.doubts.service import Doubts
from services.voting.doubts.service.closing import WaitingDoubts
from services.voting.doubts.store import MongoDoubtStore
from services.voting.enquiries import api as enquiries_api
from services.voting.enquiries import pages as enquiries_pages
from services.voting.enquiries.service import Enquiries
from services.voting.enquiries.store import MongoEnquiryStore
from services.voting.fraud import api as fraud_api
from services.voting.fraud import pages as fraud_pages
from services.voting.fraud.service import Fraud, Watch
from services.voting.fraud.store import MongoFraudStore
from services.voting.keys.store import KeyFolder
from services.voting.paper import api as paper_api
from services.voting.paper import pages as paper_pages
from services.voting.paper.service import Cards, Points
from services.voting.paper.store import MongoPaperStore
from services.voting.problems import PROBLEMS
from services.voting.readings import api as readings_api
from services.voting.readings import pages as readings_pages
from services.voting.readings.service import Readings
from services.voting.readings.store import MongoReadingStore
from services.voting.rolls import api as rolls_api
from services.voting.rolls import pages as rolls_pages
from services.voting.rolls.service import Rolls
from services.voting.rolls.service.codes import Codes, OpenProposals
from services.voting.rolls.service.node import adapter
from services.voting.rolls.store import MongoBatchStore, MongoRollStore
from services.voting.settings import Settings
from services.voting.tally import api as tally_api
from services.voting.tally import pages as tally_pages
from services.voting.tally.service import Tally
from services.voting.tally.store import MongoCountStore
from services.voting.trial import api as trial_api
from services.voting.trial import pages as trial_pages
from services.voting.trial.scene import Rehearsal
from services.voting.trial.service import TrialVotes
from services.voting.trial.store import MongoTrialStore
from services.voting.turnout import pages as turnout_pages
from services.voting.turnout.service import Counting
from services.voting.turnout.store import MongoTurnoutStore
from shared.frame import Frame
from shared.free_days import TICK_SECONDS, CityFreeDays
from shared.free_days import subscribe as subscribe_free_days

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("voting", settings)
    box = MongoBallotStore(frame.database)
    board = Board(frame.database, MongoBoardStore(frame.database), frame.clock, settings.secret())
    keys = KeyFolder(settings.key_folder)
    paper = MongoPaperStore(frame.database)
    held = MongoTrialStore(frame.database)
    flags = MongoFraudStore(frame.database)
    watch = Watch(flags, box, frame.clock, settings.limits())
    node = adapter(settings.national_node, settings.public_origin)
    asked, batches = MongoDoubtStore(frame.database), MongoBatchStore(frame.database)
    waiting = (WaitingDoubts(frame.database, asked, frame.clock), OpenProposals(batches, frame.clock))
    voters = MongoRollStore(frame.database)
    ballots = Ballots(
        frame.database, box, board, paper, held, watch, waiting, voters, frame.clock, keys, node=node is not None
    )
    rolls = Rolls(frame.database, voters, ballots, keys, frame.clock)
    codes = Codes(frame.database, batches, voters, ballots, keys, frame.clock)
    readings = Readings(frame.database, MongoReadingStore(frame.database), frame.clock)
    doubts = Doubts(frame.database, asked, ballots, rolls, keys, readings)
    points = Points(frame.database, paper, box, frame.clock)
    percent = settings.second_entry_percent
    cards = Cards(frame.database, paper, ballots, rolls, keys, readings, frame.clock, percent)
    fraud = Fraud(frame.database, flags, box, board, watch, cards, keys, frame.clock)
    free_days = CityFreeDays(frame.database)
    complaints = Complaints(
        frame.database,
        MongoComplaintStore(frame.database),
        box,
        keys,
        frame.cipher,
        readings,
        free_days,
        frame.clock,
        settings.terms(),
        settings.public_origin,
    )
    enquiries = Enquiries(frame.database, MongoEnquiryStore(frame.database), ballots, rolls, keys, readings, complaints)
    destructions = Destructions(
        frame.database, MongoDestructionStore(frame.database), box, complaints, enquiries, keys, frame.clock
    )
    counts = MongoCountStore(frame.database)
    tally = Tally(frame.database, counts, box, board, rolls, paper, watch, complaints, frame.clock)
    stage = Rehearsal(frame.database)
    trials = TrialVotes(frame.database, held, box, stage, frame.clock)
    counting = Counting(frame.database, MongoTurnoutStore(frame.database), board, rolls, frame.clock)
    free_days.postpones(complaints.store.periods, complaints.postpone_period)
    free_days.postpones(complaints.store.deadlines, complaints.postpone)
    frame.ticks.every(TICK_SECONDS, "free days", free_days.look_after)
    frame.ticks.every(5, "log heads", board.sign_due)
    frame.ticks.every(5, "turnout", counting.tell_due)
    frame.ticks.every(60, "flags", fraud.examine_due)
    frame.ticks.every(60, "paper sheets", points.ask_for_sheets)
    frame.ticks.every(5, "destruction", destructions.go_on)
    frame.ticks.every(3600, "test votes", stage.sweep)
    ballots_handlers.subscribe(frame.bus, Candidates(frame.database, box, keys, frame.clock))
    subscribe_free_days(frame.bus, free_days)
    app = frame.app(
        rolls_api.routes(rolls, codes),
        ballots_api.routes(ballots, rolls),
        doubts_api.routes(doubts),
        enquiries_api.routes(enquiries),
        board_api.routes(board, ballots),
        paper_api.routes(points, cards),
        fraud_api.routes(fraud),
        tally_api.routes(tally, ballots),
        trial_api.routes(trials),
        complaints_api.routes(complaints),
        destruction_api.routes(destructions),
        readings_api.routes(readings),
        paper_pages.pages(points, cards, ballots, frame.templates),
        doubts_pages.pages(doubts, ballots, rolls, frame.templates),
        enquiries_pages.pages(enquiries, ballots, frame.templates),
        node_pages(ballots, rolls, node, settings.public_origin, frame.templates),
        ballots_pages.pages(ballots, rolls, doubts, counts, frame.templates),
        fraud_pages.pages(fraud, ballots, frame.templates),
        rolls_pages.pages(rolls, codes, ballots, frame.templates),
        board_pages.pages(board, ballots, codes, frame.templates),
        turnout_pages.pages(counting, ballots, frame.templates),
        complaints_pages.pages(complaints, ballots, frame.templates),
        destruction_pages.pages(destructions, complaints, enquiries, ballots, frame.templates),
        readings_pages.pages(readings, ballots, frame.templates),
        tally_pages.pages(
            tally, ballots, rolls, codes, cards, trials, complaints, destructions, doubts, enquiries, frame.templates
        ),
        trial_pages.pages(trials, ballots, frame.templates),
        problems=PROBLEMS,
    )
    app.put_in_front(partial(ballots_api.BallotDoor, cast=ballots_api.AtTheDoor(ballots, rolls).cast))
    return app
