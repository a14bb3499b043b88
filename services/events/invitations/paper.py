"""What is printed for an event: letters, notices, envelopes, badges with codes, cards for seats, the list of guests."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import segno
from babel.dates import format_date

from services.events.invitations.domain import COMING, GuestList, counted
from services.events.invitations.domain.seats import Seat, Sitter, Spot
from services.events.invitations.service import Line
from services.events.invitations.service.seating import sitters
from services.events.invitations.wording import changed, facts, moment
from shared.city_hall import CITY
from shared.documents import Block, Document, Facts, Lines, Paragraph, Table
from shared.pdf import pdf

_TEMPLATES = Path(__file__).parent / "templates"
_OFFICE = "Urząd Miasta Kalisza"

COMPANION = "Osoba towarzysząca"
STATES = {
    "prepared": "do wysłania",
    "sent": "bez odpowiedzi",
    "accepted": "przyjdzie",
    "declined": "nie przyjdzie",
    "represented": "ktoś w zastępstwie",
    "no_reply": "nie odpowiedział/a",
    "attended": "obecny/a",
    "withdrawn": "zaproszenie wycofane",
}


def qr(text: str) -> str:
    """Give a QR code as SVG, black on white, readable where a sixth of it is dirty."""
    file = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(file, kind="svg", border=2, scale=4, dark="#000", light="#fff", xmldecl=False)
    return file.getvalue().decode()


def sign(seat: Spot) -> str:
    """Say where a seat is."""
    return f"rząd {seat.row}, miejsce {seat.place}"


def letters(guests: GuestList, texts: Sequence[tuple[Line, str]], links: Mapping[str, str], day: date) -> bytes:
    """Give letters in one PDF, a page each; `links`: by invitation, where its guest answers."""
    made = [_letter(line, text, guests.letter.signatory, links.get(line.invitation.id, "")) for line, text in texts]
    return _letters(guests, made, day, f"Zaproszenia: {guests.when.title}")


def notices(guests: GuestList, lines: Sequence[Line], links: Mapping[str, str], day: date) -> bytes:
    """Give the letters that tell of a change, a page each."""
    said = changed(guests.when, f"{guests.letter.answer_by:%d.%m.%Y}")
    text = f"Szanowni Państwo,\n\n{said}"
    answers = links if guests.held else {}
    made = [_letter(line, text, _OFFICE, answers.get(line.invitation.id, "")) for line in lines]
    return _letters(guests, made, day, f"Zawiadomienia: {guests.when.title}")


def _letter(line: Line, text: str, signatory: str, link: str) -> dict[str, Any]:
    parts = text.replace("\r\n", "\n").split("\n\n")
    return {
        "addressee": line.known.card.recipient().addressee(),
        "paragraphs": [part.split("\n") for part in parts if part.strip()],
        "signatory": signatory,
        "qr": qr(link) if link else "",
    }


def _letters(guests: GuestList, made: list[dict[str, Any]], day: date, title: str) -> bytes:
    return pdf(
        _TEMPLATES / "invitation_letters.typ",
        {
            **_head(title, day),
            "place_and_date": f"{CITY}, {format_date(day, 'd MMMM y', locale='pl')} r.",
            "facts": facts(guests.when),
            "ask": f"Prosimy o odpowiedź do {guests.letter.answer_by:%d.%m.%Y}.",
            "how": "Proszę skierować aparat telefonu na kod obok: otworzy się strona z odpowiedzią. "
            "Ten kod jest przeznaczony tylko dla adresata.",
            "letters": made,
        },
    )


def letter(guests: GuestList, line: Line, text: str, link: str, day: date) -> Document:
    """Give one letter as a document that can be edited."""
    blocks: list[Block] = [
        Lines((f"{CITY}, {format_date(day, 'd MMMM y', locale='pl')} r.",), right=True),
        Lines(line.known.card.recipient().addressee(), right=True),
        *(Paragraph(" ".join(part.split())) for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()),
        Facts(facts(guests.when)),
        Lines((guests.letter.signatory,), right=True),
        Paragraph(f"Prosimy o odpowiedź do {guests.letter.answer_by:%d.%m.%Y}: {link}"),
    ]
    return Document(f"Zaproszenie: {guests.when.title}", _OFFICE, day, blocks, headed=False)


def badges(
    guests: GuestList, lines: Sequence[Line], seats: Sequence[Seat], doors: Mapping[str, str], day: date
) -> bytes:
    """Give a badge for everybody who comes; `doors`: by invitation, the address that its code opens at the door."""
    at, every = {seat.sitter: seat.spot for seat in seats}, []
    for line, sitter in _all(lines):
        name, office = _named(line, sitter)
        spot = at.get(sitter)
        one = line.invitation
        every.append(
            {
                "name": name,
                "office": office,
                "seat": sign(spot) if spot else "",
                "code": f"{one.code[:4]} {one.code[4:]}",
                "qr": qr(doors[one.id]),
            }
        )
    event = f"{guests.when.title} · {moment(guests.when)}"
    return pdf(_TEMPLATES / "badges.typ", {**_head("Identyfikatory", day), "event": event, "badges": every})


def seat_cards(lines: Sequence[Line], seats: Sequence[Seat], day: date) -> bytes:
    """Give a card for each seat that is taken, in the order of the seats."""
    who = {sitter: _named(line, sitter) for line, sitter in _all(lines)}
    cards = [
        {"name": who[seat.sitter][0], "office": who[seat.sitter][1], "seat": sign(seat.spot)}
        for seat in seats
        if seat.sitter in who
    ]
    return pdf(_TEMPLATES / "seat_cards.typ", {**_head("Winietki", day), "cards": cards})


def sheet(
    guests: GuestList, lines: Sequence[Line], seats: Sequence[Seat], day: date, *, over: bool = False
) -> Document:
    """Give the list of guests by rank, with their answers and seats.

    `over`: the event has ended; where it was noted who came, the list says so.
    """
    counts = counted([line.invitation for line in lines])
    noted = over and counts.inside > 0
    states = STATES | (dict.fromkeys(("accepted", "represented"), "nie przyszedł/a") if noted else {})
    at = {seat.sitter: seat.spot for seat in seats}
    rows = []
    for number, line in enumerate(lines, 1):
        one, spot = line.invitation, at.get(Sitter(line.invitation.id, 0))
        name = line.known.card.name
        if line.who_comes != name:
            name = f"{line.who_comes} (za: {name})"
        rows.append(
            (
                str(number),
                f"{name} · {line.office}" if line.office else name,
                states[one.state.value],
                str(one.people) if one.people and not (noted and one.arrival is None) else "–",
                f"{spot.row}/{spot.place}" if spot else "–",
            )
        )
    coming = sum(line.invitation.people for line in lines if line.invitation.state in COMING)
    people = ("Przyszło osób", str(counts.inside)) if noted else ("Przyjdzie osób", str(coming))
    blocks: list[Block] = [
        Facts([*facts(guests.when), ("Zaproszonych", str(len(lines))), people]),
        Table(
            "Goście w kolejności precedencji",
            ("Lp.", "Gość", "Obecność" if noted else "Odpowiedź", "Osób", "Rząd/m."),
            rows,
            frozenset({0, 3}),
        ),
    ]
    return Document(f"Lista {'obecności' if noted else 'gości'}: {guests.when.title}", _OFFICE, day, blocks)


def _all(lines: Sequence[Line]) -> list[tuple[Line, Sitter]]:
    by_id = {line.invitation.id: line for line in lines}
    return [(by_id[sitter.invitation_id], sitter) for sitter in sitters(lines)]


def _named(line: Line, sitter: Sitter) -> tuple[str, str]:
    """Give the name and the office that stand on a badge or a card."""
    if sitter.number:
        return COMPANION, f"gość: {line.known.card.name}"
    return line.who_comes, line.office


def _head(title: str, day: date) -> dict[str, Any]:
    return {"title": title, "office": _OFFICE, "year": day.year, "month": day.month, "day": day.day}
