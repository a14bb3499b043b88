"""A speech from the order to the archive: every figure with its source, checked outside, approved by another hand."""

import asyncio
import io
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest
from docx import Document as WordFile
from pypdf import PdfReader

from services.events.speeches.domain import (
    TABLE,
    Action,
    Check,
    FiguresUnchecked,
    FiguresWithoutSource,
    OwnSpeech,
    Speech,
    SpeechNotNow,
    State,
    minutes_of,
)
from services.events.speeches.domain.figures import Figure, Verdict, kept, without_source
from services.events.speeches.domain.order import Kind, Order
from services.events.speeches.domain.passages import shared, shingles
from services.events.speeches.service import HANDS
from services.events.speeches.store import SaidFoundAnew, _said
from services.events.texts import Version
from shared.access import Person, Role
from shared.contracts.events import SpeechPublishedV1
from tests.conftest import Site
from tests.events.letters.conftest import (
    ACT,
    AUDITOR,
    MAYOR,
    OFFICER,
    PROTOCOL,
    declared,
    link_in_mails,
    mails,
    moves,
    tasks,
    told,
)

NOW = datetime(2026, 4, 15, 10, tzinfo=UTC)
AUTHOR, HEAD = (Person(id=f"p-{name}", name=name, role=Role.PROTOCOL_OFFICER) for name in ("a", "h"))
ORDER = Order(
    kind=Kind.SPEECH, title="Pamięć", occasion="Rocznica", speaker="Prezydent", place="Rynek",
    held_on=date(2026, 8, 14), minutes=5,
)  # fmt: skip


def version(by: Person = AUTHOR) -> Version:
    return Version(id="v", at=NOW, by_id=by.id, by_name=by.name, sealed=b"")


def figure(statement: str = "W 1914 roku", holds: bool | None = True) -> Figure:
    verdict = None if holds is None else Verdict(holds=holds, who="Archiwum", at=NOW)
    return Figure(id="f", statement=statement, source="Archiwum, t. 3", verdict=verdict)


def speech(state: State, figures: tuple[Figure, ...] = (figure(),)) -> Speech:
    check = Check(id="c", expert="Archiwum", asked_at=NOW, by_name="a")
    return Speech(
        id="s", order=ORDER, state=state, due_at=NOW, explanation=(), history=(), ordered_at=NOW,
        figures=figures, versions=(version(),), check=check,
    )  # fmt: skip


STEPS: dict[Action, Any] = {
    Action.CORRECT: lambda one: one.corrected(ORDER.model_copy(update={"minutes": 3}), AUTHOR, NOW),
    Action.BRIEF: lambda one: one.briefed("O czym", [], AUTHOR, NOW),
    Action.DRAFT: lambda one: one.drafted(version()),
    Action.ASK: lambda one: one.asked(Check(id="d", expert="IPN", asked_at=NOW, by_name="a")),
    Action.ANSWER: lambda one: one.answered("c", {"f": (True, "")}, NOW),
    Action.APPROVE: lambda one: one.approved("W 1914 roku", HEAD, NOW),
    Action.REOPEN: lambda one: one.reopened("Popraw", HEAD, NOW),
    Action.DELIVER: lambda one: one.delivered(NOW.date(), AUTHOR, NOW),
    Action.PUBLISH: lambda one: one.published(AUTHOR, NOW),
    Action.WITHDRAW: lambda one: one.withdrawn("Pomyłka", HEAD, NOW),
    Action.CANCEL: lambda one: one.cancelled("Nie będzie", HEAD, NOW),
}
S, A = State, Action
ALLOWED: dict[State, dict[Action, State]] = {
    S.ORDERED: {A.CORRECT: S.ORDERED, A.BRIEF: S.DRAFTED, A.CANCEL: S.CANCELLED},
    S.BRIEFED: {
        A.CORRECT: S.BRIEFED, A.BRIEF: S.DRAFTED, A.DRAFT: S.DRAFTED, A.ASK: S.BRIEFED, A.ANSWER: S.BRIEFED,
        A.CANCEL: S.CANCELLED,
    },
    S.DRAFTED: {
        A.CORRECT: S.DRAFTED, A.BRIEF: S.DRAFTED, A.DRAFT: S.DRAFTED, A.ASK: S.DRAFTED, A.ANSWER: S.DRAFTED,
        A.APPROVE: S.APPROVED, A.REOPEN: S.BRIEFED, A.CANCEL: S.CANCELLED,
    },
    S.APPROVED: {A.CORRECT: S.APPROVED, A.REOPEN: S.BRIEFED, A.DELIVER: S.DELIVERED, A.CANCEL: S.CANCELLED},
    S.DELIVERED: {A.PUBLISH: S.PUBLISHED},
    S.PUBLISHED: {A.WITHDRAW: S.WITHDRAWN},
    S.WITHDRAWN: {A.PUBLISH: S.PUBLISHED},
    S.CANCELLED: {},
}  # fmt: skip


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_each_step_has_its_time(state, action):
    after = ALLOWED[state].get(action)
    assert (state in TABLE[action]) is (after is not None)
    if after is None:
        with pytest.raises(SpeechNotNow):
            STEPS[action](speech(state))
    else:
        assert STEPS[action](speech(state)).state is after


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_each_step_is_for_its_roles(role, action):
    writers = {Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER}
    allowed = writers | {Role.MAYOR} if action in (A.APPROVE, A.REOPEN, A.WITHDRAW, A.CANCEL) else writers
    assert (role in HANDS[action]) is (role in allowed)


