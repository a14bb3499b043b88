"""What guests read in mails, in Polish, beside the letter that the desk has written."""

from babel.dates import format_date

from services.events.invitations.domain import Status, When
from shared.city_hall import ADDRESS, OFFICE
from shared.clock import warsaw

_SIGNED = (OFFICE, ADDRESS)


def moment(when: When) -> str:
    """Say when it is."""
    begins = warsaw(when.starts)
    day = format_date(begins.date(), "EEEE, d MMMM y", locale="pl")
    return day if when.all_day else f"{day}, godz. {begins:%H:%M}"


def facts(when: When) -> list[tuple[str, str]]:
    """Say what, when and where it is."""
    return [
        ("Wydarzenie", when.title),
        ("Kiedy", moment(when)),
        *([("Gdzie", when.place)] if when.place else []),
    ]


def _listed(when: When) -> str:
    return "\n".join(f"{name}: {value}" for name, value in facts(when))


def invited(text: str, signatory: str, when: When, answer_by: str, link: str) -> str:
    """Give the letter as a mail, with the way to answer."""
    return (
        f"{text}\n\n{signatory}\n\n{_listed(when)}\n\n"
        f"Prosimy o odpowiedź do {answer_by}. Odpowiedzieć można tutaj:\n{link}\n\n"
        "Ten adres jest przeznaczony tylko dla osoby zaproszonej.\n"
    )


def reminding(when: When, answer_by: str, link: str) -> str:
    """Remind somebody who has not answered."""
    return (
        f"Dzień dobry,\n\nprzypominamy o zaproszeniu i prosimy o odpowiedź do {answer_by}.\n\n{_listed(when)}\n\n"
        f"Odpowiedzieć można tutaj:\n{link}\n\n" + "\n".join(_SIGNED) + "\n"
    )


def changed(when: When, answer_by: str) -> str:
    """Say in a sentence or two what has become of the event."""
    return {
        Status.ON: f"termin albo miejsce wydarzenia się zmieniły. Prosimy o ponowną odpowiedź do {answer_by}.",
        Status.PUT_OFF: "wydarzenie zostało przełożone. Nowy termin podamy, gdy tylko będzie znany.",
        Status.OFF: "wydarzenie zostało odwołane. Przepraszamy za kłopot.",
    }[when.status]


def retold(when: When, answer_by: str, link: str) -> str:
    """Tell that the event has moved or is not held."""
    way = f"\n\nOdpowiedzieć można tutaj:\n{link}" if when.status is Status.ON else ""
    return f"Dzień dobry,\n\n{changed(when, answer_by)}\n\n{_listed(when)}{way}\n\n" + "\n".join(_SIGNED) + "\n"


def subject(when: When) -> str:
    """Give the subject of a mail about a change."""
    said = {Status.ON: "Zmiana", Status.PUT_OFF: "Przełożone", Status.OFF: "Odwołane"}[when.status]
    return f"{said}: {when.title}"
