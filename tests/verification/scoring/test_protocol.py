"""The protocol of a meeting: what was scored, by whom and why, as PDF that everybody can read and as DOCX."""

import io
from typing import Any

from docx import Document as WordFile
from pypdf import PdfReader

from services.verification.scoring.domain import Meeting
from services.verification.scoring.protocol import protocol
from tests.verification.conftest import House
from tests.verification.initiatives.conftest import (
    LOS,
    ROJ,
    SIKORA,
    card,
    close,
    excuse,
    id_of,
    reach,
    send,
)
from tests.verification.scoring.test_criteria import ANNA, AT

BASE = "/panel/weryfikacja/inicjatywy/posiedzenia"


async def meeting_of(house: House) -> str:
    """Give the address of the meeting that has opened the scoring."""
    answer = await house.get(f"/api/verification/v1/initiatives/{id_of()}/scoring")
    return f"{BASE}/{answer.json()['meeting_id']}"


async def text_of(house: House) -> str:
    """Give all words of the protocol as DOCX."""
    answer = await house.get(f"{await meeting_of(house)}/protokol.docx")
    assert answer.status_code == 200
    word = WordFile(io.BytesIO(answer.content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*[paragraph.text for paragraph in word.paragraphs], *cells])


async def test_the_protocol_tells_every_card_with_its_reasons_and_who_took_no_part(house: House) -> None:
    await reach(house, "scored")
    await send(house, LOS, body=card(10, 5))
    await send(house, ROJ, version=1, body=card(7, 3))
    await excuse(house, SIKORA)
    await close(house)
    text = await text_of(house)
    for told in ("Czesław Rój", "Danuta Łoś", "Skwer jest pusty.", "Mieszkam przy tym skwerze.", "13,50 z 25 punktów"):
        assert told in text, told
    assert "Karta była poprawiana" in text
    assert "Średnia osiąga progu 12 punktów." not in text
    assert "próg 12 punktów" in text


async def test_no_card_is_told_before_the_chair_has_closed(house: House) -> None:
    await reach(house, "scored")
    text = await text_of(house)
    assert "Ocena trwa." in text
    assert "Skwer jest pusty." not in text


async def test_the_protocol_is_a_tagged_pdf_in_polish(house: House) -> None:
    await reach(house, "decision")
    answer = await house.get(f"{await meeting_of(house)}/protokol.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    root: Any = PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert root["/Lang"].startswith("pl")
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root


def test_a_meeting_without_scorings_has_a_protocol_too() -> None:
    meeting = Meeting(id="m", number=3, year=2026, held_on=AT.date(), initiatives=(), opened_at=AT, opened_by=ANNA)
    assert protocol(meeting, []).title == "Protokół posiedzenia Zespołu nr 3/2026"
