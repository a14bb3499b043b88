"""The destruction: who may begin it and when, that a crash anywhere is gone on from, and that nothing comes back."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bson import Binary

from deploy.recount import differences, frozen, recount
from deploy.verify import verify
from services.voting.ballots.service.casting import Came
from services.voting.complaints.domain import (
    ComplaintsOver,
    ComplaintsWaiting,
    Outcome,
    PeriodRunning,
    ResultInQuestion,
    Subject,
)
from services.voting.destruction.domain import DestructionState, Kind
from services.voting.doubts.service import Doubts
from services.voting.doubts.store import MongoDoubtStore
from services.voting.enquiries.domain import Report, ReportsWaiting
from services.voting.fraud.domain.flags import AlreadyProposed, NothingProposed, SameMember, Verdict
from services.voting.fraud.domain.signals import Finding, FlagKind
from services.voting.keys.domain import EditionKeyDestroyed, EditionKeyMissing
from services.voting.keys.store import KeyFolder
from services.voting.paper.domain.points import Sheet
from services.voting.rolls.domain import Person as Resident
from services.voting.rolls.domain import person_tags
from services.voting.rolls.domain.batches import BatchState, CodeBatch
from services.voting.rolls.service import Identity
from services.voting.rolls.store import MongoBatchStore
from services.voting.tally.domain import seed_commitment
from shared.access import Person, Role
from shared.privacy import Unreadable
from shared.store import Database, Stale
from tests.conftest import Site
from tests.voting.complaints.test_complaints import ADAM, ANSWER, JAN, OFFICER, ZOFIA, answered, filed, published
from tests.voting.conftest import EDITION, OPENS, PRIVATE, PUBLIC, SECRET, Vote, tried
from tests.voting.paper.conftest import ALA, OLA, WINDOWS, Desk, plan
from tests.voting.tally.test_recount import files

Stored = Callable[[], Awaitable[dict[str, str]]]
MEMBERS = ("Zofia Rutkowska", "Adam Nowik")


async def over(vote: Vote) -> None:
    """Let the period of complaints pass."""
    vote.clock.moment = (await vote.complaints.period(EDITION)).until + timedelta(seconds=1)


async def confirmed(vote: Vote) -> None:
    """Let two members decide, once one cannot complain any more."""
    await over(vote)
    await vote.ballots.database.collection("mails").delete_many({})  # all were delivered
    await vote.destructions.propose(EDITION, MEMBERS, ZOFIA)
    await vote.destructions.confirm(EDITION, 1, ADAM)


# -- who and when ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "refused"),
    [
        ("running", PeriodRunning),
        ("waiting", ComplaintsWaiting),
        ("prepared", ComplaintsWaiting),
        ("in question", ResultInQuestion),
        ("in question, being answered anew", ResultInQuestion),
        ("answered", None),
        ("none", None),
    ],
)
async def test_nothing_is_destroyed_while_one_may_complain_or_waits_or_the_result_is_in_question(
    vote: Vote, case: str, refused: type[Exception] | None
) -> None:
    await published(vote)
    if case != "none":
        complaint, _ = await filed(vote)
        if case == "prepared":
            await vote.complaints.prepare(EDITION, complaint.id, 1, Outcome.NO_EFFECT, ANSWER, OFFICER)
        elif case.startswith("in question"):
            complaint = await answered(vote, complaint, Outcome.IN_QUESTION)
            if "anew" in case:
                await vote.complaints.prepare(
                    EDITION, complaint.id, complaint.version, Outcome.NO_EFFECT, ANSWER, OFFICER
                )
        elif case == "answered":
            await answered(vote, complaint)
    if case != "running":
        await over(vote)

    if refused is None:
        await vote.destructions.propose(EDITION, MEMBERS, ZOFIA)
    else:
        with pytest.raises(refused):
            await vote.destructions.propose(EDITION, MEMBERS, ZOFIA)
        assert await vote.destructions.store.destruction(EDITION) is None


STEPS: dict[tuple[str, str], type[Exception] | None] = {
    ("proposed", "propose"): AlreadyProposed,
    ("proposed", "confirm"): None,
    ("proposed", "confirm own"): SameMember,
    ("proposed", "send back"): None,
    ("sent back", "propose"): None,
    ("sent back", "confirm"): NothingProposed,
    ("sent back", "send back"): NothingProposed,
    ("running", "propose"): AlreadyProposed,
    ("running", "confirm"): NothingProposed,
    ("running", "send back"): NothingProposed,
    ("done", "propose"): AlreadyProposed,
    ("done", "confirm"): NothingProposed,
    ("done", "send back"): NothingProposed,
}


@pytest.mark.parametrize(("state", "step"), STEPS)
async def test_what_can_be_done_with_a_destruction_in_each_state(vote: Vote, state: str, step: str) -> None:
    await published(vote)
    await over(vote)
    await vote.destructions.propose(EDITION, MEMBERS, ZOFIA)
    if state == "sent back":
        await vote.destructions.send_back(EDITION, 1)
    elif state != "proposed":
        await vote.destructions.confirm(EDITION, 1, ADAM)
        if state == "done":
            await vote.destructions.go_on()
    version = (await vote.destructions.get(EDITION)).version
    done = {
        "propose": lambda: vote.destructions.propose(EDITION, MEMBERS, ADAM),
        "confirm": lambda: vote.destructions.confirm(EDITION, version, ADAM),
        "confirm own": lambda: vote.destructions.confirm(EDITION, version, ZOFIA),
        "send back": lambda: vote.destructions.send_back(EDITION, version),
    }[step]

    if (refused := STEPS[state, step]) is None:
        await done()
    else:
        with pytest.raises(refused):
            await done()


async def test_of_two_who_confirm_at_once_one_does(vote: Vote) -> None:
    await published(vote)
    await over(vote)
    await vote.destructions.propose(EDITION, MEMBERS, ZOFIA)
    third = Person(id="p-iza", name="Iza Maj", role=Role.COMMISSION)
    both = (vote.destructions.confirm(EDITION, 1, by) for by in (ADAM, third))
    ends = await asyncio.gather(*both, return_exceptions=True)

    assert sum(end is None for end in ends) == 1
    assert all(isinstance(end, Stale | ComplaintsOver) for end in ends if end is not None)
    assert (await vote.destructions.get(EDITION)).version == 2


async def test_a_complaint_posted_in_time_and_the_confirmation_at_once_never_both_go_through(vote: Vote) -> None:
    await published(vote)
    last_day = (await vote.complaints.period(EDITION)).until.date()
    await over(vote)
    await vote.destructions.propose(EDITION, MEMBERS, ZOFIA)
    came, begun = await asyncio.gather(
        vote.complaints.enter(EDITION, Subject.RESULT, JAN, last_day, "n" * 16, OFFICER),
        vote.destructions.confirm(EDITION, 1, ADAM),
        return_exceptions=True,
    )

    period = await vote.complaints.period(EDITION)
    assert (period.received, period.closed) in ((1, False), (0, True))
    assert isinstance(begun, ComplaintsWaiting) if period.received else isinstance(came, ComplaintsOver)


async def test_once_it_has_begun_no_complaint_is_taken_or_changed(vote: Vote) -> None:
    await published(vote)
    complaint, _ = await filed(vote)
    await answered(vote, complaint)
    await confirmed(vote)

    with pytest.raises(ComplaintsOver):
        await vote.complaints.file(EDITION, Subject.RESULT, JAN, "z" * 16)
    with pytest.raises(ComplaintsOver):
        await vote.complaints.prepare(EDITION, complaint.id, 3, Outcome.IN_QUESTION, ANSWER, OFFICER)


async def test_it_waits_for_a_mail_that_is_on_its_way(vote: Vote, database: Database) -> None:
    await published(vote)
    complaint, _ = await filed(vote)
    await answered(vote, complaint)
    await over(vote)
    await vote.destructions.propose(EDITION, MEMBERS, ZOFIA)
    await vote.destructions.confirm(EDITION, 1, ADAM)

    await vote.destructions.go_on()
    assert (await vote.destructions.get(EDITION)).parts == ()
    await database.collection("mails").update_one({}, {"$set": {"state": "failed"}})
    await database.collection("mails").update_many({"state": "waiting"}, {"$set": {"state": "delivered"}})
    await vote.destructions.go_on()

    assert (await vote.destructions.get(EDITION)).state is DestructionState.DONE
    assert await database.collection("mails").count_documents({}) == 0


# -- who says that the ballot in the box is not theirs ----------------------------------------------------------------

ANNA = Identity(person=Resident("Anna", "Nowak", "Śródmiejska 1/2"))


async def voted_and_published(vote: Vote) -> None:
    """Publish a result with one ballot in it; nobody may complain any more."""
    await vote.open()
    known = await vote.rolls.recognise(EDITION, "name_address", ANNA)
    await vote.ballots.cast(EDITION, known.roll_id, {"miasto": [("drzewa", 1)]}, "n" * 16)
    await vote.close()
    await vote.tally.count(EDITION, PRIVATE, SECRET)
    await vote.tally.publish(EDITION)
    await over(vote)


async def test_nothing_is_destroyed_while_a_report_waits_that_a_ballot_is_not_somebody_s_own(vote: Vote) -> None:
    await voted_and_published(vote)
    report = await reported(vote, ANNA)
    with pytest.raises(ReportsWaiting):
        await vote.destructions.propose(EDITION, MEMBERS, ZOFIA)
    await vote.enquiries.settle(EDITION, report.id, report.version, "to jej karta", ZOFIA)

    await vote.destructions.propose(EDITION, MEMBERS, ZOFIA)
    await vote.destructions.confirm(EDITION, 1, ADAM)


async def test_a_report_and_the_confirmation_at_once_never_both_go_through(vote: Vote) -> None:
    await voted_and_published(vote)
    asked = await vote.enquiries.ask_at_desk(EDITION, ANNA, 0, OFFICER)
    await vote.destructions.propose(EDITION, MEMBERS, ZOFIA)
    came, begun = await asyncio.gather(
        vote.enquiries.report(EDITION, asked.answer.id),
        vote.destructions.confirm(EDITION, 1, ADAM),
        return_exceptions=True,
    )

    waiting = await vote.enquiries.store.count_waiting(EDITION)
    assert (waiting, begun is None) in ((1, False), (0, True))
    assert isinstance(begun, ReportsWaiting) if waiting else isinstance(came, ComplaintsOver)


async def test_once_it_has_begun_no_report_is_taken(vote: Vote) -> None:
    await voted_and_published(vote)
    asked = await vote.enquiries.ask_at_desk(EDITION, ANNA, 0, OFFICER)
    await confirmed(vote)

    with pytest.raises(ComplaintsOver):
        await vote.enquiries.report(EDITION, asked.answer.id)


async def test_what_is_destroyed_leaves_no_task_on_the_work_list(
    vote: Vote, database: Database, full: dict[str, Any]
) -> None:
    await confirmed(vote)
    await vote.destructions.go_on()

    rows = database.published_events(["voting.task_opened.v1", "voting.task_closed.v1", "voting.task_closed.v2"])
    told = [(row["name"], json.loads(row["body"])) async for row in rows]
    opened = {body["task_id"] for name, body in told if "opened" in name}
    closed = {body["task_id"] for name, body in told if "closed" in name}
    assert len(opened) > 5
    assert opened - closed == {f"{EDITION}-trial"}, "only made up here"


# -- a vote with everything in it -------------------------------------------------------------------------------------

ROLL = """imię;nazwisko;adres
Anna;Nowak;Śródmiejska 1/2
Jan;Kowalski;Śródmiejska 1/2
Maria;Wiśniewska;Górnośląska 10
Piotr;Zając;Polna 1
Piotr;Zając;Polna 1
"""
NAMES = ("Nowak", "Kowalski", "Wiśniewska", "Zając", "Śródmiejska 1/2", "Górnośląska 10", "Polna 1")
WORDS = ("brat dzwonił, to on", "kartę zabrał pan Nowak", "to rodzina Nowaków", "nie czyta się nazwiska")


@pytest.fixture
async def full(vote: Vote, database: Database) -> dict[str, Any]:
    """A published vote in which everything personal that there can be is there; gives what a thief would look for."""
    doubts = Doubts(database, MongoDoubtStore(database), vote.ballots, vote.rolls, vote.keys, vote.readings)
    await database.prepare()
    await vote.list(windows=WINDOWS, double_vote="first", roll=ROLL)
    await tried(database)
    await vote.ballots.open(EDITION, PUBLIC, seed_commitment(SECRET))
    vote.clock.moment = OPENS
    office = Desk(vote)
    receipts, roll_ids = [], []
    for number, (given, surname, address) in enumerate(
        [("Anna", "Nowak", "Śródmiejska 1/2"), ("Jan", "Kowalski", "Śródmiejska 1/2")]
    ):
        known = await vote.rolls.recognise(EDITION, "name_address", Identity(person=Resident(given, surname, address)))
        came = Came("91.198.22.7", known.age, known.home)
        cast = await vote.ballots.cast(EDITION, known.roll_id, {"miasto": [("drzewa", 1)]}, f"nonce-{number:016}", came)
        receipts.append(cast.code)
        roll_ids.append(known.roll_id)
    doubt_code = await doubts.ask(EDITION, Identity(person=Resident("Piotr", "Zając", "Polna 1")), "d" * 16)
    [doubt] = await doubts.store.waiting(EDITION)
    await doubts.decide(EDITION, doubt.id, 1, 1, WORDS[0], OFFICER)
    back = await doubts.come_back(EDITION, doubt_code)
    assert back.roll_id is not None
    await vote.ballots.cast(EDITION, back.roll_id, {"miasto": [("alejki", 1)]}, "nonce-of-piotr-00")
    office.point = await vote.points.add(EDITION, plan(address="Rynek 1"), "zarządzenie o punktach", ALA)
    vote.clock.moment = OPENS + timedelta(days=1)
    await vote.points.settle(
        EDITION, office.point, 1, Sheet(issued=3, cast=1, spoiled=0, returned=1, explanation=WORDS[1]), "", OLA
    )
    entries = (await vote.ballots.store.election(EDITION)).entries
    office.numbers = {entry.proposal_id: entry.number for entry in entries}
    await office.put_in({"given": "Maria", "surname": "Wiśniewska", "address": "Górnośląska 10"}, "drzewa")
    await vote.fraud.examine_due()
    await flagged(vote, database)
    asked = await enquired(vote, database)
    await vote.close()
    tags = [row["voter_tag"] async for row in database.collection("envelopes").find({})]
    vote.clock.moment += timedelta(days=1)
    await vote.tally.count(EDITION, PRIVATE, SECRET)
    await vote.tally.publish(EDITION)
    complaint, code = await filed(vote)
    await answered(vote, complaint)
    key = vote.keys.of(EDITION)
    exact = [person_tags(key.tags, EDITION, Resident("Anna", "Nowak", "Śródmiejska 1/2")).exact]
    links = [*tags, *exact, *asked, doubt_code, code, *roll_ids]
    return {"links": links, "receipts": receipts, "complaint_code": code, "key": key}


async def reported(vote: Vote, identity: Identity) -> Report:
    """Let somebody say at the desk that the ballot in the box is not theirs."""
    asked = await vote.enquiries.ask_at_desk(EDITION, identity, 0, OFFICER)
    await vote.enquiries.report(EDITION, asked.answer.id)
    [report] = await vote.enquiries.store.reports(EDITION)
    return report


async def enquired(vote: Vote, database: Database) -> list[str]:
    """Let one person ask whether somebody has voted for them, and say that it was not them; give what leads to them."""
    report = await reported(vote, Identity(person=Resident("Jan", "Kowalski", "Śródmiejska 1/2")))
    await vote.enquiries.settle(EDITION, report.id, report.version, WORDS[0], ZOFIA)
    batch = CodeBatch(
        id="b-1",
        edition_id=EDITION,
        number=1,
        count=0,
        during=True,
        state=BatchState.SENT_BACK,
        by_id=ZOFIA.id,
        by_name=ZOFIA.name,
        reason=vote.keys.of(EDITION).cipher.seal(WORDS[2], "b"),
    )
    await database.transaction(lambda tx: MongoBatchStore(database).add_batch(tx, batch))
    return [row["asker"] async for row in database.collection("enquiries").find({})]


async def flagged(vote: Vote, database: Database) -> None:
    """Put an envelope into quarantine by hand and let two release it, with their words."""
    election = await vote.ballots.store.election(EDITION)
    ids = sorted(row["_id"] for row in await database.collection("envelopes").find({}).to_list(None))[:1]
    finding = Finding(kind=FlagKind.NETWORK, key="k", envelopes=tuple(ids), many=1, limit=1)
    await vote.fraud._set_aside(election, finding, ids)
    [flag] = await vote.fraud.store.flags(EDITION)
    await vote.fraud.propose(EDITION, flag.id, flag.version, Verdict.RELEASE, None, WORDS[2], ZOFIA)
    await vote.fraud.send_back(EDITION, flag.id, flag.version + 1, WORDS[3], ADAM)
    await vote.fraud.propose(EDITION, flag.id, flag.version + 2, Verdict.RELEASE, None, WORDS[2], ZOFIA)
    await vote.fraud.confirm(EDITION, flag.id, flag.version + 3, ADAM)


def sealed_values(found: Any) -> list[bytes]:
    """All bytes of a document that may be something sealed."""
    if isinstance(found, bytes | Binary):
        return [bytes(found)]
    if isinstance(found, Mapping):
        return [value for one in found.values() for value in sealed_values(one)]
    return [value for one in found for value in sealed_values(one)] if isinstance(found, list) else []


async def test_afterwards_no_field_of_the_store_opens_or_links(
    vote: Vote, database: Database, stored: Stored, full: dict[str, Any], tmp_path: Path
) -> None:
    before = await stored()
    assert all(any(link in text for text in before.values()) for link in full["links"] if "-" not in link)
    assert any(WORDS[1] in text for text in before.values()), "what officers write is not sealed"
    await confirmed(vote)
    await vote.destructions.go_on()

    done = await vote.destructions.get(EDITION)
    assert done.state is DestructionState.DONE
    counts = {part.kind: part.count for part in done.parts}
    assert counts == {
        Kind.MAILS: 0,
        Kind.COMPLAINTS: 1,
        Kind.DOUBTS: 1,
        Kind.ENQUIRIES: 1,
        Kind.REPORTS: 1,
        Kind.ROLL: 5,
        Kind.CARDS: 0,
        Kind.WORDS: 4,
        Kind.FLAGS: 1,
        Kind.SUSPECTS: 1,
        Kind.SIGHTINGS: 0,
        Kind.ENVELOPES: 4,
        Kind.KEY: 1,
    }
    for name, text in (await stored()).items():
        for secret in (*full["links"], *WORDS, JAN.text, JAN.email, ANSWER):
            assert secret not in text, (name, secret)
        if name not in ("destructions", "complaints", "flags"):  # names of staff stand there
            for secret in NAMES:
                assert secret not in text, (name, secret)
    key, opened = full["key"], 0
    for name in await database.names(""):
        async for row in database.collection(name).find({}):
            for sealed in sealed_values(row):
                opened += sealed.startswith(b"edition\0")
    assert opened == 0, "nothing that was sealed with the edition's key is left"
    with pytest.raises(EditionKeyDestroyed):
        vote.keys.of(EDITION)
    left = "".join(path.read_text() for path in tmp_path.glob(f"{EDITION}.*"))
    assert key.tags.hex() not in left
    assert key.data.hex() not in left


async def test_what_a_backup_holds_neither_opens_nor_links_without_the_key(
    vote: Vote, database: Database, full: dict[str, Any], tmp_path: Path
) -> None:
    backup = [row async for row in database.collection("voters").find({"sealed": {"$ne": None}})]
    await confirmed(vote)
    await vote.destructions.go_on()
    other = KeyFolder(tmp_path).make("another-edition")

    for row in backup:
        with pytest.raises(Unreadable):
            other.cipher.open(row["sealed"], f"voters/{row['_id']}")
    with pytest.raises(EditionKeyDestroyed):
        vote.ballots.tag(EDITION, backup[0]["roll_id"])


async def test_receipts_log_recount_and_published_files_are_as_before(
    vote: Vote, full: dict[str, Any], tmp_path: Path
) -> None:
    before = await kept(vote, tmp_path / "before", full)
    await confirmed(vote)
    await vote.destructions.go_on()
    after = await kept(vote, tmp_path / "after", full)

    assert after == before
    assert [one is not None and one.counts for one in after["receipts"]] == [True, True]
    rules, log, box = (tmp_path / "after" / name for name in ("rules.json", "log.jsonl", "box.jsonl"))
    assert verify(log, box, full["receipts"][0], vote.ballots.board.public_key(EDITION)).good
    election = await vote.ballots.store.election(EDITION)
    again, result = recount(frozen(rules, election.rules_hash), log, box, PRIVATE, SECRET)
    results = tmp_path / "results.json"
    results.write_text((await vote.tally.published(EDITION)).model_dump_json())
    assert differences(again, result, results) == []
    command = [sys.executable, "-m", "deploy.cli", "verify", str(log), "--receipt", full["receipts"][1]]
    told = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


async def kept(vote: Vote, folder: Path, full: dict[str, Any]) -> dict[str, Any]:
    """All that everybody may have of the vote."""
    folder.mkdir()
    written = await files(vote, folder)
    board = vote.ballots.board
    signed = await board.signed(EDITION)
    published = (await vote.tally.published(EDITION)).model_dump(exclude={"sheets"})
    return {
        "files": [path.read_text() for path in written],
        "receipts": [await vote.ballots.find(EDITION, code) for code in full["receipts"]],
        "proofs": [await board.inclusion(EDITION, seq) for seq in range(signed.size)],
        "published": published,
        "boxes": await vote.tally.store.boxes(EDITION),
        "figures": await vote.fraud.figures(EDITION),
        "entitled": await vote.rolls.count(EDITION),
        "paper": await vote.cards.progress(EDITION),
        "complaints": [(one.number, one.outcome) for one in await vote.complaints.store.complaints(EDITION, 0, 50)],
    }


# -- a crash anywhere --------------------------------------------------------------------------------------------------


class Died(Exception):
    """The process ended here."""


def dies(store: Any, name: str, at: int, *, after: bool) -> None:
    """Let the `at`-th call of a method end the process, before or after it has done its work."""
    work, calls = getattr(store, name), 0

    async def once(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at and not after:
            raise Died
        done = await work(*args)
        if calls == at:
            raise Died
        return done

    setattr(store, name, once)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_whoever_dies_between_any_two_steps_is_gone_on_from_with_the_right_counts(
    vote: Vote, full: dict[str, Any], after: bool
) -> None:
    await confirmed(vote)
    before = {kind: 1 if kind is Kind.KEY else await vote.destructions.store.count(kind, EDITION) for kind in Kind}
    deaths = 0
    for name, times in (("count", len(Kind) - 1), ("erase", len(Kind) - 1)):
        for _ in range(times):
            store = vote.destructions.store
            whole = getattr(store, name)
            dies(store, name, 1 if name == "count" and not after else 2, after=after)
            try:
                await vote.destructions.go_on()
            except Died:
                deaths += 1
            finally:
                setattr(store, name, whole)
    work = vote.keys.destroy

    def dying(edition_id: str) -> None:
        work(edition_id)
        raise Died

    await vote.destructions.go_on()
    done = await vote.destructions.get(EDITION)

    assert deaths >= 5
    assert done.state is DestructionState.DONE
    assert {part.kind: part.count for part in done.parts} == before


async def test_whoever_dies_with_the_key_gone_and_nothing_written_finishes_later(
    vote: Vote, full: dict[str, Any], monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    await confirmed(vote)
    destroy = vote.keys.destroy

    def dying(edition_id: str) -> None:
        destroy(edition_id)
        raise Died

    monkeypatch.setattr(vote.keys, "destroy", dying)
    with pytest.raises(Died):
        await vote.destructions.go_on()
    half = await vote.destructions.get(EDITION)
    assert (half.state, half.done) == (DestructionState.RUNNING, len(Kind) - 1)
    monkeypatch.setattr(vote.keys, "destroy", destroy)
    await vote.destructions.go_on()
    await vote.destructions.go_on()

    assert (await vote.destructions.get(EDITION)).state is DestructionState.DONE
    told = [json.loads(row["body"]) async for row in database.published_events(["voting.edition_data_destroyed.v1"])]
    assert [len(one["destroyed"]) for one in told] == [len(Kind)]


async def test_a_key_that_is_not_there_is_never_written_down_as_destroyed(
    vote: Vote, full: dict[str, Any], tmp_path: Path
) -> None:
    await confirmed(vote)
    file = tmp_path / f"{EDITION}.key"
    kept_elsewhere = file.read_bytes()
    file.unlink()
    with pytest.raises(EditionKeyMissing):
        await vote.destructions.go_on()
    assert (await vote.destructions.get(EDITION)).state is DestructionState.RUNNING

    file.write_bytes(kept_elsewhere)
    await vote.destructions.go_on()
    assert (await vote.destructions.get(EDITION)).state is DestructionState.DONE


async def test_two_replicas_that_carry_it_out_at_once_write_one_protocol(
    vote: Vote, full: dict[str, Any], database: Database
) -> None:
    await confirmed(vote)
    await asyncio.gather(*(vote.destructions.carry_out(EDITION) for _ in range(3)), return_exceptions=True)
    await vote.destructions.go_on()

    assert (await vote.destructions.get(EDITION)).done == len(Kind)
    assert len([row async for row in database.published_events(["voting.edition_data_destroyed.v1"])]) == 1


# -- nothing is forgotten ----------------------------------------------------------------------------------------------

STAYS = {
    "elections": "the rules and the list",
    "candidates": "proposals, public",
    "pairs": "which proposals exclude each other, public",
    "frozen_rules": "public",
    "envelopes": "emptied of tags",
    "logs": "public",
    "log_pages": "public",
    "log_tiles": "public",
    "log_heads": "public",
    "rolls": "counts",
    "paper_registers": "counts",
    "points": "public, emptied of words",
    "turnouts": "counts, public",
    "keys_given_away": "public keys of test votes",
    "code_batches": "counts, emptied of words",
    "cards": "counts and reasons, emptied of what stood on them",
    "flags": "counts, emptied of words",
    "counts": "the result",
    "counted_ballots": "public",
    "counted_ages": "public; no group under ten is told",
    "trials": "made-up voters",
    "complaints": "counts and outcomes, emptied",
    "complaint_periods": "counts",
    "readings": "who of the staff has looked, and at what; nothing of whose it was",
    "destructions": "the protocol",
    "declared_free_days": "public",
    "outbox": "events, which hold nothing personal",
    "inbox": "keys of requests, gone after two days",
    "leases": "of replicas",
    "counters": "numbers",
    "migrations": "names",
}
DESTROYED = {
    "voters",
    "doubts",
    "declared",
    "enquiries",
    "reports",
    "suspects",
    "sighting_heaps",
    "sightings",
    "mails",
}


async def test_of_every_collection_somebody_has_said_what_becomes_of_it(
    vote_site: Callable[..., Awaitable[Site]],
) -> None:
    site = await vote_site()

    named = {re.sub(r"^trial_\d+_\w+_", "", name) for name in await site.database.names("")}
    assert named - set(STAYS) - DESTROYED == set()
