"""The protocol says what the count says: every figure, every project with its reason, and the evidence to repeat it."""

import io
from gettext import NullTranslations
from typing import Any

import pytest
from docx import Document as WordFile
from pypdf import PdfReader

from services.voting.paper.domain.points import Sheet
from services.voting.paper.domain.voids import SENTENCES, VoidReason
from services.voting.tally.domain import Rule
from services.voting.tally.protocol import RULES, protocol
from services.voting.tally.service import LeftOut, PaperSum, PointSheet, VoidCount
from shared.contracts.voting import Outcome
from shared.documents import Document, Facts, Paragraph, Table, as_docx, as_pdf
from shared.web.words import Words
from tests.conftest import SetClock
from tests.voting.conftest import EDITION, PRIVATE, SECRET, Vote, rules, settled
from tests.voting.paper.conftest import WINDOWS
from tests.voting.tally.test_count import voted

WORDS = Words("pl", NullTranslations(), SetClock())


def test_every_rule_is_told_in_words() -> None:
    assert set(RULES) == set(Rule)
    assert all(len(said.split()) > 10 for said in RULES.values())


async def test_paper_cards_stand_in_the_protocol_point_by_point_with_the_reasons_of_the_void(vote: Vote) -> None:
    election, count = await counted(vote)
    explained = Sheet(issued=1200, cast=1100, spoiled=20, returned=79, explanation="Jedną kartę zabrał głosujący.")
    both = count.model_copy(
        update={
            "paper": 1040,
            "cards": PaperSum(void=62, in_box=1043),
            "left_out": LeftOut(superseded=3, quarantined=2),
            "sheets": (
                PointSheet(name="Ratusz", sheet=explained),
                PointSheet(name="Biblioteka", sheet=Sheet(issued=10, cast=5, spoiled=1, returned=4)),
            ),
            "void_cards": (VoidCount(reason=VoidReason.BLANK, sentence=SENTENCES[VoidReason.BLANK], cards=60),),
        }
    )
    document = protocol(election, both, WORDS)
    tables = {block.caption: block for block in document.blocks if isinstance(block, Table)}
    sheets = tables["Rozliczenie kart papierowych"].rows
    assert list(sheets[-1]) == ["Razem", "1\u00a0210", "1\u00a0105", "21", "83", "1"]
    voids = tables["Nieważne karty papierowe według przyczyn"].rows
    assert [list(row) for row in voids] == [["Na karcie nie wskazano żadnego projektu.", "60"]]
    facts = facts_of(document)
    assert facts["Kart papierowych z punktów głosowania"] == "1\u00a0105"
    assert facts["w tym nieważnych, niewłożonych do urny (kart, nie przyczyn)"] == "62"
    assert facts["w tym włożonych do urny"] == "1\u00a0043"
    assert "Karta może mieć kilka przyczyn" in said_in(document)
    assert facts["Kart w urnie"] == "9", "opened or not"
    assert (facts["Kart otwartych i policzonych"], facts["w tym nieważnych po otwarciu"]) == ("4", "0")
    assert facts["w tym na papierze"] == "1\u00a0040"
    assert facts["Wstrzymanych, nieotwartych"] == "2"
    reader = PdfReader(io.BytesIO(as_pdf(document)))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    word = WordFile(io.BytesIO(as_docx(document)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "zabrał" not in text, "an officer's own words may name people; the protocol is public"
    for said in ("w aktach komisji: Ratusz", "Na karcie nie wskazano żadnego projektu.", "Biblioteka"):
        assert said.replace(" ", "") in text.replace(" ", "")
        cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
        assert any(said in found for found in [*cells, *(one.text for one in word.paragraphs)])


@pytest.mark.parametrize(
    ("double_vote", "said"),
    [
        ("first", "Zastąpionych innym głosem (liczy się pierwszy głos osoby), nieotwartych"),
        ("last", "Zastąpionych późniejszym głosem tej samej osoby, nieotwartych"),
        ("paper_wins", "Głosów z internetu zastąpionych kartą papierową tej samej osoby, nieotwartych"),
        ("void_all", "Zastąpionych innym głosem (z dwóch głosów osoby nieważne są oba), nieotwartych"),
    ],
)
async def test_the_protocol_names_what_replaced_what_by_the_rule_of_the_edition(
    vote: Vote, double_vote: str, said: str
) -> None:
    election, count = await counted(vote, double_vote=double_vote)
    facts = facts_of(protocol(election, count.model_copy(update={"left_out": LeftOut(superseded=1)}), WORDS))
    assert facts[said] == "1"


async def test_the_days_of_the_vote_on_paper_stand_in_the_protocol_where_there_was_one(vote: Vote) -> None:
    election, count = await counted(vote, windows=WINDOWS)
    assert facts_of(protocol(election, count, WORDS))["Głosowanie na papierze"].startswith("od 21\u00a0września 2026")
    rules = election.rules.model_copy(update={"windows": election.rules.windows[:2]})
    alone = facts_of(protocol(election.model_copy(update={"rules": rules}), count, WORDS))
    assert "Głosowanie na papierze" not in alone


async def test_a_project_that_a_winner_keeps_off_the_reserve_is_named_with_that_winner(vote: Vote) -> None:
    await vote.open(settled("alejki", "drzewa"))
    for person, other in enumerate(("alejki", "alejki", "drzewa")):
        choices = {"miasto": [("fontanna", 1), (other, 1)]}
        await vote.ballots.cast(EDITION, f"r-{person}", choices, f"nonce-of-person-{person:04}")
    await vote.close()
    count = await vote.tally.count(EDITION, PRIVATE, SECRET)
    lost = next(row for row in count.projects if row.proposal_id == "alejki")
    assert (lost.outcome, lost.excluded_by) == (Outcome.DID_NOT_FIT, None), "the trees won only after its turn"
    election = await vote.ballots.store.election(EDITION)
    titles = {entry.proposal_id: f"{entry.number} {entry.title}" for entry in election.entries}
    document = protocol(election, count, WORDS)
    assert f"Poza listą rezerwową: {titles['alejki']}, bo wyklucza się z wybranym: {titles['drzewa']}." in said_in(
        document
    )
    [row] = [
        row
        for block in document.blocks
        if isinstance(block, Table) and block.head[0] == "Miejsce"
        for row in block.rows
        if row[1] == titles["alejki"]
    ]
    assert row[-1] == (
        f"zabrakło pieniędzy; nie jest na liście rezerwowej, bo wyklucza się z wybranym: {titles['drzewa']}"
    )


def facts_of(document: Document) -> dict[str, str]:
    return dict(row for block in document.blocks if isinstance(block, Facts) for row in block.rows)


def said_in(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks if isinstance(block, Paragraph))


async def counted(vote: Vote, **rules: Any):
    await vote.open(settled("fontanna", "alejki"), **rules)
    for person in range(4):
        choices = {"miasto": [("fontanna", 1), ("drzewa", 1)] if person else [("alejki", 1)]}
        await vote.ballots.cast(EDITION, f"r-{person}", choices, f"nonce-of-person-{person:04}")
    await vote.close()
    result = await vote.tally.count(EDITION, PRIVATE, SECRET)
    return await vote.ballots.store.election(EDITION), result


async def test_every_project_stands_in_the_protocol_with_its_votes_cost_and_reason(vote: Vote) -> None:
    election, count = await counted(vote)
    document = protocol(election, count, WORDS)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    rows = [row for table in tables if table.head[0] == "Miejsce" for row in table.rows]
    numbers = {entry.proposal_id: f"{entry.number} {entry.title}" for entry in election.entries}
    said = {row[1]: row for row in rows}
    assert len(rows) == len(count.projects)
    for project in count.projects:
        row = said[numbers[project.proposal_id]]
        assert row[0] == str(project.place)
        assert row[2] == str(project.votes)
        assert row[-2].replace("\u00a0", "") == f"{project.cost // 100}zł"
    lost = next(project for project in count.projects if project.outcome is Outcome.EXCLUDED_BY_CONFLICT)
    assert said[numbers[lost.proposal_id]][-1] == f"wyklucza się z wybranym: {numbers[str(lost.excluded_by)]}"


async def test_the_evidence_lets_anybody_repeat_the_draw_and_check_the_box(vote: Vote) -> None:
    election, count = await counted(vote)
    facts = dict(
        row for block in protocol(election, count, WORDS).blocks if isinstance(block, Facts) for row in block.rows
    )
    assert facts["Kart w urnie"] == "4"
    assert facts["Tekst losowania"] == SECRET
    assert facts["Korzeń zamkniętego dziennika urny"] == election.digest
    assert facts["Skrót zamrożonych zasad (SHA-256)"] == election.rules_hash
    assert facts["Skrót wyniku (SHA-256)"] == count.digest


async def test_the_reserve_stands_in_its_order_also_where_the_first_that_did_not_fit_ended_it(vote: Vote) -> None:
    await voted(vote, selection={"rule": "greedy-no-skip", "tie": "draw"})
    count = await vote.tally.count(EDITION, PRIVATE, SECRET)
    election = await vote.ballots.store.election(EDITION)
    document = protocol(election, count, WORDS)
    lists = {block.caption: block.rows for block in document.blocks if isinstance(block, Table)}
    titles = {entry.proposal_id: f"{entry.number} {entry.title}" for entry in election.entries}
    lost = next(row.proposal_id for row in count.projects if row.outcome is Outcome.LOST_TIE)
    city = [[row[0], row[1]] for row in lists["Lista rezerwowa: Ogólnomiejska"]]
    assert city == [["1", titles[lost]], ["2", titles["drzewa"]]]
    assert [row[1] for row in lists["Lista rezerwowa: Lokalna"]] == [titles["lawki"]]


async def test_the_least_result_of_a_pool_is_its_own(vote: Vote) -> None:
    pools = [pool.model_copy(update={"min_votes": 2}) if pool.id == "local" else pool for pool in rules().pools]
    await voted(vote, pools=[pool.model_dump() for pool in pools])
    count = await vote.tally.count(EDITION, PRIVATE, SECRET)
    below = {row.proposal_id for row in count.projects if row.outcome is Outcome.BELOW_THRESHOLD}
    assert below == {"lawki"}, "one vote: enough in the city's pool, not in that of the areas"
    document = protocol(await vote.ballots.store.election(EDITION), count, WORDS)
    facts = [row for block in document.blocks if isinstance(block, Facts) for row in block.rows]
    assert facts.count(("Najmniejszy wynik, z którym projekt mógł wygrać", "2")) == 1


async def test_a_pool_in_which_everybody_won_has_nobody_in_reserve(vote: Vote) -> None:
    election, count = await counted(vote)
    document = protocol(
        election,
        count.model_copy(update={"pools": tuple(pool.model_copy(update={"reserve": ()}) for pool in count.pools)}),
        WORDS,
    )
    said = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert said.count("Lista rezerwowa jest pusta.") == 2


@pytest.mark.parametrize("make", [as_pdf, as_docx])
async def test_the_protocol_becomes_a_file(vote: Vote, make) -> None:
    election, count = await counted(vote)
    file = make(protocol(election, count, WORDS))
    if make is as_pdf:
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)
        assert count.digest[:20] in text.replace("\n", "")
    else:
        assert file.startswith(b"PK")