def test_no_author_approves():
    with pytest.raises(OwnSpeech):
        speech(S.DRAFTED).approved("W 1914 roku", AUTHOR, NOW)


@pytest.mark.parametrize("holds", [None, False])
def test_nothing_is_approved_with_a_figure_unchecked_or_questioned(holds):
    with pytest.raises(FiguresUnchecked):
        speech(S.DRAFTED, (figure(holds=holds),)).approved("W 1914 roku", HEAD, NOW)


def test_nothing_is_approved_with_a_figure_without_source():
    with pytest.raises(FiguresWithoutSource) as lacking:
        speech(S.DRAFTED).approved("W 1914 roku zginęło 1 250,5 albo 95 procent", HEAD, NOW)
    assert lacking.value.numbers == ("1250,5 procent", "95 procent")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bez liczb", ()),
        ("14 sierpnia 1914 roku", ("14 sierpnia", "1914 roku")),
        ("1 250 drzew, 1250 krzewów i 1\u00a0250 drzew", ("1250 drzew", "1250 krzewów")),
        ("2,4 mln zł, 2.4 miliona osób i 3 tys. zł", ("2,4 mln zł", "2,4 mln osób", "3 tys zł")),
        ("w latach 1914-1918.", ("1914", "1918")),
        ("w 1914 i 1918 roku, 95% domów", ("1914 roku", "1918 roku", "95 procent")),
    ],
)
def test_numbers_are_found_as_people_write_them_each_with_what_it_counts(text, found):
    assert without_source(text, []) == found


@pytest.mark.parametrize(
    ("text", "statement", "lacking"),
    [
        ("14 sierpnia 1914", "Było to 14.08.1914", ("14 sierpnia",)),
        ("14 sierpnia 1914", "14 sierpnia 1914 roku zaczęło się zniszczenie", ()),
        ("W 1914 r. zginęło 95% miasta", "Rok 1914: zginęło 95 procent zabudowy", ()),
        ("1250 drzew w 2026 r.", "W 2026 roku posadziliśmy 1250 drzew", ()),
        ("posadziliśmy 2026 drzew", "W 2026 roku posadziliśmy 1250 drzew", ("2026 drzew",)),
        ("1250 krzewów", "W 2026 roku posadziliśmy 1250 drzew", ("1250 krzewów",)),
        ("120 mieszkań", "120 mieszkańców", ("120 mieszkań",)),
        ("pomogliśmy 5 osobom", "5 osób", ()),
        ("2,4 mln złotych", "Koszt to 2,4 mln zł", ()),
        ("2,4 mln osób", "Koszt to 2,4 mln zł", ("2,4 mln osób",)),
        ("2,4 złotych", "Koszt to 2,4 mln zł", ("2,4 złotych",)),
        ("w latach 1914-1918.", "W latach 1914–1918 trwała wojna", ()),
        ("Było ich 95.", "Spłonęło 95 procent domów", ()),
    ],
)
def test_a_number_has_a_source_where_a_statement_counts_the_same_with_it(text, statement, lacking):
    assert without_source(text, [figure(statement)]) == lacking


