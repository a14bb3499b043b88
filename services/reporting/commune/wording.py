"""The words of the chapter as an official document, in Polish, the language of the council."""

from services.reporting.commune.domain.chapter import ChapterVersion, CivicBudget
from services.reporting.council.wording import CONTINUOUS, STATUSES
from services.reporting.initiatives.domain.figures import YearOfInitiatives
from shared.documents import Block, Document, Facts, Heading, Paragraph, Table
from shared.web.words import Words


def document(version: ChapterVersion, words: Words) -> Document:
    """Write a frozen chapter as a document."""
    chapter = version.chapter
    counts = [("Uchwał podjętych w roku", words.number(len(chapter.rows)))]
    counts += [(STATUSES[status].capitalize(), words.number(many)) for status, many in chapter.by_status.items()]
    rows = [
        [
            row.number,
            row.title,
            ", ".join(part.name for part in row.parts),
            words.full_date(row.due_on) if row.due_on else CONTINUOUS,
            STATUSES[row.status],
        ]
        for row in chapter.rows
    ]
    answers = chapter.answers
    blocks: list[Block] = [
        Facts(
            [
                ("Stan danych", words.full_date(chapter.made_on)),
                ("Wersja", str(version.edition)),
                ("Zatwierdzono", f"{words.when(version.approved_at)}, {version.approved_by_name}"),
                ("Skrót danych (SHA-256)", version.sha256),
            ]
        ),
        Heading(f"Wykonanie uchwał {chapter.council}"),
        Facts(counts),
        *([Table("Uchwały i ich wykonanie", ["Uchwała", "Tytuł", "Wykonuje", "Termin", "Stan"], rows)] if rows else []),
        Heading("Budżet obywatelski"),
        *[block for edition in chapter.editions for block in _edition(edition, words)],
        *([] if chapter.editions else [Paragraph("W tym roku nie było edycji budżetu obywatelskiego.")]),
        *(_initiatives(chapter.initiatives, words) if chapter.initiatives else []),
        Heading("Odpowiedzi na interpelacje i zapytania radnych"),
        Facts(
            [
                ("Wpłynęło", words.number(answers.received)),
                ("Odpowiedzi w terminie", words.number(answers.in_time)),
                ("Odpowiedzi po terminie", words.number(answers.late)),
                ("Bez odpowiedzi", words.number(answers.waiting)),
            ]
        ),
    ]
    title = f"Raport o stanie gminy za {chapter.year} rok: wykonanie uchwał i budżet obywatelski"
    return Document(title, "Prezydent Miasta", chapter.made_on, blocks)


def _initiatives(year: YearOfInitiatives, words: Words) -> list[Block]:
    facts = [
        ("Złożone wnioski", words.number(year.filed)),
        ("Przyjęte", words.number(year.approved)),
        ("Umowy", words.number(year.contracted)),
        ("Rozliczone umowy", words.number(year.settled)),
        ("Wkład własny mieszkańców z umów", words.money(year.own)),
        ("Pieniądze miasta z umów", words.money(year.city)),
    ]
    if year.own_share is not None:
        facts.append(("Część, którą dają mieszkańcy", words.percent(year.own_share)))
    facts += [
        ("Dane przez mieszkańców w rozliczonych umowach", words.money(year.own_delivered)),
        ("Wydane przez miasto w rozliczonych umowach", words.money(year.city_spent)),
    ]
    return [Heading("Inicjatywa lokalna"), Facts(facts)]


def _edition(edition: CivicBudget, words: Words) -> list[Block]:
    facts = [("W tym roku", "głosowanie" if edition.voted else "realizacja wybranych projektów")]
    if edition.ballots is not None:
        facts.append(("Oddane głosy", words.number(edition.ballots)))
    if edition.entitled is not None:
        facts.append(("Uprawnieni", words.number(edition.entitled)))
    facts += [
        ("Pieniądze w pulach", words.money(edition.amount)),
        ("Zgłoszone projekty", words.number(edition.filed)),
        ("Koszt zgłoszonych", words.money(edition.asked)),
        ("Wybrane projekty", words.number(edition.selected)),
        ("Koszt wybranych", words.money(edition.won)),
        ("Zaplanowano na realizację", words.money(edition.planned)),
        ("Wydano", words.money(edition.spent)),
    ]
    return [Heading(edition.name, 2), Facts(facts)]
