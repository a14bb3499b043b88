"""A letter as the file that is printed and posted."""

from pathlib import Path
from urllib.parse import quote

from babel.dates import format_date
from fastapi import Response

from services.intake.letters.domain import Content, Letter
from services.intake.letters.domain.wording import GREETING, OFFICE, TOWN
from shared.clock import warsaw
from shared.pdf import pdf

_SOURCE = Path(__file__).parent / "templates" / "letter.typ"


def letter_pdf(letter: Letter, content: Content) -> Response:
    """Give the letter as a PDF answer that no cache keeps."""
    day = warsaw(letter.written_at).date()
    body = pdf(
        _SOURCE,
        {
            "title": f"{letter.case}: {content.subject}",
            "office": OFFICE,
            "place_and_date": f"{TOWN}, {format_date(day, 'd MMMM y', locale='pl')} r.",
            "year": day.year,
            "month": day.month,
            "day": day.day,
            "sign": letter.sign,
            "addressee": [content.name, *content.address.split(", ")],
            "paragraphs": [[GREETING], *(paragraph.split("\n") for paragraph in content.paragraphs)],
        },
    )
    name = quote(f"{letter.sign} {content.subject}.pdf")
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(body, media_type="application/pdf", headers=headers)
