"""The card of a speech, in large print, to be read aloud; as PDF and DOCX."""

from fastapi import Response

from services.events.letters.paper import answer
from services.events.speeches.domain import Speech
from shared.documents import Block, Document, Facts, Paragraph


def card(speech: Speech, text: str, minutes: int, format: str) -> Response:
    """Give the card as an answer; `format`: pdf or docx; `minutes`: how long it takes aloud."""
    order = speech.order
    facts = [
        ("Okazja", order.occasion),
        ("Mówi", order.speaker),
        ("Gdzie i kiedy", f"{order.place}, {order.held_on:%d.%m.%Y}"),
        ("Czas", f"około {minutes} min (zamówiono {order.minutes} min)"),
    ]
    parts = [" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n")]
    blocks: list[Block] = [Facts(facts), *(Paragraph(part) for part in parts if part)]
    document = Document(order.title, "Urząd Miasta Kalisza", order.held_on, blocks, large=True)
    return answer(document, format, f"wystąpienie {order.held_on:%Y-%m-%d}")