def test_a_changed_statement_is_checked_anew():
    checked = figure()
    same = Figure(id="x", statement=checked.statement, source=checked.source)
    other = Figure(id="y", statement=checked.statement, source="Inne źródło")
    assert kept([checked], [same, other]) == (checked, other)


def test_reading_time_is_rounded_up():
    assert [minutes_of(" ".join(["słowo"] * count), 110) for count in (1, 110, 111, 550)] == [1, 1, 2, 5]


EARLIER = "Kalisz jest najstarszym polskim miastem, a jego mieszkańcy potrafią odbudować to, co inni zniszczyli."


def test_passages_said_before_are_found_whatever_their_punctuation():
    text = "Szanowni Państwo! Kalisz jest najstarszym polskim miastem – a jego mieszkańcy potrafią odbudować. Dziękuję."
    [passage] = shared(text, shingles(EARLIER))
    assert passage.text.startswith("Kalisz jest najstarszym")
    assert passage.text.endswith("potrafią odbudować.")
    assert passage.words == 10
    assert shared("Zupełnie inny tekst o czymś zupełnie innym niż tamten wcześniejszy.", shingles(EARLIER)) == []
    assert shingles("za krótko") == ()


# -- over the pages -----------------------------------------------------------------------------------------------

PLACE = "/panel/wystapienia"
TEXT = f"Szanowni Państwo,\n\n14 sierpnia 1914 roku zaczęło się zniszczenie miasta.\n\n{EARLIER}"
FIGURES: dict[str, Any] = {
    "figures-0-statement": "14 sierpnia 1914 roku zaczęło się zniszczenie miasta",
    "figures-0-source": "Archiwum Państwowe w Kaliszu, zespół 12",
}
ORDERED = {
    "kind": "speech",
    "title": "Pamięć spalonego miasta",
    "occasion": "Rocznica zburzenia Kalisza",
    "speaker": "Prezydent Miasta Kalisza",
    "place": "ul. Podmiejska",
    "held_on": "2026-08-14",
    "minutes": "5",
}


async def post(site: Site, path: str, who: Person | None = PROTOCOL, **typed: Any) -> Any:
    return await site.client.post(path, data=typed, headers=site.by(who) if who else {})


async def ordered(site: Site, **changes: Any) -> str:
    answer = await post(site, f"{PLACE}/nowe", **{**ORDERED, **changes})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rpartition("/")[2]


async def row(site: Site, id: str) -> dict[str, Any]:
    return await site.database.collection("speeches").find_one({"_id": id}) or {}


async def act(site: Site, id: str, step: str, who: Person = PROTOCOL, **typed: Any) -> Any:
    return await post(site, f"{PLACE}/{id}/{step}", who, version=(await row(site, id))["version"], **typed)


async def done(site: Site, id: str, step: str, who: Person = PROTOCOL, **typed: Any) -> None:
    answer = await act(site, id, step, who, **typed)
    assert answer.status_code == 303, answer.text


async def link(site: Site, id: str) -> str:
    return await link_in_mails(site, id)


async def checked(site: Site, id: str, holds: str = "yes", comment: str = "") -> Any:
    figure_id = (await row(site, id))["figures"][0]["id"]
    typed = {"figures-0-id": figure_id, "figures-0-holds": holds, "figures-0-comment": comment}
    return await post(site, await link(site, id), None, **typed)


