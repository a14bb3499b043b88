"""The press kit: the text as DOCX and tagged PDF, photographs with what they show and their licence, files."""

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from services.media.releases.domain.text import blocks, slug_of
from tests.conftest import SetClock, Site, asked_first
from tests.media.conftest import PRESS
from tests.media.releases.conftest import GIVEN, OTHER, done, embargoed, made, seen
from tests.media.releases.test_embargo import picture

PAGE = "/prasa/komunikaty/nowe-autobusy-na-linii-dwunastej"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


async def attach(site: Site, id: str, path: str, files: dict[str, tuple[str, bytes, str]], **form: str) -> None:
    data = {"version": str((await seen(site, id))["version"]), **form}
    answer = await site.client.post(f"/panel/komunikaty/{id}/{path}", data=data, files=files, headers=site.by(PRESS))
    assert answer.status_code == 303, answer.text


async def full(site: Site) -> str:
    id = await made(site)
    told = {"alt": "Autobus stoi przed ratuszem w śniegu", "author": "Łucja Źródło", "licence": "CC BY 4.0"}
    await attach(site, id, "zdjecie", {"photo": ("../Ż ółw.jpg", picture(), "image/jpeg")}, **told)
    await attach(site, id, "zdjecie", {"photo": ("../Ż ółw.jpg", picture(), "image/jpeg")}, **told)
    await attach(site, id, "plik", {"file": ("koszty.pdf", PDF, "application/pdf")}, what="Tabela z kosztami linii")
    return id


async def test_the_kit_holds_the_text_twice_the_photographs_the_files_and_what_they_are(site: Site) -> None:
    id = await full(site)
    await done(site, id, "submission")
    await done(site, id, "approval", OTHER)
    answer = await site.client.get(f"{PAGE}/materialy.zip")
    assert answer.headers["content-disposition"] == 'attachment; filename="K-2026-001.zip"'
    kit = zipfile.ZipFile(io.BytesIO(answer.content))
    assert kit.testzip() is None
    assert kit.namelist() == [
        "komunikat.docx",
        "komunikat.pdf",
        "opisy-i-licencje.txt",
        "zdjecia/01-Z-olw.jpg",
        "zdjecia/02-Z-olw.jpg",
        "pliki/01-koszty.pdf",
    ]
    told = kit.read("opisy-i-licencje.txt").decode()
    assert "Na zdjęciu: Autobus stoi przed ratuszem w śniegu\n  Autor: Łucja Źródło\n  Licencja: CC BY 4.0" in told
    assert "Co to jest: Tabela z kosztami linii" in told
    assert kit.read("pliki/01-koszty.pdf") == PDF
    assert Image.open(io.BytesIO(kit.read("zdjecia/01-Z-olw.jpg"))).size == (900, 600)

    pdf: Any = PdfReader(io.BytesIO(kit.read("komunikat.pdf")))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"].startswith("pl")
    words = " ".join("".join(page.extract_text() for page in pdf.pages).split())
    assert "K-2026-001" in words
    assert "Miasto kupiło wozy z dotacji." in words
    word = docx.Document(io.BytesIO(kit.read("komunikat.docx")))
    assert "Kiedy" in [one.text for one in word.paragraphs if one.style and one.style.name == "Heading 1"]


async def test_each_part_is_on_the_page_with_its_text_for_who_does_not_see_it(site: Site) -> None:
    id = await full(site)
    await done(site, id, "submission")
    await done(site, id, "approval", OTHER)
    page = (await site.client.get(PAGE)).text
    assert page.count('alt="Autobus stoi przed ratuszem w śniegu"') == 2
    assert "Fot. Łucja Źródło. Licencja: CC BY 4.0" in page
    assert "Tabela z kosztami linii" in page
    assert (
        await site.client.get(page.partition(f'src="{PAGE}')[2].partition('"')[0].join((PAGE, "")))
    ).status_code == 200


async def test_what_is_not_out_says_so_first_in_its_documents(site: Site, clock: SetClock) -> None:
    id = await embargoed(site, clock)
    answer = await site.client.get(f"/panel/komunikaty/{id}/komunikat.pdf", headers=site.by(PRESS))
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert text.index("EMBARGO do 15.04.2026, godz. 13:00") < text.index("Od marca")
    draft = await made(site)
    answer = await site.client.get(f"/panel/komunikaty/{draft}/komunikat.docx", headers=site.by(PRESS))
    assert "PROJEKT" in docx.Document(io.BytesIO(answer.content)).paragraphs[1].text


