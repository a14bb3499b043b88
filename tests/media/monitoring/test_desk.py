"""What the press office does with what was found: it sorts, corrects the tone, opens requests; others read."""

from datetime import timedelta

import pytest

from services.media.monitoring.domain.tone import Tone, lexicon
from services.media.monitoring.domain.topic import Topic
from services.media.search.domain import terms_of
from shared.access import Role
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS
from tests.media.monitoring.conftest import API, XML, Web, article, feed, mentions, source, tick, topic

MAYOR, AUDITOR = person(Role.MAYOR), person(Role.AUDITOR)
HOME = "/panel/monitoring"


async def gathered(site: Site, web: Web, clock: SetClock) -> None:
    """Three stories of two portals, one of them copied."""
    text = (
        "Na remont chodników przy ulicy Asnyka radni dołożyli milion złotych, prace ruszą po wakacjach i potrwają rok."
    )
    one = article(1, clock.moment, "Protest mieszkańców: fatalny stan chodników", text)
    other = article(2, clock.moment - timedelta(hours=1), "Biblioteka wyróżniona nagrodą ministra")
    old = article(3, clock.moment - timedelta(days=5), "Most zamknięty do odwołania")
    web.pages["/one"] = (200, XML, feed(one, other, old))
    web.pages["/two"] = (200, XML, feed({**one, "link": "/b/1", "title": "Chodniki na Asnyka: milion złotych"}))
    await source(site, web.url("/one"), name="Głos Próbny")
    await tick(site)
    await source(site, web.url("/two"), name="Kurier Próbny")
    await tick(site)


async def get(site: Site, path: str, who: object = PRESS) -> str:
    answer = await site.client.get(path, headers=site.by(who))  # type: ignore[arg-type]
    assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
    return answer.text


async def test_the_desk_sorts_by_day_topic_tone_source_and_words(site: Site, web: Web, clock: SetClock):
    await gathered(site, web, clock)
    pavements = await topic(site, "Chodniki", "chodnik", "ścieżka rowerowa")
    today = await get(site, HOME)
    assert "Protest mieszkańców" in today
    assert "i jeszcze 1 taka sama publikacja" in today
    assert "Biblioteka wyróżniona" in today
    assert "Most zamknięty" not in today
    assert "Most zamknięty" in await get(site, f"{HOME}?dni=tydzien")
    by_topic = await get(site, f"{HOME}?temat={pavements}")
    assert "Protest mieszkańców" in by_topic
    assert "Biblioteka wyróżniona" not in by_topic
    negative = await get(site, f"{HOME}?ton=negatywny")
    assert "Protest mieszkańców" in negative
    assert "Biblioteka wyróżniona" not in negative
    kurier = next(row["source_id"] for row in await rows(site, "sources") if row["name"] == "Kurier Próbny")
    copied = await get(site, f"{HOME}?zrodlo={kurier}")
    assert "Chodniki na Asnyka: milion złotych" in copied
    assert "Biblioteka wyróżniona" in await get(site, f"{HOME}?q=nagrody bibliotek")
    assert "Nic tu nie pasuje" in await get(site, f"{HOME}?q=lotnisko")