async def approved(site: Site, text: str = TEXT, **changes: Any) -> str:
    id = await ordered(site, **changes)
    await done(site, id, "dane", brief="O pamięci miasta", **FIGURES)
    await done(site, id, "tekst", text=text)
    await done(site, id, "sprawdzenie", expert="Archiwum Państwowe", email="archiwum@example.pl")
    assert (await checked(site, id)).status_code == 200
    await done(site, id, "zatwierdzenie", MAYOR)
    return id


async def published(site: Site, clock: Any, **changes: Any) -> str:
    id = await approved(site, **changes)
    clock.move(days=122)
    await done(site, id, "wygloszenie", delivered_on="2026-08-14")
    await done(site, id, "publikacja")
    return id


async def found(site: Site, q: str) -> list[str]:
    return [one["speech_id"] for one in (await site.client.get("/api/events/v1/speeches", params={"q": q})).json()]


async def test_from_the_order_to_the_archive(site: Site, clock):
    id = await ordered(site)
    assert await tasks(site) == [("protocol_officer", "Zbierz dane do wystąpienia, ze źródłami")]
    await done(site, id, "dane", brief="O pamięci miasta", **FIGURES)
    await done(site, id, "tekst", text=TEXT)
    assert await tasks(site) == [("protocol_officer", "Daj liczby w wystąpieniu do sprawdzenia")]
    early = await act(site, id, "zatwierdzenie", MAYOR)
    assert early.status_code == 409
    await done(site, id, "sprawdzenie", expert="Archiwum Państwowe", email="archiwum@example.pl")
    [mail] = await mails(site)
    assert (mail["to"], await link(site, id) in mail["text"]) == ("archiwum@example.pl", True)
    assert "archiwum@example.pl" not in str(await row(site, id))
    questioned = await checked(site, id, "no", "Zaczęło się 2 sierpnia")
    assert "Zapisane. Dziękujemy." in questioned.text
    page = await site.client.get(f"{PLACE}/{id}", headers=site.by(PROTOCOL))
    assert "zakwestionowane" in page.text
    assert "Zaczęło się 2 sierpnia" in page.text
    assert (await act(site, id, "zatwierdzenie", MAYOR)).status_code == 409
    assert (await checked(site, id)).status_code == 200
    assert await tasks(site) == [("mayor", "Zatwierdź wystąpienie")]
    old = await link(site, id)
    await done(site, id, "zatwierdzenie", MAYOR)
    assert (await site.client.get(old)).status_code == 410
    assert (await act(site, id, "tekst", text=TEXT)).status_code == 409
    clock.move(days=122)
    await done(site, id, "wygloszenie", delivered_on="2026-08-14")
    assert (await site.client.get(f"/wystapienia/{id}")).status_code == 404
    await done(site, id, "publikacja")
    shown = await site.client.get(f"/wystapienia/{id}")
    assert "zniszczenie miasta" in shown.text
    [event] = await told(site, SpeechPublishedV1)
    assert (event.page, event.title) == (f"/wystapienia/{id}", "Pamięć spalonego miasta")
    assert await tasks(site) == []


async def test_the_archive_is_searched_by_words_without_their_accents(site: Site, clock):
    id = await approved(site)
    clock.move(days=122)
    await done(site, id, "wygloszenie", delivered_on="2026-08-14")
    assert id not in (await site.client.get("/wystapienia?q=zniszczenie")).text
    await done(site, id, "publikacja")
    for q, found in (("zniszczenie miasta", True), ("ODBUDOWAC", True), ("mieszkanc", True), ("tramwaj", False)):
        assert (id in (await site.client.get(f"/wystapienia?q={q}")).text) is found, q
    [line] = (await site.client.get("/api/events/v1/speeches?q=pamiec")).json()
    assert (line["speech_id"], line["delivered_on"]) == (id, "2026-08-14")
    assert EARLIER in (await site.client.get(f"/api/events/v1/speeches/{id}")).json()["text"]


