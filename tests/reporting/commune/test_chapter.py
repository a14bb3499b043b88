"""The chapter of a year: made of the data, frozen as it was looked at, and read by everybody."""

import hashlib
import io

from docx import Document as WordFile
from pypdf import PdfReader

from services.reporting.commune.domain.chapter import Chapter
from shared.contracts.initiatives.intake import ContractSignedV1, InitiativeSubmittedV1
from shared.contracts.initiatives.reporting import InitiativeSettledV1
from shared.contracts.reporting import TaskClosedV1, TaskOpenedV1
from tests.conftest import told
from tests.reporting.conftest import MAYOR, OFFICER, ZDM, announced, moment, results, submitted
from tests.reporting.council.conftest import call, made, report, resolution, term
from tests.reporting.council.test_pages import send, shown
from tests.reporting.interpellations.conftest import answered, received

REPORT = "/commune-reports/2026"
PLACE = "/panel/sprawozdania/stan-gminy"
PUBLIC = "/raport-o-stanie-gminy/2026"


async def year(site, clock) -> None:
    """The year 2026 with two resolutions, a vote and an interpellation, seen from February 2027."""
    await term(site)
    await resolution(site)
    await resolution(site, "XX/310/2026", passed_on="2026-04-10", title="w sprawie szkół", units=["WE"])
    await resolution(site, "XV/200/2025", passed_on="2025-11-20", title="w sprawie zeszłorocznej")
    await report(site, "XX-310-2026", "executed", "WE")
    await answered(site, await received(site))
    await site.house.hears(announced(), submitted(), submitted("p-2", 2), results(won=("p-1",), lost=("p-2",)))
    clock.moment = moment("2027-02-10")
    await made(site, "POST", "/commune-reports", {"year": 2026})


async def test_every_count_of_the_chapter_comes_from_the_data(site, clock):
    await year(site, clock)
    chapter = (await made(site, "GET", f"{REPORT}/preview"))["chapter"]
    assert [row["number"] for row in chapter["rows"]] == ["XIX/301/2026", "XX/310/2026"]
    [edition] = chapter["editions"]
    assert (edition["voted"], edition["ballots"], edition["filed"], edition["selected"]) == (True, 2_000, 2, 1)
    assert (edition["asked"], edition["won"]) == (180_000_00, 95_000_00)
    assert chapter["answers"] == {"received": 1, "in_time": 1, "late": 0, "waiting": 0}


async def test_the_initiatives_of_the_year_stand_in_the_chapter_and_a_year_without_them_says_nothing(site, clock):
    await year(site, clock)
    before = (await made(site, "GET", f"{REPORT}/preview"))["sha256"]
    filed = told(InitiativeSubmittedV1, year=2026, case="IL-2026-004")
    other = told(InitiativeSubmittedV1, initiative_id="i-2")
    await site.house.hears(filed, other, told(ContractSignedV1), told(InitiativeSettledV1))
    after = await made(site, "GET", f"{REPORT}/preview", who=MAYOR)
    assert after["sha256"] != before
    told_now = after["chapter"]["initiatives"]
    assert (told_now["filed"], told_now["contracted"], told_now["settled"]) == (1, 1, 1)
    assert (told_now["own"], told_now["city"], told_now["city_spent"]) == (151_400, 900_000, 871_200)
    await made(site, "POST", f"{REPORT}/approval", {"sha256": after["sha256"]}, who=MAYOR, version=1)
    assert "1 514 zł (14%)" in await shown(site, PUBLIC)
    pdf = PdfReader(io.BytesIO((await site.client.get(f"{PUBLIC}/rozdzial.pdf")).content))
    assert "Inicjatywa lokalna" in "".join(page.extract_text() for page in pdf.pages)


async def test_a_chapter_that_was_frozen_before_initiatives_were_counted_reads_as_it_was(site, clock):
    await year(site, clock)
    seen = await made(site, "GET", f"{REPORT}/preview", who=MAYOR)
    chapter = Chapter.model_validate(seen["chapter"])
    assert "initiatives" not in chapter.text()
    assert Chapter.model_validate_json(chapter.text()).sha256 == seen["sha256"]


async def test_the_report_of_a_year_is_begun_once_and_after_it(site, clock):
    await term(site)
    assert (await call(site, "POST", "/commune-reports", {"year": 2026})).status_code == 422
    await year_begun(site, clock)
    assert (await call(site, "POST", "/commune-reports", {"year": 2026})).status_code == 409
    [task] = await site.house.publishes(TaskOpenedV1)
    assert isinstance(task, TaskOpenedV1)
    assert (task.role, f"{task.due_at:%d.%m.%Y %H:%M}") == ("mayor", "31.05.2027 21:59")


async def year_begun(site, clock) -> None:
    clock.moment = moment("2027-01-04")
    await made(site, "POST", "/commune-reports", {"year": 2026})


