"""The mails about questions, in Polish: they go to residents."""

from services.intake.letters.domain.wording import GREETING, OFFICE

RECEIVED = "Mamy Twoje pytanie"
ANSWERED = "Odpowiedź na Twoje pytanie"


def received(day: str, link: str) -> str:
    """Tell the asker by which day we answer."""
    return _mail(f"dostaliśmy Twoje pytanie. Odpowiemy do {day}.", link)


def answered(answer: str, link: str) -> str:
    """Give the asker the answer."""
    return _mail(f"odpowiadamy na Twoje pytanie:\n\n{answer}", link)


def _mail(what: str, link: str) -> str:
    return (
        f"{GREETING}\n\n{what}\n\n"
        f"Całą rozmowę znajdziesz pod tym adresem, tam też możesz dopytać (tylko dla Ciebie):\n{link}\n\n"
        "Jeśli to nie Ty, nie musisz nic robić.\n\n" + "\n".join(OFFICE) + "\n"
    )
