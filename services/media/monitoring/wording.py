"""The mails of monitoring and the file of its digest, in Polish."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.media.monitoring.domain.digest import Told
from services.media.monitoring.domain.mention import Mention
from services.media.monitoring.domain.tone import Tone
from shared.clock import warsaw
from shared.documents import Block, Document, Facts, Heading, Paragraph, Table

AUTHOR = "Biuro prasowe Urzędu Miasta Kalisza"
TONES = {Tone.POSITIVE: "pozytywny", Tone.NEUTRAL: "neutralny", Tone.NEGATIVE: "negatywny"}
HINT = "Ton podpowiada lista słów; może się mylić. Słowo urzędnika jest ważniejsze."


def jumped(topic: str, count: int, usual: float, days: int, link: str) -> str:
    """Tell the press office that a topic has jumped."""
    return (
        f"Dzień dobry,\n\nmedia piszą dziś o temacie „{topic}” więcej niż zwykle: {count} różnych publikacji. "
        f"Zwykle (mediana {days} poprzednich dni): {_number(usual)}.\n\n{link}\n\n{AUTHOR}, monitoring\n"
    )


def letter(count: int, by_tone: Mapping[Tone, int], link: str) -> str:
    """Give the digest as a mail for programs that show no pages."""
    tones = ", ".join(f"{TONES[tone]}: {by_tone[tone]}" for tone in Tone)
    return (
        f"Dzień dobry,\n\nod poprzedniego przeglądu ukazało się różnych publikacji: {count}. Ton: {tones}.\n{HINT}\n\n"
        f"Cały przegląd:\n{link}\n\n{AUTHOR}, monitoring\n"
    )


def document(told: Told) -> Document:
    """Give the digest as a document: headlines, short pieces and addresses, nothing more of any text."""
    since, until = warsaw(told.digest.since), warsaw(told.digest.until)
    facts = [
        ("Za czas", f"{since:%d.%m.%Y, %H:%M} – {until:%d.%m.%Y, %H:%M}"),
        ("Różnych publikacji", str(told.count)),
        ("Ton", ", ".join(f"{TONES[tone]} {told.by_tone[tone]}" for tone in Tone)),
    ]
    blocks: list[Block] = [Facts(facts), Paragraph(HINT)]
    if told.trends:
        blocks.append(_trends(told))
    for topic, mentions in told.topics:
        blocks += [Heading(topic.name), *_stories(mentions)]
    if told.rest:
        blocks += [Heading("Poza tematami"), *_stories(told.rest)]
    if not told.count:
        blocks.append(Paragraph("Od poprzedniego przeglądu nic się nie ukazało."))
    if told.more:
        blocks.append(Paragraph(f"Pozostałych publikacji: {told.more}. Są na stronie monitoringu."))
    if told.silent:
        names = ", ".join(source.name for source, _ in told.silent)
        blocks += [Heading("Źródła, które milczą"), Paragraph(names)]
    title = f"Monitoring mediów, {told.digest.day:%d.%m.%Y}"
    return Document(title=title, author=AUTHOR, day=told.digest.day, blocks=blocks)


def _stories(mentions: Sequence[Mention]) -> list[Block]:
    blocks: list[Block] = []
    for one in mentions:
        blocks.append(Heading(one.title, 2))
        copies = f", także w innych miejscach: {one.copies}" if one.copies else ""
        where = f"{one.source}, {warsaw(one.at):%d.%m.%Y, %H:%M}{copies}. Ton: {TONES[one.tone]}."
        blocks += [Paragraph(where)]
        if one.snippet:
            blocks.append(Paragraph(one.snippet))
        blocks.append(Paragraph(one.url))
    return blocks


def _trends(told: Told) -> Table:
    days: list[date] = [day for day, _, _ in told.trends[0][1]]
    head = ["Temat", *(f"{day:%d.%m}" for day in days)]
    rows = [[topic.name, *(str(stories) for _, stories, _ in trend)] for topic, trend in told.trends]
    return Table("Różne publikacje dzień po dniu", head, rows, frozenset(range(1, len(head))))


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")