SYLLABLES = ("ba", "ce", "do", "fu", "gi", "ha", "ke", "lo")
LONG = " ".join("".join(each) for each in product(SYLLABLES, repeat=3)) + " po latach zniszczenia"
"""More than 500 different words, the one that is looked for at the end."""


@pytest.mark.parametrize("q", ["zniszczenia", "zniszczenie", "ZNISZCZENIEM", "zniszcz", "lata zniszczeń", "lololo"])
async def test_the_last_word_of_a_long_speech_is_found_in_any_of_its_forms(site: Site, clock, q):
    id = await published(site, clock, text=LONG)
    assert (await found(site, q), await found(site, "powstanie")) == ([id], [])


async def test_what_was_said_before_all_words_were_known_is_indexed_anew(site: Site, clock):
    id, archive = await published(site, clock, text=LONG), site.database.collection("speeches_said")
    await archive.update_one({"_id": id}, {"$set": {"words": ["pamiec", "bababa"], "schema_version": 1}})
    assert await found(site, "zniszczenie") == []
    for _ in range(2):
        await SaidFoundAnew()(site.database)
        assert await found(site, "zniszczenie pamięci") == [id]
    assert await archive.count_documents({"schema_version": 1}) == 0


async def test_the_archive_is_searched_by_an_index(site: Site):
    wanted = {"public": True, **_said("zniszczenie miasta")}
    plan = await site.database.collection("speeches_said").find(wanted).hint("words").explain()
    scan = plan["queryPlanner"]["winningPlan"]["inputStage"]
    assert (scan["stage"], '["zniszczenie", "zniszczenif")' in scan["indexBounds"]["words"]) == ("IXSCAN", True)


async def test_what_was_said_before_is_shown_to_who_writes(site: Site, clock):
    first = await approved(site)
    clock.move(days=122)
    await done(site, first, "wygloszenie", delivered_on="2026-08-14")
    second = await ordered(site, title="Nowe słowa", held_on="2026-11-11")
    await done(site, second, "dane", brief="O niepodległości")
    await done(site, second, "tekst", text=f"Drodzy Kaliszanie! {EARLIER} Niech żyje Polska.")
    page = await site.client.get(f"{PLACE}/{second}", headers=site.by(OFFICER))
    assert "To już mówiliśmy" in page.text
    assert "Pamięć spalonego miasta" in page.text
    assert "Kalisz jest najstarszym polskim miastem" in page.text


async def test_passages_are_found_by_an_index(site: Site):
    plan = await site.database.collection("speeches_said").find({"shingles": {"$in": ["a", "b"]}}).explain()
    assert "IXSCAN" in str(plan["queryPlanner"]["winningPlan"])


async def test_a_changed_figure_needs_another_check(site: Site):
    id = await ordered(site)
    await done(site, id, "dane", brief="O pamięci", **FIGURES)
    await done(site, id, "tekst", text=TEXT)
    await done(site, id, "sprawdzenie", expert="Archiwum Państwowe", email="archiwum@example.pl")
    old = (await row(site, id))["figures"][0]["id"]
    changed: dict[str, Any] = {**FIGURES, "figures-0-source": "Inne źródło, s. 4"}
    place = await link(site, id)
    await done(site, id, "dane", brief="O pamięci", **changed)
    late = await post(site, place, None, **{"figures-0-id": old, "figures-0-holds": "yes"})
    assert late.status_code == 200
    assert (await row(site, id))["figures"][0]["verdict"] is None
    assert (await act(site, id, "zatwierdzenie", MAYOR)).status_code == 409


