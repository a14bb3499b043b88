"""A programme and minutes as documents, and the set of one participant as a file. It decides not who sees what."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

from services.events.meetings.domain.documents import Document as Attached
from services.events.meetings.domain.minutes import Minutes
from services.events.meetings.domain.programme import Issued, Programme
from services.events.meetings.wording import doer, moment
from shared.clock import warsaw
from shared.documents import Block, Document, Facts, Heading, Lines, Paragraph, Signatures, Table, as_docx, as_pdf

_OFFICE = "Urząd Miasta Kalisza"


def programme(told: Programme, issued: Issued) -> Document:
    """Give a programme with the documents that it names: they are those of one reader."""
    facts = [("Kiedy", f"{moment(told.starts)} – {warsaw(told.ends):%H:%M}")]
    if told.place:
        facts.append(("Gdzie", told.place))
    if told.participants:
        facts.append(("Uczestnicy", "; ".join(told.participants)))
    facts.append(
        ("Wersja programu", f"{issued.number}, wydana {moment(issued.issued_at)}, podpisał(a) {issued.signed_by}")
    )
    blocks: list[Block] = [Facts(facts)]
    if told.carried:
        rows = [
            (f"{one.agreed_on:%d.%m.%Y}", one.what + ("" if one.settled else " (protokół jeszcze niezatwierdzony)"),
             one.who, f"{one.due:%d.%m.%Y}")
            for one in told.carried
        ]  # fmt: skip
        blocks += [
            Heading("Zadania z wcześniejszych spotkań"),
            Table("Zadania, które czekają na wykonanie", ("Ustalono", "Zadanie", "Kto", "Termin"), rows),
        ]
    blocks.append(Heading("Porządek spotkania"))
    for number, (at, point) in enumerate(told.timed(), 1):
        # No table: a long decision beside a long title leaves neither room enough.
        blocks.append(Heading(f"{number}. {warsaw(at):%H:%M} {point.title}", 2))
        said = [("Kto przedstawia", point.presenter), ("Oczekiwana decyzja", point.decision)]
        facts = [(name, text) for name, text in said if text]
        if facts:
            blocks.append(Facts(facts))
    if told.documents:
        named = [(str(number), f"{one.title} ({one.filename})") for number, one in enumerate(told.documents, 1)]
        blocks += [Heading("Dokumenty"), Table("Dokumenty do spotkania", ("Nr", "Dokument"), named)]
    return Document(f"Program spotkania: {told.title}", _OFFICE, warsaw(issued.issued_at).date(), blocks)


def minutes(told: Minutes, number: int, reason: str, approved_by: str, day: date) -> Document:
    """Give approved minutes; `reason`: why they were corrected, "" for the first version."""
    facts = [("Kiedy", f"{moment(told.starts)} – {warsaw(told.ends):%H:%M}")]
    if told.place:
        facts.append(("Gdzie", told.place))
    facts.append(("Wersja protokołu", str(number)))
    if reason:
        facts.append(("Powód poprawki", reason))
    blocks: list[Block] = [Facts(facts), Heading("Obecność")]
    blocks.append(
        Table(
            "Lista obecności",
            ("Uczestnik", "Obecność"),
            [(one.who, "tak" if one.present else "nie") for one in told.attendance] or [("–", "–")],
        )
    )
    if told.others:
        blocks.append(Facts([("Ponadto obecni", told.others)]))
    blocks.append(Heading("Przebieg"))
    for place, item in enumerate(told.items, 1):
        blocks.append(Heading(f"{place}. {item.title}", 2))
        blocks += [Paragraph(" ".join(part.split())) for part in item.said.splitlines() if part.strip()]
        if item.decision:
            blocks.append(Facts([("Ustalono", " ".join(item.decision.split()))]))
    if told.tasks:
        rows = [
            (str(place), one.what, doer(one.role, one.unit), f"{one.due:%d.%m.%Y}")
            for place, one in enumerate(told.tasks, 1)
        ]
        blocks += [Heading("Zadania"), Table("Zadania ustalone na spotkaniu", ("Nr", "Zadanie", "Kto", "Termin"), rows)]
    blocks += [Lines((f"Zatwierdzono {day:%d.%m.%Y} r.",)), Signatures((approved_by,))]
    return Document(f"Protokół ze spotkania: {told.title}", _OFFICE, day, blocks)


def whole_set(told: Programme, issued: Issued, documents: Sequence[tuple[Attached, bytes]], at: datetime) -> bytes:
    """Give the set of one participant as ZIP: the programme as PDF and DOCX, and the documents that are for them."""
    document, stamp = programme(told, issued), warsaw(at).timetuple()[:6]
    content = [("00-program.pdf", as_pdf(document)), ("00-program.docx", as_docx(document))]
    content += [(f"{number:02}-{_safe(one.filename)}", body) for number, (one, body) in enumerate(documents, 1)]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in content:
            archive.writestr(zipfile.ZipInfo(name, stamp), body, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "plik"
