"""A whole edition through six real services: what was promised to residents holds at the end."""

import asyncio
import io
import json
import re
import subprocess
from typing import Any

import aio_pika
import pytest
from docx import Document as WordFile
from motor.motor_asyncio import AsyncIOMotorClient
from pypdf import PdfReader

from deploy.demo.kalisz.script import script
from deploy.local.debian import EVIDENCE
from deploy.local.definitions import STREAM
from deploy.local.world import SERVICES
from deploy.verify import verify
from services.reporting.council.wording import STATUSES
from services.reporting.implementation.domain.calls import FRESH
from services.reporting.implementation.service.calls import UNCHANGED
from services.reporting.reports.domain.content import Content
from shared.access import Role
from shared.contracts import contract, public_event_names
from shared.demo_people import REPORTING_PEOPLE
from tests.conftest import person, poll
from tests.town.conftest import Town, asking, signed_in, waits_for
from tests.town.test_desks import people_of_the_desks

AUDITOR = person(Role.AUDITOR).id


@pytest.fixture
def rows(town: Town) -> list[dict[str, object]]:
    return town.outcome.results["projects"]


def test_every_admitted_project_is_on_the_list_once_and_no_other(town, rows):
    admitted = {one.key for one in script().proposals if one.formal_fault is None and one.refusal is None}
    assert sorted(town.outcome.keys[row["proposal_id"]] for row in rows) == sorted(admitted)


def test_every_ballot_was_counted_and_none_twice(town):
    assert town.outcome.results["ballots"] == len(script().counting)
    assert town.outcome.results["void"] == 0


async def test_cards_of_paper_are_in_the_box_and_a_void_one_has_its_reason(town):
    point, edition = script().point, f"/api/voting/v1/editions/{town.outcome.edition_id}"
    assert point is not None
    async with asking(town) as client:
        by = await signed_in(client, AUDITOR)
        cards = (await client.get(f"{edition}/cards", headers=by)).json()["items"]
        [shown] = (await client.get(f"{edition}/points")).json()["items"]
        settled = (await client.get(f"{edition}/points/{shown['id']}", headers=by)).json()["sheet"]

    assert [card["state"] for card in cards] == ["void" if card.seen else "cast" for card in point.cards]
    assert [[void["reason"] for void in card["voids"]] for card in cards] == [list(card.seen) for card in point.cards]
    assert all(card["keyed_by"] != card["confirmed_by"] for card in cards)
    assert settled["issued"] == settled["cast"] + settled["spoiled"] + settled["returned"]


def test_votes_add_up_to_the_marks_on_the_ballots(town, rows):
    counted = {town.outcome.keys[row["proposal_id"]]: row["votes"] for row in rows}
    marks: dict[str, int] = dict.fromkeys(counted, 0)
    for choices in script().counting:
        for chosen in choices.values():
            for key, _ in chosen:
                marks[key] += 1
    assert counted == marks


def test_winners_are_those_that_fit_in_the_order_of_votes(town, rows):
    for pool in town.outcome.results["pools"]:
        left = pool["amount"]
        for row in sorted((row for row in rows if row["pool_id"] == pool["pool_id"]), key=lambda row: row["place"]):
            fits = row["cost"] <= left
            tied = any(row["proposal_id"] in tie for tie in pool["ties"])
            assert row["outcome"] == ("selected" if fits else "lost_tie" if tied else "did_not_fit"), row
            left -= row["cost"] if fits else 0
        assert pool["spent"] == pool["amount"] - left


async def test_voters_read_what_was_arranged_and_a_no_changes_nothing(town):
    ids = {key: id for id, key in town.outcome.keys.items()}
    filed = {one.key: one for one in script().proposals}
    async with asking(town) as client:
        listed = (await client.get(f"/api/voting/v1/editions/{town.outcome.edition_id}")).json()["entries"]
    summaries = {entry["proposal_id"]: entry["summary"] for entry in listed}
    for asked in script().requests:
        now = asked.revised["summary"] if asked.revised else filed[asked.about].summary
        assert summaries[ids[asked.about]] == now


