"""Draws that anybody repeats: who follows what page and protocol print, with `sha256sum` alone, gets the same order."""

import csv
import html
import io
import re
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from gettext import NullTranslations

from docx import Document as WordFile

from services.voting.tally.pabulib import read_text, recount
from services.voting.tally.protocol import protocol
from shared.contracts.voting import ResultsPublishedV1
from shared.documents import as_docx
from shared.web.words import Words
from tests.conftest import SetClock, Site
from tests.voting.ballots.test_booth import ANNA, ROOT, hidden, opened, review, site, step, voted
from tests.voting.conftest import BASE, CLOSES, EDITION, PRIVATE, SECRET, Vote
from tests.voting.tally import test_count

__all__ = ["site"]
LINE = re.compile(r"printf '%s' .+? \| sha256sum")
WORDS = Words("pl", NullTranslations(), SetClock())
JAN = {"given": "Jan", "surname": "Kowalski", "address": "Śródmiejska 1/2"}


def said_by(line: str) -> str:
    """Give what the printed line says, typed as it stands."""
    ran = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    return ran.stdout.split()[0]


def followed(line: str, of: str, ids: Sequence[str]) -> dict[str, str]:
    """Repeat a worked line, which is of one project, for each of the projects."""
    assert of in line
    return {id: said_by(line.replace(of, id)) for id in ids}


async def tied(site: Site, clock: SetClock) -> str:
    """Let two people make equals of three projects that do not fit together; give the public page."""
    await opened(site, clock)
    await voted(site)
    await site.client.post(ROOT, data=JAN)
    await site.client.post(f"{ROOT}/{EDITION}/1", data={"wybor": ["alejki"]})
    await site.client.post(f"{ROOT}/{EDITION}/2", data={})
    answer = await site.client.post(f"{ROOT}/{EDITION}/podsumowanie", data=hidden(await review(site)))
    assert answer.status_code == 303, (ANNA, answer.text)
    clock.moment = CLOSES + timedelta(minutes=2)
    await step(site, "zamkniecie")
    await step(site, "liczenie", private_key=PRIVATE, secret=SECRET)
    await step(site, "wyniki")
    return (await site.client.get(f"/budzet-obywatelski/wyniki/{EDITION}")).text


def rows_of(page: str, caption: str) -> list[list[str]]:
    """Give the cells of the table with a caption that begins so, as they are read."""
    found = re.search(rf"<caption[^>]*>{re.escape(caption)}.*?</table>", page, re.S)
    assert found, caption
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", found[0].split("<tbody>")[1], re.S)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in rows]
    return [[" ".join(html.unescape(re.sub(r"<[^>]+>", "", cell)).split()) for cell in row] for row in cells]


async def test_who_follows_the_page_gets_the_order_of_the_tie_and_of_the_numbers(site: Site, clock: SetClock) -> None:
    page = await tied(site, clock)
    rows = rows_of(page, "Losy remisu")
    ids, lots = [row[2] for row in rows], [row[3] for row in rows]
    assert sorted(ids) == ["alejki", "drzewa", "fontanna"]
    of_tie, of_number = LINE.findall(html.unescape(page))
    assert followed(of_tie, ids[0], ids) == dict(zip(ids, lots, strict=True))
    assert lots == sorted(lots)
    shown = [row[1] for row in rows_of(page, "Ogólnomiejska")]
    assert [title for title in shown if any(row[1] in title for row in rows)] == shown[:3]
    assert all(row[1] in title for row, title in zip(rows, shown, strict=False)), "the ranking is the order of the lots"

    table = (await site.client.get(f"{BASE}/results.csv")).text.removeprefix("\ufeff")
    projects = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    number = {row["projekt"]: row["numer"] for row in projects}
    again = followed(of_number, next(id for id in number if f"|{id}" in of_number), list(number))
    for group in "OL":
        order = sorted((id for id in number if number[id].startswith(group)), key=lambda id: again[id])
        assert [number[id] for id in order] == [f"{group}-{place}" for place in range(1, len(order) + 1)]


async def test_table_data_and_news_carry_the_lots_that_the_page_prints(site: Site, clock: SetClock) -> None:
    printed = {row[2]: row[3] for row in rows_of(await tied(site, clock), "Losy remisu")}
    data = (await site.client.get(f"{BASE}/results")).json()["projects"]
    table = (await site.client.get(f"{BASE}/results.csv")).text.removeprefix("\ufeff")
    [row] = [row async for row in site.database.published_events([ResultsPublishedV1.name])]
    news = ResultsPublishedV1.model_validate_json(row["body"]).projects
    for lots in (
        {one["proposal_id"]: one["lot"] for one in data},
        {one["projekt"]: one["los"] for one in csv.DictReader(io.StringIO(table), delimiter=";")},
        {one.proposal_id: one.lot for one in news},
    ):
        assert printed.items() <= lots.items()


