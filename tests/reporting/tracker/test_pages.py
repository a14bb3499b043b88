"""The public pages: what a resident reads of the projects."""

from xml.etree import ElementTree

from tests.reporting.conftest import (
    EDITION,
    announced,
    answered,
    appealed,
    checked,
    decided,
    listed,
    moment,
    opined,
    progressed,
    results,
    reviewed,
    settled,
    started,
    submitted,
)

LIST = "/budzet-obywatelski/projekty"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


async def test_before_the_first_edition_the_list_says_so(site):
    page = await site.client.get(LIST)
    assert page.status_code == 200
    assert "Nie ma jeszcze żadnej edycji" in page.text


async def test_an_edition_without_projects_invites_to_file_one(site):
    await site.house.hears(announced())
    assert "Nikt jeszcze nie zgłosił projektu" in (await site.client.get(LIST)).text
    assert "Nie ma jeszcze czego liczyć" in (await site.client.get(f"{LIST}/edycja/{EDITION}")).text


async def test_the_list_counts_states_and_keeps_the_filters_in_the_address(site):
    await site.house.hears(announced(), submitted("p-1", 1), submitted("p-2", 2, title="Ławki"), checked("p-2"))
    page = await site.client.get(LIST)
    assert "Plac zabaw pod kasztanami" in page.text
    assert "?stan=in_review" in page.text
    narrowed = await site.client.get(LIST, params={"q": "lawka", "stan": "in_review", "pula": "", "osiedle": ""})
    assert "Ławki" in narrowed.text
    assert "Plac zabaw pod kasztanami" not in narrowed.text
    assert "Nie ma takich projektów" in (await site.client.get(LIST, params={"q": "smok"})).text


async def test_a_long_list_has_pages(site):
    await site.house.hears(announced(), *(submitted(f"p-{number}", number) for number in range(1, 27)))
    first = await site.client.get(LIST, params={"pula": "local"})
    assert "Strona 1 z 2" in first.text
    assert "pula=local&amp;strona=2" in first.text
    assert "BO-2027-026" in (await site.client.get(LIST, params={"pula": "local", "strona": 2})).text


async def test_the_sketch_names_every_spot_and_the_list_beside_it_has_the_same_numbers(site):
    await site.house.hears(
        announced(),
        submitted("p-1", 1, title="Ławki", latitude=51.761, longitude=18.091),
        submitted("p-2", 2, title="Drzewa", latitude=51.781, longitude=18.051),
        submitted("p-3", 3, title="Kosze", latitude=51.7611, longitude=18.0911),
        submitted("p-4", 4, title="Zajęcia <dla> wszystkich"),
    )
    text = (await site.client.get(f"{LIST}/mapa")).text
    assert '<a href="/budzet-obywatelski/projekty/p-2" aria-label="2. Drzewa">' in text
    assert '<a href="#na-szkicu-1" aria-label="1. Ławki i jeszcze 1">' in text
    places = [text.index(part) for part in ('id="na-szkicu-1"', ">Ławki</a>", ">Kosze</a>", ">Drzewa</a>")]
    assert places == sorted(places)
    assert text.index("Bez punktu na szkicu") < text.index(">Zajęcia &lt;dla&gt; wszystkich</a>")
    assert "Rogatka" in text
    assert "http" not in text[text.index('<svg class="plan"') : text.index("</svg>", text.index('<svg class="plan"'))]


async def test_where_no_project_has_a_point_the_page_says_so_and_lists_them(site):
    assert "Nie ma jeszcze żadnej edycji" in (await site.client.get(f"{LIST}/mapa")).text
    await site.house.hears(announced())
    assert "Nikt jeszcze nie zgłosił projektu" in (await site.client.get(f"{LIST}/mapa")).text
    await site.house.hears(submitted("p-1", 1))
    text = (await site.client.get(f"{LIST}/mapa")).text
    assert 'svg class="plan"' not in text
    assert "Bez punktu na szkicu" in text


async def test_the_filters_of_the_list_are_those_of_the_sketch(site):
    await site.house.hears(announced(), submitted("p-1", 1), submitted("p-2", 2, title="Ławki"), checked("p-2"))
    narrowed = (await site.client.get(LIST, params={"q": "lawka", "stan": "in_review"})).text
    assert f"{LIST}/mapa?q=lawka&amp;stan=in_review" in narrowed
    text = (await site.client.get(f"{LIST}/mapa", params={"q": "lawka", "stan": "in_review"})).text
    assert ">Ławki</a>" in text
    assert "Plac zabaw pod kasztanami" not in text
    assert "Nie ma takich projektów" in (await site.client.get(f"{LIST}/mapa", params={"q": "smok"})).text