async def test_who_writes_neither_sees_the_link_nor_confirms_through_it(site: Site):
    id = await ordered(site)
    await done(site, id, "dane", brief="O pamięci", **FIGURES)
    await done(site, id, "tekst", text=TEXT)
    missing = await act(site, id, "sprawdzenie", expert="Archiwum Państwowe")
    assert (missing.status_code, "Podaj adres e-mail" in missing.text) == (422, True)
    await done(site, id, "sprawdzenie", expert="Archiwum Państwowe", email="archiwum@example.pl")
    page = (await site.client.get(f"{PLACE}/{id}", headers=site.by(PROTOCOL))).text
    assert "/wystapienia/sprawdzenie/" not in page
    assert "Odsyłacz dostała tylko skrzynka w example.pl." in page
    typed = {"figures-0-id": (await row(site, id))["figures"][0]["id"], "figures-0-holds": "yes"}
    refused = await post(site, await link(site, id), PROTOCOL, **typed)
    assert (refused.status_code, "Liczby sprawdza ktoś spoza urzędu" in refused.text) == (409, True)
    assert (await row(site, id))["figures"][0]["verdict"] is None


async def test_the_outsider_says_something_of_each_figure(site: Site):
    id = await ordered(site)
    await done(site, id, "dane", brief="O pamięci", **FIGURES)
    await done(site, id, "sprawdzenie", expert="Archiwum Państwowe", email="archiwum@example.pl")
    missing = await checked(site, id, "")
    assert (missing.status_code, missing.text.count("Zaznacz, czy ta informacja jest prawdziwa.")) == (422, 2)
    silent = await checked(site, id, "no")
    assert silent.status_code == 422
    assert "Napisz, co jest nie tak" in silent.text
    assert (await site.client.get("/wystapienia/sprawdzenie/cokolwiek-innego")).status_code == 410


async def test_two_who_write_at_once_lose_nothing(site: Site):
    id = await ordered(site)
    await done(site, id, "dane", brief="O pamięci", **FIGURES)
    version = (await row(site, id))["version"]
    texts = [f"To jest tekst, który napisała osoba numer {name}." for name in ("pierwsza", "druga")]
    answers = await asyncio.gather(
        *(
            post(site, f"{PLACE}/{id}/tekst", who, version=version, text=text)
            for who, text in zip((PROTOCOL, OFFICER), texts, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 412]
    lost = next(place for place, answer in enumerate(answers) if answer.status_code == 412)
    assert texts[lost] in answers[lost].text
    assert "Ktoś zmienił to wystąpienie" in answers[lost].text


async def test_the_card_is_in_large_print(site: Site):
    id = await ordered(site)
    await done(site, id, "dane", brief="O pamięci", **FIGURES)
    await done(site, id, "tekst", text=TEXT)
    pdf = PdfReader(io.BytesIO((await site.client.get(f"{PLACE}/{id}/karta.pdf", headers=site.by(AUDITOR))).content))
    sizes: list[float] = []
    pdf.pages[0].extract_text(
        visitor_text=lambda text, _c, matrix, _f, size: sizes.append(size * matrix[3]) if text.strip() else None
    )
    assert "/StructTreeRoot" in pdf.root_object
    assert "zniszczenie miasta" in pdf.pages[0].extract_text().replace("\n", " ")
    assert sorted(map(abs, sizes))[len(sizes) // 2] >= 18
    docx = WordFile(io.BytesIO((await site.client.get(f"{PLACE}/{id}/karta.docx", headers=site.by(AUDITOR))).content))
    assert docx.styles["Normal"].font.size.pt == 18
    assert docx.paragraphs[0].text == "Pamięć spalonego miasta"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"held_on": "2026-04-14"}, "held_on"), ({"speaker": "Nikt"}, "speaker"), ({"minutes": "0"}, "minutes")],
)
async def test_an_order_that_does_not_hold_is_shown_again(site: Site, changes, field):
    answer = await post(site, f"{PLACE}/nowe", **{**ORDERED, **changes})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Rocznica zburzenia Kalisza" in answer.text


async def test_the_day_a_text_is_wanted_gives_way_to_a_day_that_is_declared_free(site: Site):
    id = await ordered(site)
    before = await row(site, id)
    await declared(site, f"{before['due_at']:%Y-%m-%d}")
    [moved] = await moves(site)
    after = await row(site, id)
    assert moved.task_id == before["task"]
    assert moved.due_at > before["due_at"].replace(tzinfo=UTC)
    assert any(ACT in line for line in moved.explanation)
    assert (after["due_at"].replace(tzinfo=UTC), after["version"]) == (moved.due_at, before["version"])


