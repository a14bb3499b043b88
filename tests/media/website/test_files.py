"""Pictures and files of a text are given to everybody while the site shows it, and to nobody else before or after."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image as Picture

from services.media.website.domain.difference import difference
from services.media.website.domain.text import Text, plain
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import Site, person
from tests.media.conftest import PRESS
from tests.media.website.conftest import DESK, FORM, SECOND, done

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def jpeg(colour: str = "green") -> bytes:
    body = io.BytesIO()
    exif = Picture.Exif()
    exif[0x010F] = "Aparat Jana"
    Picture.new("RGB", (900, 500), colour).save(body, "JPEG", exif=exif)
    return body.getvalue()


async def sent(site: Site, path: str, data: dict[str, str], files: dict[str, Any]) -> Any:
    return await site.client.post(f"{DESK}{path}", data=data, files=files, headers=site.by(PRESS))


async def with_picture_and_file(site: Site) -> tuple[str, str, str]:
    """Write a draft with a picture and a file; give its id and theirs."""
    data = FORM | {
        "blocks-1-kind": "image",
        "blocks-1-alt": "Zielony prostokąt",
        "blocks-2-kind": "file",
        "blocks-2-text": "Plan ogrodu",
    }
    files = {
        "blocks-1-file": ("zdjecie.jpg", jpeg(), "image/jpeg"),
        "blocks-2-file": ("plan ąę.pdf", PDF, "application/pdf"),
    }
    answer = await sent(site, "/nowy", data, files)
    assert answer.status_code == 303, answer.text
    id = answer.headers["location"].rsplit("/", 1)[-1]
    page = (await site.client.get(f"{DESK}/{id}", headers=site.by(PRESS))).text
    picture, file = re.search(r"/obrazy/(\w{32})/640", page), re.search(r"/pliki/(\w{32})", page)
    assert picture is not None
    assert file is not None
    return id, picture[1], file[1]


async def test_before_and_after_its_time_on_the_site_nobody_outside_sees_a_picture_or_a_file(site: Site) -> None:
    id, picture, file = await with_picture_and_file(site)
    paths = (f"/obrazy/{picture}/640", f"/obrazy/{picture}/1600", f"/pliki/{file}")

    async def answers(**headers: Any) -> set[int]:
        return {(await site.client.get(path, **headers)).status_code for path in paths}

    assert await answers() == {404}
    assert await answers(headers=site.by(PRESS)) == {200}
    await done(site, id, "sprawdzenie", PRESS)
    await done(site, id, "publikacja", SECOND, when="later", publish_at="2026-04-15T18:00")
    assert await answers() == {404}
    await done(site, id, "cofniecie", SECOND)
    await done(site, id, "sprawdzenie", PRESS)
    await done(site, id, "publikacja", SECOND)
    assert await answers() == {200}
    shown = await site.client.get(paths[0])
    assert b"Aparat Jana" not in shown.content
    assert (
        "filename*=UTF-8''plan%20%C4%85%C4%99.pdf" in (await site.client.get(paths[2])).headers["content-disposition"]
    )
    await done(site, id, "wycofanie", PRESS, reason="Podaliśmy złą datę otwarcia.")
    assert await answers() == {404}


@pytest.mark.parametrize("role", sorted({one.role for one in DEMO_PEOPLE} - {Role.PRESS_OFFICER}))
async def test_of_the_staff_only_the_press_office_sees_a_draft_s_picture(site: Site, role: Role) -> None:
    _, picture, _ = await with_picture_and_file(site)
    answer = await site.client.get(f"/obrazy/{picture}/640", headers=site.by(person(role)))
    assert answer.status_code == 404


async def test_a_picture_of_another_text_cannot_be_taken(site: Site) -> None:
    _, picture, _ = await with_picture_and_file(site)
    stolen = FORM | {
        "blocks-1-kind": "image",
        "blocks-1-alt": "Cudze zdjęcie",
        "blocks-1-file_id": picture,
        "blocks-1-width": "900",
        "blocks-1-height": "500",
    }
    assert (await site.client.post(f"{DESK}/nowy", data=stolen, headers=site.by(PRESS))).status_code == 404


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [("wirus.jpg", b"MZ" + b"x" * 100, "Takich plików nie przyjmujemy"), ("puste.jpg", b"", "Ten plik jest pusty")],
)
async def test_a_file_that_is_refused_is_told_at_its_field_and_nothing_typed_is_lost(
    site: Site, name: str, body: bytes, said: str
) -> None:
    data = FORM | {"blocks-1-kind": "image", "blocks-1-alt": "Alejka w parku"}
    answer = await sent(site, "/nowy", data, {"blocks-1-file": (name, body, "image/jpeg")})
    assert answer.status_code == 422
    assert 'href="#blocks-1-file"' in answer.text
    assert said in answer.text
    assert "Alejka w parku" in answer.text


TEXT: Callable[..., Text] = lambda *blocks: Text.model_validate(  # noqa: E731
    {"title": "Ogród", "lead": "Otwieramy ogród w sobotę.", "blocks": list(blocks)}
)


def test_the_difference_tells_lines_that_were_moved_added_and_changed() -> None:
    one = TEXT({"kind": "text", "text": "Przyjdź o dziesiątej.\n\nWeź łopatę i konewkę."})
    other = TEXT(
        {"kind": "heading", "text": "Kiedy i jak"}, {"kind": "text", "text": "Przyjdź o jedenastej.\n\nWeź łopatę."}
    )
    lines = [
        (line.part, "".join(f"{piece.kind}:{piece.text}|" for piece in line.pieces)) for line in difference(one, other)
    ]
    assert ("title", "kept:Ogród|") in lines
    assert ("heading", "in:Kiedy i jak|") in lines
    assert ("text", "kept:Przyjdź o |out:dziesiątej.|in:jedenastej.|") in lines
    assert not any(line.changed for line in difference(one, one))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("## Plan\n\n- **ławki** i [staw](https://zly.example)", "Plan ławki i staw"),
        ("> cytat\n1. raz", "cytat raz"),
        ("zwykłe słowa 3*4", "zwykłe słowa 34"),
    ],
)
def test_search_reads_words_without_marks(written: str, words: str) -> None:
    assert plain(written).split() == words.split()