async def test_a_question_is_answered_where_its_asker_alone_reads_it(town):
    (asked,) = script().questions
    async with asking(town) as client:
        thread = (await client.get(f"/api/intake/v1/question-threads/{town.outcome.threads[0]}")).json()
    assert [text["text"] for text in thread["texts"]] == [asked.text, asked.answer]
    assert thread["answer_by"] is None


async def test_every_receipt_stands_in_the_public_log_and_the_box_is_what_the_log_says(town, tmp_path):
    edition = f"/api/voting/v1/editions/{town.outcome.edition_id}"
    async with asking(town) as client:
        frozen = json.loads((await client.get(f"{edition}/rules")).text)
        log, box = tmp_path / "log.jsonl", tmp_path / "box.jsonl"
        log.write_text((await client.get(f"{edition}/log.jsonl")).text)
        by = await signed_in(client, AUDITOR)
        box.write_text((await client.get(f"{edition}/box.jsonl", headers=by)).text)
        assert (await client.get(f"{edition}/box.jsonl")).status_code == 401
    assert verify(log, box, key=frozen["log_key"]).good
    assert len(town.outcome.receipts) == len(script().ballots)
    for receipt in town.outcome.receipts[:5]:
        assert "a jego karta się liczy" in verify(log, receipt=receipt).checked[-1]


async def test_the_complaint_about_the_vote_was_answered_and_everybody_sees_counts_alone(town):
    edition = f"/api/voting/v1/editions/{town.outcome.edition_id}/complaints"
    async with asking(town) as client:
        figures = (await client.get(f"{edition}/figures")).json()
        assert (await client.get(edition)).status_code == 401
        page = (await client.get(f"/budzet-obywatelski/wyniki/{town.outcome.edition_id}")).text
    assert (figures["received"], figures["answered"], figures["upheld"]) == (1, 1, 1)
    assert figures["explanation"]
    assert "Halina" not in page


async def test_the_report_to_the_council_comes_from_thirty_units_and_its_papers_say_what_its_data_say(town, tmp_path):
    async with asking(town) as client:
        [report] = (await client.get("/api/reporting/v1/council-reports")).json()["items"]
        place = f"/sprawozdania/{report['report_id']}/1"
        content = Content.model_validate((await client.get(f"{place}/dane.json")).json())
        paper = (await client.get(f"{place}/sprawozdanie.pdf")).content
        (tmp_path / "report.docx").write_bytes((await client.get(f"{place}/sprawozdanie.docx")).content)
        annex = (await client.get(f"{place}/uchwaly.csv")).text
    council = script().council
    assert council is not None
    assert len(council.inputs) == 30
    assert content.missing == ()
    assert {row.number for row in content.rows} == {one["number"] for one in council.resolutions}
    assert len(annex.splitlines()) == 1 + len(content.rows)
    command = [EVIDENCE["libreoffice-writer-nogui"], "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    word = [*command, "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "report.docx")]
    await asyncio.to_thread(subprocess.run, word, check=True, timeout=100)
    root: Any = PdfReader(io.BytesIO(paper)).trailer["/Root"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    tables = {table.rows[0].cells[0].text: table for table in WordFile(str(tmp_path / "report.docx")).tables}
    assert [[cell.text for cell in row.cells] for row in tables["Jednostka"].rows[1:]] == [
        [one.name, *map(str, (one.all, one.done, one.open, one.long))] for one in content.by_unit
    ]
    for file in (io.BytesIO(paper), tmp_path / "report.pdf"):
        text = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(file).pages))
        for status, count in content.by_status.items():
            assert f"{STATUSES[status].capitalize()}:{count}".replace(" ", "") in text
        assert all(row.number in text for row in content.rows)
        assert all(str(one.unit_name).replace(" ", "") in text for one in REPORTING_PEOPLE)


