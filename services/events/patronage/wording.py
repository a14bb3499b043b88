"""The mails to organisers, in Polish."""

from shared.city_hall import ADDRESS, OFFICE

_SIGNED = (OFFICE, ADDRESS)


def mailed(what: str, link: str) -> str:
    """Give a mail with the way to the application's page."""
    return (
        f"Dzień dobry,\n\n{what}\n\nStan sprawy widać pod tym adresem (tylko dla Państwa):\n{link}\n\n"
        + "\n".join(_SIGNED)
        + "\n"
    )


def asked(title: str, until: str, late: bool) -> str:
    """Tell that the application came in, and until when it is decided."""
    late_text = "\n\nWniosek wpłynął później, niż prosimy. Decyzja może nie zapaść przed wydarzeniem." if late else ""
    return f"dostaliśmy wniosek o patronat: „{title}”. Odpowiemy na piśmie do {until}.{late_text}"


def called(what: str) -> str:
    """Tell what is to be completed."""
    return f"prosimy o uzupełnienie wniosku o patronat:\n\n{what}"


def decided(granted: bool, text: str) -> str:
    """Tell the decision, in its own words."""
    if granted:
        return f"patronat został przyznany.\n\n{text}"
    return f"patronat nie został przyznany. Ta decyzja jest ostateczna.\n\n{text}"


def judged(approved: bool, note: str) -> str:
    """Tell whether the arms may be used like that."""
    if approved:
        return "herbu miasta można użyć tak, jak w przesłanych materiałach."
    return f"materiały z herbem trzeba poprawić:\n\n{note}"


def ended(reason: str) -> str:
    """Tell that the patronage was taken back."""
    return f"patronat został cofnięty. Powód: {reason}"


def reminding(until: str) -> str:
    """Remind of the report."""
    return f"prosimy o krótkie sprawozdanie z wydarzenia, ze zdjęciami, do {until}."
