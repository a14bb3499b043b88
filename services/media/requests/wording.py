"""The mails about requests of the press and the refusal as a document, in Polish, with the words for kinds."""

from datetime import date, datetime

from babel.dates import format_date

from services.media.requests.domain import PressRequest
from services.media.requests.domain.clocks import Extension, Kind
from services.media.requests.domain.parts import GROUNDS, Asked, ChaserKind, Contact, Refusal
from shared.city_hall import ADDRESS, OF_OFFICE
from shared.clock import warsaw
from shared.documents import Block, Document, Facts, Heading, Lines, Paragraph, Signatures

OFFICE = (f"Biuro prasowe {OF_OFFICE}", ADDRESS)
GREETING = "Dzień dobry,"

KINDS = {
    Kind.QUESTION: "Pytanie prasowe",
    Kind.CRITICISM: "Krytyka prasowa",
    Kind.INTERVIEW: "Prośba o wywiad",
    Kind.AUTHORISATION: "Autoryzacja wypowiedzi",
    Kind.RECTIFICATION_IN: "Żądanie sprostowania",
    Kind.RECTIFICATION_OUT: "Sprostowanie od miasta",
}

CHASED = {
    ChaserKind.REMINDER: "projekt odpowiedzi będzie potrzebny do",
    ChaserKind.ESCALATION: "projekt odpowiedzi był potrzebny do",
    ChaserKind.ANSWER_REMINDER: "odpowiedź jest potrzebna do",
    ChaserKind.OVERDUE: "termin ustawowy albo zwyczajowy minął",
    ChaserKind.REFUSAL_REMINDER: "odmówić sprostowania można do",
    ChaserKind.REFUSAL_ESCALATION: "dziś jest ostatni dzień na odmowę sprostowania",
    ChaserKind.REFUSAL_OVERDUE: "termin odmowy sprostowania (art. 33 ust. 3 prawa prasowego) minął",
}


def received(until: str, link: str) -> str:
    """Tell the sender until when the office answers."""
    return _mail(f"dostaliśmy Państwa wiadomość. Odpowiemy do {until}.", link)


def moved(link: str) -> str:
    """Tell the sender, at another address, that the case is here, and promise no day."""
    return _mail("Państwa wiadomość jest u nas. Odpowiedź przyślemy na ten adres.", link)


def holding(text: str, link: str) -> str:
    """Give the sender a reply that is not the answer yet."""
    return _mail(text, link)


def extended(until: str, reason: str, link: str) -> str:
    """Tell the sender of the later day and why (art. 13 ust. 2 u.d.i.p.)."""
    return _mail(
        f"nie udostępnimy tej informacji w ciągu 14 dni. Powód: {reason}\n\n"
        f"Udostępnimy ją do {until} (art. 13 ust. 2 ustawy o dostępie do informacji publicznej).",
        link,
    )


def another_day(told: str, until: str) -> str:
    """Tell the sender that not the day that an earlier letter named holds, but another one."""
    return f"Wcześniej podaliśmy Państwu, że odpowiemy do {told}. Obowiązuje inny termin: odpowiemy do {until}."


def stopped(note: str, link: str) -> str:
    """Tell the sender that the term does not run."""
    return _mail(f"termin na odpowiedź jest wstrzymany. Powód: {note}", link)


def restarted(until: str, link: str) -> str:
    """Tell the sender that the term runs again, and until when."""
    return _mail(f"termin na odpowiedź znów biegnie. Odpowiemy do {until}.", link)


def answered(text: str, link: str) -> str:
    """Give the sender the answer."""
    return _mail(text, link)


def refused_information(number: str, link: str) -> str:
    """Tell the sender that a decision was taken, and that it comes by the way that the act asks for."""
    return _mail(
        f"odmówiliśmy udostępnienia informacji decyzją {number}. Decyzję z uzasadnieniem doręczymy osobno.\n\n"
        "Od decyzji można się odwołać do Samorządowego Kolegium Odwoławczego w Kaliszu, za naszym pośrednictwem, "
        "w ciągu 14 dni od jej doręczenia.",
        link,
    )