async def test_a_photograph_without_its_text_is_not_taken_and_need_not_be_chosen_again(site: Site) -> None:
    id = await made(site)
    form = {"version": "1", "alt": "", "author": "Jan Kos", "licence": "CC BY 4.0"}
    files = {"photo": ("autobus.jpg", picture(), "image/jpeg")}
    url = f"/panel/komunikaty/{id}/zdjecie"
    told = await site.client.post(url, data=form, files=files, headers=site.by(PRESS))
    assert told.status_code == 422
    assert "Napisz, co widać na zdjęciu" in told.text
    kept = told.text.partition('name="picture" value="')[2].partition('"')[0]
    again = {**form, "alt": "Autobus na przystanku", "picture": kept, "filename": "autobus.jpg"}
    assert (await site.client.post(url, data=again, headers=site.by(PRESS))).status_code == 303
    assert "Autobus na przystanku" in (await site.client.get(f"/panel/komunikaty/{id}", headers=site.by(PRESS))).text


@pytest.mark.parametrize("body", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"\xff\xd8\xff"])
async def test_what_is_no_picture_is_told_at_its_field(site: Site, body: bytes) -> None:
    id = await made(site)
    form = {"version": "1", "alt": "Autobus na przystanku", "author": "Jan Kos", "licence": "CC BY 4.0"}
    answer = await site.client.post(
        f"/panel/komunikaty/{id}/zdjecie",
        data=form,
        files={"photo": ("autobus.jpg", body, "image/jpeg")},
        headers=site.by(PRESS),
    )
    assert answer.status_code == 422
    assert 'href="#photo"' in answer.text
    assert "Jan Kos" in answer.text


async def test_taking_a_photograph_or_a_file_away_asks_first_and_says_what_goes(site: Site) -> None:
    id = await full(site)
    desk = f"/panel/komunikaty/{id}"
    page = (await site.client.get(desk, headers=site.by(PRESS))).text
    steps = re.findall(rf'action="({desk}/czesc/\w+/usuniecie)"', page)
    assert len(steps) == 3
    for step, what in zip(steps, ("Zdjęcie", "Zdjęcie", "Plik"), strict=True):
        assert f"{what} zniknie razem z opisem. Tego nie można cofnąć." in asked_first(page, step), step


async def test_a_photograph_taken_away_again_is_gone(site: Site, clock: SetClock) -> None:
    id = await full(site)
    page = (await site.client.get(f"/panel/komunikaty/{id}", headers=site.by(PRESS))).text
    part = page.partition("/zdjecia/")[2].partition("/")[0]
    version = {"version": str((await seen(site, id))["version"])}
    removed = await site.client.post(
        f"/panel/komunikaty/{id}/czesc/{part}/usuniecie", data=version, headers=site.by(PRESS)
    )
    assert removed.status_code == 303
    clock.moment += timedelta(minutes=1)
    await site.app.state.ticks.work("release photographs")()
    rows = [row["_id"] async for row in site.database.collection("release_photographs.files").find()]
    assert len(rows) == 2
    assert not any(one.startswith(part) for one in rows)


@given(st.text(max_size=400))
def test_every_word_of_a_body_is_in_its_blocks(body: str) -> None:
    wanted = [word for line in body.replace("\r", "\n").split("\n") for word in line.split() if word not in ("##", "-")]
    found = [word for block in blocks(body) for text in block.texts for word in text.split() if word not in ("##", "-")]
    assert found == wanted


def test_headings_paragraphs_and_lists_are_told_apart() -> None:
    assert [(one.kind, one.texts) for one in blocks(GIVEN["body"])] == [
        ("paragraph", ("Miasto kupiło wozy z dotacji.",)),
        ("heading", ("Kiedy",)),
        ("paragraph", ("Pierwszy kurs odjedzie o świcie.",)),
        ("list", ("z dworca", "z Majkowa")),
    ]


@pytest.mark.parametrize(
    ("title", "slug"), [("Łąka & staw", "laka-staw"), ("!!!!!", "komunikat"), ("a" * 200, "komunikat")]
)
def test_a_title_makes_an_address(title: str, slug: str) -> None:
    assert slug_of(title) == slug