async def test_the_ceremony_went_from_the_plan_of_the_year_to_its_report_with_speech_and_guests(town):
    told = script().ceremony
    assert told is not None
    async with asking(town) as client:
        by, api = await signed_in(client, AUDITOR), "/api/events/v1"
        [held] = (await client.get(f"{api}/ceremonies?everything=true", headers=by)).json()
        one = (await client.get(f"{api}/ceremonies/{held['ceremony_id']}", headers=by)).json()
        guests = (await client.get(f"{api}/guest-lists/{held['ceremony_id']}", headers=by)).json()
        wreaths = (await client.get(f"{api}/wreaths/{held['ceremony_id']}", headers=by)).json()

        async def in_the_diary() -> bool:
            diary = (await client.get("/api/reporting/v1/mayor-diary", headers=by)).json()["items"]
            return one["title"] in [activity["title"] for activity in diary]

        await poll(in_the_diary)
        plans = [(await client.get(f"{api}/year-plans/{year}", headers=by)).json() for year in told.years]
        [speech] = (await client.get(f"{api}/speeches")).json()
        kept = (await client.get(f"{api}/speeches/kept/{speech['speech_id']}", headers=by)).json()
    assert held["ceremony_id"] == told.occasion
    assert all(plan["approved_by"] for plan in plans)
    assert (speech["title"], kept["state"], kept["lacking"]) == (told.speech["title"], "published", [])
    assert (one["report"]["speech"], kept["figures"][0]["verdict"]["holds"]) == (speech["speech_id"], True)
    assert (one["state"], one["report"]["attendance"]) == ("reported", told.report["attendance"])
    assert (one["request"]["state"], one["request"]["differs"]) == ("granted", False)
    assert sum(len(site["announced"]) for site in wreaths["sites"]) == len(told.delegations)
    assert guests["inside"] == sum(guest.get("answer") in ("accepted", "represented") for guest in told.guests)


async def test_the_mayors_meeting_left_minutes_and_a_task_and_its_document_is_for_one_alone(town):
    told, api = script().meeting, "/api/events/v1"
    assert told is not None
    async with asking(town) as client:
        unit = await signed_in(client, person(Role.UNIT_REVIEWER, "ZDM").id)
        auditor = await signed_in(client, AUDITOR)
        [line] = (await client.get(f"{api}/meetings", headers=auditor)).json()
        one = (await client.get(f"{api}/meetings/{line['meeting_id']}", headers=auditor)).json()
        [task] = (await client.get(f"{api}/meeting-tasks", headers=unit)).json()
        await waits_for(client, unit, f"/panel/spotkania/zadania/{task['task_id']}")
    assert (line["title"], line["state"], len(one["approved"])) == (told.entry["title"], "approved", 1)
    assert (one["documents"], one["restricted"]) == ([], 1), "the auditor is not whom it is for"
    assert (task["what"], task["open"]) == (told.minutes["tasks"][0]["what"], True)


async def test_every_proposal_has_its_public_life_line(town):
    async with asking(town) as client:
        for id in town.outcome.keys:
            answer = await client.get(f"/api/reporting/v1/projects/{id}")
            assert answer.status_code == 200, id


async def test_residents_read_what_a_unit_answered_from_its_mail_and_which_unit_did_not_answer(town):
    winners = [town.outcome.keys[id] for id in town.outcome.winners]
    ids, building = {key: id for id, key in town.outcome.keys.items()}, script().building
    last = {key: every[-1] for key, every in building.updates(winners).items()}
    called = building.called_at[-1]
    _, answered = min((said.at, key) for key, said in last.items() if said.answers == "form" and said.at > called)
    unchanged = next(key for key, said in last.items() if said.answers == "button")
    [silent] = [key for key, said in last.items() if said.at < called - FRESH]
    async with asking(town) as client:
        pages = {key: await _said_of(client, ids[key]) for key in (answered, unchanged, silent)}
        by = await signed_in(client, person(Role.OFFICER).id)
        works = f"/api/reporting/v1/implementations/{ids[answered]}"
        word = (await client.get(works, headers=by)).json()["updates"][-1]
    assert (word["sent_by"], word["state"]) == ("call-2", "published")
    assert last[answered].note in pages[answered]
    assert UNCHANGED in pages[unchanged]
    assert "Do 13 kwietnia 2027 nie przyszła." in pages[silent]
    assert not [key for key in (answered, unchanged) if "nie przyszła" in pages[key]]


