"""Photographs of what is built: with words for who does not see them, without what a camera hides, gone when wrong."""

import asyncio
import io

import pytest
from PIL import Image

from services.reporting.implementation.domain import MOST_PHOTOGRAPHS
from shared.contracts.reporting import ProgressPublishedV1
from tests.reporting.conftest import MAYOR, OFFICER, WRM, ZDM, key
from tests.reporting.implementation.test_calls import called
from tests.reporting.implementation.test_work import WORKS, approve, chosen, send

ALT = "Robotnicy układają kostkę przy huśtawkach."
PUBLIC = "/budzet-obywatelski/projekty/p-1"
WORD = "/panel/realizacja/p-1/postep/1/zdjecia"


def taken(width=2400, height=1200, format="JPEG", secret="Aparat Kowalskiego"):
    """A picture as a telephone takes it, with what it hides."""
    hidden, body = Image.Exif(), io.BytesIO()
    hidden[0x010F] = secret
    hidden[0x8825] = {1: "N", 2: (51.0, 45.0, 40.0)}
    Image.effect_noise((width, height), 40).convert("RGB").save(body, format, exif=hidden)
    return body.getvalue()


async def add(site, who=OFFICER, body=None, alt=ALT, number=1, id_key=None):
    return await site.client.post(
        f"{WORKS}/p-1/progress/{number}/photographs",
        files={"photo": ("IMG_1.jpg", taken() if body is None else body)},
        data={"alt": alt},
        headers={**site.by(who), **key(id_key)},
    )


async def test_residents_see_a_photograph_once_its_word_is_approved_in_two_sizes_and_without_metadata(site):
    await chosen(site.house)
    await send(site)
    id = (await add(site, ZDM)).json()["photograph_id"]
    assert (await site.client.get(f"{PUBLIC}/zdjecia/{id}/640")).status_code == 404
    assert (await site.client.get(f"/panel/realizacja/p-1/zdjecia/{id}/640", headers=site.by(MAYOR))).status_code == 200
    await approve(site, 1)
    sizes = {}
    for width in (640, 1600):
        answer = await site.client.get(f"{PUBLIC}/zdjecia/{id}/{width}")
        assert answer.headers["content-type"] == "image/jpeg"
        assert b"Kowalskiego" not in answer.content
        picture = Image.open(io.BytesIO(answer.content))
        assert not picture.getexif()
        sizes[width] = picture.size
    assert sizes == {640: (640, 320), 1600: (1600, 800)}
    page = (await site.client.get(PUBLIC)).text
    assert f'alt="{ALT}"' in page
    assert f"/zdjecia/{id}/640 640w" in page
    (shown,) = (await site.client.get("/api/reporting/v1/projects/p-1")).json()["photographs"]
    assert (shown["alt"], shown["width"], shown["height"]) == (ALT, 1600, 800)
    assert (await site.client.get(shown["address"])).status_code == 200
    assert (await site.client.get(f"{PUBLIC}/zdjecia/{id}/9999")).status_code == 422
    (told,) = await site.house.publishes(ProgressPublishedV1)
    assert told.photographs == 1


