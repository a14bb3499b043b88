"""What mails to supporters say, in Polish: they go to residents. None of them names anybody."""

from services.intake.editions.domain.rules import area_of, pool_of
from services.intake.letters.domain.wording import GREETING, OFFICE
from services.intake.support.domain.text import SupportedText, changed
from shared.contracts.intake import EditionRules

CONFIRM = "Potwierdź poparcie projektu"
CHANGED = "Projekt, który popierasz, zmienił się"
REFUSED = "Nie możemy zaliczyć Twojego poparcia"


def confirm(title: str, link: str, until: str) -> str:
    """Write to somebody whose address stands in the form."""
    return _letter(
        f"ktoś podał ten adres, żeby poprzeć projekt „{title}” w budżecie obywatelskim.",
        "Jeśli to Ty, otwórz stronę i naciśnij przycisk. Bez tego poparcie się nie liczy. "
        f"Masz czas do {until}:\n{link}",
        "Pod tym samym adresem w każdej chwili cofniesz poparcie. Nie przekazuj go nikomu.",
        "Jeśli to nie Ty, nie musisz nic robić: niepotwierdzone dane usuniemy.",
    )


def told_of_change(before: SupportedText, after: SupportedText, rules: EditionRules, link: str) -> str:
    """Write to a supporter what has changed in what they support."""
    lines = "\n".join(f"- {line}" for line in _lines(before, after, rules))
    return _letter(
        f"projekt „{before.title}”, który popierasz, zmienił się:\n\n{lines}",
        f"Tutaj go przeczytasz, a jeśli już go nie popierasz, cofniesz poparcie:\n{link}",
        "Jeśli nadal go popierasz, nie musisz nic robić.",
    )


def refused(title: str, reason: str, link: str) -> str:
    """Write to somebody whose support an officer does not count."""
    return _letter(
        f"nie możemy zaliczyć Twojego poparcia dla projektu „{title}”.",
        f"Dlaczego: {reason}",
        f"Jeśli to pomyłka, napisz do nas albo przyjdź. Swoje dane możesz usunąć tutaj:\n{link}",
    )


def _lines(before: SupportedText, after: SupportedText, rules: EditionRules) -> list[str]:
    fields, found = set(changed(before, after)), []
    if "title" in fields:
        found.append(f"Nazwa: teraz „{after.title}”.")
    if {"pool_id", "area_id", "location", "parcel"} & fields:
        found.append(f"Miejsce: było „{_place(before, rules)}”, jest „{_place(after, rules)}”.")
    if "cost_items" in fields and before.cost != after.cost:
        found.append(f"Koszt: było {_zloty(before.cost)}, jest {_zloty(after.cost)}.")
    elif "cost_items" in fields:
        found.append("Kosztorys: suma ta sama, inne pozycje.")
    if "summary" in fields:
        found.append(f"W skrócie: {after.summary}")
    if "description" in fields:
        found.append("Opis jest inny niż przedtem.")
    return found


def _place(text: SupportedText, rules: EditionRules) -> str:
    area, pool = area_of(rules, text.area_id), pool_of(rules, text.pool_id)
    where = area.name if area is not None else pool.name if pool is not None else ""
    return ", ".join(filter(None, (text.location, where, f"działka {text.parcel}" if text.parcel else "")))


def _zloty(grosze: int | None) -> str:
    zloty, rest = divmod(grosze or 0, 100)
    whole = f"{zloty:,}".replace(",", "\u00a0")
    return f"{whole},{rest:02d} zł" if rest else f"{whole} zł"


def _letter(*paragraphs: str) -> str:
    return "\n\n".join((GREETING, *paragraphs, "\n".join(OFFICE))) + "\n"