async def _said_of(client, id) -> str:
    return (await client.get(f"/budzet-obywatelski/projekty/{id}")).text.replace("\u00a0", " ")


async def said_in_public(town) -> set[str]:
    """Give the ids of the public events that have left the outboxes of all services."""
    wanted = {"name": {"$in": sorted(public_event_names())}, "pending": {"$exists": False}}
    ids: set[str] = set()
    for service in SERVICES:
        client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(town.world.mongo_url(service))
        ids |= {row["_id"] async for row in client[service]["outbox"].find(wanted, {"_id": 1})}
        client.close()
    return ids


async def test_a_city_system_reads_the_whole_edition_from_the_public_stream(town):
    connection = await aio_pika.connect(town.world.amqp_url("city.reader"))
    channel = await connection.channel()
    await channel.set_qos(prefetch_count=100)
    queue = await channel.get_queue(STREAM, ensure=False)
    kinds: dict[str, int] = {}
    # The stream has no end: all that has been said until now is what there is.
    awaited = await said_in_public(town)
    async with queue.iterator(arguments={"x-stream-offset": "first"}) as messages:
        async for message in messages:
            await message.ack()
            name = str(message.headers["ce-type"])
            contract(name).model_validate_json(message.body)
            kinds[name] = kinds.get(name, 0) + 1
            awaited.discard(str(message.message_id))
            if not awaited:
                break
    await connection.close()
    assert kinds["intake.proposal_submitted.v1"] == len(script().proposals)
    assert kinds["voting.results_published.v1"] == 1
    assert not [name for name in kinds if "task_" in name]


async def test_no_message_was_parked(town):
    connection = await aio_pika.connect(town.world.amqp_admin)
    channel = await connection.channel()
    for service in SERVICES:
        queue = await channel.declare_queue(f"{service}.parked", passive=True)
        assert queue.declaration_result.message_count == 0, service
    await connection.close()


async def test_nothing_waits_in_an_outbox(town):
    for service in SERVICES:
        client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(town.world.mongo_url(service))

        async def nothing_waits(outbox: Any = client[service]["outbox"]) -> bool:
            return bool(await outbox.count_documents({"pending": True}) == 0)

        # The town lives on, and its ticks write: what they wrote is on its way.
        await poll(nothing_waits)
        client.close()


async def test_names_and_addresses_of_people_are_nowhere_in_the_open(town):
    """Its people are the canaries: residents with addresses and e-mail addresses, journalists, what they ask."""
    people = [one.applicant for one in script().proposals] + [ballot.voter for ballot in script().ballots[:200]]
    canaries = {person["address"] for person in people if len(person["address"]) > 12}
    canaries |= {person["email"] for person in people if "email" in person}
    canaries |= {question.email for question in script().questions}
    canaries |= {one.refusal[:40] for one in script().requests if one.refusal}
    meeting = script().meeting
    assert meeting is not None
    canaries |= {one["email"] for one in meeting.participants if "email" in one} | {meeting.document["text"]}
    canaries |= people_of_the_desks()
    initiatives = script().initiatives
    assert initiatives is not None
    for one in initiatives.initiatives:
        people = [
            one.group["representative"],
            *one.group.get("members", ()),
            *(each["declarant"] for each in one.declarations),
        ]
        canaries |= {person["address"] for person in people} | {one.group["representative"]["email"]}
        canaries |= {each["email"] for each in one.declarations if each.get("email")}
    media = script().media
    assert media is not None
    canaries |= {str(one[name]) for one in media.journalists for name in ("name", "email")}
    canaries |= {reader.email for reader in media.readers} | set(script().building.mailboxes.values())
    canaries |= {str(case.content["text"])[:40] for case in media.requests}
    for service in SERVICES:
        client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(town.world.mongo_url(service))
        for name in await client[service].list_collection_names():
            async for document in client[service][name].find():
                text = json.dumps(document, ensure_ascii=False, default=_readable)
                assert not (found := [canary for canary in canaries if canary in text]), f"{service}.{name}: {found}"
        client.close()
        log = town.world.log(service).read_text()
        assert not [canary for canary in canaries if canary in log], service


def _readable(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
