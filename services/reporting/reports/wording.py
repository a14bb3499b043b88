"""The words of the report as an official document, in Polish, the language of the council; and its tables."""

from collections.abc import Iterable

from services.reporting.council.domain.resolutions import ExecutionStatus
from services.reporting.council.wording import CONTINUOUS, STATUSES
from services.reporting.reports.domain.content import Content, Row
from services.reporting.reports.domain.corrections import Difference
from services.reporting.reports.domain.diary import ActivityKind
from services.reporting.reports.domain.inputs import Section
from services.reporting.reports.domain.version import Version
from shared.documents import Block, Document, Facts, Heading, Paragraph, Table
from shared.sheets import Cell, Sheet
from shared.web.words import Words

TITLE = "Sprawozdanie Prezydenta z wykonania uchwał Rady oraz działań i przedsięwzięć w okresie międzysesyjnym"
_AUTHOR = "Prezydent Miasta"
SECTIONS = {
    Section.MEETINGS: "Spotkania i narady",
    Section.INVESTMENTS: "Inwestycje i remonty",
    Section.EVENTS: "Wydarzenia",
    Section.ORDERS: "Zarządzenia",
    Section.CONTRACTS: "Umowy i zamówienia",
    Section.GRANTS: "Dotacje i środki zewnętrzne",
}
KINDS = {
    ActivityKind.MEETING: "spotkanie",
    ActivityKind.CEREMONY: "uroczystość",
    ActivityKind.CONFERENCE: "konferencja",
    ActivityKind.VISIT: "wizyta",
    ActivityKind.LETTER: "pismo",
    ActivityKind.DECISION: "decyzja albo ogłoszenie",
    ActivityKind.OTHER: "inne",
}


def document(version: Version, words: Words) -> Document:
    """Write a frozen version as a document."""
    content = version.content
    blocks: list[Block] = [
        Facts(_heading(content, version, words)),
        *_text("Wprowadzenie", content.introduction),
        *_execution(content, words),
        *_comparison(content, words),
        *_diary(content, words),
        *_asked(content, words),
        *(block for section in Section for block in _section(section, content)),
        *_silent(content),
        *_corrections(version),
        Heading("Załącznik: uchwały i ich wykonanie"),
        _annex(content, words),
    ]
    return Document(TITLE, _AUTHOR, content.made_on, blocks)


def _heading(content: Content, version: Version, words: Words) -> list[tuple[str, str]]:
    return [
        ("Sesja", f"{content.session}, {words.full_date(content.session_on)}"),
        ("Okres", f"{words.full_date(content.first_day)} – {words.full_date(content.last_day)}"),
        ("Stan danych", words.full_date(content.made_on)),
        ("Wersja", str(version.edition)),
        ("Zatwierdzono", f"{words.when(version.approved_at)}, {version.approved_by_name}"),
        ("Skrót danych (SHA-256)", version.sha256),
    ]


def _text(title: str, text: str) -> list[Block]:
    paragraphs: list[Block] = [Paragraph(line) for line in text.splitlines() if line.strip()]
    return [Heading(title), *paragraphs] if paragraphs else []


def _execution(content: Content, words: Words) -> list[Block]:
    counts = [("Uchwał w zestawieniu", words.number(len(content.rows)))]
    counts += [(STATUSES[status].capitalize(), words.number(count)) for status, count in content.by_status.items()]
    blocks: list[Block] = [Heading("Wykonanie uchwał"), Facts(counts)]
    if content.by_unit:
        long = f"Otwarte ponad {content.long_days} dni"
        rows = [[one.name, *map(words.number, (one.all, one.done, one.open, one.long))] for one in content.by_unit]
        head = ["Jednostka", "Uchwał", "Część jednostki gotowa albo na bieżąco", "Do wykonania", long]
        blocks.append(Table("Wykonanie uchwał według jednostek", head, rows, frozenset({1, 2, 3, 4})))
    if content.long_open:
        blocks.append(
            Table(
                f"Uchwały otwarte ponad {content.long_days} dni",
                ["Uchwała", "Tytuł", "Stan", "Dni"],
                [
                    [row.number, row.title, STATUSES[row.status], words.number(content.days_open(row))]
                    for row in content.long_open
                ],
                frozenset({3}),
            )
        )
    else:
        blocks.append(Paragraph(f"Żadna uchwała nie jest otwarta dłużej niż {content.long_days} dni."))
    return blocks


def _comparison(content: Content, words: Words) -> list[Block]:
    comparison, previous = content.comparison, content.previous
    if comparison is None or previous is None:
        return [
            Heading("Porównanie z poprzednim sprawozdaniem"),
            Paragraph("To pierwsze sprawozdanie w tym rejestrze."),
        ]
    blocks: list[Block] = [
        Heading("Porównanie z poprzednim sprawozdaniem"),
        Facts(
            [
                ("Poprzednie sprawozdanie kończyło się", words.full_date(previous.last_day)),
                ("Otwartych wtedy", words.number(comparison.before)),
                ("Z nich nadal otwartych", words.number(len(comparison.still_open))),
                ("Z nich zakończonych od tego czasu", words.number(len(comparison.closed))),
                ("Podjętych od tego czasu", words.number(len(comparison.new))),
            ]
        ),
    ]
    if comparison.still_open:
        rows = [
            [row.number, row.title, STATUSES[row.status], words.number(content.days_open(row))]
            for row in comparison.still_open
        ]
        head = ["Uchwała", "Tytuł", "Stan", "Otwarta od dni"]
        blocks.append(Table("Nadal otwarte od poprzedniego sprawozdania", head, rows, frozenset({3})))
    return blocks


