"""What meetings write to participants. It decides nothing."""

from datetime import datetime

from shared.city_hall import ADDRESS, OFFICE
from shared.clock import warsaw

_END = f"\n\n{OFFICE}\n{ADDRESS}\n"


def moment(at: datetime) -> str:
    """Give a moment as it is written: 10.06.2027, 10:00."""
    return f"{warsaw(at):%d.%m.%Y, %H:%M}"


def issued(title: str, starts: datetime, place: str, number: int, link: str) -> tuple[str, str]:
    """Give subject and text: there is a programme."""
    which = "program spotkania" if number == 1 else f"program spotkania, wersja {number}"
    text = (
        f"Dzień dobry,\n\njest {which}: „{title}”, {moment(starts)}{f', {place}' if place else ''}.\n"
        f"Program i dokumenty dla Państwa są pod tym adresem (tylko dla Państwa, prosimy go nie przekazywać):\n{link}"
    )
    return (f"Program spotkania, wersja {number}", text + _END)


def moved(title: str, starts: datetime, place: str, link: str) -> tuple[str, str]:
    """Give subject and text: the meeting is at another time or place."""
    text = (
        f"Dzień dobry,\n\nspotkanie „{title}” odbędzie się {moment(starts)}{f', {place}' if place else ''}.\n"
        f"Nowy program przyślemy osobno. Strona spotkania:\n{link}"
    )
    return ("Zmiana terminu albo miejsca spotkania", text + _END)


def renewed(title: str, starts: datetime, link: str) -> tuple[str, str]:
    """Give subject and text: the guest has a new link."""
    text = (
        f"Dzień dobry,\n\nstrona spotkania „{title}” ({moment(starts)}) ma dla Państwa nowy adres. Poprzedni już nie "
        f"działa. Nowy jest tylko dla Państwa, prosimy go nie przekazywać:\n{link}"
    )
    return ("Nowy adres strony spotkania", text + _END)


def off(title: str, starts: datetime, postponed: bool) -> tuple[str, str]:
    """Give subject and text: the meeting does not take place, or not yet."""
    what = "jest przełożone. O nowym terminie napiszemy" if postponed else "jest odwołane"
    subject = "Spotkanie przełożone" if postponed else "Spotkanie odwołane"
    return (subject, f"Dzień dobry,\n\nspotkanie „{title}” ({moment(starts)}) {what}.{_END}")


def for_remarks(title: str, until: str, link: str) -> tuple[str, str]:
    """Give subject and text: there are minutes to remark on."""
    text = (
        f"Dzień dobry,\n\njest projekt protokołu ze spotkania „{title}”. Uwagi można wpisać do {until} "
        f"pod tym adresem (tylko dla Państwa):\n{link}"
    )
    return ("Projekt protokołu ze spotkania", text + _END)


def approved(title: str, number: int, link: str) -> tuple[str, str]:
    """Give subject and text: the minutes are approved."""
    which = "" if number == 1 else f", wersja {number}, z poprawkami"
    return (
        "Protokół ze spotkania",
        f"Dzień dobry,\n\nprotokół ze spotkania „{title}”{which} jest zatwierdzony:\n{link}{_END}",
    )


def doer(role: str, unit: str | None) -> str:
    """Give who a task is for, as it stands in programmes and minutes."""
    return unit or _DOERS.get(role, role)


_DOERS = {
    "protocol_officer": "protokół dyplomatyczny",
    "officer": "wydział partycypacji",
    "press_officer": "rzecznik prasowy",
    "duty_officer": "dyżurny miasta",
    "mayor": "Prezydent Miasta",
    "treasurer": "Skarbnik Miasta",
}