async def test_a_contract_that_is_put_off_says_why_and_what_was_told_before_and_is_no_later_end(site):
    day, why = moment("2027-06-01"), "Przetarg bez ofert."
    await site.house.hears(
        announced(),
        submitted(),
        results(),
        started(),
        progressed(stage="prepared", planned_contract="2027-05-31"),
        progressed(version=8, stage="prepared", planned_contract="2027-07-30", delay_reason=why, published_at=day),
    )
    told = "Przetarg bez ofert. Umowa wcześniej: 31 maja 2027."
    for place in (f"{LIST}/p-1", f"{LIST}/p-1/atom.xml"):
        assert told in (await site.client.get(place)).text.replace("\u00a0", " ")
    shown = (await site.client.get("/api/reporting/v1/projects/p-1")).json()
    assert (shown["delay_reason"], shown["life"][-1]["planned_contract"]) == (None, "2027-07-30")


async def test_the_life_line_reads_from_what_comes_next_back_to_the_beginning(site):
    await site.house.hears(
        announced(),
        submitted(),
        checked(),
        reviewed(),
        decided(admitted=False, reason="Teren jest prywatny."),
        appealed(),
        answered(reason="Zmieniono miejsce.", decided_at=moment("2026-08-19")),
        decided(version=7, reason="Zmieniono miejsce.", decided_at=moment("2026-08-19")),
        listed(),
        results(),
        started(),
        progressed(),
        progressed(
            version=8, planned_end="2027-11-30", delay_reason="Nie wpłynęła oferta.", published_at=moment("2027-06-01")
        ),
    )
    text = (await site.client.get(f"{LIST}/p-1")).text
    steps = [
        "Koniec prac",
        "Nie wpłynęła oferta. Wcześniej: 31 sierpnia 2027.",
        "Przekazany do realizacji",
        "Wybrany w głosowaniu",
        f"/budzet-obywatelski/wyniki/{EDITION}",
        f"/budzet-obywatelski/wyniki/{EDITION}/protokol.pdf",
        "Dopuszczony po odwołaniu",
        "Odwołanie uwzględnione",
        "Zmieniono miejsce.",
        "Odwołanie wnioskodawcy",
        "Niedopuszczony do głosowania",
        "Teren jest prywatny.",
        "Oceniony pozytywnie",
        "Zgłoszony przez mieszkańców",
    ]
    text = text.replace("\u00a0", " ")
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert text.count("Zmieniono miejsce.") == 1, "the reason is told once"
    assert "Wydano 8 000 zł z 95 000 zł" in text


async def test_what_residents_wrote_is_text_and_never_markup(site):
    await site.house.hears(announced(), submitted(title="<script>alert(1)</script>", description="<img src=x>"))
    for page in (f"{LIST}/p-1", LIST, f"{LIST}/p-1/atom.xml"):
        text = (await site.client.get(page)).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


async def test_the_feed_is_well_formed_and_the_newest_entry_comes_first(site):
    await site.house.hears(announced(), submitted(title="Ławki & kwiaty <dla wszystkich>"), checked(), reviewed())
    answer = await site.client.get(f"{LIST}/p-1/atom.xml")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    assert feed.findtext("a:title", namespaces=ATOM) == "Ławki & kwiaty <dla wszystkich>"
    titles = [entry.findtext("a:title", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)]
    assert titles == ["Oceniony pozytywnie", "Przeszedł ocenę formalną", "Zgłoszony przez mieszkańców"]
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)]
    assert len(set(ids)) == 3
    assert feed.findtext("a:updated", namespaces=ATOM) == "2026-06-15T12:00:00+00:00"


