"""The mails about press conferences, in Polish: the invitation, and what has changed."""

from services.media.conferences.domain import Action, Conference, Kind, State
from services.media.conferences.domain.programme import When
from shared.city_hall import ADDRESS, OF_OFFICE
from shared.clock import warsaw

_SIGNED = (f"Biuro prasowe {OF_OFFICE}", ADDRESS)
NAMES = {Kind.CONFERENCE: "konferencja prasowa", Kind.MEETING: "spotkanie z mediami"}
CASES = {Kind.CONFERENCE: "Konferencja prasowa", Kind.MEETING: "Spotkanie z mediami"}
_INVITED_TO = {Kind.CONFERENCE: "na konferencję prasową", Kind.MEETING: "na spotkanie z mediami"}


def time_and_place(when: When) -> str:
    """Write when and where: 18.02.2027, godz. 10:00–10:45, Ratusz."""
    starts, ends = warsaw(when.starts), warsaw(when.ends)
    return f"{starts:%d.%m.%Y}, godz. {starts:%H:%M}–{ends:%H:%M}, {when.place}"


def invitation(one: Conference, link: str, origin: str) -> tuple[str, str]:
    """Give subject and text of an invitation; `link`: where the invited answers."""
    content = one.content
    parts = [
        f"Dzień dobry,\n\nzapraszamy {_INVITED_TO[one.kind]}: {one.title}.",
        f"Kiedy i gdzie: {time_and_place(one.when)}",
        content.about,
    ]
    if one.content.programme:
        points = "\n".join(f"{warsaw(at):%H:%M} {text}" for at, text in one.timetable)
        parts.append(f"Program:\n{points}")
    if content.speakers:
        parts.append("Udział wezmą:\n" + "\n".join(f"- {speaker}" for speaker in content.speakers))
    parts.append(f"Prosimy o odpowiedź, czy Państwo będą (adres tylko dla Państwa):\n{link}")
    parts.append(f"Strona z programem, a po rozpoczęciu także z materiałami:\n{origin}{one.page}")
    parts.append(f"Kontakt: {content.contact}")
    return f"Zaproszenie: {one.title}, {warsaw(one.when.starts):%d.%m.%Y, godz. %H:%M}", _mail(parts)


def granted(one: Conference, origin: str) -> tuple[str, str]:
    """Give subject and text for who asked to come and is let in."""
    parts = [
        f"Dzień dobry,\n\nmają Państwo akredytację {_INVITED_TO[one.kind]}: {one.title}.",
        f"Kiedy i gdzie: {time_and_place(one.when)}",
        "Przy wejściu prosimy o legitymację prasową albo dowód tożsamości.",
        f"Strona z programem, a po rozpoczęciu także z materiałami:\n{origin}{one.page}",
        f"Kontakt: {one.content.contact}",
    ]
    return f"Akredytacja: {one.title}", _mail(parts)


def refused(one: Conference, reason: str, origin: str) -> tuple[str, str]:
    """Give subject and text for who asked to come and is not let in; `reason`: why."""
    parts = [
        f"Dzień dobry,\n\nnie możemy udzielić Państwu akredytacji {_INVITED_TO[one.kind]}: {one.title}.",
        f"Powód: {reason}",
        f"Materiały pojawią się po rozpoczęciu na stronie:\n{origin}{one.page}",
        f"Kontakt: {one.content.contact}",
    ]
    return f"Akredytacja: {one.title}", _mail(parts)


def notice(one: Conference, link: str | None, origin: str) -> tuple[str, str]:
    """Give subject and text of what has changed the last time; `link`: where somebody who was invited answers anew."""
    change = one.changes[-1]
    name, was = NAMES[one.kind], time_and_place(change.before)
    if change.action is Action.MOVE:
        subject, what = "Zmiana terminu lub miejsca", f"nowy termin i miejsce: {time_and_place(one.when)}. Było: {was}"
    elif one.state is State.POSTPONED:
        subject, what = "Przełożone", f"nie odbędzie się w zapowiedzianym terminie ({was}). Nowy termin podamy osobno"
    else:
        subject, what = "Odwołane", f"zostało odwołane. Miało się odbyć: {was}"
    parts = [f"Dzień dobry,\n\n{name} „{one.title}”: {what}.", f"Powód: {change.reason}"]
    if change.action is Action.MOVE and link is not None:
        parts.append(f"Prosimy o odpowiedź, czy Państwo będą w nowym terminie (adres tylko dla Państwa):\n{link}")
    parts += [f"Strona:\n{origin}{one.page}", f"Kontakt: {one.content.contact}"]
    return f"{subject}: {one.title}", _mail(parts)


def _mail(parts: list[str]) -> str:
    return "\n\n".join([*parts, "\n".join(_SIGNED)]) + "\n"