@pytest.mark.parametrize("alt", ["", "za krótko", "x" * 301])
async def test_a_photograph_without_words_is_not_taken(site, alt):
    await chosen(site.house)
    await send(site)
    answer = await add(site, alt=alt)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["at"] == "body/alt"


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7 umowa", b"\xff\xd8\xff\xe0 nie obraz", b"<svg onload='x()'/>"])
async def test_what_is_no_photograph_is_not_taken(site, body):
    await chosen(site.house)
    await send(site)
    answer = await add(site, body=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/file-refused")


async def test_a_unit_adds_to_its_own_word_while_that_waits_and_an_officer_also_later(site):
    await chosen(site.house)
    await send(site)
    assert (await add(site, WRM)).status_code == 403
    assert (await add(site, MAYOR)).status_code == 403
    assert (await add(site, ZDM)).status_code == 201
    await approve(site, 1)
    late = await add(site, ZDM)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/update-decided")
    assert (await add(site, OFFICER)).status_code == 201
    assert (await add(site, OFFICER, number=7)).status_code == 404


async def test_a_word_that_went_back_takes_no_photographs(site):
    await chosen(site.house)
    await send(site)
    body = {"reason": "Podaj, kto jest wykonawcą."}
    await site.client.post(f"{WORKS}/p-1/progress/1/return", json=body, headers={**site.by(OFFICER), **key()})
    assert (await add(site, OFFICER)).json()["type"] == "/problems/update-returned"


async def test_photographs_of_a_word_that_went_back_go_over_to_the_mended_one(site):
    await chosen(site.house)
    await send(site)
    kept, wrong = [(await add(site, body=taken(80, 60))).json()["photograph_id"] for _ in range(2)]
    reason = {"reason": "Widać twarz przechodnia."}
    place = f"{WORKS}/p-1/progress/1/photographs/{wrong}/withdrawal"
    assert (await site.client.post(place, json=reason, headers={**site.by(OFFICER), **key()})).status_code == 204
    await site.client.post(f"{WORKS}/p-1/progress/1/return", json=reason, headers={**site.by(OFFICER), **key()})
    await send(site)
    await approve(site, 2)
    work = (await site.client.get(f"{WORKS}/p-1", headers=site.by(OFFICER))).json()
    ids = [[one["id"] for one in update["photographs"]] for update in work["updates"]]
    assert ids == [[wrong], [kept]]
    assert (await site.client.get(f"{PUBLIC}/zdjecia/{kept}/640")).status_code == 200


async def test_of_many_at_once_no_more_are_taken_than_may_be(site):
    await chosen(site.house)
    await send(site)
    body = taken(80, 60)
    answers = await asyncio.gather(*(add(site, body=body) for _ in range(MOST_PHOTOGRAPHS + 4)))
    taken_in = [answer for answer in answers if answer.status_code == 201]
    assert {answer.status_code for answer in answers} <= {201, 409, 412}
    for _ in range(MOST_PHOTOGRAPHS):
        await add(site, body=body)
    work = (await site.client.get(f"{WORKS}/p-1", headers=site.by(OFFICER))).json()
    assert len(taken_in) <= len(work["updates"][0]["photographs"]) == MOST_PHOTOGRAPHS
    assert (await add(site, body=body)).json()["most"] == MOST_PHOTOGRAPHS


async def test_the_same_photograph_sent_twice_is_there_once(site):
    await chosen(site.house)
    await send(site)
    body = taken(80, 60)
    sent = {
        "content": b'--b\r\nContent-Disposition: form-data; name="alt"\r\n\r\n'
        + ALT.encode()
        + b'\r\n--b\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
        + body
        + b"\r\n--b--\r\n",
        "headers": {**site.by(OFFICER), **key("photo-key-0001"), "Content-Type": "multipart/form-data; boundary=b"},
    }
    answers = [await site.client.post(f"{WORKS}/p-1/progress/1/photographs", **sent) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    work = (await site.client.get(f"{WORKS}/p-1", headers=site.by(OFFICER))).json()
    assert len(work["updates"][0]["photographs"]) == 1


async def test_a_withdrawn_photograph_is_gone_from_pages_and_from_the_store_and_its_reason_stays(site):
    await chosen(site.house)
    await send(site)
    id = (await add(site)).json()["photograph_id"]
    await approve(site, 1)
    place = f"{WORD}/{id}/wycofanie"
    assert (await site.client.get(place, headers=site.by(ZDM))).status_code == 403
    assert ALT in (await site.client.get(place, headers=site.by(OFFICER))).text
    empty = await site.client.post(place, data={"reason": ""}, headers=site.by(OFFICER))
    assert empty.status_code == 422
    reason = {"reason": "Widać twarz przechodnia."}
    assert (await site.client.post(place, data=reason, headers=site.by(OFFICER))).status_code == 303
    assert ALT not in (await site.client.get(PUBLIC)).text
    assert (await site.client.get(f"{PUBLIC}/zdjecia/{id}/640")).status_code == 404
    assert "Widać twarz przechodnia." in (await site.client.get(WORD, headers=site.by(OFFICER))).text
    await site.house.pictures.drop_due()
    files = site.house.database.collection("photographs.files")
    assert await files.count_documents({}) == 0
    assert await site.house.database.collection("photographs.chunks").count_documents({}) == 0
    again = await site.client.post(
        f"{WORKS}/p-1/progress/1/photographs/{id}/withdrawal", json=reason, headers={**site.by(OFFICER), **key()}
    )
    assert (again.status_code, again.json()["type"]) == (404, "/problems/photograph-unknown")


async def test_a_chosen_file_is_not_lost_where_its_words_are_missing(site, clock):
    await chosen(site.house)
    await send(site)
    sent = {"files": {"photo": ("a.jpg", taken(80, 60))}, "headers": site.by(ZDM)}
    answer = await site.client.post(WORD, data={"alt": "krótko"}, **sent)
    assert answer.status_code == 422
    assert "Zdjęcie mamy." in answer.text
    picture = answer.text.partition('name="picture" value="')[2].partition('"')[0]
    typed = {"alt": ALT, "picture": picture}
    assert (await site.client.post(WORD, data=typed, headers=site.by(ZDM))).status_code == 303
    taken_already = await site.client.post(WORD, data=typed, headers=site.by(ZDM))
    assert taken_already.status_code == 422
    assert "Tego zdjęcia już nie mamy." in taken_already.text
    neither = await site.client.post(WORD, data={"alt": ALT}, headers=site.by(ZDM))
    assert "Wybierz zdjęcie." in neither.text
    assert ALT in neither.text


async def test_what_nobody_finished_is_dropped_after_a_day_and_what_was_finished_stays(site, clock):
    await chosen(site.house)
    await send(site)
    await add(site, ZDM, taken(80, 60))
    await site.client.post(WORD, data={"alt": ""}, files={"photo": ("b.jpg", taken(80, 60))}, headers=site.by(ZDM))
    files = site.house.database.collection("photographs.files")
    assert await files.count_documents({}) == 4
    clock.move(hours=25)
    await site.house.pictures.drop_due()
    assert await files.count_documents({}) == 2


async def test_a_unit_adds_photographs_to_its_answer_by_the_link_of_its_call(site, clock):
    link = f"/budzet-obywatelski/projekty/wezwanie/{await called(site, clock)}"
    before = await site.client.get(f"{link}/zdjecia")
    assert (before.status_code, before.headers["location"]) == (303, link)
    photo = {"files": {"photo": ("a.jpg", taken(80, 60))}, "data": {"alt": ALT}}
    assert (await site.client.post(f"{link}/zdjecia", **photo)).headers["location"] == link
    await site.client.post(f"{link}/bez-zmian", data={})
    assert f"{link}/zdjecia" in (await site.client.get(link)).text
    assert (await site.client.post(f"{link}/zdjecia", **photo)).status_code == 303
    assert "Mamy 1 zdjęcie" in (await site.client.get(f"{link}/zdjecia")).text.replace("\u00a0", " ")
    await approve(site, 2)
    assert f"{link}/zdjecia" not in (await site.client.get(link)).text
    assert f'alt="{ALT}"' in (await site.client.get(PUBLIC)).text