def _diary(content: Content, words: Words) -> list[Block]:
    if not content.diary:
        return []
    rows = [
        [words.full_date(one.on), f"{one.title} ({KINDS[one.kind]})", one.place or "–", one.participants or "–"]
        for one in content.diary
    ]
    head = ["Dzień", "Co", "Gdzie", "Z kim"]
    return [Heading("Działania Prezydenta"), Table("Działania Prezydenta między sesjami", head, rows)]


def _asked(content: Content, words: Words) -> list[Block]:
    if not content.asked:
        return []
    counts = content.asked_counts
    facts = [
        ("Wpłynęło w okresie", words.number(counts.received)),
        ("Odpowiedzi w terminie", words.number(counts.in_time)),
        ("Odpowiedzi po terminie", words.number(counts.late)),
        ("Bez odpowiedzi", words.number(counts.waiting)),
        ("Z nich po terminie", words.number(counts.overdue)),
    ]
    rows = [
        [
            one.called,
            f"{one.topic} ({one.councillor})",
            words.full_date(one.received_on),
            words.full_date(one.due_on),
            words.full_date(one.answered_on) if one.answered_on else "–",
        ]
        for one in content.asked
    ]
    head = ["Pismo", "Czego dotyczy", "Wpłynęło", "Termin", "Odpowiedź"]
    title = "Odpowiedzi na interpelacje i zapytania radnych"
    return [Heading(title), Facts(facts), Table(title, head, rows)]


def _section(section: Section, content: Content) -> list[Block]:
    said = content.said_in(section)
    blocks: list[Block] = [Heading(SECTIONS[section])] if said else []
    for name, text in said:
        blocks.append(Heading(name, 2))
        blocks += [Paragraph(line) for line in text.splitlines() if line.strip()]
    return blocks


def _silent(content: Content) -> list[Block]:
    blocks: list[Block] = []
    if content.said_nothing:
        blocks.append(Paragraph(f"Nic do zgłoszenia nie miały: {', '.join(content.said_nothing)}."))
    if content.missing:
        blocks.append(Paragraph(f"Wkładu nie przyjęto od: {', '.join(content.missing)}."))
    return [Heading("Pozostałe jednostki"), *blocks] if blocks else []


def _corrections(version: Version) -> list[Block]:
    if not version.changes:
        return []
    reasons: list[Block] = [Paragraph(f"Powód: {reason}") for reason in version.reasons]
    rows = [[place(one), _shown(one, one.before), _shown(one, one.after)] for one in version.changes]
    return [
        Heading("Co poprawiono w tej wersji"),
        *reasons,
        Table("Różnice wobec poprzedniej wersji", ["Miejsce", "Było", "Jest"], rows),
    ]


def place(one: Difference) -> str:
    """Say where a correction was made."""
    named = {"introduction": "Wprowadzenie", "status": "Stan wykonania", "execution": "Informacja o wykonaniu"}
    named |= {section.value: title for section, title in SECTIONS.items()}
    return f"{named[one.what]}: {one.where}" if one.where else named[one.what]


def _shown(one: Difference, text: str) -> str:
    return STATUSES[ExecutionStatus(text)] if one.what == "status" else text or "–"


def _annex(content: Content, words: Words) -> Table:
    rows = [
        [
            row.number,
            row.title,
            ", ".join(part.unit for part in row.parts),
            words.full_date(row.due_on) if row.due_on else CONTINUOUS,
            STATUSES[row.status],
        ]
        for row in content.rows
    ]
    return Table("Uchwały i ich wykonanie", ["Uchwała", "Tytuł", "Wykonuje", "Termin", "Stan"], rows)


_HEAD = ("numer", "tytuł", "data", "jednostki", "termin", "stan", "od dnia", "ostatnia informacja")


def annex_sheet(rows: Iterable[Row]) -> Sheet:
    """Give the annex as a table to download."""
    told: list[list[Cell]] = []
    for row in rows:
        units = ", ".join(part.unit for part in row.parts)
        due = row.due_on or CONTINUOUS
        told.append([row.number, row.title, row.passed_on, units, due, STATUSES[row.status], row.since, row.note])
    return Sheet("Uchwały", _HEAD, told)


def sheets(content: Content) -> list[Sheet]:
    """Give the whole report as tables to download: the annex, the units' parts, what they say, the mayor's diary."""
    long = f"otwarte ponad {content.long_days} dni"
    return [
        annex_sheet(content.rows),
        Sheet(
            "Jednostki",
            ("jednostka", "uchwał", "gotowe albo na bieżąco", "do wykonania", long),
            [[one.name, one.all, one.done, one.open, one.long] for one in content.by_unit],
        ),
        Sheet(
            "Wkłady",
            ("dział", "jednostka", "treść"),
            [[SECTIONS[section], name, text] for section in Section for name, text in content.said_in(section)],
        ),
        Sheet(
            "Działania Prezydenta",
            ("dzień", "rodzaj", "co", "gdzie", "z kim"),
            [[one.on, KINDS[one.kind], one.title, one.place, one.participants] for one in content.diary],
        ),
        Sheet(
            "Interpelacje i zapytania",
            ("pismo", "kto pyta", "czego dotyczy", "wpłynęło", "termin", "odpowiedź", "dni po terminie"),
            [
                [one.called, one.councillor, one.topic, one.received_on, one.due_on, one.answered_on, one.late_days]
                for one in content.asked
            ],
        ),
    ]