async def rows(site: Site, what: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = (await site.client.get(f"{API}/{what}", headers=site.by(PRESS))).json()
    return found


async def test_a_persons_word_on_the_tone_stands_above_the_hint_and_leaves_a_trace(
    site: Site, web: Web, clock: SetClock
):
    await gathered(site, web, clock)
    [one] = await mentions(site, q="protest")
    assert one["tone"] == one["hint"]["tone"] == "negative"
    assert {"protest", "fatalny"} <= set(one["hint"]["words"])
    assert one["hint"]["lexicon"] == lexicon().version
    place = f"{HOME}/wzmianka/{one['mention_id']}"
    sent = {"version": "1", "tone": "neutral", "form_key": "k" * 12}
    assert (await site.client.post(f"{place}/ton", data=sent, headers=site.by(PRESS))).status_code == 303
    late = await site.client.post(f"{place}/ton", data={**sent, "form_key": "z" * 12}, headers=site.by(PRESS))
    assert late.status_code == 412
    assert "Ktoś ocenił ton" in late.text
    [ruled] = await mentions(site, q="protest")
    assert (ruled["tone"], ruled["hint"]["tone"]) == ("neutral", "negative")
    assert [(each["tone"], each["by_name"]) for each in ruled["rulings"]] == [("neutral", PRESS.name)]
    shown = await get(site, place, MAYOR)
    assert f"neutralny, {PRESS.name}" in shown
    assert "Zapisz ocenę" not in shown
    refused = await site.client.post(f"{place}/ton", data=sent, headers=site.by(MAYOR))
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("kind", "said"), [("criticism", "Krytyka prasowa"), ("rectification_out", "Sprostowanie od miasta")]
)
async def test_a_request_opened_from_a_mention_knows_it_and_is_known_by_it(
    site: Site, web: Web, clock: SetClock, kind: str, said: str
):
    await gathered(site, web, clock)
    [one] = await mentions(site, q="protest")
    place = f"{HOME}/wzmianka/{one['mention_id']}"
    form = f"/panel/prasa/nowa?rodzaj={kind}&wzmianka={one['mention_id']}"
    assert form.replace("&", "&amp;") in await get(site, place)
    blank = await get(site, form)
    for text in (one["title"], one["url"], "Głos Próbny", 'value="2026-04-15"'):
        assert text in blank
    sent = {
        "kind": kind,
        "channel": "own",
        "outlet": "Głos Próbny",
        "medium": "portal",
        "name": "Redakcja",
        "topic": "Stan chodników",
        "text": "Artykuł o stanie chodników.",
        "received_at": "2026-04-15T11:00",
        "publication_title": one["title"],
        "publication_on": "2026-04-15",
        "publication_url": one["url"],
        "mention_id": one["mention_id"],
    }
    made = await site.client.post("/panel/prasa/nowa", data=sent, headers=site.by(PRESS))
    assert made.status_code == 303, made.text
    case = made.headers["location"]
    assert place in await get(site, case)
    assert said in await get(site, case)
    assert case in await get(site, place, MAYOR)
    unit = person(Role.UNIT_REVIEWER)
    assert (await site.client.get(place, headers=site.by(unit))).status_code == 403


async def test_an_old_link_to_a_mention_opens_the_form_all_the_same(site: Site):
    assert "Wpisz sprawę prasy" in await get(site, "/panel/prasa/nowa?rodzaj=criticism&wzmianka=gone")


@pytest.mark.parametrize(
    ("phrase", "text", "fits"),
    [
        ("chodnik", "Stan chodników", True),
        ("chodnik", "po chodniku", True),
        ("chodniki", "na chodnikach", True),
        ("ławka", "nowe ławki w parku", True),
        ("ławka", "lawki", True),
        ("budżet obywatelski", "głosowanie nad budżetem obywatelskim", True),
        # What changes inside a word is another word to the stemmer: the form asks for both.
        ("budżet obywatelski", "głosowanie w budżecie obywatelskim", True),
        ("budżet obywatelski", "budżet miasta", False),
        ("chodnik", "choinka", False),
    ],
)
def test_a_topic_is_met_in_any_form_of_its_words(phrase: str, text: str, fits: bool, clock: SetClock):
    topic = Topic(id="t", name="Temat", phrases=(phrase,), added_at=clock.moment, by_name="Anna")
    assert topic.fits(terms_of(text)) is fits


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("Protest mieszkańców pod ratuszem", Tone.NEGATIVE),
        ("Biblioteka wyróżniona nagrodą", Tone.POSITIVE),
        ("Sesja rady w czwartek o dziewiątej", Tone.NEUTRAL),
        ("Jest nagroda i jest skandal", Tone.NEUTRAL),
        ("Remont bez opóźnień", Tone.POSITIVE),
        ("To nie sukces", Tone.NEGATIVE),
        ("Sport: korekta strategii, długi weekend w winnicy, poranny autobus do Skarżyska", Tone.NEUTRAL),
        ("", Tone.NEUTRAL),
    ],
)
def test_the_list_of_words_gives_a_hint(text: str, tone: Tone):
    assert lexicon().hint(text).tone is tone