async def test_the_day_of_a_speech_stays_and_so_does_the_text_of_one_called_off(site: Site):
    await done(site, await ordered(site), "rezygnacja", reason="Nie będzie uroczystości")
    id = await ordered(site, title="Druga mowa")
    due = (await row(site, id))["due_at"]
    await declared(site, *(f"2026-08-{day:02}" for day in range(1, 32)))
    assert await moves(site) == [], "no text is wanted after the speech"
    assert (await row(site, id))["due_at"] == due


async def test_what_was_published_by_mistake_is_taken_out_of_the_archive_and_can_come_back(site: Site, clock: Any):
    id = await published(site, clock)
    assert (await site.client.get(f"/wystapienia/{id}")).status_code == 200
    assert (await act(site, id, "wycofanie")).status_code == 422
    await done(site, id, "wycofanie", withdraw_reason="W tekście jest nazwisko dziecka")
    assert (await site.client.get(f"/wystapienia/{id}")).status_code == 404
    assert id not in (await site.client.get("/wystapienia")).text
    assert await tasks(site) == []
    page = await site.client.get(f"{PLACE}/{id}", headers=site.by(PROTOCOL))
    assert "Wycofano: W tekście jest nazwisko dziecka" in page.text
    await done(site, id, "publikacja")
    assert (await site.client.get(f"/wystapienia/{id}")).status_code == 200
    assert [event.withdrawn for event in await told(site, SpeechPublishedV1)] == [False, True, False]


async def test_a_figure_without_its_source_is_named_where_one_can_see_it(site: Site):
    id = await ordered(site)
    await done(site, id, "dane", brief="O pamięci miasta", **FIGURES)
    half: dict[str, Any] = {"figures-0-statement": "Zginęło 95 procent domów"}
    answer = await act(site, id, "dane", brief="O pamięci miasta", **half)
    assert answer.status_code == 422
    assert '<details class="more" open><summary>Zmień dane' in answer.text
    assert 'id="figures-0-source-error"' in answer.text
    assert "Każda liczba potrzebuje zdania i źródła." in answer.text


async def test_a_text_typed_while_others_approved_is_shown_and_not_lost(site: Site):
    id = await approved(site)
    late = await post(site, f"{PLACE}/{id}/tekst", version=1, text=f"{TEXT} To dopisałam przed chwilą.")
    assert late.status_code == 412
    assert "Tego, co wpisano, nie zapisano:" in late.text
    assert "To dopisałam przed chwilą." in late.text


async def test_who_approves_gives_a_text_back_with_words_and_the_writer_reads_them_first(site: Site):
    id = await ordered(site)
    await done(site, id, "dane", brief="O pamięci miasta", **FIGURES)
    await done(site, id, "tekst", text=TEXT)
    assert "Zwróć do poprawy" not in (await site.client.get(f"{PLACE}/{id}", headers=site.by(PROTOCOL))).text
    assert "Zwróć do poprawy" in (await site.client.get(f"{PLACE}/{id}", headers=site.by(MAYOR))).text
    await done(site, id, "zmiana", MAYOR, reopen_reason="Za mało o ludziach")
    assert await tasks(site) == [("protocol_officer", "Napisz wystąpienie")]
    page = (await site.client.get(f"{PLACE}/{id}", headers=site.by(PROTOCOL))).text
    assert "<b>Zwrócono do poprawy: Za mało o ludziach</b>" in page
    assert "14 sierpnia 1914 roku" in page, "the text is there to be mended"
    await done(site, id, "tekst", text=f"{TEXT} Pamiętamy o ludziach.")
    assert "<b>Zwrócono do poprawy" not in (await site.client.get(f"{PLACE}/{id}", headers=site.by(PROTOCOL))).text
