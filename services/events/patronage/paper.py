"""The written reply to an organiser as it is printed; as PDF and DOCX."""

from fastapi import Response

from services.events.letters.paper import answer
from services.events.patronage.domain import Application, Organiser, Reply
from shared.city_hall import OFFICE
from shared.clock import warsaw
from shared.documents import Block, Document, Facts, Lines, Paragraph


def decision(one: Application, reply: Reply, text: str, organiser: Organiser, format: str) -> Response:
    """Give the reply as an answer; `text`: its words; `format`: pdf or docx."""
    day = warsaw(reply.at).date()
    what = "Przyznanie patronatu" if reply.granted else "Odmowa patronatu"
    blocks: list[Block] = [
        Lines((f"Kalisz, {day:%d.%m.%Y} r.",), right=True),
        Lines((f"Znak sprawy: {one.sign}",)),
        Lines((organiser.organisation, organiser.name, *organiser.lines), right=True),
        Facts([("Wydarzenie", one.title), ("Termin", f"{one.starts_on:%d.%m.%Y} – {one.ends_on:%d.%m.%Y}")]),
        *(Paragraph(" ".join(part.split())) for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()),
        Lines(("Prezydent Miasta Kalisza",), right=True),
    ]
    return answer(Document(what, OFFICE, day, blocks), format, f"{what} {one.sign}")