async def test_who_follows_the_protocol_gets_the_order_of_the_tie(vote: Vote) -> None:
    await test_count.voted(vote)
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    election = await vote.ballots.store.election(EDITION)
    word = WordFile(io.BytesIO(as_docx(protocol(election, counted, WORDS))))
    text = "\n".join(one.text for one in word.paragraphs)
    rows = re.findall(r"identyfikator (\S+), los ([0-9a-f]{64})", text)
    ids, lots = [id for id, _ in rows], [lot for _, lot in rows]
    assert set(ids) == {"fontanna", "alejki"}
    of_tie, of_number = LINE.findall(text)
    assert followed(of_tie, ids[0], ids) == dict(zip(ids, lots, strict=True))
    assert lots == sorted(lots)
    first = next(row for row in counted.projects if row.proposal_id == ids[0])
    assert (first.place, first.outcome) == (1, "selected")
    assert said_by(of_number) in text


async def test_page_table_data_and_news_say_alike_who_lost_the_tie(site: Site, clock: SetClock) -> None:
    page = await tied(site, clock)
    data = {row["proposal_id"]: row for row in (await site.client.get(f"{BASE}/results")).json()["projects"]}
    lost = {id for id, row in data.items() if row["outcome"] == "lost_tie"}
    assert lost
    assert lost < {"fontanna", "alejki", "drzewa"}
    shown = {row[1]: row[-1] for row in rows_of(page, "Ogólnomiejska")}
    assert {title for title, why in shown.items() if why == "przegrał remis"} == {
        f"Projekt {id} {data[id]['number']}" for id in lost
    }
    table = (await site.client.get(f"{BASE}/results.csv")).text.removeprefix("\ufeff")
    rows = csv.DictReader(io.StringIO(table), delimiter=";")
    assert {row["projekt"] for row in rows if row["wynik"] == "przegrał remis"} == lost
    [event] = [row async for row in site.database.published_events([ResultsPublishedV1.name])]
    news = ResultsPublishedV1.model_validate_json(event["body"]).projects
    assert {one.proposal_id for one in news if one.outcome == "lost_tie"} == lost
    for pb in ("city", "local"):
        counted = recount(read_text((await site.client.get(f"{BASE}/results/{pb}.pb")).text))
        assert {id for id, why in counted.reasons.items() if why["code"] == "lost_tie"} == (
            lost & counted.reasons.keys()
        )


async def test_page_table_data_and_news_give_one_reserve_list(site: Site, clock: SetClock) -> None:
    page = await tied(site, clock)
    pools = {pool["pool_id"]: pool["reserve"] for pool in (await site.client.get(f"{BASE}/results")).json()["pools"]}
    assert pools["city"]
    [event] = [row async for row in site.database.published_events([ResultsPublishedV1.name])]
    news = ResultsPublishedV1.model_validate_json(event["body"]).pools
    assert {pool.pool_id: [*pool.reserve] for pool in news} == pools
    table = (await site.client.get(f"{BASE}/results.csv")).text.removeprefix("\ufeff")
    rows = [row for row in csv.DictReader(io.StringIO(table), delimiter=";") if row["rezerwa"]]
    for name, pool in (("Ogólnomiejska", "city"), ("Lokalna", "local")):
        places = {int(row["rezerwa"]): row["projekt"] for row in rows if row["pula"] == name}
        assert [places[place] for place in sorted(places)] == pools[pool]
    shown = re.findall(r"<ol class=\"reserve\">(.*?)</ol>", page, re.S)
    assert [re.findall(r"projekty/(\w+)", one) for one in shown] == [ids for ids in pools.values() if ids]
    assert page.count("Lista rezerwowa jest pusta") == sum(not ids for ids in pools.values())


async def test_nothing_is_said_of_a_draw_where_none_decides(vote: Vote) -> None:
    await test_count.voted(vote, selection={"rule": "greedy", "tie": "lower_cost"})
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    election = await vote.ballots.store.election(EDITION)
    assert {row.lot for row in counted.projects} == {None}
    word = WordFile(io.BytesIO(as_docx(protocol(election, counted, WORDS))))
    assert len(LINE.findall("\n".join(one.text for one in word.paragraphs))) == 1, "that of the numbers alone"