def test_the_list_of_words_is_in_order_and_no_word_speaks_for_both():
    words = lexicon()
    for side in (words.positive, words.negative):
        assert all(word.isascii() and word.islower() and len(word) >= 4 for word in side)
        assert len(set(side)) == len(side)
    assert not [
        one for one in words.positive for other in words.negative if one.startswith(other) or other.startswith(one)
    ]


async def test_every_page_is_there_for_those_who_read(site: Site, web: Web, clock: SetClock):
    for path in ("", "/tematy", "/zrodla", "/przeglad"):
        for who in (PRESS, MAYOR, AUDITOR):
            await get(site, HOME + path, who)
    await gathered(site, web, clock)
    id = await topic(site, "Chodniki", "chodnik")
    [row, *_] = await rows(site, "sources")
    for path in ("/tematy", f"/tematy/{id}", "/zrodla"):
        for who in (PRESS, MAYOR):
            await get(site, HOME + path, who)
    for path in ("/tematy/nowy", f"/tematy/{id}/zmiana", "/zrodla/nowe", f"/zrodla/{row['source_id']}"):
        await get(site, HOME + path)
        assert (await site.client.get(HOME + path, headers=site.by(MAYOR))).status_code == 403


async def test_topics_and_sources_are_kept_by_forms_that_lose_nothing_typed(site: Site, web: Web):
    wrong = {"name": "x", "phrases": "chodnik\n!", "active": "true"}
    answer = await site.client.post(f"{HOME}/tematy/nowy", data=wrong, headers=site.by(PRESS))
    assert answer.status_code == 422
    assert "chodnik\n!" in answer.text
    right = {"name": "Chodniki", "phrases": "chodnik\n\n ścieżka rowerowa ", "active": "true"}
    made = await site.client.post(f"{HOME}/tematy/nowy", data=right, headers=site.by(PRESS))
    assert made.status_code == 303
    place = made.headers["location"]
    assert "chodnik, ścieżka rowerowa" in await get(site, place)
    changes = [
        await site.client.post(f"{place}/zmiana", data={**right, "name": name, "version": "1"}, headers=site.by(PRESS))
        for name in ("Chodniki i ścieżki", "Piesi")
    ]
    assert [answer.status_code for answer in changes] == [303, 412]
    assert "Ktoś zmienił ten temat" in changes[1].text
    assert 'value="Piesi"' in changes[1].text
    wrong = {"name": "Głos", "url": "glos.example", "kind": "feed", "medium": "portal"}
    answer = await site.client.post(f"{HOME}/zrodla/nowe", data=wrong, headers=site.by(PRESS))
    assert (answer.status_code, 'value="glos.example"' in answer.text) == (422, True)
    right = {**wrong, "url": web.url("/feed"), "active": "true"}
    codes = [
        (await site.client.post(f"{HOME}/zrodla/nowe", data=right, headers=site.by(PRESS))).status_code
        for _ in range(2)
    ]
    assert codes == [303, 409]
    [row] = await rows(site, "sources")
    place = f"{HOME}/zrodla/{row['source_id']}"
    paused = {name: value for name, value in right.items() if name != "active"} | {"version": "1"}
    codes = [(await site.client.post(place, data=paused, headers=site.by(PRESS))).status_code for _ in range(2)]
    assert codes == [303, 412]
    await tick(site)
    assert web.asked == []
    assert "nieobserwowane" in await get(site, f"{HOME}/zrodla")
