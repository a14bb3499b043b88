"""The mails about requests of the press, in Polish, and the words for kinds that they share with tasks."""

from services.media.requests.domain.clocks import Kind
from services.media.requests.domain.parts import ChaserKind

OFFICE = ("Biuro prasowe Urzędu Miasta Kalisza", "Główny Rynek 20, 62-800 Kalisz")
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
    ChaserKind.OVERDUE: "termin ustawowy albo zwyczajowy minął",
}


def received(until: str, link: str) -> str:
    """Tell the sender until when the office answers."""
    return _mail(f"dostaliśmy Państwa wiadomość. Odpowiemy do {until}.", link)


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