async def test_what_was_looked_at_is_frozen_and_nothing_else(site, clock):
    await year(site, clock)
    seen = (await made(site, "GET", f"{REPORT}/preview", who=MAYOR))["sha256"]
    await report(site, "XIX-301-2026", "executed", on="2027-02-09")
    moved = await call(site, "POST", f"{REPORT}/approval", {"sha256": seen}, who=MAYOR, version=1)
    assert moved.status_code == 409
    seen = (await made(site, "GET", f"{REPORT}/preview", who=MAYOR))["sha256"]
    await made(site, "POST", f"{REPORT}/approval", {"sha256": seen}, who=MAYOR, version=1)
    assert len(await site.house.publishes(TaskClosedV1)) == 2, "the interpellation's, and the chapter's"
    frozen = await site.client.get(f"{PUBLIC}/dane.json")
    assert hashlib.sha256(frozen.content).hexdigest() == seen
    await resolution(site, "XXI/320/2026", passed_on="2026-12-30", title="w sprawie późno wpisanej")
    assert (await site.client.get(f"{PUBLIC}/dane.json")).content == frozen.content
    again = (await made(site, "GET", f"{REPORT}/preview", who=MAYOR))["sha256"]
    await made(site, "POST", f"{REPORT}/approval", {"sha256": again}, who=MAYOR, version=2)
    first = await made(site, "GET", f"{REPORT}/chapters/1")
    assert len(first["rows"]) == 2
    assert len((await made(site, "GET", f"{REPORT}/chapters/2"))["rows"]) == 3


async def test_the_mayor_approves_on_the_page_and_everybody_reads_it(site, clock):
    await year(site, clock)
    assert (await site.client.get(PUBLIC)).status_code == 404
    assert "Nie ma tu jeszcze raportu" in await shown(site, "/raport-o-stanie-gminy")
    page = await shown(site, f"{PLACE}/2026", MAYOR)
    seen = page.split('name="sha256" value="')[1][:64]
    assert "Zatwierdź i opublikuj rozdział" not in await shown(site, f"{PLACE}/2026", OFFICER)
    wrong = await send(site, f"{PLACE}/2026/zatwierdzenie", MAYOR, version="1", sha256="0" * 64)
    assert wrong.status_code == 409
    assert "Dane zmieniły się" in wrong.text
    assert (await send(site, f"{PLACE}/2026/zatwierdzenie", MAYOR, version="1", sha256=seen)).status_code == 303
    public = await shown(site, PUBLIC)
    for text in ("w sprawie szkół", "Budżet Obywatelski Kalisza 2027", "co najmniej 50 osób", seen):
        assert text in public
    assert (await site.client.get(f"{PLACE}/2026", headers=site.by(ZDM))).status_code == 403
    word = WordFile(io.BytesIO((await site.client.get(f"{PUBLIC}/rozdzial.docx")).content))
    assert "Budżet obywatelski" in [paragraph.text for paragraph in word.paragraphs]
    pages = PdfReader(io.BytesIO((await site.client.get(f"{PUBLIC}/rozdzial.pdf")).content)).pages
    assert "XX/310/2026" in "".join(page.extract_text() for page in pages)


async def test_the_desk_begins_a_year_and_enters_a_speaker_and_loses_nothing_typed(site, clock):
    await term(site)
    assert "Nie ma jeszcze żadnego raportu" in await shown(site, PLACE)
    assert (await send(site, PLACE, year="2026")).status_code == 422
    assert (await send(site, PLACE, year="2025")).status_code == 303
    typed = {"name": "Kanarek Mieszkaniec", "contact": "tel. 600", "signatures": "51"}
    place = f"{PLACE}/2025/debata"
    wrong = await send(site, f"{place}/zgloszenia", **typed, received_at="")
    assert wrong.status_code == 422
    assert wrong.text.count("Podaj dzień i godzinę wpływu.") == 2
    ahead = await send(site, f"{place}/zgloszenia", **typed, received_at="2026-04-15T12:01")
    assert ahead.status_code == 422
    for text in (
        "Kanarek Mieszkaniec",
        "tel. 600",
        'value="51"',
        "2026-04-15T12:01",
        "Ta chwila jeszcze nie nadeszła.",
    ):
        assert text in ahead.text
    assert (await send(site, f"{place}/zgloszenia", **typed, received_at="2026-04-15T11:59")).status_code == 303
    page = await shown(site, place)
    assert "15 kwietnia 2026, 11:59" in page
    assert "zabiera głos jako 1." in page
    sign_up = page.split('name="sign_up" value="')[1][:32]
    assert (await send(site, f"{place}/wycofanie", sign_up=sign_up, seen="1")).status_code == 303
    assert "wycofane" in await shown(site, place)