async def test_the_feed_of_all_projects_has_what_is_newest_first_with_the_names_of_the_projects(site):
    await site.house.hears(announced(), submitted("p-1", 1), submitted("p-2", 2, title="Ławki"))
    await site.house.hears(results(won=("p-1", "p-2")), progressed("p-2"), checked("p-1"))
    answer = await site.client.get(f"{LIST}/atom.xml")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall("a:entry", ATOM)
    titles = [entry.findtext("a:title", namespaces=ATOM) for entry in entries]
    assert titles[0] == "Ławki: Umowa z wykonawcą"
    assert "Plac zabaw pod kasztanami: Przeszedł ocenę formalną" in titles
    moments = [str(entry.findtext("a:updated", namespaces=ATOM)) for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert feed.findtext("a:updated", namespaces=ATOM) == moments[0]
    one = ElementTree.fromstring((await site.client.get(f"{LIST}/p-2/atom.xml")).content)
    ids = {entry.findtext("a:id", namespaces=ATOM) for entry in entries}
    assert len(ids) == len(entries)
    assert {entry.findtext("a:id", namespaces=ATOM) for entry in one.findall("a:entry", ATOM)} < ids
    assert (
        f'type="application/atom+xml" title="Projekty budżetu obywatelskiego" href="{LIST}/atom.xml"'
        in (await site.client.get(LIST)).text
    )


async def test_the_feed_of_all_projects_is_bounded_and_drops_the_oldest(site):
    await site.house.hears(announced(), *(submitted(f"p-{number}", number) for number in range(1, 60)))
    await site.house.hears(checked("p-1"))
    feed = ElementTree.fromstring((await site.client.get(f"{LIST}/atom.xml")).content)
    titles = [entry.findtext("a:title", namespaces=ATOM) or "" for entry in feed.findall("a:entry", ATOM)]
    assert len(titles) == 50
    assert titles[0].endswith("Przeszedł ocenę formalną")


async def test_before_the_first_project_the_feed_of_all_is_empty_and_valid(site):
    feed = ElementTree.fromstring((await site.client.get(f"{LIST}/atom.xml")).content)
    assert feed.findall("a:entry", ATOM) == []
    assert feed.findtext("a:updated", namespaces=ATOM)


async def test_the_life_line_tells_what_it_has_cost_in_the_end(site):
    await site.house.hears(announced(), submitted(), results(), started(), progressed(), settled())
    text = (await site.client.get(f"{LIST}/p-1")).text.replace("\u00a0", " ")
    assert "Koszt ostateczny: 93 500 zł, planowany: 95 000 zł." in text
    assert "Wydano 93 500 zł z 95 000 zł" in text


async def test_the_life_line_and_the_feed_tell_whose_opinion_it_is_and_what_it_says(site):
    councillors = opined(opinion="o-2", body="Radni Rady Miasta", result="none", text="")
    await site.house.hears(announced(), submitted(), checked(), opined(result="against"), councillors)
    text = (await site.client.get(f"{LIST}/p-1")).text
    told = ("Opinia: przeciw", "Jednostka pomocnicza: Rogatka", "Plac zabaw jest potrzebny.", "Odpowiedź bez opinii")
    for shown in (*told, "Radni Rady Miasta"):
        assert shown in text
    feed = ElementTree.fromstring((await site.client.get(f"{LIST}/p-1/atom.xml")).content)
    entries = feed.findall("a:entry", ATOM)
    assert len({entry.findtext("a:id", namespaces=ATOM) for entry in entries}) == len(entries) == 4
    bodies = {entry.findtext("a:author/a:name", namespaces=ATOM) for entry in entries}
    assert bodies == {None, "Radni Rady Miasta", "Jednostka pomocnicza: Rogatka"}


async def test_a_project_nobody_filed_is_not_there(site):
    assert (await site.client.get(f"{LIST}/p-1")).status_code == 404
    assert (await site.client.get(f"{LIST}/p-1/atom.xml")).status_code == 404
    assert (await site.client.get(f"{LIST}/edycja/none")).status_code == 404


async def test_the_edition_at_a_glance_shows_its_money_and_its_counts(site):
    await site.house.hears(announced(), submitted(), decided(), listed(), results())
    text = (await site.client.get(f"{LIST}/edycja/{EDITION}")).text.replace("\u00a0", " ")
    assert "95 000 zł z 900 000 zł" in text
    assert "Sport i rekreacja" in text


async def test_every_page_is_there_in_english(site):
    await site.house.hears(announced(), submitted(), decided(), listed(), results())
    for page in (LIST, f"{LIST}/p-1", f"{LIST}/edycja/{EDITION}", "/panel/zaloguj"):
        answer = await site.client.get(page, headers={"Cookie": "lang=en"})
        assert answer.headers["content-language"] == "en"


async def test_a_project_that_waits_for_its_check_can_be_supported_online_where_the_rules_allow_it(site):
    link = "/budzet-obywatelski/poparcie/p-1"
    await site.house.hears(announced(), submitted("p-1", 1))
    assert link not in (await site.client.get(f"{LIST}/p-1")).text

    allowed = announced()
    allowed = allowed.model_copy(update={"rules": allowed.rules.model_copy(update={"online_support": True})})
    await site.house.hears(allowed.model_copy(update={"version": 2}))
    assert link in (await site.client.get(f"{LIST}/p-1")).text
    await site.house.hears(checked("p-1"))
    assert link not in (await site.client.get(f"{LIST}/p-1")).text