def refused_rectification(ground: str, reasons: str, link: str) -> str:
    """Tell who demands a rectification that it is not published, and why (art. 33 ust. 3 prawa prasowego)."""
    return _mail(
        f"odmawiamy opublikowania sprostowania. Przyczyna: {ground}.\n\n{reasons}",
        link,
    )


def refusal_document(one: PressRequest, refusal: Refusal, reasons: str, asked: Asked, contact: Contact) -> Document:
    """Give a refusal as it is signed and delivered: of information the decision, of a rectification the notice.

    A decision has the parts that art. 107 § 1 k.p.a. wants: organ, day, party, basis, ruling, reasons, instruction,
    signature; and who took part in it (art. 16 ust. 2 pkt 2 u.d.i.p.).
    """
    informs = one.kind is Kind.QUESTION
    address = [line.strip() for line in (contact.address or "").splitlines() if line.strip()]
    head: list[Block] = [
        Lines(_ORGAN),
        Lines((f"Kalisz, {_day(refusal.at)} r.",), right=True),
        Facts([("Znak sprawy", one.sign), ("Numer decyzji" if informs else "Numer pisma", refusal.number)]),
        Lines((contact.name, one.outlet, *address), right=True),
    ]
    body = _decision(one, refusal, reasons, asked) if informs else _notice(one, refusal, reasons)
    title = "Decyzja o odmowie udostępnienia informacji publicznej" if informs else _NOTICE
    signed = Signatures((f"{refusal.by_name}, {_ORGAN[0]}",))
    return Document(title, "Urząd Miasta Kalisza", warsaw(refusal.at).date(), [*head, *body, signed])


def extension_document(due: PressRequest, told: Extension, asked: Asked, contact: Contact) -> Document:
    """Give the notice of a later day as it is signed: until when and why (art. 13 ust. 2 u.d.i.p.)."""
    address = [line.strip() for line in (contact.address or "").splitlines() if line.strip()]
    head: list[Block] = [
        Lines(_ORGAN),
        Lines((f"Kalisz, {_day(told.at)} r.",), right=True),
        Facts([("Znak sprawy", due.sign)]),
        Lines((contact.name, due.outlet, *address), right=True),
    ]
    body: list[Block] = [
        Paragraph(
            "Na podstawie art. 13 ust. 2 ustawy z dnia 6 września 2001 r. o dostępie do informacji publicznej, w "
            "związku z art. 3a ustawy z dnia 26 stycznia 1984 r. Prawo prasowe, zawiadamiam, że informacji, o którą "
            f"wystąpiono we wniosku z dnia {_day(due.received_at)} r., nie udostępnimy w terminie 14 dni."
        ),
        Facts([("Udostępnimy ją do dnia", f"{_day(due.due_at)} r.")]),
        Heading("Powód opóźnienia"),
        *_paragraphs(told.reason),
        Heading("Treść wniosku"),
        *_paragraphs(asked.text),
        Signatures((f"{told.by_name}, {OFFICE[0]}",)),
    ]
    title = "Zawiadomienie o późniejszym terminie udostępnienia informacji"
    return Document(title, "Urząd Miasta Kalisza", warsaw(told.at).date(), [*head, *body])


_ORGAN = ("Prezydent Miasta Kalisza", ADDRESS)
_NOTICE = "Zawiadomienie o odmowie opublikowania sprostowania"


