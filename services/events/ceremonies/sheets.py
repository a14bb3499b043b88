"""What of a ceremony is printed: the plan, the announcer's words, the request, the report. It decides nothing."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

from services.events.ceremonies.domain import Action, Ceremony, Report
from services.events.ceremonies.domain.military import Letter, Sending, Withdrawal
from services.events.ceremonies.domain.scenario import Item, clock_of, read_at
from services.events.ceremonies.domain.text import rain_of, span_of
from services.events.invitations.domain import Summary
from services.events.wreaths.domain import ReadOut
from shared.clock import warsaw
from shared.documents import Block, Document, Facts, Heading, Lines, Paragraph, Signatures, Table

OFFICE = "Urząd Miasta Kalisza"
KINDS = {"colour_party": "poczet sztandarowy", "guard": "warta", "other": "służba"}


def minute_plan(one: Ceremony, title: str = "Plan minutowy") -> Document:
    """Give the scenario for the services: each item with place and posts, the plan for wind and rain, the posts."""
    items = one.scenario.items
    blocks: list[Block] = [Facts(_when(one))]
    blocks.append(
        Table(
            "Przebieg",
            ("Godzina", "Co", "Gdzie", "Kto"),
            [(span_of(item, one), item.title, _where(item, one), ", ".join(item.who) or "–") for item in items],
        )
    )
    blocks.append(Heading("W deszczu i wietrze"))
    blocks += _rain(one)
    if one.scenario.parties:
        rows = [(party.post, KINDS[party.kind], party.unit, party.standard or "–") for party in one.scenario.parties]
        blocks.append(Table("Stanowiska", ("Stanowisko", "Rodzaj", "Kto wystawia", "Sztandar"), rows))
    return Document(f"{title}: {one.slot.title}", OFFICE, one.slot.day, blocks)


def garrison_copy(one: Ceremony) -> Document:
    """Give the scenario as it is attached to the request: the plan with the words that are read out."""
    plan = minute_plan(one, "Scenariusz")
    said = [item for item in one.scenario.items if item.script]
    blocks: list[Block] = [*plan.blocks]
    if said:
        blocks.append(Heading("Słowa konferansjera"))
        blocks += [Facts([(f"{clock_of(item.offset, one.slot.begins)} {item.title}", item.script)]) for item in said]
    return Document(plan.title, plan.author, plan.day, blocks)


def announcer(one: Ceremony, wreaths: Sequence[ReadOut]) -> Document:
    """Give what the announcer reads, in large print; `wreaths`: the delegations at each monument, in their order."""
    blocks: list[Block] = [Facts(_when(one))]
    for item in one.scenario.items:
        if not item.script and not item.wreaths:
            continue
        blocks.append(Heading(f"{clock_of(item.offset, one.slot.begins)} {item.title}"))
        blocks += [Paragraph(part) for part in _parts(item.script)]
        if item.wreaths:
            blocks += _delegations(read_at(item, one.scenario, wreaths))
        if rain := rain_of(item):
            blocks.append(Paragraph(f"W deszczu i wietrze: {rain}."))
    return Document(f"Konferansjer: {one.slot.title}", OFFICE, one.slot.day, blocks, large=True)


def request(letter: Letter, sending: Sending) -> Document:
    """Give the request for military assistance, as it went with the scenario of this sending."""
    at = warsaw(sending.at).date()
    blocks: list[Block] = [
        *_to_the_garrison(letter, at),
        Paragraph(
            f"Proszę o skierowanie wojskowej asysty honorowej na uroczystość „{letter.title}”, która odbędzie się "
            f"{_said(letter)}, w miejscu: {letter.place}."
        ),
        Heading("Składniki asysty"),
        *(Paragraph(f"– {name}") for name in letter.components),
    ]
    if sending.remarks:
        blocks.append(Paragraph(sending.remarks))
    blocks += [
        Paragraph(f"Proszę o odpowiedź do {format_date(letter.answer_by, 'd MMMM y', locale='pl')} r."),
        Heading("Załącznik"),
        Facts([("Scenariusz, wersja", str(sending.number)), ("Skrót SHA-256", _grouped(sending.sha256))]),
        Signatures((letter.signatory,)),
    ]
    return Document("Wniosek o skierowanie wojskowej asysty honorowej", OFFICE, at, blocks)


def withdrawal(one: Withdrawal) -> Document:
    """Give the letter that takes a request for military assistance back, as it went."""
    letter, at = one.letter, warsaw(one.at).date()
    what = "została przełożona, nowego terminu jeszcze nie ma" if one.put_off else "nie odbędzie się"
    blocks: list[Block] = [
        *_to_the_garrison(letter, at),
        Paragraph(
            f"Wycofuję wniosek o skierowanie wojskowej asysty honorowej na uroczystość „{letter.title}”, planowaną na "
            f"{_said(letter)}, w miejscu: {letter.place}. Uroczystość {what}."
        ),
        *([Paragraph(f"Powód: {one.reason}")] if one.reason else []),
        Heading("Składniki asysty, o które prosiliśmy"),
        *(Paragraph(f"– {name}") for name in letter.components),
        Signatures((letter.signatory,)),
    ]
    return Document("Wycofanie wniosku o skierowanie wojskowej asysty honorowej", OFFICE, at, blocks)


def after_report(one: Ceremony, report: Report, speech: str | None, guests: Summary | None) -> Document:
    """Give the report as it was written last.

    `speech`: what was held, by whom, None where nobody spoke; `guests`: None where it was not noted who came.
    """
    written = next(done for done in reversed(one.history) if done.action == Action.REPORT)
    facts = [
        *_when(one),
        ("Ile osób przyszło", format_decimal(report.attendance, locale="pl")),
        *([("Zaproszeni goście", _came(guests))] if guests else []),
        ("Prezydent Miasta", "obecny" if one.mayor else "nieobecny"),
        *([("Wystąpienie", speech)] if speech else []),
        ("Sprawozdanie", f"{written.by_name}, {format_date(warsaw(written.at).date(), 'd MMMM y', locale='pl')} r."),
    ]
    blocks: list[Block] = [Facts(facts), Heading("Co się udało"), *map(Paragraph, _parts(report.well))]
    if report.badly:
        blocks += [Heading("Co się nie udało i co zmienić następnym razem"), *map(Paragraph, _parts(report.badly))]
    if one.scenario.items:
        rows = [(span_of(item, one), item.title, _where(item, one)) for item in one.scenario.items]
        blocks += [Heading("Przebieg"), Table("Według scenariusza", ("Godzina", "Co", "Gdzie"), rows)]
    if one.photographs:
        blocks.append(Heading("Zdjęcia"))
        blocks += [Paragraph(f"{number}. {each.alt}") for number, each in enumerate(one.photographs, 1)]
    return Document(f"Sprawozdanie: {one.slot.title}", OFFICE, warsaw(written.at).date(), blocks)


def _came(guests: Summary) -> str:
    return f"przyszło {guests.attended} z {guests.invited}, osób z towarzyszącymi: {guests.people}"


def _to_the_garrison(letter: Letter, at: date) -> list[Block]:
    return [
        Lines((f"Kalisz, {format_date(at, 'd MMMM y', locale='pl')} r.",), right=True),
        Lines((letter.commander,), right=True),
    ]


def _said(letter: Letter) -> str:
    begins = warsaw(letter.begins)
    return f"{format_date(begins, 'd MMMM y', locale='pl')} r., godz. {begins:%H:%M}"


def _when(one: Ceremony) -> list[tuple[str, str]]:
    slot = one.slot
    begins = f", godz. {warsaw(slot.starts):%H:%M}" if slot.begins else ", godzina do ustalenia"
    return [("Kiedy", f"{format_date(slot.day, 'EEEE, d MMMM y', locale='pl')} r.{begins}"), ("Gdzie", one.place)]


def _where(item: Item, one: Ceremony) -> str:
    """Name the place of an item where it is not the ceremony's, which stands over the table."""
    return "jak wyżej" if item.place == one.slot.place else item.place


def _rain(one: Ceremony) -> list[Block]:
    wet: list[tuple[Item, str]] = [(item, rain) for item in one.scenario.items if (rain := rain_of(item))]
    if not wet:
        return [Paragraph("Bez zmian: wszystkie punkty odbywają się tak samo.")]
    rows = [(span_of(item, one), item.title, rain) for item, rain in wet]
    return [Table("Co się zmienia", ("Godzina", "Co", "Gdzie w deszczu"), rows)]


def _delegations(sites: Sequence[ReadOut]) -> list[Block]:
    read = [site for site in sites if site.lines]
    if not read:
        return [Paragraph("(Kolejność delegacji nie jest jeszcze ustalona.)")]
    blocks: list[Block] = []
    for site in read:
        if len(sites) > 1:
            blocks.append(Heading(site.site, 2))
        # Numbered as on the sheet of wreaths, so that who is interrupted finds the line again.
        blocks += [Paragraph(f"{number}. {line}") for number, line in enumerate(site.lines, 1)]
    return blocks


def _parts(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _grouped(digest: str) -> str:
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))
