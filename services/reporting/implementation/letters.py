"""What the house writes to a unit about a call for progress, in Polish. It sends nothing."""

from collections.abc import Callable, Sequence
from datetime import datetime

from services.reporting.implementation.domain import Implementation
from shared.clock import warsaw

Letter = Callable[[Implementation, str, Sequence[str]], tuple[str, str]]
"""Gives subject and text, from the work, its link, and how the date was computed or what is to be mended."""


def call(work: Implementation, link: str, why: Sequence[str]) -> tuple[str, str]:
    """Ask for the unit's word: its plan, what it has to mend, or how it goes since its last one."""
    project, hint = f"projektu {work.case}, {work.title}", ""
    if work.returned is not None:
        subject = f"Czekamy na poprawkę: {work.case}"
        asked = f"informacja o realizacji {project}, wróciła do poprawy i poprawiona nie przyszła. Prosimy o nią."
    elif work.last_published is None:
        subject = f"Plan realizacji: {work.case}"
        asked = f"termin na plan realizacji {project}, minął, a planu nie ma. Prosimy o niego: mieszkańcy czekają."
    else:
        subject = f"Jak idzie realizacja: {work.case}"
        asked = f"prosimy o informację dla mieszkańców, jak idzie realizacja {project}."
        hint = "Jeśli nic się nie zmieniło, wystarczy jeden przycisk.\n"
    return (
        subject,
        f"Dzień dobry,\n\n{asked}\n\n"
        f"Formularz na jedną stronę, bez logowania: {link}\n{hint}\n"
        f"Odpowiedź do: {_last_day(work)}.\n" + _listed(why) + "\n"
        "Ten adres jest kluczem: kto go ma, odpowiada za jednostkę. Odpowiedź publikujemy po sprawdzeniu.\n",
    )


def reminder(work: Implementation, link: str, why: Sequence[str]) -> tuple[str, str]:
    """Write before the term ends."""
    return (
        f"Przypomnienie, do {_last_day(work)}: {work.case}",
        "Dzień dobry,\n\n"
        f"do {_last_day(work)} czekamy na informację o projekcie {work.case}, {work.title}.\n\n"
        f"Formularz: {link}\n",
    )


def chaser(work: Implementation, link: str, why: Sequence[str]) -> tuple[str, str]:
    """Write when the term is over."""
    return (
        f"Brak informacji o realizacji: {work.case}",
        "Dzień dobry,\n\n"
        f"termin na informację o projekcie {work.case}, {work.title} minął {_last_day(work)}. "
        "Mieszkańcy widzą na stronie projektu, że jednostka nie odpowiedziała.\n\n"
        f"Formularz nadal czeka: {link}\n",
    )


def sent_back(work: Implementation, link: str, why: Sequence[str]) -> tuple[str, str]:
    """Ask for the unit's word to be mended."""
    return (
        f"Do poprawy: {work.case}",
        "Dzień dobry,\n\n"
        f"informacja o projekcie {work.case}, {work.title} wraca do poprawy.\n" + _listed(why) + "\n"
        f"Formularz z tym, co już wpisano: {link}\n",
    )


def handed_over(before: Implementation, work: Implementation, reason: str) -> tuple[str, str]:
    """Tell the unit that has had a work who has it now; `before`: the work as it was. Gives subject and text."""
    return (
        f"Projekt prowadzi inna jednostka: {work.case}",
        "Dzień dobry,\n\n"
        f"projekt {work.case}, {work.title} prowadzi od dziś {work.unit_name}. {reason}\n\n"
        f"{before.unit_name} nie musi już nic robić; linki z wcześniejszych wiadomości nie działają.\n",
    )


def _last_day(work: Implementation) -> str:
    return _day(work.call.due_at) if work.call else ""


def _day(moment: datetime) -> str:
    return warsaw(moment).strftime("%d.%m.%Y")


def _listed(lines: Sequence[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)