def _decision(one: PressRequest, refusal: Refusal, reasons: str, asked: Asked) -> list[Block]:
    return [
        Paragraph(
            "Na podstawie art. 16 ust. 1 ustawy z dnia 6 września 2001 r. o dostępie do informacji publicznej "
            "(u.d.i.p.) i art. 104 § 1 Kodeksu postępowania administracyjnego (k.p.a.), w związku z art. 3a ustawy "
            f"z dnia 26 stycznia 1984 r. Prawo prasowe, po rozpatrzeniu wniosku z dnia {_day(one.received_at)} r. "
            "odmawiam udostępnienia informacji, o którą w nim wystąpiono."
        ),
        Facts([("Podstawa odmowy", GROUNDS[refusal.ground])]),
        Heading("Treść wniosku"),
        *_paragraphs(asked.text),
        Heading("Uzasadnienie"),
        *_paragraphs(reasons),
        Paragraph(f"Stanowisko w toku postępowania zajęli (art. 16 ust. 2 pkt 2 u.d.i.p.): {refusal.taken_by}."),
        Heading("Pouczenie"),
        Paragraph(
            "Od tej decyzji można się odwołać do Samorządowego Kolegium Odwoławczego w Kaliszu, za pośrednictwem "
            "Prezydenta Miasta Kalisza, w ciągu 14 dni od dnia jej doręczenia (art. 127 § 2 i art. 129 k.p.a.). "
            "Odwołanie rozpatruje się w ciągu 14 dni (art. 16 ust. 2 pkt 1 u.d.i.p.)."
        ),
        Paragraph(
            "Zanim minie ten termin, można zrzec się prawa do odwołania. Z dniem doręczenia nam takiego oświadczenia "
            "decyzja staje się ostateczna i prawomocna (art. 127a k.p.a.)."
        ),
    ]


def _notice(one: PressRequest, refusal: Refusal, reasons: str) -> list[Block]:
    assert one.publication is not None  # No demand is entered without its publication.
    return [
        Paragraph(
            "Na podstawie art. 33 ust. 3 ustawy z dnia 26 stycznia 1984 r. Prawo prasowe zawiadamiam, że odmawiam "
            f"opublikowania sprostowania, które wpłynęło {_day(one.received_at)} r. i dotyczy publikacji "
            f"„{one.publication.title}” z dnia {_day(one.publication.on)} r."
        ),
        Facts([("Przyczyna odmowy", GROUNDS[refusal.ground])]),
        Heading("Uzasadnienie"),
        *_paragraphs(reasons),
        Paragraph(f"Stanowisko zajęli: {refusal.taken_by}."),
        Heading("Pouczenie"),
        Paragraph(
            "Jeżeli zawiadomienie wskazuje, co w sprostowaniu nie nadaje się do publikacji, można je poprawić. Po "
            "zastosowaniu się do tych wskazań nie można odmówić publikacji. Na nadesłanie poprawionego sprostowania "
            "jest 21 dni od doręczenia tego zawiadomienia (art. 33 ust. 4 i art. 31a ust. 3 prawa prasowego)."
        ),
        Paragraph(
            "O opublikowanie sprostowania można wystąpić do sądu przed upływem roku od dnia publikacji "
            "materiału prasowego (art. 39 prawa prasowego)."
        ),
    ]


def _day(day: date) -> str:
    return format_date(warsaw(day) if isinstance(day, datetime) else day, "d MMMM y", locale="pl")


def _paragraphs(text: str) -> list[Block]:
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [Paragraph(" ".join(part.split())) for part in parts if part.strip()]


def chased(name: str, what: str, day: str, link: str) -> str:
    """Tell a unit, its head or the press office what is late or soon will be."""
    return f"{GREETING}\n\n{name}: {what} ({day}).\n\nSprawa:\n{link}\n\n" + "\n".join(OFFICE) + "\n"


def morning(parts: list[tuple[str, list[str]]], link: str) -> str:
    """Tell the press office what waits today."""
    told = "\n\n".join(f"{title}:\n" + "\n".join(f"- {line}" for line in lines) for title, lines in parts if lines)
    return f"{GREETING}\n\n{told}\n\nRejestr:\n{link}\n"


def _mail(what: str, link: str) -> str:
    return (
        f"{GREETING}\n\n{what}\n\n"
        f"Stan sprawy i całą korespondencję widać pod tym adresem (tylko dla Państwa):\n{link}\n\n"
        + "\n".join(OFFICE)
        + "\n"
    )
